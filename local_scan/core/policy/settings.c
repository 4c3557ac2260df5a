/* settings: the keys of the file `settings`, their defaults and their forms. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

#include "host.h"
#include "ip.h"
#include "lines.h"

#define MAX_PATH 4095
#define MAX_PORT 65535

/* As in the ACLs' regular expressions: no sign, no blank, no leading zeros. */
static bool
is_number(struct bs_span value, long least, long most)
{
    size_t digits = 1;
    long number = bs_span_number(value, 9);

    for (long rest = most; rest > 9; rest /= 10)
        digits++;
    for (size_t i = 0; i < value.n; i++)
        if (!bs_is_digit(bs_span_at(value, i)))
            return false;
    return value.n <= digits && number >= least && number <= most &&
           (least == 0 || bs_span_at(value, 0) != '0');
}

/* 192.0.2.1, 192.0.2.1:5353, [2001:db8::1], [2001:db8::1]:5353. */
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

/* Without a port an address needs no brackets. */
static bool
is_interface(struct bs_span value)
{
    struct bs_ip ip;

    return value.n == 0 || is_server(value) ||
           (bs_span_find_any(value, "[]%") == value.n && bs_ip_read(value, &ip));
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

/* A value is a number up to `most`, or one of the words, or a text that the function accepts. */
static const struct row {
    struct bs_setting_about about;
    long least, most;
    const char *word[MAX_WORDS + 1]; /* NULL ends them */
    bool (*is_value)(struct bs_span);
} rows[BS_SETTING_KEYS] = {
#define NUMBER(first, last)                            .least = (first), .most = (last)
#define WORDS(...)                                     .word = {__VA_ARGS__}
#define FORM(function)                                 .is_value = function
#define SETTING(id, key, value, values, form, meaning) [BS_SET_##id] = {{key, value, form}, values},
#include "settings.def"
#undef SETTING
#undef FORM
#undef WORDS
#undef NUMBER
};

const struct bs_setting_about *
bs_setting_about(unsigned i)
{
    return i < BS_SETTING_KEYS ? &rows[i].about : NULL;
}

bool
bs_setting_is_value(unsigned i, struct bs_span value)
{
    if (i >= BS_SETTING_KEYS)
        return false;
    if (rows[i].is_value)
        return rows[i].is_value(value);
    return rows[i].most > 0 ? is_number(value, rows[i].least, rows[i].most)
                            : bs_span_is_any(value, rows[i].word);
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
    struct bs_policy_line line;

    if (key >= BS_SETTING_KEYS)
        return bs_span_of(NULL, 0);
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (bs_policy_lines_next(&lines, &line))
        if (!line.indented && bs_span_is(line.key, rows[key].about.key) &&
            bs_setting_is_value(key, line.data))
            return line.data;
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
