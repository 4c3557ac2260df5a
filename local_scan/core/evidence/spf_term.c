/* spf_term: SPF records, term by term. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf_term.h"

#define BLANKS " \t\r\n" /* between terms */

static struct bs_spf_term
read_term(struct bs_span word)
{
    struct bs_spf_term term = {.qualifier = '+'};
    int c = bs_span_at(word, 0);

    if (c == '+' || c == '-' || c == '~' || c == '?') {
        term.qualifier = c;
        word = bs_span_drop(word, 1);
    }
    size_t end = bs_span_find_any(word, ":/=");
    term.name = bs_span_take(word, end);
    term.mark = bs_span_at(word, end);
    term.value = bs_span_drop(word, term.mark == '/' ? end : end + 1);
    return term;
}

/* The version is written like a modifier. */
bool
bs_spf_term_next(struct bs_span *record, struct bs_spf_term *term_r,
                 struct bs_spf_term *redirect_r)
{
    struct bs_span word;

    while ((word = bs_span_word(record, BLANKS)).n > 0) {
        *term_r = read_term(word);
        if (term_r->mark != '=')
            return true;
        if (bs_span_is(term_r->name, "redirect"))
            *redirect_r = *term_r;
    }
    return false;
}

/* The text must be empty, or MARK and a number. */
static bool
read_number(struct bs_span text, size_t mark, unsigned max, unsigned *number_r)
{
    size_t digits = 0;

    if (text.n == 0)
        return true;
    text = bs_span_drop(text, mark);
    while (bs_is_digit(bs_span_at(text, digits)))
        digits++;
    if (digits == 0 || digits > 3 || digits < text.n)
        return false;
    *number_r = (unsigned)bs_span_number(text, 3);
    return *number_r <= max;
}

/* Cuts "/24//64" off *value (RFC 7208 §5.6: dual-cidr-length). */
static bool
cut_bits(struct bs_span *value, struct bs_spf_bits *bits_r)
{
    struct bs_span text = bs_span_drop(*value, bs_span_find(*value, '/'));
    size_t six = bs_span_search(text, "//");

    *value = bs_span_take(*value, value->n - text.n);
    *bits_r = (struct bs_spf_bits){32, 128};
    return read_number(bs_span_take(text, six), 1, 32, &bits_r->four) &&
           read_number(bs_span_drop(text, six), 2, 128, &bits_r->six);
}

static bool
has_macro(struct bs_span value)
{
    return bs_span_find(value, '%') < value.n;
}

bool
bs_spf_term_target(const struct bs_spf_term *term, struct bs_span domain, struct bs_span *target_r,
                   struct bs_spf_bits *bits_r)
{
    struct bs_span value = term->value;

    if (term->mark == '=' || has_macro(value) || !cut_bits(&value, bits_r) ||
        (term->mark == ':' && value.n == 0))
        return false;
    *target_r = value.n > 0 ? value : domain;
    return true;
}

bool
bs_spf_term_domain(const struct bs_spf_term *term, struct bs_span *domain_r)
{
    *domain_r = term->value;
    return term->value.n > 0 && !has_macro(term->value);
}

bool
bs_spf_term_net(const struct bs_spf_term *term, struct bs_net *net_r)
{
    return term->mark == ':' && bs_net_read(term->value, net_r) &&
           bs_ip_is4(&net_r->ip) == bs_span_is(term->name, "ip4");
}

struct bs_net
bs_spf_term_around(const struct bs_ip *ip, const struct bs_spf_bits *bits)
{
    return (struct bs_net){*ip, bs_ip_is4(ip) ? 96 + bits->four : bits->six};
}

/* RFC 7208 §4.5: the version is a word of its own. */
bool
bs_spf_term_begins(struct bs_span text)
{
    return bs_span_is(bs_span_word(&text, BLANKS), "v=spf1");
}
