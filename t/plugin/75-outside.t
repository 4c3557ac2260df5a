#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The plugin and the outside: what the DNS and the databases change in a
# verdict inside a running Exim, what happens while they are away, and the tags
# of mail that leaves.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Dns;
use Backstop::Mail;
use Backstop::Tag;
use MIME::Base64 qw(encode_base64);
use Test::More;

my $why = Backstop::Rig::missing() || Backstop::Dns::missing();
plan skip_all => $why if $why;

my $RELAY = '127.0.0.9';
my $DNS_TIME = 10_000;    # ms: nothing that is answered is late
my $SHORT = 600;          # for what never is
my $tmp = tempdir(CLEANUP => 1);

# Our host has an address by its name; a provider sends for us, and for
# strangers; one host is where the trails say it is, another is not.
my $dns = Backstop::Dns->new(
	'log-queries', "log-facility=$tmp/queries",
	'host-record=mx.ours.example,198.51.100.7',
	'mx-host=ours.example,mx.ours.example,10',
	'txt-record=ours.example,v=spf1 mx include:provider.example -all',
	'txt-record=provider.example,v=spf1 ip4:192.0.2.128/25 -all',
	'host-record=filter.third.example,203.0.113.66',
	'host-record=else.third.example,192.0.2.9',
	'address=/9.100.51.198.bl.example/127.0.0.2');

my $rig = Backstop::Mail::rig(relay_from_hosts => $RELAY, acls => $LOGINS);

my %POLICY = (own_nets => '', own_domains => "ours.example\n", own_hosts => "mx.ours.example\n",
	keys => '', dnsbl_zones => "bl.example=127.0.0.2\n");

sub set_policy {
	my (%o) = @_;
	$rig->policy($_, $o{$_} // $POLICY{$_}) for keys %POLICY;
	$rig->policy(settings => 'dns_time: ' . ($o{dns_time} // $DNS_TIME) . "\ndns_servers: " . ($o{servers} // $dns->at)
		. "\n" . ($o{settings} // ''));
}

# A trail: a host's line for each [peer, by], from the top.
sub trail {
	my (@lines) = @_;
	my $header = join '', map { "Received: from out.other.example (out.other.example [$_->[0]])\n"
		. "\tby $_->[1] with ESMTP id 1; Thu, 01 Jan 2026 00:00:00 +0000\n" } @lines;
	return bounce(peer => $FOREIGN) =~ s/^Received: .*\n\t.*\n\t.*\n/$header/mr;
}

# The verdict by X-Backstop, the log, and X-Backstop.
sub judge {
	my ($data) = @_;
	$rig->new_log;
	my $c = Backstop::Mail::client($rig);
	my $r = $c->message(from => '', to => $TO, data => $data);
	$c->quit;
	my ($mail) = grep { $_->{id} eq $r->id } $rig->deliveries;
	my ($mark) = marks($mail->{raw});
	return ($mark =~ /origin=(\w+); reason=(\w+)/ ? "$1 by $2" : $mark, $rig->new_log, $mark);
}

# --- verdicts ----------------------------------------------------------------

my $database = database();
my @VERDICTS = (
	[ 'our address, by the name of our host', [ '198.51.100.7', 'mx.far.example' ], 'ours by trail' ],
	[ "an address of the provider's", [ '192.0.2.200', 'mx.far.example' ],
		'unknown by relayed_claim' ],
	[ "a stranger's address", [ $FOREIGN, 'mx.far.example' ], 'foreign by no_own_hop' ],
	[ 'ours below a host that is there', [ '203.0.113.66', 'mx.far.example' ],
		[ '198.51.100.7', 'filter.third.example' ], 'unknown by relayed_claim' ],
	[ 'ours below a host that is elsewhere', [ '203.0.113.99', 'mx.far.example' ],
		[ '198.51.100.7', 'else.third.example' ], 'foreign by planted' ],
);

sub verdicts {
	set_policy(settings => $database);
	for my $row (@VERDICTS) {
		my ($name, @trail) = @$row;
		my $want = pop @trail;
		my ($got, $log) = judge(trail(@trail));
		is($got, $want, $name);
		unlike($log, qr/unanswered/, '… and all is answered');
	}
}

sub place {
	my (undef, $log, $mark) = judge(trail([ $FOREIGN, 'mx.far.example' ]));
	like($mark, qr/border=\Q$FOREIGN\E;.* listed=bl\.example/, 'a DNS list has the border');
	like($log, qr/border=\Q$FOREIGN\E .*listed=bl\.example/, '… and the log says so');
	SKIP: {
		skip 'MaxMind::DB::Writer is missing (libmaxmind-db-writer-perl)', 2 if !$database;
		like($mark, qr/country=NL; network=AS64500;/, 'its country and network');
		like($log, qr/country=NL network=AS64500 /, '… and the log says so');
	}
}

# The lines of settings for a database of one country and one network.
sub database {
	eval { require MaxMind::DB::Writer::Tree; 1 } or return '';
	my %type = (country => 'map', iso_code => 'utf8_string',
		autonomous_system_number => 'uint32', autonomous_system_organization => 'utf8_string');
	my %file = (country => { country => { iso_code => 'NL' } },
		network => { autonomous_system_number => 64_500,
			autonomous_system_organization => 'Far Networks' });
	for my $name (sort keys %file) {
		my $tree = MaxMind::DB::Writer::Tree->new(ip_version => 6, record_size => 24,
			database_type => "Test-$name", languages => ['en'],
			description => { en => 'test' }, map_key_type_callback => sub { $type{ $_[0] } },
			remove_reserved_networks => 0);
		$tree->insert_network("$FOREIGN/32", $file{$name});
		open my $to, '>:raw', $rig->dir . "/$name.mmdb" or die "$name.mmdb: $!";
		$tree->write_tree($to);
		close $to or die;
	}
	chmod 0644, map { $rig->dir . "/$_.mmdb" } keys %file;
	return join '', map { "${_}_file: @{[ $rig->dir ]}/$_.mmdb\n" } sort keys %file;
}

# A database that crashes its reader, or hangs, costs the country and not the verdict; nor is a
# claim of ours refuted by it.
sub damaged_databases {
	my $whole = $rig;
	$rig = Backstop::Mail::rig(plugin => plugin('t/backstop-faults.so'));
	for (['place-segv', $DNS_TIME, qr/ cause=crashed signal=11/], ['place-wait', 1000, qr/ cause=timed_out/]) {
		my ($fault, $time, $cause) = @$_;
		set_policy(settings => $database, dns_time => $time);
		my ($got, $log, $mark) = judge(trail([ $FOREIGN, 'mx.far.example' ]) =~ s/^/X-Fault: $fault\n/r);
		is($got, 'foreign by no_own_hop', "$fault: the verdict is there");
		like($mark, qr/border=\Q$FOREIGN\E;.* listed=bl\.example/, '… and who lists the border');
		unlike($mark, qr/country=|network=/, '… without its country and network');
		like($log, qr/event=where did=pass$cause host=\Q$FOREIGN\E$/m, '… and the log says why');
		($got) = judge(trail([ '203.0.113.99', 'mx.far.example' ], [ '198.51.100.7', 'else.third.example' ])
			=~ s/^/X-Fault: $fault\n/r);
		is($got, 'unknown by relayed_claim', '… and a claim of ours stays, whose networks are not known');
	}
	is($rig->paniclog, '', '… no panic');
	$rig = $whole;
}

sub queries {
	my ($what) = @_;
	return scalar grep { /query\Q$what\E / } split /^/, Backstop::Rig::slurp("$tmp/queries");
}

# One connection, two bounces: what was answered is not asked again.
sub kept_answers {
	my $c = Backstop::Mail::client($rig);
	my $before = queries('[A] mx.ours.example');
	$c->message(from => '', to => $TO, data => trail([ $FOREIGN, 'mx.far.example' ])) for 1, 2;
	$c->quit;
	is(queries('[A] mx.ours.example') - $before, 1, 'a second bounce asks nothing again');
	judge(trail([ $FOREIGN, 'mx.far.example' ]));
	is(queries('[A] mx.ours.example') - $before, 2, '… another connection does');
	$rig->delivered;
}

# --- away ----------------------------------------------------------------------

sub nobody_answers {
	my %servers = (silent => Backstop::Dns::silent(), dead => Backstop::Dns::dead(),
		damaged => $dns->damaged(sub { substr $_[0], 0, 20 }));
	for my $kind (sort keys %servers) {
		set_policy(servers => $servers{$kind}, dns_time => $SHORT);
		my ($got, $log) = judge(trail([ $FOREIGN, 'mx.far.example' ]));
		is($got, 'unknown by no_answer', "$kind name server");
		like($log, qr/ unanswered=\d/, '… is logged');
		unlike($log, qr/cause=timed_out/, '… by the child itself, before the deadline of that');
	}
}

# Files are taken away from beside the plugin, and put back.
sub without_lookups {
	my ($do) = @_;
	my ($so) = $rig->plugin =~ /^(.*)\//;
	$so .= '/backstop-lookup.so';
	rename $so, "$so.away" or die "$so: $!";
	$do->($so);
	rename "$so.away", $so or die "$so: $!";
}

sub broken_lookups {
	my ($so) = @_;
	set_policy();
	for my $kind ('missing', 'no library') {
		Backstop::Rig::spew($so, 'no library') if $kind ne 'missing';
		chmod 0644, $so;
		my ($got, $log) = judge(trail([ $FOREIGN, 'mx.far.example' ]));
		is($got, 'unknown by no_answer', "lookups: $kind");
		like($log, qr/event=lookup did=pass cause=not_loaded/, '… is logged');
	}
	$rig->policy(keys => $Backstop::Tag::KEYS);
	like(tag_of(leaves(from => $TO)), qr/\AX-Backstop-Tag: v=1; k=test1; /,
		'… and mail leaves with a tag, which needs none');
	unlink $so;
}

# --- mail that leaves ------------------------------------------------------------

my $HEADER = "From: Joe <$TO>\nTo: ann\@far.example\nSubject: hi\n"
	. "Date: Thu, 01 Jan 2026 10:00:00 +0100\nMessage-ID: <out.1\@ours.example>\n";

# As one who may send; returns the mail as it was delivered.
sub leaves {
	my (%o) = @_;
	my $c = Backstop::Mail::client($rig, $o{client} // $RELAY);
	$c->command('AUTH PLAIN ' . encode_base64("\0joe\0secret", '')) if $o{auth};
	my $r = $c->message(from => $o{from} // $TO, to => $TO,
		data => ($o{header} // $HEADER) . "\nHello.\n");
	$c->quit;
	my ($mail) = grep { $_->{id} eq $r->id } $rig->deliveries;
	return $mail->{raw};
}

sub tag_of {
	my ($raw) = @_;
	my ($header) = $raw =~ /\A(.*?\n)\n/s;
	return join '', $header =~ /^(X-Backstop-Tag:.*\n(?:[ \t].*\n)*)/mg;
}

my $IN = "Received: from mail.far.example ([$FOREIGN]) by mx.ours.example with esmtps\n"
	. "\t(Exim 4.96) id 1xXh00-000000-00; Thu, 01 Jan 2026 10:00:00 +0100\n";

my @LEAVES = (
	[ 'of a host that we relay for', 1 ],
	[ 'of a user who has logged in', 1, client => $STRANGER, auth => 1 ],
	[ 'of a stranger', 0, client => $STRANGER ],
	[ 'with the null sender, of an author of ours', 1, from => '' ],
	[ 'with the null sender, of somebody else', 0, from => '',
		header => $HEADER =~ s/$TO/ann\@far.example/r ],
	[ 'under a sender elsewhere', 0, from => 'joe@far.example' ],
	[ 'under a sender elsewhere, of a user who has logged in', 1, from => 'joe@far.example',
		client => $STRANGER, auth => 1 ],
	[ 'of a host that we relay for, where it came in', 0, header => $IN . $HEADER ],
	[ '… with a tag of ours', 1, header => $IN . Backstop::Tag::make($HEADER, sender => $TO)
		. $HEADER ],
	[ '… whose sender had logged in there', 1, header => ($IN =~ s/esmtps/esmtpsa/r) . $HEADER ],
	[ 'with a mark of arrival', 0, header => "X-Backstop-Arrived: v=1\n$HEADER" ],
	[ '… of a user who has logged in', 0, header => "X-Backstop-Arrived: v=1\n$HEADER",
		client => $STRANGER, auth => 1 ],
	[ 'with an old tag', 1, header => Backstop::Tag::make($HEADER, sender => 'x@y.example',
		day => 1) . $HEADER ],
	[ "with a stranger's tag", 1, header => "X-Backstop-Tag: v=1; k=other; d=1; h=x; s=y\n"
		. $HEADER ],
);

sub tags {
	set_policy(keys => $Backstop::Tag::KEYS);
	for my $row (@LEAVES) {
		my ($name, $tagged, %o) = @$row;
		my $got = tag_of(leaves(%o)) =~ s/\n[ \t]+/ /gr;
		is($got, $tagged ? Backstop::Tag::make($HEADER, sender => $o{from} // $TO) : '',
			"mail $name " . ($tagged ? 'gets our tag' : 'gets none'));
	}
	my $tagged = Backstop::Tag::make($HEADER, sender => $TO) . $HEADER;
	for (['a stranger', '', 1], ['another host of ours', "$STRANGER\n", 0]) {
		my ($who, $nets, $loses) = @$_;
		set_policy(keys => $Backstop::Tag::KEYS, own_nets => $nets);
		my $raw = leaves(client => $STRANGER, header => "X-Backstop-Arrived: old\n$tagged");
		is(tag_of($raw) eq '', !!$loses, "mail of $who " . ($loses ? 'loses its tag' : 'keeps its tag'));
		is(join('', $raw =~ /^(X-Backstop-Arrived:.*\n)/mg), "X-Backstop-Arrived: v=1\n",
			'… and gets one mark of arrival');
	}
	set_policy();
	unlike(leaves(client => $STRANGER), qr/^X-Backstop-Arrived/m, 'without a key there is no mark');
	set_policy(keys => $Backstop::Tag::KEYS);
	my ($with_id) = leaves(header => $HEADER =~ s/^Message-ID.*\n//mr) =~ /\A(.*?\n)\n/s;
	like($with_id, qr/^Message-ID: <E[\w-]+\@mx\.ours\.example>$/m, 'mail without Message-ID gets one');
	is(tag_of("$with_id\n") =~ s/\n[ \t]+/ /gr, Backstop::Tag::make($with_id, sender => $TO),
		'… and a tag over it');
	my $c = Backstop::Mail::client($rig, $RELAY);
	my %of_one = map { $c->message(from => $TO, to => $TO, data => "$HEADER\nHi\n")->id => 1 } 1 .. 3;
	$c->quit;
	is(join(' ', map { tag_of($_->{raw}) ? 'tagged' : 'not' } grep { $of_one{ $_->{id} } }
		$rig->deliveries), 'tagged tagged tagged', 'each mail of a connection gets one');
	my $before = $rig->delivered;
	$rig->exim('-oi', '-f', $TO, $TO, { stdin => "$HEADER\nHello.\n" });
	my $local = ($rig->delivered(count => $before + 1))[-1];
	like(tag_of($local), qr/\AX-Backstop-Tag: v=1; k=test1; .*\n\z/, 'mail of this host gets one');
}

my @NO_KEYS = (
	[ 'missing', sub { unlink $rig->policy_dir . '/keys' }, qr/keys=missing/ ],
	[ 'unreadable', sub { unlink $rig->policy_dir . '/keys'; mkdir $rig->policy_dir . '/keys' },
		qr/keys=unreadable/ ],
	[ 'garbled', sub { rmdir $rig->policy_dir . '/keys'; $rig->policy(keys => "tag-x: y\n") },
		qr/keys=line:1/ ],
	[ 'without a key', sub { $rig->policy(keys => "# none yet\n") }, undef ],
);

sub no_keys {
	for my $row (@NO_KEYS) {
		my ($name, $prepare, $log) = @$row;
		$prepare->();
		$rig->new_log;
		my $c = Backstop::Mail::client($rig, $RELAY);
		my @r = map { $c->message(from => $TO, to => $TO, data => "$HEADER\nHi\n") } 1, 2;
		$c->quit;
		is(join(' ', map { $_->code } @r), '250 250', "keys $name: mail leaves");
		my $said = $rig->new_log;
		is(scalar(() = $said =~ /event=policy/g), $log ? 1 : 0, '… and that is said once');
		like($said, $log, '… in so many words') if $log;
		my %sent = map { $_->id => 1 } @r;
		is(join('', map { $sent{ $_->{id} } ? tag_of($_->{raw}) : '' } $rig->deliveries), '',
			'… untagged');
	}
}

verdicts();
place();
damaged_databases();
kept_answers();
nobody_answers();
without_lookups(\&broken_lookups);
tags();
no_keys();
is($rig->paniclog, '', 'no panic');
done_testing;
