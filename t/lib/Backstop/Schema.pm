package Backstop::Schema;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Checks output for programs against docs/schema.json, which describes it.
#
#   my @faults = Backstop::Schema::faults('scan', $object);      # as JSON::PP decodes it
#   my @faults = Backstop::Schema::output_faults('scan', $text); # one object per line
#   my @faults = Backstop::Schema::log_faults($mainlog);         # lines of Backstop
#   my @objects = Backstop::Schema::objects($text);              # one object per line
#
# A fault is a sentence with the place. In one respect, this is stricter than the schema: a
# member that is not described is a fault, because a program must be able to find out what
# it means. Only the parts of JSON Schema that the file uses are known; any other dies.

use strict;
use warnings;
use B ();
use File::Basename qw(dirname);
use JSON::PP;

my $PATH = dirname(__FILE__) . '/../../../docs/schema.json';
my $schema;

sub schema {
	return $schema //= do {
		open my $from, '<:raw', $PATH or die "$PATH: $!";
		local $/;
		decode_json(scalar <$from>);
	};
}

sub type_of {
	my ($value) = @_;
	return 'null' if !defined $value;
	return 'boolean' if JSON::PP::is_bool($value);
	return { HASH => 'object', ARRAY => 'array' }->{ ref $value } // '?' if ref $value;
	return 'string' if B::svref_2object(\$value)->FLAGS & B::SVp_POK;
	return $value =~ /\A-?\d+\z/ ? 'integer' : 'number';
}

my %rule;

sub check {
	my ($is, $value, $at) = @_;
	return check(schema()->{'$defs'}{ $is->{'$ref'} =~ s{\A#/\$defs/}{}r } // die("$is->{'$ref'}?"), $value, $at)
		if $is->{'$ref'};
	my @unknown = grep { !$rule{$_} } keys %$is;
	die "docs/schema.json: $at: @unknown?" if @unknown;
	my @faults = map { $rule{$_}->($is, $value, $at) } sort keys %$is;
	return @faults if ref $value ne 'HASH' || !$is->{properties} || $is->{additionalProperties};
	return @faults, map { "$at.$_ is not described" } grep { !$is->{properties}{$_} } sort keys %$value;
}

sub shown { return defined $_[0] ? ref $_[0] || "'$_[0]'" : 'null' }

%rule = (
	type => sub {
		my ($is, $value, $at) = @_;
		my @may = ref $is->{type} ? @{ $is->{type} } : $is->{type};
		my $type = type_of($value);
		return grep({ $_ eq $type } @may) ? () : "$at is $type, not @may";
	},
	const => sub { return shown($_[1]) eq shown($_[0]{const}) ? () : "$_[2] is " . shown($_[1]) },
	enum => sub {
		my ($is, $value, $at) = @_;
		return grep({ shown($_) eq shown($value) } @{ $is->{enum} }) ? () : "$at is " . shown($value);
	},
	pattern => sub {
		my ($is, $value, $at) = @_;
		return !defined $value || ref $value || $value =~ /$is->{pattern}/ ? () : "$at is '$value'";
	},
	minimum => sub { return !defined $_[1] || ref $_[1] || $_[1] >= $_[0]{minimum} ? () : "$_[2] is $_[1]" },
	minItems => sub { return @{ $_[1] } >= $_[0]{minItems} ? () : "$_[2] is too short" },
	maxItems => sub { return ref $_[1] ne 'ARRAY' || @{ $_[1] } <= $_[0]{maxItems} ? () : "$_[2] is too long" },
	items => sub {
		my ($is, $value, $at) = @_;
		return ref $value eq 'ARRAY' ? map { check($is->{items}, $_, $at . '[]') } @$value : ();
	},
	required => sub {
		my ($is, $value, $at) = @_;
		return ref $value eq 'HASH' ? map { "$at.$_ is missing" } grep { !exists $value->{$_} } @{ $is->{required} } : ();
	},
	properties => sub {
		my ($is, $value, $at) = @_;
		return ref $value eq 'HASH'
			? map { check($is->{properties}{$_}, $value->{$_}, "$at.$_") } grep { $is->{properties}{$_} } sort keys %$value
			: ();
	},
	additionalProperties => sub {
		my ($is, $value, $at) = @_;
		my $known = $is->{properties} // {};
		return map { check($is->{additionalProperties}, $value->{$_}, "$at.$_") } grep { !$known->{$_} } sort keys %$value;
	},
);

sub faults { my ($name, $value) = @_; return check({ '$ref' => "#/\$defs/$name" }, $value, $name) }

# What a line says apart from the message's place, and this place. JSON::PP takes milliseconds for
# a line, and thousands of messages differ in nothing else.
sub apart {
	my ($line) = @_;
	return ($line) if $line !~ s/\A\{"path":("(?:[^"\\]|\\.)*"),"index":(\d+)(?=[,}])/{"path":"","index":0/;
	return ($line, $1, $2);
}

my %decoded;
sub decoded { my ($shape) = @_; return $decoded{$shape} //= decode_json($shape) }

# Dies of a line that is not JSON.
sub objects {
	my ($text) = @_;
	return map {
		my ($shape, $path, $index) = apart($_);
		my %object = %{ decoded($shape) };
		@object{qw(path index)} = (decode_json("[$path]")->[0], $index) if defined $path;
		\%object;
	} split /\n/, $text;
}

# A line that has no end was cut off, by a full disk for instance.
my %faults;
sub output_faults {
	my ($name, $text) = @_;
	my %shape = map { my ($shape) = apart($_); ($shape => 1) } grep { /\n\z/ } split /^/, $text;
	return map { @{ $faults{$name}{$_} //= [faults($name, decoded($_))] } } sort keys %shape;
}

# "backstop v=1 check=… …", after Exim's own beginning of the line.
sub log_faults {
	my ($log) = @_;
	my @faults;
	for my $line ($log =~ /^\S+ \S+ (?:[+-]\d{4} )?(?:\[\d+\] )?(?:\S+ )?backstop (v=1 .*)\n/mg) {
		my %word = map { /\A([^=]+)=(.*)\z/ ? ($1, $2) : ($_, undef) } split / /, $line;
		push @faults, map { "$_: $line" } faults(exists $word{event} ? 'event' : 'log', \%word);
	}
	return @faults;
}

1;
