#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Input made to hurt: each is answered, in time linear to its size, and a hundred
# megabytes need no more memory than ten kilobytes.
#
# Times are not compared, because they depend on the machine. But of ten times the
# input, work that is linear takes a tenth of a second of the processor, and work
# that grows with the square takes minutes, or is too little to matter.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Schema;
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep);

# Seconds of the processor. A sanitizer makes all of it slower.
my $MOST = 10 * ($ENV{BACKSTOP_SLOW} || 1);

# With a log of sent mail, what a report names is also read.
my @IDENTITY = ('--policy', dir('policy'), '--own-net', '198.51.100.7', '--sent',
	file('log/mainlog', "2020-03-01 00:00:00 Start queue run: pid=1\n"));

my $HEAD = "Date: Tue, 3 Mar 2020 14:12:31 +0100\nFrom: ben\@friend.example\n";
my $DAEMON = "Return-Path: <>\nDate: Tue, 3 Mar 2020 14:12:31 +0100\n"
	. "From: MAILER-DAEMON\@mx.reporter.example\nSubject: failure notice\n";
my $TEXT = "Hi. This is the qmail-send program at mx.reporter.example.\n"
	. "Sorry, no mailbox here by that name.\n\n";
my $COPY = "--- Below this line is a copy of the message.\n\n";

# A bounce in free text that returns this, one in MIME with these parts, and
# one whose returned part is this header.
sub returning { return "$DAEMON\n$TEXT$COPY$_[0]" }
sub tracing {
	return returning("$_[0]Date: x\nFrom: a\@ours.example\nTo: b\@c.example\n\nx\n");
}
sub typed { return "${DAEMON}MIME-Version: 1.0\nContent-Type: $_[0]" }
sub parts { return typed("multipart/report; boundary=b\n\n$_[0]") }
sub returned_part { return parts("--b\nContent-Type: message/rfc822\n$_[0]") }
sub status { return parts("--b\nContent-Type: message/delivery-status\n\n$_[0]") }
sub encoded { return returned_part("Content-Transfer-Encoding: $_[0]\n\n$_[1]") }

sub nested {
	my ($depth) = @_;
	return parts(join '', map {
		'--b' . ($_ || '') . "\nContent-Type: multipart/mixed; boundary=b" . ($_ + 1) . "\n\n"
	} 0 .. $depth - 1);
}

# name, size, what makes it, the finding that it must lead to
my @hostile = (
	['nothing but NUL', 1_000_000, sub { "\0" x $_[0] }],
	['NUL in every field', 50_000, sub { $HEAD . "X\0: \0\n" x $_[0] . "\n" }],
	['nothing but CR', 1_000_000, sub { "\r" x $_[0] }],
	['nothing but LF', 1_000_000, sub { "\n" x $_[0] }],
	['nothing but blanks', 1_000_000, sub { ' ' x $_[0] }],
	['bare CR in the header', 500_000, sub { $HEAD . 'Subject: ' . "a\r" x $_[0] . "\n\nx\n" }],
	['a line of 10 MB', 10_000_000,
		sub { $HEAD . 'Subject: ' . 'x' x $_[0] . "\n\nx\n" }, 'header_limit'],
	['a field of 10 MB in folds', 1_000_000,
		sub { $HEAD . 'Subject: ' . "x\n\t\t\t\t\t\t\t" x $_[0] . "\n\nx\n" },
		'header_limit'],
	['100,000 fields', 100_000, sub { $HEAD . "X: y\n" x $_[0] . "\nx\n" }, 'header_limit'],
	['100,000 times From', 100_000, sub { $HEAD . "From: y\n" x $_[0] . "\nx\n" }, 'duplicate'],
	['100,000 returned fields', 100_000, sub { returning("X: y\n" x $_[0] . "\nx\n") }],
	['encoded words, unclosed', 100_000,
		sub { $HEAD . 'Subject: ' . '=?utf-8?Q?' x $_[0] . "\n\n" },
		'encoded_word'],
	['encoded words, barely begun', 125_000, sub { $HEAD . 'Subject: ' . '=?' x $_[0] . "\n\n" }],
	['encoded words of nothing', 20_000,
		sub { $HEAD . 'Subject: ' . '=?a?b??= ' x $_[0] . "\n\n" }],
	['comments in From', 250_000, sub { "Date: x\nFrom: " . '(' x $_[0] . "\n\nx\n" }],
	['quotes in Content-Type', 125_000,
		sub { typed("multipart/report; boundary=\"" . '\\"' x $_[0] . "\n\nx\n") }],
	['parameters of Content-Type', 60_000,
		sub { typed("multipart/report" . ';x=' x $_[0] . "\n\nx\n") }],
	['pieces of a boundary', 15_000,
		sub { typed("multipart/report" . ';boundary*0*=' x $_[0] . "\n\nx\n") }],

	['10,000 parts in each other', 10_000, sub { nested($_[0]) }, 'mime_limit'],
	['100,000 boundaries', 100_000, sub { parts("--b\n" x $_[0]) }, 'mime_limit'],
	['100,000 boundaries, nearly', 100_000, sub { parts("--a\n--bb\n" x $_[0]) }],
	['boundaries that close', 70_000, sub { parts("--b--\n" x $_[0]) }],
	['parts unclosed', 30_000,
		sub { parts("--b\nContent-Type: multipart/mixed; boundary=b\n\n" x $_[0]) }, 'mime_limit'],
	['dashes', 350_000, sub { parts('-' x $_[0]) }],

	['a status of one word', 38_000, sub { status('x' x $_[0]) }],
	['a status of words', 19_000, sub { status('x ' x $_[0]) }],
	['a status of lines that are not fields', 19_000, sub { status("x\n" x $_[0]) }],
	['a status of groups, with CR', 5_000, sub { status("A: x\r\r" x $_[0]) =~ tr/\n/\r/r }],
	['a status of groups', 5_000, sub { status("Action: failed\n\n" x $_[0]) }],
	['a status of quotes', 19_000, sub { status('> ' x $_[0]) }],

	['base64 that ends early', 380_000, sub { encoded('base64', 'UmVj' x ($_[0] / 4) . 'U') }],
	['base64 of padding', 380_000, sub { encoded('base64', '=' x $_[0]) }],
	['quoted-printable of =', 380_000, sub { encoded('quoted-printable', '=' x $_[0]) }],
	['HTML of <', 380_000, sub { typed("text/html\n\n" . '<' x $_[0]) }],
	['HTML of <!--', 95_000, sub { typed("text/html\n\n" . '<!--' x $_[0]) }],
	['HTML of <style', 60_000, sub { typed("text/html\n\n" . '<style' x $_[0]) }],
	['HTML of <script>', 40_000, sub { typed("text/html\n\n" . '<script>' x $_[0]) }],
	['HTML of &', 380_000, sub { typed("text/html\n\n" . '&' x $_[0]) }],
	['HTML of &#', 190_000, sub { typed("text/html\n\n" . '&#' x $_[0]) }],
	['one line of >', 380_000, sub { returning('>' x $_[0]) }],
	['lines of >', 95_000, sub { returning("> >\n" x $_[0]) }],
	['quoting that grows', 14_000,
		sub { returning(join '', map { '>' x ($_ % 40) . " To: x\n" } 1 .. $_[0]) }],
	['quoting that changes', 30_000, sub { returning("> To: x\n| To: y\n" x $_[0]) }],

	['comments in Received', 1_000_000, sub { tracing('Received: from a ' . '(' x $_[0] . "\n") }],
	['comments that close', 180_000,
		sub { tracing('Received: from a ' . '()' x $_[0] . " by b; x\n") }],
	['literals in Received', 190_000,
		sub { tracing('Received: from a ' . '[' x $_[0] . " by b; x\n") }],
	['addresses in Received', 35_000,
		sub { tracing('Received: from ' . '192.0.2.1 ' x $_[0] . "by b; x\n") }],
	['keywords in Received', 60_000,
		sub { tracing('Received: ' . 'from by ' x ($_[0] / 2) . "; x\n") }],
	['semicolons in Received', 350_000,
		sub { tracing('Received: from a by b' . ';' x $_[0] . "\n") }],
	['a name of many labels', 180_000,
		sub { tracing('Received: from ' . 'a.' x $_[0] . "example by b; x\n") }],
	['an address of many groups', 180_000,
		sub { tracing('Received: from a ([' . '1:' x $_[0] . "]) by b; x\n") }],
	['50,000 Received fields', 50_000, sub { tracing("Received: x\n" x $_[0]) }, 'hop_limit'],
	['50,000 Received fields in a part', 50_000,
		sub { returned_part("\n" . "Received: from a ([192.0.2.66]) by b; x\n" x $_[0] . "\nx\n") },
		'hop_limit'],
	['a header, then junk, and so on', 33_000, sub { returning("To: x\njunk\n" x $_[0]) }],
	['headers in a row', 40_000, sub { returning("To: x\n\n" x $_[0]) }],
	['announcements of headers', 7_000, sub { returning($COPY x $_[0]) }],
	['torn folds', 25_000, sub { tracing("Received: from\nby x\n" x $_[0]) }],
	['words of bounces', 20_000, sub { "$DAEMON\n" . "could not be delivered " x $_[0] }],
	['beginnings of words', 180_000, sub { "$DAEMON\n" . 'de' x $_[0] }],

	['5,000 messages in an mbox', 5_000,
		sub { "From a\@b Tue Mar  3 14:12:31 2020\n${HEAD}\nx\n\n" x $_[0] }],
	['From lines without messages', 60_000, sub { "From x\n" x $_[0] }],
);

# The lines of one run, and its status.
sub scan {
	my ($path) = @_;
	my ($out, $err, $status) = backstop({ seconds => $MOST }, 'scan', '--format', 'json',
		'--offline', @IDENTITY, $path);
	diag($err) if length $err;
	return ([split /\n/, $out], $status);
}

sub check_hostile {
	my ($name, $size, $make, $finding) = @_;
	my ($lines, $status) = scan(file('whole', $make->($size)));
	my @answers = eval { Backstop::Schema::objects(join "\n", @$lines) };
	my %found = map { $_->{finding} => 1 } @{ $answers[0]{findings} // [] };
	ok($status <= 1, "$name: exit status") or diag($status);
	ok(@answers > 0, "$name: every line is JSON") or diag($@);
	ok($found{$finding}, "$name: finding $finding") or diag(join ' ', sort keys %found) if $finding;

	my ($more, $more_status) = scan(file('ten', $make->(10 * $size)));
	ok($more_status <= 1, "$name: ten times as much, in linear time") or diag($more_status);
	ok(@$more > 0 && !grep({ !/^\{.*\}$/ } @$more), "$name: … and answered");
}

# A bounce of that size, most of it a hole that takes no room on the disk.
sub bounce_of {
	my ($name, $size) = @_;
	my $path = file($name, tracing("Received: from a ([192.0.2.66]) by mx.reporter.example; x\n"));
	truncate $path, $size or die "$path: $!";
	return $path;
}

# Peak resident memory in KiB after this file, read while the command waits for
# more on its standard input.
sub peak_of {
	my ($path) = @_;
	pipe my $from, my $to or die "pipe: $!";
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDIN, '<&', $from or die;
		open STDOUT, '>', '/dev/null' or die;
		close $to;
		exec $binary, 'scan', '--offline', @IDENTITY, $path, '-' or die "$binary: $!";
	}
	my $status = '';
	for (my $asleep = 0; $asleep < 3;) {
		sleep 0.02;
		$status = slurp("/proc/$pid/status");
		last if $status =~ /^State:\s*Z/m;
		$asleep = $status =~ /^State:\s*S/m ? $asleep + 1 : 0;
	}
	close $to;
	waitpid $pid, 0;
	my ($peak) = $status =~ /^VmHWM:\s*(\d+) kB/m;
	return $peak;
}

check_hostile(@$_) for @hostile;

my ($small, $large) = (bounce_of('small.eml', 10_000), bounce_of('large.eml', 100_000_000));
my ($lines, $status) = scan($large);
my $answer = eval { decode_json($lines->[0]) } // {};
is("$status $answer->{kind} $answer->{origin}", '1 bounce foreign', '100 MB: judged, in time');
SKIP: {
	my ($less, $more) = (peak_of($small), peak_of($large));
	skip 'no /proc tells the peak memory', 1 unless $less && $more;
	cmp_ok($more - $less, '<', 1024, '100 MB: memory of 10 kB and less than 1 MiB more')
		or diag("$less kB, $more kB");
}
done_testing();
