/* spoof: names of senders that imitate another sender's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings about the mailboxes in a From, Sender or Reply-To field (RFC 5322 §3.4):
 *
 *   scripts  a word of the display name, or a label of the domain (RFC 5890, also as xn--),
 *            that has letters of Latin and of Cyrillic or Greek
 *   address  a display name that is an address, and not the one after it
 *
 * Words end at blanks, punctuation and letters of other scripts, so Japanese and Chinese
 * beside Latin is not a finding, nor is a name with a word of each. Encoded words (RFC
 * 2047) are read as far as charset.h knows their letters. Limits: BS_MAX_NAME_TEXT octets
 * of a name; beyond it nothing is found. Linear time.
 *
 * Does not: know confusable letters of one script, or who the sender is. */
#ifndef BS_SPOOF_H
#define BS_SPOOF_H

#include "field.h"
#include "finding.h"

/* Adds BS_FIND_SCRIPTS and BS_FIND_NAME_ADDRESS. */
void bs_spoof_field(struct bs_findings *findings, const struct bs_field *field);

#endif
