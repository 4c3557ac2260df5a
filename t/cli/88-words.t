#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Words that make English read as if it were translated, per 10,000 words of the
# documentation and the samples, of the comments in C, and of what --help says. The ceilings are three
# times the rates of Postfix's own documentation, and may only go down.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Rig;
use Test::More;

my $ROOT = "$FindBin::Bin/../..";
# word, how often in 10,000 words
my @rare = (
	['nobody', 1.2, qr/\bnobody\b/i],
	['behind', 3.6, qr/\bbehind\b/i],
	['stands', 1.2, qr/\bstands?\b/i],
	['tells', 2.1, qr/\b(?:tells?|told)\b/i],
	['whom', 1.0, qr/\bwhom\b/i],
	['whoever', 1.0, qr/\bwhoever\b/i],
	['none', 4.8, qr/\bnone\b/i],
	['is no', 7.2, qr/\b(?:is|are) no\b/i],
);

sub texts { return join "\n", map { Backstop::Rig::slurp($_) } @_ }

sub help {
	my ($all) = backstop('--help');
	return join "\n", $all, map { (backstop($_, '--help'))[0] } $all =~ /^  (\w+) {2,}/mg;
}

my %text = (
	docs => texts(glob "$ROOT/*.md $ROOT/docs/*.md $ROOT/docs/*/*.md $ROOT/docs/*.[1578] $ROOT/docs/sample/*"),
	comments => join("\n", texts(glob "$ROOT/local_scan/*/*.[ch] $ROOT/local_scan/*/*/*.[ch]")
		=~ m{/\*(.*?)\*/}gs),
	help => help(),
);
for my $name (sort keys %text) {
	my $words = () = $text{$name} =~ /[A-Za-z']+/g;
	for my $row (@rare) {
		my ($word, $most, $is) = @$row;
		my @hits = $text{$name} =~ /^(.*$is.*)$/mg;
		cmp_ok @hits * 1e4 / $words, '<=', $most, "$name: $word" or diag map { "$_\n" } @hits;
	}
}
is join("\n", grep { length > 80 } split /\n/, $text{help}), '', 'help: 80 columns';

# What is to be typed can be copied: commands that need root begin with sudo.
my $said = texts(glob "$ROOT/local_scan/cli/*/*.[ch]") =~ s/"\s*\n\s*"//gr;
my $root = qr/backstop (?:enable|disable|compile|key|store|exempt|undo|unlock|bounces|hits|why|report|status|doctor
	|mode \w+ \w+)\b[^']*/x;
my $does = qr/makes|creates|sets|shows|lists|names|says|examines/;
my $others = qr/apt install|chmod|chown|nft|systemctl|adduser|dpkg-reconfigure|update-exim4\.conf|exim4 -(?:M|bp)/;
is join("\n", $said =~ /(?<!sudo )'$others\b[^']*'/g), '', "messages: sudo with others' commands";
is join("\n", $said =~ /(?:\b(?:run|with|until) '$root'|'$root' $does\b)/g), '', 'messages: sudo';
my $typed = texts(glob "$ROOT/docs/sample/*") =~ s/\n# */ /gr;
is join("\n", $typed =~ /("backstop (?:key|store|exempt|undo|unlock|status|hits|enable|mode \w+ \w+)\b[^"]*")/g), '',
	'samples: sudo';
is join("\n", texts(glob "$ROOT/docs/*.[17]") =~ /^((?:\.Dl )?backstop (?:enable|disable|doctor|status|report|replay|mode)\b.*)/mg),
	'', 'examples of the manual: sudo';
# Which manuals are installed says nothing about ours.
SKIP: {
	skip 'mandoc is missing', 3 if !grep { -x "$_/mandoc" } split /:/, $ENV{PATH};
	for my $page (glob "$ROOT/docs/*.[1578]") {
		my $faults = join '', grep { !/referenced manual not found|outdated mandoc\.db/ } `mandoc -Tlint '$page' 2>&1`;
		is $faults, '', "mandoc: $page" =~ s{\S*/}{}r;
	}
}
done_testing;
