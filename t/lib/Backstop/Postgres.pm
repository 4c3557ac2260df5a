package Backstop::Postgres;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A private PostgreSQL for a test, in a temporary directory, reached by a socket
# there and by nothing else; with a database "backstop" whose owner, "backstop",
# has a password.
#
#   my $pg = Backstop::Postgres->start;
#   my $line = $pg->servers(with => "connect_timeout=2");    # for Exim
#   my $end = $pg->hold("LOCK TABLE x"); … $end->();
#   $pg->crash; $pg->start_again;
#
# Does not: touch a cluster of Debian's; make tables.

use strict;
use warnings;
use Backstop::Keeper;
use Backstop::Rig;
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use IPC::Open2 qw(open2);
use Time::HiRes qw(sleep time);

my $PASSWORD = 'let-it-be';
my $READY = 120;   # seconds
my $USER = 'postgres';    # it does not run as root

sub bin { return (sort glob '/usr/lib/postgresql/*/bin/postgres')[-1] =~ s{/postgres\z}{}r }

# Why it cannot be made, in one line; '' if it can.
sub missing {
	return 'PostgreSQL is missing (postgresql; t/deps test installs it)'
		if !glob '/usr/lib/postgresql/*/bin/postgres';
	return 'a PostgreSQL of our own needs root' if $> != 0;
	return "the user $USER does not exist" if !getpwnam $USER;
	return '';
}

sub start {
	my ($class) = @_;
	my $self = bless { owner => $$, dir => tempdir('backstop-pg-XXXXXXXX',
		DIR => Backstop::Rig::usable_base()) }, $class;
	my ($uid, $gid) = (getpwnam $USER)[2, 3];
	chmod 0755, $self->{dir};
	chown $uid, $gid, $self->{dir};
	$self->must('', 'initdb', '-D', "$self->{dir}/data", '-N', '-E', 'UTF8', '--locale=C',
		'-A', 'trust');
	Backstop::Rig::spew("$self->{dir}/data/pg_hba.conf", "local all all scram-sha-256\n");
	$self->must("CREATE ROLE backstop LOGIN PASSWORD '$PASSWORD';\n"
		. "CREATE DATABASE backstop OWNER backstop;\n",
		'postgres', '--single', '-D', "$self->{dir}/data", 'postgres');
	$self->start_again;
	return $self;
}

sub start_again {
	my ($self) = @_;
	my $pidfile = "$self->{dir}/data/postmaster.pid";
	unlink $pidfile, glob "$self->{dir}/.s.PGSQL.*";
	$self->{keeper} = Backstop::Keeper->new(argv => [as_user('postgres', '-D', "$self->{dir}/data",
		'-c', 'listen_addresses=', '-c', "unix_socket_directories=$self->{dir}", '-c', 'fsync=off',
		'-c', 'max_connections=80')], mark => "$self->{dir}/data", dir => $self->{dir},
		stderr => "$self->{dir}/said", exited => "$self->{dir}/exited");
	my $until = time + $READY;
	until (Backstop::Rig::slurp($pidfile) =~ /ready\s*\z/) {
		die "PostgreSQL does not start:\n" . $self->said if time > $until;
		sleep 0.02;
	}
	($self->{pid}) = Backstop::Rig::slurp($pidfile) =~ /\A(\d+)/;
}

# The server in the form of Exim's pgsql_servers; `with`: more connection parameters.
sub servers {
	my ($self, %o) = @_;
	my $password = $o{password} // $PASSWORD;
	return "($self->{dir}/.s.PGSQL.5432)/dbname=backstop" . ($o{with} ? " $o{with}" : '')
		. "/backstop/$password";
}

# Runs a statement in a session of its own, whose transaction lasts until the caller ends it.
sub hold {
	my ($self, $statement) = @_;
	local $ENV{PGPASSWORD} = $PASSWORD;
	my $pid = open2(my $out, my $in, bin() . '/psql', '-qAtX', '-h', $self->{dir}, '-U', 'backstop', 'backstop');
	print $in "BEGIN; $statement; SELECT 'held';\n";
	$in->flush;
	while (<$out>) { last if $_ eq "held\n" }
	return sub { close $in; waitpid $pid, 0 };
}

sub said { return Backstop::Rig::slurp("$_[0]{dir}/said") }

# Sent to the server and to the process of each session.
sub signal {
	my ($self, $signal) = @_;
	kill $signal, $self->{pid}, $self->children;
}

sub crash {
	my ($self) = @_;
	my $keeper = delete $self->{keeper} or return;
	$self->signal('KILL');
	$keeper->stop('keep');
}

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local ($?, $!);
	$self->crash;
	remove_tree($self->{dir});
}

# --- below: not for callers ---------------------------------------------

sub children {
	my ($self) = @_;
	return grep { Backstop::Rig::slurp("/proc/$_/stat") =~ /\) \S $self->{pid} / }
		map { m{(\d+)\z} } glob '/proc/[0-9]*';
}

sub as_user {
	my ($program, @arguments) = @_;
	return ('setpriv', "--reuid=$USER", "--regid=$USER", '--clear-groups',
		bin() . "/$program", @arguments);
}

sub must {
	my ($self, $input, @command) = @_;
	Backstop::Rig::spew("$self->{dir}/input", $input);
	my $said = "$self->{dir}/said";
	my $pid = Backstop::Rig::spawn("$self->{dir}/input", $said, $said, as_user(@command));
	my $status = Backstop::Rig::wait_for($pid, 60);
	die "$command[0]: status $status\n" . $self->said if $status;
}

1;
