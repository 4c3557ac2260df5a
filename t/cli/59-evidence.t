#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What speaks against a check, what `backstop status` advises and why, since when
# a check is in its mode, `backstop mode` on a terminal, `backstop undo`, and the
# step back, over logs that a generator writes.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

$ENV{TZ} = 'UTC';    # every day has 24 hours
my $DAY = 86400;
my $NOW = time;
my $JOE = 'joe@ours.example';
my $ANN = 'ann@far.example';
my $IP = '198.51.100.7';
my $dirs = 0;

# A policy whose modes were written so many days ago; files: {name => text}.
sub policy {
	my ($days, %files) = @_;
	my $dir = 'policy' . $dirs++;
	write_to(dir($dir) . "/$_", $files{$_}) for keys %files;
	utime +($NOW - $days * $DAY) x 2, dir($dir) . '/modes';
	return dir($dir);
}

sub new_log { return Backstop::Logs->new(at_days(@_ ? $_[0] : 15)) }
sub at_days { return (start => strftime('%Y-%m-%d %H:%M:%S', localtime($NOW - $_[0] * $DAY))) }
sub go_to_days { my ($log, $days) = @_; $log->go_to({at_days($days)}->{start}) }

sub status {
	my ($policy, $log, @args) = @_;
	my ($out, $err, $status) = backstop('status', '--format', 'json', '--policy', $policy,
		'--log', ref $log ? file("log$dirs/mainlog", $log->text) : $log, @args);
	$dirs++;
	is "$err$status", '0', 'status' if "$err$status" ne '0';
	return { map { $_->{check} => $_ } @{ decode_json($out)->{checks} } };
}

# A hit, and the mail that it belongs to.
sub mail {
	my ($log, $check, %o) = @_;
	$log->hit(check => $check, host => $IP, from => $ANN, %{ $o{hit} || {} });
	$log->pass($o{after} // 2);
	return $log->received(from => $ANN, ip => $IP, %{ $o{mail} || {} });
}

# Our joe writes to that address.
sub writes {
	my ($log, $to, %from) = @_;
	my $id = $log->received(from => $JOE, %from ? %from : (user => 'joe'));
	$log->delivered($id, to => $to, host => 'mx', ip => '203.0.113.1');
	$log->completed($id);
}

# Mail of somebody whom joe has written to.
sub friend {
	my ($log) = @_;
	writes($log, 'friend@x.example');
	mail($log, 'helo_own', map { $_ => { from => 'friend@x.example' } } qw(hit mail));
}

# A bounce for joe, so many seconds after he wrote to that host.
sub bounced {
	my ($log, $check, $before, %o) = @_;
	my $write = sub {
		my $id = $log->received(from => $o{from} // $JOE, user => 'joe');
		$log->delivered($id, to => 'gone@far.example', host => 'mx', ip => $o{ip} // $IP);
		$log->completed($id);
	};
	$write->() if $before > 0;
	$log->pass(abs $before);
	$log->hit(check => $check, host => $IP, rcpt => $JOE);
	$log->pass(5);
	$write->() if $before < 0;
}

# --- what speaks against a hit -------------------------------------------------

my $OURS = 'kind=dsn origin=ours reason';

# name, what is logged five days ago, what speaks against how many hits of which check, policy
my @against = (
	['nothing', sub { mail($_[0], 'helo_own') }, helo_own => {}],
	['no mail follows', sub { $_[0]->hit(check => 'helo_own', host => $IP) }, helo_own => {}],
	['a valid signature', sub { mail($_[0], 'helo_own', mail => { dkim => 'far.example' }) },
		helo_own => { authenticated => 1 }],
	['… of a domain that is below the one that signs', sub {
			writes($_[0], 'x@lists.wide.example');
			mail($_[0], 'helo_own', mail => { dkim => 'wide.example' }) }, helo_own => { authenticated => 1 }],
	['… of a domain that our users did not write to', sub { mail($_[0], 'helo_own', mail => { dkim => 'x.example' }) },
		helo_own => {}],
	['… that somebody wrote to afterwards', sub { mail($_[0], 'helo_own', mail => { dkim => 'x.example' });
		writes($_[0], 'a@x.example') }, helo_own => { authenticated => 1 }],
	['… in a quoted sender', sub { my $from = 'a."b DKIM=far.example"@b.example';
		mail($_[0], 'helo_own', hit => { from => $from }, mail => { from => $from }) }, helo_own => {}],
	['of another host', sub { mail($_[0], 'helo_own', mail => { dkim => 'far.example', ip => '192.0.2.1' }) },
		helo_own => {}],
	['of another sender', sub { mail($_[0], 'helo_own', mail => { dkim => 'far.example', from => $JOE }) },
		helo_own => {}],
	['much later', sub { mail($_[0], 'helo_own', after => 700, mail => { dkim => 'far.example' }) }, helo_own => {}],
	['in a subject', sub { mail($_[0], 'helo_own', mail => { subject => 'DKIM=far.example' }) }, helo_own => {}],
	['two recipients, signed', sub {
			$_[0]->hit(check => 'dnsbl', host => $IP, from => $ANN);
			mail($_[0], 'dnsbl', mail => { dkim => 'far.example' });
		}, dnsbl => { authenticated => 2 }],
	['two checks, signed', sub {
			$_[0]->hit(check => 'ptr_missing', host => $IP, from => $ANN);
			mail($_[0], 'dnsbl', mail => { dkim => 'far.example' });
		}, ptr_missing => { authenticated => 1 }],
	['signed, then not', sub {
			mail($_[0], 'dnsbl', mail => { dkim => 'far.example' });
			mail($_[0], 'dnsbl');
		}, dnsbl => { authenticated => 1 }],
	['a signed bounce', sub { mail($_[0], 'bounce_foreign', hit => { from => '' },
			mail => { from => '', dkim => 'far.example' }) }, bounce_foreign => {}],
	['joe wrote before', sub { writes($_[0], $ANN); mail($_[0], 'helo_own') }, helo_own => { correspondent => 1 }],
	['joe answered', sub { mail($_[0], 'helo_own') for 1, 2; writes($_[0], $ANN) },
		helo_own => { correspondent => 2 }],
	['… in other letters', sub { mail($_[0], 'helo_own'); writes($_[0], 'Ann@Far.Example') },
		helo_own => { correspondent => 1 }],
	['… after a login', sub { mail($_[0], 'helo_own');
			writes($_[0], $ANN, ip => '192.0.2.9', login => 'joe') },
		helo_own => { correspondent => 1 }],
	['… from a private address', sub { mail($_[0], 'helo_own'); writes($_[0], $ANN, ip => '10.1.2.3') },
		helo_own => { correspondent => 1 }],
	['a forwarded mail', sub { mail($_[0], 'helo_own'); writes($_[0], $ANN, ip => '203.0.113.7') }, helo_own => {}],
	['joe wrote to somebody else', sub { mail($_[0], 'helo_own'); writes($_[0], 'x@far.example') }, helo_own => {}],
	['a forged colleague', sub { mail($_[0], 'helo_own', hit => { from => $JOE }); writes($_[0], $JOE) },
		helo_own => {}, { own_domains => "ours.example\n" }],
	['refused, and joe answers', sub { $_[0]->hit(check => 'helo_own', host => $IP, from => $ANN,
			mode => 'deny', did => 'deny'); writes($_[0], $ANN) }, helo_own => { correspondent => 1 }],
	['both count once', sub { writes($_[0], $ANN); mail($_[0], 'helo_own', mail => { dkim => 'far.example' }) },
		helo_own => { authenticated => 1 }],
	['exempt host by now', sub { mail($_[0], 'helo_own') }, helo_own => { exempt => 1 },
		{ exempt_hosts => "198.51.100.0/24\n" }],
	['exempt by name', sub { mail($_[0], 'helo_own', mail => { name => 'mx.far.example' }) },
		helo_own => { exempt => 1 }, { exempt_hosts => "mx.far.example\n" }],
	['not by a HELO word', sub { mail($_[0], 'helo_own', mail => { helo => 'mx.far.example' }) },
		helo_own => {}, { exempt_hosts => "mx.far.example\n" }],
	['a list by now', sub { mail($_[0], 'helo_own') }, helo_own => { exempt => 1 }, { list_hosts => "$IP\n" }],
	['exempt sender by now', sub { mail($_[0], 'helo_own') }, helo_own => { exempt => 1 },
		{ exempt_senders => "\@far.example\n" }],
	['exempt recipient by now', sub { mail($_[0], 'null_rate', hit => { from => '' }) },
		null_rate => { exempt => 1 }, { exempt_rcpts => "$JOE\n" }],
	(map { my $proof = $_; ["genuine by $proof", sub {
			$_[0]->hit(check => 'null_rate', host => $IP);
			$_[0]->hit(check => 'none', mode => 'off', host => $IP, more => "$OURS=$proof");
		}, null_rate => { genuine => 1 }] } qw(tag dkim batv)),
	['genuine, in its own line', sub { $_[0]->hit(check => 'header_8bit', host => $IP,
			more => "$OURS=tag found=8bit field=Subject") }, header_8bit => { genuine => 1 }],
	['ours by a trail, which can be forged', sub {
			$_[0]->hit(check => 'null_rate', host => $IP);
			$_[0]->hit(check => 'none', mode => 'off', host => $IP, more => "$OURS=trail");
		}, null_rate => {}],
	['genuine, of another host', sub {
			$_[0]->hit(check => 'null_rate', host => $IP);
			$_[0]->hit(check => 'none', mode => 'off', host => '192.0.2.9', more => "$OURS=tag");
		}, null_rate => {}],
	['a user, from where we are', sub { mail($_[0], 'out_rate', mail => { dkim => 'ours.example' });
			writes($_[0], $ANN) }, out_rate => {}, { own_nets => "$IP\n", exempt_senders => "$ANN\n" }],
	(map { my ($check, $name, $before, $want, %o) = @$_; [$name, sub {
			bounced($_[0], $check, $before, %o) }, $check => $want] }
		['bounce_foreign', 'from a host that had mail of joe', 60, { delivered => 1 }],
		['bounce_untagged', '… by the next address', 60, { delivered => 1 }, ip => '198.51.100.8'],
		['null_unsigned', '… with a signed return path', 60, { delivered => 1 },
			from => "prvs=4123abcdef=$JOE"],
		['bounce_foreign', '… after an hour', 3600, { delivered => 1 }],
		['bounce_foreign', '… a day ago', 86400, {}],
		['bounce_foreign', '… afterwards', -60, {}],
		['bounce_foreign', '… of another user', 60, {}, from => 'al@ours.example'],
		['bounce_foreign', '… of another network', 60, {}, ip => '203.0.113.66'],
		['helo_own', '… to a check that is not of bounces', 60, {}]),
);
for my $row (@against) {
	my ($name, $write, $check, $want, $files) = @$row;
	for my $form ({}, { pid => 7, millisec => 1, long_ids => 1 }) {
		my $log = Backstop::Logs->new(%$form, at_days(5));
		writes($log, 'somebody@far.example');
		$write->($log);
		my $got = status(policy(20, modes => "$check: warn\n", %{ $files || {} }), $log)->{$check};
		my $sum = 0;
		$sum += $_ for values %$want;
		is_deeply { map { $got->{evidence}{$_} ? ($_ => $got->{evidence}{$_}) : () }
				keys %{ $got->{evidence} } }, $want, "$name: what speaks against it";
		is $got->{against}, $sum, "$name: of so many hits";
		is scalar @{ $got->{examples} }, $sum > 0 || 0, "$name: with an example";
	}
}
my $log = new_log(5);
mail($log, 'helo_own', mail => { name => 'dialup-1.far.example' });
mail($log, 'helo_own', mail => { helo => 'dialup-1.far.example' });
my $got = status(policy(20), $log)->{helo_own};
is "@$got{qw(hits named against)}", '2 1 0', 'a confirmed name is counted, and is not evidence';

$log = new_log(5);
mail($log, 'helo_own', mail => { dkim => 'x' }, hit => { more => 'exempt=list_hosts' });
$got = status(policy(20), $log)->{helo_own};
is "@$got{qw(fortnight hits against)}", '1 0 0', 'a hit that was already exempt does not count';

# --- advice --------------------------------------------------------------------

my @WHO = ([$IP, $ANN], ['203.0.113.8', 'bob@near.example']);

# A log of `days` days, with `hits` hits on each, of two hosts and senders by turns.
sub days {
	my ($days, $hits, %o) = @_;
	my $log = new_log($days);
	my $check = $o{check} // 'helo_own';
	my $turn = 0;
	$o{who} //= \@WHO;
	for my $n (reverse 0 .. $days - 1) {
		go_to_days($log, $n + .9);
		for (1 .. $hits) {
			my ($ip, $from) = @{ $o{who}[$turn % @{ $o{who} }] };
			$turn++;
			mail($log, $check, hit => { host => $ip, from => $from, %{ $o{hit} // {} } },
				mail => { ip => $ip, from => $from, %{ $o{mail} // {} } });
		}
	}
	return $log;
}
my %DENY = (hit => { mode => 'deny', did => 'deny' });
my %DENY_ANN = (hit => { %{ $DENY{hit} }, from => $ANN });

# Twenty good days, and mail that is signed by where our users write, each of so many hosts and senders.
sub signed {
	my $l = days(20, 2);
	go_to_days($l, 2);
	writes($l, 'somebody@big.example');
	for my $of (map { 1 .. $_ } @_) {
		mail($l, 'helo_own', hit => { host => "203.0.113.10$of", from => "x$of\@big.example" },
			mail => { ip => "203.0.113.10$of", from => "x$of\@big.example", dkim => 'big.example' });
		$l->pass(1000);
	}
	return $l;
}

my $EMPTY = file('empty', ''); # name, days since the file of modes was changed, mode, log, advice, reason
my $SEE = qr{see checks/\w+\.md in the documentation};
my @advice = (
	['two weeks', 15, 'warn', days(15, 2), 'deny', qr/^15 days, 28 hits in the last 14, no hit is known to be wrong/],
	['just two weeks', 14.01, 'warn', days(15, 2), 'deny', qr/^14 days, 28 hits, no hit is known to be wrong/],
	['the 14th is not over', 13.9, 'warn', days(14, 2), undef, qr/^13 of 14 days$/],
	['the mode is new', 9, 'warn', days(20, 2), undef, qr/^9 of 14 days$/],
	['the log is short', 30, 'warn', days(9, 2), undef, qr/^8 of 14 days are in the log; .*rotate 15/],
	['exempt hits', 20, 'warn', days(20, 2, hit => { more => 'exempt=x' }), undef, qr/^none of 28 hits in 14 days counts: too few/],
	['too few hits', 20, 'warn', do { my $l = days(20, 1, check => 'dnsbl'); mail($l, 'helo_own'); $l },
		undef, qr/^1 hit in 14 days: too few to judge$/],
	['one signed mail of a stranger', 20, 'warn', do { my $l = days(20, 2); go_to_days($l, 2);
		mail($l, 'helo_own', mail => { dkim => 'x.example' }); $l }, 'deny', qr/29 hits .*no hit is known/],
	['one signed by where our users write', 20, 'warn', signed(1), 'deny',
		qr/29 hits .*what speaks against 1 of them comes from one host or sender, which may have faked it$/],
	['two, of two hosts and senders', 20, 'warn', signed(2), undef, qr/^2 of 30 hits are known to be wrong$/],
	['much of one host', 20, 'warn', signed((1) x 9), undef, qr/^9 of 37 hits are known to be wrong, all from one/],
	['one correspondent', 20, 'warn', do { my $l = days(20, 2); go_to_days($l, 2); friend($l); $l }, undef,
		qr/^1 of 29 hits is known to be wrong$/],
	['a correspondent with much mail', 20, 'warn', do { my $l = days(20, 2); writes($l, $ANN); $l }, undef,
		qr/^14 of 28 hits are known to be wrong, all from one host or sender; if its mail is genuine, exempt it, so that only the rest counts$/],
	['… who is exempt by now', 20, 'warn', do { my $l = days(20, 3, who => [@WHO, ['192.0.2.9', 'eve@x.example']]);
		writes($l, $ANN); $l }, 'deny', qr/^20 days, 28 hits in the last 14, no hit is known to be wrong/, undef,
		{ exempt_senders => "$ANN\n" }],
	['… so that all others come from one', 20, 'warn', days(20, 2), undef, qr/^14 hits .*, all from one host and sender/,
		undef, { exempt_senders => "$ANN\n" }],
	['deny, and one who is exempt by now', 20, 'deny', do { my $l = days(20, 2, %DENY); writes($l, $ANN); $l },
		undef, qr/^$/, undef, { exempt_senders => "$ANN\n" }],
	['hits of one host and sender', 20, 'warn', days(20, 2, who => [[$IP, $ANN]]), undef,
		qr/^28 hits in 14 days, all from one host and sender/],
	['hits of one sender, from several hosts', 20, 'warn', days(20, 2, hit => { from => $ANN }), 'deny', qr/no hit is known/],
	['one, but long ago', 30, 'warn', do { my $l = new_log(18); friend($l); $l->{text} .= days(15, 2)->text; $l },
		'deny', qr/no hit is known/],
	['off', 20, 'off', days(20, 2), undef, qr/^$/],
	['deny, and nothing against it', 20, 'deny', days(20, 2, %DENY), undef, qr/^$/],
	['deny, and wrong', 20, 'deny', do { my $l = days(20, 2, %DENY_ANN); writes($l, $ANN); $l }, 'warn',
		qr/^28 of 28 hits are known to be wrong, all from one host or sender; if its mail is genuine, exempt it, otherwise set the check back to warn$/],
	['defer, a week', 8, 'defer', days(15, 2), 'deny', qr/^8 days, 16 hits/],
	['defer, too early', 6, 'defer', days(15, 2), undef, qr/^6 of 7 days/],
	['it is not known who we are', 20, 'warn', do { my $l = days(20, 2, check => 'bounce_foreign');
		$l->hit(check => 'none', mode => 'off', more => 'kind=dsn origin=unknown reason=no_identity'); $l },
		undef, qr/^1 reports? could not be judged: .*own_nets/, 'bounce_foreign'],
	(map { my ($reason, $part, $want) = @$_; ["$reason, of $part in 14 reports", 20, 'warn', do {
			my $l = days(20, 1, check => 'bounce_foreign', hit => { more => 'origin=foreign reason=planted' });
			$l->hit(check => 'none', mode => 'off', more => "origin=unknown reason=$reason") for 1 .. $part; $l },
		undef, $want, 'bounce_foreign'] } ['no_answer', 14, qr/^14 reports could not .*: the DNS did not say/],
		['no_answer', 3, qr/^(?!.*could not be judged)/], ['list_unread', 1, qr/^1 report could not .*: a list that/]),
	(map { ["$_: its page says warn", 20, 'warn', days(20, 2, check => $_, hit => { from => '' }), undef,
		$SEE, $_] } qw(null_rate ptr_missing ptr_mismatch helo_unqualified sender_callout)),
	['bounces have one sender', 20, 'warn', days(20, 2, check => 'null_never', hit => { from => '' }), 'deny',
		qr/no hit is known/, 'null_never'],
	['its page says no', 20, 'warn', days(20, 2, check => 'bounce_unknown', hit => { from => '' }), undef, $SEE, 'bounce_unknown'],
	['it never refuses', 20, 'warn', days(20, 2, check => 'greylist'), 'defer', qr/no hit is known/, 'greylist'],
	['it puts off what it should', 20, 'defer', days(20, 2, check => 'greylist'), undef, qr/^$/, 'greylist'],
	['it learns', 20, 'learn', $EMPTY, undef, qr/hits are not logged/, 'greylist'],
	['of our users nothing is known', 20, 'warn', days(20, 2, check => 'out_rate'), undef, $SEE, 'out_rate'],
	['… and nothing makes it step back', 20, 'hold', days(20, 2, check => 'out_rate',
		mail => { dkim => 'x' }), undef, $SEE, 'out_rate'],
);
for my $row (@advice) {
	my ($name, $since, $mode, $written, $want, $reason, $check, $files) = @$row;
	$check //= 'helo_own';
	$got = status(policy($since, modes => "$check: $mode\n", %{ $files // {} }), $written)->{$check};
	is $got->{suggestion}, $want, "$name: advice" or diag explain $got;
	like $got->{reason}, $reason, "$name: reason";
}
my @two = ('--policy', policy(20, modes => "helo_own: warn\n"), '--log', file('two/mainlog', days(20, 2)->text));
my ($text) = backstop('status', @two);
like $text, qr/^helo_own +warn +modes:1 +20 +\d+ +28 +0 +0$/m, 'text: the row';
like $text =~ s/\s+/ /gr, qr/helo_own It fired .*no hit is known to be wrong: sudo backstop mode helo_own deny /,
	'text: the advice';
like $text, qr/^ +sudo backstop mode helo_own deny$/m, 'text: the command can be copied';
like((backstop('mode', @two, 'helo_own', 'deny'))[0], qr/no hit is known to be wrong\.\n(?!.*sudo backstop mode)/s,
	'mode: what has just been done is not suggested');
($text) = backstop('status', '--policy', policy(20, modes => "helo_own: warn\n"), '--log',
	file('one/mainlog', days(1, 1)->text));
like $text, qr/It fired 1 time in the last 7 days, 1 time in 14/, 'text: one hit';
is scalar(grep { length > 80 } split /\n/, $text), 0, 'text: 80 columns';

# Words of a client stay words.
$log = new_log(5);
my $evil = "\e[31m<x>\"\@far.example";
mail($log, 'helo_own', hit => { from => $evil }, mail => { from => $evil, dkim => 'x' });
($text) = backstop('status', '--policy', policy(20), '--log', file('evil/mainlog', $log->text));
unlike $text, qr/\e/, 'a terminal gets no octets of a client';
ok status(policy(20), $log), '… and JSON stays JSON';

# --- the log of changes -----------------------------------------------------------

sub run_on {
	my ($dir, @words) = @_;
	return backstop($words[0], '--policy', $dir, @words[1 .. $#words]);
}
my $dir = policy(40, modes => "# mine\nhelo_own: warn\n");
is status($dir, $EMPTY)->{helo_own}{since_from}, 'file', 'before the first change: by the file';
run_on($dir, 'mode', '--log', $EMPTY, 'helo_own', 'deny');
run_on($dir, 'mode', '--log', $EMPTY, 'dnsbl', 'defer');
my @lines = split /\n/, slurp("$dir/modes.log");
like $lines[0], qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ check=helo_own from=warn to=deny by=\S+ before=\d+$/,
	'a change is written down';
like $lines[1], qr/Z check=dnsbl from=warn to=defer by=\S+ before=\d+$/, '… and the next';
my $checks = status($dir, $EMPTY);
is $checks->{helo_own}{since_from}, 'changes', 'then by the log';
is $checks->{helo_own}{days}, 0, '… since today';
is $checks->{ptr_missing}{since_from}, 'unknown', 'of another check, nothing is known: it is as it was built';
write_to("$dir/modes.log", slurp("$dir/modes.log") =~ s/^\d{4}-\d\d-\d\d/2020-01-01/mgr);
my ($out, $err, $status) = run_on($dir, 'undo');
like $out, qr/^dnsbl: warn, was defer \(changed on (?:2020-01-01|2019-12-31) \d\d:\d\d by \S+\)\n/, 'undo: the last';
like((run_on($dir, 'undo'))[0], qr/^helo_own: warn, was deny/, 'undo: the one before');
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/there is no change to take back/, 'undo: no more';
is $status, 2, '… status';
like slurp("$dir/modes"), qr/\A# mine\nhelo_own: warn\n/, 'the file is as it was';
run_on($dir, 'mode', '--log', $EMPTY, 'helo_own', 'deny');
write_to("$dir/modes", "helo_own: off\n");
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/helo_own: it was set to deny, but is off now; 'sudo backstop mode helo_own warn' sets/,
	'undo: not what somebody has decided since';
write_to("$dir/modes.log", "\0\xff\nnonsense\n2026-01-01T00:00:00Z check=gone from=warn to=deny by=x\n"
	. "2026-13-01T00:00:00Z check=dnsbl from=warn to=deny by=x before=1\n2026-01");
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/no change to take back/, 'lines that are none are passed over';

# --- what cannot be read is unknown ------------------------------------------------------

# A directory in place of a file: root cannot read that either.
my $twenty = file('unread/mainlog', days(20, 2)->text);
# name, file, the row
for (['since when', 'modes.log', qr/^helo_own +warn +modes:1 +\? +14 +28 +0 +0$/m],
	['who is exempt', 'exempt_hosts', qr/^helo_own +warn +modes:1 +\d+ +14 +28 +0 +0$/m],
	['who is exempt, of the recipients', 'exempt_rcpts', qr/^helo_own +warn /m]) {
	my ($name, $file, $row) = @$_;
	my $unread = policy(20, modes => "helo_own: warn\n");
	mkdir "$unread/$file" or die;
	my @call = ('status', '--policy', $unread, '--log', $twenty);
	my ($out, $err, $status) = backstop(@call);
	like $out, $row, "$name: the row";
	like $out, qr/Not everything could be read, so there is no advice/, "$name: no advice";
	like $err, qr/\Q$file\E: Is a directory/, "$name: said";
	is $status, 2, "$name: status";
	($out) = backstop(@call, '--format', 'json');
	my ($check) = grep { $_->{check} eq 'helo_own' } @{ decode_json($out)->{checks} };
	is $check->{suggestion}, undef, "$name: nothing is suggested";
	is defined $check->{days}, $file ne 'modes.log', "$name: days";
}
mkdir file('unread/mainlog.1', '') . '.gz';
my ($part, $part_err, $part_status) = backstop('status', '--policy', policy(20, modes => "helo_own: warn\n"),
	'--log', $twenty);
unlike $part, qr/backstop mode/, 'a part of the log: no advice';
is $part_status, 2, '… status';
rmdir dir('unread') . '/mainlog.1.gz';

# --- days in a mode --------------------------------------------------------------------

sub days_of { my ($dir, $check) = @_; return status($dir, $twenty)->{$check // 'helo_own'}{days} }
my $kept = policy(40, modes => "helo_own: defer\n");
is days_of($kept), 40, 'a mode that an editor set: as old as the file';
write_to("$kept/modes", "# why\nhelo_own: defer\n");
is days_of($kept), 40, 'a comment does not make it new';
is days_of($kept, 'dnsbl'), 19, 'a built-in mode: as long as the log has lines of Backstop';
write_to("$kept/modes", "helo_own: deny\n");
is days_of($kept), 0, 'another mode does';
run_on($kept, 'mode', '--log', $EMPTY, 'helo_own', 'warn');
is days_of($kept), 0, 'a change by command does';
my $undone = policy(40, modes => "helo_own: defer\n");
status($undone, $twenty);
run_on($undone, 'mode', '--log', $EMPTY, 'helo_own', 'deny');
is days_of($undone), 0, 'a step forward';
run_on($undone, 'undo');
is days_of($undone), 40, '… and back: as it was before';
run_on($undone, 'mode', '--log', $EMPTY, 'helo_own', 'deny');
my $ten = strftime('%Y-%m-%d', gmtime($NOW - 10 * $DAY));
write_to("$undone/modes.log", slurp("$undone/modes.log") =~ s/^\d{4}-\d\d-\d\d/$ten/mgr);
is days_of($undone), 10, 'by the log of changes';
write_to("$undone/modes", slurp("$undone/modes") . "# why\n");
is days_of($undone), 10, '… and a comment does not make it new';
my $fresh = policy(7, modes => "# helo_own: warn\n");
is status($fresh, $EMPTY)->{helo_own}{days}, 0, 'a fresh package, whose file is a week old';

# --- a terminal is asked -------------------------------------------------------------

SKIP: {
	my $terminal = terminal() or skip 'script (bsdutils) cannot make a terminal here', 4;
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $written = file('asked/mainlog', days(20, 2)->text);
	for (['y', 'deny', ''], ['n', 'warn', ''], ['', 'warn', ''], ['', 'deny', '--yes']) {
		my ($answer, $mode, $option) = @$_;
		my $asked = policy(20, modes => "helo_own: warn\n");
		my $input = file('answer', "$answer\n");
		my $seen = `$terminal '$binary mode $option --policy $asked --log $written helo_own deny' /dev/null <$input`;
		like slurp("$asked/modes"), qr/helo_own: $mode/, "answer '$answer' $option: $mode" or diag $seen;
		like $seen =~ s/\s+/ /gr, qr/no hit is known to be wrong.*Change it\?/, 'the evidence is shown before'
			if !$option;
	}
}

# --- the step back ---------------------------------------------------------------------

SKIP: {
	my $why = no_mailbox();
	skip $why, 1 if $why;
	my $mailbox = mailbox('box');
	my $friend = do { my $l = days(20, 2, %DENY_ANN); writes($l, $ANN); $l };
	my $wrong = do { my $l = days(20, 2, %DENY); writes($l, $_) for $ANN, 'bob@near.example'; $l };
	# Refused, and accepted at once, with its own signature: of a stranger, and of a sender at
	# a provider that our users write to.
	my $one = sub {
		my ($domain) = @_;
		my $l = days(20, 2, %DENY);
		writes($l, 'somebody@big.example');
		mail($l, 'helo_own', hit => { %{ $DENY{hit} }, from => "x\@$domain" },
			mail => { from => "x\@$domain", dkim => $domain }) for 1 .. 9;
		$l;
	};
	my $replayed = days(20, 2, %DENY);
	$replayed->hit(check => 'helo_own', mode => 'deny', did => 'deny', host => $IP);
	$replayed->hit(check => 'none', mode => 'off', host => $IP, more => "$OURS=tag");
	# name, settings, log, mode afterwards
	for (['off, as it is built in', '', $wrong, 'deny'],
		['on', "step_back: on\n", $wrong, 'warn'],
		['on, and a stranger signs', "step_back: on\n", $one->('x.example'), 'deny'],
		['on, and a stranger signs at a large provider', "step_back: on\n", $one->('big.example'), 'deny'],
		['on, and a stranger sends a tag again', "step_back: on\n", $replayed, 'deny'],
		['on, and one friend is often refused', "step_back: on\n", $friend, 'deny'],
		['on, and nothing is wrong', "step_back: on\n", days(20, 2, %DENY), 'deny']) {
		my ($name, $settings, $written, $mode) = @$_;
		my $policy = policy(20, modes => "helo_own: deny\n", settings => $settings);
		my $mainlog = file("step$dirs/mainlog", $written->text);
		$dirs++;
		my $step = sub {
			write_to($mailbox->{box}, '');
			my ($said) = backstop({ mailbox => $mailbox }, 'status', '--step-back', '--policy', $policy,
				'--log', $mainlog);
			return ($said, slurp($mailbox->{box}));
		};
		my ($said, $mail) = $step->();
		like slurp("$policy/modes"), qr/^helo_own: $mode$/m, "$name: the mode";
		is $mail ne '', $mode eq 'warn', "$name: mail" or diag $mail;
		next if $mode ne 'warn';
		like $mail, qr/\Aargs -odq -t -oi\nTo: postmaster\nSubject: Backstop on \S+: 1 check went back to warn\n/,
			"$name: to postmaster";
		like $mail, qr/^helo_own: warn, was deny: 28 of 28 hits are known to be wrong\n  \S+ \S+ $IP <\Q$ANN\E> \(correspondent\)$/m,
			"$name: what it says";
		like $said, qr/^helo_own: warn, was deny/, "$name: said";
		like slurp("$policy/modes.log"), qr/check=helo_own from=deny to=warn by=backstop /, "$name: written down";
		($said, $mail) = $step->();
		is "$said$mail", '', "$name: once";
		run_on($policy, 'undo');
		like slurp("$policy/modes"), qr/^helo_own: deny$/m, "$name: can be undone";
	}
}

done_testing();
