/* outgoing: tags mail that leaves. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outgoing.h"

#include "message.h"
#include "say.h"

#include "tag.h"
#include "asker.h"
#include "frame.h"

#include <time.h>

static struct bs_questions questions;
static struct bs_tag_work work;
static struct bs_result result;

static struct {
    struct bs_load *load;
    struct bs_span sender;
} job;

/* Asks the DNS nothing, only its own library for the MACs. */
static size_t
make_tag(unsigned char *buffer, size_t size)
{
    struct bs_span header = bs_message_header();
    long long now = (long long)time(NULL);
    struct bs_text t;
    bool made;

    bs_questions_start(&questions, true);
    bs_asker_start(job.load->settings, NULL, NULL);
    do {
        bs_text_start(&t, result.said, sizeof result.said);
        made =
            bs_tag_make(&t, &questions, &work, header, &job.load->policy->keyring, job.sender, now);
    } while (bs_asker_answer(&questions) > 0);
    if (!made)
        bs_text_start(&t, result.said, sizeof result.said);
    result.check = BS_CHECK_NONE;
    result.has_lookups = bs_asker_fault() == NULL;
    return bs_frame_write(&result, buffer, size);
}

/* Mail that has been here before, or at another host of ours, gets a new one. */
static void
put_tag(const char *value)
{
    static char line[sizeof BS_TAG_NAME + BS_SAID_MAX + 4];
    struct bs_text t;

    bs_text_start(&t, line, sizeof line);
    bs_text_put(&t, BS_TAG_NAME ": ");
    bs_text_put(&t, value);
    bs_text_put(&t, "\n");
    bs_exim_header_remove(BS_TAG_NAME);
    bs_exim_header_add(line);
}

void
bs_outgoing_tag(int body, const struct bs_session *session, struct bs_load *load)
{
    if (session->sender.n == 0)
        return;
    bs_load_settings(load);
    bs_load_keys(load);
    bs_load_end(load);
    bs_say_flaws(load->flaw);
    if (bs_keyring_signer(&load->policy->keyring) == NULL)
        return;
    job.load = load;
    job.sender = session->sender;
    struct bs_child child = bs_child_run(body, bs_load_patience(load), make_tag);
    if (child.end == BS_CHILD_DONE && !bs_frame_read(&result, child.answer))
        child.end = BS_CHILD_SILENT;
    if (child.end != BS_CHILD_DONE)
        bs_say_child(session, &child);
    else if (!result.has_lookups)
        bs_say_no_lookups();
    else if (result.said[0] != '\0')
        put_tag(result.said);
}
