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
