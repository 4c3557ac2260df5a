/* probe: sends a stranger's message through a trial, to see which parts of Backstop it reaches.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An Exim with the composed configuration of a trial (trial.h), and with a spool and a log of its
 * own, gets a forged report by `exim4 -bs -oMa`, as if a host of TEST-NET-1 had connected: Exim
 * believes root. The message goes through every ACL and the plugin, and stays in the trial's spool,
 * which is removed: nothing is put into the real queue, delivered, sent or counted, and no
 * connection is made. The spool file shows what Backstop did to the message. */
#ifndef BS_PROBE_H
#define BS_PROBE_H

#include "trial.h"

struct bs_probe {
    bool rcpt;      /* the RCPT ACL called Backstop */
    bool data;      /* so did the DATA ACL */
    bool plugin;    /* the plugin judged it */
    char said[200]; /* to the RCPT for root, which may not get as far as `rcpt` */
};

/* DIR/NAME is the composed configuration. False if the message was not accepted, or could not be
 * sent. */
bool bs_probe_send(struct bs_probe *probe_r, const struct bs_trial *trial, const char *name,
                   struct bs_fault *fault);

#endif
