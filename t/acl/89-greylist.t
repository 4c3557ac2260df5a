#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Greylisting and traps in Debian's own configuration, with a clock that the
# test moves. A row is a story: what the settings are, then who comes when, and
# what the reply is.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Postgres;
use Backstop::Rig;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing()
	|| Backstop::Store::missing(Backstop::Stock->prepare);
plan skip_all => $why if $why;

my $START = 1_800_000_000;
my ($MIN, $HOUR, $DAY) = (60, 3600, 86_400);
my $HONEYPOT = '127.0.9.9';

# 127.0.0.3 has no name, nor has 127.0.5.3; 127.0.0.12 is good; two hosts of one
# pool; one that a list has.
my %WHO = (nameless => '127.0.0.3', neighbour => '127.0.0.33', far_off => '127.0.5.3',
	good => '127.0.0.12', listed => '127.0.0.5', pool1 => '127.7.8.1', pool2 => '127.9.6.2');
# The same over IPv6, where the net of a host is its /64.
my $NO_IPV6 = Backstop::Net::missing_ipv6();
my %WHO6 = (six => '2001:db8:0:1::3', six_neighbour => '2001:db8:0:1:a:b:c:33',
	six_far_off => '2001:db8:0:2::3', six_good => '2001:db8:0:1::12');
%WHO = (%WHO, %WHO6);
my @ZONES = map { my ($host, $ip) = @$_;
	("host-record=$host,$ip", 'ptr-record='
		. join('.', reverse split /\./, $ip) . ".in-addr.arpa,$host") }
	['out1.big.example', $WHO{pool1}], ['out2.big.example', $WHO{pool2}];

my %DEFER = (modes => "greylist: defer\n");
my %ALL = (settings => "greylist: all\n");
my %TRAP = (modes => "trap: deny\ngreylist: off\n", trap_rcpts => "mail\@ours.example\n");
my %POT = (modes => "trap: deny\ngreylist: off\n", settings => "trap_interface: $HONEYPOT\n");
my %NULL = (settings => "greylist_null_data: on\n");
my ($OFF, $OK, $NO, $POT) = ('451 4.7.1', '250', '550 5.7.1', '451 4.3.2');

# A step: when, who, the reply, what differs from mail of joe@far.example to games@ours.example.
my @STORIES_6 = (
	['by IPv6, a host without name waits, and then its /64 is known', {},
		[0, six => $OFF], [5 * $MIN, six => $OK],
		[7 * $MIN, six_neighbour => $OK, from => 'ann@far.example', to => ['mail@ours.example']],
		[8 * $MIN, six_far_off => $OFF]],
	['by IPv6, a good host does not wait', {}, [0, six_good => $OK]],
	['by IPv6, a trap is remembered for the /64', \%TRAP,
		[0, six => $OK, to => ['mail@ours.example']], [1, six_neighbour => $NO], [2, six_far_off => $OK]],
	(map { ["by IPv6, $_ is the honeypot", { %POT, settings => "trap_interface: $_\n" },
			[0, six => $POT]] } '::1', '[::1]', '0:0:0::1', '[0000:0:0:0:0:0:0:0001]'),
	['by IPv6, another address is the honeypot', { %POT, settings => "trap_interface: [::2]\n" },
		[0, six => $OK]],
);
my $INTERFACES = "127.0.0.1 ; $HONEYPOT" . ($NO_IPV6 ? '' : ' ; ::1');
my $FOURS = $NO_IPV6 ? 0 : @STORIES_6; # where those by IPv4 begin
my @STORIES = ($NO_IPV6 ? () : @STORIES_6,
	['a host without name waits five minutes', {},
		[0, nameless => $OFF], [4 * $MIN, nameless => $OFF], [5 * $MIN, nameless => $OK]],
	['coming back too early does not begin the wait anew', {},
		[0, nameless => $OFF], (map { [$_ * $MIN, nameless => $OFF] } 1 .. 4),
		[5 * $MIN, nameless => $OK]],
	['then the pool is known, whatever it sends', {},
		[0, nameless => $OFF], [6 * $MIN, nameless => $OK],
		[7 * $MIN, neighbour => $OK, from => 'ann@far.example', to => ['mail@ours.example']],
		[8 * $MIN, far_off => $OFF]],
	['a good host does not wait', {}, [0, good => $OK]],
	['nor does one that a list has, while that is off',
		{ modes => "greylist: defer\ndnsbl: off\n", dnsbl_zones => "bl.example=127.0.0.2\n" },
		[0, listed => $OK]],
	['one that a list has does', { dnsbl_zones => "bl.example=127.0.0.2\n" },
		[0, listed => $OFF], [5 * $MIN, listed => $OK]],
	['so does one that greets with a short name', {},
		[0, good => $OFF, helo => 'DESKTOP-7'], [5 * $MIN, good => $OK, helo => 'DESKTOP-7']],
	['with "all" everybody does', \%ALL, [0, good => $OFF], [5 * $MIN, good => $OK]],
	['the second attempt may come from another host of the pool', \%ALL,
		[0, pool1 => $OFF], [5 * $MIN, pool2 => $OK],
		[6 * $MIN, pool1 => $OK, from => 'ann@far.example']],
	['another sender, another recipient: each waits until one has passed', {},
		[0, nameless => $OFF], [1 * $MIN, nameless => $OFF, from => 'ann@far.example'],
		[5 * $MIN, nameless => $OK], [5 * $MIN, nameless => $OK, from => 'ann@far.example']],
	['after two days it begins anew', {},
		[0, nameless => $OFF], [49 * $HOUR, nameless => $OFF],
		[49 * $HOUR + 5 * $MIN, nameless => $OK]],
	['a sender that keeps sending stays known', {},
		[0, nameless => $OFF], [1 * $HOUR, nameless => $OK],
		(map { [$_ * 35 * $DAY, nameless => $OK, from => "n$_\@far.example"] } 1 .. 4),
		[177 * $DAY, nameless => $OFF, from => 'else@far.example']],
	['settings', { settings => "greylist_delay: 10\ngreylist_window: 1\ngreylist_life: 2\n" },
		[0, nameless => $OFF], [9 * $MIN, nameless => $OFF], [61 * $MIN, nameless => $OFF],
		[71 * $MIN, nameless => $OK], [2 * $DAY, nameless => $OK], [5 * $DAY, nameless => $OFF]],
	['settings that are garbage', { settings => "greylist: some\ngreylist_delay: 0\n" },
		[0, nameless => $OFF], [5 * $MIN, nameless => $OK]],
	['a return path that changes', {},
		[0, nameless => $OFF, from => 'prvs=0123abcdef=list-17+x=ours.example@far.example'],
		[5 * $MIN, nameless => $OK, from => 'prvs=0456fedcba=list-18@far.example']],
	['a callout gets its answer', {}, [0, nameless => $OK, from => '']],
	['a list never waits', { list_hosts => "127.0.0.3\n" }, [0, nameless => $OK]],
	['nor does an exempt host', { exempt_hosts => "127.0.0.3\n" }, [0, nameless => $OK]],
	['nor an authenticated user', {}, [0, nameless => $OK, auth => 1]],
	['postmaster is written to at once', {},
		[0, nameless => $OK, to => ['postmaster@ours.example']]],
	['a sender that would be SQL', {}, [0, nameless => $OFF, from => "o'hara''--\@far.example"],
		[5 * $MIN, nameless => $OK, from => "o'hara''--\@far.example"]],

	# modes
	['learn: no mail waits, and a sender that writes again is known', { modes => '' },
		[0, nameless => $OK], [6 * $DAY, nameless => $OK], [6 * $DAY, nameless => $OK, %DEFER],
		[6 * $DAY, far_off => $OFF, %DEFER]],
	['warn: the same, and said', { modes => "greylist: warn\n" },
		[0, nameless => $OK], [6 * $DAY, nameless => $OK], [6 * $DAY, nameless => $OK, %DEFER]],
	['deny puts off, too', { modes => "greylist: deny\n" },
		[0, nameless => $OFF], [5 * $MIN, nameless => $OK]],
	['off', { modes => "greylist: off\n" }, [0, nameless => $OK]],

	# the people our users write to
	['people that our users write to can answer at once', {},
		[0, nameless => $OK, auth => 1, from => 'mail@ours.example', to => ['ann@asked.example']],
		[1, far_off => $OK, from => 'ann+x@asked.example'],
		[1, far_off => $OFF, from => 'bob@asked.example']],
	['so do all of several', {},
		[0, nameless => $OK, auth => 1, to => [map { "$_\@asked.example" } qw(ann bob cat)]],
		[1, far_off => $OK, from => 'cat@asked.example']],
	['a relay host\'s people, too', {},
		[0, '127.0.0.1' => $OK, to => ['ann@asked.example']],
		[1, far_off => $OK, from => 'ann@asked.example']],
	['a person who got an automatic reply cannot', {},
		[0, nameless => $OK, auth => 1, to => ['ann@asked.example'],
			data => "Auto-Submitted: auto-replied\n\nx\n"],
		[1, far_off => $OFF, from => 'ann@asked.example']],
	['nor who got a newsletter', {},
		[0, nameless => $OK, auth => 1, to => ['ann@asked.example'],
			data => "Precedence: bulk\n\nx\n"],
		[1, far_off => $OFF, from => 'ann@asked.example']],

	# bounces at DATA
	['a bounce at DATA', \%NULL, [0, nameless => $OFF, from => ''],
		[5 * $MIN, nameless => $OK, from => '']],
	['… of a good host', \%NULL, [0, good => $OK, from => '']],
	['… in learn', { %NULL, modes => '' }, [0, nameless => $OK, from => '']],
	['… repeated at once', \%NULL, [0, nameless => $OFF, from => ''],
		[10, nameless => $OK, from => ''],
		[1 * $HOUR, neighbour => $OK, from => '', to => ['mail@ours.example']]],
	['… that did not come again', \%NULL, [0, nameless => $OFF, from => ''],
		[3 * $DAY, nameless => $OK, from => ''],
		[3 * $DAY, nameless => $OK, from => '', to => ['mail@ours.example']]],
	['… of data_defer_hosts', { %NULL, data_defer_hosts => "127.0.0.3\n" },
		[0, nameless => $OK, from => '']],
	['… while data_defer_hosts cannot be read', { %NULL, data_defer_hosts => {} },
		[0, nameless => $OK, from => '']],
	['… of a pool that is known', \%NULL, [0, nameless => $OFF], [5 * $MIN, nameless => $OK],
		[6 * $MIN, nameless => $OK, from => '']],
	['… to an address that we signed', { %NULL, keys => "batv3: 0123456789abcdef\n" },
		[0, nameless => $OK, from => '', signed => 1]],
	['… that a list of exemptions has', { %NULL, exempt_rcpts => "games\@ours.example\n" },
		[0, nameless => $OK, from => '']],

	# traps
	['an address that is not used', \%TRAP,
		[0, nameless => $OK, to => ['mail@ours.example']], [1, nameless => $NO],
		[23 * $HOUR, nameless => $NO], [23 * $HOUR, neighbour => $OK],
		[25 * $HOUR, nameless => $OK]],
	['… whose mail is not refused for warn', { %TRAP, modes => "greylist: off\n" },
		[0, nameless => $OK, to => ['mail@ours.example']], [1, nameless => $OK]],
	['… found by a good host', \%TRAP,
		[0, good => $OK, to => ['mail@ours.example']], [1, good => $OK]],
	['… forged as sender', \%TRAP,
		[0, nameless => $OK, from => '', to => ['mail@ours.example']], [1, nameless => $OK]],
	['… a bounce of a host that was there', \%TRAP,
		[0, nameless => $OK, to => ['mail@ours.example']], [1, nameless => $OK, from => '']],
	['… found by a known pool', { %TRAP, modes => "trap: deny\ngreylist: defer\n" },
		[0, nameless => $OFF], [5 * $MIN, nameless => $OK],
		[6 * $MIN, nameless => $OK, to => ['mail@ours.example']], [7 * $MIN, nameless => $OK]],
	['… found by somebody exempt', { %TRAP, exempt_hosts => "127.0.0.3\n" },
		[0, nameless => $OK, to => ['mail@ours.example']], [1, nameless => $OK]],
	['a host from a trap is greylisted',
		{ modes => "greylist: defer\ntrap: warn\n", settings => "trap_interface: $HONEYPOT\n" },
		[0, good => $POT, host => $HONEYPOT], [1, good => $OFF]],
	['the honeypot first', \%POT, [0, good => $POT, host => $HONEYPOT], [1, good => $NO],
		[25 * $HOUR, good => $OK]],
	['the honeypot after the real MX', \%POT,
		[0, good => $OK], [59 * $MIN, good => $POT, host => $HONEYPOT], [1 * $HOUR, good => $OK]],
	['the real MX too long ago', \%POT,
		[0, good => $OK], [61 * $MIN, good => $POT, host => $HONEYPOT], [62 * $MIN, good => $NO]],
	['the real MX from another host of the pool', \%POT,
		[0, pool1 => $OK], [1, pool2 => $POT, host => $HONEYPOT], [2, pool2 => $OK]],
	['a callout at the honeypot', \%POT,
		[0, good => $POT, host => $HONEYPOT, from => ''], [1, good => $OK]],
	['somebody exempt at the honeypot', { %POT, exempt_hosts => "127.0.0.12\n" },
		[0, good => $POT, host => $HONEYPOT], [1, good => $OK]],
	['an unknown recipient at the honeypot', \%POT,
		[0, good => $POT, host => $HONEYPOT, to => ['whoknows@ours.example']], [1, good => $NO]],
	['postmaster at the honeypot', \%POT,
		[0, good => $OK, host => $HONEYPOT, to => ['postmaster@ours.example']], [1, good => $OK]],
	['no honeypot', { %POT, settings => '' }, [0, good => $OK, host => $HONEYPOT]],
	['trap is off', { %POT, modes => "trap: off\n" }, [0, good => $OK, host => $HONEYPOT]],
);

sub story {
	my ($acl, $store, $story, %more) = @_;
	my ($name, $policy, @steps) = @$story;
	$store->ask('DELETE FROM greylist; DELETE FROM known; DELETE FROM trap; SELECT 1');
	my (@wrong, %quiet);
	for (@steps) {
		my ($when, $who, $code, %with) = @$_;
		my %file = (%DEFER, %$policy, exists $with{modes} ? (modes => $with{modes}) : (),
			$more{servers} ? (store_servers => $more{servers}) : ());
		$file{settings} .= "early_talker_wait: 0\n"
			. ($more{servers} ? "store: pgsql\n" : '');
		my %s = $acl->session({ with => { client => $WHO{$who} // $who, policy => \%file,
			%with } });
		$s{to} = [$acl->signed($s{to}[0], '3 0123456789abcdef')] if $s{signed};
		$acl->write_policy({}, \%s);
		$store->now($START + $when);
		my ($reply) = $acl->talk(%s);
		push @wrong, "$when s, $who: wanted $code, got $reply" if index("$reply", $code);
	}
	my $log = $acl->stock->new_log;
	push @wrong, 'the store was lost' if $log =~ /event=store/;
	push @wrong, $acl->stock->paniclog if $acl->stock->paniclog ne '';
	ok !@wrong, $name or diag join "\n", @wrong, $log;
}

# What is remembered of hosts and addresses.  Sent by hosts, so in a store.
my @POOLS = (
	['mail-wr1-f49.google.com', '209.85.221.49', 'google.com'],
	['mail-am0eur02on2093.outbound.protection.outlook.com', '40.107.247.93',
		'outbound.protection.outlook.com'],
	['MX.Example.CO.UK', '192.0.2.1', 'example.co.uk'],
	['example.co.uk', '192.0.2.1', 'example.co.uk'], ['example.org', '192.0.2.1', 'example.org'],
	['mx.example.org', '2001:db8::1', 'example.org'], ['mail.ee.ed.ac.uk', '2001:db8::1', 'ee.ed.ac.uk'],
	['dsl-192-0-2-77.isp.example', '192.0.2.77', '192.0.2.0/24'],
	['77.2.0.192.dyn.isp.example', '192.0.2.77', '192.0.2.0/24'],
	['out192-0-2-77.mail.isp.example', '192.0.2.77', 'mail.isp.example'],
	['host-077-002-000.isp.example', '192.0.2.77', '192.0.2.0/24'],
	['p5483a1b2.dip0.isp.example', '84.131.161.178', '84.131.161.0/24'],
	['2001-db8-1-2.isp.example', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
	['2001-db8--9.isp.example', '2001:db8::9', '2001:db8::/64'],
	['20010db8000100020000000000000009.dyn.isp.example', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
	['9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.isp.example', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
	['', '2001:0DB8:0001:0002:0003:0000:0000:0005', '2001:db8:1:2::/64'],
	['', '192.0.2.77', '192.0.2.0/24'], ['', '2001:db8:1:2:3::5', '2001:db8:1:2::/64'],
);
my @CORRESPONDENTS = (
	['Joe@Example.org', 'joe@example.org'], ['joe+tag@example.org', 'joe@example.org'],
	['prvs=0123abcdef=joe@example.org', 'joe@example.org'],
	['btv1==0123abcdef==joe@example.org', 'joe@example.org'],
	['SRS0=x7Yz=AB=example.org=joe@fwd.example', 'joe@example.org'],
	['SRS0+x7Yz=AB=example.org=joe@fwd.example', 'joe@example.org'],
	['SRS1=abcd=fwd.example==x7Yz=AB=example.org=joe@other.example', 'joe@example.org'],
	['list-bounces+joe=ours.example@lists.example', 'list-bounces@lists.example'],
	['bounces-17-joe=ours.example@lists.example', 'bounces-#-joe@lists.example'],
	['0102018f3a@em55.lists.example', '#@#.lists.example'],
	['+x@example.org', '+x@example.org'], ['', ''], ['@', '@'],
);

# The ACLs know the registries of core/host.c.
sub registries {
	my $text = Backstop::Rig::slurp("$FindBin::Bin/../../local_scan/core/mail/host.c");
	my ($anywhere, $somewhere) = $text =~ /anywhere\[\] = \{(.*?)\};.*?somewhere\[\] = \{(.*?)\n {4}\};/s;
	my @names = map { "$_.fr" } $anywhere =~ /"(\w+)"/g;
	while ($somewhere =~ /\{"(\w+)", \{(.*?)NULL/sg) {
		my ($top, $seconds) = ($1, $2);
		push @names, map { "$_.$top" } $seconds =~ /"(\w+)"/g;
	}
	return @names;
}

sub names {
	my ($stock) = @_;
	my @rows = ((map { ["{backstop_pool}{$_->[0]}{$_->[1]}", $_->[2]] } @POOLS,
			map { ["shop.$_", '192.0.2.1', "shop.$_"] } registries()),
		map { ["{backstop_correspondent}{$_->[0]}", $_->[1]] } @CORRESPONDENTS);
	my $out = $stock->exim('-be', map { "\${acl$_->[0]}." } @rows)->{out};
	my @got = map { s/\.\z//r } split /\n/, $out;
	is $got[$_], $rows[$_][1], $rows[$_][0] for 0 .. $#rows;
}

for my $split (1, 0) {
	my $acl = Backstop::Acl->new(zones => \@ZONES, stock => { split => $split,
		interfaces => $INTERFACES,
		macros => { Backstop::Store::clock() } });
	my $store = Backstop::Store->make($acl->stock);
	my $how = $split ? 'split' : 'unsplit';
	names($acl->stock) if $split;
	story($acl, $store, ["$how: $_->[0]", @$_[1 .. $#$_]])
		for $split ? @STORIES : @STORIES[0 .. $FOURS + 12, -6 .. -1];

	# Mail without SMTP, of users who are watched and of others.
	for my $exempt ('', getpwuid($>) . "\n") {
		$acl->stock->policy(out_exempt => $exempt);
		$store->ask('DELETE FROM known; SELECT 1');
		$store->now($START);
		$acl->stock->exim('-f', 'mail@ours.example', 'ann@asked.example',
			{ stdin => "x: y\n\nx\n" });
		is $store->ask('SELECT what FROM known'), 'address:ann@asked.example',
			"$how: whom a program on this host writes to" . ($exempt && ', in out_exempt');
	}

	# Lost rows do not count against a sender; acl/store has its own tests.
	File::Path::remove_tree($store->dir);
	$acl->row({ name => "$how: without the store mail passes", check => 'greylist',
		mode => 'defer', code => '250', fired => 'ptr_missing', said => qr/event=store/,
		with => { client => $WHO{nameless} } });
	$acl->row({ name => "$how: with a honeypot, too", check => 'trap',
		mode => 'deny', code => '250', fired => '', said => qr/event=store/,
		with => { policy => { settings =>
			"early_talker_wait: 0\ntrap_interface: $HONEYPOT\n" } } });
	like +($acl->talk($acl->session({ with => { host => $HONEYPOT } })))[0], qr/^$POT/,
		"$how: and the honeypot takes none";
}

# The same statements in PostgreSQL.
SKIP: {
	$why = Backstop::Postgres::missing()
		|| (Backstop::Stock->prepare->has('_HAVE_LOOKUP_PGSQL') ? '' : 'this Exim has none');
	skip "PostgreSQL: $why", 1 if $why;
	my $pg = Backstop::Postgres->start;
	my %more = (servers => 'hide pgsql_servers = ' . $pg->servers . "\n");
	my $acl = Backstop::Acl->new(zones => \@ZONES, stock => { split => 1,
		policy => { store_servers => $more{servers} },
		interfaces => $INTERFACES, macros => { Backstop::Store::clock() } });
	my $store = Backstop::Store->pgsql($acl->stock);
	$store->ask(Backstop::Store::schema($acl->stock));
	story($acl, $store, ["PostgreSQL: $_->[0]", @$_[1 .. $#$_]], %more)
		for @STORIES[0 .. $FOURS + 4, -30 .. -14];
}
done_testing;
