/* exam_exim: Exim, the plugin, and the path of a message through both. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "arrival.h"
#include "compat.h"
#include "door.h"
#include "dropin.h"
#include "program.h"
#include "queue.h"
#include "run.h"
#include "trial.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#define AGAIN "install the package again"

static bool
has_exim(void)
{
    return access(BS_EXIM, X_OK) == 0;
}

static void
look_at_plugin(void)
{
    struct bs_fault fault;
    char api[32];

    if (!bs_compat_fits(api, sizeof api, &fault))
        bs_health_stop(&fault);
    else if (*api)
        bs_health_say(BS_NOTE_OK, "", "the plugin fits this Exim's plugin interface, %s", api);
    else
        bs_health_say(BS_NOTE_ADVICE, "'sudo backstop enable' tries it on a message",
                      "could not find out which plugin interface Exim has, because " BS_EXIM
                      " does not belong to a package");
}

static void
look_at_lookups(void)
{
    const char *fault = NULL;

    if (bs_door_open(NULL, &fault))
        bs_health_say(BS_NOTE_OK, "", "the lookups can be loaded");
    else
        bs_health_say(BS_NOTE_FAULT, AGAIN ", with the libraries that it depends on",
                      "the lookups cannot be loaded, so the DNS is not queried: %s",
                      fault ? fault : "they are damaged");
}

/* Features that this Exim lacks: exim4-daemon-light does not have content scanning. */
static void
look_at_abilities(void)
{
    static const struct {
        const char *macro;
        const char *what;
        const char *without;
    } rows[] = {
        {"_OPT_MAIN_LOCAL_SCAN_PATH", "plugins",
            "checks of the header and the body do not run; Debian's daemons have them"},
        {"_HAVE_LOOKUP_DNSDB", "DNS lookups",
         "ptr_missing and ptr_mismatch do not run, nor does helo_own for names of our domains; "
         "Debian's daemons have them"},
        {"_HAVE_PIPE_CONNECT", "PIPECONNECT", "nothing is lost: early_talker works without it"},
        {"_HAVE_CONTENT_SCANNING", "content scanning",
         "the settings spam, spam_out and malware_out have no effect; exim4-daemon-heavy has it"},
    };

    if (!bs_exim_tells()) {
        bs_health_say(BS_NOTE_ADVICE, "run this as root",
                      "it is not known what Exim was built with: Exim shows that only to "
                      "administrators");
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!bs_exim_has(rows[i].macro))
            bs_health_say(BS_NOTE_ADVICE, rows[i].without, "Exim was built without %s",
                          rows[i].what);
}

/* If a smarthost replaces the Message-ID, bounces name one that is not in the memory. */
static void
look_at_smarthost(void)
{
    if (bs_exim_routes_to("amazonaws.com"))
        bs_health_say(BS_NOTE_ADVICE,
                      "keep bounce_unsent in warn: bounces of that mail look unsent",
                      "Exim sends through Amazon SES, which replaces the Message-ID of mail");
}

void
bs_exam_exim(struct bs_patient *patient)
{
    struct bs_fault fault;

    (void)patient;
    look_at_lookups();
    if (!has_exim()) {
        bs_fault_set(&fault, "install exim4-daemon-light or exim4-daemon-heavy",
                     "there is no " BS_EXIM);
        bs_health_stop(&fault);
        return;
    }
    look_at_plugin();
    look_at_abilities();
    look_at_smarthost();
}

/* Was the configuration in use composed from the present files? */
static bool
is_composed(void)
{
    struct bs_file file;
    bool composed = bs_file_read(&file, BS_COMPOSED) == 0 &&
                    bs_span_has(bs_file_span(&file), "\n.include_if_exists " BS_SHARE_DIR "/acl/");

    bs_file_free(&file);
    return composed;
}

static enum bs_form
look_at_dropin(void)
{
    enum bs_form form = bs_dropin_form(BS_ETC_DIR);

    if (form != BS_FORM_NONE && bs_dropin_overruled()) {
        bs_health_say(BS_NOTE_FAULT,
                      "include the files of " BS_SHARE_DIR
                      "/acl in it, as upstream-exim.md in the documentation shows, or move it away",
                      "Exim does not use Backstop: it reads " BS_HAND_MADE
                      ", and not Debian's configuration");
        return BS_FORM_NONE;
    }
    if (form == BS_FORM_NONE && bs_dropin_any(BS_ETC_DIR))
        bs_health_say(BS_NOTE_FAULT, "run 'sudo backstop enable', which explains the choices",
                      "Backstop's files are there, but Debian's configuration does not read them");
    else if (form == BS_FORM_NONE)
        bs_health_say(BS_NOTE_ADVICE, "run 'sudo backstop enable'", "Backstop is not enabled");
    else if (!is_composed())
        bs_health_say(BS_NOTE_FAULT, "run 'sudo backstop enable' again",
                      "Exim's configuration has not been regenerated since Backstop was enabled");
    else
        bs_health_say(BS_NOTE_OK, "", "Backstop is enabled, in Debian's %s configuration",
                      form == BS_FORM_SPLIT ? "split" : "unsplit");
    return form;
}

/* An Exim with the composed configuration of a trial (trial.h), and with a spool and a log of its
 * own, gets a forged report by `exim4 -bs -oMa`, as if a host of TEST-NET-1 had connected: Exim
 * believes root. The message goes through every ACL and the plugin, and stays in the trial's spool,
 * which is removed: nothing is put into the real queue, delivered, sent or counted, and no
 * connection is made. The spool file shows what Backstop did to the message. */

struct probe {
    bool rcpt;      /* the RCPT ACL called Backstop */
    bool data;      /* so did the DATA ACL */
    bool plugin;    /* the plugin judged it */
    char said[200]; /* to the RCPT for root, which may not get as far as `rcpt` */
};

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
read_spooled(struct probe *probe_r, struct bs_span text)
{
    probe_r->rcpt = bs_queue_variable(text, "_backstop_hook").n > 0;
    probe_r->data = bs_queue_variable(text, "_backstop_swept").n > 0 &&
                    bs_span_trim(bs_queue_variable(text, "_backstop_policy")).n == 0;
    probe_r->plugin = bs_span_has(text, "  X-Backstop: v=1; kind=dsn;");
}

/* Exim's -H file; split_spool_directory puts it one level down. */
static bool
find_spooled(struct probe *probe_r, const struct bs_trial *trial)
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

/* DIR/NAME is the composed configuration. False if the message was not accepted, or could not be
 * sent. */
static bool
send_probe(struct probe *probe_r, const struct bs_trial *trial, const char *name,
           struct bs_fault *fault)
{
    char conf[96], host[256], dialogue[4096];
    struct bs_run run = {.argv = {BS_EXIM, "-C", conf, "-odq", "-bs", "-oMa", BS_TRIAL_STRANGER},
                         .input = dialogue,
                         .seconds = SECONDS};

    *probe_r = (struct probe){0};
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

/* If root's mail cannot be delivered, its address is refused before our checks. */
static void
tell_rcpt(const struct probe *probe)
{
    if (*probe->said == '2')
        bs_health_say(
            BS_NOTE_FAULT,
            "find the rule that accepts such mail before these: 'exim4 -bh " BS_TRIAL_STRANGER
            "' shows each rule",
            "a stranger's mail does not reach Backstop's checks at RCPT");
    else
        bs_health_say(BS_NOTE_ADVICE, "name a person after \"root:\" in /etc/aliases",
                      "the checks at RCPT could not be tried, because mail to root gets \"%s\"",
                      probe->said);
}

static void
tell_probe(const struct probe *probe)
{
    if (!probe->rcpt)
        tell_rcpt(probe);
    else if (!probe->data)
        bs_health_say(BS_NOTE_FAULT,
                      "your own ACL for DATA must include the file that "
                      "CHECK_DATA_LOCAL_ACL_FILE names",
                      "a stranger's mail does not reach Backstop's checks at DATA");
    if (!probe->plugin)
        bs_health_say(BS_NOTE_FAULT,
                      "remove BACKSTOP_WITHOUT_PLUGIN from Exim's configuration, if it is there",
                      "a stranger's report does not reach the plugin");
    if (probe->rcpt && probe->data && probe->plugin)
        bs_health_say(BS_NOTE_OK, "",
                      "a stranger's report reaches the checks at RCPT and DATA, and the plugin");
}

/* What would stop `backstop enable` is a fault here. */
static void
try_message(struct bs_trial *trial)
{
    struct probe probe;
    struct bs_fault fault;

    if (!bs_trial_open(trial, &fault) || !bs_trial_compose(trial, "present", &fault) ||
        !bs_trial_message(trial, "present", &fault)) {
        bs_health_stop(&fault);
        return;
    }
    bs_health_say(BS_NOTE_OK, "",
                  "a message gets through, with the plugin loaded by Exim's own user");
    if (send_probe(&probe, trial, "present", &fault))
        tell_probe(&probe);
    else
        bs_health_fault(&fault);
}

/* If the mark is not removed, the next host of ours does not tag the mail. And if our field was
 * appended to a list of the administrator's that has another separator, the last field of that list
 * is not removed either. */
static void
look_at_mark(void)
{
    static const char *const transports[] = {"remote_smtp", "remote_smtp_smarthost"};

    for (size_t i = 0; i < sizeof transports / sizeof *transports; i++)
        if (bs_exim_keeps(transports[i], BS_ARRIVAL_NAME))
            bs_health_say(BS_NOTE_FAULT,
                          "separate the list in REMOTE_SMTP_TRANSPORTS_HEADERS_REMOVE with colons; "
                          "or name " BS_ARRIVAL_NAME " in it, and write BACKSTOP_WITHOUT_REMOVE "
                          "= yes before it",
                          "Exim's transport %s does not remove " BS_ARRIVAL_NAME
                          ", our mark of arrival",
                          transports[i]);
}

void
bs_exam_hooks(struct bs_patient *patient)
{
    struct bs_trial trial = {{0}, {0}};

    (void)patient;
    if (!has_exim() || look_at_dropin() == BS_FORM_NONE)
        return;
    if (geteuid() != 0) {
        bs_health_say(BS_NOTE_ADVICE, "run this as root to also try a message",
                      "not everything could be tried");
        return;
    }
    if (bs_exim_daemon() == 0)
        bs_health_say(BS_NOTE_ADVICE,
                      "run 'sudo systemctl start exim4', unless another program starts Exim for "
                      "each connection",
                      "Exim's daemon is not running, so no mail comes in");
    look_at_mark();
    try_message(&trial);
    bs_trial_close(&trial);
}
