/* ask: asks the lookups a test's questions. SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     ask [OPTION=VALUE…] <questions
 *
 * Each line is a question, "address www.example"; an empty line, or the end, gets all of them
 * answered; "again" starts the next message. Prints "WHAT NAME: some ITEM …", none, unknown for
 * each, octets that are not plain as \xx, and "ms: N" after each round. Exits with 1 and says why
 * if the lookups do not load.
 *
 * Options: so, servers, country, network, deadline as in lookup.h; cache, a
 * file that holds it; child=1, under the limits of the plugin's child; still=PORT,
 * with the clock of still.h. */
#include "door.h"
#include "still.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static struct bs_questions questions;

static const char *
option(char **argv, const char *name)
{
    size_t n = strlen(name);

    for (; *argv; argv++)
        if (strncmp(*argv, name, n) == 0 && (*argv)[n] == '=')
            return *argv + n + 1;
    return NULL;
}

static void
limit(__rlimit_resource_t what, rlim_t most)
{
    setrlimit(what, &(struct rlimit){most, most});
}

/* plugin/child.c; an address sanitizer takes more address space than there is. */
static void
be_limited(void)
{
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, 256ul * 1024 * 1024);
#endif
    limit(RLIMIT_NOFILE, 32);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_CORE, 0);
}

static struct bs_lookup_cache *
map_cache(const char *file)
{
    int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;

    if (fd < 0 || ftruncate(fd, BS_LOOKUP_CACHE_SIZE) != 0)
        return NULL;
    void *map = mmap(NULL, BS_LOOKUP_CACHE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

static enum bs_ask
read_ask(struct bs_span word)
{
    static const char *const words[BS_ASKS] = {
        [BS_ASK_ADDRESS] = "address", [BS_ASK_NAME] = "name",     [BS_ASK_MX] = "mx",
        [BS_ASK_TEXT] = "text",       [BS_ASK_LISTED] = "listed", [BS_ASK_COUNTRY] = "country",
        [BS_ASK_NETWORK] = "network", [BS_ASK_ORG] = "org",       [BS_ASK_MAC] = "mac",
        [BS_ASK_SIGNED] = "signed",   [BS_ASK_PAIR] = "pair",
    };

    for (enum bs_ask ask = 0; ask < BS_ASKS; ask++)
        if (words[ask] && bs_span_is(word, words[ask]))
            return ask;
    fprintf(stderr, "ask: no such question: %.*s\n", (int)word.n, (const char *)word.p);
    exit(64);
}

static struct bs_known_as
ask(struct bs_span line)
{
    enum bs_ask what = read_ask(bs_span_word(&line, " "));
    struct bs_span name = bs_span_trim(line);
    struct bs_ip ip;

    if (what != BS_ASK_NAME && what != BS_ASK_COUNTRY && what != BS_ASK_NETWORK)
        return bs_ask_name(&questions, what, name);
    return bs_ip_read(name, &ip) ? bs_ask_ip(&questions, what, &ip)
                                 : (struct bs_known_as){.known = BS_KNOWN_UNKNOWN};
}

static void
print_text(struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        printf(c > ' ' && c < 0x7f && c != '\\' ? "%c" : "\\%02x", c);
    }
}

static void
print_item(const struct bs_item *item)
{
    char ip[BS_IP_TEXT];

    putchar(' ');
    if (item->text.p) {
        print_text(item->text);
        return;
    }
    bs_ip_text(&item->ip, ip);
    fputs(ip, stdout);
}

static void
print_answer(struct bs_span line)
{
    static const char *const word[] = {"open", "unknown", "none", "some"};
    struct bs_known_as answer = ask(line);

    printf("%.*s: %s", (int)line.n, (const char *)line.p, word[answer.known]);
    for (unsigned i = 0; i < answer.count; i++)
        print_item(&answer.item[i]);
    putchar('\n');
}

static double
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The lines of a round are asked twice: to note them, and for the answers. */
static char line[BS_MAX_QUESTIONS][512];
static size_t lines;

static void
do_round(const struct bs_lookup_door *door)
{
    double before = now_ms();

    for (size_t i = 0; i < lines; i++)
        ask(bs_span_text(line[i]));
    bs_door_answer(door, &questions);
    double took = now_ms() - before;
    for (size_t i = 0; i < lines; i++)
        print_answer(bs_span_text(line[i]));
    if (lines > 0)
        printf("ms: %.1f\n", took);
    lines = 0;
}

static void
do_all(const struct bs_lookup_door *door)
{
    while (lines < BS_MAX_QUESTIONS && fgets(line[lines], sizeof *line, stdin)) {
        char *mine = line[lines]; /* bounds: lines < max */
        mine[strcspn(mine, "\n")] = '\0';
        bool again = strcmp(mine, "again") == 0;
        if (*mine && !again) {
            lines++;
            continue;
        }
        do_round(door);
        if (again && door)
            door->again();
        if (again)
            bs_questions_start(&questions, false);
    }
    do_round(door);
}

int
main(int argc, char **argv)
{
    const char *why = NULL, *deadline = option(argv, "deadline"), *port = option(argv, "still");
    struct bs_lookup_settings settings = {
        .deadline_ms = deadline ? (unsigned)atoi(deadline) : 0,
        .servers = option(argv, "servers"),
        .country_file = option(argv, "country"),
        .network_file = option(argv, "network"),
        .cache = map_cache(option(argv, "cache")),
    };

    (void)argc;
    if (option(argv, "child"))
        be_limited();
    if (port)
        bs_still_start((unsigned)atoi(port));
    const struct bs_lookup_door *door = bs_door_open(option(argv, "so"), &why);
    bs_questions_start(&questions, false);
    if (door)
        door->start(&settings);
    else
        printf("no door: %s\n", why);
    do_all(door);
    if (door)
        door->end();
    return door ? 0 : 1;
}
