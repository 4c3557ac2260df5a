/* Tests of local_scan/core/mail/received.c and mention.c.
 *
 * 203.0.113.5 is the peer that the server saw, 198.51.100.7 what an attacker
 * would like to be taken for. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "mention.h"
#include "received.h"
#include "table.h"

#define SEEN "203.0.113.5"
#define EVIL "198.51.100.7"

/* If a row leaves out `peer`, it is SEEN; other texts left out are empty. */
struct row {
    const char *name, *in;
    enum bs_peer known;
    const char *peer, *helo, *by, *by_ip, *with, *id;
};

/* ----------------------------------------------------------------- forms */

static const struct row form_rows[] = {
    {"Postfix",
     "from out.example.org (mx.example.net [203.0.113.5])\n\tby in.example.com (Postfix) with "
     "ESMTP id 9F2C41A0B7\n\tfor <a@example.com>; Mon, 3 Jun 2024 09:11:20 +0000 (UTC)",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "9F2C41A0B7"},
    {"Postfix, no reverse name",
     "from out.example.org (unknown [203.0.113.5]) by in.example.com (Postfix) with SMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"Postfix, TLS",
     "from out.example.org (mx.example.net [203.0.113.5]) (using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 "
     "bits)) (No client certificate requested) by in.example.com (Postfix) with ESMTPS id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS", .id = "1"},
    {"Postfix, client certificate",
     "from out.example.org (mx.example.net [203.0.113.5]) (Client CN \"out.example.org\", Issuer "
     "\"CA\" (verified OK)) by in.example.com (Postfix) with ESMTPS id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS", .id = "1"},
    {"Postfix, authenticated",
     "from [192.168.1.9] (dsl.example.net [203.0.113.5]) (Authenticated sender: a@example.org) by "
     "in.example.com (Postfix) with ESMTPSA id 1",
     BS_PEER_SEEN, .helo = "[192.168.1.9]", .by = "in.example.com", .with = "ESMTPSA", .id = "1"},
    {"Postfix, IPv6",
     "from out.example.org (mx.example.net [IPv6:2001:db8::25]) by in.example.com (Postfix) with "
     "ESMTP id 1",
     BS_PEER_SEEN, "2001:db8::25", .helo = "out.example.org", .by = "in.example.com",
     .with = "ESMTP", .id = "1"},
    {"Postfix, local",
     "by in.example.com (Postfix, from userid 1000) id 1; Mon, 3 Jun 2024 09:11:20 +0000",
     BS_PEER_NONE, .by = "in.example.com", .id = "1"},
    {"Postfix, amavis",
     "from localhost (localhost [127.0.0.1]) by in.example.com (Postfix) with ESMTP id 1",
     BS_PEER_SEEN, "127.0.0.1", .helo = "localhost", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"amavisd",
     "from in.example.com ([127.0.0.1]) by localhost (in.example.com [127.0.0.1]) (amavisd-new, "
     "port 10024) with ESMTP id 1",
     BS_PEER_SEEN, "127.0.0.1", .helo = "in.example.com", .by = "localhost", .by_ip = "127.0.0.1",
     .with = "ESMTP", .id = "1"},
    {"Sendmail",
     "from out.example.org (mx.example.net [203.0.113.5]) by in.example.com (8.17.1/8.17.1) with "
     "ESMTPS id 45391AbC012345 (version=TLSv1.3 cipher=X bits=256 verify=NO) for <a@example.com>; "
     "x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS",
     .id = "45391AbC012345"},
    {"Sendmail, ident",
     "from out.example.org (joe@mx.example.net [203.0.113.5]) by in.example.com (8.12.1/8.12.1) "
     "with SMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"Sendmail, old ident",
     "from out.example.org (IDENT:joe@mx.example.net [203.0.113.5]) by in.example.com "
     "(8.9.3/8.9.3) with SMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"Sendmail, may be forged",
     "from out.example.org (mx.example.net [203.0.113.5] (may be forged)) by in.example.com "
     "(8.14.3/8.14.3) with ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"Sendmail, no reverse name",
     "from out.example.org ([203.0.113.5]) by in.example.com (8.14.3/8.14.3) with ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"Sendmail, authenticated",
     "from [203.0.113.5] ([203.0.113.5]) (authenticated bits=0) by in.example.com (8.14.3/8.14.3) "
     "with ESMTP id 1",
     BS_PEER_SEEN, .helo = "[203.0.113.5]", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"Sendmail, IPv6",
     "from out.example.org (mx.example.net [IPv6:2001:db8:0:0:0:0:0:25]) by in.example.com "
     "(8.17.1/8.17.1) with ESMTP id 1",
     BS_PEER_SEEN, "2001:db8::25", .helo = "out.example.org", .by = "in.example.com",
     .with = "ESMTP", .id = "1"},
    {"Sendmail, local", "from localhost (localhost) by in.example.com (8.14.1/8.14.1) id 1",
     BS_PEER_NONE, .helo = "localhost", .by = "in.example.com", .id = "1"},
    {"Sendmail, submission", "(from joe@localhost) by in.example.com (8.14.4/8.14.4/Submit) id 1",
     BS_PEER_NONE, .by = "in.example.com", .id = "1"},
    {"Exim, verified name",
     "from mx.example.net ([203.0.113.5]) by in.example.com with esmtps (TLS1.3) tls "
     "TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@example.org>) id 1abcde-000123-AB for "
     "b@example.com; Mon, 03 Jun 2024 09:11:20 +0000",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtps",
     .id = "1abcde-000123-AB"},
    {"Exim, name and HELO",
     "from mx.example.net ([203.0.113.5] helo=out.example.org) by in.example.com with esmtp (Exim "
     "4.96) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"Exim, ident",
     "from mx.example.net ([203.0.113.5] helo=out.example.org ident=joe) by in.example.com with "
     "esmtp (Exim 4.96) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"Exim, port",
     "from mx.example.net ([203.0.113.5]:25000) by in.example.com with esmtps (Exim 4.87) id 1",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtps", .id = "1"},
    {"Exim, port and HELO",
     "from mx.example.net ([203.0.113.5]:25000 helo=out.example.org) by in.example.com with esmtps "
     "(Exim 4.87) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtps", .id = "1"},
    {"Exim, no name",
     "from [203.0.113.5] (helo=out.example.org) by in.example.com with esmtp (Exim 3.22) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"Exim, no name but port",
     "from [203.0.113.5] (port=51580 helo=out.example.org) by in.example.com with esmtpa "
     "(envelope-from <a@example.org>) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtpa", .id = "1"},
    {"Exim, neither name nor HELO",
     "from [203.0.113.5] by in.example.com with esmtp (Exim 4.96) id 1", BS_PEER_SEEN,
     .helo = "[203.0.113.5]", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"Exim, only ident",
     "from [203.0.113.5] (ident=joe) by in.example.com with smtp (Exim 4.96) id 1", BS_PEER_SEEN,
     .helo = "[203.0.113.5]", .by = "in.example.com", .with = "smtp", .id = "1"},
    {"Exim, IPv6",
     "from mx.example.net ([2001:db8::25] helo=out.example.org) by in.example.com with esmtps "
     "(Exim 4.96) id 1",
     BS_PEER_SEEN, "2001:db8::25", .helo = "out.example.org", .by = "in.example.com",
     .with = "esmtps", .id = "1"},
    {"Exim, local",
     "from joe by in.example.com with local (Exim 4.96) (envelope-from <joe@in.example.com>) id 1",
     BS_PEER_NONE, .helo = "joe", .by = "in.example.com", .with = "local", .id = "1"},
    {"Exim 2",
     "from mx.example.net (out.example.org) [203.0.113.5]  by in.example.com with esmtp (Exim 2.05 "
     "#1 (Debian)) id 1",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"Exim 2, no HELO",
     "from mx.example.net [203.0.113.5]  by in.example.com with esmtp (Exim 2.12 #1) id 1",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp", .id = "1"},
    {"qmail",
     "from mx.example.net (HELO out.example.org) (203.0.113.5) by in.example.com with SMTP; 3 Jun "
     "2024 09:11:20 -0000",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP"},
    {"qmail, no HELO",
     "from mx.example.net (203.0.113.5)\n  by in.example.com with SMTP; 3 Jun 2024 09:11:20 -0000",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "in.example.com", .with = "SMTP"},
    {"qmail, ident",
     "from unknown (HELO out.example.org) (joe@203.0.113.5) by in.example.com with SMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP"},
    {"netqmail, TLS",
     "from unknown (HELO out.example.org) (203.0.113.5) by 0 with (DHE-RSA-AES256-SHA encrypted) "
     "SMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "0", .with = "SMTP"},
    {"qmail, from network", "(qmail 2022 invoked from network); 3 Jun 2024 09:11:20 -0000",
     BS_PEER_NONE, .by = ""},
    {"qmail, by uid", "(qmail 2022 invoked by uid 0); 3 Jun 2024 09:11:20 -0000", BS_PEER_NONE,
     .by = ""},
    {"qmail-scanner",
     "from a@example.org by in.example.com by uid 502 with qmail-scanner-1.12 (F-PROT: 3.12. "
     "Clear:. Processed in 0.3 secs); 03 Jun 2024 13:35:25 -0000",
     BS_PEER_NONE, .helo = "a@example.org", .by = "in.example.com", .with = "qmail-scanner-1.12"},
    {"Exchange",
     "from out.example.org (203.0.113.5) by in.example.com (192.0.2.10) with Microsoft SMTP Server "
     "(version=TLS1_2, cipher=X) id 15.20.1.2 via Frontend Transport; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .by_ip = "192.0.2.10",
     .with = "Microsoft", .id = "15.20.1.2"},
    {"Exchange, IPv6",
     "from out.example.org (2001:db8::25) by in.example.com (2001:db8::10) with Microsoft SMTP "
     "Server id 15.20",
     BS_PEER_SEEN, "2001:db8::25", .helo = "out.example.org", .by = "in.example.com",
     .by_ip = "2001:db8::10", .with = "Microsoft", .id = "15.20"},
    {"Exchange, mapi",
     "from A.PROD.EXAMPLE.COM ([fe80::10d2:b426]) by A.PROD.EXAMPLE.COM ([fe80::10d2:b426%14]) "
     "with mapi id 15.20",
     BS_PEER_SEEN, "fe80::10d2:b426", .helo = "A.PROD.EXAMPLE.COM", .by = "A.PROD.EXAMPLE.COM",
     .by_ip = "fe80::10d2:b426", .with = "mapi", .id = "15.20"},
    {"Exchange, mapped address",
     "from out.example.org (::ffff:203.0.113.5) by in.example.com with Microsoft SMTP Server id "
     "8.1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "Microsoft",
     .id = "8.1"},
    {"Gmail",
     "from mx.example.net (mx.example.net. [203.0.113.5]) by mx.google.com with ESMTPS id a1 for "
     "<b@example.com> (version=TLS1_3 cipher=X bits=256/256); x",
     BS_PEER_SEEN, .helo = "mx.example.net", .by = "mx.google.com", .with = "ESMTPS", .id = "a1"},
    {"Gmail, IPv6",
     "from mx.example.net (mx.example.net. [2001:db8::25]) by mx.google.com with ESMTPS id a1; x",
     BS_PEER_SEEN, "2001:db8::25", .helo = "mx.example.net", .by = "mx.google.com",
     .with = "ESMTPS", .id = "a1"},
    {"Gmail, inside",
     "by 2002:a05:6214:1::1 with SMTP id a1csp1; Mon, 3 Jun 2024 02:11:20 -0700 (PDT)",
     BS_PEER_NONE, .by = "2002:a05:6214:1::1", .by_ip = "2002:a05:6214:1::1", .with = "SMTP",
     .id = "a1csp1"},
    {"Gmail, web", "by 10.54.110.5 with HTTP; Mon, 3 Jun 2024 02:11:20 -0700 (PDT)", BS_PEER_NONE,
     .by = "10.54.110.5", .by_ip = "10.54.110.5", .with = "HTTP"},
    {"Yahoo",
     "from 127.0.0.1  (EHLO out.example.org) (203.0.113.5) by mta34.mail.yahoo.com with SMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "mta34.mail.yahoo.com", .with = "SMTP"},
    {"Yahoo, submission",
     "from dsl.example.net (EHLO [192.168.1.2]) ([203.0.113.5]) by smtp420.mail.yahoo.com (Hermes) "
     "with ESMTPA ID 509d",
     BS_PEER_SEEN, .helo = "[192.168.1.2]", .by = "smtp420.mail.yahoo.com", .with = "ESMTPA",
     .id = "509d"},
    {"Yahoo, between servers", "from [203.0.113.5] by nm3.bullet.mail.yahoo.com with NNFMP; x",
     BS_PEER_SEEN, .helo = "[203.0.113.5]", .by = "nm3.bullet.mail.yahoo.com", .with = "NNFMP"},
    {"Yahoo, web", "from [203.0.113.5] by web50704.mail.yahoo.com via HTTP; x", BS_PEER_SEEN,
     .helo = "[203.0.113.5]", .by = "web50704.mail.yahoo.com"},
    {"Hotmail, web", "from 203.0.113.5 by by14fd.bay14.hotmail.msn.com with HTTP; x", BS_PEER_SEEN,
     .helo = "203.0.113.5", .by = "by14fd.bay14.hotmail.msn.com", .with = "HTTP"},
    {"SquirrelMail",
     "from 203.0.113.5 (SquirrelMail authenticated user joe) by mail.example.com with HTTP; x",
     BS_PEER_SEEN, .helo = "203.0.113.5", .by = "mail.example.com", .with = "HTTP"},
    {"Courier",
     "from out.example.org (mx.example.net [::ffff:203.0.113.5]) by in.example.com with esmtp; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtp"},
    {"Courier, no reverse name",
     "from out.example.org ([203.0.113.5]) by in.example.com with esmtp; x", BS_PEER_SEEN,
     .helo = "out.example.org", .by = "in.example.com", .with = "esmtp"},
    {"Courier, authenticated",
     "from [192.168.1.2] (dsl.example.net [::ffff:203.0.113.5]) (AUTH: LOGIN joe@example.com, TLS: "
     "TLSv1,256bits,AES256-SHA) by in.example.com with esmtp; x",
     BS_PEER_SEEN, .helo = "[192.168.1.2]", .by = "in.example.com", .with = "esmtp"},
    {"Domino",
     "from out.example.org ([203.0.113.5]) by in.example.com (Lotus Domino Release 8.5.3) with "
     "ESMTP id 2024060309112012-1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "2024060309112012-1"},
    {"IIS",
     "from out.example.org ([203.0.113.5]) by in.example.com with Microsoft "
     "SMTPSVC(6.0.3790.4675); x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "Microsoft"},
    {"IIS, pickup", "from mail pickup service by in.example.com with Microsoft SMTPSVC; x",
     BS_PEER_NONE, .helo = "mail", .by = "in.example.com", .with = "Microsoft"},
    {"MDaemon, old",
     "from out.example.org [203.0.113.5] by in.example.com [192.0.2.10] with SMTP "
     "(MDaemon.PRO.v5.0.4.R) for <a@example.com>; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .by_ip = "192.0.2.10",
     .with = "SMTP"},
    {"MDaemon",
     "from out.example.org (out.example.org [203.0.113.5]) by in.example.com (MDaemon PRO v20.0.0) "
     "with ESMTPS id md50001.msg; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS",
     .id = "md50001.msg"},
    {"MDaemon, both addresses",
     "from out.example.org ([203.0.113.5]) by in.example.com ([192.0.2.10]) (MDaemon PRO v12) with "
     "ESMTP id md1.msg; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .by_ip = "192.0.2.10",
     .with = "ESMTP", .id = "md1.msg"},
    {"CommuniGate",
     "from [203.0.113.5] (HELO out.example.org) by in.example.com (CommuniGate Pro SMTP 6.1) with "
     "ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"CommuniGate, account",
     "from [203.0.113.5] (account joe@example.com HELO out.example.org) by in.example.com "
     "(CommuniGate Pro SMTP 6.1) with ESMTPA id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPA", .id = "1"},
    {"CommuniGate, verified",
     "from out.example.org ([203.0.113.5] verified) by in.example.com (CommuniGate Pro SMTP 4.1) "
     "with ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"CommuniGate, rules",
     "from <a@example.org> by in.example.com (CommuniGate Pro RULES 3.4) with RULES id 1",
     BS_PEER_NONE, .helo = "<a@example.org>", .by = "in.example.com", .with = "RULES", .id = "1"},
    {"iPlanet",
     "from out.example.org (mx.example.net [203.0.113.5]) by in.example.com (iPlanet Messaging "
     "Server 5.2) with ESMTP id <0ABC@in.example.com> for b@example.com",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "<0ABC@in.example.com>"},
    {"iPlanet, no name",
     "from out.example.org ([203.0.113.5]) by in.example.com (Sun Java(tm) System Messaging Server "
     "6.3) with ESMTP id <0@x>",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "<0@x>"},
    {"PMDF", "from out.example.org by in.example.com (PMDF V6.1 #1) id <01ABC@in.example.com>",
     BS_PEER_NONE, .helo = "out.example.org", .by = "in.example.com",
     .id = "<01ABC@in.example.com>"},
    {"GroupWise", "from MTA-GWIA by in.example.com with Novell_GroupWise; x", BS_PEER_NONE,
     .helo = "MTA-GWIA", .by = "in.example.com", .with = "Novell_GroupWise"},
    {"GroupWise agent", "from out.example.org ([203.0.113.5]) by in.example.com with ESMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP"},
    {"Zimbra",
     "from out.example.org (LHLO out.example.org) (203.0.113.5) by mail.example.com with LMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "mail.example.com", .with = "LMTP"},
    {"Haraka",
     "from out.example.org (mx.example.net [203.0.113.5])\n\tby in.example.com (Haraka/2.8.21) "
     "with ESMTPS id 0A.1\n\tenvelope-from <a@example.org>; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS",
     .id = "0A.1"},
    {"OpenSMTPD",
     "from out.example.org (mx.example.net [203.0.113.5]) by in.example.com (OpenSMTPD) with "
     "ESMTPS id fda43b42 (TLSv1.3:X:256:NO) for <a@example.com>; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS",
     .id = "fda43b42"},
    {"OpenSMTPD, semicolon before by",
     "from out.example.org (mx.example.net [203.0.113.5]);\n\tby in.example.com (OpenSMTPD) with "
     "ESMTP id d70f9624;\n\tfor <a@example.com>;\n\tMon, 3 Jun 2024 09:11:20 +0000 (UTC)",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "d70f9624"},
    {"OpenSMTPD, local",
     "from localhost (in.example.com [local]) by in.example.com (OpenSMTPD) with ESMTPA id 1",
     BS_PEER_NONE, .helo = "localhost", .by = "in.example.com", .with = "ESMTPA", .id = "1"},
    {"MailEnable",
     "from out.example.org ([203.0.113.5]) by in.example.com with MailEnable ESMTP; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "MailEnable"},
    {"IMail",
     "from out.example.org [203.0.113.5] by in.example.com with ESMTP (SMTPD32-8.15) id "
     "A9F448A600B8; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "A9F448A600B8"},
    {"IMail, no protocol", "from out.example.org [203.0.113.5] by in.example.com (SMTPD-8.22) id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .id = "1"},
    {"Kerio",
     "from out.example.org ([203.0.113.5]) by in.example.com (Kerio Connect 9.2.3) with ESMTPS for "
     "b@example.com; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS"},
    {"Kerio, authenticated",
     "from [192.168.1.2] ([203.0.113.5]) (authenticated user joe@example.com) by in.example.com "
     "(Kerio Connect 9) with ESMTPSA; x",
     BS_PEER_SEEN, .helo = "[192.168.1.2]", .by = "in.example.com", .with = "ESMTPSA"},
    {"hMailServer",
     "from out.example.org (mx.example.net [203.0.113.5]) by in.example.com with ESMTP ; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP"},
    {"Mirapoint",
     "from out.example.org (EHLO out.example.org) ([203.0.113.5]) by in.example.com (MOS 4.4.5a-GA "
     "FastPath queued) with ESMTP id ABC12345; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "ABC12345"},
    {"IronPort",
     "from mx.example.net (HELO out.example.org) ([203.0.113.5]) by in.example.com with "
     "ESMTP/TLS/DHE-RSA-AES256-SHA; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com",
     .with = "ESMTP/TLS/DHE-RSA-AES256-SHA"},
    {"Proofpoint",
     "from pps.filterd (m0001.ppops.example [127.0.0.1]) by m0001.ppops.example (8.17.1/8.17.1) "
     "with SMTP id 1",
     BS_PEER_SEEN, "127.0.0.1", .helo = "pps.filterd", .by = "m0001.ppops.example", .with = "SMTP",
     .id = "1"},
    {"Barracuda",
     "from out.example.org (mx.example.net [203.0.113.5]) by in.example.com with ESMTP id "
     "a1B2c3D4; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "a1B2c3D4"},
    {"Mailgun",
     "from out.example.org (mx.example.net [203.0.113.5]) by mxa.example.com with ESMTP id "
     "665d.7f0c-in1; x",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "mxa.example.com", .with = "ESMTP",
     .id = "665d.7f0c-in1"},
    {"SendGrid, filter",
     "by filter0001p1.example.net with SMTP id filter0001p1-1-665D-1 2024-06-03 09:11:20.5 +0000 "
     "UTC m=+1",
     BS_PEER_NONE, .by = "filter0001p1.example.net", .with = "SMTP", .id = "filter0001p1-1-665D-1"},
    {"SendGrid, submission",
     "from MTA (dsl.example.net [203.0.113.5]) by ismtpd-1 (SG) with ESMTP id abcDEF_1; x",
     BS_PEER_SEEN, .helo = "MTA", .by = "ismtpd-1", .with = "ESMTP", .id = "abcDEF_1"},
    {"SES",
     "from a8-31.smtp-out.example.com (a8-31.smtp-out.example.com [203.0.113.5]) by in.example.com "
     "with ESMTPS id 1",
     BS_PEER_SEEN, .helo = "a8-31.smtp-out.example.com", .by = "in.example.com", .with = "ESMTPS",
     .id = "1"},
    {"ecelerity",
     "from [192.168.1.2] ([203.0.113.5:222] helo=out.example.org) by in.example.com (envelope-from "
     "<a@example.org>) (ecelerity 3.6.5.1) with ESMTPS id 22/00-0-E",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTPS",
     .id = "22/00-0-E"},
    {"ecelerity, no name",
     "from ([203.0.113.5:53626] helo=out.example.org) by in.example.com (ecelerity 2.0) with SMTP "
     "id A1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP", .id = "A1"},
    {"InterMail",
     "from out.example.org ([203.0.113.5] [203.0.113.5]) by in.example.com with ESMTP id "
     "<1@out.example.org>",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "<1@out.example.org>"},
    {"InterMail, only HELO",
     "from out.example.org by in.example.com with ESMTP id <1@out.example.org>", BS_PEER_NONE,
     .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP",
     .id = "<1@out.example.org>"},
    {"InterScan", "from 203.0.113.5 by in.example.com (InterScan E-Mail VirusWall NT); x",
     BS_PEER_SEEN, .helo = "203.0.113.5", .by = "in.example.com"},
    {"MXLogic",
     "from unknown [203.0.113.5] (EHLO out.example.org) by in.example.com (mxl_mta-3.1.0-05) with "
     "ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"quoted EHLO",
     "from mx ([203.0.113.5]:10000 \"EHLO out.example.org\") by in.example.com with ESMTP id 1",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"MessageLabs", "from [203.0.113.5] by server-0.example.com id EE/EE-1", BS_PEER_LITERAL,
     .helo = "[203.0.113.5]", .by = "server-0.example.com", .id = "EE/EE-1"},
    {"Smail",
     "from out.example.org from [203.0.113.5] by in.example.com  (Smail3.1.30) with esmtp id <m@x>",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "esmtp",
     .id = "<m@x>"},
    {"fetchmail",
     "from pop.example.com [203.0.113.5] by localhost with POP3 (fetchmail-6.3.17) for "
     "<joe@localhost> (single-drop); x",
     BS_PEER_SEEN, .helo = "pop.example.com", .by = "localhost", .with = "POP3"},
    {"DragonFly",
     "from root (uid 0) (envelope-from joe@in.example.com) id e0722 by in.example.com (DragonFly "
     "Mail Agent v0.13); x",
     BS_PEER_NONE, .helo = "root", .by = "in.example.com"},
    {"name and address without blank",
     "from out.example.org(mx.example.net[203.0.113.5])by in.example.com with SMTP", BS_PEER_SEEN,
     .helo = "out.example.org", .by = "in.example.com", .with = "SMTP"},
    {"by literal", "from out.example.org (mx.example.net [203.0.113.5]) by [192.0.2.10] with SMTP",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "192.0.2.10", .by_ip = "192.0.2.10",
     .with = "SMTP"},
    {"by without host", "from out.example.org (HELO x.example.org) (203.0.113.5) by  with SMTP; x",
     BS_PEER_SEEN, .helo = "x.example.org", .by = "", .with = "SMTP"},
    {"by with a final dot", "from out.example.org ([203.0.113.5]) by in.example.com. with SMTP",
     BS_PEER_SEEN, .helo = "out.example.org", .by = "in.example.com", .with = "SMTP"},
};

/* ---------------------------------------------------- what goes wrong */

static const struct row odd_rows[] = {
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
    {"blank behind the IPv6 tag",
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

static const struct row attack_rows[] = {
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
    {"HELO literal, Exim 2",
     "from mx.example.net ([198.51.100.7]) [203.0.113.5] by in.example.com with esmtp (Exim 2.05 "
     "#1) id 1",
     BS_PEER_AMBIGUOUS, EVIL, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp",
     .id = "1"},
    {"HELO address, Exim 2",
     "from mx.example.net (198.51.100.7) [203.0.113.5] by in.example.com with esmtp (Exim 2.05 #1) "
     "id 1",
     BS_PEER_AMBIGUOUS, EVIL, .helo = "mx.example.net", .by = "in.example.com", .with = "esmtp",
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
     BS_PEER_AMBIGUOUS, EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP"},
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
     "from [198.51.100.7] by in.example.com with ESMTP id <1@x>", BS_PEER_LITERAL, EVIL,
     .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "<1@x>"},
    {"HELO address, server writes nothing else",
     "from 198.51.100.7 by in.example.com with ESMTP id <1@x>", BS_PEER_CLAIMED, EVIL,
     .helo = "198.51.100.7", .by = "in.example.com", .with = "ESMTP", .id = "<1@x>"},
    {"HELO literal beside a reverse name",
     "from [198.51.100.7] (mx.example.net) by in.example.com with ESMTP id 1", BS_PEER_LITERAL,
     EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP", .id = "1"},
    {"HELO literal beside a session comment",
     "from [198.51.100.7] (using TLSv1.2 with cipher X (256/256 bits)) by in.example.com id 1",
     BS_PEER_LITERAL, EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .id = "1"},
    {"Exim in the HELO word", "from [198.51.100.7](Exim) by in.example.com with ESMTP id 1",
     BS_PEER_LITERAL, EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"Exim in the recipient",
     "from [198.51.100.7] by in.example.com with ESMTP id 1 for <\"(Exim 4)\"@example.com>",
     BS_PEER_LITERAL, EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
     .id = "1"},
    {"HTTP in the recipient",
     "from [198.51.100.7] by in.example.com with ESMTP id 1 for <\"with HTTP\"@example.com>",
     BS_PEER_LITERAL, EVIL, .helo = "[198.51.100.7]", .by = "in.example.com", .with = "ESMTP",
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
     BS_PEER_AMBIGUOUS, EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that opens a comment",
     "from a ([198.51.100.7] (mx.example.net [203.0.113.5]) by in.example.com with SMTP id 1",
     BS_PEER_AMBIGUOUS, EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that opens a session comment",
     "from a (b [198.51.100.7]) (using (mx.example.net [203.0.113.5]) by in.example.com with SMTP "
     "id 1",
     BS_PEER_AMBIGUOUS, EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"open session comment that the recipient closes",
     "from a (b [198.51.100.7]) (using (mx.example.net [203.0.113.5]) by in.example.com with SMTP "
     "id 1 for c)@example.com",
     BS_PEER_AMBIGUOUS, EVIL, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
    {"HELO that closes a comment",
     "from mx.example.net ([203.0.113.5] helo=a) (b [198.51.100.7]) by in.example.com with SMTP id "
     "1",
     BS_PEER_AMBIGUOUS, .helo = "a", .by = "in.example.com", .with = "SMTP", .id = "1"},
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
     "from a.example ([198.51.100.7] [203.0.113.5]) by in.example.com", BS_PEER_AMBIGUOUS, EVIL,
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

/* ------------------------------------------------------------- the tests */

static struct bs_span
not_null(struct bs_span s)
{
    return s.p ? s : bs_span_text("");
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static bool
never(const struct bs_ip *ip, const void *arg)
{
    (void)ip;
    (void)arg;
    return false;
}

static void
read_every(struct bs_span in)
{
    struct bs_hop hop;

    bs_received_read(&hop, in);
    bs_mention_find(in, never, NULL);
    assert_true(hop.names <= BS_MAX_HOP_NAMES && hop.addrs <= BS_MAX_HOP_ADDRS);
}

static void
row_test(void **state)
{
    const struct row *row = *state;
    struct bs_hop hop;
    char peer[BS_IP_TEXT] = SEEN, by_ip[BS_IP_TEXT] = "";

    bs_at_every_cut(bs_span_text(row->in), read_every);
    bs_received_read(&hop, bs_span_text(row->in));
    assert_int_equal(hop.peer_known, row->known);
    if (hop.peer_known != BS_PEER_NONE)
        bs_ip_text(&hop.peer, peer);
    assert_string_equal(peer, row->peer ? row->peer : SEEN);
    bs_assert_span(not_null(hop.helo), or_empty(row->helo));
    bs_assert_span(not_null(hop.by), or_empty(row->by));
    if (hop.by_has_ip)
        bs_ip_text(&hop.by_ip, by_ip);
    assert_string_equal(by_ip, or_empty(row->by_ip));
    bs_assert_span(not_null(hop.with), or_empty(row->with));
    bs_assert_span(not_null(hop.id), or_empty(row->id));
}

/* --------------------------------------------------- name from the DNS */

static const struct rdns_row {
    const char *name, *in, *want;
} rdns_rows[] = {
    {"rdns, Postfix", "from a.example (mx.example.net [203.0.113.5]) by b.example (Postfix)",
     "mx.example.net"},
    {"rdns, Postfix knows none", "from a.example (unknown [203.0.113.5]) by b.example (Postfix)",
     ""},
    {"rdns, Sendmail", "from a.example (joe@mx.example.net [203.0.113.5]) by b.example (8.9.3)",
     "mx.example.net"},
    {"rdns, Sendmail doubts it",
     "from a.example (mx.example.net [203.0.113.5] (may be forged)) by b.example", ""},
    {"rdns, Sendmail knows none", "from a.example ([203.0.113.5]) by b.example (8.14.3)", ""},
    {"rdns, Gmail", "from a.example (mx.example.net. [203.0.113.5]) by mx.google.com",
     "mx.example.net"},
    {"rdns, Exim", "from mx.example.net ([203.0.113.5]) by b.example with esmtp (Exim 4.96)",
     "mx.example.net"},
    {"rdns, Exim with HELO", "from mx.example.net ([203.0.113.5] helo=a.example) by b.example",
     "mx.example.net"},
    {"rdns, Exim knows none", "from [203.0.113.5] (helo=a.example) by b.example (Exim 4.96)", ""},
    {"rdns, qmail", "from mx.example.net (HELO a.example) (203.0.113.5) by b.example with SMTP",
     "mx.example.net"},
    {"rdns, qmail knows none", "from unknown (HELO a.example) (203.0.113.5) by b.example with SMTP",
     ""},
    {"rdns, Yahoo", "from 127.0.0.1 (EHLO a.example) (203.0.113.5) by b.example", ""},
    {"rdns, Exchange gives none",
     "from a.example (203.0.113.5) by b.example with Microsoft SMTP Server", ""},
    {"rdns, Domino gives none", "from a.example ([203.0.113.5]) by b.example (Lotus Domino)", ""},
    {"rdns, HELO word is none, Exim",
     "from x.example ([203.0.113.5] helo=our.example) by b.example", "x.example"},
    {"rdns, ident is none, Exim",
     "from [203.0.113.5] (ident=our.example [203.0.113.5]) by b.example (Exim)", ""},
    {"rdns, HELO word is none, qmail",
     "from unknown (HELO our.example [203.0.113.5]) (203.0.113.5) by b.example", ""},
    {"rdns, certificate is none",
     "from a.example (unknown [203.0.113.5]) (Client CN our.example [203.0.113.5]) by b.example",
     ""},
    {"rdns, doubtful peer has none",
     "from a (our.example [198.51.100.7]) (mx.example.net [203.0.113.5]) by b.example", ""},
    {"rdns, no address", "from a.example (mx.example.net) by b.example", ""},
};

static void
rdns_test(void **state)
{
    const struct rdns_row *row = *state;
    struct bs_hop hop;

    bs_at_every_cut(bs_span_text(row->in), read_every);
    bs_received_read(&hop, bs_span_text(row->in));
    bs_assert_span(not_null(hop.rdns), row->want);
}

static bool
is_wanted(const struct bs_ip *ip, const void *wanted)
{
    return bs_ip_equal(ip, wanted);
}

/* ------------------------------------------------------------- mentions */

static const struct mention_row {
    const char *name, *in;
    bool want;
} mention_rows[] = {
    {"mentioned as the peer", "from a ([198.51.100.7]) by b", true},
    {"mentioned as the HELO word", "from [198.51.100.7] (x [203.0.113.5]) by b", true},
    {"mentioned behind helo=", "from [203.0.113.5] (helo=198.51.100.7) by b", true},
    {"mentioned as the writer", "from a by 198.51.100.7 with HTTP", true},
    {"mentioned with a port", "from a ([198.51.100.7]:25) by b", true},
    {"mentioned with a final dot", "the host was 198.51.100.7.", true},
    {"mentioned after an at sign", "from a (joe@198.51.100.7) by b", true},
    {"mentioned as mapped", "from a ([::ffff:198.51.100.7]) by b", true},
    {"mentioned at the end", "198.51.100.7", true},
    {"part of a longer number", "from a ([198.51.100.70]) by b", false},
    {"part of a name", "from 198.51.100.7.evil.example by b", false},
    {"with dashes", "from 198-51-100-7.evil.example by b", false},
    {"not at all", "from a ([203.0.113.5]) by b", false},
    {"nothing", "", false},
};

static void
mention_test(void **state)
{
    const struct mention_row *row = *state;
    struct bs_ip ip;

    assert_true(bs_ip_read(bs_span_text(EVIL), &ip));
    assert_int_equal(bs_mention_find(bs_span_text(row->in), is_wanted, &ip), row->want);
}

/* ---------------------------------------------------------- hostile lines */

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
    BS_ROWS(form_rows, row_test);
    BS_ROWS(odd_rows, row_test);
    BS_ROWS(attack_rows, row_test);
    BS_ROWS(rdns_rows, rdns_test);
    BS_ROWS(mention_rows, mention_test);
    BS_ROWS(long_rows, long_test);
    return bs_run("received");
}
