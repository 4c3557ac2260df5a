/* modelog: the log of changes of modes and exemptions (what was changed, when, by which user, and
 * from what), and since when each check has been in its mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the policy in use, this is /var/lib/backstop/modes.log; for another one, given by --policy,
 * modes.log beside its file of modes. Each change is one line, with words as in Backstop's log
 * lines; times are UTC:
 *
 *   2026-01-31T11:34:56Z check=helo_own from=warn to=deny by=joe before=1769850000
 *   2026-01-31T11:36:10Z list=exempt_hosts entry=198.51.100.7 by=joe
 *
 * Beside it is modes.seen, which records for each check in which mode it was seen, and since when,
 * because changes may also be made with an editor:
 *
 *   check=helo_own mode=deny since=1769858096
 *
 * So a mode does not count as new because of a comment in the file of modes, the file's date in a
 * package, or a change that was taken back.
 *
 * `before` is the time at which the file of modes had last been changed, in seconds since 1970; 0
 * if there was no file. So it is also visible when a change was made with an editor, although not
 * which one. Lines are added, never changed; a line with undo=yes takes back the last change that
 * has not been taken back. Functions return 0 or an errno. */
#ifndef BS_MODELOG_H
#define BS_MODELOG_H

#include "exemption.h"
#include "modefile.h"
#include "paths.h"

#define BS_MODELOG_BY 64

struct bs_modelog_change {
    const struct bs_about *check; /* NULL: not a mode, but an exemption was added */
    enum bs_mode from, to;
    char list[24];
    char entry[BS_EXEMPTION_TEXT];
    long long at;     /* seconds since 1970 */
    long long before; /* see above */
    char by[BS_MODELOG_BY];
    bool undo;
};

struct bs_modelog {
    char path[BS_PATH_SIZE];
    struct bs_modelog_change *change; /* oldest first */
    unsigned count;
    struct bs_modelog_seen {
        const struct bs_about *check;
        enum bs_mode mode;
        long long since;
    } *seen; /* oldest first; the last one of a check is its last known state */
    unsigned seens;
};

/* A missing log is empty, and so is one that cannot be read, after a complaint; only the return value
 * differs. */
int bs_modelog_read(struct bs_modelog *log_r);

/* Has a function here complained that it could not read, or not record a change? */
bool bs_modelog_failed(void);
void bs_modelog_free(struct bs_modelog *log);

/* Sets the mode, and logs that. `by`: NULL for the caller. Complains if the log could not be
 * written; the mode stays set. ESTALE: the mode is no longer change.from, and nothing was
 * changed. */
int bs_modelog_set(struct bs_modelog *log, struct bs_modefile *modes,
                   struct bs_modelog_change change, const char *by);

/* Records what was done to a list; complains if it could not. */
void bs_modelog_exempted(struct bs_modelog *log, struct bs_modelog_change change);

/* The name of the caller: under sudo, the user who called sudo. */
void bs_modelog_caller(char by_r[BS_MODELOG_BY]);

/* The last change that is not taken back, or NULL. */
const struct bs_modelog_change *bs_modelog_last(const struct bs_modelog *log);

enum bs_since { BS_SINCE_LOG, BS_SINCE_SEEN, BS_SINCE_FILE, BS_SINCE_UNKNOWN };

/* Since when the check has been in this mode: according to the log; or to modes.seen; else, if the
 * file of modes has a line for the check, since that file was last changed. 0 if the mode is built
 * in, and no other was ever seen. */
long long bs_modelog_since(const struct bs_modelog *log, const struct bs_modefile *modes,
                           const struct bs_about *check, enum bs_since *from_r);
const char *bs_since_name(enum bs_since from);

/* Records in modes.seen the present modes that are new, if this user may write there. */
void bs_modelog_remember(struct bs_modelog *log, const struct bs_modefile *modes);

#endif
