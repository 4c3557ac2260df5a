#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop enable` where anything is wrong, on a copy of this machine with
# Debian's Exim running: it says so, nothing has changed, and Exim goes on.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Enable;    # runs the test again on a copy of this machine
use Test::More;

my $m = Backstop::Enable::machine();
my $stock = picture();

# --- what it refuses, and leaves alone -----------------------------------------

# name, a command that breaks something, how it is repaired, option, what is said
my $acl = "$SHARE/acl";
my @faults = (
	['both ways', '', '', '--split --unsplit', qr/give only one of them/],
	['no plugin', "mv $PLUGIN /root/", "mv /root/backstop.so $PLUGIN", '--unsplit',
	 qr/there is no .*install the package again/],
	['a plugin that Exim may not read', "chmod 600 $PLUGIN", "chmod 644 $PLUGIN", '--unsplit',
	 qr/the message gets "451 .*Permission denied.*; let Debian-exim read/],
	['a directory that Exim may not enter', "chmod 700 /usr/lib/exim4/local_scan",
	 "chmod 755 /usr/lib/exim4/local_scan", '--unsplit', qr/the message gets "451 .*Permission denied/],
	['a plugin that is none', "cp $PLUGIN /root/; echo x >$PLUGIN", "mv /root/backstop.so $PLUGIN",
	 '--unsplit', qr/the plugin cannot be loaded/],
	['half a plugin', "cp $PLUGIN /root/; truncate -s 20000 $PLUGIN", "mv /root/backstop.so $PLUGIN",
	 '--unsplit', qr/the plugin cannot be loaded/],
	['an error in an ACL', "cp $acl/helo /root/; echo '  nonsense = yes' >>$acl/helo",
	 "mv /root/helo $acl/", '--unsplit', qr/Exim does not accept the configuration: .*nonsense/],
	['an expansion that fails', "cp $acl/rcpt /root/; (echo '  warn condition = \${if bool{maybe}}';"
		. "cat /root/rcpt) >$acl/rcpt", "mv /root/rcpt $acl/", '--unsplit',
	 qr/Exim would no longer accept mail: RCPT for root gets "451/],
	['an ACL file that is missing', "mv $acl/helo /root/", "mv /root/helo $acl/", '--unsplit',
	 qr/Exim does not accept the configuration/],
	['all files missing', "mv $SHARE /root/", "mv /root/backstop $SHARE", '--split', qr/exim\.conf\.d/],
	['an option of the administrator', "echo 'acl_smtp_connect = accept' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/your configuration sets acl_smtp_connect: in .*, write BACKSTOP_NEXT_CONNECT/],
	['his own ACL for mail without SMTP', "echo 'acl_not_smtp = accept' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/your configuration sets acl_not_smtp: in .*, write BACKSTOP_NEXT_NOT_SMTP/],
	['his own strict_acl_vars', "echo 'strict_acl_vars = true' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/your configuration sets strict_acl_vars: remove that line/],
	['his own ACL for DKIM', "echo 'acl_smtp_dkim = accept' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/your configuration sets acl_smtp_dkim: in .*, write BACKSTOP_NEXT_DKIM/],
	['his own local_scan', "echo 'hide local_scan_path = /x.so' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/your configuration sets local_scan_path: in .*, write BACKSTOP_WITHOUT_PLUGIN = yes/],
	['his own spamd_address', "echo 'spamd_address = 127.0.0.1 783' >$MACROS", "rm $MACROS",
	 '--unsplit', qr/write BACKSTOP_WITHOUT_SPAMD = yes/],
	['macros that split does not read', "echo 'CHECK_MAIL_HELO_ISSUED = no' >$MACROS", "rm $MACROS",
	 '--split', qr/would differ from the present one, first at .*CHECK_MAIL_HELO_ISSUED/],
	['a template that was changed', "cp -a /etc/exim4/exim4.conf.template /root/;"
		. "echo '# x' >>/etc/exim4/exim4.conf.template;"
		. "sed -i 's/^acl_check_mail:/&\\n  warn/' /etc/exim4/exim4.conf.template",
	 "cp -a /root/exim4.conf.template /etc/exim4/", '--split', qr/would differ from the present one/],
	['a configuration made by hand', "cp $COMPOSED /etc/exim4/exim4.conf", "rm /etc/exim4/exim4.conf",
	 '--unsplit', qr/exim4.conf exists, so Exim reads nothing else/],
	['a configuration that is broken already', "echo 'nonsense' >$MACROS", "rm $MACROS", '--unsplit',
	 qr/Exim does not accept the configuration/],
	['no Exim', "mv /usr/sbin/exim4 /root/", "mv /root/exim4 /usr/sbin/", '--unsplit',
	 qr/there is no \/usr\/sbin\/exim4; install exim4-daemon/],
	# What happens only in the real change, after the trial.
	['the composer fails', "cp -a /usr/sbin/update-exim4.conf /root/;"
		. "sed -i '2i [ \$# -gt 0 ] || [ ! -e $MACROS ] || { echo no >\&2; exit 1; }' /usr/sbin/update-exim4.conf",
	 "mv /root/update-exim4.conf /usr/sbin/", '--unsplit',
	 qr/update-exim4.conf fails: no; .*Everything is as it was before/],
	['the composer does something else', "cp -a /usr/sbin/update-exim4.conf /root/;"
		. "sed -i '\$a [ \"\$UPEX4C_outputfile\" != $COMPOSED ] || echo X_Y = 1 >>$COMPOSED' /usr/sbin/update-exim4.conf;"
		. "update-exim4.conf",
	 "mv /root/update-exim4.conf /usr/sbin/; update-exim4.conf", '--unsplit',
	 qr/a configuration that differs from the one that was tried.*Everything is as it/],
);
for my $row (@faults) {
	my ($name, $spoil, $mend, $option, $want) = @$row;
	$m->must('sh', '-ec', $spoil) if $spoil;
	my $before = picture();
	my $daemon = $m->read('/run/exim4/exim.pid');
	like backstop($name, 2, 'enable', split / /, $option), $want, "$name: said, with a remedy";
	is_as_before($name, $before);
	is $m->read('/run/exim4/exim.pid'), $daemon, "$name: Exim runs on";
	like doctor($name, 2, '--offline'), qr/^fault .*\n(?: .*\n)*? +\('backstop enable' stops at this\)$/m,
		"$name: doctor says so" if $name =~ /^(?:no plugin|a plugin that is none|half a plugin|no Exim)$/;
	$m->must('sh', '-ec', $mend) if $mend;
	nothing_logged($name);
}
# disable has its own remedy.
$m->must('sh', '-ec', "cp $COMPOSED /etc/exim4/exim4.conf");
like backstop('disable, with a configuration made by hand', 2, 'disable'),
	qr{exim4.conf exists, so Exim reads nothing else; remove what names files of $SHARE from it}, 'disable: its remedy';
$m->must(qw(rm /etc/exim4/exim4.conf));
$m->must('update-exim4.conf');
is_in_use('after all that', 0);
is_as_before('after all that', $stock);

# A plugin and an Exim that do not fit each other; doctor says what enable says.
# The plugin's note has a line for each interface, "6.0 debug_selector".
my $status = '/var/lib/dpkg/status';
my $no_package = "cp $status /root/; sed -i 's/exim4-localscanapi-[0-9.]*,* *//' $status";
my $no_symbols = 'cp -a /usr/sbin/exim4 /root/;'
	. q{perl -0777 -pi -e 's/\0(?:debug_selecto|is_debu)\K[rg](?=\0)/x/g' /usr/sbin/exim4};
my @apis = (
	['an Exim that is newer', "cp $status /root/; sed -i 's/exim4-localscanapi-[0-9.]*/exim4-localscanapi-9.99/' $status",
	 qr/this Exim has the plugin interface 9\.99, but the plugin fits 6\.0 and 9\.1\b.*install a version/s],
	['an Exim of no package that is newer', "$no_package; $no_symbols",
	 qr/plugin interface that the plugin does not fit: the plugin fits 6\.0 and 9\.1, but .*install a version/s],
	['an Exim that is not that of its package', $no_symbols, qr/does not export the symbol of any of them/],
	['a plugin that only knows others', "cp $PLUGIN /root/;"
		. "perl -0777 -pi -e 's/6(\\.0 debug_selector\\n)9/2\${1}4/' $PLUGIN",
	 qr/this Exim has the plugin interface \d\.\d, but the plugin fits 2\.0 and 4\.1\b/],
	['a plugin that names them the wrong way round', "cp $PLUGIN /root/;"
		. "perl -0777 -pi -e 's/6\\.0( debug_selector\\n)9\\.1/9.1\${1}6.0/' $PLUGIN",
	 qr/Exim's package provides the plugin interface (\d\.\d), but \S+ has that of (?!\1)\d\.\d: /],
	['a plugin that does not say', "cp $PLUGIN /root/;"
		. "perl -0777 -pi -e 's/Backstop(?=[^a-z]{1,8}6\\.0)/Frontdor/' $PLUGIN",
	 qr/does not say which versions of Exim it fits.*install the package again/s],
	['half a plugin', "cp $PLUGIN /root/; truncate -s -1 $PLUGIN", qr/the end of \S+ is missing/],
	['a plugin of another machine', "cp $PLUGIN /root/;"
		. "printf '\\377' | dd of=$PLUGIN bs=1 seek=18 conv=notrunc 2>&1", qr/not a library for this machine/],
);
for my $row (@apis) {
	my ($name, $spoil, $want) = @$row;
	$m->must('sh', '-ec', $spoil);
	like backstop($name, 2, qw(enable --unsplit)), $want, "$name: enable stops";
	like join(' ', split ' ', doctor($name, 2, '--offline')), $want, "$name: doctor says so";
	$m->must('sh', '-ec', "cd /root; [ ! -e status ] || mv status $status;"
		. "[ ! -e exim4 ] || mv exim4 /usr/sbin/; [ ! -e backstop.so ] || mv backstop.so $PLUGIN");
	is_as_before($name, $stock);
}
# If only the package says nothing, the symbols do.
$m->must('sh', '-ec', $no_package);
like doctor('an Exim of no package', 1, '--offline'),
	qr/^ok +the plugin fits this Exim's plugin interface, \d\.\d$/m, 'an Exim of no package';
$m->must('mv', '/root/status', $status);

($status, my $text) = $m->run(qw(setpriv --reuid=65534 --regid=65534 --clear-groups backstop enable));
is $status >> 8, 2, 'not root: status';
like $text, qr/only root .*sudo/, 'not root: said';

($status, $text) = $m->run('sh', '-c',
	'exec 9</etc/exim4; flock 9; backstop enable --unsplit 9<&-');
like $text, qr/another backstop command is changing/, 'two at a time: one of them waits in vain';
is_as_before('two at a time', $stock);

backstop('worked on since', 0, qw(enable --split));
$m->write('/etc/exim4/conf.d/main/000_localmacros', "MORE = 1\n");
like backstop('worked on since', 0, 'disable'), qr/stays split, because it has been changed/,
	'worked on since: said';
like $m->read($DEBIAN), qr/^dc_use_split_config='true'$/m, 'worked on since: it stays split';
like $m->read($COMPOSED), qr/^MORE = 1$/m, 'worked on since: the work is kept';
is_in_use('worked on since', 0);
stock_again();

# A daemon that does not run; one that need not be notified.
$m->must(qw(/etc/init.d/exim4 stop));
like backstop('no daemon', 0, qw(enable --unsplit)), qr/daemon is not running/, 'no daemon: said';
$m->must(qw(/etc/init.d/exim4 start));
is_in_use('no daemon', 1);
like backstop('not told', 0, qw(disable --no-reload)), qr/was not reloaded/, 'not told: said';
$m->must(qw(/etc/init.d/exim4 reload));
is_in_use('not told', 0);

# A daemon that cannot start again.
$m->must('sh', '-ec', "cp $acl/main /root/; echo 'daemon_smtp_ports = nosuchport' >>$acl/main");
my $before = picture();
like backstop('a daemon that ends', 2, qw(enable --unsplit)),
	qr/has ended instead of reading its configuration; start it .*as it was before/,
	'a daemon that ends: said';
is_as_before('a daemon that ends', $before);
like $m->read('/var/log/exim4/paniclog'), qr/nosuchport/, 'a daemon that ends: Exim says why';
$m->must(qw(rm /var/log/exim4/paniclog));
$m->must('sh', '-ec', "mv /root/main $acl/; rm -f /run/exim4/exim.pid; /etc/init.d/exim4 start");
is_in_use('a daemon that ends, started', 0);

# Its directory is Exim's user's, who can put a pipe there, on which root would wait.
$m->must('sh', '-ec', 'mv /run/exim4/exim.pid /root/; mkfifo /run/exim4/exim.pid');
my ($end, $said) = $m->run(qw(timeout -s KILL 120 backstop enable --unsplit));
is $end, 0, 'a pipe in place of the PID file' or diag $said;
like $said, qr/Exim's daemon is not running/, '… which is not read';

done_testing();
