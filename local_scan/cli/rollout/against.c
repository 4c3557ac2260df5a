/* against: what can speak against a hit. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "against.h"

const char *
bs_against_name(enum bs_against why)
{
    static const char *const names[BS_AGAINST] = {
        [BS_AGAINST_GENUINE] = "genuine",
        [BS_AGAINST_EXEMPT] = "exempt",
        [BS_AGAINST_CORRESPONDENT] = "correspondent",
        [BS_AGAINST_AUTHENTICATED] = "authenticated",
        [BS_AGAINST_DELIVERED] = "delivered",
    };

    return names[why];
}

const char *
bs_against_tell(enum bs_against why)
{
    static const char *const told[BS_AGAINST] = {
        [BS_AGAINST_GENUINE] = "a bounce of our own mail",
        [BS_AGAINST_EXEMPT] = "exempt since then",
        [BS_AGAINST_CORRESPONDENT] = "one of our users wrote to that sender",
        [BS_AGAINST_AUTHENTICATED] = "signed by a domain that our users wrote to (DKIM)",
        [BS_AGAINST_DELIVERED] = "that host received mail from this user shortly before",
    };

    return told[why];
}
