/* rollout: the state of each check. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rollout.h"

#include "date.h"

#include "lack.h"
#include "logfile.h"
#include "machine.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

static unsigned
days_since(time_t since, time_t now)
{
    return since > 0 && since < now ? (unsigned)((now - since) / BS_DAY) : 0;
}

static bool
lost_hits(const struct bs_rollout *rollout)
{
    return rollout->hits && rollout->hits->lost;
}

/* What could not be read, although advice depends on it: unknown is not zero. */
static const char *
unknown_of(const struct bs_rollout *rollout)
{
    return rollout->problem != 0 ? "Exim's main log could not be read"
           : rollout->all.unread ? "a part of Exim's main log could not be read"
           : !rollout->dated     ? "the record of when its mode was set could not be read"
           : !rollout->listed    ? "a list of the policy could not be read"
           : lost_hits(rollout)  ? "there was not enough memory for all hits"
                                 : NULL;
}

/* Names in own_hosts may have addresses of either family. */
static bool
knows_family(const struct bs_policy *policy, bool is4)
{
    const struct bs_entries *nets = &policy->list[BS_LIST_OWN_NETS];

    for (unsigned i = 0; i < nets->count; i++)
        if (nets->item[i].is_net && bs_ip_is4(&nets->item[i].net.ip) == is4)
            return true;
    return policy->list[BS_LIST_OWN_HOSTS].count > 0;
}

/* This many bounces of sent mail show that Message-IDs come back unchanged. */
#define ENOUGH_SENT 5

/* Why it is not known that the check recognises our own bounces; NULL: it is. A check that finds
 * everything foreign, because it knows too little, has as many hits as one that is right. */
static const char *
silent_of(const struct bs_rollout *rollout, struct bs_span check)
{
    const struct bs_evidences *all = &rollout->all;

    if (bs_span_is(check, "bounce_untagged"))
        return all->tagged > 0 ? NULL
                               : "no tag of ours came back in 14 days, so it is not known whether "
                                 "tags are recognised; check that outgoing mail is tagged";
    if (bs_span_is(check, "null_unsigned"))
        return all->tagged + all->signed_ > 0
                   ? NULL
                   : "no bounce to a signed return path came in 14 days; check that return "
                     "paths are signed";
    if (bs_span_is(check, "bounce_unsent"))
        return all->sent >= ENOUGH_SENT
                   ? NULL
                   : "fewer than five bounces in 14 days were found to be of sent mail, so it "
                     "is not known whether a smarthost replaces our Message-IDs";
    if (!bs_span_is(check, "bounce_foreign"))
        return NULL;
    if (all->ours == 0)
        return "no bounce in 14 days was found to be ours, so it is not known whether ours are "
               "recognised; check that own_nets contains all addresses from which our mail leaves";
    if (all->ipv4 && !knows_family(&rollout->policy, true))
        return "our mail also leaves by IPv4, but no such address of ours is known (own_nets)";
    if (all->ipv6 && !knows_family(&rollout->policy, false))
        return "our mail also leaves by IPv6, but no such address of ours is known (own_nets)";
    return NULL;
}

/* A question to the DNS sometimes stays unanswered on any host. But if that affects half of all
 * reports, something is wrong: name servers that do not exist any more, or an SPF record with too
 * many lookups. */
static void
find_unjudged(struct bs_standing *standing, const struct bs_evidences *all)
{
    static const struct {
        unsigned part; /* of the reports, from which it counts; 0: any */
        const char *what;
    } rows[BS_UNJUDGED] = {
        [BS_UNJUDGED_NO_IDENTITY] = {0, "no address of ours was known (own_nets)"},
        [BS_UNJUDGED_LIST_UNREAD] = {0, "a list that says who we are could not be read, or has "
                                        "disappeared ('sudo backstop doctor' names it)"},
        [BS_UNJUDGED_NO_ANSWER] = {2, "the DNS did not say which addresses are ours, or a "
                                      "proof could not be checked ('sudo backstop doctor' examines "
                                      "resolver, SPF records and lookups)"},
    };

    for (enum bs_unjudged why = 0; why < BS_UNJUDGED && standing->unjudged == 0; why++)
        if (all->unjudged[why] * rows[why].part >= (rows[why].part ? all->reports : 0)) {
            standing->unjudged = all->unjudged[why];
            standing->unjudged_for = rows[why].what;
        }
}

/* A mode that was set while nothing was logged has not been tried: so days count from the first
 * line of Backstop in the log. */
static void
fill_row(struct bs_rollout *rollout, unsigned i, time_t now)
{
    struct bs_rollout_row *row = &rollout->row[i];
    time_t first = rollout->all.first[0] ? bs_stamp_read(rollout->all.first) : now;
    unsigned seen = days_since(first, now);

    row->standing = (struct bs_standing){
        .check = bs_check_about(i),
        .mode = row->source.mode,
        .days = row->since > 0 ? days_since(row->since, now) : seen,
        .evidence = &rollout->all.check[i],
        .silent = silent_of(rollout, bs_span_text(bs_check_about(i)->name)),
        .unknown = unknown_of(rollout),
        .complete = rollout->all.complete,
        .covered = rollout->all.covered,
    };
    if (bs_span_starts(bs_span_text(row->standing.check->name), "bounce_"))
        find_unjudged(&row->standing, &rollout->all);
    row->standing.observed = row->standing.days < seen ? row->standing.days : seen;
    if (row->standing.mode != BS_MODE_OFF)
        row->lack = bs_lack_of(row->standing.check, &rollout->policy);
    bs_advice_make(&row->advice, &row->standing);
}

bool
bs_rollout_open(struct bs_rollout *rollout_r)
{
    *rollout_r = (struct bs_rollout){.count = 0};
    if (!bs_modefile_read(&rollout_r->modes))
        return false;
    rollout_r->dated = bs_modelog_read(&rollout_r->log) == 0;
    return true;
}

void
bs_rollout_look(struct bs_rollout *rollout)
{
    time_t since[BS_ALL_CHECKS] = {0}, now = time(NULL);

    rollout->listed = bs_machine_lists(&rollout->policy);
    bs_machine_interfaces(&rollout->policy);
    for (unsigned i = 0; i < BS_ALL_CHECKS; i++) {
        const struct bs_about *check = bs_check_about(i);
        struct bs_rollout_row *row = &rollout->row[i];
        row->source = bs_modefile_of(&rollout->modes, check);
        row->since = since[i] =
            (time_t)bs_modelog_since(&rollout->log, &rollout->modes, check, &row->from);
    }
    rollout->count = BS_ALL_CHECKS;
    rollout->problem = bs_evidence_read(&rollout->all, bs_logs_named(), &rollout->policy, since,
                                        rollout->hits);
    if (lost_hits(rollout))
        bs_terminal_complain("hits", "there is not enough memory for all of them",
                             "close other programs, or raise the limit (ulimit -v)");
    for (unsigned i = 0; i < rollout->count; i++)
        fill_row(rollout, i, now);
    rollout->looked = true;
}

bool
bs_rollout_whole(const struct bs_rollout *rollout)
{
    return unknown_of(rollout) == NULL;
}

void
bs_rollout_free(struct bs_rollout *rollout)
{
    bs_modefile_free(&rollout->modes);
    bs_modelog_free(&rollout->log);
}

const struct bs_rollout_row *
bs_rollout_of(const struct bs_rollout *rollout, const struct bs_about *check)
{
    unsigned i = 0;

    while (rollout->row[i].standing.check != check)
        i++;
    return &rollout->row[i];
}

void
bs_rollout_call(const struct bs_rollout_row *row, char text_r[BS_ROLLOUT_CALL])
{
    text_r[0] = '\0';
    if (row->advice.change)
        snprintf(text_r, BS_ROLLOUT_CALL, "sudo backstop mode %s %s", row->standing.check->name,
                 bs_mode_name(row->advice.mode));
}

static void
tell_example(const struct bs_example *example)
{
    char host[2 * BS_IP_TEXT], from[4 * BS_EVIDENCE_TEXT];

    printf("    %s  %s  <%s>\n      %s\n", example->when,
           bs_terminal_shown(host, sizeof host, bs_span_text(example->host), BS_IP_TEXT),
           bs_terminal_shown(from, sizeof from, bs_span_text(example->from), 60),
           bs_against_tell(example->why));
}

void
bs_rollout_summary(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_check_record *evidence = row->standing.evidence;
    char text[BS_ADVICE_TEXT + 80];

    snprintf(text, sizeof text, "It fired %lu time%s in the last 7 days, %lu time%s in 14%s.",
             evidence->week, bs_plural(evidence->week), evidence->fortnight,
             bs_plural(evidence->fortnight),
             rollout->all.covered ? "" : ", as far as the log reaches back");
    bs_terminal_say("  ", text);
}

void
bs_rollout_tell(const struct bs_rollout *rollout, const struct bs_rollout_row *row)
{
    const struct bs_check_record *evidence = row->standing.evidence;
    char text[BS_ADVICE_TEXT + 40], call[BS_ROLLOUT_CALL];

    if (!rollout->looked || rollout->problem != 0)
        return;
    bs_rollout_summary(rollout, row);
    bs_rollout_call(row, call);
    if (rollout->decided)
        call[0] = '\0';
    if (row->advice.reason[0])
        snprintf(text, sizeof text, "%s: %s%s", bs_mode_name(row->standing.mode),
                 row->advice.reason, call[0] ? ":" : ".");
    else
        snprintf(text, sizeof text, "%s", "No hit is known to be wrong.");
    if (row->advice.reason[0] || evidence->hits > 0)
        bs_terminal_say("  ", text);
    if (call[0])
        printf("      %s\n", call); /* to be copied */
    for (unsigned i = 0; i < evidence->examples; i++)
        tell_example(&evidence->example[i]);
    if (evidence->fortnight == 0)
        return;
    bs_terminal_put("  To see the mail that it fired on:\n");
    printf("      sudo backstop hits %s\n", row->standing.check->name);
}
