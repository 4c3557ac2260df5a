/* taglist: "v=1; a=b" lists of tags. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "taglist.h"

struct item {
    struct bs_span name; /* trimmed */
    struct bs_span data; /* from "=" to ";" */
};

/* Cuts the next item off *rest: 1 = an item, 0 = the end, -1 = what is here is
 * not an item. An empty one, as after a final ";", is skipped. */
static int
next_item(struct bs_span *rest, struct item *item_r)
{
    while (rest->n > 0) {
        struct bs_span item = bs_span_take(*rest, bs_span_find(*rest, ';'));
        size_t equals = bs_span_find(item, '=');

        *rest = bs_span_drop(*rest, item.n + 1);
        if (bs_span_trim(item).n == 0)
            continue;
        item_r->name = bs_span_trim(bs_span_take(item, equals));
        item_r->data = bs_span_drop(item, equals + 1);
        return equals < item.n && item_r->name.n > 0 ? 1 : -1;
    }
    return 0;
}

static bool
is_name(struct bs_span name, const char *wanted)
{
    return name.n == strlen(wanted) && memcmp(name.p, wanted, name.n) == 0; /* bounds: both n */
}

struct bs_span
bs_taglist_get(struct bs_span list, const char *name)
{
    struct bs_span found = {NULL, 0};
    struct item item;

    for (int is; (is = next_item(&list, &item)) != 0;) {
        if (is < 0 || !is_name(item.name, name))
            continue;
        if (found.p != NULL)
            return bs_span_of(NULL, 0);
        found = bs_span_trim(item.data);
    }
    return found;
}

bool
bs_taglist_valid(struct bs_span list)
{
    struct item item;
    int is;

    while ((is = next_item(&list, &item)) == 1)
        ;
    return is == 0;
}
