/* outbound_cmd: `backstop outbound`: who sent how much where. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "figures.h"
#include "file.h"
#include "json.h"
#include "logfile.h"
#include "outbound.h"
#include "paths.h"
#include "postmaster.h"
#include "table.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define STATE        BS_STATE_DIR "/outbound"
#define SHOWN        20 /* accounts; what is marked is shown in any case */
#define DESTINATIONS 3
#define NAME_SHOWN   60
#define DATA_SIZE    (4 * NAME_SHOWN + 8)

static const char *day; /* "2026-01-31"; NULL: today */
static bool mail, mail_on_change;
static bool unread; /* a log, or a part of one */
static unsigned format;

static bool
take_day(char *text)
{
    int year, month, date, end = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &end) != 3 || end != 10 ||
        text[end] != '\0')
        return bs_options_refuse("--day", text, "not a day", "write it as 2026-01-31");
    day = text;
    return true;
}

static const struct bs_option options[] = {
    BS_GROUP(bs_logs_options),
    BS_TAKE("day", "DAY", take_day, "the day to look at, e.g. 2026-01-31 (default: today)"),
    BS_FLAG("mail", &mail, "send it to postmaster instead of printing it"),
    BS_FLAG("mail-on-change", &mail_on_change,
            "the same, but only if something new is marked"),
    BS_FORMAT(&format, "text (the default) or json"),
    BS_END,
};

/* --- order -------------------------------------------------------------------- */

static int
by_recipients(const void *a, const void *b)
{
    const struct bs_account *one = *(const struct bs_account *const *)a;
    const struct bs_account *other = *(const struct bs_account *const *)b;

    if (one->recipients[0] != other->recipients[0])
        return one->recipients[0] < other->recipients[0] ? 1 : -1;
    return one->kind != other->kind ? (int)one->kind - (int)other->kind
                                    : strcmp(one->name, other->name);
}

/* Those that sent something on the day, or are marked. */
struct order {
    const struct bs_account *account[BS_OUTBOUND_ACCOUNTS];
    unsigned count;
};

static void
put_in_order(struct order *order, const struct bs_outbound *all)
{
    order->count = 0;
    for (unsigned i = 0; i < all->accounts; i++) {
        const struct bs_account *account = &all->account[i];

        if (account->recipients[0] + account->failed + account->bounces + account->spam.found > 0 ||
            bs_outbound_unusual(all, account))
            order->account[order->count++] = account;
    }
    qsort(order->account, order->count, sizeof *order->account, by_recipients);
}

/* --- text ---------------------------------------------------------------------- */

static void
put_data(FILE *to, const char *data)
{
    char shown[DATA_SIZE];

    fputs(bs_terminal_shown(shown, sizeof shown, bs_span_text(data), NAME_SHOWN), to);
}

static void
put_domains(FILE *to, const struct bs_top *domains)
{
    struct bs_top_row rows[DESTINATIONS];
    unsigned n = bs_top_list(domains, rows, DESTINATIONS);

    for (unsigned i = 0; i < n; i++) {
        fputs(i > 0 ? ", " : "    to ", to);
        put_data(to, rows[i].name);
        fprintf(to, rows[i].exact ? " (%lu)" : " (at least %lu)", rows[i].count);
    }
    if (n > 0)
        fputc('\n', to);
}

static void
put_scan(FILE *to, const struct bs_scan_hits *hits, const char *what)
{
    fprintf(to, "%lu message%s %s", hits->found, bs_plural(hits->found), what);
    if (hits->refused == hits->found)
        fputs(", refused", to);
    else if (hits->refused > 0)
        fprintf(to, ", %lu of them refused", hits->refused);
    fputc('\n', to);
}

static void
put_spam(FILE *to, const char *lead, const struct bs_account *account)
{
    fputs(lead, to);
    put_scan(to, &account->spam, "that the spam scanner would reject (out_spam)");
}

static void
put_mark(FILE *to, const struct bs_account *account, enum bs_mark mark)
{
    struct bs_top_row row;

    switch (mark) {
    case BS_MARK_RATE:
        fprintf(to, "  ! %lu recipients; on the busiest day before, %lu\n", account->recipients[0],
                bs_account_busiest(account));
        break;
    case BS_MARK_NEW:
        fprintf(to, "  ! %lu of the recipients are new\n", account->news);
        break;
    case BS_MARK_SUBJECT:
        if (bs_top_list(account->subjects, &row, 1) == 0)
            break;
        fprintf(to, "  ! %lu recipients under the same subject: ", row.count);
        put_data(to, row.name);
        fputc('\n', to);
        break;
    case BS_MARK_NETWORKS:
        fprintf(to, "  ! the login was used from %s%u networks\n",
                account->networks.more ? "at least " : "", account->networks.count);
        break;
    case BS_MARK_BOUNCES:
        fprintf(to, "  ! %lu bounces to people who did not write the mail (relay_bounce)\n",
                account->bounces);
        break;
    case BS_MARK_SPAM:
        put_spam(to, "  ! ", account);
        break;
    case BS_MARK_MALWARE:
        fputs("  ! ", to);
        put_scan(to, &account->malware, "with malware (out_malware)");
        break;
    case BS_MARKS:
        break;
    }
}

static void
put_marks(FILE *to, const struct bs_outbound *all, const struct bs_account *account)
{
    for (enum bs_mark mark = 0; mark < BS_MARKS; mark++)
        if (bs_outbound_marked(all, account, mark))
            put_mark(to, account, mark);
    if (account->spam.found > 0 && !bs_outbound_marked(all, account, BS_MARK_SPAM))
        put_spam(to, "    ", account);
}

static void
put_account(FILE *to, const struct bs_outbound *all, const struct bs_account *account)
{
    char sender[DATA_SIZE + 16];

    bs_table_number(account->messages);
    bs_table_number(account->recipients[0]);
    bs_table_number(bs_account_busiest(account));
    bs_table_number(account->news);
    bs_table_number(account->failed);
    struct bs_text t = bs_text_in(sender, sizeof sender);
    bs_text_put(&t, " ");
    bs_text_put(&t, bs_sender_name(account->kind));
    bs_text_put(&t, " ");
    bs_terminal_data(&t, bs_span_text(account->name), NAME_SHOWN);
    bs_table_text(sender);
    put_marks(to, all, account);
    if (account->kind == BS_SENDER_LOGIN && bs_outbound_unusual(all, account))
        fputs("    if that is not this person's mail, change the password, and see out_rate\n", to);
    put_domains(to, account->domains);
}

static void
put_headings(FILE *to)
{
    static const struct bs_column columns[] = {{"messages", 8}, {"to how", 8}, {"busiest", 8},
                                               {"new", 8},      {"failed", 8}, {" sender", 0},
                                               {NULL, 0}};

    bs_table_start_in(to, columns);
    bs_table_text("");
    bs_table_text("many");
    bs_table_text("before");
    bs_table_end();
}

static void
put_text(FILE *to, const struct bs_outbound *all, const struct order *order)
{
    unsigned left_out = 0, before = bs_outbound_days_before(all);

    fprintf(to, "Outgoing mail on %s, compared with %u day%s before\n\n", all->days[0], before,
            bs_plural(before));
    if (unread)
        fputs("A part of the log could not be read, so the numbers may be too low.\n\n", to);
    if (order->count > 0)
        put_headings(to);
    else if (!unread)
        fputs("No mail was sent on this day.\n", to);
    for (unsigned i = 0; i < order->count; i++)
        if (i < SHOWN || bs_outbound_unusual(all, order->account[i]))
            put_account(to, all, order->account[i]);
        else
            left_out++;
    if (left_out > 0)
        fprintf(to, "... and %u who sent less\n", left_out);
    if (order->count > 0 && !all->subjects)
        fputs("\nSubjects are not in the log; with log_selector = +subject, mail with the same\n"
              "subject to many recipients is also marked.\n",
              to);
    bs_bounced_put(to, all->bounced);
}

/* --- JSON ---------------------------------------------------------------------- */

static void
put_json_scans(const struct bs_account *account)
{
    bs_json_number("spam", account->spam.found);
    bs_json_number("spam_refused", account->spam.refused);
    bs_json_number("malware", account->malware.found);
    bs_json_number("malware_refused", account->malware.refused);
}

static void
put_json_marks(const struct bs_outbound *all, const struct bs_account *account)
{
    bs_json_open("marks", '[');
    for (enum bs_mark mark = 0; mark < BS_MARKS; mark++)
        if (bs_outbound_marked(all, account, mark))
            bs_json_text(NULL, bs_mark_name(mark));
    bs_json_close();
}

static void
put_json_account(const struct bs_outbound *all, const struct bs_account *account)
{
    bs_json_open(NULL, '{');
    bs_json_text("kind", bs_sender_name(account->kind));
    bs_json_text("name", account->name);
    bs_json_number("messages", account->messages);
    bs_json_number("recipients", account->recipients[0]);
    bs_json_number("busiest_before", bs_account_busiest(account));
    bs_json_number("new", account->news);
    bs_json_number("failed", account->failed);
    bs_json_number("delayed", account->delayed);
    bs_json_number("octets", account->octets);
    bs_json_number("networks", account->networks.count);
    bs_json_number("bounces", account->bounces);
    put_json_scans(account);
    bs_report_json_top("to", account->domains, DESTINATIONS);
    put_json_marks(all, account);
    bs_json_close();
}

static void
put_json(const struct bs_outbound *all, const struct order *order)
{
    bs_json_open(NULL, '{');
    bs_json_number("v", 1);
    bs_json_text("day", all->days[0]);
    bs_json_number("days_before", bs_outbound_days_before(all));
    bs_json_bool("subjects", all->subjects);
    bs_bounced_put_json(all->bounced);
    bs_json_open("accounts", '[');
    for (unsigned i = 0; i < order->count; i++)
        put_json_account(all, order->account[i]);
    bs_json_close();
    bs_json_close();
}

/* --- mail ------------------------------------------------------------------------ */

/* One line for each mark. */
static char *
list_marks(const struct bs_outbound *all, const struct order *order)
{
    char *text = NULL;
    size_t n;
    FILE *to = open_memstream(&text, &n);

    if (to == NULL)
        return NULL;
    for (unsigned i = 0; i < order->count; i++)
        for (enum bs_mark mark = 0; mark < BS_MARKS; mark++) {
            if (!bs_outbound_marked(all, order->account[i], mark))
                continue;
            fprintf(to, "%s %s ", bs_mark_name(mark), bs_sender_name(order->account[i]->kind));
            put_data(to, order->account[i]->name);
            fputc('\n', to);
        }
    fclose(to);
    return text;
}

static bool
has_line(struct bs_span text, struct bs_span wanted)
{
    struct bs_span line;

    while (bs_span_next_line(&text, &line))
        if (bs_span_equal(line, wanted))
            return true;
    return false;
}

static bool
send(const struct bs_outbound *all, const struct order *order)
{
    char subject[80];
    unsigned unusual = 0;
    FILE *to = bs_postmaster_begin();

    if (to == NULL)
        return false;
    for (unsigned i = 0; i < order->count; i++)
        unusual += bs_outbound_unusual(all, order->account[i]);
    snprintf(subject, sizeof subject, "%u unusual sender%s on %s", unusual, bs_plural(unusual),
             all->days[0]);
    put_text(to, all, order);
    return bs_postmaster_send(NULL, subject);
}

/* A mark that has gone is not news: all go at midnight. */
static bool
has_news(struct bs_span marks, struct bs_span before)
{
    struct bs_span line;

    while (bs_span_next_line(&marks, &line))
        if (!has_line(before, line))
            return true;
    return false;
}

/* Mails what is marked, if something is that was not when this was last asked. If the mail could
 * not be sent, the next call tries again. */
static bool
send_change(const struct bs_outbound *all, const struct order *order)
{
    struct bs_file before;
    char *text = list_marks(all, order);
    struct bs_span marks = bs_span_text(text);

    if (text == NULL)
        return send(all, order);
    int problem = bs_file_read(&before, STATE);
    bool fine = problem == 0 || bs_terminal_complain_kept(STATE, problem);
    bool sent = !has_news(marks, bs_file_span(&before)) || send(all, order);
    if (sent && fine)
        problem = bs_file_replace(STATE, marks, before.text ? &before.stat : NULL);
    if (sent && fine && problem != 0)
        fine = bs_terminal_complain_write(STATE, problem);
    bs_file_free(&before);
    free(text);
    return sent && fine;
}

/* --- the command ------------------------------------------------------------------ */

/* The first moment of the 14 days before `day`. Parts of the log that were last written before it
 * are not read. */
static time_t
first_moment(const struct bs_outbound *all)
{
    char text[BS_LOG_TIME];

    snprintf(text, sizeof text, "%.10s 00:00:00", all->days[BS_OUTBOUND_DAYS - 1]);
    return bs_stamp_read(text);
}

static bool
read_logs(struct bs_outbound *all, struct bs_logs *logs)
{
    struct bs_logline line;

    while (bs_logs_next(logs, &line))
        bs_outbound_add(all, &line);
    bs_logs_note_foreign(logs);
    unread = bs_logs_complain(logs);
    return !unread;
}

static bool
tell(const struct bs_outbound *all)
{
    static struct order order;

    put_in_order(&order, all);
    if (mail_on_change)
        return send_change(all, &order);
    if (mail)
        return send(all, &order);
    if (format == BS_FORMAT_JSON)
        put_json(all, &order);
    else
        put_text(stdout, all, &order);
    return true;
}

static int
run(int count, char **argument)
{
    static struct bs_outbound all;
    struct bs_logs logs = {0};
    struct bs_logs_wanted wanted = {.path = argument, .paths = count};
    char today[BS_LOG_TIME];

    if (format == BS_FORMAT_JSON && (mail || mail_on_change))
        return bs_exit_status(bs_options_refuse(mail ? "--mail" : "--mail-on-change", NULL,
                                                "a mail to postmaster is text, not JSON",
                                                "omit --format json"));
    bs_stamp_write(today, time(NULL));
    if (!bs_outbound_start(&all, day ? day : today))
        return bs_exit_status(bs_terminal_complain_errno("the accounts", ENOMEM));
    if (day && strcmp(day, all.days[0]) != 0) { /* "2026-02-30" would be another one */
        return bs_trouble(day, "there is no such day", "write it as 2026-01-31");
    }
    wanted.since = first_moment(&all);
    if (!bs_logs_choose(&logs, &wanted))
        return BS_EXIT_TROUBLE;
    bool fine = read_logs(&all, &logs);
    if (bs_logs_nothing(&logs) == 0)
        fine &= tell(&all);
    bs_logs_free(&logs);
    bs_outbound_free(&all);
    return bs_exit_status(fine);
}

const struct bs_command bs_outbound_command = {
    .name = "outbound",
    .summary = "shows who sent how much where, and what is unusual about it",
    .usage = "Usage: backstop outbound [OPTION...] [FILE...]\n\n"
        "Shows for each login, local user and relay host how much it sent today and where\n"
        "to, compared with the 14 days before; marks (!) what looks like a stolen\n"
        "password or a script gone wrong. Reads the main logs that you name, or else\n"
        "Exim's with its rotated parts. With --mail-on-change, it can run every hour.\n",
    .options = options,
    .arguments = INT_MAX,
    .run = run,
};
