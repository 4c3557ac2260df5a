/* exam_exim: Exim, the plugin, and the path of a message through both. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "arrival.h"
#include "compat.h"
#include "door.h"
#include "dropin.h"
#include "program.h"
#include "probe.h"
#include "trial.h"

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

/* If root's mail cannot be delivered, its address is refused before our checks. */
static void
tell_rcpt(const struct bs_probe *probe)
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
tell_probe(const struct bs_probe *probe)
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
    struct bs_probe probe;
    struct bs_fault fault;

    if (!bs_trial_open(trial, &fault) || !bs_trial_compose(trial, "present", &fault) ||
        !bs_trial_message(trial, "present", &fault)) {
        bs_health_stop(&fault);
        return;
    }
    bs_health_say(BS_NOTE_OK, "",
                  "a message gets through, with the plugin loaded by Exim's own user");
    if (bs_probe_send(&probe, trial, "present", &fault))
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
