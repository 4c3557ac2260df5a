/* reply: turns a name server's reply into an answer. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reply.h"

/* c-ares 1.34 calls functions deprecated for which Debian 12's 1.18 has no others. */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>

enum bs_known
bs_reply_known(int status)
{
    switch (status) {
    case ARES_SUCCESS:
        return BS_KNOWN_SOME;
    case ARES_ENODATA:
    case ARES_ENOTFOUND:
        return BS_KNOWN_NONE;
    default:
        return BS_KNOWN_UNKNOWN;
    }
}

/* --- one reader for each type ------------------------------------------- */

/* One more than is kept, so that too many are noticed. */
#define MAX_ADDRESSES (BS_FOUND_ITEMS + 1)

static int
read_a(struct bs_span reply, struct bs_found *found)
{
    struct ares_addrttl address[MAX_ADDRESSES];
    int count = MAX_ADDRESSES;
    int status = ares_parse_a_reply(reply.p, (int)reply.n, NULL, address, &count);

    for (int i = 0; status == ARES_SUCCESS && i < count; i++) {
        struct bs_ip ip = {.octet = {[10] = 0xff, [11] = 0xff}};
        memcpy(ip.octet + 12, &address[i].ipaddr, 4); /* bounds: i < count */
        bs_found_ip(found, &ip);
    }
    return status;
}

static int
read_aaaa(struct bs_span reply, struct bs_found *found)
{
    struct ares_addr6ttl address[MAX_ADDRESSES];
    int count = MAX_ADDRESSES;
    int status = ares_parse_aaaa_reply(reply.p, (int)reply.n, NULL, address, &count);

    for (int i = 0; status == ARES_SUCCESS && i < count; i++) {
        struct bs_ip ip;
        memcpy(ip.octet, &address[i].ip6addr, sizeof ip.octet); /* bounds: i < count */
        bs_found_ip(found, &ip);
    }
    return status;
}

/* c-ares returns all names as aliases. */
static int
read_ptr(struct bs_span reply, struct bs_found *found)
{
    struct hostent *host = NULL;
    int status = ares_parse_ptr_reply(reply.p, (int)reply.n, NULL, 0, AF_INET, &host);

    for (char **name = host ? host->h_aliases : NULL; name && *name; name++)
        bs_found_text(found, bs_span_text(*name));
    if (host)
        ares_free_hostent(host);
    return status;
}

/* The next host by preference value, lowest first; of equals, the first in the list. */
static const struct ares_mx_reply *
next_best(const struct ares_mx_reply *list, const struct ares_mx_reply *last)
{
    const struct ares_mx_reply *best = NULL;
    bool behind = last == NULL; /* after the last one in the list */

    for (const struct ares_mx_reply *mx = list; mx; mx = mx->next) {
        bool left = last == NULL || mx->priority > last->priority ||
                    (behind && mx->priority == last->priority);
        behind = behind || mx == last;
        if (left && (best == NULL || mx->priority < best->priority))
            best = mx;
    }
    return best;
}

/* RFC 7505: the name "." says that there is no mail server. */
static int
read_mx(struct bs_span reply, struct bs_found *found)
{
    struct ares_mx_reply *list = NULL;
    const struct ares_mx_reply *mx = NULL;
    int status = ares_parse_mx_reply(reply.p, (int)reply.n, &list);

    while (!found->over && (mx = next_best(list, mx)) != NULL)
        if (mx->host[0] != '\0' && strcmp(mx->host, ".") != 0)
            bs_found_text(found, bs_span_text(mx->host));
    if (list)
        ares_free_data(list);
    return status;
}

static int
read_txt(struct bs_span reply, struct bs_found *found)
{
    struct ares_txt_ext *list = NULL;
    int status = ares_parse_txt_reply_ext(reply.p, (int)reply.n, &list);

    for (const struct ares_txt_ext *txt = list; txt; txt = txt->next)
        (txt->record_start ? bs_found_text : bs_found_more_text)(found,
                                                                 bs_span_of(txt->txt, txt->length));
    if (list)
        ares_free_data(list);
    return status;
}

bool
bs_reply_read(struct bs_span reply, int type, struct bs_found *found)
{
    int status = ARES_EBADRESP;

    switch (type) {
    case ns_t_a:
        status = read_a(reply, found);
        break;
    case ns_t_aaaa:
        status = read_aaaa(reply, found);
        break;
    case ns_t_ptr:
        status = read_ptr(reply, found);
        break;
    case ns_t_mx:
        status = read_mx(reply, found);
        break;
    case ns_t_txt:
        status = read_txt(reply, found);
        break;
    }
    /* ENODATA: there are only aliases. */
    return status == ARES_SUCCESS || status == ARES_ENODATA;
}

/* --- time to live ------------------------------------------------------- */

/* The format of RFC 1035 §4.1, read here because c-ares 1.18 only gives the times of addresses. */
#define DNS_HEAD      12
#define QUESTION_TAIL 4  /* type, class */
#define RECORD_TAIL   10 /* type, class, time, length */

static unsigned
number_at(struct bs_span s, size_t at, size_t octets)
{
    unsigned number = 0;

    for (size_t i = at; i < at + octets; i++)
        number = number << 8 | (unsigned)(bs_span_at(s, i) & 255);
    return number;
}

/* The offset after the name at the start; a name ends with 0 or with a pointer. */
static struct bs_span
drop_name(struct bs_span rest)
{
    int length;

    while ((length = bs_span_at(rest, 0)) > 0 && length < 0xc0)
        rest = bs_span_drop(rest, (size_t)length + 1);
    return bs_span_drop(rest, length == 0 ? 1 : 2);
}

unsigned
bs_reply_seconds(struct bs_span reply)
{
    unsigned records = number_at(reply, 6, 2) + number_at(reply, 8, 2); /* answer, authority */
    unsigned shortest = 0;
    struct bs_span rest = bs_span_drop(reply, DNS_HEAD);

    for (unsigned i = number_at(reply, 4, 2); i > 0 && rest.n > 0; i--)
        rest = bs_span_drop(drop_name(rest), QUESTION_TAIL);
    for (unsigned i = 0; i < records; i++) {
        rest = drop_name(rest);
        if (rest.n < RECORD_TAIL)
            return 0;
        unsigned seconds = number_at(rest, 4, 4);
        if (i == 0 || seconds < shortest)
            shortest = seconds;
        rest = bs_span_drop(rest, RECORD_TAIL + number_at(rest, 8, 2));
    }
    return shortest;
}
