/* leftover: directories that are removed when the command ends, however it ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Between bs_leftover_add and bs_leftover_remove, a signal that would end the command (SIGHUP,
 * SIGINT, SIGQUIT, SIGTERM) ends the program that the command runs, removes the directories, says
 * so, and exits with 128 plus the signal's number. Signals that are ignored or blocked stay so.
 *
 * Does not: work after SIGKILL or a power failure; purging the package removes what these leave. */
#ifndef BS_LEFTOVER_H
#define BS_LEFTOVER_H

/* At most two. The caller owns DIR, whose text may still change (mkdtemp). */
void bs_leftover_add(const char *dir);
/* Removes it and everything in it, except other file systems. */
void bs_leftover_remove(const char *dir);

#endif
