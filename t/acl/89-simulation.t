#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Forty days of mail against greylisting of all senders ("greylist: all", the
# worst that good mail can meet), each attempt an SMTP session with a real Exim
# and its store, the clock turned from one to the next.
#
# Good: pools that try again from any of eight addresses, in as many networks; a
# list whose return paths change with each attempt; a server without a name;
# callouts. Bad: bots that never repeat an attempt, single ones, a rented range
# of addresses, and lines of a provider that all are in one domain.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing()
	|| Backstop::Store::missing(Backstop::Stock->prepare);
plan skip_all => $why if $why;

my ($MIN, $DAY, $DAYS) = (60, 86_400, 40);
my @PEOPLE = map { "$_\@ours.example" } qw(mail games);
srand 1;

# name of the pool; how its hosts are called (%d); how many there are; minutes
# from each attempt to the next; messages a day; its return paths (%d: another
# number for each attempt).
my @POOLS = (
	['outlook', 'mail-eur0%d.outbound.outlook.example', 8, [1, 5, 15, 30], 2, 'u%s@firm.example'],
	['gmail', 'mail-wr1-f%d.gmail.example', 8, [3, 12, 40, 90], 3, 'person%s@gmail.example'],
	['webmail', 'sonic%d.mail.web.example', 4, [2, 10, 20, 60], 1, 'x%s@web.example'],
	['list', 'lists%d.lists.example', 2, [15, 30, 60], 2, 'bounce-%d-joe=ours.example@lists.example'],
	['nameless', undef, 1, [10, 10, 10], 1, 'joe%s@small.example'],
	['rare', 'mx%d.rare.example', 1, [30, 30], 0.2, 'ann%s@rare.example'],
	['burst', 'out%d.burst.example', 8, [2, 5, 15, 30], 1, 'news%s@burst.example'],
);
my $BOTS = 8;          # a day
my $CALLOUTS = 1;
my $BURST = 5;         # messages of the last pool in its first minute

my (@zones, %address, $numbers);
sub name {
	my ($host, $ip) = @_;
	push @zones, "host-record=$host,$ip", 'ptr-record='
		. join('.', reverse split /\./, $ip) . ".in-addr.arpa,$host";
}
for my $pool (0 .. $#POOLS) {
	my ($name, $form, $hosts) = @{ $POOLS[$pool] };
	for my $n (1 .. $hosts) {
		push @{ $address{$name} }, my $ip = sprintf '127.%d.%d.9', 20 + $pool, 100 + $n;
		name(sprintf($form, $n), $ip) if $form;
	}
}
my @lines = map { my $ip = "127.60.$_.77"; name("dyn-60-$_-77.isp.example", $ip); $ip } 1 .. 40;

my $dns = Backstop::Net->name_server(@zones);
my $stock = Backstop::Stock->start(macros => { Backstop::Store::clock() }, policy => {
	modes => "greylist: defer\n", settings => "greylist: all\nearly_talker_wait: 0\n" });
my $store = Backstop::Store->make($stock);

# What is still to come, by time; what came of it, by pool.
my (%due, %pool, %bots, %callouts, $attempts);
sub later { my ($when, $what) = @_; push @{ $due{ int $when } }, $what }

# One attempt; 1: taken, 0: put off by greylisting.
sub attempt {
	my ($ip, $from, $to) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $ip);
	$c->ehlo('mail.sender.example');
	$c->mail($from);
	my $r = $c->rcpt($to);
	$c->close;
	$attempts++;
	return 1 if $r->code == 250;
	die "$ip, <$from>: $r" if "$r" !~ /^451 4\.7\.1 /;
	return 0;
}

# A message, until it is taken or its sender has no more patience.
sub message {
	my ($name, $form, $hosts, $wait, $often, $path) = @_;
	my $p = $pool{$name} //= { map { $_ => 0 } qw(messages delayed deferrals late lost) };
	my ($to, $who, $tries, $try) = ($PEOPLE[rand @PEOPLE], int rand 20, 0);
	$p->{messages}++;
	$try = sub {
		my ($now) = @_;
		my $from = sprintf $path, $path =~ /%d/ ? ++$numbers : chr 97 + $who;
		return $p->{passed} //= $now
			if attempt($address{$name}[rand @{ $address{$name} }], $from, $to);
		$p->{late}++ if defined $p->{passed};
		$p->{delayed}++ if !$tries;
		$p->{deferrals}++;
		return $p->{lost}++ if $tries >= @$wait;
		later($now + $MIN * $wait->[ $tries++ ], $try);
	};
	return $try;
}

# Never the same sender and recipient twice from one network.
sub bot {
	my ($kind, $ip) = @_;
	return sub {
		my $from = 'bot' . join('', map { chr 97 + rand 26 } 1 .. 8) . '@victim.example';
		$bots{$kind}{sent}++;
		$bots{$kind}{taken} += attempt($ip, $from, $PEOPLE[rand @PEOPLE]);
	};
}

later($MIN * rand, message(@{ $POOLS[-1] })) for 1 .. $BURST;
for my $day (0 .. $DAYS - 1) {
	my $when = sub { $day * $DAY + rand $DAY };
	for my $row (@POOLS) {
		my $n = int $row->[4] + rand;
		later($when->(), message(@$row)) for 1 .. $n;
	}
	for (1 .. $BOTS) {
		my ($kind, $ip) = @{ (['single', sprintf '127.%d.%d.%d', 70 + rand 100, rand 256, 1 + rand 250],
			['rented', '127.61.1.' . (1 + int rand 250)],
			['lines', $lines[rand @lines]])[rand 3] };
		later($when->(), bot($kind, $ip));
	}
	later($when->(), sub {
		$callouts{sent}++;
		$callouts{taken} += attempt($address{gmail}[rand 8], '', $PEOPLE[rand @PEOPLE]);
	}) for 1 .. $CALLOUTS;
}

while (my ($now) = sort { $a <=> $b } keys %due) {
	$store->now(1_800_000_000 + $now);
	$_->($now) for @{ delete $due{$now} };
}

for my $row (@POOLS) {
	my ($name, $p) = ($row->[0], $pool{ $row->[0] });
	diag sprintf '%-9s %3d messages, delayed %d, in %d attempts', $name,
		@$p{qw(messages delayed deferrals)};
	my $first = $name eq 'burst' ? $BURST : 1;
	cmp_ok $p->{delayed}, '<=', $first, "$name: what comes first is delayed, and no other";
	is $p->{late}, 0, "$name: nothing is put off once the pool has passed";
	is $p->{lost}, 0, "$name: nothing is lost";
}
for my $kind (sort keys %bots) {
	diag sprintf 'bots, %-7s %3d messages, taken %d', $kind, @{ $bots{$kind} }{qw(sent taken)};
	is $bots{$kind}{taken}, 0, "bots, $kind: all are put off";
}
diag "callouts  $callouts{sent}, answered $callouts{taken}; $attempts attempts in $DAYS days";
is $callouts{taken}, $callouts{sent}, 'all callouts are answered';
cmp_ok $attempts, '>', 500, 'there was something to decide';
is $stock->paniclog, '', 'no panic';
unlike $stock->mainlog, qr/event=store|failed to expand/, 'the store was there all the time';
done_testing;
