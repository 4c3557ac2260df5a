/* sentlog: the mail that left according to Exim's main log, as digests for the memory. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sentlog.h"

#include "address.h"
#include "hash.h"

#include <stdio.h>
#include <stdlib.h>

#define OUTSIDE_MAX 700000u /* 8 MiB */

/* Has the client logged in, or is it this host or one of ours? */
static bool
is_from_us(const struct bs_sentlog *log, const struct bs_logline *line)
{
    struct bs_ip ip;

    if (line->login.n > 0 || line->ip.n == 0)
        return true;
    return bs_ip_read(line->ip, &ip) &&
           (!bs_ip_public(&ip) || bs_policy_own_ip(log->policy, &ip));
}

/* Is the message outgoing, and not mail from outside that is submitted again? Notes mail from
 * outside. */
static bool
is_sent(struct bs_sentlog *log, const struct bs_logline *line)
{
    bool again = line->message_id.n > 0 &&
                 bs_distinct_has(&log->outside, bs_hash_exact(line->message_id));

    if (is_from_us(log, line))
        return line->login.n > 0 || !again;
    if (line->message_id.n > 0 && !again) {
        bs_distinct_add(&log->outside, OUTSIDE_MAX, bs_hash_exact(line->message_id));
        log->lost |= log->outside.more;
    }
    return false;
}

/* The Message-ID that Exim gives a message without one. */
static struct bs_span
made_id(const struct bs_logline *line, char *buffer, size_t size)
{
    int n = snprintf(buffer, size, "E%.*s", BS_SPAN(line->id));

    return bs_span_of(buffer, (size_t)n);
}

/* Notes mail that a stranger sends in the name of one of us, by its sender and Message-ID. */
static void
note_name(struct bs_sentlog *log, struct bs_span sender, const char *text)
{
    if (!bs_policy_own_name(log->policy, bs_address_domain(sender)))
        return;
    bs_distinct_add(&log->outside, OUTSIDE_MAX, bs_hash_exact(bs_span_text(text)));
    log->lost |= log->outside.more;
}

/* Keeps the sender of a message of ours for its deliveries; for any other message, also the
 * Message-ID, in a second line. */
static void
keep_message(struct bs_sentlog *log, const struct bs_logline *line, bool sent)
{
    struct bs_transit *message = bs_inflight_add(&log->messages, line->id);
    struct bs_span id = sent ? bs_span_of(NULL, 0) : line->message_id;
    size_t size = line->address.n + 1 + id.n + 1;

    log->lost |= message == NULL || log->messages.forgotten > 0;
    if (message == NULL)
        return;
    message->outside = !sent;
    message->text = malloc(size);
    if (message->text)
        snprintf(message->text, size, "%.*s\n%.*s", BS_SPAN(line->address), BS_SPAN(id));
    else
        log->lost = true;
    if (message->text && !sent && !is_from_us(log, line))
        note_name(log, line->address, message->text);
}

static void
add_arrival(struct bs_sentlog *log, const struct bs_logline *line)
{
    bool sent = is_sent(log, line);
    char made[32];

    keep_message(log, line, sent);
    if (!sent)
        return;
    bs_digest_active(log->key, line->address, log->at, log->keep, log->keeper);
    if (line->message_id.n > 0 || line->by_smtp)
        bs_digest_sent(log->key, line->address, line->message_id, log->keep, log->keeper);
    if (line->message_id.n == 0)
        bs_digest_sent(log->key, line->address, made_id(line, made, sizeof made), log->keep,
                       log->keeper);
}

static void
add_recipients(struct bs_sentlog *log, struct bs_span sender, const struct bs_logline *line)
{
    bs_digest_active(log->key, sender, log->at, log->keep, log->keeper);
    bs_digest_wrote(log->key, sender, line->address, log->keep, log->keeper);
    if (line->parent.n > 0 && !bs_span_equal(line->parent, line->address))
        bs_digest_wrote(log->key, sender, line->parent, log->keep, log->keeper);
    if (line->kind == BS_LOG_DELIVERED || line->kind == BS_LOG_ALSO)
        bs_digest_delivered(log->key, sender, line->ip, log->keep, log->keeper);
}

/* A mailbox of ours on another host is not a forward. */
static bool
is_delivered_elsewhere(const struct bs_sentlog *log, const struct bs_logline *line)
{
    return (line->kind == BS_LOG_DELIVERED || line->kind == BS_LOG_ALSO) && line->ip.n > 0 &&
           !bs_policy_own_name(log->policy, bs_address_domain(line->address));
}

/* Reports come back to the sender's address, or to the return path that the forward gave it. But
 * a stranger who finds an address that is forwarded can send mail there in the name of any of us:
 * such mail was here, and proves nothing for that address. */
static void
add_passed_on(struct bs_sentlog *log, const struct bs_transit *message, struct bs_span sender,
              const struct bs_logline *line)
{
    struct bs_span text = bs_span_text(message->text), id = bs_span_drop(text, sender.n + 1);
    struct bs_span path = line->return_path.n > 0 ? line->return_path : sender;
    bool named = bs_distinct_has(&log->outside, bs_hash_exact(text));

    if (!is_delivered_elsewhere(log, line))
        return;
    bs_digest_passed_on(log->key, named ? bs_span_of(NULL, 0) : sender, id, log->keep, log->keeper);
    if (!bs_span_equal(path, sender) && !(named && bs_address_same(path, sender)))
        bs_digest_passed_on(log->key, path, id, log->keep, log->keeper);
}

static void
add_delivery(struct bs_sentlog *log, const struct bs_logline *line)
{
    const struct bs_transit *message = bs_inflight_find(&log->messages, line->id);

    if (message == NULL || message->text == NULL)
        return;
    struct bs_span sender = bs_span_text(message->text);
    sender = bs_span_take(sender, bs_span_find(sender, '\n'));
    if (message->outside)
        add_passed_on(log, message, sender, line);
    else if (sender.n > 0)
        add_recipients(log, sender, line);
}

void
bs_sentlog_add(struct bs_sentlog *log, const struct bs_logline *line, long long at)
{
    log->at = at > 0 ? at : log->at;
    switch (line->kind) {
    case BS_LOG_ARRIVED:
        add_arrival(log, line);
        break;
    case BS_LOG_DELIVERED:
    case BS_LOG_ALSO:
    case BS_LOG_FAILED:
    case BS_LOG_DELAYED:
        add_delivery(log, line);
        break;
    case BS_LOG_COMPLETED:
        bs_inflight_end(&log->messages, line->id);
        break;
    default:
        break;
    }
}

void
bs_sentlog_free(struct bs_sentlog *log)
{
    bs_inflight_free(&log->messages);
    bs_distinct_free(&log->outside);
    log->lost = false;
}
