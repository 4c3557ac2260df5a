/* mode: shows the modes of checks, and changes one. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mode.h"

#include "hits.h"
#include "modes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *
tell_mode(const struct bs_about *check, enum bs_mode mode)
{
    static const char *const told[BS_MODES] = {
        [BS_MODE_OFF] = "it does not run",
        [BS_MODE_WARN] = "mail passes; a line in its header and one in the log say what was found",
        [BS_MODE_HOLD] =
            "mail is accepted and stays in the queue, as all further mail of that user "
            "does, until 'backstop unlock'; he and postmaster are told once",
        [BS_MODE_DEFER] = "mail is put off (451): its server keeps it and tries again for days, so "
                          "a mistake that you mend in time loses nothing",
        [BS_MODE_DENY] = "mail is refused (550), and whoever sent it is told why",
    };

    if (mode == BS_MODE_DENY && check->puts_off)
        return "what is too much is put off (452): a mail server sends it separately";
    return told[mode];
}

static void
show_row(const struct bs_modes *modes, const struct bs_about *check)
{
    struct bs_mode_source source = bs_modes_of(modes, check);
    char mode[24];

    snprintf(mode, sizeof mode, source.mode == check->mode ? "%s" : "%s (%s)",
             bs_mode_name(source.mode), bs_mode_name(check->mode));
    printf("%-20s ", check->name);
    bs_terminal_style(source.mode == check->mode ? BS_STYLE_PLAIN : BS_STYLE_BOLD);
    printf("%-12s", mode);
    bs_terminal_style(BS_STYLE_PLAIN);
    printf(" %s\n", check->meaning);
}

static void
show_all(const struct bs_modes *modes)
{
    const struct bs_about *check;

    bs_terminal_styled(BS_STYLE_BOLD, "check                mode         fires on\n");
    for (unsigned i = 0; (check = bs_check_about(i)) != NULL; i++)
        show_row(modes, check);
    bs_terminal_put("\nIn brackets: the built-in mode, where it is another one.\n"
                    "'backstop mode CHECK' tells what its modes do, 'backstop mode CHECK MODE' "
                    "sets one.\n");
}

static void
show_modes_of(const struct bs_about *check, enum bs_mode now)
{
    for (enum bs_mode mode = 0; mode < BS_MODES; mode++) {
        char first[16];

        if (!bs_mode_is_for(mode, check->area))
            continue;
        snprintf(first, sizeof first, "%s %-7s", mode == now ? "  >" : "   ", bs_mode_name(mode));
        bs_terminal_wrap((struct bs_margin){first, "           ", 11}, BS_STYLE_PLAIN,
                         tell_mode(check, mode));
    }
}

/* What the log says of the past, because that is what a stricter mode would
 * have stopped. A log that cannot be read is no hindrance. */
static void
show_hits(const struct bs_about *check, const char *log)
{
    static struct bs_hits hits;
    unsigned i = 0;

    if (bs_hits_read(&hits, log) != 0)
        return;
    while (bs_check_about(i) != check)
        i++;
    printf("  It fired %lu times in the last 7 days, %lu times in 14%s.\n", hits.check[i].week,
           hits.check[i].fortnight, hits.covered ? "" : ", as far as the log reaches back");
}

static void
show_one(const struct bs_modes *modes, const struct bs_about *check, const char *log)
{
    struct bs_mode_source source = bs_modes_of(modes, check);

    bs_terminal_styled(BS_STYLE_BOLD, check->name);
    printf(": %s\n", check->meaning);
    if (source.line > 0)
        printf("  The mode is %s, by line %u of %s.\n", bs_mode_name(source.mode), source.line,
               modes->path);
    else
        printf("  The mode is %s, which is built in.\n", bs_mode_name(source.mode));
    show_modes_of(check, source.mode);
    show_hits(check, log);
}

static int
change(struct bs_modes *modes, const struct bs_about *check, enum bs_mode mode, const char *log)
{
    static const struct bs_margin indent = {"  ", "  ", 2};
    enum bs_mode before = bs_modes_of(modes, check).mode;
    char told[256];
    int problem = bs_modes_set(modes, check, mode);

    if (problem == EACCES || problem == EPERM) {
        bs_terminal_complain(modes->path, strerror(problem), "run as root");
        return BS_EXIT_TROUBLE;
    }
    if (problem != 0) {
        bs_terminal_complain(modes->path, strerror(problem), "nothing was changed");
        return BS_EXIT_TROUBLE;
    }
    printf("%s: %s, was %s\n", check->name, bs_mode_name(mode), bs_mode_name(before));
    snprintf(told, sizeof told, "Where it fires, from the next command of a client on: %s.",
             tell_mode(check, mode));
    if (mode == BS_MODE_OFF)
        snprintf(told, sizeof told, "From the next command of a client on, it does not run.");
    bs_terminal_wrap(indent, BS_STYLE_PLAIN, told);
    if (mode > before)
        show_hits(check, log);
    return BS_EXIT_FINE;
}

static void
list_names(char *text, size_t size, const char *wanted)
{
    const struct bs_about *check;
    size_t n = (size_t)snprintf(text, size, "'backstop mode' lists them");
    const char *separator = "; near to it: ";
    size_t stem = strcspn(wanted, "_");

    for (unsigned i = 0; stem > 1 && (check = bs_check_about(i)) != NULL && n < size; i++) {
        bool near = strncmp(check->name, wanted, stem) == 0 || strstr(check->name, wanted);
        if (!near)
            continue;
        n += (size_t)snprintf(text + n, size - n, "%s%s", separator, check->name);
        separator = ", ";
    }
}

static int
run(const struct bs_options *options)
{
    static struct bs_modes modes;
    const struct bs_about *check = NULL;
    enum bs_mode mode;
    char remedy[512];

    if (options->paths > 0 && (check = bs_modes_check(options->path[0])) == NULL) {
        list_names(remedy, sizeof remedy, options->path[0]);
        bs_terminal_complain(options->path[0], "there is no such check", remedy);
        return BS_EXIT_TROUBLE;
    }
    if (options->paths > 1 && !bs_mode_read(bs_span_text(options->path[1]), check->area, &mode)) {
        bs_terminal_complain(options->path[1],
                             "there is no such mode",
                             check->area == BS_AREA_LEAVING
                                 ? "write one of: off warn hold defer deny"
                                 : "write one of: off warn defer deny");
        return BS_EXIT_TROUBLE;
    }
    if (!bs_modes_read(&modes, options->policy_dir))
        return BS_EXIT_TROUBLE;
    int status = BS_EXIT_FINE;
    if (options->paths == 0)
        show_all(&modes);
    else if (options->paths == 1)
        show_one(&modes, check, options->log);
    else
        status = change(&modes, check, mode, options->log);
    bs_modes_free(&modes);
    return status;
}

const struct bs_tool bs_mode_tool = {
    .name = "mode",
    .summary = "shows the mode of each check, and changes one",
    .usage = "Usage: backstop mode [OPTION...] [CHECK [MODE]]\n\n"
             "Shows the modes of all checks or what those of one do; or changes one, for the next\n"
             "command that a client gives. Exim is not reloaded. MODE is off, warn, defer or\n"
             "deny; and hold, for checks of mail that leaves.\n",
    .bit = BS_FOR_MODE,
    .arguments = 2,
    .run = run,
};
