/* still: a clock for a program that asks name servers, moved only by waiting.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From bs_still_start on, no time passes for this process, except that poll() moves the clock by
 * its timeout, at once, when nothing can come any more. As long as a UDP answer from the server at
 * that port of 127.0.0.1 (0: no server) is on its way, poll() waits for it and the clock does not
 * move. So a test measures how long the lookups wait for silent servers, and never how busy the
 * machine is.
 *
 * Replaces clock_gettime, poll, send, sendto, recv and recvfrom of libc, and what
 * _FORTIFY_SOURCE makes of them, in the program and everything it loads. Does
 * not: count TCP traffic. */
#ifndef BS_STILL_H
#define BS_STILL_H

void bs_still_start(unsigned port);

#endif
