/* Fuzz target: one Received line, its addresses and its names. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"
#include "received.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bs_span in = bs_span_of(data, size);
    char text[BS_IP_TEXT];
    struct bs_hop hop;
    struct bs_ip ip, again;

    bs_received_read(&hop, in);
    must(hop.names <= BS_MAX_HOP_NAMES && hop.addrs <= BS_MAX_HOP_ADDRS);
    must(hop.peer_known == BS_PEER_NONE || hop.has_from);
    for (unsigned i = 0; i < hop.names; i++)
        must_lie_in(bs_host_org(hop.name[i]), in);
    if (bs_ip_read(in, &ip)) {
        bs_ip_text(&ip, text);
        must(bs_ip_read(bs_span_text(text), &again) && bs_ip_equal(&ip, &again));
    }
    return 0;
}
