#!/usr/bin/perl
# 57-trace: what `backstop trace` finds and says, and that no address of a user
# is in its complaints, in whatever dress.
# SPDX-License-Identifier: GPL-2.0-or-later
use strict;
use warnings;
use FindBin;
use JSON::PP;
use MIME::Base64;
use MIME::QuotedPrint;
use POSIX ();
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Dns;
use Backstop::Mail qw(bounce);

my @ours = ('--offline', '--own-net', '198.51.100.0/24', '--own-domain', 'ours.example');

sub received { return "Received: from $_[0] by $_[1] with ESMTP; Wed, 31 Dec 2025 23:59:58 +0000\n" }

my $bot = received('mail.bank.example (host-66.isp.example [192.0.2.66])', 'mx.ours.example');
my $blame = received('victim.example ([192.0.2.200])', 'mail.bank.example');
my $spam = "Return-Path: <b-joe=ours.example\@spam.example>\nDelivered-To: joe\@ours.example\n"
	. $bot . $blame . "X-Originating-IP: [192.0.2.9]\nFrom: bank\@spam.example\n"
	. "To: joe\@ours.example\nSubject: Joe, you won\n\nhttp://spam.example/?u=joe%40ours.example\n";
my $file = file('spam.eml', $spam);
my $relayed = file('relayed.eml', received('out.provider.example (out.provider.example [203.0.113.20])',
	'mx.ours.example') . received('desk ([192.0.2.9])', 'in.provider.example') . "\nhi\n");
my $nobody = file('nobody.eml', "Subject: x\n\nhi\n");
my $bounce = file('bounce.eml', bounce(peer => '203.0.113.9', header => "Return-Path: <>\n$bot"));
my $box = file('box', join "\n", map { "From a Thu Jan  1 00:00:00 2026\n$_" } $spam, slurp($relayed));
my $one = file('one', "From a Thu Jan  1 00:00:00 2026\n$spam");

# name, arguments, exit status, pattern of stderr, patterns of stdout
my @cases = (
	['a bot', [@ours, $file], 0, '', qr/source +192\.0\.2\.66, as hop 1 saw it/,
	 qr/o 1 mx\.ours\.example \(our name\), a host of ours, wrote:/,
	 qr/not believed from here on: it fits only what/, qr/o 2 mail\.bank\.example is said to have written:/,
	 qr/contact +not asked, offline/, qr/hint +192\.0\.2\.9 in X-Originating-IP/],
	['a provider', [@ours, $relayed], 0, '', qr/source +192\.0\.2\.9, as hop 2 saw it/,
	 qr/o 2 in\.provider\.example, the host that handed the mail over, wrote:/],
	['no Received line', [@ours, $nobody], 1, '', qr/source +not known: there is no Received line/],
	['a bounce itself', [@ours, $bounce], 0, '', qr/source +192\.0\.2\.66, /],
	['the mail that it returns', ['--returned', @ours, $bounce], 0, '',
	 qr/: the mail that is returned in it\n/, qr/source +203\.0\.113\.9, /],
	['no bounce', ['--returned', @ours, $file], 2, qr/it is not a bounce.*omit --returned/, qr/^\z/],
	['a mailbox', [@ours, $box], 2, qr/more than one message; name the one that you mean/, qr/^\z/],
	['the second of a mailbox', [@ours, "$box:2"], 0, '', qr/source +192\.0\.2\.9, as hop 2/],
	['the third of two', [@ours, "$box:3"], 2, qr/box:3: there is no such message; .* the last one 2$/, qr/^\z/],
	['the one of a file', [@ours, "$file:1"], 0, '', qr/source +192\.0\.2\.66/],
	['a mailbox with one', [@ours, $one], 0, '', qr/source +192\.0\.2\.66/],
	['no file', [@ours], 2, qr/nothing to read was given; give a file/, qr/^\z/],
	['a file that is not there', [@ours, "$file.no"], 2, qr/\.no: No such file/, qr/^\z/],
	['two files', [@ours, $file, $file], 2, qr/unexpected argument/, qr/^\z/],
	['no source, no complaint', ['--report', @ours, $nobody], 1, qr/there is no Received line; /,
	 qr/^\z/],
	['no user to mask', ['--report', '--offline', '--own-net', '198.51.100.7', '--from',
	 'a@x.example', $relayed], 2, qr/our users cannot be masked; name our domains/, qr/^\z/],
	['no address to complain from', ['--report', '--offline', '--own-net', '198.51.100.7', $file], 2,
	 qr/no domain of ours is known.*--from/, qr/^\z/],
	['a strange sender', ['--report', '--from', "a\@b.example\nBcc: c", @ours, $file], 2,
	 qr/cannot be used to complain from/, qr/^\z/],
	['help', ['--help'], 0, '', qr/^Usage: backstop trace/, qr/--report/],
);

for my $case (@cases) {
	my ($name, $args, $want, $says, @patterns) = @$case;
	my ($out, $err, $status) = backstop('trace', @$args);
	is($status, $want, "$name: exit status");
	$says eq '' ? is($err, '', "$name: nothing on standard error") : like($err, $says, "$name: says");
	like($out, $_, "$name: $_") for @patterns;
	unlike($out, qr/[^\n -~]/, "$name: printable ASCII alone");
	is(scalar(grep { length > 80 } split /\n/, $out), 0, "$name: 80 columns") if $name ne 'help';
}

# --- for programs -----------------------------------------------------------

my ($json) = backstop('trace', '--format', 'json', @ours, $file);
my $got = decode_json($json);
is_deeply($got->{source}, { hop => 1, address => '192.0.2.66', listed => [], contacts => [] },
	'JSON: the source');
is($got->{doubted}, 2, 'JSON: the first that is not believed');
like($got->{why}, qr/\w/, 'JSON: why');
is($got->{hint}, '192.0.2.9', 'JSON: the hint');
is_deeply([map { $_->{believed} } $got->{hops}->@*], [qw(ours no)], 'JSON: which lines are believed');
is($got->{hops}[1]{by}, 'mail.bank.example', 'JSON: the host that wrote a line');
($json) = backstop('trace', '--format', 'json', @ours, $nobody);
ok(!exists decode_json($json)->{source}, 'JSON: no source');

# --- the complaint ----------------------------------------------------------

my ($report, $note) = backstop('trace', '--report', @ours, $file);
like($note, qr/no abuse contact is known, so there is no To; /, 'complaint: without a contact');
like($report, qr/^From: <postmaster\@ours\.example>\nSubject: .*192\.0\.2\.66\nDate: \w{3}, /,
	'complaint: its header');
like($report, qr{^Content-Type: multipart/report; report-type=feedback-report;\n boundary="(.+)"$}m,
	'complaint: is one of RFC 5965');
my ($boundary) = $report =~ /boundary="(.+)"/;
my @parts = split /^--\Q$boundary\E(?:--)?\n/m, $report;
is(scalar @parts, 4, 'complaint: three parts');
like($parts[2], qr{^Content-Type: message/feedback-report\n\n}, 'complaint: the report');
my %field = $parts[2] =~ /^([\w-]+): (.*)$/mg;
is($field{'Feedback-Type'}, 'abuse', 'complaint: abuse');
like($field{'User-Agent'}, qr{^backstop/\d}, 'complaint: the program that wrote it');
is($field{Version}, 1, 'complaint: version');
is($field{'Source-IP'}, '192.0.2.66', 'complaint: source');
is($field{'Original-Mail-From'}, '<masked=ours.example@spam.example>', 'complaint: sender');
is($field{'Arrival-Date'}, 'Wed, 31 Dec 2025 23:59:58 +0000', 'complaint: when');
is($field{'Reporting-MTA'}, 'dns; mx.ours.example', 'complaint: where');
like($parts[3], qr{^Content-Type: message/rfc822\n\nReturn-Path: <masked=ours}, 'complaint: the mail');
($report) = backstop('trace', '--report', '--returned', '--from', 'me@x.example', @ours, $bounce);
like($report, qr{^From: <me\@x\.example>.*^Content-Type: text/rfc822-headers\n\nReceived: .*out\.other}ms,
	'complaint about a returned mail: its header alone');
unlike($report, qr/could not be delivered/, 'complaint about a returned mail: not the bounce');

# --- no user in any dress ------------------------------------------------------

# All that a reader could make of it, without knowing its structure.
sub dresses {
	my ($text) = @_;
	my @all = ($text, decode_qp($text));
	for my $run ($text =~ /([A-Za-z0-9+\/_=\r\n-]{8,})/g) {
		(my $digits = $run) =~ tr{-_=\r\n}{+/}d;
		push @all, decode_base64(substr($digits, $_) . '==') for 0 .. 3;
	}
	push @all, map { pack 'H*', substr $_, 0, length($_) & ~1 } $text =~ /([0-9A-Fa-f]{16,})/g;
	push @all, map { s/%([0-9A-Fa-f]{2})/chr hex $1/ger } @all[0, 1];
	push @all, map { s/&#(\d+);/chr($1 & 255)/ger =~ s/<[^>]*>//gr } @all[0, 1];
	push @all, map { s/\?=\s+=\?utf-8\?Q\?//gri } @all[0, 1];
	return @all;
}

# Each is part of no other word.
sub shows { my ($local, $text) = @_; return scalar grep { /\Q$local\E/i } dresses($text) }

my @LOCALS = qw(joe.miller kim+news o'neil ann_b x9-long-name-of-somebody);
sub pick { return $_[rand @_] }

# Where a user's address can be, each place as a function of the address.
my @DRESSES = (
	sub { $_[0] }, sub { "\"Name\" <$_[0]>" }, sub { uc $_[0] },
	sub { "http://s.example/?u=" . ($_[0] =~ s/@/%40/r) . '&x=1' },
	sub { 'http://s.example/u/' . encode_base64($_[0], '') },
	sub { 'http://s.example/?t=' . (encode_base64("id=7;mail=$_[0];", '') =~ tr{+/=}{-_}dr) },
	sub { 'http://s.example/' . unpack('H*', $_[0]) . '/x' },
	sub { 'bounce-77-' . ($_[0] =~ s/@/=/r) . '@list.example' },
	sub { "prvs=1234abcdef=$_[0]" },
	sub { my ($l, $d) = split /@/, $_[0]; "SRS0=AB=CD=$d=$l\@fwd.example" },
	sub { $_[0] =~ s/@/&#64;/r }, sub { $_[0] =~ s/@/<b>@<\/b>/r },
);
my @FIELDS = qw(Subject X-Note To List-Unsubscribe X-Original-To Return-Path Message-ID References);

sub text { return join ' ', map { rand() < 0.4 ? pick(@DRESSES)->($_[0]) : pick(qw(buy now the best)) } 1 .. 9 }

sub part {
	my ($user) = @_;
	my $text = join '', map { text($user) . "\n" } 1 .. 1 + rand 4;
	my $type = pick('text/plain', 'text/html; charset=utf-8', 'application/octet-stream');
	return pick("Content-Type: $type\n\n$text",
		"Content-Type: $type\nContent-Transfer-Encoding: base64\n\n" . encode_base64($text),
		"Content-Type: $type\nContent-Transfer-Encoding: quoted-printable\n\n"
			. (encode_qp($text) =~ s/@/=40/gr),
		"Content-Type: message/rfc822\n\nTo: $user\n\n$text");
}

sub field {
	my ($user) = @_;
	my $value = text($user);
	return pick("$value\n", "=?utf-8?B?" . encode_base64($value, '') . "?=\n",
		join("\n ", map { '=?utf-8?Q?' . s/([^A-Za-z0-9])/sprintf '=%02X', ord $1/ger . '?=' }
			$value =~ /(.{1,15})/g) . "\n");
}

srand 20261122;
my (@leaks, @blind, $masked);
for my $n (1 .. 200) {
	my $local = pick(@LOCALS);
	my $user = "$local\@" . pick('ours.example', 'sub.ours.example');
	my $mail = "Delivered-To: $user\n" . $bot =~ s/;/ for <$user>;/r
		. join('', map { pick(@FIELDS) . ': ' . field($user) } 1 .. 1 + rand 5)
		. "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=bb\n\n" . text($user) . "\n"
		. join('', map { "--bb\n" . part($user) . "\n" } 1 .. 1 + rand 4) . "--bb--\n" . text($user);
	$mail =~ s/\n/\r\n/g if $n % 3 == 0;
	my ($out, undef, $status) = backstop('trace', '--report', @ours, file('generated.eml', $mail));
	$masked++ if $out =~ /^Delivered-To: masked\@/m;
	push @blind, $n if !shows($local, $mail);
	push @leaks, $n if $status != 0 || shows($local, $out);
}
is($masked, 200, '200 complaints');
is("@blind", '', 'in each mail the user shows');
is("@leaks", '', 'no user in any of them, in any dress');

# Whatever is damaged: an answer.
my @bad;
for my $cut (map { $_ * 11 } 1 .. length($spam) / 11) {
	my $text = substr $spam, 0, $cut;
	substr($text, ($cut * 7) % length $text, 1) = chr($cut % 256) if length $text;
	my ($out, undef, $status) = backstop('trace', @ours, file('cut.eml', $text));
	push @bad, $cut if $status > 1 || $out !~ /^[\n -~]+\z/;
	($out, undef, $status) = backstop('trace', '--report', @ours, file('cut.eml', $text));
	push @bad, "report $cut" if $status > 1;
}
is("@bad", '', 'an answer at every truncation');

# Every fixture as well.
for my $path (glob "$FindBin::Bin/../corpus/{ordinary,trail,encoded,kinds}/*.eml") {
	my ($out, $err, $status) = backstop('trace', @ours, $path);
	push @bad, $path if $status > 1 || $err ne '' || $out !~ /^[\n -~]+\z/;
}
is("@bad", '', 'all fixtures: no trouble');

# --- what the DNS adds -------------------------------------------------------

SKIP: {
	my $why = Backstop::Dns::missing();
	skip $why, 1 if $why;
	my $dns = Backstop::Dns->new(
		'ptr-record=66.2.0.192.in-addr.arpa,host-66.isp.example',
		'host-record=host-66.isp.example,192.0.2.66',
		'host-record=mail.customer.example,192.0.2.66',
		'txt-record=66.2.0.192.abuse.example,abuse@isp.example noc@isp.example',
		'host-record=66.2.0.192.list.example,127.0.0.2',
		'host-record=2.0.0.127.list.example,127.0.0.2');
	my $policy = dir('policy');
	write_to("$policy/settings", "abuse_zone: abuse.example\n");
	write_to("$policy/dnsbl_zones", "list.example=127.0.0.2\n");
	my @online = (@ours[1 .. $#ours], '--policy', $policy, '--servers', $dns->at);
	my ($out, $err, $status) = backstop('trace', @online, $file);
	is($status, 0, 'DNS: exit status');
	is($err, '', 'DNS: nothing on standard error');
	like($out, $_, "DNS: $_") for qr/name +host-66\.isp\.example\n/, qr/listed +list\.example\n/,
		qr/contact +abuse\@isp\.example, noc\@isp\.example\n/,
		qr/source +192\.0\.2\.66, as hop 1 saw it/;
	($out) = backstop('trace', @online, file('customer.eml',
		$bot . received('desk ([192.0.2.9])', 'mail.customer.example') . "\nhi\n"));
	like($out, qr/source +192\.0\.2\.9, as hop 2 saw it/, 'DNS: a name that leads to the peer');
	($out, $err) = backstop('trace', '--report', @online, $file);
	like($out, qr/^To: <abuse\@isp\.example>,\n <noc\@isp\.example>$/m, 'DNS: recipients of the complaint');
	is($err, '', 'DNS: nothing to note');
	write_to("$policy/settings", "abuse_zone: abuse.example\ndns: off\n");
	($out) = backstop('trace', @online, $file);
	like($out, qr/contact +not asked, offline/, 'DNS: off by the settings');
	($out, $err) = backstop('trace', @ours[1 .. $#ours], '--servers', Backstop::Dns::silent(),
		'--policy', dir('empty'), $file);
	like($out, qr/source +192\.0\.2\.66, as hop 1 saw it/, 'DNS: silent, and no other host is blamed');
	like($out, qr/name +not known: the DNS does not answer\n/, 'DNS: silent, which is not "no name"');
	like($out, qr/contact +not queried: name a zone/, 'DNS: how contacts are switched on');
}

# Exim knows our domains if the policy does not name them.
SKIP: {
	my $why = no_mailbox();
	skip $why, 1 if $why;
	my $exim = write_to(dir('exim') . '/exim', "#!/bin/sh\necho '@ : localhost : *.lists.ours.example'\n"
		. "echo 'ours.example:/etc/x;y'\necho 'Failed: x is not'\necho mx.ours.example\n");
	chmod 0755, $exim;
	my $of_two = file('two.eml', $spam . "Ask al\@ours.example, or al\@other.example.\n");
	my ($out, $err, $status) = backstop({ mailbox => { program => $exim } }, 'trace', '--report', $of_two);
	is($status, 0, 'our domains by Exim: status') or diag $err;
	unlike($out, qr/(?:joe|al)\@ours/, 'our domains by Exim: masked');
	like($out, qr/al\@other\.example/, '… and no others');
	like($out, qr/^From: <postmaster\@ours\.example>/m, '… one of them complains');
	(undef, $err, $status) = backstop('trace', '--report', '--from', 'me@x.example', '--policy', dir('none'), $of_two);
	like($err, qr/no domain of ours is known, so our users cannot be masked/, 'no domain: no complaint');
	is($status, 2, '… status');
}

# A stranger's octets do nothing to a terminal, and go to sendmail as they are.
SKIP: {
	my ($lock, $number) = (0x40045431, 0x80045430);    # TIOCSPTLCK, TIOCGPTN: ioctl_tty(2)
	my ($master, $n) = (undef, pack 'i', 0);
	skip "no terminal: $!", 3 if !open($master, '+<', '/dev/ptmx') || !ioctl($master, $lock, $n)
		|| !ioctl($master, $number, $n);
	my $slave = '/dev/pts/' . unpack 'i', $n;
	open my $kept, '+<', $slave or skip "$slave: $!", 3;
	my $file = file('escapes.eml', $spam . "\e]0;x\a \xc2\x9b31m \xe2\x80\xae end.\n");
	my $pid = fork // die "fork: $!";
	POSIX::_exit((backstop({ out => $slave }, 'trace', '--report', @ours, $file))[2]) if !$pid;
	my $shown = '';
	while ($shown !~ / end\.\r\n/ && sysread $master, my $more, 4096) { $shown .= $more }
	waitpid $pid, 0;
	is($?, 0, 'on a terminal: status');
	like($shown, qr/^\?\]0;x\? \?\?31m \?\?\? end\./m, '… nothing that does anything');
	my ($piped) = backstop('trace', '--report', @ours, $file);
	like($piped, qr/^\e\]0;x\a \xc2\x9b31m \xe2\x80\xae end\.$/m, 'in a pipe: as it is');
}

done_testing();
