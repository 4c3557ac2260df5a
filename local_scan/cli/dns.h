/* dns: a single question to the resolver of this machine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For the command alone, which may wait: up to 2 seconds for each name server. */
#ifndef BS_DNS_H
#define BS_DNS_H

enum bs_dns { BS_DNS_FOUND, BS_DNS_NOTHING, BS_DNS_SILENT };

/* The first A record of a name, as text. */
enum bs_dns bs_dns_address(const char *name, char address_r[16]);

#endif
