/* 73-frame: the parent must not trust anything that a child sends. SPDX-License-Identifier:
 * GPL-2.0-or-later */
#include "table.h"

#include "frame.h"

#include <string.h>

/* Offsets in a frame whose border is "192.0.2.7" and whose header is "v=1". */
#define AT_MAGIC   0
#define AT_VERSION 7
#define AT_LENGTH  11
#define AT_SUM     15
#define AT_KIND    16
#define AT_ORIGIN  17
#define AT_REASON  18
#define AT_CHECK   19
#define AT_GLOBAL  20
#define AT_LOOKUPS 21
#define AT_RECALL  23
#define AT_BORDER  24
#define AT_SAID    46
#define AT_FLAW    51

static size_t
write_sample(unsigned char *frame, const char *said)
{
    struct bs_result result = {
        .kind = BS_KIND_BOUNCE,
        .origin = BS_ORIGIN_FOREIGN,
        .reason = BS_REASON_NO_OWN_HOP,
        .check = BS_CHECK_BOUNCE_FOREIGN,
        .global = true,
        .has_lookups = true,
        .unanswered = 3,
        .recall = BS_RECALL_SENT,
        .place = {.border = "192.0.2.7", .country = "DE", .network = "AS1"},
        .flaw = {[BS_FILES - 1] = {.kind = 4, .line = 70000}},
    };

    strncpy(result.said, said, sizeof result.said - 1);
    return bs_frame_write(&result, frame, BS_FRAME_MAX);
}

/* The checksum of the format (FNV-1a over everything after the head), so that
 * rows can be wrong in one thing only. */
static void
mend_sum(unsigned char *frame, size_t n)
{
    uint32_t sum = 2166136261u;

    for (size_t i = 16; i < n; i++)
        sum = (sum ^ frame[i]) * 16777619u;
    for (size_t i = 0; i < 4; i++)
        frame[12 + i] = (unsigned char)(sum >> (24 - 8 * i));
}

static const struct change {
    const char *name;
    size_t at;
    unsigned char octet;
    bool mend;
    bool want;
} change[] = {
    {"nothing changed", AT_MAGIC, 'B', false, true},
    {"other magic", AT_MAGIC, 'b', true, false},
    {"other version", AT_VERSION, 1, true, false},
    {"other length", AT_LENGTH, 5, true, false},
    {"other sum", AT_SUM, 0, false, false},
    {"another kind, sum not mended", AT_KIND, BS_KIND_DSN, false, false},
    {"another kind", AT_KIND, BS_KIND_DSN, true, true},
    {"last kind", AT_KIND, BS_KINDS - 1, true, true},
    {"no such kind", AT_KIND, BS_KINDS, true, false},
    {"kind 255", AT_KIND, 255, true, false},
    {"last origin", AT_ORIGIN, BS_ORIGINS - 1, true, true},
    {"no such origin", AT_ORIGIN, BS_ORIGINS, true, false},
    {"last reason", AT_REASON, BS_REASONS - 1, true, true},
    {"no such reason", AT_REASON, BS_REASONS, true, false},
    {"no check", AT_CHECK, BS_CHECK_NONE, true, true},
    {"no such check", AT_CHECK, BS_CHECK_NONE + 1, true, false},
    {"no such truth", AT_GLOBAL, 2, true, false},
    {"lookups neither there nor not", AT_LOOKUPS, 2, true, false},
    {"last recall", AT_RECALL, BS_RECALLS - 1, true, true},
    {"no such recall", AT_RECALL, BS_RECALLS, true, false},
    {"border longer than its member", AT_BORDER + 1, BS_IP_TEXT, true, false},
    {"border as long as can be counted", AT_BORDER, 255, true, false},
    {"border shorter, so all behind is off", AT_BORDER + 1, 8, true, false},
    {"NUL in the border", AT_BORDER + 4, 0, true, false},
    {"line end in the border", AT_BORDER + 4, '\n', true, false},
    {"said longer than its member", AT_SAID, 8, true, false},
    {"control in said", AT_SAID + 3, 0x1b, true, false},
    {"8-bit in said", AT_SAID + 3, 0xe9, true, false},
    {"DEL in said", AT_SAID + 3, 0x7f, true, false},
    {"tab in said", AT_SAID + 3, '\t', true, false},
    {"said ends in a line end", AT_SAID + 4, '\n', true, false},
    {"line end without fold", AT_SAID + 3, '\n', true, false},
    {"last kind of flaw", AT_FLAW, 4, true, true},
    {"no such kind of flaw", AT_FLAW, 5, true, false},
};

static void
test_change(void **state)
{
    const struct change *row = *state;
    unsigned char frame[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = write_sample(frame, "v=1");

    frame[row->at] = row->octet;
    if (row->mend)
        mend_sum(frame, n);
    assert_int_equal(bs_frame_read(&result, bs_span_of(frame, n)), row->want);
}

static const struct said {
    const char *name;
    const char *text;
    bool want;
} said[] = {
    {"empty", "", true},
    {"folded", "v=1; kind=dsn;\n origin=ours", true},
    {"a field of its own", "v=1\nSubject: x", false},
    {"a fold with tab", "v=1\n\tx", false},
    {"the end of the header", "v=1\n\n body", false},
    {"CR", "v=1\r\n x", false},
};

static void
test_said(void **state)
{
    const struct said *row = *state;
    unsigned char frame[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = write_sample(frame, row->text);

    assert_int_equal(bs_frame_read(&result, bs_span_of(frame, n)), row->want);
    if (row->want)
        assert_string_equal(result.said, row->text);
}

static void
test_way_back(void **state)
{
    unsigned char frame[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = write_sample(frame, "v=1");

    (void)state;
    assert_true(bs_frame_read(&result, bs_span_of(frame, n)));
    assert_int_equal(result.kind, BS_KIND_BOUNCE);
    assert_int_equal(result.origin, BS_ORIGIN_FOREIGN);
    assert_int_equal(result.reason, BS_REASON_NO_OWN_HOP);
    assert_int_equal(result.check, BS_CHECK_BOUNCE_FOREIGN);
    assert_int_equal(result.recall, BS_RECALL_SENT);
    assert_true(result.global);
    assert_string_equal(result.place.border, "192.0.2.7");
    assert_string_equal(result.place.country, "DE");
    assert_string_equal(result.place.network, "AS1");
    assert_string_equal(result.place.listed, "");
    assert_true(result.has_lookups);
    assert_int_equal(result.unanswered, 3);
    assert_string_equal(result.said, "v=1");
    assert_int_equal(result.flaw[0].kind, 0);
    assert_int_equal(result.flaw[BS_FILES - 1].kind, 4);
    assert_int_equal(result.flaw[BS_FILES - 1].line, 70000);
}

static void
test_longest(void **state)
{
    static unsigned char frame[BS_FRAME_MAX + 1];
    static char longest[BS_SAID_MAX + 10];
    struct bs_result result;

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    size_t n = write_sample(frame, longest);
    assert_true(n > BS_SAID_MAX);
    assert_true(bs_frame_read(&result, bs_span_of(frame, n)));
    assert_int_equal(strlen(result.said), BS_SAID_MAX - 1);
    assert_int_equal(bs_frame_write(&result, frame, n - 1), 0);
    assert_int_equal(bs_frame_write(&result, frame, 0), 0);
    assert_int_equal(bs_frame_write(&result, frame, n), n);
    assert_false(bs_frame_read(&result, bs_span_of(frame, n + 1)));
}

/* Only the whole frame may be read, and only it is complete. */
static void
read_cut(struct bs_span cut)
{
    unsigned char frame[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = write_sample(frame, "v=1; kind=bounce");

    assert_int_equal(bs_frame_read(&result, cut), cut.n == n);
    assert_int_equal(bs_frame_ended(cut), cut.n == n);
}

static void
test_cuts(void **state)
{
    unsigned char frame[BS_FRAME_MAX];
    size_t n = write_sample(frame, "v=1; kind=bounce");

    (void)state;
    bs_at_every_cut(bs_span_of(frame, n), read_cut);
}

/* Every octet, changed in every bit. */
static void
test_flips(void **state)
{
    unsigned char frame[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = write_sample(frame, "v=1; kind=bounce");

    (void)state;
    for (size_t bit = 0; bit < 8 * n; bit++) {
        unsigned char mask = (unsigned char)(1u << bit % 8);
        frame[bit / 8] ^= mask;
        assert_false(bs_frame_read(&result, bs_span_of(frame, n)));
        frame[bit / 8] ^= mask;
    }
}

/* A question is not a result, nor a result a question. */
static const struct asked {
    const char *name;
    const char *text;
    size_t at; /* 0: nothing is changed */
    bool is, want;
} asked[] = {
    {"a question", "0f,1e", 0, true, true},
    {"of no letter", "", 0, true, true},
    {"with a line end", "0f\n1e", 0, true, false},
    {"with an octet that is none", "0f\xff", 0, true, false},
    {"another magic", "0f", 3, false, false},
    {"another version", "0f", AT_VERSION, true, false},
    {"another sum", "0f", AT_SUM, true, false},
};

static void
test_asked(void **state)
{
    const struct asked *row = *state;
    unsigned char frame[BS_FRAME_MAX];
    char text[BS_FRAME_MAX];
    struct bs_result result;
    size_t n = bs_frame_write_question(row->text, frame, sizeof frame);

    frame[row->at] ^= row->at > 0;
    assert_int_equal(bs_frame_is_question(bs_span_of(frame, n)), row->is);
    assert_int_equal(bs_frame_read_question(text, bs_span_of(frame, n)), row->want);
    assert_false(bs_frame_read(&result, bs_span_of(frame, n)));
    if (row->want)
        assert_string_equal(text, row->text);
    assert_false(bs_frame_read_question(text, bs_span_of(frame, n - 1)));
    n = write_sample(frame, "v=1");
    assert_false(bs_frame_is_question(bs_span_of(frame, n)));
    assert_false(bs_frame_read_question(text, bs_span_of(frame, n)));
}

/* A result before its place is looked up wants an answer, and is not the result. */
static void
test_early(void **state)
{
    unsigned char frame[BS_FRAME_MAX];
    char text[BS_FRAME_MAX];
    struct bs_result result = {.origin = BS_ORIGIN_FOREIGN, .said = "v=1"};
    size_t n = bs_frame_write_early(&result, frame, sizeof frame);
    struct bs_span early = bs_span_of(frame, n);

    (void)state;
    assert_true(bs_frame_is_question(early));
    assert_false(bs_frame_read(&result, early));
    assert_false(bs_frame_read_question(text, early));
    assert_true(bs_frame_read_early(&result, early));
    assert_int_equal(result.origin, BS_ORIGIN_FOREIGN);
    assert_false(bs_frame_read_early(&result, bs_span_take(early, n - 1)));
    n = write_sample(frame, "v=1");
    assert_false(bs_frame_read_early(&result, bs_span_of(frame, n)));
}

static const struct ended {
    const char *name;
    unsigned char length[4];
    size_t n;
    bool want;
} ended[] = {
    {"head not whole", {0, 0, 0, 1}, 11, false},
    {"head only, more announced", {0, 0, 0, 17}, 16, false},
    {"as announced", {0, 0, 0, 16}, 16, true},
    {"more than announced", {0, 0, 0, 1}, 16, true},
    {"the longest", {0, 0, 0x10, 0}, 16, false},
    {"longer than any", {0, 0, 0x10, 1}, 16, true},
    {"absurd", {255, 255, 255, 255}, 16, true},
};

static void
test_ended(void **state)
{
    const struct ended *row = *state;
    unsigned char head[16] = {0};

    memcpy(head + 8, row->length, 4);
    assert_int_equal(bs_frame_ended(bs_span_of(head, row->n)), row->want);
}

int
main(void)
{
    bs_add_test("what goes in comes out", test_way_back);
    bs_add_test("the longest frame", test_longest);
    bs_add_test("every truncation", test_cuts);
    bs_add_test("every bit", test_flips);
    BS_ROWS(change, test_change);
    BS_ROWS(said, test_said);
    BS_ROWS(asked, test_asked);
    BS_ROWS(ended, test_ended);
    bs_add_test("an early result", test_early);
    return bs_run("frame");
}
