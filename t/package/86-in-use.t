#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Modes and `backstop doctor` on a copy of this machine with Debian's Exim
# running and Backstop enabled: each fault that an administrator can make is
# named, and gone when it is mended.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Enable;    # runs the test again on a copy of this machine
use Backstop::Smtp;
use File::Basename qw(dirname);
use Test::More;

my $m = Backstop::Enable::machine();

# --- modes, while a client is there ------------------------------------------------

backstop('modes', 0, qw(enable --unsplit));
# The package does so after each upgrade.
$m->must('sh', '-ec', 'cd /etc/exim4/backstop; echo root@mx.ours.example >never_send; '
	. 'cp modes /root/; echo null_never: defer >modes');
backstop('a check in defer is against the trial', 0, 'enable');
$m->must('sh', '-ec', 'cd /etc/exim4/backstop; rm never_send; mv /root/modes .');
$m->write('/etc/exim4/backstop/settings', "no_such: yes\n");
like doctor('a fault of the policy', 2, '--offline'),
	qr/^fault .*no such setting\n(?: .*\n)*? +\('backstop enable' does not stop at this\)$/m,
	'a fault of the policy: doctor says that enable does not stop at it';
like backstop('a fault of the policy', 0, 'enable'), qr/settings:1: there is no such setting; .*\n/, '… and names it';
$m->must('rm', '/etc/exim4/backstop/settings');
$m->wait_for_port;
my $c = Backstop::Smtp->connect(port => 25, from => '127.0.0.2');
$c->helo('mx.ours.example');
$c->command('MAIL FROM:<a@far.example>');
is $c->command('RCPT TO:<joe@ours.example>')->code, 250, 'helo_own is in warn: 250';
backstop('modes', 0, qw(mode helo_own deny));
is $c->command('RCPT TO:<joe@ours.example>')->code, 550, 'in deny, for the next command: 550';
backstop('modes', 0, qw(mode helo_own defer));
is $c->command('RCPT TO:<joe@ours.example>')->code, 451, 'in defer: 451';
backstop('modes', 0, qw(mode helo_own off));
is $c->command('RCPT TO:<joe@ours.example>')->code, 250, 'in off: 250';
$c->quit;
like backstop('modes', 0, qw(mode helo_own)), qr/It fired 3 times in the last 7 days/,
	'and the command counts them';
like backstop('modes', 0, 'status'), qr/^helo_own +off +modes:\d+ +\d+ +3 +3 +2 +0$/m, 'so does status';

# An administrator lets others read the copy for Exim, and has said so to dpkg.
my $COPY = '/var/lib/backstop/policy';
sub copy_is { return $m->must('stat', '-c', '%U %G %a', $COPY, "$COPY.keys") }
is copy_is(), "root Debian-exim 640\n" x 2, 'the copy for Exim is for Exim alone';
$m->must('dpkg-statoverride', '--update', '--add', ('#8', 'adm', '0644'), $COPY);
backstop('modes', 0, qw(mode helo_own warn));
is copy_is(), "mail adm 644\nroot Debian-exim 640\n", '… unless the administrator has told dpkg otherwise';
$m->must('sh', '-c', "rm $COPY; setpriv --bounding-set=-all,+chown,+dac_read_search backstop compile --quiet");
is copy_is(), "mail adm 644\nroot Debian-exim 640\n", '… also with the rights that backstop-policy.service has';
$m->must('dpkg-statoverride', '--remove', $COPY);
backstop('modes', 0, qw(mode helo_own off));
is copy_is(), "root Debian-exim 640\n" x 2, '… and again later';

# --- doctor ---------------------------------------------------------------------------

$m->write('/etc/exim4/backstop/own_nets', "198.51.100.7\n");
$m->write('/etc/exim4/backstop/keys', $m->read('/etc/exim4/backstop/keys') . 'tag-abcd: ' . 'x' x 32 . ' since=' . time . "\n");
$m->must(qw(chown root:Debian-exim /etc/exim4/backstop/keys));
$m->must(qw(chmod 640 /etc/exim4/backstop/keys));
my $spooled = sub { $m->must(qw(find /var/spool/exim4/input /var/spool/exim4/msglog -type f)) };
my $queue = $spooled->();
my $log = $m->read('/var/log/exim4/mainlog');
$m->must('sh', '-c', "sed -i '/^postmaster:/d' /etc/aliases; echo 'postmaster: joe' >>/etc/aliases");
my $ROTATE = '/etc/logrotate.d/exim4-base';
$m->must('sed', '-i', 's/rotate 10/rotate 15/', $ROTATE);
my $said = doctor('in order', 0, '--offline');
like $said, qr/^ok +a stranger's report reaches the checks at RCPT and DATA, and the plugin$/m,
	'in order: each hook is reached';
is $spooled->(), $queue, 'in order: nothing is queued by that';
is $m->read('/var/log/exim4/mainlog'), $log, 'in order: nothing is logged';
is join(' ', $m->paths('/tmp/backstop-trial-*')), '', 'in order: no trial left';
like doctor('no name server', 2), qr/^fault +this machine's resolver does not answer/m,
	'no name server: said';
$m->must('rm', '/etc/exim4/backstop/own_nets');
like doctor('no address', 1, '--offline'), qr/^advice +no public address of ours/m,
	'no address of ours';

# Does the package run the doctor each day, by systemd and by cron?
my $DEBIAN_DIR = dirname($0) . '/../../debian';
my ($unit) = Backstop::Rig::slurp("$DEBIAN_DIR/exim4-backstop.backstop-doctor.service") =~ m{^ExecCondition=/bin/sh -c '(.*)'$}m;
my ($cron) = Backstop::Rig::slurp("$DEBIAN_DIR/exim4-backstop.cron.d") =~ m{/usr/bin/backstop \] \|\| (.*) \|\| backstop doctor}m;

sub is_daily {
	my ($name, $want) = @_;
	my %says = (systemd => [$unit, 0], cron => [$cron, 1]);
	for my $by (sort keys %says) {
		my ($condition, $runs) = @{ $says{$by} };
		my ($status) = $m->run('sh', '-c', "PATH=/usr/sbin:/usr/bin:/sbin:/bin; $condition");
		is !!($status >> 8 == $runs), !!$want, "$name: $by runs the doctor" . ($want ? '' : ' not');
	}
}
is_daily('in order', 1);
# What Debian's script composed is put back, too: it starts a hundred processes.
my $keep = "cp -p $MACROS $COMPOSED /root/";
my $back = "mv /root/exim4.conf.localmacros $MACROS; mv /root/config.autogenerated $COMPOSED";

# name, what breaks it, what repairs it, exit status, what is said
my @doctor = (
	['a list that does not answer', "echo a.example=127.0.0.2 >/etc/exim4/backstop/dnsbl_zones",
	 'rm /etc/exim4/backstop/dnsbl_zones', 2, qr/^advice +a\.example does not answer\n/m, ''],
	['no lookups', "mv ${\($PLUGIN =~ s/\.so$/-lookup.so/r)} /root/", "mv /root/backstop-lookup.so "
		. dirname($PLUGIN), 2, qr/^fault +the lookups cannot be loaded.*\n.*\n +file: No such file/m],
	['without the plugin', "$keep; sed -i '1i BACKSTOP_WITHOUT_PLUGIN = yes' $MACROS;"
		. 'update-exim4.conf', $back, 2,
	 qr/^fault +a stranger's report does not reach the plugin\n +remove BACKSTOP_WITHOUT_PLUGIN/m],
	['an ACL of the administrator for RCPT', "$keep; echo accept >/etc/exim4/acl;"
		. "sed -i '1i MAIN_ACL_CHECK_RCPT = /etc/exim4/acl' $MACROS; update-exim4.conf",
	 "rm /etc/exim4/acl; $back", 2,
	 qr/^fault +a stranger's mail does not reach Backstop's checks at RCPT\n/m],
	['a list with another separator', "$keep; sed -i '1i REMOTE_SMTP_TRANSPORTS_HEADERS_REMOVE = <;X-A;X-B' $MACROS;"
		. 'update-exim4.conf', $back, 2,
	 qr/^fault +Exim's transport remote_smtp does not remove X-Backstop-Arrived, our\n +mark of arrival\n +separate the list/m],
	['an ACL of his for DATA', "$keep; echo accept >/etc/exim4/acl;"
		. "sed -i '1i MAIN_ACL_CHECK_DATA = /etc/exim4/acl' $MACROS; update-exim4.conf",
	 "rm /etc/exim4/acl; $back", 2,
	 qr/^fault +a stranger's mail does not reach Backstop's checks at DATA\n/m],
	['strangers refused', "$keep; echo deny >/etc/exim4/acl;"
		. "sed -i '1i MAIN_ACL_CHECK_RCPT = /etc/exim4/acl' $MACROS; update-exim4.conf",
	 "rm /etc/exim4/acl; $back", 2,
	 qr/^fault +.*not accept/m],
	['a plugin that Exim may not read', "chmod 600 $PLUGIN", "chmod 644 $PLUGIN", 2,
	 qr/^fault +Exim does not accept a message with the plugin/m],
	['files that are not read', "mkdir -p /root/k; cp $SHARE/exim.conf.d/main/90_backstop "
		. "/etc/exim4/conf.d/main/; mv $MACROS /root/k/", "mv /root/k/* /etc/exim4/;"
		. 'rm /etc/exim4/conf.d/main/90_backstop', 2, qr/^fault +Backstop's files are there, but/m],
	['not composed', "cp $COMPOSED /root/; sed -i '/backstop/d' $COMPOSED", "mv /root/config.autogenerated "
		. $COMPOSED, 2, qr/^fault +Exim's configuration has not been regenerated since/m],
	['a configuration of his own', "grep -iv backstop $COMPOSED >/etc/exim4/exim4.conf", 'rm /etc/exim4/exim4.conf', 2,
	 qr{^fault +Exim does not use Backstop: it reads /etc/exim4/exim4\.conf, and not\n}m],
	['no daemon', 'cp /run/exim4/exim.pid /root/; echo 1 >/run/exim4/exim.pid', 'cp /root/exim.pid /run/exim4/', 1,
	 qr/^advice +Exim's daemon is not running, so no mail comes in\n +run 'sudo systemctl start exim4', unless/m],
	['keys for everybody', 'chmod 644 /etc/exim4/backstop/keys', 'chmod 640 /etc/exim4/backstop/keys', 2, qr/^fault +\S+keys: every user can read it\n +run 'sudo chmod 640 \S+keys', then replace each key:/m],
	['a file that Exim may not read', 'chmod 600 /etc/exim4/backstop/modes',
	 'chmod 644 /etc/exim4/backstop/modes', 2, qr/^fault +\S+modes: Exim's user cannot read it/m],
	['a copy that was not brought up to date', "sed -i '1s/^copy=1:no:/copy=1:yes:/' /var/lib/backstop/policy;"
		. "echo '# x' >>/etc/exim4/backstop/modes", 'backstop compile', 2,
	 qr/^fault +Exim reads an old copy of the policy: .*\n +run 'sudo backstop compile'/m],
	['a copy that Exim may not read', 'chmod 600 /var/lib/backstop/policy', 'backstop compile', 2,
	 qr{^fault +/var/lib/backstop/policy: Exim's user cannot read it\n +run 'sudo backstop compile'; if}m],
	['postmaster, as Debian sets it up', "cp /etc/aliases /root/; sed -i '/^postmaster:\\|^root:/d' /etc/aliases",
	 'mv /root/aliases /etc/', 1, qr/^advice +mail to postmaster ends up where no person reads it$/m],
	['a log of ten days, as Debian keeps it', "sed -i 's/rotate 15/rotate 10/' $ROTATE", "sed -i 's/rotate 10/rotate 15/' $ROTATE",
	 1, qr/^advice +Exim's log is kept for only 10 days\n +set "rotate" to 15 in \Q$ROTATE\E/m],
	['no modes', 'mv /etc/exim4/backstop/modes /root/', 'mv /root/modes /etc/exim4/backstop/', 1,
	 qr/^advice +\S+modes is missing/m],
);
for my $row (@doctor) {
	my ($name, $spoil, $mend, $want, $pattern, $online) = @$row;
	$m->must('sh', '-ec', $spoil);
	like doctor($name, $want, defined $online ? () : '--offline'), $pattern, "doctor: $name";
	is_daily($name, 1);
	$m->must('sh', '-ec', $mend);
}

# What has changed, to postmaster. The mail waits for Exim's next queue run.
sub daily {
	my (undef, $said) = $m->run('backstop',
		qw(doctor --offline --changed /var/lib/backstop/doctor --mail));
	$m->must(qw(exim4 -qf));
	return $said;
}
daily();
$m->write('/etc/exim4/backstop/settings', "no_such: yes\n");
is daily(), '', 'changed: nothing is printed';
my $told = $m->mail;
like $told, qr/^Subject: Backstop on mx\.ours\.example: what doctor .*^Auto-Submitted: auto-generated\n.*^\S+settings:1: there is no such/ms,
	'changed: a mail';
like $told, qr/^(?:There is nothing to do\.|(?:Ready|Wait|Look at): +sudo backstop .*)\n(?:.*\n)*?\nNew faults:/m,
	'changed: it begins with what there is to do';
daily();
$m->must(qw(rm /etc/exim4/backstop/settings));
daily();
my @mails = $m->mail =~ /^(?:New faults|Gone):\n\n.*/mg;
is_deeply \@mails, ["Gone:\n\n/etc/exim4/backstop/settings:1: there is no such setting"],
	'the same: none; gone: another one';
backstop('at the end', 0, 'disable');
is_in_use('at the end', 0);
is_daily('at the end', 0);
$m->must('sh', '-ec', "(echo BACKSTOP_SHARE = $SHARE; echo .include $SHARE/acl/main) >>$MACROS; update-exim4.conf");
is_daily('included by hand', 1);
nothing_logged('at the end');

done_testing();
