/* exam_probe: what other hosts find here: submission with TLS, and the MTA-STS policy. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "host.h"
#include "program.h"
#include "run.h"

#include <stdio.h>
#include <unistd.h>

static struct bs_questions questions;

/* Connections with TLS, by curl(1), which checks certificates against those that Debian trusts. */

#define CURL     "/usr/bin/curl"
#define SECONDS  20 /* for each connection */
#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

enum fetch {
    FETCH_DONE,
    FETCH_CLOSED, /* nothing listens */
    FETCH_NO_TLS,
    FETCH_UNTRUSTED,
    FETCH_FAILED
};

/* curl(1), "EXIT CODES". */
static enum fetch
meaning_of(int status)
{
    switch (status) {
    case 0:
        return FETCH_DONE;
    case 7:
        return FETCH_CLOSED;
    case 35: /* the handshake */
    case 64: /* STARTTLS is not offered */
        return FETCH_NO_TLS;
    case 51:
    case 60:
        return FETCH_UNTRUSTED;
    default:
        return FETCH_FAILED;
    }
}

/* curl's message without its prefix: "curl: (60) SSL certificate problem: …". */
static void
explain(struct bs_run *run, char *why_r, size_t size)
{
    const char *said = bs_run_said(run), *words = strstr(said, ") ");

    snprintf(why_r, size, "%s", words ? words + 2 : said);
}

/* --write-out adds the status after the text: a redirect is not a policy. The caller frees the
 * text, or `why_r` has curl's message in one line. */
static enum fetch
fetch_https(const char *url, struct bs_file *text_r, char *why_r, size_t size)
{
    struct bs_run run = {.argv = {CURL, "-qsS", "--proto", "=https", "--max-time", TEXT(SECONDS),
                                  "--max-filesize", "65536", "--write-out", "%{http_code}", url},
                         .seconds = SECONDS + 10};

    enum fetch got = meaning_of(bs_run(&run));
    size_t n = strlen(run.out);
    *text_r = (struct bs_file){.text = NULL};
    if (got != FETCH_DONE) {
        explain(&run, why_r, size);
    } else if (n < 3 || strcmp(run.out + n - 3, "200") != 0) {
        got = FETCH_FAILED;
        snprintf(why_r, size, "the server answers with status %s", n < 3 ? "" : run.out + n - 3);
    } else {
        text_r->text = strndup(run.out, n - 3);
        text_r->n = text_r->text ? n - 3 : 0;
    }
    bs_run_free(&run);
    return got;
}

/* A session at that address, under the name `host`, with nothing but NOOP; `scheme` is smtps, or
 * smtp for STARTTLS. */
static enum fetch
fetch_smtp(const char *scheme, const char *host, unsigned port, const char *address, char *why_r,
           size_t size)
{
    char url[400], resolve[400];
    struct bs_run run = {.argv = {CURL, "-qsS", "--ssl-reqd", "--max-time", TEXT(SECONDS),
                                  "--resolve", resolve, "--request", "NOOP", url},
                         .seconds = SECONDS + 10};

    snprintf(url, sizeof url, "%s://%s:%u/", scheme, host, port);
    snprintf(resolve, sizeof resolve, "%s:%u:%s", host, port, address);
    enum fetch got = meaning_of(bs_run(&run));
    explain(&run, why_r, size);
    bs_run_free(&run);
    return got;
}

static bool
has_program(const char *what)
{
    if (access(CURL, X_OK) == 0)
        return true;
    bs_health_say(BS_NOTE_ADVICE, "run 'sudo apt install curl'",
                  "%s could not be tried, because curl is not installed", what);
    return false;
}

/* Submission. */

static void
tell_port(const char *host, unsigned port, enum fetch got, const char *why)
{
    switch (got) {
    case FETCH_DONE:
        bs_health_say(BS_NOTE_OK, "", "port %u answers with TLS and a certificate for %s", port,
                      host);
        break;
    case FETCH_CLOSED:
        bs_health_say(BS_NOTE_OK, "", "port %u is closed here", port);
        break;
    case FETCH_NO_TLS:
        bs_health_say(BS_NOTE_FAULT,
                      "set MAIN_TLS_ENABLE and a certificate in Exim's configuration, or close the "
                      "port: passwords are sent in the clear there",
                      "port %u answers without TLS", port);
        break;
    case FETCH_UNTRUSTED:
        bs_health_say(BS_NOTE_FAULT,
                      "renew the certificate (tls_certificate), with that name in it: mail "
                      "programs warn, or refuse to send",
                      "port %u answers with a certificate that is not valid for %s: %s", port,
                      host, why);
        break;
    default:
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "it is not known whether port %u answers with TLS: %s", port, why);
    }
}

/* Tried at the address from which we send, under the name that Exim gives itself. */
void
bs_exam_submission(struct bs_patient *patient)
{
    static const struct {
        unsigned port;
        const char *scheme;
    } rows[] = {{465, "smtps"}, {587, "smtp"}};
    char host[BS_MAX_HOSTNAME + 1], address[BS_IP_TEXT] = "127.0.0.1", why[200];

    if (access(BS_EXIM, X_OK) != 0 || !has_program("ports 465 and 587"))
        return;
    bs_exim_option("primary_hostname", host, sizeof host);
    if (!bs_host_valid(bs_span_text(host)))
        return; /* bs_exam_names says so */
    if (patient->addresses > 0)
        bs_ip_text(&patient->address[0], address);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tell_port(host, rows[i].port,
                  fetch_smtp(rows[i].scheme, host, rows[i].port, address, why, sizeof why), why);
}

/* MTA-STS. */

struct policy {
    struct bs_span name;
    struct bs_file text; /* the policy */
    struct bs_known_as record, mx;
};

static void
ask(struct bs_questions *q, void *arg)
{
    struct policy *policy = arg;

    policy->record = bs_patient_texts(q, "_mta-sts", policy->name);
    policy->mx = bs_ask_name(q, BS_ASK_MX, policy->name);
}

/* RFC 8461 §3.2: lines "key: value". The next value of this key. */
static struct bs_span
next_value(struct bs_span *rest, const char *key)
{
    struct bs_span line;

    while (bs_span_next_line(rest, &line)) {
        size_t colon = bs_span_find(line, ':');
        if (bs_span_is(bs_span_trim(bs_span_take(line, colon)), key))
            return bs_span_trim(bs_span_drop(line, colon + 1));
    }
    return bs_span_of(NULL, 0);
}

static struct bs_span
value_of(const struct policy *policy, const char *key)
{
    struct bs_span rest = bs_file_span(&policy->text);

    return next_value(&rest, key);
}

/* §4.1: "*" matches exactly one label. */
static bool
fits(struct bs_span pattern, struct bs_span host)
{
    if (!bs_span_starts(pattern, "*."))
        return bs_host_same(pattern, host);
    return bs_host_same(bs_span_drop(pattern, 2),
                        bs_span_drop(host, bs_span_find(host, '.') + 1));
}

static bool
names(const struct policy *policy, struct bs_span host)
{
    struct bs_span rest = bs_file_span(&policy->text), pattern;

    while ((pattern = next_value(&rest, "mx")).n > 0)
        if (fits(pattern, host))
            return true;
    return false;
}

static bool
is_whole(const struct policy *policy)
{
    struct bs_span mode = value_of(policy, "mode"), age = value_of(policy, "max_age");
    bool none = bs_span_is(mode, "none");

    return bs_span_is(value_of(policy, "version"), "STSv1") && bs_span_seconds(age) > 0 &&
           (none || ((bs_span_is(mode, "enforce") || bs_span_is(mode, "testing")) &&
                     value_of(policy, "mx").n > 0));
}

static void
tell_policy(const struct policy *policy)
{
    bool fine = is_whole(policy), none = bs_span_is(value_of(policy, "mode"), "none");

    if (!fine)
        bs_health_say(BS_NOTE_FAULT,
                      "it needs the lines version: STSv1, mode: enforce (or testing, or none), "
                      "max_age: 604800, and mx: with each mail server (RFC 8461 3.2)",
                      "the MTA-STS policy of %.*s is not valid", BS_SPAN(policy->name));
    for (unsigned i = 0; fine && !none && i < policy->mx.count; i++) {
        struct bs_span host = policy->mx.item[i].text;

        if (names(policy, host))
            continue;
        fine = false;
        bs_health_say(BS_NOTE_FAULT,
                      "add \"mx: \" and its name to the policy, then change id in the record at "
                      "_mta-sts: under mode: enforce, senders do not deliver to that server",
                      "the MTA-STS policy of %.*s does not name its mail server %.*s",
                      BS_SPAN(policy->name), BS_SPAN(host));
    }
    if (fine)
        bs_health_say(BS_NOTE_OK, "", "the MTA-STS policy of %.*s is in order",
                      BS_SPAN(policy->name));
}

static void
look_at_policy(struct bs_patient *patient, struct bs_span name)
{
    struct policy policy = {.name = name};
    char url[BS_MAX_HOSTNAME + 64], why[200];

    bs_patient_ask(patient, &questions, false, ask, &policy);
    if (policy.record.count == 0)
        return;
    snprintf(url, sizeof url, "https://mta-sts.%.*s/.well-known/mta-sts.txt", BS_SPAN(policy.name));
    if (fetch_https(url, &policy.text, why, sizeof why) == FETCH_DONE)
        tell_policy(&policy);
    else
        bs_health_say(BS_NOTE_FAULT,
                      "serve the policy there, with a certificate for that name and without a "
                      "redirect, or remove the record at _mta-sts",
                      "the MTA-STS policy of %.*s cannot be fetched from %s: %s",
                      BS_SPAN(policy.name), url, why);
    bs_file_free(&policy.text);
}

void
bs_exam_sts(struct bs_patient *patient)
{
    if (has_program("MTA-STS policies"))
        bs_patient_each_domain(patient, look_at_policy);
}
