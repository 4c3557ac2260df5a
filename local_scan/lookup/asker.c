/* asker: loads the lookups once there is a question. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asker.h"

#include "mac.h"
#include "settings.h"
#include "text.h"
#include "door.h"

#include <limits.h>

/* More name servers than are ever listed; resolv.conf takes three. */
#define SERVERS_SIZE 1024

static struct {
    struct bs_lookup_settings settings;
    char servers[SERVERS_SIZE];
    char country[PATH_MAX];
    char network[PATH_MAX];
    bool tried; /* to open the door */
    const struct bs_lookup_door *door;
    const char *fault;
} asker;

/* A value that is too long is left empty. */
static const char *
copy(struct bs_span value, char *buffer, size_t size)
{
    struct bs_text t = bs_text_in(buffer, size);

    bs_text_put_span(&t, value);
    if (t.cut)
        t = bs_text_in(buffer, size);
    return buffer;
}

void
bs_asker_start(struct bs_span settings, const char *servers, struct bs_lookup_cache *cache)
{
    struct bs_span names =
        servers ? bs_span_text(servers) : bs_setting_read(settings, BS_SET_DNS_SERVERS);

    bs_asker_end();
    asker.fault = NULL;
    asker.settings = (struct bs_lookup_settings){
        .deadline_ms = (unsigned)bs_setting_number(settings, BS_SET_DNS_TIME),
        .servers = copy(names, asker.servers, sizeof asker.servers),
        .country_file = copy(bs_setting_read(settings, BS_SET_COUNTRY_FILE), asker.country,
                             sizeof asker.country),
        .network_file = copy(bs_setting_read(settings, BS_SET_NETWORK_FILE), asker.network,
                             sizeof asker.network),
        .cache = cache,
    };
}

void
bs_asker_again(void)
{
    if (asker.door)
        asker.door->again();
}

static void
open_door(void)
{
    asker.tried = true;
    asker.door = bs_door_open(NULL, &asker.fault);
    if (asker.door) {
        asker.fault = NULL;
        asker.door->start(&asker.settings);
    } else if (asker.fault == NULL) {
        asker.fault = "it cannot be loaded";
    }
}

unsigned
bs_asker_answer(struct bs_questions *q)
{
    unsigned macs = bs_mac_answer(q);

    if (bs_questions_open(q) == 0)
        return macs;
    if (!asker.tried)
        open_door();
    return macs + bs_door_answer(asker.door, q);
}

const char *
bs_asker_fault(void)
{
    return asker.fault;
}

void
bs_asker_end(void)
{
    if (asker.door)
        asker.door->end();
    asker.door = NULL;
    asker.tried = false;
}
