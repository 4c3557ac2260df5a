/* policy: lists and modes, from the text of their files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy.h"

#include "address.h"
#include "host.h"
#include "idn.h"

static const char *const list_names[BS_LISTS] = {
    [BS_LIST_OWN_HOSTS] = "own_hosts",       [BS_LIST_OWN_NETS] = "own_nets",
    [BS_LIST_OWN_DOMAINS] = "own_domains",   [BS_LIST_RELAY_HOSTS] = "relay_hosts",
    [BS_LIST_EXEMPT_HOSTS] = "exempt_hosts", [BS_LIST_EXEMPT_SENDERS] = "exempt_senders",
    [BS_LIST_EXEMPT_RCPTS] = "exempt_rcpts", [BS_LIST_LIST_HOSTS] = "list_hosts",
};

const char *
bs_list_name(enum bs_list list)
{
    return list < BS_LISTS ? list_names[list] : "none";
}

bool
bs_list_is_own(enum bs_list list)
{
    return list == BS_LIST_OWN_HOSTS || list == BS_LIST_OWN_NETS || list == BS_LIST_OWN_DOMAINS ||
           list == BS_LIST_RELAY_HOSTS;
}

void
bs_policy_defaults(struct bs_policy *policy_r)
{
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        policy_r->mode[check] = bs_check_default(check);
    for (enum bs_list list = 0; list < BS_LISTS; list++)
        policy_r->list[list].count = 0;
    policy_r->keyring = (struct bs_keyring){.count = 0};
    policy_r->tag_days = BS_TAG_DAYS;
    policy_r->zones = bs_span_of(NULL, 0);
    policy_r->unread = policy_r->keys_unread = false;
}

/* Entries. */

/* Letters, digits and the other characters of names. The last label has a letter, because
 * "192.0.2.999" is a mistyped address. A single label is enough: such lists contain local names. */
static bool
is_name(struct bs_span text)
{
    bool letter = false;

    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        if (!bs_is_alnum(c) && c != '-' && c != '_' && c != '.')
            return false;
        letter = c == '.' && i + 1 < text.n ? false : letter || (bs_is_alnum(c) && !bs_is_digit(c));
    }
    return letter && bs_span_at(text, 0) != '.' && text.n <= BS_MAX_HOSTNAME + 1;
}

/* A name, or "*." and a name. */
static bool
is_name_pattern(struct bs_span text)
{
    return is_name(bs_span_drop(text, bs_span_starts(text, "*.") ? 2 : 0));
}

/* Index of the last '@', because a quoted local part may contain others; n if absent. */
static size_t
find_at_sign(struct bs_span address)
{
    size_t i = bs_span_behind(address, '@');

    return i > 0 ? i - 1 : address.n;
}

/* addr@dom, @dom, *@dom, dom. A local part with another "@" needs quotes (RFC 5321 section 4.1.2),
 * which policy files never have: it is a mistake. */
static bool
is_address_pattern(struct bs_span text)
{
    struct bs_span local = bs_span_take(text, find_at_sign(text));

    return is_name(bs_address_domain(text)) && bs_span_find(local, '@') == local.n;
}

static bool
matches_name(const struct bs_entry *entry, struct bs_span name)
{
    struct bs_span base = bs_span_drop(entry->text, 2);

    if (!bs_span_starts(entry->text, "*."))
        return bs_host_same(entry->text, name);
    return bs_host_within(name, base) && !bs_host_same(name, base);
}

static bool
matches_domain(const struct bs_entry *entry, struct bs_span name)
{
    return matches_name(entry, name) || bs_host_within(name, entry->text);
}

static bool
matches_address(const struct bs_entry *entry, struct bs_span address)
{
    size_t at = find_at_sign(entry->text);
    struct bs_span local = bs_span_take(entry->text, at);
    bool any_local = at == entry->text.n || local.n == 0 || bs_span_is(local, "*");

    if (any_local)
        return bs_host_same(bs_address_domain(entry->text), bs_address_domain(address));
    return bs_span_equal(entry->text, address);
}

/* What the entries of each list may be, and how a name is compared with them. */
static const struct form {
    bool nets;
    bool (*is_text)(struct bs_span);
    bool (*matches)(const struct bs_entry *, struct bs_span);
} forms[BS_LISTS] = {
    [BS_LIST_OWN_HOSTS] = {true, is_name_pattern, matches_name},
    [BS_LIST_OWN_NETS] = {true, NULL, NULL},
    [BS_LIST_OWN_DOMAINS] = {false, is_name_pattern, matches_domain},
    [BS_LIST_RELAY_HOSTS] = {true, NULL, NULL},
    [BS_LIST_EXEMPT_HOSTS] = {true, is_name_pattern, matches_name},
    [BS_LIST_EXEMPT_SENDERS] = {false, is_address_pattern, matches_address},
    [BS_LIST_EXEMPT_RCPTS] = {false, is_address_pattern, matches_address},
    [BS_LIST_LIST_HOSTS] = {true, is_name_pattern, matches_name},
};

bool
bs_policy_add(struct bs_policy *policy, enum bs_list list, struct bs_span entry)
{
    struct bs_entries *entries = &policy->list[list];
    const struct form *form = &forms[list];
    struct bs_entry new = {.text = bs_span_trim(entry)};

    if (entries->count == BS_MAX_ENTRIES) {
        policy->unread |= bs_list_is_own(list);
        return false;
    }
    new.is_net = form->nets && bs_net_read(new.text, &new.net);
    if (!new.is_net && (form->is_text == NULL || !form->is_text(new.text)))
        return false;
    entries->item = policy->room[list];
    entries->item[entries->count++] = new; /* bounds: count < BS_MAX_ENTRIES */
    return true;
}

/* Files. */

/* If a check has two lines, the first one counts, as in lsearch. An indented line would
 * be a continuation there, so it cannot be an entry. It is reported, not ignored, because its
 * author meant something by it. */
static bool
read_mode(struct bs_policy *policy, const struct bs_policy_line *line, bool seen[BS_CHECKS])
{
    enum bs_check check = bs_check_read(line->key);
    enum bs_mode mode;

    if (line->indented || check == BS_CHECK_NONE)
        return !line->indented && line->key.n > 0;
    if (seen[check])
        return false;
    seen[check] = true;
    if (!bs_mode_read(line->data, &mode) || !bs_mode_fits(mode, line->key))
        return false;
    policy->mode[check] = mode;
    return true;
}

unsigned
bs_policy_read_modes(struct bs_policy *policy, struct bs_span text)
{
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    struct bs_policy_line line;
    bool seen[BS_CHECKS] = {false};
    unsigned bad = 0;

    while (bs_policy_lines_next(&lines, &line))
        if (!read_mode(policy, &line, seen) && bad == 0)
            bad = line.number;
    return bad;
}

/* The separators include those of Exim's lists and of a range; of an address, colons are a part. */
bool
bs_policy_has_more(struct bs_span data)
{
    struct bs_span rest = data, word = bs_span_word(&rest, " \t,:;");
    struct bs_net net;

    if (bs_net_read(word, &net) || (bs_span_find(word, '.') + 1 < word.n && is_name(word)))
        return true;
    while ((word = bs_span_word(&data, " \t,;|<>()")).n > 0)
        if (bs_span_strip(word, ":").n > 0 && bs_net_read(word, &net))
            return true;
    return false;
}

static bool
read_entry(struct bs_policy *policy, enum bs_list list, const struct bs_policy_line *line)
{
    return bs_policy_add(policy, list, line->key) &&
           !(bs_list_is_own(list) && bs_policy_has_more(line->data));
}

unsigned
bs_policy_read_list(struct bs_policy *policy, enum bs_list list, struct bs_span text)
{
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    struct bs_policy_line line;
    unsigned bad = 0;

    while (bs_policy_lines_next(&lines, &line))
        if (!read_entry(policy, list, &line) && bad == 0)
            bad = line.number;
    policy->unread |= bad > 0 && bs_list_is_own(list);
    return bad;
}

/* Questions. */

bool
bs_policy_has_ip(const struct bs_policy *policy, enum bs_list list, const struct bs_ip *ip)
{
    const struct bs_entries *entries = &policy->list[list];

    for (unsigned i = 0; i < entries->count; i++)
        if (entries->item[i].is_net && bs_net_holds(&entries->item[i].net, ip))
            return true;
    return false;
}

static bool
has_text(const struct bs_policy *policy, enum bs_list list, struct bs_span text)
{
    const struct bs_entries *entries = &policy->list[list];

    for (unsigned i = 0; i < entries->count; i++)
        if (!entries->item[i].is_net && forms[list].matches(&entries->item[i], text))
            return true;
    return false;
}

bool
bs_policy_has_host(const struct bs_policy *policy, enum bs_list list, struct bs_span name)
{
    return name.n > 0 && forms[list].is_text == is_name_pattern && has_text(policy, list, name);
}

bool
bs_policy_has_address(const struct bs_policy *policy, enum bs_list list, struct bs_span address)
{
    return address.n > 0 && forms[list].is_text == is_address_pattern &&
           has_text(policy, list, address);
}

bool
bs_policy_own_name(const struct bs_policy *policy, struct bs_span name)
{
    struct bs_idn buffer;

    name = bs_idn_ascii(name, &buffer);
    return bs_policy_has_host(policy, BS_LIST_OWN_HOSTS, name) ||
           bs_policy_has_host(policy, BS_LIST_OWN_DOMAINS, name);
}

bool
bs_policy_own_ip(const struct bs_policy *policy, const struct bs_ip *ip)
{
    return bs_ip_public(ip) && (bs_policy_has_ip(policy, BS_LIST_OWN_NETS, ip) ||
                                bs_policy_has_ip(policy, BS_LIST_OWN_HOSTS, ip));
}

static bool
names_public_ip(const struct bs_entries *entries, bool is4)
{
    for (unsigned i = 0; i < entries->count; i++)
        if (entries->item[i].is_net && bs_ip_public(&entries->item[i].net.ip) &&
            bs_ip_is4(&entries->item[i].net.ip) == is4)
            return true;
    return false;
}

bool
bs_policy_has_family(const struct bs_policy *policy, bool is4)
{
    return names_public_ip(&policy->list[BS_LIST_OWN_NETS], is4) ||
           names_public_ip(&policy->list[BS_LIST_OWN_HOSTS], is4);
}

bool
bs_policy_has_identity(const struct bs_policy *policy)
{
    return bs_policy_has_family(policy, true) || bs_policy_has_family(policy, false);
}
