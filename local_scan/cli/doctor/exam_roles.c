/* exam_roles: does mail to postmaster and abuse reach a person? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "bounds.h"
#include "program.h"
#include "run.h"

#include <stdio.h>
#include <unistd.h>

/* RFC 5321 §4.5.1, RFC 2142 §2 and §4. People who are refused by mistake, or have a
 * complaint, write there, and our replies refer them there. */
static const struct role {
    const char *name, *why;
    enum bs_note note;
} roles[] = {
    {"postmaster", "refusals name it as the address to write to", BS_NOTE_FAULT},
    {"abuse", "complaints about our users go to it", BS_NOTE_ADVICE},
};

/* Exim's answer to -bv: "joe@ours.example failed to verify: ...". If Exim cannot answer now, or not
 * for this user, that is not a failure. */
static bool
has_failed(const char *address)
{
    struct bs_run run = {.argv = {BS_EXIM, "-bv", address}, .seconds = 30};

    bs_run(&run);
    bool failed = bs_span_has(bs_span_text(run.out), " failed to verify") ||
                  bs_span_has(bs_span_text(run.out), " is undeliverable");
    bs_run_free(&run);
    return failed;
}

static bool
look_at_domain(struct bs_span domain)
{
    char address[BS_MAX_HOSTNAME + 16], remedy[200];
    bool fine = true;

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        snprintf(address, sizeof address, "%s@%.*s", roles[i].name, BS_SPAN(domain));
        if (!has_failed(address))
            continue;
        fine = false;
        snprintf(remedy, sizeof remedy, "add \"%s: root\" to /etc/aliases: %s", roles[i].name,
                 roles[i].why);
        bs_health_say(roles[i].note, remedy, "mail for %s is not delivered to anybody", address);
    }
    return fine;
}

/* The plain names among the domains whose mailboxes are here; other hosts know about the
 * rest. */
void
bs_exam_roles(struct bs_patient *patient)
{
    char list[4096];
    unsigned seen = 0;
    bool fine = true;

    (void)patient;
    if (access(BS_EXIM, X_OK) != 0)
        return;
    bs_exim_expand(NULL, "${listnamed_d:local_domains}", list, sizeof list);
    for (struct bs_span rest = bs_span_text(list); rest.n > 0 && seen < BS_MAX_OWN_DOMAINS;) {
        struct bs_span domain = bs_span_word(&rest, " :;\n");

        if (!bs_span_has(domain, ".") || bs_span_find_any(domain, "@*^/+!") < domain.n ||
            domain.n > BS_MAX_HOSTNAME)
            continue;
        seen++;
        fine &= look_at_domain(domain);
    }
    if (fine && seen > 0)
        bs_health_say(BS_NOTE_OK, "", "postmaster and abuse get their mail");
}
