/* dnslist: which lists may be queried, and which answers count. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dnslist.h"

#include "host.h"
#include "lines.h"

/* A first label is a customer's key if it is longer than that of any list (Spamhaus' keys have 26
 * characters), or if it has two digits and is longer than "dnsbl-1". acl/dnsbl does the same. */
#define MIN_KEY        16
#define MIN_DIGITS     2
#define MIN_DIGITS_KEY 8

static bool
is_code(struct bs_span text)
{
    struct bs_ip ip;

    return bs_span_starts(text, "127.") && !bs_span_starts(text, "127.255.255.") &&
           bs_span_find(text, ':') == text.n && bs_ip_read(text, &ip);
}

/* Cuts off the next code; empty at the end, and where two commas follow each
 * other. */
static struct bs_span
take_code(struct bs_span *codes)
{
    size_t comma = bs_span_find(*codes, ',');
    struct bs_span code = bs_span_take(*codes, comma);

    *codes = bs_span_drop(*codes, comma + 1);
    return code;
}

static bool
are_codes(struct bs_span codes)
{
    if (bs_span_ends(codes, ","))
        return false;
    do {
        if (!is_code(take_code(&codes)))
            return false;
    } while (codes.n > 0);
    return true;
}

bool
bs_dnslist_read(struct bs_dnslist *list_r, struct bs_span entry)
{
    size_t equals = bs_span_find(entry, '=');

    list_r->zone = bs_span_take(entry, equals);
    list_r->codes = bs_span_drop(entry, equals + 1);
    return bs_host_valid(list_r->zone) && !bs_span_ends(list_r->zone, ".") &&
           are_codes(list_r->codes);
}

/* Lists that no longer exist. */
bool
bs_dnslist_ended(const struct bs_dnslist *list)
{
    static const char *const ended[] = {
        "sorbs.net",        "njabl.org",     "ordb.org",         "dsbl.org",
        "ahbl.org",         "osirusoft.com", "blackholes.us",    "rfc-ignorant.org",
        "dnsbl.manitu.net", "dnsbl.inps.de", "spamcannibal.org",
    };

    for (size_t i = 0; i < BS_COUNT(ended); i++)
        if (bs_host_within(list->zone, bs_span_text(ended[i])))
            return true;
    return false;
}

bool
bs_dnslist_next(struct bs_dnslist *list_r, struct bs_span *rest)
{
    struct bs_policy_line line;
    struct bs_policy_lines lines = bs_policy_lines_of(*rest);

    while (bs_policy_lines_next(&lines, &line)) {
        *rest = lines.rest;
        if (bs_dnslist_read(list_r, line.key))
            return true;
    }
    return false;
}

bool
bs_dnslist_counts(const struct bs_dnslist *list, const struct bs_ip *code)
{
    struct bs_span codes = list->codes;
    struct bs_ip wanted;

    while (codes.n > 0)
        if (bs_ip_read(take_code(&codes), &wanted) && bs_ip_equal(&wanted, code))
            return true;
    return false;
}

static struct bs_known_as
ask_zone(struct bs_questions *q, struct bs_span zone, const struct bs_ip *ip)
{
    char name[BS_MAX_HOSTNAME + 1];
    size_t n = bs_question_listed_name(ip, zone, name, sizeof name);

    if (n == 0)
        return (struct bs_known_as){.known = BS_KNOWN_UNKNOWN};
    return bs_ask_name(q, BS_ASK_LISTED, bs_span_of(name, n));
}

/* RFC 5782 §5: no list contains 127.0.0.1. One that does was shut down, or its domain was sold, and
 * it lists every address. This is only asked about a list that contains the address in question,
 * whose hit counts once the question is answered. */
static enum bs_known
has_not_everybody(struct bs_questions *q, struct bs_span zone)
{
    static const struct bs_ip loopback = {{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}};
    enum bs_known everybody = ask_zone(q, zone, &loopback).known;

    if (everybody == BS_KNOWN_SOME)
        return BS_KNOWN_NONE;
    return everybody == BS_KNOWN_NONE ? BS_KNOWN_SOME : everybody;
}

enum bs_known
bs_dnslist_ask(const struct bs_dnslist *list, struct bs_questions *q, const struct bs_ip *ip)
{
    struct bs_known_as answer = ask_zone(q, list->zone, ip);

    for (unsigned i = 0; i < answer.count; i++)
        if (bs_dnslist_counts(list, &answer.item[i].ip))
            return has_not_everybody(q, list->zone);
    return answer.known == BS_KNOWN_SOME ? BS_KNOWN_NONE : answer.known;
}

static bool
is_key(struct bs_span label)
{
    unsigned digits = 0;

    for (size_t i = 0; i < label.n; i++)
        digits += bs_is_digit(bs_span_at(label, i));
    return label.n >= MIN_KEY || (label.n >= MIN_DIGITS_KEY && digits >= MIN_DIGITS);
}

struct bs_span
bs_dnslist_name(const struct bs_dnslist *list)
{
    struct bs_span label = bs_span_take(list->zone, bs_span_find(list->zone, '.'));
    struct bs_span zone = bs_span_drop(list->zone, label.n + 1);

    return is_key(label) && bs_span_find(zone, '.') < zone.n ? zone : list->zone;
}
