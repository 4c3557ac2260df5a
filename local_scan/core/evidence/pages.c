/* pages: finds digests in the file in which SQLite keeps the memory of sent mail. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pages.h"

#include "digest.h"

#include <string.h>

#define DIGEST (BS_DIGEST_SIZE - 1)

/* "Database File Format", §1.3: what the file begins with, and where in it. */
#define MAGIC       "SQLite format 3"
#define HEADER      100
#define AT_SIZE     16
#define AT_VERSIONS 18 /* to write and to read; 1: not with a WAL */
#define AT_RESERVED 20
#define AT_CHANGES  24
#define AT_COUNT    28
#define AT_ENCODING 56 /* 1: UTF-8 */
#define AT_COUNTED  92 /* the count is valid if this is the number of changes (§1.3.7) */

/* §1.6: kinds of pages, and what a page begins with. */
enum kind { ROWS = 0x0d, KEYS = 0x0a, KEYS_ABOVE = 0x02 };
#define AT_CELLS 3
#define AT_LAST  8 /* of KEYS_ABOVE: the page after all keys */

#define HOST_COLUMNS   4 /* memory.sql: host, mark, since, until */
#define SENT_COLUMNS   2 /* digest, day */
#define SCHEMA_COLUMNS 5 /* §2.6: type, name, tbl_name, rootpage, sql */

struct column {
    unsigned long long type; /* §2.1 */
    struct bs_span octets;
};

/* Numbers */

/* 0, which is never valid where this is used, if some of them are missing. */
static unsigned long
number_at(struct bs_span s, size_t at, size_t octets)
{
    unsigned long number = 0;

    if (at > s.n || octets > s.n - at)
        return 0;
    for (size_t i = 0; i < octets; i++)
        number = number << 8 | (unsigned)bs_span_at(s, at + i);
    return number;
}

#define NO_VARINT (~0ull)

/* §1.6: seven bits in each octet; all eight in the ninth. */
static unsigned long long
take_varint(struct bs_span *s)
{
    unsigned long long number = 0;

    for (unsigned i = 0; i < 9; i++) {
        int octet = bs_span_at(*s, 0);
        if (octet < 0)
            return NO_VARINT;
        *s = bs_span_drop(*s, 1);
        if (i == 8)
            return number << 8 | (unsigned)octet;
        number = number << 7 | ((unsigned)octet & 0x7f);
        if (octet < 0x80)
            return number;
    }
    return NO_VARINT;
}

/* Records */

static unsigned long long
length_of(unsigned long long type)
{
    static const unsigned char length[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    if (type < BS_COUNT(length))
        return length[type]; /* bounds: type < count */
    return type < 12 ? NO_VARINT : (type - 12) / 2;
}

static bool
read_record(struct bs_span record, struct column *column_r, unsigned columns)
{
    struct bs_span types = record;
    unsigned long long size = take_varint(&types);
    size_t used = record.n - types.n;

    if (size < used || size > record.n)
        return false;
    types = bs_span_take(types, (size_t)size - used);
    record = bs_span_drop(record, (size_t)size);
    for (unsigned i = 0; i < columns; i++) {
        unsigned long long type = take_varint(&types), length = length_of(type);
        if (length > record.n)
            return false;
        /* bounds: i < columns */
        column_r[i] = (struct column){type, bs_span_take(record, (size_t)length)};
        record = bs_span_drop(record, (size_t)length);
    }
    return types.n == 0 && record.n == 0;
}

static bool
is_text(const struct column *column)
{
    return column->type != NO_VARINT && column->type >= 13 && column->type % 2 == 1;
}

static bool
is_digest(const struct column *column)
{
    return is_text(column) && column->octets.n == DIGEST;
}

/* -1: it is not a number, or not that of a time or a page. */
static long long
number_of(const struct column *column)
{
    const struct bs_span octets = column->octets;

    if (column->type == 8 || column->type == 9)
        return column->type == 9;
    if (column->type < 1 || column->type > 6 || bs_span_at(octets, 0) >= 0x80)
        return -1;
    size_t low = octets.n < 4 ? octets.n : 4, high = octets.n - low;
    return (long long)((unsigned long long)number_at(octets, 0, high) << 32 |
                       number_at(octets, high, low));
}

/* Pages */

/* What is in a page from its cell number `i` on. */
static struct bs_span
cell_at(struct bs_span page, size_t start, size_t i)
{
    size_t pointers = start + (bs_span_at(page, start) == KEYS_ABOVE ? 12 : 8);
    size_t at = number_at(page, pointers + 2 * i, 2);

    return at == 0 ? bs_span_of(NULL, 0) : bs_span_drop(page, at);
}

/* Longer records have a part in other pages. */
static struct bs_span
take_record(struct bs_span cell, size_t longest, bool has_rowid)
{
    unsigned long long length = take_varint(&cell);

    if (has_rowid)
        take_varint(&cell);
    if (length > longest || length > cell.n)
        return bs_span_of(NULL, 0);
    return bs_span_take(cell, (size_t)length);
}

/* Of a page of rows. */
static bool
read_row(struct bs_span page, size_t start, size_t i, struct column *column_r, unsigned columns)
{
    struct bs_span cell = cell_at(page, start, i);

    return read_record(take_record(cell, page.n - 35, true), column_r, columns);
}

static bool
read_key(struct bs_span page, size_t i, struct bs_span *digest_r)
{
    struct column column[SENT_COLUMNS];
    struct bs_span cell = cell_at(page, 0, i);

    if (bs_span_at(page, 0) == KEYS_ABOVE)
        cell = bs_span_drop(cell, 4);
    cell = take_record(cell, (page.n - 12) * 64 / 255 - 23, false);
    if (!read_record(cell, column, SENT_COLUMNS) || !is_digest(&column[0]))
        return false;
    *digest_r = column[0].octets;
    return true;
}

/* Octets of a page; 0: not a file that is read here. */
static size_t
read_header(struct bs_span start)
{
    size_t size = number_at(start, AT_SIZE, 2);
    bool is = start.n > sizeof MAGIC && memcmp(start.p, MAGIC, sizeof MAGIC) == 0 &&
              number_at(start, AT_VERSIONS, 2) == 0x0101 && bs_span_at(start, AT_RESERVED) == 0 &&
              number_at(start, AT_ENCODING, 4) == 1 &&
              number_at(start, AT_CHANGES, 4) == number_at(start, AT_COUNTED, 4);

    return is && size >= 512 && size <= start.n ? size : 0;
}

bool
bs_pages_start(struct bs_pages *pages_r, struct bs_span start)
{
    struct column column[SCHEMA_COLUMNS];

    *pages_r =
        (struct bs_pages){.size = read_header(start), .count = number_at(start, AT_COUNT, 4)};
    struct bs_span page = bs_span_take(start, pages_r->size);
    if (pages_r->size == 0 || bs_span_at(page, HEADER) != ROWS)
        return false;
    for (size_t i = 0; i < number_at(page, HEADER + AT_CELLS, 2); i++) {
        if (!read_row(page, HEADER, i, column, SCHEMA_COLUMNS))
            return false;
        long long root = number_of(&column[3]);
        if (!bs_span_is(column[0].octets, "table") || root < 2)
            continue;
        if (bs_span_is(column[1].octets, "memory"))
            pages_r->memory = (unsigned long)root;
        if (bs_span_is(column[1].octets, "sent"))
            pages_r->sent = (unsigned long)root;
    }
    return pages_r->memory > 0 && pages_r->sent > 0;
}

bool
bs_pages_hosts(struct bs_span page, struct bs_span mark, long long *since_r, long long *until_r)
{
    struct column column[HOST_COLUMNS];
    size_t hosts = number_at(page, AT_CELLS, 2);

    *since_r = *until_r = 0;
    if (page.n < 512 || bs_span_at(page, 0) != ROWS)
        return false;
    for (size_t i = 0; i < hosts; i++) {
        if (!read_row(page, 0, i, column, HOST_COLUMNS))
            return false;
        long long since = number_of(&column[2]), until = number_of(&column[3]);
        if (!is_digest(&column[0]) || !is_digest(&column[1]) || since < 0 || until < 0)
            return false;
        if (!bs_span_equal(column[1].octets, mark))
            until = 0;
        *since_r = since > *since_r ? since : *since_r;
        *until_r = i == 0 || until < *until_r ? until : *until_r;
    }
    return true;
}

enum bs_pages_step
bs_pages_find(struct bs_span page, struct bs_span digest, unsigned long *below_r)
{
    size_t cells = number_at(page, AT_CELLS, 2), low = 0, high = cells;
    int kind = bs_span_at(page, 0);
    struct bs_span key;

    if (page.n < 512 || (kind != KEYS && kind != KEYS_ABOVE) || digest.n != DIGEST)
        return BS_PAGES_NOT_READ;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (!read_key(page, middle, &key))
            return BS_PAGES_NOT_READ;
        int order = memcmp(digest.p, key.p, DIGEST); /* bounds: both have that many */
        if (order == 0)
            return BS_PAGES_FOUND;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (kind == KEYS)
        return BS_PAGES_ABSENT;
    *below_r = low < cells ? number_at(cell_at(page, 0, low), 0, 4) : number_at(page, AT_LAST, 4);
    return *below_r > 1 ? BS_PAGES_BELOW : BS_PAGES_NOT_READ;
}
