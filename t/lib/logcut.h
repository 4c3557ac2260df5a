/* logcut: every truncation of a line of Exim's main log is read without a fault.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_LOGCUT_H
#define BS_LOGCUT_H

#include "table.h"

#include "mainlog.h"

static inline void
bs_logcut_read(struct bs_span cut)
{
    struct bs_logline line;

    if (bs_logline_read(&line, cut))
        bs_logline_word(&line, "check=");
}

static inline void
bs_logcut_test(const char *text)
{
    bs_at_every_cut(bs_span_text(text), bs_logcut_read);
}

#endif
