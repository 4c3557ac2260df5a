/* Tests of local_scan/core/users.c, mask.c and encode.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"
#include "encode.h"
#include "mask.h"

#include "table.h"

static struct bs_policy *
policy(void)
{
    static struct bs_policy ours;

    bs_policy_defaults(&ours);
    bs_policy_add(&ours, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example"));
    bs_policy_add(&ours, BS_LIST_OWN_HOSTS, bs_span_text("mx.second.example"));
    bs_policy_add(&ours, BS_LIST_OWN_HOSTS, bs_span_text("198.51.100.7"));
    return &ours;
}

/* ------------------------------------------------------------------- texts */

/* Any address at ours.example or mx.second.example is a user; joe there and ann
 * at far.example were added. */
static const struct text_row {
    const char *name, *in, *out;
} text_rows[] = {
    {"plain", "to joe@ours.example.", "to masked@ours.example."},
    {"anybody there", "Kim.O'Neil+x@ours.example", "masked@ours.example"},
    {"case", "<JOE@Ours.Example>", "<masked@Ours.Example>"},
    {"a host of the domain", "joe@mail.ours.example", "masked@mail.ours.example"},
    {"a host of ours", "root@mx.second.example", "masked@mx.second.example"},
    {"quoted", "\"joe smith\"@ours.example", "\"masked\"@ours.example"},
    {"blanks", "joe @ ours.example", "masked @ ours.example"},
    {"a fold", "joe@\r\n ours.example", "masked@\r\n ours.example"},
    {"two", "a@ours.example,b@ours.example", "masked@ours.example,masked@ours.example"},
    {"percent", "?u=joe%40ours.example&x", "?u=masked%40ours.example&x"},
    {"percent twice", "joe%2540ours.example", "masked%2540ours.example"},
    {"percent before it", "?u%3Djoe%40ours.example", "?u%3Dmasked%40ours.example"},
    {"percent in it", "?u=joe%2Bx%40ours.example", "?u=masked%40ours.example"},
    {"quoted-printable", "joe=40ours.example", "masked=40ours.example"},
    {"an entity", "joe&#64;ours.example", "masked&#64;ours.example"},
    {"entities in the name", "secret&#46;joe&#x40;ours.example", "masked&#x40;ours.example"},
    {"letters as entities", "<b>&#106;&#x6f;e@ours.example", "<b>masked@ours.example"},
    {"an entity before the name", "&#62;joe@ours.example", "&#62;masked@ours.example"},
    {"a semicolon before the name", "x;joe@ours.example", "x;masked@ours.example"},
    {"a script", "joe\\u0040ours.example", "masked\\u0040ours.example"},
    {"disguised", "kim(at)ours.example", "masked(at)ours.example"},
    {"VERP", "<b-1-kim=ours.example@list.example>", "<masked=ours.example@list.example>"},
    {"VERP, percent", "kim%3Dours.example%40list.example", "masked%3Dours.example%40list.example"},
    {"VERP without its end, known", "/u/joe=ours.example/1", "/u/masked=ours.example/1"},
    {"BATV", "<prvs=1234abcdef=joe@ours.example>", "<prvs=1234abcdef=masked@ours.example>"},
    {"SRS", "<SRS0=ab=cd=ours.example=kim@fwd.example>",
     "<SRS0=ab=cd=ours.example=masked@fwd.example>"},
    {"known, beside the domain", "bounce-joe-ours.example@x.example",
     "bounce-masked-ours.example@x.example"},
    {"known, in words", "joe at ours.example", "masked at ours.example"},
    {"base64", "?e=am9lQG91cnMuZXhhbXBsZQ==&x", "?e=masked==&x"},
    {"base64 in a path", "http://x.example/c/am9lQG91cnMuZXhhbXBsZQ", "http://x.example/c/masked"},
    {"base64 inside other digits", "?e=eHh4eHggam9lQG91cnMuZXhhbXBsZSB5eXk=", "?e=masked="},
    {"base64 over two lines",
     "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCBqb2VAb3Vy\n"
     "cy5leGFtcGxlIA==",
     "masked=="},
    {"hexadecimal", "/6a6f65406f7572732e6578616d706c65/", "/masked/"},
    {"a known one elsewhere", "ann@far.example", "masked@far.example"},

    {"masked already", "masked@ours.example", NULL},
    {"a stranger", "kim@far.example", NULL},
    {"a stranger's name like ours", "joe@notours.example", NULL},
    {"the domain alone", "d=ours.example; i=@ours.example", NULL},
    {"a host alone", "by mx.ours.example with SMTP", NULL},
    {"a word in a parameter", "smtp.mailfrom=ours.example", NULL},
    {"nothing", "", NULL},
    {"words without words asked for", "dear joe", NULL},
};

static struct bs_users *
users(void)
{
    static struct bs_users known;

    bs_users_start(&known, policy());
    bs_users_add(&known, bs_span_text("joe@ours.example"));
    bs_users_add(&known, bs_span_text("ann@far.example"));
    return &known;
}

static void
put(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        sink_put(out, bs_span_at(text, i));
}

static struct bs_span
masked(struct bs_span in, unsigned how, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct bs_cut cut;
    size_t from = 0;

    for (; bs_users_next(users(), in, from, how, &cut); from = cut.to) {
        assert_true(cut.from >= from && cut.to > cut.from && cut.to <= in.n);
        put(&out, bs_span_drop(bs_span_take(in, cut.from), from));
        put(&out, bs_span_text(BS_USERS_MASK));
    }
    put(&out, bs_span_drop(in, from));
    return sink_span(&out);
}

static void
mask_cut(struct bs_span in)
{
    unsigned char buffer[1024];

    masked(in, BS_USERS_WORDS, buffer, sizeof buffer);
}

static void
text_test(void **state)
{
    const struct text_row *row = *state;
    unsigned char buffer[1024];

    bs_assert_span(masked(bs_span_text(row->in), 0, buffer, sizeof buffer),
                   row->out ? row->out : row->in);
    bs_at_every_cut(bs_span_text(row->in), mask_cut);
}

static const struct text_row word_rows[] = {
    {"a word", "Dear Joe, you won", "Dear masked, you won"},
    {"at the end of a path", "http://x.example/u/joe", "http://x.example/u/masked"},
    {"a parameter", "?u=joe&d=1", "?u=masked&d=1"},
    {"part of a word", "joes joey ajoe joe-x", NULL},
    {"part of a host", "www.joe.example", NULL},
    {"the local part of a stranger", "joe@far.example joe%40far.example", NULL},
    {"a tag", "<joe></joe>", NULL},
    {"a scheme", "joe://x.example", NULL},
};

static void
word_test(void **state)
{
    const struct text_row *row = *state;
    unsigned char buffer[1024];

    bs_assert_span(masked(bs_span_text(row->in), BS_USERS_WORDS, buffer, sizeof buffer),
                   row->out ? row->out : row->in);
}

/* ---------------------------------------------------------------- messages */

#define HEAD "Delivered-To: joe@ours.example\n"
#define MASK "Delivered-To: masked@ours.example\n"
#define PART "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
#define OUT                                                                                        \
    "Content-Type: text/plain; charset=us-ascii\n\n[left out: it contains an address of a user]\n"

static const struct message_row {
    const char *name, *in, *out;
    unsigned left_out;
} message_rows[] = {
    {"fields and text", HEAD "Subject: for Joe\n\nhi kim@ours.example\n",
     MASK "Subject: for masked\n\nhi masked@ours.example\n", 0},
    {"nothing in it goes through as it is", "Subject: =?x?q?a?=\r\n\r\nx\r\n",
     "Subject: =?x?q?a?=\r\n\nx\r\n", 0},
    {"for", "Received: from joe by a.example for <joe@far.example>; x\n\njoe\n",
     "Received: from joe by a.example for <masked@far.example>; x\n\nmasked\n", 0},
    {"a recipient elsewhere, and his neighbours",
     "Envelope-To: joe@far.example\nFrom: kim@far.example\n\n",
     "Envelope-To: masked@far.example\nFrom: kim@far.example\n\n", 0},
    {"encoded words", HEAD "To: =?utf-8?Q?Joe=40ours?= =?utf-8?Q?.example?=\n\n",
     MASK "To: =?utf-8?B?bWFza2VkQG91cnMuZXhhbXBsZQ==?=\n\n", 0},
    {"base64", HEAD "Content-Transfer-Encoding: base64\n\nam9lQG91cnMuZXhhbXBsZQo=\n",
     MASK "Content-Transfer-Encoding: base64\n\nbWFza2VkQG91cnMuZXhhbXBsZQo=\n", 0},
    {"quoted-printable, in two lines", HEAD PART "joe@ou=\nrs.example =E4=\n",
     MASK PART "masked@ours.example =E4", 0},
    {"a tag in the address", HEAD PART "kim<b>@</b>ours.example\n", MASK OUT, 1},
    {"a zero-width space in the address", HEAD PART "kim@=E2=80=8Bours.example\n", MASK OUT, 1},
    {"no text",
     HEAD "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
          "AAECam9lQG91cnMuZXhhbXBsZQAB\n",
     MASK OUT, 1},
    {"no text, and nobody in it",
     HEAD "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAECAwQF\n",
     MASK "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAECAwQF\n", 0},
    {"parts, with what stands around them",
     HEAD "Content-Type: multipart/mixed; boundary=b\n\nkim@ours.example\n--b\n"
          "X-To: kim@ours.example\n\n1 joe\n--b--\nkim@ours.example\n",
     MASK "Content-Type: multipart/mixed; boundary=b\n\nmasked@ours.example\n--b\n"
          "X-To: masked@ours.example\n\n1 masked\n--b--\nmasked@ours.example\n",
     0},
    {"a message inside",
     HEAD "Content-Type: message/rfc822\n\nFrom: kim@ours.example\n"
          "Content-Transfer-Encoding: base64\n\nam9lQG91cnMuZXhhbXBsZQo=\n",
     MASK "Content-Type: message/rfc822\n\nFrom: masked@ours.example\n"
          "Content-Transfer-Encoding: base64\n\nbWFza2VkQG91cnMuZXhhbXBsZQo=\n",
     0},
    {"a field that cannot be masked", HEAD "X-A: kim<!-- -->@ours.example\n\n",
     MASK "X-A: [left out: an address of a user]\n\n", 1},
};

static struct bs_mask space;
static unsigned char copy[2 * BS_MAX_COMPLAINT];

static void
mask_message(struct bs_span raw, struct bs_masked *masked_r)
{
    struct bs_message message;

    bs_message_split(&message, raw);
    bs_mask_users(&space, policy(), message.header);
    bs_mask_message(masked_r, &space, raw, copy, sizeof copy);
}

static void
message_cut(struct bs_span raw)
{
    struct bs_masked result;
    struct bs_cut cut;

    mask_message(raw, &result);
    assert_false(bs_users_next(&space.users, result.text, 0, BS_USERS_AGAIN, &cut));
}

static void
message_test(void **state)
{
    const struct message_row *row = *state;
    struct bs_masked result;

    mask_message(bs_span_text(row->in), &result);
    bs_assert_span(result.text, row->out);
    assert_int_equal(result.left_out, row->left_out);
    assert_false(result.cut);
    bs_at_every_cut(bs_span_text(row->in), message_cut);
}

/* Messages in messages, deeper than is read. */
static void
nested_test(void **state)
{
    static char raw[4096];
    struct bs_masked result;

    (void)state;
    raw[0] = '\0';
    for (unsigned i = 0; i < BS_MAX_NESTED + 2; i++)
        strcat(raw, "Content-Type: message/rfc822\n\n");
    strcat(raw, "To: kim@ours.example\n\nhi\n");
    mask_message(bs_span_text(raw), &result);
    assert_int_equal(result.left_out, 1);
    assert_false(bs_span_has(result.text, "kim"));
}

static void
large_test(void **state)
{
    static char raw[BS_MAX_COMPLAINT + 100];
    struct bs_masked result;

    (void)state;
    memset(raw, 'x', sizeof raw);
    memcpy(raw, "Subject: x\n\n", 12);
    mask_message(bs_span_of(raw, sizeof raw), &result);
    assert_true(result.cut);
    assert_int_equal(result.text.n, BS_MAX_COMPLAINT);
}

/* Wherever the user begins in a long word of digits. */
static void
long_word_test(void **state)
{
    static unsigned char in[12000], out[12100];

    (void)state;
    for (size_t at = 3990; at < 4200; at++) {
        memset(in, 'A', sizeof in);
        memcpy(in + at, "am9lQG91cnMuZXhhbXBsZSAg", 24);
        struct bs_span got = masked(bs_span_of(in, sizeof in), 0, out, sizeof out);
        assert_true(bs_span_has(got, BS_USERS_MASK));
        assert_false(bs_span_has(got, "cnMuZXhhbXBsZ"));
    }
}

/* --------------------------------------------------------------- encodings */

static void
encode_test(void **state)
{
    unsigned char in[300], out[2048], back[400];

    (void)state;
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (unsigned char)(i * 7);
    for (size_t n = 0; n <= sizeof in; n++) {
        struct sink base64 = {out, sizeof out, 0};

        bs_encode_base64(&base64, bs_span_of(in, n));
        struct bs_span got = bs_decode_base64(sink_span(&base64), back, sizeof back);
        assert_int_equal(got.n, n);
        assert_memory_equal(got.p, in, n);
        struct sink qp = {out, sizeof out, 0};

        bs_encode_qp(&qp, bs_span_of(in, n));
        got = bs_decode_qp(sink_span(&qp), back, sizeof back);
        assert_int_equal(got.n, n);
        assert_memory_equal(got.p, in, n);
    }
}

static void
words_test(void **state)
{
    unsigned char in[200], out[1024], back[400];
    struct sink words = {out, sizeof out, 0};

    (void)state;
    for (size_t i = 0; i < sizeof in; i += 2) {
        in[i] = 0xc3;
        in[i + 1] = 0xa4;
    }
    bs_encode_words(&words, bs_span_of(in, sizeof in));
    struct bs_span rest = sink_span(&words), line;
    while (bs_span_next_line(&rest, &line)) {
        assert_true(line.n <= 76);
        struct bs_span got = bs_decode_words(bs_span_trim(line), back, sizeof back);
        assert_int_equal(got.n % 2, 0); /* no letter was cut in two */
    }
    struct bs_span got = bs_decode_words(sink_span(&words), back, sizeof back);
    assert_int_equal(got.n, sizeof in);
    assert_memory_equal(got.p, in, sizeof in);
}

int
main(void)
{
    BS_ROWS(text_rows, text_test);
    BS_ROWS(word_rows, word_test);
    BS_ROWS(message_rows, message_test);
    bs_add_test("messages in messages", nested_test);
    bs_add_test("a message that is too large", large_test);
    bs_add_test("a long word of digits", long_word_test);
    bs_add_test("what is encoded is decoded again", encode_test);
    bs_add_test("encoded words", words_test);
    return bs_run("mask");
}
