package Backstop::Acl;

# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs one row of the ACL tests: a policy, an SMTP session, and the result. No check
# fires in the basic session, which the rows vary: a client whose name the DNS
# confirms, a sender whose domain has an MX, one known recipient.
#
# Does not: know what a check means.

use strict;
use warnings;
use Backstop::Dkim;
use Backstop::Net;
use Backstop::Rig;
use Backstop::Smtp;
use Backstop::Stock;
use File::Path qw(remove_tree);
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use Socket qw(AF_INET6 inet_pton);
use Test::More;
use POSIX ();

my %SESSION = (client => '127.0.0.12', helo => 'mail.far.example',
	from => 'joe@far.example', to => ['games@ours.example']);

# The checks that are ACLs for mail from outside, in the order of checks.def.
sub checks {
	my $path = __FILE__ =~ s{[^/]*\z}{../../../local_scan/core/bytes/checks.def}r;
	open my $in, '<', $path or die "$path: $!";
	return map { /^CHECK\(ENVELOPE, \w+, "(\w+)"/ ? $1 : () } <$in>;
}

# The IPv6 address of a client that the DNS knows in the same way as this IPv4 address.
sub six { return $_[0] eq '127.0.0.1' ? '::1' : $_[0] =~ s/^(?:127\.0\.0|192\.0\.2)\./2001:db8:0:1::/r }

# The form of an IPv6 address in names below ip6.arpa, or below a DNS list.
sub nibbles { return join '.', reverse split //, unpack 'H*', inet_pton(AF_INET6, $_[0]) }

# The DNS names of 127.0.0.$n and of its IPv6 counterpart.
sub named {
	my ($n, $name, $leads_back) = @_;
	my $six = six("127.0.0.$n");
	return ("ptr-record=$n.0.0.127.in-addr.arpa,$name", 'ptr-record=' . nibbles($six) . ".ip6.arpa,$name",
		$leads_back ? "host-record=$name,127.0.0.$n,$six" : ());
}

sub listed {
	my ($n, $zone) = @_;
	return ("host-record=$n.0.0.127.$zone,127.0.0.2",
		'host-record=' . nibbles(six("127.0.0.$n")) . ".$zone,127.0.0.2");
}

# Of clients that are not called hostN.far.example.
my %NAME = (12 => 'mail.far.example', 10 => 'host10.dyn.far.example');

our @ZONES = (
	(map { named($_, $NAME{$_}, 1) } keys %NAME), named(4, 'wrong.far.example', 0),
	(map { named($_, "host$_.far.example", 1) } 5 .. 9, 26),
	# A host that is not on this machine's own network.
	'ptr-record=26.2.0.192.in-addr.arpa,host26.far.example', 'host-record=host26.far.example,192.0.2.26',
	'txt-record=ours.example,"v=spf1 ip4:192.0.2.25 -all"', map({ Backstop::Dkim::record('rsa', $_) } qw(ours.example news.ours.example also.example yours.example)),
	Backstop::Dkim::record('ed25519'), 'txt-record=broken._domainkey.ours.example,"v=DKIM1; k=rsa; p=AAAA"',
	'txt-record=split._domainkey.ours.example,"v=DKIM1; k=rsa; ","p=AAAA"', 'txt-record=revoked._domainkey.ours.example,"v=DKIM1; k=rsa; p="',
	listed(5, 'bl.example'), listed(2, 'bl.example'), listed(6, 'back.example'),
	(map { ("mx-host=$_.example,mx.$_.example,10",
		"host-record=mx.$_.example,192.0.2.25") } qw(far asked hub)),
	'host-record=ours.example,192.0.2.1',
	'host-record=web.example,127.0.0.12,2001:db8:0:1::12',
	'dns-rr=null.example,15,00:00:00',
);

our $AUTH = <<'END';
rig_plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = true
  server_set_id = $auth2
  server_prompts = :
END

# fires => {check => …}; stock => {options}.
sub new {
	my ($class, %o) = @_;
	my $self = bless { fires => $o{fires} || {}, number => 0 }, $class;
	$self->{dns} = Backstop::Net->name_server(@ZONES, @{ $o{zones} || [] });
	$self->{told} = "$ENV{BACKSTOP_TEST_NET}/hub";
	$self->{hub} = start_hub($self->{told});
	$self->{owner} = $$;
	my %stock = %{ $o{stock} || {} };
	$self->{stock} = Backstop::Stock->start(
		relay_to => 'hub.example', auth => $AUTH,
		Backstop::Net::missing_ipv6() ? () : (interfaces => '127.0.0.1 ; ::1'), %stock);
	return $self;
}

sub stock { $_[0]{stock} }

# An address signed with "NUMBER SECRET" by Exim itself; '' without one.
sub signed {
	my ($self, $address, $key) = @_;
	my ($number, $secret) = split / /, $key, 2 or return $address;
	my $r = $self->{stock}->exim('-be',
		"\${prvs{$address}{$secret}{$number}}");
	return $r->{out} =~ s/\n\z//r;
}

# Everything that the hub has received.
sub hub_heard { return Backstop::Rig::slurp($_[0]{told}) }

sub DESTROY {
	my ($self) = @_;
	return if $self->{owner} != $$;
	local $?;
	kill TERM => $self->{hub};
	waitpid $self->{hub}, 0;
}

# One row, one test. name; check and mode; fired: exactly the checks that must have
# fired; did; code: the start of the deciding reply; exempt; six: use the client's IPv6
# address; with: entries of the policy and the session; prepare, restore: called before
# and after the session; said: what the log must contain; asks: the most questions that
# a silent name server may get, because each costs a timeout.
sub row {
	my ($self, $row) = @_;
	my $stock = $self->{stock};
	my %s = $self->session($row);
	$self->write_policy($row, \%s);
	unlink glob "$stock->{dir}/spool/db/*" if $s{forget} // 1;
	$self->talk(%s, counted => 1) for 1 .. $s{before} // 0;
	$row->{prepare}->($stock) if $row->{prepare};
	$stock->new_log;
	$self->{dns}->heard;
	my ($reply, $id) = $self->talk(%s);
	my $asked = $self->{dns}->heard;
	my $log = $stock->new_log;
	$row->{restore}->($stock) if $row->{restore};
	my @header = $id ? map { /^X-Backstop: (.*)/ } $stock->queued($id) : ();
	my @wrong = ($self->wrong_reply($row, $reply),
		wrong_log($row, $log), wrong_header($row, \@header, $id));
	push @wrong, "$asked questions to a silent name server" if $asked > ($row->{asks} // 0);
	push @wrong, "the log does not say $row->{said}"
		if $row->{said} && $log !~ $row->{said};
	push @wrong, 'paniclog: ' . $stock->paniclog if $stock->paniclog ne '';
	ok !@wrong, $row->{name}
		or diag join "\n", @wrong, "reply: $reply", $log, @header;
}

# --- below: not for callers ---------------------------------------------

sub session {
	my ($self, $row) = @_;
	my %s = (%SESSION, $row->{check}
		? %{ $self->{fires}{ $row->{check} } || {} } : (),
		%{ $row->{with} || {} });
	my $exempt = $row->{exempt} || {};
	$s{client} = $exempt->{client} if $exempt->{client};
	$s{client} = six($s{client}) if $row->{six};
	$s{auth} = 1 if $exempt->{auth};
	$s{to} = [@{ $s{to} }];
	$s{to}[-1] =~ s/^[^@]*/$exempt->{local}/ if $exempt->{local};
	$s{to}[-1] = $exempt->{bare} if $exempt->{bare};
	return %s;
}

sub write_policy {
	my ($self, $row, $s) = @_;
	my $dir = $self->{stock}->policy_dir;
	remove_tree($dir, { keep_root => 1 });
	my %file = (settings => "early_talker_wait: 0\n",
		%{ $s->{policy} || {} }, %{ $row->{policy} || {} },
		exempt_files($row->{exempt} || {}, $s));
	$file{modes} //= modes($row, $s);
	# One that cannot be read is a directory.
	for my $name (grep { ref $file{$_} } keys %file) {
		mkdir "$dir/$name";
		delete $file{$name};
	}
	for my $name (grep { defined $file{$_} } keys %file) {
		$self->{stock}->policy($name, $file{$name});
	}
}

sub modes {
	my ($row, $s) = @_;
	# In rows of users who have logged in, the sender is not an address of theirs.
	return join '', "# modes\nout_sender: off\nout_null: off\n",
		($row->{check} ? "$row->{check}: $row->{mode}\n" : ()),
		map { "$_: off\n" } @{ $s->{alone} || [] };
}

sub exempt_files {
	my ($exempt, $s) = @_;
	my ($last) = $s->{client} =~ /(\d+)$/;
	my $name = $NAME{$last} // "host$last.far.example";
	my %file;
	$file{ $exempt->{hosts} } = "# hosts\n$s->{client}: why\n"
		if $exempt->{hosts};
	my $bits = $s->{client} =~ /:/ ? 126 : 30;
	$file{ $exempt->{nets} } = "192.0.2.0/24\n$s->{client}/$bits\n"
		if $exempt->{nets};
	$file{ $exempt->{named} } = "$name\n" if $exempt->{named};
	$file{exempt_senders} = "*\@else.example\n$s->{from}\n"
		if $exempt->{senders};
	$file{exempt_rcpts} = join "\n", @{ $s->{to} }, '' if $exempt->{rcpts};
	return %file;
}

# Returns the deciding reply, and the message's id.
sub talk {
	my ($self, %s) = @_;
	my $c = $self->greet(%s) or return;
	if ($s{auth}) {
		my $plain = encode_base64("\0joe\0secret", '');
		$c->command("AUTH PLAIN $plain");
	}
	my $r = $c->message(from => $s{from}, to => $s{to},
		data => $s{data} // "Subject: test\nX-Backstop: forged\n\ntext\n");
	if ($s{counted}) {
		$c->quit;    # what Exim counts, it has counted by now
	} else {
		$c->put("QUIT\r\n");    # Exim takes 0.2 s to answer
		$c->close;
	}
	return ($r, $r->id);
}

sub greet {
	my ($self, %s) = @_;
	my %to = (port => $self->{stock}->port, from => $s{client},
		$s{host} ? (host => $s{host}) : ());
	if (!$s{early}) {
		my $c = Backstop::Smtp->connect(%to);
		$c->ehlo($s{helo}) if defined $s{helo};
		return $c;
	}
	my $sock = Backstop::Smtp::open_socket(%to);
	syswrite $sock, "EHLO $s{helo}\r\n";
	my $c = bless { sock => $sock, buf => '' }, 'Backstop::Smtp';
	$c->reply for 1 .. 2;
	return $c;
}

sub wrong_reply {
	my ($self, $row, $reply) = @_;
	my $got = sprintf '%03d %s', $reply->code, $reply->text;
	return if index($got, $row->{code}) == 0
		&& ($got =~ /^2/ || $got =~ /postmaster@/);
	return "wanted the reply $row->{code}";
}

sub wrong_log {
	my ($row, $log) = @_;
	my @lines = $log =~ /^\S+ \S+ (?:\w+-\w+-\w+ )?(backstop v=1 check=.*)$/mg;
	my %fired = map { /check=(\S+)/ => $_ } @lines;
	my $fired = join ' ', sort keys %fired;
	return "wanted '$row->{fired}' to fire, not '$fired'"
		if $fired ne $row->{fired};
	return if !$row->{did};
	my $line = $fired{ (split ' ', $row->{fired})[0] };
	return $line =~ / mode=$row->{mode} did=$row->{did} host=\S+ from=<\S*> rcpt=\S+( [a-z]+=\S+)*$/
		? () : "wanted did=$row->{did} in: $line";
}

# Only accepted mail has X-Backstop; a stranger's own field of that name is removed.
sub wrong_header {
	my ($row, $header, $id) = @_;
	return if !$id;
	my $stranger = !($row->{exempt} && ($row->{exempt}{auth}
		|| $row->{exempt}{client}));
	my $forged = grep { $_ eq 'forged' } @$header;
	return 'a forged header was kept' if $stranger && $forged;
	my $fired = join ' ', sort map { /check=(\w+); would=de/ ? $1 : () }
		@$header;
	return $fired eq $row->{fired} ? () : "wanted '$row->{fired}' in the header";
}

# Drop-ins of an administrator who accepts what cannot be delivered: for a mailbox that is full, in
# $dir/full, and for what is forwarded to a host that refuses; with more routers and transports.
sub undeliverable {
	my ($dir, $routers, $transports) = @_;
	return ('conf.d/retry/10_test' => "full\@ours.example quota\n",
		'conf.d/router/150_test' => <<'ROUTERS' . $routers,
full:
  driver = accept
  local_parts = full
  domains = ours.example
  transport = full
forward:
  driver = redirect
  local_parts = forward
  domains = ours.example
  data = unknown@hub.example
ROUTERS
		'conf.d/transport/10_test' => <<"TRANSPORTS" . $transports);
full:
  driver = appendfile
  file = $dir/full/box
  quota = 1
  user = Debian-exim
TRANSPORTS
}

# A mail server that knows only joe, on port 25. It writes down what it receives,
# for hub_heard().
sub start_hub {
	my ($told) = @_;
	my $server = IO::Socket::INET->new(LocalAddr => '192.0.2.25',
		LocalPort => 25, Listen => 20, ReuseAddr => 1) or die $@;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	$SIG{CHLD} = 'IGNORE';
	while (my $c = $server->accept) {
		next if fork;
		serve($c, $told);
		POSIX::_exit(0);
	}
	POSIX::_exit(0);
}

sub serve {
	my ($c, $told) = @_;
	my $in_data;
	open my $note, '>>', $told or die "$told: $!";
	$_->autoflush for $c, $note;
	print $c "220 hub\r\n";
	while (my $line = <$c>) {
		print $note $line;
		$in_data = 0 if $line eq ".\r\n";
		next if $in_data;
		$in_data = $line =~ /^DATA/i;
		print $c "354 go\r\n" and next if $in_data;
		my $known = $line =~ /^RCPT TO:<joe@/i || $line !~ /^RCPT/i;
		print $c $known ? "250 ok\r\n" : "550 5.1.1 nobody\r\n";
		last if $line =~ /^QUIT/i;
	}
}

1;
