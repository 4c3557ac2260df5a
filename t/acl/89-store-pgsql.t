#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two Exims that remember together, in a real PostgreSQL; and that mail passes, with
# one line of ours in the log and an empty paniclog, when the server is away, refuses,
# is slow, hangs, or is killed in the middle of a transaction.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Postgres;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep);

my $why = Backstop::Stock::missing() || Backstop::Net::missing() || Backstop::Postgres::missing();
plan skip_all => $why if $why;

my $CLIENTS = 50;

my $pg = Backstop::Postgres->start;
my $LIMITS = "connect_timeout=2 options='-c statement_timeout=800'";
my %POLICY = (settings => "store: pgsql\nearly_talker_wait: 0\n",
	store_servers => 'hide pgsql_servers = ' . $pg->servers(with => $LIMITS) . "\n");
my %STOCK = (policy => \%POLICY, files => { probe => Backstop::Store::probe() }, macros =>
	{ CHECK_RCPT_LOCAL_ACL_FILE => 'CONFDIR/probe', Backstop::Store::clock() });

my $acl = Backstop::Acl->new(stock => \%STOCK);
my $one = $acl->stock;
plan skip_all => 'this Exim has no PostgreSQL' if !$one->has('_HAVE_LOOKUP_PGSQL');
my $two = Backstop::Stock->start(relay_to => 'hub.example', auth => $Backstop::Acl::AUTH, %STOCK);
$_->policy(%POLICY{store_servers}) for $one, $two;
my $store = Backstop::Store->pgsql($one);

sub session {
	my ($exim, $name, %with) = @_;
	local $acl->{stock} = $exim;
	$acl->row({ name => $name, fired => '', code => 250, policy => \%POLICY,
		with => { from => 'probe@far.example', to => ['games@ours.example', 'mail@ours.example'] },
		%with });
}

# Of both recipients, and nothing about a store.
sub got { return qr/\A(?!.*event=store).*probe \[\Q$_[0]\E\].*probe \[\Q$_[0]\E\]/s }

sub now { my ($seconds) = @_; Backstop::Store::set_clock($_, $seconds) for $one, $two }

# --- together -----------------------------------------------------------------

is $store->ask(Backstop::Store::schema($one)), 1, 'the tables are made';
is $store->ask(Backstop::Store::schema($one)), 1, '… and made again';
now(1_000_000);
session($one, 'the first time, at one host', said => got('first=1000000 last=1000000 passed=0 '));
now(1_000_300);
session($two, 'the second, at the other', said => got('first=1000000 last=1000300 passed=1 '));
session($one, 'hostile text', with => { from => q{"probe'); DROP TABLE greylist; --\\\\"@far.example} },
	said => qr/probe \[first=1000300 last=1000300 passed=0 \]/);
session($two, 'octets that are not UTF-8', with => { from => "probe\xE4\@far.example" },
	said => qr/probe \[first=1000300/);

# --- what can be wrong ------------------------------------------------------------

sub lost {
	my ($times) = @_;
	my $line = '.*event=store did=pass cause=failed host=127';
	return qr/\A(?!.*event=store.*event=store)$line/s;
}

# Locks the table, in a transaction that is not ended.
my $locker;

sub lock_it {
	$locker = fork // die "fork: $!";
	if ($locker == 0) {
		$one->{calls} = 1000;    # files of its own
		$one->exim('-be', { stdin => "\${lookup pgsql,servers=" . $pg->servers
			. "{BEGIN; LOCK TABLE greylist; SELECT pg_sleep(3600)}}\n", timeout => 3600 });
		POSIX::_exit(0);
	}
	for (1 .. 2400) {
		return if $store->ask("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' "
			. "AND relation = (SELECT oid FROM pg_class WHERE relname = 'greylist')");
		sleep 0.05;
	}
	die 'the table could not be locked';
}

sub unlock {
	$store->ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' "
		. 'AND pid <> pg_backend_pid()');
	waitpid $locker, 0;
}

my @ROWS = (
	['the server is away', sub { $pg->crash }, sub { $pg->start_again }],
	['another transaction has the table', \&lock_it, \&unlock],
	['it is killed in the middle of a transaction', sub { lock_it(); $pg->crash },
		sub { waitpid $locker, 0; $pg->start_again }],
	['it hangs', sub { $pg->signal('STOP') }, sub { $pg->signal('CONT') }],
	['a table is missing', sub { $store->ask('ALTER TABLE greylist RENAME TO away; SELECT 1') },
		sub { $store->ask('ALTER TABLE away RENAME TO greylist; SELECT 1') }],
	['the password has changed', sub { $store->ask("ALTER ROLE backstop PASSWORD 'other'; SELECT 1") },
		sub { Backstop::Store->pgsql($one, servers => $pg->servers(password => 'other'))
			->ask("ALTER ROLE backstop PASSWORD 'let-it-be'; SELECT 1") }],
);
for (@ROWS) {
	my ($name, $break, $mend, %with) = @$_;
	session($one, $name, prepare => $break, restore => $mend, said => lost(), %with);
}
$store->ask('UPDATE store SET version = 2; SELECT 1');
session($one, 'another schema', said => qr/event=store did=pass cause=schema/);
$store->ask('UPDATE store SET version = 1; SELECT 1');
session($one, 'all is well again', said => got('first=1000000 last=1000300 passed=2 '));

# It is lost between two recipients of a session.
$one->new_log;
my $c = Backstop::Smtp->connect(port => $one->port, from => '127.0.0.12');
$c->ehlo('mail.far.example');
$c->mail('probe@far.example');
is $c->rcpt('games@ours.example')->code, 250, 'the first recipient';
$pg->crash;
is $c->rcpt('games@ours.example')->code, 250, 'the server is killed, the second';
is $c->rcpt('mail@ours.example')->code, 250, '… the third';
$pg->start_again;
is $c->rcpt('games@ours.example')->code, 250, '… and it is there again';
$c->quit;
is scalar(() = $one->new_log =~ /event=store did=pass cause=failed/g), 1, 'one line in the log';

# --- many at once -------------------------------------------------------------------

sub client {
	my ($exim, $n) = @_;
	my $c = Backstop::Smtp->connect(port => $exim->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->mail("probe\@far.example");
	$c->rcpt($_) for 'games@ours.example', 'mail@ours.example';
	$c->quit;
	POSIX::_exit(0);
}

$store->ask('DELETE FROM greylist; SELECT 1');
my @pids = map { my $n = $_; my $pid = fork // die "fork: $!"; client($n % 2 ? $one : $two, $n) if $pid == 0; $pid }
	1 .. $CLIENTS;
waitpid $_, 0 for @pids;
is $store->ask('SELECT sum(passed + 1) FROM greylist'), 2 * $CLIENTS,
	"$CLIENTS sessions at two hosts at once: each recipient is counted";
for ($one, $two) {
	is $_->paniclog, '', 'the paniclog is empty';
	unlike $_->mainlog, qr/Temporary local problem/, 'nothing of ours is a 451';
	unlike $_->mainlog, qr/let-it-be/, 'the password is not in the log';
}
done_testing;
