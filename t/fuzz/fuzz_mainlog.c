/* Fuzz target: what is read of a log line is part of that line. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mainlog.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span rest = bs_span_of(data, size);
    struct bs_logline line;

    while (rest.n > 0) {
        struct bs_span text = bs_span_line(&rest, false);

        if (!bs_logline_read(&line, text))
            continue;
        const struct bs_span parts[] = {
            line.id,   line.address, line.parent,    line.recipient,
            line.host, line.ip,      line.user,      line.login,
            line.text, line.subject, line.transport, bs_logline_word(&line, "check=")};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            must_lie_in(parts[i], text);
        must(strlen(line.when) == BS_LOG_TIME - 1);
    }
    return 0;
}
