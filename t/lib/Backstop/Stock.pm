package Backstop::Stock;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# A private Exim with Debian's own configuration and our drop-in, as the
# administrator of a Debian host gets it: /etc/exim4 is copied to a temporary
# directory and Debian's update-exim4.conf composes it there, split or unsplit.
#
#   my $stock = Backstop::Stock->start(split => 1);
#   $stock->policy(modes => "helo_own: deny\n");
#   my $c = Backstop::Smtp->connect(port => $stock->port, from => '127.0.0.2');
#   my ($header) = $stock->queued($id);
#   $stock->stop;
#
# Debian always relays for 127.0.0.1, so strangers connect from other addresses
# of the loopback network. Accepted mail stays in the queue.
#
# Does not: touch /etc, the system's Exim or its spool; start a name server
# (Backstop::Dns); deliver.

use strict;
use warnings;
use Backstop::Keeper;
use Backstop::Rig;
use Cwd qw(abs_path);
use Digest::MD5;
use File::Basename qw(basename dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Time::HiRes qw(sleep time);

my $ETC = '/etc/exim4';
my $COMPOSER = '/usr/sbin/update-exim4.conf';
my $ROOT = abs_path(dirname(__FILE__) . '/../../..');
my $READY = 120;   # seconds; without a name server Exim starts slowly

# Why a stock Exim cannot run here, in one line; '' if it can.
sub missing {
	my $why = Backstop::Rig::missing();
	return $why if $why;
	return "$COMPOSER is missing (exim4-config)" if !-x $COMPOSER;
	return "$ETC is not readable" if !-r "$ETC/exim4.conf.template";
	return '';
}

# Starts one.  Options, all of them optional:
#   split       1: Debian's split configuration; 0 (default): unsplit
#   dropin      1 (default): with Backstop
#   type        internet (default), smarthost, satellite, local
#   smarthost   127.0.0.9, where the type has one
#   domains     ours.example
#   relay_to    relay_domains of Debian
#   interfaces  127.0.0.1, as dc_local_interfaces of Debian has them
#   macros      {NAME => value}, as in exim4.conf.localmacros
#   main        further text for the main section
#   files       {path below the configuration directory => text}
#   auth        text: authenticators
#   policy      {name => text}: files in policy_dir before the start
#   share       0: the files below /usr/share/backstop are not there
#   exim        another binary (or BACKSTOP_EXIM in the environment)
#   compose     prepare() only; 0: compose() is called later
sub start {
	my ($class, %o) = @_;
	return $class->prepare(%o, compose => 0)->up('compose');
}

# Without a daemon, for exim() only.
sub prepare {
	my ($class, %o) = @_;
	my $why = missing();
	die "$why\n" if $why;
	my $self = bless {
		split => 0, dropin => 1, share => 1, type => 'internet',
		domains => 'ours.example', interfaces => '127.0.0.1', relay_to => '', port => 25,
		exim => $ENV{BACKSTOP_EXIM} // $Backstop::Rig::EXIM, keep => $ENV{BACKSTOP_KEEP},
		owner => $$, read => 0, %o }, $class;
	@$self{qw(uid gid)} = Backstop::Rig::run_as();
	$self->make_dir;
	$self->copy_share if $self->{share};
	$self->policy($_, $self->{policy}{$_})
		for sort keys %{ $self->{policy} || {} };
	$self->compose if $self->{compose} // 1;
	return $self;
}

# The rest of the interface is the rig's.
{
	no strict 'refs';
	*{$_} = \&{"Backstop::Rig::$_"} for qw(up port dir conf policy_dir mainlog
		rejectlog paniclog stderr policy new_log stop said
		spool_files);
}

sub exim {
	my ($self, @args) = @_;
	local $Backstop::Rig::EXIM = $self->{exim};
	return Backstop::Rig::exim($self, @args);
}

# A program that is this Exim, for --exim.
sub wrapper {
	my ($self) = @_;
	my $exim = "$self->{dir}/run/exim";
	Backstop::Rig::spew($exim, "#!/bin/sh\nexec $self->{exim} -C " . $self->conf . ' "$@"' . "\n");
	chmod 0755, $exim;
	return $exim;
}

# One that is prepared with compose => 0 blocks users below its own directory, by the plugin and
# the command in BUILD; then it is started.
sub start_with_blocks {
	my ($self, $build, %macros) = @_;
	my $own = $self->dir;
	mkdir "$own/lib/held" or die $!;
	chown $self->{uid}, $self->{gid}, "$own/lib/held";
	$self->{macros} = { BACKSTOP_PLUGIN => "$build/backstop.so", BACKSTOP_HOLD =>
		"$build/backstop hold --exim " . $self->wrapper . " --state $own/lib", %macros };
	return $self->up('compose');
}

sub DESTROY { $_[0]->stop if $_[0]{dir} }

# Does this Exim have a feature, by its macro?
sub has {
	my ($self, $macro) = @_;
	$self->{macros_of} //= `$self->{exim} -C /dev/null -bP macros 2>&1`;
	return $self->{macros_of} =~ /^\Q$macro\E=/m;
}

# The header of a message in the queue: as it would be delivered, one field an
# entry, folds included.
sub queued {
	my ($self, $id) = @_;
	my $file = Backstop::Rig::slurp("$self->{dir}/spool/input/$id-H");
	# After the tree of those who have it already (none: XX), the recipients.
	my ($count, $fields) = $file =~ /\A.*\nXX\n(\d+)\n(.*)\z/s or return;
	$fields =~ s/\A(?:[^\n]*\n){$count}\n//;
	my @header;
	while ($fields =~ s/\A(\d{3,})(.) //) {
		my $field = substr $fields, 0, $1, '';
		push @header, $field if $2 ne '*';
	}
	return @header;
}

# Writes the copy of the policy. What its first word says can be something else: watched =>
# 'yes' is as if systemd looked after it, changed => 1 as if it were out of date.
sub compile {
	my ($self, %is) = @_;
	my $build = $ENV{BACKSTOP_BUILD} || "$ROOT/build";
	my $copy = "$self->{dir}/lib/policy";
	system("$build/backstop", 'compile', '--quiet', '--policy', $self->policy_dir,
		'--state', "$self->{dir}/lib") == 0 or die "backstop compile: $?";
	return if !%is;
	my @parts = qw(version watched changed);
	my ($first, $rest) = split / /, Backstop::Rig::slurp($copy), 2;
	my %part;
	@part{@parts} = split /:/, $first =~ s/^copy=//r;
	my $word = 'copy=' . join ':', @{ { %part, %is } }{@parts};
	Backstop::Rig::spew($copy, "$word $rest");
}

# Composes the configuration again; true if Debian's script was content, and Exim
# with the result, as the script's --check asks it.
sub compose {
	my ($self) = @_;
	$self->copy_etc;
	$self->add_own;
	my $kept = $self->kept_file;
	return 1 if $self->use_kept($kept);
	my ($out, $new) = ("$self->{dir}/run/compose", $self->conf . '.new');
	local $ENV{TMPDIR} = "$self->{dir}/run";
	unlink $out;
	my $good = $self->says($out, $self->composer, '-d', "$self->{dir}/etc", '-o', $new)
		&& $self->says($out, 'sh', '-c', 'exec "$@" >/dev/null', 'sh', $self->{exim}, '-C', $new, '-bV');
	$self->{composed} = Backstop::Rig::slurp($out);
	return 0 if !$good;
	rename $new, $self->conf or die "$new: $!";
	$self->keep($kept);
	return 1;
}

# Restarts the daemon with what was composed since.
sub reload {
	my ($self) = @_;
	my $started = sub { scalar(() = $self->mainlog =~ /daemon started:/g) };
	my ($before, $until, $pause) = ($started->(), time + $READY, Backstop::Rig::pause());
	kill HUP => split ' ', Backstop::Rig::slurp("$self->{dir}/run/exim.pid");
	until ($started->() > $before) {
		die 'Exim did not start again: ' . $self->said if time > $until;
		$pause->();
	}
}

# What Debian's script said.
sub composed { $_[0]{composed} }

# --- below: not for callers ---------------------------------------------

sub says {
	my ($self, $out, @command) = @_;
	my $pid = Backstop::Rig::spawn('/dev/null', "$out.now", "$out.now", @command);
	my $status = Backstop::Rig::wait_for($pid, 300);
	Backstop::Rig::spew($out, Backstop::Rig::slurp($out) . Backstop::Rig::slurp("$out.now"));
	return $status == 0;
}

# Debian's script starts a hundred processes, and most tests compose what another
# has composed before, apart from directory and port. So a good result is kept in
# the build directory, under the checksum of everything it is made from.
sub kept_file {
	my ($self) = @_;
	my @read = (glob("$self->{dir}/etc/*"), glob("$self->{dir}/etc/conf.d/*/*"),
		glob("$self->{dir}/share/acl/*"));
	my $sum = Digest::MD5->new;
	$sum->add(join "\0", $self->{exim}, (stat $self->{exim})[7, 9], $>,
		Backstop::Rig::slurp($COMPOSER), Backstop::Rig::slurp('/etc/mailname'));
	$sum->add($self->anywhere(join "\0", $_, Backstop::Rig::slurp($_))) for grep { -f } @read;
	my $build = $ENV{BACKSTOP_BUILD} || "$ROOT/build";
	return "$build/t/composed/" . $sum->hexdigest;
}

sub anywhere {
	my ($self, $text) = @_;
	return $text =~ s/\Q$self->{dir}\E/\@DIR\@/gr =~ s/^(daemon_smtp_ports = )\d+$/$1\@PORT\@/mr;
}

sub use_kept {
	my ($self, $file) = @_;
	my $text = Backstop::Rig::slurp($file);
	return 0 if $text eq '';
	Backstop::Rig::spew($self->conf, $text =~ s/\@DIR\@/$self->{dir}/gr =~ s/\@PORT\@/$self->{port}/r);
	chmod 0644, $self->conf;
	$self->{composed} = '';
	return 1;
}

# Only what was composed without a word; if the build directory is not ours to
# write, it is composed again the next time.
sub keep {
	my ($self, $file) = @_;
	return if $self->{composed} ne '';
	my ($dir) = $file =~ m{(.*)/};
	eval {
		make_path($dir);
		Backstop::Rig::spew("$file.$$", $self->anywhere(Backstop::Rig::slurp($self->conf)));
		rename "$file.$$", $file;
	};
}

sub make_dir {
	my ($self) = @_;
	my $base = Backstop::Rig::usable_base();
	$self->{dir} = abs_path(
		tempdir('backstop-stock-XXXXXXXX', DIR => $base));
	my @own = map { "$self->{dir}/$_" } qw(spool log run lib);
	mkdir $_, 0755 or die "$_: $!" for @own, $self->policy_dir;
	chmod 0755, $self->{dir};
	chown $self->{uid}, $self->{gid}, @own if $> == 0;
	Backstop::Rig::copy_certificate($self);
}

# What the package would install: acl/main alone has its comments.
sub copy_share {
	my ($self) = @_;
	make_path("$self->{dir}/share/acl");
	for my $file (glob "$ROOT/acl/*/*") {
		my ($name, $text) = (basename($file), Backstop::Rig::slurp($file));
		$text =~ s/^\h*#(?!#).*\n//gm if $name ne 'main';
		Backstop::Rig::spew("$self->{dir}/share/acl/$name", $text);
	}
	return if $self->{plugin};
	unlink "$self->{dir}/share/acl/plugin";
	# The ACLs ask it for the policy and the DNS, even if it does not judge mail.
	my $build = $ENV{BACKSTOP_BUILD} || "$ROOT/build";
	$self->{asked} = "$self->{dir}/share/backstop.so";
	copy("$build/$_", "$self->{dir}/share/$_") or die "$build/$_: $!" for qw(backstop.so backstop-lookup.so);
}

sub copy_etc {
	my ($self) = @_;
	my $etc = "$self->{dir}/etc";
	File::Path::remove_tree($etc);
	make_path(map { "$etc/conf.d/$_" }
		qw(main acl router transport retry rewrite auth));
	for my $from (glob("$ETC/conf.d/*/*exim4-config*"),
		glob("$ETC/conf.d/*/mmm_mail4root"),
		"$ETC/exim4.conf.template") {
		my $to = $etc . substr $from, length $ETC;
		copy($from, $to) or die "$from: $!";
	}
	Backstop::Rig::spew("$etc/update-exim4.conf.conf", $self->answers);
}

# Debian's questions, answered.
sub answers {
	my ($self) = @_;
	my %answer = (
		dc_eximconfig_configtype => $self->{type},
		dc_other_hostnames => $self->{domains},
		dc_local_interfaces => $self->{interfaces},
		dc_readhost => '', dc_relay_domains => $self->{relay_to},
		dc_minimaldns => 'false', dc_relay_nets => '',
		dc_smarthost => $self->{type} =~ /smart|sat/ ? $self->{smarthost} // '127.0.0.9' : '',
		CFILEMODE => '644', dc_hide_mailname => '',
		dc_use_split_config => $self->{split} ? 'true' : 'false',
		dc_mailname_in_oh => 'true', dc_localdelivery => 'mail_spool',
	);
	return join '', map { "$_='$answer{$_}'\n" } sort keys %answer;
}

sub add_own {
	my ($self) = @_;
	my $etc = "$self->{dir}/etc";
	my $macros = $self->macros;
	my $files = $self->{files} || {};
	my $first = join '', $macros, $self->main;
	my $local = $files->{'exim4.conf.localmacros'} // '';
	if ($self->{split}) {
		Backstop::Rig::spew("$etc/conf.d/main/000_rig", $first);
		$self->copy_dropin if $self->{dropin};
	} else {
		my $ours = ".include_if_exists $self->{dir}/share/acl/main\n";
		$first .= $local . ($self->{dropin} ? $ours : '');
	}
	Backstop::Rig::spew("$etc/exim4.conf.localmacros",
		$self->{split} ? '' : $first);
	if ($self->{auth}) {
		my $to = $self->{split} ? 'conf.d/auth/99_rig'
			: 'exim4.conf.template';
		Backstop::Rig::spew("$etc/$to",
			Backstop::Rig::slurp("$etc/$to") . $self->{auth});
	}
	for my $name (grep { $_ ne 'exim4.conf.localmacros' } keys %$files) {
		Backstop::Rig::spew("$etc/$name", $files->{$name});
	}
}

sub copy_dropin {
	my ($self) = @_;
	for my $file (glob "$ROOT/exim.conf.d/*/*") {
		my $name = substr $file, length "$ROOT/exim.conf.d/";
		Backstop::Rig::spew("$self->{dir}/etc/conf.d/$name",
			slurp_dropin($self, $name));
	}
}

sub slurp_dropin {
	my ($self, $name) = @_;
	my $text = Backstop::Rig::slurp("$ROOT/exim.conf.d/$name");
	return $text =~ s{/usr/share/backstop}{$self->{dir}/share}gr;
}

sub macros {
	my ($self) = @_;
	my $dir = $self->{dir};
	my %m = (
		CONFDIR => "$dir/etc", SPOOLDIR => "$dir/spool",
		MAIN_HARDCODE_PRIMARY_HOSTNAME => 'mx.ours.example',
		MAIN_QUALIFY_DOMAIN => (split /:/, $self->{domains})[0],
		BACKSTOP_SHARE => "$dir/share", BACKSTOP_LIB => "$dir/lib",
		BACKSTOP_ETC => $self->policy_dir,
		BACKSTOP_PLUGIN => $self->{plugin} || $self->{asked},
		%{ $self->{macros} || {} });
	return join '', map { "$_ = $m{$_}\n" }
		grep { defined $m{$_} } sort keys %m;
}

# Only what keeps this Exim apart from the system's, and mail in its queue; and a backlog for
# as many clients as a test starts at once: when smtp_connect_backlog (20) is full, the kernel
# may drop a connection that its client believes open.
sub main {
	my ($self) = @_;
	my $dir = $self->{dir};
	my %v = (
		exim_user => $self->{uid}, exim_group => $self->{gid},
		deliver_drop_privilege => 'true',
		log_file_path => "$dir/log/%slog",
		pid_file_path => "$dir/run/exim.pid",
		daemon_smtp_ports => $self->{port}, notifier_socket => '',
		daemon_startup_retries => 0, queue_only => 'true',
		smtp_accept_max => 0, smtp_accept_max_nonmail => 100_000, smtp_connect_backlog => 200,
		tls_certificate => $self->{certificate},
		%{ $self->{set} || {} });
	return join '', (map { "$_ = $v{$_}\n" } sort keys %v),
		$self->{main} // '';
}

# Debian's script, changed to look for localmacros where it looks for everything else.
sub composer {
	my ($self) = @_;
	my $path = "$self->{dir}/run/update-exim4.conf";
	my $text = Backstop::Rig::slurp($COMPOSER);
	$text =~ s{"/etc/exim4/exim4\.conf\.localmacros"}
		{"\$UPEX4C_confdir/exim4.conf.localmacros"}g;
	$text =~ s{^EXIM="/usr/sbin/exim4"}{EXIM="$self->{exim}"}m;
	Backstop::Rig::spew($path, $text);
	chmod 0755, $path;
	return $path;
}

sub launch {
	my ($self) = @_;
	my $exited = "$self->{dir}/run/exited";
	unlink $exited;
	$self->{keeper} = Backstop::Keeper->new(
		argv => [$self->{exim}, '-C', $self->conf, '-bdf'],
		mark => $self->conf, exited => $exited,
		dir => $self->{dir}, keep => $self->{keep},
		stderr => "$self->{dir}/log/stderr");
	my $until = time + $READY;
	my $pause = Backstop::Rig::pause();
	until ($self->mainlog =~ /daemon started: .*:\{?$self->{port}\b/) {
		return Backstop::Rig::drop_keeper($self)
			if -e $exited || time > $until;
		$pause->();
	}
	return 1;
}

1;
