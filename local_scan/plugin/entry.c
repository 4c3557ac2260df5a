/* entry: the functions that Exim calls. */
/* SPDX-License-Identifier: GPL-2.0-or-later */

/* This code runs in the process that talks to the client: exim.c says what that forbids. */
#include "current.h"
#include "errand.h"
#include "exim.h"
#include "known.h"
#include "original.h"
#include "passed.h"
#include "plugin.h"
#include "remember.h"

#include "weak.h"

#define EXPORT __attribute__((visibility("default")))

/* What ${dlfunc} calls. */
typedef int dlfunc(unsigned char **yield, int argc, unsigned char *argv[]);

EXPORT int local_scan(int fd, unsigned char **return_text);
EXPORT int local_scan_version_major(void);
EXPORT int local_scan_version_minor(void);
EXPORT dlfunc bs_where, bs_out_listed, bs_known, bs_tag, bs_original, bs_passed, bs_permits,
    bs_policy, bs_delivered, bs_verdict, bs_keys;

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

/* For the ACLs. Anything but OK would be an expansion error, and so a 451; a crash ends the
 * connection, because Exim does not catch crashes here. With fewer arguments, or in an unknown
 * Exim, the result is empty. It is tainted if it has words of a message or of the DNS; a word of
 * ours is not, for an administrator may want to look it up in a file. */

static bool
can(int argc, int needed)
{
    return bs_exim_open() && argc >= needed;
}

/* bounds: i is below what can() has checked */
static struct bs_span
arg(unsigned char *argv[], int i)
{
    return bs_span_text((const char *)argv[i]);
}

/* ${dlfunc{…}{bs_where}{ADDRESS}{POLICY DIRECTORY}}; only letters and digits, so not tainted */
int
bs_where(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_WHERE_TEXT];

    if (!can(argc, 2))
        return BS_EXIM_OK;
    bs_errand_where(arg(argv, 0), arg(argv, 1), text);
    *yield = bs_exim_copy(text, false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_out_listed}{DOMAIN}{LISTS}{POLICY DIRECTORY}} */
int
bs_out_listed(unsigned char **yield, int argc, unsigned char *argv[])
{
    char text[BS_LISTED_TEXT];

    if (!can(argc, 3))
        return BS_EXIM_OK;
    bs_errand_listed(arg(argv, 0), arg(argv, 1), arg(argv, 2), text);
    *yield = bs_exim_copy(text, true);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_tag}{HEADER}{SENDER}{POLICY DIRECTORY}} */
int
bs_tag(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (can(argc, 3))
        *yield = bs_exim_copy(bs_errand_tag(arg(argv, 0), arg(argv, 1), arg(argv, 2)), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_permits}{DOMAIN}{ADDRESS}{POLICY DIRECTORY}} */
int
bs_permits(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (can(argc, 3))
        *yield = bs_exim_copy(bs_errand_permits(arg(argv, 0), arg(argv, 1), arg(argv, 2)), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_passed}{CLIENT}{POLICY DIRECTORY}}; tainted, which is fine for the log */
int
bs_passed(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (can(argc, 2))
        *yield = bs_exim_copy(bs_passed_find(arg(argv, 0), arg(argv, 1)), true);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_known}{MESSAGE-ID}{ADDRESS}{POLICY DIRECTORY}} */
int
bs_known(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (can(argc, 3))
        *yield = bs_exim_copy(bs_known_find(arg(argv, 0), arg(argv, 1), arg(argv, 2)), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_original}} */
int
bs_original(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argv;
    if (can(argc, 0))
        *yield = bs_exim_copy(bs_original_find(), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_verdict}}, in the DATA ACL */
int
bs_verdict(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argv;
    if (can(argc, 0))
        *yield = bs_exim_copy(bs_plugin_verdict(), false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_delivered}{USER}{HOST}{NAME}{POLICY DIRECTORY}} */
int
bs_delivered(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (!can(argc, 4))
        return BS_EXIM_OK;
    bool had = bs_remember_host(arg(argv, 0), arg(argv, 1), arg(argv, 2), arg(argv, 3));
    *yield = bs_exim_copy(had ? "yes" : "no", false);
    return BS_EXIM_OK;
}

/* ${dlfunc{…}{bs_policy}{POLICY DIRECTORY}{STATE DIRECTORY}{STAMP OF THE COPY}}, and after it
 * ${dlfunc{…}{bs_keys}}; root has written what they give */
int
bs_policy(unsigned char **yield, int argc, unsigned char *argv[])
{
    if (can(argc, 3))
        *yield = bs_exim_copy(bs_current_policy(arg(argv, 0), arg(argv, 1), arg(argv, 2)), false);
    return BS_EXIM_OK;
}

int
bs_keys(unsigned char **yield, int argc, unsigned char *argv[])
{
    (void)argv;
    if (can(argc, 0))
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
