/* 32-reply: what replies say, and for how long; broken ones say nothing.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "reply.h"

#include <ares.h>
#include <arpa/nameser.h>

/* RFC 1035 §4.1. Each asks for "m.x"; \xc0\x0c is that name, \xc0\x0e "x". */
#define HEAD(answers, authorities) "\0\7\x81\x80\0\1\0" answers "\0" authorities "\0\0"
#define ASKED(type)                "\1m\1x\0\0" type "\0\1"
#define RECORD(type, seconds, n)   "\xc0\x0c\0" type "\0\1\0\0" seconds "\0" n
#define MINUTE                     "\0\x3c"
#define HOUR                       "\x0e\x10"

#define A    "\1"
#define PTR  "\x0c"
#define MX   "\x0f"
#define TXT  "\x10"
#define AAAA "\x1c"
#define SOA  "\6"

#define TEXT(text) text, sizeof text - 1

static const struct reply {
    const char *name;
    const char *octets;
    size_t n;
    int type;
    const char *want; /* texts, or addresses, with blanks; NULL: cannot be read */
    unsigned seconds;
} reply[] = {
    {"addresses",
     TEXT(HEAD("\2", "\0") ASKED(A)
              RECORD(A, HOUR, "\4") "\xc6\x33\x64\7" RECORD(A, MINUTE, "\4") "\xc6\x33\x64\x08"),
     ns_t_a, "198.51.100.7 198.51.100.8", 60},
    {"an alias and its address",
     TEXT(HEAD("\2", "\0") ASKED(A) RECORD("\5", MINUTE, "\4") "\1a\xc0\x0e"
                                                               "\1a\xc0\x0e\0" A "\0\1\0\0" HOUR
                                                               "\0\4\xc6\x33\x64\7"),
     ns_t_a, "198.51.100.7", 60},
    {"IPv6",
     TEXT(HEAD("\1", "\0") ASKED(AAAA)
              RECORD(AAAA, HOUR, "\x10") "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7"),
     ns_t_aaaa, "2001:db8::7", 3600},
    {"mail servers, the best last",
     TEXT(HEAD("\3", "\0") ASKED(MX) RECORD(MX, HOUR, "\6") "\0\x14\1b\xc0\x0e" RECORD(
         MX, HOUR, "\6") "\0\x14\1c\xc0\x0e" RECORD(MX, HOUR, "\6") "\0\x0a\1a\xc0\x0e"),
     ns_t_mx, "a.x b.x c.x", 3600},
    {"RFC 7505: no mail", TEXT(HEAD("\1", "\0") ASKED(MX) RECORD(MX, HOUR, "\3") "\0\0\0"), ns_t_mx,
     "", 3600},
    {"texts, one in two pieces, one empty",
     TEXT(HEAD("\3", "\0") ASKED(TXT) RECORD(TXT, HOUR, "\6") "\2ab\2cd" RECORD(
         TXT, HOUR, "\1") "\0" RECORD(TXT, HOUR, "\2") "\1e"),
     ns_t_txt, "abcd  e", 3600},
    {"names of an address",
     TEXT(HEAD("\2", "\0") ASKED(PTR)
              RECORD(PTR, HOUR, "\4") "\1a\xc0\x0e" RECORD(PTR, HOUR, "\4") "\1b\xc0\x0e"),
     ns_t_ptr, "a.x b.x", 3600},
    {"aliases only", TEXT(HEAD("\1", "\0") ASKED(A) RECORD("\5", MINUTE, "\4") "\1a\xc0\x0e"),
     ns_t_a, "", 60},
    {"nothing, for a minute (RFC 2308)",
     TEXT(HEAD("\0", "\1") ASKED(A) RECORD(SOA, MINUTE, "\x1c") "\1a\xc0\x0e\1b\xc0\x0e"
                                                                "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"
                                                                "\0\0\0\5"),
     ns_t_a, "", 60},
    {"of no time", TEXT(HEAD("\1", "\0") ASKED(A) RECORD(A, "\0\0", "\4") "\xc6\x33\x64\7"), ns_t_a,
     "198.51.100.7", 0},
    {"a name that points to itself",
     TEXT(HEAD("\1", "\0") ASKED(MX) RECORD(MX, HOUR, "\4") "\0\x14\xc0\x1d"), ns_t_mx, NULL, 3600},
    {"a string longer than its text",
     TEXT(HEAD("\1", "\0") ASKED(TXT) RECORD(TXT, HOUR, "\3") "\x0a"
                                                              "ab"),
     ns_t_txt, NULL, 3600},
    {"more announced than there is",
     TEXT(HEAD("\x32", "\0") ASKED(A) RECORD(A, HOUR, "\4") "\xc6\x33\x64\7"), ns_t_a, NULL, 0},
    {"no type of ours", TEXT(HEAD("\0", "\0") ASKED("\2")), 2, NULL, 0},
    {"nothing at all", "", 0, ns_t_a, NULL, 0},
};

static struct bs_found found;

static void
join(char *buffer, size_t size)
{
    char ip[BS_IP_TEXT];
    size_t n = 0;

    for (unsigned i = 0; i < found.count; i++) {
        struct bs_span text = found.item[i].text;
        bs_ip_text(&found.item[i].ip, ip);
        text = text.p ? text : bs_span_text(ip);
        assert_true(n + text.n + 2 < size);
        if (i > 0)
            buffer[n++] = ' ';
        if (text.n > 0)
            memcpy(buffer + n, text.p, text.n);
        n += text.n;
    }
    buffer[n] = '\0';
}

static void
test_reply(void **state)
{
    const struct reply *row = *state;
    struct bs_guarded octets = bs_guard(bs_span_of(row->octets, row->n), true);
    char got[512];

    bs_found_start(&found);
    assert_int_equal(bs_reply_read(octets.span, row->type, &found), row->want != NULL);
    join(got, sizeof got);
    if (row->want)
        assert_string_equal(got, row->want);
    assert_int_equal(bs_reply_seconds(octets.span), row->seconds);
    bs_guard_free(&octets);
}

static void
read_cut(struct bs_span cut)
{
    static const int type[] = {ns_t_a, ns_t_aaaa, ns_t_ptr, ns_t_mx, ns_t_txt};

    for (size_t i = 0; i < sizeof type / sizeof *type; i++) {
        bs_found_start(&found);
        bs_reply_read(cut, type[i], &found);
    }
    bs_reply_seconds(cut);
}

static void
test_cuts(void **state)
{
    const struct reply *row = *state;

    bs_at_every_cut(bs_span_of(row->octets, row->n), read_cut);
}

static const struct status {
    const char *name;
    int status;
    enum bs_known want;
} status[] = {
    {"success", ARES_SUCCESS, BS_KNOWN_SOME},
    {"no such name", ARES_ENOTFOUND, BS_KNOWN_NONE},
    {"no such type", ARES_ENODATA, BS_KNOWN_NONE},
    {"SERVFAIL", ARES_ESERVFAIL, BS_KNOWN_UNKNOWN},
    {"REFUSED", ARES_EREFUSED, BS_KNOWN_UNKNOWN},
    {"NOTIMP", ARES_ENOTIMP, BS_KNOWN_UNKNOWN},
    {"FORMERR", ARES_EFORMERR, BS_KNOWN_UNKNOWN},
    {"too late", ARES_ETIMEOUT, BS_KNOWN_UNKNOWN},
    {"not in time", ARES_ECANCELLED, BS_KNOWN_UNKNOWN},
    {"nobody there", ARES_ECONNREFUSED, BS_KNOWN_UNKNOWN},
    {"nonsense", ARES_EBADRESP, BS_KNOWN_UNKNOWN},
    {"no memory", ARES_ENOMEM, BS_KNOWN_UNKNOWN},
};

static void
test_status(void **state)
{
    const struct status *row = *state;

    assert_int_equal(bs_reply_known(row->status), row->want);
}

int
main(void)
{
    BS_ROWS(reply, test_reply);
    BS_ROWS(reply, test_cuts);
    BS_ROWS(status, test_status);
    return bs_run("reply");
}
