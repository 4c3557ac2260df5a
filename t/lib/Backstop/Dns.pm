package Backstop::Dns;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Name servers for a test, on loopback and ports of their own; needs no root.
#
#   my $dns = Backstop::Dns->new(@lines_of_dnsmasq_conf);
#   $dns->at                          # "127.0.0.1:PORT", the real one
#   $dns->slow(0.025)                 # …: delays each packet, both ways
#   $dns->damaged(sub { $reply })     # …: changes each reply by UDP (undef: drops it)
#   Backstop::Dns::silent()           # …: nobody ever answers
#   Backstop::Dns::dead()             # …: nobody listens
#
# A relay works by UDP and TCP.  All end with their object, or the test.
#
# Does not: know any name that the lines don't give.

use strict;
use warnings;
use Backstop::Rig;
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);

my $DNSMASQ = (grep { -x } '/usr/sbin/dnsmasq', '/sbin/dnsmasq')[0];
my @silent;

sub missing { $DNSMASQ ? '' : 'dnsmasq is missing (dnsmasq-base)' }

sub new {
	my ($class, @lines) = @_;
	my $dir = tempdir('backstop-dns-XXXXXXXX', TMPDIR => 1, CLEANUP => 1);
	my $self = bless { owner => $$, pids => [], port => free_port() }, $class;
	Backstop::Rig::spew("$dir/conf", join "\n", "port=$self->{port}",
		'listen-address=127.0.0.1', 'bind-interfaces', 'no-resolv',
		'no-hosts', 'local=/#/', 'cache-size=0', 'local-ttl=60', @lines, '');
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDOUT, '>', "$dir/out";
		open STDERR, '>&', \*STDOUT;
		{ exec $DNSMASQ, '-k', '-C', "$dir/conf", '-x', '' }
		POSIX::_exit(127);
	}
	push @{ $self->{pids} }, $pid;
	my $until = time + 120;
	until (answers($self->{port})) {
		die 'dnsmasq: ' . Backstop::Rig::slurp("$dir/out")
			if time > $until || waitpid($pid, POSIX::WNOHANG());
		sleep 0.02;
	}
	return $self;
}

sub at { "127.0.0.1:$_[0]{port}" }

sub slow {
	my ($self, $delay) = @_;
	return $self->relay($delay, sub { $_[0] });
}

sub damaged {
	my ($self, $change) = @_;
	return $self->relay(0, $change);
}

sub silent {
	push @silent, listener('udp', 0), listener('tcp', 0);
	return '127.0.0.1:' . $silent[-2]->sockport;
}

sub dead { '127.0.0.1:' . free_port() }

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local ($?, $!);
	kill TERM => @{ $self->{pids} };
	waitpid $_, 0 for @{ $self->{pids} };
}

# --- below: not for callers ---------------------------------------------

sub listener {
	my ($proto, $port) = @_;
	return IO::Socket::INET->new(Proto => $proto, LocalAddr => '127.0.0.1',
		LocalPort => $port, ($proto eq 'tcp' ? (Listen => 50) : ()));
}

# Free for both protocols, and it was so a moment ago.
sub free_pair {
	for (1 .. 100) {
		my $tcp = listener('tcp', 0) or next;
		my $udp = listener('udp', $tcp->sockport) or next;
		return ($tcp, $udp);
	}
	die "no free port: $!";
}

sub free_port { my ($tcp) = free_pair(); return $tcp->sockport }

# Asks for the address of "up." (RFC 1035 section 4.1).
sub answers {
	my ($port) = @_;
	my $s = IO::Socket::INET->new(Proto => 'udp', PeerAddr => '127.0.0.1',
		PeerPort => $port) or return 0;
	$s->send(pack 'n6 C/a C n2', 7, 0x100, 1, 0, 0, 0, 'up', 0, 1, 1)
		or return 0;
	return IO::Select->new($s)->can_read(0.2) && defined $s->recv(my $b, 512);
}

sub relay {
	my ($self, $delay, $change) = @_;
	my ($tcp, $udp) = free_pair();
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		$SIG{TERM} = sub { POSIX::_exit(0) };
		eval { pass_on($tcp, $udp, $self->{port}, $delay, $change) };
		warn $@;
		POSIX::_exit(1);
	}
	push @{ $self->{pids} }, $pid;
	return '127.0.0.1:' . $udp->sockport;
}

# A queue of [when, what to do]: all wait equally long, so it is in order.  Names
# of sockets are used again by later ones, so none may outlive its socket.
sub pass_on {
	my ($tcp, $udp, $port, $delay, $change) = @_;
	my $select = IO::Select->new($tcp, $udp);
	my (@queue, %other, %asker);
	my $later = sub { push @queue, [time + $delay, @_] };
	while (1) {
		my $wait = @queue ? $queue[0][0] - time : undef;
		for my $s ($select->can_read(defined $wait && $wait < 0 ? 0 : $wait)) {
			if ($s == $udp) {
				my $from = $udp->recv(my $packet, 65535);
				my $out = connected('udp', $port);
				$asker{$out} = $from;
				$select->add($out);
				$later->(sub { $out->send($packet) });
			} elsif ($s == $tcp) {
				my $in = $tcp->accept or next;
				my $out = connected('tcp', $port);
				@other{ $in, $out } = ($out, $in);
				$select->add($in, $out);
			} elsif (my $from = delete $asker{$s}) {
				$s->recv(my $packet, 65535);
				$select->remove($s);
				$packet = $change->($packet);
				$later->(sub { $udp->send($packet, 0, $from) })
					if defined $packet;
			} else {
				my $to = $other{$s};
				if (!sysread $s, my $bytes, 65535) {
					$select->remove($s);
					delete $other{$s};
					$later->(sub { $to->shutdown(1) });
				} else {
					$later->(sub { syswrite $to, $bytes });
				}
			}
		}
		(shift @queue)->[1]->() while @queue && $queue[0][0] <= time;
	}
}

sub connected {
	my ($proto, $port) = @_;
	return IO::Socket::INET->new(Proto => $proto, PeerAddr => '127.0.0.1',
		PeerPort => $port) || die "relay: $!";
}

1;
