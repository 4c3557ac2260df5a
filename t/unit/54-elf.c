/* 54-elf: what a file says of itself, true or not.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "elf.h"
#include "file.h"

#include <link.h>
#include <string.h>

#define TYPE 0x4253

/* A file with two notes and three symbols, as a linker would order it. */
static struct image {
    ElfW(Ehdr) head;
    ElfW(Phdr) segment[2];
    struct {
        ElfW(Nhdr) head;
        char owner[4];
        char content[8];
    } other;
    struct {
        ElfW(Nhdr) head;
        char owner[12];
        char content[16];
    } note;
    ElfW(Sym) symbol[3];
    char names[32];
    ElfW(Shdr) section[3];
} image;

#define AT(member) offsetof(struct image, member)

static void
draw(void)
{
    static const char names[] = "\0is_debug\0log_write\0local";

    memset(&image, 0, sizeof image);
    image.head = (ElfW(Ehdr)){.e_phoff = AT(segment), .e_phnum = 2, .e_phentsize = sizeof(ElfW(Phdr)),
                              .e_shoff = AT(section), .e_shnum = 3, .e_shentsize = sizeof(ElfW(Shdr))};
    struct bs_file self;
    assert_int_equal(bs_file_read(&self, "/proc/self/exe"), 0);
    memcpy(image.head.e_ident, self.text, EI_NIDENT);
    memcpy(&image.head.e_machine, self.text + offsetof(ElfW(Ehdr), e_machine), 2);
    bs_file_free(&self);
    image.segment[0] = (ElfW(Phdr)){.p_type = PT_LOAD, .p_filesz = AT(section)};
    image.segment[1] = (ElfW(Phdr)){.p_type = PT_NOTE, .p_offset = AT(other),
                                    .p_filesz = sizeof image.other + sizeof image.note};
    image.other.head = (ElfW(Nhdr)){.n_namesz = 4, .n_descsz = 6, .n_type = TYPE};
    memcpy(image.other.owner, "GNU", 4);
    image.note.head = (ElfW(Nhdr)){.n_namesz = 9, .n_descsz = 13, .n_type = TYPE};
    memcpy(image.note.owner, "Backstop", 9);
    memcpy(image.note.content, "9.1 is_debug\n", 13);
    memcpy(image.names, names, sizeof names);
    image.symbol[0] = (ElfW(Sym)){.st_name = 1, .st_info = STB_GLOBAL << 4, .st_shndx = 5};
    image.symbol[1] = (ElfW(Sym)){.st_name = 10, .st_info = STB_GLOBAL << 4, .st_shndx = SHN_UNDEF};
    image.symbol[2] = (ElfW(Sym)){.st_name = 20, .st_info = STB_LOCAL << 4, .st_shndx = 5};
    image.section[1] = (ElfW(Shdr)){.sh_type = SHT_DYNSYM, .sh_link = 2, .sh_offset = AT(symbol),
                                    .sh_size = sizeof image.symbol};
    image.section[2] = (ElfW(Shdr)){.sh_type = SHT_STRTAB, .sh_offset = AT(names),
                                    .sh_size = sizeof image.names};
}

static void
other_machine(void)
{
    image.head.e_machine ^= 1;
}

static void
other_class(void)
{
    image.head.e_ident[EI_CLASS] ^= 3;
}

static void
no_elf(void)
{
    image.head.e_ident[0] = '#';
}

static void
many_segments(void)
{
    image.head.e_phnum = 0xfffe;
}

static void
far_segments(void)
{
    image.head.e_phoff = (ElfW(Off))-8;
}

static void
far_sections(void)
{
    image.head.e_shoff = (ElfW(Off))-1;
}

static void
long_segment(void)
{
    image.segment[0].p_filesz = (ElfW(Off))-1;
}

static void
no_note(void)
{
    image.segment[1].p_type = PT_NULL;
}

static void
other_owner(void)
{
    image.note.owner[0] = 'b';
}

static void
other_type(void)
{
    image.note.head.n_type = 1;
}

static void
longer_owner(void)
{
    image.note.head.n_namesz = 10;
}

static void
owner_without_end(void)
{
    image.other.head.n_namesz = 0xffffffff;
}

static void
content_without_end(void)
{
    image.note.head.n_descsz = 0xffffffff;
}

static void
no_symbols(void)
{
    image.section[1].sh_type = SHT_NULL;
}

static void
far_names(void)
{
    image.symbol[0].st_name = 0xffffffff;
}

static void
no_names(void)
{
    image.section[1].sh_link = 77;
}

static void
long_symbols(void)
{
    image.section[1].sh_size = (ElfW(Off))-1;
}

#define NOTE "9.1 is_debug\n"

static const struct row {
    const char *name;
    void (*spoil)(void);
    enum bs_elf look;
    const char *note; /* NULL: absent */
    bool exports;
} rows[] = {
    {"whole", NULL, BS_ELF_FINE, NOTE, true},
    {"for another machine", other_machine, BS_ELF_FOREIGN, NOTE, true},
    {"of another word size", other_class, BS_ELF_FOREIGN, NULL, false},
    {"a script", no_elf, BS_ELF_FOREIGN, NULL, false},
    {"more segments than there are", many_segments, BS_ELF_CUT, NOTE, true},
    {"segments far away", far_segments, BS_ELF_CUT, NULL, true},
    {"sections far away", far_sections, BS_ELF_CUT, NOTE, false},
    {"a segment that is too long", long_segment, BS_ELF_CUT, NOTE, true},
    {"no note", no_note, BS_ELF_FINE, NULL, true},
    {"a note of somebody else", other_owner, BS_ELF_FINE, NULL, true},
    {"a note of another type", other_type, BS_ELF_FINE, NULL, true},
    {"a longer owner", longer_owner, BS_ELF_FINE, NULL, true},
    {"an owner without end, before it", owner_without_end, BS_ELF_FINE, NULL, true},
    {"a note without end", content_without_end, BS_ELF_FINE, NULL, true},
    {"no symbols", no_symbols, BS_ELF_FINE, NOTE, false},
    {"a name far away", far_names, BS_ELF_FINE, NOTE, false},
    {"no names", no_names, BS_ELF_FINE, NOTE, false},
    {"more symbols than there are", long_symbols, BS_ELF_FINE, NOTE, false},
};

static void
row_test(void **state)
{
    const struct row *row = *state;

    draw();
    if (row->spoil)
        row->spoil();
    struct bs_guarded file = bs_guard(bs_span_of(&image, sizeof image), true);
    assert_int_equal(bs_elf_look(file.span), row->look);
    struct bs_span note = bs_elf_note(file.span, "Backstop", TYPE);
    if (row->note)
        bs_assert_span(note, row->note);
    else
        assert_null(note.p);
    assert_int_equal(bs_elf_exports(file.span, bs_span_text("is_debug")), row->exports);
    assert_false(bs_elf_exports(file.span, bs_span_text("log_write"))); /* asked for only */
    assert_false(bs_elf_exports(file.span, bs_span_text("local")));
    assert_false(bs_elf_exports(file.span, bs_span_text("")));
    bs_guard_free(&file);
}

static void
try_cut(struct bs_span file)
{
    if (file.n < sizeof image)
        assert_int_not_equal(bs_elf_look(file), BS_ELF_FINE);
    bs_elf_note(file, "Backstop", TYPE);
    bs_elf_exports(file, bs_span_text("is_debug"));
}

static void
cut_test(void **state)
{
    (void)state;
    draw();
    bs_at_every_cut(bs_span_of(&image, sizeof image), try_cut);
}

/* A file made by the linker: this program. */
static void
self_test(void **state)
{
    struct bs_file self;

    (void)state;
    assert_int_equal(bs_file_read(&self, "/proc/self/exe"), 0);
    assert_int_equal(bs_elf_look(bs_file_span(&self)), BS_ELF_FINE);
    assert_null(bs_elf_note(bs_file_span(&self), "Backstop", TYPE).p);
    assert_false(bs_elf_exports(bs_file_span(&self), bs_span_text("main")));
    bs_file_free(&self);
}

int
main(void)
{
    BS_ROWS(rows, row_test);
    bs_add_test("cut anywhere", cut_test);
    bs_add_test("a program", self_test);
    return bs_run("elf");
}
