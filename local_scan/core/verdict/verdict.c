/* verdict: what is known about a report, and the conclusion. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

void
bs_verdict_clear(struct bs_verdict *verdict)
{
    verdict->origin = BS_ORIGIN_NONE;
    verdict->reason = BS_REASON_NONE;
    verdict->stranger = false;
    verdict->evidences = verdict->border = 0;
    verdict->check = BS_CHECK_NONE;
    verdict->recall = BS_RECALL_NOTHING;
}

/* Does a header that is a view of the message end only where reading ended? */
static bool
ends_with_body(const struct bs_message *message, struct bs_span header)
{
    return header.p + header.n == message->body.p + message->body.n;
}

/* An automatic reply quotes the mail that it answers, for instance our complaint, with a spammer's
 * header in it. It returns our mail only in a part made for that. */
static bool
is_quoted_answer(const struct bs_verdict *v)
{
    bool is_answer = v->report.kind == BS_KIND_AUTOREPLY || v->report.kind == BS_KIND_MDN;

    return is_answer && v->returned.where > BS_RETURNED_PART;
}

static bool
is_author(enum bs_name id)
{
    return id == BS_NAME_FROM || id == BS_NAME_SENDER || id == BS_NAME_REPLY_TO ||
           id == BS_NAME_RETURN_PATH;
}

static bool
is_addressee(enum bs_name id)
{
    return id == BS_NAME_TO || id == BS_NAME_CC || id == BS_NAME_DELIVERED_TO;
}

static bool
same_domain(struct bs_span a, struct bs_span b)
{
    return bs_span_equal(bs_address_domain(a), bs_address_domain(b));
}

/* Does a field of that sort name the address, or one that is the same by `same`? */
static bool
names_as(bool (*sort)(enum bs_name id), struct bs_span header, struct bs_span address,
         bool (*same)(struct bs_span a, struct bs_span b))
{
    struct bs_field field;
    struct bs_span next;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1)
        for (struct bs_span rest = field.value;
             sort(field.id) && (next = bs_address_next(&rest)).n > 0;)
            if (same(next, address))
                return true;
    return false;
}

/* A filter also writes to the recipient of a mail that it has stopped ("VIRUS IN MAIL TO YOU"), and
 * returns its header: that of a stranger's mail, as it should be. The mail may have been to another
 * address of the domain, of which the recipient reads the mail. A bounce goes to the sender, and
 * names the recipient that failed. */
static bool
is_to_recipient(const struct bs_verdict *v, const struct bs_message *message)
{
    bool in_words = v->report.kind == BS_KIND_NOTICE || v->report.kind == BS_KIND_BOUNCE;
    struct bs_span failed = bs_span_text(v->fate.recipient);
    struct bs_span header = v->returned.header;
    struct bs_address buffer;
    struct bs_span to = bs_address_from(bs_message_field(message, "To"), &buffer);

    if (!in_words || to.n == 0 || (failed.n > 0 && !bs_address_same(failed, to)))
        return false;
    if (names_as(is_addressee, header, to, bs_address_same))
        return !names_as(is_author, header, to, bs_address_same);
    return names_as(is_addressee, header, to, same_domain) &&
           !names_as(is_author, header, to, same_domain);
}

/* A mailbox elsewhere may forward its mail to us, and with it the bounces of mail that was sent
 * from there. Such a bounce is to the author of the returned mail, or to another address of that
 * domain (a list's owner). Many servers leave no other trace of it. */
static struct bs_span
passed_on(const struct bs_verdict *v, const struct bs_message *message)
{
    struct bs_span rest = bs_message_field(message, "To");
    struct bs_span to = bs_address_next(&rest);

    if (to.n > 0 && names_as(is_author, v->returned.header, to, same_domain))
        return to;
    return bs_span_of(NULL, 0);
}

static void
add_limit(struct bs_verdict *v, bool reached, enum bs_finding_id id)
{
    if (reached)
        bs_finding_add(&v->findings, (struct bs_finding){.id = id});
}

/* With any of the line ends that mail is stored with: \n, \r\n, \r. */
static bool
ends_line(struct bs_span text)
{
    int last = bs_span_at(text, text.n - 1);

    return last == '\n' || last == '\r';
}

void
bs_verdict_read(struct bs_verdict *verdict_r, const struct bs_message *message,
                struct bs_scratch *scratch, bool names)
{
    struct bs_verdict *v = verdict_r;

    v->findings.count = 0;
    v->findings.total = 0;
    bs_named_clear(&v->named);
    v->returned = (struct bs_returned){.where = BS_RETURNED_NOTHING};
    v->passed_on = bs_span_of(NULL, 0);
    v->trail.hops = 0;
    v->trail.limit = false;
    bs_verdict_clear(v);
    bs_report_recognise(&v->report, message, scratch);
    bs_fate_read(&v->fate, &v->report, message, scratch);
    if (v->report.kind == BS_KIND_ORDINARY)
        return;
    if (names)
        bs_named_read(&v->named, &v->report, message, scratch);
    bs_returned_find(&v->returned, scratch);
    v->report.doubtful |= v->report.bare && v->returned.where == BS_RETURNED_NOTHING;
    v->report.doubtful |= is_quoted_answer(v) || is_to_recipient(v, message);
    if (v->returned.where != BS_RETURNED_NOTHING) {
        bool end = ends_with_body(message, v->returned.header);
        v->returned.cut |= message->truncated && end;
        /* not even its last line, nor the boundary that ends each part (RFC 2046 §5.1.1) */
        v->returned.torn |= end && !ends_line(v->returned.header);
        bs_trail_read(&v->trail, v->returned.header);
        v->passed_on = passed_on(v, message);
    } else if (names) {
        bs_named_search(&v->named, message->body);
    }
    add_limit(v, v->report.mime_limit, BS_FIND_MIME_LIMIT);
    add_limit(v, message->truncated, BS_FIND_BODY_LIMIT);
    add_limit(v, v->trail.limit, BS_FIND_HOP_LIMIT);
    add_limit(v, v->returned.cut, BS_FIND_RETURNED_LIMIT);
}

/* If the peer is not certain, the first address that it could be. */
bool
bs_verdict_border(const struct bs_verdict *verdict, struct bs_ip *ip_r)
{
    if (verdict->border == 0 || verdict->border > verdict->trail.hops)
        return false;
    const struct bs_hop *hop = &verdict->trail.hop[verdict->border - 1];
    bool seen = hop->peer_known != BS_PEER_NONE && bs_ip_public(&hop->peer);

    if (seen)
        *ip_r = hop->peer;
    for (unsigned i = 0; i < hop->addrs && !seen; i++) {
        seen = bs_ip_public(&hop->addr[i]);
        if (seen)
            *ip_r = hop->addr[i];
    }
    return seen;
}

const char *
bs_origin_name(enum bs_origin origin)
{
    static const char *const names[BS_ORIGINS] = {"none", "ours", "foreign", "unknown"};

    return names[origin];
}

static const struct {
    enum bs_origin origin;
    const char *name;
    const char *sentence;
} reasons[BS_REASONS] = {
#define REASON(origin, id, name, sentence) {BS_ORIGIN_##origin, name, sentence},
#include "reasons.def"
#undef REASON
};

enum bs_origin
bs_reason_origin(enum bs_reason reason)
{
    return reasons[reason].origin;
}

const char *
bs_reason_name(enum bs_reason reason)
{
    return reasons[reason].name;
}

const char *
bs_reason_sentence(enum bs_reason reason)
{
    return reasons[reason].sentence;
}
