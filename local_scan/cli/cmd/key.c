/* key: shows, makes and replaces the keys of tags and signed return paths. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "date.h"

#include "dropin.h"
#include "json.h"
#include "keyfile.h"
#include "paths.h"
#include "policydir.h"
#include "program.h"
#include "table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static unsigned format;

static const struct bs_option options[] = {
    BS_GROUP(bs_policydir_options),
    BS_FORMAT(&format, "text (the default) or json, one line per key"),
    BS_END,
};

/* Showing */

static const char *find_missing(void);

static void
show_row(const struct bs_key_line *line, long long now)
{
    struct bs_span id = line->kind == BS_KEY_TAG ? line->key.id : line->name;
    long long age = (now - line->key.since) / BS_DAY;

    bs_table_text(bs_key_kind_name(line->kind));
    bs_table_print("%.*s", BS_SPAN(id));
    bs_table_moment(line->key.since);
    if (line->key.since > 0 && line->key.since <= now)
        bs_table_print("%lld day%s", age, bs_plural((unsigned long)age));
    else
        bs_table_text("-");
    if (line->kind == BS_KEY_OF_MEMORY)
        bs_table_text("keeps the memory secret");
    else if (line->signs && line->kind == BS_KEY_BATV && find_missing())
        bs_table_text("verifies, but cannot sign");
    else if (line->signs)
        bs_table_styled(BS_STYLE_BOLD, "signs and verifies");
    else
        bs_table_text(bs_key_is_done(line, now) ? "no longer needed" : "verifies");
}

static void
show_text(const struct bs_keyfile *keys, long long now)
{
    static const struct bs_column columns[] = {{"kind", -6}, {"id", -12}, {"signs since", -17},
                                               {"age", -10}, {"does", 0}, {NULL, 0}};

    if (keys->count == 0) {
        bs_terminal_put("There are no keys: mail is not tagged, and return paths are not "
                        "signed.\n'sudo backstop key new tag' makes a key.\n");
        return;
    }
    bs_table_start(columns, "");
    for (unsigned i = 0; i < keys->count; i++)
        show_row(&keys->line[i], now);
}

static void
show_json(const struct bs_keyfile *keys, long long now)
{
    for (unsigned i = 0; i < keys->count; i++) {
        const struct bs_key_line *line = &keys->line[i];

        bs_json_open(NULL, '{');
        bs_json_text("kind", bs_key_kind_name(line->kind));
        bs_json_span("id", line->kind == BS_KEY_TAG ? line->key.id : line->name);
        bs_json_number("since", line->key.since > 0 ? (uint64_t)line->key.since : 0);
        bs_json_number("until", (uint64_t)line->stopped);
        bs_json_bool("signs", line->signs);
        bs_json_bool("done", bs_key_is_done(line, now));
        bs_json_close();
    }
}

/* Complaints */

static int
complain(const char *path, int problem)
{
    return bs_exit_status(bs_terminal_complain_write(path, problem));
}

static int
misused(const char *word, const char *reason)
{
    return bs_trouble(word, reason, "see 'backstop key --help'");
}

static void
warn_of_file(const struct bs_keyfile *keys)
{
    char place[BS_PATH_SIZE + 16], remedy[BS_PATH_SIZE + 160];

    snprintf(remedy, sizeof remedy, "run 'sudo chmod 640 %s', then " BS_KEYFILE_ROLL, keys->path);
    if (keys->file.text && keys->file.stat.st_mode & 07)
        bs_terminal_complain(keys->path, "every user can read or write it", remedy);
    snprintf(place, sizeof place, "%s:%u", keys->path, keys->bad);
    if (keys->bad > 0)
        bs_terminal_complain(place, "this key cannot be used", "'sudo backstop doctor' says why");
}

/* Changing */

__attribute__((format(printf, 1, 2))) static void
tell(const char *sentence, ...)
{
    char text[5000];
    va_list arguments;

    va_start(arguments, sentence);
    vsnprintf(text, sizeof text, sentence, arguments);
    va_end(arguments);
    bs_terminal_say("  ", text);
}

/* Why return paths are not signed, with the remedy; NULL if no reason is known.
 * Exim's configuration is that of the policy in its usual place. */
static const char *
find_missing(void)
{
    if (bs_policydir_is_empty("batv_domains"))
        return "batv_domains is empty. Write into it the domains or senders whose mail all "
               "leaves through this server";
    if (strcmp(bs_policydir(), BS_POLICY_DIR) != 0 || bs_dropin_debian(BS_ETC_DIR) == BS_FORM_NONE)
        return NULL;
    if (bs_dropin_debian(BS_ETC_DIR) == BS_FORM_UNSPLIT)
        return "Debian's configuration is unsplit and has no place for the router that signed "
               "return paths need. Run 'sudo backstop enable --split'";
    if (bs_dropin_form(BS_ETC_DIR) == BS_FORM_NONE)
        return "Backstop is not enabled. Run 'sudo backstop enable'";
    if (bs_exim_has("BACKSTOP_SHARE") && !bs_exim_has("BACKSTOP_SIGNS"))
        return "Exim already rewrites return paths (HIDE_MAILNAME or REMOTE_SMTP_RETURN_PATH). "
               "Remove that from its configuration";
    return NULL;
}

/* The key's age counts from now; null_unsigned must wait from the first signature. */
static void
tell_unsigned(const char *missing)
{
    tell("No return path is signed: %s. Then run 'sudo backstop key roll batv'; null_unsigned "
         "starts 8 days after that, when bounces to unsigned return paths have ended.",
         missing);
}

static void
tell_new(const struct bs_keyfile *keys, enum bs_key_kind kind, const char *name, bool first,
         const char *missing)
{
    if (kind == BS_KEY_OF_MEMORY) {
        tell(
            "The secret of the memory has been made: mail that leaves is remembered as digests "
            "under it. 'sudo backstop store learn' fills the memory from the log. Other hosts that "
            "share the store need this line of %s.",
            keys->path);
        return;
    }
    printf(missing ? "%s has been made, and signs as soon as that is possible.\n"
                   : "%s signs from now on.\n",
           name);
    if (missing)
        tell_unsigned(missing);
    else if (kind == BS_KEY_TAG && first)
        tell("Outgoing mail is tagged from now on. For tag_days (30), returned mail that was "
             "written before now need not have a tag.");
    else if (kind == BS_KEY_TAG)
        tell("Outgoing mail is tagged with it from now on. Tags made with older keys are still "
             "verified.");
    else if (first)
        tell("Return paths of batv_domains are signed from now on; null_unsigned starts in 8 "
             "days, when bounces to unsigned ones have ended.");
    else
        tell("Return paths of batv_domains are signed with it from now on. Signatures made "
             "with older keys are still verified. For 8 days, null_unsigned does not fire.");
    tell("If other hosts send for the same domains, copy %s to them now: on a host without "
         "this key, bounces of mail that it signed are not recognised.",
         keys->path);
}

static void
tell_dropped(const struct bs_keyfile *keys, enum bs_key_kind kind, long long now)
{
    for (unsigned i = 0; i < keys->count; i++) {
        const struct bs_key_line *line = &keys->line[i];
        if (line->kind == kind && bs_key_is_done(line, now))
            tell("%.*s has been removed: it has not signed for more than %d days.",
                 BS_SPAN(line->name), kind == BS_KEY_TAG ? 60 : 8);
    }
}

static bool
read_kind(const char *word, enum bs_key_kind *kind_r)
{
    for (*kind_r = 0; *kind_r < BS_KEY_KINDS; (*kind_r)++)
        if (strcmp(word, bs_key_kind_name(*kind_r)) == 0)
            return true;
    return false;
}

/* `roll`: there must be a key that signs; otherwise there must not be one. */
static int
add(const struct bs_keyfile *keys, const char *word, bool roll, bool json)
{
    long long now = (long long)time(NULL);
    char name[BS_KEY_NAME], remedy[64];
    enum bs_key_kind kind;

    if (!read_kind(word, &kind))
        return misused(word, "there is no such kind of key; the kinds are tag, batv and memory");
    if (kind == BS_KEY_OF_MEMORY && roll)
        return misused(word, "this secret cannot be replaced; 'sudo backstop key drop "
                             "memory' forgets it, and all that is remembered with it");
    if ((bs_keyfile_signer(keys, kind) != NULL) != roll) {
        snprintf(remedy, sizeof remedy,
                 kind == BS_KEY_OF_MEMORY ? "keep it: the memory depends on it"
                                          : "'sudo backstop key %s %s' makes %s",
                 roll ? "new" : "roll", word, roll ? "the first" : "the next");
        return bs_trouble(keys->path,
                          roll ? "there is no such key yet" : "there is already a key of this kind",
                          remedy);
    }
    int problem = bs_keyfile_add(keys, kind, now, name);
    if (problem == E2BIG)
        return bs_trouble(keys->path, "there are too many keys; more would not be read",
                          "'sudo backstop key drop ID' removes an old one");
    if (problem != 0)
        return complain(keys->path, problem);
    if (!json) {
        tell_new(keys, kind, name, !roll, kind == BS_KEY_BATV ? find_missing() : NULL);
        tell_dropped(keys, kind, now);
    }
    return BS_EXIT_FINE;
}

static int
drop(const struct bs_keyfile *keys, const char *name, bool json)
{
    const struct bs_key_line *line = bs_keyfile_find(keys, name);

    if (line == NULL)
        return bs_trouble(name, "there is no such key", "'sudo backstop key' lists them");
    int problem = bs_keyfile_drop(keys, line);
    if (problem != 0)
        return complain(keys->path, problem);
    if (json)
        return BS_EXIT_FINE;
    printf("%.*s has been removed.\n", BS_SPAN(line->name));
    tell(line->kind == BS_KEY_OF_MEMORY
             ? "What was remembered with it can no longer be used."
             : "Bounces of mail that it signed are no longer recognised by it.");
    if (line->signs && line->kind != BS_KEY_OF_MEMORY)
        tell("It was the key that signed; 'sudo backstop key' shows what signs now, 'sudo backstop "
             "key new %s' makes a new key.",
             bs_key_kind_name(line->kind));
    return BS_EXIT_FINE;
}

static int
change(int count, char **argument)
{
    const char *verb = argument[0];
    static struct bs_keyfile keys;

    if (strcmp(verb, "new") != 0 && strcmp(verb, "roll") != 0 && strcmp(verb, "drop") != 0)
        return misused(verb, "unknown action; use new, roll or drop");
    if (count < 2)
        return misused(verb, strcmp(verb, "drop") == 0
                                 ? "the ID of the key is missing"
                                 : "the kind of key is missing: tag, batv or memory");
    if (!bs_policydir_may_write("keys"))
        return BS_EXIT_TROUBLE;
    int problem = bs_keyfile_open(&keys, true);
    int status = BS_EXIT_TROUBLE;
    if (problem != 0)
        complain(keys.path, problem);
    else if (strcmp(verb, "drop") == 0)
        status = drop(&keys, argument[1], format == BS_FORMAT_JSON);
    else
        status = add(&keys, argument[1], strcmp(verb, "roll") == 0, format == BS_FORMAT_JSON);
    bs_keyfile_close(&keys);
    return status;
}

/* A key of return paths can sign only if Exim calls it. */
static void
show_missing(const struct bs_keyfile *keys)
{
    const char *missing = bs_keyfile_signer(keys, BS_KEY_BATV) ? find_missing() : NULL;

    if (missing) {
        bs_terminal_put("\n");
        tell_unsigned(missing);
    }
}

static int
show(void)
{
    static struct bs_keyfile keys;
    long long now = (long long)time(NULL);
    int problem = bs_keyfile_open(&keys, false);

    if (problem != 0)
        return bs_exit_status(bs_terminal_complain_errno(keys.path, problem));
    warn_of_file(&keys);
    (format == BS_FORMAT_JSON ? show_json : show_text)(&keys, now);
    if (format != BS_FORMAT_JSON)
        show_missing(&keys);
    bs_keyfile_close(&keys);
    return BS_EXIT_FINE;
}

static int
run(int count, char **argument)
{
    int status = count > 0 ? change(count, argument) : BS_EXIT_FINE;
    bool shows = count == 0 || format == BS_FORMAT_JSON;

    return status == BS_EXIT_FINE && shows ? show() : status;
}

const struct bs_command bs_key_command = {
    .name = "key",
    .summary = "shows, makes and replaces keys for tags and return paths",
    .usage = "Usage: backstop key [OPTION...] [new KIND | roll KIND | drop ID]\n\n"
             "Shows the keys with which outgoing mail is marked, so that its bounces are\n"
             "recognised; it never shows the secrets. KIND is tag (the field X-Backstop-Tag),\n"
             "batv (signed return paths) or memory (the one secret of the memory of sent mail).\n"
             "'new' makes the first key of a kind; 'roll' makes another key for tag or batv,\n"
             "which signs from then on, while older ones still verify; 'drop' removes one.\n",
    .options = options,
    .arguments = 2,
    .run = run,
};
