/* mailbox: one file, pipe or mbox, as a sequence of messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file that starts with a "From " line is an mbox: a new message begins
 * wherever such a line, with a date in it, follows an empty line (mboxo and
 * mboxrd, RFC 4155; ">From " is left as it is). An empty file is an mbox without
 * messages. Anything else is one message, unless its first octets show that it is
 * compressed or UTF-16. Lines end with LF, CRLF, or CR in a file without LF.
 *
 * One pass with one buffer, whatever the size: the first BS_MAX_HEADER +
 * BS_MAX_BODY octets of a message are kept. A file that is one message is read
 * no further than that. A message lives until the next call.
 *
 * Does not: follow directories (walk.h), or look into a message. */
#ifndef BS_MAILBOX_H
#define BS_MAILBOX_H

#include "bounds.h"
#include "span.h"

#include <errno.h>
#include <stdint.h>

#define BS_MAILBOX_KEEP (BS_MAX_HEADER + BS_MAX_BODY)

/* The longest "From " line that is recognised: an address of RFC 5321 §4.5.3.1.3 (256 octets), a
 * date, and room for UUCP's "remote from". */
#define BS_MAILBOX_FROM_LINE 512

struct bs_mailbox {
    int fd;
    bool eof;
    bool mbox;
    bool skipping; /* over the rest of a message that was too long */
    bool done;
    bool after_blank;    /* the last line scanned was empty */
    bool inside_line;    /* `scan` is in the middle of a line */
    unsigned char eol;   /* '\n', or '\r' in a file without LF */
    size_t start;        /* of the next message in the buffer */
    size_t scan;         /* where to look on for the next "From " line */
    size_t end;          /* of what was read */
    unsigned long index; /* of the next message */
    uint64_t left;       /* octets of the file, or of a part, that may be read */
    /* Room for the line end and the "From " line after a message of the
     * greatest length that is kept. */
    unsigned char buffer[BS_MAILBOX_KEEP + BS_MAILBOX_FROM_LINE + 2];
};

struct bs_mail {
    struct bs_span raw;
    unsigned long index;
    bool truncated; /* it goes on after `raw` */
    bool of_many;   /* it is in an mbox */

    /* Of a message in a spool (spool.h), what its envelope says. */
    bool envelope;
    bool outside; /* it came by TCP */
    bool authenticated;
    struct bs_span sender; /* without <> */
    struct bs_span recipient[BS_MAX_RECIPIENTS];
    unsigned recipients;
};

/* "file:3", unless that is the name of a file: its third message. Cuts the number off. */
bool bs_mailbox_number(char *path, unsigned long *number_r);

/* Opens PATH, "-" for standard input; `flags` are added to those of open(2).
 * Returns 0 or an errno, EISDIR if PATH is a directory, BS_MAILBOX_PACKED; then
 * there is nothing to close. The buffer needs no initial value. */
#define BS_MAILBOX_PACKED EMEDIUMTYPE /* compressed, or UTF-16 */
int bs_mailbox_open(struct bs_mailbox *box, const char *path, int flags);

/* Does it begin as an mbox does? Reads a few octets; false if it cannot. */
bool bs_mailbox_is_mbox(const char *path, int flags);

/* Several messages of an mbox that is a regular file, so that several processes can judge it. */
struct bs_mailbox_part {
    uint64_t from, to; /* octets; to 0: the whole file, of any kind */
    unsigned long index;
    unsigned char eol;
};

/* Of a mailbox that was just opened, instead of bs_mailbox_next: the next messages, as many, or so
 * many octets, and a message more if that was too long to be kept. The last part has no end, so that
 * its reader sees why reading failed. False: no more. */
bool bs_mailbox_split(struct bs_mailbox *box, unsigned messages, size_t octets,
                      struct bs_mailbox_part *part_r);

/* Opens a part. Also BS_MAILBOX_CHANGED: no message begins there now. */
#define BS_MAILBOX_CHANGED ESTALE
int bs_mailbox_open_part(struct bs_mailbox *box, const char *path, int flags,
                         const struct bs_mailbox_part *part);

/* 1 = a message, 0 = no more, -1 = reading failed: errno. */
int bs_mailbox_next(struct bs_mailbox *box, struct bs_mail *mail_r);

/* The same for the message of that number, from 1, of a mailbox that was just opened. */
int bs_mailbox_nth(struct bs_mailbox *box, unsigned long number, struct bs_mail *mail_r);

void bs_mailbox_close(struct bs_mailbox *box);

/* Says on standard error why there is no message: `problem` is that of bs_mailbox_open or _next; 0:
 * the file could be read, and has no message. And: there is no message of that number. */
void bs_mailbox_complain(const char *path, int problem);
void bs_mailbox_complain_number(const char *path, unsigned long number, unsigned long last);

#endif
