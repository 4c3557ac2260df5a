#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What speaks against checks of mail in our name: our users write to each other, so being
# correspondents proves nothing.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

$ENV{TZ} = 'UTC';
my $JOE = 'joe@ours.example';
my $ANN = 'ann@far.example';
my $dirs = 0;

# Who joe wrote to; the check, sender and signer of a mail; what speaks against the hit.
for (['joe wrote to himself', $JOE, [own_sender => $JOE], {}],
	['… of From, the same', $JOE, [own_from => $JOE], {}],
	['the same, of another check', $ANN, [helo_own => $ANN], { correspondent => 1 }],
	['a list that joe writes to has signed', 'x@list.example', [own_from => 'x-bounces@list.example', 'list.example'],
		{ authenticated => 1 }],
	['a stranger has signed', 'x@list.example', [own_from => $ANN, 'far.example'], {}],
	['SPF had no answer', 'x@list.example', [own_sender => $JOE, 'list.example', 'exempt=unproved'], {}]) {
	my ($name, $to, $mail, $want) = @$_;
	my ($check, $from, $signer, $more) = @$mail;
	my $log = Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S', gmtime(time - 5 * 86_400)));
	my $id = $log->received(from => $JOE, user => 'joe');
	$log->delivered($id, to => $to, host => 'mx', ip => '203.0.113.1');
	$log->completed($id);
	$log->hit(check => $check, host => '198.51.100.7', from => $from, more => $more);
	$log->received(from => $from, ip => '198.51.100.7', dkim => $signer);
	my ($out) = backstop('status', '--format', 'json', '--policy', dir('none'), '--log',
		file('own' . $dirs++ . '/mainlog', $log->text));
	my ($row) = grep { $_->{check} eq $check } @{ decode_json($out)->{checks} };
	is_deeply { map { $row->{evidence}{$_} ? ($_ => $row->{evidence}{$_}) : () } keys %{ $row->{evidence} } },
		$want, "$check: $name" or diag $log->text;
}
done_testing;
