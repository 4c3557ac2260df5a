/* mac: answers questions for MACs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mac.h"

#include "sha256.h"

unsigned
bs_mac_answer(struct bs_questions *q)
{
    unsigned answered = 0;

    for (unsigned i = 0; i < q->questions; i++) {
        const struct bs_question *question = &q->question[i];
        unsigned char mac[BS_SHA256_OCTETS];
        struct bs_hmac_key key;

        if (question->known != BS_KNOWN_OPEN || question->ask != BS_ASK_MAC)
            continue;
        bs_hmac_key(&key, question->name);
        bs_hmac(mac, &key, question->data);
        bs_answer_text(q, i, bs_span_of(mac, sizeof mac));
        bs_answer_end(q, i, BS_KNOWN_UNKNOWN);
        answered++;
    }
    return answered;
}
