package Backstop::Rig;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A private Exim for tests and the demo: own configuration, spool, logs and
# mailboxes in a temporary directory, listening on a free port of 127.0.0.1.
# It works the same way as root (Exim then runs as Debian-exim) and as an
# ordinary user (Exim then runs as that user); several can run at once.
#
#   my $rig = Backstop::Rig->start(plugin => 'build/backstop.so');
#   my $c = Backstop::Smtp->connect(port => $rig->port);
#   $c->message(from => '', to => 'joe@ours.example', data => $bytes);
#   my ($raw) = $rig->delivered;
#   $rig->stop;               # also when $rig goes out of scope or we die
#
# Does not: touch /etc, the system's Exim, its spool or its queue; send
# anything to another host; run a queue runner; check the plugin.

use strict;
use warnings;
use Backstop::Keeper;
use Backstop::RigConf;
use Backstop::Schema;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use POSIX ();
use Scalar::Util qw(weaken);
use Time::HiRes qw(sleep time);

our $EXIM = '/usr/sbin/exim4';
my $ROOT_RUNS_AS = 'Debian-exim';
my $BUILD = $ENV{BACKSTOP_BUILD} || abs_path(dirname(__FILE__) . '/../../..') . '/build';
my $PROOF = abs_path(dirname(__FILE__) . '/../../proof');
my $READY = 120;   # seconds for the daemon to say that it listens
my $TRIES = 5;     # ports
my %RUNNING;       # rigs to stop at the end of this process

# Why a rig cannot run here, in one line; '' if it can.
sub missing {
	return "$EXIM is not installed (t/deps test installs it)"
		if !-x $EXIM;
	return "$EXIM has no local_scan_path (Debian's exim4-daemon-light or "
		. '-heavy is needed)'
		if !loads_plugins($EXIM);
	return "the user $ROOT_RUNS_AS does not exist"
		if $> == 0 && !getpwnam $ROOT_RUNS_AS;
	return '';
}

# Asked once, because an Exim starts for it.
my %loads;
sub loads_plugins {
	my ($exim) = @_;
	return $loads{$exim} //= `$exim -C /dev/null -bP local_scan_path 2>/dev/null` =~ /^local_scan_path/m || 0;
}

# Starts a rig; dies with what Exim said if it doesn't come up.  Options, all
# of them optional:
#   plugin            file for local_scan_path; a copy is used, so that Exim
#                     can read it wherever it lies.  Without: no local_scan
#   plugin_dir_files  [files] copied beside the plugin
#   policy            {name => text}: files in policy_dir before the start
#   env               {name => value} that Exim gives to local_scan
#   primary_hostname  mx.ours.example
#   local_domains     ours.example
#   relay_from_hosts  none: 127.0.0.1 is a stranger
#   deliver           keep (default), queue (accept only), discard
#   set               {option => value}: main options, also to replace a
#                     default of the rig; undef takes one out
#   main              further text for the main section
#   macros            {NAME => value}
#   acl               {smtp_mail|smtp_data|not_smtp|… => statements} before
#                     the rig's own end of that ACL
#   acls, routers, transports  text: further ones; routers come before the rig's
#   dkim              1: verify DKIM signatures (asks the DNS)
#   base              where to make the temporary directory
#   keep              1: leave the directory (so does BACKSTOP_KEEP=1)
sub start {
	my ($class, %o) = @_;
	my $why = missing();
	die "$why\n" if $why;
	return $class->prepare(%o)->up('write_conf');
}

# Starts the daemon with what the method $write writes. Another process may take the port before
# Exim listens on it, also on ::1 alone; the panic of that try is not one of the test's.
sub up {
	my ($self, $write) = @_;
	my $panic = $self->paniclog;
	for my $try (1 .. $TRIES) {
		$self->{port} = free_port();
		$self->$write;
		return $self if $self->launch;
		last if $self->said !~ /Address already in use/;
		spew("$self->{dir}/log/paniclog", $panic) if $self->paniclog ne $panic;
	}
	my $said = $self->said;
	$self->stop;
	die "Exim did not start:\n$said" . ($self->{composed} // '');
}

# A rig without a daemon, for exim() only.
sub prepare {
	my ($class, %o) = @_;
	my $self = bless {
		primary_hostname => 'mx.ours.example',
		local_domains => 'ours.example', relay_from_hosts => '',
		deliver => 'keep', routers => '', transports => '', port => 25,
		keep => $ENV{BACKSTOP_KEEP}, owner => $$, %o, read => 0,
	}, $class;
	@$self{qw(uid gid)} = run_as();
	$self->make_dir;
	$self->copy_plugin if $self->{plugin};
	$self->policy($_, $self->{policy}{$_})
		for sort keys %{ $self->{policy} || {} };
	$self->write_conf;
	weaken($RUNNING{$self} = $self);
	return $self;
}

sub port { $_[0]{port} }
sub dir { $_[0]{dir} }
sub conf { "$_[0]{dir}/conf" }
sub policy_dir { "$_[0]{dir}/policy" }
sub plugin { $_[0]{plugin} }
sub mainlog { slurp("$_[0]{dir}/log/mainlog") }
sub rejectlog { slurp("$_[0]{dir}/log/rejectlog") }
sub paniclog { slurp("$_[0]{dir}/log/paniclog") }
sub stderr { slurp("$_[0]{dir}/log/stderr") }

# Writes one policy file, in one step, as an administrator's tool would.
sub policy {
	my ($self, $name, $text) = @_;
	my $path = $self->policy_dir . "/$name";
	spew("$path.new", $text);
	chmod 0644, "$path.new";
	rename "$path.new", $path or die "$path: $!";
}

# What was logged since the last call. Our lines in it fit docs/schema.json.
sub new_log {
	my ($self) = @_;
	my $log = $self->mainlog;
	my $new = substr $log, $self->{read};
	$self->{read} = length $log;
	my @faults = Backstop::Schema::log_faults($new);
	die "the log is not as docs/schema.json says:\n", map { "  $_\n" } @faults if @faults;
	return $new;
}

# The lines of the main log about one message.
sub log_of {
	my ($self, $id) = @_;
	return grep { / (?:\[\d+\] )?\Q$id\E / } split /^/, $self->mainlog;
}

# Raw messages as delivered, in the order in which they were accepted.  Waits
# until all that was accepted is delivered and, with `count`, until there are
# so many; at most `timeout` seconds (120), then returns what there is.
sub delivered {
	my ($self, %o) = @_;
	return map { $_->{raw} } $self->deliveries(%o);
}

# The same as {id, raw, sender, log}: log is the "<=" line.
sub deliveries {
	my ($self, %o) = @_;
	my $until = time + ($o{timeout} // 120);
	my ($accepted, $done);
	my $pause = pause();
	while (1) {
		($accepted, $done) = $self->progress;
		last if !grep({ !$done->{ $_->{id} } } @$accepted)
			&& @$accepted >= ($o{count} // 0);
		last if time > $until;
		$pause->();
	}
	$_->{raw} = slurp("$self->{dir}/mail/$_->{id}") for @$accepted;
	return grep { $done->{ $_->{id} } } @$accepted;
}

sub progress {
	my ($self) = @_;
	my (@accepted, %done);
	for (split /^/, $self->mainlog) {
		my ($id, $rest) = /(\w{6}-\w{6,11}-\w{2,4}) (.*)/ or next;
		$done{$id} = 1 if $rest =~ /^Completed/;
		push @accepted, { id => $id, log => $_, sender => $1 }
			if $rest =~ /^<= (\S+)/;
	}
	return (\@accepted, \%done);
}

# A delivered message without the Received: field that the rig's Exim added,
# that is, the octets that the client sent (with LF line ends).
sub without_our_received {
	my ($raw) = @_;
	$raw =~ s/\AReceived:[^\n]*\n(?:[ \t][^\n]*\n)*//;
	return $raw;
}

# The names of the files in the spool's input directory: empty when all is
# delivered; a lone -D file is what a process leaves that died in local_scan.
sub spool_files {
	my ($self) = @_;
	opendir my $d, "$self->{dir}/spool/input" or return;
	return sort grep { !/^\.\.?$/ } readdir $d;
}

# Runs Exim with this configuration, e.g. exim('-bs', {stdin => $dialogue}).
# Returns {status, out, err}; status as in the shell, 124 after `timeout`
# seconds (300).
sub exim {
	my ($self, @args) = @_;
	my $o = ref $args[-1] ? pop @args : {};
	my $n = ++$self->{calls};
	my ($in, $out, $err) = map { "$self->{dir}/run/$n.$_" } qw(in out err);
	spew($in, $o->{stdin} // '');
	my $pid = spawn($in, $out, $err, $EXIM, '-C', $self->conf, @args);
	my $status = wait_for($pid, $o->{timeout} // 300);
	my %r = (status => $status, out => slurp($out), err => slurp($err));
	unlink $in, $out, $err;
	return \%r;
}

# Stops the daemon and all it started, and removes the directory.
sub stop {
	my ($self) = @_;
	return if $self->{owner} != $$ || $self->{stopped}++;
	local ($?, $!, $@);
	delete $RUNNING{$self};
	my $dir = $self->{dir};
	if ($self->{keeper}) {
		(delete $self->{keeper})->stop;
	} else {
		remove_tree($dir) if !$self->{keep};
	}
	print STDERR "# kept: $dir\n" if $self->{keep};
}

sub DESTROY { $_[0]->stop if $_[0]{dir} }

END { $_->stop for grep { defined } values %RUNNING }

# --- below: not for callers ---------------------------------------------

sub run_as {
	return ($>, (split ' ', $))[0]) if $> != 0;
	my ($uid, $gid) = (getpwnam $ROOT_RUNS_AS)[2, 3];
	return ($uid, $gid);
}

sub make_dir {
	my ($self) = @_;
	my $base = $self->{base} // usable_base();
	$self->{dir} = abs_path(tempdir('backstop-rig-XXXXXXXX', DIR => $base));
	my @own = map { "$self->{dir}/$_" } qw(spool log mail run);
	mkdir $_, 0755 or die "$_: $!" for @own, $self->policy_dir;
	chmod 0755, $self->{dir};
	chown $self->{uid}, $self->{gid}, @own if $> == 0;
	copy_certificate($self);
}

# An Exim without one makes an RSA key each time it starts, whether it offers TLS or
# not: most of what a start costs. In a directory of its own, for Exim watches that.
sub copy_certificate {
	my ($self) = @_;
	$self->{certificate} = "$self->{dir}/tls/tls.pem";
	mkdir "$self->{dir}/tls", 0755 or die "$self->{dir}/tls: $!";
	copy("$PROOF/tls.pem", $self->{certificate}) or die "$PROOF/tls.pem: $!\n";
	chmod 0644, $self->{certificate};
}

# A new directory, that goes with the test, where Exim's user can come and from which code
# can be loaded, with these files of the build directory.
sub usable_dir {
	my ($name, @built) = @_;
	my $dir = tempdir("backstop-$name-XXXXXXXX", DIR => usable_base(), CLEANUP => 1);
	for my $file (@built) {
		copy("$BUILD/$file", "$dir/$file") or die "$BUILD/$file: $!\n";
	}
	chmod 0755, $dir, map { "$dir/$_" } @built;
	return $dir;
}

# The directory for such directories: with libpam-tmpdir root's TMPDIR is closed to others, and some mount /tmp
# with noexec.
sub usable_base {
	my @tried = grep { defined && -d } $ENV{TMPDIR}, '/tmp', '/var/tmp',
		'/dev/shm';
	for my $base (@tried) {
		return $base if passable($base) && executable($base);
	}
	die "no temporary directory that others may enter and that allows to "
		. "run programs, among: @tried\n";
}

sub passable {
	my ($dir) = @_;
	return 1 if $> != 0;
	for ($dir = abs_path($dir); $dir ne ''; $dir =~ s{/[^/]*\z}{}) {
		return 0 if !((stat $dir)[2] & 1);
	}
	return 1;
}

my %executable;
sub executable {
	my ($dir) = @_;
	return $executable{$dir} //= runs_programs($dir);
}

sub runs_programs {
	my ($dir) = @_;
	my $probe = eval {
		File::Temp->new(DIR => $dir, TEMPLATE => 'backstop-XXXXXXXX')
	} or return 0;
	print $probe "#!/bin/sh\n";
	close $probe;
	chmod 0700, "$probe";
	return system("$probe") == 0 || 0;
}

sub copy_plugin {
	my ($self) = @_;
	for my $file ($self->{plugin}, @{ $self->{plugin_dir_files} || [] }) {
		my ($name) = $file =~ m{([^/]+)\z};
		copy($file, "$self->{dir}/$name") or die "$file: $!\n";
		chmod 0644, "$self->{dir}/$name";
	}
	$self->{plugin} =~ s{.*/}{};
	$self->{plugin} = "$self->{dir}/$self->{plugin}";
}

sub write_conf {
	my ($self) = @_;
	spew($self->conf, Backstop::RigConf::text($self));
	chmod 0644, $self->conf;
}

sub free_port {
	my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
		or die "no free port on 127.0.0.1: $@\n";
	return $s->sockport;
}

# True once the daemon says in its log that it listens; false if it ended.
sub launch {
	my ($self) = @_;
	my $exited = "$self->{dir}/run/exited";
	unlink $exited;
	$self->{keeper} = Backstop::Keeper->new(
		argv => [$EXIM, '-C', $self->conf, '-bdf'],
		mark => $self->conf, exited => $exited,
		dir => $self->{dir}, keep => $self->{keep},
		stderr => "$self->{dir}/log/stderr");
	my $until = time + $READY;
	my $pause = pause();
	until ($self->mainlog =~ /daemon started: .*:$self->{port}\b/) {
		return $self->drop_keeper if -e $exited || time > $until;
		$pause->();
	}
	return 1;
}

sub drop_keeper {
	my ($self) = @_;
	(delete $self->{keeper})->stop('keep');
	return 0;
}

sub said {
	my ($self) = @_;
	return join '', $self->stderr, $self->mainlog, $self->paniclog;
}

sub spawn {
	my ($in, $out, $err, @argv) = @_;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	open STDIN, '<', $in or POSIX::_exit(126);
	open STDOUT, '>', $out or POSIX::_exit(126);
	open STDERR, '>', $err or POSIX::_exit(126);
	{ exec { $argv[0] } @argv }
	POSIX::_exit(127);
}

sub wait_for {
	my ($pid, $timeout) = @_;
	my $until = time + $timeout;
	my $pause = pause();
	while (waitpid($pid, POSIX::WNOHANG()) == 0) {
		if (time > $until) {
			kill KILL => $pid;
			waitpid $pid, 0;
			return 124;
		}
		$pause->();
	}
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

# Sleeps at each call, a little longer each time: a quick result is seen at
# once, and waiting does not slow down a busy machine.
sub pause {
	my $for = 0.002;
	return sub {
		sleep $for;
		$for *= 1.3 if $for < 0.05;
	};
}

sub slurp {
	my ($path) = @_;
	open my $f, '<:raw', $path or return '';
	local $/;
	return scalar(<$f>) // '';
}

sub spew {
	my ($path, $bytes) = @_;
	open my $f, '>:raw', $path or die "$path: $!\n";
	print $f $bytes;
	close $f or die "$path: $!\n";
}

1;
