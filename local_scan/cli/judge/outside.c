/* outside: the command's side of questions to the outside. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outside.h"

#include "settings.h"
#include "asker.h"
#include "file.h"

#include <limits.h>
#include <stdio.h>

static struct {
    bool offline;
    bool said; /* that there are no lookups */
    struct bs_file settings;
    _Alignas(max_align_t) unsigned char cache[BS_LOOKUP_CACHE_SIZE];
} outside;

static void
read_settings(const char *dir)
{
    char path[PATH_MAX];
    int problem;

    if ((size_t)snprintf(path, sizeof path, "%s/settings", dir) >= sizeof path)
        return;
    problem = bs_file_read(&outside.settings, path);
    if (problem != 0)
        bs_terminal_complain_errno(path, problem);
}

void
bs_outside_start(const struct bs_options *options)
{
    bs_outside_end();
    read_settings(options->policy_dir);
    outside.offline = options->offline || !bs_setting_on(bs_outside_settings(), BS_SET_DNS);
    bs_asker_start(bs_outside_settings(), options->servers,
                   (struct bs_lookup_cache *)outside.cache);
}

void
bs_outside_again(void)
{
    bs_asker_again();
}

unsigned
bs_outside_answer(struct bs_questions *q)
{
    unsigned answered = bs_asker_answer(q);
    const char *fault = bs_asker_fault();

    if (fault && !outside.said)
        bs_terminal_complain("note: backstop-lookup.so", fault,
                             "install it with its libraries, or use --offline; until then nothing "
                             "is looked up");
    outside.said |= fault != NULL;
    return answered;
}

void
bs_outside_end(void)
{
    bs_asker_end();
    bs_file_free(&outside.settings);
}

bool
bs_outside_offline(void)
{
    return outside.offline;
}

struct bs_span
bs_outside_settings(void)
{
    return bs_file_span(&outside.settings);
}
