#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Logs of any size: the time of the processor and the memory that a report and
# the table of outgoing mail take, over a log in which no two lines are of the
# same sender, host or recipient, and many messages never end.  What is asked is
# 1 GB in 20 s and 64 MiB; BACKSTOP_LOG_MB=1024 tries that, else it is 64 MB in
# its share of the time.  BACKSTOP_SLOW as in t/cli/46-hostile.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use Test::More;

my $MB = $ENV{BACKSTOP_LOG_MB} || 64;
my $SECONDS = 20 * $MB / 1024 * ($ENV{BACKSTOP_SLOW} || 1);
my $MEMORY = 64 * 1024;    # KiB of address space, libraries included
my @CHECKS = qw(helo_own helo_bot dnsbl ptr_missing bounce_foreign header_8bit null_many);

sub write_log {
	my ($path) = @_;
	open my $to, '>', $path or die;
	my $log = Backstop::Logs->new(start => '2026-01-01 00:00:00', long_ids => 1);
	my ($n, $size) = (0, 0);
	while ($size < $MB * 1024 * 1024) {
		for (1 .. 500) {
			$n++;
			my $ip = join '.', 10, $n >> 16 & 255, $n >> 8 & 255, $n & 255;
			my ($from, $to) = ("sender$n\@far$n.example", "rcpt$n\@there$n.example");
			$log->hit(check => $CHECKS[$n % @CHECKS], host => $ip, from => $from, rcpt => $to);
			$log->rejected(at => 'rcpt', ip => $ip, from => $from, to => $to);
			my $id = $log->received(from => $from, ip => $ip, subject => "No. $n",
				$n % 3 ? () : (login => 'login' . $n % 9999));
			$log->delivered($id, to => $to, host => 'mx', ip => '203.0.113.1');
			$log->completed($id) if $n % 2;
		}
		$log->pass($MB > 500 ? 120 : 2000);
		$size += length $log->{text};
		print $to $log->{text};
		@$log{qw(text rejects)} = ('', '');
	}
	close $to or die;
	return $path;
}

my $log = write_log(dir() . '/mainlog');
my $size = sprintf '%.0f MB', (-s $log) / 1e6;
my $page = dir() . '/page.html';
for my $call (['report', $log], ['report', '--html', $page, '--format', 'json', $log],
		['outbound', '--day', '2026-01-01', $log]) {
	my $before = (times)[2] + (times)[3];
	my ($out, $err, $status) = backstop({ limit => $MEMORY }, @$call);
	my $took = (times)[2] + (times)[3] - $before;
	my $name = "$size, $call->[0]" . (@$call > 4 ? ' with a page' : '');
	is "$err$status", '0', "$name: in 64 MiB";
	cmp_ok $took, '<=', $SECONDS, sprintf '%s: %.1f s of %.1f', $name, $took, $SECONDS;
	ok length $out > 500, "$name: says something";
}

done_testing();
