/* Tests of local_scan/core/explain.c: the exact words, because other programs read them. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"
#include "table.h"

#include <string.h>

#define S(text)                                                                                    \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

/* A verdict in short. `mode` is that of every check. */
static const struct row {
    const char *name;
    enum bs_kind kind;
    enum bs_origin origin;
    enum bs_reason reason;
    enum bs_check check;
    enum bs_mode mode;
    const char *border; /* the address of a hop, or NULL */
    struct bs_finding finding[2];
    unsigned findings;
    const char *header, *data, *log;
} rows[] = {
    {"ours, nothing fires",
     BS_KIND_DSN,
     BS_ORIGIN_OURS,
     BS_REASON_TRAIL,
     BS_CHECK_NONE,
     BS_MODE_WARN,
     "198.51.100.7",
     {{0}},
     0,
     "v=1; kind=dsn; origin=ours; reason=trail; border=198.51.100.7",
     "v=1 kind=dsn origin=ours reason=trail border=198.51.100.7",
     "backstop v=1 check=none mode=off did=pass host=192.0.2.7 from=<> rcpt=a@example.org "
     "kind=dsn origin=ours reason=trail border=198.51.100.7"},
    {"foreign, in warn",
     BS_KIND_DSN,
     BS_ORIGIN_FOREIGN,
     BS_REASON_NO_OWN_HOP,
     BS_CHECK_BOUNCE_FOREIGN,
     BS_MODE_WARN,
     "198.51.100.7",
     {{0}},
     0,
     "v=1; kind=dsn; origin=foreign; reason=no_own_hop; would=deny;\n check=bounce_foreign; "
     "border=198.51.100.7",
     "v=1 kind=dsn origin=foreign reason=no_own_hop would=deny check=bounce_foreign "
     "border=198.51.100.7",
     "backstop v=1 check=bounce_foreign mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org kind=dsn origin=foreign reason=no_own_hop border=198.51.100.7"},
    {"foreign, in deny",
     BS_KIND_BOUNCE,
     BS_ORIGIN_FOREIGN,
     BS_REASON_PLANTED,
     BS_CHECK_BOUNCE_FOREIGN,
     BS_MODE_DENY,
     "2001:db8::1",
     {{0}},
     0,
     "v=1; kind=bounce; origin=foreign; reason=planted; would=deny;\n check=bounce_foreign; "
     "border=2001:db8::1",
     "v=1 kind=bounce origin=foreign reason=planted would=deny check=bounce_foreign "
     "border=2001:db8::1",
     "backstop v=1 check=bounce_foreign mode=deny did=deny host=192.0.2.7 from=<> "
     "rcpt=a@example.org kind=bounce origin=foreign reason=planted border=2001:db8::1"},
    {"off says no check",
     BS_KIND_DSN,
     BS_ORIGIN_UNKNOWN,
     BS_REASON_NOTHING_RETURNED,
     BS_CHECK_BOUNCE_UNKNOWN,
     BS_MODE_OFF,
     NULL,
     {{0}},
     0,
     "v=1; kind=dsn; origin=unknown; reason=nothing_returned",
     "v=1 kind=dsn origin=unknown reason=nothing_returned",
     "backstop v=1 check=none mode=off did=pass host=192.0.2.7 from=<> rcpt=a@example.org "
     "kind=dsn origin=unknown reason=nothing_returned"},
    {"override in an ordinary message",
     BS_KIND_ORDINARY,
     BS_ORIGIN_NONE,
     BS_REASON_NONE,
     BS_CHECK_NONE,
     BS_MODE_DEFER,
     NULL,
     {{BS_FIND_BIDI, S("Subject"), 12, 0x202E}},
     1,
     "v=1; kind=ordinary; origin=none; reason=none; would=deny;\n check=header_bidi; found=bidi; "
     "field=Subject; offset=12; code=U+202E",
     "v=1 kind=ordinary origin=none reason=none would=deny check=header_bidi found=bidi "
     "field=Subject offset=12 code=U+202E",
     "backstop v=1 check=header_bidi mode=defer did=defer host=192.0.2.7 from=<> "
     "rcpt=a@example.org found=bidi field=Subject offset=12 code=U+202E"},
    {"both of a report",
     BS_KIND_DSN,
     BS_ORIGIN_FOREIGN,
     BS_REASON_NO_OWN_HOP,
     BS_CHECK_BOUNCE_FOREIGN,
     BS_MODE_WARN,
     NULL,
     {{BS_FIND_MISSING, S("Date"), 0, 0}, {BS_FIND_8BIT, S("X;\r\n=\"\\,"), 3, 0xFC}},
     2,
     "v=1; kind=dsn; origin=foreign; reason=no_own_hop; would=deny;\n "
     "check=bounce_foreign,header_8bit,header_missing; found=8bit; field=X???????;\n offset=3; "
     "code=0xFC",
     "v=1 kind=dsn origin=foreign reason=no_own_hop would=deny "
     "check=bounce_foreign,header_8bit,header_missing found=8bit field=X??????? offset=3 "
     "code=0xFC",
     "backstop v=1 check=bounce_foreign mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org kind=dsn origin=foreign reason=no_own_hop"},
    {"a line has a number",
     BS_KIND_ORDINARY,
     BS_ORIGIN_NONE,
     BS_REASON_NONE,
     BS_CHECK_NONE,
     BS_MODE_WARN,
     NULL,
     {{BS_FIND_RECEIVED_BY_US, S("Received"), 0, 12}},
     1,
     "v=1; kind=ordinary; origin=none; reason=none; would=deny;\n check=received_forged; "
     "found=received_by_us; field=Received; code=12",
     "v=1 kind=ordinary origin=none reason=none would=deny check=received_forged "
     "found=received_by_us field=Received code=12",
     "backstop v=1 check=received_forged mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org found=received_by_us field=Received code=12"},
    {"missing has no place",
     BS_KIND_ORDINARY,
     BS_ORIGIN_NONE,
     BS_REASON_NONE,
     BS_CHECK_NONE,
     BS_MODE_WARN,
     NULL,
     {{BS_FIND_MISSING, S("Date"), 0, 0}},
     1,
     "v=1; kind=ordinary; origin=none; reason=none; would=deny;\n check=header_missing; "
     "found=missing; field=Date",
     "v=1 kind=ordinary origin=none reason=none would=deny check=header_missing found=missing "
     "field=Date",
     "backstop v=1 check=header_missing mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org found=missing field=Date"},
    {"control below U+0100",
     BS_KIND_ORDINARY,
     BS_ORIGIN_NONE,
     BS_REASON_NONE,
     BS_CHECK_NONE,
     BS_MODE_WARN,
     NULL,
     {{BS_FIND_CONTROL, S("To"), 1, 0x1B}},
     1,
     "v=1; kind=ordinary; origin=none; reason=none; would=deny;\n check=header_control; "
     "found=control; field=To; offset=1; code=U+001B",
     "v=1 kind=ordinary origin=none reason=none would=deny check=header_control found=control "
     "field=To offset=1 code=U+001B",
     "backstop v=1 check=header_control mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org found=control field=To offset=1 code=U+001B"},
    {"a fault in a bounce of our own mail",
     BS_KIND_DSN,
     BS_ORIGIN_OURS,
     BS_REASON_TAG,
     BS_CHECK_NONE,
     BS_MODE_WARN,
     NULL,
     {{BS_FIND_MISSING, S("Date"), 0, 0}},
     1,
     "v=1; kind=dsn; origin=ours; reason=tag; check=header_missing;\n found=missing; field=Date",
     "v=1 kind=dsn origin=ours reason=tag check=header_missing found=missing field=Date",
     "backstop v=1 check=header_missing mode=warn did=pass host=192.0.2.7 from=<> "
     "rcpt=a@example.org kind=dsn origin=ours reason=tag found=missing field=Date"},
};

static char buffer[4096];
static struct bs_text text;
static struct bs_verdict verdict;
static struct bs_outcome outcome;
static struct bs_policy policy;

static struct bs_text *
start(void)
{
    text = bs_text_in(buffer, sizeof buffer);
    return &text;
}

static void
set_up(const struct row *row)
{
    memset(&verdict, 0, sizeof verdict);
    verdict.report.kind = row->kind;
    verdict.origin = row->origin;
    verdict.reason = row->reason;
    verdict.check = row->check;
    for (unsigned i = 0; i < row->findings; i++)
        bs_finding_add(&verdict.findings, row->finding[i]);
    if (row->border) {
        verdict.trail.hops = verdict.border = 1;
        verdict.trail.hop[0].peer_known = BS_PEER_SEEN;
        assert_true(bs_ip_read(bs_span_text(row->border), &verdict.trail.hop[0].peer));
    }
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        policy.mode[check] = row->mode;
    bs_outcome_of(&outcome, &verdict, &policy);
}

static void
test_header(void **state)
{
    const struct row *row = *state;
    char data[1000];

    set_up(row);
    bs_explain_header(start(), &verdict, &outcome);
    assert_string_equal(buffer, row->header);
    struct bs_text d = bs_text_in(data, sizeof data);
    bs_explain_data(&d, buffer);
    assert_string_equal(data, row->data);
}

static struct bs_event
event_of(const struct row *row)
{
    struct bs_event event = {.check = BS_CHECK_NONE,
                             .host = bs_span_text("192.0.2.7"),
                             .rcpt = bs_span_text("a@example.org")};

    if (outcome.count > 0) {
        event.check = outcome.fired[0];
        event.mode = row->mode;
    }
    return event;
}

static void
test_log(void **state)
{
    const struct row *row = *state;

    set_up(row);
    struct bs_event event = event_of(row);
    bs_explain_log(start(), &verdict, &event);
    assert_string_equal(buffer, row->log);
}

/* An exempt message passes in every mode, and no octet of an envelope ends the
 * line or makes a word of its own. */
static void
test_log_hostile(void **state)
{
    (void)state;
    set_up(&rows[2]);
    struct bs_event event = event_of(&rows[2]);
    event.exempt = "exempt_hosts";
    event.place = &(struct bs_place){.border = "203.0.113.5",
                                     .country = "DE",
                                     .network = "AS64500",
                                     .listed = "zen.example,bl.example"};
    event.unanswered = 2;
    event.sender = bs_span_text("a b\n\"=;\\@\xc3\xbc");
    event.rcpt = bs_span_text("");
    bs_explain_log(start(), &verdict, &event);
    assert_string_equal(buffer,
                        "backstop v=1 check=bounce_foreign mode=deny did=pass host=192.0.2.7 "
                        "from=<a?b?????@?\?> rcpt=- kind=bounce origin=foreign reason=planted "
                        "border=203.0.113.5 exempt=exempt_hosts country=DE network=AS64500 "
                        "listed=zen.example,bl.example unanswered=2");
}

/* What a check does to a message that it fires for, in deny: a report is not refused
 * for its form, and what is ours not at all. */
static const struct {
    enum bs_kind kind;
    enum bs_origin origin;
    enum bs_finding_id found;
    enum bs_check check;
    enum bs_mode mode;
} spared[] = {
    {BS_KIND_ORDINARY, BS_ORIGIN_NONE, BS_FIND_8BIT, BS_CHECK_NONE, BS_MODE_DENY},
    {BS_KIND_ORDINARY, BS_ORIGIN_NONE, BS_FIND_RECEIVED_BY_US, BS_CHECK_NONE, BS_MODE_DENY},
    {BS_KIND_DSN, BS_ORIGIN_FOREIGN, BS_FIND_8BIT, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_DSN, BS_ORIGIN_FOREIGN, BS_FIND_8BIT, BS_CHECK_BOUNCE_FOREIGN, BS_MODE_DENY},
    {BS_KIND_BOUNCE, BS_ORIGIN_UNKNOWN, BS_FIND_MISSING, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_MDN, BS_ORIGIN_UNKNOWN, BS_FIND_DUPLICATE, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_AUTOREPLY, BS_ORIGIN_UNKNOWN, BS_FIND_BIDI, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_ARF, BS_ORIGIN_UNKNOWN, BS_FIND_8BIT, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_DSN, BS_ORIGIN_UNKNOWN, BS_FIND_RECEIVED_BY_US, BS_CHECK_NONE, BS_MODE_DENY},
    {BS_KIND_DSN, BS_ORIGIN_OURS, BS_FIND_RECEIVED_BY_US, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_DSN, BS_ORIGIN_UNKNOWN, BS_FIND_RECEIVED_SELF, BS_CHECK_NONE, BS_MODE_DENY},
    {BS_KIND_DSN, BS_ORIGIN_UNKNOWN, BS_FIND_RECEIVED_DATE, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_BOUNCE, BS_ORIGIN_UNKNOWN, BS_FIND_RECEIVED_FUTURE, BS_CHECK_NONE, BS_MODE_WARN},
    {BS_KIND_ORDINARY, BS_ORIGIN_NONE, BS_FIND_RECEIVED_FUTURE, BS_CHECK_NONE, BS_MODE_DENY},
    {BS_KIND_DSN, BS_ORIGIN_OURS, BS_FIND_8BIT, BS_CHECK_NONE, BS_MODE_WARN},
};

static void
test_spares_reports(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof spared / sizeof *spared; i++) {
        memset(&verdict, 0, sizeof verdict);
        verdict.report.kind = spared[i].kind;
        verdict.origin = spared[i].origin;
        verdict.check = spared[i].check;
        bs_finding_add(&verdict.findings, (struct bs_finding){.id = spared[i].found});
        for (enum bs_check check = 0; check < BS_CHECKS; check++)
            policy.mode[check] = BS_MODE_DENY;
        bs_outcome_of(&outcome, &verdict, &policy);
        assert_int_equal(outcome.mode[0], spared[i].mode);
        assert_int_equal(outcome.refusable, spared[i].mode == BS_MODE_DENY);
    }
}

static void
test_worst_first(void **state)
{
    static const enum bs_check want[] = {BS_CHECK_HEADER_BIDI, BS_CHECK_HEADER_DUPLICATE,
                                         BS_CHECK_BOUNCE_FOREIGN, BS_CHECK_HEADER_8BIT};

    (void)state;
    set_up(&rows[5]);
    verdict.report.kind = BS_KIND_ORDINARY;
    bs_finding_add(&verdict.findings, (struct bs_finding){.id = BS_FIND_INVISIBLE});
    bs_finding_add(&verdict.findings, (struct bs_finding){.id = BS_FIND_BIDI});
    bs_finding_add(&verdict.findings, (struct bs_finding){.id = BS_FIND_DUPLICATE});
    policy.mode[BS_CHECK_HEADER_BIDI] = BS_MODE_DENY;
    policy.mode[BS_CHECK_HEADER_DUPLICATE] = BS_MODE_DEFER;
    policy.mode[BS_CHECK_HEADER_MISSING] = BS_MODE_OFF;
    bs_outcome_of(&outcome, &verdict, &policy);
    assert_int_equal(outcome.count, sizeof want / sizeof *want);
    assert_memory_equal(outcome.fired, want, sizeof want);
    assert_int_equal(outcome.mode[0], BS_MODE_DENY);
    assert_int_equal(outcome.mode[1], BS_MODE_DEFER);
    assert_int_equal(outcome.mode[3], BS_MODE_WARN);
}

/* No line over 78 octets as long as no word is longer, only the first without a
 * blank in front, and ASCII throughout. */
static void
test_folds(void **state)
{
    static const char name[] = "X-Backstop: ";
    const struct row *row = *state;
    size_t column = sizeof name - 1;

    set_up(row);
    bs_explain_header(start(), &verdict, &outcome);
    for (const char *c = buffer; *c != '\0'; c++) {
        bool fold = *c == '\n';
        column = fold ? 0 : column + 1;
        assert_true(column <= 78);
        assert_true(fold || (*c >= ' ' && *c <= '~'));
        if (fold)
            assert_int_equal(c[1], ' ');
    }
}

/* The border hop's line may leave open which address is the peer's. */
static void
test_border(void **state)
{
    struct bs_place got;

    (void)state;
    set_up(&rows[3]);
    bs_explain_place(&verdict, &got);
    assert_string_equal(got.border, "");
    verdict.trail.hops = verdict.border = 1;
    bs_explain_place(&verdict, &got);
    assert_string_equal(got.border, "");
    verdict.trail.hop[0].addrs = 2;
    bs_ip_read(bs_span_text("10.0.0.1"), &verdict.trail.hop[0].addr[0]);
    bs_ip_read(bs_span_text("203.0.113.9"), &verdict.trail.hop[0].addr[1]);
    bs_explain_place(&verdict, &got);
    assert_string_equal(got.border, "203.0.113.9");
    verdict.border = 2;
    bs_explain_place(&verdict, &got);
    assert_string_equal(got.border, "");
}

static const struct evidence_row {
    const char *name;
    struct bs_evidence evidence;
    const char *want;
} evidence_rows[] = {
    {"plain", {"no address", {NULL, 0}, 0}, "no address"},
    {"with a hop", {"no address", {NULL, 0}, 2}, "hop 2: no address"},
    {"with a subject",
     {"the host is %s, it says", S("mx.example"), 1},
     "hop 1: the host is mx.example, it says"},
    {"subject without a place", {"our name", S("mx.example"), 0}, "our name (mx.example)"},
    {"subject is missing", {"the host is %s", {NULL, 0}, 0}, "the host is -"},
    {"subject with a format", {"%s", S("%s%n"), 0}, "%s%n"},
    {"hostile subject", {"%s", S("a\"\n\x1b[1m\xff"), 0}, "a???[1m?"},
};

static void
test_evidence(void **state)
{
    const struct evidence_row *row = *state;

    bs_explain_evidence(start(), &row->evidence);
    assert_string_equal(buffer, row->want);
}

static const struct finding_row {
    const char *name;
    struct bs_finding finding;
    const char *want;
} finding_rows[] = {
    {"octet",
     {BS_FIND_8BIT, S("To"), 3, 0xFC},
     "To: an 8-bit octet that is not UTF-8, 0xFC, at octet 3"},
    {"code point",
     {BS_FIND_BIDI, S("Subject"), 0, 0x202E},
     "Subject: a character that changes the direction of text, U+202E, at octet 0"},
    {"no code", {BS_FIND_NUL, S("Subject"), 5, 0}, "Subject: a NUL octet, at octet 5"},
    {"no place", {BS_FIND_MISSING, S("Date"), 0, 0}, "Date: a required field is missing"},
    {"a line",
     {BS_FIND_RECEIVED_BY_US, S("Received"), 0, 12},
     "Received: a line in our name that we never wrote, number 12 from the top"},
    {"a date", {BS_FIND_DATE_PAST, S("Date"), 0, 0}, "Date: before 1990"},
    {"no field",
     {BS_FIND_HEADER_LIMIT, {NULL, 0}, 0, 0},
     "the header is too long to be read completely"},
};

static void
test_finding(void **state)
{
    const struct finding_row *row = *state;

    bs_explain_finding(start(), &row->finding);
    assert_string_equal(buffer, row->want);
}

int
main(void)
{
    BS_ROWS(rows, test_header);
    BS_ROWS(rows, test_log);
    BS_ROWS(rows, test_folds);
    bs_add_test("log of an exempt, hostile envelope", test_log_hostile);
    bs_add_test("reports are spared for form", test_spares_reports);
    bs_add_test("worst mode first", test_worst_first);
    bs_add_test("border", test_border);
    BS_ROWS(evidence_rows, test_evidence);
    BS_ROWS(finding_rows, test_finding);
    return bs_run("explain");
}
