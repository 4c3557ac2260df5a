/* sent: asks the memory's file without SQLite. SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     sent FILE MARK <questions
 *
 * Each line is a question: digests with commas between them. Prints "SINCE UNTIL 0110…" for each,
 * or "not read". */
#include "sentfile.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
    static char line[8192];

    while (argc == 3 && fgets(line, sizeof line, stdin)) {
        struct bs_remembered remembered;
        struct bs_span digests = bs_span_trim(bs_span_text(line));
        if (!bs_sentfile_ask(argv[1], bs_span_text(argv[2]), digests, &remembered)) {
            puts("not read");
            continue;
        }
        printf("%lld %lld ", remembered.since, remembered.until);
        for (unsigned i = 0; bs_span_word(&digests, ",").n > 0 && i < BS_MAX_MEMORY_QUESTIONS; i++)
            putchar(remembered.known[i] ? '1' : '0');
        putchar('\n');
    }
    return argc == 3 ? 0 : 1;
}
