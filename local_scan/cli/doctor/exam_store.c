/* exam_store: what the checks remember. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exam.h"

#include "store.h"

#include <unistd.h>

/* Mail goes through without it, so it is no fault. Only root can ask as Exim
 * does. */
void
bs_exam_store(struct bs_patient *patient)
{
    enum bs_store store = bs_store_kind();
    struct bs_fault fault;

    (void)patient;
    if (store == BS_STORE_OFF)
        bs_health_say(BS_NOTE_OK, "", "the settings say \"store: off\": nothing is remembered");
    else if (geteuid() == 0 && bs_store_check(store, &fault))
        bs_health_say(BS_NOTE_OK, "", "the store works, in %s",
                      store == BS_STORE_SQLITE ? "SQLite" : "PostgreSQL");
    else if (geteuid() == 0)
        bs_health_say(BS_NOTE_ADVICE, fault.remedy, "%s", fault.what);
}
