/* proof: does a returned header contain proof that we sent it? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof.h"

#include "date.h"
#include "field.h"
#include "host.h"

/* Fields that every reporter returns. A gateway that builds a new header (Domino, old Exchange,
 * X.400) writes these and drops all others, including our tag. */
static bool
is_common(const struct bs_field *field)
{
    switch (field->id) {
    case BS_NAME_DATE:
    case BS_NAME_FROM:
    case BS_NAME_SENDER:
    case BS_NAME_REPLY_TO:
    case BS_NAME_TO:
    case BS_NAME_CC:
    case BS_NAME_BCC:
    case BS_NAME_MESSAGE_ID:
    case BS_NAME_IN_REPLY_TO:
    case BS_NAME_REFERENCES:
    case BS_NAME_SUBJECT:
    case BS_NAME_RECEIVED:
    case BS_NAME_RETURN_PATH:
        return true;
    default:
        return bs_span_is(field->name, "MIME-Version") || bs_span_starts(field->name, "Content-");
    }
}

/* Fields that are stored in a mailbox (Exchange writes these anew from MAPI properties, Notes and
 * X.400 from their own), and fields that the reporter's side adds on arrival. */
static bool
is_of_mailbox(const struct bs_field *field)
{
    static const char *const names[] = {"Importance", "Priority", "Sensitivity", "X-Priority",
                                        "X-MSMail-Priority", "X-MimeOLE", "Accept-Language",
                                        "Disposition-Notification-To", "Return-Receipt-To",
                                        "X-Original-To", "Conversion", "Disclose-Recipients", NULL};
    static const char *const starts[] = {"Thread-", "X-MS-", "X-MIMETrack", "X-Notes-", "X400-",
                                         "X-GroupWise-", "X-Spam-", "X-Virus-", "X-Proofpoint-",
                                         "X-Mimecast-", "X-MC-", "X-IronPort-", "IronPort-",
                                         "X-Forefront-", "ARC-", NULL};

    if (field->id == BS_NAME_DELIVERED_TO || field->id == BS_NAME_ON_THE_WAY)
        return true;
    for (unsigned i = 0; starts[i]; i++)
        if (bs_span_starts(field->name, starts[i]))
            return true;
    return bs_span_is_any(field->name, names);
}

/* Does this reporter return fields that it cannot know? Then it would also have returned a tag. A
 * reporter that does not return any Received line, although we wrote one, made the header from a
 * mailbox. One that stores these lines with the mail (Domino, GroupWise, Exchange) may also have
 * made it; that counts if a line says that the mail came from our address. */
static bool
keeps_strange_fields(struct bs_span header, bool from_mailbox)
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1)
        if (!is_common(&field) && !(from_mailbox && is_of_mailbox(&field)))
            return true;
    return false;
}

/* Mail that somebody else wrote, and that we only passed on, does not have a tag of ours: mail of a
 * list of ours, or a forward under a return path of ours. */
static bool
is_from_us(struct bs_span author, const struct bs_policy *policy)
{
    struct bs_address octets;
    struct bs_span from = bs_address_from(author, &octets);

    return bs_policy_own_name(policy, bs_address_domain(from));
}

/* Was it written while a key signed? Anyone can write its Date; but mail of
 * last month is not returned, so in time every original has a tag. */
static bool
is_since(struct bs_span header, long long since, long long now, unsigned days)
{
    if (since == 0 || now == 0 || since > now)
        return false;
    if (now - since >= (long long)days * BS_DAY)
        return true;
    struct bs_date date = bs_date_read(bs_field_get(header, "Date"));
    return date.form == BS_DATE_VALID && date.at >= since && date.at <= now + 2 * BS_DAY;
}

/* A later server added the Message-ID: then the mail left us without one, and so without a tag,
 * which covers it. Gmail says so in the id, others put their name into it. */
static bool
has_later_id(const struct bs_trail *trail, struct bs_span header, const struct bs_policy *policy)
{
    struct bs_span id = bs_span_trim(bs_field_get(header, "Message-ID"));
    struct bs_span host = bs_address_domain(bs_span_strip(id, "<> \t"));

    if (bs_span_has(id, "ADDED_MISSING"))
        return true;
    if (bs_policy_own_name(policy, host))
        return false;
    for (unsigned i = 0; i < trail->hops; i++)
        if (bs_host_valid(host) && bs_host_same_org(trail->hop[i].by, host))
            return true;
    return false;
}

/* An automatic reply has the null sender (RFC 3834 §3.3), so only servers that do not comply return
 * it to its author, and it may not have left through this one. Mail with a return path had a
 * sender, and is returned for that reason. */
static bool
is_automatic(struct bs_span header)
{
    struct bs_span submitted = bs_span_trim(bs_field_get(header, "Auto-Submitted"));
    struct bs_span path = bs_span_trim(bs_field_get(header, "Return-Path"));

    return submitted.n > 0 && !bs_span_is(submitted, "no") &&
           (path.n == 0 || bs_span_is(path, "<>"));
}

static bool
is_from_own_address(const struct bs_hop *hop, const struct bs_policy *policy)
{
    return hop->peer_known != BS_PEER_NONE && bs_policy_own_ip(policy, &hop->peer);
}

static bool
names_own_address(const struct bs_trail *trail, const struct bs_policy *policy)
{
    for (unsigned i = 0; i < trail->hops; i++)
        if (is_from_own_address(&trail->hop[i], policy))
            return true;
    return false;
}

/* Does one of the returned lines name us, by address or name? */
static bool
names_us(const struct bs_trail *trail, const struct bs_policy *policy)
{
    for (unsigned i = 0; i < trail->hops; i++) {
        const struct bs_hop *hop = &trail->hop[i];
        if (bs_policy_own_name(policy, hop->by) || bs_policy_own_name(policy, hop->rdns) ||
            bs_policy_own_name(policy, hop->helo) || is_from_own_address(hop, policy))
            return true;
    }
    return false;
}

/* Mail of ours that may have left without a tag. Anyone can write these signs into a header, so
 * they count only if a line of the trail names us, as in mail that we sent; an added id also counts
 * if no line is returned. */
static bool
may_lack_tag(const struct bs_trail *trail, struct bs_span header, const struct bs_policy *policy)
{
    bool named = names_us(trail, policy);

    return (is_automatic(header) && named) ||
           (has_later_id(trail, header, policy) && (named || trail->hops == 0));
}

/* Would the header have a tag if we had tagged the mail? */
static bool
would_show_tag(const struct bs_returned *returned, const struct bs_trail *trail,
               const struct bs_policy *policy, long long now)
{
    long long since = bs_keyring_since(&policy->keyring);
    bool from_mailbox = trail->hops == 0 || names_own_address(trail, policy);

    return since != 0 && bs_returned_is_faithful(returned) && !returned->cut && !returned->torn &&
           !returned->later && !returned->wrapped &&
           !may_lack_tag(trail, returned->header, policy) &&
           is_since(returned->header, since, now, policy->tag_days) &&
           bs_tag_can(returned->header) &&
           keeps_strange_fields(returned->header, from_mailbox);
}

/* A tag under one of our keys. Only mail that we have tagged has one, because strangers' mail loses
 * it on arrival. */
static bool
has_own_tag(const struct bs_proof *proof)
{
    return proof->tag == BS_TAG_VALID || proof->tag == BS_TAG_WRONG ||
           proof->tag == BS_TAG_EXPIRED || proof->tag == BS_TAG_REPLAYED;
}

static bool
is_alone(const struct bs_proof *proof, const struct bs_dkim_work *work,
         const struct bs_policy *policy)
{
    bool before = work->at < bs_keyring_since(&policy->keyring);

    return proof->dkim == BS_DKIM_VALID && bs_keyring_signer(&policy->keyring) && !before &&
           !(work->over_tag && has_own_tag(proof));
}

/* If a signature of ours shows that mail left us without a tag, perhaps through another server, it
 * is not a stranger's, no matter who returns it. */
static bool
may_be_signed(const struct bs_proof *proof)
{
    return proof->dkim == BS_DKIM_VALID || proof->dkim == BS_DKIM_OPEN ||
           proof->dkim == BS_DKIM_UNKNOWN ||
           proof->dkim == BS_DKIM_REPLAYED;
}

static bool
has_field(const struct bs_returned *returned, enum bs_name name)
{
    return (returned->names >> name & 1) != 0;
}

void
bs_proof_seek(struct bs_proof *proof_r, struct bs_questions *q, struct bs_proof_work *work,
              const struct bs_returned *returned, const struct bs_trail *trail,
              const struct bs_policy *policy, const struct bs_delivery *delivery)
{
    struct bs_span header = returned->later ? returned->first : returned->header;

    *proof_r = (struct bs_proof){.tag = BS_TAG_ABSENT, .dkim = BS_DKIM_ABSENT};
    if (returned->where == BS_RETURNED_NOTHING || delivery->now == 0)
        return;
    bool known = !returned->later && returned->names != 0;
    proof_r->from_us = is_from_us(known ? returned->from : bs_field_get(header, "From"), policy);
    if (!known || has_field(returned, BS_NAME_TAG))
        proof_r->tag = bs_tag_check(q, &work->tag, header, &policy->keyring, &delivery->to,
                                    delivery->now, policy->tag_days);
    if (!known || has_field(returned, BS_NAME_DKIM_SIGNATURE))
        proof_r->dkim = bs_dkim_check(q, &work->dkim, header, policy, &delivery->to, delivery->now,
                                      policy->tag_days, &proof_r->domain);
    proof_r->alone = is_alone(proof_r, &work->dkim, policy);
    bool shown = would_show_tag(returned, trail, policy, delivery->now);
    bool due = shown && proof_r->from_us;
    bool unjudged = proof_r->tag == BS_TAG_OPEN || proof_r->tag == BS_TAG_UNKNOWN;
    proof_r->due = due && !unjudged && proof_r->tag != BS_TAG_VALID;
    proof_r->unjudged = due && unjudged;
    proof_r->lost = shown && proof_r->tag != BS_TAG_VALID;
    proof_r->untagged = proof_r->due && proof_r->tag == BS_TAG_ABSENT && !may_be_signed(proof_r);
}
