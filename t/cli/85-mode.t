#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop mode` and `backstop status`: what they show, what they write into
# the file of modes, and what they count; and that the samples, the ACLs and
# the manual know the same checks and settings.

use strict;
use warnings;
use Fcntl ();
use FindBin;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use POSIX qw(strftime);

my $ROOT = "$FindBin::Bin/../..";
my $EMPTY = file('log/empty', '');
my $policies = 0;

# A policy directory with that file of modes; without one if it is undef.
sub policy {
	my ($modes) = @_;
	my $dir = 'policy' . $policies++;
	return dir($dir) if !defined $modes;
	file("$dir/modes", $modes);
	return dir($dir);
}

sub mode {
	my ($dir, @words) = @_;
	return backstop('mode', '--policy', $dir, '--log', $EMPTY, @words);
}

is join("\n", grep { length > 80 } split /\n/, (mode(dir('wide')))[0]), '', '80 columns';

# --- one line is changed ---------------------------------------------------

my $new = "# The modes of Backstop's checks: \"check: mode\", one per line.\n"
	. "# A change applies at once. 'backstop mode' shows and changes them.\n";

# name, file before, check, mode, file after
my @edits = (
	['no file', undef, 'dnsbl', 'deny', "${new}dnsbl: deny\n"],
	['an empty file', '', 'dnsbl', 'deny', "dnsbl: deny\n"],
	['a line', "dnsbl: warn\n", 'dnsbl', 'deny', "dnsbl: deny\n"],
	['its comment stays', "dnsbl: warn  # since May\n", 'dnsbl', 'off', "dnsbl: off  # since May\n"],
	['its blanks stay', "dnsbl   \t warn \n", 'dnsbl', 'off', "dnsbl   \t off \n"],
	['quotes stay', "\"dnsbl\": warn\n", 'dnsbl', 'off', "\"dnsbl\": off\n"],
	['other case', "DNSBL: Warn\n", 'dnsbl', 'off', "DNSBL: off\n"],
	['the first of two', "dnsbl: warn\ndnsbl: off\n", 'dnsbl', 'deny', "dnsbl: deny\ndnsbl: off\n"],
	['other lines stay', "# a\n\nptr_missing: off\ndnsbl: warn\n# b\n", 'dnsbl', 'deny',
	 "# a\n\nptr_missing: off\ndnsbl: deny\n# b\n"],
	['behind its default', "#dnsbl: warn\n#ptr_missing: warn\n", 'dnsbl', 'deny',
	 "#dnsbl: warn\ndnsbl: deny\n#ptr_missing: warn\n"],
	['behind its default, with blanks', "#  dnsbl : warn\nx\n", 'dnsbl', 'deny',
	 "#  dnsbl : warn\nx\ndnsbl: deny\n"],
	['a default at the end', "#dnsbl: warn", 'dnsbl', 'deny', "#dnsbl: warn\ndnsbl: deny\n"],
	['at the end', "ptr_missing: off\n", 'dnsbl', 'deny', "ptr_missing: off\ndnsbl: deny\n"],
	['no line end', 'ptr_missing: off', 'dnsbl', 'deny', "ptr_missing: off\ndnsbl: deny\n"],
	['a line without mode', "dnsbl\nx: off\n", 'dnsbl', 'deny', "dnsbl: deny\nx: off\n"],
	['a line with a colon only', "dnsbl:\n", 'dnsbl', 'deny', "dnsbl: deny\n"],
	['a line with nonsense', "dnsbl: often please\n", 'dnsbl', 'deny', "dnsbl: deny\n"],
	['a name that begins alike', "dnsbl_x: off\n", 'dnsbl', 'deny', "dnsbl_x: off\ndnsbl: deny\n"],
	['an indented line is none', " dnsbl: off\n", 'dnsbl', 'deny', " dnsbl: off\ndnsbl: deny\n"],
	['CRLF', "dnsbl: warn\r\nx: off\r\n", 'dnsbl', 'deny', "dnsbl: deny\r\nx: off\r\n"],
	['NUL and 8-bit stay', "# \0\xe4\ndnsbl: warn\n", 'dnsbl', 'deny', "# \0\xe4\ndnsbl: deny\n"],
	['a check of the body', '', 'bounce_foreign', 'deny', "bounce_foreign: deny\n"],
	['defer', '', 'helo_own', 'defer', "helo_own: defer\n"],
	['mode in capitals', '', 'helo_own', 'DENY', "helo_own: deny\n"],
);
for my $edit (@edits) {
	my ($name, $before, $check, $mode, $after) = @$edit;
	my $dir = policy($before);
	my ($out, $err, $status) = mode($dir, $check, $mode);
	is slurp("$dir/modes"), $after, "$name: the file";
	is "$err$status", '0', "$name: said and status";
	like $out, qr/^\Q$check\E: \L$mode\E, was \w+\n/, "$name: what it says";
	($out) = mode($dir, $check);
	like $out, qr/The mode is \L$mode\E, set in line \d+ of /, "$name: it counts";
	is_deeply [ grep { !/modes\.seen$/ } glob "$dir/*" ], ["$dir/modes", "$dir/modes.log"], "$name: nothing else is left there";
}

my $sample = slurp("$ROOT/docs/sample/modes");
my $dir = policy($sample);
mode($dir, 'null_rate', 'off');
is slurp("$dir/modes"), $sample =~ s/^#null_rate: warn\n\K/null_rate: off\n/mr,
	'in the sample: behind the default';

# --- refused, and nothing is changed ---------------------------------------

my @refusals = (
	['no such check', ['helo_onw', 'deny'], qr/helo_onw: there is no such check; did you mean helo_own\? /],
	['the beginning of several', ['helo', 'deny'], qr/helo: there is no such check; .*helo_own, /],
	['no similar name', ['x', 'deny'], qr/x: there is no such check; 'backstop mode' lists them\n/],
	['no such mode', ['dnsbl', 'reject'], qr/reject: there is no such mode; .*off, warn, defer, deny/],
	['a mode that others have', ['helo_own', 'hold'],
		qr/hold: helo_own does not have this mode; write one of: off, warn, defer, deny\n/],
	['another such mode', ['dnsbl', 'learn'], qr/learn: dnsbl does not have this mode/],
	['no such mode, with learn', ['greylist', 'x'], qr/x: there is no such mode; write one of: off, learn, warn, defer, deny\n/],
	['no such mode, with hold', ['out_rate', 'x'], qr/x: there is no such mode; write one of: off, warn, hold, defer, deny\n/],
	['mode without check', ['deny'], qr/deny: there is no such check/],
	['too many words', ['dnsbl', 'deny', 'now'], qr/mode now: unexpected argument/],
	['an option of others', ['--offline'], qr/there is no such option/],
	['no name', [''], qr/^backstop: '': there is no such check/],
);
for my $row (@refusals) {
	my ($name, $words, $want) = @$row;
	$dir = policy("dnsbl: warn\n");
	my ($out, $err, $status) = mode($dir, @$words);
	is $status, 2, "$name: status";
	like $err, $want, "$name: said";
	is slurp("$dir/modes"), "dnsbl: warn\n", "$name: the file";
}

# The mode that it has already: nothing is written, so "undo" takes back what was set before.
$dir = policy("ptr_missing: off\n");
mode($dir, 'dnsbl', 'deny');
my ($same, undef, $fine) = mode($dir, 'DNSBL', 'deny');
is "$fine $same", "0 dnsbl: deny already, in line 2 of $dir/modes; nothing was changed.\n", 'the same mode again';
like +(backstop('undo', '--policy', $dir))[0], qr/^dnsbl: warn, was deny/, '… is no change';

# --- owner, permissions, links ---------------------------------------------

$dir = policy("dnsbl: warn\n");
chmod 0640, "$dir/modes";
chown 1, 1, "$dir/modes" if $> == 0;
my @before = (stat "$dir/modes")[2, 4, 5];
mode($dir, 'dnsbl', 'deny');
is_deeply [ (stat "$dir/modes")[2, 4, 5] ], \@before, 'owner and permissions stay';

rename "$dir/modes", "$dir/real" or die;
symlink 'real', "$dir/modes" or die;
mode($dir, 'dnsbl', 'off');
ok -l "$dir/modes", 'a symbolic link stays';
is slurp("$dir/real"), "dnsbl: off\n", 'and the file that it leads to is changed';

# A link to a file that is yet to be made: by each command that writes into the policy.
for (['modes', ['mode'], 'dnsbl', 'deny'], ['exempt_hosts', ['exempt'], '192.0.2.1'], ['keys', ['key'], 'new', 'tag']) {
	my ($file, $command, @words) = @$_;
	for my $to ('new', './new', 'link2', 'abs', 'gone/new') {
		my $policy = policy(undef);
		my $is = dir(($policy =~ s{.*/}{}r) . '/elsewhere') . '/new';
		symlink 'elsewhere/new', "$policy/new";
		symlink 'new', "$policy/link2";
		symlink $is, "$policy/abs";
		symlink $to, "$policy/$file" or die;
		my ($out, $err, $status) = backstop(@$command, '--policy', $policy, @words);
		ok -l "$policy/$file" && readlink "$policy/$file" eq $to, "$file -> $to: the link stays";
		is_deeply [$status, -s $is ? 'made' : ''], $to eq 'gone/new' ? [2, ''] : [0, 'made'], '… and the file is made where it leads';
	}
}

# A directory that is misspelled is not made, nor taken for an empty one; status 2, and what to do.
for (['mode', 'dnsbl', 'deny'], ['mode'], ['exempt', '192.0.2.1'], ['key', 'new', 'tag'], ['key'], ['undo'], ['status'],
	['hits', 'dnsbl'], ['report'], ['digest'], ['compile'], ['doctor'], ['compile', '--state'], ['unlock', 'root', '--state'],
	['unlock', '--spool'], ['bounces', '--state'], ['bounces', '--due', '--spool']) {
	my @command = (@$_, $_->[-1] =~ /^--(?:state|spool)\z/ ? () : '--policy');
	my ($out, $err, $status) = backstop(@command, "$dir.typo");
	is "$status $out$err", "2 backstop: $dir.typo: No such file or directory; check the name\n",
		"@command: a directory that is missing";
	ok !-e "$dir.typo", "@command: it is not made";
}

# A change that was taken back does not change since when a check is in its mode, whatever was
# last edited in the file.
for (["# mine\n", 'unknown 0'], ["dnsbl: warn\n", 'seen 40'], ["dnsbl: defer\n", 'seen 40']) {
	my ($modes, $dated) = @$_;
	my $policy = policy($modes);
	utime +(time - 40 * 86400) x 2, "$policy/modes";
	mode($policy, 'dnsbl', 'deny');
	backstop('undo', '--policy', $policy);
	my ($json) = backstop('status', '--format', 'json', '--policy', $policy, '--log', $EMPTY);
	is join(' ', $json =~ /"check":"dnsbl".*?"since_from":"(\w+)","days":(\d+)/), $dated, "undo after '" . ($modes =~ s/\n//r) . "'";
}

# The disk is full after a part of the line in the log of changes: the rest of the log is whole.
{
	my $policy = policy('');
	my $log = write_to("$policy/modes.log", '#' x 989 . "\n");
	my (undef, $err, $status) = backstop({ octets => 1000 }, 'mode', '--policy', $policy, '--log', $EMPTY, 'dnsbl', 'off');
	like $err, qr/modes\.log: No space left on device; the mode has been set, but 'backstop undo' does not know of it/,
		'half a line in the log: said';
	is $status, 2, '… status';
	is -s $log, 990, '… and removed';
	mode($policy, 'dnsbl', 'deny');
	like +(backstop('undo', '--policy', $policy))[0], qr/^dnsbl: off, was deny /, '… the next change is known';
}

SKIP: {
	skip 'root may write everywhere', 2 if $> == 0;
	chmod 0500, $dir;
	my (undef, $err, $status) = mode($dir, 'dnsbl', 'deny');
	is $status, 2, 'no permission: status';
	like $err, qr/run as root/, 'no permission: remedy';
	chmod 0700, $dir;
}

# Many at a time: each finds the change of the one before.
my @names = (slurp("$ROOT/docs/sample/modes") =~ /^#(\w+): /mg)[0 .. 7];
$dir = policy('');
my @children = map {
	my $name = $_;
	my $pid = fork // die;
	if (!$pid) { mode($dir, $name, 'defer'); POSIX::_exit(0) }
	$pid;
} @names;
waitpid $_, 0 for @children;
is join("\n", sort split /\n/, slurp("$dir/modes")),
	join("\n", sort map { "$_: defer" } @names), 'eight at a time: none is lost';

# --- the copy for Exim --------------------------------------------------------

# name, what is done to the policy before, is the stamp another one, what the words are then
my $state = dir('state');
my $policy = policy("dnsbl: deny\n");
my $stamp = '';
for (['at first', sub { }, 1, ' dnsbl=deny'], ['nothing changed', sub { }, 0, ' dnsbl=deny'],
	['written in place', sub { write_to("$policy/modes", "dnsbl: defer\n") }, 1, ' dnsbl=defer'],
	['a list more', sub { write_to("$policy/own_nets", "192.0.2.1\n") }, 1, ' dnsbl=defer'],
	['a file less', sub { unlink "$policy/modes" }, 1, ' flaws=modes:missing'],
	['no file', sub { unlink glob "$policy/*" }, 1, ' flaws=modes:missing']) {
	my ($name, $do, $differs, $want) = @$_;
	$do->();
	my ($said, $complaint, $status) = backstop('compile', '--policy', $policy, '--state', $state);
	is "$status $complaint", '0 ', "compile, $name: fine";
	my ($head, $words) = slurp("$state/policy")
		=~ /\Acopy=1:(?:yes|no):\d+ stamp=(\d+)(.*)\n/;
	is $words, $want, "compile, $name: the words";
	is $head ne $stamp || 0, $differs, "compile, $name: the stamp";
	$stamp = $head;
}
is sprintf('%o', (stat "$state/policy")[2] & 07777), '640', 'compile: not for everybody';
is join(' ', grep { !/^policy(?:\.keys)?$/ } map { s{.*/}{}r } glob "$state/*"), '', 'compile: no pieces';
is +(backstop('compile', '--policy', $policy, '--state', "$state/none"))[2], 2, 'compile: nowhere to write';

# --- tables ------------------------------------------------------------------

my ($table) = mode(policy("dnsbl: deny\nheader_8bit: warn\n"));
my %shown = $table =~ /^(\w+) +(\w+(?: \(\w+\))?)  /mg;
delete $shown{check};
is $shown{dnsbl}, 'deny (warn)', 'the table has the built-in mode where it is another';
is $shown{header_8bit}, 'warn', 'and not where it is the same';
is scalar(grep { length > 80 } split /\n/, $table =~ s/\n\n.*//sr), 0, '80 columns';

my %builtin = slurp("$ROOT/acl/lib/policy") =~ /^BACKSTOP_BUILTIN = ((?:.*\\\n)*.*)/m
	? $1 =~ /(\w+)=(\w+)/g : ();
# A bounce of our own is only written down: refused, it would freeze the mail that it is about.
my %enforced = map { $_ => 1 } map { slurp($_) =~ /(?:backstop_enforce |logwrite  = backstop v=1 check=)(\w+)/g }
	glob "$ROOT/acl/*/*";
delete $enforced{CHECK};
is_deeply [ sort keys %enforced ], [ sort keys %builtin ], 'the ACLs enforce the checks of their table';

# --- status -------------------------------------------------------------------

sub at {
	my ($days, $rest) = @_;
	return strftime('%Y-%m-%d %H:%M:%S', localtime(time - $days * 86400)) . " $rest\n";
}

my $hit = 'backstop v=1 check=dnsbl mode=warn did=pass host=192.0.2.7 from=<> rcpt=a@b';
my $id = '1xUwfw-000000006qP-0X6J';

# name, {part of the log => text}, 7 days, 14 days, stopped
my @logs = (
	['nothing', { '' => '' }, 0, 0, 0],
	['one', { '' => at(1, $hit) }, 1, 1, 0],
	['last week', { '' => at(8, $hit) }, 0, 1, 0],
	['long ago', { '' => at(15, $hit) }, 0, 0, 0],
	['refused', { '' => at(1, $hit =~ s/did=pass/did=deny/r) }, 1, 1, 1],
	['put off', { '' => at(9, $hit =~ s/did=pass/did=defer/r) }, 0, 1, 1],
	['a message id', { '' => at(1, "$id $hit") . at(1, "1xUwMK-0008RI-08 $hit") }, 2, 2, 0],
	['a process', { '' => at(1, "[123] $id $hit") }, 1, 1, 0],
	['milliseconds and zone', { '' => at(1, $hit) =~ s/(:\d\d) /$1.123 +0100 /r }, 1, 1, 0],
	['another check', { '' => at(1, $hit =~ s/dnsbl/helo_own/r) }, 0, 0, 0],
	['another version', { '' => at(1, $hit =~ s/v=1/v=2/r) }, 0, 0, 0],
	['a name that begins alike', { '' => at(1, $hit =~ s/dnsbl/dnsbl2/r) }, 0, 0, 0],
	['words of a client', { '' => at(1, "$id <= a\@b H=(x) T=\"$hit\"") }, 0, 0, 0],
	['not a log line', { '' => "$hit\n\n\0\n" . at(1, $hit) }, 1, 1, 0],
	['a line of 1 MB', { '' => 'x' x 1_000_000 . "\n" . at(1, $hit) }, 1, 1, 0],
	['rotated', { '' => at(1, $hit), '.1' => at(2, $hit) }, 2, 2, 0],
	['rotated and packed', { '' => at(1, $hit), '.1' => '', '.2.gz' => at(3, $hit),
		'.3.gz' => at(9, $hit) }, 2, 3, 0],
	['not yet rotated again', { '' => at(1, $hit), '.2.gz' => at(3, $hit) }, 2, 2, 0],
);
for my $row (@logs) {
	my ($name, $parts, @want) = @$row;
	my $log = dir('log' . $policies++) . '/mainlog';
	for my $part (sort keys %$parts) {
		my $path = write_to($log . ($part =~ s/\.gz$//r), $parts->{$part});
		system('gzip', $path) == 0 or die if $part =~ /gz$/;
	}
	my ($out, $err, $status) = backstop('status', '--all', '--policy', policy(''), '--log', $log);
	is "$err$status", '0', "$name: status";
	my $foreign = { 'not a log line' => '2 of 3', 'a line of 1 MB' => '1 of 2' }->{$name};
	like $out, qr/^$foreign lines of the log could not be read\.$/m, "$name: and said" if $foreign;
	my ($counts) = $out =~ /^dnsbl +warn +built in +\d+((?: +\d+){3}) +0$/m;
	is_deeply [split ' ', $counts // ''], \@want, "$name: counted" or diag $out;
}

my ($out, $err, $status) = backstop('status', '--policy', policy("\ndnsbl: off\n"), '--log',
	file('log/short', at(3, 'x')));
like $out, qr/^dnsbl +off +modes:2 /m, 'status: where the mode comes from';
like $out, qr/The log only reaches back to \d{4}-\d\d-\d\d/, 'status: how far the log goes';
for my $columns (40 .. 46) {
	($out) = backstop({ env => { COLUMNS => $columns } }, 'status', '--policy', policy(''), '--log', $EMPTY);
	my ($silent) = $out =~ /because something is missing:\n((?:  .+\n)+)/;
	is scalar(grep { length > $columns } split /\n/, $silent // ''), 0, "status: $columns columns";
}
($out, $err, $status) = backstop('status', '--policy', policy(''), '--log', dir() . '/none');
is $status, 2, 'no log: status';
like $err, qr/none: No such file/, 'no log: said';
like $out, qr/^dnsbl +warn +built in$/m, 'no log: the modes all the same';

my $corrupt = dir('corrupt') . '/mainlog';
write_to($corrupt, at(1, $hit));
write_to("$corrupt.1.gz", 'this is not gzip');
($out) = backstop('status', '--policy', policy(''), '--log', $corrupt);
like $out, qr/^dnsbl +warn +built in +1 +1 /m, 'a part that cannot be unpacked: the rest counts';

# A line that cannot be read, in a list that exempts mail; in another one, it does not matter here.
for (['exempt_senders', "a\@b\@far.example\n", 1], ['list_hosts', "192.0.2.1/99\n", 1], ['never_send', "a b\@\n", 0],
	['exempt_hosts', "192.0.2.1 192.0.2.2\n", 0]) {
	my ($file, $text, $told) = @$_;
	my $dir = policy('');
	write_to("$dir/$file", $text);
	($out) = backstop('status', '--policy', $dir, '--log', file('log/short', at(3, 'x')));
	is $out =~ /^No check of the header or the body refuses mail,.*^  \Q$dir\E\/$file:1: /ms, $told ? 1 : '', "status: $file";
}

# --- the policy, as doctor reads it -------------------------------------------

# file, text, what is said of it
my @policies = (
	['modes', "helo_onw: warn\n", qr/modes:1: there is no such check/],
	['modes', "\n dnsbl: warn\n", qr/modes:2: it begins with a blank/],
	['user_senders', "joe: a\@ours.example\n  \@ours.example\n", qr/user_senders:2: it begins with a blank/],
	['modes', "dnsbl: reject\n", qr/modes:1: there is no such mode/],
	['modes', "own_bounce: deny\n", qr/modes:1: this check does not have this mode\n +write one of: off, warn, hold, drop\n/],
	['modes', "dnsbl: warn\ndnsbl: off\n", qr/modes:2: an earlier line applies/],
	['settings', "nul_rate: 5\n", qr/settings:1: there is no such setting\n +did you mean null_rate\? backstop\(5\) lists them/],
	['settings', "unlike_any_of_them: 5\n", qr/settings:1: there is no such setting\n +backstop\(5\) lists them/],
	['settings', "null_rate: 0\n", qr/settings:1: the setting has no such value\n +write "null_rate: 50"/],
	['settings', "early_talker_wait: 100\n", qr/settings:1: the setting has no such value/],
	['settings', "spam: on\n", qr/settings:1: the setting has no such value/],
	['settings', "dns_servers: 2001:db8::1\n", qr/settings:1: the setting has no such value\n +write "dns_servers:"; possible values: nothing/],
	['settings', "dns_time: 10001\n", qr/settings:1: .*\n +write "dns_time: 2000"; possible values: milliseconds/],
	['settings', "tag_days: 9\ntag_days: 8\n", qr/settings:2: an earlier line applies/],
	# Of files that a Windows editor has saved.
	(map { [$$_[0], "\xEF\xBB\xBF$$_[1]\n", qr/$$_[0]:1: it\s+begins\s+with\s+a\s+byte\s+order\s+mark,\s+so\s+it\s+is\s+not\s+read\s+save it as UTF-8 without a byte order mark(?!.*did you mean)/s] }
		['modes', 'dnsbl: warn'], ['modes', '# comment'], ['settings', 'null_rate: 60'], ['own_nets', '192.0.2.1'],
		['exempt_senders', 'a@b.example'], ['dnsbl_zones', 'zen.example=127.0.0.2'], ['keys', 'batv0: longenough'],
		['store_servers', 'hide pgsql_servers = dbname=x connect_timeout=2']),
	(map { my $file = $_; map { [$file, $_, qr/$file:1: the file is in UTF-16,[^:]*\n +save it as UTF-8(?!.*$file:\d)/s] }
		"\xFF\xFEd\0n\0s\0\n\0x\0", "\xFE\xFF\0d\0\n\0x" } qw(modes settings own_nets)),
	['own_nets', "mx.example.org\n", qr/own_nets:1: this entry cannot be understood/],
	['own_domains', "*\@ours.example\n", qr/own_domains:1: this\s+entry\s+cannot\s+be\s+understood\s[^:]*until\s+then,\s+no\s+bounce\s+is\s+foreign/],
	# A name as people write it; in front of "@", letters are letters, and a network has no name.
	(map { ["$$_[0]", "$$_[1]\n", qr/$$_[0]:1: this\s+entry\s+cannot\s+be\s+understood\s+$$_[2]/] }
		(map { [@$_, qr/write\s+the\s+name\s+in\s+ASCII\s+as\s+in\s+the\s+DNS,\s+e\.g\.\s+xn--mller-kva\.example/] }
			['own_domains', "m\xC3\xBCller.example"], ['own_domains', "m\xFCller.example"], ['own_hosts', "mx.m\xC3\xBCller.example"],
			['exempt_senders', "joe\@m\xC3\xBCller.example"], ['hub_domains', "m\xC3\xBCller.example"]),
		['own_nets', "m\xC3\xBCller.example", qr/write an address or a network/],
		['exempt_senders', "j\xC3\xBC\@a\@b.example", qr/write an address/]),
	['own_nets', "192.0.2.1 192.0.2.2\n", qr/own_nets:1:\s+not\s+all\s+of\s+the\s+entries\s+are\s+read\s+write one entry per line/],
	# The second one is not read. That alone does not disarm a check that the list does not feed.
	(map { my ($file, $text) = @$_; ["$file", "$text\n", qr/$file:1:\s+not\s+all\s+of\s+the\s+entries\s+are\s+read\s+write one entry per line, and # before a comment$/m] }
		['exempt_hosts', '192.0.2.1 192.0.2.2'], ['exempt_hosts', 'mx.far.example mail.far.example'], ['list_hosts', '192.0.2.1 2001:db8::1'],
		['exempt_senders', 'ann@far.example bob@far.example'], ['exempt_rcpts', 'joe@ours.example  ann@ours.example'],
		['never_send', 'www@ours.example root@ours.example'], ['hub_domains', 'a.example : b.example'],
		['dnsbl_zones', 'a.example=127.0.0.2 b.example=127.0.0.2']),
	['own_nets', "192.0.2.1 - 192.0.2.9\n", qr/own_nets:1:\s+not\s+all\s+of\s+the\s+entries\s+are\s+read\s+write one entry per line, and # before a comment;/],
	['exempt_senders', "a\@b\@far.example\n",
		qr/exempt_senders:1: this\s+entry\s+cannot\s+be\s+understood\s[^:]*until\s+then,\s+no\s+check\s+of\s+the\s+header\s+or\s+the\s+body\s+refuses\s+mail/],
	['never_send', "192.0.2.1\n", qr/never_send:1: this entry cannot be understood/],
	['hub_domains', "a\@b.example\n", qr/hub_domains:1: this entry cannot be understood/],
	['dnsbl_zones', "zen.example\n", qr/dnsbl_zones:1: this is not a DNS list/],
	['dnsbl_zones', "zen.example=127.255.255.254\n", qr/dnsbl_zones:1: this is not a DNS list/],
	['null_zones', "zen.example=127.0.0.2,10.0.0.1\n", qr/null_zones:1: this is not a DNS list/],
	['keys', "batv0: short\n", qr/keys:1: the secret is too short/],
	['keys', "batvx: longenough\n", qr/keys:1: there is no such key/],
	['store_servers', "pgsql_servers = db/backstop/backstop/x\n", qr/store_servers:1: Exim would not start/],
	['store_servers', "hide pgsql_servers = db/backstop/backstop/x\n", qr/store_servers:1: while the server is silent,[^"]*"dbname=DATABASE\s+connect_timeout=2"/],
);
for my $row (@policies) {
	my ($file, $text, $want) = @$row;
	$dir = policy('');
	write_to("$dir/$file", $text);
	($out, $err, $status) = backstop('doctor', '--offline', '--policy', $dir);
	like $out, $want, "$file, " . ($text =~ s/\n/ /gr);
	is $status, 2, "$file: status";
}

# compile names such lines too, unless it is to be quiet.
$dir = policy("helo_onw: warn\n");
write_to("$dir/settings", "nul_rate: 5\n");
for my $quiet (0, 1) {
	($out, $err, $status) = backstop('compile', '--policy', $dir, '--state', dir('state'), $quiet ? '--quiet' : ());
	is $err =~ /modes:1: there is no such check; did you mean helo_own.*settings:1: there is no such setting;/s,
		$quiet ? '' : 1, 'compile: lines that cannot be used' . ($quiet ? ', quietly' : '');
	is $status, 0, 'compile: status';
}

# exempt names those of the list that it adds to, once.
for (['192.0.2.7'], ['--list', 'exempt_hosts', 'mx.far.example'], ['ann@far.example', 'exempt_senders']) {
	my ($file) = grep { /^exempt_/ } reverse @$_;
	$file //= 'exempt_hosts';
	my @words = grep { $_ ne 'exempt_senders' } @$_;
	$dir = policy('');
	write_to("$dir/$file", "192.0.2.1/99\n");
	(undef, $err, $status) = backstop('exempt', '--policy', $dir, @words);
	is $err =~ s/; .*//r, "backstop: $dir/$file:1: this entry cannot be understood\n", "exempt @words: a line of $file";
	is $status, 0, '… status';
}

# No plain file where one is read.
for (['a directory', sub { mkdir $_[0] }, 'Is a directory'], ['a link to itself', sub { symlink 'modes', $_[0] },
	'Too many levels of symbolic links'], ['a pipe', sub { POSIX::mkfifo($_[0], 0600) }, 'No such device or address']) {
	my ($name, $make, $reason) = @$_;
	my $policy = policy(undef);
	$make->("$policy/modes") or die "$name: $!";
	(undef, $err) = mode($policy);
	is $err, "backstop: $policy/modes: $reason; put a plain file there, or remove it\n", "$name as modes";
}

# What a command names as unread counts, whatever else it does: it ends, with status 2. The pipe has a
# reader, so that one who writes into it does not wait.
for my $file (qw(settings own_nets exempt_hosts modes.log modes.seen)) {
	my $policy = policy('');
	POSIX::mkfifo("$policy/$file", 0600) or die $!;
	sysopen my $reader, "$policy/$file", Fcntl::O_RDWR() or die $!;
	for (['status'], ['mode', 'dnsbl', 'deny'], ['mode', 'dnsbl', 'off'], ['hits', 'dnsbl'], ['why', '192.0.2.7'], ['report'], ['digest']) {
		my ($out, $err, $status) = backstop(@$_, '--policy', $policy, '--log', $EMPTY);
		my @about = grep { m{^backstop: \Q$policy/$file\E: } } split /^/, $err;
		is join('', split /^/, $err), join('', @about), "@$_: a complaint is about $file";
		is $status, 2, "@$_, a pipe as $file: status" if $err ne '';
		like $about[0], qr/; put a plain file there, or remove it\n\z|; the mode has been set, but/, '… remedy' if @about;
		isnt $err, '', "@$_, a pipe as $file: said" if "@$_" =~ /^(?:status|mode dnsbl deny)/;
	}
}

# What Exim reads is not said of a copy somewhere else.
($out) = backstop('compile', '--policy', $dir, '--state', dir('state'));
is $out, dir('state') . "/policy is a copy of the policy in $dir.\n", 'compile: which copy of what';

# Commands that show modes, or judge by them, name the lines that do not count; a timer does not.
my $mail = file('mail', "From: a\@b.example\n\nhi\n");
$dir = policy("helo_onw: deny\nbounce_foreign: hold\n");
for (['status', '--log', $EMPTY], ['status', '--format', 'json', '--log', $EMPTY], ['mode', '--log', $EMPTY],
	['mode', '--log', $EMPTY, 'dnsbl'], ['scan', $mail], ['explain', $mail], ['replay', $mail]) {
	(undef, $err) = backstop(@$_, '--policy', $dir);
	is $err, "backstop: $dir/modes:1: there is no such check; did you mean helo_own? 'backstop mode' lists them\n"
		. "backstop: $dir/modes:2: this check does not have this mode; write one of: off, warn, defer, deny\n",
		join ' ', map({ s{.*/}{}r } @$_), 'names the lines of modes';
}
(undef, $err) = backstop('status', '--step-back', '--log', $EMPTY, '--policy', $dir);
is $err, '', 'status --step-back does not';
write_to("$dir/own_nets", "a b\n" x 9);
(undef, $err) = backstop('scan', '--policy', $dir, $mail);
is join(' ', $err =~ m{own_nets:\d+|own_nets: .*}g), 'own_nets:1 own_nets:2 own_nets:3 own_nets:4 own_nets:5 '
	. "own_nets: 4 more of its lines cannot be used; 'sudo backstop doctor' names all of them", 'many lines: the first five';

# The example in this sample continues on a second line.
my ($servers) = slurp("$ROOT/docs/sample/store_servers") =~ /^#   (hide .*\\\n# .*\n)/m;
$dir = policy('');
write_to("$dir/store_servers", $servers =~ s/^#//mgr);
($out) = backstop('doctor', '--offline', '--policy', $dir);
unlike $out, qr/store_servers:\d/, 'a line that continues' or diag $out;

# Every sample can be read, as it is and with its examples put in force: the lines without
# their "#", and the forms that its text, or docs/files.md, shows.
my $files = slurp("$ROOT/docs/files.md");
($out) = backstop('doctor', '--offline', '--policy', "$ROOT/docs/sample");
like $out, qr/^ok +the policy in\s+\S+\s+can\s+be\s+read$/m, 'the samples can be read' or diag $out;
$dir = dir('samples');
for my $sample (glob "$ROOT/docs/sample/*") {
	my ($name) = $sample =~ m{([^/]+)$};
	my ($row) = $files =~ /^\| `$name` \|(.*)/m;
	my @forms = (slurp($sample) . ($row // '')) =~ /["`]([\w.*]*\@?[\w.*]*\bexample\.\w+)["`]/g;
	write_to("$dir/$name", join "\n", slurp($sample) =~ s/^#(?=[^ #\n])//mgr, @forms, '');
	like slurp($sample), qr/^# [A-Z][A-Z ,']+\n#\n# /m, "sample $name: a heading in capitals";
	is scalar(grep { length > 80 } split /\n/, slurp($sample)), 0, "sample $name: 80 columns";
}
($out) = backstop('doctor', '--offline', '--policy', $dir);
like $out, qr/^ok +the policy in\s+\S+\s+can\s+be\s+read$/m, 'and their examples' or diag $out;

# The ACLs' lists are those of the samples.
my $acls = join '', map { slurp($_) } glob "$ROOT/acl/*/*";
my %asked = map { $_ => 1 } $acls =~ /\{backstop_(?:list|zones)\}\{(?!dnsbl_health\b)(\w+)\}/g;
ok -e "$ROOT/docs/sample/$_", "the ACLs' list $_ has a sample" for sort keys %asked;

done_testing();
