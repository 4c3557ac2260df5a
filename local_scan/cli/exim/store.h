/* store: the tables that the ACLs remember in (acl/store), asked through Exim.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every statement is run by the Exim that is installed, as Exim's own user and
 * by its lookups. So the command sees what the ACLs see, knows no password,
 * makes no file that Exim could not write, and needs the library of no
 * database.
 *
 * What goes wrong is a bs_fault, in words for people. */
#ifndef BS_STORE_H
#define BS_STORE_H

#include "fault.h"
#include "paths.h"

#include <stddef.h>

#define BS_STORE_DIR  BS_STATE_DIR "/store"
#define BS_STORE_FILE BS_STORE_DIR "/db"

enum bs_store { BS_STORE_OFF, BS_STORE_SQLITE, BS_STORE_PGSQL };

/* What the settings say. */
enum bs_store bs_store_kind(void);

/* Can this Exim ask it at all? */
bool bs_store_has_lookup(enum bs_store store);

/* Directory, file and tables, as far as they are not there. Of PostgreSQL the
 * tables only: a database and its owner are for its administrator to make. */
bool bs_store_make(enum bs_store store, struct bs_fault *fault);

/* Is it there, and of the schema that the ACLs want? */
bool bs_store_check(enum bs_store store, struct bs_fault *fault);

/* What a statement returns; it has to return a row. It must have neither "$"
 * nor "\" nor braces, which mean something to Exim. */
bool bs_store_ask(enum bs_store store, const char *statement, char *rows_r, size_t size,
                  struct bs_fault *fault);

#endif
