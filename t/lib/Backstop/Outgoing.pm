package Backstop::Outgoing;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail of joe's as it leaves this host: tagged, and signed with RSA and Ed25519.
#
#   my $mail = Backstop::Outgoing::mail('mime', to => 'gone@reporter.example');
#   # { case, from, to, data, mail_param }, as Backstop::Smtp sends it
#
# The envelope sender is joe-CASE, so that a bounce shows which message it is about,
# whatever it has lost.
#
# Does not: send it.

use strict;
use warnings;
use Backstop::Dkim;
use Backstop::Tag;
use POSIX qw(strftime);

# Each has something that a server may do in its own way when it returns it.
my %CASE = (
	plain  => {},
	hdrs   => { mail_param => ['RET=HDRS'] },
	large  => { body => "All work and no play makes Jack a dull boy.\n" x 2500 },
	latin1 => { from => "J\xf6rg Miller <joe\@ours.example>",
		subject => "Gr\xfc\xdfe aus K\xf6ln", body => "Sch\xf6n.\n",
		mail_param => ['BODY=8BITMIME'],
		more => "MIME-Version: 1.0\n"
			. "Content-Type: text/plain; charset=iso-8859-1\n"
			. "Content-Transfer-Encoding: 8bit\n" },
	utf8   => { from => "J\xc3\xb6rg Miller <joe\@ours.example>",
		subject => "\xe2\x82\xac 5 \xe2\x80\x93 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
		body => "Sch\xc3\xb6n.\n", mail_param => ['BODY=8BITMIME'],
		more => "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
			. "Content-Transfer-Encoding: 8bit\n" },
	folded => {
		from => "\"Miller, Joe (purchase\n department, second floor)\"\n\t<joe\@ours.example>",
		date => "%a, %d %b %Y\n\t%H:%M:%S +0000\n\t(UTC)",
		id => "\n <%s>",
		subject => "a word and\n  another\n\tand so on" . ', and on' x 20,
		more => 'Cc: ' . join(",\n    ", map { "Ann $_ <ann$_\@far.example>" } 1 .. 40) . "\nReferences: "
			. join("\n\t", map { "<$_.@{[ 'x' x 40 ]}\@far.example>" } 1 .. 20) . "\n" },
	mime   => { from => '=?utf-8?Q?J=C3=B6rg_M=2E?= <Joe@OURS.example>',
		subject => '=?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?Q?_aus_K=F6ln?=',
		more => "MIME-Version: 1.0\nContent-Type: multipart/alternative;\n\tboundary=\"=_b\"\n",
		body => join("\n", '--=_b', 'Content-Type: text/plain; charset=utf-8',
			'Content-Transfer-Encoding: quoted-printable', '', 'Sch=C3=B6n.', '--=_b',
			'Content-Type: text/html', '', '<p>Nice.', '--=_b--', '') },
	odd    => { name => sub { lc $_[0] }, from => 'joe@ours.example (Joe Miller)',
		subject => '', more => "x-empty:\nX-Long: " . 'x' x 900 . "\n" },
	simple => { c => 'simple' },
	angle  => { to_form => '<%s>' },
	batv   => { sender => 'prvs=0123456789=joe@ours.example' },
);

# The body hash covers what is not returned, so a body that is converted on
# its way breaks nothing.
my @SIGNED = qw(From To Subject Date Message-ID From);

sub cases { sort keys %CASE }

# to; tag => {…} for Backstop::Tag::make, or 0 for no tag; dkim => [keys]; at: when.
sub mail {
	my ($case, %o) = @_;
	my %c = (subject => 'hello', body => "See you at noon.\n", name => sub { $_[0] },
		from => 'Joe Miller <joe@ours.example>', id => '<%s>', more => '',
		to_form => '%s', date => '%a, %d %b %Y %H:%M:%S +0000', sender => "joe-$case\@ours.example",
		%{ $CASE{$case} || die "no case $case\n" }, %o);
	my @now = gmtime($c{at} // time);
	my $header = fields($c{name},
		From => $c{from}, To => sprintf($c{to_form}, $c{to}), Subject => $c{subject},
		Date => strftime($c{date}, @now),
		'Message-ID' => sprintf($c{id}, unique($case) . '@ours.example')) . $c{more};
	my $tag = ref($c{tag} // {}) ? Backstop::Tag::make($header, sender => $c{sender},
		%{ $c{tag} // {} }) : '';
	my $raw = "$header\n$c{body}";
	my $signed = join '', map { Backstop::Dkim::sign($raw, key => $_,
		c => $c{c} // 'relaxed', h => \@SIGNED, t => $c{at} // time) }
		@{ $c{dkim} // [qw(rsa ed25519)] };
	my $received = 'Received: from laptop.ours.example ([10.1.2.3] helo=laptop)'
		. "\n\tby mx.ours.example with esmtpsa (TLS1.3)\n\t(envelope-from <$c{sender}>)"
		. "\n\tid 1rA2bC-00000d-EF; " . strftime('%a, %d %b %Y %T +0000', @now) . "\n";
	return { case => $case, from => $c{sender}, to => $c{to},
		mail_param => $c{mail_param} // [], data => "$signed$tag$received$raw" };
}

# --- below: not for callers ---------------------------------------------

sub fields {
	my ($name, @fields) = @_;
	my $text = '';
	while (my ($field, $value) = splice @fields, 0, 2) {
		$text .= $name->($field) . ': ' . $value . "\n";
	}
	return $text;
}

my $mails = 0;

sub unique {
	my ($case) = @_;
	return join '.', $case, $$, time, ++$mails;
}

1;
