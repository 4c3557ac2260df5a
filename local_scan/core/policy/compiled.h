/* compiled: the copy of the policy that the ACLs read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The copy is one text. Its first line has words for ${extract}: first those of the front end about
 * the copy itself, then the modes ("helo_own=deny") and settings ("set.null_rate=60") that differ
 * from the built-in ones. Each further line is a list that has entries, separated by "\n", without
 * comments. Keys are in a text of their own, because words of the first text go into variables, and
 * variables into the spool.
 *
 * A check or a setting that the text does not name has its built-in value, and a list that it does
 * not name is empty. If something is wrong with a file, the first line says so
 * ("flaws=modes:line"), and the ACLs log it.
 *
 * The caller, lookup/compile.c, reads the files and passes them in order. Views are not kept.
 * Limit: BS_COMPILED_SIZE; a list that does not fit counts as unreadable. */
#ifndef BS_COMPILED_H
#define BS_COMPILED_H

#include "sink.h"

/* If the form of the text changes, so must this version, here and in acl/lib/policy. */
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

/* The I-th file that the text is made of; NULL after the last. *of_state_r: it is in the state
 * directory, not in that of the policy. */
const char *bs_compiled_source(unsigned i, bool *of_state_r);

void bs_compiled_start(struct bs_compiled *compiled_r);
/* Adds the I-th file; all files must be added, in order. If `text` is absent, the file has that
 * `flaw`, or does not exist. */
void bs_compiled_add(struct bs_compiled *compiled, unsigned i, struct bs_span text,
                     enum bs_source_flaw flaw);
/* The whole text, beginning with `words`; and the text of the keys ("batv1: SECRET" lines).
 * NUL-terminated; both live as long as `compiled`. */
const char *bs_compiled_end(struct bs_compiled *compiled, const char *words);
const char *bs_compiled_keys(const struct bs_compiled *compiled);

#endif
