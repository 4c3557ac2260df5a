/* learn: fills the memory of sent mail from Exim's main logs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "learn.h"

#include "date.h"
#include "logfile.h"
#include "machine.h"
#include "sentlog.h"
#include "sentstore.h"
#include "terminal.h"

#include <stdio.h>
#include <time.h>

/* Most mail that is delayed has left, or was returned, by then. */
#define CONTEXT (2 * BS_DAY)

/* Between local_scan and the line in the log; and lines may be a little out of order. */
#define LAG 60

/* Static, because its lists are large. */
static struct bs_policy policy;

struct reading {
    struct bs_sentstore *to;
    long long from; /* older digests are there; 0: not known */
    long long first, at;
};

static void
keep(void *keeper, const char *digest)
{
    struct reading *reading = keeper;

    if (reading->at >= reading->from)
        bs_sentstore_keep(reading->to, digest);
}

/* The clock was set back, or summer time has ended in a log without time zones: what follows may be
 * newer than the last reading, although its time is older. */
static void
note_time(struct reading *reading, long long at)
{
    if (at < reading->at - LAG)
        reading->from = 0;
    reading->first = reading->first == 0 ? at : reading->first;
    reading->at = at;
    bs_sentstore_day(reading->to, at);
}

static void
read_logs(struct bs_logs *logs, struct bs_sentlog *log, struct reading *reading)
{
    struct bs_logline line;

    while (bs_logs_next(logs, &line)) {
        long long at = bs_stamp_read(line.when);
        if (at > 0)
            note_time(reading, at);
        bs_sentlog_add(log, &line, at);
    }
}

/* Since when is the memory complete? If there is a gap between then and now, since its end. */
static long long
complete_since(const struct bs_sentstore *to, const struct reading *reading, bool older,
               long long now)
{
    long long first = reading->first > 0 ? reading->first : now;

    if (to->since == 0 || (first > to->until && !older))
        return first;
    return first < to->since ? first : to->since;
}

static bool
learn_from(struct bs_logs *logs, struct bs_sentstore *to, long long from, struct bs_fault *fault)
{
    struct reading reading = {.to = to, .from = from};
    struct bs_sentlog log = {.policy = &policy, .key = &to->key, .keep = keep, .keeper = &reading};
    long long now = (long long)time(NULL);

    bs_sentstore_mend();
    read_logs(logs, &log, &reading);
    bool lost = bs_logs_complain(logs) || log.lost;
    bs_sentlog_free(&log);
    if (bs_logs_nothing(logs) != 0)
        return bs_fault_set(fault, "check log_file_path in Exim's configuration",
                            "the log cannot be read");
    /* what was read is useful, but nothing is certain */
    long long since = lost ? now - LAG : complete_since(to, &reading, logs->older, now - LAG);
    if (!bs_sentstore_close(to, since, now - LAG, fault))
        return false;
    if (!lost)
        bs_sentstore_mended();
    to->since = since;
    return true;
}

bool
bs_learn(struct bs_learned *learned_r, bool only_new, struct bs_fault *fault)
{
    static struct bs_sentstore to;
    char path[BS_PATH_SIZE];
    struct bs_logs logs = {.parts = 0};

    if (!bs_sentstore_open(&to, fault))
        return false;
    bool known = to.since > 0 && to.until <= (long long)time(NULL); /* else the clock was set back */
    long long from = only_new && known ? to.until - LAG : 0;
    bs_logs_exim("main", path);
    int problem = bs_logs_add_rotated(&logs, path, (time_t)(from > CONTEXT ? from - CONTEXT : 0));
    if (problem != 0)
        return bs_fault_set(fault, "check log_file_path in Exim's configuration", "%s: %s", path,
                            strerror(problem));
    bool done = bs_machine_identify(&policy) ? learn_from(&logs, &to, from, fault)
                                             : bs_fault_set(fault, "'sudo backstop doctor' says why",
                                                            "the policy cannot be read");
    *learned_r = (struct bs_learned){to.kept, to.since};
    bs_logs_free(&logs);
    return done;
}

static bool
make_store(enum bs_store store, struct bs_fault *fault)
{
    return bs_store_make(store, fault) && bs_sentstore_make_secret(fault);
}

void
bs_learn_start(void)
{
    enum bs_store store = bs_store_kind();
    struct bs_learned learned;
    struct bs_fault fault;
    char sentence[200];

    if (store == BS_STORE_OFF)
        return;
    if (!make_store(store, &fault) || !bs_learn(&learned, true, &fault))
        bs_terminal_complain("store", fault.what, fault.remedy);
    else if (bs_sentstore_say(sentence, sizeof sentence))
        printf("    %s\n", sentence);
}
