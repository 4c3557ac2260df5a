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

sub slurp { open my $from, '<:raw', $_[0] or return ''; local $/; return scalar(<$from>) // '' }

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

# --- what speaks against a hit -------------------------------------------------

my $OURS = 'kind=dsn origin=ours reason';

# name, what is logged five days ago, what speaks against how many hits of which check, policy
my @against = (
	['nothing', sub { mail($_[0], 'helo_own') }, helo_own => {}],
	['no mail follows', sub { $_[0]->hit(check => 'helo_own', host => $IP) }, helo_own => {}],
	['a valid signature', sub { mail($_[0], 'helo_own', mail => { dkim => 'far.example' }) },
		helo_own => { authenticated => 1 }],
	['of another host', sub { mail($_[0], 'helo_own', mail => { dkim => 'x', ip => '192.0.2.1' }) },
		helo_own => {}],
	['of another sender', sub { mail($_[0], 'helo_own', mail => { dkim => 'x', from => $JOE }) },
		helo_own => {}],
	['much later', sub { mail($_[0], 'helo_own', after => 700, mail => { dkim => 'x' }) },
		helo_own => {}],
	['in a subject', sub { mail($_[0], 'helo_own', mail => { subject => 'DKIM=far.example' }) },
		helo_own => {}],
	['two recipients, signed', sub {
			$_[0]->hit(check => 'dnsbl', host => $IP, from => $ANN);
			mail($_[0], 'dnsbl', mail => { dkim => 'x' });
		}, dnsbl => { authenticated => 2 }],
	['two checks, signed', sub {
			$_[0]->hit(check => 'ptr_missing', host => $IP, from => $ANN);
			mail($_[0], 'dnsbl', mail => { dkim => 'x' });
		}, ptr_missing => { authenticated => 1 }],
	['signed, then not', sub {
			mail($_[0], 'dnsbl', mail => { dkim => 'x' });
			mail($_[0], 'dnsbl');
		}, dnsbl => { authenticated => 1 }],
	['a signed bounce', sub { mail($_[0], 'bounce_foreign', hit => { from => '' },
			mail => { from => '', dkim => 'x' }) }, bounce_foreign => {}],
	['joe wrote before', sub { writes($_[0], $ANN); mail($_[0], 'helo_own') },
		helo_own => { correspondent => 1 }],
	['joe answered', sub { mail($_[0], 'helo_own') for 1, 2; writes($_[0], $ANN) },
		helo_own => { correspondent => 2 }],
	['… in other letters', sub { mail($_[0], 'helo_own'); writes($_[0], 'Ann@Far.Example') },
		helo_own => { correspondent => 1 }],
	['… after a login', sub { mail($_[0], 'helo_own');
			writes($_[0], $ANN, ip => '192.0.2.9', login => 'joe') },
		helo_own => { correspondent => 1 }],
	['… from a private address', sub { mail($_[0], 'helo_own'); writes($_[0], $ANN, ip => '10.1.2.3') },
		helo_own => { correspondent => 1 }],
	['a forwarded mail', sub { mail($_[0], 'helo_own'); writes($_[0], $ANN, ip => '203.0.113.7') },
		helo_own => {}],
	['joe wrote to somebody else', sub { mail($_[0], 'helo_own'); writes($_[0], 'x@far.example') },
		helo_own => {}],
	['a forged colleague', sub { mail($_[0], 'helo_own', hit => { from => $JOE }); writes($_[0], $JOE) },
		helo_own => {}, { own_domains => "ours.example\n" }],
	['refused, and joe answers', sub { $_[0]->hit(check => 'helo_own', host => $IP, from => $ANN,
			mode => 'deny', did => 'deny'); writes($_[0], $ANN) }, helo_own => { correspondent => 1 }],
	['both count once', sub { writes($_[0], $ANN); mail($_[0], 'helo_own', mail => { dkim => 'x' }) },
		helo_own => { authenticated => 1 }],
	['exempt host by now', sub { mail($_[0], 'helo_own') }, helo_own => { exempt => 1 },
		{ exempt_hosts => "198.51.100.0/24\n" }],
	['exempt by name', sub { mail($_[0], 'helo_own', mail => { name => 'mx.far.example' }) },
		helo_own => { exempt => 1 }, { exempt_hosts => "mx.far.example\n" }],
	['not by a HELO word', sub { mail($_[0], 'helo_own', mail => { helo => 'mx.far.example' }) },
		helo_own => {}, { exempt_hosts => "mx.far.example\n" }],
	['a list by now', sub { mail($_[0], 'helo_own') }, helo_own => { exempt => 1 },
		{ list_hosts => "$IP\n" }],
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
);
for my $row (@against) {
	my ($name, $write, $check, $want, $files) = @$row;
	for my $form ({}, { pid => 7, millisec => 1, long_ids => 1 }) {
		my $log = Backstop::Logs->new(%$form, at_days(5));
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
is "@$got{qw(hits named against)}", '2 1 0', 'a confirmed name is counted, and is no evidence';

$log = new_log(5);
mail($log, 'helo_own', mail => { dkim => 'x' }, hit => { more => 'exempt=list_hosts' });
$got = status(policy(20), $log)->{helo_own};
is "@$got{qw(fortnight hits against)}", '1 0 0', 'what was exempt already is no hit that counts';

# --- advice --------------------------------------------------------------------

# A log of `days` days, with `hits` hits on each, all of `did`.
sub days {
	my ($days, $hits, %o) = @_;
	my $log = new_log($days);
	my $check = $o{check} // 'helo_own';
	for my $n (reverse 0 .. $days - 1) {
		go_to_days($log, $n + .9);
		mail($log, $check, hit => $o{hit}, mail => $o{mail}) for 1 .. $hits;
	}
	return $log;
}
my %DENY = (hit => { mode => 'deny', did => 'deny', from => $ANN });

my $EMPTY = file('empty', '');
# name, days since the file of modes was changed, mode, log, advice, reason
my @advice = (
	['two weeks', 15, 'warn', days(15, 2), 'deny', qr/^15 days, 28 hits in the last 14, none of them speaks/],
	['just two weeks', 14.01, 'warn', days(15, 2), 'deny', qr/^14 days, 28 hits, none of them speaks/],
	['the 14th is not over', 13.9, 'warn', days(14, 2), undef, qr/^13 of 14 days$/],
	['the mode is new', 9, 'warn', days(20, 2), undef, qr/^9 of 14 days$/],
	['the log is short', 30, 'warn', days(9, 2), undef, qr/^8 of 14 days are in the log; .*rotate 15/],
	['too few hits', 20, 'warn', do { my $l = days(20, 1, check => 'dnsbl'); mail($l, 'helo_own'); $l },
		undef, qr/^1 hit in 14 days: too few to tell$/],
	['one signed mail', 20, 'warn', do { my $l = days(20, 2); go_to_days($l, 2);
		mail($l, 'helo_own', mail => { dkim => 'x' }); $l }, undef, qr/^1 of 29 hits speaks against it$/],
	['one, but long ago', 30, 'warn', do { my $l = new_log(18);
		mail($l, 'helo_own', mail => { dkim => 'x' }); $l->{text} .= days(15, 2)->text; $l }, 'deny',
		qr/none of them/],
	['off', 20, 'off', days(20, 2), undef, qr/^$/],
	['deny, and nothing against it', 20, 'deny', days(20, 2, %DENY), undef, qr/^$/],
	['deny, and wrong', 20, 'deny', do { my $l = days(20, 2, %DENY); writes($l, $ANN); $l }, 'warn',
		qr/^28 of 28 hits speak against it$/],
	['defer, a week', 8, 'defer', days(15, 2), 'deny', qr/^8 days, 16 hits/],
	['defer, too early', 6, 'defer', days(15, 2), undef, qr/^6 of 7 days/],
	['nobody knows who we are', 20, 'warn', do { my $l = days(20, 2, check => 'bounce_foreign');
		$l->hit(check => 'none', mode => 'off', more => 'kind=dsn origin=unknown reason=no_identity'); $l },
		undef, qr/^1 reports? could not be judged: .*own_nets/, 'bounce_foreign'],
	['its page says defer', 20, 'warn', days(20, 2, check => 'null_rate', hit => { from => '' }),
		'defer', qr/none of them/, 'null_rate'],
	['its page says no', 20, 'warn', days(20, 2, check => 'bounce_unknown', hit => { from => '' }),
		undef, qr/see its page/, 'bounce_unknown'],
	['it never refuses', 20, 'warn', days(20, 2, check => 'greylist'), 'defer', qr/none of them/, 'greylist'],
	['it puts off what it should', 20, 'defer', days(20, 2, check => 'greylist'), undef, qr/^$/, 'greylist'],
	['it learns', 20, 'learn', $EMPTY, undef, qr/nothing is logged/, 'greylist'],
	['of our users nothing is known', 20, 'warn', days(20, 2, check => 'out_rate'), undef, qr/see its page/,
		'out_rate'],
	['… and nothing makes it step back', 20, 'hold', days(20, 2, check => 'out_rate',
		mail => { dkim => 'x' }), undef, qr/see its page/, 'out_rate'],
);
for my $row (@advice) {
	my ($name, $since, $mode, $written, $want, $reason, $check) = @$row;
	$check //= 'helo_own';
	$got = status(policy($since, modes => "$check: $mode\n"), $written)->{$check};
	is $got->{suggestion}, $want, "$name: advice" or diag explain $got;
	like $got->{reason}, $reason, "$name: reason";
}
my ($text) = backstop('status', '--policy', policy(20, modes => "helo_own: warn\n"), '--log',
	file('two/mainlog', days(20, 2)->text));
like $text, qr/^helo_own +warn +modes:1 +20 +\d+ +28 +0 +0$/m, 'text: the row';
like $text =~ s/\s+/ /gr, qr/helo_own It fired .*none of them speaks against it: backstop mode helo_own deny\./,
	'text: the advice';
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
is $checks->{ptr_missing}{since_from}, 'file', 'of another check, by the file as it was before';
is $checks->{ptr_missing}{days}, 40, '… since then';
utime +($NOW - 3 * $DAY) x 2, "$dir/modes";
write_to("$dir/modes.log", slurp("$dir/modes.log") =~ s/^\d{4}-\d\d-\d\d/2020-01-01/mgr);
is status($dir, $EMPTY)->{ptr_missing}{days}, 3, 'an editor has been at it since: by the file';
my ($out, $err, $status) = run_on($dir, 'undo');
like $out, qr/^dnsbl: warn, was defer \(changed on (?:2020-01-01|2019-12-31) \d\d:\d\d by \S+\)\n/, 'undo: the last';
($out) = run_on($dir, 'undo');
like $out, qr/^helo_own: warn, was deny/, 'undo: the one before';
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/there is no change to take back/, 'undo: no more';
is $status, 2, '… status';
like slurp("$dir/modes"), qr/\A# mine\nhelo_own: warn\n/, 'the file is as it was';
run_on($dir, 'mode', '--log', $EMPTY, 'helo_own', 'deny');
write_to("$dir/modes", "helo_own: off\n");
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/helo_own: it was set to deny, and is off now; 'backstop mode helo_own warn' sets/,
	'undo: not what somebody has decided since';
write_to("$dir/modes.log", "\0\xff\nnonsense\n2026-01-01T00:00:00Z check=gone from=warn to=deny by=x\n"
	. "2026-13-01T00:00:00Z check=dnsbl from=warn to=deny by=x before=1\n2026-01");
($out, $err, $status) = run_on($dir, 'undo');
like $err, qr/no change to take back/, 'lines that are none are passed over';

# --- a terminal is asked -------------------------------------------------------------

SKIP: {
	my ($script) = grep { -x } map { "$_/script" } split /:/, $ENV{PATH};
	skip 'script (bsdutils) is missing: it makes a terminal', 4 if !$script;
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $written = file('asked/mainlog', days(20, 2)->text);
	for (['y', 'deny', ''], ['n', 'warn', ''], ['', 'warn', ''], ['', 'deny', '--yes']) {
		my ($answer, $mode, $option) = @$_;
		my $asked = policy(20, modes => "helo_own: warn\n");
		my $input = file('answer', "$answer\n");
		my $seen = `timeout 120 $script -qec '$binary mode $option --policy $asked --log $written helo_own deny' /dev/null <$input`;
		like slurp("$asked/modes"), qr/helo_own: $mode/, "answer '$answer' $option: $mode" or diag $seen;
		like $seen =~ s/\s+/ /gr, qr/none of them speaks against it.*Change it\?/, 'the evidence is shown before'
			if !$option;
	}
}

# --- the step back ---------------------------------------------------------------------

SKIP: {
	my $why = no_mailbox();
	skip $why, 1 if $why;
	my $mailbox = mailbox('box');
	my $wrong = do { my $l = days(20, 2, %DENY); writes($l, $ANN); $l };
	my $right = days(20, 2, %DENY);
	# name, settings, log, mode afterwards
	for (['off, as it is built in', '', $wrong, 'deny'],
		['on', "step_back: on\n", $wrong, 'warn'],
		['on, and nothing is wrong', "step_back: on\n", $right, 'deny']) {
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
		like $mail, qr/^helo_own: warn, was deny: 28 of 28 hits speak against it\n  \S+ \S+ $IP <\Q$ANN\E> \(correspondent\)$/m,
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
