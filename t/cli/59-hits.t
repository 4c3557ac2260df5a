#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop hits`, `why` and `exempt`: a hit can be looked at, explained, and exempted; and
# `report`, `status`, `hits` and `why` have the same figures from the same log.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

$ENV{TZ} = 'UTC';    # every day has 24 hours
my $DAY = 86400;
my $NOW = time;
my $JOE = 'joe@ours.example';
my $ANN = 'ann@far.example';
my $IP = '198.51.100.7';

# A policy that is 20 days old.
sub policy {
	my (%files) = @_;
	my $dir = dir('policy' . ++(state()->{policies}));
	write_to("$dir/$_", $files{$_}) for keys %files;
	utime +($NOW - 20 * $DAY) x 2, "$dir/modes";
	return $dir;
}
my %state;
sub state { return \%state }

sub at { my ($log, $days) = @_; $log->go_to(strftime('%Y-%m-%d %H:%M:%S', localtime($NOW - $days * $DAY))) }

# --- one log, with each kind of mail ---------------------------------------------

my $log = Backstop::Logs->new(long_ids => 1);
my %id;
sub arrives {
	my ($name, %o) = @_;
	$id{$name} = $log->received(%o);
	$log->delivered($id{$name}, to => $JOE, %{ $o{out} || {} });
	$log->completed($id{$name});
}
sub refused {
	my ($ip, $from, %o) = @_;
	$log->hit(check => 'helo_own', mode => 'deny', did => 'deny', host => $ip, from => $from, %o);
	$log->hit(check => 'dnsbl', host => $ip, from => $from);
	$log->rejected(at => 'rcpt', ip => $ip, from => $from, to => $o{rcpt} // $JOE);
}
at($log, 15.5);
$log->hit(check => 'dnsbl');    # so that Backstop is as old as the log
at($log, 12);
arrives('sent', from => $JOE, user => 'joe', id => '1wAAAA-00000000001-0001',
	out => { to => $ANN, host => 'mx.far.example', ip => $IP });
for my $n (reverse 1 .. 11) {
	at($log, $n);
	refused("203.0.113.$n", "x$n\@spam.example");
}
at($log, .9);
$log->hit(check => 'helo_bot', mode => 'deny', did => 'deny', host => $IP, from => $ANN);
refused($IP, $ANN);
$log->pass(700);
$log->hit(check => 'dnsbl', host => $IP, from => $ANN, rcpt => $_) for $JOE, 'al@ours.example';
$log->pass(3);
arrives('passed', from => $ANN, ip => $IP, name => 'mx.far.example', dkim => 'far.example');
at($log, .5);
$log->hit(check => 'dnsbl', host => '192.0.2.40', from => 'l@list.example', more => 'exempt=list_hosts');
$log->rejected(at => 'rcpt', ip => '192.0.2.99', from => 'z@z.example', to => 'none@ours.example');
$log->hit(check => 'out_rate', host => '-', from => $JOE, more => 'user=joe rate=400/1h');
my $mainlog = file('log/mainlog', $log->text);
my $policy = policy(modes => "helo_own: deny\n", own_domains => "ours.example\n");
my @on = ('--policy', $policy, '--log', $mainlog);

sub json {
	my ($command, @args) = @_;
	my ($out, $err, $status) = backstop($command, @args, '--format', 'json', $command eq 'report' ? @on[2, 3] : @on);
	is $err, '', "$command @args";
	return decode_json($out);
}
sub text { my ($out) = backstop($_[0], @on, @_[1 .. $#_]); return $out }

# --- hits ---------------------------------------------------------------------------

my $hits = json('hits', 'helo_own');
is "@$hits{qw(check fortnight hits against)}", 'helo_own 12 12 1', 'hits: how many, and how many wrong';
my $first = $hits->{mail}[0];
is "@$first{qw(host from to mode did against)}", "$IP $ANN $JOE deny deny correspondent", 'hits: the newest first';
like $first->{id}, qr/^h[0-9a-f]{8}$/, 'hits: mail that was refused has the id of its hit';
is $first->{exempt}, "sudo backstop exempt $IP --because 'helo_own on mail of $ANN'", 'hits: the command';
is $hits->{mail}[-1]{against}, undef, 'hits: nothing speaks against a stranger';

my $dnsbl = json('hits', 'dnsbl');
is_deeply [map { $_->{counted} ? 1 : 0 } @{ $dnsbl->{mail} }[0, 1]], [0, 1], 'hits: what was exempt is not counted';
is_deeply [map { [@$_{qw(id name against)}] } @{ $dnsbl->{mail} }[1, 2]],
	[([$id{passed}, 'mx.far.example', 'authenticated']) x 2], 'hits: mail that came has its id';
my ($only) = text('hits', '--against', 'dnsbl') =~ /\n\n(.*)/s;
is scalar(() = $only =~ /^\d{4}-/mg), 3, 'hits --against';
like text('status'), qr/^Look at: sudo backstop hits helo_own --against +# 1 of 12 hits wrong$/m,
	'… which is what to do if one friend was refused';
for (['own_sender', 'unknown none', q(the domain's SPF record did not give an answer)], ['own_from', 'unknown other', 'another domain of ours signed it'],
	['own_from', 'fail other', 'another domain of ours signed it'], ['own_from', 'none none', 'the domain does not have an SPF record'],
	['own_from', 'none fail', 'the domain does not have an SPF record'], ['own_from', 'fail unknown', 'a signature of ours could not be verified'],
	['own_sender', 'fail none', 'our tag, or the memory of sent mail, could not be checked'],
	['own_from', 'softfail fail', 'our tag, or the memory of sent mail, could not be checked'], ['own_from', '', 'no proof was possible']) {
	my ($check, $proofs, $why) = @$_;
	my ($spf, $dkim) = split / /, $proofs;
	my $line = 'exempt=unproved' . ($proofs && " spf=$spf dkim=$dkim");
	my ($unproved) = backstop('hits', $check, '--log', file('unproved', $log->text =~ s/check=dnsbl (.*)exempt=list_hosts/check=$check $1$line/r));
	like $unproved, qr/^ +not counted: $why, so it would pass; the check's page says why$/m, "hits: unproved, '$proofs'";
}
like $only, qr/signed by a domain that our users wrote to.*\n +sudo backstop exempt $IP --because/, '… why, and what to do';
like text('hits', 'dnsbl') =~ s/\s+/ /gr, qr/It fired \d+ times in the last 7 days, 15 times in 14.* 3 of 14 hits are known/,
	'hits: in words';
is scalar(() = text('hits', 'dnsbl') =~ /^\d{4}-/mg), 15, 'hits: up to 20 are shown';
my ($user) = @{ json('hits', 'out_rate')->{mail} };
is $user->{exempt}, "sudo backstop exempt --list out_exempt joe --because 'out_rate'", 'hits: of mail that leaves, the user';
like text('hits', 'out_rate'), qr/^\d{4}-\S+ \S+  \S+  this host\n    <joe/m, '… and that it was here';
like text('hits', '--id', $first->{id}), qr/<\Q$ANN\E> to <\Q$JOE\E>\n  from .*\[\Q$IP\E\]\n  fired +helo_bot .*\n  fired +helo_own /s,
	'hits --id: in full';
my ($out, $err, $status) = backstop('hits', @on, 'helo_onw');
like $err, qr/helo_onw: there is no such check; did you mean helo_own\?/, 'a misspelled check';
is $status, 2, '… status';
(undef, $err) = backstop('exempt', '--list', 'exempt_host', $IP);
like $err, qr/ exempt_rcpts, list_hosts, out_exempt$/, 'a misspelled list: all are named';

like text('hits', 'helo_bot'), qr/^  Its one hit is known to be wrong\.$/m, 'hits: the only one';

# A new mode starts counting again; what was wrong before is still known.
my $stepped = policy(modes => "helo_own: warn\n", own_domains => "ours.example\n");
write_to("$stepped/modes.log", strftime('%Y-%m-%dT%H:%M:%SZ', gmtime($NOW - 600))
	. " check=helo_own from=deny to=warn by=backstop before=1\n");
($out) = backstop('hits', '--format', 'json', '--policy', $stepped, '--log', $mainlog, 'helo_own');
my $before = decode_json($out);
is "@$before{qw(fortnight hits against)}", '12 0 0', 'a new mode: nothing is counted yet';
is_deeply [@{ $before->{mail}[0] }{qw(counted against)}], [JSON::PP::false, 'correspondent'], '… and each hit is judged';

# --- why -------------------------------------------------------------------------------

# word, mails found, what is said of the newest
for ([$ANN, 3, qr/mx\.far\.example \[\Q$IP\E\]\n  fired +dnsbl .* in warn: passed, 2\s+times\n.*signed by a domain.*answered +accepted\n  then +delivered 1 time\n  if wrong.*\n +sudo backstop exempt/s],
	["<$ANN>", 3, qr/accepted/], ['ANN@far.EXAMPLE', 3, qr/accepted/], [$id{passed}, 1, qr/id +\Q$id{passed}\E/],
	[$first->{id}, 1, qr/helo_own \(.* in deny: refused\n.*fired +dnsbl in warn: passed\n +one of our users wrote.*answered +rejected RCPT <\Q$JOE\E>/s],
	[$IP, 3, qr/accepted/], ["[$IP]", 3, qr/accepted/], ['mx.far.example', 2, qr/accepted/],
	['192.0.2.99', 1, qr/fired +no check\n  answered +rejected RCPT <none\@ours\.example>: no such user here\n\z/],
	['x3@spam.example', 1, qr/refused/], ['joe', 2, qr/this host, user joe\n  fired +out_rate/],
	['7@far.example', 0, qr/not found in the log, which reaches back to \d{4}-\d\d-\d\d/]) {
	my ($word, $found, $said) = @$_;
	my ($text, $err, $status) = backstop('why', @on, '--', $word);
	like $text, $said, "why $word";
	is $status, $found ? 0 : 1, "why $word: status" or diag $err;
	is json('why', $word)->{found}, $found, "why $word: so many";
}
like text('why', '--last', 1, $ANN), qr/^This is the last of 3; '--last NUMBER' shows more/m, 'why --last 1';
for my $nothing ('', '<>', ' ') {
	my (undef, $err, $status) = backstop('why', @on, '--', $nothing);
	like "$err$status", qr/nothing to look for was given.*2\z/s, "why '$nothing'";
}
# A path is a file; "./" is not stripped off a word.
chdir dir() or die;
file('no-id.eml', "From: a\@b.example\n\nhi\n");
for (['./none', qr{^backstop: \./none: No such file or directory; check the name$}],
	[dir(), qr/^backstop: \S+: Is a directory; name a file in it$/],
	['no-id.eml', qr/^backstop: no-id\.eml: it has no Message-ID, and returns no header that could have one; search/]) {
	my ($path, $said) = @$_;
	my ($out, $err, $status) = backstop('why', @on, $path);
	like $err, $said, "why $path: said";
	is "$status$out", '2', "why $path: status";
}
is json('why', '1@far.example')->{mail}[0]{id}, $id{passed}, 'why: by Message-ID';

# name, the message that the complaint returns, what is said
for (['ours', '<1@ours.example>', qr/^Our user joe sent this message:/],
	['a stranger\'s', '<1@far.example>', qr/^No user of ours sent this message; it came in from \Q$IP\E/],
	['unknown', '<7@x.example>', qr/^7\@x\.example: no user of ours sent this, according to the log/]) {
	my ($name, $message_id, $said) = @$_;
	my $arf = file('arf.eml', <<"END");
From: abuse\@isp.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: x/1
Version: 1

--b
Content-Type: message/rfc822

From: $JOE
Message-ID: $message_id
Subject: x

x
--b--
END
	my $with_id = file('sent/mainlog', slurp($mainlog) =~ s/(\Q$id{sent}\E <= .* S=1000)$/$1 id=1\@ours.example/mr);
	my ($text, $err) = backstop('why', '--policy', $policy, '--log', $with_id, $arf);
	like $text, $said, "a complaint about mail that is $name" or diag $err;
	my $box = file('complaints', join "\n", map { "From a Thu Jan  1 00:00:00 2026\n$_" } "x: y\n\nz\n", slurp($arf));
	is +(backstop('why', '--policy', $policy, '--log', $with_id, "$box:2"))[0], $text, 'the same, in a mailbox';
}

# Two messages of a host and sender in one minute: the word mail= tells them apart.
for (['0V1', '0V2', 2], ['0V1', '0V1', 1]) {
	my ($messages, @mail) = ($_->[2], @$_[0, 1]);
	my $twice = Backstop::Logs->new;
	at($twice, 1);
	for my $n (0, 1) {
		$twice->hit(check => 'helo_own', mode => 'deny', did => 'deny', host => $IP, from => $ANN, rcpt => "r$n\@ours.example",
			more => "mail=$mail[$n]");
		$twice->rejected(at => 'rcpt', ip => $IP, from => $ANN, to => "r$n\@ours.example");
		$twice->pass(5);
	}
	my @twice = ('--format', 'json', '--log', file('twice/mainlog', $twice->text));
	is decode_json((backstop('why', '--policy', $policy, @twice, $ANN))[0])->{found}, $messages, "why: mail=@mail";
	is decode_json((backstop('report', @twice))[0])->{mail}{refused_by_backstop}, $messages, '… report';
}

# Words of a client stay words.
my $evil = "\$(id)'`x`\@far.example";
my $bad = Backstop::Logs->new;
at($bad, 1);
$bad->hit(check => 'helo_own', host => $IP, from => $evil);
$bad->rejected(at => 'rcpt', ip => $IP, from => "\e[31m$evil", to => $JOE);
my $path = file('evil/mainlog', $bad->text);
($out) = backstop('hits', '--policy', $policy, '--log', $path, 'helo_own');
($out .= $_) for backstop('why', '--policy', $policy, '--log', $path, $IP);
unlike $out, qr/\e/, 'a terminal gets no octets of a client';
unlike $out, qr/exempt .*(?:\$\(|`)/, '… and a shell nothing of a sender that means something to it';

# --- exempt ------------------------------------------------------------------------------

my $today = strftime('%Y-%m-%d', localtime);
# argument, list, options
for ([$IP, 'exempt_hosts'], ['2001:db8::/48', 'exempt_hosts'], ['mx.far.example', 'exempt_hosts'],
	[$ANN, 'exempt_senders'], ['@far.example', 'exempt_senders'], [$JOE, 'exempt_rcpts'],
	[$IP, 'list_hosts', '--list', 'list_hosts'], ['joe', 'out_exempt', '--list', 'out_exempt']) {
	my ($what, $list, @more) = @$_;
	my $dir = policy(modes => '', own_domains => "ours.example\n", $list => "# mine\nother.example");
	my @call = ('exempt', '--policy', $dir, @more, $what, '--because', "they\nknow");
	my ($said, $err, $status) = backstop(@call);
	is "$err$status", '0', "exempt $what";
	like slurp("$dir/$list"), qr/\A# mine\nother\.example\n\Q$what\E  # $today \S+: they know\n\z/, "$what: into $list";
	($said, $err, $status) = backstop(@call);
	is "$err$status $said", "0 $list: $what already; nothing was changed.\n", "$what: once";
	($said, $err, $status) = backstop('undo', '--policy', $dir);
	like $said, qr/^$list: \Q$what\E is no longer exempt \(added on /, "$what: undo";
	is slurp("$dir/$list"), "# mine\nother.example\n", "$what: as it was";
}
# As logs show them, in brackets; and what would not be what it looks like.
for (["<$ANN>", 'exempt_senders', $ANN], ["[$IP]", 'exempt_hosts', $IP]) {
	my ($what, $list, $entry) = @$_;
	my $dir = policy(modes => '', own_domains => "ours.example\n");
	backstop('exempt', '--policy', $dir, $what);
	like slurp("$dir/$list"), qr/^\Q$entry\E  # /, "exempt $what";
}
for (['0.0.0.0/0', qr/would exempt every host/], ['::/0', qr/would exempt every host/], ['-x', qr/not an address, a net/],
	['<>', qr/all bounces have it/], ['a b', qr/cannot be an entry/], ['joe@@ours.example', qr/not a mail address.*; give a mail address/],
	['#x', qr/cannot be an entry/], ["x\n192.0.2.1", qr/cannot be an entry/], ['', qr/nothing to exempt was given/],
	['no_name!', qr/not an address, a network or a host name/], ["m\xC3\xBCller.example", qr/host name; write the name in ASCII as in/],
	["\@m\xC3\xBCller.example", qr/not a mail address.*; write the name in ASCII as in the DNS, e\.g\. xn--mller-kva\.example$/m],
	[$ANN, qr/not an address, a network.*; give the address, the network or the name of a host$/m, 'exempt_hosts'],
	[$IP, qr/not a mail address or a domain; give a mail address, or \@DOMAIN$/m, 'exempt_senders']) {
	my ($what, $said, $list) = @$_;
	my $dir = policy(modes => '');
	my ($out, $err, $status) = backstop('exempt', '--policy', $dir, $list ? ('--list', $list) : (), '--', $what);
	like $err, $said, "exempt '$what': said";
	is "$status " . join(' ', glob "$dir/exempt*"), '2 ', "exempt '$what': nothing is written";
}
# A mode and an exemption are taken back in turn, and an exemption makes no mode new.
my $turn = policy(modes => "helo_own: warn\n");
backstop('mode', '--policy', $turn, '--log', file('empty', ''), 'helo_own', 'deny');
backstop('exempt', '--policy', $turn, $IP);
like((backstop('undo', '--policy', $turn))[0], qr/^exempt_hosts: /, 'undo: the exemption first');
like((backstop('undo', '--policy', $turn))[0], qr/^helo_own: warn, was deny/, '… then the mode');
# What was exempted speaks against the hit from then on: status says to go back.
backstop('exempt', '--policy', $policy, '203.0.113.4');
is json('hits', 'helo_own')->{against}, 2, 'a hit that is exempt by now was wrong';
# … but it is exempt already, so there is nothing left to paste.
unlike text('hits', 'helo_own') =~ s/^(?! *sudo).*\n//mgr, qr/203\.0\.113\.4 /, '… and is not exempted again: hits';
unlike text('why', '203.0.113.4'), qr/if wrong|sudo/, '… why';
backstop('undo', '--policy', $policy);
like text('why', '203.0.113.4'), qr/if wrong .*\n +sudo backstop exempt 203\.0\.113\.4 /, '… it was not, before';

# --- the same figures everywhere ---------------------------------------------------------------

my ($report) = json('report', '--days', 14);
my %report = map { $_->{check} => $_ } @{ $report->{checks} };
for my $row (grep { $_->{fortnight} } @{ json('status')->{checks} }) {
	my $check = $row->{check};
	my $of = json('hits', $check);
	my @mail = @{ $of->{mail} };
	is $row->{fortnight}, $report{$check}{hits}, "$check: status and report";
	is $row->{stopped}, $report{$check}{refused} + $report{$check}{put_off}, '… stopped';
	is "@$row{qw(fortnight hits against)}", "@$of{qw(fortnight hits against)}", "$check: status and hits";
	is scalar(@mail), $of->{fortnight}, '… each of them is shown';
	is scalar(grep { $_->{counted} } @mail), $of->{hits}, '… counted';
	is scalar(grep { $_->{against} && $_->{counted} } @mail), $of->{against}, '… wrong';
	is scalar(grep { $_->{did} ne 'pass' } @mail), $row->{stopped}, '… stopped';
}
# Two checks have refused one mail, and Exim itself another one.
is "@{ $report->{mail} }{qw(refused refused_by_backstop put_off_by_backstop)}", '13 12 0', 'what was refused counts once';
my @why = grep { grep { $_->{did} eq 'deny' } @{ $_->{checks} } }
	map { @{ json('why', $_, '--last', 50)->{mail} } } (map { "203.0.113.$_" } 1 .. 11), $IP;
is scalar(@why), $report->{mail}{refused_by_backstop}, '… why finds as many';

my $page = dir('page') . '/report.html';
my ($text) = backstop('report', '--days', 14, '--html', $page, @on);
my ($first_lines) = text('status') =~ /\A(.*?)\n\n/s;
is substr($text, 0, length $first_lines), $first_lines, 'report says first what status says first';
my $html = slurp($page);
like $html, qr/<pre>\Q$first_lines\E/, '… and so does the page';
like $html, qr/<div><data value="12">12<\/data> refused by Backstop<\/div>.*<data value="1">1<\/data> refused by Exim itself/,
	'page: ours, and those of Exim itself';
like $html, qr/data-row="helo_own".*?data-label="mode">deny<.*?data-name="against"><data value="1">/, 'page: mode, and wrong hits';
like $html, qr/What Backstop found on \w/, 'page: whose';
(undef, undef) = backstop('report', '--html', $page, $mainlog);
like slurp($page), qr/class="no_log".*: no log/, 'page: days without a log';
unlike slurp($page), qr/<pre>|found on/, 'page: of a file that is named, it is not known whose it is';

# --- the digest ------------------------------------------------------------------------------

my $digest = text('digest');
cmp_ok scalar(() = $digest =~ /\n/g), '<=', 40, 'digest: 40 lines';
is scalar(grep { length > 80 } split /\n/, $digest), 0, 'digest: 80 columns';
like $digest, qr/^\Q$first_lines\E$/m, 'digest: what there is to do, as status says it';
my $week = json('report', '--days', 7)->{mail};
my $own = $week->{refused} - $week->{refused_by_backstop};
like $digest =~ s/\s+/ /gr, qr/ $week->{received} message received; refused by Backstop $week->{refused_by_backstop}, by Exim itself $own; put off by Backstop 0; found by checks in warn $week->{would_refuse}\. /,
	'digest: the figures of the report';
like $digest, qr/^  \d{4}-\d\d-\d\d helo_own \Q$IP\E <\Q$ANN\E>$/m, 'digest: what was wrong';
my $busy = Backstop::Logs->new;
at($busy, 30);
$busy->hit(check => 'dnsbl');
for my $check (qw(helo_own helo_address helo_bot dnsbl ptr_missing ptr_mismatch null_rate sender_verify early_talker
		header_8bit header_bidi trap)) {
	for my $n (1 .. 12) {
		at($busy, $n / 2);
		$busy->hit(check => $check, host => "203.0.113.$n", from => $ANN);
	}
}
at($busy, 3);
for my $user (1 .. 9) {
	my $id = $busy->received(from => "u$user\@ours.example", user => "u$user");
	$busy->delivered($id, to => "x$_\@far.example", host => 'mx', ip => '203.0.113.1') for 1 .. 120;
	$busy->delivered($busy->received(from => $JOE, user => 'joe'), to => $ANN, host => 'mx', ip => '203.0.113.1');
}
my ($much) = backstop('digest', '--policy', policy(modes => ''), '--log', file('busy/mainlog', $busy->text));
cmp_ok scalar(() = $much =~ /\n/g), '<=', 40, 'digest: 40 lines, however much there is' or diag $much;
# A part of the log is damaged: then the rest counts, and it says so.
write_to(dir('busy') . '/mainlog.2.gz', "\x1f\x8b\x08 no");
(my $part, $err, $status) = backstop('digest', '--policy', policy(modes => ''), '--log', file('busy/mainlog', $busy->text));
like $part, qr{^Look at: sudo backstop status @{[ $> == 0 ? q(>/dev/null) : q() ]} +# not everything could be read\n.* messages received.*^A part of the log could not be read}ms,
	'digest: what could be read';
is scalar(() = $err =~ /damaged/g), 1, '… and what could not, once';
is $status, 2, '… status';
like $much, qr/^\d+ more: sudo backstop status$/m, '… and how to see the rest';
like $much, qr/^Unusual outgoing mail \(sudo backstop outbound --day DAY\):\n  \d{4}-\d\d-\d\d user u\d: 120 recipients$/m, '… what left unusually';
# More than are kept: the newest are, and the text says so.
{
	my $at = strftime('%Y-%m-%d %H:%M:%S', gmtime($NOW - $DAY));
	my $hits = join '', map {
		"$at backstop v=1 check=dnsbl mode=warn did=pass host=2001:db8::" . sprintf('%x', $_) . " from=<> rcpt=$JOE\n"
	} 1 .. 65_540;
	my ($text) = backstop('hits', 'dnsbl', '--policy', policy(modes => ''), '--log', file('many/mainlog', $hits));
	is +($text =~ /^.{21}\S+  (\S+)$/m)[0], '2001:db8::10004', 'hits: of too many, the newest come first';
	like $text, qr/^These are the last 20 of 65536; .*\nOf 65540 hits, only the last 65536 are kept\.$/m, '… and it is said';
}

# However little memory there is, an answer is whole, or it is said that it is not. Far too little,
# and the program does not start.
SKIP: {
	skip 'the memory of this build cannot be limited', 3 if (backstop({ limit => 60_000 }, 'mode', '--policy', policy(modes => '')))[0] eq '';
	my $hits = join '', map { strftime('%Y-%m-%d %H:%M:%S', localtime $NOW - 20_000 + $_) . " backstop v=1 check=dnsbl mode=warn did=pass host=192.0.2.7 from=<x$_\@far.example> rcpt=<@{['a' x 200]}\@ours.example>\n" } 1 .. 15_000;
	my $log = file('scarce/mainlog', $hits);
	for my $command (['hits', '--policy', policy(modes => ''), '--log', $log, 'dnsbl'], ['report', $log], ['outbound', $log]) {
		my ($whole) = backstop(@$command);
		my @wrong;
		for my $limit (map { 16_000 + 1_500 * $_ } 0 .. 15) {
			my ($out, $err, $status) = backstop({ limit => $limit }, @$command);
			push @wrong, "$limit: $err" if $status < 127 && $out ne $whole && ($status != 2 || $err !~ /memory/) || $err =~ /damaged/;
		}
		is "@wrong", '', "$command->[0]: little memory";
	}
}

# The clocks went back, twelve hours ago and by 23 hours, so that 24 hours ago was today.
{
	my @end = gmtime time + 11 * 3600;
	local $ENV{TZ} = sprintf 'AAA0BBB-23,%d/0,%d/%d:%02d', ($end[7] + 335) % 365, $end[7], @end[2, 1];
	my $line = strftime('%Y-%m-%d', gmtime) . ' 00:00:00 backstop v=1 check=out_malware mode=warn did=pass host=- from=<> rcpt=- user=joe';
	my ($said) = backstop('digest', '--policy', policy(modes => ''), '--log', file('back/mainlog', "$line\n"));
	is scalar(() = $said =~ /^  \d{4}-\d\d-\d\d user joe: /mg), 1, 'digest: each day once, also when the clocks go back';
}
SKIP: {
	my $why = no_mailbox();
	skip $why, 1 if $why;
	my $box = mailbox('digest');
	# settings, days since the last one, mails
	for (['', undef, 0], ["digest: weekly\n", undef, 1], ["digest: weekly\n", 6, 0], ["digest: weekly\n", 7, 1],
		["digest: weekly\n", -400, 1]) {    # the clock was wrong
		my ($settings, $age, $sent) = @$_;
		my $dir = policy(modes => '', settings => $settings);
		utime +($NOW - $age * $DAY) x 2, write_to("$dir/digest.sent", '') if defined $age;
		write_to($box->{box}, '');
		my ($out, $err, $status) = backstop({ mailbox => $box }, 'digest', '--mail', '--policy', $dir, '--log', $mainlog);
		is "$out$err$status", '0', "digest --mail: '$settings': status";
		is scalar(() = slurp($box->{box}) =~ /^Subject: Backstop on .*: the last seven days$/mg), $sent,
			'… ' . ($age // 'no') . " days after the last: $sent mails";
	}
}

done_testing();
