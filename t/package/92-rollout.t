#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A rollout of 20 days, as an administrator of a Debian host has it: mixed
# traffic through a private Exim with Debian's configuration, a look at
# `backstop status` each evening, and what it says is done. helo_own is advised
# on the first day on which it can be, and not before; a genuine hit on day 13
# keeps helo_unqualified in `warn`; when helo_own refuses a friend, it steps
# back. bounce_foreign is advised on the same first day: forged bounces come every
# day, and it does not fire on bounces of what joe wrote to a list, to a forwarder,
# or to a forwarder that takes our Received lines out. At the end, page, JSON and
# CSV of the 20 days have the same figures.
#
# A day takes as long as its mail. The log that Exim wrote, and the log of
# changes, get the times that they would have: before each look, every line is
# moved to its day, counted back from now.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
BEGIN { Backstop::Net::enter() }
use Backstop::Command;
use Backstop::Dkim;
use Backstop::Mail qw($FOREIGN $OURS $TO bounce);
use Backstop::Rig;
use Backstop::Sink;
use Backstop::Smtp;
use Backstop::Stock;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;
use Text::ParseWords qw(shellwords);
use Time::Local qw(timelocal timegm);

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

$ENV{TZ} = 'UTC';    # every day has 24 hours
my $DAYS = 20;
my $DAY = 86400;
my $JOE = 'games@ours.example';    # a user that every Debian host has
my $FRIEND = 'ann@far.example';    # her server says less than it should in HELO
my $OTHER = 'ben@web.example';     # ben's server says our name, from day 17 on
# So do two more: one alone, who can be forged, puts no check back.
my %ALIKE = ($OTHER => '127.0.0.12', 'cat@web.example' => '127.0.0.13', 'dan@web.example' => '127.0.0.14');

my $dns = Backstop::Net->name_server(Backstop::Dkim::record('rsa', 'far.example'),
	'host-record=mail.far.example,127.0.0.12', 'ptr-record=12.0.0.127.in-addr.arpa,mail.far.example',
	map({ ("mx-host=$_.example,mx.$_.example,10", "host-record=mx.$_.example,192.0.2.25") }
		qw(far web)), 'host-record=ours.example,192.0.2.1');
my @sink = (dir => tempdir(CLEANUP => 1), refuse => qr/^$/, at => ['192.0.2.25:25']);
my $sink = Backstop::Sink->start(@sink);
my $dir = Backstop::Rig::usable_dir('rollout', qw(backstop.so backstop-lookup.so));
my $stock = Backstop::Stock->start(plugin => "$dir/backstop.so", policy => {
	modes => "ptr_missing: off\nptr_mismatch: off\n",
	own_nets => "$OURS\n",
	settings => "early_talker_wait: 0\nstep_back: on\n",
});
my $policy = $stock->policy_dir;
my $mailbox = mailbox('box');

# --- mail --------------------------------------------------------------------

# Returns the reply that decided.
sub send_mail {
	my (%o) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client} // '127.0.0.12');
	$c->ehlo($o{helo} // 'mail.far.example');
	my $r = $c->message(from => $o{from}, to => $JOE, data => $o{data} // "Subject: x\n\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	return $r;
}

my $spam = 0;
sub spam { send_mail(helo => $_[0], from => 'spam' . ++$spam . '@web.example', client => '127.0.0.66') }

# Joe writes, and the mail is delivered elsewhere.
sub joe_writes {
	my ($to, $how) = @_;
	my $r = $stock->exim($how // '-odi', '-f', $JOE, $to, { stdin => "Subject: hello\n\nhello\n" });
	is $r->{status}, 0, "joe writes to $to";
}

# A bounce of joe's mail, from a client with a name, with further lines at the top of what is
# returned: the last server's comes first.
sub bounced {
	my ($name, $peer, @above) = @_;
	my $data = bounce(peer => $peer) =~ s/\Q$TO/$JOE/gr;
	my $lines = join '', map { "$_;\n\tThu, 01 Jan 2026 00:00:01 +0000\n" } @above;
	$data =~ s/^(?=Received: from out\.other)/$lines/m;
	like send_mail(helo => 'mail.far.example', from => '', data => $data), qr/^250/, "joe gets $name";
}

my $RELAYED = 'Received: from mail.far.example (mail.far.example [192.0.2.25]) by mx.web.example with ESMTP id 2';

sub bounces_of_ours {
	bounced('what a list could not deliver', $OURS, "List-Id: <list.far.example>\n$RELAYED");
	bounced('what a forwarder could not deliver', $OURS, $RELAYED);
	bounced('what a forwarder without our lines could not deliver', '192.0.2.25');
}

sub forged_bounce {
	my ($day) = @_;
	my $data = bounce(peer => $FOREIGN) =~ s/\Q$TO/$JOE/gr;
	return send_mail(helo => 'mx.bad.example', from => '', client => '127.0.0.' . (66 + $day % 3), data => $data);
}

# What is sent on each day; further mail of single days.
my %on = (
	5 => sub { joe_writes($FRIEND) },
	8 => \&bounces_of_ours,
	13 => sub { send_mail(helo => 'mail', from => $FRIEND) },
	14 => sub {
		my $data = "From: shop\@far.example\nSubject: your order\n\nThank you.\n";
		send_mail(helo => 'mail', from => 'shop@far.example',
			data => Backstop::Dkim::sign($data, key => 'rsa', d => 'far.example') . $data);
	},
	16 => sub {
		# Over one connection: because the server does not answer at first, Exim notes that
		# all three wait for it. ("-qq" would deliver before its own notes are complete.)
		undef $sink;
		joe_writes($_) for sort keys %ALIKE;
		$sink = Backstop::Sink->start(@sink);
		$stock->exim('-qff', '-R', 'web.example');
	},
	17 => sub {
		like send_mail(helo => 'mx.ours.example', from => $_, client => $ALIKE{$_}),
			qr/^550.*our own name/s, "day 17: $_ is refused" for sort keys %ALIKE;
	},
	18 => \&bounces_of_ours,
);

sub pass_day {
	my ($day) = @_;
	spam('mx.ours.example');
	spam('localhost');
	my $refuses = $day > 15;    # bounce_foreign, as advised
	like forged_bounce($day), $refuses ? qr/^550.*did not come from us/s : qr/^250/, "day $day: a forged bounce";
	send_mail(from => "news$day\@far.example");
	$on{$day}->() if $on{$day};
}

# --- the clock ------------------------------------------------------------------

my %log;        # day => what Exim wrote
my @changes;    # [day, line of the log of changes as it was written]
my $written = '';

# Seconds since the day began stay as they are; each day's mail is an hour old
# in the evening.
sub moved {
	my ($text, $day, $today, $now) = @_;
	my $first;
	return $text =~ s{^(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)}{
		my $at = timelocal($6, $5, $4, $3, $2 - 1, $1);
		$first //= $at;
		strftime('%Y-%m-%d %H:%M:%S', localtime($now - ($today - $day) * $DAY - 3600 + $at - $first));
	}gemr;
}

sub move_changes {
	my ($today, $now) = @_;
	my $file = $now - $today * $DAY;    # the file of modes is older than all mail
	my $text = '';
	for (@changes) {
		my ($day, $line) = @$_;
		my $at = $now - ($today - $day) * $DAY;
		my $when = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $at);
		$text .= $line =~ s/^\S+/$when/r =~ s/before=\d+/before=$file/r;
		$file = $at;
	}
	$written = $text;
	Backstop::Rig::spew("$policy/modes.log", $text) if @changes;
	utime $file, $file, "$policy/modes";
}

# Before the evening's look: every part of the log, newest last.
sub evening {
	my ($today) = @_;
	my $now = time;
	my $dir = dir('log');
	unlink glob "$dir/*";
	for my $day (1 .. $today) {
		my $name = $day == $today ? 'mainlog' : 'mainlog.' . ($today - $day);
		my $path = write_to("$dir/$name", moved($log{$day}, $day, $today, $now));
		my $at = $now - ($today - $day) * $DAY;
		utime $at, $at, $path;
	}
	move_changes($today, $now);
	return "$dir/mainlog";
}

# Takes note of what a command has written down.
sub note_changes {
	my ($today) = @_;
	my $text = Backstop::Rig::slurp("$policy/modes.log");
	push @changes, map { [$today, "$_\n"] } split /\n/, substr $text, length $written;
	$written = $text;
}

sub call {
	my ($day, $mainlog, $command, @args) = @_;
	my ($out, $err, $status) = backstop({ mailbox => $mailbox }, $command, '--policy', $policy, '--log', $mainlog, @args);
	is "$err$status", '0', "day $day: $command @args";
	note_changes($day);
	return $out;
}

# --- 20 days ----------------------------------------------------------------------

my (%status, $mainlog);
for my $day (1 .. $DAYS) {
	$stock->new_log;
	pass_day($day);
	$log{$day} = $stock->new_log;
	$mainlog = evening($day);
	my $said = call($day, $mainlog, 'status', '--step-back');
	is $said ne '', $day == 17, "day $day: " . ($day == 17 ? 'a step back' : 'no step back') or diag $said;
	$mainlog = evening($day);
	my $json = decode_json(call($day, $mainlog, 'status', '--format', 'json'));
	$status{$day} = { map { $_->{check} => $_ } @{ $json->{checks} } };
	for my $check (qw(helo_own bounce_foreign)) {
		my $advice = $status{$day}{$check}{suggestion};
		call($day, $mainlog, 'mode', $check, $advice) if $advice;
	}
}

for my $day (1 .. 14) {
	my $check = $status{$day}{helo_own};
	is $check->{suggestion}, undef, "day $day: helo_own stays";
	is "$check->{hits} $check->{against}", "$day 0", "day $day: its hits";
	like $check->{reason}, qr/^@{[ $day - 1 ]} of 14 days/, "day $day: why";
}
my $check = $status{15}{helo_own};
is $check->{suggestion}, 'deny', 'day 15: helo_own may refuse';
is $check->{reason}, '14 days, 14 hits, no hit is known to be wrong', 'day 15: why';
is $status{16}{helo_own}{mode}, 'deny', 'day 16: it does';
like $log{16}, qr/check=helo_own mode=deny did=deny /, '… in Exim';
like $log{16}, qr/ => .* \[\S+\]\* /, 'day 16: joe writes to several over one connection';

is $status{$_}{bounce_foreign}{suggestion}, $_ == 15 ? 'deny' : undef, "day $_: bounce_foreign" for 1 .. $DAYS;
is $status{20}{bounce_foreign}{$_}, { fortnight => 14, against => 0 }->{$_}, "day 20: $_ of bounce_foreign" for qw(fortnight against);

$check = $status{$_}{helo_unqualified}, is $check->{suggestion}, undef, "day $_: helo_unqualified stays"
	for 1 .. $DAYS;
is $status{12}{helo_unqualified}{against}, 0, 'until day 12 nothing speaks against it';
for my $day (13 .. $DAYS) {
	$check = $status{$day}{helo_unqualified};
	is_deeply $check->{evidence}, { genuine => 0, exempt => 0, correspondent => 1,
		authenticated => $day > 13 || 0 }, "day $day: a friend of joe's does"
		. ($day > 13 ? ', and a signed mail' : '');
}
like $status{15}{helo_unqualified}{reason}, qr/^2 of 16 hits are known to be wrong, all from one host or sender; if its mail is genuine, exempt it/, 'day 15: why';
is $status{13}{helo_unqualified}{examples}[0]{from}, $FRIEND, '… and who';

is $status{17}{helo_own}{mode}, 'warn', 'day 17: helo_own went back';
like Backstop::Rig::slurp("$policy/modes.log"), qr/check=helo_own from=deny to=warn by=backstop /,
	'… which is written down';
my $mail = Backstop::Rig::slurp($mailbox->{box});
like $mail, qr/^helo_own: warn, was deny: 3 of 5 hits are known to be wrong\n  \S+ \S+ 127\.0\.0\.12 <\Q$OTHER\E>/m,
	'… and postmaster is notified' or diag $mail;
is scalar(() = $mail =~ /^Subject: /mg), 1, '… once';
like $log{18}, qr/check=helo_own mode=warn did=pass /, 'day 18: Exim takes such mail again';
is $status{20}{helo_own}{days}, 3, 'day 20: three days in its mode';

# The friend of day 17: found, explained, and exempted with two commands.
my $said = call($DAYS, $mainlog, 'why', $OTHER);
like $said, qr/^  fired +helo_own .* in deny: refused\n +one of our users wrote to that sender\n(?:.*\n)*?  answered +rejected (?:.*\n)+? +sudo/m,
	'why: what happened, and that it was wrong';
my $hits = decode_json(call($DAYS, $mainlog, 'hits', 'helo_own', '--format', 'json'));
is scalar @{ $hits->{mail} }, $status{20}{helo_own}{fortnight}, 'hits: as many as status counts';
my ($exempt) = $said =~ /^ +sudo backstop (exempt .*)$/m;
call($DAYS, $mainlog, 'mode', 'helo_own', 'deny');
like send_mail(helo => 'mx.ours.example', from => $OTHER), qr/^550/, 'refused again';
backstop('exempt', '--policy', $policy, (shellwords($exempt // ''))[1 .. 3]);
like send_mail(helo => 'mx.ours.example', from => $OTHER), qr/^250/, 'exempt: and not any more';
backstop('undo', '--policy', $policy) for 1, 2;
is $stock->paniclog, '', 'nothing in the panic log';

# --- the report -------------------------------------------------------------------

my $page = dir('page') . '/report.html';
my ($out, $err, $exit) = backstop('report', '--format', 'json', '--policy', $policy, '--log', $mainlog,
	'--html', $page);
is "$err$exit", '0', 'the report';
my $json = decode_json($out);
cmp_ok scalar @{ $json->{days} }, '>=', $DAYS, '… of all days';
my %found = map { $_->{check} => $_ } @{ $json->{checks} };
is $found{helo_own}{hits}, 23, '… has the hits';
is $found{helo_own}{refused}, 5, '… and what was refused';
my $html = Backstop::Rig::slurp($page);
my (%shown, @hosts);
while ($html =~ /<(?:tr|div) data-row="(\w+)"(.*?)<\/(?:tr|div)>/gs) {
	my ($row, $cells) = ($1, $2);
	$shown{$row}{$1} = $2 while $cells =~ /data-name="(\w+)"><data value="(\d+)"/g;
	push @hosts, delete $shown{mail}{hosts} if $row eq 'mail' && exists $shown{mail}{hosts};
}
ok keys %shown > 3, 'the page has figures';
is delete $shown{$_}{against}, $status{20}{$_}{against}, "the page and status agree: $_ was wrong so often"
	for grep { exists $shown{$_}{against} } sort keys %shown;
is_deeply \@hosts, [map { "$_" } @{ $json->{hosts} }{qw(received refused put_off)}],
	'the page and the JSON agree: hosts';
my %figures = (map({ $_->{stage} => $_ } @{ $json->{way_in}{stages} }), %found,
	mail => $json->{mail});
for my $row (grep { $figures{$_} } sort keys %shown) {
	is_deeply $shown{$row}, { map { $_ => "$figures{$row}{$_}" } keys %{ $shown{$row} } },
		"the page and the JSON agree: $row";
}

done_testing();
