/* exim: everything that the plugin has from Exim, in plain types.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * exim.c is the only file that knows Exim's APIs (apis.h, api_*.h, symbols.h, adapter.h);
 * entry.c has the functions that Exim calls. Everything here is for the process that serves
 * the client; a forked child may only use what reads memory: spans taken before
 * the fork, and bs_exim_header_next.
 *
 * Spans point into Exim's store and live as long as the message.
 *
 * Does not: expand anything but its own constants, and digests in them. Message
 * data that reaches expand_string is code that runs as Exim's user. */
#ifndef BS_PLUGIN_EXIM_H
#define BS_PLUGIN_EXIM_H

#include "span.h"

/* Called before anything else: finds the Exim that has loaded this. False: it lacks
 * something that the plugin needs, and nothing below may be called but the next
 * three. */
bool bs_exim_open(void);
void bs_exim_stand_aside(void); /* logs that, once */
int bs_exim_api_major(void);
int bs_exim_api_minor(void);

/* A copy in Exim's store, for Exim. Words of a message are tainted. */
unsigned char *bs_exim_copy(const char *text, bool tainted);

/* What the configuration says, by expansion of a constant. */
enum bs_setting {
    BS_SETTING_HOSTNAME,
    BS_SETTING_MAIL_DOMAIN,
    BS_SETTING_LOCAL_DOMAINS, /* the named lists, items between " : " */
    BS_SETTING_RELAY_HOSTS,
    BS_SETTING_SIGNED,  /* set by an ACL where the recipient's BATV signature is ours */
    BS_SETTINGS_OF_JOB, /* the ones above, which bs_exim_settings asks for */
    /* message of the ACL backstop_policy_dir, if any */
    BS_SETTING_POLICY_DIR = BS_SETTINGS_OF_JOB,
    BS_SETTING_STATE_DIR,   /* of the ACL backstop_state_dir, likewise */
    BS_SETTING_OUR_ADDRESS, /* to which the client has connected */
    BS_SETTING_SWEPT,       /* who takes out X-Backstop from outside: acl, plugin (or absent) */
    BS_SETTING_NO_MEMORY,   /* of the ACL backstop_memory_missing */
    BS_SETTING_NAME_OPEN,   /* "1": the DNS has not said what the client's name is */
    BS_SETTINGS
};

/* The client and the envelope of this message. */
struct bs_session {
    struct bs_span id;
    struct bs_span sender;    /* without <>; empty: the null sender */
    struct bs_span host;      /* the client's address; absent: not by TCP */
    struct bs_span host_name; /* absent: not looked up, or not found */
    struct bs_span protocol;
    bool smtp;
    bool authenticated;
};

struct bs_session bs_exim_session(void);
struct bs_span bs_exim_recipient(size_t i); /* absent past the last one */

/* Absent if the configuration has no such thing. */
struct bs_span bs_exim_setting(enum bs_setting setting);
void bs_exim_settings(struct bs_span setting_r[BS_SETTINGS_OF_JOB]);

/* Is the client in +relay_from_hosts? Also true while a name in that list
 * cannot be resolved: then it may be. */
bool bs_exim_relay_host(void);

/* One more mail from the null sender for the recipient that the ACLs have noted, if they have
 * (acl/null). To be called last: Exim's limit of time is gone afterwards. */
void bs_exim_count_null(void);

/* One of the ACLs of acl/memory, with its arguments, which have hexadecimal digits and the
 * punctuation of SQL, or nothing is called. What it answers; absent: nothing. */
#define BS_MEMORY_TEXT 8192 /* of both */
enum bs_memory_call { BS_MEMORY_WRITE, BS_MEMORY_ASK };
struct bs_span bs_exim_memory(enum bs_memory_call call, const char *store, struct bs_span digests,
                              struct bs_span mark);

/* The next line (with its folds) of the header as it would be delivered.
 * *place starts as NULL. */
bool bs_exim_header_next(const void **place, struct bs_span *line_r);

void bs_exim_header_remove(const char *name); /* all of that name */
void bs_exim_header_add(const char *line);    /* on top; ends with LF */

void bs_exim_log(const char *line);

#endif
