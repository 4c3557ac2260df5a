/* report: what kind of message is this? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include "charset.h"
#include "clues.h"
#include "decode.h"
#include "mime.h"
#include "returned.h"

/* Octets of a part that are searched for a complaint's marks. */
#define COMPLAINT_WINDOW 1024u

/* Parts made for machines */

struct machine_part {
    const char *subtype;
    enum bs_kind kind;
    bool global;
    const char *clue;
};

static const struct machine_part machine_parts[] = {
    {"delivery-status", BS_KIND_DSN, false, "message/delivery-status"},
    {"global-delivery-status", BS_KIND_DSN, true, "message/global-delivery-status"},
    {"feedback-report", BS_KIND_ARF, false, "message/feedback-report"},
    {"disposition-notification", BS_KIND_MDN, false, "message/disposition-notification"},
    {"global-disposition-notification", BS_KIND_MDN, true,
     "message/global-disposition-notification"},
};

static const struct machine_part report_types[] = {
    {"delivery-status", BS_KIND_DSN, false, "report-type=delivery-status"},
    {"feedback-report", BS_KIND_ARF, false, "report-type=feedback-report"},
    {"disposition-notification", BS_KIND_MDN, false, "report-type=disposition-notification"},
};

static const struct machine_part *
machine_find(const struct machine_part *table, size_t count, struct bs_span subtype)
{
    for (size_t i = 0; i < count; i++)
        if (bs_span_is(subtype, table[i].subtype))
            return &table[i];
    return NULL;
}

/* What was found in the parts. */
struct parts {
    const struct machine_part *machine; /* the first part of that sort */
    const struct machine_part *type;    /* report-type of a multipart/report */
    struct bs_part plain;
    struct bs_part html;
    bool has_plain;
    bool has_html;
    bool returned;
};

static bool
part_is_returned(const struct bs_part *part)
{
    if (bs_span_is(part->type, "message"))
        return bs_span_is(part->subtype, "rfc822") || bs_span_starts(part->subtype, "global") ||
               bs_span_starts(part->subtype, "rfc822-header");
    return bs_span_is(part->type, "text") && bs_span_starts(part->subtype, "rfc822-header");
}

/* X-ARF's and XARF's own part says who reports what; Microsoft marks the message
 * that its users complained about. All do so in their first lines. */
static bool
part_is_complaint(const struct bs_part *part)
{
    unsigned char buffer[COMPLAINT_WINDOW];
    struct bs_part start = *part;
    struct bs_span text;

    if (!part->leaf || (part->depth == 0 && !part_is_returned(part)))
        return false;
    start.body = bs_span_take(part->body, COMPLAINT_WINDOW);
    text = bs_decode_part(&start, buffer, sizeof buffer);
    if (part_is_returned(part))
        return bs_span_has(text, "X-HmXmrOriginalRecipient:");
    return (bs_span_has(text, "Reported-From:") && bs_span_has(text, "Report-Type:")) ||
           (bs_span_has(text, "XARFVersion") && bs_span_has(text, "Reporter"));
}

static bool
has_complaint(const struct bs_parts *all)
{
    for (unsigned i = 0; i < all->count; i++)
        if (part_is_complaint(&all->part[i]))
            return true;
    return false;
}

static void
parts_add(struct parts *parts, const struct bs_part *part)
{
    /* a multipart that is a leaf never met its boundary, and is read as text */
    bool text = part->type.n == 0 || bs_part_is(part, "text", "plain") ||
                (part->depth > 0 && bs_span_is(part->type, "multipart"));

    if (bs_part_is(part, "multipart", "report") && !parts->type) {
        struct bs_span type = bs_mime_param(part->params, "report-type");

        parts->type = machine_find(report_types, BS_COUNT(report_types), type);
    } else if (bs_span_is(part->type, "message") && !parts->machine) {
        parts->machine = machine_find(machine_parts, BS_COUNT(machine_parts), part->subtype);
    }
    if (!part->leaf)
        return;
    if (part_is_returned(part)) {
        parts->returned = true;
    } else if (!parts->returned && text && !parts->has_plain) {
        parts->plain = *part;
        parts->has_plain = bs_span_trim(bs_span_take(part->body, 80)).n > 0;
    } else if (!parts->returned && bs_part_is(part, "text", "html") && !parts->has_html) {
        parts->html = *part;
        parts->has_html = true;
    }
}

static void
parts_walk(struct parts *parts_r, const struct bs_parts *all)
{
    *parts_r = (struct parts){0};
    for (unsigned i = 0; i < all->count && !parts_r->machine; i++)
        parts_add(parts_r, &all->part[i]);
}

/* Texts made for people */

/* The text of a part in UTF-8, in one of the two buffers. */
static struct bs_span
part_text(const struct bs_part *part, struct bs_scratch *scratch, size_t size)
{
    const struct bs_charset *charset = bs_charset_find(bs_mime_param(part->params, "charset"));
    struct bs_span raw = bs_decode_part(part, scratch->text, size);

    return bs_charset_text(charset, bs_span_take(raw, size), scratch->mended, size);
}

/* A message without parts is text, no matter what its type says, except if it is itself a message
 * or its header; so is a multipart whose boundary was not found. A message that was split into
 * parts is never read as a whole, because a part may be somebody else's text. */
static struct bs_span
parts_text(const struct parts *parts, const struct bs_parts *all, struct bs_scratch *scratch)
{
    struct bs_span html;

    if (parts->has_plain)
        return part_text(&parts->plain, scratch, BS_CLUES_WINDOW);
    if (parts->has_html) {
        html = part_text(&parts->html, scratch, sizeof scratch->text);
        if (html.p != scratch->text)
            return bs_decode_html(html, scratch->text, BS_CLUES_WINDOW);
        return bs_decode_html(html, scratch->mended, BS_CLUES_WINDOW);
    }
    if (all->count > 1 || parts->returned)
        return bs_span_of(NULL, 0);
    return part_text(&all->part[0], scratch, BS_CLUES_WINDOW); /* bounds: the message itself */
}

static bool
has(unsigned set, unsigned bits)
{
    return (set & bits) != 0;
}

static bool
has_all(unsigned set, unsigned bits)
{
    return (set & bits) == bits;
}

/* A row fits if the clues have all bits of `all`, one of `any` and none of `none`, and the text says
 * one of `says` and one of `also` (0: nothing is wanted). The first row that fits counts. */
struct fitting {
    unsigned all, any, none;
    unsigned says, also;
    const char *clue;
};

static bool
suits(unsigned set, unsigned wanted)
{
    return wanted == 0 || has(set, wanted);
}

static const char *
fitting_clue(const struct fitting *row, size_t count, unsigned clues, unsigned says)
{
    for (; count > 0; row++, count--)
        if (has_all(clues, row->all) && suits(clues, row->any) && !has(clues, row->none) &&
            suits(says, row->says) && suits(says, row->also))
            return row->clue;
    return NULL;
}

/* Which clues together make a bounce. A person does not use a mailer daemon's name, and little other
 * mail (tickets, software updates) has the null sender. But people are postmasters, ask about
 * bounces under their subject, and quote them, and spam imitates all of that. */
#define TEXT_PROGRAM (BS_TEXT_FAMILY | BS_TEXT_STATUS | BS_TEXT_RETURNED)
#define TEXT_ANY     (TEXT_PROGRAM | BS_TEXT_GENERIC)

static const struct fitting bounces[] = {
    {CLUE_FAILED, CLUE_NULL | BS_CLUE_DAEMON | CLUE_REPLIED | BS_CLUE_SUBJECT, 0, 0, 0,
     "failed recipients in the header"},
    {BS_CLUE_DAEMON, CLUE_NULL | CLUE_REPLIED, 0, 0, 0, "mailer daemon and null sender"},
    {CLUE_NULL | BS_CLUE_SUBJECT | BS_CLUE_POSTMASTER, 0, 0, 0, 0, "null sender, From and subject"},
    {BS_CLUE_DAEMON, 0, 0, TEXT_ANY | BS_TEXT_ADDRESS, 0, "mailer daemon and text"},
    {BS_CLUE_DAEMON | CLUE_RETURNED_PART, 0, 0, 0, 0, "mailer daemon and returned part"},
    {CLUE_NULL | CLUE_RETURNED_PART, 0, 0, 0, 0, "null sender and returned part"},
    {CLUE_NULL, 0, 0, BS_TEXT_FAMILY, 0, "null sender and text"},
    {CLUE_NULL, BS_CLUE_SUBJECT | BS_CLUE_POSTMASTER, 0, TEXT_ANY | BS_TEXT_ADDRESS, 0,
     "null sender, header and text"},
    {BS_CLUE_POSTMASTER, 0, 0, BS_TEXT_OPENING, 0, "postmaster and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT, 0, 0, TEXT_PROGRAM, 0, "postmaster, subject and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT | CLUE_PLAIN, 0, 0, BS_TEXT_GENERIC, 0,
     "postmaster, subject and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT | CLUE_RETURNED_PART, 0, 0, 0, 0,
     "postmaster, subject and returned part"},
    {BS_CLUE_POSTMASTER | CLUE_RETURNED_PART, 0, BS_CLUE_FORWARD, BS_TEXT_STATUS, 0,
     "postmaster, text and returned part"},
    {BS_CLUE_SUBJECT, 0, CLUE_LIST, BS_TEXT_OPENING, 0, "subject and text"},
    {BS_CLUE_SUBJECT | BS_CLUE_AUTOMATIC | CLUE_RETURNED_PART, 0, CLUE_LIST, TEXT_ANY, 0,
     "subject, text and returned part"},
};

static const char *
bounce_clue(unsigned clues, unsigned says)
{
    return fitting_clue(bounces, BS_COUNT(bounces), clues, says);
}

/* A person or a ticket system may have written it: no mail daemon's name or
 * field, and the null sender only beside words of bounces. Nor does a postmaster's name
 * suffice: Exchange asks for approval, and filters release from quarantine, with a
 * message attached. */
static bool
is_doubtful(unsigned clues, unsigned says)
{
    if (has(clues, BS_CLUE_DAEMON | CLUE_FAILED))
        return false;
    return !has(clues, CLUE_NULL) ||
           (!has(clues, BS_CLUE_SUBJECT | CLUE_REPORT) && !has(says, TEXT_ANY | BS_TEXT_ADDRESS));
}

static const char *
challenge_clue(unsigned clues, unsigned says)
{
    unsigned automatic = CLUE_NULL | CLUE_REPLIED | CLUE_AUTORESPONDER;

    if (has(clues, CLUE_LIST | CLUE_LIST_ID | BS_CLUE_DAEMON | CLUE_FAILED))
        return NULL;
    if (has(clues, CLUE_CONFIRM))
        return "field of a challenge/response product";
    return has(says, BS_TEXT_CHALLENGE) && has(clues, automatic | BS_CLUE_CHALLENGE)
               ? "asks for confirmation"
               : NULL;
}

/* A filter writes about a message or an attachment, or returns one; scareware, which may also have
 * the null sender, writes about a computer. */
static const char *
notice_clue(unsigned clues, unsigned says)
{
    unsigned sender = CLUE_NULL | BS_CLUE_DAEMON | BS_CLUE_POSTMASTER;

    if (has(clues, CLUE_LIST | CLUE_LIST_ID | BS_CLUE_FORWARD) ||
        !(has(says, BS_TEXT_LETTER | BS_TEXT_RETURNED) || has(clues, CLUE_RETURNED_PART)))
        return NULL;
    if (has(says, BS_TEXT_VIRUS) && has(clues, sender | BS_CLUE_VIRUS))
        return "filter's notice";
    return has(clues, BS_CLUE_VIRUS) && has(clues, CLUE_NULL | BS_CLUE_DAEMON) ? "filter's notice"
                                                                               : NULL;
}

/* A filter's own words take precedence over the words that it shares with bounces; but a mail
 * system's bounce because of a virus is a bounce. */
static const char *
plain_notice_clue(unsigned clues, unsigned says)
{
    bool plain = has(clues, BS_CLUE_VIRUS) ||
                 (has(says, BS_TEXT_VIRUS) && !has(clues, BS_CLUE_DAEMON | CLUE_FAILED));

    return plain ? notice_clue(clues, says) : NULL;
}

/* Which clues together make an automatic reply. People also announce absences and thank for mail,
 * under a subject of their own or after "Re:". So words count only together with something that
 * people do not write: the null sender, a field of programs, "Automatic reply: ". */
#define TEXT_ACKNOWLEDGES (BS_TEXT_THANKS | BS_TEXT_RECEIPT | BS_TEXT_AUTOMATIC)

static const struct fitting replies[] = {
    {CLUE_REPLIED, 0, 0, 0, 0, "auto-replied"},
    {CLUE_VACATION, 0, 0, 0, 0, "field of an autoresponder"},
    {CLUE_NULL | CLUE_RULES, 0, 0, 0, 0, "null sender and a mailbox rule"},
    {CLUE_NULL, BS_CLUE_AWAY | BS_CLUE_HOLIDAY, 0, 0, 0, "null sender and subject"},
    {BS_CLUE_AWAY | BS_CLUE_AUTOMATIC, 0, 0, 0, 0, "automatic, and subject"},
    {BS_CLUE_PREFIX, 0, 0, 0, 0, "an autoresponder's subject"},
    {BS_CLUE_AWAY, 0, 0, BS_TEXT_AWAY, TEXT_ACKNOWLEDGES, "subject and text"},
    {BS_CLUE_AWAY | CLUE_ANSWERS, 0, 0, BS_TEXT_AWAY, 0, "answer, subject and text"},
    {BS_CLUE_HOLIDAY, BS_CLUE_AUTOMATIC | CLUE_ANSWERS, 0, BS_TEXT_AWAY, TEXT_ACKNOWLEDGES,
     "automatic, subject and text"},
    {BS_CLUE_HOLIDAY, 0, 0, BS_TEXT_AWAY, BS_TEXT_AUTOMATIC, "subject and text"},
    {BS_CLUE_TICKET, CLUE_NULL, 0, TEXT_ACKNOWLEDGES, 0, "ticket and text"},
    {BS_CLUE_TICKET, BS_CLUE_AUTOMATIC, 0, BS_TEXT_RECEIPT, BS_TEXT_THANKS | BS_TEXT_AUTOMATIC,
     "ticket and text"},
    {BS_CLUE_TICKET, 0, BS_CLUE_FORWARD, BS_TEXT_RECEIPT, BS_TEXT_AUTOMATIC, "ticket and text"},
    {CLUE_NULL, 0, 0, BS_TEXT_AWAY, 0, "null sender, and text"},
    {CLUE_NULL, 0, BS_CLUE_POSTMASTER, TEXT_ACKNOWLEDGES, TEXT_ACKNOWLEDGES & ~BS_TEXT_THANKS,
     "null sender, and text"},
    {CLUE_NULL | CLUE_ANSWERS, 0, BS_CLUE_POSTMASTER | BS_CLUE_FORWARD, 0, 0,
     "null sender and an answer's fields"},
    {CLUE_NULL | CLUE_ANSWERS, 0, BS_CLUE_POSTMASTER, TEXT_ACKNOWLEDGES, 0,
     "null sender, an answer's fields and text"},
};

static const char *
autoreply_clue(unsigned clues, unsigned says)
{
    /* No list posts from the null sender, but helpdesks write List-Unsubscribe into answers. */
    bool answer = has_all(clues, CLUE_NULL | CLUE_REPLIED);

    if (has(clues, CLUE_LIST) && !answer)
        return NULL;
    return fitting_clue(replies, BS_COUNT(replies), clues, says);
}

/* Without any of the words: mail from the null sender names an address, and has a bounce's subject,
 * a reply of SMTP, or a postmaster's name. Bounces also have In-Reply-To, or say that nobody should
 * answer; but people and tickets quote replies of SMTP. */
static const char *
silent_clue(unsigned clues, unsigned says)
{
    unsigned answer = BS_CLUE_FORWARD | BS_CLUE_TICKET | BS_CLUE_HOLIDAY | CLUE_REPLIED;

    if (!has(clues, CLUE_NULL) || has(clues, CLUE_LIST) || !has(says, BS_TEXT_NAMES))
        return NULL;
    if (has(clues, BS_CLUE_SUBJECT) || (has(says, BS_TEXT_STATUS) && !has(clues, answer)))
        return "null sender, an address, and a subject or an SMTP reply";
    return has(clues, BS_CLUE_POSTMASTER) && !autoreply_clue(clues, says)
               ? "null sender, postmaster and an address"
               : NULL;
}

/* A vacation program answers under any sender and may quote a bounce; but Exim
 * and Dovecot also call their bounces auto-replied. */
static bool
is_away_first(unsigned clues)
{
    return (has(clues, BS_CLUE_AWAY | CLUE_VACATION) || has_all(clues, CLUE_NULL | CLUE_RULES)) &&
           !has(clues, BS_CLUE_DAEMON | CLUE_FAILED | BS_CLUE_SUBJECT);
}

/* An archive's copy: the envelope in Exchange's words, with the message attached. */
static bool
is_journal(unsigned clues, unsigned says)
{
    return has(says, BS_TEXT_JOURNAL) && has(clues, CLUE_RETURNED_PART) &&
           !has(clues, BS_CLUE_DAEMON | CLUE_FAILED | CLUE_REPORT) &&
           !has(says, BS_TEXT_FAMILY | BS_TEXT_STATUS);
}

static void
judge_clues(struct bs_report *report, unsigned clues, unsigned says)
{
    static const struct {
        enum bs_kind kind;
        const char *(*clue)(unsigned clues, unsigned says);
    } order[] = {
        {BS_KIND_CHALLENGE, challenge_clue}, {BS_KIND_NOTICE, plain_notice_clue},
        {BS_KIND_BOUNCE, bounce_clue},       {BS_KIND_NOTICE, notice_clue},
        {BS_KIND_BOUNCE, silent_clue},       {BS_KIND_AUTOREPLY, autoreply_clue},
    };

    if (is_journal(clues, says))
        return;
    for (size_t i = 0; i < BS_COUNT(order); i++) {
        if (order[i].kind == BS_KIND_BOUNCE && is_away_first(clues))
            continue;
        report->clue = order[i].clue(clues, says);
        if (!report->clue)
            continue;
        report->kind = order[i].kind;
        report->doubtful = report->kind == BS_KIND_BOUNCE &&
                           (order[i].clue == silent_clue || is_doubtful(clues, says));
        report->bare = report->kind != BS_KIND_NOTICE &&
                       !bs_suspect_answers(clues, says, report->kind == BS_KIND_BOUNCE);
        return;
    }
}

/* If the text of mail from the null sender contains a header with Received lines, no words are
 * needed. But a person or a ticket system may have put it there if it is quoted, or in an answer or
 * a complaint. */
static void
judge_header(struct bs_report *report, unsigned clues, struct bs_scratch *scratch)
{
    struct bs_returned returned;

    bs_returned_find(&returned, scratch);
    if (returned.received == 0 || returned.where == BS_RETURNED_QUOTED)
        return;
    report->kind = BS_KIND_BOUNCE;
    report->clue = "null sender and returned header";
    report->doubtful =
        has(clues, CLUE_ANSWERS | BS_CLUE_FORWARD | BS_CLUE_TICKET | BS_CLUE_COMPLAINT);
}

static void
judge_words(struct bs_report *report, unsigned clues, const struct parts *parts,
            struct bs_scratch *scratch)
{
    if (parts->returned)
        clues |= CLUE_RETURNED_PART;
    if (!parts->has_html || parts->has_plain)
        clues |= CLUE_PLAIN;
    struct bs_span text = parts_text(parts, &scratch->parts, scratch);
    judge_clues(report, clues, bs_clues_text(text, &scratch->phrases));
    if (report->kind == BS_KIND_ORDINARY && has(clues, CLUE_NULL) &&
        !has(clues, CLUE_LIST | CLUE_RETURNED_PART))
        judge_header(report, clues, scratch);
}

static void
judge_parts(struct bs_report *report, unsigned clues, const struct parts *parts,
            struct bs_scratch *scratch)
{
    /* A person who forwards a report by hand keeps its parts, not its type. */
    const struct machine_part *found = parts->machine ? parts->machine : parts->type;
    bool forwarded = has(clues, BS_CLUE_FORWARD);

    if (found && (has(clues, CLUE_REPORT) || !forwarded)) {
        report->kind = found->kind;
        report->global = found->global;
        report->clue = found->clue;
    } else if (has(clues, CLUE_COMPLAINT) || (has(clues, BS_CLUE_COMPLAINT) && parts->returned) ||
               (!forwarded && has_complaint(&scratch->parts))) {
        report->kind = BS_KIND_ARF;
        report->clue = "complaint in another format";
    } else {
        judge_words(report, clues, parts, scratch);
    }
}

void
bs_report_recognise(struct bs_report *report_r, const struct bs_message *message,
                    struct bs_scratch *scratch)
{
    struct bs_suspect suspect;
    struct bs_field field;
    struct parts parts;

    *report_r = (struct bs_report){.kind = BS_KIND_ORDINARY};
    bs_suspect_start(&suspect, message, scratch->once ? NULL : &scratch->subjects);
    struct bs_fields it = bs_message_fields(message);
    while (bs_fields_next(&it, &field) > 0)
        bs_suspect_field(&suspect, &field);
    if (!bs_suspect_is(&suspect))
        return;
    report_r->relisted = has(suspect.clues, CLUE_LIST | CLUE_LIST_ID) && !suspect.null_sender;
    if (bs_suspect_list(&suspect))
        suspect.clues |= CLUE_LIST;
    bs_mime_parts(&scratch->parts, message);
    report_r->mime_limit = scratch->parts.limit;
    parts_walk(&parts, &scratch->parts);
    judge_parts(report_r, suspect.clues, &parts, scratch);
}

struct bs_span
bs_report_prose(struct bs_scratch *scratch)
{
    struct parts parts;

    parts_walk(&parts, &scratch->parts);
    return bs_span_take(parts_text(&parts, &scratch->parts, scratch), BS_CLUES_WINDOW);
}

const char *
bs_kind_name(enum bs_kind kind)
{
    static const char *const kinds[BS_KINDS] = {"ordinary",  "dsn", "bounce",    "mdn",
                                                "autoreply", "arf", "challenge", "notice"};

    return kind < BS_KINDS ? kinds[kind] : "?";
}
