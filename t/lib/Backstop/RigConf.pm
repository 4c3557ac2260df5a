package Backstop::RigConf;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Writes the Exim configuration of a test rig, as text.
#
# It is a small mail server of its own, not Debian's: everything that is
# accepted goes into one file per message, no router reaches the network, and
# Exim's limits on messages, connections and recipients are off, so that a
# test meets only the limits it asks for.
#
# Does not: start anything, write files, know about the plugin.

use strict;
use warnings;

# What every rig sets.  A caller's `set` replaces single entries; undef drops
# one.  Values that need a reason:
#   exim_user …              the rig's user.  An ordinary user may run Exim as
#   deliver_drop_privilege   a daemon with -C only if it *is* exim_user, and
#                            Exim then writes real logs only with this option.
#   unknown_login            a uid without a passwd entry (containers).
#   daemon_startup_retries   a port taken meanwhile is to fail at once.
#   smtp_accept_queue_per_…  otherwise the 11th message of a connection would
#                            wait for a queue runner, and there is none.
#   tls_certificate          otherwise Exim would make a key each time it starts.
#   helo_lookup_domains      no DNS.  Likewise host_lookup, which is unset.
#   notifier_socket          a socket's path is too short for some TMPDIRs.
sub defaults {
	my ($o) = @_;
	my $dir = $o->{dir};
	return (
		exim_user => $o->{uid}, exim_group => $o->{gid},
		deliver_drop_privilege => 'true',
		unknown_login => 'backstop', unknown_username => 'Backstop',
		primary_hostname => $o->{primary_hostname},
		qualify_domain => $o->{primary_hostname},
		spool_directory => "$dir/spool",
		log_file_path => "$dir/log/%slog",
		pid_file_path => "$dir/run/exim.pid",
		local_interfaces => '127.0.0.1', disable_ipv6 => 'true',
		daemon_smtp_ports => $o->{port}, daemon_startup_retries => 0,
		notifier_socket => '',
		keep_environment => '', timezone => 'UTC',
		tls_certificate => $o->{certificate}, tls_advertise_hosts => '', helo_lookup_domains => '',
		rfc1413_query_timeout => '0s',
		message_size_limit => 0, recipients_max => 0,
		smtp_accept_max => 0, smtp_accept_max_per_connection => 0,
		smtp_accept_queue_per_connection => 0,
		smtp_accept_max_nonmail => 100_000,
		# Beyond it (20) the kernel may lose a connection that its client believes open.
		smtp_connect_backlog => 200,
		check_spool_space => 0, check_log_space => 0,
		ignore_bounce_errors_after => '0s', delay_warning => '',
		log_selector => '+received_sender +received_recipients '
			. '+smtp_confirmation -retry_defer',
	);
}

sub text {
	my ($o) = @_;
	return join "\n", macros($o), main_section($o), acl_section($o),
		delivery($o), '';
}

sub macros {
	my ($o) = @_;
	my $m = $o->{macros} || {};
	return map { "$_ = $m->{$_}" } sort keys %$m;
}

sub main_section {
	my ($o) = @_;
	my %v = (defaults($o), %{ $o->{set} || {} });
	$v{local_scan_path} = $o->{plugin} if $o->{plugin};
	$v{add_environment} = environment($o->{env}) if %{ $o->{env} || {} };
	$v{queue_only} = 'true' if $o->{deliver} eq 'queue';
	$v{"acl_$_"} = "rig_$_" for acl_names($o);
	my @set = map { "$_ = $v{$_}" } grep { defined $v{$_} } sort keys %v;
	return (@set,
		"domainlist local_domains = $o->{local_domains}",
		'domainlist relay_to_domains =',
		"hostlist relay_from_hosts = $o->{relay_from_hosts}",
		$o->{main} || ());
}

sub environment {
	my ($env) = @_;
	return '<; ' . join ' ; ',
		map { "$_=" . ($env->{$_} =~ s/;/;;/gr) } sort keys %$env;
}

# The ACL options this configuration sets: smtp_rcpt always, others on demand.
sub acl_names {
	my ($o) = @_;
	my %acl = (smtp_rcpt => 1, %{ $o->{acl} || {} });
	return sort keys %acl;
}

# Each entry of `acl` is put before the rig's own ending of that ACL; `acls`
# is text with further named ACLs.
sub acl_section {
	my ($o) = @_;
	my @out = 'begin acl';
	for my $name (acl_names($o)) {
		push @out, "rig_$name:", $o->{acl}{$name} // ();
		push @out, $name eq 'smtp_rcpt' ? rcpt_end($o) : '  accept';
	}
	return (@out, $o->{acls} || ());
}

# A real server's rule: for our domains from any host, elsewhere only from our
# own hosts. DKIM would ask the DNS about every signature.
sub rcpt_end {
	my ($o) = @_;
	return (
		$o->{dkim} ? () : '  warn control = dkim_disable_verify',
		'  accept domains = +local_domains',
		'  accept hosts = : +relay_from_hosts',
		'  accept authenticated = *',
		'  deny message = relay not permitted');
}

# One copy of a message whatever its recipients: DIR/mail/<message id>,
# without the mbox line and the ">From" of Exim's default.
sub delivery {
	my ($o) = @_;
	return <<"END";
begin routers
$o->{routers}
rig_all:
  driver = accept
  transport = @{[ $o->{deliver} eq 'discard' ? 'rig_null' : 'rig_keep' ]}
begin transports
$o->{transports}
rig_keep:
  driver = appendfile
  file = $o->{dir}/mail/\$message_exim_id
  user = $o->{uid}
  group = $o->{gid}
  batch_max = 10000
  mode = 0644
  message_prefix =
  message_suffix =
  check_string =
  use_lockfile = false
  delivery_date_add = false
  envelope_to_add = false
  return_path_add = false
rig_null:
  driver = appendfile
  file = /dev/null
  user = $o->{uid}
  group = $o->{gid}
  batch_max = 10000
begin retry
* * F,4d,1h
END
}

1;
