/* checkname: finds a check by the name that a person typed. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checkname.h"

#include "slip.h"
#include "terminal.h"

#include <stdio.h>

#define NAME_N 32 /* longer than any name of a check */

/* Lists the checks of a family: "helo" is not a misspelling, but the beginning of several names. */
static void
list_family(char *text, size_t size, const char *name)
{
    const struct bs_about *check;
    size_t n = strlen(text), stem = strcspn(name, "_");
    const char *separator = "; near to it: ";

    for (unsigned i = 0; stem > 1 && (check = bs_check_about(i)) != NULL && n < size; i++) {
        if (strncmp(check->name, name, stem) != 0 && !strstr(check->name, name))
            continue;
        n += (size_t)snprintf(text + n, size - n, "%s%s", separator, check->name);
        separator = ", ";
    }
}

void
bs_check_remedy(struct bs_span name, char text_r[BS_CHECK_REMEDY])
{
    const struct bs_about *check;
    struct bs_slip near = {0};
    char word[NAME_N] = "";

    if (name.n < sizeof word)
        snprintf(word, sizeof word, "%.*s", BS_SPAN(name));
    for (unsigned i = 0; *word && (check = bs_check_about(i)) != NULL; i++)
        bs_slip_try(&near, word, check->name);
    snprintf(text_r, BS_CHECK_REMEDY, "%s%s%s'backstop mode' lists them",
             near.name ? "did you mean " : "", near.name ? near.name : "", near.name ? "? " : "");
    if (near.name == NULL)
        list_family(text_r, BS_CHECK_REMEDY, word);
}

void
bs_check_modes(const struct bs_about *check, char text_r[BS_CHECK_REMEDY])
{
    size_t n = (size_t)snprintf(text_r, BS_CHECK_REMEDY, "write one of");
    const char *separator = ": ";

    for (enum bs_mode mode = 0; mode < BS_MODES; mode++) {
        if (!bs_mode_fits(mode, bs_span_text(check->name)))
            continue;
        n += (size_t)snprintf(text_r + n, BS_CHECK_REMEDY - n, "%s%s", separator,
                              bs_mode_name(mode));
        separator = ", ";
    }
}

const struct bs_about *
bs_check_named(const char *name)
{
    const struct bs_about *check = bs_check_about(bs_check_find(bs_span_text(name)));
    char remedy[BS_CHECK_REMEDY];

    if (check)
        return check;
    bs_check_remedy(bs_span_text(name), remedy);
    bs_terminal_complain(name, "there is no such check", remedy);
    return NULL;
}
