/* judge: from paths to judged messages, for every command that judges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All memory is static and taken once: the cost of a message does not depend
 * on its size. A path that cannot be read is complained about, and the rest is
 * judged still.
 *
 * Does not: print a verdict. */
#ifndef BS_JUDGE_H
#define BS_JUDGE_H

#include "explain.h"
#include "mailbox.h"
#include "options.h"

/* A message and all that can be said of it; lives until the next one. */
struct bs_judged {
    const char *path;
    struct bs_mail mail;
    struct bs_message message;
    struct bs_verdict verdict;
    enum bs_octet_class octets;
    struct bs_outcome outcome;
    const char *exempt; /* for who replays: why it is never refused; NULL: nothing */
    bool leaving;       /* likewise: it is our own, and not judged by the plugin */
};

/* One command. `begin` sees the policy that the command line led to; `end` is
 * called once, after the last message. */
struct bs_command {
    const char *name;
    const char *summary;
    const char *usage; /* how it is called, and what it does */
    unsigned bit;      /* BS_FOR_… */
    bool thorough;     /* look up what only people want to know */
    bool replays;      /* as if it came in now: --with, and what is exempt, count */
    void (*begin)(const struct bs_options *options, const struct bs_policy *policy);
    void (*show)(const struct bs_judged *judged);
    void (*end)(void);
};

/* Runs it with its own argv: argv[0] is its name. Returns an exit status:
 * BS_EXIT_TROUBLE if something could not be read, else BS_EXIT_REFUSED if a
 * message would be refused, else BS_EXIT_FINE. */
int bs_judge_run(const struct bs_command *command, int argc, char **argv);

/* Did a check fire that is not off? In `warn` it would have refused. Not what is
 * exempt, where that counts. */
bool bs_judge_refuses(const struct bs_judged *judged);

#endif
