/* rollout: the state of each check: its mode and since when, what it found, and what to do about
 * it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Puts together the file of modes, the log of changes, the lists of exemptions
 * and Exim's main log. */
#ifndef BS_ROLLOUT_H
#define BS_ROLLOUT_H

#include "advice.h"
#include "modelog.h"

struct bs_rollout {
    struct bs_modefile modes;
    struct bs_modelog log;
    struct bs_policy policy;
    struct bs_evidences all;
    struct bs_hits *hits; /* to be filled; NULL: hits are counted only */
    bool decided; /* set by a caller that has a mode in mind: nothing is suggested then */
    bool looked;  /* at the log; else all, problem and rows are empty */
    int problem;  /* 0, or why no log could be read */
    bool dated;   /* the changes of modes could be read, so days are known */
    bool listed;  /* the lists of the policy could be read */
    unsigned count;
    struct bs_rollout_row {
        struct bs_standing standing;
        struct bs_mode_source source;
        time_t since; /* 0: unknown */
        enum bs_since from;
        const char *lack; /* why it cannot fire; NULL if it can, or is off */
        struct bs_advice advice;
    } row[BS_ALL_CHECKS]; /* as in bs_check_about */
};

/* The modes and the log of changes. False, after a complaint, if the modes cannot be read. */
bool bs_rollout_open(struct bs_rollout *rollout_r);
/* Reads the rest; the time depends on the size of the log. Complains about what cannot be read;
 * then there is no advice. */
void bs_rollout_look(struct bs_rollout *rollout);

/* Was everything read? */
bool bs_rollout_whole(const struct bs_rollout *rollout);
void bs_rollout_free(struct bs_rollout *rollout);

const struct bs_rollout_row *bs_rollout_of(const struct bs_rollout *rollout,
                                           const struct bs_about *check);

/* For people, indented: how often it fired. */
void bs_rollout_summary(const struct bs_rollout *rollout, const struct bs_rollout_row *row);

/* For people, indented: what it found, what speaks against that, and what to do. Nothing if
 * no log was read. */
void bs_rollout_tell(const struct bs_rollout *rollout, const struct bs_rollout_row *row);

/* "sudo backstop mode helo_own deny"; "": nothing is to be done. */
#define BS_ROLLOUT_CALL 64
void bs_rollout_call(const struct bs_rollout_row *row, char text_r[BS_ROLLOUT_CALL]);

#endif
