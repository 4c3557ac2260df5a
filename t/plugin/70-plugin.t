#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The plugin inside a running Exim: what is judged, what is said of it in
# reply, header, log and $local_scan_data, and who is never refused.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail;
use Backstop::Rows qw(run_rows set_policy);
use IO::Socket::IP;
use Test::More;

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

my $RELAY = '127.0.0.9';
my $IPV6 = IO::Socket::IP->new(LocalHost => '::1', Listen => 1);

my $rig = Backstop::Mail::rig(
	relay_from_hosts => "$RELAY : 198.51.100.64/26 : 2001::db8::77::::/48"
		. ' : lsearch;/nonexistent : *.lan : ${if eq{a}{b}{:}{}}',
	set => { $IPV6 ? (local_interfaces => '<; 127.0.0.1 ; ::1', disable_ipv6 => 'false') : (),
		chunking_advertise_hosts => '*', prdr_enable => 'true',
		smtputf8_advertise_hosts => '*' },
	acl => { smtp_rcpt => '  discard local_parts = dropped' },
	routers => "see_data:\n  driver = accept\n  transport = rig_keep\n"
		. "  headers_add = X-Router-Saw: \$local_scan_data\n"
		. "  condition = \${if def:local_scan_data}\n",
	acls => $LOGINS);

my $foreign = bounce(peer => $FOREIGN);
my $ours = bounce(peer => $OURS);
my $eight_bit = ordinary(header => "X-Note: caf\xe9\n");
my $bidi = ordinary(header => "Cc: \xe2\x80\xae\@far.example\n");
# Reports whose header is not as it should be.
my $dateless = sub { $_[0] =~ s/^Date: .*\n//mr };
my $odd_ours = bounce(peer => $OURS, header => "X-Note: \xe9\n");
my $mdn = <<"END_OF_REPORT";
From: Ann <ann\@far.example>
To: $TO
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <read\@far.example>
Subject: Read: hello
X-Note: caf\xe9
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=r

--r
Content-Type: text/plain

Your message was displayed.

--r
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ann\@far.example
Disposition: manual-action/MDN-sent-manually; displayed

--r--
END_OF_REPORT

my $above = "Received: from mail.far.example (mail.far.example [192.0.2.66])\n"
	. "\tby gate.example.com with ESMTP; Thu, 01 Jan 2026 00:00:00 +0000\n";
my $claim = "Received: from far.example ([192.0.2.5])\n"
	. "\tby mx.ours.example with esmtp; Thu, 01 Jan 2026 00:00:00 +0000\n";
my $forged = "X-Backstop: v=1; origin=ours\nx-bAckstOp : v=1;\n origin=ours\n";

my @ROWS = (
	# Modes of a check on reports.
	{ name => 'foreign bounce, default mode', data => $foreign, code => 250,
		mark => qr/kind=dsn; origin=foreign; reason=no_own_hop/,
		log => qr/check=bounce_foreign\ mode=warn\ did=pass\ host=127\.0\.0\.2
			\ from=<>\ rcpt=\Q$TO\E\ .*border=\Q$FOREIGN\E/x },
	{ name => 'warn', modes => 'bounce_foreign: warn', data => $foreign,
		code => 250, mark => qr/origin=foreign/, log => qr/did=pass/ },
	{ name => 'defer', modes => 'bounce_foreign: defer', data => $foreign,
		code => 451, text => qr/\A4\.7\.1 .*\n4\.7\.1 .*postmaster@/,
		log => qr/mode=defer did=defer/ },
	{ name => 'deny', modes => 'bounce_foreign: deny', data => $foreign,
		code => 550, log => qr/mode=deny did=deny/,
		text => qr/\A5\.7\.1 .*\n5\.7\.1 .*postmaster\@mx\.ours\.example
			\ and\ quote\ \w+-\w+-\w+\./x },
	{ name => 'off', modes => 'bounce_foreign: off', data => $foreign,
		code => 250, mark => '', log => '' },
	{ name => 'our own bounce', modes => 'bounce_foreign: deny',
		data => $ours, code => 250,
		mark => qr/origin=ours; reason=trail/,
		log => qr/check=none mode=off did=pass .*origin=ours/ },
	{ name => 'nothing returned', data => bounce(peer => $FOREIGN)
			=~ s/Received: .*?\nFrom:/From:/sr,
		modes => "bounce_foreign: deny", code => 250,
		mark => qr/origin=unknown/ },
	{ name => 'unknown, and that denied', modes => "bounce_unknown: deny",
		data => $foreign =~ s/Received: .*?\nFrom:/From:/sr, code => 550,
		log => qr/check=bounce_unknown mode=deny did=deny/ },
	{ name => 'a bounce that ends early', code => 250,
		data => $foreign =~ s/--b--\n//r, mark => qr/origin=foreign/ },

	# Whose mail it is about.
	{ name => 'own by own_nets', own_nets => "198.51.100.0/24\n",
		data => $foreign, modes => 'bounce_foreign: deny',
		code => 250, mark => qr/origin=ours/ },
	{ name => 'own by own_hosts', own_hosts => "$FOREIGN\n", own_nets => '',
		data => $foreign, code => 250, mark => qr/origin=ours/ },
	(map { { name => "own by +relay_from_hosts, $_", code => 250,
			data => bounce(peer => $_), mark => qr/origin=ours/ } }
		'198.51.100.70', 'IPv6:2001:db8:77::1'),
	(map { my ($net, $peer, $want) = @$_;
		{ name => "own_nets $net, $peer", code => 250, own_nets => "$net\n",
			data => bounce(peer => $peer), mark => qr/origin=$want/ } }
		['2001:db8:5::/48', 'IPv6:2001:0DB8:0005::7', 'ours'],
		['2001:DB8:5:0::/48: why', 'IPv6:2001:db8:5::7', 'ours'],
		['2001:db8:5::7: why', '2001:db8:5:0:0:0:0:7', 'ours'],
		['2001:0db8:0005:0000:0000:0000:0000:0007', 'IPv6:2001:db8:5::7', 'ours'],
		['::ffff:198.51.100.0/120', $FOREIGN, 'ours'],
		["1:2:3\n2001:db8:5:::\n198.51.100.0/24", $FOREIGN, 'ours'],
		["$FOREIGN/32", "IPv6:::ffff:$FOREIGN", 'ours'],
		['2001:db8:5::/48', 'IPv6:2001:db8:6::7', 'foreign'],
		# who we are is not known whole then
		['2001:db8:5::/129', 'IPv6:2001:db8:5::7', 'unknown; reason=list_unread']),
	# From a client with an IPv6 address.
	(map { my ($name, %row) = @$_;
		{ client => '::1', code => 250, data => $above . $claim . ordinary(), from => 'a@far.example',
			name => "by IPv6, $name", %row } }
		['a stranger', mark => qr/check=received_forged/, log => qr/host=::1 /],
		(map { ["exempt_hosts $_", modes => 'received_forged: deny', exempt_hosts => "$_\n",
				log => qr/mode=deny did=pass .*exempt=exempt_hosts/] }
			'::1', '0:0:0:0:0:0:0:1: why', '::/64', '::0.0.0.1'),
		['exempt_hosts has another', modes => 'received_forged: deny', exempt_hosts => "::2\n",
			code => 550, log => qr/mode=deny did=deny/],
		['a forged bounce', from => '', data => $foreign, modes => 'bounce_foreign: deny',
			code => 550, log => qr/did=deny host=::1 /],
		['our own bounce', from => '', data => $ours, modes => 'bounce_foreign: deny',
			mark => qr/origin=ours/]),
	{ name => 'not in +relay_from_hosts', code => 250,
		data => bounce(peer => 'IPv6:2001:db8:78::1'),
		mark => qr/origin=foreign/ },

	# Checks on the header.
	{ name => 'ordinary mail', from => 'a@far.example', data => ordinary(),
		code => 250, mark => '', log => '' },
	{ name => 'null sender, ordinary', data => ordinary(), code => 250,
		mark => '', log => '' },
	{ name => '8-bit header', from => 'a@far.example', data => $eight_bit,
		code => 250, mark => qr/check=header_8bit/,
		log => qr/check=header_8bit\ mode=warn\ did=pass\ .*field=X-Note
			\ offset=\d+\ code=0xE9/x },
	{ name => '8-bit header, deny', modes => 'header_8bit: deny',
		from => 'a@far.example', data => $eight_bit, code => 550,
		text => qr/\A5\.6\.\d /, log => qr/did=deny/ },
	{ name => '8-bit header, off', modes => 'header_8bit: off',
		from => 'a@far.example', data => $eight_bit, code => 250,
		mark => '', log => '' },
	{ name => 'bidi', modes => 'header_bidi: defer', code => 451,
		from => 'a@far.example', data => $bidi, text => qr/\A4\.6\.\d / },
	{ name => 'spoof', modes => 'header_spoof: deny', code => 550, from => 'a@far.example',
		data => ordinary(header => qq(Reply-To: "boss\@ours.example" <a\@far.example>\n)),
		text => qr/\A5\.7\.1 The sender's name / },
	{ name => 'two checks, the worse one decides', code => 550,
		modes => "header_8bit: warn\nbounce_foreign: deny", data =>
			bounce(peer => $FOREIGN, header => "X-Note: \xe9\n"),
		text => qr/\A5\.7\.1/, log => qr/check=header_8bit mode=warn did=pass/
	},

	# Reports are not refused for their form, and what is ours is not refused.
	(map { my ($name, $check, $data, $code, $log, %more) = @$_;
		{ name => "form: $name", modes => "$check: deny", data => $data, code => $code,
			log => $log, %more } }
		['our own bounce without Date', 'header_missing', $dateless->($ours), 250,
			qr/check=header_missing mode=warn did=pass .*origin=ours/,
			mark => qr/origin=ours; reason=trail;\s+check=header_missing/],
		['our own bounce, 8-bit', 'header_8bit', $odd_ours, 250,
			qr/check=header_8bit mode=warn did=pass .*origin=ours/],
		['our own bounce, all checks of bounces off', "bounce_foreign: off\nheader_8bit",
			$odd_ours, 250, qr/check=header_8bit mode=warn did=pass .*origin=ours/],
		['our own bounce, a line in our name', 'received_forged', $above . $claim . $ours, 250,
			qr/check=received_forged mode=warn did=pass .*origin=ours/],
		['a foreign bounce without Date', 'header_missing', $dateless->($foreign), 250,
			qr/check=header_missing mode=warn did=pass/, mark => qr/origin=foreign.*would=deny/],
		['a foreign bounce, and that denied', "bounce_foreign: deny\nheader_missing",
			$dateless->($foreign), 550, qr/check=bounce_foreign mode=deny did=deny/,
			text => qr/\A5\.7\.1/],
		['a foreign bounce, a line in our name', 'received_forged', $above . $claim . $foreign, 550,
			qr/check=received_forged mode=deny did=deny/],
		['a receipt', 'header_8bit', $mdn, 250, qr/check=header_8bit mode=warn did=pass/,
			mark => qr/kind=mdn; (?!.*would=).*check=header_8bit/],
		['a receipt with a sender', 'header_8bit', $mdn, 250, qr/check=header_8bit mode=warn did=pass/,
			from => 'a@far.example'],
		['no report, but the null sender', 'header_8bit', $eight_bit, 550,
			qr/check=header_8bit mode=deny did=deny/]),
	{ name => 'SMTPUTF8 session', modes => 'header_utf8: deny',
		from => 'a@far.example', param => ['SMTPUTF8'], code => 250,
		data => ordinary(header => "X-Note: caf\xc3\xa9\n") },
	{ name => 'UTF-8 without it', modes => 'header_utf8: deny', code => 550,
		from => 'a@far.example',
		data => ordinary(header => "X-Note: caf\xc3\xa9\n") },
	{ name => 'more fields than are looked at', from => 'a@far.example',
		data => ordinary(header => "X-A: b\n" x 3000 . $forged),
		code => 250, mark => '' },

	# Lines and dates that cannot be true; Exim's own line is the first.
	{ name => 'a line in our name', from => 'a@far.example', code => 250,
		data => $above . $claim . ordinary(), mark => qr/check=received_forged/,
		log => qr/check=received_forged\ mode=warn\ did=pass\ .*found=received_by_us
			\ field=Received\ code=3$/xm },
	{ name => '… and that denied', from => 'a@far.example', code => 550,
		modes => 'received_forged: deny', data => $above . $claim . ordinary(),
		text => qr/\A5\.7\.1 A Received line/, log => qr/did=deny/ },
	{ name => '… of another host of ours', from => 'a@far.example', code => 250,
		own_hosts => "mx2.ours.example\n", log => qr/found=received_by_us/,
		data => $above . $claim =~ s/mx\./mx2./r . ordinary() },
	{ name => '… but we do not know our addresses', from => 'a@far.example',
		own_nets => '', data => $above . $claim . ordinary(), code => 250,
		mark => '', log => '' },
	{ name => '… but it comes back from our address', from => 'a@far.example',
		data => $above =~ s/192\.0\.2\.66/$OURS/r . $claim . ordinary(),
		code => 250, mark => '', log => '' },
	{ name => '… but it has a tag', from => 'a@far.example', mark => '', log => '',
		data => $above . $claim . ordinary(header => "X-Backstop-Tag: v=1\n"),
		code => 250 },
	{ name => '… but the host is exempt', from => 'a@far.example', code => 250,
		modes => 'received_forged: deny', exempt_hosts => "127.0.0.0/24\n",
		data => $above . $claim . ordinary(),
		log => qr/check=received_forged mode=deny did=pass .*exempt=exempt_hosts/ },
	{ name => '… but the user has logged in', from => 'a@far.example', auth => 1,
		data => $above . $claim . ordinary(), code => 250, mark => '', log => '' },
	{ name => 'own_nets that cannot be read', from => 'a@far.example', code => 250,
		instead => 'own_nets', data => $above . $claim =~ s/esmtp; .*/esmtp; 31 Jun 2026 1:00/r
			. ordinary(), log => qr/own_nets=unreadable(?s:.*)found=received_date/ },
	{ name => 'a date that cannot be', from => 'a@far.example', code => 550,
		modes => 'date_bogus: deny', data => ordinary() =~ s/\+0000/--800/r,
		text => qr/\A5\.6\.0 The Date/, log => qr/found=date_impossible field=Date$/m },
	{ name => 'a date in the future', from => 'a@far.example', code => 250,
		data => ordinary() =~ s/01 Jan 2026/01 Jan 2099/r,
		log => qr/check=date_bogus mode=warn did=pass .*found=date_future field=Date$/m },

	# Behind as many fields, or octets, as anything else reads.
	{ name => 'eight bits after 2100 fields', from => 'a@far.example', modes => 'header_8bit: deny',
		data => ordinary(header => "X: y\n" x 2100 . "X-Last: \xe9\n"), code => 550,
		log => qr/check=header_8bit mode=deny did=deny .*field=X-Last/ },
	{ name => 'eight bits after 300 KiB', from => 'a@far.example', modes => 'header_8bit: deny',
		data => ordinary(header => ('X: ' . 'y' x 990 . "\n") x 310 . "X-Last: \xe9\n"), code => 550,
		log => qr/check=header_8bit mode=deny did=deny .*field=X-Last/ },

	# Lines that Exim takes for fields, and RFC 5322 does not.
	(map { my ($name, $line) = @$_;
		{ name => "a field with $name", modes => 'bounce_foreign: deny', code => 550,
			data => "$line: x\n$foreign", log => qr/did=deny .*reason=no_own_hop/ } }
		['no name', ''], ['eight bits in its name', "Caf\xe9"], ['a form feed in its name', "X-A\f"],
		['a fold in its name', "X-A\n "]),

	# X-Backstop from outside.
	{ name => 'forged field, ordinary mail', from => 'a@far.example',
		data => ordinary(header => $forged), code => 250, mark => '',
		log => '' },
	{ name => 'forged field, bounce', data => bounce(peer => $FOREIGN,
			header => $forged), code => 250,
		mark => qr/origin=foreign/ },
	{ name => 'forged field, to postmaster', from => 'a@far.example',
		to => 'postmaster@ours.example',
		data => ordinary(header => $forged), code => 250, mark => '' },
	{ name => 'forged field, authenticated', from => 'a@ours.example',
		auth => 1, data => ordinary(header => $forged), code => 250,
		mark => '', log => '' },
	{ name => 'a field of a longer name stays', from => 'a@far.example',
		data => ordinary(header => "X-Backstop-Note: 1\n"), code => 250,
		raw => qr/^X-Backstop-Note: 1$/m, mark => '' },

	# Never refused, but reported.
	(map { { name => "to $_", to => $_, modes => 'bounce_foreign: deny',
			data => $foreign, code => 250, mark => qr/origin=foreign/,
			log => qr/mode=deny did=pass .*exempt=role/ } }
		'postmaster@ours.example', 'PostMaster@ours.example',
		'abuse@ours.example', 'ABUSE@ours.example'),
	(map { my ($name, $code, $log, @to) = @$_;
		{ name => $name, modes => 'bounce_foreign: defer', to => \@to, data => $foreign,
			code => $code, log => qr/mode=defer $log/ } }
		['both recipients are roles', 250, 'did=pass .*exempt=role',
			'abuse@ours.example', 'postmaster@ours.example'],
		['one of two is postmaster', 451, 'did=defer', $TO, 'postmaster@ours.example'],
		['postmaster is before another', 451, 'did=defer', 'postmaster@ours.example', $TO]),
	{ name => 'no role: postmaster2', to => 'postmaster2@ours.example',
		modes => 'bounce_foreign: deny', data => $foreign, code => 550 },
	{ name => 'exempt_hosts', exempt_hosts => "127.0.0.0/24\n",
		modes => 'bounce_foreign: deny', data => $foreign, code => 250,
		log => qr/did=pass .*exempt=exempt_hosts/ },
	{ name => 'own_hosts: a secondary MX of ours', own_hosts => "127.0.0.2\n",
		modes => 'bounce_foreign: deny', data => $foreign, code => 250,
		log => qr/did=pass .*exempt=own_hosts/ },
	{ name => 'list_hosts', list_hosts => "127.0.0.0/24\n",
		modes => 'bounce_foreign: deny', data => $foreign, code => 250,
		log => qr/did=pass .*exempt=list_hosts/ },
	{ name => 'exempt_hosts, another one', exempt_hosts => "127.0.1.0/24\n",
		modes => 'bounce_foreign: deny', data => $foreign, code => 550 },
	{ name => 'exempt_senders', exempt_senders => "far.example\n",
		from => 'a@far.example', modes => 'header_8bit: deny',
		data => $eight_bit, code => 250, log => qr/exempt=exempt_senders/ },
	(map { my ($name, @to) = @$_;
		{ name => "exempt_rcpts$name", exempt_rcpts => "$TO\n", to => \@to,
			modes => 'bounce_foreign: deny', data => $foreign, code => 250,
			log => qr/exempt=exempt_rcpts/ } }
		['', $TO], [' for another, too', 'ann@ours.example', $TO],
		[' beside a role', 'postmaster@ours.example', $TO, 'ann@ours.example']),

	# Not judged.
	{ name => 'authenticated', auth => 1, modes => 'bounce_foreign: deny',
		data => $foreign, code => 250, mark => '', log => '' },
	{ name => 'relay host', client => $RELAY, data => $foreign,
		modes => 'bounce_foreign: deny', code => 250, mark => '',
		log => '' },
	{ name => 'relay host brings our mark back', client => $RELAY,
		data => ordinary(header => "X-Backstop: v=1; origin=ours\n"),
		code => 250, mark => qr/^v=1; origin=ours$/, log => '' },

	# Other ways in.
	{ name => 'BDAT', modes => 'bounce_foreign: deny',
		bdat => $foreign, code => 550, log => qr/did=deny/ },
	{ name => 'BDAT, ours', bdat => $ours, code => 250,
		mark => qr/origin=ours/ },
	{ name => 'PRDR', modes => 'bounce_foreign: deny', param => ['PRDR'],
		to => [$TO, 'ann@ours.example'], data => $foreign, code => 550 },
	{ name => 'no recipient left', to => 'dropped@ours.example',
		data => $foreign, code => 250, log => qr/origin=foreign/,
		gone => 1 },
);

my $delivered = run_rows($rig, grep { $IPV6 || ($_->{client} // '') ne '::1' } @ROWS);

# Children that were not waited for, of any process of the rig.
sub zombies {
	my %rig = map { $_ => 1 } Backstop::Keeper::members(-1, $rig->conf);
	my @stat = map { Backstop::Rig::slurp($_) } glob '/proc/[0-9]*/stat';
	return grep { /^.*\) Z (\d+) /s && $rig{$1} } @stat;
}

# One connection: each message is judged by itself, and a change of policy counts at once.
sub one_connection {
	set_policy($rig, {});
	my $c = Backstop::Mail::client($rig);
	my $say = sub { $c->message(from => '', to => $TO, @_)->code };
	my @got = ($say->(data => $foreign), $say->(data => $ours));
	$rig->policy(modes => "bounce_foreign: deny\n");
	push @got, $say->(data => $foreign), $say->(data => $ours);
	$rig->policy(own_nets => "198.51.100.0/24\n");
	push @got, $say->(data => $foreign), $say->(data => $eight_bit);
	$rig->policy(modes => "bounce_foreign: off\n");
	push @got, $say->(data => $foreign);
	is("@got", '250 250 550 250 250 250 250', 'policy changes at once');
	my @raw = $rig->delivered(count => $delivered += 6);
	my $until = time + 120;  # deliveries come and go meanwhile
	select undef, undef, undef, 0.05 while zombies() && time < $until;
	is(join('', zombies()), '', 'no zombie is left');
	my @marks = map { join ',', (marks($_))[0] // '' } @raw[-6 .. -1];
	like(join("\n", @marks), qr/\A.*foreign.*\n.*ours.*\n.*ours.*\n
		.*ours.*\n.*header_8bit.*\n\z/x, 'each with its own verdict');
	my @saw = map { /^X-Router-Saw: (.*)$/m ? $1 : '' } @raw[-6 .. -1];
	is("@saw", join(' ', map { s/;//gr } @marks),
		'$local_scan_data says the same');
}

# What is submitted here is left as it is.
sub local_mail {
	set_policy($rig, { modes => 'bounce_foreign: deny' });
	my $text = $foreign =~ s/^From:/X-Backstop: v=1; mine\nFrom:/r;
	my $smtp = join "\r\n", 'EHLO x', 'MAIL FROM:<>', "RCPT TO:<$TO>", 'DATA',
		$text =~ s/\n/\r\n/gr . '.', 'QUIT', '';
	my @ways = (['-bs', $smtp], ['-bS', $smtp], ['-i', '-f', '<>', $TO, $text],
		['-bs', '-oMa', $STRANGER, $smtp]);
	my @want = ('v=1; mine') x 3;
	$rig->new_log;
	for my $way (@ways) {
		my @args = @$way;
		my $in = pop @args;
		my $got = $rig->exim(@args, { stdin => $in });
		like("$got->{status} $got->{out}", $args[1] && $args[1] eq '-oMa'
			? qr/^550 5\.7\.1/m : qr/^0 (?!.*^5\d\d)/ms, "exim @args");
	}
	my @marks = map { join ',', marks($_) }
		($rig->delivered(count => $delivered += 3))[-3 .. -1];
	is("@marks", "@want", 'local mail is not touched');
}

# -bh plays the whole dialogue, and nothing is kept.
sub host_check {
	set_policy($rig, { modes => 'bounce_foreign: deny' });
	my $got = $rig->exim('-bh', $STRANGER, { stdin => join("\r\n", 'EHLO x',
		'MAIL FROM:<>', "RCPT TO:<$TO>", 'DATA',
		$foreign =~ s/\n/\r\n/gr . '.', 'QUIT', '') });
	like($got->{out}, qr/^550 5\.7\.1/m, 'exim -bh refuses too');
	like($got->{err}, qr/LOG: .*backstop v=1 check=bounce_foreign/,
		'and says its log line');
}

one_connection();
local_mail();
host_check();
$rig->delivered(count => $delivered);
is(join(' ', $rig->spool_files), '', 'spool is empty');
is($rig->paniclog, '', 'panic log is empty');

done_testing;
