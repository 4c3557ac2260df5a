/* Tests of local_scan/core/mail/mention.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hoprow.h"
#include "mention.h"

static bool
is_wanted(const struct bs_ip *ip, const void *wanted)
{
    return bs_ip_equal(ip, wanted);
}

static const struct mention_row {
    const char *name, *in;
    bool want;
} mention_rows[] = {
    {"mentioned as the peer", "from a ([198.51.100.7]) by b", true},
    {"mentioned as the HELO word", "from [198.51.100.7] (x [203.0.113.5]) by b", true},
    {"mentioned after helo=", "from [203.0.113.5] (helo=198.51.100.7) by b", true},
    {"mentioned as the writer", "from a by 198.51.100.7 with HTTP", true},
    {"mentioned with a port", "from a ([198.51.100.7]:25) by b", true},
    {"mentioned with a final dot", "the host was 198.51.100.7.", true},
    {"mentioned after an at sign", "from a (joe@198.51.100.7) by b", true},
    {"mentioned as mapped", "from a ([::ffff:198.51.100.7]) by b", true},
    {"mentioned at the end", "198.51.100.7", true},
    {"part of a longer number", "from a ([198.51.100.70]) by b", false},
    {"part of a name", "from 198.51.100.7.evil.example by b", false},
    {"with dashes", "from 198-51-100-7.evil.example by b", false},
    {"not at all", "from a ([203.0.113.5]) by b", false},
    {"nothing", "", false},
};

static void
mention_test(void **state)
{
    const struct mention_row *row = *state;
    struct bs_ip ip;

    assert_true(bs_ip_read(bs_span_text(BS_EVIL), &ip));
    assert_int_equal(bs_mention_find(bs_span_text(row->in), is_wanted, &ip), row->want);
}

int
main(void)
{
    BS_ROWS(mention_rows, mention_test);
    return bs_run("mention");
}
