#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Forged bounces by an attacker who knows everything public about us: names, addresses,
# Received lines, old mail of ours with its tag and signatures, what was said on mailing
# lists. The verdict is never ours.
#
# What a bounce cannot show is not a row: joe's own public mail, octet for octet, returned to
# joe while its tag is young.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Dkim;
use Backstop::Dns;
use Backstop::Outgoing;
use Backstop::Tag;
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

plan skip_all => Backstop::Dns::missing() if Backstop::Dns::missing();

my $NOW = time;
my $DAY = 86_400;
my $JOE = 'joe-plain@ours.example';    # where a bounce of his mail goes
my $TO_JOE = { to => 'joe@ours.example' };
my $TO_BOB = { to => 'bob@ours.example' };

# Two keys, of which the second has stopped signing.
my $POLICY = dir('policy');
write_to("$POLICY/$_->[0]", $_->[1]) for
	[ own_hosts => "mx.ours.example\n" ], [ own_domains => "ours.example\nxn--mller-kva.example\n" ],
	[ own_nets => "198.51.100.7\n" ], [ relay_hosts => "203.0.113.99\n" ],
	[ keys => $Backstop::Tag::KEYS
		. "tag-old1: the-secret-of-another-year-and-more since=900000000 until=999999999\n" ];

my $dns = Backstop::Dns->new(map({ Backstop::Dkim::record($_) } qw(rsa ed25519)),
	map({ Backstop::Dkim::record('rsa', $_) } qw(far.example xn--mller-kva.example)), 'host-record=mx.ours.example,198.51.100.7',
	'mx-host=ours.example,mx.ours.example,10', 'txt-record=ours.example,"v=spf1 mx -all"');

# --- what a forger has ----------------------------------------------------

my $DATE = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime $NOW);

sub received {
	my ($from, $by) = @_;
	return "Received: from $from\n\tby $by with ESMTP id 4XyZ; $DATE\n";
}

my $SAW_US = received('mx.ours.example (mx.ours.example [198.51.100.7])', 'mx.reporter.example');
my $SAW_BOT = received('mx.ours.example (bot.far.example [192.0.2.66])', 'mx.reporter.example');
my $SAW_HOP = received('a.far.example (a.far.example [192.0.2.67])', 'b.far.example');
my $SAW_RELAY = received('relay.example (relay.example [203.0.113.99])', 'mx.reporter.example');
my $RELAYED = received('mx.ours.example (mx.ours.example [198.51.100.7])', 'relay.example');
my $WEB = received('web (web [10.1.2.3])', 'mx.reporter.example');
my $LOOPBACK = received('localhost (localhost [127.0.0.1])', 'mx.reporter.example');
my $PRIVATE = received('gw.reporter.example (gw.reporter.example [10.0.0.1])', 'mx.reporter.example');

# Headers of mail that did leave us: as it did, with one of the proofs only.
sub header_of {
	my ($case, @how) = @_;
	return Backstop::Outgoing::mail($case, to => 'ann@far.example', at => $NOW - 60, @how)
		->{data} =~ s/\n\n.*/\n/sr;
}

my $REAL = header_of('plain');
my $TAGGED = header_of('plain', dkim => []);
my $SIGNED = header_of('plain', tag => 0);
my $OTHER = header_of('plain', dkim => []);
my $BARE = header_of('plain', tag => 0, dkim => []);

# The spam that is to be returned, with what can be copied from mail of ours.
my $SPAM = "From: Joe Miller <joe\@ours.example>\nTo: ann\@far.example\nSubject: pills\n"
	. "Date: $DATE\nMessage-ID: <spam.$NOW\@ours.example>\nX-Mailer: nice\n";

sub field {
	my ($header, $name) = @_;
	return join '', $header =~ /^(\Q$name\E:.*\n(?:[ \t].*\n)*)/mgi;
}

sub tag_of { field($_[0], 'X-Backstop-Tag') }
sub dkim_of { field($_[0], 'DKIM-Signature') }

sub changed {
	my ($from, $to, $header) = @_;
	$header //= $TAGGED;
	(my $new = $header) =~ s/$from/$to/ or die "no $from\n";
	return $new;
}

# A tag by a forger who has joe's header and guesses the rest wrongly.
sub made { Backstop::Tag::make($BARE, sender => $JOE, @_) . $BARE }

my ($H, $S) = tag_of($TAGGED) =~ /h=([\w-]+); s=([\w-]+)/;

sub with_macs {
	my ($h, $s) = @_;
	return changed(qr/h=\Q$H\E; s=\Q$S\E/, "h=$h; s=$s");
}

# The tagged mail as if it had been written some seconds ago; it was 60.
sub dated {
	my ($form, $ago) = @_;
	return changed(qr/^Date: .*/m, strftime("Date: $form", gmtime $NOW - $ago));
}

sub signed { Backstop::Dkim::sign("$BARE\n", key => 'rsa', @_) . $BARE }

# As our server signs what it forwards: all that is there, and these fields.
sub signed_with {
	my ($header, @names) = @_;
	return Backstop::Dkim::sign("$header\n", key => 'rsa',
		h => [ qw(From To Subject Date Message-ID), @names ]) . $header;
}

# A customer of our server, with a domain and a key of his own.
my $CUSTOMER = 'ann@xn--mller-kva.example';
my $SRS = 'SRS0=HHH=TT=ours.example=joe@xn--mller-kva.example';

sub of_customer {
	my ($author, $sender) = @_;
	my $header = $BARE =~ s/^From:.*/From: $author/mr;
	return Backstop::Tag::make($header, sender => $sender) . $header;
}

sub signed_by_customer {
	my ($header) = @_;
	return Backstop::Dkim::sign(tag_of($OTHER) . "$header\n", key => 'rsa', d => 'xn--mller-kva.example',
		h => [ qw(From To Subject Date Message-ID X-Backstop-Tag) ]) . tag_of($OTHER) . $header;
}

# --- his reports ----------------------------------------------------------

my %PART = (
	returned => 'message/rfc822', headers => 'text/rfc822-headers',
	status => 'message/delivery-status', text => 'text/plain',
);

# to; outer: fields; part => text …: the parts, in order.
sub report {
	my ($o, @parts) = @_;
	my $body = '';
	while (my ($part, $text) = splice @parts, 0, 2) {
		$body .= "--b\nContent-Type: $PART{$part}\n\n$text\n";
	}
	return "Return-path: <>\nEnvelope-to: @{[ $o->{to} // $JOE ]}\n"
		. received('mx.reporter.example ([203.0.113.20])', 'mx.ours.example')
		. ($o->{outer} // '')
		. "From: Mail Delivery System <MAILER-DAEMON\@mx.reporter.example>\n"
		. "To: $JOE\nSubject: Delivery failed\nDate: $DATE\n"
		. "Message-ID: <report.$NOW\@mx.reporter.example>\nMIME-Version: 1.0\n"
		. "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		. "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
		. ($o->{text} // '') . "\n--b\nContent-Type: message/delivery-status\n\n"
		. "Reporting-MTA: dns; mx.reporter.example\n\n"
		. "Final-Recipient: rfc822; ann\@far.example\nAction: failed\nStatus: 5.1.1\n"
		. ($o->{status} // '') . "\n$body--b--\n";
}

# The returned header, the lines above it, and how the report is.
sub about {
	my ($header, @lines) = @_;
	my $o = ref $lines[-1] ? pop @lines : {};
	return report($o, returned => join('', @lines, $header) . "\nBuy pills.\n");
}

# What a filter makes of a report (SpamAssassin's report_safe).
sub wrapped {
	my ($report, $o) = @_;
	return "Return-path: <>\nEnvelope-to: @{[ $o->{to} // $JOE ]}\n"
		. received('gw.far.example ([203.0.113.77])', 'mx.ours.example')
		. "From: Mail Delivery System <MAILER-DAEMON\@mx.reporter.example>\nTo: $JOE\n"
		. "Subject: Delivery failed\nDate: $DATE\nMessage-ID: <w.$NOW\@far.example>\n"
		. "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n"
		. "--m\nContent-Type: text/plain\n\nThis may be spam.\n\n"
		. "--m\nContent-Type: message/rfc822\n\n$report\n--m--\n";
}

# --- the table ------------------------------------------------------------

# Only we can make these, so they show that the forgeries below lack exactly what they are
# said to lack.
my @genuine = (
	[ 'ours tag', 'all that we send', about($REAL, $SAW_US) ],
	[ 'ours tag', 'the tag alone', about($TAGGED, $SAW_BOT) ],
	[ 'ours tag', 'the tag, folded anew',
		about(changed(qr/; h=/, ";\n h=\n\t"), $SAW_BOT) ],
	[ 'ours tag', 'the tag, returned to the author',
		about($TAGGED, $SAW_BOT, $TO_JOE) ],
	[ 'ours dkim', 'the signature over a tag that a relay of ours has made wrong',
		about(signed_with(made(secret => 'x' x 32), 'X-Backstop-Tag'), $SAW_BOT, $TO_JOE) ],
);

my @forged = (
	# Names and addresses
	[ 'foreign no_own_hop', 'our Message-ID and From', about($SPAM, $SAW_HOP) ],
	[ 'foreign planted', 'our name in HELO', about($SPAM, $SAW_BOT) ],
	[ 'unknown unproved', 'our address on top: a report that he wrote himself',
		about($SPAM, $SAW_US) ],
	[ 'unknown unproved', '… and our own line below', about($BARE, $SAW_US) ],
	[ 'foreign planted', 'our own line below a stranger', about($BARE, $SAW_BOT) ],
	[ 'foreign untagged', 'our address below a stranger', about($SPAM, $SAW_BOT, $SAW_US) ],
	[ 'foreign untagged', '… in the name of a domain in its own letters',
		about($SPAM =~ s/joe\@ours/joe\@müller/r, $SAW_BOT, $SAW_US) ],
	[ 'foreign untagged', '… below two', about($SPAM, $SAW_BOT, $SAW_HOP, $SAW_US) ],
	[ 'foreign untagged', '… below ten', about($SPAM, ($SAW_HOP) x 10, $SAW_US) ],
	[ 'foreign untagged', '… behind the last line that is read',
		about($SPAM, ($SAW_HOP) x 40, $SAW_US) ],
	[ 'foreign untagged', '… below a private hop', about($SPAM, $PRIVATE, $SAW_US) ],
	[ 'foreign untagged', '… below a loopback hop', about($SPAM, $LOOPBACK, $SAW_US) ],
	[ 'unknown unproved', 'a relay of ours on top', about($SPAM, $SAW_RELAY, $RELAYED) ],
	[ 'foreign untagged', '… below a stranger', about($SPAM, $SAW_BOT, $SAW_RELAY, $RELAYED) ],
	[ 'foreign planted', 'a relay by name only',
		about($SPAM, $SAW_BOT =~ s/bot\.far/relay/r, $RELAYED =~ s/198\.51\.100\.7/192.0.2.68/r) ],
	[ 'unknown unproved', 'our address, with a lookalike of a line by us',
		about($SPAM, $SAW_US, received('laptop (helo=laptop [10.1.2.3])', 'mx.ours.example')) ],
	[ 'foreign planted', 'our name below his own line, without an address', about($SPAM, $SAW_HOP
		=~ s/b\.far/mx.reporter/r, received('mx.ours.example (unknown [172.18.0.1])', 'a.far.example')) ],
	[ 'foreign no_own_hop', 'our address in a field of a server', about("X-Originating-IP: [198.51.100.7]\n$SPAM",
		$SAW_HOP) ],
	[ 'foreign no_own_hop', 'the mark of an old list, and no tag', about("Precedence: list\n$SPAM", $SAW_HOP) ],
	[ 'foreign no_own_hop', 'a line of ours above a public address, and no tag', about($SPAM, $WEB,
		received('submit.lan (submit.lan [10.0.0.2])', 'mx.ours.example'),
		received('dsl.far.example (dsl.far.example [192.0.2.66])', 'submit.lan')) ],

	# Tags of other mail
	[ 'unknown unproved', 'the tag of another message', about(tag_of($OTHER) . $SPAM, $SAW_US) ],
	[ 'foreign planted', '… from a stranger', about(tag_of($OTHER) . $SPAM, $SAW_HOP) ],
	[ 'foreign planted', '… with its Message-ID', about(tag_of($OTHER)
		. $SPAM =~ s/^Message-ID.*\n/field($OTHER, 'Message-ID')/emr, $SAW_BOT) ],
	[ 'unknown unproved', '… of another author', about(changed(qr/<joe\@/, '<bob@'), $SAW_US) ],
	[ 'unknown unproved', '… whose name is the address',
		about(changed(qr/From: .*/, 'From: "joe@ours.example" <bob@ours.example>'), $SAW_US) ],
	[ 'unknown unproved', '… whose comment is the address',
		about(changed(qr/From: .*/, 'From: bob@ours.example (joe@ours.example)'), $SAW_US) ],
	[ 'unknown unproved', '… whose group is the address',
		about(changed(qr/From: .*/, 'From: joe@ours.example: <bob@ours.example>;'), $SAW_US) ],
	[ 'unknown unproved', '… of another minute',
		about(dated('%a, %d %b %Y %H:%M:%S +0000', 120), $SAW_US) ],
	[ 'unknown unproved', '… of another zone, by the same clock',
		about(dated('%a, %d %b %Y %H:%M:%S +0100', 60), $SAW_US) ],
	[ 'unknown unproved', '… whose id differs in case',
		about(changed(qr/<plain/, '<Plain'), $SAW_US) ],
	[ 'unknown unproved', '… put above a first Message-ID of his own',
		about("Message-ID: <first\@far.example>\n$TAGGED", $SAW_US) ],
	[ 'unknown unproved', '… put above a first From of his own',
		about("From: bob\@ours.example\n$TAGGED", $SAW_US) ],

	# A colleague may send as ann, and has a From that can be read in two ways
	[ 'unknown unproved', 'a tag of mail from ann, in which another reader sees joe',
		about(Backstop::Tag::make($BARE, sender => 'ann@ours.example')
			. $BARE =~ s/^From:.*/From: joe\@ours.example> <ann\@ours.example>/mr, $SAW_US, $TO_JOE) ],

	# Tags and signatures of another customer, who has an address of joe's in his own, as SRS writes it
	[ 'unknown unproved', 'the tag of a customer whose name is an address of joe\'s',
		about(of_customer($SRS, $SRS), $SAW_US, $TO_JOE) ],
	[ 'unknown proof_spent', '… by a stranger', about(of_customer($SRS, $SRS), $SAW_BOT, $TO_JOE) ],
	[ 'unknown proof_spent', 'the signature of a customer over a tag of his, on mail from joe',
		about(signed_by_customer($BARE), $SAW_BOT, $TO_JOE) ],
	[ 'unknown proof_spent', '… on mail from himself and joe',
		about(signed_by_customer($BARE =~ s/^From:.*/From: $CUSTOMER, joe\@ours.example/mr), $SAW_BOT, $TO_JOE) ],
	[ 'unknown proof_spent', '… with a name that is an address of joe\'s',
		about(signed_by_customer($BARE =~ s/^From:.*/From: $SRS/mr), $SAW_BOT, $TO_JOE) ],

	# Tags that he altered or made
	[ 'unknown unproved', 'the day made a younger one',
		about(changed(qr/d=(\d+)/, 'd=' . int($NOW / $DAY + 1)), $SAW_US) ],
	[ 'unknown unproved', 'another key of ours', about(changed(qr/k=test1/, 'k=old1'), $SAW_US) ],
	[ 'unknown unproved', 'the key of another site', about(changed(qr/k=test1/, 'k=test2'), $SAW_US) ],
	[ 'unknown unproved', 'the tag of another site', about(made(secret => 'x' x 32), $SAW_US) ],
	[ 'unknown unproved', '… with an id of its own',
		about(made(secret => 'x' x 32, id => 'site'), $SAW_US) ],
	[ 'unknown unproved', 'the empty secret', about(made(secret => ''), $SAW_US) ],
	[ 'unknown unproved', 'no MAC', about(with_macs('', $S), $SAW_US) ],
	[ 'unknown unproved', 'the MAC cut by one', about(with_macs(substr($H, 0, -1), $S), $SAW_US) ],
	[ 'unknown unproved', 'one letter of it', about(with_macs(substr($H, 0, 1), $S), $SAW_US) ],
	[ 'unknown unproved', 'the MAC and more', about(with_macs("${H}A", $S), $SAW_US) ],
	[ 'unknown unproved', 'the MAC in small letters', about(with_macs(lc $H, $S), $SAW_US) ],
	[ 'unknown unproved', 'the MACs exchanged', about(with_macs($S, $H), $SAW_US) ],
	[ 'unknown unproved', 'the MAC for the sender twice', about(with_macs($S, $S), $SAW_US) ],
	[ 'unknown unproved', 'another version', about(changed(qr/v=1/, 'v=2'), $SAW_US) ],
	[ 'unknown unproved', 'a field by almost that name',
		about(changed(qr/X-Backstop-Tag:/, "X-Backstop\xe2\x80\x91Tag:"), $SAW_US) ],
	[ 'unknown unproved', 'a key id with a letter that looks the same',
		about(changed(qr/k=test1/, "k=t\xd0\xb5st1"), $SAW_US) ],
	[ 'unknown unproved', 'too old', about(made(day => int($NOW / $DAY) - 32), $SAW_US) ],
	[ 'unknown unproved', 'of next week', about(made(day => int($NOW / $DAY) + 7), $SAW_US) ],

	# Mail of ours that was public
	[ 'unknown unproved', 'a list post, returned to another user',
		about($TAGGED, $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', '… with its signatures', about($REAL, $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', '… to its sender and another user',
		about($REAL, $SAW_US, { to => "$JOE, bob\@ours.example" }) ],
	[ 'unknown unproved', '… to its author and four more',
		about($REAL, $SAW_US, { to => 'joe@ours.example' . ', joe@ours.example' x 3
			. ', bob@ours.example' }) ],
	[ 'unknown unproved', '… in which he claims to be bob',
		about(changed(qr/<joe\@/, '<bob@'), $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', '… to an address like the sender',
		about($TAGGED, $SAW_US, { to => 'joe-plain@ours.example.far.example' }) ],
	[ 'unknown unproved', '… to bob, dressed as a signed path of joe',
		about($TAGGED, $SAW_US, { to => 'prvs=joe-plain=bob@ours.example' }) ],

	# Proofs in places where they prove nothing
	[ 'unknown unproved', 'a tag in the text', about($SPAM, $SAW_US, { text => $TAGGED }) ],
	[ 'unknown unproved', 'a tag on the report itself',
		about($SPAM, $SAW_US, { outer => tag_of($TAGGED) }) ],
	[ 'unknown unproved', 'a tagged header on the report itself',
		about($SPAM, $SAW_US, { outer => tag_of(made()) . field($BARE, 'Message-ID') }) ],
	[ 'unknown unproved', 'a tag in the status',
		about($SPAM, $SAW_US, { status => tag_of($TAGGED) }) ],
	[ 'unknown unproved', 'a tag in the body that is returned',
		about("$SPAM\n$TAGGED", $SAW_US) ],
	[ 'unknown unproved', 'a second header with a tag',
		report({}, returned => "$SAW_US$SPAM\nPills.\n", returned => "$SAW_US$TAGGED\n") ],
	[ 'unknown relayed_claim', '… as the first with Received lines',
		report({}, headers => $SPAM, returned => "$SAW_US$TAGGED\n") ],

	# Signatures
	[ 'unknown proof_spent', 'our signature alone: of his mail, which we forwarded',
		about($SIGNED, $SAW_BOT, $TO_JOE) ],
	[ 'unknown unproved', '… from our address', about($SIGNED, $SAW_US, $TO_JOE) ],
	[ 'unknown proof_spent', '… with a tag of his that it is not over',
		about(tag_of($OTHER) . signed_with($BARE), $SAW_BOT, $TO_JOE) ],
	[ 'unknown proof_spent', '… that was to be over a tag, and there was none',
		about(signed_with($BARE, 'X-Backstop-Tag'), $SAW_BOT, $TO_JOE) ],
	[ 'unknown no_answer', '… over a tag of somebody else',
		about(signed_with(made(id => 'other1'), 'X-Backstop-Tag'), $SAW_BOT, $TO_JOE) ],
	[ 'unknown unproved', 'the signatures of another message',
		about(dkim_of($SIGNED) . $SPAM, $SAW_US) ],
	[ 'unknown unproved', '… of another author',
		about(changed(qr/<joe\@/, '<bob@', $SIGNED), $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', '… with a first From of his own',
		about("From: bob\@ours.example\n$SIGNED", $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', '… with another subject',
		about(changed(qr/Subject: hello/, 'Subject: pills', $SIGNED), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', '… returned to another user', about($SIGNED, $SAW_US, $TO_BOB) ],
	[ 'unknown unproved', 'a signature of another domain',
		about(signed(d => 'far.example'), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', 'a signature without From',
		about(signed(h => [qw(To Subject Date Message-ID)]), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', 'a signature too old',
		about(signed(t => $NOW - 40 * $DAY), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', 'a signature that has expired',
		about(signed(t => $NOW - 3600, more => " x=@{[ $NOW - 1800 ]};"), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', 'a signature of tomorrow',
		about(signed(t => $NOW + 2 * $DAY), $SAW_US, $TO_JOE) ],
	[ 'unknown unproved', 'a signature cut short',
		about(signed() =~ s/(\tb=.{40}).*\n(?:\t .*\n)*/$1\n/r, $SAW_US, $TO_JOE) ],

	# What keeps a report from being refused makes it no more ours
	[ 'unknown no_answer', 'a tag under a key that does not exist',
		about("X-Backstop-Tag: v=1; k=lost1; d=1; h=a; s=b\n$SPAM", $SAW_BOT) ],
	[ 'unknown no_answer', 'an empty tag', about("X-Backstop-Tag:\n$SPAM", $SAW_BOT) ],
	[ 'unknown no_answer', 'a fifth tag of ours, behind four wrong ones',
		about(tag_of($OTHER) x 4 . $TAGGED, $SAW_BOT) ],
	[ 'unknown proof_spent', 'a list post, returned to another user by a stranger',
		about($TAGGED, $SAW_BOT, $TO_BOB) ],
	[ 'unknown proof_spent', '… with its signatures', about($REAL, $SAW_BOT, $TO_BOB) ],
	[ 'unknown proof_spent', 'a tag that is too old, from a stranger',
		about(made(day => int($NOW / $DAY) - 32), $SAW_BOT) ],
	[ 'unknown proof_spent', 'a signature that has expired, from a stranger',
		about(signed(t => $NOW - 40 * $DAY), $SAW_BOT, $TO_JOE) ],
	[ 'unknown lines_dropped', 'the mark of a list',
		about("List-Id: <talk.far.example>\n$SPAM", $SAW_HOP) ],
	[ 'unknown lines_dropped', '… of another sort',
		about("Mailing-List: contact talk-help\@far.example\n$SPAM", $SAW_HOP) ],
	[ 'unknown lines_dropped', 'sent again, he says', about("Resent-From: ann\@far.example\n$SPAM", $SAW_HOP) ],
	[ 'unknown no_handover', 'by a web page', about($SPAM, $SAW_HOP =~ s/ESMTP/HTTPS/r) ],
	[ 'unknown no_handover', 'by Exchange', about($SPAM, $SAW_HOP =~ s/ESMTP/mapi/r) ],
	[ 'unknown other_family', 'by IPv6, in which we are not known',
		about($SPAM =~ s/^X-Mailer.*\n//mr, $SAW_HOP =~ s/192\.0\.2\.67/IPv6:2001:db8:66::1/r) ],
	[ 'foreign untagged', '… and our tag is missing',
		about($SPAM, $SAW_HOP =~ s/192\.0\.2\.67/IPv6:2001:db8:66::1/r) ],
	[ 'unknown cut_short', 'cut in an address', about('', $SAW_HOP, $SPAM . 'Cc: <joe@ours.exa') ],
	[ 'unknown cut_short', 'without a date', about($SPAM =~ s/^Date.*\n//mr, $SAW_HOP) ],
	[ 'unknown not_first', 'a header of ours, and a stranger\'s behind it',
		report({}, headers => $SPAM, returned => "$SAW_HOP$SPAM\n") ],
	[ 'unknown unproved', 'NAT64 of our address',
		about($SPAM, $SAW_US =~ s/198\.51/64:ff9b::198.51/r) ],
	[ 'unknown unproved', 'Yahoo\'s form with our address', about($SPAM,
		received('198.51.100.7 (EHLO mx.ours.example)', '10.1.2.3') =~ s/ESMTP/SMTPs/r) ],
	[ 'foreign untagged', '… and a stranger\'s above it', about($SPAM, $SAW_BOT,
		received('198.51.100.7 (EHLO mx.ours.example)', '10.1.2.3')) ],
	[ 'foreign no_own_hop', 'our address as the HELO word of a stranger, in that form', about($SPAM,
		received('192.0.2.66 (EHLO 198.51.100.7)', '10.1.2.3')) ],
	[ 'foreign no_own_hop', 'a relay that takes lines off, by its name',
		about($SPAM, received('c20.relay.example (c20.relay.example [192.0.2.201])', 'mx.reporter.example')) ],
	[ 'unknown lines_dropped', '… of a header that could not keep a tag',
		about($SPAM =~ s/^X-Mailer.*\n//mr,
			received('c20.relay.example (c20.relay.example [192.0.2.201])', 'mx.reporter.example')) ],
	[ 'foreign no_own_hop', '… by a customer\'s line', about($SPAM =~ s/^X-Mailer.*\n//mr,
			received('dsl-20.relay.example (dsl-20.relay.example [192.0.2.201])', 'mx.reporter.example')) ],
	[ 'unknown relayed_claim', 'an id that a server of his added, to have no tag',
		about($SPAM =~ s/<spam\.\d+\@ours\.example>/<1\@b.far.example>/r, $SAW_HOP, $SAW_US) ],
	[ 'unknown relayed_claim', 'an automatic answer, to have no tag',
		about("Auto-Submitted: auto-replied\n$SPAM", $SAW_HOP, $SAW_US) ],
	[ 'foreign untagged', '… that had a sender', about("Return-Path: <$JOE>\nAuto-Submitted: auto-replied\n$SPAM",
		$SAW_HOP, $SAW_US) ],
	[ 'foreign untagged', '… and no line names us', about("Auto-Submitted: auto-replied\n$SPAM") ],
	[ 'foreign untagged', '… nor one of a relay that we may have sent by',
		about("Auto-Submitted: auto-replied\n$SPAM", $WEB) ],
	[ 'foreign untagged', 'an added id, and no line names us',
		about($SPAM =~ s/<spam\.\d+\@ours\.example>/<1\@reporter.example>/r, $WEB) ],
	[ 'foreign untagged', '… or Gmail\'s, which says so', about($SPAM
		=~ s/<spam\.\d+\@ours\.example>/<1.SMTPIN_ADDED_MISSING\@mx.google.com>/r, $WEB) ],
	[ 'unknown no_received', '… and no line is returned', about($SPAM
		=~ s/<spam\.\d+\@ours\.example>/<1.SMTPIN_ADDED_MISSING\@mx.google.com>/r) ],

	# Reports within reports
	[ 'unknown unproved', 'a report that he wrapped himself',
		wrapped(about($SPAM, $SAW_US)) ],
	[ 'unknown wrapped', '… of a stranger\'s trail', wrapped(about($SPAM, $SAW_HOP)) ],
	[ 'unknown wrapped', '… with a tag on the report that is wrapped',
		wrapped(tag_of($TAGGED) . about($SPAM, $SAW_HOP)) ],
	[ 'unknown unproved', '… with a tag of other mail inside',
		wrapped(about(tag_of($OTHER) . $SPAM, $SAW_US)) ],
	[ 'unknown unproved', '… with a list post, for another user',
		wrapped(about($TAGGED, $SAW_US), $TO_BOB) ],

	# Signed paths are in the hands of all who had mail from there; the command does not know
	# them
	[ 'foreign no_own_hop', 'a path dressed as signed',
		about($SPAM, $SAW_HOP, { to => 'prvs=0123456789=joe@ours.example' }) ],
	[ 'unknown unproved', '… with our address on top',
		about($SPAM, $SAW_US, { to => 'prvs=0123456789=joe@ours.example' }) ],
);

my $n = 0;
for my $row (@genuine, @forged) {
	my ($want, $name, $message) = @$row;
	my $path = file(sprintf('%02d.eml', ++$n), $message);
	my ($out) = backstop(qw(scan --format json --policy), $POLICY, '--servers', $dns->at, $path);
	my $is = eval { decode_json($out) } // { origin => 'no', reason => 'answer' };
	is "$is->{origin} $is->{reason}", $want, $name;
}
cmp_ok scalar @forged, '>=', 100, 'enough of them';

# The same where something is broken: still the verdict is never ours. Without a key for
# tags, a trail and a signature of ours are all that there is, and may be.
sub states {
	my %lists = map { $_ => slurp("$POLICY/$_") }
		qw(own_hosts own_domains own_nets relay_hosts keys);
	my $alone = without_lookups();
	my @dns = ('--servers', $dns->at);
	my $replies = 0;    # each second one is lost
	my $half = $dns->damaged(sub { $replies++ % 2 ? undef : $_[0] });
	my @states = (
		[ 'no key', qr/^ours (?!trail)/, [ keys => '' ], '--offline' ],
		[ 'offline', qr/^ours/, [], '--offline' ],
		[ 'dns: off', qr/^ours/, [ settings => "dns: off\n" ], @dns ],
		[ 'half of the DNS', qr/^ours/, [ settings => "dns_time: 200\n" ], '--servers', $half ],
		[ 'half of the DNS, no key', qr/^ours (?!trail|dkim)/, [ keys => '', settings => "dns_time: 200\n" ],
			'--servers', $half ],
		$alone ? [ 'no lookups', qr/^ours/, [], { binary => $alone }, @dns ] : (),
		[ 'a broken key', qr/^ours/, [ keys => "$lists{keys}tag-x: short\n" ], '--offline' ],
		[ 'a broken own_nets', qr/^ours/, [ own_nets => "198.51.100.7,203.0.113.9\n" ], '--offline' ],
		[ 'no lists', qr/^ours/, [ map { $_ => '' } qw(own_hosts own_nets own_domains relay_hosts) ],
			'--offline' ],
	);
	for my $state (@states) {
		my ($name, $never, $files, @options) = @$state;
		my $how = ref $options[0] ? shift @options : {};
		my %file = (%lists, @$files);
		my $dir = dir("policy-$name" =~ s/\W/-/gr);
		write_to("$dir/$_", $file{$_}) for keys %file;
		my $first = @genuine;
		my @paths = map { file(sprintf('%02d.eml', $_ + 1), ($_ < $first ? $genuine[$_]
			: $forged[$_ - $first])->[2]) } $first .. $first + $#forged;
		my ($out) = backstop($how, qw(scan --format json --policy), $dir, @options, @paths);
		my @is = map { decode_json($_) } split /\n/, $out;
		is(scalar @is, scalar @forged, "$name: all of them");
		my @ours = grep { "$_->{origin} $_->{reason}" =~ $never } @is;
		is(join(' ', map { "$_->{path}: $_->{reason}" } @ours), '', "$name: none is ours");
	}
}
states();
done_testing;
