/* flaw: the policy files that the plugin reads, and what can be wrong with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_PLUGIN_FLAW_H
#define BS_PLUGIN_FLAW_H

#include "policy.h"

enum bs_flaw_kind {
    BS_FLAW_NONE,
    BS_FLAW_MISSING,    /* it has been there, or each installation has it */
    BS_FLAW_UNREADABLE, /* no permission, no plain file, a read error */
    BS_FLAW_TOO_LONG,   /* over BS_MAX_POLICY_FILE; its start counts */
    BS_FLAW_LINE,       /* a line that cannot be read; the others count */
    BS_FLAWS
};

/* The lists, then these. */
enum bs_policy_file_id {
    BS_FILE_MODES = BS_LISTS,
    BS_FILE_SETTINGS,
    BS_FILE_KEYS,
    BS_FILE_DNSBL_ZONES,
    BS_FILES
};

/* What is wrong with one of them. */
struct bs_flaw {
    unsigned char kind; /* enum bs_flaw_kind */
    unsigned line;      /* where a line is meant */
};

#endif
