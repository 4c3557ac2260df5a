/* gate: which mail is judged, and which may never be refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Not judged: mail that does not come from outside, that is, not by SMTP over
 * TCP, from an authenticated user, or from +relay_from_hosts. Judged but never
 * refused: what an exempt_ list names, our own hosts (own_hosts, own_nets), hosts
 * of mailing lists (list_hosts), and anything that is also for postmaster or
 * abuse (RFC 5321 §4.5.1, RFC 2142). */
#ifndef BS_PLUGIN_GATE_H
#define BS_PLUGIN_GATE_H

#include "exim.h"
#include "load.h"
#include "outcome.h"

bool bs_gate_outside(const struct bs_session *session);

/* Reads the lists that bs_gate_exempt asks. */
void bs_gate_load(struct bs_load *load);

/* Why this message is not refused: "role", the name of a list, or "list_unread" if one of these
 * lists could not be read completely; NULL if nothing exempts it. Call bs_gate_load before. */
const char *bs_gate_exempt(const struct bs_session *session, const struct bs_load *load);

/* Makes "defer" of "deny" if the DNS has not said what the client's name is, and one of these lists
 * has names: the client may be exempt. Call bs_gate_load before. */
void bs_gate_put_off(struct bs_outcome *outcome, const struct bs_load *load);

#endif
