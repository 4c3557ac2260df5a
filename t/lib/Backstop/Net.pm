package Backstop::Net;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A private network for a test: its own loopback interface, with 192.0.2.25 and
# .26 beside 127/8, 2001:db8::/56 for clients and servers that are not addresses
# of the host itself, and its own /etc/resolv.conf, which names Debian's dnsmasq
# or something worse.
#
#   BEGIN { Backstop::Net::enter() }      # runs the test again inside
#   my $dns = Backstop::Net->name_server(@lines_of_dnsmasq_conf);
#   Backstop::Net::resolver('silent');    # a name server that never answers;
#                                         # dead, liar: see below
#   Backstop::Net::resolver('dnsmasq');
#   Backstop::Net::name_host('mx.ours.example');    # as hostname(1) does
#
# Does not: work without root; reach outside, or be reached.

use strict;
use warnings;
use Backstop::Dns;
use Backstop::Rig;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Time::HiRes qw(sleep time);

my %RESOLVER = (
	dnsmasq => '127.0.0.99',
	dead => '127.0.0.98',      # closed: refused at once
	silent => '127.0.0.97',    # listens and says nothing
	liar => '127.0.0.96',      # every name exists
);
my $INSIDE = 'BACKSTOP_TEST_NET';
my @EXTRA = ('192.0.2.25', '192.0.2.26');    # RFC 5737; routers skip 127/8
my $NET6 = '2001:db8::/56';

# Why a private network cannot be made, in one line; '' if it can.
sub missing {
	return 'a private network needs root' if $> != 0;
	return 'dnsmasq is missing (dnsmasq-base)' if !dnsmasq();
	return 'unshare is not permitted here'
		if system('unshare -mnu true 2>/dev/null') != 0;
	return '';
}

# Why clients cannot have an IPv6 address; '' if they can.
sub missing_ipv6 {
	return 'this kernel has no IPv6' if !-e '/proc/net/if_inet6';
	return (grep { -x } '/sbin/ip', '/usr/sbin/ip') ? '' : 'ip is missing (iproute2)';
}

sub dnsmasq {
	return (grep { -x } '/usr/sbin/dnsmasq', '/sbin/dnsmasq')[0];
}

# Runs the program again in a private network, unless it is there already or
# cannot be. True inside.
sub enter {
	return 1 if $ENV{$INSIDE};
	return 0 if missing();
	$ENV{$INSIDE} = tempdir('backstop-net-XXXXXXXX', TMPDIR => 1,
		CLEANUP => 1);
	my $status = system 'unshare', '-mnu', $^X, (map { "-I$_" } @INC), $0,
		@ARGV;
	exit($status >> 8 || $status & 127);
}

# The name that Exim asks the kernel for; inside, it is the test's alone.
sub name_host {
	my ($name) = @_;
	system('hostname', $name) == 0 or die "hostname: $?";
}

# Started first; lines as in dnsmasq.conf.  Unknown names don't exist.
sub name_server {
	my ($class, @lines) = @_;
	bring_up('lo', '127.0.0.1', '255.0.0.0');
	bring_up("lo:$_", $EXTRA[$_], '255.255.255.255') for 0 .. $#EXTRA;
	add_net6() if !missing_ipv6();
	my $self = bless { owner => $$ }, $class;
	$self->{silent} = IO::Socket::INET->new(Proto => 'udp',
		LocalAddr => $RESOLVER{silent}, LocalPort => 53) or die $@;
	mount_resolv();
	resolver('dnsmasq');
	$self->run('dnsmasq', 'local=/#/', 'cache-size=0', @lines);
	$self->run('liar', 'address=/#/92.242.132.24', @lines);
	return $self;
}

# Sets the name server that Exim's next process uses, and options of resolv.conf(5).
sub resolver {
	my ($which, $options) = @_;
	Backstop::Rig::spew("$ENV{$INSIDE}/resolv.conf",
		"nameserver $RESOLVER{$which}\n"
		. ($options ? "options $options\n" : ''));
}

# The questions to the silent name server since the last call, as "TYPE name".
sub heard { return Backstop::Dns::questions_at($_[0]{silent}) }

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	kill TERM => @{ $self->{pids} || [] };
	local $?;
	waitpid $_, 0 for @{ $self->{pids} || [] };
}

# --- below: not for callers ---------------------------------------------

sub run {
	my ($self, $which, @lines) = @_;
	my $conf = "$ENV{$INSIDE}/$which";
	Backstop::Rig::spew($conf, join "\n", 'user=root', 'port=53',
		"listen-address=$RESOLVER{$which}", 'bind-interfaces',
		'no-resolv', 'no-hosts', @lines, '');
	push @{ $self->{pids} }, Backstop::Rig::spawn('/dev/null',
		"$conf.out", "$conf.out", dnsmasq(), '-k', '-C', $conf, '-x', '');
	my $until = time + 120;
	until (Backstop::Dns::answers(53, $RESOLVER{$which})) {
		die 'dnsmasq: ' . Backstop::Rig::slurp("$conf.out")
			if time > $until;
		sleep 0.02;
	}
}

sub mount_resolv {
	my $file = "$ENV{$INSIDE}/resolv.conf";
	Backstop::Rig::spew($file, '');
	chmod 0644, $file;
	chmod 0755, $ENV{$INSIDE};
	system('mount', '--bind', $file, '/etc/resolv.conf') == 0
		or die "mount: $?";
}

# netdevice(7): SIOCSIFADDR, SIOCSIFNETMASK, SIOCSIFFLAGS with IFF_UP.
sub bring_up {
	my ($name, $address, $mask) = @_;
	my $s = IO::Socket::INET->new(Proto => 'udp') or die $@;
	my @set = ([0x8916, address($address)], [0x891c, address($mask)],
		[0x8914, pack 's', 0x1]);
	for (@set) {
		my ($call, $value) = @$_;
		my $request = pack 'a16 a24', $name, $value;
		ioctl $s, $call, $request or die "$name: $!";
	}
}

# The interface's own addresses would count as ours (Exim's @[]); to use one of these,
# a socket needs IPV6_FREEBIND (Backstop::Smtp).
sub add_net6 {
	system(qw(ip -6 route replace local), $NET6, qw(dev lo)) == 0 or die "$NET6: $?";
}

sub address {
	return pack 'S n a4 x8', 2, 0, Socket::inet_aton($_[0]);
}

1;
