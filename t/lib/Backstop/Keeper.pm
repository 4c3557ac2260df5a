package Backstop::Keeper;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Keeps one daemon alive exactly as long as the program that asked for it.
#
# A small process is between the two. It starts the daemon and reads from a
# pipe, its lifeline: a byte or the end of the pipe means stop. So the daemon
# ends and its directory is removed even if SIGKILL ends the test, and the test's
# own process does not need a signal handler.
#
# "The daemon" is its process group, plus every process whose command line names
# the rig's configuration: these were forked by Exim or the plugin.
#
# Does not: know Exim, wait for it to be ready, restart it.

use strict;
use warnings;
use File::Path qw(remove_tree);
use Fcntl qw(O_WRONLY O_CREAT O_APPEND O_RDONLY);
use POSIX ();
use Time::HiRes qw(sleep time);

my $GRACE = 2;    # seconds between SIGTERM and SIGKILL
my $NO_GROUP = -1;

# new(argv => […], mark => text in the command line of all its processes,
#     dir => directory to remove, stderr => file, exited => file that is
#     made when the daemon ends by itself, keep => don't remove dir)
sub new {
	my ($class, %o) = @_;
	pipe my $ear, my $line or die "pipe: $!";
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		eval { keep($ear, \%o) };
		POSIX::_exit($@ ? 1 : 0);
	}
	close $ear;
	return bless { pid => $pid, line => $line, owner => $$ }, $class;
}

# Ends the daemon and waits until everything is away; stop('keep') leaves the
# directory.
sub stop {
	my ($self, $keep) = @_;
	my $line = delete $self->{line} or return;
	return if $self->{owner} != $$;
	local $SIG{PIPE} = 'IGNORE';
	syswrite $line, $keep ? 'k' : 'q';
	close $line;
	local ($?, $!);
	waitpid $self->{pid}, 0;
}

sub DESTROY { $_[0]->stop }

sub keep {
	my ($ear, $o) = @_;
	POSIX::setsid();
	detach($ear, $o->{stderr});
	$SIG{$_} = 'IGNORE' for qw(INT HUP TERM PIPE);
	my $daemon = launch($o);
	my $group = $daemon;
	$SIG{CHLD} = sub { $group = $NO_GROUP if reap($daemon, $o->{exited}) };
	my $last_word = listen_for_end($ear);
	$SIG{CHLD} = 'DEFAULT';
	end_all($group, $o->{mark});
	remove_tree($o->{dir}) if !$o->{keep} && $last_word ne 'k';
}

# Closes all inherited descriptors.  Other rigs' lifelines are among them, and
# the pipe that `prove` reads until the last writer has closed it.
sub detach {
	my ($ear, $stderr) = @_;
	my $spare = fileno $ear;
	opendir my $fds, '/proc/self/fd' or die "/proc/self/fd: $!";
	my @open = grep { /^\d+$/ && $_ != $spare && $_ != fileno $fds }
		readdir $fds;
	closedir $fds;
	POSIX::close($_) for @open;
	reopen(0, '/dev/null', O_RDONLY);
	reopen(1, '/dev/null', O_WRONLY);
	reopen(2, $stderr, O_WRONLY | O_CREAT | O_APPEND);
}

sub reopen {
	my ($want, $path, $flags) = @_;
	my $fd = POSIX::open($path, $flags, 0644) // die "$path: $!";
	return if $fd == $want;
	POSIX::dup2($fd, $want);
	POSIX::close($fd);
}

sub launch {
	my ($o) = @_;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	$SIG{$_} = 'DEFAULT' for qw(INT HUP TERM PIPE CHLD);
	POSIX::setpgid(0, 0);
	{ exec { $o->{argv}[0] } @{ $o->{argv} } }
	POSIX::_exit(127);
}

# True if the daemon has ended: its number may soon be that of a process, or a group, of
# another test.
sub reap {
	my ($daemon, $exited) = @_;
	my $ended;
	while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
		next if $pid != $daemon;
		$ended = 1;
		my $fd = POSIX::creat($exited, 0644) // next;
		POSIX::close($fd);
	}
	return $ended;
}

sub listen_for_end {
	my ($ear) = @_;
	while (1) {
		my $n = sysread $ear, my $byte, 1;
		return $n ? $byte : '' if defined $n || !$!{EINTR};
	}
}

sub end_all {
	my ($group, $mark) = @_;
	for my $signal (qw(TERM KILL)) {
		my $until = time + $GRACE;
		my $pause = 0.01;
		while (my @left = members($group, $mark)) {
			last if time > $until;
			# All processes are looked at again only when these are gone.
			while (@left && time <= $until) {
				kill $signal => @left;
				sleep $pause;
				$pause *= 1.5 if $pause < 0.2;
				@left = still($group, $mark, @left);
			}
		}
	}
}

# The processes of the group, or with $mark among their arguments, that still
# run. A zombie whose parent never waits does not count.
sub members {
	my ($group, $mark) = @_;
	opendir my $proc, '/proc' or return;
	return still($group, $mark, grep { /^\d+$/ && $_ != $$ } readdir $proc);
}

# Those of them that are members.
sub still {
	my ($group, $mark, @pids) = @_;
	1 while waitpid(-1, POSIX::WNOHANG()) > 0;
	return grep { runs($_, $group) || has_argument($_, $mark) } @pids;
}

sub runs {
	my ($pid, $group) = @_;
	my $stat = slurp("/proc/$pid/stat");
	my ($state, $pgrp) = $stat =~ /^.*\) (\S) \d+ (\d+)/s or return 0;
	return $state !~ /[ZX]/ && $pgrp == $group;
}

# A zombie has no arguments any more.
sub has_argument {
	my ($pid, $mark) = @_;
	return index("\0" . slurp("/proc/$pid/cmdline"), "\0$mark\0") >= 0;
}

sub slurp {
	my ($path) = @_;
	open my $f, '<', $path or return '';
	local $/;
	return scalar(<$f>) // '';
}

1;
