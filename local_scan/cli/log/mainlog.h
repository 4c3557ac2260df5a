/* mainlog: parses one line of Exim's main or reject log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For Exim since 4.90: message ids of 16 and of 23 characters, with or without
 * process, milliseconds and time zone, with whatever log_selector adds, in files or
 * by syslog (stamp.h).
 *
 * Lines contain words that clients chose: HELO words, addresses, subjects. So fields are read from
 * the left, each to its end, and never searched for in the text: a subject like " S=1" is
 * only a subject.
 *
 * Ownership: all spans are views into the line. An absent field is an empty
 * span.
 *
 * Does not: collect the lines of one message. */
#ifndef BS_MAINLOG_H
#define BS_MAINLOG_H

#include "stamp.h"

#include <stdint.h>

enum bs_log_kind {
    BS_LOG_OTHER,
    BS_LOG_ARRIVED,   /* <=, and (=: accepted, but the client got another reply */
    BS_LOG_DELIVERED, /* =>, and >>: handed on while the client waited */
    BS_LOG_ALSO,      /* ->: one more address of the delivery above */
    BS_LOG_FAILED,    /* ** */
    BS_LOG_DELAYED,   /* == */
    BS_LOG_COMPLETED,
    BS_LOG_REFUSED,   /* with 5xx, before there was a message */
    BS_LOG_PUT_OFF,   /* with 4xx */
    BS_LOG_CONNECTED, /* with log_selector +smtp_connection */
    BS_LOG_BACKSTOP,  /* docs/log.md */
    BS_LOG_HAM,       /* SA: lines of sa-exim */
    BS_LOG_SPAM,
    BS_LOG_KINDS
};

/* Where in a session a client was refused. */
enum bs_log_stage {
    BS_STAGE_CONNECT,
    BS_STAGE_HELO,
    BS_STAGE_MAIL,
    BS_STAGE_RCPT,
    BS_STAGE_DATA,
    BS_STAGE_LOCAL_SCAN,
    BS_STAGE_OTHER, /* AUTH, STARTTLS, VRFY, too many errors */
    BS_STAGES
};

struct bs_logline {
    enum bs_log_kind kind;
    enum bs_log_stage stage; /* of what was refused or put off */
    char when[BS_LOG_TIME];  /* as written; with a zone in the log, in ours */
    bool early; /* delivered (>>) before the line of its arrival */
    struct bs_span id;
    struct bs_span address;   /* arrived, refused: the sender, "" for the null sender;
                               * delivered, failed, delayed: the recipient */
    struct bs_span parent;    /* the address the recipient was made from, if given */
    struct bs_span recipient; /* of a refused RCPT */
    struct bs_span host;      /* its name in the DNS, else its HELO word */
    bool confirmed;           /* the DNS confirms that name; only of clients */
    struct bs_span ip;
    struct bs_span user;      /* U= */
    struct bs_span login;     /* A= without the authenticator */
    struct bs_span message_id; /* of an arrival; if Exim made it, only with +msg_id_created */
    struct bs_span return_path; /* of a delivery, with log_selector +return_path_on_delivery */
    bool by_smtp;             /* of an arrival, by P= */
    bool no_login;            /* of an arrival: P= says that the client has not authenticated, */
    bool words_of_client;     /* and that some fields are the client's free choice */
    struct bs_span transport; /* T= of a delivery */
    struct bs_span dkim;      /* of an arrival: a domain whose signature is valid */
    struct bs_span subject;   /* T= of an arrival, with quotes escaped */
    uint64_t size;            /* S= */
    struct bs_span text;      /* what follows the fields; of backstop lines, the words */
};

/* False if Exim did not write the line. */
bool bs_logline_read(struct bs_logline *line_r, struct bs_span text);

/* The value of a word of a backstop line, by "name=". */
struct bs_span bs_logline_word(const struct bs_logline *line, const char *name);

/* Copies a value of a line, NUL-terminated and cut to `size`. */
void bs_logline_copy(char *text_r, size_t size, struct bs_span value);

/* The most seconds between two lines of one host and sender (logname.h) that are about the same
 * mail: from RCPT to the end of DATA. */
#define BS_SAME_MAIL 600

const char *bs_stage_name(enum bs_log_stage stage);

#endif
