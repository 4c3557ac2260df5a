/* check: one table of all checks. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

/* The rows of the body are the last, as in enum bs_check. */
static const struct row {
    struct bs_about about;
    const char *refusal;
} rows[] = {
#define CHECK(area, id, name, mode, goal, puts_off, meaning, refusal)                              \
    {{name, meaning, BS_MODE_##mode, BS_MODE_##goal, BS_AREA_##area, puts_off}, refusal},
#include "checks.def"
#undef CHECK
};

static const struct row *
row_of(enum bs_check check)
{
    return &rows[BS_ALL_CHECKS - BS_CHECKS + check];
}

static const char *const mode_names[BS_MODES] = {
    [BS_MODE_OFF] = "off",   [BS_MODE_LEARN] = "learn", [BS_MODE_WARN] = "warn",
    [BS_MODE_HOLD] = "hold", [BS_MODE_DROP] = "drop",   [BS_MODE_DEFER] = "defer",
    [BS_MODE_DENY] = "deny",
};

const char *
bs_check_name(enum bs_check check)
{
    return check < BS_CHECKS ? row_of(check)->about.name : "none";
}

enum bs_mode
bs_check_default(enum bs_check check)
{
    return check < BS_CHECKS ? row_of(check)->about.mode : BS_MODE_OFF;
}

const char *
bs_check_refusal(enum bs_check check)
{
    return check < BS_CHECKS ? row_of(check)->refusal : "5.7.1 This message is refused.";
}

unsigned
bs_check_find(struct bs_span name)
{
    unsigned i = 0;

    while (i < BS_ALL_CHECKS && !bs_span_is(name, rows[i].about.name))
        i++;
    return i;
}

enum bs_check
bs_check_read(struct bs_span name)
{
    unsigned i = bs_check_find(name);

    return i < BS_ALL_CHECKS - BS_CHECKS ? BS_CHECK_NONE
                                         : (enum bs_check)(i - (BS_ALL_CHECKS - BS_CHECKS));
}

const struct bs_about *
bs_check_about(unsigned i)
{
    return i < BS_ALL_CHECKS ? &rows[i].about : NULL;
}

const char *
bs_mode_name(enum bs_mode mode)
{
    return mode < BS_MODES ? mode_names[mode] : mode_names[BS_MODE_OFF];
}

bool
bs_mode_read(struct bs_span name, enum bs_mode *mode_r)
{
    for (enum bs_mode mode = 0; mode < BS_MODES; mode++) {
        if (!bs_span_is(name, mode_names[mode]))
            continue;
        *mode_r = mode;
        return true;
    }
    return false;
}

bool
bs_mode_fits(enum bs_mode mode, struct bs_span check)
{
    if (bs_span_is(check, "own_bounce"))
        return mode != BS_MODE_LEARN && mode < BS_MODE_DEFER;
    if (mode == BS_MODE_LEARN)
        return bs_span_is(check, "greylist");
    if (mode == BS_MODE_DROP)
        return false;
    return mode != BS_MODE_HOLD || bs_span_starts(check, "out_");
}
