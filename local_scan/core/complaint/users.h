/* users: addresses of our users in a text, in any encoding or disguise.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A user is every local part before one of our domains (own_domains, and names of
 * own_hosts), and every address that is added. Found are:
 *
 *   joe@ours.example              also with %40, =40, &#64; and the like for '@'
 *   joe=ours.example@their.example, prvs=…=joe@…, ours.example=joe@…
 *                                 (VERP, BATV, SRS), also inside URLs
 *   joe-ours.example, joe (at) …  of users that were added
 *   am9lQG91cnMuZXhhbXBsZQ        base64 and hexadecimal words that hold one
 *   joe                           alone, as a word, of users that were added
 *
 * Not found: an address that only its writer can decode, such as a hash or a number; uuencoded
 * text. Time is linear in the text, for each of our domains. */
#ifndef BS_USERS_H
#define BS_USERS_H

#include "coded.h"
#include "policy.h"

#define BS_MAX_USERS     32 /* recipients that one message names */
#define BS_MAX_USER_TEXT 4096

struct bs_user {
    struct bs_span local, domain; /* domain absent: the name alone is known */
};

struct bs_users {
    const struct bs_policy *policy;
    struct bs_user user[BS_MAX_USERS];
    unsigned count;
    unsigned char text[BS_MAX_USER_TEXT];
    size_t used;
};

void bs_users_start(struct bs_users *users_r, const struct bs_policy *policy);

/* Adds an address, or a local part alone; copied. One that does not fit is dropped. */
void bs_users_add(struct bs_users *users, struct bs_span address);

enum bs_users_how {
    BS_USERS_WORDS = 1, /* also names alone, if they are words of the text */
    BS_USERS_AGAIN = 2  /* the text was masked and taken apart since: what ends in the mask is not a
                         * user */
};

/* The octets that say who the user is, to be replaced by BS_USERS_MASK. False
 * if there is no user after `from`. */
#define BS_USERS_MASK "masked"
bool bs_users_next(const struct bs_users *users, struct bs_span text, size_t from, unsigned how,
                   struct bs_cut *cut_r);

#endif
