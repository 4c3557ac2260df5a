#!/usr/bin/perl
# 54-memory: bounces through forwarders and groups, which name no Message-ID, by a log of sent mail.
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Anna writes to team@groupN.example, and what fails is another address: one at the same domain, or
# one elsewhere. None of these is refused by any check of bounces: where nothing in it shows where
# Anna wrote, that she has sent something at all in the days before is enough.

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;

my $EACH = 10;
my $ANNA = 'anna@ours.example';
my $DATE = 'Wed, 4 Feb 2026 10:00:00 +0000';
my @OURS = ('--own-domain', 'ours.example', '--own-net', '198.51.100.7', '--own-host', 'mx.ours.example');

# A report to Anna that `$host` hands in.
sub report {
	my ($host, $from, $fields, $body) = @_;
	return "Return-Path: <>\nDelivered-To: $ANNA\n"
		. "Received: from $host ($host [192.0.2.9]) by mx.ours.example with ESMTP; $DATE\n"
		. "From: $from\nTo: $ANNA\nDate: $DATE\n$fields\n$body";
}

sub dsn {
	my ($host, $rcpt, $returned) = @_;
	return report($host, "MAILER-DAEMON\@$host", "Subject: Undelivered Mail Returned to Sender\n"
		. "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\n",
		"--B\n\n<$rcpt>: user unknown\n\n--B\nContent-Type: message/delivery-status\n\n"
			. "Reporting-MTA: dns; $host\n\nFinal-Recipient: rfc822; $rcpt\nAction: failed\nStatus: 5.1.1\n\n"
			. ($returned ? "--B\nContent-Type: text/rfc822-headers\n\n$returned\n" : '') . "--B--\n");
}

# How servers write that, by host, recipient, and the address that Anna wrote to.
my %FORM = (
	exim => sub { my ($host, $rcpt) = @_;
		report($host, "Mail Delivery System <Mailer-Daemon\@$host>", "X-Failed-Recipients: $rcpt\n"
			. "Auto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n",
			"A message that you sent could not be delivered:\n\n  $rcpt\n    all relevant MX records failed\n") },
	qmail => sub { my ($host, $rcpt) = @_;
		report($host, "MAILER-DAEMON\@$host", "Subject: failure notice\n",
			"Hi. This is the qmail-send program at $host.\nI'm afraid I wasn't able to deliver your message "
				. "to the following addresses.\n\n<$rcpt>:\nSorry, no mailbox here by that name.\n") },
	postfix => sub { dsn(@_[0, 1]) },
	sendmail => sub { my ($host, $rcpt, $to) = @_;
		dsn($host, $rcpt, "From: $ANNA\nTo: \"The Team\" <$to>\nDate: $DATE\nSubject: x\n") },
	vacation => sub { my ($host, $rcpt) = @_;
		report($host, $rcpt, "Auto-Submitted: auto-replied\nSubject: Out of office\n",
			"I am out of the office until Monday.\n") },
);

# The place of the failing address, and whose host reports it.
my %PLACE = (
	'another address, at the same domain' => sub { ("mx.$_[0]", "gone\@$_[0]") },
	'another address, at the host of a provider' => sub { ('mx.provider.example', "gone\@$_[0]") },
	'another domain, by the forwarder' => sub { ("out.mail.$_[0]", 'gone@member.example') },
	'another domain, by its own host' => sub { ('mx.member.example', 'gone@member.example') },
);

my (%case, @log, $n);
for my $place (sort keys %PLACE) {
	for my $form (sort keys %FORM) {
		for (1 .. $EACH) {
			my $group = 'group' . ++$n . '.example';
			my ($host, $rcpt) = $PLACE{$place}->($group);
			my $path = file("m$n.eml", $FORM{$form}->($host, $rcpt, "team\@$group"));
			$case{$path} = "$place: $form";
			my $id = sprintf '1xUwMK-%06d-08', $n;
			my $arrived = "2026-02-04 09:00:00 $id <= $ANNA U=anna P=local S=300 id=$n\@ours.example";
			my $to = "team\@$group R=r T=t H=mx.$group [192.0.2.9]";
			# Of a delivery while the client waits, Exim logs the arrival afterwards.
			push @log, $n % 2 ? ($arrived, "2026-02-04 09:00:01 $id => $to")
				: ("2026-02-04 09:00:00 $id >> $to", $arrived), "2026-02-04 09:00:01 $id Completed";
		}
	}
}

sub log_of {
	my ($name, @lines) = @_;
	return file("$name/mainlog", join '', map { "$_\n" } '2026-01-01 00:00:00 Start queue run: pid=1', @lines,
		'2026-02-04 20:00:00 End queue run: pid=1');
}

sub refused {
	my ($log, @checks) = @_;
	my $dir = dir(join '-', 'policy', @checks);
	write_to("$dir/modes", join '', map { "$_: deny\n" } @checks);
	my ($out) = backstop('scan', '--offline', '--format', 'json', '--policy', $dir, @OURS, '--sent', $log,
		sort keys %case);
	my @all = map { decode_json($_) } split /\n/, $out;
	is scalar @all, scalar keys %case, 'all are judged';
	is join(' ', grep { $_->{origin} eq 'none' } @all), '', '… as reports';
	my %refused;
	for my $mail (@all) {
		$refused{ $case{ $mail->{path} } }++
			if grep { $_->{check} =~ /^bounce_/ && $_->{mode} eq 'deny' } @{ $mail->{checks} };
	}
	return join "\n", map { "$_ $refused{$_}" } sort keys %refused;
}

my @STRICT = qw(bounce_foreign bounce_untagged bounce_unsent);
my @ALL = (@STRICT, qw(bounce_stranger bounce_unknown));
my $log = log_of('all', @log);
is refused($log, @STRICT), '', "none of $n is refused";
is refused($log, @ALL), '', '… with every check in deny';
is refused(log_of(slow => map { s/02-04/01-26/gr } @log), @ALL), '', '… nor if it took nine days';

# To a user who wrote to none of these domains, and sent nothing else, all of them are refused.
my %seen;
my $EVERY = join "\n", map { "$_ $EACH" } sort grep { !$seen{$_}++ } values %case;

sub other {
	my ($name, $day, $sender) = @_;
	my $mail = "2026-$day 09:00:00 1xUwMK-900000-08";
	return log_of($name, "$mail <= $sender U=x P=local S=300 id=other\@ours.example",
		"$mail => bob\@other.example R=r T=t H=mx.other.example [192.0.2.8]", "$mail Completed");
}

is refused(log_of('empty'), 'bounce_stranger'), $EVERY, 'a user who wrote nowhere gets none of them';
is refused(other('silent', '01-11', $ANNA), 'bounce_stranger'), $EVERY, '… nor one who has been silent for 24 days';
is refused(other('colleague', '02-04', 'carl@ours.example'), 'bounce_stranger'), $EVERY, '… nor if another one is active';
is refused(other('active', '02-04', $ANNA), @ALL), '', '… but one who has written to others does';

# What shops, monitors and logins write with the null sender is not about any mail of the user's.
my @NOTIFIED = (
	[ 'Your order 12 has been received', 'Thank you for your order. It has been received. Please do not reply.' ],
	[ 'Reset your password', "Hello $ANNA, this is an automatically generated message." ],
	[ 'Rechnung 12', 'Diese Nachricht wurde automatisch erstellt. Bitte antworten Sie nicht auf diese E-Mail.' ],
	[ 'Contact form', 'Thank you for contacting us. We have received your message and will get back to you.' ],
	[ 'Confirm your account', 'Please click here to complete the verification process.' ],
	[ 'Delivery failed', 'Your parcel 12 could not be delivered to your address.' ],
);
my @ABOUT = (
	[ 'none of these is refused', '', 'noreply@shop.example', '' ],
	[ 'but each that says that it answers is', "Auto-Submitted: auto-replied\n", 'noreply@shop.example', 'refused' ],
	[ 'and each of a mailer daemon', '', 'MAILER-DAEMON@shop.example', 'refused' ],
);
my $strict = dir(join '-', 'policy', @ALL);
for my $about (@ABOUT) {
	my ($name, $fields, $from, $is) = @$about;
	for my $mail (@NOTIFIED) {
		my ($out) = backstop('scan', '--offline', '--format', 'json', '--policy', $strict, @OURS, '--sent', log_of('empty'),
			file('notified.eml', report('mx.shop.example', $from, "${fields}Subject: $mail->[0]\n", "$mail->[1]\n")));
		my $fired = grep { $_->{mode} eq 'deny' } @{ decode_json($out)->{checks} };
		is $fired ? 'refused' : '', $is, "$mail->[0]: $name";
	}
}

# Two fields are of one recipient, before and after an alias; two addresses in one are of two.
sub origin_to {
	my ($fields) = @_;
	my $report = report('mx.group1.example', 'MAILER-DAEMON@mx.group1.example', "In-Reply-To: <1\@ours.example>\n"
		. "Subject: failure notice\n", "Your message could not be delivered.\n");
	my ($out) = backstop('scan', '--offline', '--format', 'json', @OURS, '--policy', dir('policy'), '--sent', $log,
		file('to.eml', $report =~ s/^Delivered-To: .*\n/$fields/mr));
	return decode_json($out)->{origin};
}
is origin_to("X-Original-To: team\@ours.example\nDelivered-To: $ANNA\n"), 'ours', 'an alias of the sender';
is origin_to("Delivered-To: mailing list $ANNA\n"), 'ours', 'the sender, in words of ezmlm';
is origin_to("Envelope-to: $ANNA, bob\@ours.example\n"), 'unknown', 'the sender and another user';
is origin_to("Envelope-to: bob\@ours.example, $ANNA\n"), 'unknown', 'another user and the sender';

done_testing;
