/* confine: takes rights from a child. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "confine.h"

#include "callfilter.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Landlock's system calls have the same numbers everywhere; libc has no names for
 * them in bookworm. */
#define CREATE_RULESET 444
#define RESTRICT_SELF  446

/* The rights of the first version of Landlock's interface, in Linux 5.13. */
#define CHANGES                                                                                    \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |  \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | \
     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |   \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* A ruleset that handles these rights and does not allow them anywhere. It does not handle reading
 * files and mapping libraries, so these stay allowed. */
static void
drop_rights(void)
{
    const struct landlock_ruleset_attr attr = {.handled_access_fs = CHANGES};
    long rules = syscall(CREATE_RULESET, &attr, sizeof attr, 0);

    if (rules < 0)
        return;
    syscall(RESTRICT_SELF, rules, 0);
    close((int)rules);
}

void
bs_confine(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return;
    drop_rights();
    bs_callfilter_set();
}
