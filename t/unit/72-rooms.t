#!/usr/bin/perl
# 72-rooms: which room may use which, no circles, one name for one thing, and
# files and functions of a size that can be read.
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A module is NAME.c with NAME.h; it uses another one when it includes its header.
# docs/design.md says what the rooms are for.

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(basename dirname);
use File::Find qw(find);
use File::Temp qw(tempdir);
use Test::More;

chdir abs_path(dirname(__FILE__)) . '/../..' or die $!;

# Each line may use what is in lines below it; rooms of one line may not use
# each other. A room without a line of its own belongs to the one above it.
my @FLOORS = map { [split] } (
	'cli/main',
	'cli/cmd',
	'cli/rollout cli/report cli/doctor cli/judge',
	'cli/log',
	'cli/exim',
	'cli/mail cli/policy',
	'cli/ui plugin',
	'lookup',
	'core/complaint core/verdict',
	'core/evidence',
	'core/report',
	'core/policy',
	'core/mail',
	'core/bytes',
);
my %floor;
for my $i (0 .. $#FLOORS) { $floor{$_} = $i for @{ $FLOORS[$i] } }

my (%path, %uses, %guarded);
find({ no_chdir => 1, wanted => sub { push @{ $path{ basename $_ } }, $_ if /\.[ch]\z/ } }, 'local_scan');

sub room_of {
	my ($path) = @_;
	my ($room) = $path =~ m{\Alocal_scan/(.+)/[^/]+\z};
	return $path eq 'local_scan/cli/main.c' ? 'cli/main' : $room;
}

is_deeply [map { "@{ $path{$_} }" } grep { @{ $path{$_} } > 1 } sort keys %path], [],
	'no two files have the same name';
is_deeply [grep { !exists $floor{$_} } map { room_of($_->[0]) } values %path], [],
	'each file is in a room that is named here';

# --- arrows ----------------------------------------------------------------

my @up;
for my $file (sort map { @$_ } values %path) {
	my $module = basename($file) =~ s/\.[ch]\z//r;
	open my $in, '<', $file or die "$file: $!";
	for (<$in>) {
		$guarded{ basename $file } = 1 if /^#ifndef \w+_H$/;
		my ($header) = /^#include "([^"]+)"/ or next;
		next if !$path{$header}; # of t/ or of Exim
		my $used = $header =~ s/\.h\z//r;
		$uses{$module}{$used} = 1 if $used ne $module;
		my ($from, $to) = (room_of($file), room_of($path{$header}[0]));
		push @up, "$file uses $to/$header" if $from ne $to && $floor{$from} >= $floor{$to};
	}
}
is join("\n", @up), "", 'no arrow points up, or to a neighbour';

# --- circles ---------------------------------------------------------------

# Depth first; what is on the way back to itself is a circle.
my (%done, @way, @circles);
sub follow {
	my ($module) = @_;
	my ($at) = grep { $way[$_] eq $module } 0 .. $#way;
	if (defined $at) {
		push @circles, join ' -> ', @way[$at .. $#way], $module;
		return;
	}
	return if $done{$module};
	push @way, $module;
	follow($_) for sort keys %{ $uses{$module} };
	pop @way;
	$done{$module} = 1;
}
follow($_) for sort keys %uses;
is join("\n", @circles), '', 'no circle between modules';

# --- one name, one thing -----------------------------------------------------

# A header without a guard is a template: plugin/exim.c includes some several times.
SKIP: {
	my $build = $ENV{BACKSTOP_BUILD} // "build";
	skip "$build/paths.h is not made yet", 1 if !-e "$build/paths.h";
	my $cc = $ENV{CC} // 'cc';
	skip "$cc: there is no C compiler", 1 if system("command -v $cc >/dev/null") != 0;
	my $unit = tempdir(CLEANUP => 1) . '/headers.c';
	open my $out, '>', $unit or die $!;
	print $out qq(#include "$_"\n) for sort keys %guarded;
	close $out;
	my %dir = map { dirname($_) => 1 } map { @$_ } values %path;
	my $said = `$cc -std=c11 -D_GNU_SOURCE -Wall -fsyntax-only @{[map { "-iquote $_" } sort keys %dir]} -iquote $build $unit 2>&1`;
	is substr($said, 0, 2000), '', 'one unit can include every header';
}

# --- sizes ---------------------------------------------------------------------

my %lines;
find({ no_chdir => 1, wanted => sub {
	return if !/\.(?:[cht]|pm|pl|def)\z/ && !m{\Aacl/[^/]+/} || !-f;
	open my $in, '<', $_ or die "$_: $!";
	$lines{$_} = () = <$in>;
} }, qw(local_scan acl t));
is_deeply [grep { $lines{$_} > 500 } sort keys %lines], [], 'no file has more than 500 lines';

# Of the command, as it was before there were rooms.
my @LIMITS = (['median', 0.5, 12], ['95th percentile', 0.95, 24], ['longest', 1, 59]);
my @function;
for my $file (grep { m{\Alocal_scan/cli/} && /\.c\z/ } keys %lines) {
	open my $in, '<', $file or die "$file: $!";
	my $code = do { local $/; <$in> };
	push @function, $1 =~ tr/\n// while $code =~ /^(\w[^\n]*\([^;{}]*\)\n\{\n.*?^\}\n)/msg;
}
@function = sort { $a <=> $b } @function;
ok @function > 500, 'the command has functions';
for (@LIMITS) {
	my ($name, $part, $limit) = @$_;
	my $length = $function[$part * $#function];
	cmp_ok $length, '<=', $limit, "functions of the command: $name: $length lines";
}

done_testing;
