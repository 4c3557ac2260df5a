#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The examples for other programs do in these programs what they say; and bash
# completes what the command has.

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Rig;
use Test::More;

my $EXAMPLES = abs_path("$FindBin::Bin/../../docs/examples");
my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $tmp = tempdir(CLEANUP => 1);

# What X-Backstop says of a message, and where the filing puts it.
my %MAIL = (
	foreign => [ "v=1; kind=dsn; origin=foreign; reason=no_own_hop; would=deny;\n"
			. " check=bounce_foreign; border=198.51.100.7", 'backscatter' ],
	untagged => [ "v=1; kind=dsn; origin=foreign; reason=untagged; border=192.0.2.1",
		'backscatter' ],
	tagged => [ 'v=1; kind=dsn; origin=ours; reason=tag', 'inbox' ],
	tagged_and_odd => [ "v=1; check=ptr_missing; would=deny\n"
			. 'X-Backstop: v=1; kind=dsn; origin=ours; reason=tag', 'inbox' ],
	unknown => [ 'v=1; kind=dsn; origin=unknown; reason=relayed_claim', 'inbox' ],
	odd => [ "v=1; kind=ordinary; origin=none; reason=none; would=deny;\n"
			. " check=header_bidi", 'doubtful' ],
	envelope => [ 'v=1; check=helo_own; would=deny', 'doubtful' ],
	ordinary => [ undef, 'inbox' ],
);

sub have { my ($program) = @_; return grep { -x "$_/$program" } split /:/, "$ENV{PATH}:/usr/sbin" }

sub message {
	my ($name) = @_;
	my ($mark) = @{ $MAIL{$name} };
	Backstop::Rig::spew("$tmp/$name.eml", ($mark ? "X-Backstop: $mark\n" : '')
		. "From: ann\@far.example\nTo: joe\@ours.example\nSubject: $name\n"
		. "Date: Thu, 01 Jan 2026 00:00:00 +0000\nMessage-ID: <$name\@far.example>\n\nHello.\n");
	return "$tmp/$name.eml";
}

# Each runs its program on a message, and returns what that says.
my %FILING = (
	'sieve' => [ 'sieve-test', 'dovecot-sieve', \&sieve,
		{ backscatter => qr/folder: Backscatter/, doubtful => qr/folder: Doubtful/,
			inbox => qr/folder: INBOX/ } ],
	'exim-filter' => [ 'exim4', 'exim4', sub {
			`/usr/sbin/exim4 -C /dev/null -bf $EXAMPLES/exim-filter -bfd ours.example -bfl joe -f ann\@far.example < $_[0] 2>&1` },
		{ backscatter => qr{Save message to: .*/mail/backscatter},
			doubtful => qr{Save message to: .*/mail/doubtful},
			inbox => qr/Filtering did not set up a significant delivery/ } ],
	'procmailrc' => [ 'procmail', 'procmail', \&procmail,
		{ backscatter => qr/\Abackscatter\z/, doubtful => qr/\Adoubtful\z/, inbox => qr/\Ainbox\z/ } ],
);

# It gives up root's rights, and writes a compiled script.
sub sieve {
	my ($file) = @_;
	my $user = $> == 0 ? 'nobody' : getpwuid $>;
	my (undef, undef, $uid, $gid) = getpwnam $user;
	my $dir = tempdir(CLEANUP => 1, TMPDIR => 1);
	Backstop::Rig::spew("$dir/$_->[0]", Backstop::Rig::slurp($_->[1]))
		for [ 'script', "$EXAMPLES/sieve" ], [ 'mail', $file ];
	chown $uid, $gid, $dir, "$dir/script", "$dir/mail";
	return `sieve-test -o mail_uid=$uid -o mail_gid=$gid $dir/script $dir/mail 2>&1`;
}

sub procmail {
	my ($file) = @_;
	my $home = tempdir(CLEANUP => 1);
	mkdir "$home/mail";
	Backstop::Rig::spew("$home/rc", "HOME=$home\nDEFAULT=$home/mail/inbox\n"
		. Backstop::Rig::slurp("$EXAMPLES/procmailrc"));
	chmod 0600, "$home/rc";
	system "procmail $home/rc < $file";
	return join ' ', map { s{.*/}{}r } glob "$home/mail/*";
}

for my $name (sort keys %FILING) {
	my ($program, $package, $run, $want) = @{ $FILING{$name} };
	SKIP: {
		skip "$program is missing ($package)", scalar keys %MAIL if !have($program);
		like($run->(message($_)), $want->{ $MAIL{$_}[1] }, "$name: $_ goes to $MAIL{$_}[1]")
			for sort keys %MAIL;
	}
}

# --- scores ------------------------------------------------------------------

SKIP: {
	skip 'spamassassin is missing', 5 if !have('spamassassin');
	mkdir "$tmp/$_" for qw(rules site);
	Backstop::Rig::spew("$tmp/rules/backstop.cf",
		"util_rb_tld example\nreport hits: _TESTS_\n" . Backstop::Rig::slurp("$EXAMPLES/spamassassin.cf"));
	Backstop::Rig::spew("$tmp/site/check.pre",
		"loadplugin Mail::SpamAssassin::Plugin::Check\n");
	Backstop::Rig::spew("$tmp/prefs", '');
	my @sa = ('-L', '-C', "$tmp/rules", '--siteconfigpath', "$tmp/site", '-p', "$tmp/prefs");
	my %rules = (foreign => 'BACKSTOP_FOREIGN', tagged => 'BACKSTOP_OURS', envelope => 'BACKSTOP_WOULD',
		ordinary => '');
	is(scalar `spamassassin --lint @sa 2>&1`, '', 'spamassassin.cf has no fault');
	for my $name (sort keys %rules) {
		my $said = `spamassassin -t @sa < @{[ message($name) ]} 2>&1`;
		my ($hits) = $said =~ /^hits: (.*)/m;
		like($hits // '', qr/\A\Q$rules{$name}\E/, "spamassassin.cf: $name");
	}
}

SKIP: {
	skip 'luac is missing (lua5.1)', 1 if !have('luac5.1');
	is(scalar `luac5.1 -p $EXAMPLES/rspamd.lua 2>&1`, '', 'rspamd.lua can be read');
}

# --- fail2ban ------------------------------------------------------------------

my @LINES = (
	[ '2026-11-22 06:41:28 1xV202-000156-1a backstop v=1 check=header_bidi mode=deny did=deny'
		. ' host=192.0.2.7 from=<b@example.net> rcpt=a@example.org found=bidi', '192.0.2.7' ],
	[ '2026-11-22 06:41:28 backstop v=1 check=helo_own mode=deny did=deny host=2001:db8::7'
		. ' from=<> rcpt=a@example.org helo=mx.ours.example', '2001:db8::7' ],
	[ '2026-11-22 06:41:28.123 +0100 [1234] backstop v=1 check=dnsbl mode=deny did=deny'
		. ' host=192.0.2.8 from=<b@example.net> rcpt=a@example.org', '192.0.2.8' ],
	[ '2026-11-22 06:41:28 backstop v=1 check=helo_own mode=warn did=pass host=192.0.2.9 from=<>'
		. ' rcpt=a@example.org', undef ],
	[ '2026-11-22 06:41:28 backstop v=1 check=helo_own mode=deny did=pass host=192.0.2.9 from=<>'
		. ' rcpt=a@example.org exempt=list_hosts', undef ],
	[ '2026-11-22 06:41:28 1xV202-000156-1a backstop v=1 check=bounce_foreign mode=deny did=deny'
		. ' host=192.0.2.10 from=<> rcpt=a@example.org kind=dsn', undef ],
	[ '2026-11-22 06:41:28 1xV202-000156-1a backstop v=1 check=relay_bounce mode=deny did=deny'
		. ' host=192.0.2.15 from=<> rcpt=a@example.org user=192.0.2.15', undef ],
	[ '2026-11-22 06:41:28 backstop v=1 check=out_rate mode=deny did=deny'
		. ' host=192.0.2.16 from=<b@ours.example> rcpt=a@example.org user=b', undef ],
	[ '2026-11-22 06:41:28 1xV202-000156-1a <= b@example.net H=x [192.0.2.11] P=esmtp S=1'
		. ' T="backstop v=1 check=helo_own mode=deny did=deny host=192.0.2.12 "', undef ],
	[ '2026-11-22 06:41:28 H=x [192.0.2.13] rejected EHLO or HELO'
		. ' backstop v=1 check=helo_own mode=deny did=deny host=192.0.2.14 : no', undef ],
);

SKIP: {
	skip 'fail2ban-regex is missing (fail2ban)', scalar @LINES if !have('fail2ban-regex');
	for my $row (@LINES) {
		my ($line, $host) = @$row;
		Backstop::Rig::spew("$tmp/log", "$line\n");
		my $said = `fail2ban-regex -v '$tmp/log' $EXAMPLES/fail2ban-filter.conf 2>&1`;
		my ($hit) = $said =~ /^\|\s+([0-9a-f.:]+)\s+\w{3} \w{3} /m;
		is($hit, $host, 'fail2ban: ' . substr $line, 20, 60);
	}
}

# --- bash ----------------------------------------------------------------------

# What the Tab key would offer after these words.
sub offers {
	my (@words) = @_;
	my $at = $#words;
	my $list = join ' ', map { "'$_'" } @words;
	local $ENV{PATH} = abs_path($BUILD) . ":$ENV{PATH}";
	return [ split ' ', `bash -c '. $EXAMPLES/completion.bash; COMP_WORDS=($list); COMP_CWORD=$at; _backstop; echo "\${COMPREPLY[*]}"'` ];
}

my @commands = `$BUILD/backstop --help` =~ /^  ([a-z]+)  /mg;
cmp_ok(scalar @commands, '>', 5, 'the command has commands');
is("@{ offers('backstop', '') }", "@commands --help --version", 'Tab offers commands');
is("@{ offers('backstop', 'sc') }", 'scan', '… that begin so');
for my $command (@commands) {
	my @options = `$BUILD/backstop $command --help` =~ /^  (--[a-z-]+)/mg;
	is("@{ offers('backstop', $command, '--') }", "@options", "… and options of $command");
}
ok(scalar(grep { $_ eq 'helo_own' } @{ offers('backstop', 'mode', 'he') }), '… and checks');
is("@{ offers('backstop', 'mode', 'helo_own', '') }", 'off warn defer deny', '… and modes');
is("@{ offers('backstop', 'mode', 'out_rate', 'h') }", 'hold', '… that the check has');
is("@{ offers('backstop', 'mode', 'greylist', 'l') }", 'learn', '… whichever it is');
is("@{ offers('backstop', 'report', '--format', '') }", 'text json csv', '… and formats');
is("@{ offers('backstop', 'status', '--format', '') }", 'text json', '… that the command has');
is("@{ offers('backstop', 'hits', 'helo_o') }", 'helo_own', '… checks with hits');
is("@{ offers('backstop', 'hits', '--against', 'helo_o') }", 'helo_own', '… after an option');
is("@{ offers('backstop', 'mode', '--log', 'x', '--yes', 'helo_own', 'd') }", 'defer deny', '… and its value');
is("@{ offers('backstop', 'hits', '--log', '/etc/debian_v') }", '/etc/debian_version', '… which is a file');
is("@{ offers('backstop', 'key', '') }", 'new roll drop', '… and what can be done with keys');
is("@{ offers('backstop', 'key', 'new', '') }", 'tag batv memory', '… of which kind');
is("@{ offers('backstop', 'exempt', '--list', 'out') }", 'out_exempt', '… and lists');
is("@{ offers('backstop', 'replay', '--with', 'bounce_f') }", 'bounce_foreign=', '… and what to replay with');
is("@{ offers('backstop', 'replay', '--with', 'bounce_foreign', '=', 'd') }", 'defer deny', '… in which mode');
is("@{ offers('backstop', 'replay', '--with', 'bounce_foreign', '=') }", 'off warn defer deny', '… or in any');
is("@{ offers('backstop', 'store', '') }", 'init purge learn', '… and the actions of store');

done_testing;
