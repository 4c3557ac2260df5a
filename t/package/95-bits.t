#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's i386 and armhf: where a long and a pointer have 32 bits, all of it compiles without a
# warning, so no number is cut off without a word.
#
# Does not: link or run it there; compile lookup/geo, whose library has other headers there.

use strict;
use warnings;
use File::Find;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $ROOT = "$FindBin::Bin/../..";
my @COMPILER = ('gcc', '-m32', '-fsyntax-only');

# The headers of libraries are those of this machine.
chomp(my $machine = `gcc -print-multiarch`);
my $headers = "-isystem /usr/include/$machine";

system("echo '#include <stdio.h>' | @COMPILER $headers -x c - 2>/dev/null") == 0
	or plan skip_all => 'gcc compiles nothing for 32 bits here (libc6-dev-i386 is not installed?)';

my @source;
find({ no_chdir => 1, wanted => sub { push @source, $_ if /\.c\z/ && !m{/geo\.c} } }, "$ROOT/local_scan");
my $build = tempdir(CLEANUP => 1);
my @object = map { s{.*/local_scan/}{$build/}r =~ s/c\z/o/r } sort @source;

my $said = join '', `make -C '$ROOT' -k -j2 -s CI=true BUILD=$build CC='@COMPILER' CPPFLAGS='$headers' CFLAGS=-O0 @object 2>&1`;
is $? >> 8, 0, scalar(@object) . ' files' or diag $said =~ /^(.*: (?:error|warning): .*\n)/mg ? $said : substr $said, 0, 4000;
cmp_ok scalar @object, '>', 200, '… which are all of them';

done_testing;
