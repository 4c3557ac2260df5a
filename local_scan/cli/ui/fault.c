/* fault: what is wrong and what to do about it, in words for people. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

bool
bs_fault_set(struct bs_fault *fault, const char *remedy, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(fault->what, sizeof fault->what, format, args);
    va_end(args);
    snprintf(fault->remedy, sizeof fault->remedy, "%s", remedy);
    return false;
}
