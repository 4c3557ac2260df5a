/* scan: a verdict for each message, as a line or two for people, or as JSON. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "crew.h"
#include "judgement.h"
#include "table.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>

static unsigned format;
static bool quiet;

static const struct bs_option options[] = {
    BS_GROUP(bs_judge_options),
    BS_FORMAT(&format, "text (the default) or json, one line per message"),
    BS_QUIET(&quiet),
    BS_END,
};

/* Counted by several processes. */
static struct tally {
    atomic_ulong count[BS_KINDS][BS_ORIGINS];
    atomic_ulong refused[BS_KINDS];
    atomic_ulong fired[BS_CHECKS];
    atomic_ulong messages;
} *scan;

static void
count(const struct bs_judgement *judged)
{
    enum bs_kind kind = judged->verdict.report.kind;

    scan->messages++;
    scan->count[kind][judged->verdict.origin]++;
    scan->refused[kind] += bs_judge_refuses(judged);
    for (unsigned i = 0; i < judged->outcome.count; i++)
        scan->fired[judged->outcome.fired[i]]++;
}

static const char *
effect(const struct bs_judgement *judged, unsigned i)
{
    static const char *const words[BS_MODES] = {
        [BS_MODE_WARN] = "  would be refused: ",
        [BS_MODE_DEFER] = "  deferred: ",
        [BS_MODE_DENY] = "  refused: ",
    };

    return bs_outcome_spares(&judged->verdict, judged->outcome.fired[i])
               ? "  only marked: "
               : words[judged->outcome.mode[i]];
}

static void
show_fired(const struct bs_judgement *judged)
{
    const char *said = NULL;

    for (unsigned i = 0; i < judged->outcome.count; i++) {
        const char *word = effect(judged, i);

        bs_terminal_put(word == said ? ", " : word);
        bs_terminal_put(bs_check_name(judged->outcome.fired[i]));
        said = word;
    }
}

static void
show_first_line(const struct bs_judgement *judged)
{
    const struct bs_verdict *v = &judged->verdict;

    bs_judge_name(judged);
    bs_terminal_put("  ");
    bs_terminal_put(bs_kind_name(v->report.kind));
    if (v->origin != BS_ORIGIN_NONE) {
        bs_terminal_put("  ");
        bs_terminal_styled(bs_judge_style(v->origin), bs_origin_name(v->origin));
    }
    show_fired(judged);
    bs_terminal_put("\n");
}

static void
show_text(const struct bs_judgement *judged)
{
    const struct bs_verdict *v = &judged->verdict;
    char sentence[BS_SENTENCE_SIZE];

    show_first_line(judged);
    if (v->origin != BS_ORIGIN_NONE) {
        snprintf(sentence, sizeof sentence, "%s: %s", bs_reason_name(v->reason),
                 bs_reason_sentence(v->reason));
        bs_terminal_say("    ", sentence);
    }
    for (unsigned i = 0; i < v->findings.count; i++) {
        struct bs_text t = bs_text_in(sentence, sizeof sentence);
        bs_explain_finding(&t, &v->findings.item[i]);
        bs_terminal_say("    ", sentence);
    }
}

static void
show(const struct bs_judgement *judged)
{
    count(judged);
    if (quiet)
        return;
    if (format == BS_FORMAT_JSON)
        bs_judgement_json(judged);
    else
        show_text(judged);
}

static unsigned long
row_total(const atomic_ulong row[BS_ORIGINS])
{
    unsigned long total = 0;

    for (unsigned i = 0; i < BS_ORIGINS; i++)
        total += row[i];
    return total;
}

static void
show_row(const char *name, const atomic_ulong row[BS_ORIGINS], unsigned long refused)
{
    bs_table_text(name);
    bs_table_number(row_total(row));
    bs_table_number(row[BS_ORIGIN_OURS]);
    bs_table_number(row[BS_ORIGIN_FOREIGN]);
    bs_table_number(row[BS_ORIGIN_UNKNOWN]);
    bs_table_number(refused);
}

static void
show_kinds(void)
{
    static const struct bs_column columns[] = {
        {"kind", -10},  {"messages", 9}, {"ours", 9},
        {"foreign", 9}, {"unknown", 9},  {"would be refused", 17}, {NULL, 0},
    };
    atomic_ulong all[BS_ORIGINS] = {0};
    unsigned long refused = 0;

    bs_terminal_put("\n");
    bs_table_start(columns, "  ");
    for (unsigned kind = 0; kind < BS_KINDS; kind++) {
        if (row_total(scan->count[kind]) == 0)
            continue;
        show_row(bs_kind_name((enum bs_kind)kind), scan->count[kind], scan->refused[kind]);
        for (unsigned i = 0; i < BS_ORIGINS; i++)
            all[i] += scan->count[kind][i];
        refused += scan->refused[kind];
    }
    show_row("all", all, refused);
}

static void
show_checks(const struct bs_policy *policy)
{
    static const struct bs_column columns[] = {
        {"check", -21}, {"mode", -5}, {"messages", 12}, {NULL, 0}};
    bool any = false;

    for (enum bs_check check = 0; check < BS_CHECKS; check++) {
        enum bs_mode mode = policy->mode[check];

        if (scan->fired[check] == 0 || mode == BS_MODE_OFF)
            continue;
        if (!any) {
            bs_terminal_put("\n");
            bs_table_start(columns, "  ");
        }
        any = true;
        bs_table_text(bs_check_name(check));
        bs_table_text(bs_mode_name(mode));
        bs_table_number(scan->fired[check]);
    }
}

static void
end(const struct bs_policy *policy)
{
    if (scan->messages < 2 || format == BS_FORMAT_JSON || quiet)
        return;
    show_kinds();
    show_checks(policy);
}

static int
run(int count, char **path)
{
    static struct tally alone;
    struct bs_judge judge = {.silent = quiet || format == BS_FORMAT_JSON,
                             .crew = true,
                             .show = show,
                             .end = end};

    scan = bs_crew_share(&alone, sizeof alone);
    return bs_judgement_run(&judge, count, path);
}

const struct bs_command bs_scan_command = {
    .name = "scan",
    .summary = "judges messages in files, mboxes, Maildirs or directories",
    .usage = "Usage: backstop scan [OPTION...] PATH...\n\n"
        "Says for each message what it is, and for each bounce whether you actually sent\n"
        "the message that it is about. A PATH is a message, an mbox, a Maildir, a\n"
        "directory that contains any of these, or '-' for standard input.\n\n"
        "Exit status: 0 all fine, 1 something would be refused in deny, 2 trouble.\n",
    .options = options,
    .arguments = INT_MAX,
    .wanted = "a path",
    .run = run,
};
