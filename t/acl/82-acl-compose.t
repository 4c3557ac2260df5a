#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The drop-in beside what an administrator has: the administrator's own hooks are
# kept and called, combinations that cannot work are refused when the configuration
# is made, and without our files everything is as Debian ships it.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Net;
use Backstop::Smtp;
use Backstop::Stock;
BEGIN { Backstop::Net::enter() }
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;
my $dns = Backstop::Net->name_server(@Backstop::Acl::ZONES);

# Files that an administrator's ACLs are included from.
my $dir = File::Temp->newdir('backstop-compose-XXXXXXXX', TMPDIR => 1);
chmod 0755, "$dir";
sub hook {
	my ($name, $text) = @_;
	Backstop::Rig::spew("$dir/$name", $text // "  warn logwrite = HOOK $name\n");
	return "$dir/$name";
}
my $rcpt = hook('rcpt');
my $data = hook('data');
my $named = hook('named', "  warn logwrite = HOOK named\n  accept\n"
	. "admin_sub:\n  accept logwrite = HOOK admin_sub\n"
	. "admin_mail:\n  accept logwrite = HOOK admin_mail\n"
	. "admin_connect:\n  accept logwrite = HOOK admin_connect\n"
	. "admin_dkim:\n  accept logwrite = HOOK admin_dkim\n"
	. "admin_quit:\n  accept logwrite = HOOK admin_quit\n"
	. "admin_notquit:\n  accept logwrite = HOOK admin_notquit\n"
	. "admin_helo:\n  accept logwrite = HOOK admin_helo\n"
	. "admin_rcpt:\n  warn logwrite = HOOK admin_rcpt\n"
	. "  accept acl = acl_check_rcpt\n"
	. "admin_data:\n  warn logwrite = HOOK admin_data\n"
	. "  accept acl = acl_check_data\n"
	. "admin_both:\n  warn acl = backstop_connect\n"
	. "  accept logwrite = HOOK admin_both\n");

# What an administrator may have in exim4.conf.localmacros or an early file of
# conf.d/main; whose hooks must be heard, whether our checks still work.
my @ROWS = (
	['nothing', {}, []],
	['CHECK_RCPT_LOCAL_ACL_FILE', { CHECK_RCPT_LOCAL_ACL_FILE => $rcpt },
		['rcpt']],
	['CHECK_DATA_LOCAL_ACL_FILE', { CHECK_DATA_LOCAL_ACL_FILE => $data },
		['data']],
	['both', { CHECK_RCPT_LOCAL_ACL_FILE => $rcpt,
		CHECK_DATA_LOCAL_ACL_FILE => $data }, ['rcpt', 'data']],
	['a data hook that ends with named ACLs',
		{ CHECK_DATA_LOCAL_ACL_FILE => $named }, ['named']],
	['MAIN_ACL_CHECK_MAIL', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		MAIN_ACL_CHECK_MAIL => 'admin_mail' }, ['admin_mail', 'named']],
	['MAIN_ACL_CHECK_RCPT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		MAIN_ACL_CHECK_RCPT => 'admin_rcpt' }, ['admin_rcpt']],
	['MAIN_ACL_CHECK_DATA', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		MAIN_ACL_CHECK_DATA => 'admin_data' }, ['admin_data']],
	['acl_smtp_helo', { CHECK_DATA_LOCAL_ACL_FILE => $named },
		['admin_helo'], "acl_smtp_helo = admin_helo\n"],
	['BACKSTOP_NEXT_CONNECT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_NEXT_CONNECT => 'admin_connect' }, ['admin_connect']],
	['acl_smtp_connect, with BACKSTOP_WITHOUT_CONNECT',
		{ CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_WITHOUT_CONNECT => 1 }, ['admin_connect'],
		"acl_smtp_connect = admin_connect\n"],
	['acl_smtp_connect that calls ours', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_WITHOUT_CONNECT => 1 }, ['admin_both'],
		"acl_smtp_connect = admin_both\n"],
	['BACKSTOP_NEXT_QUIT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_NEXT_QUIT => 'admin_quit' }, ['admin_quit']],
	['acl_smtp_quit, with BACKSTOP_WITHOUT_QUIT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_WITHOUT_QUIT => 1 }, ['admin_quit'], "acl_smtp_quit = admin_quit\n"],
	['BACKSTOP_NEXT_NOTQUIT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_NEXT_NOTQUIT => 'admin_notquit' }, ['admin_notquit']],
	['acl_smtp_notquit, with BACKSTOP_WITHOUT_NOTQUIT', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_WITHOUT_NOTQUIT => 1 }, ['admin_notquit'], "acl_smtp_notquit = admin_notquit\n"],
	['BACKSTOP_NEXT_DKIM', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_NEXT_DKIM => 'admin_dkim' }, ['admin_dkim']],
	['acl_smtp_dkim, with BACKSTOP_WITHOUT_DKIM', { CHECK_DATA_LOCAL_ACL_FILE => $named,
		BACKSTOP_WITHOUT_DKIM => 1 }, ['admin_dkim'], "acl_smtp_dkim = admin_dkim\n"],
	['callout_positive_expire, with BACKSTOP_WITHOUT_EXPIRY',
		{ BACKSTOP_WITHOUT_EXPIRY => 1 }, [],
		"callout_positive_expire = 3h\n"],
	['spamd_address, with BACKSTOP_WITHOUT_SPAMD',
		{ BACKSTOP_WITHOUT_SPAMD => 1 }, [],
		"spamd_address = 127.0.0.1 784\n"],
	['BACKSTOP_WITHOUT_VERDICT', { CHECK_DATA_LOCAL_ACL_FILE => $data,
		BACKSTOP_WITHOUT_VERDICT => 1 }, ['data']],
	['Debian\'s own switches', { CHECK_RCPT_VERIFY_SENDER => 1,
		CHECK_RCPT_REVERSE_DNS => 1, MAIN_TLS_ENABLE => undef,
		CHECK_DATA_VERIFY_HEADER_SENDER => 1 }, []],
);

my %QUIET = (settings => "early_talker_wait: 0\n", modes => "helo_own: deny\n");

sub ask {
	my ($stock, $helo, $to, $quit) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port,
		from => '127.0.0.12');
	$c->ehlo($helo);
	my $r = $c->message(from => 'joe@mx.far.example', to => $to // 'games@ours.example',
		data => "DKIM-Signature: v=1; a=rsa-sha256; d=far.example; s=x; h=from; bh=eA==; b=eA==\n"
			. "From: joe\@far.example\nSubject: x\n\nx\n");
	$c->quit if $quit;    # Exim takes 0.2 s to answer
	$c->close;
	return $r;
}

# An Exim without content scanning does not have spamd_address.
my $scans = Backstop::Stock->prepare->has('_OPT_MAIN_SPAMD_ADDRESS');
my $dlfunc = Backstop::Stock->prepare->has('_HAVE_DLFUNC');

for my $split (0, 1) {
	my $how = $split ? 'split' : 'unsplit';
	for (grep { $scans || $_->[0] !~ /^spamd/ } @ROWS) {
		my ($name, $macros, $heard, $main) = @$_;
		my $stock = eval { Backstop::Stock->start(split => $split,
			macros => $macros, main => $main, policy => \%QUIET) };
		ok $stock, "$how, $name: starts" or diag($@), next;
		my $good = ask($stock, 'mail.far.example', undef, $name =~ /(?<!not)quit/i);
		my $bad = ask($stock, 'mx.ours.example');
		my $log = $stock->mainlog;
		is $good->code, 250, "$how, $name: good mail passes"
			or diag "$good\n$log";
		like "$bad", qr/^550 5\.7\.1 /, "$how, $name: helo_own refuses";
		like $log, qr/HOOK $_$/m, "$how, $name: $_ is called" for @$heard;
		is $stock->paniclog, '', "$how, $name: no panic";
	}
}

# Combinations that cannot work are reported when the configuration is made. From 4.100 on, Exim
# no longer does that; `backstop enable` and `doctor` do (t/package/86-refused).
my @REFUSED = (
	['acl_smtp_connect', "acl_smtp_connect = x\n",
		qr/acl_smtp_connect.*second time/],
	['acl_smtp_dkim', "acl_smtp_dkim = x\n", qr/acl_smtp_dkim.*second time/],
	['acl_smtp_quit', "acl_smtp_quit = x\n", qr/acl_smtp_quit.*second time/],
	['acl_smtp_notquit', "acl_smtp_notquit = x\n", qr/acl_smtp_notquit.*second time/],
	['strict_acl_vars', "strict_acl_vars = true\n",
		qr/strict_acl_vars.*second time/],
	['spamd_address', "spamd_address = 127.0.0.1 784\n",
		qr/spamd_address.*second time/],
);
my $looks = Backstop::Stock->prepare(main => "queue_only\nqueue_only\n")->composed =~ /second time/;
for my $split ($looks ? (0, 1) : ()) {
	for (grep { $scans || $_->[0] !~ /^spamd/ } @REFUSED) {
		my ($name, $main, $says) = @$_;
		my $how = $split ? 'split' : 'unsplit';
		my $stock = Backstop::Stock->prepare(split => $split, main => $main);
		like $stock->composed, $says, "$how, $name set twice: refused";
	}
}

# Every kind of host that Debian asks for.
for my $type (qw(internet smarthost satellite local)) {
	for my $split (0, 1) {
		my $how = $split ? 'split' : 'unsplit';
		my $stock = Backstop::Stock->prepare(split => $split, type => $type);
		is $stock->composed, '', "$type, $how: composed";
		my $r = $stock->exim('-bV');
		is $r->{status}, 0, "$type, $how: Exim accepts it"
			or diag $r->{err};
	}
}

# What we change in the main section: these options, and no other. Exim 4.100 does not show
# options of its modules, of which DKIM is one.
my $dkim = Backstop::Stock->prepare->exim(qw(-bP acl_smtp_dkim))->{out} ne '';
sub options {
	my (%o) = @_;
	my $stock = Backstop::Stock->prepare(%o);
	my $out = $stock->exim('-bP')->{out};
	$out =~ s/\Q$stock->{dir}\E/DIR/g;
	return { map { $_ => 1 } split /\n/, $out };
}
for my $split (0, 1) {
	my $ours = options(split => $split);
	my $stock = options(split => $split, dropin => 0);
	my @new = map { /^(\w+)/ } grep { !$stock->{$_} } sort keys %$ours;
	is_deeply \@new, [qw(acl_not_smtp acl_smtp_connect), $dlfunc ? 'acl_smtp_data' : (),
		$dkim ? 'acl_smtp_dkim' : (), qw(acl_smtp_notquit acl_smtp_quit acl_smtp_rcpt callout_positive_expire
		pipelining_connect_advertise_hosts), $scans ? 'spamd_address' : ()],
		($split ? 'split' : 'unsplit') . ': the options that we set';
}

# The mark of arrival is for this host alone, beside what an administrator takes out.
for my $split (0, 1) {
	for (['nothing', undef, 'X-Backstop-Arrived'], ['his own', 'X-A : X-B', 'X-A:X-B:X-Backstop-Arrived'],
		['his own, with another separator', '<; X-A ; X-B ; X-Backstop-Arrived',
			'X-A:X-B:X-Backstop-Arrived', 'yes']) {
		my ($what, $his, $all, $without) = @$_;
		for my $transport ('remote_smtp', 'remote_smtp_smarthost') {
			my $stock = Backstop::Stock->prepare(split => $split, type => 'smarthost',
				macros => { REMOTE_SMTP_TRANSPORTS_HEADERS_REMOVE => $his,
					BACKSTOP_WITHOUT_REMOVE => $without });
			my ($removes) = $stock->exim('-bP', 'transport', $transport)->{out}
				=~ /^headers_remove = (.*)/m;
			is $removes, $all, ($split ? 'split' : 'unsplit') . ", $transport takes out: $what";
		}
	}
}

# The package is removed, its conffiles stay: stock Exim.
for my $split (0, 1) {
	my $how = $split ? 'split' : 'unsplit';
	is_deeply options(split => $split, share => 0),
		options(split => $split, dropin => 0),
		"$how, removed: the options are Debian's";
	my $stock = Backstop::Stock->start(split => $split, policy => \%QUIET);
	is ask($stock, 'mx.ours.example')->code, 550, "$how: installed";
	like ask($stock, 'mail.far.example', 'whoknows@ours.example'), qr/^550 5\.1\.1 No such user here$/,
		"$how: an unknown recipient";
	like ask($stock, 'mail.far.example', 'joe@far.example'), qr/^550 relay not permitted$/,
		"$how: what Debian's ACL says otherwise stays";
	File::Path::remove_tree("$stock->{dir}/share");
	$stock->compose;
	$stock->reload;
	is ask($stock, 'mx.ours.example')->code, 250,
		"$how, removed and reloaded: what was refused is accepted";
	is $stock->paniclog, '', "$how, removed: no panic";
}
done_testing;
