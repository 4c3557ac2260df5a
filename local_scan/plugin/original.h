/* original: which message does a bounce of Exim's return? For the ACLs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bounces, warnings and automatic replies are handed to a new process of Exim, whose command
 * line names the message in the queue ("-E1tGfxY-000000003Ab-1x2C"); no variable does.
 *
 * Returns the id, in a static buffer; "" if absent.
 *
 * Does not: check that such a message exists, or who has started the process. */
#ifndef BS_PLUGIN_ORIGINAL_H
#define BS_PLUGIN_ORIGINAL_H

const char *bs_original_find(void);

#endif
