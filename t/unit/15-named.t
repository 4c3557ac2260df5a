#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The pattern by which the ACLs look a host name up in a list: what it finds, and how often it
# compares. A client chooses the word in HELO, which may have 8 kB, most of them dots: it must not
# be compared with every entry of a list for each of its dots.

use strict;
use warnings;
use FindBin;
use Test::More;

my $file = "$FindBin::Bin/../../acl/lib/policy";
open my $from, '<', $file or die "$file: $!";
my $acl = do { local $/; <$from> };
my ($pattern) = $acl =~ /^BACKSTOP_NAMED = \\N(.*?)\\N$/ms or die "$file: no BACKSTOP_NAMED";
$pattern =~ s/\\\n\s*//g;
like $pattern, qr/\\n\)\*\?/, 'the pattern is there';

# How often an entry is compared with the name, or with a part of it.
sub comparisons {
	my ($name, @list) = @_;
	my $text = join '', map { "$_\n" } $name, @list;
	our $count = 0;
	use re 'eval';
	my $counting = $pattern =~ s/(\(\?:\[\^\\n\]\*\\n\)\*\?)/$1(?{ \$main::count++ })/r;
	isnt $counting, $pattern, 'comparisons are counted';
	ok $text !~ /$counting/, 'it is not in the list';
	return $count;
}

my $label = 'a' x 61;
my $longest = join '.', ($label) x 4, 'exampl';
is length $longest, 254, 'the longest name';
for (['a name', 'bot.example', 'bot.example', 1], ['another name', 'bot.example', 'bots.example', 0],
	['a domain', 'x.bot.example', '*.bot.example', 1], ['the domain itself', 'bot.example', '*.bot.example', 0],
	['a name in it is no entry', 'x.bot.example', 'bot.example', 0], ['in quotes', 'x.y.bot.example', '"*.bot.example"', 1],
	['the longest name', "$longest", '*.exampl', 1], ['a word that is no name, as it is', 'a.' x 4000, 'a.' x 4000, 1]) {
	my ($name, $word, $entry, $want) = @$_;
	my $is = "$word\nfirst.example\n$entry\n" =~ /$pattern/ ? 1 : 0;
	is $is, $want, $name;
}

my @list = map { "*.bot$_.example" } 1 .. 50;
for (['dots', '.' x 8000], ['labels', 'a.' x 4000], ['a long label, then dots', 'a' x 4000 . '.a' x 2000]) {
	my ($name, $word) = @$_;
	cmp_ok comparisons($word, @list), '<=', 256 * (@list + 2), "$name: not more than of a name that can exist";
}
cmp_ok comparisons($longest, @list), '<=', 256 * (@list + 2), 'the longest name';

done_testing;
