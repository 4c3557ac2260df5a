/* Fuzz target: a returned header with tags and signatures, whatever the outside
 * answers; an address; and a file of keys. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arrival.h"
#include "dkim.h"
#include "fuzz.h"

#define NOW  1795329700LL
#define DAYS 30

static struct bs_questions q;

/* True MACs and signatures cannot be guessed, so any answer may be right. */
static void
answer_all(struct bs_span record)
{
    static const unsigned char mac[32] = {0x18, 0x3f, 0xd8, 0x6f};

    for (unsigned i = 0; i < q.questions; i++) {
        if (q.question[i].known != BS_KNOWN_OPEN)
            continue;
        if (q.question[i].ask == BS_ASK_MAC)
            bs_answer_text(&q, i, bs_span_of(mac, sizeof mac));
        else
            bs_answer_text(&q, i, record);
        bs_answer_end(&q, i, BS_KNOWN_NONE);
    }
}

static void
check(struct bs_span header, const struct bs_keyring *keyring)
{
    static struct bs_tag_work tag_work;
    static struct bs_dkim_work dkim_work;
    static struct bs_policy policy;
    struct bs_recipients recipients = {.count = 1, .known = true};
    struct bs_span domain;

    bs_policy_defaults(&policy);
    must(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    recipients.address[0] = bs_span_text("ann@ours.example");
    bs_tag_check(&q, &tag_work, header, keyring, &recipients, NOW, DAYS);
    enum bs_dkim_state state =
        bs_dkim_check(&q, &dkim_work, header, &policy, &recipients, NOW, DAYS, &domain);
    must(domain.n == 0 || state == BS_DKIM_VALID);
    must_lie_in(domain, header);
    bs_arrival_outside(header, &policy, bs_span_text("1xXhLA-0002zF-1p"), header.n % 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char keys[] = "tag-ab12: 0123456789abcdef0123456789abcdefXYZ since=1700000000\n";
    struct bs_span in = bs_span_of(data, size);
    struct bs_address from, again;
    struct bs_keyring keyring;

    bs_keyring_read(&keyring, in);
    must(keyring.count <= BS_MAX_KEYS);
    struct bs_span address = bs_address_plain(bs_address_from(in, &from), &again);
    must(address.n == 0 || bs_span_find(address, '@') < address.n);
    must(bs_keyring_read(&keyring, bs_span_text(keys)) == 0);
    bs_questions_start(&q, false);
    for (unsigned round = 0; round < 3; round++) {
        check(in, &keyring);
        /* Half of them answer with what the input says itself. */
        answer_all(size % 2
                       ? bs_span_text("k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
                       : bs_span_take(in, 200));
    }
    must(bs_questions_open(&q) == 0);
    return 0;
}
