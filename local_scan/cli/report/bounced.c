/* bounced: why we send a bounce, and what to do about it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bounced.h"

#include "json.h"
#include "table.h"

/* The remedy is to refuse at RCPT: then the sending host makes the bounce, and it knows who sent
 * the mail. */
static const struct row {
    const char *name, *remedy;
} rows[BS_BOUNCED_CAUSES] = {
    [BS_BOUNCED_OTHER] = {"other", "sudo exigrep ORIGINAL /var/log/exim4/mainlog says why"},
    [BS_BOUNCED_QUOTA] = {"quota", "deny !verify = recipient/quota (ACL for RCPT)"},
    [BS_BOUNCED_ALIAS] = {"alias", "take it out of /etc/aliases; exim4 -bt NAME shows it"},
    /* Debian's router for ~/.forward has no_verify, so a callout does not see where it leads. */
    [BS_BOUNCED_FORWARD] = {"forward", "remove ~/.forward; alias: recipient/callout=defer_ok"},
    [BS_BOUNCED_HUB] = {"hub", "add its domain to hub_domains; set rcpt_callout to deny"},
    [BS_BOUNCED_UNKNOWN] = {"unknown user", "require verify = recipient (ACL for RCPT)"},
    [BS_BOUNCED_WARNING] = {"delay warning", "delay_warning = (empty, in the main section)"},
    /* In the router of the autoresponder; the variable stays with the message. */
    [BS_BOUNCED_ANSWER] = {"automatic reply",
                           "condition = ${if !match{$acl_m_backstop_arrival}{none}}"},
    [BS_BOUNCED_RELAYED] = {"relay host", "have it refuse at RCPT, or set relay_bounce to deny"},
};

static bool
tells(const struct bs_logline *line, const char *text)
{
    return bs_span_has(line->text, text);
}

static enum bs_bounced
why(const struct bs_logline *line)
{
    bool made = line->parent.n > 0; /* from another address */

    if (tells(line, "quota") || tells(line, "mailbox is full") || tells(line, "Over quota"))
        return BS_BOUNCED_QUOTA;
    if (line->ip.n > 0 || tells(line, "remote mail server") || tells(line, " H="))
        return made ? BS_BOUNCED_FORWARD : BS_BOUNCED_HUB;
    if (line->transport.n > 0)
        return BS_BOUNCED_OTHER;
    return made ? BS_BOUNCED_ALIAS : BS_BOUNCED_UNKNOWN;
}

/* A full mailbox, or a host that defers the mail, does not fail at once: when Exim gives up, its
 * line only says so, and the cause is in the line of the last attempt. */
void
bs_bounced_note(struct bs_transit *message, const struct bs_logline *line)
{
    enum bs_bounced cause = why(line);
    bool gave_up = tells(line, "retry timeout exceeded") &&
                   (cause == BS_BOUNCED_ALIAS || cause == BS_BOUNCED_UNKNOWN);

    if (!gave_up && !tells(line, "retry time not"))
        message->why = (uint8_t)cause;
}

/* Exim logs the failure before it makes the bounce. */
enum bs_bounced
bs_bounced_of(struct bs_inflight *all, const struct bs_logline *line)
{
    struct bs_span check = bs_logline_word(line, "check=");

    if (bs_span_is(check, "relay_bounce"))
        return BS_BOUNCED_RELAYED;
    if (!bs_span_is(check, "own_bounce"))
        return BS_BOUNCED_CAUSES;
    const struct bs_transit *message = bs_inflight_find(all, bs_logline_word(line, "original="));
    if (message && message->failed)
        return (enum bs_bounced)message->why;
    if (message)
        return message->delayed ? BS_BOUNCED_WARNING : BS_BOUNCED_ANSWER;
    return BS_BOUNCED_OTHER;
}

bool
bs_bounced_any(const unsigned long count[BS_BOUNCED_CAUSES])
{
    unsigned long all = 0;

    for (unsigned i = 0; i < BS_BOUNCED_CAUSES; i++)
        all += count[i];
    return all > 0;
}

void
bs_bounced_put(FILE *to, const unsigned long count[BS_BOUNCED_CAUSES])
{
    static const struct bs_column columns[] = {
        {"bounces sent", -15}, {"count", 6}, {" how to end it", 0}, {NULL, 0}};

    if (!bs_bounced_any(count))
        return;
    fputs("\n", to);
    bs_table_start_in(to, columns);
    for (unsigned i = 0; i < BS_BOUNCED_CAUSES; i++) {
        if (count[i] == 0)
            continue;
        bs_table_text(rows[i].name);
        bs_table_number(count[i]);
        bs_table_print(" %s", rows[i].remedy);
    }
    fputs("Bounces to senders whose mail did not prove who sent it (own_bounce, relay_bounce).\n",
          to);
}

void
bs_bounced_put_json(const unsigned long count[BS_BOUNCED_CAUSES])
{
    bs_json_open("bounced", '{');
    for (unsigned i = 0; i < BS_BOUNCED_CAUSES; i++)
        if (count[i] > 0)
            bs_json_number(rows[i].name, count[i]);
    bs_json_close();
}

const char *
bs_bounced_name(enum bs_bounced why)
{
    return rows[why].name;
}

const char *
bs_bounced_remedy(enum bs_bounced why)
{
    return rows[why].remedy;
}
