/* logword: where words of Exim's log lines end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A word ends at a blank. But addresses, which strangers choose, may have blanks inside quotation
 * marks and after backslashes (RFC 5322 section 3.2.4, 4.4), commands of pipes may contain any
 * number of blanks, and the names of hosts take several words. Each function returns the length of
 * the word, without the blank after it. */
#ifndef BS_LOGWORD_H
#define BS_LOGWORD_H

#include "span.h"

size_t bs_logword_plain(struct bs_span text);

/* From a quotation mark to the one that ends it. */
size_t bs_logword_quoted(struct bs_span text);

/* An address, with or without <>. */
size_t bs_logword_address(struct bs_span text);

/* The recipient in a delivery line: an address, a file, a pipe, or an address whose quotation marks
 * Exim has removed. In the last case, the length includes the quoted address in <> that follows,
 * and `quoted_r` is that address without <>; otherwise, `quoted_r` is empty. */
size_t bs_logword_recipient(struct bs_span text, struct bs_span *quoted_r);

/* "(b@a.example, c@a.example)": the addresses that a recipient was made from. */
size_t bs_logword_parents(struct bs_span text);

/* H=: the name, if there is one, the word of HELO, and the address. */
struct bs_loghost {
    struct bs_span name; /* by the DNS, or as the router gave it */
    struct bs_span helo; /* its first word, without () */
    struct bs_span ip;
};
size_t bs_logword_host(struct bs_span text, struct bs_loghost *host_r);

#endif
