package Backstop::Dkim;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Signs the mail of the tests by RFC 6376 and RFC 8463, and verifies the header part of
# such a signature: written from the RFCs, with openssl(1), and not from
# local_scan/core/dkim.c, which it has to check.
#
#   my $field = Backstop::Dkim::sign($raw, key => 'rsa', c => 'relaxed');
#   my $line = Backstop::Dkim::record('rsa');    # for dnsmasq.conf
#   Backstop::Dkim::verifies($header, $field);   # of a header that came back
#
# The keys are t/proof/NAME.pem, and NAME is the selector.
#
# Does not: verify the hash of the body, or ask the DNS.

use strict;
use warnings;
use Backstop::Rig;
use Digest::SHA qw(sha256);
use File::Temp;
use MIME::Base64 qw(encode_base64 decode_base64);

my $KEYS = __FILE__ =~ s{lib/Backstop/Dkim\.pm\z}{proof}r;
my $DOMAIN = 'ours.example';
my %ALGORITHM = (rsa => 'rsa-sha256', ed25519 => 'ed25519-sha256');

# $raw has LF. key; c: relaxed or simple; d; h: names, in order; t: seconds; more: further
# tags.  Returns the whole field, folded, with its LF.
sub sign {
	my ($raw, %o) = @_;
	my ($header, $body) = split /(?<=\n)\n/, $raw, 2;
	my $c = $o{c} // 'relaxed';
	my $h = join ':', @{ $o{h} // [qw(From To Subject Date Message-ID)] };
	my $d = $o{d} // $DOMAIN;
	my $hash = encode_base64(sha256(canonical_body($body // '')), '');
	my $field = "DKIM-Signature: v=1; a=$ALGORITHM{ $o{key} }; c=$c/relaxed; d=$d;\n"
		. "\ts=$o{key}; t=@{[ $o{t} // time ]};@{[ $o{more} // '' ]}\n"
		. "\th=$h;\n\tbh=$hash;\n\tb=";
	my $signature = raw_signature($o{key}, signed_text($header, "$field\n", $c));
	return $field . join("\n\t ", encode_base64($signature, '') =~ /(.{1,70})/g) . "\n";
}

# As dnsmasq.conf wants it: strings of 255 octets at most.
sub record {
	my ($key, $domain) = @_;
	my $p = encode_base64(public_key($key), '');
	my @strings = "v=DKIM1; k=$key; p=$p" =~ /(.{1,200})/g;
	return "txt-record=$key._domainkey.@{[ $domain // $DOMAIN ]},"
		. join ',', map { qq("$_") } @strings;
}

# Is $field, which may have been refolded, a signature of this header?
sub verifies {
	my ($header, $field) = @_;
	my %tag = map { /^\s*(\w+)\s*=\s*(.*?)\s*\z/s ? ($1 => $2) : () }
		split /;/, $field =~ s/^[^:]*://r;
	my ($c) = split m{/}, $tag{c} // 'simple';
	my $text = signed_text($header, $field, $c);
	my ($signature, $data) = map { File::Temp->new } 1, 2;
	spew($signature, decode_base64($tag{b} // ''));
	spew($data, $tag{s} eq 'rsa' ? $text : sha256($text));
	my @how = $tag{s} eq 'rsa' ? ('-digest', 'sha256') : ();
	return system("openssl pkeyutl -verify -rawin @how -inkey $KEYS/$tag{s}.pem"
		. " -sigfile $signature -in $data >/dev/null 2>&1") == 0;
}

# --- below: not for callers ---------------------------------------------

# RFC 6376 section 3.7: the fields that h= names, repeated ones from the bottom up, and
# the signature's own with an empty b= and no line end.
sub signed_text {
	my ($header, $field, $c) = @_;
	my ($h) = $field =~ /[;\s]h\s*=\s*([^;]*)/;
	my %left;
	unshift @{ $left{ lc $_->[0] } }, $_->[1] for fields($header);
	my @take = map { shift @{ $left{ lc $_ } || [] } } split /\s*:\s*/, $h =~ s/\s+\z//r;
	my $own = $field =~ s/([;\s]b\s*=)[^;]*/$1/r =~ s/\n?\z/\n/r;
	return join '', (map { canonical_field($_, $c) } grep { defined } @take),
		canonical_field($own, $c) =~ s/\r\n\z//r;
}

# [name, the whole field]
sub fields {
	my ($header) = @_;
	return map { /^([^\s:]+)[ \t]*:/ ? [ $1, $_ ] : () } split /\n(?![ \t])\K/, $header;
}

# Section 3.4.1 and 3.4.2.
sub canonical_field {
	my ($field, $c) = @_;
	return $field =~ s/\n/\r\n/gr if $c eq 'simple';
	my ($name, $value) = $field =~ /^([^:]*):(.*)\z/s;
	$value =~ s/[ \t\n]+/ /g;
	$value =~ s/^ | \z//g;
	return lc($name =~ s/\s+\z//r) . ":$value\r\n";
}

# Section 3.4.4.
sub canonical_body {
	my ($body) = @_;
	$body =~ s/[ \t]+/ /g;
	$body =~ s/ $//mg;
	$body =~ s/\n+\z//;
	return length $body ? $body =~ s/\n/\r\n/gr . "\r\n" : '';
}

# RFC 8463 section 3: what Ed25519 signs is the hash.
sub raw_signature {
	my ($key, $text) = @_;
	my $data = File::Temp->new;
	spew($data, $key eq 'rsa' ? $text : sha256($text));
	my @how = $key eq 'rsa' ? ('-digest', 'sha256') : ();
	return openssl("pkeyutl -sign -rawin @how -inkey $KEYS/$key.pem -in $data");
}

# RFC 8463 section 4: of Ed25519 the 32 octets alone, the last of the structure.
sub public_key {
	my ($key) = @_;
	my $der = openssl("pkey -in $KEYS/$key.pem -pubout -outform DER");
	return $key eq 'rsa' ? $der : substr $der, -32;
}

sub openssl {
	my ($arguments) = @_;
	my $out = `openssl $arguments`;
	die "openssl $arguments: status $?\n" if $? || !length $out;
	return $out;
}

sub spew {
	my ($to, $bytes) = @_;
	binmode $to;
	print $to $bytes;
	$to->flush;
}

1;
