/* table: rows to cmocka tests, and inputs that end where memory ends.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_CUTS   4096
#define SHOWN_SIZE 1024 /* octets of an escaped span that a message shows */

static struct CMUnitTest *tests;
static size_t test_count;

static void
bail_out(const char *why)
{
    printf("Bail out! %s\n", why);
    exit(EXIT_FAILURE);
}

/* Unreadable page, data, unreadable page. The data keep one page even when
 * empty, so that both of its ends are ends. */
struct bs_guarded
bs_guard(struct bs_span input, bool at_end)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (input.n + page - 1) / page * page;
    struct bs_guarded guarded = {{NULL, 0}, NULL, 0};

    room = room > 0 ? room : page;
    guarded.size = room + 2 * page;
    guarded.map = mmap(NULL, guarded.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (guarded.map == MAP_FAILED)
        bail_out("no memory for a guarded input");
    unsigned char *data = (unsigned char *)guarded.map + page;
    if (mprotect(data, room, PROT_READ | PROT_WRITE) != 0)
        bail_out("no memory for a guarded input");
    if (at_end)
        data += room - input.n;
    if (input.n > 0)
        memcpy(data, input.p, input.n);
    guarded.span = bs_span_of(data, input.n);
    return guarded;
}

void
bs_guard_free(struct bs_guarded *guarded)
{
    munmap(guarded->map, guarded->size);
    *guarded = (struct bs_guarded){{NULL, 0}, NULL, 0};
}

static void
parse_guarded(struct bs_span input, void (*parse)(struct bs_span), bool at_end)
{
    struct bs_guarded guarded = bs_guard(input, at_end);

    parse(guarded.span);
    bs_guard_free(&guarded);
}

void
bs_at_every_cut(struct bs_span input, void (*parse)(struct bs_span))
{
    size_t step = input.n / MAX_CUTS + 1;

    for (size_t n = 0; n < input.n; n += step) {
        parse_guarded(bs_span_take(input, n), parse, true);
        parse_guarded(bs_span_take(input, n), parse, false);
    }
    parse_guarded(input, parse, true);
    parse_guarded(input, parse, false);
}

static const char *
shown(char *buffer, struct bs_span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && n + 5 < SHOWN_SIZE; i++) {
        int c = bs_span_at(s, i);
        bool plain = c >= ' ' && c <= '~' && c != '\\';
        n += (size_t)snprintf(buffer + n, SHOWN_SIZE - n, plain ? "%c" : "\\x%02x", (unsigned)c);
    }
    buffer[n] = '\0';
    return buffer;
}

void
bs_span_is_exactly(struct bs_span got, const char *want, const char *file, int line)
{
    struct bs_span wanted = bs_span_of(want, strlen(want));
    char got_text[SHOWN_SIZE], want_text[SHOWN_SIZE];

    if (got.n == wanted.n && (got.n == 0 || memcmp(got.p, wanted.p, got.n) == 0))
        return;
    _assert_string_equal(shown(got_text, got), shown(want_text, wanted), file, line);
    _fail(file, line); /* they differ after what is shown */
}

static void
add(const char *name, CMUnitTestFunction test, const void *row)
{
    struct CMUnitTest *more = realloc(tests, (test_count + 1) * sizeof *tests);

    if (more == NULL)
        bail_out("no memory for the list of tests");
    tests = more;
    tests[test_count++] =
        (struct CMUnitTest){.name = name, .test_func = test, .initial_state = (void *)(size_t)row};
}

void
bs_add_rows(const void *table, size_t rows, size_t row_size, CMUnitTestFunction test)
{
    for (size_t i = 0; i < rows; i++) {
        const void *row = (const unsigned char *)table + i * row_size;
        add(*(const char *const *)row, test, row);
    }
}

void
bs_add_test(const char *name, CMUnitTestFunction test)
{
    add(name, test, NULL);
}

int
bs_run(const char *group)
{
    if (test_count == 0)
        bail_out("no tests were added");
    setvbuf(stdout, NULL, _IOLBF, 0); /* keeps its order with what goes to stderr */
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = _cmocka_run_group_tests(group, tests, test_count, NULL, NULL);
    free(tests);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
