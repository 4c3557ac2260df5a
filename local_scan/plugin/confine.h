/* confine: takes from a process what it does not need to judge mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Afterwards, the process cannot run programs, open files for writing, make or remove files, or
 * gain privileges by a set-user-ID program, and can only make the system calls that its work needs
 * (callfilter.h). It can still read files, load libraries, and ask name servers. On a kernel
 * without Landlock (before 5.13, or if it is switched off) or without seccomp, that part is
 * missing.
 *
 * Does not: restrict where it connects to. */
#ifndef BS_PLUGIN_CONFINE_H
#define BS_PLUGIN_CONFINE_H

void bs_confine(void);

#endif
