/* setup: puts the drop-in into Debian's Exim configuration, and takes it out.
 *
 * Both try the new configuration on a copy before they change anything, and undo their changes if a
 * later step fails. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "compat.h"
#include "copy.h"
#include "lack.h"
#include "learn.h"
#include "policyfile.h"
#include "program.h"
#include "run.h"
#include "trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* What is to be done. */
struct plan {
    const char *name;  /* of the command */
    enum bs_form form; /* to put in place; NONE: take it out */
    bool to_split;     /* change Debian's configuration first */
    bool to_unsplit;   /* change it back, if we have changed it */
    bool unasked;      /* the administrator has not said which form */
    bool reload;
};

static bool with_split, with_unsplit, no_reload;
static bool plugin; /* is it installed? */

#define NO_RELOAD BS_FLAG("no-reload", &no_reload, "do not reload a running Exim")

static const struct bs_option enable_options[] = {
    BS_FLAG("split", &with_split, "use the split configuration, and change to it if necessary"),
    BS_FLAG("unsplit", &with_unsplit,
            "use exim4.conf.localmacros (default in an unsplit configuration)"),
    NO_RELOAD,
    BS_END,
};

static const struct bs_option disable_options[] = {NO_RELOAD, BS_END};

static struct bs_file_txn changes;
static const struct plan taken_out = {.form = BS_FORM_NONE};

/* Before anything else. */

static bool
is_possible(bool on, struct bs_fault *fault)
{
    if (geteuid() != 0)
        return bs_fault_set(fault, "run it as root, with sudo for instance",
                            "only root can change Exim's configuration");
    if (access(BS_EXIM, X_OK) != 0)
        return bs_fault_set(fault, "install exim4-daemon-light or exim4-daemon-heavy",
                            "there is no " BS_EXIM);
    if (access(BS_COMPOSER, X_OK) != 0 || bs_dropin_debian(BS_ETC_DIR) == BS_FORM_NONE)
        return bs_fault_set(fault,
                            on ? "include the files of " BS_SHARE_DIR
                                 "/acl in your exim.conf, as upstream-exim.md in the documentation "
                                 "shows"
                               : "remove what names files of " BS_SHARE_DIR
                                 " from your exim.conf, and reload Exim",
                            "Exim's configuration is not Debian's (exim4-config)");
    if (access(BS_HAND_MADE, F_OK) == 0)
        return bs_fault_set(fault,
                            on ? "include the files of " BS_SHARE_DIR
                                 "/acl in it, as upstream-exim.md in the documentation shows, or "
                                 "move it away"
                               : "remove what names files of " BS_SHARE_DIR
                                 " from it, and reload Exim, or move it away and repeat this",
                            BS_HAND_MADE " exists, so Exim reads nothing else");
    return true;
}

static void
explain_unsplit(void)
{
    bs_terminal_say("", "Debian's Exim configuration is unsplit on this machine, so Exim does not "
                        "read the directory " BS_ETC_DIR
                        "/conf.d; but files in it have been changed. There are two ways:");
    bs_terminal_put("\n  sudo backstop enable --unsplit\n");
    bs_terminal_say("    ",
                    "puts two lines at the end of " BS_ETC_DIR "/exim4.conf.localmacros. Nothing "
                    "else changes. All checks work; signed return paths (BATV) do not, because "
                    "they need a router.");
    bs_terminal_put("\n  sudo backstop enable --split\n");
    bs_terminal_say("    ",
                    "makes the configuration split (dc_use_split_config in update-exim4.conf.conf) "
                    "and puts files into conf.d. It does so only if Exim then reads the same "
                    "settings as now. All checks work, and so do signed return paths.");
    bs_terminal_put("\n'sudo backstop disable' undoes either of them, byte for byte.\n\n");
}

static bool
choose_form(struct plan *plan, struct bs_fault *fault)
{
    bool split = bs_dropin_debian(BS_ETC_DIR) == BS_FORM_SPLIT;
    char changed[300];

    if (with_split && with_unsplit)
        return bs_fault_set(fault, "give only one of them",
                            "--split and --unsplit exclude each other");
    if (split && with_unsplit)
        return bs_fault_set(fault, "omit the option",
                            "Debian's configuration is split, and Exim would not read what "
                            "--unsplit writes");
    plan->to_split = !split && with_split;
    plan->form = split || plan->to_split ? BS_FORM_SPLIT : BS_FORM_UNSPLIT;
    plan->unasked = !split && !plan->to_split && !with_unsplit &&
                    bs_dropin_form(BS_ETC_DIR) != BS_FORM_UNSPLIT;
    if (!plan->unasked || !bs_dropin_changed(changed, sizeof changed))
        return true;
    explain_unsplit();
    return bs_fault_set(fault, "choose one of the two ways above",
                        "Debian's configuration is unsplit, and %s has been changed", changed);
}

/* Reports a step that succeeded, because each takes a second or two. */
static void
tell(const char *text)
{
    bs_terminal_styled(BS_STYLE_GOOD, "ok");
    printf("  %s\n", text);
    bs_terminal_flush(false);
}

/* The change itself, first on the copy and then on the original. */

static int
change(struct bs_file_txn *to, const char *etc, const struct plan *plan)
{
    int problem = 0;

    if (plan->form == BS_FORM_NONE) {
        if (plan->to_unsplit)
            problem = bs_dropin_reset_split(to, etc);
        return problem != 0 ? problem : bs_dropin_take(to, etc);
    }
    if (plan->to_split)
        problem = bs_dropin_take(to, etc);
    if (problem == 0)
        problem = bs_dropin_put(to, etc, plan->form);
    if (problem == 0 && plan->to_split)
        problem = bs_dropin_set_split(to, etc);
    return problem;
}

static bool
change_copy(const struct bs_trial *trial, const struct plan *plan, struct bs_fault *fault)
{
    static struct bs_file_txn unneeded;
    int problem = change(&unneeded, trial->etc, plan);

    bs_file_txn_forget(&unneeded);
    return problem == 0 || bs_fault_set(fault, "make it readable, or install the package again",
                                        "%s: %s", unneeded.failed, strerror(problem));
}

static void
path_in(const struct bs_trial *trial, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", trial->dir, name);
}

/* Would the other form of configuration behave differently? `one` and `other` are
 * without Backstop. */
static bool
is_same_without(const struct bs_trial *trial, struct bs_fault *fault)
{
    struct bs_fault difference;
    char present[128], bare[128];

    path_in(trial, "present", present);
    path_in(trial, "bare", bare);
    if (!change_copy(trial, &taken_out, fault) || !bs_trial_compose(trial, "bare", fault))
        return false;
    if (bs_trial_same(present, bare, &difference))
        return true;
    return bs_fault_set(fault,
                        "bring your changes of exim4.conf.template and exim4.conf.localmacros into "
                        "conf.d first, or use --unsplit",
                        "the split configuration would differ from the present one, first at "
                        "\"%s\"",
                        difference.what);
}

/* Makes two configurations from the copy: "present", without Backstop, then "new". */
static bool
try_enable(struct bs_trial *trial, const struct plan *plan, struct bs_fault *fault)
{
    if (!change_copy(trial, &taken_out, fault) || !bs_trial_compose(trial, "present", fault))
        return false;
    if (!change_copy(trial, plan, fault) || !bs_trial_compose(trial, "new", fault))
        return false;
    tell("the configuration can be composed, and Exim accepts it");
    if (!bs_trial_sessions(trial, "new", fault))
        return false;
    tell("mail from outside is accepted as before");
    if (!bs_trial_message(trial, "new", fault))
        return false;
    tell(plugin ? "a message gets through, with the plugin loaded by Exim's own user"
                : "a message gets through");
    return !plan->to_split || is_same_without(trial, fault);
}

/* Reports which form was chosen, and how to get the other one. Only whether that form would use the
 * same settings is tried here, on the copy; 'enable --split' tries the rest. */
static void
report_choice(const struct bs_trial *trial)
{
    static const struct plan split = {.form = BS_FORM_SPLIT, .to_split = true};
    struct bs_fault fault;
    char text[1600];

    bool can = change_copy(trial, &split, &fault) && is_same_without(trial, &fault);
    snprintf(text, sizeof text,
             "Debian's configuration is unsplit, as it is by default. So two lines at the end "
             "of " BS_ETC_DIR
             "/exim4.conf.localmacros include Backstop, as with --unsplit, and nothing "
             "else has changed. All checks except null_unsigned work: signed return paths (BATV) "
             "need the split configuration. %s%s%s",
             can ? "In it, Exim would read the same settings as now. To change to it:"
                 : "The change is not possible yet: ",
             can ? "" : fault.what, can ? "" : ". Once that is resolved:");
    bs_terminal_say("", text);
    bs_terminal_put("\n    sudo backstop enable --split\n\n");
}

/* Back to unsplit only if nothing was done to the split one since. */
static bool
try_disable(struct bs_trial *trial, struct plan *plan, struct bs_fault *fault)
{
    static struct bs_file_txn unneeded;
    enum bs_form before = bs_dropin_debian(trial->etc);
    char present[128], new[128];

    bs_dropin_reset_split(&unneeded, trial->etc);
    bs_file_txn_forget(&unneeded);
    plan->to_unsplit = bs_dropin_debian(trial->etc) != before;
    if (!change_copy(trial, plan, fault) || !bs_trial_compose(trial, "new", fault))
        return false;
    if (!plan->to_unsplit)
        return true;
    struct bs_trial again;
    path_in(trial, "new", new);
    bool composed = bs_trial_open(&again, fault) && change_copy(&again, &taken_out, fault) &&
                    bs_trial_compose(&again, "present", fault);
    path_in(&again, "present", present);
    plan->to_unsplit = composed && bs_trial_same(present, new, fault);
    composed = composed && (plan->to_unsplit || rename(present, new) == 0);
    bs_trial_close(&again);
    return composed;
}

/* The real change, after the trial. */

static bool
compose(struct bs_fault *fault)
{
    struct bs_run run = {.argv = {BS_COMPOSER}, .seconds = 60};
    bool good = bs_run(&run) == 0;

    if (!good)
        bs_fault_set(fault, "correct what it complains about, and try again",
                     "update-exim4.conf fails: %s", bs_run_said(&run));
    bs_run_free(&run);
    return good;
}

static bool
apply(const struct bs_trial *trial, const struct plan *plan, struct bs_fault *fault)
{
    struct bs_fault difference;
    char new[128];
    int problem = bs_file_txn_keep(&changes, BS_COMPOSED);

    if (problem == 0)
        problem = change(&changes, BS_ETC_DIR, plan);
    if (problem != 0)
        return bs_fault_set(fault, "make room there, or make it writable", "%s: %s", changes.failed,
                            strerror(problem));
    if (!compose(fault))
        return false;
    path_in(trial, "new", new);
    if (bs_trial_same(BS_COMPOSED, new, &difference))
        return true;
    return bs_fault_set(fault, "check whether somebody else is changing it, and try again",
                        "update-exim4.conf has written a configuration that differs from the "
                        "one that was tried, first at \"%s\"",
                        difference.what);
}

static bool
reload(const struct plan *plan, struct bs_fault *fault)
{
    pid_t daemon = plan->reload ? bs_exim_daemon() : 0;

    if (!plan->reload) {
        bs_terminal_put("    Exim was not reloaded (--no-reload)\n");
        return true;
    }
    if (daemon == 0) {
        bs_terminal_put("    Exim's daemon is not running; it will read this when it starts\n");
        return true;
    }
    if (bs_exim_reload(daemon)) {
        tell("Exim's daemon has read the configuration");
        return true;
    }
    return bs_fault_set(fault, "start it ('sudo systemctl start exim4'), and look at its log",
                        "Exim's daemon has ended instead of reading its configuration");
}

static void
undo(struct bs_fault *fault)
{
    size_t n = strlen(fault->remedy), size = sizeof fault->remedy - n;

    if (bs_file_txn_undo(&changes))
        snprintf(fault->remedy + n, size, ". Everything is as it was before");
    else
        snprintf(fault->remedy + n, size,
                 ". The change could not be undone: look at %.200s, then run "
                 "'sudo update-exim4.conf'",
                 changes.failed);
}

/* From here on, an interrupt must not leave the change half done, and one that comes in the
 * meantime is too late. */
static bool
carry_out(const struct bs_trial *trial, const struct plan *plan, struct bs_fault *fault)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGPIPE};
    sigset_t block, before;

    sigemptyset(&block);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&block, signals[i]);
    sigprocmask(SIG_BLOCK, &block, &before);
    bool done = apply(trial, plan, fault) && reload(plan, fault);
    if (done)
        bs_file_txn_forget(&changes);
    else
        undo(fault);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_IGN);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return done;
}

static bool
lock(struct bs_fault *fault)
{
    int fd = open(BS_ETC_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true; /* until this process ends */
    return bs_fault_set(fault, "wait for it", "another backstop command is changing " BS_ETC_DIR);
}

static int
complain(const struct plan *plan, const struct bs_fault *fault)
{
    bs_terminal_flush(true);
    return bs_trouble(plan->name, fault->what, fault->remedy);
}

static bool
check_api(struct bs_fault *fault)
{
    char api[32];

    plugin = access(BS_SHARE_DIR "/acl/plugin", F_OK) == 0;
    if (!plugin) {
        bs_terminal_put("    the plugin is not installed: checks of the body do not run\n");
        return true;
    }
    if (!bs_compat_fits(api, sizeof api, fault))
        return false;
    if (*api)
        tell("the plugin fits this Exim's plugin interface");
    return true;
}

static void
tell_lost(void)
{
    if (bs_lack_scanning())
        bs_terminal_put("    this Exim has no content scanning: spam_out and malware_out have no "
                        "effect\n");
}

/* Called before Exim reads the ACLs: without the copy, they use the built-in modes, or ask the
 * plugin each time. */
static void
make_copy(void)
{
    struct bs_fault fault;

    if (bs_copy_directory(&fault))
        bs_copy_follow(BS_POLICY_DIR "/modes");
    else
        bs_terminal_complain(BS_STATE_DIR, fault.what, fault.remedy);
}

static int
enable(int count, char **argument)
{
    struct plan plan = {.name = "enable", .reload = !no_reload};
    struct bs_trial trial = {{0}, {0}};
    struct bs_fault fault;

    (void)count, (void)argument;
    if (!is_possible(true, &fault) || !choose_form(&plan, &fault))
        return complain(&plan, &fault);
    make_copy();
    bool done = lock(&fault) && check_api(&fault) && bs_trial_open(&trial, &fault) &&
                try_enable(&trial, &plan, &fault) && carry_out(&trial, &plan, &fault);
    if (done && plan.unasked)
        report_choice(&trial);
    bs_trial_close(&trial);
    if (!done)
        return complain(&plan, &fault);
    tell_lost();
    bs_terminal_flush(true); /* complaints come after what was done */
    bs_policyfile_complain_all();
    bs_learn_start();
    printf("Backstop is enabled, in Debian's %s configuration.\n"
           "'sudo backstop status' shows what it does.\n",
           plan.form == BS_FORM_SPLIT ? "split" : "unsplit");
    return BS_EXIT_FINE;
}

static int
disable(int count, char **argument)
{
    struct plan plan = {.name = "disable", .reload = !no_reload};
    struct bs_trial trial = {{0}, {0}};
    struct bs_fault fault;

    (void)count, (void)argument;
    if (!is_possible(false, &fault))
        return complain(&plan, &fault);
    if (!bs_dropin_any(BS_ETC_DIR)) {
        bs_terminal_put("Backstop is not enabled: there is nothing to do.\n");
        return BS_EXIT_FINE;
    }
    bool was_split = bs_dropin_recorded(BS_ETC_DIR);
    bool done = lock(&fault) && bs_trial_open(&trial, &fault) &&
                try_disable(&trial, &plan, &fault) && carry_out(&trial, &plan, &fault);
    bs_trial_close(&trial);
    if (!done)
        return complain(&plan, &fault);
    if (was_split && !plan.to_unsplit)
        bs_terminal_put("    Debian's configuration stays split, because it has been changed "
                        "since; 'sudo dpkg-reconfigure exim4-config' can change that\n");
    bs_terminal_put("Backstop is disabled. Its policy in " BS_POLICY_DIR " stays.\n");
    return BS_EXIT_FINE;
}

const struct bs_command bs_enable_command = {
    .name = "enable",
    .summary = "makes Exim use Backstop, after trying everything on a copy",
    .usage =
        "Usage: backstop enable [OPTION...]\n\n"
        "First checks a copy of Debian's Exim configuration with Backstop in it: whether Exim\n"
        "accepts the copy, whether mail from outside is accepted as before, and whether the\n"
        "plugin works. Then puts it in place and reloads Exim. If a step fails, everything\n"
        "stays as it was. In an unsplit configuration, it acts as with --unsplit, unless\n"
        "files in /etc/exim4/conf.d have been changed; then it asks you to choose. If Backstop\n"
        "is already enabled, enable checks everything again and brings it up to date.\n",
    .options = enable_options,
    .run = enable,
};

const struct bs_command bs_disable_command = {
    .name = "disable",
    .summary = "removes Backstop from Exim's configuration",
    .usage = "Usage: backstop disable [OPTION...]\n\n"
             "Removes from Debian's Exim configuration what 'backstop enable' has put there, and\n"
             "nothing else, and reloads Exim. The policy stays.\n",
    .options = disable_options,
    .run = disable,
};
