/* commands: all commands. Each has a file of its own, with its options. main.c lists them in the
 * order of --help.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_COMMANDS_H
#define BS_COMMANDS_H

#include "command.h"

extern const struct bs_command bs_scan_command, bs_explain_command, bs_replay_command,
    bs_trace_command, bs_status_command, bs_mode_command, bs_undo_command, bs_key_command,
    bs_store_command, bs_report_command, bs_outbound_command, bs_doctor_command, bs_enable_command,
    bs_disable_command, bs_unlock_command, bs_hold_command, bs_compile_command, bs_exempt_command,
    bs_hits_command, bs_why_command, bs_digest_command, bs_bounces_command;

#endif
