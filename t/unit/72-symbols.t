#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The layers, by their symbols: the core calls nothing but itself and a few
# functions over memory, and has no variables; the plugin exports what Exim looks
# for, links libc only, and asks Exim for nothing that it could not do without. If
# Exim lacks a symbol, it stays inactive. The lookups export only their entry
# point, and only they link their libraries.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail;
use File::Temp qw(tempdir);
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $MAP = "$FindBin::Bin/../../local_scan/plugin/backstop.map";
my $SO = plugin('backstop.so');

# What the compiler may call by itself comes first: copies and fills of
# structures, and the checks of dpkg-buildflags.
my $COMPILER = join '|', qw(_GLOBAL_OFFSET_TABLE_ __stack_chk_fail
	mem(?:chr|cmp|cpy|move|set) __mem(?:cpy|move|set)_chk);
my $CORE = join '|', qw(strlen strchr);

# Of libc, in the plugin: nothing that can end Exim's process, allocates, or
# takes a length on trust.  dlopen allocates, but in the child only; setenv does once,
# for PostgreSQL's library, which allocates far more.
my $LIBC = join '|', qw(_exit alarm clock_gettime close close_range dup2
	dladdr dlerror dlopen dlsym strrchr
	__errno_location fcntl _Fork fstat fstatat getegid geteuid getitimer
	getdents64 getpid getrlimit kill readlink __readlink_chk
	lseek mkdirat mmap nanosleep open openat poll __poll_chk prctl pread
	__pread_chk read __read_chk recv __recv_chk send setenv setrlimit sigaction sigdelset sigemptyset sigfillset
	sigprocmask socket socketpair strcmp syscall time waitpid write __cxa_finalize fcntl64 fstat64
	fstatat64 getrlimit64 lseek64 mmap64 setrlimit64
	open64 openat64 pread64 __open_2 __openat_2 __pread64_chk);

my @EXPORTS = qw(bs_ascii bs_authors bs_delivered bs_keys bs_known bs_original bs_out_listed bs_passed bs_permits bs_policy
	bs_tag bs_verdict bs_where local_scan local_scan_version_major local_scan_version_minor);
my @EXIM = qw(debug_selector expand_string expand_string_2 header_add_at_position
	header_list header_remove is_debug log_write lss_match_host message_id
	received_protocol recipients_count recipients_list sender_address
	sender_host_address sender_host_authenticated sender_host_name
	smtp_input string_copy_taint_function);
my $EXIM = join '|', @EXIM;
my $LINKER = '_ITM_\w+|__gmon_start__';

sub output { my $text = `@_ 2>&1`; $? == 0 or die "@_: $text\n"; $text }

# [type, name] for each symbol.
sub symbols {
	my (@args) = @_;
	return map { /^\s*(?:[0-9a-f]+ )?\s*([A-Za-z]) ([^@\s]+)/
		? [$1, $2] : () } split /^/, output('nm', @args);
}

sub undefined { map { $_->[1] } grep { $_->[0] =~ /[Uw]/ } symbols(@_) }

sub strange { my ($allowed, @names) = @_; join ' ', sort grep { !/^(?:$allowed)$/ } @names }

my @core = glob "$BUILD/core/*/*.o";
my @plugin = (glob("$BUILD/plugin/*.o"), map { "$BUILD/lookup/$_.o" } qw(door asker compile));
plan skip_all => 'built with sanitizers'
	if grep { /^__(?:asan|ubsan)_/ } undefined($SO);
ok(@core > 10 && @plugin > 5, 'objects are there');

for my $object (@core) {
	my ($name) = $object =~ m{([^/]+)\.o\z};
	is(strange("$COMPILER|$CORE|bs_\\w+", undefined($object)), '',
		"core/$name calls the core only");
	my %size = output('size', '-A', $object) =~ /^(\.\S+)\s+(\d+)/mg;
	is(join(' ', map { "$_=$size{$_}" }
			grep { /^\.(?:data|bss)(?:\.(?!rel\.ro)|\z)/ && $size{$_} }
			sort keys %size), '', "core/$name has no variables");
}

my @defined = map { $_->[1] } grep { $_->[0] !~ /[Uw]/ } symbols('-D', $SO);
is("@{[ sort @defined ]}", "@EXPORTS", 'the plugin exports what Exim wants');
my @wanted = symbols('-D', '-u', $SO);
is(strange("$EXIM|$LINKER|__cxa_finalize",
		map { $_->[1] } grep { $_->[0] eq 'w' } @wanted), '',
	'weak symbols are those of Exim');
is(strange("$LIBC|$COMPILER|$CORE",
		map { $_->[1] } grep { $_->[0] eq 'U' } @wanted), '',
	'all others are of libc, and harmless');
my $dynamic = output('readelf', '-dW', $SO);
is(join(' ', $dynamic =~ /NEEDED.*\[(.*)\]/g), 'libc.so.6',
	'it links libc only');
like($dynamic, qr/INIT_ARRAYSZ\)\s+8 /, 'it has no constructor');
like($dynamic, qr/BIND_NOW|FLAGS.*\bNOW\b/, 'it is bound at once');
for my $file ($SO, "$BUILD/backstop", "$BUILD/backstop-lookup.so") {
	my ($name) = $file =~ m{([^/]+)\z};
	ok scalar(grep { $_ eq '__stack_chk_fail' } undefined('-D', $file)), "$name: stack protector";
	like output('readelf', '-dW', $file), qr/BIND_NOW|FLAGS.*\bNOW\b/, "$name: bound at once";
}
# Debian's own start files lack it, so the mark is not in what was linked.
SKIP: {
	skip 'only x86 has it', 1 if output('uname', '-m') !~ /x86_64/;
	like output('readelf', '-nW', "$BUILD/plugin/plugin.o"), qr/IBT, SHSTK/, 'control-flow protection';
}
unlike(output('strings', '-a', $SO), qr/X-Fault/, 'no fault is built in');

sub exports { join ' ', sort map { $_->[1] } grep { $_->[0] !~ /[Uw]/ } symbols('-D', @_) }
sub needed { join ' ', output('readelf', '-dW', @_) =~ /NEEDED.*\[(.*)\]/g }

is(exports("$BUILD/backstop-lookup.so"), 'bs_lookup_door', 'the lookups export their door');
like(needed("$BUILD/backstop-lookup.so"), qr/^(?=.*cares)(?=.*maxminddb)(?=.*psl)(?=.*gnutls)/,
	'they link their libraries');
is(needed("$BUILD/backstop"), 'libz.so.1 libc.so.6', 'the command does not');
my @doors = grep { grep { /^dl(?:open|sym)\z/ } undefined($_) } @plugin;
is("@doors", "$BUILD/lookup/door.o", 'the plugin loads nothing but through the door');
my $has_dlfunc = `$Backstop::Rig::EXIM -C /dev/null -bP macros 2>&1` =~ /^_HAVE_DLFUNC=/m;

# By these it knows the Exim that loads it, and without, not even how to log.
my $SIGN = qr/^(?:debug_selector|is_debug)\z/;

# What is built without dpkg-buildflags is hardened as well. The linker drops the mark of
# CET, since the start files of Debian's libc do not have it, so the objects are looked at.
for my $name (qw(backstop backstop.so backstop-lookup.so)) {
	my $said = output('readelf', '-ldW', "$BUILD/$name");
	like $said, qr/ GNU_RELRO /, "$name: relocations are read-only";
	like $said, qr/\(FLAGS\).* BIND_NOW/, "$name: and made at the start";
	like $said, qr/ GNU_STACK (?:.* )RW /, "$name: the stack is not executable";
	like $said, qr/\(FLAGS_1\).* PIE/, "$name: it can lie anywhere" if $name eq 'backstop';
	ok scalar(grep { $_ eq '__stack_chk_fail' } undefined('-D', "$BUILD/$name")),
		"$name: overrun buffers are found";
}
SKIP: {
	skip 'CET is of x86-64', 1 if `uname -m` !~ /^x86_64/;
	like output('readelf', '-nW', "$BUILD/plugin/entry.o"), qr/x86 feature: IBT, SHSTK/,
		'jumps and returns are guarded';
}

# A plugin that looks for an Exim symbol under a name that does not exist, as if
# Exim had lost it.
sub without {
	my ($symbol, $dir) = @_;
	my $so = "$dir/without-$symbol.so";
	output('objcopy', "--redefine-sym=$symbol=bs_no_such_$symbol",
		"$BUILD/plugin/exim.o", "$dir/exim.o");
	output($ENV{CC} || 'cc', '-shared', "-Wl,--version-script=$MAP",
		'-Wl,-z,now', '-o', $so, "$dir/exim.o",
		(grep { !m{/exim\.o\z} } @plugin), @core);
	return $so;
}

sub stands_aside {
	my ($symbol, $dir) = @_;
	my $so = without($symbol, $dir);
	my $rig = Backstop::Mail::rig(plugin => $so,
		policy => { modes => "bounce_foreign: deny\n" });
	my $c = Backstop::Mail::client($rig);
	my @code = map { $c->message(from => '', to => $TO,
		data => bounce(peer => $FOREIGN))->code } 1, 2;
	is("@code", '250 250', "Exim without $symbol: mail passes");
	my $said = () = $rig->mainlog =~ /backstop v=1 event=stand_aside /g;
	is($said, $symbol =~ /^log_write\z|$SIGN/ ? 0 : 1, '… and it is said once, where it can be');
	my $where = $rig->exim('-be', "<\${dlfunc{$so}{bs_where}{192.0.2.1}{/}}>");
	is($where->{out}, "<>\n", '… and no client is anywhere') if $has_dlfunc;
	is($rig->paniclog, '', '… without a panic');
}

SKIP: {
	my $why = Backstop::Rig::missing();
	skip $why, 1 if $why;
	my $dir = tempdir(CLEANUP => 1);
	# Of the symbols, those of other APIs are missing anyway.
	my %has = map { $_ => 1 } map { $_->[1] } symbols('-D', '--defined-only', $Backstop::Rig::EXIM);
	stands_aside($_, $dir) for grep { $has{$_} } @EXIM;
}

done_testing;
