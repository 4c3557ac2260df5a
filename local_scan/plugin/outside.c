/* outside: the child's way to the lookups, opened when there is a question. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outside.h"

#include "../core/settings.h"
#include "../lookup/door.h"

#include <sys/mman.h>

#define SERVERS  512
#define PATH_MAX 1024

static struct bs_lookup_settings wanted;
static const struct bs_lookup_door *door;
static bool tried;

static char servers[SERVERS];
static char files[2][PATH_MAX];

/* What is too long is none. */
static const char *
copy(struct bs_span value, char *buffer, size_t size)
{
    if (value.n >= size)
        value.n = 0;
    for (size_t i = 0; i < value.n; i++)
        buffer[i] = (char)bs_span_at(value, i); /* bounds: n < size */
    buffer[value.n] = '\0';
    return buffer;
}

unsigned
bs_outside_patience(struct bs_span settings)
{
    return (unsigned)bs_setting_number(settings, BS_SET_DNS_TIME) + 1000;
}

void
bs_outside_start(struct bs_span settings, struct bs_lookup_cache *cache)
{
    tried = false;
    door = NULL;
    wanted = (struct bs_lookup_settings){
        .deadline_ms = (unsigned)bs_setting_number(settings, BS_SET_DNS_TIME),
        .servers = copy(bs_setting_read(settings, BS_SET_DNS_SERVERS), servers, sizeof servers),
        .country_file = copy(bs_setting_read(settings, BS_SET_COUNTRY_FILE), files[0], PATH_MAX),
        .network_file = copy(bs_setting_read(settings, BS_SET_NETWORK_FILE), files[1], PATH_MAX),
        .cache = cache,
    };
}

unsigned
bs_outside_answer(struct bs_questions *q)
{
    const char *why;

    if (bs_questions_open(q) == 0)
        return 0;
    if (!tried) {
        door = bs_door_open(NULL, &why);
        if (door)
            door->start(&wanted);
        tried = true;
    }
    return bs_door_answer(door, q);
}

bool
bs_outside_is_there(void)
{
    return !tried || door;
}

/* Anonymous, so that no file is needed; it goes with the connection's process. */
struct bs_lookup_cache *
bs_outside_cache(void)
{
    static void *cache;

    if (cache == NULL)
        cache = mmap(NULL, BS_LOOKUP_CACHE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    return cache == MAP_FAILED ? NULL : cache;
}
