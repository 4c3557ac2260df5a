/* Tests of local_scan/core: digest.c, sha256.c. The values were computed with another
 * implementation (Python's hmac). */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "digest.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static const struct mac_row {
    const char *name, *key;
    size_t octets; /* of "a" */
    const char *data, *want;
} mac_rows[] = {
    {"nothing", "key", 0, NULL, "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0"},
    {"the length still fits", "key", 55, NULL,
     "5c753ac4cf15a28e7b5a045ba8ce75e02545a313f326021d770912f768fb53ef"},
    {"the length does not", "key", 56, NULL,
     "e9613a403652aa5873dba8b56f223826236e87559a8d8ac63190613796d2319a"},
    {"a block less one", "key", 63, NULL,
     "c5531cccae97b1a3e84ffd19fb9468e928c41d6acb9279cf4bac4aaf314196ae"},
    {"a block", "key", 64, NULL, "77207571ea4243ad8e0f220679a62f9033b6d2f59f8d44517d8e9c4857b96fa0"},
    {"a block and one", "key", 65, NULL,
     "4361807d77bd8d84a0ec7bc26ddb24e62e4ab3c65196d1c63ef12db96ce974d0"},
    {"more", "key", 200, NULL, "c4b4cbc1820e3b38f721e087a109495e5be7e58eba4e608758a62acf7d7e5341"},
    {"RFC 4231 §4.3", "Jefe", 0, "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"RFC 4231 §4.7: a key longer than a block", NULL, 0,
     "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
};

static void
mac_test(void **state)
{
    const struct mac_row *row = *state;
    unsigned char octets[256], mac[BS_SHA256_OCTETS], long_key[131];
    char hex[2 * sizeof mac + 1];
    struct bs_hmac_key key;

    memset(octets, 'a', sizeof octets);
    memset(long_key, 0xaa, sizeof long_key);
    bs_hmac_key(&key, row->key ? bs_span_text(row->key) : bs_span_of(long_key, sizeof long_key));
    bs_hmac(mac, &key, row->data ? bs_span_text(row->data) : bs_span_of(octets, row->octets));
    for (size_t i = 0; i < sizeof mac; i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    assert_string_equal(hex, row->want);
}

#define ANNA_1  "15a8c431cd673965780012bf798e0156"
#define ANY_1   "80cc11c48818da5dae4ce6ed6970b1bb"
#define ANNA_E  "3899889798360e78e5e4ba57d24aa31d"
#define ANNA_NO "745e5f2539cf441aa5861919c1d1ca13"
#define PASSED  "b367cbfe5b596e8cc3b86743a91a38f8"
#define BY_SRS  "7e9983fc9daeb3546dced56fd252fecc"
#define BOB     "d555df4de6fb2ea697f26e0f201944ee"
#define FAR     "81be4c481750abbeb7233f6330bba75b"
#define ACTIVE  "9aafe70acbe79aaed709aa233f17d72a"
#define HOST    "1a3aa4851f9eaae66d575749b675b60f"
#define HOST6   "7fc92a59e50b53b76d5f4cb697f49f21"

static const struct row {
    const char *name;
    enum bs_digest_of of;
    const char *sender, *other, *want; /* "": no digest */
} rows[] = {
    {"a message", BS_DIGEST_SENT, "anna@ours.example", "1@ours.example", ANNA_1},
    {"in another form", BS_DIGEST_SENT, "<Anna+news@OURS.example>", " <1@Ours.Example> (x)", ANNA_1},
    {"folded", BS_DIGEST_SENT, "anna@ours.example", "\n <1@ours\n .example>", ANNA_1},
    {"by BATV", BS_DIGEST_SENT, "prvs=0123abcdef=anna@ours.example", "1@ours.example", ANNA_1},
    {"by the null sender", BS_DIGEST_SENT, "", "1@ours.example", ANY_1},
    {"by the null sender, as Exim logs it", BS_DIGEST_SENT, "<>", "1@ours.example", ANY_1},
    {"an id of Exim", BS_DIGEST_SENT, "anna@ours.example", "<E1rAbCd-0001Ab-2C@mx.ours.example>",
     ANNA_E},
    {"an id of Exim, by its log", BS_DIGEST_SENT, "anna@ours.example", "E1rAbCd-0001Ab-2C", ANNA_E},
    {"no id", BS_DIGEST_SENT, "anna@ours.example", "", ANNA_NO},
    {"a sender without a domain", BS_DIGEST_SENT, "root", "1@ours.example", ""},
    {"passed on", BS_DIGEST_PASSED, "joe@far.example", "1@far.example", PASSED},
    {"a sender who has written another one's address", BS_DIGEST_PASSED,
     "SRS0=HHHH=TT=far.example=joe@ours.example", "1@far.example", BY_SRS},
    {"a recipient's path of SRS", BS_DIGEST_WROTE, "anna@ours.example",
     "SRS0=HHHH=TT=far.example=bob@mid.example", BOB},
    {"a recipient", BS_DIGEST_WROTE, "anna@ours.example", "Bob@far.example", BOB},
    {"no recipient", BS_DIGEST_WROTE, "anna@ours.example", "bob", ""},
    {"the domain of one", BS_DIGEST_DOMAIN, "anna@ours.example", "bob@Far.example", FAR},
    {"a domain", BS_DIGEST_DOMAIN, "anna@ours.example", "far.example.", FAR},
    {"no domain", BS_DIGEST_DOMAIN, "anna@ours.example", "", ""},
    {"a host", BS_DIGEST_HOST, "anna@ours.example", "192.0.2.1", HOST},
    {"another one in its network", BS_DIGEST_HOST, "anna@ours.example", "[192.0.2.255]", HOST},
    {"a host with IPv6", BS_DIGEST_HOST, "anna@ours.example", "2001:db8:66::1", HOST6},
    {"another one", BS_DIGEST_HOST, "anna@ours.example", "2001:0db8:66:ffff::9", HOST6},
    {"a period", BS_DIGEST_ACTIVE, "prvs=0123abcdef=Anna@ours.example", "2049", ACTIVE},
    {"no host", BS_DIGEST_HOST, "anna@ours.example", "mx.far.example", ""},
};

static struct bs_hmac_key key;

static void
digest_test(void **state)
{
    const struct row *row = *state;
    char digest[BS_DIGEST_SIZE];

    bool made = bs_digest(digest, &key, row->of, bs_span_text(row->sender), bs_span_text(row->other));
    assert_string_equal(digest, row->want);
    assert_int_equal(made, row->want[0] != '\0');
}

/* What is remembered is what is asked for. */

static char kept[256];

static void
keep(void *keeper, const char *digest)
{
    (void)keeper;
    strcat(strcat(kept, digest), " ");
}

static void
makers_test(void **state)
{
    struct bs_span anna = bs_span_text("anna@ours.example"), id = bs_span_text("<1@ours.example>");
    struct bs_span none = {NULL, 0};

    (void)state;
    kept[0] = '\0';
    bs_digest_sent(&key, anna, id, keep, NULL);
    assert_string_equal(kept, ANNA_1 " " ANY_1 " ");
    kept[0] = '\0';
    bs_digest_sent(&key, anna, none, keep, NULL);
    assert_string_equal(kept, ANNA_NO " ");
    kept[0] = '\0';
    bs_digest_sent(&key, none, id, keep, NULL);
    assert_string_equal(kept, ANY_1 " ");
    kept[0] = '\0';
    bs_digest_wrote(&key, anna, bs_span_text("bob@far.example"), keep, NULL);
    assert_string_equal(kept, BOB " " FAR " ");
    kept[0] = '\0';
    bs_digest_active(&key, anna, 1770336000, keep, NULL);
    bs_digest_active(&key, anna, 1771199999, keep, NULL);
    bs_digest_active(&key, bs_span_text("<>"), 1770336000, keep, NULL);
    assert_string_equal(kept, ACTIVE " " ACTIVE " ");
    kept[0] = '\0';
    bs_digest_passed_on(&key, bs_span_text("joe@far.example"), bs_span_text("1@far.example"), keep,
                        NULL);
    assert_memory_equal(kept, PASSED " ", sizeof PASSED);
    assert_int_equal(strlen(kept), 2 * BS_DIGEST_SIZE);
    kept[0] = '\0';
    bs_digest_passed_on(&key, anna, none, keep, NULL);
    assert_string_equal(kept, "");
}

/* As openssl has it: 'backstop memory 1\ntext\nhere' under that key. */
static void
text_test(void **state)
{
    char digest[BS_DIGEST_SIZE];

    (void)state;
    bs_digest_text(digest, &key, bs_span_text("here"));
    assert_string_equal(digest, "4471c51202aee064f78ace35575887f3");
    bs_digest_mark(digest, &key, "here");
    assert_string_equal(digest, "0350eca6f43120ac63e74d75e818468d");
}

/* One that is too long has no digest, nor that of another. */
static void
long_test(void **state)
{
    static char text[4096];
    char digest[BS_DIGEST_SIZE];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    assert_false(bs_digest(digest, &key, BS_DIGEST_SENT, bs_span_text("anna@ours.example"),
                           bs_span_text(text)));
    text[10] = '@';
    assert_false(bs_digest(digest, &key, BS_DIGEST_WROTE, bs_span_text("anna@ours.example"),
                           bs_span_text(text)));
}

int
main(void)
{
    bs_hmac_key(&key, bs_span_text("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"));
    BS_ROWS(mac_rows, mac_test);
    BS_ROWS(rows, digest_test);
    bs_add_test("what is remembered", makers_test);
    bs_add_test("any text", text_test);
    bs_add_test("too long", long_test);
    return bs_run("digest");
}
