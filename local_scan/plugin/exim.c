/* exim: the functions that Exim calls, and what the plugin has from Exim. */
/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The world that this code lives in. It runs in the process that talks to the
 * client, after the end of DATA. Exim catches SIGSEGV and its like there, but
 * not SIGABRT: a failed assert, a FORTIFY or stack-protector check, a double
 * free or exit() drop the connection without reply or log line and leave an
 * orphan in the spool. So everything in this process keeps to a few rules: no
 * malloc, no assert, no exit, no string function that writes; buffers are
 * static, written through text.h, and all that parses a body is in a child.
 *
 * A module with an undefined symbol is as bad: Exim loads it with RTLD_NOW and
 * then answers 451 to all mail. Exim has dropped and renamed functions without
 * a new ABI number (expand_string in 4.99). So every symbol of Exim is weak,
 * and one that is missing makes the plugin stand aside.
 *
 * Exim crashes on a module whose version functions name another API than its
 * own (421 to all mail), which happens while a release upgrade has replaced
 * Exim and not yet the plugin. So they name that of the Exim that runs, told by
 * its symbols; and where it is not the one that this file was compiled for,
 * nothing of Exim is touched and all mail passes. */
#include "exim.h"

#include "listed.h"
#include "plugin.h"
#include "where.h"

#include <string.h>

#define LOCAL_SCAN
#include <local_scan.h>

#pragma weak header_add_at_position
#pragma weak header_list
#pragma weak header_remove
#pragma weak log_write
#pragma weak lss_match_host
#pragma weak message_id
#pragma weak received_protocol
#pragma weak recipients_count
#pragma weak recipients_list
#pragma weak sender_address
#pragma weak sender_host_address
#pragma weak sender_host_authenticated
#pragma weak sender_host_name
#pragma weak smtp_input
#pragma weak string_copy_taint_function

/* API 9 (4.100) has no log selector any more, and expand_string is a macro. */
#if LOCAL_SCAN_ABI_VERSION_MAJOR >= 9
#pragma weak expand_string_2
#define EXPAND_SYMBOL  expand_string_2
#define LOG_LINE(line) log_write(LOG_MAIN, "%s", (line))
#define HOST_IS_OURS   (expand_string_2 != NULL)
#define OTHER_MAJOR    6
#define OTHER_MINOR    0
#else
/* Only its address is of interest: API 9 has it. */
extern const char expand_string_2[] __attribute__((weak));
#pragma weak expand_string
#define EXPAND_SYMBOL  expand_string
#define LOG_LINE(line) log_write(0, LOG_MAIN, "%s", (line))
#define HOST_IS_OURS   (expand_string_2 == NULL)
#define OTHER_MAJOR    9
#define OTHER_MINOR    1
#endif

#define EXPORT __attribute__((visibility("default")))

int EXPORT local_scan_version_major(void);
int EXPORT local_scan_version_minor(void);
int EXPORT bs_where(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_out_listed(unsigned char **yield, int argc, unsigned char *argv[]);

static bool
have_functions(void)
{
    return log_write && EXPAND_SYMBOL && header_add_at_position && header_remove &&
           lss_match_host && string_copy_taint_function;
}

static bool
have_variables(void)
{
    return &header_list && &message_id && &received_protocol && &recipients_count &&
           &recipients_list && &sender_address && &sender_host_address &&
           &sender_host_authenticated && &sender_host_name && &smtp_input;
}

static struct bs_span
span_of_text(const unsigned char *text)
{
    return bs_span_text((const char *)text);
}

struct bs_session
bs_exim_session(void)
{
    return (struct bs_session){
        .id = span_of_text(message_id),
        .sender = span_of_text(sender_address),
        .host = span_of_text(sender_host_address),
        .host_name = span_of_text(sender_host_name),
        .protocol = span_of_text(received_protocol),
        .smtp = smtp_input != 0,
        .authenticated = sender_host_authenticated != NULL,
    };
}

struct bs_span
bs_exim_recipient(size_t i)
{
    if (recipients_count < 0 || i >= (size_t)recipients_count)
        return bs_span_of(NULL, 0);
    return span_of_text(recipients_list[i].address); /* bounds: i < recipients_count */
}

/* An ACL or list that does not exist makes the expansion fail, silently. */
struct bs_span
bs_exim_setting(enum bs_setting setting)
{
    static unsigned char expression[BS_SETTINGS][40] = {
        [BS_SETTING_POLICY_DIR] = "${acl{backstop_policy_dir}}",
        [BS_SETTING_STATE_DIR] = "${acl{backstop_state_dir}}",
        [BS_SETTING_HOSTNAME] = "$primary_hostname",
        [BS_SETTING_MAIL_DOMAIN] = "$qualify_domain",
        [BS_SETTING_LOCAL_DOMAINS] = "${listnamed_d:local_domains}",
        [BS_SETTING_RELAY_HOSTS] = "${listnamed_h:relay_from_hosts}",
        [BS_SETTING_OUR_ADDRESS] = "$received_ip_address",
        [BS_SETTING_SWEPT] = "$acl_m_backstop_swept",
        [BS_SETTING_SIGNED] = "$acl_m_backstop_signed",
    };

    if (setting >= BS_SETTINGS)
        return bs_span_of(NULL, 0);
    return span_of_text(expand_string(expression[setting])); /* bounds: < BS_SETTINGS */
}

/* An unknown list would be a panic that ends the process, and a null address a
 * crash: both are asked for first. */
bool
bs_exim_relay_host(void)
{
    static unsigned char list[] = "+relay_from_hosts";

    if (sender_host_address == NULL || bs_exim_setting(BS_SETTING_RELAY_HOSTS).p == NULL)
        return false;
    int found = lss_match_host(sender_host_name, sender_host_address, list);
    return found == OK || found == DEFER;
}

bool
bs_exim_header_next(const void **place, struct bs_span *line_r)
{
    const header_line *line = *place;

    do
        line = line ? line->next : header_list;
    while (line && line->type == '*'); /* deleted, kept for the log only */
    if (line == NULL)
        return false;
    *place = line;
    *line_r = bs_span_of(line->text, line->slen > 0 ? (size_t)line->slen : 0);
    return true;
}

void
bs_exim_header_remove(const char *name)
{
    header_remove(0, (const unsigned char *)name);
}

void
bs_exim_header_add(const char *line)
{
    header_add_at_position(FALSE, NULL, FALSE, ' ', "%s", line);
}

void
bs_exim_log(const char *line)
{
    LOG_LINE(line);
}

static int
code_of(enum bs_answer answer)
{
    switch (answer) {
    case BS_ANSWER_REFUSE:
        return LOCAL_SCAN_REJECT;
    case BS_ANSWER_DEFER:
        return LOCAL_SCAN_TEMPREJECT;
    case BS_ANSWER_ACCEPT:
        break;
    }
    return LOCAL_SCAN_ACCEPT;
}

static void
stand_aside(void)
{
    static bool said;

    if (!said && log_write)
        LOG_LINE("backstop v=1 event=stand_aside cause=exim_symbols did=pass");
    said = true;
}

/* The text becomes $local_scan_data or the reply. It is marked as tainted, for
 * words of the message may be in it. */
int
local_scan(int fd, unsigned char **return_text)
{
    const char *text = NULL;

    if (!HOST_IS_OURS)
        return LOCAL_SCAN_ACCEPT;
    if (!have_functions() || !have_variables()) {
        stand_aside();
        return LOCAL_SCAN_ACCEPT;
    }
    enum bs_answer answer = bs_plugin_scan(fd, &text);
    if (text)
        *return_text = string_copy_taint_function((const unsigned char *)text, GET_TAINTED);
    return code_of(answer);
}

/* ${dlfunc{…}{bs_where}{ADDRESS}{POLICY DIRECTORY}}. Anything but OK would be an
 * error of the expansion, and that a 451; a crash ends the connection, for Exim
 * catches none here. It is not tainted: only letters and digits can be in it,
 * and whoever looks it up in a file of his own may do so. */
int
bs_where(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_WHERE_TEXT];

    if (!HOST_IS_OURS || !have_functions() || !have_variables() || argc < 2)
        return OK;
    bs_where_find(span_of_text(argv[0]), span_of_text(argv[1]), text); /* bounds: argc >= 2 */
    *yield = string_copy_taint_function((const unsigned char *)text, GET_UNTAINTED);
    return OK;
}

/* ${dlfunc{…}{bs_out_listed}{DOMAIN}{LISTS}{POLICY DIRECTORY}}. Like bs_where, but names of the
 * DNS are in it, so it is tainted. */
int
bs_out_listed(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_LISTED_TEXT];

    if (!HOST_IS_OURS || !have_functions() || !have_variables() || argc < 3)
        return OK;
    bs_listed_find(span_of_text(argv[0]), span_of_text(argv[1]), /* bounds: argc >= 3 */
                   span_of_text(argv[2]), text);
    *yield = string_copy_taint_function((const unsigned char *)text, GET_TAINTED);
    return OK;
}

int
local_scan_version_major(void)
{
    return HOST_IS_OURS ? LOCAL_SCAN_ABI_VERSION_MAJOR : OTHER_MAJOR;
}

int
local_scan_version_minor(void)
{
    return HOST_IS_OURS ? LOCAL_SCAN_ABI_VERSION_MINOR : OTHER_MINOR;
}
