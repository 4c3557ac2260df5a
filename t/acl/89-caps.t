#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What strangers can make grow is limited: rows of the greylist by pool and in total, in
# SQLite and in a real PostgreSQL, and lines of the log, with small limits here, and a
# clock that the test moves.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Mail ();
use Backstop::Memory;
use Backstop::Net;
use Backstop::Postgres;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing()
	|| Backstop::Store::missing(Backstop::Stock->prepare);
plan skip_all => $why if $why;

my $START = 1_800_000_000;
my ($POOL, $ALL) = (3, 7);
my $pg = Backstop::Postgres::missing() ? undef : Backstop::Postgres->start;
my $acl = Backstop::Acl->new(stock => { split => 1, interfaces => '127.0.0.1 ; 127.0.9.9',
	policy => { $pg ? (store_servers => 'hide pgsql_servers = ' . $pg->servers . "\n") : () }, macros => { Backstop::Store::clock(),
	BACKSTOP_LINES => 3, BACKSTOP_POOL_ROWS => $POOL, BACKSTOP_ALL_ROWS => $ALL } });
my $stock = $acl->stock;
our $store = Backstop::Store->make($stock);
our $kind = '';    # the line of settings that names it

# RCPTs of one message each, in one connection of this client; the codes.
sub rcpts {
	my ($client, @from) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $client);
	$c->ehlo('mail.far.example');
	my @codes;
	for (@from) {
		$c->rset;
		$c->mail("$_\@far.example");
		push @codes, $c->rcpt('games@ours.example')->code;
	}
	$c->put("QUIT\r\n");
	$c->close;
	return "@codes";
}

sub rows { my ($where) = @_; return $store->ask("SELECT count(*) FROM greylist $_[0]") }

sub policy {
	my ($mode) = @_;
	$stock->policy(modes => "greylist: $mode\nptr_missing: warn\n");
	$stock->policy(settings => "${kind}early_talker_wait: 0\n");
	$store->ask('DELETE FROM greylist; DELETE FROM known; SELECT 1');
	$store->now($START);
}

sub count_in { return $store->ask("SELECT count(*) FROM $_[0]") }
sub at { # of several clients, the codes
	my ($to, $host, @clients) = @_;
	return join ' ', map {
		my $c = Backstop::Smtp->connect(port => $stock->port, from => $_, $host ? (host => $host) : ());
		$c->ehlo('mail.far.example');
		$c->mail('a@far.example');
		my $code = $c->rcpt("$to\@ours.example")->code;
		$c->put("QUIT\r\n");
		$c->close;
		$code;
	} @clients;
}

# Hosts without a name, each of another /24.
sub grey {
	policy('defer');
	is rcpts('127.0.0.3', 'a' .. 'f'), '451 451 451 451 451 451', 'all of a pool wait';
	is rows(''), $POOL, 'and so many rows are kept';
	is rcpts('127.0.1.3', 'a' .. 'f'), '451 451 451 451 451 451', 'another pool waits';
	is rows(''), 2 * $POOL, 'and has rows of its own';
	is rcpts('127.0.2.3', 'a'), '451', 'the last row';
	$stock->new_log;
	is rcpts('127.0.3.3', 'a' .. 'c'), '250 250 250', 'without room mail passes';
	is rows(''), $ALL, 'and so many rows are kept in all';
	is scalar(() = $stock->new_log =~ /event=store did=pass cause=full host=127\.0\.3\.3/g), 1,
		'which the log says once';
	$store->now($START + 400);
	is rcpts('127.0.0.3', 'f'), '451', 'what has no row is put off still';
	is rcpts('127.0.0.3', 'b', 'f', 'g'), '250 250 250', 'one that has come back makes the pool known';
	is rcpts('127.0.1.3', 'c'), '250', 'and so in a pool while the store is full';

	policy('learn');
	is rcpts('127.0.0.3', 'a' .. 'f'), '250 250 250 250 250 250', 'learn: all pass';
	is rows(''), $POOL, 'learn: and so many rows are kept';
}

# Traps, and who was at a real MX before the honeypot.
sub traps {
	my @strangers = map { "127.0.$_.3" } 1 .. 12;
	$stock->policy(modes => "greylist: off\ntrap: deny\nptr_missing: warn\n");
	$stock->policy(trap_rcpts => "mail\@ours.example\n");
	$stock->policy(settings => "${kind}early_talker_wait: 0\ntrap_interface: 127.0.9.9\n");
	$store->ask('DELETE FROM known; DELETE FROM trap; SELECT 1');
	$stock->new_log;
	is at('mail', undef, @strangers), join(' ', (250) x 12), 'each goes into the trap';
	is count_in('trap'), $ALL + 1, 'so many are remembered, and that there were more';
	is count_in('known'), $ALL + 1, 'so many were at a real MX, and there were more';
	is scalar(() = $stock->new_log =~ /event=trap /g), $ALL, 'the log names those alone';
	is at('games', undef, @strangers[0, 11]), '550 250', 'a host that is remembered is refused, another is not';
	is at('games', '127.0.9.9', $strangers[11]), '451', 'at the honeypot, while somebody is not remembered';
	is count_in("trap WHERE why = 'mx'"), 0, '… no host is put into the trap';
	$store->ask('DELETE FROM known; DELETE FROM trap; SELECT 1');
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $strangers[0]);
	$c->ehlo('mail.far.example');
	$c->mail('a@far.example');
	is join(' ', map { $c->rcpt("$_\@ours.example")->code } qw(games mail games)), '250 250 550',
		'from the trap on, also for the rest of that message';
	$c->rset;
	$c->mail('a@far.example');
	is $c->rcpt('games@ours.example')->code, 550, '… and for the next one';
	$store->ask('DELETE FROM trap; SELECT 1');
	$c->rset;
	$c->mail('a@far.example');
	is $c->rcpt('games@ours.example')->code, 250, '… for which the store is asked again';
	$c->put("QUIT\r\n");
	$c->close;
	$stock->policy(trap_rcpts => '');
}

grey();
traps();
SKIP: {
	skip 'no PostgreSQL, or not in this Exim', 1 if !$pg || !$stock->has('_HAVE_LOOKUP_PGSQL');
	(local $store, local $kind) = (Backstop::Store->pgsql($stock), "store: pgsql\n");
	is $store->ask(Backstop::Store::schema($stock)), 1, 'in PostgreSQL';
	grey();
	traps();
}

# Lines of one connection, by check.
policy('off');
$stock->policy(modes => "greylist: off\nptr_missing: warn\nhelo_own: warn\nhelo_unqualified: warn\n");
$stock->new_log;
for my $client ('127.0.0.3', '127.0.1.3') {
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $client);
	$c->ehlo('mx.ours.example');
	$c->mail('joe@far.example');
	my @bad = grep { $_->code != 250 } map { $c->rcpt('games@ours.example') } 1 .. 205;
	is "@bad", '', "$client: 205 recipients";
	$c->put("QUIT\r\n");
	$c->close;
}
my $log = $stock->new_log;
for my $client ('127.0.0.3', '127.0.1.3') {
	for my $check (qw(helo_own ptr_missing)) {
		my @lines = grep { /check=$check .*host=$client / } split /^/, $log;
		is join(' ', map { / count=(\d+) mail=\w+$/ ? $1 : '-' } @lines), '- - - 100 200',
			"$client, $check: three lines, then each hundredth";
	}
}
# Lines about one message have the same word, which no other message has.
my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.3');
$c->ehlo('mx.ours.example');
for my $rcpts (['games@ours.example', 'root@ours.example'], ['games@ours.example']) {
	$c->mail('joe@far.example');
	$c->rcpt($_) for @$rcpts;
	$c->rset;
}
$c->put("QUIT\r\n");
$c->close;
my @mail = map { / mail=(\w+)$/m ? $1 : '-' } grep { /check=helo_own / } split /^/, $stock->new_log;
is scalar(@mail), 3, 'a message of two recipients, and one of one';
is $mail[0], $mail[1], '… the first with one name';
isnt $mail[0], $mail[2], '… the second with another';
is $stock->paniclog, '', 'no panic';

# How many kB Exim's process takes after so many recipients of one message, and after as many more.
sub sizes {
	my ($with, $sender, $to, $times, $rcpts) = @_;
	my $pid = Backstop::Rig::slurp("$with->{dir}/run/exim.pid") + 0;
	my $c = Backstop::Smtp->connect(port => $with->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->mail($sender);
	my ($child) = Backstop::Rig::slurp("/proc/$pid/task/$pid/children") =~ /(\d+)\s*\z/;
	my @size;
	for (1 .. $times) {
		$c->rcpt($to) for 1 .. $rcpts;
		push @size, Backstop::Rig::slurp("/proc/$child/status") =~ /^VmRSS:\s+(\d+)/m;
	}
	$c->close;
	return @size;
}

# And those of 200 recipients after 200 others.
sub grown {
	my ($with) = @_;
	my @size = sizes($with, 'joe@far.example', 'games@ours.example', 2, 200);
	return $size[1] - $size[0];
}

# A bounce with many recipients: each RCPT takes as much memory as the one before.
{
	my $with = Backstop::Stock->start(split => 1, policy => { settings => "early_talker_wait: 0\ndns: off\n",
		keys => "batv1: 0123456789abcdef\n", batv_domains => "ours.example\n" });
	my $signed = $with->exim('-be', '${prvs{games@ours.example}{0123456789abcdef}{1}}')->{out} =~ s/\n\z//r;
	for (['games@ours.example'], ['a return path that we signed', $signed]) {
		my ($name, $to) = ($_->[0], $_->[-1]);
		my @size = sizes($with, '', $to, 4, 500);
		cmp_ok $size[3] - $size[2], '<', 1.3 * ($size[1] - $size[0]), "2000 times $name" or diag "@size";
	}
}

# A long list: each RCPT takes the memory to search it (up to six times its size, in Exim 4.100),
# and not to read it again (seven times more).
{
	my (%grown, $list);
	for my $n (1, 500) {
		$list = join '', map { "joe$_\@partner$_.example\n" } 1 .. $n;
		my $with = Backstop::Stock->start(split => 1,
			policy => { settings => "early_talker_wait: 0\ndns: off\n", exempt_senders => $list });
		$with->compile(watched => 'yes');
		$grown{$n} = grown($with);
	}
	cmp_ok 1024 * ($grown{500} - $grown{1}) / 200, '<', 7 * length $list, 'a list of 500 senders'
		or diag "$grown{500} kB, $grown{1} kB";
}

# A question to the store takes as much memory as all other checks of a recipient: it is asked once
# for a message.
{
	my %grown;
	for my $mode (qw(off warn)) {
		my $with = Backstop::Stock->start(split => 1, policy => { modes => "trap: $mode\n",
			settings => "early_talker_wait: 0\ndns: off\n", trap_rcpts => "mail\@ours.example\n" });
		Backstop::Store->make($with);
		$with->compile(watched => 'yes');
		$grown{$mode} = grown($with);
	}
	cmp_ok $grown{warn}, '<', 1.3 * $grown{off}, 'with a trap, 200 recipients' or diag "$grown{warn} kB, $grown{off} kB";
}

# Bounces to one user, which count if they are not ours, and are accepted.
{
	my $with = Backstop::Stock->start(split => 1, plugin => Backstop::Mail::plugin('backstop.so'), policy => {
		modes => "null_rate: deny\nbounce_foreign: deny\n", own_nets => "203.0.113.0/24\n",
		settings => "null_rate: 1\nearly_talker_wait: 0\ndns: off\n", keys => "" });
	my ($ours, $foreign) = map { Backstop::Mail::bounce(peer => $_) } '203.0.113.5', '198.51.100.9';
	my $unknown = $ours =~ s/^Received: .*?\n(?=From)//msr;
	my @codes = map {
		my $c = Backstop::Smtp->connect(port => $with->port, from => '127.0.0.12');
		$c->ehlo('mail.far.example');
		my $r = $c->message(from => '', to => 'games@ours.example', data => $_);
		$c->quit;
		$r->code;
	} ($ours) x 3, ($foreign) x 3, ($unknown) x 3;
	is "@codes", '250 250 250 550 550 550 250 250 550', 'null_rate counts neither ours nor what is refused'
		or diag $with->mainlog;
	like $with->mainlog, qr/check=null_rate mode=deny did=deny .*rate=2/, '… the last one it refuses';
	is $with->paniclog, '', '… and no panic';

	# Exim waits for the disk when it counts, so the client has its reply before.
	my $counts = "$with->{dir}/spool/db/ratelimit";
	my $pid = Backstop::Rig::slurp("$with->{dir}/run/exim.pid") + 0;
	my $children = "/proc/$pid/task/$pid/children";
	my $next = sub {
		my ($c, $to) = @_;
		my $asked = sub { join ' ', $c->mail('')->code, $c->rcpt("$to\@ours.example")->code };
		my @said = $asked->();
		my $before = Backstop::Rig::slurp($counts);
		push @said, $c->data($unknown)->code, $before eq Backstop::Rig::slurp($counts) ? 'not yet' : 'counted';
		return "@said";
	};
	for my $end ('QUIT', 'a lost connection') {
		my $to = $end eq 'QUIT' ? 'news' : 'mail';
		my $c = Backstop::Smtp->connect(port => $with->port, from => '127.0.0.12');
		$c->ehlo('mail.far.example');
		is $next->($c, $to), '250 250 250 not yet', "$end: counted after the reply";
		is $next->($c, $to), '250 250 250 not yet', '… the first of the connection before the second is asked for';
		$end eq 'QUIT' ? $c->quit : $c->close;
		my $pause = Backstop::Rig::pause();
		$pause->() while Backstop::Rig::slurp($children) =~ /\d/;
		$c = Backstop::Smtp->connect(port => $with->port, from => '127.0.0.12');
		$c->ehlo('mail.far.example');
		$c->mail('');
		is $c->rcpt("$to\@ours.example")->code, 550, '… the second at its end';
		$c->quit;
	}

	# Too many by now. It spares hosts in a network that had mail from that user.
	my $memory = Backstop::Memory->of($with);
	my $send = sub {
		my ($client, $to) = @_;
		my $c = Backstop::Smtp->connect(port => $with->port, from => $client);
		$c->ehlo('mail.far.example');
		my $r = $c->message(from => '', to => "$to\@ours.example", data => $unknown);
		$c->quit;
		return $r->code;
	};
	$send->('127.0.5.12', 'anna') for 1 .. 2;
	my $net = '0' x 20 . 'ffff' . '7f0000';
	$memory->add('host', 'games@ours.example', $net);
	for (['no secret for a memory', "", 550, 550, 550], ['a host that had mail from them', $Backstop::Memory::KEYS, 250, 550, 550]) {
		my ($name, $keys, @want) = @$_;
		$with->policy(keys => $keys);
		is $send->('127.0.0.12', 'games'), $want[0], $name;
		is $send->('127.0.5.12', 'games'), $want[1], "$name: another host";
		is $send->('127.0.0.12', 'anna'), $want[2], "$name: mail of another user";
	}
	unlink $memory->file;
	$with->new_log;
	is $send->('127.0.5.12', 'games'), 250, 'a memory that does not answer: nothing is refused';
	like $with->new_log, qr/event=memory did=pass cause=not_answered/, '… and the log says so';
	is $with->paniclog, '', '… and no panic';
}
done_testing;
