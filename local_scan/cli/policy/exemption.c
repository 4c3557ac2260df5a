/* exemption: adds and removes entries of the lists of exemptions. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exemption.h"

#include "copy.h"
#include "policydir.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define COMMENT_N 300

const char *const bs_exemption_lists[] = {"exempt_hosts", "exempt_senders", "exempt_rcpts",
                                          "list_hosts",   "out_exempt",     NULL};

/* The form of their entries; user names have no set form. */
static const enum bs_list forms[] = {BS_LIST_EXEMPT_HOSTS, BS_LIST_EXEMPT_SENDERS,
                                     BS_LIST_EXEMPT_RCPTS, BS_LIST_LIST_HOSTS};

unsigned
bs_exemption_list(const struct bs_policy *policy, const char *entry)
{
    const char *at = strrchr(entry, '@');

    if (at == NULL)
        return BS_EXEMPT_HOSTS;
    return bs_policy_own_name(policy, bs_span_text(at + 1)) ? BS_EXEMPT_RCPTS : BS_EXEMPT_SENDERS;
}

/* The entry must not contain characters at which Exim, too, would end it when it reads the line. */
static bool
is_one_word(struct bs_span entry)
{
    struct bs_policy_lines lines = bs_policy_lines_of(entry);
    struct bs_policy_line line;

    return entry.n > 0 && entry.n < BS_EXEMPTION_TEXT && bs_policy_lines_next(&lines, &line) &&
           !line.indented && bs_span_equal(line.key, entry) && line.data.n == 0;
}

/* A name that no host has would be an entry that never applies: "192.0.2.7:25", "-x". */
static bool
is_host_name(struct bs_span entry)
{
    if (bs_span_starts(entry, "*."))
        entry = bs_span_drop(entry, 2);
    for (size_t i = 0; i < entry.n; i++)
        if (!bs_is_alnum(entry.p[i]) && (i == 0 || strchr("-_.", entry.p[i]) == NULL))
            return false;
    return entry.n > 0;
}

static const char *
host_flaw(struct bs_span entry)
{
    struct bs_net net;

    if (!bs_net_read(entry, &net))
        return is_host_name(entry) ? NULL : "this is not an address, a network or a host name";
    return net.bits == 0 || (bs_ip_is4(&net.ip) && net.bits <= 96)
               ? "this would exempt every host, so that no check refuses anything"
               : NULL;
}

const char *
bs_exemption_flaw(unsigned list, const char *entry)
{
    static struct bs_policy policy;
    struct bs_span text = bs_span_text(entry);

    policy = (struct bs_policy){.unread = false};
    if (text.n == 0 || bs_span_is(text, "<>"))
        return "the null sender cannot be exempted, because all bounces have it";
    if (!is_one_word(text))
        return "this cannot be an entry in a list, because it is not a single word";
    if (list == BS_OUT_EXEMPT)
        return NULL;
    bool hosts = list == BS_EXEMPT_HOSTS || list == BS_LIST_HOSTS;
    if (!bs_policy_add(&policy, forms[list], text))
        return hosts ? "this is not an address, a network or a host name"
                     : "this is not a mail address or a domain";
    return hosts ? host_flaw(text) : NULL;
}

/* Its line, with the end; an empty span if there is no such line. */
static struct bs_span
find(struct bs_span text, const char *entry, unsigned *count_r)
{
    struct bs_policy_line line;
    struct bs_span found = bs_span_of(NULL, 0);

    *count_r = 0;
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (bs_policy_lines_next(&lines, &line)) {
        ++*count_r;
        if (found.n > 0 || !bs_span_equal(line.key, bs_span_text(entry)))
            continue;
        size_t start = (size_t)(line.text.p - text.p);
        struct bs_span rest = bs_span_drop(text, start);
        found = bs_span_take(rest, bs_span_find(rest, '\n') + 1);
    }
    return found;
}

static int
replace(const char *path, const struct bs_file *file, size_t from, size_t to, struct bs_span line)
{
    struct bs_file new;
    int problem = bs_file_splice(&new, bs_file_span(file), from, to, line);

    if (problem == 0)
        problem = bs_file_replace(path, bs_file_span(&new), file->text ? &file->stat : NULL);
    bs_file_free(&new);
    if (problem == 0)
        bs_copy_follow(path);
    return problem;
}

static int
append(const char *path, const struct bs_file *file, const char *entry, const char *comment)
{
    char line[BS_EXEMPTION_TEXT + COMMENT_N];
    bool in_line = file->n > 0 && file->text[file->n - 1] != '\n'; /* bounds: n > 0 */

    snprintf(line, sizeof line, "%s%s  # %.*s\n", in_line ? "\n" : "", entry, COMMENT_N - 16,
             comment);
    return replace(path, file, file->n, file->n, bs_span_text(line));
}

int
bs_exemption_add(unsigned list, const char *entry, const char *comment)
{
    char path[BS_PATH_SIZE];
    struct bs_file file;
    unsigned count;

    bs_policydir_path(bs_exemption_lists[list], path);
    int lock = bs_file_lock(path);
    if (lock < 0)
        return errno;
    int problem = bs_policydir_read(&file, bs_exemption_lists[list]);
    if (problem == 0 && find(bs_file_span(&file), entry, &count).n > 0)
        problem = EEXIST;
    if (problem == 0 && list != BS_OUT_EXEMPT && count >= BS_MAX_ENTRIES)
        problem = E2BIG;
    if (problem == 0)
        problem = append(path, &file, entry, comment);
    bs_file_free(&file);
    close(lock);
    return problem;
}

int
bs_exemption_remove(const char *list, const char *entry)
{
    char path[BS_PATH_SIZE];
    struct bs_file file;
    unsigned count;

    bs_policydir_path(list, path);
    int problem = bs_policydir_read(&file, list);
    if (problem == 0) {
        struct bs_span text = bs_file_span(&file), line = find(text, entry, &count);
        size_t from = line.n > 0 ? (size_t)(line.p - text.p) : 0;
        problem =
            line.n == 0 ? ENOENT : replace(path, &file, from, from + line.n, bs_span_of(NULL, 0));
    }
    bs_file_free(&file);
    return problem;
}
