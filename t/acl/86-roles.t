#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Role addresses exempt only themselves: if a check of the body could refuse a
# message, postmaster and abuse are not recipients of it together with others.
# Each row is one MAIL and several RCPTs, in Debian's configuration.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Smtp;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use MIME::Base64 qw(encode_base64);
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my ($FOREIGN, $HEADER, $WARN) = ("bounce_foreign: deny\n", "header_8bit: defer\n",
	"bounce_foreign: warn\nheader_8bit: warn\ndnsbl: deny\nhelo_own: deny\n");
my ($POST, $ABUSE, $NOBODY) = map { "$_\@ours.example" } qw(postmaster Abuse nobody-here);
my ($GAMES, $MAIL) = map { "$_\@ours.example" } qw(games mail);
my $JOE = 'joe@far.example';

# Name; modes; sender; recipients; codes; and what else differs: exempt_senders,
# list_hosts, auth, client.
my @ROWS = (
	['a bounce, role first', $FOREIGN, '', [$POST, $GAMES], '250 452'],
	['a bounce, role last', $FOREIGN, '', [$GAMES, $POST], '250 452'],
	['a bounce, abuse', $FOREIGN, '', [$ABUSE, $GAMES], '250 452'],
	['a bounce to the bare name', $FOREIGN, '', ['postmaster', $GAMES], '250 452'],
	['a bounce, two after the role', $FOREIGN, '', [$POST, $GAMES, $MAIL], '250 452 452'],
	['a bounce, the role between', $FOREIGN, '', [$GAMES, $POST, $MAIL], '250 452 250'],
	['a bounce to roles only', $FOREIGN, '', [$POST, $ABUSE, 'postmaster'], '250 250 250'],
	['a bounce without role', $FOREIGN, '', [$GAMES, $MAIL], '250 250'],
	['a role that does not exist', $FOREIGN, '', ['abuse@elsewhere.example', $GAMES, $MAIL],
		'550 250 250'],
	['an unknown recipient, then a role', $FOREIGN, '', [$NOBODY, $POST], '550 250'],
	['bounce checks, but a sender', $FOREIGN, $JOE, [$POST, $GAMES], '250 250'],
	['bounce checks, mailer-daemon', $FOREIGN, 'MAILER-DAEMON@far.example', [$POST, $GAMES],
		'250 452'],
	['a header check, a sender', $HEADER, $JOE, [$POST, $GAMES], '250 452'],
	['a header check, without role', $HEADER, $JOE, [$GAMES, $MAIL], '250 250'],
	['mail in our name', "own_sender: deny\n", $MAIL, [$POST, $GAMES], '250 452'],
	['checks of the body in warn', $WARN, '', [$POST, $GAMES], '250 250'],
	['exempt_senders', $HEADER, $JOE, [$POST, $GAMES], '250 250', exempt_senders => "$JOE\n"],
	['exempt_hosts', $FOREIGN, '', [$POST, $GAMES], '250 250', exempt_hosts => "127.0.0.12\n"],
	['list_hosts', $FOREIGN, '', [$POST, $GAMES], '250 250', list_hosts => "127.0.0.12\n"],
	['an authenticated user', $HEADER, $JOE, [$POST, $GAMES], '250 250', auth => 1],
	['a relay host', $HEADER, $JOE, [$POST, $GAMES], '250 250', client => '127.0.0.1'],
);

sub offered {
	my ($stock, $modes, $from, $to, %o) = @_;
	my %file = (settings => "early_talker_wait: 0\n",
		modes => "null_many: off\nout_sender: off\n$modes",
		map { $_ => $o{$_} // '' } qw(exempt_senders exempt_hosts list_hosts));
	$stock->policy($_, $file{$_}) for keys %file;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client} // '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $o{auth};
	$c->mail($from);
	my @replies = map { $c->rcpt($_) } @$to;
	$c->put("QUIT\r\n");
	$c->close;
	return @replies;
}

for my $split (1, 0) {
	my $acl = Backstop::Acl->new(stock => { split => $split });
	my $how = $split ? 'split' : 'unsplit';
	for (@ROWS) {
		my ($name, $modes, $from, $to, $codes, %o) = @$_;
		my @replies = offered($acl->stock, $modes, $from, $to, %o);
		is join(' ', map { $_->code } @replies), $codes, "$how: $name" or diag "@replies";
	}
	my ($first, $second) = offered($acl->stock, $FOREIGN, '', [$POST, $GAMES]);
	like "$second", qr/^452 4\.5\.3 .*postmaster or abuse.*separately/s, "$how: the reply says what to do";

	# What is taken out of a stranger's message is taken out all the same.
	for my $to ([$POST, $GAMES], [$GAMES, $POST]) {
		my $c = Backstop::Smtp->connect(port => $acl->stock->port, from => '127.0.0.12');
		$c->ehlo('mail.far.example');
		$c->mail('');
		$c->rcpt($_) for @$to;
		my $r = $c->data("From: a\@far.example\nX-Backstop: forged\nSubject: x\n\nx\n");
		is scalar(grep { /^X-Backstop: forged/ } $acl->stock->queued($r->id)), 0,
			"$how: a forged mark is gone, first $to->[0]";
		$c->put("QUIT\r\n");
	}
	is $acl->stock->paniclog, '', "$how: no panic";
}
done_testing;
