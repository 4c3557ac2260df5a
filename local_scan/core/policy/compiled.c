/* compiled: the copy of the policy that the ACLs read. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compiled.h"

#include "check.h"
#include "dnslist.h"
#include "ip.h"
#include "lines.h"
#include "settings.h"
#include "text.h"

#define MIN_SECRET 8 /* of a BATV key */
#define IP4_BITS   96
#define BITS_TEXT  8

typedef enum bs_source_flaw source_compile(struct bs_compiled *compiled, const char *name,
                                           struct bs_span text);

static void
put_word(struct bs_compiled *compiled, const char *prefix, const char *key, struct bs_span value)
{
    struct sink *out = &compiled->head_sink;

    sink_text(out, " ");
    sink_text(out, prefix);
    sink_text(out, key);
    sink_text(out, "=");
    sink_copy(out, value);
}

/* --- modes ---------------------------------------------------------------- */

static bool
is_name(struct bs_span word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!bs_is_alnum(bs_span_at(word, i)) && bs_span_at(word, i) != '_')
            return false;
    return word.n > 0;
}

/* What the ACLs need to know about checks of the header: may one that examines any mail refuse, or
 * only one that examines bounces? */
static void
note_body(const struct bs_about *about, enum bs_mode mode, const char **refuses)
{
    bool own = about->area == BS_AREA_ENVELOPE && /* ACLs, at DATA */
               bs_span_starts(bs_span_text(about->name), "own_");

    if ((about->area != BS_AREA_BODY && !own) || mode <= BS_MODE_WARN)
        return;
    if (!bs_span_starts(bs_span_text(about->name), "bounce_"))
        *refuses = "any";
    else if (*refuses == NULL)
        *refuses = "bounce";
}

/* The first line that names a check counts. */
static enum bs_source_flaw
compile_modes(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    enum bs_source_flaw flaw = BS_SOURCE_FINE;
    struct bs_policy_line line;
    bool seen[BS_ALL_CHECKS] = {false};
    const char *refuses = NULL;
    enum bs_mode mode;

    (void)name;
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (bs_policy_lines_next(&lines, &line)) {
        unsigned i = bs_check_find(line.key);
        const struct bs_about *about = bs_check_about(i);

        if (line.indented || !is_name(line.key) || !is_name(bs_span_trim(line.data)))
            flaw = BS_SOURCE_LINE;
        else if (about != NULL && !seen[i]) { /* bounds: there is an I-th check */
            seen[i] = true;
            if (!bs_mode_read(line.data, &mode) || !bs_mode_fits(mode, line.key))
                continue;
            note_body(about, mode, &refuses);
            if (about->area != BS_AREA_BODY && mode != about->mode)
                put_word(compiled, "", about->name, bs_span_text(bs_mode_name(mode)));
        }
    }
    if (refuses)
        put_word(compiled, "", "body", bs_span_text(refuses));
    return flaw;
}

/* --- settings ------------------------------------------------------------- */

/* A setting with a blank in it is a path for the plugin; the ACLs do not need it. */
static enum bs_source_flaw
compile_settings(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    const struct bs_setting_about *about;

    (void)name;
    for (unsigned i = 0; (about = bs_setting_about(i)) != NULL; i++) {
        struct bs_span value = bs_setting_read(text, (enum bs_setting_key)i);
        if (!bs_span_is(value, about->value) && bs_span_find_any(value, " \t/\"") == value.n)
            put_word(compiled, "set.", about->key, value);
    }
    return BS_SOURCE_FINE;
}

/* --- lists ---------------------------------------------------------------- */

/* Within the quotes of a value. */
static void
put_octets(struct sink *out, struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        int c = bs_span_at(text, i);
        if (c == '"' || c == '\\')
            sink_put(out, '\\');
        sink_put(out, (c < ' ' && c != '\t') || c == 0x7f ? '?' : c);
    }
}

static void
start_entry(struct sink *out, const char *name, const char *suffix, bool *any)
{
    if (!*any) {
        sink_text(out, name);
        sink_text(out, suffix);
        sink_text(out, "=\"");
    } else {
        sink_text(out, "\\n");
    }
    *any = true;
}

static void
put_entry(struct bs_compiled *compiled, const char *name, struct bs_span entry, bool *any)
{
    start_entry(&compiled->list_sink, name, "", any);
    put_octets(&compiled->list_sink, entry);
}

/* A list that is not complete means something else, so it is left out. */
static bool
end_list(struct bs_compiled *compiled, size_t start, bool any)
{
    if (any)
        sink_text(&compiled->list_sink, "\"\n");
    if (!sink_full(&compiled->list_sink))
        return true;
    compiled->list_sink.n = start;
    return false;
}

/* Writes a list of the results of `entry` for each line; absent: the line does not have an
 * entry. */
static enum bs_source_flaw
compile_entries(struct bs_compiled *compiled, const char *name, struct bs_span text,
                struct bs_span (*entry)(const struct bs_policy_line *line))
{
    size_t start = compiled->list_sink.n;
    struct bs_policy_line line;
    bool any = false;
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    while (bs_policy_lines_next(&lines, &line)) {
        struct bs_span found = entry(&line);
        if (found.p)
            put_entry(compiled, name, found, &any);
    }
    return end_list(compiled, start, any) ? BS_SOURCE_FINE : BS_SOURCE_UNREADABLE;
}

/* As in the ACLs' regular expressions: an entry, in quotes or not, then data, which is kept if it
 * has a meaning (user_senders). */
static struct bs_span
entry_of_line(const struct bs_policy_line *line)
{
    return bs_span_trim(line->text);
}

static enum bs_source_flaw
compile_list(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    return compile_entries(compiled, name, text, entry_of_line);
}

/* "USER: ADDRESS, ADDRESS": an indented line could be one of its own, or more addresses. */
static struct bs_span
user_of_line(const struct bs_policy_line *line)
{
    return line->indented ? bs_span_of(NULL, 0) : entry_of_line(line);
}

static enum bs_source_flaw
compile_users(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    enum bs_source_flaw flaw = compile_entries(compiled, name, text, user_of_line);
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    struct bs_policy_line line;

    while (flaw == BS_SOURCE_FINE && bs_policy_lines_next(&lines, &line))
        if (line.indented)
            flaw = BS_SOURCE_LINE;
    return flaw;
}

/* In a form that every Exim can read. */
static void
put_net(struct sink *out, const struct bs_net *net)
{
    bool is4 = bs_ip_is4(&net->ip) && net->bits >= IP4_BITS;
    char address[BS_IP_TEXT], bits[BITS_TEXT];

    bs_ip_text(&net->ip, address);
    sink_text(out, address);
    if (net->bits == 128)
        return;
    struct bs_text t = bs_text_in(bits, sizeof bits);
    bs_text_number(&t, is4 ? net->bits - IP4_BITS : net->bits);
    sink_text(out, "/");
    sink_text(out, bits);
}

/* Writes the entries that are networks, or those that are not. True if there are any. */
static bool
put_hosts(struct bs_compiled *compiled, const char *name, const char *suffix, struct bs_span text,
          bool nets)
{
    struct sink *out = &compiled->list_sink;
    struct bs_policy_line line;
    struct bs_net net;
    bool any = false;
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    while (bs_policy_lines_next(&lines, &line)) {
        if (bs_net_read(line.key, &net) != nets)
            continue;
        start_entry(out, name, suffix, &any);
        if (nets)
            put_net(out, &net);
        else
            put_octets(out, bs_span_trim(line.text));
    }
    return any;
}

/* Addresses and networks are in a list of their own, for "hosts": Exim would query the DNS for
 * anything else. */
static enum bs_source_flaw
compile_hosts(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    size_t start = compiled->list_sink.n;
    bool nets = put_hosts(compiled, name, ".nets", text, true);

    if (!end_list(compiled, start, nets))
        return BS_SOURCE_UNREADABLE;
    bool names = put_hosts(compiled, name, "", text, false);
    return end_list(compiled, start, names) ? BS_SOURCE_FINE : BS_SOURCE_UNREADABLE;
}

static enum bs_source_flaw
compile_zones(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    enum bs_source_flaw flaw = BS_SOURCE_FINE;
    size_t start = compiled->list_sink.n;
    struct bs_policy_line line;
    struct bs_dnslist list;
    bool any = false;
    struct bs_policy_lines lines = bs_policy_lines_of(text);

    while (bs_policy_lines_next(&lines, &line)) {
        if (!bs_dnslist_read(&list, line.key) || bs_dnslist_ended(&list))
            flaw = BS_SOURCE_LINE;
        else
            put_entry(compiled, name, line.key, &any);
    }
    return end_list(compiled, start, any) ? flaw : BS_SOURCE_UNREADABLE;
}

/* "zone.example: blocked", written by doctor: lists that must not be queried. */
static struct bs_span
unhealthy_zone(const struct bs_policy_line *line)
{
    bool unhealthy = line->data.n > 0 && !bs_span_is(line->data, "ok");

    return unhealthy ? line->key : bs_span_of(NULL, 0);
}

static enum bs_source_flaw
compile_health(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    return compile_entries(compiled, name, text, unhealthy_zone);
}

/* --- keys ----------------------------------------------------------------- */

/* Only the keys of return paths: the plugin reads the others from their file. */
static enum bs_source_flaw
compile_keys(struct bs_compiled *compiled, const char *name, struct bs_span text)
{
    struct sink *out = &compiled->key_sink;
    struct bs_policy_line line;

    (void)name;
    struct bs_policy_lines lines = bs_policy_lines_of(text);
    while (bs_policy_lines_next(&lines, &line)) {
        struct bs_span rest = line.data;
        bool is_batv = line.key.n == 5 && bs_span_starts(line.key, "batv") &&
                       bs_is_digit(bs_span_at(line.key, 4)) &&
                       bs_span_word(&rest, " \t").n >= MIN_SECRET;
        if (line.indented || !is_batv || line.text.n + 1 > out->size - out->n)
            continue;
        sink_copy(out, line.text);
        sink_put(out, '\n');
    }
    if (out->n > 0)
        put_word(compiled, "", "batv", bs_span_text("yes"));
    return BS_SOURCE_FINE;
}

/* --- all of it ------------------------------------------------------------ */

static const struct source {
    const char *name;
    source_compile *compile;
    bool of_state;
} sources[] = {
    {"modes", compile_modes, false},
    {"settings", compile_settings, false},
    {"keys", compile_keys, false},
    {"own_hosts", compile_hosts, false},
    {"own_nets", compile_hosts, false},
    {"own_domains", compile_list, false},
    {"exempt_hosts", compile_hosts, false},
    {"exempt_senders", compile_list, false},
    {"exempt_rcpts", compile_list, false},
    {"list_hosts", compile_hosts, false},
    {"helo_bots", compile_list, false},
    {"never_send", compile_list, false},
    {"hub_domains", compile_list, false},
    {"callout_domains", compile_list, false},
    {"dnsbl_zones", compile_zones, false},
    {"null_zones", compile_zones, false},
    {"out_zones", compile_zones, false},
    {"batv_domains", compile_list, false},
    {"batv_exempt", compile_list, false},
    {"trap_rcpts", compile_list, false},
    {"data_defer_hosts", compile_hosts, false},
    {"out_exempt", compile_list, false},
    {"user_senders", compile_users, false},
    {"out_listed_exempt", compile_list, false},
    {"dnsbl_health", compile_health, true},
};

const char *
bs_compiled_source(unsigned i, bool *of_state_r)
{
    if (i >= BS_COUNT(sources))
        return NULL;
    *of_state_r = sources[i].of_state;
    return sources[i].name;
}

void
bs_compiled_start(struct bs_compiled *compiled_r)
{
    struct bs_compiled *c = compiled_r;

    c->head_sink = (struct sink){.p = c->head, .size = sizeof c->head};
    c->list_sink = (struct sink){.p = c->text + BS_COMPILED_HEAD, .size = BS_COMPILED_SIZE};
    c->key_sink = (struct sink){.p = c->keys, .size = BS_COMPILED_KEYS};
}

void
bs_compiled_add(struct bs_compiled *compiled, unsigned i, struct bs_span text,
                enum bs_source_flaw flaw)
{
    if (i >= BS_COUNT(sources) || i >= sizeof compiled->flaw)
        return;
    if (flaw == BS_SOURCE_FINE)
        flaw = sources[i].compile(compiled, sources[i].name, text);
    compiled->flaw[i] = (unsigned char)flaw; /* bounds: i < sizeof flaw */
}

static void
put_flaws(struct bs_compiled *compiled)
{
    static const char *const word[] = {
        [BS_SOURCE_MISSING] = ":missing",
        [BS_SOURCE_UNREADABLE] = ":unreadable",
        [BS_SOURCE_LINE] = ":line",
    };
    struct sink *out = &compiled->head_sink;
    const char *before = " flaws=";

    for (unsigned i = 0; i < BS_COUNT(sources); i++) {
        if (compiled->flaw[i] == BS_SOURCE_FINE)
            continue;
        sink_text(out, before);
        sink_text(out, sources[i].name);
        sink_text(out, word[compiled->flaw[i]]);
        before = ",";
    }
}

/* The first line is known last, and is put before the rest: it ends where the lists begin. */
const char *
bs_compiled_end(struct bs_compiled *compiled, const char *words)
{
    struct sink *head = &compiled->head_sink;
    struct sink front = {.p = compiled->text};

    put_flaws(compiled);
    front.size = strlen(words) + head->n + 1;
    if (front.size > BS_COMPILED_HEAD)
        return "";
    front.p += BS_COMPILED_HEAD - front.size; /* bounds: size <= BS_COMPILED_HEAD */
    sink_text(&front, words);
    sink_copy(&front, sink_span(head));
    sink_put(&front, '\n');
    compiled->text[BS_COMPILED_HEAD + compiled->list_sink.n] = '\0'; /* bounds: n <= SIZE */
    compiled->keys[compiled->key_sink.n] = '\0';                     /* bounds: n <= KEYS */
    return (const char *)front.p;
}

const char *
bs_compiled_keys(const struct bs_compiled *compiled)
{
    return (const char *)compiled->keys;
}
