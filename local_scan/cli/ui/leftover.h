/* leftover: directories that go when the command ends, however it ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Between bs_leftover_add and bs_leftover_remove a signal that would end the
 * command (SIGHUP, SIGINT, SIGQUIT, SIGTERM) ends the program that it runs, removes
 * the directories, says so and exits with 128 and the signal's number. A signal
 * that is ignored or blocked stays so.
 *
 * Does not: survive SIGKILL or a power failure; purging the package removes what
 * they leave. */
#ifndef BS_LEFTOVER_H
#define BS_LEFTOVER_H

/* Two at most. DIR belongs to the caller; its text may still change (mkdtemp). */
void bs_leftover_add(const char *dir);
/* Removes it and all in it, but no other file system. */
void bs_leftover_remove(const char *dir);

#endif
