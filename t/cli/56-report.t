#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop report`: what it counts in logs that a generator writes; the same figures
# in text, JSON, CSV and page; the same as Exim's own eximstats, on these and on the
# log of a private Exim; packed, rotated and repeated logs; and files that are not
# logs.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use Backstop::Mail;
use JSON::PP;
use POSIX qw(strftime);
use IO::Compress::Gzip qw(gzip $GzipError);
use Test::More;

my $dirs = 0;
sub new_dir { dir('logs' . $dirs++) }

# A directory with these files; what ends in .gz is packed.
sub logs {
	my (%file) = @_;
	my $dir = new_dir();
	for my $name (sort keys %file) {
		my $path = write_to("$dir/" . ($name =~ s/\.gz$//r), $file{$name});
		system('gzip', $path) == 0 or die if $name =~ /gz$/;
	}
	return $dir;
}

sub report {
	my (@args) = @_;
	my ($out, $err, $status) = backstop('report', '--format', 'json', @args);
	is "$err$status", '0', "status of report @args";
	return eval { decode_json($out) } // { out => $out };
}

# --- one line, one count -----------------------------------------------------

sub rcpts {
	my ($log, @to) = @_;
	my %o = (ip => '192.0.2.1', from => 'a@b.example');
	%o = (%o, splice @to, -2) while @to > 2 && $to[-2] =~ /^(?:from|ip|temporarily)$/;
	$log->rejected(at => 'rcpt', to => "$_\@ours.example", %o) for @to;
}

sub found {
	my ($log, $to, %o) = @_;
	$log->hit(check => 'helo_own', host => '192.0.2.1', from => 'a@b.example', rcpt => "$to\@ours.example", %o);
}

# name, what is logged, figures of the mail that are not 0
my @mail = (
	['nothing', sub { }, {}],
	['received', sub { $_[0]->received(from => 'a@b.example', ip => '192.0.2.1', size => 700) },
		{ received => 1, received_octets => 700 }],
	['delivered, the arrival is not in the log',
		sub { $_[0]->delivered('1xUwMK-0008RI-08', to => 'joe@ours.example') },
		{ delivered => 1, delivered_addresses => 1 }],
	['delivered', sub {
			my $id = $_[0]->received(from => '', ip => '192.0.2.1', size => 700);
			$_[0]->delivered($id, to => 'joe@ours.example');
			$_[0]->completed($id);
		}, { received => 1, received_octets => 700, delivered => 1, delivered_addresses => 1,
			delivered_octets => 700 }],
	['to two hosts, one with two addresses', sub {
			my $id = $_[0]->received(from => 'joe@ours.example', user => 'joe', size => 10);
			my @to = (host => 'mx', ip => '203.0.113.1');
			$_[0]->delivered($id, to => 'a@b.example', @to);
			$_[0]->delivered($id, to => 'b@b.example', flag => '->', @to);
			$_[0]->delivered($id, to => 'a@c.example', @to);
			$_[0]->completed($id);
		}, { received => 1, received_octets => 10, delivered => 2, delivered_addresses => 3,
			delivered_octets => 20 }],
	['two ids that differ by the case of a letter', sub {
			my @id = map { $_[0]->received(id => "1xUwMK-0008RI-0$_", from => '',
				ip => '192.0.2.1', size => 700) } qw(A a);
			$_[0]->delivered($_, to => 'joe@ours.example'), $_[0]->completed($_) for @id;
		}, { received => 2, received_octets => 1400, delivered => 2, delivered_addresses => 2,
			delivered_octets => 1400 }],
	['delayed twice, failed twice', sub {
			my $id = $_[0]->received(from => 'joe@ours.example', user => 'joe', size => 10);
			$_[0]->delayed($id, to => 'a@b.example') for 1, 2;
			$_[0]->failed($id, to => $_) for 'a@b.example', 'c@b.example';
		}, { received => 1, received_octets => 10, delayed => 1, failed => 1 }],
	['refused', sub { $_[0]->rejected(at => $_, ip => '192.0.2.1', to => 'x@ours.example')
			for qw(connect helo mail rcpt data local_scan) }, { refused => 6 }],
	['put off', sub { $_[0]->rejected(at => 'rcpt', ip => '192.0.2.1', to => 'x@ours.example',
			temporarily => 1) }, { put_off => 1 }],
	# One message has a reply for each recipient; the log does not say that they belong together.
	['refused for three recipients', sub { rcpts($_[0], qw(x y z)) }, { refused => 1 }],
	['put off for three recipients', sub { rcpts($_[0], qw(x y z), temporarily => 1) }, { put_off => 1 }],
	['refused for one, put off for two', sub { rcpts($_[0], 'x'); rcpts($_[0], qw(y z), temporarily => 1) },
		{ refused => 1, put_off => 1 }],
	['for the same one again', sub { rcpts($_[0], qw(x y x)) }, { refused => 2 }],
	['a minute later', sub { rcpts($_[0], 'x'); $_[0]->pass(61); rcpts($_[0], 'y') }, { refused => 2 }],
	['from two senders', sub { rcpts($_[0], 'x'); rcpts($_[0], 'y', from => 'b@b.example') }, { refused => 2 }],
	['from two hosts', sub { rcpts($_[0], 'x'); rcpts($_[0], 'y', ip => '192.0.2.2') }, { refused => 2 }],
	['three bounces', sub { rcpts($_[0], qw(x y z), from => '') }, { refused => 3 }],
	['a message arrives in between', sub {
			rcpts($_[0], 'x');
			$_[0]->received(from => 'a@b.example', ip => '192.0.2.1', size => 700);
			rcpts($_[0], 'y');
		}, { refused => 2, received => 1, received_octets => 700 }],
	['by a check, for three recipients', sub {
			for my $to (qw(x y z)) {
				found($_[0], $to, mode => 'deny', did => 'deny');
				rcpts($_[0], $to);
			}
		}, { refused => 1, refused_by_backstop => 1 }],
	['by a check in warn, for three recipients', sub { found($_[0], $_) for qw(x y z) }, { would_refuse => 1 }],
	['two messages of one sender', sub {
			found($_[0], $_) for qw(x y);
			$_[0]->received(from => 'a@b.example', ip => '192.0.2.1', size => 700);
			found($_[0], $_) for qw(x y);
		}, { would_refuse => 2, received => 1, received_octets => 700 }],
	['three bounces, in warn', sub { found($_[0], $_, from => '') for qw(x y z) }, { would_refuse => 3 }],
	['scores', sub { $_[0]->line("backstop v=1 event=scanned did=pass score=$_")
			for qw(-1.2 4.9 5.0 27.3) }, { ham => 2, spam => 2 }],
);
for my $row (@mail) {
	my ($name, $write, $want) = @$row;
	for my $form ({}, { long_ids => 1 }, { pid => 7, millisec => 1 }, { zone => '+0000', pid => 7 }) {
		my $log = Backstop::Logs->new(%$form);
		$write->($log);
		$log->line('Start queue run: pid=1');
		my $got = report(write_to(new_dir() . '/mainlog', $log->text))->{mail};
		delete $got->{$_} for grep { !$got->{$_} } keys %$got;
		is_deeply $got, $want, join ' ', $name, 'with', sort keys %$form;
	}
}

# name, words of a hit, figures that are not 0 but hits, hosts, senders, recipients
my @hits = (
	['would be refused', {}, { would_refuse => 1 }],
	['refused', { mode => 'deny', did => 'deny' }, { refused => 1 }],
	['put off', { mode => 'defer', did => 'defer' }, { put_off => 1 }],
	['exempt', { mode => 'deny', more => 'helo=x exempt=list_hosts' }, { exempt => 1 }],
	['exempt in warn', { more => 'exempt=list_hosts' }, { exempt => 1 }],
);
for my $row (@hits) {
	my ($name, $words, $want) = @$row;
	my $log = Backstop::Logs->new;
	$log->hit(check => 'helo_own', %$words);
	my ($got) = @{ report(write_to(new_dir() . '/mainlog', $log->text))->{checks} };
	is $got->{check}, 'helo_own', "$name: the check";
	is_deeply { map { $got->{$_} ? ($_ => $got->{$_}) : () }
			qw(hits would_refuse exempt put_off refused hosts senders recipients) },
		{ hits => 1, hosts => 1, senders => 1, recipients => 1, %$want }, "$name: figures";
}

# --- bounces that we sent, by cause ------------------------------------------------

my $REFUSED = 'H=mx.far.example [203.0.113.9]: SMTP error from remote mail server after RCPT TO:<x@far.example>: 550 no';
my @bounced = (
	['quota', '** joe@ours.example R=local_user T=mail_spool: mailbox is full (MTA-imposed quota exceeded)'],
	['quota', '** joe@ours.example R=local_user T=maildir_home: retry timeout exceeded: Over quota'],
	['quota', '== joe@ours.example R=local_user T=mail_spool defer (-22): mailbox is full (MTA-imposed quota exceeded'
		. ' while writing to /var/mail/joe)', '== joe@ours.example R=local_user T=mail_spool defer (-52): Retry time not yet reached',
		'** joe@ours.example: retry timeout exceeded'],
	['forward', '== x@far.example <joe@ours.example> R=dnslookup T=remote_smtp defer (-44) ' . $REFUSED =~ s/550/450/r,
		'** x@far.example <joe@ours.example>: retry timeout exceeded'],
	['other', '== x@far.example R=dnslookup T=remote_smtp defer (110): Connection timed out',
		'** x@far.example: retry timeout exceeded'],
	['alias', '** gone@ours.example <info@ours.example> R=system_aliases: Unrouteable address'],
	['alias', '** gone@ours.example <info@ours.example>: Unrouteable address'],
	['unknown user', '** gone@ours.example: Unrouteable address'],
	['forward', "** x\@far.example <joe\@ours.example> R=dnslookup T=remote_smtp $REFUSED"],
	['hub', "** x\@hub.example R=hub T=remote_smtp $REFUSED"],
	['delay warning', '== x@far.example R=dnslookup T=remote_smtp defer (110): Connection timed out'],
	['automatic reply', '=> joe <joe@ours.example> R=vacation T=vacation'],
	['other', '** joe@ours.example R=procmail T=pipe: Child process returned 2'],
);
for my $row (@bounced) {
	my ($cause, @lines) = @$row;
	my $log = Backstop::Logs->new;
	my $id = $log->received(from => 'victim@far.example', ip => '192.0.2.1');
	$log->line("$id $_") for @lines;
	$log->hit(check => 'own_bounce', rcpt => 'victim@far.example', more => "spf=fail original=$id");
	$log->completed($id);
	my $file = write_to(new_dir() . '/mainlog', $log->text);
	is_deeply report($file)->{bounced}, { $cause => 1 }, "bounces, $cause: $lines[0]";
	my ($out) = backstop('report', '--log', $file);
	like $out, qr/^\Q$cause\E +1  \S/m, '… and what ends it' or diag $out;
	is_deeply [grep { length > 80 && /^\Q$cause\E / } split /\n/, $out], [], '… on a terminal';
	my ($remedy) = $out =~ /^\Q$cause\E +1  (\S.*)$/m;
	backstop('report', '--html', "$file.html", '--log', $file);
	my $page = Backstop::Rig::slurp("$file.html") =~ s/&#(\d+);/chr $1/ger;
	like $page, qr{<th scope="row">\Q$cause\E</th><td [^>]*><data value="1">1</data></td><td [^>]*>\Q$remedy\E</td>},
		'… on the page';
	my $day = substr((split /\n/, $log->text)[0], 0, 10);
	($out) = backstop('outbound', '--day', $day, '--log', $file);
	like $out, qr/^\Q$cause\E +1  \Q$remedy\E$/m, '… in outbound' or diag $out;
	is_deeply decode_json((backstop('outbound', '--format', 'json', '--day', $day, '--log', $file))[0])->{bounced},
		{ $cause => 1 }, '… and its JSON';
}

# --- several files -------------------------------------------------------------

sub sample {
	my ($day) = @_;
	my $log = Backstop::Logs->new(start => "$day 10:00:00");
	my $id = $log->received(from => 'a@b.example', ip => '192.0.2.1', size => 100);
	$log->rejected(at => 'rcpt', ip => '192.0.2.1', to => 'x@ours.example');
	$log->hit(check => 'dnsbl');
	$log->pass(60);
	return ($log, $id);
}

sub ended {
	my ($log, $id) = @_;
	$log->delivered($id, to => 'joe@ours.example');
	$log->completed($id);
	return $log->text;
}

# What began in one file goes on in the next, whatever their names.
my ($first, $id) = sample('2026-01-01');
my ($second) = sample('2026-01-02');
my $rest = ended($second, $id);
for my $names (['mainlog.1', 'mainlog'], ['mainlog.2.gz', 'mainlog.1'], ['a.gz', 'b.gz'],
		['z', 'a'], ['mainlog-20260101.gz', 'mainlog']) {
	my ($old, $new) = @$names;
	my $dir = logs($old => $first->text, $new => $rest);
	my $got = report("$dir/$new", "$dir/$old");
	is join(' ', @{ $got->{mail} }{qw(received delivered delivered_octets refused)}), '2 1 100 2',
		"$old, $new: in order of time";
	is join(' ', map { $_->{day} } @{ $got->{days} }), '2026-01-01 2026-01-02', '… and by day';
	is report("$dir/$new", "$dir/$new")->{lines}, $rest =~ tr/\n//, '… no file twice';
	next if $new ne 'mainlog';
	is report('--log', "$dir/mainlog")->{lines}, ($first->text . $rest) =~ tr/\n//,
		'… found as parts of a log';
}

# A reject log repeats the main log, unless an ACL says otherwise.
my ($log) = sample('2026-01-01');
my $alone = Backstop::Logs->new(start => '2026-01-01 11:00:00');
$alone->rejected(at => 'data', ip => '192.0.2.5');
my $dir = logs(mainlog => $log->text, rejectlog => $log->rejects . $alone->rejects);
is report("$dir/rejectlog", "$dir/mainlog")->{mail}{refused}, 2, 'main and reject log: each once';
is report("$dir/rejectlog")->{mail}{refused}, 2, 'a reject log alone';
is report("$dir/mainlog")->{mail}{refused}, 1, 'a main log alone';

# Days are 24 hours each, as for `status`: those of the calendar would have other figures.
sub minutes_ago { strftime('%Y-%m-%d %H:%M:%S', localtime(time - 60 * $_[0])) }
my @ago = map { my $one = Backstop::Logs->new(start => minutes_ago($_));
	$one->rejected(at => 'rcpt', ip => '192.0.2.5', from => "m$_\@far.example", to => 'x@ours.example'); $one->text }
	2 * 1440 + 5, 2 * 1440 - 5, 1440 + 5, 1440 - 5, 5;
$dir = logs('mainlog.1' => join('', @ago[0 .. 1]), mainlog => join('', @ago[2 .. 4]));
is report('--days', $_->[0], '--log', "$dir/mainlog")->{mail}{refused}, $_->[1], "--days $_->[0]"
	for [1, 2], [2, 4], [3, 5], [366, 5];

# --- what is not a log --------------------------------------------------------------

gzip(\"2026-01-01 00:00:00 x\n" => \my $packed) or die $GzipError;
# name, file, what is said, status
my @bad = (
	['two packed files in one', $packed x 2, qr/^$/, 0],
	['the second of them cut', $packed . substr($packed, 0, -5), qr/damaged/, 2],
	['packed, and cut in its trailer', substr($packed, 0, -2), qr/damaged/, 2],
	['nothing', '', qr/^$/, 0],
	['no log', "\0\xff\n\n2026\nhello world\n", qr/none of its lines has a date as Exim writes it; name .*syslog_timestamp/, 2],
	['syslog of another program', "Jan 31 12:34:57 mx postfix/smtpd[9]: connect from x\n",
		qr/none of its lines has a date/, 2],
	['some lines that are not', "2026-01-01 00:00:00 x\nhello\n\nworld\n",
		qr/2 of 3 lines were not written by Exim; check the files/, 0],
	['one of two', "2026-01-01 00:00:00 x\nhello\n", qr/1 of 2 lines was not written by Exim/, 0],
	['a line that goes on', "2026-01-01 00:00:00 Warning: No server certificate defined; will use a selfsigned one.\n"
		. " Suggested action: either install a certificate or change tls_advertise_hosts option\n", qr/^$/, 0],
	['no line end', '2026-01-01 00:00:00 x', qr/^$/, 0],
	['a line of 1 MB', 'x' x 1_000_000 . "\n", qr/none of its lines/, 2],
	['a date that is none', "9999-99-99 99:99:99 x\n" x 3, qr/^$/, 0],
	['a time zone that is none', "2026-01-01 00:00:00 +9999 x\n", qr/^$/, 0],
	['400 days', join('', map { strftime("%Y-%m-%d 00:00:00 x\n", gmtime($_ * 86400)) } 1 .. 400),
		qr/34 lines are of days after the first 366, and were left out/, 0],
	['367 days', join('', map { strftime("%Y-%m-%d 00:00:00 x\n", gmtime($_ * 86400)) } 1 .. 367),
		qr/1 line is of days after the first 366, and was left out/, 0],
);
for my $row (@bad) {
	my ($name, $text, $want, $status) = @$row;
	for my $format (qw(text json csv)) {
		my ($out, $err, $got) = backstop('report', '--format', $format, file('bad', $text));
		like $err, $want, "$name, as $format: said";
		is $got, $status, "$name, as $format: status";
		is !!length $out, !$status || $want =~ /damaged/, "$name, as $format: a report, or none";
	}
}
like +(backstop('report', file('bad', "2026-01-01 00:00:00 x\n")))[0], qr/: 1 line\n/, 'one line';
# A copy of a log that went through Windows; logs with a date in their name (log_file_path).
my ($plain) = backstop('report', file('plain', $log->text));
my ($crlf) = backstop('report', file('crlf', $log->text =~ s/\n/\r\n/gr));
is $crlf, $plain, 'CRLF';
for my $name (qw(main-20260131 main20260131 main.202601 main202601)) {
	$dir = logs($name => $log->text);
	my ($out, $err, $status) = backstop('report', '--log', "$dir/main", '--format', 'csv');
	is "$err$status", '0', "$name: found";
	is $out, (backstop('report', '--format', 'csv', file('plain', $log->text)))[0], '... and read';
}
# Exim's user owns the directory of the logs; a pipe there would hang root's timers.
$dir = logs(mainlog => $log->text);
POSIX::mkfifo("$dir/mainlog.1", 0644) or die;
my ($out, $err, $status) = backstop('report', '--log', "$dir/mainlog");
like $err, qr/mainlog\.1: it is not a regular file; move it away$/m, 'a pipe in place of a rotated log: said';
like +(backstop('report', '--log', '/dev/null'))[1], qr{^backstop: /dev/null: it is not a regular file; name Exim's main log, or a copy of it$}m,
	'… a device that was named is not one to remove';
is $status, 2, 'a pipe in place of a rotated log: status';
($out, $err, $status) = backstop('report', dir() . '/none');
like $err, qr/none: No such file or directory; check the name/, 'no file: said';
is $status, 2, 'no file: status';
($out, $err, $status) = backstop('report', file('log.xz', 'x'));
like $err, qr/log\.xz: it is not compressed by gzip; uncompress it first/, 'xz: said';
$dir = logs('mainlog.gz' => join '', map { (sample("2026-01-0$_"))[0]->text x 200 } 1 .. 9);
open my $torn, '+<', "$dir/mainlog.gz" or die;
truncate $torn, (-s $torn) - 100;
($out, $err, $status) = backstop('report', "$dir/mainlog.gz");
like $err, qr/mainlog\.gz: it is damaged; 'gzip -t'/, 'a torn file: said';
like $out, qr/^received /m, '… and what could be read counts';
($out, $err, $status) = backstop('report', '--days', 0);
like $err, qr/--days 0: not a number of days/, '--days 0';

# What clients say never reaches a terminal or browser unescaped.
my $evil = "\e[31m\xe4<script>alert(1)</script>&\"'";
$log = Backstop::Logs->new;
$log->hit(check => 'dnsbl', from => $evil, host => $evil, rcpt => $evil);
my $page = dir() . '/evil.html';
($out) = backstop('report', '--html', $page, file('evil', $log->text));
unlike $out, qr/[\e\x80-\xff]/, 'the terminal gets no octets of a client';
like $out, qr/\\x1b\[31m\\xe4<script>/, '… but sees them';
my $html = Backstop::Rig::slurp($page);
unlike $html, qr/<script|[\e\x80-\xff]/, 'nor does the page';
like $html, qr/&#60;script&#62;/, '… which shows them';
ok report(file('evil', $log->text))->{checks}, '… and JSON stays JSON';

# --- a month, four ways ------------------------------------------------------------

sub month {
	my (%form) = @_;
	my $log = Backstop::Logs->new(start => '2026-01-01 00:00:00', %form);
	srand 42;
	my @late;
	for my $n (1 .. 3000) {
		$log->pass(int rand 1700);
		my $ip = '192.0.2.' . int rand 200;
		my $dice = rand;
		$log->connected($ip);
		if ($dice < .4) {
			$log->rejected(at => (qw(connect helo rcpt rcpt rcpt data local_scan))[rand 7],
				ip => $ip, to => "u$n\@ours.example") if $dice < .3;
			$log->rejected(at => 'rcpt', ip => $ip, to => "u$n\@ours.example", temporarily => 1)
				if $dice >= .3;
			next;
		}
		$log->hit(check => (qw(helo_own dnsbl bounce_foreign ptr_missing))[rand 4], host => $ip,
			from => $dice < .6 ? '' : "s$n\@far.example",
			$dice < .5 ? (mode => 'deny', did => 'deny') : ()) if $dice < .7;
		my $id = $log->received(from => "s$n\@far.example", ip => $ip, size => int rand 99999);
		$log->delayed($id, to => "x\@b.example") if $dice > .9;
		$log->failed($id, to => "x\@b.example"), next if $dice > .95;
		push @late, $id if $dice > .9;
		$log->delivered($id, to => "joe\@ours.example"), $log->completed($id) if $dice <= .9;
		$log->line("backstop v=1 event=scanned did=pass score=" . int rand 9);
		if (@late > 20) {
			$log->delivered($_, to => 'x@b.example', host => 'mx', ip => '203.0.113.1'),
				$log->completed($_) for splice @late;
		}
	}
	return $log->text;
}

my $month = file('month/mainlog', month());
my $json = report('--html', "$page.month", $month);
($out) = backstop('report', '--format', 'csv', $month);
my %csv;
for (split /\n/, $out) {
	my ($day, $of, $figure, $value) = split /,/;
	$csv{$day}{$of}{$figure} = $value;
}
my @figures = qw(received received_octets delivered delivered_addresses delivered_octets delayed
	failed refused put_off refused_by_backstop put_off_by_backstop would_refuse ham spam);
my @found = qw(hits would_refuse exempt put_off refused hosts senders recipients);
is_deeply [@{ $csv{all}{mail} }{@figures}], [@{ $json->{mail} }{@figures}], 'CSV: mail';
for my $check (@{ $json->{checks} }) {
	is_deeply [@{ $csv{all}{ $check->{check} } }{@found}], [@$check{@found}],
		"CSV: $check->{check}";
	my $sum = 0;
	$sum += $_->{checks}{ $check->{check} }{hits} // 0 for @{ $json->{days} };
	is $sum, $check->{hits}, "days of $check->{check} add up";
}
for my $day (@{ $json->{days} }) {
	is_deeply [@{ $csv{ $day->{day} }{mail} }{@figures}], [@{ $day->{mail} }{@figures}],
		"CSV: $day->{day}";
}
for my $figure (@figures) {
	my $sum = 0;
	$sum += $_->{mail}{$figure} for @{ $json->{days} };
	is $sum, $json->{mail}{$figure}, "days of $figure add up";
}

# The page: each figure that has a name, with the row that it is in.
$html = Backstop::Rig::slurp("$page.month");
my %shown;
while ($html =~ /<(?:tr|div) data-row="(\w+)"(.*?)<\/(?:tr|div)>/gs) {
	my ($row, $cells) = ($1, $2);
	$shown{$row}{$1} = $2 while $cells =~ /data-name="(\w+)"><data value="(\d+)"/g;
}
delete $shown{mail}{hosts};
is_deeply $shown{mail}, { map { $_ => "$json->{mail}{$_}" } grep { !/_by_|would/ } @figures }, 'page: mail';
for my $check (@{ $json->{checks} }) {
	is_deeply $shown{ $check->{check} }, { map { $_ => "$check->{$_}" } @found },
		"page: $check->{check}";
}
for my $stage (grep { $_->{refused} + $_->{put_off} } @{ $json->{way_in}{stages} }) {
	is_deeply $shown{ $stage->{stage} }, { map { $_ => "$stage->{$_}" } qw(refused put_off) },
		"page: the way in, $stage->{stage}";
}
is $shown{$_}{count}, $json->{way_in}{$_}, "page: the way in, $_"
	for qw(accepted scanned delivered);
unlike $html, qr{(?:src|href|url)\s*[=(]|https?://|<script|\@import}i, 'page: nothing from elsewhere';
my ($text) = backstop('report', $month);
is scalar(grep { length > 80 } split /\n/, $text), 0, 'text: 80 columns';
like $text, qr/^helo_own +$json->{checks}[0]{hits} /m, 'text: hits'
	if $json->{checks}[0]{check} eq 'helo_own';
like $text, qr/^\d+ % of what other hosts offered was stopped/m, 'text: the way in';

# --- the same as eximstats --------------------------------------------------------

sub eximstats {
	my (@logs) = @_;
	my $out = `eximstats -nvr -ne -nr -nt -h0 -q0 -t0 @logs 2>/dev/null`;
	my ($volume, $received, $delayed, $failed) =
		$out =~ /^\s+Received\s+(\d+)\s+(\d+)\s+\d+\s+(\d+)\s+[\d.]+%\s+(\d+)/m;
	my ($out_volume, $delivered, $addresses) = $out =~ /^\s+Delivered\s+(\d+)\s+(\d+)\s+(\d+)/m;
	my ($refused) = $out =~ /^\s+Rejects\s+(\d+)/m;
	my ($put_off) = $out =~ /^\s+Temp Rejects\s+(\d+)/m;
	return { received => $received, received_octets => $volume, delayed => $delayed,
		failed => $failed, delivered => $delivered, delivered_octets => $out_volume,
		delivered_addresses => $addresses, refused => $refused // 0, put_off => $put_off // 0 };
}

# Of a log without lines that the two take differently: eximstats counts mail
# that is thrown away, and each line with "rejected" or "refused" in it, as a
# reject, also of one message for several recipients; of what is refused for now, only a command and with a reason as such;
# and does not count what is handed on while the client waits.
sub same_as_eximstats {
	my ($name, $log) = @_;
	my $want = eximstats($log);
	my $got = report($log)->{mail};
	is_deeply { map { $_ => 0 + $got->{$_} } keys %$want }, { map { $_ => 0 + $want->{$_} }
			keys %$want }, "$name: as eximstats counts";
	cmp_ok $got->{received}, '>', 0, '… and there is something to count';
}

my $eximstats = grep { -x "$_/eximstats" } split(/:/, $ENV{PATH}), '/usr/sbin';
$ENV{PATH} .= ':/usr/sbin';

SKIP: {
	skip 'eximstats (exim4-base) is missing', 1 if !$eximstats;
	same_as_eximstats('a month', $month);
	same_as_eximstats('… with process and milliseconds',
		file('month2/mainlog', month(pid => 4711, millisec => 1)));
}

SKIP: {
	my $why = Backstop::Rig::missing() || ($eximstats ? '' : 'eximstats is missing');
	skip $why, 1 if $why;
	my $rig = Backstop::Mail::rig(policy => { modes => "bounce_foreign: deny\n" },
		acl => { smtp_rcpt => "  deny local_parts = nobody\n  defer local_parts = later\n"
			. '    message = come again' });
	my $c = Backstop::Mail::client($rig);
	my @to = ($TO) x 5;
	$c->message(from => 'a@far.example', to => $_, data => ordinary())
		for (@to, 'nobody@ours.example', 'later@ours.example');
	$c->message(from => 'c@far.example', to => 'x@elsewhere.example', data => ordinary());
	$c->message(from => '', to => $TO, data => bounce(peer => $FOREIGN));
	$c->message(from => 'b@far.example', to => $TO, data => ordinary(body => "x\n" x 5000));
	$rig->exim('-odi', $TO, { stdin => "Subject: local\n\nx\n" });
	$rig->deliveries(count => 7);
	my $log = $rig->dir . '/log/mainlog';
	same_as_eximstats('a private Exim', $log);
	my $got = report($log);
	is "@{ $got->{mail} }{qw(received delivered refused put_off)}", '7 7 3 1',
		'a private Exim: counted';
	is $got->{checks}[0]{check}, 'bounce_foreign', '… with the hit of the plugin';
	is $got->{checks}[0]{refused}, 1, '… that refused';
	my %stage = map { $_->{stage} => $_ } @{ $got->{way_in}{stages} };
	is "$stage{rcpt}{refused} $stage{rcpt}{put_off} $stage{local_scan}{refused}", '2 1 1',
		'… and at which stage';
	is report($log, $rig->dir . '/log/rejectlog')->{mail}{refused}, 3,
		'… with its reject log, the same';
}

done_testing();
