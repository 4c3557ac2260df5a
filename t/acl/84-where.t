#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where the client is, as variables for ACLs: with a database, and with
# everything that can be missing or broken. Then the variables are empty, mail
# is accepted, and the paniclog stays empty.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Mail;
use Backstop::Net;
use Backstop::Pool;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
my $BUILD;
BEGIN { $BUILD = Backstop::Pool::fetch_and_enter() }
use File::Copy qw(copy);
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

my $why = Backstop::Stock::missing() || Backstop::Net::missing();
$why ||= 'MaxMind::DB::Writer is missing (libmaxmind-db-writer-perl)'
	if !eval { require MaxMind::DB::Writer::Tree };
plan skip_all => $why if $why;

my $dns = Backstop::Net->name_server;
my $dir = Backstop::Rig::usable_dir('where');

# --- files -----------------------------------------------------------------

my %TYPE = (iso_code => 'utf8_string', country => 'map',
	autonomous_system_number => 'uint32', autonomous_system_organization => 'utf8_string');

# A database of NETWORK => data.
sub database {
	my ($name, %data) = @_;
	my $tree = MaxMind::DB::Writer::Tree->new(ip_version => 6, record_size => 24,
		database_type => $name, languages => ['en'], description => { en => $name },
		remove_reserved_networks => 0, alias_ipv6_to_ipv4 => 1,
		map_key_type_callback => sub { $TYPE{ $_[0] } });
	$tree->insert_network($_, $data{$_}) for sort keys %data;
	open my $to, '>:raw', "$dir/$name" or die "$dir/$name: $!";
	$tree->write_tree($to);
	close $to;
	return "$dir/$name";
}

sub damaged {
	my ($name, $bytes) = @_;
	Backstop::Rig::spew("$dir/$name", $bytes);
	return "$dir/$name";
}

# Where a plugin lies, with what is beside it.
sub plugin_dir {
	my ($name, %file) = @_;
	mkdir "$dir/$name" or die $!;
	%file = ('backstop.so' => plugin('backstop.so'),
		'backstop-lookup.so' => plugin('backstop-lookup.so'), %file);
	for (grep { defined $file{$_} } sort keys %file) {
		copy($file{$_}, "$dir/$name/$_") or die "$file{$_}: $!";
		chmod 0644, "$dir/$name/$_";
	}
	return "$dir/$name";
}

# Lookups that do this when they are loaded.
sub lookups_that {
	my ($name, $do) = @_;
	my $so = "$dir/$name.so";
	open my $cc, '|-', $ENV{CC} || 'cc', qw(-x c -shared -fPIC -o), $so, '-' or die "cc: $!";
	print $cc "#include <signal.h>\n#include <unistd.h>\n"
		. "__attribute__((constructor)) static void load(void) { $do; }\n";
	close $cc or die "cc: $?";
	return $so;
}

my $country = database('country.mmdb', '127.0.0.0/29' => { country => { iso_code => 'FR' } },
	'127.0.0.8/29' => { country => { iso_code => 'DE' } },
	'127.0.0.16/29' => { country => { iso_code => 'D E=${run' } },
	'2001:db8::/32' => { country => { iso_code => 'AT' } });
my $network = database('network.mmdb', '127.0.0.8/29' => { autonomous_system_number => 64500,
		autonomous_system_organization => 'Example' },
	'2001:db8::/32' => { autonomous_system_number => 4_294_967_295,
		autonomous_system_organization => 'Large' });
my $bytes = Backstop::Rig::slurp($country);
POSIX::mkfifo("$dir/pipe", 0644);

sub settings {
	my ($where, $country_file, $network_file) = @_;
	return "early_talker_wait: 0\ndns_time: 10000\nwhere: $where\n"
		. "country_file: $country_file\nnetwork_file: $network_file\n";
}
my $ON = settings('on', $country, $network);

# --- rows --------------------------------------------------------------------

# name; settings; client; asks: the administrator's hook calls the ACL itself;
# plugin: the directory of the plugin; spoil: done to it when Exim runs; exim;
# want: the variables; said: in the log.
my @ROWS = (
	['both databases', want => 'DE 64500'],
	['a host that one of them has', client => '127.0.0.2', want => 'FR '],
	['a host that none has', client => '127.0.0.77', want => ' '],
	['a host whose country is not a valid code', client => '127.0.0.17', want => ' '],
	['off', settings => settings('off', $country, $network), want => ' '],
	['off, but the administrator asks', asks => 1, want => 'DE 64500',
		settings => settings('off', $country, $network)],
	['on, and the administrator asks', asks => 1, want => 'DE 64500'],
	['nonsense', settings => settings('maybe', $country, $network), want => ' '],
	['no databases', settings => settings('on', "$dir/no", "$dir/no"), want => ' '],
	['a country only', settings => settings('on', $country, "$dir/no"), want => 'DE '],
	['databases in each other\'s place', settings => settings('on', $network, $country),
		want => ' '],
	(map { my ($name, $file) = @$_; ["a database that is $name", want => ' 64500',
			settings => settings('on', $file, $network)] }
		['empty', damaged('empty', '')], ['text', damaged('text', "no database\n" x 999)],
		['cut off', damaged('cut', substr $bytes, 0, length($bytes) / 2)],
		['without its end', damaged('end', substr $bytes, 0, -40)],
		['a directory', $dir], ['a pipe', "$dir/pipe"]),
	['no lookups', plugin => plugin_dir('alone', 'backstop-lookup.so' => undef), want => ' '],
	['lookups that are text', want => ' ',
		plugin => plugin_dir('text_so', 'backstop-lookup.so' => "$dir/text")],
	['lookups that crash', want => ' ', said => qr/event=where did=pass cause=crashed signal=11/,
		plugin => plugin_dir('crash', 'backstop-lookup.so' =>
			lookups_that('crash', 'raise(SIGSEGV)'))],
	['lookups that abort', want => ' ', said => qr/event=where did=pass cause=crashed signal=6/,
		plugin => plugin_dir('abort', 'backstop-lookup.so' =>
			lookups_that('abort', 'raise(SIGABRT)'))],
	['lookups that hang', settings => $ON =~ s/10000/500/r, want => ' ', said => qr/event=where did=pass cause=timed_out/,
		plugin => plugin_dir('hang', 'backstop-lookup.so' =>
			lookups_that('hang', 'for (;;) pause()'))],
	['lookups that answer in place of the child', want => ' ',
		said => qr/event=where did=pass cause=sent_nothing_valid/,
		plugin => plugin_dir('lie', 'backstop-lookup.so' => lookups_that('lie',
			'const char *text = "country=XX"; _exit((int)write(1, text, 10))'))],
	['a plugin that is gone', want => ' ', plugin => plugin_dir('gone'), spoil => sub { unlink $_[0] }],
	['a plugin that Exim may not read', want => ' ', plugin => plugin_dir('closed'),
		spoil => sub { chmod 0600, $_[0] }],
	['a plugin that is empty', want => ' ', plugin => plugin_dir('empty_so'),
		spoil => sub { Backstop::Rig::spew($_[0], '') }],
);

# What the hook of the administrator sees.
my %HOOK = map { my $text = $_ ? "  warn acl = backstop_where\n" : '';
	my $file = damaged("hook$_", $text . '  warn logwrite = WHERE '
		. "<\$acl_c_backstop_country \$acl_c_backstop_network>\n");
	($_ => $file) } 0, 1;
my $good = plugin_dir('good');

# Not as local_scan_path: Exim does not run if that file is missing.
sub stock {
	my (%row) = @_;
	return Backstop::Stock->start($row{exim} ? (exim => $row{exim}) : (),
		policy => { modes => '', settings => $row{settings} // $ON },
		macros => { CHECK_RCPT_LOCAL_ACL_FILE => $HOOK{ $row{asks} // 0 },
			BACKSTOP_PLUGIN => ($row{plugin} // $good) . '/backstop.so',
			%{ $row{macros} || {} } });
}

sub row {
	my ($name, %row) = @_;
	my $stock = stock(%row);
	$row{spoil}->(($row{plugin} // $good) . '/backstop.so') if $row{spoil};
	my $c = Backstop::Smtp->connect(port => $stock->port, from => $row{client} // '127.0.0.12');
	$c->ehlo('mail.far.example');
	my $start = time;
	my @code = map { $c->message(from => '', to => 'games@ours.example',
		data => "Subject: x\n\nx\n")->code } 1, 2;
	my $took = time - $start;
	$c->close;
	my $log = $stock->mainlog;
	my @saw = $log =~ /WHERE <(.*)>/g;
	my @said = $log =~ /event=where .*/g;
	is "@code", '250 250', "$name: mail passes" or diag $log;
	is_deeply \@saw, [($row{want}) x 2], "$name: the variables" or diag $log;
	is scalar @said, $row{said} ? 1 : 0, "$name: lines in the log" or diag @said;
	like "@said", $row{said}, "$name: what they say" if $row{said};
	cmp_ok $took, '<', 60, "$name: nothing hangs";
	is $stock->paniclog, '', "$name: no panic";
}

row(@$_) for @ROWS;

# The rules of the guide, in place of the hook.
{
	my ($rules) = Backstop::Rig::slurp("$FindBin::Bin/../../docs/guide.md")
		=~ /((?:^ {4}.*\n)+)(?=\nPut them into a file)/m;
	ok $rules, "the guide has rules";
	my $file = damaged('guide', ($rules // '') =~ s/YY/DE/r);
	my $stock = stock(macros => { CHECK_RCPT_LOCAL_ACL_FILE => $file });
	for (['127.0.0.12', 550], ['127.0.0.2', 250]) {
		my ($client, $code) = @$_;
		my $c = Backstop::Smtp->connect(port => $stock->port, from => $client);
		$c->ehlo('mail.far.example');
		my $r = $c->message(from => '', to => 'games@ours.example',
			data => "Subject: x\n\nx\n");
		is $r->code, $code, "the guide's rules, for $client" or diag $stock->mainlog;
		like $r->text, qr/^5\.7\.1 We do not accept mail/, '… with their reply' if $code == 550;
	}
}

SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', $dir);
	skip 'exim4-daemon-light could not be fetched', 1 if !$light;
	row('exim4-daemon-light', exim => $light, want => ' ');
	row('exim4-daemon-light, and the administrator asks', exim => $light, asks => 1,
		want => ' ');
}

# --- the function itself ----------------------------------------------------

my $stock = stock();
sub call {
	my (@argument) = @_;
	my $r = $stock->exim('-be', "<\${dlfunc{$good/backstop.so}{bs_where}"
		. join('', map { "{$_}" } @argument) . '}>');
	return $r->{out};
}
SKIP: {
	skip 'this Exim has no dlfunc', 1 if !$stock->has('_HAVE_DLFUNC');
	my $etc = $stock->policy_dir;
	for (['an IPv6 address', '2001:db8::7', 'country=AT network=4294967295'],
		['an IPv4 address in IPv6', '::ffff:127.0.0.9', 'country=DE network=64500'],
		['no address', 'mail.far.example', ''], ['nothing', '', '']) {
		my ($name, $address, $want) = @$_;
		is call($address, $etc), "<$want>\n", "bs_where: $name";
	}
	is call('127.0.0.9', $_), "<>\n", "bs_where: the policy directory is '$_'"
		for '', 'relative', '/no', '/etc/passwd';
	is call('127.0.0.9'), "<>\n", 'bs_where: one argument';
	is call(), "<>\n", 'bs_where: none';
}
done_testing;
