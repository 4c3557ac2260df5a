/* weak: how the api_*.h declare Exim's symbols, and constants that all APIs share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In C, the names contain the API's number, so that declarations of several APIs can coexist; the
 * linker sees Exim's own names. A symbol that this Exim lacks is NULL: this works for weak symbols
 * with RTLD_NOW and RTLD_LAZY, while dlsym() would allocate an error text for each. */
#ifndef BS_PLUGIN_WEAK_H
#define BS_PLUGIN_WEAK_H

#define BS_WEAK(symbol) __asm__(symbol) __attribute__((weak))

/* Returned by local_scan(). */
enum { BS_LOCAL_SCAN_ACCEPT = 0, BS_LOCAL_SCAN_REJECT = 3, BS_LOCAL_SCAN_TEMPREJECT = 5 };

/* Returned by lss_match_*(), and by what ${dlfunc} calls. */
enum { BS_EXIM_OK = 0, BS_EXIM_DEFER = 1 };

enum { BS_LOG_MAIN = 1 };

#define BS_GET_UNTAINTED ((const void *)0)
#define BS_GET_TAINTED   ((const void *)1)

#endif
