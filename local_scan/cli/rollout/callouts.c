/* callouts: hosts to which we deliver mail, and whose callouts we refuse. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "callouts.h"

#include "check.h"

void
bs_callouts_hit(struct bs_callouts *all, const struct bs_logline *line, unsigned check)
{
    struct bs_callout *slot = &all->recent[all->next]; /* bounds: next < BS_CALLOUTS_RECENT */
    struct bs_ip ip;

    all->answered += bs_span_is(bs_logline_word(line, "event="), "callout");
    if (bs_check_about(check) == NULL || bs_check_about(check)->area != BS_AREA_ENVELOPE ||
        !bs_span_is(bs_logline_word(line, "from="), "<>") ||
        bs_span_is(bs_logline_word(line, "did="), "pass") ||
        !bs_ip_read(bs_logline_word(line, "host="), &ip))
        return;
    all->waiting += slot->when == 0;
    *slot = (struct bs_callout){.check = check, .count = 1, .when = bs_stamp_read(line->when)};
    bs_ip_text(&ip, slot->host);
    all->next = (all->next + 1) % BS_CALLOUTS_RECENT;
}

static void
count(struct bs_callouts *all, const struct bs_callout *callout)
{
    unsigned i = 0;

    while (i < all->count && (all->host[i].check != callout->check ||
                              strcmp(all->host[i].host, callout->host) != 0))
        i++;
    if (i == BS_CALLOUTS) {
        all->more = true;
        return;
    }
    if (i == all->count)
        all->host[all->count++] = (struct bs_callout){.check = callout->check};
    memcpy(all->host[i].host, callout->host, sizeof callout->host);
    all->host[i].count++;
}

static bool
tells_of_delivery(enum bs_log_kind kind)
{
    return kind == BS_LOG_DELIVERED || kind == BS_LOG_FAILED || kind == BS_LOG_DELAYED;
}

void
bs_callouts_line(struct bs_callouts *all, const struct bs_logline *line)
{
    char host[BS_IP_TEXT];
    struct bs_ip ip;

    if (all->waiting == 0 || !tells_of_delivery(line->kind) || !bs_ip_read(line->ip, &ip))
        return;
    bs_ip_text(&ip, host);
    time_t now = bs_stamp_read(line->when);
    for (unsigned i = 0; i < BS_CALLOUTS_RECENT; i++) {
        struct bs_callout *callout = &all->recent[i];
        bool late = callout->when != 0 && now - callout->when > BS_CALLOUTS_WAIT;
        bool same = callout->when != 0 && !late && strcmp(callout->host, host) == 0;

        if (same)
            count(all, callout);
        if (same || late) {
            callout->when = 0;
            all->waiting--;
        }
    }
}
