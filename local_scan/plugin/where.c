/* where: the country and the network of an address, for the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "where.h"

#include "child.h"
#include "frame.h"
#include "load.h"
#include "say.h"

#include "asker.h"

#define PATIENCE    1000 /* milliseconds, to look into two files */
#define MAX_COUNTRY 2    /* ISO 3166-1 */
#define MAX_NETWORK 10   /* digits of 32 bits, RFC 6793 */

static struct bs_result result;

/* Set by the parent before the fork. */
static struct bs_ip ip;
static struct bs_span policy_dir;

/* Used in the child only. */
static struct bs_load load;
static struct bs_policy policy;
static struct bs_questions questions;

static void
take(enum bs_ask ask, char *text_r, size_t size)
{
    struct bs_known_as answer = bs_ask_ip(&questions, ask, &ip);
    struct bs_text t;

    bs_text_start(&t, text_r, size);
    if (answer.count > 0)
        bs_text_put_span(&t, answer.item[0].text); /* bounds: count > 0 */
}

static size_t
look_up(unsigned char *buffer, size_t size)
{
    bs_load_start(&load, &policy, policy_dir);
    bs_load_settings(&load);
    bs_load_end(&load);
    bs_questions_start(&questions, false);
    bs_asker_start(load.settings, NULL, NULL);
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

void
bs_where_find(struct bs_span address, struct bs_span dir, char text_r[BS_WHERE_TEXT])
{
    struct bs_text t;

    bs_text_start(&t, text_r, BS_WHERE_TEXT);
    if (!bs_ip_read(address, &ip))
        return;
    policy_dir = dir;
    struct bs_child child = bs_child_run(BS_CHILD_NO_BODY, PATIENCE, look_up, NULL, &result);
    if (child.end != BS_CHILD_DONE) {
        bs_say_not_found("where", "host", address, &child);
        return;
    }
    put(&t, "country=", result.place.country, MAX_COUNTRY);
    put(&t, "network=", result.place.network, MAX_NETWORK);
}
