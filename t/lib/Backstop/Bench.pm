package Backstop::Bench;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tools of t/bench/bench: processor time and peak memory of commands, medians of
# paired runs, and mail to measure with.
#
# Processes are compared by processor time, because other programs on the machine
# change it far less than the elapsed time.
#
# Does not: print, judge figures, know Exim or SpamAssassin.

use strict;
use warnings;
use Backstop::Fixture;
use Backstop::Rig;
use Exporter 'import';
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use POSIX ();
use Time::HiRes qw(sleep time);
require 'sys/syscall.ph';

our @EXPORT = qw(median spread cpu_of peak_of
	taken_by_children in_parallel bounces ordinary_mail);

my $RUSAGE_CHILDREN = -1;
my $F_SETPIPE_SZ = 1031;    # linux/fcntl.h; not in Fcntl

sub median {
	my @sorted = sort { $a <=> $b } @_;
	my $half = @sorted / 2;
	return $sorted[$half] if @sorted % 2;
	return ($sorted[$half - 1] + $sorted[$half]) / 2;
}

# "1.20..1.31 (40)": the least, the greatest, and how many.
sub spread {
	my ($format, @values) = @_;
	my @sorted = sort { $a <=> $b } @values;
	return sprintf "$format..$format (%d)", @sorted[0, -1],
		scalar @sorted;
}

# Seconds of processor time of all children that have ended; times() counts in
# hundredths only.
sub children_cpu {
	my $rusage = "\0" x 256;
	syscall(&SYS_getrusage, $RUSAGE_CHILDREN, $rusage) == 0
		or die "getrusage: $!\n";
	my ($user, $user_us, $sys, $sys_us) = unpack 'l!4', $rusage;
	return $user + $sys + ($user_us + $sys_us) / 1e6;
}

# Seconds of processor time of a command; its output is thrown away, its exit
# status must not be one of trouble (2 and above).
sub cpu_of {
	my @argv = @_;
	my $before = children_cpu();
	my $pid = start('/dev/null', @argv);
	waitpid $pid, 0;
	die "@argv: status $?\n" if $? & 127 || $? >> 8 > 1;
	return children_cpu() - $before;
}

sub start {
	my ($out, @argv) = @_;
	my $pid = fork // die "fork: $!\n";
	return $pid if $pid;
	open STDOUT, ref $out ? '>&' : '>', $out or POSIX::_exit(126);
	{ exec { $argv[0] } @argv }
	POSIX::_exit(127);
}

# Peak memory of a command in KiB. The command must print something at its end: it
# prints into a full pipe, so that it waits there and can be examined. (The value of
# wait4 includes the memory of this process, from before exec.)
sub peak_of {
	my @argv = @_;
	pipe my $r, my $w or die "pipe: $!\n";
	fill($w);
	my $pid = start($w, @argv);
	close $w;
	my $peak = peak_at_rest($pid);
	local $/;
	my $printed = <$r>;
	waitpid $pid, 0;
	die "@argv: status $?\n" if $? & 127 || $? >> 8 > 1;
	return $peak;
}

sub fill {
	my ($pipe) = @_;
	my $size = fcntl($pipe, $F_SETPIPE_SZ, 4096) || 65_536;
	my $flags = fcntl $pipe, F_GETFL, 0;
	fcntl $pipe, F_SETFL, $flags | O_NONBLOCK;
	1 while syswrite $pipe, 'x' x 4096;
	fcntl $pipe, F_SETFL, $flags;
	return $size;
}

# Ten times asleep in a row, without having run in between.
sub peak_at_rest {
	my ($pid) = @_;
	my ($last, $same) = ('', 0);
	my $until = time + 60;
	while ($same < 10) {
		die "the command did not come to rest\n" if time > $until;
		sleep 0.005;
		my $status = Backstop::Rig::slurp("/proc/$pid/status");
		my ($state) = $status =~ /^State:\s*(\S)/m;
		my ($switches) = join ' ', $status =~ /_switches:\s*(\d+)/g;
		$same = $state eq 'S' && $switches eq $last ? $same + 1 : 0;
		$last = $switches;
		return $1 if $same == 10 && $status =~ /^VmHWM:\s*(\d+) kB/m;
	}
	die "no VmHWM in /proc/$pid/status\n";
}

# The memory that a child of process $pid takes while $work runs, in KiB: the highest
# number of page faults seen for one child, because the resident size of a living
# process is not exact. 0 if no child was seen.
sub taken_by_children {
	my ($pid, $work) = @_;
	pipe my $r, my $stop or die "pipe: $!\n";
	pipe my $result, my $w or die "pipe: $!\n";
	my $watcher = fork // die "fork: $!\n";
	if (!$watcher) {
		close $stop;
		syswrite $w, 'r';
		syswrite $w, watch($pid, $r);
		POSIX::_exit(0);
	}
	close $w;
	sysread $result, my $ready, 1;
	$work->();
	close $stop;
	my $kib = <$result>;
	waitpid $watcher, 0;
	return $kib;
}

sub watch {
	my ($pid, $until) = @_;
	my $most = 0;
	fcntl $until, F_SETFL, O_NONBLOCK;
	until (defined sysread $until, my $end, 1) {
		for my $child (split ' ', Backstop::Rig::slurp(
				"/proc/$pid/task/$pid/children")) {
			my $stat = Backstop::Rig::slurp("/proc/$child/stat");
			my $faults = (split ' ', $stat =~ s/^.*\) //sr)[7] // 0;
			$most = $faults if $faults > $most;
		}
	}
	return $most * 4;
}

# Calls $work->($n) in $n processes at once; each prints numbers, and all of
# them together are returned.
sub in_parallel {
	my ($n, $work) = @_;
	my @ears = map { worker($_, $work) } 1 .. $n;
	return map { my $h = $_; map { split } <$h> } @ears;
}

sub worker {
	my ($n, $work) = @_;
	pipe my $r, my $w or die "pipe: $!\n";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		my @numbers = eval { $work->($n) };
		print STDERR "bench: $@" if $@;
		print $w "@numbers\n";
		close $w;
		POSIX::_exit(0);
	}
	close $w;
	return $r;
}

# --- mail -----------------------------------------------------------------

# That many bounces, of many sizes and systems: the fixtures, with other names for
# the hosts that are not ours.
sub bounces {
	my ($corpus, $n) = @_;
	my @from = grep { $_->{want}{kind} =~ /^(?:dsn|bounce)$/ }
		map { Backstop::Fixture->read($_) }
		glob("$corpus/*/*.eml $corpus/*/*/*.eml");
	@from or die "no bounces among the fixtures in $corpus\n";
	return map { renamed($from[$_ % @from]->raw, int($_ / @from)) }
		0 .. $n - 1;
}

sub renamed {
	my ($raw, $n) = @_;
	$raw =~ s/(?<![\w-])(?!ours\b)([a-z][a-z-]*)\.example\b/$1$n.example/g
		if $n;
	return $raw;
}

# A mail as people send them today: a page of text, and a header with the hops,
# signatures and filters' reports that make up most of it.
sub ordinary_mail {
	my ($n) = @_;
	my $signature = join "\n\t", ('Zm9yIHRoZSBiZW5jaG1hcmsgb25seQ' x 2) x 6;
	my $hop = "Received: from out$n.far.example (out$n.far.example"
		. " [192.0.2.33])\n\tby relay.far.example with ESMTPS"
		. " id 4Xy$n;\n\tThu, 01 Jan 2026 00:00:00 +0000\n";
	return $hop x 3
		. "DKIM-Signature: v=1; a=rsa-sha256; d=far.example; s=a;\n"
		. "\th=from:to:subject; bh=$signature;\n\tb=$signature\n"
		. join('', map { "X-Filter-$_: no; score=0.$_; words and more\n" }
			1 .. 8)
		. "From: Ann Author <ann$n\@far.example>\n"
		. "To: Joe <joe\@ours.example>\n"
		. "Subject: =?utf-8?q?Caf=C3=A9?= at noon, number $n\n"
		. "Date: Thu, 01 Jan 2026 00:00:00 +0000\n"
		. "Message-ID: <$n\@far.example>\nMIME-Version: 1.0\n"
		. "Content-Type: text/plain; charset=us-ascii\n\n"
		. "A line of text that somebody wrote to somebody else.\n" x 80;
}

1;
