#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What administrators and programs do that most do not: lists of Exim that are empty or depend on
# the sender, a host whose name others have too, mail that is handed in for another host (-oMa);
# and bounces that try not to be counted (null_rate).

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Store;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $QUIET = "early_talker_wait: 0\n";
# A web server of a domain of ours that has no address there.
my $dns = Backstop::Net->name_server(@Backstop::Acl::ZONES, Backstop::Acl::named(13, 'web.bare.example', 1));

sub client {
	my ($stock, $from, $helo) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $from);
	$c->ehlo($helo // 'mail.far.example');
	return $c;
}

# The replies to RCPT, one message for each sender, on one connection.
sub replies {
	my ($stock, $from, $helo, $to, @senders) = @_;
	my $c = client($stock, $from, $helo);
	my @codes = map { $c->rset; $c->mail($_); $c->rcpt($to)->code } @senders;
	$c->quit;
	return "@codes";
}

# --- lists of Exim ------------------------------------------------------------

{
	# Exim's own example has an empty relay_to_domains; a relay that is one for some senders only.
	my $stock = Backstop::Stock->start(domains => 'ours.example:last.example', macros => {
		MAIN_RELAY_TO_DOMAINS => '', MAIN_RELAY_NETS =>
			'${if match_domain{$sender_address_domain}{far.example:last.example}{127.0.0.99}{127.0.0.12}}' },
		policy => { modes => "helo_own: deny\nown_sender: deny\n", settings => $QUIET,
			own_nets => "203.0.113.0/24\n" });
	$stock->compile(watched => 'yes');
	is replies($stock, '127.0.0.12', 'mx.ours.example', 'games@ours.example', 'a@web.example', 'joe@far.example',
		'a@web.example', 'joe@far.example'), '250 550 250 550', 'a host that we relay for, with some senders only';
	$stock->new_log;
	for my $domain (qw(ours.example last.example mx.ours.example)) {
		my $c = client($stock, '192.0.2.26');
		$c->message(from => "joe\@$domain", to => ['games@ours.example'], data => "Subject: x\n\nx\n");
		$c->quit;
		like $stock->new_log, qr/check=own_sender .*from=<joe\@\Q$domain\E>/, "relay_to_domains is empty: $domain is ours";
	}
	my $c = client($stock, '192.0.2.26');
	$c->message(from => 'joe@web.example', to => ['games@ours.example'], data => "From: joe\nSubject: x\n\nx\n");
	$c->quit;
	unlike $stock->new_log, qr/check=own_/, '… and an address without a domain is not';
	is $stock->paniclog, '', 'no panic';
}

# --- names in HELO that are ours, and those of other hosts ---------------------------------

# The ACL cannot ask core/mail/host.c, which is not loaded yet.
my ($tops) = Backstop::Rig::slurp("$FindBin::Bin/../../local_scan/core/mail/host.c") =~ /private_tops\[\] = \{(.*?)NULL/s;
my ($acl) = Backstop::Rig::slurp("$FindBin::Bin/../../acl/check/helo") =~ /^BACKSTOP_UNIQUE.*?\(\?!\(\?:(.*?)\)/ms;
is join(' ', sort $acl =~ /\w+/g), join(' ', sort $tops =~ /\w+/g), 'names that many hosts have: ACL and core agree';

{
	my $stock = Backstop::Stock->start(domains => 'ours.example:debian:mail.lan:bare.example',
		macros => { MAIN_HARDCODE_PRIMARY_HOSTNAME => 'debian' },
		policy => { modes => "helo_own: deny\n", settings => $QUIET, own_nets =>
			"198.51.100.7\n192.168.1.10\n10.7.0.1\n2001:db8:7::7\nfd00:7::7\n" });
	for (['our name, which many hosts have', 'debian', 250], ['a domain of ours that many have', 'mail.lan', 250],
		['a domain of ours', 'bare.example', 550],
		['a domain of ours, by a host with a name in it', 'bare.example', 250, '127.0.0.13'],
		['a domain of ours that only ends like that name', 'ours.example', 550, '127.0.0.13'],
		['our address', '[198.51.100.7]', 550], ['our private address', '[192.168.1.10]', 250],
		['our private address, bare', '10.7.0.1', 250], ['our IPv6 address', '[IPv6:2001:db8:7::7]', 550],
		['our private IPv6 address', '[IPv6:FD00:7:0::7]', 250],
		['a name that many have, in own_hosts', 'mail.lan', 550]) {
		my ($name, $helo, $code, $from) = @$_;
		$stock->policy(own_hosts => "mail.lan\n") if $name =~ /own_hosts/;
		is replies($stock, $from // '127.0.0.12', $helo, 'games@ours.example', 'joe@far.example'), $code, "HELO is $name";
	}
	is $stock->paniclog, '', 'no panic';
}

# --- Exim without host_lookup -------------------------------------------------------

{
	my $stock = Backstop::Stock->start(macros => { MAIN_HOST_LOOKUP => '' }, policy => { settings => $QUIET,
		modes => join '', map { "$_: off\n" } Backstop::Acl::checks() });
	Backstop::Net::resolver('silent', 'timeout:1 attempts:1');
	$dns->heard;
	is replies($stock, '127.0.0.3', 'mail.far.example', 'games@ours.example', 'joe@far.example'), '250',
		'host_lookup is empty, and all checks are off';
	is $dns->heard, 0, '… the DNS is not queried';
	Backstop::Net::resolver('dnsmasq');
}

# --- two clients with the same port number --------------------------------------------

{
	my $stock = Backstop::Stock->start(Backstop::Net::missing_ipv6() ? () : (interfaces => '127.0.0.1 ; ::1'),
		policy => { settings => "early_talker_wait: 2\n" });
	for ([qw(127.0.0.3 127.0.0.4)], Backstop::Net::missing_ipv6() ? () : [qw(2001:db8::66 2001:db8::67)]) {
		my ($still, $early) = map { bless { sock => Backstop::Smtp::open_socket(port => $stock->port, from => $_,
			from_port => 40_007), buf => '' }, 'Backstop::Smtp' } @$_;
		$early->put("EHLO mail.far.example\r\n");
		$_->reply for $still, $early, $early;    # two greetings, and a reply
		$still->ehlo('mail.far.example');
		for my $c ($still, $early) {
			$c->mail('joe@far.example');
			$c->rcpt('games@ours.example');
			$c->quit;
		}
		is join(' ', $stock->new_log =~ /check=early_talker .*?host=(\S+)/g), $_->[1],
			"early_talker: of $_->[0] and $_->[1], only the one that did not wait";
	}
}

# --- mail handed in for another host -------------------------------------------------

my $stock = Backstop::Stock->start(split => 1, policy => { settings => "${QUIET}greylist: all\ntrap_interface: 192.0.2.77\n",
	modes => join '', map { "$_: warn\n" } Backstop::Acl::checks() });
my $store = Backstop::Store::missing($stock) ? undef : Backstop::Store->make($stock);
for my $host (qw(192.0.2.66 127.0.0.1 2001:db8:0:7::66)) {
	for my $how ([qw(-f joe@far.example games@ours.example)], ['-t'], ['-bS']) {
		my $said = $stock->exim('-odq', '-oMa', $host, @$how, { stdin => ($how->[0] eq '-bS'
			? "MAIL FROM:<joe\@far.example>\nRCPT TO:<games\@ours.example>\nDATA\n" : '')
			. "To: games\@ours.example\nSubject: x\n\nx\n" . ($how->[0] eq "-bS" ? ".\n" : "") });
		is $said->{status}, 0, "-oMa $host @$how" or diag "$said->{out}$said->{err}", $stock->new_log;
	}
	my $said = $stock->exim('-odq', '-oMa', $host, '-bs', { stdin => join "\r\n", 'EHLO mail.far.example',
		'MAIL FROM:<joe@far.example>', 'RCPT TO:<games@ours.example>', 'DATA', "Subject: x\r\n\r\nx\r\n.", 'QUIT', '' });
	like $said->{out}, qr/^250 OK id=/m, "-oMa $host -bs" or diag "$said->{out}$said->{err}", $stock->new_log;
}
SKIP: {
	skip 'this Exim has no SQLite', 1 if !$store;
	is $store->ask('SELECT DISTINCT pool FROM greylist ORDER BY pool'), "192.0.2.0/24\n2001:db8:0:7::/64",
		'… and pools are called as ever';
}
is $stock->paniclog, '', 'no panic';

# --- bounces that try not to be counted ----------------------------------------------

# One bounce to these recipients; the replies to each RCPT.
sub bounce {
	my (@to) = @_;
	my $c = client($stock, '127.0.0.12');
	$c->mail('');
	my @codes = map { $c->rcpt($_)->code } @to;
	push @codes, $c->data("Subject: x\n\nx\n")->code if grep { /^2/ } @codes;
	$c->quit;
	return "@codes";
}
my ($ONE, $TWO) = ('games@ours.example', 'mail@ours.example');
for (['a second recipient', 'warn', [$ONE, $TWO], '250 250 250', 550, 550],
	['a second recipient that null_many refuses', 'deny', [$ONE, $TWO], '250 452 250', 550, 250],
	['a signature that is made up', 'warn', [map { "prvs=100012345$_=$ONE" } 1, 2, 3], undef, 550, 250],
	['signatures, one before the other', 'warn', [map { "prvs=100012345$_=prvs=1000543210=$ONE" } 1, 2, 3], undef, 550, 250],
	['another case', 'warn', ['GAMES@ours.EXAMPLE'], '250 250', 550, 250]) {
	my ($name, $many, $to, $said, @want) = @$_;
	unlink glob "$stock->{dir}/spool/db/*";
	$stock->policy(settings => "${QUIET}null_rate: 1\n");
	$stock->policy(modes => "null_rate: deny\nnull_many: $many\n");
	for my $try (1 .. 2) {
		defined $said ? is bounce(@$to), $said, "null_rate: $name, " . ($try < 2 ? 'once' : 'twice')
			: bounce($to->[$try]);
	}
	is bounce($ONE) =~ s/ .*//r, $want[0], '… and it counts';
	is bounce($TWO) =~ s/ .*//r, $want[1], '… and only who got it is';
}
# Return paths with two signatures: the last of them is the first that was made.
{
	$stock->policy(modes => "null_unsigned: deny\nnull_rate: off\n");
	$stock->policy(keys => "batv1: 0123456789abcdef\n");
	$stock->policy(batv_domains => "ours.example\n");
	my $signed = $stock->exim('-be', "\${prvs{$ONE}{0123456789abcdef}{1}}")->{out} =~ s/\n\z//r;
	for (['ours', $signed, '250 250'], ['ours, within that of a relay', "prvs=1000abcdef=$signed", '250 250'],
		['two that are made up', "prvs=1000abcdef=prvs=1000abcde0=$ONE", '550'],
		['ours, before one that is made up', $signed =~ s/=(?=games)/=prvs=1000abcdef=/r, '550'], ['none', $ONE, '550']) {
		my ($name, $to, $want) = @$_;
		is bounce($to), $want, "signed: $name";
	}
}
is $stock->paniclog, '', 'no panic';
done_testing;
