/* store: the tables of the store and the memory (acl/store, acl/memory), queried through Exim.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The installed Exim runs every statement, as its own user and with its own lookups. So the command
 * sees what the ACLs see, does not need a password or a database library, and makes only files that
 * Exim can write.
 *
 * If something goes wrong, functions with a bs_fault return false and describe it there, in words
 * for people.
 *
 * Does not: know what a row means; sentstore.h does, for the memory of sent mail. */
#ifndef BS_STORE_H
#define BS_STORE_H

#include "fault.h"
#include "paths.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define BS_STORE_DIR  BS_STATE_DIR "/store"
#define BS_STORE_FILE BS_STORE_DIR "/db"
#define BS_STORE_SENT_FILE BS_STORE_DIR "/sent"

enum bs_store {
    BS_STORE_OFF,
    BS_STORE_SQLITE,
    BS_STORE_SENT, /* SQLite's other file: the memory of sent mail */
    BS_STORE_PGSQL /* both in one */
};

/* What the settings say. */
enum bs_store bs_store_kind(void);

/* Where the memory of sent mail is, if the rest is in `store`. */
enum bs_store bs_store_of_sent(enum bs_store store);

/* Can this Exim query it at all? */
bool bs_store_has_lookup(enum bs_store store);

/* The same, and may this user? */
bool bs_store_possible(enum bs_store store, struct bs_fault *fault);

/* Makes the directory, files and tables that are missing. For PostgreSQL only the tables: its
 * administrator makes the database and its owner. */
bool bs_store_make(enum bs_store store, struct bs_fault *fault);

/* Does it exist, with the schema that the ACLs need? */
bool bs_store_check(enum bs_store store, struct bs_fault *fault);

/* Runs a statement, which must return a row, and stores the result. The statement must not contain
 * "$", "\" or braces, which Exim would expand; but "\" may end a line and continue it on the next,
 * because Exim reads only 1,023 octets of each. */
bool bs_store_ask(enum bs_store store, const char *statement, char *rows_r, size_t size,
                  struct bs_fault *fault);

/* Statements for bs_store_run. Each must return a row at its end; its text is given in pieces that
 * may be on lines of their own. */
struct bs_store_input {
    char *text;
    size_t size;
    unsigned statements;
    FILE *to; /* NULL: nothing was put */
};
void bs_store_begin(struct bs_store_input *input, enum bs_store store);
void bs_store_put(struct bs_store_input *input, const char *piece);
void bs_store_end(struct bs_store_input *input);

/* Runs all statements in one Exim process, and empties the input. False if one of them failed. */
bool bs_store_run(enum bs_store store, struct bs_store_input *input, struct bs_fault *fault);

#endif
