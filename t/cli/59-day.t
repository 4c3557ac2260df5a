#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A bad day: a mailbox over quota and a forward to a host that refuses, for which we bounce
# forged mail; a customer's server that bounces spam through us; a stolen password; a host
# that calls out on us and is refused. What report, outbound, status and why say of each:
# its cause and its cure, in ten lines at most.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

$ENV{TZ} = 'UTC';
my $VICTIM = 'victim@far.example';
my $yesterday = strftime('%Y-%m-%d', gmtime(time - 86_400));
my $log = Backstop::Logs->new(start => "$yesterday 08:00:00");

sub login {
	my ($user, $ip, @to) = @_;
	my $id = $log->received(from => "$user\@ours.example", ip => $ip, login => $user);
	$log->delivered($id, to => $_, host => 'mx.far.example', ip => '203.0.113.1') for @to;
	$log->completed($id);
	return $id;
}

login('joe', '198.51.100.9', "friend$_\@far.example") for 1 .. 5;
$log->pass(86_400 - 8 * 3600);
for (1 .. 3) {
	for (['== full@ours.example R=local_user T=mail_spool defer (-22): mailbox is full (MTA-imposed quota exceeded)',
			'** full@ours.example: retry timeout exceeded'],
		['** x@hub.example <forward@ours.example> R=dnslookup T=remote_smtp H=mx.hub.example [203.0.113.5]:'
			. ' SMTP error from remote mail server after RCPT TO:<x@hub.example>: 550 5.1.1 nobody']) {
		my $id = $log->received(from => $VICTIM, ip => '192.0.2.66');
		$log->line("$id $_") for @$_;
		my $bounce = $log->new_id;
		$log->line("$bounce backstop v=1 check=own_bounce mode=hold did=hold host=192.0.2.66 from=<> rcpt=$VICTIM"
			. " spf=fail original=$id");
		$log->line("$bounce <= <> R=$id U=Debian-exim P=local S=900");
		$log->completed($id);
		$log->pass(60);
	}
}
for (1 .. 12) {
	$log->hit(check => 'relay_bounce', mode => 'deny', did => 'deny', host => '192.0.2.7', rcpt => "victim$_\@far.example",
		more => "user=192.0.2.7 spf=fail dkim=none border=203.0.113.66 rate=$_/1h");
	$log->pass(60);
}
login('joe', "10.0.$_.7", "new$_\@else.example") for 1 .. 120;
my $id = $log->received(from => 'ann@ours.example', ip => '198.51.100.9', login => 'ann');
$log->hit(check => 'null_listed', mode => 'deny', did => 'deny', host => '203.0.113.9', rcpt => 'ann@ours.example',
	more => 'zone=back.example');
$log->pass(5);
$log->failed($id, to => 'bob@asks.example');
$log->completed($id);

my $file = file('day/mainlog', $log->text);
my @log = ('--log', $file, '--policy', dir('none'));
my ($report) = backstop('report', @log);
my ($outbound) = backstop('outbound', '--log', $file, '--day', $log->day);
my ($status) = backstop('status', @log);
my %why = map { $_ => (backstop('why', '--last', 1, @log, $_))[0] } $VICTIM, '192.0.2.7', '203.0.113.9';

my @cures = (['quota', 3, 'recipient/quota'], ['forward', 3, 'callout'], ['relay host', 12, 'relay_bounce to deny']);
for (['report', $report], ['outbound', $outbound]) {
	my ($name, $text) = @$_;
	like $text, qr/^\Q$_->[0]\E +$_->[1]  .*\Q$_->[2]\E/m, "$name: $_->[0], and what ends it" for @cures;
	my ($table) = $text =~ /^(bounces sent.*?own_bounce, relay_bounce\)\.\n)/ms;
	cmp_ok $table =~ tr/\n//, '<=', 10, '… in ten lines';
}
like $outbound, qr/ login joe\n(?:  ! .*\n)+    if that is not this person's mail, change the password/,
	'outbound: the stolen password, and what to do';
like $outbound, qr/^  ! the login was used from more than|^  ! the login was used from at least|^  ! the login was used from \d+ networks/m,
	'… by its networks';
like $outbound, qr/ host 192\.0\.2\.7\n  ! 12 bounces to people who did not write the mail \(relay_bounce\)$/m,
	"outbound: the customer's server";
my ($callouts) = $status =~ /^callouts\n(.*)\z/ms;
like $callouts // '', qr/203\.0\.113\.9 .* null_listed.*at risk.*^    sudo backstop exempt 203\.0\.113\.9$/ms, 'status: the callout, and the command that lets it ask';
cmp_ok +($callouts // '') =~ tr/\n//, '<=', 10, '… in ten lines';
for ([$VICTIM, qr/own_bounce.*^  cure +'sudo backstop report' names/ms],
	['192.0.2.7', qr/relay_bounce.*^  cure +its owner has to refuse.*sudo backstop mode relay_bounce deny/ms],
	['203.0.113.9', qr/null_listed.*^  cure +we delivered.*at risk.*exempt 203\.0\.113\.9/ms]) {
	my ($word, $said) = @$_;
	my ($mail) = $why{$word} =~ /\A(.*?)(?:\n\nThis is the last|\z)/s;
	like $mail, $said, "why $word: the cause and the cure";
	cmp_ok $mail =~ tr/\n//, '<=', 10, '… in ten lines' or diag $mail;
}
for my $said ($why{$VICTIM}, (backstop('hits', @log, 'own_bounce', '--format', 'json'))[0]) {
	like $said, qr/sudo backstop exempt --list exempt_senders \Q$VICTIM\E --because own_bounce/,
		'own_bounce: what exempts the bounce';
	unlike $said, qr/out_exempt/, '… is not a user';
}
my ($json) = backstop('why', '--format', 'json', @log, '203.0.113.9');
is_deeply [map { $_->{callout} ? 1 : 0 } @{ decode_json($json)->{mail} }], [1, 0], 'why: a callout, for programs' or diag $json;
done_testing;
