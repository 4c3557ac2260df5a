#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The reader of the main log, against logs that the Exim of this machine writes: of ours, and
# of another one that it sends to. Every line about a message is compared with what was sent.
# Once with log_selector = +all, once with Debian's.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Pair;
use Backstop::Rig;
use Backstop::Smtp;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use Test::More;
use Time::HiRes qw(time);

my $missing = Backstop::Rig::missing();
plan skip_all => $missing if $missing;

my $READER = ($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/t/logline';
my $DEBIAN = '+smtp_protocol_error +smtp_syntax_error +tls_certificate_verified +tls_peerdn';
my $JOE = 'joe@ours.example';
my $PROXIED = '192.0.2.77';    # what a proxy at 127.0.0.2 says of its client

# --- what is sent -----------------------------------------------------------------

my @OUT = (host => '127.0.0.1', ip => '127.0.0.1', transport => 'smtp_out');
my $ODD = '"a H=evil [192.0.2.66]*"@far.example';
my $ODD_HERE = '"x H=y [192.0.2.9]"@ours.example';

sub out { my ($kind, $to, %o) = @_; return { kind => $kind, address => "$to\@far.example", @OUT, %o } }

sub here {
	my ($to, %o) = @_;
	return { kind => 'delivered', address => $to, parent => "$to\@ours.example", transport => 'rig_keep', %o };
}

my $GROUP = 'group@ours.example';
my $ODD_ID = '"x S=1 A=plain:evil DKIM=evil.example"@far.example';
my @TO_JOE = (to => ['joe@ours.example'], lines => [here('joe')]);

# Each message: its subject; who sends it (from, helo, login, proxied, by, mail_param); to whom;
# what the log must say of its arrival beside the sender and the host; and of its recipients.
my @messages = (
	{ subject => 'one "two" S=9', login => $JOE, to => ['out1@far.example', 'out2@far.example'],
		lines => [out(delivered => 'out1'), out(also => 'out2')] },
	{ subject => 'BDAT', bdat => 1, @TO_JOE },
	{ subject => 'cutthrough', login => $JOE, to => ['cut@far.example'], lines => [out(delivered => 'cut')] },
	{ subject => 'by two aliases', to => ['alias@ours.example'],
		lines => [out(delivered => 'out', parent => 'alias@ours.example')] },
	{ subject => 'a group', to => ['group@ours.example'],
		lines => [out(delivered => 'one', parent => $GROUP), here('joe', parent => $GROUP),
			out(also => '', address => 'a h=evil [192.0.2.66]*@far.example', parent => $GROUP)] },
	{ subject => 'odd addresses', sender => '"a S=1 A=plain:evil"@far.example', to => [$ODD, $ODD_HERE],
		lines => [out(delivered => '', address => $ODD, parent => $ODD),
			here('', address => $ODD_HERE, parent => $ODD_HERE)] },
	{ subject => 'a pipe', to => ['piped@ours.example'],
		lines => [here('piped', address => '|/bin/true -t H=x [192.0.2.9]', transport => 'pipe')] },
	{ subject => 'a file', to => ['filed@ours.example'],
		lines => [here('filed', address => qr{^/.*/spool/a file$}, transport => 'file')] },
	{ subject => 'no file', to => ['nowhere@ours.example'],
		lines => [here('nowhere', address => '/dev/null', transport => '**bypassed**')] },
	{ subject => 'a black hole', to => ['hole@ours.example'],
		lines => [here('hole', address => ':blackhole:', transport => '')] },
	{ subject => 'an automatic reply', to => ['away@ours.example'],
		lines => [here('away'), here('away', transport => 'reply')] },
	{ subject => 'failed here', login => $JOE, to => ['failing@ours.example', 'unknown@ours.example'],
		lines => [{ kind => 'failed', address => 'failing@ours.example', transport => 'failing' },
			{ kind => 'failed', address => 'unknown@ours.example' }] },
	{ subject => 'failed there', login => $JOE, to => ['gone@far.example', 'later@far.example', 'fine@far.example'],
		lines => [out(failed => 'gone'), out(delayed => 'later', host => '', ip => ''), out(delivered => 'fine')] },
	{ subject => 'virus', login => $JOE, to => ['out@far.example'], lines => [out(failed => 'out')] },
	{ subject => 'without TLS', to => ['plain@far.example'],
		lines => [out(delivered => 'plain', transport => 'plain_out')] },
	{ subject => 'by SOCKS', to => ['socks@far.example'], lines => [out(delivered => 'socks', transport => 'by_proxy')] },
	{ subject => 'through a proxy', ip => $PROXIED, @TO_JOE },
	{ subject => 'fake', code => 550, @TO_JOE },
	{ subject => "J\xc3\xb6rg", sender => "j\xc3\xb6rg\@far.example", mail_param => ['SMTPUTF8'],
		to => ["j\xc3\xb6rg\@ours.example", "j\xc3\xb6rg\@far.example"],
		lines => [here("j\xc3\xb6rg"), out(delivered => "j\xc3\xb6rg")] },
	{ subject => 'HELO with blanks', helo => 'x [192.0.2.66] y', @TO_JOE },
	{ subject => 'a literal in HELO', helo => '[192.0.2.66]', @TO_JOE },
	{ subject => 'Message-ID', head => "Message-ID: <$ODD_ID>", message_id => $ODD_ID, @TO_JOE },
	{ subject => 'a bounce', sender => '', @TO_JOE },
	(map {
		{ subject => "queued $_", login => $JOE, to => ["out$_\@far.example"], lines => [out(delivered => "out$_")] }
	} 1 .. 3),
	{ subject => 'queued plain', to => ['plain1@far.example', 'plain2@far.example'],
		lines => [map { out($_->[0], $_->[1], transport => 'plain_out') } ['delivered', 'plain1'], ['also', 'plain2']] },
	{ subject => 'queued plain 2', to => ['plain3@far.example'],
		lines => [out(delivered => 'plain3', transport => 'plain_out')] },
	{ subject => 'handed in', by => ['-odi', '-f', $JOE], to => ['out@far.example'], lines => [out(delivered => 'out')] },
	{ subject => 'handed in with -bs', by => ['-bs'], @TO_JOE },
	{ subject => 'not to be delivered', by => ['-odi', '-N', '-f', $JOE], to => ['out@far.example'], lines => [] },
);

# Each refusal: its client; what that says after EHLO; what the log must say.
my $FROM = 'MAIL FROM:<a@far.example>';
my @refusals = (
	['of a host', '127.0.0.9', [], 'refused connect', host => ''],
	['of a HELO', '127.0.0.10', ['HELO bad.example'], 'refused helo', host => 'bad.example'],
	['of a sender', '127.0.0.11', ['MAIL FROM:<refused@far.example>'], 'refused mail',
		address => 'refused@far.example'],
	['of a sender, for now', '127.0.0.12', ['MAIL FROM:<deferred@far.example>'], 'put_off mail',
		address => 'deferred@far.example'],
	['of a recipient', '127.0.0.13', [$FROM, 'RCPT TO:<nobody@ours.example>'], 'refused rcpt',
		address => 'a@far.example', recipient => 'nobody@ours.example'],
	['of an odd recipient', '127.0.0.14', ['MAIL FROM:<"a A=b:c"@far.example>', 'RCPT TO:<"x> y"@elsewhere.example>'],
		'refused rcpt', address => '"a A=b:c"@far.example', recipient => '"x> y"@elsewhere.example'],
	['of a recipient, for now', '127.0.0.15', ['MAIL FROM:<>', 'RCPT TO:<greylisted@ours.example>'],
		'put_off rcpt', recipient => 'greylisted@ours.example'],
	['of a message', '127.0.0.16', [$FROM, 'RCPT TO:<joe@ours.example>', 'DATA', "Subject: refused\r\n\r\n."],
		'refused data', address => 'a@far.example'],
	['by the next server', '127.0.0.17', [$FROM, 'RCPT TO:<cut@far.example>', 'DATA', "Subject: virus\r\n\r\n."],
		'refused data', address => 'a@far.example'],
	['of a size', '127.0.0.18', ["$FROM SIZE=2000000"], 'refused mail', address => 'a@far.example'],
	['of what is too big', '127.0.0.19',
		[$FROM, 'RCPT TO:<joe@ours.example>', 'DATA', "Subject: big\r\n\r\n" . (('x' x 60 . "\r\n") x 20_000) . '.'],
		'refused data', address => 'a@far.example'],
	['of an unqualified sender', '127.0.0.20', ['MAIL FROM:<a>'], 'refused mail'],
	['of an unqualified recipient', '127.0.0.21', [$FROM, 'RCPT TO:<joe>'], 'refused rcpt'],
	['of VRFY', '127.0.0.22', ['VRFY joe'], 'refused other'],
	['of too many recipients', '127.0.0.23', [$FROM, map { "RCPT TO:<joe$_\@ours.example>" } 1 .. 21], 'put_off rcpt'],
	['after many errors', '127.0.0.24', [map { "X$_" } 1 .. 8], 'refused other'],
);

# --- sending and reading ----------------------------------------------------------

sub connect_as {
	my ($ours, $m) = @_;
	my $ip = $m->{ip} // '127.0.0.3';
	my $c = Backstop::Smtp::open_socket(port => $ours->port, from => $ip eq $PROXIED ? '127.0.0.2' : $ip);
	$c = bless { sock => $c, buf => '' }, 'Backstop::Smtp';
	$c->put("PROXY TCP4 $PROXIED 127.0.0.1 4711 25\r\n") if $ip eq $PROXIED;
	$c->reply;
	$c->ehlo($m->{helo} // 'client.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0$m->{login}\0secret", '')) if $m->{login};
	return $c;
}

sub sender { $_[0]{sender} // ($_[0]{login} || $_[0]{by} ? $JOE : 'ann@far.example') }

sub text_of {
	my ($m) = @_;
	return ($m->{head} ? "$m->{head}\n" : '') . "Subject: $m->{subject}\n\nx\n";
}

# The id of the message.
sub send_message {
	my ($ours, $m) = @_;
	return hand_in($ours, $m) if $m->{by};
	my $c = connect_as($ours, $m);
	my $r = $c->message(from => sender($m), to => $m->{to}, mail_param => $m->{mail_param},
		$m->{bdat} ? (bdat => [text_of($m) =~ s/\n/\r\n/gr]) : (data => text_of($m)));
	$c->quit;
	is $r->code, $m->{code} // 250, "$m->{subject}: sent" or diag "$r";
	return $r->id // last_arrival($ours);
}

# Of those with a sender.
sub last_arrival {
	my ($ours) = @_;
	my ($id) = reverse $ours->mainlog =~ /([\w-]{16,23}) [<(]= [^<]/g;
	return $id;
}

sub hand_in {
	my ($ours, $m) = @_;
	my $batch = $m->{by}[0] eq '-bs';
	my @to = $batch ? () : @{ $m->{to} };
	my $text = $batch ? join '', map { "$_\r\n" } 'EHLO x', 'MAIL FROM:<' . sender($m) . '>',
		map({ "RCPT TO:<$_>" } @{ $m->{to} }), 'DATA', split(/\n/, text_of($m)), '.', 'QUIT' : text_of($m);
	is $ours->exim(@{ $m->{by} }, @to, { stdin => $text })->{status}, 0, "$m->{subject}: handed in";
	return last_arrival($ours);
}

# What the reader makes of a log: a hash for each line, with the line itself.
sub read_log {
	my ($rig) = @_;
	my $log = $rig->mainlog;
	my $path = file('log', $log);
	my @said = split /\n/, `'$READER' <'$path'`;
	my @lines = split /\n/, $log;
	is scalar(@said), scalar(@lines), 'an answer for each line';
	return map { { read => $_, line => shift @lines, fields($_) } } @said;
}

sub fields {
	my ($kind, @fields) = split /\t/, $_[0];
	return (kind => $kind, map { /^(\w+)=(.*)/s } @fields);
}

sub is_fields {
	my ($got, $want, $name) = @_;
	my (@wrong, %all);
	for (sort keys %$want) {
		my ($is, $ought) = ($got->{$_} // '', $want->{$_} // '');
		push @wrong, "$_ is '$is', and not '$ought'" if ref $ought ? $is !~ $ought : $is ne $ought;
	}
	ok !@wrong, $name or diag join "\n", $got->{line} // 'no such line', $got->{read} // '', @wrong;
}

# Exim has logged what there is to log about each message.
sub await {
	my ($ours, @sent) = @_;
	my $until = time + 120;
	my $pause = Backstop::Rig::pause();
	for my $m (@sent) {
		my $about = qr/ (?:\[\d+\] )?\Q$m->{id}\E (?:[-=]>|>>|\*\*|==) /;
		$pause->() until time > $until || @{ $m->{lines} } <= grep { /$about/ } split /\n/, $ours->mainlog;
	}
}

sub fits {
	my ($line, $want) = @_;
	return !grep { ref $want->{$_} ? ($line->{$_} // '') !~ $want->{$_} : ($line->{$_} // '') ne $want->{$_} } keys %$want;
}

# The lines about a message: of its arrival, and of its recipients in any order. What was
# delayed may be tried again.
sub check_message {
	my ($m, $how, @lines) = @_;
	my $name = "$how, $m->{subject}";
	my ($arrival) = grep { $_->{kind} eq 'arrived' } @lines;
	is_fields($arrival, arrival_of($m, $how), "$name: the arrival");
	my @left = grep { $_->{kind} =~ /^(?:delivered|also|failed|delayed)$/ } @lines;
	for my $want (map { { parent => '', host => '', ip => '', transport => '', %$_ } } @{ $m->{lines} }) {
		my ($at) = grep { fits($left[$_], $want) } 0 .. $#left;
		is_fields(splice(@left, $at // 0, 1), $want, "$name: $want->{kind} $want->{address}");
	}
	@left = grep { $_->{kind} ne 'delayed' } @left;
	ok !@left, "$name: no other recipient" or diag map { "$_->{line}\n$_->{read}\n" } @left;
}

my $USER = (getpwuid $>)[0] // 'backstop';

sub arrival_of {
	my ($m, $how) = @_;
	my $all = $how eq 'all';
	my $ip = $m->{by} ? '' : $m->{ip} // '127.0.0.3';
	return {
		address => sender($m), login => $m->{login}, ip => $ip, dkim => '',
		host => $m->{by} ? '' : ($m->{helo} // 'client.example') =~ s/ .*//r, confirmed => '',
		user => $m->{by} ? $USER : '',
		message_id => $all && $m->{by} ? qr/^E\Q$m->{id}\E@/ : $m->{message_id},
		subject => $all ? $m->{subject} =~ s/"/\\"/gr =~ s/([\x80-\xff])/sprintf '\\%03o', ord $1/ger : '',
		size => $m->{size} // qr/^[1-9]/,
	};
}

# Whatever the line: Exim wrote it, and its flag and its host are read.
sub check_all {
	my ($name, @lines) = @_;
	my %kind = ('<=' => 'arrived', '(=' => 'arrived', '=>' => 'delivered', '>>' => 'delivered', '->' => 'also',
		'**' => 'failed', '==' => 'delayed', '*>' => 'other');
	my @wrong = grep {
		my ($flag) = $_->{line} =~ /^\S+ \S+ (?:\[\d+\] )?[\w-]{16,23} ([<(=>*-][=>*]) /;
		$_->{kind} eq 'foreign' || $flag && $_->{kind} ne $kind{$flag}
			|| $flag && $kind{$flag} =~ /delivered|also/ && $_->{line} =~ / T=\w+_(?:out|proxy) /
				&& ($_->{ip} // '') ne '127.0.0.1'
	} @lines;
	ok !@wrong, "$name: every line" or diag map { "$_->{line}\n$_->{read}\n" } @wrong;
}

# What came there: all of our host, which logs in wherever there is TLS.
sub check_far {
	my ($how, @lines) = @_;
	my @arrived = grep { $_->{kind} eq 'arrived' } @lines;
	cmp_ok scalar(@arrived), '>', 10, "$how: mail came";
	for (@arrived) {
		my $login = $_->{line} =~ / P=\w*esmtpsa / ? 'mx.ours@far.example' : '';
		is_fields($_, { host => 'mx.ours.example', ip => '127.0.0.1', login => $login }, "$how, there: $_->{id}");
	}
	ok scalar(grep { $_->{login} } @arrived) > 5, "$how: some with a login";
}

# One account, by the command: what Joe has sent elsewhere, which loopback is not.
sub check_outbound {
	my ($how, $ours, @lines) = @_;
	my %day = map { substr($_->{line}, 0, 10) => 1 } @lines;
	my $path = file("mainlog.$how", $ours->mainlog =~ s/H=127\.0\.0\.1 \[127\.0\.0\.1\]/H=mx.far.example [203.0.113.9]/gr);
	my ($out, $err, $status) = backstop('outbound', '--day', (sort keys %day)[0], '--format', 'json', $path);
	is "$err$status", '0', "$how: outbound";
	SKIP: {
		skip 'midnight', 1 if keys %day > 1;
		my ($joe) = grep { $_->{kind} eq 'login' } @{ decode_json($out)->{accounts} };
		my @lines = map { @{ $_->{lines} } } grep { $_->{login} } @messages;
		my $sent = grep { $_->{kind} =~ /delivered|also/ } @lines;
		my $failed = grep { $_->{kind} eq 'failed' } @lines;
		is "@$joe{qw(name recipients failed)}", "$JOE $sent $failed", "$how: what $JOE has sent elsewhere";
	}
}

sub be_refused {
	my ($ours, $name, $ip, $says) = @_;
	my $c = Backstop::Smtp->connect(port => $ours->port, from => $ip);
	for my $command ('EHLO client.example', @$says) {
		last if !$c->command($command)->code;
	}
	$c->close;
}

sub check_refusal {
	my ($how, $row, @lines) = @_;
	my ($name, $ip, undef, $what, %more) = @$row;
	my ($got) = grep { ($_->{ip} // '') eq $ip && $_->{kind} =~ /refused|put_off/ } @lines;
	my ($kind, $stage) = split / /, $what;
	is_fields($got, { host => 'client.example', %more, kind => $kind, stage => $stage, ip => $ip },
		"$how, refusal $name");
}

for my $selector ('+all', $DEBIAN) {
	my $how = $selector eq '+all' ? 'all' : 'Debian';
	my $pair = Backstop::Pair->start($selector);
	my $ours = $pair->ours;
	my $proxies = $pair->has_proxies;
	my @sent = grep { $proxies || ($_->{ip} // '') ne $PROXIED } @messages;
	$_->{id} = send_message($ours, $_) for @sent;
	be_refused($ours, @$_) for @refusals;
	$ours->exim('-qqff');
	await($ours, @sent);
	my @lines = read_log($ours);
	my @there = read_log($pair->far);
	for my $m (@sent) {
		check_message($m, $how, grep { ($_->{id} // '') eq $m->{id} } @lines);
	}
	check_refusal($how, $_, @lines) for @refusals;
	ok scalar(grep { $_->{line} =~ / => .* \[127\.0\.0\.1\][:\d]*\* / } @lines), "$how: a connection was used again";
	check_all("$how, here", @lines);
	check_all("$how, there", @there);
	check_far($how, @there);
	check_outbound($how, $ours, @lines);
}
done_testing;
