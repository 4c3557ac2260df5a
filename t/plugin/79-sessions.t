#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fifty sessions send without a pause: for each message that is missing from the memory, the log
# has a line.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail qw(plugin);
use Backstop::Memory;
use Backstop::Rig;
use POSIX ();
use Test::More;

my $why = Backstop::Rig::missing();
plan skip_all => $why if $why;
plan skip_all => 'this Exim has no SQLite' if `$Backstop::Rig::EXIM -C /dev/null -bP macros` !~ /^_HAVE_LOOKUP_SQLITE=/m;

my ($SESSIONS, $EACH, $RELAY) = (50, 20, '127.0.0.3');
my $ALL = $SESSIONS * $EACH;

my $memory = Backstop::Memory->new;
my $rig = Backstop::Rig->start(plugin => plugin('backstop.so'), plugin_dir_files => [plugin('backstop-lookup.so')],
	deliver => 'queue', relay_from_hosts => $RELAY, $memory->options,
	policy => { settings => "dns: off\nstore: sqlite\n", own_nets => "203.0.113.0/24\n",
		own_domains => "ours.example\n", keys => $Backstop::Memory::KEYS,
		map { $_ => '' } qw(modes own_hosts relay_hosts) });
$memory->make($rig);
$memory->complete;

# Message M of session N, and what the memory is to know of it.
sub id { "$_[0].$_[1]\@ours.example" }
sub digest { Backstop::Memory::hex_of('sent', "joe$_[0]\@ours.example", id(@_)) }

sub session {
	my ($n) = @_;
	my $c = Backstop::Mail::client($rig, $RELAY);
	my @said = ($c->banner, map { $c->message(from => "joe$n\@ours.example", to => "r$_\@far$n.example",
		data => "From: joe$n\@ours.example\nMessage-ID: <@{[ id($n, $_) ]}>\n\nNoon?\n") } 1 .. $EACH);
	my ($refusal) = grep { !$_->ok } @said;
	diag "session $n: " . $refusal->code . ' ' . $refusal->text if $refusal;
	$c->put("QUIT\r\n");
	$c->close;
	POSIX::_exit($refusal ? 1 : 0);
}

my @pids = map { my $n = $_; my $pid = fork // die "fork: $!"; session($n) if $pid == 0; $pid } 1 .. $SESSIONS;
my $short = grep { waitpid $_, 0; $? } @pids;
is $short, 0, "$SESSIONS sessions at once: each of $ALL messages is accepted";

my %known = map { $_ => 1 } split /\n/, $memory->ask('SELECT digest FROM sent');
my $log = $rig->mainlog;
my $unwritten = () = $log =~ /event=memory did=pass cause=not_written/g;
my $lost = 0;
for my $n (1 .. $SESSIONS) { $lost += !$known{ digest($n, $_) } for 1 .. $EACH }
is $lost, $unwritten, 'a message that is not in the memory has its line in the log';
diag "unwritten: $lost of $ALL" if $lost;
is -e $memory->dir . '/gap' ? 1 : 0, $unwritten ? 1 : 0, '… and the gap is noted for the next reading of the log';
is $rig->paniclog, '', 'the paniclog is empty';
done_testing;
