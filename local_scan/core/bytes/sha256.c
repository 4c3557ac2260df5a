/* sha256: HMAC-SHA-256. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sha256.h"

#define BLOCK 64

/* FIPS 180-4 §4.2.2. */
static const unsigned rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* §5.3.3 */
static const unsigned start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static unsigned
turn(unsigned x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}

/* §6.2.2; names as there. */
static void
hash_block(unsigned state[8], const unsigned char block[BLOCK])
{
    unsigned w[64], v[8];

    for (size_t t = 0; t < 16; t++)
        w[t] = (unsigned)block[4 * t] << 24 | (unsigned)block[4 * t + 1] << 16 |
               (unsigned)block[4 * t + 2] << 8 | block[4 * t + 3]; /* bounds: 4 * 15 + 3 < 64 */
    for (size_t t = 16; t < 64; t++) {
        unsigned a = w[t - 15], b = w[t - 2];
        w[t] = (turn(b, 17) ^ turn(b, 19) ^ b >> 10) + w[t - 7] +
               (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[t - 16];
    }
    memcpy(v, state, sizeof v);
    for (size_t t = 0; t < 64; t++) {
        unsigned a = v[0], e = v[4];
        unsigned t1 = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
                      ((e & v[5]) ^ (~e & v[6])) + rounds[t] + w[t];
        unsigned t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
                      ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

static void
put_number(unsigned char *octets, unsigned number)
{
    for (size_t i = 0; i < 4; i++)
        octets[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* Continues from `state`, which is the hash of `before` octets (whole blocks). */
static void
hash_rest(unsigned char hash_r[BS_SHA256_OCTETS], unsigned state[8], size_t before,
          struct bs_span data)
{
    unsigned char last[2 * BLOCK] = {0};
    unsigned long long bits = 8ull * (before + data.n);

    for (; data.n >= BLOCK; data = bs_span_drop(data, BLOCK))
        hash_block(state, data.p);
    if (data.n > 0)
        memcpy(last, data.p, data.n); /* bounds: n < BLOCK */
    last[data.n] = 0x80;
    size_t n = data.n + 9 > BLOCK ? 2 * BLOCK : BLOCK; /* the bit and the length fit */
    put_number(last + n - 8, (unsigned)(bits >> 32));
    put_number(last + n - 4, (unsigned)bits);
    for (size_t at = 0; at < n; at += BLOCK)
        hash_block(state, last + at);
    for (size_t i = 0; i < 8; i++)
        put_number(hash_r + 4 * i, state[i]);
}

static void
pad_key(unsigned state_r[8], const unsigned char key[BLOCK], unsigned char pad)
{
    unsigned char block[BLOCK];

    for (size_t i = 0; i < BLOCK; i++)
        block[i] = key[i] ^ pad;
    memcpy(state_r, start, sizeof start);
    hash_block(state_r, block);
}

void
bs_hmac_key(struct bs_hmac_key *key_r, struct bs_span secret)
{
    unsigned char key[BLOCK] = {0};
    unsigned state[8];

    memcpy(state, start, sizeof state);
    if (secret.n > BLOCK)
        hash_rest(key, state, 0, secret);
    else if (secret.n > 0)
        memcpy(key, secret.p, secret.n); /* bounds: n <= BLOCK */
    pad_key(key_r->inner, key, 0x36);
    pad_key(key_r->outer, key, 0x5c);
}

void
bs_hmac(unsigned char mac_r[BS_SHA256_OCTETS], const struct bs_hmac_key *key, struct bs_span data)
{
    unsigned char inner[BS_SHA256_OCTETS];
    unsigned state[8];

    memcpy(state, key->inner, sizeof state);
    hash_rest(inner, state, BLOCK, data);
    memcpy(state, key->outer, sizeof state);
    hash_rest(mac_r, state, BLOCK, bs_span_of(inner, sizeof inner));
}
