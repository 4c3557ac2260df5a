#!/usr/bin/perl
# 50-scan: what `backstop scan` prints, its options, and its exit status.
# SPDX-License-Identifier: GPL-2.0-or-later
use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Mail qw(bounce ordinary);

my $BOUNCE = bounce(peer => '198.51.100.7', header => "Return-Path: <>\n");
my $bounce = file('bounce.eml', $BOUNCE);
my $mail = file('mail.eml', ordinary());
my $bidi = file('bidi.eml', ordinary(header => "Reply-To: =?utf-8?Q?a=E2=80=AE?= <a\@far.example>\n"));
my $spoof = file('spoof.eml', ordinary(header => qq(Reply-To: "boss\@ours.example" <x\@far.example>\n)));
my @utf8 = map {
	file("$_.eml", "Received: from mx.far.example by mx.ours.example with $_ id 1; Wed, 4 Feb 2026 10:00:00 +0000\n" .
		ordinary(header => "X-A: \xc3\xa4\n"))
} qw(esmtps utf8esmtps);
my @ours = ('--own-net', '198.51.100.0/24');
my @others = ('--own-net', '192.0.2.0/24');

# A bounce that shows no address, and logs of whether its mail left.
my @anna = ('--own-domain', 'ours.example', '--own-host', 'mx.ours.example');
my $unsure = file('unsure.eml', <<'END');
Return-Path: <>
Delivered-To: anna@ours.example
Received: from mx.far.example (mx.far.example [192.0.2.9]) by mx.ours.example; Wed, 4 Feb 2026 10:00:00 +0000
From: MAILER-DAEMON@mx.far.example
To: anna@ours.example
Date: Wed, 4 Feb 2026 10:00:00 +0000
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: bob@far.example

------ This is a copy of the message, including all the headers. ------

From: anna@ours.example
Date: Wed, 4 Feb 2026 09:00:00 +0000
Message-ID: <1@ours.example>
To: bob@far.example

hello
END
sub mainlog {
	my ($name, $since, @lines) = @_;
	return file($name, join '', map { "$_\n" } "$since 00:00:00 Start queue run: pid=1", @lines,
		'2026-02-28 00:00:00 End queue run: pid=1');
}
my $anna = '1xUwMK-0008RI-08 <= anna@ours.example U=anna P=local S=300';
my $sent = mainlog('sent/mainlog', '2026-01-01', "2026-02-04 09:00:01 $anna id=1\@ours.example");
my $unsent = mainlog('unsent/mainlog', '2026-01-01', "2026-02-04 09:00:01 $anna id=2\@ours.example");
my $wrote = mainlog('wrote/mainlog', '2026-01-01', "2026-02-01 09:00:01 $anna id=2\@ours.example",
	'2026-02-01 09:00:02 1xUwMK-0008RI-08 => bob@far.example R=r T=t H=mx.far.example [192.0.2.9]');
my $late = mainlog('late/mainlog', '2026-02-04');
my $rotated = mainlog('rotated/mainlog', '2026-02-04');
my $packed = mainlog('rotated/mainlog.1', '2026-01-01', "2026-02-04 09:00:01 $anna id=1\@ours.example");
system('gzip', $packed) == 0 or die 'gzip';
my $damaged = mainlog('damaged/mainlog', '2026-01-01');
file('damaged/mainlog.1.gz', "\x1f\x8b\x08\x00 and no more of it");

# name, arguments, exit status, pattern of stdout, pattern of stderr
my @cases = (
	['genuine bounce', ['scan', @ours, $bounce], 0, qr/^\S+bounce\.eml  dsn  ours\n    trail: /, ''],
	['foreign bounce', ['scan', @others, $bounce], 1,
	 qr/  dsn  foreign  would be refused: bounce_foreign\n    no_own_hop: /, ''],
	['ordinary mail', ['scan', @ours, $mail], 0, qr/^\S+mail\.eml  ordinary\n\z/, ''],
	['a name', ['scan', @ours, $spoof], 1, qr/would be refused: header_spoof\n    .*Reply-To/s, ''],
	['finding', ['scan', @ours, $bidi], 1, qr/would be refused: header_bidi\n    .*U\+202E/s, ''],
	['raw UTF-8', ['scan', @ours, $utf8[0]], 0, qr/  X-A: raw UTF-8 where ASCII/, ''],
	['raw UTF-8 by SMTPUTF8', ['scan', @ours, $utf8[1]], 0, qr/  ordinary\n\z/, ''],
	['options behind paths', ['scan', $bounce, @ours], 0, qr/  ours\n/, ''],
	['options with =', ['scan', '--own-net=198.51.100.7', $bounce], 0, qr/  ours\n/, ''],
	['own address as host', ['scan', '--own-host', '198.51.100.7', $bounce], 0, qr/  ours\n/, ''],
	['offline is taken', ['scan', '--offline', @ours, $bounce], 0, qr/  ours\n/, ''],
	['no address known', ['scan', '--offline', '--own-host', 'mx.example.org', $bounce], 0,
	 qr/  unknown\n    no_identity: /, qr/^backstop: note: no public address .*--own-net/],
	['... is not said in JSON', ['scan', '--format', 'json', '--own-host', 'mx.example.org',
	 $bounce], 0, qr/"no_identity"/, ''],
	['quiet', ['scan', '--quiet', @others, $bounce, $mail], 1, qr/^\z/, ''],
	['summary', ['scan', @others, $bounce, $bounce, $mail], 1,
	 qr/\n  dsn +2 +0 +2 +0 +2\n  all +3 +0 +2 +0 +2\n.*\n  bounce_foreign +warn +2\n/s, ''],
	['no summary of one', ['scan', @others, $mail], 0, qr/^.*\n\z/, ''],
	['unreadable, the rest is scanned', ['scan', @ours, "$bounce.not", $bounce], 2, qr/  ours\n/,
	 qr/^backstop: \S+bounce\.eml\.not: No such file or directory; check the name\n\z/],
	['trouble goes before refusal', ['scan', @others, $bounce, "$bounce.not"], 2, qr/  foreign  /,
	 qr/No such file/],
	['no path', ['scan'], 2, qr/^\z/, qr/^backstop: scan: nothing to read .*; give a path/],
	['no such option', ['scan', '--foo', $mail], 2, qr/^\z/,
	 qr/^backstop: scan --foo: there is no such option; .*--help/],
	['a misspelled option', ['scan', '--oflfine', $mail], 2, qr/^\z/, qr/; did you mean --offline\? 'backstop scan --help'/],
	['no such letter', ['scan', '-z', $mail], 2, qr/^\z/, qr/ -z: there is no such option/],
	['value missing', ['scan', '--own-net'], 2, qr/^\z/, qr/value is missing; write --own-net NET/],
	['value too many', ['scan', '--offline=yes'], 2, qr/^\z/, qr/takes no value/],
	['bad format', ['scan', '--format', 'xml', $mail], 2, qr/^\z/,
	 qr/--format xml: .*; write one of: text, json/],
	['bad net', ['scan', '--own-net', '192.0.2.0/33', $mail], 2, qr/^\z/,
	 qr{^backstop: --own-net 192\.0\.2\.0/33: this is not an address or a network; write it as}],
	['a bad server', ['scan', '--servers', 'localhost', $mail], 2, qr/^\z/,
	 qr/^backstop: scan --servers localhost: not a list of addresses; write it as 127/],
	(map { my $sender = $_; ["a sender that is no address: '$sender'", ['scan', '--sender', $sender, @ours, $bounce], 2,
		qr/^\z/, qr/^backstop: scan --sender .*: this is not a mail address; write it as joe\@example\.org, or <> for the null sender\n\z/] }
		'a b', 'MAILER-DAEMON', '@', 'a@', '@b.example', '<a@b.example', 'a@b.example>', 'a b@c.example', 'a@b c.example',
		'a@b.example, c@d.example', 'Joe <a@b.example>', '< >', ' ', "a\@b.example\n", "a\x01\@b.example", '<<>>', '"a@b.example'),
	(map { ["a sender: $_", ['scan', '--sender', $_, @ours, $bounce], 0, qr/^\S+bounce\.eml  /, ''] }
		'"a b"@c.example', 'prvs=1234abcdef=a@b.example', 'SRS0=a=b=c.example=d@e.example', "o'brien\@b.example",
		'a@[192.0.2.1]', 'a@localhost', "m\xC3\xBCller\@m\xC3\xBCller.example", 'a!b%c@d.example', '""@b.example' =~ s/""/"@"/r),
	['bad policy', ['scan', '--policy', "$bounce.not", $mail], 2, qr/^\z/, qr/No such file/],
	['policy is a file', ['scan', '--policy', $mail, $mail], 2, qr/^\z/, qr/Not a directory/],
	['no policy, but an own option', ['scan', '--policy', "$bounce.not", @ours, $bounce], 0,
	 qr/  ours\n/, qr/No such file/],
	['sent', ['scan', '--offline', '--sent', $sent, @anna, $unsure], 0, qr/  ours\n    sent: /, ''],
	['sent, by a rotated part', ['scan', '--offline', '--sent', $rotated, @anna, $unsure], 0,
	 qr/  ours\n    sent: /, ''],
	['sent, by another log', ['scan', '--offline', '--sent', $unsent, '--sent', $sent, @anna, $unsure],
	 0, qr/  ours\n    sent: /, ''],
	['unsent', ['scan', '--offline', '--sent', $unsent, @anna, $unsure], 1,
	 qr/  foreign  would be refused: bounce_unsent\n    unsent: /, ''],
	['unsent, but the log begins too late', ['scan', '--offline', '--sent', $late, @anna, $unsure], 0,
	 qr/  unknown\n/, ''],
	['unsent, but a part is damaged', ['scan', '--offline', '--sent', $damaged, @anna, $unsure], 0,
	 qr/  unknown\n/, qr/damaged/],
	['written to', ['scan', '--offline', '--sent', $wrote, @anna, $unsure], 0,
	 qr/  unknown\n    wrote_to: its recipient has written to an address or a\s/, ''],
	['no such log', ['scan', '--sent', "$sent.not", @anna, $unsure], 2, qr/^\z/, qr/No such file/],
	['not a log', ['scan', '--sent', $unsure, @anna, $unsure], 2, qr/^\z/, qr/none of its lines has a date/],
	['no command', [], 2, qr/^\z/, qr/no command was named; 'backstop --help'/],
	['no such command', ['scam'], 2, qr/^\z/, qr/^backstop: scam: there is no such command; did you mean scan\? /],
	['the beginning of a command', ['stat'], 2, qr/^\z/, qr/; did you mean status\? /],
	['another word', ['learn'], 2, qr/^\z/, qr/^backstop: learn: there is no such command; 'backstop --help'/],
	['help on a command', ['help', 'status'], 0, qr/^Usage: backstop status /, ''],
	['help on no command', ['help', 'statsu'], 2, qr/^\z/, qr/statsu: there is no such command; did you mean status\?/],
	['a command in capitals', ['SCAN'], 2, qr/^\z/, qr/^backstop: SCAN: there is no such command; did you mean scan\?/],
	['an option before the command', ['--policy', 'x', 'scan'], 2, qr/^\z/, qr/^backstop: --policy: .* before the command; name/],
	['an empty name', ['scan', ''], 2, qr/^\z/, qr/^backstop: '': No such file/],
	['an empty value', ['scan', '--own-domain', '', $mail], 2, qr/^\z/, qr/^backstop: --own-domain '': this is not a domain;/],
	['a name in other letters', ['scan', '--own-domain', "m\xC3\xBCller.example", $mail], 2, qr/^\z/, qr/: this is not a domain; write the name in ASCII /],
	['nothing like a command', ['x'], 2, qr/^\z/, qr/^backstop: x: there is no such command; 'backstop --help'/],
	['help', ['--help'], 0, qr/^Usage: backstop COMMAND.*\n  scan .*\n  explain /s, ''],
	['help of scan', ['scan', '--help'], 0, qr/^Usage: backstop scan.*--own-net NET/s, ''],
	['version', ['--version'], 0, qr/^backstop \S+\n\z/, ''],
);

for my $case (@cases) {
	my ($name, $args, $want, $out_like, $err_like) = @$case;
	my ($out, $err, $status) = backstop(@$args);
	is($status, $want, "$name: exit status");
	like($out, $out_like, "$name: output");
	ref $err_like ? like($err, $err_like, "$name: error") : is($err, $err_like, "$name: error");
}

my ($out, $err, $status);

# Trouble also where the messages can be read, but not the policy. Root can read every file, so
# each of these is a directory, or too long.
for my $row (['modes'], ['settings'], ['own_nets'], ['exempt_rcpts'], ['dnsbl_zones'], ['keys'],
		['relay_hosts', "# comment\n" x 7000]) {
	my ($name, $text) = @$row;
	my $policy = dir("policy-$name");
	defined $text ? write_to("$policy/$name", $text) : dir("policy-$name/$name");
	for my $command (['scan', '--quiet'], ['explain'], ['replay'], ['trace']) {
		my ($out, $err, $status) = backstop(@$command, '--offline', '--policy', $policy, $bounce);
		is($status, 2, "$command->[0] without $name: exit status");
		like($err, qr/^backstop: \Q$policy\E\/$name: \S.*; \S/m, "$command->[0] without $name: why");
	}
}
my (undef, undef, $copied) = backstop('compile', '--policy', dir('policy-own_nets'), '--state', dir('state'));
is($copied, 2, 'compile without own_nets: exit status');
my (undef, undef, $purged) = backstop('store', '--policy', dir('policy-settings'), 'purge');
is($purged, 2, 'without the settings, nothing in the store is too old');

# An option that would change nothing: what it asks for would be missed without a word.
my $log = file('ignored/mainlog', "2026-01-01 00:00:00 Start queue run: pid=1\n");
for my $row (
	['store --new', [], ['learn'], 'purge', ''],
	["hits --id 1xUwMK-0008RI-08", ['--log', $log], [], 'helo_own', '--all', '--against'],
	['doctor --probe', [], undef, '--offline'],
	['doctor --changed /dev/null', ['--offline'], undef, '--json', '--format=json'],
	['trace --from a@b.example', [$mail, '--offline'], ['--report'], '--format=json', ''],
	['trace --report', [$mail], undef, '--format=json'],
	['status --step-back', ['--log', $log], [], '--all', '--format=json'],
	['outbound --mail', ['--log', "$log.not"], undef, '--format=json'],
	['outbound --mail-on-change', ['--log', "$log.not"], undef, '--format=json'],
	['mode --yes', ['--log', $log], undef, 'helo_own', ''],
) {
	my ($line, $more, $right, @words) = @$row;
	my ($command, @option) = split / /, $line;
	my @policy = $command eq 'outbound' ? () : ('--policy', dir('ignored'));
	for my $word (@words) {
		my ($out, $err, $status) = backstop($command, @policy, @option, @$more, length $word ? $word : ());
		is($status, 2, "$line, and $word: exit status");
		is($out, '', "$line, and $word: nothing else");
		like($err, qr/^backstop: \Q$line\E: \S.*; \S.*\n\z/, "$line, and $word: it is refused");
	}
	next unless $right;
	my (undef, $err) = backstop($command, @policy, @option, @$more, @$right);
	unlike($err, qr/\Q$line\E/, "$line @$right: it is not");
}

# A name that is empty, or an option in its place: the option that lacks it is named.
for (['scan', '--policy', 'DIR', $mail], ['scan', '--sent', 'LOG', $mail], ['explain', '--policy', 'DIR', $mail], ['status', '--log', 'FILE'],
	['report', '--html', 'FILE'], ['hits', '--id', 'ID'], ['doctor', '--changed', 'FILE'], ['compile', '--state', 'DIR'],
	['unlock', '--exim', 'PROGRAM'], ['bounces', '--spool', 'DIR'], ['why', '--log', 'FILE', 'x']) {
	my ($command, $option, $argument, @rest) = @$_;
	for my $value ('', '--offline') {
		my ($out, $err, $status) = backstop($command, $option, $value, @rest);
		is "$status$out", 2, "$command $option '$value': exit status";
		like $err, qr/^backstop: $command $option @{[ $value || "''" ]}: its value is [^;]+; write $option $argument\n\z/, '… which option, and what to do';
	}
}
($out, $err, $status) = backstop({ in => '/dev/null' }, 'explain', '-');
is $err, "backstop: standard input: there is no message in it; pipe a message into the command, or name a file\n", 'nothing piped';

# Sentences end where the terminal does; tables and commands to copy cannot.
{
	local $ENV{COLUMNS} = 60;
	my $policy = dir('narrow');
	write_to("$policy/exempt_senders", "a\@b\@c.example\n");
	for (['status', $log], ['status', "$log.not"], ['why', $log, 'somebody@far.example']) {
		my ($command, $path, @word) = @$_;
		my ($out) = backstop($command, '--policy', $policy, '--log', $path, @word);
		is join("\n", grep { length > 60 && !/^(?:Look at|check |  \S*:\d+:)/ && /[.,:;]/ } split /\n/, $out), '', "$command: in 60 columns";
	}
}

# The envelope sender: text mode does not show it, explain does.
for my $row (['<>', 'the null sender'], ['', 'the null sender'], ['a@example.net', '<a@example.net>'],
			 ['<a@example.net>', '<a@example.net>']) {
	my ($out) = backstop('explain', '--sender', $row->[0], @ours, $bounce);
	like($out, qr/sender +.*\Q$row->[1]\E/, "--sender '$row->[0]'");
}

# Colours: only when requested.
sub colored { return $_[0] =~ /\033\[/ ? 1 : 0 }
is(colored((backstop('scan', @others, $bounce))[0]), 0, 'no colours in a file');
is(colored((backstop('scan', '--color=always', @others, $bounce))[0]), 1, '--color=always');
is(colored((backstop('scan', '--color=never', @others, $bounce))[0]), 0, '--color=never');

# JSON: one object a message and line, whatever the path is made of.
my @odd = map { file($_, $BOUNCE) } "new\nline", "quo\"te\\", "esc\033[31m", "lat\xe9in", "\xc3\xa4";
($out, $err, $status) = backstop('scan', '--format', 'json', @others, @odd, $mail);
my @lines = split /\n/, $out;
is(scalar @lines, @odd + 1, 'one JSON line a message');
my @objects = map { eval { JSON::PP->new->utf8->decode($_) } } @lines;
is(scalar(grep { defined } @objects), scalar @lines, 'all are JSON');
is($objects[0]{path}, $odd[0], 'a path with a line end');
is($objects[1]{path}, $odd[1], 'a path with quotes');
unlike($out, qr/\033/, 'no escape character in JSON');
is_deeply([@{ $objects[0] }{qw(index kind origin reason header_bytes)}],
		  [0, 'dsn', 'foreign', 'no_own_hop', 'ascii'], 'members');
is_deeply([map { ref $objects[0]{$_} } qw(evidence findings checks returned)],
		  [qw(ARRAY ARRAY ARRAY HASH)], 'members with members');
is_deeply($objects[0]{checks}, [{ check => 'bounce_foreign', mode => 'warn' }], 'checks');
is($objects[-1]{origin}, 'none', 'ordinary mail has no origin');
($out) = backstop('scan', @others, @odd);
unlike($out, qr/\033|new\n|\xe9/, 'odd paths are escaped in text');

# A report is only marked by checks of the header's form, whatever their mode.
my $dateless = file('dateless.eml', bounce(peer => '198.51.100.7') =~ s/^Date:.*\n//mr);
my $strict = dir('strict');
write_to("$strict/modes", "header_missing: deny\n");
for my $args ([], ['--policy', $strict]) {
	($out, $err, $status) = backstop('scan', @$args, @ours, $dateless);
	like($out, qr/^\S+  dsn  ours  only marked: header_missing\n/, "spared @$args");
	is($status, 0, 'spared: exit status');
	($out) = backstop('explain', @$args, @ours, $dateless);
	like($out, qr/^  header_missing, in mode \w+\n    this check never refuses a report/m, 'spared: explained');
	unlike($out, qr/550 5\.6\.0/, 'spared: no refusal is shown');
}

# What cannot be printed.
($out, $err, $status) = backstop({ out => '/dev/full' }, 'scan', @others, $bounce);
is($status, 2, 'full output: exit status') if -e '/dev/full';
like($err, qr/^backstop: standard output: .*; make room/, 'full output: error') if -e '/dev/full';

# Policy files: modes and identity.
my $policy = dir('policy');
write_to("$policy/own_nets", "# ours\n198.51.100.0/24\n");
is((backstop('scan', '--policy', $policy, $bounce))[0] =~ /  ours\n/, 1, 'own_nets of the policy');
($out) = backstop('scan', '--policy', $policy, @others, $bounce);
like($out, qr/foreign/, 'an own option replaces the lists of the policy');
for my $row (['deny', 1, qr/  refused: bounce_foreign/], ['defer', 1, qr/  deferred: bounce_foreign/],
			 ['off', 0, qr/  foreign\n/]) {
	write_to("$policy/modes", "bounce_foreign: $row->[0]\nhelo_own: deny\n");
	($out, $err, $status) = backstop('scan', '--policy', $policy, @others, $bounce);
	is($status, $row->[1], "mode $row->[0]: exit status");
	like($out, $row->[2], "mode $row->[0]: output");
	is($err, '', "mode $row->[0]: error");
}
write_to("$policy/modes", "bounce_foreign: deny\nheader_8bit: perhaps\n");
($out, $err) = backstop('scan', '--policy', $policy, @others, $bounce);
like($err, qr{^backstop: \S+/modes:2: there is no such mode; write one of: off}, 'a bad line is named');
like($out, qr/  refused: /, 'and the good ones count');

done_testing();
