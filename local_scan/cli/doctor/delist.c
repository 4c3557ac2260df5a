/* delist: how and when an address is removed from a DNS list. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "delist.h"

#include "host.h"

/* The first row counts whose zone is the list's own or a parent of it. */
static const struct way {
    const char *zone, *page, *way;
} ways[] = {
    {"spamhaus.org", "https://check.spamhaus.org/",
     "removes addresses there on request, free of charge; most entries also expire within days"},
    {"spamcop.net", "https://www.spamcop.net/bl.shtml",
     "lets an entry expire 24 hours after the last report"},
    {"surriel.com", "https://psbl.org/remove",
     "removes any address there at once, on anyone's request"},
    {"dnsbl-1.uceprotect.net", "https://www.uceprotect.net/en/rblcheck.php",
     "lets an entry expire seven days after the last hit, and charges for earlier removal"},
    {"uceprotect.net", "https://www.uceprotect.net/en/rblcheck.php",
     "lists your provider's whole network until few of its customers are listed: only the "
     "provider can change that"},
    {"backscatterer.org", "https://www.backscatterer.org/",
     "lets an entry expire four weeks after the last bounce or callout, and charges for earlier "
     "removal"},
    {"barracudacentral.org", "https://www.barracudacentral.org/rbl/removal-request",
     "removes addresses there on request, usually within a day"},
    {"abusix.zone", "https://lookup.abusix.com/",
     "removes addresses there on request, free of charge, but requires an account"},
    {"dronebl.org", "https://dronebl.org/lookup", "removes addresses there on request"},
    {"spameatingmonkey.net", "https://spameatingmonkey.com/lookup",
     "lets an entry expire about two weeks after the last hit"},
};

void
bs_delist_tell(struct bs_text *remedy, struct bs_span zone)
{
    size_t i = 0;

    while (i < sizeof ways / sizeof *ways && !bs_host_within(zone, bs_span_text(ways[i].zone)))
        i++;
    if (i == sizeof ways / sizeof *ways) {
        bs_text_put(remedy, "then ask the list's operators to remove the address; do not pay for "
                            "it");
        return;
    }
    bs_text_put(remedy, "then see ");
    bs_text_put(remedy, ways[i].page);
    bs_text_put(remedy, ": the list ");
    bs_text_put(remedy, ways[i].way);
    bs_text_put(remedy, ". Do not pay for removal");
}
