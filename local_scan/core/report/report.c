/* report: what kind of message is this? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include "clues.h"
#include "lost.h"
#include "returned.h"

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
    {CLUE_NULL, 0, 0, BS_TEXT_FIELDS, 0, "null sender and fields of RFC 3464"},
    {CLUE_NULL, 0, 0, BS_TEXT_FAMILY, 0, "null sender and text"},
    {CLUE_NULL, BS_CLUE_SUBJECT | BS_CLUE_POSTMASTER, 0, TEXT_PROGRAM | BS_TEXT_ADDRESS, 0,
     "null sender, header and text"},
    {CLUE_NULL | BS_CLUE_POSTMASTER, 0, 0, BS_TEXT_GENERIC, 0, "null sender, header and text"},
    {CLUE_NULL | BS_CLUE_SUBJECT, 0, 0, BS_TEXT_GENERIC, BS_TEXT_FAILED | BS_TEXT_NAMES,
     "null sender, header and text"},
    {BS_CLUE_POSTMASTER, 0, CLUE_PERSON, BS_TEXT_OPENING, 0, "postmaster and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT, 0, 0, TEXT_PROGRAM, 0, "postmaster, subject and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT | CLUE_PLAIN, 0, 0, BS_TEXT_GENERIC, 0,
     "postmaster, subject and text"},
    {BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT | CLUE_RETURNED_PART, 0, 0, 0, 0,
     "postmaster, subject and returned part"},
    {BS_CLUE_POSTMASTER | CLUE_RETURNED_PART, 0, BS_CLUE_FORWARD, BS_TEXT_STATUS, 0,
     "postmaster, text and returned part"},
    {CLUE_REPORT | CLUE_RETURNED_PART, CLUE_NULL | BS_CLUE_POSTMASTER | BS_CLUE_SUBJECT,
     CLUE_LIST | BS_CLUE_FORWARD, 0, 0, "multipart/report and returned part"},
    {BS_CLUE_SUBJECT, 0, CLUE_LIST | CLUE_PERSON, BS_TEXT_OPENING, 0, "subject and text"},
    {BS_CLUE_SUBJECT, 0, CLUE_LIST, BS_TEXT_FIRST, 0, "subject and first line"},
    {BS_CLUE_SUBJECT | BS_CLUE_AUTOMATIC | CLUE_RETURNED_PART, 0, CLUE_LIST, TEXT_ANY, 0,
     "subject, text and returned part"},
};

static const char *
bounce_clue(unsigned clues, unsigned says)
{
    return fitting_clue(bounces, BS_COUNT(bounces), clues, says);
}

/* A web form, a forum or a monitor may have written it: neither From nor a field is a mail
 * system's. The subject of a bounce outweighs that only beside a part that returns mail, because
 * people ask about bounces under that subject, and quote them. */
static bool
is_by_others(unsigned clues)
{
    return !has(clues, BS_CLUE_DAEMON | BS_CLUE_POSTMASTER | CLUE_FAILED | CLUE_REPORT) &&
           !has_all(clues, BS_CLUE_SUBJECT | CLUE_RETURNED_PART);
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
    if (!has(says, BS_TEXT_CHALLENGE) || !has(clues, automatic | BS_CLUE_CHALLENGE))
        return NULL;
    return has(clues, BS_CLUE_CHALLENGE | CLUE_REPLIED) ||
                   (has(says, BS_TEXT_LETTER) && !has(clues, BS_CLUE_TRADE))
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
    if (has(says, BS_TEXT_VIRUS) &&
        (has(clues, sender) || (has(clues, BS_CLUE_VIRUS) && !has(clues, CLUE_PERSON))))
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
#define TEXT_PROGRAM_SAYS (BS_TEXT_AUTOMATIC | BS_TEXT_REPLY)
#define TEXT_ACKNOWLEDGES (BS_TEXT_ANSWERS | TEXT_PROGRAM_SAYS)

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
    {BS_CLUE_HOLIDAY, 0, 0, BS_TEXT_AWAY, TEXT_PROGRAM_SAYS, "subject and text"},
    {BS_CLUE_TICKET, CLUE_NULL, 0, TEXT_ACKNOWLEDGES | BS_TEXT_RECEIPT, 0, "ticket and text"},
    {BS_CLUE_TICKET, BS_CLUE_AUTOMATIC, 0, BS_TEXT_RECEIPT, TEXT_ACKNOWLEDGES, "ticket and text"},
    {BS_CLUE_TICKET, 0, BS_CLUE_FORWARD, BS_TEXT_RECEIPT, TEXT_PROGRAM_SAYS, "ticket and text"},
    {CLUE_NULL, 0, 0, BS_TEXT_AWAY, 0, "null sender, and text"},
    {CLUE_NULL, 0, BS_CLUE_AUTOMATIC | BS_CLUE_POSTMASTER, BS_TEXT_GONE, 0, "null sender, and text"},
    {CLUE_NULL, 0, BS_CLUE_POSTMASTER | BS_CLUE_TRADE, BS_TEXT_ANSWERS | BS_TEXT_REPLY, 0,
     "null sender, and text"},
    {CLUE_NULL, BS_CLUE_FORWARD | CLUE_ANSWERS, BS_CLUE_POSTMASTER | BS_CLUE_TRADE, BS_TEXT_UNREAD,
     0, "null sender, and text"},
    {CLUE_ANSWERS | CLUE_OWN_NAME | BS_CLUE_AUTOMATIC, 0, BS_CLUE_TICKET,
     BS_TEXT_AWAY | BS_TEXT_GONE, 0, "automatic answer, and text"},
    {CLUE_NULL | CLUE_ANSWERS, 0, BS_CLUE_POSTMASTER | BS_CLUE_FORWARD, 0, 0,
     "null sender and an answer's fields"},
    {CLUE_NULL | CLUE_ANSWERS, 0, BS_CLUE_POSTMASTER, TEXT_ACKNOWLEDGES | BS_TEXT_RECEIPT, 0,
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

/* A receipt in words. The subjects of newsletters also begin with "Read: ". */
static const char *
receipt_clue(unsigned clues, unsigned says)
{
    if (!has(clues, CLUE_NULL | CLUE_REPLIED) || has(clues, CLUE_LIST | CLUE_LIST_ID))
        return NULL;
    return has(clues, BS_CLUE_READ) && has(says, BS_TEXT_READ) ? "a receipt's subject and text"
                                                               : NULL;
}

/* What answers; but Exim and others also call their bounces auto-replied. */
#define CLUE_ANSWER (BS_CLUE_FORWARD | BS_CLUE_TICKET | BS_CLUE_HOLIDAY | CLUE_REPLIED)

/* Without any of the words: mail from the null sender names an address, and has a bounce's subject,
 * a reply of SMTP, or a postmaster's name. Bounces also have In-Reply-To, or say that nobody should
 * answer; but people and tickets quote replies of SMTP. */
static const char *
silent_clue(unsigned clues, unsigned says)
{
    if (!has(clues, CLUE_NULL) || has(clues, CLUE_LIST) || !has(says, BS_TEXT_NAMES))
        return NULL;
    if (has(clues, BS_CLUE_SUBJECT) ||
        (has(says, BS_TEXT_STATUS | BS_TEXT_FAILED) && !has(clues, CLUE_ANSWER)))
        return "null sender, an address, and a subject or an SMTP reply";
    return has(clues, BS_CLUE_POSTMASTER) &&
                   !autoreply_clue(clues & ~(unsigned)CLUE_REPLIED, says)
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

/* An archive's copy: the envelope in Exchange's words, with the message attached. Anyone can write
 * Exchange's fields into a forged bounce, so these do not suffice beside words of bounces. */
static bool
is_journal(unsigned clues, unsigned says)
{
    bool marked = has(clues, CLUE_JOURNAL), worded = has(says, BS_TEXT_JOURNAL);

    if (!has(clues, CLUE_RETURNED_PART) || has(clues, BS_CLUE_DAEMON | CLUE_FAILED | CLUE_REPORT))
        return false;
    if (marked && !worded)
        return !has(clues, BS_CLUE_SUBJECT) && !has(says, TEXT_ANY);
    return worded && (marked || !has(says, BS_TEXT_FAMILY | BS_TEXT_STATUS));
}

/* A carrier writes about a parcel in the words of bounces and absences, some with the null sender;
 * a bounce of mail about a parcel has more to say. */
static bool
is_carrier(unsigned clues, unsigned says)
{
    return has(says, BS_TEXT_GOODS) && !has(says, TEXT_PROGRAM | BS_TEXT_ADDRESS) &&
           !has(clues, BS_CLUE_DAEMON | BS_CLUE_POSTMASTER | CLUE_FAILED | CLUE_RETURNED_PART);
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
        {BS_KIND_MDN, receipt_clue},         {BS_KIND_BOUNCE, silent_clue},
        {BS_KIND_AUTOREPLY, autoreply_clue},
    };

    if (is_journal(clues, says))
        return;
    if (is_carrier(clues, says))
        clues &= ~((unsigned)BS_CLUE_SUBJECT | BS_CLUE_AWAY);
    for (size_t i = 0; i < BS_COUNT(order); i++) {
        if (order[i].kind == BS_KIND_BOUNCE && is_away_first(clues))
            continue;
        report->clue = order[i].clue(clues, says);
        if (!report->clue)
            continue;
        report->kind = order[i].kind;
        report->doubtful = report->kind == BS_KIND_BOUNCE &&
                           (order[i].clue == silent_clue || is_doubtful(clues, says));
        report->by_others = report->kind == BS_KIND_BOUNCE && is_by_others(clues);
        report->bare = report->kind != BS_KIND_NOTICE &&
                       !bs_suspect_answers(clues, says, report->kind == BS_KIND_BOUNCE);
        return;
    }
}

/* If the text of mail from the null sender contains a header with Received lines, no words are
 * needed, and fields of lists do not matter: lists do not post from there. But a person or a ticket
 * system may have put it there if it is quoted, or in an answer or a complaint. */
static void
judge_header(struct bs_report *report, unsigned clues, struct bs_scratch *scratch)
{
    struct bs_returned returned;

    bs_returned_find(&returned, scratch);
    if (returned.received == 0 || returned.where == BS_RETURNED_QUOTED)
        return;
    report->kind = BS_KIND_BOUNCE;
    report->clue = "null sender and returned header";
    report->by_others = is_by_others(clues);
    report->doubtful =
        has(clues, CLUE_ANSWERS | BS_CLUE_FORWARD | BS_CLUE_TICKET | BS_CLUE_COMPLAINT);
}

/* A warning that mail is still waiting has no code, and not always a mail system's name. */
static void
judge_delay(struct bs_report *report, unsigned clues, unsigned says, struct bs_span text,
            struct bs_lost_index *delays)
{
    if (!has(clues, CLUE_NULL) || !has_all(says, BS_TEXT_NAMES | BS_TEXT_MAIL) ||
        has(clues, CLUE_LIST | CLUE_ANSWER | BS_CLUE_TRADE) || has(says, BS_TEXT_GOODS) ||
        !bs_lost_queued(text, delays))
        return;
    report->kind = BS_KIND_BOUNCE;
    report->clue = "null sender, an address, and a delay";
    report->by_others = is_by_others(clues);
    report->doubtful = true;
}

/* The reader's own address, or who can help, is not a recipient that failed. Where there is more, it
 * does not matter. */
static unsigned
text_clues(const struct bs_message *message, unsigned clues, struct bs_span text,
           struct bs_scratch *scratch)
{
    unsigned says = bs_clues_text(text, &scratch->phrases);

    if (has(clues, CLUE_NULL) && has(says, BS_TEXT_NAMES) &&
        !has(clues, BS_CLUE_DAEMON | CLUE_FAILED | CLUE_RETURNED_PART) &&
        !has(says, BS_TEXT_FAMILY | BS_TEXT_ADDRESS) && !bs_lost_names(message, text))
        says &= ~(unsigned)BS_TEXT_NAMES;
    return says;
}

/* The reports of DMARC and TLS-RPT also come from postmasters, and name addresses. */
static bool
is_figures(const struct bs_content *parts, unsigned clues, unsigned says)
{
    return parts->figures && !parts->returned && !has(clues, BS_CLUE_SUBJECT) &&
           !has(says, TEXT_ANY | BS_TEXT_ADDRESS);
}

static void
judge_words(struct bs_report *report, const struct bs_message *message, unsigned clues,
            const struct bs_content *parts, struct bs_scratch *scratch)
{
    if (parts->returned)
        clues |= CLUE_RETURNED_PART;
    if (!parts->has_html || parts->has_plain)
        clues |= CLUE_PLAIN;
    struct bs_span text = bs_content_text(parts, &scratch->parts, scratch);
    unsigned says = text_clues(message, clues, text, scratch);
    if (has(clues, CLUE_NULL) && !parts->returned && scratch->parts.count > 1 &&
        bs_content_status(parts, &scratch->parts))
        says |= BS_TEXT_FIELDS | BS_TEXT_STATUS;
    if (is_figures(parts, clues, says))
        clues &= ~(unsigned)BS_CLUE_POSTMASTER;
    judge_clues(report, clues, says);
    if (report->kind == BS_KIND_ORDINARY)
        judge_delay(report, clues, says, text, &scratch->delays);
    if ((report->kind == BS_KIND_ORDINARY || report->doubtful) && has(clues, CLUE_NULL) &&
        !has(clues, CLUE_RETURNED_PART))
        judge_header(report, clues, scratch);
}

/* A complaint in another format than ARF: X-ARF, XARF or Microsoft's (JMRP). Anyone can write its
 * field or part into a forged bounce. But complaints have neither a mail daemon's name nor
 * X-Failed-Recipients; and the field counts only if there are parts, and the subject is not a
 * bounce's. */
static bool
is_complaint(unsigned clues, const struct bs_content *parts, const struct bs_parts *all)
{
    if (has(clues, BS_CLUE_DAEMON | CLUE_FAILED))
        return false;
    if (has(clues, CLUE_COMPLAINT) && !has(clues, BS_CLUE_SUBJECT) && all->count > 1)
        return true;
    return (has(clues, BS_CLUE_COMPLAINT) && parts->returned) ||
           (!has(clues, BS_CLUE_FORWARD) && bs_content_complains(all));
}

static void
judge_parts(struct bs_report *report, const struct bs_message *message, unsigned clues,
            const struct bs_content *parts, struct bs_scratch *scratch)
{
    /* A person who forwards a report by hand keeps its parts, not its type. */
    const struct bs_content_machine *found = parts->machine ? parts->machine : parts->type;
    bool forwarded = has(clues, BS_CLUE_FORWARD);

    if (found && (has(clues, CLUE_REPORT) || !forwarded)) {
        report->kind = found->kind;
        report->global = found->global;
        report->clue = found->clue;
    } else if (is_complaint(clues, parts, &scratch->parts)) {
        report->kind = BS_KIND_ARF;
        report->clue = "complaint in another format";
    } else {
        judge_words(report, message, clues, parts, scratch);
    }
}

void
bs_report_recognise(struct bs_report *report_r, const struct bs_message *message,
                    struct bs_scratch *scratch)
{
    struct bs_suspect suspect;
    struct bs_field field;
    struct bs_content parts;

    *report_r = (struct bs_report){.kind = BS_KIND_ORDINARY};
    bs_suspect_start(&suspect, message, scratch->once ? NULL : &scratch->subjects);
    struct bs_fields it = bs_message_fields(message);
    while (bs_fields_next(&it, &field) > 0)
        bs_suspect_field(&suspect, &field);
    if (!bs_suspect_is(&suspect))
        return;
    report_r->relisted = has(suspect.clues, CLUE_LIST | CLUE_LIST_ID) && !suspect.null_sender;
    bs_mime_parts(&scratch->parts, message);
    report_r->mime_limit = scratch->parts.limit;
    bs_content_read(&parts, &scratch->parts);
    judge_parts(report_r, message, bs_suspect_clues(&suspect), &parts, scratch);
}

struct bs_span
bs_report_prose(struct bs_scratch *scratch)
{
    struct bs_content parts;

    bs_content_read(&parts, &scratch->parts);
    return bs_span_take(bs_content_text(&parts, &scratch->parts, scratch), BS_CLUES_WINDOW);
}

const char *
bs_kind_name(enum bs_kind kind)
{
    static const char *const kinds[BS_KINDS] = {"ordinary",  "dsn", "bounce",    "mdn",
                                                "autoreply", "arf", "challenge", "notice"};

    return kind < BS_KINDS ? kinds[kind] : "?";
}
