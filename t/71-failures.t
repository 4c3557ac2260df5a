#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whatever happens to the child that judges a report, the mail is accepted and
# delivered as it came, the log names the cause, and Exim's process, spool and
# panic log are as if nothing had happened.  The plugin under test is one with
# faults built in, which a message asks for by its X-Fault field.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Backstop::Mail;
use Test::More;
use Time::HiRes qw(time);

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

my $DEADLINE = 2_000;    # ms, BS_DEADLINE_MS
my $SILENT = 'cause=sent_nothing_valid';
my $LATE = 'cause=timed_out';
my $JUDGED = 'check=bounce_foreign mode=warn did=pass';

# Fault, what the log says, whether it takes until the deadline.
my @FAULTS = (
	['segv', 'cause=crashed signal=11'],
	['fpe', 'cause=crashed signal=8'],
	['abort', 'cause=crashed signal=6'],
	['stack', 'cause=crashed signal=11'],
	['term', 'cause=crashed signal=15'],
	['exit', $SILENT],
	['spin', $LATE, 1],
	['wait', $LATE, 1],
	['stop', $LATE, 1],
	['memory', $JUDGED],
	['memory-abort', 'cause=crashed signal=6'],
	['garbage', $SILENT],
	['half', $SILENT],
	['half-wait', $LATE, 1],
	['sum', $SILENT],
	['flood', $SILENT],
	['close', $SILENT],
	['close-wait', $SILENT],
	['shout', 'cause=crashed signal=6'],
	['none', $JUDGED],
);

my $rig = Backstop::Mail::rig(plugin => plugin('t/backstop-faults.so'));
my $c = Backstop::Mail::client($rig);

sub children {
	return grep { !/\bZ\b/ } map { slurp("/proc/$_/stat") }
		Backstop::Keeper::members(-1, $rig->conf);
}

sub slurp {
	my ($path) = @_;
	open my $f, '<:raw', $path or return '';
	local $/;
	return scalar(<$f>) // '';
}

# All messages go through one connection, so a fault that hurt Exim's process
# would show in the next row at the latest.
my $before = 0;
for (@FAULTS) {
	my ($fault, $want, $late) = @$_;
	my $data = bounce(peer => $FOREIGN, header => "X-Fault: $fault\n",
		text => "fault $fault\n");
	$rig->new_log;
	my $r = $c->message(from => '', to => $TO, data => $data);
	my $log = $rig->new_log;
	is($r->code, 250, "$fault: accepted") or diag("$r");
	like($log, qr/\Q$want\E/, "$fault: $want");
	my $in_time = $late ? $r->ms >= $DEADLINE - 5 : $r->ms < $DEADLINE;
	ok($in_time, "$fault: " . ($late ? 'at' : 'before') . ' the deadline')
		or diag($r->ms);
	cmp_ok($r->ms, '<', $DEADLINE + 700, "$fault: not much later");
	my ($got) = grep { $_->{id} eq ($r->id // '') }
		$rig->deliveries(count => ++$before);
	my $raw = Backstop::Rig::without_our_received($got->{raw} // '');
	$raw =~ s/\AX-Backstop:.*\n(?: .*\n)*// if $want eq $JUDGED;
	$raw = Backstop::Rig::without_our_received($raw);
	is($raw, $data, "$fault: delivered unchanged");
}

# What is no suspect never meets a child.
$rig->new_log;
is($c->message(from => 'a@far.example', to => $TO, data => ordinary(
	header => "X-Fault: segv\n"))->code, 250, 'the same connection goes on');
unlike($rig->new_log, qr/backstop/, 'ordinary mail costs no child');
$c->quit;
$rig->delivered(count => $before + 1);
is(join(' ', $rig->spool_files), '', 'no orphan in the spool');
is($rig->paniclog, '', 'panic log is empty');
is($rig->rejectlog, '', 'nothing was refused');

# Children that were left to themselves end by their own alarm.
my $until = time + 5;
select undef, undef, undef, 0.05 while children() > 1 && time < $until;
is(scalar(() = children()), 1, 'only the daemon is left');

done_testing;
