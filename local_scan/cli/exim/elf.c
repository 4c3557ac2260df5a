/* elf: notes and symbols of a program or library, read without loading it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf.h"

#include <link.h>

#if __ELF_NATIVE_CLASS == 64
#define CLASS      ELFCLASS64
#define BIND(info) ELF64_ST_BIND(info)
#else
#define CLASS      ELFCLASS32
#define BIND(info) ELF32_ST_BIND(info)
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ORDER ELFDATA2LSB
#else
#define ORDER ELFDATA2MSB
#endif

/* The N octets at AT; absent if the file does not have all of them. */
static struct bs_span
part(struct bs_span file, uint64_t at, uint64_t n)
{
    if (at > file.n || n > file.n - at)
        return bs_span_of(NULL, 0);
    return bs_span_of(file.p + at, (size_t)n); /* bounds: at + n <= file.n */
}

/* Structures in a file need not be aligned. */
static bool
take(struct bs_span file, uint64_t at, void *to, size_t n)
{
    struct bs_span octets = part(file, at, n);

    if (octets.p == NULL)
        return false;
    memcpy(to, octets.p, n); /* bounds: part() has n */
    return true;
}

static bool
take_head(struct bs_span file, ElfW(Ehdr) *head)
{
    return take(file, 0, head, sizeof *head) && memcmp(head->e_ident, ELFMAG, SELFMAG) == 0 &&
           head->e_ident[EI_CLASS] == CLASS && head->e_ident[EI_DATA] == ORDER;
}

static bool
take_segment(struct bs_span file, const ElfW(Ehdr) *head, unsigned i, ElfW(Phdr) *segment)
{
    return i < head->e_phnum && head->e_phoff <= file.n &&
           take(file, head->e_phoff + (uint64_t)i * sizeof *segment, segment, sizeof *segment);
}

static bool
take_section(struct bs_span file, const ElfW(Ehdr) *head, unsigned i, ElfW(Shdr) *section)
{
    return i < head->e_shnum && head->e_shoff <= file.n &&
           take(file, head->e_shoff + (uint64_t)i * sizeof *section, section, sizeof *section);
}

/* The machine that this was compiled for is that of the program itself. */
static uint16_t
machine(void)
{
#if defined __x86_64__
    return EM_X86_64;
#elif defined __aarch64__
    return EM_AARCH64;
#elif defined __i386__
    return EM_386;
#else
    return EM_NONE; /* class and byte order must suffice */
#endif
}

enum bs_elf
bs_elf_look(struct bs_span file)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) segment;
    ElfW(Shdr) section;

    if (!bs_span_starts(bs_span_take(file, SELFMAG), ELFMAG))
        return BS_ELF_FOREIGN;
    if (file.n < sizeof head)
        return BS_ELF_CUT;
    if (!take_head(file, &head) || (machine() != EM_NONE && head.e_machine != machine()))
        return BS_ELF_FOREIGN;
    if (head.e_phnum == 0 || head.e_phentsize != sizeof segment ||
        (head.e_shnum > 0 && head.e_shentsize != sizeof section))
        return BS_ELF_CUT;
    for (unsigned i = 0; i < head.e_phnum; i++)
        if (!take_segment(file, &head, i, &segment) ||
            part(file, segment.p_offset, segment.p_filesz).p == NULL)
            return BS_ELF_CUT;
    /* it ends with the table of its sections */
    if (head.e_shnum > 0 && !take_section(file, &head, head.e_shnum - 1u, &section))
        return BS_ELF_CUT;
    return BS_ELF_FINE;
}

static uint64_t
padded(uint32_t n)
{
    return ((uint64_t)n + 3) & ~(uint64_t)3;
}

/* The notes of one segment follow each other, padded to four octets. */
static struct bs_span
note_among(struct bs_span notes, struct bs_span owner, uint32_t type)
{
    ElfW(Nhdr) note;
    uint64_t at = 0;

    while (take(notes, at, &note, sizeof note)) {
        uint64_t name = at + sizeof note;
        uint64_t content = name + padded(note.n_namesz);
        struct bs_span found = part(notes, name, note.n_namesz);
        if (note.n_type == type && found.n == owner.n && owner.n > 0 &&
            memcmp(found.p, owner.p, owner.n) == 0) /* bounds: both have owner.n */
            return part(notes, content, note.n_descsz);
        at = content + padded(note.n_descsz);
    }
    return bs_span_of(NULL, 0);
}

struct bs_span
bs_elf_note(struct bs_span file, const char *owner, uint32_t type)
{
    struct bs_span name = bs_span_of(owner, strlen(owner) + 1);
    struct bs_span found = bs_span_of(NULL, 0);
    ElfW(Ehdr) head;
    ElfW(Phdr) segment;

    if (!take_head(file, &head))
        return found;
    for (unsigned i = 0; found.p == NULL && take_segment(file, &head, i, &segment); i++)
        if (segment.p_type == PT_NOTE)
            found = note_among(part(file, segment.p_offset, segment.p_filesz), name, type);
    return found;
}

static bool
exports_among(struct bs_span symbols, struct bs_span names, struct bs_span wanted)
{
    ElfW(Sym) symbol;

    for (uint64_t at = 0; take(symbols, at, &symbol, sizeof symbol); at += sizeof symbol) {
        struct bs_span name = bs_span_drop(names, symbol.st_name);
        name = bs_span_take(name, bs_span_find(name, '\0'));
        if (symbol.st_shndx != SHN_UNDEF && BIND(symbol.st_info) != STB_LOCAL &&
            name.n == wanted.n && wanted.n > 0 &&
            memcmp(name.p, wanted.p, wanted.n) == 0) /* bounds: both have wanted.n */
            return true;
    }
    return false;
}

bool
bs_elf_exports(struct bs_span file, struct bs_span symbol)
{
    ElfW(Ehdr) head;
    ElfW(Shdr) section, names;

    if (!take_head(file, &head))
        return false;
    for (unsigned i = 0; take_section(file, &head, i, &section); i++)
        if (section.sh_type == SHT_DYNSYM && take_section(file, &head, section.sh_link, &names))
            return exports_among(part(file, section.sh_offset, section.sh_size),
                                 part(file, names.sh_offset, names.sh_size), symbol);
    return false;
}
