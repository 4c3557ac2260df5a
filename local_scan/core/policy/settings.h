/* settings: the keys of the file `settings`, their defaults and their forms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * settings.def is the one table. The ACLs read settings themselves (acl/lib/policy), with the same
 * defaults; t/cli/87-docs.t compares the two. The first line that names a key counts, and a value
 * that is not of the key's form is ignored.
 *
 * Views into the text, which must live as long. */
#ifndef BS_SETTINGS_H
#define BS_SETTINGS_H

#include "span.h"

enum bs_setting_key {
#define SETTING(id, ...) BS_SET_##id,
#include "settings.def"
#undef SETTING
    BS_SETTING_KEYS
};

struct bs_setting_about {
    const char *key;
    const char *value; /* the default */
    const char *form;  /* for people */
};

const struct bs_setting_about *bs_setting_about(unsigned i); /* NULL after the last */
bool bs_setting_is_value(unsigned i, struct bs_span value);

/* What the text says, or the default. */
struct bs_span bs_setting_read(struct bs_span text, enum bs_setting_key key);
long bs_setting_number(struct bs_span text, enum bs_setting_key key);
bool bs_setting_on(struct bs_span text, enum bs_setting_key key);

/* Line by line, for the command: the number of the row that this key names, or
 * BS_SETTING_KEYS. */
unsigned bs_setting_find(struct bs_span key);

#endif
