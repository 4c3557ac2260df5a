/* replay: feeds files, and all files of directories, to a fuzz target. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

static unsigned long runs;

/* In memory of exactly its size, for a sanitizer to see one octet too many. */
static void
run(const char *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    if (copy == NULL)
        abort();
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    runs++;
}

/* Whole and cut in the middle: half a message is another message. */
static int
replay(const char *path, const struct stat *st, int type, struct FTW *walk)
{
    static char bytes[4 << 20];
    FILE *file;
    size_t n;

    (void)st, (void)walk;
    if (type != FTW_F)
        return 0;
    file = fopen(path, "rb");
    if (file == NULL)
        return -1;
    n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    fprintf(stderr, "%s\n", path); /* the last one is the culprit */
    run(bytes, n);
    run(bytes, n / 2);
    return 0;
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (nftw(argv[i], replay, 8, FTW_PHYS) != 0) {
            perror(argv[i]);
            return 2;
        }
    }
    printf("%lu\n", runs);
    return 0;
}
