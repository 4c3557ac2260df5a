#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What root's commands do with files that Exim's user, or a local user, can place: each ends soon,
# and says what is wrong; and with arguments that mean nothing.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Test::More;

# name, arguments, what is said, status
sub said {
	my ($name, $args, $want, $status) = @_;
	my ($out, $err, $got) = backstop(@$args);
	like "$out$err", $want, "$name: said";
	is $got, $status, "$name: status";
}

# --- users who are held -------------------------------------------------------------

my $state = dir('state');
my $spool = dir('spool');
dir('spool/input');
my @held = ('unlock', '--state', $state, '--spool', $spool);
my $block = file('state/held/' . '0123456789' x 4, "joe out_rate\n");

said('a block', [@held], qr/^joe: 0 messages held; blocked since \d{4}-/, 0);
SKIP: {
	# Not every file system keeps such a time; and it must not end the command.
	utime 1, 67_768_036_191_676_799 + 1, $block;
	skip 'no such time here', 2 if (stat $block)[9] < 2**50;
	said('a block since a time that is none', [@held], qr/^joe: .* blocked since an unknown time/, 0);
}
said('a user who is not known', [@held, 'nosuchuser'], qr/nosuchuser: this user is not blocked, has no held mail/, 2);
said('a user who is blocked', [@held, 'JOE'], qr/block: lifted; it was made by out_rate/, 0);
said('the same user, who is not blocked any more', [@held, 'joe'], qr/this user is not blocked/, 2);

dir('new/held');
said('a block whose notice cannot be sent', ['hold', '--exim', '/bin/false', '--state', dir('new'), 'A' x 40, 'out_rate', 'joe'],
	qr/^backstop: postmaster: the notice could not be sent: it does not say why; look at Exim's logs$/m, 2);

# --- what the caller has set ------------------------------------------------------------

# Exim's user must be able to read a policy that root makes with a strict umask.
SKIP: {
	skip 'unshare is not permitted here', 3 if system('unshare -rm true 2>/dev/null') != 0;
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $said = `unshare -rm sh -ec 'mount -t tmpfs none /etc; mount -t tmpfs none /var/lib; mkdir /etc/exim4 /var/lib/backstop; umask 077
		"\$1" exempt 192.0.2.1; stat -c %a /etc/exim4/backstop' sh '$binary' 2>/dev/null`;
	like $said, qr/^exempt_hosts: .*^755$/ms, 'umask 077: the directory can be read';
	for my $command (qw(report status)) {    # the caller has not named that log
		$said = `unshare -rm sh -ec 'mount -t tmpfs none /var/log; "\$1" $command || true' sh '$binary' 2>&1`;
		like $said, qr/mainlog: No such file or directory; Exim makes it when it first logs something;/, "$command: no log";
	}
}

# The policy can be changed, but not the copy that Exim reads: nothing claims that it applies.
SKIP: {
	skip 'unshare is not permitted here', 16 if system('unshare -rm true 2>/dev/null') != 0;
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $in = sub {
		my ($before, @commands) = @_;
		my $script = 'mount -t tmpfs none /etc; mount -t tmpfs none /var/lib; mkdir -p /etc/exim4/backstop /var/lib/backstop; '
			. "$before; " . join ' ', map { "$binary $_; echo \"status \$?\";" } @commands;
		return `unshare -rm sh -c '$script cat /etc/exim4/backstop/modes' 2>&1`;
	};
	for ('mode --yes dnsbl deny', 'exempt 192.0.2.1', 'key new tag', 'status --step-back') {
		my $said = $in->('mkdir /var/lib/backstop/policy', $_);
		like $said, qr{/policy: Is a directory; Exim may still use an older policy: name a file, or move the directory away, then run 'sudo backstop compile'$}m, "no copy: $_";
		like $said, qr/^status 2$/m, '… status';
	}
	my $said = $in->('mkdir /var/lib/backstop/policy', 'mode --yes dnsbl deny', 'undo');
	like $said, qr/^ +When it fires, once Exim has the new policy: /m, '… and it is not said to apply';
	like $said, qr/^status 2\n.*^dnsbl: warn, was deny .*^status 2\n.*^dnsbl: warn\n/ms, '… undo';
	$said = $in->('echo 192.0.2.1 >/etc/exim4/backstop/exempt_hosts', 'exempt 192.0.2.9', 'undo') . $in->(
		'echo "2026-01-31T12:34:56Z list=exempt_hosts entry=192.0.2.9 by=joe" >/var/lib/backstop/modes.log; mkdir /etc/exim4/backstop/exempt_hosts', 'undo');
	like $said, qr/is no longer exempt .*^status 0\n.*^backstop: \S+backstop\/exempt_hosts: Is a directory; nothing was changed: .*^status 2\n/ms,
		'undo: which list could not be changed';
	$said = $in->('mkdir /var/lib/backstop/outbound', "outbound --mail-on-change @{[file('quiet', '')]}");
	like $said, qr{^backstop: /var/lib/backstop/outbound: Is a directory; put a plain file there, or remove it\nstatus 2$}m, 'outbound: what it remembers cannot be read';
	$said = $in->('rmdir /var/lib/backstop', "outbound --mail-on-change @{[file('quiet', '')]}");
	like $said, qr{^backstop: /var/lib/backstop/outbound: No such file or directory; nothing was changed: .*\nstatus 2$}m, '… or not written';
	$said = $in->('mount -o remount,ro /var/lib', 'mode --yes dnsbl off');
	like $said, qr/^  Once Exim has the new policy, it does not run\.$/m, 'read-only /var: not said to apply';
	like $said, qr{modes\.log: Read-only file system; the mode has been set, but 'backstop undo' does not know}, '… what else is lost';
	like $said, qr/^status 2\n.*^dnsbl: off$/ms, '… status, and the mode';
}

# Ctrl-C in the middle, after the file was changed: the change is logged, and Exim gets it. systemctl
# is called then.
SKIP: {
	skip 'unshare is not permitted here', 6 if system('unshare -rm true 2>/dev/null') != 0;
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	my $systemctl = file('systemctl', "#!/bin/sh\nkill -INT \$PPID\n");
	chmod 0755, $systemctl;
	for (['mode --yes dnsbl deny', 'undo', qr/^dnsbl: warn, was deny /m], ['exempt 192.0.2.1', 'undo', qr/^exempt_hosts: 192\.0\.2\.1 is no longer exempt /m],
		['key new tag', 'key', qr/^tag +\w+ +\d{4}-/m]) {
		my ($change, $then, $want) = @$_;
		my $said = `unshare -rm sh -c 'for dir in /etc /var/lib /run /usr/sbin; do mount -t tmpfs none \$dir; done
			mkdir -p /etc/exim4/backstop /var/lib/backstop /run/systemd/system; cp $systemctl /usr/sbin/
			$binary $change; ls /etc/exim4/backstop /var/lib/backstop; $binary $then' 2>&1`;
		like $said, $want, "$change, with Ctrl-C in the middle: $then";
		like $said, qr/^policy$/m, '… and Exim has it';
	}
}

# A caller that ignores the end of its children, as some servers do, passes that on.
{
	file('spool/input/1xUwMK-0008RI-07-H', "1xUwMK-0008RI-07-H\nDebian-exim 1 1\n<joe\@ours.example>\n1769850000 0\n"
		. "-frozen 1769850000\n-aclm _backstop_held 3\njoe\nXX\n1\nann\@far.example\n\n");
	my $ignoring = file('ignoring', "#!$^X\n\$SIG{CHLD} = 'IGNORE';\nexec \@ARGV;\n");
	my $binary = $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop';
	for (['fails', 3, qr/: messages could not be thawed: no;/m], ['succeeds', 0, qr/^  queue: 1 message thawed/m]) {
		my ($name, $status, $want) = @$_;
		my $exim = file('exim', "#!/bin/sh\necho no >&2\nexit $status\n");
		chmod 0755, $exim;
		like `$^X $ignoring $binary @held --exim $exim joe 2>&1`, $want, "SIGCHLD ignored, and a program that $name";
	}
	unlink dir() . '/spool/input/1xUwMK-0008RI-07-H';
}

# A stranger's mail that Exim could not deliver is frozen, too. What its header or the value of
# another variable contains is not said by an ACL.
for (['held 3', 'joe', 'unlock', 'No user is blocked.', 'joe: 1 message held; not blocked'],
	['unsure 37', 'drop 1xUwMK-0008RI-08 ann@far.example', 'bounces', 'No bounce is held.', 'drop  ann@far.example']) {
	my ($name, $value, $command, $none, $one) = @$_;
	my $frozen = "-frozen 1769850000\n";
	my $option = "-aclm _backstop_$name\n$value\n";
	my $in_value = "b\n$option" =~ s/\n\z//r;
	my $in_two = "b\n$frozen" =~ s/\n\z//r;
	for (['an ACL says so', "$frozen$option", '', $one],
		['… after another variable', "-aclm _x 3\na\nb\n$frozen--(x)$option" =~ s/\(x\)-/(x)/r, '', $one],
		['a line of a field says so', $frozen, "099  X-A: b\n " . substr($option, 1) =~ s/\n/\n /r, $none],
		['the value of a variable', "$frozen-aclm _x @{[ length $in_value ]}\n$in_value\n", '', $none],
		['… that is tainted', "$frozen--(x)aclc _x @{[ length $in_value ]}\n$in_value\n", '', $none],
		['a value says that it is frozen', "-aclm _x @{[ length $in_two ]}\n$in_two\n$option", '', $none]) {
		my ($what, $options, $field, $want) = @$_;
		file('spool/input/1xUwMK-0008RI-07-H', "1xUwMK-0008RI-07-H\nDebian-exim 1 1\n<>\n1769850000 0\n"
			. "${options}XX\n1\nann\@far.example\n\n$field");
		said("$name: $what", [$command, '--state', $state, '--spool', $spool], qr/\Q$want\E$/m, 0);
	}
}
# The mail about it, a day after the last; or if that has a time to come, of a clock that was set back.
for (['an hour', 3600, 0], ['a day', 86400, 1], ['-400 days', -400 * 86400, 1]) {
	my ($name, $age, $sent) = @$_;
	my $box = mailbox('bounces');
	file('spool/input/1xUwMK-0008RI-07-H', "1xUwMK-0008RI-07-H\nDebian-exim 1 1\n<>\n@{[time]} 0\n-frozen 1769850000\n"
		. "-aclm _backstop_unsure 37\nhold 1xUwMK-0008RI-08 ann\@far.example\nXX\n1\nann\@far.example\n\n");
	utime +(time - $age) x 2, file('state/bounces', '');
	said("bounces --mail, $name after the last", ['bounces', '--mail', '--state', $state, '--spool', $spool,
		'--exim', $box->{program}], qr/^$/, 0);
	is scalar(() = slurp($box->{box}) =~ /^Subject: Backstop on .*: bounces are held$/mg), $sent, "… $sent mails";
}
unlink dir() . '/spool/input/1xUwMK-0008RI-07-H';

# --- files that claim more than they hold ---------------------------------------------

my $mbox = file('sparse', "From x\@y Thu Jan  1 00:00:00 1970\nFrom: a\n\nhi\n");
SKIP: {
	truncate $mbox, 20 * 2**30 or skip 'no sparse files here', 2;
	skip 'no sparse files here', 2 if (stat $mbox)[12] > 1000;
	my $before = Backstop::Shell::seconds();
	said('an mbox with a hole of 20 GB', ['scan', '--offline', $mbox], qr/header_missing|required/, 1);
	# 20 GB cannot be read in that time.
	cmp_ok Backstop::Shell::seconds() - $before, '<', 2, '… which is not read';
}
unlink $mbox;

my $id = '1xUwMK-0008RI-08';
file("spool/input/$id-D", "$id-D\nbody\n");
my $header = file("spool/input/$id-H", "$id-H\nDebian-exim 1 1\n<>\n1769850000 0\n-local\nXX\n"
	. "999999999\njoe\@ours.example\n\n010F From: a\@b\n");
my $before = Backstop::Shell::seconds();
said('a spool file of 999,999,999 recipients', ['replay', $header], qr/./, 2);
cmp_ok Backstop::Shell::seconds() - $before, '<', 2, '… which are not counted';

# --- arguments ----------------------------------------------------------------------

my $log = file('log', "2026-01-31 12:34:56 x\n");
for my $day ('2026-13-99', '2026-02-30', '2026-00-10', '2025-02-29') {
	said("--day $day", ['outbound', '--day', $day, $log], qr/\Q$day\E: there is no such day/, 2);
}
said('--day 2024-02-29', ['outbound', '--day', '2024-02-29', $log], qr/^No mail was sent on this day/m, 0);
for my $command (qw(report outbound)) {
	said("$command --log a b", [$command, '--log', $log, $log], qr/takes one file/, 2);
}

# A full disk is not a full list.
SKIP: {
	skip 'this needs root, to mount', 2 if $> != 0 || system('unshare -m true 2>/dev/null') != 0;
	my $full = dir('full');
	my $said = `unshare -m sh -c 'mount -t tmpfs -o size=4k none $full && cat /dev/zero >$full/x 2>/dev/null;
		@{[ $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop' ]} exempt --policy $full 192.0.2.9' 2>&1`;
	is $said, "backstop: $full/exempt_hosts: No space left on device; nothing was changed: make room there\n", 'full disk';
	is $? >> 8, 2, '… status';
}

# --- without root ---------------------------------------------------------------------

# What only administrators may read or ask is not known, which is not the same as zero or "no".
SKIP: {
	my ($setpriv) = grep { -x } map { "$_/setpriv" } split /:/, $ENV{PATH};
	skip 'this needs root, to be another user', 21 if $> != 0;
	skip 'setpriv (util-linux) or Exim is missing', 21 if !$setpriv || !-x '/usr/sbin/exim4';
	my $copy = dir('away') . '/backstop';
	chmod 0755, dir(), dir('away');
	system('cp', $ENV{BACKSTOP} || ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/backstop',
		$copy) == 0 or die;
	my $as = sub {
		my $said = `$setpriv --reuid=65534 --regid=65534 --clear-groups $copy @_ 2>&1`;
		return ($said, $? >> 8);
	};
	my ($said) = $as->('doctor', '--offline');
	unlike $said, qr/built without/, 'doctor: nothing is said to be missing';
	like $said, qr/it is not known what Exim was built with: .*\n +administrators\n +run this as root/, '… but not to be known';
	my $hidden = file('away/mainlog', "2026-01-31 12:34:56 x\n");
	my $policy = dir('away/policy');
	file('away/policy/modes', "helo_own: warn\n");
	file('away/policy/modes.log', '');
	chmod 0755, $policy;
	chmod 0600, "$policy/modes.log";
	($said, my $status) = $as->('status', '--all', '--policy', $policy, '--log', $hidden);
	like $said, qr/modes\.log: Permission denied.*^helo_own +warn +modes:1 +\? /ms, 'status: "?" for days';
	is $status, 2, '… status';
	chmod 0600, $hidden;
	($said, $status) = $as->('status', '--policy', $policy, '--log', $hidden);
	like $said, qr/mainlog: Permission denied.*^Exim's log could not be read, so it is not known which checks fired/ms,
		'status: no log';
	is $status, 2, '… status';

	# What only has to be written is not read before; what is not needed is not asked for.
	($said, $status) = $as->('mode', '--policy', $policy);
	like $said, qr/\Acheck +mode/, 'mode: no complaint';
	is $status, 0, '… status';
	for (['mode', 'helo_own deny', 'modes'], ['exempt', '192.0.2.9', 'exempt_hosts']) {
		my ($command, $args, $file) = @$_;
		($said, $status) = $as->($command, '--policy', $policy, $args);
		is $said, "backstop: $policy/$file: Permission denied; nothing was changed: run as root, or "
			. "as a user who may write there\n", "$command: one complaint";
		is $status, 2, '… status';
	}
	write_to("$policy/keys", '');
	chmod 0600, "$policy/keys";
	($said) = $as->('doctor', '--offline', '--policy', $policy);
	like $said, qr/keys: Permission denied\s+run this as root$/m, 'doctor: one remedy';

	# A directory that cannot be entered is one problem, not one for each of its files.
	chmod 0700, $policy;
	chmod 0644, $hidden;
	my $denied = qr/^\S* *\Q$policy\E: Permission denied/m;
	for (['exempt', 'ann@far.example', 1], ['scan', "--offline $hidden", 1], ['status', "--log $hidden", 1],
		['doctor', '--offline', 2]) {    # its line, and that of what it has read before
		my ($command, $args, $times) = @$_;
		($said) = $as->($command, '--policy', $policy, $args);
		is scalar(() = $said =~ /Permission denied/g), $times, "$command: one complaint";
		is scalar(() = $said =~ /$denied/g), $times, '… about the directory';
	}
}

done_testing;
