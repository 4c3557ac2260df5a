/* dkimkey: the key of a DKIM signature in the DNS. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dkimkey.h"

#include "sink.h"
#include "taglist.h"

#define DOMAINKEY       "._domainkey."
#define KEY_NAME_OCTETS (BS_MAX_HOSTNAME + 2) /* room to see one too many */

struct bs_known_as
bs_dkimkey_ask(struct bs_questions *q, struct bs_span selector, struct bs_span domain)
{
    unsigned char name[KEY_NAME_OCTETS];
    struct sink out = {name, sizeof name, 0};

    sink_copy(&out, selector);
    sink_text(&out, DOMAINKEY);
    sink_copy(&out, domain);
    return bs_ask_name(q, BS_ASK_TEXT, sink_span(&out));
}

/* RFC 6376 §3.6.1. */
static bool
is_key(struct bs_span record)
{
    struct bs_span version = bs_taglist_get(record, "v");

    return (version.p == NULL || bs_span_is(version, "DKIM1")) &&
           bs_taglist_get(record, "p").p != NULL;
}

struct bs_span
bs_dkimkey_of(struct bs_known_as records)
{
    for (unsigned i = 0; i < records.count; i++)
        if (is_key(records.item[i].text))
            return records.item[i].text;
    return bs_span_of(NULL, 0);
}
