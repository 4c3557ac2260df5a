/* bounced: why we send a bounce, and how to stop that. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bounced.h"

/* The cure is to refuse at RCPT: then the host that has the mail makes the bounce, and
 * knows who sent it. */
static const struct row {
    const char *name, *remedy;
} rows[BS_BOUNCED_CAUSES] = {
    [BS_BOUNCED_OTHER] = {"other", "exigrep ORIGINAL /var/log/exim4/mainlog says why"},
    [BS_BOUNCED_QUOTA] = {"quota", "deny !verify = recipient/quota (in your ACL for RCPT)"},
    [BS_BOUNCED_ALIAS] = {"alias", "take it out of /etc/aliases; exim4 -bt NAME shows it"},
    [BS_BOUNCED_FORWARD] = {"forward", "deny !verify = recipient/callout=30s,defer_ok"},
    [BS_BOUNCED_HUB] = {"hub", "its domain in hub_domains, and rcpt_callout in deny"},
    [BS_BOUNCED_UNKNOWN] = {"unknown user", "require verify = recipient (in your ACL for RCPT)"},
    [BS_BOUNCED_WARNING] = {"delay warning", "delay_warning = (empty, in the main section)"},
    /* In the router of the autoresponder; the variable stays with the message. */
    [BS_BOUNCED_ANSWER] = {"automatic reply",
                           "condition = ${if !match{$acl_m_backstop_arrival}{none}}"},
};

static bool
tells(const struct bs_logline *line, const char *text)
{
    return bs_span_has(line->text, text);
}

enum bs_bounced
bs_bounced_why(const struct bs_logline *line)
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
