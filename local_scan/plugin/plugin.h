/* plugin: one message that Exim has received, judged and answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Header octets are looked at in this process, over Exim's own header list;
 * only a message that may be a report costs a child. If anything fails, the
 * mail passes. *text_r becomes $local_scan_data, or the reply if the answer is
 * not accept; it is static, and NULL if there is nothing to say. */
#ifndef BS_PLUGIN_PLUGIN_H
#define BS_PLUGIN_PLUGIN_H

enum bs_answer { BS_ANSWER_ACCEPT, BS_ANSWER_DEFER, BS_ANSWER_REFUSE };

/* `fd` is the spooled body, at its start; its offset is left alone. */
enum bs_answer bs_plugin_scan(int fd, const char **text_r);

/* The same in the DATA ACL, before any scanner, for what may be a report; bs_plugin_scan keeps to
 * the answer. Adds X-Backstop at once. Returns "kind=WORD origin=WORD reason=WORD", and in the
 * lines below the reply with its code if the message is to be refused; "" if there is nothing to
 * say, or if bs_plugin_scan has to judge: no body, or findings in the header of other mail. */
#define BS_VERDICT_TEXT 1200
const char *bs_plugin_verdict(void);

#endif
