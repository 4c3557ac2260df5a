/* compat: do Exim and the plugin fit each other? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compat.h"

#include "apis.h"
#include "elf.h"
#include "file.h"
#include "paths.h"
#include "run.h"

#include <stdio.h>

#define VIRTUAL "exim4-localscanapi-"
#define AGAIN   "install the package again"
#define NEWER                                                                                   \
    "leave Backstop disabled, because with this plugin Exim might put off all mail, and " \
    "install a version of exim4-backstop that knows this Exim"

/* What the plugin's note says of one API. */
struct row {
    struct bs_span number;
    struct bs_span symbol; /* that only an Exim of this API exports */
};

static bool
next_row(struct bs_span *list, struct row *row_r)
{
    row_r->number = bs_span_word(list, " \n");
    row_r->symbol = bs_span_word(list, " \n");
    return row_r->symbol.n > 0;
}

/* "6.0 and 9.1", for people. */
static void
name_rows(struct bs_span list, char *text_r, size_t size)
{
    struct row row;
    size_t n = 0;

    *text_r = '\0';
    while (next_row(&list, &row) && n < size) {
        struct bs_span rest = list;
        struct row next;
        const char *glue = n == 0 ? "" : next_row(&rest, &next) ? ", " : " and ";
        int put = snprintf(text_r + n, size - n, "%s%.*s", glue, BS_SPAN(row.number));
        n += put > 0 ? (size_t)put : size;
    }
}

/* The list points into the file. */
static bool
read_plugin(struct bs_file *file, struct bs_span *list_r, struct bs_fault *fault)
{
    int problem = bs_file_read(file, BS_PLUGIN);

    if (problem != 0)
        return bs_fault_set(fault, AGAIN, "the plugin cannot be read: %s: %s", BS_PLUGIN,
                            strerror(problem));
    if (file->text == NULL)
        return bs_fault_set(fault, AGAIN, "there is no %s", BS_PLUGIN);
    switch (bs_elf_look(bs_file_span(file))) {
    case BS_ELF_FOREIGN:
        return bs_fault_set(fault, AGAIN,
                            "the plugin cannot be loaded: %s is not a library for this machine",
                            BS_PLUGIN);
    case BS_ELF_CUT:
        return bs_fault_set(fault, AGAIN, "the plugin cannot be loaded: the end of %s is missing",
                            BS_PLUGIN);
    case BS_ELF_FINE:
        break;
    }
    *list_r = bs_elf_note(bs_file_span(file), BS_APIS_OWNER, BS_APIS_TYPE);
    *list_r = bs_span_take(*list_r, bs_span_find(*list_r, '\0'));
    if (list_r->n == 0)
        return bs_fault_set(fault, AGAIN,
                            "%s does not say which versions of Exim it fits, as every plugin "
                            "of this version of Backstop does",
                            BS_PLUGIN);
    return true;
}

/* The number in the first VIRTUAL of a package that is installed; of several,
 * one that the list has. */
static void
ask_dpkg(struct bs_span list, char *number_r, size_t size, bool *known_r)
{
    struct bs_run run = {
        .argv = {"dpkg-query", "-W", "-f", "${db:Status-Status} ${Provides}\\n", "exim4-daemon-*"},
        .seconds = 30};
    struct bs_span line;

    *number_r = '\0';
    *known_r = false;
    bs_run(&run);
    for (struct bs_span rest = bs_span_text(run.out); bs_span_next_line(&rest, &line);) {
        if (!bs_span_starts(line, "installed "))
            continue;
        for (struct bs_span word; (word = bs_span_word(&line, " ,")).n > 0 && !*known_r;) {
            struct bs_span number = bs_span_drop(word, strlen(VIRTUAL)), left = list;
            struct row row;
            if (!bs_span_starts(word, VIRTUAL))
                continue;
            while (!*known_r && next_row(&left, &row))
                *known_r = bs_span_equal(row.number, number);
            snprintf(number_r, size, "%.*s", BS_SPAN(number));
        }
    }
    bs_run_free(&run);
}

/* By its symbols, as the plugin does: the first row fits. False if no row does. */
static bool
ask_symbols(struct bs_span exim, struct bs_span list, char *number_r, size_t size)
{
    struct row row;

    while (next_row(&list, &row)) {
        if (!bs_elf_exports(exim, row.symbol))
            continue;
        snprintf(number_r, size, "%.*s", BS_SPAN(row.number));
        return true;
    }
    return false;
}

/* A local program in place of Exim, such as a script that calls it, has no
 * symbols to read: then its package and the trial must suffice. */
static bool
compare(struct bs_span exim, struct bs_span list, char *text_r, size_t size, struct bs_fault *fault)
{
    char provided[32], shown[32] = "", all[200];
    bool known, readable = bs_elf_look(exim) == BS_ELF_FINE;

    name_rows(list, all, sizeof all);
    ask_dpkg(list, provided, sizeof provided, &known);
    if (*provided && !known)
        return bs_fault_set(fault, NEWER,
                            "this Exim has the plugin interface %s, but the plugin fits %s",
                            provided, all);
    if (readable && !ask_symbols(exim, list, shown, sizeof shown))
        return bs_fault_set(fault, NEWER,
                            "this Exim has a plugin interface that the plugin does not fit: the "
                            "plugin fits %s, but " BS_EXIM
                                " does not export the symbol of any of them",
                            all);
    if (*provided && *shown && strcmp(provided, shown) != 0)
        return bs_fault_set(fault, "install Exim's package again, or leave Backstop disabled",
                            "Exim's package provides the plugin interface %s, but " BS_EXIM
                            " has that of %s: it is not the Exim of its package",
                            provided, shown);
    snprintf(text_r, size, "%s", *shown ? shown : provided);
    return true;
}

bool
bs_compat_fits(char *text_r, size_t size, struct bs_fault *fault)
{
    struct bs_file plugin = {0}, exim = {0};
    struct bs_span list = {0};
    bool fits = read_plugin(&plugin, &list, fault);

    if (fits && bs_file_read(&exim, BS_EXIM) != 0)
        exim = (struct bs_file){0};
    if (fits)
        fits = compare(bs_file_span(&exim), list, text_r, size, fault);
    bs_file_free(&plugin);
    bs_file_free(&exim);
    return fits;
}
