#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The memory's file, read without SQLite: it says what SQLite says, or it is not read.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use Digest::MD5 qw(md5_hex);
use File::Temp qw(tempdir);
use IPC::Open2;
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $SCHEMA = Backstop::Rig::slurp("$FindBin::Bin/../../acl/lib/memory.sql");
my $FILE = tempdir(CLEANUP => 1) . '/sent';
my ($MARK, $OTHER) = map { md5_hex($_) } 'this boot', 'another boot';
-x "$BUILD/t/sent" or die "$BUILD/t/sent is not there; run make tests first\n";

# Runs statements in one process, and, if it is to hold the file, returns what lets go.
sub sqlite {
	my ($sql, $hold) = @_;
	Backstop::Rig::spew("$FILE.sql", $sql);
	my $pid = open2(my $out, my $in, 'python3', '-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute("PRAGMA synchronous=0"); '
		. 'c.executescript(open(sys.argv[1] + ".sql").read()); print("done", flush=True); sys.stdin.read()', $FILE);
	(<$out> // '') eq "done\n" or die 'SQLite failed';
	unlink "$FILE.sql";
	my $end = sub { close $in; waitpid $pid, 0 };
	return $hold ? $end : $end->();
}

my $TABLE = 'CREATE TABLE sent (digest TEXT PRIMARY KEY, day BIGINT NOT NULL) WITHOUT ROWID';

# As "backstop store init" makes it.
sub make {
	my ($sql, %o) = @_;
	unlink glob "$FILE*";
	sqlite("PRAGMA page_size=@{[ $o{page} // 1024 ]}; @{[ $o{table} // $TABLE ]}; $SCHEMA; BEGIN; $sql; COMMIT");
}

sub digests { my ($what, $n) = @_; map { md5_hex("$what $_") } 1 .. $n }
sub rows { join '', map { "INSERT INTO sent VALUES ('$_', " . (20000 + hex(substr $_, 0, 2)) . ');' } @_ }
sub host { my ($host, $mark, $since, $until) = @_; "INSERT INTO memory VALUES ('@{[ md5_hex($host) ]}', '$mark', $since, $until);" }

# What it says to each list of digests: "SINCE UNTIL" and a digit for each digest, or "not read".
sub answers {
	Backstop::Rig::spew("$FILE.asked", join '', map { join(',', @$_) . "\n" } @_);
	my $said = `'$BUILD/t/sent' '$FILE' $MARK <'$FILE.asked'`;
	die "signal $?" if $?;
	unlink "$FILE.asked";
	return split /\n/, $said;
}

sub asked { my ($said) = answers([@_]); return $said }

my @there = digests('there', 5000);
my @not = digests('not', 32);

# --- what SQLite says -----------------------------------------------------------------

for my $page (512, 1024, 4096) {
	for my $n (0, 1, 20, 200, 5000) {
		my @rows = @there[0 .. $n - 1];
		make(rows(@rows) . host(here => $MARK, 1_700_000_000, 1_800_000_000), page => $page);
		my @questions;
		while (my @some = splice @rows, 0, 20) {
			push @questions, [map { ($some[$_], $not[$_]) } 0 .. $#some];
		}
		my @wrong = grep { !/\A1700000000 1800000000 (?:10)+\z/ } answers(@questions);
		is "@wrong", '', "pages of $page octets, $n rows: each is found";
		is asked(@not), '1700000000 1800000000 ' . '0' x @not, '… and nothing else';
	}
}

make(rows(@there) . host(here => $MARK, 1, 2));
sqlite("DELETE FROM sent WHERE day % 2 = 1; UPDATE sent SET day = 30000 WHERE day % 4 = 0");
my @kept = grep { hex(substr $_, 0, 2) % 2 == 0 } @there;
is asked(@there[0 .. 63]), '1 2 ' . join('', map { hex(substr $_, 0, 2) % 2 ? 0 : 1 } @there[0 .. 63]), 'after a purge';

for (['no host', '', '0 0 1'],
	['a host', host(a => $MARK, 5, 9), '5 9 1'],
	['two', host(a => $MARK, 5, 9) . host(b => $MARK, 7, 8), '7 8 1'],
	['one from before the boot', host(a => $MARK, 5, 9) . host(b => $OTHER, 7, 8), '7 0 1'],
	['times of each length', join('', map { host($_, $MARK, 0, $_) } 1, 1 << 8, 1 << 16, 1 << 24, 1 << 32, 1 << 48), '0 1 1'],
	['a negative time', host(a => $MARK, -5, 9), 'not read'],
	['a time that is text', host(a => $MARK, "'then'", 9), 'not read'],
	['more hosts than a page holds', join('', map { host($_, $MARK, 5, 9) } 1 .. 40), 'not read']) {
	my ($name, $sql, $want) = @$_;
	make(rows($there[0]) . $sql);
	is asked($there[0]), $want, $name;
}

# --- another form of the file -----------------------------------------------------------------

my $ROWS = rows(@there[0 .. 99]) . host(here => $MARK, 1, 2);

for (['with row numbers', table => 'SELECT 1'],
	['a further column', table => $TABLE =~ s/ BIGINT NOT NULL\K/, why TEXT/r, rows => $ROWS =~ s/sent\b/sent (digest, day)/gr],
	['pages of 8192 octets', page => 8192],
	['UTF-16', table => "PRAGMA encoding='UTF-16le'; $TABLE"],
	['a WAL', table => "PRAGMA journal_mode=WAL; $TABLE"]) {
	my ($name, %o) = @$_;
	make($o{rows} // $ROWS, %o);
	is asked($there[0]), 'not read', $name;
}
make($ROWS);
is asked('x'), 'not read', 'not a digest';
Backstop::Rig::spew("$FILE-wal", '');
is asked($there[0]), 'not read', 'a WAL that was left';
unlink "$FILE-wal";

# --- other processes -----------------------------------------------------------------

for (['a reader', 'BEGIN; SELECT count(*) FROM sent', '1 2 10'],
	['a writer before its first row', 'BEGIN IMMEDIATE', '1 2 10'],
	['a writer', 'BEGIN; ' . rows($not[0]), 'not read'],
	['a writer that keeps all others out', 'BEGIN EXCLUSIVE', 'not read']) {
	my ($name, $sql, $want) = @$_;
	make($ROWS);
	my $end = sqlite($sql, 1);
	is asked($there[0], $not[0]), $want, $name;
	$end->();
	is asked($there[0], $not[0]), '1 2 10', '… has ended';
}
make($ROWS);
sqlite('PRAGMA journal_mode=TRUNCATE; ' . rows($not[0]));
ok -e "$FILE-journal", 'a journal that was truncated …';
is asked($there[0], $not[0]), '1 2 11', '… is none';
Backstop::Rig::spew("$FILE-journal", "\0" x 512);
is asked($there[0]), 'not read', 'a journal of a process that was killed';
unlink "$FILE-journal";

# --- damage -----------------------------------------------------------------

my $whole = Backstop::Rig::slurp($FILE);
my %said;
for my $n (map { $_ * 509 } 0 .. length($whole) / 509 - 1) {
	Backstop::Rig::spew($FILE, substr $whole, 0, $n);
	$said{ asked(@there[0, 99]) }++;
}
is join(',', keys %said), 'not read', 'cut off anywhere';
Backstop::Rig::spew($FILE, '');
is asked($there[0]), 'not read', 'empty';
srand 7;
for (1 .. 30) {
	my $broken = $whole;
	substr($broken, rand length $broken, 1) = chr rand 256 for 1 .. 100;
	Backstop::Rig::spew($FILE, $broken);
	asked(@there[0 .. 63]);
}
pass 'damaged anywhere: it ends';
unlink $FILE;
symlink '/dev/zero', $FILE;
is asked($there[0]), 'not read', 'a link';
unlink $FILE;
is asked($there[0]), 'not read', 'missing';
done_testing;
