/* spool: a message in Exim's spool, with its envelope. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spool.h"

#include "eximid.h"
#include "field.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum bs_spool_file
bs_spool_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct bs_span name = bs_span_text(slash ? slash + 1 : path);
    struct bs_span head = bs_span_take(name, name.n > 2 ? name.n - 2 : 0);

    if (bs_is_exim_id(name))
        return BS_SPOOL_PART;
    if (!bs_is_exim_id(head))
        return BS_SPOOL_NONE;
    return bs_span_ends(name, "-H") ? BS_SPOOL_HEADER
           : bs_span_ends(name, "-D") || bs_span_ends(name, "-J") || bs_span_ends(name, "-K")
               ? BS_SPOOL_PART
               : BS_SPOOL_NONE;
}

/* The file, after what is in the buffer already; *cut_r: there is more of it. */
static int
append(struct bs_mailbox *box, const char *path, int flags, size_t room, bool *cut_r)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    size_t limit = box->end + room;
    ssize_t n = 0;

    if (fd < 0)
        return errno;
    while (box->end < limit && (n = read(fd, box->buffer + box->end, limit - box->end)) > 0)
        box->end += (size_t)n; /* bounds: at most limit - end */
    int problem = n < 0 ? errno : 0;
    *cut_r = box->end == limit && n > 0;
    close(fd);
    return problem;
}

/* "-NAME VALUE", or "--NAME VALUE" for a value from a stranger. For ACL variables, the line has the
 * length, and the next lines have the value. */
static void
read_option(struct bs_span line, struct bs_span *rest, struct bs_mail *mail_r)
{
    line = bs_span_drop(line, bs_span_starts(line, "--") ? 2 : 1);
    struct bs_span name = bs_span_word(&line, " ");
    if (bs_span_starts(name, "acl")) {
        bs_span_word(&line, " ");
        long length = bs_span_number(bs_span_trim(line), 9);
        *rest = bs_span_drop(*rest, length < 0 ? 0 : (size_t)length + 1);
    } else if (bs_span_is(name, "host_address")) {
        mail_r->outside = true;
    } else if (bs_span_is(name, "auth_id") || bs_span_is(name, "host_auth")) {
        mail_r->authenticated = true;
    }
}

/* "ADDRESS" or "ADDRESS more". */
static void
read_recipients(struct bs_span *rest, struct bs_mail *mail_r)
{
    long n = bs_span_number(bs_span_line(rest, false), 9);

    for (long i = 0; i < n && rest->n > 0; i++) { /* the count is Exim's user's word */
        struct bs_span line = bs_span_line(rest, false);

        if (mail_r->recipients < BS_MAX_RECIPIENTS)
            mail_r->recipient[mail_r->recipients++] = bs_span_word(&line, " "); /* bounds: < max */
    }
}

/* ID, user, sender, time; options; the tree of recipients who already have the message ("XX", or
 * "YN ADDRESS"); recipients; an empty line. */
static bool
read_envelope(struct bs_span *rest, struct bs_mail *mail_r)
{
    struct bs_span line = bs_span_line(rest, false);

    if (!bs_span_ends(line, "-H"))
        return false;
    bs_span_line(rest, false);
    line = bs_span_line(rest, false);
    if (bs_span_at(line, 0) != '<' || !bs_span_ends(line, ">"))
        return false;
    mail_r->sender = bs_span_take(bs_span_drop(line, 1), line.n - 2);
    bs_span_line(rest, false);
    while (bs_span_at(*rest, 0) == '-')
        read_option(bs_span_line(rest, false), rest, mail_r);
    while (rest->n > 0 && !bs_is_digit(bs_span_at(*rest, 0)))
        bs_span_line(rest, false);
    read_recipients(rest, mail_r);
    mail_r->envelope = true;
    return bs_span_line(rest, false).n == 0 && rest->n > 0;
}

/* "055F From: …": length, type, blank, text. False if a length is wrong. A line that only Exim takes
 * for a field is left out, as in the plugin. */
static bool
gather_header(struct bs_mailbox *box, struct bs_span rest, size_t *end_r)
{
    size_t end = 0;

    while (rest.n > 0) {
        long length = bs_span_number(rest, 9);
        size_t digits = 0;

        while (bs_is_digit(bs_span_at(rest, digits)))
            digits++;
        bool deleted = bs_span_at(rest, digits) == '*';
        rest = bs_span_drop(rest, digits + 2);
        if (length <= 0 || (size_t)length > rest.n)
            return false;
        if (!deleted && bs_field_name(bs_span_take(rest, (size_t)length)) > 0) {
            memcpy(box->buffer + end, rest.p, (size_t)length); /* bounds: less than was read */
            end += (size_t)length;
        }
        rest = bs_span_drop(rest, (size_t)length);
    }
    *end_r = end;
    return true;
}

/* The first line of ID-D is its name. */
static int
append_body(struct bs_mailbox *box, const char *path, int flags, bool *cut_r)
{
    char body[BS_PATH_SIZE];
    size_t start = box->end;

    if ((size_t)snprintf(body, sizeof body, "%.*sD", (int)strlen(path) - 1, path) >= sizeof body)
        return ENAMETOOLONG;
    int problem = append(box, body, flags, sizeof box->buffer - start, cut_r);
    if (problem != 0)
        return problem;
    struct bs_span text = bs_span_of(box->buffer + start, box->end - start);
    size_t name = bs_span_find(text, '\n') + 1;
    if (name > text.n)
        return EBADMSG;
    memmove(box->buffer + start, text.p + name, text.n - name); /* bounds: name <= n */
    box->buffer[start - 1] = '\n'; /* bounds: start > 0, the empty line before the body */
    box->end -= name;
    return 0;
}

/* The envelope is copied, because the message overwrites it in the buffer. A file of more than
 * BS_MAX_HEADER octets is not Exim's, which refuses such headers unless configured otherwise. */
int
bs_spool_read(struct bs_mailbox *box, const char *path, int flags, struct bs_mail *mail_r)
{
    static unsigned char head[BS_MAX_HEADER];
    bool cut = false;

    box->end = 0;
    *mail_r = (struct bs_mail){0};
    int problem = append(box, path, flags, sizeof head, &cut);
    if (problem != 0)
        return problem;
    memcpy(head, box->buffer, box->end); /* bounds: at most sizeof head were read */
    struct bs_span rest = bs_span_of(head, box->end);
    if (cut || !read_envelope(&rest, mail_r) || !gather_header(box, rest, &box->end))
        return EBADMSG;
    box->end++; /* the empty line; removing lengths and types made room */
    problem = append_body(box, path, flags, &mail_r->truncated);
    mail_r->raw = bs_span_of(box->buffer, box->end);
    return problem;
}
