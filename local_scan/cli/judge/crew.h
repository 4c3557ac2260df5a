/* crew: several processes do one list of tasks, and write as one process would.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tasks are done in blocks, each by one of the processes. What they write to standard output, and
 * complain about, is passed on in the order of the tasks, as it comes. So is what the command must
 * know of a task: a word, for bs_crew_says. All memory is allocated before the first task, and does
 * not grow.
 *
 * This process does the tasks itself if it may use one processor only, if there are too few of them
 * to be worth the processes, or if these cannot be started. Otherwise it adds tasks, and copies.
 * The others begin as copies of it, and end with it.
 *
 * Limits: 8 processes. Output must not contain NUL: the terminal and JSON do not have it.
 * Does not: know what a task is. */
#ifndef BS_CREW_H
#define BS_CREW_H

#include "mailbox.h"

/* What it is about, apart from the path, is for the worker. */
struct bs_task {
    const char *path; /* copied */
    int flags;
    struct bs_mailbox_part part;
};

struct bs_crew {
    void (*work)(const struct bs_task *task);
    /* What a task says, in this process: a letter, given to bs_crew_say. `path` is its path, or
     * that of a later task. */
    void (*hear)(char word, const char *path);
    /* Called after output was passed on. False: no more, please. */
    bool (*wrote)(void);
};

/* Words of the crew itself; they reach `hear` as well. */
#define BS_CREW_LOST 'L' /* a process died, and its tasks were not done: this was complained about */

/* `several`: as many processes as it may have processors; else only this one. */
void bs_crew_start(const struct bs_crew *crew, bool several);

bool bs_crew_is_several(void);

/* Adds a task. `weight` is how much there is to read, in octets. */
void bs_crew_add(const struct bs_task *task, size_t weight);

/* Returns when all tasks are done, and their output is passed on. */
void bs_crew_catch_up(void);

/* Ends the processes. What was not passed on is lost. */
void bs_crew_end(void);

/* From `work`. */
void bs_crew_say(char word);

/* Zeroed memory that all processes share; or `own`, if no more can be had: then this
 * process remains alone. Before bs_crew_start. */
void *bs_crew_share(void *own, size_t size);

#endif
