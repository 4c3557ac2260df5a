/* packed: is a compressed log complete? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packed.h"

#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#define GZIP_BITS (15 + 16) /* the largest window, and the header of gzip */

/* RFC 1952 §2.3.1: a file ends with the length of the text in its last member. */
static bool
ends_with_length(int fd, off_t size, unsigned long long read)
{
    unsigned char end[4];

    if (size < 18 || pread(fd, end, sizeof end, size - 4) != sizeof end)
        return false;
    uint32_t length = end[0] | (uint32_t)end[1] << 8 | (uint32_t)end[2] << 16 |
                      (uint32_t)end[3] << 24;
    return length == (uint32_t)read;
}

/* For several members, one after the other: only decompressing shows where each one ends. */
static bool
unpacks_to_the_end(int fd)
{
    static unsigned char in[64 * 1024], out[64 * 1024];
    z_stream z = {.next_in = in};
    int state = Z_OK;
    ssize_t got = 1;

    if (lseek(fd, 0, SEEK_SET) < 0 || inflateInit2(&z, GZIP_BITS) != Z_OK)
        return false;
    while (state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR) {
        if (z.avail_in == 0) {
            got = read(fd, in, sizeof in);
            z.next_in = in;
            z.avail_in = got > 0 ? (unsigned)got : 0;
        }
        if (z.avail_in == 0)
            break;
        if (state == Z_STREAM_END && inflateReset(&z) != Z_OK)
            break;
        z.next_out = out;
        z.avail_out = sizeof out;
        state = inflate(&z, Z_NO_FLUSH);
    }
    inflateEnd(&z);
    return got == 0 && state == Z_STREAM_END;
}

static bool
is_whole(int fd, unsigned long long read)
{
    unsigned char magic[2];
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return true;
    if (pread(fd, magic, sizeof magic, 0) != sizeof magic || magic[0] != 0x1f || magic[1] != 0x8b)
        return true;
    return ends_with_length(fd, st.st_size, read) || unpacks_to_the_end(fd);
}

bool
bs_packed_close(gzFile file, int fd)
{
    bool whole = is_whole(fd, (unsigned long long)gztell(file));

    return gzclose_r(file) == Z_OK && whole;
}
