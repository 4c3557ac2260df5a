/* eximid: is that the id of a message in Exim's queue?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "1rAbCd-0001Ab-2C", and since Exim 4.97 "1rAbCd-000000001Ab-2C3d". */
#ifndef BS_EXIMID_H
#define BS_EXIMID_H

#include "span.h"

#define BS_EXIMID_OLD 16
#define BS_EXIMID_NEW 23

static inline bool
bs_is_exim_id(struct bs_span text)
{
    size_t second = text.n == BS_EXIMID_OLD ? 13 : 18;

    for (size_t i = 0; i < text.n; i++) {
        bool hyphen = i == 6 || i == second;
        if (hyphen ? bs_span_at(text, i) != '-' : !bs_is_alnum(bs_span_at(text, i)))
            return false;
    }
    return text.n == BS_EXIMID_OLD || text.n == BS_EXIMID_NEW;
}

#endif
