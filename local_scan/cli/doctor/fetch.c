/* fetch: makes TLS connections to other hosts, with curl(1). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fetch.h"

#include "run.h"

#include <stdio.h>
#include <unistd.h>

#define CURL "/usr/bin/curl"
#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

bool
bs_fetch_can(void)
{
    return access(CURL, X_OK) == 0;
}

/* curl(1), "EXIT CODES". */
static enum bs_fetch
meaning_of(int status)
{
    switch (status) {
    case 0:
        return BS_FETCH_DONE;
    case 7:
        return BS_FETCH_CLOSED;
    case 35: /* the handshake */
    case 64: /* STARTTLS is not offered */
        return BS_FETCH_NO_TLS;
    case 51:
    case 60:
        return BS_FETCH_UNTRUSTED;
    default:
        return BS_FETCH_FAILED;
    }
}

/* curl's message without its prefix: "curl: (60) SSL certificate problem: …". */
static void
explain(struct bs_run *run, char *why_r, size_t size)
{
    const char *said = bs_run_said(run), *words = strstr(said, ") ");

    snprintf(why_r, size, "%s", words ? words + 2 : said);
}

/* --write-out adds the status after the text: a redirect is not a policy. */
enum bs_fetch
bs_fetch_https(const char *url, struct bs_file *text_r, char *why_r, size_t size)
{
    struct bs_run run = {.argv = {CURL, "-qsS", "--proto", "=https", "--max-time",
                                  TEXT(BS_FETCH_SECONDS), "--max-filesize", "65536", "--write-out",
                                  "%{http_code}", url},
                         .seconds = BS_FETCH_SECONDS + 10};

    enum bs_fetch got = meaning_of(bs_run(&run));
    size_t n = strlen(run.out);
    *text_r = (struct bs_file){.text = NULL};
    if (got != BS_FETCH_DONE) {
        explain(&run, why_r, size);
    } else if (n < 3 || strcmp(run.out + n - 3, "200") != 0) {
        got = BS_FETCH_FAILED;
        snprintf(why_r, size, "the server answers with status %s", n < 3 ? "" : run.out + n - 3);
    } else {
        text_r->text = strndup(run.out, n - 3);
        text_r->n = text_r->text ? n - 3 : 0;
    }
    bs_run_free(&run);
    return got;
}

enum bs_fetch
bs_fetch_smtp(const char *scheme, const char *host, unsigned port, const char *address,
              char *why_r, size_t size)
{
    char url[400], resolve[400];
    struct bs_run run = {.argv = {CURL, "-qsS", "--ssl-reqd", "--max-time",
                                  TEXT(BS_FETCH_SECONDS), "--resolve", resolve, "--request",
                                  "NOOP", url},
                         .seconds = BS_FETCH_SECONDS + 10};

    snprintf(url, sizeof url, "%s://%s:%u/", scheme, host, port);
    snprintf(resolve, sizeof resolve, "%s:%u:%s", host, port, address);
    enum bs_fetch got = meaning_of(bs_run(&run));
    explain(&run, why_r, size);
    bs_run_free(&run);
    return got;
}
