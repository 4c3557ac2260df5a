/* Fuzz target: dates. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "date.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[BS_DATE_TEXT];
    struct bs_date date = bs_date_read(bs_span_of(data, size));

    must((date.form == BS_DATE_IMPOSSIBLE) == (date.why != NULL));
    must(date.form == BS_DATE_VALID || date.at == 0);
    bs_date_text(date.at, text);
    struct bs_date again = bs_date_read(bs_span_text(text));
    /* A zone can shift the first day and the last out of the years that count. */
    if (date.at >= 0 && date.at < 1LL << 37)
        must(again.form == BS_DATE_VALID && again.at == date.at);
    return 0;
}
