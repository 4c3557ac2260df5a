/* outside: the command's side of questions to the outside. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outside.h"

#include "../core/settings.h"
#include "../lookup/door.h"
#include "file.h"

#include <limits.h>
#include <stdio.h>

/* As many name servers as anybody lists; resolv.conf takes three. */
#define SERVERS_SIZE 1024

static struct {
    const char *servers; /* of the command line, or NULL */
    bool offline;
    bool tried; /* to open the door */
    const struct bs_lookup_door *door;
    struct bs_file settings;
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
    outside.servers = options->servers;
    outside.offline = options->offline || !bs_setting_on(bs_outside_settings(), BS_SET_DNS);
}

/* A setting as the lookups want it; one that is too long is none. */
static const char *
text_of(enum bs_setting_key key, char *buffer, size_t size)
{
    struct bs_span value = bs_setting_read(bs_outside_settings(), key);
    struct bs_text t;

    bs_text_start(&t, buffer, size);
    bs_text_put_span(&t, value);
    if (t.cut)
        bs_text_start(&t, buffer, size);
    return buffer;
}

static void
start_lookups(void)
{
    static char servers[SERVERS_SIZE], country[PATH_MAX], network[PATH_MAX];
    static _Alignas(max_align_t) unsigned char cache[BS_LOOKUP_CACHE_SIZE];
    long time = bs_setting_number(bs_outside_settings(), BS_SET_DNS_TIME);
    struct bs_lookup_settings settings = {
        .deadline_ms = time > 0 ? (unsigned)time : 0,
        .servers = outside.servers ? outside.servers
                                   : text_of(BS_SET_DNS_SERVERS, servers, sizeof servers),
        .country_file = text_of(BS_SET_COUNTRY_FILE, country, sizeof country),
        .network_file = text_of(BS_SET_NETWORK_FILE, network, sizeof network),
        .cache = (struct bs_lookup_cache *)cache,
    };

    outside.door->start(&settings);
}

static void
open_door(void)
{
    const char *why = NULL;

    outside.tried = true;
    outside.door = bs_door_open(NULL, &why);
    if (outside.door)
        start_lookups();
    else
        bs_terminal_complain("note: backstop-lookup.so", why ? why : "cannot be loaded",
                             "install it with its libraries, or use --offline; until then nothing "
                             "is looked up");
}

void
bs_outside_again(void)
{
    if (outside.door)
        outside.door->again();
}

unsigned
bs_outside_answer(struct bs_questions *q)
{
    if (bs_questions_open(q) == 0)
        return 0;
    if (!outside.tried)
        open_door();
    return bs_door_answer(outside.door, q);
}

void
bs_outside_end(void)
{
    if (outside.door)
        outside.door->end();
    outside.door = NULL;
    outside.tried = false;
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
