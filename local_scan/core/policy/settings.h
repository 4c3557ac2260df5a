/* settings: the keys of the file `settings`, their defaults and their forms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One table for the plugin, the command and the documentation. The ACLs read
 * theirs by themselves (acl/policy), with the same defaults; t/cli/87-docs.t holds them together.
 * The first line that names a key counts, and a value that is not of the key's
 * form is as good as none.
 *
 * Views into the text, which must live as long. */
#ifndef BS_SETTINGS_H
#define BS_SETTINGS_H

#include "span.h"

enum bs_setting_key {
    BS_SET_EARLY_TALKER_WAIT,
    BS_SET_NULL_RATE,
    BS_SET_HUB_DOWN,
    BS_SET_SPAM,
    BS_SET_SPAM_MAX_SIZE,
    BS_SET_TAG_DAYS,     /* 30: how long a tag or an own signature proves anything */
    BS_SET_DNS_SERVERS,  /* "": those of resolv.conf */
    BS_SET_DNS_TIME,     /* milliseconds for all questions of a message: 2000 */
    BS_SET_DNS,          /* on, off */
    BS_SET_COUNTRY_FILE, /* .mmdb */
    BS_SET_NETWORK_FILE, /* .mmdb */
    BS_SET_WHERE,        /* on, off: variables about the connecting host */
    BS_SET_ABUSE_ZONE,   /* abuse contacts by DNS */
    BS_SET_STEP_BACK,    /* on, off: a check that is wrong goes back to warn */
    BS_SET_STORE,        /* sqlite, pgsql, off: read by the ACLs and `backstop store` */
    BS_SET_GREYLIST,     /* suspicious, all: whose mail is greylisted */
    BS_SET_GREYLIST_DELAY,
    BS_SET_GREYLIST_WINDOW,
    BS_SET_GREYLIST_LIFE,
    BS_SET_GREYLIST_NULL_DATA, /* off, on: bounces too, at DATA */
    BS_SET_TRAP_INTERFACE,     /* where the honeypot MX listens */
    BS_SET_OUT_RATE_HOUR,      /* recipients of one user */
    BS_SET_OUT_RATE_DAY,
    BS_SET_OUT_RCPTS,   /* of one message */
    BS_SET_OUT_UNKNOWN, /* of one user in an hour */
    BS_SETTING_KEYS
};

struct bs_setting_about {
    const char *key;
    const char *value; /* the default */
    const char *form;  /* for people */
};

const struct bs_setting_about *bs_setting_about(unsigned i); /* NULL behind the last */
bool bs_setting_is_value(unsigned i, struct bs_span value);

/* What the text says, or the default. */
struct bs_span bs_setting_read(struct bs_span text, enum bs_setting_key key);
long bs_setting_number(struct bs_span text, enum bs_setting_key key);
bool bs_setting_on(struct bs_span text, enum bs_setting_key key);

/* Line by line, for the command: the number of the row that this key names, or
 * BS_SETTING_KEYS. */
unsigned bs_setting_find(struct bs_span key);

#endif
