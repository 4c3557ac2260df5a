/* 32-cache: nothing in shared memory is trusted without its checksum. SPDX-License-Identifier:
 * GPL-2.0-or-later */
#include "table.h"

#include "cache.h"

#include <stdio.h>
#include <stdlib.h>

#define MINUTE 60

static unsigned char memory[BS_LOOKUP_CACHE_SIZE];
static struct bs_found found;

static void
use(unsigned char *given)
{
    bs_cache_start((struct bs_lookup_cache *)given);
}

static void
empty(void)
{
    memset(memory, 0, sizeof memory);
    use(memory);
}

static struct bs_question
question(enum bs_ask ask, const char *name)
{
    return (struct bs_question){.ask = ask, .name = bs_span_text(name)};
}

static void
keep_text(const char *name, const char *text, unsigned seconds)
{
    struct bs_question q = question(BS_ASK_TEXT, name);

    bs_found_start(&found);
    if (text)
        bs_found_text(&found, bs_span_text(text));
    bs_found_end(&found);
    bs_cache_keep(&q, &found, seconds);
}

static bool
find(enum bs_ask ask, const char *name)
{
    struct bs_question q = question(ask, name);

    return bs_cache_find(&q, &found);
}

static void
test_way_back(void **state)
{
    struct bs_question address = question(BS_ASK_ADDRESS, "a.example");
    struct bs_question none = question(BS_ASK_MX, "a.example");
    struct bs_question name = {.ask = BS_ASK_NAME, .ip = {.octet = {[15] = 7}}};

    (void)state;
    empty();
    bs_found_start(&found);
    bs_found_ip(&found, &(struct bs_ip){.octet = {[15] = 1}});
    bs_found_ip(&found, &(struct bs_ip){.octet = {[15] = 2}});
    bs_found_end(&found);
    bs_cache_keep(&address, &found, MINUTE);
    bs_found_start(&found);
    bs_found_end(&found);
    bs_cache_keep(&none, &found, MINUTE);
    bs_found_start(&found);
    bs_found_text(&found, bs_span_text(""));
    bs_found_text(&found, bs_span_text("host.example"));
    bs_found_end(&found);
    bs_cache_keep(&name, &found, MINUTE);

    use(memory); /* as the next child */
    assert_true(bs_cache_find(&address, &found));
    assert_int_equal(found.known, BS_KNOWN_SOME);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.item[1].ip.octet[15], 2);
    assert_true(bs_cache_find(&none, &found));
    assert_int_equal(found.known, BS_KNOWN_NONE);
    assert_true(bs_cache_find(&name, &found));
    assert_int_equal(found.count, 2);
    bs_assert_span(found.item[0].text, "");
    bs_assert_span(found.item[1].text, "host.example");
    name.ip.octet[15] = 8;
    assert_false(bs_cache_find(&name, &found));
    assert_false(find(BS_ASK_TEXT, "a.example"));
    assert_false(find(BS_ASK_ADDRESS, "b.example"));
}

static void
test_not_kept(void **state)
{
    struct bs_question q = question(BS_ASK_TEXT, "a.example");

    (void)state;
    empty();
    keep_text("no-time.example", "x", 0);
    assert_false(find(BS_ASK_TEXT, "no-time.example"));
    found.known = BS_KNOWN_UNKNOWN;
    bs_cache_keep(&q, &found, MINUTE);
    assert_false(find(BS_ASK_TEXT, "a.example"));
    use(NULL);
    keep_text("a.example", "x", MINUTE);
    assert_false(find(BS_ASK_TEXT, "a.example"));
}

static void
test_newest(void **state)
{
    (void)state;
    empty();
    keep_text("a.example", "old", MINUTE);
    keep_text("a.example", "new", 100 * MINUTE); /* five minutes, and still good */
    use(memory);
    assert_true(find(BS_ASK_TEXT, "a.example"));
    bs_assert_span(found.item[0].text, "new");
}

/* When full, it starts again. */
static void
test_full(void **state)
{
    char name[32], text[1001];

    (void)state;
    empty();
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "h%d.example", i);
        keep_text(name, text, MINUTE);
        assert_true(find(BS_ASK_TEXT, name));
    }
    use(memory);
    assert_true(find(BS_ASK_TEXT, "h199.example"));
    assert_false(find(BS_ASK_TEXT, "h0.example"));
}

static void
fill_some(void)
{
    empty();
    keep_text("a.example", "first", MINUTE);
    keep_text("b.example", NULL, MINUTE);
}

/* Wherever a writer is killed, or whatever bit is changed: the entry is as it was
 * written, or not there. */
static void
test_flips(void **state)
{
    (void)state;
    fill_some();
    for (size_t bit = 0; bit < 8 * 200; bit++) {
        unsigned char mask = (unsigned char)(1u << bit % 8);
        memory[bit / 8] ^= mask;
        use(memory);
        if (find(BS_ASK_TEXT, "a.example"))
            bs_assert_span(found.item[0].text, "first");
        memory[bit / 8] ^= mask;
    }
}

static void
test_cuts(void **state)
{
    static unsigned char whole[sizeof memory];

    (void)state;
    fill_some();
    memcpy(whole, memory, sizeof whole);
    for (size_t n = 0; n < 200; n++) {
        memset(memory + n, 0, sizeof memory - n);
        use(memory);
        if (find(BS_ASK_TEXT, "a.example"))
            bs_assert_span(found.item[0].text, "first");
        memcpy(memory, whole, sizeof memory);
    }
}

static void
test_noise(void **state)
{
    (void)state;
    srandom(1);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof memory; i++)
            memory[i] = (unsigned char)random();
        use(memory);
        assert_false(find(BS_ASK_TEXT, "a.example"));
        keep_text("a.example", "x", MINUTE);
        assert_true(find(BS_ASK_TEXT, "a.example"));
    }
}

/* --- entries with a right sum, as a child writes that was taken over ------ */

#define AT_UNTIL  8
#define AT_ASK    16
#define AT_LENGTH 33 /* of the name */
#define AT_KIND   43 /* of the item, after "a.example" */
#define AT_SIZE   44

static const struct forged {
    const char *name;
    size_t at;
    unsigned char octet;
    bool want;
} forged[] = {
    {"nothing changed", AT_ASK, BS_ASK_TEXT, true},
    {"far in the future", AT_UNTIL, 0x7f, false},
    {"so far that it is negative", AT_UNTIL, 0xff, false},
    {"weeks from now", AT_UNTIL + 4, 0xff, false},
    {"another question", AT_ASK, BS_ASK_MX, false},
    {"no question", AT_ASK, 255, false},
    {"a longer name", AT_LENGTH, 255, false},
    {"a shorter name", AT_LENGTH, 1, false},
    {"no name", AT_LENGTH, 0, false},
    {"an address that is too short", AT_KIND, 0, false},
    {"a longer text", AT_SIZE + 1, 200, false},
    {"the longest text", AT_SIZE, 255, false},
};

static void
mend_sum(size_t n)
{
    uint32_t sum = 2166136261u;

    for (size_t i = 8; i < 8 + n; i++)
        sum = (sum ^ memory[i]) * 16777619u;
    for (size_t i = 0; i < 4; i++)
        memory[4 + i] = (unsigned char)(sum >> (24 - 8 * i));
}

static void
test_forged(void **state)
{
    const struct forged *row = *state;

    fill_some();
    memory[row->at] = row->octet;
    mend_sum(memory[3]);
    use(memory);
    assert_int_equal(find(BS_ASK_TEXT, "a.example"), row->want);
}

/* Every octet, every value, each with its right sum. */
static void
test_all_forged(void **state)
{
    (void)state;
    fill_some();
    size_t n = memory[3];
    for (size_t at = 8; at < 8 + n; at++) {
        unsigned char was = memory[at];
        for (unsigned value = 0; value < 256; value++) {
            memory[at] = (unsigned char)value;
            mend_sum(n);
            use(memory);
            find(BS_ASK_TEXT, "a.example");
            assert_true(found.count <= BS_FOUND_ITEMS);
        }
        memory[at] = was;
    }
}

int
main(void)
{
    bs_add_test("what goes in comes out", test_way_back);
    bs_add_test("what is not kept", test_not_kept);
    bs_add_test("the newest counts", test_newest);
    bs_add_test("full", test_full);
    bs_add_test("every bit", test_flips);
    bs_add_test("every truncation", test_cuts);
    bs_add_test("noise", test_noise);
    BS_ROWS(forged, test_forged);
    bs_add_test("every value of every octet", test_all_forged);
    return bs_run("cache");
}
