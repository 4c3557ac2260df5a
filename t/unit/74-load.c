/* 74-load: what is left of a policy file that cannot be read to its end.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t good; /* octets; then the disk is broken */

static ssize_t
read_some(int fd, void *buffer, size_t size)
{
    ssize_t n = read(fd, buffer, size < good ? size : good);

    good -= n > 0 ? (size_t)n : 0;
    return n == 0 ? -1 : n;
}

#define read read_some
#include "load.c" /* the plugin is not a library to link */
#undef read

#define FIRST "192.0.2.1\n"

static const struct row {
    const char *name;
    size_t good;
    unsigned entries;
} rows[] = {
    {"nothing", 0, 0},
    {"half of the first line", 8, 0},
    {"all of it but its end", sizeof FIRST - 2, 0},
    {"the first line", sizeof FIRST - 1, 1},
    {"an address that is the start of another", sizeof FIRST + 10, 1},
};

static void
row_test(void **state)
{
    const struct row *row = *state;
    static struct bs_policy policy;
    static struct bs_load load;
    char dir[] = "/tmp/backstop-load-XXXXXX", file[64];

    assert_non_null(mkdtemp(dir));
    snprintf(file, sizeof file, "%s/own_nets", dir);
    FILE *to = fopen(file, "w");
    assert_non_null(to);
    fputs(FIRST "198.51.100.123\n", to);
    fclose(to);

    good = row->good;
    bs_load_start(&load, &policy, bs_span_text(dir));
    bs_load_list(&load, BS_LIST_OWN_NETS);
    bs_load_end(&load);
    unlink(file);
    rmdir(dir);
    assert_int_equal(policy.list[BS_LIST_OWN_NETS].count, row->entries);
    assert_int_equal(load.flaw[BS_LIST_OWN_NETS].kind, BS_FLAW_UNREADABLE);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    return bs_run("load");
}
