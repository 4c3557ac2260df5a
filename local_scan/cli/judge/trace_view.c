/* trace_view: where a message came from, for a person or a program to read. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_view.h"

#include "draw.h"
#include "json.h"
#include "terminal.h"

/* Names of networks in registries are short; names of hosts have 253 octets. */
#define NAME_SHOWN 253

/* ------------------------------------------------------------- for people */

/* Shows an answer of DNS or databases, or that it is missing. */
static void
put_known(const struct bs_trace_view *traced, const char *label, struct bs_span what,
          const char *none)
{
    char sentence[BS_SENTENCE_SIZE];
    struct bs_text t = bs_text_in(sentence, sizeof sentence);

    if (what.n > 0)
        bs_terminal_data(&t, what, NAME_SHOWN);
    else
        bs_text_put(&t, traced->offline ? "not asked, offline" : none);
    bs_terminal_row(label, what.n > 0 ? BS_STYLE_PLAIN : BS_STYLE_DIM, sentence);
}

static void
put_network(const struct bs_trace_view *traced)
{
    const struct bs_border *border = &traced->border;
    char sentence[BS_SENTENCE_SIZE];

    if (border->network.n == 0) {
        put_known(traced, "network", border->network, "not known");
        return;
    }
    struct bs_text t = bs_text_in(sentence, sizeof sentence);
    bs_text_put(&t, "AS");
    bs_terminal_data(&t, border->network, NAME_SHOWN);
    bs_text_put(&t, border->network_name.n > 0 ? ", " : "");
    bs_terminal_data(&t, border->network_name, NAME_SHOWN);
    bs_terminal_row("network", BS_STYLE_PLAIN, sentence);
}

static void
put_list(const char *label, const struct bs_span *item, unsigned count)
{
    char sentence[BS_SENTENCE_SIZE];
    struct bs_text t = bs_text_in(sentence, sizeof sentence);

    for (unsigned i = 0; i < count; i++) {
        bs_text_put(&t, i > 0 ? ", " : "");
        bs_terminal_data(&t, item[i], NAME_SHOWN);
    }
    bs_terminal_row(label, BS_STYLE_PLAIN, sentence);
}

static const char *
why_no_contact(const struct bs_trace_view *traced)
{
    if (traced->offline)
        return "not asked, offline";
    if (!traced->has_zone)
        return "not queried: name a zone of abuse contacts in the settings, for example "
               "abuse_zone: abuse-contacts.abusix.zone";
    return traced->contacts.known == BS_KNOWN_NONE
               ? "the zone does not name a contact for that address"
               : "not known: the zone did not answer";
}

static void
put_source(const struct bs_trace_view *traced)
{
    const struct bs_trace *trace = &traced->trace;
    char sentence[BS_SENTENCE_SIZE], ip[BS_IP_TEXT];
    struct bs_text t = bs_text_in(sentence, sizeof sentence);

    if (trace->source == 0) {
        bs_text_put(&t, "not known: ");
        bs_text_put(&t, trace->why);
        bs_terminal_row("source", BS_STYLE_DOUBT, sentence);
        return;
    }
    bs_ip_text(&trace->ip, ip);
    bs_text_put(&t, ip);
    bs_text_put(&t, ", as hop ");
    bs_text_number(&t, trace->source);
    bs_text_put(&t, " saw it");
    bs_terminal_row("source", BS_STYLE_BOLD, sentence);
    put_known(traced, "name", traced->border.name,
              traced->border.name_open ? "not known: the DNS does not answer"
                                       : "no name that resolves back to that address");
    put_known(traced, "country", traced->border.country, "not known");
    put_network(traced);
    if (traced->border.listings > 0)
        put_list("listed", traced->border.listed, traced->border.listings);
    if (traced->contacts.count > 0)
        put_list("contact", traced->contacts.address, traced->contacts.count);
    else
        bs_terminal_row("contact", BS_STYLE_DIM, why_no_contact(traced));
}

static void
put_hint(const struct bs_trace *trace)
{
    char sentence[BS_SENTENCE_SIZE], ip[BS_IP_TEXT];

    bs_ip_text(&trace->hint, ip);
    struct bs_text t = bs_text_in(sentence, sizeof sentence);
    bs_text_put(&t, ip);
    bs_text_put(&t, " in X-Originating-IP: a webmail user, if the source is a webmail server and "
                    "wrote it; otherwise it may be invented");
    bs_terminal_row("hint", BS_STYLE_DIM, sentence);
}

void
bs_trace_view_tell(const struct bs_trace_view *traced)
{
    bs_terminal_style(BS_STYLE_BOLD);
    bs_terminal_path(traced->path);
    bs_terminal_style(BS_STYLE_PLAIN);
    bs_terminal_put(traced->returned ? ": the mail that is returned in it\n" : "\n");
    put_source(traced);
    if (traced->trace.hinted)
        put_hint(&traced->trace);
    if (traced->trace.trail.hops == 0)
        return;
    bs_terminal_heading("The trail, from the top");
    bs_terminal_put("\n");
    bs_draw_trace(&traced->trace, traced->policy);
}

/* ----------------------------------------------------------- for programs */

/* What is not known is left out. */
static void
put_text(const char *name, struct bs_span value)
{
    if (value.n > 0)
        bs_json_span(name, value);
}

static void
put_address(const char *name, const struct bs_ip *ip)
{
    char text[BS_IP_TEXT];

    bs_ip_text(ip, text);
    bs_json_text(name, text);
}

static void
put_array(const char *name, const struct bs_span *item, unsigned count)
{
    bs_json_open(name, '[');
    for (unsigned i = 0; i < count; i++)
        bs_json_span(NULL, item[i]);
    bs_json_close();
}

static void
put_json_source(const struct bs_trace_view *traced)
{
    const struct bs_border *border = &traced->border;

    bs_json_open("source", '{');
    bs_json_number("hop", traced->trace.source);
    put_address("address", &traced->trace.ip);
    put_text("name", border->name);
    put_text("country", border->country);
    put_text("network", border->network);
    put_text("network_name", border->network_name);
    put_array("listed", border->listed, border->listings);
    put_array("contacts", traced->contacts.address, traced->contacts.count);
    bs_json_close();
}

static void
put_json_hop(const struct bs_trace *trace, unsigned i)
{
    const struct bs_hop *hop = &trace->trail.hop[i];

    bs_json_open(NULL, '{');
    bs_json_text("believed", bs_believed_name(trace->believed[i]));
    bs_json_text("link", bs_link_name(trace->trail.link[i]));
    put_text("by", hop->by);
    if (hop->peer_known != BS_PEER_NONE)
        put_address("peer", &hop->peer);
    put_text("helo", hop->helo);
    put_text("rdns", hop->rdns);
    bs_json_close();
}

void
bs_trace_view_json(const struct bs_trace_view *traced)
{
    const struct bs_trace *trace = &traced->trace;

    bs_json_open(NULL, '{');
    bs_json_text("path", traced->path);
    bs_json_bool("returned", traced->returned);
    if (trace->source > 0)
        put_json_source(traced);
    if (trace->doubted > 0)
        bs_json_number("doubted", trace->doubted);
    put_text("why", bs_span_text(trace->why));
    if (trace->hinted)
        put_address("hint", &trace->hint);
    bs_json_open("hops", '[');
    for (unsigned i = 0; i < trace->trail.hops; i++)
        put_json_hop(trace, i);
    bs_json_close();
    bs_json_close();
}
