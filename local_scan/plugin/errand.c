/* errand: what the ACLs ask about an address, a domain or a header, looked up in a child. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "errand.h"

#include "child.h"
#include "frame.h"
#include "load.h"
#include "message.h"
#include "say.h"

#include "asker.h"
#include "idn.h"
#include "listed_mx.h"
#include "settings.h"
#include "spf_host.h"
#include "tag.h"

#include <time.h>

static struct bs_result result;

/* Set by the parent before the fork. */
static struct bs_load load;
static struct bs_policy policy;
static struct {
    struct bs_ip ip;
    struct bs_span domain, lists;
    struct bs_recipients sender;
} asked;

/* Used in the child only. */
static struct bs_questions questions;

static void
load_policy(struct bs_span dir, bool keys)
{
    bs_load_start(&load, &policy, dir);
    bs_load_settings(&load);
    if (keys)
        bs_load_keys(&load);
    bs_load_end(&load);
}

/* False, after a line in the log, if there is no result. */
static bool
run(bs_work *work, unsigned patience, const char *event, const char *key, struct bs_span value)
{
    result = (struct bs_result){.has_lookups = true};
    struct bs_child child = bs_child_run(BS_CHILD_NO_BODY, patience, work, NULL, &result);
    if (child.end != BS_CHILD_DONE)
        bs_say_not_found(event, key, value, &child);
    return child.end == BS_CHILD_DONE;
}

static void
start_questions(bool offline)
{
    bs_questions_start(&questions, offline);
    bs_asker_start(load.settings, NULL, NULL);
}

static size_t
answer(const char *word, unsigned char *buffer, size_t size)
{
    struct bs_text t = bs_text_in(result.said, sizeof result.said);

    bs_text_put(&t, word);
    return bs_frame_write(&result, buffer, size);
}

/* --- country and network -------------------------------------------------- */

#define PATIENCE    1000 /* milliseconds, to look into two files */
#define MAX_COUNTRY 2    /* ISO 3166-1 */
#define MAX_NETWORK 10   /* digits of 32 bits, RFC 6793 */

static void
take(enum bs_ask ask, char *text_r, size_t size)
{
    struct bs_known_as found = bs_ask_ip(&questions, ask, &asked.ip);
    struct bs_text t = bs_text_in(text_r, size);

    if (found.count > 0)
        bs_text_put_span(&t, found.item[0].text); /* bounds: count > 0 */
}

static size_t
look_up_where(unsigned char *buffer, size_t size)
{
    start_questions(false);
    do {
        take(BS_ASK_COUNTRY, result.place.country, sizeof result.place.country);
        take(BS_ASK_NETWORK, result.place.network, sizeof result.place.network);
    } while (bs_asker_answer(&questions) > 0);
    return bs_frame_write(&result, buffer, size);
}

/* A database can contain anything, and an ACL may use the word anywhere, so only letters and digits
 * are accepted. */
static bool
is_word(struct bs_span text, size_t max)
{
    for (size_t i = 0; i < text.n; i++)
        if (!bs_is_alnum(bs_span_at(text, i)))
            return false;
    return text.n > 0 && text.n <= max;
}

static void
put(struct bs_text *t, const char *key, const char *value, size_t max)
{
    if (!is_word(bs_span_text(value), max))
        return;
    bs_text_put(t, t->n > 0 ? " " : "");
    bs_text_put(t, key);
    bs_text_put(t, value);
}

const char *
bs_errand_where(struct bs_span address, struct bs_span dir)
{
    static char text[40];
    struct bs_text t = bs_text_in(text, sizeof text);

    if (!bs_ip_read(address, &asked.ip))
        return text;
    load_policy(dir, false);
    if (!run(look_up_where, PATIENCE, "where", "host", address))
        return text;
    put(&t, "country=", result.place.country, MAX_COUNTRY);
    put(&t, "network=", result.place.network, MAX_NETWORK);
    return text;
}

/* --- DNS lists ------------------------------------------------------------ */

static void
put_word(struct bs_text *t, const char *key, struct bs_span value)
{
    bs_text_put(t, key);
    bs_text_word(t, value, BS_MAX_HOSTNAME);
}

static size_t
look_up_listed(unsigned char *buffer, size_t size)
{
    char address[BS_IP_TEXT], said[640];
    struct bs_listed_mx listed;
    bool any;

    start_questions(false);
    do
        any = bs_listed_mx_ask(&listed, &questions, asked.domain, asked.lists);
    while (bs_asker_answer(&questions) > 0);
    struct bs_text t = bs_text_in(said, sizeof said);
    if (any) {
        bs_ip_text(&listed.ip, address);
        put_word(&t, "zone=", listed.zone);
        put_word(&t, " mx=", listed.host);
        put_word(&t, " border=", bs_span_text(address));
    }
    return answer(said, buffer, size);
}

const char *
bs_errand_listed(struct bs_span domain, struct bs_span lists, struct bs_span dir)
{
    load_policy(dir, false);
    asked.domain = domain;
    asked.lists = lists;
    return run(look_up_listed, bs_load_patience(&load), "listed", "domain", domain) ? result.said
                                                                                    : "";
}

/* --- SPF ------------------------------------------------------------------ */

static size_t
look_up_permits(unsigned char *buffer, size_t size)
{
    enum bs_spf spf;

    start_questions(!bs_setting_on(load.settings, BS_SET_DNS));
    do
        spf = bs_spf_host_ask(&questions, asked.domain, &asked.ip);
    while (bs_asker_answer(&questions) > 0);
    return answer(bs_spf_host_name(spf), buffer, size);
}

/* Turns the child's answer into one of our words; anything else is not trusted. */
const char *
bs_errand_permits(struct bs_span domain, struct bs_span address, struct bs_span dir)
{
    const char *unknown = bs_spf_host_name(BS_SPF_UNKNOWN);
    static struct bs_idn buffer;

    domain = bs_idn_ascii(domain, &buffer);
    if (domain.n == 0 || !bs_ip_read(address, &asked.ip))
        return unknown;
    load_policy(dir, false);
    asked.domain = domain;
    if (!run(look_up_permits, bs_load_patience(&load), "spf", "domain", domain))
        return unknown;
    for (enum bs_spf spf = BS_SPF_UNKNOWN; spf <= BS_SPF_PASS; spf++)
        if (bs_span_is(bs_span_text(result.said), bs_spf_host_name(spf)))
            return bs_spf_host_name(spf);
    return unknown;
}

/* --- tags ----------------------------------------------------------------- */

static const char valid[] = "valid", none[] = "none", failed[] = "failed";

static size_t
look_at_tag(unsigned char *buffer, size_t size)
{
    static struct bs_tag_work work;
    long long now = (long long)time(NULL);
    enum bs_tag_state state;

    start_questions(true);
    do
        state = bs_tag_check(&questions, &work, bs_message_header(), &policy.keyring, &asked.sender,
                             now, policy.tag_days);
    while (bs_asker_answer(&questions) > 0);
    return answer(bs_asker_fault() ? failed : state == BS_TAG_VALID ? valid : none, buffer, size);
}

const char *
bs_errand_tag(struct bs_span sender, struct bs_span dir)
{
    load_policy(dir, true);
    asked.sender = (struct bs_recipients){.address = {sender}, .count = 1, .known = true};
    if (!run(look_at_tag, bs_load_patience(&load), "tag", "domain", bs_address_domain(sender)))
        return failed;
    struct bs_span said = bs_span_text(result.said);
    return bs_span_is(said, valid) ? valid : bs_span_is(said, none) ? none : failed;
}
