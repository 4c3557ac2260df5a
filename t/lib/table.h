/* table: table tests over cmocka, printed as TAP.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A test program has static tables; each row is one cmocka test with a name of
 * its own, made by BS_ROWS. bs_guard puts a copy of an input against a page
 * that cannot be read, so that one octet too far is a crash even without a
 * sanitizer; bs_at_every_cut feeds every truncation that way. */
#ifndef BS_T_TABLE_H
#define BS_T_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "span.h"

/* A copy of `input` that ends right before an unreadable page (at_end) or
 * starts right after one. Freed by bs_guard_free. */
struct bs_guarded {
    struct bs_span span;
    void *map;
    size_t size;
};
struct bs_guarded bs_guard(struct bs_span input, bool at_end);
void bs_guard_free(struct bs_guarded *guarded);

/* Calls `parse` with every truncation of `input` (at most 4,096 of them, spread
 * evenly when there are more octets), guarded on both sides. */
void bs_at_every_cut(struct bs_span input, void (*parse)(struct bs_span));

/* got == want, for spans against text; the message shows both. */
#define bs_assert_span(got, want) bs_span_is_exactly((got), (want), __FILE__, __LINE__)
void bs_span_is_exactly(struct bs_span got, const char *want, const char *file, int line);

/* Runs `test` once for each row of `table`; each is named by its member
 * `name`, the first member of a row, a const char *. Collects into one plan. */
#define BS_ROWS(table, test)                                                                       \
    bs_add_rows((table), sizeof(table) / sizeof *(table), sizeof *(table), (test))
void bs_add_rows(const void *table, size_t rows, size_t row_size, CMUnitTestFunction test);
void bs_add_test(const char *name, CMUnitTestFunction test);

/* Runs everything that was added, prints TAP, returns the exit status. */
int bs_run(const char *group);

#endif
