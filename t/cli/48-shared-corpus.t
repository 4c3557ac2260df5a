#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Real mail, where it is at hand: ../shared beside the repository. It belongs
# to others and is no part of the project. One test for each goal.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use JSON::PP;
use Test::More;

my $SHARED = "$FindBin::Bin/../../../shared";
my $BACKSTOP = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';

for my $needed (qw(corpus/index.tsv tools/evaluate.py)) {
	-r "$SHARED/$needed" or plan skip_all => "../shared/$needed is not there";
}
system('python3 -c "" 2>/dev/null') == 0 or plan skip_all => 'python3 does not run';
-x $BACKSTOP or die "$BACKSTOP is not there; run make first\n";

my $tmp = tempdir(CLEANUP => 1);
my @command = ('python3', "$SHARED/tools/evaluate.py", '--binary', $BACKSTOP,
	'--corpora', "$SHARED/corpus", '--split', "$SHARED/corpus/index.tsv",
	'--only', 'K,T1,T2,T2n,T3,T4,T5,H', '--tmp', $tmp,
	'--json', "$tmp/rows.json", '--misses', "$tmp/misses.tsv");

sub slurp {
	my ($path) = @_;
	open my $from, '<:raw', $path or return '';
	local $/;
	return scalar(<$from>) // '';
}

my $pid = fork // die "fork: $!";
if ($pid == 0) {
	open STDOUT, '>', "$tmp/table" or die;
	open STDERR, '>&', \*STDOUT or die;
	exec @command or die "@command: $!";
}
waitpid $pid, 0;

my $result = eval { decode_json(slurp("$tmp/rows.json")) };
ok($result, 'the measurement ran') or diag(slurp("$tmp/table"));
# Some kinds have no message there.
for my $row (grep { $_->{goal} && $_->{n} } @{ $result->{rows} // [] }) {
	ok($row->{verdict} eq 'PASS', "$row->{trial}: $row->{metric}, $row->{goal} of $row->{n}")
		or diag("$row->{hits} of $row->{n}");
}
is($result->{missing}, 0, 'every message is answered');
done_testing();
