#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every fixture of t/corpus gets the verdict that its .want file asks for, with
# whatever line ends, and no cut of it is a crash. t/README says how to add one.

use strict;
use warnings;
use File::Find;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Schema;
use Test::More;

my $CORPUS = "$FindBin::Bin/../corpus";
my $CUTS = 40;

# Who we are, unless a fixture's `args` or `policy` says otherwise.
my @IDENTITY = qw(--own-host mx.ours.example --own-domain ours.example
	--own-net 198.51.100.7 --own-net 2001:db8:7::7);
# Modes of this machine must not change the answers.
my $NO_POLICY = dir('policy');

# What can be asked for, and how it is read from the command's answer.
my %READ = (
	kind         => sub { $_[0]{kind} },
	origin       => sub { $_[0]{origin} },
	reason       => sub { $_[0]{reason} },
	returned     => sub { $_[0]{returned}{received} },
	header_bytes => sub { $_[0]{header_bytes} },
	findings     => sub { words(map { $_->{finding} } @{ $_[0]{findings} }) },
	checks       => sub { words(map { $_->{check} } @{ $_[0]{checks} }) },
);
my @KEYS = qw(kind origin reason returned header_bytes findings checks);
my %SETTING = map { $_ => 1 } qw(about args policy lineends);

sub words {
	my %seen = map { $_ => 1 } @_;
	return join ' ', sort keys %seen;
}

sub read_want {
	my ($path) = @_;
	my %want;
	for my $line (split /\n/, slurp($path)) {
		my ($key, $value) = $line =~ /^(\w+):\s*(.*?)\s*$/
			or die "$path: not \"key: value\": $line\n";
		$READ{$key} || $SETTING{$key} or die "$path: unknown key $key\n";
		$want{$key} = $value;
	}
	for my $key (qw(findings checks)) {
		$want{$key} = words(split ' ', $want{$key}) if defined $want{$key};
	}
	return \%want;
}

sub fixtures {
	my @names;
	find({ no_chdir => 1, wanted => sub { push @names, $1 if m{^\Q$CORPUS\E/(.*)\.eml$} } },
	     $CORPUS);
	return map { { name => $_, want => read_want("$CORPUS/$_.want"),
	               raw => slurp("$CORPUS/$_.eml") } } sort @names;
}

sub options_of {
	my ($want) = @_;
	return ('--policy', "$CORPUS/policy/$want->{policy}") if $want->{policy};
	return ('--policy', $NO_POLICY, $want->{args} ? split(' ', $want->{args}) : @IDENTITY);
}

# One run over all paths; the answers by path, and the exit status.
sub scan {
	my ($want, @paths) = @_;
	my ($out, $err, $status) = backstop('scan', '--format', 'json', '--offline',
		options_of($want), @paths);
	my %answer = map { $_->{index} == 0 ? ($_->{path} => $_) : () } Backstop::Schema::objects($out);
	diag($err) if length $err;
	return (\%answer, $status);
}

# Fixtures that are asked with the same options go through one run of the command,
# each as the files that `make` gives: { path => octets }, or paths that are there.
# Returns the answers by path.
sub scan_all {
	my ($name, $make, @fixtures) = @_;
	my (%group, %answer);
	push @{ $group{ join "\0", options_of($_->{want}) } }, $_ for @fixtures;
	for my $same (map { $group{$_} } sort keys %group) {
		my ($got, $status) = scan($same->[0]{want}, map { $make->($_) } @$same);
		ok($status == 0 || $status == 1, "$name: no crash, from $same->[0]{name} to $same->[-1]{name}")
			or diag("exit status $status");
		%answer = (%answer, %$got);
	}
	return \%answer;
}

sub own_name { my ($fixture) = @_; return $fixture->{name} =~ s{/}{_}gr }

sub check_verdict {
	my ($fixture, $answers) = @_;
	my ($name, $want) = @$fixture{qw(name want)};
	my $answer = $answers->{"$CORPUS/$name.eml"};
	ok($answer, "$name: runs");
	for my $key (grep { defined $want->{$_} } @KEYS) {
		is($answer ? $READ{$key}->($answer) : 'no answer', $want->{$key}, "$name: $key");
	}
}

my %END = (LF => "\n", CRLF => "\r\n", CR => "\r");

sub with_line_ends {
	my ($fixture) = @_;
	my $old = $fixture->{raw} =~ /\n/ ? qr/\r?\n/ : qr/\r/;
	return map { my $end = $END{$_};
		file('ends/' . own_name($fixture) . ".$_", $fixture->{raw} =~ s/$old/$end/gr) } sort keys %END;
}

sub check_line_ends {
	my ($fixture, $answers) = @_;
	my ($name, $want) = @$fixture{qw(name want)};
	for my $end (sort keys %END) {
		my $answer = $answers->{ dir('ends') . '/' . own_name($fixture) . ".$end" };
		my $got = join ', ', map { $answer ? $READ{$_}->($answer) : 'no answer' } @KEYS;
		is($got, join(', ', map { $want->{$_} // '' } @KEYS), "$name: the same with $end");
	}
}

sub cuts {
	my ($fixture) = @_;
	return map { file('cuts/' . own_name($fixture) . ".$_",
		substr $fixture->{raw}, 0, int(length($fixture->{raw}) * $_ / ($CUTS + 1))) } 1 .. $CUTS;
}

sub check_cuts {
	my ($fixture, $answers) = @_;
	my $path = dir('cuts') . '/' . own_name($fixture);
	is(scalar(grep { $answers->{"$path.$_"} } 1 .. $CUTS), $CUTS,
		"$fixture->{name}: cut anywhere, an answer");
}

my @fixtures = fixtures();
cmp_ok(scalar @fixtures, '>', 100, 'there are fixtures');
my @ended = grep { ($_->{want}{lineends} // '') ne 'as-is' } @fixtures;
my $verdicts = scan_all('as they are', sub { "$CORPUS/$_[0]{name}.eml" }, @fixtures);
my $ends = scan_all('other line ends', \&with_line_ends, @ended);
my $cut = scan_all('cut anywhere', \&cuts, @fixtures);
check_verdict($_, $verdicts) for @fixtures;
check_line_ends($_, $ends) for @ended;
check_cuts($_, $cut) for @fixtures;
done_testing();
