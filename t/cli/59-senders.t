#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Senders whose address is not the same in all lines of the log: in those of Backstop, "?" stands
# for what may not be in a word, and what BATV adds changes from day to day. Still their hits
# belong to their mail.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

my $NOW = time;
my $ANN = 'ann@far.example';
my $JOE = 'joe@ours.example';
my $IP = '198.51.100.7';

my $policy = dir('policy');
write_to("$policy/modes", "helo_own: warn\nbounce_foreign: warn\n");
write_to("$policy/own_domains", "ours.example\n");
utime +($NOW - 20 * 86400) x 2, "$policy/modes";

sub new_log { return Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S', localtime($NOW - 5 * 86400))) }

# Of $JOE, to $ANN.
sub writes {
	my ($log, $from) = @_;
	my $id = $log->received(from => $from, user => 'joe');
	$log->delivered($id, to => $ANN, host => 'mx.far.example', ip => $IP);
	$log->completed($id);
	$log->pass(60);
}

sub json {
	my ($log, $command, @args) = @_;
	my ($out, $err) = backstop($command, @args, '--format', 'json', '--policy', $policy, '--log', file('mainlog', $log->text));
	is $err, '', "$command: nothing amiss";
	return decode_json($out);
}

# who, sender in Exim's lines, in ours, what speaks against a hit
for (['plain', $ANN, $ANN, 'correspondent'],
	['signed by BATV', "prvs=4123abcdef=$ANN", "prvs?4123abcdef?$ANN", 'correspondent'],
	['signed by Barracuda', "btv1==4123ab==$ANN", "btv1??4123ab??$ANN", 'correspondent'],
	['by SRS', 'SRS0=HHH=TT=far.example=ann@fwd.example', 'SRS0?HHH?TT?far.example?ann@fwd.example', undef],
	['in quotes', '"a;b c"@far.example', '?a?b?c?@far.example', undef]) {
	my ($name, $from, $shown, $against) = @$_;
	for my $dkim (undef, 'far.example') {
		my $log = new_log();
		writes($log, $JOE);
		$log->hit(check => 'helo_own', host => $IP, from => $shown);
		$log->pass(3);
		my $id = $log->received(from => $from, ip => $IP, name => 'mx.far.example', defined $dkim ? (dkim => $dkim) : ());
		my ($hit) = @{ json($log, 'hits', 'helo_own')->{mail} };
		is $hit->{id}, $id, "$name: the hit is on that mail";
		is $hit->{against}, defined $dkim ? 'authenticated' : $against, '… and what speaks against it';
		my @found = grep { $_->{id} eq $id } @{ json($log, 'why', $from)->{mail} };
		is scalar(map { @{ $_->{checks} } } @found), 1, '… why: one mail, with its hit';
	}
	my $log = new_log();
	$log->hit(check => 'helo_own', mode => 'deny', did => 'deny', host => $IP, from => $shown);
	$log->rejected(at => 'rcpt', ip => $IP, from => $from, to => $JOE);
	my ($out) = backstop('report', '--format', 'json', file('mainlog', $log->text));
	is decode_json($out)->{mail}{refused_by_backstop}, 1, '… report: the refusal is ours';
}

# The bounce comes to the return path that null_unsigned knows.
my $log = new_log();
writes($log, "prvs=4123abcdef=$JOE");
$log->hit(check => 'bounce_foreign', host => $IP, rcpt => "prvs?4123abcdef?$JOE");
is json($log, 'hits', 'bounce_foreign')->{mail}[0]{against}, 'delivered', 'a bounce to a signed return path';

done_testing();
