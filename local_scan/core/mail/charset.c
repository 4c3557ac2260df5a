/* charset: text of other charsets to UTF-8. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "charset.h"

#include "charset_tables.h"
#include "digit.h"

#define ESCAPE          0x1b
#define BYTE_ORDER_MARK 0xfeff
#define MAX_NAME        24
#define LENGTH(text)    (BS_COUNT(text) - 1) /* without its NUL */

/* How octets make letters. */
enum form {
    FORM_UTF8,
    FORM_ASCII, /* only that is known of it */
    FORM_ONE,
    FORM_TWO,
    FORM_SHIFT_JIS,
    FORM_EUC_JP,
    FORM_ISO2022,
    FORM_UTF16, /* RFC 2781 */
    FORM_UTF16BE,
    FORM_UTF16LE,
    FORM_UTF7 /* RFC 2152 */
};

struct bs_charset {
    const char *name; /* in the form of `plain_name` */
    enum form form;
    const unsigned short *table;
    size_t count;
};

#define ONE(name, table) {name, FORM_ONE, letters_##table, LENGTH(letters_##table)}
#define TWO(name, table) {name, FORM_TWO, pairs_##table, LENGTH(pairs_##table)}
#define JIS(name, form)  {name, form, pairs_jis, LENGTH(pairs_jis)}

/* The last one is for all others. */
static const struct bs_charset charsets[] = {
    {"utf8", FORM_UTF8, NULL, 0},
    {"csutf8", FORM_UTF8, NULL, 0},
    {"unicode11utf8", FORM_UTF8, NULL, 0},
    {"unicode20utf8", FORM_UTF8, NULL, 0},
    {"utf16", FORM_UTF16, NULL, 0},
    {"utf16be", FORM_UTF16BE, NULL, 0},
    {"utf16le", FORM_UTF16LE, NULL, 0},
    {"utf7", FORM_UTF7, NULL, 0},
    {"unicode11utf7", FORM_UTF7, NULL, 0},
    {"usascii", FORM_UTF8, NULL, 0}, /* mail that declares it is UTF-8, if anything else */
    /* browsers and mail programs also read Latin 1 as windows-1252 */
    ONE("iso88591", cp1252),
    ONE("latin1", cp1252),
    ONE("cp1252", cp1252),
    ONE("koi8r", koi8r),
    ONE("koi8u", koi8u),
    ONE("koi8", koi8r),
    ONE("cp866", cp866),
    ONE("ibm866", cp866),
    ONE("cp874", cp874),
    ONE("tis620", cp874),
    ONE("cp1250", cp1250),
    ONE("cp1251", cp1251),
    ONE("cp1253", cp1253),
    ONE("cp1254", cp1254),
    ONE("cp1255", cp1255),
    ONE("cp1256", cp1256),
    ONE("cp1257", cp1257),
    ONE("cp1258", cp1258),
    ONE("iso88592", iso88592),
    ONE("iso88593", iso88593),
    ONE("iso88594", iso88594),
    ONE("iso88595", iso88595),
    ONE("iso88596", iso88596),
    ONE("iso88597", iso88597),
    ONE("iso88598", iso88598),
    ONE("iso88598i", iso88598),
    ONE("iso88599", cp1254),
    ONE("iso885910", iso885910),
    ONE("iso885911", cp874),
    ONE("iso885913", iso885913),
    ONE("iso885914", iso885914),
    ONE("iso885915", iso885915),
    ONE("iso885916", iso885916),
    TWO("gb2312", gbk),
    TWO("euccn", gbk),
    TWO("gbk", gbk),
    TWO("cp936", gbk),
    TWO("gb18030", gbk),
    TWO("big5", big5),
    TWO("big5hkscs", big5),
    TWO("cp950", big5),
    TWO("euckr", korean),
    TWO("ksc56011987", korean),
    TWO("ksc5601", korean),
    TWO("cp949", korean),
    TWO("uhc", korean),
    JIS("shiftjis", FORM_SHIFT_JIS),
    JIS("sjis", FORM_SHIFT_JIS),
    JIS("cp932", FORM_SHIFT_JIS),
    JIS("cp31j", FORM_SHIFT_JIS),
    JIS("eucjp", FORM_EUC_JP),
    JIS("iso2022jp", FORM_ISO2022),
    JIS("iso2022jp1", FORM_ISO2022),
    JIS("iso2022jp2", FORM_ISO2022),
    JIS("iso2022jpms", FORM_ISO2022),
    JIS("cp50220", FORM_ISO2022),
    {"", FORM_ASCII, NULL, 0},
};

/* Letters and digits only, without "x-", "windows-" and "win-" read as "cp":
 * mail has every spelling of these names. */
static size_t
plain_name(struct bs_span name, unsigned char plain_r[MAX_NAME])
{
    struct sink out = {plain_r, MAX_NAME, 0};

    name = bs_span_strip(name, " \t\"'");
    if (bs_span_starts(name, "x-"))
        name = bs_span_drop(name, 2);
    for (size_t i = 0; i < 2; i++) {
        const char *maker = i == 0 ? "windows" : "win-";
        if (bs_span_starts(name, maker)) {
            name = bs_span_drop(name, strlen(maker));
            sink_text(&out, "cp");
        }
    }
    for (size_t i = 0; i < name.n; i++)
        if (bs_is_alnum(bs_span_at(name, i)))
            sink_put(&out, bs_span_at(name, i));
    return out.n;
}

const struct bs_charset *
bs_charset_find(struct bs_span name)
{
    unsigned char plain[MAX_NAME];
    size_t i, n = plain_name(bs_span_take(name, bs_span_find(name, '*')), plain);

    for (i = 0; i < BS_COUNT(charsets) - 1; i++)
        if (bs_span_is(bs_span_of(plain, n), charsets[i].name))
            break;
    return &charsets[i];
}

/* The letter of an octet; those below the table are controls by their own numbers. */
static unsigned long
one_letter(const struct bs_charset *charset, int octet)
{
    int first = 256 - (int)charset->count;

    return octet < first ? (unsigned long)octet : charset->table[octet - first]; /* bounds: < 256 */
}

/* The letter of a code of two octets, or '?'. */
static unsigned long
pair_letter(const struct bs_charset *charset, int code)
{
    size_t low = 0, high = charset->count / 2;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int here = charset->table[middle * 2]; /* bounds: middle < count / 2 */
        if (here == code)
            return charset->table[middle * 2 + 1];
        if (here < code)
            low = middle + 1;
        else
            high = middle;
    }
    return '?';
}

/* A letter of JIS X 0208. Its rows of kana lie in Unicode in the same order. */
static unsigned long
jis_letter(const struct bs_charset *charset, int row, int cell)
{
    unsigned long offset = (unsigned long)(cell - 0x21);

    if (cell < 0x21 || cell > 0x7e)
        return '?';
    if (row == 0x24 && cell <= 0x73)
        return 0x3041 + offset;
    if (row == 0x25 && cell <= 0x76)
        return 0x30a1 + offset;
    if (row == 0x21 && cell == 0x3c)
        return 0x30fc; /* the long vowel */
    return pair_letter(charset, row << 8 | cell);
}

/* Shift_JIS has the rows of JIS X 0208 two by two, around half-width kana. */
static unsigned long
shift_jis_letter(const struct bs_charset *charset, int lead, int trail)
{
    int row = (lead - (lead >= 0xe0 ? 0xc1 : 0x81)) * 2 + 0x21;

    if (trail < 0x40 || trail == 0x7f || trail > 0xfc)
        return '?';
    if (trail >= 0x9f)
        return jis_letter(charset, row + 1, trail - 0x9f + 0x21);
    return jis_letter(charset, row, trail - (trail > 0x7f ? 0x41 : 0x40) + 0x21);
}

static unsigned long
letter_of(const struct bs_charset *charset, int lead, int trail)
{
    switch (charset->form) {
    case FORM_SHIFT_JIS:
        return shift_jis_letter(charset, lead, trail);
    case FORM_EUC_JP: /* 8E: half-width kana */
        return lead == 0x8e ? (unsigned long)trail - 0xa1 + 0xff61
                            : jis_letter(charset, lead & 0x7f, trail & 0x7f);
    case FORM_ISO2022:
        return jis_letter(charset, lead, trail);
    default:
        return pair_letter(charset, lead << 8 | trail);
    }
}

static bool
is_half_width(enum form form, int octet)
{
    return form == FORM_SHIFT_JIS && octet >= 0xa1 && octet <= 0xdf;
}

/* GB 18030 has the rest of Unicode in letters of four octets, which count up: of those below
 * U+10000, only the invisible ones are known here, because they can hide something. */
static unsigned long
quad_letter(unsigned long number)
{
    static const struct {
        unsigned long from, to, point;
    } ranges[] = {
        {42, 42, 0xad},         {675, 675, 0x34f},
        {1278, 1278, 0x61c},    {5872, 5872, 0x180e},
        {7917, 7921, 0x200b},   {7937, 7941, 0x202a},
        {7986, 7995, 0x2060},   {39060, 39075, 0xfe00},
        {39263, 39263, 0xfeff}, {189000, 1237575, 0x10000},
    };

    for (size_t i = 0; i < BS_COUNT(ranges); i++)
        if (number >= ranges[i].from && number <= ranges[i].to)
            return ranges[i].point + number - ranges[i].from;
    return '?';
}

/* The third octet of such a letter, and its fourth; or the third one of EUC-JP. One of ASCII that
 * cannot be it ends a broken letter, and so does one that is not a digit where that must be. */
static void
push_rest(struct bs_charset_reader *r, int octet, struct sink *out)
{
    bool four = r->charset->form == FORM_TWO, last = --r->gap == 0;

    if (four && last ? !bs_is_digit(octet) : octet <= 0x80) {
        r->gap = 0;
        if (four)
            sink_put(out, '?');
        if (octet < 0x80)
            sink_put(out, octet);
        return;
    }
    if (!four)
        return;
    r->code = last ? r->code * 10 + (unsigned long)octet - '0'
                   : r->code * 126 + (unsigned long)octet - 0x81;
    if (last)
        sink_point(out, quad_letter(r->code));
}

/* The second octet of a letter. GB 18030 has letters of four, whose second is a
 * digit; a line end or an octet of ASCII that cannot be one ends a broken
 * letter. */
static void
push_trail(struct bs_charset_reader *r, int octet, struct sink *out)
{
    int lead = r->lead;

    r->lead = 0;
    if (r->charset->form == FORM_EUC_JP && lead == 0x8f) {
        r->gap = 1;
        sink_put(out, '?');
    } else if (r->charset->form == FORM_TWO && bs_is_digit(octet)) {
        r->gap = 2;
        r->code = (unsigned long)((lead - 0x81) * 10 + octet - '0');
    } else if (octet < 0x40 && r->charset->form != FORM_ISO2022) {
        sink_put(out, '?');
        sink_put(out, octet);
    } else {
        sink_point(out, letter_of(r->charset, lead, octet));
    }
}

/* ISO-2022-JP (RFC 1468): ESC ( shifts to one octet a letter, ESC $ to two. */
enum shift { SHIFT_ASCII, SHIFT_ESCAPE, SHIFT_TO_ASCII, SHIFT_TO_KANJI, SHIFT_KANJI };

static int
shift_next(int shift, int octet)
{
    if (octet == ESCAPE)
        return SHIFT_ESCAPE;
    switch (shift) {
    case SHIFT_ESCAPE:
        return octet == '$' ? SHIFT_TO_KANJI : SHIFT_TO_ASCII;
    case SHIFT_TO_KANJI:
        return SHIFT_KANJI;
    case SHIFT_TO_ASCII:
        return SHIFT_ASCII;
    default:
        return shift;
    }
}

/* True if the octet belongs to an escape sequence. */
static bool
push_shift(struct bs_charset_reader *r, int octet)
{
    int before = r->shift;

    if (r->charset->form != FORM_ISO2022)
        return false;
    r->shift = shift_next(before, octet);
    if (r->shift != before)
        r->lead = 0;
    return r->shift != before || before == SHIFT_ESCAPE;
}

/* 16 bits of UTF-16: half of a letter, if they are a surrogate. */
static void
push_unit(struct bs_charset_reader *r, unsigned long unit, struct sink *out)
{
    unsigned long high = r->high;

    r->high = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
    if (r->high > 0)
        return;
    if (high > 0 && unit >= 0xdc00 && unit < 0xe000)
        unit = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
    sink_point(out, unit);
}

/* RFC 2781 §4.3: without a byte order mark, the first octet is the higher; but Windows writes the
 * lower one first, which then shows in the first letter, if that is Latin. */
static bool
is_little(enum form form, unsigned long lead, unsigned long trail)
{
    return form == FORM_UTF16LE || (lead == 0xff && trail == 0xfe) ||
           (form == FORM_UTF16 && trail == 0);
}

/* The mark is not part of the text: each encoded word has one of its own. */
static void
push_utf16(struct bs_charset_reader *r, int octet, struct sink *out)
{
    unsigned long lead = (unsigned long)r->lead, trail = (unsigned long)octet;
    bool first = r->code == 0;

    r->have = !r->have;
    if (r->have) {
        r->lead = octet;
        return;
    }
    if (first)
        r->little = is_little(r->charset->form, lead, trail);
    unsigned long unit = r->little ? trail << 8 | lead : lead << 8 | trail;
    if (!first || unit != BYTE_ORDER_MARK)
        push_unit(r, unit, out);
    r->code = 1;
}

/* "+" begins octets of UTF-16 in base64, and what is not a digit of it ends them; "+-" is "+". */
static void
push_utf7(struct bs_charset_reader *r, int octet, struct sink *out)
{
    int digit = r->shift ? bs_digit_base64(octet) : -1;

    if (digit >= 0) {
        r->lead = 0;
        r->code = (r->code << 6 | (unsigned long)digit) & 0xffffff;
        r->have += 6;
        if (r->have < 16)
            return;
        r->have -= 16;
        push_unit(r, r->code >> r->have & 0xffff, out);
    } else if (!r->shift && octet == '+') {
        *r = (struct bs_charset_reader){.charset = r->charset, .shift = 1, .lead = octet};
    } else {
        if (octet != '-' || !r->shift || r->lead)
            sink_put(out, octet == '-' && r->lead ? '+' : octet);
        r->shift = r->lead = 0;
    }
}

bool
bs_charset_reads(const struct bs_charset *charset)
{
    return charset->form != FORM_ASCII;
}

static bool
is_utf16(enum form form)
{
    return form == FORM_UTF16 || form == FORM_UTF16BE || form == FORM_UTF16LE;
}

void
bs_charset_push(struct bs_charset_reader *r, int octet, struct sink *out)
{
    enum form form = r->charset->form;

    if (push_shift(r, octet))
        return;
    if (form == FORM_UTF7)
        push_utf7(r, octet, out);
    else if (is_utf16(form))
        push_utf16(r, octet, out);
    else if (r->gap > 0)
        push_rest(r, octet, out);
    else if (r->lead > 0)
        push_trail(r, octet, out);
    else if (r->shift == SHIFT_KANJI && octet > ' ')
        r->lead = octet;
    else if (octet < 0x80 || form == FORM_UTF8)
        sink_put(out, octet);
    else if (form == FORM_ONE)
        sink_point(out, one_letter(r->charset, octet));
    else if (is_half_width(form, octet))
        sink_point(out, (unsigned long)octet - 0xa1 + 0xff61);
    else if (form == FORM_ASCII || octet == 0x80 || octet == 0xff)
        sink_put(out, '?');
    else
        r->lead = octet;
}

struct bs_span
bs_charset_text(const struct bs_charset *charset, struct bs_span text, unsigned char *buffer,
                size_t size)
{
    struct bs_charset_reader reader = {.charset = charset};
    struct sink out = {buffer, size, 0};

    if (charset->form == FORM_UTF8 || charset->form == FORM_ASCII)
        return text;
    /* each line end of UTF-16 has a zero; ASCII is also sent under its name */
    if (is_utf16(charset->form) && bs_span_find(text, '\0') == text.n)
        return text;
    for (size_t i = 0; i < text.n && !sink_full(&out); i++)
        bs_charset_push(&reader, bs_span_at(text, i), &out);
    return sink_span(&out);
}
