#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop key`: what it shows, what it writes into the file of keys, and what
# it leaves as it is.

use strict;
use warnings;
use FindBin;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use POSIX ();

my $DAY = 86400;
my $NOW = time;
my $S43 = '[\w-]{43}';
my $S24 = '[\w-]{24}';
my $policies = 0;

# A policy directory with that file of keys; without one if it is undef.
sub policy {
	my ($keys) = @_;
	my $dir = dir('policy' . $policies++);
	write_to("$dir/keys", $keys) if defined $keys;
	chmod 0640, "$dir/keys" if defined $keys;
	return $dir;
}

sub key { my ($dir, @words) = @_; return backstop('key', '--policy', $dir, @words) }

sub ago { return $NOW - $_[0] * $DAY }

# A line of the file, with a secret that shows which key it belongs to.
sub tag {
	my ($id, $since, $more) = @_;
	return "tag-$id: " . substr($id x 20, 0, 43) . ' since=' . ago($since) . ($more // '') . "\n";
}

sub batv { my ($n, $since, $more) = @_; return "batv$n: secret-of-$n since=" . ago($since) . ($more // '') . "\n" }

# --- what is written --------------------------------------------------------

my $TAG = qr/tag-[a-z2-9]{6}: $S43 since=\d{10}\n/;
my $BATV = sub { my ($n) = @_; return qr/batv$n: $S24 since=\d{10}\n/ };
my $UNTIL = qr/ until=\d{10}/;
my $old = tag('old1', 10);
my $bare = $old =~ s/\n//r;
my $alone = tag('gone', 200, ' until=' . ago(61));

# name, file before, words, file after, what it says
my @edits = (
	['no file', undef, 'new tag', qr/\A# Keys of Backstop.*\n#.*\n$TAG\z/,
		qr/\Atag-\w+ signs from now on\.\n.*For\s+tag_days\s+\(30\),\s+returned\s+mail/s],
	['an empty file', '', 'new tag', qr/\A$TAG\z/, qr/copy .*keys/],
	['comments alone', "# a\n\n#b", 'new tag', qr/\A# a\n\n#b\n$TAG\z/, qr/signs/],
	['return paths', '', 'new batv', qr/\A${\$BATV->(0)}\z/, qr/8\s+days/],
	['a tag beside return paths', batv(3, 5), 'new tag', qr/\A\Q${\batv(3, 5)}\E$TAG\z/, qr/tagged/],
	['rolled', $old, 'roll tag', qr/\A$TAG\Q$bare\E$UNTIL\n\z/, qr/are still verified/],
	['rolled, with everything else kept', "# a\0\xe4\r\n\n  odd\n$bare # mine\nwhat: ever\n" . batv(3, 5) . "# b",
		'roll tag', qr/\A# a\0\xe4\r\n\n  odd\n$TAG\Q$bare\E$UNTIL # mine\nwhat: ever\n\Q${\batv(3, 5)}\E# b\z/,
		qr/signs/],
	['rolled twice', tag('new1', 1) . tag('old1', 10, ' until=' . ago(1)), 'roll tag',
		qr/\A$TAG\Q${\(tag('new1', 1) =~ s{\n}{}r)}\E$UNTIL\n\Q${\tag('old1', 10, ' until=' . ago(1))}\E\z/,
		qr/signs/],
	['one that is done', tag('new1', 61) . tag('done', 200, ' until=' . ago(61)) . "# c\n", 'roll tag',
		qr/\A$TAG\Q${\(tag('new1', 61) =~ s{\n}{}r)}\E$UNTIL\n# c\n\z/,
		qr/tag-done has been removed: it has not signed for more than 60 days/],
	['one that is done, by the next', tag('new1', 61) . tag('done', 200), 'roll tag',
		qr/\A$TAG\Q${\(tag('new1', 61) =~ s{\n}{}r)}\E$UNTIL\n\z/, qr/tag-done has been removed/],
	['of unknown age', "tag-new1: " . 'x' x 32 . "\n" . tag('old1', 500), 'roll tag',
		qr/\A${TAG}tag-new1: x{32}$UNTIL\ntag-old1: .*\n\z/, qr/signs/],
	['all have stopped', $alone, 'new tag', qr/\A$TAG\z/, qr/tag-gone has been removed/],
	['no line end', $bare, 'roll tag', qr/\A$TAG\Q$bare\E$UNTIL\z/, qr/signs/],
	['the next digit', batv(3, 5), 'roll batv', qr/\A${\$BATV->(4)}\Q${\(batv(3, 5) =~ s{\n}{}r)}\E$UNTIL\n\z/,
		qr/null_unsigned/],
	['behind 9 comes 0', batv(9, 5), 'roll batv', qr/\A${\$BATV->(0)}batv9/, qr/signs/],
	['a digit in use is passed over', batv(3, 2) . batv(4, 5), 'roll batv', qr/\A${\$BATV->(5)}batv3/, qr/signs/],
	['a digit that is done', batv(3, 9) . batv(4, 20), 'roll batv',
		qr/\A${\$BATV->(4)}batv3: secret-of-3 since=\d+$UNTIL\n\z/, qr/batv4 has been removed.* 8 days/],
	['dropped', "# a\n" . tag('new1', 1) . tag('old1', 9) . "# b\n", 'drop old1',
		qr/\A# a\n\Q${\tag('new1', 1)}\E# b\n\z/, qr/\Atag-old1 has been removed/],
	['dropped by its whole name', tag('new1', 1) . tag('old1', 9), 'drop tag-old1',
		qr/\A\Q${\tag('new1', 1)}\E\z/, qr/removed/],
	['the last dropped', $old, 'drop old1', qr/\A\z/, qr/the key that signed/],
	['a return path dropped', batv(3, 1) . batv(4, 9), 'drop batv4', qr/\A\Q${\batv(3, 1)}\E\z/, qr/removed/],
);
for my $edit (@edits) {
	my ($name, $before, $words, $after, $says) = @$edit;
	my $dir = policy($before);
	my ($out, $err, $status) = key($dir, split / /, $words);
	like slurp("$dir/keys"), $after, "$name: the file";
	is "$err$status", '0', "$name: said and status";
	like $out =~ s/\n  / /gr, $says, "$name: what it says" if $says !~ /\\A/;
	like $out, $says, "$name: what it says" if $says =~ /\\A/;
	unlike $out, qr/$S24/, "$name: no secret";
	is_deeply [ glob "$dir/*" ], ["$dir/keys"], "$name: nothing else is left there";
	is sprintf('%o', (stat "$dir/keys")[2] & 07777), '640', "$name: permissions";
}

# --- return paths that nothing signs yet --------------------------------------

# batv_domains, what it says; of other directories Exim's configuration says nothing
for my $row ([undef, qr/signs as soon as that is possible\.\n +No return path is signed: batv_domains is empty\.\s+Write/],
	["# ours.example\n\n", qr/signed: batv_domains is empty/],
	["  ours.example\n", qr/\Abatv0 signs from now on\./],
	["# a\nours.example\n", qr/\Abatv0 signs from now on\.\n +Return paths of batv_domains are signed from now on/],
) {
	my ($domains, $want) = @$row;
	my $dir = policy('');
	write_to("$dir/batv_domains", $domains) if defined $domains;
	my ($out) = key($dir, 'new', 'batv');
	like $out, $want, 'batv_domains: ' . ($domains // 'missing');
	like $out =~ s/\s+/ /gr, qr/'sudo backstop key roll batv'; null_unsigned starts 8 days after that/, 'and the check is to wait'
		if $want !~ /from now/;
}

# --- refused, and nothing is changed ----------------------------------------

my $eight = join '', map { tag("k00$_", $_) } 1 .. 8;
my $ten = join '', map { batv($_, 0) } reverse 0 .. 9;

my @refusals = (
	['another first one', $old, 'new tag', qr/already a key of this kind; 'sudo backstop key roll tag' makes the next/],
	['another first return path', batv(0, 1), 'new batv', qr/already a key of this kind/],
	['nothing to roll', batv(0, 1), 'roll tag', qr/no such key yet; 'sudo backstop key new tag' makes/],
	['too many to roll', $eight, 'roll tag', qr/too many keys; more would not be read; 'sudo backstop key drop ID'/],
	['no digit left', $ten, 'roll batv', qr/too many keys; more would not be read/],
	['no such kind', $old, 'new dkim', qr/dkim: there is no such kind of key; the kinds are tag, batv and memory/],
	['no such key', $old, 'drop abcd', qr/abcd: there is no such key; 'sudo backstop key' lists them/],
	['no such verb', $old, 'make tag', qr/make: unknown action; use new, roll or drop/],
	['no kind', $old, 'new', qr/new: the kind of key is missing/],
	['no ID', $old, 'drop', qr/drop: the ID of the key is missing/],
	['too many words', $old, 'new tag now', qr/unexpected argument/],
);
for my $row (@refusals) {
	my ($name, $before, $words, $want) = @$row;
	my $dir = policy($before);
	my ($out, $err, $status) = key($dir, split / /, $words);
	is $status, 2, "$name: status";
	like $err, $want, "$name: said";
	is slurp("$dir/keys"), $before, "$name: the file";
}

# --- what is shown ------------------------------------------------------------

my $dir = policy(tag('new1', 1) . tag('old1', 9, ' until=' . ago(1)) . tag('done', 200, ' until=' . ago(99))
	. batv(3, 5) . "batv2: nobody-knows\n");
my ($out, $err, $status) = key($dir);
is "$err$status", '0', 'the list: status';
is join("\n", map { join ' ', (split)[0, 1], / days? |-  +(?=\w)/ ? (split /  +/)[-1] : '' } (split /\n/, $out)[1 .. 5]),
	"tag new1 signs and verifies\ntag old1 verifies\ntag done no longer needed\n"
	. "batv batv3 verifies, but cannot sign\nbatv batv2 verifies", 'the list' or diag $out;
like $out, qr/\n\n  No return path is signed: batv_domains is empty\./, '… says if a key cannot sign';
write_to("$dir/batv_domains", "ours.example\n");
like +(key($dir))[0], qr/^tag +new1 .* 1 day  .*^batv +batv3 .* signs and verifies\nbatv +batv2 [^\n]*\n\z/ms,
	'… and not if it can';
unlike $out, qr/new1new1|secret|nobody/, 'the list has no secrets';
is scalar(grep { length > 80 } split /\n/, $out), 0, '80 columns';

($out) = key($dir, '--format', 'json');
my ($since, $until) = (ago(9), ago(1));
is +(split /\n/, $out)[1],
	qq({"kind":"tag","id":"old1","since":$since,"until":$until,"signs":false,"done":false}), 'JSON';
($out) = key(policy(''), 'new', 'tag', '--format', 'json');
like $out, qr/\A\{"kind":"tag","id":"\w{6}","since":\d+,"until":0,"signs":true,"done":false\}\n\z/,
	'JSON of a new key';
($out) = key(policy(undef));
like $out, qr/There are no keys/, 'no file';
($out, $err) = key(policy("tag-ab12: short\n"));
like $err, qr/keys:1: this key cannot be used; 'sudo backstop doctor' says why/, 'a key of no use is named';

# --- the file -----------------------------------------------------------------

$dir = policy($old);
chmod 0644, "$dir/keys";
($out, $err) = key($dir);
like $err, qr/every user can read or write it; run 'sudo chmod 640 \S+\/keys', then replace each key: 'sudo backstop key roll tag',/, 'readable for all: said';
key($dir, 'roll', 'tag');
is sprintf('%o', (stat "$dir/keys")[2] & 07777), '640', 'and closed with the next change';

$dir = policy($old);
chmod 0600, "$dir/keys";
chown 1, 1, "$dir/keys" if $> == 0;
my @before = (stat "$dir/keys")[2, 4, 5];
key($dir, 'roll', 'tag');
is_deeply [ (stat "$dir/keys")[2, 4, 5] ], \@before, 'owner and stricter permissions stay';

SKIP: {
	my $group = getgrnam 'Debian-exim';
	skip 'root alone can give files away, to the group Debian-exim', 1 if $> != 0 || !defined $group;
	$dir = policy(undef);
	key($dir, 'new', 'tag');
	is_deeply [ (stat "$dir/keys")[4, 5] ], [0, $group], 'a new one is for Exim';
}

SKIP: {
	skip 'root may read everything', 2 if $> == 0;
	$dir = policy($old);
	chmod 0, "$dir/keys";
	(undef, $err, $status) = key($dir);
	is $status, 2, 'unreadable: status';
	like $err, qr{keys: Permission denied; run as a user who may read it}, 'unreadable: said';
}

mkdir +($dir = policy(undef)) . '/keys' or die;
(undef, $err, $status) = key($dir, 'new', 'tag');
is $status, 2, 'a directory in its place: status';
like $err, qr/keys: Is a directory; nothing was changed/, 'a directory in its place: said';

SKIP: {
	my $full = dir('full');
	skip 'root alone can mount a small disk', 3
		if $> != 0 || system("mount -t tmpfs -o size=4k none $full 2>/dev/null") != 0;
	write_to("$full/keys", $old);
	(undef, $err, $status) = key($full, 'roll', 'tag');
	my ($kept, @left) = (slurp("$full/keys"), glob "$full/*");
	system("umount $full") == 0 or die;
	is $status, 2, 'full disk: status';
	like $err, qr/No space left on device; nothing was changed/, 'full disk: said';
	is_deeply [$kept, @left], [$old, "$full/keys"], 'full disk: the file';
}

# Many at a time: each finds the key of the one before.
$dir = policy($old);
my @children = map {
	my $pid = fork // die;
	if (!$pid) { key($dir, 'roll', 'tag'); POSIX::_exit(0) }
	$pid;
} 1 .. 6;
waitpid $_, 0 for @children;
my @ids = slurp("$dir/keys") =~ /^tag-(\w+):/mg;
my %ids = map { $_ => 1 } @ids;
is scalar(@ids), 7, 'six at a time: none is lost';
is scalar(keys %ids), 7, 'and no two are the same';
is scalar(() = slurp("$dir/keys") =~ /until=/g), 6, 'and one signs';

# --- what doctor says -----------------------------------------------------------

my @flaws = (
	["tag-ab: " . 'x' x 32 . "\n", qr/keys:1: this is not the ID of a key/],
	["tag-ab12: short\n", qr/keys:1: the secret is too short\n +use at least 32/],
	["tag-ab12: " . 'x' x 32 . " since=May\n", qr/keys:1: since= or until= is not a number/],
	[$old . $old, qr/keys:2: an earlier line has this ID/],
	[$eight . tag('k009', 9), qr/keys:9: there are too many keys for tags/],
	["dkim0: longenough\n", qr/keys:1: there is no such key\n +write tag-ID, memory, or batv0/],
);
for my $row (@flaws) {
	my ($text, $want) = @$row;
	$dir = policy($text);
	write_to("$dir/modes", '');
	($out) = backstop('doctor', '--offline', '--policy', $dir);
	like $out, $want, 'doctor: ' . (split /\n/, $text)[-1];
}
$dir = policy($old . batv(3, 5));
write_to("$dir/modes", '');
($out) = backstop('doctor', '--offline', '--policy', $dir);
unlike $out, qr/keys:\d/, 'doctor: good keys';

# Secrets that every user can read: what to type, by file.
write_to("$dir/store_servers", "hide pgsql_servers = x/dbname=y connect_timeout=2/z/w\n");
chmod 0644, "$dir/keys", "$dir/store_servers";
($out) = backstop('doctor', '--offline', '--policy', $dir);
$out =~ s/\s+/ /g;
for (['keys', "replace each key: 'sudo backstop key roll tag',"], ['store_servers', 'change the password in the file and in']) {
	my ($name, $then) = @$_;
	like $out, qr/$name: every user can read it run 'sudo chmod 640 \Q$dir\E\/$name', then \Q$then\E/, "doctor: $name for all";
}

done_testing();
