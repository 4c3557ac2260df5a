/* apis: the plugin interfaces ("APIs") of Exim that this plugin knows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * This is the one list. exim.c makes from it its table and the note in backstop.so that the command
 * reads; debian/rules makes from it the dependencies of the package.
 *
 * A new API is a row here (oldest first), a header api_MAJOR_MINOR.h, and that header's two lines
 * in exim.c. The third column is a symbol that only Exims of that API export: the plugin recognises
 * the API by it, because Exim does not pass its API number. t/unit/72-api.t compares the header
 * with Exim's own. */
#ifndef BS_PLUGIN_APIS_H
#define BS_PLUGIN_APIS_H

#define BS_APIS(ROW)        \
    ROW(6, 0, debug_selector) /* 4.96 to 4.98: bookworm, trixie */ \
    ROW(9, 1, is_debug)       /* 4.100: sid */

/* The ELF note: this owner and type, and a line "MAJOR.MINOR SYMBOL" for each. */
#define BS_APIS_OWNER "Backstop"
#define BS_APIS_TYPE  0x4253

#endif
