/* slip: is a word a misspelling of another one?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For names that people type. The nearest name is only suggested, never used. */
#ifndef BS_SLIP_H
#define BS_SLIP_H

#define BS_SLIPS 3 /* with more it is a different word */

/* How many letters are wrong, missing or too many (Levenshtein); more than BS_SLIPS if there
 * are so many, or more than half of the longer word. */
unsigned bs_slip(const char *word, const char *name);

#endif
