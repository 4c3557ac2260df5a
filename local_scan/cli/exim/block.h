/* block: which users are blocked, and when their counters were last reset.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * STATE/held belongs to Exim's user. It has a file for each blocked user, by which the ACLs
 * recognise the user (acl/outgoing): its name is a hash of the user, and it says "USER CHECK".
 * Readers must not trust its contents: a program that was taken over may have written them.
 * STATE/unlocked belongs to root: one line "USER SECONDS" for each user whose counters were reset
 * at that time. */
#ifndef BS_BLOCK_H
#define BS_BLOCK_H

#include "options.h"
#include "paths.h"

#include <time.h>

#define BS_USER_SIZE 257 /* what the ACLs make of a name, and NUL */

/* --exim, --state; what they name. */
extern const struct bs_option bs_block_options[];
extern const char *bs_block_exim, *bs_block_state;

struct bs_block {
    char hash[41];
    char user[BS_USER_SIZE];
    char check[41];
    time_t since;
};

/* Only root may read and change these directories. False, after a complaint, if there is a problem:
 * an errno, or 0. */
bool bs_block_complain(const char *path, int problem);

/* Has that the form of a name of a block? */
bool bs_block_is_hash(const char *name);

/* Makes the block. 0, EEXIST if there is one already, or another errno. */
int bs_block_put(const char *state, const struct bs_block *block);

/* Reports each block and skips what is not one. Returns 0 or an errno; a missing
 * directory (ENOENT: no user was ever held) counts as 0. */
typedef void bs_block_found(void *arg, const struct bs_block *block);
int bs_block_each(const char *state, bs_block_found *found, void *arg);

int bs_block_take(const char *state, const struct bs_block *block);

/* Resets the counters of a user: from now on, they have another name in Exim's database. */
int bs_block_reset(const char *state, const char *user);

#endif
