/* Tests of local_scan/cli/judge/judgement_json.c: the exact JSON, because programs read it. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judgement.h"
#include "table.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define S(text)                                                                                    \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

static struct bs_judgement judged;
static char said[256 * 1024];

/* What goes to standard output meanwhile. */
static void
say(void)
{
    FILE *to = tmpfile();
    int kept = dup(STDOUT_FILENO);

    assert_non_null(to);
    fflush(stdout);
    assert_true(dup2(fileno(to), STDOUT_FILENO) >= 0);
    bs_judgement_json(&judged);
    fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    close(kept);
    rewind(to);
    said[fread(said, 1, sizeof said - 1, to)] = '\0';
    fclose(to);
}

static void
set_up(const char *path, enum bs_check check, enum bs_mode mode)
{
    judged = (struct bs_judgement){.path = path, .octets = BS_OCTETS_UTF8};
    judged.verdict.check = BS_CHECK_NONE;
    judged.outcome = (struct bs_outcome){.fired = {check}, .mode = {mode}, .count = 1};
}

static void
test_json(void **state)
{
    (void)state;
    set_up("a\"/\n\xff.eml", BS_CHECK_HEADER_BIDI, BS_MODE_DEFER);
    judged.mail.index = 7;
    judged.verdict.evidences = 2;
    judged.verdict.evidence[0] = (struct bs_evidence){"no address", {NULL, 0}, 2};
    judged.verdict.evidence[1] =
        (struct bs_evidence){"the host is %s, it says", S("mx.example"), 1};
    judged.verdict.returned.where = BS_RETURNED_PART;
    judged.verdict.returned.received = 3;
    judged.verdict.findings.count = 1;
    judged.verdict.findings.item[0] = (struct bs_finding){BS_FIND_BIDI, S("Subject"), 12, 0x202E};
    say();
    assert_string_equal(
        said,
        "{\"path\":\"a\\\"/\\u000a\xef\xbf\xbd.eml\",\"index\":7,\"kind\":\"ordinary\","
        "\"origin\":\"none\",\"reason\":\"none\","
        "\"evidence\":[\"hop 2: no address\",\"hop 1: the host is mx.example, it says\"],"
        "\"returned\":{\"found\":true,\"where\":\"part\",\"received\":3},"
        "\"header_bytes\":\"utf8\",\"findings\":[{\"finding\":\"bidi\",\"field\":\"Subject\","
        "\"offset\":12,\"code\":8238,\"text\":\"Subject: a character that changes the direction "
        "of text, U+202E, at octet 12\"}],\"checks\":[{\"check\":\"header_bidi\","
        "\"mode\":\"defer\"}]}\n");
}

/* The largest possible object is printed whole. */
static void
test_worst(void **state)
{
    static char path[4097];
    const struct bs_span worst = bs_span_of(path, sizeof path - 1);
    unsigned open = 0, close = 0;

    (void)state;
    memset(path, 1, sizeof path - 1);
    set_up(path, BS_CHECK_HEADER_BIDI, BS_MODE_DENY);
    judged.verdict.evidences = BS_MAX_EVIDENCE;
    for (unsigned i = 0; i < BS_MAX_EVIDENCE; i++)
        judged.verdict.evidence[i] = (struct bs_evidence){"it says %s", worst, 9};
    judged.verdict.findings.count = BS_MAX_FINDINGS;
    for (unsigned i = 0; i < BS_MAX_FINDINGS; i++)
        judged.verdict.findings.item[i] =
            (struct bs_finding){BS_FIND_BIDI, worst, 1000000, 0x10FFFF};
    say();
    for (const char *p = said; *p; p++) {
        open += *p == '{';
        close += *p == '}';
    }
    assert_int_equal(open, 3 + BS_MAX_FINDINGS);
    assert_int_equal(close, open);
    assert_string_equal(said + strlen(said) - 4, "}]}\n");
}

int
main(void)
{
    bs_add_test("JSON", test_json);
    bs_add_test("JSON of the worst", test_worst);
    return bs_run("judgement_json");
}
