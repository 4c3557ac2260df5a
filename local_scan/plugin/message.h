/* message: Exim's header list and the spooled body, as octets, in a child.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Copies into buffers of this module, which only a child ever writes: the
 * parent's pages of them stay untouched. Limits: BS_MAX_HEADER, BS_MAX_BODY. */
#ifndef BS_PLUGIN_MESSAGE_H
#define BS_PLUGIN_MESSAGE_H

#include "field.h"

struct bs_span bs_message_header(void);

/* Header and body of the message; the body is descriptor 0 (child.h). */
void bs_message_read(struct bs_message *message_r, struct bs_span sender);

#endif
