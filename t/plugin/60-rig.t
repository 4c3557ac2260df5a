#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The test rig itself: a private Exim comes up, delivers byte for byte, and
# leaves no traces; as the user who runs this, or as the user `nobody` if that
# is root.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use Backstop::Smtp;
use POSIX ();
use Test::More;

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;

# Results go through here, so that a child under another uid can report them.
my @results;
sub check($$;$) { push @results, [$_[0] ? 1 : 0, $_[1], $_[2] // ''] }
sub same($$$) {
	my ($got, $want, $name) = @_;
	check($got eq $want, $name, "got:  $got\nwant: $want");
}

# Octets that Exim could be tempted to change: a ">From" line, dots, a blank
# at a line's end, a tab fold, 8-bit, NUL, the last line short.
my $MESSAGE = "From: a\@far.example\nTo: joe\@ours.example\n"
	. "Subject: one\n\t two  \nMessage-ID: <1\@far.example>\n"
	. "Date: Thu, 1 Jan 2026 00:00:00 +0000\nX-8bit: \xe9\xff\n\n"
	. ".\n..\nFrom here\n>From there \nNUL \0 and \xff\n.end\n";

sub processes_of {
	my ($rig) = @_;
	return Backstop::Keeper::members(-1, $rig->conf);
}

sub starts_and_delivers {
	my $rig = Backstop::Rig->start;
	my $c = Backstop::Smtp->connect(port => $rig->port,
		from => '127.0.0.2');
	same($c->helo('mail.far.example')->code, 250, 'EHLO');
	my $r = $c->message(from => '', to => 'joe@ours.example',
		data => $MESSAGE);
	same($r->code, 250, 'message is accepted');
	check($r->ms > 0 && $r->ms < 300_000, 'reply time is measured', $r->ms);
	my @got = $rig->deliveries;
	same(scalar @got, 1, 'one message is delivered');
	same(Backstop::Rig::without_our_received($got[0]{raw}), $MESSAGE,
		'byte for byte');
	same($got[0]{id}, $r->id, 'the reply names its id');
	check($got[0]{log} =~ /<= <> H=\(mail.far.example\) \[127\.0\.0\.2\]/,
		'log names the client', $rig->mainlog);
	same(join(' ', $rig->spool_files), '', 'spool is empty');
	same($rig->paniclog . $rig->rejectlog, '', 'no panic, no reject');
	return ($rig, $c);
}

sub many_and_other_ways {
	my ($rig, $c) = @_;
	for my $n (1 .. 15) {
		$c->message(from => "s$n\@far.example", data => "N: $n\n\nx\n",
			to => ['a@ours.example', 'b@ours.example']);
	}
	$c->message(from => 'b@far.example', to => 'joe@ours.example',
		bdat => ["B: 1\r\n\r\n.do", "t\r\n"]);
	$c->message(from => 'r@far.example', to => 'joe@ours.example',
		data => "R: 1\r\n\r\na\rb\r\n", raw => 1);
	my @got = map { Backstop::Rig::without_our_received($_) }
		$rig->delivered(count => 18);
	same(join('', map { /^N: (\d+)/ ? "$1 " : '' } @got),
		join('', map { "$_ " } 1 .. 15), '15 on one connection, in order');
	same($got[-2], "B: 1\n\n.dot\n", 'BDAT in two chunks');
	same($got[-1], "R: 1\n\na\nb\n", 'raw octets: Exim makes LF of CR');
	my $no = $c->message(from => 'x@far.example', to => 'y@far.example',
		data => '');
	same("$no", '550 relay not permitted', 'a stranger may not relay');
	check($rig->rejectlog =~ /relay not permitted/, 'reject log readable');
}

sub command_line {
	my ($rig) = @_;
	my $bs = $rig->exim('-bs', { stdin => "QUIT\r\n" });
	check($bs->{status} == 0 && $bs->{out} =~ /^220 mx\.ours\.example /,
		'exim -bs', $bs->{out} . $bs->{err});
	my $bm = $rig->exim('-odf', '-f', '<>', 'joe@ours.example',
		{ stdin => "Subject: local\n\nhi\n" });
	same($bm->{status}, 0, 'exim as sendmail');
	my $last = ($rig->delivered(count => 19))[-1] // '';
	check($last =~ /^Subject: local$/m, 'and its message arrives', $last);
}

sub leaves_nothing {
	my ($rig, $c) = @_;
	check(scalar processes_of($rig), 'processes are seen while it runs');
	$rig->stop;
	check($c->mail('x@far.example') =~ /^(?:421|000) /,
		'an open connection ends');
	check(!-e $rig->dir, 'the directory is gone');
	same(join(' ', processes_of($rig)), '', 'no process is left');
}

# As if a test was killed: stop() is never called.
sub survives_kill {
	pipe my $r, my $w or die $!;
	my $pid = fork // die $!;
	if (!$pid) {
		my $rig = Backstop::Rig->start;
		syswrite $w, $rig->dir;
		kill KILL => $$;
	}
	close $w;
	my $dir = <$r>;
	waitpid $pid, 0;
	for (1 .. 1200) { last if !-e $dir; select undef, undef, undef, 0.1 }
	check(!-e $dir, 'killed by SIGKILL: the directory is gone');
	same(join(' ', Backstop::Keeper::members(-1, "$dir/conf")), '',
		'killed by SIGKILL: no process is left');
}

sub two_at_once {
	my @rigs = map { Backstop::Rig->start(deliver => 'queue') } 1, 2;
	for my $rig (@rigs) {
		my $c = Backstop::Smtp->connect(port => $rig->port);
		$c->helo;
		$c->message(from => '', to => 'a@ours.example', data => "A: 1\n\n");
	}
	$rigs[0]->stop;
	my $c = Backstop::Smtp->connect(port => $rigs[1]->port);
	same($c->banner->code, 220, 'stopping one leaves the other alone');
	same(scalar(grep { /-D$/ } $rigs[1]->spool_files), 1,
		'deliver => queue only accepts');
}

sub options_reach_exim {
	my $rig = Backstop::Rig->start(
		deliver => 'discard', relay_from_hosts => '127.0.0.3',
		macros => { WORD => 'fish' }, env => { A => 1, B => 'x y' },
		set => { smtp_banner => 'hello WORD', message_size_limit => '1K' },
		acl => { smtp_mail => "  warn logwrite = acl_m=\${acl{sub}}" },
		acls => "sub:\n  accept message = called\n",
		policy => { modes => "x: warn\n" });
	my $c = Backstop::Smtp->connect(port => $rig->port,
		from => '127.0.0.3');
	same($c->banner, '220 hello fish', 'set and macros');
	$c->helo;
	same($c->message(from => '', to => 'x@far.example',
		data => "A: 1\n\n")->code, 250, 'relay_from_hosts');
	same($c->message(from => '', to => 'x@far.example',
		data => "A: " . 'x' x 2000 . "\n\n")->code, 552, 'size limit');
	check($rig->mainlog =~ /acl_m=called/, 'acl and acls', $rig->mainlog);
	check(-r $rig->policy_dir . '/modes', 'policy file is written');
	same(scalar(my @d = $rig->delivered), 1, 'discarded, yet completed');
}

sub complains {
	my $rig = eval { Backstop::Rig->start(set => { no_such_option => 1 }) };
	check(!$rig && $@ =~ /no_such_option/, 'a bad configuration is named',
		$@);
	my $bad = Backstop::Rig->start(plugin => __FILE__);
	my $c = Backstop::Smtp->connect(port => $bad->port);
	$c->helo;
	my $r = $c->message(from => '', to => 'a@ours.example',
		data => "A: 1\n\n");
	check($r =~ /^451 .*library failure/s, 'plugin => is loaded', "$r");
}

sub everything {
	my ($rig, $c) = starts_and_delivers();
	many_and_other_ways($rig, $c);
	command_line($rig);
	leaves_nothing($rig, $c);
	two_at_once();
	options_reach_exim();
	complains();
	survives_kill();
}

sub report {
	my ($who) = @_;
	for (@results) {
		my ($ok, $name, $more) = @$_;
		ok($ok, "$who: $name") or diag($more);
	}
	@results = ();
}

# The same in a child under another user; its results come through a pipe.
sub as_user {
	my ($name) = @_;
	my ($uid, $gid) = (getpwnam $name)[2, 3];
	pipe my $r, my $w or die $!;
	my $pid = fork // die $!;
	if (!$pid) {
		$) = "$gid $gid";
		POSIX::setgid($gid);
		POSIX::setuid($uid);
		eval { everything(); 1 } or check(0, 'no exception', $@);
		print $w join("\0", @$_), "\1" for @results;
		close $w;
		POSIX::_exit(0);
	}
	close $w;
	local $/ = "\1";
	@results = map { chomp; [split /\0/, $_, 3] } <$r>;
	waitpid $pid, 0;
	check(@results > 0, 'child reports');
}

eval { everything(); 1 } or check(0, 'no exception', $@);
report($> == 0 ? 'root' : 'user');

SKIP: {
	skip 'not root: the run as another user needs it', 1 if $> != 0;
	skip 'there is no user nobody', 1 if !getpwnam 'nobody';
	as_user('nobody');
	report('nobody');
}

done_testing;
