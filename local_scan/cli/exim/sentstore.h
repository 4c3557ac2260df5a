/* sentstore: the memory of sent mail, as the command fills it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The plugin records outgoing mail (plugin/remember.h). The command learns the rest from the log:
 * mail that the plugin could not record, mail that was passed on, and mail from before there was a
 * memory. Digests go into the same tables (acl/memory.sql), and the row of this host says for which
 * period they are complete.
 *
 *     bs_sentstore_open(&to, &fault)
 *     bs_sentstore_day(&to, at); bs_sentstore_keep(&to, digest); …
 *     bs_sentstore_close(&to, since, until, &fault)
 *
 * Does not: read the log. */
#ifndef BS_SENTSTORE_H
#define BS_SENTSTORE_H

#include "memory.h"
#include "store.h"

#define BS_SENTSTORE_ROWS 200 /* of one statement: the writer has the database meanwhile */

struct bs_sentstore {
    enum bs_store store;
    struct bs_hmac_key key;
    char host[BS_DIGEST_SIZE], mark[BS_DIGEST_SIZE]; /* as in acl/memory.sql */
    long long since, until;                          /* as it was found; 0: nothing is certain */
    long long day;
    char row[BS_SENTSTORE_ROWS][BS_DIGEST_SIZE];
    unsigned rows;
    unsigned long kept;
    struct bs_store_input input;
    struct bs_fault fault;
    bool failed;
};

/* Can there be a memory: is there a store, an Exim that can query it, and a secret? */
bool bs_sentstore_wanted(void);

/* Makes the secret, unless there is one. */
bool bs_sentstore_make_secret(struct bs_fault *fault);

bool bs_sentstore_open(struct bs_sentstore *to_r, struct bs_fault *fault);

/* Answers all questions of a memory, and sets the period for which it is complete, as acl/memory
 * does for the plugin. False: the store has not answered. */
bool bs_sentstore_ask(struct bs_sentstore *from, struct bs_memory *memory, struct bs_fault *fault);

void bs_sentstore_day(struct bs_sentstore *to, long long at); /* on which the following ones left */
void bs_sentstore_keep(void *sentstore, const char *digest);  /* a bs_digest_keep */

/* Writes the remaining digests, and then since and until. */
bool bs_sentstore_close(struct bs_sentstore *to, long long since, long long until,
                        struct bs_fault *fault);

/* The period that the memory covers, as a sentence without a full stop. False if it knows nothing;
 * then the sentence says why. */
bool bs_sentstore_say(char *sentence_r, size_t size);

/* Called before the caller reads the log: the gaps that the plugin has noted are about to be
 * filled. Gaps of the last minute stay, because their lines may not be in the log yet. */
void bs_sentstore_mend(void);
void bs_sentstore_mended(void);

#endif
