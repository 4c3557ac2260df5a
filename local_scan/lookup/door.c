/* door: loads backstop-lookup.so, for the plugin's child and for the command. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door.h"

#include "paths.h"

#include <dlfcn.h>
#include <string.h>

#define NAME     "backstop-lookup.so"
#define MAX_PATH 4096

/* The path beside the file that this is linked into. False if that file is only known by a bare
 * name, which would be searched for in all directories of libraries. */
static bool
beside(char *path, size_t size)
{
    Dl_info here;

    if (!dladdr((const void *)NAME, &here) || here.dli_fname == NULL)
        return false;
    const char *slash = strrchr(here.dli_fname, '/');
    size_t folder = slash ? (size_t)(slash - here.dli_fname) + 1 : 0;
    if (folder == 0 || folder + sizeof NAME > size)
        return false;
    memcpy(path, here.dli_fname, folder); /* bounds: folder + sizeof NAME <= size */
    memcpy(path + folder, NAME, sizeof NAME);
    return true;
}

/* An object of another version stays loaded: its libraries may not support unloading, and the
 * process is short. */
static const struct bs_lookup_door *
load(const char *path, const char **why_r)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct bs_lookup_door *door = object ? dlsym(object, BS_LOOKUP_SYMBOL) : NULL;

    if (door == NULL) {
        *why_r = dlerror();
        return NULL;
    }
    if (door->version != BS_LOOKUP_VERSION || door->size != sizeof(struct bs_questions)) {
        *why_r = NAME " is of a different version";
        return NULL;
    }
    return door;
}

const struct bs_lookup_door *
bs_door_open(const char *path, const char **why_r)
{
    char near[MAX_PATH];

    if (path)
        return load(path, why_r);
    const struct bs_lookup_door *door = beside(near, sizeof near) ? load(near, why_r) : NULL;
    return door ? door : load(BS_LOOKUP_SO, why_r);
}

unsigned
bs_door_answer(const struct bs_lookup_door *door, struct bs_questions *q)
{
    if (door)
        return door->answer(q);
    bs_questions_give_up(q);
    return 0;
}
