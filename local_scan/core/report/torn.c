/* torn: is a returned header complete? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "torn.h"

#include "date.h"

/* Is a quoted string, a comment, an address or an encoded word open at the end? */
static bool
is_open(struct bs_span value)
{
    bool quoted = false, angle = false;
    unsigned depth = 0;

    for (size_t i = 0; i < value.n; i++) {
        int c = bs_span_at(value, i);
        if (c == '\\') {
            i++;
            continue;
        }
        if (c == '"' && depth == 0)
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '(')
            depth++;
        if (c == ')' && depth > 0)
            depth--;
        if (depth == 0 && (c == '<' || c == '>'))
            angle = c == '<';
    }
    return quoted || angle || depth > 0;
}

/* Each Received field ends in a date (RFC 5321 §4.4), a signature has its octets (RFC
 * 6376 §3.5), and no list ends in a comma. Subjects are free text. */
bool
bs_field_torn(const struct bs_field *last)
{
    struct bs_span value = bs_span_trim(last->value);

    switch (last->id) {
    case BS_NAME_RECEIVED:
        return bs_span_find(value, ';') + 1 >= value.n;
    case BS_NAME_DATE:
        return bs_date_read(value).form == BS_DATE_UNKNOWN;
    case BS_NAME_DKIM_SIGNATURE:
        return !bs_span_has(value, "b=");
    case BS_NAME_FROM:
    case BS_NAME_SENDER:
    case BS_NAME_REPLY_TO:
    case BS_NAME_TO:
    case BS_NAME_CC:
    case BS_NAME_MESSAGE_ID:
    case BS_NAME_REFERENCES:
        return is_open(value) || bs_span_ends(value, ",");
    default:
        return false;
    }
}
