package Backstop::Shell;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs programs for a test, one after the other, from one small shell: a fork of the test
# itself, whose pages have to be copied, costs more than most of these programs.
#
#   my $status = Backstop::Shell::run({ in => FILE, out => FILE, err => FILE }, 'backstop', 'scan');
#
# in is /dev/null unless it is given; env => {…} is added to the environment. Returns the exit
# status, 256 + signal when killed.
#
# Does not: run two at a time; pass open files on.

use strict;
use warnings;
use Cwd qw(getcwd);
use IPC::Open2;

my ($owner, $to, $from, %known);

sub run {
	my ($how, @command) = @_;
	start() if !$owner || $owner != $$;
	follow(%ENV, %{ $how->{env} // {} });
	my ($in, $out, $err, @words) = quoted($how->{in} // '/dev/null', $how->{out}, $how->{err}, @command);
	print $to "@words <$in >$out 2>$err; echo \$?\n";
	my $status = <$from> // die "the shell has ended: @command\n";
	return $status > 128 ? $status + 128 : $status + 0;
}

# The processor time of all programs so far.
sub seconds {
	start() if !$owner || $owner != $$;
	print $to "times\n";
	my $of_the_shell = <$from>;
	my @of_programs = <$from> =~ /(\d+)m([\d.]+)s/g;
	return 60 * ($of_programs[0] + $of_programs[2]) + $of_programs[1] + $of_programs[3];
}

# --- below: not for callers ---------------------------------------------

# A child of the test has a shell of its own.
sub start {
	($owner, %known) = ($$, map({ $_ => $ENV{$_} // '' } keys %ENV), PWD => '');
	open2($from, $to, 'sh');
	$to->autoflush(1);
}

# The shell's environment and working directory become those of the next program.
sub follow {
	my (%env) = @_;
	my $dir = getcwd;
	delete @env{ grep { !defined $env{$_} } keys %env };    # "local $ENV{…};" leaves it so
	my @changed = grep { !exists $known{$_} || $known{$_} ne $env{$_} } grep { $_ ne 'PWD' } keys %env;
	my @gone = grep { !exists $env{$_} } keys %known;
	print $to map({ "export $_=" . quoted($env{$_}) . "\n" } @changed), map({ "unset $_\n" } @gone);
	print $to 'cd ', quoted($dir), "\n" if $dir ne $known{PWD};
	%known = (%env, PWD => $dir);
}

sub quoted { my @words = map { "'" . s/'/'\\''/gr . "'" } @_; return wantarray ? @words : $words[0] }

1;
