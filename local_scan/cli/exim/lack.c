/* lack: why a check cannot fire, whatever its mode. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lack.h"

#include "door.h"
#include "dropin.h"
#include "keyfile.h"
#include "lines.h"
#include "paths.h"
#include "policydir.h"
#include "program.h"
#include "settings.h"
#include "store.h"

#include <string.h>

#define NO_SCANNING "this Exim has no content scanning; exim4-daemon-heavy has it"
#define LIST_GONE   "a list that says who we are is gone ('backstop doctor' names it)"
#define NO_STORE    "nothing is remembered (\"store: off\" in settings)"

struct view {
    const struct bs_policy *identity;
    const char *list; /* of the row */
};

static bool
has_no_address(const struct view *view)
{
    return !bs_policy_has_identity(view->identity);
}

static bool
has_no_lookups(const struct view *view)
{
    const char *why;

    (void)view;
    return bs_door_open(NULL, &why) == NULL;
}

static bool
has_list_gone(const struct view *view)
{
    (void)view;
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

static bool
has_no_tag_key(const struct view *view)
{
    (void)view;
    return has_no_signer(BS_KEY_TAG);
}

static bool
has_no_path_key(const struct view *view)
{
    (void)view;
    return has_no_signer(BS_KEY_BATV);
}

/* Debian's unsplit configuration has no place for the routers (acl/batv). */
static bool
has_no_routers(const struct view *view)
{
    (void)view;
    return bs_dropin_form(BS_ETC_DIR) == BS_FORM_UNSPLIT;
}

static bool
has_no_store(const struct view *view)
{
    (void)view;
    return bs_store_kind() == BS_STORE_OFF;
}

static bool
is_empty(const struct view *view)
{
    return bs_policydir_is_empty(view->list);
}

static bool
has_no_trap(const struct view *view)
{
    struct bs_file file;
    struct bs_span settings = bs_policydir_text(&file, "settings");
    bool none = bs_setting_read(settings, BS_SET_TRAP_INTERFACE).n == 0 && is_empty(view);

    bs_file_free(&file);
    return none;
}

static bool
has_no_spam_out(const struct view *view)
{
    (void)view;
    return !bs_policydir_on(BS_SET_SPAM_OUT);
}

static bool
has_no_malware_out(const struct view *view)
{
    (void)view;
    return !bs_policydir_on(BS_SET_MALWARE_OUT);
}

bool
bs_lack_scanning(void)
{
    return (bs_policydir_on(BS_SET_SPAM_OUT) || bs_policydir_on(BS_SET_MALWARE_OUT)) &&
           bs_exim_tells() && !bs_exim_has("_HAVE_CONTENT_SCANNING");
}

static bool
has_no_scanning(const struct view *view)
{
    (void)view;
    return bs_lack_scanning();
}

/* The first row that applies counts. */
static const struct {
    const char *check;
    bool (*lacks)(const struct view *view);
    const char *list;
    const char *what;
} rows[] = {
    {"bounce_foreign", has_no_address, NULL,
     "no public address of ours is known (name them in own_nets)"},
    {"bounce_foreign", has_no_lookups, NULL,
     "the lookups cannot be loaded, so it is not known which addresses are ours"},
    {"bounce_foreign", has_list_gone, NULL, LIST_GONE},
    {"bounce_untagged", has_no_tag_key, NULL,
     "there is no key for tags ('backstop key new tag' makes one)"},
    {"bounce_untagged", has_list_gone, NULL, LIST_GONE},
    {"null_unsigned", has_no_path_key, NULL,
     "there is no key for return paths ('backstop key new batv' makes one)"},
    {"null_unsigned", is_empty, "batv_domains", "batv_domains is empty"},
    {"null_unsigned", has_no_routers, NULL,
     "return paths are signed only in Debian's split configuration"},
    {"null_never", is_empty, "never_send", "never_send is empty"},
    {"null_listed", is_empty, "null_zones", "null_zones is empty"},
    {"dnsbl", is_empty, "dnsbl_zones", "dnsbl_zones is empty"},
    {"out_listed", is_empty, "out_zones", "out_zones is empty"},
    {"out_spam", has_no_spam_out, NULL, "spam_out is off in settings"},
    {"out_spam", has_no_scanning, NULL, NO_SCANNING},
    {"out_malware", has_no_malware_out, NULL, "malware_out is off in settings"},
    {"out_malware", has_no_scanning, NULL, NO_SCANNING},
    {"rcpt_callout", is_empty, "hub_domains", "hub_domains is empty"},
    {"sender_callout", is_empty, "callout_domains", "callout_domains is empty"},
    {"trap", has_no_trap, "trap_rcpts",
     "trap_rcpts is empty, and settings name no trap_interface"},
    {"trap", has_no_store, NULL, NO_STORE},
    {"greylist", has_no_store, NULL, NO_STORE},
    {"bounce_unsent", has_no_store, NULL, NO_STORE},
    {"bounce_stranger", has_no_store, NULL, NO_STORE},
};

const char *
bs_lack_of(const struct bs_about *check, const struct bs_policy *identity)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view view = {identity, rows[i].list};

        if (strcmp(rows[i].check, check->name) == 0 && rows[i].lacks(&view))
            return rows[i].what;
    }
    return NULL;
}
