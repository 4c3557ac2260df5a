/* compiled: the policy in the form in which the ACLs read it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One text. Its first line has words for ${extract}: what a front end says of the copy,
 * then the modes ("helo_own=deny") and the settings ("set.null_rate=60") that are not
 * the built-in ones. Each further line is a list that has entries, the entries between
 * "\n", without comments and notes. Keys are a text of their own, for words of the
 * first go into variables, and variables into the spool.
 *
 * A check, a setting and a list that the text does not have are built in, off, or
 * empty. What is wrong with a file is also a word ("flaws=modes:line"): the ACLs log
 * it.
 *
 * The caller reads the files (lookup/compile.c does) and gives them in order. Views are
 * not kept. Limit: BS_COMPILED_SIZE; a list that does not fit is unreadable. */
#ifndef BS_COMPILED_H
#define BS_COMPILED_H

#include "sink.h"

/* Another form of the text is another version, here and in acl/lib/policy. */
#define BS_COMPILED_VERSION "1"

#define BS_COMPILED_HEAD (8u * 1024)   /* of all modes and settings, and a flaw for each file */
#define BS_COMPILED_SIZE (512u * 1024) /* Exim reads it for each recipient */
#define BS_COMPILED_KEYS 4096u

enum bs_source_flaw {
    BS_SOURCE_FINE,
    BS_SOURCE_MISSING,    /* of `modes`, which each installation has, or a list that was there */
    BS_SOURCE_UNREADABLE, /* by Exim's user, or too long, or no plain file */
    BS_SOURCE_LINE,       /* a line that cannot be read; the others count */
};

struct bs_compiled {
    unsigned char text[BS_COMPILED_HEAD + BS_COMPILED_SIZE + 1];
    unsigned char head[BS_COMPILED_HEAD];
    unsigned char keys[BS_COMPILED_KEYS + 1];
    struct sink head_sink, list_sink, key_sink;
    unsigned char flaw[32]; /* enum bs_source_flaw, of each source */
};

/* The I-th file that the text is made of; NULL after the last. `of_state_r`: it is in
 * the state directory, and not in that of the policy. */
const char *bs_compiled_source(unsigned i, bool *of_state_r);

void bs_compiled_start(struct bs_compiled *compiled_r);
/* The I-th file; all of them are due, in order. Without a text it has `flaw`, or does not exist. */
void bs_compiled_add(struct bs_compiled *compiled, unsigned i, struct bs_span text,
                     enum bs_source_flaw flaw);
/* The whole, with these words in front, and then the keys ("batv1: SECRET" lines).
 * NUL-terminated; they live as long as `compiled`. */
const char *bs_compiled_end(struct bs_compiled *compiled, const char *words);
const char *bs_compiled_keys(const struct bs_compiled *compiled);

#endif
