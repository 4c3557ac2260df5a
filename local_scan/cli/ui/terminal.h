/* terminal: output for people: colours, width, escaping, complaints, progress.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text from messages and file names reaches the terminal only through
 * bs_terminal_data and bs_terminal_path: no octet of either can move the
 * cursor, change colours, or turn the direction of the text.
 *
 * Does not: judge, or know what a message is. */
#ifndef BS_TERMINAL_H
#define BS_TERMINAL_H

#include "text.h"

#include <time.h>

enum bs_color { BS_COLOR_AUTO, BS_COLOR_NEVER, BS_COLOR_ALWAYS };

enum bs_style {
    BS_STYLE_PLAIN,
    BS_STYLE_BOLD,
    BS_STYLE_DIM,
    BS_STYLE_GOOD,
    BS_STYLE_BAD,
    BS_STYLE_DOUBT
};

/* "hit" or "hits". */
static inline const char *
bs_plural(unsigned long count)
{
    return count == 1 ? "" : "s";
}

/* Examines standard output and standard error, once. */
void bs_terminal_start(enum bs_color color);

bool bs_terminal_is_utf8(void);

void bs_terminal_put(const char *text); /* trusted, to standard output */
void bs_terminal_styled(enum bs_style style, const char *text);
void bs_terminal_heading(const char *text);  /* a line of its own, bold, after an empty one */
void bs_terminal_style(enum bs_style style); /* BS_STYLE_PLAIN ends it */

/* Printable ASCII as it is, letters and digits of all scripts in a UTF-8
 * locale; every other octet as \xNN. */
void bs_terminal_path(const char *path);

/* The same into a text, in ASCII only and unfolded; more than `max` octets are shortened with
 * "...". */
void bs_terminal_data(struct bs_text *t, struct bs_span data, size_t max);
/* The same into a buffer, which is returned. */
const char *bs_terminal_shown(char *text_r, size_t size, struct bs_span data, size_t max);

/* Can it be pasted into a shell as it is? A shell must not interpret what a stranger wrote. */
bool bs_terminal_is_plain(struct bs_span word);

/* "2026-01-31 12:34", in local time; "an unknown time" if the calendar does not have it. */
#define BS_MOMENT 20
const char *bs_terminal_moment(time_t at, char text_r[BS_MOMENT]);

/* Prints a trusted text, broken at blanks to fit the width. The first line starts with `first`, the
 * others with `rest`: trusted drawings of the same width. The style applies to the text, not to the
 * drawings. */
void bs_terminal_wrap(const char *first, const char *rest, enum bs_style style, const char *text);
/* The same, plain, with `indent` before each line; and after a label of at most nine letters. */
void bs_terminal_say(const char *indent, const char *text);
void bs_terminal_row(const char *label, enum bs_style style, const char *text);

/* "backstop: THING: REASON; REMEDY" on standard error. These return false, so that a function that
 * fails can end with one of them. */
bool bs_terminal_complain(const char *thing, const char *reason, const char *remedy);
/* The same for an errno, with a remedy of its own. */
bool bs_terminal_complain_errno(const char *thing, int problem);
/* For a file that the command keeps or expects, and the caller has not named. */
bool bs_terminal_complain_kept(const char *thing, int problem);
/* For a file that could not be written, and is unchanged. */
bool bs_terminal_complain_write(const char *thing, int problem);
/* Only what to do about it. */
const char *bs_terminal_write_remedy(int problem);

/* A line on standard error, if that is a terminal and a second has passed since
 * the start; bs_terminal_clear removes it before other output. */
void bs_terminal_progress(unsigned long count, const char *what, const char *path);
void bs_terminal_clear(void);

/* In a process whose output another one passes on: complaints go there as well, each after a NUL and
 * this letter, and other output goes on after a NUL and the other one. That process shows progress,
 * and decides whether there are colours. */
#define BS_TERMINAL_COMPLAINT '!'
#define BS_TERMINAL_OUTPUT    '.'
void bs_terminal_relay(void);
/* In the other one. */
void bs_terminal_pass(const char *text, size_t n, bool complaint);

/* Takes over standard output, with a buffer for about a thousand lines. */
void bs_terminal_open(void);
/* Passes on what was written, to a terminal at once. Returns 0, or the errno that makes further
 * output pointless: EPIPE if the reader has gone, which needs no complaint; this function has
 * complained about any other. */
int bs_terminal_flush(bool at_end);

#endif
