/* elf: notes and symbols of a program or library, read without loading it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Input: a whole file, of any content; nothing in it is trusted. Spans returned
 * point into it. Only files for this machine's architecture are read.
 *
 * Does not: judge whether the file could be loaded, except that it must be complete. */
#ifndef BS_CLI_ELF_H
#define BS_CLI_ELF_H

#include "span.h"

#include <stdint.h>

enum bs_elf {
    BS_ELF_FINE,
    BS_ELF_FOREIGN, /* no ELF file, or one for another machine */
    BS_ELF_CUT,     /* its end is missing, or it contradicts itself */
};

enum bs_elf bs_elf_look(struct bs_span file);

/* The content of the first note of that owner and type; absent if there is not one. */
struct bs_span bs_elf_note(struct bs_span file, const char *owner, uint32_t type);

/* Does the file export this symbol to libraries that it loads? */
bool bs_elf_exports(struct bs_span file, struct bs_span symbol);

#endif
