/* ground: what must hold before anything may be called foreign. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ground.h"

#include "clues.h"
#include "field.h"
#include "host.h"

/* The returned header */

static bool
is_not_first(const struct bs_facts *f)
{
    return f->verdict->returned.later;
}

static bool
is_wrapped(const struct bs_facts *f)
{
    return f->verdict->returned.wrapped;
}

/* A report to us, which another server returns to us in a report of its own: it never left us, and
 * what it is about was not read. */
static bool
is_report_to_us(const struct bs_facts *f)
{
    struct bs_span header = f->verdict->returned.header;
    struct bs_address octets;
    struct bs_span author = bs_address_from(bs_field_get(header, "From"), &octets);
    unsigned system = bs_clues_address(author) & (BS_CLUE_DAEMON | BS_CLUE_POSTMASTER);
    struct bs_span next, rest = bs_field_get(header, "To");

    while (system && (next = bs_address_next(&rest)).n > 0)
        for (unsigned i = 0; i < f->delivery->to.count; i++)
            if (bs_address_same(f->delivery->to.address[i], next))
                return true;
    return false;
}

static bool
is_author_field(const struct bs_field *field)
{
    return field->id == BS_NAME_FROM || field->id == BS_NAME_REPLY_TO ||
           field->id == BS_NAME_SENDER || field->id == BS_NAME_RETURN_PATH ||
           bs_span_is(field->name, "X-Original-From") || bs_span_is(field->name, "Resent-From");
}

static bool
is_ours(const struct bs_facts *f, struct bs_span address)
{
    address = bs_span_strip(bs_address_domain(bs_span_trim(address)), "<> \t\r\n");
    return bs_policy_own_name(f->owned->policy, address);
}

/* Mail that is not in our name is a stranger's even if its trail says little. */
bool
bs_ground_in_our_name(const struct bs_facts *f)
{
    struct bs_address octets;
    struct bs_field field;
    struct bs_fields it = bs_fields_of(f->verdict->returned.header);

    while (bs_fields_next(&it, &field) == 1)
        if (is_author_field(&field) && is_ours(f, bs_address_from(field.value, &octets)))
            return true;
    return false;
}

static bool
is_cut(const struct bs_facts *f)
{
    const struct bs_returned *returned = &f->verdict->returned;

    return returned->cut || returned->torn || (returned->bare && bs_ground_in_our_name(f));
}

/* The border */

static const struct bs_hop *
border_hop(const struct bs_facts *f)
{
    return f->claim->border > 0 ? &f->verdict->trail.hop[f->claim->border - 1] : NULL;
}

/* Webmail, mapi, "with HTTPS" of Microsoft 365: lines that a user's own server writes when the
 * user, or one of the user's rules, writes or resends the mail. */
static bool
is_no_handover(const struct bs_facts *f)
{
    const struct bs_hop *border = border_hop(f);

    return border && !border->handover && bs_ground_in_our_name(f);
}

/* The same below the border: Exchange sent it on by a server that others see. */
static bool
is_sent_anew(const struct bs_facts *f)
{
    const struct bs_trail *trail = &f->verdict->trail;
    bool anew = false;

    for (unsigned i = f->claim->border; i > 0 && i < trail->hops && !anew; i++)
        anew = bs_span_is(trail->hop[i].with, "mapi") || bs_span_is(trail->hop[i].with, "HTTPS");
    return anew && bs_ground_in_our_name(f);
}

/* A forwarder or a list got it from a host that has our name, over a family in which no address of
 * ours is known. */
static bool
is_named_in_other_family(const struct bs_facts *f)
{
    const struct bs_hop *hop =
        f->claim->own_name > 0 ? &f->verdict->trail.hop[f->claim->own_name - 1] : NULL;

    return hop && hop->peer_known == BS_PEER_SEEN && bs_ip_public(&hop->peer) &&
           bs_policy_own_name(f->owned->policy, hop->helo) &&
           !bs_own_has_family(f->owned, bs_ip_is4(&hop->peer));
}

static bool
is_other_family(const struct bs_facts *f)
{
    const struct bs_hop *border = border_hop(f);
    struct bs_ip ip;

    return (bs_verdict_border(f->verdict, &ip) && !bs_own_has_family(f->owned, bs_ip_is4(&ip)) &&
            (bs_policy_own_name(f->owned->policy, border->helo) || bs_ground_in_our_name(f))) ||
           is_named_in_other_family(f);
}

/* A host of ours with an IPv6 address that we did not know it would use. */
static bool
is_beside_us(const struct bs_facts *f)
{
    const struct bs_hop *border = border_hop(f);
    struct bs_ip ip;

    return bs_verdict_border(f->verdict, &ip) && bs_own_is_beside(f->owned, &ip) &&
           bs_policy_own_name(f->owned->policy, border->helo);
}

/* Did the host that handed it in note our name in HELO, and no public address beside it? In a
 * container, or behind a firewall that hides clients, all clients have the same private one. */
static bool
is_seen_without_address(const struct bs_facts *f)
{
    const struct bs_trail *trail = &f->verdict->trail;
    const struct bs_hop *border = border_hop(f);
    unsigned below = f->claim->border; /* its index */

    if (border == NULL || below >= trail->hops || f->claim->own_name != below + 1 ||
        f->claim->broken == below + 1)
        return false;
    const struct bs_hop *hop = &trail->hop[below]; /* bounds: < hops */
    for (unsigned i = 0; i < hop->addrs; i++)
        if (bs_ip_public(&hop->addr[i]))
            return false;
    return bs_policy_own_name(f->owned->policy, hop->helo) &&
           bs_host_same_org(hop->by, border->rdns.n > 0 ? border->rdns : border->helo);
}

/* Providers put at least three numbers of the address into the names of customers' lines. */
static bool
names_a_line(struct bs_span name)
{
    struct bs_span piece;
    unsigned numbers = 0;

    while ((piece = bs_host_piece(&name)).n > 0) {
        if (bs_host_is_line(piece))
            return true;
        numbers += bs_is_digit(bs_span_at(piece, 0));
    }
    return numbers >= 3;
}

/* The client that hands the report in, or a neighbour of it. */
static bool
is_near_client(const struct bs_facts *f, const struct bs_ip *ip)
{
    const struct bs_ip *client = &f->delivery->client;
    struct bs_net near = {*client, bs_ip_is4(client) ? 96 + 24 : 64};

    return bs_ip_public(client) && bs_net_holds(&near, ip);
}

/* A firewall of the reporter that hides clients behind an address of its own (source NAT): the host
 * at that address gave our name in HELO, and the next line is ours. The address is the reporter's if
 * the report comes from there, and may be if the DNS gives it a name of the organisation that wrote
 * the line. Customers of a provider have such names and addresses, too. */
static bool
is_behind_gateway(const struct bs_facts *f)
{
    const struct bs_hop *border = border_hop(f);
    struct bs_ip ip;

    return border && bs_verdict_border(f->verdict, &ip) &&
           f->claim->border < f->verdict->trail.hops &&
           bs_policy_own_name(f->owned->policy, border->helo) &&
           bs_policy_own_name(f->owned->policy, border[1].by) && /* bounds: not the last hop */
           !names_a_line(border->rdns) &&
           (bs_host_same_org(border->rdns, border->by) || is_near_client(f, &ip));
}

/* The reporter has IPv6 only, and a translator at its border shows IPv4 clients in an IPv6 network
 * of the reporter's, with the IPv4 address at the end (RFC 6052, section 2.2; RFC 7755). */
static bool
is_translated(const struct bs_facts *f)
{
    struct bs_ip ip, inner = {{[10] = 0xff, [11] = 0xff}};

    if (!bs_verdict_border(f->verdict, &ip) || bs_ip_is4(&ip))
        return false;
    for (unsigned i = 12; i < sizeof ip.octet; i++)
        inner.octet[i] = ip.octet[i];
    return bs_own_known(f->owned, &inner) == BS_OWN_YES;
}

static bool
is_list_field(const struct bs_field *field)
{
    return bs_span_is(field->name, "List-Id") || bs_span_is(field->name, "List-Post") ||
           bs_span_is(field->name, "Mailing-List") || bs_span_is(field->name, "X-Mailing-List") ||
           bs_span_is(field->name, "X-BeenThere") || bs_span_starts(field->name, "Resent-");
}

/* LISTSERV writes List-Help and List-Owner without List-Id; old Majordomo and Sympa only a Sender or
 * a Precedence. List-Unsubscribe is also in newsletters. */
static bool
is_old_list_field(const struct bs_field *field)
{
    struct bs_span value = bs_span_strip(bs_span_trim(field->value), "<>");

    if (bs_span_is(field->name, "Precedence"))
        return bs_span_is(value, "list");
    if (field->id == BS_NAME_SENDER)
        return bs_span_starts(value, "owner-");
    return bs_span_starts(field->name, "List-") &&
           !bs_span_starts(field->name, "List-Unsubscribe");
}

/* A list, or a person who resends mail, may start a new trail and keep the author (RFC 2919, RFC
 * 2369, RFC 5322 §3.6.6). */
static bool
has_mark(const struct bs_facts *f, bool (*is_mark)(const struct bs_field *field))
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(f->verdict->returned.header);

    while (bs_fields_next(&it, &field) == 1)
        if (is_mark(&field))
            return bs_ground_in_our_name(f);
    return false;
}

static bool
is_relisted(const struct bs_facts *f)
{
    return has_mark(f, is_list_field);
}

static bool
is_relisted_of_old(const struct bs_facts *f)
{
    return has_mark(f, is_old_list_field);
}

/* Owners of relays name these after what they do, or by numbers (c20, mail-lf1-f41), because they
 * have many. */
static bool
names_a_relay(struct bs_span name)
{
    static const char *const relays[] = {"relay", "smtp", "out",  "outbound", "mout",    "mta",
                                         "send",  "gw",   "mgw",  "gateway",  "forward", "fwd",
                                         NULL};
    struct bs_span piece, first = bs_span_take(name, bs_span_find(name, '.'));
    size_t labels_end = first.n;
    bool relay = false;

    for (struct bs_span rest = name; (piece = bs_host_piece(&rest)).n > 0;) {
        bool number = bs_is_digit(bs_span_at(piece, 0));
        relay |=
            bs_span_is_any(piece, relays) || (number && (size_t)(piece.p - name.p) < labels_end);
    }
    return relay && !names_a_line(name);
}

/* Does the host have a relay's name, which the DNS confirms or at least does not contradict?
 * Exchange does not look names up, nor does Coremail, which calls every host unknown. */
static bool
is_relay(const struct bs_hop *hop, struct bs_span line)
{
    struct bs_span name = hop->rdns.n > 0 ? hop->rdns : hop->helo;
    bool looks_up = !bs_span_has(line, " (Coremail) with ");
    bool unknown = looks_up && bs_span_has(line, "(unknown [");

    if (hop->rdns.n == 0 && (unknown || bs_span_has(line, "forged")))
        return false;
    return bs_host_valid(name) && !bs_host_private(name) && names_a_relay(name) &&
           bs_host_same_org(name, hop->helo);
}

/* A relay that does not write a line of its own, and perhaps removes the lines that it finds,
 * passes on our mail as if it were its own: the rest of the header is ours, and so is the line
 * below, if any. If our mail has tags, this mail would have one. */
static bool
is_stripped(const struct bs_facts *f)
{
    const struct bs_verdict *v = f->verdict;
    const struct bs_hop *border = border_hop(f);

    if (border == NULL || v->trail.limit || v->proof.untagged || v->proof.tag == BS_TAG_WRONG)
        return false;
    if (f->claim->border < v->trail.hops &&
        !bs_policy_own_name(f->owned->policy, border[1].by)) /* bounds: not the last hop */
        return false;
    return v->proof.from_us &&
           is_ours(f, bs_field_get(v->returned.header, "Message-ID")) &&
           is_relay(border, v->trail.value[f->claim->border - 1]);
}

/* What we know */

static bool
is_list_unread(const struct bs_facts *f)
{
    return f->owned->policy->unread;
}

/* Is it uncertain whether the border address is ours? While the DNS has not given all addresses of
 * our domains, the address may be one of them. */
static bool
is_unanswered(const struct bs_facts *f)
{
    const struct bs_hop *border = border_hop(f);

    return f->owned->unknown || (border && bs_own_peer(f->owned, border) == BS_OWN_UNKNOWN);
}

/* Proofs */

static bool
is_tag_open(const struct bs_facts *f)
{
    return f->verdict->proof.tag == BS_TAG_OPEN || f->verdict->proof.tag == BS_TAG_UNKNOWN;
}

static bool
is_signature_open(const struct bs_facts *f)
{
    return f->verdict->proof.dkim == BS_DKIM_OPEN || f->verdict->proof.dkim == BS_DKIM_UNKNOWN;
}

/* If the DNS may not be queried, no signature is ever judged; then a signature is not evidence,
 * neither for the mail nor against the memory. */
static bool
is_signature_unanswered(const struct bs_facts *f)
{
    return is_signature_open(f) && !f->owned->questions->offline;
}

/* The proof would make it ours, except that it is too old, or was returned to another address. */
static bool
is_spent(const struct bs_facts *f)
{
    const struct bs_proof *proof = &f->verdict->proof;

    return proof->tag == BS_TAG_EXPIRED || proof->tag == BS_TAG_REPLAYED ||
           proof->tag == BS_TAG_VALID || proof->dkim == BS_DKIM_REPLAYED ||
           proof->dkim == BS_DKIM_VALID;
}

/* A signature that is too old by its own dates, whose key may be gone: so it is not evidence
 * against the memory, which uses Date. */
static bool
is_signature_old(const struct bs_facts *f)
{
    return f->verdict->proof.dkim == BS_DKIM_EXPIRED;
}

/* A relay that rewrites Message-ID (Amazon SES) makes a tag of ours wrong. */
static bool
is_tag_wrong(const struct bs_facts *f)
{
    return f->verdict->proof.tag == BS_TAG_WRONG;
}

/* The report is to a return path that we signed. But if its header lacks a tag that is due, a
 * stranger returned it, to a path that has been public. */
static bool
is_signed_path(const struct bs_facts *f)
{
    return f->delivery->signed_to && !f->verdict->proof.untagged;
}

/* Without the keys, it is not known since when mail has been tagged. */
static bool
are_keys_unread(const struct bs_facts *f)
{
    return f->owned->policy->keys_unread && f->verdict->proof.untagged;
}

#define ALL (BS_BY_TRAIL | BS_BY_TAG | BS_BY_MEMORY)

static const struct bs_ground grounds[] = {
    {BS_REASON_NOT_FIRST, is_not_first, BS_BY_TRAIL | BS_BY_TAG,
     "another header comes before the one that was read, which may be quoted"},
    {BS_REASON_WRAPPED, is_wrapped, BS_BY_TRAIL | BS_BY_TAG,
     "another host has wrapped the report, and with it what is returned"},
    {BS_REASON_WRAPPED, is_report_to_us, BS_BY_TRAIL,
     "what it returns is another report to us, and not the mail which that one is about"},
    {BS_REASON_CUT_SHORT, is_cut, BS_BY_TRAIL | BS_BY_TAG,
     "the returned header is not complete, or was not read to its end"},
    {BS_REASON_NO_HANDOVER, is_no_handover, BS_BY_TRAIL | BS_BY_TAG,
     "the first public address is not in a line about SMTP, so a new trail may begin there"},
    {BS_REASON_NO_HANDOVER, is_sent_anew, BS_BY_TRAIL | BS_IF_TAGGED,
     "a line below it is not about SMTP, so a rule of a mailbox may have started a new trail "
     "there"},
    {BS_REASON_OTHER_FAMILY, is_other_family, BS_BY_TRAIL,
     "no address of ours is known in the family (IPv4, IPv6) of the first public address, or of a "
     "host with our name"},
    {BS_REASON_OWN_LINE_UNCONFIRMED, is_beside_us, BS_BY_TRAIL | BS_IF_TAGGED,
     "but it gave our name, and is in the IPv6 network (/64) of an address of ours"},
    {BS_REASON_OWN_LINE_UNCONFIRMED, is_seen_without_address, BS_BY_TRAIL | BS_IF_TAGGED,
     "but that host says that it took the mail from our name, and shows no public address of its "
     "client"},
    {BS_REASON_OWN_LINE_UNCONFIRMED, is_behind_gateway, BS_BY_TRAIL | BS_IF_TAGGED,
     "but the report comes from there, or the DNS gave that address a name of the organisation that "
     "wrote the line: it may be that organisation's firewall, which hides its clients"},
    {BS_REASON_OWN_LINE_UNCONFIRMED, is_translated, BS_BY_TRAIL,
     "but it is an IPv6 address with an IPv4 address of ours in it, as translators write them"},
    {BS_REASON_LINES_DROPPED, is_relisted, BS_BY_TRAIL | BS_BY_TAG,
     "a list, or somebody who resent it, may have dropped our lines: its author is ours"},
    {BS_REASON_LINES_DROPPED, is_relisted_of_old, BS_BY_TRAIL | BS_IF_TAGGED,
     "a list may have dropped our lines: its author is ours"},
    {BS_REASON_LINES_DROPPED, is_stripped, BS_BY_TRAIL,
     "the server that passed it on did not write a line of its own; all that is left is ours"},
    {BS_REASON_LIST_UNREAD, is_list_unread, ALL | BS_BY_STRANGER,
     "a list that says who we are could not be read completely; 'sudo backstop doctor' names it"},
    {BS_REASON_NO_ANSWER, is_unanswered, BS_BY_TRAIL | BS_BY_MEMORY | BS_BY_STRANGER,
     "but the DNS has not said which addresses are ours"},
    {BS_REASON_NO_ANSWER, is_tag_open, ALL | BS_BY_STRANGER, "its tag could not be checked"},
    {BS_REASON_NO_ANSWER, is_signature_open, BS_BY_TRAIL | BS_BY_TAG | BS_BY_STRANGER,
     "its DKIM signature of our domain could not be checked"},
    {BS_REASON_NO_ANSWER, is_signature_unanswered, BS_BY_MEMORY,
     "its DKIM signature of our domain could not be checked"},
    {BS_REASON_NO_ANSWER, are_keys_unread, ALL,
     "the keys could not be read completely; 'sudo backstop doctor' says why"},
    {BS_REASON_PROOF_SPENT, is_spent, ALL | BS_BY_STRANGER,
     "its tag or DKIM signature is ours, but it is too old, or it is returned to somebody else"},
    {BS_REASON_PROOF_SPENT, is_signature_old, BS_BY_TRAIL | BS_BY_TAG | BS_BY_STRANGER,
     "its DKIM signature is in our name, but too old"},
    {BS_REASON_DISPUTED, is_tag_wrong, BS_BY_MEMORY,
     "a tag of ours is in it, which a relay may have made wrong together with the Message-ID"},
    {BS_REASON_SIGNED_PATH, is_signed_path, BS_BY_TRAIL | BS_BY_MEMORY,
     "it is addressed to a return path that we have signed"},
};

const struct bs_ground *
bs_ground_open(const struct bs_facts *facts, enum bs_ground_by by)
{
    bool untagged = facts->verdict->proof.untagged;

    for (size_t i = 0; i < BS_COUNT(grounds); i++) {
        bool applies = (grounds[i].bars & by) != 0 &&
                       !(untagged && (grounds[i].bars & BS_IF_TAGGED) != 0);
        if (applies && grounds[i].open(facts))
            return &grounds[i];
    }
    return NULL;
}
