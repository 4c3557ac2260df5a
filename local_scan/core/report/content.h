/* content: what the parts of a suspected message are, and its text for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does not: judge them (report.h). */
#ifndef BS_CONTENT_H
#define BS_CONTENT_H

#include "scratch.h"

enum bs_kind {
    BS_KIND_ORDINARY,
    BS_KIND_DSN,       /* RFC 3464, RFC 6533 */
    BS_KIND_BOUNCE,    /* any other bounce: qmail, Exim, Exchange, free text */
    BS_KIND_MDN,       /* RFC 8098 */
    BS_KIND_AUTOREPLY, /* RFC 3834, vacation */
    BS_KIND_ARF,       /* RFC 5965, X-ARF, XARF, JMRP */
    BS_KIND_CHALLENGE, /* "confirm that you sent this" */
    BS_KIND_NOTICE,    /* virus or content filter writing to a forged sender */
    BS_KINDS
};

/* A part made for machines, or the report-type that announces one. */
struct bs_content_machine {
    const char *subtype;
    enum bs_kind kind;
    bool global;
    const char *clue;
};

/* What was found in the parts. */
struct bs_content {
    const struct bs_content_machine *machine; /* the first part of that sort */
    const struct bs_content_machine *type;    /* report-type of a multipart/report */
    struct bs_part plain;
    struct bs_part html;
    bool has_plain;
    bool has_html;
    bool returned;
    bool figures; /* an archive, or numbers for programs: DMARC, TLS-RPT */
};

void bs_content_read(struct bs_content *parts_r, const struct bs_parts *all);

/* Is one of the parts a complaint in another format than RFC 5965? */
bool bs_content_complains(const struct bs_parts *all);

/* Does a part have the fields of RFC 3464, although its type says that it is a text or a file?
 * The text for people does not count. */
bool bs_content_status(const struct bs_content *parts, const struct bs_parts *all);

/* In UTF-8; lies in the message or in `scratch`. */
struct bs_span bs_content_text(const struct bs_content *parts, const struct bs_parts *all,
                               struct bs_scratch *scratch);

#endif
