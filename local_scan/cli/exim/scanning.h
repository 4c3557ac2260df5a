/* scanning: do the settings have outgoing mail scanned, and can Exim do that?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exim is only asked if a setting is on.
 *
 * Does not: ask a scanner. */
#ifndef BS_SCANNING_H
#define BS_SCANNING_H

#include "settings.h"

#include <stdbool.h>

/* Is BS_SET_SPAM_OUT or BS_SET_MALWARE_OUT on? */
bool bs_scanning_wanted(enum bs_setting_key setting);

/* Is one of them on, although this Exim was built without content scanning? False if it does not
 * say. */
bool bs_scanning_lost(void);

#endif
