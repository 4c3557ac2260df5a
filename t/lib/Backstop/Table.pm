package Backstop::Table;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prints a table with aligned columns, in colours on a terminal (but with
# NO_COLOR set, https://no-color.org).
#
#   Backstop::Table::show([qw(name figure)], sub { undef }, [a => 1], …);
#
# The callback gets a row and a column's number, and returns a colour or undef.
#
# Does not: wrap, shorten, measure characters that are not ASCII.

use strict;
use warnings;

my %SGR = (bold => 1, red => 31, green => 32, yellow => 33);

sub colourful {
	return -t STDOUT && !length($ENV{NO_COLOR} // '')
		&& ($ENV{TERM} // 'dumb') ne 'dumb';
}

sub painted {
	my ($text, $colour) = @_;
	return $text if !$colour || !colourful();
	return "\e[$SGR{$colour}m$text\e[0m";
}

sub widths {
	my @width;
	for my $row (@_) {
		for my $i (0 .. $#$row) {
			my $n = length $row->[$i];
			$width[$i] = $n if $n > ($width[$i] // 0);
		}
	}
	return @width;
}

sub show {
	my ($head, $colour_of, @rows) = @_;
	my @width = widths($head, @rows);
	line(\@width, $head, sub { 'bold' });
	for my $row (@rows) {
		line(\@width, $row, sub { $colour_of->($row, $_[0]) });
	}
}

sub line {
	my ($width, $row, $colour_of) = @_;
	my $out = '';
	for my $i (0 .. $#$row) {
		my $pad = $i < $#$row ? $width->[$i] + 2 - length $row->[$i] : 0;
		$out .= painted($row->[$i], $colour_of->($i)) . ' ' x $pad;
	}
	print "$out\n";
}

1;
