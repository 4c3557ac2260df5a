/* torn: is a returned header there to its end? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "torn.h"

#include "date.h"
#include "field.h"

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
static bool
ends_inside(const struct bs_field *field)
{
    struct bs_span value = bs_span_trim(field->value);
    struct bs_date date;

    switch (field->id) {
    case BS_NAME_RECEIVED:
        return bs_span_find(value, ';') + 1 >= value.n;
    case BS_NAME_DATE:
        bs_date_read(&date, value);
        return date.form == BS_DATE_UNKNOWN;
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

bool
bs_header_bare(struct bs_span header)
{
    return bs_field_get(header, "From").p == NULL || bs_field_get(header, "Date").p == NULL;
}

bool
bs_header_torn(struct bs_span header)
{
    struct bs_fields it;
    struct bs_field field, last = {.id = BS_NAME_OTHER};

    bs_fields_start(&it, header);
    while (bs_fields_next(&it, &field) == 1)
        last = field;
    return ends_inside(&last);
}
