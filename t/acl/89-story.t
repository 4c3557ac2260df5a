#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A bad day, played through a running Exim: strangers' mail with a forged sender to a mailbox
# over quota and to a forward to a host that refuses; a customer's server that returns spam; a
# stolen password; and a host that calls out on us, another Exim, and is refused. From the log
# that this leaves, report, outbound, status and why name each cause and its cure, in ten lines
# at most. t/cli/59-day has the same day as a written log.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Sink;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN {
	$BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
	Backstop::Net::enter();
}
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(sleep time);

my $why = Backstop::Stock::missing() || Backstop::Net::missing() || Backstop::Net::missing_ipv6();    # ip(8)
plan skip_all => $why if $why;

# A zone in which midnight is half a day away.
my $zone = 'DAY' . ((gmtime)[2] - 12);
$ENV{TZ} = $zone;
my $day = strftime('%Y-%m-%d', localtime);

my $net = Backstop::Net->name_server(@Backstop::Acl::ZONES,
	'txt-record=far.example,"v=spf1 -all"', 'mx-host=else.example,mx.far.example,10',
	'mx-host=asks.example,mx.asks.example,10', 'host-record=mx.asks.example,203.0.113.9',
	'address=/9.113.0.203.back.example/127.0.0.2');
system('ip', 'route', 'add', 'local', $_, 'dev', 'lo') == 0 or die "ip: $?" for '10.0.0.0/8', '203.0.113.0/24';

my $dir = Backstop::Rig::usable_dir('story', qw(backstop.so backstop-lookup.so));
mkdir "$dir/$_" or die $! for qw(full sent asks);
chmod 0777, "$dir/full";
chown +(getpwnam 'Debian-exim')[2, 3], "$dir/asks";

my $stock = Backstop::Stock->start(split => 1, auth => $Backstop::Acl::AUTH, relay_to => 'customer.example',
	set => { timezone => $zone },
	macros => { BACKSTOP_PLUGIN => "$dir/backstop.so", MAIN_RELAY_NETS => '127.0.0.1 : 203.0.113.7' },
	files => { Backstop::Acl::undeliverable($dir, <<'ROUTERS', '') });
fine:
  driver = accept
  local_parts = ann
  domains = ours.example
  transport = full
ROUTERS
$stock->policy(settings => "early_talker_wait: 0\n");
$stock->policy(own_nets => "198.51.100.7\n");
$stock->policy(null_zones => "back.example=127.0.0.2\n");
$stock->policy(modes => "greylist: off\nown_bounce: hold\nrelay_bounce: deny\nnull_listed: deny\n");
my $sink = Backstop::Sink->start(dir => "$dir/sent", refuse => qr/^unknown\@/, at => ['192.0.2.25:25']);

# The other Exim, which asks us at RCPT whether it could return the mail.
Backstop::Rig::spew("$dir/asks/conf", <<"END" . <<'END');
primary_hostname = mx.asks.example
spool_directory = $dir/asks
log_file_path = $dir/asks/%slog
local_interfaces = 203.0.113.9
daemon_smtp_ports = 25
host_lookup =
keep_environment =
tls_advertise_hosts =
acl_smtp_rcpt = ask
OURS = @{[ $stock->port ]}
END
begin acl
ask:
  require verify = sender/callout=120s
  accept
begin routers
ours:
  driver = manualroute
  domains = ours.example
  route_list = * 127.0.0.1
  self = send
  transport = back
begin transports
back:
  driver = smtp
  port = OURS
  interface = 203.0.113.9
  hosts_try_fastopen =
END
chmod 0644, "$dir/asks/conf";
my $asks = fork // die "fork: $!";
if ($asks == 0) {
	exec $stock->{exim}, '-C', "$dir/asks/conf", '-bdf', '-oP', "$dir/asks/pid" or POSIX::_exit(127);
}
END { if ($asks) { local $?; kill TERM => $asks; waitpid $asks, 0 } }
my $until = time + 120;
until (IO::Socket::INET->new(PeerAddr => '203.0.113.9', PeerPort => 25)) {
	die 'the other Exim does not listen' if time > $until || waitpid($asks, 1) == $asks;
	sleep 0.05;
}

# --- the day ------------------------------------------------------------------------------

my $number = 0;

# One message, delivered once; its id.
sub comes {
	my (%o) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client});
	$c->ehlo('mail.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0$o{login}\0secret", '')) if $o{login};
	my $r = $c->message(from => $o{from}, to => $o{to}, data => $o{data}
		// "From: $o{from}\nTo: $o{to}[0]\nSubject: x\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n"
		. "Message-ID: <@{[ ++$number ]}\@mail.example>\n\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	$stock->exim('-odq', '-M', $r->id) if $r->id;
	return $r;
}

my $VICTIM = 'victim@far.example';
for (1 .. 3) {
	comes(client => '203.0.113.66', from => $VICTIM, to => ["$_\@ours.example"]) for qw(full forward);
}
for (1 .. 12) {
	my $returned = "Received: from mail.example (host.example [203.0.113.66])\n\tby exchange.customer.example;"
		. " Mon, 5 Jan 2026 09:00:02 +0000\nFrom: victim$_\@far.example\nSubject: x\n"
		. "Date: Mon, 5 Jan 2026 09:00:00 +0000\nMessage-ID: <v$_\@far.example>\n";
	comes(client => '203.0.113.7', from => '', to => ["victim$_\@far.example"],
		data => "From: postmaster\@customer.example\nTo: victim$_\@far.example\nSubject: Undeliverable: x\n"
			. "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
			. "--b\n\nYour message could not be delivered.\n--b\nContent-Type: message/delivery-status\n\n"
			. "Reporting-MTA: dns; exchange.customer.example\n\nFinal-Recipient: rfc822; nobody\@customer.example\n"
			. "Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n$returned\n\n--b--\n");
}
comes(client => '10.0.1.7', login => 'joe', from => 'joe@ours.example', to => ['friend@far.example']) for 1 .. 2;
for my $network (1 .. 12) {
	comes(client => "10.$network.0.7", login => 'joe', from => 'joe@ours.example',
		to => [map { "new$network$_\@else.example" } 'a' .. 'e']);
}
my $asked = comes(client => '10.0.2.7', login => 'ann', from => 'ann@ours.example', to => ['bob@asks.example']);
my $log = $stock->mainlog;
like Backstop::Rig::slurp("$dir/asks/mainlog"), qr/rejected RCPT <bob\@asks\.example>: (?:Sender verify failed|response to "RCPT)/,
	'the other Exim has asked, and refuses our mail' or diag $log;

# --- what is said of it ------------------------------------------------------------------------

sub backstop {
	open my $run, '-|', "$BUILD/backstop", @_ or die "$BUILD/backstop: $!";
	local $/;
	return scalar <$run> // '';
}
my @log = ('--log', "$stock->{dir}/log/mainlog", '--policy', $stock->policy_dir);
my $report = backstop('report', @log);
my $outbound = backstop('outbound', @log[0, 1], '--day', $day);
my $status = backstop('status', @log);
for (['report', $report], ['outbound', $outbound]) {
	my ($name, $text) = @$_;
	like $text, qr/^\Q$_->[0]\E +$_->[1]  .*\Q$_->[2]\E/m, "$name: $_->[0], and what ends it" or diag $text
		for ['quota', 3, 'recipient/quota'], ['forward', 3, 'callout'], ['relay host', 12, 'relay_bounce to deny'];
	my ($table) = $text =~ /^(bounces sent.*?own_bounce, relay_bounce\)\.\n)/ms;
	cmp_ok +($table // "\n" x 99) =~ tr/\n//, '<=', 10, '… in ten lines';
}
like $outbound, qr/ login joe\n(?:  ! .*\n)*  ! the login was used from .* networks.*\n(?:  ! .*\n)*    if that is not this person's mail, change the password/,
	'outbound: the stolen password, and what to do' or diag $outbound;
like $outbound, qr/ host 203\.0\.113\.7\n  ! 12 bounces to people who did not write the mail \(relay_bounce\)$/m,
	"outbound: the customer's server" or diag $outbound;
my ($callouts) = $status =~ /^callouts\n(.*)\z/ms;
like $callouts // '', qr/203\.0\.113\.9 .* null_listed.*at risk.*^    sudo backstop exempt 203\.0\.113\.9$/ms, 'status: the callout, and the command that lets it ask'
	or diag $status, $log;
cmp_ok +($callouts // '') =~ tr/\n//, '<=', 10, '… in ten lines';
for ([$VICTIM, qr/own_bounce.*^  cure +'sudo backstop report' names/ms],
	['203.0.113.7', qr/relay_bounce.*^  cure +its owner has to refuse.*relay_bounce deny/ms],
	['203.0.113.9', qr/null_listed.*^  cure +we delivered.*at risk.*exempt 203\.0\.113\.9/ms]) {
	my ($word, $said) = @$_;
	my ($mail) = backstop('why', '--last', 1, @log, $word) =~ /\A(.*?)(?:\n\nThis is the last|\z)/s;
	like $mail, $said, "why $word: the cause and the cure";
	cmp_ok $mail =~ tr/\n//, '<=', 10, '… in ten lines' or diag $mail;
}
is $stock->paniclog, '', 'no panic';
$stock->stop;
done_testing;
