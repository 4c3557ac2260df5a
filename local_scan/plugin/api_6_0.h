/* api_6_0: what the plugin takes from an Exim of API 6.0 (4.96 to 4.98).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from Exim's documentation of local_scan(), and compared with Exim's own
 * local_scan.h by t/unit/72-api.t. What is only read is const here: Exims of this API
 * do not agree on that. Every symbol is weak, and may be missing. */
#ifndef BS_PLUGIN_API_6_0_H
#define BS_PLUGIN_API_6_0_H

#include "weak.h"

#include <stddef.h>

typedef unsigned bs_bool_6_0;

struct bs_header_6_0 {
    struct bs_header_6_0 *next;
    int type;
    int slen;
    const unsigned char *text;
};

struct bs_recipient_6_0 {
    const unsigned char *address;
    int pno;
    const unsigned char *errors_to;
    const unsigned char *orcpt;
    int dsn_flags;
};

_Static_assert(sizeof(bs_bool_6_0) == 4, "BOOL of API 6.0");
_Static_assert(offsetof(struct bs_header_6_0, slen) == sizeof(void *) + 4 &&
                   offsetof(struct bs_header_6_0, text) == sizeof(void *) + 8 &&
                   sizeof(struct bs_header_6_0) == 2 * sizeof(void *) + 8,
               "header_line of API 6.0");
_Static_assert(offsetof(struct bs_recipient_6_0, address) == 0 &&
                   sizeof(struct bs_recipient_6_0) == (sizeof(void *) == 8 ? 40 : 20),
               "recipient_item of API 6.0");

extern const unsigned char *message_id_6_0 BS_WEAK("message_id");
extern const unsigned char *received_protocol_6_0 BS_WEAK("received_protocol");
extern const unsigned char *sender_address_6_0 BS_WEAK("sender_address");
extern const unsigned char *sender_host_address_6_0 BS_WEAK("sender_host_address");
extern const unsigned char *sender_host_authenticated_6_0 BS_WEAK("sender_host_authenticated");
extern const unsigned char *sender_host_name_6_0 BS_WEAK("sender_host_name");
extern int recipients_count_6_0 BS_WEAK("recipients_count");
extern struct bs_recipient_6_0 *recipients_list_6_0 BS_WEAK("recipients_list");
extern struct bs_header_6_0 *header_list_6_0 BS_WEAK("header_list");
extern bs_bool_6_0 smtp_input_6_0 BS_WEAK("smtp_input");

extern unsigned char *expand_string_6_0(unsigned char *) BS_WEAK("expand_string");
extern void header_add_at_position_6_0(bs_bool_6_0, unsigned char *, bs_bool_6_0, int, const char *,
                                       ...) BS_WEAK("header_add_at_position");
extern void header_remove_6_0(int, const unsigned char *) BS_WEAK("header_remove");
extern void log_write_6_0(unsigned, int, const char *, ...) BS_WEAK("log_write");
extern int lss_match_host_6_0(unsigned char *, unsigned char *, unsigned char *)
    BS_WEAK("lss_match_host");
extern unsigned char *string_copy_taint_6_0(const unsigned char *, const void *)
    BS_WEAK("string_copy_taint_function");

/* What differs between the APIs by more than its type. */
#define BS_EXPAND_6_0(text) expand_string_6_0(text)
#define BS_LOG_6_0(line)    log_write_6_0(0, BS_LOG_MAIN, "%s", (line))

#endif
