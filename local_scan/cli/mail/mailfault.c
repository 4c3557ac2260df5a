/* mailfault: why there is no message in a file, in words for people. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mailbox.h"

#include "paths.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

void
bs_mailbox_complain(const char *path, int problem)
{
    if (problem == BS_MAILBOX_PACKED)
        bs_terminal_complain(path, "it is compressed, or in UTF-16, so it is not mail as it was sent",
                             "convert it first, for instance with zcat or iconv");
    else if (problem == BS_MAILBOX_CHANGED)
        bs_terminal_complain(path, "it was changed while it was read", "try again");
    else if (problem == 0 && strcmp(path, "-") == 0)
        bs_terminal_complain("standard input", "there is no message in it",
                             "pipe a message into the command, or name a file");
    else if (problem == 0)
        bs_terminal_complain(path, "there is no message in it", "check the name");
    else
        bs_terminal_complain_errno(path, problem);
}

void
bs_mailbox_complain_number(const char *path, unsigned long number, unsigned long last)
{
    char thing[BS_PATH_SIZE + 24], remedy[64];

    if (last == 0) {
        bs_mailbox_complain(path, 0);
        return;
    }
    snprintf(thing, sizeof thing, "%s:%lu", path, number);
    snprintf(remedy, sizeof remedy, "the first one is 1, the last one %lu", last);
    bs_terminal_complain(thing, "there is no such message", remedy);
}
