#!/usr/bin/perl
# charset_tables.h: the letters of charsets, for charset.c. The Makefile calls this.
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Charsets of one octet a letter: all their letters. Those of two octets, which
# have ten thousand: the letters that report/words*.h use, for nothing else is
# looked for in them.

use strict;
use warnings;
use Encode qw(decode encode);
use FindBin;
use open qw(:std :encoding(UTF-8));

my @ONE = qw(koi8-r koi8-u cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255
	cp1256 cp1257 cp1258 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6
	iso-8859-7 iso-8859-8 iso-8859-10 iso-8859-13
	iso-8859-14 iso-8859-15 iso-8859-16);
my %TWO = (gbk => 'cp936', big5 => 'cp950', korean => 'cp949', jis => 'jis0208-raw');

# A letter in a string of C. What is not seen, joins its neighbour or is written from right to left
# is written as a number: an editor would show such letters in another order.
sub letter {
	my ($number) = @_;
	my $letter = chr $number;
	return sprintf '\x%02x', $number if $number < 0xa0;
	return $letter =~ /[[:graph:]]/u && $letter !~ /\p{M}|\p{Cf}|\p{Hebrew}|\p{Arabic}/u ? $letter
		: sprintf '\u%04x', $number;
}

sub letters { my (@numbers) = @_;
	my $text = '';
	while (my @line = map { letter($_) } splice @numbers, 0, 32) {
		while (my @part = splice @line, 0, length "@line" > 120 ? 16 : 32) {
			$text .= "\n    u\"" . join('', @part) . '"';
		}
	}
	return $text;
}

# Below 0xa0, those of ISO 8859 are controls by their own numbers.
sub one {
	my ($charset) = @_;
	return map { my $letter = decode($charset, chr $_); ord $letter }
		($charset =~ /^iso/ ? 0xa0 : 0x80) .. 0xff;
}

# Codes, each with its letter after it, in order.
sub two {
	my ($charset, @letters) = @_;
	my %letter;
	for my $letter (@letters) {
		my $code = encode($charset, my $copy = $letter, sub { '' });
		$letter{unpack 'n', $code} = ord $letter if length $code == 2;
	}
	my @pairs = map { sprintf '\x%04x%s', $_, letter($letter{$_}) } sort { $a <=> $b } keys %letter;
	my $text = '';
	$text .= "\n    u\"" . join('', splice @pairs, 0, 10) . '"' while @pairs;
	return $text;
}

my %used;
for my $file (glob "$FindBin::Bin/../report/words*.h") {
	open my $in, '<', $file or die "$file: $!\n";
	$used{$_} = 1 for grep { ord > 0x2e7f } map { split // } <$in>;
}

print <<'EOF';
/* charset_tables: written by charset.pl; not to be edited.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BS_CHARSET_TABLES_H
#define BS_CHARSET_TABLES_H

/* clang-format off */
EOF
for my $charset (@ONE) {
	my $name = $charset =~ s/\W//gr;
	print "\nstatic const unsigned short letters_$name\[] =", letters(one($charset)), ";\n";
}
for my $name (sort keys %TWO) {
	print "\n/* codes, each with its letter after it */\nstatic const unsigned short pairs_$name\[] =",
		two($TWO{$name}, sort keys %used), ";\n";
}
print "\n#endif\n";
