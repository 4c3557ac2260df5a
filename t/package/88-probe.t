#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `backstop doctor --probe` says of connections: a mail server outside, Exim's own ports
# for submission, and a web server with an MTA-STS policy, all of them real, in a network of
# the test's own.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
my $why;
BEGIN {
	$why = Backstop::Net::missing();
	Backstop::Net::enter() if !$why;
}
use Backstop::Command;
use Backstop::Rig;
use File::Basename qw(dirname);
use IO::Socket::INET;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $CURL = '/usr/bin/curl';
my $CA = '/etc/ssl/certs/ca-certificates.crt';
my $EXIM = '/usr/sbin/exim4';
$why ||= Backstop::Net::missing_ipv6();    # which also wants ip(8)
for my $program ($CURL, $CA, $EXIM) { $why ||= "$program is missing" if !-e $program }
plan skip_all => $why if $why;

sub run { system(@_) == 0 or die "@_: $?" }
Backstop::Net::name_host('mx.ours.example');

my $OUTSIDE = '192.0.2.26';
my $dns = Backstop::Net->name_server(
	'mx-host=gmail.com,mx.gmail.com,10', "host-record=mx.gmail.com,$OUTSIDE",
	'host-record=mx.ours.example,198.51.100.7', 'host-record=mta-sts.ours.example,192.0.2.25',
	'mx-host=ours.example,mx.ours.example,10', 'txt-record=_mta-sts.ours.example,v=STSv1; id=1;',
	'mx-host=plain.example,mx.ours.example,10',
);
run(qw(ip addr add 198.51.100.7/32 dev lo));

my $dirs = 0;
my @children;
END { local $?; kill TERM => @children if @children; waitpid $_, 0 for @children }

sub policy {
	my (%files) = @_;
	%files = (modes => '', own_nets => "198.51.100.7\n", own_domains => "ours.example\n", %files);
	my $dir = dir('policy' . ++$dirs);
	write_to("$dir/$_", $files{$_}) for keys %files;
	return $dir;
}

# A line and its remedy in one, of the examinations that --probe adds.
sub doctor {
	my ($options, %files) = @_;
	my ($out, $err, $status) = backstop('doctor', '--policy', policy(%files), @$options);
	return join '', map { s/\s+/ /gr =~ s/ \z/\n/r } $out =~ /^((?:ok|advice|fault) .*\n(?: .*\n)*)/mg;
}
sub probe { return doctor(['--probe'], @_) }

sub start {
	my ($port, $address, $run) = @_;
	my $pid = fork // die "fork: $!";
	if ($pid == 0) { $run->(); POSIX::_exit(1) }
	push @children, $pid;
	my $until = time + 120;
	until (IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port)) {
		die "nothing listens at $address:$port" if time > $until || waitpid($pid, 1) == $pid;
		sleep 0.05;
	}
	return $pid;
}

sub stop {
	my ($pid) = @_;
	@children = grep { $_ != $pid } @children;
	kill TERM => $pid;
	waitpid $pid, 0;
}

# --- port 25 outside --------------------------------------------------------

my $heard = file('heard', '');
my $server = IO::Socket::INET->new(LocalAddr => $OUTSIDE, LocalPort => 25, Listen => 5) or die $@;
my $outside = start(25, $OUTSIDE, sub {
	while (my $client = $server->accept) {
		$client->print("220 mx.gmail.com\r\n");
		my $said = <$client> // '';
		open my $log, '>>', $heard or die $!;
		print $log $said || "nothing\n";
		close $log;
	}
});
close $server;
sub heard { my $text = slurp($heard); write_to($heard, ''); return $text }
sleep 0.05 until -s $heard;
heard();

my $said = doctor([]);
unlike $said, qr/without Exim|port (?:25|465|587)|policy of/, 'without --probe: not a word of connections';
is heard(), '', '… and not one connection';
doctor(['--probe', '--offline']);
is heard(), '', '--offline: not one connection';
$said = probe();
like $said, qr/^advice any user of this host can send mail without Exim: nobody reaches port 25 of \Q$OUTSIDE\E reject such connections/m,
	'any user reaches port 25 outside';
is heard(), "QUIT\r\n" x 2, '… found out by Exim\'s user and another one, who say QUIT only';
# The rule for local addresses is the first one, so it has to come later.
run(qw(ip rule add pref 5 lookup local));
run(qw(ip rule del pref 0));
run(qw(ip rule add pref 1 uidrange), join('-', (getpwnam 'nobody')[2, 2]), qw(to), "$OUTSIDE/32", 'prohibit');
like probe(), qr/^ok only Exim reaches port 25 of \Q$OUTSIDE\E, other users do not$/m, 'only Exim reaches it';
is heard(), "QUIT\r\n", '… and the other user does not';
stop($outside);
like probe(), qr/^advice it is not known whether other users can send .*: Exim's own user cannot reach port 25 of \Q$OUTSIDE\E /m,
	'no answer from outside: not known';

# --- submission ----------------------------------------------------------------

my $keys = dir('keys');
my $log = "$keys/log";
sub openssl { run("openssl @_ >>$log 2>&1") }
write_to("$keys/ext", "subjectAltName=DNS:mx.ours.example,DNS:mta-sts.ours.example\n");
openssl("req -x509 -newkey rsa:2048 -nodes -days 3 -subj /CN=test -keyout $keys/ca.key -out $keys/ca.pem");
openssl("req -newkey rsa:2048 -nodes -subj /CN=mx.ours.example -keyout $keys/key.pem -out $keys/req.pem");
openssl("x509 -req -in $keys/req.pem -CA $keys/ca.pem -CAkey $keys/ca.key -CAcreateserial -days 3 "
	. "-extfile $keys/ext -out $keys/cert.pem");
chmod 0755, $keys;
chmod 0644, "$keys/key.pem";

# An Exim that listens at both ports.
sub exim {
	my ($tls) = @_;
	my $spool = dir('spool' . ++$dirs);
	chmod 0755, dirname($spool);
	chown +(getpwnam 'Debian-exim')[2, 3], $spool;
	write_to("$spool/conf", <<"END" . ($tls ? <<"END" : "tls_advertise_hosts =\n"));
primary_hostname = mx.ours.example
spool_directory = $spool
log_file_path = $spool/%slog
host_lookup =
keep_environment =
daemon_smtp_ports = 465 : 587
local_interfaces = 198.51.100.7
END
tls_advertise_hosts = *
tls_on_connect_ports = 465
tls_certificate = $keys/cert.pem
tls_privatekey = $keys/key.pem
END
	chmod 0644, "$spool/conf";
	return start(587, '198.51.100.7',
		sub { exec $EXIM, '-C', "$spool/conf", '-bdf', '-oP', "$spool/pid" });
}

$said = probe();
like $said, qr/^ok port $_ is closed here$/m, "port $_ is closed" for 465, 587;
my $exim = exim(0);
$said = probe();
like $said, qr/^fault port $_ answers without TLS set MAIN_TLS_ENABLE/m, "port $_ without TLS" for 465, 587;
stop($exim);
$exim = exim(1);
$said = probe();
like $said, qr/^fault port $_ answers with a certificate that is not valid for mx\.ours\.example: SSL cert.* local issuer/m,
	"port $_ with a certificate that is not trusted" for 465, 587;
run('mount', '--bind', "$keys/ca.pem", $CA);
$said = probe();
like $said, qr/^ok port $_ answers with TLS and a certificate for mx\.ours\.example$/m, "port $_ with TLS" for 465, 587;
run('hostname', 'other.ours.example');
$said = probe();
like $said, qr/^fault port 465 answers with a certificate that is not valid for other\.ours\.example: SSL: no alt/m,
	'a certificate for another name';
run('hostname', 'mx.ours.example');
stop($exim);

# --- MTA-STS -----------------------------------------------------------------------

my $web = dir('web');
mkdir "$web/.well-known" or die $!;
my $OK = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n";
my $POLICY = "version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\n";
unlike probe(own_domains => "plain.example\n"), qr/MTA-STS policy/, 'a domain without the record: no word of a policy';
like probe(), qr{^fault the MTA-STS policy of ours\.example cannot be fetched from https://mta-sts\.ours\.example/\.well-known/mta-sts\.txt: Failed to connect}m,
	'nothing serves the policy';
start(443, '192.0.2.25', sub {
	chdir $web or die $!;
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', $log;
	open STDERR, '>&', \*STDOUT;
	exec qw(openssl s_server -accept 192.0.2.25:443 -HTTP -cert), "$keys/cert.pem", '-key', "$keys/key.pem";
});
for (['in order', "$OK${POLICY}mx: mx.ours.example\r\n", qr/^ok the MTA-STS policy of ours\.example is in order$/m],
	['with a wildcard', "$OK${POLICY}mx: a.example\nmx: *.ours.example\n", qr/^ok the MTA-STS policy of ours/m],
	['for other servers', "$OK${POLICY}mx: *.mx.ours.example\r\n",
		qr/^fault the MTA-STS policy of ours\.example does not name its mail server mx\.ours\.example add "mx: "/m],
	['of mode none', "${OK}version: STSv1\nmode: none\nmax_age: 86400\n", qr/^ok the MTA-STS policy of ours/m],
	['without a mail server', "$OK$POLICY", qr/^fault the MTA-STS policy of ours\.example is not valid/m],
	['of another mode', "${OK}version: STSv1\nmode: strict\nmax_age: 86400\nmx: mx.ours.example\n",
		qr/^fault the MTA-STS policy of ours\.example is not valid/m],
	['that is somewhere else', "HTTP/1.0 301 Moved\r\nLocation: https://mta-sts.ours.example/x\r\n\r\n",
		qr/^fault the MTA-STS policy of ours\.example cannot be fetched .*: the server answers with status 301/m]) {
	my ($what, $answer, $want) = @$_;
	write_to("$web/.well-known/mta-sts.txt", $answer);
	like probe(), $want, "a policy $what";
}

# --- the timer ----------------------------------------------------------------------

my ($out, $err, $status) = backstop('doctor', '--policy', policy(), '--probe', '--changed', "$keys/state");
is $status, 2, '--probe with --changed: refused';
like $err, qr/^backstop: doctor --probe: --changed is for a daily run.*give only one of them/s, '… and explained';

done_testing();
