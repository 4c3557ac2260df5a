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
use Backstop::Memory;
use Backstop::Rig;
use POSIX qw(strftime);
use Test::More;

plan skip_all => $why if $why;

my $ROOT = "$FindBin::Bin/../..";
my $BUILD = $ENV{BACKSTOP_BUILD} || "$ROOT/build";
my $DIR = '/var/lib/backstop/store';
my $SHARE = '/usr/share/backstop/acl';
my $POLICY = '/etc/exim4/backstop';
my $LOG = '/var/log/exim4/mainlog';
my $HOUR = 3600;
my $DAY = 24 * $HOUR;
my $NOW = time;

my $m = Backstop::Machine->bare('mx.ours.example');
$m->configure;
plan skip_all => 'this Exim has no SQLite (exim4-daemon-heavy has)'
	if $m->must(qw(exim4 -bP macros)) !~ /^_HAVE_LOOKUP_SQLITE=/m;
$m->write('/usr/bin/backstop', Backstop::Rig::slurp("$BUILD/backstop"));
$m->must(qw(chmod 755 /usr/bin/backstop));
$m->must('mkdir', '-p', $SHARE, $POLICY);
$m->write("$SHARE/$_", Backstop::Rig::slurp("$ROOT/acl/lib/$_")) for 'store.sql', 'memory.sql';

sub store {
	my ($name, $want, @words) = @_;
	my ($status, $said) = $m->run('backstop', 'store', @words);
	is $status >> 8, $want, "$name: status" or diag $said;
	return $said;
}

sub sql {
	my ($statement, $file) = @_;
	$file //= 'db';
	$m->write('/root/sql', "\${lookup sqlite,file=$DIR/$file\{$statement}{yes \$value}{no}}\n");
	my $said = $m->must('sh', '-c', 'exim4 -be </root/sql');
	return $said =~ /\A> yes (.*)\n> \n?\z/s ? $1 : die "$statement: $said";
}

# --- made, and shown ----------------------------------------------------------

like store('none', 2), qr{db: No such file or directory; 'sudo backstop store init' creates it$}, 'none';
$m->must('sh', '-ec', 'mount --bind /var/lib /var/lib; mount -o remount,bind,ro /var/lib');
like store('read-only', 2, 'init'), qr{store: /var/lib/backstop: Read-only file system; make room there, or make it writable$},
	'its directory cannot be made';
$m->must(qw(umount /var/lib));
# The tables are described in files of the package, and Exim's user reads them.
for my $file ('store.sql', 'memory.sql') {
	$m->must('mv', "$SHARE/$file", '/root/sql.was');
	like store("no $file", 2, 'init'), qr{^backstop: store: $SHARE/$file: No such file or directory; install the package again$},
		'it is named, with the remedy';
	$m->must('mkdir', "$SHARE/$file");
	like store("$file is a directory", 2, 'init'), qr{$file: it is not a plain file; install the package again$}, '… or what is there';
	$m->must('rmdir', "$SHARE/$file");
	$m->must('mv', '/root/sql.was', "$SHARE/$file");
	$m->must('chmod', '600', "$SHARE/$file");
	like store("$file for root alone", 2, 'init'), qr{$file: Exim's user may not read it; install the package again$}, '… or who may not read it';
	$m->must('chmod', '644', "$SHARE/$file");
	$m->must('rm', '-rf', $DIR);
}
like store('made', 0, 'init'), qr/^The store is ready/, 'made';
is $m->must('stat', '-c', '%A %U %G', '/var/lib/backstop', $DIR, "$DIR/db", "$DIR/sent", "$POLICY/keys"),
	"drwxr-x--- root Debian-exim\ndrwxr-x--- Debian-exim Debian-exim\n-rw-r--r-- Debian-exim Debian-exim\n"
	. "-rw-r--r-- Debian-exim Debian-exim\n-rw-r----- root Debian-exim\n",
	'… for Exim alone, in a directory that it cannot change';
my $keys = $m->must('cat', "$POLICY/keys");
like $keys, qr/^memory: [-\w]{43} since=\d+$/m, '… with a secret';
is sql('PRAGMA journal_mode'), 'wal', '… with a WAL';
sql("INSERT INTO trap (host, why, until) VALUES ('192.0.2.66', 'mx', $NOW + 2 * $DAY) RETURNING 1");
store('made again', 0, 'init');
is store("$_->[0], --quiet", 0, @{ $_->[1] }), '', '--quiet says nothing'
	for ['made again', [qw(init --quiet)]], ['shown', ['--quiet']];
is $m->must('cat', "$POLICY/keys"), $keys, '… which stays';
like store('shown', 0), qr/^\S+db, SQLite, 0\.\d MB\n\ntable +rows +oldest +first to end\ngreylist +0   - +-\n(.*\n)+trap +1   - +20\d\d-.*\nsent +0 .*\n\nMail sent before now has not been recorded/,
	'made again, and shown: nothing is lost';
is $m->must('find', $DIR, '!', '-user', 'Debian-exim'), '', 'all that is there is Exim\'s';

# --- what is forgotten ----------------------------------------------------------

# pool, last, passed; is it kept?
my @WAITS = (['never', $NOW - 35 * $DAY, 0, 1], ['given up', $NOW - 37 * $DAY, 0, 0],
	['lately', $NOW - 35 * $DAY, 3, 1], ['long ago', $NOW - 37 * $DAY, 3, 0]);
sql("INSERT INTO greylist VALUES ('$_->[0]', 's', 'r', 0, $_->[1], $_->[2]) RETURNING 1") for @WAITS;
$m->write("$POLICY/settings", "greylist_life: 40\n");
like store('purged, by a long greylist_life', 0, 'purge'), qr/\A +0  attempts/, 'in learn, a second mail counts for as long';
$m->write("$POLICY/settings", '');
sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 5000) "
	. "INSERT INTO greylist SELECT 'bot' || i, 's', 'r', 0, 1, 0 FROM n; SELECT 1");
for my $table ([known => 'what'], [trap => 'host']) {
	sql("INSERT INTO $table->[0] ($table->[1], why, until) VALUES ('$_->[0]', 'x', $_->[1]) RETURNING 1")
		for ['over', $NOW - 1], ['yet', $NOW + $DAY];
}
like store('purged', 0, 'purge'), qr/\A +5002  attempts .*\n +1  known .*\n +1  hosts .*\n +0  digests .*\n +0  hosts .*\n\z/,
	'it says how much was deleted';
is sql('SELECT pool FROM greylist ORDER BY pool'),
	join("\n", sort map { $_->[3] ? $_->[0] : () } @WAITS), 'senders: 36 days, whether they came back or not';
is sql("SELECT what FROM known UNION ALL SELECT host FROM trap"), "yet\n192.0.2.66\nyet", 'others: until their time is up';
is store('purged again', 0, qw(purge --quiet)), '', '--quiet says nothing';

# --- the memory of sent mail -----------------------------------------------------

sub stamp { my ($at) = @_; return strftime('%Y-%m-%d %H:%M:%S', localtime $at) }

# A message of joe's and one of a stranger that was forwarded, with all that Exim logs. Every other
# one was forwarded while the client waited, and logged before its arrival.
sub lines {
	my ($id, $at) = @_;
	my ($when, $two) = (stamp($at), $id + 500);
	my $came = "1xXm00-000$two-00 <= ann\@far.example H=mx.far.example [192.0.2.25] P=esmtp S=9 id=$id\@far.example\n";
	my $left = "ann\@away.example <joe\@ours.example> R=dnslookup T=remote_smtp H=mx.away.example [192.0.2.26] C=\"250 ok\"\n";
	return "$when 1xXm00-000$id-00 <= joe\@ours.example U=joe P=local S=9 id=$id\@ours.example\n"
		. "$when 1xXm00-000$id-00 => bob$id\@far.example R=dnslookup T=remote_smtp H=mx.far.example [192.0.2.25] C=\"250 ok\"\n"
		. "$when 1xXm00-000$id-00 Completed\n"
		. ($id % 2 ? "$when 1xXm00-000$two-00 >> $left$when $came" : "$when $came$when 1xXm00-000$two-00 => $left")
		. "$when 1xXm00-000$two-00 Completed\n";
}

sub log_is { my ($name, @at) = @_; my $n = 100; $m->write($name, join '', map { lines($n++, $_) } @at) }

# The digests that these lines make.
sub knows {
	my ($id) = @_;
	my $secret = $keys =~ /^memory: (\S+)/m ? $1 : die;
	local $Backstop::Memory::SECRET = $secret;
	my %is = (sent => [sent => 'joe@ours.example', "$id\@ours.example"], wrote => [wrote => 'joe@ours.example', "bob$id\@far.example"],
		domain => [domain => 'joe@ours.example', 'far.example'], passed => [passed => 'ann@far.example', "$id\@far.example"]);
	return join ' ', grep { sql("SELECT count(*) FROM sent WHERE digest = '" . Backstop::Memory::hex_of(@{ $is{$_} }) . "'", 'sent') } sort keys %is;
}

sub is_active {
	my ($at) = @_;
	local $Backstop::Memory::SECRET = $keys =~ /^memory: (\S+)/m ? $1 : die;
	my $digest = Backstop::Memory::hex_of(active => 'joe@ours.example', int($at / (10 * $DAY)));
	return sql("SELECT count(*) FROM sent WHERE digest = '$digest'", 'sent');
}

sub window { return sql('SELECT since, until FROM memory', 'sent') =~ /^since=(\d+) until=(\d+) $/ }

log_is("$LOG.1", $NOW - 9 * $DAY, $NOW - 8 * $DAY);
log_is($LOG, $NOW - $DAY);
$m->must('touch', '-d', '@' . ($NOW - 8 * $DAY), "$LOG.1");
like store('learned', 0, 'learn'), qr/^\d+ digests were learned from the log\.\n\nAll mail sent since \Q@{[ substr stamp($NOW - 9 * $DAY), 0, 16 ]}\E has been recorded\.$/, 'learned';
is knows($_), 'domain passed sent wrote', "what left, and what was passed on: $_" for 100, 101;
is is_active($NOW - $_ * $DAY), 1, "… and that its sender was active: $_ days ago" for 9, 8, 1;
is is_active($NOW - 30 * $DAY), 0, '… not before';
my ($since, $until) = window();
ok $since == $NOW - 9 * $DAY && $until >= $NOW - 60, '… from the first line to a minute ago' or diag "$since $until";

# --- and asked ---------------------------------------------------------------------

# A bounce of joe's mail; what is returned has the Message-ID of $id.
sub bounce {
	my ($id, %o) = @_;
	my $from = $o{from} // 'joe@ours.example';
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime($o{at} // $NOW - $DAY));
	return "From: MAILER-DAEMON\@far.example\nTo: $from\nSubject: failed\nMIME-Version: 1.0\n"
		. "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
		. "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.far.example\n\n"
		. "Final-Recipient: rfc822; @{[ $o{rcpt} // 'gone@other.example' ]}\nAction: failed\nStatus: 5.1.1\n\n--b\n"
		. "Content-Type: text/rfc822-headers\n\nFrom: $from\nTo: gone\@other.example\nDate: $date\n"
		. "Message-ID: <$id>\nSubject: hello\n\n--b--\n";
}

$m->write("$POLICY/own_domains", "ours.example\n");
my $BOUNCE = '/root/bounce.eml';

# name, the bounce or a word, what is said, the word for programs
for (['a bounce of mail that left', bounce('100@ours.example'), qr/: it left, sent by the address that the report is for\./, 'sent'],
	['of mail that another user sent', bounce('100@ours.example', from => 'bob@ours.example'),
		qr/: it left through this server, but not from the address that the report is for\./, 'sent_by_other'],
	['of mail that was never sent', bounce('never@ours.example'), qr/: no such mail left, although all mail of that time is known: it was forged\./, 'unsent'],
	['… but its recipient has had other mail', bounce('never@ours.example', rcpt => 'bob100@far.example'),
		qr/: it does not know that mail, but the address that the report is for has written to a recipient that it names\./, 'wrote_to'],
	['… and the report names many', bounce('never@ours.example', rcpt => join "\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; ",
		'bob100@far.example', map { "gone$_\@other.example" } 1 .. 30),
		qr/: it does not know that mail, but the address that the report is for has written to a recipient that it names\./, 'wrote_to'],
	['of mail from before the log', bounce('never@ours.example', at => $NOW - 30 * $DAY),
		qr/ does not know that mail, which proves nothing\. All mail sent since 20\d\d-.* has been recorded\./, 'unknown'],
	['a Message-ID that the log no longer has', '<101@ours.example>', qr/: mail with this Message-ID left through this server\./, 'sent_by_other'],
	['a Message-ID that was not sent', 'never@ours.example', undef, 'unknown']) {
	my ($name, $what, $said, $word) = @$_;
	$m->write($BOUNCE, $what) if $what =~ /\n/;
	my @call = ('backstop', 'why', '--log', '/root/empty', $what =~ /\n/ ? $BOUNCE : $what);
	$m->write('/root/empty', stamp($NOW) . " exim 4.96 daemon started: pid=1, no queue runs\n");
	my ($status, $text) = $m->run(@call);
	my $plain = $text =~ s/\n(?=\S)/ /gr;
	$said ? like $plain, qr/The memory of sent mail$said/, "why: $name" : unlike $plain, qr/memory/, "why: $name";
	like +($m->run(@call, '--format', 'json'))[1], qr/"memory": ?"$word"/, '… for programs';
}
$m->must('mv', "$DIR/sent", "$DIR/away");
like +($m->run('backstop', 'why', '--log', '/root/empty', $BOUNCE))[1] =~ s/\n(?=\S)/ /gr,
	qr/The memory of sent mail was not asked: .*sent: No such file or directory; 'sudo backstop store init' creates it\./, 'why: there is no memory';
$m->must('mv', "$DIR/away", "$DIR/sent");

sql("DELETE FROM sent; UPDATE memory SET until = $NOW - 3 * $HOUR; SELECT 1", 'sent');
log_is($LOG, $NOW - 4 * $HOUR, $NOW - 2 * $HOUR);
$m->must('sh', '-c', "touch $DIR/gap; touch -d '2 minutes ago' $DIR/gap");
is store('what is new', 0, qw(learn --new --quiet)), '', '--quiet says nothing';
is knows(100), 'domain', '… what is older is not written again, but for what the two have in common';
is knows(101), 'domain passed sent wrote', '… what is new is';
is +(window())[0], $since, '… and it is complete since the same moment';
is $m->must('ls', $DIR) =~ /gap/, '', '… a gap is filled';

# The clock was ahead, and was set back: when the log was last read is not known. Or summer time has
# ended: what the log has after the step is new, although its time is not.
for (['the clock was ahead', 30 * $DAY, [4 * $HOUR, 2 * $HOUR]], ['the clock was set back', -$HOUR, [$HOUR / 2, 2 * $HOUR]]) {
	my ($name, $until, $ages) = @$_;
	sql("DELETE FROM sent; UPDATE memory SET until = $NOW + $until; SELECT 1", 'sent');
	log_is($LOG, map { $NOW - $_ } @$ages);
	$m->must('sh', '-c', "touch $DIR/gap; touch -d '3 days' $DIR/gap");
	store($name, 0, qw(learn --new --quiet));
	is knows($_), 'domain passed sent wrote', "… what the log has is learned: $_" for 100, 101;
	is $m->must('ls', $DIR) =~ /gap/, '', '… a gap with a time to come is filled';
	cmp_ok +(window())[1], '<=', time, '… and it is complete until now, not longer';
}
log_is($LOG, $NOW - 4 * $HOUR, $NOW - 2 * $HOUR);

sql("UPDATE memory SET until = $NOW - 7 * $DAY; SELECT 1", 'sent');
unlink $m->root . "$LOG.1";
store('a hole', 0, qw(learn --new --quiet));
is +(window())[0], $NOW - 4 * $HOUR, 'a gap: complete since the start of the log';
sql("UPDATE memory SET mark = '0'; SELECT 1", 'sent');
like store('shown', 0), qr/^sent +\d+ +20\d\d.*\n\nMail sent before now has not been recorded/m, 'after a start of the machine nothing is certain';
$m->must('sh', '-c', "rm $LOG; mkdir $LOG");
like store('no log', 2, qw(learn --new)), qr/the log cannot be read; check log_file_path/, 'no log';
$m->must('rmdir', $LOG);
$m->write($LOG, lines(100, $NOW - $HOUR));
store('learned again', 0, qw(learn --new --quiet));
is knows(100), 'domain passed sent wrote', '… all of it';

# As it was before the memory kept who is active.
{
	local $Backstop::Memory::SECRET = $keys =~ /^memory: (\S+)/m ? $1 : die;
	my $old = Backstop::Memory::mark_of(Backstop::Rig::slurp('/proc/sys/kernel/random/boot_id'));
	sql("DELETE FROM sent; UPDATE memory SET mark = '$old'; SELECT 1", 'sent');
}
like store('an older version', 0), qr/^Mail sent before now has not been recorded/m, 'what an older version has learned is not enough';
store('learned by the new one', 0, qw(learn --new --quiet));
is knows(100) . ' ' . is_active($NOW - $HOUR), 'domain passed sent wrote 1', '… so all of the log is learned again';

# A report without a date asks for the last 20 days, however short tags live.
$m->write("$POLICY/settings", "tag_days: 3\n");
my $TODAY = int(time / $DAY);
sql("UPDATE sent SET day = $TODAY - 19; SELECT 1", 'sent');
like store('purged, by a small tag_days', 0, 'purge'), qr/^ +0  digests of sent mail$/m, 'what may still be asked for stays';
sql("UPDATE sent SET day = $TODAY - 22; SELECT 1", 'sent');
sql("UPDATE memory SET since = $NOW - 60 * $DAY; SELECT 1", 'sent');
like store('purged', 0, 'purge'), qr/^ +[1-9]\d*  digests of sent mail$/m, '… 20 days';
is +(window())[0], ($TODAY - 20) * $DAY, '… and the memory is not complete for longer';
$m->write("$POLICY/settings", '');
store('learned once more', 0, qw(learn --quiet));

sql("INSERT INTO trap (host, why, until) VALUES ('192.0.2.99', 'mx', 1) RETURNING 1");
$m->must('mv', "$DIR/sent", "$DIR/away");
like store('no memory', 2, 'purge'), qr/^ +1  hosts that contacted a trap$/m, 'the rest is purged without the memory';
$m->must('mv', "$DIR/away", "$DIR/sent");
sql("UPDATE sent SET day = 1; SELECT 1", 'sent');
like store('purged', 0, 'purge'), qr/^ +[1-9]\d*  digests of sent mail$/m, 'old entries are deleted';
is sql('SELECT count(*) FROM sent', 'sent'), 0, '… all of it';

# --- what cannot be used ----------------------------------------------------------

# name, what spoils, exit status, what is said
my @FAULTS = (
	['no memory', sub { $m->must(qw(backstop store init)); $m->must('rm', "$DIR/sent") }, 2,
		qr{sent: No such file or directory; 'sudo backstop store init' creates it}, 'learn'],
	['a memory that is none', sub { $m->must(qw(backstop store init)); $m->must('sh', '-c', "yes | head -c 100000 >$DIR/sent") }, 2,
		qr/sent: file is not a database; mail passes/, 'learn'],
	['no secret', sub { $m->must('sh', '-c', "rm $DIR/sent") ; $m->must(qw(backstop store init)); $m->must('sed', '-i', '/^memory/d', "$POLICY/keys") }, 2,
		qr/there is no secret for the memory/, 'learn'],
	['another schema', sub { sql('UPDATE store SET version = 7; SELECT 1') }, 2, qr/its schema is 7, but this version of Backstop needs 1/],
	['no database', sub { $m->must('sh', '-c', "yes | head -c 100000 >$DIR/db") }, 2, qr/file is not a database; mail passes/],
	['root\'s', sub { $m->must('chown', 'root', "$DIR/db") }, 2, qr/not a file that Exim owns.*chown/],
	['a link', sub { $m->must('sh', '-c', "rm $DIR/db*; ln -s /etc/passwd $DIR/db") }, 2, qr/not a file that Exim owns/],
	['a wrong verb', sub { }, 2, qr/burn: unknown action; use init, purge or learn/, 'burn'],
	['off', sub { $m->write('/etc/exim4/backstop/settings', "store: off\n") }, 0, qr/nothing is remembered/],
	['no server', sub { $m->write('/etc/exim4/backstop/settings', "store: pgsql\n") }, 2,
		qr{PostgreSQL: "?no PostgreSQL servers defined}],
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
is store('no lookup: nothing to learn', 0, qw(learn --new --quiet)), '', 'an Exim without lookups learns nothing, silently';
like store('no lookup', 2, 'purge'), qr/built without.*; install exim4-daemon-heavy/, 'an Exim without lookups';
like store('no lookup', 2, 'learn'), qr/built without.*; install exim4-daemon-heavy/, '… nor by hand';
is store('no lookup, by a timer', 0, qw(purge --quiet)), '', '… fails no timer each day';
$m->must('mv', '/usr/sbin/heavy', '/usr/sbin/exim4');

$m->must('sh', '-c', "rm -rf $DIR; ln -s /etc $DIR; echo store: sqlite >/etc/exim4/backstop/settings");
like store('a linked directory', 2, 'init'), qr/not a directory that Debian-exim owns; move it away/,
	'a directory that leads elsewhere';
ok !-e $m->root . '/etc/db', '… is not followed';

done_testing;
