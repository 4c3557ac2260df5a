/* machine: finds out who we are. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include "host.h"
#include "paths.h"
#include "policydir.h"
#include "policyfile.h"
#include "program.h"
#include "terminal.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A host has a handful of addresses; the administrator of one with more puts its networks into
 * own_nets. */
#define ADDRESSES_MAX 64

static struct {
    enum bs_list list;
    const char *text;
} *own; /* as on the command line */
static unsigned owns;

static bool
add_own(enum bs_list list, const char *text)
{
    void *new = reallocarray(own, owns + 1, sizeof *own);

    if (new == NULL)
        return bs_options_refuse("", NULL, "out of memory", "give fewer arguments");
    own = new;
    own[owns].list = list;
    own[owns++].text = text;
    return true;
}

static bool
add_host(char *text)
{
    return add_own(BS_LIST_OWN_HOSTS, text);
}

static bool
add_net(char *text)
{
    return add_own(BS_LIST_OWN_NETS, text);
}

/* Cookies, proxies and mail filters write ".example.org". */
static bool
add_domain(char *text)
{
    return add_own(BS_LIST_OWN_DOMAINS, text + (text[0] == '.'));
}

const struct bs_option bs_machine_options[] = {
    BS_TAKE("own-host", "HOST", add_host, "a name or address of ours; may be repeated"),
    BS_TAKE("own-net", "NET", add_net,
            "an address or network of ours, e.g. 192.0.2.0/24; may be repeated"),
    BS_TAKE("own-domain", "DOMAIN", add_domain, "a domain of ours; may be repeated"),
    BS_END,
};

static const struct {
    const char *option, *flaw, *remedy;
} own_forms[] = {
    [BS_LIST_OWN_HOSTS] = {"--own-host", "this is not a host name or an address",
                           "write it as mx.example.org or 192.0.2.25"},
    [BS_LIST_OWN_NETS] = {"--own-net", "this is not an address or a network",
                          "write it as 192.0.2.25 or 192.0.2.0/24"},
    [BS_LIST_OWN_DOMAINS] = {"--own-domain", "this is not a domain",
                             "write it as example.org or *.example.org"},
};

static bool
take_own_options(struct bs_policy *policy)
{
    for (unsigned i = 0; i < owns; i++) {
        struct bs_span text = bs_span_text(own[i].text);
        char thing[256];

        if (bs_policy_add(policy, own[i].list, text))
            continue;
        bool full = policy->list[own[i].list].count >= BS_MAX_ENTRIES;
        snprintf(thing, sizeof thing, "%s %s", own_forms[own[i].list].option,
                 *own[i].text ? own[i].text : "''");
        return bs_terminal_complain(
            thing, full ? "there are too many" : own_forms[own[i].list].flaw,
            full ? "give networks or domains instead of single entries"
                 : bs_policyfile_remedy(own[i].list, text, own_forms[own[i].list].remedy));
    }
    return true;
}

/* Was there a policy file that could not be read? */
static bool unread;

/* Reads as much of a file as the plugin does. `whole_r`: that is the whole file. */
static struct bs_span
read_policy(const char *name, struct bs_file *file, bool *whole_r)
{
    char path[BS_PATH_SIZE];

    *whole_r = bs_policydir_file(file, name);
    unread |= !*whole_r;
    struct bs_span text = bs_file_span(file);
    if (text.n <= BS_MAX_POLICY_FILE)
        return text;
    *whole_r = false;
    bs_policydir_cut();
    bs_policydir_path(name, path);
    bs_terminal_complain(path, "only its first 64 KiB are read", "shorten the file");
    return bs_span_take(text, BS_MAX_POLICY_FILE);
}

static void
read_modes(struct bs_policy *policy)
{
    static struct bs_file file;
    bool whole;
    struct bs_span text = read_policy("modes", &file, &whole);

    bs_policy_read_modes(policy, text);
    bs_policyfile_complain("modes", text);
}

static void
read_list(struct bs_policy *policy, enum bs_list list)
{
    static struct bs_file files[BS_LISTS];
    const char *name = bs_list_name(list);
    bool whole;
    struct bs_span text = read_policy(name, &files[list], &whole);

    bs_policy_read_list(policy, list, text);
    policy->unread |= bs_list_is_own(list) && (!whole || bs_policydir_gone(name));
    bs_policyfile_complain(name, text);
}

/* Only a user who may read the secrets can check tags; for others, mail is judged as if there were
 * no keys. */
static void
read_keys(struct bs_policy *policy)
{
    static struct bs_file file;
    char path[BS_PATH_SIZE];

    bs_policydir_path("keys", path);
    policy->keys_unread = access(path, R_OK) < 0 && errno == EACCES;
    if (policy->keys_unread)
        return;
    bool whole;
    struct bs_span text = read_policy("keys", &file, &whole);
    policy->keys_unread = bs_keyring_read(&policy->keyring, text) > 0 || !whole;
    bs_policyfile_complain("keys", text);
}

static void
read_zones(struct bs_policy *policy)
{
    static struct bs_file file;
    bool whole;

    policy->zones = read_policy("dnsbl_zones", &file, &whole);
}

/* Those that say who we are, or those that say who is never refused. */
static void
read_lists(struct bs_policy *policy, bool who_we_are)
{
    for (enum bs_list list = 0; list < BS_LISTS; list++)
        if (bs_list_is_own(list) == who_we_are)
            read_list(policy, list);
}

bool
bs_machine_lists(struct bs_policy *policy_r)
{
    bs_policy_defaults(policy_r);
    unread = false;
    read_lists(policy_r, true);
    read_lists(policy_r, false);
    return !unread;
}

/* Reads everything except the lists that say who we are. */
static void
read_rules(struct bs_policy *policy)
{
    read_modes(policy);
    read_keys(policy);
    read_zones(policy);
    read_lists(policy, false);
}

static bool
address_of(const struct ifaddrs *interface, struct bs_ip *ip_r)
{
    const struct sockaddr *address = interface->ifa_addr;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address == NULL || !(interface->ifa_flags & IFF_UP))
        return false;
    *ip_r = (struct bs_ip){.octet = {[10] = 0xff, [11] = 0xff}};
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        memcpy(ip_r->octet + 12, &v4.sin_addr, 4);
        return true;
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        memcpy(ip_r->octet, &v6.sin6_addr, 16);
        return true;
    }
    return false;
}

void
bs_machine_interfaces(struct bs_policy *policy)
{
    static char text[ADDRESSES_MAX][BS_IP_TEXT];
    struct ifaddrs *all = NULL;
    unsigned n = 0;

    if (getifaddrs(&all) < 0)
        return;
    for (const struct ifaddrs *i = all; i && n < ADDRESSES_MAX; i = i->ifa_next) {
        struct bs_ip ip;

        if (!address_of(i, &ip) || !bs_ip_public(&ip))
            continue;
        bs_ip_text(&ip, text[n]);
        bs_policy_add(policy, BS_LIST_OWN_NETS, bs_span_text(text[n++]));
    }
    freeifaddrs(all);
}

static void
add_host_name(struct bs_policy *policy)
{
    static char name[BS_MAX_HOSTNAME + 2];

    if (gethostname(name, sizeof name - 1) < 0)
        return;
    struct bs_span host = bs_span_text(name);
    if (bs_host_valid(host) && !bs_host_private(host))
        bs_policy_add(policy, BS_LIST_OWN_HOSTS, host);
}

void
bs_machine_domains(struct bs_policy *policy)
{
    static char text[16384];

    if (owns > 0 || bs_policydir_given() || policy->list[BS_LIST_OWN_DOMAINS].count > 0)
        return;
    bs_exim_domains(text, sizeof text);
    struct bs_span rest = bs_span_text(text), word;
    while ((word = bs_span_word(&rest, " :\t")).n > 0)
        if (bs_host_valid(word) && bs_span_has(word, ".") && !bs_host_private(word))
            bs_policy_add(policy, BS_LIST_OWN_DOMAINS, word);
}

/* Returns 0 or an errno. Only Backstop's own directory may be missing without a complaint. */
static int
look_at_policy_dir(void)
{
    struct stat st;
    int problem = stat(bs_policydir(), &st) < 0 ? errno : S_ISDIR(st.st_mode) ? 0 : ENOTDIR;

    if (problem != 0 && problem != ENOENT)
        bs_policydir_cut();
    if (problem != 0 && (bs_policydir_given() || problem != ENOENT))
        bs_terminal_complain_errno(bs_policydir(), problem);
    return problem;
}

bool
bs_machine_identify(struct bs_policy *policy_r)
{
    bs_policy_defaults(policy_r);
    int problem = look_at_policy_dir();
    if (problem != 0 && bs_policydir_given() && (owns == 0 || problem != ENOENT))
        return false;
    if (problem == 0)
        read_rules(policy_r);
    if (owns > 0)
        return take_own_options(policy_r);
    if (problem == 0)
        read_lists(policy_r, true);
    bs_machine_interfaces(policy_r);
    add_host_name(policy_r);
    return true;
}
