/* trial: Exim with a configuration that is not in use yet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A trial is a directory with a copy of what Debian composes Exim's
 * configuration from. The copy is changed, composed, and given to the Exim
 * that is installed: does it accept the configuration, do sessions go as they
 * do now, does a message go through, with the plugin loaded by Exim's own
 * user? Nothing is delivered and nothing is written to Exim's spool or log.
 *
 * What goes wrong is a bs_fault, in words for people. */
#ifndef BS_TRIAL_H
#define BS_TRIAL_H

#include "dropin.h"
#include "fault.h"

/* TEST-NET-1, RFC 5737: a client that no server relays for. */
#define BS_TRIAL_STRANGER "192.0.2.66"

struct bs_trial {
    char dir[64];
    char etc[80]; /* the copy of /etc/exim4 */
};

/* Between the two, a signal that ends the command also removes the directory and
 * says that nothing has changed. */
bool bs_trial_open(struct bs_trial *trial_r, struct bs_fault *fault);
void bs_trial_close(struct bs_trial *trial);

/* Composes the copy into DIR/NAME, and has Exim read that. */
bool bs_trial_compose(const struct bs_trial *trial, const char *name, struct bs_fault *fault);
/* Are both the same, apart from comments and empty lines? If not, the fault
 * names the first line that differs. */
bool bs_trial_same(const char *path, const char *other, struct bs_fault *fault);

/* Mail for postmaster from outside, with the configuration that is in use and
 * with DIR/NAME: what one accepts the other must also accept. */
bool bs_trial_sessions(const struct bs_trial *trial, const char *name, struct bs_fault *fault);
/* A message through `exim4 -bs`, into a spool of its own. */
bool bs_trial_message(const struct bs_trial *trial, const char *name, struct bs_fault *fault);

/* The last line of the WANTED-th reply in a session's output, the greeting
 * being the 0th; "no reply". */
void bs_trial_reply(const char *out, unsigned wanted, char *reply, size_t size);

/* DIR/NAME with the spool and the log of the trial, written to PATH. Returns 0
 * or an errno. */
int bs_trial_private(const struct bs_trial *trial, const char *name, const char *path);

#endif
