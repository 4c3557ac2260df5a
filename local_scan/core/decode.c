/* decode: transfer encodings and text dressings, undone into a buffer.
 * SPDX-License-Identifier: GPL-2.0-or-later */

#include "decode.h"

#define ESCAPE      0x1b
#define NO_OCTET    (-1)
#define MAX_POINT   0x10ffffUL
#define MAX_ADDRESS 320 /* RFC 5321 4.5.3.1: 64 + '@' + 255 */

/* What was written so far; `n` never passes `size`. */
struct sink {
    unsigned char *p;
    size_t size;
    size_t n;
};

static bool
sink_full(const struct sink *out)
{
    return out->n >= out->size;
}

static void
sink_put(struct sink *out, int octet)
{
    if (!sink_full(out))
        out->p[out->n++] = (unsigned char)octet; /* bounds: n < size */
}

static void
sink_copy(struct sink *out, struct bs_span text)
{
    size_t i;

    for (i = 0; i < text.n && !sink_full(out); i++)
        sink_put(out, bs_span_at(text, i));
}

static void
sink_point(struct sink *out, unsigned long point)
{
    if (point > MAX_POINT || (point >= 0xd800 && point <= 0xdfff))
        point = 0xfffd;
    if (point < 0x80) {
        sink_put(out, (int)point);
        return;
    }
    if (point < 0x800) {
        sink_put(out, (int)(0xc0 | point >> 6));
    } else if (point < 0x10000) {
        sink_put(out, (int)(0xe0 | point >> 12));
        sink_put(out, (int)(0x80 | (point >> 6 & 0x3f)));
    } else {
        sink_put(out, (int)(0xf0 | point >> 18));
        sink_put(out, (int)(0x80 | (point >> 12 & 0x3f)));
        sink_put(out, (int)(0x80 | (point >> 6 & 0x3f)));
    }
    sink_put(out, (int)(0x80 | (point & 0x3f)));
}

static struct bs_span
sink_span(const struct sink *out)
{
    return bs_span_of(out->p, out->n);
}

static int
hex_digit(int c)
{
    if (bs_is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return NO_OCTET;
}

/* The octet written as two hexadecimal digits at `i`, or NO_OCTET. */
static int
hex_octet(struct bs_span in, size_t i)
{
    int high = hex_digit(bs_span_at(in, i));
    int low = hex_digit(bs_span_at(in, i + 1));

    return high < 0 || low < 0 ? NO_OCTET : high << 4 | low;
}

static int
base64_digit(int c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (bs_is_digit(c))
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : NO_OCTET;
}

struct base64 {
    struct bs_span in;
    size_t i;
    unsigned long bits; /* the last digits, at most 14 bits of them in use */
    unsigned count;
};

/* The next octet. What is no digit is skipped (RFC 2045 §6.8); '=' ends a
 * group, after which another one may begin: some gateways join two bodies. */
static int
base64_next(struct base64 *it)
{
    int digit;

    while (it->i < it->in.n) {
        int c = bs_span_at(it->in, it->i++);

        if (c == '=') {
            it->count = 0;
            continue;
        }
        digit = base64_digit(c);
        if (digit < 0)
            continue;
        it->bits = (it->bits << 6 | (unsigned long)digit) & 0xfff;
        it->count += 6;
        if (it->count < 8)
            continue;
        it->count -= 8;
        return (int)(it->bits >> it->count & 0xff);
    }
    return NO_OCTET;
}

struct bs_span
bs_decode_base64(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct base64 it = {in, 0, 0, 0};
    int octet;

    while (!sink_full(&out) && (octet = base64_next(&it)) >= 0)
        sink_put(&out, octet);
    return sink_span(&out);
}

/* Octets of a soft line break at `i`, which is behind its '='; 0 if it is none.
 * Blanks before the line end are transport padding, RFC 2045 §6.7 (3). */
static size_t
soft_break(struct bs_span in, size_t i)
{
    size_t start = i;

    while (bs_is_blank(bs_span_at(in, i)))
        i++;
    if (bs_span_at(in, i) == '\r')
        return i + 1 + (bs_span_at(in, i + 1) == '\n') - start;
    return bs_span_at(in, i) == '\n' ? i + 1 - start : 0;
}

struct bs_span
bs_decode_qp(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    size_t i = 0;

    while (i < in.n && !sink_full(&out)) {
        int c = bs_span_at(in, i++);
        int octet = c == '=' ? hex_octet(in, i) : NO_OCTET;
        size_t skip = c == '=' ? soft_break(in, i) : 0;

        if (octet >= 0) {
            sink_put(&out, octet);
            i += 2;
        } else if (skip > 0) {
            i += skip;
        } else {
            sink_put(&out, c);
            /* A run of blanks behind a stray '=' is looked at only once. */
            while (c == '=' && bs_is_blank(bs_span_at(in, i)))
                sink_put(&out, bs_span_at(in, i++));
        }
    }
    return sink_span(&out);
}

struct bs_span
bs_decode_part(const struct bs_part *part, unsigned char *buffer, size_t size)
{
    if (part->encoding == BS_ENC_BASE64)
        return bs_decode_base64(part->body, buffer, size);
    if (part->encoding == BS_ENC_QP)
        return bs_decode_qp(part->body, buffer, size);
    return part->body;
}

/* HTML */

struct html {
    struct bs_span in;
    size_t i;
    struct sink out;
    bool keep_lines;  /* <pre>, or no tag that would break a line anywhere */
    bool line_start;  /* nothing but breaks was written on this line */
    bool blank;       /* white space was met and not written yet */
    bool no_tag_ends; /* no '>' is left */
};

static void
html_text(struct html *h, unsigned long point)
{
    if (h->blank && !h->line_start)
        sink_put(&h->out, ' ');
    h->blank = false;
    h->line_start = false;
    sink_point(&h->out, point);
}

static void
html_octet(struct html *h, int c)
{
    if (!h->keep_lines && (bs_is_blank(c) || c == '\r' || c == '\n')) {
        h->blank = true;
        return;
    }
    if (h->blank && !h->line_start)
        sink_put(&h->out, ' ');
    h->blank = false;
    h->line_start = c == '\n';
    sink_put(&h->out, c);
}

static void
html_break(struct html *h)
{
    sink_put(&h->out, '\n');
    h->line_start = true;
    h->blank = false;
}

/* Text that no browser shows: the view behind its end, or all of it when the
 * end is missing. */
static size_t
html_after(struct bs_span in, size_t i, const char *end)
{
    size_t found = bs_span_search(bs_span_drop(in, i), end);

    return i + found;
}

static bool
html_breaks(struct bs_span name)
{
    static const char *const breaking[] = {"br",  "/p",  "/div", "/tr", "/li",   "/pre",
                                           "/h1", "/h2", "/h3",  "/h4", "/title"};
    size_t i;

    for (i = 0; i < sizeof breaking / sizeof *breaking; i++) {
        if (bs_span_is(name, breaking[i]))
            return true;
    }
    return false;
}

/* <user@host> that somebody forgot to escape is text, not a tag. */
static bool
html_is_address(struct bs_span tag)
{
    size_t end;

    if (tag.n > MAX_ADDRESS)
        return false;
    end = bs_span_find_any(tag, " \t\r\n\"'=");

    return end == tag.n && bs_span_find(tag, '@') < tag.n;
}

/* The tag whose '<' is at h->i, without <>; absent if that is mere text. What
 * may be a tag runs to the next '>' and is passed over as a whole, so that no
 * octet is searched twice. */
static struct bs_span
html_find_tag(struct html *h)
{
    struct bs_span none = {0};
    struct bs_span rest = bs_span_drop(h->in, h->i + 1);
    int c = bs_span_at(rest, 0);
    size_t length;

    if (h->no_tag_ends || !(bs_is_alnum(c) || c == '/' || c == '!' || c == '?'))
        return none;
    length = bs_span_find(rest, '>');
    h->no_tag_ends = length == rest.n;
    if (h->no_tag_ends || html_is_address(bs_span_take(rest, length)))
        return none;
    return bs_span_take(rest, length);
}

static void
html_tag(struct html *h)
{
    struct bs_span tag = html_find_tag(h);
    struct bs_span words = tag;
    struct bs_span name;

    if (tag.n == 0) {
        html_text(h, '<');
        h->i++;
        return;
    }
    h->i += tag.n + 2;
    name = bs_span_word(&words, " \t\r\n");
    if (bs_span_ends(name, "/") && name.n > 1)
        name = bs_span_take(name, name.n - 1);
    if (bs_span_starts(tag, "!--") && !bs_span_ends(tag, "--"))
        h->i = html_after(h->in, h->i, "-->");
    else if (bs_span_is(name, "style"))
        h->i = html_after(h->in, h->i, "</style");
    else if (bs_span_is(name, "script"))
        h->i = html_after(h->in, h->i, "</script");
    else if (bs_span_is(name, "pre") || bs_span_is(name, "/pre"))
        h->keep_lines = bs_span_is(name, "pre");
    if (html_breaks(name))
        html_break(h);
}

/* The code point of a reference without its '&' and ';', 0 if unknown. */
static unsigned long
html_reference(struct bs_span name)
{
    static const struct {
        const char *name;
        unsigned point;
    } known[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},      {"quot", '"'},
                 {"apos", '\''},    {"nbsp", ' '},     {"auml", 0xe4},   {"ouml", 0xf6},
                 {"uuml", 0xfc},    {"szlig", 0xdf},   {"eacute", 0xe9}, {"egrave", 0xe8},
                 {"ecirc", 0xea},   {"agrave", 0xe0},  {"aacute", 0xe1}, {"atilde", 0xe3},
                 {"ccedil", 0xe7},  {"iacute", 0xed},  {"ntilde", 0xf1}, {"oacute", 0xf3},
                 {"otilde", 0xf5},  {"uacute", 0xfa},  {"aring", 0xe5},  {"oslash", 0xf8},
                 {"ndash", 0x2013}, {"mdash", 0x2014}, {"rsquo", 0x2019}};
    bool hex = bs_span_starts(name, "#x");
    unsigned long point = 0;
    size_t i;

    if (bs_span_at(name, 0) != '#') {
        for (i = 0; i < sizeof known / sizeof *known; i++) {
            if (bs_span_is(name, known[i].name))
                return known[i].point;
        }
        return 0;
    }
    for (i = hex ? 2 : 1; i < name.n; i++) {
        int digit = hex_digit(bs_span_at(name, i));

        if (digit < 0 || (!hex && digit > 9) || point > MAX_POINT)
            return 0;
        point = point * (hex ? 16 : 10) + (unsigned long)digit;
    }
    return point == 0xa0 ? ' ' : point;
}

static void
html_entity(struct html *h)
{
    /* "&#x0010FFFF;" is the longest that means anything. */
    struct bs_span rest = bs_span_take(bs_span_drop(h->in, h->i + 1), 12);
    size_t length = bs_span_find(rest, ';');
    unsigned long point = length < rest.n ? html_reference(bs_span_take(rest, length)) : 0;

    if (point == 0) {
        html_text(h, '&');
        h->i++;
        return;
    }
    html_text(h, point);
    h->i += length + 2;
}

/* Has the text any mark that ends a line? Some gateways send plain text as
 * text/html, whose line ends then are all there is. */
static bool
html_has_breaks(struct bs_span in)
{
    return bs_span_has(in, "<br") || bs_span_has(in, "</p") || bs_span_has(in, "</div") ||
           bs_span_has(in, "</tr") || bs_span_has(in, "</li") || bs_span_has(in, "<pre");
}

struct bs_span
bs_decode_html(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct html h = {in, 0, {buffer, size, 0}, false, true, false, false};

    h.keep_lines = !html_has_breaks(in);
    while (h.i < in.n && !sink_full(&h.out)) {
        int c = bs_span_at(in, h.i);

        if (c == '<') {
            html_tag(&h);
        } else if (c == '&') {
            html_entity(&h);
        } else {
            html_octet(&h, c);
            h.i++;
        }
    }
    return sink_span(&h.out);
}

/* Quoting */

/* The quoting in front of a line: '>' or '|', each with at most one blank
 * behind it; with `indent`, blanks too. */
static struct bs_span
quote_prefix(struct bs_span line, bool indent)
{
    size_t i = 0;

    while (bs_span_at(line, i) == '>' || bs_span_at(line, i) == '|') {
        i++;
        if (bs_span_at(line, i) == ' ')
            i++;
    }
    if (i > 0 || !indent)
        return bs_span_take(line, i);
    while (bs_is_blank(bs_span_at(line, i)))
        i++;
    return bs_span_take(line, i);
}

static bool
quote_holds(struct bs_span line, struct bs_span prefix)
{
    struct bs_span bare = bs_span_trim(prefix);

    if (prefix.n == 0)
        return false;
    if (bs_span_equal(bs_span_take(line, prefix.n), prefix))
        return true;
    return bare.n > 0 && bs_span_equal(line, bare);
}

struct bs_span
bs_decode_quoted(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct bs_span prefix = {0};
    struct bs_span line;
    bool bare_cr = bs_span_bare_cr(in);
    bool block_start = true; /* an indent is quoting only where a block begins */
    bool more = true;

    for (;;) {
        line = bs_span_line(&in, bare_cr, &more);
        if (!more || sink_full(&out))
            break;
        if (!quote_holds(line, prefix))
            prefix = quote_prefix(line, block_start);
        block_start = bs_span_trim(line).n == 0;
        sink_copy(&out, bs_span_drop(line, prefix.n));
        sink_put(&out, '\n');
    }
    return sink_span(&out);
}

/* RFC 2047 */

enum charset { CHARSET_UTF8, CHARSET_LATIN1, CHARSET_ISO2022, CHARSET_OTHER };

struct word {
    enum charset charset;
    bool base64;
    struct bs_span text;
    size_t length; /* from "=?" to "?=" */
};

static enum charset
charset_of(struct bs_span name)
{
    name = bs_span_take(name, bs_span_find(name, '*')); /* RFC 2231 §5: language */
    if (bs_span_is(name, "utf-8") || bs_span_is(name, "utf8") || bs_span_is(name, "us-ascii"))
        return CHARSET_UTF8;
    if (bs_span_is(name, "iso-8859-1") || bs_span_is(name, "iso-8859-15") ||
        bs_span_is(name, "windows-1252"))
        return CHARSET_LATIN1;
    return bs_span_starts(name, "iso-2022-") ? CHARSET_ISO2022 : CHARSET_OTHER;
}

/* Reads the encoded word at the start of `in`. Its three pieces hold no '?', so
 * that a search for the end passes over no octet more than three times. */
static bool
word_read(struct word *word_r, struct bs_span in)
{
    struct bs_span rest = bs_span_drop(in, 2);
    size_t charset = bs_span_find(rest, '?');
    struct bs_span name = bs_span_take(rest, charset);
    size_t text;
    int kind;

    rest = bs_span_drop(rest, charset + 1);
    kind = bs_span_at(rest, 0);
    if (bs_span_at(rest, 1) != '?')
        return false;
    rest = bs_span_drop(rest, 2);
    text = bs_span_find(rest, '?');
    if (bs_span_at(rest, text + 1) != '=')
        return false;
    if (kind != 'B' && kind != 'b' && kind != 'Q' && kind != 'q')
        return false;
    word_r->charset = charset_of(name);
    word_r->base64 = kind == 'B' || kind == 'b';
    word_r->text = bs_span_take(rest, text);
    word_r->length = 2 + charset + 1 + 2 + text + 2;
    return true;
}

/* The next octet of the Q encoding, RFC 2047 §4.2. */
static int
q_next(struct bs_span text, size_t *i)
{
    int c = bs_span_at(text, *i);
    int octet = c == '=' ? hex_octet(text, *i + 1) : NO_OCTET;

    *i += octet >= 0 ? 3 : 1;
    if (octet >= 0)
        return octet;
    return c == '_' ? ' ' : c;
}

/* ISO 2022 (RFC 1468): ESC ( B and ESC ( J shift to ASCII, all others away. */
enum shift { SHIFT_ASCII, SHIFT_ESCAPE, SHIFT_TO_ASCII, SHIFT_AWAY };

static enum shift
shift_next(enum shift shift, int octet)
{
    if (octet == ESCAPE)
        return SHIFT_ESCAPE;
    if (shift == SHIFT_ESCAPE)
        return octet == '(' ? SHIFT_TO_ASCII : SHIFT_AWAY;
    if (shift == SHIFT_TO_ASCII)
        return octet == 'B' || octet == 'J' ? SHIFT_ASCII : SHIFT_AWAY;
    return shift;
}

static void
word_octet(struct sink *out, enum charset charset, int octet)
{
    if (charset == CHARSET_UTF8 || octet < 0x80)
        sink_put(out, octet);
    else if (charset == CHARSET_LATIN1 && octet >= 0xa0)
        sink_point(out, (unsigned long)octet);
    else
        sink_put(out, '?');
}

static void
word_decode(struct sink *out, const struct word *word)
{
    struct base64 base64 = {word->text, 0, 0, 0};
    enum shift shift = SHIFT_ASCII;
    enum shift before;
    size_t i = 0;
    int octet;

    while (!sink_full(out)) {
        octet = word->base64 ? base64_next(&base64) : q_next(word->text, &i);
        if (octet < 0)
            break;
        before = shift;
        if (word->charset == CHARSET_ISO2022)
            shift = shift_next(shift, octet);
        if (before == SHIFT_ASCII && shift == SHIFT_ASCII)
            word_octet(out, word->charset, octet);
        else if (shift == SHIFT_AWAY)
            sink_put(out, '?');
    }
}

/* Index behind the white space at `i`. */
static size_t
skip_white(struct bs_span in, size_t i)
{
    int c = bs_span_at(in, i);

    while (bs_is_blank(c) || c == '\r' || c == '\n')
        c = bs_span_at(in, ++i);
    return i;
}

struct bs_span
bs_decode_words(struct bs_span in, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};
    struct word word;
    size_t behind_word = 0; /* length of `out` when the last word was read */
    size_t i = 0;

    while (i < in.n && !sink_full(&out)) {
        int c = bs_span_at(in, i);

        if (c == '=' && bs_span_at(in, i + 1) == '?' && word_read(&word, bs_span_drop(in, i))) {
            word_decode(&out, &word);
            i += word.length;
            behind_word = skip_white(in, i);
            /* White space between two words is no text, RFC 2047 §6.2. */
            if (bs_span_at(in, behind_word) == '=' && bs_span_at(in, behind_word + 1) == '?' &&
                word_read(&word, bs_span_drop(in, behind_word)))
                i = behind_word;
            continue;
        }
        if (c != '\r' && c != '\n')
            sink_put(&out, c);
        i++;
    }
    return sink_span(&out);
}
