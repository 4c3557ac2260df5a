#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Good mail that looks like backscatter, through Debian's Exim with every check of bounces in
# deny: fixtures, as their senders offer them, and some that are to be refused.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail qw(plugin);
use Backstop::Net;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
$why ||= 'ip is missing (iproute2)' if !grep { -x } '/sbin/ip', '/usr/sbin/ip';
plan skip_all => $why if $why;

my $CORPUS = "$FindBin::Bin/../corpus";
my $dns = Backstop::Net->name_server;

# fixture; what Exim says to the end of DATA with the bounce checks in deny
my @MAIL = (
	[ 'ground/behind-a-gateway', 250 ],
	[ 'ground/behind-the-gateway-that-bounces', 250 ],
	[ 'ground/behind-the-gateway-beside', 250 ],
	[ 'ground/behind-a-gateway-stranger', 550 ],
	[ 'ground/behind-a-translator', 250 ],
	[ 'ground/behind-a-translator-stranger', 550 ],
	[ 'ground/gateway-notes-no-address', 250 ],
	[ 'ground/report-of-a-report', 250 ],
	[ 'ground/report-of-a-report-to-others', 550 ],
	[ 'doubt/null-forum', 250 ],
	[ 'doubt/null-forum-in-our-name', 550 ],
	[ 'doubt/passed-on', 250 ],
	[ 'doubt/passed-on-without-trace', 250 ],
	[ 'doubt/passed-on-in-our-name', 550 ],
);

# As it was offered: without what our server wrote on top of it.
sub offered {
	my ($fixture) = @_;
	my $raw = Backstop::Rig::slurp("$CORPUS/$fixture.eml");
	1 while $raw =~ s/\A(?:Return-Path|Envelope-To|Received):.*\n(?:[ \t].*\n)*//i;
	return $raw =~ s/\b(?:anna|u)\@ours\.example/games\@ours.example/gr;
}

# A network that clients can come from, but no interface has: our own would be ours.
system('ip', 'route', 'add', 'local', '203.0.113.0/24', 'dev', 'lo') == 0 or die "ip: $?";
my $stock = Backstop::Stock->start(plugin => plugin('backstop.so'), policy => { settings => "early_talker_wait: 0\ndns: off\n",
	own_hosts => "mx.ours.example\n", own_domains => "ours.example\n", own_nets => "198.51.100.7\n2001:db8:7::7\n",
	modes => join '', map { "bounce_$_: deny\n" } qw(foreign untagged unsent) });
for (@MAIL) {
	my ($fixture, $code) = @$_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '203.0.113.20');
	$c->ehlo('mx.reporter.example');
	my $reply = $c->message(from => '', to => ['games@ours.example'], data => offered($fixture));
	$c->quit;
	is $reply->code, $code, $fixture or diag("$reply", $stock->new_log);
}
is $stock->paniclog, '', 'no panic';
done_testing;
