/* Tests of local_scan/core/mail/received.c: lines that are damaged, forged, or made to
 * take long. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "hoprow.h"

/* ---------------------------------------------------- what goes wrong */

static const struct bs_hop_row odd_rows[] = {
    {"folds with CRLF",
     "from out.example.org (mx.example.net\r\n [203.0.113.5])\r\n\tby\r\n\tin.example.com\r\n with "
     "ESMTP",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP"},
    {"folds with LF", "from\n out.example.org\n (mx.example.net [203.0.113.5])\n by in.example.com",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"folds with CR", "from out.example.org\r (mx.example.net [203.0.113.5])\r\tby in.example.com",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"blanks around it", " \r\n from out.example.org ([203.0.113.5]) by in.example.com \r\n",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"capitals", "FROM OUT.EXAMPLE.ORG ([203.0.113.5]) BY IN.EXAMPLE.COM WITH SMTP ID 1",
     BS_PEER_SEEN, .helo = "OUT.EXAMPLE.ORG", .by = "IN.EXAMPLE.COM", .with = "SMTP", .id = "1"},
    {"blank after the IPv6 tag",
     "from x.example.org (x.example.org [IPv6: 2001:db8::1]) by in.example.com", BS_PEER_SEEN,
     "2001:db8::1", .helo = "x.example.org", .by = "in.example.com"},
    {"empty", "", BS_PEER_NONE, .by = NULL},
    {"only blanks", " \t\r\n", BS_PEER_NONE, .by = NULL},
    {"only from", "from", BS_PEER_NONE, .by = NULL},
    {"only by", "by", BS_PEER_NONE, .by = NULL},
    {"only a semicolon", ";", BS_PEER_NONE, .by = NULL},
    {"free text", "apparently", BS_PEER_NONE, .by = NULL},
    {"word that begins with from", "fromage ([203.0.113.5]) by in.example.com", BS_PEER_NONE,
     .by = "in.example.com"},
    {"no by", "from out.example.org (mx.example.net [203.0.113.5])", BS_PEER_SEEN,
     .helo = "out.example.org"},
    {"no by but a date",
     "from out.example.org (mx.example.net [203.0.113.5]); Mon, 3 Jun 2024 09:11:20 +0000",
     BS_PEER_SEEN, .helo = "out.example.org"},
    {"comment left open",
     "from out.example.org (mx.example.net [203.0.113.5] by in.example.com with SMTP", BS_PEER_SEEN,
     .helo = "out.example.org", .by = "in.example.com", .with = "SMTP"},
    {"comment closed twice",
     "from out.example.org (mx.example.net [203.0.113.5])) by in.example.com", BS_PEER_SEEN,
     .helo = "out.example.org", .by = "in.example.com"},
    {"literal left open", "from out.example.org (mx.example.net [203.0.113.5) by in.example.com",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"empty literal", "from out.example.org (mx.example.net []) by in.example.com", BS_PEER_NONE,
     .helo = "out.example.org", .by = "in.example.com"},
    {"masked address", "from out.example.org (mx.example.net [203.0.113.x]) by in.example.com",
     BS_PEER_NONE, .helo = "out.example.org", .by = "in.example.com"},
    {"recipient that looks like clauses",
     "from out.example.org ([203.0.113.5]) by in.example.com for <\"a by b.example "
     "(\"@example.com>",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"recipient in quotes alone",
     "from out.example.org ([203.0.113.5]) by in.example.com for \"a by b.example\"@example.com",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com"},
    {"two addresses in a comment",
     "from out.example.org (203.0.113.5, 192.0.2.9) by in.example.com", BS_PEER_AMBIGUOUS,
     .helo = "out.example.org", .by = "in.example.com"},
    {"two literals in a comment",
     "from out.example.org ([203.0.113.5] [192.0.2.9]) by in.example.com", BS_PEER_AMBIGUOUS,
     .helo = "out.example.org", .by = "in.example.com"},
    {"address alone", "from 203.0.113.5 by in.example.com with SMTP", BS_PEER_CLAIMED,
     .helo = "203.0.113.5", .by = "in.example.com", .with = "SMTP"},
    {"address after a word", "from unknown 203.0.113.5 by in.example.com", BS_PEER_CLAIMED,
     .helo = "unknown", .by = "in.example.com"},
    {"time that looks like IPv6", "from out.example.org (at 12:34:56) by in.example.com",
     BS_PEER_NONE, .helo = "out.example.org", .by = "in.example.com"},
};

/* --------------------------------------------------------------- attacks */

static const struct bs_hop_row attack_rows[] = {
    {"HELO literal, Postfix",
     "from [198.51.100.7] (unknown [203.0.113.5]) by in.example.com (Postfix) with ESMTP id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO literal, Sendmail",
     "from [198.51.100.7] ([203.0.113.5]) by in.example.com (8.14.3/8.14.3) with SMTP id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO literal, Exim",
     "from mx.example.net ([203.0.113.5] helo=[198.51.100.7]) by in.example.com with esmtp (Exim "
     "4.96) id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO literal, Exim without name",
     "from [203.0.113.5] (helo=[198.51.100.7]) by in.example.com with esmtp (Exim 4.96) id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO address, Exim without name",
     "from [203.0.113.5] (helo=198.51.100.7) by in.example.com with esmtp (Exim 4.96) id 1",
     BS_PEER_SEEN, .helo = "198.51.100.7", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO literal, Exim with port",
     "from [203.0.113.5] (port=4242 helo=[198.51.100.7]) by in.example.com with esmtp (Exim 4.96) "
     "id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO with an equals sign, Exim",
     "from [203.0.113.5] (helo=a=[198.51.100.7]) by in.example.com with esmtp (Exim 4.96) id 1",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"ident, Exim",
     "from mx.example.net ([203.0.113.5] ident=[198.51.100.7]) by in.example.com with esmtp (Exim "
     "4.96) id 1",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"ident with a blank, Exim",
     "from mx.example.net ([203.0.113.5] ident=a [198.51.100.7]) by in.example.com with esmtp "
     "(Exim 4.96) id 1",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"a sender whose quotes close the comment, Exim",
     "from mx.example.net ([203.0.113.5] helo=a) by in.example.com with esmtp (Exim 4.96) "
     "(envelope-from <\"\\\")[198.51.100.7] by b.example with esmtpsa \\\"\"@example.org>) id 1",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"a sender whose quotes open another, Exim",
     "from [203.0.113.5] (helo=a) by in.example.com with esmtp (Exim 4.96) "
     "(envelope-from <\"\\\"\\(\"@example.org>) id 1",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"a recipient in quotes, Exim",
     "from [203.0.113.5] (helo=a) by in.example.com with esmtp (Exim 4.96) id 1 for "
     "\"[198.51.100.7] by b.example (((\\\"\"@example.com",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO with a quote, and a recipient that seems to close it",
     "from \" (mx.example.net [203.0.113.5])\n by in.example.com with ESMTP id 1\n for "
     "<\"@joe\"@example.com>",
     BS_PEER_SEEN, .helo = "\"", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO with a quote, and one in the recipient",
     "from <\" (mx.example.net [203.0.113.5]) by in.example.com with ESMTP id 1 for "
     "<\"joe\"@example.com>",
     BS_PEER_SEEN, .helo = "<\"", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO literal, Exim 2",
     "from mx.example.net ([198.51.100.7]) [203.0.113.5] by in.example.com with esmtp (Exim 2.05 "
     "#1) id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp",
     .id = "1"},
    {"HELO address, Exim 2",
     "from mx.example.net (198.51.100.7) [203.0.113.5] by in.example.com with esmtp (Exim 2.05 #1) "
     "id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp",
     .id = "1"},
    {"HELO address, qmail",
     "from unknown (HELO 198.51.100.7) (203.0.113.5) by in.example.com with SMTP; x", BS_PEER_SEEN,
     .helo = "198.51.100.7", .by = "in.example.com", .with = "SMTP"},
    {"HELO literal, qmail",
     "from unknown (HELO [198.51.100.7]) (203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "SMTP"},
    {"several HELO words, qmail",
     "from unknown (HELO a [198.51.100.7]) (203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "SMTP"},
    {"ident, qmail",
     "from unknown (HELO a.example) (198.51.100.7@203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP"},
    {"ident with at sign, qmail",
     "from unknown (HELO a.example) (x@198.51.100.7@203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP"},
    {"closing HELO, qmail",
     "from unknown (HELO a) (198.51.100.7) (203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP"},
    {"reverse name, qmail",
     "from 198.51.100.7 (HELO a.example) (203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP"},
    {"ident, Sendmail",
     "from a.example (198.51.100.7@mx.example.net [203.0.113.5]) by in.example.com (8.9.3/8.9.3) "
     "with SMTP id 1",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO literal, Yahoo",
     "from 127.0.0.1  (EHLO [198.51.100.7]) (203.0.113.5) by mta34.mail.yahoo.com with SMTP; x",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "mta34.mail.yahoo.com", .with = "SMTP"},
    {"HELO literal, Gmail",
     "from [198.51.100.7] (mx.example.net. [203.0.113.5]) by mx.google.com with ESMTPS id a1; x",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "mx.google.com", .with = "ESMTPS", .id = "a1"},
    {"HELO literal, Exchange",
     "from [198.51.100.7] (203.0.113.5) by in.example.com (192.0.2.10) with Microsoft SMTP Server "
     "id 15.20",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .by_ip = "192.0.2.10",
     .with = "Microsoft", .id = "15.20"},
    {"HELO literal, Zimbra",
     "from mail.example.com (LHLO [198.51.100.7]) (203.0.113.5) by mail.example.com with LMTP; x",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "mail.example.com", .with = "LMTP"},
    {"HELO literal, IMail",
     "from [198.51.100.7] [203.0.113.5] by in.example.com with ESMTP (SMTPD32-8.15) id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO literal, IPv6",
     "from [IPv6:2001:db8:bad::7] (unknown [203.0.113.5]) by in.example.com (Postfix) with ESMTP "
     "id 1",
     BS_PEER_SEEN, .helo = "[IPv6:2001:db8:bad::7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"HELO literal, server writes nothing else",
     "from [198.51.100.7] by in.example.com with ESMTP id <1@x>", BS_PEER_LITERAL, BS_EVIL,
     .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "<1@x>"},
    {"HELO address, server writes nothing else",
     "from 198.51.100.7 by in.example.com with ESMTP id <1@x>", BS_PEER_CLAIMED, BS_EVIL,
     .helo = "198.51.100.7", .by = "in.example.com", .with = "ESMTP", .id = "<1@x>"},
    {"HELO literal beside a reverse name",
     "from [198.51.100.7] (mx.example.net) by in.example.com with ESMTP id 1", BS_PEER_LITERAL,
     BS_EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO literal beside a session comment",
     "from [198.51.100.7] (using TLSv1.2 with cipher X (256/256 bits)) by in.example.com id 1",
     BS_PEER_LITERAL, BS_EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .id = "1"},
    {"Exim in the HELO word", "from [198.51.100.7](Exim) by in.example.com with ESMTP id 1",
     BS_PEER_LITERAL, BS_EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"Exim in the recipient",
     "from [198.51.100.7] by in.example.com with ESMTP id 1 for <\"(Exim 4)\"@example.com>",
     BS_PEER_LITERAL, BS_EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"HTTP in the recipient",
     "from [198.51.100.7] by in.example.com with ESMTP id 1 for <\"with HTTP\"@example.com>",
     BS_PEER_LITERAL, BS_EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"HELO with by, Postfix",
     "from [198.51.100.7] by mx.victim.example (unknown [203.0.113.5]) by in.example.com (Postfix) "
     "with SMTP id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with all clauses, Postfix",
     "from [198.51.100.7] by mx.victim.example with HTTP id 2 for you (unknown "
     "[203.0.113.5])\n\tby in.example.com (Postfix) with SMTP id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with by and uid, Postfix",
     "from [198.51.100.7] by uid 5 (unknown [203.0.113.5]) by in.example.com (Postfix) with SMTP "
     "id 1",
     BS_PEER_SEEN, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO of two words, Postfix",
     "from a [198.51.100.7] (unknown [203.0.113.5]) by in.example.com (Postfix) with SMTP id 1",
     BS_PEER_SEEN, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with a comment",
     "from a (b.example [198.51.100.7]) (mx.example.net [203.0.113.5]) by in.example.com with SMTP "
     "id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that opens a comment",
     "from a ([198.51.100.7] (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that opens a session comment",
     "from a (b [198.51.100.7]) (using (mx.example.net [203.0.113.5]) by in.example.com with SMTP "
     "id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"open session comment that the recipient closes",
     "from a (b [198.51.100.7]) (using (mx.example.net [203.0.113.5]) by in.example.com with SMTP "
     "id 1 for c)@example.com",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that closes a comment",
     "from mx.example.net ([203.0.113.5] helo=a) (b [198.51.100.7]) by in.example.com with SMTP id "
     "1",
     BS_PEER_AMBIGUOUS, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with an address in a comment, Exchange",
     "from a([198.51.100.7]) (203.0.113.5) by in.example.com with Microsoft SMTP Server id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "Microsoft",
     .id = "1"},
    {"HELO in a comment, in place of the server's, Exim",
     "from [203.0.113.5] (port=1 helo=a)(198.51.100.7) by in.example.com with esmtp (Exim 4.96) id "
     "1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO that closes the comment, in place of the server's, Exim",
     "from [203.0.113.5] (helo=a) [198.51.100.7] by in.example.com with esmtp (Exim 4.96) id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"HELO that closes the comment, in place of the server's, Yahoo",
     "from 203.0.113.5 (EHLO a) [198.51.100.7] by mta34.mail.yahoo.com with SMTP; x",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "mta34.mail.yahoo.com", .with = "SMTP"},
    {"HELO in a comment, CommuniGate",
     "from [203.0.113.5] (HELO a)(198.51.100.7) by in.example.com (CommuniGate Pro SMTP 6.2.5) "
     "with ESMTPS id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "ESMTPS", .id = "1"},
    {"HELO address, chasquid",
     "from [203.0.113.5] (198.51.100.7) by in.example.com (chasquid) with ESMTPS id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "[203.0.113.5]", .by = "in.example.com", .with = "ESMTPS",
     .id = "1"},
    {"HELO that hides the server's comment in one of its own",
     "from unknown (HELO a)(198.51.100.7)(HELO () (203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "203.0.113.5", .by = "in.example.com", .with = "SMTP"},
    {"HELO with by and an open comment",
     "from a [198.51.100.7] by b ( (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "b", .by_ip = BS_SEEN},
    {"addresses before and after the comment",
     "from a [203.0.113.5] (account b) HELO [198.51.100.7] by in.example.com with SMTP",
     BS_PEER_AMBIGUOUS, BS_EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP"},
    {"HELO that ends in a backslash",
     "from a\\ (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1", BS_PEER_SEEN,
     .helo = "a\\", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with a quote",
     "from \" (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1 for <\"a\"@b>",
     BS_PEER_SEEN, .helo = "\"", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with an angle",
     "from < (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1 for <a@b>",
     BS_PEER_SEEN, .helo = "<", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with a bracket",
     "from [ (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1", BS_PEER_SEEN,
     .helo = "[", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO with a semicolon",
     "from a; (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1; x", BS_PEER_SEEN,
     .helo = "a;", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO is by", "from by (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_SEEN, .helo = "by", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO is from", "from from (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_SEEN, .helo = "from", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO is helo", "from helo (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_SEEN, .helo = "helo", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"reverse name with dashes",
     "from a.example (198-51-100-7.evil.example [203.0.113.5]) by in.example.com", BS_PEER_SEEN,
     .helo = "a.example", .by = "in.example.com"},
    {"reverse name that begins like an address",
     "from a.example (198.51.100.7.evil.example [203.0.113.5]) by in.example.com", BS_PEER_SEEN,
     .helo = "a.example", .by = "in.example.com"},
    {"reverse name that is an address",
     "from a.example (198.51.100.7 [203.0.113.5]) by in.example.com", BS_PEER_SEEN,
     .helo = "a.example", .by = "in.example.com"},
    {"reverse name with a final dot",
     "from a.example (198.51.100.7. [203.0.113.5]) by in.example.com", BS_PEER_SEEN,
     .helo = "a.example", .by = "in.example.com"},
    {"reverse name that is a literal",
     "from a.example ([198.51.100.7] [203.0.113.5]) by in.example.com", BS_PEER_AMBIGUOUS, BS_EVIL,
     .helo = "a.example", .by = "in.example.com"},
    {"reverse name in front, Exim",
     "from 198.51.100.7 ([203.0.113.5] helo=a.example) by in.example.com with esmtp (Exim 4.96) id "
     "1",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"certificate name, Postfix",
     "from a.example (mx.example.net [203.0.113.5]) (Client CN \"[198.51.100.7]\", Issuer \"a "
     "[198.51.100.7]\" (not verified)) by in.example.com (Postfix) with ESMTPS id 1",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "ESMTPS", .id = "1"},
    {"account, CommuniGate",
     "from [203.0.113.5] (account a@[198.51.100.7] HELO b.example) by in.example.com (CommuniGate "
     "Pro SMTP 6.1) with ESMTPA id 1",
     BS_PEER_SEEN, .helo = "b.example", .by = "in.example.com", .with = "ESMTPA", .id = "1"},
    {"sender, ecelerity",
     "from a.example ([203.0.113.5]) (envelope-from <\"[198.51.100.7]\"@[198.51.100.7]>) by "
     "in.example.com id 1",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .id = "1"},
    {"recipient with another by",
     "from a.example ([203.0.113.5]) by in.example.com with SMTP id 1 for <\"x by "
     "[198.51.100.7]\"@example.com>",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"recipient with a comment",
     "from a.example ([203.0.113.5]) by in.example.com with SMTP id 1 for <\"x (y "
     "[198.51.100.7])\"@example.com>",
     BS_PEER_SEEN, .helo = "a.example", .by = "in.example.com", .with = "SMTP", .id = "1"},
};

/* ------------------------------------------------------------ long lines */

/* Pieces that tempt a parser to look far ahead, each repeated to 4 MB: with
 * anything but linear time this test would run for hours. */
static const struct long_row {
    const char *name, *piece;
} long_rows[] = {
    {"4 MB of open comments", "("},
    {"4 MB of closed comments", ")"},
    {"4 MB of brackets", "["},
    {"4 MB of angles", "<"},
    {"4 MB of quotes", "\" "},
    {"4 MB of quoted angles", "<\""},
    {"4 MB of at signs", "@"},
    {"4 MB of dots", "."},
    {"4 MB of colons", ":"},
    {"4 MB of by", " by"},
    {"4 MB of helo", "(helo="},
    {"4 MB of addresses", "[192.0.2.1] "},
    {"4 MB of names", "a.b.example "},
    {"4 MB of one word", "a"},
    {"4 MB of other addresses", "(1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 5.5.5.5)"},
    {"4 MB of one name", "a.example."},
    {"4 MB of folds", "\r\n x"},
};

static void
long_test(void **state)
{
    const struct long_row *row = *state;
    size_t size = 4u << 20, piece = strlen(row->piece), n = 0;
    char *line = malloc(size);
    struct bs_hop hop;

    assert_non_null(line);
    memcpy(line, "from ", 5);
    for (n = 5; n + piece <= size; n += piece)
        memcpy(line + n, row->piece, piece);
    bs_received_read(&hop, bs_span_of(line, n));
    assert_true(hop.has_from);
    free(line);
}

int
main(void)
{
    BS_ROWS(odd_rows, bs_hop_row_test);
    BS_ROWS(attack_rows, bs_hop_row_test);
    BS_ROWS(long_rows, long_test);
    return bs_run("received-hostile");
}
