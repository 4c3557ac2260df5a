package Backstop::Tag;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# X-Backstop-Tag as local_scan/core/evidence/tag.h describes it, made by independent
# code: the core must accept its tags.
#
#   my $field = Backstop::Tag::make($header, sender => 'joe@ours.example',
#       id => 'test1', secret => $secret, day => 20000);
#
# Reads only headers as Backstop::Outgoing writes them.
#
# Does not: fold, check.

use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use MIME::Base64 qw(encode_base64url);
use Time::Local qw(timegm);

our $ID = 'test1';
our $SECRET = 'for-tests-only-and-known-to-everybody';
our $KEYS = "tag-$ID: $SECRET since=1000000000\n";

my %MONTH = do { my $n = 0; map { $_ => $n++ } qw(Jan Feb Mar Apr May Jun Jul Aug
	Sep Oct Nov Dec) };

# The whole field, with its LF. sender; id, secret, day if they differ.
sub make {
	my ($header, %o) = @_;
	my $id = $o{id} // $ID;
	my $secret = $o{secret} // $SECRET;
	my $day = $o{day} // int(time / 86_400);
	my ($message, $moment, $from) = parts($header);
	my $h = mac($secret, "backstop tag 1\nkey $id\nday $day\nid $message\n"
		. "date $moment\nfrom $from\n", 16);
	my $s = mac($secret, "backstop sender 1\n$h\n" . plain($o{sender}) . "\n", 6);
	return "X-Backstop-Tag: v=1; k=$id; d=$day; h=$h; s=$s\n";
}

# --- below: not for callers ---------------------------------------------

sub mac {
	my ($secret, $text, $octets) = @_;
	return encode_base64url(substr hmac_sha256($text, $secret), 0, $octets);
}

# The id of Message-ID, the moment of Date, the address of From.
sub parts {
	my ($header) = @_;
	my ($id) = value($header, 'Message-ID') =~ /<(.*?)>/;
	my $from = value($header, 'From');
	my ($address) = $from =~ /<([^<>]*)>\s*\z/ ? $1 : $from =~ /^(\S+)/;
	return ($id, moment(value($header, 'Date')), lc $address);
}

# Undoes only the forms of addresses that Backstop::Outgoing writes.
sub plain {
	my ($sender) = @_;
	return lc($sender =~ s/^prvs=\w{10}=//r);
}

sub value {
	my ($header, $name) = @_;
	my ($value) = $header =~ /^\Q$name\E[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)/mi
		or die "no $name\n";
	return $value =~ s/\n//gr;
}

sub moment {
	my ($date) = @_;
	my ($day, $month, $year, $h, $m, $s, $sign, $zh, $zm) = $date =~
		/(\d+) \s+ (\w{3}) \s+ (\d{4}) \s+ (\d+):(\d+):(\d+) \s+ ([-+])(\d\d)(\d\d)/x
		or die "no moment: $date\n";
	my $east = ($sign eq '-' ? -60 : 60) * ($zh * 60 + $zm);
	return timegm($s, $m, $h, $day, $MONTH{$month}, $year) - $east;
}

1;
