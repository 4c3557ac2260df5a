/* health: the doctor's findings, line by line. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "health.h"

#include "json.h"
#include "terminal.h"

#include <stdarg.h>
#include <stdio.h>

static struct {
    enum bs_health_form form;
    enum bs_note worst, worst_here;
    const char *about;
    struct bs_health_line line[BS_HEALTH_LINES];
    unsigned lines;
    const char *skipped[BS_HEALTH_ABOUTS];
    unsigned skips;
} health;

static const char *
word_of(enum bs_note note)
{
    static const char *const words[] = {"ok", "advice", "fault"};

    return words[note];
}

void
bs_health_start(enum bs_health_form form)
{
    health.form = form;
    health.worst = health.worst_here = BS_NOTE_OK;
    health.about = "";
    health.lines = health.skips = 0;
}

void
bs_health_about(const char *about)
{
    health.about = about;
    health.worst_here = BS_NOTE_OK;
}

void
bs_health_skipped(const char *about)
{
    if (health.skips < BS_HEALTH_ABOUTS)
        health.skipped[health.skips++] = about; /* bounds: skips < max */
}

bool
bs_health_was_skipped(struct bs_span about)
{
    for (unsigned i = 0; i < health.skips; i++)
        if (bs_span_is(about, health.skipped[i]))
            return true;
    return false;
}

static void
print_text(const struct bs_health_line *line)
{
    static const enum bs_style styles[] = {BS_STYLE_GOOD, BS_STYLE_DOUBT, BS_STYLE_BAD};
    static const char indent[] = "        ";
    const char *word = word_of(line->note);

    bs_terminal_styled(styles[line->note], word);
    bs_terminal_wrap(indent + strlen(word), indent, BS_STYLE_PLAIN, line->text);
    if (line->note != BS_NOTE_OK)
        bs_terminal_say(indent, line->remedy);
    if (line->note == BS_NOTE_FAULT)
        bs_terminal_say(indent, line->stops ? "('backstop enable' stops at this)"
                                            : "('backstop enable' does not stop at this)");
}

static void
print_json(const struct bs_health_line *line)
{
    bs_json_open(NULL, '{');
    bs_json_text("note", word_of(line->note));
    bs_json_text("about", line->about);
    bs_json_text("text", line->text);
    bs_json_text("remedy", line->remedy);
    if (line->note == BS_NOTE_FAULT)
        bs_json_bool("stops_enable", line->stops);
    bs_json_close();
}

static void
take(const struct bs_health_line *line)
{
    if (health.form == BS_HEALTH_TEXT_FORM)
        print_text(line);
    else if (health.form == BS_HEALTH_JSON)
        print_json(line);
    bs_terminal_flush(false);
    if (line->note > health.worst)
        health.worst = line->note;
    if (line->note > health.worst_here)
        health.worst_here = line->note;
    if (health.lines < BS_HEALTH_LINES)
        health.line[health.lines++] = *line; /* bounds: lines < max */
}

void
bs_health_say(enum bs_note note, const char *remedy, const char *format, ...)
{
    struct bs_health_line line = {.note = note, .about = health.about};
    va_list args;

    va_start(args, format);
    vsnprintf(line.text, sizeof line.text, format, args);
    va_end(args);
    snprintf(line.remedy, sizeof line.remedy, "%s", remedy);
    take(&line);
}

void
bs_health_fault(const struct bs_fault *fault)
{
    bs_health_say(BS_NOTE_FAULT, fault->remedy, "%s", fault->what);
}

void
bs_health_stop(const struct bs_fault *fault)
{
    struct bs_health_line line = {.note = BS_NOTE_FAULT, .about = health.about, .stops = true};

    snprintf(line.text, sizeof line.text, "%s", fault->what);
    snprintf(line.remedy, sizeof line.remedy, "%s", fault->remedy);
    take(&line);
}

enum bs_note
bs_health_worst(void)
{
    return health.worst;
}

enum bs_note
bs_health_worst_here(void)
{
    return health.worst_here;
}

const struct bs_health_line *
bs_health_line(unsigned i)
{
    return i < health.lines ? &health.line[i] : NULL;
}
