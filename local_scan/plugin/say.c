/* say: log lines, $local_scan_data and replies of the plugin. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "say.h"

#define MAX_LOG     2048
#define MAX_WORD    80

/* Exim does not keep more of $local_scan_data. */
#define MAX_DATA 1000

/* Exim sends up to 16 KiB in a line, RFC 5321 §4.5.3.1.5 allows 512 octets. */
#define MAX_REPLY 1000

static void
put_pair(struct bs_text *t, const char *key, const char *value)
{
    bs_text_put(t, " ");
    bs_text_put(t, key);
    bs_text_put(t, "=");
    bs_text_put(t, value);
}

static void
put_envelope(struct bs_text *t, const struct bs_session *session)
{
    put_pair(t, "host", "");
    bs_text_word(t, session->host, MAX_WORD);
    put_pair(t, "from", "<");
    if (session->sender.n > 0)
        bs_text_word(t, session->sender, BS_SHOWN_ADDRESS);
    bs_text_put(t, ">");
    put_pair(t, "rcpt", "");
    bs_text_word(t, bs_exim_recipient(0), BS_SHOWN_ADDRESS);
}

static void
say_check(const struct bs_case *c, enum bs_check check, enum bs_mode mode)
{
    static char line[MAX_LOG];
    struct bs_event event = {
        .check = check,
        .mode = mode,
        .exempt = c->exempt,
        .host = c->session.host,
        .sender = c->session.sender,
        .rcpt = bs_exim_recipient(0),
        .place = c->place,
        .unanswered = c->unanswered,
    };
    struct bs_text t = bs_text_in(line, sizeof line);

    bs_explain_log(&t, c->verdict, &event);
    bs_exim_log(line);
}

void
bs_say_case(const struct bs_case *c)
{
    const struct bs_outcome *outcome = c->outcome;

    for (unsigned i = 0; i < outcome->count && i < BS_CHECKS; i++)
        say_check(c, outcome->fired[i], outcome->mode[i]);
    if (outcome->count == 0 && c->verdict->origin != BS_ORIGIN_NONE)
        say_check(c, BS_CHECK_NONE, BS_MODE_OFF);
}

static void
put_end(struct bs_text *t, const struct bs_child *child)
{
    put_pair(t, "cause", bs_child_end_name(child->end));
    if (child->end == BS_CHILD_SIGNAL || child->end == BS_CHILD_NONE) {
        put_pair(t, child->end == BS_CHILD_SIGNAL ? "signal" : "errno", "");
        bs_text_number(t, (unsigned long long)child->detail);
    }
}

void
bs_say_child(const struct bs_session *session, const struct bs_child *child)
{
    static char line[MAX_LOG];
    struct bs_text t = bs_text_in(line, sizeof line);

    bs_text_put(&t, "backstop v=1 event=failed did=pass");
    put_end(&t, child);
    put_envelope(&t, session);
    bs_exim_log(line);
}

void
bs_say_no_lookups(void)
{
    static bool said;

    if (!said)
        bs_exim_log("backstop v=1 event=lookup did=pass cause=not_loaded");
    said = true;
}

void
bs_say_not_found(const char *event, const char *key, struct bs_span value,
                 const struct bs_child *child)
{
    static char line[MAX_LOG];
    struct bs_text t = bs_text_in(line, sizeof line);

    bs_text_put(&t, "backstop v=1");
    put_pair(&t, "event", event);
    put_pair(&t, "did", "pass");
    put_end(&t, child);
    put_pair(&t, key, "");
    bs_text_word(&t, value, MAX_WORD);
    bs_exim_log(line);
}

/* A file that was not read this time does not have a flaw, which is not news. */
static bool
is_new(const struct bs_flaw *flaw, struct bs_flaw *known)
{
    bool same = flaw->kind == known->kind && flaw->line == known->line;

    if (flaw->kind == BS_FLAW_NONE || same)
        return false;
    *known = *flaw;
    return true;
}

void
bs_say_flaws(const struct bs_flaw flaw[BS_FILES])
{
    static struct bs_flaw known[BS_FILES];
    static char line[MAX_LOG];
    unsigned count = 0;
    struct bs_text t = bs_text_in(line, sizeof line);

    bs_text_put(&t, "backstop v=1 event=policy did=default");
    for (unsigned file = 0; file < BS_FILES; file++) {
        if (!is_new(&flaw[file], &known[file]))
            continue;
        put_pair(&t, bs_load_name(file), bs_flaw_name(flaw[file].kind));
        if (flaw[file].line > 0) {
            bs_text_put(&t, ":");
            bs_text_number(&t, flaw[file].line);
        }
        count++;
    }
    if (count > 0)
        bs_exim_log(line);
}

const char *
bs_say_data(const char *said)
{
    static char data[MAX_DATA];
    struct bs_text t = bs_text_in(data, sizeof data);

    bs_explain_data(&t, said);
    return data;
}

/* Exim gives the SMTP code; each line has its own enhanced one. */
static void
put_code(struct bs_text *t, const char *refusal, char code)
{
    struct bs_span own = bs_span_text(refusal);

    bs_text_put(t, (char[]){code, '\0'});
    bs_text_put_span(t, bs_span_drop(bs_span_take(own, bs_span_find(own, ' ')), 1));
}

const char *
bs_say_refusal(const struct bs_session *session, enum bs_check check, char code)
{
    static char reply[MAX_REPLY];
    const char *refusal = bs_check_refusal(check);
    struct bs_span domain = bs_exim_setting(BS_SETTING_MAIL_DOMAIN);
    struct bs_text t = bs_text_in(reply, sizeof reply);

    put_code(&t, refusal, code);
    bs_text_put(&t, refusal + bs_span_find(bs_span_text(refusal), ' '));
    bs_text_put(&t, "\n");
    put_code(&t, refusal, code);
    bs_text_put(&t, " If you believe this is an error, write to postmaster@");
    bs_text_word(&t, domain, BS_SHOWN_ADDRESS);
    bs_text_put(&t, " and quote ");
    bs_text_word(&t, session->id, MAX_WORD);
    bs_text_put(&t, ".");
    return reply;
}
