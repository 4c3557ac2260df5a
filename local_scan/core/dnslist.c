/* dnslist: which lists may be asked, and which answers count. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dnslist.h"

#include "host.h"
#include "policy.h"

/* From here on what stands in front of a zone is a key, as in acl/dnsbl:
 * Spamhaus' have 26 characters. */
#define MIN_KEY 20

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

/* Lists that are no more; t/87-docs.t holds them to those of acl/dnsbl. */
bool
bs_dnslist_ended(const struct bs_dnslist *list)
{
    static const char *const ended[] = {
        "sorbs.net",        "njabl.org",     "ordb.org",         "dsbl.org",
        "ahbl.org",         "osirusoft.com", "blackholes.us",    "rfc-ignorant.org",
        "dnsbl.manitu.net", "dnsbl.inps.de", "spamcannibal.org",
    };

    for (size_t i = 0; i < sizeof ended / sizeof *ended; i++)
        if (bs_host_within(list->zone, bs_span_text(ended[i])))
            return true;
    return false;
}

bool
bs_dnslist_next(struct bs_dnslist *list_r, struct bs_span *rest)
{
    struct bs_policy_lines lines;
    struct bs_policy_line line;

    bs_policy_lines_start(&lines, *rest);
    while (bs_policy_lines_next(&lines, &line)) {
        *rest = lines.rest;
        if (!line.indented && bs_dnslist_read(list_r, line.key))
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

struct bs_span
bs_dnslist_name(const struct bs_dnslist *list)
{
    size_t n = 0;

    while (bs_is_alnum(bs_span_at(list->zone, n)))
        n++;
    if (n < MIN_KEY || bs_span_at(list->zone, n) != '.')
        return list->zone;
    return bs_span_drop(list->zone, n + 1);
}
