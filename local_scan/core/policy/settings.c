/* settings: the keys of the file `settings`, their defaults and their forms. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

#include "host.h"
#include "ip.h"
#include "lines.h"

#define MAX_PATH 4095
#define MAX_PORT 65535

/* As the ACLs' regular expressions have it: no sign, no blank, and no zeros in
 * front but a number's only digit. */
static bool
is_number(struct bs_span value, long least, long most)
{
    size_t digits = 1;
    long number = bs_span_number(value, 9);

    for (long rest = most; rest > 9; rest /= 10)
        digits++;
    for (size_t i = 0; i < value.n; i++) {
        if (!bs_is_digit(bs_span_at(value, i)))
            return false;
    }
    return value.n <= digits && number >= least && number <= most &&
           (least == 0 || bs_span_at(value, 0) != '0');
}

/* 192.0.2.1, 192.0.2.1:5353, [2001:db8::1], [2001:db8::1]:5353. An IPv6 address
 * without brackets would lose a colon at its ends to the one behind the key. */
static bool
is_server(struct bs_span text)
{
    bool six = bs_span_at(text, 0) == '[';
    size_t end = six ? bs_span_find(text, ']') + 1 : bs_span_find(text, ':');
    struct bs_span port = bs_span_drop(text, end);
    struct bs_ip ip;

    if (!bs_ip_read(bs_span_take(text, end), &ip) || six == bs_ip_is4(&ip))
        return false;
    return port.n == 0 ||
           (bs_span_at(port, 0) == ':' && is_number(bs_span_drop(port, 1), 1, MAX_PORT));
}

static bool
is_servers(struct bs_span value)
{
    if (bs_span_find_any(value, " \t") < value.n)
        return false;
    while (value.n > 0) {
        size_t comma = bs_span_find(value, ',');

        if (!is_server(bs_span_take(value, comma)) || comma + 1 == value.n)
            return false;
        value = bs_span_drop(value, comma + 1);
    }
    return true;
}

static bool
is_interface(struct bs_span value)
{
    return value.n == 0 || is_server(value);
}

static bool
is_path(struct bs_span value)
{
    if (value.n == 0)
        return true;
    return bs_span_at(value, 0) == '/' && value.n <= MAX_PATH &&
           bs_span_find(value, '\0') == value.n;
}

static bool
is_zone(struct bs_span value)
{
    return value.n == 0 || bs_host_valid(value);
}

#define MAX_WORDS 3

/* A value is a number up to `most`, or one of the words, or what the function
 * takes. */
static const struct row {
    struct bs_setting_about about;
    long least, most;
    const char *word[MAX_WORDS];
    bool (*is_value)(struct bs_span);
} rows[BS_SETTING_KEYS] = {
    [BS_SET_EARLY_TALKER_WAIT] = {{"early_talker_wait", "2", "seconds, 0 to 99"}, .most = 99},
    [BS_SET_NULL_RATE] = {{"null_rate", "50", "bounces an hour, 1 to 999999"}, 1, 999999},
    [BS_SET_HUB_DOWN] = {{"hub_down", "accept", "accept or defer"}, .word = {"accept", "defer"}},
    [BS_SET_SPAM] = {{"spam", "off", "off, spamassassin or rspamd"},
                     .word = {"off", "spamassassin", "rspamd"}},
    [BS_SET_SPAM_MAX_SIZE] = {{"spam_max_size", "256000", "octets, at least 1"}, 1, 999999999},
    [BS_SET_TAG_DAYS] = {{"tag_days", "30", "days, 1 to 365"}, 1, 365},
    [BS_SET_DNS_SERVERS] = {{"dns_servers", "",
                             "nothing, or addresses with commas: 192.0.2.1,[2001:db8::1]:5353"},
                            .is_value = is_servers},
    [BS_SET_DNS_TIME] = {{"dns_time", "2000", "milliseconds, 100 to 10000"}, 100, 10000},
    [BS_SET_DNS] = {{"dns", "on", "on or off"}, .word = {"on", "off"}},
    [BS_SET_COUNTRY_FILE] = {{"country_file", "", "nothing, or a path that begins with /"},
                             .is_value = is_path},
    [BS_SET_NETWORK_FILE] = {{"network_file", "", "nothing, or a path that begins with /"},
                             .is_value = is_path},
    [BS_SET_WHERE] = {{"where", "off", "on or off"}, .word = {"on", "off"}},
    [BS_SET_ABUSE_ZONE] = {{"abuse_zone", "", "nothing, or the name of a zone"},
                           .is_value = is_zone},
    [BS_SET_STEP_BACK] = {{"step_back", "off", "on or off"}, .word = {"on", "off"}},
    [BS_SET_STORE] = {{"store", "sqlite", "sqlite, pgsql or off"},
                      .word = {"sqlite", "pgsql", "off"}},
    [BS_SET_GREYLIST] = {{"greylist", "suspicious", "suspicious or all"},
                         .word = {"suspicious", "all"}},
    [BS_SET_GREYLIST_DELAY] = {{"greylist_delay", "5", "minutes, 1 to 999"}, 1, 999},
    [BS_SET_GREYLIST_WINDOW] = {{"greylist_window", "48", "hours, 1 to 999"}, 1, 999},
    [BS_SET_GREYLIST_LIFE] = {{"greylist_life", "36", "days, 1 to 999"}, 1, 999},
    [BS_SET_GREYLIST_NULL_DATA] = {{"greylist_null_data", "off", "off or on"},
                                   .word = {"off", "on"}},
    [BS_SET_TRAP_INTERFACE] = {{"trap_interface", "",
                                "nothing, or an address: 192.0.2.1, 192.0.2.1:2525"},
                               .is_value = is_interface},
    [BS_SET_OUT_RATE_HOUR] = {{"out_rate_hour", "200", "recipients an hour, 1 to 999999"},
                              1,
                              999999},
    [BS_SET_OUT_RATE_DAY] = {{"out_rate_day", "2000", "recipients a day, 1 to 999999"}, 1, 999999},
    [BS_SET_OUT_RCPTS] = {{"out_rcpts", "100", "recipients of a message, 1 to 999999"}, 1, 999999},
    [BS_SET_OUT_UNKNOWN] = {{"out_unknown", "20", "unknown recipients an hour, 1 to 999999"},
                            1,
                            999999},
};

const struct bs_setting_about *
bs_setting_about(unsigned i)
{
    return i < BS_SETTING_KEYS ? &rows[i].about : NULL;
}

static bool
is_word(struct bs_span value, const char *const word[MAX_WORDS])
{
    for (size_t i = 0; i < MAX_WORDS && word[i]; i++) {
        if (bs_span_is(value, word[i]))
            return true;
    }
    return false;
}

bool
bs_setting_is_value(unsigned i, struct bs_span value)
{
    if (i >= BS_SETTING_KEYS)
        return false;
    if (rows[i].is_value)
        return rows[i].is_value(value);
    return rows[i].most > 0 ? is_number(value, rows[i].least, rows[i].most)
                            : is_word(value, rows[i].word);
}

unsigned
bs_setting_find(struct bs_span key)
{
    unsigned i = 0;

    while (i < BS_SETTING_KEYS && !bs_span_is(key, rows[i].about.key))
        i++;
    return i;
}

struct bs_span
bs_setting_read(struct bs_span text, enum bs_setting_key key)
{
    struct bs_policy_lines lines;
    struct bs_policy_line line;

    if (key >= BS_SETTING_KEYS)
        return bs_span_of(NULL, 0);
    bs_policy_lines_start(&lines, text);
    while (bs_policy_lines_next(&lines, &line)) {
        if (!line.indented && bs_span_is(line.key, rows[key].about.key) &&
            bs_setting_is_value(key, line.data))
            return line.data;
    }
    return bs_span_text(rows[key].about.value);
}

long
bs_setting_number(struct bs_span text, enum bs_setting_key key)
{
    return bs_span_number(bs_setting_read(text, key), 9);
}

bool
bs_setting_on(struct bs_span text, enum bs_setting_key key)
{
    return bs_span_is(bs_setting_read(text, key), "on");
}
