#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail leaves our Exim by each way (login, sendmail, a host that we relay for, list software, a
# forward with SRS) for real mail servers of several makes, which forward it, are refused there,
# and return it: each bounce comes back through our Exim, and is ours by the memory or passes.
# A stranger gives the same servers mail in the name of a user who never sent it: what they
# return is refused. No key, no DNS, no own_nets.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Machine;
my $SERVER;
BEGIN {
	$SERVER = $ENV{BACKSTOP_REPORTER};
	Backstop::Machine::enter() if defined $SERVER;
}
use Backstop::Command;
use Backstop::Mail qw($LOGINS plugin);
use Backstop::Memory;
use Backstop::Outgoing;
use Backstop::Reporter;
use Backstop::Rig;
use File::Temp qw(tempdir);
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(sleep time);

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $US = '198.51.100.7';
my $THEM = '203.0.113.20';
my $HUB = '192.0.2.25';
my $STRANGER = '198.51.100.26';    # Debian's Sendmail refuses 192.0.2.0/24
my $RELAY = '127.0.0.3';
my $PATIENCE = 300;    # seconds; only a failure takes them

# How mail leaves, what Exim says of its bounce at once, and what its log knows later. Where the
# server returned a line with our address the trail proves as much.
my $SENT = qr/did=pass .*origin=ours reason=(?:sent|trail .*memory=sent)/;
my %WAYS = (
	login => [$SENT, 'ours by sent'], sendmail => [$SENT, 'ours by sent'], relay => [$SENT, 'ours by sent'],
	list => [$SENT, 'ours by sent'],    # in its own name
	# Only the log has what was passed on.
	forward => [qr/did=pass .*origin=(?:unknown|ours reason=trail)/, 'ours by passed_on'],
);
my @SERVERS = qw(courier exim opensmtpd postfix sendmail);

# An address of the server that forwards to the host which refuses; one for each mail.
my @CASES = Backstop::Outgoing::cases();
my %GONE = map { $_ => 'gone-' . shift(@CASES) . '@reporter.example' } sort(keys %WAYS), 'forged';

# --- in a copy of the machine, beside one server -------------------------------------------

my ($rig, $shared);

sub share {
	my ($name, $text, $mode) = @_;
	Backstop::Rig::spew("$shared/$name", $text);
	chmod $mode // 0644, "$shared/$name";
}

# mlmmj, with one subscriber.
sub make_list {
	mkdir "$shared/$_" for 'list', map { "list/$_" } qw(archive bounce control digesters.d incoming
		moderation nomailsubs.d queue queue/discarded requeue subconf subscribers.d text unsubconf);
	share('list/control/listaddress', "list\@ours.example\n");
	share('list/control/owner', "joe\@ours.example\n");
	share('list/control/relayhost', "127.0.0.1\n");
	share('list/subscribers.d/g', "$GONE{list}\n");
	system('chown', '-R', 'Debian-exim', "$shared/list") == 0 or die "chown: $?";
	share('run-list', "#!/bin/sh\nexec /usr/bin/mlmmj-receive -F -L $shared/list\n", 0755);
}

my $ROUTERS = <<"END";
list:
  driver = accept
  local_parts = list
  transport = list
forward:
  driver = redirect
  local_parts = forward
  data = $GONE{forward}
out:
  driver = manualroute
  domains = reporter.example
  transport = out
  route_list = * $THEM
END

sub transports {
	return <<"END";
list:
  driver = pipe
  command = $shared/run-list
  message_prefix =
  message_suffix =
out:
  driver = smtp
  interface = $US
  return_path = \${if match{\$return_path}{ours.example\\\$}{\$return_path}{\${srs_encode{secret}{\$return_path}{ours.example}}}}
END
}

sub start_ours {
	my ($memory) = @_;
	my %ours = $memory->options;
	$shared = Backstop::Rig::usable_dir('returned');
	make_list();
	$rig = Backstop::Rig->start(plugin => plugin('backstop.so'), plugin_dir_files => [plugin('backstop-lookup.so')],
		relay_from_hosts => "127.0.0.1 : $RELAY", routers => $ROUTERS, transports => transports(), %ours,
		acls => "$ours{acls}\n$LOGINS", set => { local_interfaces => "127.0.0.1 : $US.25" },
		policy => { settings => "dns: off\nstore: sqlite\n", own_domains => "ours.example\n",
			keys => $Backstop::Memory::KEYS,
			modes => join('', map { "bounce_$_: deny\n" } qw(unsent stranger foreign)),
			map { $_ => '' } qw(own_nets own_hosts relay_hosts exempt_hosts exempt_senders exempt_rcpts) });
	share('list/control/smtpport', $rig->port . "\n");
	$memory->make($rig);
	$memory->complete;
}

sub data {
	my ($from, $to, $id) = @_;
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime);
	return "From: $from\nTo: $to\nSubject: hello\nDate: $date\nMessage-ID: <$id>\n\nNoon?\n";
}

sub by_smtp {
	my ($address, $login, $from, $to, %o) = @_;
	my $c = $o{host} ? Backstop::Smtp->connect(host => $o{host}, port => 25, from => $address)
		: Backstop::Mail::client($rig, $address);
	$c->ehlo('mail.far.example') if $o{host};
	$c->command('AUTH PLAIN ' . encode_base64("\0$login\0secret", '')) if $login;
	my $r = $c->message(from => $from, to => $to, data => data($from, $to, $o{id}));
	die "$from to $to: $r\n" if !$r->ok;
	$c->quit;
}

sub send_all {
	by_smtp('127.0.0.2', 'joe', 'joe-login@ours.example', $GONE{login}, id => 'login@ours.example');
	$rig->exim('-oi', '-f', 'joe-sendmail@ours.example', $GONE{sendmail},
		{ stdin => data('joe-sendmail@ours.example', $GONE{sendmail}, 'sendmail@ours.example') });
	by_smtp($RELAY, undef, 'joe-relay@ours.example', $GONE{relay}, id => 'relay@ours.example');
	by_smtp('127.0.0.2', 'joe', 'joe-list@ours.example', 'list@ours.example', id => 'list@ours.example');
	by_smtp($STRANGER, undef, 'ann@far.example', 'forward@ours.example', host => $US, id => 'forward@far.example');
	by_smtp($STRANGER, undef, 'bob@ours.example', $GONE{forged}, host => $THEM, id => 'forged@ours.example');
}

sub way_of {
	my ($mail) = @_;
	my ($to) = $mail->{log} =~ / for (\S+)$/m;
	return $to =~ /^joe-(\w+)/ ? $1 : $to =~ /^list\+/ ? 'list' : $to =~ /^SRS/i ? 'forward' : $to;
}

# Each bounce, as it was delivered or refused.
sub wait_for_bounces {
	my $until = time + $PATIENCE;
	my %is;
	do {
		sleep 0.1;
		for my $mail (grep { $_->{log} =~ / <= <> / } $rig->deliveries) {
			my ($said) = grep { / backstop v=1 check=/ } $rig->log_of($mail->{id});
			my ($to) = $mail->{log} =~ / for (\S+)$/m;
			$is{ way_of($mail) } = { is => $said, raw => "Return-path: <>\nEnvelope-to: $to\n$mail->{raw}" };
		}
		$is{forged} = { is => $1 } if $rig->mainlog =~ / backstop v=1 (.* rcpt=bob\@ours\.example .*)/;
	} until keys %is >= keys(%WAYS) + 1 || time > $until;
	return \%is;
}

# What the log knows later: also what was passed on.
sub ask_log {
	my ($way) = @_;
	Backstop::Rig::spew("$shared/bounce.eml", $way->{raw} =~ s/^X-Backstop:.*\n(?:[ \t].*\n)*//mr);
	my ($out) = backstop(qw(scan --offline --format json --own-domain ours.example --sent), "$rig->{dir}/log/mainlog",
		"$shared/bounce.eml");
	my $said = eval { decode_json($out) } // {};
	$way->{log} = "$said->{origin} by $said->{reason}";
}

if (defined $SERVER) {
	my $reporter = Backstop::Reporter->start($SERVER, debs => "$BUILD/debs", at => ["$HUB:25"]);
	# An address of this network that no interface has: our own would be ours.
	system('ip', 'route', 'add', 'local', "$STRANGER/32", 'dev', 'far') == 0 or die 'ip';
	start_ours(Backstop::Memory->new);
	send_all();
	my $is = wait_for_bounces();
	ask_log($is->{$_}) for grep { $is->{$_}{raw} } keys %$is;
	Backstop::Rig::spew($ARGV[0], encode_json({ is => $is, log => $rig->mainlog, panic => $rig->paniclog,
		said => $reporter->logs }));
	exit;
}

# --- what they said --------------------------------------------------------------------------

my $why = Backstop::Reporter::missing("$BUILD/debs");
$why ||= 'this Exim has no SQLite' if `$Backstop::Rig::EXIM -C /dev/null -bP macros` !~ /^_HAVE_LOOKUP_SQLITE=/m;
$why ||= 'mlmmj is missing (t/deps test)' if !-x '/usr/bin/mlmmj-receive';
plan skip_all => $why if $why;

my $dir = tempdir(CLEANUP => 1);
my %pid;
for my $server (@SERVERS) {
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		$ENV{BACKSTOP_REPORTER} = $server;
		exec $^X, $0, "$dir/$server" or die "$^X: $!";
	}
	$pid{$server} = $pid;
}
waitpid $_, 0 for values %pid;

for my $server (@SERVERS) {
	my $said = eval { decode_json(Backstop::Rig::slurp("$dir/$server")) } // {};
	my $is = $said->{is};
	for my $way (sort keys %WAYS) {
		my ($at_once, $later) = @{ $WAYS{$way} };
		like $is->{$way}{is} // 'no bounce', $at_once, "$server, $way: out and back" or diag $said->{log}, $said->{said};
		is $is->{$way}{log} // 'no bounce', $later, '… and by the log';
	}
	like $is->{forged}{is} // 'nothing', qr/did=deny .*origin=foreign .*(?:reason|memory)=unsent/,
		"$server: a bounce of forged mail is refused" or diag $said->{log};
	is $said->{panic}, '', '… and the paniclog is empty';
}
done_testing;
