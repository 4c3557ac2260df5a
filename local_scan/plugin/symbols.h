/* symbols: what the plugin takes from Exim, in the types of one API.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No guard: each api_*.h includes it once, with API(name) for name_MAJOR_MINOR and API(bs_bool)
 * declared. These declarations are the same in all known APIs; expand_string() and log_write() are
 * not, so each api_*.h declares its own.
 *
 * Written from Exim's documentation of local_scan(), and compared with Exim's own local_scan.h by
 * t/unit/72-api.t. Data that is only read is const here, although not every Exim declares it so.
 * Every symbol is weak, and may be missing. */
struct API(bs_header) {
    struct API(bs_header) *next;
    int type;
    int slen;
    const unsigned char *text;
};

struct API(bs_recipient) {
    const unsigned char *address;
    int pno;
    const unsigned char *errors_to;
    const unsigned char *orcpt;
    int dsn_flags;
};

_Static_assert(offsetof(struct API(bs_header), slen) == sizeof(void *) + 4 &&
                   offsetof(struct API(bs_header), text) == sizeof(void *) + 8 &&
                   sizeof(struct API(bs_header)) == 2 * sizeof(void *) + 8,
               "header_line");
_Static_assert(offsetof(struct API(bs_recipient), address) == 0 &&
                   sizeof(struct API(bs_recipient)) == (sizeof(void *) == 8 ? 40 : 20),
               "recipient_item");

extern const unsigned char *API(message_id) BS_WEAK("message_id");
extern const unsigned char *API(received_protocol) BS_WEAK("received_protocol");
extern const unsigned char *API(sender_address) BS_WEAK("sender_address");
extern const unsigned char *API(sender_host_address) BS_WEAK("sender_host_address");
extern const unsigned char *API(sender_host_authenticated) BS_WEAK("sender_host_authenticated");
extern const unsigned char *API(sender_host_name) BS_WEAK("sender_host_name");
extern int API(recipients_count) BS_WEAK("recipients_count");
extern struct API(bs_recipient) *API(recipients_list) BS_WEAK("recipients_list");
extern struct API(bs_header) *API(header_list) BS_WEAK("header_list");
extern API(bs_bool) API(smtp_input) BS_WEAK("smtp_input");

extern void API(header_add_at_position)(API(bs_bool), unsigned char *, API(bs_bool), int,
                                        const char *, ...) BS_WEAK("header_add_at_position");
extern void API(header_remove)(int, const unsigned char *) BS_WEAK("header_remove");
extern int API(lss_match_host)(unsigned char *, unsigned char *, unsigned char *)
    BS_WEAK("lss_match_host");
extern unsigned char *API(string_copy_taint)(const unsigned char *, const void *)
    BS_WEAK("string_copy_taint_function");
