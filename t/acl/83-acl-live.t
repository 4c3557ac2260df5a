#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What takes more than one session to see: a mode that is changed meanwhile,
# what is offered in EHLO, return paths that are signed and come back, content
# scanners, the second recipient of a bounce.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Digest::SHA ();
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $acl = Backstop::Acl->new(stock => { split => 1, interfaces => '127.0.0.1 ; 127.0.0.1.587', macros => { BACKSTOP_SCANNER_WAIT => '2s' }, files => {
	'conf.d/router/410_test' => <<'END' } });
test_alias:
  driver = redirect
  domains = +local_domains
  local_parts = o'brien : \N^list-bounces\+x+$\N
  data = games@ours.example

test_forward:
  driver = redirect
  domains = +local_domains
  local_parts = mail
  condition = ${if exists{BACKSTOP_LIB/forward}}
  data = joe@far.example
END
my $stock = $acl->stock;
my $quiet = "early_talker_wait: 0\n";

sub policy {
	my (%file) = (settings => $quiet, @_);
	File::Path::remove_tree($stock->policy_dir, { keep_root => 1 });
	$stock->policy($_, $file{$_}) for keys %file;
}

sub client {
	my (%o) = @_;
	my $c = Backstop::Smtp->connect(port => $o{port} // $stock->port,
		from => $o{from} // '127.0.0.12');
	$c->{offers} = $c->ehlo($o{helo} // 'mail.far.example');
	return $c;
}

# A change counts for the next command, in whatever way the file is written.
{
	policy(modes => "helo_own: warn\n");
	my $c = client(helo => 'mx.ours.example');
	my $rcpt = sub { $c->rset; $c->mail('joe@far.example');
		return $c->rcpt('games@ours.example')->code };
	is $rcpt->(), 250, 'warn';
	$stock->policy(modes => "helo_own: deny\n");
	is $c->rcpt('mail@ours.example')->code, 550,
		'deny, from the next RCPT of the same message';
	is $rcpt->(), 550, 'and in the next message';
	Backstop::Rig::spew($stock->policy_dir . '/modes', "helo_own: defer\n");
	is $rcpt->(), 451, 'defer, the file written in place';
	unlink $stock->policy_dir . '/modes';
	is $rcpt->(), 250, 'built-in, the file removed';
	$stock->policy(modes => "helo_own: deny\n");
	$stock->policy(exempt_senders => "joe\@far.example\n");
	is $rcpt->(), 250, 'a sender who was exempted a moment ago';
}

# A name that was found good is judged again if it or the policy changes.
{
	my $bots = sub { $stock->policy(helo_bots => "$_[0]\n"); $stock->compile(watched => 'yes') };
	policy(modes => "helo_own: deny\nhelo_bot: deny\n");
	$bots->('other.example');
	my $c = client(helo => 'bot.far.example');
	my $rcpt = sub { $c->rset; $c->mail('joe@far.example');
		return join ' ', map { $c->rcpt("$_\@ours.example")->code } 'games', 'mail' };
	is $rcpt->(), '250 250', 'a good name';
	$bots->('bot.far.example');
	is $rcpt->(), '550 550', 'not any more';
	$bots->('other.example');
	is $rcpt->(), '250 250', 'a good one again';
	$c->ehlo('mx.ours.example');
	is $rcpt->(), '550 550', 'another name';
	$c->ehlo('bot.far.example');
	is $rcpt->(), '250 250', 'the good one again';
	unlink "$stock->{dir}/lib/policy";
}

# What kind of host a client is, is found again if the policy changes.
{
	my $exempt = sub { $stock->policy(exempt_hosts => "$_[0]\n"); $stock->compile(watched => 'yes') };
	policy(modes => "helo_own: deny\n");
	$exempt->('192.0.2.99');
	my $c = client(helo => 'mx.ours.example');
	my $rcpt = sub { $c->rset; $c->mail('joe@far.example'); return $c->rcpt('games@ours.example')->code };
	is $rcpt->(), 550, 'a stranger';
	$exempt->('127.0.0.12');
	is $rcpt->(), 250, 'a host that was exempted a moment ago';
	$exempt->('192.0.2.99');
	is $rcpt->(), 550, 'a stranger again';
	unlink "$stock->{dir}/lib/policy";
}

# What the ACLs follow if a mode was set to deny and the copy made, and then the file says
# "off", written in place: a copy that is watched; else the plugin, if there is one; else
# a copy, but only while the directory is unchanged.
{
	my ($copy, $plugin) = ("$stock->{dir}/lib/policy", $stock->{asked});
	# name, how the copy is made or damaged, what is there: reply with the plugin,
	# without, what is said then
	for (['a copy that is watched', sub { $stock->compile(watched => 'yes') }, 550, 550],
		['one that is not', sub { $stock->compile }, 250, 550],
		['watched, and out of date', sub { $stock->compile(watched => 'yes', changed => 1) }, 250, 250, 'stale'],
		['out of date', sub { $stock->compile(changed => 1) }, 250, 250, 'stale'],
		['of another version', sub { $stock->compile(version => 9) }, 250, 250, 'missing'],
		['none', sub { unlink $copy }, 250, 250, 'missing'],
		['one that is empty', sub { Backstop::Rig::spew($copy, '') }, 250, 250, 'missing'],
		['a directory', sub { unlink $copy; mkdir $copy }, 250, 250, 'missing'],
		['one that Exim may not read', sub { rmdir $copy; $stock->compile; chmod 0600, $copy },
			250, 250, 'missing']) {
		my ($name, $make, $with, $without, $said) = @$_;
		for my $there (1, 0) {
			policy(modes => "helo_own: deny\n");
			$make->();
			Backstop::Rig::spew($stock->policy_dir . '/modes', "helo_own: off\n");
			rename $plugin, "$plugin.away" if !$there;
			$stock->new_log;
			my $c = client(helo => 'mx.ours.example');
			$c->mail('joe@far.example');
			is $c->rcpt('games@ours.example')->code, $there ? $with : $without,
				"$name, " . ($there ? 'the plugin' : 'no plugin');
			is join(' ', $stock->new_log =~ /event=policy did=default policy=(\w+)/g),
				$there ? '' : $said // '', '… and what is said';
			rename "$plugin.away", $plugin;
		}
	}
	unlink $copy;
}

# Files that vanish and come back, all the time, while mail flows: with the plugin, by
# copies that are made again, and with neither.
for (['the plugin', 1, 0], ['copies', 0, 1], ['neither', 0, 0]) {
	my ($name, $plugin, $copies) = @$_;
	my %file = (modes => "helo_own: deny\n", settings => $quiet, keys => "batv1: 0123456789abcdef\n",
		dnsbl_zones => "bl.example=127.0.0.2\n", batv_domains => "ours.example\n",
		hub_domains => "hub.example\n", map { $_ => "192.0.2.1\n" } qw(own_hosts own_nets exempt_hosts
		list_hosts exempt_senders exempt_rcpts helo_bots never_send trap_rcpts));
	policy(%file);
	$stock->compile if $copies;
	rename $stock->{asked}, "$stock->{asked}.away" if !$plugin;
	my $pid = fork // die "fork: $!";
	while (!$pid) {
		for my $path (map { $stock->policy_dir . "/$_" } sort keys %file) {
			unlink $path;
			Backstop::Rig::spew($path, $file{ $path =~ s{.*/}{}r });
		}
		$stock->compile if $copies;
	}
	my %code;
	for my $from (('joe@far.example', '') x 10) {
		my $r = client()->message(from => $from, to => 'games@ours.example', data => "Subject: x\n\nx\n");
		$code{ $r->code }++;
	}
	kill KILL => $pid;
	waitpid $pid, 0;
	rename "$stock->{asked}.away", $stock->{asked};
	unlink glob "$stock->{dir}/lib/policy*";
	is join(' ', %code), '250 20', "files that vanish, $name: all mail is accepted";
	is $stock->paniclog, '', '… and the paniclog is empty';
}

# early_talker: what is offered, and to which clients.
for (['off', '127.0.0.3', 1, 1], ['warn', '127.0.0.3', 1, 0],
	['deny', '127.0.0.3', 0, 0], ['defer', '127.0.0.3', 0, 0],
	['warn', '127.0.0.12', 1, 1], ['deny', '127.0.0.12', 0, 0],
	['deny', '127.0.0.1', 1, 1], ['deny', '127.0.0.3', 1, 1, 587]) {
	my ($mode, $from, $pipelining, $connect, $port) = @$_;
	policy(modes => "early_talker: $mode\n");
	my $offers = client(from => $from, port => $port)->{offers}->text;
	my $name = "early_talker: $mode, from $from" . ($port ? " to port $port" : '');
	is !!($offers =~ /^PIPELINING$/m), !!$pipelining, "$name: PIPELINING";
	is !!($offers =~ /^PIPE_?CONNECT$/m), !!$connect, "$name: PIPECONNECT";
}

# The second recipient of a bounce is accepted in a message of its own.
{
	policy(modes => "null_many: deny\n");
	my $c = client();
	$c->mail('');
	is $c->rcpt('games@ours.example')->code, 250, 'a bounce: first recipient';
	is $c->rcpt('mail@ours.example')->code, 452, 'a bounce: second recipient';
	is $c->data("Subject: x\n\nx\n")->code, 250, 'sent to the first';
	$c->mail('');
	is $c->rcpt('mail@ours.example')->code, 250, 'then to the second';
	is $c->data("Subject: x\n\nx\n")->code, 250, 'sent to the second';
}

# A relay host may hand our own verdicts back to us.
for (['127.0.0.1', 1], ['127.0.0.12', 0]) {
	my ($from, $kept) = @$_;
	policy();
	my $r = client(from => $from)->message(from => 'joe@far.example',
		to => 'postmaster@ours.example',
		data => "x-backSTOP: old\nSubject: x\n\nx\n");
	my $old = grep { /^x-backstop: old/i } $stock->queued($r->id);
	is $old, $kept, "X-Backstop to postmaster from $from";
}

# The policy's words are not kept with the message, least of all a key.
{
	policy(keys => "batv1: 0123456789abcdef\n", modes => "helo_own: warn\n",
		batv_domains => "ours.example\n");
	my $r = client()->message(from => '', to => 'games@ours.example',
		data => "Subject: x\n\nx\n");
	my $file = Backstop::Rig::slurp("$stock->{dir}/spool/input/" . $r->id . '-H');
	like $file, qr/games/, 'the queue file';
	unlike $file, qr/0123456789abcdef|helo_own: warn|early_talker_wait/,
		'holds no policy and no key';
}

# Exim also writes variables that are empty, so what few messages set is only cleared for these.
for (['no check fires', 'mail.far.example', {}], ['a check fires', 'mx.ours.example', { line => '', who => '' }]) {
	my ($name, $helo, $is) = @$_;
	policy(modes => "helo_own: warn\n");
	my $r = client(helo => $helo)->message(from => 'joe@far.example', to => 'games@ours.example',
		data => "Subject: x\n\nx\n");
	my $file = Backstop::Rig::slurp("$stock->{dir}/spool/input/" . $r->id . '-H');
	my %var = $file =~ /^--?acl[mc] _backstop_(\w+) \d+\n(.*)/mg;
	my %few = map { $_ => $var{$_} } grep { exists $var{$_} } qw(line who bearers asked);
	is_deeply \%few, $is, "$name: variables that few messages have";
}

# What a check says of a recipient who is refused is not in the header of the others' mail.
{
	policy(modes => "null_many: off\nnull_never: warn\nrcpt_callout: deny\nhelo_own: warn\n",
		never_send => "unknown\@hub.example\n", hub_domains => "hub.example\n");
	my $c = client(helo => 'mx.ours.example');
	$c->mail('');
	is $c->rcpt('unknown@hub.example')->code, 550, 'a recipient is refused';
	is $c->rcpt($_)->code, 250, '… and others are not' for qw(games@ours.example mail@ours.example);
	my @header = $stock->queued($c->data("Subject: x\n\nx\n")->id);
	is_deeply [grep { /^X-Backstop:/ } @header], ["X-Backstop: v=1; check=helo_own; would=deny\n"],
		'… whose mail has only what is said of them, once' or diag @header;
}

# Return paths that leave signed.
sub sent {
	my ($from, $to, %file) = @_;
	my $client = delete $file{client} // '127.0.0.1';
	my $field = delete $file{field} // '';
	policy(keys => "batv1: 0123456789abcdef\n",
		batv_domains => "ours.example\n", %file);
	my $r = client(from => $client)->message(from => $from, to => $to,
		data => "${field}From: games\@ours.example\nSubject: x\n\nx\n");
	Backstop::Rig::spew($acl->{told}, '');
	$stock->exim('-M', $r->id);
	my ($path) = $acl->hub_heard =~ /^MAIL FROM:<(.*?)>/m;
	return $path // 'nothing sent: ' . join '', grep { / ==|\*\*/ }
		split /^/, $stock->mainlog;
}
like sent('games@ours.example', 'joe@far.example'),
	qr/^prvs=1\d{3}[0-9a-f]{6}=games\@ours\.example$/, 'our sender is signed';
my $signed = $1 if sent('games@ours.example', 'joe@far.example') =~ /(.*)/;
my $capital = sent('Games@Ours.example', 'joe@far.example');
like $capital, qr/^prvs=1\d{3}[0-9a-f]{6}=Games\@/, 'our sender, in capitals, is signed';
for (['games@ours.example', 'to a domain in batv_exempt',
		batv_exempt => "far.example\n"],
	['games@ours.example', 'without keys', keys => "# none\n"],
	['games@ours.example', 'not in batv_domains',
		batv_domains => "mail\@ours.example\n"],
	['joe@else.example', 'not ours'],
	['prvs=1234abcdef=games@ours.example', 'signed already'],
	['SRS0=ab=cd=far.example=x@ours.example', 'with SRS'],
	['', 'the null sender']) {
	my ($from, $what, %file) = @$_;
	is sent($from, 'joe@far.example', %file), $from, "$what: not signed";
}
# Mail that came from outside is not ours, whoever its sender is: a stranger who finds an address
# that is forwarded to a host where he reads the mail could collect signed paths of all users.
Backstop::Rig::spew("$stock->{dir}/lib/forward", '');
for (['a host of ours', 1], ["a stranger's host", 0, client => '127.0.0.12'],
	['a host in list_hosts', 0, client => '127.0.0.12', list_hosts => "127.0.0.12\n"],
	['a host in exempt_hosts', 1, client => '127.0.0.12', exempt_hosts => "127.0.0.12\n"],
	['a filter here, with mail from outside', 0, field => "X-Backstop-Arrived: v=1\n"]) {
	my ($whose, $is, %o) = @$_;
	my $path = sent('games@ours.example', 'mail@ours.example', %o);
	like $path, $is ? qr/^prvs=\w{10}=games\@ours\.example$/ : qr/^games\@ours\.example$/,
		"forwarded, from $whose: " . ($is ? 'signed' : 'not signed');
}
unlink "$stock->{dir}/lib/forward";
{
	policy(keys => "batv1: 0123456789abcdef\n", modes => "null_unsigned: deny\n",
		batv_domains => "ours.example\n");
	my $c = client();
	my $r = $c->message(from => '', to => $signed, data => "Subject: x\n\nx\n");
	is $r->code, 250, 'what was signed comes back';
	# What follows a signature must never become redirection data.
	for my $trick (':include:x', ':blackhole:', ':fail: hi', 'a b', ',', '<', '|x', '/x') {
		my $d = client();
		$d->mail('');
		is $d->rcpt(qq{"prvs=1234abcdef=$trick"\@ours.example})->code, 550,
			"a signature before '$trick'";
	}
	like $stock->exim('-bt', $signed)->{out}, qr/^games\@ours\.example/m,
		'and goes to who sent it';
	is $c->message(from => '', to => uc($signed) =~ s/OURS.EXAMPLE/ours.example/r,
		data => "Subject: x\n\nx\n")->code, 250,
		'also from a system that writes in capitals';
	is $c->message(from => '', to => $capital, data => "Subject: x\n\nx\n")->code,
		250, 'and what has capitals of its own';
}

# A domain that we relay for: its server does not know our signatures, but may have its own.
for (['ours', sent('joe@hub.example', 'joe@far.example', batv_domains => "hub.example\n"), "hub.example\n", 'joe@hub.example'],
	['theirs', 'prvs=1234abcdef=joe@hub.example', "ours.example\n", 'prvs=1234abcdef=joe@hub.example']) {
	my ($whose, $address, $domains, $to) = @$_;
	like $address, qr/^prvs=\w{10}=joe\@hub\.example$/, "to a hub: a signature, $whose";
	policy(keys => "batv1: 0123456789abcdef\n", batv_domains => $domains);
	like $stock->exim('-bt', $address)->{out}, qr/^\Q$to\E$/m, '… goes to this address';
}

# What may be signed is what must be: one predicate, which both ask.
for (['games@ours.example', 1], ['Games+x=y@OURS.example', 1],
	['x' x 48 . '@ours.example', 1], ['x' x 49 . '@ours.example', 0],
	["o'brien\@ours.example", 0], ['games/x@ours.example', 0], ['"a b"@ours.example', 0],
	['SRS0=ab=cd=far.example=x@ours.example', 0], ['srs1+ab=far.example==cd=x@ours.example', 0],
	['SRS0-ab=cd=far.example=x@ours.example', 0],
	['prvs=1234abcdef=games@ours.example', 0], ['btv1==0123456789==games@ours.example', 0],
	['games@far.example', 0], ['games', 0], ['', 0]) {
	my ($address, $is) = @$_;
	policy(batv_domains => "ours.example\n");
	my $r = $stock->exim('-be', "\${if acl{{backstop_signable}{$address}}{1}{0}}");
	is $r->{out}, "$is\n", "'$address' " . ($is ? 'is' : 'is not') . ' signed';
}
for my $name ("o'brien", 'list-bounces+' . 'x' x 40) {
	my $address = "$name\@ours.example";
	is sent($address, 'joe@far.example'), $address, "$name: leaves unsigned";
	policy(keys => "batv1: 0123456789abcdef\n", modes => "null_unsigned: deny\n",
		batv_domains => "ours.example\n");
	is client()->message(from => '', to => $address, data => "Subject: x\n\nx\n")->code, 250,
		'… and comes back';
}

# Nor is it known what had to leave signed while a list that says so cannot be read.
for my $list (qw(batv_exempt batv_domains)) {
	policy(keys => "batv1: 0123456789abcdef\n", modes => "null_unsigned: deny\n",
		batv_domains => "ours.example\n");
	unlink $stock->policy_dir . "/$list";
	mkdir $stock->policy_dir . "/$list";
	my $r = client()->message(from => '', to => 'games@ours.example', data => "Subject: x\n\nx\n");
	is $r->code, 250, "a bounce to a plain address passes while $list cannot be read" or diag $r;
}

# What ACLs say of a bounce's recipients to the plugin.
sub noted {
	my (%o) = @_;
	policy(keys => "batv1: 0123456789abcdef\n", modes => "null_many: warn\n",
		batv_domains => "ours.example\n", %{ $o{policy} || {} });
	my $c = client();
	for my $to (@{ $o{before} || [] }, $o{to}) {
		my $r = $c->message(from => $o{from} // '', to => $to,
			data => "Subject: x\n\nx\n");
		$o{reply} = $r;
	}
	return "$o{reply}" if !$o{reply}->id;
	my $file = Backstop::Rig::slurp("$stock->{dir}/spool/input/" . $o{reply}->id . '-H');
	return $file =~ /^--?aclm _backstop_signed \d+\n(.*)/m ? $1 : '';
}

# An address signed so many days ago (RFC draft-levine-smtp-batv-01).
sub aged {
	my ($address, $days) = @_;
	my $stamp = sprintf '1%03d', (time / 86_400 + 7 - $days) % 1000;
	return "prvs=$stamp" . substr(Digest::SHA::hmac_sha1_hex(
		"$stamp$address", '0123456789abcdef'), 0, 6) . "=$address";
}

my ($games, $mail) = map { "$_\@ours.example" } qw(games mail);
my $other = $acl->signed($mail, '1 0123456789abcdef');
for (['one that we signed', to => $signed, noted => $signed],
	['one with capitals', to => $capital, noted => $capital],
	['two that we signed', to => [$signed, $other], noted => "$signed, $other"],
	['one, and one that is not signed', to => [$signed, $mail]],
	['one that is not signed, and one', to => [$mail, $signed]],
	['one, and postmaster', to => [$signed, 'postmaster@ours.example']],
	['one, after a message to another', before => [$signed], to => $mail],
	['one that is not signed', to => $games],
	['one whose signature is of another address', to => $signed =~ s/games/mail/r],
	['one that another key signed', to => $acl->signed($games, '1 xxxxxxxxxxxx')],
	['a number that has no key', to => $acl->signed($games, '7 ')],
	['one without keys', to => $signed, policy => { keys => "# none\n" }],
	['one, by a key that is too short', to => $acl->signed($games, '1 abc'),
		policy => { keys => "batv1: abc\n" }],
	['one signed six days ago', to => aged($games, 6), noted => aged($games, 6)],
	['one signed eight days ago', to => aged($games, 8)],
	['one signed today', to => aged($games, 0), noted => aged($games, 0)],
	['one signed tomorrow', to => aged($games, -2)],
	['one signed two years ago', to => aged($games, 750)],
	['one whose day is past the turn', to => aged($games, 990)],
	['one with a sender', to => $signed, from => 'joe@far.example'],
	['one, of an exempt host', to => $signed, noted => $signed,
		policy => { exempt_hosts => "127.0.0.12\n" }],
	['one, with null_unsigned off', to => $signed, noted => $signed,
		policy => { modes => "null_unsigned: off\n" }]) {
	my ($name, %o) = @$_;
	is noted(%o), $o{noted} // '', "what the plugin hears: $name";
}

# A scanner that works, one that is down, one that never answers.
sub scanner {
	my ($port, $answer) = @_;
	my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1',
		LocalPort => $port, Listen => 5, ReuseAddr => 1) or die $@;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	while (my $c = $server->accept) {
		my $line = <$c>;
		$answer->($c, $line);
		close $c;
	}
	POSIX::_exit(0);
}

sub spamd {
	my ($c, $line) = @_;
	return print $c "SPAMD/1.5 0 PONG\r\n" if $line =~ /^PING/;
	my $rest = do { local $/; <$c> };
	print $c "SPAMD/1.1 0 EX_OK\r\nContent-length: 14\r\n\r\n"
		. "7.3/5.0\r\nspam\n";
}

sub scan {
	my (%o) = @_;
	policy(settings => "spam: $o{spam}\n$quiet" . ($o{settings} // ''));
	my $start = time;
	my $client = client(from => $o{from});
	my ($r) = reverse map { $client->message(from => 'joe@far.example',
		to => 'games@ours.example',
		data => "X-Spam-Score: 0\nSubject: x\n\nx\n" . ("text\n" x 500)) } 1 .. $o{messages} // 1;
	my ($score) = map { /^X-Spam-Score: (\S+)/ } $stock->queued($r->id // '');
	return join ' ', $r->code, $score // 'none',
		time - $start > 60 ? 'late' : ();    # Exim alone waits two minutes
}
SKIP: {
	skip 'this Exim scans no content', 10
		if !$stock->has('_OPT_MAIN_SPAMD_ADDRESS');
	is scan(spam => 'spamassassin'), '250 none', 'no SpamAssassin: mail passes';
	is scan(spam => 'rspamd'), '250 none', 'no rspamd: mail passes';
	is scan(spam => 'off'), '250 0', 'off: nothing is touched';
	my $pid = scanner(783, \&spamd);
	policy(settings => "spam: spamassassin\n$quiet");
	my $user = client();
	$user->command('AUTH PLAIN AGpvZQBzZWNyZXQ=');    # joe, secret
	my $r = $user->message(from => 'joe@ours.example', to => [qw(games@ours.example postmaster@ours.example)],
		data => "Subject: x\n\nx\n");
	unlike join('', $stock->queued($r->id // '')), qr/X-Spam-Score/, 'not for a user who writes to postmaster, too' or diag $r;
	is scan(spam => 'spamassassin'), '250 7.3', 'SpamAssassin tags';
	like $stock->mainlog, qr/ backstop v=1 event=scanned did=pass score=7\.3$/m, '… and it is logged';
	is scan(spam => 'spamassassin', settings => "spam_max_size: 100\n"),
		'250 0', 'too large for it';
	is scan(spam => 'spamassassin', from => '127.0.0.1'), '250 0',
		'not for relay hosts';
	kill TERM => $pid;
	waitpid $pid, 0;
	pipe my $asked, my $ask;
	my @kept;    # open, and never answered
	$pid = scanner(783, sub { syswrite $ask, $_[1]; open my $c, '>&', $_[0]; push @kept, $c });
	is scan(spam => 'spamassassin', messages => 2), '250 none', 'one that hangs: mail passes';
	kill TERM => $pid;
	close $ask;
	is join('', <$asked>), "PING SPAMC/1.2\r\n", '… and it is asked once in a connection';
	waitpid $pid, 0;
}
is $stock->paniclog, '', 'the paniclog is empty';
done_testing;
