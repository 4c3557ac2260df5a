/* policyfile: every file of the policy, what it may contain, and which of its lines are flaws. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policyfile.h"

#include "checkname.h"
#include "dnslist.h"
#include "exempt.h"
#include "policy.h"
#include "policydir.h"
#include "settings.h"
#include "slip.h"
#include "terminal.h"

#include <stdio.h>

struct place {
    const char *path;
    struct bs_span text;
    bs_policyfile_flaw *flaw;
    enum bs_list form; /* of the entries of a list */
    const char *costs; /* what a flaw of this file disarms */
    bool flawed;
    bool seen[64]; /* checks, settings */
    struct bs_keyring keyring;
};

typedef void line_check(struct place *place, const struct bs_policy_line *line);

static void
flaw(struct place *place, const struct bs_policy_line *line, const char *what, const char *remedy)
{
    char text[BS_CHECK_REMEDY + 96];

    place->flawed = true;
    snprintf(text, sizeof text, "%s%s", remedy, place->costs);
    place->flaw(place->path, line->number, what, text, *place->costs != '\0');
}

static void
tell_setting(struct bs_span name, char *remedy_r, size_t size)
{
    const struct bs_setting_about *about;
    struct bs_slip near = {0};
    char word[64];

    snprintf(word, sizeof word, "%.*s", (int)name.n, (const char *)name.p);
    for (unsigned i = 0; (about = bs_setting_about(i)) != NULL; i++)
        bs_slip_try(&near, word, about->key);
    snprintf(remedy_r, size, "%s%s%sbackstop(5) lists them", near.name ? "did you mean " : "",
             near.name ? near.name : "", near.name ? "? " : "");
}

static void
check_setting(struct place *place, const struct bs_policy_line *line)
{
    unsigned i = bs_setting_find(line->key);
    const struct bs_setting_about *about = bs_setting_about(i);
    char remedy[128];

    if (about == NULL) {
        tell_setting(line->key, remedy, sizeof remedy);
        flaw(place, line, "there is no such setting", remedy);
        return;
    }
    snprintf(remedy, sizeof remedy, "write \"%s:%s%s\"; possible values: %s", about->key,
             *about->value ? " " : "", about->value, about->form);
    if (!bs_setting_is_value(i, line->data)) {
        flaw(place, line, "the setting has no such value", remedy);
        return;
    }
    if (place->seen[i])
        flaw(place, line, "an earlier line applies", "remove one of them");
    place->seen[i] = true;
}

static void
check_mode(struct place *place, const struct bs_policy_line *line)
{
    unsigned i = bs_check_find(line->key);
    const struct bs_about *about = bs_check_about(i);
    char remedy[BS_CHECK_REMEDY];
    enum bs_mode mode;

    if (about == NULL) {
        bs_check_remedy(line->key, remedy);
        flaw(place, line, "there is no such check", remedy);
    } else if (!bs_mode_read(line->data, &mode) || !bs_mode_fits(mode, line->key)) {
        bs_check_modes(about, remedy);
        flaw(place, line,
             bs_mode_read(line->data, &mode) ? "this check does not have this mode"
                                             : "there is no such mode",
             remedy);
    } else if (place->seen[i])
        flaw(place, line, "an earlier line applies", "remove one of them");
    place->seen[i] |= about != NULL;
}

/* In a list that says who we are, this counts as a line that cannot be read. */
static void
tell_more(struct place *place, const struct bs_policy_line *line)
{
    const char *costs = place->costs;

    place->costs = bs_list_is_own(place->form) ? costs : "";
    flaw(place, line, "not all of the entries are read",
         "write one entry per line, and # before a comment");
    place->costs = costs;
}

static void
check_zone(struct place *place, const struct bs_policy_line *line)
{
    struct bs_span data = line->data;
    struct bs_dnslist list;

    if (!bs_dnslist_read(&list, line->key))
        flaw(place, line, "this is not a DNS list with its codes",
             "write zone.example=127.0.0.2,127.0.0.3, with the codes that count as a hit "
             "according to the list's own page");
    else if (bs_dnslist_read(&list, bs_span_word(&data, ",;: \t")))
        tell_more(place, line);
}

static void
check_counted_key(struct place *place, const struct bs_policy_line *line, const struct bs_key *key,
                  enum bs_key_form form)
{
    static const struct {
        const char *what, *remedy;
    } flaws[] = {
        [BS_KEY_BAD_ID] = {"this is not the ID of a key",
                           "write tag- and 4 to 12 letters and digits"},
        [BS_KEY_SHORT] = {"the secret is too short",
                          "use at least 32 characters; 'sudo backstop key new' makes such a key"},
        [BS_KEY_BAD_MOMENT] = {"since= or until= is not a number",
                               "write seconds since 1970, as 'date +%s' prints them"},
    };

    if (form != BS_KEY_GOOD && form != BS_KEY_MEMORY)
        flaw(place, line, flaws[form].what, flaws[form].remedy);
    else if (form == BS_KEY_MEMORY && place->keyring.memory.n > 0)
        flaw(place, line, "an earlier line has the secret of the memory", "remove one of them");
    else if (form == BS_KEY_MEMORY)
        place->keyring.memory = key->secret;
    else if (bs_keyring_find(&place->keyring, key->id))
        flaw(place, line, "an earlier line has this ID", "remove one of them");
    else if (place->keyring.count == BS_MAX_KEYS)
        flaw(place, line, "there are too many keys for tags; this one is not used",
             "'sudo backstop key drop ID' removes old ones");
    else
        place->keyring.key[place->keyring.count++] = *key;
}

/* "tag-ID: SECRET", "memory: SECRET" or "batvN: SECRET". */
static void
check_key(struct place *place, const struct bs_policy_line *line)
{
    struct bs_key key;
    enum bs_key_form is = bs_key_read(&key, line);

    if (is != BS_KEY_OTHER)
        check_counted_key(place, line, &key, is);
    else if (line->key.n != 5 || !bs_span_starts(line->key, "batv") ||
             !bs_is_digit(bs_span_at(line->key, 4)))
        flaw(place, line, "there is no such key", "write tag-ID, memory, or batv0 to batv9");
    else if (key.secret.n < 8)
        flaw(place, line, "the secret is too short", "use at least 8 characters");
}

/* Exim reads this file with its other options, and does not start if it does not
 * understand it. There, an indented line continues the one before. */
static void
check_servers(struct place *place, const struct bs_policy_line *line)
{
    if (!bs_span_is(line->key, "hide") || !bs_span_starts(line->data, "pgsql_servers"))
        flaw(place, line, "Exim would not start with this, or would show it to every user",
             "write one line: hide pgsql_servers = HOST/DATABASE/USER/PASSWORD");
    else if (!bs_span_has(place->text, "connect_timeout="))
        flaw(place, line, "while the server is silent, each connection that asks it waits for minutes",
             "write \"dbname=DATABASE connect_timeout=2\" in place of DATABASE");
}

static struct bs_policy policy;

const char *
bs_policyfile_remedy(enum bs_list form, struct bs_span entry, const char *otherwise)
{
    if (form == BS_LIST_OWN_NETS || form == BS_LIST_RELAY_HOSTS)
        return otherwise;
    for (size_t i = entry.n; i > 0 && entry.p[i - 1] != '@'; i--) /* bounds: 0 < i <= n */
        if (entry.p[i - 1] > 0x7F)
            return "write the name in ASCII as in the DNS, e.g. xn--mller-kva.example";
    return otherwise;
}

/* The data of a host may be the address of a person. */
static bool
has_address(enum bs_list form, struct bs_span data)
{
    struct bs_span word = bs_span_word(&data, ",;: \t");

    return (form == BS_LIST_EXEMPT_SENDERS || form == BS_LIST_EXEMPT_RCPTS) &&
           bs_span_has(word, "@");
}

/* A list of the ACLs is checked as a list of the plugin that has entries of the same form; one line
 * at a time, because the ACLs' lists do not have a limit. */
static void
check_entry(struct place *place, const struct bs_policy_line *line)
{
    static const char *const remedies[BS_LISTS] = {
        [BS_LIST_OWN_HOSTS] = "write an address, a network or a host name",
        [BS_LIST_OWN_NETS] = "write an address or a network, e.g. 192.0.2.0/24",
        [BS_LIST_OWN_DOMAINS] = "write a name, example.org or *.example.org",
        [BS_LIST_RELAY_HOSTS] = "write an address or a network, e.g. 192.0.2.0/24",
        [BS_LIST_EXEMPT_HOSTS] = "write an address, a network or a host name",
        [BS_LIST_EXEMPT_SENDERS] = "write an address, @example.org or example.org",
        [BS_LIST_EXEMPT_RCPTS] = "write an address, @example.org or example.org",
        [BS_LIST_LIST_HOSTS] = "write an address, a network or a host name",
    };

    policy.list[place->form].count = 0;
    if (!bs_policy_add(&policy, place->form, line->key))
        flaw(place, line, "this entry cannot be understood",
             bs_policyfile_remedy(place->form, line->key, remedies[place->form]));
    else if (bs_policy_has_more(line->data) || has_address(place->form, line->data))
        tell_more(place, line);
}

/* The administrator chooses user names freely. */
static void
check_nothing(struct place *place, const struct bs_policy_line *line)
{
    (void)place, (void)line;
}

/* "USER: ADDRESS, @DOMAIN": each address after the user is an entry. */
static void
check_senders(struct place *place, const struct bs_policy_line *line)
{
    struct bs_span rest = line->data, entry;

    if (rest.n == 0)
        flaw(place, line, "the user has no address", "write USER: ADDRESS, @DOMAIN");
    while ((entry = bs_span_word(&rest, ", \t")).n > 0) {
        struct bs_policy_line one = {.key = entry, .number = line->number};
        check_entry(place, &one);
    }
}

static const struct policy_file {
    const char *name;
    line_check *check;
    enum bs_list form; /* for check_entry */
} files[] = {
    {"modes", check_mode, 0},
    {"settings", check_setting, 0},
    {"exempt_hosts", check_entry, BS_LIST_EXEMPT_HOSTS},
    {"exempt_senders", check_entry, BS_LIST_EXEMPT_SENDERS},
    {"exempt_rcpts", check_entry, BS_LIST_EXEMPT_RCPTS},
    {"list_hosts", check_entry, BS_LIST_LIST_HOSTS},
    {"own_hosts", check_entry, BS_LIST_OWN_HOSTS},
    {"own_nets", check_entry, BS_LIST_OWN_NETS},
    {"own_domains", check_entry, BS_LIST_OWN_DOMAINS},
    {"relay_hosts", check_entry, BS_LIST_RELAY_HOSTS},
    {"never_send", check_entry, BS_LIST_EXEMPT_RCPTS},
    {"hub_domains", check_entry, BS_LIST_OWN_DOMAINS},
    {"callout_domains", check_entry, BS_LIST_EXEMPT_SENDERS},
    {"helo_bots", check_entry, BS_LIST_OWN_DOMAINS},
    {"dnsbl_zones", check_zone, 0},
    {"null_zones", check_zone, 0},
    {"watch_zones", check_zone, 0},
    {"batv_domains", check_entry, BS_LIST_EXEMPT_SENDERS},
    {"batv_exempt", check_entry, BS_LIST_OWN_DOMAINS},
    {"trap_rcpts", check_entry, BS_LIST_EXEMPT_RCPTS},
    {"data_defer_hosts", check_entry, BS_LIST_EXEMPT_HOSTS},
    {"out_exempt", check_nothing, 0},
    {"user_senders", check_senders, BS_LIST_EXEMPT_SENDERS},
    {"out_zones", check_zone, 0},
    {"out_listed_exempt", check_entry, BS_LIST_OWN_DOMAINS},
    {"keys", check_key, 0},
    {"store_servers", check_servers, 0},
};

#define FILES (sizeof files / sizeof *files)

static bool
is_plugins(unsigned i)
{
    return files[i].check == check_entry && strcmp(files[i].name, bs_list_name(files[i].form)) == 0;
}

/* One entry per line, so a blank before it does not matter. */
static bool
is_list(unsigned i)
{
    line_check *check = files[i].check;

    return check == check_entry || check == check_zone || check == check_nothing;
}

bool
bs_policyfile_exempts(unsigned i)
{
    enum bs_list form = files[i].form;
    bool exempts = form == BS_LIST_EXEMPT_SENDERS || form == BS_LIST_EXEMPT_RCPTS;

    for (unsigned j = 0; j < BS_EXEMPT_HOST_LISTS; j++)
        exempts |= form == bs_exempt_host_lists[j];
    return exempts && is_plugins(i);
}

/* For as long as a list of the plugin was not read completely (plugin/gate.c, verdict/ground.c). */
static const char *
costs_of(unsigned i)
{
    if (bs_policyfile_exempts(i))
        return "; until then, no check of the header or the body refuses mail";
    return is_plugins(i) ? "; until then, no bounce is foreign" : "";
}

/* What the plugin does not read although each entry by itself is right. */
static void
check_whole(struct place *place)
{
    char remedy[64];
    struct bs_policy_line line = {.number = 0};

    policy.list[place->form].count = 0;
    line.number = bs_policy_read_list(&policy, place->form, place->text);
    snprintf(remedy, sizeof remedy, "write one entry per line, and at most %u", BS_MAX_ENTRIES);
    if (line.number > 0)
        flaw(place, &line, "not all of the entries are read", remedy);
}

/* Windows editors begin a file with it (RFC 3629 section 6, RFC 2781 section 4.3). It would be part
 * of the first word, but nobody sees it there. False if there is nothing else to check. */
static bool
check_mark(struct place *place, struct bs_policy_lines *lines)
{
    static const char remedy[] = "save it as UTF-8 without a byte order mark";
    struct bs_policy_line line = {.number = 1};
    bool wide =
        bs_span_starts(place->text, "\xff\xfe") || bs_span_starts(place->text, "\xfe\xff");

    if (wide)
        flaw(place, &line, "the file is in UTF-16, so no line of it is read", remedy);
    else if (bs_span_starts(place->text, "\xef\xbb\xbf") && bs_policy_lines_next(lines, &line))
        flaw(place, &line, "it begins with a byte order mark, so it is not read", remedy);
    return !wide;
}

const char *
bs_policyfile_name(unsigned i)
{
    return i < FILES ? files[i].name : NULL;
}

void
bs_policyfile_check(unsigned i, const char *path, struct bs_span text, bs_policyfile_flaw *told)
{
    struct place place = {
        .path = path, .flaw = told, .form = files[i].form, .text = text, .costs = costs_of(i)};
    struct bs_policy_line line;
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    if (!check_mark(&place, &lines))
        return;
    while (bs_policy_lines_next(&lines, &line)) {
        if (line.indented && files[i].check == check_servers)
            continue;
        if (line.indented && !is_list(i))
            flaw(&place, &line, "it begins with a blank, so it is not read",
                 "remove the blank");
        else
            files[i].check(&place, &line);
    }
    if (is_plugins(i) && !place.flawed)
        check_whole(&place);
}

/* --- for a person ------------------------------------------------------- */

static unsigned flaws;

static void
complain(const char *path, unsigned line, const char *what, const char *remedy, bool disarms)
{
    char thing[BS_PATH_SIZE + 16];

    (void)disarms;
    snprintf(thing, sizeof thing, "%s:%u", path, line);
    if (++flaws <= BS_POLICYFILE_FLAWS)
        bs_terminal_complain(thing, what, remedy);
}

void
bs_policyfile_complain(const char *name, struct bs_span text)
{
    char path[BS_PATH_SIZE], reason[64];
    unsigned i = 0;

    while (strcmp(files[i].name, name) != 0)
        i++;
    flaws = 0;
    bs_policydir_path(name, path);
    bs_policyfile_check(i, path, text, complain);
    if (flaws <= BS_POLICYFILE_FLAWS)
        return;
    snprintf(reason, sizeof reason, "%u more of its lines cannot be used", flaws - BS_POLICYFILE_FLAWS);
    bs_terminal_complain(path, reason, "'sudo backstop doctor' names all of them");
}

void
bs_policyfile_complain_all(void)
{
    struct bs_file file;

    for (unsigned i = 0; i < FILES; i++) {
        bs_policyfile_complain(files[i].name, bs_policydir_text(&file, files[i].name));
        bs_file_free(&file);
    }
}
