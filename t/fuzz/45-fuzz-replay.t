#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every fuzz target over the fixtures and the seeds, and over what fuzzing
# once found: no crash, and no promise of the headers broken.

use strict;
use warnings;
use File::Basename;
use File::Temp;
use FindBin;
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my @INPUT = ("$FindBin::Bin/../corpus", "$FindBin::Bin/../fuzz/seeds");

# Runs a target; its status, how many inputs it took, and the last of them.
sub replay {
	my ($program) = @_;
	my $log = File::Temp->new;
	my $pid = open(my $out, '-|') // die "fork: $!";
	if ($pid == 0) {
		open STDERR, '>&', $log or die;
		exec $program, @INPUT or die "$program: $!";
	}
	my ($runs) = <$out> // 0;
	close $out;
	my $status = $?;
	seek $log, 0, 0;
	my @lines = reverse <$log>;
	splice @lines, 40;
	return ($status, $runs, join '', reverse @lines);
}

for my $source (sort glob "$FindBin::Bin/../fuzz/fuzz_*.c") {
	my $name = basename($source, '.c') =~ s/^fuzz_//r;
	my ($status, $runs, $log) = replay("$BUILD/fuzz/replay_$name");
	is($status, 0, "$name: no input breaks it") or diag($log);
	cmp_ok($runs, '>', 200, "$name: there are inputs");
}
done_testing();
