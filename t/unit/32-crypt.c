/* 32-crypt: signatures and pairs of keys, compared with those of other implementations.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "crypt.h"

#include <stdlib.h>

static struct bs_span
octets(const char *hex, unsigned char *buffer)
{
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        buffer[i] = (unsigned char)strtol(digits, NULL, 16);
    }
    return bs_span_of(buffer, n);
}

static struct bs_found found;

/* --- signatures of "the data", made by OpenSSL -------------------------- */

static const char rsa_spki[] =
    "30819f300d06092a864886f70d010101050003818d0030818902818100e76f520d50e5d49ca7efc08b6a9211"
    "477aa2ed137caecb53f7f59640d9d1f13295c21bbe69c9a54a14e00dab033e37549efdbd91f3aa5e7522f4e1"
    "cf311a882d1a9778eac28ac4b99dd100e4d685fcd9d52b9d4b8f5ca474ebd86050734b3c6e42345b3c33fa27"
    "b00e6f22e80598ac05effee5ef19b20ad2bfc4fb8f9ce8a36d0203010001";

static const char rsa_pkcs1[] =
    "30818902818100e76f520d50e5d49ca7efc08b6a9211477aa2ed137caecb53f7f59640d9d1f13295c21bbe69"
    "c9a54a14e00dab033e37549efdbd91f3aa5e7522f4e1cf311a882d1a9778eac28ac4b99dd100e4d685fcd9d5"
    "2b9d4b8f5ca474ebd86050734b3c6e42345b3c33fa27b00e6f22e80598ac05effee5ef19b20ad2bfc4fb8f9c"
    "e8a36d0203010001";

static const char rsa_signature[] =
    "764c15c429c5f159c171bc5ec9893569fac6225408889fe09e69272d0bb85415562788fc294ab9685a41c908"
    "f982cfae6566397e7d9bc4c627f95b707def40d985ab239f08bf5680ddb0a5921922fbe66bfd3b1692a7f216"
    "c42b01e4f2f854592f0bef953f412d041f16322fe43f9af7b226c99cf22b871f418317cf83e77941";

static const char rsa_sha1_signature[] =
    "b7d0f3dc6cc455aa7911fbf95a04033f2a15a50f8e5274d0fadab7a7674e0bf46ec80109d35531e107ab8f93"
    "57f4858f4557ad40ee061377c778c3c0e29d107d2aaff8069be7e9d07f80fb11504e2ed7b1e4fe9f3ce0dae0"
    "e8d30ad7948f609a265f05ee1bea7771fa1e800483769ed249b9c747f45252245228ec9a43243300";

static const char rsa_2048[] =
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100aaa03cc51b79fbfeca87b0"
    "0d3b55e7ea129756ae5246d7f24362c242edf1a459abcffbe21b59881b972146438efc132954bb75363e3569"
    "7c2668c08ab0708dee694864186e8a06b3b1900439e87f73b1febbb2061367b7ba00be82ce40019adda4e699"
    "200f9d5bae0412ecf7d7d7c4a8d427ac72dc68d45abe88d30807e278ad19f37792b2d295dd66ce04390eeac2"
    "bb1cba66a61ef7f98e1fa67e6a0249fbb733486268f240f995ccc8f538988c84888f6b9abd91b78b8fbc041c"
    "54489749b17743d974939a7695a69e69087af1849b184c5195e82884b5b63e628f80fbf6c0d5b410e2444c75"
    "b77319adc618d108bb1b981f66d96eb111a58deddd941cfc3d0203010001";

static const char rsa_2048_signature[] =
    "47a97f40e9834183f089ddca1b826a910fdfc297ca23143dd281c338302b84bd51f7ddedc318ca31d9abb4a7"
    "0e290ad73659f7a1e8dd44cac49f04c7005ce7653c63882474d98d9617df2e8abc14bbc107c6e29c67d095cc"
    "26a5452a276149b433705da07946742d66e1088ec0be59424fbdccfc1ff8bac5e7ac6751bb26f91f6b6a5a17"
    "0ddd9e34c265b1e693f52d8bf76d1eec1e6f70e924d7fc5945cb4c19f7c7df4fd9b848d7e362ca02be884c58"
    "3965f5c996c7f899d1078746413c688f49cc8fe5bf59bafdea0b361e78f498f5681ce379f1d6536efa9dc448"
    "127fa9ed0362aa4c30042a0d047264749758e09cb386986feff5b89448b6c4d58b7a66c3";

static const char rsa_768[] =
    "307c300d06092a864886f70d0101010500036b003068026100c27f736d1a5e99bcc943adbb48d004abb6e402"
    "095aa66bb6b38fb638db157e4bb133db1ad2bc2b54f1af65c509657327e2da7c2f26fa255f232a0262129645"
    "313b993931f3a245cb33067afd508a2060a43b7f28e928506c362139813bbc2bcd0203010001";

static const char rsa_768_signature[] =
    "a2825cdc1f9d50ef22ce4ba9f4ce1d6a4ffc5034500aa0027a03a0aa12c17ac8919a6185683d2609d44f921c"
    "324627123224fd73738d71f17302839ee2258810ad67c871a7b8b0540b48cc6248aae9210723ad06edaf82ea"
    "1b90174545e73cb1";

static const char not_rsa[] =
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004d903462f9932e2879ed805636b5adef7d3"
    "723545ef9995926bb9c58d6eef4dc2dc0714ad25e1719e8340f0b7d95bc99ac2fa53d63d480cdd3f95892f09"
    "67e8d7";

static const char ed_pure_key[] =
    "6d0540b17b12cc34237256fb3c9d67d885f99dbc68525b07b3c2efec80016da7";

static const char ed_pure_signature[] =
    "3c9e509e5130f6ab5ac6583dada7f410445cfe89f2fd4bcde022eecebd876e6d0cd225ddf8e7471131f7fc1a"
    "d4666678baa6d607f855ac0ca5a8dd038386b406";

static const char ed_signature[] =
    "fe0a6cb78ac6199da917838fb94c2827887fe76c9bafef2cca25813bef8ae00583e5ef416294d140aaf7f7d7"
    "f1481f10e7f70c8d8331f9a37545d8c174f5900e";

/* RFC 8463 appendix A. */
static const char rfc_key[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
static const char rfc_signature[] =
    "fe00ab8a7a5c40ea087ee1cd4086eae29821f64c882b701051db7d39da907a14b084422e8380f5d41bac15ad"
    "db4f7158e4eb14ed96e72842eaf9e5dda754350f";
static const char rfc_data[] =
    "from:Joe SixPack <joe@football.example.com>\r\n"
    "to:Suzie Q <suzie@shopping.example.net>\r\n"
    "subject:Is dinner ready?\r\n"
    "date:Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "message-id:<20030712040037.46341.5F8J@football.example.com>\r\n"
    "dkim-signature:v=1; a=ed25519-sha256; c=relaxed/relaxed; d=football.example.com; "
    "i=@football.example.com; q=dns/txt; s=brisbane; t=1528637909; h=from : to : subject : "
    "date : message-id : from : subject : date; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; "
    "b=";

#define RSA BS_SIGNED_BY_RSA_SHA256
#define ED  BS_SIGNED_BY_ED25519_SHA256

static const struct signature {
    const char *name;
    enum bs_signed_by by;
    const char *key;       /* hex */
    const char *signature; /* hex */
    const char *data;
    enum bs_known want;
} signature[] = {
    {"RSA, SubjectPublicKeyInfo", RSA, rsa_spki, rsa_signature, "the data", BS_KNOWN_SOME},
    {"RSA, PKCS #1", RSA, rsa_pkcs1, rsa_signature, "the data", BS_KNOWN_SOME},
    {"RSA, 2048 bits", RSA, rsa_2048, rsa_2048_signature, "the data", BS_KNOWN_SOME},
    {"RSA, other data", RSA, rsa_spki, rsa_signature, "The data", BS_KNOWN_NONE},
    {"RSA, no data", RSA, rsa_spki, rsa_signature, "", BS_KNOWN_NONE},
    {"RSA, another's signature", RSA, rsa_spki, rsa_2048_signature, "the data", BS_KNOWN_NONE},
    {"RSA, no signature", RSA, rsa_spki, "", "the data", BS_KNOWN_NONE},
    {"RSA, SHA-1", RSA, rsa_spki, rsa_sha1_signature, "the data", BS_KNOWN_NONE},
    {"RSA, 768 bits", RSA, rsa_768, rsa_768_signature, "the data", BS_KNOWN_NONE},
    {"RSA, a key of another kind", RSA, not_rsa, rsa_signature, "the data", BS_KNOWN_NONE},
    {"RSA, no key", RSA, "", rsa_signature, "the data", BS_KNOWN_NONE},
    {"RSA, an Ed25519 key", RSA, ed_pure_key, ed_signature, "the data", BS_KNOWN_NONE},
    {"Ed25519 over the hash", ED, ed_pure_key, ed_signature, "the data", BS_KNOWN_SOME},
    {"Ed25519 of RFC 8463", ED, rfc_key, rfc_signature, rfc_data, BS_KNOWN_SOME},
    {"Ed25519 over the data itself", ED, ed_pure_key, ed_pure_signature, "the data", BS_KNOWN_NONE},
    {"Ed25519, other data", ED, ed_pure_key, ed_signature, "the dat", BS_KNOWN_NONE},
    {"Ed25519, another key", ED, rfc_key, ed_signature, "the data", BS_KNOWN_NONE},
    {"Ed25519, no signature", ED, ed_pure_key, "", "the data", BS_KNOWN_NONE},
    {"Ed25519, an RSA key", ED, rsa_spki, rsa_signature, "the data", BS_KNOWN_NONE},
};

static enum bs_known
verify(enum bs_signed_by by, struct bs_span key, struct bs_span mark, const char *data)
{
    struct bs_question question = {
        .ask = BS_ASK_SIGNED, .by = by, .name = key, .signature = mark, .data = bs_span_text(data)};

    bs_crypt_find(&question, &found);
    return found.known;
}

static void
test_signature(void **state)
{
    const struct signature *row = *state;
    unsigned char key[512], mark[512];

    assert_int_equal(
        verify(row->by, octets(row->key, key), octets(row->signature, mark), row->data), row->want);
}

/* Every bit counts. */
static void
test_flips(void **state)
{
    unsigned char key[512], mark[512];
    struct bs_span k = octets(ed_pure_key, key), s = octets(ed_signature, mark);

    (void)state;
    for (size_t bit = 0; bit < 8 * s.n; bit++) {
        unsigned char mask = (unsigned char)(1u << bit % 8);
        mark[bit / 8] ^= mask;
        assert_int_equal(verify(ED, k, s, "the data"), BS_KNOWN_NONE);
        mark[bit / 8] ^= mask;
    }
}

static void
cut_key(struct bs_span cut)
{
    unsigned char mark[512];
    struct bs_span s = octets(rsa_signature, mark);

    assert_int_equal(verify(RSA, cut, s, "the data"),
                     2 * cut.n == strlen(rsa_spki) ? BS_KNOWN_SOME : BS_KNOWN_NONE);
    assert_int_equal(verify(ED, cut, s, "the data"), BS_KNOWN_NONE);
}

static void
cut_signature(struct bs_span cut)
{
    unsigned char key[512];
    bool whole = 2 * cut.n == strlen(rsa_signature);

    assert_int_equal(verify(RSA, octets(rsa_spki, key), cut, "the data"),
                     whole ? BS_KNOWN_SOME : BS_KNOWN_NONE);
    assert_int_equal(verify(ED, octets(ed_pure_key, key), cut, "the data"), BS_KNOWN_NONE);
}

static void
test_cuts(void **state)
{
    unsigned char buffer[512];

    (void)state;
    bs_at_every_cut(octets(rsa_spki, buffer), cut_key);
    bs_at_every_cut(octets(rsa_signature, buffer), cut_signature);
}

static void
test_long_key(void **state)
{
    static unsigned char key[4096] = {0x30, 0x82, 0x0f, 0xfc};
    unsigned char mark[512];

    (void)state;
    assert_int_equal(
        verify(RSA, bs_span_of(key, sizeof key), octets(rsa_signature, mark), "the data"),
        BS_KNOWN_NONE);
}

/* --- pairs of keys: OpenSSL's, and the one of RFC 8463 section A.2 -------- */

static const char rsa_private[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXAIBAAKBgQCh/efs8mSrljqC+79K7DG8n9p9SxUph3aGtmZRcOX93gif8V24\n"
    "L3dGMLxoTaH6Sv1CezEhTcHM8sXCzbYwnHtTxKaS7jW0ftaCxbo+wqCQrVgy17mL\n"
    "Jv9LCk5FfgHiiwpDXI7G88tDQauUzfL24J7GgO41nSadnJPLPyRqwtKjbwIDAQAB\n"
    "AoGAWLlPqRjOCKj8nTcze97IEw7exZc1HQzj3z7R5bNXVOeig6/YbAQbaOdSmjJD\n"
    "EGq4Mgx1SU9kYVNq+5peOlvKs6Svn9/43fE62wVX0Xsv983jtXnqnBkxJ1PNHck6\n"
    "uncJMwLQ7e/Ksn+41I+brDaW9qh0LNqiFeHl49tkWnKHvyECQQDRF5862a4tCQZ3\n"
    "8saZYSAeW8WbP5g7tM2rYCDWb9LHd9mrho/bGo6SsRZ95j5wfmuFykU6/3aO9UO9\n"
    "ms4K9x8RAkEAxlVCBrKdJQBetkxqpzrW89IL2HNfiExY8s6qdgdToDM1aEl5VvKE\n"
    "WsxVaklM2emsWmjftdp+vXyY8Qd8BOqafwJAVaXEbpnOE9p3kNicayVyv5y94+r3\n"
    "07Uq7gERUmU5xMUeH3meIZTOQ95QJUAT4YaXSpVhKFqOWN60Yc0wiyNQ0QJAdNal\n"
    "Huz6RmIBacN60SmIl/qVn93X2aOggunc4ctPKIECZX1jTiVwc00MxKCJ9ZYDQv+l\n"
    "Sqx9HYPZVaTjGsJaYQJBALrA7ZFwj+0t4z1damFov0lgPEPkX45pXAAlE7IpKjXn\n"
    "TRa7Ep57d+CRxNwxzhsiJjS7Jq8LcEUd0aen6KBRaxE=\n"
    "-----END RSA PRIVATE KEY-----\n";

static const char rsa_public[] =
    "30819f300d06092a864886f70d010101050003818d0030818902818100a1fde7ecf264ab963a82fbbf4aec31"
    "bc9fda7d4b1529877686b6665170e5fdde089ff15db82f774630bc684da1fa4afd427b31214dc1ccf2c5c2cd"
    "b6309c7b53c4a692ee35b47ed682c5ba3ec2a090ad5832d7b98b26ff4b0a4e457e01e28b0a435c8ec6f3cb43"
    "41ab94cdf2f6e09ec680ee359d269d9c93cb3f246ac2d2a36f0203010001";

static const char rsa_public_pkcs1[] =
    "30818902818100a1fde7ecf264ab963a82fbbf4aec31bc9fda7d4b1529877686b6665170e5fdde089ff15db8"
    "2f774630bc684da1fa4afd427b31214dc1ccf2c5c2cdb6309c7b53c4a692ee35b47ed682c5ba3ec2a090ad58"
    "32d7b98b26ff4b0a4e457e01e28b0a435c8ec6f3cb4341ab94cdf2f6e09ec680ee359d269d9c93cb3f246ac2"
    "d2a36f0203010001";

static const char rfc_private[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

static const struct pair {
    const char *name;
    enum bs_signed_by by;
    const char *key;         /* hex */
    const char *private_key; /* PEM */
    enum bs_known want;
} pair[] = {
    {"RSA, SubjectPublicKeyInfo", RSA, rsa_public, rsa_private, BS_KNOWN_SOME},
    {"RSA, PKCS #1", RSA, rsa_public_pkcs1, rsa_private, BS_KNOWN_SOME},
    {"Ed25519", ED, rfc_key, rfc_private, BS_KNOWN_SOME},
    {"another RSA key", RSA, rsa_spki, rsa_private, BS_KNOWN_NONE},
    {"another Ed25519 key", ED, ed_pure_key, rfc_private, BS_KNOWN_NONE},
    {"keys of two kinds", RSA, rsa_public, rfc_private, BS_KNOWN_NONE},
    {"an RSA key that is called Ed25519", ED, rsa_public, rsa_private, BS_KNOWN_NONE},
    {"no public key", RSA, "", rsa_private, BS_KNOWN_NONE},
    {"no private key", RSA, rsa_public, "", BS_KNOWN_UNKNOWN},
    {"a private key that is none", RSA, rsa_public, "-----BEGIN PRIVATE KEY-----\nAAAA\n",
     BS_KNOWN_UNKNOWN},
};

static void
test_pair(void **state)
{
    const struct pair *row = *state;
    unsigned char key[512];
    struct bs_question question = {.ask = BS_ASK_PAIR,
                                   .by = row->by,
                                   .name = octets(row->key, key),
                                   .data = bs_span_text(row->private_key)};

    bs_crypt_find(&question, &found);
    assert_int_equal(found.known, row->want);
}

int
main(void)
{
    BS_ROWS(signature, test_signature);
    BS_ROWS(pair, test_pair);
    bs_add_test("every bit of a signature", test_flips);
    bs_add_test("every truncation of a key and a signature", test_cuts);
    bs_add_test("a key longer than any", test_long_key);
    return bs_run("crypt");
}
