/* Tests of local_scan/core/policy/compiled.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compiled.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static struct bs_compiled compiled;

/* A file, and the text: after the given word, each "|" being a line end. */
static const struct row {
    const char *name, *file, *text, *want;
} rows[] = {
    {"nothing", "modes", "", "v=1|"},
    {"comments", "modes", "# helo_own: deny\n\n  # x\n", "v=1|"},
    {"a mode", "modes", "helo_own: deny\n", "v=1 helo_own=deny|"},
    {"the built-in mode", "modes", "helo_own: warn\ngreylist: learn\n", "v=1|"},
    {"modes of all kinds", "modes", "greylist: defer\nout_rate: hold\nsender_callout: warn\n",
     "v=1 greylist=defer out_rate=hold sender_callout=warn|"},
    {"capitals, quotes, CRLF", "modes", "\"Helo_Own\": DENY\r\n", "v=1 helo_own=deny|"},
    {"the first line counts", "modes", "helo_own: off\nhelo_own: deny\n", "v=1 helo_own=off|"},
    {"a mode that the check does not have", "modes", "helo_own: hold\ndnsbl: learn\n", "v=1|"},
    {"… and the next line", "modes", "helo_own: no\nhelo_own: deny\n", "v=1|"},
    {"a check that is none", "modes", "nonsense: deny\n", "v=1|"},
    {"a line that is none", "modes", "helo_own: deny\n???\n",
     "v=1 helo_own=deny flaws=modes:line|"},
    {"a line with two words", "modes", "helo_own: deny all\n", "v=1 flaws=modes:line|"},
    {"an indented line", "modes", " helo_own: deny\n", "v=1 flaws=modes:line|"},
    {"the body, any mail", "modes", "bounce_foreign: deny\nheader_8bit: defer\n", "v=1 body=any|"},
    {"the body, bounces", "modes", "bounce_foreign: deny\nheader_8bit: off\n", "v=1 body=bounce|"},
    {"the body, nothing refused", "modes", "bounce_foreign: off\nbounce_unknown: warn\n", "v=1|"},
    {"settings", "settings", "null_rate: 60\nspam: rspamd\nspam: off\n",
     "v=1 set.null_rate=60 set.spam=rspamd|"},
    {"a default, a wrong value, no key", "settings", "null_rate: 50\nspam: yes\nx: y\n", "v=1|"},
    {"an address", "settings", "trap_interface: [2001:db8::2]:25\n",
     "v=1 set.trap_interface=[2001:db8::2]:25|"},
    {"an address that begins with colons", "settings", "trap_interface: ::1\n",
     "v=1 set.trap_interface=::1|"},
    {"… and ends with them", "settings", "trap_interface:2001:db8::\n",
     "v=1 set.trap_interface=2001:db8::|"},
    {"a path is not for the ACLs", "settings", "country_file: /a b helo_own=deny\n", "v=1|"},
    {"a list", "never_send", "a@x\n@y.example\n", "v=1|never_send=\"a@x\\n@y.example\"|"},
    {"notes and quotes", "helo_bots", "\"a.example\": why # x\n\n# y\nb.example\t1\n z\n",
     "v=1|helo_bots=\"\\\"a.example\\\": why\\nb.example\t1\\nz\"|"},
    {"indented hosts", "exempt_hosts", " 192.0.2.1\n\tmx.example\n",
     "v=1|exempt_hosts.nets=\"192.0.2.1\"|exempt_hosts=\"mx.example\"|"},
    {"an indented zone", "null_zones", " a.example=127.0.0.2\n",
     "v=1|null_zones=\"a.example=127.0.0.2\"|"},
    {"an indented line of a user, or of the one before", "user_senders", "joe: a@x\n @y\n",
     "v=1 flaws=user_senders:line|user_senders=\"joe: a@x\"|"},
    {"networks", "own_nets",
     "192.0.2.1: a\n192.0.2.0/24\n\"2001:DB8::1\" b\n2001:db8::/32\n::/0\n0.0.0.0/0\n",
     "v=1|own_nets.nets=\"192.0.2.1\\n192.0.2.0/24\\n2001:db8::1\\n2001:db8::/32\\n::/0\\n0.0.0.0/"
     "0\"|"},
    {"networks that are none", "own_nets",
     "192.0.2.1/33\n192.0.2\n192.0.2.256\n2001:db8::/129\n!192.0.2.1\n",
     "v=1|own_nets=\"192.0.2.1/33\\n192.0.2\\n192.0.2.256\\n2001:db8::/129\\n!192.0.2.1\"|"},
    {"networks and names", "exempt_hosts", "mx.example\n192.0.2.1\n*.x.example: y\n",
     "v=1|exempt_hosts.nets=\"192.0.2.1\"|exempt_hosts=\"mx.example\\n*.x.example: y\"|"},
    {"octets", "never_send", "a\\b\001c\xe4@x\n", "v=1|never_send=\"a\\\\b?c\xe4@x\"|"},
    {"zones", "dnsbl_zones", "a.example=127.0.0.2 # x\n\"b.example=127.0.0.2,127.0.0.3\": y\n",
     "v=1|dnsbl_zones=\"a.example=127.0.0.2\\nb.example=127.0.0.2,127.0.0.3\"|"},
    {"zones that cannot be asked", "null_zones",
     "a.example\nb.example=127.255.255.254\ndnsbl.sorbs.net=127.0.0.2\nc.example=127.0.0.2\n",
     "v=1 flaws=null_zones:line|null_zones=\"c.example=127.0.0.2\"|"},
    {"health", "dnsbl_health", "a.example: ok\nb.example: blocked\n",
     "v=1|dnsbl_health=\"b.example\"|"},
    {"keys", "keys",
     "tag-abcd: 0123456789\nbatv1: 01234567\nbatv2: short\nbatv3: 0123456789 since=1\n",
     "v=1 batv=yes|"},
    {"no key", "keys", "batv1: short\n", "v=1|"},
};

static unsigned
index_of(const char *file)
{
    const char *name;
    bool of_state;
    unsigned i = 0;

    while ((name = bs_compiled_source(i, &of_state)) != NULL && strcmp(name, file) != 0)
        i++;
    assert_non_null(name);
    return i;
}

static const char *
compile(const char *file, struct bs_span text, enum bs_source_flaw flaw)
{
    unsigned the = index_of(file);
    bool of_state;

    bs_compiled_start(&compiled);
    for (unsigned i = 0; bs_compiled_source(i, &of_state); i++)
        bs_compiled_add(&compiled, i, i == the ? text : bs_span_of(NULL, 0),
                        i == the ? flaw : BS_SOURCE_FINE);
    return bs_compiled_end(&compiled, "v=1");
}

static const char *file_of_row;

static void
use_text(struct bs_span text)
{
    compile(file_of_row, text, BS_SOURCE_FINE);
}

static void
row_test(void **state)
{
    const struct row *row = *state;
    char got[1024];

    strncpy(got, compile(row->file, bs_span_text(row->text), BS_SOURCE_FINE), sizeof got - 1);
    got[sizeof got - 1] = '\0';
    for (char *c = got; *c; c++)
        if (*c == '\n')
            *c = '|';
    assert_string_equal(got, row->want);
    file_of_row = row->file;
    bs_at_every_cut(bs_span_text(row->text), use_text);
}

static void
keys_test(void **state)
{
    (void)state;
    compile("keys", bs_span_text("tag-abcd: 0123456789\nbatv1: 01234567 # x\n  batv2: 01234567\n"),
            BS_SOURCE_FINE);
    assert_string_equal(bs_compiled_keys(&compiled), "batv1: 01234567 \n");
    compile("keys", bs_span_of(NULL, 0), BS_SOURCE_UNREADABLE);
    assert_string_equal(bs_compiled_keys(&compiled), "");
}

static void
flaw_test(void **state)
{
    (void)state;
    assert_string_equal(compile("modes", bs_span_of(NULL, 0), BS_SOURCE_MISSING),
                        "v=1 flaws=modes:missing\n");
    assert_string_equal(compile("own_nets", bs_span_of(NULL, 0), BS_SOURCE_UNREADABLE),
                        "v=1 flaws=own_nets:unreadable\n");
}

/* A list that does not fit is left out whole, and the next one has its space. */
static void
limit_test(void **state)
{
    size_t n = BS_COMPILED_SIZE + 10;
    char *text = malloc(n);

    (void)state;
    memset(text, 'a', n);
    assert_string_equal(compile("own_nets", bs_span_of(text, n), BS_SOURCE_FINE),
                        "v=1 flaws=own_nets:unreadable\n");
    memset(text, '\n', n);
    for (size_t i = 0; i < n; i += 40)
        memcpy(text + i, "batv1: 0123456789", n - i < 17 ? n - i : 17);
    compile("keys", bs_span_of(text, n), BS_SOURCE_FINE);
    assert_true(strlen(bs_compiled_keys(&compiled)) <= BS_COMPILED_KEYS);
    free(text);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    bs_add_test("keys are a text of their own", keys_test);
    bs_add_test("flaws", flaw_test);
    bs_add_test("a list that is too long", limit_test);
    return bs_run("compiled");
}
