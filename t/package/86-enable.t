#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `backstop enable` and `disable`, on a copy of this machine with Debian's Exim
# running: put in place it works, and taken out nothing is left.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Pool;
my $BUILD;
BEGIN {
	$BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
	Backstop::Pool::fetch($BUILD) if !$ENV{BACKSTOP_TEST_MACHINE};
}
use Backstop::Enable;    # runs the test again on a copy of this machine
use File::Temp qw(tempdir);
use Test::More;

my $m = Backstop::Enable::machine();

# --- the two ways ------------------------------------------------------------

my $stock = picture();

# Without an option: the safe thing, and what to do for the other.
my $CONF_D = '/etc/exim4/conf.d';
# name, what the administrator has done, status, what is said
for my $row (
	['nothing changed', '', 0,
		qr/two lines at the end\s+of .*--unsplit.*would\s+read\s+the\s+same.*\n\n    sudo backstop enable --split\n/s],
	['macros of the administrator', "echo 'CHECK_MAIL_HELO_ISSUED = no' >$MACROS", 0,
		qr/not\s+possible\s+yet.*CHECK_MAIL_HELO_ISSUED.*\n\n    sudo backstop enable --split\n/s],
	['a file of his in conf.d', "echo '# x' >$CONF_D/main/000_localmacros", 2,
		qr{backstop enable --unsplit\n.*backstop enable --split\n.*main/000_localmacros has been changed; choose}s],
	['a file of the package that he has changed', "echo '# x' >>$CONF_D/main/02_exim4-config_options", 2,
		qr{main/02_exim4-config_options has been changed}],
	['a file that replaces another', "echo '# x' >$CONF_D/acl/20_exim4-config_local_deny_exceptions.rul", 2,
		qr{exceptions\.rul has been changed}],
	['a file that Debian does not read', "echo x >$CONF_D/main/old.dpkg-old; echo x >$CONF_D/main/90_backstop~", 0,
		qr/two lines at the end/],
) {
	my ($name, $done, $status, $want) = @$row;
	$m->must('sh', '-ec', "cp -a /etc/exim4 /root/exim4; $done");
	$m->must('update-exim4.conf') if $done;
	my $before = picture();
	like backstop("$name, no option", $status, 'enable'), $want, "$name, no option: said";
	if ($status) {
		is_as_before("$name, no option", $before);
	} else {
		is_in_use("$name, no option", 1);
		unlike backstop("$name, again", 0, 'enable'), qr/--split/, "$name, again: said once";
		backstop("$name, disabled", 0, 'disable');
		is_as_before("$name, disabled", $before);
	}
	$m->must('sh', '-ec', 'cp -a /root/exim4/. /etc/exim4/; cd /etc/exim4; find . -type f | while read f; do '
		. '[ -e "/root/exim4/$f" ] || rm "$f"; done; rm -r /root/exim4');
	stock_again();
	is_as_before("$name, taken back", $stock);
}

# Ctrl-C, while it tries. What it runs then says that it runs, and lasts.
$m->must('sh', '-ec', 'cp -a /usr/sbin/update-exim4.conf /root/;'
	. "sed -i '2i mktemp >/root/left; touch /root/composing; sleep 60' /usr/sbin/update-exim4.conf");
my %NUMBER = (HUP => 1, INT => 2, QUIT => 3, TERM => 15);
for my $signal (sort keys %NUMBER) {
	my ($status, $text) = $m->run('sh', '-c', "rm -f /root/composing;"
		. "perl -e '\@SIG{qw(HUP INT QUIT)} = (q(DEFAULT)) x 3; exec \@ARGV' backstop enable & p=\$!;"
		. 'for i in $(seq 600); do [ ! -e /root/composing ] || break; sleep 0.1; done;'
		. "kill -$signal \$p; wait \$p; echo status=\$?");
	like $text, qr/^backstop: interrupted; nothing has been changed$/m, "SIG$signal: said";
	like $text, qr/^status=${\($NUMBER{$signal} + 128)}$/m, "SIG$signal: status";
	is_as_before("SIG$signal", $stock);
	is +($m->run('sh', '-c', '[ ! -e "$(cat /root/left)" ]'))[0], 0, "SIG$signal: no temporary file of what was killed";
}
$m->must(qw(rm /root/composing /root/left));
$m->must(qw(mv /root/update-exim4.conf /usr/sbin/));

# An editor has taken the last line end away, and the line to restore with it.
my %edited = ('to split, edited' => 'truncate -s -1 /etc/exim4/conf.d/main/90_backstop');

# name, a command before, option
my $line = "dc_use_split_config='false'";
my @ways = (
	['unsplit', undef, '--unsplit'],
	['unsplit, with macros', "echo 'CHECK_DATA_VERIFY_HEADER_SYNTAX = yes' >$MACROS", '--unsplit'],
	['unsplit, macros without line end', "printf 'CHECK_MAIL_HELO_ISSUED = no' >$MACROS", '--unsplit'],
	['unsplit, macros empty', ">$MACROS", '--unsplit'],
	['unsplit, macros by a link', "echo 'A_MACRO = yes' >/etc/exim4/m; ln -s m $MACROS", '--unsplit'],
	['from unsplit to split', undef, '--split'],
	['to split, another spelling', "sed -i 's/$line/dc_use_split_config=\"False\" # no/' $DEBIAN",
	 '--split'],
	['to split, edited', undef, '--split'],
	['to split, no such line', "sed -i '/dc_use_split/d' $DEBIAN", '--split'],
	['split', "sed -i \"s/$line/dc_use_split_config='true'/\" $DEBIAN", undef],
	['split, with a file of the administrator', "sed -i \"s/$line/dc_use_split_config='true'/\" $DEBIAN;"
		. "echo 'SOMETHING = 1' >/etc/exim4/conf.d/main/000_localmacros", undef],
);

for my $way (@ways) {
	my ($name, $command, @option) = @$way;
	@option = grep { defined } @option;
	$m->must('sh', '-ec', "$command; update-exim4.conf") if $command;
	my $before = picture();
	backstop_while_mail_flows($name, 'enable', @option);
	is_in_use($name, 1);
	like backstop($name, 0, 'status'), qr/^Backstop is enabled, in Debian's \w+ conf/m,
		"$name: status";
	my $enabled = picture();
	backstop("$name, once more", 0, 'enable');
	is_as_before("$name, once more", $enabled);
	$m->must('sh', '-ec', $edited{$name}) if $edited{$name};
	backstop_while_mail_flows($name, 'disable');
	is_as_before("$name, disabled", $before);
	is_in_use("$name, disabled", 0);
	backstop("$name, disabled again", 0, 'disable');
	nothing_logged($name);
	stock_again();
}

# An Exim without content scanning, and a policy that asks for it: one line. The daemon may run on.
SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', tempdir(CLEANUP => 1));
	skip 'exim4-daemon-light could not be fetched', 5 if !$light;
	my $lost = qr/^    this Exim has no content scanning: spam_out and malware_out have no effect$/m;
	my @enable = (0, 'enable', '--no-reload');
	$m->write('/etc/exim4/backstop/settings', "malware_out: on\n");
	unlike backstop('as this Exim is', @enable), $lost, 'an Exim with content scanning: nothing is said'
		if `$Backstop::Rig::EXIM -bP macros 2>/dev/null` =~ /^_HAVE_CONTENT_SCANNING=/m;
	my $exim = $m->bring($light);
	$m->must('sh', '-ec', "cp -p /usr/sbin/exim4 /root/kept; chmod 4755 $exim; mv $exim /usr/sbin/exim4");
	like backstop('without content scanning', @enable), $lost, '… without it: said';
	$m->write('/etc/exim4/backstop/settings', '');
	unlike backstop('nothing is scanned', @enable), $lost, '… nothing is to be scanned: nothing is said';
	$m->must('sh', '-ec', 'mv /root/kept /usr/sbin/exim4; rm /etc/exim4/backstop/settings');
	backstop('at the end', 0, 'disable', '--no-reload');
}

done_testing();
