/* figures: the numbers of a report, with their names and order. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "figures.h"

#include <stdio.h>

static void
add(struct bs_figures *figures, const char *name, uint64_t value)
{
    figures->at[figures->count++] = (struct bs_figure){.name = name, .value = value};
}

static void
add_distinct(struct bs_figures *figures, const char *name, const struct bs_distinct *set)
{
    add(figures, name, set->count);
    figures->at[figures->count - 1].least = set->more;
}

struct bs_figures
bs_figures_mail(const struct bs_mail_counts *mail)
{
    struct bs_figures figures = {.count = 0};

    add(&figures, "received", mail->received);
    add(&figures, "received_octets", mail->received_octets);
    add(&figures, "delivered", mail->delivered);
    add(&figures, "delivered_addresses", mail->addresses);
    add(&figures, "delivered_octets", mail->delivered_octets);
    add(&figures, "delayed", mail->delayed);
    add(&figures, "failed", mail->failed);
    add(&figures, "refused", bs_mail_refused(mail));
    add(&figures, "put_off", bs_mail_put_off(mail));
    add(&figures, "refused_by_backstop", mail->ours_refused);
    add(&figures, "put_off_by_backstop", mail->ours_put_off);
    add(&figures, "would_refuse", mail->would);
    add(&figures, "ham", mail->ham);
    add(&figures, "spam", mail->spam);
    return figures;
}

struct bs_figures
bs_figures_found(const struct bs_check_hits *found)
{
    struct bs_figures figures = {.count = 0};

    add(&figures, "hits", found->hits);
    add(&figures, "would_refuse", found->would);
    add(&figures, "exempt", found->exempt);
    add(&figures, "put_off", found->put_off);
    add(&figures, "refused", found->refused);
    add_distinct(&figures, "hosts", &found->hosts);
    add_distinct(&figures, "senders", &found->senders);
    add_distinct(&figures, "recipients", &found->rcpts);
    return figures;
}

void
bs_figures_volume(uint64_t octets, char text_r[BS_VOLUME])
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "PB"};
    double volume = (double)octets;
    unsigned unit = 0;

    while (volume >= 1024 && unit + 1 < sizeof units / sizeof *units) {
        volume /= 1024;
        unit++;
    }
    snprintf(text_r, BS_VOLUME, unit > 0 && volume < 100 ? "%.1f %s" : "%.0f %s", volume,
             units[unit]);
}

int
bs_figures_stopped(const struct bs_mail_counts *mail)
{
    unsigned long stopped = bs_mail_refused(mail) + bs_mail_put_off(mail);
    unsigned long offered = stopped + mail->outside;

    return offered == 0 ? -1 : (int)(stopped * 100 / offered);
}
