#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two administrators at once: `backstop mode`, `exempt` and `undo` wait for each other, and what one
# of them has read before is read again. The test holds the lock until all of them wait for it, so
# nothing depends on which is faster.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Fcntl qw(:flock O_RDONLY O_DIRECTORY);
use Test::More;
use Time::HiRes qw(sleep);

my $BINARY = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
my $policies = 0;

plan skip_all => '/proc/locks is missing' if !-r '/proc/locks';

sub policy {
	my (%files) = @_;
	my $dir = dir('policy' . $policies++);
	write_to("$dir/$_", $files{$_}) for keys %files;
	return $dir;
}

# A command with the policy, in the background; its process id.
sub start {
	my ($dir, $said, @words) = @_;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', $said;
	open STDERR, '>&', \*STDOUT;
	exec $BINARY, @words, '--policy', $dir, $words[0] eq 'mode' ? ('--log', "$dir/mainlog") : ();
	die "$BINARY: $!";
}

sub waits {
	my ($pid) = @_;
	return slurp('/proc/locks') =~ /^\d+: +-> FLOCK .* $pid /m;
}

# Runs the commands together, after `meanwhile` has happened while all of them waited for the
# lock. Returns [exit status, what it said] of each.
sub together {
	my ($dir, $meanwhile, @commands) = @_;
	write_to("$dir/mainlog", "2026-01-01 00:00:00 Start queue run: pid=1\n");
	sysopen my $lock, $dir, O_RDONLY | O_DIRECTORY or die "$dir: $!";
	flock $lock, LOCK_EX or die "$dir: $!";
	my @runs = map { [ start($dir, "$dir/said$_", @{ $commands[$_] }), "$dir/said$_" ] } 0 .. $#commands;
	for my $run (@runs) {
		for (1 .. 600) {
			last if waits($run->[0]);
			sleep 0.1;
		}
		waits($run->[0]) or die "it does not wait for the lock: " . slurp($run->[1]);
	}
	$meanwhile->();
	close $lock;
	return map { waitpid $_->[0], 0; [ $? >> 8, slurp($_->[1]) ] } @runs;
}

sub modes { return slurp("$_[0]/modes") =~ s/\s+/ /gr }

sub logged { return join '|', map { join ' ', /(?:check|list|entry|from|to|undo)=(\S+)/g } slurp("$_[0]/modes.log") =~ /.+/g }

my $OLD = '2026-01-01T00:00:0';

# What is logged is what was changed: undo depends on it.
my $dir = policy(modes => "helo_own: warn\n");
my @runs = together($dir, sub { write_to("$dir/modes", "helo_own: off\n") }, [qw(mode helo_own deny)]);
is $runs[0][0], 0, 'mode, while an editor changes it: status' or diag $runs[0][1];
is modes($dir), 'helo_own: deny ', '… it is set';
is logged($dir), 'helo_own off deny', '… and the log has the mode that was there';
like $runs[0][1], qr/^helo_own: deny, was off$/m, '… and it says so';

$dir = policy(modes => "helo_own: warn\ndnsbl: warn\n");
@runs = together($dir, sub { }, [qw(mode helo_own deny)], [qw(mode helo_own defer)], [qw(mode dnsbl deny)]);
is "@{[ map { $_->[0] } @runs ]}", '0 0 0', 'three at once: status';
like modes($dir), qr/^helo_own: (?:deny|defer) dnsbl: deny $/, '… no change is lost';
my ($first, $then) = map { [split / /] } grep { /^helo_own/ } split /\|/, logged($dir);
is "$first->[1] $then->[1]", "warn $first->[2]", '… and each began where the one before ended';
backstop('undo', '--policy', $dir) for 1 .. 3;
is modes($dir), 'helo_own: warn dnsbl: warn ', '… so that all of them can be taken back';

# Two undos take back two changes, or say that there is only one.
$dir = policy(modes => "helo_own: deny\ndnsbl: deny\n", 'modes.log' =>
	"${OLD}1Z check=dnsbl from=warn to=deny by=joe before=1\n${OLD}2Z check=helo_own from=warn to=deny by=joe before=1\n");
@runs = together($dir, sub { }, ['undo'], ['undo']);
is "@{[ map { $_->[0] } @runs ]}", '0 0', 'two undos: status' or diag map { $_->[1] } @runs;
is modes($dir), 'helo_own: warn dnsbl: warn ', '… each takes one change back';

$dir = policy(modes => "helo_own: deny\n", 'modes.log' => "${OLD}1Z check=helo_own from=warn to=deny by=joe before=1\n");
@runs = together($dir, sub { }, ['undo'], ['undo']);
is join(' ', sort map { $_->[0] } @runs), '0 2', 'two undos of one change: only one succeeds';
is logged($dir), 'helo_own warn deny|helo_own deny warn yes', '… and it is taken back once';

$dir = policy(exempt_hosts => "192.0.2.1\n192.0.2.2\n", 'modes.log' =>
	"${OLD}1Z list=exempt_hosts entry=192.0.2.1 by=joe\n${OLD}2Z list=exempt_hosts entry=192.0.2.2 by=joe\n");
@runs = together($dir, sub { }, ['undo'], ['undo'], [qw(exempt 192.0.2.3)]);
is "@{[ map { $_->[0] } @runs ]}", '0 0 0', 'two undos of exemptions, and a new one: status' or diag map { $_->[1] } @runs;
is(() = logged($dir) =~ / yes/g, 2, '… two are taken back');

# Someone who is asked decides on what is shown.
SKIP: {
	my $terminal = terminal() or skip 'script (bsdutils) cannot make a terminal here', 3;
	$dir = policy(modes => "helo_own: warn\n", mainlog => "2026-01-01 00:00:00 Start queue run: pid=1\n");
	open my $to, '|-', "$terminal '$BINARY mode --policy $dir --log $dir/mainlog helo_own deny' /dev/null >$dir/said"
		or die "script: $!";
	for (1 .. 600) {
		last if (slurp("$dir/said") // '') =~ /Change it\?/;
		sleep 0.1;
	}
	write_to("$dir/modes", "helo_own: off\n");
	print $to "y\n";
	close $to;
	is $? >> 8, 2, 'changed while a person was asked: status';
	like slurp("$dir/said"), qr/helo_own: it was warn when you were asked, but is off now; nothing was changed; call/,
		'… it says why';
	is modes($dir), 'helo_own: off ', '… and nothing was changed';
}

done_testing;
