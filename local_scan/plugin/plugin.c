/* plugin: one message that Exim has received, judged and answered. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin.h"

#include "gate.h"
#include "judge.h"
#include "outgoing.h"
#include "remember.h"
#include "say.h"
#include "spooled.h"

#include "arrival.h"
#include "forged.h"
#include "octets.h"
#include "tag.h"

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define HEADER_NAME "X-Backstop"

/* Static, for the parent's stack is Exim's, and an overflow of it is not
 * caught. Everything is started afresh for each message of a connection. */
static struct bs_policy policy;
static struct bs_load load;
static bool load_started, lists_started; /* it is known which lists have ever been there */
static bool lists_noted;                 /* … once in this connection */
static struct bs_verdict verdict; /* without what only the child has seen */
static struct bs_result result;
static struct bs_job job;
static struct bs_outcome outcome;
static struct bs_case found;
static bool has_found; /* there is something to say, and not yet said */

/* What the DATA ACL has had judged is not judged again. */
static struct kept {
    char id[24]; /* 16 octets before Exim 4.97, 23 since */
    enum bs_answer answer;
    const char *text;
} kept;

static struct look {
    struct bs_octets octets;
    struct bs_suspect suspect;
    struct bs_forged forged;
    bool has_ours; /* an X-Backstop came with it */
    bool has_tag;  /* an X-Backstop-Tag */
    bool has_mark; /* a mark of arrival */
} look;

/* RFC 6531: Exim calls the protocol utf8smtp, utf8esmtp, … */
static bool
is_smtputf8(const struct bs_session *session)
{
    return bs_span_starts(session->protocol, "utf8");
}

/* Past the limits, only names and octets are looked at, so that no number of fields can hide a forged
 * X-Backstop, or what the header checks look for. Exim limits the header (header_maxsize). */
static void
look_at_field(struct bs_span line, bool within)
{
    struct bs_field field;
    struct bs_fields it = bs_fields_of(line);

    if (bs_fields_next(&it, &field) != 1)
        return;
    look.has_ours |= bs_span_is(field.name, HEADER_NAME);
    look.has_tag |= bs_span_is(field.name, BS_TAG_NAME);
    look.has_mark |= bs_span_is(field.name, BS_ARRIVAL_NAME);
    bs_octets_field(&look.octets, &field);
    if (!within)
        return;
    bs_suspect_field(&look.suspect, &field);
    bs_forged_field(&look.forged, &field);
}

static void
start_look(const struct bs_session *session, struct bs_findings *findings)
{
    struct bs_message envelope = {.sender = session->sender, .sender_known = true};

    look.has_ours = look.has_tag = look.has_mark = false;
    bs_octets_start(&look.octets, findings, is_smtputf8(session));
    bs_suspect_start(&look.suspect, &envelope, NULL);
    bs_forged_start(&look.forged, findings, (long long)time(NULL),
                    bs_exim_setting(BS_SETTING_HOSTNAME), NULL);
}

static void
start_load(void)
{
    if (!load_started)
        bs_load_start(&load, &policy, bs_exim_setting(BS_SETTING_POLICY_DIR));
    load_started = true;
}

static void
start_lists(void)
{
    start_load();
    if (!lists_started)
        bs_load_remember(&load, bs_exim_setting(BS_SETTING_STATE_DIR));
    lists_started = lists_noted = true;
}

/* Who we are, as far as it can be had without asking the kernel for addresses. */
static const struct bs_policy *
load_own(void)
{
    start_lists();
    bs_load_list(&load, BS_LIST_OWN_HOSTS);
    bs_load_list(&load, BS_LIST_OWN_NETS);
    bs_load_list(&load, BS_LIST_RELAY_HOSTS);
    bs_load_end(&load);
    bs_policy_add(&policy, BS_LIST_OWN_NETS, bs_exim_setting(BS_SETTING_OUR_ADDRESS));
    return &policy;
}

static void
look_at_header(const struct bs_session *session, struct bs_findings *findings)
{
    const void *place = NULL;
    struct bs_span line;
    size_t seen = 0, fields = 0;

    start_look(session, findings);
    while (bs_exim_header_next(&place, &line)) {
        bool within = fields++ < BS_MAX_FIELDS && line.n <= BS_MAX_HEADER - seen;
        look_at_field(line, within);
        seen = within ? seen + line.n : BS_MAX_HEADER;
    }
    bs_octets_end(&look.octets);
    if (seen == BS_MAX_HEADER)
        bs_finding_add(findings, (struct bs_finding){.id = BS_FIND_HEADER_LIMIT});
    bs_forged_end(&look.forged, bs_forged_claims(&look.forged) ? load_own() : NULL);
}

static bool
any_refuses(void)
{
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        if (policy.mode[check] == BS_MODE_DEFER || policy.mode[check] == BS_MODE_DENY)
            return true;
    return false;
}

/* The exempt lists only matter where something may be refused. */
static const char *
load_policy(const struct bs_session *session)
{
    start_lists();
    bs_load_modes(&load);
    if (any_refuses())
        bs_gate_load(&load);
    bs_load_end(&load);
    return any_refuses() ? bs_gate_exempt(session, &load) : NULL;
}

static bool
is_on(enum bs_check check)
{
    return policy.mode[check] != BS_MODE_OFF;
}

/* With all of them off the verdict is not needed, so nothing is judged. Three
 * of them speak only where there is a key. */
static bool
reports_matter(void)
{
    bool remembered = is_on(BS_CHECK_BOUNCE_UNSENT) || is_on(BS_CHECK_BOUNCE_STRANGER);

    if (is_on(BS_CHECK_BOUNCE_FOREIGN) || is_on(BS_CHECK_BOUNCE_UNKNOWN))
        return true;
    if (!is_on(BS_CHECK_BOUNCE_UNTAGGED) && !remembered)
        return false;
    bs_load_keys(&load);
    bs_load_end(&load);
    return (is_on(BS_CHECK_BOUNCE_UNTAGGED) && policy.keyring.count > 0) ||
           (remembered && policy.keyring.memory.n > 0);
}

/* A report is not refused for the form of its header, so what may be one is judged
 * before a check of the header refuses it. */
static bool
form_refuses(void)
{
    for (unsigned i = 0; i < job.findings.count && i < BS_MAX_FINDINGS; i++) {
        enum bs_check check = bs_finding_check(job.findings.item[i].id);
        if (check != BS_CHECK_NONE && policy.mode[check] > BS_MODE_WARN)
            return true;
    }
    return false;
}

/* Answers of the DNS, kept for the next message of this connection. Each child
 * is a new process; so they are in memory that all of them share, and that
 * this one never reads. */
static struct bs_lookup_cache *
shared_cache(void)
{
    static void *cache;

    if (cache == NULL)
        cache = mmap(NULL, BS_LOOKUP_CACHE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    return cache == MAP_FAILED ? NULL : cache;
}

static bool
judge_report(int fd, const struct bs_session *session)
{
    job.body = fd;
    job.sender = session->sender;
    job.host = session->host;
    job.client = session->host_name;
    job.load = &load;
    bs_exim_settings(job.setting);
    bs_load_settings(&load);
    bs_load_end(&load);
    job.cache = shared_cache();
    job.patience = bs_load_patience(&load);
    struct bs_child child = bs_judge_run(&job, &result);
    if (child.end == BS_CHILD_DONE && !result.has_lookups)
        bs_say_no_lookups();
    if (child.end == BS_CHILD_DONE)
        return true;
    bs_say_child(session, &child);
    return false;
}

/* The verdict as far as the parent needs it to know which checks fired. */
static void
take_result(bool judged)
{
    verdict.report.kind = judged ? result.kind : BS_KIND_ORDINARY;
    verdict.report.global = judged && result.global;
    verdict.origin = judged ? result.origin : BS_ORIGIN_NONE;
    verdict.reason = judged ? result.reason : BS_REASON_NONE;
    verdict.recall = judged ? result.recall : BS_RECALL_NOTHING;
    verdict.check = judged ? result.check : BS_CHECK_NONE;
    verdict.findings.count = 0;
    verdict.findings.total = 0;
    bs_judge_add_findings(&verdict.findings, &job.findings, verdict.report.global);
    for (size_t i = 0; judged && i < BS_FILES; i++)
        if (load.flaw[i].kind == BS_FLAW_NONE)
            load.flaw[i] = result.flaw[i];
}

static const char *
mark(bool judged)
{
    static char line[sizeof HEADER_NAME + BS_SAID_MAX + 4];
    struct bs_text t;

    if (!judged) {
        t = bs_text_in(result.said, sizeof result.said);
        bs_explain_header(&t, &verdict, &outcome);
    }
    t = bs_text_in(line, sizeof line);
    bs_text_put(&t, HEADER_NAME ": ");
    bs_text_put(&t, result.said);
    bs_text_put(&t, "\n");
    bs_exim_header_add(line);
    return bs_say_data(result.said);
}

static enum bs_answer
answer_of(const struct bs_case *c)
{
    if (c->outcome->count == 0 || c->exempt)
        return BS_ANSWER_ACCEPT;
    if (c->outcome->mode[0] == BS_MODE_DENY)
        return BS_ANSWER_REFUSE;
    return c->outcome->mode[0] == BS_MODE_DEFER ? BS_ANSWER_DEFER : BS_ANSWER_ACCEPT;
}

/* If the mail is refused here, or passes everything else: what other rules refuse is not a hit. */
static void
say_found(const struct bs_session *session)
{
    found.session = *session;
    if (has_found)
        bs_say_case(&found);
    has_found = false;
}

static enum bs_answer
conclude(bool judged, const char **text_r)
{
    has_found = outcome.count > 0 || verdict.report.kind != BS_KIND_ORDINARY;
    if (!has_found)
        return BS_ANSWER_ACCEPT;
    enum bs_answer answer = answer_of(&found);
    if (answer == BS_ANSWER_ACCEPT)
        *text_r = mark(judged);
    else
        *text_r = bs_say_refusal(&found.session, outcome.fired[0],
                                 answer == BS_ANSWER_REFUSE ? '5' : '4');
    return answer;
}

static enum bs_answer
examine(int fd, const struct bs_session *session, bool is_suspect, const char **text_r)
{
    found = (struct bs_case){.session = *session, .verdict = &verdict, .outcome = &outcome};
    found.exempt = load_policy(session);
    bool asked = is_suspect && (reports_matter() || form_refuses());
    bool judged = asked && judge_report(fd, session);
    if (asked && !judged && found.exempt == NULL)
        found.exempt = "unjudged";
    take_result(judged);
    bs_say_flaws(load.flaw);
    bs_outcome_of(&outcome, &verdict, &policy);
    if (found.exempt == NULL)
        bs_gate_put_off(&outcome, &load);
    found.place = judged ? &result.place : NULL;
    found.unanswered = judged ? result.unanswered : 0;
    return conclude(judged, text_r);
}

/* Whose mail is it? What leaves is not judged but tagged. Mail of a host that we relay for
 * keeps an X-Backstop that it has: a content filter hands our own mail back to
 * us from there. Of an authenticated user it would be a forgery. */
static bool
is_leaving(const struct bs_session *session)
{
    return !bs_gate_outside(session) || session->authenticated || bs_exim_relay_host();
}

static void
let_leave(const struct bs_session *session)
{
    if (bs_gate_outside(session) && session->authenticated && !bs_exim_relay_host())
        bs_exim_header_remove(HEADER_NAME);
    bs_load_start(&load, &policy, bs_exim_setting(BS_SETTING_POLICY_DIR));
    bs_outgoing_tag(session, &load);
    bs_remember_sent(session, &load);
}

/* Another host of ours, a second MX perhaps, that does not send through this one. */
static bool
is_own_host(const struct bs_session *session)
{
    struct bs_ip ip;

    load_own();
    return (bs_ip_read(session->host, &ip) &&
            (bs_policy_has_ip(&policy, BS_LIST_OWN_NETS, &ip) ||
             bs_policy_has_ip(&policy, BS_LIST_OWN_HOSTS, &ip) ||
             bs_policy_has_ip(&policy, BS_LIST_RELAY_HOSTS, &ip))) ||
           bs_policy_has_host(&policy, BS_LIST_OWN_HOSTS, session->host_name);
}

/* What comes from outside must not leave as ours, in whichever way it is handed in
 * once more (arrival.h). Without a key nothing is tagged, and mail stays as it is. */
static void
mark_arrival(const struct bs_session *session)
{
    (lists_noted ? start_load : start_lists)(); /* if no list is read */
    bs_load_keys(&load);
    bs_load_end(&load);
    if (policy.keyring.count == 0)
        return;
    if (look.has_tag && !is_own_host(session))
        bs_exim_header_remove(BS_TAG_NAME);
    if (look.has_mark)
        bs_exim_header_remove(BS_ARRIVAL_NAME);
    bs_exim_header_add(BS_ARRIVAL_MARK "\n");
}

/* What our ACLs have left to us, or what is left after them, is a stranger's. */
static void
sweep(void)
{
    struct bs_span swept = bs_exim_setting(BS_SETTING_SWEPT);

    if (look.has_ours && (swept.n == 0 || bs_span_is(swept, "plugin")))
        bs_exim_header_remove(HEADER_NAME);
}

/* Of the header alone: may it be a report? */
static bool
look_at_arriving(const struct bs_session *session)
{
    job.findings.total = job.findings.count = 0;
    verdict.origin = BS_ORIGIN_NONE;
    load_started = lists_started = has_found = false;
    look_at_header(session, &job.findings);
    sweep();
    return bs_suspect_is(&look.suspect);
}

static enum bs_answer
judge_arriving(int fd, const struct bs_session *session, bool is_suspect, const char **text_r)
{
    if (!is_suspect && job.findings.count == 0)
        return BS_ANSWER_ACCEPT;
    return examine(fd, session, is_suspect, text_r);
}

static bool
is_kept(const struct bs_session *session)
{
    return session->id.n > 0 && bs_span_is(session->id, kept.id);
}

static enum bs_answer
scan_arriving(int fd, const struct bs_session *session, const char **text_r)
{
    enum bs_answer answer = kept.answer;
    if (is_kept(session)) {
        *text_r = kept.text;
        kept.id[0] = '\0';
        load_started = lists_started = false; /* other functions of the plugin have read files since */
    } else {
        answer = judge_arriving(fd, session, look_at_arriving(session), text_r);
    }
    say_found(session);
    return answer;
}

enum bs_answer
bs_plugin_scan(int fd, const char **text_r)
{
    struct bs_session session = bs_exim_session();

    if (!is_kept(&session) && is_leaving(&session)) {
        let_leave(&session);
        return BS_ANSWER_ACCEPT;
    }
    enum bs_answer answer = scan_arriving(fd, &session, text_r);
    if (answer != BS_ANSWER_ACCEPT)
        return answer;
    mark_arrival(&session);
    if (session.sender.n == 0 && verdict.origin != BS_ORIGIN_OURS)
        bs_exim_count_null();
    return answer;
}

static const char *
say_verdict(void)
{
    static char said[BS_VERDICT_TEXT];
    struct bs_text t = bs_text_in(said, sizeof said);

    if (kept.text) {
        bs_text_put(&t, "kind=");
        bs_text_put(&t, bs_kind_name(verdict.report.kind));
        bs_text_put(&t, " origin=");
        bs_text_put(&t, bs_origin_name(verdict.origin));
        bs_text_put(&t, " reason=");
        bs_text_put(&t, bs_reason_name(verdict.reason));
    }
    if (kept.answer != BS_ANSWER_ACCEPT) {
        bs_text_put(&t, kept.answer == BS_ANSWER_REFUSE ? "\n550 " : "\n451 ");
        bs_text_put(&t, kept.text);
    }
    return said;
}

const char *
bs_plugin_verdict(void)
{
    struct bs_session session = bs_exim_session();

    if (is_kept(&session))
        return say_verdict();
    if (session.id.n == 0 || is_leaving(&session))
        return "";
    bool is_suspect = look_at_arriving(&session);
    /* Rules of this ACL may yet take a field out that a header check would refuse. */
    if (!is_suspect && job.findings.count > 0)
        return "";
    int body = is_suspect ? bs_spooled_open(session.id) : -1;
    if (is_suspect && body < 0)
        return ""; /* local_scan has it open */
    kept = (struct kept){.text = NULL};
    kept.answer = judge_arriving(body, &session, is_suspect, &kept.text);
    if (body >= 0)
        close(body);
    if (kept.answer != BS_ANSWER_ACCEPT)
        say_found(&session);
    struct bs_text id = bs_text_in(kept.id, sizeof kept.id);
    bs_text_put_span(&id, session.id);
    return say_verdict();
}
