#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What we have written down of Exim's APIs (local_scan/plugin/api_*.h, symbols.h), beside
# the local_scan.h of the exim4-dev that is installed (or in $EXIM_INC): types,
# sizes, offsets, prototypes and numbers. An API without an installed header is
# reported by name.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $PLUGIN = "$FindBin::Bin/../../local_scan/plugin";
my $THEIRS = $ENV{EXIM_INC} || '/usr/include/exim4';

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!";
	local $/;
	return scalar <$in>;
}

# [status, what the compiler says].
sub compare {
	my ($header, $number) = @_;
	my @command = ($ENV{CC} || 'cc', '-std=c11', '-fsyntax-only', '-isystem', $THEIRS, "-I$PLUGIN",
		"-DOURS=$number", qq(-DHEADER="$header"), "$FindBin::Bin/../lib/api_compare.c");
	open my $from, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die "@command: $!";
	my $said = do { local $/; <$from> // '' };
	close $from;
	return ($?, $said);
}

my @rows = slurp("$PLUGIN/apis.h") =~ /^ +ROW\((\d+, \d+), \w+\)/mg;
my @numbers = map { s/, /_/r } @rows;
is "@{[ sort map { m{api_(\w+)\.h$} } glob \"$PLUGIN/api_*.h\" ]}", "@{[ sort @numbers ]}",
	'a header for each row';

SKIP: {
	skip "exim4-dev is not installed (t/deps test installs it)", 1
		if !-e "$THEIRS/local_scan.h";
	my $number = join '_', slurp("$THEIRS/local_scan.h")
		=~ /^#define LOCAL_SCAN_ABI_VERSION_M(?:AJ|IN)OR +(\d+)/mg;
	skip "the installed Exim has API $number, of which there is no header", 1
		if !grep { $_ eq $number } @numbers;
	my $header = "$PLUGIN/api_$number.h";
	my ($status, $said) = compare($header, $number);
	is $status, 0, "api_$number.h is as Exim's" or diag $said;

	# Does the comparison see? Each fault is one that a new API might bring.
	my $whole = slurp($header) =~ s/^#include "(symbols\.h)"\n/slurp("$PLUGIN\/$1")/emr;
	my @faults = (
		['BOOL', qr/typedef unsigned(?: char)?/, 'typedef long'],
		['type', qr/int type;/, 'long type;'],
		['slen', qr/(int type;\s*)(int slen;)/, 'int slen; int type;'],
		['address', qr/(const unsigned char \*address;)/, 'int before; const unsigned char *address;'],
		['recipients_count', qr/int API\(recipients_count\)/, 'long API(recipients_count)'],
		['sender_address', qr/unsigned char \*API\(sender_address\)/, 'char *API(sender_address)'],
		['log_write', qr/API\(log_write\)\(/, 'API(log_write)(long, '],
		['expand_string', qr/API\(expand_string\)\((?:const )?unsigned char \*/, 'API(expand_string)(int'],
		['lss_match_host', qr/int API\(lss_match_host\)/, 'long API(lss_match_host)'],
	);
	my $dir = tempdir(CLEANUP => 1);
	for my $fault (@faults) {
		my ($name, $from, $to) = @$fault;
		my $text = $whole;
		$text =~ s/$from/$to/ or fail "$name: no such text";
		$text =~ s/^_Static_assert\(.*?;$//msg; # its own guards
		open my $out, '>', "$dir/api.h" or die $!;
		print $out $text;
		close $out;
		my ($bad, $why) = compare("$dir/api.h", $number);
		ok $bad && $why =~ /static assertion failed: "$name/, "a fault in $name is seen" or diag $why;
	}
}

done_testing;
