/* Fuzz target: the pages of the memory of sent mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pages.h"
#include "fuzz.h"

static struct bs_span
page_of(struct bs_span file, const struct bs_pages *pages, unsigned long number)
{
    return bs_span_take(bs_span_drop(file, (number - 1) * pages->size), pages->size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span file = bs_span_of(data, size);
    struct bs_span digest = bs_span_text("8000000000000000000000000000000f");
    struct bs_pages pages;
    long long since, until;
    unsigned long number;

    if (bs_pages_start(&pages, bs_span_take(file, BS_PAGES_SIZE))) {
        must(pages.size >= 512 && pages.size <= BS_PAGES_SIZE);
        must(pages.memory > 1 && pages.sent > 1);
    } else {
        pages = (struct bs_pages){.size = 512, .memory = 1, .sent = 1};
    }
    if (bs_pages_hosts(page_of(file, &pages, pages.memory), digest, &since, &until))
        must(since >= 0 && until >= 0);
    number = pages.sent;
    for (unsigned i = 0; i < BS_PAGES_STEPS; i++) {
        if (bs_pages_find(page_of(file, &pages, number), digest, &number) != BS_PAGES_BELOW)
            break;
        must(number > 1);
    }
    return 0;
}
