#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `report`, its page and CSV, `status`, `hits`, `why` and `digest` have the same figures, whatever
# is in the log: random logs, in every form that Exim writes, in parts and compressed, with what
# was counted while they were written.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use IO::Compress::Gzip qw(gzip);
use JSON::PP;
use POSIX qw(strftime);
use Test::More;

$ENV{TZ} = 'UTC';    # every day has 24 hours
my $DAY = 86400;
my $NOW = time;
my @ENVELOPE = qw(helo_own helo_bot dnsbl ptr_missing null_rate early_talker);
my @HEADER = qw(bounce_foreign header_8bit);
my @RCPTS = map { "r$_\@ours.example" } 1 .. 3;
# With octets that a line of Backstop does not have; what BATV and SRS write among them.
my @SENDERS = ('', (map { "u$_\@a.example" } 1 .. 5), "o'neil\@a.example", '"a b"@a.example', 'a;b\c@a.example',
	'SRS0=HHH=TT=far.example=ann@fwd.example', 'prvs=4123abcdef=u1@a.example');
my %SEVERITY = (pass => 0, defer => 1, deny => 2);

sub pick { return $_[rand @_] }
sub at { return strftime('%Y-%m-%d %H:%M:%S', gmtime $_[0]) }
sub shown { return $_[0] =~ s/[^!#-:<>-\[\]-~]/?/gr }    # as docs/log.md has it

# --- a random log ------------------------------------------------------------------------

# Returns the log, and what happened: {hits => {check => [[when, did]…]}, mail => [[when, kind, ours]…]}
sub make {
	my ($mode, $days, $named) = @_;
	my $log = Backstop::Logs->new(long_ids => pick(0, 1), pid => pick(undef, 77), millisec => pick(0, 1),
		zone => pick(undef, '+0000', '-0330'));
	my ($east) = map { $_ && $_ eq '-0330' ? -12600 : 0 } $log->{zone};
	my %got = (hits => {}, mail => []);
	my $messages = 60 + int rand 60;
	for my $n (0 .. $messages) {
		# The nearest to now is minutes ago; none is near the limits of 7 and 14 days.
		my $when = int($NOW - 300 - ($days * $DAY - 600) * ($messages - $n) / $messages);
		next if grep { abs($NOW - $_ * $DAY - $when) < 120 } 7, 14;
		$log->go_to(at($when + $east));
		my %mail = (ip => pick((map { "198.51.100.$_" } 1 .. 9), '2001:db8::7'), from => pick(@SENDERS));
		message($log, \%got, $when, $mode, \%mail, $named && name_of($n));
		# Another one of the same host and sender, at once: only the word mail= tells them apart.
		message($log, \%got, $when, $mode, \%mail, name_of($n + 1000)) if $named && rand() < .3;
	}
	return ($log, \%got);
}

sub hit {
	my ($log, $got, $when, $mode, $check, $mail, $to, $id) = @_;
	my $exempt = $mode ne 'warn' && !int rand 8;
	my $did = $exempt || $mode eq 'warn' ? 'pass' : $mode;
	my $line = "backstop v=1 check=$check mode=$mode did=$did host=$mail->{ip} from=<" . shown($mail->{from})
		. "> rcpt=$to" . ($exempt ? ' exempt=list_hosts' : '') . ($mail->{name} && !defined $id ? " mail=$mail->{name}" : '');
	$log->line(defined $id ? "$id $line" : $line);
	push @{ $got->{hits}{$check} }, [$when, $did];
	return $did;
}

# One message, of which the reply to each recipient is one more line.
sub message {
	my ($log, $got, $when, $mode, $peer, $name) = @_;
	my %mail = (%$peer, name => $name);
	my @fired = grep { rand() < .2 } @ENVELOPE;
	my ($accepted, %replied) = (0);
	for my $to (@RCPTS[0 .. rand @RCPTS]) {
		my @did = map { hit($log, $got, $when, $mode->{$_}, $_, \%mail, $to) } @fired;
		my ($worst) = sort { $SEVERITY{$b} <=> $SEVERITY{$a} } @did, 'pass';
		# Of Exim itself; its replies have no word mail=.
		my $unknown = $worst eq 'pass' && !$name && rand() < .15;
		if ($worst eq 'pass' && !$unknown) {
			$accepted = 1;
			next;
		}
		my $kind = $worst eq 'defer' ? 'put_off' : 'refused';
		$log->rejected(%$peer, at => 'rcpt', to => $to, temporarily => $worst eq 'defer');
		# Of a message, the first reply counts; without a name, a bounce is taken to have one recipient.
		push @{ $got->{mail} }, [$when, $kind, !$unknown] if (!$name && $mail{from} eq '') || !$replied{$kind}++;
	}
	data($log, $got, $when, $mode, \%mail) if $accepted;
}

# As ${base62:} writes it.
sub name_of { return sprintf '0V%07d', $_[0] }

sub data {
	my ($log, $got, $when, $mode, $mail) = @_;
	my $id = $log->new_id;
	if (rand() < .2) {
		my $check = $mail->{from} eq '' ? 'bounce_foreign' : 'header_8bit';
		my $did = hit($log, $got, $when, $mode->{$check}, $check, $mail, $RCPTS[0], $id);
		if ($did ne 'pass') {
			$log->line("$id H=(x) [$mail->{ip}] F=<$mail->{from}>" . ($did eq 'defer' ? ' temporarily' : '')
				. ' rejected by local_scan(): 5.7.1 forged');
			push @{ $got->{mail} }, [$when, $did eq 'defer' ? 'put_off' : 'refused', 1];
			return;
		}
	}
	$log->received(ip => $mail->{ip}, from => $mail->{from}, id => $id, rand() < .3 ? (dkim => 'a.example') : ());
	$log->delivered($id, to => $RCPTS[0]);
	$log->completed($id);
	return if rand() < .8;
	$id = $log->received(from => 'joe@ours.example', user => 'joe');
	$log->delivered($id, to => pick(@SENDERS[1 .. 5]), host => 'mx.a.example', ip => $mail->{ip});
	$log->completed($id);
}

# In one to three parts, of which the third is compressed.
sub write_parts {
	my ($dir, $text) = @_;
	my @lines = split /^/, $text;
	my $parts = 1 + int rand 3;
	for my $n (reverse 0 .. $parts - 1) {
		my $part = join '', splice @lines, 0, @lines / ($n + 1);
		gzip(\(my $plain = $part) => \$part) if $n == 2;
		write_to("$dir/mainlog" . ('', '.1', '.2.gz')[$n], $part);
	}
	return "$dir/mainlog";
}

# --- what the commands say -------------------------------------------------------------------

my (@on, $log);
sub json {
	my ($command, @args) = @_;
	my ($out, $err) = backstop($command, @args, '--format', 'json', $command eq 'report' ? @on[2, 3] : @on);
	is $err, '', "$command @args" if $err ne '';
	return decode_json($out);
}

sub since { my ($days, @events) = @_; return grep { $_->[0] >= $NOW - $days * $DAY } @events }

my @wrong;
sub same { my ($what, $a, $b) = @_; push @wrong, "$what: $a, not $b" if $a ne $b }

sub compare_check {
	my ($row, $report, $got) = @_;
	my $check = $row->{check};
	my @fortnight = since(14, @{ $got->{hits}{$check} || [] });
	my $found = $report->{14}{check}{$check} || { hits => 0 };
	same("status $check", $row->{fortnight}, scalar @fortnight);
	same("status $check in 7 days", $row->{week}, scalar since(7, @fortnight));
	same("status $check stopped", $row->{stopped}, scalar grep { $_->[1] ne 'pass' } @fortnight);
	same("report $check", $found->{hits}, scalar @fortnight);
	same("report $check refused", $found->{refused} // 0, scalar grep { $_->[1] eq 'deny' } @fortnight);
	same("report $check put off", $found->{put_off} // 0, scalar grep { $_->[1] eq 'defer' } @fortnight);
	my $hits = json('hits', $check);
	my @mail = @{ $hits->{mail} };
	same("hits $check", "@$hits{qw(fortnight hits against)}", "@$row{qw(fortnight hits against)}");
	same("hits $check: each", scalar @mail, scalar @fortnight);
	same("hits $check: wrong", scalar(grep { $_->{counted} && $_->{against} } @mail), $row->{against});
	return scalar grep { $_->{counted} && $_->{against} && $_->{when} ge at($NOW - 7 * $DAY) } @mail;
}

sub compare_mail {
	my ($report, $got, $page) = @_;
	for my $days (7, 14) {
		my $mail = $report->{$days}{mail};
		for my $kind (qw(refused put_off)) {
			my @replies = grep { $_->[1] eq $kind } since($days, @{ $got->{mail} });
			same("report --days $days: $kind", $mail->{$kind}, scalar @replies);
			same("report --days $days: $kind by Backstop", $mail->{"${kind}_by_backstop"}, scalar grep { $_->[2] } @replies);
		}
		for my $figure (grep { defined $mail->{$_} } keys %$mail) {
			my $sum = 0;
			$sum += $_->{mail}{$figure} // 0 for @{ $report->{$days}{days} };
			same("report --days $days: $figure, by day", $sum, $mail->{$figure});
		}
	}
	my ($ours) = $page =~ /<data value="(\d+)">[^<]*<\/data> refused by Backstop/;
	same('page: refused', $ours // 0, $report->{14}{mail}{refused_by_backstop});
}

# The figures of the digest are those of `report --days 7`, and what is wrong is among them.
sub compare_digest {
	my ($mail, $check, $wrong) = @_;
	my ($text) = backstop('digest', @on);
	my $exim = $mail->{refused} - $mail->{refused_by_backstop};
	same('digest: mail', $text =~ s/\s+/ /gr =~ /(: \d+ messages.*? in warn \d+)/ ? $1 : $text, ": $mail->{received}"
		. " messages received; refused by Backstop $mail->{refused_by_backstop}, by Exim itself $exim; put off by"
		. " Backstop $mail->{put_off_by_backstop}; found by checks in warn $mail->{would_refuse}");
	while ($text =~ /^(\w+) +\w+ +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$/mg) {
		same("digest $1", "$2 $3 $4 $5", join ' ', @{ $check->{$1} }{qw(hits refused put_off would_refuse)});
		same("digest $1: wrong", $6, $wrong->{$1} // 0);
	}
}

sub compare_why {
	my ($got, $hosts) = @_;
	my %times;
	for my $mail (map { @{ json('why', $_, '--last', 200)->{mail} } } @$hosts) {
		$times{ $_->{check} } += $_->{times} for @{ $mail->{checks} };
	}
	same("why: $_", $times{$_} // 0, scalar @{ $got->{hits}{$_} }) for sort keys %{ $got->{hits} };
}

for my $seed (1 .. 6) {
	srand $seed;
	@wrong = ();
	my %mode = map { $_ => pick(qw(warn deny warn defer)) } @ENVELOPE, @HEADER;
	my $got;
	($log, $got) = make(\%mode, 10 + 3 * $seed, $seed % 2);
	my $policy = dir("policy$seed");
	write_to("$policy/modes", join '', map { "$_: $mode{$_}\n" } sort keys %mode);
	write_to("$policy/own_domains", "ours.example\n");
	utime +($NOW - 60 * $DAY) x 2, "$policy/modes";
	@on = ('--policy', $policy, '--log', write_parts(dir("log$seed"), $log->text));

	my %report = map { $_ => json('report', '--days', $_) } 7, 14;
	$_->{check} = { map { $_->{check} => $_ } @{ $_->{checks} } } for values %report;
	my %of_week = map { $_->{check} => compare_check($_, \%report, $got) }
		grep { $mode{ $_->{check} } } @{ json('status')->{checks} };
	backstop('report', '--days', 14, '--html', dir("page$seed") . '/page', @on);
	compare_mail(\%report, $got, slurp(dir("page$seed") . '/page'));
	compare_digest($report{7}{mail}, $report{7}{check}, \%of_week);
	compare_why($got, [ map({ "198.51.100.$_" } 1 .. 9), '2001:db8::7' ]);
	is join("\n", @wrong), '', "log $seed: the same figures everywhere";
}

done_testing();
