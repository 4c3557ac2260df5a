/* exam_store: does the store work? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "sentstore.h"

#include <unistd.h>

/* If no mail has left yet, or the log is short, the memory knows little; that is not a fault. */
static void
tell_memory(void)
{
    char sentence[200];

    if (bs_sentstore_say(sentence, sizeof sentence))
        bs_health_say(BS_NOTE_OK, "", "%s", sentence);
    else
        bs_health_say(BS_NOTE_ADVICE,
                      "run 'sudo backstop store init', then 'sudo backstop store learn'", "%s",
                      sentence);
}

/* Mail goes through without it, so it is not a fault. Only root can ask as Exim does. */
void
bs_exam_store(struct bs_patient *patient)
{
    enum bs_store store = bs_store_kind();
    struct bs_fault fault;

    (void)patient;
    if (store == BS_STORE_OFF)
        bs_health_say(BS_NOTE_OK, "", "the settings say \"store: off\": nothing is remembered");
    else if (geteuid() == 0 && !bs_store_check(store, &fault))
        bs_health_say(BS_NOTE_ADVICE, fault.remedy, "%s", fault.what);
    else if (geteuid() == 0) {
        bs_health_say(BS_NOTE_OK, "", "the store works, in %s",
                      store == BS_STORE_SQLITE ? "SQLite" : "PostgreSQL");
        tell_memory();
    }
}
