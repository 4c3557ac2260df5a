/* exim: what the Exim that is installed says of itself. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exim.h"

#include "span.h"
#include "run.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VIRTUAL "exim4-localscanapi-"

/* Symbols of Exim are weak in the plugin, so that it can be loaded here. In a
 * process of its own, for a file that is cut off ends it by a signal. */
static void
load_plugin(FILE *to)
{
    void *plugin = dlopen(BS_PLUGIN, RTLD_LAZY | RTLD_LOCAL);
    int (*major)(void), (*minor)(void);

    if (plugin == NULL) {
        fprintf(to, "! %s", dlerror());
        return;
    }
    *(void **)&major = dlsym(plugin, "local_scan_version_major");
    *(void **)&minor = dlsym(plugin, "local_scan_version_minor");
    if (major && minor)
        fprintf(to, "%d.%d", major(), minor());
    else
        fprintf(to, "! %s is no plugin for Exim", BS_PLUGIN);
}

static void
ask_child(char *text_r, size_t size)
{
    int ends[2];

    *text_r = '\0';
    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        FILE *to = fdopen(ends[1], "w");
        if (to) {
            load_plugin(to);
            fflush(to);
        }
        _exit(0);
    }
    close(ends[1]);
    ssize_t n = child < 0 ? 0 : read(ends[0], text_r, size - 1);
    text_r[n > 0 ? n : 0] = '\0';
    close(ends[0]);
    if (child > 0)
        bs_run_wait(child);
}

static bool
ask_plugin(char *text_r, size_t size, struct bs_fault *fault)
{
    char said[300];

    ask_child(said, sizeof said);
    if (*said == '\0')
        snprintf(said, sizeof said, "! %s is damaged", BS_PLUGIN);
    if (*said == '!')
        return bs_fault_set(fault, "install the package again", "the plugin cannot be loaded:%s",
                            said + 1);
    snprintf(text_r, size, "%s", said);
    return true;
}

/* Debian's packages of Exim provide a virtual one that is named after it. */
static void
ask_dpkg(char *text_r, size_t size)
{
    struct bs_run run = {
        .argv = {"dpkg-query", "-W", "-f", "${db:Status-Status} ${Provides}\\n", "exim4-daemon-*"},
        .seconds = 30};
    struct bs_span rest;
    bool more = true;

    *text_r = '\0';
    bs_run(&run);
    rest = bs_span_text(run.out);
    while (more) {
        struct bs_span line = bs_span_line(&rest, false, &more);
        size_t at = bs_span_search(line, VIRTUAL);
        struct bs_span word = bs_span_drop(line, at + strlen(VIRTUAL));
        word = bs_span_word(&word, " ,");
        if (bs_span_starts(line, "installed ") && at < line.n)
            snprintf(text_r, size, "%.*s", (int)word.n, (const char *)word.p);
    }
    bs_run_free(&run);
}

bool
bs_exim_api(char *text_r, size_t size, struct bs_fault *fault)
{
    char plugin[32] = "", exim[32];

    if (access(BS_PLUGIN, F_OK) != 0)
        return bs_fault_set(fault, "install the package again", "there is no %s", BS_PLUGIN);
    if (!ask_plugin(plugin, sizeof plugin, fault))
        return false;
    ask_dpkg(exim, sizeof exim);
    if (*exim && strcmp(exim, plugin) != 0)
        return bs_fault_set(fault, "install the package that was built for this release of Debian",
                            "the plugin was built for Exim's plugin interface %s, and this Exim "
                            "has %s",
                            plugin, exim);
    snprintf(text_r, size, "%s", plugin);
    return true;
}

/* "name = value", or "no_name": then there is none. */
void
bs_exim_option(const char *name, char *value_r, size_t size)
{
    struct bs_run run = {.argv = {BS_EXIM, "-bP", name}, .seconds = 30};

    bs_run(&run);
    const char *equals = run.status == 0 ? strchr(run.out, '=') : NULL;
    struct bs_span value = bs_span_trim(bs_span_text(equals ? equals + 1 : ""));
    snprintf(value_r, size, "%.*s", (int)value.n, (const char *)value.p);
    bs_run_free(&run);
}

void
bs_exim_expand(const char *conf, const char *string, char *value_r, size_t size)
{
    struct bs_run run = {.argv = {BS_EXIM, "-C", conf, "-be", string}, .seconds = 30};

    bs_run(&run);
    struct bs_span value = bs_span_trim(bs_span_text(run.status == 0 ? run.out : ""));
    snprintf(value_r, size, "%.*s", (int)value.n, (const char *)value.p);
    bs_run_free(&run);
}

/* All in one go, for Exim looks its own name up each time that it starts: where
 * the DNS is silent, that takes ten seconds. */
static const struct bs_run *
ask_macros(void)
{
    static struct bs_run run = {.argv = {BS_EXIM, "-bP", "macros"}, .seconds = 30};

    if (run.out == NULL)
        bs_run(&run);
    return &run;
}

/* Every Exim has some. */
bool
bs_exim_tells(void)
{
    const struct bs_run *run = ask_macros();

    return run->status == 0 && bs_span_has(bs_span_text(run->out), "_HAVE_");
}

bool
bs_exim_has(const char *macro)
{
    struct bs_span rest = bs_span_text(ask_macros()->out);

    for (bool more = true; more;) {
        struct bs_span line = bs_span_line(&rest, false, &more);
        if (bs_span_is(bs_span_take(line, bs_span_find(line, '=')), macro))
            return true;
    }
    return false;
}

/* One that has ended and was not waited for has no program any more. */
static bool
is_exim(pid_t pid)
{
    char link[64], program[256];

    snprintf(link, sizeof link, "/proc/%ld/exe", (long)pid);
    ssize_t n = readlink(link, program, sizeof program);
    return n > 0 && bs_span_has(bs_span_of(program, (size_t)n), "/exim");
}

/* Whatever the file says, only a process of Exim's is it. */
pid_t
bs_exim_daemon(void)
{
    char path[256];
    long pid = 0;

    bs_exim_option("pid_file_path", path, sizeof path);
    FILE *file = fopen(*path ? path : "/run/exim4/exim.pid", "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%ld", &pid) != 1 || pid <= 1 || !is_exim((pid_t)pid))
        pid = 0;
    fclose(file);
    return (pid_t)pid;
}

/* Exim's daemon starts itself again, with the same process number, and ends
 * where it cannot. */
bool
bs_exim_reload(pid_t daemon)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};

    if (kill(daemon, SIGHUP) < 0)
        return false;
    for (int i = 0; i < 10; i++) {
        nanosleep(&pause, NULL);
        if (!is_exim(daemon))
            return false;
    }
    return true;
}
