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
use lib "$FindBin::Bin/../lib";
use Backstop::Mail;
use Test::More;
use Time::HiRes qw(time);

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

# The deadline is dns_time and a second. A child that is to be late has a short
# one, all others the longest, so that a child is never late because the machine is
# busy.
my $DEADLINE = 2_000;    # ms
my %QUICK = (policy => { settings => "dns: off\ndns_time: 1000\n" });
my $PATIENT = "dns: off\ndns_time: 10000\n";
my $HANG = 120;          # seconds; only what never ends takes so long
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
	['map', $JUDGED],
	['none', $JUDGED],
	# It tries to make files and to run a program. Landlock's version is asked for.
	syscall(444, 0, 0, 1) > 0 ? ['escape', $JUDGED] : (),
	# It tries to signal and to read the process that serves the client.
	['reach', $JUDGED],
);

my $rig = Backstop::Mail::rig(%QUICK, plugin => plugin('t/backstop-faults.so'));
my $c = Backstop::Mail::client($rig);

# All messages go through one connection, so a fault that hurt Exim's process
# would show in the next row at the latest.
my $before = 0;
for (@FAULTS) {
	my ($fault, $want, $late) = @$_;
	my $data = bounce(peer => $FOREIGN, header => "X-Fault: $fault\n",
		text => "fault $fault\n");
	$rig->policy(settings => $late ? $QUICK{policy}{settings} : $PATIENT);
	$rig->new_log;
	my $r = $c->message(from => '', to => $TO, data => $data);
	my $log = $rig->new_log;
	is($r->code, 250, "$fault: accepted") or diag("$r");
	like($log, qr/\Q$want\E/, "$fault: $want");
	cmp_ok($r->ms, '>=', $DEADLINE - 5, "$fault: not before the deadline") if $late;
	unlike($log, qr/\Q$LATE\E/, "$fault: before the deadline") if !$late;
	my ($got) = grep { $_->{id} eq ($r->id // '') }
		$rig->deliveries(count => ++$before);
	my $raw = Backstop::Rig::without_our_received($got->{raw} // '');
	$raw =~ s/\AX-Backstop:.*\n(?: .*\n)*// if $want eq $JUDGED;
	$raw = Backstop::Rig::without_our_received($raw);
	is($raw, $data, "$fault: delivered unchanged");
}

# What is not a suspect never gets a child.
$rig->new_log;
is($c->message(from => 'a@far.example', to => $TO, data => ordinary(
	header => "X-Fault: segv\n"))->code, 250, 'the same connection goes on');
unlike($rig->new_log, qr/backstop/, 'ordinary mail costs no child');
$c->quit;
$rig->delivered(count => $before + 1);
is(join(' ', $rig->spool_files), '', 'no orphan in the spool');
is($rig->paniclog, '', 'panic log is empty');
is($rig->rejectlog, '', 'nothing was refused');

# What the serving processes have forked.
sub children {
	my ($rig) = @_;
	my %parent = map { $_ => parent($_) } Backstop::Keeper::members(-1, $rig->conf);
	my ($daemon) = Backstop::Rig::slurp($rig->dir . '/run/exim.pid') =~ /(\d+)/;
	return grep { ($parent{ $parent{$_} } // 0) == $daemon } keys %parent;
}

# The processes that serve clients: the daemon's children.
sub servers {
	my ($rig) = @_;
	my ($daemon) = Backstop::Rig::slurp($rig->dir . '/run/exim.pid') =~ /(\d+)/;
	return grep { parent($_) == $daemon }
		Backstop::Keeper::members(-1, $rig->conf);
}

sub parent {
	my ($pid) = @_;
	return Backstop::Rig::slurp("/proc/$pid/stat") =~ /^.*\) \S (\d+)/s
		? $1 : 0;
}

sub wait_until {
	my ($done) = @_;
	my ($until, $is) = time + $HANG;
	select undef, undef, undef, 0.02 until ($is = $done->()) || time > $until;
	return $is;
}

sub faulty { return bounce(peer => $FOREIGN, header => "X-Fault: $_[0]\n") }

# Not even root may set limits everywhere (containers).
sub no_process {
	my $rig = Backstop::Mail::rig(deliver => 'queue');
	my $c = Backstop::Mail::client($rig);
	my ($server) = servers($rig);
	my $said = `prlimit --pid=$server --nproc=0: 2>&1`;
	skip "no limit can be set: $said", 2 if $?;
	my $r = $c->message(from => '', to => $TO, data => faulty('none'));
	is($r->code, 250, 'no process to be had: accepted');
	like($rig->mainlog, qr/cause=no_process errno=11 /, '… and said');
}

# An alarm of Exim's that is shorter than our deadline shortens that.
sub alarm_of_exim {
	my $rig = Backstop::Mail::rig(policy => { settings => $PATIENT },
		plugin => plugin('t/backstop-faults.so'), set => { local_scan_timeout => '6s' });
	my $c = Backstop::Mail::client($rig);
	my $r = $c->message(from => '', to => $TO, data => faulty('wait'));
	is($r->code, 250, "the deadline comes before Exim's own alarm");
	like($rig->mainlog, qr/cause=timed_out/, '… and the log says so');
	$c->quit;
	ok(wait_until(sub { !strays($rig) }), '… and the child is gone');
	ok(wait_until(sub { !$rig->spool_files }), '… and the spool is empty');
}

sub killed {
	my $rig = Backstop::Mail::rig(policy => { settings => $PATIENT },
		plugin => plugin('t/backstop-faults.so'));
	my $c = Backstop::Mail::client($rig);
	my ($server) = servers($rig);
	$c->mail('');
	$c->rcpt($TO);
	$c->command('DATA');
	$c->put(faulty('wait') =~ s/\n/\r\n/gr . ".\r\n");
	ok(wait_until(sub { children($rig) }), 'a child waits');
	kill KILL => $server;
	ok(wait_until(sub { !strays($rig) }), 'it goes when Exim is killed');
}

# All processes of the rig but the daemon.
sub strays {
	my ($rig) = @_;
	my ($daemon) = Backstop::Rig::slurp($rig->dir . '/run/exim.pid') =~ /(\d+)/;
	return grep { $_ != $daemon } Backstop::Keeper::members(-1, $rig->conf);
}

ok(wait_until(sub { !strays($rig) }), 'only the daemon is left');
SKIP: { no_process() }
alarm_of_exim();
killed();

done_testing;
