/* explain: a verdict in the words of header and log, and as sentences. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#define MAX_VALUE 512

/* Words of header and log. */

/* RFC 5322 §2.1.1: a line should have at most 78 octets. */
#define MAX_HEADER_LINE (78 - 1)

/* The place that the words go to: a header, folded, or (`column` 0) a line of the log. */
struct saying {
    struct bs_text *t;
    size_t column;
};

/* A word without a value is left out. */
static void
say(struct saying *s, const char *name, const char *value)
{
    size_t length = bs_span_text(name).n + 1 + bs_span_text(value).n;

    if (*value == '\0')
        return;
    if (s->column == 0) {
        bs_text_put(s->t, " ");
    } else if (s->t->n > 0) {
        bool fold = s->column + sizeof "; " - 1 + length + 1 > MAX_HEADER_LINE;
        bs_text_put(s->t, fold ? ";\n " : "; ");
        s->column = (fold ? 1 : s->column + 2) + length;
    } else {
        s->column += length;
    }
    bs_text_put(s->t, name);
    bs_text_put(s->t, "=");
    bs_text_put(s->t, value);
}

/* Octets of a message. */
static void
say_data(struct saying *s, const char *name, struct bs_span data, size_t max)
{
    char value[MAX_VALUE];
    struct bs_text v = bs_text_in(value, sizeof value);

    bs_text_word(&v, data, max);
    say(s, name, value);
}

static void
say_number(struct saying *s, const char *name, unsigned long number)
{
    char value[24];
    struct bs_text v = bs_text_in(value, sizeof value);

    bs_text_number(&v, number);
    say(s, name, value);
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
put_code(struct bs_text *t, const struct bs_finding *finding)
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
say_finding(struct saying *s, const struct bs_finding *finding)
{
    char field[BS_SHOWN_NAME + 4], code[24];

    if (finding == NULL)
        return;
    say(s, "found", bs_finding_name(finding->id));
    struct bs_text v = bs_text_in(field, sizeof field);
    if (finding->field.n > 0)
        bs_text_name(&v, finding->field, BS_SHOWN_NAME);
    say(s, "field", field);
    if (has_place(finding))
        say_number(s, "offset", finding->offset);
    v = bs_text_in(code, sizeof code);
    put_code(&v, finding);
    say(s, "code", code);
}

static void
say_verdict(struct saying *s, const struct bs_verdict *verdict)
{
    say(s, "kind", bs_kind_name(verdict->report.kind));
    say(s, "origin", bs_origin_name(verdict->origin));
    say(s, "reason", bs_reason_name(verdict->reason));
}

static void
say_place(struct saying *s, const struct bs_place *place)
{
    say(s, "country", place->country);
    say(s, "network", place->network);
    say(s, "listed", place->listed);
}

static void
say_fate(struct saying *s, const struct bs_fate *fate)
{
    say(s, "action", bs_action_name(fate->action));
    say(s, "status", fate->status);
    if (fate->recipient[0] != '\0')
        say_data(s, "recipient", bs_span_text(fate->recipient), BS_SHOWN_ADDRESS);
}

/* Left out if the reason already says it. */
static void
say_memory(struct saying *s, const struct bs_verdict *verdict)
{
    const char *recall = bs_recall_name(verdict->recall);

    if (!bs_span_is(bs_span_text(recall), bs_reason_name(verdict->reason)))
        say(s, "memory", recall);
}

static void
say_checks(struct saying *s, const struct bs_outcome *outcome)
{
    char value[MAX_VALUE];
    struct bs_text v = bs_text_in(value, sizeof value);

    for (unsigned i = 0; i < outcome->count && i < BS_CHECKS; i++) {
        bs_text_put(&v, i > 0 ? "," : "");
        bs_text_put(&v, bs_check_name(outcome->fired[i]));
    }
    say(s, "check", value);
}

static const struct bs_finding *
first_fault(const struct bs_verdict *verdict, const struct bs_outcome *outcome)
{
    const struct bs_finding *finding = NULL;

    for (unsigned i = 0; i < outcome->count && finding == NULL; i++)
        finding = bs_finding_of(&verdict->findings, outcome->fired[i]);
    return finding;
}

/* The order is part of the grammar: new words go to the end. */
void
bs_explain_header(struct bs_text *t, const struct bs_verdict *verdict,
                  const struct bs_outcome *outcome)
{
    struct saying s = {t, sizeof "X-Backstop:" - 1};
    struct bs_place place;

    bs_explain_place(verdict, &place);
    say(&s, "v", "1");
    say_verdict(&s, verdict);
    /* What `deny` would have done: the message was delivered, so it was not refused. */
    say(&s, "would", outcome->refusable ? bs_mode_name(BS_MODE_DENY) : "");
    say_checks(&s, outcome);
    say(&s, "border", place.border);
    say_finding(&s, first_fault(verdict, outcome));
    say_place(&s, &place);
    say_fate(&s, &verdict->fate);
    say_memory(&s, verdict);
}

static const char *
done_by(const struct bs_event *event)
{
    bool refuses = event->mode == BS_MODE_DEFER || event->mode == BS_MODE_DENY;

    return refuses && !event->exempt ? bs_mode_name(event->mode) : "pass";
}

static void
say_event(struct saying *s, const struct bs_event *event)
{
    char sender[MAX_VALUE];

    say(s, "check", bs_check_name(event->check));
    say(s, "mode", bs_mode_name(event->mode));
    say(s, "did", done_by(event));
    say_data(s, "host", event->host, BS_MAX_HOSTNAME);
    struct bs_text v = bs_text_in(sender, sizeof sender);
    bs_text_put(&v, "<");
    if (event->sender.n > 0)
        bs_text_word(&v, event->sender, BS_SHOWN_ADDRESS);
    bs_text_put(&v, ">");
    say(s, "from", sender);
    say_data(s, "rcpt", event->rcpt, BS_SHOWN_ADDRESS);
}

/* The line has the finding for a check of the header, and the verdict for all others; both if the
 * mail is a bounce of our own, because then the check is wrong. The order is part of the grammar:
 * new words go to the end. */
void
bs_explain_log(struct bs_text *t, const struct bs_verdict *verdict, const struct bs_event *event)
{
    const struct bs_finding *finding =
        event->check == BS_CHECK_NONE ? NULL : bs_finding_of(&verdict->findings, event->check);
    bool judged = finding == NULL || verdict->origin == BS_ORIGIN_OURS;
    struct saying s = {t, 0};
    struct bs_place place;

    bs_explain_place(verdict, &place);
    if (event->place) /* of a verdict that came through a pipe, the words are all there is */
        place = *event->place;
    bs_text_put(t, "backstop");
    say(&s, "v", "1");
    say_event(&s, event);
    if (judged) {
        say_verdict(&s, verdict);
        say(&s, "border", place.border);
    }
    say_finding(&s, finding);
    if (event->exempt)
        say_data(&s, "exempt", bs_span_text(event->exempt), BS_SHOWN_ADDRESS);
    if (judged)
        say_place(&s, &place);
    if (judged && event->unanswered > 0)
        say_number(&s, "unanswered", event->unanswered);
    if (judged)
        say_memory(&s, verdict);
}

void
bs_explain_data(struct bs_text *t, const char *header)
{
    struct bs_span rest = bs_span_text(header);
    struct bs_span word;

    while ((word = bs_span_word(&rest, "; \t\r\n")).n > 0) {
        bs_text_put(t, t->n > 0 ? " " : "");
        bs_text_put_span(t, word);
    }
}

void
bs_explain_place(const struct bs_verdict *verdict, struct bs_place *place_r)
{
    const struct bs_border *where = &verdict->where;
    struct bs_ip border;
    struct bs_text country = bs_text_in(place_r->country, sizeof place_r->country);
    struct bs_text network = bs_text_in(place_r->network, sizeof place_r->network);
    struct bs_text listed = bs_text_in(place_r->listed, sizeof place_r->listed);

    place_r->border[0] = '\0';
    if (!bs_verdict_border(verdict, &border))
        return;
    bs_ip_text(&border, place_r->border);
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
        bs_text_put(t, evidence->text + gap + 2); /* bounds: "%s" is at gap */
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
        bs_text_name(t, finding->field, BS_SHOWN_NAME);
        bs_text_put(t, ": ");
    }
    bs_text_put(t, bs_finding_sentence(finding->id));
    if (code != BS_CODE_NONE && finding->code != 0) {
        bs_text_put(t, code == BS_CODE_LINE ? ", number " : ", ");
        put_code(t, finding);
        bs_text_put(t, code == BS_CODE_LINE ? " from the top" : "");
    }
    if (has_place(finding)) {
        bs_text_put(t, ", at octet ");
        bs_text_number(t, finding->offset);
    }
}
