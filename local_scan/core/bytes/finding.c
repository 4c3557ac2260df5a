/* finding: what can be said about a message, and the set that keeps it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

static const struct row {
    const char *name;
    enum bs_check check;
    enum bs_code code;
    const char *sentence;
} rows[BS_FINDINGS] = {
#define FINDING(id, name, check, code, sentence) {name, BS_CHECK_##check, BS_CODE_##code, sentence},
#include "findings.def"
#undef FINDING
};

_Static_assert((int)BS_MAX_FINDINGS > (int)BS_FINDINGS, "each kind must find room in a full set");

static bool
is_known(const struct bs_findings *set, const struct bs_finding *finding)
{
    for (unsigned i = 0; i < set->count; i++)
        if (set->item[i].id == finding->id && bs_span_equal(set->item[i].field, finding->field))
            return true;
    return false;
}

static unsigned
count_of(const struct bs_findings *set, enum bs_finding_id id)
{
    unsigned count = 0;

    for (unsigned i = 0; i < set->count; i++)
        count += set->item[i].id == id;
    return count;
}

/* In a full set, the last item whose kind occurs more than once; there is one,
 * as there are more items than kinds. */
static unsigned
slot_to_reuse(const struct bs_findings *set)
{
    unsigned slot = set->count - 1;

    while (slot > 0 && count_of(set, set->item[slot].id) == 1)
        slot--;
    return slot;
}

void
bs_finding_add(struct bs_findings *set, struct bs_finding finding)
{
    set->total++;
    if (is_known(set, &finding))
        return;
    if (set->count < BS_MAX_FINDINGS)
        set->item[set->count++] = finding;
    else if (!bs_finding_has(set, finding.id))
        set->item[slot_to_reuse(set)] = finding;
}

bool
bs_finding_has(const struct bs_findings *set, enum bs_finding_id id)
{
    return count_of(set, id) > 0;
}

const struct bs_finding *
bs_finding_of(const struct bs_findings *set, enum bs_check check)
{
    for (unsigned i = 0; i < set->count; i++)
        if (bs_finding_check(set->item[i].id) == check)
            return &set->item[i];
    return NULL;
}

const char *
bs_finding_name(enum bs_finding_id id)
{
    return id < BS_FINDINGS ? rows[id].name : "none";
}

const char *
bs_finding_sentence(enum bs_finding_id id)
{
    return id < BS_FINDINGS ? rows[id].sentence : "nothing";
}

enum bs_check
bs_finding_check(enum bs_finding_id id)
{
    return id < BS_FINDINGS ? rows[id].check : BS_CHECK_NONE;
}

enum bs_code
bs_finding_code(enum bs_finding_id id)
{
    return id < BS_FINDINGS ? rows[id].code : BS_CODE_NONE;
}
