/* api_compare: compares our declarations of an API of Exim with Exim's own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For t/unit/72-api.t, which only compiles it: with Exim's local_scan.h in the path,
 * and -DOURS=6_0 and -DHEADER="…/api_6_0.h" for ours. If they differ in more than the
 * const of read-only data, it does not compile. */
#define LOCAL_SCAN
#include <local_scan.h>

#include HEADER

#define PASTE(a, b)  a##_##b
#define EXPAND(a, b) PASTE(a, b)
#define OUR(name)    EXPAND(name, OURS)
#define SAME(a, b)   __builtin_types_compatible_p(__typeof__(a), __typeof__(b))

#define FUNCTION(ours, theirs) _Static_assert(SAME(OUR(ours), theirs), #theirs)
#define VARIABLE(name)         _Static_assert(SAME(OUR(name), name), #name)

/* Qualifiers of what a pointer points to are not compared; on top they do not count. */
#define TEXT(name)                                                                 \
    _Static_assert(SAME(*OUR(name), *(name)) && sizeof OUR(name) == sizeof(name), \
                   #name)

#define MEMBER(our, their, name)                                                             \
    _Static_assert(offsetof(struct OUR(our), name) == offsetof(their, name), #name);         \
    _Static_assert(sizeof((struct OUR(our) *)0)->name == sizeof((their *)0)->name, #name)
#define STRUCT(our, their) _Static_assert(sizeof(struct OUR(our)) == sizeof(their), #their)

_Static_assert(SAME(OUR(bs_bool), BOOL), "BOOL");

STRUCT(bs_header, header_line);
MEMBER(bs_header, header_line, next);
MEMBER(bs_header, header_line, type);
MEMBER(bs_header, header_line, slen);
MEMBER(bs_header, header_line, text);
STRUCT(bs_recipient, recipient_item);
MEMBER(bs_recipient, recipient_item, address);
MEMBER(bs_recipient, recipient_item, pno);
MEMBER(bs_recipient, recipient_item, errors_to);
MEMBER(bs_recipient, recipient_item, orcpt);
MEMBER(bs_recipient, recipient_item, dsn_flags);

TEXT(message_id);
TEXT(received_protocol);
TEXT(sender_address);
TEXT(sender_host_address);
TEXT(sender_host_authenticated);
TEXT(sender_host_name);
VARIABLE(recipients_count);
VARIABLE(smtp_input);
_Static_assert(sizeof OUR(recipients_list) == sizeof recipients_list, "recipients_list");
_Static_assert(sizeof OUR(header_list) == sizeof header_list, "header_list");

#ifdef expand_string /* a macro over this */
FUNCTION(expand_string, expand_string_2);
#else
FUNCTION(expand_string, expand_string);
#endif
FUNCTION(header_add_at_position, header_add_at_position);
FUNCTION(header_remove, header_remove);
FUNCTION(log_write, log_write);
FUNCTION(lss_match_host, lss_match_host);
FUNCTION(string_copy_taint, string_copy_taint_function);

_Static_assert(LOCAL_SCAN_ACCEPT == (int)BS_LOCAL_SCAN_ACCEPT, "LOCAL_SCAN_ACCEPT");
_Static_assert(LOCAL_SCAN_REJECT == (int)BS_LOCAL_SCAN_REJECT, "LOCAL_SCAN_REJECT");
_Static_assert(LOCAL_SCAN_TEMPREJECT == (int)BS_LOCAL_SCAN_TEMPREJECT, "LOCAL_SCAN_TEMPREJECT");
_Static_assert(OK == BS_EXIM_OK && DEFER == BS_EXIM_DEFER, "the answers of lss_match_host");
_Static_assert(LOG_MAIN == BS_LOG_MAIN, "LOG_MAIN");
_Static_assert((size_t)GET_TAINTED == (size_t)BS_GET_TAINTED, "GET_TAINTED");
_Static_assert((size_t)GET_UNTAINTED == (size_t)BS_GET_UNTAINTED, "GET_UNTAINTED");

/* What Exim calls. */
extern int OUR(scan)(int, unsigned char **);
FUNCTION(scan, local_scan);
extern int OUR(function)(unsigned char **, int, unsigned char *[]);
FUNCTION(function, exim_dlfunc_t);
