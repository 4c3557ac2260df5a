#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Words by which bounces are recognised (report/words*.h) are small letters only,
# because texts are compared as such, and each is there only once.

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
