#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail of ours comes back from real mail servers: what they return carries all
# that a tag is over, and every bounce is ours.
#
# BACKSTOP_KEEP_BOUNCES=dir keeps them there.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Dkim;
use Backstop::Reporter;
use Backstop::Tag;
use JSON::PP;
use Test::More;

my $BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
my $why = Backstop::Reporter::missing("$BUILD/debs");
plan skip_all => $why if $why;

my $POLICY = "$FindBin::Bin/../corpus/policy/proof";

# Courier rewrites address fields, and removes the brackets of a bare address:
# then To is not the field that was signed.
my %UNSIGNED = map { $_ => 1 } qw(courier-angle);

# Kinds other than dsn: dma has no machine-readable part, Dovecot another one.
my %KIND = (dma => 'bounce', dovecot => 'mdn');

my $dir = $ENV{BACKSTOP_KEEP_BOUNCES} || dir('bounces');
is system($^X, "$FindBin::Bin/../reporters", $dir), 0, 'the servers have bounced';

sub returned_header {
	my ($raw) = @_;
	my ($header) = grep { /^X-Backstop-Tag:/mi } split /\n\n/, $raw;
	return defined $header ? "$header\n" : '';
}

sub fields {
	my ($header, $name) = @_;
	return $header =~ /^(\Q$name\E:.*\n(?:[ \t].*\n)*)/mgi;
}

# Can the tag be made again from what came back?
sub check_header {
	my ($name, $raw) = @_;
	my $header = returned_header($raw);
	my ($to) = $raw =~ /^Envelope-to: (.*)/m;
	my ($tag) = fields($header, 'X-Backstop-Tag');
	my ($day) = ($tag // '') =~ /d=(\d+)/;
	is $tag, eval { Backstop::Tag::make($header, sender => $to, day => $day) },
		"$name: the tag fits";
	my @signed = fields($header, 'DKIM-Signature');
	is join(' ', map { Backstop::Dkim::verifies($header, $_) ? 'good' : 'bad' } @signed),
		$UNSIGNED{$name} ? 'bad bad' : 'good good', "$name: the signatures";
}

sub check_verdict {
	my ($name, $path) = @_;
	my ($out) = backstop(qw(scan --offline --format json --policy), $POLICY, $path);
	my $is = eval { decode_json($out) } // {};
	my ($server) = $name =~ /^(\w+)-/;
	is $is->{kind}, $KIND{$server} // 'dsn', "$name: kind";
	ok $is->{returned}{found}, "$name: a returned header is found";
	is "$is->{origin} by $is->{reason}", 'ours by tag', "$name: origin";
}

for my $server (Backstop::Reporter::servers()) {
	for my $name (map { "$server-$_" } Backstop::Reporter::cases($server)) {
		my $path = "$dir/$name.eml";
		ok -e $path, "$name: a bounce" or next;
		check_header($name, slurp($path));
		check_verdict($name, $path);
	}
}
done_testing;
