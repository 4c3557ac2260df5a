/* Tests of spoof.c and punycode.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "punycode.h"
#include "utf8.h"
#include "spoof.h"
#include "table.h"
#include "text.h"

#include <string.h>

/* The value of a From field, and what is found: finding:offset:code. */
static const struct row {
    const char *name;
    const char *from;
    const char *want;
} rows[] = {
    {"plain", "Joe <joe@far.example>", ""},
    {"bare", "joe@far.example", ""},
    {"nothing", "", ""},

    /* scripts */
    {"Cyrillic a in Latin", "p\u0430ypal <x@far.example>", "scripts:0:0430"},
    {"in an encoded word", "=?utf-8?Q?p=D0=B0ypal?= <x@far.example>", "scripts:0:0430"},
    {"in two encoded words", "=?utf-8?Q?p?= =?utf-8?Q?=D0=B0ypal?= <x@far.example>", "scripts:0:0430"},
    {"in KOI8", "=?koi8-r?Q?p=C1ypal?= <x@far.example>", "scripts:0:0430"},
    {"in a quoted string", "\"My p\u0430ypal\" <x@far.example>", "scripts:0:0430"},
    {"Greek o in Latin", "G\u03BFogle <x@far.example>", "scripts:0:03BF"},
    {"Latin in Cyrillic", "\u0411a\u043D\u043A <x@far.example>", "scripts:0:0411"},
    {"Latin i in Cyrillic", "\u0421\u0435\u0440\u0433i\u0439 <x@far.example>", ""},
    {"… and first in the word", "I\u0432\u0430\u043D <x@far.example>", ""},
    {"… beside other Latin", "\u0421\u0435\u0440ri\u0439 <x@far.example>", "scripts:0:0421"},
    {"… in Greek", "\u0399\u03C9\u03ACi <x@far.example>", "scripts:0:0399"},
    {"a digit between", "p4\u0430 <x@far.example>", "scripts:0:0430"},
    {"a zero width between", "p\u200B\u0430 <x@far.example>", "scripts:0:0430"},
    {"of the second author", "Joe <joe@far.example>, p\u0430y <x@far.example>", "scripts:22:0430"},
    {"in a raw domain", "joe@p\u0430y.example", "scripts:0:0430"},
    {"in a coded domain", "joe@xn--pypal-4ve.example", "scripts:0:0430"},
    {"after a quoted local part with parenthesis", "\"a(b\"@xn--pypal-4ve.example", "scripts:0:0430"},
    {"in capitals", "Joe <joe@mail.XN--PYPAL-4VE.example>", "scripts:0:0430"},
    {"a coded domain of one script", "joe@xn--d1acpjx3f.xn--hxajbheg2az3al", ""},
    {"a coded domain with umlaut", "joe@xn--bcher-kva.example", ""},
    {"all Cyrillic", "\u0418\u0432\u0430\u043D <x@far.example>", ""},
    {"two words", "\u0418\u0432\u0430\u043D Petrov <x@far.example>", ""},
    {"a hyphen", "VIP-\u043A\u043B\u0438\u0435\u043D\u0442 <x@far.example>", ""},
    {"Japanese and Latin", "\u682A\u5F0F\u4F1A\u793EABC\u30B5\u30DD\u30FC\u30C8 <x@far.example>", ""},
    {"Japanese between Latin and Cyrillic", "ABC\u30B5\u0418 <x@far.example>", ""},
    {"Hebrew and Latin", "\u05D0\u05D1abc <x@far.example>", ""},
    {"umlauts", "J\u00FCrgen M\u00FCller <x@far.example>", ""},
    {"the micro sign", "\u00B5Torrent <x@far.example>", ""},
    {"no UTF-8", "p\xC1ypal <x@far.example>", ""},

    /* addresses */
    {"another address", "\"boss@ours.example\" <x@far.example>", "name_address:0:0000"},
    {"without quotes", "boss@ours.example <x@far.example>", "name_address:0:0000"},
    {"in an encoded word", "=?utf-8?B?Ym9zc0BvdXJzLmV4YW1wbGU=?= <x@far.example>", "name_address:0:0000"},
    {"in brackets", "\"<boss@ours.example>\" <x@far.example>", "name_address:0:0000"},
    {"with a comma after it", "\"boss@ours.example,\" <x@far.example>", "name_address:0:0000"},
    {"a link", "\"mailto:boss@ours.example\" <x@far.example>", "name_address:0:0000"},
    {"a whole mailbox", "\"Boss <boss@ours.example>\" <x@far.example>", "name_address:0:0000"},
    {"the mailbox that it is from", "\"Joe <joe@far.example>\" <joe@far.example>", ""},
    {"something else in brackets", "\"Joe <home>\" <joe@far.example>", ""},
    {"a wide at sign", "boss\uFF20ours.example <x@far.example>", "name_address:0:0000"},
    {"a small at sign", "boss\uFE6Bours.example <x@far.example>", "name_address:0:0000"},
    {"another full stop", "boss@ours\u3002example <x@far.example>", "name_address:0:0000"},
    {"the same, with capitals", "\"J\u00D6E@far.example\" <J\u00D6E@far.example>", ""},
    {"the same, in wide letters", "\uFF4Aoe@far.example <joe@far.example>", ""},
    {"folded", "\"boss@ours.example\"\n <x@far.example>", "name_address:0:0000"},
    {"of the second author", "a@far.example,\"b@ours.example\" <x@far.example>", "name_address:14:0000"},
    {"in a group", "all:\"b@ours.example\" <x@far.example>;", "name_address:4:0000"},
    {"in a comment", "x@far.example (boss@ours.example)", "name_address:0:0000"},
    {"in a coded comment", "x@far.example (=?utf-8?B?Ym9zc0BvdXJzLmV4YW1wbGU=?=)", "name_address:0:0000"},
    {"of two scripts, in a comment", "x@far.example (=?utf-8?Q?p=D0=B0ypal?=)", "scripts:0:0430"},
    {"the same address, in a comment", "joe@far.example (joe@far.example)", ""},
    {"a comment before the address", "(boss@ours.example) joe@xn--pypal-4ve.example", "scripts:0:0430"},
    {"the same address", "\"Joe@Far.example\" <joe@far.example>", ""},
    {"the same, quoted once more", "\"'joe@far.example'\" <joe@far.example>", ""},
    {"the same, with the letters of its domain",
     "\"joe@m\u00FCller.example\" <joe@xn--mller-kva.example>", ""},
    {"the same, with their code", "joe@xn--mller-kva.example <joe@m\u00FCller.example>", ""},
    {"another domain with such letters", "\"joe@m\u00F6ller.example\" <joe@xn--mller-kva.example>",
     "name_address:0:0000"},
    {"another one in a path of SRS",
     "\"boss@ours.example\" <SRS0=a=b=ours.example=boss@far.example>", "name_address:0:0000"},
    {"the same, in another dress", "joe@far.example <joe+list@far.example>", ""},
    {"in the domain above", "\"news@shop.example\" <n17@mail.shop.example>", ""},
    {"in a domain below", "\"joe@pc5.far.example\" <joe@far.example>", ""},
    {"in a registry's domain", "\"office@co.uk\" <x@far.co.uk>", "name_address:0:0000"},
    {"another in the same domain", "\"boss@far.example\" <joe@far.example>", "name_address:0:0000"},
    {"in a domain beside it", "\"joe@a.far.example\" <joe@b.far.example>", "name_address:0:0000"},
    {"in a domain that ends like it", "\"boss@ours.example\" <x@yours.example>", "name_address:0:0000"},
    {"in the domain, and others below it", "\"boss@ours.example\" <x@ours.example.far.example>", "name_address:0:0000"},
    {"an address and words", "\"boss@ours.example via list\" <x@far.example>", ""},
    {"no address", "\"@home\" <x@far.example>", ""},
    {"no domain", "\"joe@home\" <x@far.example>", ""},
    {"two authors", "a@far.example, b@far.example", ""},
    {"a comma in quotes", "\"Doe, Joe\" <joe@far.example>", ""},
    {"a bracket in quotes", "\"a < b\" <joe@far.example>", ""},

    /* torn */
    {"no end of the quotes", "\"boss@ours.example <x@far.example>", ""},
    {"no end of the address", "\"boss@ours.example\" <x@far.example", "name_address:0:0000"},
    {"no address after it", "\"boss@ours.example\" <", "name_address:0:0000"},
    {"empty brackets", "boss@ours.example <>", "name_address:0:0000"},
    {"no address in the brackets", "boss@ours.example <x>", "name_address:0:0000"},
    {"a quoted string alone", "\"boss@ours.example\"", "name_address:0:0000"},
    {"an encoded word alone", "=?utf-8?Q?boss=40ours.example?=", "name_address:0:0000"},
    {"a comment alone", "(=?utf-8?Q?boss=40ours.example?=)", "name_address:0:0000"},
    {"the name of a group", "=?utf-8?Q?boss=40ours.example?=: x@far.example;", ""},
    {"a quoted local part", "\"joe\"@far.example", ""},
    {"quotes after the address", "joe@far.example (\"Joe\")", ""},
    {"no end of the brackets", "<joe@far.example", ""},
    {"no punycode", "joe@xn--\u0430, xn--, xn--!@xn---, a@xn--99999999999", ""},
};

static struct bs_findings
findings_of(struct bs_span value)
{
    struct bs_findings findings = {.count = 0};
    struct bs_field field = {.name = bs_span_text("From"), .id = BS_NAME_FROM, .value = value};

    bs_spoof_field(&findings, &field);
    return findings;
}

static void
parse(struct bs_span value)
{
    findings_of(value);
}

static void
test_name(void **state)
{
    const struct row *row = *state;
    struct bs_findings findings = findings_of(bs_span_text(row->from));
    char line[512];
    struct bs_text t = bs_text_in(line, sizeof line);

    for (unsigned i = 0; i < findings.count; i++) {
        bs_text_put(&t, i > 0 ? " " : "");
        bs_text_put(&t, bs_finding_name(findings.item[i].id));
        bs_text_put(&t, ":");
        bs_text_number(&t, findings.item[i].offset);
        bs_text_put(&t, findings.item[i].code ? ":" : ":00");
        bs_text_hex(&t, findings.item[i].code);
    }
    assert_string_equal(line, row->want);
    bs_at_every_cut(bs_span_text(row->from), parse);
}

static void
test_punycode(void **state)
{
    unsigned long point[BS_PUNYCODE_POINTS];

    (void)state;
    /* RFC 3492 section 7.1 (B), Chinese; and a plain tail. */
    assert_int_equal(bs_punycode_read(bs_span_text("ihqwcrb4cv8a8dqg056pqjye"), point), 9);
    assert_int_equal(point[0], 0x4ED6);
    assert_int_equal(point[8], 0x6587);
    assert_int_equal(bs_punycode_read(bs_span_text("-> $1.00 <--"), point), 11);
    assert_int_equal(bs_punycode_read(bs_span_text("a\x80"), point), 0);
    assert_int_equal(bs_punycode_read(bs_span_text("99999999999999999999"), point), 0);
}

/* RFC 3492 section 7.1, in both directions. */
static const struct letters_row {
    const char *name, *code, *letters;
} letters_rows[] = {
    {"Arabic", "egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"},
    {"Chinese", "ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"},
    {"Czech", "Proprostnemluvesky-uyb24dma41a", "Pročprostěnemluvíčesky"},
    {"Hebrew", "4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"},
    {"Korean", "989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c",
     "세계의모든사람들이한국어를이해한다면얼마나좋을까"},
    {"Japanese", "3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"},
    {"plain", "-> $1.00 <--", "-> $1.00 <-"},
};

static void
test_letters(void **state)
{
    const struct letters_row *row = *state;
    struct bs_span letters = bs_span_text(row->letters);
    unsigned long point[BS_PUNYCODE_POINTS], read[BS_PUNYCODE_POINTS];
    unsigned char octets[200];
    struct sink out = {octets, sizeof octets, 0};
    size_t n = 0;

    for (long next; (next = bs_utf8_next(&letters)) != BS_UTF8_END;)
        point[n++] = (unsigned long)next;
    bs_punycode_write(&out, point, n);
    bs_assert_span(sink_span(&out), row->code);
    if (out.n > BS_PUNYCODE_POINTS)
        return;
    assert_int_equal(bs_punycode_read(sink_span(&out), read), n);
    assert_memory_equal(read, point, n * sizeof *point);
}

int
main(void)
{
    BS_ROWS(rows, test_name);
    BS_ROWS(letters_rows, test_letters);
    bs_add_test("punycode", test_punycode);
    return bs_run("spoof");
}
