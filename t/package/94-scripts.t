#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Parts of the package's scripts, on a copy of this machine: which processes
# prerm waits for, and what purging removes beside the package's own files.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Machine;
my $why;
BEGIN {
	$why = Backstop::Machine::missing();
	Backstop::Machine::enter();
}
use Backstop::Rig;
use Backstop::Smtp;
use Test::More;
use Time::HiRes qw(sleep);

plan skip_all => $why if $why;

my $DEBIAN = "$FindBin::Bin/../../debian";
my $m = Backstop::Machine->new;

# --- postinst: who may read what it makes ---------------------------------------

# An administrator lets a group read the state, and has said so to dpkg: it stays at an upgrade.
my $postinst = Backstop::Rig::slurp("$DEBIAN/postinst");
my @made = qw(/var/lib/backstop /var/lib/backstop/held /var/lib/backstop/lists /etc/exim4/backstop/keys
	/etc/exim4/backstop/store_servers);
$m->must('mkdir', '-p', '/etc/exim4/backstop', '/usr/share/backstop');
$m->write("/usr/share/backstop/$_", "# sample\n") for qw(keys store_servers);
$m->write('/root/configure', "set -e\n" . join '', $postinst =~ /^((?:STATE|POLICY)=.*\n)/mg,
	$postinst =~ /^(install_as\(\) \{\n.*?^\}\n)/ms, $postinst =~ /^configure\)\n(.*?)^\tmake_store/ms);

sub configured {
	$m->must('sh', '/root/configure');
	return $m->must('stat', '-c', '%U %G %a', @made);
}

my @usual = ('root Debian-exim 750', ('Debian-exim Debian-exim 750') x 2, ('root Debian-exim 640') x 2);
is configured(), join('', map { "$_\n" } @usual), 'postinst: for Exim alone';
$m->must('chmod', '777', $made[0]);
is configured(), join('', map { "$_\n" } @usual), '… again, after an upgrade';
$m->must('dpkg-statoverride', '--update', '--add', qw(root adm 0750), $made[0]);
$m->must('dpkg-statoverride', '--update', '--add', ('#' . getpwnam('mail'), 'Debian-exim', '2770', $made[1]));
$m->must('dpkg-statoverride', '--update', '--add', qw(root adm 0600), $made[3]);
@usual[0, 1, 3] = ('root adm 750', 'mail Debian-exim 2770', 'root adm 600');
is configured(), join('', map { "$_\n" } @usual), '… unless the administrator has told dpkg otherwise';
$m->must('rm', '-r', @made[0, 3]);
is configured(), join('', map { "$_\n" } @usual), '… also of what was removed';
$m->must('dpkg-statoverride', '--remove', $_) for @made[0, 1, 3];
$m->must('rm', '-r', @made[0, 3, 4]);

# --- prerm: sessions of our daemon, and of no other -------------------------------

my $prerm = Backstop::Rig::slurp("$DEBIAN/prerm");
$m->write('/root/receivers', join '', $prerm =~ /^((?:EXIM|PIDFILE)=.*\n)/mg,
	$prerm =~ /^(receivers\(\) \{\n.*?^\}\n)/ms, "receivers\n");

sub receivers { return $m->must('sh', '/root/receivers') }

# A process that has just been started may not be what it will be yet.
sub settles {
	my ($want, $name) = @_;
	my $got;
	for (1 .. 100) {
		last if ($got = receivers()) =~ $want;
		sleep 0.1;
	}
	like $got, $want, $name;
}

settles(qr/\A\z/, 'prerm: no session');
# By a shell: a child of process 1, which this test is in there, takes itself for
# a daemon that starts again, and stays in the foreground.
$m->must('sh', '-c', 'exim4 -bd -q30m -oX 2525 -oP /run/second.pid; :');
my $second;
for (1 .. 200) {
	last if $second = eval { Backstop::Smtp->connect(port => 2525, from => '127.0.0.2') };
	sleep 0.1;
}
ok $second && $second->banner->code == 220, 'prerm: a second Exim, with a session';
settles(qr/\A\z/, 'prerm: neither is waited for');
my $ours = Backstop::Smtp->connect(port => 25, from => '127.0.0.2');
settles(qr{\A/proc/\d+\n\z}, 'prerm: a session of ours is');
$ours->quit;
$ours->socket->close;
settles(qr/\A\z/, 'prerm: until it ends');
$second->quit;
$m->must('sh', '-c', 'kill $(cat /run/second.pid)');

# --- postrm: what a killed `backstop enable` left -----------------------------------

$m->must(qw(mkdir -p /tmp/backstop-trial-Ab12Cd/etc /tmp/backstop-trial-of-somebody /tmp/other));
$m->must(qw(ln -s /tmp/other /tmp/backstop-trial-Ab12Ce));
$m->write('/root/postrm', Backstop::Rig::slurp("$DEBIAN/postrm"));
# A find that meets what has just vanished; `must` dies if the script does.
$m->must(qw(mkdir /root/bin));
$m->write('/root/bin/find', "#!/bin/sh\n/usr/bin/find \"\$@\"\nexit 1\n");
$m->must(qw(chmod 755 /root/bin/find));
$m->must('sh', '-c', 'PATH=/root/bin:$PATH sh /root/postrm purge');
is $m->must('sh', '-c', 'ls -d /tmp/backstop-trial-* /tmp/other'),
	"/tmp/backstop-trial-Ab12Ce\n/tmp/backstop-trial-of-somebody\n/tmp/other\n",
	'purge: directories of trials go, and nothing else';

done_testing;
