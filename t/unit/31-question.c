/* 31-question: questions are noted once, and answers are whole or absent.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "mac.h"
#include "question.h"

#include <stdio.h>
#include <stdlib.h>

static struct bs_questions q;

static struct bs_known_as
ask(enum bs_ask what, const char *name)
{
    return bs_ask_name(&q, what, bs_span_text(name));
}

static struct bs_ip
ip_of(const char *text)
{
    struct bs_ip ip;

    assert_true(bs_ip_read(bs_span_text(text), &ip));
    return ip;
}

/* --- names -------------------------------------------------------------- */

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static const struct name {
    const char *name;
    const char *text;
    enum bs_known want;
} names[] = {
    {"a name", "www.example", BS_KNOWN_OPEN},
    {"one label", "localhost", BS_KNOWN_OPEN},
    {"a final dot", "www.example.", BS_KNOWN_OPEN},
    {"an underscore", "sel._domainkey.example", BS_KNOWN_OPEN},
    {"a label of 63", X60 "xxx.example", BS_KNOWN_OPEN},
    {"a label of 64", X60 "xxxx.example", BS_KNOWN_NONE},
    {"253 octets", X60 "." X60 "." X60 "." X60 ".123456789", BS_KNOWN_OPEN},
    {"254 octets", X60 "." X60 "." X60 "." X60 ".123456789a", BS_KNOWN_NONE},
    {"empty", "", BS_KNOWN_NONE},
    {"a dot", ".", BS_KNOWN_NONE},
    {"two dots", "a..example", BS_KNOWN_NONE},
    {"two dots at the end", "a.example..", BS_KNOWN_NONE},
    {"a dot first", ".example", BS_KNOWN_NONE},
    {"a blank", "a b.example", BS_KNOWN_NONE},
    {"a backslash", "a\\.example", BS_KNOWN_NONE},
    {"a wildcard", "*.example", BS_KNOWN_NONE},
    {"8-bit", "m\xc3\xbcller.example", BS_KNOWN_NONE},
    {"a slash", "../etc", BS_KNOWN_NONE},
};

static void
test_name(void **state)
{
    const struct name *row = *state;

    bs_questions_start(&q, false);
    assert_int_equal(ask(BS_ASK_ADDRESS, row->text).known, row->want);
    assert_int_equal(bs_questions_open(&q), row->want == BS_KNOWN_OPEN);
}

/* --- what is one question ----------------------------------------------- */

static void
test_once(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.1"), other = ip_of("192.0.2.2");

    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_ADDRESS, "www.example");
    ask(BS_ASK_ADDRESS, "WWW.Example.");
    assert_int_equal(bs_questions_open(&q), 1);
    bs_assert_span(q.question[0].name, "www.example");
    ask(BS_ASK_MX, "www.example");
    bs_ask_ip(&q, BS_ASK_NAME, &ip);
    bs_ask_ip(&q, BS_ASK_NAME, &ip);
    bs_ask_ip(&q, BS_ASK_COUNTRY, &ip);
    bs_ask_ip(&q, BS_ASK_NAME, &other);
    assert_int_equal(bs_questions_open(&q), 5);
}

static void
test_keys(void **state)
{
    struct bs_span data = bs_span_text("data"), key = bs_span_text("SECRET");
    unsigned char same[] = {'S', 'E', 'C', 'R', 'E', 'T'};

    (void)state;
    bs_questions_start(&q, false);
    bs_ask_mac(&q, key, data);
    bs_ask_mac(&q, bs_span_of(same, sizeof same), data);
    assert_int_equal(bs_questions_open(&q), 1);
    bs_ask_mac(&q, bs_span_text("secret"), data);
    bs_ask_mac(&q, key, bs_span_take(data, 3));
    bs_ask_mac(&q, bs_span_take(key, 3), data);
    assert_int_equal(bs_questions_open(&q), 4);
    bs_ask_signed(&q, BS_SIGNED_BY_RSA_SHA256, key, data, data);
    bs_ask_signed(&q, BS_SIGNED_BY_ED25519_SHA256, key, data, data);
    bs_ask_signed(&q, BS_SIGNED_BY_RSA_SHA256, key, data, key);
    bs_ask_signed(&q, BS_SIGNED_BY_RSA_SHA256, key, data, bs_span_take(data, 2));
    assert_int_equal(bs_questions_open(&q), 8);
}

/* --- answers ------------------------------------------------------------ */

static void
test_answers(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.1");

    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_ADDRESS, "a.example");
    ask(BS_ASK_MX, "a.example");
    ask(BS_ASK_TEXT, "a.example");
    ask(BS_ASK_TEXT, "b.example");
    ask(BS_ASK_TEXT, "c.example");
    bs_answer_ip(&q, 0, &ip);
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    bs_answer_text(&q, 1, bs_span_text("MX.Example."));
    bs_answer_text(&q, 1, bs_span_text("b.example"));
    bs_answer_end(&q, 1, BS_KNOWN_NONE);
    bs_answer_text(&q, 2, bs_span_text("Text."));
    bs_answer_end(&q, 2, BS_KNOWN_NONE);
    bs_answer_end(&q, 3, BS_KNOWN_NONE);
    bs_questions_give_up(&q);

    struct bs_known_as address = ask(BS_ASK_ADDRESS, "a.example");
    assert_int_equal(address.known, BS_KNOWN_SOME);
    assert_int_equal(address.count, 1);
    assert_true(bs_ip_equal(&address.item[0].ip, &ip));
    struct bs_known_as mx = ask(BS_ASK_MX, "a.example");
    assert_int_equal(mx.count, 2);
    bs_assert_span(mx.item[0].text, "mx.example");
    bs_assert_span(mx.item[1].text, "b.example");
    bs_assert_span(ask(BS_ASK_TEXT, "a.example").item[0].text, "Text.");
    assert_int_equal(ask(BS_ASK_TEXT, "b.example").known, BS_KNOWN_NONE);
    assert_int_equal(ask(BS_ASK_TEXT, "c.example").known, BS_KNOWN_UNKNOWN);
}

/* What comes after the end, or for no question, is not taken. */
static void
test_too_late(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.1");

    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_ADDRESS, "a.example");
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    bs_answer_ip(&q, 0, &ip);
    bs_answer_end(&q, 0, BS_KNOWN_UNKNOWN);
    bs_answer_ip(&q, 1, &ip);
    bs_answer_text(&q, BS_MAX_QUESTIONS, bs_span_text("x"));
    bs_answer_end(&q, BS_MAX_QUESTIONS, BS_KNOWN_NONE);
    assert_int_equal(q.items, 0);
    assert_int_equal(ask(BS_ASK_ADDRESS, "a.example").known, BS_KNOWN_NONE);
}

/* --- limits ------------------------------------------------------------- */

static void
test_many_questions(void **state)
{
    char name[32];

    (void)state;
    bs_questions_start(&q, false);
    for (int i = 0; i < BS_MAX_QUESTIONS; i++) {
        snprintf(name, sizeof name, "h%d.example", i);
        assert_int_equal(ask(BS_ASK_ADDRESS, name).known, BS_KNOWN_OPEN);
    }
    assert_int_equal(ask(BS_ASK_ADDRESS, "one-more.example").known, BS_KNOWN_UNKNOWN);
    assert_true(q.full);
    assert_int_equal(ask(BS_ASK_ADDRESS, "h0.example").known, BS_KNOWN_OPEN);
    assert_int_equal(bs_questions_open(&q), BS_MAX_QUESTIONS);
}

/* The one with too many is unknown, and leaves room for the next. */
static void
test_many_items(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.1");

    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_ADDRESS, "many.example");
    ask(BS_ASK_ADDRESS, "few.example");
    for (int i = 0; i <= BS_MAX_ANSWERS; i++)
        bs_answer_ip(&q, 0, &ip);
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    bs_answer_ip(&q, 1, &ip);
    bs_answer_end(&q, 1, BS_KNOWN_NONE);
    assert_int_equal(ask(BS_ASK_ADDRESS, "many.example").known, BS_KNOWN_UNKNOWN);
    assert_int_equal(ask(BS_ASK_ADDRESS, "many.example").count, 0);
    assert_int_equal(ask(BS_ASK_ADDRESS, "few.example").count, 1);
    assert_true(q.full);
}

static void
test_much_text(void **state)
{
    static unsigned char text[BS_MAX_ANSWER_TEXT];

    (void)state;
    memset(text, 'x', sizeof text);
    bs_questions_start(&q, false);
    ask(BS_ASK_TEXT, "long.example");
    ask(BS_ASK_TEXT, "short.example");
    bs_answer_text(&q, 0, bs_span_text("fits"));
    bs_answer_text(&q, 0, bs_span_of(text, sizeof text));
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    bs_answer_text(&q, 1, bs_span_text("short"));
    bs_answer_end(&q, 1, BS_KNOWN_NONE);
    assert_int_equal(ask(BS_ASK_TEXT, "long.example").known, BS_KNOWN_UNKNOWN);
    bs_assert_span(ask(BS_ASK_TEXT, "short.example").item[0].text, "short");
}

/* No room for a name: it is not asked. */
static void
test_no_room_for_names(void **state)
{
    static unsigned char text[BS_MAX_ANSWER_TEXT - 20];

    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_TEXT, "t.example");
    bs_answer_text(&q, 0, bs_span_of(text, sizeof text));
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
    assert_int_equal(ask(BS_ASK_TEXT, "a-long-name.example").known, BS_KNOWN_UNKNOWN);
    assert_int_equal(ask(BS_ASK_TEXT, "t.example").known, BS_KNOWN_SOME);
    assert_int_equal(bs_questions_open(&q), 0);
}

/* Offline: the network is not asked, MACs are. */
static void
test_offline(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.1");

    (void)state;
    bs_questions_start(&q, true);
    assert_int_equal(ask(BS_ASK_ADDRESS, "a.example").known, BS_KNOWN_UNKNOWN);
    assert_int_equal(bs_ask_ip(&q, BS_ASK_NAME, &ip).known, BS_KNOWN_UNKNOWN);
    assert_int_equal(ask(BS_ASK_ADDRESS, "a b").known, BS_KNOWN_NONE);
    assert_int_equal(bs_questions_open(&q), 0);
    assert_int_equal(bs_ask_mac(&q, bs_span_text("k"), bs_span_text("d")).known, BS_KNOWN_OPEN);
    assert_int_equal(ask(BS_ASK_MX, "a.example").known, BS_KNOWN_UNKNOWN);
}

static struct bs_span
octets(const char *hex, unsigned char *buffer)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        buffer[i] = (unsigned char)strtol(digits, NULL, 16);
    }
    return bs_span_of(buffer, n);
}

/* --- MACs: RFC 4231 ----------------------------------------------------- */

#define AA10 "aaaaaaaaaaaaaaaaaaaa"
#define AA50 AA10 AA10 AA10 AA10 AA10

static const struct mac {
    const char *name;
    const char *key; /* hex */
    const char *data;
    const char *want; /* hex */
} mac[] = {
    {"RFC 4231 test case 1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"RFC 4231 test case 2", "4a656665", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"RFC 4231 test case 6, a long key", AA50 AA50 AA10 AA10 AA10 "aa",
     "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"nothing", "00", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
};

static void
test_mac(void **state)
{
    const struct mac *row = *state;
    unsigned char key[256], want[32];
    struct bs_span name = octets(row->key, key);

    octets(row->want, want);
    bs_questions_start(&q, true);
    bs_ask_mac(&q, name, bs_span_text(row->data));
    assert_int_equal(bs_mac_answer(&q), 1);
    assert_int_equal(bs_questions_open(&q), 0);
    struct bs_known_as got = bs_ask_mac(&q, name, bs_span_text(row->data));
    assert_int_equal(got.known, BS_KNOWN_SOME);
    assert_int_equal(got.item->text.n, sizeof want);
    assert_memory_equal(got.item->text.p, want, sizeof want);
}

/* Others stay open. */
static void
test_mac_alone(void **state)
{
    (void)state;
    bs_questions_start(&q, false);
    ask(BS_ASK_ADDRESS, "a.example");
    assert_int_equal(bs_mac_answer(&q), 0);
    assert_int_equal(bs_questions_open(&q), 1);
}

static void
test_no_places(void **state)
{
    struct bs_ip ip = ip_of("192.0.2.66");

    (void)state;
    bs_questions_start(&q, false);
    q.no_places = true;
    bs_ask_ip(&q, BS_ASK_NAME, &ip);
    assert_false(q.postponed);
    assert_int_equal(bs_ask_ip(&q, BS_ASK_NETWORK, &ip).known, BS_KNOWN_OPEN);
    assert_int_equal(bs_ask_ip(&q, BS_ASK_COUNTRY, &ip).known, BS_KNOWN_OPEN);
    assert_true(q.postponed);
    assert_int_equal(bs_questions_open(&q), 1);
    q.no_places = false;
    bs_ask_ip(&q, BS_ASK_NETWORK, &ip);
    assert_int_equal(bs_questions_open(&q), 2);
    bs_questions_start(&q, false);
    assert_false(q.postponed);
}

/* --- names in DNS lists ------------------------------------------------- */

static const struct listed {
    const char *name;
    const char *ip;
    const char *want;
} listed[] = {
    {"IPv4", "198.51.100.7", "7.100.51.198.zone.example"},
    {"IPv4, large octets", "255.0.10.109", "109.10.0.255.zone.example"},
    {"IPv6", "2001:db8::7f",
     "f.7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zone.example"},
};

static void
test_listed(void **state)
{
    const struct listed *row = *state;
    struct bs_span zone = bs_span_text("zone.example");
    struct bs_ip ip = ip_of(row->ip);
    char name[128];
    size_t n = strlen(row->want);

    assert_int_equal(bs_question_listed_name(&ip, zone, name, sizeof name), n);
    assert_string_equal(name, row->want);
    assert_int_equal(bs_question_listed_name(&ip, zone, name, n + 1), n);
    assert_int_equal(bs_question_listed_name(&ip, zone, name, n), 0);
    assert_int_equal(bs_question_listed_name(&ip, zone, name, 0), 0);
}

static void
ask_cut(struct bs_span cut)
{
    bs_questions_start(&q, false);
    bs_ask_name(&q, BS_ASK_ADDRESS, cut);
    bs_ask_mac(&q, cut, cut);
    bs_answer_text(&q, 0, cut);
    bs_answer_end(&q, 0, BS_KNOWN_NONE);
}

static void
test_cuts(void **state)
{
    (void)state;
    bs_at_every_cut(bs_span_text(names[6].text), ask_cut);
}

int
main(void)
{
    BS_ROWS(names, test_name);
    bs_add_test("what is asked twice is one question", test_once);
    bs_add_test("keys are octets", test_keys);
    bs_add_test("some, none, and what was never answered", test_answers);
    bs_add_test("an answer has one end", test_too_late);
    bs_add_test("more questions than there is room", test_many_questions);
    bs_add_test("more items than there is room", test_many_items);
    bs_add_test("more text than there is room", test_much_text);
    bs_add_test("no room for another name", test_no_room_for_names);
    bs_add_test("offline", test_offline);
    bs_add_test("countries and networks later", test_no_places);
    bs_add_test("MACs are all that is made here", test_mac_alone);
    BS_ROWS(listed, test_listed);
    BS_ROWS(mac, test_mac);
    bs_add_test("every truncation", test_cuts);
    return bs_run("question");
}
