#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Only what we wrote is marked as ours. Mail of joe, who has logged in somewhere on the way,
# and mail of a stranger who writes in joe's name take the same ways through our server: a
# forward, SRS, a content filter, sendmail(1), procmail, Sieve, mailing lists. Each leaves for
# another server, with a DKIM signature of ours as all mail has it, and is returned. A bounce
# of joe's mail is ours by its tag; the stranger's never has one, whatever it carried.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
use Backstop::Pool;
my $build;
BEGIN { $build = Backstop::Pool::fetch_and_enter(qw(mailman3 postsrsd)) }
use Backstop::Dkim;
use Backstop::Dovecot;
use Backstop::Mail qw($LOGINS marks);
use Backstop::Rig;
use Backstop::Tag;
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(sleep time);

my $why = Backstop::Rig::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $US = '198.51.100.7';
my $THEM = '192.0.2.25';      # the other server
my $AWAY = '203.0.113.9';     # where the stranger and joe are; not addresses of this host
my $JOE = 'joe@ours.example';
my $GONE = 'gone@reporter.example';
my $PATIENCE = 120;           # seconds; only a failure takes them

my $SHARED = Backstop::Rig::usable_dir('author');
my $dns = Backstop::Net->name_server(Backstop::Dkim::record('rsa'));
Backstop::Net::bring_up('lo:7', $US, '255.255.255.255');
Backstop::Net::bring_up('lo:8', '203.0.113.1', '255.255.255.0');

sub share {
	my ($name, $text, $mode) = @_;
	Backstop::Rig::spew("$SHARED/$name", $text);
	chmod $mode // 0644, "$SHARED/$name";
}

share('rsa.pem', Backstop::Rig::slurp("$FindBin::Bin/../proof/rsa.pem"));

# --- the servers ------------------------------------------------------------------

sub smtp_transport {
	my ($name, $server, @more) = @_;
	return join "\n", "$name:", '  driver = smtp', '  allow_localhost',
		"  port = \${sg{\${readfile{$SHARED/$server}}}{\\N\\s\\N}{}}",
		map({ "  $_" } @more), '';
}

sub smtp_router {
	my ($name, @more) = @_;
	return join "\n", "$name:", '  driver = manualroute', "  transport = $name",
		'  route_list = * 127.0.0.1', '  self = send', map({ "  $_" } @more), '';
}

# It keeps what comes, and returns it.
my $theirs = Backstop::Rig->start(primary_hostname => 'mx.reporter.example',
	local_domains => 'reporter.example',
	transports => smtp_transport('back', 'ours', "interface = $THEM"), routers => <<'END' . smtp_router('back'));
copy:
  driver = accept
  domains = +local_domains
  transport = rig_keep
  unseen
gone:
  driver = redirect
  domains = +local_domains
  allow_fail
  data = :fail: there is no such user
END
share('theirs', $theirs->port);

# As a content filter on a second port: what it is given comes back from 127.0.0.1.  The
# other one keeps no field that it does not know.
sub filter {
	my ($name, @more) = @_;
	my $rig = Backstop::Rig->start(primary_hostname => 'localhost', local_domains => '',
		relay_from_hosts => '127.0.0.1', routers => smtp_router('out'),
		transports => smtp_transport('out', 'ours', 'interface = 127.0.0.1', @more));
	share($name, $rig->port);
	return $rig;
}

my @filters = (filter('filter'),
	filter('strict', 'headers_remove = X-Backstop-Tag : X-Backstop-Arrived'));


sub filter_router {
	my ($name) = @_;
	return smtp_router($name, "condition = \${if and{{eq{\$h_X-Way:}{$name}}"
		. '{!eq{$sender_host_address}{127.0.0.1}}}}', 'no_verify');
}

my $ROUTERS = filter_router('filter') . filter_router('strict') . <<"END" . smtp_router('out', 'domains = ! +local_domains');
plain:
  driver = redirect
  local_parts = plain : srs : postsrsd
  data = $GONE
away:
  driver = accept
  local_parts = away
  transport = away
END

# postsrsd and Exim's own SRS, for the mail that comes to postsrsd@ and srs@.
my ($postsrsd, $rewriter) = rewriter();
SKIP: {
	skip 'postsrsd 1 is missing', 1 if !$postsrsd;
	pass 'postsrsd answers';
}
my $POSTSRSD = $postsrsd ? "\${if match{\${readsocket{inet:127.0.0.1:$postsrsd}"
	. '{get $return_path\n}}}{\N^200 (\S+)\N}{$1}{$return_path}}' : '$return_path';
my $HAS_SRS = `$Backstop::Rig::EXIM -bV 2>&1` =~ /\bSRS\b/;
my $SRS = 'return_path = ${if eq{$original_local_part}{srs}{'
	. ($HAS_SRS ? '${srs_encode{secret}{$return_path}{ours.example}}' : '')
	. "}{\${if eq{\$original_local_part}{postsrsd}{$POSTSRSD}{\$return_path}}}}";
my $TRANSPORTS = smtp_transport('filter', 'filter') . smtp_transport('strict', 'strict')
	. smtp_transport('out', 'theirs', "interface = $US", 'headers_remove = X-Backstop-Arrived',
		$SRS, 'dkim_domain = ours.example', 'dkim_selector = rsa', 'dkim_canon = relaxed',
		"dkim_private_key = $SHARED/rsa.pem")
	. <<'END';
away:
  driver = autoreply
  from = joe@ours.example
  to = $sender_address
  subject = away
  text = I am on the island.
full:
  driver = pipe
  command = /bin/false
END

# Programs that hand mail in once more; each is run as its transport would run it.
my $MAILMAN = Backstop::Pool::root($build, 'mailman3', $SHARED);
my $PYTHON = 'PYTHONPATH=' . ($MAILMAN // '') . '/usr/lib/python3/dist-packages /usr/bin/python3';
undef $MAILMAN if $MAILMAN && system "$PYTHON -c 'import mailman.core.initialize' 2>/dev/null";
my $SENDMAIL = "$SHARED/sendmail";
my %PROGRAM = (
	sendmail => [ '/bin/sh', "exec $SENDMAIL -oi -f \"\$SENDER\" $GONE" ],
	procmail => [ '/usr/bin/procmail', "exec /usr/bin/procmail -m $SHARED/procmailrc" ],
	sieve => [ '/usr/lib/dovecot/dovecot-lda',
		"HOME=$SHARED/home USER=joe exec /usr/lib/dovecot/dovecot-lda"
		. " -c $SHARED/dovecot.conf -f \"\$SENDER\" -e" ],
	mlmmj => [ '/usr/bin/mlmmj-receive', "exec /usr/bin/mlmmj-receive -F -L $SHARED/list" ],
	mailman => [ $MAILMAN ? '/usr/bin/python3' : '/usr/lib/mailman3',
		"exec env $PYTHON $SHARED/list_once.py $SHARED/mailman.cfg" ],
);
# Lists send in their own name: mlmmj+bounces-1-gone=reporter.example@ours.example.
my %SENDER = (mlmmj => 'mlmmj@ours.example', mailman => 'mailman-bounces@ours.example');

for my $name (sort keys %PROGRAM) {
	my (undef, $command) = @{ $PROGRAM{$name} };
	share("run-$name", "#!/bin/sh\n$command\n", 0755);
	$ROUTERS .= "$name:\n  driver = accept\n  local_parts = $name\n  transport = $name\n";
	$TRANSPORTS .= "$name:\n  driver = pipe\n  command = $SHARED/run-$name\n"
		. "  return_fail_output\n  message_prefix =\n  message_suffix =\n";
}
$ROUTERS .= "full:\n  driver = accept\n  local_parts = full\n  transport = full\n";

mkdir "$SHARED/home";
chmod 0777, "$SHARED/home";
share('procmailrc', <<"END");
SENDMAIL=$SENDMAIL
SENDMAILFLAGS="-oi -f $JOE"
DEFAULT=/dev/null
:0
! $GONE
END
share('redirect.sieve', "redirect \"$GONE\";\n");
share('dovecot.conf', Backstop::Dovecot::config("$SHARED/home", "$SHARED/redirect.sieve", $SENDMAIL));

# A list with one member; the port of its mail server follows.
mkdir "$SHARED/$_" for 'list', map { "list/$_" } qw(archive bounce control digesters.d incoming
	moderation nomailsubs.d queue queue/discarded requeue subconf subscribers.d text unsubconf);
share('list/control/listaddress', "mlmmj\@ours.example\n");
share('list/control/owner', "$JOE\n");
share('list/control/relayhost', "127.0.0.1\n");
share('list/subscribers.d/g', "$GONE\n");
$> == 0 and system('chown', '-R', 'Debian-exim', "$SHARED/list") and die "chown: $?";

# Another, which is made when its first mail comes.
mkdir "$SHARED/lists";
chmod 0777, "$SHARED/lists";
share('list_once.py', Backstop::Rig::slurp("$FindBin::Bin/../lib/list_once.py"));

my $ours = Backstop::Mail::rig(relay_from_hosts => '127.0.0.1', acls => $LOGINS,
	routers => $ROUTERS, transports => $TRANSPORTS,
	policy => { own_nets => '', own_hosts => "mx.ours.example\n", own_domains => "ours.example\n",
		settings => "dns: on\n", keys => $Backstop::Tag::KEYS });
share('ours', $ours->port);
share('list/control/smtpport', $ours->port . "\n");
share('mailman.cfg', <<"END");
[mailman]
layout: test
[paths.test]
var_dir: $SHARED/lists
bin_dir: @{[ $MAILMAN // "" ]}/usr/lib/mailman3/bin
etc_dir: $SHARED/lists
log_dir: $SHARED/lists/log
lock_dir: $SHARED/lists/lock
queue_dir: $SHARED/lists/queue
pid_file: $SHARED/lists/pid
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: @{[ $ours->port ]}
END
share('sendmail', "#!/bin/sh\nexec $Backstop::Rig::EXIM -C " . $ours->conf . " \"\$@\"\n", 0755);

# --- mail --------------------------------------------------------------------------

my $number = 0;

# from, to; way: X-Way; auth; above: lines on top.  Returns its Message-ID.
sub send_mail {
	my (%o) = @_;
	my $id = ++$number . '.' . $ours->port . '@ours.example';
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime);
	my $header = "From: Joe Miller <$JOE>\nTo: $o{to}\nSubject: hello\nDate: $date\n"
		. "Message-ID: <$id>\n";
	my $above = ($o{above} ? $o{above}->($header) : '') . ($o{way} ? "X-Way: $o{way}\n" : '');
	my $c = Backstop::Mail::client($ours, $AWAY);
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $o{auth};
	my $r = $c->message(from => $o{from} // $JOE, to => $o{to}, data => "$above$header\nNoon?\n");
	die "$r\n" if !$r->ok;
	$c->quit;
	return $id;
}

# The first mail in that server's mailbox that fits.
sub find {
	my ($rig, $fits) = @_;
	my $until = time + $PATIENCE;
	while (1) {
		for my $file (glob $rig->dir . '/mail/*') {
			my $raw = Backstop::Rig::slurp($file);
			return $raw if $raw =~ /\n\n/ && $fits->($raw);
		}
		return '' if time > $until;
		sleep 0.05;
	}
}

sub header_of { return ($_[0] =~ /\A(.*?\n)\n/s)[0] // '' }

# What has left with that id, and the bounce of it.
sub out_and_back {
	my ($id) = @_;
	my $out = find($theirs, sub { header_of($_[0]) =~ /^Message-ID: <\Q$id\E>/mi });
	my $back = find($ours, sub { header_of($_[0]) =~ /^Auto-Submitted: auto-replied/mi
		&& $_[0] =~ /\n\n.*<\Q$id\E>/s });
	return ($out, $back);
}

sub field {
	my ($header, $name) = @_;
	return join '', map { s/\n[ \t]+/ /gr } $header =~ /^\Q$name\E:(.*\n(?:[ \t].*\n)*)/mgi;
}

# none, valid or other
sub tag_in {
	my ($header, $sender) = @_;
	my $field = field($header, 'X-Backstop-Tag') or return 'none';
	return "X-Backstop-Tag:$field" eq Backstop::Tag::make($header, sender => $sender)
		? 'valid' : 'other';
}

sub verdict {
	my ($raw) = @_;
	my ($mark) = marks($raw);
	return join ' by ', ($mark // '') =~ /\b(?:origin|reason)=(\w+)/g;
}

# name => to, way
my %WAY = (
	'a forward' => [ 'plain' ],
	$HAS_SRS ? ('a forward with SRS' => [ 'srs' ], 'a filter and SRS' => [ 'srs', 'filter' ]) : (),
	$postsrsd ? ('a forward with postsrsd' => [ 'postsrsd', undef, 'ann@far.example' ],
		'a filter and postsrsd' => [ 'postsrsd', 'filter', 'ann@far.example' ]) : (),
	'a filter' => [ 'plain', 'filter' ],
	'a filter that drops our fields' => [ 'plain', 'strict' ],
	(map { ("$_" => [ $_ ], "a filter and $_" => [ $_, 'filter' ]) } sort keys %PROGRAM),
);

for my $name (sort keys %WAY) {
	my ($to, $way, $sender) = @{ $WAY{$name} };
	SKIP: {
		my ($program) = $PROGRAM{$to} ? $PROGRAM{$to}[0] : ();
		skip "$program is not installed", 8 if $program && !-x $program;
		for my $who ('joe', 'a stranger') {
			my $want = $who eq 'joe' ? 'valid' : 'none';
			my ($out, $back) = out_and_back(send_mail(to => "$to\@ours.example", way => $way,
				auth => $who eq 'joe', from => $who eq 'joe' ? $JOE : $sender));
			my $header = header_of($out);
			is tag_in($header, $SENDER{$to} // $JOE), $want, "$name: mail of $who: tag: $want"
				or diag $ours->mainlog, $out;
			like $out, qr/envelope-from <SRS0=.*=ann\@ours\.example>/, '… under a path of SRS'
				if $sender && $who ne 'joe';
			is field($header, 'X-Backstop-Arrived'), '', '… and no mark of arrival is left';
			like field($header, 'DKIM-Signature'), qr/d=ours\.example/, '… and it is signed';
			my $verdict = verdict($back);
			$who eq 'joe' ? is($verdict, 'ours by tag', '… and its bounce is ours')
				: unlike($verdict, qr/^(?:ours.*|)$/, "… and its bounce is not ours: $verdict");
		}
	}
}

# A tag that the stranger has copied, with everything it covers: it is removed at reception.
for my $way (undef, 'filter') {
	my ($out, $back) = out_and_back(send_mail(to => 'plain@ours.example', way => $way,
		above => sub { Backstop::Tag::make($_[0], sender => $JOE) }));
	is tag_in(header_of($out), $JOE), 'none', 'a copied tag does not leave';
	unlike verdict($back), qr/^(?:ours.*|)$/, '… and the bounce is not ours';
}

# What fetchmail gets from a mailbox elsewhere came in from outside, there: including what joe
# has written himself, if the server says that he had logged in.
SKIP: {
	skip 'fetchmail is not installed', 4 if !-x '/usr/bin/fetchmail';
	my %id = map { $_ => ++$number . '.' . $ours->port . '@ours.example' } '', 'A';
	my $pop = pop_server(map { "Received: from [$AWAY] (helo=away)\r\n"
		. "\tby pop.far.example with esmtps$_ id 1; Thu, 01 Jan 2026 00:00:00 +0000\r\n"
		. "From: Joe Miller <$JOE>\r\nTo: joe\@far.example\r\nSubject: hello\r\n"
		. "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <$id{$_}>\r\n\r\nNoon?\r\n" } sort keys %id);
	share('fetchmailrc', <<"END", 0600);
poll 127.0.0.1 protocol POP3 port $pop->{port} username "joe" password "x" sslproto ''
  smtphost "127.0.0.1/@{[ $ours->port ]}" smtpname "plain\@ours.example" fetchall
END
	my $said = `HOME=$SHARED/home fetchmail -f $SHARED/fetchmailrc --pidfile $SHARED/home/pid 2>&1`;
	is $? >> 8, 0, 'fetchmail has got all' or diag $said;
	kill TERM => $pop->{pid} if $?;
	waitpid $pop->{pid}, 0;
	skip 'fetchmail has failed', 3 if $said =~ /^fetchmail: Query status=/m;
	for my $who (sort keys %id) {
		my ($out, $back) = out_and_back($id{$who});
		is tag_in(header_of($out), $JOE), 'none', "fetchmail, esmtps$who: no tag" or diag $out, $ours->mainlog;
		unlike verdict($back), qr/^(?:ours.*|)$/, '… and the bounce is not ours' if $who eq '';
	}
}

# One mailbox with these messages, for one session.
sub pop_server {
	my (@messages) = @_;
	my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die $@;
	my $pid = fork // die "fork: $!";
	return { pid => $pid, port => $listen->sockport } if $pid;
	alarm $PATIENCE;
	my $c = $listen->accept or POSIX::_exit(1);
	print $c "+OK\r\n";
	while (defined(my $line = <$c>)) {
		my ($verb, $n) = split ' ', uc $line;
		my $message = ($n // '') =~ /^\d+$/ ? $messages[$n - 1] : '';
		print $c $verb eq 'STAT' ? sprintf "+OK %d %d\r\n", scalar @messages, length join '', @messages
			: $verb eq 'LIST' && defined $n ? sprintf "+OK %d %d\r\n", $n, length $message
			: $verb eq 'CAPA' ? "+OK\r\nUSER\r\n.\r\n"
			: $verb eq 'RETR' ? "+OK\r\n$message.\r\n"
			: $verb =~ /^(?:USER|PASS|DELE|NOOP|QUIT)$/ ? "+OK\r\n" : "-ERR\r\n";
		last if $verb eq 'QUIT';
	}
	POSIX::_exit(0);
}

# We return what a mailbox does not take, to its alleged sender.
for my $who ('joe', 'a stranger') {
	my $id = send_mail(to => 'full@ours.example', way => 'filter', auth => $who eq 'joe');
	my $back = find($ours, sub { header_of($_[0]) =~ /^X-Failed-Recipients: full@/mi
		&& $_[0] =~ /<\Q$id\E>/ });
	my ($returned) = $back =~ /\n\n.*?\n((?:X-Backstop-Tag|Return-path|Received): .*)/s;
	is tag_in(header_of($returned // "\n"), $JOE), $who eq 'joe' ? 'valid' : 'none',
		"a full mailbox: in what we return to $who";
}

# Vacation replies have the null sender.
send_mail(to => 'away@ours.example', from => $GONE);
my $reply = header_of(find($theirs, sub { header_of($_[0]) =~ /^Subject: away/m }));
is tag_in($reply, ''), 'valid', 'a vacation reply of joe has a tag';
is field($reply, 'X-Backstop-Arrived'), '', '… and no mark';

# Rewrites return paths: its port and process. Version 2, of sid, has no such port.
sub rewriter {
	my $program = Backstop::Pool::root($build, 'postsrsd', $SHARED) // '';
	$program = -x "$program/usr/sbin/postsrsd" ? "$program/usr/sbin/postsrsd" : '/usr/sbin/postsrsd';
	return if !-x $program;
	my ($port, $back) = map { IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)->sockport } 1, 2;
	share('srs-secret', "a-secret-for-tests\n");
	my $pid = fork // die "fork: $!";
	exec $program, '-4', '-l', '127.0.0.1', '-d', 'ours.example', '-s', "$SHARED/srs-secret", '-f', $port,
		'-r', $back if $pid == 0;
	my $until = time + $PATIENCE;
	until (IO::Socket::INET->new("127.0.0.1:$port")) {
		return if time > $until || waitpid $pid, POSIX::WNOHANG();
		sleep 0.05;
	}
	return ($port, $pid);
}

END { kill TERM => $rewriter if $rewriter }

is $ours->paniclog, '', 'no panic';
done_testing;
