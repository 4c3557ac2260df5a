/* Tests of host.c and idn.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"
#include "idn.h"
#include "table.h"

#define LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

static const struct name_row {
    const char *name, *in;
    bool valid, is_private;
    const char *org;
} name_rows[] = {
    {"two labels", "example.org", true, false, "example.org"},
    {"three labels", "mx.example.org", true, false, "example.org"},
    {"many labels", "a.b.c.d.mx.example.org", true, false, "example.org"},
    {"final dot", "mx.example.org.", true, false, "example.org"},
    {"two final dots", "mx.example.org..", false, false, ""},
    {"case is kept", "MX.Example.ORG", true, false, "Example.ORG"},
    {"underscore", "my_host.example.org", true, false, "example.org"},
    {"digits first", "3com.example", true, false, "3com.example"},
    {"address within a name", "192.0.2.1.example.org", true, false, "example.org"},
    {"dashes", "192-0-2-1.dsl.example.net", true, false, "example.net"},
    {"punycode top", "mx.xn--p1ai", true, false, "mx.xn--p1ai"},
    {"longest label", LABEL_63 ".example", true, false, LABEL_63 ".example"},
    {"label too long", LABEL_63 "g.example", false, false, ""},
    {"longest name",
     LABEL_63 "." LABEL_63 "." LABEL_63
              ".aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefff.example",
     true, false, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefff.example"},
    {"name too long",
     LABEL_63 "." LABEL_63 "." LABEL_63
              ".aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff.example",
     false, false, ""},
    {"address", "192.0.2.1", false, false, ""},
    {"address literal", "[192.0.2.1]", false, false, ""},
    {"numeric top", "mx.example.123", false, false, ""},
    {"top that begins with a digit", "mx.1st", false, false, ""},
    {"top of one letter", "mx.e", false, false, ""},
    {"top that ends in a dash", "mx.org-", false, false, ""},
    {"one label", "mailhost", false, true, ""},
    {"empty", "", false, false, ""},
    {"a dot", ".", false, false, ""},
    {"leading dot", ".example.org", false, false, ""},
    {"two dots", "mx..example.org", false, false, ""},
    {"leading dash", "-mx.example.org", false, false, ""},
    {"blank inside", "mx example.org", false, false, ""},
    {"at sign", "user@example.org", false, false, ""},
    {"8-bit octet", "m\xfcx.example.org", false, false, ""},
    {"slash", "mx/1.example.org", false, false, ""},

    {"localhost", "localhost", false, true, ""},
    {"localhost.localdomain", "localhost.localdomain", true, true, "localhost.localdomain"},
    {"reverse name", "1.2.0.192.in-addr.arpa", true, true, "in-addr.arpa"},
    {"local", "printer.local", true, true, "printer.local"},
    {"lan", "pc.lan", true, true, "pc.lan"},
    {"internal in capitals", "DB.INTERNAL.", true, true, "DB.INTERNAL"},
    {"home.arpa", "tv.home.arpa", true, true, "home.arpa"},
    {"test", "mx.test", true, true, "mx.test"},
    {"invalid", "mx.invalid", true, true, "mx.invalid"},
    {"local in the middle", "mx.local.example", true, false, "local.example"},

    {"co.uk", "mx.example.co.uk", true, false, "example.co.uk"},
    {"registry itself", "co.uk", true, false, "co.uk"},
    {"organisation under it", "example.co.uk", true, false, "example.co.uk"},
    {"com.br", "a.b.example.com.br", true, false, "example.com.br"},
    {"CO.JP", "MX.EXAMPLE.CO.JP", true, false, "EXAMPLE.CO.JP"},
    {"ad.jp", "mx.example.ad.jp", true, false, "example.ad.jp"},
    {"ad elsewhere", "mx.ad.de", true, false, "ad.de"},
    {"gob.mx", "correo.example.gob.mx", true, false, "example.gob.mx"},
    {"go.th", "mx.example.go.th", true, false, "example.go.th"},
    {"asso.fr", "mx.example.asso.fr", true, false, "example.asso.fr"},
    {"gv.at", "mx.example.gv.at", true, false, "example.gv.at"},
    {"com under a long top", "mx.com.example", true, false, "com.example"},
    {"web.de is no registry", "mx.web.de", true, false, "web.de"},
    {"me.uk", "mx.example.me.uk", true, false, "example.me.uk"},
};

static void
use_name(struct bs_span in)
{
    bs_host_valid(in);
    bs_host_private(in);
    bs_host_org(in);
    bs_host_same_org(in, in);
    bs_host_within(in, bs_span_text("example.org"));
}

static void
name_test(void **state)
{
    const struct name_row *row = *state;
    struct bs_span in = bs_span_text(row->in);

    bs_at_every_cut(in, use_name);
    assert_int_equal(bs_host_valid(in), row->valid);
    assert_int_equal(bs_host_private(in), row->is_private);
    bs_assert_span(bs_host_org(in), row->org);
}

static const struct pair_row {
    const char *name, *a, *b;
    bool same, same_org, within;
} pair_rows[] = {
    {"equal", "mx.example.org", "mx.example.org", true, true, true},
    {"case", "MX.example.org", "mx.EXAMPLE.org", true, true, true},
    {"final dot on the left", "mx.example.org.", "mx.example.org", true, true, true},
    {"final dot on the right", "mx.example.org", "mx.example.org.", true, true, true},
    {"neighbours", "mx.example.org", "out.example.org", false, true, false},
    {"below", "mx.example.org", "example.org", false, true, true},
    {"above", "example.org", "mx.example.org", false, true, false},
    {"tail of a name", "badexample.org", "example.org", false, false, false},
    {"strangers", "mx.example.org", "mx.example.net", false, false, false},
    {"strangers in one registry", "mx.a.co.uk", "mx.b.co.uk", false, false, false},
    {"neighbours under a registry", "mx.a.co.uk", "out.a.co.uk", false, true, false},
    {"single labels", "mailhost", "mailhost", true, false, true},
    {"two addresses are no organisation", "192.0.2.1", "192.0.2.1", true, false, true},
    {"nothing equals nothing", "", "", false, false, false},
    {"a dot", ".", ".", false, false, false},
    {"below nothing", "mx.example.org", "", false, false, false},
};

static void
pair_test(void **state)
{
    const struct pair_row *row = *state;
    struct bs_span a = bs_span_text(row->a), b = bs_span_text(row->b);

    assert_int_equal(bs_host_same(a, b), row->same);
    assert_int_equal(bs_host_same_org(a, b), row->same_org);
    assert_int_equal(bs_host_within(a, b), row->within);
}

static const struct idn_row {
    const char *name, *in, *ascii;
} idn_rows[] = {
    {"ASCII stays", "MX.Example.org", "MX.Example.org"},
    {"an umlaut", "müller.example", "xn--mller-kva.example"},
    {"a capital", "MÜLLER.Example", "xn--mller-kva.example"},
    {"a letter and a mark", "mu\xcc\x88ller.example", "xn--mller-kva.example"},
    {"a mark without a letter", "\xcc\x88.example", "xn--ssa.example"},
    {"below", "mx.müller.example", "mx.xn--mller-kva.example"},
    {"two labels", "bücher.müller", "xn--bcher-kva.xn--mller-kva"},
    {"final dot", "müller.example.", "xn--mller-kva.example."},
    {"sharp s", "straße.example", "xn--strae-oqa.example"},
    {"final sigma", "βόλος.example", "xn--nxasmm1c.example"},
    {"s with cedilla", "ş.example", "xn--nga.example"},
    {"s with comma", "ș.example", "xn--yla.example"},
    {"Cyrillic", "ПОЧТА.рф", "xn--80a1acny.xn--p1ai"},
    {"wide letters", "ｏｕｒｓ.example", "ours.example"},
    {"wide full stop", "ours．example", "ours.example"},
    {"ideographic full stop", "ours。example", "ours.example"},
    {"a soft hyphen", "ou\xc2\xadrs.example", "ours.example"},
    {"a blank that does not break", "ours.example\xc2\xa0", "ours.example"},
    {"zero width", "ou\xe2\x80\x8brs.example", "ours.example"},
    {"not UTF-8", "m\xfcller.example", ""},
    {"a label that is too long", LABEL_63 "gü.example", ""},
    {"a name that is too long", "ü." LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63, ""},
    {"nothing", "", ""},
};

static void
use_idn(struct bs_span in)
{
    struct bs_idn buffer;

    bs_idn_ascii(in, &buffer);
}

static void
idn_test(void **state)
{
    const struct idn_row *row = *state;
    struct bs_idn buffer;

    bs_at_every_cut(bs_span_text(row->in), use_idn);
    bs_assert_span(bs_idn_ascii(bs_span_text(row->in), &buffer), row->ascii);
}

int
main(void)
{
    BS_ROWS(name_rows, name_test);
    BS_ROWS(pair_rows, pair_test);
    BS_ROWS(idn_rows, idn_test);
    return bs_run("host");
}
