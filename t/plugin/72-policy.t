#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The plugin inside a running Exim, with policy files that are missing, damaged
# or not readable: what is said of them, and that they lead to no refusal.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail;
use Backstop::Rows qw(run_rows set_policy);
use Test::More;

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

my $rig = Backstop::Mail::rig();
my $foreign = bounce(peer => $FOREIGN);

my @ROWS = (
	# Policy files that are not as they should be.
	{ name => 'modes with rubbish around', data => $foreign, code => 550,
		modes => "?!\n\0\xff\nbounce_foreign: deny\nbounce_unknown: maybe",
		log => qr/event=policy did=default modes=line:4\b/ },
	{ name => 'modes all rubbish', data => $foreign, code => 250,
		modes => join('', map { chr($_ * 7 % 256) } 1 .. 5000),
		mark => qr/origin=foreign/ },
	{ name => 'modes too long', modes => "bounce_foreign: deny\n"
			. "# filler\n" x 9000 . 'bounce_foreign: off',
		data => $foreign, code => 550, log => qr/modes=too_long/ },
	{ name => 'no modes', without => 'modes', data => $foreign, code => 250,
		mark => qr/origin=foreign/, log => qr/modes=missing/ },
	{ name => 'no own_nets ever: an empty list, and no word', without => 'own_nets', never => 1,
		own_hosts => "203.0.113.5\n", data => $foreign, code => 250,
		log => qr/\A(?!.*event=policy).*origin=foreign/s },
	{ name => 'a directory in place of own_nets', instead => 'own_nets',
		data => $foreign, code => 250,
		log => qr/event=policy .*own_nets=unreadable/ },

	# Who we are is not known whole, while another address of ours is: nothing is foreign.
	(map { my ($what, $flaw, @how) = @$_;
		{ name => "own_nets: $what", modes => 'bounce_foreign: deny', own_hosts => "203.0.113.5\n",
			data => $foreign, code => 250, log => $flaw, mark => qr/origin=unknown; reason=list_unread/,
			@how } }
		[ 'gone', qr/own_nets=missing/, without => 'own_nets' ],
		[ 'a directory', undef, instead => 'own_nets' ],
		[ 'for root alone', undef, secret => 'own_nets' ],
		[ 'a typing error', undef, own_nets => "203.0.113.0/24\n198.51.100,0/24\n" ],
		[ 'a mark before it', qr/own_nets=line:1/, own_nets => "\xef\xbb\xbf198.51.100.0/24\n" ],
		[ 'commas', undef, own_nets => "203.0.113.5, 198.51.100.9\n" ],
		[ 'two in a line', undef, own_nets => "203.0.113.5 198.51.100.9\n" ],
		[ 'a range', undef, own_nets => "198.51.100.1-198.51.100.20\n" ],
		[ 'a dotted netmask', undef, own_nets => "198.51.100.0/255.255.255.0\n" ],
		[ 'more than 64 KiB', qr/own_nets=too_long/,
			own_nets => "203.0.113.5\n" . "# filler\n" x 9000 . "198.51.100.0/24\n" ],
		[ 'more than 1,024 entries', qr/own_nets=line:1025/,
			own_nets => "203.0.113.5\n" x 1024 . "198.51.100.0/24\n" ]),
	(map { my $list = $_;
		{ name => "$list for root alone", modes => 'bounce_foreign: deny', secret => $list,
			data => $foreign, code => 250, log => qr/$list=unreadable/,
			mark => qr/origin=unknown; reason=list_unread/ } }
		qw(own_domains relay_hosts)),

	# Who was to be exempt is not known whole: nothing is refused.
	(map { my ($list, $what, @how) = @$_;
		{ name => "$list: $what", modes => 'bounce_foreign: deny', data => $foreign, code => 250,
			log => qr/mode=deny did=pass .*exempt=list_unread/, mark => qr/origin=foreign/, @how } }
		[ exempt_hosts => 'for root alone', secret => 'exempt_hosts' ],
		[ exempt_hosts => 'gone', without => 'exempt_hosts' ],
		[ exempt_senders => 'a directory', instead => 'exempt_senders' ],
		[ exempt_rcpts => 'a typing error', exempt_rcpts => "a\@b\@\n" ],
		[ list_hosts => 'gone', without => 'list_hosts' ]),
	{ name => '… and with all of them there it is', modes => 'bounce_foreign: deny', data => $foreign,
		code => 550 },

	# Proofs that are there and cannot be judged (the DNS is off).
	(map { my ($what, $field, @how) = @$_;
		{ name => "a proof that is not judged: $what", modes => "bounce_foreign: deny\nbounce_unknown: deny",
			own_domains => "ours.example\n", data => $foreign =~ s/^From: \Q$TO\E\n/$field$&/mr,
			code => 250, mark => qr/origin=unknown; reason=no_answer/, @how } }
		[ 'a signature, without DNS', 'DKIM-Signature: v=1; a=rsa-sha256; d=ours.example; s=k; h=from; '
			. 't=' . time . "; bh=x; b=AAAA\n" ],
		[ 'a tag, without keys', "X-Backstop-Tag: v=1; k=ab12; d=1; h=x; s=y\n" ],
		[ 'a tag, with keys for root alone', "X-Backstop-Tag: v=1; k=ab12; d=1; h=x; s=y\n",
			secret => 'keys', log => qr/keys=unreadable/ ]),
	{ name => 'own_nets with a bad line', data => $foreign, code => 250,
		own_nets => "198.51.100.0/24\n300.1.1.1\n",
		mark => qr/origin=ours/, log => qr/own_nets=line:2/ },
);

my $delivered = run_rows($rig, @ROWS);

# A flaw of the policy is said once in a process, and again when it changes.
sub flaw_once {
	set_policy($rig, { without => 'modes' });
	my $c = Backstop::Mail::client($rig);
	$rig->new_log;
	$c->message(from => '', to => $TO, data => $foreign) for 1, 2;
	$rig->policy(modes => "bounce_foreign: maybe\n");
	$c->message(from => '', to => $TO, data => $foreign) for 1, 2;
	my @said = $rig->new_log =~ /event=policy did=default (.*)/g;
	is("@said", 'modes=missing modes=line:1', 'a flaw is logged once');
	$delivered += 4;
}

flaw_once();
$rig->delivered(count => $delivered);
is(join(' ', $rig->spool_files), '', 'spool is empty');
is($rig->paniclog, '', 'panic log is empty');

done_testing;
