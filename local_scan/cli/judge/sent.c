/* sent: a memory of sent mail, read from Exim's main logs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sent.h"

#include "date.h"
#include "digit.h"
#include "logfile.h"
#include "sentlog.h"
#include "terminal.h"

#define MAX_DIGESTS 8000000u

/* The digests stay in this process, so the key need not be secret. */
#define KEY "backstop"

static struct {
    struct bs_logs logs;
    struct bs_hmac_key key;
    struct bs_distinct digests; /* by their first 16 digits */
    struct bs_memory memory;
    long long since, until;
    bool gap;
} sent;

static bool
take_log(char *path)
{
    int problem = bs_logs_add_rotated(&sent.logs, path, 0);

    return problem == 0 || bs_terminal_complain_errno(path, problem);
}

const struct bs_option bs_sent_options[] = {
    BS_TAKE("sent", "LOG", take_log,
            "look up sent mail in this main log and its rotated parts; may be repeated"),
    BS_END,
};

bool
bs_sent_given(void)
{
    return sent.logs.parts > 0;
}

static uint64_t
number_of(const char *digest)
{
    uint64_t number = 0;

    for (int i = 0; i < 16; i++)
        number = number << 4 | (uint64_t)bs_digit_hex(digest[i]);
    return number;
}

static void
keep(void *keeper, const char *digest)
{
    (void)keeper;
    bs_distinct_add(&sent.digests, MAX_DIGESTS, number_of(digest));
}

/* Lines come in order of time. */
static void
note_time(long long at)
{
    if (at > 0 && (sent.since == 0 || at < sent.since))
        sent.since = at;
    if (at > 0 && at + BS_DAY > sent.until)
        sent.until = at + BS_DAY;
}

bool
bs_sent_start(const struct bs_policy *policy)
{
    struct bs_sentlog log = {.policy = policy, .key = &sent.key, .keep = keep};
    struct bs_logline line;

    if (!bs_sent_given())
        return true;
    bs_hmac_key(&sent.key, bs_span_text(KEY));
    while (bs_logs_next(&sent.logs, &line)) {
        long long at = bs_stamp_read(line.when);
        note_time(at);
        bs_sentlog_add(&log, &line, at);
    }
    sent.gap = bs_logs_complain(&sent.logs) || log.lost || sent.digests.more;
    bs_logs_note_foreign(&sent.logs);
    bs_sentlog_free(&log);
    return bs_logs_nothing(&sent.logs) == 0;
}

const struct bs_memory *
bs_sent_ask(const struct bs_memory_about *about)
{
    struct bs_memory *memory = &sent.memory;

    if (!bs_sent_given())
        return NULL;
    bs_memory_ask(memory, &sent.key, about);
    for (unsigned i = 0; i < memory->questions; i++)
        memory->question[i].known =
            bs_distinct_has(&sent.digests, number_of(memory->question[i].digest)) ? BS_KNOWN_SOME
                                                                                 : BS_KNOWN_NONE;
    memory->since = sent.since;
    memory->until = sent.until;
    memory->gap = sent.gap;
    return memory;
}

void
bs_sent_end(void)
{
    bs_logs_free(&sent.logs);
    bs_distinct_free(&sent.digests);
    sent.since = sent.until = 0;
}
