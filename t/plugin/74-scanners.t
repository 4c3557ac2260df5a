#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's spamd, rspamd and clamd behind the administrator's spam= and malware=: what Backstop
# refuses does not reach them, and of what passes they get X-Backstop, so that the examples' rules
# score it. What the page about scanners says otherwise holds as well. Then the same for mail
# that leaves: GTUBE and EICAR (which every such scanner finds), and what outbound counts.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Mail;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
use Backstop::Tag;
my ($BUILD, %PACKAGE);
BEGIN {
	%PACKAGE = (spamd => 'spamd', rspamd => 'rspamd', clamd => 'clamav-daemon');
	$BUILD = Backstop::Pool::fetch_and_enter(values %PACKAGE);
}
use Cwd qw(abs_path);
use IO::Socket::INET;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);
use Test::More;
use Time::HiRes qw(sleep time);

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
$why ||= 'this Exim has no content scanning, or no dlfunc'
	if !Backstop::Stock->prepare->has('_HAVE_CONTENT_SCANNING') || !Backstop::Stock->prepare->has('_HAVE_DLFUNC');
plan skip_all => $why if $why;

my $EXAMPLES = abs_path("$FindBin::Bin/../../docs/examples");
my $PATIENCE = 300;    # seconds; only a failure takes them
my $dns = Backstop::Net->name_server(@Backstop::Acl::ZONES);
my $dir = Backstop::Rig::usable_dir('scanners');
my @USER = $> == 0 ? qw(nobody nogroup) : ();

# In pieces, so that no scanner of this machine finds them here.
my $GTUBE = join '', qw(XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE- STANDARD-ANTI-UBE-TEST-EMAIL*C.34X);
my $EICAR = join '', 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-', 'TEST-FILE!$H+H*';

# --- the scanners ------------------------------------------------------------------

sub write_file {
	my ($name, $text) = @_;
	Backstop::Rig::spew("$dir/$name", $text);
	chmod 0644, "$dir/$name";
	return "$dir/$name";
}

my %started;

# Runs it until the test ends; false if it does not come to listen.
sub start {
	my ($port, $log, @command) = @_;
	my $pid = Backstop::Rig::spawn('/dev/null', $log, $log, @command);
	$started{$pid} = 1;
	for (my $until = time + $PATIENCE; time < $until; sleep 0.2) {
		return 1 if IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 5);
		last if waitpid($pid, POSIX::WNOHANG()) == $pid && delete $started{$pid};
	}
	diag Backstop::Rig::slurp($log);
	return 0;
}
END {
	my $status = $?;
	kill TERM => keys %started;
	waitpid $_, 0 for keys %started;
	$? = $status;
}

# The libraries that came with it.
sub with_libraries {
	my ($root, @command) = @_;
	my ($libs) = glob "$root/usr/lib/*-linux-gnu*";
	return ('env', "LD_LIBRARY_PATH=$root/usr/lib/rspamd:" . ($libs // ''), @command);
}

sub spamd {
	my ($root) = @_;
	mkdir "$dir/$_" for qw(sa sa/rules sa/site);
	write_file('sa/rules/backstop.cf', "body GTUBE /@{[quotemeta $GTUBE]}/\nscore GTUBE 1000\nutil_rb_tld example\nclear_report_template\nreport hits: _TESTS_\n"
		. Backstop::Rig::slurp("$EXAMPLES/spamassassin.cf"));
	write_file('sa/site/check.pre', "loadplugin Mail::SpamAssassin::Plugin::Check\n");
	return start(783, "$dir/spamd.log", 'perl', '-T', "$root/usr/sbin/spamd", '-L', '-x', '-m', 1, '-s', 'stderr',
		'-u', 'nobody', '--listen=127.0.0.1:783', '-C', "$dir/sa/rules", "--siteconfigpath=$dir/sa/site");
}

sub rspamd {
	my ($root) = @_;
	my $share = "$root/usr/share/rspamd";
	mkdir "$dir/rs";
	chmod 0777, "$dir/rs";
	my $conf = write_file('rspamd.conf', <<"END");
options { pidfile = "$dir/rs/pid"; tempdir = "$dir/rs"; filters = ""; url_tld = "@{[ write_file('tld', "example\n") ]}";
	local_addrs = []; dns { nameserver = ["127.0.0.99"]; } }
logging { type = "console"; level = "info"; }
lua = "$EXAMPLES/rspamd.lua";
worker "normal" { bind_socket = "127.0.0.1:11333"; count = 1; }
END
	return start(11_333, "$dir/rspamd.log", with_libraries($root, "$root/usr/bin/rspamd", '-f', '-u', $USER[0], '-g', $USER[1],
		'-c', $conf, map { "--var=$_" } "SHAREDIR=$share", "RULESDIR=$share/rules", "LUALIBDIR=$share/lualib",
		"PLUGINSDIR=$share/plugins", map { "$_=$dir/rs" } qw(DBDIR RUNDIR CONFDIR LOCAL_CONFDIR)));
}

# Its signatures are our field, and EICAR as ClamAV's own database has it.
sub clamd {
	my ($root) = @_;
	mkdir "$dir/clamdb";
	write_file('clamdb/test.ndb', 'Backstop.Foreign:0:*:' . unpack('H*', 'X-Backstop: v=1; kind=dsn; origin=foreign') . "\n"
		. 'Eicar-Test-Signature:0:*:' . unpack('H*', $EICAR) . "\n");
	my $conf = write_file('clamd.conf', "TCPSocket 3310\nTCPAddr 127.0.0.1\nDatabaseDirectory $dir/clamdb\nForeground yes\n"
		. "LogFile $dir/clamd.log\nLogClean yes\n");
	write_file('clamd.log', '');
	return start(3310, "$dir/clamd.out", with_libraries($root, "$root/usr/sbin/clamd", '-c', $conf));
}

# --- mail ----------------------------------------------------------------------------

my $USER = 'games@ours.example';
my $returned = "From: $USER\nTo: ann\@far.example\nSubject: hello\nDate: "
	. strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime(time - 3600)) . "\nMessage-ID: <9\@ours.example>\n";
my $foreign = bounce(peer => $FOREIGN);
my $tagged = $foreign =~ s/^From: \Q$TO\E\nTo: ann.*?(?=\n--b--)/Backstop::Tag::make($returned, sender => $USER) . $returned/mser;
my $forged = "X-Backstop: v=1; kind=dsn; origin=ours; reason=tag\n" . ordinary();

sub with_id { my ($mail, $id) = @_; return $mail =~ s/^Message-ID: <.*?>/Message-ID: <$id>/mr }

# What the administrator's rules ask; each result is a line.
my %RULES = (
	spam => "  warn spam = nobody:true\n"
		. "    logwrite = SCANNED \$spam_score \${sg{\$spam_report}{\\N\\s+\\N}{ }}\n",
	malware => "  warn malware = *\n    logwrite = SCANNED \$malware_name\n",
	both => "  warn malware = *\n  warn spam = nobody:true\n"
		. "    logwrite = SCANNED \$spam_score \${sg{\$spam_report}{\\N\\s+\\N}{ }}\n",
);
my $VERDICT = "  warn logwrite = VERDICT \$acl_m_backstop_origin\n";

sub stock {
	my ($rules, %o) = @_;
	my $file = write_file("rules.$rules", $VERDICT . $RULES{$rules} . ($o{named} ? "  accept\n$o{named}" : ''));
	my $stock = Backstop::Stock->start(split => $o{split} // 1, plugin => plugin('backstop.so'),
		macros => { CHECK_DATA_LOCAL_ACL_FILE => $file }, main => "av_scanner = clamd:127.0.0.1 3310\n" . ($o{main} // ''));
	return $stock;
}

my $count = 0;

# The reply, what the scanner said, and the Message-ID by which its log knows the mail.
sub offered {
	my ($stock, $mode, $from, $data, $spam) = @_;
	my %file = (keys => $Backstop::Tag::KEYS, own_nets => "203.0.113.0/24\n", own_domains => "ours.example\n",
		modes => "greylist: off\nbounce_foreign: $mode\nown_from: off\n",
		settings => "early_talker_wait: 0\ndns: off\nspam: " . ($spam // 'off') . "\n");
	$stock->policy($_, $file{$_}) for keys %file;
	my $id = 'mail' . ++$count . '@far.example';
	my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.12');
	$c->ehlo('mail.far.example');
	$stock->new_log;
	my $r = $c->message(from => $from, to => $USER, data => with_id($data, $id));
	$c->put("QUIT\r\n");
	$c->close;
	my $log = $stock->new_log;
	return { reply => $r, id => $id, log => $log, said => [$log =~ /SCANNED (.*)/g], verdict => [$log =~ /VERDICT (.*)/g] };
}

# The scanner's log has that message, at last.
sub heard {
	my ($log, $id) = @_;
	my $until = time + $PATIENCE;
	sleep 0.1 until Backstop::Rig::slurp($log) =~ /\Q$id\E/ || time > $until;
	return Backstop::Rig::slurp($log);
}

sub spam_rows {
	my ($name, $spam, $how, $stock) = @_;
	my $log = "$dir/$name.log";
	my $not = offered($stock, 'deny', '', $foreign, $spam);
	is $not->{reply}->code, 550, "$name, $how: a foreign bounce is refused" or diag $not->{log};
	my @rows = (['a foreign bounce, warn', '', $foreign, qr/BACKSTOP_FOREIGN/, qr/BACKSTOP_OURS/],
		['… its mode would refuse it', '', $foreign, qr/BACKSTOP_WOULD/, qr/BACKSTOP_OURS/],
		['our own bounce, by its tag', '', $tagged, qr/BACKSTOP_OURS/, qr/BACKSTOP_(?:FOREIGN|WOULD)/],
		['ordinary mail with a forged field', 'joe@far.example', $forged, qr//, qr/BACKSTOP_/]);
	for (@rows) {
		my ($what, $from, $data, $hit, $none) = @$_;
		my $got = offered($stock, 'warn', $from, $data, $spam);
		is $got->{reply}->code, 250, "$name, $how: $what passes" or diag $got->{log};
		like "@{ $got->{said} }", qr/\A[-\d.]+ .*$hit/, '… what is found' or diag $got->{log};
		unlike "@{ $got->{said} }", $none, '… and nothing else';
		like $got->{log}, qr/event=scanned did=pass score=/, '… and by our own setting' if $spam;
		$not->{after} = $got->{id};
	}
	unlike heard($log, $not->{after}), qr/\Q$not->{id}\E/, "$name, $how: what was refused was not scanned";
	is $stock->paniclog, '', '… no panic';
}

# --- mail that leaves -------------------------------------------------------------------

my $MAIN = "av_scanner = clamd:127.0.0.1 3310\n";
my $BINARY = $ENV{BACKSTOP} || "$BUILD/backstop";

sub leaving_stock {
	my (%o) = @_;
	return Backstop::Stock->start(plugin => plugin('backstop.so'), auth => $Backstop::Acl::AUTH, main => $MAIN,
		Backstop::Net::missing_ipv6() ? () : (interfaces => '127.0.0.1 ; ::1'), %o);
}

# Of user joe, of a host that we relay for, or of a program here.
sub leaves {
	my ($stock, $who, $body) = @_;
	my $mail = "From: joe\@ours.example\nTo: ann\@far.example\nSubject: hello\nMessage-ID: <out" . ++$count
		. "\@ours.example>\n\n$body\n";
	$stock->new_log;
	if ($who eq 'program') {
		my $run = "$stock->{dir}/run";
		open my $to, '|-', "$stock->{exim} -C " . $stock->conf . " -odq -i ann\@far.example >$run/handed 2>&1" or die $!;
		print $to $mail;
		my $reply = close $to ? 250 : 550;
		return { reply => $reply, log => $stock->new_log };
	}
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $who eq 'joe' ? '127.0.0.12' : $who);
	$c->ehlo('laptop.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $who eq 'joe';
	my $r = $c->message(from => 'joe@ours.example', to => 'ann@far.example', data => $mail);
	$c->quit;
	return { reply => $r, log => $stock->new_log };
}

# check: what fires on $bad, and not on good mail, in each mode; its line ends with $more.
sub leaving_rows {
	my ($name, $check, $settings, $bad, $more, @stocks) = @_;
	for (@stocks) {
		my ($how, $stock) = @$_;
		for my $who ('joe', '127.0.0.1', Backstop::Net::missing_ipv6() ? () : '::1', 'program') {
			for (['warn', 250, 'pass'], ['deny', 550, 'deny'], ['off', 250, '']) {
				my ($mode, $code, $did) = @$_;
				$stock->policy(settings => "early_talker_wait: 0\ndns: off\n$settings");
				$stock->policy(modes => "$check: $mode\n");
				my $good = leaves($stock, $who, 'see you tomorrow');
				like "$good->{reply}", qr/^250/, "$name, $how, $check: $mode, $who: good mail leaves" or diag $good->{log};
				unlike $good->{log}, qr/check=out_(?:spam|malware)|event=scanner/, '… without a line';
				my $got = leaves($stock, $who, $bad);
				like "$got->{reply}", qr/^$code/, '… the other mail' or diag $got->{log};
				my $user = $who eq 'program' ? 'root' : $who;
				$did ? like $got->{log}, qr/ backstop v=1 check=$check mode=$mode did=$did host=\S+ from=<\S+> rcpt=ann\@far\.example user=\Q$user\E $more$/m, '… and its line'
					: unlike $got->{log}, qr/check=out_|event=scanner/, '… without a line';
			}
		}
		is $stock->paniclog, '', "$name, $how: no panic";
	}
}

# As outbound counts the log of such an Exim: joe was warned once and refused once.
sub counts_rows {
	my ($name, $member, $stock) = @_;
	my $log = "$stock->{dir}/counted";
	Backstop::Rig::spew($log, join '', grep { /^\d/ } split /^/, $stock->mainlog);    # not "Suggested action"
	my ($joe) = grep { $_->{kind} eq 'login' } @{ decode_json(scalar `$BINARY outbound --format json $log`)->{accounts} };
	is join(' ', @$joe{ 'name', $member, "${member}_refused" }), 'joe 2 1', "$name: outbound counts a mark and a refusal";
	like scalar `$BINARY outbound $log`, qr/ login joe\n.*^  . 2 messages .*\(out_$member\), 1 of them refused$/ms, '… and shows them';
	my $why = `$BINARY why --log $log ann\@far.example`;
	like $why, qr/out_$member/, '… why names the check' or diag $why;
	my $report = `$BINARY report --log $log --format json`;
	my ($found) = grep { $_->{check} eq "out_$member" } @{ decode_json($report)->{checks} };
	ok $found, '… and report counts it' or diag $report;
}

sub leaving_stocks {
	return map { [$_ ? 'split' : 'unsplit', leaving_stock(split => $_)] } 1, 0;
}

# A scanner that is away: mail leaves, and one line says so.
sub leaving_down {
	my ($name, $settings, $bad, $scanner) = @_;
	my $stock = leaving_stock(split => 1);
	$stock->policy(settings => "early_talker_wait: 0\ndns: off\n$settings");
	$stock->policy(modes => "out_spam: deny\nout_malware: deny\n");
	my $got = leaves($stock, 'joe', $bad);
	like "$got->{reply}", qr/^250/, "$name is away: mail leaves" or diag $got->{log};
	is join(' ', $got->{log} =~ /backstop v=1 (event=scanner .*)/g), "event=scanner did=pass cause=down scanner=$scanner", '… with one line';
}

my %root = map { $_ => Backstop::Pool::root($BUILD, $PACKAGE{$_}, $dir) } keys %PACKAGE;

SKIP: {
	skip 'spamd could not be fetched, or SpamAssassin is missing', 1 if !$root{spamd} || !eval { require Mail::SpamAssassin };
	ok spamd($root{spamd}), 'spamd runs' or last;
	spam_rows('spamd', undef, 'split', stock('spam'));
	spam_rows('spamd', 'spamassassin', 'unsplit', stock('spam', split => 0));

	my @stocks = leaving_stocks();
	leaving_rows('spamd', 'out_spam', "spam_out: on\n", $GTUBE, 'score=1000\.\d', @stocks);
	counts_rows('spamd', 'spam', $stocks[0][1]);

	# A scanner before us has the message without our field.
	my $mime = stock('spam', main => "acl_smtp_mime = admin_mime\n", named => "admin_mime:\n  accept\n");
	my $got = offered($mime, 'warn', '', $foreign);
	is $got->{reply}->code, 250, 'with acl_smtp_mime: a foreign bounce passes';
	unlike "@{ $got->{said} }", qr/BACKSTOP_/, '… spamd does not see our field';
	is "@{ $got->{verdict} }", 'foreign', '… the variable is right';
}

SKIP: {
	skip 'rspamd could not be fetched', 1 if !$root{rspamd};
	ok rspamd($root{rspamd}), 'rspamd runs' or last;
	spam_rows('rspamd', 'rspamd', 'split', stock('spam'));
	my @stocks = leaving_stocks();
	leaving_rows('rspamd', 'out_spam', "spam: rspamd\nspam_out: on\n", $GTUBE, 'score=-?[\d.]+', @stocks);
	counts_rows('rspamd', 'spam', $stocks[0][1]);
	my %own = (macros => { BACKSTOP_WITHOUT_SPAMD => 'yes' }, main => $MAIN . "spamd_address = 127.0.0.1 11333 variant=rspamd\n");
	leaving_rows('rspamd of spamd_address', 'out_spam', "spam_out: on\n", $GTUBE, 'score=-?[\d.]+', ['split', leaving_stock(split => 1, %own)]);
}

SKIP: {
	skip 'clamd could not be fetched', 1 if !$root{clamd};
	ok clamd($root{clamd}), 'clamd runs' or last;
	for my $split (1, 0) {
		my ($stock, $how) = (stock('malware', split => $split), 'clamd, ' . ($split ? 'split' : 'unsplit'));
		my $scans = sub { scalar(() = Backstop::Rig::slurp("$dir/clamd.log") =~ /(?:stream|\.eml).*: (?:OK|.* FOUND)$/mg) };
		my $before = $scans->();
		is offered($stock, 'deny', '', $foreign)->{reply}->code, 550, "$how: a foreign bounce is refused";
		my $got = offered($stock, 'warn', '', $foreign);
		is "@{ $got->{said} }", 'Backstop.Foreign.UNOFFICIAL', '… in warn it gets our field' or diag $got->{log};
		$got = offered($stock, 'warn', 'joe@far.example', $forged =~ s/ours/foreign/r);
		is $got->{reply}->code . "@{ $got->{said} }", '250', '… and not a forged one' or diag $got->{log};
		my $until = time + $PATIENCE;
		sleep 0.1 until $scans->() >= $before + 2 || time > $until;
		is $scans->() - $before, 2, '… what was refused was not scanned' or diag Backstop::Rig::slurp("$dir/clamd.log");
		is $stock->paniclog, '', '… no panic';
	}
	my @stocks = leaving_stocks();
	leaving_rows('clamd', 'out_malware', "malware_out: on\n", $EICAR, 'malware=Eicar-Test-Signature\.UNOFFICIAL', @stocks);
	counts_rows('clamd', 'malware', $stocks[0][1]);
}

if (%started) {
	kill TERM => keys %started;
	waitpid $_, 0 for keys %started;
	%started = ();
}
leaving_down('spamd', "spam_out: on\n", $GTUBE, 'spamd');
leaving_down('rspamd', "spam: rspamd\nspam_out: on\n", $GTUBE, 'rspamd');
leaving_down('clamd', "malware_out: on\n", $EICAR, 'malware');
done_testing;
