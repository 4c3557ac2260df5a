/* confine: takes from a process what it does not need to judge mail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * After it, the process runs no program, opens no file for writing, makes and removes no
 * files, gains no privilege by a set-user-ID program, and makes no system call but those that
 * its work needs (callfilter.h). It still reads files, loads libraries, and asks name servers.
 * A kernel without Landlock (before 5.13, or where it is switched off) or without seccomp
 * leaves out that part.
 *
 * Does not: restrict where it connects to. */
#ifndef BS_PLUGIN_CONFINE_H
#define BS_PLUGIN_CONFINE_H

void bs_confine(void);

#endif
