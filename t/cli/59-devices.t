#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a command writes never takes the place of a device, a pipe or a
# directory: a report is written into it, a file of the policy is refused.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use File::Temp ();
use IPC::Open3 qw(open3);
use POSIX ();
use Test::More;

my $dir = File::Temp->newdir('backstop-devices-XXXXXXXX', TMPDIR => 1);
my $backstop = ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
plan skip_all => "$backstop is not there; run make first" if !-x $backstop;

sub backstop {
	my $pid = open3(my $in, my $out, undef, $backstop, @_);
	close $in;
	my $said = join '', <$out>;
	waitpid $pid, 0;
	return ($? >> 8, $said);
}

Backstop::Rig::spew("$dir/mainlog", '');
my @report = ('report', '--html');

# A pipe: its reader gets the page.
POSIX::mkfifo("$dir/pipe", 0600) or die $!;
my $reader = fork // die "fork: $!";
if (!$reader) {
	open my $from, '<', "$dir/pipe" or POSIX::_exit(1);
	local $/;
	Backstop::Rig::spew("$dir/read", <$from>);
	POSIX::_exit(0);
}
my ($status, $said) = backstop(@report, "$dir/pipe", "$dir/mainlog");
ok -p "$dir/pipe", 'a pipe stays a pipe' or kill TERM => $reader;
waitpid $reader, 0;
is $status, 0, 'a page into a pipe' or diag $said;
like Backstop::Rig::slurp("$dir/read"), qr/<html.*<\/html>/s, 'and its reader gets it';

# Devices like /dev/null and /dev/full.
SKIP: {
	my %minor = (null => 3, full => 7);
	for my $name (sort keys %minor) {
		system("mknod $dir/$name c 1 $minor{$name} 2>/dev/null && : >>$dir/$name") == 0
			or skip 'no devices may be made here', 5;
	}
	($status, $said) = backstop(@report, "$dir/null", "$dir/mainlog");
	is $status, 0, 'a page to null' or diag $said;
	($status, $said) = backstop(@report, "$dir/full", "$dir/mainlog");
	isnt $status, 0, 'a page to full';
	like $said, qr/No space left/, 'and the reason';
	ok -c "$dir/$_", "$_ stays a device" for sort keys %minor;
}

# A directory, and a link to a file.
mkdir "$dir/directory";
($status, $said) = backstop(@report, "$dir/directory", "$dir/mainlog");
isnt $status, 0, 'a page in place of a directory';
like $said, qr/Is a directory/, 'and the reason';
Backstop::Rig::spew("$dir/file", 'old');
symlink 'file', "$dir/link";
($status, $said) = backstop(@report, "$dir/link", "$dir/mainlog");
is $status, 0, 'a page by a link' or diag $said;
ok -l "$dir/link", 'the link stays';
like Backstop::Rig::slurp("$dir/file"), qr/<\/html>/, 'and the file is new';

# The policy.
mkdir "$dir/policy";
SKIP: {
	system("mknod $dir/policy/modes c 1 3 2>/dev/null && : >>$dir/policy/modes") == 0
		or skip 'no devices may be made here', 2;
	($status, $said) = backstop('mode', '--policy', "$dir/policy", 'helo_own', 'deny');
	isnt $status, 0, 'a mode into a device' or diag $said;
	ok -c "$dir/policy/modes", 'it stays a device' or diag $said;
}
done_testing;
