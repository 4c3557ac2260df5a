/* digest_cmd: `backstop digest`: the last seven days, in one mail to postmaster. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "date.h"
#include "figures.h"
#include "logfile.h"
#include "logname.h"
#include "outbound.h"
#include "policydir.h"
#include "postmaster.h"
#include "table.h"
#include "todo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAYS 7

/* At most 40 lines, so that people read it. */
#define TODOS    8
#define CHECKS   8
#define EXAMPLES 5
#define ACCOUNTS 4

static bool mail;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_GROUP(bs_logs_options),
    BS_FLAG("mail", &mail, "send it to postmaster once a week, if the settings say so"),
    BS_END,
};

static struct bs_traffic traffic;
static struct bs_outbound outbound[DAYS]; /* today first */
static struct bs_rollout rollout;
static unsigned long wrong[BS_ALL_CHECKS];

/* --- reading ------------------------------------------------------------------- */

static bool
start(time_t now)
{
    char today[BS_LOG_TIME];

    bs_stamp_write(traffic.since, now - DAYS * BS_DAY);
    bs_stamp_write(today, now);
    for (int i = 0; i < DAYS; i++)
        if (!bs_outbound_start(&outbound[i], i == 0 ? today : outbound[0].days[i]))
            return bs_terminal_complain_errno("the accounts", ENOMEM);
    return true;
}

/* False if no log could be read: zeros would be wrong. */
static bool
read_logs(time_t now)
{
    struct bs_logs_wanted wanted = {.since = now - (DAYS + BS_OUTBOUND_DAYS) * BS_DAY};
    struct bs_logs logs = {0};
    struct bs_logline line;

    if (!bs_logs_choose(&logs, &wanted))
        return false;
    while (bs_logs_next(&logs, &line)) {
        bs_traffic_add(&traffic, &line);
        for (int i = 0; i < DAYS; i++)
            bs_outbound_add(&outbound[i], &line);
    }
    bool any = bs_logs_nothing(&logs) == 0;
    if (!any)
        bs_logs_complain(&logs); /* else bs_rollout_look will */
    bs_logs_free(&logs);
    return any;
}

static bool
is_of_week(const struct bs_logline *line)
{
    return strcmp(line->when, traffic.since) >= 0;
}

static struct bs_hits hits = {.wanted = is_of_week};

static bool
is_wrong(const struct bs_hit *hit)
{
    return hit && hit->counted && hit->state == BS_HIT_WRONG;
}

/* What to do depends on the evidence of 14 days. The column of wrong hits is about the same seven
 * days as the column of hits. */
static void
look(void)
{
    rollout.hits = &hits;
    bs_rollout_look(&rollout);
    for (uint64_t i = hits.count; i > 0; i--) {
        const struct bs_hit *hit = bs_hits_at(&hits, i);
        if (is_wrong(hit))
            wrong[hit->check]++;
    }
}

/* --- text ------------------------------------------------------------------------ */

static void
put_reader(FILE *to)
{
    if (!bs_postmaster_is_read())
        fputs("Mail to postmaster, like this one, ends up where no person reads it: name a\n"
              "person after \"root:\" in /etc/aliases.\n\n",
              to);
}

static void
put_todos(FILE *to)
{
    static struct bs_todos todos;

    bs_todos_make(&todos, &rollout);
    unsigned left = todos.count > TODOS ? todos.count - TODOS : 0;
    todos.count -= left;
    bs_todos_put(to, &todos);
    if (left > 0)
        fprintf(to, "%u more: sudo backstop status\n\n", left);
}

static void
put_mail(FILE *to)
{
    struct bs_mail_counts of = bs_traffic_mail(&traffic);

    fprintf(to,
            "Since %.10s: %lu message%s received; refused by Backstop %lu, by Exim itself\n"
            "%lu; put off by Backstop %lu; found by checks in warn %lu.\n",
            traffic.since, of.received, bs_plural(of.received), of.ours_refused,
            bs_mail_refused(&of) - of.ours_refused, of.ours_put_off, of.would);
    if (rollout.all.unread)
        fputs("A part of the log could not be read, so these numbers may be too low.\n", to);
}

static int
by_hits(const void *a, const void *b)
{
    unsigned long one = traffic.check[*(const unsigned *)a].found.hits;
    unsigned long other = traffic.check[*(const unsigned *)b].found.hits;

    return one < other ? 1 : one > other ? -1 : 0;
}

static void
put_checks(FILE *to)
{
    static const struct bs_column columns[] = {{"check", -20}, {"mode", -6},   {"hits", 8},
                                               {"refused", 8}, {"put off", 8}, {"would", 8},
                                               {"wrong", 8},   {NULL, 0}};
    unsigned order[BS_ALL_CHECKS];

    for (unsigned i = 0; i < BS_ALL_CHECKS; i++)
        order[i] = i;
    qsort(order, BS_ALL_CHECKS, sizeof *order, by_hits);
    if (traffic.check[order[0]].found.hits == 0)
        return;
    fputs("\n", to);
    bs_table_start_in(to, columns);
    for (unsigned i = 0; i < CHECKS && traffic.check[order[i]].found.hits > 0; i++) {
        const struct bs_check_hits *found = &traffic.check[order[i]].found;
        const struct bs_standing *standing = &rollout.row[order[i]].standing;

        bs_table_text(standing->check->name);
        bs_table_text(bs_mode_name(standing->mode));
        bs_table_number(found->hits);
        bs_table_number(found->refused);
        bs_table_number(found->put_off);
        bs_table_number(found->would);
        bs_table_number(wrong[order[i]]);
    }
}

static void
put_example(FILE *to, const struct bs_hit *hit)
{
    char host[4 * 39], from[4 * 30];

    bs_terminal_shown(host, sizeof host, bs_hit_word(hit, "host="), 39);
    bs_terminal_shown(from, sizeof from, bs_span_strip(bs_hit_word(hit, "from="), "<>"), 30);
    fprintf(to, "  %.10s %s %s <%s>\n", hit->when, bs_check_about(hit->check)->name, host, from);
}

/* One of each check, host and sender, so that it does not hide the others. */
static void
put_wrong(FILE *to)
{
    uint64_t shown[EXAMPLES];
    unsigned count = 0;

    for (uint64_t i = hits.count; i > 0 && count < EXAMPLES; i--) {
        const struct bs_hit *hit = bs_hits_at(&hits, i);
        unsigned n = 0;

        if (!is_wrong(hit))
            continue;
        uint64_t like = bs_logname_pair(bs_hit_word(hit, "host="), bs_hit_word(hit, "from=")) +
                        hit->check;
        while (n < count && shown[n] != like)
            n++;
        if (n < count)
            continue;
        if (count == 0)
            fputs("\nKnown to be wrong (sudo backstop hits CHECK --against):\n", to);
        shown[count++] = like; /* bounds: count < EXAMPLES */
        put_example(to, hit);
    }
}

static void
put_unusual(FILE *to)
{
    unsigned shown = 0;

    for (int day = 0; day < DAYS; day++)
        for (unsigned i = 0; i < outbound[day].accounts && shown < ACCOUNTS; i++) {
            const struct bs_account *account = &outbound[day].account[i];
            char name[200];

            if (!bs_outbound_unusual(&outbound[day], account))
                continue;
            if (shown++ == 0)
                fputs("\nUnusual outgoing mail (sudo backstop outbound --day DAY):\n", to);
            bs_terminal_shown(name, sizeof name, bs_span_text(account->name), 40);
            fprintf(to, "  %s %s %s: %lu recipient%s\n", outbound[day].days[0],
                    bs_sender_name(account->kind), name, account->recipients[0],
                    bs_plural(account->recipients[0]));
        }
}

static void
put_all(FILE *to)
{
    put_reader(to);
    put_todos(to);
    put_mail(to);
    put_checks(to);
    put_wrong(to);
    put_unusual(to);
}

/* --- the command ------------------------------------------------------------------- */

/* An empty file, whose time is when the last one was sent. */
static void
find_state(char path_r[BS_PATH_SIZE])
{
    if (bs_policydir_given())
        bs_policydir_path("digest.sent", path_r);
    else
        snprintf(path_r, BS_PATH_SIZE, "%s", BS_STATE_DIR "/digest");
}

/* A timer calls every day, but not at the same minute: hence half a day of slack. */
static bool
is_due(time_t now)
{
    char path[BS_PATH_SIZE];

    find_state(path);
    return bs_policydir_says(BS_SET_DIGEST, "weekly") &&
           bs_postmaster_is_due(path, now, DAYS * BS_DAY - BS_DAY / 2);
}

static bool
tell(void)
{
    char path[BS_PATH_SIZE];
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    put_all(to);
    find_state(path);
    if (mail)
        return bs_postmaster_send_once(path, NULL, "the last seven days");
    const char *text = bs_postmaster_text();
    bs_terminal_put(text ? text : "");
    return text != NULL;
}

static int
run(int count, char **argument)
{
    time_t now = time(NULL);

    (void)count, (void)argument;
    if (mail && !is_due(now))
        return BS_EXIT_FINE;
    if (!start(now) || !bs_rollout_open(&rollout))
        return BS_EXIT_TROUBLE;
    bool fine = read_logs(now);
    if (fine) {
        look();
        fine = bs_rollout_whole(&rollout) & tell();
    }
    for (int i = 0; i < DAYS; i++)
        bs_outbound_free(&outbound[i]);
    bs_hits_free(&hits);
    bs_traffic_free(&traffic);
    bs_rollout_free(&rollout);
    return bs_exit_status(fine);
}

const struct bs_command bs_digest_command = {
    .name = "digest",
    .summary = "sums up the last seven days in 40 lines",
    .usage = "Usage: backstop digest [OPTION...]\n\n"
             "Shows what there is to do, what was refused in the last seven days and what\n"
             "would have been, which hits are known to be wrong, and what was unusual about\n"
             "outgoing mail. With --mail, it is sent to postmaster, once every seven days, if\n"
             "\"digest: weekly\" is in the settings; the package runs this daily.\n",
    .options = options,
    .run = run,
};
