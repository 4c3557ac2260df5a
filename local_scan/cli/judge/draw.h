/* draw: a trail, drawn hop by hop for a person.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Line drawing is UTF-8 if the locale is, else ASCII. Text from the message is shown escaped.
 *
 * Does not: judge; it shows what the core found. */
#ifndef BS_DRAW_H
#define BS_DRAW_H

#include "trace.h"
#include "verdict.h"

/* The returned one of a bounce. */
void bs_draw_trail(const struct bs_verdict *verdict, const struct bs_policy *policy);

/* A message's own, and how far it is believed. */
void bs_draw_trace(const struct bs_trace *trace, const struct bs_policy *policy);

#endif
