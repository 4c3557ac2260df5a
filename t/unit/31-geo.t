#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Country and network of an address, from databases that are made here, sound
# and broken.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use File::Temp qw(tempdir);
use POSIX ();
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $tmp = tempdir(CLEANUP => 1);

eval { require MaxMind::DB::Writer::Tree; 1 }
	or plan skip_all => 'MaxMind::DB::Writer is missing (libmaxmind-db-writer-perl)';
-x "$BUILD/t/ask" or die "$BUILD/t/ask is not there; run make tests first\n";

my %TYPE = (country => 'map', iso_code => 'utf8_string', names => 'map',
	en => 'utf8_string', autonomous_system_number => 'uint32',
	autonomous_system_organization => 'utf8_string');

sub make {
	my ($file, $version, $data, %type) = @_;
	my $tree = MaxMind::DB::Writer::Tree->new(ip_version => $version,
		record_size => 24, database_type => 'Test', languages => ['en'],
		description => { en => 'made by a test' }, remove_reserved_networks => 0,
		map_key_type_callback => sub { $type{ $_[0] } || $TYPE{ $_[0] } });
	$tree->insert_network($_, $data->{$_}) for sort keys %$data;
	open my $to, '>:raw', "$tmp/$file" or die $!;
	$tree->write_tree($to);
	close $to;
	return "$tmp/$file";
}

# Answers by question; if it died, the signal under ''.
sub ask {
	my ($options, @questions) = @_;
	my $in = "$tmp/questions";
	Backstop::Rig::spew($in, join '', map { "$_\n" } @questions);
	my @args = map { "'$_'" } @$options;
	my $out = `timeout 120 '$BUILD/t/ask' so='$BUILD/backstop-lookup.so' child=1 @args <$in`;
	my %answer = $out =~ /^(\S+ \S+): (.+)$/mg;
	$answer{''} = $? if $?;
	return \%answer;
}

my $country = make('country.mmdb', 6, {
	'198.51.100.0/24' => { country => { iso_code => 'DE', names => { en => 'Germany' } } },
	'2001:db8::/32' => { country => { iso_code => 'FR' } },
	'203.0.113.0/25' => { country => { names => { en => 'Nowhere' } } },
	'203.0.113.128/26' => { country => { iso_code => 'deu' } },
	'203.0.113.192/26' => { country => { iso_code => "D\n" } },
});
my $network = make('network.mmdb', 6, {
	'198.51.100.0/24' => { autonomous_system_number => 64500,
		autonomous_system_organization => 'Example AS' },
	'2001:db8::/32' => { autonomous_system_number => 4294967295 },
	'203.0.113.0/25' => { autonomous_system_number => 64501,
		autonomous_system_organization => 'x' x 300 },
	'203.0.113.128/25' => { autonomous_system_organization => 'no number' },
});
my $four = make('four.mmdb', 4, { '198.51.100.0/24' => { country => { iso_code => 'AT' } } });
my $odd = make('odd.mmdb', 6, { '198.51.100.0/24' => { country => { iso_code => 7 },
	autonomous_system_number => 'seven' } },
	iso_code => 'uint32', autonomous_system_number => 'utf8_string');
Backstop::Rig::spew("$tmp/empty.mmdb", '');
Backstop::Rig::spew("$tmp/text.mmdb", "no database\n" x 1000);
POSIX::mkfifo("$tmp/fifo.mmdb", 0600) or die $!;

my $got = ask(["country=$country", "network=$network"],
	map { ("country $_", "network $_") } qw(198.51.100.7 ::ffff:198.51.100.7
	2001:db8::7 203.0.113.1 203.0.113.129 203.0.113.200 192.0.2.1 10.0.0.1 ::1));
my @rows = (
	['country 198.51.100.7', 'some DE'],
	['country ::ffff:198.51.100.7', 'some DE'],
	['country 2001:db8::7', 'some FR'],
	['country 203.0.113.1', 'none'],
	['country 203.0.113.129', 'unknown'],
	['country 203.0.113.200', 'unknown'],
	['country 192.0.2.1', 'none'],
	['country 10.0.0.1', 'none'],
	['country ::1', 'none'],
	['network 198.51.100.7', 'some 64500 Example\20AS'],
	['network 2001:db8::7', 'some 4294967295'],
	['network 203.0.113.1', 'some 64501 ' . 'x' x 128],
	['network 203.0.113.129', 'none'],
	['network 192.0.2.1', 'none'],
);
is($got->{ $_->[0] }, $_->[1], $_->[0]) for @rows;

my @files = (
	['IPv4 only', $four, 'country 198.51.100.7', 'some AT'],
	['IPv4 only', $four, 'country 2001:db8::7', 'unknown'],
	['values of other types', $odd, 'country 198.51.100.7', 'unknown'],
	['values of other types', $odd, 'network 198.51.100.7', 'unknown'],
	['of networks', $network, 'country 198.51.100.7', 'none'],
	['missing', "$tmp/none.mmdb", 'country 198.51.100.7', 'unknown'],
	['empty', "$tmp/empty.mmdb", 'country 198.51.100.7', 'unknown'],
	['no database', "$tmp/text.mmdb", 'country 198.51.100.7', 'unknown'],
	['a directory', $tmp, 'country 198.51.100.7', 'unknown'],
	['a FIFO', "$tmp/fifo.mmdb", 'country 198.51.100.7', 'unknown'],
	['a device', '/dev/zero', 'country 198.51.100.7', 'unknown'],
);
for (@files) {
	my ($name, $file, $question, $want) = @$_;
	my $got = ask(["country=$file", "network=$file"], $question);
	is($got->{$question}, $want, "$name: $question");
	ok(!$got->{''}, '… and it does not wait for ever');
}

# --- broken ones: whatever they say, nothing dies --------------------------

my @some = map { ("country $_", "network $_") } qw(198.51.100.7 2001:db8::7 203.0.113.1
	0.0.0.0 255.255.255.255 1.1.1.1 ::1 ffff::1);

sub survives {
	my ($file) = @_;
	return !ask(["country=$file", "network=$file"], @some)->{''};
}

# Everywhere, where the metadata are often, for they are at the end.
sub broken {
	my ($name, $whole, $rounds, $break) = @_;
	my @died;
	for my $i (0 .. $rounds - 1) {
		my $copy = $whole;
		Backstop::Rig::spew("$tmp/broken.mmdb", $break->($copy, $i / $rounds));
		push @died, $i if !survives("$tmp/broken.mmdb");
	}
	is("@died", '', "$name: $rounds broken databases, none is fatal");
}

srand 1;
my $rounds = $ENV{BACKSTOP_GEO_ROUNDS} || 150;
for my $file ($country, $network) {
	my $whole = Backstop::Rig::slurp($file);
	my ($name) = $file =~ m{([^/]+)\z};
	broken("$name, cut", $whole, $rounds, sub {
		substr $_[0], 0, int(length($_[0]) * $_[1]) });
	broken("$name, the last octets changed", $whole, $rounds, sub {
		my ($copy) = @_;
		substr($copy, length($copy) - 1 - int rand 600, 1) = chr int rand 256;
		$copy });
	broken("$name, octets changed", $whole, $rounds, sub {
		my ($copy) = @_;
		substr($copy, int rand length $copy, 1) = chr int rand 256 for 0 .. rand 20;
		$copy });
}

done_testing;
