#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop store` on a copy of this machine, with Debian's Exim: what it makes
# and whose that is, what it shows, what it forgets, and what it says of a store
# that cannot be used.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Machine;
my $why;
BEGIN {
	$why = Backstop::Machine::missing();
	Backstop::Machine::enter();
}
use Backstop::Rig;
use Test::More;

plan skip_all => $why if $why;

my $ROOT = "$FindBin::Bin/../..";
my $BUILD = $ENV{BACKSTOP_BUILD} || "$ROOT/build";
my $DIR = '/var/lib/backstop/store';
my $SQL = '/usr/share/backstop/acl/store.sql';
my $HOUR = 3600;
my $DAY = 24 * $HOUR;
my $NOW = time;

my $m = Backstop::Machine->bare('mx.ours.example');
$m->configure;
plan skip_all => 'this Exim has no SQLite (exim4-daemon-heavy has)'
	if $m->must(qw(exim4 -bP macros)) !~ /^_HAVE_LOOKUP_SQLITE=/m;
$m->write('/usr/bin/backstop', Backstop::Rig::slurp("$BUILD/backstop"));
$m->must(qw(chmod 755 /usr/bin/backstop));
$m->must('mkdir', '-p', $SQL =~ s{/[^/]*$}{}r, '/etc/exim4/backstop');
$m->write($SQL, Backstop::Rig::slurp("$ROOT/acl/lib/store.sql"));

sub store {
	my ($name, $want, @words) = @_;
	my ($status, $said) = $m->run('backstop', 'store', @words);
	is $status >> 8, $want, "$name: status" or diag $said;
	return $said;
}

sub sql {
	my ($statement) = @_;
	$m->write('/root/sql', "\${lookup sqlite,file=$DIR/db{$statement}{yes \$value}{no}}\n");
	my $said = $m->must('sh', '-c', 'exim4 -be </root/sql');
	return $said =~ /\A> yes (.*)\n> \n?\z/s ? $1 : die "$statement: $said";
}

# --- made, and shown ----------------------------------------------------------

like store('none', 2), qr{db: No such file or directory; 'backstop store init' makes it$}, 'none';
like store('made', 0, 'init'), qr/^The store is in order/, 'made';
is $m->must('stat', '-c', '%A %U %G', '/var/lib/backstop', $DIR, "$DIR/db"),
	"drwxr-x--- root Debian-exim\ndrwxr-x--- Debian-exim Debian-exim\n-rw-r--r-- Debian-exim Debian-exim\n",
	'… for Exim alone, in a directory that it cannot change';
is sql('PRAGMA journal_mode'), 'wal', '… with a WAL';
sql("INSERT INTO trap (host, why, until) VALUES ('192.0.2.66', 'mx', $NOW + 2 * $DAY) RETURNING 1");
store('made again', 0, 'init');
like store('shown', 0), qr/^\S+db, SQLite, 0\.\d MB\n\ntable +rows +oldest +first to end\ngreylist +0   - +-\n(.*\n)+trap +1   - +20\d\d-/,
	'made again, and shown: nothing is lost';
is $m->must('find', $DIR, '!', '-user', 'Debian-exim'), '', 'all that is there is Exim\'s';

# --- what is forgotten ----------------------------------------------------------

# pool, last, passed; is it kept?
my @WAITS = (['never', $NOW - 35 * $DAY, 0, 1], ['given up', $NOW - 37 * $DAY, 0, 0],
	['lately', $NOW - 35 * $DAY, 3, 1], ['long ago', $NOW - 37 * $DAY, 3, 0]);
sql("INSERT INTO greylist VALUES ('$_->[0]', 's', 'r', 0, $_->[1], $_->[2]) RETURNING 1") for @WAITS;
sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 5000) "
	. "INSERT INTO greylist SELECT 'bot' || i, 's', 'r', 0, 1, 0 FROM n; SELECT 1");
for my $table ([known => 'what'], [trap => 'host']) {
	sql("INSERT INTO $table->[0] ($table->[1], why, until) VALUES ('$_->[0]', 'x', $_->[1]) RETURNING 1")
		for ['over', $NOW - 1], ['yet', $NOW + $DAY];
}
like store('purged', 0, 'purge'), qr/\A +5002  senders .*\n +1  known .*\n +1  hosts .*\n\z/,
	'it says what is forgotten';
is sql('SELECT pool FROM greylist ORDER BY pool'),
	join("\n", sort map { $_->[3] ? $_->[0] : () } @WAITS), 'senders: 36 days, whether they came back or not';
is sql("SELECT what FROM known UNION ALL SELECT host FROM trap"), "yet\n192.0.2.66\nyet", 'others: until their time is up';
is store('purged again', 0, qw(purge --quiet)), '', '--quiet says nothing';

# --- what cannot be used ----------------------------------------------------------

# name, what spoils, exit status, what is said
my @FAULTS = (
	['another schema', sub { sql('UPDATE store SET version = 7; SELECT 1') }, 2, qr/its schema is 7, and this version of Backstop has 1/],
	['no database', sub { $m->must('sh', '-c', "yes | head -c 100000 >$DIR/db") }, 2, qr/file is not a database; mail passes/],
	['root\'s', sub { $m->must('chown', 'root', "$DIR/db") }, 2, qr/no file that Exim owns.*chown/],
	['a link', sub { $m->must('sh', '-c', "rm $DIR/db*; ln -s /etc/passwd $DIR/db") }, 2, qr/no file that Exim owns/],
	['a wrong verb', sub { }, 2, qr/burn: this is not to be done with the store/, 'burn'],
	['off', sub { $m->write('/etc/exim4/backstop/settings', "store: off\n") }, 0, qr/nothing is remembered/],
	['no server', sub { $m->write('/etc/exim4/backstop/settings', "store: pgsql\n") }, 2,
		qr/PostgreSQL: no PostgreSQL servers defined/],
);
for (@FAULTS) {
	my ($name, $spoil, $want, $said, @words) = @$_;
	$spoil->();
	like store($name, $want, @words), $said, $name;
}
# exim4-daemon-light.
$m->must('mv', '/usr/sbin/exim4', '/usr/sbin/heavy');
$m->write('/usr/sbin/exim4', "#!/bin/sh\n/usr/sbin/heavy \"\$@\" | grep -v ^_HAVE_LOOKUP\n");
$m->must(qw(chmod 755 /usr/sbin/exim4));
like store('no lookup', 2, 'purge'), qr/built without.*; install exim4-daemon-heavy/, 'an Exim that can ask nobody';
is store('no lookup, by a timer', 0, qw(purge --quiet)), '', '… fails no timer each day';
$m->must('mv', '/usr/sbin/heavy', '/usr/sbin/exim4');

$m->must('sh', '-c', "rm -rf $DIR; ln -s /etc $DIR; echo store: sqlite >/etc/exim4/backstop/settings");
like store('a linked directory', 2, 'init'), qr/no directory that Debian-exim owns; move it away/,
	'a directory that leads elsewhere';
ok !-e $m->root . '/etc/db', '… is not followed';

done_testing;
