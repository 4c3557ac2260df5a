#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every fixture of t/corpus gets the verdict that its .want file asks for, with
# whatever line ends, and no cut of it is a crash. t/README tells how to add
# one.

use strict;
use warnings;
use File::Find;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use JSON::PP;
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
	for my $line (split /\n/, Backstop::Command::slurp($path)) {
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
	               raw => Backstop::Command::slurp("$CORPUS/$_.eml") } } sort @names;
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
	my %answer;
	for my $line (split /\n/, $out) {
		my $object = eval { decode_json($line) } // next;
		$answer{ $object->{path} } = $object if $object->{index} == 0;
	}
	diag($err) if length $err;
	return (\%answer, $status);
}

sub check_status {
	my ($status, $name) = @_;
	ok($status == 0 || $status == 1, $name) or diag("exit status $status");
}

sub check_verdict {
	my ($fixture) = @_;
	my ($name, $want) = @$fixture{qw(name want)};
	my ($answers, $status) = scan($want, "$CORPUS/$name.eml");
	my ($answer) = values %$answers;

	check_status($status, "$name: runs");
	for my $key (grep { defined $want->{$_} } @KEYS) {
		is($answer ? $READ{$key}->($answer) : 'no answer', $want->{$key}, "$name: $key");
	}
}

sub with_line_ends {
	my ($raw, $end) = @_;
	my $old = $raw =~ /\n/ ? qr/\r?\n/ : qr/\r/;
	return $raw =~ s/$old/$end/gr;
}

sub check_line_ends {
	my ($fixture) = @_;
	my ($name, $want) = @$fixture{qw(name want)};
	my %end = (LF => "\n", CRLF => "\r\n", CR => "\r");
	my %path = map { $_ => file("ends/$_.eml", with_line_ends($fixture->{raw}, $end{$_})) } keys %end;
	my ($answers) = scan($want, values %path);

	for my $end (sort keys %path) {
		my $answer = $answers->{ $path{$end} };
		my $got = join ', ', map { $answer ? $READ{$_}->($answer) : 'no answer' } @KEYS;
		is($got, join(', ', map { $want->{$_} // '' } @KEYS), "$name: the same with $end");
	}
}

sub check_cuts {
	my ($fixture) = @_;
	my ($name, $want, $raw) = @$fixture{qw(name want raw)};
	my @paths = map {
		file("cuts/$_.eml", substr $raw, 0, int(length($raw) * $_ / $CUTS))
	} 0 .. $CUTS - 1;
	my ($answers, $status) = scan($want, @paths);

	check_status($status, "$name: cut anywhere, no crash");
	is(scalar keys %$answers, $CUTS, "$name: cut anywhere, an answer");
}

my @fixtures = fixtures();
cmp_ok(scalar @fixtures, '>', 100, 'there are fixtures');
for my $fixture (@fixtures) {
	check_verdict($fixture);
	check_line_ends($fixture) unless ($fixture->{want}{lineends} // '') eq 'as-is';
	check_cuts($fixture);
}
done_testing();
