/* html: text of HTML, as far as a reader of reports needs it (bs_decode_html). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decode.h"

#include "digit.h"
#include "sink.h"

#define MAX_ADDRESS 320 /* RFC 5321 §4.5.3.1: 64 + '@' + 255 */

struct html {
    struct bs_span in;
    size_t i;
    struct sink out;
    bool keep_lines; /* <pre>, or no tag that would break a line anywhere */
    bool after_cr;
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

/* In <pre>, lines may end as they like, and mix with those of <br>: LF it is. */
static void
html_octet(struct html *h, int c)
{
    bool second_half = c == '\n' && h->after_cr;

    h->after_cr = c == '\r';
    if (h->keep_lines && second_half)
        return;
    if (h->keep_lines && c == '\r')
        c = '\n';
    if (!h->keep_lines && bs_is_white(c)) {
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

/* A block begins on a line of its own, and makes no empty one: that would end a
 * header. */
static void
html_begin_block(struct html *h)
{
    if (!h->line_start)
        html_break(h);
}

/* Text that no browser shows: where its end begins, or the end of all when
 * that is missing. */
static size_t
html_after(struct bs_span in, size_t i, const char *end)
{
    size_t found = bs_span_search(bs_span_drop(in, i), end);

    return i + found;
}

static void
html_break_by(struct html *h, struct bs_span name)
{
    static const char *const ends[] = {"br",  "/p",  "/div", "/tr", "/li",    "/pre",
                                       "/h1", "/h2", "/h3",  "/h4", "/title", NULL};
    static const char *const begins[] = {"p",          "div",   "tr", "li", "pre",
                                         "blockquote", "table", "ul", "ol", "hr",
                                         "h1",         "h2",    "h3", "h4", NULL};
    static const char *const cells[] = {"td", "th", NULL};

    if (bs_span_is_any(name, ends))
        html_break(h);
    else if (bs_span_is_any(name, begins))
        html_begin_block(h);
    else if (bs_span_is_any(name, cells))
        h->blank = !h->line_start;
}

/* <user@host> that was not escaped is text, not a tag. */
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
        h->i = html_after(h->in, h->i, "-->") + 3;
    else if (bs_span_is(name, "style"))
        h->i = html_after(h->in, h->i, "</style");
    else if (bs_span_is(name, "script"))
        h->i = html_after(h->in, h->i, "</script");
    else if (bs_span_is(name, "pre") || bs_span_is(name, "/pre"))
        h->keep_lines = bs_span_is(name, "pre");
    html_break_by(h, name);
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

    if (bs_span_at(name, 0) != '#') {
        for (size_t i = 0; i < BS_COUNT(known); i++)
            if (bs_span_is(name, known[i].name))
                return known[i].point;
        return 0;
    }
    for (size_t i = hex ? 2 : 1; i < name.n; i++) {
        int digit = bs_digit_hex(bs_span_at(name, i));

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
    struct html h = {.in = in, .out = {buffer, size, 0}, .line_start = true};

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
