/* program: asks the installed Exim about its configuration. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program.h"

#include "file.h"
#include "run.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* "name = value", or "no_name": then it has no value. */
void
bs_exim_option(const char *name, char *value_r, size_t size)
{
    struct bs_run run = {.argv = {BS_EXIM, "-bP", name}, .seconds = 30};

    bs_run(&run);
    const char *equals = run.status == 0 ? strchr(run.out, '=') : NULL;
    struct bs_span value = bs_span_trim(bs_span_text(equals ? equals + 1 : ""));
    snprintf(value_r, size, "%.*s", BS_SPAN(value));
    bs_run_free(&run);
}

/* The value in lines "name = value"; empty if the option is not listed. */
static struct bs_span
option_in(struct bs_span rest, const char *name)
{
    struct bs_span value = bs_span_of(NULL, 0), line;

    while (bs_span_next_line(&rest, &line)) {
        size_t equals = bs_span_find(line, '=');
        if (bs_span_is(bs_span_trim(bs_span_take(line, equals)), name))
            value = bs_span_trim(bs_span_drop(line, equals + 1));
    }
    return value;
}

/* Exim starts slowly, and looks its own name up each time: if the DNS is silent, that takes ten
 * seconds. So what several questions are about is asked once. */
static const struct bs_run *
ask_once(struct bs_run *run)
{
    if (run->out == NULL)
        bs_run(run);
    return run;
}

/* The lines about one transport, which follow "NAME transport:" to the next such line; empty if
 * there is none. */
static struct bs_span
transport_lines(const char *transport)
{
    static struct bs_run run = {.argv = {BS_EXIM, "-bP", "transports"}, .seconds = 30};
    struct bs_span rest, line, lines = bs_span_of(NULL, 0);
    bool inside = false;

    rest = bs_span_text(ask_once(&run)->status == 0 ? run.out : "");
    while (bs_span_next_line(&rest, &line)) {
        size_t name = bs_span_find(line, ' ');

        if (bs_span_is(bs_span_drop(line, name), " transport:")) {
            inside = bs_span_is(bs_span_take(line, name), transport);
            lines = inside ? bs_span_of(rest.p, 0) : lines;
        } else if (inside) {
            lines.n = (size_t)(rest.p - lines.p);
        }
    }
    return lines;
}

void
bs_exim_transport(const char *transport, const char *option, char *value_r, size_t size)
{
    struct bs_span value = option_in(transport_lines(transport), option);

    snprintf(value_r, size, "%.*s", BS_SPAN(value));
}

bool
bs_exim_signs_without(const char *field)
{
    struct bs_span lines = transport_lines("remote_smtp");

    return option_in(lines, "dkim_domain").n > 0 &&
           !bs_span_has(option_in(lines, "dkim_sign_headers"), field);
}

bool
bs_exim_routes_to(const char *domain)
{
    struct bs_run run = {.argv = {BS_EXIM, "-bP", "routers"}, .seconds = 30};

    bs_run(&run);
    bool routes = run.status == 0 && bs_span_has(bs_span_text(run.out), domain);
    bs_run_free(&run);
    return routes;
}

/* Exim shows such lists with colons, whatever separates them in the configuration; a colon within
 * an item is doubled. */
static bool
has_item(struct bs_span list, const char *name)
{
    while (list.n > 0) {
        size_t n = bs_span_find(list, ':');

        while (bs_span_at(list, n + 1) == ':')
            n += 2 + bs_span_find(bs_span_drop(list, n + 2), ':');
        if (bs_span_is(bs_span_trim(bs_span_take(list, n)), name))
            return true;
        list = bs_span_drop(list, n + 1);
    }
    return false;
}

bool
bs_exim_keeps(const char *transport, const char *field)
{
    struct bs_span lines = transport_lines(transport);

    return option_in(lines, "driver").n > 0 &&
           !has_item(option_in(lines, "headers_remove"), field);
}

void
bs_exim_expand(const char *conf, const char *string, char *value_r, size_t size)
{
    struct bs_run run = {.argv = {BS_EXIM, "-be", string}, .seconds = 30};

    if (conf)
        run = (struct bs_run){.argv = {BS_EXIM, "-C", conf, "-be", string}, .seconds = 30};

    bs_run(&run);
    struct bs_span value = bs_span_trim(bs_span_text(run.status == 0 ? run.out : ""));
    snprintf(value_r, size, "%.*s", BS_SPAN(value));
    bs_run_free(&run);
}

/* For a list that does not exist, Exim prints a line "Failed: …". */
void
bs_exim_domains(char *value_r, size_t size)
{
    struct bs_run run = {.argv = {BS_EXIM, "-be", "${listnamed_d:local_domains}",
                                  "${listnamed_d:relay_to_domains}", "$primary_hostname"},
                         .seconds = 30};
    struct bs_span rest, line;
    size_t n = 0;

    value_r[0] = '\0';
    rest = bs_span_text(bs_run(&run) == 0 ? run.out : "");
    while (bs_span_next_line(&rest, &line))
        if (!bs_span_starts(line, "Failed: ") && line.n + 2 < size - n)
            n += (size_t)snprintf(value_r + n, size - n, "%.*s ", BS_SPAN(line));
    bs_run_free(&run);
}

/* Asks for all macros at once, because Exim looks its own name up each time it starts, which takes
 * ten seconds if the DNS is silent. */
static const struct bs_run *
ask_macros(void)
{
    static struct bs_run run = {.argv = {BS_EXIM, "-bP", "macros"}, .seconds = 30};

    return ask_once(&run);
}

/* Every Exim has some macros, so an empty answer means that it does not answer this user. */
bool
bs_exim_tells(void)
{
    const struct bs_run *run = ask_macros();

    return run->status == 0 && bs_span_has(bs_span_text(run->out), "_HAVE_");
}

bool
bs_exim_has(const char *macro)
{
    struct bs_span rest = bs_span_text(ask_macros()->out), line;

    while (bs_span_next_line(&rest, &line))
        if (bs_span_is(bs_span_take(line, bs_span_find(line, '=')), macro))
            return true;
    return false;
}

/* A process that has ended and was not waited for no longer has a program. */
static bool
is_exim(pid_t pid)
{
    char link[64], program[256];

    snprintf(link, sizeof link, "/proc/%ld/exe", (long)pid);
    ssize_t n = readlink(link, program, sizeof program);
    return n > 0 && bs_span_has(bs_span_of(program, (size_t)n), "/exim");
}

/* The number in the file counts only if it is a process of Exim's. */
pid_t
bs_exim_daemon(void)
{
    char path[256];
    struct bs_file file;

    bs_exim_option("pid_file_path", path, sizeof path);
    bs_file_read(&file, *path ? path : BS_PID_FILE);
    pid_t pid = (pid_t)bs_span_number(bs_file_span(&file), 9);
    bs_file_free(&file);
    return pid > 1 && is_exim(pid) ? pid : 0;
}

/* Exim's daemon starts itself again, with the same process number, and ends if it cannot. */
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
