/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postmaster.h"

#include "paths.h"
#include "run.h"
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SENDMAIL_TIME 60 /* seconds: it only puts the mail into the queue */

/* Only queued (-odq): a delivery that began here would run in the sandbox of the
 * unit that called us, and be killed at its end. The daemon delivers it. */
#define SENDMAIL_ARGS "-odq", "-t", "-oi"

/* Auto-Submitted keeps vacation programs from answering (RFC 3834). */
static const char form[] = "To: postmaster\n"
                           "Subject: Backstop on %s: %s\n"
                           "Auto-Submitted: auto-generated\n"
                           "MIME-Version: 1.0\n"
                           "Content-Type: text/plain; charset=utf-8\n"
                           "Content-Transfer-Encoding: 8bit\n\n%s";

bool
bs_postmaster_is_read(void)
{
    static const char *const nowhere[] = {"-> /var/mail/mail\n", "-> /dev/null\n",
                                          " is undeliverable"};
    struct bs_run run = {.argv = {BS_EXIM, "-bt", "postmaster"}, .seconds = 30};
    bool read = true;

    bs_run(&run);
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        read &= strstr(run.out, nowhere[i]) == NULL;
    bs_run_free(&run);
    return read;
}

bool
bs_postmaster_write(const char *subject, const char *text)
{
    return bs_postmaster_write_by(BS_SENDMAIL, subject, text);
}

bool
bs_postmaster_write_by(const char *program, const char *subject, const char *text)
{
    char host[256] = "this host", *mail;

    gethostname(host, sizeof host - 1);
    if (asprintf(&mail, form, host, subject, text) < 0) {
        bs_terminal_complain_errno("the mail", ENOMEM);
        return false;
    }
    struct bs_run run = {.argv = {program, SENDMAIL_ARGS}, .input = mail, .seconds = SENDMAIL_TIME};
    bool sent = bs_run(&run) == 0;
    if (!sent)
        bs_terminal_complain(program, bs_run_said(&run), "look at Exim's logs");
    bs_run_free(&run);
    free(mail);
    return sent;
}
