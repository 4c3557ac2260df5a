#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tables of charsets hold the letters of today's words: charset.pl writes what
# is committed. Words are small letters only, because texts are compared as such,
# and each is there only once.

use strict;
use warnings;
use FindBin;
use Test::More;

my $CORE = "$FindBin::Bin/../../local_scan/core";

sub slurp {
	my ($path) = @_;
	open my $in, '<:encoding(UTF-8)', $path or die "$path: $!\n";
	return join '', <$in>;
}

my $made = `perl $CORE/mail/charset.pl`;
utf8::decode($made);
ok($made eq slurp("$CORE/mail/charset_tables.h"),
	'charset_tables.h is what local_scan/core/mail/charset.pl writes');

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output,
	Test::More->builder->failure_output;
for my $file (glob "$CORE/report/words*.h") {
	my $text = slurp($file) =~ s{/\*.*?\*/}{}gsr;
	while ($text =~ /(\w+)\[\] = \{(.*?)\};/gs) {
		my ($list, $words) = ($1, $2);
		my @words = $words =~ /"((?:[^"\\]|\\.)*)"/g;
		my %seen;
		is(join(', ', grep { $_ ne lc } @words), '', "$list: small letters");
		is(join(', ', grep { $seen{$_}++ } @words), '', "$list: each once");
	}
}
done_testing();
