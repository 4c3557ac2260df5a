/* policyfile: every file of the policy, what it may contain, and which of its lines are flaws.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One table for the plugin's files and those that only the ACLs read. */
#ifndef BS_POLICYFILE_H
#define BS_POLICYFILE_H

#include "file.h"
#include "policy.h"

/* NULL after the last. */
const char *bs_policyfile_name(unsigned i);

/* Called for every line that cannot be used, with what is wrong and what to write. `disarms`: while
 * it is there, checks of the plugin refuse nothing. */
typedef void bs_policyfile_flaw(const char *path, unsigned line, const char *what,
                                const char *remedy, bool disarms);
void bs_policyfile_check(unsigned i, const char *path, struct bs_span text,
                         bs_policyfile_flaw *flaw);

/* Names the first few on standard error. `name` is that of the file, as above. */
#define BS_POLICYFILE_FLAWS 5
void bs_policyfile_complain(const char *name, struct bs_span text);
/* Those of all files: a line that cannot be used does nothing, and the person who has written it, or
 * is about to rely on it, should know. */
void bs_policyfile_complain_all(void);

/* What to write instead of an entry that cannot be understood: a name in letters beyond ASCII as in
 * the DNS, if the list takes names; anything else as `otherwise` says. */
const char *bs_policyfile_remedy(enum bs_list form, struct bs_span entry, const char *otherwise);

/* Is it a list that exempts mail from the plugin's checks? While one has a flaw, any mail may be
 * exempt, and they refuse nothing. */
bool bs_policyfile_exempts(unsigned i);

#endif
