/* dropin: the lines by which Debian's Exim configuration includes Backstop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Split: the files of SHARE/exim.conf.d are copied into conf.d. Unsplit: conf.d is not read, so the
 * main one of these files goes to the end of exim4.conf.localmacros, after a comment that says
 * whose it is. If the administrator asks for it, Debian's configuration is changed from unsplit to
 * split; the line that was there before is kept in our own file.
 *
 * Apart from that line, only our own files and lines are changed. In all
 * functions ETC is the directory to work on: /etc/exim4, or a copy of it. */
#ifndef BS_DROPIN_H
#define BS_DROPIN_H

#include "file_txn.h"

enum bs_form { BS_FORM_NONE, BS_FORM_SPLIT, BS_FORM_UNSPLIT };

/* Which form has Debian's configuration? NONE if it cannot be read. */
enum bs_form bs_dropin_debian(const char *etc);

/* In which form is the drop-in installed? NONE if it is not, or if the configuration does not read
 * it. */
enum bs_form bs_dropin_form(const char *etc);

/* Is any part of the drop-in there, in use or not? Does it record that Debian's configuration was
 * unsplit? */
bool bs_dropin_any(const char *etc);

/* A configuration that an administrator wrote: if it exists, Exim does not read Debian's. */
#define BS_HAND_MADE BS_ETC_DIR "/exim4.conf"
/* Does it exist, and not include our files? */
bool bs_dropin_overruled(void);

bool bs_dropin_recorded(const char *etc);

/* Has the administrator changed anything in /etc/exim4/conf.d, which an unsplit
 * configuration does not read? `path_r` is the first file that no package,
 * exim4-config included, installed in that form. False if dpkg does not
 * answer. */
bool bs_dropin_changed(char *path_r, size_t size);

/* Return 0 or an errno. */
int bs_dropin_put(struct bs_file_txn *changes, const char *etc, enum bs_form form);
int bs_dropin_take(struct bs_file_txn *changes, const char *etc);

/* From unsplit to split, after bs_dropin_put; and back, before bs_dropin_take,
 * which does nothing if it was never changed, or was changed since. */
int bs_dropin_set_split(struct bs_file_txn *changes, const char *etc);
int bs_dropin_reset_split(struct bs_file_txn *changes, const char *etc);

#endif
