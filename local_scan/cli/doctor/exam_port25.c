/* exam_port25: can other users of this host send mail without Exim? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "paths.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Domains whose mail servers are tried: large ones, to which strangers often connect. */
static const char *const targets[] = {"gmail.com", "debian.org"};
#define TARGETS (sizeof targets / sizeof *targets)

/* A user as which a hacked web page may run, but Exim never does. */
#define OTHER_USER "nobody"

static struct bs_questions questions;

struct families {
    struct bs_ip ip[2]; /* of a mail server, IPv4 and IPv6 */
    bool known[2];
};

static void
take(struct families *families, const struct bs_ip *ip)
{
    bool six = !bs_ip_is4(ip);

    if (!families->known[six])
        families->ip[six] = *ip;
    families->known[six] = true;
}

static void
ask(struct bs_questions *q, void *arg)
{
    struct families *families = arg;

    for (size_t i = 0; i < TARGETS; i++) {
        struct bs_known_as mx = bs_ask_name(q, BS_ASK_MX, bs_span_text(targets[i]));
        if (mx.count == 0)
            continue;
        struct bs_known_as address = bs_ask_name(q, BS_ASK_ADDRESS, mx.item[0].text);
        for (unsigned j = 0; j < address.count; j++)
            take(families, &address.item[j].ip);
    }
}

/* Can a user of this host connect to port 25 of another one? Needs root. */

#define REACH_SECONDS 10 /* for each step */

enum reach { REACH_UNKNOWN, REACH_NO, REACH_YES };

static bool
become(const char *user)
{
    const struct passwd *pw = getpwnam(user);

    return pw && initgroups(user, pw->pw_gid) == 0 && setgid(pw->pw_gid) == 0 &&
           setuid(pw->pw_uid) == 0;
}

static bool
wait_for(int fd, short what)
{
    struct pollfd poll_fd = {.fd = fd, .events = what};

    return poll(&poll_fd, 1, REACH_SECONDS * 1000) > 0;
}

static bool
is_connected(int fd)
{
    int problem = 0;
    socklen_t size = sizeof problem;

    return wait_for(fd, POLLOUT) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 &&
           problem == 0;
}

static bool
connect_to(const struct addrinfo *to)
{
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    char greeting[512];

    if (fd < 0 || (connect(fd, to->ai_addr, to->ai_addrlen) < 0 && errno != EINPROGRESS) ||
        !is_connected(fd))
        return false;
    if (wait_for(fd, POLLIN) && read(fd, greeting, sizeof greeting) > 0)
        (void)!write(fd, "QUIT\r\n", 6);
    return true; /* the child ends, and the socket with it */
}

static enum reach
connect_as(const char *user, const struct bs_ip *ip)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *to;
    char address[BS_IP_TEXT];

    bs_ip_text(ip, address);
    if (getaddrinfo(address, "25", &hints, &to) != 0 || !become(user))
        return REACH_UNKNOWN;
    return connect_to(to) ? REACH_YES : REACH_NO;
}

/* A child becomes that user, waits for the connection and for a greeting, says QUIT, and ends.
 * UNKNOWN: there is no such user, or this process cannot become it. */
static enum reach
reach_as(const char *user, const struct bs_ip *ip)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(connect_as(user, ip));
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
        return REACH_UNKNOWN;
    return WEXITSTATUS(status) <= REACH_YES ? (enum reach)WEXITSTATUS(status) : REACH_UNKNOWN;
}

/* If Exim's own user cannot reach the address, it says nothing about other users. */
static void
try(const struct bs_ip *ip)
{
    char address[BS_IP_TEXT];

    bs_ip_text(ip, address);
    if (reach_as(BS_EXIM_USER, ip) != REACH_YES) {
        bs_health_say(
            BS_NOTE_ADVICE,
            "if Exim delivers mail itself, ask your provider to open port 25; if it sends "
            "through a smarthost, all is well",
            "it is not known whether other users can send mail without Exim: Exim's own "
            "user cannot reach port 25 of %s",
            address);
        return;
    }
    enum reach other = reach_as(OTHER_USER, ip);
    if (other == REACH_YES)
        bs_health_say(
            BS_NOTE_ADVICE,
            "reject such connections in the firewall, so that a hacked web site cannot send "
            "spam that is not in Exim's log: 'sudo nft add rule inet filter output tcp dport 25 meta "
            "skuid != { root, " BS_EXIM_USER " } reject', if your table and chain have "
            "these names",
            "any user of this host can send mail without Exim: " OTHER_USER
            " reaches port 25 of %s",
            address);
    else if (other == REACH_NO)
        bs_health_say(BS_NOTE_OK, "", "only Exim reaches port 25 of %s, other users do not",
                      address);
}

/* Only IPv6 is checked: behind NAT, our IPv4 address may not be known, but we have one. */
static bool
has_six(const struct bs_patient *patient)
{
    for (unsigned i = 0; i < patient->addresses; i++)
        if (!bs_ip_is4(&patient->address[i]))
            return true;
    return false;
}

void
bs_exam_port25(struct bs_patient *patient)
{
    struct families families = {0};

    if (geteuid() != 0) {
        bs_health_say(BS_NOTE_ADVICE, "run this as root",
                      "it is not known whether other users can send mail without Exim");
        return;
    }
    bs_patient_ask(patient, &questions, false, ask, &families);
    if (families.known[0])
        try(&families.ip[0]);
    if (families.known[1] && has_six(patient))
        try(&families.ip[1]);
    if (!families.known[0] && !families.known[1])
        bs_health_say(
            BS_NOTE_ADVICE, "try again later",
            "it is not known whether other users can send mail without Exim: the DNS does "
            "not answer for the mail servers of %s and %s",
            targets[0], targets[1]);
}
