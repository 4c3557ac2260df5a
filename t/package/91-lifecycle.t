#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The package in its life: installed it does nothing; enabled it survives
# upgrades and another Exim; removed while enabled it leaves Exim as it was,
# and purged it leaves nothing. All the while no mail is lost.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Machine;
use Backstop::Pool;
my $why;
BEGIN {
	# What needs the network, while there is one.
	$why = Backstop::Machine::missing();
	if (!$why && !$ENV{BACKSTOP_DEB_BUILD}) {
		chomp($ENV{BACKSTOP_DEB_BUILD} = `$FindBin::Bin/../build deb deb`);
		Backstop::Pool::fetch($ENV{BACKSTOP_DEB_BUILD});
	}
	Backstop::Machine::enter();
}
use Backstop::Mail;
use Backstop::Rig;
use Backstop::Smtp;
use POSIX ();
use Socket qw(AF_UNIX SOCK_DGRAM pack_sockaddr_un);
use Test::More;

plan skip_all => $why if $why;
my $BUILD = $ENV{BACKSTOP_DEB_BUILD};
plan skip_all => 'the package could not be built; see above'
	if !$BUILD && !$ENV{CI};

my $PLUGIN = '/usr/lib/exim4/local_scan/backstop.so';
my $MODES = '/etc/exim4/backstop/modes';
my $KEYS = '/etc/exim4/backstop/keys';
my $SECRET = "batv0: 0123456789abcdef\n";
my $POLICY = "early_talker: off    # it has each client wait\n";
my $PACKAGE = 'exim4-backstop';
my $BOUNCE = bounce(peer => $FOREIGN);

my $m = Backstop::Machine->new;
my ($file) = glob "$BUILD/deb/${PACKAGE}_*.deb";
my $deb = $m->bring($file);

# --- words ----------------------------------------------------------------

# The same package as a later version, after a command in its files.
sub later {
	my ($version, $command) = @_;
	my $new = "/root/later-$version.deb";
	$m->must('sh', '-ec', <<"END");
		rm -rf /root/tree
		dpkg-deb -R $deb /root/tree
		cd /root/tree
		sed -i 's/^Version: .*/Version: $version/' DEBIAN/control
		@{[ $command // '' ]}
		dpkg-deb --root-owner-group -Znone -b . $new
END
	return $new;
}

sub does {
	my ($name, @command) = @_;
	my ($status, $said) = $m->run(@command);
	is $status, 0, $name or diag $said;
	return $said;
}

sub dpkg {
	my ($name, @arguments) = @_;
	return does($name, qw(dpkg --force-unsafe-io --force-confdef), @arguments);
}

sub enable {
	my ($name, @arguments) = @_;
	return does($name, qw(backstop enable), @arguments);
}

# What Exim does with a bounce that is not ours.
sub works {
	my ($name, $marked) = @_;
	$m->wait_for_port;
	my $reply = $m->send($BOUNCE);
	is $reply->code, 250, "$name: mail is accepted" or diag $reply->text;
	is !!marks($m->mail =~ s/\AFrom .*\n//r), !!$marked,
		"$name: mail is " . ($marked ? 'marked' : 'as it came');
	is $m->option('local_scan_path'), $marked ? $PLUGIN : '',
		"$name: what Exim reads now";
}

sub no_mail_lost {
	my ($name, $do) = @_;
	is_deeply [ $m->mail_flows($do) ], [], "$name: no mail lost";
}

sub etc { $m->picture('/etc/exim4', '*/exim4/backstop') }

# All names that could be ours, except those of this test and of dpkg.
sub traces {
	return $m->must('sh', '-c', 'find /etc /usr /lib /var /run /home'
		. " -xdev -name '*backstop*' ! -path '/var/log/*' | sort");
}

# --- a client that waits to be accepted --------------------------------------

# A daemon that reads its configuration anew closes those that it has not accepted yet. They
# have said nothing and come back: mail_flows() counts that as a refused connection, not as a
# loss.
sub closed_before_greeting {
	my ($daemon) = $m->read('/run/exim4/exim.pid') =~ /(\d+)/;
	kill STOP => $daemon;
	pipe my $from, my $to or die;
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		eval { $m->send(ordinary()) };
		syswrite $to, $@;
		POSIX::_exit(0);
	}
	close $to;
	# Connected: the far end is port 25, the state 1.
	select undef, undef, undef, 0.02
		until Backstop::Rig::slurp('/proc/net/tcp') =~ /:0019 01 /;
	kill KILL => $daemon;
	like join('', <$from>), qr/closed before Exim greeted/, 'a client that was not accepted yet can tell';
	waitpid $pid, 0;
	$m->must(qw(/etc/init.d/exim4 start));
	$m->wait_for_port;
}

closed_before_greeting();

# --- a child that has not closed the daemon's sockets yet ---------------------

# Exim's own line in the paniclog: a daemon that restarts while such a child has its notifier
# socket open cannot bind that name. Here, the test has it open.
sub held_socket {
	my $name = $m->must(qw(exim4 -bP spool_directory)) =~ s/.*= (.*)\n/\0$1\/exim_daemon_notify/r;
	$m->must(qw(/etc/init.d/exim4 stop));
	socket my $held, AF_UNIX, SOCK_DGRAM, 0 or die "socket: $!";
	bind $held, pack_sockaddr_un($name) or die "bind: $!";
	$m->must(qw(/etc/init.d/exim4 start));
	$m->wait_for_port;
	like $m->read('/var/log/exim4/paniclog'), qr/notifier_socket/, 'Exim names a socket that is in use';
	is $m->panics, '', '… which says nothing about Backstop';
}

held_socket();

# --- the usual life -------------------------------------------------------

my @FORMS = (
	{ name => 'unsplit', split => 'false', enable => ['--unsplit'] },
	{ name => 'made split', split => 'false', enable => ['--split'] },
	{ name => 'split', split => 'true', enable => [], more => \&upgrade },
);

sub life {
	my ($form) = @_;
	$m->configure(dc_use_split_config => $form->{split});
	my ($etc, $traces) = (etc(), traces());

	dpkg('install', '-i', $deb);
	is etc(), $etc, 'install: the configuration is untouched';
	works('install', 0);
	is $m->must('stat', '-c', '%A %U:%G', $KEYS), "-rw-r----- root:Debian-exim\n",
		'install: the keys are for root and Exim alone';

	$m->write($MODES, $POLICY);
	enable('enable', @{ $form->{enable} });
	works('enable', 1);
	$form->{more}->() if $form->{more};

	no_mail_lost('remove', sub { dpkg('remove', '-r', $PACKAGE) });
	is etc(), $etc, 'remove: the configuration is as before';
	works('remove', 0);
	is $m->read($MODES), $POLICY, 'remove: policy is kept';

	dpkg('purge', '-P', $PACKAGE);
	is etc(), $etc, 'purge: the configuration is as before';
	is traces(), $traces, 'purge: nothing is left';
}

sub upgrade {
	$m->write($KEYS, $SECRET);
	# Of a version that had no copy of the policy.
	$m->must('sh', '-c', 'rm /var/lib/backstop/policy*');
	no_mail_lost('upgrade', sub { dpkg('upgrade', '-i', later('99.1')) });
	works('upgrade', 1);
	is $m->must('stat', '-c', '%A %U %G %n', map { "/var/lib/backstop/policy$_" } '', '.keys'),
		join('', map { "-rw-r----- root Debian-exim /var/lib/backstop/policy$_\n" } '', '.keys'),
		'upgrade: a copy of the policy is made, for Exim alone';
	is $m->read($MODES), $POLICY, 'upgrade: policy is kept';
	like $m->read($KEYS), qr{\A\Q$SECRET\E}, 'upgrade: keys are kept';
	my ($status) = $m->run('grep', '-rq', '0123456789abcdef', '/var/lib/dpkg');
	isnt $status, 0, 'upgrade: dpkg has no copy of them';
	dpkg('purge', '-P', $PACKAGE);
	works('purge', 0);
	dpkg('install again', '-i', $deb);
	works('install again', 0);
	$m->write($MODES, $POLICY);
	enable('enable again');
}

for my $form (@FORMS) {
	subtest $form->{name} => sub { life($form) };
}

# --- removed while enabled, and installed again ------------------------------

my $MARKER = '/var/lib/backstop/was-enabled';

# Each row: name, Debian's split configuration, how it is enabled, what is done
# before it is installed again, the version that is installed, what that says,
# and whether it is enabled then.
my @AGAIN = (
	[ 'unsplit', 'false', ['--unsplit'], undef, $deb, qr/is enabled again/, 1 ],
	[ 'made split', 'false', ['--split'], undef, $deb, qr/is enabled again/, 1 ],
	[ 'split', 'true', [], undef, $deb, qr/is enabled again/, 1 ],
	[ 'a later version', 'true', [], undef,
		sub { later('99.3', 'echo "# new" >>./etc/exim4/backstop/settings') },
		qr/is enabled again/, 1 ],
	[ 'policy changed', 'false', ['--unsplit'],
		sub { $m->write($MODES, "helo_own: deny\n") }, $deb,
		qr/policy has been changed since, so it stays disabled; 'sudo backstop enable --unsplit'/, 0 ],
	[ 'a plugin that fails', 'true', [], undef,
		sub { later('99.4', "echo garbage >.$PLUGIN") },
		qr/does not pass its checks now.*'sudo backstop enable'/, 0 ],
);

# The subject of the mail to postmaster; it is taken out. It waits in the queue, but a daemon that
# starts again looks at that: so only Exim, which has locks, takes it out there.
sub mail_to_postmaster {
	return $m->must('sh', '-c', <<'END');
		for file in $(grep -ls 'Subject: .*: Backstop was removed' /var/spool/exim4/input/*-H); do
			id=$(basename "$file" -H)
			while [ -e "$file" ]; do
				exim4 -Mrm "$id" >/dev/null 2>&1 || sleep 0.1
			done
			! grep -q "$id removed by" /var/log/exim4/mainlog || echo 'Backstop was removed'
		done
		for box in $(grep -ls 'Subject: .*: Backstop was removed' /var/mail/*); do
			grep Subject: "$box"
			: >"$box"
		done
END
}

sub again {
	my (undef, $split, $options, $change, $version, $says, $enabled) = @_;
	$m->configure(dc_use_split_config => $split);
	my $before = etc();
	dpkg('install', '-i', $deb);
	$m->write($MODES, $POLICY);
	enable('enable', @$options);
	my $with = etc();

	my $said = dpkg('remove', '-r', $PACKAGE);
	like $said, qr/^\*{60,}\n(?:\* .*\n|\*\n)+^\*{60,}$/m, 'a block says so';
	like mail_to_postmaster(), qr/Backstop was removed/, 'so does a mail';
	is etc(), $before, 'the configuration is as before';
	$change->() if $change;
	$said = dpkg('install again', '-i', ref $version ? $version->() : $version);
	like $said, $says, 'it says what is';
	is etc(), $enabled ? $with : $before, $enabled ? 'enabled as before' : 'not enabled';
	works('install again', $enabled);
	ok !-e $m->root . $MARKER, 'that was once';
	dpkg('purge', '-P', $PACKAGE);
	mail_to_postmaster();
}

for my $row (@AGAIN) {
	subtest "installed again: $row->[0]" => sub { again(@$row) };
}

subtest 'removed while not enabled' => sub {
	dpkg('install', '-i', $deb);
	my $said = dpkg('remove', '-r', $PACKAGE);
	unlike $said, qr/\*{20}/, 'no block';
	is mail_to_postmaster(), '', 'no mail';
	ok !-e $m->root . $MARKER, 'no marker';
	dpkg('purge', '-P', $PACKAGE);
};

# --- when something goes wrong --------------------------------------------

sub enabled {
	dpkg('install', '-i', $deb);
	$m->write($MODES, $POLICY);
	enable('enable');
}

$m->configure(dc_use_split_config => 'true');
my $etc = etc();

subtest 'another Exim' => sub {
	my @pool = Backstop::Pool::packages($BUILD);
	plan skip_all => 'the other Exim could not be fetched' if @pool < 2;
	$m->bring($_, '/var/cache/apt/archives') for @pool;
	enabled();
	for my $kind (qw(light heavy)) {
		my $said = does($kind, qw(apt-get -y --no-install-recommends
			--no-download install), "exim4-daemon-$kind");
		like $said, qr/Processing triggers for $PACKAGE/, "$kind: checked again";
		$m->must(qw(/etc/init.d/exim4 restart));
		works($kind, 1);
	}
	dpkg('purge', '-P', $PACKAGE);
};

subtest 'a version whose plugin cannot be loaded' => sub {
	enabled();
	my $said = dpkg('upgrade', '-i',
		later('99.2', "echo garbage >.$PLUGIN"));
	like $said, qr/will be disabled/, 'says so';
	works('upgrade', 0);
	is etc(), $etc, 'the configuration is as before';
	dpkg('purge', '-P', $PACKAGE);
};

# dpkg then tells postinst that the package stays.
subtest 'a removal that fails' => sub {
	dpkg('install', '-i', later('99.5', 'echo "[ ! -e /root/stays ]" >>DEBIAN/prerm'));
	$m->write($MODES, $POLICY);
	enable('enable');
	$m->write('/root/stays', '');
	isnt +($m->run('dpkg', '-r', $PACKAGE))[0], 0, 'it fails';
	works('after it', 1);
	ok !-e $m->root . $MARKER, 'no marker stays';
	$m->must(qw(rm /root/stays));
	dpkg('purge', '-P', $PACKAGE);
	mail_to_postmaster();
	is etc(), $etc, 'the configuration is as before';
};

subtest 'removed while the configuration is broken' => sub {
	my $broken = '/etc/exim4/conf.d/main/99_mine';
	enabled();
	$m->write($broken, "no_such_option\n");
	no_mail_lost('remove', sub { dpkg('remove', '-r', $PACKAGE) });
	works('remove', 0);
	$m->must('rm', $broken);
	dpkg('purge', '-P', $PACKAGE);
	is etc(), $etc, 'the configuration is as before';
	$m->must(qw(/etc/init.d/exim4 restart));
	works('restart', 0);
};

subtest 'removed from a configuration that is hand-made' => sub {
	my $own = '/etc/exim4/exim4.conf';
	enabled();
	$m->must('cp', '/var/lib/exim4/config.autogenerated', $own);
	no_mail_lost('remove', sub { dpkg('remove', '-r', $PACKAGE) });
	works('remove', 0);
	$m->must('rm', $own);
	dpkg('purge', '-P', $PACKAGE);
	$m->must(qw(/etc/init.d/exim4 restart));
};

# It has the old configuration, and has not loaded the plugin yet.
subtest 'removed while a client is connected' => sub {
	enabled();
	my $c = Backstop::Smtp->connect(port => 25, from => $STRANGER);
	$c->helo('mail.far.example');
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		my ($status) = $m->run('dpkg', '-P', $PACKAGE);
		POSIX::_exit($status ? 1 : 0);
	}
	for (1 .. 1200) {    # until it is disabled, and prerm waits for this client
		last if $m->read('/var/lib/exim4/config.autogenerated') !~ m{/usr/share/backstop};
		select undef, undef, undef, 0.1;
	}
	my $reply = $c->message(from => '', to => $TO, data => $BOUNCE);
	is $reply->code, 250, 'accepted' or diag $reply->text;
	$c->quit;
	waitpid $pid, 0;
	is $?, 0, 'purge';
	$m->mail;
	works('purge', 0);
};

subtest 'removed while Exim is not running' => sub {
	enabled();
	$m->must(qw(/etc/init.d/exim4 stop));
	dpkg('purge', '-P', $PACKAGE);
	is etc(), $etc, 'the configuration is as before';
	$m->must(qw(/etc/init.d/exim4 start));
	works('start', 0);
};

# Exim goes first when both are removed by force.
subtest 'removed after Exim' => sub {
	enabled();
	my ($exim) = $m->must(qw(dpkg -S /usr/sbin/exim4)) =~ /^([^:]+)/;
	dpkg('Exim', qw(--force-depends -r), $exim);
	dpkg('purge', '-P', $PACKAGE);
	is etc(), $etc, 'the configuration is as before';
};

is $m->panics, '', 'paniclog is empty';

done_testing;
