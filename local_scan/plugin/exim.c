/* exim: what the plugin has from Exim. */
/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The world that this code lives in. It runs in the process that talks to the
 * client, after the end of DATA. Exim catches SIGSEGV and its like there, but
 * not SIGABRT: a failed assert, a FORTIFY or stack-protector check, a double
 * free or exit() drop the connection without reply or log line and leave an
 * orphan in the spool. So everything in this process keeps to a few rules: no
 * malloc, no assert, no exit, no string function that writes; buffers are
 * static, written through text.h, and all that parses a body is in a child.
 *
 * A module with an undefined symbol is as bad: Exim loads it with RTLD_NOW and
 * then answers 451 to all mail. Exim has dropped and renamed functions without
 * a new API number (expand_string in 4.99). So every symbol of Exim is weak,
 * and one that is missing makes the plugin step aside.
 *
 * One file serves every Exim that apis.h knows. Exim crashes on a module whose
 * version functions name another API than its own (421 to all mail), which would
 * happen while a release upgrade has replaced Exim. So they name the API of the
 * Exim that runs, which its symbols show, and the adapter of that API is used.
 * In an Exim of no known API nothing of Exim is touched and all mail passes. */
#include "exim.h"

#include "apis.h"

#include "digit.h"
#include "text.h"

#include <stdint.h>

#include "api_6_0.h"
#include "api_9_1.h"

/* Spans and answers as in exim.h. */
struct adapter {
    bool (*is_complete)(void); /* does this Exim have all of the symbols? */
    struct bs_session (*session)(void);
    struct bs_span (*recipient)(size_t i);
    struct bs_span (*expand)(unsigned char *expression);
    int (*match_host)(unsigned char *list); /* of the client; -1: it has no address */
    bool (*header_next)(const void **place, struct bs_span *line_r);
    void (*header_remove)(const char *name);
    void (*header_add)(const char *line);
    void (*log)(const char *line);
    unsigned char *(*copy)(const char *text, const void *taint);
};

static struct bs_span
span_of_text(const unsigned char *text)
{
    return bs_span_text((const char *)text);
}

#define API(name) name##_6_0
#include "adapter.h"

#define API(name) name##_9_1
#include "adapter.h"

/* Only the addresses of the symbols that apis.h names are of interest. */
#define ROW(major, minor, symbol) extern const char symbol##_is_there[] BS_WEAK(#symbol);
BS_APIS(ROW)
#undef ROW

#define ROW(major, minor, symbol) {major, minor, symbol##_is_there, &adapter_##major##_##minor},
static const struct api {
    int major;
    int minor;
    const char *symbol; /* NULL: this Exim does not have it */
    const struct adapter *adapter;
} apis[] = {BS_APIS(ROW)};
#undef ROW

/* In the file, for the command, which must not load what may be damaged. */
#define ROW(major, minor, symbol) #major "." #minor " " #symbol "\n"
static const struct {
    uint32_t owner_size, text_size, type;
    char owner[(sizeof BS_APIS_OWNER + 3) / 4 * 4];
    char text[sizeof(BS_APIS(ROW))];
} note __attribute__((used, aligned(4), section(".note.backstop"))) = {
    sizeof BS_APIS_OWNER, sizeof(BS_APIS(ROW)), BS_APIS_TYPE, BS_APIS_OWNER, BS_APIS(ROW)};
#undef ROW

/* The API of the Exim that has loaded this; NULL: not a known one. */
static const struct api *
api_here(void)
{
    for (size_t i = 0; i < BS_COUNT(apis); i++)
        if (apis[i].symbol)
            return &apis[i];
    return NULL;
}

/* The numbers to give. If the API is not known, those of the one whose symbols
 * are there are the best guess: Exim crashes where they are wrong. */
static const struct api *
api_named(void)
{
    const struct api *api = api_here();

    for (size_t i = 0; i < BS_COUNT(apis) && api == NULL; i++)
        if (apis[i].adapter->is_complete())
            api = &apis[i];
    return api ? api : &apis[BS_COUNT(apis) - 1];
}

/* Set before anything below is called that uses it. */
static const struct adapter *exim;

/* The adapter is for use only where this Exim lacks nothing. */
bool
bs_exim_open(void)
{
    const struct api *api = api_here();

    exim = api ? api->adapter : NULL;
    return exim && exim->is_complete();
}

void
bs_exim_stand_aside(void)
{
    static bool said;

    if (!said && exim)
        exim->log("backstop v=1 event=stand_aside cause=exim_symbols did=pass");
    said = true;
}

int
bs_exim_api_major(void)
{
    return api_named()->major;
}

int
bs_exim_api_minor(void)
{
    return api_named()->minor;
}

struct bs_session
bs_exim_session(void)
{
    return exim->session();
}

struct bs_span
bs_exim_recipient(size_t i)
{
    return exim->recipient(i);
}

/* An ACL or list that does not exist makes the expansion fail, silently. */
struct bs_span
bs_exim_setting(enum bs_setting setting)
{
    static unsigned char expression[BS_SETTINGS][40] = {
        [BS_SETTING_POLICY_DIR] = "${acl{backstop_policy_dir}}",
        [BS_SETTING_STATE_DIR] = "${acl{backstop_state_dir}}",
        [BS_SETTING_HOSTNAME] = "$primary_hostname",
        [BS_SETTING_MAIL_DOMAIN] = "$qualify_domain",
        [BS_SETTING_LOCAL_DOMAINS] = "${listnamed_d:local_domains}",
        [BS_SETTING_RELAY_HOSTS] = "${listnamed_h:relay_from_hosts}",
        [BS_SETTING_OUR_ADDRESS] = "$received_ip_address",
        [BS_SETTING_SWEPT] = "$acl_m_backstop_swept",
        [BS_SETTING_NO_MEMORY] = "${acl{backstop_memory_missing}}",
        [BS_SETTING_NAME_OPEN] = "$host_lookup_deferred",
        [BS_SETTING_SIGNED] = "$acl_m_backstop_signed",
    };

    if (setting >= BS_SETTINGS)
        return bs_span_of(NULL, 0);
    return exim->expand(expression[setting]); /* bounds: < BS_SETTINGS */
}

void
bs_exim_settings(struct bs_span setting_r[BS_SETTINGS_OF_JOB])
{
    for (enum bs_setting i = 0; i < BS_SETTINGS_OF_JOB; i++)
        setting_r[i] = bs_exim_setting(i); /* bounds: i < BS_SETTINGS_OF_JOB */
}

/* An unknown list would be a panic that ends the process, and a null address a
 * crash: both are asked for first. */
bool
bs_exim_relay_host(void)
{
    static unsigned char list[] = "+relay_from_hosts";

    if (bs_exim_setting(BS_SETTING_RELAY_HOSTS).p == NULL)
        return false;
    int found = exim->match_host(list);
    return found == BS_EXIM_OK || found == BS_EXIM_DEFER;
}

/* Where this is not left to the end of the connection (acl/null), Exim's rate limits cancel
 * its own limit of time for local_scan: so it comes last. */
void
bs_exim_count_null(void)
{
    static unsigned char expression[] =
        "${if def:acl_m_backstop_count{${acl{backstop_count_one}}}}";

    exim->expand(expression);
}

static bool
is_plain(struct bs_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (bs_digit_hex(bs_span_at(text, i)) < 0 &&
            (bs_span_at(text, i) == 0 || strchr("(',)", bs_span_at(text, i)) == NULL))
            return false;
    return text.n <= BS_MEMORY_TEXT;
}

/* Not tainted, for it is not in Exim's store: so what goes in must be known octet by octet. */
struct bs_span
bs_exim_memory(enum bs_memory_call call, const char *store, struct bs_span digests,
               struct bs_span mark)
{
    static char expression[BS_MEMORY_TEXT + 80];

    if (!is_plain(digests) || !is_plain(mark))
        return bs_span_of(NULL, 0);
    struct bs_text t = bs_text_in(expression, sizeof expression);
    bs_text_put(&t, call == BS_MEMORY_WRITE ? "${acl{backstop_memory_write}{"
                                            : "${acl{backstop_memory_ask}{");
    bs_text_put(&t, store);
    bs_text_put(&t, "}{");
    bs_text_put_span(&t, digests);
    bs_text_put(&t, "}{");
    bs_text_put_span(&t, mark);
    bs_text_put(&t, "}}");
    if (t.cut)
        return bs_span_of(NULL, 0);
    return exim->expand((unsigned char *)expression);
}

bool
bs_exim_header_next(const void **place, struct bs_span *line_r)
{
    return exim->header_next(place, line_r);
}

void
bs_exim_header_remove(const char *name)
{
    exim->header_remove(name);
}

void
bs_exim_header_add(const char *line)
{
    exim->header_add(line);
}

void
bs_exim_log(const char *line)
{
    exim->log(line);
}

unsigned char *
bs_exim_copy(const char *text, bool tainted)
{
    return exim->copy(text, tainted ? BS_GET_TAINTED : BS_GET_UNTAINTED);
}
