/* mailfault: why there is no message in a file, in words for people. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mailfault.h"

#include "mailbox.h"
#include "terminal.h"

void
bs_mailfault_complain(const char *path, int problem)
{
    if (problem == BS_MAILBOX_PACKED)
        bs_terminal_complain(path, "it is compressed, or in UTF-16, so it is not mail as it was sent",
                             "convert it first, for instance with zcat or iconv");
    else if (problem == 0)
        bs_terminal_complain(path, "there is no message in it", "check the name");
    else
        bs_terminal_complain_errno(path, problem);
}
