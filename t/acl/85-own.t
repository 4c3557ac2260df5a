#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Our own side, with the plugin, and with an Exim that cannot ask it: which tags are a proof that
# mail in our name is ours, what is a callout, and what is left on exim4-daemon-light. Modes
# and exemptions are rows of 80-acl.t; 85-bounces.t has the bounces that we send.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Memory;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Tag;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $dns = Backstop::Net->name_server(@Backstop::Acl::ZONES, 'txt-record=xn--mller-kva.example,"v=spf1 -all"',
	'txt-record=customer.example,"v=spf1 +all"', map { "txt-record=c$_.example,\"v=spf1 +all\"" } 1 .. 12);
my $dir = Backstop::Rig::usable_dir('own', qw(backstop.so backstop-lookup.so));

my $JOE = 'joe@ours.example';
our $LETTER = "From: $JOE\nSubject: x\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n"
	. "Message-ID: <1\@ours.example>\n";

# Joe's mail from a host that our SPF record does not permit; the reply, and the log.
sub comes_back {
	my ($stock, $field) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	my $r = $c->message(from => $JOE, to => ['games@ours.example'], data => "$field$LETTER\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	return ($r, $stock->new_log);
}

# Debian's ACL would refuse a From that Exim cannot read, unless the administrator does not want that.
sub stock {
	my $stock = Backstop::Stock->start(split => 1, @_, macros => { BACKSTOP_PLUGIN => "$dir/backstop.so",
		NO_CHECK_DATA_VERIFY_HEADER_SYNTAX => 'yes', MAIN_SMTPUTF8_ADVERTISE_HOSTS => '*' });
	$stock->policy(modes => "own_sender: deny\n");
	$stock->policy(settings => "early_talker_wait: 0\n");
	$stock->policy(keys => $Backstop::Tag::KEYS);
	return $stock;
}

my $stock = stock();
my $tag = sub { Backstop::Tag::make($LETTER, sender => $JOE, @_) };
for (['a tag of ours', $tag->(), 250], ['the tag of another letter', $tag->() =~ s/h=\w{4}/h=AAAA/r, 550],
	['a tag of ours after 64 KiB', 'X-A: ' . ('x' x 70 . "\n ") x 1000 . "x\n" . $tag->(), 250],
	['another tag there', 'X-A: ' . ('x' x 70 . "\n ") x 1000 . "x\n" . $tag->(secret => 'x' x 20), 550],
	['the tag of mail that left with another sender', $tag->(sender => 'ann@ours.example'), 250],
	['a tag by another key', $tag->(id => 'x', secret => 'x' x 20), 550],
	['a tag by our key, made up', $tag->(secret => 'x' x 20), 550], ['no tag', '', 550]) {
	my ($name, $field, $code) = @$_;
	my ($r, $log) = comes_back($stock, $field);
	is $r->code, $code, $name or diag "$r\n$log";
}
rename "$dir/backstop-lookup.so", "$dir/away";
my ($r, $log) = comes_back($stock, $tag->(secret => 'x' x 20));
is $r->code, 250, 'a tag that cannot be judged' or diag "$r\n$log";
like $log, qr/check=own_sender mode=deny did=pass .* spf=unknown dkim=none exempt=unproved$/m, '… is unknown, as is SPF';
rename "$dir/away", "$dir/backstop-lookup.so";
is $stock->paniclog, '', 'no panic';

# A stranger's own domain has name servers that do not answer. That must not keep us from reading our SPF
# record, for the next message.
{
	$stock->policy(dnsbl_zones => "bl.example=127.0.0.2\n");
	Backstop::Net::resolver('silent', 'timeout:2 attempts:2');
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	$c->command($_) for 'MAIL FROM:<x@slow.example>', 'RCPT TO:<games@ours.example>';
	Backstop::Net::resolver('dnsmasq');
	$c->command('RSET');
	my $r = $c->message(from => $JOE, to => ['games@ours.example'], data => "$LETTER\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	my $log = $stock->new_log;
	like $log, qr/event=dns did=pass cause=slow/, 'the DNS was slow';
	is $r->code, 550, '… and is asked for our SPF record' or diag "$r\n$log";
	$stock->policy(dnsbl_zones => '');
}

# --- mail that left, and comes back by a list or a forwarder ------------------------------

my $memory = bless { lib => "$stock->{dir}/lib", sqlite => 1, what => "sqlite,file=$stock->{dir}/lib/store/sent" },
	'Backstop::Memory';
for (['no memory', [], 550], ['joe has sent it', [sent => $JOE, '1@ours.example'], 250],
	['somebody here has sent it', [sent => '', '1@ours.example'], 550],
	['ann has sent it', [sent => 'ann@ours.example', '1@ours.example'], 550],
	['joe has sent another', [sent => $JOE, '2@ours.example'], 550],
	['joe has sent mail without Message-ID', [sent => $JOE, ''], 550, sub { s/^Message-ID:.*\n//m }],
	['an empty Message-ID', [sent => $JOE, ''], 550, sub { s/^Message-ID: \K.*/<>/m }],
	['… after a word', [sent => $JOE, ''], 550, sub { s/^Message-ID: \K.*/x <>/m }],
	['the file is damaged', [sent => $JOE, '1@ours.example'], 250, undef, qr/did=pass .* exempt=unproved$/m]) {
	my ($name, $fact, $code, $change, $said) = @$_;
	for my $check (qw(own_sender own_from)) {
		next if $check eq 'own_from' && !@$fact;
		$stock->policy(modes => join '', map { "$_: " . ($_ eq $check ? "deny\n" : "off\n") } qw(own_sender own_from));
		$stock->policy(keys => $Backstop::Tag::KEYS . (@$fact ? $Backstop::Memory::KEYS : ''));
		$memory->make($stock);
		$memory->add(@$fact) if @$fact;
		$memory->complete;
		Backstop::Rig::spew($memory->file, 'x' x 9999) if $said;
		local $LETTER = $LETTER;
		if ($change) { $change->() for $LETTER }
		my ($r, $log) = comes_back($stock, '');
		is $r->code, $code, "$check: $name" or diag "$r\n$log";
		like $log, $said, '… as the log says' if $said;
	}
}
is $stock->paniclog, '', 'no panic';

# --- authors that Exim does not see -------------------------------------------------------

# From joe, who has an address elsewhere, with these fields in front.
sub author {
	my ($stock, @fields) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	my $r = $c->message(from => 'joe@far.example', to => ['games@ours.example'],
		data => join '', map({ "$_\n" } @fields), "Subject: x\n\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	return ($r, $stock->new_log);
}
$stock->policy(modes => "own_sender: off\nown_from: deny\n");
$stock->policy(keys => $Backstop::Tag::KEYS);
my $FAR = 'From: joe@far.example';
for (['a blank before the colon', 'From : games@ours.example'],
	['… beside another', $FAR, "From\t: games\@ours.example"],
	['an at sign in the name', 'From: Games @ Ours <games@ours.example>'],
	['no end of the brackets', 'From: Games <games@ours.example'],
	['a dot after the domain', 'From: games@ours.example.'],
	['nothing in the brackets', 'From: games@ours.example <>'],
	['after 70,000 octets', "From: joe\@far.example,\n" . (' ' . '(' . 'x' x 900 . ")\n") x 78 . ' games@ours.example'],
	['the last of many', 'From: ' . join(",\n ", (map { "joe$_\@far.example" } 1 .. 280), 'games@ours.example')],
	['in a second field, after one that is too long to keep',
		'From: ' . join(",\n ", map { "joe$_\@far.example" } 1 .. 600), 'From: games@ours.example'],
	['… in a third', 'From: ' . join(",\n ", map { "joe$_\@far.example" } 1 .. 600), $FAR, 'From: games@ours.example'],
	['wide letters', 'From: games@ｏurs.example'], ['another full stop', 'From: games@ours。example'],
	['an encoded word alone', 'From: =?utf-8?q?games=40ours.example?='],
	['two in brackets', 'From: <joe@far.example> <games@ours.example>'],
	['after the brackets', 'From: <joe@far.example> games@ours.example'],
	['a soft hyphen', "From: games\@ou\xc2\xadrs.example"],
	['a local part that needs quotes', 'From: "a, b"@ours.example', '', 'a?b'],
	['a NUL', "From: a\0\@far.example, games\@ours.example"]) {
	my ($name, @fields) = @$_;
	my $who = $fields[-1] =~ /^From/ || @fields < 3 ? 'games' : pop @fields;
	my ($r, $log) = author($stock, grep { $_ ne '' } @fields);
	is $r->code, 550, "own_from: $name" or diag "$r\n$log";
	like $log, qr/check=own_from mode=deny did=deny .* author=\Q$who\E\@ours\.example$/m, '… as the log says';
}
for (['in the name', 'From: "games@ours.example" <joe@far.example>'],
	['an unquoted comma in the name', 'From: Doe, Joe <joe@far.example>'], ['no address', 'From: Games'],
	['in another field', $FAR, 'X-From: games@ours.example'], ['no From']) {
	my ($name, @fields) = @$_;
	my ($r, $log) = author($stock, @fields);
	unlike $log, qr/own_from/, "own_from: $name";
}
is $stock->paniclog, '', 'no panic';

# --- customers of one server, who may be strangers to each other --------------------------

# A customer can prove mail of his own domain from anywhere, but not that of others.
sub named {
	my ($stock, $from, $sender, $field) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	my $r = $c->message(from => $sender, to => ['mail@ours.example'], data => ($field // '')
		. ($LETTER =~ s/^From:.*/From: $from/mr) . "\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	return ($r, $stock->new_log);
}
$stock->policy(modes => "own_sender: off\nown_from: deny\n");
my @CUSTOMERS = ('customer.example', 'bare.example', map { "c$_.example" } 1 .. 12);
$stock->policy(own_domains => join '', map { "$_\n" } @CUSTOMERS);
my $OTHERS = join ', ', map { "joe\@c$_.example" } 1 .. 12;
for (['of his own', 'joe@customer.example', 250], ['… and another', 'joe@customer.example, games@ours.example', 550],
	['… in the other order', 'games@ours.example, joe@customer.example', 550],
	['… in two fields', "joe\@customer.example\nFrom: games\@ours.example", 550],
	['… after two of his own', 'joe@customer.example, ann@customer.example, games@ours.example', 550],
	['… after one of which nothing is known', 'joe@bare.example, games@ours.example', 550],
	['one of which nothing is known', 'joe@bare.example, joe@customer.example', 250, 'joe@bare.example'],
	['a dozen of his own', $OTHERS, 250]) {
	my ($name, $from, $code, $unproved) = @$_;
	my ($r, $log) = named($stock, $from, 'joe@customer.example');
	is $r->code, $code, "authors: $name" or diag "$r\n$log";
	my ($did, $author) = $code == 550 ? ('deny', 'games@ours.example') : ('pass', $unproved);
	like $log, qr/check=own_from mode=deny did=$did .* author=\Q$author\E(?: |$)/m, '… as the log says' if $author;
	unlike $log, qr/own_from/, '… and it does not fire' if !$author;
}
# So does a tag: on mail of his that left through us.
my $HIS = sub { Backstop::Tag::make($LETTER =~ s/^From:.*/From: $_[0]/mr, sender => $_[0]) };
$stock->policy(own_domains => "c1.example\nxn--mller-kva.example\n");
for (['of his own', 'joe@xn--mller-kva.example', 250],
	['… and another', 'joe@xn--mller-kva.example, games@ours.example', 550]) {
	my ($name, $from, $code) = @$_;
	my ($r, $log) = named($stock, $from, 'joe@xn--mller-kva.example', $HIS->('joe@xn--mller-kva.example'));
	is $r->code, $code, "authors, with a tag: $name" or diag "$r\n$log";
}
$stock->policy(own_domains => '');
is $stock->paniclog, '', 'no panic';

# --- a domain with letters beyond ASCII ---------------------------------------------------

my $CODED = 'xn--mller-kva.example';
my @OURS = (own_domains => "$CODED\n");
sub author_of { my ($from) = @_; return author($stock, "From: $from") }
# In SMTPUTF8 (RFC 6531), which Exim requires for such an envelope.
sub sender_of {
	my ($from) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	my ($r) = grep { $_->code !~ /^[23]/ } map { $c->command($_) } "MAIL FROM:<$from> SMTPUTF8",
		'RCPT TO:<games@ours.example>', 'DATA';
	$r //= $c->command("From: joe\@far.example\r\nSubject: x\r\n\r\nx\r\n.");
	$c->put("QUIT\r\n");
	$c->close;
	return ($r, $stock->new_log);
}
for (['its letters', 'joe@müller.example', 550], ['capitals', 'joe@MÜLLER.example', 550],
	['a letter and a mark', "joe\@mu\xcc\x88ller.example", 550], ['its code', "joe\@$CODED", 550],
	['another domain', 'joe@möller.example', 250], ['no UTF-8', "joe\@m\xfcller.example", 250]) {
	my ($name, $from, $code) = @$_;
	for my $way (['own_from', \&author_of], ['own_sender', \&sender_of]) {
		my ($check, $sends) = @$way;
		next if $check eq 'own_sender' && $name eq 'no UTF-8';    # Exim refuses it
		$stock->policy(modes => join '', map { "$_: " . ($_ eq $check ? "deny\n" : "off\n") } qw(own_sender own_from));
		$stock->policy(@OURS);
		my ($r, $log) = $sends->($from);
		is $r->code, $code, "$check: $name" or diag "$r\n$log";
	}
}
$stock->policy(own_domains => '');
is $stock->paniclog, '', 'no panic';

# --- callouts made on us ------------------------------------------------------------------

# What a host says after its greeting; the replies, and which host the log says has asked.
sub asked {
	my ($stock, @say) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	my @codes = map { $c->command($_)->code } @say, 'QUIT';
	$c->close;
	return ("@codes", join ' ', $stock->new_log =~ /event=callout did=pass host=192\.0\.2\.26 rcpt=(\S+)$/mg);
}
$stock->policy(modes => "null_never: deny\n");
$stock->policy(never_send => "mail\@ours.example\n");
$stock->new_log;
my ($NULL, $TO) = ('MAIL FROM:<>', 'RCPT TO:<games@ours.example>');
is_deeply [asked($stock, $NULL, $TO)], ['250 250 221', 'games@ours.example'], 'a callout is logged once it is over';
is_deeply [asked($stock, $NULL, $TO, 'RSET')], ['250 250 250 221', 'games@ours.example'], '… after RSET, too';
is_deeply [asked($stock, "MAIL FROM:<$JOE>", $TO)], ['250 250 221', ''], 'with a sender it is none';
is_deeply [asked($stock, $NULL, $TO, 'DATA', "Subject: x\r\n\r\nx\r\n.")], ['250 250 354 250 221', ''],
	'a bounce is none';
is_deeply [asked($stock, $NULL, 'RCPT TO:<mail@ours.example>')], ['250 550 221', ''],
	'what a check refuses has its own line';
# Without QUIT: the connection is closed; while the mail is on its way, it is no callout.
sub gone {
	my ($stock, @say) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '192.0.2.26');
	$c->ehlo('mail.far.example');
	$c->command($_) for @say;
	$c->close;
	my $log = '';
	# It ends when the log has the line of the lost connection, which comes after ours.
	for (1 .. 600) {
		$log .= $stock->new_log;
		last if $log =~ /lost|unexpected disconnection/;
		select undef, undef, undef, 0.1;
	}
	return join ' ', $log =~ /event=callout did=pass host=192\.0\.2\.26 rcpt=(\S+)$/mg;
}
is gone($stock, $NULL, $TO), 'games@ours.example', 'a callout that ends without QUIT';
is gone($stock, $NULL, $TO, 'DATA'), '', '… is none after DATA';
is gone($stock, $NULL, 'RCPT TO:<mail@ours.example>'), '', '… nor if it was refused';
$stock->policy(never_send => '');

SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
	skip 'exim4-daemon-light could not be fetched', 1 if !$light;
	my $stock = stock(exim => $light);
	$stock->compile;
	($r, $log) = comes_back($stock, '');
	is $r->code, 250, 'exim4-daemon-light: own_sender refuses nothing' or diag "$r\n$log";
	like $log, qr/check=own_sender mode=deny did=pass .* spf=unknown dkim=none exempt=unproved$/m, '… but tells';
	is $stock->paniclog, '', '… without panic';
}
done_testing;
