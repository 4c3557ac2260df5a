/* abuse: the contacts for complaints about mail from an address. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "abuse.h"

#include "host.h"

/* RFC 5321 §4.5.3.1.1 */
#define MAX_LOCAL 64

/* RFC 5321 §4.1.2: Dot-string. */
static bool
is_dot_string(struct bs_span local)
{
    bool atom = false; /* a dot is between two atoms */

    for (size_t i = 0; i < local.n; i++) {
        int c = bs_span_at(local, i);
        bool dot = c == '.';

        if (dot ? !atom : !bs_is_alnum(c) && strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL)
            return false;
        atom = !dot;
    }
    return atom && local.n <= MAX_LOCAL;
}

bool
bs_abuse_is_mailbox(struct bs_span text)
{
    size_t at = bs_span_find(text, '@');

    return bs_span_plain(text) == text.n && is_dot_string(bs_span_take(text, at)) &&
           bs_host_valid(bs_span_drop(text, at + 1));
}

static void
take(struct bs_contacts *contacts, struct bs_span text)
{
    while (text.n > 0) {
        struct bs_span word = bs_span_word(&text, ", ;\t");

        if (contacts->count < BS_MAX_CONTACTS && bs_abuse_is_mailbox(word) &&
            !bs_span_is_among(word, contacts->address, contacts->count))
            contacts->address[contacts->count++] = word;
    }
}

void
bs_abuse_ask(struct bs_contacts *contacts_r, struct bs_questions *q, const struct bs_ip *ip,
             struct bs_span zone)
{
    char name[BS_MAX_HOSTNAME + 1];
    size_t n = zone.n > 0 ? bs_question_listed_name(ip, zone, name, sizeof name) : 0;

    *contacts_r = (struct bs_contacts){.known = BS_KNOWN_UNKNOWN};
    if (n == 0)
        return;
    struct bs_known_as known = bs_ask_name(q, BS_ASK_TEXT, bs_span_of(name, n));
    contacts_r->known = known.known;
    for (unsigned i = 0; i < known.count; i++)
        take(contacts_r, known.item[i].text);
    if (known.known == BS_KNOWN_SOME && contacts_r->count == 0)
        contacts_r->known = BS_KNOWN_NONE;
}
