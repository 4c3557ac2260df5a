package Backstop::Dovecot;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A configuration with which dovecot-lda delivers mail below a directory of a test, by a Sieve
# script, and submits what that sends to a program.
#
# Does not: start anything.

use strict;
use warnings;

our $LDA = '/usr/lib/dovecot/dovecot-lda';

sub config {
	my ($home, $script, $sendmail) = @_;
	# Since version 2.4, of trixie, the configuration has another form, and says so.
	my $old = `dovecot --version 2>/dev/null` =~ /\A2\.[0-3]\./;
	my ($mailbox, $sieve) = $old ? (<<"MAILBOX", <<"SIEVE") : (<<"MAILBOX4", <<"SIEVE4");
mail_location = maildir:$home/Maildir
MAILBOX
plugin {
  sieve = file:$script;active=$home/.dovecot.sieve
  sieve_before = $script
}
SIEVE
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
mail_driver = maildir
mail_path = $home/Maildir
MAILBOX4
sieve_script before {
  type = before
  path = $script
}
SIEVE4
	return $mailbox . <<"END" . $sieve;
base_dir = $home
log_path = $home/log
postmaster_address = postmaster\@ours.example
sendmail_path = $sendmail
protocol lda {
  mail_plugins = sieve
}
END
}

1;
