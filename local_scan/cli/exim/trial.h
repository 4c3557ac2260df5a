/* trial: tries a configuration of Exim that is not in use yet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A trial is a directory with a copy of the files from which Debian composes Exim's configuration.
 * The copy is changed, composed, and given to the installed Exim: does Exim accept it, do SMTP
 * sessions get the same replies as now, does a message go through, with the plugin loaded by Exim's
 * own user? Nothing is delivered, and nothing is written to Exim's spool or log. A bs_fault
 * describes what goes wrong, in words for people. */
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

/* Composes the copy into DIR/NAME, and has Exim check it. */
bool bs_trial_compose(const struct bs_trial *trial, const char *name, struct bs_fault *fault);
/* Are both files the same, apart from comments and empty lines? If not, the fault names the first
 * line that differs. */
bool bs_trial_same(const char *path, const char *other, struct bs_fault *fault);

/* Offers mail for postmaster from outside, with the configuration in use and with DIR/NAME: what
 * the first accepts, the second must also accept. */
bool bs_trial_sessions(const struct bs_trial *trial, const char *name, struct bs_fault *fault);
/* A message through `exim4 -bs`, into a spool of its own. */
bool bs_trial_message(const struct bs_trial *trial, const char *name, struct bs_fault *fault);

/* The last line of the WANTED-th reply in a session's output, where the greeting is number 0; "no
 * reply" if there are fewer. */
void bs_trial_reply(const char *out, unsigned wanted, char *reply, size_t size);

/* Writes DIR/NAME to PATH, with the trial's own spool and log. Returns 0 or an errno. */
int bs_trial_private(const struct bs_trial *trial, const char *name, const char *path);

#endif
