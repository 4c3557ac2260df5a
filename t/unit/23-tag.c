/* Tests of local_scan/core/tag.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tag.h"
#include "table.h"

#include <string.h>

#define KEY_AB12 "0123456789abcdef0123456789abcdefXYZ"
#define KEY_OLD9 "fedcba9876543210fedcba9876543210"
#define KEYS                                                                                       \
    "tag-ab12: " KEY_AB12 " since=1700000000\ntag-old9: " KEY_OLD9                                 \
    " since=1600000000 until=1700000000\n"

#define NOW  1795329700LL /* 2026-11-22 06:41:40 UTC, day 20779 */
#define DAYS 30

/* What the outside knows: MACs that were computed with another implementation
 * (Perl's Digest::SHA) over texts that were written by hand. All other texts have
 * another MAC. */
static const struct answer {
    const char *key, *text, *mac;
} answers[] = {
    {KEY_AB12,
     "backstop tag 1\nkey ab12\nday 20779\nid 20261122064128.GA1@ours.example\n"
     "date 1795329688\nfrom joe@ours.example\n",
     "183fd86f338216d2c98ea9242f4bcb85b1950bf46db1e81e23849b071b0b3dee"},
    {KEY_AB12, "backstop sender 1\nGD_YbzOCFtLJjqkkL0vLhQ\njoe@ours.example\n",
     "b24885e9cb83253bb30c75f0b6b5eab96b7e83a12846bb9a17e18ab7fe4e339f"},
    {KEY_AB12, "backstop sender 1\nGD_YbzOCFtLJjqkkL0vLhQ\nlist-bounces@ours.example\n",
     "42acacaf52d0b2096622dd72885d2380216caad3e7398eb24d9393ec55d4ffde"},
    {KEY_AB12,
     "backstop sender 1\nGD_YbzOCFtLJjqkkL0vLhQ\nsrs0=a=b=ours.example=joe@else.example\n",
     "53e73d54edb09d9a7053517e5266802b29586ac8e088f35e4185f39361a5676f"},
    {KEY_AB12, "backstop sender 1\nGD_YbzOCFtLJjqkkL0vLhQ\n\n",
     "2db9b511d05fe45275fb6a21829a109c4aaab055f47fdadc1417adb5a04f910d"},
    {KEY_OLD9,
     "backstop tag 1\nkey old9\nday 20770\nid 20261122064128.GA1@ours.example\n"
     "date 1795329688\nfrom joe@ours.example\n",
     "84e22e3db4fb78bfa8c05b901f0d1696e76343d744e47fc5df5a30454c027d70"},
    {KEY_AB12,
     "backstop tag 1\nkey ab12\nday 20779\nid 20261122064128.GA1@ours.example\n"
     "date text Gestern,14Uhr\nfrom joe@ours.example\n",
     "c1a98f5a5a88b80e2f30dcfe2a1214016a30837fc8755b9929d09b9608ca6efd"},
};

static unsigned
nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void
answer_one(struct bs_questions *q, unsigned i)
{
    unsigned char mac[32] = {0};

    assert_int_equal(q->question[i].ask, BS_ASK_MAC);
    for (size_t j = 0; j < sizeof answers / sizeof *answers; j++) {
        const struct answer *answer = &answers[j];
        bool same = q->question[i].name.n == strlen(answer->key) &&
                    memcmp(q->question[i].name.p, answer->key, strlen(answer->key)) == 0 &&
                    q->question[i].data.n == strlen(answer->text) &&
                    memcmp(q->question[i].data.p, answer->text, strlen(answer->text)) == 0;
        for (size_t k = 0; same && k < sizeof mac; k++)
            mac[k] =
                (unsigned char)(nibble(answer->mac[2 * k]) << 4 | nibble(answer->mac[2 * k + 1]));
    }
    bs_answer_text(q, i, bs_span_of(mac, sizeof mac));
    bs_answer_end(q, i, BS_KNOWN_NONE);
}

static void
answer_all(struct bs_questions *q)
{
    for (unsigned i = 0; i < q->questions; i++)
        if (q->question[i].known == BS_KNOWN_OPEN)
            answer_one(q, i);
}

static struct bs_questions q;
static struct bs_tag_work work;

/* Words to recipients; NULL: unknown. */
static struct bs_recipients
recipients_of(const char *text)
{
    struct bs_recipients recipients = {.known = text != NULL};
    struct bs_span rest = bs_span_text(text), word;

    while ((word = bs_span_word(&rest, " ")).n > 0)
        recipients.address[recipients.count++] = word;
    return recipients;
}

/* --- the check ---------------------------------------------------------- */

#define ID   "Message-ID: <20261122064128.GA1@ours.example>\n"
#define DATE "Date: Sun, 22 Nov 2026 06:41:28 +0000\n"
#define FROM "From: Joe Doe <joe@ours.example>\n"
#define MAIL ID DATE FROM
#define H    "h=GD_YbzOCFtLJjqkkL0vLhQ"
#define S    "s=skiF6cuD"
#define TAG  "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "; " S "\n"
#define LIST "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "; s=Qqysr1LQ\n"
#define OLD  "X-Backstop-Tag: v=1; k=old9; d=20770; h=hOIuPbT7eL-owFuQHw0Wlg; s=fBGbXiHq\n"
#define BAD  "X-Backstop-Tag: v=1; k=ab12; d=20779; h=AAAAAAAAAAAAAAAAAAAAAA; s=AAAAAAAA\n"
#define ODD  "X-Backstop-Tag: v=1; k=ab12; d=20779; h=wamPWlqIuA4vMNz-KhIUAQ; s=YCRG93Op\n"

#define JOE   "joe@ours.example"
#define OTHER "ann@ours.example"

static const struct check_row {
    const char *name, *header, *to;
    int days; /* from NOW */
    enum bs_tag_state state;
} check_rows[] = {
    {"to the author", MAIL TAG, JOE, 0, BS_TAG_VALID},
    {"recipients unknown", MAIL TAG, NULL, 0, BS_TAG_VALID},
    {"signed return path", MAIL TAG, "prvs=0123abcdef=joe@ours.example", 0, BS_TAG_VALID},
    {"subaddress", MAIL TAG, "joe+x@ours.example", 0, BS_TAG_VALID},
    {"one of two recipients", MAIL TAG, OTHER " " JOE, 0, BS_TAG_REPLAYED},
    {"the other of two", MAIL TAG, JOE " " OTHER, 0, BS_TAG_REPLAYED},
    {"twice the same", MAIL TAG, JOE " joe+x@ours.example", 0, BS_TAG_VALID},
    {"no recipient", MAIL TAG, "", 0, BS_TAG_REPLAYED},
    {"to the sender, who is not the author", MAIL LIST, "list-bounces@ours.example", 0,
     BS_TAG_VALID},
    {"to the path of SRS that a forward gave it", MAIL LIST,
     "SRS0=HH=TT=ours.example=list-bounces@ours.example", 0, BS_TAG_VALID},
    {"VERP of the sender", MAIL LIST, "list-bounces+ann=far.example@ours.example", 0, BS_TAG_VALID},
    {"to a stranger", MAIL TAG, OTHER, 0, BS_TAG_REPLAYED},
    {"list mail to a stranger", MAIL LIST, OTHER, 0, BS_TAG_REPLAYED},
    {"to a dressed stranger", MAIL TAG, "prvs=0123abcdef=ann@ours.example", 0, BS_TAG_REPLAYED},

    /* What bounces do */
    {"fields in another order", TAG FROM DATE ID, JOE, 0, BS_TAG_VALID},
    {"CRLF",
     "From: joe@ours.example\r\nMessage-ID: <20261122064128.GA1@ours.example>\r\n"
     "Date: Sun, 22 Nov 2026 06:41:28 +0000\r\n"
     "X-Backstop-Tag: v=1; k=ab12; d=20779;\r\n h=GD_YbzOCFtLJjqkkL0vLhQ; s=skiF6cuD\r\n",
     JOE, 0, BS_TAG_VALID},
    {"tag folded between its parts",
     MAIL "X-Backstop-Tag: v=1;\n\tk=ab12;\n\td=20779;\n\t" H ";\n\t" S "\n", JOE, 0, BS_TAG_VALID},
    {"tag folded inside its values",
     MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; h=GD_YbzOCF\n tLJjqkkL0vLhQ; s=ski\n F6cuD\n", JOE,
     0, BS_TAG_VALID},
    {"tag without blanks", MAIL "X-Backstop-Tag:v=1;k=ab12;d=20779;" H ";" S "\n", JOE, 0,
     BS_TAG_VALID},
    {"parts in another order, and new ones",
     MAIL "X-Backstop-Tag: " S "; z=9; " H "; d=20779; k=ab12; v=1;\n", JOE, 0, BS_TAG_VALID},
    {"name in capitals", MAIL "X-BACKSTOP-TAG: v=1; k=ab12; d=20779; " H "; " S "\n", JOE, 0,
     BS_TAG_VALID},
    {"date in another zone", ID "Date: Sun, 22 Nov 2026 07:41:28 +0100\n" FROM TAG, JOE, 0,
     BS_TAG_VALID},
    {"date without a day", ID "Date: 22 Nov 2026 06:41:28 GMT\n" FROM TAG, JOE, 0, BS_TAG_VALID},
    {"name encoded again", ID DATE "From: =?utf-8?Q?Joe_Doe?= <joe@ours.example>\n" TAG, JOE, 0,
     BS_TAG_VALID},
    {"name as a comment", ID DATE "From: joe@ours.example (Joe Doe)\n" TAG, JOE, 0, BS_TAG_VALID},
    {"name dropped", ID DATE "From: JOE@OURS.EXAMPLE\n" TAG, JOE, 0, BS_TAG_VALID},
    {"Message-ID folded", "Message-ID:\n <20261122064128.GA1@ours.example>\n" DATE FROM TAG, JOE, 0,
     BS_TAG_VALID},
    {"Message-ID folded inside", "Message-ID: <20261122064128.GA1\n @ours.example>\n" DATE FROM TAG,
     JOE, 0, BS_TAG_VALID},
    {"Message-ID without brackets", "Message-ID: 20261122064128.GA1@ours.example\n" DATE FROM TAG,
     JOE, 0, BS_TAG_VALID},
    {"Message-ID with a comment",
     "Message-ID: <20261122064128.GA1@ours.example> (added by x)\n" DATE FROM TAG, JOE, 0,
     BS_TAG_VALID},
    {"a second Date below", MAIL "Date: Mon, 23 Nov 2026 06:41:28 +0000\n" TAG, JOE, 0,
     BS_TAG_VALID},
    {"a date that nobody can read", ID "Date: Gestern, 14 Uhr\n" FROM ODD, JOE, 0, BS_TAG_VALID},
    {"and folded", ID "Date: Gestern,\n  14 Uhr\n" FROM ODD, JOE, 0, BS_TAG_VALID},

    /* Age */
    {"30 days", MAIL TAG, JOE, 30, BS_TAG_VALID},
    {"31 days", MAIL TAG, JOE, 31, BS_TAG_EXPIRED},
    {"too old, and to a stranger", MAIL TAG, OTHER, 31, BS_TAG_EXPIRED},
    {"from tomorrow", MAIL TAG, JOE, -1, BS_TAG_EXPIRED},

    /* What does not hold */
    {"tag of another message", ID DATE FROM BAD, JOE, 0, BS_TAG_WRONG},
    {"another Message-ID", "Message-ID: <1@ours.example>\n" DATE FROM TAG, JOE, 0, BS_TAG_WRONG},
    {"Message-ID in another case", "Message-ID: <20261122064128.ga1@ours.example>\n" DATE FROM TAG,
     JOE, 0, BS_TAG_WRONG},
    {"another Date", ID "Date: Sun, 22 Nov 2026 06:41:29 +0000\n" FROM TAG, JOE, 0, BS_TAG_WRONG},
    {"another author", ID DATE "From: ann@ours.example\n" TAG, OTHER, 0, BS_TAG_WRONG},
    {"another author above", "From: ann@ours.example\n" MAIL TAG, OTHER, 0, BS_TAG_WRONG},
    {"another day", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20780; " H "; " S "\n", JOE, 0,
     BS_TAG_WRONG},
    {"no day", MAIL "X-Backstop-Tag: v=1; k=ab12; " H "; " S "\n", JOE, 0, BS_TAG_WRONG},
    {"another key's name", MAIL "X-Backstop-Tag: v=1; k=old9; d=20779; " H "; " S "\n", JOE, 0,
     BS_TAG_WRONG},
    {"h cut", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; h=GD_YbzOCFtLJjqkkL0vLh; " S "\n", JOE, 0,
     BS_TAG_WRONG},
    {"h too long", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "A; " S "\n", JOE, 0,
     BS_TAG_WRONG},
    {"h empty", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; h=; " S "\n", JOE, 0, BS_TAG_WRONG},
    {"h twice", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "; " H "; " S "\n", JOE, 0,
     BS_TAG_WRONG},
    {"no s, to the author", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "\n", JOE, 0,
     BS_TAG_VALID},
    {"no s, to another", MAIL "X-Backstop-Tag: v=1; k=ab12; d=20779; " H "\n",
     "list-bounces@ours.example", 0, BS_TAG_REPLAYED},

    /* What is not one */
    {"no tag", MAIL, JOE, 0, BS_TAG_ABSENT},
    {"a stranger's tag", MAIL "X-Backstop-Tag: v=1; k=zz99; d=20779; " H "; " S "\n", JOE, 0,
     BS_TAG_UNKNOWN},
    {"another version", MAIL "X-Backstop-Tag: v=2; k=ab12; d=20779; " H "; " S "\n", JOE, 0,
     BS_TAG_UNKNOWN},
    {"no version", MAIL "X-Backstop-Tag: k=ab12; d=20779; " H "; " S "\n", JOE, 0, BS_TAG_UNKNOWN},
    {"nonsense", MAIL "X-Backstop-Tag: ;;=;a\n", JOE, 0, BS_TAG_UNKNOWN},
    {"empty", MAIL "X-Backstop-Tag:\n", JOE, 0, BS_TAG_UNKNOWN},
    {"another field", MAIL "X-Backstop-Tags: v=1; k=ab12; d=20779; " H "; " S "\n", JOE, 0,
     BS_TAG_ABSENT},
    {"Message-ID not returned", DATE FROM TAG, JOE, 0, BS_TAG_UNKNOWN},
    {"Message-ID empty", "Message-ID: <>\n" DATE FROM TAG, JOE, 0, BS_TAG_UNKNOWN},
    {"Date not returned", ID FROM TAG, JOE, 0, BS_TAG_UNKNOWN},
    {"From not returned", ID DATE TAG, JOE, 0, BS_TAG_UNKNOWN},
    {"From without a domain", ID DATE "From: joe\n" TAG, JOE, 0, BS_TAG_UNKNOWN},
    {"only in the body", MAIL "\n" TAG, JOE, 0, BS_TAG_ABSENT},

    /* Several */
    {"an old key's tag", MAIL OLD, JOE, 0, BS_TAG_VALID},
    {"a stranger's first", MAIL "X-Backstop-Tag: v=1; k=zz99\n" TAG, JOE, 0, BS_TAG_VALID},
    {"a wrong one first", MAIL BAD TAG, JOE, 0, BS_TAG_VALID},
    {"a wrong one behind", MAIL TAG BAD, JOE, 0, BS_TAG_VALID},
    {"two of ours", MAIL OLD TAG, JOE, 0, BS_TAG_VALID},
    {"one too old, one not", MAIL OLD TAG, JOE, 25, BS_TAG_VALID},
    {"one too old, one wrong", MAIL OLD BAD, JOE, 25, BS_TAG_EXPIRED},
    {"behind as many wrong ones as are read", MAIL BAD BAD BAD BAD TAG, JOE, 0, BS_TAG_UNKNOWN},
};

static enum bs_tag_state
check(struct bs_span header, const char *to, int days)
{
    struct bs_keyring keyring;
    struct bs_recipients recipients = recipients_of(to);

    assert_int_equal(bs_keyring_read(&keyring, bs_span_text(KEYS)), 0);
    return bs_tag_check(&q, &work, header, &keyring, &recipients, NOW + days * 86400LL, DAYS);
}

static void
check_cut(struct bs_span header)
{
    bs_questions_start(&q, true);
    check(header, OTHER, 0);
    answer_all(&q);
    check(header, OTHER, 0);
    assert_int_equal(bs_questions_open(&q), 0);
}

static void
check_test(void **state)
{
    const struct check_row *row = *state;
    struct bs_span header = bs_span_text(row->header);

    bs_at_every_cut(header, check_cut);
    bs_questions_start(&q, true); /* MACs need no network */
    enum bs_tag_state first = check(header, row->to, row->days);
    bool asks = bs_questions_open(&q) > 0;
    assert_int_equal(first, asks ? BS_TAG_OPEN : row->state);
    answer_all(&q);
    assert_int_equal(check(header, row->to, row->days), row->state);
    assert_int_equal(bs_questions_open(&q), 0);
}

static void
test_unanswered(void **state)
{
    (void)state;
    bs_questions_start(&q, true);
    check(bs_span_text(MAIL TAG), JOE, 0);
    bs_questions_give_up(&q);
    assert_int_equal(check(bs_span_text(MAIL TAG), JOE, 0), BS_TAG_UNKNOWN);
}

/* h is known, s is not. */
static void
test_half_answered(void **state)
{
    (void)state;
    bs_questions_start(&q, true);
    check(bs_span_text(MAIL TAG), OTHER, 0);
    assert_int_equal(q.questions, 2);
    answer_one(&q, 0);
    assert_int_equal(check(bs_span_text(MAIL TAG), OTHER, 0), BS_TAG_OPEN);
    bs_questions_give_up(&q);
    assert_int_equal(check(bs_span_text(MAIL TAG), OTHER, 0), BS_TAG_UNKNOWN);
}

/* --- mail that leaves --------------------------------------------------- */

static const struct make_row {
    const char *name, *header, *sender, *keys, *want; /* or NULL */
} make_rows[] = {
    {"the author's", MAIL, JOE, KEYS, "v=1; k=ab12; d=20779; " H "; " S},
    {"signed return path", MAIL, "prvs=0123abcdef=joe@ours.example", KEYS,
     "v=1; k=ab12; d=20779; " H "; " S},
    {"a list's", MAIL, "list-bounces+ann=far.example@ours.example", KEYS,
     "v=1; k=ab12; d=20779; " H "; s=Qqysr1LQ"},
    {"another one's address, as SRS writes it", MAIL, "SRS0=a=b=ours.example=joe@else.example", KEYS,
     "v=1; k=ab12; d=20779; " H "; s=U-c9VO2w"},
    {"null reverse-path", MAIL, "", KEYS, "v=1; k=ab12; d=20779; " H "; s=Lbm1EdBf"},
    {"no Message-ID", DATE FROM, JOE, KEYS, NULL},
    {"no Date", ID FROM, JOE, KEYS, NULL},
    {"no From", ID DATE, JOE, KEYS, NULL},
    {"no key", MAIL, JOE, "", NULL},
    {"keys that have stopped", MAIL, JOE, "tag-old9: " KEY_OLD9 " since=1 until=2\n", NULL},
};

static bool
make(struct bs_text *t, const struct make_row *row)
{
    struct bs_keyring keyring;

    bs_keyring_read(&keyring, bs_span_text(row->keys));
    return bs_tag_make(t, &q, &work, bs_span_text(row->header), &keyring, bs_span_text(row->sender),
                       NOW);
}

static void
make_test(void **state)
{
    const struct make_row *row = *state;
    char buffer[200];
    struct bs_text t = bs_text_in(buffer, sizeof buffer);

    bs_questions_start(&q, false);
    for (unsigned round = 0; round < 2; round++) {
        assert_false(make(&t, row));
        assert_int_equal(bs_questions_open(&q), row->want != NULL);
        answer_all(&q);
    }
    assert_int_equal(make(&t, row), row->want != NULL);
    assert_string_equal(buffer, row->want ? row->want : "");
    assert_int_equal(bs_tag_can(bs_span_text(row->header)),
                     row->want != NULL || bs_span_text(row->header).n == strlen(MAIL));
}

static void
test_make_unanswered(void **state)
{
    char buffer[200];

    (void)state;
    struct bs_text t = bs_text_in(buffer, sizeof buffer);
    bs_questions_start(&q, false);
    assert_false(make(&t, &make_rows[0]));
    bs_questions_give_up(&q);
    assert_false(make(&t, &make_rows[0]));
    assert_int_equal(bs_questions_open(&q), 0);
}

/* The plugin reads no more of a header, so what follows does not get a tag. */
static void
test_too_long(void **state)
{
    static char header[BS_MAX_HEADER + 2 * sizeof MAIL];
    const size_t n = BS_MAX_HEADER, at = n - strlen(MAIL);

    (void)state;
    memset(header, 'x', sizeof header);
    memcpy(header, "X: ", 3);
    header[at - 1] = '\n';
    memcpy(header + at, MAIL, strlen(MAIL));
    assert_true(bs_tag_can(bs_span_of(header, n)));
    header[n] = '\n';
    assert_false(bs_tag_can(bs_span_of(header, n + 1)));
}

int
main(void)
{
    BS_ROWS(check_rows, check_test);
    bs_add_test("no answer", test_unanswered);
    bs_add_test("half an answer", test_half_answered);
    BS_ROWS(make_rows, make_test);
    bs_add_test("more header than is read", test_too_long);
    bs_add_test("no answer for mail that leaves", test_make_unanswered);
    return bs_run("tag");
}
