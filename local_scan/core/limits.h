/* limits: every cap of the core in one place, each with its reason.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reaching a limit is a finding of the message, never an error: what was read
 * until then is judged, and what was not read stays unknown. */
#ifndef BS_LIMITS_H
#define BS_LIMITS_H

/* Octets of a message that are ever read. The header: Exim refuses more than
 * 1 MiB and real ones stay below 64 KiB. The body: a report carries its
 * machine-readable parts and the returned header behind a few kilobytes of
 * text; 384 KiB leave room for a localised HTML part with pictures. Together
 * with the scratch space they keep a scan under 1 MiB whatever the size. */
#define BS_MAX_HEADER (256u * 1024)
#define BS_MAX_BODY   (384u * 1024)

/* Decoded text of one part (base64, quoted-printable, HTML, quoted lines). A
 * returned header longer than this has passed more hops than RFC 5321 §6.3
 * expects of any mail (100). */
#define BS_MAX_DECODED (128u * 1024)

/* Fields of one header that are looked at: a hundred hops, each with a
 * signature and a filter's report, and room for as much again. */
#define BS_MAX_FIELDS 2000

/* MIME: real reports nest 2 deep and have under 10 parts; attackers nest ten
 * thousand. RFC 2046 §5.1.1 limits a boundary to 70 octets. */
#define BS_MAX_DEPTH    8
#define BS_MAX_PARTS    64
#define BS_MAX_BOUNDARY 70

/* Hops of a trail. RFC 5321 §6.3: a limit of at least 100 is to be used for
 * loop detection; nobody needs more than the first 32 to see who handed the
 * mail to the reporter, and each hop costs about 200 octets. */
#define BS_MAX_HOPS 32

/* Host names and addresses that one Received line may claim. */
#define BS_MAX_HOP_NAMES 4
#define BS_MAX_HOP_ADDRS 4

/* RFC 1035 §2.3.4: 255 octets; a name is 253 characters as text. */
#define BS_MAX_HOSTNAME 253

/* Findings kept for one message; a message with more is bad enough. */
#define BS_MAX_FINDINGS 32
#define BS_MAX_EVIDENCE 8

/* RFC 5322 §2.1.1: lines of a message are at most 998 octets. */
#define BS_MAX_LINE 998

/* Nesting of comments, RFC 5322 §3.2.2 sets none; two are seen. */
#define BS_MAX_COMMENT 8

/* Entries of a policy list that are kept, and octets of a policy file that are
 * read. A single host has a handful; 64 KiB hold some 4,000 networks. */
#define BS_MAX_ENTRIES     1024
#define BS_MAX_POLICY_FILE (64u * 1024)

#endif
