#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The demo: runs twice in a row, shows what the fixtures say in a table that
# fits a terminal, says so when a verdict is another one, and leaves nothing.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use Test::More;

$ENV{BACKSTOP_BUILD} ||= "$FindBin::Bin/../../build";
my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

my $CORPUS = "$FindBin::Bin/../corpus";
my $WIDTH = 100;

# Exim's user must come through to what the demo makes in there.
my $tmp = Backstop::Rig::usable_dir('demo');
mkdir "$tmp/$_" or die "$tmp/$_: $!" for qw(demo fixture);
chmod 0755, "$tmp/demo";

sub demo {
	my @args = @_;
	local $ENV{TMPDIR} = "$tmp/demo";
	my $pid = open(my $out, '-|') // die "fork: $!";
	if (!$pid) {
		open STDERR, '>&', \*STDOUT or die;
		exec "$FindBin::Bin/../demo", @args or die "demo: $!";
	}
	local $/;
	my $text = <$out>;
	close $out;
	return ($? >> 8, $text);
}

# The rows of the table, each as its columns; two blanks or more part them.
sub rows {
	my ($text) = @_;
	my ($table) = $text =~ /^(message .*?)\n\n/ms or return;
	return map { [split / {2,}/] } split /\n/, $table;
}

for my $run (1, 2) {
	my ($status, $text) = demo();
	is($status, 0, "run $run: all as expected") or diag($text);
	my ($head, @rows) = rows($text);
	is_deeply($head, [qw(message kind origin reason warn deny)],
		"run $run: the table's head");
	is(scalar @rows, 16, "run $run: as many messages as t/demo and the README say");
	is(scalar(grep { @$_ != 6 } @rows), 0, "run $run: six columns each");
	my %seen = map { $_->[2] => 1 } @rows;
	is(join(' ', sort keys %seen), '- foreign ours unknown',
		"run $run: every origin is shown");
	is(scalar(grep { $_->[4] !~ /^250/ } @rows), 0,
		"run $run: warn refuses nothing");
	is(scalar(grep { $_->[2] eq 'foreign' && $_->[5] !~ /^550/ } @rows), 0,
		"run $run: deny refuses foreign bounces");
	is(scalar(grep { $_->[2] =~ /ours|unknown/ && $_->[5] !~ /^250/ }
		@rows), 0, "run $run: deny passes what is not known to be");
	is(scalar(grep { length > $WIDTH && !/\.eml/ }
		split /\n/, $text), 0,
		"run $run: fits $WIDTH columns") or diag($text);
	unlike($text, qr/[^\n -~]/, "run $run: no colours, plain ASCII");
	is(join(' ', glob "$tmp/demo/*"), '', "run $run: nothing is left");
}

# A fixture that says otherwise than the product does.
sub fixture {
	my ($name, %replace) = @_;
	my $want = Backstop::Rig::slurp("$CORPUS/$name.want");
	$want =~ s/^$_:.*/$_: $replace{$_}/m for keys %replace;
	Backstop::Rig::spew("$tmp/fixture/a.eml",
		Backstop::Rig::slurp("$CORPUS/$name.eml"));
	Backstop::Rig::spew("$tmp/fixture/a.want", $want);
	return "$tmp/fixture/a.eml";
}

my ($status, $text) = demo(fixture('postfix/genuine'));
is($status, 0, 'a fixture of one\'s own') or diag($text);
is(scalar(my @rows = rows($text)), 2, 'and only that');
($status, $text) = demo(fixture('postfix/genuine', origin => 'foreign'));
is($status, 1, 'a wrong verdict: exit status 1');
like($text, qr/a\.eml: origin is ours, should be foreign/,
	'and it is named');
($status, $text) = demo("$tmp/none.eml");
isnt($status, 0, 'a fixture that is not there');
like($text, qr/none\.\w+: No such file/, 'and it is named');

done_testing;
