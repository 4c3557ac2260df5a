package Backstop::Smtp;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A small SMTP client for tests: it sends exactly what the test gives it.
#
#   my $c = Backstop::Smtp->connect(port => $port, from => '127.0.0.2');
#   $c->helo('mail.far.example');
#   my $r = $c->message(from => '', to => 'joe@ours.example', data => $bytes);
#   print $r->code, $r->text, $r->ms;          # or "$r": "250 OK id=…"
#
# Every command returns a Backstop::Smtp::Reply. A closed or silent connection is
# also a reply, of code 0, so a server that dies is a result and not the end of the
# test. Nothing is checked, escaped or retried.
#
# Does not: TLS, AUTH, pipelining, look up names.

use strict;
use warnings;
use IO::Socket::IP;
use Socket qw(AI_NUMERICHOST IPPROTO_IPV6 IPPROTO_TCP TCP_NODELAY SOL_SOCKET SO_RCVTIMEO SO_SNDTIMEO);
use Time::HiRes qw(time);

my $FREEBIND = 78;    # IPV6_FREEBIND: an address that only a route is there for
my $TAIL = 16_384;    # bytes that go out together with the end of DATA

# port; host (127.0.0.1, or ::1); from, from_port: local address and port to bind; timeout in
# seconds for each read and write. Dies if the port is closed.
sub connect {
	my ($class, %o) = @_;
	my $sock = open_socket(%o);
	setsockopt $sock, IPPROTO_TCP, TCP_NODELAY, 1;
	my $wait = pack 'l!l!', $o{timeout} // 300, 0;
	setsockopt $sock, SOL_SOCKET, $_, $wait for SO_RCVTIMEO, SO_SNDTIMEO;
	binmode $sock;
	my $self = bless { sock => $sock, buf => '' }, $class;
	$self->{banner} = $self->reply;
	return $self;
}

# The connection alone: nothing is read.
sub open_socket {
	my (%o) = @_;
	my $host = $o{host} // (($o{from} // '') =~ /:/ ? '::1' : '127.0.0.1');
	return IO::Socket::IP->new(
		PeerHost => $host, PeerPort => $o{port}, GetAddrInfoFlags => AI_NUMERICHOST,
		$o{from} ? (LocalHost => $o{from}) : (), Proto => 'tcp',
		$o{from_port} ? (LocalPort => $o{from_port}) : (),
		$host =~ /:/ ? (Sockopts => [[IPPROTO_IPV6, $FREEBIND]]) : (),
		Timeout => $o{timeout} // 300)
		|| die "SMTP connection to port $o{port}: $@\n";
}

sub banner { $_[0]{banner} }
sub socket { $_[0]{sock} }

sub ehlo { $_[0]->command("EHLO $_[1]") }
sub rset { $_[0]->command('RSET') }

# Exim waits up to 200 ms for the client to close before it says 221: to close our half saves that.
sub quit {
	my ($self) = @_;
	my $start = time;
	$self->put("QUIT\r\n");
	shutdown $self->{sock}, 1;
	return $self->reply($start);
}

# EHLO, and HELO if that is refused.
sub helo {
	my ($self, $name) = @_;
	my $r = $self->ehlo($name // 'client.far.example');
	return $r if $r->ok;
	return $self->command('HELO ' . ($name // 'client.far.example'));
}

# Addresses without angle brackets; further words are parameters.
sub mail {
	my ($self, $address, @param) = @_;
	return $self->command(join ' ', "MAIL FROM:<$address>", @param);
}

sub rcpt {
	my ($self, $address, @param) = @_;
	return $self->command(join ' ', "RCPT TO:<$address>", @param);
}

sub command {
	my ($self, $line) = @_;
	my $start = time;
	$self->put("$line\r\n");
	return $self->reply($start);
}

# DATA with $bytes and the final dot.  Line ends become CRLF and leading dots
# are doubled.  raw => 1 sends the bytes as they are, odd line ends and all;
# stuff => 1 doubles dots then as well.  The reply's ms is the time from
# sending the end (with the last 16 kB) to the answer.
sub data {
	my ($self, $bytes, %o) = @_;
	my $go = $self->command('DATA');
	return $go if $go->code != 354;
	$bytes =~ s/\r?\n/\r\n/g if !$o{raw};
	$bytes =~ s/^\./../mg if $o{stuff} // !$o{raw};
	$bytes .= "\r\n" if $bytes !~ /\r\n\z/ && length $bytes;
	$bytes .= ".\r\n";
	my $head = length($bytes) - $TAIL;
	$self->put(substr $bytes, 0, $head, '') if $head > 0;
	my $start = time;
	$self->put($bytes);
	return $self->reply($start);
}

# BDAT, one chunk an argument, the last one marked LAST.  Bytes go as they
# are.  Returns the first reply that isn't 2xx, else the last.
sub bdat {
	my ($self, @chunks) = @_;
	my $r;
	while (@chunks) {
		my $chunk = shift @chunks;
		my $last = @chunks ? '' : ' LAST';
		my $start = time;
		$self->put('BDAT ' . length($chunk) . "$last\r\n" . $chunk);
		$r = $self->reply($start);
		last if !$r->ok;
	}
	return $r;
}

# A whole message: from, to (one or an array), data; `bdat` instead of `data`
# for an array of chunks; mail_param and rcpt_param are arrays; other options
# go to data().  Returns the reply that decided: the final one, or the first
# refusal, after which RSET makes the connection usable again.
sub message {
	my ($self, %o) = @_;
	my @to = ref $o{to} ? @{ $o{to} } : $o{to};
	my $r = $self->mail($o{from} // '', @{ $o{mail_param} || [] });
	for my $to (@to) {
		last if !$r->ok;
		$r = $self->rcpt($to, @{ $o{rcpt_param} || [] });
	}
	return $self->give_up($r) if !$r->ok;
	return $self->bdat(@{ $o{bdat} }) if $o{bdat};
	return $self->data($o{data}, map { $_ => $o{$_} } grep { exists $o{$_} }
		qw(raw stuff));
}

sub give_up {
	my ($self, $r) = @_;
	$self->rset if $r->code;
	return $r;
}

# Raw bytes to the server, for what the methods above can't say.
sub put {
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = 'IGNORE';
	my $at = 0;
	while ($at < length $bytes) {
		my $n = syswrite $self->{sock}, $bytes, length($bytes) - $at, $at;
		return 0 if !defined $n && !$!{EINTR};
		$at += $n // 0;
	}
	return 1;
}

# The next reply; $start is the moment its ms counts from.
sub reply {
	my ($self, $start) = @_;
	$start //= time;
	my @lines;
	while (defined(my $line = $self->line)) {
		push @lines, $line;
		last if $line !~ /^\d{3}-/;
	}
	push @lines, '000 ' . $self->{end}
		if !@lines || $lines[-1] !~ /^\d{3}(?: |\z)/;
	return Backstop::Smtp::Reply->new(\@lines, 1000 * (time - $start));
}

# One line without its end, or undef: then {end} says why.
sub line {
	my ($self) = @_;
	my $end;
	while (($end = index $self->{buf}, "\n") < 0) {
		my $n = sysread $self->{sock}, $self->{buf}, 65_536,
			length $self->{buf};
		next if $n || (!defined $n && $!{EINTR});
		$self->{end} = defined $n || !$!{EAGAIN}
			? 'connection closed' : 'no reply in time';
		return undef;
	}
	return substr($self->{buf}, 0, $end + 1, '') =~ s/\r?\n\z//r;
}

sub close {
	my ($self) = @_;
	CORE::close($self->{sock});
}

package Backstop::Smtp::Reply;

use strict;
use warnings;
use overload '""' => \&string, fallback => 1;

sub new {
	my ($class, $lines, $ms) = @_;
	my ($code) = $lines->[-1] =~ /^(\d{3})/;
	my @text = map { s/^\d{3}[ -]?//r } @$lines;
	return bless { code => $code + 0, lines => \@text, ms => $ms }, $class;
}

sub code { $_[0]{code} }
sub ms { $_[0]{ms} }
sub lines { @{ $_[0]{lines} } }
sub text { join "\n", @{ $_[0]{lines} } }
sub ok { $_[0]{code} =~ /^2/ }
sub string { sprintf '%03d %s', $_[0]->code, $_[0]->text }

# The message id that Exim names when it accepts.
sub id {
	my ($self) = @_;
	return $self->text =~ /\bid=(\S+)/ ? $1 : undef;
}

1;
