/* packed: is a compressed log complete?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * zlib's gzread reports a file that ends too early, except in release 1.3.2, which treats it as
 * complete. A truncated log must not count as complete, because mail that it does not name would
 * then count as not sent.
 *
 * Does not: read the log (logfile.h). */
#ifndef BS_PACKED_H
#define BS_PACKED_H

#include <stdbool.h>
#include <zlib.h>

/* Closes `file`, which was read to its end from `fd`. False if it is truncated. Also true for a
 * file that is not compressed, or is not a regular file and so cannot be read twice. */
bool bs_packed_close(gzFile file, int fd);

#endif
