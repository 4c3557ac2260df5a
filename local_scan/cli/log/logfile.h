/* logfile: reads Exim's logs with their rotated parts, as lines in order of time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log is rotated into mainlog.1, mainlog.2.gz, mainlog.01 or mainlog-20260131.gz, as
 * logrotate and exicyclog name them. The parts are put into the order of their first lines,
 * whatever their names; reject logs come last, because the main log, if there is one, also has
 * their lines.
 *
 * Parts may be compressed by gzip. At most 64 KiB of a line are read; Exim's own lines have at most
 * 8 KiB. Parts that cannot be read are left out, and bs_logs_complain names them.
 *
 * If a message was delivered while the client waited (cutthrough), Exim logs the delivery (">>")
 * before the arrival ("<="). Counting by message needs the opposite order: so such a line is kept
 * until the arrival has been returned, up to BS_LOGS_EARLY of them; then the oldest is returned as
 * it is, and so are those left at the end.
 *
 * Memory: one buffer, whatever the size of the logs; and 8 MiB if both reject logs and main logs
 * are read.
 *
 * Does not: read xz or zstd. */
#ifndef BS_LOGFILE_H
#define BS_LOGFILE_H

#include "mainlog.h"
#include "options.h"
#include "paths.h"

/* --log; what it names, or NULL. */
extern const struct bs_option bs_logs_options[];
const char *bs_logs_named(void);

struct bs_logpart {
    char *path;
    char first[20]; /* the time of its first line; "" if it has none */
    bool reject;
    bool regular; /* must be a file: its name was found, not given */
    int problem;  /* an errno, or 0 */
    unsigned long lines;   /* of a main log, read so far, without empty ones */
    unsigned long foreign; /* of these, the ones Exim did not write */
};

#define BS_LOGS_EARLY 32

struct bs_logs {
    struct bs_logpart *part;
    unsigned parts;
    unsigned long lines; /* read so far */

    struct reading *reading; /* of logfile.c; NULL: nothing is open */
    unsigned next;
    bool sorted;
    bool older; /* parts that end before `since` were left out */

    struct bs_logs_early {
        char *text;         /* allocated */
        size_t id, id_size; /* where in it */
        bool due;
    } early[BS_LOGS_EARLY]; /* deliveries before their arrival, in the order of the log */
    unsigned earlies;
    char *given; /* the text of the line returned last, if it was one of these */
};

/* Where the installed Exim keeps its log of that kind, "main" or "reject". */
void bs_logs_exim(const char *kind, char path_r[BS_PATH_SIZE]);

/* Adds a log and its rotated parts, except those last written before `since` (0: all). Returns
 * 0 or an errno: then no part can be read. */
int bs_logs_add_rotated(struct bs_logs *logs, const char *path, time_t since);

/* Says that this log, --log's or Exim's, cannot be opened. False. */
bool bs_logs_unopened(const char *path, int problem);

/* The logs that a command reads: the files in `path` ("-": standard input); else the log that --log
 * names, or Exim's main log, with rotated parts; with `reject`, also Exim's reject log. False,
 * after a complaint, if nothing can be read. */
struct bs_logs_wanted {
    char **path;
    int paths;
    bool reject;
    time_t since;
};
bool bs_logs_choose(struct bs_logs *logs, const struct bs_logs_wanted *wanted);

/* The next line that is Exim's. It lives until the next call. False at the end. */
bool bs_logs_next(struct bs_logs *logs, struct bs_logline *line_r);

/* For this module: the next line, in the order of the parts and without its end. */
bool bs_logs_line(struct bs_logs *logs, struct bs_span *line_r);

/* Names on standard error what could not be read. True if that includes a whole file. */
bool bs_logs_complain(const struct bs_logs *logs);

/* Reports how many lines Exim did not write (they do no harm): on standard error, unless the caller
 * shows the number itself. */
void bs_logs_count_foreign(const struct bs_logs *logs, unsigned long *foreign_r,
                           unsigned long *lines_r);
void bs_logs_note_foreign(const struct bs_logs *logs);

/* Called after the last line: could any log be read? Returns 0 if so, even if all logs are empty;
 * else the errno. */
int bs_logs_nothing(const struct bs_logs *logs);

void bs_logs_free(struct bs_logs *logs);

#endif
