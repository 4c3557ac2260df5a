/* Tests of octets.c and what it is built on: utf8, word, hidden, finding. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "encoded_word.h"
#include "octets.h"
#include "table.h"
#include "text.h"
#include "utf8.h"

#include <string.h>
#include <time.h>

/* Octets with NULs in them. */
#define S(text)                                                                                    \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

#define ASCII BS_OCTETS_ASCII
#define UTF8  BS_OCTETS_UTF8
#define EIGHT BS_OCTETS_8BIT

/* Characters by name; a new string literal ends each escape. */
#define U_UML     "\xc3\xbc"
#define ALEF      "\xd7\x90" /* Hebrew */
#define HEH       "\xd9\x87" /* Arabic */
#define SOFT      "\xc2\xad"
#define ZWSP      "\xe2\x80\x8b"
#define ZWNJ      "\xe2\x80\x8c"
#define ZWJ       "\xe2\x80\x8d"
#define LRM       "\xe2\x80\x8e"
#define RLM       "\xe2\x80\x8f"
#define RLO       "\xe2\x80\xae"
#define FSI       "\xe2\x81\xa8"
#define BOM       "\xef\xbb\xbf"
#define VS16      "\xef\xb8\x8f"
#define WOMAN     "\xf0\x9f\x91\xa9"
#define COMPUTER  "\xf0\x9f\x92\xbb"
#define FLAG      "\xf0\x9f\x8f\xb4"
#define TAG_G     "\xf3\xa0\x81\xa7"
#define TAG_END   "\xf3\xa0\x81\xbf"
#define THUMB     "\xf0\x9f\x91\x8d"
#define IDEOGRAPH "\xe8\x91\x9b"
#define VS17      "\xf3\xa0\x84\x80"

/* Findings are written finding:field:offset:code. */
struct row {
    const char *name;
    struct bs_span header;
    enum bs_octet_class octet_class;
    const char *want;
};

/* Follows each header, so that nothing is missing. */
static const char *const complete = "Date: today\nFrom: a@b.example\n";

static const struct row octet_rows[] = {
    {"nothing", S(""), ASCII, ""},
    {"plain", S("Subject: hello\n"), ASCII, ""},
    {"tab and fold", S("Subject: a\tb\n\tc\n d\n"), ASCII, ""},
    {"tilde is the last of ASCII", S("Subject: ~\n"), ASCII, ""},

    /* RFC 3629 */
    {"two octets", S("X-A: \xc2\xa0\n"), UTF8, "utf8:X-A:1:00A0"},
    {"three octets", S("X-A: \xe0\xa0\x80\n"), UTF8, "utf8:X-A:1:0800"},
    {"four octets", S("X-A: \xf0\x90\x80\x80\n"), UTF8, "utf8:X-A:1:10000"},
    {"last code point", S("X-A: \xf4\x8f\xbf\xbf\n"), UTF8, "utf8:X-A:1:10FFFF"},
    {"above the last", S("X-A: \xf4\x90\x80\x80\n"), EIGHT, "8bit:X-A:1:F4"},
    {"overlong, two octets", S("X-A: \xc1\xbf\n"), EIGHT, "8bit:X-A:1:C1"},
    {"overlong, three octets", S("X-A: \xe0\x9f\xbf\n"), EIGHT, "8bit:X-A:1:E0"},
    {"overlong, four octets", S("X-A: \xf0\x8f\xbf\xbf\n"), EIGHT, "8bit:X-A:1:F0"},
    {"surrogate", S("X-A: \xed\xa0\x80\n"), EIGHT, "8bit:X-A:1:ED"},
    {"before the surrogates", S("X-A: \xed\x9f\xbf\n"), UTF8, "utf8:X-A:1:D7FF"},
    {"five octets", S("X-A: \xf8\x88\x80\x80\x80\n"), EIGHT, "8bit:X-A:1:F8"},
    {"FE and FF", S("X-A: \xff\xfe\n"), EIGHT, "8bit:X-A:1:FF"},
    {"torn at the end", S("X-A: ab\xe2\x82\n"), EIGHT, "8bit:X-A:3:E2"},
    {"torn by a fold", S("X-A: \xe2\x82\n \xac\n"), EIGHT, "8bit:X-A:1:E2"},
    {"a lone continuation", S("X-A: \x80\n"), EIGHT, "8bit:X-A:1:80"},
    {"Latin-1", S("Subject: M\xfcnchen\n"), EIGHT, "8bit:Subject:2:FC"},
    {"Latin-1 behind what could be UTF-8", S("X-A: " U_UML " \xfc\n"), EIGHT, "8bit:X-A:4:FC"},
    {"the worst field counts", S("X-A: \xfc\nX-B: " U_UML "\nX-C: c\n"), EIGHT,
     "8bit:X-A:1:FC utf8:X-B:1:00FC"},
    {"first of a kind and field", S("X-A: " U_UML U_UML "\nX-A: " U_UML "\n"), UTF8,
     "utf8:X-A:1:00FC"},

    /* controls */
    {"escape", S("Subject: \033$B\n"), ASCII, "control:Subject:1:1B"},
    {"raw ISO-2022-JP", S("Subject: Re: \033$B$3$s\033(B, \033$@$3\033(J\n"), ASCII, ""},
    {"… that does not return to ASCII", S("Subject: \033$B$3\033(B\033$B$s\n"), ASCII,
     "control:Subject:9:1B"},
    {"… and a bell", S("Subject: \033$B$3\a\033(B\n"), ASCII, "control:Subject:6:07"},
    {"an escape of another charset", S("Subject: \033$A$3\033(B\n"), ASCII, "control:Subject:1:1B"},
    {"an escape that draws lines", S("Subject: \033(0q\033(B\n"), ASCII, "control:Subject:1:1B"},
    {"delete", S("Subject: a\177\n"), ASCII, "control:Subject:2:7F"},
    {"NUL", S("Subject: a\0b\n"), ASCII, "nul:Subject:2:00"},
    {"NUL and bell", S("X-A: \0\a\n"), ASCII, "nul:X-A:1:00 control:X-A:2:07"},
    {"C1 in UTF-8", S("X-A: \xc2\x85\n"), UTF8, "utf8:X-A:1:85 control:X-A:1:85"},
    {"C1 as an octet is 8-bit", S("X-A: \x85\n"), EIGHT, "8bit:X-A:1:85"},
    {"bare CR", S("Subject: a\rb\n"), ASCII, "bare_cr:Subject:2:0D"},
    {"CRLF", S("Subject: a\r\n b\r\n"), ASCII, ""},
    {"CR CR LF", S("Subject: a\r\r\n"), ASCII, "bare_cr:Subject:2:0D"},

    /* bidi and invisible */
    {"override", S("Subject: a" RLO "b\n"), UTF8, "utf8:Subject:2:202E bidi:Subject:2:202E"},
    {"isolate", S("Cc: " FSI "\n"), UTF8, "utf8:Cc:1:2068 bidi:Cc:1:2068"},
    {"isolate that is closed, of a name", S("Subject: =?utf-8?Q?" "=E2=81=A8Joe=E2=81=A9_invites?=\n"), ASCII, ""},
    {"one in another", S("Subject: =?utf-8?Q?=E2=81=A6=E2=81=A8Joe=E2=81=A9=E2=81=A9?=\n"), ASCII, ""},
    {"embedding of a number", S("Subject: =?utf-8?Q?=E2=80=AA+49_123=E2=80=AC?=\n"), ASCII, ""},
    {"embedding to the left, of Hebrew", S("Subject: =?utf-8?Q?=E2=80=AB=D7=90=E2=80=AC?=\n"), ASCII, ""},
    {"… of Latin", S("Subject: =?utf-8?Q?=E2=80=ABa=E2=80=AC?=\n"), ASCII, "bidi:Subject:11:202B"},
    {"… of Hebrew and Latin", S("Subject: =?utf-8?Q?=E2=80=AB=D7=90a=E2=80=AC?=\n"), ASCII,
     "bidi:Subject:11:202B"},
    {"isolate of its own direction, Hebrew first", S("Subject: =?utf-8?Q?=E2=81=A8=D7=90_a=E2=81=A9?=\n"),
     ASCII, "bidi:Subject:11:2068"},
    {"isolate to the left in one to the right", S("Subject: =?utf-8?Q?=E2=81=A6=E2=81=A7a=E2=81=A9=E2=81=A9?=\n"),
     ASCII, "bidi:Subject:11:2066"},
    {"embedding that is closed as an isolate", S("Subject: =?utf-8?Q?=E2=80=AAa=E2=81=A9?=\n"), ASCII,
     "bidi:Subject:21:2069"},
    {"embedding in a Latin word", S("Subject: =?utf-8?Q?v=E2=80=AAi=E2=80=AC?=\n"), ASCII,
     "bidi:Subject:12:202A"},
    {"end of nothing", S("Subject: =?utf-8?Q?_=E2=80=AC?=\n"), ASCII, "bidi:Subject:12:202C"},
    {"embedding that is open, and what is not text after it", S("To: =?utf-8?Q?=E2=80=AA?= =?utf-8?Q?=FF?=\n"),
     ASCII, "bidi:To:11:202A"},
    {"override where nobody reads", S("X-A: a" RLO "b\n"), UTF8, "utf8:X-A:2:202E"},
    {"mark in a Latin word", S("Subject: pay" RLM "pal\n"), UTF8,
     "utf8:Subject:4:200F bidi:Subject:4:200F"},
    {"mark beside Hebrew", S("To: " ALEF RLM "a" LRM ALEF "\n"), UTF8, "utf8:To:1:05D0"},
    {"mark at the end of a word", S("To: name" LRM " x\n"), UTF8, "utf8:To:5:200E"},
    {"zero width in a Latin word", S("Subject: v" ZWSP "i\n"), UTF8,
     "utf8:Subject:2:200B invisible:Subject:2:200B"},
    {"several in a Latin word", S("Subject: v" ZWNJ ZWJ LRM "i\n"), UTF8,
     "utf8:Subject:2:200C invisible:Subject:2:200C"},
    {"soft hyphen between syllables", S("Subject: Ge\xc3\xa4" SOFT "mter" SOFT "haus\n"), UTF8,
     "utf8:Subject:3:00E4"},
    {"soft hyphen after a syllable of one letter", S("Subject: ab" SOFT "c" SOFT "d\n"), UTF8,
     "utf8:Subject:3:00AD invisible:Subject:6:00AD"},
    {"soft hyphen in a Latin word", S("Subject: v" SOFT "i\n"), UTF8,
     "utf8:Subject:2:00AD invisible:Subject:2:00AD"},
    {"zero width at the ends of a word", S("Subject: " BOM "vi" ZWSP " x\n"), UTF8,
     "utf8:Subject:1:FEFF"},
    {"non-joiner behind a Latin word in Persian", S("Subject: PDF" ZWNJ HEH "\n"), UTF8,
     "utf8:Subject:4:200C"},
    {"joined emoji", S("Subject: a" WOMAN ZWJ COMPUTER "b\n"), UTF8, "utf8:Subject:2:1F469"},
    {"emoji with selector", S("Subject: a " THUMB VS16 "b\n"), UTF8, "utf8:Subject:3:1F44D"},
    {"keycap", S("Subject: 1" VS16 "\xe2\x83\xa3\n"), UTF8, "utf8:Subject:2:FE0F"},
    {"selector behind a letter", S("Subject: a" VS16 "\n"), UTF8,
     "utf8:Subject:2:FE0F invisible:Subject:2:FE0F"},
    {"row of selectors", S("Subject: " THUMB VS16 VS17 "\n"), UTF8,
     "utf8:Subject:1:1F44D invisible:Subject:8:E0100"},
    {"selector twice", S("Subject: a " THUMB VS16 VS16 " " THUMB VS16 VS16 "b\n"), UTF8, "utf8:Subject:3:1F44D"},
    {"selector three times", S("Subject: " THUMB VS16 VS16 VS16 "\n"), UTF8,
     "utf8:Subject:1:1F44D invisible:Subject:11:FE0F"},
    {"ideograph with selector", S("Subject: " IDEOGRAPH VS17 "\n"), UTF8, "utf8:Subject:1:845B"},
    {"flag of tags", S("Subject: " FLAG TAG_G TAG_END "\n"), UTF8, "utf8:Subject:1:1F3F4"},
    {"tags without a flag", S("Subject: x" TAG_G "\n"), UTF8,
     "utf8:Subject:2:E0067 invisible:Subject:2:E0067"},

    /* in encoded words of other charsets */
    {"override in UTF-16", S("Subject: =?utf-16?Q?=00a=20=2E=00b?=\n"), ASCII, "bidi:Subject:19:202E"},
    {"override in UTF-16, lower octet first", S("Subject: =?utf-16?B?YQAuIGIA?=\n"), ASCII, "bidi:Subject:16:202E"},
    {"override in UTF-16, with a mark", S("Subject: =?utf-16?Q?=FF=FEa=00=2E=20b=00?=\n"), ASCII, "bidi:Subject:25:202E"},
    {"override in UTF-16LE", S("Subject: =?utf-16le?Q?a=00=2E=20b=00?=\n"), ASCII, "bidi:Subject:21:202E"},
    {"override in UTF-16BE", S("Subject: =?utf-16be?Q?=4E=00=20=2E?=\n"), ASCII, "bidi:Subject:23:202E"},
    {"two words of UTF-16, each with its mark",
     S("Subject: =?utf-16?Q?=FE=FF=00a?= =?utf-16?Q?=FF=FEb=00?=\n"), ASCII, ""},
    {"a mark within a word of UTF-16", S("Subject: =?utf-16?Q?=00a=FE=FF=00b?=\n"), ASCII, "invisible:Subject:19:FEFF"},
    {"override in UTF-7", S("Subject: =?utf-7?Q?a+IC4-b?=\n"), ASCII, "bidi:Subject:15:202E"},
    {"override in GB 18030", S("Subject: =?gb18030?Q?a=816=A71b?=\n"), ASCII, "bidi:Subject:21:202E"},
    {"override in UTF-8 of another name", S("Subject: =?unicode-1-1-utf-8?Q?a=E2=80=AEb?=\n"), ASCII, "bidi:Subject:24:202E"},
    {"a broken letter of GBK before digits", S("Subject: =?gb2312?Q?=D37_0?=\n"), ASCII, ""},
    {"mark in a Latin word in windows-1255", S("Subject: =?windows-1255?Q?pay=FEpal?=\n"), ASCII, "bidi:Subject:21:200F"},
    {"mark beside Hebrew in windows-1255", S("Subject: =?windows-1255?Q?=F9=FEa?=\n"), ASCII, ""},
    {"a flag in GB 18030", S("Subject: =?gb18030?Q?=949=E96=FEH=B3_a?=\n"), ASCII, ""},

    /* encoded words */
    {"Q word", S("Subject: =?utf-8?Q?a_b=C3=BC?=\n"), ASCII, ""},
    {"B word", S("Subject: =?UTF-8?b?w7w=?=\n"), ASCII, ""},
    {"B word without padding", S("Subject: =?UTF-8?b?w7w?=\n"), ASCII, ""},
    {"empty word", S("Subject: =?UTF-8?Q?\?=\n"), ASCII, ""},
    {"word with language", S("Subject: =?utf-8*en?Q?a?=\n"), ASCII, ""},
    {"word in quotes", S("To: \"=?utf-8?Q?a?=\" <a@b.example>\n"), ASCII, ""},
    {"plain text with marks", S("Subject: what =?? a=?b =???\n"), ASCII, ""},
    {"URL where no word may be", S("List-Id: <http://a.example/?b=?q?c>\n"), ASCII, ""},
    {"Q with a blank", S("Subject: =?utf-8?Q?a b?=\n"), ASCII, "encoded_word:Subject:12:20"},
    {"Q with a bad escape", S("Subject: =?utf-8?Q?a=3X?=\n"), ASCII, "encoded_word:Subject:12:3D"},
    {"Q with a question mark", S("Subject: =?utf-8?Q?a?b?=\n"), ASCII,
     "encoded_word:Subject:12:3F"},
    {"Q with 8-bit", S("Subject: =?utf-8?Q?\xfc?=\n"), EIGHT,
     "8bit:Subject:11:FC encoded_word:Subject:11:FC"},
    {"B with a bad octet", S("Subject: =?utf-8?B?QUJD-?=\n"), ASCII, "encoded_word:Subject:15:2D"},
    {"B with text behind its padding", S("Subject: =?utf-8?B?QQ==QQ==?=\n"), ASCII,
     "encoded_word:Subject:15:51"},
    {"B with a lost digit", S("Subject: =?utf-8?B?QUJDQ?=\n"), ASCII, "encoded_word:Subject:15:51"},
    {"not closed", S("Subject: =?utf-8?Q?abc\n"), ASCII, "encoded_word:Subject:14:00"},
    {"folded inside", S("Subject: =?utf-8?Q?abc\n def?=\n"), ASCII, "encoded_word:Subject:14:0A"},
    {"no charset", S("Subject: =??Q?abc?=\n"), ASCII, "encoded_word:Subject:3:3F"},
    {"no encoding", S("Subject: =?utf-8?abc?=\n"), ASCII, "encoded_word:Subject:9:61"},
    {"unknown encoding", S("Subject: =?utf-8?X?abc?=\n"), ASCII, "encoded_word:Subject:9:58"},
    {"override in a Q word", S("Subject: =?utf-8?Q?a=E2=80=AEb?=\n"), ASCII,
     "bidi:Subject:12:202E"},
    {"override in a B word", S("Subject: =?utf-8?B?YeKArmI=?=\n"), ASCII, "bidi:Subject:13:202E"},
    {"override torn between words", S("Subject: =?utf-8?Q?a=E2=80?=\n =?utf-8?Q?=AEb?=\n"), ASCII,
     "bidi:Subject:12:202E"},
    {"override in a word that breaks later", S("Subject: =?utf-8?Q?=E2=80=AE b?=\n"), ASCII,
     "encoded_word:Subject:20:20 bidi:Subject:11:202E"},
    {"zero width between words", S("Subject: =?utf-8?Q?v=E2=80=8B?= =?utf-8?Q?i?=\n"), ASCII,
     "invisible:Subject:12:200B"},
    {"words apart", S("Subject: =?utf-8?Q?v=E2=80=8B?= and =?utf-8?Q?i?=\n"), ASCII, ""},
    {"no UTF-8 in the word", S("Subject: =?big5?Q?=E2=80=AE?=\n"), ASCII, ""},

    /* fields */
    {"repeated", S("To: a\nSubject: b\nto: c\n"), ASCII, "duplicate:To:0:00"},
    {"repeated three times", S("Cc: a\nCc: b\nCC: c\n"), ASCII, "duplicate:Cc:0:00"},
    {"two of MIME", S("Content-Type: a/b\nContent-Type: c/d\n"), ASCII,
     "duplicate:Content-Type:0:00"},
    {"repeated as it is", S("MIME-Version: 1.0\nSubject: a\nMime-version: 1.0 \nSubject: a\n"),
     ASCII, ""},
    {"repeated, and one is empty", S("Cc: \nCc: a\nBcc: b\nBcc:\nTo: a\nTo:\n \n"), ASCII, ""},
    {"repeated, and one of three is empty", S("Cc: a\nCc:\nCc: b\n"), ASCII, "duplicate:Cc:0:00"},
    {"another field is empty and repeated", S("Subject:\nSubject: a\n"), ASCII, "duplicate:Subject:0:00"},
    {"repeated as it is, and then not", S("To: a\nTo: a\nTo: b\n"), ASCII, "duplicate:To:0:00"},
    {"may be repeated", S("Received: a\nReceived: b\nComments: a\nComments: b\n"), ASCII, ""},
};

/* As they are, with nothing after them. */
static const struct row whole_rows[] = {
    {"no header", S(""), ASCII, "missing:Date:0:00 missing:From:0:00"},
    {"no Date", S("From: a\n"), ASCII, "missing:Date:0:00"},
    {"no From", S("Date: a"), ASCII, "missing:From:0:00"},
    {"bare CR ends lines", S("Date: a\rFrom: b\r c\rSubject: d\r\rbody\r"), ASCII, ""},
    {"bare CR, 8-bit", S("Date: a\rFrom: \xfc\r\r"), EIGHT, "8bit:From:1:FC"},
    {"header alone", S("Date: a\nFrom: b\n"), ASCII, ""},
    {"header and body", S("Date: a\nFrom: b\n\nbody \xfc\n"), ASCII, ""},
    {"CRLF", S("Date: a\r\nFrom: b\r\n\r\nbody\r\n"), ASCII, ""},
    {"a line that is no field", S("Date: a\nFrom: b\nbody\n"), ASCII, "no_field::16:00"},
    {"no field at all", S("body\n"), ASCII, "missing:Date:0:00 missing:From:0:00 no_field::0:00"},
};

static const struct row allowed_rows[] = {
    {"SMTPUTF8 allows UTF-8", S("Subject: " U_UML "\n"), UTF8, ""},
    {"but no override", S("Subject: " RLO "\n"), UTF8, "bidi:Subject:1:202E"},
    {"and no Latin-1", S("Subject: \xfc\n"), EIGHT, "8bit:Subject:1:FC"},
};

static const char *
said(const struct bs_findings *findings)
{
    static char line[4096];
    struct bs_text t = bs_text_in(line, sizeof line);

    for (unsigned i = 0; i < findings->count; i++) {
        const struct bs_finding *finding = &findings->item[i];
        char field[80] = "";
        memcpy(field, finding->field.p ? (const char *)finding->field.p : "", finding->field.n);
        bs_text_put(&t, i > 0 ? " " : "");
        bs_text_put(&t, bs_finding_name(finding->id));
        bs_text_put(&t, ":");
        bs_text_put(&t, field);
        bs_text_put(&t, ":");
        bs_text_number(&t, finding->offset);
        bs_text_put(&t, ":");
        bool point = bs_finding_code(finding->id) == BS_CODE_POINT && finding->code > 0x9F;
        bs_text_put(&t, point && finding->code <= 0xFF ? "00" : "");
        bs_text_hex(&t, finding->code);
    }
    return line;
}

static void
judge(struct bs_span header, struct bs_findings *findings)
{
    struct bs_message message;

    bs_message_split(&message, header);
    bs_octets_message(&message, findings, false);
}

static void
parse(struct bs_span header)
{
    struct bs_findings findings = {.count = 0};

    judge(header, &findings);
}

static void
check(const struct row *row, struct bs_span header, bool utf8_allowed)
{
    struct bs_findings findings = {.count = 0};
    struct bs_message message;

    bs_message_split(&message, header);
    enum bs_octet_class got = bs_octets_message(&message, &findings, utf8_allowed);
    assert_string_equal(said(&findings), row->want);
    assert_string_equal(bs_octets_name(got), bs_octets_name(row->octet_class));
    bs_at_every_cut(header, parse);
}

static struct bs_span
completed(struct bs_span header)
{
    static unsigned char buffer[4096];

    memcpy(buffer, header.p, header.n);
    memcpy(buffer + header.n, complete, strlen(complete));
    return bs_span_of(buffer, header.n + strlen(complete));
}

static void
test_octets(void **state)
{
    const struct row *row = *state;

    check(row, completed(row->header), false);
}

static void
test_whole(void **state)
{
    const struct row *row = *state;

    check(row, row->header, false);
}

static void
test_allowed(void **state)
{
    const struct row *row = *state;

    check(row, completed(row->header), true);
}

/* A line of `n` octets without its end, field name and colon included. */
static unsigned
long_lines(size_t n)
{
    static unsigned char buffer[2048];
    struct bs_findings findings = {.count = 0};

    memset(buffer, 'x', sizeof buffer);
    memcpy(buffer, "Date:\nFrom:\nTo:", 15);
    buffer[12 + n] = '\n';
    judge(bs_span_of(buffer, 12 + n + 1), &findings);
    return findings.count;
}

static void
test_long_line(void **state)
{
    (void)state;
    assert_int_equal(long_lines(BS_MAX_LINE), 0);
    assert_int_equal(long_lines(BS_MAX_LINE + 1), 1);
}

/* Offsets count from the colon: that of a line which is too long before it is 0. */
static void
test_long_name(void **state)
{
    char header[BS_MAX_LINE + 8];
    struct bs_findings findings = {.count = 0};

    (void)state;
    memset(header, 'a', sizeof header);
    memcpy(header + sizeof header - 3, ":b\n", 3);
    judge(bs_span_of(header, sizeof header), &findings);
    assert_int_equal(findings.item[0].id, BS_FIND_LONG_LINE);
    assert_int_equal(findings.item[0].offset, 0);
}

/* No number of fields hides the one after them. */
static void
test_after_limit(void **state)
{
    static char text[5 * (BS_MAX_FIELDS + 1) + 40];
    static struct bs_index index;
    struct bs_findings findings[2] = {{.count = 0}, {.count = 0}};
    struct bs_message message;
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i <= BS_MAX_FIELDS; i++, n += 5)
        memcpy(text + n, "X: y\n", 5);
    strcpy(text + n, "Date: x\nSubject: \xe9\n\nhello\n");
    judge(bs_span_text(text), &findings[0]);
    bs_message_split_indexed(&message, &index, bs_span_text(text));
    bs_octets_message(&message, &findings[1], false);
    for (int i = 0; i < 2; i++) {
        assert_true(bs_finding_has(&findings[i], BS_FIND_8BIT));
        assert_true(bs_finding_has(&findings[i], BS_FIND_HEADER_LIMIT));
        assert_true(bs_finding_has(&findings[i], BS_FIND_MISSING));
        assert_int_equal(findings[i].count, 3);
    }
}

/* Findings. */

static void
test_full_set(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    struct bs_findings set = {.count = 0};

    (void)state;
    for (size_t i = 0; i < sizeof letters - 1; i++)
        bs_finding_add(
            &set, (struct bs_finding){.id = BS_FIND_UTF8, .field = bs_span_of(letters + i, 1)});
    for (enum bs_finding_id id = 0; id < BS_FINDINGS; id++)
        bs_finding_add(&set, (struct bs_finding){.id = id});
    assert_int_equal(set.count, BS_MAX_FINDINGS);
    assert_int_equal(set.total, sizeof letters - 1 + BS_FINDINGS);
    for (enum bs_finding_id id = 0; id < BS_FINDINGS; id++)
        assert_true(bs_finding_has(&set, id));
}

/* Hostile lengths: what is not linear takes minutes here. */

static const struct flood {
    const char *name;
    const char *unit;
} floods[] = {
    {"flood of word starts", "=?"},
    {"flood of word starts in one token", "=?a"},
    {"flood of charsets", "=?a?"},
    {"flood of unclosed Q words", "=?utf-8?Q?"},
    {"flood of unclosed B words", "=?utf-8?B?"},
    {"flood of words without encoding", "=?a?b?c"},
    {"flood of continuations", "\x80"},
    {"flood of torn characters", "\xf0\x90\x80"},
    {"flood of controls", "\001"},
    {"flood of CR", "\r"},
    {"flood of folds", "\n "},
    {"flood of zero widths", "a" ZWSP},
    {"flood of overrides", RLO},
    {"flood of fields", "\nTo: " RLO},
    {"flood of names", "\nSubject"},
};

#define FLOOD_SIZE (10u * 1024 * 1024)

static void
test_flood(void **state)
{
    static unsigned char buffer[FLOOD_SIZE];
    const struct flood *row = *state;
    struct bs_findings findings = {.count = 0};
    size_t n = strlen(row->unit);
    size_t at = 8;

    memcpy(buffer, "Subject:", at);
    for (; sizeof buffer - at >= n; at += n)
        memcpy(buffer + at, row->unit, n);
    clock_t start = clock();
    judge(bs_span_of(buffer, at), &findings);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
    assert_true(findings.count <= BS_MAX_FINDINGS);
}

int
main(void)
{
    BS_ROWS(octet_rows, test_octets);
    BS_ROWS(whole_rows, test_whole);
    BS_ROWS(allowed_rows, test_allowed);
    bs_add_test("long line", test_long_line);
    bs_add_test("long name", test_long_name);
    bs_add_test("after more fields than are read", test_after_limit);
    bs_add_test("full set of findings", test_full_set);
    BS_ROWS(floods, test_flood);
    return bs_run("octets");
}
