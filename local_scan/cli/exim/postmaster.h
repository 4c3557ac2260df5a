/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For findings of a timer. The mail is only queued, so that a delivery does not run within the
 * limits of the caller's unit; the daemon delivers it. Takes at most a minute. The subject (one
 * line) and the text are UTF-8. One mail is written at a time.
 *
 * Does not: know whether the mail arrives. */
#ifndef BS_POSTMASTER_H
#define BS_POSTMASTER_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

/* Where to write its text. NULL after a complaint. */
FILE *bs_postmaster_begin(void);

/* Ends the text, for those who also show it. NULL after a complaint. */
const char *bs_postmaster_text(void);

/* Ends the text and sends it. The subject starts with the name of this host. `program` takes
 * sendmail's options; NULL: sendmail. False after a complaint. */
bool bs_postmaster_send(const char *program, const char *subject);

/* The same, recorded by the time of an empty file. If it cannot be recorded, nothing is sent: it
 * would be sent each time. What was not sent is not recorded. */
bool bs_postmaster_send_once(const char *path, const char *program, const char *subject);

/* Was the last mail, according to that file, sent so many seconds ago? A clock that was set back
 * leaves a time in the future, which says nothing: then it is due as well. */
bool bs_postmaster_is_due(const char *path, time_t now, time_t period);

/* False if Exim does not deliver postmaster's mail, or delivers it where people do not read it: on
 * Debian /var/mail/mail, unless root's mail is redirected to a person. */
bool bs_postmaster_is_read(void);

#endif
