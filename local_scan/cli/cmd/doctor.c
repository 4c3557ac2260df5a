/* doctor: examines the installation. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "copy.h"
#include "exam.h"
#include "policydir.h"
#include "postmaster.h"
#include "settings.h"
#include "todo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* What an examination needs: nothing; permission to query the DNS, as Exim's checks do; also the
 * setting `dns`; a DNS that answers; permission to open connections. */
enum need { NEED_NOTHING, NEED_NETWORK, NEED_DNS, NEED_ANSWERS, NEED_PROBE };

static const struct {
    const char *about;
    void (*examine)(struct bs_patient *patient);
    enum need need;
} exams[] = {
    {"exim", bs_exam_exim, NEED_NOTHING},         {"hooks", bs_exam_hooks, NEED_NOTHING},
    {"policy", bs_exam_policy, NEED_NOTHING},     {"copy", bs_exam_copy, NEED_NOTHING},
    {"identity", bs_exam_identity, NEED_NOTHING}, {"keys", bs_exam_keys, NEED_NOTHING},
    {"checks", bs_exam_checks, NEED_NOTHING},     {"scanners", bs_exam_scanners, NEED_NOTHING},
    {"geo", bs_exam_geo, NEED_NOTHING},
    {"clock", bs_exam_clock, NEED_NOTHING},       {"log", bs_exam_log, NEED_NOTHING},
    {"postmaster", bs_exam_postmaster, NEED_NOTHING},
    {"store", bs_exam_store, NEED_NOTHING},
    {"zones", bs_exam_zones, NEED_NETWORK},       {"resolver", bs_exam_resolver, NEED_DNS},
    {"names", bs_exam_names, NEED_ANSWERS},       {"domains", bs_exam_domains, NEED_ANSWERS},
    {"dkim", bs_exam_dkim, NEED_ANSWERS},         {"tls", bs_exam_tls, NEED_ANSWERS},
    {"listed", bs_exam_listed, NEED_ANSWERS},     {"roles", bs_exam_roles, NEED_ANSWERS},
    {"port25", bs_exam_port25, NEED_PROBE},       {"submission", bs_exam_submission, NEED_PROBE},
    {"sts", bs_exam_sts, NEED_PROBE},
};

static bool offline, probe, save, mail, json;
static const char *changed;
static unsigned format;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_FLAG("offline", &offline, "do not query the DNS"),
    BS_FLAG("probe", &probe, "also open connections: port 25 outside, 465 and 587 here, MTA-STS"),
    BS_FLAG("save", &save, "save which DNS lists are out of order, for the ACLs to skip"),
    BS_TEXT("changed", "FILE", &changed,
            "print only what has changed since FILE was written, then update FILE"),
    BS_FLAG("mail", &mail, "mail these changes to postmaster instead"),
    BS_FORMAT(&format, "text (the default) or json, one object per line"),
    BS_FLAG("json", &json, "the same as --format json"),
    BS_END,
};

static bool
is_due(const struct bs_patient *patient, enum need need)
{
    bool dns = bs_setting_on(bs_file_span(&patient->settings), BS_SET_DNS);

    return need == NEED_NOTHING ||
           (!offline && (need == NEED_NETWORK || dns) && (need < NEED_ANSWERS || patient->dns) &&
            (need < NEED_PROBE || probe));
}

static void
examine_all(void)
{
    static struct bs_patient patient;

    patient.save = save;
    bs_patient_admit(&patient);
    for (size_t i = 0; i < sizeof exams / sizeof *exams; i++) {
        if (is_due(&patient, exams[i].need)) {
            bs_health_about(exams[i].about);
            exams[i].examine(&patient);
        } else {
            bs_health_skipped(exams[i].about);
        }
    }
    bs_patient_discharge(&patient);
}

/* A file keeps the faults, one per line: the examination, a tab, the text. A fault that was not
 * there last time is new, one that is not there any more is gone; so a daily mail only has what
 * changed. If an examination could not be made this time, its faults stay. Advice is not compared.
 */

/* "names", "mx.example.org has no …" */
struct kept {
    struct bs_span about;
    struct bs_span text;
};

static bool
next_kept(struct bs_span *rest, struct kept *kept_r)
{
    struct bs_span line;
    bool more = bs_span_next_line(rest, &line);

    kept_r->about = bs_span_word(&line, "\t");
    kept_r->text = bs_span_drop(line, 1);
    return more;
}

static bool
is_same(const struct kept *kept, const struct bs_health_line *line)
{
    return bs_span_is(kept->about, line->about) && bs_span_is(kept->text, line->text);
}

static bool
was_there(struct bs_span before, const struct bs_health_line *line)
{
    struct kept kept;

    while (next_kept(&before, &kept))
        if (is_same(&kept, line))
            return true;
    return false;
}

static bool
is_fault_now(const struct kept *kept)
{
    const struct bs_health_line *line;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT && is_same(kept, line))
            return true;
    return false;
}

static bool
write_new(FILE *to, struct bs_span before)
{
    const struct bs_health_line *line;
    bool any = false;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++) {
        if (line->note != BS_NOTE_FAULT || was_there(before, line))
            continue;
        fprintf(to, "%s%s\n  %s\n", any ? "" : "New faults:\n\n", line->text, line->remedy);
        any = true;
    }
    return any;
}

static bool
write_gone(FILE *to, struct bs_span before, bool is_second)
{
    struct kept kept;
    bool any = false;

    while (next_kept(&before, &kept)) {
        if (bs_health_was_skipped(kept.about) || is_fault_now(&kept))
            continue;
        fprintf(to, "%s%.*s\n",
                any         ? ""
                : is_second ? "\nGone:\n\n"
                            : "Gone:\n\n",
                BS_SPAN(kept.text));
        any = true;
    }
    return any;
}

/* What has changed, as text to be freed; NULL: nothing. False, after a complaint, if the file
 * cannot be read; then everything is new. */
static bool
find_changes(const char *path, char **text_r)
{
    struct bs_file before;
    size_t size = 0;
    int problem = bs_file_read(&before, path);
    FILE *to = open_memstream(text_r, &size);

    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
    bool any = to && write_new(to, bs_file_span(&before));
    any |= to && write_gone(to, bs_file_span(&before), any);
    if (to)
        fclose(to);
    if (!any) {
        free(to ? *text_r : NULL);
        *text_r = NULL;
    }
    bs_file_free(&before);
    return problem == 0;
}

static void
write_kept(FILE *to, struct bs_span before)
{
    const struct bs_health_line *line;
    struct kept kept;

    for (unsigned i = 0; (line = bs_health_line(i)) != NULL; i++)
        if (line->note == BS_NOTE_FAULT)
            fprintf(to, "%s\t%s\n", line->about, line->text);
    while (next_kept(&before, &kept))
        if (bs_health_was_skipped(kept.about))
            fprintf(to, "%.*s\t%.*s\n", BS_SPAN(kept.about), BS_SPAN(kept.text));
}

static bool
keep_faults(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    struct bs_file before;
    int problem = bs_file_read(&before, path);
    FILE *to = open_memstream(&text, &size);

    if (to == NULL) {
        problem = ENOMEM;
    } else {
        write_kept(to, bs_file_span(&before));
        fclose(to);
        problem = bs_file_replace(path, bs_span_of(text, size), NULL);
    }
    bs_file_free(&before);
    free(text);
    return problem == 0 || bs_terminal_complain_write(path, problem);
}

/* The mail begins with what there is to do. */
static bool
send(const char *changes)
{
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    bs_todos_tell(to);
    fputs(changes, to);
    return bs_postmaster_send(NULL, "what doctor finds has changed");
}

/* If the mail could not be sent, the next call tries again. */
static int
tell_change(void)
{
    char *text = NULL;
    bool fine = find_changes(changed, &text);

    if (text && mail)
        fine &= send(text);
    else if (text)
        bs_terminal_put(text);
    free(text);
    if (fine)
        fine = keep_faults(changed);
    return fine ? (int)bs_health_worst() : BS_EXIT_TROUBLE;
}

static int
run(int count, char **argument)
{
    (void)count, (void)argument;
    if (mail && changed == NULL)
        return bs_trouble("doctor --mail", "--mail needs --changed", "also give --changed FILE");
    if (probe && changed)
        return bs_trouble(
            "doctor --probe",
            "--changed is for a daily run, --probe is not: it connects to other people's hosts",
            "give only one of them");
    if (probe && offline)
        return bs_exit_status(bs_options_refuse("--probe", NULL, "with --offline, it opens no connection",
                                                "give only one of them"));
    json |= format == BS_FORMAT_JSON;
    if (changed && json)
        return bs_exit_status(bs_options_refuse("--changed", changed, "it prints text, not JSON",
                                                "omit --format json, or --changed"));
    bs_health_start(changed ? BS_HEALTH_SILENT : json ? BS_HEALTH_JSON : BS_HEALTH_TEXT_FORM);
    examine_all();
    int status = changed ? tell_change() : (int)bs_health_worst();
    return bs_copy_failed() ? BS_EXIT_TROUBLE : status;
}

const struct bs_command bs_doctor_command = {
    .name = "doctor",
    .summary = "checks the installation and suggests fixes",
    .usage = "Usage: backstop doctor [OPTION...]\n\n"
        "Checks whether the plugin fits this Exim; whether a stranger's message reaches the\n"
        "plugin and all ACLs; whether the policy can be read, our addresses are known and\n"
        "each check has what it needs; whether the scanners and the store can be used;\n"
        "whether the resolver and the DNS lists answer as they should; whether our\n"
        "addresses, host and domains are in order in the DNS and not on blocklists; the\n"
        "age of databases and keys, the clock, and how long Exim's log is kept. For each\n"
        "fault it says whether 'backstop enable' would stop at it.\n\n"
        "Exit status: 0 all is in order, 1 there is advice, 2 there are faults.\n",
    .options = options,
    .run = run,
};
