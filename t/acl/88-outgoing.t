#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail that leaves, in Debian's own configuration, split and unsplit: each check in each
# mode, which senders it concerns and which not, what is held and how that is lifted, and in
# how many rounds DNS lists are asked.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Acl;
use Backstop::Dns;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use MIME::Base64 qw(encode_base64);
use Test::More;

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my @FIVE = map { my $h = $_; ("mx-host=five.example,m$h.five.example,10",
	map { "host-record=m$h.five.example,198.51.100.$h$_" } 1, 2) } 1 .. 5;
my @ZONES = (@Backstop::Acl::ZONES, @FIVE,
	'mx-host=listed.example,mx.listed.example,10', 'host-record=mx.listed.example,198.51.100.9',
	'host-record=9.100.51.198.back.example,127.0.0.2',
	'mx-host=last.example,m1.five.example,10', 'mx-host=last.example,mx.listed.example,20');
my $net = Backstop::Net->name_server(@ZONES);
my $dns = Backstop::Dns->new(@ZONES);
my $dir = Backstop::Rig::usable_dir('out', qw(backstop backstop.so backstop-lookup.so));

my $SETTINGS = 'dns_servers: ' . $dns->at . "\nearly_talker_wait: 0\n";
my $BACK = "back.example=127.0.0.2\n";

# --- a stock Exim whose blocks are made below its own directory ----------------

sub stock {
	my (%o) = @_;
	my $stock = Backstop::Stock->prepare(auth => $Backstop::Acl::AUTH,
		relay_to => 'hub.example', compose => 0, %o);
	return $stock->start_with_blocks($dir, %{ $o{macros} || {} });
}

sub policy {
	my ($stock, %file) = @_;
	unlink glob $stock->policy_dir . '/*';
	$file{settings} = $SETTINGS . ($file{settings} // '');
	$stock->policy($_, $file{$_}) for keys %file;
}

sub forget {
	my ($stock) = @_;
	unlink glob("$stock->{dir}/spool/db/*"), glob("$stock->{dir}/lib/held/*"),
		"$stock->{dir}/lib/unlocked";
}

# One session; the reply that decided, and the header of what was accepted.
sub session {
	my ($stock, %s) = @_;
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $s{client} // '127.0.0.12');
	$c->ehlo('mail.far.example');
	$c->command('AUTH PLAIN ' . encode_base64("\0" . ($s{user} // 'joe') . "\0secret", ''))
		if !$s{client};
	my $r = $c->message(from => $s{from} // 'joe@ours.example', to => $s{to} // ['x@far.example'],
		data => $s{data} // "From: joe\@ours.example\nSubject: x\n\nx\n");
	$c->put("QUIT\r\n");
	$c->close;
	return $r;
}

# A program of this host; true if the message was taken.
sub hand_in {
	my ($stock, $text, @args) = @_;
	my $run = "$stock->{dir}/run";
	open my $to, '|-', "$run/exim -odq -i @args >$run/handed 2>&1" or die $!;
	print $to $text;
	return close $to;
}

sub fired {
	my ($log) = @_;
	my @out = $log =~ /check=(out_\w+) /g;
	return "@out";
}

sub frozen {
	my ($stock, $id) = @_;
	return Backstop::Rig::slurp("$stock->{dir}/spool/input/$id-H") =~ /^-frozen /m ? 1 : 0;
}

sub backstop {
	my ($stock, @args) = @_;
	my $own = $stock->dir;
	return scalar `$dir/backstop @args --state $own/lib --spool $own/spool --exim $own/run/exim 2>&1`;
}

# --- each check, each mode ------------------------------------------------------

my %FIRES = (
	out_rate => { settings => "out_rate_hour: 2\n", to => [map { "x$_\@far.example" } 1 .. 3],
		code => '550 5.7.1' },
	out_rcpts => { settings => "out_rcpts: 2\n", to => [map { "x$_\@far.example" } 1 .. 3],
		code => '550 5.5.3' },
	out_unknown_rcpts => { settings => "out_unknown: 1\n",
		to => [map { "nobody$_\@ours.example" } 1, 2], code => '550 5.1.1' },
	out_sender => { from => 'joe@far.example', code => '550 5.7.1' },
	out_null => { from => '', code => '550 5.7.1' },
	out_listed => { to => ['x@listed.example'], files => { out_zones => $BACK },
		code => '550 5.7.1' },
);
my %DID = (warn => 'pass', hold => 'hold', defer => 'defer', deny => 'deny');

sub mode_rows {
	my ($stock, $how) = @_;
	for my $check (sort keys %FIRES) {
		my $f = $FIRES{$check};
		for my $mode (qw(off warn hold defer deny)) {
			forget($stock);
			policy($stock, modes => "$check: $mode\n", settings => $f->{settings},
				%{ $f->{files} || {} });
			$stock->new_log;
			my $r = session($stock, %$f);
			my $log = $stock->new_log;
			my $code = $mode eq 'deny' ? $f->{code}
				: $mode eq 'defer' ? $f->{code} =~ s/^550 5/451 4/r : '250';
			my @wrong = index("$r", $code) == 0 ? () : "wanted $code";
			push @wrong, "wanted '$check' to fire"
				if fired($log) ne ($mode eq 'off' ? '' : $check);
			push @wrong, 'the log line' if $mode ne 'off' && $log !~
				/check=$check mode=$mode did=$DID{$mode} host=127\.0\.0\.12 from=<\S*> rcpt=\S+@\S+ user=joe( [a-z]+=\S+)*$/m;
			push @wrong, 'the address to write to'
				if $mode =~ /^de/ && $r->text !~ /write to postmaster\@ours\.example\./;
			if (my $id = $r->id) {
				push @wrong, 'frozen' if frozen($stock, $id) != ($mode eq 'hold');
				push @wrong, 'a header' if grep { /^X-Backstop/ } $stock->queued($id);
			}
			my @blocks = glob "$stock->{dir}/lib/held/*";
			push @wrong, 'a block' if @blocks != ($mode eq 'hold');
			push @wrong, 'paniclog: ' . $stock->paniclog if $stock->paniclog ne '';
			ok !@wrong, "$how, $check: $mode" or diag join "\n", @wrong, "reply: $r", $log;
		}
	}
}

# --- single cases ----------------------------------------------------------------

my $MDN = "From: joe\@ours.example\nContent-Type: multipart/report;\n\tboundary=b;\n"
	. "\treport-type=disposition-notification\n\n--b--\n";
my $DENY = join '', map { "$_: deny\n" } keys %FIRES;

# name; files and session; what fires. In deny.
my @SINGLE = (
	['nothing is wrong', {}, ''],
	['a user in out_exempt', { files => { out_exempt => "joe\n" }, from => 'joe@far.example' }, ''],
	['in capitals', { files => { out_exempt => "JOE: why\n" }, from => 'joe@far.example' }, ''],
	['another user in out_exempt', { files => { out_exempt => "joes\n" }, from => 'joe@far.example' }, 'out_sender'],
	['a stranger', { client => '127.0.0.12', from => 'joe@mx.far.example',
		to => ['games@ours.example'] }, ''],
	['a stranger who relays', { client => '127.0.0.12', code => 550 }, ''],
	['a host that we relay for, any sender', { client => '127.0.0.1',
		from => 'joe@far.example', data => "From: joe\@far.example\n\nx\n" }, ''],
	['… above its rate', { client => '127.0.0.1', settings => "out_rate_hour: 1\n",
		to => ['x@far.example', 'y@far.example'] }, 'out_rate'],
	['… exempt', { client => '127.0.0.1', settings => "out_rate_hour: 1\n",
		files => { out_exempt => "127.0.0.1\n" }, to => ['x@far.example', 'y@far.example'] }, ''],
	['… with a line in user_senders', { client => '127.0.0.1', from => 'joe@far.example',
		files => { user_senders => "127.0.0.1: \@ours.example\n" } }, 'out_sender'],
	['a day\'s rate', { settings => "out_rate_day: 1\n",
		to => ['x@far.example', 'y@far.example'] }, 'out_rate'],
	['own_domains', { from => 'joe@brand.example', files => { own_domains => "brand.example\n" } }, ''],
	['below a domain in own_domains', { from => 'joe@eu.Brand.example',
		files => { own_domains => "# brands\nx.example\nbrand.example\n" } }, ''],
	['a domain that only ends like it', { from => 'joe@mybrand.example',
		files => { own_domains => "brand.example\n" } }, 'out_sender'],
	['user_senders has the sender', { from => 'joe@far.example', files => { user_senders =>
		"al: al\@x.example\njoe: joe\@far.example, \@ours.example\n" } }, ''],
	['user_senders has it on an indented line', { from => 'joe@far.example', files => { user_senders =>
		"joe: joe\@ours.example\n  joe\@far.example\n" } }, ''],
	['user_senders has another', { files => { user_senders => "joe: joe\@else.example\n" } }, 'out_sender'],
	['user_senders has another user', { files => { user_senders => "jo: a\@else.example\n" } }, ''],
	['From is a stranger\'s', { data => "From: boss\@far.example\n\nx\n" }, 'out_sender'],
	['From is in quotes', { data => "From: <\"boss\"\@far.example>\n\nx\n" }, 'out_sender'],
	['one of two in From is', { data => "From: joe\@ours.example, boss\@far.example\n\nx\n" }, 'out_sender'],
	['a second From is', { data => "From: joe\@ours.example\nFrom: boss\@far.example\n\nx\n" }, 'out_sender'],
	['From has a blank before the colon', { data => "From : boss\@far.example\n\nx\n" }, 'out_sender'],
	['the second From has, in a second line', { data => "From: joe\@ours.example\nFROM\t :\n"
		. " joe\@ours.example,\n\tboss\@far.example\nSubject: x\n x\n\nx\n" }, 'out_sender'],
	['From with a blank is his own', { data => "X-From : a\@far.example\nFrom : joe\@ours.example\nTo: x\@far.example\n"
		. "Subject: x\n From : boss\@far.example\n\nx\n" }, ''],
	['From has no address', { data => "From: undisclosed:;\n\nx\n" }, ''],
	['From is Exim syntax', { data => "From: \"\${run{x}}\" <joe\@ours.example> (\${run{x}})\n\nx\n" },
		''],
	['a read receipt', { from => '', data => $MDN }, ''],
	(map { my ($name, $from, $to, $want) = @$_; [$name, { from => '', data => $MDN =~ s/$from/$to/r }, $want // 'out_null'] }
		['… with other parameters', 'boundary=b', qq(boundary="; b";\n\tcharset=x), ''],
		['a bounce that is a read receipt, too', '(?=boundary)', 'report-type=delivery-status; '],
		['… in a first Content-Type', '(?=Content-Type)', "Content-Type: multipart/report; report-type=delivery-status\n"],
		['… in a second', '\n\n', "\nContent-Type: text/plain\n\n"],
		['… in quotes', '\treport-type=\S+', qq(\tx="; report-type=disposition-notification")]),
	['a read receipt to two', { from => '', data => $MDN,
		to => ['x@far.example', 'y@far.example'] }, 'out_null'],
	['one unknown recipient', { to => ['nobody@ours.example'],
		settings => "out_unknown: 1\n" }, ''],
	['the second host is listed', { to => ['x@last.example'], files => { out_zones => $BACK } },
		'out_listed'],
	['another code', { to => ['x@listed.example'],
		files => { out_zones => "back.example=127.0.0.3\n" } }, ''],
	['out_listed_exempt', { to => ['x@listed.example'], files => { out_zones => $BACK,
		out_listed_exempt => "listed.example\n" } }, ''],
	['name servers are dead', { to => ['x@listed.example'], files => { out_zones => $BACK },
		settings => 'dns_time: 100' }, ''],
	(map { my $file = $_; ["$_ is nonsense", { files => { $file => join "\n",
			'${run{/bin/false}}', '^(((', ':', '@@', 'joe', "\0\xff", '' } }, '' ] }
		qw(out_exempt user_senders out_zones out_listed_exempt)),
);

sub single_rows {
	my ($stock, $how) = @_;
	for (@SINGLE) {
		my ($name, $s, $want) = @$_;
		forget($stock);
		policy($stock, modes => $DENY, settings => $s->{settings}, %{ $s->{files} || {} });
		$stock->policy(settings => 'dns_servers: ' . Backstop::Dns::dead() . "\n")
			if $name =~ /dead/;
		$stock->new_log;
		my $r = session($stock, %$s);
		my $log = $stock->new_log;
		is fired($log), $want eq 'out_exempt' ? '' : $want, "$how: $name" or diag "$r\n$log";
		is $r->code, $s->{code} // ($want ? 550 : 250), '… and the reply' or diag "$r\n$log";
	}
	is $stock->paniclog, '', "$how: no panic";
}

# What a file says that cannot be read is unknown: it may permit what a check would refuse.
sub unread_rows {
	my ($stock, $how) = @_;
	for (['own_domains', { from => 'joe@brand.example' }], ['user_senders', { from => 'joe@far.example' }],
		['out_listed_exempt', { to => ['x@listed.example'], files => { out_zones => $BACK } }],
		map { ['settings', { to => $_ }] } [map { "x$_\@far.example" } 1 .. 101], [map { "nobody$_\@ours.example" } 1 .. 21]) {
		my ($file, $s, $path) = (@$_, $stock->policy_dir . "/$_->[0]");
		policy($stock, modes => $DENY, %{ $s->{files} || {} });
		unlink $path; mkdir $path;
		$stock->new_log;
		my ($r, $log) = (session($stock, %$s), $stock->new_log);
		rmdir $path;
		is fired($log) . $r->code, 250, "$how: $file cannot be read" or diag "$r\n$log";
		like $log, qr/event=policy did=default $file=unreadable/, '… as the log says';
	}
}

# --- programs of this host ---------------------------------------------------------

sub local_rows {
	my ($stock, $how) = @_;
	my $text = "From: root\@ours.example\nSubject: x\n\nx\n";
	my @rows = (['good mail', {}, $text, ['x@far.example'], ''],
		['a stranger\'s sender', {}, $text, ['-f', 'a@far.example', 'x@far.example'], 'out_sender'],
		['a stranger\'s From', {}, "From: a\@far.example\n\nx\n", ['x@far.example'], 'out_sender'],
		['too many', { settings => "out_rcpts: 1\n" }, $text, ['x@far.example', 'y@far.example'],
			'out_rcpts'],
		['above the rate', { settings => "out_rate_hour: 1\n" }, $text,
			['x@far.example', 'y@far.example'], 'out_rate'],
		['the null sender', {}, $text, ['-f', "'<>'", 'x@far.example'], ''],
		['exempt', { files => { out_exempt => "root\n" } }, $text,
			['-f', 'a@far.example', 'x@far.example'], '']);
	for (@rows) {
		my ($name, $o, $message, $args, $want) = @$_;
		forget($stock);
		policy($stock, modes => $DENY, settings => $o->{settings}, %{ $o->{files} || {} });
		$stock->new_log;
		my $taken = hand_in($stock, $message, @$args);
		my $log = $stock->new_log;
		is fired($log), $want, "$how, without SMTP: $name" or diag $log;
		is !!$taken, !$want, '… and whether it is taken' or diag $log;
	}
	forget($stock);
	policy($stock, modes => "out_sender: hold\n");
	$stock->new_log;
	ok hand_in($stock, $text, '-f', 'a@far.example', 'x@far.example'), "$how, without SMTP: hold";
	like $stock->new_log, qr/check=out_sender mode=hold did=hold host=- .* user=root .*frozen by ACL/s,
		'… freezes it';
	is $stock->paniclog, '', "$how, without SMTP: no panic";
}

# --- what is held, and how that is lifted --------------------------------------------

sub sent_to { my ($log) = @_; return join ' ', sort grep { /ours\.example/ } $log =~ /^.*<= <> .* for (.*)$/mg }

sub hold_story {
	my ($stock, $how) = @_;
	my $own = $stock->dir;
	forget($stock);
	unlink glob "$own/spool/input/*";
	policy($stock, modes => "out_rate: hold\n", settings => "out_rate_hour: 1\n");
	$stock->new_log;
	my @r = map { session($stock, to => ["x$_\@far.example"]) } 1 .. 4;
	my $other = session($stock, user => 'al');
	my $log = $stock->new_log;
	is join(' ', map { $_->code } @r), '250 250 250 250', "$how: all is accepted" or diag $log;
	is join(' ', map { frozen($stock, $_->id) } @r, $other), '0 1 1 1 0',
		"$how: from the second message on, only mail of this user is frozen";
	my @notices = grep { /^<>$/m } map { Backstop::Rig::slurp($_) } glob "$own/spool/input/*-H";
	is scalar @notices, 2, "$how: one notice to postmaster, one to the user";
	is join(' ', sort map { /^(\S+\@ours\.example)\n\n/m } @notices),
		'joe@ours.example postmaster@ours.example', '… and not to others';
	is scalar(() = $log =~ /event=held did=hold user=joe/g), 2, '… the rest is in the log';
	like backstop($stock, 'unlock'), qr/\Ajoe: 3 messages held; blocked since \d{4}-\S+ \d\d:\d\d, by out_rate\n\z/,
		"$how: unlock lists it";
	is backstop($stock, 'unlock', 'JOE'), "joe\n  counters: reset\n"
		. "  block: lifted; it was made by out_rate\n"
		. "  queue: 3 messages thawed; Exim delivers them when it next runs the queue\n",
		"$how: unlock lifts all, and says so";
	is join(' ', map { frozen($stock, $_->id) } @r), '0 0 0 0', '… the messages are thawed';
	is backstop($stock, 'unlock'), "No user is blocked.\n", '… and no user is held';
	$stock->new_log;
	is frozen($stock, session($stock)->id), 0, '… the counters begin anew' or diag $stock->new_log;
	is frozen($stock, session($stock)->id), 1, '… and count';
	is $stock->paniclog, '', "$how: no panic";
}

# What a login may be, and what the notice says to type.
my @LOGINS = ('joe', "'joe", "o'hara", 'a"b', 'a`id`', 'a$(id)', 'a|id', 'a;id', '-x', 'a&b>c', '${run{x}}',
	'j.o-e+x@ours.example', 'base64:am9l');

sub logins {
	my ($stock, $how) = @_;
	my $own = $stock->dir;
	for my $login (@LOGINS) {
		forget($stock);
		unlink glob "$own/spool/input/*";
		policy($stock, modes => "out_rate: hold\nout_sender: off\n", settings => "out_rate_hour: 1\n");
		$stock->new_log;
		session($stock, user => $login) for 1 .. 2;
		my $log = $stock->new_log;
		unlike $log, qr/cause=not_sent/, "$how: login $login: the notice is sent";
		my ($notice) = grep { /^To: postmaster/m } map { Backstop::Rig::slurp($_) } glob "$own/spool/input/*-D";
		($notice) = map { Backstop::Rig::slurp($_ =~ s/-H\z/-D/r) }
			grep { Backstop::Rig::slurp($_) =~ /To: postmaster/ } glob "$own/spool/input/*-H" if !$notice;
		my ($user) = $log =~ /did=hold .* user=(\S+)/;
		# The shell gets exactly the words that are meant.
		for ([grep => '-F', "user=$user"], ['backstop', 'unlock', $user]) {
			my ($program, @want) = @$_;
			my ($line) = ($notice // '') =~ /^    (?:sudo )?($program .*)$/m;
			open my $sh, '-|', 'sh', '-c', ($line // 'false') =~ s/^$program/printf '%s\\n'/r or die $!;
			my @got = grep { $_ ne '--' && !m{^/var} } map { chomp; $_ } <$sh>;
			is "@got", "@want", "$how: login $login: $program" or diag $line;
		}
		my $said = do { open my $run, '-|', "$dir/backstop", 'unlock', '--state', "$own/lib", '--spool',
			"$own/spool", '--exim', "$own/run/exim", '--', $user; local $/; <$run> };
		like $said, qr/block: lifted/, "$how: login $login: unlock";
	}
	is $stock->paniclog, '', "$how: no panic";
}

# --- when something is broken: mail passes ---------------------------------------------

sub faults {
	my ($stock, $how) = @_;
	my $own = $stock->dir;
	my @row = (
		['Exim\'s database cannot be used', sub { rename "$own/spool/db", "$own/spool/db.away";
			Backstop::Rig::spew("$own/spool/db", '') },
			sub { unlink "$own/spool/db"; rename "$own/spool/db.away", "$own/spool/db" }, 0],
		['blocks cannot be written', sub { rename "$own/lib/held", "$own/lib/away" },
			sub { rename "$own/lib/away", "$own/lib/held" }, 1],
		['the command is gone', sub { rename "$dir/backstop", "$dir/away" },
			sub { rename "$dir/away", "$dir/backstop" }, 1],
		['what was unlocked is nonsense', sub { Backstop::Rig::spew("$own/lib/unlocked",
			"joe x\njoe\n\${run{x}}\n\0\n") }, sub { unlink "$own/lib/unlocked" }, 1],
		['what was unlocked is a directory', sub { mkdir "$own/lib/unlocked" },
			sub { rmdir "$own/lib/unlocked" }, 1],
	);
	for (@row) {
		my ($name, $break, $mend, $frozen) = @$_;
		forget($stock);
		policy($stock, modes => "out_rate: hold\n", settings => "out_rate_hour: 1\n");
		$break->();
		$stock->new_log;
		my $r = session($stock, to => ['x@far.example', 'y@far.example']);
		my $log = $stock->new_log;
		$mend->();
		is $r->code, 250, "$how, $name: mail passes" or diag "$r\n$log";
		is frozen($stock, $r->id), $frozen, '… ' . ($frozen ? 'frozen' : 'and is not counted');
		like $log, qr/event=notice did=hold cause=not_sent user=joe/, '… which the log says'
			if $name =~ /written|gone/;
		is $stock->paniclog, '', '… without panic';
	}
}

for my $split (0, 1) {
	my $how = $split ? 'split' : 'unsplit';
	my $stock = stock(split => $split);
	mode_rows($stock, $how);
	single_rows($stock, $how);
	unread_rows($stock, $how);
	local_rows($stock, $how);
	hold_story($stock, $how);
	logins($stock, $how);
	faults($stock, $how) if $split;
}

# --- the administrator's own ACLs ----------------------------------------------------------

# Each verb of Debian's ACL, or of one that replaces it, counts as before.
my $verbs = "$dir/verbs";
Backstop::Rig::spew($verbs, "  warn logwrite = HOOK data\n  accept\nadmin_rcpt:\n"
	. join('', map { my ($part, $verb) = @$_; "  $verb\n    local_parts = $part\n" }
		['dropped', "drop\n    message = 554 away with it"],
		['discarded', 'discard'], ['denied', "deny\n    message = 553 5.1.2 not so"],
		['deferred', "defer\n    message = 452 4.2.1 later"],
		['told', "accept\n    message = 251 2.1.5 fine"])
	. "  accept\n    acl = acl_check_rcpt\nadmin_local:\n  accept\n    logwrite = HOOK local\n");
my @WITH = (CHECK_DATA_LOCAL_ACL_FILE => $verbs);

sub verbs {
	my (%o) = @_;
	my $stock = stock(%o, macros => { @WITH, MAIN_ACL_CHECK_RCPT => 'admin_rcpt',
		%{ $o{macros} || {} } });
	policy($stock);
	my @replies;
	for my $part (qw(dropped discarded denied deferred told other)) {
		for my $user (undef, 'joe') {
			my $r = session($stock, to => ["$part\@far.example"],
				defined $user ? (user => $user) : (client => '127.0.0.12'));
			push @replies, "$part " . ("$r" =~ s/id=\S+//r);
		}
	}
	is $stock->paniclog, '', 'the administrator\'s ACL: no panic';
	return \@replies;
}
for my $split (0, 1) {
	my $how = $split ? 'split' : 'unsplit';
	is_deeply verbs(split => $split), verbs(split => $split, dropin => 0),
		"$how: each verb of an ACL for RCPT does what it does without us";
	is_deeply verbs(split => $split, macros => { BACKSTOP_WITHOUT_OUTER => 1 }),
		verbs(split => $split, dropin => 0), "$how: and with BACKSTOP_WITHOUT_OUTER";
	for (['BACKSTOP_NEXT_NOT_SMTP', { BACKSTOP_NEXT_NOT_SMTP => 'admin_local' }],
		['acl_not_smtp', { BACKSTOP_WITHOUT_NOT_SMTP => 1 }, "acl_not_smtp = admin_local\n"]) {
		my ($name, $macros, $main) = @$_;
		my $stock = stock(split => $split, macros => { @WITH, %$macros }, main => $main);
		policy($stock);
		ok hand_in($stock, "Subject: x\n\nx\n", 'x@far.example'), "$how, $name: mail is taken";
		like $stock->mainlog, qr/HOOK local/, '… and the administrator\'s ACL is called';
	}
	my $stock = stock(split => $split);
	policy($stock, modes => $DENY);
	unlink "$stock->{dir}/share/acl/main";
	is session($stock, from => 'joe@far.example')->code, 250,
		"$how: without acl/main, Debian's ACL decides alone";
}

SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
	skip 'exim4-daemon-light could not be fetched', 1 if !$light;
	my $stock = stock(exim => $light);
	policy($stock, modes => "out_listed: deny\nout_rate: hold\n", out_zones => $BACK,
		settings => "out_rate_hour: 1\n");
	$stock->compile;
	my $r = session($stock, to => ['x@listed.example']);
	is $r->code, 250, 'exim4-daemon-light: out_listed is off' or diag "$r\n" . $stock->mainlog;
	is frozen($stock, session($stock)->id), 1, '… and out_rate holds' or diag $stock->mainlog;
	for (grep { $_->[0] =~ /\bFrom\b/ } @SINGLE) {
		my ($name, $s, $want) = @$_;
		forget($stock);
		policy($stock, modes => "out_sender: deny\n");
		$stock->compile;
		is session($stock, %$s)->code, $want ? 550 : 250, "… $name";
	}
	is $stock->paniclog, '', '… without panic';
}

# --- rounds ------------------------------------------------------------------------------

# What can be asked at once is: the mail servers, and whether a list has 127.0.0.1, which no
# list may; then all addresses of the servers (A and AAAA); then these in all lists. A round
# is answered once it is whole.
for (['five.example', [4, 10, 30], '', 'five hosts, ten addresses, three lists, none has one'],
	['listed.example', [4, 2, 3], 'out_listed', 'one that a list has']) {
	my ($domain, $sizes, $fires, $name) = @$_;
	my $stock = stock();
	policy($stock, modes => "out_listed: warn\n",
		out_zones => "one.example=127.0.0.2\ntwo.example=127.0.0.2\n$BACK");
	$stock->policy(settings => "early_talker_wait: 0\ndns_time: 10000\ndns_servers: "
		. $dns->gathering(@$sizes) . "\n");
	is session($stock, to => ["x\@$domain"])->code, 250, $name;
	my @rounds;
	$rounds[(split)[0]]++ for $dns->asked;
	is "@rounds", "@$sizes", '… in three rounds of questions' or diag join "\n", $dns->asked;
	my $log = $stock->mainlog;
	is fired($log), $fires, '… with this result' or diag $log;
	unlike $log, qr/event=listed/, '… and all answers';
	like $log, qr/check=out_listed .* zone=back\.example mx=mx\.listed\.example border=198\.51\.100\.9 mail=\w+$/m,
		'the log names list, host and address' if $fires;
}
done_testing;
