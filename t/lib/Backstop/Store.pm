package Backstop::Store;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# The store of a private Exim (Backstop::Stock) for a test, and a clock for it
# that the test moves.
#
#   my $stock = Backstop::Stock->start(macros => { Backstop::Store::clock() });
#   my $store = Backstop::Store->make($stock);
#   $store->now(1_800_000_000);
#   $store->ask('SELECT count(*) FROM greylist');
#
# Everything is done by that Exim and its own lookups.
#
# Does not: know what a check remembers; run a PostgreSQL (Backstop::Postgres).

use strict;
use warnings;
use Backstop::Rig;
use Time::HiRes qw(sleep);

# Macros for a clock; until now() is called, mail comes at the beginning of 1970.
sub clock { return (BACKSTOP_NOW => '${readfile{BACKSTOP_LIB/now}{}}') }

# Why it cannot be made, in one line; '' if it can.
sub missing {
	my ($stock) = @_;
	return $stock->has('_HAVE_LOOKUP_SQLITE') ? '' : 'this Exim has no SQLite';
}

# Makes a new, empty store in SQLite.
sub make {
	my ($class, $stock) = @_;
	my $self = bless { stock => $stock, dir => "$stock->{dir}/lib/store",
		what => "sqlite,file=$stock->{dir}/lib/store/db" }, $class;
	$self->wait_until_closed;
	File::Path::remove_tree($self->{dir}, { keep_root => 1 });
	mkdir $self->{dir};
	chmod 0750, $self->{dir};
	$self->ask('PRAGMA journal_mode=WAL; ' . schema($stock));
	chown $stock->{uid}, $stock->{gid}, $self->{dir}, glob "$self->{dir}/*"
		if $> == 0;
	return $self;
}

# The same in the PostgreSQL that its configuration names, or in another one;
# without tables.
sub pgsql {
	my ($class, $stock, %o) = @_;
	return bless { stock => $stock, what => 'pgsql' . ($o{servers} ? ",servers=$o{servers}" : '') },
		$class;
}

# A check that remembers each recipient of certain senders, and logs what the
# store answers: for the administrator's own hook at RCPT.
sub probe {
	return <<'END';
  warn
    condition = ${if match{$sender_address}{probe}}
    set acl_m_probe = ${acl{backstop_store}{INSERT INTO greylist \
      (pool, sender, rcpt, first, last, passed) VALUES \
      (${acl{backstop_text}{$sender_host_address}}, ${acl{backstop_text}{$sender_address}}, \
       ${acl{backstop_text}{$local_part@$domain}}, BACKSTOP_NOW, BACKSTOP_NOW, 0) \
      ON CONFLICT (pool, sender, rcpt) DO UPDATE \
      SET last = excluded.last, passed = greylist.passed + 1 RETURNING first, last, passed}}
    logwrite = probe [$acl_m_probe]
END
}

# Statements that make the tables.
sub schema {
	my ($stock) = @_;
	return "\${readfile{$stock->{dir}/share/acl/store.sql}}";
}

sub dir { $_[0]{dir} }
sub file { "$_[0]{dir}/db" }

# Exim answers QUIT first and closes the store then: SQLite writes the WAL back, syncs it,
# and removes it by its name, even if that is another store's by now, whose rows are lost.
sub wait_until_closed {
	my ($self) = @_;
	sleep 0.02 while grep { (readlink // '') =~ m{\A\Q$self->{dir}\E/db} } glob '/proc/[0-9]*/fd/*';
}

# The rows that a statement returns.
sub ask {
	my ($self, $statement) = @_;
	my $r = $self->{stock}->exim('-be', { stdin =>
		"\${lookup $self->{what}\{$statement\}{yes \$value}{no}}\n" });
	my ($rows) = $r->{out} =~ /\A> yes (.*)\n> \n?\z/s
		or die "$statement: $r->{out}$r->{err}";
	return $rows;
}

# Sets the time, in seconds since 1970.
sub now { my ($self, $seconds) = @_; set_clock($self->{stock}, $seconds) }

sub set_clock {
	my ($stock, $seconds) = @_;
	my $file = "$stock->{dir}/lib/now";
	Backstop::Rig::spew("$file.new", $seconds);
	rename "$file.new", $file or die "$file: $!";
}

1;
