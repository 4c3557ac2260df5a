/* Fuzz target: what kind of message is this? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bs_scratch scratch;
    struct bs_message message;
    struct bs_suspect suspect;
    struct bs_report report;
    struct bs_field field;

    bs_message_split(&message, bs_span_of(data, size));
    bs_suspect_start(&suspect, &message, NULL);
    struct bs_fields it = bs_fields_of(message.header);
    while (bs_fields_next(&it, &field) == 1)
        bs_suspect_field(&suspect, &field);
    bs_report_recognise(&report, &message, &scratch);
    must(report.kind < BS_KINDS);
    must(report.kind == BS_KIND_ORDINARY || (report.clue && bs_suspect_is(&suspect)));
    return 0;
}
