/* dkim: a signature of our own on a returned header. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dkim.h"

#include "author.h"
#include "date.h"
#include "decode.h"
#include "dkimkey.h"
#include "field.h"
#include "host.h"
#include "sink.h"
#include "tag.h"
#include "taglist.h"

#define MIN_RSA_OCTETS  128 /* 1024 bits, RFC 8301 §3.2; a signature is as long (RFC 8017 §8.2) */
#define ED25519_KEY     32  /* RFC 8463 §4.2 */
#define ED25519_SIGNED  64  /* RFC 8032 §5.1.6 */

/* The fields of a header, so that they can be found from the bottom. */
struct fields {
    struct bs_span header;
    const size_t *start; /* and one after the last */
    unsigned count;
    unsigned char eol;
    bool whole; /* no field is missing */
};

/* True if one of them is a signature. */
static bool
index_fields(struct fields *fields_r, struct bs_span header, size_t start[BS_MAX_FIELDS + 1])
{
    struct bs_field field;
    bool is_signed = false;

    *fields_r = (struct fields){.header = header, .start = start};
    struct bs_fields it = bs_fields_of(header);
    fields_r->eol = it.bare_cr ? '\r' : '\n';
    start[0] = 0;
    while (bs_fields_next(&it, &field) == 1) {
        start[fields_r->count++] = field.offset; /* bounds: BS_MAX_FIELDS are returned */
        start[fields_r->count] = field.offset + field.whole.n;
        is_signed |= field.id == BS_NAME_DKIM_SIGNATURE;
    }
    fields_r->whole = !it.limit;
    return is_signed;
}

/* Without its line end. */
static struct bs_span
field_at(const struct fields *fields, unsigned i)
{
    struct bs_span rest = bs_span_drop(fields->header, fields->start[i]);

    return bs_span_chomp(bs_span_take(rest, fields->start[i + 1] - fields->start[i]), fields->eol);
}

/* The field of that name that has `below` others under it (RFC 6376 §5.4.2);
 * absent if there are fewer. */
static struct bs_span
field_from_bottom(const struct fields *fields, struct bs_span name, unsigned below)
{
    for (unsigned i = fields->count; i > 0; i--) {
        struct bs_span field = field_at(fields, i - 1);
        bool is = bs_span_equal(bs_span_take(field, bs_field_name(field)), name);
        if (is && below-- == 0)
            return field;
    }
    return bs_span_of(NULL, 0);
}

static struct bs_span
value_of(struct bs_span field)
{
    return bs_span_trim(bs_span_drop(field, bs_span_find(field, ':') + 1));
}

/* Lists of names with colons: h=, and s=, h= and t= of a key. */

static struct bs_span
next_name(struct bs_span *list)
{
    return bs_span_word(list, ": \t\r\n");
}

static unsigned
count_name(struct bs_span list, struct bs_span name)
{
    unsigned count = 0;

    for (struct bs_span word; (word = next_name(&list)).n > 0;)
        count += bs_span_equal(word, name);
    return count;
}

static bool
has_name(struct bs_span list, const char *name)
{
    return count_name(list, bs_span_text(name)) > 0;
}

static unsigned
count_names(struct bs_span list)
{
    unsigned count = 0;

    while (next_name(&list).n > 0)
        count++;
    return count;
}

/* The signature */

struct signature {
    struct bs_span field; /* DKIM-Signature, without its line end */
    struct bs_span domain;
    struct bs_span identity; /* the domain of i= */
    struct bs_span selector;
    struct bs_span names;
    struct bs_span octets; /* base64 */
    enum bs_signed_by by;
    bool relaxed;
    long long at;      /* when it was signed */
    long long expires; /* 0: not said */
};

static bool
read_algorithm(struct signature *signature, struct bs_span value)
{
    signature->by =
        bs_span_is(value, "ed25519-sha256") ? BS_SIGNED_BY_ED25519_SHA256 : BS_SIGNED_BY_RSA_SHA256;
    return signature->by == BS_SIGNED_BY_ED25519_SHA256 || bs_span_is(value, "rsa-sha256");
}

/* "relaxed/simple": the body's half is not for us. Absent: simple. */
static bool
read_canonical(struct signature *signature, struct bs_span value)
{
    struct bs_span header = bs_span_trim(bs_span_take(value, bs_span_find(value, '/')));

    signature->relaxed = bs_span_is(header, "relaxed");
    return value.p == NULL || signature->relaxed || bs_span_is(header, "simple");
}

/* i= is of the signing domain, or below it (RFC 6376 §3.5). */
static bool
read_identity(struct signature *signature, struct bs_span value)
{
    signature->identity = value.p ? bs_address_domain(value) : signature->domain;
    return bs_host_within(signature->identity, signature->domain);
}

/* t=, or else Date, if it is signed, because it could otherwise have been changed. */
static bool
read_times(struct signature *signature, struct bs_span list, const struct fields *fields)
{
    struct bs_span signed_at = bs_taglist_get(list, "t"), until = bs_taglist_get(list, "x");

    signature->expires = until.p ? bs_span_seconds(until) : 0;
    signature->at = bs_span_seconds(signed_at);
    if (signed_at.p == NULL && has_name(signature->names, "date")) {
        struct bs_date date =
            bs_date_read(value_of(field_from_bottom(fields, bs_span_text("date"), 0)));
        signature->at = date.form == BS_DATE_VALID ? date.at : -1;
    }
    return signature->at >= 0 && signature->expires >= 0;
}

/* False: not a signature of ours that could count. bh= is required, although there is no body to
 * compare it with. */
static bool
read_signature(struct signature *signature_r, struct bs_span field, const struct fields *fields,
               const struct bs_policy *policy)
{
    struct bs_span list = value_of(field);

    signature_r->domain = bs_taglist_get(list, "d");
    if (!bs_policy_own_name(policy, signature_r->domain)) /* as most are, so it comes first */
        return false;
    struct bs_span query = bs_taglist_get(list, "q");
    signature_r->field = field;
    signature_r->selector = bs_taglist_get(list, "s");
    signature_r->names = bs_taglist_get(list, "h");
    signature_r->octets = bs_taglist_get(list, "b");
    return bs_taglist_valid(list) && bs_span_is(bs_taglist_get(list, "v"), "1") &&
           signature_r->selector.n > 0 && read_algorithm(signature_r, bs_taglist_get(list, "a")) &&
           read_canonical(signature_r, bs_taglist_get(list, "c")) &&
           (query.p == NULL || has_name(query, "dns/txt")) && bs_taglist_get(list, "bh").n > 0 &&
           read_identity(signature_r, bs_taglist_get(list, "i")) &&
           has_name(signature_r->names, "from") &&
           count_names(signature_r->names) <= BS_MAX_SIGNED_FIELDS &&
           read_times(signature_r, list, fields);
}

static bool
is_expired(const struct signature *signature, long long now, unsigned days)
{
    return signature->at > now + BS_TAG_SKEW || signature->at + (long long)days * BS_DAY < now ||
           (signature->expires > 0 && signature->expires < now);
}

/* The text that is signed */

/* RFC 6376 §3.4.2. `blank`: a blank must be written before the next octet. */
static void
put_relaxed(struct sink *out, struct bs_span value, bool *blank)
{
    for (int c; (c = bs_value_next(&value)) >= 0;) {
        if (!bs_is_blank(c)) {
            if (*blank)
                sink_put(out, ' ');
            sink_put(out, c);
        }
        *blank = bs_is_blank(c);
    }
}

/* RFC 6376 §3.4.1: as it is, but lines of mail end in CRLF. */
static void
put_simple(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        if (c == '\r' && bs_span_at(text, i + 1) == '\n')
            continue;
        if (c == '\r' || c == '\n')
            sink_text(out, "\r\n");
        else
            sink_put(out, c);
    }
}

/* A field without the octets from `from` to `to` of it. */
static void
put_field(struct sink *out, struct bs_span field, bool relaxed, size_t from, size_t to)
{
    struct bs_span head = bs_span_take(field, from), tail = bs_span_drop(field, to);
    size_t colon = bs_span_find(head, ':') + 1;
    bool blank = false;

    if (!relaxed) {
        put_simple(out, head);
        put_simple(out, tail);
        return;
    }
    for (size_t i = 0, n = bs_field_name(field); i < n; i++)
        sink_put(out, bs_lower((unsigned char)bs_span_at(field, i)));
    sink_put(out, ':');
    head = bs_span_drop(head, colon);
    while (head.n > 0 && bs_span_trim(bs_span_take(head, 1)).n == 0)
        head = bs_span_drop(head, 1);
    put_relaxed(out, head, &blank);
    put_relaxed(out, tail, &blank);
}

/* The signature itself is also signed, without the value of b= and the blanks around it, and
 * without a line end (RFC 6376 §3.7). */
static void
put_signature(struct sink *out, const struct signature *signature)
{
    struct bs_span field = signature->field;
    size_t b = (size_t)(signature->octets.p - field.p); /* bounds: a view into the field */
    size_t from = bs_span_behind(bs_span_take(field, b), '='), to = b + signature->octets.n;

    to += bs_span_find(bs_span_drop(field, to), ';');
    put_field(out, field, signature->relaxed, from, to);
}

/* Absent: it does not fit. */
static struct bs_span
write_signed(const struct signature *signature, const struct fields *fields,
             unsigned char buffer[BS_MAX_SIGNED_TEXT])
{
    struct sink out = {buffer, BS_MAX_SIGNED_TEXT, 0};
    struct bs_span names = signature->names, name;

    while ((name = next_name(&names)).n > 0) {
        struct bs_span before =
            bs_span_take(signature->names, (size_t)(name.p - signature->names.p));
        struct bs_span field = field_from_bottom(fields, name, count_name(before, name));
        if (field.n == 0)
            continue; /* what is named and not there has not been added */
        put_field(&out, field, signature->relaxed, field.n, field.n);
        sink_text(&out, "\r\n");
    }
    put_signature(&out, signature);
    return sink_full(&out) ? bs_span_of(NULL, 0) : sink_span(&out);
}

/* Is the key for such a signature? */
static bool
key_fits(const struct signature *signature, struct bs_span record)
{
    struct bs_span type = bs_taglist_get(record, "k"), hashes = bs_taglist_get(record, "h");
    struct bs_span services = bs_taglist_get(record, "s");
    bool rsa = type.p == NULL || bs_span_is(type, "rsa");

    if (signature->by == BS_SIGNED_BY_RSA_SHA256 ? !rsa : !bs_span_is(type, "ed25519"))
        return false;
    if (hashes.p && !has_name(hashes, "sha256"))
        return false;
    if (services.p && !has_name(services, "email") && !has_name(services, "*"))
        return false;
    return !has_name(bs_taglist_get(record, "t"), "s") ||
           bs_host_same(signature->identity, signature->domain);
}

static bool
sizes_fit(enum bs_signed_by by, struct bs_span key, struct bs_span octets)
{
    if (by == BS_SIGNED_BY_ED25519_SHA256)
        return key.n == ED25519_KEY && octets.n == ED25519_SIGNED;
    return key.n > MIN_RSA_OCTETS && key.n < BS_MAX_KEY_OCTETS && octets.n >= MIN_RSA_OCTETS &&
           octets.n < BS_MAX_KEY_OCTETS;
}

/* One signature, with the room that it has. */
struct check {
    struct bs_questions *q;
    const struct fields *fields;
    const struct bs_recipients *recipients;
    long long now;
    unsigned days;
    unsigned char *text, *key, *octets;
};

static enum bs_dkim_state
verify(const struct check *check, const struct signature *signature, struct bs_span record)
{
    struct bs_span key =
        bs_decode_base64(bs_taglist_get(record, "p"), check->key, BS_MAX_KEY_OCTETS);
    struct bs_span octets = bs_decode_base64(signature->octets, check->octets, BS_MAX_KEY_OCTETS);

    if (!key_fits(signature, record) || !sizes_fit(signature->by, key, octets))
        return BS_DKIM_WRONG;
    struct bs_span text = write_signed(signature, check->fields, check->text);
    if (text.n == 0)
        return BS_DKIM_UNKNOWN;
    switch (bs_ask_signed(check->q, signature->by, key, text, octets).known) {
    case BS_KNOWN_OPEN:
        return BS_DKIM_OPEN;
    case BS_KNOWN_UNKNOWN:
        return BS_DKIM_UNKNOWN;
    case BS_KNOWN_SOME:
        return BS_DKIM_VALID;
    default:
        return BS_DKIM_WRONG;
    }
}

/* The lowest From is the one that is signed. A customer or a newsletter service with a subdomain of
 * ours may sign for its own authors, but not for those of the domain above. */
static bool
goes_to_author(const struct check *check, const struct signature *signature)
{
    struct bs_address buffer;
    struct bs_span from = value_of(field_from_bottom(check->fields, bs_span_text("from"), 0));
    struct bs_span author = bs_author_first(from, &buffer);

    return bs_host_within(bs_address_domain(author), signature->domain) &&
           bs_recipients_are(check->recipients, author);
}

static bool
is_over_tag(const struct signature *signature, const struct fields *fields)
{
    return has_name(signature->names, BS_TAG_NAME) &&
           field_from_bottom(fields, bs_span_text(BS_TAG_NAME), 0).n > 0;
}

static enum bs_dkim_state
check_signature(const struct check *check, const struct signature *signature)
{
    if (is_expired(signature, check->now, check->days))
        return BS_DKIM_EXPIRED;
    if (!check->fields->whole)
        return BS_DKIM_UNKNOWN;
    struct bs_known_as records =
        bs_dkimkey_ask(check->q, signature->selector, signature->domain);
    if (records.known == BS_KNOWN_OPEN)
        return BS_DKIM_OPEN;
    if (records.known == BS_KNOWN_UNKNOWN)
        return BS_DKIM_UNKNOWN;
    struct bs_span record = bs_dkimkey_of(records);
    if (record.p == NULL)
        return BS_DKIM_WRONG;
    if (has_name(bs_taglist_get(record, "t"), "y"))
        return BS_DKIM_ABSENT;
    enum bs_dkim_state state = verify(check, signature, record);
    return state == BS_DKIM_VALID && !goes_to_author(check, signature) ? BS_DKIM_REPLAYED : state;
}

/* How much a state says. */
static unsigned
weight(enum bs_dkim_state state)
{
    static const unsigned char weights[BS_DKIM_STATES] = {
        [BS_DKIM_VALID] = 6,   [BS_DKIM_REPLAYED] = 5, [BS_DKIM_OPEN] = 4,
        [BS_DKIM_UNKNOWN] = 3, [BS_DKIM_EXPIRED] = 2,  [BS_DKIM_WRONG] = 1,
    };

    return weights[state]; /* bounds: a state of ours */
}

enum bs_dkim_state
bs_dkim_check(struct bs_questions *q, struct bs_dkim_work *work, struct bs_span header,
              const struct bs_policy *policy, const struct bs_recipients *recipients, long long now,
              unsigned days, struct bs_span *domain_r)
{
    enum bs_dkim_state best = BS_DKIM_ABSENT;
    struct signature signature;
    struct fields fields;
    unsigned seen = 0;

    *domain_r = bs_span_of(NULL, 0);
    if (!index_fields(&fields, header, work->field))
        return best;
    for (unsigned i = 0; i < fields.count; i++) {
        struct bs_span field = field_at(&fields, i);
        if (bs_name_of(bs_span_take(field, bs_field_name(field))) != BS_NAME_DKIM_SIGNATURE ||
            !read_signature(&signature, field, &fields, policy))
            continue;
        if (seen == BS_MAX_SIGNATURES) /* one that has not been looked at */
            return weight(best) > weight(BS_DKIM_UNKNOWN) ? best : BS_DKIM_UNKNOWN;
        struct check check = {q,   &fields,          recipients,      now,
                              days, work->text[seen], work->key[seen], work->signature[seen]};
        enum bs_dkim_state state = check_signature(&check, &signature);
        bool over_tag = is_over_tag(&signature, &fields);
        if (state == BS_DKIM_VALID && (best != BS_DKIM_VALID || (over_tag && !work->over_tag))) {
            *domain_r = signature.domain;
            work->at = signature.at;
            work->over_tag = over_tag;
        }
        if (weight(state) > weight(best))
            best = state;
        seen++;
    }
    return best;
}
