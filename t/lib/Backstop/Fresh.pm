package Backstop::Fresh;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Newly installed machines with a release of Debian (t/package/pool), and strangers who
# send mail to them.
#
#   BEGIN {                                    # while there is still a network
#       $why = Backstop::Fresh::enter(qw(trixie));
#   }
#   my $m = Backstop::Fresh->machine('trixie');    # a Backstop::Machine
#   my $reply = Backstop::Fresh::offer('IPv6', '', $bytes);    # to joe
#
# Does not: install anything there; work without root.

use strict;
use warnings;
use Backstop::Dns;
use Backstop::Machine;
use Backstop::Mail;
use Backstop::Smtp;
use FindBin;
use POSIX ();

# The machine's addresses, from which its mail left, and a stranger's.
our %IS = (
	IPv4 => { ours => $OURS, stranger => '192.0.2.66' },
	IPv6 => { ours => '2001:db8:7::7', stranger => '2001:db8:66::66' },
);

my $POOL = 'BACKSTOP_TEST_POOL_';

# Fills the pools; returns why that is not possible, or ''.
sub fill {
	my (@releases) = @_;
	my $why = Backstop::Machine::forbidden() || Backstop::Dns::missing();
	for my $release (@releases) {
		next if $why || $ENV{"$POOL$release"};
		chomp(my $pool = `'$FindBin::Bin/pool' $release`);
		die "t/package/pool $release failed; see above\n" if $? && $? >> 8 != 69;
		$why = "$release: $pool" if $?;
		$ENV{"$POOL$release"} = $pool;
	}
	return $why;
}

# Fills them and runs the program again inside (Backstop::Machine).
sub enter {
	my $why = fill(@_);
	Backstop::Machine::enter($why);
	return $why;
}

sub pool {
	my ($release) = @_;
	return $ENV{"$POOL$release"};
}

sub machine {
	my ($class, $release) = @_;
	my $m = Backstop::Machine->over(pool($release) . '/root', 'mx.ours.example');
	make_network();
	start_resolver();
	return $m;
}

# Starts a name server that knows both hosts and no other, so that each question is
# answered: a forged bounce is refused only if the DNS has said that its addresses are
# not ours. It ends with the machine.
sub start_resolver {
	my @host = map { my $is = $_; map { $IS{$_}{$is} } qw(IPv4 IPv6) } qw(ours stranger);
	my $pid = fork // die "fork: $!";
	return if $pid;
	{
		exec '/usr/sbin/dnsmasq', qw(-k -p 53 -a 127.0.0.1 -z -R -h), '--local=/#/',
			'-C', '/dev/null', '-x', '', '--mx-host=ours.example,mx.ours.example',
			'--host-record=mx.ours.example,' . join(',', @host[0, 1]),
			'--host-record=mail.far.example,' . join(',', @host[2, 3]);
	}
	POSIX::_exit(127);
}

# An address of an interface would count as ours, so a stranger's is only routed here.
sub make_network {
	for my $is (values %IS) {
		my $whole = $is->{ours} =~ /:/ ? 128 : 32;
		Backstop::Machine::outside(qw(ip addr add dev lo), "$is->{ours}/$whole");
		Backstop::Machine::outside(qw(ip route add local), "$is->{stranger}/$whole", qw(dev lo));
	}
}

# A message from the stranger to joe, over one protocol. Dies if the port is closed.
sub offer {
	my ($protocol, $sender, $mail) = @_;
	my $is = $IS{$protocol};
	my $c = Backstop::Smtp->connect(port => 25, host => $is->{ours},
		from => $is->{stranger});
	$c->helo('mail.far.example');
	my $reply = $c->message(from => $sender, to => $TO, data => $mail);
	$c->quit;
	return $reply;
}

1;
