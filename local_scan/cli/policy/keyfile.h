/* keyfile: reads and changes the file of keys for commands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines "tag-ID: SECRET …", "memory: SECRET …" (core/keyring.h) and "batvN: SECRET …"
 * (acl/batv); for each kind the first is used; tags and return paths sign with it. The rest of
 * the file is kept, octet for octet. Secrets come from the kernel, and are never printed. */
#ifndef BS_KEYFILE_H
#define BS_KEYFILE_H

#include "file.h"
#include "keyring.h"
#include "paths.h"

enum bs_key_kind { BS_KEY_TAG, BS_KEY_BATV, BS_KEY_OF_MEMORY, BS_KEY_KINDS };

/* For every kind of key that others could read. */
#define BS_KEYFILE_ROLL                                                                            \
    "replace each key: 'sudo backstop key roll tag', 'sudo backstop key roll batv'"
#define BS_KEYFILE_MAX (BS_MAX_KEYS + 11) /* ten digits of batvN, and the memory's */

struct bs_key_line {
    enum bs_key_kind kind;
    struct bs_span name; /* "tag-ID", "batvN", "memory" */
    struct bs_key key;
    bool signs;
    long long
        stopped; /* when it ceased to sign: by until=, or by the key that followed; 0: unknown */
    size_t from, to; /* the line, in the file */
    size_t end;      /* of what it says, before a comment */
};

struct bs_keyfile {
    char path[BS_PATH_SIZE];
    struct bs_file file;
    struct bs_key_line line[BS_KEYFILE_MAX];
    unsigned count;
    unsigned bad; /* the first line for tags that cannot be used, or 0 */
    int lock;     /* -1: it was opened for reading */
};

/* Reads the file; one that is missing is empty. With `change`, the file is locked against other
 * changes until it is closed. Returns 0 or an errno. */
int bs_keyfile_open(struct bs_keyfile *keys_r, bool change);
void bs_keyfile_close(struct bs_keyfile *keys);

const char *bs_key_kind_name(enum bs_key_kind kind); /* "tag", "batv", "memory" */

/* NULL: not found. "tag-" may be left out of a name. */
const struct bs_key_line *bs_keyfile_signer(const struct bs_keyfile *keys, enum bs_key_kind kind);
const struct bs_key_line *bs_keyfile_find(const struct bs_keyfile *keys, const char *name);

/* Has the key not signed for so long that no more bounces can come? */
bool bs_key_is_done(const struct bs_key_line *line, long long now);

/* Writes the file with a new key before the others, which signs from `now` on, and without keys
 * that are done. The name of the new key is in `name_r`. Returns 0 or an errno; E2BIG if there are
 * already as many keys as are read. */
#define BS_KEY_NAME 20
int bs_keyfile_add(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now,
                   char name_r[BS_KEY_NAME]);
int bs_keyfile_drop(const struct bs_keyfile *keys, const struct bs_key_line *line);

#endif
