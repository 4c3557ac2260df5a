/* tag: a keyed mark on outgoing mail, and its verification in returned headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text that h is over, and its reasons:
 *
 *   backstop tag 1     version, and what it is for: h can never pass for s
 *   key ID             of the same secret under two names only one is meant
 *   day DAY            so that an old tag cannot be made young
 *   id TOKEN           what is inside the <> of Message-ID: it is not rewritten
 *   date SECONDS       Date as a moment: Exchange and Domino write it in their own
 *                      zone; or "date text SQUEEZED", if it is unreadable
 *   from ADDRESS       the address in From, which readers of the mail see: without
 *                      it a public tag would lend itself to any author
 *
 * Not in it: Subject, To and Cc (encoded, shortened or masked again), Received
 * (dropped by some), Sender and Reply-To (lists), the body (seldom returned in
 * whole).
 *
 * Each line ends in LF, and no value can have one. If a field occurs twice, the
 * first counts. s is over "backstop sender 1", h as text, and the plain sender
 * (address.h), each on its line. */
#include "tag.h"

#include "author.h"
#include "date.h"
#include "field.h"
#include "sink.h"
#include "taglist.h"

#define H_OCTETS 16 /* RFC 2104 §5: not less than half of the hash, and 80 bits */
#define S_OCTETS 6  /* used only where h is right: a guess in 2^48 */
#define H_TEXT   22 /* these in base64url */
#define S_TEXT   8

/* The header */

struct facts {
    struct bs_span id;
    struct bs_span date;
    struct bs_span from;
    struct bs_address from_octets;
};

static void
note_first(struct bs_span *fact, struct bs_span value)
{
    if (fact->p == NULL)
        *fact = bs_span_trim(value);
}

static struct bs_span
inside_angles(struct bs_span value)
{
    size_t open = bs_span_find(value, '<') + 1;

    if (open > value.n)
        return value;
    value = bs_span_drop(value, open);
    return bs_span_take(value, bs_span_find(value, '>'));
}

/* True: the header has all that a tag covers. */
static bool
read_facts(struct facts *facts_r, struct bs_span header)
{
    struct bs_field field;

    facts_r->id = facts_r->date = facts_r->from = bs_span_of(NULL, 0);
    struct bs_fields it = bs_fields_of(header);
    while (bs_fields_next(&it, &field) == 1) {
        if (field.id == BS_NAME_MESSAGE_ID)
            note_first(&facts_r->id, field.value);
        else if (field.id == BS_NAME_DATE)
            note_first(&facts_r->date, field.value);
        else if (field.id == BS_NAME_FROM)
            note_first(&facts_r->from, field.value);
    }
    facts_r->id = bs_span_trim(inside_angles(facts_r->id));
    facts_r->from = bs_author_first(facts_r->from, &facts_r->from_octets);
    return facts_r->id.n > 0 && facts_r->date.n > 0 && facts_r->from.n > 0;
}

bool
bs_tag_can(struct bs_span header)
{
    struct facts facts;

    return header.n <= BS_MAX_HEADER && read_facts(&facts, header);
}

/* The texts */

static void
put_number(struct sink *out, long long number)
{
    char digits[24];
    size_t n = sizeof digits;
    bool negative = number < 0;

    do {
        long long digit = number % 10;
        digits[--n] = (char)('0' + (negative ? -digit : digit)); /* bounds: 20 digits at most */
    } while ((number /= 10) != 0);
    if (negative)
        sink_put(out, '-');
    sink_copy(out, bs_span_of(digits + n, sizeof digits - n));
}

static void
put_date(struct sink *out, struct bs_span value)
{
    struct bs_date date = bs_date_read(value);

    sink_text(out, "\ndate ");
    if (date.form == BS_DATE_VALID) {
        put_number(out, date.at);
    } else {
        sink_text(out, "text ");
        sink_squeeze(out, value);
    }
}

/* The text that h covers; absent: it does not fit. */
static struct bs_span
text_of_h(unsigned char *buffer, const struct bs_key *key, long long day, const struct facts *facts)
{
    struct sink out = {buffer, BS_MAX_TAG_TEXT, 0};

    sink_text(&out, "backstop tag 1\nkey ");
    sink_squeeze(&out, key->id);
    sink_text(&out, "\nday ");
    put_number(&out, day);
    sink_text(&out, "\nid ");
    sink_squeeze(&out, facts->id);
    put_date(&out, facts->date);
    sink_text(&out, "\nfrom ");
    sink_squeeze(&out, facts->from);
    sink_text(&out, "\n");
    return sink_full(&out) ? bs_span_of(NULL, 0) : sink_span(&out);
}

/* The text that s covers, where `h` is the text in the tag; absent: it does not fit. The null
 * reverse-path is empty. */
static struct bs_span
text_of_s(unsigned char *buffer, struct bs_span h, struct bs_span sender)
{
    struct sink out = {buffer, BS_MAX_ADDRESS + 64, 0};

    sink_text(&out, "backstop sender 1\n");
    sink_copy(&out, h);
    sink_text(&out, "\n");
    sink_squeeze(&out, sender);
    sink_text(&out, "\n");
    return sink_full(&out) ? bs_span_of(NULL, 0) : sink_span(&out);
}

/* A field */

/* RFC 4648 §5, without padding. */
static void
put_base64url(struct sink *out, struct bs_span octets)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned bits = 0, count = 0;

    for (size_t i = 0; i < octets.n; i++) {
        bits = (bits << 8 | (unsigned)bs_span_at(octets, i)) & 0xffff;
        for (count += 8; count >= 6; count -= 6)
            sink_put(out, digits[bits >> (count - 6) & 63]);
    }
    if (count > 0)
        sink_put(out, digits[bits << (6 - count) & 63]);
}

struct tag {
    const struct bs_key *key;
    long long day;
    struct bs_span h;
    struct bs_span s;
    unsigned char h_text[H_TEXT + 1], s_text[S_TEXT + 1]; /* room to see one too many */
};

/* A value without folds and blanks, which a server may have inserted anywhere. */
static struct bs_span
squeezed(struct bs_span list, const char *name, unsigned char *buffer, size_t size)
{
    struct sink out = {buffer, size, 0};

    sink_squeeze(&out, bs_taglist_get(list, name));
    return sink_span(&out);
}

/* False: it is not one of ours, or of a later version. */
static bool
read_tag(struct tag *tag_r, struct bs_span value, const struct bs_keyring *keyring)
{
    unsigned char small[16];

    if (!bs_span_is(squeezed(value, "v", small, sizeof small), "1"))
        return false;
    tag_r->key = bs_keyring_find(keyring, squeezed(value, "k", small, sizeof small));
    tag_r->day = bs_span_seconds(squeezed(value, "d", small, sizeof small));
    tag_r->h = squeezed(value, "h", tag_r->h_text, sizeof tag_r->h_text);
    tag_r->s = squeezed(value, "s", tag_r->s_text, sizeof tag_r->s_text);
    return tag_r->key != NULL;
}

/* Takes the same time wherever they differ, so that the time does not reveal how much of a guess
 * was right. */
static bool
same_secret(struct bs_span a, struct bs_span b)
{
    unsigned differs = a.n != b.n;

    for (size_t i = 0; i < a.n && i < b.n; i++)
        differs |= (unsigned)bs_span_at(a, i) ^ (unsigned)bs_span_at(b, i);
    return differs == 0;
}

/* The start of the MAC of `data`, as text; what is known of it. */
static enum bs_known
mac_text(struct bs_questions *q, const struct bs_key *key, struct bs_span data, size_t octets,
         struct sink *out)
{
    struct bs_known_as mac = bs_ask_mac(q, key->secret, data);

    if (mac.known == BS_KNOWN_SOME && mac.item->text.n < octets)
        return BS_KNOWN_UNKNOWN;
    if (mac.known == BS_KNOWN_SOME)
        put_base64url(out, bs_span_take(mac.item->text, octets));
    return mac.known;
}

/* Is `text` the start of the MAC of `data`? */
static enum bs_tag_state
compare(struct bs_questions *q, const struct bs_key *key, struct bs_span data, struct bs_span text,
        size_t octets)
{
    unsigned char buffer[H_TEXT];
    struct sink out = {buffer, sizeof buffer, 0};
    enum bs_known known = mac_text(q, key, data, octets, &out);

    if (known != BS_KNOWN_SOME)
        return known == BS_KNOWN_OPEN ? BS_TAG_OPEN : BS_TAG_UNKNOWN;
    return same_secret(sink_span(&out), text) ? BS_TAG_VALID : BS_TAG_WRONG;
}

/* The better of two states: the one that says more. */
static enum bs_tag_state
better(enum bs_tag_state a, enum bs_tag_state b)
{
    static const enum bs_tag_state order[] = {BS_TAG_VALID,   BS_TAG_REPLAYED, BS_TAG_OPEN,
                                              BS_TAG_UNKNOWN, BS_TAG_EXPIRED,  BS_TAG_WRONG};

    for (size_t i = 0; i < BS_COUNT(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return BS_TAG_ABSENT;
}

/* One tag, with the room for its texts. */
struct check {
    struct bs_questions *q;
    const struct bs_recipients *recipients;
    const struct facts *facts;
    const struct tag *tag;
    unsigned char *text;
    unsigned char (*sender)[BS_MAX_ADDRESS + 64];
};

/* Is this recipient the sender or the author of the mail? */
static enum bs_tag_state
check_recipient(const struct check *check, unsigned i)
{
    struct bs_span recipient = check->recipients->address[i]; /* bounds: i < count */
    struct bs_address plain;

    if (bs_address_means(recipient, check->facts->from))
        return BS_TAG_VALID;
    recipient = bs_address_plain(recipient, &plain);
    struct bs_span text = text_of_s(check->sender[i], check->tag->h, recipient);
    return text.n > 0 ? compare(check->q, check->tag->key, text, check->tag->s, S_OCTETS)
                      : BS_TAG_WRONG;
}

/* Are all recipients? A bounce has one; otherwise, a stranger could reach all other users with the
 * tag of one user's mail. */
static enum bs_tag_state
check_recipients(const struct check *check)
{
    const struct bs_recipients *recipients = check->recipients;
    enum bs_tag_state worst = BS_TAG_VALID;

    if (!recipients->known)
        return BS_TAG_VALID;
    for (unsigned i = 0; i < recipients->count; i++) { /* bounds: at most BS_MAX_RECIPIENTS */
        enum bs_tag_state state = check_recipient(check, i);
        if (worst == BS_TAG_VALID || state == BS_TAG_WRONG)
            worst = state;
    }
    bool all = recipients->count > 0 && !recipients->more && worst != BS_TAG_WRONG;
    return all ? worst : BS_TAG_REPLAYED;
}

/* Both MACs are asked for at once, to save a round. */
static enum bs_tag_state
check_tag(const struct check *check, long long now, unsigned days)
{
    const struct tag *tag = check->tag;
    struct bs_span text = text_of_h(check->text, tag->key, tag->day, check->facts);

    if (text.n == 0)
        return BS_TAG_UNKNOWN;
    enum bs_tag_state state = compare(check->q, tag->key, text, tag->h, H_OCTETS);
    enum bs_tag_state bound = check_recipients(check);
    if (state != BS_TAG_VALID)
        return state;
    if (tag->day > (now + BS_TAG_SKEW) / BS_DAY || tag->day + (long long)days < now / BS_DAY)
        return BS_TAG_EXPIRED;
    return bound;
}

enum bs_tag_state
bs_tag_check(struct bs_questions *q, struct bs_tag_work *work, struct bs_span header,
             const struct bs_keyring *keyring, const struct bs_recipients *recipients,
             long long now, unsigned days)
{
    enum bs_tag_state best = BS_TAG_ABSENT;
    struct facts facts;
    struct bs_field field;
    struct tag tag;
    unsigned tags = 0;

    bool any = false, whole = false;
    struct bs_fields it = bs_fields_of(header);
    while (bs_fields_next(&it, &field) == 1) {
        if (field.id != BS_NAME_TAG)
            continue;
        if (!any) /* most have no tag */
            whole = read_facts(&facts, header);
        any = true;
        if (!whole || tags == BS_MAX_TAGS || !read_tag(&tag, field.value, keyring)) {
            best = better(best, BS_TAG_UNKNOWN);
            continue;
        }
        struct check check = {q, recipients, &facts, &tag, work->text[tags], work->sender[tags]};
        best = better(best, check_tag(&check, now, days));
        tags++;
    }
    return best;
}

/* Mail that leaves */

static void
put_value(struct bs_text *t, const struct bs_key *key, long long day, struct bs_span h,
          struct bs_span s)
{
    bs_text_put(t, "v=1; k=");
    bs_text_put_span(t, key->id);
    bs_text_put(t, "; d=");
    bs_text_number(t, (unsigned long long)day);
    bs_text_put(t, "; h=");
    bs_text_put_span(t, h);
    bs_text_put(t, "; s=");
    bs_text_put_span(t, s);
}

bool
bs_tag_make(struct bs_text *t, struct bs_questions *q, struct bs_tag_work *work,
            struct bs_span header, const struct bs_keyring *keyring, struct bs_span sender,
            long long now)
{
    const struct bs_key *key = bs_keyring_signer(keyring);
    unsigned char h_text[H_TEXT], s_text[S_TEXT];
    struct sink h = {h_text, sizeof h_text, 0}, s = {s_text, sizeof s_text, 0};
    struct bs_address bare;
    struct facts facts;
    long long day = now / BS_DAY;

    if (key == NULL || !read_facts(&facts, header))
        return false;
    struct bs_span text = text_of_h(work->text[0], key, day, &facts);
    if (text.n == 0 || mac_text(q, key, text, H_OCTETS, &h) != BS_KNOWN_SOME)
        return false; /* it does not fit, or is not answered, or not yet; s likewise */
    text = text_of_s(work->sender[0][0], sink_span(&h), bs_address_bare(sender, &bare));
    if (text.n == 0 || mac_text(q, key, text, S_OCTETS, &s) != BS_KNOWN_SOME)
        return false;
    put_value(t, key, day, sink_span(&h), sink_span(&s));
    return true;
}
