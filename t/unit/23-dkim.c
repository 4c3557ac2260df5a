/* Tests of local_scan/core/dkim.c. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dkim.h"
#include "table.h"

#include <string.h>

/* The message of RFC 8463 appendix A, with both of its signatures and keys. That
 * they are of the texts below was verified with openssl. */
#define RFC_MAIL                                                                                   \
    "From: Joe SixPack <joe@football.example.com>\n"                                               \
    "To: Suzie Q <suzie@shopping.example.net>\n"                                                   \
    "Subject: Is dinner ready?\n"                                                                  \
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"                                                \
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"
#define RFC_ED25519                                                                                \
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"                                  \
    " d=football.example.com; i=@football.example.com;\n"                                          \
    " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"                                        \
    " subject : date : message-id : from : subject : date;\n"                                      \
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                          \
    " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"                                \
    " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
#define RFC_RSA                                                                                    \
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"                                      \
    " d=football.example.com; i=@football.example.com;\n"                                          \
    " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"                                  \
    " date : message-id : from : subject : date;\n"                                                \
    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                          \
    " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"                                \
    " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"                                \
    " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n"
#define RFC_KEY "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define RFC_RSA_KEY                                                                                \
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"                         \
    "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"                        \
    "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"                        \
    "Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
#define RFC_TEXT                                                                                   \
    "from:Joe SixPack <joe@football.example.com>\r\n"                                              \
    "to:Suzie Q <suzie@shopping.example.net>\r\n"                                                  \
    "subject:Is dinner ready?\r\n"                                                                 \
    "date:Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"                                               \
    "message-id:<20030712040037.46341.5F8J@football.example.com>\r\n"
#define RFC_ED25519_TEXT                                                                           \
    RFC_TEXT "dkim-signature:v=1; a=ed25519-sha256; c=relaxed/relaxed; d=football.example.com; "   \
             "i=@football.example.com; q=dns/txt; s=brisbane; t=1528637909; h=from : to : "        \
             "subject : date : message-id : from : subject : date; "                               \
             "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b="
#define RFC_RSA_TEXT                                                                               \
    RFC_TEXT "dkim-signature:v=1; a=rsa-sha256; c=relaxed/relaxed; d=football.example.com; "       \
             "i=@football.example.com; q=dns/txt; s=test; t=1528637909; h=from : to : subject : "  \
             "date : message-id : from : subject : date; "                                         \
             "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b="

/* RSA of 2,048 bits, simple; signed with openssl over the text below. */
#define RSA_B64                                                                                    \
    "SwswFc+yZhndxGb7xSMKP5afDPZt5u8Zfvyg3znAtdRycHf5eDcGcjtIfG/Q9/nc5JWlQ2dmB7dg"                 \
    "9a9/fjTxyBviUl3dp5KbzDz851lqaUHtHVix3WW2tEW+DYcij4uAmSDWORhxxXr/6u98oHxj4Enc"                 \
    "OByGWRJI1lfiw597vwtW2O57RMxobGBK+BxmK75PRhwTbp9rhHhM57vG2hgUiTMzsne0DB5xanTz"                 \
    "5AELh0cSbboHX9RZ9UwA7Ms+rCwkE3Es647n9ouEmhac1apmURpdX4CGA3t0XihG/nrwUJGc2YY3"                 \
    "8O5eVY7aQ2TEFQH3N8eKRT5NQDyrrrTauS+S9Q=="
#define RSA_KEY                                                                                    \
    "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA77iaCXwu19KMoA9K+0hT7"                 \
    "eZcqbdQ27yw1lgEFz7Ap4YkUVjNT15uMmvsUuHJFxRR0w9akAgzYtVKJXWWPta3/MINYlg5rdHt4"                 \
    "xNcGLmtDAdwH4wUzIY5Zr/Oy2aRhtoJnoS9ag2apxbI6enU0US36qn4h2zSaQhG6d6U7SVdonjMS"                 \
    "Kix9dHDKm3+ZPNxDpPqXJ2ElVMeKmbFrQu3Q5cXnCoqduoybW2GSbmBZ5+HuLmb13+0UgtCHyzV5"                 \
    "9L/wBO0S51O8lYZCPNve/OOCG4xMjbMnGlHp/7Tcgnztdb3g9rFVS2knurmcAzYhN+RYPetKoeWQ"                 \
    "KZEKLeXcEe4rldm6wIDAQAB"
#define SIMPLE_MAIL                                                                                \
    "From: Joe  Doe <joe@ours.example>\nSubject: a\n \tfold \n"                                    \
    "Date: Sun, 22 Nov 2026 06:41:28 +0000\n"
#define SIMPLE                                                                                     \
    "DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=k1;\n\th=from:subject:date; "            \
    "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n\tb=" RSA_B64 "\n"
#define SIMPLE_TEXT                                                                                \
    "From: Joe  Doe <joe@ours.example>\r\nSubject: a\r\n \tfold \r\n"                              \
    "Date: Sun, 22 Nov 2026 06:41:28 +0000\r\n"                                                    \
    "DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=k1;\r\n\th=from:subject:date; "          \
    "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n\tb="

/* Short ones. ED(x) is a signature with x among its tags. */
#define B64                                                                                        \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define MAIL "From: joe@ours.example\nDate: Sun, 22 Nov 2026 06:41:28 +0000\n"
#define ED(tags)                                                                                   \
    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; d=ours.example; s=k1; bh=AA==; " tags       \
    "; b=" B64 "\n"
#define ED_TEXT(tags)                                                                              \
    "dkim-signature:v=1; a=ed25519-sha256; c=relaxed; d=ours.example; s=k1; bh=AA==; " tags "; b="
#define FROM_TEXT  "from:joe@ours.example\r\n"
#define DATE_TEXT  "date:Sun, 22 Nov 2026 06:41:28 +0000\r\n"
#define PLAIN      ED("h=from:date")
#define PLAIN_TEXT FROM_TEXT DATE_TEXT ED_TEXT("h=from:date")

#define NOW     1795329700LL /* 2026-11-22 06:41:40 UTC */
#define DAYS    30
#define RFC_NOW 1528637999LL

static struct bs_questions q;
static struct bs_dkim_work work;
static struct bs_policy policy;

struct row {
    const char *name, *header, *record; /* of every name; NULL: no record */
    const char *text;                   /* what is signed, in truth; NULL: is not asked */
    enum bs_dkim_state state;
    const char *to;  /* NULL: unknown */
    long long now;   /* 0: NOW */
    const char *ask; /* the name that is asked for; NULL: any */
};

static const struct row rows[] = {
    {"RFC 8463, Ed25519", RFC_ED25519 RFC_MAIL, RFC_KEY, RFC_ED25519_TEXT, BS_DKIM_VALID,
     "joe@football.example.com", RFC_NOW, "brisbane._domainkey.football.example.com"},
    {"RFC 8463, RSA", RFC_RSA RFC_MAIL, RFC_RSA_KEY, RFC_RSA_TEXT, BS_DKIM_VALID,
     "joe@football.example.com", RFC_NOW, "test._domainkey.football.example.com"},
    {"RSA of 2048 bits, simple", SIMPLE SIMPLE_MAIL, RSA_KEY, SIMPLE_TEXT, BS_DKIM_VALID,
     "joe@ours.example", 0, "k1._domainkey.ours.example"},
    {"another one first, of strangers",
     "DKIM-Signature: v=1; a=rsa-sha256; d=far.example; s=x; h=from; bh=AA==; b=AA==\n" PLAIN MAIL,
     RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID, NULL, 0, NULL},

    /* Canonical forms */
    {"plain", PLAIN MAIL, RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID, NULL, 0, NULL},
    {"refolded by a bounce, CRLF",
     "DKIM-Signature: v=1;  a=ed25519-sha256;\r\n\tc=relaxed; d=ours.example;\r\n s=k1; bh=AA==;"
     "\r\n h=from:date; b=" B64 "\r\n"
     "from :\tjoe@ours.example \r\nDATE:\r\n Sun, 22\tNov 2026 \r\n 06:41:28 +0000\r\n",
     RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID, NULL, 0, NULL},
    {"b= in the middle, folded",
     "DKIM-Signature: v=1; b = AAAA\n AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "AAAAAAAAAAAAAAAAAAAAAA== ; a=ed25519-sha256; c=relaxed; d=ours.example; s=k1; bh=AA==;"
     " h=from:date\n" MAIL,
     RFC_KEY,
     FROM_TEXT DATE_TEXT "dkim-signature:v=1; b =; a=ed25519-sha256; c=relaxed; d=ours.example; "
                         "s=k1; bh=AA==; h=from:date",
     BS_DKIM_VALID, NULL, 0, NULL},
    {"fields from the bottom", ED("h=to:from:date:to:to") "To: a\nTo: b\n" MAIL, RFC_KEY,
     "to:b\r\n" FROM_TEXT DATE_TEXT "to:a\r\n" ED_TEXT("h=to:from:date:to:to"), BS_DKIM_VALID, NULL,
     0, NULL},
    {"another From above is not signed", "From: x@far.example\n" PLAIN MAIL, RFC_KEY, PLAIN_TEXT,
     BS_DKIM_VALID, "joe@ours.example", 0, NULL},
    {"and its author is a stranger", "From: x@far.example\n" PLAIN MAIL, RFC_KEY, PLAIN_TEXT,
     BS_DKIM_REPLAYED, "x@far.example", 0, NULL},
    {"empty field", ED("h=from:date:cc") "Cc: \n" MAIL, RFC_KEY,
     FROM_TEXT DATE_TEXT "cc:\r\n" ED_TEXT("h=from:date:cc"), BS_DKIM_VALID, NULL, 0, NULL},
    {"simple keeps case, blanks and folds",
     "DKIM-Signature: v=1; a=ed25519-sha256; d=ours.example; s=k1; bh=AA==;\n  h=from:date; b=" B64
     " \nfROM : joe@ours.example \nDate: Sun, 22 Nov 2026\n 06:41:28 +0000\n",
     RFC_KEY,
     "fROM : joe@ours.example \r\nDate: Sun, 22 Nov 2026\r\n 06:41:28 +0000\r\n"
     "DKIM-Signature: v=1; a=ed25519-sha256; d=ours.example; s=k1; bh=AA==;\r\n  h=from:date; b=",
     BS_DKIM_VALID, NULL, 0, NULL},

    /* The recipient */
    {"to the author", PLAIN MAIL, RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID, "joe@ours.example", 0, NULL},
    {"to a signed return path", PLAIN MAIL, RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID,
     "prvs=0123abcdef=joe@ours.example", 0, NULL},
    {"to somebody else", PLAIN MAIL, RFC_KEY, PLAIN_TEXT, BS_DKIM_REPLAYED, "ann@ours.example", 0,
     NULL},

    /* Age */
    {"30 days", PLAIN MAIL, RFC_KEY, PLAIN_TEXT, BS_DKIM_VALID, NULL, NOW + 29 * 86400, NULL},
    {"31 days", PLAIN MAIL, RFC_KEY, NULL, BS_DKIM_EXPIRED, NULL, NOW + 31 * 86400, NULL},
    {"of tomorrow", PLAIN MAIL, RFC_KEY, NULL, BS_DKIM_EXPIRED, NULL, NOW - 86400, NULL},
    {"t= goes before Date", ED("h=from:date; t=1700000000") MAIL, RFC_KEY, NULL, BS_DKIM_EXPIRED,
     NULL, 0, NULL},
    {"t= alone", ED("h=from; t=1795329688") MAIL, RFC_KEY,
     FROM_TEXT ED_TEXT("h=from; "
                       "t=1795329688"),
     BS_DKIM_VALID, NULL, 0, NULL},
    {"x= has passed", ED("h=from:date; x=1795329699") MAIL, RFC_KEY, NULL, BS_DKIM_EXPIRED, NULL, 0,
     NULL},
    {"x= is to come", ED("h=from:date; x=1795329799") MAIL, RFC_KEY,
     FROM_TEXT DATE_TEXT ED_TEXT("h=from:date; x=1795329799"), BS_DKIM_VALID, NULL, 0, NULL},
    {"Date is not signed, and no t=", ED("h=from") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0,
     NULL},
    {"signed Date that nobody can read", ED("h=from:date") "From: joe@ours.example\nDate: then\n",
     RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"t= is no number", ED("h=from:date; t=now") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0,
     NULL},

    /* The signature */
    {"altered", PLAIN "From: ann@ours.example\nDate: Sun, 22 Nov 2026 06:41:28 +0000\n", RFC_KEY,
     "", BS_DKIM_WRONG, NULL, 0, NULL},
    {"below our domain, for an author above",
     "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; d=mail.ours.example; "
     "s=k1; bh=AA==; h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY,
     FROM_TEXT DATE_TEXT
     "dkim-signature:v=1; a=ed25519-sha256; c=relaxed; d=mail.ours.example; s=k1; bh=AA==; "
     "h=from:date; b=",
     BS_DKIM_REPLAYED, NULL, 0, "k1._domainkey.mail.ours.example"},
    {"a domain that ends alike",
     "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; d=notours.example; s=k1; bh=AA==; "
     "h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"From is not signed", ED("h=date") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"no h=", ED("z=1") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"h= twice", ED("h=from:date; h=from:date") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"i= below d=", ED("h=from:date; i=joe@x.ours.example") MAIL, RFC_KEY,
     FROM_TEXT DATE_TEXT ED_TEXT("h=from:date; i=joe@x.ours.example"), BS_DKIM_VALID, NULL, 0,
     NULL},
    {"i= of others", ED("h=from:date; i=@far.example") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0,
     NULL},
    {"q= of others", ED("h=from:date; q=http") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"a tag list that is none", ED("h=from:date; nonsense") MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT,
     NULL, 0, NULL},
    {"rsa-sha1",
     "DKIM-Signature: v=1; a=rsa-sha1; d=ours.example; s=k1; bh=AA==; h=from:date; b=" B64
     "\n" MAIL,
     RFC_RSA_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"version 2",
     "DKIM-Signature: v=2; a=ed25519-sha256; d=ours.example; s=k1; bh=AA==; "
     "h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"no bh=",
     "DKIM-Signature: v=1; a=ed25519-sha256; d=ours.example; s=k1; h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"another canonical form",
     "DKIM-Signature: v=1; a=ed25519-sha256; c=nowsp; d=ours.example; "
     "s=k1; bh=AA==; h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"empty b=",
     "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; d=ours.example; s=k1; bh=AA==; "
     "h=from:date; b=\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"selector that is no name",
     "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed; "
     "d=ours.example; s=k 1; bh=AA==; h=from:date; b=" B64 "\n" MAIL,
     RFC_KEY, NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"the third is not looked at", SIMPLE SIMPLE PLAIN MAIL, RFC_KEY, NULL, BS_DKIM_UNKNOWN, NULL,
     0, NULL},

    /* The key */
    {"no key", PLAIN MAIL, NULL, NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"revoked", PLAIN MAIL, "v=DKIM1; k=ed25519; p=", NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"testing", PLAIN MAIL, RFC_KEY "; t=s:y", NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"another record", PLAIN MAIL, "v=spf1 -all", NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"another version", PLAIN MAIL,
     "v=DKIM2; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaP"
     "cHURo=",
     NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"another type", PLAIN MAIL, RFC_RSA_KEY, NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"no type is RSA", PLAIN MAIL, "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", NULL,
     BS_DKIM_WRONG, NULL, 0, NULL},
    {"key too short", PLAIN MAIL, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcH",
     NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"RSA of 512 bits", SIMPLE SIMPLE_MAIL,
     "k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMFwYDDYRhvpV"
     "bYxyIyyRpqvy3vXMzQVGoPzPvj1dGHEvGqPpG4Fn1v6i3oV7mE1Tc6Yd0b3wXf6V0m6VxkCAwEAAQ==",
     NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"for sha1 only", PLAIN MAIL, RFC_KEY "; h=sha1", NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"for sha256, too", PLAIN MAIL, RFC_KEY "; h=sha1 : sha256", PLAIN_TEXT, BS_DKIM_VALID, NULL, 0,
     NULL},
    {"for other services", PLAIN MAIL, RFC_KEY "; s=tlsrpt", NULL, BS_DKIM_WRONG, NULL, 0, NULL},
    {"for mail", PLAIN MAIL, RFC_KEY "; s=email", PLAIN_TEXT, BS_DKIM_VALID, NULL, 0, NULL},
    {"for all services", PLAIN MAIL, RFC_KEY "; s=*", PLAIN_TEXT, BS_DKIM_VALID, NULL, 0, NULL},
    {"strict, and i= below", ED("h=from:date; i=@x.ours.example") MAIL, RFC_KEY "; t=s", NULL,
     BS_DKIM_WRONG, NULL, 0, NULL},
    {"strict, and i= equal", ED("h=from:date; i=@ours.example") MAIL, RFC_KEY "; t=s",
     FROM_TEXT DATE_TEXT ED_TEXT("h=from:date; i=@ours.example"), BS_DKIM_VALID, NULL, 0, NULL},
    {"blanks in the key", PLAIN MAIL,
     "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQH Og7hcvPapiMlrwIaaPcHURo= ", PLAIN_TEXT,
     BS_DKIM_VALID, NULL, 0, NULL},

    {"no signature", MAIL, RFC_KEY, NULL, BS_DKIM_ABSENT, NULL, 0, NULL},
    {"nonsense", "DKIM-Signature:\nDKIM-Signature: d=ours.example\n" MAIL, RFC_KEY, NULL,
     BS_DKIM_ABSENT, NULL, 0, NULL},
};

static enum bs_dkim_state
check(struct bs_span header, const char *to, long long now, struct bs_span *domain_r)
{
    struct bs_recipients recipients = {.known = to != NULL, .count = to != NULL};

    bs_policy_defaults(&policy);
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("ours.example")));
    assert_true(bs_policy_add(&policy, BS_LIST_OWN_DOMAINS, bs_span_text("football.example.com")));
    recipients.address[0] = bs_span_text(to);
    return bs_dkim_check(&q, &work, header, &policy, &recipients, now, DAYS, domain_r);
}

static bool
is_exactly(struct bs_span span, const char *text)
{
    return span.n == strlen(text) && memcmp(span.p, text, span.n) == 0;
}

/* One question; a signature is right if the text is the one that was signed. */
static void
answer(unsigned i, const char *record, const char *text)
{
    if (q.question[i].ask == BS_ASK_TEXT && record)
        bs_answer_text(&q, i, bs_span_text(record));
    else if (q.question[i].ask == BS_ASK_SIGNED && text && is_exactly(q.question[i].data, text))
        bs_answer_text(&q, i, bs_span_text("yes"));
    bs_answer_end(&q, i, BS_KNOWN_NONE);
}

static void
answer_all(const char *record, const char *text)
{
    for (unsigned i = 0; i < q.questions; i++)
        if (q.question[i].known == BS_KNOWN_OPEN)
            answer(i, record, text);
}

static void
check_cut(struct bs_span header)
{
    struct bs_span domain;

    bs_questions_start(&q, false);
    for (unsigned round = 0; round < 3; round++) {
        check(header, "joe@ours.example", NOW, &domain);
        answer_all(RFC_KEY, "");
    }
    assert_int_equal(bs_questions_open(&q), 0);
}

static bool
was_asked(enum bs_ask ask, const char *name)
{
    for (unsigned i = 0; i < q.questions; i++)
        if (q.question[i].ask == ask && (!name || bs_span_is(q.question[i].name, name)))
            return true;
    return false;
}

static void
check_test(void **state)
{
    const struct row *row = *state;
    struct bs_span header = bs_span_text(row->header), domain;
    long long now = row->now ? row->now : NOW;
    enum bs_dkim_state got = BS_DKIM_OPEN;

    bs_at_every_cut(header, check_cut);
    bs_questions_start(&q, false);
    for (unsigned round = 0; round < 4; round++) {
        got = check(header, row->to, now, &domain);
        answer_all(row->record, row->text);
    }
    assert_int_equal(got, row->state);
    assert_int_equal(domain.n > 0, got == BS_DKIM_VALID);
    assert_int_equal(was_asked(BS_ASK_SIGNED, NULL), row->text != NULL);
    assert_true(row->ask == NULL || was_asked(BS_ASK_TEXT, row->ask));
}

/* Key and signature reach the verifier as octets. */
static void
test_octets(void **state)
{
    struct bs_span domain;

    (void)state;
    bs_questions_start(&q, false);
    check(bs_span_text(RFC_ED25519 RFC_MAIL), NULL, RFC_NOW, &domain);
    answer(0, RFC_KEY, NULL);
    assert_int_equal(check(bs_span_text(RFC_ED25519 RFC_MAIL), NULL, RFC_NOW, &domain),
                     BS_DKIM_OPEN);
    assert_int_equal(q.questions, 2);
    assert_int_equal(q.question[1].by, BS_SIGNED_BY_ED25519_SHA256);
    assert_int_equal(q.question[1].name.n, 32);
    assert_int_equal(q.question[1].name.p[0], 0xd7);
    assert_int_equal(q.question[1].name.p[31], 0x1a);
    assert_int_equal(q.question[1].signature.n, 64);
    assert_int_equal(q.question[1].signature.p[0], 0xfe);
    assert_int_equal(q.question[1].signature.p[63], 0x0f);
}

static void
test_unanswered(void **state)
{
    struct bs_span domain;

    (void)state;
    bs_questions_start(&q, true);
    assert_int_equal(check(bs_span_text(PLAIN MAIL), NULL, NOW, &domain), BS_DKIM_UNKNOWN);
    bs_questions_start(&q, false);
    assert_int_equal(check(bs_span_text(PLAIN MAIL), NULL, NOW, &domain), BS_DKIM_OPEN);
    answer(0, RFC_KEY, NULL);
    assert_int_equal(check(bs_span_text(PLAIN MAIL), NULL, NOW, &domain), BS_DKIM_OPEN);
    bs_questions_give_up(&q);
    assert_int_equal(check(bs_span_text(PLAIN MAIL), NULL, NOW, &domain), BS_DKIM_UNKNOWN);
}

/* Fields that cannot all be seen, and a text that does not fit. */
static void
test_limits(void **state)
{
    static char header[BS_MAX_SIGNED_TEXT + 8 * BS_MAX_FIELDS];
    struct bs_span domain;

    (void)state;
    bs_questions_start(&q, false);
    strcpy(header, PLAIN MAIL);
    for (unsigned i = 0; i < BS_MAX_FIELDS; i++)
        strcat(header + i * 4, "X: \n");
    assert_int_equal(check(bs_span_text(header), NULL, NOW, &domain), BS_DKIM_UNKNOWN);
    assert_int_equal(q.questions, 0);
    strcpy(header, ED("h=from:date:to") MAIL "To: ");
    memset(header + strlen(header), 'x', BS_MAX_SIGNED_TEXT);
    check(bs_span_of(header, sizeof header), NULL, NOW, &domain);
    answer_all(RFC_KEY, NULL);
    assert_int_equal(check(bs_span_of(header, sizeof header), NULL, NOW, &domain), BS_DKIM_UNKNOWN);
}

int
main(void)
{
    BS_ROWS(rows, check_test);
    bs_add_test("octets", test_octets);
    bs_add_test("no answer", test_unanswered);
    bs_add_test("limits", test_limits);
    return bs_run("dkim");
}
