#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Bounces, warnings and automatic replies that our Exim sends: which ones own_bounce finds,
# in each of its modes, who is exempt, and that the message that they are about is never
# frozen or lost. What is held is listed, reported once a day, and removed before Exim
# delivers it after all.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Dkim;
use Backstop::Dovecot;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $net = Backstop::Net->name_server(@Backstop::Acl::ZONES,
	'txt-record=far.example,"v=spf1 -all"', 'txt-record=pass.example,"v=spf1 ip4:192.0.2.26 -all"',
	map { "mx-host=$_.example,mx.far.example,10" } qw(pass bare));
my $dir = Backstop::Rig::usable_dir('bounces', qw(backstop backstop.so backstop-lookup.so));

my $VICTIM = 'victim@far.example';
my $LETTER = "From: joe\@ours.example\nSubject: x\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n"
	. "Message-ID: <1\@ours.example>\n";

# Routers of an administrator who accepts what cannot be delivered: a mailbox that is full,
# a forward to a host that refuses, an alias to an address that does not exist, a user
# who has gone, one whose mailbox is away for now; an autoresponder, and a mailbox that is in order.
mkdir "$dir/full" and chmod 0777, "$dir/full" or die $!;
my %ROUTES = Backstop::Acl::undeliverable($dir, <<'ROUTERS', <<"TRANSPORTS");
known:
  driver = accept
  local_parts = alias : gone : later
  domains = ours.example
  verify_only
alias:
  driver = redirect
  local_parts = alias : postmaster
  domains = ours.example
  data = nobody-here@ours.example
later:
  driver = redirect
  local_parts = later
  domains = ours.example
  allow_defer
  data = :defer: not now
away:
  driver = accept
  local_parts = away
  domains = ours.example
  transport = away
fine:
  driver = accept
  local_parts = fine
  domains = ours.example
  transport = fine
replying:
  driver = accept
  local_parts = sieve : procmail
  domains = ours.example
  transport = replying
ROUTERS
fine:
  driver = appendfile
  file = $dir/full/fine
  user = Debian-exim
away:
  driver = autoreply
  from = away\@ours.example
  to = \$sender_address
  subject = away
  text = I am away
replying:
  driver = pipe
  command = $dir/full/\$local_part
  environment = SENDER=\$sender_address
  user = Debian-exim
TRANSPORTS

my %o = (split => 1, files => \%ROUTES, relay_to => 'hub.example',
	set => { delay_warning => '1s', dsn_advertise_hosts => '*' });
my $stock = Backstop::Stock->start(%o, macros => { BACKSTOP_PLUGIN => "$dir/backstop.so" });
my $own = $stock->dir;
my $exim = $stock->wrapper;
my $hub = Backstop::Acl::start_hub("$dir/told");
my $signed = Backstop::Dkim::sign($LETTER . "\nx\n", key => 'rsa') =~ s/x\n\z//r;

sub policy {
	my ($mode, %file) = @_;
	unlink glob $stock->policy_dir . '/*';
	$stock->policy(settings => "early_talker_wait: 0\n");
	$stock->policy(modes => "greylist: off\nown_sender: off\nown_bounce: $mode\n");
	$stock->policy($_, $file{$_}) for keys %file;
}

# The ids in the queue; those that are frozen.
sub queue { return sort map { m{([^/]+)-H\z} } glob "$own/spool/input/*-H" }
sub frozen { return grep { Backstop::Rig::slurp("$own/spool/input/$_-H") =~ /^-frozen /m } queue() }

sub backstop {
	my ($command, @words) = @_;
	open my $run, '-|', "$dir/backstop", $command, '--exim', $exim, '--spool', "$own/spool", '--state', "$own/lib", @words
		or die "$dir/backstop: $!";
	local $/;
	return scalar <$run> // '';
}

# A stranger's mail, accepted; its id.
sub comes {
	my ($to, %o) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client} // '192.0.2.26');
	$c->ehlo('mail.far.example');
	$c->command('MAIL FROM:<' . ($o{from} // $VICTIM) . '>');
	$c->command("RCPT TO:<$to\@ours.example>" . ($o{notify} ? ' NOTIFY=SUCCESS' : ''));
	$c->command('DATA');
	my $r = $c->command(($o{head} // $LETTER) =~ s/\n/\r\n/gr . "\r\nx\r\n.");
	$c->put("QUIT\r\n");
	$c->close;
	return $r->id // BAIL_OUT("$to: $r");
}

# Delivered once; the log, and the bounces in the queue.
sub delivered {
	my ($id) = @_;
	$stock->new_log;
	$stock->exim('-odq', '-M', $id);
	my $log = $stock->new_log;
	return ($log, $log =~ /(\S+) <= <> R=\Q$id\E /g);
}

sub empty { $stock->exim('-Mrm', $_) for queue() }

# --- what own_bounce finds, and what becomes of it ----------------------------------------

my @CAUSES = (['quota', 'full'], ['forward', 'forward'], ['alias', 'alias'], ['unknown user', 'gone'],
	['autoreply', 'away'], ['success', 'fine', notify => 1], ['delay', 'later', stays => 1]);
for my $mode (qw(off warn hold drop)) {
	policy($mode);
	for (@CAUSES) {
		my ($name, $to, %o) = @$_;
		my $id = comes($to, %o);
		sleep 2 if $o{stays};    # longer than delay_warning
		my ($log, @bounces) = delivered($id);
		my ($line) = $log =~ /(backstop v=1 check=own_bounce .*)/;
		my $did = $mode eq 'warn' ? 'pass' : 'hold';
		like $line // '-', $mode eq 'off' ? qr/^-$/ : qr/ mode=$mode did=$did host=192\.0\.2\.26 from=<> rcpt=\S+ spf=\w+ original=$id$/,
			"$mode, $name: the line" or diag $log;
		is @bounces, 1, '… one bounce';
		is_deeply [queue()], [sort @bounces, $o{stays} ? $id : ()], '… the original is as it would be' or diag $log;
		is_deeply [frozen()], [$did eq 'hold' && $mode ne 'off' ? @bounces : ()], '… which bounces are frozen' or diag $log;
		my $listed = backstop('bounces');
		my $wanted = $mode =~ /hold|drop/ ? qr/^\S+ \S+ +\Q$bounces[0]\E +\Q$id\E +$mode +\Q$VICTIM\E$/m : qr/\ANo bounce is held\.\n\z/;
		like $listed, $wanted, '… is listed';
		is backstop('bounces', '--due'), $mode eq 'drop' ? "1 bounce removed\n" : '', '… and removed in drop';
		is_deeply [queue()], [sort $mode eq 'drop' ? () : @bounces, $o{stays} ? $id : ()], '… alone';
		empty();
	}
}

# --- what it does not find ------------------------------------------------------------------

policy('hold');
for (['signed', from => 'joe@ours.example', head => $signed], ['SPF permits the host', from => 'joe@pass.example'],
	['exempt_senders', exempt_senders => "$VICTIM\n"], ['exempt_hosts', exempt_hosts => "192.0.2.26\n"],
	['list_hosts', list_hosts => "192.0.2.26\n"], ['exempt_hosts, to postmaster', to => 'postmaster',
	exempt_hosts => "192.0.2.26\n"], ['own_domains', own_domains => "far.example\n"],
	['below a domain in own_domains', own_domains => "example\n"]) {
	my ($name, %o) = @$_;
	my %file = map { $_ => delete $o{$_} } grep { /_/ } keys %o;
	policy('hold', %file);
	my ($log) = delivered(comes($o{to} // 'alias', %o));
	unlike $log, qr/check=own_bounce/, "not found: $name";
	is_deeply [frozen()], [], '… nor frozen';
	empty();
}
for (['its domain has no SPF record', qr/did=hold .* spf=none /, 1, sub { }, from => 'joe@bare.example'],
	['exempt_senders cannot be read', qr/did=pass .* exempt=list_unread$/m, 0,
		sub { mkdir $stock->policy_dir . '/exempt_senders' }],
	['the DNS is dead', qr/\A(?!.*own_bounce)/s, 0, sub { Backstop::Net::resolver('dead') }]) {
	my ($name, $said, $frozen, $prepare, %o) = @$_;
	policy('hold');
	my $id = comes('alias', %o);
	$prepare->();
	my ($log) = delivered($id);
	like $log, $said, $name;
	is scalar(frozen()), $frozen, '… frozen or not';
	rmdir $stock->policy_dir . '/exempt_senders';
	Backstop::Net::resolver('dnsmasq');
	empty();
}

# Exim sends the automatic reply of a user's filter as that user, from a process of the user's own.
policy('hold');
my $letter = comes('fine');
$stock->exim('-odq', '-f', '<>', "-E$letter", $VICTIM, { stdin => "Subject: away\n\nx\n" });
like $stock->new_log, qr/check=own_bounce mode=hold did=hold .* original=$letter\n(?=.* U=root )/, "a user's autoreply";
is scalar(frozen()), 1, '… is frozen';
empty();

# A program replies for a user while the message is in the queue, and In-Reply-To names it; the
# queue may be split, and have others. How it is called by Exim does not matter, for procmail and
# Dovecot change the environment.
Backstop::Rig::spew("$dir/full/$_->[0]", "#!/bin/sh\n$_->[1]\n") for (
	['procmail', "exec /usr/bin/procmail -m $dir/full/rc"],
	['sieve', "rm -f $dir/full/.dovecot*\nHOME=$dir/full USER=joe exec $Backstop::Dovecot::LDA -c $dir/full/conf -f \"\$SENDER\" -e"]);
chmod 0755, map { "$dir/full/$_" } qw(procmail sieve);
Backstop::Rig::spew("$dir/full/rc", "DEFAULT=/dev/null\n:0 w\n| formail -rt | $exim -oi -odq -f '<>' -t\n");
Backstop::Rig::spew("$dir/full/script", "require \"vacation\";\nvacation :addresses \"sieve\@ours.example\" \"Away.\";\n");
Backstop::Rig::spew("$dir/full/conf", Backstop::Dovecot::config("$dir/full", "$dir/full/script", "$exim -odq"));
my %NEEDS = (procmail => '/usr/bin/procmail', sieve => $Backstop::Dovecot::LDA);
for my $name (sort keys %NEEDS) {
	SKIP: {
		skip "$NEEDS{$name} is missing", 8 if !-x $NEEDS{$name};
		my $head = "To: $name\@ours.example\n" . $LETTER =~ s/<1\@/<$name\@/r;
		policy('hold');
		my $id = comes($name, head => $head);
		my $other = comes('later');
		my ($log) = delivered($id);
		like $log, qr/check=own_bounce mode=hold did=hold host=192\.0\.2\.26 from=<> rcpt=\S+ spf=fail original=$id$/m,
			"$name replies";
		is scalar(frozen()), 1, '… the reply is frozen' or diag $log;
		is_deeply [grep { $_ eq $id } queue()], [], '… and the mail delivered';
		empty();
		my $good = comes($name, head => $head, from => 'joe@pass.example');
		($log) = delivered($good);
		like $log, qr/\A(?!.*own_bounce).* <= <> /s, '… not to one whom SPF permits';
		is_deeply [frozen()], [], '… which is not frozen';
		empty();
	}
}
$letter = comes('fine', head => $LETTER =~ s/<1\@/<two\@/r);
my $reply = sub {
	my ($answers) = @_;
	$stock->exim('-odq', '-f', '<>', $VICTIM, { stdin => "Subject: away\nIn-Reply-To: $answers\n\nx\n" });
	return $stock->new_log =~ /check=own_bounce .* original=(\S+)/ ? $1 : '';
};
$stock->new_log;
is $reply->('<two@ours.example>'), $letter, 'In-Reply-To names a message in the queue';
is $reply->('<three@ours.example>'), '', '… or none';
is $reply->(''), '', '… or nothing';
my @many = map { sprintf "$own/spool/input/1aaaaa-%06d-00-H", $_ } 1 .. 4096;
Backstop::Rig::spew($_, '') for @many;
is $reply->('<two@ours.example>'), '', '… or the queue is too long to read';
unlink @many;
my $below = "$own/spool/input/" . substr $letter, 5, 1;
mkdir $below;
rename "$own/spool/input/$letter-$_", "$below/$letter-$_" or die $! for qw(H D);
is $reply->('<x@far.example> <two@ours.example>'), $letter, '… a split one';
rename "$below/$letter-$_", "$own/spool/input/$letter-$_" or die $! for qw(H D);
my $second = comes('fine', head => $LETTER =~ s/<1\@/<two\@/r);
like $reply->('<two@ours.example>'), qr/^(?:$letter|$second)$/, '… or two that came in the same way';
comes('fine', head => $LETTER =~ s/<1\@/<two\@/r, client => '192.0.2.25');
is $reply->('<two@ours.example>'), '', '… and one that came from another host';
empty();
# A stranger writes the Message-ID, and the program copies it, reads it, or takes another one.
for (['a blank in it', "< a\@far.example>"], ['… which is taken out', '< a@far.example>', '<a@far.example>'],
	['a fold', "<a\n \@far.example>", '<a @far.example>'], ['a comment', "(x)\n <a\@far.example> (y)", '<a@far.example>'],
	['no brackets', 'a@far.example'], ['the first of two', "<a\@far.example>\nMessage-ID: <b\@far.example>", '<a@far.example>'],
	['the second', "<a\@far.example>\nMessage-ID: <b\@far.example>", '<b@far.example>'],
	['after 70,000 octets', "<a\@far.example>", undef, 'X-A: ' . ('x' x 70 . "\n ") x 1000 . "x\n"],
	['another', '<a@far.example>', '<ab@far.example>', '', 1], ['none', '<>', '<>', '', 1]) {
	my ($name, $id, $answers, $before, $none) = @$_;
	my $letter = comes('fine', head => ($before // '') . $LETTER =~ s/<1\@ours\.example>/$id/r);
	$stock->new_log;
	is $reply->($answers // $id), $none ? '' : $letter, "Message-ID: $name";
	empty();
}

# --- the mail to postmaster -------------------------------------------------------------------

policy('hold');
my ($first, @bounces) = delivered(comes('alias'));
my $mails = sub { grep { Backstop::Rig::slurp("$own/spool/input/$_-H") =~ /Subject: Backstop on .*: bounces are held/ } queue() };
backstop('bounces', '--due', '--mail');
is scalar($mails->()), 1, 'postmaster is notified';
like Backstop::Rig::slurp("$own/spool/input/" . ($mails->())[0] . '-D'), qr/^    $bounces[0] to \Q$VICTIM\E, about /m,
	'… which bounces are held';
backstop('bounces', '--due', '--mail');
is scalar($mails->()), 1, '… once a day';
utime time - 90_000, time - 90_000, "$own/lib/bounces";
backstop('bounces', '--mail', '--exim', '/bin/false');
backstop('bounces', '--mail');
is scalar($mails->()), 2, '… and the next day, again if the mail could not be sent';
utime time - 90_000, time - 86_300, "$own/lib/bounces";
Backstop::Rig::spew("$own/spool/input/$bounces[0]-H",
	Backstop::Rig::slurp("$own/spool/input/$bounces[0]-H") =~ s/^(\d{10}) (\d+)$/@{[$1 - 100_000]} $2/mr);
backstop('bounces', '--mail');
is scalar($mails->()), 2, '… but not of bounces that were reported before';
is backstop('bounces', '--due'), '', 'a day old, a bounce is kept';
Backstop::Rig::spew("$own/spool/input/$bounces[0]-H",
	Backstop::Rig::slurp("$own/spool/input/$bounces[0]-H") =~ s/^(\d{10}) (\d+)$/@{[$1 - 63_000]} $2/mr);
is backstop('bounces', '--due'), "1 bounce removed\n", '… and removed three hours before Exim delivers it';
empty();
is $stock->paniclog, '', 'no panic';
$stock->stop;

# --- Exim's own timer ---------------------------------------------------------------------------

# Exim thaws and delivers a frozen bounce; one that was removed it does not have.
$stock = Backstop::Stock->start(%o, macros => { BACKSTOP_PLUGIN => "$dir/backstop.so",
	MAIN_IGNORE_BOUNCE_ERRORS_AFTER => '4s' });
$own = $stock->dir;
$exim = $stock->wrapper;
my @late = Backstop::Rig::slurp("$FindBin::Bin/../../debian/exim4-backstop.backstop-bounces.service")
	=~ m{^ExecStart=-/usr/bin/backstop (\S+) (\S+)$}m;    # what systemd does before it starts Exim
for (['not removed, Exim delivers it', undef, []], ['removed, it does not', [qw(bounces --due)], []],
	['removed after that time, before Exim starts', [], \@late]) {
	my ($name, $before, $after) = @$_;
	policy('hold');
	my (undef, $bounce) = delivered(comes('alias'));
	is_deeply [frozen()], [$bounce], 'held, for 4 s';
	backstop(@$before) if @{ $before || [] };
	sleep 5;
	backstop(@$after) if @$after;
	$stock->new_log;
	$stock->exim('-q');
	my $log = $stock->new_log;
	like $log, $before ? qr/\A(?!.*Unfrozen)/s : qr/\Q$bounce\E Unfrozen by errmsg timer/, $name;
	is_deeply [queue()], [], '… and it is gone' if $before;
	empty();
}
is $stock->paniclog, '', '… no panic';
$stock->stop;

# A user's mail from <> that a check holds: its age in hours, and the sender that "bounces --due"
# leaves, if it is called; a later age, and what a queue run then does.
$stock = Backstop::Stock->prepare(%o, compose => 0)->start_with_blocks($dir);
$own = $stock->dir;
$exim = $stock->wrapper;
my ($STAYS, $POSTMASTER) = (qr/\A(?!.*Unfrozen|.*cancelled)/s, '<postmaster@ours.example>');
for (['not kept, Exim delivers it', 50, undef, 50, qr/Unfrozen by errmsg timer/],
	['a day old, it is left alone', 24, '<>', 24, $STAYS], ['kept three hours before', 46, $POSTMASTER, 24 * 6, $STAYS],
	['kept before Exim starts', 50, $POSTMASTER, 50, $STAYS],
	['at last, it is returned to postmaster', 50, $POSTMASTER, 24 * 8, qr/cancelled by timeout_frozen_after/]) {
	my ($name, $age, $sender, $later, $does) = @$_;
	policy('off', modes => "out_rcpts: hold\n", settings => "out_rcpts: 1\n");
	$stock->exim(qw(-odq -i -f <> x@far.example y@far.example), { stdin => "Subject: x\n\nx\n" });
	my ($id) = frozen();
	my $file = "$own/spool/input/$id-H";
	my $aged = sub { Backstop::Rig::spew($file, Backstop::Rig::slurp($file) =~ s/^\d{10} (\d+)$/@{[time - 3600 * $_[0]]} $1/mr) };
	my $from = sub { (split /\n/, Backstop::Rig::slurp($file))[2] };
	is $from->(), '<>', "a user's mail from <>: $name";
	$aged->($age);
	backstop('bounces', '--due') if $sender;
	is $from->(), $sender // '<>', '… its sender';
	$aged->($later);
	$stock->new_log;
	$stock->exim('-q');
	my $log = $stock->new_log;
	like $log, $does, '… the queue run';
	is -e $file ? 1 : 0, $does == $STAYS ? 1 : 0, '… is it still there?';
	if ($does == $STAYS) {
		like backstop('unlock', 'root'), qr/^  queue: 1 message thawed/m, '… unlock';
		is $from->() . (grep { $_ eq $id } frozen()), '<>0', '… restores its sender';
	} elsif ($sender) {
		my ($back) = $log =~ /(\S+) <= <> R=\Q$id\E /;
		like Backstop::Rig::slurp("$own/spool/input/$back-H"), qr/^postmaster\@ours\.example$/m, '… to postmaster';
	}
	backstop('unlock', 'root');
	empty();
}
is $stock->paniclog, '', '… no panic';
$stock->stop;

# --- the other configuration, IPv6, and an Exim that cannot ask the plugin ------------------------

# Without Debian's files the same routers are in the template.
my %UNSPLIT = ('exim4.conf.template' => Backstop::Rig::slurp('/etc/exim4/exim4.conf.template')
	=~ s{^begin (router|transport|retry)s?\n\K}{my ($file) = grep { /\b$1\b/ } keys %ROUTES; $ROUTES{$file}}gemr);
my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
# To hand in a bounce Exim starts the program that Debian's configuration names.
my $MAIN = 'conf.d/main/01_exim4-config_listmacrosdefs';
my %LIGHT = ($MAIN => Backstop::Rig::slurp("/etc/exim4/$MAIN") =~ s{^exim_path = \K.*}{$light // ''}emr);
for (['unsplit', { split => 0, files => \%UNSPLIT }], ['by IPv6', { interfaces => '127.0.0.1 ; ::1' }, client => '2001:db8::66'],
	['exim4-daemon-light', { exim => $light, files => { %ROUTES, %LIGHT } }, light => 1]) {
	my ($name, $with, %is) = @$_;
	SKIP: {
		skip "$name: not here", 6 if exists $with->{exim} && !$light || $is{client} && Backstop::Net::missing_ipv6();
		$stock = Backstop::Stock->start(%o, %$with, $is{light} ? () : (macros => { BACKSTOP_PLUGIN => "$dir/backstop.so" }));
		$own = $stock->dir;
		policy('hold');
		$stock->compile if $is{light};
		my $host = $is{client} // '192.0.2.26';
		my $id = comes('alias', client => $host);
		my ($log, @bounces) = delivered($id);
		like $log, $is{light} ? qr/\A(?!.*own_bounce)/s
			: qr/check=own_bounce mode=hold did=hold host=\Q$host\E from=<> rcpt=\Q$VICTIM\E spf=\w+ original=$id$/m, "$name: the line" or diag $log;
		is @bounces, 1, '… one bounce';
		is_deeply [frozen()], [$is{light} ? () : @bounces], '… frozen or not' or diag $log;
		is_deeply [queue()], \@bounces, '… and the original is as it would be';
		($log, @bounces) = delivered(comes('fine', client => $host));
		is "@bounces", '', '… what can be delivered is';
		is $stock->paniclog, '', '… no panic';
		empty();
		$stock->stop;
	}
}
kill TERM => $hub;
waitpid $hub, 0;
done_testing;
