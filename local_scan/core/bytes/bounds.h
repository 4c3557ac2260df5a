/* bounds: every cap of the core in one place, each with its reason.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reaching a limit is a finding of the message, never an error: what was read
 * until then is judged, and what was not read stays unknown. */
#ifndef BS_BOUNDS_H
#define BS_BOUNDS_H

/* Octets of a message that are read at most. The header: Exim refuses more than
 * 1 MiB and real ones stay below 64 KiB. The body: a report carries its
 * machine-readable parts and the returned header after a few kilobytes of text;
 * 384 KiB leave room for a localised HTML part with pictures. Together with the
 * scratch space they keep a scan under 1 MiB for a message of any size. */
#define BS_MAX_HEADER (256u * 1024)
#define BS_MAX_BODY   (384u * 1024)

/* Decoded text of one part (base64, quoted-printable, HTML, quoted lines). A
 * returned header longer than this has passed more hops than RFC 5321 §6.3
 * expects of any mail (100). */
#define BS_MAX_DECODED (128u * 1024)

/* Fields read of one header: enough for a hundred hops, each with a signature and a filter's
 * report, twice over. */
#define BS_MAX_FIELDS 2000

/* Decoded display name of a sender; real ones have a tenth of this. */
#define BS_MAX_NAME_TEXT 512

/* MIME: real reports nest 2 deep and have under 10 parts; attackers nest ten
 * thousand. RFC 2046 §5.1.1 limits a boundary to 70 octets. */
#define BS_MAX_DEPTH    8
#define BS_MAX_PARTS    64
#define BS_MAX_BOUNDARY 70

/* Hops of a trail. RFC 5321 §6.3: a limit of at least 100 is to be used for
 * loop detection; the first 32 are enough to see who handed the mail to the
 * reporter, and each hop costs about 200 octets. */
#define BS_MAX_HOPS 32

/* Host names and addresses that one Received line may claim. */
#define BS_MAX_HOP_NAMES 4
#define BS_MAX_HOP_ADDRS 4

/* RFC 1035 §2.3.4: 255 octets; a name is 253 characters as text. */
#define BS_MAX_HOSTNAME 253
#define BS_MAX_LABEL    63

/* Octets shown of an address (RFC 5321 §4.5.3.1.3), and of a field's name, of which the longest
 * registered one has 45. */
#define BS_SHOWN_ADDRESS 256
#define BS_SHOWN_NAME    64

#define BS_SENTENCE_SIZE 1024 /* any sentence about a message fits into a buffer of this size */

/* Findings kept per message; beyond this, more detail adds nothing. */
#define BS_MAX_FINDINGS 32
#define BS_MAX_EVIDENCE 8

/* RFC 5322 §2.1.1: lines of a message are at most 998 octets. */
#define BS_MAX_LINE 998

/* Entries kept of a policy list, and octets read of a policy file. A single host needs a handful of
 * entries; 64 KiB hold some 4,000 networks. */
#define BS_MAX_ENTRIES     1024
#define BS_MAX_POLICY_FILE (64u * 1024)

/* Questions (question.h) for one message, and their answers: our own MX and SPF take some 20
 * questions, a trail three per hop, a border one per DNS list. Text: a TXT record has some 300
 * octets, a DKIM key 400. */
#define BS_MAX_QUESTIONS   96
#define BS_MAX_ANSWERS     512
#define BS_MAX_ANSWER_TEXT (16u * 1024)

/* A host replaces its key once in a while, and needs an old one for another month. */
#define BS_MAX_KEYS 8

/* Days that a tag, or a signature of our own, proves something. Mail waits in
 * queues for a week at most, and out-of-office notes come after a few weeks. */
#define BS_TAG_DAYS 30

/* Recipients read of a report; a bounce has one. */
#define BS_MAX_RECIPIENTS 4

/* An address: RFC 5321 §4.5.3.1 has 320 octets, and SRS puts a second one into
 * the local part. */
#define BS_MAX_ADDRESS 640

/* What a report names besides the header that it returns: recipients (a bounce has one, and names
 * it two or three times; spam that a server refuses has a dozen), Message-IDs, and the octets of
 * both that are copied. */
#define BS_MAX_NAMED      16
#define BS_MAX_NAMED_IDS  4
#define BS_MAX_NAMED_TEXT 4096

/* Questions to the memory for one report: typically some ten digests, thirty for an answer in a
 * long thread. They cross the child's pipe in one frame. */
#define BS_MAX_MEMORY_QUESTIONS 64

/* Tags in one returned header: mail passes one or two hosts that write them. */
#define BS_MAX_TAGS 4
/* The text that a tag is made over: an address and a Message-ID, whose line has at most 998 octets
 * (RFC 5322 §2.1.1). */
#define BS_MAX_TAG_TEXT 2048

/* Signatures of our domains on one header, typically RSA and Ed25519; the fields that a signature
 * names (RFC 6376 §5.4.1 recommends some thirty, which careful senders name twice); the octets that
 * it covers, enough for a To of two hundred addresses; and the octets of a key or a signature (RSA
 * of 8,192 bits). */
#define BS_MAX_SIGNATURES    2
#define BS_MAX_SIGNED_FIELDS 100
#define BS_MAX_SIGNED_TEXT   (16u * 1024)
#define BS_MAX_KEY_OCTETS    1100

/* Domains of ours whose MX and SPF are queried, hosts of ours whose addresses are, and the networks
 * that all of them name. */
#define BS_MAX_OWN_DOMAINS 8
#define BS_MAX_OWN_HOSTS   24
#define BS_MAX_OWN_NETS    128

/* RFC 7208 §4.6.4: terms of one domain's SPF that look something up, and hosts
 * of one MX. */
#define BS_MAX_SPF_LOOKUPS 10
#define BS_MAX_MX_HOSTS    10

/* PTR records of one address that are followed. A mail server has one; web
 * servers have hundreds, one for each site. */
#define BS_MAX_REVERSE_NAMES 4

/* Links of a trail that the DNS is asked about, from the top. Addresses of a host that are compared
 * there: a name with more of them is not in one place. */
#define BS_MAX_LINKS_ASKED 8
#define BS_MAX_LINK_ADDRS  4

/* DNS lists that are asked about one address. */
#define BS_MAX_DNS_LISTS 8

#endif
