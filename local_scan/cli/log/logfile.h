/* logfile: Exim's logs with their rotated parts, as lines in order of time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log is rotated into mainlog.1, mainlog.2.gz, mainlog.01 or
 * mainlog-20260131.gz, as logrotate and exicyclog name them. The parts are put
 * into the order of their first lines, whatever their names; reject logs come
 * last, because their lines stand in the main log, too, if it is there.
 *
 * Reads with gzip (zlib) or without; of a line, the first 64 KiB. Exim's own
 * lines have 8 KiB at most. What cannot be read is left out, and
 * bs_logs_complain names it.
 *
 * Memory: one buffer, whatever the size of the logs; and 8 MiB where reject
 * logs are read beside main logs.
 *
 * Does not: know what a line says; read xz or zstd. */
#ifndef BS_LOGFILE_H
#define BS_LOGFILE_H

#include "options.h"
#include "paths.h"
#include "span.h"

#include <time.h>

/* --log; what it names, or NULL. */
extern const struct bs_option bs_logs_options[];
const char *bs_logs_named(void);

struct bs_logpart {
    char *path;
    char first[20]; /* the time of its first line; "": it has none */
    bool reject;
    bool regular; /* must be a file: its name was found, not given */
    int problem;  /* an errno; 0: none */
    unsigned long lines;   /* of a main log, read so far, but empty ones */
    unsigned long foreign; /* of these, that Exim has not written */
};

struct bs_logs {
    struct bs_logpart *part;
    unsigned parts;
    unsigned long lines; /* read so far */

    struct reading *reading; /* of logfile.c; NULL: nothing is open */
    unsigned next;
    bool sorted;
    bool older; /* parts were left out that end before `since` */
};

/* Where the Exim that is installed has its log of that kind, "main" or
 * "reject". */
void bs_logs_exim(const char *kind, char path_r[BS_PATH_SIZE]);

/* Adds a log and its rotated parts, but those that were last written before
 * `since` (0: none). Returns 0 or an errno: then no part can be read. */
int bs_logs_add_rotated(struct bs_logs *logs, const char *path, time_t since);

/* What a command means: the files that it names, "-" for standard input; else the log that it
 * names, or Exim's main log, with rotated parts; of Exim's, the reject log too where `reject`.
 * False: nothing can be read, which was complained about. */
struct bs_logs_wanted {
    char **path;
    int paths;
    bool reject;
    time_t since;
};
bool bs_logs_choose(struct bs_logs *logs, const struct bs_logs_wanted *wanted);

/* The next line, without its end. It lives until the next call. False: there
 * is none. */
bool bs_logs_line(struct bs_logs *logs, struct bs_span *line_r);

/* Names on standard error what could not be read. True: a whole file was among it. */
bool bs_logs_complain(const struct bs_logs *logs);

/* Lines that Exim has not written do no harm; but how many there were is said, on standard
 * error where the caller has no place of its own. */
void bs_logs_count_foreign(const struct bs_logs *logs, unsigned long *foreign_r,
                           unsigned long *lines_r);
void bs_logs_note_foreign(const struct bs_logs *logs);

/* After the last line: not one could be read, which is not the same as none. Returns why,
 * an errno; 0: some could, or all logs are empty. */
int bs_logs_nothing(const struct bs_logs *logs);

void bs_logs_free(struct bs_logs *logs);

#endif
