/* outgoing: tags mail that leaves, if it is ours. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outgoing.h"

#include "identity.h"
#include "frame.h"
#include "message.h"
#include "say.h"

#include "arrival.h"
#include "asker.h"
#include "field.h"
#include "tag.h"

#include <string.h>
#include <time.h>

static struct bs_questions questions;
static struct bs_tag_work work;
static struct bs_result result;

#define ID_SIZE 512

static struct {
    struct bs_load *load;
    const struct bs_session *session;
    struct bs_span setting[BS_SETTINGS];
    char id_line[ID_SIZE]; /* the Message-ID to add; empty: it has one */
} job;

/* Exim's own form, which readers of its log count with where it has no "id=". */
static void
make_id_line(const struct bs_session *session)
{
    const void *place = NULL;
    struct bs_span line;
    struct bs_text t;

    bs_text_start(&t, job.id_line, sizeof job.id_line);
    while (bs_exim_header_next(&place, &line))
        if (bs_name_of(bs_span_take(line, bs_field_name(line))) == BS_NAME_MESSAGE_ID)
            return;
    bs_text_put(&t, "Message-ID: <E");
    bs_text_put_span(&t, session->id);
    bs_text_put(&t, "@");
    bs_text_put_span(&t, job.setting[BS_SETTING_HOSTNAME]);
    bs_text_put(&t, ">\n");
}

/* The child's part */

static struct bs_span
whole_header(void)
{
    static unsigned char buffer[ID_SIZE + BS_MAX_HEADER + 1];
    struct bs_span header = bs_message_header();
    size_t n = strlen(job.id_line);

    if (n == 0)
        return header;
    memcpy(buffer, job.id_line, n); /* bounds: n < ID_SIZE */
    if (header.n > 0)
        memcpy(buffer + n, header.p, header.n); /* bounds: header.n <= BS_MAX_HEADER + 1 */
    return bs_span_of(buffer, n + header.n);
}

static bool
is_own_domain(struct bs_span address)
{
    struct bs_span domain = bs_address_domain(address);

    return bs_policy_own_name(job.load->policy, domain) ||
           (domain.n > 0 && bs_span_equal(domain, job.setting[BS_SETTING_MAIL_DOMAIN]));
}

/* May its sender be one of ours? A bounce comes back only to its sender. */
static bool
is_own_sender(struct bs_span header)
{
    const struct bs_session *session = job.session;
    struct bs_address octets;

    if (session->sender.n > 0 && is_own_domain(session->sender))
        return true;
    return (session->sender.n == 0 || session->authenticated) &&
           is_own_domain(bs_address_from(bs_field_get(header, "From"), &octets));
}

static bool
is_remote(void)
{
    struct bs_ip ip;

    return bs_ip_read(job.session->host, &ip) && !bs_ip_loopback(&ip);
}

/* Has it a tag of ours, for any recipient? */
static bool
is_tagged(struct bs_span header, long long now)
{
    static const struct bs_recipients any; /* not known */
    const struct bs_policy *policy = job.load->policy;
    enum bs_tag_state state;

    bs_questions_start(&questions, true);
    do
        state = bs_tag_check(&questions, &work, header, &policy->keyring, &any, now,
                             policy->tag_days);
    while (bs_asker_answer(&questions) > 0);
    return state == BS_TAG_VALID;
}

static bool
put_tag(struct bs_text *t, struct bs_span header, long long now)
{
    bool made;

    bs_questions_start(&questions, true);
    do {
        bs_text_start(t, result.said, sizeof result.said);
        bs_text_put(t, BS_TAG_NAME ": ");
        made = bs_tag_make(t, &questions, &work, header, &job.load->policy->keyring,
                           job.session->sender, now);
    } while (bs_asker_answer(&questions) > 0);
    return made;
}

/* The line to add, or nothing. A good tag stays if the route says that the mail came
 * from outside: an earlier pass knew better; but its day is not renewed. Asks the DNS
 * nothing, only its own library for the MACs. */
static void
say_line(struct bs_span header)
{
    bool outside =
        bs_arrival_outside(header, job.load->policy, job.session->id, is_remote());
    long long now = (long long)time(NULL);
    struct bs_text t;

    bs_text_start(&t, result.said, sizeof result.said);
    if (outside && !is_tagged(header, now))
        bs_text_put(&t, BS_ARRIVAL_MARK);
    else if (!outside && is_own_sender(header) && !put_tag(&t, header, now))
        bs_text_start(&t, result.said, sizeof result.said);
}

static size_t
judge(unsigned char *buffer, size_t size)
{
    bs_load_own(job.load);
    bs_load_end(job.load);
    bs_identity_add(job.load->policy, job.setting);
    bs_asker_start(job.load->settings, NULL, NULL);
    say_line(whole_header());
    result.check = BS_CHECK_NONE;
    result.has_lookups = bs_asker_fault() == NULL;
    return bs_frame_write(&result, buffer, size);
}

/* The parent's part */

/* Mail that has been here before, or at another host of ours, gets new ones. */
static void
put_line(void)
{
    static char line[BS_SAID_MAX + 2];
    struct bs_text t;

    bs_text_start(&t, line, sizeof line);
    bs_text_put(&t, result.said);
    bs_text_put(&t, "\n");
    bs_exim_header_remove(BS_TAG_NAME);
    bs_exim_header_remove(BS_ARRIVAL_NAME);
    if (job.id_line[0] != '\0' && bs_span_starts(bs_span_text(line), BS_TAG_NAME))
        bs_exim_header_add(job.id_line);
    bs_exim_header_add(line);
}

static void
start_job(const struct bs_session *session, struct bs_load *load)
{
    job.load = load;
    job.session = session;
    for (enum bs_setting setting = 0; setting < BS_SETTINGS; setting++)
        job.setting[setting] = bs_exim_setting(setting);
    make_id_line(session);
}

void
bs_outgoing_tag(int body, const struct bs_session *session, struct bs_load *load)
{
    bs_load_settings(load);
    bs_load_keys(load);
    bs_load_end(load);
    bs_say_flaws(load->flaw);
    if (bs_keyring_signer(&load->policy->keyring) == NULL)
        return;
    start_job(session, load);
    struct bs_child child = bs_child_run(body, bs_load_patience(load), judge, NULL);
    if (child.end == BS_CHILD_DONE && !bs_frame_read(&result, child.answer))
        child.end = BS_CHILD_SILENT;
    if (child.end != BS_CHILD_DONE)
        bs_say_child(session, &child);
    else if (!result.has_lookups)
        bs_say_no_lookups();
    else if (result.said[0] != '\0')
        put_line();
}
