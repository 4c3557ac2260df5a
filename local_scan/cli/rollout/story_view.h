/* story_view: shows what happened to one mail, for people and for programs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * With what speaks against its hits, and, if a check stopped it or would have, the command
 * that exempts its host or its sender. */
#ifndef BS_STORY_VIEW_H
#define BS_STORY_VIEW_H

#include "callouts.h"
#include "story.h"

/* The hits that evidence.h judged, and the callouts that it found; both may be empty. */
struct bs_judged {
    struct bs_hits hits;
    struct bs_callouts callouts;
};

void bs_story_show(const struct bs_story *story, const struct bs_judged *judged);
void bs_story_json(const struct bs_story *story, const struct bs_judged *judged);

/* "sudo backstop exempt 198.51.100.7 --because 'mail of joe@a.example'", to be pasted into a shell.
 * "" if the words of the mail are not safe for a shell. */
#define BS_EXEMPT_CALL 800
struct bs_exempt_of {
    const struct bs_about *check;
    struct bs_span host, from, user, rcpt;
};
void bs_exempt_call(const struct bs_exempt_of *of, char text_r[BS_EXEMPT_CALL]);

/* "passed", "put off", …: the value of did=. */
const char *bs_did_tell(struct bs_span did);

/* What speaks against a hit according to evidence.h, for people; NULL: nothing. */
const char *bs_hit_against(const struct bs_hit *hit);
/* The same; also says why a hit is not counted. */
const char *bs_hit_tell(const struct bs_hit *hit);

/* Is, or was, such mail exempt anyway? Then no command to exempt it is shown. */
bool bs_hit_is_exempt(const struct bs_hit *hit);

/* <joe@a.example>, fit for a terminal. */
#define BS_ADDRESS_SHOWN 300
const char *bs_address_shown(struct bs_span address, char text_r[BS_ADDRESS_SHOWN]);

#endif
