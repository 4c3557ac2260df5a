#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail leaves by each way, and what comes back is ours because it left: the same bounce to a
# user who never sent that mail is refused. Whatever is wrong with the memory, mail passes, and
# nothing is missed.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail qw($LOGINS marks plugin);
use Backstop::Memory;
use Backstop::Postgres;
use Backstop::Rig;
use Digest::MD5 qw(md5);
use Digest::SHA qw(sha1 sha256);
use File::Path qw(remove_tree);
use IO::Socket::UNIX;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);
use Test::More;

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

my $JOE = 'joe@ours.example';
my $GONE = 'gone@reporter.example';
my $RELAY = '127.0.0.3';

my %POLICY = (own_nets => "203.0.113.0/24\n", own_domains => "ours.example\n", keys => $Backstop::Memory::KEYS,
	modes => "bounce_unsent: deny\nbounce_stranger: deny\nbounce_foreign: deny\n",
	map { $_ => '' } qw(own_hosts relay_hosts exempt_hosts exempt_senders exempt_rcpts));

sub server {
	my ($memory, $settings, %o) = @_;
	my %ours = $memory->options;
	return Backstop::Rig->start(plugin => plugin('backstop.so'), plugin_dir_files => [plugin('backstop-lookup.so')],
		relay_from_hosts => $RELAY, policy => { %POLICY, settings => "dns: off\n$settings" },
		%ours, acls => "$ours{acls}\n$LOGINS", %o);
}

my $memory = Backstop::Memory->new;
plan skip_all => 'this Exim has no SQLite' if `$Backstop::Rig::EXIM -C /dev/null -bP macros` !~ /^_HAVE_LOOKUP_SQLITE=/m;
my $rig = server($memory, "store: sqlite\n");

# --- mail out ----------------------------------------------------------------------

my $number = 0;

sub mail {
	my ($from, %o) = @_;
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime($o{at} // time));
	my $id = $o{id} // ++$number . '.mail@ours.example';
	return "From: $from\nTo: $GONE\nSubject: hello\nDate: $date\n" . ($id ? "Message-ID: <$id>\n" : '')
		. "\nNoon?\n";
}

sub client {
	my ($address, $auth) = @_;
	my $c = Backstop::Mail::client($rig, $address);
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $auth;
	return $c;
}

sub by_smtp {
	my ($address, %o) = @_;
	my $c = client($address, $o{auth});
	my $r = $c->message(from => $o{from} // $JOE, to => $o{to} // $GONE, data => $o{data} // mail($JOE));
	$c->put("QUIT\r\n");    # Exim takes 0.2 s to answer
	$c->close;
	return $r;
}

# --- and back ----------------------------------------------------------------------

# A bounce that returns the header alone, and of that no Received line: a trail says nothing.
sub bounce {
	my ($header, %o) = @_;
	$header =~ s/^Received:.*\n(?:[ \t].*\n)*//mg;
	return "From: MAILER-DAEMON\@mx.reporter.example\nTo: $JOE\nSubject: failed\nMIME-Version: 1.0\n"
		. "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
		. "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.reporter.example\n\n"
		. "Final-Recipient: rfc822; @{[ $o{rcpt} // $GONE ]}\nAction: failed\nStatus: 5.1.1\n\n"
		. "--b\nContent-Type: text/rfc822-headers\n\n$header\n--b--\n";
}

# "ours by sent", or the start of the refusal.
sub verdict {
	my ($bounce, $to) = @_;
	my $r = by_smtp('127.0.0.2', from => '', to => $to // $JOE, data => $bounce);
	return $r->code . ' ' . $r->text =~ s/\n.*//sr if !$r->ok;
	my ($mail) = grep { $_->{id} eq $r->id } $rig->deliveries;
	my ($mark) = marks($mail->{raw});
	return join ' by ', ($mark // '') =~ /\b(?:origin|reason)=(\w+)/g;
}


my $UNSENT = '550 5.7.1 This bounce is about a message that did not leave our servers: its sender address was '
	. 'forged. Please refuse such mail when it arrives instead of bouncing it later.';

# What was delivered last, as it left.
sub left {
	my ($mail) = ($rig->deliveries)[-1];
	return $mail->{raw} =~ s/\n\n.*/\n/sr;
}

# The same, forged in the name of another user.
sub forged { return $_[0] =~ s/^Message-ID: <\K/x/mir =~ s/joe\@/bob\@/gr }

sub sendmail { my (%o) = @_; $rig->exim('-oi', '-f', $JOE, $GONE, { stdin => mail($JOE, %o) }) }

$memory->make($rig);
$memory->complete;
for (['a user who has logged in', sub { by_smtp('127.0.0.2', auth => 1) }],
	['sendmail', sub { sendmail() }],
	['sendmail, without a Message-ID', sub { sendmail(id => '') }],
	['a host that we relay for', sub { by_smtp($RELAY) }]) {
	my ($name, $send) = @$_;
	$send->();
	my $header = left();
	is verdict(bounce($header)), 'ours by sent', "$name: out and back";
	is verdict(bounce(forged($header)), 'bob@ours.example'), $UNSENT, "$name: bob has sent no such mail";
}

# A stranger's mail that a filter on this host hands in again: it was here, and is not
# attributed to a user.
by_smtp($RELAY, data => "Received: from far.example ([198.51.100.9])\n\tby mx.ours.example with esmtp;\n\t"
	. strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime) . "\n" . mail($JOE, id => 'again@ours.example'));
like verdict(bounce(left(), rcpt => 'other@far.example') =~ s/^To: gone.*\n//mr), qr/^unknown by no_/,
	'handed in again: neither sent nor unsent';

# Only the log shows what a forward has passed on.
$memory->add('passed', 'ann@far.example', 'passed@far.example');
my $passed = mail('ann@far.example', id => 'passed@far.example');
is verdict(bounce($passed), 'SRS0=hhhh=TT=far.example=ann@ours.example'), 'ours by passed_on', 'a forward: out and back';

# --- what does not name a message -------------------------------------------------------------

my $STRANGER = '550 5.7.1 This bounce does not show which message it is about, and its recipient has not '
	. 'written to your domain: please return the header of that message with it.';
my $nameless = bounce(mail($JOE) =~ s/^(?:To|Message-ID): .*\n//gmr, rcpt => 'gone@member.example');

# Numbers of periods: one that matters, and one that is long over.
my ($PERIOD, $LONG_AGO) = map { int((time - 86_400 * $_) / 864_000) } 10, 30;

$memory->make;
$memory->complete;
is verdict($nameless), $STRANGER, 'a user who has sent nothing: a report that does not name a message is refused';
$memory->add('active', $JOE, $LONG_AGO);
is verdict($nameless), $STRANGER, '… also if they did a month ago';
by_smtp('127.0.0.2', auth => 1, to => 'team@group.example');
is verdict($nameless), 'unknown by wrote_lately', '… but not once they have written to anyone';
is verdict($nameless =~ s/joe\@/bob\@/gr, 'bob@ours.example'), $STRANGER, '… which does not help others';
$memory->add('active', 'bob@ours.example', $PERIOD);
is verdict($nameless =~ s/joe\@/bob\@/gr, 'bob@ours.example'), 'unknown by wrote_lately', 'a user who has sent something ten days ago';
$memory->make;
$memory->complete(mark => $memory->mark(''));
is verdict($nameless), 'unknown by no_received', 'a memory that did not keep who is active proves nothing';
$memory->make;
$memory->complete;

# --- what can be wrong -------------------------------------------------------------

my $YESTERDAY = time - 86_400;
my $forged = bounce(forged(mail($JOE, at => $YESTERDAY)));
my $log;

# Who never sent that mail: "no" counts only of a memory that is complete.
sub missed { $rig->new_log; my $is = verdict($forged, 'bob@ours.example'); $log = $rig->new_log; return $is }

sub lost { my ($cause) = @_; return qr/\A(?!.*event=memory.*event=memory).*event=memory did=pass cause=$cause$/ms }

is missed(), $UNSENT, 'complete';
for (['too young', since => time - 3600],
	['under another secret, or from before the machine was started', mark => '0' x 32]) {
	my ($name, %row) = @$_;
	$memory->make;
	$memory->complete(%row);
	is missed(), 'unknown by no_received', "$name: nothing is missed";
	unlike $log, qr/event=memory/, "$name: and it has answered";
}

sub locked {
	my ($then) = @_;
	my $pid = open(my $said, '-|', 'python3', '-c', 'import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); '
		. 'c.execute("BEGIN EXCLUSIVE"); print("locked", flush=True); time.sleep(3600)', $memory->file) or die;
	<$said> eq "locked\n" or die 'it could not be locked';
	$then->();
	kill KILL => $pid;
	close $said;
}

sub file { my ($text) = @_; Backstop::Rig::spew($memory->file, $text); $memory->owned }

for (['the directory is missing', sub { remove_tree($memory->dir) }],
	['the file is missing', sub { unlink $memory->file }],
	['the file is read-only', sub { chmod 0440, $memory->file }],
	["the file is root's", sub { chown 0, 0, $memory->file; chmod 0600, $memory->file }],
	['it is empty', sub { file('') }],
	['it is no database', sub { file(join '', map { chr($_ * 37 % 256) } 0 .. 9999) }],
	['another process has locked it', undef]) {
	my ($name, $break) = @$_;
	$memory->make;
	$memory->complete;
	my $row = sub {
		$rig->new_log;
		ok by_smtp('127.0.0.2', auth => 1)->ok, "$name: mail leaves";
		like $rig->new_log, lost('not_written'), "$name: one line";
		is missed(), 'unknown by no_received', "$name: nothing is missed";
		like $log, lost('not_answered'), "$name: one line";
	};
	$break ? do { $break->(); $row->() } : locked($row);
}

# The last fault has left a mark: what was not written keeps anything from being missed
# that may have left since the log was read.
ok -e $memory->dir . '/gap', 'a gap is noted';
is missed(), $UNSENT, 'it is none for the time before';
$forged = bounce(forged(mail($JOE, at => time + 3600)));
is missed(), 'unknown by no_received', 'while there is a gap nothing is missed';
unlike $log, qr/event=memory/, '… and that is no fault';
unlink $memory->dir . '/gap';
is missed(), $UNSENT, '… once it is mended, it is';

# --- what the database says ---------------------------------------------------------

$memory->make;
$memory->complete;
my @to = map { "rcpt$_\@far$_.example" } 1 .. 300;
by_smtp('127.0.0.2', auth => 1, to => \@to, data => mail($JOE, id => 'secret.id@ours.example'));
is $memory->ask('SELECT count(*) FROM sent'), 3 + 2 * @to, 'each recipient and domain once';
by_smtp('127.0.0.2', auth => 1, to => [@to, @to], data => mail($JOE, id => 'secret.id@ours.example'));
is $memory->ask('SELECT count(*) FROM sent'), 3 + 2 * @to, '… and once more';

my $raw = join '', map { Backstop::Rig::slurp($_) } glob $memory->dir . '/*';
my @words = map { ($_, lc, "<$_>") } 'secret.id@ours.example', 'ours.example', 'mx.ours.example', $JOE,
	@to[0, 1, -1], 'far1.example', 'far300.example', 'mail.far.example', '127.0.0.2', $Backstop::Memory::SECRET;
my %seen;
my @found = grep { index(lc $raw, lc) >= 0 } grep { !$seen{$_}++ } map {
	my $word = $_;
	($word, unpack('H*', $word), (map { substr encode_base64(substr($word, $_), ''), 0, -4 } 0 .. 2),
		(map { my $digest = $_; map { ($digest->($_), unpack 'H*', $digest->($_)) } $word, "$word\n",
			"backstop memory 1\nsent\n$JOE\n$word\n", "backstop memory 1\nwrote\n$JOE\n$word\n",
			"backstop memory 1\nactive\n$word\n" . int(time / 864_000) . "\n" }
			\&md5, \&sha1, \&sha256)) } @words;
is "@found", '', 'it has no address, domain or Message-ID, however written';
like $raw, qr/\Q@{[ Backstop::Memory::hex_of('sent', $JOE, 'secret.id@ours.example') ]}\E/, '… but the keyed digests';
is $rig->paniclog, '', 'the paniclog is empty';

# --- exim4-daemon-light ---------------------------------------------------------------

# It has no lookups, and so no memory; a secret may be there all the same, if hosts share keys.
$rig = server($memory, '', acls => <<'END' . $LOGINS);
backstop_policy_dir:
  accept message = $spool_directory/../policy
backstop_state_dir:
  accept message = $spool_directory
backstop_memory_missing:
  accept message = none
END
ok by_smtp('127.0.0.2', auth => 1)->ok, 'without lookups: mail leaves';
is missed(), 'unknown by no_received', '… nothing is missed';
unlike $rig->mainlog, qr/event=memory/, '… and nobody hears of it each time';
is $rig->paniclog, '', '… the paniclog is empty';

# What another Exim has written is not complete for this one.
my $UNREAD = <<'END' . "backstop_state_dir:\n  accept message = @{[ $memory->lib ]}\n$LOGINS";
backstop_policy_dir:
  accept message = $spool_directory/../policy
backstop_memory_missing:
  accept
END
$memory->make;
$memory->complete;
$rig = server($memory, '', acls => $UNREAD =~ s/missing:\n  accept\K/ message = none/r);
is missed(), 'unknown by no_received', '… not even if the file of a memory is there';

# --- without a question to SQLite -------------------------------------------------------

# This Exim has no ACL that would ask it.
$rig = server($memory, "store: sqlite\n", acls => $UNREAD);
is missed(), $UNSENT, 'a file as it should be is read by the plugin';
Backstop::Rig::spew($memory->file . '-journal', 'x' x 512);
is missed(), 'unknown by no_received', '… but if another process is writing, SQLite is asked';
like $log, lost('not_answered'), '… which is not there';
unlink $memory->file . '-journal';

# --- a PostgreSQL that does not answer ---------------------------------------------------

# Its socket is there, and the kernel takes connections; nobody reads. Exim ends local_scan, and
# defers the message, after five minutes; here after one.
sub silent {
	my $dir = Backstop::Rig::usable_dir('silent');
	my $socket = IO::Socket::UNIX->new(Local => "$dir/.s.PGSQL.5432", Listen => 100) or die "$dir: $!";
	chmod 0777, "$dir/.s.PGSQL.5432";
	$socket->blocking(0);
	return ($socket, "($dir/.s.PGSQL.5432)/backstop/backstop/secret");
}

# How often it was asked.
sub asked { my ($socket) = @_; my $n = 0; $n++ while $socket->accept; return $n }

SKIP: {
	skip 'this Exim has no PostgreSQL', 1 if `$Backstop::Rig::EXIM -C /dev/null -bP macros` !~ /^_HAVE_LOOKUP_PGSQL=/m;
	my ($socket, $servers) = silent();
	$rig = server(Backstop::Memory->new($servers), "store: pgsql\n", main => "hide pgsql_servers = $servers",
		set => { local_scan_timeout => '60s' });
	ok by_smtp('127.0.0.2', auth => 1, to => \@to)->ok, 'a silent server: mail leaves';
	like $rig->new_log, lost('not_written'), '… one line';
	is asked($socket), 1, '… which asked it once, and not for each batch of recipients';
	$forged = bounce(forged(mail($JOE, at => $YESTERDAY)));
	is missed(), 'unknown by no_received', '… nothing is missed';
	like $log, lost('not_answered'), '… one line';
	is asked($socket), 1, '… which asked it once';
	is $rig->paniclog, '', '… the paniclog is empty';
}

# --- two hosts, one PostgreSQL ---------------------------------------------------------

SKIP: {
	my $why = Backstop::Postgres::missing();
	skip $why, 1 if $why;
	my $pg = Backstop::Postgres->start;
	my $servers = $pg->servers(with => 'connect_timeout=2');
	$memory = Backstop::Memory->new($pg->servers);
	my ($one, $two) = map { server($memory, "store: pgsql\n", main => "hide pgsql_servers = $servers") } 1, 2;
	$memory->make($rig = $one);
	$memory->complete(host => $_) for 'one', 'two';
	by_smtp('127.0.0.2', auth => 1, to => [@to, $GONE], data => my $mail = mail($JOE));
	$rig = $two;
	is verdict(bounce($mail)), 'ours by sent', 'what one has sent the other one knows';
	$forged = bounce(forged(mail($JOE, at => $YESTERDAY)));
	is missed(), $UNSENT, 'what none has sent is missed';
	$memory->complete(host => 'one', until => time - 3 * 86_400);
	is missed(), 'unknown by no_received', '… but not where one host has not read its log';
	$memory->complete(host => 'one', mark => $memory->mark(''));
	is missed(), 'unknown by no_received', '… nor where one host runs a version that does not write all digests';
	$memory->complete(host => 'one');
	by_smtp('127.0.0.2', auth => 1, data => $mail);
	my $end = $pg->hold('SELECT count(*) FROM (SELECT 1 FROM sent FOR UPDATE) AS all_rows');
	$rig->new_log;
	by_smtp('127.0.0.2', auth => 1, data => $mail);
	$end->();
	unlike $rig->new_log, qr/event=memory/, 'what was written today does not wait for another session';
	$pg->crash;
	ok by_smtp('127.0.0.2', auth => 1)->ok, 'the server is away: mail leaves';
	like $rig->new_log, lost('not_written'), '… one line';
	is missed(), 'unknown by no_received', '… and nothing is missed';
	is $_->paniclog, '', 'the paniclog is empty' for $one, $two;
}
done_testing;
