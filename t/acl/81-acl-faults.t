#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whatever is broken, good mail is accepted, at once or within the time that a
# resolver needs to give up, nothing of ours defers it, and the paniclog stays
# empty. One row for each fault; every check that may refuse is in deny.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $DENY = join '', map { "$_: deny\n" } Backstop::Acl::checks();

# A policy in which every file is used and good mail passes.
my %POLICY = (modes => $DENY, settings => "null_rate: 9\nearly_talker_wait: 0\n",
	exempt_hosts => "192.0.2.1\n", exempt_senders => "a\@b.example\n",
	exempt_rcpts => "x\@ours.example\n", own_hosts => "mx2.ours.example\n",
	own_nets => "192.0.2.0/24\n", list_hosts => "lists.example\n",
	helo_bots => "bot.example\n", never_send => "y\@ours.example\n",
	callout_domains => "asked.example\n", hub_domains => "hub.example\n",
	dnsbl_zones => "bl.example=127.0.0.2\n",
	null_zones => "back.example=127.0.0.2\n",
	trap_rcpts => "z\@ours.example\n", data_defer_hosts => "192.0.2.2\n",
	keys => "batv1: 0123456789abcdef\n", batv_domains => "signed.example\n",
	batv_exempt => "lists.example\n");

# What can be wrong with a file: a sub that gets its path.
my %FILE_FAULT = (
	missing => sub { unlink $_[0] },
	unreadable => sub { chmod 0600, $_[0] },
	'a directory' => sub { unlink $_[0]; mkdir $_[0] },
	'a pipe' => sub { unlink $_[0]; POSIX::mkfifo($_[0], 0644) },
	'a dangling link' => sub { unlink $_[0]; symlink "$_[0].no", $_[0] },
	'a link to itself' => sub { unlink $_[0]; symlink $_[0], $_[0] },
	empty => sub { Backstop::Rig::spew($_[0], '') },
	'octets without sense' => sub { Backstop::Rig::spew($_[0],
		join '', map { chr($_ * 37 % 256) } 0 .. 4000) },
	'Exim syntax' => sub { Backstop::Rig::spew($_[0], join "\n",
		'${run{/bin/false}}', '!*', '^(((', '+nolist', '/nofile', ':', '@@',
		'lsearch;/nofile', '10.0.0.1/99', '$h_x:', '\\N', '#', '') },
	'without a final newline' => sub {
		Backstop::Rig::spew($_[0], 'x@y.example') },
	'10 MB long' => sub { Backstop::Rig::spew($_[0], "a b c\n" x 1_700_000) },
	'one line of 90 kB' => sub { Backstop::Rig::spew($_[0], 'a.' x 45_000) },
);

# Files whose loss must be reported.
sub said {
	my ($file, $fault) = @_;
	return qr/event=policy did=default modes=missing/
		if $file eq 'modes' && $fault =~ /missing|dangling/;
	return undef if $file =~ /^data_|^trap_/;    # not read for this mail
	return qr/event=policy did=default \Q$file\E=unreadable/
		if $file =~ /^modes|^settings|hosts|nets|rcpts|hub|dnsbl|bots/
		&& $fault =~ /unreadable|directory|pipe|itself|10 MB/;
	return qr/event=policy did=default modes=line/
		if $file eq 'modes' && $fault =~ /octets|syntax|final|one line/;
	return undef;
}

sub file_rows {
	my ($file) = @_;
	my @rows;
	for my $fault (sort keys %FILE_FAULT) {
		for my $from ('joe@far.example', '') {
			push @rows, { name => "$file is $fault, from <$from>",
				policy => \%POLICY, with => { from => $from },
				fired => '', code => 250,
				said => said($file, $fault),
				prepare => sub { $FILE_FAULT{$fault}->(
					$_[0]->policy_dir . "/$file") } };
		}
	}
	return @rows;
}

# DNS, hub, Exim's own databases. ptr_* stay in warn where names cannot be
# looked up, as the docs advise.
my $SOFT = $DENY =~ s/(ptr_\w+): deny/$1: off/gr;
my $slow = 'timeout:1 attempts:1';
my %zone = map { $_ => { %POLICY, dnsbl_zones => "$_\n", null_zones => "$_\n" } }
	'err.example=127.0.0.2', 'err.example', 'err.example=127.255.255.254',
	'world.example=127.0.0.2', 'dnsbl.sorbs.net=127.0.0.2',
	'dnsbl.example = 127.0.0.2', 'gone.example=127.0.0.2';
my @ROWS = (
	(map { my $from = $_;
		{ name => "DNS is dead, from <$from>", dns => ['dead'],
			with => { from => $from } },
		{ name => "DNS is silent, from <$from>", dns => ['silent', $slow],
			with => { from => $from }, asks => 30 },
		{ name => "DNS is silent, ptr checks in deny, from <$from>", dns => ['silent', $slow],
			with => { from => $from }, asks => 30, policy => { modes => $DENY },
			said => qr/\A(?!.*(?:statement skipped|dnsdb))/s },
		{ name => "DNS says that every name exists, from <$from>",
			dns => ['liar'], with => { from => $from } },
	} 'joe@far.example', ''),
	(map { my $zone = $_; map { { name => "list '$zone', from <$_>",
		with => { from => $_ }, policy => $zone{$zone} } }
		'joe@far.example', '' } sort keys %zone),
	{ name => 'a list that has the whole world is named in the log',
		policy => $zone{'world.example=127.0.0.2'},
		said => qr/world\.example=lists_everybody/ },
	{ name => 'a list without codes is named in the log',
		policy => $zone{'err.example'}, said => qr/dnsbl_zones=line/ },
	{ name => 'a dead list is named in the log',
		policy => $zone{'dnsbl.sorbs.net=127.0.0.2'},
		said => qr/dnsbl_zones=line/ },
	(map { { name => "behind $_ lists of the whole world, the next one is asked",
		with => { client => '127.0.0.5' }, policy => { %POLICY, dnsbl_zones =>
			join "\n", (map { "l$_.world.example=127.0.0.2" } 1 .. $_), "bl.example=127.0.0.2\n" },
		code => '550 5.7.1', fired => 'dnsbl' } } 1, 25),
	{ name => 'a list that is ill by dnsbl_health is not asked',
		with => { client => '127.0.0.5' }, health => "bl.example: blocked\n" },
	{ name => 'a list that is well by dnsbl_health is asked',
		with => { client => '127.0.0.5' }, health => "bl.example: ok\n",
		code => '550 5.7.1', fired => 'dnsbl' },
	(map { my $list = $_; { name => "$list cannot be read, and somebody is not who he says",
		with => { helo => 'mx.ours.example' }, fired => 'helo_own', said => qr/did=pass .*exempt=list_unread/,
		prepare => sub { my $file = $_[0]->policy_dir . "/$list"; unlink $file; mkdir $file } } }
		qw(exempt_hosts exempt_senders exempt_rcpts own_nets list_hosts)),
	{ name => 'exempt_rcpts cannot be read, and the hub does not know the recipient',
		with => { to => ['unknown@hub.example'] }, hubs => 'hub.example', fired => 'rcpt_callout',
		said => qr/did=pass .*exempt=list_unread/,
		prepare => sub { my $file = $_[0]->policy_dir . '/exempt_rcpts'; unlink $file; mkdir $file } },
	{ name => 'DNS is silent, and mail is in our name', dns => ['silent'], fired => 'own_sender',
		policy => { own_nets => "203.0.113.0/24\n" },
		with => { client => '192.0.2.26', from => 'games@ours.example' }, asks => 30,
		said => qr/did=pass .*spf=unknown dkim=none exempt=unproved/ },
	(map { my $list = $_; { name => "DNS is dead, and a host may have a name in $list", dns => ['dead'],
		with => { helo => 'mx.ours.example' }, fired => 'helo_own', code => '451 4.7.1',
		policy => { own_hosts => '', list_hosts => '', $list => "mail.far.example\n" }, said => qr/mode=defer did=defer/ } }
		qw(exempt_hosts own_hosts list_hosts)),
	{ name => 'DNS is dead, and no list has a name', dns => ['dead'], with => { helo => 'mx.ours.example' },
		fired => 'helo_own', code => '550 5.7.1', policy => { own_hosts => '', list_hosts => '' } },
	{ name => 'a host has no name, and lists have', with => { helo => 'mx.ours.example', client => '127.0.0.3' },
		fired => 'helo_own', code => '550 5.7.1', policy => { modes => $SOFT } },
	# Four seconds for the name in HELO: then nothing else is asked.
	{ name => 'DNS is silent, and a host greets with a domain of ours', dns => ['silent', 'timeout:2 attempts:1'],
		with => { client => '127.0.0.5', helo => 'web.example' }, asks => 8,
		said => qr/event=dns did=pass cause=slow/ },
	{ name => 'exempt_hosts cannot be read, and mail is in our name', fired => 'own_sender',
		policy => { %POLICY, own_nets => "203.0.113.0/24\n" },
		with => { client => '192.0.2.26', from => 'games@ours.example' }, said => qr/did=pass .*exempt=list_unread/,
		prepare => sub { my $file = $_[0]->policy_dir . '/exempt_hosts'; unlink $file; mkdir $file } },
	{ name => 'exempt_hosts cannot be read, for it is gone, and it was there', with => { helo => 'mx.ours.example' },
		fired => 'helo_own', said => qr/did=pass .*exempt=list_unread/,
		prepare => sub { mkdir "$_[0]{dir}/lib/lists"; Backstop::Rig::spew("$_[0]{dir}/lib/lists/exempt_hosts", '');
			unlink $_[0]->policy_dir . '/exempt_hosts' },
		restore => sub { unlink "$_[0]{dir}/lib/lists/exempt_hosts" } },
	{ name => 'another list cannot be read', with => { helo => 'mx.ours.example' }, fired => 'helo_own',
		code => '550 5.7.1', prepare => sub { my $file = $_[0]->policy_dir . '/dnsbl_zones'; unlink $file; mkdir $file } },
	{ name => 'the hub is down', with => { to => ['joe@down.example'] },
		hubs => 'down.example', said => qr/event=hub did=pass cause=down/ },
	{ name => 'the hub is down, and mail for it is to be deferred',
		with => { to => ['joe@down.example'] }, hubs => 'down.example',
		settings => "hub_down: defer\nearly_talker_wait: 0\n",
		code => '451 4.4.1', fired => 'rcpt_callout', },
	{ name => 'two hubs are down: each is asked once in a connection',
		with => { to => [map { ("$_\@down.example", "$_\@deep.example") } 'a' .. 'c'] },
		hubs => "down.example\ndeep.example",
		said => qr/\A(?=(?:.*Could not complete){2})(?!(?:.*Could not complete){3})/s },
	{ name => 'the hub is up, and mail is to be deferred else',
		with => { to => ['joe@hub.example'] },
		settings => "hub_down: defer\nearly_talker_wait: 0\n" },
	(map { my $from = $_; { name => "Exim's databases are closed, from <$from>",
		with => { from => $from, forget => 0 }, prepare => \&close_db } }
		'joe@far.example', ''),
	{ name => 'the policy directory is missing',
		prepare => sub { rename $_[0]->policy_dir, "$_[0]->{dir}/away" },
		restore => sub { rename "$_[0]->{dir}/away", $_[0]->policy_dir },
		said => qr/modes=missing/ },
	{ name => 'the policy directory is closed',
		prepare => sub { chmod 0700, $_[0]->policy_dir },
		restore => sub { chmod 0755, $_[0]->policy_dir },
		said => qr/modes=missing/ },
);

sub close_db {
	my ($stock) = @_;
	my $db = "$stock->{dir}/spool/db";
	mkdir $db;
	chown 0, 0, $db;
	chmod 0700, $db;
}

sub complete {
	my ($row) = @_;
	my $prepare = $row->{prepare};
	my %policy = ( %POLICY, modes => $row->{dns} ? $SOFT : $DENY,
		%{ $row->{policy} || {} });
	$policy{hub_domains} = "$row->{hubs}\n" if $row->{hubs};
	$policy{settings} = $row->{settings} if $row->{settings};
	return { fired => '', code => 250, %$row, policy => \%policy,
		prepare => sub {
			my ($stock) = @_;
			Backstop::Net::resolver(@{ $row->{dns} || ['dnsmasq'] });
			Backstop::Rig::spew("$stock->{dir}/lib/dnsbl_health",
				$row->{health} // '');
			$prepare->($stock) if $prepare;
		} };
}

my $acl = Backstop::Acl->new(
	zones => ['address=/err.example/127.255.255.254',
		'address=/world.example/127.0.0.2',
		(map { "mx-host=$_.example,mx.down.example,10" } qw(down deep)),
		'host-record=mx.down.example,192.0.2.26'],
	stock => { relay_to => 'hub.example:down.example:deep.example', domains => 'ours.example:web.example' });
# An argument: only rows with such names.
for my $row (grep { !@ARGV || $_->{name} =~ /$ARGV[0]/ } (map { file_rows($_) } sort keys %POLICY), @ROWS) {
	$acl->row(complete($row));
}
unlike $acl->stock->mainlog, qr/Temporary local problem|failed to expand/,
	'no expansion failed';
done_testing;
