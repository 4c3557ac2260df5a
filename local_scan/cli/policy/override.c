/* override: who an administrator lets read a file of ours, as told to dpkg. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "override.h"

#include "run.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A number has "#" before it. */
static bool
read_user(const char *word, uid_t *uid_r)
{
    const struct passwd *user = *word == '#' ? NULL : getpwnam(word);

    *uid_r = user ? user->pw_uid : (uid_t)strtoul(word + 1, NULL, 10);
    return user || *word == '#';
}

static bool
read_group(const char *word, gid_t *gid_r)
{
    const struct group *group = *word == '#' ? NULL : getgrnam(word);

    *gid_r = group ? group->gr_gid : (gid_t)strtoul(word + 1, NULL, 10);
    return group || *word == '#';
}

bool
bs_override_find(const char *path, struct stat *like_r)
{
    struct bs_run run = {.argv = {"dpkg-statoverride", "--list", path}, .seconds = 10};
    char user[64], group[64];
    struct stat like;
    unsigned mode;

    if (geteuid() != 0)
        return false;
    bool found = bs_run(&run) == 0 && sscanf(run.out, "%63s %63s %o", user, group, &mode) == 3 &&
                 read_user(user, &like.st_uid) && read_group(group, &like.st_gid);
    bs_run_free(&run);
    if (!found)
        return false;
    like_r->st_uid = like.st_uid;
    like_r->st_gid = like.st_gid;
    like_r->st_mode = mode & 07777;
    return true;
}
