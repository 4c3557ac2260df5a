/* found: collects the parts of an answer. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "found.h"

void
bs_found_start(struct bs_found *found)
{
    found->known = BS_KNOWN_OPEN;
    found->count = 0;
    found->used = 0;
    found->over = false;
}

static struct bs_item *
new_item(struct bs_found *found)
{
    if (found->count == BS_FOUND_ITEMS) {
        found->over = true;
        return NULL;
    }
    found->item[found->count] = (struct bs_item){.text = {NULL, 0}}; /* bounds: count < max */
    return &found->item[found->count++];
}

void
bs_found_ip(struct bs_found *found, const struct bs_ip *ip)
{
    struct bs_item *item = new_item(found);

    if (item)
        item->ip = *ip;
}

void
bs_found_text(struct bs_found *found, struct bs_span text)
{
    struct bs_item *item = new_item(found);

    if (item == NULL)
        return;
    item->text = bs_span_of(found->text + found->used, 0);
    bs_found_more_text(found, text);
}

void
bs_found_more_text(struct bs_found *found, struct bs_span text)
{
    if (found->over || found->count == 0 || text.n > sizeof found->text - found->used) {
        found->over = true;
        return;
    }
    if (text.n > 0)
        memcpy(found->text + found->used, text.p, text.n); /* bounds: it fits */
    found->used += text.n;
    found->item[found->count - 1].text.n += text.n; /* bounds: count > 0 */
}

void
bs_found_end(struct bs_found *found)
{
    found->known = found->over        ? BS_KNOWN_UNKNOWN
                   : found->count > 0 ? BS_KNOWN_SOME
                                      : BS_KNOWN_NONE;
}

void
bs_found_tell(const struct bs_found *found, struct bs_questions *q, unsigned i)
{
    for (unsigned k = 0; found->known == BS_KNOWN_SOME && k < found->count; k++) {
        const struct bs_item *item = &found->item[k]; /* bounds: k < count */
        if (item->text.p)
            bs_answer_text(q, i, item->text);
        else
            bs_answer_ip(q, i, &item->ip);
    }
    bs_answer_end(q, i, found->known == BS_KNOWN_NONE ? BS_KNOWN_NONE : BS_KNOWN_UNKNOWN);
}
