/* store: the tables that ACLs and plugin remember in (acl/store, acl/memory), asked through Exim.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every statement is run by the Exim that is installed, as Exim's own user and by its lookups.
 * So the command sees what the ACLs see, knows no password, makes only files that Exim can
 * write, and needs no database library.
 *
 * What goes wrong is a bs_fault, in words for people; functions that have one return false
 * then.
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

/* What a statement returns; it has to return a row. It must not contain "$", "\" or braces,
 * which Exim would expand. */
bool bs_store_ask(enum bs_store store, const char *statement, char *rows_r, size_t size,
                  struct bs_fault *fault);

/* A line of the input of bs_store_run: a statement, which ends by returning a row, and whose
 * text is given in pieces that Exim does not mind being put on lines of their own. */
struct bs_store_input {
    char *text;
    size_t size;
    unsigned statements;
    FILE *to; /* NULL: nothing was put */
};
void bs_store_begin(struct bs_store_input *input, enum bs_store store);
void bs_store_put(struct bs_store_input *input, const char *piece);
void bs_store_end(struct bs_store_input *input);

/* Runs them all, in one Exim, and empties the input. False if one of them failed. */
bool bs_store_run(enum bs_store store, struct bs_store_input *input, struct bs_fault *fault);

#endif
