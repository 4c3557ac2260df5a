/* errand: what the ACLs ask about an address, a domain or a header, looked up in a child.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each is looked up within one deadline, as the settings and keys of the policy directory `dir` say
 * (absent: the usual one): a silent DNS costs only that long, and what strangers have written is
 * read where it cannot do harm. What is missing, not answered or goes wrong is unknown. A child
 * that fails is logged. An answer lives until the next question.
 *
 * Does not: remember an answer (the ACLs do, for a connection). */
#ifndef BS_PLUGIN_ERRAND_H
#define BS_PLUGIN_ERRAND_H

#include "span.h"

/* The country and the network of an address: "country=DE network=64500", or only the one that is
 * known, or "". Does not ask the DNS. */
const char *bs_errand_where(struct bs_span address, struct bs_span dir);

/* Are the mail servers of a domain in one of the DNS lists in this text?
 * "zone=list.example mx=mail.far.example border=192.0.2.1", or "". */
const char *bs_errand_listed(struct bs_span domain, struct bs_span lists, struct bs_span dir);

/* Does the domain's SPF record permit the host? "pass", "fail", "softfail", "neutral", "none";
 * "unknown" if that could not be learned. Unlike Exim's own lookup, it ends in time. */
const char *bs_errand_permits(struct bs_span domain, struct bs_span address, struct bs_span dir);

/* Does the incoming message have a tag of ours? Its header is Exim's own list of lines, because
 * $message_headers_raw ends after 64 KiB. `sender` is the reverse-path without <>: a tag is
 * valid for the sender that the mail left with, or for its author. "valid"; "none" for no tag of
 * ours, or one that is not good; "failed" if it could not be judged. Does not remove the tag (judge
 * does). */
const char *bs_errand_tag(struct bs_span sender, struct bs_span dir);

#endif
