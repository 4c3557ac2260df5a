/* entry: the functions that Exim calls. */
/* SPDX-License-Identifier: GPL-2.0-or-later */

/* This code runs in the process that talks to the client: exim.c says what that forbids. */
#include "current.h"
#include "exim.h"
#include "known.h"
#include "listed.h"
#include "original.h"
#include "passed.h"
#include "permits.h"
#include "plugin.h"
#include "remember.h"
#include "tagged.h"
#include "where.h"

#include "weak.h"

#define EXPORT __attribute__((visibility("default")))

int EXPORT local_scan(int fd, unsigned char **return_text);
int EXPORT local_scan_version_major(void);
int EXPORT local_scan_version_minor(void);
int EXPORT bs_where(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_out_listed(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_known(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_tag(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_original(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_passed(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_permits(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_policy(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_delivered(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_verdict(unsigned char **yield, int argc, unsigned char *argv[]);
int EXPORT bs_keys(unsigned char **yield, int argc, unsigned char *argv[]);

static struct bs_span
span_of_text(const unsigned char *text)
{
    return bs_span_text((const char *)text);
}

static int
code_of(enum bs_answer answer)
{
    switch (answer) {
    case BS_ANSWER_REFUSE:
        return BS_LOCAL_SCAN_REJECT;
    case BS_ANSWER_DEFER:
        return BS_LOCAL_SCAN_TEMPREJECT;
    case BS_ANSWER_ACCEPT:
        break;
    }
    return BS_LOCAL_SCAN_ACCEPT;
}

/* The text becomes $local_scan_data or the reply. It is marked as tainted, because it may contain
 * words of the message. */
int
local_scan(int fd, unsigned char **return_text)
{
    const char *text = NULL;

    if (!bs_exim_open()) {
        bs_exim_stand_aside();
        return BS_LOCAL_SCAN_ACCEPT;
    }
    enum bs_answer answer = bs_plugin_scan(fd, &text);
    if (text)
        *return_text = bs_exim_copy(text, true);
    return code_of(answer);
}

/* ${dlfunc{…}{bs_where}{ADDRESS}{POLICY DIRECTORY}}. Anything but OK would be an expansion error,
 * and so a 451; a crash ends the connection, because Exim does not catch crashes here. The result
 * is not tainted: it can only contain letters and digits, and an administrator may want to look it
 * up in a file. */
int
bs_where(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_WHERE_TEXT];

    if (!bs_exim_open() || argc < 2)
        return BS_EXIM_OK;
    bs_where_find(span_of_text(argv[0]), span_of_text(argv[1]), text); /* bounds: argc >= 2 */
    *yield = bs_exim_copy(text, false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_out_listed}{DOMAIN}{LISTS}{POLICY DIRECTORY}}. Like bs_where, but the result
 * contains names from the DNS, so it is tainted. */
int
bs_out_listed(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_LISTED_TEXT];

    if (!bs_exim_open() || argc < 3)
        return BS_EXIM_OK;
    bs_listed_find(span_of_text(argv[0]), span_of_text(argv[1]), /* bounds: argc >= 3 */
                   span_of_text(argv[2]), text);
    *yield = bs_exim_copy(text, true);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_tag}{HEADER}{SENDER}{POLICY DIRECTORY}}. Like bs_where; a word of ours is
 * not tainted. */
int
bs_tag(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 3)
        *yield = bs_exim_copy(bs_tagged_find(span_of_text(argv[0]), /* bounds: argc >= 3 */
                                             span_of_text(argv[1]), span_of_text(argv[2])),
                              false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_permits}{DOMAIN}{ADDRESS}{POLICY DIRECTORY}}. Like bs_where; a word of ours
 * is not tainted. */
int
bs_permits(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 3)
        *yield = bs_exim_copy(bs_permits_find(span_of_text(argv[0]), /* bounds: argc >= 3 */
                                              span_of_text(argv[1]), span_of_text(argv[2])),
                              false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_passed}{CLIENT}{POLICY DIRECTORY}}. Like bs_where, but tainted: it is
 * only logged. */
int
bs_passed(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 2)
        *yield = bs_exim_copy(bs_passed_find(span_of_text(argv[0]), /* bounds: argc >= 2 */
                                             span_of_text(argv[1])),
                              true);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_known}{MESSAGE-ID}{ADDRESS}{POLICY DIRECTORY}}. Like bs_where; a word of
 * ours is not tainted. */
int
bs_known(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 3)
        *yield = bs_exim_copy(bs_known_find(span_of_text(argv[0]), /* bounds: argc >= 3 */
                                            span_of_text(argv[1]), span_of_text(argv[2])),
                              false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_original}}. Like bs_where; an id is not tainted. */
int
bs_original(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argc, (void)argv;
    if (bs_exim_open())
        *yield = bs_exim_copy(bs_original_find(), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_verdict}}, in the DATA ACL. Like bs_where; words of ours are not tainted. */
int
bs_verdict(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argc, (void)argv;
    if (bs_exim_open())
        *yield = bs_exim_copy(bs_plugin_verdict(), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_delivered}{USER}{HOST}{NAME}{POLICY DIRECTORY}}. Like bs_where; a word of ours
 * is not tainted. */
int
bs_delivered(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 4)
        *yield = bs_exim_copy(bs_remember_host(span_of_text(argv[0]), /* bounds: argc >= 4 */
                                               span_of_text(argv[1]), span_of_text(argv[2]),
                                               span_of_text(argv[3]))
                                  ? "yes"
                                  : "no",
                              false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_policy}{POLICY DIRECTORY}{STATE DIRECTORY}{STAMP OF THE COPY}}, and after
 * it ${dlfunc{…}{bs_keys}}. Like bs_where; what root has written is not tainted. */
int
bs_policy(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (bs_exim_open() && argc >= 3)
        *yield = bs_exim_copy(bs_current_policy(span_of_text(argv[0]), /* bounds: argc >= 3 */
                                                span_of_text(argv[1]), span_of_text(argv[2])),
                              false);
    return BS_EXIM_OK;
}

int
bs_keys(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argc, (void)argv;
    if (bs_exim_open())
        *yield = bs_exim_copy(bs_current_keys(), false);
    return BS_EXIM_OK;
}

int
local_scan_version_major(void)
{
    return bs_exim_api_major();
}

int
local_scan_version_minor(void)
{
    return bs_exim_api_minor();
}
