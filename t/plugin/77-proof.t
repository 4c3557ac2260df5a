#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Out and back: joe's mail leaves through our Exim; another Exim takes it, cannot deliver
# it and sends a bounce; ours knows by each of its proofs that the mail was its own. The
# same bounce with a worthless proof is not ours.
#
# Return paths are signed here in a few lines; acl/batv has tests of its own.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
BEGIN { Backstop::Net::enter() }
use Backstop::Dkim;
use Backstop::Mail qw(marks);
use Backstop::Rig;
use Backstop::Tag;
use POSIX qw(strftime);
use Test::More;

my $why = Backstop::Rig::missing() || Backstop::Net::missing();
plan skip_all => $why if $why;

my $US = '198.51.100.7';
my $THEM = '192.0.2.25';
my $JOE = 'joe@ours.example';
my $BOB = 'bob@ours.example';
my $GONE = 'gone@reporter.example';
my $CLIENT = '127.0.0.3';    # ours relays for it
my $SECRET = '0123456789abcdef';

# What both servers read: each other's port, and the key of our signatures.
my $SHARED = Backstop::Rig::usable_dir('proof');
share('rsa.pem', Backstop::Rig::slurp("$FindBin::Bin/../proof/rsa.pem"));

my $dns = Backstop::Net->name_server(Backstop::Dkim::record('rsa'));
Backstop::Net::bring_up('lo:7', $US, '255.255.255.255');

sub share {
	my ($name, $text) = @_;
	Backstop::Rig::spew("$SHARED/$name", $text);
	chmod 0644, "$SHARED/$name";
}

# Mail for others goes to that server, from that address of this host.
my $OUT = <<'END';
out:
  driver = manualroute
  domains = ! +local_domains
  transport = out
  route_list = * 127.0.0.1
  self = send
END

sub transport {
	my ($server, $from, @more) = @_;
	return join "\n", 'out:', '  driver = smtp', '  allow_localhost', "  interface = $from",
		"  port = \${sg{\${readfile{$SHARED/$server}}}{\\N\\s\\N}{}}", map({ "  $_" } @more), '';
}

my $theirs = Backstop::Rig->start(primary_hostname => 'mx.reporter.example',
	local_domains => 'reporter.example', transports => transport('ours', $THEM),
	routers => <<'END' . $OUT);
gone:
  driver = redirect
  domains = +local_domains
  allow_fail
  data = :fail: there is no such user
END
share('theirs', $theirs->port);

# policy, acl; from: the address that mail leaves from; transport: lines of it.  All
# public addresses of this host are ours by themselves.
sub our_server {
	my (%o) = @_;
	my $rig = Backstop::Mail::rig(relay_from_hosts => $CLIENT, routers => $OUT,
		transports => transport('theirs', $o{from} // $CLIENT, @{ $o{transport} || [] }),
		acl => $o{acl} || {},
		policy => { own_hosts => "mx.ours.example\n", own_domains => "ours.example\n",
			settings => "dns: on\n", %{ $o{policy} || {} } });
	share('ours', $rig->port);
	return $rig;
}

# Sends a mail of joe's, and returns what comes back: {raw, …}.
sub there_and_back {
	my ($rig) = @_;
	my $c = Backstop::Mail::client($rig, $CLIENT);
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime);
	my $r = $c->message(from => $JOE, to => $GONE, data => <<"END");
From: Joe Miller <$JOE>
To: $GONE
Subject: hello
Date: $date
Message-ID: <@{[ $rig->port ]}\@ours.example>

See you at noon.
END
	die "$r\n" if !$r->ok;
	$c->quit;
	return ($rig->deliveries(count => 2))[1] // { raw => '' };
}

# From the other server's address; returns it as delivered.
sub send_back {
	my ($rig, $raw, $to) = @_;
	my $c = Backstop::Mail::client($rig, $THEM);
	my $r = $c->message(from => '', to => $to, data => $raw);
	die "$r\n" if !$r->ok;
	$c->quit;
	my ($mail) = grep { $_->{id} eq $r->id } $rig->deliveries;
	return $mail->{raw};
}

sub verdict {
	my ($raw) = @_;
	my ($mark) = marks($raw);
	return join ' by ', ($mark // '') =~ /\b(?:origin|reason)=(\w+)/g;
}

# Each: what the server has; what a bounce of joe's mail is then; and what it is when it is
# [changed so], or comes to [somebody else].
my $RCPT = <<"END";
  warn
    senders = :
    condition = \${prvscheck{\$local_part\@\$domain}{$SECRET}{\${if eq{\$prvscheck_result}{1}{yes}{no}}}}
    set acl_m_backstop_signed = \$local_part\@\$domain
END
my %SETUP = (
	trail => {
		has => [ from => $US ],
		not => [
			[ 'another address', 'foreign by planted', sub { s/\Q$US\E/198.51.100.66/g } ],
			[ 'a neighbour of the host that returns it', 'unknown by own_line_unconfirmed',
				sub { s/\Q$US\E/192.0.2.66/g } ],
		],
	},
	tag => {
		has => [ from => $US, policy => { keys => $Backstop::Tag::KEYS } ],
		not => [
			[ 'replayed', 'unknown by unproved', sub { }, $BOB ],
			[ 'of another message', 'unknown by unproved', sub { s/^Message-ID: <\K/x/m } ],
			[ 'altered', 'unknown by unproved', sub { s/; h=\K(.)/$1 eq '-' ? '_' : '-'/e } ],
			[ 'expired', 'unknown by unproved', sub { retag(day => int(time / 86_400) - 32) } ],
			[ 'foreign', 'unknown by unproved', sub { retag(secret => 'x' x 32) } ],
			[ 'of another key', 'unknown by unproved', sub { retag(id => 'other') } ],
			[ 'gone', 'unknown by unproved', sub { retag() && s/^X-Backstop-Tag:.*\n//m } ],
		],
	},
	dkim => {
		has => [ transport => [ 'dkim_domain = ours.example', 'dkim_selector = rsa',
			"dkim_private_key = $SHARED/rsa.pem", 'dkim_canon = relaxed' ] ],
		not => [
			[ 'replayed', 'unknown by no_public_hop', sub { }, $BOB ],
			[ 'altered', 'unknown by no_public_hop', sub { s/^Subject: hello/Subject: pills/m } ],
			[ 'expired', 'unknown by no_public_hop', sub { resign(t => time - 32 * 86_400) } ],
			[ 'foreign', 'unknown by no_public_hop', sub { resign(key => 'ed25519') } ],
		],
	},
	batv => {
		has => [ acl => { smtp_rcpt => $RCPT },
			transport => [ "return_path = \${prvs{\$return_path}{$SECRET}{1}}" ] ],
		not => [
			[ 'unsigned', 'unknown by no_public_hop', sub { }, $JOE ],
			[ 'made up', 'unknown by no_public_hop', sub { }, "prvs=1234abcdef=$JOE" ],
		],
	},
);

# Both change $_, a bounce: the first field of that name in the header that it returns.
sub replace {
	my ($name, $make) = @_;
	my ($header) = grep { /^From: Joe/m } split /(?<=\n)\n/;
	$header =~ s/^\Q$name\E:.*\n(?:[ \t].*\n)*//mgi or die "no $name\n";
	my $field = $make->($header);
	s/^\Q$name\E:.*\n(?:[ \t].*\n)*/$field/mi;
}

sub retag {
	my @how = @_;
	replace('X-Backstop-Tag', sub { Backstop::Tag::make($_[0], sender => $JOE, @how) });
}

sub resign {
	my @how = (key => 'rsa', @_);
	replace('DKIM-Signature', sub { Backstop::Dkim::sign("$_[0]\n", @how) });
}

for my $proof (sort keys %SETUP) {
	my %setup = %{ $SETUP{$proof} };
	my $rig = our_server(@{ $setup{has} });
	my $bounce = there_and_back($rig);
	is verdict($bounce->{raw}), "ours by $proof", "$proof: out and back"
		or diag $rig->mainlog, $theirs->mainlog;
	my ($to) = $bounce->{raw} =~ /^To: (\S+)/m;
	for my $row (@{ $setup{not} }) {
		my ($name, $want, $change, $other) = @$row;
		local $_ = $bounce->{raw};
		$change->();
		is verdict(send_back($rig, $_, $other // $to)), $want, "$proof: $name";
	}
	local $_ = $bounce->{raw};
	is verdict(send_back($rig, $_, $to)), "ours by $proof", "$proof: the same again";
	is $rig->paniclog, '', "$proof: no panic";
}

# Debian's dc_hide_mailname has Exim rewrite From when it sends: then the tag is wrong,
# which says nothing about who sent the mail.
my $hidden = our_server(policy => { keys => $Backstop::Tag::KEYS },
	transport => ['headers_rewrite = joe@* miller@ours.example frs']);
is verdict(there_and_back($hidden)->{raw}), 'unknown by no_public_hop', 'tag: From written anew';
done_testing;
