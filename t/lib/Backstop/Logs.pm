package Backstop::Logs;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes logs as Exim does, line by line, on a clock that the test moves.
#
#   my $log = Backstop::Logs->new(start => '2026-01-01 00:00:00', long_ids => 1);
#   my $id = $log->received(from => 'a@b.example', ip => '192.0.2.1', size => 900);
#   $log->delivered($id, to => 'joe@ours.example');
#   $log->completed($id);
#   $log->pass(60);
#   $log->hit(check => 'helo_own', host => '192.0.2.1');
#   print $log->text, $log->rejects;
#
# Options: long_ids (Exim 4.97 and later), pid, millisec, zone ("+0100": what
# each time is followed by).
#
# Does not: count; run Exim.

use strict;
use warnings;
use POSIX qw(strftime);
use Time::Local qw(timegm);

my @DIGITS = (0 .. 9, 'A' .. 'Z', 'a' .. 'z');

sub new {
	my ($class, %o) = @_;
	my $self = bless { number => 0, text => '', rejects => '', %o }, $class;
	$self->go_to($o{start} // '2026-01-01 00:00:00');
	return $self;
}

# The clock has no zone: its time is what the log shows.
sub go_to {
	my ($self, $when) = @_;
	my ($year, $month, $day, $hour, $min, $s) = $when =~ /\d+/g;
	$self->{now} = timegm($s // 0, $min // 0, $hour // 0, $day, $month - 1, $year);
}

sub pass { $_[0]{now} += $_[1] }
sub text { $_[0]{text} }
sub rejects { $_[0]{rejects} }
sub day { strftime('%Y-%m-%d', gmtime $_[0]{now}) }

sub stamp {
	my ($self) = @_;
	return strftime('%Y-%m-%d %H:%M:%S', gmtime $self->{now})
		. ($self->{millisec} ? sprintf '.%03d', $self->{number} % 1000 : '')
		. ($self->{zone} ? " $self->{zone}" : '')
		. ($self->{pid} ? " [$self->{pid}]" : '');
}

sub line {
	my ($self, $text) = @_;
	my $line = $self->stamp . " $text\n";
	$self->{text} .= $line;
	return $line;
}

sub base62 {
	my ($number, $digits) = @_;
	my $text = '';
	for (1 .. $digits) {
		$text = $DIGITS[$number % 62] . $text;
		$number = int($number / 62);
	}
	return $text;
}

sub new_id {
	my ($self) = @_;
	my $n = ++$self->{number};
	my $time = base62($self->{now}, 6);
	return "$time-" . ($self->{long_ids}
		? base62($n, 11) . '-' . base62($n, 4)
		: base62($n, 6) . '-' . base62($n, 2));
}

sub host {
	my (%o) = @_;
	return defined $o{ip} ? 'H=' . ($o{name} // '(' . ($o{helo} // 'far.example') . ')')
		. " [$o{ip}]" : ();
}

# from '' is the null sender.  With ip from a host, else local, by `user`.
sub received {
	my ($self, %o) = @_;
	my $id = $o{id} // $self->new_id;
	my @words = ('<=', $o{from} eq '' ? '<>' : $o{from}, host(%o));
	push @words, 'U=' . ($o{user} // 'Debian-exim') if !defined $o{ip};
	push @words, 'P=' . (!defined $o{ip} ? 'local' : (defined $o{login} ? 'esmtpsa' : 'esmtps')
		. ' X=TLS1.3:ECDHE:256 CV=no');
	push @words, "A=plain_server:$o{login}" if defined $o{login};
	push @words, 'S=' . ($o{size} // 1000);
	push @words, "DKIM=$o{dkim}" if defined $o{dkim};
	push @words, 'id=' . $self->{number} . '@far.example' if defined $o{ip};
	push @words, 'T="' . ($o{subject} =~ s/([\\"])/\\$1/gr) . '"' if defined $o{subject};
	$self->line("$id @words");
	return $id;
}

# To that `host`, else to a mailbox here; `flag` '->' for further addresses.
sub delivered {
	my ($self, $id, %o) = @_;
	my $flag = $o{flag} // '=>';
	my ($local) = $o{to} =~ /^([^@]+)/;
	$self->line(defined $o{host}
		? "$id $flag $o{to}" . ($o{parent} ? " <$o{parent}>" : '')
			. " R=dnslookup T=remote_smtp H=$o{host} [$o{ip}]"
			. ' X=TLS1.3:ECDHE:256 CV=yes C="250 OK"'
		: "$id $flag $local <$o{to}> R=local_user T=mail_spool");
}

sub delayed {
	my ($self, $id, %o) = @_;
	$self->line("$id == $o{to} R=dnslookup T=remote_smtp defer (110): Connection timed out");
}

sub failed {
	my ($self, $id, %o) = @_;
	$self->line("$id ** $o{to} R=dnslookup T=remote_smtp H=mx.far.example [203.0.113.9]:"
		. " SMTP error from remote mail server after RCPT TO:<$o{to}>: 550 unknown");
}

sub completed { $_[0]->line("$_[1] Completed") }

my %AT = (connect => 'connection in "connect" ACL', helo => 'EHLO or HELO far.example',
	mail => 'MAIL <a@far.example>', data => 'after DATA: virus',
	local_scan => 'by local_scan(): 5.7.1 forged');

# rejected(at => 'rcpt', ip => …, from => …, to => …, temporarily => 1)
sub rejected {
	my ($self, %o) = @_;
	my $id = $o{at} =~ /^(?:data|local_scan)$/ ? $self->new_id . ' ' : '';
	my $from = $o{at} =~ /^(?:rcpt|data|local_scan)$/ ? ' F=<' . ($o{from} // '') . '>' : '';
	my $what = $AT{ $o{at} } // "RCPT <$o{to}>: no such user here";
	$self->{rejects} .= $self->line($id . host(%o) . $from
		. ($o{temporarily} ? ' temporarily' : '') . " rejected $what");
	$self->{rejects} .= "P Received: from far.example\n  Subject: x\n" if $id;
}

sub hit {
	my ($self, %o) = @_;
	my %w = (mode => 'warn', did => 'pass', host => '192.0.2.7', from => '',
		rcpt => 'joe@ours.example', %o);
	$self->line("backstop v=1 check=$w{check} mode=$w{mode} did=$w{did} host=$w{host}"
		. " from=<$w{from}> rcpt=$w{rcpt}" . ($w{more} ? " $w{more}" : ''));
}

sub connected {
	my ($self, $ip) = @_;
	$self->line("SMTP connection from [$ip]:4711 (TCP/IP connection count = 1)");
}

# Writes a log of that many MB in which all names differ; returns its path.
sub of_strangers {
	my ($path, $megabytes) = @_;
	my @checks = qw(helo_own helo_bot dnsbl ptr_missing bounce_foreign header_8bit null_many);
	open my $to, '>', $path or die "$path: $!";
	my $log = __PACKAGE__->new(start => '2026-01-01 00:00:00', long_ids => 1);
	my ($n, $size) = (0, 0);
	while ($size < $megabytes * 1024 * 1024) {
		for (1 .. 500) {
			$n++;
			my $ip = join '.', 10, $n >> 16 & 255, $n >> 8 & 255, $n & 255;
			my ($from, $to) = ("sender$n\@far$n.example", "rcpt$n\@there$n.example");
			$log->hit(check => $checks[$n % @checks], host => $ip, from => $from, rcpt => $to);
			$log->rejected(at => 'rcpt', ip => $ip, from => $from, to => $to);
			my $id = $log->received(from => $from, ip => $ip, subject => "No. $n",
				$n % 3 ? () : (login => 'login' . $n % 9999));
			$log->delivered($id, to => $to, host => 'mx', ip => '203.0.113.1');
			$log->completed($id) if $n % 2;
		}
		$log->pass($megabytes > 500 ? 120 : 2000);
		$size += length $log->{text};
		print $to $log->{text};
		@$log{qw(text rejects)} = ('', '');
	}
	close $to or die "$path: $!";
	return $path;
}

1;
