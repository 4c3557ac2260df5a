/* entry: the functions that Exim calls. */
/* SPDX-License-Identifier: GPL-2.0-or-later */

/* This code runs in the process that talks to the client: exim.c says what that forbids. */
#include "authors.h"
#include "current.h"
#include "errand.h"
#include "exim.h"
#include "known.h"
#include "original.h"
#include "passed.h"
#include "plugin.h"

#include "weak.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT int local_scan(int fd, unsigned char **return_text);
EXPORT int local_scan_version_major(void);
EXPORT int local_scan_version_minor(void);

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

/* For the ACLs: FUNCTION, called by ${dlfunc} with at least COUNT arguments. Anything but OK would
 * be an expansion error, and so a 451; a crash ends the connection, because Exim does not catch
 * crashes here. With fewer arguments, or in an unknown Exim, the result is empty. It is TAINTED if
 * it has words of a message or of the DNS; a word of ours is not, for an administrator may want to
 * look it up in a file. */
#define DLFUNC(function, count, tainted, result)                                                   \
    EXPORT int function(unsigned char **yield, int argc, unsigned char *argv[]);                   \
    int function(unsigned char **yield, int argc, unsigned char *argv[])                           \
    {                                                                                              \
        (void)argv;                                                                                \
        if (bs_exim_open() && argc >= (count))                                                     \
            *yield = bs_exim_copy(result, tainted);                                                \
        return BS_EXIM_OK;                                                                         \
    }
#define ARG(i) bs_span_text((const char *)argv[i]) /* bounds: i is below the count */

/* {ADDRESS}{POLICY DIRECTORY}; only letters and digits */
DLFUNC(bs_where, 2, false, bs_errand_where(ARG(0), ARG(1)))
/* {DOMAIN}{LISTS}{POLICY DIRECTORY} */
DLFUNC(bs_out_listed, 3, true, bs_errand_listed(ARG(0), ARG(1), ARG(2)))
/* {SENDER}{POLICY DIRECTORY}, once there is a header */
DLFUNC(bs_tag, 2, false, bs_errand_tag(ARG(0), ARG(1)))
/* {DOMAIN}{ADDRESS}{POLICY DIRECTORY} */
DLFUNC(bs_permits, 3, false, bs_errand_permits(ARG(0), ARG(1), ARG(2)))
/* {CLIENT}{POLICY DIRECTORY}; tainted, which is fine for the log */
DLFUNC(bs_passed, 2, true, bs_passed_find(ARG(0), ARG(1)))
/* {MESSAGE-ID}{ADDRESS}{POLICY DIRECTORY} */
DLFUNC(bs_known, 3, false, bs_known_find(ARG(0), ARG(1), ARG(2)))
/* {USER}{HOST}{NAME}{POLICY DIRECTORY} */
DLFUNC(bs_delivered, 4, false, bs_known_host(ARG(0), ARG(1), ARG(2), ARG(3)))
/* {IN-REPLY-TO}{DIRECTORY OF THE QUEUE} */
DLFUNC(bs_original, 2, false, bs_original_find(ARG(0), ARG(1)))
/* once there is a header */
DLFUNC(bs_authors, 0, true, bs_authors_find())
/* {DOMAIN} */
DLFUNC(bs_ascii, 1, true, bs_authors_ascii(ARG(0)))
/* in the DATA ACL */
DLFUNC(bs_verdict, 0, false, bs_plugin_verdict())
/* {POLICY DIRECTORY}{STATE DIRECTORY}{STAMP OF THE COPY}, and then bs_keys; root has written what
 * they give */
DLFUNC(bs_policy, 3, false, bs_current_policy(ARG(0), ARG(1), ARG(2)))
DLFUNC(bs_keys, 0, false, bs_current_keys())

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
