package Backstop::Pair;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Two private Exims, ours and another one that ours sends to, so that they write every form of
# line that an Exim's log has.
#
#   my $pair = Backstop::Pair->start('+all');
#   my $c = Backstop::Smtp->connect(port => $pair->ours->port);
#   print $pair->ours->mainlog, $pair->far->mainlog;
#
# What is sent where decides how: see the routers and ACLs. Mail to far.example goes to the other
# Exim; plain…@ without TLS and ESMTP, socks@ through a proxy, cut@ while the client waits. A client at
# 127.0.0.2 is a proxy.
#
# Does not: DNS, so no DKIM, and no names of clients.

use strict;
use warnings;
use Backstop::Rig;
use IO::Select;
use IO::Socket::INET;
use POSIX ();

my $AUTH = <<'END_AUTH';
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if eq{$auth3}{secret}}
  server_set_id = $auth2
  client_send = ^mx.ours@far.example^secret
END_AUTH

# Both log with that selector. Stops when it goes out of scope.
sub start {
	my ($class, $selector) = @_;
	my ($socks, $pid) = socks();
	my $self = bless { socks => $pid, owner => $$ }, $class;
	$self->{far} = start_far($selector);
	$self->{ours} = start_ours($selector, $self->{far}, $socks);
	return $self;
}

sub ours { $_[0]{ours} }
sub far { $_[0]{far} }

# Does ours know clients that are proxies?
sub has_proxies { $_[0]{ours}->exim('-bP', 'macros')->{out} =~ /^_HAVE_PROXY=/m }

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local ($?, $!);
	kill TERM => $self->{socks};
	waitpid $self->{socks}, 0;
}

# --- below: not for callers ---------------------------------------------

sub common {
	my ($selector) = @_;
	return (
		log_selector => $selector, tls_advertise_hosts => '*', smtputf8_advertise_hosts => '*',
		prdr_enable => 'true', message_size_limit => '1M', retry_interval_max => '1h',
	);
}

sub start_far {
	my ($selector) = @_;
	return Backstop::Rig->start(
		primary_hostname => 'mx.far.example', local_domains => 'far.example', deliver => 'discard',
		set => { common($selector), tls_try_verify_hosts => '*',
			tls_verify_certificates => '$spool_directory/../tls/tls.pem' },
		acls => $AUTH,
		acl => {
			smtp_rcpt => <<'END',
  deny local_parts = gone
       message = there is no such user
  defer local_parts = later
       message = come back
END
			smtp_data => <<'END',
  deny condition = ${if eq{$h_subject:}{virus}}
       message = virus
END
		});
}

sub start_ours {
	my ($selector, $far, $socks) = @_;
	return Backstop::Rig->start(
		set => { common($selector), allow_utf8_domains => 'true',
			helo_accept_junk_hosts => '*', recipients_max => 20 },
		acls => $AUTH,
		main => ".ifdef _HAVE_PROXY\nhosts_proxy = 127.0.0.2\n.endif",    # not in exim4-daemon-light
		acl => acls(),
		routers => routers(), transports => transports($far->port, $far->{certificate}, $socks));
}

sub acls {
	return {
		smtp_connect => <<'END',
  drop hosts = 127.0.0.9
       message = not you
END
		smtp_helo => <<'END',
  deny condition = ${if eq{$sender_helo_name}{bad.example}}
END
		smtp_mail => <<'END',
  deny senders = refused@far.example
  defer senders = deferred@far.example
END
		smtp_rcpt => <<'END',
  warn local_parts = cut
       control = cutthrough_delivery
  deny local_parts = nobody
       message = no such user
  defer local_parts = greylisted
       message = come back
  accept domains = far.example
END
		smtp_data => <<'END',
  deny condition = ${if eq{$h_subject:}{refused}}
       message = virus
  warn condition = ${if eq{$h_subject:}{fake}}
       control = fakereject
  warn condition = ${if match{$h_subject:}{^queued}}
       control = queue
END
	};
}

sub routers {
	return <<'END';
out:
  driver = manualroute
  domains = far.example
  route_list = * 127.0.0.1
  transport = ${if match{$local_part}{^plain}{plain_out}{\
              ${if eq{$local_part}{socks}{by_proxy}{smtp_out}}}}
  self = send
unknown:
  driver = redirect
  local_parts = unknown
  data = :fail: unknown here
  allow_fail
group:
  driver = redirect
  local_parts = group
  data = one@far.example, "a H=evil [192.0.2.66]*"@far.example, joe@ours.example
aliases:
  driver = redirect
  data = ${extract{$local_part}{\
    alias=second@ours.example \
    second=third@ours.example \
    third=out@far.example \
    piped="|/bin/true -t H=x [192.0.2.9]" \
    filed="$spool_directory/a file" \
    nowhere=/dev/null \
    hole=:blackhole: \
  }}
  pipe_transport = pipe
  file_transport = file
failing:
  driver = accept
  local_parts = failing
  transport = failing
away:
  driver = accept
  local_parts = away
  transport = reply
  unseen
END
}

sub transports {
	my ($port, $pem, $socks) = @_;
	return <<"END";
smtp_out:
  driver = smtp
  port = $port
  allow_localhost
  hosts_override
  tls_certificate = $pem
  tls_sni = mx.far.example
  hosts_try_auth = *
  hosts_try_prdr = *
  hosts_try_fastopen = *
plain_out:
  driver = smtp
  port = $port
  allow_localhost
  hosts_avoid_tls = *
  hosts_avoid_esmtp = *
by_proxy:
  driver = smtp
  port = $port
  allow_localhost
  socks_proxy = 127.0.0.1 port=$socks
pipe:
  driver = pipe
  return_output = false
file:
  driver = appendfile
failing:
  driver = pipe
  command = /bin/false
reply:
  driver = autoreply
  to = \$sender_address
  subject = away
  text = away
END
}

# A proxy by SOCKS 5, for one connection; its port.
sub socks {
	my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die "socks: $@";
	my $pid = fork // die "fork: $!";
	return ($listen->sockport, $pid) if $pid;
	$SIG{ALRM} = 'DEFAULT';
	alarm 300;
	my $client = $listen->accept or POSIX::_exit(1);
	get($client, ord substr get($client, 2), 1);
	syswrite $client, "\5\0";
	my (undef, $to, $port) = unpack 'a4 a4 n', get($client, 10);
	my $server = IO::Socket::INET->new(PeerAddr => join('.', unpack 'C4', $to), PeerPort => $port)
		or POSIX::_exit(1);
	syswrite $client, "\5\0\0\1" . "\0" x 6;
	relay($client, $server);
	POSIX::_exit(0);
}

sub get {
	my ($from, $n) = @_;
	my $got = '';
	while (length $got < $n) {
		sysread $from, $got, $n - length $got, length $got or POSIX::_exit(1);
	}
	return $got;
}

sub relay {
	my ($client, $server) = @_;
	my $both = IO::Select->new($client, $server);
	while ($both->count) {
		for ($both->can_read) {
			my $to = $_ == $client ? $server : $client;
			my $octets;
			sysread($_, $octets, 65_536) && syswrite($to, $octets) && next;
			shutdown $to, 1;
			$both->remove($_);
		}
	}
}

1;
