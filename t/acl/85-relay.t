#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Bounces that a customer's server sends through us: relay_bounce in each mode, what proves
# that the mail was written by who gets the bounce, and all that can hide a proof, where
# nothing may be refused.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Dkim;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use MIME::Base64 qw(encode_base64);
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $KEY = Backstop::Dkim::record('rsa');
my $net = Backstop::Net->name_server(@Backstop::Acl::ZONES, map({ $KEY =~ s/ours\.example/$_/r } qw(far.example news.example)),
	'txt-record=far.example,"v=spf1 ip4:203.0.113.20 -all"', 'txt-record=soft.example,"v=spf1 ~all"',
	'txt-record=odd.example,"v=spf1 exists:%{i}.x.example -all"',
	'txt-record=news.example,"v=spf1 -all"');
my $stock = Backstop::Stock->start(split => 1, auth => $Backstop::Acl::AUTH, relay_to => 'customer.example');

# The mail that a customer's server returns: from a stranger at ADDRESS, through our MX or
# not, signed or not.
sub mail {
	my (%o) = @_;
	my $from = $o{author} // 'victim@far.example';
	my $mail = "From: $from\nTo: nobody\@customer.example\nSubject: x\n"
		. "Date: Mon, 5 Jan 2026 09:00:00 +0000\nMessage-ID: <1\@far.example>\n\n";
	$mail = Backstop::Dkim::sign($mail . "x\n", key => 'rsa', d => $o{signed}) . $mail if $o{signed};
	$mail =~ s/^Subject: x/Subject: y/m if $o{changed};
	my $peer = $o{peer} // '203.0.113.66';
	my $line = "Received: from mail.example (host.example [$peer])\n"
		. "\tby %s with ESMTP id 1; Mon, 5 Jan 2026 09:00:02 +0000\n";
	return ($o{through_us} ? "Received: from mx.ours.example (mx.ours.example [198.51.100.7])\n"
		. "\tby exchange.customer.example with ESMTP id 2; Mon, 5 Jan 2026 09:00:03 +0000\n"
		. sprintf($line, 'mx.ours.example') : $o{no_trail} ? '' : sprintf($line, 'exchange.customer.example'))
		. ($o{planted} ? "Received: from mail.far.example (mail.far.example [203.0.113.20])\n"
			. "\tby host.example with ESMTP id 3; Mon, 5 Jan 2026 09:00:01 +0000\n" : '') . $mail;
}

sub bounce {
	my ($returned, %o) = @_;
	return "From: postmaster\@customer.example\nTo: $o{to}\nSubject: Undeliverable: x\n"
		. "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		. "--b\n\nYour message could not be delivered.\n"
		. "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; exchange.customer.example\n\n"
		. "Final-Recipient: rfc822; nobody\@customer.example\nAction: failed\nStatus: 5.1.1\n\n"
		. ($o{without} ? '' : "--b\nContent-Type: message/rfc822\n\n$returned\n") . "--b--\n";
}

sub policy {
	my (%file) = @_;
	# A list that was there and is gone could have the outside host.
	unlink glob($stock->policy_dir . '/*'), glob "$stock->{dir}/lib/lists/*";
	$stock->policy(settings => "early_talker_wait: 0\n");
	$stock->policy(own_nets => "198.51.100.7\n");
	$stock->policy(modes => "relay_bounce: deny\nout_null: off\n");
	$stock->policy($_, $file{$_}) for keys %file;
}

# Handed in by a relay host; the reply, and the log.
sub handed_in {
	my (%o) = @_;
	my $to = $o{to} // ['victim@far.example'];
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client} // '127.0.0.1');
	$c->ehlo('exchange.customer.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $o{auth};
	$stock->new_log;
	my $r = $c->message(from => $o{from} // '', to => $to, data => $o{data} // bounce(mail(%o), %o, to => $to->[0]));
	$c->put("QUIT\r\n");
	$c->close;
	return ($r, $stock->new_log);
}

# --- modes ---------------------------------------------------------------------------------

for (['off', 250, ''], ['warn', 250, 'pass'], ['defer', 451, 'defer'], ['deny', 550, 'deny']) {
	my ($mode, $code, $did) = @$_;
	policy(modes => "relay_bounce: $mode\n");
	for my $through_us (0, 1) {
		my ($r, $log) = handed_in(through_us => $through_us);
		is $r->code, $code, "$mode: the reply" or diag "$r\n$log";
		like $log, $did ? qr/check=relay_bounce mode=$mode did=$did host=127\.0\.0\.1 from=<> rcpt=victim\@far\.example user=127\.0\.0\.1 spf=fail dkim=none border=203\.0\.113\.66 rate=\d+\/1h$/m
			: qr/\A(?!.*relay_bounce)/s, '… the line';
		unlike Backstop::Rig::slurp("$stock->{dir}/spool/input/" . $r->id . '-H'), qr/X-Backstop: /, '… and no field'
			if $code == 250;
	}
}
my ($r) = handed_in();
like $r->text, qr/\A5\.7\.1 This bounce returns mail that its recipient did not write.*postmaster\@ours\.example/s,
	'the reply names reason and postmaster';

# --- what is a proof -------------------------------------------------------------------------

for (['a forged mail', 550], ['… through our own MX', 550, through_us => 1],
	['SPF permits the host', 250, peer => '203.0.113.20'],
	['… through our own MX', 250, peer => '203.0.113.20', through_us => 1],
	['a line planted below', 550, planted => 1],
	['softfail', 550, to => ['victim@soft.example']],
	['no SPF record', 550, to => ['victim@bare.example']],
	['signed by its domain', 250, signed => 'far.example'],
	['… and changed', 550, signed => 'far.example', changed => 1],
	['signed by the spammer', 550, signed => 'ours.example', author => 'spam@ours.example'],
	['signed by the domain above the return path', 250, signed => 'news.example', author => 'x@news.example',
		to => ['bounce-1@b.news.example']]) {
	my ($name, $code, %o) = @$_;
	policy();
	my ($r, $log) = handed_in(%o);
	is $r->code, $code, "proof: $name" or diag "$r\n$log";
}

# --- what is not known ------------------------------------------------------------------------

my $none = sub { };
for (['nothing is returned', { without => 1 }], ['no trail', { no_trail => 1 }],
	['only a private peer', { peer => '10.0.0.1' }], ['the peer is in relay_hosts', {}, { relay_hosts => "203.0.113.0/24\n" }],
	['the peer is ours', {}, { own_nets => "203.0.113.0/24\n" }],
	['relay_hosts was there and is gone', {}, {}, sub { mkdir "$stock->{dir}/lib/lists";
		Backstop::Rig::spew("$stock->{dir}/lib/lists/relay_hosts", '') }],
	['exists', { to => ['victim@odd.example'] }], ['dns: off', {}, { settings => "dns: off\n" }],
	['the DNS is dead', {}, {}, sub { Backstop::Net::resolver('dead') }],
	['two recipients', { to => [qw(victim@far.example other@far.example)] }],
	['to a domain of ours', { to => ['joe@customer.example'] }],
	['an automatic reply', { data => "From: a\@customer.example\nSubject: away\nAuto-Submitted: auto-replied\n\nI am away\n" }],
	['not a bounce', { data => "From: a\@customer.example\nSubject: x\n\nx\n" }],
	['out_exempt', {}, { out_exempt => "127.0.0.1\n" }],
	['with a sender', { from => 'postmaster@customer.example' }],
	['a user who has logged in', { auth => 1, client => '127.0.0.12' }],
	['the plugin cannot be read', {}, {}, sub { chmod 0600, "$stock->{dir}/share/backstop.so" }],
	['the plugin cannot be loaded', {}, {}, sub { rename "$stock->{dir}/share/backstop-lookup.so", "$stock->{dir}/share/away" }]) {
	my ($name, $mail, $policy, $prepare) = @$_;
	policy(%{ $policy || {} });
	($prepare || $none)->();
	my ($r, $log) = handed_in(%$mail);
	Backstop::Net::resolver('dnsmasq');
	chmod 0644, "$stock->{dir}/share/backstop.so";
	rename "$stock->{dir}/share/away", "$stock->{dir}/share/backstop-lookup.so";
	is $r->code, 250, "not known: $name" or diag "$r\n$log";
	unlike $log, qr/check=relay_bounce/, '… nothing is said';
}

# A list that exempts and cannot be read may have this host.
for (['relay_bounce', ['victim@far.example'], ''], ['out_rcpts', [qw(a@far.example b@far.example)], 'joe@customer.example']) {
	my ($check, $to, $from) = @$_;
	for my $unread (0, 1) {
		policy(modes => "$check: deny\nout_null: off\n", settings => "early_talker_wait: 0\nout_rcpts: 1\n",
			$unread ? () : (out_exempt => "192.0.2.1\n"));
		mkdir $stock->policy_dir . '/out_exempt' if $unread;
		my ($r, $log) = handed_in(to => $to, from => $from);
		rmdir $stock->policy_dir . '/out_exempt';
		is $r->code, $unread ? 250 : 550, "$check: out_exempt can" . ($unread ? 'not' : '') . ' be read' or diag "$r\n$log";
		like $log, qr/check=$check mode=deny did=pass .* exempt=list_unread(?: mail=\w+)?$/m, '… as the log says' if $unread;
	}
}
is $stock->paniclog, '', 'no panic';

# --- the other configuration, IPv6, and an Exim that cannot ask the plugin ----------------------

my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', Backstop::Rig::usable_dir('relay'));
for (['unsplit', 550, { split => 0 }], ['by IPv6', 550, { interfaces => '127.0.0.1 ; ::1' }, client => '::1'],
	['exim4-daemon-light', 250, { exim => $light }]) {
	my ($name, $code, $with, %o) = @$_;
	SKIP: {
		skip "$name: not here", 4 if exists $with->{exim} && !$light || $o{client} && Backstop::Net::missing_ipv6();
		$stock = Backstop::Stock->start(split => 1, relay_to => 'customer.example', %$with);
		policy();
		$stock->compile if $with->{exim};
		my ($r, $log) = handed_in(%o);
		is $r->code, $code, "$name: forged" or diag "$r\n$log";
		is +($log =~ /check=relay_bounce mode=deny did=deny/ ? 550 : 250), $code, '… the line';
		is +(handed_in(%o, peer => '203.0.113.20'))[0]->code, 250, '… not forged';
		is $stock->paniclog, '', '… no panic';
	}
}
done_testing;
