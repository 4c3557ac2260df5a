/* mainlog: parses one line of Exim's main or reject log. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mainlog.h"

#include "eximid.h"
#include "logword.h"

#include <stdio.h>

#define FIELD_N 8 /* longer than any field name that is read */

/* --- fields --------------------------------------------------------------- */

static void
skip(struct bs_span *rest, size_t n)
{
    *rest = bs_span_drop(*rest, n);
    while (bs_span_at(*rest, 0) == ' ')
        *rest = bs_span_drop(*rest, 1);
}

static struct bs_span
take_word(struct bs_span *rest)
{
    struct bs_span word = bs_span_take(*rest, bs_logword_plain(*rest));

    skip(rest, word.n);
    return word;
}

/* "<joe@a.example>:" without its colon. */
static struct bs_span
take_address(struct bs_span *rest)
{
    struct bs_span word = bs_span_take(*rest, bs_logword_address(*rest));

    skip(rest, word.n + (bs_span_at(*rest, word.n) == ':'));
    return word;
}

static struct bs_span
without_brackets(struct bs_span address)
{
    if (bs_span_at(address, 0) != '<')
        return address;
    return bs_span_take(bs_span_drop(address, 1), address.n - 1 - bs_span_ends(address, ">"));
}

/* The first host counts, because a client's name can look like another host field. */
static void
take_host(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_loghost host;
    size_t n = bs_logword_host(*rest, &host);

    skip(rest, n);
    if (line->host.n > 0 || line->ip.n > 0)
        return;
    line->host = host.name.n > 0 ? host.name : host.helo;
    line->ip = host.ip;
    line->confirmed = host.name.n > 0 && host.ip.n > 0;
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

/* "authenticator:id:sender", or the authenticator alone. */
static struct bs_span
login_of(struct bs_span value)
{
    struct bs_span id = bs_span_drop(value, bs_span_find(value, ':') + 1);
    struct bs_span login = id.n > 0 ? id : value;

    return bs_span_take(login, bs_span_find(login, ':'));
}

/* Exim adds "a" to the protocol if the client has authenticated. */
static void
take_protocol(struct bs_logline *line, struct bs_span protocol)
{
    line->no_login = bs_span_ends(protocol, "smtp") || bs_span_ends(protocol, "smtps");
    line->by_smtp = bs_span_has(protocol, "smtp");
}

/* Fields that clients can fill with blanks and quotation marks: the answer of
 * an identd, a certificate, the name of a server. */
static bool
is_of_client(const struct bs_logline *line, struct bs_span name)
{
    return bs_span_is(name, "DN") || bs_span_is(name, "SNI") ||
           (bs_span_is(name, "U") && line->ip.n > 0);
}

/* In the line of an arrival, the fields that the client can choose come first, except for id=. So
 * the last value of a field counts. */
static void
take_arrival_value(struct bs_logline *line, struct bs_span name, struct bs_span value)
{
    line->words_of_client |= is_of_client(line, name);
    if (bs_span_is(name, "A"))
        line->login = login_of(value);
    else if (bs_span_is(name, "P"))
        take_protocol(line, value);
    else if (bs_span_is(name, "DKIM"))
        line->dkim = value;
    else if (bs_span_is(name, "U"))
        line->user = value;
    else if (bs_span_is(name, "T"))
        line->subject = without_quotes(value);
}

static void
take_value(struct bs_logline *line, struct bs_span name, struct bs_span value)
{
    if (bs_span_is(name, "S"))
        line->size = read_size(value);
    else if (line->kind == BS_LOG_ARRIVED)
        take_arrival_value(line, name, value);
    else if (line->kind == BS_LOG_OTHER && bs_span_is(name, "F"))
        line->address = without_brackets(value);
    else if (line->kind == BS_LOG_OTHER && bs_span_is(name, "A"))
        line->login = login_of(value);
    else if (line->kind == BS_LOG_OTHER && bs_span_is(name, "U"))
        line->user = value;
    else if (bs_span_is(name, "T"))
        line->transport = bs_span_strip(value, ":"); /* of a failure: an error follows */
    else if (bs_span_is(name, "P") && bs_span_at(value, 0) == '<')
        line->return_path = without_brackets(value);
}

/* The "NAME" of "NAME=value", or an empty span. Of "id*=", a Message-ID that
 * Exim has made itself, the "id". */
static struct bs_span
take_name(struct bs_span *rest)
{
    size_t n = 0;

    while (n < FIELD_N && bs_is_alnum(bs_span_at(*rest, n)))
        n++;
    struct bs_span name = bs_span_take(*rest, n);
    n += bs_span_is(name, "id") && bs_span_at(*rest, n) == '*';
    int c = bs_span_at(name, 0);
    bool capital = c >= 'A' && c <= 'Z';
    if (bs_span_at(*rest, n) != '=' || !(capital || (name.n == 2 && memcmp(name.p, "id", 2) == 0)))
        return bs_span_of(NULL, 0);
    *rest = bs_span_drop(*rest, n + 1);
    return name;
}

/* Marks among the fields, as "L.-" or "TFO*". */
static bool
is_mark(struct bs_span text)
{
    static const char *const marks[] = {"K", "L", "DS", "PRDR", "TFO", "ARC"};
    struct bs_span mark = bs_span_strip(bs_span_take(text, bs_logword_plain(text)), "*.-");

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bs_span_is(mark, marks[i]))
            return true;
    return false;
}

/* The sender of a message may be in <>; C=, DN=, SNI= and subjects are in quotation marks; all
 * others end at a blank. */
static struct bs_span
take_field_value(struct bs_span name, struct bs_span *rest)
{
    int c = bs_span_at(*rest, 0);
    size_t n = bs_logword_plain(*rest);

    if (bs_span_is(name, "F") || bs_span_is(name, "id") || c == '<')
        n = bs_logword_address(*rest);
    else if (c == '"')
        n = bs_logword_quoted(*rest);
    struct bs_span value = bs_span_take(*rest, n);
    skip(rest, n);
    return value;
}

/* After the Message-ID, only the subject is of interest, and only if it comes next, where Exim
 * writes it. The envelope addresses after it are for people. */
static void
take_subject(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_span at = *rest, name = take_name(&at);

    if (line->kind == BS_LOG_ARRIVED && bs_span_is(name, "T") && bs_span_at(at, 0) == '"') {
        take_value(line, name, take_field_value(name, &at));
        *rest = at;
    }
}

/* Reads fields and marks, up to the first word that is neither. In the line of an arrival, there is
 * nothing else before the Message-ID, so unknown words, which a later Exim may add, are skipped. */
static void
take_fields(struct bs_logline *line, struct bs_span *rest)
{
    while (rest->n > 0) {
        struct bs_span before = *rest, name = take_name(rest);

        if (name.n == 0 && !is_mark(*rest) &&
            (line->kind != BS_LOG_ARRIVED || bs_span_starts(*rest, "from <") ||
             bs_span_starts(*rest, "for ")))
            return;
        if (name.n == 0)
            take_word(rest);
        else if (bs_span_is(name, "H") || bs_span_is(name, "DSH")) /* no blank, in refusals */
            take_host(line, rest);
        else if (bs_span_is(name, "id")) {
            line->message_id = take_field_value(name, rest);
            take_subject(line, rest);
            return;
        } else {
            take_value(line, name, take_field_value(name, rest));
        }
        struct bs_span word = bs_span_trim(bs_span_take(before, before.n - rest->n));
        if (line->kind == BS_LOG_FAILED && bs_span_ends(word, ":")) /* then, what went wrong */
            return;
    }
}

/* --- messages ------------------------------------------------------------- */

/* "joe@a.example (alias@b.example) <list@c.example>" */
static void
take_recipient(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_span quoted;
    size_t n = bs_logword_recipient(*rest, &quoted);

    line->address = quoted.n > 0 ? quoted : bs_span_take(*rest, n);
    line->parent = quoted;
    skip(rest, n + (bs_span_at(*rest, n) == ':'));
    skip(rest, bs_logword_parents(*rest));
    if (quoted.n == 0 && bs_span_at(*rest, 0) == '<')
        line->parent = without_brackets(take_address(rest));
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

/* Reads what follows a message id. False: not a line about the message itself. */
static bool
take_message(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_span flag = bs_span_take(*rest, bs_logword_plain(*rest));

    if (bs_span_is(flag, "Completed")) {
        line->kind = BS_LOG_COMPLETED;
        return true;
    }
    line->kind = kind_of_flag(flag);
    if (line->kind == BS_LOG_OTHER)
        return false;
    line->early = bs_span_is(flag, ">>");
    skip(rest, flag.n);
    if (line->kind == BS_LOG_ARRIVED)
        line->address = without_brackets(take_address(rest));
    else
        take_recipient(line, rest);
    take_fields(line, rest);
    if (line->no_login && line->words_of_client) /* then the A= was one of these */
        line->login = bs_span_of(NULL, 0);
    return true;
}

/* --- refusals ------------------------------------------------------------- */

/* The text after the host of a client that is refused. */
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
    {"SMTP protocol synchronization error", "rejected \"", BS_LOG_REFUSED, BS_STAGE_OTHER},
    {"Connection from ", " refused", BS_LOG_REFUSED, BS_STAGE_CONNECT},
    {"refused connection from ", "", BS_LOG_REFUSED, BS_STAGE_CONNECT},
    {"temporarily refused connection", "", BS_LOG_PUT_OFF, BS_STAGE_CONNECT},
    {"unqualified sender rejected", "", BS_LOG_REFUSED, BS_STAGE_MAIL},
    {"unqualified recipient rejected", "", BS_LOG_REFUSED, BS_STAGE_RCPT},
    {"unqualified ", " rejected: <", BS_LOG_REFUSED, BS_STAGE_OTHER}, /* of VRFY */
    {"too many recipients: message rejected", "", BS_LOG_REFUSED, BS_STAGE_RCPT},
    {"too many recipients: excess temporarily rejected", "", BS_LOG_PUT_OFF, BS_STAGE_RCPT},
    {"tmp-reject from cutthrough after DATA:", "", BS_LOG_PUT_OFF, BS_STAGE_DATA},
    {"local_scan() function ", "message temporarily rejected", BS_LOG_PUT_OFF, BS_STAGE_LOCAL_SCAN},
    {"SA: Action: scanned but message isn't spam", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: check skipped due to message size", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: Not running SA because SAEximRunCond", "", BS_LOG_HAM, BS_STAGE_DATA},
    {"SA: Action: permanently rejected message", "", BS_LOG_SPAM, BS_STAGE_DATA},
    {"SA: Action: temporarily rejected message", "", BS_LOG_SPAM, BS_STAGE_DATA},
    {"SA: Action: flagged as Spam but accepted", "", BS_LOG_SPAM, BS_STAGE_DATA},
};

/* Where a line that begins without fields names the client: "from host [address]", "from H=host
 * [address]", "rejected: <joe> H=host [address]". */
static struct bs_span
find_client(struct bs_span rest)
{
    while (rest.n > 0) {
        bool from = bs_span_starts(rest, "from "), quoted = bs_span_at(rest, 0) == '"';

        if (bs_span_starts(rest, "H="))
            return bs_span_drop(rest, 2);
        skip(&rest, quoted ? bs_logword_quoted(rest) : bs_logword_address(rest));
        if (from && bs_span_at(rest, 0) != '<' && !bs_span_starts(rest, "H="))
            return rest;
    }
    return rest;
}

static void
take_client(struct bs_logline *line, struct bs_span rest)
{
    rest = find_client(rest);
    if (line->ip.n == 0 && rest.n > 0)
        take_host(line, &rest);
    if (line->ip.n == 0)
        line->host = bs_span_of(NULL, 0);
}

static void
take_refusal(struct bs_logline *line, struct bs_span rest, bool fieldless)
{
    const struct refusal *refusal = refusals;

    line->kind = bs_span_starts(rest, "temporarily") ? BS_LOG_PUT_OFF : BS_LOG_REFUSED;
    skip(&rest, line->kind == BS_LOG_PUT_OFF ? strlen("temporarily rejected") : strlen("rejected"));
    while (!bs_span_starts(rest, refusal->text))
        refusal++;
    line->stage = refusal->stage;
    if (fieldless)
        take_client(line, rest);
    if (line->stage == BS_STAGE_RCPT) {
        skip(&rest, strlen("RCPT"));
        line->recipient = without_brackets(take_address(&rest));
    } else if (line->stage == BS_STAGE_MAIL || bs_span_starts(rest, "from <")) {
        skip(&rest, bs_logword_plain(rest)); /* "MAIL <joe@x>", "MAIL FROM:<joe@x>" */
        rest = bs_span_drop(rest, bs_span_starts(rest, "FROM:") ? strlen("FROM:") : 0);
        if (bs_span_at(rest, 0) == '<')
            line->address = without_brackets(take_address(&rest));
    }
}

/* "H=client [address] joe@a.example F=<sender> rejected after DATA: R=router …": refused by the
 * server that the message was handed on to. */
static void
take_cutthrough(struct bs_logline *line, struct bs_span *rest)
{
    struct bs_logline read = *line;
    struct bs_span at = *rest;

    if (line->id.n == 0 || line->ip.n == 0 ||
        !bs_span_has(bs_span_take(at, bs_logword_plain(at)), "@"))
        return;
    take_recipient(&read, &at);
    read.address = read.parent = bs_span_of(NULL, 0);
    take_fields(&read, &at);
    if (!bs_span_starts(at, "rejected after DATA: ") && !bs_span_starts(at, "tmp-reject from cut"))
        return;
    *line = read;
    *rest = at;
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
    if (bs_stamp_take(&rest, line_r->when) != BS_STAMP_EXIM)
        return false;
    skip(&rest, 0); /* refusals may begin with a blank */
    struct bs_span id = bs_span_take(rest, bs_logword_plain(rest));
    if (bs_is_exim_id(id)) {
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
        size_t whole = rest.n;
        take_fields(line_r, &rest);
        take_cutthrough(line_r, &rest);
        if (bs_span_starts(rest, "rejected ") || bs_span_starts(rest, "temporarily rejected "))
            take_refusal(line_r, rest, rest.n == whole);
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

void
bs_logline_copy(char *text_r, size_t size, struct bs_span value)
{
    snprintf(text_r, size, "%.*s", BS_SPAN(value));
}
