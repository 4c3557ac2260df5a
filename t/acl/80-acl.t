#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The envelope checks in Debian's own configuration: each one fires in every
# mode, except for exempt senders. Rows are made from two tables, %FIRES (how to
# make a check fire) and @EXEMPT (who is not judged); each row is one SMTP
# session, with a name server and a hub of its own.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Dkim;
use Backstop::Net;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $AWAY = '192.0.2.26';    # of which our SPF record says "fail"

# How to make each check fire: what differs from a session without hits.
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
	ptr_dynamic => { client => '127.0.0.10' },
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
	own_sender => { from => 'games@ours.example', client => $AWAY },
	own_from => { client => $AWAY, data => "From: Games <games\@ours.example>\n\nx\n" },
);

# Who is not judged. `unless` says where a row does not apply: lists do not have
# the null sender, and postmaster's mail is accepted before any host is queried.
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

# In deny, with an exempt client: accepted, and nothing is logged.
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

# Tagged, not refused; but an unknown recipient is not the list's fault, and
# known senders are not kept waiting.
my %LIST = (rcpt_callout => ['550 5.1.1', 'rcpt_callout', 'deny'],
	early_talker => ['250', '']);

sub list_row {
	my ($check) = @_;
	my ($code, $fired, $did) = @{ $LIST{$check} || ['250', $check, 'pass'] };
	return { name => "$check: deny, list_hosts", check => $check,
		mode => 'deny', code => $code, fired => $fired, did => $did,
		exempt => { hosts => 'list_hosts' } };
}

# Single cases.  What a row doesn't say is as in the session where nothing
# fires: `with` is how it differs, `policy` the files, `fired` what must fire.
my $everything = join '', map { "$_: deny\n" } sort keys %FIRES;
my ($games, $mail) = map { "$_\@ours.example" } qw(games mail);
my $young = 'batv3: 0123456789abcdef since=' . (time - 86_400) . "\n";
my $grown = 'batv3: 0123456789abcdef since=' . (time - 9 * 86_400) . "\n";

# A letter of ours with these domains' signatures, the first on top.
my $LETTER = join "\n", 'From: games@ours.example', 'To: mail@ours.example', 'Subject: x',
	'Date: Mon, 5 Jan 2026 09:00:00 +0000', 'Message-ID: <1@ours.example>', '', 'text', '';
sub signed {
	return join '', (map { Backstop::Dkim::sign($LETTER, key => 'rsa', d => $_) } @_), $LETTER;
}

sub fire { my ($check, @rest) = @_; return (check => $check, mode => 'deny',
	fired => $check, did => 'deny', code => '550 5', with => {}, @rest) }
sub calm { my ($check, @rest) = @_; return (check => $check, mode => 'deny',
	fired => '', code => '250', with => {}, @rest) }
sub plain { return $_[0] =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger }
sub helo { return { helo => $_[0] } }

our @SINGLE = (
	# HELO
	['HELO is in use by spam software', fire('helo_bot',
		with => helo('ylmf-pc'), policy => { modes =>
			"helo_bot: deny\nhelo_unqualified: off\n" })],
	['HELO matches *.bots.example', fire('helo_bot',
		with => helo('a.b.bots.example'))],
	['HELO is bots.example itself', calm('helo_bot',
		with => helo('bots.example'))],
	['HELO is our name in capitals', fire('helo_own',
		with => helo('MX.OURS.EXAMPLE'))],
	['HELO is our name with a dot at its end', fire('helo_own',
		with => helo('mx.ours.example.'))],
	['HELO is a domain of ours elsewhere, with a dot at its end', fire('helo_own',
		with => helo('ours.example.'))],
	['HELO is a name in own_hosts, with a dot at its end', fire('helo_own',
		with => helo('web9.Ours.example.'), policy => { own_hosts => "web9.ours.example\n" })],
	['HELO only contains our name', calm('helo_own',
		with => helo('mx.ours.example.far.example'))],
	['HELO ends like our name', calm('helo_own',
		with => helo('xmx.ours.example'))],
	['HELO is a domain of ours elsewhere', fire('helo_own',
		with => helo('ours.example'))],
	['HELO is a domain of ours, and its address', calm('helo_own',
		with => helo('web.example'))],
	['HELO is a domain of ours without address', fire('helo_own',
		with => helo('bare.example'))],
	['HELO is a name in own_hosts', fire('helo_own',
		with => helo('mx2.ours.example'),
		policy => { own_hosts => "mx2.ours.example\n" })],
	['HELO is the address that it connects to', fire('helo_own',
		with => helo('[127.0.0.1]'))],
	['HELO is localhost', fire('helo_unqualified',
		with => helo('localhost'))],
	['HELO is the address of the client', calm('helo_address',
		with => helo('[127.0.0.12]'))],
	['HELO is another address', fire('helo_address',
		with => helo('[192.0.2.9]'))],
	['HELO is an IPv6 address', fire('helo_address',
		with => helo('[IPv6:2001:db8::1]'))],

	['HELO is the address of the IPv6 client, in full', calm('helo_address', six => 1,
		with => helo('[IPv6:2001:0DB8:0:1:0:0:0:12]'))],
	['HELO is the address of the IPv6 client, bare of its tag', calm('helo_address', six => 1,
		with => helo('[2001:db8:0:1::12]'))],
	['HELO is a domain of ours, and its IPv6 address', calm('helo_own', six => 1,
		with => helo('web.example'))],
	['HELO is a domain of ours, and the client has IPv6', fire('helo_own', six => 1,
		with => helo('ours.example'))],
	(map { ["HELO is our IPv6 address as $_", fire('helo_own', six => 1, with => helo($_))] }
		'[IPv6:::1]', '[::1]', '[ipv6:::1]', '[IPV6:0:0:0:0:0:0:0:1]', '[IPv6:0::1]', '[IPv6:::0:1]',
		'[IPv6:0000:0000:0000:0000:0000:0000:0000:0001]', '[IPv6:::0.0.0.1]'),
	(map { ["HELO is our IPv4 address as $_", fire('helo_own',
		with => { helo => $_, alone => ['helo_address'] })] }
		'[IPv4:127.0.0.1]', '[::ffff:127.0.0.1]', '[IPv6:::FFFF:7F00:1]', '127.0.0.1',
		'[IPv6:0:0:0:0:0:ffff:127.0.0.1]'),
	(map { my ($file, $entry, $helo, $ours) = @$_;
		["HELO $helo, $file: $entry", ($ours ? fire('helo_own') : calm('helo_own')),
			with => { helo => $helo, alone => ['helo_address'] },
			policy => { $file => "mx7.ours.example\n$entry\n" }] }
		['own_nets', '2001:db8::25', '[IPv6:2001:0db8:0000:0000:0000:0000:0000:0025]', 1],
		['own_nets', '2001:0DB8:0::0025: why', '[IPv6:2001:db8::25]', 1],
		['own_nets', '2001:db8::25/128', '[IPv6:2001:DB8:0:0::25]', 1],
		['own_hosts', '2001:db8:0:0:25::', '[IPv6:2001:db8::25:0:0:0]', 1],
		['own_hosts', '::ffff:192.0.2.25', '[192.0.2.25]', 1],
		['own_nets', '192.0.2.25/32', '[IPv6:::ffff:c000:219]', 1],
		['own_nets', '2001:db8::/32', '[IPv6:2001:db8::25]', 0],
		['own_nets', '2001:db8::2', '[IPv6:2001:db8::25]', 0],
		['own_nets', "::\n2001:db8:::\n", '[IPv6:2001:db8::25]', 0]),

	# the sender
	['the sender is in our domain and does not exist', fire('sender_verify',
		with => { from => 'nobody-here@ours.example' })],
	['the sender is one of ours', calm('sender_verify',
		with => { from => $mail, alone => ['own_sender'] })],
	['the domain of the sender has no MX but an address',
		calm('sender_verify', with => { from => 'a@mx.asked.example' })],
	['the domain of the sender has a null MX', fire('sender_verify',
		with => { from => 'a@null.example' })],
	['the sender is known to his server', calm('sender_callout',
		with => { from => 'joe@asked.example' })],
	['the sender is unknown, but not in callout_domains',
		calm('sender_callout', with => { from => 'unknown@far.example' })],

	# the recipient
	['the hub knows the recipient', calm('rcpt_callout',
		with => { to => ['joe@hub.example'] })],
	['list_hosts, and the hub knows the recipient', fire('sender_callout', code => '250', did => 'pass',
		with => { from => 'unknown@asked.example', to => ['joe@hub.example'] }, exempt => { hosts => 'list_hosts' },
		policy => { hub_domains => "hub.example\n", callout_domains => "asked.example\n" }, said => qr/exempt=list_hosts/)],
	['the domain is not in hub_domains', calm('rcpt_callout',
		with => { to => ['unknown@hub.example'], policy => {} })],

	# null sender
	['two recipients, but a sender', calm('null_many',
		with => { from => 'joe@far.example' })],
	['never_send, but a sender', calm('null_never',
		with => { from => 'joe@far.example' })],
	['never_send has another', calm('null_never',
		with => { to => [$mail] })],
	['never_send has the whole domain', fire('null_never', with => {
		policy => { never_send => "\@ours.example\n" } })],
	['null_listed is not for senders', calm('null_listed',
		with => { from => 'joe@far.example' })],
	['null_listed is for postmaster@ too', fire('null_listed',
		with => { from => 'Postmaster@far.example' })],
	['null_rate is not reached', calm('null_rate', with => { policy => {
		settings => "null_rate: 9\nearly_talker_wait: 0\n" } })],
	['null_rate is garbage', calm('null_rate', with => { policy => {
		settings => "null_rate: lots\nearly_talker_wait: 0\n" } })],

	(map { my ($what, $key, $row) = @$_;
		["null_rate: $what", $row->('null_rate', with => { alone => ['null_unsigned'] },
			policy => { keys => "batv3: 0123456789abcdef\n", batv_domains => "ours.example\n",
				settings => "null_rate: 1\nearly_talker_wait: 0\n" }), local => $key] }
		['what we signed is not counted', '3 0123456789abcdef', \&calm],
		['signed with another key', '3 xxxxxxxxxxxx', \&fire],
		['not signed', '', \&fire]),

	# DNS lists
	['the list has another code', calm('dnsbl', with => { policy => {
		dnsbl_zones => "bl.example=127.0.0.3,127.0.0.4\n" } })],
	['the client is in the second list', fire('dnsbl', with => { policy => {
		dnsbl_zones => "back.example=127.0.0.2\nbl.example=127.0.0.4,127.0.0.2\n"
	} })],
	['the list is commented out', calm('dnsbl', with => { policy => {
		dnsbl_zones => "# bl.example=127.0.0.2\n" } })],

	# BATV
	(map { my ($what, $local, $ok, %more) = @$_;
		["BATV: $what", ($ok ? calm('null_unsigned', code => '250', %more)
			: fire('null_unsigned', %more)),
			local => $local ] }
		['signed', '3 0123456789abcdef', 1],
		['signed with an old key', '1 old-old-old', 1, policy => {
			keys => "batv3: 0123456789abcdef\nbatv1: old-old-old\n" }],
		['not signed', '', 0],
		['signed with another key', '3 xxxxxxxxxxxx', 0],
		['signed with a number that has no key', '7 ', 0],
		['a young key', '', 1, policy => { keys => $young }],
		['a grown key', '', 0, policy => { keys => $grown }],
		['no keys', '', 1, policy => { keys => "# none\n" }],
		['a key that is too short', '', 1, policy => { keys => "batv1: abc\n" }],
		['another domain', '', 1, policy => { batv_domains => "x.example\n" }],
		['another address', '', 1,
			policy => { batv_domains => "mail\@ours.example\n" }],
		['this address', '', 0,
			policy => { batv_domains => "games\@ours.example\n" }],
		['not signed, but a sender', '', 1,
			with => { from => 'joe@far.example' }],
	),

	# mail in our name
	['own_sender: the null sender', calm('own_sender', with => { from => '' })],
	['own_sender: a domain elsewhere', calm('own_sender', with => { from => 'a@mx.asked.example' })],
	['own_sender: our SPF record permits the host', calm('own_sender', with => { client => '192.0.2.25' })],
	['own_sender: the domain is in own_domains', fire('own_sender', with => { from => 'joe@far.example' },
		policy => { own_domains => "far.example\n" }, did => 'pass', code => '250', said => qr/spf=none dkim=none exempt=unproved/)],
	['own_sender: below a domain in own_domains', calm('own_sender', with => { from => 'joe@mx.far.example' },
		policy => { own_domains => "far.example\n" })],
	['own_sender: below one that is there with "*."', fire('own_sender', with => { from => 'joe@mx.far.example' },
		policy => { own_domains => "*.far.example\n" }, did => 'pass', code => '250')],
	['own_sender: in capitals', fire('own_sender', with => { from => 'Games@OURS.example' },
		said => qr/spf=fail dkim=none$/m)],
	['own_sender: the domain has no SPF record', fire('own_sender', with => { from => 'games@bare.example' },
		did => 'pass', code => '250', said => qr/spf=none dkim=none exempt=unproved/)],
	['own_sender: the DNS is dead', fire('own_sender', did => 'pass', code => '250',
		prepare => sub { Backstop::Net::resolver('dead') }, restore => sub { Backstop::Net::resolver('dnsmasq') },
		said => qr/spf=unknown dkim=none exempt=unproved/)],
	(map { my ($what, $data, $row, %more) = @$_;
		["own_sender: $what", $row->('own_sender', with => { data => $data }, %more)] }
		['signed by us', signed('ours.example'), \&calm],
		['signed by us and others', signed('ours.example', 'far.example'), \&calm],
		['signed by others and us', signed('far.example', 'ours.example'), \&calm],
		['signed by others', signed('far.example'), \&fire, said => qr/dkim=none$/m],
		['signed by us, and changed', signed('ours.example') . "footer\n", \&fire, said => qr/dkim=fail$/m],
		['a signature without a key', signed('ours.example') =~ s/s=rsa/s=none/r, \&fire,
			said => qr/dkim=fail$/m],
		['a selector of two names', signed('ours.example') =~ s/s=rsa/s=none:rsa/r, \&fire,
			said => qr/dkim=(?:fail|none)$/m],
		(map { my ($what, $from, $to) = @$_; [$what, signed('ours.example') =~ s/\Q$from\E/$to/r, \&fire,
			said => qr/dkim=(?:fail|none)$/m, policy => { own_domains => "ours.example\n" }] }
			['a selector with nothing between two dots', 's=rsa', 's=a..b'], ['… too long for a name', 's=rsa', 's=' . 'x' x 64],
			['a domain of two names', 'd=ours', 'd=ours.example:x.ours'], ['… too long for a name', 'd=', 'd=' . 'x' x 64 . '.'],
			['the algorithm of another key', 'a=rsa', 'a=ed25519'], ['… the other way round', 's=rsa', 's=ed25519'], ['a key that was revoked', 's=rsa', 's=revoked']),
		(map { ["a key that cannot be used: $_", signed('ours.example') =~ s/s=rsa/s=$_/r, \&fire,
			did => 'pass', code => '250', said => qr/dkim=unknown exempt=unproved$/m] } qw(broken split)),
		['a signature that is none', "DKIM-Signature: d=ours.example; b=x\n" . $LETTER, \&fire]),
	['own_from: in the display name only', calm('own_from',
		with => { data => qq(From: "games\@ours.example" <joe\@far.example>\n\nx\n) })],
	['own_from: the second author', fire('own_from', said => qr/ author=games\@ours\.example$/m,
		with => { data => "From: joe\@far.example,\n Games <games\@ours.example>\n\nx\n" })],
	(map { my ($what, $from) = @$_; ["own_from: $what", fire('own_from', with => { data => "From: $from\n\nx\n" })] }
		['a local part in quotes', '<"games"@ours.example>'], ['a local part that begins with a sign', '<-x@ours.example>'],
		['a source route', '<@far.example:games@ours.example>'], ['a colon in the name', '"a: b" <games@ours.example>']),
	['own_from: the second field', fire('own_from',
		with => { data => "From: joe\@far.example\nFrom: games\@ours.example\n\nx\n" })],
	['own_from: signed by us', calm('own_from', with => { data => signed('ours.example') })],
	(map { my ($what, $row, $by, @more) = @$_;
		["own_from: signed by $what", $row->('own_from', with => { data => signed(@$by) },
			policy => { own_domains => "also.example\nours.example\nyours.example\n" }, @more)] }
		['a domain below', \&calm, ['news.ours.example']],
		['another domain of ours', \&fire, ['also.example'], did => 'pass', code => '250',
			said => qr/spf=fail dkim=other author=games\@ours\.example exempt=unproved$/m],
		['a domain that only ends like ours', \&fire, ['yours.example'], did => 'pass', code => '250',
			said => qr/dkim=other author/],
		['another and by us', \&calm, ['also.example', 'ours.example']],
		['us and by another', \&calm, ['ours.example', 'also.example']]),
	['own_sender: signed by another domain of ours', calm('own_sender', with => { data => signed('also.example') },
		policy => { own_domains => "also.example\n" })],
	['own_from: Exim syntax', calm('own_from',
		with => { data => "From: \"\${run{x}}\" <\${run{x}}\@far.example> (\${lookup)\n\nx\n" })],

	# modes
	(map { ["modes: '" . plain($_->[0]) . "'", check => 'helo_own', mode => $_->[1],
		fired => $_->[1] eq 'off' ? '' : 'helo_own',
		did => { warn => 'pass', deny => 'deny', off => '' }->{ $_->[1] },
		code => $_->[1] eq 'deny' ? '550 5.7.1' : '250',
		policy => { modes => $_->[0] }] }
		["helo_own: deny", 'deny'], ["HELO_OWN: Deny\r\n", 'deny'],
		["helo_own deny\n", 'deny'], ["\"helo_own\": deny\n", 'deny'],
		["helo_own:deny # why\n", 'deny'], ["helo_own:\tdeny\n", 'deny'],
		["helo_own: denyy\n", 'warn'], ["xhelo_own: deny\n", 'warn'],
		["helo_own_x: deny\n", 'warn'], ["# helo_own: deny\n", 'warn'],
		["helo_own: off\nhelo_own: deny\n", 'off'],
		["helo_own: learn\n", 'warn'], [" helo_own: deny\n", 'warn'],
		["\0\0helo_own: deny\n", 'warn'], ["x\nhelo_own: deny", 'deny'],
		['', 'warn'],
	),

	# the forms of list entries
	(map { my ($file, $entry, $exempt) = @$_;
		["$file: '" . plain($entry) . "'", ($exempt ? calm('helo_own')
			: fire('helo_own')), policy => { $file => "$entry\n" }] }
		['exempt_hosts', '127.0.0.12', 1], ['exempt_hosts', '127.0.0.0/8', 1],
		['exempt_hosts', '"127.0.0.12": why', 1],
		['exempt_hosts', '127.0.0.12: why', 1],
		['exempt_hosts', "300.1.1.1\n1.2.3.400\n010.1.1.1\n127.0.0.12", 1],
		['exempt_hosts', "2001:db8::/32\n::1\n127.0.0.8/29 # x", 1],
		['exempt_hosts', "1:2:3\n2001:db8:::1\n12345::\nfe80::1%lo\ncafe: x\n:\n:::\n127.0.0.12", 1],
		['exempt_hosts', '127.0.0.1', 0], ['exempt_hosts', '27.0.0.12', 0],
		['exempt_hosts', '#127.0.0.12', 0], ['exempt_hosts', ' 127.0.0.12', 1], ['exempt_hosts', "\tmail.far.example", 1],
		['exempt_hosts', '0.0.0.0/99', 0], ['exempt_hosts', '!10.0.0.1', 0],
		['exempt_hosts', 'mail.far.example', 1],
		['exempt_hosts', '*.far.example', 1], ['exempt_hosts', '*.EXAMPLE', 1],
		['exempt_hosts', 'far.example', 0], ['exempt_hosts', '*.ar.example', 0],
		['exempt_hosts', 'mail.far.example.x', 0], ['exempt_hosts', '*', 0],
		['exempt_senders', 'joe@far.example', 1],
		['exempt_senders', 'JOE@FAR.EXAMPLE: why', 1],
		['exempt_senders', '@far.example', 1],
		['exempt_senders', '*@far.example', 1],
		['exempt_senders', 'far.example', 1],
		['exempt_senders', '"joe@far.example"', 1],
		['exempt_senders', 'oe@far.example', 0],
		['exempt_senders', 'joe@far.example.x', 0],
		['exempt_senders', 'ar.example', 0], ['exempt_senders', 'joe', 0],
		['exempt_senders', '.*@.*', 0], ['exempt_senders', '*', 0],
		['exempt_rcpts', 'games@ours.example', 1],
		['exempt_rcpts', '@ours.example', 1], ['exempt_rcpts', 'mail@', 0],
	),

	(map { my ($entry, $exempt) = @$_;
		["exempt_hosts for IPv6: '" . plain($entry) . "'", ($exempt ? calm('helo_own')
			: fire('helo_own')), six => 1, policy => { exempt_hosts => "$entry\n" }] }
		['2001:db8:0:1::12', 1], ['2001:db8:0:1::12: why', 1], ['"2001:db8:0:1::12": why', 1],
		['2001:0DB8:0000:0001:0000:0000:0000:0012 # why', 1], ['2001:db8:0:1::/64', 1],
		['2001:db8:0:1::/64: why', 1], ['2001:db8::/32', 1], ['::/0', 1], ["2001:db8:0:1::12:\r", 1],
		["2001:db8:0:1:::\n1:2:3: x\n2001:db8:0:1::0.0.0.18", 1], ['mail.far.example', 1],
		['2001:db8:0:1::1', 0], ['2001:db8:0:1::12/129', 0], ['2001:db8:0:2::/64', 0],
		['2001:db8:0:1::', 0], ['0.0.0.0/0', 0], ['[2001:db8:0:1::12', 0]),

	# The domain is what follows the last "@"; each other one would also be tried, against each entry.
	['exempt_senders has only the end of a local part', fire('helo_own', with => { from => '"a@b c"@far.example' },
		policy => { exempt_senders => "\"b c\"\@far.example\n" })],

	# what a client says stays what it is
	(map { ["sender $_", calm('', with => { from => $_ },
			policy => { modes => $everything })] }
		'"a b"@far.example', '"${run{/bin/false}}"@far.example',
		'"$h_subject:"@far.example', "o'hara\@far.example",
		'"a;check=x did=deny"@far.example', 'a/b=c+d@far.example',
		'"\\\\N(((*"@far.example', ('x' x 64) . '@far.example'),
	['a client that would forge a log line', check => 'helo_own',
		mode => 'warn', fired => 'helo_own', did => 'pass', code => '250',
		with => { from => '"x check=dnsbl did=deny"@far.example' },
		said => qr/from=<"?x\?check\?dnsbl\?did\?deny"?\@far|from=<\?x\?check\?dnsbl\?did\?deny\?\@far/],
);

# Names of dynamic lines, and others. The address is 192.0.2.7 unless one is given.
my @NAMES = ((map { [$_, 1] } qw(
	host-192-0-2-7.isp.example 7.2.0.192.isp.example c0000207.isp.example adsl-7.isp.example
	p7.dyn.isp.example 7.pool.isp.co.example dialup7.isp.example 2001-db8-0-1.isp.example=2001:db8:0:1::7
	mail-192-0-2-7.isp.example 192-0-2-7.mail.example 192-0-2-7.mailing.isp.example
	host-5-5-5.isp.example=192.5.5.5)), (map { [$_, 0] } qw(
	static-192-0-2-7.isp.example 7.static.dsl.isp.example mail.cable.example dynamics.mail.example
	mx7.mail.example mail-lf1-f41.mail.example mx.ours.example=2001:db8::7 out192-0-2-7.mail.isp.example
	192-0-2-7.outbound-mail.isp.example mail.ee.ed.ac.example=2001:db8::7 mx5.far.example=192.5.5.5)));

sub names {
	my ($acl) = @_;
	my @asked = map { my ($name, $ip) = split /=/, $_->[0];
		"\${if acl{{backstop_dynamic}{$name}{@{[ $ip // '192.0.2.7' ]}}}{1}{0}}" } @NAMES;
	my @got = split /\n/, $acl->stock->exim('-be', @asked)->{out};
	is $got[$_], $NAMES[$_][1], "ptr_dynamic: $NAMES[$_][0]" for 0 .. $#NAMES;
}

# All of it with Debian's split configuration, and again with the unsplit one;
# only BATV needs routers, which only the split one has.
sub run {
	my (%stock) = @_;
	my $acl = Backstop::Acl->new(fires => \%FIRES, stock => { %stock,
		domains => 'ours.example:web.example:bare.example' });
	my $how = $stock{split} ? 'split: ' : 'unsplit: ';
	my @checks = grep { $stock{split} || $_ ne 'null_unsigned' }
		grep { wanted($_) } sort keys %FIRES;
	my $no_ipv6 = Backstop::Net::missing_ipv6();
	for my $check (@checks) {
		my @rows = (mode_rows($check), exempt_rows($check), list_row($check));
		$acl->row({ %$_, name => $how . $_->{name} }) for @rows;
		next if $no_ipv6 || !$stock{split};
		$acl->row({ %$_, name => "$how$_->{name}, by IPv6", six => 1 })
			for grep { $_->{mode} eq 'deny' && !$_->{exempt}{local} } @rows;
	}
	for (wanted('single') ? @SINGLE : ()) {
		my ($name, %row) = @$_;
		next if $row{six} && $no_ipv6;
		next if exists $row{local} && !$stock{split};
		$row{with} = { to => [$acl->signed($games, delete $row{local})],
			%{ $row{with} } } if exists $row{local};
		$acl->row({ name => $how . $name, %row });
	}
	is $acl->stock->paniclog, '', "${how}the paniclog is empty";
	unlike $acl->stock->mainlog, qr/Temporary local problem|failed to expand/, "${how}no expansion failed";
	return $acl;
}

# They have tests of their own: t/acl/89-greylist.t.
is_deeply [grep { !$FIRES{$_} } Backstop::Acl::checks()], [qw(trap greylist)], 'each check has rows';

names(run(split => 1));
my $unsplit = run(split => 0);
$unsplit->row({ name => 'unsplit: nothing is signed, so nothing is unsigned',
	check => 'null_unsigned', mode => 'deny', fired => '', code => 250 });
done_testing;
