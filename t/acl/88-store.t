#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The store, through a real Exim: what is remembered, and that mail passes at
# once, with one line in the log and an empty paniclog, if the store is missing,
# locked, full, damaged, another user's, or of another schema.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use File::Copy qw(copy);
use POSIX ();
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $CLIENTS = 50;
my $EACH = 4;         # recipients of each message

my $acl = Backstop::Acl->new(stock => { files => { probe => Backstop::Store::probe() }, macros =>
	{ CHECK_RCPT_LOCAL_ACL_FILE => 'CONFDIR/probe', Backstop::Store::clock() } });
my $stock = $acl->stock;
$why = Backstop::Store::missing($stock);
plan skip_all => $why if $why;
my $store = Backstop::Store->make($stock);

# Two recipients, in one connection.
sub session {
	my ($name, %with) = @_;
	my %policy = %{ delete $with{policy} || {} };
	$acl->row({ name => $name, fired => '', code => 250,
		modes => '', policy => \%policy, with => { from => 'probe@far.example',
		to => ['games@ours.example', 'mail@ours.example'] }, %with });
}

sub got { my @rows = @_; return qr/\A(?!.*event=store)@{[join '', map { ".*probe \\[\Q$_\E\\]" } @rows]}/s }

# --- what is remembered -----------------------------------------------------

$store->now(1_000_000);
session('the first time', said => got(('first=1000000 last=1000000 passed=0 ') x 2));
$store->now(1_000_300);
session('the second', said => got(('first=1000000 last=1000300 passed=1 ') x 2));
session('one recipient twice, in the same second', with => { from => 'probe@far.example',
	to => ['games@ours.example', 'games@ours.example'] },
	said => got(map { "first=1000000 last=1000300 passed=$_ " } 2, 3));
session('hostile text', with => { from => q{"probe'); DROP TABLE greylist; -- ${run{/bin/true}}$tod_log"@far.example} },
	said => got('first=1000300 last=1000300 passed=0 '));
is $store->ask('SELECT count(*) FROM greylist'), 3, 'as many rows';
session('with "store: off" nothing is', policy => { settings => "store: off\nearly_talker_wait: 0\n" },
	said => got('', ''));

# --- what can be wrong ------------------------------------------------------

sub new_store { $store = Backstop::Store->make($stock) }
sub db { $store->file }
sub spew { Backstop::Rig::spew(@_) }

my $locker;

# Until it is ended.
sub lock_it {
	pipe my $from, my $to or die;
	$locker = fork // die "fork: $!";
	if ($locker == 0) {
		open STDOUT, '>&', $to or die;
		exec('python3', '-c', 'import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); '
			. 'c.execute("BEGIN EXCLUSIVE"); print("locked", flush=True); time.sleep(3600)', db()) or POSIX::_exit(127);
	}
	close $to;
	(<$from> // '') eq "locked\n" or die 'the store could not be locked';
}

sub unlock { kill KILL => $locker; waitpid $locker, 0 }

# A disk on which only so much is left.
sub fill {
	my ($left) = @_;
	system('mount', '-t', 'tmpfs', '-o', 'size=400k,mode=0777', 'none', $store->dir) == 0
		or die 'mount failed';
	new_store();
	open my $rest, '>', $store->dir . '/rest' or die;
	1 while syswrite $rest, "\0" x 4096;
	truncate $rest, (-s $rest) - $left or die;
}

sub empty_disk { $store->wait_until_closed; system('umount', $store->dir) == 0 or die 'umount failed'; new_store() }

# Lost between two recipients.
sub lose_it {
	my ($name, $break) = @_;
	new_store();
	$stock->new_log;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->mail('probe@far.example');
	$c->rcpt('games@ours.example');
	$break->();
	is join(' ', map { $c->rcpt("$_\@ours.example")->code } qw(mail games mail)), '250 250 250', $name;
	$c->quit;
	is scalar(() = $stock->new_log =~ /event=store did=pass cause=failed/g), 1, "$name: one line in the log";
}

my @ROWS = (	['the directory is missing', 'missing', sub { File::Path::remove_tree($store->dir) }],
	['the file is missing', 'missing', sub { unlink db() }],
	['the directory is closed', 'missing', sub { chmod 0700, $store->dir; chown 0, 0, $store->dir }],
	['nothing can be written there', 'failed', sub { chmod 0755, $store->dir; chown 0, 0, $store->dir }],
	['the file is root\'s', 'owner', sub { chmod 0600, db(); chown 0, 0, db() }],
	['the file is root\'s, and can be read', 'owner', sub { chown 0, 0, db() }],
	['the file is read-only', 'owner', sub { chmod 0440, db() }],
	['it is a directory', 'owner', sub { unlink db(); mkdir db() }],
	['it is a pipe', 'owner', sub { unlink db(); POSIX::mkfifo(db(), 0666) }],
	['it is a dangling link', 'missing', sub { unlink db(); symlink '/nowhere', db() }],
	['it is empty', 'failed', sub { spew(db(), '') }],
	['it is not a database', 'failed', sub { spew(db(), join '', map { chr($_ * 37 % 256) } 0 .. 9999) }],
	['half of it is gone', 'failed', sub { truncate db(), 12288 }],
	['its pages are damaged', 'failed', sub { open my $f, '+<', db() or die;
		seek $f, 4096, 0; print $f "\xFF" x 200_000 }],
	['a table is missing', 'failed', sub { $store->ask('DROP TABLE greylist; SELECT 1') }],
	['its schema is older', 'schema', sub { $store->ask('UPDATE store SET version = 0; SELECT 1') }],
	['its schema is newer', 'schema', sub { $store->ask('UPDATE store SET version = 2; SELECT 1') }],
	['another process has locked it', 'failed', \&lock_it, \&unlock],
	['the disk is full', 'failed', sub { fill(0) }, \&empty_disk],
	['the disk has some pages left', 'failed', sub { fill(40_000) }, \&empty_disk],
);

for (@ROWS) {
	my ($name, $cause, $break, $mend) = @$_;
	new_store();
	session($name, prepare => $break, restore => $mend,
		said => qr/\A(?!.*event=store.*event=store).*event=store did=pass cause=$cause host=127/s);
}

lose_it('the directory goes, while a client is there', sub { File::Path::remove_tree($store->dir) });
lose_it('the file goes', sub { unlink glob $store->dir . '/*' });
lose_it('it is given to root', sub { chown 0, 0, glob $store->dir . '/*'; chmod 0600, db() });

new_store();
session('all is well again', said => got(('first=1000300 last=1000300 passed=0 ') x 2));

# Exits with 1 if it is made anew while this process has it open.
sub hold_it {
	pipe my $from, my $to or die;
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open my $held, '<', db() or POSIX::_exit(2);
		syswrite $to, "held\n";
		for (1 .. 50) {
			select undef, undef, undef, 0.02;
			POSIX::_exit(1) if (stat $held)[3] == 0;    # links
		}
		POSIX::_exit(0);
	}
	close $to;
	<$from>;
	return $pid;
}

my $holder = hold_it();
new_store();
waitpid $holder, 0;
is $?, 0, 'a test makes the store anew when all have closed it';

# --- many at once -----------------------------------------------------------

sub client {
	my ($n) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->mail("probe$n\@far.example");
	my @said = map { $c->rcpt("mail\@ours.example")->code } 1 .. $EACH;
	$c->quit;
	POSIX::_exit("@said" ne join ' ', (250) x $EACH);
}

new_store();
$stock->new_log;
my @pids = map { my $n = $_; my $pid = fork // die "fork: $!"; client($n) if $pid == 0; $pid } 1 .. $CLIENTS;
my $refused = grep { waitpid $_, 0; $? } @pids;
is $refused, 0, "$CLIENTS sessions at once: each recipient is accepted";
is $store->ask('SELECT count(*), sum(passed) FROM greylist') =~ s/\w+\(\S+\)=//gr,
	"$CLIENTS " . $CLIENTS * ($EACH - 1) . ' ', '… and no row is lost';
unlike $stock->new_log, qr/event=store/, '… and every session used the store';

# --- what it costs -----------------------------------------------------------

# t/bench/bench-store measures how long that takes.
for (['greylist', 'pool', 'sender', 'rcpt'], ['known', 'what']) {
	my ($table, @key) = @$_;
	my $where = join ' AND ', map { "$_ = 'x'" } @key;
	like $store->ask("EXPLAIN QUERY PLAN SELECT * FROM $table WHERE $where"), qr/SEARCH (?:TABLE )?$table USING /,
		"$table: a row is found without reading the others";
}
like Backstop::Rig::slurp("$stock->{dir}/share/acl/store"), qr/^BACKSTOP_HASTY = PRAGMA busy_timeout=800;/m,
	'who has to wait for others that write waits 0.8 s at most';

is $stock->paniclog, '', 'the paniclog is empty';
unlike $stock->mainlog, qr/Temporary local problem|failed to expand/, 'no expansion failed';
done_testing;
