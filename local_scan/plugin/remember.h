/* remember: writes to and queries the memory of sent mail, in Exim's own process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Once outgoing mail has passed all checks, its digests (core/evidence/digest.h) go through Exim
 * into SQLite or PostgreSQL (acl/memory). If they cannot be written, mail passes, one line is
 * logged, and an empty file, "gap" beside the database, keeps missing mail from counting as unsent,
 * until the hourly reading of the log has filled the gap ("backstop store learn --new").
 *
 * For a suspected report, the child that judges it has the questions (memory.h), and this module
 * asks them all: from SQLite's file itself (sentfile.h), or in one statement through Exim.
 *
 * Does not: decide what an answer means, or make or purge the tables (cli/exim/store.h). */
#ifndef BS_PLUGIN_REMEMBER_H
#define BS_PLUGIN_REMEMBER_H

#include "exim.h"
#include "load.h"
#include "memory.h"
#include "sentfile.h"
#include "text.h"

/* "sqlite" or "pgsql"; NULL: no memory, according to the settings and keys that were read. */
const char *bs_remember_store(const struct bs_load *load);

/* Settings and keys were read; header and recipients are as they will leave. */
void bs_remember_sent(const struct bs_session *session, struct bs_load *load);

/* What bs_remember_ask takes: the mark, and the digests that are asked for. */
void bs_remember_put(struct bs_text *t, const struct bs_memory *memory,
                     const struct bs_hmac_key *key, const char *store);

/* `digests`, with commas between them: a mark (memory.sql), and at most
 * BS_MAX_MEMORY_QUESTIONS that are asked for. False: it has not answered, which was logged, or
 * this Exim can have none. */
bool bs_remember_ask(struct bs_remembered *remembered_r, const char *store, struct bs_span digests);

#endif
