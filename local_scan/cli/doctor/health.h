/* health: the doctor's findings, line by line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each line is ok, advice or a fault, with what to do. It is printed at once, as
 * text or as a JSON object, and kept for comparison with another day. The text of a fault must not
 * contain anything that changes daily (ages, times): a fault is recognised by its text.
 *
 * Limit: BS_HEALTH_LINES are kept, the rest is printed only. */
#ifndef BS_HEALTH_H
#define BS_HEALTH_H

#include "span.h"
#include "fault.h"

enum bs_note { BS_NOTE_OK, BS_NOTE_ADVICE, BS_NOTE_FAULT }; /* by severity: exit statuses */

#define BS_HEALTH_LINES  256
#define BS_HEALTH_TEXT   800
#define BS_HEALTH_REMEDY 400
#define BS_HEALTH_ABOUTS 32

struct bs_health_line {
    enum bs_note note;
    const char *about; /* the examination */
    char text[BS_HEALTH_TEXT];
    char remedy[BS_HEALTH_REMEDY];
    bool stops; /* of a fault: 'backstop enable' also stops at it */
};

enum bs_health_form { BS_HEALTH_TEXT_FORM, BS_HEALTH_JSON, BS_HEALTH_SILENT };

void bs_health_start(enum bs_health_form form);

/* The examination that the following lines belong to; and one that could not be made, so that its
 * silence does not count as health. */
void bs_health_about(const char *about);
void bs_health_skipped(const char *about);
bool bs_health_was_skipped(struct bs_span about);

/* `remedy` is trusted; "" with BS_NOTE_OK. */
void bs_health_say(enum bs_note note, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void bs_health_fault(const struct bs_fault *fault);
/* The same, for a fault at which `backstop enable` also stops. */
void bs_health_stop(const struct bs_fault *fault);

/* Of all lines, or of those since bs_health_about. */
enum bs_note bs_health_worst(void);
enum bs_note bs_health_worst_here(void);

const struct bs_health_line *bs_health_line(unsigned i); /* NULL after the last */

#endif
