/* digest: what the memory of sent mail keeps. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "digest.h"

#include "address.h"
#include "eximid.h"
#include "sink.h"
#include "text.h"

/* An address, a Message-ID (a line of 998 octets, RFC 5322 §2.1.1), and the words. */
#define MAX_TEXT 2048

/* Raised whenever a kind of digest is added whose absence proves something. */
#define KINDS "2"

/* The number of a period. */
#define MAX_NUMBER 24

#define DIGEST_OCTETS ((BS_DIGEST_SIZE - 1) / 2)

static void
put_lower(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!bs_is_white(bs_span_at(text, i)))
            sink_put(out, bs_lower((unsigned char)bs_span_at(text, i)));
}

static struct bs_span
inside_angles(struct bs_span id)
{
    size_t open = bs_span_find(id, '<') + 1;

    if (open <= id.n)
        id = bs_span_drop(id, open);
    return bs_span_trim(bs_span_take(id, bs_span_find(id, '>')));
}

bool
bs_digest_names(struct bs_span id)
{
    return inside_angles(id).n > 0;
}

static void
put_id(struct sink *out, struct bs_span id)
{
    id = inside_angles(id);
    size_t at = bs_span_find(id, '@');
    bool exim = bs_span_at(id, 0) == 'E' && bs_is_exim_id(bs_span_drop(bs_span_take(id, at), 1));
    put_lower(out, exim ? bs_span_take(id, at) : id);
}

/* False: there is an address, and it does not have a domain. */
static bool
put_address(struct sink *out, struct bs_span address, bs_address_form *form)
{
    struct bs_address octets;
    struct bs_span text = form(bs_span_strip(address, "<> \t\r\n"), &octets);

    put_lower(out, text);
    return text.n > 0;
}

static bool
put_domain(struct sink *out, struct bs_span text)
{
    struct bs_address plain;
    struct bs_span domain;

    text = bs_span_strip(text, "<> \t\r\n");
    domain = bs_span_find(text, '@') < text.n ? bs_address_plain(text, &plain) : text;
    domain = bs_span_strip(bs_address_domain(domain), ".");
    put_lower(out, domain);
    return domain.n > 0;
}

/* Large sites send bounces from a different host than the one that accepted the mail. */
static bool
put_network(struct sink *out, struct bs_span host)
{
    static const char digits[] = "0123456789abcdef";
    struct bs_ip ip;

    if (!bs_ip_read(host, &ip))
        return false;
    for (size_t i = 0; i < (bs_ip_is4(&ip) ? 15 : 6); i++) { /* bounds: 16 octets */
        sink_put(out, digits[ip.octet[i] >> 4]);
        sink_put(out, digits[ip.octet[i] & 15]);
    }
    return true;
}

static bool
put_other(struct sink *out, enum bs_digest_of of, struct bs_span other)
{
    if (of == BS_DIGEST_WROTE)
        return put_address(out, other, bs_address_plain);
    if (of == BS_DIGEST_DOMAIN)
        return put_domain(out, other);
    if (of == BS_DIGEST_HOST)
        return put_network(out, other);
    put_id(out, other); /* or a number, which is already in its only form */
    return true;
}

static void
make(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, const struct sink *text)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char mac[BS_SHA256_OCTETS];

    bs_hmac(mac, key, sink_span(text));
    for (size_t i = 0; i < DIGEST_OCTETS; i++) {
        digest_r[2 * i] = digits[mac[i] >> 4];
        digest_r[2 * i + 1] = digits[mac[i] & 15];
    }
    digest_r[2 * DIGEST_OCTETS] = '\0';
}

/* Each value ends in a line feed, and contains no other: no two facts have the same text. */
bool
bs_digest(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, enum bs_digest_of of,
          struct bs_span sender, struct bs_span other)
{
    static const char *const heads[BS_DIGESTS] = {
        [BS_DIGEST_SENT] = "backstop memory 1\nsent\n",
        [BS_DIGEST_PASSED] = "backstop memory 1\npassed\n",
        [BS_DIGEST_WROTE] = "backstop memory 1\nwrote\n",
        [BS_DIGEST_DOMAIN] = "backstop memory 1\ndomain\n",
        [BS_DIGEST_HOST] = "backstop memory 1\nhost\n",
        [BS_DIGEST_ACTIVE] = "backstop memory 1\nactive\n",
    };
    unsigned char text[MAX_TEXT];
    struct sink out = {text, sizeof text, 0};

    digest_r[0] = '\0';
    sink_text(&out, heads[of]);
    if (bs_span_strip(sender, "<> ").n > 0 && !put_address(&out, sender, bs_address_bare))
        return false;
    sink_put(&out, '\n');
    if (!put_other(&out, of, other))
        return false;
    sink_put(&out, '\n');
    if (sink_full(&out))
        return false;
    make(digest_r, key, &out);
    return true;
}

static void
keep_one(const struct bs_hmac_key *key, enum bs_digest_of of, struct bs_span sender,
         struct bs_span other, bs_digest_keep *keep, void *keeper)
{
    char digest[BS_DIGEST_SIZE];

    if (bs_digest(digest, key, of, sender, other))
        keep(keeper, digest);
}

bool
bs_digest_period(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key,
                 struct bs_span sender, long long period)
{
    char number[MAX_NUMBER];
    struct bs_text t = bs_text_in(number, sizeof number);

    bs_text_number(&t, (unsigned long long)period);
    return bs_digest(digest_r, key, BS_DIGEST_ACTIVE, sender, bs_span_text(number));
}

void
bs_digest_active(const struct bs_hmac_key *key, struct bs_span sender, long long at,
                 bs_digest_keep *keep, void *keeper)
{
    char digest[BS_DIGEST_SIZE];

    if (bs_span_strip(sender, "<> ").n > 0 &&
        bs_digest_period(digest, key, sender, at / BS_DIGEST_PERIOD))
        keep(keeper, digest);
}

void
bs_digest_sent(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span id,
               bs_digest_keep *keep, void *keeper)
{
    keep_one(key, BS_DIGEST_SENT, sender, id, keep, keeper);
    if (bs_digest_names(id) && bs_span_strip(sender, "<> ").n > 0)
        keep_one(key, BS_DIGEST_SENT, bs_span_of(NULL, 0), id, keep, keeper);
}

void
bs_digest_wrote(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span recipient,
                bs_digest_keep *keep, void *keeper)
{
    keep_one(key, BS_DIGEST_WROTE, sender, recipient, keep, keeper);
    keep_one(key, BS_DIGEST_DOMAIN, sender, recipient, keep, keeper);
}

void
bs_digest_delivered(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span host,
                    bs_digest_keep *keep, void *keeper)
{
    keep_one(key, BS_DIGEST_HOST, sender, host, keep, keeper);
}

void
bs_digest_passed_on(const struct bs_hmac_key *key, struct bs_span sender, struct bs_span id,
                    bs_digest_keep *keep, void *keeper)
{
    if (!bs_digest_names(id))
        return;
    keep_one(key, BS_DIGEST_PASSED, sender, id, keep, keeper);
    keep_one(key, BS_DIGEST_SENT, bs_span_of(NULL, 0), id, keep, keeper);
}

void
bs_digest_text(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, struct bs_span text)
{
    unsigned char buffer[MAX_TEXT];
    struct sink out = {buffer, sizeof buffer, 0};

    sink_text(&out, "backstop memory 1\ntext\n");
    sink_copy(&out, bs_span_take(text, 1000));
    make(digest_r, key, &out);
}

void
bs_digest_mark(char digest_r[BS_DIGEST_SIZE], const struct bs_hmac_key *key, const char *boot)
{
    char text[200];
    struct bs_text t = bs_text_in(text, sizeof text);

    bs_text_put(&t, KINDS "\n");
    bs_text_put(&t, boot);
    bs_digest_text(digest_r, key, bs_span_text(text));
}
