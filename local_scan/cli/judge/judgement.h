/* judgement: from paths to judged messages, for every command that judges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All memory is static: the cost of a message does not depend on its size. A path that cannot be
 * read is complained about, and the rest is still judged.
 *
 * Does not: print a verdict. */
#ifndef BS_JUDGEMENT_H
#define BS_JUDGEMENT_H

#include "explain.h"
#include "mailbox.h"
#include "octets.h"
#include "options.h"
#include "terminal.h"

/* A message and everything known about it; lives until the next one. */
struct bs_judgement {
    const char *path;
    const struct bs_policy *policy; /* of all messages */
    struct bs_mail mail;
    struct bs_message message;
    struct bs_verdict verdict;
    enum bs_octet_class octets;
    struct bs_outcome outcome;
    const char *exempt; /* for replay: why it is never refused, or NULL */
    bool leaving;       /* likewise: it is our own, and not judged by the plugin */
};

/* What a command does with messages. `begin` may change the modes of the policy, `end` is called
 * once after the last message; both may be NULL. */
struct bs_judge {
    bool silent;   /* no note for people */
    bool needed;   /* a path without a message is trouble */
    bool thorough; /* also look up what does not affect the verdict */
    bool replays;  /* as if it came in now: exemptions apply */
    bool crew;     /* `show` may be called in several processes: what it counts is shared (crew.h) */
    void (*begin)(struct bs_policy *policy);
    void (*show)(const struct bs_judgement *judged);
    void (*end)(const struct bs_policy *policy);
};

/* Who we are, --sender, the policy and the DNS. */
extern const struct bs_option bs_judge_options[];

/* Returns BS_EXIT_TROUBLE if something could not be read, else BS_EXIT_REFUSED
 * if a message would be refused, else BS_EXIT_FINE. */
int bs_judgement_run(const struct bs_judge *judge, int count, char **path);

/* As JSON, for programs: one object and a line end, to standard output. docs/json.md names its
 * members. */
void bs_judgement_json(const struct bs_judgement *judged);

/* "FILE:3", in bold, and how to show an origin. */
void bs_judge_name(const struct bs_judgement *judged);
enum bs_style bs_judge_style(enum bs_origin origin);

/* Did a check fire that is not off? In `warn`, it would have refused. False for exempt mail, if
 * exemptions apply. */
bool bs_judge_refuses(const struct bs_judgement *judged);

#endif
