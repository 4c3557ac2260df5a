/* signing: which DKIM keys Exim signs with. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signing.h"

#include "bounds.h"
#include "program.h"
#include "run.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

bool
bs_signing_read(struct bs_signing *signing_r)
{
    static const char *const transports[] = {"remote_smtp", "remote_smtp_smarthost"};

    for (size_t i = 0; i < sizeof transports / sizeof *transports; i++) {
        const char *transport = transports[i];
        struct bs_signing *to = signing_r;

        bs_exim_transport(transport, "dkim_domain", to->domain, sizeof to->domain);
        bs_exim_transport(transport, "dkim_selector", to->selector, sizeof to->selector);
        bs_exim_transport(transport, "dkim_private_key", to->key, sizeof to->key);
        if (*to->domain && *to->selector && *to->key)
            return true;
    }
    return false;
}

bool
bs_signing_varies(const struct bs_signing *signing)
{
    return strchr(signing->domain, '$') != NULL;
}

/* "$name" or "${name}" at the start of the text: how long that is, or 0. */
static size_t
variable_at(struct bs_span text, const char *name)
{
    size_t brace = bs_span_at(text, 1) == '{', n = 1 + brace + strlen(name);

    if (bs_span_at(text, 0) != '$' || !bs_span_starts(bs_span_drop(text, 1 + brace), name))
        return 0;
    int after = bs_span_at(text, n);
    if (brace)
        return after == '}' ? n + 1 : 0;
    return bs_is_alnum(after) || after == '_' ? 0 : n;
}

/* Exim sets these two while it signs, so for -be they get their values here. */
static bool
fill_in(struct bs_span text, struct bs_span domain, struct bs_span selector, char *filled_r,
        size_t size)
{
    struct bs_text t = bs_text_in(filled_r, size);
    while (text.n > 0) {
        size_t is_domain = variable_at(text, "dkim_domain");
        size_t n = is_domain ? is_domain : variable_at(text, "dkim_selector");

        bs_text_put_span(&t, n == 0 ? bs_span_take(text, 1) : is_domain ? domain : selector);
        text = bs_span_drop(text, n > 0 ? n : 1);
    }
    return !t.cut;
}

static bool
expand(const char *string, struct bs_span from, char *value_r, size_t size)
{
    char address[BS_MAX_HOSTNAME + 16], mail[BS_MAX_HOSTNAME + 32];

    snprintf(address, sizeof address, "postmaster@%.*s", BS_SPAN(from));
    snprintf(mail, sizeof mail, "From: %s\n\n", address);
    struct bs_run run = {.argv = {BS_EXIM, "-f", address, "-bem", "/dev/stdin", string},
                         .input = mail,
                         .seconds = 30};
    bs_run(&run);
    struct bs_span value = bs_span_trim(bs_span_text(run.out));
    bool fine = run.status == 0 && !bs_span_starts(value, "Failed: ") && value.n < size;
    snprintf(value_r, size, "%.*s", fine ? (int)value.n : 0, (const char *)value.p);
    bs_run_free(&run);
    return fine;
}

bool
bs_signing_value(const char *option, struct bs_span from, struct bs_span domain,
                 struct bs_span selector, char *value_r, size_t size)
{
    char filled[8192];

    if (!fill_in(bs_span_text(option), domain, selector, filled, sizeof filled))
        return false;
    if (strchr(filled, '$') || strchr(filled, '\\'))
        return expand(filled, from, value_r, size);
    return (size_t)snprintf(value_r, size, "%s", filled) < size;
}
