#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Logs of any size: the memory that a report and the table of outgoing mail take,
# over a log in which no two lines are of the same sender, host or recipient, and
# many messages never end. The requirement is 64 MiB for 1 GB;
# BACKSTOP_LOG_MB=1024 tries that, otherwise the log has 64 MB. t/bench/bench-log
# has the time.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use Test::More;

my $MB = $ENV{BACKSTOP_LOG_MB} || 64;
my $MEMORY = 64 * 1024;    # KiB of address space, libraries included

my $log = Backstop::Logs::of_strangers(dir() . '/mainlog', $MB);
my $size = sprintf '%.0f MB', (-s $log) / 1e6;
my $page = dir() . '/page.html';
for my $call (['report', $log], ['report', '--html', $page, '--format', 'json', $log],
		['outbound', '--day', '2026-01-01', $log]) {
	my ($out, $err, $status) = backstop({ limit => $MEMORY }, @$call);
	my $name = "$size, $call->[0]" . (@$call > 4 ? ' with a page' : '');
	is "$err$status", '0', "$name: in 64 MiB";
	ok length $out > 500, "$name: says something";
}

done_testing();
