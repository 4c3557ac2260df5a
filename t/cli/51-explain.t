#!/usr/bin/perl
# 51-explain: what `backstop explain` draws and says.
# SPDX-License-Identifier: GPL-2.0-or-later
use strict;
use warnings;
use FindBin;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Mail qw($TO bounce ordinary);

# A bounce with further Received lines below the reporting system's own.
sub trail {
	my (@lines) = @_;
	my $text = bounce(peer => '198.51.100.9', header => "Return-Path: <>\n");
	my $below = join '', map { "Received: $_\n" } @lines;
	$text =~ s/^(From: \Q$TO\E\nTo: ann)/$below$1/m or die;
	return $text;
}

my $deeper = "from desk.other.example (desk.other.example [192.0.2.44])\n"
	. "\tby out.other.example with SMTP id 7; Wed, 31 Dec 2025 23:59:58 +0000";
my $stranger = "from a.example ([192.0.2.55]) by nowhere.example with SMTP;"
	. " Wed, 31 Dec 2025 23:59:57 +0000";
my @ours = ('--own-net', '198.51.100.0/24');
my @others = ('--own-net', '203.0.113.0/24');
my $two = file('two.eml', trail($deeper));
my $gap = file('gap.eml', trail($stranger));

# name, file, options, exit status, patterns that must match the output
my @cases = (
	['foreign', $two, \@others, 1,
	 qr/what +dsn: a delivery status notification/, qr/sender +<> \(the null sender/,
	 qr/returned +a header with 2 Received lines, in a part/,
	 qr/o 1 mx\.far\.example, the reporting system, wrote:\n/,
	 qr/\n  \S    from 198\.51\.100\.9, as the server saw it\n/,
	 qr/named out\.other\.example, as it calls itself/, qr/the border: /,
	 qr/\n  \| link holds: .*\n  o 2 out\.other\.example is said to have written:\n/,
	 qr/from 192\.0\.2\.44, as that server says/,
	 qr/Verdict\n  foreign \(no_own_hop\): /, qr/\n  - hop 1: /, qr/octets: ascii; no faults/,
	 qr/bounce_foreign, in mode warn\n    off .*\n  > warn .*\n    defer .*\n    deny  550 5\.7\.1 /],
	['ours', $two, \@ours, 0, qr/from 198\.51\.100\.9 \(ours\)/, qr/Verdict\n  ours \(trail\): /,
	 qr/No check fires on this message/],
	['our name, in the DNS', $two, [@others, '--own-host', 'out.other.example'], 0,
	 qr/named out\.other\.example \(our name\), as it calls itself/, qr/own_line_unconfirmed/],
	['our name, planted', $gap, [@others, '--own-host', 'nowhere.example'], 1,
	 qr/o 2 nowhere\.example \(our name\) is said/, qr/foreign \(planted\)/],
	['a link that is unclear', $gap, \@others, 1,
	 qr/\n  : link unclear: /, qr/o 2 nowhere\.example is said/],
	['unknown: the check that is off is also shown', $two, ['--own-net', '192.0.2.44'], 0,
	 qr/unknown \(relayed_claim\): /, qr/bounce_unknown, in mode off\n  > off   the check does not run, and the message passes\n/],
	['nothing returned',
	 file('bare.eml', do { (my $t = bounce(peer => '192.0.2.1')) =~ s/--b\nContent-Type: text\/rfc822.*/--b--\n/s; $t }),
	 \@others, 0, qr/returned +nothing from the header of the message it is about/,
	 qr/unknown \(nothing_returned\)/],
	['ordinary', file('mail.eml', "From: a\@far.example\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n\nhello\n"),
	 \@others, 0, qr/what +ordinary: ordinary mail/, qr/sender +not known: /, qr/in every mode/],
	['mbox', file('box', join "\n", map { "From a Thu Jan  1 00:00:00 2026\n" . trail() } 1, 2),
	 \@others, 1, qr/box:1\n.*\n\n\n\S+box:2\n/s],
	['the second of an mbox', file('box', join "\n", map { "From a Thu Jan  1 00:00:00 2026\n" . trail() } 1, 2) . ':2',
	 \@others, 1, qr/\A\S+box:2\n/],
	['escape sequences',
	 file('esc.eml', trail("from \033[2Jx\x07.example ([192.0.2.7]) by \033]0;b\x9b.example with \xe2\x80\xaeX; \033[31m date")),
	 \@others, 1, qr/o 2 /, qr/\\x1b\[31m date/],
	['help', '--help', [], 0, qr/^Usage: backstop explain/, qr/--own-net NET/],
);

for my $case (@cases) {
	my ($name, $file, $options, $want, @patterns) = @$case;
	my ($out, $err, $status) = backstop('explain', @$options, $file);
	is($status, $want, "$name: exit status");
	is($err, '', "$name: nothing on standard error");
	like($out, $_, "$name: $_") for @patterns;
	unlike($out, qr/[^\n -~]/, "$name: printable ASCII alone");
	is(scalar(grep { length > 80 } split /\n/, $out), 0, "$name: 80 columns")
		unless $name eq 'help';
}

my ($out, $err, $status) = backstop('explain', '--format', 'json', $two);
is($status, 2, 'no JSON here: exit status');
like($err, qr/explain --format: there is no such option/, 'no JSON here: named');
for my $number (0, 3) {
	($out, $err, $status) = backstop('explain', file('box', join "\n", map { "From a Thu Jan  1 00:00:00 2026\n" . trail() } 1, 2) . ":$number");
	like("$out$err$status", qr/\Abackstop: \S+:$number: there is no such message; the first one is 1, the last one 2\n2\z/,
		"message $number of two");
}
($out) = backstop('explain', '--color=always', @others, $two);
like($out, qr/\033\[1;31mforeign/, 'colours');
is(scalar(() = $out =~ /\033\[0m/g), scalar(() = $out =~ /\033\[[1-9]/g), 'each colour ends');

($out) = backstop({ env => { COLUMNS => 50 } }, 'explain', @others, $two);
is(scalar(grep { length > 50 && / \S+ \S+ / } split /\n/, $out), 0, 'COLUMNS is kept to');

($out) = backstop({ env => { LC_ALL => 'C.UTF-8' } }, 'explain', @others, $two);
like($out, qr/\n  \xe2\x97\x8f 1 /, 'UTF-8 drawing in a UTF-8 locale');

# Every fixture, whatever is in it.
($out, $err, $status) = backstop('explain', @others, "$FindBin::Bin/../corpus");
ok($status < 2 && $err eq '', 'all fixtures: no trouble');
unlike($out, qr/[^\n -~]/, 'all fixtures: printable ASCII alone');

# Whatever is damaged: an answer, and nothing but printable text.
my @bad;
my $whole = trail($deeper, $stranger);
for my $cut (map { $_ * 23 } 1 .. length($whole) / 23) {
	my $text = substr $whole, 0, $cut;
	substr($text, ($cut * 7) % length $text, 1) = chr($cut % 256) if length $text;
	($out, $err, $status) = backstop('explain', @others, file('cut.eml', $text));
	push @bad, $cut if $status > 1 || $out !~ /^[\n -~]+\z/;
}
is("@bad", '', 'an answer at every truncation');

done_testing();
