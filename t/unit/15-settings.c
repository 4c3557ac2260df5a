/* Tests of local_scan/core/settings.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static const struct value_row {
    const char *name, *key, *value;
    bool good;
} value_rows[] = {
    {"none", "early_talker_wait", "0", true},
    {"two digits", "early_talker_wait", "99", true},
    {"three digits", "early_talker_wait", "100", false},
    {"three zeros", "early_talker_wait", "000", false},
    {"a sign", "early_talker_wait", "+1", false},
    {"a unit", "early_talker_wait", "2s", false},
    {"nothing", "early_talker_wait", "", false},
    {"zero where there must be one", "null_rate", "0", false},
    {"zero in front", "null_rate", "050", false},
    {"the most", "null_rate", "999999", true},
    {"one more", "null_rate", "1000000", false},
    {"more than is counted", "spam_max_size", "99999999999999999999", false},
    {"a word", "hub_down", "defer", true},
    {"capitals", "hub_down", "DEFER", true},
    {"a word of another key", "hub_down", "off", false},
    {"the third word", "spam", "rspamd", true},
    {"no word", "spam", "", false},
    {"a year of days", "tag_days", "365", true},
    {"more than a year", "tag_days", "366", false},
    {"the least time", "dns_time", "100", true},
    {"less", "dns_time", "99", false},
    {"the most time", "dns_time", "10000", true},
    {"more", "dns_time", "10001", false},
    {"on", "dns", "on", true},
    {"yes", "dns", "yes", false},
    {"off", "where", "off", true},
    {"no server", "dns_servers", "", true},
    {"a server", "dns_servers", "192.0.2.1", true},
    {"its port", "dns_servers", "192.0.2.1:5353", true},
    {"several", "dns_servers", "192.0.2.1,127.0.0.1:53,[2001:db8::1]", true},
    {"IPv6 and port", "dns_servers", "[::1]:5353", true},
    {"IPv6 without brackets", "dns_servers", "2001:db8::1", false},
    {"IPv4 in brackets", "dns_servers", "[192.0.2.1]", false},
    {"port 0", "dns_servers", "192.0.2.1:0", false},
    {"a port that is none", "dns_servers", "192.0.2.1:65536", false},
    {"no port", "dns_servers", "192.0.2.1:", false},
    {"a name", "dns_servers", "ns.example", false},
    {"blanks", "dns_servers", "192.0.2.1, 192.0.2.2", false},
    {"a comma behind", "dns_servers", "192.0.2.1,", false},
    {"a comma only", "dns_servers", ",", false},
    {"an open bracket", "dns_servers", "[2001:db8::1", false},
    {"no file", "country_file", "", true},
    {"a file", "country_file", "/var/lib/GeoIP/GeoLite2 Country.mmdb", true},
    {"a file somewhere", "network_file", "asn.mmdb", false},
    {"one recipient", "out_rate_hour", "1", true},
    {"no recipients", "out_rate_day", "0", false},
    {"a million", "out_rcpts", "1000000", false},
    {"words", "out_unknown", "many", false},
    {"no zone", "abuse_zone", "", true},
    {"a zone", "abuse_zone", "abuse-contacts.example", true},
    {"one label", "abuse_zone", "abuse", false},
    {"an address", "abuse_zone", "192.0.2.1", false},
    {"who is greylisted", "greylist", "all", true},
    {"nobody else", "greylist", "some", false},
    {"no honeypot", "trap_interface", "", true},
    {"a honeypot", "trap_interface", "192.0.2.2", true},
    {"a honeypot on a port", "trap_interface", "[2001:db8::2]:2525", true},
    {"a honeypot without brackets", "trap_interface", "2001:db8::2", true},
    {"two honeypots", "trap_interface", "192.0.2.2,192.0.2.3", false},
    {"a honeypot by name", "trap_interface", "trap.example.org", false},
    {"a delay", "greylist_delay", "5", true},
    {"no delay", "greylist_delay", "0", false},
};

static void
use_value(struct bs_span value)
{
    for (unsigned i = 0; i <= BS_SETTING_KEYS; i++)
        bs_setting_is_value(i, value);
}

static void
value_test(void **state)
{
    const struct value_row *row = *state;
    unsigned key = bs_setting_find(bs_span_text(row->key));

    assert_true(key < BS_SETTING_KEYS);
    assert_int_equal(bs_setting_is_value(key, bs_span_text(row->value)), row->good);
    bs_at_every_cut(bs_span_text(row->value), use_value);
}

static const struct read_row {
    const char *name, *text;
    enum bs_setting_key key;
    const char *want; /* NULL: its default */
} read_rows[] = {
    {"no file", "", BS_SET_NULL_RATE, NULL},
    {"another key", "null_rates: 9\nnull: 8\n", BS_SET_NULL_RATE, NULL},
    {"a line", "null_rate: 9\n", BS_SET_NULL_RATE, "9"},
    {"no colon", "null_rate 9\n", BS_SET_NULL_RATE, "9"},
    {"quotes", "\"null_rate\": 9\n", BS_SET_NULL_RATE, "9"},
    {"a comment behind", "null_rate: 9 # enough\n", BS_SET_NULL_RATE, "9"},
    {"a comment", "#null_rate: 9\n", BS_SET_NULL_RATE, NULL},
    {"an indent", " null_rate: 9\n", BS_SET_NULL_RATE, NULL},
    {"the first counts", "null_rate: 9\nnull_rate: 8\n", BS_SET_NULL_RATE, "9"},
    {"the first that can be read", "null_rate: lots\nnull_rate: 8\n", BS_SET_NULL_RATE, "8"},
    {"CRLF, capitals", "NULL_RATE: 9\r\n", BS_SET_NULL_RATE, "9"},
    {"no end of line", "null_rate: 9", BS_SET_NULL_RATE, "9"},
    {"nothing, in so many words", "dns_servers:\n", BS_SET_DNS_SERVERS, ""},
    {"servers", "dns_servers: 127.0.0.1:5353,[::1]:53\n", BS_SET_DNS_SERVERS,
     "127.0.0.1:5353,[::1]:53"},
    {"a path", "country_file: /a b/c.mmdb\n", BS_SET_COUNTRY_FILE, "/a b/c.mmdb"},
    {"no key", "null_rate: 9\n", BS_SETTING_KEYS, ""},
};

static void
use_text(struct bs_span text)
{
    for (unsigned key = 0; key <= BS_SETTING_KEYS; key++)
        bs_setting_number(text, (enum bs_setting_key)key);
}

static void
read_test(void **state)
{
    const struct read_row *row = *state;
    struct bs_span text = bs_span_text(row->text);

    bs_assert_span(bs_setting_read(text, row->key),
                   row->want != NULL ? row->want : bs_setting_about(row->key)->value);
    bs_at_every_cut(text, use_text);
}

static void
about_test(void **state)
{
    unsigned n = 0;

    (void)state;
    for (const struct bs_setting_about *about; (about = bs_setting_about(n)) != NULL; n++) {
        assert_true(strlen(about->key) > 2 && strlen(about->form) > 5);
        assert_true(bs_setting_is_value(n, bs_span_text(about->value)));
        assert_int_equal(bs_setting_find(bs_span_text(about->key)), n);
    }
    assert_int_equal(n, BS_SETTING_KEYS);
    assert_int_equal(bs_setting_find(bs_span_text("none")), BS_SETTING_KEYS);
}

static void
types_test(void **state)
{
    struct bs_span text = bs_span_text("dns: off\nwhere: on\ndns_time: 500\n");

    (void)state;
    assert_false(bs_setting_on(text, BS_SET_DNS));
    assert_true(bs_setting_on(text, BS_SET_WHERE));
    assert_int_equal(bs_setting_number(text, BS_SET_DNS_TIME), 500);
    assert_int_equal(bs_setting_number(text, BS_SET_TAG_DAYS),
                     atoi(bs_setting_about(BS_SET_TAG_DAYS)->value));
    assert_int_equal(bs_setting_number(text, BS_SET_DNS), -1);
}

int
main(void)
{
    BS_ROWS(value_rows, value_test);
    BS_ROWS(read_rows, read_test);
    bs_add_test("about", about_test);
    bs_add_test("numbers and switches", types_test);
    return bs_run("settings");
}
