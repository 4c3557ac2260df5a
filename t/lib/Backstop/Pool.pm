package Backstop::Pool;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's present packages, fetched once into a build directory: both Exims, for tests of
# the one that is not installed, and programs that a single test runs.
#
#   BEGIN { $build = Backstop::Pool::fetch_and_enter() }    # the test runs in a private network
#   Backstop::Pool::fetch($build);                   # needs the network
#   my @files = Backstop::Pool::packages($build);    # fewer than two: not fetched
#   my ($exim) = Backstop::Pool::program($build, 'exim4-daemon-light', $dir);
#
#   BEGIN { $build = Backstop::Pool::fetch_and_enter('mailman3') }    # with what it needs
#   my $root = Backstop::Pool::root($build, 'mailman3', $dir);        # undef: not fetched
#
# Does not: install anything.

use strict;
use warnings;
use Backstop::Net;
use FindBin;

my @PACKAGES = qw(exim4-daemon-light exim4-daemon-heavy);

# Fetches them while there is still a network, and runs the test again without one. Returns the
# build directory.
sub fetch_and_enter {
	my @programs = @_;
	my $build = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
	fetch($build) if !@programs;
	fetch_whole($build, $_) for @programs;
	Backstop::Net::enter();
	return $build;
}

sub fetch {
	my ($build) = @_;
	return if packages($build) == @PACKAGES;
	mkdir "$build/pool";
	system "cd '$build/pool' && flock . apt-get -q download @PACKAGES >apt.log 2>&1";
}

sub packages {
	my ($build) = @_;
	return map { glob "'$build'/pool/${_}_*.deb" } @PACKAGES;
}

# Fetches a package with those that it needs and this machine lacks.
sub fetch_whole {
	my ($build, $package) = @_;
	my $dir = "$build/pool/$package";
	mkdir $_ for "$build/pool", $dir;
	system "cd '$dir' && flock . sh -c '[ -e whole ] || { rm -f *.deb; apt-get -q download "
		. "\$(apt-get -q -s install --no-install-recommends $package | sed -n \"s/^Inst \\([^ ]*\\).*/\\1/p\") "
		. "-o Acquire::http::Timeout=20 >apt.log 2>&1 && : >whole; }'";
}

# Unpacks these packages below a directory.
sub root {
	my ($build, $package, $dir) = @_;
	return if !-e "$build/pool/$package/whole";
	for my $file (glob "'$build'/pool/$package/*.deb") {
		return if system 'dpkg-deb', '-x', $file, "$dir/$package";
	}
	return "$dir/$package";
}

# The program of one package, unpacked below a directory.
sub program {
	my ($build, $package, $dir) = @_;
	my ($file) = grep { m{/\Q$package\E_} } packages($build);
	return if !$file || system 'dpkg-deb', '-x', $file, "$dir/$package";
	return "$dir/$package/usr/sbin/exim4";
}

1;
