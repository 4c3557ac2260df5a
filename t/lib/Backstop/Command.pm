package Backstop::Command;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs the backstop command for tests, with its output in files, so that nothing
# comes between it and the test. The binary is $BACKSTOP, else the one in
# $BACKSTOP_BUILD, else the one in build/.
#
#   my ($out, $err, $status) = backstop('scan', file('a.eml', $bytes));
#
# JSON that does not fit docs/schema.json is fatal, in whatever test.
#
# Does not: judge anything, make messages (Backstop::Mail does).

use strict;
use warnings;
use Exporter qw(import);
use File::Temp qw(tempdir);
use File::Basename qw(dirname);
use Backstop::Schema;
use Backstop::Shell;

our @EXPORT = qw(backstop file dir write_to slurp mailbox no_mailbox
	without_lookups terminal);

my $BINARY = $ENV{BACKSTOP}
	|| ($ENV{BACKSTOP_BUILD} || dirname(__FILE__) . "/../../../build") . '/backstop';
-x $BINARY or die "$BINARY is not there; run make first\n";

my $tmp = tempdir(CLEANUP => 1);
my $runs = 0;

# The caller's environment must not change what is printed.
delete @ENV{qw(NO_COLOR COLUMNS LANG LC_CTYPE)};
$ENV{LC_ALL} = 'C';

sub dir {
	my ($name) = @_;
	my $path = $tmp;
	for my $part (grep { length } split m{/}, $name // '') {
		$path .= "/$part";
		mkdir $path;
	}
	return $path;
}

sub write_to {
	my ($path, $text) = @_;
	open my $to, '>:raw', $path or die "$path: $!";
	print $to $text;
	close $to or die "$path: $!";
	return $path;
}

# A file of that name in the test's own directory; returns its path.
sub file {
	my ($name, $text) = @_;
	my ($dir) = $name =~ m{^(.*)/};
	dir($dir) if defined $dir;
	return write_to("$tmp/$name", $text);
}

# undef: there is no such file, or it cannot be read.
sub slurp {
	my ($path) = @_;
	open my $from, '<:raw', $path or return undef;
	local $/;
	return scalar(<$from>) // '';
}

# Why mail that the command sends cannot be caught here; '' if it can.
sub no_mailbox {
	return 'mail is caught in a mount namespace, which needs root' if $> != 0;
	return 'unshare -m is not permitted here' if system('unshare -m true 2>/dev/null') != 0;
	return -e '/usr/sbin/sendmail' ? '' : '/usr/sbin/sendmail is missing';
}

# A substitute for sendmail: { program, box }, where box is the file that gets
# each mail, after the program's arguments.
sub mailbox {
	my ($name) = @_;
	my $box = dir($name);
	my $program = write_to("$box/sendmail", "#!/bin/sh\n{ echo \"args \$*\"; cat; } >>$box/box\n");
	chmod 0755, $program;
	return { program => $program, box => write_to("$box/box", '') };
}

sub hold_to_schema {
	my ($how, $said, $name, @args) = @_;
	return if $how->{out} || $how->{limit} || "@args" !~ /--(?:format[ =])?json\b/ || $said !~ /\A\{/;
	my @faults = Backstop::Schema::output_faults($name, $said);
	die "backstop $name @args: not as docs/schema.json says:\n", map { "  $_\n" } @faults if @faults;
}

# The command without the lookups beside it; undef if they are installed.
sub without_lookups {
	return if -e '/usr/lib/exim4/local_scan/backstop-lookup.so';
	my $alone = dir('alone') . '/backstop';
	-e $alone or system('cp', $BINARY, $alone) == 0 or die "cp: $?";
	return $alone;
}

# The command of script(1) that runs what is added to it in a terminal; undef if no terminal can be
# made here.
sub terminal {
	my ($script) = grep { -x } map { "$_/script" } split /:/, $ENV{PATH};
	return $script && system("$script -qec true /dev/null </dev/null >/dev/null 2>&1") == 0
		? "timeout 120 $script -qefc" : undef;
}

# backstop({ in => FILE, env => {…}, limit => KIB, seconds => of the processor,
# octets => of a file at most, mailbox => mailbox(), binary => PATH }, ARG…) returns standard output, standard error
# and the exit status (256 + signal when killed).
#
# Mail is judged without the DNS, unless a test names a server of its own: the
# machine's resolver must not change a result.
sub backstop {
	my $how = ref $_[0] ? shift : {};
	my @command = ($how->{binary} // $BINARY, @_);
	splice @command, 2, 0, '--offline'
		if @_ > 1 && $_[0] =~ /^(?:scan|explain|trace|replay)\z/ && !grep { /^--(?:servers|help)\b/ } @_;
	my ($out, $err) = ("$tmp/.out" . $runs, "$tmp/.err" . $runs++);

	my $limits = ($how->{limit} ? "ulimit -v $how->{limit}; " : '')
		. ($how->{seconds} ? "ulimit -t $how->{seconds}; " : '')
		. ($how->{octets} ? "prlimit --pid \$\$ --fsize=$how->{octets}; " : '');
	@command = ('sh', '-c', "${limits}exec \"\$@\"", 'sh', @command) if $limits;
	@command = ('unshare', '-m', 'sh', '-ec',
		"mount --bind $how->{mailbox}{program} /usr/sbin/sendmail; exec \"\$@\"", 'sh', @command)
		if $how->{mailbox};
	my $status = Backstop::Shell::run({ %$how, out => $how->{out} // $out, err => $err }, @command);
	my $said = -f $out ? slurp($out) : '';
	hold_to_schema($how, $said, @_);
	return ($said, slurp($err), $status);
}

1;
