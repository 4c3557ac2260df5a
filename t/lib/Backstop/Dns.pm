package Backstop::Dns;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Name servers for a test, on loopback and ports of their own; needs no root.
#
#   my $dns = Backstop::Dns->new(@lines_of_dnsmasq_conf);
#   $dns->at                          # "127.0.0.1:PORT", the real one
#   $dns->gathering(1, 30)            # …: a round is whole before it is answered
#   $dns->damaged(sub { $reply })     # …: changes each reply by UDP (undef: drops it)
#   Backstop::Dns::silent()           # …: nothing ever answers
#   Backstop::Dns::heard($at)         # what a silent one was asked since: names
#   Backstop::Dns::dead()             # …: nothing listens
#
# A relay works by UDP and TCP.  All end with their object, or the test.
#
# Does not: know any name that the lines don't give.

use strict;
use warnings;
use Backstop::Rig;
use File::Temp qw(tempdir);
use IO::Select;
use IO::Handle;
use IO::Socket::INET;
use POSIX ();
use Socket qw(MSG_DONTWAIT SOCK_DGRAM);
use Time::HiRes qw(sleep time);

my $DNSMASQ = (grep { -x } '/usr/sbin/dnsmasq', '/sbin/dnsmasq')[0];
my @silent;

sub missing { $DNSMASQ ? '' : 'dnsmasq is missing (dnsmasq-base)' }

sub new {
	my ($class, @lines) = @_;
	my $dir = tempdir('backstop-dns-XXXXXXXX', TMPDIR => 1, CLEANUP => 1);
	my $self = bless { owner => $$, pids => [], port => free_port(),
		note => "$dir/asked" }, $class;
	Backstop::Rig::spew("$dir/conf", join "\n", "port=$self->{port}",
		'listen-address=127.0.0.1', 'bind-interfaces', 'no-resolv',
		'no-hosts', 'local=/#/', 'cache-size=0', 'local-ttl=3600', @lines, '');
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

# Answers are held back until the given number of different questions of the first
# round has come, then of the second, and so on; after the last round, all pass. So a
# client that asks one thing after the other does not get an answer, however fast the
# machine is, and one that asks everything at once gets all answers, however slow it is.
# asked() returns "ROUND TYPE name" for each question, in order; ROUND begins with 0.
sub gathering {
	my ($self, @sizes) = @_;
	my ($round, $missing, %round_of) = (0, $sizes[0]);
	open my $note, '>', $self->{note} or die "$self->{note}: $!";
	$note->autoflush(1);
	return $self->relay(asks => sub {
		my ($question) = @_;
		return if exists $round_of{$question};
		$round_of{$question} = $round;
		print $note "$round $question\n";
		$missing = $sizes[++$round] if $round < @sizes && --$missing == 0;
	}, passes => sub { $round_of{ $_[0] } < $round || $round >= @sizes });
}

sub asked { return split /\n/, Backstop::Rig::slurp($_[0]{note}) }

sub damaged {
	my ($self, $change) = @_;
	return $self->relay(change => $change);
}

sub silent {
	push @silent, listener('udp', 0), listener('tcp', 0);
	return '127.0.0.1:' . $silent[-2]->sockport;
}

# By UDP: "TYPE name" of each question.
sub heard {
	my ($at) = @_;
	my ($s) = grep { $_->socktype == SOCK_DGRAM && $at eq '127.0.0.1:' . $_->sockport } @silent;
	return questions_at($s);
}

sub questions_at {
	my ($s) = @_;
	my @questions;
	while (defined $s->recv(my $packet, 65535, MSG_DONTWAIT)) {
		push @questions, question($packet);
	}
	return @questions;
}

sub dead { '127.0.0.1:' . free_port() }

# After a header of 12 octets: a name, as labels, and its type (RFC 1035 section 4.1).
sub question {
	my ($packet) = @_;
	my ($labels, $type) = unpack 'x12 Z* n', $packet;
	return "$type " . lc join '.', unpack '(C/a)*', $labels;
}

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

# Free for both protocols, or was a moment ago.
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
	my ($port, $server) = @_;
	my $s = IO::Socket::INET->new(Proto => 'udp', PeerAddr => $server // '127.0.0.1',
		PeerPort => $port) or return 0;
	$s->send(pack 'n6 C/a C n2', 7, 0x100, 1, 0, 0, 0, 'up', 0, 1, 1)
		or return 0;
	return IO::Select->new($s)->can_read(0.2) && defined $s->recv(my $b, 512);
}

# asks: called with each question; passes: may its answer be passed on yet?
# change: returns the changed answer, or undef.  TCP is passed on unchanged.
sub relay {
	my ($self, %o) = @_;
	my %to_do = (asks => sub { }, passes => sub { 1 }, change => sub { $_[0] }, %o);
	my ($tcp, $udp) = free_pair();
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		$SIG{TERM} = sub { POSIX::_exit(0) };
		eval { pass_on($tcp, $udp, $self->{port}, \%to_do) };
		warn $@;
		POSIX::_exit(1);
	}
	push @{ $self->{pids} }, $pid;
	return '127.0.0.1:' . $udp->sockport;
}

# Later sockets use the same names again, so a name must not outlive its socket.
sub pass_on {
	my ($tcp, $udp, $port, $o) = @_;
	my $select = IO::Select->new($tcp, $udp);
	my (@held, %other, %asker);
	while (1) {
		for my $s ($select->can_read) {
			if ($s == $udp) {
				my $from = $udp->recv(my $packet, 65535);
				my $out = connected('udp', $port);
				$asker{$out} = [$from, question($packet)];
				$o->{asks}->($asker{$out}[1]);
				$select->add($out);
				$out->send($packet);
			} elsif ($s == $tcp) {
				my $in = $tcp->accept or next;
				my $out = connected('tcp', $port);
				@other{ $in, $out } = ($out, $in);
				$select->add($in, $out);
			} elsif (my $asker = delete $asker{$s}) {
				$s->recv(my $packet, 65535);
				$select->remove($s);
				push @held, [@$asker, $o->{change}->($packet)];
			} elsif (!sysread $s, my $bytes, 65535) {
				$select->remove($s);
				(delete $other{$s})->shutdown(1);
			} else {
				syswrite $other{$s}, $bytes;
			}
		}
		my @go = grep { $o->{passes}->($_->[1]) } @held;
		@held = grep { !$o->{passes}->($_->[1]) } @held;
		$udp->send($_->[2], 0, $_->[0]) for grep { defined $_->[2] } @go;
	}
}

sub connected {
	my ($proto, $port) = @_;
	return IO::Socket::INET->new(Proto => $proto, PeerAddr => '127.0.0.1',
		PeerPort => $port) || die "relay: $!";
}

1;
