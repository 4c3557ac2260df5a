/* exam_policy: can the policy be read, does Exim use its present state, does it say who we are, are
 * there keys? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "compile.h"
#include "copy.h"
#include "date.h"
#include "dropin.h"
#include "keyfile.h"
#include "paths.h"
#include "policydir.h"
#include "policyfile.h"
#include "program.h"
#include "tag.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Anyone who has read a key can sign for as long as it is in use. */
#define KEY_DAYS 400

#define WATCH_SECONDS 3 /* until systemd has seen to a change */

static void
say_flaw(const char *path, unsigned line, const char *what, const char *remedy, bool disarms)
{
    (void)disarms;
    bs_health_say(BS_NOTE_FAULT, remedy, "%s:%u: %s", path, line, what);
}

static bool
may_read(const struct stat *st)
{
    const struct passwd *user = getpwnam(BS_EXIM_USER);

    return user == NULL || bs_compile_may_read(st, user->pw_uid, user->pw_gid);
}

/* A file of keys that has only comments is not secret. */
static bool
is_secret(const char *name, struct bs_span text)
{
    struct bs_policy_line line;
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    return (strcmp(name, "keys") == 0 || strcmp(name, "store_servers") == 0) &&
           bs_policy_lines_next(&lines, &line);
}

/* A secret that others could read has to be replaced. */
static void
look_at_permissions(unsigned i, const char *path, const struct bs_file *file)
{
    bool secret = is_secret(bs_policyfile_name(i), bs_file_span(file));
    bool keys = strcmp(bs_policyfile_name(i), "keys") == 0;
    char remedy[BS_HEALTH_REMEDY], owner[200] = "";

    if (secret)
        snprintf(owner, sizeof owner, "sudo chown root:" BS_EXIM_USER " %.150s' and '", path);
    snprintf(remedy, sizeof remedy, "run '%ssudo chmod %s %.150s'", owner, secret ? "640" : "644",
             path);
    if (!may_read(&file->stat))
        bs_health_say(BS_NOTE_FAULT, remedy, "%s: Exim's user cannot read it", path);
    snprintf(remedy, sizeof remedy, "run 'sudo chmod 640 %.150s', then %s", path,
             keys ? BS_KEYFILE_ROLL : "change the password in the file and in the database");
    if (secret && file->stat.st_mode & S_IROTH)
        bs_health_say(BS_NOTE_FAULT, remedy, "%s: every user can read it", path);
}

/* Hosts that the missing list named may be ours, or exempt: so nothing that it affects is
 * refused. */
static void
say_gone(const char *path, const char *name)
{
    char remedy[BS_HEALTH_REMEDY];

    snprintf(remedy, sizeof remedy,
             "put it back, or make an empty file if it should be empty; if it is no longer "
             "needed, remove " BS_POLICYDIR_MARKS "/%s and run 'sudo backstop compile'",
             name);
    bs_health_say(BS_NOTE_FAULT, remedy,
                  "%s has disappeared: until it is back, no check that depends on it refuses mail",
                  path);
}

static void
say_unread(const char *path, int problem)
{
    bs_health_say(problem == EACCES ? BS_NOTE_ADVICE : BS_NOTE_FAULT,
                  problem == EACCES ? "run this as root" : "put a plain file there", "%s: %s", path,
                  strerror(problem));
}

static void
look_at_file(unsigned i)
{
    char path[BS_PATH_SIZE];
    struct bs_file file;

    bs_policydir_path(bs_policyfile_name(i), path);
    int problem = bs_policydir_read(&file, bs_policyfile_name(i));
    if (problem != 0) {
        say_unread(path, problem);
        return;
    }
    if (file.text) {
        look_at_permissions(i, path, &file);
        bs_policyfile_check(i, path, bs_file_span(&file), say_flaw);
    } else if (bs_policydir_gone(bs_policyfile_name(i))) {
        say_gone(path, bs_policyfile_name(i));
    } else if (i == 0) {
        bs_health_say(BS_NOTE_ADVICE,
                      "'sudo backstop mode CHECK MODE' creates it; until then the built-in "
                      "modes apply, and Exim's log says so for each connection",
                      "%s is missing", path);
    }
    bs_file_free(&file);
}

void
bs_exam_policy(struct bs_patient *patient)
{
    int problem = bs_policydir_problem();

    (void)patient;
    if (problem != 0)
        say_unread(bs_policydir(), problem);
    for (unsigned i = 0; problem == 0 && bs_policyfile_name(i); i++)
        look_at_file(i);
    if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "the policy in %s can be read", bs_policydir());
}

/* systemd or cron may be writing the copy just now. */
static enum bs_copy_state
look_at_copy(bool *believed_r)
{
    const struct timespec patience = {.tv_sec = WATCH_SECONDS};
    enum bs_copy_state state = bs_copy_look(BS_POLICY_DIR, BS_STATE_DIR, believed_r);

    if (state != BS_COPY_STALE || !bs_copy_is_watched())
        return state;
    nanosleep(&patience, NULL);
    return bs_copy_look(BS_POLICY_DIR, BS_STATE_DIR, believed_r);
}

/* If the copy does not say that systemd watches the files, an Exim with dlfunc asks the plugin. */
void
bs_exam_copy(struct bs_patient *patient)
{
    bool believed;

    (void)patient;
    if (strcmp(bs_policydir(), BS_POLICY_DIR) != 0 || !bs_dropin_any(BS_ETC_DIR))
        return;
    enum bs_copy_state state = look_at_copy(&believed);
    if (state == BS_COPY_UNKNOWN)
        return; /* only root may look; reported elsewhere */
    if (state == BS_COPY_HIDDEN)
        bs_health_say(BS_NOTE_FAULT,
                      "run 'sudo backstop compile'; if that does not help, remove the override "
                      "that 'dpkg-statoverride --list " BS_STATE_DIR "/policy' shows",
                      BS_STATE_DIR "/policy: Exim's user cannot read it");
    else if (state == BS_COPY_FRESH || (!believed && bs_exim_has("_HAVE_DLFUNC")))
        bs_health_say(BS_NOTE_OK, "", "Exim reads the current policy");
    else
        bs_health_say(BS_NOTE_FAULT,
                      "run 'sudo backstop compile', and check that backstop-policy.path (systemd) "
                      "or cron is running",
                      state == BS_COPY_MISSING
                          ? "there is no copy of the policy for Exim, so the built-in modes apply"
                          : "Exim reads an old copy of the policy: later changes do not apply");
}

void
bs_exam_identity(struct bs_patient *patient)
{
    if (bs_policy_has_identity(&patient->policy))
        bs_health_say(BS_NOTE_OK, "", "public addresses of ours are known");
    else
        bs_health_say(BS_NOTE_ADVICE,
                      "name them in own_nets: the addresses from which our mail leaves",
                      "no public address of ours is known, so bounce_foreign cannot fire");
}

static void
tell_signer(const struct bs_key *key)
{
    long long days = (time(NULL) - key->since) / BS_DAY;

    if (key->since > 0 && days > KEY_DAYS)
        bs_health_say(BS_NOTE_ADVICE,
                      "'sudo backstop key roll tag' makes a new one; the old one still "
                      "verifies for as long as it is needed",
                      "the key for tags, %.*s, is %lld days old", BS_SPAN(key->id), days);
    else
        bs_health_say(BS_NOTE_OK, "", "there is a key for tags");
}

/* Exim also signs what it forwards: so with tags a signature counts only if it covers one. */
static void
look_at_signing(void)
{
    if (bs_exim_signs_without(BS_TAG_NAME))
        bs_health_say(BS_NOTE_ADVICE,
                      "set DKIM_SIGN_HEADERS = _DKIM_SIGN_HEADERS:" BS_TAG_NAME
                      " in Exim's configuration",
                      "Exim's DKIM signatures do not cover our tags, so they prove nothing: "
                      "mail that is only forwarded is also signed");
}

/* The examination of the policy reports a file that the caller may not read. */
void
bs_exam_keys(struct bs_patient *patient)
{
    struct bs_file file;
    struct bs_keyring keyring;

    (void)patient;
    if (bs_policydir_read(&file, "keys") != 0)
        return;
    bs_keyring_read(&keyring, bs_file_span(&file));
    const struct bs_key *signer = bs_keyring_signer(&keyring);
    if (signer) {
        tell_signer(signer);
        look_at_signing();
    } else {
        bs_health_say(BS_NOTE_ADVICE,
                      "'sudo backstop key new tag' makes one, which applies at once; several "
                      "hosts of one domain need the same key",
                      "there is no key for tags, the surest proof that a bounce is ours");
    }
    bs_file_free(&file);
}
