/* finding: one table of everything that can be said about a message's form. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

static const struct row {
    const char *name;
    enum bs_check check;
    enum bs_code code;
    const char *sentence;
} rows[BS_FINDINGS] = {
    [BS_FIND_8BIT] = {"8bit", BS_CHECK_HEADER_8BIT, BS_CODE_OCTET,
                      "an 8-bit octet that is not UTF-8"},
    [BS_FIND_UTF8] = {"utf8", BS_CHECK_HEADER_UTF8, BS_CODE_POINT,
        "raw UTF-8 where ASCII is required"},
    [BS_FIND_CONTROL] = {"control", BS_CHECK_HEADER_CONTROL, BS_CODE_POINT, "a control character"},
    [BS_FIND_NUL] = {"nul", BS_CHECK_HEADER_CONTROL, BS_CODE_NONE, "a NUL octet"},
    [BS_FIND_BIDI] = {"bidi", BS_CHECK_HEADER_BIDI, BS_CODE_POINT,
                      "a character that changes the direction of text"},
    [BS_FIND_INVISIBLE] = {"invisible", BS_CHECK_HEADER_BIDI, BS_CODE_POINT,
                           "an invisible character"},
    [BS_FIND_SCRIPTS] = {"scripts", BS_CHECK_HEADER_SPOOF, BS_CODE_POINT,
                         "a word that mixes Latin with Cyrillic or Greek letters"},
    [BS_FIND_NAME_ADDRESS] = {"name_address", BS_CHECK_HEADER_SPOOF, BS_CODE_NONE,
                              "a display name that is a different address"},
    [BS_FIND_ENCODED_WORD] = {"encoded_word", BS_CHECK_HEADER_ENCODED_WORD, BS_CODE_OCTET,
                              "a malformed encoded word (RFC 2047)"},
    [BS_FIND_DUPLICATE] = {"duplicate", BS_CHECK_HEADER_DUPLICATE, BS_CODE_NONE,
                           "a field that may occur only once is repeated"},
    [BS_FIND_MISSING] = {"missing", BS_CHECK_HEADER_MISSING, BS_CODE_NONE,
                         "a required field is missing"},
    [BS_FIND_LONG_LINE] = {"long_line", BS_CHECK_NONE, BS_CODE_NONE,
                           "a line of more than 998 octets"},
    /* Exim folds the line there, so it is never seen in Exim and has no check. */
    [BS_FIND_BARE_CR] = {"bare_cr", BS_CHECK_NONE, BS_CODE_NONE, "a carriage return inside a line"},
    [BS_FIND_NO_FIELD] = {"no_field", BS_CHECK_NONE, BS_CODE_NONE,
                          "the header ends at a line that is not a field"},
    [BS_FIND_HEADER_LIMIT] = {"header_limit", BS_CHECK_NONE, BS_CODE_NONE,
                              "the header is too long to be read completely"},
    [BS_FIND_MIME_LIMIT] = {"mime_limit", BS_CHECK_NONE, BS_CODE_NONE,
                            "the message has too many or too deeply nested parts to be read "
                            "completely"},
    [BS_FIND_BODY_LIMIT] = {"body_limit", BS_CHECK_NONE, BS_CODE_NONE,
                            "the body is too long to be read completely"},
    [BS_FIND_RETURNED_LIMIT] = {"returned_limit", BS_CHECK_NONE, BS_CODE_NONE,
                                "the returned header is too long to be read completely"},
    [BS_FIND_HOP_LIMIT] = {"hop_limit", BS_CHECK_NONE, BS_CODE_NONE,
                           "too many Received fields are returned to be read completely"},
    [BS_FIND_RECEIVED_SELF] = {"received_self", BS_CHECK_RECEIVED_FORGED, BS_CODE_LINE,
                               "a host took the mail from a stranger who used that host's own "
                               "name"},
    [BS_FIND_RECEIVED_BY_US] = {"received_by_us", BS_CHECK_RECEIVED_FORGED, BS_CODE_LINE,
                                "a line in our name that we never wrote"},
    [BS_FIND_RECEIVED_DATE] = {"received_date", BS_CHECK_RECEIVED_FORGED, BS_CODE_LINE,
                               "a day, a time or a time zone that does not exist"},
    [BS_FIND_RECEIVED_FUTURE] = {"received_future", BS_CHECK_RECEIVED_FORGED, BS_CODE_LINE,
                                 "more than a day later than the mail came in"},
    [BS_FIND_DATE_IMPOSSIBLE] = {"date_impossible", BS_CHECK_DATE_BOGUS, BS_CODE_NONE,
                                 "a day, a time or a time zone that does not exist"},
    [BS_FIND_DATE_FUTURE] = {"date_future", BS_CHECK_DATE_BOGUS, BS_CODE_NONE,
                             "more than two days later than the mail came in"},
    [BS_FIND_DATE_PAST] = {"date_past", BS_CHECK_DATE_BOGUS, BS_CODE_NONE, "before 1990"},
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
