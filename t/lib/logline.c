/* logline: what the reader of Exim's main log makes of each line.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     logline <mainlog
 *
 * Prints a line for each line: its kind, then "NAME=VALUE" for each field that it has, with tabs
 * between them. */
#include "mainlog.h"

#include <stdio.h>

static const char *const kinds[BS_LOG_KINDS] = {
    "other",   "arrived", "delivered", "also",     "failed", "delayed", "completed",
    "refused", "put_off", "connected", "backstop", "ham",    "spam",
};

static void
print_field(const char *name, struct bs_span value)
{
    if (value.n > 0)
        printf("\t%s=%.*s", name, (int)value.n, (const char *)value.p);
}

static void
print_line(const struct bs_logline *line)
{
    printf("%s", kinds[line->kind]);
    print_field("id", line->id);
    print_field("address", line->address);
    print_field("parent", line->parent);
    print_field("recipient", line->recipient);
    print_field("host", line->host);
    print_field("ip", line->ip);
    print_field("user", line->user);
    print_field("login", line->login);
    print_field("message_id", line->message_id);
    print_field("return_path", line->return_path);
    print_field("transport", line->transport);
    print_field("dkim", line->dkim);
    print_field("subject", line->subject);
    if (line->size > 0)
        printf("\tsize=%llu", (unsigned long long)line->size);
    if (line->confirmed)
        printf("\tconfirmed=1");
    if (line->kind == BS_LOG_REFUSED || line->kind == BS_LOG_PUT_OFF)
        printf("\tstage=%s", bs_stage_name(line->stage));
    putchar('\n');
}

int
main(void)
{
    static char text[70000];

    while (fgets(text, sizeof text, stdin)) {
        struct bs_logline line;
        struct bs_span read = bs_span_of((const unsigned char *)text, strcspn(text, "\n"));

        if (bs_logline_read(&line, read))
            print_line(&line);
        else
            puts("foreign");
    }
    return 0;
}
