/* bounces: what is held in the queue with the null sender, and must not leave by itself. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "block.h"
#include "date.h"
#include "paths.h"
#include "postmaster.h"
#include "queue.h"
#include "run.h"
#include "table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* Exim thaws and delivers frozen mail of the null sender by itself, at an age that freezing it
 * again does not change. So before that, a bounce of ours is removed, and a user's mail gets a
 * sender. The timer calls once an hour, with a delay of up to ten minutes. */
#define MARGIN (3 * 3600)
#define USUAL  (2 * BS_DAY) /* ignore_bounce_errors_after, in Debian */
#define SLACK  (30 * 60)    /* the timer does not come at the same minute */
#define SHOWN  10           /* bounces in one mail */
#define VALUE  256          /* of an option of Exim */

static bool due, mail;

static const struct bs_option options[] = {
    BS_GROUP(bs_queue_options),
    BS_FLAG("due", &due, "remove those whose time has expired; keep users' mail"),
    BS_FLAG("mail", &mail,
            "mail postmaster, once a day, what is newly held"),
    BS_END,
};

struct held {
    char id[BS_QUEUE_ID];
    char original[BS_QUEUE_ID];
    char rcpt[257];
    bool drop;
    time_t received;
};

static struct held *held;
static size_t count;
static bool full; /* no memory for more */

/* --- what is there ------------------------------------------------------------- */

/* The ACL writes printable ASCII; but the queue belongs to Exim's user. */
static void
make_printable(char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~')
            *text = '?';
}

static void
add_bounce(const struct bs_queued *message)
{
    char mode[8];
    struct held one = {.received = message->received};

    if (sscanf(message->unsure, "%7s %31s %256s", mode, one.original, one.rcpt) != 3)
        return;
    struct held *new = reallocarray(held, count + 1, sizeof *new);
    full |= new == NULL;
    if (new == NULL)
        return;
    make_printable(one.original);
    make_printable(one.rcpt);
    one.drop = strcmp(mode, "drop") == 0;
    memcpy(one.id, message->id, sizeof one.id);
    held = new;
    held[count++] = one;
}

static int
by_time(const void *a, const void *b)
{
    const struct held *x = a, *y = b;

    return (x->received > y->received) - (x->received < y->received);
}

/* --- when mail is due ----------------------------------------------------- */

/* "2d", "1h30m": Exim writes such times. -1: not a time. */
static long
read_time(const char *text)
{
    static const struct {
        char unit;
        long seconds;
    } units[] = {{'w', 7 * BS_DAY}, {'d', BS_DAY}, {'h', 3600}, {'m', 60}, {'s', 1}};
    long all = 0;

    while (*text) {
        char *end;
        long n = strtol(text, &end, 10), unit = 0;
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (*end == units[i].unit)
                unit = units[i].seconds;
        if (end == text || unit == 0 || n < 0 || n > 1000000)
            return -1;
        all += n * unit;
        text = end + 1;
    }
    return all;
}

/* "": it does not say. */
static void
ask_exim(const char *option, char value_r[VALUE])
{
    struct bs_run run = {.argv = {bs_block_exim, "-bP", option}, .seconds = 30};

    bs_run(&run);
    if (run.status != 0 || sscanf(run.out, "%*s = %255s", value_r) != 1) /* bounds: VALUE */
        *value_r = '\0';
    bs_run_free(&run);
}

/* Will Exim soon deliver frozen mail that came at that time? */
static bool
is_late(time_t received)
{
    static long patience = -1;
    char value[VALUE];

    if (patience < 0) {
        ask_exim("ignore_bounce_errors_after", value);
        patience = *value ? read_time(value) : -1;
        patience = patience < 0 ? USUAL : patience;
    }
    return time(NULL) - received >= patience - MARGIN;
}

static bool
is_due(const struct held *one)
{
    return one->drop || is_late(one->received);
}

/* A user's mail with postmaster as its sender stays until "backstop unlock", which restores <>, or
 * until Exim returns it to postmaster (timeout_frozen_after). */
static bool
keep(const struct bs_queued *message)
{
    static char postmaster[sizeof "postmaster@" + VALUE];
    const char *const sender[] = {message->id, postmaster};
    char domain[VALUE];

    if (*postmaster == '\0') {
        ask_exim("qualify_recipient", domain);
        snprintf(postmaster, sizeof postmaster, "postmaster@%s", domain);
    }
    return bs_queue_act(bs_block_exim, "-Mes", sender, 2, "held mail of <> could not be kept");
}

static void
add(void *kept, const struct bs_queued *message)
{
    if (*message->unsure)
        add_bounce(message);
    else if (due && message->null && is_late(message->received) && !keep(message))
        *(bool *)kept = false;
}

static bool
read_queue(bool *kept)
{
    if (!bs_queue_each(add, kept))
        return false;
    if (count > 0)
        qsort(held, count, sizeof *held, by_time);
    return bs_block_complain("bounces", full ? ENOMEM : 0);
}

/* --- showing, removing, telling ----------------------------------------------------- */

static void
show(void)
{
    static const struct bs_column columns[] = {{"since", -17}, {"bounce", -24}, {"about", -24},
                                               {"mode", -5},   {"to", 0},       {NULL, 0}};

    if (count == 0) {
        bs_terminal_put("No bounce is held.\n");
        return;
    }
    bs_table_start(columns, "");
    for (size_t i = 0; i < count; i++) {
        bs_table_moment(held[i].received);
        bs_table_text(held[i].id);
        bs_table_text(held[i].original);
        bs_table_text(held[i].drop ? "drop" : "hold");
        bs_table_text(held[i].rcpt);
    }
    bs_terminal_put("\n'sudo exim4 -Mt BOUNCE' releases one; those that are not released are removed.\n");
}

static bool
remove_due(void)
{
    const char **id = calloc(count + 1, sizeof *id);
    size_t n = 0, left = 0;

    if (id == NULL)
        return bs_terminal_complain_errno("bounces", ENOMEM);
    for (size_t i = 0; i < count; i++)
        if (is_due(&held[i]))
            id[n++] = held[i].id;
    bool fine = bs_queue_act(bs_block_exim, "-Mrm", id, n, "bounces could not be removed");
    if (n > 0)
        printf("%zu bounce%s removed\n", n, bs_plural(n));
    free(id);
    for (size_t i = 0; i < count; i++)
        if (!is_due(&held[i]))
            held[left++] = held[i];
    count = left;
    return fine;
}

static void
write_mail(FILE *to, size_t new)
{
    fprintf(to,
            "Exim was about to send %zu bounce%s although nothing proves that the recipient wrote\n"
            "the mail. own_bounce, in mode hold, keeps these in the queue, newest first:\n\n",
            new, bs_plural(new));
    for (size_t i = 0; i < new &&i < SHOWN; i++) {
        const struct held *one = &held[count - 1 - i]; /* bounds: new <= count */
        fprintf(to, "    %s to %s, about %s\n", one->id, one->rcpt, one->original);
    }
    fputs(new > SHOWN ? "    ...\n" : "", to);
    fputs("\nThey wait in the queue, and are removed before Exim would deliver them. This shows\n"
          "what causes such bounces, and how to end it:\n\n"
          "    sudo backstop report --days 2\n\n"
          "If one of them is wanted, this releases it:\n\n"
          "    sudo exim4 -Mt ID\n\n"
          "If the address is in exempt_senders, later bounces to it are not held. This lists all\n"
          "that are held now:\n\n"
          "    sudo backstop bounces\n",
          to);
}

/* Reports the bounces held since the last mail, whose time is that of an empty file. */
static bool
tell(time_t now)
{
    char path[BS_PATH_SIZE];
    struct stat st;
    size_t new = 0;

    snprintf(path, sizeof path, "%s/bounces", bs_block_state);
    if (!bs_postmaster_is_due(path, now, BS_DAY - SLACK))
        return true;
    if (stat(path, &st) < 0 || st.st_mtime > now)
        st.st_mtime = 0;
    for (size_t i = 0; i < count; i++)
        new += !held[i].drop && held[i].received >= st.st_mtime;
    if (new == 0)
        return true;
    FILE *to = bs_postmaster_begin();
    if (to == NULL)
        return false;
    write_mail(to, new);
    return bs_postmaster_send_once(path, bs_block_exim, "bounces are held");
}

static int
run(int arguments, char **argument)
{
    bool kept = true, fine = read_queue(&kept);

    (void)arguments, (void)argument;
    if (fine && due)
        fine = remove_due();
    if (fine && mail)
        fine = tell(time(NULL));
    if (fine && !due && !mail)
        show();
    free(held);
    return bs_exit_status(fine && kept);
}

const struct bs_command bs_bounces_command = {
    .name = "bounces",
    .summary = "lists the bounces of ours that own_bounce holds",
    .usage = "Usage: backstop bounces [OPTION...]\n\n"
             "Lists the bounces that Exim would have sent and that own_bounce, in hold or drop,\n"
             "keeps in the queue. With --due, removes those in drop, and those in hold before\n"
             "Exim would deliver them (three hours before ignore_bounce_errors_after ends);\n"
             "mail of users from <> that an out_ check holds is kept: until 'backstop unlock',\n"
             "its sender is postmaster. The package does this every hour.\n",
    .options = options,
    .run = run,
};
