#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Lookups against a real name server, and against bad ones; how long they wait, by a
# clock that only waiting moves (t/lib/still.h); and what is said if they cannot be
# loaded.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Dns;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use IPC::Open2;
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $LOOKUP = "$BUILD/backstop-lookup.so";
my $tmp = tempdir(CLEANUP => 1);

my $why = Backstop::Dns::missing();
plan skip_all => $why if $why;
-x "$BUILD/t/ask" or die "$BUILD/t/ask is not there; run make tests first\n";

# Answers by question, and the milliseconds of each round. Unless another is given, a
# deadline that even a busy machine does not reach.
sub ask {
	my ($options, @questions) = @_;
	my $pid = open2(my $from, my $to, "$BUILD/t/ask", @$options,
		'deadline=120000', "so=$LOOKUP", 'child=1');
	local $SIG{PIPE} = 'IGNORE';
	print $to map { "$_\n" } @questions;
	close $to;
	my (%answer, @ms);
	while (my $line = <$from>) {
		chomp $line;
		push @ms, $1 if $line =~ /^ms: (.+)/;
		$answer{$1} = $2 if $line =~ /^(\S+ \S+): (.+)/;
		$answer{''} = $1 if $line =~ /^no door: (.+)/;
	}
	waitpid $pid, 0;
	$answer{died} = $? & 127 if $? & 127;
	return (\%answer, @ms);
}

my $long = join '', map { chr(ord('a') + $_ % 26) } 0 .. 599;
my @pieces = $long =~ /.{1,255}/g;
my @many = map { "192.0.2.$_" } 1 .. 120;
my $dns = Backstop::Dns->new(
	'host-record=both.example,198.51.100.7,2001:db8::7',
	'host-record=four.example,198.51.100.4',
	'host-record=six.example,2001:db8::6',
	'cname=alias.example,step.example', 'cname=step.example,both.example',
	'cname=lost.example,nowhere.example',
	'mx-host=mail.example,c.example,30', 'mx-host=mail.example,a.example,10',
	'mx-host=mail.example,b.example,20', 'mx-host=mail.example,b2.example,20',
	'mx-host=none.example,.,0',
	'txt-record=text.example,v=spf1 -all', 'txt-record=text.example,second',
	'txt-record=long.example,' . join(',', @pieces),
	(map { "txt-record=huge.example,$_" . 'x' x 200 } 10 .. 29),
	(map { "txt-record=flood.example,$_" . 'x' x 200 } 100 .. 170),
	(map { "host-record=many.example,$_" } @many),
	'ptr-record=9.100.51.198.in-addr.arpa,first.example',
	'ptr-record=9.100.51.198.in-addr.arpa,second.example',
	'address=/7.100.51.198.list.example/127.0.0.2',
	(map { "host-record=h$_.example,198.51.100.$_" } 20 .. 60),
	(map { "txt-record=h$_.example,text $_" } 20 .. 60),
);

my @rows = (
	['address both.example', 'some 198.51.100.7 2001:db8::7'],
	['address BOTH.Example.', 'some 198.51.100.7 2001:db8::7'],
	['address four.example', 'some 198.51.100.4'],
	['address six.example', 'some 2001:db8::6'],
	['address alias.example', 'some 198.51.100.7 2001:db8::7'],
	['address lost.example', 'none'],
	['address nowhere.example', 'none'],
	['address text.example', 'none'],
	['address localhost', 'none'],
	['address many.example', 'unknown'],
	['mx mail.example', 'some a.example b.example b2.example c.example', 'sorted'],
	['mx none.example', 'none'],
	['mx four.example', 'none'],
	['text text.example', 'some second v=spf1\20-all', 'sorted'],
	['text long.example', "some $long"],
	['text huge.example', 'some ' . join(' ', map { $_ . 'x' x 200 } 10 .. 29), 'sorted'],
	['text flood.example', 'unknown'],
	['text both.example', 'none'],
	['name 198.51.100.7', 'some both.example'],
	['name 2001:db8::6', 'some six.example'],
	['name 198.51.100.9', 'some first.example second.example', 'sorted'],
	['name 198.51.100.99', 'none'],
	['listed 7.100.51.198.list.example', 'some 127.0.0.2'],
	['listed 8.100.51.198.list.example', 'none'],
	['org mx.four.example.co.uk', 'some example.co.uk'],
	['country 192.0.2.1', 'unknown'],
);

# Servers give records of one kind in any order.
sub sorted { my ($first, @rest) = split / /, $_[0] // ''; join ' ', $first, sort @rest }

sub answers_are {
	my ($name, $got, @want) = @_;
	for (@want) {
		my ($question, $want, $sorted) = @$_;
		my $is = $got->{$question};
		is($sorted ? sorted($is) : $is, $sorted ? sorted($want) : $want,
			"$name: $question");
	}
}

my ($all) = ask(['servers=' . $dns->at], map { $_->[0] } @rows);
answers_are('all at once', $all, @rows);
like($all->{'mx mail.example'}, qr/^some a\.example b2?\.example b2?\.example c\.example$/,
	'mail servers, best first');

for my $row (grep { $_->[0] =~ /both|long|mail|99/ } @rows) {
	my ($one) = ask(['servers=' . $dns->at], $row->[0]);
	answers_are('alone', $one, $row);
}

# --- bad servers ----------------------------------------------------------

# Flags (RFC 1035 section 4.1.1) of a reply.
sub flags { my ($packet, $set, $unset) = @_;
	substr $packet, 2, 2, pack 'n', unpack('n', substr $packet, 2, 2) & ~$unset | $set;
	return $packet }

my %damage = (
	'another id' => sub { my $p = shift; substr $p, 0, 2, chr(ord(substr $p, 0, 1) ^ 1)
		. substr $p, 1, 1; $p },
	'cut in half' => sub { substr $_[0], 0, length($_[0]) / 2 },
	'head only' => sub { substr $_[0], 0, 12 },
	'one octet' => sub { 'x' },
	'nothing' => sub { '' },
	'noise' => sub { substr($_[0], 0, 2) . join '', map { chr rand 256 } 1 .. 300 },
	'noise behind the head' => sub { substr($_[0], 0, 12) . "\xc0\x0c" x 100 },
	'a name that goes in circles' => sub { substr($_[0], 0, 12) . "\xc0\x0c\0\1\0\1" },
	'not one comes through' => sub { undef },
	'SERVFAIL' => sub { flags($_[0], 2, 15) },
	'REFUSED' => sub { flags($_[0], 5, 15) },
);
my @few = ('address both.example', 'text long.example', 'mx mail.example',
	'name 198.51.100.9', 'address nowhere.example');
for my $name (sort keys %damage) {
	my ($got) = ask(['deadline=400', 'servers=' . $dns->damaged($damage{$name})], @few);
	is_deeply($got, { map { $_ => 'unknown' } @few }, "$name: all is unknown");
}

# The type that was asked for follows the name (RFC 1035 section 4.1.2).
sub is_aaaa { my ($packet) = @_; index(substr($packet, 12), "\0\0\34\0\1") > 0 }

my ($half) = ask(['servers=' . $dns->damaged(sub {
	is_aaaa($_[0]) ? flags($_[0], 2, 15) : $_[0];
})], 'address both.example', 'address four.example', 'listed both.example');
answers_are('no AAAA to be had', $half, ['address both.example', 'unknown'],
	['address four.example', 'unknown'], ['listed both.example', 'some 198.51.100.7']);

my @large = grep { $_->[0] =~ /both|long|mail/ } @rows;
my ($tcp) = ask(['servers=' . $dns->damaged(sub { flags($_[0], 0x200, 0) })],
	map { $_->[0] } @large);
answers_are('truncated, so by TCP', $tcp, @large);

# --- time -----------------------------------------------------------------

sub still { my ($at) = @_; return 'still=' . ($at ? $at =~ s/.*://r : 0) }

my @twenty = map { ("address h$_.example", "text h$_.example") } 20 .. 29;
my ($got) = ask(['servers=' . $dns->gathering(30)], @twenty);
is($got->{'address h29.example'}, 'some 198.51.100.29',
	'30 packets of 20 questions are sent before the first answer');
is(scalar(grep { /^some/ } values %$got), 20, '… and all are answered');

for my $deadline (400, 1000) {
	for my $servers (Backstop::Dns::silent(),
		join ',', map { Backstop::Dns::silent() } 1 .. 3) {
		my ($got, $ms) = ask(["deadline=$deadline", "servers=$servers", still()], @twenty);
		is(scalar(grep { $_ eq 'unknown' } values %$got), 20,
			"nothing answers ($servers): all is unknown");
		is($ms, "$deadline.0", "… at the deadline of $deadline");
	}
}

# One deadline for all rounds, and what needs no server is answered after it.
my @rounds;
($got, @rounds) = ask(['deadline=300', 'servers=' . Backstop::Dns::silent(), still()],
	'address a.example', '', 'address b.example', 'org www.example.org', '',
	'again', 'address c.example');
is($rounds[0], '300.0', 'the first round takes all the time');
is($rounds[1], '0.0', 'the second has none left');
is($got->{'org www.example.org'}, 'some example.org', '… but for what is known here');
is($rounds[2], '300.0', 'the next message has its own time');

# Some of the refusals reach c-ares with its next packet, and count for that one only.
for (['is dead', [Backstop::Dns::dead()], 300], ['is silent', [Backstop::Dns::silent()], 300],
	['and the second are silent', [map { Backstop::Dns::silent() } 1, 2], 550]) {
	my ($name, $first, $most) = @$_;
	my ($got, @ms) = ask(['deadline=1000', 'servers=' . join(',', @$first, $dns->at),
		still($dns->at)], 'address both.example', '', 'address four.example', '', 'text text.example');
	is_deeply([map { /^some/ ? 'some' : $_ } values %$got], [('some') x 3],
		"the first server $name: all is answered");
	cmp_ok($ms[0], '<=', $most, "… after $ms[0] ms");
	cmp_ok($ms[2], '<=', 50, "… and later at once ($ms[1], $ms[2] ms)");
	my %heard = map { $_ => 1 } map { Backstop::Dns::heard($_) } $name =~ /dead/ ? () : @$first;
	ok(!$heard{'16 text.example'}, '… without a question to it');
}

($got) = ask(['servers=nonsense'], 'address both.example');
is($got->{'address both.example'}, 'unknown', 'servers that are none');

# --- the cache ------------------------------------------------------------

my @kept = grep { $_->[1] ne 'unknown' && $_->[0] !~ /^org/ } @rows;
my ($first) = ask(["cache=$tmp/cache", 'servers=' . $dns->at], map { $_->[0] } @kept);
answers_are('into the cache', $first, @kept);
my $unheard = Backstop::Dns::silent();
my ($again, $took) = ask(["cache=$tmp/cache", "servers=$unheard", still()],
	map { $_->[0] } @kept);
is_deeply($again, $first, 'out of the cache');
is($took, '0.0', '… without waiting');
is(join(' ', Backstop::Dns::heard($unheard)), '', '… or asking');

# --- no lookups -----------------------------------------------------------

sub no_door {
	my ($name, $so, $like) = @_;
	my ($got) = ask(["so=$so"], 'address both.example');
	is($got->{'address both.example'}, 'unknown', "$name: unknown");
	like($got->{''}, $like, '… and it is said why');
}

sub shared_object {
	my ($file, $source, @args) = @_;
	open my $to, '>', "$tmp/source.c" or die $!;
	print $to $source;
	close $to;
	system($ENV{CC} || 'cc', '-shared', '-fPIC', '-o', "$tmp/$file",
		"$tmp/source.c", @args) == 0 or die 'cc';
	return "$tmp/$file";
}

no_door('no file', "$tmp/none.so", qr/none\.so: cannot open/);
no_door('no shared object', $0, qr/invalid ELF header/);
no_door('no door in it', shared_object('plain.so', 'int x;'),
	qr/undefined symbol: bs_lookup_door/);
no_door('of another version', shared_object('other.so',
	'struct { unsigned version; unsigned long size; void *f[4]; } bs_lookup_door = {99};'),
	qr/a different version/);
my $needed = shared_object('libneeded.so', 'int needed;');
my $needing = shared_object('needing.so', 'extern int needed; int *p = &needed;',
	$needed);
unlink $needed;
no_door('a library is missing', $needing, qr/libneeded\.so: cannot open/);

copy("$BUILD/t/ask", "$tmp/ask") && copy($LOOKUP, "$tmp/backstop-lookup.so") or die $!;
chmod 0755, "$tmp/ask";
like(`echo org www.example.org | $tmp/ask`, qr/some example\.org/,
	'the lookups are found beside the program');

done_testing;
