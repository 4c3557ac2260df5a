/* reverse: PTR, and back. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reverse.h"

enum bs_known
bs_reverse_leads_to(struct bs_questions *q, struct bs_span name, const struct bs_ip *ip)
{
    struct bs_known_as at = bs_ask_name(q, BS_ASK_ADDRESS, name);

    for (unsigned i = 0; i < at.count; i++)
        if (bs_ip_equal(&at.item[i].ip, ip))
            return BS_KNOWN_SOME;
    return at.known == BS_KNOWN_SOME ? BS_KNOWN_NONE : at.known;
}

/* An open question may still be answered; an unknown one never will be. */
static void
note_gap(enum bs_known *known, enum bs_known gap)
{
    if (*known != BS_KNOWN_OPEN)
        *known = gap;
}

static void
follow(struct bs_reverse *reverse, struct bs_questions *q, const struct bs_ip *ip,
       struct bs_span name)
{
    enum bs_known leads = bs_reverse_leads_to(q, name, ip);

    if (leads == BS_KNOWN_SOME)
        reverse->name[reverse->names++] = name; /* bounds: the caller counts */
    else if (leads != BS_KNOWN_NONE)
        note_gap(&reverse->known, leads);
}

struct bs_reverse
bs_reverse_ask(struct bs_questions *q, const struct bs_ip *ip)
{
    struct bs_known_as names = bs_ask_ip(q, BS_ASK_NAME, ip);
    struct bs_reverse reverse = {.known = names.known, .pointed = names.count > 0};

    for (unsigned i = 0; i < names.count; i++) {
        if (i == BS_MAX_REVERSE_NAMES) {
            note_gap(&reverse.known, BS_KNOWN_UNKNOWN);
            return reverse;
        }
        follow(&reverse, q, ip, names.item[i].text);
    }
    if (reverse.known == BS_KNOWN_SOME && reverse.names == 0)
        reverse.known = BS_KNOWN_NONE;
    return reverse;
}
