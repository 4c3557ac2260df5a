#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop outbound`: who counts as the sender, what counts as outgoing, what
# is marked as unusual and what is not; mail to postmaster, once a change.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use Backstop::Rig;
use JSON::PP;
use Test::More;

my $DAY = '2026-01-31';
my $JOE = 'joe@ours.example';
my @AWAY = (host => 'mx.b.example', ip => '203.0.113.9');
my $logs = 0;

sub outbound {
	my ($log, @args) = @_;
	my $path = file('outbound' . $logs++, ref $log ? $log->text : $log);
	my ($out, $err, $status) = backstop('outbound', '--day', $DAY, '--format', 'json', @args, $path);
	is "$err$status", '0', 'status';
	return decode_json($out);
}

# One message of `count` recipients.
sub sent {
	my ($log, %o) = @_;
	my $id = $log->received(from => $JOE, login => $JOE, ip => '198.51.100.1', size => 500, %o);
	for my $n (1 .. $o{count} // 1) {
		my $to = $o{to} // ($o{prefix} // 'u') . $n . '@b.example';
		$log->delivered($id, to => $to, parent => $o{parent}, @AWAY, flag => $n > 1 ? '->' : '=>');
	}
	$log->completed($id);
	$log->pass(10);
	return $id;
}

sub morning { my ($log, $day) = @_; $log->go_to(($day // $DAY) . ' 08:00:00') }

# --- who, and how much ---------------------------------------------------------

# name, message, kind, account
my @who = (
	['a login', {}, 'login', $JOE],
	['a local user', { login => undef, ip => undef, user => 'www-data' }, 'user', 'www-data'],
	['a host that we relay for', { login => undef, ip => '192.0.2.9' }, 'host', '192.0.2.9'],
	['a forwarded mail', { login => undef, ip => '192.0.2.9', parent => $JOE }, 'forwarded', ''],
	['a login, through a list', { parent => 'list@ours.example' }, 'login', $JOE],
);
for my $row (@who) {
	my ($name, $message, $kind, $account) = @$row;
	for my $form ({}, { long_ids => 1, pid => 9, millisec => 1 }) {
		my $log = Backstop::Logs->new(%$form);
		morning($log);
		sent($log, %$message, count => 3);
		my $got = outbound($log)->{accounts};
		is scalar(@$got), 1, "$name: one account";
		is "$got->[0]{kind} $got->[0]{name}", "$kind $account", "$name: which";
		is "@{ $got->[0] }{qw(messages recipients octets)}", '1 3 500', "$name: how much";
		is_deeply $got->[0]{to}, [['b.example', 3]], "$name: where";
	}
}

my $log = Backstop::Logs->new;
morning($log);
my $id = $log->received(from => 'a@b.example', ip => '192.0.2.1');
$log->delivered($id, to => $JOE);
$log->delivered($id, to => $JOE, host => 'localhost', ip => '127.0.0.1');
$log->completed($id);
is_deeply outbound($log)->{accounts}, [], 'mail for here is not outgoing';

$log = Backstop::Logs->new;
morning($log);
$id = $log->received(from => $JOE, login => $JOE, ip => '198.51.100.1');
$log->failed($id, to => "x$_\@b.example") for 1 .. 3;
$log->delayed($id, to => 'y@b.example') for 1, 2;
my ($got) = @{ outbound($log)->{accounts} };
is "@$got{qw(recipients failed delayed)}", '0 3 1', 'failed and delayed';

# A stranger's mail that fails here, and one that fails where a user forwards it to.
$log = Backstop::Logs->new;
morning($log);
$id = $log->received(from => 'a@b.example', ip => '192.0.2.1');
$log->line("$id ** $JOE R=local_user T=mail_spool: mailbox is full (quota)");
is_deeply outbound($log)->{accounts}, [], 'mail for here that fails is not outgoing';
$log->failed($id, to => "x\@b.example <$JOE>");
($got) = @{ outbound($log)->{accounts} };
is "@$got{qw(kind failed)}", 'forwarded 1', 'mail that is forwarded fails';

# Handed on while the client waited, which Exim logs before the arrival. Forty of them whose
# arrival is not in the log count for no account.
$log = Backstop::Logs->new(long_ids => 1);
morning($log);
my $early = sub { $log->line("$_[0] >> x$_[1]\@b.example R=out T=remote_smtp S=500 H=mx [203.0.113.9]") };
$early->($log->new_id, $_) for 1 .. 40;
my $before = length $log->text;
my @arrived = map { $log->received(from => $JOE, login => $JOE, ip => '198.51.100.1', size => 500) } 1, 2;
my $arrivals = substr $log->{text}, $before, length $log->{text}, '';
$early->($_, 1) for @arrived;
$log->{text} .= $arrivals;
$log->completed($_) for @arrived;
my ($cut, @others) = @{ outbound($log)->{accounts} };
is join(' ', @$cut{qw(kind name messages recipients octets)}, @others), "login $JOE 2 2 1000", 'cutthrough';

# --- forms of lines ---------------------------------------------------------------

# name, what each line becomes: all 90 messages of a stolen login count
my @forms = (
	['over one connection', sub { s/(H=\S+ \[[^\]]+\])( X=.* C=)/$1*$2/r }],
	['over one connection, with ports', sub { s/(H=\S+ \[[^\]]+\])( X=.* C=)/$1:25*$2/r }],
	['a name by DNSSEC', sub { s/(H=\S+) (\[[^\]]+\] X=.* C=)/$1 DS $2/r }],
	['by syslog', sub { "Jan 31 08:00:00 mx exim[7]: $_" }],
);
for my $row (@forms) {
	my ($name, $change) = @$row;
	my $log = Backstop::Logs->new;
	morning($log);
	sent($log) for 1 .. 90;
	my ($joe) = @{ outbound(join '', map { $change->() } $log->text =~ /(.+\n)/g)->{accounts} };
	is "@$joe{qw(name messages recipients)}", "$JOE 90 90", "$name: all count";
}

# Strangers' words name logins and hosts; they are not trusted.
$log = Backstop::Logs->new;
morning($log);
$id = $log->received(from => 'x."y A=plain:evil"@b.example', ip => '192.0.2.1', helo => 'z');
$log->line("$id -> a h=evil [203.0.113.66]\@ours.example <\"a H=evil [203.0.113.66]\"\@ours.example>"
	. ' R=local_user T=mail_spool');
$log->completed($id);
is_deeply outbound($log)->{accounts}, [], 'a made-up login and a made-up host';

# --- unusual or not --------------------------------------------------------------

# name, {days before => [message…]}, marks; day 0 is the day itself
my @habits = (
	['as ever', { 1 => [{ count => 60 }], 0 => [{ count => 60 }] }, ''],
	['a little more', { 1 => [{ count => 20 }], 0 => [{ count => 60 }] }, ''],
	['a multiple', { 1 => [{ count => 10 }], 0 => [{ count => 60 }] }, 'rate'],
	['a multiple of little', { 1 => [{}], 0 => [{ count => 49 }] }, ''],
	['never before', { 1 => [{ login => 'other' }], 0 => [{ count => 50 }] }, 'rate'],
	['a newsletter of last week', { 7 => [{ count => 400 }], 0 => [{ count => 400 }] }, ''],
	['one of three weeks ago', { 1 => [{}], 21 => [{ count => 400 }], 0 => [{ count => 400 }] },
		'new rate'],
	['no day before', { 0 => [{ count => 400 }] }, ''],
	['many new ones', { 1 => [{ count => 200 }], 0 => [{ count => 200, prefix => 'n' }] }, 'new'],
	['some new ones among old', { 1 => [{ count => 200 }],
		0 => [{ count => 200 }, { count => 110, prefix => 'n' }] }, ''],
	['the same subject', { 1 => [{ count => 150 }], 0 => [{ count => 150, subject => 'Win "now"' }] },
		'subject'],
	['the same subject, one by one', { 1 => [{ count => 150 }],
		0 => [map { { to => "u$_\@b.example", subject => 'Win' } } 1 .. 150] }, 'subject'],
	['many subjects', { 1 => [{ count => 150 }],
		0 => [map { { to => "u$_\@b.example", subject => "No. $_" } } 1 .. 150] }, ''],
	['ten networks', { 1 => [{}], 0 => [map { { ip => "10.0.$_.7" } } 1 .. 10] }, ''],
	['eleven networks', { 1 => [{}], 0 => [map { { ip => "10.0.$_.7" } } 1 .. 11] }, 'networks'],
	['many addresses of one network', { 1 => [{}], 0 => [map { { ip => "10.0.0.$_" } } 1 .. 40] },
		''],
	['IPv6 networks', { 1 => [{}], 0 => [map { { ip => "2001:db8:$_\::1" } } 1 .. 11] }, 'networks'],
	['networks of other days', { 1 => [map { { ip => "10.0.$_.7" } } 1 .. 99], 0 => [{}] }, ''],
);
for my $row (@habits) {
	my ($name, $days, $marks) = @$row;
	my $log = Backstop::Logs->new;
	for my $before (sort { $b <=> $a } keys %$days) {
		morning($log);
		$log->pass(-86400 * $before);
		sent($log, %$_) for @{ $days->{$before} };
	}
	my $all = outbound($log);
	my ($joe) = grep { $_->{name} eq $JOE } @{ $all->{accounts} };
	is join(' ', sort @{ $joe->{marks} }), $marks, "$name: marks";
}

# Bounces of a host that we relay for, to people who did not write the mail.
for ([4, ''], [5, 'bounces']) {
	my ($count, $marks) = @$_;
	my $log = Backstop::Logs->new;
	morning($log);
	$log->hit(check => 'relay_bounce', host => '192.0.2.7', from => '', mode => 'deny', did => 'deny',
		more => 'user=192.0.2.7 spf=fail dkim=none border=203.0.113.66 rate=1/1h') for 1 .. $count;
	my ($host) = @{ outbound($log)->{accounts} };
	is "@$host{qw(kind name bounces)} @{ $host->{marks} }", "host 192.0.2.7 $count $marks", "$count bounces of a host";
}

# What scanners found in a user's mail, and what of it was refused; the rest only marks.
sub scanned {
	my ($check, $did, %o) = @_;
	my ($host, $user) = ($o{host} // '198.51.100.1', $o{user} // $JOE);
	return (check => $check, host => $host, from => $JOE, mode => $did eq 'pass' ? 'warn' : $did, did => $did,
		more => "user=$user " . ($check eq 'out_spam' ? 'score=15.5' : 'malware=Test.Virus'));
}
for (['spam, below the mark', [('pass') x 4], [], '4 0 0 0', ''], ['spam', [('pass') x 3, 'deny', 'defer'], [], '5 2 0 0', 'spam'],
	['held spam', ['hold'], [], '1 0 0 0', ''], ['malware', [], ['pass'], '0 0 1 0', 'malware'],
	['malware, refused', [], ['deny', 'pass'], '0 0 2 1', 'malware'], ['both', [('deny') x 6], ['deny'], '6 6 1 1', 'malware spam']) {
	my ($name, $spam, $malware, $want, $marks) = @$_;
	for my $of (['login', $JOE, {}], ['login', 'Joe@Ours.example', {}], ['user', 'www-data', { host => '-', user => 'www-data' }],
		['host', '192.0.2.9', { host => '192.0.2.9', user => '192.0.2.9' }], ['host', '2001:db8::9', { host => '2001:db8::9', user => '2001:db8::9' }]) {
		my ($kind, $account, $o) = @$of;
		my $log = Backstop::Logs->new;
		morning($log);
		sent($log, $kind eq 'login' ? (login => $account) : (login => undef, ip => $kind eq 'host' ? $account : undef,
			$kind eq 'user' ? (user => $account) : ()));
		$log->hit(scanned('out_spam', $_, %$o)) for @$spam;
		$log->hit(scanned('out_malware', $_, %$o)) for @$malware;
		my @got = @{ outbound($log)->{accounts} };
		is scalar(@got), 1, "$name: one account of a $kind";
		is "@{ $got[0] }{qw(kind name spam spam_refused malware malware_refused)}", "$kind $account $want", '… what was found';
		is join(' ', sort @{ $got[0]{marks} }), $marks, '… marks';
	}
}
{
	my $log = Backstop::Logs->new;
	morning($log);
	$log->hit(scanned('out_spam', 'pass')) for 1 .. 2;
	$log->hit(scanned('out_malware', 'deny'));
	$log->hit(scanned('out_spam', $_ > 2 ? 'deny' : 'pass', user => 'ann')) for 1 .. 5;
	$log->hit(check => 'out_rcpts', host => '198.51.100.1', from => $JOE, mode => 'deny', did => 'deny', more => "user=$JOE rcpts=200");
	my ($text) = backstop('outbound', '--day', $DAY, file('scanned', $log->text));
	like $text, qr/^ +0 .* login joe\@ours\.example\n  ! 1 message with malware \(out_malware\), refused\n    2 messages that the spam scanner would reject \(out_spam\)\n    if that/m,
		'text: what scanners found';
	like $text, qr/ login ann\n  ! 5 messages that the spam scanner would reject \(out_spam\), 3 of them refused\n/, '… and refused';
}

# --- what people read ---------------------------------------------------------------

sub burst {
	my $log = Backstop::Logs->new;
	morning($log, '2026-01-30');
	sent($log, count => 3);
	morning($log);
	sent($log, count => 120, prefix => 'n', subject => "\xe4 \e[1mwin");
	sent($log, login => 'ann@ours.example');
	return $log;
}
my ($text) = backstop('outbound', '--day', $DAY, file('burst', burst()->text));
like $text, qr/^Outgoing mail on 2026-01-31, compared with 1 day before/, 'text: which day';
like $text, qr/^ +1 +120 +3 +120 +0  login joe\@ours\.example$/m, 'text: an account';
like $text, qr/^  ! 120 recipients; on the busiest day before, 3$/m, 'text: a mark';
like $text, qr/^  ! 120 recipients under the same subject: \\xe4 \\x1b\[1mwin$/m, 'text: a subject';
like $text, qr/^    to b\.example \(120\)$/m, 'text: where';
unlike $text, qr/[\e\x80-\xff]|selector/, 'text: no octets of others';
is scalar(grep { length > 100 } split /\n/, $text), 0, 'text: lines';
($text) = backstop('outbound', '--day', '2026-02-01', file('burst', burst()->text));
like $text, qr/^No mail was sent on this day/m, 'text: nothing';

my (undef, $err, $status) = backstop('outbound', '--day', 'yesterday', file('burst', ''));
like $err, qr/--day yesterday: not a day; write it as/, 'no day: said';
is $status, 2, 'no day: status';
(undef, $err, $status) = backstop('outbound', '--format', 'csv', file('burst', ''));
like $err, qr/--format csv: not a value of this option/, 'csv: said';

# --- mail, where it can be caught ------------------------------------------------------

SKIP: {
	skip 'mail is caught in a mount namespace, which needs root', 1 if $> != 0;
	skip 'unshare -m is not permitted here', 1 if system('unshare -m true 2>/dev/null') != 0;
	skip '/usr/sbin/sendmail is missing', 1 if !-e '/usr/sbin/sendmail';
	my $dir = dir('mail');
	chmod 0755, write_to("$dir/sendmail", "#!/bin/sh\necho \"args \$*\" >>$dir/box; cat >>$dir/box\n");
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $burst = write_to("$dir/burst", burst()->text);
	my $quiet = write_to("$dir/quiet", do { my $l = Backstop::Logs->new; morning($l); sent($l); $l->text });
	my $call = sub {
		my ($log, @args) = @_;
		write_to("$dir/box", '');
		system('unshare', '-m', 'sh', '-ec', <<"END", 'sh', @args, '--day', $DAY, $log);
			mount --bind $dir/sendmail /usr/sbin/sendmail
			mount --bind $dir /var/lib
			mkdir -p /var/lib/backstop
			exec $binary outbound "\$@" 2>$dir/said
END
		return Backstop::Rig::slurp("$dir/box");
	};
	my $mail = $call->($burst, '--mail');
	like $mail, qr/\Aargs -odq -t -oi\nTo: postmaster\nSubject: Backstop on \S+: 1 unusual sender on $DAY\n/,
		'--mail: to postmaster';
	like $mail, qr/^Auto-Submitted: auto-generated\n(?:\S+: .*\n)*\nOutgoing mail on/m, '--mail: its text';
	rename "$dir/sendmail", "$dir/works";
	chmod 0755, write_to("$dir/sendmail", "#!/bin/sh\nexit 1\n");
	$call->($burst, '--mail-on-change');
	is Backstop::Rig::slurp("$dir/said"), "backstop: /usr/sbin/sendmail: it does not say why; look at Exim's logs\n",
		'sendmail fails without a word';
	rename "$dir/works", "$dir/sendmail";
	like $call->($burst, '--mail-on-change'), qr/unusual/,
		'--mail-on-change: the first time, again if the mail could not be sent';
	is $call->($burst, '--mail-on-change'), '', '… not again';
	is $call->($quiet, '--mail-on-change'), '', '… not when it is over';
	like $call->($burst, '--mail-on-change'), qr/unusual/, '… but when it comes back';
	like Backstop::Rig::slurp("$dir/backstop/outbound"), qr/^rate login joe\@ours\.example$/m,
		'what was marked is kept';
}

# What could not be read is unknown, not zero.
my $part = dir('part');
write_to("$part/mainlog", '');
write_to("$part/mainlog.1.xz", 'x');
my ($few, $said, $trouble) = backstop('outbound', '--day', $DAY, '--log', "$part/mainlog");
like $said, qr/mainlog\.1\.xz: it is not compressed by gzip/, 'a part cannot be read';
like $few, qr/^A part of the log could not be read, so the numbers may be too low\.$/m, '... said';
unlike $few, qr/No mail was sent/, '... and that no mail was sent is not';
is $trouble, 2, '... status';

done_testing();
