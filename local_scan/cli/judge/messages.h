/* messages: from the paths of a command line to single messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A path that cannot be read is complained about, and the rest is still read. With `crew`, several
 * processes (crew.h) take the messages of regular files; standard input, devices and the message of
 * a number are taken by this one.
 *
 * Does not: judge. */
#ifndef BS_MESSAGES_H
#define BS_MESSAGES_H

#include "mailbox.h"

struct bs_messages {
    bool crew;
    bool silent;          /* an argument without messages is not complained about */
    bool needed;          /* … is trouble */
    struct bs_mail *mail; /* each message is put here, before it is taken */
    /* Takes a message, and writes what there is to say about it. True: it would be refused. */
    bool (*take)(const char *path);
};

struct bs_messages_end {
    bool trouble; /* something could not be read, or written */
    bool refused; /* at least one */
    bool lost;    /* not all were taken */
};

struct bs_messages_end bs_messages_take(const struct bs_messages *messages, int count, char **path);

#endif
