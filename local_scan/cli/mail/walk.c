/* walk: from the paths of a command line to single files. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Below a given path, links are not followed, and a file that became a pipe after its directory was
 * read must not block us. */
#define BELOW_FLAGS (O_NOFOLLOW | O_NONBLOCK)

struct listing {
    struct dirent **entry;
    int entries;
};

static void walk_directory(struct bs_walk *walk, bool only_maildir);

static int
is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* alphasort(3) would follow the locale. */
static int
by_octets(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void
free_listing(struct listing *list)
{
    for (int i = 0; i < list->entries; i++)
        free(list->entry[i]);
    free(list->entry);
}

/* Appends "/NAME"; false if it does not fit. */
static bool
descend(struct bs_walk *walk, const char *name)
{
    size_t n = strlen(name);
    bool slash = walk->length > 0 && walk->path[walk->length - 1] != '/';

    if (walk->length + slash + n >= sizeof walk->path) {
        walk->failed(walk, walk->path, ENAMETOOLONG);
        return false;
    }
    if (slash)
        walk->path[walk->length++] = '/';
    memcpy(walk->path + walk->length, name, n + 1);
    walk->length += n;
    return true;
}

static void
ascend(struct bs_walk *walk, size_t length)
{
    walk->length = length;
    walk->path[length] = '\0';
}

/* Some file systems leave d_type unknown. */
static unsigned char
type_of(const struct bs_walk *walk, const struct dirent *entry)
{
    struct stat st;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (lstat(walk->path, &st) < 0)
        return DT_REG; /* opening it will say why */
    return S_ISREG(st.st_mode) ? DT_REG : S_ISDIR(st.st_mode) ? DT_DIR : DT_FIFO;
}

static void
walk_entry(struct bs_walk *walk, const struct dirent *entry, bool only_maildir)
{
    size_t length = walk->length;

    if (!descend(walk, entry->d_name))
        return;
    unsigned char type = type_of(walk, entry);
    if (type == DT_DIR)
        walk_directory(walk, only_maildir);
    else if (type == DT_REG && !only_maildir)
        walk->file(walk, walk->path, BELOW_FLAGS);
    ascend(walk, length);
}

static bool
has_entry(const struct listing *list, const char *name)
{
    for (int i = 0; i < list->entries; i++)
        if (strcmp(list->entry[i]->d_name, name) == 0)
            return list->entry[i]->d_type == DT_DIR || list->entry[i]->d_type == DT_UNKNOWN;
    return false;
}

static bool
is_maildir(const struct listing *list)
{
    return has_entry(list, "cur") && has_entry(list, "new") && has_entry(list, "tmp");
}

static void
walk_maildir(struct bs_walk *walk, const struct listing *list)
{
    for (int i = 0; i < list->entries && !walk->stop; i++) {
        const char *name = list->entry[i]->d_name;

        if (strcmp(name, "cur") == 0 || strcmp(name, "new") == 0)
            walk_entry(walk, list->entry[i], false);
        else if (name[0] == '.')
            walk_entry(walk, list->entry[i], true);
    }
}

static void
walk_directory(struct bs_walk *walk, bool only_maildir)
{
    struct listing list = {0};

    list.entries = scandir(walk->path, &list.entry, is_entry, by_octets);
    if (list.entries < 0) {
        walk->failed(walk, walk->path, errno);
        return;
    }
    bool maildir = is_maildir(&list);
    if (maildir)
        walk_maildir(walk, &list);
    for (int i = 0; i < list.entries && !maildir && !only_maildir && !walk->stop; i++)
        if (list.entry[i]->d_name[0] != '.')
            walk_entry(walk, list.entry[i], false);
    free_listing(&list);
}

void
bs_walk_path(struct bs_walk *walk, const char *path)
{
    walk->length = 0;
    walk->path[0] = '\0';
    if (strlen(path) >= sizeof walk->path) {
        walk->failed(walk, path, ENAMETOOLONG);
        return;
    }
    descend(walk, path);
    if (walk->file(walk, walk->path, 0) == EISDIR)
        walk_directory(walk, false);
}
