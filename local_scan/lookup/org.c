/* org: registrable domains, with libpsl. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "org.h"

#include <libpsl.h>

static psl_ctx_t *list;
static bool tried;

void
bs_org_find(const struct bs_question *question, struct bs_found *found_r)
{
    char name[BS_MAX_HOSTNAME + 1];
    struct bs_ip ip;

    bs_found_start(found_r);
    if (!tried)
        list = psl_latest(NULL);
    tried = true;
    if (list == NULL || question->name.n >= sizeof name) {
        found_r->known = BS_KNOWN_UNKNOWN;
        return;
    }
    memcpy(name, question->name.p, question->name.n); /* bounds: n < sizeof name */
    name[question->name.n] = '\0';
    const char *org = bs_ip_read(question->name, &ip) ? NULL : psl_registrable_domain(list, name);
    if (org)
        bs_found_text(found_r, bs_span_text(org));
    bs_found_end(found_r);
}

void
bs_org_end(void)
{
    psl_free(list);
    list = NULL;
    tried = false;
}
