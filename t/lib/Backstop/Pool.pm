package Backstop::Pool;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# The packages of both Exims, as Debian has them now: fetched once into a build
# directory, for tests of the Exim that is not installed.
#
#   BEGIN { $build = Backstop::Pool::fetch_and_enter() }    # the test runs in a private network
#   Backstop::Pool::fetch($build);                   # needs the network
#   my @files = Backstop::Pool::packages($build);    # fewer than two: not fetched
#   my ($exim) = Backstop::Pool::program($build, 'exim4-daemon-light', $dir);
#
# Does not: install anything.

use strict;
use warnings;
use Backstop::Net;
use FindBin;

my @PACKAGES = qw(exim4-daemon-light exim4-daemon-heavy);

# Fetches them while there is still a network, and runs the test again without one. Returns the
# directory of what is built.
sub fetch_and_enter {
	my $build = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
	fetch($build);
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

# The program of one of them, unpacked below a directory.
sub program {
	my ($build, $package, $dir) = @_;
	my ($file) = grep { m{/\Q$package\E_} } packages($build);
	return if !$file || system 'dpkg-deb', '-x', $file, "$dir/$package";
	return "$dir/$package/usr/sbin/exim4";
}

1;
