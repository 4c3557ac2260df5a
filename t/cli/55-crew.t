#!/usr/bin/perl
# 55-crew: what `backstop scan` prints does not depend on the number of processors.
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each case runs on one processor, where it is one process, and on all of them.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(sleep);
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Mail qw(bounce ordinary);

my $BINARY = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
my $PATIENCE = 60; # seconds: only against a hang

my ($cpu) = (slurp('/proc/self/status') // '') =~ /^Cpus_allowed_list:\s*(\d+)[,-]/m;
plan skip_all => 'there is only one processor here' if !defined $cpu;
plan skip_all => 'taskset is not installed' if system('command -v taskset >/dev/null') != 0;
my $one = file('one', qq(#!/bin/sh\nexec taskset -c $cpu "$BINARY" "\$@"\n));
chmod 0755, $one;

my @ours = ('--own-net', '198.51.100.0/24');
my $from = "From a\@b.example Tue Mar  3 14:12:31 2020\n";

# Messages that differ: bounces of ours, of others, and ordinary mail of several lengths.
sub message {
	my ($i) = @_;
	return bounce(peer => '198.51.100.7', header => "Return-Path: <>\nX-Number: $i\n") if $i % 3 == 0;
	return bounce(peer => '192.0.2.9', header => "Return-Path: <>\nX-Number: $i\n") if $i % 3 == 1;
	return ordinary(header => "X-Number: $i\nX-A: \xc3\xa4\n") . "line of text\n" x ($i * 7 % 60);
}
sub mbox { return map { $from . message($_) . "\n" } @_ }
sub files { my ($name, @i) = @_; file(sprintf('%s/%05d', $name, $_), message($_)) for @i; return dir($name) }

my $many = files('many', 1 .. 900);
file('many/00300', '');
file('many/00400', "\x1f\x8b");
my $few = files('few', 1 .. 5);
my $maildir = dir('box');
dir("box/$_") for qw(tmp .Sent/cur .Sent/new .Sent/tmp);
files("box/$_", 1 .. 400) for qw(cur new .Sent/cur);
my @named = map { sprintf '%s/%05d', $many, $_ } 1 .. 900;
my @mbox = mbox(1 .. 2000);
my $big = file('big.mbox', join '', @mbox);
my $crlf = file('crlf.mbox', join('', @mbox) =~ s/\n/\r\n/gr);
my $cr = file('cr.mbox', join('', @mbox) =~ tr/\n/\r/r);
my $long = file('long.mbox', join '', @mbox[0 .. 700], ("$from" . ordinary() . "x\n" x 600_000 . "\n",
	@mbox[0 .. 62]) x 2, $from . ordinary() . 'x' x 2_000_000 . "\n\n", @mbox[0 .. 700]);
my $ends_long = file('ends.mbox', join '', @mbox[0 .. 700], "$from" . ordinary() . "x\n" x 600_000);
my $small = file('small.mbox', join '', @mbox[0 .. 20]);
my $large = file('large', ordinary() . "x\n" x 600_000);
my $empty = file('empty', '');
my $mboxes = dir('mboxes');
file("mboxes/$_", join '', @mbox[$_ .. $_ + 300]) for 1 .. 9;
file('dark/a', message(1));
symlink 'many', "$few/link";
my $empty_dir = dir('nothing');
my $log = file('log/mainlog', "2020-01-01 00:00:00 Start queue run: pid=1\n");

my @cases = (
	['files in a directory', $many],
	['named files', @named],
	['a Maildir', $maildir],
	['an mbox', $big],
	['an mbox with CRLF', $crlf],
	['an mbox with CR', $cr],
	['messages longer than the buffer', $long],
	['one at the end', $ends_long],
	['one message longer than the buffer', $many, $large],
	['several mboxes', $mboxes],
	['small input', $few, $small],
	['nothing', $empty, $empty_dir],
	['a mixture', $few, $empty, $many, "$few/gone", $big, $empty_dir, $small, $large, $maildir],
	['standard input in between', $many, '-', $big],
	['standard input first', '-', $many],
	['numbers', "$big:1999", $many, "$big:3", "$empty_dir:3", "$small:77", $big],
	['a number just before the processes start', @named[0 .. 229], "$big:3", $many],
	['a device', $many, '/dev/null', $many],
	['missing files', (map { ($_, "$_.gone") } @named), $empty],
	['a path that is too long', $many, 'x/' x 3000, $many],
);

# What matters of a run. Complaints and output are compared each for itself.
sub scan {
	my ($binary, @args) = @_;
	return [backstop({ binary => $binary, in => $small }, 'scan', @ours, @args)];
}

for my $case (@cases) {
	my ($name, @paths) = @$case;
	my @more = $name eq 'a mixture' ? (['--quiet'], ['--color', 'always', '--sent', $log]) : ();
	for my $options ([], ['--format', 'json'], @more) {
		my ($want, $got) = map { scan($_, @$options, @paths) } $one, $BINARY;
		my @same = map { $want->[$_] eq $got->[$_] } 0 .. 2;
		ok($same[0] && $same[1] && $same[2], "$name @$options")
			or diag("output, complaints, status: @same; $want->[2], $got->[2]; $got->[1]");
	}
}

SKIP: {
	skip 'root reads everything', 1 if $> == 0;
	chmod 0, "$many/00200", "$many/00500", dir('dark');
	my ($want, $got) = map { scan($_, $many, dir('dark'), $many) } $one, $BINARY;
	is_deeply $got, $want, 'unreadable files';
	chmod 0755, dir('dark');
}

SKIP: {
	my $lone = without_lookups() or skip 'the lookups are installed', 1;
	my ($out, $err) = backstop({ binary => $lone }, 'scan', '--servers', '127.0.0.1:1', @ours, $big);
	is(() = $err =~ /^backstop: note: backstop-lookup\.so: /mg, 1, 'missing lookups are said once');
}

SKIP: {
	skip 'there is no /dev/full', 1 if !-e '/dev/full';
	my (undef, $err, $status) = backstop({ out => '/dev/full' }, 'scan', @ours, $big);
	is $status, 2, 'full output: exit status';
	like $err, qr/\Abackstop: standard output: .*; make room.*\n\z/, 'full output: said once';
}

# --- processes that end --------------------------------------------------------

sub children { return split ' ', slurp("/proc/$_[0]/task/$_[0]/children") // '' }

# A scan whose output nobody reads yet, when it and its processes can do no more:
# { pid, workers, from, err }.
my $runs = 0;
sub stuck {
	my (@paths) = @_;
	my $err = file('stuck.' . $runs++, '');
	pipe my $from, my $to or die "pipe: $!";
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDOUT, '>&', $to or die;
		open STDERR, '>', $err or die;
		close $from;
		$SIG{INT} = 'DEFAULT';    # ignored where a shell runs the tests in the background
		exec $BINARY, 'scan', '--offline', '--format', 'json', @ours, @paths or die "$BINARY: $!";
	}
	close $to;
	my $until = time + $PATIENCE;
	for (my $asleep = 0; $asleep < 5 && time < $until;) {
		sleep 0.02;
		my @all = ($pid, children($pid));
		my $sleeping = grep { (slurp("/proc/$_/stat") // '') =~ /\) S / } @all;
		$asleep = @all > 1 && $sleeping == @all ? $asleep + 1 : 0;
	}
	return { pid => $pid, workers => [children($pid)], from => $from, err => $err };
}

# Its output, its complaints and its status; all processes are gone then.
sub rest {
	my ($run) = @_;
	my $from = $run->{from};
	my $out = do { local $/; <$from> } // '';
	waitpid $run->{pid}, 0;
	my $status = $? & 127 ? 256 + ($? & 127) : $? >> 8;
	my $until = time + $PATIENCE;
	sleep 0.02 while time < $until && grep { -e "/proc/$_" } @{ $run->{workers} };
	is_deeply [grep { -e "/proc/$_" } @{ $run->{workers} }], [], '… no process is left';
	return ($out, slurp($run->{err}), $status);
}

my $whole = scan($one, '--format', 'json', $big)->[0];
{
	my $run = stuck($big);
	cmp_ok scalar @{ $run->{workers} }, '>', 1, 'there are several processes';
	my ($out, $err, $status) = rest($run);
	is $out, $whole, 'a slow reader gets all';
	is "$err$status", '1', '… without complaint';
}
for my $which (0, -1) {
	my $run = stuck($big);
	kill 'KILL', $run->{workers}[$which];
	my ($out, $err, $status) = rest($run);
	is $status, 2, 'a process that is killed: exit status';
	like $err, qr/\Abackstop: \Q$big\E: the process that judged it has ended \(Killed\); scan .* again.*\n\z/, '… is said';
	is $out, substr($whole, 0, length $out), '… what was judged before it is there';
	cmp_ok length $out, '<', length $whole, '… and nothing after it';
}
for my $signal (qw(TERM INT KILL)) {
	my $run = stuck($big);
	kill $signal, $run->{pid};
	my ($out, $err, $status) = rest($run);
	cmp_ok $status, '>', 256, "$signal ends it";
	is $err, '', '… without complaint';
}
{
	my $run = stuck($big);
	close $run->{from};
	open $run->{from}, '<', '/dev/null' or die;
	my (undef, $err, $status) = rest($run);
	is $err, '', 'a reader that has gone is not trouble';
	cmp_ok $status, '<', 2, '… and does not change the exit status';
}
{
	my $path = file('changing.mbox', join '', @mbox);
	my $run = stuck($path);
	open my $to, '+<', $path or die;
	print $to 'x' x -s $path;
	close $to or die;
	my ($out, $err, $status) = rest($run);
	is $status, 2, 'an mbox that is written anew: exit status';
	like $err, qr/^backstop: \Q$path\E: it was changed while it was read; try again$/m, '… is said';
}

done_testing;
