/* fate: what a report says became of the mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fate.h"

#include "address.h"
#include "decode.h"
#include "lost.h"

/* Recipients whose fields are read, until one has some. */
#define MAX_GROUPS 8

static const char *const actions[BS_ACTIONS] = {
    [BS_ACTION_UNKNOWN] = "",        [BS_ACTION_FAILED] = "failed",
    [BS_ACTION_DELAYED] = "delayed", [BS_ACTION_DELIVERED] = "delivered",
    [BS_ACTION_RELAYED] = "relayed", [BS_ACTION_EXPANDED] = "expanded",
};

const char *
bs_action_name(enum bs_action action)
{
    return action < BS_ACTIONS ? actions[action] : "";
}

/* A value that is too long, or is not printable ASCII, is dropped. */
static void
keep(char *text_r, size_t size, struct bs_span value)
{
    if (value.n >= size || bs_span_plain(value) < value.n)
        return;
    for (size_t i = 0; i < value.n; i++)
        text_r[i] = (char)bs_span_at(value, i); /* bounds: n < size */
    text_r[value.n] = '\0';
}

/* "5.1.1" at the start, RFC 3463 §2; its length or 0. */
static size_t
status_length(struct bs_span text)
{
    size_t n = 1, digits;
    int c = bs_span_at(text, 0);

    if (c != '2' && c != '4' && c != '5')
        return 0;
    for (int i = 0; i < 2; i++) {
        if (bs_span_at(text, n++) != '.')
            return 0;
        for (digits = 0; bs_is_digit(bs_span_at(text, n)); n++)
            digits++;
        if (digits == 0 || digits > 3)
            return 0;
    }
    return bs_span_at(text, n) == '.' && bs_is_digit(bs_span_at(text, n + 1)) ? 0 : n;
}

/* The fields of one recipient, RFC 3464 §2.3. */
enum group { ACTION, STATUS, FINAL, ORIGINAL, GROUP_FIELDS };

/* If a field is repeated, the first one counts. */
static void
note_field(struct bs_span group[GROUP_FIELDS], const struct bs_field *field)
{
    static const char *const names[GROUP_FIELDS] = {
        [ACTION] = "Action",
        [STATUS] = "Status",
        [FINAL] = "Final-Recipient",
        [ORIGINAL] = "Original-Recipient",
    };

    for (size_t i = 0; i < GROUP_FIELDS; i++)
        if (group[i].p == NULL && bs_span_is(field->name, names[i]))
            group[i] = bs_span_trim(field->value);
}

/* False if they are not those of a recipient. */
static bool
take_group(struct bs_fate *fate, const struct bs_span group[GROUP_FIELDS])
{
    struct bs_span final = bs_address_typed(group[FINAL]);
    struct bs_span original = bs_address_typed(group[ORIGINAL]);

    for (enum bs_action i = BS_ACTION_FAILED; i < BS_ACTIONS; i++)
        if (bs_span_starts(group[ACTION], actions[i]))
            fate->action = i;
    keep(fate->status, sizeof fate->status,
         bs_span_take(group[STATUS], status_length(group[STATUS])));
    keep(fate->recipient, sizeof fate->recipient, final.n > 0 ? final : original);
    return group[ACTION].n > 0 || final.n > 0 || original.n > 0;
}

static bool
read_status_part(struct bs_fate *fate, const struct bs_part *part, struct bs_scratch *scratch)
{
    struct bs_span text = bs_decode_part(part, scratch->text, sizeof scratch->text);

    for (int i = 0; i < MAX_GROUPS && text.n > 0; i++) {
        struct bs_span group[GROUP_FIELDS] = {{NULL, 0}};
        struct bs_field field;
        struct bs_fields it = bs_fields_of(text);

        while (bs_fields_next(&it, &field) == 1)
            note_field(group, &field);
        if (take_group(fate, group))
            return true;
        text = bs_span_drop(text, it.offset > 0 ? it.offset : 1);
    }
    return false;
}

static bool
is_status_part(const struct bs_part *part)
{
    return bs_part_is(part, "message", "delivery-status") ||
           bs_part_is(part, "message", "global-delivery-status");
}

/* Gateways turn the part made for machines into an attached text. */
static bool
is_text_part(const struct bs_part *part)
{
    return part->leaf && part->depth > 0 && bs_part_is(part, "text", "plain");
}

static bool
read_status(struct bs_fate *fate, struct bs_scratch *scratch,
            bool (*wanted)(const struct bs_part *part))
{
    for (unsigned i = 0; i < scratch->parts.count; i++) {
        const struct bs_part *part = &scratch->parts.part[i];
        if (wanted(part) && read_status_part(fate, part, scratch))
            return true;
    }
    return false;
}

/* Words */

/* The address at the start of a line: "<user@host>:", "user@host". */
static struct bs_span
line_address(struct bs_span line)
{
    struct bs_span word = bs_span_take(line, bs_span_find_any(line, " \t"));

    word = bs_span_strip(word, "<>:;,()\"'");
    return bs_span_find(word, '@') > 0 && bs_span_find(word, '@') + 1 < word.n &&
                   bs_span_find_any(word, ":/") == word.n
               ? word
               : bs_span_of(NULL, 0);
}

/* "550 …", "550-…": a reply of SMTP that is final, RFC 5321 §4.2.1. */
static bool
is_refusal(struct bs_span text)
{
    int end = bs_span_at(text, 3);

    return bs_span_at(text, 0) == '5' &&
           (bs_span_at(text, 1) == '0' || bs_span_at(text, 1) == '5') &&
           bs_is_digit(bs_span_at(text, 2)) && (end == ' ' || end == '-') && text.n > 4;
}

/* Reads the first enhanced code; without one, an SMTP reply at least says what became of the
 * mail. */
static void
read_codes(struct bs_fate *fate, struct bs_span line)
{
    int before = ' ';

    for (size_t i = 0; i < line.n; i++) {
        struct bs_span at = bs_span_drop(line, i);
        bool starts = before != '.' && !bs_is_alnum(before);
        size_t n = starts ? status_length(at) : 0;

        before = bs_span_at(line, i);
        if (starts && is_refusal(at))
            fate->action = BS_ACTION_FAILED;
        if (n == 0 || before == '2')
            continue;
        keep(fate->status, sizeof fate->status, bs_span_take(at, n));
        return;
    }
}

/* An address at the start of a line counts before one in a sentence. */
static void
read_text(struct bs_fate *fate, const struct bs_message *message, struct bs_span text,
          struct bs_lost_index *delays)
{
    struct bs_span rest = text, loose = {NULL, 0};
    bool bare_cr = bs_span_bare_cr(text);

    while (rest.n > 0) {
        size_t so_far = text.n - rest.n;
        struct bs_span line = bs_span_trim(bs_span_line(&rest, bare_cr));
        if (bs_span_starts(line, "Received:")) { /* what follows is the returned mail */
            text = bs_span_take(text, so_far);
            break;
        }
        if (fate->recipient[0] == '\0')
            keep(fate->recipient, sizeof fate->recipient, line_address(line));
        if (loose.n == 0)
            loose = bs_lost_address(message, line);
        if (fate->status[0] == '\0')
            read_codes(fate, line);
    }
    if (fate->recipient[0] == '\0')
        keep(fate->recipient, sizeof fate->recipient, loose);
    if (fate->status[0] == '5')
        fate->action = BS_ACTION_FAILED;
    else if (bs_lost_delayed(text, delays))
        fate->action = BS_ACTION_DELAYED;
}

void
bs_fate_read(struct bs_fate *fate_r, const struct bs_report *report,
             const struct bs_message *message, struct bs_scratch *scratch)
{
    *fate_r = (struct bs_fate){.action = BS_ACTION_UNKNOWN};
    if (report->kind != BS_KIND_DSN && report->kind != BS_KIND_BOUNCE)
        return;
    if (read_status(fate_r, scratch, is_status_part) || read_status(fate_r, scratch, is_text_part))
        return;
    struct bs_span failed = bs_message_field(message, "X-Failed-Recipients");
    failed = bs_span_trim(bs_span_take(failed, bs_span_find(failed, ',')));
    keep(fate_r->recipient, sizeof fate_r->recipient, failed);
    if (failed.n > 0)
        fate_r->action = BS_ACTION_FAILED;
    read_text(fate_r, message, bs_report_prose(scratch), &scratch->delays);
}
