/* command: one command of `backstop`, and what runs it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <errno.h>
#include <stdio.h>

static const char *const colors[] = {"auto", "never", "always", NULL}; /* enum bs_color */
static unsigned color;
static bool help;

static const struct bs_option common[] = {
    BS_WORD("color", "WHEN", colors, &color, "auto (the default), never or always"),
    {.name = "help", .letter = 'h', .flag = &help, .help = "this text"},
    BS_END,
};

/* The paragraphs of a text, each broken where the terminal ends. */
static void
put_paragraphs(const char *text)
{
    char paragraph[2048];

    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t n = end ? (size_t)(end - text) : strlen(text);

        snprintf(paragraph, sizeof paragraph, "%.*s", (int)n, text);
        bs_terminal_say("", paragraph);
        bs_terminal_put("\n");
        text += n + strspn(text + n, "\n");
    }
}

static void
tell_usage(const struct bs_command *command, const struct bs_option *options)
{
    put_paragraphs(command->usage);
    bs_terminal_put("Options:\n");
    bs_options_help(options);
}

static bool
has_arguments(const struct bs_command *command, int count, char **argument)
{
    char thing[256], remedy[120];

    if (count > command->arguments) {
        snprintf(thing, sizeof thing, "%s %s", command->name, argument[command->arguments]);
        snprintf(remedy, sizeof remedy, "see 'backstop %s --help'",
                 command->name);
        return bs_terminal_complain(thing, "unexpected argument", remedy);
    }
    if (count > 0 || command->wanted == NULL)
        return true;
    snprintf(remedy, sizeof remedy, "give %s, or '-' for standard input; see 'backstop %s --help'",
             command->wanted, command->name);
    return bs_terminal_complain(command->name, "nothing to read was given", remedy);
}

int
bs_command_run(const struct bs_command *command, int argc, char **argv)
{
    const struct bs_option options[] = {BS_GROUP(command->options), BS_GROUP(common), BS_END};
    int status = BS_EXIT_FINE, first;

    if (!bs_options_read(options, argc, argv, &first))
        return BS_EXIT_TROUBLE;
    bs_terminal_start((enum bs_color)color);
    if (help)
        tell_usage(command, options);
    else if (has_arguments(command, argc - first, argv + first))
        status = command->run(argc - first, argv + first);
    else
        status = BS_EXIT_TROUBLE;
    int problem = bs_terminal_flush(true);
    return problem == 0 || problem == EPIPE ? status : BS_EXIT_TROUBLE;
}
