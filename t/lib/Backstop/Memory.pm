package Backstop::Memory;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# The memory of sent mail of a private Exim (Backstop::Rig), for a test.
#
#   my $memory = Backstop::Memory->new;    # or ->new("a line of pgsql_servers")
#   my $rig = Backstop::Rig->start($memory->options);
#   $memory->make($rig);    # or Backstop::Memory->of($stock)
#   $memory->complete(since => time - 86_400 * 30, until => time);
#   $memory->ask("SELECT count(*) FROM sent");
#   $memory->add(passed => 'joe@far.example', '1@far.example');
#
# Digests are made by code of its own, in a few lines, as core/evidence/digest.h describes them.
#
# Does not: send or judge anything.

use strict;
use warnings;
use Backstop::Rig;
use Cwd qw(abs_path);
use Digest::SHA qw(hmac_sha256_hex);
use File::Basename qw(dirname);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);

my $ACL = abs_path(dirname(__FILE__) . '/../../..') . '/acl/lib';

our $SECRET = 'a-secret-of-the-memory-that-nobody-knows';
our $KEYS = "memory: $SECRET\n";

# In a directory of its own: Exim does not accept an SQLite path that it has to expand.
sub new {
	my ($class, $servers) = @_;
	my $lib = tempdir('backstop-lib-XXXXXXXX', DIR => Backstop::Rig::usable_base(), CLEANUP => 1);
	return bless { lib => $lib, sqlite => !$servers,
		what => $servers ? "pgsql,servers=$servers" : "sqlite,file=$lib/store/sent" }, $class;
}

# The memory of a stock Exim (Backstop::Stock).
sub of {
	my ($class, $stock) = @_;
	my $lib = "$stock->{dir}/lib";
	my $self = bless { lib => $lib, sqlite => 1, what => "sqlite,file=$lib/store/sent" }, $class;
	$self->make($stock);
	return $self;
}

# Our ACLs, in a rig that is not Debian's.
sub options {
	my ($self) = @_;
	return (macros => { BACKSTOP_LIB => $self->{lib}, BACKSTOP_ETC => '$spool_directory/../policy' },
		acls => join '', map { ".include $ACL/$_\n" } qw(policy store memory));
}

sub lib { $_[0]{lib} }
sub dir { "$_[0]{lib}/store" }
sub file { "$_[0]{lib}/store/sent" }

sub owned {
	my ($self) = @_;
	chown @{ $self->{rig} }{qw(uid gid)}, $self->lib, $self->dir, glob $self->dir . '/*' if $> == 0;
}

# Makes a new, empty memory.
sub make {
	my ($self, $rig) = @_;
	$self->{rig} = $rig // $self->{rig};
	remove_tree($self->dir);
	make_path($self->dir);
	$self->ask(($self->{sqlite} ? 'PRAGMA page_size=1024; CREATE TABLE sent (digest TEXT PRIMARY KEY, day BIGINT NOT NULL) WITHOUT ROWID; ' : '')
		. "\${readfile{$ACL/memory.sql}}");
	$self->owned;
}

sub ask {
	my ($self, $statement) = @_;
	my $r = $self->{rig}->exim('-be', { stdin =>
		"\${lookup $self->{what}\{$statement\}{yes \$value}{no}}\n" });
	my ($rows) = $r->{out} =~ /\A> yes (.*)\n> \n?\z/s or die "$statement: $r->{out}$r->{err}";
	return $rows;
}

sub hex_of { return substr hmac_sha256_hex("backstop memory 1\n" . join('', map { "$_\n" } @_), $SECRET), 0, 32 }

# Of the version that keeps these KINDS of digests; '' is one from before "active".
sub mark {
	my ($self, $kinds) = @_;
	my $boot = $self->{sqlite} ? Backstop::Rig::slurp('/proc/sys/kernel/random/boot_id') : '';
	return mark_of(($kinds // "2\n") . $boot);
}

sub mark_of { return substr hmac_sha256_hex("backstop memory 1\ntext\n$_[0]", $SECRET), 0, 32 }

# As if the log had been read: since, until; host, mark.
sub complete {
	my ($self, %o) = @_;
	%o = (since => 1, until => time, %o);
	my $mark = $o{mark} // $self->mark;
	my $host = hex_of($o{host} // 'here');
	$self->ask("DELETE FROM memory WHERE host = '$host'; INSERT INTO memory (host, mark, since, until) "
		. "VALUES ('$host', '$mark', $o{since}, $o{until}); SELECT 1");
	$self->owned if $self->{sqlite};
}

# A fact: sent, passed, wrote, domain, host or active; sender; Message-ID, recipient, the octets of
# the host's network, in hexadecimal, or the number of a period.
sub add {
	my ($self, @fact) = @_;
	$self->ask("INSERT INTO sent (digest, day) VALUES ('@{[ hex_of(@fact) ]}', 20000); SELECT 1");
	$self->owned if $self->{sqlite};
}

1;
