/* outbound: who sent how much where on one day, compared with the 14 days before. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outbound.h"

#include "hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KNOWN_MAX    700000u /* 8 MiB */
#define DOMAINS      64      /* counters for each account, and 256 for all */
#define DOMAINS_ALL  256
#define SUBJECTS     32
#define OTHERS       0  /* the account of all that find no room */
#define NETWORKS_MAX 48 /* that are counted separately */

#define RATE_LEAST     50
#define RATE_TIMES     4
#define NEW_LEAST      100
#define SUBJECT_LEAST  100
#define NETWORKS_USUAL 10
#define BOUNCES_LEAST  5
#define SPAM_LEAST     5

/* --- start and end ---------------------------------------------------------- */

static void
name_days(struct bs_outbound *all, const char *day)
{
    for (int i = 0; i < BS_OUTBOUND_DAYS; i++) {
        struct tm tm = {.tm_hour = 12};

        sscanf(day, "%4d-%2d-%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
        tm.tm_year -= 1900;
        tm.tm_mon--;
        tm.tm_mday -= i;
        time_t noon = timegm(&tm);
        gmtime_r(&noon, &tm);
        strftime(all->days[i], sizeof all->days[i], "%Y-%m-%d", &tm);
    }
}

static uint32_t
add_account(struct bs_outbound *all, enum bs_sender_kind kind, struct bs_span name)
{
    struct bs_account *account = &all->account[all->accounts];

    account->kind = kind;
    account->name = strndup(name.p ? (const char *)name.p : "", name.n);
    return all->accounts++;
}

bool
bs_outbound_start(struct bs_outbound *all, const char *day)
{
    *all = (struct bs_outbound){
        .account = calloc(BS_OUTBOUND_ACCOUNTS, sizeof *all->account),
        .domains = bs_top_new(DOMAINS_ALL),
    };
    name_days(all, day);
    if (all->account == NULL || all->domains == NULL)
        return false;
    add_account(all, BS_SENDER_OTHERS, bs_span_text("")); /* as the first, OTHERS */
    return true;
}

void
bs_outbound_free(struct bs_outbound *all)
{
    for (unsigned i = 0; i < all->accounts; i++) {
        free(all->account[i].name);
        bs_distinct_free(&all->account[i].networks);
        bs_top_free(all->account[i].domains);
        bs_top_free(all->account[i].subjects);
    }
    free(all->account);
    bs_map_free(&all->index);
    bs_distinct_free(&all->known);
    bs_top_free(all->domains);
    bs_inflight_free(&all->inflight);
}

/* --- accounts ---------------------------------------------------------------- */

/* The index of an account. */
struct place {
    uint64_t hash; /* of its kind and name */
    uint32_t account;
};

/* Once the table is full, all further accounts are counted together as one. */
static uint32_t
account_of(struct bs_outbound *all, enum bs_sender_kind kind, struct bs_span name)
{
    uint64_t hash = bs_hash_mix(bs_hash(name) + kind);
    struct place *place = bs_map_find(&all->index, hash);

    if (place)
        return place->account;
    if (all->accounts == BS_OUTBOUND_ACCOUNTS ||
        (place = bs_map_add(&all->index, hash, sizeof *place, BS_OUTBOUND_ACCOUNTS)) == NULL)
        return OTHERS;
    place->account = add_account(all, kind, name);
    return place->account;
}

static uint32_t
sender_of(struct bs_outbound *all, const struct bs_logline *line)
{
    if (line->login.n > 0)
        return account_of(all, BS_SENDER_LOGIN, line->login);
    if (line->ip.n > 0)
        return account_of(all, BS_SENDER_HOST, line->ip);
    return account_of(all, BS_SENDER_USER, line->user);
}

/* --- recipients -------------------------------------------------------------- */

/* Remembers the recipient. True: it was not known, and there was room for it. */
static bool
is_new(struct bs_outbound *all, uint32_t owner, struct bs_span address)
{
    return bs_distinct_add(&all->known, KNOWN_MAX, bs_hash_mix(bs_hash(address) + owner));
}

static bool
is_outgoing(const struct bs_logline *line)
{
    return line->ip.n > 0 && !bs_span_starts(line->ip, "127.") && !bs_span_is(line->ip, "::1");
}

/* Mail that comes from a host without a login and leaves for a different address
 * was forwarded by one of our users. */
static uint32_t
owner_of(struct bs_outbound *all, const struct bs_transit *message, const struct bs_logline *line)
{
    bool forwarded = line->parent.n > 0 && !bs_span_equal(line->parent, line->address);

    return message->outside && forwarded ? account_of(all, BS_SENDER_FORWARD, bs_span_text(""))
                                         : message->owner;
}

static void
count_today(struct bs_outbound *all, struct bs_account *account, struct bs_transit *message,
            const struct bs_logline *line)
{
    struct bs_span domain = bs_span_drop(line->address, bs_span_behind(line->address, '@'));

    account->messages += !message->delivered;
    account->octets += line->kind == BS_LOG_DELIVERED ? message->size : 0;
    message->delivered = true;
    if (account->domains == NULL)
        account->domains = bs_top_new(DOMAINS);
    bs_top_add(account->domains, domain, 1);
    bs_top_add(all->domains, domain, 1);
    if (message->subject)
        bs_top_more(account->subjects, message->subject, 1);
}

static void
count_recipient(struct bs_outbound *all, unsigned day, const struct bs_logline *line)
{
    struct bs_transit *message = bs_inflight_find(&all->inflight, line->id);

    if (message == NULL || !is_outgoing(line))
        return;
    uint32_t owner = owner_of(all, message, line);
    struct bs_account *account = &all->account[owner];
    bool new = is_new(all, owner, line->address);
    account->recipients[day]++;
    if (day != 0)
        return;
    account->news += new;
    count_today(all, account, message, line);
}

/* --- messages ---------------------------------------------------------------- */

/* "192.0.2" of "192.0.2.1", "2001:db8:1" of "2001:db8:1::1". */
static struct bs_span
network_of(struct bs_span ip)
{
    unsigned groups = 0;
    size_t n = 0;

    while (n < ip.n && groups < 3) {
        int c = bs_span_at(ip, n++);
        groups += c == '.' || c == ':';
    }
    return bs_span_take(ip, n);
}

static void
count_arrival(struct bs_outbound *all, unsigned day, const struct bs_logline *line)
{
    uint32_t owner = sender_of(all, line);
    struct bs_account *account = &all->account[owner];
    struct bs_transit *message = bs_inflight_add(&all->inflight, line->id);

    all->subjects |= line->subject.n > 0;
    if (message) {
        message->owner = owner;
        message->size = line->size;
        message->outside = account->kind == BS_SENDER_HOST;
    }
    if (day != 0 || message == NULL)
        return;
    if (account->kind == BS_SENDER_LOGIN)
        bs_distinct_add(&account->networks, NETWORKS_MAX, bs_hash(network_of(line->ip)));
    if (line->subject.n == 0 || message->outside)
        return;
    if (account->subjects == NULL)
        account->subjects = bs_top_new(SUBJECTS);
    struct bs_span subject = bs_span_take(line->subject, BS_TOP_NAME);
    message->subject = bs_hash(subject);
    bs_top_add(account->subjects, subject, 0);
}

/* A delayed message counts once, a failure for each address. A stranger's mail for here is not
 * outgoing, even if it cannot be delivered; its bounce may be. */
static void
count_trouble(struct bs_outbound *all, const struct bs_logline *line)
{
    struct bs_transit *message = bs_inflight_find(&all->inflight, line->id);

    if (message == NULL)
        return;
    bool counts = !message->outside || is_outgoing(line);
    struct bs_account *account = &all->account[owner_of(all, message, line)];
    bs_bounced_note(message, line);
    if (line->kind == BS_LOG_FAILED) {
        account->failed += counts;
        message->failed = true;
    } else
        account->delayed += counts && !message->delayed;
    message->delayed |= line->kind == BS_LOG_DELAYED;
}

/* The user as the ACL has it: the address of a host, or of a program here the account. */
static struct bs_account *
user_of(struct bs_outbound *all, const struct bs_logline *line)
{
    struct bs_span host = bs_logline_word(line, "host="), user = bs_logline_word(line, "user=");
    enum bs_sender_kind kind = bs_span_is(host, "-")        ? BS_SENDER_USER
                               : bs_span_equal(host, user) ? BS_SENDER_HOST
                                                            : BS_SENDER_LOGIN;

    return &all->account[account_of(all, kind, user)];
}

static void
count_scan(struct bs_scan_hits *hits, const struct bs_logline *line)
{
    struct bs_span did = bs_logline_word(line, "did=");

    hits->found++;
    hits->refused += bs_span_is(did, "deny") || bs_span_is(did, "defer");
}

static void
count_found(struct bs_outbound *all, const struct bs_logline *line)
{
    struct bs_span check = bs_logline_word(line, "check=");

    if (bs_span_is(check, "out_spam"))
        count_scan(&user_of(all, line)->spam, line);
    else if (bs_span_is(check, "out_malware"))
        count_scan(&user_of(all, line)->malware, line);
}

/* Hits that say which mail should not have left. */
static void
count_hit(struct bs_outbound *all, const struct bs_logline *line)
{
    enum bs_bounced why = bs_bounced_of(&all->inflight, line);

    if (why < BS_BOUNCED_CAUSES)
        all->bounced[why]++;
    if (why == BS_BOUNCED_RELAYED)
        all->account[account_of(all, BS_SENDER_HOST, bs_logline_word(line, "user="))].bounces++;
    count_found(all, line);
}

static unsigned
day_of(const struct bs_outbound *all, const char *when)
{
    unsigned day = 0;

    while (day < BS_OUTBOUND_DAYS && memcmp(all->days[day], when, 10) != 0)
        day++;
    return day;
}

void
bs_outbound_add(struct bs_outbound *all, const struct bs_logline *line)
{
    unsigned day = day_of(all, line->when);

    if (day == BS_OUTBOUND_DAYS)
        return;
    all->seen[day] = true;
    switch (line->kind) {
    case BS_LOG_ARRIVED:
        count_arrival(all, day, line);
        break;
    case BS_LOG_DELIVERED:
    case BS_LOG_ALSO:
        count_recipient(all, day, line);
        break;
    case BS_LOG_FAILED:
    case BS_LOG_DELAYED:
        if (day == 0)
            count_trouble(all, line);
        break;
    case BS_LOG_BACKSTOP:
        if (day == 0)
            count_hit(all, line);
        break;
    case BS_LOG_COMPLETED:
        bs_inflight_end(&all->inflight, line->id);
        break;
    default:
        break;
    }
}

/* --- what is unusual --------------------------------------------------------- */

unsigned
bs_outbound_days_before(const struct bs_outbound *all)
{
    unsigned days = 0;

    for (unsigned i = 1; i < BS_OUTBOUND_DAYS; i++)
        days += all->seen[i];
    return days;
}

unsigned long
bs_account_busiest(const struct bs_account *account)
{
    unsigned long busiest = 0;

    for (unsigned i = 1; i < BS_OUTBOUND_DAYS; i++)
        if (account->recipients[i] > busiest)
            busiest = account->recipients[i];
    return busiest;
}

static unsigned long
most_of_a_subject(const struct bs_account *account)
{
    struct bs_top_row row;

    return bs_top_list(account->subjects, &row, 1) > 0 ? row.count : 0;
}

bool
bs_outbound_marked(const struct bs_outbound *all, const struct bs_account *account,
                   enum bs_mark mark)
{
    unsigned long today = account->recipients[0];
    bool habit = bs_outbound_days_before(all) > 0;

    switch (mark) {
    case BS_MARK_RATE:
        return habit && today >= RATE_LEAST && today > RATE_TIMES * bs_account_busiest(account);
    case BS_MARK_NEW:
        return habit && !all->known.more && account->news >= NEW_LEAST && account->news > today / 2;
    case BS_MARK_SUBJECT:
        return most_of_a_subject(account) >= SUBJECT_LEAST;
    case BS_MARK_NETWORKS:
        return account->networks.count > NETWORKS_USUAL;
    case BS_MARK_BOUNCES:
        return account->bounces >= BOUNCES_LEAST;
    case BS_MARK_SPAM:
        return account->spam.found >= SPAM_LEAST;
    case BS_MARK_MALWARE:
        return account->malware.found > 0;
    case BS_MARKS:
        break;
    }
    return false;
}

bool
bs_outbound_unusual(const struct bs_outbound *all, const struct bs_account *account)
{
    for (enum bs_mark mark = 0; mark < BS_MARKS; mark++)
        if (bs_outbound_marked(all, account, mark))
            return true;
    return false;
}

const char *
bs_sender_name(enum bs_sender_kind kind)
{
    static const char *const names[BS_SENDER_KINDS] = {
        [BS_SENDER_LOGIN] = "login",       [BS_SENDER_USER] = "user",
        [BS_SENDER_HOST] = "host",         [BS_SENDER_FORWARD] = "forwarded",
        [BS_SENDER_OTHERS] = "all others",
    };

    return names[kind];
}

const char *
bs_mark_name(enum bs_mark mark)
{
    static const char *const names[BS_MARKS] = {
        [BS_MARK_RATE] = "rate",       [BS_MARK_NEW] = "new",
        [BS_MARK_SUBJECT] = "subject", [BS_MARK_NETWORKS] = "networks",
        [BS_MARK_BOUNCES] = "bounces", [BS_MARK_SPAM] = "spam",
        [BS_MARK_MALWARE] = "malware",
    };

    return names[mark];
}
