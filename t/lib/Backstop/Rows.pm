package Backstop::Rows;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tables of messages, and what the plugin in a rig must do with each.
#
#   my $delivered = run_rows($rig, { name => 'deny', modes => 'bounce_foreign: deny',
#       data => bounce(peer => $FOREIGN), code => 550, log => qr/did=deny/ }, …);
#
# Each row is a message on a connection of its own.
#
#   from, to, data      the null sender; $TO; the message, or in its place `bdat`
#   client, auth, param another client; logged in; parameters of MAIL
#   modes, own_nets, …  the text of a policy file; most are empty if nothing is said
#   without, instead,   a policy file that is gone; is a directory; that root alone
#   secret, never       may read; `without`, and never seen by this rig
#   code, text          of the reply
#   log, mark           what the log and X-Backstop must match; '': there is none
#   raw, gone           what the message must match; nothing is delivered
#
# Returns the number of deliveries.

use strict;
use warnings;
use Backstop::Mail;
use Exporter 'import';
use MIME::Base64 qw(encode_base64);
use Test::More;

our @EXPORT_OK = qw(run_rows set_policy);

my @LISTS = qw(own_nets own_hosts own_domains relay_hosts list_hosts exempt_hosts exempt_senders exempt_rcpts
	keys);

sub set_policy {
	my ($rig, $row) = @_;
	rmdir $rig->policy_dir . "/$_" for @LISTS, 'modes';
	$rig->policy(modes => ($row->{modes} // '') . "\n");
	$rig->policy($_ => $row->{$_}
			// ($_ eq 'own_nets' ? "203.0.113.0/24\n" : '')) for @LISTS;
	unlink $rig->policy_dir . '/' . ($row->{without} // $row->{instead}
			// 'nothing');
	mkdir $rig->policy_dir . "/$row->{instead}" if $row->{instead};
	chmod 0600, $rig->policy_dir . "/$row->{secret}" if $row->{secret};
	# as on a machine that has never had it
	unlink glob $rig->dir . "/spool/lists/$row->{without}" if $row->{never};
}

sub send_row {
	my ($rig, $row) = @_;
	my $c = Backstop::Mail::client($rig, $row->{client});
	$c->command('AUTH PLAIN ' . encode_base64("\0u\0p", '')) if $row->{auth};
	my $r = $c->message(from => $row->{from} // '', to => $row->{to} // $TO,
		mail_param => $row->{param} // [], data => $row->{data},
		$row->{bdat} ? (bdat => [$row->{bdat} =~ s/\n/\r\n/gr]) : ());
	$r = $c->reply if $r->code == 353;    # PRDR: one a recipient, then all
	$r = $c->reply while $row->{param} && "@{ $row->{param} }" eq 'PRDR'
		&& $r->ok;
	$c->quit;
	return $r;
}

sub backstop_lines { join '', grep { /backstop v=1/ } split /^/, $_[0] }

sub run_rows {
	my ($rig, @rows) = @_;
	my $delivered = 0;
	for my $row (@rows) {
		my $name = $row->{name};
		set_policy($rig, $row);
		$rig->new_log;
		my $r = send_row($rig, $row);
		my $log = backstop_lines($rig->new_log);
		is($r->code, $row->{code}, "$name: $row->{code}") or diag("$r\n$log");
		like($r->text, $row->{text}, "$name: reply") if $row->{text};
		like($log, $row->{log}, "$name: log") if $row->{log};
		is($log, '', "$name: nothing logged") if ($row->{log} // 'x') eq '';
		next if !$r->ok;
		my @all = $rig->deliveries(count => ++$delivered);
		next if $row->{gone};
		my ($raw) = map { $_->{raw} } grep { $_->{id} eq ($r->id // '') } @all;
		my @mark = marks($raw // '');
		is(scalar @mark, 1, "$name: one X-Backstop") if $row->{mark};
		like($mark[0] // '', $row->{mark}, "$name: X-Backstop") if $row->{mark};
		is("@mark", '', "$name: no X-Backstop") if ($row->{mark} // 'x') eq '';
		like($raw, $row->{raw}, "$name: message") if $row->{raw};
	}
	return $delivered;
}

1;
