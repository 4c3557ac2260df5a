/* dns: a single question to the resolver of this machine. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum bs_dns
bs_dns_address(const char *name, char address_r[16])
{
    const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    struct sockaddr_in address;
    char absolute[320];

    /* A dot at the end: no domain of this machine is put behind it. */
    snprintf(absolute, sizeof absolute, "%s.", name);
    setenv("RES_OPTIONS", "timeout:2 attempts:1", 1);
    int problem = getaddrinfo(absolute, NULL, &hints, &found);
    if (problem == EAI_NONAME || problem == EAI_NODATA)
        return BS_DNS_NOTHING;
    if (problem != 0)
        return BS_DNS_SILENT;
    memcpy(&address, found->ai_addr, sizeof address);
    freeaddrinfo(found);
    return inet_ntop(AF_INET, &address.sin_addr, address_r, 16) ? BS_DNS_FOUND : BS_DNS_NOTHING;
}
