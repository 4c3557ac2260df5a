/* api_9_1: what the plugin takes from an Exim of API 9.1 (4.100).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written from Exim's documentation of local_scan(), and compared with Exim's own
 * local_scan.h by t/unit/72-api.t. What is only read is const here. Every symbol is
 * weak, and may be missing. */
#ifndef BS_PLUGIN_API_9_1_H
#define BS_PLUGIN_API_9_1_H

#include "weak.h"

#include <stddef.h>

typedef unsigned char bs_bool_9_1;

struct bs_header_9_1 {
    struct bs_header_9_1 *next;
    int type;
    int slen;
    const unsigned char *text;
};

struct bs_recipient_9_1 {
    const unsigned char *address;
    int pno;
    const unsigned char *errors_to;
    const unsigned char *orcpt;
    int dsn_flags;
};

_Static_assert(sizeof(bs_bool_9_1) == 1, "BOOL of API 9.1");
_Static_assert(offsetof(struct bs_header_9_1, slen) == sizeof(void *) + 4 &&
                   offsetof(struct bs_header_9_1, text) == sizeof(void *) + 8 &&
                   sizeof(struct bs_header_9_1) == 2 * sizeof(void *) + 8,
               "header_line of API 9.1");
_Static_assert(offsetof(struct bs_recipient_9_1, address) == 0 &&
                   sizeof(struct bs_recipient_9_1) == (sizeof(void *) == 8 ? 40 : 20),
               "recipient_item of API 9.1");

extern const unsigned char *message_id_9_1 BS_WEAK("message_id");
extern const unsigned char *received_protocol_9_1 BS_WEAK("received_protocol");
extern const unsigned char *sender_address_9_1 BS_WEAK("sender_address");
extern const unsigned char *sender_host_address_9_1 BS_WEAK("sender_host_address");
extern const unsigned char *sender_host_authenticated_9_1 BS_WEAK("sender_host_authenticated");
extern const unsigned char *sender_host_name_9_1 BS_WEAK("sender_host_name");
extern int recipients_count_9_1 BS_WEAK("recipients_count");
extern struct bs_recipient_9_1 *recipients_list_9_1 BS_WEAK("recipients_list");
extern struct bs_header_9_1 *header_list_9_1 BS_WEAK("header_list");
extern bs_bool_9_1 smtp_input_9_1 BS_WEAK("smtp_input");

extern const unsigned char *expand_string_9_1(const unsigned char *, bs_bool_9_1 *)
    BS_WEAK("expand_string_2");
extern void header_add_at_position_9_1(bs_bool_9_1, unsigned char *, bs_bool_9_1, int, const char *,
                                       ...) BS_WEAK("header_add_at_position");
extern void header_remove_9_1(int, const unsigned char *) BS_WEAK("header_remove");
extern void log_write_9_1(int, const char *, ...) BS_WEAK("log_write");
extern int lss_match_host_9_1(unsigned char *, unsigned char *, unsigned char *)
    BS_WEAK("lss_match_host");
extern unsigned char *string_copy_taint_9_1(const unsigned char *, const void *)
    BS_WEAK("string_copy_taint_function");

/* What differs between the APIs by more than its type. */
#define BS_EXPAND_9_1(text) expand_string_9_1((text), NULL)
#define BS_LOG_9_1(line)    log_write_9_1(BS_LOG_MAIN, "%s", (line))

#endif
