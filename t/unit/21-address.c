/* Tests of local_scan/core/address.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define LOCAL_100                                                                                  \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijj" \
    "jj"                                                                                           \
    "jjjjjj"

static const struct row {
    const char *name, *in, *want; /* "": absent */
} from_rows[] = {
    {"bare", "joe@ours.example", "joe@ours.example"},
    {"in brackets", "<joe@ours.example>", "joe@ours.example"},
    {"display name", "Joe Doe <joe@ours.example>", "joe@ours.example"},
    {"quoted name", "\"Doe, Joe\" <joe@ours.example>", "joe@ours.example"},
    {"quoted name with an address", "\"x@evil.example\" <joe@ours.example>", "joe@ours.example"},
    {"unquoted name with an address", "x@y.example <joe@ours.example>", "joe@ours.example"},
    {"unquoted name with a comma", "Doe, Joe <joe@ours.example>", "joe@ours.example"},
    {"quoted pair", "\"Joe \\\"<x@y>\\\" Doe\" <joe@ours.example>", "joe@ours.example"},
    {"encoded name", "=?utf-8?Q?Doe=2C_J=C3=B6?= <joe@ours.example>", "joe@ours.example"},
    {"8-bit name", "J\xc3\xb6 <joe@ours.example>", "joe@ours.example"},
    {"comment behind", "joe@ours.example (Joe Doe)", "joe@ours.example"},
    {"comment with an address", "(x@y) joe@ours.example (a <b@c>)", "joe@ours.example"},
    {"comments inside each other", "(a (b \\) x@y) c) <joe@ours.example>", "joe@ours.example"},
    {"comments and blanks in the address", "joe (a) @ ours . (b) example", "joe@ours.example"},
    {"capitals", "Joe <JOE@Ours.EXAMPLE>", "joe@ours.example"},
    {"folded", "Joe\n <joe@ours\r\n\t.example>", "joe@ours.example"},
    {"two mailboxes", "<joe@ours.example>, <ann@ours.example>", "joe@ours.example"},
    {"two bare ones", "joe@ours.example, ann@ours.example", "joe@ours.example"},
    {"the first without a domain", "joe, ann@ours.example", "ann@ours.example"},
    {"group", "Team: joe@ours.example, ann@ours.example;", "joe@ours.example"},
    {"empty group", "Undisclosed recipients:;", ""},
    {"empty group before a mailbox", "None:;, <joe@ours.example>", "joe@ours.example"},
    {"route", "<@a.example,@b.example:joe@ours.example>", "joe@ours.example"},
    {"quoted local part", "\"joe\"@ours.example", "joe@ours.example"},
    {"quoted local part in brackets", "Joe <\"joe\"@ours.example>", "joe@ours.example"},
    {"at sign in a quoted local part", "<\"j@e\"@ours.example>", "j@e@ours.example"},
    {"literal", "joe@[IPv6:2001:db8::7]", "joe@[ipv6:2001:db8::7]"},
    {"no domain", "joe", ""},
    {"no domain, in brackets", "Joe <joe>", ""},
    {"no local part", "<@ours.example>", ""},
    {"a quoted at sign alone", "\"joe@ours.example\"", ""},
    {"address in an encoded word", "=?utf-8?B?am9lQG91cnMuZXhhbXBsZQ==?=", ""},
    {"open quote", "\"Joe <joe@ours.example>", ""},
    {"open comment", "(Joe <joe@ours.example>", ""},
    {"open bracket", "Joe <joe@ours.example", "joe@ours.example"},
    {"empty brackets", "joe@ours.example <>", ""},
    {"empty", "", ""},
    {"long, fits", "<" LOCAL_100 "@ours.example>", LOCAL_100 "@ours.example"},
    {"too long",
     "<" LOCAL_100 LOCAL_100 LOCAL_100 LOCAL_100 LOCAL_100 LOCAL_100 LOCAL_100 "@ours.example>",
     ""},
};

static const struct row plain_rows[] = {
    {"plain", "joe@ours.example", "joe@ours.example"},
    {"capitals", "Joe@OURS.example", "joe@ours.example"},
    {"BATV", "prvs=0123abcdef=joe@ours.example", "joe@ours.example"},
    {"BATV in capitals", "PRVS=0123ABCDEF=Joe@ours.example", "joe@ours.example"},
    {"BATV, behind", "prvs=joe=0123abcdef@ours.example", "joe@ours.example"},
    {"BATV, behind a slash", "prvs=joe/0123abcdef@ours.example", "joe@ours.example"},
    {"BATV of a local part with =", "prvs=0123abcdef=a=b@ours.example", "a=b@ours.example"},
    {"no tag of BATV", "prvs=joe@ours.example", "prvs=joe@ours.example"},
    {"BATV of Barracuda", "btv1==0123abcdef0==joe@ours.example", "joe@ours.example"},
    {"Barracuda's, cut", "btv1==joe@ours.example", "btv1==joe@ours.example"},
    {"SRS0", "SRS0=HHHH=TT=far.example=joe@ours.example", "joe@far.example"},
    {"SRS0 with +", "srs0+HHHH=TT=far.example=joe@ours.example", "joe@far.example"},
    {"SRS1", "SRS1=GGGG=mid.example==HHHH=TT=far.example=joe@ours.example", "joe@far.example"},
    {"SRS0, cut", "SRS0=HHHH=TT=far.example@ours.example", "srs0=hhhh=tt=far.example@ours.example"},
    {"a name like SRS", "srs0rry@ours.example", "srs0rry@ours.example"},
    {"subaddress", "joe+list@ours.example", "joe@ours.example"},
    {"VERP", "list-bounces+ann=far.example@ours.example", "list-bounces@ours.example"},
    {"+ in front", "+joe@ours.example", "+joe@ours.example"},
    {"BATV and a subaddress", "prvs=0123abcdef=joe+x@ours.example", "joe@ours.example"},
    {"BATV and SRS", "prvs=0123abcdef=SRS0=HH=TT=far.example=joe@ours.example", "joe@far.example"},
    {"two at signs", "a@b@ours.example", "a@b@ours.example"},
    {"no domain", "joe", ""},
    {"no local part", "@ours.example", ""},
    {"null", "", ""},
};

static void
use(struct bs_span in)
{
    struct bs_address buffer;
    struct bs_recipients one = {.count = 1, .known = true};

    bs_address_from(in, &buffer);
    bs_address_plain(in, &buffer);
    one.address[0] = in;
    bs_recipients_are(&one, in);
}

static void
from_test(void **state)
{
    const struct row *row = *state;
    struct bs_address buffer;

    bs_at_every_cut(bs_span_text(row->in), use);
    bs_assert_span(bs_address_from(bs_span_text(row->in), &buffer), row->want);
}

static void
plain_test(void **state)
{
    const struct row *row = *state;
    struct bs_address buffer;

    bs_at_every_cut(bs_span_text(row->in), use);
    bs_assert_span(bs_address_plain(bs_span_text(row->in), &buffer), row->want);
}

static void
test_recipients(void **state)
{
    const struct bs_span joe = bs_span_text("joe+x@ours.example");
    struct bs_recipients to = {.count = 1, .known = true};

    (void)state;
    to.address[0] = bs_span_text("prvs=0123abcdef=Joe@ours.example");
    to.address[1] = bs_span_text("ann@ours.example");
    assert_true(bs_recipients_are(&to, joe));
    assert_false(bs_recipients_are(&to, bs_span_text("joe@far.example")));
    assert_false(bs_recipients_are(&to, bs_span_text("SRS0=HH=TT=ours.example=joe@far.example")));
    to.address[0] = bs_span_text("SRS0=HH=TT=far.example=joe@ours.example");
    assert_true(bs_recipients_are(&to, bs_span_text("joe@far.example")));
    assert_true(bs_recipients_are(&to, to.address[0]));
    to.address[0] = bs_span_text("prvs=0123abcdef=Joe@ours.example");
    assert_false(bs_recipients_are(&to, bs_span_text("")));
    to.more = true;
    assert_false(bs_recipients_are(&to, joe));
    to.more = false;
    to.count = 2;
    assert_false(bs_recipients_are(&to, joe));
    to.count = 0;
    assert_false(bs_recipients_are(&to, joe));
    to.known = false;
    assert_true(bs_recipients_are(&to, joe));
}

static const struct pair {
    const char *name, *a, *b;
    bool same;
} pairs[] = {
    {"the same", "Joe@ours.example", "joe+x@OURS.example", true},
    {"another domain", "joe@ours.example", "joe@far.example", false},
    {"another local part", "joe@ours.example", "ann@ours.example", false},
    {"letters beyond ASCII, and their code", "joe@m\u00fcller.example",
     "joe@xn--mller-kva.example", true},
    {"a capital beyond ASCII", "joe@M\u00dcLLER.example", "joe@m\u00fcller.example", true},
    {"other such letters", "joe@m\u00f6ller.example", "joe@xn--mller-kva.example", false},
    {"such letters in the local part", "j\u00f6@ours.example", "xn--j-1ga@ours.example", false},
    {"no UTF-8", "joe@m\xfcller.example", "joe@m\xfcller.example", true},
    {"no UTF-8, and others", "joe@m\xfcller.example", "joe@m\xf6ller.example", false},
    {"a path of SRS that somebody has written", "joe@far.example",
     "SRS0=HH=TT=far.example=joe@ours.example", false},
    {"no domain", "joe", "joe", false},
    {"an address and none", "joe@ours.example", "", false},
};

static void
pair_test(void **state)
{
    const struct pair *pair = *state;

    assert_int_equal(bs_address_same(bs_span_text(pair->a), bs_span_text(pair->b)), pair->same);
    assert_int_equal(bs_address_same(bs_span_text(pair->b), bs_span_text(pair->a)), pair->same);
}

/* Words of a text that look like addresses. */
static const struct row next_rows[] = {
    {"none", "no such user\n", ""},
    {"bare, at the end of a sentence", "there is no joe@ours.example.\n", "joe@ours.example"},
    {"in brackets", "<joe@ours.example>: host mx[192.0.2.1] said", "joe@ours.example"},
    {"two", "a@b.example,c@d.example;", "a@b.example c@d.example"},
    {"behind mailto:", "mailto:joe@ours.example\" x", "joe@ours.example"},
    {"quotes around it", "'joe@ours.example'", "joe@ours.example"},
    {"no domain", "root@localhost @ joe@ @ours.example", ""},
    {"one at the very end", "x joe@ours.example", "joe@ours.example"},
    {"before Japanese", "joe@ours.example\xe3\x81\xb8", "joe@ours.example"},
    {"before a Chinese comma", "joe@ours.example\xef\xbc\x8c", "joe@ours.example"},
    {"after a Chinese colon", "\xef\xbc\x9ajoe@ours.example", "joe@ours.example"},
    {"with a question mark", "mailto:joe@ours.example?subject=x, joe@b.example??x",
     "joe@ours.example joe@b.example"},
    {"between French quotes", "\xc2\xabjoe@ours.example\xc2\xbb", "joe@ours.example"},
    {"a domain beyond ASCII", "joe@ours.\xe4\xbe\x8b joe@o\xe4\xbe\x8b.example", ""},
    {"not ASCII", "j\xc3\xb6@ours.example joe@ours.example", "joe@ours.example"},
};

static void
next_test(void **state)
{
    const struct row *row = *state;
    struct bs_guarded in = bs_guard(bs_span_text(row->in), true);
    struct bs_span word, rest = in.span;
    char got[256] = "";

    while ((word = bs_address_next(&rest)).n > 0)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", *got ? " " : "", (int)word.n,
                 (const char *)word.p);
    assert_string_equal(got, row->want);
    bs_guard_free(&in);
}

int
main(void)
{
    BS_ROWS(next_rows, next_test);
    BS_ROWS(from_rows, from_test);
    BS_ROWS(plain_rows, plain_test);
    BS_ROWS(pairs, pair_test);
    bs_add_test("recipients", test_recipients);
    return bs_run("address");
}
