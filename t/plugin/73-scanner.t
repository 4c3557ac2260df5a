#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The verdict in the DATA ACL, in Debian's own configuration: what is to be refused does not
# reach the administrator's own rules, where scanners are; what passes does, with X-Backstop in
# its header and the verdict in variables. Each message is judged once. Without a verdict there,
# local_scan() judges as it always did.

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
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use File::Copy qw(copy);
use MIME::Base64 qw(encode_base64);
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $dns = Backstop::Net->name_server(@Backstop::Acl::ZONES);
my $dir = Backstop::Rig::usable_dir('scanner');

# What the administrator's rules see: the verdict, and the header that a scanner would get.
my $RULES = <<'END';
  warn logwrite = RULES $acl_m_backstop_kind $acl_m_backstop_origin $acl_m_backstop_reason <$rh_X-Backstop:>
END
Backstop::Rig::spew("$dir/rules", $RULES);

sub stock {
	my (%o) = @_;
	return Backstop::Stock->start(split => 1, plugin => plugin('backstop.so'), auth => $Backstop::Acl::AUTH,
		%o, macros => { CHECK_DATA_LOCAL_ACL_FILE => "$dir/rules", %{ $o{macros} || {} } });
}

sub policy {
	my ($stock, %file) = @_;
	unlink glob($stock->policy_dir . '/*'), glob "$stock->{dir}/lib/lists/*";
	my %all = (own_nets => "203.0.113.0/24\n", keys => '', modes => '',
		settings => "early_talker_wait: 0\ndns: off\n", %file);
	$all{modes} = "greylist: off\nnull_many: off\n$all{modes}\n";
	$stock->policy($_, $all{$_}) for keys %all;
}

# The reply, our lines in the log, what the rules saw, the header in the queue.
sub offered {
	my ($stock, %o) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $o{client} // '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $o{auth};
	$stock->new_log;
	my $r = $c->message(from => $o{from} // '', to => $o{to} // 'games@ours.example', data => $o{data},
		mail_param => $o{param} // [], $o{bdat} ? (bdat => [$o{data} =~ s/\n/\r\n/gr]) : ());
	$r = $c->reply for $o{param} ? 1 .. 3 : ();    # PRDR: one for each recipient, then all
	$c->quit;    # so that what Exim logs at QUIT is there
	my $log = $stock->new_log;
	# Exim may write its own line after the reply.
	for (my $until = time + 300; $r->code >= 400 && $log !~ /rejected|dropped/ && time < $until; select undef, undef, undef, 0.05) {
		$log .= $stock->new_log;
	}
	return { reply => $r, log => $log, lines => [$log =~ /backstop v=1 (.*)/g],
		saw => [$log =~ /RULES (.*)/g], header => [$r->ok ? $stock->queued($r->id // "") : ()] };
}

my $foreign = bounce(peer => $FOREIGN);
my $ours = bounce(peer => $OURS);
my $eight_bit = ordinary(header => "X-Note: caf\xe9\n");
my $forged = "X-Backstop: v=1; origin=ours; reason=tag\n";

# Name; modes; what is sent; the code; what the rules see (undef: it does not come to them),
# or what else differs.
my @ROWS = (
	['a foreign bounce, warn', 'bounce_foreign: warn', { data => $foreign }, 250,
		qr/^dsn foreign no_own_hop < v=1; kind=dsn; origin=foreign; reason=no_own_hop;/],
	['a foreign bounce, deny', 'bounce_foreign: deny', { data => $foreign }, 550],
	['a foreign bounce, defer', 'bounce_foreign: defer', { data => $foreign }, 451],
	['a foreign bounce, off', "bounce_foreign: off\nbounce_untagged: off\nbounce_unknown: off\nbounce_unsent: off",
		{ data => $foreign }, 250, qr/^ +<>$/],
	['our own bounce', 'bounce_foreign: deny', { data => $ours }, 250,
		qr/^dsn ours trail < v=1; kind=dsn; origin=ours; reason=trail/],
	['by BDAT', 'bounce_foreign: deny', { data => $foreign, bdat => 1 }, 550],
	['… our own', 'bounce_foreign: deny', { data => $ours, bdat => 1 }, 250, qr/^dsn ours trail </],
	['with PRDR', 'bounce_foreign: deny', { data => $foreign, param => ['PRDR'], to => [qw(games@ours.example mail@ours.example)] }, 550],
	['ordinary mail', 'bounce_foreign: deny', { data => ordinary(), from => 'joe@far.example' }, 250, qr/^ +<>$/],
	# These know what the rules have done to the header.
	['a header check, warn', 'header_8bit: warn', { data => $eight_bit, from => 'joe@far.example' }, 250, qr/kind=ordinary/, late => 1],
	['a header check, deny', 'header_8bit: deny', { data => $eight_bit, from => 'joe@far.example' }, 550, undef, late => 1],
	['a forged verdict', 'bounce_foreign: warn', { data => $forged . $foreign }, 250,
		qr/^dsn foreign no_own_hop < v=1; kind=dsn; origin=foreign;/],
	['a forged verdict, ordinary mail', '', { data => $forged . ordinary(), from => 'joe@far.example' }, 250, qr/^ +<>$/],
	['exempt_hosts', 'bounce_foreign: deny', { data => $foreign }, 250, qr/^dsn foreign no_own_hop </,
		exempt_hosts => "127.0.0.12\n"],
	(map { my ($what, $code, $dns, $file, $entry) = @$_;
		(["$what: a bounce", 'bounce_foreign: deny', { data => $foreign }, $code, undef, dns => $dns, $file => $entry],
		["$what: a header check", 'header_8bit: deny', { data => $eight_bit, from => 'joe@far.example' }, $code, undef,
			dns => $dns, late => 1, $file => $entry]) }
		['exempt_hosts has a name, and the DNS is dead', 451, 'dead', exempt_hosts => "mail.far.example\n"],
		['list_hosts has a name, and the DNS is dead', 451, 'dead', list_hosts => "*.far.example\n"],
		['exempt_hosts has no name, and the DNS is dead', 550, 'dead', exempt_hosts => "192.0.2.1\n"],
		['exempt_hosts has the name of another host', 550, 'dnsmasq', exempt_hosts => "mx.far.example\n"]),
	['exempt_rcpts', 'bounce_foreign: deny', { data => $foreign }, 250, qr/^dsn foreign no_own_hop </,
		exempt_rcpts => "games\@ours.example\n"],
	['abuse', 'bounce_foreign: deny', { data => $foreign, to => 'abuse@ours.example' }, 250,
		qr/^dsn foreign no_own_hop </],
	['postmaster', 'bounce_foreign: deny', { data => $foreign, to => 'postmaster@ours.example' }, 250,
		qr/^dsn foreign no_own_hop < v=1; kind=dsn; origin=foreign;/],
	['postmaster, a forged verdict', '', { data => $forged . ordinary(), from => 'joe@far.example', to => 'postmaster@ours.example' },
		250, qr/^ +<>$/],
	['of a user who has logged in', 'bounce_foreign: deny', { data => $foreign, auth => 1 }, 250, qr/^ +<>$/, none => 1],
	['of a host that we relay for', 'bounce_foreign: deny', { data => $foreign, client => '127.0.0.1' }, 250, qr/^ +<>$/, none => 1],
	['list_unread', 'bounce_foreign: deny', { data => $foreign }, 250, qr/^dsn unknown list_unread </, own_nets => "nonsense\n"],
);

sub check_rows {
	my ($how, $stock, $judges) = @_;
	for (@ROWS) {
		my ($name, $modes, $mail, $code, $want, %o) = @$_;
		my ($silent, $early) = (delete $o{none}, $judges && !delete $o{late});
		delete $o{late};
		Backstop::Net::resolver(delete $o{dns} // 'dnsmasq');
		policy($stock, modes => $modes, %o);
		my $got = offered($stock, %$mail);
		is $got->{reply}->code, $code, "$how, $name: the reply" or diag "$got->{reply}\n$got->{log}";
		my ($fires, $said) = (scalar(grep { /^check=(?:bounce|header|none)/ } @{ $got->{lines} }),
			scalar(grep { /^X-Backstop: v=1; kind=/ } @{ $got->{header} }));
		if ($code != 250) {
			is scalar @{ $got->{saw} }, $early ? 0 : 1, "… the rules are " . ($early ? 'not asked' : 'asked');
			is $fires, 1, '… one line in the log';
			my ($enhanced) = $got->{reply}->text =~ /^(\d\.\d\.\d) /;
			like $got->{reply}->text, qr/\A(?:\Q$enhanced\E (?!\d\.).*(?:\n|\z))+\z/, '… each line of the reply has its code once';
			like $got->{reply}->text =~ s/\n\Q$enhanced\E / /gr, qr/If you believe .* quote [\w-]+\.\z/, '… and it names the message';
			like $got->{log}, $early ? qr/rejected after DATA/ : qr/rejected by local_scan/, '… who refuses';
			next;
		}
		$want = qr/^ +<(?:>| v=1; origin=ours; reason=tag)/ if !$early;
		like "@{ $got->{saw} }", $want, '… what the rules see';
		my $expect = $_->[4] =~ /kind=|dsn / && !$silent ? 1 : 0;
		is "$fires $said", "$expect $expect", '… one line in the log, and one field' or diag $got->{log}, @{ $got->{header} };
		is scalar(grep { /reason=tag/ } @{ $got->{header} }), 0, '… what was forged is gone';
	}
	is $stock->paniclog, '', "$how: no panic";
}

check_rows('split', stock(), 1);
check_rows('unsplit', stock(split => 0), 1);
# Scanners are in Debian's own ACL, before its hook, or in an ACL of the administrator's.
Backstop::Rig::spew("$dir/named", "  accept\nadmin_data:\n$RULES  accept\n    endpass\n    acl = acl_check_data\n");
check_rows('rules before our hook', stock(macros => { CHECK_DATA_LOCAL_ACL_FILE => "$dir/named",
	MAIN_ACL_CHECK_DATA => 'admin_data' }), 1);
check_rows('BACKSTOP_WITHOUT_VERDICT', stock(macros => { BACKSTOP_WITHOUT_VERDICT => 'yes' }), 0);

SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
	skip 'exim4-daemon-light could not be fetched', 1 if !$light;
	my $stock = stock(exim => $light);
	$stock->compile;
	check_rows('exim4-daemon-light', $stock, 0);
}

# A field that a rule takes out is not there for a header check, as without a verdict.
{
	Backstop::Rig::spew("$dir/mends", "  warn\n    remove_header = X-Note\n");
	my $stock = stock(macros => { CHECK_DATA_LOCAL_ACL_FILE => "$dir/mends" });
	policy($stock, modes => 'header_8bit: deny');
	my $got = offered($stock, data => $eight_bit, from => 'joe@far.example');
	is $got->{reply}->code, 250, 'a field that a rule takes out is not a reason to refuse' or diag $got->{log};
}

# --- other rules refuse ------------------------------------------------------------

# What they refuse after the verdict is not a hit: as before, there is no line. What an ACL for DATA
# does otherwise stays as it is without us.
sub verbs {
	my (%o) = @_;
	Backstop::Rig::spew("$dir/verbs", "  accept\nadmin_data:\n" . join('', map { my ($subject, $verb) = @$_;
			"  $verb\n    condition = \${if eq{\$h_Subject:}{$subject}}\n" }
			['denied', "deny\n    message = 553 5.1.2 not so"], ['deferred', "defer\n    message = 452 4.2.1 later"],
			['dropped', "drop\n    message = 554 5.0.0 away with it"], ['discarded', 'discard'],
			['told', "accept\n    message = 250 2.1.5 fine"])
		. "  accept\n    acl = acl_check_data\n");
	my $stock = stock(%o, macros => { CHECK_DATA_LOCAL_ACL_FILE => "$dir/verbs", MAIN_ACL_CHECK_DATA => 'admin_data' });
	policy($stock, modes => 'bounce_foreign: warn');
	my (@replies, @lines, @said);
	for my $subject (qw(denied deferred dropped discarded told other)) {
		my $got = offered($stock, data => $foreign =~ s/^Subject: .*/Subject: $subject/mr);
		push @replies, "$subject " . ("$got->{reply}" =~ s/id=\S+//r);
		push @lines, scalar @{ $got->{lines} };
		push @said, map { "$subject: $_" } @{ $got->{lines} };
	}
	is $stock->paniclog, '', 'the verbs of an ACL for DATA: no panic';
	return (\@replies, "@lines", \@said);
}
for my $split (1, 0) {
	my $how = $split ? 'split' : 'unsplit';
	my ($with, $lines, $said) = verbs(split => $split);
	is_deeply $with, (verbs(split => $split, dropin => 0, plugin => undef))[0], "$how: each verb of an ACL for DATA does what it does without us";
	is $lines, '0 0 0 1 1 1', '… what it refuses leaves no line of ours' or diag explain $said;
}

# --- the child fails -------------------------------------------------------------

# Once, and the mail passes: local_scan() does not try again. If the body cannot be opened in the
# ACL, local_scan() judges it.
my %LATE = map { $_ => 1 } qw(wait stop);
sub faults {
	my $faulty = "$dir/faulty";
	mkdir $faulty;
	copy($_, $faulty) or die "$_: $!" for plugin('t/backstop-faults.so'), plugin('backstop-lookup.so');
	chmod 0644, glob "$faulty/*";
	my $stock = stock(plugin => "$faulty/backstop-faults.so");
	for (['segv', 'crashed signal=11'], ['abort', 'crashed signal=6'], ['exit', 'sent_nothing_valid'],
		['garbage', 'sent_nothing_valid'], ['wait', 'timed_out'], ['stop', 'timed_out'], ['unread'], ['none', undef, 1]) {
		my ($fault, $cause, $early) = @$_;
		my $time = $LATE{$fault} ? 100 : 10_000;    # ms, and a second
		policy($stock, modes => 'bounce_foreign: deny', settings => "early_talker_wait: 0\ndns: off\ndns_time: $time\n");
		my $got = offered($stock, data => "X-Fault: $fault\n$foreign");
		is $got->{reply}->code, $cause ? 250 : 550, "fault $fault: the reply" or diag $got->{log};
		is scalar @{ $got->{lines} }, 1, '… one line in the log' or diag $got->{log};
		like $got->{lines}[0], $cause ? qr/^event=failed did=pass cause=\Q$cause\E/ : qr/^check=bounce_foreign mode=deny did=deny/,
			'… what it says';
		is "@{ $got->{saw} }", $early ? '' : '   <>', '… the rules see no verdict';
		like $got->{log}, $early ? qr/rejected after DATA/ : qr/rejected by local_scan/, '… who refuses' if !$cause;
		is scalar(grep { /^X-Backstop:/ } @{ $got->{header} }), 0, '… and the mail is as it was' if $cause;
	}
	my $ordinary = offered($stock, data => "X-Fault: segv\n" . ordinary(), from => 'joe@far.example');
	is $ordinary->{reply}->code . "@{ $ordinary->{lines} }", '250', 'ordinary mail costs no child';
	is $stock->paniclog, '', 'no panic';
	is join(' ', grep { /-D$/ && !-e "$stock->{dir}/spool/input/" . s/-D$/-H/r } map { s{.*/}{}r } glob "$stock->{dir}/spool/input/*"), '',
		'no orphan in the spool';
}
faults();
done_testing;
