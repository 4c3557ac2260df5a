/* Fuzz target: the octets of a header, and what is found in them. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "octets.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_of(data, size);
    struct bs_message message;

    bs_message_split(&message, in);
    for (int utf8 = 0; utf8 < 2; utf8++) {
        struct bs_findings found = {.count = 0};
        enum bs_octet_class c = bs_octets_message(&message, &found, utf8 == 1);

        must(found.count <= BS_MAX_FINDINGS && found.count <= found.total);
        must((c == BS_OCTETS_8BIT) == bs_finding_has(&found, BS_FIND_8BIT) || found.total > 31);
        must(utf8 == 0 || !bs_finding_has(&found, BS_FIND_UTF8));
        for (unsigned i = 0; i < found.count; i++)
            if (bs_finding_code(found.item[i].id) != BS_CODE_NONE)
                must_lie_in(found.item[i].field, in);
    }
    return 0;
}
