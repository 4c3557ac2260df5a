#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The documentation says what the code does: checks, modes, replies, settings,
# policy files, words of header and log, commands, links; and what is to be
# done in a configuration that isn't Debian's works.

use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Rig;
use Backstop::Schema;
use File::Basename qw(basename dirname);
use JSON::PP;
use Test::More;

my $ROOT = abs_path("$FindBin::Bin/../..");
my $DOCS = "$ROOT/docs";
my $CHECKS = "$DOCS/checks";
my @ACLS = map { basename($_) } glob "$ROOT/acl/*/*";
my @SECTIONS = ('Wrong hits', 'Hits', 'Exempt', 'Enable');
my $ONE_SCREEN = 40;    # lines of a check's page

# --- words -----------------------------------------------------------------

sub page {
	my ($name) = @_;
	return slurp("$DOCS/$name");
}

sub code {
	my ($name) = @_;
	my ($path) = grep { -e } glob "$ROOT/local_scan/$name $ROOT/local_scan/" . $name =~ s{/}{/*/}r;
	return slurp($path);
}

# Continued lines joined, comments out.
sub acl {
	my ($name) = @_;
	return slurp(glob "$ROOT/acl/*/$name") =~ s/\\\n\s*//gr =~ s/^\s*#.*\n//gmr;
}

sub folded { return $_[0] =~ s/\s+/ /gr }

sub set { my %seen; return [sort grep { !$seen{$_}++ } @_] }

# Every match of the first group.
sub all { my ($text, $form) = @_; return $text =~ /$form/g }

# The first column of each table under a heading, or of all of a page.
sub column {
	my ($text, $heading) = @_;
	$text =~ s/\A.*?^#+ \Q$heading\E\n(.*?)(?=^#|\z).*\z/$1/ms if $heading;
	return map { /`([^`]+)`/g } all($text, qr/^\| ((?:`[^`]+`(?:, )?)+) \|/m);
}

sub has_all {
	my ($name, $text, @words) = @_;
	my @missing = grep { $text !~ /(?<![\w-])\Q$_\E(?![\w-])/ } @words;
	is "@missing", '', $name;
}

sub run {
	my ($out, undef, $status) = backstop(@_);
	return $out;
}

# --- checks ----------------------------------------------------------------

# "name  mode  meaning", as the command lists them.
my @about = map { /^(\w+) +(off|learn|warn) +(.+)$/ ? { name => $1, mode => $2, meaning => $3 } : () }
	split /\n/, run('mode', '--policy', dir('none'));
my @names = map { $_->{name} } @about;
ok @names > 20, 'the command lists its checks';

# What a client can read, by check.
my (%envelope, %body);
for my $acl (map { acl($_) } @ACLS) {
	push @{ $envelope{$1} }, $2 =~ s/\$\{acl\{backstop_zone_name\}\}/ZONE/r
			=~ s/\$acl_m_backstop_wait/N/r
		while $acl =~ /backstop_enforce (\w+) *"([^"]+)"/g;
}
my $rows = code('core/checks.def');
while ($rows =~ /^CHECK\(BODY, \w+, "(\w+)",[^"]*"[^"]*",\s*((?:"[^"]*"\s*)+)\)/mg) {
	$body{$1} = [join '', '550 ', all("$2", qr/"([^"]*)"/)];
}
my %reply = (%envelope, %body);
my @silent = ('own_bounce');    # of what Exim sends, nothing can be refused
is_deeply set(keys %reply, @silent), set(@names), 'each check has a reply, and each reply a check';
is_deeply set(map { basename($_, '.md') } grep { !/README/ } glob "$CHECKS/*.md"),
	set(@names), 'each check has a page, and each page a check';

my ($status_json) = backstop('status', '--format', 'json', '--policy', dir('none'), '--log',
	file('none/mainlog', ''));
my %goal = map { $_->{check} => $_->{goal} } @{ decode_json($status_json)->{checks} };
for my $check (@about) {
	my $name = $check->{name};
	my $text = -f "$CHECKS/$name.md" ? slurp("$CHECKS/$name.md") : '';
	is $goal{$name} eq 'warn', $text =~ /Best kept in `warn`/ || '',
		"$name: is advised no further than its page says";
	is_deeply [grep { index(folded($text), "`$_`") < 0 } @{ $reply{$name} }], [],
		"$name: replies";
	is_deeply [all($text, qr/^## (.*)/m)], \@SECTIONS, "$name: sections";
	like $text, qr/^ {4}grep 'check=$name '/m, "$name: how to see its hits";
	like $text, qr/^ {4}sudo backstop mode $name \w+$/m, "$name: how to enable it";
	ok $text =~ tr/\n// < $ONE_SCREEN, "$name: fits a screen";
	# Who copies the command has read on what it depends.
	my ($before, $after) = $text =~ /^## Enable\n\n(.*?)^ {4}sudo backstop mode [^\n]*\n(.*)/ms;
	like $before, qr/\S.*[.:]\n\n\z/s, "$name: something is said before the command";
	unlike $after, qr/^(?:After|Before|Only|Once|Wait|When|Stay|First|At the earliest|As soon as)\b/m,
		"$name: and no condition after it";
}

is `$ROOT/docs/gen --check 2>&1`, '', 'what checks.def and settings.def say is everywhere: make gen';

# A failure in a condition is a 451, and a file can vanish at any moment.
is_deeply [grep { !/^\s*message\s*=/ } all(join('', map { acl($_) } @ACLS), qr/^(.*\$\{(?:stat:|readfile\{).*)$/m)],
	[], 'ACLs look at files in messages only';

# --- policy ----------------------------------------------------------------

my $acls = join '', map { acl($_) } @ACLS;
my $checked = code('cli/policyfile.c');
my %setting = code('core/settings.def') =~ /^SETTING\(\w+, "(\w+)", "([^"]*)",/mg;
ok keys %setting > 10, 'there are settings';
my @asked = all($acls, qr/backstop_setting\}\{(\w+)\}/);
ok @asked > 3, 'the ACLs read settings';
is_deeply [grep { !exists $setting{$_} } @asked], [], '… that exist';

# What the ACLs read is compiled for them.
my @compiled = all(code('core/compiled.c'), qr/^\s*\{"(\w+)", compile_/m);
my %compiled = map { $_ => 1 } @compiled;
is_deeply [grep { !$compiled{$_} } all($acls, qr/\{backstop_(?:list|zones)\}\{(\w+)\}/)], [],
	'each list that the ACLs ask is compiled';
my @read = set((grep { $_ ne 'dnsbl_health' } @compiled), all($acls, qr{BACKSTOP_ETC/(\w+)}),
	all(code('core/policy.c'), qr/\[BS_LIST_\w+\] = "(\w+)"/),
	all(code('cli/exam_lists.c'), qr/\.file, "(\w+_zones)"/), 'modes')->@*;
ok @read > 15, 'ACLs, plugin and doctor read files';
is_deeply set(column(page('files.md'), 'Policy')), \@read, 'files.md has the policy files';
is_deeply set(all($checked, qr/^\s*\{"(\w+)", check_/m)), \@read, 'doctor knows them';
is_deeply set('keys', map { basename($_) } glob "$DOCS/sample/*"), \@read,
	'each but the keys has a sample';
has_all('backstop.5 has files and settings', page('backstop.5'), @read, keys %setting);

# --- header, log, JSON -----------------------------------------------------

my ($log, $findings, $json) = map { page("$_.md") } qw(log findings json);
my $explain = code('core/explain.c');
my @words = all($explain, qr/\bsay\w*\(&?s, "(\w+)"/);
ok @words > 20, 'the plugin says words';
my @logged = all($acls, qr/^\s*logwrite\s*=\s*(backstop .*)$/m);
my @more = all($acls, qr/backstop_enforce \w+ *"[^"]+" +(\w+)=/);
has_all('log.md has the words of the plugin', join(' ', column($log)), @words);
has_all('log.md has the words of the ACLs', $log,
	@{ set(@more, map { all($_, qr/ (\w+)=/) } @logged) });
has_all('log.md has the events, each with its next word', $log, (map { all($_, qr/ (event=\w+ \w+=\w+)/) } @logged),
	map { all(code("plugin/$_.c"), qr/(event=\w+ \w+=\w+)/) } qw(exim say remember));

my $kinds = code('core/report.c') =~ s/.*^bs_kind_name\(//msr;
my @KINDS = (
	['findings', $findings, code('core/findings.def'), qr/^FINDING\(\w+, "(\w+)"/m],
	['kinds', $log, $kinds, qr/"(\w+)"/],
	['reasons', page('design.md'), code('core/reasons.def'), qr/^REASON\(\w+, \w+, "(\w+)"/m],
	['members of JSON of trace', $json, code('cli/trace_view.c'),
		qr/(?:bs_json|put)_\w+\("(\w+)"/],
	['members of JSON', $json, code('cli/judgement_json.c'), qr/bs_json_\w+\("(\w+)"/],
);
for (@KINDS) {
	my ($what, $text, $from, $form) = @$_;
	my @have = grep { $_ ne 'none' } all($from, $form);
	ok @have > 5, "there are $what";
	has_all("$what are documented", $text, @have);
}

my %command = map { $_ => run($_, '--help') } all(run('--help'), qr/^  (\w+)  +\w/m);
ok keys %command > 5, 'the command has commands';

# Each word and member that schema.json describes has its place in the pages; and what it
# enumerates is what there is.
sub described {
	my ($is) = @_;
	return () if ref $is ne 'HASH';
	return described(Backstop::Schema::schema()->{'$defs'}{ $is->{'$ref'} =~ s{.*/}{}r }) if $is->{'$ref'};
	return (keys %{ $is->{properties} // {} }, map { described($_) } values %{ $is->{properties} // {} },
		grep { ref } @$is{qw(items additionalProperties)});
}
my $defs = Backstop::Schema::schema()->{'$defs'};
for my $name (sort keys %$defs) {
	next if $name !~ /^(?:header|log|event)$/ && !$command{$name};
	has_all("$name: what the schema describes is documented", $name =~ /^(?:header|log|event)$/ ? $log : $json,
		grep { $_ ne 'v' } described($defs->{$name}));
}
is_deeply [grep { !$defs->{$_} } grep { $command{$_} =~ /--format FORMAT .*\bjson\b/s } sort keys %command], [],
	'each command that prints JSON is in the schema';
is_deeply set(@{ $defs->{event}{properties}{event}{enum} }), set($log =~ /^\| `event=(\w+) /mg),
	'the schema has the events';
is_deeply set(grep { $_ ne 'none' } @{ $defs->{kind}{enum} }), set(grep { $_ ne 'none' } all($kinds, qr/"(\w+)"/)),
	'the schema has the kinds';

my %reason = map { $_ => 1 } all(code('core/reasons.def'), qr/^REASON\(\w+, \w+, "(\w+)"/m);
is_deeply [grep { !$reason{$_} } column(page('troubleshooting.md'), 'A bounce of mine is `unknown`')], [],
	'troubleshooting.md: reasons exist';

# --- what is promised ------------------------------------------------------

my %there = (
	check => \@names,
	mode => $defs->{mode}{enum},
	setting => [keys %setting],
	file => \@read,
	header => [keys %{ $defs->{header}{properties} }],
	log => [keys %{ $defs->{log}{properties} }],
	event => $defs->{event}{properties}{event}{enum},
	finding => [column($findings)],
	command => [keys %command],
	option => [map { my $name = $_; map { "$name --$_" } all($command{$name}, qr/^  --([\w-]+)/m) } keys %command],
);
my %promised;
push @{ $promised{$_->[0]} }, $_->[1] for map { /^(\w+) (.+)$/ ? [$1, $2] : () } grep { !/^#/ } split /\n/, page('promised');
is_deeply set(keys %promised), set(keys %there), 'promised names are of these kinds';
for my $kind (sort keys %promised) {
	my %is = map { $_ => 1 } @{ $there{$kind} // [] };
	my %said = map { $_ => 1 } @{ $promised{$kind} };
	is_deeply [grep { !$is{$_} } @{ $promised{$kind} }], [], "$kind: every promised name exists";
	is_deeply [grep { !$said{$_} } sort keys %is], [], "$kind: every name is promised";
}

# --- commands --------------------------------------------------------------

# t/package/test-release does what these sections say, on fresh machines.
for (['See it work', 'make demo'], ['Put it into your Exim', 'make deb && sudo apt install', 'sudo backstop enable']) {
	my ($section, @commands) = @$_;
	my ($text) = slurp("$ROOT/README.md") =~ /^## \Q$section\E\n(.*?)(?=^## |\z)/ms;
	like $text, qr/^ {4}\Q$_\E/m, "README.md, $section: $_" for @commands;
}

my @pages = ("$ROOT/README.md", glob "$DOCS/*.md $CHECKS/*.md");

# What is shown as code: `in a line`, or a block.
sub shown {
	my ($text) = @_;
	return (all($text, qr/^(?: {4}|\t)(.+)$/m),
		map { s/\s+/ /gr } all($text, qr/(?<!`)`([^`]+)`(?!`)/));
}

sub strange_calls {
	my ($path) = @_;
	my @strange;
	for my $line (shown(slurp($path))) {
		while ($line =~ m{(?:^|[ /])backstop (--?\w+|[a-z]+)\b([^|;>'`]*)}g) {
			my ($word, $rest) = ($1, $2);
			next if $word =~ /^(?:v|--help|--version)$/;
			push @strange, $word if !exists $command{$word};
			push @strange, map { "$word $_" } grep {
				($command{$word} // '') !~ /^  \Q$_\E\b/m }
				$rest =~ /(--[a-z-]+)/g;
		}
	}
	return "@strange";
}
is strange_calls($_), '', substr($_, length "$ROOT/") . ': calls of backstop exist'
	for @pages;

my $make = slurp("$ROOT/Makefile") . slurp("$ROOT/t/rules.mk") . slurp("$ROOT/t/fuzz/rules.mk");
for my $path (@pages) {
	my @targets = map { all($_, qr/(?:^|[ &])make ([a-z-]+)/) } shown(slurp($path));
	is join(' ', grep { $make !~ /^\Q$_\E:/m } @targets), '',
		substr($path, length "$ROOT/") . ': targets of make exist';
}

my $manual = page('backstop.1') =~ s/\\-/-/gr;
has_all('backstop.1 has the commands', join(' ', all($manual, qr/^\.It Cm (\w+)/m)),
	keys %command);
has_all('backstop.1 has the options', join(' ', all($manual, qr/(?:Fl|,) -?([\w-]+)/)),
	map { all($_, qr/^  --([\w-]+)/m) } values %command);

# --- links and paths -------------------------------------------------------

sub dead_links {
	my ($path) = @_;
	my @links = all(slurp($path) =~ s/^ {4}.*$//gmr, qr/\]\(([^)#:]+)(?:#[^)]*)?\)/);
	return join ' ', grep { !-e dirname($path) . "/$_" } @links;
}
is dead_links($_), '', substr($_, length "$ROOT/") . ': links resolve' for @pages;

# Every file of the project, by what is kept in it.
sub project {
	my $list = "git -C '$ROOT' ls-files -z --cached --others --exclude-standard";
	my @files = split /\0/, `$list 2>/dev/null`;
	return grep { -f "$ROOT/$_" && -T _ && !m{^t/(?:corpus|fuzz/seeds)/} } @files;
}

# The docs must not show where this checkout is, or what is beside it.
sub here {
	my ($top) = $ROOT =~ m{^(/[^/]+/)};
	my $common = qr{^/(?:usr|var|tmp|opt|srv|mnt|build|run|etc)/};
	return !$top || $top =~ $common ? qr/\Q$ROOT\E\b/ : qr/(?<![\w.*)}])\Q$top\E/;
}

SKIP: {
	my @files = project();
	skip 'not a checkout', 2 if !@files;
	my $here = here();
	is join(' ', grep { slurp("$ROOT/$_") =~ $here } @files), '', 'no local paths';
	my @pointing = map { my $file = $_; map { -e "$ROOT/$_" ? () : "$file: $_" }
		all(slurp("$ROOT/$file"), qr{(?<![\w./])(docs/[\w./-]+\.(?:md|\d))\b}) } @files;
	is join(', ', @pointing), '', 'pages that are pointed to exist';
}

# --- an exim.conf that isn't Debian's ---------------------------------------

# Where docs/upstream-exim.md says that each block goes, in Exim's own sample.
my @PLACES = (
	[qr/^(?=begin acl$)/m, qr/main-split/],
	[qr/(?<=^acl_check_rcpt:\n)/m, qr/backstop_outer_rcpt/],
	[qr/(?<=^  require verify = recipient\n)/m, qr/CHECK_RCPT/],
	[qr/(?<=^acl_check_data:\n)/m, qr/backstop_verdict/],
	[qr/(?=^  accept\n(?:(?!^  accept).)*^begin routers)/ms, qr/CHECK_DATA/],
	[qr/(?<=^begin routers\n)/m, qr/router-first/],
	[qr/^(?=begin transports$)/m, qr/router-last/],
	[qr/(?<=^remote_smtp:\n  driver = smtp\n)/m, qr/return_path/],
);

# One block, without its indent; of blocks of two lines, the line that is meant.
sub block {
	my ($form) = @_;
	my ($text) = grep { /$form/ } all(page('upstream-exim.md'), qr/((?:^ {4}.*\n)+)/m);
	$text //= '';
	$text =~ s/^ {4}//gm;
	return $text =~ /\A\.include_if/ ? join '', grep { /$form/ } $text =~ /^(.*\n)/mg : $text;
}

sub compose {
	my ($sample, $dir, %main) = @_;
	for (@PLACES) {
		my ($where, $form) = @$_;
		my $text = block($form);
		ok $text ne '' && $sample =~ s/$where/\n$text\n/, "upstream: $form has its place";
	}
	my $head = join '', map { "$_ = $main{$_}\n" } sort keys %main;
	return write_to("$dir/conf", $head . $sample =~ s{/usr/share/backstop}{$dir/share}gr);
}

sub session {
	my ($conf, @commands) = @_;
	my $in = file('session', join '', map { "$_\r\n" } @commands, 'QUIT');
	return `$Backstop::Rig::EXIM -C $conf -bh 192.0.2.66 <$in 2>/dev/null`;
}

sub exim { my ($conf, @args) = @_; return `$Backstop::Rig::EXIM -C $conf @args 2>&1` }

SKIP: {
	my $sample = '/usr/share/doc/exim4-base/examples/example.conf';
	my $why = Backstop::Rig::missing() || (-r $sample ? '' : "$sample is missing");
	skip "upstream: $why", 1 if $why;
	my $dir = dir('upstream');
	dir("upstream/$_") for qw(share share/acl policy lib spool log);
	write_to("$dir/share/acl/$_", slurp(glob "$ROOT/acl/*/$_")) for grep { $_ ne 'plugin' } @ACLS;
	write_to("$dir/policy/modes", "helo_own: deny\nbounce_foreign: deny\n");
	write_to("$dir/policy/batv_domains", "mx.ours.example\n");
	write_to("$dir/policy/keys", "batv1: 0123456789abcdef\n");
	chmod 0755, dirname($dir), $dir, glob "$dir/*";
	my ($uid, $gid) = Backstop::Rig::run_as();
	chown $uid, $gid, "$dir/spool", "$dir/log" if $> == 0;
	run('compile', '--policy', "$dir/policy", '--state', "$dir/lib");
	my $conf = compose(slurp($sample), $dir, primary_hostname => 'mx.ours.example',
		BACKSTOP_SHARE => "$dir/share", BACKSTOP_ETC => "$dir/policy",
		BACKSTOP_LIB => "$dir/lib",
		spool_directory => "$dir/spool", log_file_path => "$dir/log/%s",
		exim_user => $uid, exim_group => $gid, deliver_drop_privilege => 'true',
		keep_environment => '');
	like exim($conf, '-bV'), qr/^Configuration file is/m, 'upstream: Exim accepts it';
	like session($conf, 'EHLO far.example', 'MAIL FROM:<>', 'RCPT TO:<root@mx.ours.example>',
		'DATA', 'Subject: x', '', 'x', '.'), qr/^354 .*^250 OK/ms, 'upstream: mail passes';
	like session($conf, 'EHLO mx.ours.example', 'MAIL FROM:<>', 'RCPT TO:<root@mx.ours.example>'),
		qr/^550[ -]5\.7\.1 .*our own name/m, 'upstream: a check refuses';
	like session($conf, 'EHLO far.example', 'MAIL FROM:<>', 'RCPT TO:<postmaster@mx.ours.example>',
		'RCPT TO:<root@mx.ours.example>'), qr/^452[- ]4\.5\.3 Mail for postmaster/m,
		'upstream: postmaster is not refused with others';
	my $transport = exim($conf, qw(-bP transport remote_smtp));
	like $transport, qr/^return_path = \S/m, 'upstream: return paths are signed';
	like $transport, qr/^headers_remove = X-Backstop-Arrived$/m, 'upstream: the mark is removed';
	chomp(my $signed = exim($conf, '-be', q('${prvs{root@mx.ours.example}{0123456789abcdef}{1}}')));
	like exim($conf, '-bt', $signed), qr/^R: \w+ for root\@mx\.ours\.example$/m,
		'upstream: signatures come off';
	unlink "$dir/share/acl/main";
	like exim($conf, '-bV'), qr/^Configuration file is/m, 'upstream: without our files, too';
	like session($conf, 'EHLO far.example', 'MAIL FROM:<>', 'RCPT TO:<root@mx.ours.example>',
		'DATA', 'Subject: x', '', 'x', '.'), qr/^354 .*^250 OK/ms, '… and mail passes';
}
done_testing;
