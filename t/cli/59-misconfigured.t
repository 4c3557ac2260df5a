#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Twenty days in which every bounce that a check finds is genuine, because Backstop's policy is
# incomplete, in several ways: `backstop status` never advises to refuse, on any evening. The
# same days with forged bounces, and a complete policy, show that it gives that advice when it is
# right.

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
my $DAYS = 20;
my $JOE = 'joe@ours.example';
my $V4 = '198.51.100.7';      # ours, and known
my $V6 = '2001:db8:1::7';

my $mails = 0;

# Joe writes to a mailbox that is gone, over a connection that Exim uses again.
sub joe_writes {
	my ($log, $ip) = @_;
	my $n = ++$mails;
	my $id = $log->received(from => $JOE, ip => '192.0.2.200', login => $JOE);
	$log->line("$id => gone$n\@far$n.example R=dnslookup T=remote_smtp H=mx.far$n.example [$ip]*"
		. ' X=TLS1.3:ECDHE:256 CV=yes C="250 OK"');
	$log->completed($id);
	$log->pass(120);
}

sub found {
	my ($log, $check, $ip, $reason) = @_;
	$log->hit(check => $check, host => $ip, rcpt => $JOE, more => "kind=dsn origin=foreign reason=$reason");
	$log->pass(60);
}

sub ours {
	my ($log, $ip, $reason) = @_;
	$log->hit(check => 'none', mode => 'off', host => $ip, rcpt => $JOE,
		more => "kind=dsn origin=ours reason=$reason");
	$log->pass(60);
}

# A host that is never the same twice.
sub v4 { sprintf '203.0.%d.%d', 1 + $mails % 200, 1 + $_[0] }
sub v6 { sprintf '2001:db8:%x::%d', 256 + $mails, 1 + $_[0] }

# name, check, policy, what a day of it has
my $known = { own_nets => "$V4\n" };
my @wrong = (
	['nothing is known: own_nets has an address from before the move', 'bounce_foreign',
		{ own_nets => "192.0.2.77\n" }, sub {
			my ($log) = @_;
			for my $n (1 .. 2) {
				joe_writes($log, my $ip = v4($n));
				found($log, 'bounce_foreign', $ip, 'no_own_hop');
			}
		}],
	['the same, and mail leaves by another host, whose log is not here', 'bounce_foreign',
		{ own_nets => "192.0.2.77\n" }, sub {
			my ($log) = @_;
			$mails++, found($log, 'bounce_foreign', v4($_), 'no_own_hop') for 1 .. 2;
		}],
	['IPv6 is not known, and bounces come from where the mail went', 'bounce_foreign', $known, sub {
			my ($log) = @_;
			joe_writes($log, my $four = v4(1));
			ours($log, $four, 'own_hop');
			joe_writes($log, my $six = v6(1));
			found($log, 'bounce_foreign', $six, 'no_own_hop');
		}],
	['IPv6 is not known, and bounces come from other hosts', 'bounce_foreign', $known, sub {
			my ($log) = @_;
			joe_writes($log, v4(1));
			ours($log, v4(2), 'own_hop');
			joe_writes($log, v6(1));
			found($log, 'bounce_foreign', v4(3), 'no_own_hop');
		}],
	['some mail leaves without a tag', 'bounce_untagged', $known, sub {
			my ($log) = @_;
			joe_writes($log, my $tagged = v4(1));
			ours($log, $tagged, 'tag');
			joe_writes($log, my $untagged = v4(2));
			found($log, 'bounce_untagged', $untagged, 'no_tag');
		}],
	['the key was lost, and bounces come from other hosts', 'bounce_untagged', $known, sub {
			my ($log) = @_;
			joe_writes($log, v4(1));
			ours($log, v4(2), 'own_hop');
			found($log, 'bounce_untagged', v4(3), 'no_tag');
		}],
	['a smarthost gives most mail another Message-ID', 'bounce_unsent', $known, sub {
			my ($log) = @_;
			joe_writes($log, my $kept = v4(1));
			ours($log, $kept, 'sent') if $mails % 5 == 0;
			found($log, 'bounce_unsent', v4(2), 'unsent');
		}],
	['return paths are signed by one of two servers', 'null_unsigned', $known, sub {
			my ($log) = @_;
			joe_writes($log, my $signed = v4(1));
			ours($log, $signed, 'batv');
			joe_writes($log, my $unsigned = v4(2));
			found($log, 'null_unsigned', $unsigned, 'unsigned');
		}],
	['the switch to sign them was never turned', 'null_unsigned', $known, sub {
			my ($log) = @_;
			joe_writes($log, v4(1));
			found($log, 'null_unsigned', v4(2), 'unsigned');
		}],
);

my $both = { own_nets => "$V4\n$V6\n" };
my @right = map {
	my ($check, $reason) = @$_;
	['forged bounces', $check, $both, sub {
		my ($log) = @_;
		joe_writes($log, my $ip = v4(1));
		ours($log, $ip, $reason);
		joe_writes($log, v6(1));
		found($log, $check, '192.0.2.' . (1 + $mails % 250), 'no_own_hop') for 1 .. 2;
	}]
} ['bounce_foreign', 'own_hop'], ['bounce_untagged', 'tag'], ['null_unsigned', 'batv'],
	['bounce_unsent', 'sent'];

my $dirs = 0;

# What is advised on each evening; undef for nothing.
sub advice {
	my ($check, $files, $day) = @_;
	my $dir = dir('policy' . ++$dirs);
	write_to("$dir/$_", $files->{$_}) for keys %$files;
	my @advice;
	my @log = map { Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S',
		gmtime($NOW - $_ * $DAY + 3600))) } reverse 1 .. $DAYS;
	$day->($_) for @log;
	for my $evening (1 .. $DAYS) {
		# The first days up to here, moved so that the last of them ends now.
		my $later = ($DAYS - $evening) * $DAY;
		my $text = join '', map { $_->text } @log[0 .. $evening - 1];
		$text =~ s/^(\S+ \S+)/moved($1, $later)/gem if $later;
		my ($out, $err, $status) = backstop('status', '--format', 'json', '--policy', $dir, '--log',
			file("log$dirs/mainlog", $text));
		die "$err$status" if "$err$status" ne '0';
		my ($row) = grep { $_->{check} eq $check } @{ decode_json($out)->{checks} };
		push @advice, $row;
	}
	return @advice;
}

sub moved {
	my ($when, $later) = @_;
	my ($y, $m, $d, $h, $min, $s) = $when =~ /\d+/g;
	require Time::Local;
	return strftime('%Y-%m-%d %H:%M:%S', gmtime(Time::Local::timegm($s, $min, $h, $d, $m - 1, $y) + $later));
}

for my $row (@wrong) {
	my ($name, $check, $files, $day) = @$row;
	my @all = advice($check, $files, $day);
	cmp_ok $all[-1]{fortnight}, '>=', 14, "$name: there are hits";
	is join(' ', grep { defined } map { $_->{suggestion} } @all), '', "$name: never advised";
	like $all[-1]{reason}, qr/known to be wrong|not known|no tag of ours|no bounce to a signed|IPv6/,
		"$name: why";
}
for my $row (@right) {
	my ($name, $check, $files, $day) = @$row;
	my @all = advice($check, $files, $day);
	is join(' ', map { $_->{suggestion} // '-' } @all), join(' ', ('-') x 14, ('deny') x 6),
		"$name: $check may refuse after 14 days" or diag explain $all[-1];
}

# Much of one host and sender is one example, and does not hide the others.
my @from = map { { host => "203.0.$_.1", from => "a\@far$_.example" } } 1, 2;
my $log = Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S', gmtime($NOW - $DAY)));
for (@from[0, 0, 0, 0, 1]) {
	$log->hit(check => 'helo_own', %$_);
	$log->received(ip => $_->{host}, from => $_->{from});
	my $id = $log->received(from => $JOE, user => 'joe');
	$log->delivered($id, to => $_->{from}, host => 'mx', ip => '192.0.2.9');
	$log->pass(1000);
}
write_to(dir('examples') . '/mainlog', $log->text);
my ($out) = backstop('status', '--format', 'json', '--policy', dir('nothing'), '--log', dir('examples') . '/mainlog');
my ($row) = grep { $_->{check} eq 'helo_own' } @{ decode_json($out)->{checks} };
is "$row->{against} @{[map { $_->{from} } @{ $row->{examples} }]}", "5 @{[map { $_->{from} } @from]}",
	'an example of each';

done_testing;
