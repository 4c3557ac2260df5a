/* crypt: checks signatures and pairs of keys, with GnuTLS. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypt.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define SHA256_OCTETS  32
#define ED25519_OCTETS 32
#define MIN_RSA_BITS   1024
#define MAX_RSA_BITS   8192

/* GnuTLS does not change the data, but its pointers are not const. */
static gnutls_datum_t
datum(struct bs_span span)
{
    union {
        const unsigned char *given;
        unsigned char *taken;
    } p = {.given = span.p};

    return (gnutls_datum_t){p.taken, (unsigned)span.n};
}

/* --- RSA ---------------------------------------------------------------- */

/* By RFC 6376 §3.6.1, a key is an RSAPublicKey; in practice, it is a SubjectPublicKeyInfo, and
 * GnuTLS reads only that. This is the head that turns the former into the latter: two lengths to
 * fill in, the algorithm, a bit string. */
static const unsigned char spki_head[] = {
    0x30, 0x82, 0,    0,    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
    0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x82, 0,    0,    0,
};
#define SPKI_OUTER 2  /* where the length of all that follows is */
#define SPKI_INNER 21 /* that of the bit string; after it comes its own first octet */

static void
put_length(unsigned char *at, size_t length)
{
    at[0] = (unsigned char)(length >> 8);
    at[1] = (unsigned char)(length & 255);
}

static int
import_pkcs1(gnutls_pubkey_t key, struct bs_span pkcs1)
{
    unsigned char spki[sizeof spki_head + BS_MAX_KEY_OCTETS];
    size_t n = sizeof spki_head + pkcs1.n;

    if (pkcs1.n == 0 || pkcs1.n > BS_MAX_KEY_OCTETS)
        return GNUTLS_E_ASN1_DER_ERROR;
    memcpy(spki, spki_head, sizeof spki_head);
    put_length(spki + SPKI_OUTER, n - SPKI_OUTER - 2);
    put_length(spki + SPKI_INNER, n - SPKI_INNER - 2);
    memcpy(spki + sizeof spki_head, pkcs1.p, pkcs1.n); /* bounds: n <= BS_MAX_KEY_OCTETS */
    gnutls_datum_t der = datum(bs_span_of(spki, n));
    return gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER);
}

static int
import_rsa(gnutls_pubkey_t key, struct bs_span octets)
{
    gnutls_datum_t der = datum(octets);
    int problem = gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER);

    if (problem != 0 && problem != GNUTLS_E_MEMORY_ERROR)
        problem = import_pkcs1(key, octets);
    return problem;
}

static int
check_rsa(gnutls_pubkey_t key)
{
    unsigned bits = 0;

    if (gnutls_pubkey_get_pk_algorithm(key, &bits) != GNUTLS_PK_RSA || bits < MIN_RSA_BITS ||
        bits > MAX_RSA_BITS)
        return GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
    return 0;
}

static int
verify_rsa(gnutls_pubkey_t key, const struct bs_question *question)
{
    gnutls_datum_t data = datum(question->data);
    gnutls_datum_t signature = datum(question->signature);
    int problem = import_rsa(key, question->name);

    if (problem == 0)
        problem = check_rsa(key);
    if (problem != 0)
        return problem;
    return gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature);
}

/* --- Ed25519 ------------------------------------------------------------ */

static int
import_ed25519(gnutls_pubkey_t key, struct bs_span octets)
{
    gnutls_datum_t point = datum(octets);

    if (octets.n != ED25519_OCTETS)
        return GNUTLS_E_ASN1_DER_ERROR;
    return gnutls_pubkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_ED25519, &point, NULL);
}

static int
verify_ed25519(gnutls_pubkey_t key, const struct bs_question *question)
{
    unsigned char hash[SHA256_OCTETS];
    gnutls_datum_t signature = datum(question->signature);

    int problem = gnutls_hash_fast(GNUTLS_DIG_SHA256, question->data.p, question->data.n, hash);
    if (problem == 0)
        problem = import_ed25519(key, question->name);
    if (problem != 0)
        return problem;
    gnutls_datum_t data = datum(bs_span_of(hash, sizeof hash));
    return gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_EDDSA_ED25519, 0, &data, &signature);
}

/* ------------------------------------------------------------------------ */

/* Faults not of the key or the signature, but of this machine: no memory, or
 * its policy for cryptography (GnuTLS's configuration) does not allow it. */
static bool
is_trouble(int problem)
{
    return problem == GNUTLS_E_MEMORY_ERROR || problem == GNUTLS_E_INTERNAL_ERROR ||
           problem == GNUTLS_E_LIB_IN_ERROR_STATE || problem == GNUTLS_E_INSUFFICIENT_SECURITY ||
           problem == GNUTLS_E_UNIMPLEMENTED_FEATURE;
}

static void
find_signed(const struct bs_question *question, struct bs_found *found)
{
    gnutls_pubkey_t key;

    found->known = BS_KNOWN_UNKNOWN;
    if (gnutls_pubkey_init(&key) != 0)
        return;
    int problem = question->by == BS_SIGNED_BY_RSA_SHA256 ? verify_rsa(key, question)
                                                          : verify_ed25519(key, question);
    gnutls_pubkey_deinit(key);
    if (is_trouble(problem))
        return;
    if (problem >= 0)
        bs_found_text(found, bs_span_text("yes"));
    bs_found_end(found);
}

/* --- pairs ---------------------------------------------------------------- */

struct key_id {
    unsigned char octets[64];
    size_t n;
};

static int
identify(gnutls_pubkey_t key, struct key_id *id_r)
{
    id_r->n = sizeof id_r->octets;
    return gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, id_r->octets, &id_r->n);
}

static int
identify_public(const struct bs_question *question, struct key_id *id_r)
{
    gnutls_pubkey_t key;
    int problem = gnutls_pubkey_init(&key);

    if (problem != 0)
        return problem;
    problem = question->by == BS_SIGNED_BY_RSA_SHA256 ? import_rsa(key, question->name)
                                                      : import_ed25519(key, question->name);
    if (problem == 0)
        problem = identify(key, id_r);
    gnutls_pubkey_deinit(key);
    return problem;
}

/* Identifies a private key by its public half. */
static int
identify_private(gnutls_privkey_t private_key, struct key_id *id_r)
{
    gnutls_pubkey_t key;
    int problem = gnutls_pubkey_init(&key);

    if (problem != 0)
        return problem;
    problem = gnutls_pubkey_import_privkey(key, private_key, 0, 0);
    if (problem == 0)
        problem = identify(key, id_r);
    gnutls_pubkey_deinit(key);
    return problem;
}

static bool
read_private(const struct bs_question *question, struct key_id *id_r)
{
    gnutls_datum_t pem = datum(question->data);
    gnutls_privkey_t key;

    if (gnutls_privkey_init(&key) != 0)
        return false;
    int problem = gnutls_privkey_import_x509_raw(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (problem == 0)
        problem = identify_private(key, id_r);
    gnutls_privkey_deinit(key);
    return problem == 0;
}

static void
find_pair(const struct bs_question *question, struct bs_found *found)
{
    struct key_id mine, given;

    found->known = BS_KNOWN_UNKNOWN;
    if (!read_private(question, &mine))
        return;
    int problem = identify_public(question, &given);
    if (is_trouble(problem))
        return;
    if (problem == 0 && mine.n == given.n && memcmp(mine.octets, given.octets, mine.n) == 0)
        bs_found_text(found, bs_span_text("yes"));
    bs_found_end(found);
}

/* ------------------------------------------------------------------------ */

void
bs_crypt_find(const struct bs_question *question, struct bs_found *found_r)
{
    bs_found_start(found_r);
    (question->ask == BS_ASK_PAIR ? find_pair : find_signed)(question, found_r);
}
