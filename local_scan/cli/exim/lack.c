/* lack: why a check cannot fire, whatever its mode. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lack.h"

#include "door.h"
#include "dropin.h"
#include "keyfile.h"
#include "paths.h"
#include "policydir.h"
#include "program.h"
#include "store.h"

#define NO_SCANNING "this Exim has no content scanning; exim4-daemon-heavy has it"
#define LIST_GONE   "a list that says who we are is gone ('sudo backstop doctor' names it)"
#define NO_STORE    "nothing is remembered (\"store: off\" in settings)"

static bool
are_lookups_broken(void)
{
    const char *why;

    return bs_door_open(NULL, &why) == NULL;
}

static bool
is_a_list_gone(void)
{
    for (enum bs_list list = 0; list < BS_LISTS; list++)
        if (bs_list_is_own(list) && bs_policydir_gone(bs_list_name(list)))
            return true;
    return false;
}

static bool
has_no_signer(enum bs_key_kind kind)
{
    struct bs_keyfile keys;
    bool none =
        bs_keyfile_open(&keys, false) == 0 && bs_keyfile_signer(&keys, kind) == NULL;

    bs_keyfile_close(&keys);
    return none;
}

bool
bs_lack_scanning(void)
{
    return (bs_policydir_says(BS_SET_SPAM_OUT, "on") || bs_policydir_says(BS_SET_MALWARE_OUT, "on")) &&
           bs_exim_tells() && !bs_exim_has("_HAVE_CONTENT_SCANNING");
}

enum need {
    ENTRIES,
    OWN_ADDRESS,
    OWN_LISTS,
    LOOKUPS,
    TAG_KEY,
    PATH_KEY,
    ROUTERS,
    TRAP,
    STORE,
    SPAM_OUT,
    MALWARE_OUT,
    SCANNING
};

/* Debian's unsplit configuration has no place for the routers (acl/batv). */
static bool
is_missing(enum need need, const char *list, const struct bs_policy *identity)
{
    switch (need) {
    case ENTRIES:
        return bs_policydir_is_empty(list);
    case OWN_ADDRESS:
        return !bs_policy_has_identity(identity);
    case OWN_LISTS:
        return is_a_list_gone();
    case LOOKUPS:
        return are_lookups_broken();
    case TAG_KEY:
        return has_no_signer(BS_KEY_TAG);
    case PATH_KEY:
        return has_no_signer(BS_KEY_BATV);
    case ROUTERS:
        return bs_dropin_form(BS_ETC_DIR) == BS_FORM_UNSPLIT;
    case TRAP:
        return bs_policydir_says(BS_SET_TRAP_INTERFACE, "") && bs_policydir_is_empty(list);
    case STORE:
        return bs_store_kind() == BS_STORE_OFF;
    case SPAM_OUT:
        return !bs_policydir_says(BS_SET_SPAM_OUT, "on");
    case MALWARE_OUT:
        return !bs_policydir_says(BS_SET_MALWARE_OUT, "on");
    case SCANNING:
        return bs_lack_scanning();
    }
    return false;
}

/* The first row that applies counts. */
static const struct {
    const char *check;
    enum need need;
    const char *list;
    const char *what;
} rows[] = {
    {"bounce_foreign", OWN_ADDRESS, NULL,
     "no public address of ours is known (name them in own_nets)"},
    {"bounce_foreign", LOOKUPS, NULL,
     "the lookups cannot be loaded, so it is not known which addresses are ours"},
    {"bounce_foreign", OWN_LISTS, NULL, LIST_GONE},
    {"bounce_untagged", TAG_KEY, NULL,
     "there is no key for tags ('sudo backstop key new tag' makes one)"},
    {"bounce_untagged", OWN_LISTS, NULL, LIST_GONE},
    {"null_unsigned", PATH_KEY, NULL,
     "there is no key for return paths ('sudo backstop key new batv' makes one)"},
    {"null_unsigned", ENTRIES, "batv_domains", "batv_domains is empty"},
    {"null_unsigned", ROUTERS, NULL,
     "return paths are signed only in Debian's split configuration"},
    {"null_never", ENTRIES, "never_send", "never_send is empty"},
    {"null_listed", ENTRIES, "null_zones", "null_zones is empty"},
    {"dnsbl", ENTRIES, "dnsbl_zones", "dnsbl_zones is empty"},
    {"out_listed", ENTRIES, "out_zones", "out_zones is empty"},
    {"out_spam", SPAM_OUT, NULL, "spam_out is off in settings"},
    {"out_spam", SCANNING, NULL, NO_SCANNING},
    {"out_malware", MALWARE_OUT, NULL, "malware_out is off in settings"},
    {"out_malware", SCANNING, NULL, NO_SCANNING},
    {"rcpt_callout", ENTRIES, "hub_domains", "hub_domains is empty"},
    {"sender_callout", ENTRIES, "callout_domains", "callout_domains is empty"},
    {"trap", TRAP, "trap_rcpts", "trap_rcpts is empty, and settings name no trap_interface"},
    {"trap", STORE, NULL, NO_STORE},
    {"greylist", STORE, NULL, NO_STORE},
    {"bounce_unsent", STORE, NULL, NO_STORE},
    {"bounce_stranger", STORE, NULL, NO_STORE},
};

const char *
bs_lack_of(const struct bs_about *check, const struct bs_policy *identity)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].check, check->name) == 0 &&
            is_missing(rows[i].need, rows[i].list, identity))
            return rows[i].what;
    return NULL;
}
