#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hosts that we deliver to and that make callouts to us: which of their questions `backstop
# status` recognises in the log when a check refuses them, and what it says.

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

# What the log has, in order: "refused" and "passed" of a null sender, "sent", "failed", "waits",
# each with the seconds before it; how often a callout was refused.
for (['refused, then delivered', [5 => 'refused', 5 => 'sent'], 1],
	['refused, then the mail is', [5 => 'refused', 5 => 'failed'], 1],
	['put off, then the mail is', [5 => 'put_off', 5 => 'waits'], 1],
	['twice for one mail', [5 => 'refused', 5 => 'refused', 5 => 'sent'], 2],
	['for each of two mails', [5 => 'refused', 5 => 'sent', 900 => 'refused', 5 => 'sent'], 2],
	['accepted', [5 => 'passed', 5 => 'sent'], 0],
	['delivered before', [5 => 'sent', 5 => 'refused'], 0],
	['much earlier', [5 => 'refused', 400 => 'sent'], 0],
	['of another host', [5 => 'elsewhere', 5 => 'sent'], 0],
	['of a sender', [5 => 'a_sender', 5 => 'sent'], 0]) {
	my ($name, $story, $count) = @$_;
	my $log = Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S', gmtime(time - 5 * 86_400)));
	my %mail = (to => $ANN, host => 'mx.far.example', ip => '203.0.113.9');
	my $id = $log->received(from => $JOE, user => 'joe');
	my %does = (sent => sub { $log->delivered($id, %mail) }, failed => sub { $log->failed($id, to => $ANN) },
		waits => sub { $log->line("$id == $ANN R=dnslookup T=remote_smtp H=mx.far.example [203.0.113.9]: "
			. 'SMTP error from remote mail server after RCPT TO: 451 sender verify') },
		(map { my ($what, @hit) = @$_; $what => sub { $log->hit(check => 'null_listed', mode => 'deny',
			did => 'deny', host => '203.0.113.9', from => '', rcpt => $JOE, @hit) } }
			['refused'], ['put_off', did => 'defer'], ['passed', mode => 'warn', did => 'pass'],
			['elsewhere', host => '203.0.113.8'], ['a_sender', from => $ANN]));
	for (my @story = @$story; @story;) {
		$log->pass(shift @story);
		$does{ shift @story }->();
	}
	my $file = file("callouts" . $dirs++ . '/mainlog', $log->text);
	my @args = ('--policy', dir('none'), '--log', $file);
	my ($json) = backstop('status', '--format', 'json', @args);
	is_deeply decode_json($json)->{callouts},
		[$count ? { host => '203.0.113.9', check => 'null_listed', count => $count } : ()], "callouts: $name";
	my ($text) = backstop('status', @args);
	is !!($text =~ m{^    sudo backstop exempt 203\.0\.113\.9$}m), !!$count, '… and what lets it ask';
}
my $log = Backstop::Logs->new(start => strftime('%Y-%m-%d %H:%M:%S', gmtime(time - 5 * 86_400)));
$log->line("backstop v=1 event=callout did=pass host=203.0.113.9 rcpt=$JOE") for 1, 2;
my @args = ('--policy', dir('none'), '--log', file('answered/mainlog', $log->text));
is decode_json((backstop('status', '--format', 'json', @args))[0])->{callouts_answered}, 2, 'answered';
like +(backstop('status', @args))[0], qr/^  answered: 2, /m, '… which status says';
done_testing;
