/* postmaster: mail to postmaster, put into Exim's queue by sendmail(8). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postmaster.h"

#include "file.h"
#include "paths.h"
#include "run.h"
#include "terminal.h"

#include <errno.h>
#include <stdlib.h>
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

static FILE *stream;
static char *text;
static size_t length;

FILE *
bs_postmaster_begin(void)
{
    free(text);
    text = NULL;
    stream = open_memstream(&text, &length);
    if (stream == NULL)
        bs_terminal_complain_errno("the mail", ENOMEM);
    return stream;
}

const char *
bs_postmaster_text(void)
{
    bool whole = stream == NULL || !ferror(stream);

    if (stream)
        whole &= fclose(stream) == 0;
    stream = NULL;
    if (whole)
        return text;
    bs_terminal_complain_errno("the mail", ENOMEM);
    free(text);
    text = NULL;
    return NULL;
}

bool
bs_postmaster_send(const char *program, const char *subject)
{
    char host[256] = "this host", *mail;

    if (bs_postmaster_text() == NULL)
        return false;
    program = program ? program : BS_SENDMAIL;
    gethostname(host, sizeof host - 1);
    if (asprintf(&mail, form, host, subject, text) < 0)
        return bs_terminal_complain_errno("the mail", ENOMEM);
    struct bs_run run = {.argv = {program, SENDMAIL_ARGS}, .input = mail, .seconds = SENDMAIL_TIME};
    bool sent = bs_run(&run) == 0;
    if (!sent)
        bs_terminal_complain(program, bs_run_said(&run), "look at Exim's logs");
    bs_run_free(&run);
    free(mail);
    return sent;
}

bool
bs_postmaster_is_due(const char *path, time_t now, time_t period)
{
    struct stat st;

    return stat(path, &st) < 0 || st.st_mtime > now || now - st.st_mtime >= period;
}

bool
bs_postmaster_send_once(const char *path, const char *program, const char *subject)
{
    int problem = bs_file_replace(path, bs_span_text(""), NULL);

    if (problem != 0)
        return bs_terminal_complain_write(path, problem);
    bool sent = bs_postmaster_send(program, subject);
    if (!sent)
        unlink(path);
    return sent;
}
