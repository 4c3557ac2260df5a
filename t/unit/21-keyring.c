/* Tests of local_scan/core/keyring.c and taglist.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyring.h"
#include "taglist.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define S32 "0123456789abcdef0123456789abcdef"

static const struct key_row {
    const char *name, *text, *ids; /* those that verify */
    const char *signer;
    long long since;
    unsigned bad;
} key_rows[] = {
    {"one", "tag-ab12: " S32 " since=1700000000\n", "ab12", "ab12", 1700000000, 0},
    {"no line end", "tag-ab12: " S32 " since=5", "ab12", "ab12", 5, 0},
    {"CRLF", "tag-ab12: " S32 " since=5\r\n", "ab12", "ab12", 5, 0},
    {"no colon", "tag-ab12 " S32 " since=5\n", "ab12", "ab12", 5, 0},
    {"comment behind", "tag-ab12: " S32 " since=5 # May\n", "ab12", "ab12", 5, 0},
    {"no since", "tag-ab12: " S32 "\n", "ab12", "ab12", 0, 0},
    {"two, the first signs", "tag-new1: " S32 " since=9\ntag-old1: " S32 " since=5\n", "new1 old1",
     "new1", 5, 0},
    {"rolled", "tag-new1: " S32 " since=9\ntag-old1: " S32 " since=5 until=9\n", "new1 old1",
     "new1", 5, 0},
    {"a time without", "tag-new1: " S32 " since=9\ntag-old1: " S32 " since=5 until=7\n",
     "new1 old1", "new1", 9, 0},
    {"three in a row",
     "tag-c333: " S32 " since=9\ntag-b222: " S32 " since=7 until=9\n"
     "tag-a111: " S32 " since=3 until=7\n",
     "c333 b222 a111", "c333", 3, 0},
    {"all have stopped", "tag-old1: " S32 " since=5 until=7\n", "old1", "", 0, 0},
    {"the one that signs does not say since", "tag-new1: " S32 "\ntag-old1: " S32 " since=5\n",
     "new1 old1", "new1", 0, 0},
    {"other keys", "batv0: secret12 since=5\n# tag-no: x\n\ntag-ab12: " S32 " since=5\n", "ab12",
     "ab12", 5, 0},
    {"of the memory, twice", "memory: " S32 "\nmemory: b" S32 "\n", "", "", 0, 2},
    {"of the memory, short", "memory: 0123456789abcdef0123456789abcde\n", "", "", 0, 1},
    {"short secret", "tag-ab12: 0123456789abcdef0123456789abcde since=5\n", "", "", 0, 1},
    {"no secret", "\ntag-ab12\n", "", "", 0, 2},
    {"short ID", "tag-ab1: " S32 "\n", "", "", 0, 1},
    {"long ID", "tag-abcdefghijklm: " S32 "\n", "", "", 0, 1},
    {"longest ID", "tag-abcdefghijkl: " S32 "\n", "abcdefghijkl", "abcdefghijkl", 0, 0},
    {"ID with a dash", "tag-ab-12: " S32 "\n", "", "", 0, 1},
    {"no ID", "tag: " S32 "\n", "", "", 0, 1},
    {"since in words", "tag-ab12: " S32 " since=yesterday\n", "", "", 0, 1},
    {"ID twice", "tag-ab12: " S32 " since=5\ntag-AB12: " S32 "x since=3\n", "ab12", "ab12", 5, 2},
    {"indented", " tag-ab12: " S32 "\n", "", "", 0, 0},
    {"too many",
     "tag-k001: " S32 "\ntag-k002: " S32 "\ntag-k003: " S32 "\ntag-k004: " S32 "\n"
     "tag-k005: " S32 "\ntag-k006: " S32 "\ntag-k007: " S32 "\ntag-k008: " S32 "\n"
     "tag-k009: " S32 "\n",
     "k001 k002 k003 k004 k005 k006 k007 k008", "k001", 0, 9},
    {"empty", "", "", "", 0, 0},
    {"bad one first", "tag-ab12: short\ntag-cd34: " S32 " since=5\n", "cd34", "cd34", 5, 1},
};

static void
read_keys(struct bs_span text)
{
    struct bs_keyring keyring;

    bs_keyring_read(&keyring, text);
    assert_true(keyring.count <= BS_MAX_KEYS);
    bs_keyring_since(&keyring);
}

static void
key_test(void **state)
{
    const struct key_row *row = *state;
    struct bs_keyring keyring;
    char ids[200] = "";

    bs_at_every_cut(bs_span_text(row->text), read_keys);
    assert_int_equal(bs_keyring_read(&keyring, bs_span_text(row->text)), row->bad);
    for (unsigned i = 0; i < keyring.count; i++) {
        size_t n = strlen(ids);
        snprintf(ids + n, sizeof ids - n, "%s%.*s", i ? " " : "", (int)keyring.key[i].id.n,
                 (const char *)keyring.key[i].id.p);
    }
    assert_string_equal(ids, row->ids);
    const struct bs_key *signer = bs_keyring_signer(&keyring);
    bs_assert_span(signer ? signer->id : bs_span_of(NULL, 0), row->signer);
    assert_int_equal(bs_keyring_since(&keyring), row->since);
}

/* Among others, and never one of them. */
static void
memory_test(void **state)
{
    static const char text[] = "batv0: secret12\nmemory: m" S32 " since=5\ntag-ab12: " S32 "\n";
    struct bs_keyring keyring;

    (void)state;
    assert_int_equal(bs_keyring_read(&keyring, bs_span_text(text)), 0);
    bs_assert_span(keyring.memory, "m" S32);
    assert_int_equal(keyring.count, 1);
    bs_keyring_read(&keyring, bs_span_text("tag-ab12: " S32 "\n"));
    assert_int_equal(keyring.memory.n, 0);
}

static const struct list_row {
    const char *name, *text, *a; /* the value of a; "-": absent */
    bool valid;
} list_rows[] = {
    {"one", "a=1", "1", true},
    {"blanks around", " v = 1 ; a\t=\n 1 2 ; ", "1 2", true},
    {"final semicolon", "a=1;", "1", true},
    {"empty value", "a=; b=1", "", true},
    {"empty value at the end", "b=1; a=", "", true},
    {"equals in a value", "a=b==", "b==", true},
    {"twice", "a=1; a=2", "-", true},
    {"not there", "b=1", "-", true},
    {"another case", "A=1", "-", true},
    {"a longer name", "aa=1; ba=2", "-", true},
    {"no equals", "a=1; nonsense", "1", false},
    {"no name", "=1; a=1", "1", false},
    {"semicolons", ";;;a=1;;", "1", true},
    {"empty", "", "-", true},
};

static void
read_list(struct bs_span text)
{
    bs_taglist_get(text, "a");
    bs_taglist_valid(text);
}

static void
list_test(void **state)
{
    const struct list_row *row = *state;
    struct bs_span text = bs_span_text(row->text), value = bs_taglist_get(text, "a");

    bs_at_every_cut(text, read_list);
    bs_assert_span(value.p ? value : bs_span_text("-"), row->a);
    assert_int_equal(bs_taglist_valid(text), row->valid);
}

int
main(void)
{
    BS_ROWS(key_rows, key_test);
    bs_add_test("of the memory", memory_test);
    BS_ROWS(list_rows, list_test);
    return bs_run("keyring");
}
