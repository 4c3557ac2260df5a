/* unlock: lifts every restriction on a user, or lists the users who are held. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands.h"

#include "block.h"
#include "logfile.h"
#include "mainlog.h"
#include "queue.h"

#include <ctype.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* All blocks, and all messages that are held. */
struct state {
    struct bs_block *block;
    size_t blocks;
    struct bs_queued *message;
    size_t messages;
    bool full; /* no memory for more */
};

static void *
grow(struct state *state, void *old, size_t count, size_t size)
{
    void *new = reallocarray(old, count + 1, size);

    state->full |= new == NULL;
    return new;
}

static void
add_block(void *arg, const struct bs_block *block)
{
    struct state *state = arg;
    struct bs_block *new = grow(state, state->block, state->blocks, sizeof *new);

    if (new == NULL)
        return;
    state->block = new;
    state->block[state->blocks++] = *block;
}

static void
add_message(void *arg, const struct bs_queued *message)
{
    struct state *state = arg;
    struct bs_queued *new;

    if (*message->user == '\0')
        return;
    new = grow(state, state->message, state->messages, sizeof *new);
    if (new == NULL)
        return;
    state->message = new;
    state->message[state->messages++] = *message;
}

static bool
read_state(struct state *state)
{
    return bs_block_complain(bs_block_state, bs_block_each(bs_block_state, add_block, state)) &&
           bs_queue_each(add_message, state) &&
           bs_block_complain("unlock", state->full ? ENOMEM : 0);
}

static unsigned
messages_of(const struct state *state, const char *user)
{
    unsigned n = 0;

    for (size_t i = 0; i < state->messages; i++)
        n += strcmp(state->message[i].user, user) == 0;
    return n;
}

static void
show_user(const struct state *state, const char *user, const struct bs_block *block)
{
    unsigned n = messages_of(state, user);
    char when[BS_MOMENT];

    bs_terminal_path(user);
    printf(": %u message%s held; ", n, bs_plural(n));
    if (block)
        printf("blocked since %s, by %s\n", bs_terminal_moment(block->since, when), block->check);
    else
        bs_terminal_put("not blocked\n");
}

static bool
has_block(const struct state *state, const char *user)
{
    for (size_t i = 0; i < state->blocks; i++)
        if (strcmp(state->block[i].user, user) == 0)
            return true;
    return false;
}

/* A message can be held without a block, if the block could not be made, or was removed. */
static bool
is_told_before(const struct state *state, size_t message)
{
    const char *user = state->message[message].user;

    if (has_block(state, user))
        return true;
    for (size_t i = 0; i < message; i++)
        if (strcmp(state->message[i].user, user) == 0)
            return true;
    return false;
}

static int
list(const struct state *state)
{
    for (size_t i = 0; i < state->blocks; i++)
        show_user(state, state->block[i].user, &state->block[i]);
    for (size_t i = 0; i < state->messages; i++)
        if (!is_told_before(state, i))
            show_user(state, state->message[i].user, NULL);
    if (state->blocks == 0 && state->messages == 0)
        bs_terminal_put("No user is blocked.\n");
    return BS_EXIT_FINE;
}

/* "backstop bounces" has given it another sender, if it waited for long. */
static bool
restore_sender(const struct bs_queued *message)
{
    const char *const sender[] = {message->id, "<>"};

    return !message->was_null || message->null ||
           bs_queue_act(bs_block_exim, "-Mes", sender, 2, "the sender could not be restored");
}

static bool
thaw_all(const struct state *state, const char *user)
{
    const char **id = calloc(state->messages + 1, sizeof *id);
    bool good = true;
    size_t n = 0;

    if (id == NULL)
        return bs_block_complain("unlock", ENOMEM);
    for (size_t i = 0; i < state->messages; i++) {
        if (strcmp(state->message[i].user, user) != 0)
            continue;
        if (restore_sender(&state->message[i]))
            id[n++] = state->message[i].id;
        else
            good = false;
    }
    good &= bs_queue_act(bs_block_exim, "-Mt", id, n, "messages could not be thawed");
    free(id);
    return good;
}

static bool
lift_block(const struct state *state, const char *user)
{
    bool good = true, any = false;

    for (size_t i = 0; i < state->blocks; i++) {
        const struct bs_block *block = &state->block[i];
        if (strcmp(block->user, user) != 0)
            continue;
        int problem = bs_block_take(bs_block_state, block);
        if (problem == 0)
            printf("  block: lifted; it was made by %s\n", block->check);
        good &= bs_block_complain(bs_block_state, problem);
        any = true;
    }
    if (!any)
        bs_terminal_put("  block: there was none\n");
    return good;
}

/* The counters are reset first: otherwise, mail that comes in the meantime blocks the user
 * again. */
static int
unlock(const struct state *state, const char *user)
{
    unsigned n = messages_of(state, user);

    bs_terminal_path(user);
    bs_terminal_put("\n");
    if (!bs_block_complain(bs_block_state, bs_block_reset(bs_block_state, user)))
        return BS_EXIT_TROUBLE;
    bs_terminal_put("  counters: reset\n");
    if (!lift_block(state, user))
        return BS_EXIT_TROUBLE;
    if (!thaw_all(state, user))
        return BS_EXIT_TROUBLE;
    if (n == 0)
        bs_terminal_put("  queue: nothing was held\n");
    else
        printf("  queue: %u message%s thawed; Exim delivers them when it next runs the queue\n", n,
               bs_plural(n));
    return BS_EXIT_FINE;
}

/* Did the user send mail, or has a check found something, as far as Exim's log reaches? */
static bool
is_in_log(const char *user)
{
    struct bs_logs logs = {0};
    struct bs_logline line;
    char path[BS_PATH_SIZE];
    bool found = false;

    bs_logs_exim("main", path);
    bs_logs_add_rotated(&logs, path, 0);
    while (!found && bs_logs_next(&logs, &line))
        found = bs_span_is(line.login, user) || bs_span_is(line.user, user) ||
                (line.kind == BS_LOG_BACKSTOP && bs_span_is(bs_logline_word(&line, "user="), user));
    bs_logs_free(&logs);
    return found;
}

/* It is not possible to look up whether a user has counters, so they are reset for every user that
 * the system or the log knows. */
static bool
is_known(const struct state *state, const char *user)
{
    return has_block(state, user) || messages_of(state, user) > 0 || getpwnam(user) != NULL ||
           is_in_log(user);
}

/* As the ACLs write it. */
static void
copy_user(char user_r[BS_USER_SIZE], const char *name)
{
    snprintf(user_r, BS_USER_SIZE, "%s", name);
    for (char *p = user_r; *p; p++)
        *p = (char)tolower((unsigned char)*p);
}

static int
run(int count, char **argument)
{
    struct state state = {.blocks = 0};
    char user[BS_USER_SIZE] = "";
    int status = BS_EXIT_TROUBLE;

    if (count > 0)
        copy_user(user, argument[0]);
    if (count > 0 && (*user == '\0' || strpbrk(user, " \t\r\n")))
        return bs_trouble(*user ? argument[0] : "unlock", "this is not the name of a user",
                          "'sudo backstop unlock' lists the users who are blocked");
    bool fine = read_state(&state);
    if (fine && count > 0 && !is_known(&state, user)) {
        bs_terminal_complain(user,
                             "this user is not blocked, has no held mail, and is not in "
                             "the log",
                             "'sudo backstop unlock' lists the users who are blocked");
        fine = false;
    }
    if (fine)
        status = count > 0 ? unlock(&state, user) : list(&state);
    free(state.block);
    free(state.message);
    return status;
}

const struct bs_command bs_unlock_command = {
    .name = "unlock",
    .summary = "lets a user send again, or lists the users who are blocked",
    .usage = "Usage: backstop unlock [OPTION...] [USER]\n\n"
             "Lists the users whose mail a check in mode hold keeps in the queue; or lifts the\n"
             "block of one of them, resets their counters, thaws their messages, and says what\n"
             "it did. USER is the login, the account or the address that the log shows as\n"
             "user=.\n",
    .options = bs_queue_options,
    .arguments = 1,
    .run = run,
};
