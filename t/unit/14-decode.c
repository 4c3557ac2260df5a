/* Tests of local_scan/core/decode.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "decode.h"

#include <stdlib.h>
#include <string.h>

typedef struct bs_span decoder(struct bs_span in, unsigned char *buffer, size_t size);

#define SIZE 512

static const struct row {
    const char *name;
    decoder *decode;
    const char *in;
    const char *want;
} rows[] = {
    {"base64: a group", bs_decode_base64, "SGVsbG8h", "Hello!"},
    {"base64: one pad", bs_decode_base64, "SGVsbG8=", "Hello"},
    {"base64: two pads", bs_decode_base64, "SGVsbA==", "Hell"},
    {"base64: lines", bs_decode_base64, "SGVs\r\nbG8h\r\n", "Hello!"},
    {"base64: ends early", bs_decode_base64, "SGVsbG", "Hell"},
    {"base64: what is no digit is skipped", bs_decode_base64, "SG!Vs*bG8h", "Hello!"},
    {"base64: two bodies joined", bs_decode_base64, "SGVsbA==\nbyE=", "Hello!"},
    {"base64: nothing", bs_decode_base64, "", ""},

    {"qp: octets", bs_decode_qp, "a=3Db=c3=A9", "a=b\xc3\xa9"},
    {"qp: soft break", bs_decode_qp, "a=\nb=\r\nc", "abc"},
    {"qp: padded soft break", bs_decode_qp, "a= \t\r\nb", "ab"},
    {"qp: soft break of a bare CR", bs_decode_qp, "a=\rb", "ab"},
    {"qp: hard break stays", bs_decode_qp, "a\r\nb", "a\r\nb"},
    {"qp: a stray sign is text", bs_decode_qp, "a=b =Z1", "a=b =Z1"},
    {"qp: ends in a sign", bs_decode_qp, "a=", "a="},

    {"html: tags go", bs_decode_html, "<p>a <b>bold</b> word</p>", "a bold word\n"},
    {"html: breaks", bs_decode_html, "a<br>b<BR/>c<div>d</div>e", "a\nb\nc\nd\ne"},
    {"html: cells", bs_decode_html, "<tr><td>To:</td><td>a@b</td><th>c</th></tr>", "To: a@b c\n"},
    {"html: rows and items", bs_decode_html, "<tr><td>a</td></tr><li>b</li>", "a\nb\n"},
    {"html: white space is one blank", bs_decode_html, "a \r\n\t b<br>\n  c", "a b\nc"},
    {"html: pre keeps its lines", bs_decode_html, "<pre>a\n\tb</pre>c\nd", "a\n\tb\nc d"},
    {"html: without any break lines stay", bs_decode_html, "<b>a</b>\nb", "a\nb"},
    {"html: entities", bs_decode_html, "&lt;a@b.c&gt; &amp;&quot;&nbsp;x", "<a@b.c> &\" x"},
    {"html: letters", bs_decode_html, "f&uuml;r &#233; &#xE9; &#x2019;",
     "f\xc3\xbcr \xc3\xa9 \xc3\xa9 \xe2\x80\x99"},
    {"html: no entity is text", bs_decode_html, "a & b &nosuch; &#xZ; &#;",
     "a & b &nosuch; &#xZ; &#;"},
    {"html: no code point", bs_decode_html, "&#x110000;&#xD800;", "\xef\xbf\xbd\xef\xbf\xbd"},
    {"html: style and script", bs_decode_html, "<style>p{}</style>a<SCRIPT>x<y</script>b", "ab"},
    {"html: a comment", bs_decode_html, "a<!-- <p> > -->b<!---->c", "abc"},
    {"html: an open comment takes the rest", bs_decode_html, "a<!-- b", "a<!-- b"},
    {"html: an address nobody escaped", bs_decode_html, "<br><a@b.example> x", "\n<a@b.example> x"},
    {"html: less than", bs_decode_html, "1 < 2 <br", "1 < 2 <br"},

    {"quoted: marks", bs_decode_quoted, "> a\n> b\n", "a\nb\n"},
    {"quoted: marks without blanks", bs_decode_quoted, ">a\n>b", "a\nb\n"},
    {"quoted: a fold keeps its indent", bs_decode_quoted, "> A: b\n> \tc\n", "A: b\n\tc\n"},
    {"quoted: bars", bs_decode_quoted, "| a\r\n|\r\n| b\r\n", "a\n\nb\n"},
    {"quoted: twice", bs_decode_quoted, "> > a\n> > b\n", "a\nb\n"},
    {"quoted: an indented block", bs_decode_quoted, "x\n\n  A: b\n    c\n", "x\n\nA: b\n  c\n"},
    {"quoted: a fold is no indented block", bs_decode_quoted, "A: b\n  c\n", "A: b\n  c\n"},
    {"quoted: only the quoted lines", bs_decode_quoted, "x\n> a\ny\n", "x\na\ny\n"},
    {"quoted: bare CR", bs_decode_quoted, "> a\r> b\r", "a\nb\n"},

    {"words: none", bs_decode_words, "Hello = ? =? =", "Hello = ? =? ="},
    {"words: UTF-8", bs_decode_words, "=?utf-8?Q?=C3=A9_x?=", "\xc3\xa9 x"},
    {"words: base64", bs_decode_words, "=?UTF-8?B?SGVsbG8=?= x", "Hello x"},
    {"words: latin 1", bs_decode_words, "=?iso-8859-1?q?=E9?=", "\xc3\xa9"},
    {"words: windows-1252 quotes", bs_decode_words, "=?windows-1252?q?=93=FC?=",
     "\xe2\x80\x9c\xc3\xbc"},
    {"words: a language", bs_decode_words, "=?us-ascii*en?q?a?=", "a"},
    {"words: KOI8-R", bs_decode_words, "=?koi8-r?q?a=C1b?=", "aаb"},
    {"words: a charset that is not known", bs_decode_words, "=?x-none?q?a=C1b?=", "a?b"},
    {"words: ISO 2022 in ASCII", bs_decode_words, "=?iso-2022-jp?B?TWFpbA==?=", "Mail"},
    {"words: ISO 2022 kana", bs_decode_words, "=?iso-2022-jp?B?YRskQiVhITwbKEJi?=", "aメーb"},
    {"words: ISO 2022 kanji", bs_decode_words, "=?iso-2022-jp?B?GyRCR1s/LhsoQmI=?=", "配信b"},
    {"words: a kanji in no word", bs_decode_words, "=?iso-2022-jp?B?GyRCN18bKEJi?=", "?b"},
    {"words: blanks between two go", bs_decode_words, "=?utf-8?q?a?= \r\n =?utf-8?q?b?= c", "ab c"},
    {"words: an octet split over two", bs_decode_words,
     "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xc3\xa9"},
    {"words: folds of text", bs_decode_words, "a\r\n b", "a b"},
    {"words: unclosed", bs_decode_words, "=?utf-8?q?abc", "=?utf-8?q?abc"},
    {"words: no such encoding", bs_decode_words, "=?utf-8?x?abc?=", "=?utf-8?x?abc?="},
};

static void
row_test(void **state)
{
    const struct row *row = *state;
    unsigned char buffer[SIZE];

    bs_assert_span(row->decode(bs_span_text(row->in), buffer, sizeof buffer), row->want);
}

/* However small the buffer, no octet after it is touched. */
static void
size_test(void **state)
{
    const struct row *row = *state;
    size_t size;

    for (size = 0; size < 40; size++) {
        unsigned char buffer[SIZE];
        size_t i;

        memset(buffer, 'Z', sizeof buffer);
        assert_true(row->decode(bs_span_text(row->in), buffer, size).n <= size);
        for (i = size; i < sizeof buffer; i++)
            assert_int_equal(buffer[i], 'Z');
    }
}

static void
decode_all(struct bs_span in)
{
    static decoder *const decoders[] = {bs_decode_base64, bs_decode_qp, bs_decode_html,
                                        bs_decode_quoted, bs_decode_words};
    unsigned char buffer[SIZE];
    size_t i;

    for (i = 0; i < sizeof decoders / sizeof *decoders; i++)
        decoders[i](in, buffer, sizeof buffer);
}

static void
cuts_test(void **state)
{
    const struct row *row = *state;

    bs_at_every_cut(bs_span_text(row->in), decode_all);
}

/* What makes a careless decoder search the same octets again and again. Each
 * is a megabyte: quadratic time would take minutes. */
static const struct flood {
    const char *name;
    const char *piece;
} floods[] = {
    {"open tags", "<"},          {"open tags with a letter", "<a"},
    {"open addresses", "<a@"},   {"open comments", "<!--"},
    {"open entities", "&"},      {"open words", "=?"},
    {"half words", "=?a?b?"},    {"stray signs", "= "},
    {"quote marks", ">"},        {"quoted blanks", "> "},
    {"open scripts", "<style>"}, {"addresses that close far away", "<a@b "},
};

static void
flood_test(void **state)
{
    const struct flood *flood = *state;
    size_t size = 1 << 20, length = strlen(flood->piece), i;
    unsigned char *in = calloc(1, size), *out = malloc(size);
    struct bs_span text = bs_span_of(in, size);

    assert_non_null(in);
    assert_non_null(out);
    for (i = 0; i < size; i++)
        in[i] = (unsigned char)flood->piece[i % length];
    in[size - 1] = '>';
    bs_decode_base64(text, out, size);
    bs_decode_qp(text, out, size);
    bs_decode_html(text, out, size);
    bs_decode_quoted(text, out, size);
    bs_decode_words(text, out, size);
    free(in);
    free(out);
}

static void
part_test(void **state)
{
    unsigned char buffer[SIZE];
    struct bs_part part = {.body = bs_span_text("YWI="), .encoding = BS_ENC_BASE64};

    (void)state;
    bs_assert_span(bs_decode_part(&part, buffer, sizeof buffer), "ab");
    part.encoding = BS_ENC_QP;
    bs_assert_span(bs_decode_part(&part, buffer, sizeof buffer), "YWI=");
    part.encoding = BS_ENC_NONE;
    assert_ptr_equal(bs_decode_part(&part, buffer, sizeof buffer).p, part.body.p);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    BS_ROWS(rows, size_test);
    BS_ROWS(rows, cuts_test);
    BS_ROWS(floods, flood_test);
    bs_add_test("a part by its encoding", part_test);
    return bs_run("decode");
}
