/* Tests of local_scan/core/mail/received.c: the lines that servers write. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hoprow.h"

/* ----------------------------------------------------------------- forms */

static const struct bs_hop_row form_rows[] = {
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

    bs_at_every_cut(bs_span_text(row->in), bs_hop_read_any);
    bs_received_read(&hop, bs_span_text(row->in));
    bs_assert_span(hop.rdns.p ? hop.rdns : bs_span_text(""), row->want);
}

int
main(void)
{
    BS_ROWS(form_rows, bs_hop_row_test);
    BS_ROWS(rdns_rows, rdns_test);
    return bs_run("received");
}
