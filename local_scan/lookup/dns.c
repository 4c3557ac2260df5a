/* dns: asks the name servers, with c-ares. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns.h"

#include "cache.h"
#include "clock.h"
#include "reply.h"

#define CARES_NO_DEPRECATED
#include <ares.h>
#include <arpa/nameser.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>

/* The plugin's child may have 32 descriptors. A socket beyond these is not
 * listened to, and its questions go to the next server. */
#define MAX_SOCKETS 20

#define MAX_QUERIES (2 * BS_MAX_QUESTIONS) /* A and AAAA */

/* If a server does not answer within a fifth of the time, the next one is asked: so the last of
 * three servers, if it is the only one alive, is still asked in time. After the last server, each
 * is asked again, with twice the time. */
#define PATIENCES 5
#define TRIES     4

/* A UDP query says how long a reply may be; a longer one comes by TCP. 1232 octets fit into an IPv6
 * packet of 1,280 octets, which every network carries. */
#define UDP_SIZE 1232

/* How long a negative answer is kept if the reply does not say. */
#define NONE_SECONDS 60

struct query {
    unsigned question;
    int type;
    enum bs_known known;  /* open while it is under way */
    unsigned char *reply; /* a copy; NULL: no reply */
    size_t size;
};

static const char *servers;
static unsigned deadline_ms;
static ares_channel channel; /* NULL: not started */
static bool broken;          /* it cannot be */

static struct query query[MAX_QUERIES];
static unsigned queries, under_way;
static unsigned most_timeouts; /* of a query that was answered all the same */

static struct pollfd sockets[MAX_SOCKETS];
static nfds_t socket_count;

/* --- c-ares calls these ------------------------------------------------- */

static void
on_socket(void *unused, ares_socket_t fd, int readable, int writable)
{
    short events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
    nfds_t i = 0;

    (void)unused;
    while (i < socket_count && sockets[i].fd != fd)
        i++;
    if (events == 0 && i < socket_count)
        sockets[i] = sockets[--socket_count];
    else if (events != 0 && i < MAX_SOCKETS) {
        sockets[i] = (struct pollfd){.fd = fd, .events = events};
        socket_count += i == socket_count;
    }
}

static void
on_reply(void *arg, int status, int timeouts, unsigned char *reply, int size)
{
    struct query *mine = arg;

    under_way--;
    mine->known = bs_reply_known(status);
    if (mine->known == BS_KNOWN_UNKNOWN)
        return;
    if (timeouts > (int)most_timeouts)
        most_timeouts = (unsigned)timeouts;
    if (reply && size > 0)
        mine->reply = malloc((size_t)size);
    if (mine->reply) {
        memcpy(mine->reply, reply, (size_t)size);
        mine->size = (size_t)size;
    }
}

/* --- servers ------------------------------------------------------------ */

static void
open_channel(void)
{
    char lookups[] = "b";
    struct ares_options options = {
        .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS,
        .timeout = (int)(deadline_ms / PATIENCES),
        .tries = TRIES,
        .lookups = lookups,
        .sock_state_cb = on_socket,
        .ednspsz = UDP_SIZE,
    };
    int chosen = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
                 ARES_OPT_SOCK_STATE_CB | ARES_OPT_EDNSPSZ | ARES_OPT_NOROTATE | ARES_OPT_DOMAINS;

    if (channel || broken)
        return;
    broken = true;
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS ||
        ares_init_options(&channel, &options, chosen) != ARES_SUCCESS)
        return;
    broken = servers && *servers && ares_set_servers_ports_csv(channel, servers) != ARES_SUCCESS;
}

/* c-ares 1.18 starts each question with the first server, so a dead one would cost time in each
 * round (1.34 remembers which ones are dead). Servers are tried in turn, so the number of timeouts
 * says which one answered. */
static void
put_first_who_answered(void)
{
    struct ares_addr_port_node *first = NULL, *last;

    if (most_timeouts == 0 || ares_get_servers_ports(channel, &first) != ARES_SUCCESS || !first)
        return;
    for (last = first; last->next; last = last->next)
        ;
    for (unsigned i = 0; i < most_timeouts; i++) {
        last->next = first;
        last = first;
        first = first->next;
        last->next = NULL;
    }
    ares_set_servers_ports(channel, first);
    ares_free_data(first);
}

/* --- asking ------------------------------------------------------------- */

/* The questions for the DNS; reply.c reads records of these types. */
static const int record_type[BS_ASKS] = {
    [BS_ASK_ADDRESS] = ns_t_a, /* and ns_t_aaaa */
    [BS_ASK_NAME] = ns_t_ptr,  [BS_ASK_MX] = ns_t_mx,
    [BS_ASK_TEXT] = ns_t_txt,  [BS_ASK_LISTED] = ns_t_a,
};

static bool
is_for_dns(enum bs_ask ask)
{
    return record_type[ask] != 0; /* bounds: an ask */
}

static bool
write_name(const struct bs_question *question, char *name, size_t size)
{
    if (question->ask == BS_ASK_NAME) {
        bool v4 = bs_ip_is4(&question->ip);
        struct bs_span zone = bs_span_text(v4 ? "in-addr.arpa" : "ip6.arpa");
        return bs_question_listed_name(&question->ip, zone, name, size) > 0;
    }
    if (question->name.n >= size)
        return false;
    memcpy(name, question->name.p, question->name.n); /* bounds: n < size */
    name[question->name.n] = '\0';
    return true;
}

static void
send_query(unsigned i, const char *name, int type)
{
    struct query *mine = &query[queries++]; /* bounds: two for each question */

    *mine = (struct query){.question = i, .type = type};
    under_way++;
    ares_query(channel, name, ns_c_in, type, on_reply, mine);
}

static void
send_question(const struct bs_question *question, unsigned i)
{
    char name[BS_MAX_HOSTNAME + 1];

    if (!write_name(question, name, sizeof name))
        return;
    send_query(i, name, record_type[question->ask]); /* bounds: an ask */
    if (question->ask == BS_ASK_ADDRESS)
        send_query(i, name, ns_t_aaaa);
}

static int
poll_ms(long long left)
{
    struct timeval most = {.tv_sec = (time_t)(left / 1000),
                           .tv_usec = (suseconds_t)(left % 1000 * 1000)};
    struct timeval wait;
    const struct timeval *until = ares_timeout(channel, &most, &wait);

    return (int)(until->tv_sec * 1000 + (until->tv_usec + 999) / 1000);
}

/* c-ares opens and closes sockets while it reads, so this works on a copy of the list. */
static void
wait_once(long long left)
{
    struct pollfd ready[MAX_SOCKETS];
    nfds_t count = socket_count;

    memcpy(ready, sockets, count * sizeof *ready); /* bounds: count <= MAX_SOCKETS */
    if (poll(ready, count, poll_ms(left)) <= 0)
        count = 0;
    for (nfds_t i = 0; i < count; i++) {
        bool in = ready[i].revents & (POLLIN | POLLERR | POLLHUP);
        bool out = ready[i].revents & (POLLOUT | POLLERR | POLLHUP);
        if (in || out)
            ares_process_fd(channel, in ? ready[i].fd : ARES_SOCKET_BAD,
                            out ? ready[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* what has waited too long */
}

static void
wait_for_all(long long until)
{
    long long left;

    while (under_way > 0 && (left = until - bs_clock_ms()) > 0)
        wait_once(left);
    if (under_way > 0)
        ares_cancel(channel);
}

/* --- answering ---------------------------------------------------------- */

static unsigned
shorter(unsigned seconds, const struct query *part)
{
    unsigned own = part->reply ? bs_reply_seconds(bs_span_of(part->reply, part->size)) : 0;

    if (own == 0 && part->known == BS_KNOWN_NONE)
        own = NONE_SECONDS;
    return own < seconds ? own : seconds;
}

/* If either half (A or AAAA) was not answered, the whole answer is unknown: the address that would
 * confirm a name may be in that half, and without it the name would seem to be refuted. */
static void
read_parts(const struct query *part, unsigned parts, struct bs_found *found, unsigned *seconds_r)
{
    *seconds_r = UINT_MAX;
    bs_found_start(found);
    for (unsigned i = 0; i < parts; i++) {
        bool fine = part[i].known == BS_KNOWN_NONE; /* bounds: i < parts */
        if (part[i].known == BS_KNOWN_SOME && part[i].reply)
            fine = bs_reply_read(bs_span_of(part[i].reply, part[i].size), part[i].type, found);
        found->over = found->over || !fine;
        *seconds_r = shorter(*seconds_r, &part[i]);
    }
    bs_found_end(found);
}

static void
tell_all(struct bs_questions *q)
{
    static struct bs_found found;
    unsigned seconds;

    for (unsigned at = 0, parts; at < queries; at += parts) {
        unsigned i = query[at].question; /* bounds: at < queries */
        parts = q->question[i].ask == BS_ASK_ADDRESS ? 2 : 1;
        read_parts(&query[at], parts, &found, &seconds);
        bs_cache_keep(&q->question[i], &found, seconds);
        bs_found_tell(&found, q, i);
    }
}

static void
forget_queries(void)
{
    for (unsigned k = 0; k < queries; k++)
        free(query[k].reply);
    queries = most_timeouts = 0;
}

void
bs_dns_answer(struct bs_questions *q, long long until)
{
    bool late = bs_clock_ms() >= until;

    for (unsigned i = 0; !late && i < q->questions; i++) {
        const struct bs_question *question = &q->question[i];
        if (question->known != BS_KNOWN_OPEN || !is_for_dns(question->ask))
            continue;
        open_channel();
        if (!broken)
            send_question(question, i);
    }
    wait_for_all(until);
    tell_all(q);
    put_first_who_answered();
    forget_queries();
}

/* ------------------------------------------------------------------------ */

void
bs_dns_start(const char *given, unsigned deadline)
{
    servers = given;
    deadline_ms = deadline;
    broken = false;
}

void
bs_dns_end(void)
{
    if (channel)
        ares_destroy(channel);
    channel = NULL;
    socket_count = 0;
}
