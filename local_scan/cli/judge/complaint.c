/* complaint: a report of abuse (ARF, RFC 5965) about a traced message. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_view.h"

#include "date.h"
#include "host.h"
#include "mask.h"
#include "terminal.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TEXT_SIZE  4096
#define PATH_SHOWN 256 /* RFC 5321 §4.5.3.1.3 */

static struct bs_mask mask;
static unsigned char copy[2 * BS_MAX_COMPLAINT];

/* ------------------------------------------------------------ who complains */

static struct bs_span
first_name(const struct bs_policy *policy, enum bs_list list)
{
    const struct bs_entries *entries = &policy->list[list];

    for (unsigned i = 0; i < entries->count; i++)
        if (bs_host_valid(entries->item[i].text))
            return entries->item[i].text;
    return bs_span_of(NULL, 0);
}

static bool
find_sender(struct bs_text *sender, const struct bs_policy *policy, const char *from)
{
    struct bs_span domain = first_name(policy, BS_LIST_OWN_DOMAINS);

    if (from && !bs_abuse_is_mailbox(bs_span_text(from)))
        return bs_terminal_complain(from, "this address cannot be used to complain from",
                                    "give --from a plain address, e.g. postmaster@example.org");
    if (domain.n == 0)
        domain = first_name(policy, BS_LIST_OWN_HOSTS);
    if (from) {
        bs_text_put(sender, from);
    } else if (domain.n > 0) {
        bs_text_put(sender, "postmaster@");
        bs_text_name(sender, domain, BS_MAX_HOSTNAME);
    } else {
        return bs_terminal_complain("--report", "no domain of ours is known to complain from",
                                    "name one with --own-domain, or the sender with --from");
    }
    return true;
}

/* ---------------------------------------------------------------- its parts */

static void
put_date(struct bs_text *t, const char *lead, long long at)
{
    char date[BS_DATE_TEXT];

    bs_date_text(at, date);
    bs_text_put(t, lead);
    bs_text_put(t, date);
}

static void
put_arrival(struct bs_text *t, const struct bs_trace_view *traced, const char *lead, const char *end)
{
    struct bs_date date = bs_date_read(traced->trace.trail.hop[0].date);

    if (date.form != BS_DATE_VALID)
        return;
    put_date(t, lead, date.at);
    bs_text_put(t, end);
}

static void
put_source(struct bs_text *t, const struct bs_trace_view *traced)
{
    char ip[BS_IP_TEXT];

    bs_ip_text(&traced->trace.ip, ip);
    bs_text_put(t, ip);
}

static void
say_what(struct bs_text *t, const struct bs_trace_view *traced, const struct bs_masked *masked)
{
    bs_text_put(t, "This is a report about a message that we did not ask for. It came from\n");
    put_source(t, traced);
    put_arrival(t, traced, ", and was received here on\n", "");
    bs_text_put(
        t, ".\n"
           "\n"
           "The address is the last one in its Received lines that was recorded by a host that\n"
           "we have reason to trust; anything below that line may have been invented.\n"
           "\n"
           "Addresses of our users are masked: their local part is \"" BS_USERS_MASK
           "\".\n");
    if (masked->left_out > 0) {
        bs_text_number(t, masked->left_out);
        bs_text_put(t, " field(s) or part(s) in which this was not possible are left out.\n");
    }
    if (masked->cut || traced->truncated)
        bs_text_put(t, "The message is cut off at 256 KiB.\n");
    if (traced->returned)
        bs_text_put(t, "Only its header is included: the message came back to us in a bounce, "
                       "with an address\nof ours as its sender.\n");
}

/* Leaves out octets that would end the field or the angle brackets. */
static void
put_sender(struct bs_text *t, struct bs_span sender)
{
    if (sender.p == NULL || sender.n > PATH_SHOWN || bs_span_plain(sender) < sender.n ||
        bs_span_find_any(sender, " <>") < sender.n)
        return;
    bs_text_put(t, "Original-Mail-From: <");
    bs_text_put_span(t, sender);
    bs_text_put(t, ">\n");
}

/* RFC 5965 §3.1, §3.2. */
static void
say_fields(struct bs_text *t, const struct bs_trace_view *traced)
{
    struct bs_message message;
    struct bs_span reporter = traced->trace.trail.hop[0].by;

    bs_message_split(&message, traced->raw);
    bs_text_put(t, "Feedback-Type: abuse\nUser-Agent: backstop/" BS_VERSION
                   "\nVersion: 1\nSource-IP: ");
    put_source(t, traced);
    bs_text_put(t, "\n");
    if (message.sender_known && !traced->returned)
        put_sender(t, bs_mask_text(&mask, message.sender));
    put_arrival(t, traced, "Arrival-Date: ", "\n");
    if (bs_host_valid(reporter)) {
        bs_text_put(t, "Reporting-MTA: dns; ");
        bs_text_name(t, reporter, BS_MAX_HOSTNAME);
        bs_text_put(t, "\n");
    }
    if (traced->border.name.n > 0) {
        bs_text_put(t, "Reported-Domain: ");
        bs_text_name(t, bs_host_org(traced->border.name), BS_MAX_HOSTNAME);
        bs_text_put(t, "\n");
    }
}

/* --------------------------------------------------------------- to the end */

/* Lines end with LF, for sendmail; a NUL would end them for others. On a terminal, for somebody who
 * only looks at it, a stranger's octets must not do anything. */
static void
print_octets(struct bs_span text)
{
    bool looked_at = isatty(STDOUT_FILENO);

    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        bool harmless = (c >= ' ' && c < 0x7f) || bs_is_white(c);

        if (c == '\r' && bs_span_at(text, i + 1) == '\n')
            continue;
        putchar(c == '\r' ? '\n' : c == '\0' || (looked_at && !harmless) ? '?' : c);
    }
}

static bool
has_8bit(struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (bs_span_at(text, i) >= 0x80)
            return true;
    return false;
}

/* Finds a boundary that does not occur in the message. */
static void
find_boundary(char *buffer, size_t size, struct bs_span text)
{
    unsigned n = 0;

    do
        snprintf(buffer, size, "=_backstop_%u", n++);
    while (bs_span_has(text, buffer));
}

static void
print_header(const struct bs_trace_view *traced, const char *sender, const char *boundary, bool wide)
{
    const struct bs_contacts *contacts = &traced->contacts;
    char header[TEXT_SIZE];
    struct bs_text t = bs_text_in(header, sizeof header);

    bs_text_put(&t, "From: <");
    bs_text_put(&t, sender);
    bs_text_put(&t, ">\n");
    for (unsigned i = 0; i < contacts->count; i++) {
        bs_text_put(&t, i == 0 ? "To: <" : ",\n <");
        bs_text_put_span(&t, contacts->address[i]); /* mailboxes: see abuse.h */
        bs_text_put(&t, ">");
    }
    bs_text_put(&t, contacts->count > 0 ? "\nSubject: Abuse report about "
                                        : "Subject: Abuse report about ");
    put_source(&t, traced);
    put_date(&t, "\nDate: ", (long long)time(NULL));
    bs_text_put(&t, "\nMIME-Version: 1.0\nContent-Type: multipart/report; "
                    "report-type=feedback-report;\n boundary=\"");
    bs_text_put(&t, boundary);
    bs_text_put(&t, wide ? "\"\nContent-Transfer-Encoding: 8bit\n" : "\"\n");
    bs_terminal_put(header);
}

static void
print_part(const char *boundary, const char *type, bool wide, struct bs_span text)
{
    printf("\n--%s\nContent-Type: %s\n%s\n", boundary, type,
           wide ? "Content-Transfer-Encoding: 8bit\n" : "");
    print_octets(text);
}

static void
print(const struct bs_trace_view *traced, const char *sender, const struct bs_masked *masked)
{
    char boundary[32], text[TEXT_SIZE];
    bool wide = has_8bit(masked->text);

    find_boundary(boundary, sizeof boundary, masked->text);
    print_header(traced, sender, boundary, wide);
    struct bs_text t = bs_text_in(text, sizeof text);
    say_what(&t, traced, masked);
    print_part(boundary, "text/plain; charset=us-ascii", false, bs_span_text(text));
    t = bs_text_in(text, sizeof text);
    say_fields(&t, traced);
    print_part(boundary, "message/feedback-report", false, bs_span_text(text));
    print_part(boundary, traced->returned ? "text/rfc822-headers" : "message/rfc822", wide,
               masked->text);
    printf("\n--%s--\n", boundary);
}

bool
bs_trace_view_complain(const struct bs_trace_view *traced, const char *from)
{
    char address[BS_MAX_HOSTNAME + 80];
    struct bs_masked masked;
    struct bs_text sender = bs_text_in(address, sizeof address);

    if (!find_sender(&sender, traced->policy, from))
        return false;
    /* Without own_domains, only the recipient would be masked, not our other users. */
    if (traced->policy->list[BS_LIST_OWN_DOMAINS].count == 0)
        return bs_terminal_complain("--report",
                                    "no domain of ours is known, so our users cannot be masked",
                                    "name our domains with --own-domain, or in own_domains");
    bs_mask_users(&mask, traced->policy, traced->header);
    bs_mask_message(&masked, &mask, traced->returned ? traced->header : traced->raw, copy,
                    sizeof copy);
    if (traced->contacts.count == 0)
        bs_terminal_complain("note: --report", "no abuse contact is known, so there is no To",
                             "name a zone of such contacts as abuse_zone in the settings, or "
                             "write To yourself");
    print(traced, address, &masked);
    return true;
}
