/* against: what can speak against a hit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * evidence.h says what each means, and evidence.c finds it. The names are in JSON and in
 * mail to postmaster, so they stay. `why` is below BS_AGAINST; the texts are constants. */
#ifndef BS_AGAINST_H
#define BS_AGAINST_H

enum bs_against {
    BS_AGAINST_GENUINE,
    BS_AGAINST_EXEMPT,
    BS_AGAINST_CORRESPONDENT,
    BS_AGAINST_AUTHENTICATED,
    BS_AGAINST_DELIVERED,
    BS_AGAINST
};

const char *bs_against_name(enum bs_against why);

/* For people, without a full stop. */
const char *bs_against_tell(enum bs_against why);

#endif
