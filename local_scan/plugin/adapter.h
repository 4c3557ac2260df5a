/* adapter: functions of an Exim of one API, in plain types.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No guard: exim.c includes it once for each API, after that API's header, with API(name) for
 * name_MAJOR_MINOR. Each time it defines one struct adapter, named API(adapter). In an Exim that
 * lacks one of the symbols, only is_complete() and log() may be called. */

static bool
API(is_complete)(void)
{
    return &API(message_id) && &API(received_protocol) && &API(sender_address) &&
           &API(sender_host_address) && &API(sender_host_authenticated) &&
           &API(sender_host_name) && &API(recipients_count) && &API(recipients_list) &&
           &API(header_list) && &API(smtp_input) && API(expand_string) &&
           API(header_add_at_position) && API(header_remove) && API(log_write) &&
           API(lss_match_host) && API(string_copy_taint);
}

static struct bs_session
API(session)(void)
{
    return (struct bs_session){
        .id = span_of_text(API(message_id)),
        .sender = span_of_text(API(sender_address)),
        .host = span_of_text(API(sender_host_address)),
        .host_name = span_of_text(API(sender_host_name)),
        .protocol = span_of_text(API(received_protocol)),
        .smtp = API(smtp_input) != 0,
        .authenticated = API(sender_host_authenticated) != NULL,
    };
}

static struct bs_span
API(recipient)(size_t i)
{
    if (API(recipients_count) < 0 || i >= (size_t)API(recipients_count))
        return bs_span_of(NULL, 0);
    return span_of_text(API(recipients_list)[i].address); /* bounds: i < recipients_count */
}

static struct bs_span
API(expand)(unsigned char *expression)
{
    return span_of_text(API(BS_EXPAND)(expression));
}

/* Exim's prototype has no const, but it only reads them. */
static int
API(match_host)(unsigned char *list)
{
    if (API(sender_host_address) == NULL)
        return -1;
    return API(lss_match_host)((unsigned char *)API(sender_host_name),
                               (unsigned char *)API(sender_host_address), list);
}

static bool
API(header_next)(const void **place, struct bs_span *line_r)
{
    const struct API(bs_header) *line = *place;

    do
        line = line ? line->next : API(header_list);
    while (line && line->type == '*'); /* deleted, kept for the log only */
    if (line == NULL)
        return false;
    *place = line;
    *line_r = bs_span_of(line->text, line->slen > 0 ? (size_t)line->slen : 0);
    return true;
}

static void
API(remove_header)(const char *name)
{
    API(header_remove)(0, (const unsigned char *)name);
}

static void
API(add_header)(const char *line)
{
    API(header_add_at_position)(false, NULL, false, ' ', "%s", line);
}

static void
API(log)(const char *line)
{
    if (API(log_write))
        API(BS_LOG)(line);
}

static unsigned char *
API(copy)(const char *text, const void *taint)
{
    return API(string_copy_taint)((const unsigned char *)text, taint);
}

static const struct adapter API(adapter) = {
    .is_complete = API(is_complete),
    .session = API(session),
    .recipient = API(recipient),
    .expand = API(expand),
    .match_host = API(match_host),
    .header_next = API(header_next),
    .header_remove = API(remove_header),
    .header_add = API(add_header),
    .log = API(log),
    .copy = API(copy),
};

#undef API
