/* probe: sends a stranger's message through a trial. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include "program.h"
#include "queue.h"
#include "run.h"

#include <glob.h>
#include <stdio.h>

/* If a name server does not answer, Exim waits for about half a minute. */
#define SECONDS 90

/* Greeting, EHLO, MAIL, RCPT for root, RCPT for postmaster, DATA, the end. */
enum { REPLY_ROOT = 3, REPLY_END = 6 };

/* The recipient root goes through the whole RCPT ACL, and the policy may refuse it; postmaster is
 * never refused, so that the message itself is accepted. */
static void
write_dialogue(char *text, size_t size, const char *host)
{
    snprintf(text, size,
             "EHLO probe.backstop.invalid\r\nMAIL FROM:<>\r\n"
             "RCPT TO:<root@%s>\r\nRCPT TO:<postmaster@%s>\r\nDATA\r\n"
             "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
             "From: Mail Delivery System <mailer-daemon@probe.backstop.invalid>\r\n"
             "To: postmaster@%s\r\nSubject: probe of 'backstop doctor'\r\n"
             "MIME-Version: 1.0\r\n"
             "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
             "--b\r\n\r\nNobody gets this.\r\n"
             "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
             "Reporting-MTA: dns; probe.backstop.invalid\r\n\r\n"
             "Final-Recipient: rfc822; nobody@probe.backstop.invalid\r\n"
             "Action: failed\r\nStatus: 5.1.1\r\n"
             "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
             "Received: from [" BS_TRIAL_STRANGER "] by probe.backstop.invalid;\r\n"
             " Thu, 01 Jan 2026 00:00:00 +0000\r\n"
             "From: postmaster@%s\r\n--b--\r\n.\r\nQUIT\r\n",
             host, host, host, host);
}

/* The variables show which hooks ran: the RCPT hook notes that it ran and sets the policy, which
 * the DATA hook removes. */
static void
read_spooled(struct bs_probe *probe_r, struct bs_span text)
{
    probe_r->rcpt = bs_queue_variable(text, "_backstop_hook").n > 0;
    probe_r->data = bs_queue_variable(text, "_backstop_swept").n > 0 &&
                    bs_span_trim(bs_queue_variable(text, "_backstop_policy")).n == 0;
    probe_r->plugin = bs_span_has(text, "  X-Backstop: v=1; kind=dsn;");
}

/* Exim's -H file; split_spool_directory puts it one level down. */
static bool
find_spooled(struct bs_probe *probe_r, const struct bs_trial *trial)
{
    static const char *const levels[] = {"", "/*"};
    bool found = false;

    for (size_t i = 0; i < 2 && !found; i++) {
        char pattern[128];
        glob_t names;
        struct bs_file file = {0};

        snprintf(pattern, sizeof pattern, "%s/spool/input%s/*-H", trial->dir, levels[i]);
        if (glob(pattern, 0, NULL, &names) != 0)
            continue;
        found = bs_file_read(&file, names.gl_pathv[names.gl_pathc - 1]) == 0 && file.text;
        if (found)
            read_spooled(probe_r, bs_file_span(&file));
        bs_file_free(&file);
        globfree(&names);
    }
    return found;
}

static bool
clear_spool(const struct bs_trial *trial)
{
    char path[96];
    struct bs_run run = {.argv = {"rm", "-rf", "--one-file-system", "--", path}, .seconds = 60};

    snprintf(path, sizeof path, "%s/spool/input", trial->dir);
    bool cleared = bs_run(&run) == 0;
    bs_run_free(&run);
    return cleared;
}

bool
bs_probe_send(struct bs_probe *probe_r, const struct bs_trial *trial, const char *name,
              struct bs_fault *fault)
{
    char conf[96], host[256], dialogue[4096];
    struct bs_run run = {.argv = {BS_EXIM, "-C", conf, "-odq", "-bs", "-oMa", BS_TRIAL_STRANGER},
                         .input = dialogue,
                         .seconds = SECONDS};

    *probe_r = (struct bs_probe){0};
    snprintf(conf, sizeof conf, "%s/private", trial->dir);
    int problem = bs_trial_private(trial, name, conf);
    if (problem != 0 || !clear_spool(trial))
        return bs_fault_set(fault, "make room there", "%s: %s", conf, strerror(problem));
    bs_exim_expand(conf, "$primary_hostname", host, sizeof host);
    write_dialogue(dialogue, sizeof dialogue, host);
    bs_run(&run);
    bool accepted = find_spooled(probe_r, trial);
    bs_trial_reply(run.out, accepted ? REPLY_ROOT : REPLY_END, probe_r->said, sizeof probe_r->said);
    if (!accepted)
        bs_fault_set(fault, "try it with 'exim4 -bh " BS_TRIAL_STRANGER "'",
                     "a stranger's mail for postmaster is not accepted: \"%s\"", probe_r->said);
    bs_run_free(&run);
    return accepted;
}
