/* exam_dkim: is the key with which Exim signs the one in the DNS? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "decode.h"
#include "dkimkey.h"
#include "host.h"
#include "paths.h"
#include "program.h"
#include "run.h"
#include "taglist.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SELECTORS 4 /* of one domain; a second one is for Ed25519 */
#define LIST_SIZE 512

static struct bs_questions questions;
static const struct bs_span none;

/* Which keys Exim signs with: the options of Debian's transports for outgoing mail. Each may be an
 * expansion, typically of the sender: Exim is asked for its value for mail of postmaster in a
 * domain, where From and the reverse-path are the same. How other mail would be signed is not
 * known. */

struct signing {
    char domain[1024], selector[1024], key[4096]; /* as the transport has them */
};

/* False: Exim does not sign. */
static bool
read_signing(struct signing *signing_r)
{
    static const char *const transports[] = {"remote_smtp", "remote_smtp_smarthost"};

    for (size_t i = 0; i < sizeof transports / sizeof *transports; i++) {
        const char *transport = transports[i];
        struct signing *to = signing_r;

        bs_exim_transport(transport, "dkim_domain", to->domain, sizeof to->domain);
        bs_exim_transport(transport, "dkim_selector", to->selector, sizeof to->selector);
        bs_exim_transport(transport, "dkim_private_key", to->key, sizeof to->key);
        if (*to->domain && *to->selector && *to->key)
            return true;
    }
    return false;
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

/* One of the three for mail of `from`: the signing domains; the selectors of one of these; the file
 * of the private key under one of these, or its text, "" or "0" without a key. Domains and
 * selectors are lists separated by colons. What is not known yet is absent. False: Exim could not
 * expand it, or it is too long. */
static bool
find_value(const char *option, struct bs_span from, struct bs_span domain, struct bs_span selector,
           char *value_r, size_t size)
{
    char filled[8192];

    if (!fill_in(bs_span_text(option), domain, selector, filled, sizeof filled))
        return false;
    if (strchr(filled, '$') || strchr(filled, '\\'))
        return expand(filled, from, value_r, size);
    return (size_t)snprintf(value_r, size, "%s", filled) < size;
}

/* A key with which Exim signs, and what the DNS says about it. */
struct signer {
    struct bs_span from, domain, selector;
    char key[8192]; /* its file, or its text */
    struct bs_file file;
    struct bs_span pem;

    struct bs_known_as records;
    struct bs_span record; /* absent: the DNS does not have it */
    enum bs_known pair;
    unsigned char public_key[BS_MAX_KEY_OCTETS];
};

static void
ask(struct bs_questions *q, void *arg)
{
    struct signer *signer = arg;

    signer->records = bs_dkimkey_ask(q, signer->selector, signer->domain);
    signer->record = bs_dkimkey_of(signer->records);
    if (signer->record.p == NULL)
        return;
    struct bs_span type = bs_taglist_get(signer->record, "k");
    struct bs_span key = bs_decode_base64(bs_taglist_get(signer->record, "p"), signer->public_key,
                                          sizeof signer->public_key);
    signer->pair = bs_ask_pair(q, bs_span_is(type, "ed25519") ? BS_SIGNED_BY_ED25519_SHA256
                                                              : BS_SIGNED_BY_RSA_SHA256,
                               key, signer->pem)
                       .known;
}

/* If the option has the key itself, it is not shown, because it is secret. */
static const char *
name_of(const struct signer *signer)
{
    return *signer->key == '/' ? signer->key : "the key in Exim's configuration";
}

#define PUBLISH                                                                                    \
    "publish the public half of Exim's private key there ('openssl pkey -pubout -in FILE' "        \
    "prints it); until then no signature of Exim can be verified"

static void
tell_record(const struct signer *signer)
{
    if (signer->records.known < BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_ADVICE, "try again later",
                      "the DNS does not answer for the DKIM key %.*s._domainkey.%.*s",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain));
    else if (signer->record.p == NULL)
        bs_health_say(BS_NOTE_FAULT, PUBLISH,
                      "Exim signs with DKIM, but there is no key at %.*s._domainkey.%.*s",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain));
    else if (bs_taglist_get(signer->record, "p").n == 0)
        bs_health_say(BS_NOTE_FAULT, "have Exim sign with a new key, under a new selector",
                      "Exim signs with DKIM, but the key at %.*s._domainkey.%.*s is revoked",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain));
    else if (signer->pair == BS_KNOWN_NONE)
        bs_health_say(BS_NOTE_FAULT, PUBLISH,
                      "the DKIM key at %.*s._domainkey.%.*s is not the one with which Exim "
                      "signs, %s",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain), name_of(signer));
    else if (signer->pair != BS_KNOWN_SOME)
        bs_health_say(BS_NOTE_ADVICE,
                      "check that it is a private key in PEM format that has no password",
                      "it is not known whether the DKIM key at %.*s._domainkey.%.*s is the one "
                      "with which Exim signs: %s cannot be read as a key",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain), name_of(signer));
    else
        bs_health_say(BS_NOTE_OK, "",
                      "the DKIM key at %.*s._domainkey.%.*s is the one with which Exim signs",
                      BS_SPAN(signer->selector), BS_SPAN(signer->domain));
}

static void
tell_unsigned(const struct signer *signer)
{
    bs_health_say(BS_NOTE_ADVICE,
                  "see dkim_private_key (DKIM_PRIVATE_KEY) in Exim's configuration: it names no "
                  "key for that domain",
                  "Exim signs with DKIM, but does not sign mail of %.*s", BS_SPAN(signer->from));
}

/* Exim's own rule (src/dkim.c): a text that starts with a slash is a file. */
static bool
read_key(struct signer *signer)
{
    if (*signer->key == '\0' || strcmp(signer->key, "0") == 0 || strcmp(signer->key, "false") == 0) {
        tell_unsigned(signer);
        return false;
    }
    signer->pem = bs_span_text(signer->key);
    if (*signer->key != '/')
        return true;
    int problem = bs_file_read(&signer->file, signer->key);
    signer->pem = bs_file_span(&signer->file);
    if (problem == 0 && signer->file.text)
        return true;
    if (problem == 0)
        bs_health_say(BS_NOTE_FAULT,
                      "put the private key there, or set DKIM_PRIVATE_KEY "
                      "to its path: until then, mail leaves without a signature",
                      "Exim signs mail of %.*s with a key that is missing: %s",
                      BS_SPAN(signer->from), signer->key);
    else
        bs_health_say(BS_NOTE_ADVICE, "run this as root",
                      "it is not known whether the DKIM key of %.*s in the DNS is the one with "
                      "which Exim signs: %s: %s",
                      BS_SPAN(signer->domain), signer->key, strerror(problem));
    return false;
}

static void
tell_unknown(struct bs_span from, const char *what)
{
    char remedy[200];

    snprintf(remedy, sizeof remedy,
             "send yourself a mail, and check that its Authentication-Results field contains "
             "dkim=pass; 'exim4 -bP transport remote_smtp' shows %s",
             what);
    bs_health_say(BS_NOTE_ADVICE, remedy,
                  "it is not known which DKIM key Exim uses to sign mail of %.*s: %s depends on "
                  "more than the sender",
                  BS_SPAN(from), what);
}

static void
look_at_key(struct bs_patient *patient, const struct signing *signing, struct bs_span from,
            struct bs_span domain, struct bs_span selector)
{
    static struct signer signer;

    signer = (struct signer){.from = from, .domain = domain, .selector = selector};
    if (!bs_host_valid(domain))
        tell_unknown(from, "dkim_domain");
    else if (!find_value(signing->key, from, domain, selector, signer.key, sizeof signer.key))
        tell_unknown(from, "dkim_private_key");
    else if (read_key(&signer)) {
        bs_patient_ask(patient, &questions, false, ask, &signer);
        tell_record(&signer);
    }
    bs_file_free(&signer.file);
    explicit_bzero(signer.key, sizeof signer.key);
}

static void
look_at_signer(struct bs_patient *patient, const struct signing *signing, struct bs_span from,
               struct bs_span domain)
{
    char list[LIST_SIZE];
    unsigned n = 0;

    if (!find_value(signing->selector, from, domain, none, list, sizeof list) || *list == '\0') {
        tell_unknown(from, "dkim_selector");
        return;
    }
    for (struct bs_span rest = bs_span_text(list); n < SELECTORS; n++) {
        struct bs_span selector = bs_span_trim(bs_span_word(&rest, ":"));

        if (selector.n == 0)
            return;
        look_at_key(patient, signing, from, domain, selector);
    }
}

static struct {
    struct signing signing;
    char seen[BS_MAX_OWN_DOMAINS * (BS_MAX_HOSTNAME + 3) + 1]; /* domains, " ours.example " */
} exam;

/* Finds the domains that sign mail of this domain; each signing key is examined only once. */
static void
look_at_mail(struct bs_patient *patient, struct bs_span from)
{
    const struct signing *signing = &exam.signing;
    char list[LIST_SIZE], item[BS_MAX_HOSTNAME + 3];

    if (!find_value(signing->domain, from, none, none, list, sizeof list)) {
        tell_unknown(from, "dkim_domain");
        return;
    }
    struct bs_span rest = bs_span_text(list), domain;
    if (rest.n == 0)
        tell_unsigned(&(struct signer){.from = from});
    while ((domain = bs_span_trim(bs_span_word(&rest, ":"))).n > 0) {
        snprintf(item, sizeof item, " %.*s ", BS_SPAN(domain));
        if (bs_span_has(bs_span_text(exam.seen), item))
            continue;
        strncat(exam.seen, item, sizeof exam.seen - strlen(exam.seen) - 1);
        look_at_signer(patient, signing, from, domain);
    }
}

/* If the signing domain is fixed, mail of any one domain shows it. */
void
bs_exam_dkim(struct bs_patient *patient)
{
    if (access(BS_EXIM, X_OK) != 0 || !read_signing(&exam.signing))
        return;
    if (strchr(exam.signing.domain, '$')) {
        bs_patient_each_domain(patient, look_at_mail);
    } else {
        struct bs_span rest = bs_span_text(exam.signing.domain);

        look_at_mail(patient, bs_span_trim(bs_span_word(&rest, ":")));
    }
}
