#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `backstop doctor` finds out about DNS lists, with a real name server and
# with faulty ones, and what it leaves for the ACLs.

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
use Test::More;

plan skip_all => $why if $why;

my $dns = Backstop::Net->name_server(
	'address=/2.0.0.127.good.example/127.0.0.2',
	'address=/2.0.0.127.key.good.example/127.0.0.10',
	'address=/all.example/127.0.0.2',
	'address=/2.0.0.127.refused.example/127.255.255.254',
	'address=/2.0.0.127.web.example/192.0.2.80');

my $policies = 0;

# resolver, zone, what is said
my @rows = (
	['dnsmasq', 'good.example', qr/^ok +the DNS lists answer as they should$/m],
	['dnsmasq', 'key.good.example', qr/^ok +the DNS lists answer as they should$/m],
	['dnsmasq', 'none.example', qr/^fault +none\.example: its test entry, 127\.0\.0\.2, is missing/m],
	['dnsmasq', 'all.example', qr/^fault +all\.example: it lists everybody$/m],
	['dnsmasq', 'refused.example', qr/^fault +refused\.example: it does not answer this machine/m],
	['dnsmasq', 'web.example', qr/^fault +web\.example: its answers are altered on the way/m],
	['liar', 'good.example', qr/^fault +good\.example: /m],
	['dead', 'good.example', qr/^advice +good\.example does not answer$/m],
	['silent', 'good.example', qr/^advice +good\.example does not answer$/m],
);
for my $row (@rows) {
	my ($resolver, $zone, $pattern) = @$row;
	Backstop::Net::resolver($resolver);
	for my $list (qw(dnsbl_zones null_zones out_zones)) {
		my $policy = dir('policy' . ++$policies);
		write_to("$policy/modes", '');
		write_to("$policy/own_nets", "198.51.100.7\n");
		write_to("$policy/$list", "# a comment\n$zone=127.0.0.2,127.0.0.10 # another\n");
		my ($out) = backstop('doctor', '--policy', $policy);
		like $out, $pattern, "$resolver, $zone in $list";
		($out) = backstop('doctor', '--offline', '--policy', $policy);
		unlike $out, qr/\Q$zone\E|DNS lists/, 'and --offline asks nothing';
	}
}

# A list that is in several files is one.
{
	Backstop::Net::resolver('dnsmasq');
	my $policy = dir('twice');
	write_to("$policy/$_", "all.example=127.0.0.2\n") for qw(dnsbl_zones null_zones out_zones);
	write_to("$policy/modes", '');
	my ($out) = backstop('doctor', '--policy', $policy);
	is scalar(() = $out =~ /^fault +all\.example/mg), 1, 'a list in three files is reported once';
}

# All of them are asked at once: every question comes once before any is repeated.
Backstop::Net::resolver('silent');
my $policy = dir('many');
write_to("$policy/dnsbl_zones", join '', map { "l$_.example=127.0.0.2\n" } 1 .. 40);
$dns->heard;
my ($out) = backstop('doctor', '--policy', $policy);
my @silent = $out =~ /^advice +l\d+\.example does not answer$/mg;
is @silent, 40, 'forty lists that are silent';
my (%asked, %zone);
for (grep { /\bl\d+\.example$/ } $dns->heard) {
	last if $asked{$_}++;
	$zone{$1} = 1 if /\.(l\d+\.example)$/;
}
is keys %zone, 40, '… are asked together';
write_to("$policy/dnsbl_zones", join '', map { "l$_.example=127.0.0.2\n" } 1 .. 60);
($out) = backstop('doctor', '--policy', $policy);
like $out, qr/^advice +there are more DNS lists than can be examined$/m, 'sixty are too many';

done_testing();
