/* users: addresses of our users in a text, in any encoding or disguise. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "users.h"

#include "digit.h"
#include "sink.h"

/* A shorter name alone is a word in many languages. */
#define MIN_WORD 3
/* RFC 5321 §4.5.3.1: a local part has 64 octets; VERP makes it longer. */
#define MAX_LOCAL 320

void
bs_users_start(struct bs_users *users_r, const struct bs_policy *policy)
{
    users_r->policy = policy;
    users_r->count = 0;
    users_r->used = 0;
}

static struct bs_span
keep(struct bs_users *users, struct bs_span text)
{
    struct sink out = {users->text, sizeof users->text, users->used};

    sink_copy(&out, text);
    text = bs_span_drop(sink_span(&out), users->used);
    users->used = out.n;
    return text;
}

void
bs_users_add(struct bs_users *users, struct bs_span address)
{
    struct bs_user user;
    size_t at = bs_span_behind(address, '@');

    user.local = bs_span_take(address, at > 0 ? at - 1 : address.n);
    user.domain = at > 0 ? bs_span_drop(address, at) : bs_span_of(NULL, 0);
    if (user.local.n == 0 || bs_span_is(user.local, BS_USERS_MASK))
        return;
    for (unsigned i = 0; i < users->count; i++)
        if (bs_span_equal(users->user[i].local, user.local) &&
            bs_span_equal(users->user[i].domain, user.domain))
            return;
    if (users->count == BS_MAX_USERS || address.n > sizeof users->text - users->used)
        return;
    user.local = keep(users, user.local);
    user.domain = keep(users, user.domain);
    users->user[users->count++] = user; /* bounds: count < max */
}

/* ------------------------------------------------------------- the domain */

/* Does a domain of ours end at `i + length`? */
struct domain {
    size_t length;
    bool ours; /* else only single users of it are */
};

static bool
starts_with(struct bs_span text, size_t i, struct bs_span what)
{
    if (what.n == 0 || what.n > text.n - i ||
        bs_lower((unsigned char)bs_span_at(text, i)) !=
            bs_lower((unsigned char)bs_span_at(what, 0)))
        return false;
    return bs_span_equal(bs_span_take(bs_span_drop(text, i), what.n), what);
}

static bool
in_entries(const struct bs_entries *entries, struct bs_span text, size_t i, struct domain *found_r)
{
    for (unsigned e = 0; e < entries->count; e++) {
        struct bs_span name = entries->item[e].text;

        while (bs_span_at(name, 0) == '*' || bs_span_at(name, 0) == '.')
            name = bs_span_drop(name, 1);
        if (entries->item[e].is_net || !starts_with(text, i, name))
            continue;
        *found_r = (struct domain){name.n, true};
        return true;
    }
    return false;
}

static bool
is_name_octet(int c)
{
    return bs_is_alnum(c) || c == '-';
}

static bool
domain_at(const struct bs_users *users, struct bs_span text, size_t i, struct domain *found_r)
{
    const struct bs_entries *list = users->policy->list;
    bool found = in_entries(&list[BS_LIST_OWN_DOMAINS], text, i, found_r) ||
                 in_entries(&list[BS_LIST_OWN_HOSTS], text, i, found_r);

    for (unsigned u = 0; u < users->count && !found; u++) {
        found = starts_with(text, i, users->user[u].domain);
        *found_r = (struct domain){users->user[u].domain.n, false};
    }
    return found && !is_name_octet(bs_span_at(text, i + found_r->length));
}

/* -------------------------------------------------------- what precedes it */

enum sign { SIGN_NONE, SIGN_AT, SIGN_EQUALS, SIGN_OTHER };

static const struct {
    const char *text;
    enum sign sign;
} signs[] = {
    {"@", SIGN_AT},       {"%40", SIGN_AT},       {"=40", SIGN_AT},          {"%2540", SIGN_AT},
    {"&#64;", SIGN_AT},   {"&#064;", SIGN_AT},    {"&#x40;", SIGN_AT},       {"&commat;", SIGN_AT},
    {"\\u0040", SIGN_AT}, {"\\x40", SIGN_AT},     {"(at)", SIGN_AT},         {"[at]", SIGN_AT},
    {"{at}", SIGN_AT},    {"+AEA-", SIGN_AT},     {"\xef\xbc\xa0", SIGN_AT}, {"=3D", SIGN_EQUALS},
    {"%3D", SIGN_EQUALS}, {"%253D", SIGN_EQUALS}, {"=", SIGN_EQUALS},        {" at ", SIGN_OTHER},
    {"_at_", SIGN_OTHER}, {"-at-", SIGN_OTHER},   {".at.", SIGN_OTHER},      {"%2F", SIGN_OTHER},
};

static size_t
space_before(struct bs_span text, size_t i)
{
    while (i > 0 && bs_is_white(bs_span_at(text, i - 1)))
        i--;
    return i;
}

static enum sign
sign_ending_at(struct bs_span text, size_t end, size_t *start_r)
{
    struct bs_span before = bs_span_take(text, end);

    for (size_t i = 0; i < BS_COUNT(signs); i++) {
        if (!bs_span_ends(before, signs[i].text))
            continue;
        *start_r = end - strlen(signs[i].text);
        return signs[i].sign;
    }
    int c = bs_span_at(text, end - 1);
    if (end == 0 || c <= ' ' || c >= 0x7f || bs_is_alnum(c) || c == '.')
        return SIGN_NONE;
    *start_r = end - 1;
    return SIGN_OTHER;
}

/* RFC 5322 §3.4.1 still allows blanks and folds around the '@'. */
static enum sign
sign_before(struct bs_span text, size_t end, size_t *start_r)
{
    size_t tight = space_before(text, end);
    enum sign sign = sign_ending_at(text, end, start_r);

    if (sign == SIGN_NONE && tight < end && sign_ending_at(text, tight, start_r) == SIGN_AT)
        sign = SIGN_AT;
    if (sign == SIGN_AT)
        *start_r = space_before(text, *start_r);
    return sign;
}

static enum sign
sign_behind(struct bs_span text, size_t at, size_t *end_r)
{
    struct bs_span rest = bs_span_drop(text, at);

    for (size_t i = 0; i < BS_COUNT(signs); i++) {
        if (!bs_span_starts(rest, signs[i].text))
            continue;
        *end_r = at + strlen(signs[i].text);
        return signs[i].sign;
    }
    return SIGN_NONE;
}

/* What precedes the domain, or a host in it. */
static enum sign
sign_of_domain(struct bs_span text, size_t domain, size_t *start_r)
{
    enum sign sign = sign_before(text, domain, start_r);

    for (size_t i = domain; sign == SIGN_NONE && i > 0 && domain - i < BS_MAX_HOSTNAME; i--) {
        int c = bs_span_at(text, i - 1);
        if (i == domain ? c != '.' : !is_name_octet(c) && c != '.' && c != '_')
            break;
        sign = sign_before(text, i - 1, start_r);
        if (sign == SIGN_OTHER)
            sign = SIGN_NONE; /* "mail-joe.ours.example" is a host */
    }
    return sign;
}

/* ---------------------------------------------------------- the local part */

/* Signs of percent-encoding that encode part of a name: '+', '-', '.', '_',
 * '~', and letters beyond ASCII. */
static bool
is_escaped_letter(struct bs_span text, size_t percent)
{
    int c = bs_digit_octet(text, percent + 1);

    return c == '+' || c == '-' || c == '.' || c == '_' || c == '~' || c >= 0x80 || bs_is_alnum(c);
}

static bool
is_local_octet(struct bs_span text, size_t i)
{
    int c = bs_span_at(text, i);

    if (c == '\'') /* o'neil, but not 'joe' */
        return i > 0 && bs_is_alnum(bs_span_at(text, i - 1)) &&
               bs_is_alnum(bs_span_at(text, i + 1));
    return bs_is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '~' || c >= 0x80;
}

/* The start of a character reference that ends before `end` and encodes part of
 * a name ("&#46;", "&#x6a;"); `end` if absent. */
static size_t
reference_start(struct bs_span text, size_t end)
{
    size_t i = end, least = end > sizeof "&#x10ffff;" ? end - sizeof "&#x10ffff;" : 0;
    unsigned c = 0;

    if (bs_span_at(text, end - 1) != ';')
        return end;
    while (i > least && bs_span_at(text, i - 1) != '&')
        i--;
    struct bs_span body = bs_span_take(bs_span_drop(text, i), end - i);
    bool hex = bs_span_starts(body, "#x");
    if (i == least || bs_span_at(body, 0) != '#')
        return end;
    for (size_t k = hex ? 2 : 1; bs_digit_hex(bs_span_at(body, k)) >= 0; k++)
        c = c * (hex ? 16 : 10) + (unsigned)bs_digit_hex(bs_span_at(body, k));
    bool named = bs_is_alnum((int)(c & 0x7f)) || strchr("+-._~", (int)(c & 0x7f));
    return c >= 0x80 || (c > 0 && named) ? i - 1 : end;
}

static size_t
local_start(struct bs_span text, size_t end)
{
    size_t i = end, least = end > MAX_LOCAL ? end - MAX_LOCAL : 0;

    while (i > least) {
        if (is_local_octet(text, i - 1))
            i--;
        else if (bs_span_at(text, i - 1) == '%' && i + 2 <= end && is_escaped_letter(text, i - 1))
            i--;
        else if (reference_start(text, i) < i)
            i = reference_start(text, i);
        else
            break;
    }
    if (i > 0 && bs_span_at(text, i - 1) == '%' && i + 2 <= end) /* "%3Djoe" */
        i += bs_digit_octet(text, i) >= 0 ? 2 : 0;
    return i;
}

static size_t
local_end(struct bs_span text, size_t start)
{
    size_t i = start;

    while (i < text.n && i - start < MAX_LOCAL && is_local_octet(text, i))
        i++;
    return i;
}

/* "joe smith"@ours.example: RFC 5321 §4.1.2. */
static bool
quoted_local(struct bs_span text, size_t end, struct bs_cut *cut_r)
{
    size_t i = end - (end > 0);

    if (bs_span_at(text, i) != '"')
        return false;
    while (i > 0 && end - i < MAX_LOCAL && bs_span_at(text, i - 1) != '"')
        i--;
    *cut_r = (struct bs_cut){i, end - 1};
    return i > 0 && i < end - 1;
}

static bool
is_mask(struct bs_span text, struct bs_cut cut, unsigned how)
{
    struct bs_span local = bs_span_drop(bs_span_take(text, cut.to), cut.from);

    return how & BS_USERS_AGAIN ? bs_span_ends(local, BS_USERS_MASK)
                                : bs_span_is(local, BS_USERS_MASK);
}

/* Do the octets before `end` end in the name of a user who was added? `domain` absent: in any
 * domain. */
static bool
known_before(const struct bs_users *users, struct bs_span text, size_t end, struct bs_span domain,
             struct bs_cut *cut_r)
{
    struct bs_span before = bs_span_take(text, end);

    for (unsigned u = 0; u < users->count; u++) {
        const struct bs_user *user = &users->user[u];
        size_t n = user->local.n;

        if (n > end || (domain.n > 0 && user->domain.n > 0 && !bs_span_equal(user->domain, domain)))
            continue;
        if (!bs_span_equal(bs_span_drop(before, end - n), user->local) ||
            bs_is_alnum(bs_span_at(text, end - n - 1)))
            continue;
        *cut_r = (struct bs_cut){end - n, end};
        return true;
    }
    return false;
}

/* joe@D, bounce-joe@D */
static bool
cut_before_at(const struct bs_users *users, struct bs_span text, size_t sign, struct bs_span domain,
              bool ours, struct bs_cut *cut_r)
{
    if (!ours)
        return known_before(users, text, sign, domain, cut_r);
    if (quoted_local(text, sign, cut_r))
        return true;
    *cut_r = (struct bs_cut){local_start(text, sign), sign};
    return cut_r->from < cut_r->to;
}

/* SRS0=hash=day=D=joe@forwarder */
static bool
cut_behind(struct bs_span text, size_t behind, struct bs_cut *cut_r)
{
    size_t start = behind, end = behind;

    if (sign_behind(text, behind, &start) != SIGN_EQUALS)
        return false;
    *cut_r = (struct bs_cut){start, local_end(text, start)};
    return cut_r->from < cut_r->to && sign_behind(text, cut_r->to, &end) == SIGN_AT;
}

static bool
cut_at_domain(const struct bs_users *users, struct bs_span text, size_t i, unsigned how,
              struct bs_cut *cut_r)
{
    struct domain found;
    size_t sign_start = 0, ignored;

    if (!domain_at(users, text, i, &found))
        return false;
    struct bs_span domain = bs_span_take(bs_span_drop(text, i), found.length);
    size_t behind = i + found.length;
    if (cut_behind(text, behind, cut_r) && !is_mask(text, *cut_r, how))
        return true;
    enum sign sign = sign_of_domain(text, i, &sign_start);
    bool verp = sign == SIGN_EQUALS && sign_behind(text, behind, &ignored) == SIGN_AT;
    if (sign == SIGN_NONE)
        return false;
    bool cut = sign == SIGN_AT || (verp && found.ours)
                   ? cut_before_at(users, text, sign_start, domain, found.ours, cut_r)
                   : known_before(users, text, sign_start, domain, cut_r);
    return cut && !is_mask(text, *cut_r, how);
}

/* ------------------------------------------------------------- words alone */

static bool
starts_word(struct bs_span text, size_t i)
{
    return is_local_octet(text, i) && (i == 0 || !is_local_octet(text, i - 1));
}

static bool
is_user_word(const struct bs_users *users, struct bs_span word)
{
    for (unsigned u = 0; u < users->count; u++)
        if (word.n >= MIN_WORD && bs_span_equal(users->user[u].local, word))
            return true;
    return false;
}

/* Not the local part of a stranger's address, which is evidence, nor a tag of
 * HTML, nor the scheme of a URL. */
static bool
cut_word(const struct bs_users *users, struct bs_span text, size_t i, struct bs_cut *cut_r)
{
    size_t whole = local_end(text, i), end = whole, ignored;
    int before = bs_span_at(text, i - 1);

    while (end > i && strchr(".-_", bs_span_at(text, end - 1)))
        end--;
    if (!is_user_word(users, bs_span_drop(bs_span_take(text, end), i)))
        return false;
    if (before == '@' || before == '<' || (before == '/' && bs_span_at(text, i - 2) == '<'))
        return false;
    if (bs_span_starts(bs_span_drop(text, end), "://") ||
        sign_behind(text, end, &ignored) == SIGN_AT ||
        sign_behind(text, whole, &ignored) == SIGN_AT)
        return false;
    *cut_r = (struct bs_cut){i, end};
    return true;
}

/* ---------------------------------------------------------- decoded digits */

struct whom {
    const struct bs_users *users;
    unsigned how;
};

static bool
shows_user(const void *whom_of, struct bs_span text, bool inside)
{
    const struct whom *whom = whom_of;
    struct bs_cut cut;

    for (size_t i = 0; i < text.n; i++)
        if (cut_at_domain(whom->users, text, i, whom->how, &cut) && (cut.from > 0 || !inside))
            return true;
    return false;
}

bool
bs_users_next(const struct bs_users *users, struct bs_span text, size_t from, unsigned how,
              struct bs_cut *cut_r)
{
    const struct whom whom = {users, how};
    const struct bs_coded_look look = {shows_user, &whom};
    size_t coded = from;

    for (size_t i = from; i < text.n; i++) {
        bool found = cut_at_domain(users, text, i, how, cut_r);

        if (!found && how & BS_USERS_WORDS && starts_word(text, i))
            found = cut_word(users, text, i, cut_r);
        if (!found && bs_coded_starts(text, i, coded)) {
            found = bs_coded_cut(&look, text, i, cut_r);
            coded = bs_coded_next(text, i);
        }
        if (!found || cut_r->to <= from)
            continue;
        if (cut_r->from < from)
            cut_r->from = from;
        return true;
    }
    return false;
}
