/* memory: asks about a report what is remembered of sent mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

#include "date.h"
#include "field.h"
#include "host.h"

/* Mail without a readable date left at most this many days ago: queues keep mail for 4 to 5 days
 * (RFC 5321 §4.5.4.1), ours and then that of a forwarder. */
#define UNDATED_DAYS 10

/* The clocks of mail programs may be wrong. */
#define SKEW BS_DAY

/* Parents of a host's name that may be a mail domain: mx1.mail.example.org. */
#define MAX_PARENTS 3

/* Addresses that may have sent the mail: those of the report, and From and Return-Path
 * of two headers. */
#define MAX_SENDERS (BS_MAX_RECIPIENTS + 4)
/* That of the header in which proofs are looked for comes first. */
#define MAX_IDS (2 + BS_MAX_NAMED_IDS)

/* Addresses in To and Cc of the returned header: a forward at the recipient's side changes the
 * recipient that a report names, but not these. */
#define MAX_TO 8

struct sender {
    struct bs_span address;
    struct bs_address octets;
    bool proves; /* the report is for it */
};

/* What questions are made from. */
struct subject {
    struct bs_memory *memory;
    const struct bs_hmac_key *key;
    const struct bs_memory_about *about;
    struct sender sender[MAX_SENDERS];
    unsigned senders;
    struct bs_span id[MAX_IDS];
    unsigned ids;
    bool only_first; /* the first one is that of the mail: the others do not prove anything */
    struct bs_span to[MAX_TO]; /* recipients of the returned mail, by its header */
    unsigned tos;
};

/* Senders */

static void
add_form(struct subject *s, struct bs_span address, bs_address_form *form, bool proves)
{
    struct bs_address octets;
    struct bs_span text = form(address, &octets);

    for (unsigned i = 0; i < s->senders; i++)
        if (bs_span_equal(s->sender[i].address, text)) /* bounds: i < senders */
            return;
    if (text.n == 0 || s->senders == MAX_SENDERS)
        return;
    struct sender *sender = &s->sender[s->senders++]; /* bounds: senders < max */
    sender->address = form(address, &sender->octets);
    sender->proves = proves;
}

/* A report to an SRS path is for the sender that the forward had, or was sent from that path. */
static void
add_sender(struct subject *s, struct bs_span address, bool proves)
{
    add_form(s, address, bs_address_plain, proves);
    add_form(s, address, bs_address_bare, proves);
}

/* The Message-ID of one user's mail must not let a report through to all the others. */
static void
add_recipients(struct subject *s)
{
    const struct bs_recipients *to = s->about->to;
    struct bs_address octets;

    for (unsigned i = 0; i < to->count; i++) /* bounds: at most BS_MAX_RECIPIENTS */
        add_sender(s, to->address[i], s->about->aliases || bs_recipients_are(to, to->address[i]));
    for (unsigned i = 0; i < s->about->named->tos && !to->known; i++)
        add_sender(s, bs_address_from(s->about->named->to[i], &octets), true);
    s->memory->more |= to->known && to->more;
}

static bool
is_for_srs(const struct subject *s)
{
    for (unsigned i = 0; i < s->about->to->count; i++) {
        struct bs_span to = s->about->to->address[i]; /* bounds: i < count */
        int separator = bs_span_at(to, 4);
        if ((bs_span_starts(to, "SRS0") || bs_span_starts(to, "SRS1")) &&
            (separator == '=' || separator == '+' || separator == '-'))
            return true;
    }
    return false;
}

/* The returned header */

static void
add_author(struct subject *s, struct bs_span value)
{
    struct bs_address octets;
    struct bs_span address = bs_address_from(value, &octets);

    if (!bs_policy_own_name(s->about->policy, bs_address_domain(address)))
        return;
    s->memory->in_our_name = true;
    add_sender(s, address, !s->about->to->known);
}

/* Mail without a Message-ID, such as that of cron, is remembered with an empty one, which anyone can
 * write. */
static void
add_id(struct subject *s, struct bs_span id)
{
    if (bs_digest_names(id) && s->ids < MAX_IDS)
        s->id[s->ids++] = id; /* bounds: ids < max */
}

/* "<…>", in one piece. Reporters can damage it: in quoted-printable text that is not declared as
 * such, a line ends in "=", and "=" is "=3D". */
static bool
is_whole_id(struct bs_span id)
{
    size_t end = bs_span_find(id, '>');

    return bs_span_at(id, 0) == '<' && end > 1 && end < id.n &&
           bs_span_find_any(id, " \t\r\n") > end && !bs_span_has(bs_span_take(id, end), "=3D");
}

static void
add_to(struct subject *s, struct bs_span value)
{
    struct bs_span address;

    while (s->tos < MAX_TO && (address = bs_address_next(&value)).n > 0)
        s->to[s->tos++] = address; /* bounds: tos < max */
}

static void
add_header(struct subject *s, struct bs_span header)
{
    struct bs_span id = bs_field_get(header, "Message-ID");
    bool first = s->ids == 0;

    if (header.n == 0)
        return;
    add_author(s, bs_field_get(header, "From"));
    add_author(s, bs_field_get(header, "Return-Path"));
    add_to(s, bs_field_get(header, "To"));
    add_to(s, bs_field_get(header, "Cc"));
    add_id(s, id);
    bool known = bs_returned_is_faithful(s->about->returned) && is_whole_id(id);
    s->only_first |= first && known;
    s->memory->has_id |= known;
    struct bs_date date = bs_date_read(bs_field_get(header, "Date"));
    if (date.form == BS_DATE_VALID && (s->memory->at == 0 || date.at < s->memory->at))
        s->memory->at = date.at;
}

static void
read_subject(struct subject *s)
{
    const struct bs_named *named = s->about->named;
    const struct bs_returned *returned = s->about->returned;

    add_recipients(s);
    s->memory->by_srs = is_for_srs(s);
    if (returned->where != BS_RETURNED_NOTHING) {
        if (returned->later)
            add_header(s, returned->first);
        add_header(s, returned->header);
    } else {
        add_id(s, named->loose);
    }
    for (unsigned i = 0; i < named->ids; i++)
        add_id(s, named->id[i]); /* bounds: i < ids */
    s->memory->more |= named->more;
}

/* Questions */

static void
add_question(struct bs_memory *m, const struct bs_memory_question *question)
{
    for (unsigned i = 0; i < m->questions; i++)
        if (memcmp(m->question[i].digest, question->digest, BS_DIGEST_SIZE) == 0)
            return; /* what was asked first proves more */
    if (m->questions == BS_MAX_MEMORY_QUESTIONS)
        m->more = true;
    else
        m->question[m->questions++] = *question; /* bounds: questions < max */
}

static void
ask(struct subject *s, enum bs_memory_proves proves, enum bs_digest_of of, struct bs_span sender,
    struct bs_span other)
{
    struct bs_memory_question question = {.proves = proves};

    if (bs_digest(question.digest, s->key, of, sender, other))
        add_question(s->memory, &question);
}

/* If the returned header has a Message-ID, that is the mail which the report is about. A stranger
 * can put the id of our public mail beside any other header: into References, for instance. */
static void
ask_about_ids(struct subject *s)
{
    for (unsigned i = 0; i < s->ids; i++) {
        for (unsigned j = 0; j < s->senders; j++) {
            const struct sender *sender = &s->sender[j]; /* bounds: j < senders */
            bool proves = sender->proves && (i == 0 || !s->only_first);
            ask(s, proves ? BS_MEMORY_SENT : BS_MEMORY_OTHER, BS_DIGEST_SENT, sender->address,
                s->id[i]);
            if (proves)
                ask(s, BS_MEMORY_PASSED_ON, BS_DIGEST_PASSED, sender->address, s->id[i]);
        }
        ask(s, BS_MEMORY_OTHER, BS_DIGEST_SENT, bs_span_of(NULL, 0), s->id[i]);
    }
}

/* Many texts name the sender's own address, which says nothing. */
static void
ask_about_recipients(struct subject *s, const struct bs_span *recipient, unsigned recipients)
{
    for (unsigned j = 0; j < s->senders; j++)
        for (unsigned i = 0; i < recipients; i++)
            if (!bs_address_same(recipient[i], s->sender[j].address)) /* bounds: i, j < counts */
                ask(s, BS_MEMORY_WROTE_TO, BS_DIGEST_WROTE, s->sender[j].address, recipient[i]);
}

/* Has one of them sent anything between these times, rounded to whole periods? */
static void
ask_about_time(struct subject *s, long long first, long long last)
{
    for (long long p = first / BS_DIGEST_PERIOD; first > 0 && p <= last / BS_DIGEST_PERIOD; p++)
        for (unsigned j = 0; j < s->senders; j++) {
            struct bs_memory_question question = {.proves = BS_MEMORY_ACTIVE};
            if (bs_digest_period(question.digest, s->key, s->sender[j].address, p))
                add_question(s->memory, &question);
        }
}

static bool
is_dated(const struct bs_memory *memory, long long now)
{
    return memory->at != 0 && memory->at <= now + 2 * BS_DAY;
}

/* Only if the report does not name a mail. What it returns was perhaps written days before it was
 * sent, or its date is wrong; so all that was sent lately always matters. */
static void
ask_about_activity(struct subject *s)
{
    long long now = s->about->now, at = s->memory->at;

    if (s->ids > 0 || now == 0)
        return;
    ask_about_time(s, now - UNDATED_DAYS * BS_DAY, now + SKEW);
    if (is_dated(s->memory, now))
        ask_about_time(s, at - SKEW, at + UNDATED_DAYS * BS_DAY);
}

static void
ask_about_senders(struct subject *s)
{
    for (unsigned j = 0; j < s->senders; j++)
        ask(s, BS_MEMORY_WITHOUT_ID, BS_DIGEST_SENT, s->sender[j].address, bs_span_of(NULL, 0));
}

/* For mx1.mail.example.org, asks about the name itself, mail.example.org and example.org; of more,
 * only the shortest. Not about our own domains, to which everyone writes. */
static void
ask_about_domain(struct subject *s, struct bs_span name)
{
    struct bs_span parent[MAX_PARENTS];
    unsigned parents = 0;

    name = bs_span_strip(bs_address_domain(name), "<> .\t\r\n");
    if (!bs_host_valid(name) || bs_policy_own_name(s->about->policy, name))
        return;
    for (size_t dot; (dot = bs_span_find(name, '.')) < name.n; name = bs_span_drop(name, dot + 1))
        parent[parents++ % MAX_PARENTS] = name; /* bounds: by the remainder */
    for (unsigned i = 0; i < parents && i < MAX_PARENTS; i++)
        for (unsigned j = 0; j < s->senders; j++)
            ask(s, BS_MEMORY_DOMAIN, BS_DIGEST_DOMAIN, s->sender[j].address, parent[i]);
}

/* Only if the report does not name a mail: otherwise the answer about that mail counts. */
static void
ask_about_domains(struct subject *s)
{
    const struct bs_named *named = s->about->named;
    struct bs_address octets;

    if (s->ids > 0)
        return;
    for (unsigned i = 0; i < named->recipients; i++)
        ask_about_domain(s, named->recipient[i]); /* bounds: i < recipients */
    ask_about_domain(s, bs_address_from(named->from, &octets));
    ask_about_domain(s, named->mta);
    ask_about_domain(s, s->about->client);
}

void
bs_memory_ask(struct bs_memory *memory_r, const struct bs_hmac_key *key,
              const struct bs_memory_about *about)
{
    struct subject s = {.memory = memory_r, .key = key, .about = about};

    *memory_r = (struct bs_memory){.questions = 0};
    read_subject(&s);
    ask_about_ids(&s);
    ask_about_senders(&s);
    ask_about_activity(&s);
    ask_about_recipients(&s, about->named->recipient, about->named->recipients);
    ask_about_recipients(&s, s.to, s.tos);
    ask_about_domains(&s);
}

void
bs_memory_ask_host(struct bs_memory *memory_r, const struct bs_hmac_key *key,
                   const struct bs_policy *policy, struct bs_span user, struct bs_span host,
                   struct bs_span name)
{
    struct bs_memory_about about = {.policy = policy};
    struct subject s = {.memory = memory_r, .key = key, .about = &about};

    *memory_r = (struct bs_memory){.questions = 0};
    add_sender(&s, user, true);
    if (s.senders == 0)
        return;
    ask(&s, BS_MEMORY_WROTE_TO, BS_DIGEST_HOST, s.sender[0].address, host);
    ask_about_domain(&s, name);
}

/* Answers */

static bool
has(const struct bs_memory *memory, enum bs_memory_proves proves, enum bs_known known)
{
    for (unsigned i = 0; i < memory->questions; i++)
        if (memory->question[i].proves == proves && memory->question[i].known == known)
            return true;
    return false;
}

static bool
is_answered(const struct bs_memory *memory)
{
    for (unsigned i = 0; i < memory->questions; i++) {
        enum bs_known known = memory->question[i].known;
        if (known != BS_KNOWN_SOME && known != BS_KNOWN_NONE)
            return false;
    }
    return memory->questions > 0;
}

/* Was all mail remembered that left at the time in question? Date is the reporter's word; one in
 * the future does not count. */
static bool
is_complete(const struct bs_memory *memory, long long now)
{
    long long first = memory->at - SKEW, last = memory->at;

    if (!is_dated(memory, now)) {
        first = now - UNDATED_DAYS * BS_DAY;
        last = now;
    }
    return now > 0 && memory->since > 0 && memory->since <= first && memory->until >= last &&
           !memory->gap && !memory->more && is_answered(memory);
}

enum bs_recall
bs_memory_says(const struct bs_memory *memory, long long now)
{
    static const struct {
        enum bs_memory_proves proves;
        enum bs_recall recall;
    } yes[] = {
        {BS_MEMORY_SENT, BS_RECALL_SENT},
        {BS_MEMORY_PASSED_ON, BS_RECALL_PASSED_ON},
        {BS_MEMORY_OTHER, BS_RECALL_OTHER},
        {BS_MEMORY_WROTE_TO, BS_RECALL_WROTE_TO},
        {BS_MEMORY_DOMAIN, BS_RECALL_WROTE_THERE},
        {BS_MEMORY_ACTIVE, BS_RECALL_WROTE_LATELY},
    };

    if (memory == NULL)
        return BS_RECALL_NOTHING;
    for (size_t i = 0; i < BS_COUNT(yes); i++)
        if (has(memory, yes[i].proves, BS_KNOWN_SOME))
            return yes[i].recall;
    if (memory->by_srs || !is_complete(memory, now))
        return BS_RECALL_NOTHING;
    if (memory->has_id)
        return memory->in_our_name && !has(memory, BS_MEMORY_WITHOUT_ID, BS_KNOWN_SOME)
                   ? BS_RECALL_UNSENT
                   : BS_RECALL_NOTHING;
    return has(memory, BS_MEMORY_DOMAIN, BS_KNOWN_NONE) &&
                   has(memory, BS_MEMORY_ACTIVE, BS_KNOWN_NONE)
               ? BS_RECALL_NOT_WRITTEN
               : BS_RECALL_NOTHING;
}

const char *
bs_recall_name(enum bs_recall recall)
{
    static const char *const names[BS_RECALLS] = {
        [BS_RECALL_NOTHING] = "",
        [BS_RECALL_SENT] = "sent",
        [BS_RECALL_PASSED_ON] = "passed_on",
        [BS_RECALL_OTHER] = "sent_by_other",
        [BS_RECALL_WROTE_TO] = "wrote_to",
        [BS_RECALL_WROTE_THERE] = "wrote_there",
        [BS_RECALL_WROTE_LATELY] = "wrote_lately",
        [BS_RECALL_UNSENT] = "unsent",
        [BS_RECALL_NOT_WRITTEN] = "not_written",
    };

    return recall < BS_RECALLS ? names[recall] : "";
}
