/* exam_checks: which checks cannot fire, whatever their mode? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "lack.h"
#include "modefile.h"

/* The administrator has set this check's mode, so its silence is reported. Checks in their built-in
 * mode may be silent until they get what they need. */
static void
tell_wanted(const struct bs_about *check, enum bs_mode mode, const char *lack)
{
    bs_health_say(BS_NOTE_ADVICE, "provide what is missing, or set the check to off so that you "
                                  "do not rely on it",
                  "%s is in %s, but cannot fire: %s", check->name, bs_mode_name(mode), lack);
}

static void
note_silent(struct bs_text *silent, const struct bs_about *check, const char *lack)
{
    bs_text_put(silent, silent->n > 0 ? "; " : "");
    bs_text_put(silent, check->name);
    bs_text_put(silent, ": ");
    bs_text_put(silent, lack);
}

void
bs_exam_checks(struct bs_patient *patient)
{
    char text[BS_HEALTH_TEXT - 100];
    const struct bs_about *check;
    struct bs_modefile modes;

    if (!bs_modefile_read(&modes))
        return;
    struct bs_text silent = bs_text_in(text, sizeof text);
    for (unsigned i = 0; (check = bs_check_about(i)) != NULL; i++) {
        struct bs_mode_source source = bs_modefile_of(&modes, check);
        const char *lack =
            source.mode == BS_MODE_OFF ? NULL : bs_lack_of(check, &patient->policy);
        if (lack && source.line > 0)
            tell_wanted(check, source.mode, lack);
        else if (lack)
            note_silent(&silent, check, lack);
    }
    bs_modefile_free(&modes);
    if (silent.n > 0)
        bs_health_say(BS_NOTE_OK, "", "checks in their built-in mode that cannot fire: %s", text);
    else if (bs_health_worst_here() == BS_NOTE_OK)
        bs_health_say(BS_NOTE_OK, "", "each check that is on has what it needs");
}
