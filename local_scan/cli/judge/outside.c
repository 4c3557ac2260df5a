/* outside: answers the core's questions for the command. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outside.h"

#include "settings.h"
#include "asker.h"
#include "crew.h"
#include "file.h"
#include "policydir.h"
#include "terminal.h"

#include <stdatomic.h>

static bool no_network;
static const char *servers;

/* With a server that c-ares cannot read, every question would stay unanswered. */
static bool
take_servers(char *value)
{
    servers = value;
    return bs_setting_is_value(BS_SET_DNS_SERVERS, bs_span_text(value)) ||
           bs_options_refuse("--servers", value, "not a list of addresses",
                             "write it as 127.0.0.1:5353,[::1]");
}

const struct bs_option bs_outside_options[] = {
    BS_GROUP(bs_policydir_if_there),
    BS_FLAG("offline", &no_network, "do not use the network"),
    BS_TAKE("servers", "LIST", take_servers,
            "name servers, e.g. 127.0.0.1:5353,[::1] (default: from the settings)"),
    BS_END,
};

static struct {
    bool offline;
    struct bs_file settings;
    _Alignas(max_align_t) unsigned char cache[BS_LOOKUP_CACHE_SIZE];
} outside;

/* That lookups are missing was said, by this process or by another of the crew. */
static atomic_bool *said;

void
bs_outside_start(void)
{
    static atomic_bool alone;

    bs_outside_end();
    said = said ? said : bs_crew_share(&alone, sizeof alone);
    bs_policydir_text(&outside.settings, "settings");
    outside.offline = no_network || !bs_setting_on(bs_outside_settings(), BS_SET_DNS);
    bs_asker_start(bs_outside_settings(), servers, (struct bs_lookup_cache *)outside.cache);
}

unsigned
bs_outside_answer(struct bs_questions *q)
{
    unsigned answered = bs_asker_answer(q);
    const char *fault = bs_asker_fault();

    if (fault && !atomic_exchange(said, true))
        bs_terminal_complain("note: backstop-lookup.so", fault,
                             "install it with its libraries, or use --offline; until then, "
                             "nothing is looked up");
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
