/* slip: which name is nearest to a word that is misspelled?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For names that people type. The nearest name is only suggested, never used. */
#ifndef BS_SLIP_H
#define BS_SLIP_H

/* Zeroed before the first name. */
struct bs_slip {
    const char *name; /* NULL: no name is near */
    unsigned letters; /* that are wrong, missing or too many (Levenshtein) */
};

/* Notes the name if it is nearer than those before: at most three letters, and half of the longer
 * word, may be wrong. Capital letters in `word` are not wrong. */
void bs_slip_try(struct bs_slip *nearest, const char *word, const char *name);

#endif
