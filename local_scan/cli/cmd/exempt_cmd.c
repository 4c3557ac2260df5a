/* exempt: exempts a host, an address or a user from refusals. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "copy.h"
#include "machine.h"
#include "modelog.h"
#include "policydir.h"
#include "policyfile.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#define REASON_N 200
#define BY_KIND  5 /* of bs_exemption_lists: no list was named */

static const char *because;
static unsigned list = BY_KIND;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_TEXT("because", "TEXT", &because, "why, for those who read the list later"),
    BS_WORD("list", "LIST", bs_exemption_lists, &list,
            "exempt_hosts, exempt_senders, exempt_rcpts, list_hosts or out_exempt"),
    BS_END,
};

/* "2026-01-31 joe: TEXT", in one line. */
static void
write_comment(char text_r[REASON_N])
{
    char by[BS_MODELOG_BY], day[16];
    time_t now = time(NULL);
    struct tm tm;

    bs_modelog_caller(by);
    localtime_r(&now, &tm);
    strftime(day, sizeof day, "%Y-%m-%d", &tm);
    snprintf(text_r, REASON_N, "%s %s%s%s", day, by, because ? ": " : "", because ? because : "");
    for (char *at = text_r; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
}

static int
add(struct bs_modelog *log, const char *entry)
{
    struct bs_modelog_change change = {.undo = false};
    const char *name = bs_exemption_lists[list];
    char comment[REASON_N], path[BS_PATH_SIZE];

    write_comment(comment);
    int problem = bs_exemption_add(list, entry, comment);
    if (problem == EEXIST) {
        printf("%s: %s already; nothing was changed.\n", name, entry);
        return BS_EXIT_FINE;
    }
    bs_policydir_path(name, path);
    if (problem == E2BIG)
        return bs_trouble(path, "there are too many entries; more would not be read",
                          "remove some, or write networks and domains instead");
    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_write(path, problem));
    snprintf(change.list, sizeof change.list, "%s", name);
    snprintf(change.entry, sizeof change.entry, "%s", entry);
    bs_modelog_exempted(log, change);
    printf(
        "%s: %s  # %s\nThis applies %s; 'sudo backstop undo' removes it.\n",
        name, entry, comment,
        bs_copy_failed() ? "once Exim has the new policy" : "from the next SMTP command on");
    return BS_EXIT_FINE;
}

/* "<ann@far.example>", "[192.0.2.7]": as logs and commands show them. */
static char *
without_brackets(char *entry)
{
    size_t n = strlen(entry);

    if (n > 2 && ((*entry == '<' && entry[n - 1] == '>') || (*entry == '[' && entry[n - 1] == ']'))) {
        entry[n - 1] = '\0';
        entry++;
    }
    return entry;
}

/* A line that cannot be understood can exempt any mail, or leave out the one that was meant. */
static void
name_flaws(void)
{
    const char *name = bs_exemption_lists[list];
    struct bs_file file;

    bs_policyfile_complain(name, bs_policydir_text(&file, name));
    bs_file_free(&file);
}

static int
run(int count, char **argument)
{
    static const char hosts[] = "give the address, the network or the name of a host",
                      addresses[] = "give a mail address, or @DOMAIN";
    static const char *const remedies[BY_KIND] = {hosts, addresses, addresses, hosts,
                                                  "give a login, an account or an address"};
    static struct bs_policy policy;
    struct bs_modelog log;
    const char *flaw;

    if (count == 0 || argument[0][0] == '\0')
        return bs_trouble("exempt", "nothing to exempt was given", "give a host or a mail address");
    char *entry = without_brackets(argument[0]);
    /* Whether an address is ours, only the lists say; their flaws are named as they are read. */
    bool look = list == BY_KIND && strchr(entry, '@');
    if (look && !bs_machine_lists(&policy))
        return BS_EXIT_TROUBLE;
    if (list == BY_KIND)
        list = bs_exemption_list(&policy, entry);
    if ((flaw = bs_exemption_flaw(list, entry)) != NULL)
        return bs_trouble(entry, flaw,
                          bs_policyfile_remedy(BS_LIST_EXEMPT_HOSTS, bs_span_text(entry),
                                               remedies[list]));
    if (!bs_policydir_may_write(bs_exemption_lists[list]))
        return BS_EXIT_TROUBLE;
    bs_modelog_read(&log);
    int status = add(&log, entry);
    if (!look)
        name_flaws();
    bs_modelog_free(&log);
    return status;
}

const struct bs_command bs_exempt_command = {
    .name = "exempt",
    .summary = "exempts a host or an address from refusals",
    .usage = "Usage: backstop exempt [OPTION...] HOST|ADDRESS\n\n"
             "Adds a line, with the date, your name and the reason, to the list where it\n"
             "belongs: a host (address, network or name) to exempt_hosts; a stranger's\n"
             "address, or @DOMAIN, to exempt_senders; an address of ours to exempt_rcpts. With\n"
             "--list you can choose another list: hosts in list_hosts are judged but not\n"
             "refused, users in out_exempt are not watched. 'backstop undo' removes the line.\n",
    .options = options,
    .arguments = 1,
    .run = run,
};
