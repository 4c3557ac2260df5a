#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The envelope checks in Debian's own configuration: each one fires in every
# mode, and for nobody who is exempt.  Rows are made from two tables, %FIRES
# (how to make a check fire) and @EXEMPT (who is not judged); each row is one
# SMTP session, with a name server and a hub of its own.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

# How to make each check fire: what differs from a session in which none does.
# `policy` are files that it needs, `code` the reply in deny (550 5.7.1),
# `alone` checks to switch off because the same session has to trip them.
my %FIRES = (
	helo_own => { helo => 'mx.ours.example' },
	helo_address => { helo => '192.0.2.77' },
	helo_bot => { helo => 'bot.far.example',
		policy => { helo_bots => "*.bots.example\nbot.far.example\n" } },
	helo_unqualified => { helo => 'DESKTOP-7' },
	early_talker => { early => 1, client => '127.0.0.3',
		policy => { settings => "early_talker_wait: 1\n" },
		alone => ['ptr_missing'] },
	ptr_missing => { client => '127.0.0.3', code => '550 5.7.25' },
	ptr_mismatch => { client => '127.0.0.4', code => '550 5.7.25' },
	sender_verify => { from => 'joe@nowhere.example', code => '550 5.1.8' },
	dnsbl => { client => '127.0.0.5',
		policy => { dnsbl_zones => "bl.example=127.0.0.2\n" } },
	sender_callout => { from => 'unknown@asked.example', code => '550 5.1.8',
		policy => { callout_domains => "asked.example\n" } },
	rcpt_callout => { to => ['unknown@hub.example'], code => '550 5.1.1',
		policy => { hub_domains => "hub.example\n" } },
	null_many => { from => '', to => [qw(mail@ours.example
		games@ours.example)], code => '452 4.5.3' },
	null_never => { from => '',
		policy => { never_send => "games\@ours.example\n" } },
	null_listed => { from => '', client => '127.0.0.6',
		policy => { null_zones => "back.example=127.0.0.2\n" } },
	null_rate => { from => '', before => 2,
		policy => { settings => "null_rate: 1\nearly_talker_wait: 0\n" } },
	null_unsigned => { from => '', policy => {
		keys => "batv3: 0123456789abcdef\n",
		batv_domains => "ours.example\n" } },
);

# Who is not judged.  `unless` says where it cannot be: the null sender is in
# no list, and postmaster's mail is accepted before a host is asked anything.
my @EXEMPT = (
	{ who => 'an authenticated user', auth => 1 },
	{ who => 'a relay host', client => '127.0.0.1' },
	{ who => 'exempt_hosts, by address', hosts => 'exempt_hosts' },
	{ who => 'exempt_hosts, by name', named => 'exempt_hosts' },
	{ who => 'own_hosts, by address', hosts => 'own_hosts' },
	{ who => 'own_nets', nets => 'own_nets' },
	{ who => 'exempt_senders', senders => 1 },
	{ who => 'exempt_rcpts', rcpts => 1 },
	{ who => 'postmaster', local => 'postmaster' },
	{ who => 'PostMaster', local => 'PostMaster' },
	{ who => 'Abuse', local => 'Abuse' },
	{ who => 'bare <postmaster>', bare => 'postmaster' },
);

my %DID = (warn => 'pass', defer => 'defer', deny => 'deny');

# Checks named as arguments, or all.
sub wanted {
	my ($check) = @_;
	return !@ARGV || grep { $_ eq $check } @ARGV;
}

sub expected {
	my ($check, $mode) = @_;
	my $code = $FIRES{$check}{code} // '550 5.7.1';
	$code =~ s/^550 5/451 4/ if $mode eq 'defer';
	my $did = $mode eq 'deny' && $code =~ /^4/ ? 'defer' : $DID{$mode};
	return ($mode eq 'warn' ? '250' : $code, $did);
}

sub mode_rows {
	my ($check) = @_;
	my @rows = { name => "$check: off", check => $check, mode => 'off',
		code => '250', fired => '' };
	for my $mode (qw(warn defer deny)) {
		my ($code, $did) = expected($check, $mode);
		push @rows, { name => "$check: $mode", check => $check,
			mode => $mode, code => $code, fired => $check,
			did => $did };
	}
	return @rows;
}

# In deny, with somebody who is exempt: accepted, and nothing said.
sub exempt_rows {
	my ($check) = @_;
	my $fires = $FIRES{$check};
	my $null = exists $fires->{from} && $fires->{from} eq '';
	my $own_name = $check =~ /^ptr|^early|^null_listed|^dnsbl/;
	return map { { name => "$check: deny, but not for $_->{who}",
			check => $check, mode => 'deny', code => '250',
			fired => '', exempt => $_ } }
		grep { !($null && $_->{senders}) }
		grep { !($own_name && $_->{named}
			&& $fires->{client} =~ /\.[34]$/) } @EXEMPT;
}

# Tagged, not refused; but an unknown recipient is no fault of the list, and
# nobody who is known is kept waiting.
my %LIST = (rcpt_callout => ['550 5.1.1', 'rcpt_callout', 'deny'],
	early_talker => ['250', '']);

sub list_row {
	my ($check) = @_;
	my ($code, $fired, $did) = @{ $LIST{$check} || ['250', $check, 'pass'] };
	return { name => "$check: deny, list_hosts", check => $check,
		mode => 'deny', code => $code, fired => $fired, did => $did,
		exempt => { hosts => 'list_hosts' } };
}

my $acl = Backstop::Acl->new(fires => \%FIRES);
for my $check (grep { wanted($_) } sort keys %FIRES) {
	$acl->row($_) for mode_rows($check), exempt_rows($check),
		list_row($check);
}
is $acl->stock->paniclog, '', 'the paniclog is empty';
unlike $acl->stock->mainlog, qr/Temporary local problem|failed to expand/,
	'no expansion failed';
done_testing;
