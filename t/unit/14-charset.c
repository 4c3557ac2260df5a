/* Tests of local_scan/core/mail/charset.c, and of small letters (utf8.c). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "charset.h"
#include "utf8.h"

#define SIZE 256

static const struct row {
    const char *name; /* the charset */
    const char *in, *want;
} rows[] = {
    {"utf-8", "caf\xc3\xa9", "café"},
    {"US-ASCII", "caf\xc3\xa9", "café"},
    {"x-none", "caf\xe9", "caf\xe9"}, /* as it is */
    {"iso-8859-1", "caf\xe9 \x93", "café “"},
    {"ISO_8859-2",
     "Zpr\xe1va nebyla doru\xe8"
     "ena",
     "Zpráva nebyla doručena"},
    {"iso-8859-9", "iletildi\xf0i", "iletildiği"},
    {"iso-8859-15", "\xa4", "€"},
    {"koi8-r", "\xd3\xcf\xcf\xc2\xdd\xc5\xce\xc9\xc5", "сообщение"},
    {"KOI8-U", "\xa6", "і"},
    {"windows-1251", "\xf1\xee\xee\xe1\xf9\xe5\xed\xe8\xe5", "сообщение"},
    {"x-cp1251", "\xf1", "с"},
    {"win-1251", "\xf1", "с"},
    {"cp866", "\xe1", "с"},
    {"\"iso-8859-7\"", "\xec\xde\xed\xf5\xec\xe1", "μήνυμα"},
    {"windows-1255*he", "\xe3\xe5\xe0\xf8", "דואר"},
    {"iso-8859-8-i", "\xe3\xe5\xe0\xf8", "דואר"},
    {"windows-1256", "\xd1\xd3\xc7\xe1\xc9", "رسالة"},
    {"tis-620", "\xb6\xd6\xa7", "ถึง"},

    {"gb2312", "\xcd\xcb\xd0\xc5 a", "退信 a"},
    {"GBK", "\xcd\xcb\xd0\xc5", "退信"},
    {"gb18030", "\x81\x30\x81\x30\xcd\xcb", "?退"},
    {"gbk", "\xcd\n\xcd\xcb", "?\n退"}, /* a broken letter takes no line end */
    {"big5", "\xb0\x68\xab\x48", "退信"},
    {"euc-kr", "\xb8\xde\xc0\xcf", "메일"},
    {"ks_c_5601-1987", "\xb8\xde\xc0\xcf", "메일"},
    {"euc-jp", "\xc7\xdb\xbf\xae\xa4\xc7\x8e\xb1\x8f\xb0\xa1z", "配信でｱ?z"},
    {"shift_jis", "\x94\x7a\x90\x4d\x82\xc5\x83\x81\xb1z", "配信でメｱz"},
    {"Windows-31J", "\x94\x7a", "配"},
    {"iso-2022-jp", "\x1b$BG[?.$G\x1b(Bz", "配信でz"},
    {"iso-2022-jp", "\x1b$B17\x1b(Jz", "?z"}, /* a letter that our words do not have */
    {"gbk", "\xcd", ""},
    {"gb18030", "a\x81\x36\xa7\x31z", "a\u202ez"},
    {"gb18030", "\x90\x30\x81\x30z", "\U00010000z"},
    /* nor does one of four, and it is no other letter: this would be a tag, U+E0052 */
    {"gb2312", "\xd3" "7 0z", "? 0z"},
    {"gbk", "\xd3" "7\n\xcd\xcb", "?\n退"},
    {"gb18030", "\x81\x36\xa7\nz", "?\nz"},
    {"gb18030", "\x81\x36\xa7\xa7z", "?z"},
    {"euc-jp", "\x8f\xb0\nz", "?\nz"},
    {"utf-16", "not delivered", "not delivered"}, /* as it says, it would have zeros */
    {"utf-7", "a+IC4-z +- +--+AOk z", "a\u202ez + +-é z"},
    {"UNICODE-1-1-UTF-7", "+2D3cqQ-", "\U0001f4a9"},
    {"x-unicode20utf8", "caf\xc3\xa9", "café"},
    {"", "a\xe9", "a\xe9"},
};

static struct bs_span
convert(const struct row *row, unsigned char *buffer, size_t size)
{
    return bs_charset_text(bs_charset_find(bs_span_text(row->name)), bs_span_text(row->in), buffer,
                           size);
}

static void
row_test(void **state)
{
    unsigned char buffer[SIZE];

    bs_assert_span(convert(*state, buffer, sizeof buffer), ((const struct row *)*state)->want);
}

/* However small the buffer, no octet after it is touched. */
static void
size_test(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < 30; size++) {
        unsigned char buffer[SIZE];
        memset(buffer, 'Z', sizeof buffer);
        convert(row, buffer, size);
        for (size_t i = size; i < sizeof buffer; i++)
            assert_int_equal(buffer[i], 'Z');
    }
}

/* Whatever octets come, in whatever charset, there is an end. */
static void
any_test(void **state)
{
    const struct row *row = *state;
    unsigned char in[3 * 256], buffer[4 * sizeof in];
    unsigned octet = 1;

    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (unsigned char)((octet = octet * 1103515245u + 12345u) >> 16);
    bs_charset_text(bs_charset_find(bs_span_text(row->name)), bs_span_of(in, sizeof in), buffer,
                    sizeof buffer);
}

static const struct small_row {
    const char *name;
    unsigned long point, small;
} small_rows[] = {
    {"ASCII", 'Q', 'q'},
    {"no letter", '[', '['},
    {"Latin 1", 0xc9, 0xe9},
    {"multiplication", 0xd7, 0xd7},
    {"Czech", 0x10c, 0x10d},
    {"Polish L", 0x141, 0x142},
    {"Polish Z", 0x17b, 0x17c},
    {"Turkish I", 0x130, 'i'},
    {"dotless i", 0x131, 0x131},
    {"Romanian S, comma", 0x218, 0x15f},
    {"Romanian t, comma", 0x21b, 0x163},
    {"Greek", 0x39c, 0x3bc},
    {"Greek, accented", 0x386, 0x3ac},
    {"final sigma", 0x3c2, 0x3c3},
    {"Cyrillic", 0x41d, 0x43d},
    {"Cyrillic Io", 0x401, 0x435},
    {"Ukrainian Ghe", 0x490, 0x491},
    {"Vietnamese", 0x1ea0, 0x1ea1},
    {"Arabic alef", 0x623, 0x627},
    {"CJK", 0x9000, 0x9000},
};

static void
small_test(void **state)
{
    const struct small_row *row = *state;

    assert_int_equal(bs_utf8_small(row->point), row->small);
    assert_int_equal(bs_utf8_small(row->small), row->small);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    BS_ROWS(rows, size_test);
    BS_ROWS(rows, any_test);
    BS_ROWS(small_rows, small_test);
    return bs_run("charset");
}
