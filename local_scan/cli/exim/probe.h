/* probe: a stranger's message, to see how far it gets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The composed configuration of a trial (trial.h), with a spool and a log of
 * its own, is given a forged report by `exim4 -bs -oMa`, as if a host of
 * TEST-NET-1 had connected: Exim believes root. It goes through every ACL and
 * the plugin, and then lies in the trial's spool, which is removed: nothing is
 * queued in the real one, delivered, sent or counted, and no connection is
 * made. What Backstop has done to it is in its spool file. */
#ifndef BS_PROBE_H
#define BS_PROBE_H

#include "trial.h"

struct bs_probe {
    bool rcpt;      /* the RCPT ACL called Backstop */
    bool data;      /* so did the DATA ACL */
    bool plugin;    /* the plugin judged it */
    char said[200]; /* to the RCPT for root, which may not get as far as `rcpt` */
};

/* DIR/NAME is composed. False if the message was not accepted, or could not be tried. */
bool bs_probe_send(struct bs_probe *probe_r, const struct bs_trial *trial, const char *name,
                   struct bs_fault *fault);

#endif
