/* outgoing: tags outgoing mail, if it is ours. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outgoing.h"

#include "identity.h"
#include "message.h"
#include "say.h"

#include "arrival.h"
#include "field.h"
#include "mac.h"
#include "tag.h"

#include <string.h>
#include <time.h>

#define ID_SIZE   512
#define LINE_SIZE 2048

static struct bs_questions questions;
static struct bs_tag_work work;
static char added[LINE_SIZE]; /* the line to add; empty: none */

static struct {
    struct bs_load *load;
    const struct bs_session *session;
    struct bs_span setting[BS_SETTINGS_OF_JOB];
    char id_line[ID_SIZE]; /* the Message-ID to add; empty: it has one */
} job;

/* Exim's own form, which readers of its log assume if a line does not have "id=". */
static void
make_id_line(const struct bs_session *session)
{
    const void *place = NULL;
    struct bs_span line;
    struct bs_text t = bs_text_in(job.id_line, sizeof job.id_line);

    while (bs_exim_header_next(&place, &line))
        if (bs_name_of(bs_span_take(line, bs_field_name(line))) == BS_NAME_MESSAGE_ID)
            return;
    bs_text_put(&t, "Message-ID: <E");
    bs_text_put_span(&t, session->id);
    bs_text_put(&t, "@");
    bs_text_put_span(&t, job.setting[BS_SETTING_HOSTNAME]);
    bs_text_put(&t, ">\n");
}

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

/* Does it have a tag of ours, for any recipient? */
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
    while (bs_mac_answer(&questions) > 0);
    return state == BS_TAG_VALID;
}

static bool
put_tag(struct bs_text *t, struct bs_span header, long long now)
{
    bool made;

    bs_questions_start(&questions, true);
    do {
        *t = bs_text_in(added, sizeof added - 1);
        bs_text_put(t, BS_TAG_NAME ": ");
        made = bs_tag_make(t, &questions, &work, header, &job.load->policy->keyring,
                           job.session->sender, now);
    } while (bs_mac_answer(&questions) > 0);
    return made;
}

/* Most mail only has the Received line of this host; then we need not know which addresses are
 * ours. */
static bool
has_come_far(struct bs_span header)
{
    struct bs_field field;
    struct bs_hop hop;
    unsigned received = 0;
    struct bs_fields it = bs_fields_of(header);

    while (bs_fields_next(&it, &field) == 1) {
        if (bs_span_is(field.name, BS_ARRIVAL_NAME))
            return true;
        if (field.id != BS_NAME_RECEIVED)
            continue;
        bs_received_read(&hop, field.value);
        if (received++ > 0 || !bs_span_equal(hop.id, job.session->id))
            return true;
    }
    return false;
}

static bool
is_from_outside(struct bs_span header)
{
    if (!has_come_far(header))
        return false;
    bs_identity_interfaces(job.load->policy);
    return bs_arrival_outside(header, job.load->policy, job.session->id, is_remote());
}

/* Makes the line to add, or nothing. If the route says that the mail came from outside, a good tag
 * stays, because an earlier pass knew better; but its day is not renewed. Only MACs are asked
 * for. */
static void
make_line(struct bs_span header)
{
    bool outside = is_from_outside(header);
    long long now = (long long)time(NULL);
    struct bs_text t = bs_text_in(added, sizeof added - 1);

    if (outside && !is_tagged(header, now))
        bs_text_put(&t, BS_ARRIVAL_MARK);
    else if (!outside && is_own_sender(header) && !put_tag(&t, header, now))
        t = bs_text_in(added, sizeof added - 1);
}

/* Replaces the tags and marks of mail that was here before, or at another host of ours. */
static void
put_line(void)
{
    size_t n = strlen(added);

    added[n] = '\n'; /* bounds: the text has two octets less than there is room for */
    added[n + 1] = '\0';
    bs_exim_header_remove(BS_TAG_NAME);
    bs_exim_header_remove(BS_ARRIVAL_NAME);
    if (job.id_line[0] != '\0' && bs_span_starts(bs_span_text(added), BS_TAG_NAME))
        bs_exim_header_add(job.id_line);
    bs_exim_header_add(added);
}

static void
start_job(const struct bs_session *session, struct bs_load *load)
{
    job.load = load;
    job.session = session;
    bs_exim_settings(job.setting);
    make_id_line(session);
}

void
bs_outgoing_tag(const struct bs_session *session, struct bs_load *load)
{
    bs_load_settings(load);
    bs_load_keys(load);
    bs_load_end(load);
    bs_say_flaws(load->flaw);
    if (bs_keyring_signer(&load->policy->keyring) == NULL)
        return;
    start_job(session, load);
    bs_load_own(load);
    bs_load_end(load);
    bs_identity_names(load->policy, job.setting);
    make_line(whole_header());
    if (added[0] != '\0')
        put_line();
}
