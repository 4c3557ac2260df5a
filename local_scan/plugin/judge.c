/* judge: a suspected report, judged in a child. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judge.h"

#include "identity.h"

#include "../core/explain.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef BS_FAULTS
#include "../../t/lib/fault.h"
#else
#define bs_fault_run(header) ((void)(header))
#endif

#define BODY 0 /* the descriptor that a child has it under */

/* All of it is the child's; the parent never touches these pages. */
static unsigned char header_buffer[BS_MAX_HEADER + 1];
static unsigned char body_buffer[BS_MAX_BODY];
static struct bs_scratch scratch;
static struct bs_verdict verdict;
static struct bs_outcome outcome;
static struct bs_result result;

static const struct bs_job *job; /* the parent's, as it was at the fork */

/* Lines as Exim keeps them end with LF each. Never half a line. */
static struct bs_span
read_header(void)
{
    const void *place = NULL;
    struct bs_span line;
    size_t n = 0;

    while (bs_exim_header_next(&place, &line)) {
        if (line.n > BS_MAX_HEADER - n)
            break;
        if (line.n > 0)
            memcpy(header_buffer + n, line.p, line.n); /* bounds: n + line.n <= BS_MAX_HEADER */
        n += line.n;
    }
    return bs_span_of(header_buffer, n);
}

/* Descriptor and offset are shared with Exim, which reads on from there when it
 * delivers: so the offset is asked for and never moved. It is not the constant
 * of Exim's header either, which differs between releases of one API. */
static struct bs_span
read_body(void)
{
    off_t start = lseek(BODY, 0, SEEK_CUR);
    size_t n = 0;

    while (start >= 0 && n < sizeof body_buffer) {
        ssize_t got = pread(BODY, body_buffer + n, sizeof body_buffer - n, start + (off_t)n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    return bs_span_of(body_buffer, n);
}

static bool
body_goes_on(size_t n)
{
    struct stat st;
    off_t start = lseek(BODY, 0, SEEK_CUR);

    return start >= 0 && fstat(BODY, &st) == 0 && st.st_size - start > (off_t)n;
}

static struct bs_message
read_message(void)
{
    struct bs_message message;

    bs_message_split(&message, read_header());
    message.body = read_body();
    message.truncated = body_goes_on(message.body.n);
    message.sender = job->sender;
    message.sender_known = true;
    return message;
}

static void
complete_policy(void)
{
    static const enum bs_list own[] = {BS_LIST_OWN_HOSTS, BS_LIST_OWN_NETS, BS_LIST_OWN_DOMAINS,
                                       BS_LIST_RELAY_HOSTS};
    struct bs_policy *policy = job->load->policy;
    struct bs_span host = job->setting[BS_SETTING_HOSTNAME];

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        bs_load_list(job->load, own[i]);
    bs_load_end(job->load);
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, host, host);
    bs_identity_list(policy, BS_LIST_OWN_DOMAINS, job->setting[BS_SETTING_LOCAL_DOMAINS], host);
    bs_identity_list(policy, BS_LIST_OWN_HOSTS, job->setting[BS_SETTING_RELAY_HOSTS], host);
    bs_identity_interfaces(policy);
}

static void
fill_result(void)
{
    struct bs_text said;

    result.kind = verdict.report.kind;
    result.origin = verdict.origin;
    result.reason = verdict.reason;
    result.check = verdict.check;
    result.global = verdict.report.global;
    bs_explain_border(&verdict, result.border);
    bs_text_start(&said, result.said, sizeof result.said);
    bs_explain_header(&said, &verdict, &outcome);
    for (size_t i = 0; i < BS_LISTS; i++)
        result.flaw[i] = job->load->flaw[i];
}

static size_t
judge(unsigned char *buffer, size_t size)
{
    struct bs_message message = read_message();

    bs_fault_run(message.header);
    complete_policy();
    bs_verdict_judge(&verdict, &message, job->load->policy, &scratch);
    bs_judge_add_findings(&verdict.findings, &job->findings, verdict.report.global);
    bs_outcome_of(&outcome, &verdict, job->load->policy);
    fill_result();
    return bs_frame_write(&result, buffer, size);
}

struct bs_child
bs_judge_run(const struct bs_job *given, struct bs_result *result_r)
{
    job = given;
    struct bs_child child = bs_child_run(job->body, judge);
    if (child.end == BS_CHILD_DONE && !bs_frame_read(result_r, child.answer))
        child.end = BS_CHILD_SILENT;
    return child;
}

void
bs_judge_add_findings(struct bs_findings *to, const struct bs_findings *from, bool global)
{
    for (unsigned i = 0; i < from->count && i < BS_MAX_FINDINGS; i++)
        if (!global || from->item[i].id != BS_FIND_UTF8)
            bs_finding_add(to, from->item[i]);
}
