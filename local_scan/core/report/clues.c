/* clues: the words by which reports can be recognised. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clues.h"

#include "phrase.h"
#include "smtpreply.h"
#include "words.h"
#include "words_away.h"
#include "words_challenge.h"
#include "words_filter.h"
#include "words_gone.h"
#include "words_lost.h"

#define LIST(table, clue) {(table), BS_COUNT(table), (clue)}

/* At most this much comes before the words that matter: a greeting, a line of
 * stars, the name of the host. */
#define OPENING_LINES 3

/* Octets between an autoresponder's words and the colon: "Abwesenheitsnotiz (bis
 * 3. Mai): …". */
#define MAX_REPLY_WORDS 24

#define NO_ENTRY 0xffff /* of an index */

struct list {
    const char *const *phrases;
    size_t count;
    unsigned clue;
};

/* Part of a word: letters, digits, and all octets of UTF-8 and 8-bit letters. */
static bool
in_word(int c)
{
    unsigned small = (unsigned)c | 0x20; /* of a letter */

    return small - 'a' < 26 || (unsigned)c - '0' < 10 || c >= 0x80;
}

/* The octets of the phrase that `text` starts with; 0 if it does not start with one. */
static size_t
start_length(struct bs_span text, const struct list *list)
{
    return bs_phrase_start(text, list->phrases, list->count);
}

static bool
starts_with_any(struct bs_span text, const struct list *list)
{
    return start_length(text, list) > 0;
}

/* Indexes */

static void
index_start(struct bs_clues_index *index)
{
    memset(index->head, 0xff, sizeof index->head); /* NO_ENTRY */
    index->made = true;
}

/* The entry added last is found first. */
static void
index_add(struct bs_clues_index *index, unsigned short entry, const char *text, unsigned sort)
{
    struct bs_span phrase = bs_span_text(text);
    unsigned hash = bs_phrase_hash(phrase, 0), bucket = hash % BS_CLUES_BUCKETS;

    index->phrase[entry] = phrase; /* bounds: an index holds all phrases, see below */
    index->hash[entry] = hash;
    index->sort[entry] = sort;
    index->next[entry] = index->head[bucket];
    index->head[bucket] = entry;
}

/* Senders */

unsigned
bs_clues_address(struct bs_span address)
{
    static const struct list lists[] = {LIST(daemon_senders, BS_CLUE_DAEMON),
                                        LIST(postmaster_senders, BS_CLUE_POSTMASTER),
                                        LIST(program_senders, BS_CLUE_AUTOMATIC)};
    unsigned clues = 0;

    for (size_t i = 0; i < BS_COUNT(lists); i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            const char *name = lists[i].phrases[j];

            /* postmaster13 is a person, mailer-daemon+key is not. */
            if (bs_span_starts(address, name) && !in_word(bs_span_at(address, strlen(name))))
                clues |= lists[i].clue;
        }
    }
    return clues;
}

unsigned
bs_clues_name(struct bs_span name)
{
    static const struct list list = LIST(system_names, BS_CLUE_NAMED);

    return starts_with_any(bs_span_strip(name, " \t\""), &list) ? list.clue : 0;
}

/* Subjects */

/* The marks of direction that Outlook writes before Hebrew and Arabic. */
static struct bs_span
without_marks(struct bs_span subject)
{
    while (bs_span_at(subject, 0) == 0xe2 && bs_span_at(subject, 1) == 0x80 &&
           (bs_span_at(subject, 2) & 0xf0) >= 0x80)
        subject = bs_span_drop(subject, 3);
    return subject;
}

/* Without the prefixes of lists and filters: "[list] ", "*****SPAM***** ". */
static struct bs_span
without_tags(struct bs_span subject)
{
    for (;;) {
        subject = without_marks(bs_span_strip(subject, " \t\r\n\""));
        if (bs_span_at(subject, 0) == '[')
            subject = bs_span_drop(subject, bs_span_find(subject, ']') + 1);
        else if (bs_span_starts(subject, "*****SPAM*****"))
            subject = bs_span_drop(subject, 14);
        else
            return subject;
    }
}

/* "#1234", "[Ticket 1234]", "(Case: AB-12)": a number after '#', or at the end of brackets. */
static bool
has_number(struct bs_span subject)
{
    size_t digits = 0, least = 3;

    for (size_t i = 0; i < subject.n; i++) {
        int c = bs_span_at(subject, i);
        int next = bs_span_at(subject, i + 1);

        digits = bs_is_digit(c) ? digits + 1 : 0;
        if (digits == 0)
            least = c == '-' && bs_is_alnum(bs_span_at(subject, i - 1)) ? 1 : 3;
        if ((digits >= least && (next == ']' || next == ')')) || (c == '#' && bs_is_digit(next)))
            return true;
    }
    return false;
}

/* "[Ticket#1] Undelivered mail": a ticket about a bounce. A bounce's own words come first. */
static bool
begins_with_number(struct bs_span subject)
{
    subject = bs_span_strip(without_marks(subject), " \t\r\n\"");
    return bs_span_at(subject, 0) == '[' &&
           has_number(bs_span_take(subject, bs_span_find(subject, ']') + 1));
}

/* "HELP-482 hello", "INC0048213": the key of a ticket (Jira, ServiceNow). */
static bool
begins_with_key(struct bs_span subject)
{
    size_t letters = 0, digits = 0;

    while (bs_span_at(subject, letters) >= 'A' && bs_span_at(subject, letters) <= 'Z')
        letters++;
    bool dash = bs_span_at(subject, letters) == '-';
    struct bs_span rest = bs_span_drop(subject, letters + dash);
    while (bs_is_digit(bs_span_at(rest, digits)))
        digits++;
    return letters >= 2 && letters <= 10 && digits >= (dash ? 3 : 6);
}

/* A program puts its words before our subject, with a colon or a bracket between them, or writes
 * nothing else. */
static unsigned
reply_clues(struct bs_span subject, size_t words)
{
    struct bs_span rest = bs_span_drop(subject, words);
    size_t colon = bs_span_find_any(rest, ":])");
    bool joined = (colon < rest.n && colon < MAX_REPLY_WORDS) || bs_span_trim(rest).n == 0;

    if (words == 0)
        return 0;
    /* U+FF1A, the colon of Chinese and Japanese */
    return BS_CLUE_AWAY |
           (joined || bs_span_has(bs_span_take(rest, MAX_REPLY_WORDS), "\xef\xbc\x9a")
                ? BS_CLUE_PREFIX
                : 0u);
}

static unsigned
clues_anywhere(struct bs_span subject, const struct list *lists, size_t count)
{
    unsigned clues = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < lists[i].count; j++)
            if (bs_span_has(subject, lists[i].phrases[j]))
                clues |= lists[i].clue;
    }
    return clues;
}

/* The lists; those before REPLIES count at the beginning of any subject. */
enum { FORWARDS, BOUNCES, AWAYS, CHALLENGES, VIRUSES, HOLIDAYS, TICKETS, COMPLAINTS, READS,
       REPLIES, SUBJECT_LISTS };

static const struct list subject_lists[SUBJECT_LISTS] = {
    [FORWARDS] = LIST(forward_subjects, BS_CLUE_FORWARD),
    [BOUNCES] = LIST(bounce_subjects, BS_CLUE_SUBJECT),
    [AWAYS] = LIST(away_subjects, BS_CLUE_AWAY),
    [CHALLENGES] = LIST(challenge_subjects, BS_CLUE_CHALLENGE),
    [VIRUSES] = LIST(virus_subjects, BS_CLUE_VIRUS),
    [HOLIDAYS] = LIST(holiday_subjects, BS_CLUE_HOLIDAY),
    [TICKETS] = LIST(ticket_subjects, BS_CLUE_TICKET),
    [COMPLAINTS] = LIST(complaint_subjects, BS_CLUE_COMPLAINT),
    [READS] = LIST(read_subjects, BS_CLUE_READ),
    [REPLIES] = LIST(reply_subjects, BS_CLUE_AWAY),
};

#define SUBJECT_PHRASES                                                                            \
    (BS_COUNT(forward_subjects) + BS_COUNT(bounce_subjects) + BS_COUNT(away_subjects) +            \
     BS_COUNT(challenge_subjects) + BS_COUNT(virus_subjects) + BS_COUNT(holiday_subjects) +        \
     BS_COUNT(ticket_subjects) + BS_COUNT(complaint_subjects) + BS_COUNT(read_subjects) +          \
     BS_COUNT(reply_subjects))

_Static_assert(SUBJECT_PHRASES <= BS_CLUES_PHRASES, "the index holds all phrases");

/* For each list, the length of its first phrase that a subject begins with. */
struct starts {
    size_t length[SUBJECT_LISTS];
};

static void
subjects_make(struct bs_clues_index *index)
{
    unsigned short entry = 0;

    index_start(index);
    for (size_t i = SUBJECT_LISTS; i-- > 0;)
        for (size_t j = subject_lists[i].count; j-- > 0;)
            index_add(index, entry++, subject_lists[i].phrases[j], (unsigned)i);
}

static struct starts
subject_starts(struct bs_span subject, struct bs_clues_index *index)
{
    struct starts starts = {{0}};

    for (size_t i = 0; i < SUBJECT_LISTS && !index; i++)
        starts.length[i] = start_length(subject, &subject_lists[i]);
    if (!index || subject.n == 0)
        return starts;
    if (!index->made)
        subjects_make(index);
    unsigned hash = bs_phrase_hash(subject, 0);
    unsigned short entry = index->head[hash % BS_CLUES_BUCKETS];
    for (; entry != NO_ENTRY; entry = index->next[entry]) {
        size_t *length = &starts.length[index->sort[entry]];
        if (index->hash[entry] == hash && *length == 0)
            *length = bs_phrase_length(subject, 0, index->phrase[entry]);
    }
    return starts;
}

static unsigned
start_clues(const struct starts *starts, struct bs_span subject)
{
    unsigned clues = reply_clues(subject, starts->length[REPLIES]);

    for (size_t i = FORWARDS + 1; i < REPLIES; i++)
        if (starts->length[i] > 0)
            clues |= subject_lists[i].clue;
    return clues;
}

unsigned
bs_clues_trade(struct bs_span subject)
{
    static const struct list lists[] = {LIST(trade_subjects, BS_CLUE_TRADE),
                                        LIST(account_subjects, BS_CLUE_TRADE)};

    return clues_anywhere(subject, lists, BS_COUNT(lists));
}

unsigned
bs_clues_subject(struct bs_span subject, struct bs_clues_index *index)
{
    static const struct list anywhere[] = {LIST(bounce_anywhere, BS_CLUE_SUBJECT),
                                           LIST(away_anywhere, BS_CLUE_AWAY)};
    static const struct list trade = LIST(trade_subjects, BS_CLUE_TICKET);
    struct bs_span tag = bs_span_strip(without_marks(subject), "[( ");
    unsigned ticket = BS_CLUE_TICKET & ~clues_anywhere(subject, &trade, 1);
    unsigned number = has_number(subject) ? ticket : 0;
    bool about = number && begins_with_number(subject);

    subject = without_tags(subject);
    if (begins_with_key(subject))
        number = ticket;
    struct starts starts = subject_starts(subject, index);
    if (starts.length[FORWARDS] > 0)
        return BS_CLUE_FORWARD | number;
    unsigned clues = start_clues(&starts, subject);
    if (!clues) { /* some programs put their own words in brackets */
        starts = subject_starts(tag, index);
        clues = start_clues(&starts, tag) & (BS_CLUE_AWAY | BS_CLUE_TICKET | BS_CLUE_PREFIX);
    }
    if (!clues)
        clues = clues_anywhere(subject, anywhere, BS_COUNT(anywhere));
    if (about && (clues & BS_CLUE_SUBJECT))
        return BS_CLUE_FORWARD;
    return clues | number;
}

/* Texts */

#define TEXT_LISTS(X)                                                                              \
    X(family_texts, BS_TEXT_FAMILY) X(generic_texts, BS_TEXT_GENERIC)                              \
    X(status_texts, BS_TEXT_STATUS) X(returned_texts, BS_TEXT_RETURNED)                            \
    X(away_texts, BS_TEXT_AWAY) X(challenge_texts, BS_TEXT_CHALLENGE)                              \
    X(virus_texts, BS_TEXT_VIRUS) X(letter_texts, BS_TEXT_LETTER)                                  \
    X(thanks_texts, BS_TEXT_THANKS) X(receipt_texts, BS_TEXT_RECEIPT)                              \
    X(automatic_texts, BS_TEXT_AUTOMATIC) X(answer_texts, BS_TEXT_REPLY)                           \
    X(mail_texts, BS_TEXT_MAIL) X(goods_texts, BS_TEXT_GOODS)                                      \
    X(gone_texts, BS_TEXT_GONE) X(read_texts, BS_TEXT_READ)                                        \
    X(unread_texts, BS_TEXT_UNREAD) X(request_texts, BS_TEXT_REQUEST)                              \
    X(refused_texts, BS_TEXT_REFUSED) X(server_texts, BS_TEXT_SERVER)
#define ROW(table, clue)  LIST(table, clue),
#define PLUS(table, clue) +BS_COUNT(table)

static const struct list text_lists[] = {TEXT_LISTS(ROW)};

_Static_assert(TEXT_LISTS(PLUS) <= BS_CLUES_PHRASES, "the index holds all phrases");

static void
texts_make(struct bs_clues_index *index)
{
    unsigned short entry = 0;

    index_start(index);
    for (size_t i = 0; i < BS_COUNT(text_lists); i++)
        for (size_t j = 0; j < text_lists[i].count; j++)
            index_add(index, entry++, text_lists[i].phrases[j], text_lists[i].clue);
}

static unsigned
index_clues(const struct bs_clues_index *index, struct bs_span text, size_t i)
{
    unsigned hash = bs_phrase_hash(text, i);
    unsigned short entry = index->head[hash % BS_CLUES_BUCKETS];
    unsigned clues = 0;

    for (; entry != NO_ENTRY; entry = index->next[entry])
        if (index->hash[entry] == hash && (index->sort[entry] & ~clues) &&
            bs_phrase_length(text, i, index->phrase[entry]))
            clues |= index->sort[entry];
    return clues;
}

/* "<user@host>" at the start of a line: a recipient that failed. */
static bool
is_address(struct bs_span line)
{
    struct bs_span address = bs_span_take(bs_span_drop(line, 1), bs_span_find(line, '>'));

    return bs_span_at(line, 0) == '<' && address.n > 3 && address.n < line.n &&
           bs_span_find(address, '@') < address.n && bs_span_find(address, ' ') == address.n;
}

/* "user@host.domain" anywhere. */
static bool
names_address(struct bs_span line)
{
    size_t at = bs_span_find(line, '@');
    struct bs_span domain = bs_span_drop(line, at + 1);
    size_t end = 0;

    while (bs_is_alnum(bs_span_at(domain, end)) || bs_span_at(domain, end) == '-')
        end++;
    return at > 0 && at < line.n && in_word(bs_span_at(line, at - 1)) && end > 0 &&
           bs_span_at(domain, end) == '.' && bs_is_alnum(bs_span_at(domain, end + 1));
}

/* Is this line prose? If a multipart is so broken that it is read as text, boundaries and fields of
 * parts precede the prose. */
static bool
is_prose(struct bs_span line)
{
    return bs_span_find(line, ' ') < line.n && !bs_span_starts(line, "content-");
}

struct reader {
    const struct bs_clues_index *index;
    struct bs_span text;
    unsigned clues;
    unsigned sentence; /* what this sentence has said so far */
    unsigned lines;    /* of prose, up to this one */
};

/* U+3002 is the full stop of Chinese and Japanese. A full stop before a small letter ends an
 * abbreviation. */
static bool
ends_sentence(struct bs_span text, size_t i)
{
    int c = bs_span_at(text, i);

    if (c == '.' && bs_span_at(text, i + 1) == ' ' && (unsigned)bs_span_at(text, i + 2) - 'a' < 26)
        return false;
    if (c == 0xe3)
        return bs_span_at(text, i + 1) == 0x80 && bs_span_at(text, i + 2) == 0x82;
    return (c == '.' || c == '!' || c == '?') && !in_word(bs_span_at(text, i + 1));
}

/* Does a word begin here? Without a gap, only a letter beyond ASCII begins another word: some
 * scripts do not use blanks. */
static bool
starts_word(int before, int c)
{
    return c >= 0xc0 || (in_word(c) && !in_word(before));
}

static void
read_word(struct reader *r, size_t i)
{
    unsigned clues = index_clues(r->index, r->text, i);

    if ((clues & BS_TEXT_FAMILY) && r->lines <= OPENING_LINES)
        clues |= r->lines <= 1 ? BS_TEXT_OPENING | BS_TEXT_FIRST : BS_TEXT_OPENING;
    if (r->lines > OPENING_LINES) /* below, it is a footer */
        clues &= ~(unsigned)BS_TEXT_UNREAD;
    r->sentence |= clues;
    if ((r->sentence & BS_TEXT_REFUSED) && (r->sentence & BS_TEXT_SERVER))
        r->sentence |= BS_TEXT_GENERIC;
    r->clues |= clues | (r->sentence & BS_TEXT_GENERIC);
    if ((r->sentence & (BS_TEXT_MAIL | BS_TEXT_REQUEST)) &&
        (r->sentence & (BS_TEXT_THANKS | BS_TEXT_RECEIPT)))
        r->clues |= BS_TEXT_ANSWERS;
    if ((r->sentence & BS_TEXT_MAIL) && (r->sentence & BS_TEXT_GENERIC))
        r->clues |= BS_TEXT_FAILED;
}

static void
read_line(struct reader *r, size_t from, size_t to)
{
    int before = ' ';

    for (size_t i = from; i < to; i++) {
        int c = bs_span_at(r->text, i);
        bool starts = starts_word(before, c);

        if (ends_sentence(r->text, i))
            r->sentence = 0;
        if (bs_is_digit(c) && !bs_is_alnum(before) &&
            bs_smtpreply_is(bs_span_drop(r->text, i), before))
            r->clues |= BS_TEXT_STATUS;
        before = c;
        if (starts)
            read_word(r, i);
    }
}

unsigned
bs_clues_text(struct bs_span text, struct bs_clues_index *index)
{
    static const struct list headers = LIST(header_texts, BS_TEXT_RETURNED);
    bool bare_cr = bs_span_bare_cr(bs_span_take(text, BS_CLUES_WINDOW));
    struct bs_span rest = bs_span_take(text, BS_CLUES_WINDOW);
    struct reader r = {.index = index, .text = rest};

    if (!index->made)
        texts_make(index);
    while (rest.n > 0 && !(r.clues & BS_TEXT_OPENING)) {
        size_t from = r.text.n - rest.n;
        struct bs_span line = bs_span_line(&rest, bare_cr);
        struct bs_span words = bs_span_strip(line, " \t");

        if (words.n == 0) {
            r.sentence = 0;
            continue;
        }
        if (is_address(words))
            r.clues |= BS_TEXT_ADDRESS;
        if (names_address(words))
            r.clues |= BS_TEXT_NAMES;
        if (r.lines == 0 && bs_span_starts(words, "sender: "))
            r.clues |= BS_TEXT_JOURNAL;
        if (starts_with_any(bs_span_strip(words, "> \t"), &headers))
            r.clues |= BS_TEXT_RETURNED;
        if (bs_span_at(words, 0) == '>')
            continue;
        r.lines += is_prose(words);
        read_line(&r, from, from + line.n);
    }
    return r.clues;
}
