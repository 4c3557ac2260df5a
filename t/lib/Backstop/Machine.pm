package Backstop::Machine;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A copy of this machine that a test may damage: its file system, where writes are
# kept in memory, and processes, a host name and a network (a loopback interface) of
# its own. In it runs the installed Debian Exim, with Debian's configuration for an
# internet mail server.
#
#   BEGIN { Backstop::Machine::enter() }     # runs the test again inside
#   my $m = Backstop::Machine->new;
#   my ($status, $said) = $m->run(qw(dpkg -i /tmp/a.deb));
#   my $reply = $m->send($bytes);            # to joe, by SMTP
#   my $mail = $m->mail;                     # what joe has got since
#   my @lost = $m->mail_flows(sub { … });    # mail that this has cost
#   my $other = Backstop::Machine->bare('mx.other.example');   # Exim is not started
#   $other->{through} = ['nsenter', …];      # how its commands are started
#   my $fresh = Backstop::Machine->over('/var/x/root', 'mx.ours.example');
#
# The last is not a copy of this machine but of the one in a directory, for programs
# that call enter(Backstop::Machine::forbidden()).
#
# Does not: work without root; change the real machine; reach outside.

use strict;
use warnings;
use Backstop::Mail;
use Backstop::Rig;
use Backstop::Smtp;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use IO::Handle;
use POSIX ();
use Time::HiRes qw(sleep time);

my $INSIDE = 'BACKSTOP_TEST_MACHINE';
my $NAME = 'mx.ours.example';
my $BOX = '/var/mail/joe';
my $DELIVERY = 120;   # seconds

# Answers for exim4-config.
my %ANSWER = (
	dc_eximconfig_configtype => 'internet', dc_localdelivery => 'mail_spool',
	dc_other_hostnames => 'ours.example', dc_use_split_config => 'false',
	dc_minimaldns => 'false', dc_mailname_in_oh => 'true',
	CFILEMODE => '644', map { $_ => '' } qw(dc_local_interfaces dc_readhost
		dc_relay_domains dc_relay_nets dc_smarthost dc_hide_mailname),
);

# Why such a copy cannot be made, in one line; '' if it can.
sub missing {
	return 'a copy of this machine needs root' if $> != 0;
	my $why = Backstop::Rig::missing();
	return $why if $why;
	return 'dpkg is missing' if !-x '/usr/bin/dpkg';
	my $disk = (stat '/')[0];
	for my $dir (qw(/etc /usr /var /var/lib /var/mail)) {
		return "$dir is not on the disk of /, of which the copy is"
			if (stat $dir)[0] != $disk;
	}
	return forbidden();
}

# Why another machine cannot be copied here either; '' if it can.
sub forbidden {
	return 'a copy of a machine needs root' if $> != 0;
	return $ENV{$INSIDE} || !system('unshare', '-mnpuf', 'sh', '-c', <<'END')
		mount -t tmpfs none /mnt && mkdir /mnt/a /mnt/b /mnt/c &&
		exec mount -t overlay -o lowerdir=/,upperdir=/mnt/a,workdir=/mnt/b \
			none /mnt/c 2>/dev/null
END
		? '' : 'unshare or overlay file systems are not permitted here';
}

# Runs the program again inside, unless it already is, or that is impossible.
sub enter {
	my ($why) = @_ ? @_ : missing();
	return if $ENV{$INSIDE} || $why;
	$ENV{$INSIDE} = tempdir('backstop-machine-XXXXXXXX', TMPDIR => 1,
		CLEANUP => 1);
	# All processes inside end with us, even if we are killed.
	my $status = system qw(setpriv --pdeathsig KILL unshare -mnpuf --kill-child), $^X,
		(map { "-I$_" } @INC), $0, @ARGV;
	exit($status >> 8 || $status & 127);
}

sub new {
	my ($class) = @_;
	my $self = $class->bare($NAME);
	$self->answer;
	$self->must(qw(/etc/init.d/exim4 start));
	$self->wait_for_port;
	return $self;
}

# A copy of that name in which nothing is started.
sub bare {
	my ($class, $name) = @_;
	return $class->over('/', $name);
}

# The same for another machine, whose file system is in a directory.
sub over {
	my ($class, $lower, $name) = @_;
	my $self = bless { root => "$ENV{$INSIDE}/root", lower => $lower, read => 0,
		name => $name }, $class;
	$self->mount_all;
	$self->settle;
	return $self;
}

# This machine itself, if the test may change it.
sub here {
	my ($class) = @_;
	$ENV{$INSIDE} = tempdir(CLEANUP => 1);
	my $self = bless { root => '', read => 0 }, $class;
	$self->configure;
	$self->run(qw(useradd -m joe));
	$self->must(qw(/etc/init.d/exim4 restart));
	$self->wait_for_port;
	return $self;
}

# Answers for exim4-config; the others are as above.
sub configure {
	my ($self, %answer) = @_;
	$self->answer(%answer);
	$self->must(qw(update-exim4.conf));
}

# The same for an Exim that is not started yet: its start script composes.
sub answer {
	my ($self, %answer) = @_;
	%answer = (%ANSWER, %answer);
	$self->write('/etc/exim4/update-exim4.conf.conf',
		join '', map { "$_='$answer{$_}'\n" } sort keys %answer);
}

sub root { $_[0]{root} }

# Runs a command inside; returns its status and what it said.
sub run {
	my ($self, @command) = @_;
	my $out = "$ENV{$INSIDE}/said";
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDIN, '<', '/dev/null' or die;
		open STDOUT, '>', $out or die;
		open STDERR, '>&', \*STDOUT or die;
		local %ENV = (PATH => '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL => 'C',
			DEBIAN_FRONTEND => 'noninteractive', HOME => '/root');
		exec @{ $self->{through} || [] }, 'chroot', $self->root || '/', @command or die "@command: $!";
	}
	waitpid $pid, 0;
	return ($?, Backstop::Rig::slurp($out));
}

# The same, but dies if the command fails; returns what it said.
sub must {
	my ($self, @command) = @_;
	my ($status, $said) = $self->run(@command);
	die "@command: status $status\n$said" if $status;
	return $said;
}

# Puts a file of the real machine inside; returns its path there.
sub bring {
	my ($self, $file, $dir) = @_;
	my $path = ($dir // '/root') . '/' . $file =~ s{.*/}{}r;
	copy($file, $self->root . $path) or die "$file: $!";
	return $path;
}

sub write {
	my ($self, $path, $text) = @_;
	Backstop::Rig::spew($self->root . $path, $text);
}

sub read {
	my ($self, $path) = @_;
	return Backstop::Rig::slurp($self->root . $path);
}

# The paniclog, but for a line that Exim 4.96 writes by itself: a daemon that restarts finds its
# notifier socket in use if a child that it has just started has not closed it yet.
sub panics {
	my ($self) = @_;
	my $log = '/var/log/exim4/paniclog';
	return '' if !-e $self->root . $log;
	return $self->read($log) =~ s/^.* daemon_notifier_socket bind: Address already in use\n//mgr;
}

# A daemon that has just been asked to restart goes on for a moment.
sub wait_for_port {
	my ($self) = @_;
	my $until = time + 120;
	sleep 0.3;
	until (eval { Backstop::Smtp->connect(port => 25)->quit }) {
		die "Exim does not answer:\n" . $self->read('/var/log/exim4/mainlog')
			if time > $until;
		sleep 0.05;
	}
}

# By SMTP, from the null sender at a stranger's address, to joe.
sub send {
	my ($self, $bytes) = @_;
	my $c = Backstop::Smtp->connect(port => 25, from => $STRANGER);
	my $r = $c->banner;
	die "the connection was closed before Exim greeted\n" if !$r->code;
	$r = $c->helo('mail.far.example') if $r->ok;
	$r = $c->message(from => '', to => $TO, data => $bytes) if $r->ok;
	$c->quit;
	return $r;
}

# The mail delivered to joe since the last call; waits until there is some.
sub mail {
	my ($self) = @_;
	my $until = time + $DELIVERY;
	my $text = '';
	do {
		sleep 0.02;
		$text = -e $self->root . $BOX ? substr $self->read($BOX), $self->{read} : '';
	} until ($text =~ /\n\n\z/ || time > $until);
	$self->{read} += length $text;
	return $text;
}

# Does something while mail comes in by SMTP and from this machine. Returns what
# was not accepted, or accepted and not delivered. A daemon that starts again
# refuses connections for a moment, and closes those that wait for it to accept
# them; the client comes back: that is not a loss.
sub mail_flows {
	my ($self, $do) = @_;
	my $log = "$ENV{$INSIDE}/flow";
	my $box = sub { -e $self->root . $BOX ? $self->read($BOX) : '' };
	my $before = () = $box->() =~ /^X-Flow:/mg;
	unlink $log, "$log.end";
	my $pid = fork // die "fork: $!";
	$pid == 0 and $self->pour($log), POSIX::_exit(0);
	sleep 0.01 until -e $log || waitpid $pid, POSIX::WNOHANG();
	$do->();
	Backstop::Rig::spew("$log.end", '');
	waitpid $pid, 0;
	my ($good, @bad) = (0);
	/^ok$/ ? $good++ : push @bad, $_ for split /\n/, Backstop::Rig::slurp($log);
	my ($delivered, $until) = (0, time + $DELIVERY);
	do {
		sleep 0.05;
		$delivered = () = $box->() =~ /^X-Flow:/mg;
	} until $delivered - $before >= $good || time > $until;
	$self->{read} = length $box->();
	my $missing = $good - ($delivered - $before);
	return (@bad, $missing > 0 ? "$missing of $good not delivered" : ());
}

# An option as a fresh Exim reads it.
sub option {
	my ($self, $name) = @_;
	my $line = $self->must('exim4', '-bP', $name);
	return $line =~ /^\Q$name\E = ?(.*)$/m ? $1 : $line;
}

# The paths that match a pattern. Not by find(1): what others remove from the real /tmp is
# still listed inside, and cannot be looked at.
sub paths {
	my ($self, $pattern) = @_;
	return map { s/\A\Q@{[ $self->root ]}\E//r } glob $self->root . $pattern;
}

# All files below a directory, as one text that changes when they do.
sub picture {
	my ($self, $dir, @but) = @_;
	return $self->must('sh', '-c', 'find "$0" "$@" -printf "%p %M %u %g %l\n" ' .
		'-type f -exec md5sum {} + | sort', $dir,
		map { ('-path', $_, '-prune', '-o') } @but);
}

# --- below: not for callers ---------------------------------------------

sub mount_all {
	my ($self) = @_;
	my $base = $ENV{$INSIDE};
	my $root = $self->root;
	outside(qw(mount -t tmpfs none), $base);
	mkdir $_, 0755 or die "$_: $!" for "$base/up", "$base/work", $root;
	chmod 0755, $base;
	outside(qw(mount -t overlay none -o),
		"lowerdir=$self->{lower},upperdir=$base/up,workdir=$base/work", $root);
	outside(qw(mount -t proc proc), "$root/proc");
	make_devices("$root/dev");
	outside(qw(ip link set lo up));
	outside('hostname', $self->{name});
}

# Devices of its own: otherwise, a chmod of /dev/null inside would change the real machine's.
sub make_devices {
	my ($dev) = @_;
	my %minor = (null => 3, zero => 5, full => 7, random => 8, urandom => 9);
	outside('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', $dev);
	outside(qw(mknod -m 666), "$dev/$_", 'c', 1, $minor{$_}) for keys %minor;
	outside(qw(mknod -m 666), "$dev/tty", qw(c 5 0));
	outside('mkdir', "$dev/pts", "$dev/shm");
	outside('mount', '-t', 'devpts', '-o', 'newinstance,ptmxmode=666', 'none', "$dev/pts");
	outside(qw(mount -t tmpfs none), "$dev/shm");
	symlink $_->[1], "$dev/$_->[0]" or die "$dev: $!"
		for [ ptmx => 'pts/ptmx' ], [ fd => '/proc/self/fd' ],
			map { [ qw(stdin stdout stderr)[$_] => "/proc/self/fd/$_" ] } 0 .. 2;
}

sub outside {
	system(@_) == 0 or die "@_: status $?\n";
}

# This machine's own Backstop, mail and service rules must not affect the test.
sub settle {
	my ($self) = @_;
	$self->run(qw(dpkg --purge exim4-backstop));
	$self->must(qw(rm -rf /usr/sbin/policy-rc.d /etc/exim4/exim4.conf
		/etc/exim4/exim4.conf.localmacros /etc/resolv.conf /run/exim4
		/run/systemd /var/lib/man-db/auto-update /etc/exim4/backstop), $BOX);
	$self->must('sh', '-c', 'rm -f /var/spool/exim4/input/* /var/log/exim4/*');
	$self->write('/etc/resolv.conf', "nameserver 127.0.0.1\n");
	my $name = $self->{name};
	$self->write('/etc/hosts',
		"127.0.0.1 localhost\n127.0.1.1 $name @{[ $name =~ /^(\w+)/ ]}\n");
	$self->write('/etc/mailname', "$name\n");
	$self->run(qw(useradd -m joe));
}

# Messages, one after the other, until stopped; a line for each. Twenty a second meet every
# restart; as many as Exim takes would cost more than what they are there for.
sub pour {
	my ($self, $log) = @_;
	open my $to, '>', $log or die "$log: $!";
	$to->autoflush(1);
	for (my $n = 0; !-e "$log.end"; $n++) {
		sleep 0.05;
		my $mail = ordinary(header => "X-Flow: $n\n");
		my $said = $n % 2 ? $self->submit($mail) : eval { $self->send($mail) };
		next if !defined $said;
		print $to $said =~ /^250|^\z/ ? 'ok' : $said =~ s/\n/ /gr, "\n";
	}
}

# As a program of this machine does; what it complains about.
sub submit {
	my ($self, $mail) = @_;
	my $pid = open my $to, '|-', 'chroot', $self->root || '/',
		'sh', '-c', '/usr/sbin/sendmail "$@" >/root/submit 2>&1', 'sh', $TO
		or die "chroot: $!";
	print $to $mail;
	close $to and return '';
	return "sendmail: status $? " . $self->read('/root/submit');
}

1;
