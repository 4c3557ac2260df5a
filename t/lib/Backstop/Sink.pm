package Backstop::Sink;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A mail server that keeps the mail that it gets, and refuses some recipients: so it
# causes a test's bounces, and receives them.
#
#   my $sink = Backstop::Sink->start(dir => $dir, refuse => qr/\@gone\.example$/,
#       at => ['198.51.100.7:25', '192.0.2.25:25']);
#   for ($sink->mails) { print "$_->{peer} $_->{from} $_->{to}\n$_->{raw}" }
#
# Mail is kept octet for octet, except that doubled dots are undone and CRLF
# becomes LF. Line ends are the transport's.
#
# Does not: know extensions other than SIZE, 8BITMIME, SMTPUTF8 and DSN; deliver.

use strict;
use warnings;
use Backstop::Rig;
use IO::Select;
use IO::Socket::INET;
use POSIX ();

sub start {
	my ($class, %o) = @_;
	my @listen = map {
		IO::Socket::INET->new(LocalAddr => $_, Listen => 50, ReuseAddr => 1)
			or die "$_: $@\n";
	} @{ $o{at} };
	my $pid = fork // die "fork: $!";
	$pid == 0 and serve(\%o, @listen), POSIX::_exit(0);
	return bless { %o, pid => $pid, owner => $$ }, $class;
}

# In the order in which they came.
sub mails {
	my ($self) = @_;
	return map { read_mail($_) } sort glob "$self->{dir}/*.mail";
}

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local ($?, $!);
	kill TERM => $self->{pid};
	waitpid $self->{pid}, 0;
}

# --- below: not for callers ---------------------------------------------

sub read_mail {
	my ($path) = @_;
	my ($peer, $from, $to, $raw) = split /\n/, Backstop::Rig::slurp($path), 4;
	return { peer => $peer, from => $from, to => $to, raw => $raw };
}

sub serve {
	my ($o, @listen) = @_;
	local $SIG{CHLD} = 'IGNORE';
	my $select = IO::Select->new(@listen);
	for (my $n = 0;;) {
		for my $socket ($select->can_read) {
			my $client = $socket->accept or next;
			$n++;
			next if fork // die "fork: $!";
			talk($o, $client, sprintf '%s/%05d', $o->{dir}, $n);
			POSIX::_exit(0);
		}
	}
}

# One connection; its mails become FILE-1.mail, FILE-2.mail …
sub talk {
	my ($o, $client, $file) = @_;
	my ($from, @to, $mails);
	local $/ = "\n";
	binmode $client;
	print $client "220 mx.sink.example ESMTP\r\n";
	while (defined(my $line = <$client>)) {
		my $say = '250 2.0.0 fine';
		if ($line =~ /^EHLO/i) {
			$say = "250-mx.sink.example\r\n250-SIZE\r\n250-DSN\r\n250-SMTPUTF8\r\n250 8BITMIME";
		} elsif ($line =~ /^MAIL FROM:\s*<(.*?)>/i) {
			($from, @to) = ($1);
		} elsif ($line =~ /^RCPT TO:\s*<(.*?)>/i) {
			my $to = $1;
			$to =~ $o->{refuse} ? $say = "550 5.1.1 <$to>: there is no such user"
				: push @to, $to;
		} elsif ($line =~ /^DATA/i) {
			$say = @to ? take($client, sprintf('%s-%03d', $file, ++$mails),
				$from, @to) : '554 5.5.1 no valid recipients';
		} elsif ($line =~ /^QUIT/i) {
			print $client "221 2.0.0 bye\r\n";
			return;
		} elsif ($line !~ /^(?:HELO|RSET|NOOP)/i) {
			$say = '502 5.5.1 not here';
		}
		print $client "$say\r\n";
	}
}

sub take {
	my ($client, $file, $from, @to) = @_;
	print $client "354 go on\r\n";
	my $raw = '';
	while (defined(my $line = <$client>)) {
		$line =~ s/\r?\n\z/\n/;
		last if $line eq ".\n";
		$raw .= $line =~ s/^\.//r;
	}
	Backstop::Rig::spew("$file.new", join "\n", $client->peerhost, $from, "@to", $raw);
	rename "$file.new", "$file.mail" or die "$file: $!";
	return '250 2.0.0 kept';
}

1;
