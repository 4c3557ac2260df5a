#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Paths and users are written down once, in the Makefile. C gets them by paths.h and
# ACLs when they are installed; debian/ is only for Debian, and repeats them. A name
# there that the Makefile does not know, or not any more, is found here.

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Find qw(find);
use Test::More;

chdir abs_path(dirname(__FILE__)) . '/../..' or die $!;

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!";
	local $/;
	return scalar <$in>;
}

# What the Makefile knows: NAME=VALUE of paths.h, and where it installs.
sub known {
	my $ask = q(printf 'show:\n\t@echo $(PATHS) BACKSTOP=$(bindir)/backstop\n' | make -s --no-print-directory -f Makefile -f - show);
	my %known = map { split /=/, $_, 2 } split ' ', `env -u MAKEFLAGS -u MAKELEVEL $ask`;
	return %known;
}

my %known = known();
is $known{POLICY_DIR}, "$known{ETC_DIR}/backstop", 'the Makefile says where things are';

# Of cron and systemd.
my @OTHERS = qw(/usr/sbin:/usr/bin:/sbin:/bin /run/systemd/system);

my (%debian, %user);
find({ no_chdir => 1, wanted => sub {
	return if !-f || m{/(?:changelog|copyright|control|source/)};
	my $text = slurp($_) =~ s/^#.*\n//mgr;
	$debian{$1}{$_} = 1 while $text =~ m{(?<![\w.\$\}/-])(/(?:etc|usr|var|run)/[\w./:-]*\w)}g;
	$user{$1}{$_} = 1 while $text =~ /\b(Debian-\w+)/g;
} }, 'debian');
cmp_ok scalar keys %debian, '>', 15, 'debian/ names paths';

sub is_known {
	my ($path) = @_;
	return grep { $path eq $_ || index($path, "$_/") == 0 } values %known, @OTHERS;
}
is join("\n", map { "$_ in @{[ sort keys %{ $debian{$_} } ]}" } grep { !is_known($_) } sort keys %debian), '',
	'the Makefile knows each path in debian/';
is join(' ', keys %user), $known{EXIM_USER}, 'and the user';

done_testing;
