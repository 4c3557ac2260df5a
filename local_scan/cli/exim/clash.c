/* clash: options of Exim that both the administrator and Backstop set. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clash.h"

#include "file.h"
#include "paths.h"
#include "run.h"

#include <stdio.h>
#include <unistd.h>

static const struct option {
    const char *name;
    const char *macro; /* after BACKSTOP_WITHOUT_ */
    bool next;         /* BACKSTOP_NEXT_ and the same word exists as well */
    const char *file;  /* set only if this is there */
} options[] = {
    {"strict_acl_vars", NULL, false, NULL},
    {"acl_smtp_connect", "CONNECT", true, NULL},
    {"acl_not_smtp", "NOT_SMTP", true, NULL},
    {"acl_smtp_dkim", "DKIM", true, NULL},
    {"acl_smtp_quit", "QUIT", true, NULL},
    {"acl_smtp_notquit", "NOTQUIT", true, NULL},
    {"pipelining_connect_advertise_hosts", "CONNECT", false, NULL},
    {"local_scan_path", "PLUGIN", false, NULL},
    {"callout_positive_expire", "EXPIRY", false, NULL},
    {"spamd_address", "SPAMD", false, NULL},
    {"pgsql_servers", "PGSQL", false, BS_POLICY_DIR "/store_servers"},
};

#define OPTIONS (sizeof options / sizeof *options)

static void
write_remedy(char *remedy, size_t size, const struct option *option)
{
    char next[128] = "";

    if (option->macro == NULL) {
        snprintf(remedy, size, "your configuration sets %s: remove that line", option->name);
        return;
    }
    if (option->next)
        snprintf(next, sizeof next, "BACKSTOP_NEXT_%s = (your ACL), and remove your %s; or write ",
                 option->macro, option->name);
    snprintf(remedy, size,
             "your configuration sets %s: in conf.d/main/000_localmacros or "
             "exim4.conf.localmacros, write %sBACKSTOP_WITHOUT_%s = yes",
             option->name, next, option->macro);
}

bool
bs_clash_refused(struct bs_fault *fault, const char *said)
{
    char remedy[sizeof fault->remedy] = "correct what it complains about, and try again";

    for (size_t i = 0; i < OPTIONS; i++)
        if (strstr(said, "second time") && strstr(said, options[i].name))
            write_remedy(remedy, sizeof remedy, &options[i]);
    return bs_fault_set(fault, remedy, "Exim does not accept the configuration: %s", said);
}

/* Is the line "NAME = value", for an option or a macro? */
static bool
is_set(struct bs_span line, const char *name)
{
    return bs_span_starts(line, name) &&
           bs_span_starts(bs_span_trim(bs_span_drop(line, strlen(name))), "=");
}

/* The next line of the main section, without the blanks around it. */
static bool
next_line(struct bs_span *rest, struct bs_span *line_r)
{
    if (!bs_span_next_line(rest, line_r))
        return false;
    *line_r = bs_span_trim(*line_r);
    if (bs_span_starts(*line_r, "hide "))
        *line_r = bs_span_trim(bs_span_drop(*line_r, strlen("hide ")));
    return !bs_span_starts(*line_r, "begin ");
}

static bool
sets(struct bs_span text, const char *name)
{
    struct bs_span line;

    while (next_line(&text, &line))
        if (is_set(line, name))
            return true;
    return false;
}

static bool
includes_us(struct bs_span text)
{
    struct bs_span line;

    while (next_line(&text, &line))
        if (bs_span_starts(line, ".include_if_exists ") && bs_span_ends(line, "/acl/main"))
            return true;
    return false;
}

static bool
clashes(struct bs_span text, const struct option *option)
{
    char macro[64];

    snprintf(macro, sizeof macro, "BACKSTOP_WITHOUT_%s", option->macro ? option->macro : "");
    return (option->file == NULL || access(option->file, F_OK) == 0) &&
           sets(text, option->name) && (option->macro == NULL || !sets(text, macro));
}

/* Does this Exim refuse an option that is set twice? Then it would have refused this one, so the
 * line must be in an .ifdef that does not hold. */
static bool
exim_looks(const char *dir)
{
    static const char twice[] = "callout_positive_expire = 7d\ncallout_positive_expire = 7d\n";
    char path[BS_PATH_SIZE];
    struct bs_run run = {.argv = {BS_EXIM, "-C", path, "-bV"}, .seconds = 30};

    snprintf(path, sizeof path, "%s/twice", dir);
    if (bs_file_replace(path, bs_span_text(twice), NULL) != 0)
        return true;
    bool looks = bs_run(&run) != 0;
    bs_run_free(&run);
    unlink(path);
    return looks;
}

bool
bs_clash_none(const char *path, const char *dir, struct bs_fault *fault)
{
    char remedy[sizeof fault->remedy];
    struct bs_file file;
    const struct option *found = NULL;

    if (bs_file_read(&file, path) != 0)
        return true;
    struct bs_span text = bs_file_span(&file);
    for (size_t i = 0; i < OPTIONS && found == NULL && includes_us(text); i++)
        if (clashes(text, &options[i]))
            found = &options[i];
    bs_file_free(&file);
    if (found == NULL || exim_looks(dir))
        return true;
    write_remedy(remedy, sizeof remedy, found);
    return bs_fault_set(fault, remedy,
                        "%s would be set twice, and this Exim uses the last one without a warning",
                        found->name);
}
