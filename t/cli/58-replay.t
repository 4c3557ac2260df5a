#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop replay`: which past mail would be refused, from mboxes, Maildirs and
# Exim's spool; the spool's form, cut and damaged; and, with Exim, the same numbers
# as the plugin's.

use strict;
use warnings;
use FindBin;
use JSON::PP;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Mail;
use Backstop::Rig;
use Test::More;

my $FOREIGN_BOUNCE = bounce(peer => $FOREIGN);
my $OUR_BOUNCE = bounce(peer => $OURS);
my $BIDI = ordinary(header => "Reply-To: =?utf-8?Q?a=E2=80=AE?= <a\@far.example>\n");
my @ours = ('--own-net', '203.0.113.0/24');

# As Exim would have added it, from this client.
sub received {
	my ($address, $text) = @_;
	return "Received: from mail.far.example ([$address])\n\tby mx.ours.example with esmtp\n"
		. "\t(Exim 4.96) id 1xV2WM-0000Ji-2j\n\tfor joe\@ours.example;\n"
		. "\tThu, 01 Jan 2026 00:00:01 +0000\n$text";
}

sub mbox { join '', map { "From a\@far.example Thu Jan  1 00:00:00 2026\n$_\n" } @_ }

my $two = received('198.51.100.21', $FOREIGN_BOUNCE);
my $box = file('box', mbox($two, received('198.51.100.22', $FOREIGN_BOUNCE), $two, $OUR_BOUNCE, ordinary(),
	received('198.51.100.23', $BIDI)));
my $policy = dir('policy');
sub policy { write_to("$policy/$_[0]", $_[1]); return ('--policy', $policy) }
policy('modes', "bounce_foreign: warn\nheader_bidi: off\n");
policy('own_nets', "203.0.113.0/24\n");

# name, arguments, status, output
my $sum = sub { my @n = @_; qr/^$n[0] messages?: $n[1] would be refused, $n[2] put off, $n[3] marked, $n[4] left / };
my @cases = (
	['as it is', ['--policy', $policy, $box], 1, $sum->(6, 0, 0, 3, 3)],
	['as it would be', ['--policy', $policy, '--with', 'bounce_foreign=deny', $box], 1, $sum->(6, 3, 0, 0, 3)],
	['off', ['--policy', $policy, '--with', 'bounce_foreign=off', $box], 0, $sum->(6, 0, 0, 0, 6)],
	['several', ['--policy', $policy, '--with=bounce_foreign=defer', '--with=header_bidi=deny', $box], 1,
	 $sum->(6, 1, 3, 0, 2)],
	['the last counts', ['--policy', $policy, '--with=bounce_foreign=deny', '--with=bounce_foreign=off', $box],
	 0, $sum->(6, 0, 0, 0, 6)],
	['table', ['--policy', $policy, $box], 1, qr/^bounce_foreign +warn +3 +3\n +2  from 198\.51\.100\.21, \S+box:1\n +1  from 198\.51\.100\.22, \S+:2\n/m],
	['a check that is off is not counted', ['--policy', $policy, $box], 1, qr/\A(?!.*header_bidi)/s],
	['what cannot be replayed', ['--policy', $policy, $box], 1, qr/^Not replayed, because they need details of the connection.*helo_own, .*dnsbl/ms],
	['none', [@ours, file('mail.eml', ordinary())], 0, $sum->(1, 0, 0, 0, 1)],
	['quiet', ['--quiet', @ours, $box], 1, qr/\A\z/],
);
for (@cases) {
	my ($name, $args, $want, $pattern) = @$_;
	my ($out, $err, $status) = backstop('replay', @$args);
	like $out, $pattern, $name;
	is $status, $want, "$name: status";
	is $err, '', "$name: no complaint";
}

# name, argument of --with, what is said
my @wrong = (
	['a mode of other checks', 'bounce_foreign=hold', qr/^backstop: --with bounce_foreign=hold: this check does not have this mode; write/],
	['no such check', 'bounce_foregn=deny', qr/^backstop: --with bounce_foregn=deny: there is no such check; did you mean bounce_foreign\?/],
	['a check of the envelope', 'helo_own=deny', qr/^backstop: --with helo_own=deny: checks of the envelope cannot be replayed; name a check of the body/],
	['no such mode', 'bounce_foreign=maybe', qr/there is no such mode; write CHECK=off/],
	['no mode', 'bounce_foreign', qr/^backstop: --with bounce_foreign: a mode is missing; write CHECK=off/],
	['a file, where CHECK=MODE is forgotten', 'bounce.eml', qr/^backstop: --with bounce\.eml: a mode is missing; write/],
);
for (@wrong) {
	my ($name, $with, $said) = @$_;
	my ($out, $err, $status) = backstop('replay', @ours, '--with', $with, $box);
	like $err, $said, $name;
	is "$out$status", '2', "$name: nothing else";
}

# --- what is exempt -------------------------------------------------------------

# list, entry, field in front, is it exempt
my @exempt = (
	['exempt_hosts', '198.51.100.21', '', 1], ['exempt_hosts', '198.51.100.27', '', 0],
	['exempt_hosts', '198.51.100.0/24', '', 1], ['list_hosts', '198.51.100.21', '', 1],
	['own_hosts', '198.51.100.21', '', 1],
	['exempt_rcpts', 'joe@ours.example', "Envelope-to: joe\@ours.example\n", 1],
	['exempt_rcpts', 'ours.example', "Envelope-to: joe\@ours.example\n", 1],
	['exempt_rcpts', 'joe@ours.example', '', 0],
	['exempt_rcpts', 'ann@ours.example', "Envelope-to: joe\@ours.example\n", 0],
	['exempt_senders', 'a@far.example', "Return-path: <a\@far.example>\n", 1],
	['modes', '#', "Envelope-to: postmaster\@ours.example\n", 1],
	['modes', '#', "Envelope-to: postmaster\@ours.example, Abuse\@ours.example\n", 1],
	['modes', '#', "Envelope-to: joe\@ours.example, Abuse\@ours.example\n", 0],
	['exempt_rcpts', 'ann@ours.example', "Envelope-to: joe\@ours.example, ann\@ours.example\n", 1],
);
for (@exempt) {
	my ($list, $entry, $field, $want) = @$_;
	my $dir = dir("exempt" . ++our $n);
	write_to("$dir/own_nets", "203.0.113.0/24\n");
	write_to("$dir/$list", "$entry\n");
	my ($out, undef, $status) = backstop('replay', '--policy', $dir, file('exempt.eml', $field . $two));
	my ($exempt) = $out =~ /; (\d+) exempt/;
	is "$status, $exempt exempt", (1 - $want) . ", $want exempt", "$list: $entry; " . $field =~ s/\n//r;
}

# --- JSON ------------------------------------------------------------------------

my ($json) = backstop('replay', '--format', 'json', '--policy', $policy, $box);
my $o = decode_json($json);
is_deeply { map { $_ => $o->{$_} } grep { !ref $o->{$_} } keys %$o },
	{ messages => 6, refused => 0, deferred => 0, marked => 3, passed => 3, exempt => 0, leaving => 0 },
	'JSON: sums';
is_deeply $o->{checks}[0], { check => 'bounce_foreign', mode => 'warn', hits => 3, alone => 3,
	examples => [ { host => '198.51.100.21', hits => 2, path => $box, index => 0 },
		{ host => '198.51.100.22', hits => 1, path => $box, index => 1 } ] }, 'JSON: a check';
is scalar(grep { $_ eq 'helo_own' } @{ $o->{not_replayed} }), 1, 'JSON: checks that are not replayed';

# --- the spool -------------------------------------------------------------------

# Exim 4.96 writes so. `lines`: [type, text].
sub spooled {
	my (%o) = @_;
	my $id = $o{id} // '1xV2WM-0000Ji-2j';
	my @lines = map { [' ', "$_\n"] } $o{text} =~ /\A(.*?)\n\n/s
		? split /\n(?![ \t])/, $1 : ();
	unshift @lines, @{ $o{lines} // [] };
	my $header = join '', map { sprintf "%03d%s %s", length $_->[1], @$_ } @lines;
	my ($body) = $o{text} =~ /\A.*?\n\n(.*)/s;
	return ("$id-H\nDebian-exim 101 104\n<" . ($o{sender} // '') . ">\n1767225601 0\n"
		. ($o{options} // "--helo_name mail.far.example\n--host_address [198.51.100.21]:4711\n"
			. "-aclm _backstop_text 9\na\n-local\n\n-received_protocol esmtp\n-body_linecount 9\n")
		. ($o{tree} // "XX\n") . ($o{count} // 1) . "\n"
		. ($o{to} // "joe\@ours.example\n") . "\n$header", "$id-D\n$body", $id);
}

my $spools = 0;
sub spool {
	my ($dir, $head, $body, $id) = @_;
	write_to("$dir/$id-H", $head);
	write_to("$dir/$id-D", $body) if defined $body;
	return $dir;
}

# name, of spooled(), messages, refused, exempt, ours
my $new_id = '1tVmHU-00000001Ubp-3vDX';
my @spools = (
	['a bounce', {}, 1, 1, 0, 0],
	['an ID of 4.97', { id => $new_id }, 1, 1, 0, 0],
	['a sender', { sender => 'ann@far.example' }, 1, 1, 0, 0],
	['genuine', { text => $OUR_BOUNCE }, 1, 0, 0, 0],
	['of a local user', { options => "-local\n" }, 1, 0, 0, 1],
	['of an authenticated user', { options => "--host_address [198.51.100.21]:1\n--auth_id joe\n" }, 1, 0, 0, 1],
	['for postmaster', { to => "postmaster\@ours.example\n" }, 1, 0, 1, 0],
	['two recipients, delivered to one', { count => 2, tree => "YN ann\@ours.example\n",
	 to => "ann\@ours.example\njoe\@ours.example  12,0\n" }, 1, 1, 0, 0],
	['a line that only Exim takes for a field', { lines => [[' ', ": x\n"]] }, 1, 1, 0, 0],
	['a line that was taken out', { lines => [['*', "Content-Type: text/plain\n"]] }, 1, 1, 0, 0],
);
for (@spools) {
	my ($name, $how, @want) = @$_;
	my $dir = spool(dir('spool' . ++$spools), spooled(text => $FOREIGN_BOUNCE, %$how));
	write_to("$dir/" . ($how->{id} // '1xV2WM-0000Ji-2j'), "a log of the message\n");
	my ($out, $err) = backstop('replay', qw(--format json --with bounce_foreign=deny), @ours, $dir);
	my $o = decode_json($out);
	is_deeply [@$o{qw(messages refused exempt leaving)}], \@want, "spool: $name" or diag $err;
}
my ($scanned) = backstop('scan', @ours, dir('spool1'));
like $scanned, qr/-H  dsn  foreign  would be refused: bounce_foreign\n/, 'scan reads it, too';

# Cut off anywhere, and with no body: named, nothing judged, nothing crashes.
my ($head, $body) = spooled(text => $FOREIGN_BOUNCE);
my $cuts = dir('cuts');
spool($cuts, substr($head, 0, $_), $body, sprintf '1xV2WM-%06d-2j', $_) for 0 .. length($head) - 1;
my ($out, $err, $status) = backstop('replay', qw(--format json), @ours, $cuts);
is $status, 2, 'cut: status';
my $complaints = () = $err =~ /-H: /g;
is $complaints + decode_json($out)->{messages}, length $head, 'cut: each is judged or named';
cmp_ok decode_json($out)->{messages}, '<', 20, 'cut: few look whole';

my %spoilt = ('no number' => $head =~ s/^1\n(?=joe)/one\n/mr, 'a huge number' => $head =~ s/^1\n(?=joe)/999999999\n/mr,
	'a huge length' => $head =~ s/^\d{3}(?=  From)/999999999/mr, 'a length of 0' => $head =~ s/^\d{3}(?=  From)/000/mr,
	'a huge variable' => $head =~ s/_text 9/_text 999999999/r, 'octets' => "\0" x 300, 'nothing' => '');
for my $name (sort keys %spoilt) {
	my $dir = spool(dir('spool' . ++$spools), $spoilt{$name}, $body, '1xV2WM-0000Ji-2j');
	my (undef, $err, $status) = backstop('replay', @ours, $dir);
	is $status, 2, "spoilt, $name: status";
	like $err, qr/-H: /, "spoilt, $name: named";
}
my $lone = spool(dir('lone'), $head, undef, '1xV2WM-0000Ji-2j');
($out, $err, $status) = backstop('replay', @ours, $lone);
is "$status$err", '0', 'no body: it was delivered meanwhile';

# --- with Exim --------------------------------------------------------------------

SKIP: {
	my $why = Backstop::Rig::missing();
	skip "Exim's own spool: $why", 1 if $why;
	my @mail = map { ['', $_] } ($FOREIGN_BOUNCE) x 3, ($OUR_BOUNCE) x 2;
	push @mail, ['ann@far.example', ordinary()], ['ann@far.example', $BIDI];
	my $rig = Backstop::Mail::rig(deliver => 'queue',
		policy => { modes => "bounce_foreign: warn\nheader_bidi: warn\n" });
	my $c = Backstop::Mail::client($rig);
	$c->message(from => $_->[0], to => $TO, data => $_->[1]) for @mail;
	$c->message(from => '', to => 'postmaster@ours.example', data => $FOREIGN_BOUNCE);
	$c->quit;
	$rig->exim('-odq', '-f', 'joe@ours.example', 'ann@ours.example', { stdin => ordinary() });
	my %logged;
	$logged{$_}++ for $rig->mainlog =~ / check=(\w+) mode=warn (?!.*rcpt=postmaster)/g;
	my ($json, $err) = backstop(qw(replay --format json --policy), $rig->policy_dir, $rig->dir . '/spool/input');
	my $o = decode_json($json);
	is_deeply { map { $_->{check} => $_->{hits} } grep { $_->{mode} eq 'warn' } @{ $o->{checks} } },
		\%logged, 'Exim: the same hits as in its log';
	is $logged{bounce_foreign}, 3, 'Exim: of which there are some';
	is $o->{exempt}, 1, 'Exim: one is for postmaster';
	($json) = backstop(qw(replay --format json --with bounce_foreign=deny --policy), $rig->policy_dir,
		$rig->dir . '/spool/input');
	$rig->policy('modes', "bounce_foreign: deny\nheader_bidi: warn\n");
	$c = Backstop::Mail::client($rig);
	my $refused = grep { !$c->message(from => $_->[0], to => $TO, data => $_->[1])->ok } @mail;
	is decode_json($json)->{refused}, $refused, "Exim: in deny it refuses as many as were foretold ($refused)";
}

done_testing();
