/* callfilter: which system calls a child may make.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A seccomp filter with a list of the calls needed to read mail, policy and databases, to load the
 * lookups, and to ask name servers. Every other call gets EPERM, and the child is not killed: so a
 * library that tries something new continues without it. Files are opened for reading only; sockets
 * are of UDP or TCP over IP, or ask the kernel for our addresses; and a signal may only be sent to
 * the process itself, because the processes that serve other clients run under the same user.
 * Owners of descriptors get signals, so these cannot be set either.
 *
 * For x86_64 and aarch64, Linux 3.17 and later. Elsewhere, and in a build with sanitizers,
 * which make calls of their own, it does nothing.
 *
 * Needs no_new_privs, or the kernel refuses it.
 *
 * Does not: know where a socket connects to. */
#ifndef BS_PLUGIN_CALLFILTER_H
#define BS_PLUGIN_CALLFILTER_H

void bs_callfilter_set(void);

#endif
