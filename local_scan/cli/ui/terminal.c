/* terminal: output for people: colours, width, escaping, complaints, progress. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal.h"

#include "clock.h"
#include "field.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

/* Below this, wrapping does more harm than good; above it, long lines are hard to read. */
#define WIDTH_MIN 40
#define WIDTH_MAX 120

#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 200

static struct {
    bool color;
    bool utf8;
    bool out_is_tty;
    bool progress; /* may be shown */
    bool progress_shown;
    bool relayed; /* another process passes on what this one writes */
    bool can_erase; /* the terminal knows "erase to the end of the line" */
    unsigned width;
    long long next_progress;
} term;

static unsigned
find_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    unsigned long width = 80;

    if (term.out_is_tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    else if (columns && *columns)
        width = strtoul(columns, NULL, 10);
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (unsigned)width;
}

/* NO_COLOR: https://no-color.org, any value but the empty one. */
static bool
wants_color(enum bs_color color, bool dumb)
{
    const char *no_color = getenv("NO_COLOR");

    if (color != BS_COLOR_AUTO)
        return color == BS_COLOR_ALWAYS;
    return term.out_is_tty && !dumb && !(no_color && *no_color);
}

void
bs_terminal_start(enum bs_color color)
{
    const char *type = getenv("TERM");
    bool dumb = type == NULL || *type == '\0' || strcmp(type, "dumb") == 0;

    setlocale(LC_CTYPE, "");
    term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    term.out_is_tty = isatty(STDOUT_FILENO);
    term.progress = isatty(STDERR_FILENO);
    term.can_erase = !dumb;
    term.color = wants_color(color, dumb);
    term.width = find_width();
    term.next_progress = bs_clock_ms() + PROGRESS_AFTER_MS;
}

bool
bs_terminal_is_utf8(void)
{
    return term.utf8;
}

void
bs_terminal_put(const char *text)
{
    fputs(text, stdout);
}

void
bs_terminal_style(enum bs_style style)
{
    static const char *const code[] = {
        [BS_STYLE_PLAIN] = "\033[0m", [BS_STYLE_BOLD] = "\033[1m",   [BS_STYLE_DIM] = "\033[2m",
        [BS_STYLE_GOOD] = "\033[32m", [BS_STYLE_BAD] = "\033[1;31m", [BS_STYLE_DOUBT] = "\033[33m",
    };

    if (term.color)
        bs_terminal_put(code[style]);
}

void
bs_terminal_heading(const char *text)
{
    bs_terminal_put("\n");
    bs_terminal_styled(BS_STYLE_BOLD, text);
    bs_terminal_put("\n");
}

void
bs_terminal_styled(enum bs_style style, const char *text)
{
    bs_terminal_style(style);
    bs_terminal_put(text);
    if (style != BS_STYLE_PLAIN)
        bs_terminal_style(BS_STYLE_PLAIN);
}

/* An octet as people may see it, in a buffer of this size. */
#define SHOWN_SIZE 8

static const char *
show_octet(int c, char shown[SHOWN_SIZE])
{
    snprintf(shown, SHOWN_SIZE, c >= ' ' && c < 127 ? "%c" : "\\x%02x", c);
    return shown;
}

void
bs_terminal_data(struct bs_text *t, struct bs_span data, size_t max)
{
    char shown[SHOWN_SIZE];
    int c = 0;

    for (size_t i = 0; i < max && (c = bs_value_next(&data)) >= 0; i++)
        bs_text_put(t, show_octet(c, shown));
    if (data.n > 0)
        bs_text_put(t, "...");
}

const char *
bs_terminal_shown(char *text_r, size_t size, struct bs_span data, size_t max)
{
    struct bs_text t = bs_text_in(text_r, size);

    bs_terminal_data(&t, data, max);
    return text_r;
}

bool
bs_terminal_is_plain(struct bs_span word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!bs_is_alnum(word.p[i]) && (word.p[i] == 0 || !strchr("@._+=:-", word.p[i])))
            return false; /* bounds: i < n */
    return word.n > 0 && word.n < 256 && bs_span_at(word, 0) != '-';
}

/* Octets of the letter or digit at the start of `text`; 0 if it must not be
 * shown. The classes leave out controls of every kind. */
static size_t
letter_length(const char *text)
{
    mbstate_t state = {0};
    wchar_t c;
    size_t n = term.utf8 ? mbrtowc(&c, text, strlen(text), &state) : 0;

    return n == (size_t)-1 || n == (size_t)-2 || n == 0 || !iswalnum((wint_t)c) ? 0 : n;
}

static void
put_path(FILE *to, const char *path)
{
    char shown[SHOWN_SIZE];

    while (*path) {
        size_t n = letter_length(path);

        if (n > 0)
            fwrite(path, 1, n, to);
        else
            fputs(show_octet((unsigned char)*path, shown), to);
        path += n > 0 ? n : 1;
    }
}

void
bs_terminal_path(const char *path)
{
    put_path(stdout, path);
}

const char *
bs_terminal_moment(time_t at, char text_r[BS_MOMENT])
{
    struct tm tm;

    if (localtime_r(&at, &tm) == NULL || strftime(text_r, BS_MOMENT, "%Y-%m-%d %H:%M", &tm) == 0)
        snprintf(text_r, BS_MOMENT, "an unknown time");
    return text_r;
}

static unsigned
word_columns(const char *word, size_t n)
{
    unsigned columns = 0;

    for (size_t i = 0; i < n; i++)
        columns += ((unsigned char)word[i] & 0xc0) != 0x80; /* not inside a UTF-8 character */
    return columns;
}

static const char *
put_line(unsigned columns, const char *text)
{
    unsigned column = columns;

    while (*(text += strspn(text, " \n"))) {
        size_t n = strcspn(text, " \n");
        unsigned blank = column > columns;
        unsigned wide = blank + word_columns(text, n);

        if (blank && column + wide > term.width)
            break;
        printf("%s%.*s", blank ? " " : "", (int)n, text);
        column += wide;
        text += n;
    }
    return text;
}

void
bs_terminal_wrap(const char *first, const char *rest, enum bs_style style, const char *text)
{
    unsigned columns = word_columns(rest, strlen(rest));

    do {
        bs_terminal_put(first);
        if (style != BS_STYLE_PLAIN)
            bs_terminal_style(style);
        text = put_line(columns, text);
        if (style != BS_STYLE_PLAIN)
            bs_terminal_style(BS_STYLE_PLAIN);
        putchar('\n');
        first = rest;
    } while (*text);
}

void
bs_terminal_say(const char *indent, const char *text)
{
    bs_terminal_wrap(indent, indent, BS_STYLE_PLAIN, text);
}

void
bs_terminal_row(const char *label, enum bs_style style, const char *text)
{
    char first[24];

    snprintf(first, sizeof first, "  %-9s ", label);
    bs_terminal_wrap(first, "            ", style, text);
}

static void
put_mark(char mark)
{
    putchar('\0');
    putchar(mark);
}

bool
bs_terminal_complain(const char *thing, const char *reason, const char *remedy)
{
    FILE *to = term.relayed ? stdout : stderr;

    bs_terminal_clear();
    if (term.relayed)
        put_mark(BS_TERMINAL_COMPLAINT);
    else if (term.out_is_tty)
        fflush(stdout);
    fputs("backstop: ", to);
    put_path(to, *thing ? thing : "''");
    fprintf(to, ": %s; %s\n", reason, remedy);
    if (term.relayed)
        put_mark(BS_TERMINAL_OUTPUT);
    return false;
}

struct remedy {
    int problem;
    const char *remedy;
};

/* The last row does not name a problem: it is for all others. */
static const char *
find_remedy(const struct remedy *remedy, int problem)
{
    while (remedy->problem != 0 && remedy->problem != problem)
        remedy++;
    return remedy->remedy;
}

bool
bs_terminal_complain_errno(const char *thing, int problem)
{
    static const struct remedy remedies[] = {
        {ENOENT, "check the name"},
        {ENOTDIR, "check the name"},
        {EACCES, "run as a user who may read it (root reads everything)"},
        {EPERM, "run as a user who may read it (root reads everything)"},
        {EISDIR, "name a file in it"},
        {ELOOP, "give the file that the link points to"},
        {ENAMETOOLONG, "change to a directory near it and give a shorter path"},
        {EMFILE, "raise the limit of open files (ulimit -n)"},
        {ENOMEM, "give fewer files at a time"},
        {ENXIO, "give a file, directory or pipe"},
        {EIO, "check the disk, or copy the file and try the copy"},
        {0, "check whether another program can read it, for instance cat(1)"},
    };

    return bs_terminal_complain(thing, strerror(problem), find_remedy(remedies, problem));
}

bool
bs_terminal_complain_kept(const char *thing, int problem)
{
    static const struct remedy remedies[] = {
        {EISDIR, "put a plain file there, or remove it"},
        {ENXIO, "put a plain file there, or remove it"},
        {ELOOP, "put a plain file there, or remove it"},
        {EFBIG, "remove what is not needed from it: files of more than 8 MB are not read"},
        {0, NULL},
    };
    const char *remedy = find_remedy(remedies, problem);

    return remedy ? bs_terminal_complain(thing, strerror(problem), remedy)
                  : bs_terminal_complain_errno(thing, problem);
}

const char *
bs_terminal_write_remedy(int problem)
{
    static const struct remedy remedies[] = {
        {ENOENT, "check the name, or create the directory first"},
        {ENOTDIR, "check the name"},
        {EACCES, "run as root, or as a user who may write there"},
        {EPERM, "run as root, or as a user who may write there"},
        {EISDIR, "name a file, or move the directory away"},
        {ENOTSUP, "name a file, or move away what is there"},
        {ENOSPC, "make room there"},
        {EDQUOT, "make room there"},
        {EFBIG, "make room there"},
        {EROFS, "mount that file system for writing"},
        {EMFILE, "raise the limit of open files (ulimit -n)"},
        {ENOMEM, "close other programs, and try again"},
        {EIO, "check the disk"},
        {0, "check whether another file can be written next to it"},
    };

    return find_remedy(remedies, problem);
}

bool
bs_terminal_complain_write(const char *thing, int problem)
{
    char text[120];

    snprintf(text, sizeof text, "nothing was changed: %s", bs_terminal_write_remedy(problem));
    return bs_terminal_complain(thing, strerror(problem), text);
}

void
bs_terminal_progress(unsigned long count, const char *what, const char *path)
{
    if (!term.progress || bs_clock_ms() < term.next_progress)
        return;
    bs_terminal_clear();
    if (term.out_is_tty)
        fflush(stdout);
    fprintf(stderr, "%lu %s, now ", count, what);
    size_t room = term.width > 40 ? term.width - 32 : 8;
    size_t n = strlen(path);
    put_path(stderr, n > room ? path + (n - room) : path);
    fflush(stderr);
    term.progress_shown = true;
    term.next_progress = bs_clock_ms() + PROGRESS_EVERY_MS;
}

void
bs_terminal_clear(void)
{
    if (!term.progress_shown)
        return;
    if (term.can_erase)
        fputs("\r\033[K", stderr);
    else
        fputc('\n', stderr);
    term.progress_shown = false;
}

/* Somebody who watches sees each message at once. */
void
bs_terminal_relay(void)
{
    term.relayed = true;
    term.out_is_tty |= term.progress;
    term.progress = false;
}

void
bs_terminal_pass(const char *text, size_t n, bool complaint)
{
    if (n > 0)
        bs_terminal_clear();
    if (complaint && term.out_is_tty)
        fflush(stdout);
    fwrite(text, 1, n, complaint ? stderr : stdout);
}

void
bs_terminal_open(void)
{
    static char buffer[64 * 1024];

    signal(SIGPIPE, SIG_IGN); /* the write reports it, and the rest can be ended well */
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
}

int
bs_terminal_flush(bool at_end)
{
    static int problem; /* said once */
    bool flush = at_end || term.out_is_tty;

    if (problem || (!ferror(stdout) && (!flush || fflush(stdout) == 0)))
        return problem;
    problem = errno ? errno : EIO; /* of the write that failed just now */
    if (problem != EPIPE)
        bs_terminal_complain("standard output", strerror(problem),
                             "make room, or write it elsewhere");
    return problem;
}
