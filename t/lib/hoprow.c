/* hoprow: reads a row's line and compares.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "hoprow.h"

#include "mention.h"

static struct bs_span
not_null(struct bs_span s)
{
    return s.p ? s : bs_span_text("");
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static bool
never(const struct bs_ip *ip, const void *arg)
{
    (void)ip;
    (void)arg;
    return false;
}

void
bs_hop_read_any(struct bs_span in)
{
    struct bs_hop hop;

    bs_received_read(&hop, in);
    bs_mention_find(in, never, NULL);
    assert_true(hop.names <= BS_MAX_HOP_NAMES && hop.addrs <= BS_MAX_HOP_ADDRS);
}

void
bs_hop_row_test(void **state)
{
    const struct bs_hop_row *row = *state;
    struct bs_hop hop;
    char peer[BS_IP_TEXT] = BS_SEEN, by_ip[BS_IP_TEXT] = "";

    bs_at_every_cut(bs_span_text(row->in), bs_hop_read_any);
    bs_received_read(&hop, bs_span_text(row->in));
    assert_int_equal(hop.peer_known, row->known);
    if (hop.peer_known != BS_PEER_NONE)
        bs_ip_text(&hop.peer, peer);
    assert_string_equal(peer, row->peer ? row->peer : BS_SEEN);
    bs_assert_span(not_null(hop.helo), or_empty(row->helo));
    bs_assert_span(not_null(hop.by), or_empty(row->by));
    if (hop.by_has_ip)
        bs_ip_text(&hop.by_ip, by_ip);
    assert_string_equal(by_ip, or_empty(row->by_ip));
    bs_assert_span(not_null(hop.with), or_empty(row->with));
    bs_assert_span(not_null(hop.id), or_empty(row->id));
}
