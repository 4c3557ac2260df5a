/* check: one table of all checks. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

/* Enhanced status codes (RFC 3463, IANA registry): 5.7.1 not authorised, 5.6.0
 * something about the content, 5.6.9 UTF-8 header that cannot be passed on
 * (RFC 6531 §3.5). Refusals speak to the person who gets the bounce: what is
 * wrong, and what to do. */
static const struct row {
    struct bs_about about;
    const char *refusal;
} rows[BS_CHECKS] = {
    [BS_CHECK_BOUNCE_FOREIGN] =
        {{"bounce_foreign", "a bounce of mail that did not come from us", BS_MODE_WARN,
          BS_MODE_DENY, BS_AREA_BODY, false},
         "5.7.1 This bounce is about a message that did not come from us: its sender address was "
         "forged, so please refuse such mail while it is being sent to you instead of bouncing "
         "it."},
    [BS_CHECK_BOUNCE_UNTAGGED] =
        {{"bounce_untagged", "a bounce of mail that lacks our tag", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.7.1 This bounce is about a message without the mark that all our mail has: its sender "
         "address was forged, so please refuse such mail while it is being sent to you."},
    [BS_CHECK_BOUNCE_UNKNOWN] =
        {{"bounce_unknown", "a bounce that does not show whose mail it was", BS_MODE_OFF,
          BS_MODE_WARN, BS_AREA_BODY, false},
         "5.7.1 This bounce does not show that the message it is about came from us: please "
         "return the full header of that message with it."},
    [BS_CHECK_HEADER_8BIT] =
        {{"header_8bit", "octets in the header that are no UTF-8", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 The header of this message has 8-bit octets that are not UTF-8: please send it "
         "with a mail program that encodes them (RFC 2047)."},
    [BS_CHECK_HEADER_UTF8] =
        {{"header_utf8", "raw UTF-8 in the header without SMTPUTF8", BS_MODE_OFF, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.9 The header of this message has raw UTF-8 but was not sent with SMTPUTF8: please "
         "encode it (RFC 2047) or send it with SMTPUTF8 (RFC 6531)."},
    [BS_CHECK_HEADER_CONTROL] =
        {{"header_control", "control characters in the header", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 The header of this message has control characters: please remove them and send "
         "it again."},
    [BS_CHECK_HEADER_BIDI] =
        {{"header_bidi", "characters that hide text or turn it around", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 The header of this message has invisible or text-reversing characters: please "
         "retype its subject and names and send it again."},
    [BS_CHECK_HEADER_ENCODED_WORD] =
        {{"header_encoded_word", "a broken encoded word (RFC 2047)", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 The header of this message has a broken encoded word (RFC 2047): please send it "
         "with a mail program that encodes subjects and names correctly."},
    [BS_CHECK_HEADER_DUPLICATE] =
        {{"header_duplicate", "a field twice that may stand only once", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 A header field of this message that may stand only once is repeated (RFC 5322 "
         "section 3.6): please remove one of the two and send it again."},
    [BS_CHECK_HEADER_MISSING] =
        {{"header_missing", "no Date or no From field", BS_MODE_WARN, BS_MODE_DENY, BS_AREA_BODY,
          false},
         "5.6.0 This message has no Date or no From field (RFC 5322 section 3.6): please send it "
         "with a mail program that writes both."},
    [BS_CHECK_RECEIVED_FORGED] =
        {{"received_forged", "a Received line that cannot be true", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.7.1 A Received line of this message cannot be true: please send it again through a "
         "server that writes its own name and the right time."},
    [BS_CHECK_DATE_BOGUS] =
        {{"date_bogus", "a Date that cannot be, or is far off", BS_MODE_WARN, BS_MODE_DENY,
          BS_AREA_BODY, false},
         "5.6.0 The Date of this message cannot be, or is far from today: please set clock and "
         "time zone where it was written and send it again."},
};

static const struct bs_about envelope[] = {
    {"helo_own", "HELO with a name or address of ours", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"helo_address", "HELO with an address, bare or somebody else's", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"helo_bot", "HELO with a name known from spam software", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"helo_unqualified", "HELO without a full host name", BS_MODE_WARN, BS_MODE_WARN,
     BS_AREA_ENVELOPE, false},
    {"early_talker", "the client speaks before it is greeted", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"null_many", "a bounce to more than one recipient", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, true},
    {"null_never", "a bounce to an address in never_send", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"null_unsigned", "a bounce to an address that we sign, unsigned", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"null_rate", "too many bounces to one address", BS_MODE_WARN, BS_MODE_WARN, BS_AREA_ENVELOPE,
     false},
    {"ptr_missing", "the client's address has no name in the DNS", BS_MODE_WARN, BS_MODE_WARN,
     BS_AREA_ENVELOPE, false},
    {"ptr_mismatch", "the client's name does not lead back to it", BS_MODE_WARN, BS_MODE_WARN,
     BS_AREA_ENVELOPE, false},
    {"sender_verify", "the sender's domain cannot get mail", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"null_listed", "a bounce from a host that null_zones list", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"dnsbl", "a list of dnsbl_zones has the client", BS_MODE_WARN, BS_MODE_DENY, BS_AREA_ENVELOPE,
     false},
    {"trap", "the client has been to a trap of ours lately", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"greylist", "a client that looks wrong and is new here", BS_MODE_LEARN, BS_MODE_DEFER,
     BS_AREA_ENVELOPE, true},
    {"rcpt_callout", "the hub does not know the recipient", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_ENVELOPE, false},
    {"sender_callout", "the sender's own mail server does not know him", BS_MODE_OFF, BS_MODE_WARN,
     BS_AREA_ENVELOPE, false},
    {"out_rate", "more mail of one user than usual people send", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_LEAVING, false},
    {"out_rcpts", "too many recipients in one message of a user", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_LEAVING, false},
    {"out_unknown_rcpts", "a user writes to many here who do not exist", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_LEAVING, false},
    {"out_sender", "a user sends under an address not his own", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_LEAVING, false},
    {"out_null", "a user sends with the null sender", BS_MODE_WARN, BS_MODE_DENY, BS_AREA_LEAVING,
     false},
    {"out_listed", "a list has the mail server written to", BS_MODE_WARN, BS_MODE_DENY,
     BS_AREA_LEAVING, false},
};

#define ENVELOPE (sizeof envelope / sizeof *envelope)

static const char *const mode_names[BS_MODES] = {
    [BS_MODE_OFF] = "off",   [BS_MODE_LEARN] = "learn", [BS_MODE_WARN] = "warn",
    [BS_MODE_HOLD] = "hold", [BS_MODE_DEFER] = "defer", [BS_MODE_DENY] = "deny",
};

const char *
bs_check_name(enum bs_check check)
{
    return check < BS_CHECKS ? rows[check].about.name : "none";
}

enum bs_mode
bs_check_default(enum bs_check check)
{
    return check < BS_CHECKS ? rows[check].about.mode : BS_MODE_OFF;
}

const char *
bs_check_refusal(enum bs_check check)
{
    return check < BS_CHECKS ? rows[check].refusal : "5.7.1 This message is refused.";
}

enum bs_check
bs_check_read(struct bs_span name)
{
    for (enum bs_check check = 0; check < BS_CHECKS; check++)
        if (bs_span_is(name, rows[check].about.name))
            return check;
    return BS_CHECK_NONE;
}

const struct bs_about *
bs_check_about(unsigned i)
{
    if (i < ENVELOPE)
        return &envelope[i];
    return i - ENVELOPE < BS_CHECKS ? &rows[i - ENVELOPE].about : NULL;
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
    if (mode == BS_MODE_LEARN)
        return bs_span_is(check, "greylist");
    return mode != BS_MODE_HOLD || bs_span_starts(check, "out_");
}
