/* trial: tries a configuration of Exim that is not in use yet. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trial.h"

#include "clash.h"
#include "leftover.h"
#include "paths.h"
#include "program.h"
#include "run.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* If a name server does not answer, Exim waits for about half a minute. */
#define SESSION_SECONDS 90

/* The directory. */

/* Copies the targets of links, not the links: a change of the copy must not reach the original. A
 * dangling link is not part of the configuration. */
static bool
copy_configuration(const struct bs_trial *trial, struct bs_fault *fault)
{
    static const char script[] =
        "cd " BS_ETC_DIR " || exit\n"
        "for name in conf.d exim4.conf.template exim4.conf.localmacros update-exim4.conf.conf; do\n"
        "    [ ! -e \"$name\" ] || cp -RLp -- \"$name\" \"$1/\" || [ -e \"$1/$name\" ] || exit\n"
        "done\n";
    struct bs_run run = {.argv = {"sh", "-c", script, "sh", trial->etc}, .seconds = 60};
    bool copied = bs_run(&run) == 0;

    if (!copied)
        bs_fault_set(fault, "make room, or make it readable", "%s could not be copied: %s",
                     BS_ETC_DIR, bs_run_said(&run));
    bs_run_free(&run);
    return copied;
}

/* Only Exim's user may enter the trial's spool and log: the copy can contain passwords that others
 * may not read in the original. */
static bool
make_directories(struct bs_trial *trial)
{
    static const char *const names[] = {"spool", "log", "etc"};
    const struct passwd *user = getpwnam(BS_EXIM_USER);
    char path[96];

    if (mkdtemp(trial->dir) == NULL)
        return false;
    if (user && (chown(trial->dir, 0, user->pw_gid) < 0 || chmod(trial->dir, 0750) < 0))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", trial->dir, names[i]);
        if (mkdir(path, 0755) < 0)
            return false;
        if (i < 2 && user && chown(path, user->pw_uid, user->pw_gid) < 0)
            return false;
    }
    snprintf(trial->etc, sizeof trial->etc, "%s/etc", trial->dir);
    return true;
}

bool
bs_trial_open(struct bs_trial *trial_r, struct bs_fault *fault)
{
    *trial_r = (struct bs_trial){.dir = "/tmp/backstop-trial-XXXXXX"};
    bs_leftover_add(trial_r->dir);
    if (!make_directories(trial_r))
        return bs_fault_set(fault, "make room there", "%s: %s", trial_r->dir, strerror(errno));
    return copy_configuration(trial_r, fault);
}

void
bs_trial_close(struct bs_trial *trial)
{
    if (trial->dir[0] == '\0')
        return;
    bs_leftover_remove(trial->dir);
    *trial = (struct bs_trial){{0}, {0}};
}

/* Composing. */

/* Debian's script uses exim4.conf.localmacros of the copy only if /etc/exim4 has such a file.
 * Otherwise, its text is put before the template, where the script would put it. */
static int
bring_macros_in(const char *macros_path, const char *template_path)
{
    struct bs_file macros = {0}, template = {0}, both = {0};
    int problem = bs_file_read(&macros, macros_path);

    if (problem == 0)
        problem = bs_file_read(&template, template_path);
    if (problem == 0 && macros.text && template.text) {
        problem = bs_file_splice(&both, bs_file_span(&template), 0, 0, bs_file_span(&macros));
        if (problem == 0)
            problem = bs_file_replace(template_path, bs_file_span(&both), &template.stat);
        if (problem == 0 && unlink(macros_path) < 0)
            problem = errno;
    }
    bs_file_free(&macros);
    bs_file_free(&template);
    bs_file_free(&both);
    return problem;
}

static int
settle_macros(const struct bs_trial *trial)
{
    char macros[BS_PATH_SIZE], template[BS_PATH_SIZE];

    snprintf(macros, BS_PATH_SIZE, "%s/exim4.conf.localmacros", trial->etc);
    snprintf(template, BS_PATH_SIZE, "%s/exim4.conf.template", trial->etc);
    if (access(BS_ETC_DIR "/exim4.conf.localmacros", F_OK) != 0)
        return bring_macros_in(macros, template);
    return access(macros, F_OK) == 0 ? 0 : bs_file_replace(macros, bs_span_of(NULL, 0), NULL);
}

bool
bs_trial_compose(const struct bs_trial *trial, const char *name, struct bs_fault *fault)
{
    char path[96], tmp[80];
    /* Its temporary file, which it cannot remove if it is killed (Ctrl-C), goes with the trial. */
    struct bs_run compose = {
        .argv = {"env", tmp, BS_COMPOSER, "-d", trial->etc, "-o", path},
        .seconds = 60,
    };
    struct bs_run read = {.argv = {BS_EXIM, "-C", path, "-bV"}, .seconds = 30};
    int problem = settle_macros(trial);
    bool good = false;

    snprintf(path, sizeof path, "%s/%s", trial->dir, name);
    snprintf(tmp, sizeof tmp, "TMPDIR=%s", trial->dir);
    if (problem != 0)
        return bs_fault_set(fault, "make room there", "%s: %s", trial->dir, strerror(problem));
    if (bs_run(&compose) != 0)
        bs_fault_set(fault, "correct what it complains about, and try again",
                     "update-exim4.conf cannot generate the configuration: %s",
                     bs_run_said(&compose));
    else if (bs_run(&read) != 0)
        bs_clash_refused(fault, bs_run_said(&read));
    else
        good = bs_clash_none(path, trial->dir, fault);
    bs_run_free(&compose);
    bs_run_free(&read);
    return good;
}

/* The next line that is not a comment. False at the end. */
static bool
next_line(struct bs_span *rest, struct bs_span *line_r)
{
    while (bs_span_next_line(rest, line_r)) {
        *line_r = bs_span_trim(*line_r);
        if (line_r->n > 0 && bs_span_at(*line_r, 0) != '#')
            return true;
    }
    return false;
}

bool
bs_trial_same(const char *path, const char *other, struct bs_fault *fault)
{
    struct bs_file a = {0}, b = {0};
    struct bs_span line = {NULL, 0}, there = {NULL, 0};
    bool same = bs_file_read(&a, path) == 0 && bs_file_read(&b, other) == 0;
    struct bs_span rest_a = bs_file_span(&a), rest_b = bs_file_span(&b);

    for (bool more = same; more && same;) {
        more = next_line(&rest_a, &line);
        same = more == next_line(&rest_b, &there) && (!more || bs_span_equal(line, there));
    }
    line = bs_span_take(line, 80);
    if (!same)
        bs_fault_set(fault, "", "%.*s", BS_SPAN(line));
    bs_file_free(&a);
    bs_file_free(&b);
    return same;
}

/* Sessions. */

/* The recipient root goes through the whole RCPT ACL, and a policy in "deny" may refuse it;
 * postmaster is never refused, so that the message is accepted. */
static void
write_dialogue(char *text, size_t size, const char *host)
{
    snprintf(text, size,
             "EHLO trial.backstop.invalid\r\n"
             "MAIL FROM:<>\r\nRCPT TO:<root@%s>\r\nRSET\r\n"
             "MAIL FROM:<>\r\nRCPT TO:<postmaster@%s>\r\nDATA\r\n"
             "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\nFrom: postmaster@%s\r\n"
             "To: postmaster@%s\r\nSubject: trial of 'backstop enable'\r\n\r\n"
             "Nobody gets this.\r\n.\r\nQUIT\r\n",
             host, host, host, host);
}

/* Greeting, EHLO, MAIL, RCPT, RSET, MAIL, RCPT, DATA, end of DATA, QUIT. */
enum { REPLY_ROOT = 3, REPLY_END = 8 };

void
bs_trial_reply(const char *out, unsigned wanted, char *reply, size_t size)
{
    struct bs_span rest = bs_span_text(out), line;
    unsigned n = 0;

    snprintf(reply, size, "no reply");
    while (n <= wanted && bs_span_next_line(&rest, &line)) {
        if (n == wanted && bs_span_number(line, 3) >= 200)
            snprintf(reply, size, "%.*s", BS_SPAN(line));
        n += bs_span_number(line, 3) >= 200 && bs_span_at(line, 3) != '-';
    }
}

/* Its code; -1: there is no such reply. */
static long
code_of(const struct bs_run *run, unsigned wanted)
{
    char reply[200];

    bs_trial_reply(run->out, wanted, reply, sizeof reply);
    return bs_span_number(bs_span_text(reply), 3);
}

/* Exim's log lines in such a session are on standard error. */
static const char *
find_cause(const char *err, char *cause, size_t size)
{
    static const char *const words[] = {"dlopen \"", "failed to expand", "local_scan()",
                                        "unknown ACL"};
    struct bs_span rest = bs_span_text(err), line;

    for (*cause = '\0'; *cause == '\0' && bs_span_next_line(&rest, &line);)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (bs_span_has(line, words[i]))
                snprintf(cause, size, " (%.*s)", BS_SPAN(line));
    return cause;
}

/* A check in "defer" has the same code as an expansion that fails, and names
 * postmaster (acl/enforce). */
static bool
is_policy(const struct bs_run *session, unsigned i)
{
    char reply[200];

    bs_trial_reply(session->out, i, reply, sizeof reply);
    return strstr(reply, "write to postmaster@") != NULL;
}

/* Deferred although it was not before, or refused although no policy can do that. */
static bool
is_worse(unsigned i, const struct bs_run *now, const struct bs_run *then)
{
    long code = code_of(then, i);

    if (code < 0)
        return true;
    if (code_of(now, i) >= 400)
        return false;
    return i == REPLY_ROOT ? code / 100 == 4 && !is_policy(then, i) : code >= 400;
}

static const char *
remedy_of(const char *reply, const char *cause)
{
    if (strstr(reply, BS_PLUGIN) || strstr(cause, BS_PLUGIN) || strstr(cause, "local_scan()"))
        return "let " BS_EXIM_USER " read " BS_PLUGIN " and enter the directories above it, or "
               "install the package for this release of Debian again";
    return "install the package again, and check what you have changed in it";
}

static bool
compare_sessions(const struct bs_run *now, const struct bs_run *then, struct bs_fault *fault)
{
    static const char *const step[] = {
        "the connection",      "EHLO", "MAIL",        "RCPT for root", "RSET", "MAIL",
        "RCPT for postmaster", "DATA", "the message", "QUIT"};
    char reply[200], cause[300];

    for (unsigned i = 0; i <= REPLY_END && code_of(now, i) >= 0; i++) {
        if (!is_worse(i, now, then))
            continue;
        bs_trial_reply(then->out, i, reply, sizeof reply);
        find_cause(then->err, cause, sizeof cause);
        return bs_fault_set(fault, remedy_of(reply, cause),
                            "with Backstop, Exim would no longer accept mail: %s gets \"%s\"%s",
                            step[i], reply, cause);
    }
    return true;
}

bool
bs_trial_sessions(const struct bs_trial *trial, const char *name, struct bs_fault *fault)
{
    char conf[96], present[BS_PATH_SIZE], host[256], dialogue[2048];
    struct bs_run now = {.argv = {BS_EXIM, "-C", present, "-bh", BS_TRIAL_STRANGER},
                         .input = dialogue,
                         .seconds = SESSION_SECONDS};
    bool good = true;

    snprintf(conf, sizeof conf, "%s/%s", trial->dir, name);
    snprintf(present, sizeof present, "%s/present", trial->dir);
    bs_exim_expand(conf, "$primary_hostname", host, sizeof host);
    write_dialogue(dialogue, sizeof dialogue, host);
    struct bs_run then = now;
    then.argv[2] = conf;
    if (access(present, R_OK) != 0)
        now.argv[2] = conf;
    bs_run(&now);
    bs_run(&then);
    if (now.status != BS_RUN_TOO_LONG)
        good = compare_sessions(&now, &then, fault);
    bs_run_free(&now);
    bs_run_free(&then);
    return good;
}

/* A message. */

/* A second setting of either would be an error. */
int
bs_trial_private(const struct bs_trial *trial, const char *name, const char *path)
{
    char conf[96], head[256];
    struct bs_file text = {0}, new = {0};

    snprintf(conf, sizeof conf, "%s/%s", trial->dir, name);
    snprintf(head, sizeof head, "spool_directory = %s/spool\nlog_file_path = %s/log/%%slog\n",
             trial->dir, trial->dir);
    int problem = bs_file_read(&text, conf);
    struct bs_span rest = bs_file_span(&text), line;
    for (size_t at = 0; bs_span_next_line(&rest, &line); at = text.n - rest.n)
        if (bs_span_starts(line, "spool_directory") || bs_span_starts(line, "log_file_path"))
            text.text[at] = '#';
    if (problem == 0)
        problem = bs_file_splice(&new, bs_file_span(&text), 0, 0, bs_span_text(head));
    if (problem == 0)
        problem = bs_file_replace(path, bs_file_span(&new), NULL);
    bs_file_free(&text);
    bs_file_free(&new);
    return problem;
}

/* Exim's own words on the plugin are in its log. */
static void
find_logged(const struct bs_trial *trial, char *cause, size_t size)
{
    char path[96];
    struct bs_file log;

    *cause = '\0';
    snprintf(path, sizeof path, "%s/log/mainlog", trial->dir);
    if (bs_file_read(&log, path) == 0 && log.text)
        find_cause(log.text, cause, size);
    bs_file_free(&log);
}

static bool
judge_message(const struct bs_trial *trial, const struct bs_run *run, struct bs_fault *fault)
{
    char reply[200], cause[300];

    find_logged(trial, cause, sizeof cause);
    if (code_of(run, REPLY_END) == 250 && *cause == '\0')
        return true;
    bs_trial_reply(run->out, REPLY_END, reply, sizeof reply);
    return bs_fault_set(fault, remedy_of(reply, cause),
                        "Exim does not accept a message with the plugin: \"%s\"%s", reply, cause);
}

bool
bs_trial_message(const struct bs_trial *trial, const char *name, struct bs_fault *fault)
{
    char conf[96], host[256], dialogue[2048];
    struct bs_run run = {.argv = {BS_EXIM, "-C", conf, "-odq", "-bs"},
                         .input = dialogue,
                         .seconds = SESSION_SECONDS};

    snprintf(conf, sizeof conf, "%s/private", trial->dir);
    int problem = bs_trial_private(trial, name, conf);
    if (problem != 0)
        return bs_fault_set(fault, "make room there", "%s: %s", conf, strerror(problem));
    bs_exim_expand(conf, "$primary_hostname", host, sizeof host);
    write_dialogue(dialogue, sizeof dialogue, host);
    bs_run(&run);
    bool good = judge_message(trial, &run, fault);
    bs_run_free(&run);
    return good;
}
