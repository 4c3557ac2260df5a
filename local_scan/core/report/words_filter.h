/* words_filter: what filters say of viruses (a table of clues.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As in words.h. They count where a message is also named. */
#ifndef BS_WORDS_FILTER_H
#define BS_WORDS_FILTER_H

static const char *const virus_texts[] = {
    /* MailScanner, amavisd, gateways of all makers. */
    "contained a virus", "contains a virus", "contained the virus", "infected with",
    "found a virus", "found the virus", "found virus", "virus found", "viruses were found",
    "virus was found", "virus was detected", "virus detected", "detected a virus",
    "our virus detector", "our content checker found", "our content filter", "virus alert",
    "banned attachment", "banned name", "blocked attachment", "violates our", "einen virus",
    "un virus"};

#endif
