#!/usr/bin/perl
# 52-mailbox: where messages come from: files, mboxes, Maildirs, directories,
# standard input; large and damaged ones.
# SPDX-License-Identifier: GPL-2.0-or-later
use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Mail qw();

use constant KEEP => (256 + 384) * 1024; # octets of a message that are kept

my $from = "From alice\@example.org Mon Mar  3 10:00:00 2025\n";

# "kind" of every message, in order, with the index.
sub scan {
	my $how = ref $_[0] ? shift : {};
	my ($out, $err, $status) =
		backstop($how, 'scan', '--format', 'json', '--own-net', '192.0.2.1', @_);
	my @objects = map { JSON::PP->new->utf8->decode($_) } split /\n/, $out;
	return (join(' ', map { "$_->{index}:$_->{kind}" } @objects), \@objects, $status);
}

sub mail {
	my (%o) = @_;
	return "From: ann\@far.example\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n\n"
		. ($o{body} // "See you at noon.\n");
}

sub bounce {
	return Backstop::Mail::bounce(peer => '198.51.100.7', header => "Return-Path: <>\n");
}

sub padded { return mail(body => join("\n", ('x' x 70) x ($_[0] / 71)) . "\n") }

# name, octets of the file, what is in it
my @files = (
	['empty', '', ''],
	['one message', mail(), '0:ordinary'],
	['one bounce', bounce(), '0:dsn'],
	['only a From line', $from, '0:ordinary'],
	['mbox of one', $from . bounce(), '0:dsn'],
	['mbox of three', $from . mail() . "\n" . $from . bounce() . "\n" . $from . mail(),
	 '0:ordinary 1:dsn 2:ordinary'],
	['no separator without an empty line', $from . mail() . $from . bounce(), '0:ordinary'],
	['no separator without a date', $from . mail() . "\nFrom now on\n" . bounce(), '0:ordinary'],
	['quoted From', $from . mail() . "\n>$from" . bounce(), '0:ordinary'],
	['a From line in a single message', mail() . "\n" . $from . bounce(), '0:ordinary'],
	['other dates', $from . mail() . "\nFrom - Mon Mar 03 10:00:00 +0100 2025\n" . mail()
	 . "\nFrom a b Mon, 3 Mar 2025 10:00:00 -0700 (PDT)\n" . bounce(),
	 '0:ordinary 1:ordinary 2:dsn'],
	['a line without a date', $from . mail() . "\nFrom Mon to Fri we are closed\n",
	 '0:ordinary'],
	['a field written "From :"', "From : a\@example.org\nDate: x\n\n$from\n", '0:ordinary'],
	['message of all that is kept', $from . padded(KEEP - 400) . "\n" . $from . bounce(),
	 '0:ordinary 1:dsn'],
	['message of twice as much', $from . padded(2 * KEEP) . "\n" . $from . bounce() . "\n" . $from
	 . padded(3 * KEEP) . "\n" . $from . bounce(), '0:ordinary 1:dsn 2:ordinary 3:dsn'],
	['a line longer than the buffer', $from . mail(body => 'x' x (3 * KEEP) . "\n\n$from" . bounce()),
	 '0:ordinary 1:dsn'],
	['... followed by no empty line', $from . mail(body => 'x' x (3 * KEEP) . "\n$from" . bounce()),
	 '0:ordinary'],
	['NULs', "\0" x 5000, '0:ordinary'],
);

for my $file (@files) {
	my ($name, $text, $want) = @$file;
	for my $end ("\n", "\r\n", "\r") {
		(my $turned = $text) =~ s/\n/$end/g;
		my $path = file('message', $turned);
		my $shown = join '', map { $_ eq "\r" ? 'CR' : 'LF' } split //, $end;
		is((scan($path))[0], $want, "$name, $shown");
		is((scan({ in => $path }, '-'))[0], $want, "$name, $shown, standard input");
	}
}

# What is not mail as it was sent.
for my $row (['gzip', "\x1f\x8b\x08\x00"], ['xz', "\xfd7zXZ\0"], ['bzip2', 'BZh91AY'],
	['zstd', "\x28\xb5\x2f\xfd"], ['zip', "PK\x03\x04"], ['UTF-16', "\xff\xfeF\0r\0"]) {
	for my $command (qw(scan explain trace why)) {
		my ($out, $err, $status) = backstop($command, file('packed', $row->[1] . mail()));
		is $status, 2, "$row->[0]: $command";
		like $err, qr/packed: it is compressed, or in UTF-16, .*; convert it first/, '... says so';
	}
}
for my $path (file('none', ''), dir('none.d'), dir('none.m/new') =~ s{/new$}{}r) {
	my ($out, $err, $status) = backstop('explain', $path);
	like $err, qr/^backstop: \Q$path\E: there is no message in it; check the name$/, 'no message';
	is "$out$status", '2', '... which is trouble, because one was asked for';
	is((backstop($_, $path))[2], 2, "$_ $path") for qw(trace);
	is((backstop($_, $path))[2], 0, "$_ $path: a mailbox may be empty") for qw(scan replay);
}
{
	my ($empty, $one) = (file('empty', ''), file('one', mail()));
	my (undef, $err) = backstop('scan', "$empty.gone", $empty, "$one:2");
	like $err, qr/^backstop: \Q$empty\E: there is no message in it/m, 'no message, after a file that is gone';
	like $err, qr/^backstop: \Q$one\E:2: there is no such message/m, '… and no such message';
}
is((backstop('explain', file('none', ''), file('some', mail())))[2], 2, 'no message, before a file that has one');
for my $command (qw(scan explain trace why)) {
	my (undef, $err, $status) = backstop($command, file('none', '') . ':3');
	like $err, qr/none: there is no message in it; check the name$/m, "$command: the third message of an empty file";
	is $status, 2, '… status';
}
is((backstop('why', file('none', '')))[1] =~ /there is no message in it/, 1, 'why: no message');

# A separator at every place around the end of the buffer.
my @wrong;
for my $shift (-80 .. 80) {
	my $first = padded(1000);
	my $room = KEEP + $shift - length("$from$first\n");
	my $path = file('message', "$from$first\n" . $from . mail(body => 'y' x $room) . "\n\n"
					. $from . bounce());
	my ($got) = scan($path);
	push @wrong, "$shift: $got" unless $got eq '0:ordinary 1:ordinary 2:dsn';
}
is("@wrong", '', 'a separator at every place around the end of the buffer');

# Every truncation of an mbox gives an answer.
my $mbox = $from . bounce() . "\n" . $from . mail();
my $cuts = dir('cuts');
write_to(sprintf('%s/%05d', $cuts, $_), substr($mbox, 0, $_)) for 0 .. length $mbox;
my ($all, $objects, $status) = scan($cuts);
is(scalar(grep { $_->{index} == 0 } @$objects), length $mbox, 'an answer at every truncation');
ok($status < 2, 'and no trouble');

# Directories: sorted, recursive, no hidden files, no links, no devices.
my $tree = dir('tree');
file("tree/$_", mail()) for qw(b a sub/deep/2 sub/1 .hidden .dir/x z);
symlink '..', "$tree/sub/loop";
symlink 'a', "$tree/link";
system 'mkfifo', "$tree/fifo";
sub paths { return join ' ', map { substr $_->{path}, length "$tree/" } @{ (scan(@_))[1] } }
is(paths($tree), 'a b sub/1 sub/deep/2 z', 'directory');
is(paths("$tree/"), 'a b sub/1 sub/deep/2 z', 'directory with a slash');
is(paths("$tree/link", "$tree/.hidden"), 'link .hidden', 'paths that are named are read');
is(paths("$tree/z", "$tree/sub/loop/b"), 'z sub/loop/b', 'a link above the named path');

# Maildir: cur and new, and its folders; not tmp, nor the index files.
dir("tree/box/$_") for map { ($_, ".Sent/$_") } qw(cur new tmp);
file("tree/box/$_", mail())
	for 'cur/1:2,S', 'new/2', 'tmp/3', 'dovecot.index', '.Sent/cur/4', '.Sent/tmp/5', '.junk/6';
is(paths("$tree/box"), 'box/.Sent/cur/4 box/cur/1:2,S box/new/2', 'Maildir');

SKIP: {
	skip 'root reads everything', 3 if $> == 0;
	chmod 0, "$tree/b", dir('tree/sub');
	my ($out, $err, $exit) = backstop('scan', $tree);
	is($exit, 2, 'unreadable: exit status');
	like($err, qr{/b: Permission denied; run as .*/sub: Permission denied; }s, 'unreadable: named');
	like($out, qr{/a  ordinary.*/z  ordinary}s, 'unreadable: the rest is scanned');
	chmod 0755, "$tree/sub";
}

# A path too deep for the system is named, and the rest scanned.
my ($out, $err, $exit) = backstop('scan', 'x/' x 3000, "$tree/a");
is($exit, 2, 'path too long: exit status');
like($err, qr/File name too long; change to a directory/, 'path too long: named');
like($out, qr{/a  ordinary}, 'path too long: the rest is scanned');
($out, $err, $exit) = backstop({ in => $tree }, 'scan', '-');
like($err, qr/^backstop: -: Is a directory; name a file/, 'a directory as standard input');

# Memory does not grow with the message: 100 MB in the space of a small one.
sub holed {
	my ($name, $start, $end) = @_;
	my $path = file($name, $start);
	open my $to, '+<:raw', $path or die;
	seek $to, 100_000_000, 0;
	print $to $end;
	close $to or die;
	return $path;
}
my $limit = 24_000; # KiB of address space, of which the C library takes most
SKIP: {
	my ($got) = scan({ limit => $limit }, $tree);
	skip 'the memory of this build cannot be limited', 3 unless $got;
	is((scan({ limit => $limit }, holed('one', bounce(), '')))[0], '0:dsn', 'large message');
	is((scan({ limit => $limit }, holed('many', $from . bounce(), "\n\n$from" . bounce())))[0],
	   '0:dsn 1:dsn', 'large message in an mbox');
	is((scan({ limit => $limit, in => holed('one', bounce(), '') }, '-'))[0], '0:dsn',
	   'large message on standard input');
}

done_testing();
