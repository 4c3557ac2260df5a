#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Genuine bounces of joe's mail, as servers return them, with trails that do not show us
# well, with and without keys, with lists broken, lookups missing and DNS half silent; and mail
# that is not a bounce, although it has the null sender.
# The verdict is never foreign: 54-forgery.t is the other half.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Dkim;
use Backstop::Dns;
use Backstop::Outgoing;
use Backstop::Tag;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

plan skip_all => Backstop::Dns::missing() if Backstop::Dns::missing();

my $NOW = time;
my $DATE = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime $NOW);
my ($R, $TO) = ('mx.reporter.example', 'gone@reporter.example');

# --- the line that each server writes of its peer --------------------------

sub v6 { $_[0] =~ /:/ ? "IPv6:$_[0]" : $_[0] }

my %LINE = (
	exim => sub { my ($name, $ip, $by) = @_;
		"from $name ([$ip] helo=$name)\n\tby $by with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384\n"
			. "\t(Exim 4.96)\n\tid 1qAbCd-000123-2f\n\tfor $TO; $DATE" },
	postfix => sub { my ($name, $ip, $by) = @_;
		"from $name ($name [@{[ v6($ip) ]}])\n\tby $by (Postfix) with ESMTPS id 4ABC12\n"
			. "\tfor <$TO>; $DATE (UTC)" },
	sendmail => sub { my ($name, $ip, $by) = @_;
		"from $name ($name [@{[ v6($ip) ]}])\n\tby $by (8.15.2/8.15.2) with ESMTP id 16RA01;\n\t$DATE" },
	exchange => sub { my ($name, $ip, $by) = @_;
		"from $name ($ip) by $by\n (10.0.0.1) with Microsoft SMTP Server (TLS) id 14.3.487.0; $DATE" },
	m365 => sub { my ($name, $ip, $by) = @_;
		"from $name ($ip) by $by\n (2603:10a6:10:2e::1) with Microsoft SMTP Server (version=TLS1_2,\n"
			. " cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7 via Frontend\n Transport; $DATE" },
	qmail => sub { my ($name, $ip, $by) = @_;
		"(qmail 9 invoked from network); $DATE\nReceived: from unknown (HELO $name) ($ip)\n"
			. "  by $by with SMTP; $DATE" },
	gmail => sub { my ($name, $ip, $by) = @_;
		"from $name ($name. [$ip])\n        by $by with ESMTPS id a1si1\n        for <$TO>\n"
			. "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        $DATE" },
	yahoo => sub { my ($name, $ip) = @_;
		"from $ip (EHLO $name)\n by 10.1.2.3 with SMTPs\n (version=TLS1_3 "
			. "cipher=TLS_AES_128_GCM_SHA256);\n $DATE" },
	opensmtpd => sub { my ($name, $ip, $by) = @_;
		"from $name ($name [$ip])\n\tby $by (OpenSMTPD) with ESMTPS id 1f2e3d4c\n"
			. "\t(TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO)\n\tfor <$TO>;\n\t$DATE" },
	courier => sub { my ($name, $ip, $by) = @_;
		my $mapped = $ip =~ /:/ ? $ip : "::ffff:$ip";
		"from $name ($name [$mapped])\n  (TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384)\n"
			. "  by $by with ESMTPS; $DATE\n  id 0000000000DC0001" },
	domino => sub { my ($name, $ip, $by) = @_;
		"from $name ([$ip])\n          by $by (Lotus Domino Release 8.5.3)\n"
			. "          with ESMTP id 2016010112 ;\n          $DATE" },
	groupwise => sub { my ($name, $ip, $by) = @_;
		"from $name ($name [$ip])\n\tby $by with ESMTP (TLS encrypted); $DATE" },
	iis => sub { my ($name, $ip, $by) = @_;
		"from $name ([$ip]) by $by with Microsoft SMTPSVC(6.0.3790.3959);\n\t $DATE" },
);
$LINE{zoho} = $LINE{postfix};

# --- how each gives the header back -----------------------------------------

my %FIELD = map { $_ => 1 } qw(received date from to subject message-id);

# Gateways that rebuild the header from what they know.
sub known_only {
	my ($header, $body) = split /^\n/m, $_[0], 2;
	my @known = grep { /^([^:]+):/ && $FIELD{ lc $1 } } $header =~ /^(\S.*\n(?:[ \t].*\n)*)/mg;
	return join '', @known, defined $body ? "\n$body" : '';
}

sub dsn {
	my ($type, $text) = @_;
	return ("MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n"
		. "\tboundary=\"b\"\n", "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n"
		. "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; $R\n\n"
		. "Final-Recipient: rfc822; $TO\nAction: failed\nStatus: 5.1.1\n\n"
		. "--b\nContent-Type: $type\n\n$text\n--b--\n");
}

my %SHAPE = (
	(map { $_ => sub { dsn('message/rfc822', "$_[0]\nSee you.\n") } }
		qw(postfix sendmail gmail opensmtpd courier iis)),
	(map { $_ => sub { dsn('text/rfc822-headers', $_[0]) } } qw(exchange m365)),
	(map { $_ => sub { dsn('message/rfc822', known_only($_[0]) . "\nSee you.\n") } }
		qw(domino groupwise)),
	zoho => sub { dsn('text/rfc822', "$_[0]\nSee you.\n" =~ s/^/    /mgr) },
	exim => sub { ("X-Failed-Recipients: $TO\nAuto-Submitted: auto-replied\n",
		"This message was created automatically by mail delivery software.\n\n"
		. "A message that you sent could not be delivered to one or more of its\nrecipients. This is a "
		. "permanent error. The following address(es) failed:\n\n  $TO\n    no such user\n\n"
		. "------ This is a copy of the message, including all the headers. ------\n\n$_[0]\nSee you.\n") },
	qmail => sub { ('', "Hi. This is the qmail-send program at $R.\nI'm afraid I wasn't able to deliver "
		. "your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it "
		. "didn't work out.\n\n<$TO>:\nno mailbox here by that name.\n\n"
		. "--- Below this line is a copy of the message.\n\nReturn-Path: <joe-plain\@ours.example>\n"
		. "$_[0]\nSee you.\n") },
	yahoo => sub { ('', "Sorry, we were unable to deliver your message to the following address.\n\n"
		. "<$TO>:\n550: 5.1.1 No such user\n\n--- Below this line is a copy of the message.\n\n"
		. "$_[0]\nSee you.\n") },
);

# --- where the mail has been -------------------------------------------------

my $SEEN = '198.51.100.7';
my $QUOTED = "Received: from bot.far.example (bot.far.example [192.0.2.66])\n\tby mx.far.example; $DATE\n"
	. "From: ann\@far.example\nTo: joe\@ours.example\nSubject: pills\nDate: $DATE\n"
	. "Message-ID: <q1\@far.example>\nMIME-Version: 1.0\n";

# The header as it is returned: LINE of that server, the header that left us.
my @WAY = (
	[ 'from us', sub { my ($line, $header) = @_;
		'Received: ' . $line->('mx.ours.example', $SEEN, $R) . "\n$header" } ],
	[ 'from us by IPv6, with an address that is not in own_nets', sub { my ($line, $header) = @_;
		'Received: ' . $line->('mx.ours.example', '2001:db8:99::7', $R) . "\n$header" } ],
	[ 'from us by NAT64', sub { my ($line, $header) = @_;
		'Received: ' . $line->('mx.ours.example', "64:ff9b::$SEEN", $R) . "\n$header" } ],
	[ 'by a relay that shows us', sub { my ($line, $header) = @_;
		'Received: ' . $line->('out.relay.example', '192.0.2.201', $R) . "\nReceived: "
			. $LINE{exim}->('mx.ours.example', $SEEN, 'out.relay.example') . "\n$header" } ],
	[ 'by a relay that takes lines off', sub { my ($line, $header) = @_;
		'Received: ' . $line->('c20.relay.example', '192.0.2.201', $R) . "\n$header" } ],
	[ 'by a list that begins anew', sub { my ($line, $header) = @_;
		'Received: ' . $line->('lists.third.example', '192.0.2.200', $R)
			. "\nList-Id: <talk.third.example>\n" . $header =~ s/^(X-Backstop|DKIM).*\n(?:\s.*\n)*//mgr } ],
	[ 'by a rule of Microsoft 365 that sends it anew', sub { my ($line, $header) = @_;
		"Received: from substrate.office.example (2603:10a6:600:37c::19) by\n LO2P265.OUTLOOK.EXAMPLE with "
			. "HTTPS; $DATE\n" . $header =~ s/^(X-Backstop|DKIM).*\n(?:\s.*\n)*//mgr } ],
	[ 'cut in a field', sub { my ($line, $header) = @_;
		'Received: ' . $line->('filter.cloud.example', '192.0.2.10', $R)
			. "\nAuthentication-Results: $R;\n\tspf=pass smtp.mailfrom=joe\@ours.exa" } ],
	[ 'without our lines, and with a header that it quotes', sub { my ($line, $header) = @_;
		$header =~ s/^Received:.*\n(?:\s.*\n)*//mgr . "\nJoe wrote about this:\n\n$QUOTED\nBuy pills.\n" } ],
	[ 'without our lines, and none of a stranger', sub { my ($line, $header) = @_; $header } ],
	[ 'by a forwarder that takes lines off, and keeps what SPF said', sub { my ($line, $header) = @_;
		'Received: ' . $line->('alpha.third.example', '192.0.2.201', $R)
			. "\nReceived-SPF: pass (alpha.third.example: domain of joe\@ours.example designates\n"
			. " $SEEN as permitted sender) client-ip=$SEEN;\n" . $header =~ s/^Received:.*\n(?:\s.*\n)*//mgr } ],
	[ 'by a forwarder in a container', sub { my ($line, $header) = @_;
		'Received: ' . $line->('mail.third.example', '192.0.2.201', $R) . "\nReceived: "
			. $LINE{postfix}->('mx.ours.example', '172.18.0.1', 'mail.third.example') . "\n$header" } ],
);

sub header_of {
	return Backstop::Outgoing::mail('plain', to => $TO, at => $NOW - 60, @_)->{data} =~ s/\n\n.*/\n/sr;
}

sub report {
	my ($shape, $way, $header) = @_;
	my ($fields, $body) = $SHAPE{$shape}->($way->[1]->($LINE{$shape}, $header));
	return "Return-path: <>\nEnvelope-to: joe-plain\@ours.example\n"
		. "Received: from $R ([203.0.113.20])\n\tby mx.ours.example with esmtp; $DATE\n"
		. "From: Mail Delivery System <MAILER-DAEMON\@$R>\nTo: joe-plain\@ours.example\n"
		. "Subject: Undelivered Mail Returned to Sender\nDate: $DATE\nMessage-ID: <r$NOW\@$R>\n"
		. "$fields\n$body";
}

# SpamAssassin's report_safe at a host that forwards joe's mail to us.
sub wrapped {
	my ($report) = @_;
	return "Return-path: <>\nEnvelope-to: joe-plain\@ours.example\n"
		. "Received: from gw.third.example ([203.0.113.77])\n\tby mx.ours.example with esmtp; $DATE\n"
		. "From: Mail Delivery System <MAILER-DAEMON\@$R>\nTo: joe-plain\@ours.example\n"
		. "Subject: Undelivered Mail Returned to Sender\nDate: $DATE\nX-Spam-Flag: YES\n"
		. "Message-ID: <w$NOW\@third.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
		. "boundary=\"m\"\n\n--m\nContent-Type: text/plain\n\nSpam detection software, running on the "
		. "system \"gw.third.example\",\nhas identified this incoming email as possible spam.\n\n"
		. "--m\nContent-Type: message/rfc822; x-spam-type=original\n\n$report\n--m--\n";
}

# --- who we are, and what is broken ------------------------------------------

my %LISTS = (own_hosts => "mx.ours.example\n", own_domains => "ours.example\n",
	own_nets => "$SEEN\n", settings => "dns_time: 200\n");
my $KEYS = $Backstop::Tag::KEYS;
my $dns = Backstop::Dns->new(map({ Backstop::Dkim::record($_) } qw(rsa ed25519)),
	"host-record=mx.ours.example,$SEEN", 'mx-host=ours.example,mx.ours.example,10',
	'txt-record=ours.example,"v=spf1 mx -all"');
# Each second reply is lost, those about keys among them.
my $half = Backstop::Dns->new(map({ Backstop::Dkim::record($_) } qw(rsa ed25519)));
my $replies = 0;

sub policy {
	my ($name, %o) = @_;
	my %file = (%LISTS, keys => '', %o);
	write_to(dir("policy-$name") . "/$_", $file{$_}) for keys %file;
	return ('--policy', dir("policy-$name"));
}

my %TAGGED = (dkim => []);
my %SIGNED = (tag => 0);
my %BARE = (tag => 0, dkim => []);

# name; what the mail had; how to run the command; options. All rows are judged in each state.
my $alone = without_lookups();
my @STATES = (
	[ 'no key', \%BARE, policy('plain'), '--offline' ],
	[ 'keys, and a tag', \%TAGGED, policy('keys', keys => $KEYS), '--offline' ],
	[ 'a tag under a key that is lost', \%TAGGED, policy('lost', keys =>
		"tag-new1: the-secret-of-another-year-and-more since=900000000\n"), '--offline' ],
	[ 'a signature, and dns: off', \%SIGNED, policy('off', settings => "dns: off\n"), '--servers', $dns->at ],
	[ 'a tag, and no lookups', \%TAGGED, { binary => $alone }, policy('alone', keys => $KEYS),
		'--servers', $dns->at ],
	[ 'a signature, and no lookups', \%SIGNED, { binary => $alone }, policy('unasked', keys => $KEYS),
		'--servers', $dns->at ],
	[ 'a typing error in own_nets', \%BARE, policy('typing', own_nets => "198.51.100,7\n203.0.113.9\n"),
		'--offline' ],
	[ 'own_nets with a mark before it', \%BARE, policy('bom', own_nets => "\xef\xbb\xbf$SEEN\n"
		. "203.0.113.9\n"), '--offline' ],
	[ 'own_nets with commas', \%BARE, policy('commas', own_nets => "203.0.113.9, $SEEN\n"), '--offline' ],
	[ 'own_nets as a range', \%BARE, policy('range', own_nets => "198.51.100.1-198.51.100.9\n"
		. "203.0.113.9\n"), '--offline' ],
	[ 'own_nets longer than is read', \%BARE, policy('long', own_nets => "203.0.113.9\n"
		. "# words\n" x 8200 . "$SEEN\n"), '--offline' ],
	[ 'own_nets with more than is kept', \%BARE, policy('many', own_nets =>
		join('', map { "203.0.113.9\n" } 1 .. 1024) . "$SEEN\n"), '--offline' ],
	[ 'a typing error in own_hosts', \%BARE, policy('hosts', own_hosts => "mx.ours.example,\n"), '--offline' ],
	[ 'a typing error in own_domains', \%BARE, policy('domains', own_domains => "ours.example;\n"), '--offline' ],
	[ 'a typing error in relay_hosts', \%BARE, policy('relays', relay_hosts => "192.0.2.300\n"), '--offline' ],
	[ 'the DNS, all of it', \%SIGNED, policy('dns', keys => $KEYS), '--servers', $dns->at ],
	[ 'the DNS, half of it', \%SIGNED, policy('half', keys => ''), '--servers',
		$half->damaged(sub { $replies++ % 2 ? undef : $_[0] }) ],
	[ 'the DNS does not answer', \%SIGNED, { at_once => 16 },
		policy('silent', keys => '', settings => "dns_time: 100\n"), '--servers', Backstop::Dns::silent() ],
);

my @rows;
for my $shape (sort keys %SHAPE) {
	# what they do not know they do not return: neither List-Id nor half a field
	my $knows = $shape =~ /^(?:domino|groupwise)$/ ? qr/list|cut|SPF/ : qr/(?!)/;
	push @rows, map { [ "$shape, $_->[0]", sub { report($shape, $_[0], $_[1]) }, $_ ] }
		grep { $_->[0] !~ $knows } @WAY;
	push @rows, [ "$shape, wrapped by a filter", sub { wrapped(report($shape, $_[0], $_[1])) }, $WAY[0] ];
}

# What the command says of all paths, from so many processes at once: while they wait for an
# answer that does not come, they need no processor.
sub said {
	my ($how, $paths, @options) = @_;
	my $slices = $how->{at_once} or return (backstop($how, qw(scan --format json), @options, @$paths))[0];
	my %to;
	for my $slice (0 .. $slices - 1) {
		my @some = @$paths[ grep { $_ % $slices == $slice } 0 .. $#$paths ];
		my $out = file("slice-$slice.json", '');
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			backstop({ out => $out }, qw(scan --format json), @options, @some);
			POSIX::_exit(0);
		}
		$to{$pid} = $out;
	}
	waitpid $_, 0 for keys %to;
	return join '', map { slurp($_) } values %to;
}

sub origins {
	my ($paths, @options) = @_;
	my $how = ref $options[0] ? shift @options : {};
	my $out = said($how, $paths, @options);
	my %is = map { my $o = eval { decode_json($_) } // {}; ($o->{path} // '' => $o) } split /\n/, $out;
	return map { $is{$_} // { origin => 'no', reason => 'answer' } } @$paths;
}

cmp_ok scalar @rows, '>=', 100, 'enough of them';
for my $state (@STATES) {
	my ($name, $mail, @options) = @$state;
	next if $name =~ /no lookups/ && !$alone;    # they are installed
	my $header = header_of(%$mail);
	my $n = 0;
	my @paths = map { file(sprintf("%s/%03d.eml", $name =~ s/\W/-/gr, $n++), $_->[1]->($_->[2], $header)) }
		@rows;
	my @is = origins(\@paths, @options);
	for my $i (0 .. $#rows) {
		my $said = "$is[$i]{origin} $is[$i]{reason}";
		like($said, qr/^(?:ours|unknown) /, "$name: $rows[$i][0]") or diag($paths[$i]);
	}
}

# Servers that make the header anew from a mailbox, which has neither our Received lines nor
# our tag, but fields of its own.
my %MAILBOX = (
	'Exchange' => "Thread-Topic: hello\nThread-Index: AdABCD==\nX-MS-Has-Attach:\nX-MS-TNEF-Correlator:\n",
	'Exchange 2003' => "X-MimeOLE: Produced By Microsoft Exchange V6.5\n"
		. "Content-class: urn:content-classes:message\nImportance: normal\nPriority: normal\n",
	'Outlook' => "X-Priority: 3\nX-MSMail-Priority: Normal\nSensitivity: personal\nAccept-Language: de\n",
	'Notes' => "X-MIMETrack: Itemize by Router on gw/Third\nX-Notes-Item: 0; name=x\n",
	'GroupWise' => "X-GroupWise-Id: 1\nReturn-Receipt-To: joe\@ours.example\n",
	'X.400' => "X400-Originator: joe\nConversion: Allowed\nDisclose-Recipients: No\n",
	'a filter on arrival' => "Authentication-Results: $R; spf=pass\nReceived-SPF: pass\nX-Spam-Status: No\n"
		. "X-Virus-Scanned: x\nX-Proofpoint-Virus-Version: x\nX-IronPort-AV: x\nARC-Seal: i=1; cv=none\n",
	'a delivery' => "Delivered-To: $TO\nX-Original-To: $TO\nEnvelope-To: $TO\nX-MC-Unique: x\n",
);
my @MAILBOX = sort keys %MAILBOX;
my $KNOWN = join '', grep { !/^Received:/ } known_only(header_of(%TAGGED)) =~ /^(\S.*\n(?:[ \t].*\n)*)/mg;
my @made = origins([ map { file("mailbox-$_.eml" =~ tr/ /-/r, report('postfix', [ '', sub { $KNOWN . $MAILBOX{ $MAILBOX[ $_[1] ] } } ], $_)) }
	0 .. $#MAILBOX ], policy('mailbox', keys => $KEYS), '--offline');
is("$made[$_]{origin} $made[$_]{reason}", 'unknown no_received', "made from a mailbox by $MAILBOX[$_]") for 0 .. $#MAILBOX;
# … or with the lines that they have stored, if one of these shows our address.
my %LINES = (
	'from us to another MX' => $LINE{exchange}->('mx0.reporter.example', '203.0.113.21', $R)
		. "\nReceived: " . $LINE{postfix}->('mx.ours.example', $SEEN, 'mx0.reporter.example'),
	'of a private network' => $LINE{exchange}->('mx0.reporter.example', '10.1.1.21', $R),
);
for my $line ([ 'from us to another MX', 'unknown relayed_claim' ], [ 'of a private network', 'foreign untagged' ]) {
	my @stored = origins([ map { file("stored-$_.eml" =~ tr/ /-/r, report('postfix', [ '', sub { "Received: $LINES{ $line->[0] }\n"
		. $KNOWN . $MAILBOX{ $MAILBOX[ $_[1] ] } } ], $_)) } 0 .. $#MAILBOX ], policy('stored', keys => $KEYS), '--offline');
	is("$stored[$_]{origin} $stored[$_]{reason}", $line->[1], "… with a line $line->[0] by $MAILBOX[$_]") for 0 .. $#MAILBOX;
}
my ($kept) = origins([ file('kept.eml', report('postfix', [ '', sub { $KNOWN . $MAILBOX{Exchange} . "X-Mailer: nice\n" } ], '')) ],
	policy('mailbox', keys => $KEYS), '--offline');
is("$kept->{origin} $kept->{reason}", 'foreign untagged', '… but a field that it cannot know was kept');

# --- the lines of more products, each with the address that it saw ------------

my %SAW = (
	argosoft => 'NAME ([IP]) by BY (ArGoSoft Mail Server Pro for WinNT/2000/XP, Version 1.8)',
	as400 => "NAME ([IP])\n\tby BY (IBM i SMTP V07R04M00)\n\twith ESMTP",
	axigen => 'NAME ([IP]) by BY ([10.1.1.1])' . "\n with ESMTP (Axigen)",
	barracuda => 'NAME (NAME [IP]) by BY with ESMTP id aBc (version=TLSv1.2 cipher=X bits=256 verify=NO)',
	chasquid => "[IP] (NAME)\n\tby BY (chasquid) with ESMTPS\n\ttls TLS_AES_128_GCM_SHA256\n\t(over SMTP, TLS-1.3)",
	clearswift => 'NAME (NAME [IP]) by BY (Clearswift SMTPRS 5.6) with ESMTP id <Tabc@BY>',
	communigate => "[IP] (HELO NAME)\n  by BY (CommuniGate Pro SMTP 6.3.3)\n  with ESMTPS id 12345",
	coremail => "NAME (unknown [IP])\n\tby mx-17 (Coremail) with SMTP id abc--.1S2",
	esa => "unknown (HELO NAME) ([IP])\n  by BY with ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384",
	exchange55 => 'NAME ([IP]) by BY with SMTP (Microsoft Exchange Internet Mail Service Version 5.5.2657.72)',
	fax => 'NAME [IP] by BY (Ferrari FaxServer) with SMTP',
	fsecure => "NAME ([IP]:25)\n\tby BY (F-Secure/fsigk_smtp/521/x)",
	gmx => 'NAME ([IP]) by BY' . "\n (mxgmx017 [10.2.2.2]) with ESMTPS (Nemesis) id 1MAbcd-0",
	haraka => "NAME (NAME [IP])\n\tby BY (Haraka/3.0.3) with ESMTPS id 2C1D.1\n\tenvelope-from <joe\@ours.example>",
	hornet => 'NAME ([IP]) by BY',
	icewarp => "NAME ([IP])\n        by BY (IceWarp 14.0.0.0) with ASMTP id 2026",
	imail => "NAME [IP] by BY with ESMTP\n  (SMTPD-12.5.8) id abc",
	james => "IP (EHLO NAME) ([IP])\n          by BY (JAMES SMTP Server ) with ESMTP ID 12",
	kerio => "NAME ([IP])\n\tby BY with ESMTPS\n\t(TLSv1.3 / TLS_AES_256_GCM_SHA384 (256 bits))",
	mailenable => "NAME ([IP]) by BY with\n MailEnable ESMTPS",
	mailru => "NAME ([IP]:40123)\n\tby BY with esmtp (envelope-from <joe\@ours.example>)\n\tid 1abc-00",
	mdaemon => "NAME ([IP])\n  by BY (MDaemon PRO v23.5.1)\n  with ESMTPS id md5001.msg",
	messagelabs => "[IP] (using TLSv1.2 with cipher X (256 bits))\n\tby BY id AB/CD-1-EF",
	mimecast => "NAME (NAME\n [IP]) by BY with ESMTP with STARTTLS (version=TLSv1.3,\n cipher=X) id us-mta-100-abc-1",
	momentum => "[IP] ([IP:40123] helo=NAME)\n\tby BY (envelope-from <joe\@ours.example>)\n"
		. "\t(ecelerity 4.2.38 r(Core:4.2.38)) with ESMTPS\n\tid AB/CD-1",
	naver => "NAME (IP)\n  by BY with ESMTP id abc\n  for <$TO>",
	openwave => "NAME ([IP]) by BY\n          (InterMail vM.8.04) with ESMTP\n          id <2026.ABC.BY\@NAME>",
	oracle => "NAME\n (NAME [IP])\n by BY (Oracle Communications Messaging Server 8.1.0.1.0 64bit)\n with ESMTPS id <0ABC.1>",
	powermta => 'NAME (IP) by BY id h4q5i81c',
	proofpoint => "NAME (NAME [IP])\n\tby BY (PPS) with ESMTPS id 3abc-1\n\t(version=TLSv1.2 cipher=X bits=256 verify=NOT)",
	's/qmail' => "unknown (HELO NAME) (ESMTPS://TLSv1.3 with TLS_AES_256_GCM_SHA384 by IP) de/crypted with TLSv1.3: X [256/256] \n"
		. '  by BY with ESMTPS',
	smartermail => "NAME (NAME [IP]) by BY with SMTP\n\t(version=TLS\\Tls12\n\tcipher=Aes256 bits=256)",
	stalwart => "NAME (NAME [IP])\n\t(using TLSv1_3 with cipher TLS13_AES_256_GCM_SHA384)\n\tby BY (Stalwart SMTP) with ESMTPS id 33E1F7",
	surgemail => "NAME (unverified [IP])\n\tby BY (SurgeMail 7.4m) with ESMTP (TLS) id 12-1",
	trustwave => "NAME (Not Verified[IP]) by BY with Trustwave SEG (v10,0) (using TLS: TLSv1.2, X)\n\tid <B5f>",
	yandex => "NAME (NAME [IP])\n\tby BY (mxfront/Yandex) with ESMTPS id abc-1",
);
my @products = sort keys %SAW;
my $bare = header_of(%BARE);
for my $ip ($SEEN, '2001:db8:7::7') {
	# by the server at the border, and inside, below another one with a public address
	for my $above ('', "Received: from $R ($R [203.0.113.44])\n\tby store.reporter.example with SMTP id 1; $DATE\n") {
		my @saw = origins([ map {
			my %word = (NAME => 'mx.ours.example', IP => $ip, BY => $R);
			my $line = $SAW{$_} =~ s/\b(NAME|IP|BY)\b/$word{$1}/gr;
			file("saw/@{[ tr{/}{}dr ]}.eml", report('postfix', [ '', sub { "${above}Received: from $line; $DATE\n$_[1]" } ], $bare));
		} @products ], policy('saw', own_nets => "$SEEN\n2001:db8:7::7\n"), '--offline');
		is("$saw[$_]{origin} $saw[$_]{reason}", $above ? 'unknown relayed_claim' : 'ours trail',
			"$products[$_] saw $ip" . ($above ? ', inside' : '')) for 0 .. $#products;
	}
}

# --- mail that is not a bounce, with the null sender and all bounce checks in deny ------------

my $MIXED = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n";
my %OTHER = (
	'a contact form' => [ 'Website <www-data@web.shop.example>', 'Contact form: message could not be delivered',
		"Name: Ann Bee\nE-Mail: ann\@far.example\n\nHello, my mail to sales\@ours.example could not be\ndelivered.\n" ],
	'a contact form that quotes a bounce' => [ 'Wordpress <wordpress@shop.example>', 'Contact form',
		"This is the mail system at host mx.far.example.\n\nI'm sorry to have to inform you that your message could not\n"
		. "be delivered to one or more recipients.\n\n<sales\@ours.example>: host mx.ours.example said: 550 5.1.1 unknown\n" ],
	'a forum that quotes a header' => [ 'Forum <noreply@forum.example>', '[Forum] Undeliverable mail from my server',
		"bob wrote a new topic:\n\nMail delivery failed: returning message to sender\n\n$QUOTED" ],
	'a scanner' => [ 'printer@print.shop.example', 'Delivery failed: scan to e-mail',
		"Scan to e-mail to bob\@far.example could not be delivered.\nJob 12, error 550 5.1.1.\n" ],
	'cron' => [ 'root@web.shop.example (Cron Daemon)', 'Cron <root@web> checkmail',
		"warning: to=<bob\@far.example>, status=bounced (host mx.far.example said: 550 5.1.1 user unknown)\n" ],
	'a monitor' => [ 'Zabbix <zabbix@mon.shop.example>', 'Problem: Message delivery failed on mx1',
		"Host: mx1\nOperational data: undeliverable: 3\nnagios\@shop.example\n" ],
	'a newsletter' => [ 'Mail School <news@mail.shop.example>', 'Delivery failed? Five reasons why your newsletter bounces',
		"Hello joe\@ours.example,\n\nmailbox full, user unknown, 550 5.1.1: learn what they mean.\n" ],
	'a ticket' => [ 'OTRS <otrs@desk.example>', '[#12345] Mail undeliverable',
		"A new ticket was opened by ann\@far.example:\n\nmy mail to bob\@far.example is undeliverable: 550 5.1.1\n" ],
	'a list asks its moderator' => [ 'talk-owner@lists.example', 'Talk post from ann@far.example requires approval',
		"--x\nContent-Type: text/plain\n\nReason: Post by non-member\n--x\nContent-Type: message/rfc822\n\n$QUOTED\nHi.\n--x--\n", $MIXED ],
	'a list tells its owner of a bounce' => [ 'mailman@lists.example', 'Bounce action notification',
		"--x\nContent-Type: text/plain\n\nMember: bob\@far.example\nReason: Excessive or fatal bounces.\n\n"
		. "The triggering bounce notice is attached below.\n--x\nContent-Type: message/rfc822\n\n$QUOTED\n550 5.1.1\n--x--\n", $MIXED ],
	'a group that moves on' => [ 'talk-request@lists.example', 'You have been unsubscribed',
		"Mail to joe\@ours.example was rejected with 550 5.1.1.\n" ],
);
my @others = sort keys %OTHER;
my @not = origins([ map {
	my ($from, $subject, $body, $fields) = @{ $OTHER{$_} };
	file('other/' . tr/ /-/r . '.eml', "Return-path: <>\nEnvelope-to: joe\@ours.example\n"
		. "Received: from web.shop.example ([203.0.113.50])\n\tby mx.ours.example with esmtp; $DATE\nFrom: $from\n"
		. "To: joe\@ours.example\nSubject: $subject\nDate: $DATE\nMessage-ID: <o$NOW\@web.shop.example>\n"
		. ($fields // '') . "\n$body");
} @others ], policy('deny', modes => join '', map { "bounce_$_: deny\n" } qw(foreign untagged unsent stranger unknown)), '--offline');
is(join(' ', map { $_->{check} } @{ $not[$_]{checks} // [ { check => 'no answer' } ] }), '', "$others[$_] is not refused") for 0 .. $#others;

# What is known nevertheless.
my ($first) = origins([ file('tagged.eml', report('postfix', $WAY[8], header_of(%TAGGED))) ],
	policy('again', keys => $KEYS), '--offline');
is("$first->{origin} $first->{reason}", 'ours tag', 'the tag of the first header counts');
my @seen = origins([ map { file("seen-$_.eml", report($_, $WAY[0], header_of(%BARE))) } sort keys %SHAPE ],
	policy('seen'), '--offline');
is("$seen[$_]{origin} $seen[$_]{reason}", 'ours trail', (sort keys %SHAPE)[$_] . ' sees us') for 0 .. $#seen;
done_testing;
