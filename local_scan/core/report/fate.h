/* fate: what became of the mail, according to a report, and for which recipient.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Read from the fields of RFC 3464 §2.3, for the first recipient that has any, in the part for
 * machines or in an attached text. For a bounce without them, read from X-Failed-Recipients, a line
 * that begins with an address, else the first address in the text that is not its reader's, an
 * enhanced status code (RFC 3463), an SMTP reply, and the words, in many languages, of systems
 * about mail that they still try to deliver. A final status code goes before such words. What the
 * report does not say stays empty.
 *
 * The results are NUL-terminated copies, in printable ASCII only. All of it is the reporter's
 * claim.
 *
 * Does not: list all recipients. */
#ifndef BS_FATE_H
#define BS_FATE_H

#include "report.h"

enum bs_action {
    BS_ACTION_UNKNOWN,
    BS_ACTION_FAILED,
    BS_ACTION_DELAYED,
    BS_ACTION_DELIVERED,
    BS_ACTION_RELAYED,
    BS_ACTION_EXPANDED,
    BS_ACTIONS
};

struct bs_fate {
    enum bs_action action;
    char status[12];     /* "5.1.1" */
    char recipient[256]; /* RFC 5321 §4.5.3.1.3: a path has 256 octets with its <> */
};

/* `scratch->parts` has the parts of the message (bs_report_recognise); its other
 * buffers are written to. */
void bs_fate_read(struct bs_fate *fate_r, const struct bs_report *report,
                  const struct bs_message *message, struct bs_scratch *scratch);

const char *bs_action_name(enum bs_action action); /* "failed"; "" where unknown */

#endif
