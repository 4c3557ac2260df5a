package Backstop::Mail;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shared by the tests of the plugin: a rig with the plugin, and messages to send to
# it.  All hosts and addresses are from the documentation networks and names
# (RFC 2606, RFC 5737).
#
#   my $rig = Backstop::Mail::rig(policy => { modes => "…" });
#   my $c = Backstop::Mail::client($rig);
#   $c->message(from => '', to => $TO, data => bounce(peer => $FOREIGN));
#
# Does not: send anything, judge anything.

use strict;
use warnings;
use Backstop::Rig;
use Backstop::Smtp;
use Exporter 'import';
use File::Basename qw(dirname);

our @EXPORT = qw($TO $OURS $FOREIGN $STRANGER $LOGINS plugin ordinary bounce marks);

our $TO = 'joe@ours.example';
our $OURS = '203.0.113.5';         # in own_nets of every rig here
our $FOREIGN = '198.51.100.9';
our $STRANGER = '127.0.0.2';       # a client that the rig does not relay for

# A section of Exim's configuration: anyone can log in, with AUTH PLAIN.
our $LOGINS = <<'END';
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = true
  server_set_id = $auth2
END

my $BUILD = $ENV{BACKSTOP_BUILD} || dirname(__FILE__) . "/../../../build";

# An empty list is legal; a missing file would be logged. The DNS is asked if a
# test has a name server for it.
my %POLICY = (own_nets => "203.0.113.0/24\n", settings => "dns: off\n",
	map { $_ => '' } qw(modes keys own_hosts own_domains relay_hosts
		exempt_hosts exempt_senders exempt_rcpts));

# Where the plugin reads its policy: a constant of the configuration.
my $POLICY_ACL = <<'END_OF_ACL';
backstop_policy_dir:
  accept message = $spool_directory/../policy
backstop_state_dir:
  accept message = $spool_directory
END_OF_ACL

sub plugin {
	my ($name) = @_;
	my $file = "$BUILD/$name";
	-e $file or die "$file is not there; run make first\n";
	return $file;
}

sub rig {
	my (%o) = @_;
	return Backstop::Rig->start(
		plugin => $o{plugin} // plugin('backstop.so'),
		plugin_dir_files => [plugin('backstop-lookup.so')], %o,
		policy => { %POLICY, %{ $o{policy} || {} } },
		acls => $POLICY_ACL . ($o{acls} // ''));
}

sub client {
	my ($rig, $from) = @_;
	my $c = Backstop::Smtp->connect(port => $rig->port,
		from => $from // $STRANGER);
	$c->helo('mail.far.example');
	return $c;
}

# The fields that every message here has, then the given ones.
sub header {
	my ($from, $more) = @_;
	return "From: $from\n"
		. "To: $TO\n"
		. "Date: Thu, 01 Jan 2026 00:00:00 +0000\n"
		. "Message-ID: <1\@far.example>\n" . $more;
}

sub ordinary {
	my (%o) = @_;
	return header('Ann <ann@far.example>',
			"Subject: lunch\n" . ($o{header} // ''))
		. "\n" . ($o{body} // "See you at noon.\n");
}

# A report in the form of RFC 3464 about a mail that `peer` handed over.
sub bounce {
	my (%o) = @_;
	return header('Mail Delivery System <MAILER-DAEMON@far.example>',
			"Subject: Delivery failed\nMIME-Version: 1.0\n"
			. "Content-Type: multipart/report;"
			. " report-type=delivery-status; boundary=b\n"
			. ($o{header} // ''))
		. <<"END_OF_BODY";

--b
Content-Type: text/plain

The message could not be delivered.
@{[ $o{text} // '' ]}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.far.example

Final-Recipient: rfc822; ann\@far.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Received: from out.other.example (out.other.example [$o{peer}])
	by mx.far.example (Postfix) with ESMTP id 4XyZ;
	Thu, 01 Jan 2026 00:00:00 +0000
From: $TO
To: ann\@far.example
Subject: hello
Date: Thu, 01 Jan 2026 00:00:00 +0000

--b--
END_OF_BODY
}

# The values of X-Backstop in a raw message, each in one line.
sub marks {
	my ($raw) = @_;
	my ($header) = $raw =~ /\A(.*?\n)\n/s or return;
	$header =~ s/\n[ \t]+/ /g;
	return $header =~ /^X-Backstop:\s*(.*)$/gim;
}

1;
