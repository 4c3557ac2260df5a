package Backstop::Reporter;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Mail servers of Debian that make real bounces, each in a copy of this machine
# (Backstop::Machine): mx.reporter.example, 203.0.113.20, where mail to gone@ is
# forwarded to a host that refuses it.
#
#   BEGIN { Backstop::Machine::enter() }
#   my $r = Backstop::Reporter->start('postfix', debs => 'build/debs');
#   my %bounce = $r->bounces;    # case => {from, to, raw}
#
# Mail comes from our address, by SMTP where the server speaks it, and bounces go
# where its name server says that we are. The servers have no other network: `debs`
# has the packages, a directory for each server (t/deps test).
#
# With `at`, the server listens only at these addresses.
#
# Does not: judge what comes back.

use strict;
use warnings;
use Backstop::Machine;
use Backstop::Net;
use Backstop::Outgoing;
use Backstop::Rig;
use Backstop::Sink;
use Backstop::Smtp;
use File::Temp qw(tempdir);
use Time::HiRes qw(sleep time);

my $NAME = 'mx.reporter.example';
my $HERE = '203.0.113.20';
my $OURS = '198.51.100.7';
my $HUB = '192.0.2.25';
my $READY = 120;    # seconds for a server to come up
my $BOUNCE = 300;   # and for its last bounce

my @ZONE = (
	"host-record=mx.ours.example,$OURS", 'mx-host=ours.example,mx.ours.example,10',
	"host-record=$NAME,$HERE", "mx-host=reporter.example,$NAME,10",
	"host-record=hub.forward.example,$HUB",
	'mx-host=forward.example,hub.forward.example,10',
	'host-record=mail.far.example,198.51.100.26',    # a stranger
);

# For each server: the package; how it is set up and started; `ways` in which mail fails:
# "gone" is forwarded and refused there, the mailbox of "exits" is a program that fails,
# "absent" does not exist; `submit`: the server does not speak SMTP to clients, gets its
# mail like mail of a local program, and does not forward, so that the mail goes directly
# to `gone`, the domain that refuses.
my %SERVER = (
	exim       => { package => 'exim4-daemon-heavy', up => \&up_exim, ways => [qw(gone exits)] },
	postfix    => { package => 'postfix', up => \&up_postfix, ways => [qw(gone exits absent)] },
	sendmail   => { package => 'sendmail', up => \&up_sendmail, ways => [qw(gone exits)] },
	opensmtpd  => { package => 'opensmtpd', up => \&up_opensmtpd, ways => [qw(gone exits)] },
	dovecot    => { package => 'dovecot-sieve', up => \&up_dovecot, ways => ['gone'] },
	courier    => { package => 'courier-mta', up => \&up_courier, ways => [qw(gone exits)] },
	dma        => { package => 'dma', up => \&up_dma, submit => 1,
		gone => 'forward.example', ways => ['gone'] },
	nullmailer => { package => 'nullmailer', up => \&up_nullmailer, submit => 1,
		gone => 'forward.example', ways => ['gone'] },
);

sub servers { sort keys %SERVER }

# Why they cannot run here, in one line; '' if they can.
sub missing {
	my ($debs) = @_;
	my $why = Backstop::Machine::missing();
	return $why if $why;
	return 'dnsmasq is missing (dnsmasq-base)' if !Backstop::Net::dnsmasq();
	return 'openssl is missing' if system 'openssl version >/dev/null 2>&1';
	return 'there are no pairs of network interfaces (veth) here'
		if system 'unshare -n ip link add near type veth peer name far 2>/dev/null';
	my @lacking = grep { !/^exim/ && !-e "$debs/$_/complete" }
		map { $SERVER{$_}{package} } servers();
	return @lacking ? "packages could not be had (t/deps test): @lacking" : '';
}

# The mail for a server: every message of Outgoing, under its name there, which fails in
# the server's first way; and a plain message for each further way.
sub cases {
	my ($name) = @_;
	my (undef, @others) = @{ $SERVER{$name}{ways} };
	return (Backstop::Outgoing::cases(), @others);
}

sub start {
	my ($class, $name, %o) = @_;
	my $self = bless { name => $name, gone => 'reporter.example', %o,
		%{ $SERVER{$name} }, owner => $$ }, $class;
	$self->{machine} = Backstop::Machine->bare($NAME);
	$self->network;
	$self->install;
	$self->{up}->($self->{machine});
	$self->wait_for_port if !$self->{submit};
	return $self;
}

# Sends all cases, and returns their bounces.
sub bounces {
	my ($self) = @_;
	my %first = map { $_ => 1 } Backstop::Outgoing::cases();
	my (@mails, %case);
	for my $case (cases($self->{name})) {
		my $to = $first{$case} ? "gone-$case\@$self->{gone}" : "$case\@reporter.example";
		push @mails, Backstop::Outgoing::mail($first{$case} ? $case : 'plain', to => $to,
			$first{$case} ? () : (sender => "joe-$case\@ours.example"));
		$case{ $mails[-1]{from} } = $case;
	}
	$self->hand_over(@mails);
	my $until = time + $BOUNCE;
	my @bounces;
	do {
		sleep 0.05;
		@bounces = $self->{sink}->mails;
	} until @bounces >= @mails || time > $until;
	return map { $case{ $_->{to} } // $_->{to} => $_ } @bounces;
}

# --- below: not for callers ---------------------------------------------

# The server has a network of its own, joined to ours by a cable: if mail for us or
# the hub had to go to an address of its own, a server would see a loop.
sub network {
	my ($self) = @_;
	my $m = $self->{machine};
	$self->{dir} = tempdir(CLEANUP => 1);
	my $conf = "$self->{dir}/dnsmasq";
	Backstop::Rig::spew($conf, join "\n", 'user=root', 'port=53', 'listen-address=127.0.0.1',
		'bind-interfaces', 'no-resolv', 'no-hosts', 'local=/#/', @ZONE, '');
	# Our network is named by a descriptor: the ip(8) of trixie would look up a process id in
	# /proc, which is that of another namespace here.
	$self->{dns} = Backstop::Rig::spawn('/dev/null', "$conf.out", "$conf.out",
		qw(sh -c), 'exec 9</proc/self/ns/net; exec unshare -n sh -ec "$@"', 'sh',
		<<'END', $HERE, Backstop::Net::dnsmasq(), $conf);
			ip link set lo up
			ip link add near type veth peer name far netns /proc/self/fd/9
			exec 9<&-
			ip addr add $0/32 dev near
			ip link set near up
			ip route add default dev near
			exec $1 -k -C $2 -x ''
END
	$m->{through} = [ 'nsenter', '--net=' . $m->root . "/proc/$self->{dns}/ns/net" ];
	system('sh', '-ec', <<'END', $OURS, $HUB, $HERE) == 0 or die "network: status $?\n";
		for try in $(seq 3000); do
			ip link show far >/dev/null 2>&1 && break
			sleep 0.02
		done
		ip addr add $0/32 dev far
		ip addr add $1/32 dev far
		ip link set far up
		ip route add $2 dev far src $0
END
	$m->write('/etc/hosts', "127.0.0.1 localhost\n$HERE $NAME mx\n");
	$self->{sink} = Backstop::Sink->start(dir => $self->{dir},
		at => $self->{at} // [ "$OURS:25", "$HUB:25" ], refuse => qr/\@forward\.example\z/);
}

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$ || !$self->{dns};
	local $?;
	kill TERM => $self->{dns};
	waitpid $self->{dns}, 0;
}

# apt knows what has to be removed for it. Services are started by us, once they are set up.
sub install {
	my ($self) = @_;
	my $m = $self->{machine};
	return if $self->{package} =~ /^exim4/;
	$m->write('/usr/sbin/policy-rc.d', "#!/bin/sh\nexit 101\n");
	$m->must(qw(chmod 755 /usr/sbin/policy-rc.d));
	$m->must(qw(mkdir -p /debs/lists/partial));
	my @debs = map { $m->bring($_, '/debs') } glob "$self->{debs}/$self->{package}/*.deb";
	# All that it needs is among them. To read Debian's lists takes longer than the rest.
	$m->must(qw(apt-get -qq -y --no-install-recommends),
		qw(-o APT::Sandbox::User=root -o Dir::State::lists=/debs/lists),
		qw(-o DPkg::Options::=--force-unsafe-io -o DPkg::Options::=--force-confold),
		'install', @debs);
}

sub wait_for_port {
	my ($self) = @_;
	my $until = time + $READY;
	until (eval { connection()->quit->ok }) {
		die "$self->{name} does not answer: $@\n" . $self->logs if time > $until;
		sleep 0.1;
	}
}

# What the server says of itself, to help repair a test.
sub logs {
	my ($self) = @_;
	my ($status, $said) = $self->{machine}->run('sh', '-c', 'tail -n 20 /var/log/mail* '
		. '/var/log/exim4/* /var/log/syslog; ss -tlnp; ps ax');
	return $said;
}

sub connection {
	my $c = Backstop::Smtp->connect(host => $HERE, port => 25, from => $OURS);
	$c->ehlo('mx.ours.example');
	return $c;
}

# A few in one connection: Sendmail counts connections, and Exim delivers only
# the first ten mails of one at once.
sub hand_over {
	my ($self, @mails) = @_;
	return map { $self->submit($_) } @mails if $self->{submit};
	while (my @some = splice @mails, 0, 8) {
		my $c = connection();
		for my $mail (@some) {
			my $r = $c->message(%$mail);
			die "$self->{name}: $mail->{to}: $r\n" if !$r->ok;
		}
		$c->quit;
	}
}

sub submit {
	my ($self, $mail) = @_;
	my $m = $self->{machine};
	$m->write('/root/mail', $mail->{data});
	$m->must('sh', '-c', '/usr/sbin/sendmail -i -f "$0" "$1" </root/mail', $mail->{from},
		$mail->{to});
}

sub aliases {
	my ($m, @how) = @_;
	$m->write('/etc/aliases', alias_text(@how));
}

# A name for each case: Courier refuses mail to an address that has failed.
sub alias_text {
	my ($exits, $gone) = @_;
	return join '', "postmaster: root\n", "exits: $exits\n",
		map { "gone-$_: " . ($gone // "gone-$_\@forward.example") . "\n" }
			Backstop::Outgoing::cases();
}

# A user with a file in the home directory.
sub user {
	my ($m, $name, $file, $text) = @_;
	$m->run('useradd', '-m', $name);
	$m->write("/home/$name/$file", $text);
	$m->must('chown', "$name:", "/home/$name/$file");
}

# As Debian sets it up for a host in the internet.
sub up_exim {
	my ($m) = @_;
	aliases($m, 'full');
	user($m, 'full', '.forward', "|/bin/sh -c 'exit 67'\n");
	$m->configure(dc_other_hostnames => 'reporter.example');
	$m->must(qw(/etc/init.d/exim4 start));
}

# After Exim, it delivers to a mailbox whose filter rejects all mail (RFC 5429).
sub up_dovecot {
	my ($m) = @_;
	aliases($m, 'full', 'full');
	user($m, 'full', '.forward', "|/bin/sh -c 'exec /usr/lib/dovecot/dovecot-lda -f \"\$SENDER\"'\n");
	user($m, 'full', '.dovecot.sieve', "require \"reject\";\nreject \"I do not want this.\";\n");
	$m->write('/etc/dovecot/local.conf', "postmaster_address = postmaster\@reporter.example\n"
		. "protocol lda {\n mail_plugins = sieve\n}\n");
	$m->configure(dc_other_hostnames => 'reporter.example');
	$m->must(qw(/etc/init.d/exim4 start));
}

# An unknown user is accepted, as on so many relays.
sub up_postfix {
	my ($m) = @_;
	aliases($m, '"|exit 67"');
	chomp(my $type = $m->must(qw(postconf -h default_database_type)));    # of sid: lmdb
	$m->must('postconf', '-e', "myhostname=$NAME", 'mydestination=reporter.example, localhost',
		'mynetworks=127.0.0.0/8', 'local_recipient_maps=', 'inet_protocols=ipv4',
		"alias_maps=$type:/etc/aliases", "alias_database=$type:/etc/aliases",
		'smtpd_relay_restrictions=reject_unauth_destination');
	$m->must(qw(newaliases));
	$m->must(qw(/etc/init.d/postfix start));
}

# By default it queues what comes at a load of 8 for each processor, and refuses at 12.
sub up_sendmail {
	my ($m) = @_;
	aliases($m, '"|exit 67"');
	$m->must('sed', '-i', "/^DAEMON_OPTIONS/d; "
		. join('\n', q{$a DAEMON_OPTIONS(`Family=inet, Port=smtp')},
			map { "define(`conf$_', `9999')" } qw(QUEUE_LA REFUSE_LA DELAY_LA)), '/etc/mail/sendmail.mc');
	$m->write('/etc/mail/local-host-names', "localhost\nreporter.example\n$NAME\n");
	$m->must(qw(newaliases));
	$m->must('sh', '-c', 'yes | sendmailconfig');
}

sub up_opensmtpd {
	my ($m) = @_;
	aliases($m, '"|exit 67"');
	$m->write('/etc/smtpd.conf', <<"END");
table aliases file:/etc/aliases
listen on 0.0.0.0 hostname $NAME
action "local" mbox alias <aliases>
action "out" relay
match from any for domain "reporter.example" action "local"
match from any for domain "forward.example" action "out"
match from local for any action "out"
END
	$m->must(qw(/etc/init.d/opensmtpd start));
}

# By default it drops bounces of mail that came from strangers, and closes the sixth connection
# from one /24.
sub up_courier {
	my ($m) = @_;
	my $dir = '/etc/courier';
	$m->write("$dir/me", "$NAME\n");
	$m->write("$dir/$_", "reporter.example\n")
		for qw(locals defaultdomain esmtpacceptmailfor.dir/all);
	$m->write("$dir/aliases/system", alias_text('full'));
	user($m, 'full', '.courier', "|exit 67\n");
	$m->must(qw(sed -i /^ESMTP_BLOCKBACKSCATTER/d), "$dir/courierd");
	$m->must(qw(sed -i -E), 's/^(MAXPERC|MAXPERIP)=.*/\1=40/', "$dir/esmtpd");
	$m->must('sh', '-c', 'makealiases && makeacceptmailfor && '
		. 'for s in courier-authdaemon courier courier-mta; do /etc/init.d/$s start; done');
}

sub up_dma {
	my ($m) = @_;
	$m->write('/etc/dma/dma.conf', "MAILNAME $NAME\n");
}

# It hands everything to one host, which refuses what we have sent.
sub up_nullmailer {
	my ($m) = @_;
	$m->write('/etc/nullmailer/remotes', "hub.forward.example smtp\n");
	$m->write('/etc/nullmailer/me', "$NAME\n");
	$m->must(qw(/etc/init.d/nullmailer start));
}

1;
