/* packed: is a packed log there to its end?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * zlib's gzread tells of a file that ends too early, but for release 1.3.2, which
 * takes what it has for all. A rotated log of which a part is missing must not pass
 * as whole: mail that it does not name would count as not sent.
 *
 * Does not: read the log (logfile.h). */
#ifndef BS_PACKED_H
#define BS_PACKED_H

#include <stdbool.h>
#include <zlib.h>

/* Closes `file`, which was read to its end from `fd`. False: there should be more of it.
 * True also for what is not packed, and for what is no regular file, of which nothing can be
 * read twice. */
bool bs_packed_close(gzFile file, int fd);

#endif
