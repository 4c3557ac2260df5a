/* Tests of local_scan/core/text.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"
#include "text.h"

#include <string.h>

#define S(text)                                                                                    \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

static const struct word_row {
    const char *name;
    struct bs_span in;
    size_t max;
    const char *word, *in_list; /* as bs_text_word and bs_text_name write it */
} word_rows[] = {
    {"plain", S("mx-1.example_x"), 40, "mx-1.example_x", "mx-1.example_x"},
    {"empty", S(""), 40, "-", "-"},
    {"empty where nothing fits", S(""), 0, "-", "-"},
    {"separators", S("a;b=c\"d\\e f"), 40, "a?b?c?d?e?f", "a?b?c?d?e?f"},
    {"line ends", S("a\r\nb"), 40, "a??b", "a??b"},
    {"NUL and escape", S("a\0\033[1m"), 40, "a??[1m", "a???1m"},
    {"8-bit and DEL", S("\xc3\xbc\x7f~"), 40, "???~", "????"},
    {"address", S("<a@b,c:d>"), 40, "<a@b,c:d>", "?a?b?c?d?"},
    {"as long as may be", S("abcdef"), 6, "abcdef", "abcdef"},
    {"longer", S("abcdefg"), 6, "abc...", "abc..."},
    {"longer than dots allow", S("abcdefg"), 2, "...", "..."},
};

static const struct json_row {
    const char *name;
    struct bs_span in;
    const char *want;
} json_rows[] = {
    {"plain", S("a/b c"), "a/b c"},
    {"empty", S(""), ""},
    {"quote and backslash", S("\"\\"), "\\\"\\\\"},
    {"controls", S("\0\n\x1f\x7f"), "\\u0000\\u000a\\u001f\\u007f"},
    {"C1 control", S("\xc2\x9b"), "\\u009b"},
    {"bidi override and isolate",
     S("a\xe2\x80\xae"
       "b\xe2\x81\xa9"),
     "a\\u202eb\\u2069"},
    {"Arabic letter mark", S("\xd8\x9c"), "\\u061c"},
    {"line separator", S("\xe2\x80\xa8"), "\\u2028"},
    {"joiner of emoji", S("\xe2\x80\x8d"), "\xe2\x80\x8d"},
    {"two octets", S("\xc3\xbc"), "\xc3\xbc"},
    {"three octets", S("\xe2\x82\xac"), "\xe2\x82\xac"},
    {"four octets", S("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80"},
    {"Latin-1", S("a\xfc\x62"), "a\xef\xbf\xbd\x62"},
    {"surrogate", S("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"torn", S("\xe2\x82"), "\xef\xbf\xbd"},
    {"torn, then whole", S("\xe2\x82\xe2\x82\xac"), "\xef\xbf\xbd\xe2\x82\xac"},
};

static const struct number_row {
    const char *name;
    unsigned long number;
    const char *decimal, *hex;
} number_rows[] = {
    {"zero", 0, "0", "00"},
    {"one digit", 7, "7", "07"},
    {"an octet", 255, "255", "FF"},
    {"above an octet", 256, "256", "0100"},
    {"a code point", 0x202E, "8238", "202E"},
    {"a high one", 0x10FFFF, "1114111", "10FFFF"},
    {"the largest", 0xFFFFFFFFUL, "4294967295", "FFFFFFFF"},
};

static char buffer[8192];
static struct bs_text text;

static const char *
written(void (*put)(struct bs_text *, struct bs_span, size_t), struct bs_span in, size_t max)
{
    text = bs_text_in(buffer, sizeof buffer);
    put(&text, in, max);
    return buffer;
}

static void
parse(struct bs_span in)
{
    written(bs_text_word, in, 5);
    written(bs_text_name, in, 5);
    text = bs_text_in(buffer, sizeof buffer);
    bs_text_json(&text, in);
}

static void
test_word(void **state)
{
    const struct word_row *row = *state;

    assert_string_equal(written(bs_text_word, row->in, row->max), row->word);
    assert_string_equal(written(bs_text_name, row->in, row->max), row->in_list);
    bs_at_every_cut(row->in, parse);
}

static void
test_json(void **state)
{
    const struct json_row *row = *state;

    text = bs_text_in(buffer, sizeof buffer);
    bs_text_json(&text, row->in);
    assert_string_equal(buffer, row->want);
    bs_at_every_cut(row->in, parse);
}

static void
test_number(void **state)
{
    const struct number_row *row = *state;

    text = bs_text_in(buffer, sizeof buffer);
    bs_text_number(&text, row->number);
    assert_string_equal(buffer, row->decimal);
    text = bs_text_in(buffer, sizeof buffer);
    bs_text_hex(&text, row->number);
    assert_string_equal(buffer, row->hex);
}

/* Whatever the buffer's size: terminated, within it, and nothing is torn or
 * goes on after a gap. */
static void
test_cut(void **state)
{
    static const char whole[] = "ab\\u0001\xe2\x82\xac"
                                "cd";

    (void)state;
    for (size_t size = 1; size <= sizeof whole + 1; size++) {
        memset(buffer, '#', sizeof buffer);
        text = bs_text_in(buffer, size);
        bs_text_json(&text, bs_span_text("ab\x01\xe2\x82\xac"));
        bs_text_put(&text, "cd");
        assert_int_equal(strlen(buffer), text.n);
        assert_true(text.n < size);
        assert_int_equal(buffer[size], '#');
        assert_memory_equal(buffer, whole, text.n);
        assert_int_equal(text.cut, size < sizeof whole);
        bool torn = (text.n > 2 && text.n < 8) || (text.n > 8 && text.n < 11);
        assert_false(torn);
    }
}

int
main(void)
{
    BS_ROWS(word_rows, test_word);
    BS_ROWS(json_rows, test_json);
    BS_ROWS(number_rows, test_number);
    bs_add_test("cut at every size", test_cut);
    return bs_run("text");
}
