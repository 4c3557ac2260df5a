#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Scanners of mail that leaves, in Debian's own configuration, split and unsplit: which mail they
# get, what each mode does with what they find, and that mail passes when one is away, hangs or
# talks nonsense. Their protocols are played here; the real ones are in t/plugin/74-scanners.t.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use POSIX ();
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;
my $HEAVY = Backstop::Stock->prepare->has('_HAVE_CONTENT_SCANNING');
plan skip_all => 'this Exim has no content scanning' if !$HEAVY;

my $net = Backstop::Net->name_server(@Backstop::Acl::ZONES);
my $dir = Backstop::Rig::usable_dir('scan', qw(backstop backstop.so backstop-lookup.so));

# --- scanners ----------------------------------------------------------------------

my %PORT = (spamd => 783, rspamd => 11_333, clamd => 3310);
my %running;
my $asked = "$dir/asked";    # one line for each message that a scanner gets

sub read_to {
	my ($c, $bytes) = @_;
	my $text = '';
	while (length $text < $bytes) {
		sysread $c, $text, $bytes - length $text, length $text or last;
	}
	return $text;
}

sub play_spamd {
	my ($c, $variant) = @_;
	my $head = '';
	while ($head !~ /\r\n\r\n\z/) { sysread $c, $head, 1, length $head or return }
	return "SPAMD/1.5 0 PONG\r\n" if $head =~ /^PING/;
	return "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\npong\r\n" if $head =~ /^GET/;
	my $mail = read_to($c, $head =~ /^Content-length: (\d+)/m);
	my $spam = $mail =~ /^SPAM$/m;
	note_scan($variant, $mail);
	return 'nonsense' if $mail =~ /^NONSENSE$/m;
	my ($score, $action) = $spam ? ('15.5', 'reject') : $mail =~ /^NEARLY$/m ? ('8.0', 'add header') : ('0.5', 'no action');
	my $report = "report\r\n";
	return "SPAMD/1.1 0 EX_OK\r\nContent-length: " . length($report) . "\r\n\r\n$score/10.0\r\n$report" if $variant eq 'spamd';
	return "RSPAMD/1.3 0 EX_OK\r\nMetric: default; True; $score / 10.0 / 15.0\r\nAction: $action\r\n\r\n";
}

sub play_clamd {
	my ($c) = @_;
	my ($mail, $command) = ('', '');
	while ($command !~ /\0\z/) { sysread $c, $command, 1, length $command or return }
	while (my $n = unpack 'N', read_to($c, 4)) { $mail .= read_to($c, $n) }
	note_scan('clamd', $mail);
	sysread $c, $mail, 1 if $mail =~ /^HANG$/m;    # until Exim gives up
	return "INSTREAM size limit exceeded. ERROR\0" if $mail =~ /^LARGE$/m;
	return $mail =~ /^MALWARE$/m ? "stream: Test.Virus=1; x FOUND\0" : "stream: OK\0";
}

sub note_scan {
	my ($which, $mail) = @_;
	open my $to, '>>', $asked or die "$asked: $!";
	print $to "$which ", $mail =~ /^Subject: (.*)/m ? $1 : '-', "\n";
}

sub start_scanner {
	my ($which) = @_;
	my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $PORT{$which}, Listen => 20,
		ReuseAddr => 1) or die "$which: $@";
	my $pid = fork // die "fork: $!";
	return $running{$which} = $pid if $pid;
	%running = ();
	$SIG{CHLD} = 'IGNORE';
	while (my $c = $server->accept) {
		next if fork;
		close $server;
		my $said = $which eq 'clamd' ? play_clamd($c) : play_spamd($c, $which);
		print $c $said // '';
		POSIX::_exit(0);
	}
	POSIX::_exit(0);
}

sub stop_scanner {
	my ($which) = @_;
	my $pid = delete $running{$which} or return;
	kill TERM => $pid;
	waitpid $pid, 0;
}
END {
	my $status = $?;
	stop_scanner($_) for keys %running;
	$? = $status;
}

# --- an Exim, and mail ----------------------------------------------------------------

sub stock {
	my (%o) = @_;
	my $stock = Backstop::Stock->prepare(auth => $Backstop::Acl::AUTH, compose => 0,
		Backstop::Net::missing_ipv6() ? () : (interfaces => '127.0.0.1 ; ::1'),
		main => $o{light} ? '' : "av_scanner = clamd:127.0.0.1 3310\n", %o);
	return $stock->start_with_blocks($dir, BACKSTOP_MALWARE_WAIT => '2s', %{ $o{macros} || {} });
}

my $ON = "spam_out: on\nmalware_out: on\n";

sub policy {
	my ($stock, %file) = @_;
	unlink glob($stock->policy_dir . '/*'), glob "$stock->{dir}/lib/held/*";
	$file{settings} = "early_talker_wait: 0\ndns: off\n" . ($file{settings} // $ON);
	$file{modes} = "greylist: off\n" . ($file{modes} // '');
	$stock->policy($_, $file{$_}) for keys %file;
	unlink $asked;
}

sub scans { return join ' ', sort map { /^(\w+)/ } Backstop::Rig::slurp($asked) =~ /(.+)/g }

sub mail { my ($body, $header) = @_; return ($header // '') . "From: joe\@ours.example\nSubject: x\n\ntext\n$body\n" }

# One session, or a program of this host.
sub offered {
	my ($stock, %s) = @_;
	$stock->new_log;
	my $reply;
	if ($s{program}) {
		my $run = "$stock->{dir}/run";
		open my $to, '|-', "$run/exim -odq -i x\@far.example >$run/handed 2>&1" or die $!;
		print $to $s{data};
		$reply = close $to ? '250' : '550';
	} else {
		my $c = Backstop::Smtp->connect(port => $stock->port, from => $s{client} // '127.0.0.12');
		$c->ehlo('mail.far.example');
		$c->command('AUTH PLAIN ' . encode_base64("\0" . ($s{user} // 'joe') . "\0secret", '')) if !$s{client} || $s{login};
		for (1 .. $s{times} // 1) {
			$reply = $c->message(from => $s{from} // 'joe@ours.example', to => $s{to} // ['x@far.example'], data => $s{data},
				$s{bdat} ? (bdat => [$s{data} =~ s/\n/\r\n/gr]) : ());
		}
		$c->quit;
	}
	my $log = $stock->new_log;
	return { reply => $reply, log => $log, lines => [$log =~ /backstop v=1 (check=out_(?:spam|malware) .*)/g],
		down => [$log =~ /backstop v=1 event=scanner did=pass cause=down scanner=(\w+)$/mg], id => $log =~ /^\S+ \S+ (\S+) <= /m ? $1 : '' };
}

# --- each check, each mode ------------------------------------------------------------

my %FIRES = (out_spam => ['SPAM', 'score=15.5', '550 5.7.1 Our spam scanner refuses this message'],
	out_malware => ['MALWARE', 'malware=Test.Virus?1??x', '550 5.7.1 Our virus scanner found malware']);
my %DID = (warn => 'pass', hold => 'hold', defer => 'defer', deny => 'deny');
my @WHO = (['a login', 'joe', {}], ['a login, IPv6', 'joe', { client => '2001:db8:0:1::12', login => 1 }],
	['a relay host', '127.0.0.1', { client => '127.0.0.1' }], ['a relay host, IPv6', '::1', { client => '::1' }],
	['by BDAT', 'joe', { bdat => 1 }], ['a program', 'root', { program => 1 }]);

sub mode_rows {
	my ($stock, $how) = @_;
	for my $check (sort keys %FIRES) {
		my ($body, $more, $code) = @{ $FIRES{$check} };
		for my $mode (qw(off warn hold defer deny)) {
			for (@WHO) {
				my ($name, $user, $session) = @$_;
				next if $user eq '::1' && Backstop::Net::missing_ipv6() || ($session->{client} // '') =~ /:/ && Backstop::Net::missing_ipv6();
				policy($stock, modes => "$check: $mode\n");
				my $got = offered($stock, %$session, data => mail($body));
				my $refused = $mode =~ /^de/ ? $mode eq 'deny' || $session->{program} ? '550' : '451' : '250';
				my @wrong;
				push @wrong, 'the reply' if "$got->{reply}" !~ /^$refused/;
				push @wrong, 'its words' if !$session->{program} && $mode eq 'deny'
					&& ("$got->{reply}" !~ /^\Q$code\E/ || $got->{reply}->text !~ /write to postmaster\@ours\.example\./);
				my $line = "@{ $got->{lines} }";
				push @wrong, 'the line' if $mode eq 'off' ? $line ne ''
					: $line !~ /^check=$check mode=$mode did=$DID{$mode} host=\S+ from=<\S+> rcpt=x\@far\.example user=\Q$user\E \Q$more\E$/;
				my $want = join ' ', ($check eq 'out_malware' && $mode eq 'off' ? () : 'clamd'),
					$check eq 'out_spam' && $mode eq 'off' || $check eq 'out_malware' && $mode =~ /^de/ ? () : 'spamd';
				push @wrong, "scans '" . scans() . "', not '$want'" if scans() ne $want;
				push @wrong, 'a block' if (() = glob "$stock->{dir}/lib/held/*") != ($mode eq 'hold');
				push @wrong, 'a header' if $got->{id} && grep { /^X-(?:Backstop|Spam)/ } $stock->queued($got->{id});
				push @wrong, 'paniclog: ' . $stock->paniclog if $stock->paniclog ne '';
				ok !@wrong, "$how, $check: $mode, $name" or diag join "\n", @wrong, "reply: $got->{reply}", $got->{log};
			}
		}
	}
}

# --- which mail is scanned ---------------------------------------------------------------

my $HERE = "Received: from mx.far.example by HOST with esmtps (Exim 4.96)\n\t(envelope-from <a\@far.example>) id 1abcde-000001-2A;\n\tMon, 30 Nov 2026 08:00:00 +0000\n";
my $ELSE = $HERE =~ s/HOST/mx.else.example/r;
my $BAD = mail("SPAM\nMALWARE");

# name; files and session; who is asked; what fires. In warn.
my @SINGLE = (
	['good mail', { data => mail('') }, 'clamd spamd', ''],
	['both', {}, 'clamd spamd', 'out_malware out_spam'],
	['both, in deny', { modes => "out_malware: deny\nout_spam: deny\n" }, 'clamd', 'out_malware'],
	['nothing is set', { settings => '' }, '', ''],
	['off', { settings => "spam_out: off\nmalware_out: off\n" }, '', ''],
	['spam_out alone', { settings => "spam_out: on\n" }, 'spamd', 'out_spam'],
	['malware_out alone', { settings => "malware_out: on\n" }, 'clamd', 'out_malware'],
	['nonsense', { settings => "spam_out: yes\nmalware_out: 1\n" }, '', ''],
	['both checks off', { modes => "out_malware: off\nout_spam: off\n" }, '', ''],
	['rspamd', { settings => "spam: rspamd\n$ON" }, 'clamd rspamd', 'out_malware out_spam'],
	['rspamd, add header', { settings => "spam: rspamd\n$ON", data => mail('NEARLY') }, 'clamd rspamd', ''],
	['SpamAssassin, below its score', { settings => "spam: spamassassin\n$ON", data => mail('NEARLY') }, 'clamd spamd', ''],
	['larger than spam_max_size', { settings => "spam_max_size: 1000\n$ON", data => mail("SPAM\n" . "x\n" x 900) }, 'clamd', ''],
	['to postmaster', { to => ['postmaster@ours.example'] }, 'clamd spamd', 'out_malware out_spam'],
	['to a user here', { to => ['games@ours.example'] }, 'clamd spamd', 'out_malware out_spam'],
	['in out_exempt', { out_exempt => "joe\n" }, '', ''],
	['another is in out_exempt', { out_exempt => "joes\n" }, 'clamd spamd', 'out_malware out_spam'],
	['a relay host in out_exempt', { out_exempt => "127.0.0.1\n", client => '127.0.0.1' }, '', ''],
	['… by IPv6', { out_exempt => "::1\n", client => '::1' }, '', ''],
	['a program in out_exempt', { out_exempt => "root\n", program => 1 }, '', ''],
	['refused already', { modes => "out_sender: deny\n", data => $BAD =~ s/^From: joe\@ours/From: joe\@far/mr }, '', '', 550],
	['a stranger', { client => '127.0.0.12', from => 'joe@mx.far.example', to => ['games@ours.example'] }, '', ''],
	['a stranger, spam: spamassassin', { client => '127.0.0.12', from => 'joe@mx.far.example', to => ['games@ours.example'],
		settings => "spam: spamassassin\n$ON" }, 'spamd', ''],
	['handed in once more', { client => '127.0.0.1', header => $HERE }, '', ''],
	['… by IPv6', { client => '::1', header => $HERE }, '', ''],
	['… by a program', { program => 1, header => $HERE }, '', ''],
	['… by a user who has logged in', { header => $HERE }, 'clamd spamd', 'out_malware out_spam'],
	['a Received line of another host', { client => '127.0.0.1', header => $ELSE }, 'clamd spamd', 'out_malware out_spam'],
	['… to a program', { program => 1, header => $ELSE }, 'clamd spamd', 'out_malware out_spam'],
);

sub single_rows {
	my ($stock, $how) = @_;
	my $host = $stock->exim('-be', '$primary_hostname')->{out} =~ s/\s+\z//r;
	for (@SINGLE) {
		my ($name, $s, $asked, $fires, $code) = @$_;
		next if ($s->{client} // '') =~ /:/ && Backstop::Net::missing_ipv6();
		policy($stock, map { $_ => $s->{$_} } grep { defined $s->{$_} } qw(settings modes out_exempt));
		my $got = offered($stock, %$s, data => ($s->{header} // '') =~ s/HOST/$host/r . ($s->{data} // $BAD));
		is scans(), $asked, "$how, $name: which scanners are asked" or diag $got->{log};
		is join(' ', sort map { /check=(\w+)/ } @{ $got->{lines} }), $fires, '… what fires' or diag $got->{log};
		$code //= ($s->{modes} // '') =~ /deny/ && $fires ? 550 : 250;
		like "$got->{reply}", qr/^$code/, '… the reply';
		is "@{ $got->{down} }", '', '… no scanner is away';
	}
	# It may have this user.
	policy($stock, modes => "out_malware: deny\nout_spam: deny\n");
	mkdir $stock->policy_dir . '/out_exempt';
	my $got = offered($stock, data => $BAD);
	rmdir $stock->policy_dir . '/out_exempt';
	is $got->{reply}->code, 250, "$how, out_exempt cannot be read: mail passes" or diag $got->{log};
	is scalar(grep { /^check=out_\w+ mode=deny did=pass .* exempt=list_unread$/ } @{ $got->{lines} }), 2, '… as the log says';
	is $stock->paniclog, '', "$how: no panic";
}

# --- scanners fail --------------------------------------------------------------------

my $DENY = "out_malware: deny\nout_spam: deny\n";

sub faults {
	my ($stock, $how) = @_;
	my $panic = '';
	my $row = sub {
		my ($name, $want, %s) = @_;
		policy($stock, modes => $DENY, settings => $s{settings});
		my $got = offered($stock, data => $BAD, %s);
		is join(' ', substr("$got->{reply}", 0, 3), sort @{ $got->{down} }), "250 $want", "$how, $name: mail passes, with a line"
			or diag "$got->{reply}\n$got->{log}";
		is "@{ $got->{lines} }", '', '… and nothing fires';
		unlike $got->{log}, qr/statement skipped/, '… nor does Exim skip anything';
		$panic = $stock->paniclog;
		return $got;
	};
	stop_scanner($_) for keys %PORT;
	$row->('spamd is away', 'spamd', settings => "spam_out: on\n");
	is $panic, '', '… and Exim does not panic';
	$row->('spamd is away, three messages', 'spamd', settings => "spam_out: on\n", times => 3);
	$row->('rspamd is away', 'rspamd', settings => "spam: rspamd\nspam_out: on\n");
	is $panic, '', '… and Exim does not panic';
	$row->('spamd is away, a program', 'spamd', settings => "spam_out: on\n", program => 1);
	$row->('clamd is away', 'malware', settings => "malware_out: on\n");
	$row->('clamd is away, a program', 'malware', settings => "malware_out: on\n", program => 1);
	$row->('both are away', 'malware spamd');
	start_scanner($_) for keys %PORT;
	$row->('spamd talks nonsense', 'spamd', settings => "spam_out: on\n", data => mail("NONSENSE\nSPAM"));
	$row->('rspamd talks nonsense', 'rspamd', settings => "spam: rspamd\nspam_out: on\n", data => mail("NONSENSE\nSPAM"));
	$row->('clamd hangs', 'malware', settings => "malware_out: on\n", data => mail("HANG\nMALWARE"));
	$row->('clamd refuses a large one', 'malware', settings => "malware_out: on\n", data => mail("LARGE\nMALWARE"));

	# A message that clamd cannot judge does not let the next ones of the connection pass.
	policy($stock, modes => $DENY, settings => "malware_out: on\n");
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", ''));
	my @r = map { $c->message(from => 'joe@ours.example', to => ['x@far.example'], data => mail($_))->code } "LARGE\nMALWARE", 'MALWARE', '';
	$c->quit;
	is "@r", '250 550 250', "$how: each message is judged by itself";
	# Exim notes by itself that a virus scanner is away.
	unlink "$stock->{dir}/log/paniclog", "$stock->{dir}/spool/log/paniclog";
}

start_scanner($_) for keys %PORT;
for my $split (0, 1) {
	my $how = $split ? 'split' : 'unsplit';
	my $stock = stock(split => $split);
	mode_rows($stock, $how);
	single_rows($stock, $how);
	faults($stock, $how);
}

# --- the administrator's own spamd_address ----------------------------------------------

{
	my $stock = stock(macros => { BACKSTOP_WITHOUT_SPAMD => 'yes' },
		main => "av_scanner = clamd:127.0.0.1 3310\nspamd_address = 127.0.0.1 11333 variant=rspamd\n");
	policy($stock, modes => $DENY, settings => "spam_out: on\n");
	is offered($stock, data => mail('SPAM'))->{reply}->code, 550, 'BACKSTOP_WITHOUT_SPAMD: spam is refused';
	is scans(), 'rspamd', '… by the scanner of spamd_address';
	stop_scanner('rspamd');
	policy($stock, modes => $DENY, settings => "spam_out: on\n");
	my $got = offered($stock, data => mail('SPAM'));
	is $got->{reply}->code . " @{ $got->{down} }", '250 spamd', '… mail passes if it is away, with a line' or diag $got->{log};
	start_scanner('rspamd');
}

# --- the administrator's own rules for the same mail ---------------------------------------

Backstop::Rig::spew("$dir/rules", "  warn malware = *\n    logwrite = RULES \$malware_name\n"
	. "  warn spam = nobody\n    logwrite = RULES \$spam_score\n");
for (['before ours', { MAIN_ACL_CHECK_DATA => 'admin_data', CHECK_DATA_LOCAL_ACL_FILE => "$dir/named" }],
	['after ours', { CHECK_DATA_LOCAL_ACL_FILE => "$dir/rules" }]) {
	my ($where, $macros) = @$_;
	Backstop::Rig::spew("$dir/named", "  accept\nadmin_data:\n" . Backstop::Rig::slurp("$dir/rules")
		. "  accept\n    endpass\n    acl = acl_check_data\n");
	my $stock = stock(macros => $macros);
	for my $spam (qw(off spamassassin rspamd)) {
		policy($stock, settings => "spam: $spam\n$ON");
		my $got = offered($stock, data => $BAD);
		is scans(), 'clamd ' . ($spam eq 'rspamd' ? 'rspamd' : 'spamd'), "rules $where, spam: $spam: each scanner is asked once"
			or diag $got->{log};
		is join(' ', $got->{log} =~ /RULES (.*)/g), 'Test.Virus=1; x 15.5', '… and they have the answers';
		is scalar @{ $got->{lines} }, 2, '… as we do';
	}
	is $stock->paniclog, '', "rules $where: no panic";
}

SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
	skip 'exim4-daemon-light could not be fetched', 1 if !$light;
	for my $split (0, 1) {
		my $stock = stock(exim => $light, light => 1, split => $split);
		policy($stock, modes => $DENY);
		$stock->compile;
		for ([{}, 'a login'], [{ client => '127.0.0.1' }, 'a relay host'], [{ program => 1 }, 'a program']) {
			my $got = offered($stock, %{ $_->[0] }, data => $BAD);
			like "$got->{reply}", qr/^250/, "exim4-daemon-light, $_->[1]: mail passes" or diag $got->{log};
			is scans() . "@{ $got->{lines} }@{ $got->{down} }", '', '… and nobody is asked';
		}
		is $stock->paniclog, '', '… no panic';
	}
}
done_testing;
