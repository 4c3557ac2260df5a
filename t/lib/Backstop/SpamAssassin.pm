package Backstop::SpamAssassin;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# SpamAssassin's rules for bounces, for t/bench to compare `scan` with: with the plugins that
# Debian's configuration loads, but of all rules only those; no network, no Bayes.
#
# Does not: measure anything but processor time, or say what SpamAssassin found.

use strict;
use warnings;
use Backstop::Rig;
use Time::HiRes qw(clock);

my $RULES = '/usr/share/spamassassin';

# In an empty directory; undef if it is not installed.
sub new {
	my ($class, $dir) = @_;
	eval { require Mail::SpamAssassin; 1 } or return undef;
	-e "$RULES/20_vbounce.cf" or return undef;
	mkdir "$dir/rules" or die "$dir/rules: $!\n";
	symlink "$RULES/$_", "$dir/rules/$_" for qw(20_vbounce.cf 20_aux_tlds.cf);
	Backstop::Rig::spew("$dir/site.cf", join '', map { "$_\n" }
		map({ "include $_" } glob '/etc/spamassassin/*.pre'),
		'whitelist_bounce_relays mx.ours.example', 'use_bayes 0');
	my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1,
		rules_filename => "$dir/rules", site_rules_filename => "$dir/site.cf",
		userprefs_filename => '/dev/null', userstate_dir => "$dir/state" });
	$sa->compile_now(0);
	return bless { sa => $sa }, $class;
}

# Seconds of processor time per message; the messages are already in memory.
sub seconds {
	my ($self, @raw) = @_;
	my $start = clock;
	for my $raw (@raw) {
		my $mail = $self->{sa}->parse($raw);
		my $status = $self->{sa}->check($mail);
		$status->finish;
		$mail->finish;
	}
	return (clock() - $start) / @raw;
}

1;
