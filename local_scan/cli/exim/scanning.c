/* scanning: do the settings have outgoing mail scanned, and can Exim do that? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scanning.h"

#include "policydir.h"
#include "program.h"

bool
bs_scanning_wanted(enum bs_setting_key setting)
{
    struct bs_file file;
    struct bs_span text = bs_policydir_text(&file, "settings");
    bool wanted = bs_span_is(bs_setting_read(text, setting), "on");

    bs_file_free(&file);
    return wanted;
}

bool
bs_scanning_lost(void)
{
    return (bs_scanning_wanted(BS_SET_SPAM_OUT) || bs_scanning_wanted(BS_SET_MALWARE_OUT)) &&
           bs_exim_tells() && !bs_exim_has("_HAVE_CONTENT_SCANNING");
}
