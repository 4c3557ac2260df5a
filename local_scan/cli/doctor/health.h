/* health: what the doctor has found, line by line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each line is ok, advice or a fault, with what to do. It is printed at once,
 * as text or as a JSON object, and kept for who compares it with another day
 * (fault_diff.h). The text of a fault has nothing in it that is another one each
 * day (ages, times): it is by its text that a fault is known again.
 *
 * Limit: BS_HEALTH_LINES are kept, the rest is printed only. */
#ifndef BS_HEALTH_H
#define BS_HEALTH_H

#include "span.h"
#include "fault.h"

enum bs_note { BS_NOTE_OK, BS_NOTE_ADVICE, BS_NOTE_FAULT }; /* worse is more: exit statuses */

#define BS_HEALTH_LINES  256
#define BS_HEALTH_TEXT   800
#define BS_HEALTH_REMEDY 400
#define BS_HEALTH_ABOUTS 32

struct bs_health_line {
    enum bs_note note;
    const char *about; /* the examination */
    char text[BS_HEALTH_TEXT];
    char remedy[BS_HEALTH_REMEDY];
    bool stops; /* of a fault: 'backstop enable' stops at it, too */
};

enum bs_health_form { BS_HEALTH_TEXT_FORM, BS_HEALTH_JSON, BS_HEALTH_SILENT };

void bs_health_start(enum bs_health_form form);

/* Which examination speaks from here on; and one that could not be made, so
 * that nobody takes its silence for health. */
void bs_health_about(const char *about);
void bs_health_skipped(const char *about);
bool bs_health_was_skipped(struct bs_span about);

/* `remedy` is trusted; "" with BS_NOTE_OK. */
void bs_health_say(enum bs_note note, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void bs_health_fault(const struct bs_fault *fault);
/* The same, of what `backstop enable` looks at as well: it stops at this fault, and
 * at no other. */
void bs_health_stop(const struct bs_fault *fault);

/* Of all lines, or of those since bs_health_about. */
enum bs_note bs_health_worst(void);
enum bs_note bs_health_worst_here(void);

const struct bs_health_line *bs_health_line(unsigned i); /* NULL behind the last */

#endif
