/* mainlog: what one line of Exim's main or reject log says. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mainlog.h"

#include <stdio.h>
#include <time.h>

#define TIME_N   (BS_LOG_TIME - 1)
#define MINUTE_N 16 /* "2026-01-31 12:34" */
#define FIELD_N  8  /* longest name of a field that is looked at, and then some */

/* --- time ----------------------------------------------------------------- */

bool
bs_logline_time(struct bs_span text, char when_r[BS_LOG_TIME])
{
    static const char form[] = "0000-00-00 00:00:00";

    if (text.n < TIME_N)
        return false;
    for (size_t i = 0; i < TIME_N; i++) {
        int c = bs_span_at(text, i);

        if (form[i] == '0' ? !bs_is_digit(c) : c != form[i])
            return false;
    }
    memcpy(when_r, text.p, TIME_N); /* bounds: text.n >= TIME_N */
    when_r[TIME_N] = '\0';
    return true;
}

/* " +0100": minutes east of Greenwich. */
static bool
read_zone(struct bs_span text, int *minutes_r)
{
    int sign = bs_span_at(text, 1);
    long zone = bs_span_number(bs_span_drop(text, 2), 4);

    if (bs_span_at(text, 0) != ' ' || (sign != '+' && sign != '-') || zone < 0)
        return false;
    *minutes_r = (int)(zone / 100 * 60 + zone % 100) * (sign == '-' ? -1 : 1);
    return true;
}

/* From a time of that zone to one of ours, a minute at a time, for most lines
 * have the minute of the line before. */
static void
make_local(char when[BS_LOG_TIME], int zone)
{
    static char from[MINUTE_N], to[MINUTE_N + 1];
    static int from_zone;
    struct tm tm = {0};

    if (from_zone != zone || memcmp(from, when, MINUTE_N) != 0) {
        sscanf(when, "%4d-%2d-%2d %2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
               &tm.tm_min);
        tm.tm_year -= 1900;
        tm.tm_mon--;
        time_t time = timegm(&tm) - (time_t)zone * 60;
        localtime_r(&time, &tm);
        if (strftime(to, sizeof to, "%Y-%m-%d %H:%M", &tm) != MINUTE_N) /* the year 26 */
            memcpy(to, when, MINUTE_N);
        memcpy(from, when, MINUTE_N);
        from_zone = zone;
    }
    memcpy(when, to, MINUTE_N);
}

/* "2026-01-31 12:34:56.789 +0100 [123] ", of which all but the first may be
 * missing. */
static bool
take_time(struct bs_logline *line, struct bs_span *rest)
{
    int zone;

    if (!bs_logline_time(*rest, line->when))
        return false;
    *rest = bs_span_drop(*rest, TIME_N);
    if (bs_span_at(*rest, 0) == '.')
        *rest = bs_span_drop(*rest, bs_span_find(*rest, ' '));
    if (read_zone(*rest, &zone)) {
        make_local(line->when, zone);
        *rest = bs_span_drop(*rest, 6);
    }
    if (bs_span_at(*rest, 1) == '[' && bs_is_digit(bs_span_at(*rest, 2)))
        *rest = bs_span_drop(*rest, bs_span_find(*rest, ']') + 1);
    if (bs_span_at(*rest, 0) != ' ')
        return false;
    *rest = bs_span_drop(*rest, 1);
    return true;
}

/* --- fields --------------------------------------------------------------- */

/* 16 characters, and 23 since Exim 4.97. */
static bool
is_id(struct bs_span word)
{
    return (word.n == 16 && bs_span_at(word, 6) == '-' && bs_span_at(word, 13) == '-') ||
           (word.n == 23 && bs_span_at(word, 6) == '-' && bs_span_at(word, 18) == '-');
}

static size_t
word_length(struct bs_span text)
{
    return bs_span_find(text, ' ');
}

static void
skip(struct bs_span *rest, size_t n)
{
    *rest = bs_span_drop(*rest, n);
    while (bs_span_at(*rest, 0) == ' ')
        *rest = bs_span_drop(*rest, 1);
}

/* Up to the quotation mark that ends it, which a backslash keeps from doing so. */
static size_t
quoted_length(struct bs_span text)
{
    size_t i = 1;

    while (i < text.n && bs_span_at(text, i) != '"')
        i += bs_span_at(text, i) == '\\' ? 2 : 1;
    return i < text.n ? i + 1 : text.n;
}

/* An address can hold blanks inside quotation marks; what holds a quotation
 * mark elsewhere ends at its blank. */
static size_t
address_length(struct bs_span text)
{
    size_t open = bs_span_at(text, 0) == '<';
    struct bs_span inside = bs_span_drop(text, open);
    size_t quoted = bs_span_at(inside, 0) == '"' ? quoted_length(inside) : 0;

    return open + quoted + word_length(bs_span_drop(inside, quoted));
}

static struct bs_span
without_brackets(struct bs_span address)
{
    if (bs_span_at(address, 0) != '<')
        return address;
    return bs_span_take(bs_span_drop(address, 1), bs_span_find(address, '>') - 1);
}

/* "[192.0.2.1]" or "[2001:db8::1]:25", to its blank. A HELO word with blanks can
 * look like much, but Exim takes such only where it was told to. */
static bool
is_ip_word(struct bs_span word)
{
    size_t end = bs_span_find(word, ']');

    return bs_span_at(word, 0) == '[' && end < word.n &&
           (end + 1 == word.n || bs_span_at(word, end + 1) == ':');
}

/* "name (helo) [address]:port", of which at most the address is always there;
 * a delivery to a socket has the name alone. */
static void
take_host(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_span at = *rest;
    bool helo = false, named = false;

    while (at.n > 0) {
        struct bs_span word = bs_span_take(at, word_length(at));

        helo |= bs_span_at(word, 0) == '(';
        if (is_ip_word(word)) {
            line->ip = bs_span_drop(bs_span_take(word, bs_span_find(word, ']')), 1);
            line->confirmed = named;
            skip(&at, word.n);
            *rest = at;
            return;
        }
        if (line->host.n == 0) {
            line->host = bs_span_strip(word, "()");
            named = !helo;
        } else if (!helo) {
            break;
        }
        skip(&at, word.n);
    }
    skip(rest, word_length(*rest));
}

static uint64_t
read_size(struct bs_span digits)
{
    uint64_t size = 0;

    for (size_t i = 0; i < digits.n && i < 18 && bs_is_digit(bs_span_at(digits, i)); i++)
        size = size * 10 + (uint64_t)(bs_span_at(digits, i) - '0');
    return size;
}

static struct bs_span
without_quotes(struct bs_span value)
{
    return bs_span_at(value, 0) == '"' ? bs_span_take(bs_span_drop(value, 1), value.n - 2) : value;
}

static void
take_value(struct bs_logline *line, struct bs_span name, struct bs_span value)
{
    if (bs_span_is(name, "S")) {
        line->size = read_size(value);
    } else if (bs_span_is(name, "U")) {
        line->user = value;
    } else if (bs_span_is(name, "A")) { /* authenticator:id:sender */
        struct bs_span id = bs_span_drop(value, bs_span_find(value, ':') + 1);
        line->login = bs_span_take(id.n > 0 ? id : value, bs_span_find(id.n > 0 ? id : value, ':'));
    } else if (bs_span_is(name, "DKIM")) {
        line->dkim = value;
    } else if (bs_span_is(name, "T") && line->kind == BS_LOG_ARRIVED) {
        line->subject = without_quotes(value);
    } else if (bs_span_is(name, "T")) {
        line->transport = value;
    } else if (bs_span_is(name, "F") && line->kind == BS_LOG_OTHER) {
        line->address = without_brackets(value);
    }
}

/* The "NAME" of "NAME=value", or an empty span. */
static struct bs_span
field_name(struct bs_span text)
{
    size_t n = 0;

    while (n < FIELD_N && bs_is_alnum(bs_span_at(text, n)))
        n++;
    return bs_span_take(text, bs_span_at(text, n) == '=' ? n : 0);
}

/* Marks that stand among the fields, as "L.-" or "TFO*". */
static bool
is_mark(struct bs_span text)
{
    static const char *const marks[] = {"K", "L", "DS", "PRDR", "TFO"};
    struct bs_span mark = bs_span_strip(bs_span_take(text, word_length(text)), "*.-");

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bs_span_is(mark, marks[i]))
            return true;
    return false;
}

static void
take_fields(struct bs_logline *line, struct bs_span *rest)
{
    while (rest->n > 0) {
        struct bs_span name = field_name(*rest);

        if (name.n == 0) {
            if (!is_mark(*rest))
                return;
            skip(rest, word_length(*rest));
            continue;
        }
        *rest = bs_span_drop(*rest, name.n + 1);
        if (bs_span_is(name, "H")) {
            take_host(line, rest);
            continue;
        }
        size_t n = bs_span_at(*rest, 0) == '"' ? quoted_length(*rest) : address_length(*rest);
        take_value(line, name, bs_span_take(*rest, n));
        skip(rest, n);
    }
}

/* --- messages ------------------------------------------------------------- */

/* A pipe or a file has blanks in it, and then the address that it is for. */
static size_t
target_length(struct bs_span text)
{
    int c = bs_span_at(text, 0);
    bool pipe = c == '|' || c == '/' || (c == '"' && bs_span_at(text, 1) == '|');

    return pipe ? bs_span_search(text, " <") : address_length(text);
}

/* "joe@a.example (alias@b.example) <list@c.example>" */
static void
take_recipient(struct bs_logline *line, struct bs_span *rest)
{
    size_t n = target_length(*rest);

    line->address = bs_span_take(*rest, n);
    skip(rest, n);
    if (bs_span_at(*rest, 0) == '(')
        skip(rest, word_length(*rest));
    if (bs_span_at(*rest, 0) == '<') {
        n = address_length(*rest);
        line->parent = without_brackets(bs_span_strip(bs_span_take(*rest, n), ":"));
        skip(rest, n);
    }
    if (line->kind == BS_LOG_FAILED && bs_span_ends(line->address, ":")) /* "** joe@x: why" */
        line->address.n--;
}

static enum bs_log_kind
kind_of_flag(struct bs_span flag)
{
    static const struct {
        const char flag[3];
        enum bs_log_kind kind;
    } flags[] = {
        {"<=", BS_LOG_ARRIVED},   {"(=", BS_LOG_ARRIVED}, {"=>", BS_LOG_DELIVERED},
        {">>", BS_LOG_DELIVERED}, {"->", BS_LOG_ALSO},    {"**", BS_LOG_FAILED},
        {"==", BS_LOG_DELAYED},
    };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flag.n == 2 && memcmp(flag.p, flags[i].flag, 2) == 0) /* bounds: n == 2 */
            return flags[i].kind;
    return BS_LOG_OTHER;
}

/* What stands behind a message id. False: no line of a message's own. */
static bool
take_message(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_span flag = bs_span_take(*rest, word_length(*rest));

    if (bs_span_is(flag, "Completed")) {
        line->kind = BS_LOG_COMPLETED;
        return true;
    }
    line->kind = kind_of_flag(flag);
    if (line->kind == BS_LOG_OTHER)
        return false;
    skip(rest, flag.n);
    if (line->kind == BS_LOG_ARRIVED) {
        size_t n = address_length(*rest);
        line->address = without_brackets(bs_span_take(*rest, n));
        skip(rest, n);
    } else {
        take_recipient(line, rest);
    }
    take_fields(line, rest);
    return true;
}

/* --- refusals ------------------------------------------------------------- */

/* What stands behind the host of a client that is refused. */
static const struct refusal {
    const char *text;
    enum bs_log_stage stage;
} refusals[] = {
    {"connection", BS_STAGE_CONNECT},
    {"EHLO or HELO", BS_STAGE_HELO},
    {"HELO ", BS_STAGE_HELO},
    {"EHLO ", BS_STAGE_HELO},
    {"MAIL", BS_STAGE_MAIL},
    {"RCPT", BS_STAGE_RCPT},
    {"DATA", BS_STAGE_DATA},
    {"after DATA", BS_STAGE_DATA},
    {"during MIME", BS_STAGE_DATA},
    {"from <", BS_STAGE_DATA}, /* too big */
    {"by local_scan", BS_STAGE_LOCAL_SCAN},
    {"", BS_STAGE_OTHER},
};

/* The same for lines that begin otherwise. */
static const struct {
    const char *text;
    const char *also; /* elsewhere in the line */
    enum bs_log_kind kind;
    enum bs_log_stage stage;
} others[] = {
    {"SMTP connection from ", "(TCP/IP connection count", BS_LOG_CONNECTED, BS_STAGE_CONNECT},
    {"SMTP call from ", " dropped: ", BS_LOG_REFUSED, BS_STAGE_OTHER},
    {"SMTP protocol synchronization error", "rejected connection", BS_LOG_REFUSED,
     BS_STAGE_CONNECT},
    {"Connection from ", " refused", BS_LOG_REFUSED, BS_STAGE_CONNECT},
    {"refused connection from ", "", BS_LOG_REFUSED, BS_STAGE_CONNECT},
    {"temporarily refused connection", "", BS_LOG_PUT_OFF, BS_STAGE_CONNECT},
    {"unqualified sender rejected", "", BS_LOG_REFUSED, BS_STAGE_MAIL},
    {"unqualified recipient rejected", "", BS_LOG_REFUSED, BS_STAGE_RCPT},
    {"local_scan() function ", "message temporarily rejected", BS_LOG_PUT_OFF, BS_STAGE_LOCAL_SCAN},
    {"SA: Action: scanned but message isn't spam", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: check skipped due to message size", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: Not running SA because SAEximRunCond", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: permanently rejected message", "", BS_LOG_SPAM, BS_STAGE_DATA},
    {"SA: Action: temporarily rejected message", "", BS_LOG_SPAM, BS_STAGE_DATA},
    {"SA: Action: flagged as Spam but accepted", "", BS_LOG_SPAM, BS_STAGE_DATA},
};

/* A line without fields names the client behind "from": "from H=host [address]",
 * "from host [address]". */
static void
take_client(struct bs_logline *line, struct bs_span rest)
{
    struct bs_span from = bs_span_drop(rest, bs_span_search(rest, " from ") + 6);

    if (line->ip.n > 0 || from.n == 0)
        return;
    if (bs_span_starts(from, "H="))
        from = bs_span_drop(from, 2);
    take_host(line, &from);
    if (line->ip.n == 0)
        line->host = bs_span_of(NULL, 0);
}

/* "from <joe@a.example> H=host [192.0.2.1]: message too big" */
static void
take_sender(struct bs_logline *line, struct bs_span rest)
{
    skip(&rest, strlen("from"));
    size_t n = address_length(rest);
    line->address = without_brackets(bs_span_take(rest, n));
    skip(&rest, n);
    take_fields(line, &rest);
}

static void
take_refusal(struct bs_logline *line, struct bs_span rest)
{
    const struct refusal *refusal = refusals;

    line->kind = bs_span_starts(rest, "temporarily") ? BS_LOG_PUT_OFF : BS_LOG_REFUSED;
    skip(&rest, line->kind == BS_LOG_PUT_OFF ? strlen("temporarily rejected") : strlen("rejected"));
    while (!bs_span_starts(rest, refusal->text))
        refusal++;
    line->stage = refusal->stage;
    if (line->stage == BS_STAGE_RCPT) {
        skip(&rest, strlen("RCPT"));
        struct bs_span word = bs_span_take(rest, address_length(rest));
        line->recipient = without_brackets(word);
    } else if (line->stage == BS_STAGE_HELO) { /* "rejected HELO from [192.0.2.1]: why" */
        take_client(line, rest);
    } else if (bs_span_starts(rest, "from <")) {
        take_sender(line, rest);
    }
}

static void
take_other(struct bs_logline *line, struct bs_span rest)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!bs_span_starts(rest, others[i].text) || !bs_span_has(rest, others[i].also))
            continue;
        line->kind = others[i].kind;
        line->stage = others[i].stage;
        take_client(line, rest);
        return;
    }
}

/* --- lines ---------------------------------------------------------------- */

static bool
is_ours(struct bs_span rest)
{
    return bs_span_starts(rest, "backstop v=1 ") && memcmp(rest.p, "backstop v=1", 12) == 0;
}

bool
bs_logline_read(struct bs_logline *line_r, struct bs_span text)
{
    struct bs_span rest = text;

    *line_r = (struct bs_logline){.kind = BS_LOG_OTHER, .stage = BS_STAGE_OTHER};
    if (!take_time(line_r, &rest))
        return false;
    struct bs_span id = bs_span_take(rest, word_length(rest));
    if (is_id(id)) {
        line_r->id = id;
        skip(&rest, id.n);
        if (take_message(line_r, &rest)) {
            line_r->text = rest;
            return true;
        }
    }
    if (is_ours(rest)) {
        line_r->kind = BS_LOG_BACKSTOP;
    } else {
        take_fields(line_r, &rest);
        if (bs_span_starts(rest, "rejected ") || bs_span_starts(rest, "temporarily rejected "))
            take_refusal(line_r, rest);
        else
            take_other(line_r, rest);
    }
    line_r->text = rest;
    return true;
}

struct bs_span
bs_logline_word(const struct bs_logline *line, const char *name)
{
    struct bs_span rest = line->text, word;

    while ((word = bs_span_word(&rest, " ")).n > 0)
        if (bs_span_starts(word, name))
            return bs_span_drop(word, strlen(name));
    return bs_span_of(NULL, 0);
}

const char *
bs_stage_name(enum bs_log_stage stage)
{
    static const char *const names[BS_STAGES] = {
        [BS_STAGE_CONNECT] = "connect", [BS_STAGE_HELO] = "helo",
        [BS_STAGE_MAIL] = "mail",       [BS_STAGE_RCPT] = "rcpt",
        [BS_STAGE_DATA] = "data",       [BS_STAGE_LOCAL_SCAN] = "local_scan",
        [BS_STAGE_OTHER] = "other",
    };

    return names[stage];
}
