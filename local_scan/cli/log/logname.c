/* logname: one name for an address, in lines of Exim and of Backstop. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logname.h"

#include "hash.h"
#include "text.h"

/* Longer addresses are shortened in lines of Backstop (BS_SHOWN_ADDRESS). */
#define COMPARED 250

static struct bs_span
after(struct bs_span text, unsigned char mark)
{
    return bs_span_drop(text, bs_span_find(text, mark) + 1);
}

/* "prvs?4123abcdef?ann@far.example", "btv1??4123??ann@far.example" */
static struct bs_span
without_batv(struct bs_span word)
{
    struct bs_span rest = bs_span_of(NULL, 0);

    if (bs_span_starts(word, "prvs?"))
        rest = after(after(word, '?'), '?');
    else if (bs_span_starts(word, "btv1??"))
        rest = after(after(bs_span_drop(word, 6), '?'), '?');
    return rest.n > 0 ? rest : word;
}

uint64_t
bs_logname(struct bs_span address)
{
    char word[COMPARED + 1];

    address = bs_span_take(bs_span_strip(address, "<>"), COMPARED);
    if (address.n == 0)
        return bs_hash(address);
    struct bs_text t = bs_text_in(word, sizeof word);
    bs_text_word(&t, address, COMPARED);
    return bs_hash(without_batv(bs_span_text(word)));
}

uint64_t
bs_logname_pair(struct bs_span host, struct bs_span from)
{
    return bs_hash_mix(bs_hash(host) + 3 * bs_logname(from));
}
