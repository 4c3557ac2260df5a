/* explain: a verdict in the words of header and log, and as sentences. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#define MAX_VALUE    512
#define MAX_ADDRESS  256 /* RFC 5321 §4.5.3.1.3 */
#define MAX_NAME     64  /* the longest registered field name has 45 octets */

/* Words of header and log. */

struct said {
    const struct bs_verdict *verdict;
    const struct bs_outcome *outcome; /* header only */
    const struct bs_event *event;     /* log only */
    const struct bs_finding *finding; /* or NULL */
};

static void
put_version(struct bs_text *t, const struct said *s)
{
    (void)s;
    bs_text_put(t, "1");
}

static void
put_kind(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_kind_name(s->verdict->report.kind));
}

static void
put_origin(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_origin_name(s->verdict->origin));
}

static void
put_reason(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_reason_name(s->verdict->reason));
}

static void
put_action(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_action_name(s->verdict->fate.action));
}

static void
put_status(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, s->verdict->fate.status);
}

static void
put_recipient(struct bs_text *t, const struct said *s)
{
    if (s->verdict->fate.recipient[0] != '\0')
        bs_text_word(t, bs_span_text(s->verdict->fate.recipient), MAX_ADDRESS);
}

/* What `deny` would have done; who reads the header has the message, so
 * nothing refused it. */
static void
put_would(struct bs_text *t, const struct said *s)
{
    if (s->outcome->refusable)
        bs_text_put(t, bs_mode_name(BS_MODE_DENY));
}

static void
put_checks(struct bs_text *t, const struct said *s)
{
    for (unsigned i = 0; i < s->outcome->count && i < BS_CHECKS; i++) {
        bs_text_put(t, i > 0 ? "," : "");
        bs_text_put(t, bs_check_name(s->outcome->fired[i]));
    }
}

static void
put_check(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_check_name(s->event->check));
}

static void
put_mode(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, bs_mode_name(s->event->mode));
}

static void
put_did(struct bs_text *t, const struct said *s)
{
    enum bs_mode mode = s->event->mode;
    bool refuses = mode == BS_MODE_DEFER || mode == BS_MODE_DENY;

    bs_text_put(t, refuses && !s->event->exempt ? bs_mode_name(mode) : "pass");
}

static void
put_host(struct bs_text *t, const struct said *s)
{
    bs_text_word(t, s->event->host, BS_MAX_HOSTNAME);
}

static void
put_sender(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, "<");
    if (s->event->sender.n > 0)
        bs_text_word(t, s->event->sender, MAX_ADDRESS);
    bs_text_put(t, ">");
}

static void
put_rcpt(struct bs_text *t, const struct said *s)
{
    bs_text_word(t, s->event->rcpt, MAX_ADDRESS);
}

/* Of a verdict that came through a pipe, the words are all there is. */
static struct bs_place
place_of(const struct said *s)
{
    struct bs_place place;

    if (s->event && s->event->place)
        return *s->event->place;
    bs_explain_place(s->verdict, &place);
    return place;
}

static void
put_border(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, place_of(s).border);
}

static void
put_country(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, place_of(s).country);
}

static void
put_network(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, place_of(s).network);
}

static void
put_listed(struct bs_text *t, const struct said *s)
{
    bs_text_put(t, place_of(s).listed);
}

static void
put_unanswered(struct bs_text *t, const struct said *s)
{
    if (s->event->unanswered > 0)
        bs_text_number(t, s->event->unanswered);
}

static void
put_found(struct bs_text *t, const struct said *s)
{
    if (s->finding)
        bs_text_put(t, bs_finding_name(s->finding->id));
}

static void
put_field(struct bs_text *t, const struct said *s)
{
    if (s->finding && s->finding->field.n > 0)
        bs_text_name(t, s->finding->field, MAX_NAME);
}

/* Some findings are about a field as a whole. */
static bool
has_place(const struct bs_finding *finding)
{
    switch (bs_finding_check(finding->id)) {
    case BS_CHECK_HEADER_DUPLICATE:
    case BS_CHECK_HEADER_MISSING:
    case BS_CHECK_RECEIVED_FORGED:
    case BS_CHECK_DATE_BOGUS:
        return false;
    default:
        return finding->field.n > 0;
    }
}

static void
put_offset(struct bs_text *t, const struct said *s)
{
    if (s->finding && has_place(s->finding))
        bs_text_number(t, s->finding->offset);
}

static void
put_code_of(struct bs_text *t, const struct bs_finding *finding)
{
    enum bs_code code = bs_finding_code(finding->id);

    if (code == BS_CODE_NONE || finding->code == 0)
        return;
    if (code == BS_CODE_LINE) {
        bs_text_number(t, finding->code);
        return;
    }
    bs_text_put(t, code == BS_CODE_POINT ? "U+" : "0x");
    if (code == BS_CODE_POINT && finding->code <= 0xFF)
        bs_text_put(t, "00"); /* the Unicode standard writes at least four digits */
    bs_text_hex(t, finding->code);
}

static void
put_code(struct bs_text *t, const struct said *s)
{
    if (s->finding)
        put_code_of(t, s->finding);
}

static void
put_exempt(struct bs_text *t, const struct said *s)
{
    if (s->event->exempt)
        bs_text_word(t, bs_span_text(s->event->exempt), MAX_ADDRESS);
}

struct word {
    const char *name;
    void (*put)(struct bs_text *, const struct said *); /* nothing: word left out */
};

/* The order is part of the grammar: new words go to the end. */
static const struct word header_words[] = {
    {"v", put_version},       {"kind", put_kind},           {"origin", put_origin},
    {"reason", put_reason},   {"would", put_would},         {"check", put_checks},
    {"border", put_border},   {"found", put_found},         {"field", put_field},
    {"offset", put_offset},   {"code", put_code},           {"country", put_country},
    {"network", put_network}, {"listed", put_listed},       {"action", put_action},
    {"status", put_status},   {"recipient", put_recipient},
};

static const struct word log_words[] = {
    {"v", put_version},       {"check", put_check},
    {"mode", put_mode},       {"did", put_did},
    {"host", put_host},       {"from", put_sender},
    {"rcpt", put_rcpt},       {"kind", put_kind},
    {"origin", put_origin},   {"reason", put_reason},
    {"border", put_border},   {"found", put_found},
    {"field", put_field},     {"offset", put_offset},
    {"code", put_code},       {"exempt", put_exempt},
    {"country", put_country}, {"network", put_network},
    {"listed", put_listed},   {"unanswered", put_unanswered},
};

#define COUNT(table) (sizeof table / sizeof *table)

/* RFC 5322 §2.1.1: a line should have at most 78 octets. */
#define MAX_HEADER_LINE (78 - 1)

static const struct bs_finding *
first_fault(const struct bs_verdict *verdict, const struct bs_outcome *outcome)
{
    const struct bs_finding *finding = NULL;

    for (unsigned i = 0; i < outcome->count && finding == NULL; i++)
        finding = bs_finding_of(&verdict->findings, outcome->fired[i]);
    return finding;
}

void
bs_explain_header(struct bs_text *t, const struct bs_verdict *verdict,
                  const struct bs_outcome *outcome)
{
    struct said said = {verdict, outcome, NULL, first_fault(verdict, outcome)};
    size_t column = sizeof "X-Backstop:" - 1;

    for (size_t i = 0; i < COUNT(header_words); i++) {
        char value[MAX_VALUE];
        struct bs_text v;
        bs_text_start(&v, value, sizeof value);
        header_words[i].put(&v, &said);
        if (v.n == 0)
            continue;
        size_t length = bs_span_text(header_words[i].name).n + 1 + v.n;
        bool fold = i > 0 && column + sizeof "; " - 1 + length + 1 > MAX_HEADER_LINE;
        if (i > 0)
            bs_text_put(t, fold ? ";\n " : "; ");
        column = (fold ? 1 : column + 2) + length;
        bs_text_put(t, header_words[i].name);
        bs_text_put(t, "=");
        bs_text_put(t, value);
    }
}

void
bs_explain_data(struct bs_text *t, const char *header)
{
    struct bs_span rest = bs_span_text(header);
    struct bs_span word;

    while ((word = bs_span_word(&rest, "; \t\r\n")).n > 0) {
        bs_text_put(t, t->n > 0 ? " " : "");
        for (size_t i = 0; i < word.n; i++)
            bs_text_put(t, (char[]){(char)bs_span_at(word, i), '\0'});
    }
}

/* A check of the header has its finding in the line, all others the verdict;
 * both where the mail is a bounce of our own: then the check is wrong. */
static bool
is_said(const struct word *word, const struct said *s)
{
    bool is_verdict = word->put == put_kind || word->put == put_origin || word->put == put_reason ||
                      word->put == put_border || word->put == put_country ||
                      word->put == put_network || word->put == put_listed ||
                      word->put == put_unanswered;

    return !is_verdict || s->finding == NULL || s->verdict->origin == BS_ORIGIN_OURS;
}

void
bs_explain_log(struct bs_text *t, const struct bs_verdict *verdict, const struct bs_event *event)
{
    struct said said = {verdict, NULL, event, NULL};

    if (event->check != BS_CHECK_NONE)
        said.finding = bs_finding_of(&verdict->findings, event->check);
    bs_text_put(t, "backstop");
    for (size_t i = 0; i < COUNT(log_words); i++) {
        char value[MAX_VALUE];
        struct bs_text v;
        bs_text_start(&v, value, sizeof value);
        log_words[i].put(&v, &said);
        if (v.n == 0 || !is_said(&log_words[i], &said))
            continue;
        bs_text_put(t, " ");
        bs_text_put(t, log_words[i].name);
        bs_text_put(t, "=");
        bs_text_put(t, value);
    }
}

void
bs_explain_place(const struct bs_verdict *verdict, struct bs_place *place_r)
{
    const struct bs_border *where = &verdict->where;
    struct bs_text country, network, listed;
    struct bs_ip border;

    bs_text_start(&country, place_r->country, sizeof place_r->country);
    bs_text_start(&network, place_r->network, sizeof place_r->network);
    bs_text_start(&listed, place_r->listed, sizeof place_r->listed);
    place_r->border[0] = '\0';
    if (!bs_verdict_border(verdict, &border))
        return;
    bs_ip_text(&border, place_r->border);
    if (!where->known)
        return;
    if (where->country.n > 0)
        bs_text_name(&country, where->country, 2);
    if (where->network.n > 0) {
        bs_text_put(&network, "AS");
        bs_text_name(&network, where->network, 10);
    }
    for (unsigned i = 0; i < where->listings; i++) {
        bs_text_put(&listed, i > 0 ? "," : "");
        bs_text_name(&listed, where->listed[i], BS_MAX_HOSTNAME);
    }
}

/* Sentences. */

void
bs_explain_evidence(struct bs_text *t, const struct bs_evidence *evidence)
{
    struct bs_span text = bs_span_text(evidence->text);
    size_t gap = bs_span_search(text, "%s");

    if (evidence->hop > 0) {
        bs_text_put(t, "hop ");
        bs_text_number(t, evidence->hop);
        bs_text_put(t, ": ");
    }
    bs_text_put_span(t, bs_span_take(text, gap));
    if (gap < text.n) {
        bs_text_word(t, evidence->subject, BS_MAX_HOSTNAME);
        bs_text_put(t, evidence->text + gap + 2); /* bounds: "%s" stands at gap */
    } else if (evidence->subject.n > 0) {
        bs_text_put(t, " (");
        bs_text_word(t, evidence->subject, BS_MAX_HOSTNAME);
        bs_text_put(t, ")");
    }
}

void
bs_explain_finding(struct bs_text *t, const struct bs_finding *finding)
{
    enum bs_code code = bs_finding_code(finding->id);

    if (finding->field.n > 0) {
        bs_text_name(t, finding->field, MAX_NAME);
        bs_text_put(t, ": ");
    }
    bs_text_put(t, bs_finding_sentence(finding->id));
    if (code != BS_CODE_NONE && finding->code != 0) {
        bs_text_put(t, code == BS_CODE_LINE ? ", number " : ", ");
        put_code_of(t, finding);
        bs_text_put(t, code == BS_CODE_LINE ? " from the top" : "");
    }
    if (has_place(finding)) {
        bs_text_put(t, ", at octet ");
        bs_text_number(t, finding->offset);
    }
}
