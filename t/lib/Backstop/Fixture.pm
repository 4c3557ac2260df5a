package Backstop::Fixture;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A message of t/corpus and its expected result: NAME.eml and NAME.want
# (t/README has the format).
#
#   my $f = Backstop::Fixture->read('t/corpus/qmail/foreign.eml', 'a title');
#   my %want = $f->wanted;      # kind, origin, reason
#
# Does not: judge, or know the command's options but --sender.

use strict;
use warnings;

sub read {
	my ($class, $path, $title) = @_;
	my $want = slurp($path =~ s/\.eml\z/.want/r);
	my %want = $want =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
	($title) = $title // $path =~ m{([^/]+/[^/]+)\.eml\z};
	return bless { path => $path, title => $title // $path,
		raw => slurp($path), want => \%want }, $class;
}

# The same with another title and other octets; `want` overrides parts of the expected result.
sub with {
	my ($self, $title, $raw, %want) = @_;
	return bless { %$self, title => $title, raw => $raw, want => { %{ $self->{want} }, %want } },
		ref $self;
}

sub title { $_[0]{title} }
sub raw { $_[0]{raw} }
sub checks { split ' ', $_[0]{want}{checks} // '' }

sub wanted {
	my ($self) = @_;
	return map { $_ => $self->{want}{$_} } qw(kind origin reason);
}

# The envelope sender, as the command would take it; if it is not recorded, the null
# sender for a report, else the author.
sub sender {
	my ($self) = @_;
	my $args = $self->{want}{args} // '';
	return $1 if $args =~ /--sender[ =]'?<?([^\s<>']*)/;
	my $header = $self->{raw} =~ s/(\r?\n|\r)\1.*//sr;
	return $1 if $header =~ /^Return-Path:\s*<?([^\s<>]*)/mi;
	return '' if ($self->{want}{kind} // '') ne 'ordinary';
	return $header =~ /^From:.*?([^\s<>"]+@[^\s<>"]+)/mi ? $1 : '';
}

sub slurp {
	my ($path) = @_;
	open my $f, '<:raw', $path or die "$path: $!\n";
	local $/;
	return scalar <$f>;
}

1;
