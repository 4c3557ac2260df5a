/* weigh: a verdict, by what the message and the outside say. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "weigh.h"

#include "claim.h"
#include "confirm.h"
#include "ground.h"

static const struct bs_span none = {NULL, 0};

static void
add_evidence(struct bs_verdict *v, unsigned hop, const char *text, struct bs_span subject)
{
    if (v->evidences < BS_MAX_EVIDENCE)
        v->evidence[v->evidences++] =
            (struct bs_evidence){.text = text, .subject = subject, .hop = hop};
}

static void
conclude(struct bs_verdict *v, enum bs_reason reason)
{
    v->origin = bs_reason_origin(reason);
    v->reason = reason;
}

/* The host that handed the mail in, according to the border line. */
static struct bs_span
border_name(const struct bs_hop *hop)
{
    if (hop->rdns.n > 0)
        return hop->rdns;
    return hop->names > 0 ? hop->name[0] : hop->helo;
}

static void
conclude_foreign(struct bs_verdict *v, const struct bs_facts *facts, enum bs_reason reason)
{
    const struct bs_ground *open = bs_ground_open(facts, BS_BY_TRAIL);

    if (open == NULL) {
        conclude(v, reason);
        return;
    }
    add_evidence(v, 0, open->text, none);
    conclude(v, open->reason);
    v->stranger = (open->bars & BS_BY_STRANGER) != 0;
}

/* Our name does not count beside somebody else's public address, but it keeps us from saying
 * `foreign` if no address contradicts it. */
static void
judge_names(struct bs_verdict *v, const struct bs_facts *facts)
{
    const struct bs_claim *t = facts->claim;
    const struct bs_hop *border = &v->trail.hop[t->border - 1];

    add_evidence(v, t->border, "the first public address there is not one of ours; its host is "
                               "%s",
                 border_name(border));
    if (t->by_us > 0 && (t->by_us == t->border || t->by_us == 1 || !v->proof.untagged)) {
        add_evidence(v, t->by_us, "but a host of our own name wrote that line",
                     v->trail.hop[t->by_us - 1].by);
        conclude(v, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (t->border_names_us) {
        add_evidence(v, t->border, "but the DNS gave it our name %s", border->rdns);
        conclude(v, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (t->own_name > 0) {
        add_evidence(v, t->own_name, "our name is written there, which anyone can do", none);
        conclude_foreign(v, facts, BS_REASON_PLANTED);
    } else if (v->proof.tag == BS_TAG_WRONG) {
        add_evidence(v, 0, "it has a tag of ours, but that of another message", none);
        conclude_foreign(v, facts, BS_REASON_PLANTED);
    } else {
        conclude_foreign(v, facts, BS_REASON_NO_OWN_HOP);
    }
}

/* Our address is somewhere in the trail. Below a link that the DNS breaks, it was planted;
 * otherwise, a stranger says that they got the mail from us, and may be right. */
static void
judge_mention(struct bs_verdict *v, const struct bs_facts *facts)
{
    const struct bs_claim *t = facts->claim;
    bool behind = t->broken > 0 && (t->mentioned == 0 || t->mentioned >= t->broken);

    if (t->inside)
        add_evidence(v, t->mentioned,
                     "the reporter took it from our address and handed it to "
                     "itself; a program on its host could also have written this",
                     none);
    else if (t->mentioned > 0)
        add_evidence(v, t->mentioned, "our address is named there, in a stranger's line", none);
    else
        add_evidence(v, 0, "our address is named in another field, or below the lines that were "
                           "read", none);
    if (behind) {
        add_evidence(v, t->broken, "but according to the DNS, the host that says so is "
                                   "elsewhere: %s",
                     v->trail.hop[t->broken - 1].by);
        conclude_foreign(v, facts, BS_REASON_PLANTED);
    } else {
        conclude(v, BS_REASON_RELAYED_CLAIM);
    }
}

/* The border address may turn out to be ours by a name that was only now looked up. */
static bool
is_border_ours(const struct bs_verdict *v, const struct bs_owned *owned)
{
    return v->border > 0 && bs_own_peer(owned, &v->trail.hop[v->border - 1]) == BS_OWN_YES;
}

/* What the trail says. Links are checked against the DNS only if something depends on them, because
 * a spammer's name server may never answer; and only when nothing else is open, because the
 * spammer's lines must not use up the room for questions about us. */
static struct bs_claim
read_claim(struct bs_verdict *v, const struct bs_owned *owned, bool thorough)
{
    struct bs_claim claim = bs_claim_follow(&v->trail, owned);
    bool matters = claim.trusted == 0 && claim.mentioned > 0;

    if ((!matters && !thorough) || bs_questions_open(owned->questions) > 0)
        return claim;
    bs_trail_confirm(&v->trail, owned->questions);
    return bs_claim_follow(&v->trail, owned);
}

static void
judge_trail(struct bs_verdict *v, struct bs_facts *facts)
{
    const struct bs_owned *owned = facts->owned;
    struct bs_claim t = *facts->claim;

    facts->claim = &t;
    if (t.trusted > 0 && !v->returned.later) {
        add_evidence(v, t.trusted, "according to %s, the mail was taken from our address",
                     v->trail.hop[t.trusted - 1].by);
        conclude(v, BS_REASON_TRAIL);
    } else if (!owned->identity && owned->unknown) {
        add_evidence(v, 0, "the DNS has not said which addresses are ours", none);
        conclude(v, BS_REASON_NO_ANSWER);
    } else if (!owned->identity) {
        add_evidence(v, 0, "no public address of ours is known: see own_nets", none);
        conclude(v, BS_REASON_NO_IDENTITY);
    } else if (t.mentioned > 0 || is_border_ours(v, owned) ||
               bs_claim_beyond(&v->trail, &v->returned, owned, !v->proof.untagged)) {
        if (t.mentioned == 0 && is_border_ours(v, owned))
            t.mentioned = t.border;
        judge_mention(v, facts);
    } else if (v->returned.cut || v->returned.torn) {
        add_evidence(v, 0, "the returned header is not complete, or was not read to its end", none);
        conclude(v, BS_REASON_CUT_SHORT);
    } else if (t.border > 0) {
        judge_names(v, facts);
    } else if (t.by_us == 1) {
        add_evidence(v, 1, "our own name %s wrote that line", v->trail.hop[0].by);
        conclude(v, BS_REASON_OWN_LINE_UNCONFIRMED);
    } else if (v->trail.limit) {
        add_evidence(v, 0, "no Received line that was read names a public address, but there "
                           "are more lines", none);
        conclude(v, BS_REASON_HOP_LIMIT);
    } else if (v->trail.hops > 0) {
        add_evidence(v, 0, "no returned Received line names a public address", none);
        conclude(v, BS_REASON_NO_PUBLIC_HOP);
    } else {
        add_evidence(v, 0, "the returned header has no Received line", none);
        conclude(v, BS_REASON_NO_RECEIVED);
    }
}

/* Proof. */

/* Everyone who received mail of ours knows the signed path in it, and can return anything to it. If
 * our mail has tags, mail of another author that is returned to the path needs an explanation: our
 * address in its trail, because we forwarded it, or the marks of a list. */
static bool
is_path_proof(const struct bs_verdict *v, const struct bs_facts *facts)
{
    bool header = v->returned.where != BS_RETURNED_NOTHING;
    bool tagged = bs_keyring_signer(&facts->owned->policy->keyring) != NULL;
    bool explained = facts->claim->trusted > 0 || facts->claim->mentioned > 0;

    if (!facts->delivery->signed_to || v->proof.due)
        return false;
    return !header || !tagged || v->proof.from_us || explained;
}

static bool
is_proved(struct bs_verdict *v, const struct bs_facts *facts)
{
    bool readable = v->returned.where != BS_RETURNED_NOTHING;

    if (readable && v->proof.tag == BS_TAG_VALID) {
        add_evidence(v, 0, "the returned header has a tag that only we can make", none);
        conclude(v, BS_REASON_TAG);
    } else if (is_path_proof(v, facts)) {
        add_evidence(v, 0, "it is addressed to a return path that we have signed", none);
        conclude(v, BS_REASON_BATV);
    } else if (readable && v->proof.dkim == BS_DKIM_VALID) {
        add_evidence(v, 0, "the returned header has a valid DKIM signature of %s", v->proof.domain);
        if (v->proof.alone)
            add_evidence(v, 0, "but it does not cover a tag of ours: mail that we only forward "
                               "is also signed",
                         none);
        else
            conclude(v, BS_REASON_DKIM);
        return !v->proof.alone;
    } else {
        return false;
    }
    return true;
}

static const char *const tag_texts[BS_TAG_STATES] = {
    [BS_TAG_ABSENT] = "it does not have a tag of ours",
    [BS_TAG_OPEN] = "its tag could not be checked",
    [BS_TAG_UNKNOWN] = "its tag could not be checked",
    [BS_TAG_VALID] = "its tag is ours",
    [BS_TAG_EXPIRED] = "its tag is too old to be returned now",
    [BS_TAG_WRONG] = "its tag is that of another message, or made up",
    [BS_TAG_REPLAYED] = "its tag is ours, but the report is not for the sender of that mail",
};

/* If all our mail has tags, an address in a Received line is not enough: someone who forges the
 * whole report can write anything into it. But a missing tag does not refute the trail either: a
 * reporter may drop the tag, and a program on this host may send mail without Exim. */
static void
judge_tag(struct bs_verdict *v, const struct bs_facts *facts)
{
    if (v->origin == BS_ORIGIN_OURS) {
        add_evidence(v, 0, tag_texts[v->proof.tag], none);
        conclude(v, BS_REASON_UNPROVED);
    } else if (v->origin == BS_ORIGIN_UNKNOWN && v->proof.untagged &&
               bs_ground_open(facts, BS_BY_TAG) == NULL) {
        add_evidence(v, 0, "it was written after our mail began to be tagged", none);
        add_evidence(v, 0, tag_texts[v->proof.tag], none);
        conclude(v, BS_REASON_UNTAGGED);
    }
}

/* Memory */

static const char *const recall_texts[BS_RECALLS] = {
    [BS_RECALL_SENT] = "that address has sent this mail, according to its Message-ID",
    [BS_RECALL_PASSED_ON] = "this mail was passed on by us, according to its Message-ID",
    [BS_RECALL_OTHER] = "a mail that it names was sent by another address of ours, or is not the "
                        "mail that it returns",
    [BS_RECALL_WROTE_TO] = "that address has written to a recipient that the report names",
    [BS_RECALL_WROTE_THERE] = "that address has written to the domain of the recipient, the "
                              "reporter or the client",
    [BS_RECALL_WROTE_LATELY] = "it does not name a Message-ID, and that address has sent mail in "
                               "the days before",
    [BS_RECALL_UNSENT] = "no mail with this Message-ID has been sent",
    [BS_RECALL_NOT_WRITTEN] = "it does not name a Message-ID, and that address has not sent any "
                              "mail in the days before",
};

/* Our address is in the trail, or the DNS gave the host that handed the mail over a name of ours.
 * Mail that left without this server also has these, and is not in its memory. A name in a Received
 * line alone is not evidence here. */
static bool
is_claimed(enum bs_reason reason, const struct bs_claim *claim)
{
    return reason == BS_REASON_TRAIL || reason == BS_REASON_UNPROVED ||
           reason == BS_REASON_RELAYED_CLAIM ||
           (reason == BS_REASON_OWN_LINE_UNCONFIRMED && claim->border_names_us);
}

static void
judge_unsent(struct bs_verdict *v, const struct bs_facts *facts)
{
    const struct bs_ground *open = bs_ground_open(facts, BS_BY_MEMORY);

    if (is_claimed(v->reason, facts->claim))
        conclude(v, BS_REASON_DISPUTED);
    else if (v->origin == BS_ORIGIN_UNKNOWN && open == NULL)
        conclude(v, BS_REASON_UNSENT);
    else if (v->origin == BS_ORIGIN_UNKNOWN)
        add_evidence(v, 0, open->text, none);
}

/* Mail that we have sent or passed on is ours, unless the trail is a stranger's, or a tag that is
 * due is missing or cannot be judged: everyone who got a mail knows its Message-ID, and can write a
 * tag under a made-up key. Mail that one of us has sent has a tag whatever its From is; mail that
 * we passed on does not. */
static void
judge_known(struct bs_verdict *v)
{
    bool of_sender = v->recall != BS_RECALL_OTHER;
    bool unproved = v->proof.due || v->proof.unjudged ||
                    (v->recall == BS_RECALL_SENT && v->proof.lost);

    if (v->origin == BS_ORIGIN_FOREIGN || v->stranger || (of_sender && unproved))
        conclude(v, BS_REASON_DISPUTED);
    else if (v->origin == BS_ORIGIN_UNKNOWN && of_sender)
        conclude(v, v->recall == BS_RECALL_SENT ? BS_REASON_SENT : BS_REASON_PASSED_ON);
}

/* A proof outranks the memory. If anything else disagrees with the memory, nothing is refused. */
static void
judge_memory(struct bs_verdict *v, const struct bs_facts *facts)
{
    bool proved = v->origin == BS_ORIGIN_OURS && v->reason != BS_REASON_TRAIL;

    v->recall = bs_memory_says(facts->delivery->memory, facts->delivery->now);
    if (v->recall == BS_RECALL_NOTHING)
        return;
    add_evidence(v, 0, recall_texts[v->recall], none);
    if (proved)
        return;
    if (v->recall <= BS_RECALL_OTHER)
        judge_known(v);
    else if (v->recall == BS_RECALL_UNSENT)
        judge_unsent(v, facts);
    else if (v->recall == BS_RECALL_WROTE_TO && v->origin != BS_ORIGIN_OURS)
        conclude(v, BS_REASON_WROTE_TO);
    else if (v->recall == BS_RECALL_WROTE_THERE && v->origin == BS_ORIGIN_UNKNOWN)
        conclude(v, BS_REASON_WROTE_TO);
    else if (v->recall == BS_RECALL_WROTE_LATELY && v->origin == BS_ORIGIN_UNKNOWN)
        conclude(v, BS_REASON_WROTE_LATELY);
    else if (v->recall == BS_RECALL_NOT_WRITTEN && v->origin == BS_ORIGIN_UNKNOWN)
        conclude(v, BS_REASON_NOT_WRITTEN);
}

static void
judge_origin(struct bs_verdict *v, const struct bs_facts *facts)
{
    struct bs_facts trail = *facts;

    if (is_proved(v, facts))
        return;
    if (v->returned.where == BS_RETURNED_NOTHING) {
        conclude(v, BS_REASON_NOTHING_RETURNED);
        return;
    }
    judge_trail(v, &trail);
    if (bs_keyring_signer(&facts->owned->policy->keyring))
        judge_tag(v, facts);
}

/* The report was for a mailbox elsewhere, whose mail is forwarded to us, and is about mail that was
 * sent from there. A forger chooses to whom a report goes, and that address is ours; so only the
 * report's own header can say that it was for another one. */
static bool
is_passed_on(const struct bs_verdict *v, const struct bs_facts *facts)
{
    const struct bs_recipients *to = &facts->delivery->to;
    struct bs_span domain = bs_address_domain(v->passed_on);

    if (domain.n == 0 || !to->known || to->count == 0 ||
        bs_policy_own_name(facts->owned->policy, domain))
        return false;
    for (unsigned i = 0; i < to->count; i++)
        if (bs_span_equal(bs_address_domain(to->address[i]), domain))
            return false;
    return !bs_ground_in_our_name(facts);
}

/* Not refused are reports that a person may have written, such as a postmaster who quotes a header;
 * complaints, because a feedback loop (RFC 5965) writes about mail that its users took for ours,
 * and postmaster also wants to read about forgeries; and reports that a list passed on to its
 * owner, because their envelope is the list's. */
static enum bs_check
check_of(const struct bs_verdict *v, const struct bs_facts *facts)
{
    bool off = facts->owned->policy->mode[BS_CHECK_BOUNCE_STRANGER] == BS_MODE_OFF;

    if (v->report.kind == BS_KIND_ARF || v->report.relisted || v->report.doubtful ||
        (v->report.by_others && !bs_ground_in_our_name(facts)))
        return BS_CHECK_NONE;
    switch (v->reason) {
    case BS_REASON_UNTAGGED:
        return BS_CHECK_BOUNCE_UNTAGGED;
    case BS_REASON_UNSENT:
        return BS_CHECK_BOUNCE_UNSENT;
    case BS_REASON_NOT_WRITTEN:
        return off ? BS_CHECK_BOUNCE_UNKNOWN : BS_CHECK_BOUNCE_STRANGER;
    case BS_REASON_WROTE_TO:
    case BS_REASON_WROTE_LATELY:
    case BS_REASON_DISPUTED:
    case BS_REASON_NO_ANSWER: /* from here on, it is we who lack something, not the bounce */
    case BS_REASON_NO_IDENTITY:
    case BS_REASON_LIST_UNREAD:
        return BS_CHECK_NONE;
    default:
        break;
    }
    if (v->origin == BS_ORIGIN_FOREIGN)
        return BS_CHECK_BOUNCE_FOREIGN;
    return v->origin == BS_ORIGIN_UNKNOWN && v->recall != BS_RECALL_OTHER ? BS_CHECK_BOUNCE_UNKNOWN
                                                                         : BS_CHECK_NONE;
}

void
bs_weigh_verdict(struct bs_verdict *verdict, const struct bs_policy *policy,
                 const struct bs_delivery *delivery, struct bs_inquiry *inquiry)
{
    struct bs_questions *q = &inquiry->questions;
    struct bs_verdict *v = verdict;
    struct bs_ip border;

    bs_verdict_clear(v);
    if (v->report.kind == BS_KIND_ORDINARY)
        return;
    /* proofs first: they need the fewest questions and say the most, if the table runs full */
    bs_proof_seek(&v->proof, q, &inquiry->proof, &v->returned, &v->trail, policy, delivery);
    bs_own_learn(&inquiry->owned, q, policy, &delivery->to);
    struct bs_claim claim = read_claim(v, &inquiry->owned, delivery->thorough);
    struct bs_facts facts = {v, &claim, &inquiry->owned, delivery};
    v->border = claim.border;
    judge_origin(v, &facts);
    judge_memory(v, &facts);
    if (bs_verdict_border(v, &border))
        bs_border_ask(&v->where, q, &border, policy->zones);
    v->check = check_of(v, &facts);
    if (v->check != BS_CHECK_NONE && is_passed_on(v, &facts)) {
        add_evidence(v, 0, "but the report is to %s, whose domain the mail is from, and was "
                           "then forwarded", v->passed_on);
        v->check = BS_CHECK_NONE;
    }
}

void
bs_weigh_place(struct bs_verdict *verdict, struct bs_inquiry *inquiry)
{
    struct bs_ip border;

    if (verdict->report.kind != BS_KIND_ORDINARY && bs_verdict_border(verdict, &border))
        bs_border_ask_place(&verdict->where, &inquiry->questions);
}
