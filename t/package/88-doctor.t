#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `backstop doctor` says of a machine: one situation a row, with a real
# name server, and the line that it must lead to.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Net;
use Backstop::Pool;
my ($why, $BUILD);
BEGIN {
	$BUILD = $ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build";
	Backstop::Pool::fetch($BUILD) if !$ENV{BACKSTOP_TEST_NET};
	$why = Backstop::Net::missing();
	Backstop::Net::enter() if !$why;
}
use Backstop::Command;
use Backstop::Dkim;
use Backstop::Stock;
use Cwd qw(abs_path);
use IO::Socket::INET;
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep);

plan skip_all => $why if $why;

Backstop::Net::name_host('mx.ours.example');

my @KNOWN = qw(pbl.spamhaus.org psbl.surriel.com dnsbl-1.uceprotect.net dnsbl-2.uceprotect.net
	b.barracudacentral.org backscatter.spameatingmonkey.net);
my @LISTS = qw(bl.watch.example backscatter.watch.example);
my $dns = Backstop::Net->name_server(
	'host-record=mx.ours.example,198.51.100.7',
	'ptr-record=9.100.51.198.in-addr.arpa,other.example', 'host-record=other.example,198.51.100.10',
	'host-record=away.example,203.0.113.1',
	(map { my $name = $_->[1]; ("host-record=$name,198.51.100.$_->[0]",
		"ptr-record=$_->[0].100.51.198.in-addr.arpa,$name") }
		[21, 'static.21.100.51.198.isp.example'], [22, 'vps1234.isp.example'], [23, 'host.isp.example']),
	(map { "mx-host=$_.example,mx.ours.example,10" } qw(ours nospf twospf strange ptr macro all six
		nodmarc twodmarc baddmarc sub.ours)),
	'mx-host=lostmx.example,nowhere.example,10', 'mx-host=nullmx.example,.,0',
	(map { "txt-record=$_.example,v=spf1 ip4:198.51.100.0/24 -all" } qw(ours sub.ours lostmx nullmx
		nodmarc twodmarc baddmarc twospf)),
	'txt-record=twospf.example,v=spf1 mx -all',
	'txt-record=strange.example,v=spf1 ip4:203.0.113.0/24 -all',
	'txt-record=ptr.example,v=spf1 ptr -all', 'txt-record=macro.example,v=spf1 exists:%{i}.x.example -all',
	'txt-record=eleven.example,v=spf1' . ' a' x 11 . ' -all',
	'txt-record=all.example,v=spf1 +all', 'txt-record=six.example,v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/96 -all',
	(map { "txt-record=_dmarc.$_.example,v=DMARC1; p=none" } qw(ours nospf twospf strange ptr macro
		all six lostmx nullmx twodmarc)),
	'txt-record=_dmarc.twodmarc.example,v=DMARC1; p=reject',
	'txt-record=_dmarc.baddmarc.example,v=DMARC1; rua=mailto:a@baddmarc.example',
	(map { "address=/2.0.0.127.$_/127.0.0.2" } @LISTS, 'good.example'),
	'address=/8.100.51.198.bl.watch.example/127.0.0.2',
	(map { ("address=/2.0.0.127.$_/127.0.0.2", "address=/8.100.51.198.$_/127.0.0.2") } @KNOWN),
	'address=/8.100.51.198.backscatter.watch.example/127.0.0.2',
	'address=/10.100.51.198.bl.watch.example/127.0.0.9',
	'address=/10.100.51.198.deaf.example/127.0.0.2',
	'address=/everybody.example/127.0.0.2',
	(map { ("mx-host=$_.example,mx.ours.example,10", "txt-record=$_.example,v=spf1 ip4:198.51.100.0/24 -all",
		"txt-record=_dmarc.$_.example,v=DMARC1; p=none") } qw(sts twosts badsts stsonly rptonly badrpt tworpt)),
	(map { "txt-record=_mta-sts.$_.example,v=STSv1; id=20250101T0;" } qw(sts twosts stsonly badrpt tworpt)),
	'txt-record=_mta-sts.sts.example,google-site-verification=x',
	'txt-record=_mta-sts.twosts.example,v=STSv1; id=2;', 'txt-record=_mta-sts.badsts.example,v=STSv1; id=2025-01-01;',
	(map { qq(txt-record=_smtp._tls.$_.example,"v=TLSRPTv1; rua=mailto:tls\@$_.example,https://r.example/v1") }
		qw(sts twosts badsts rptonly tworpt)),
	'txt-record=_smtp._tls.tworpt.example,v=TLSRPTv1; rua=mailto:a@tworpt.example',
	'txt-record=_smtp._tls.badrpt.example,v=TLSRPTv1; rua=a@badrpt.example',
	Backstop::Dkim::record('rsa'), Backstop::Dkim::record('ed25519'),
	Backstop::Dkim::record('rsa', 'sub.ours.example'),
	'txt-record=rsa._domainkey.other.example,v=DKIM1; p=',
	Backstop::Dkim::record('rsa') =~ s/=rsa/=bare/r =~ s/v=DKIM1; k=rsa; //r,
	Backstop::Dkim::record('rsa') =~ s/=rsa/=changed/r,
	'txt-record=spf._domainkey.ours.example,v=spf1 -all',
	'address=/2.0.0.127.refused.example/127.255.255.254',
);

# Answers after 50 ms that the name does not exist; not on 127/8.
my $slow = fork // die "fork: $!";
if (!$slow) {
	my $s = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '192.0.2.25', LocalPort => 53)
		or die "192.0.2.25:53: $@";
	while (my $from = $s->recv(my $packet, 512)) {
		sleep 0.05;
		substr($packet, 2, 2) = pack 'n', 0x8183;
		$s->send($packet, 0, $from);
	}
	exit;
}
END { kill TERM => $slow if $slow; local $?; waitpid $slow, 0 if $slow }

sub resolv_conf {
	my ($text) = @_;
	Backstop::Net::resolver('dnsmasq');
	Backstop::Rig::spew("$ENV{BACKSTOP_TEST_NET}/resolv.conf", $text) if $text =~ /\s/;
	Backstop::Net::resolver($text) if $text !~ /\s/;
}

my $dirs = 0;
my %ORDER = (modes => '', own_nets => "198.51.100.7\n", own_domains => "ours.example\n",
	watch_zones => join('', map { "$_=127.0.0.2\n" } @LISTS),
	keys => 'tag-abcd: ' . 'x' x 32 . ' since=' . (time - 86400) . "\n");

# A policy in which everything is in order, except for what is given.
sub policy {
	my (%files) = @_;
	%files = (%ORDER, %files);
	my $dir = dir('policy' . ++$dirs);
	write_to("$dir/$_", $files{$_}) for grep { defined $files{$_} } keys %files;
	chmod 0644, glob "$dir/*";
	chown 0, scalar getgrnam('Debian-exim') // 0, "$dir/keys";
	chmod 0640, "$dir/keys";
	return $dir;
}

sub doctor {
	my ($dir, @options) = @_;
	my ($out, $err, $status) = backstop('doctor', '--policy', $dir, @options);
	return wantarray ? ($out, $status, $err) : $out;
}

# A line and its remedy.
sub said {
	my ($out) = @_;
	my @entries = map { s/\n +/ /gr } $out =~ /^((?:ok|advice|fault) .*\n(?: .*\n)*)/mg;
	return join '', map { s/ +$//r . "\n" } map { s/\s+/ /gr } @entries;
}

my $fresh = file('fresh.mmdb', '');
my $old = file('old.mmdb', '');
utime 0, time - 41 * 86400, $old;

# situation, policy files, what must be said, resolv.conf, host name
my @rows = (
	['PTR and back', {}, qr/^ok the PTR record of 198\.51\.100\.7 is mx\.ours\.example, which resolves back$/m],
	['HELO', {}, qr/^ok Exim calls itself mx\.ours\.example, which resolves to this machine$/m],
	['domain', {}, qr/^ok MX, SPF and DMARC of ours\.example are in order$/m],
	['lists', {}, qr/^ok our addresses are not on any list that is watched$/m],
	['resolver', {}, qr/^ok the resolver answers, does not make up names, and is near$/m],
	['tag key', {}, qr/^ok there is a key for tags$/m],
	['clock', {}, qr/^(?:ok|advice) .*clock/m],
	['no PTR', { own_nets => "198.51.100.8\n" }, qr/^fault 198\.51\.100\.8 has no PTR record.* set one/m],
	['a PTR of somebody else', { own_nets => "198.51.100.9\n" },
	 qr/^fault the PTR record of 198\.51\.100\.9 names a host that has other addresses/m],
	['a PTR of the provider', { own_nets => "198.51.100.21\n" },
	 qr/^advice the PTR record of 198\.51\.100\.21 is static\.21\S+, which looks like a name that a provider generated have your provider set/m],
	['a PTR of the provider, by number', { own_nets => "198.51.100.22\n" }, qr/^advice the PTR record of 198\.51\.100\.22 is vps1234/m],
	['a PTR of our own', { own_nets => "198.51.100.23\n" }, qr/^ok the PTR record of 198\.51\.100\.23 is host\.isp\.example/m],
	['networks are passed over', { own_nets => "198.51.100.0/24\n" }, qr/\A(?!.*PTR)/s],
	['HELO without a dot', {}, qr/^fault Exim calls itself mx, which is not a full name/m, 'dnsmasq', 'mx'],
	['HELO that is not', {}, qr/^fault Exim calls itself no\.ours\.example, a name that does not exist/m,
	 'dnsmasq', 'no.ours.example'],
	['HELO elsewhere', {}, qr/^advice Exim calls itself away\.example, and none of its addresses/m,
	 'dnsmasq', 'away.example'],
	['MX leads nowhere', { own_domains => "lostmx.example\n" },
	 qr/^fault lostmx\.example has no mail server with an address/m],
	['null MX', { own_domains => "nullmx.example\n" }, qr/^fault nullmx\.example has no mail server/m],
	['no SPF', { own_domains => "nospf.example\n" }, qr/^advice nospf\.example has no SPF record/m],
	['two SPF records', { own_domains => "twospf.example\n" },
	 qr/^fault twospf\.example has 2 SPF records/m],
	['SPF without us', { own_domains => "strange.example\n" },
	 qr/^fault the SPF record of strange\.example does not permit our address 198\.51\.100\.7/m],
	['SPF with ptr', { own_domains => "ptr.example\n" },
	 qr/^advice the SPF record of ptr\.example cannot be evaluated completely.* no bounce/m],
	['SPF with a macro', { own_domains => "macro.example\n" },
	 qr/^advice the SPF record of macro\.example cannot be evaluated completely/m],
	['SPF with more than ten lookups', { own_domains => "eleven.example\n" },
	 qr/^advice the SPF record of eleven\.example cannot be evaluated completely/m],
	['SPF with an IPv6 network of 96 bits', { own_domains => "six.example\n" }, qr/^ok MX, SPF and DMARC of six\.example are/m],
	['SPF with all', { own_domains => "all.example\n" }, qr/^advice the SPF record of all\.example permits every/m],
	['no DMARC', { own_domains => "nodmarc.example\n" }, qr/^advice nodmarc\.example has no DMARC record/m],
	['DMARC of the domain above', { own_domains => "sub.ours.example\n" },
	 qr/^ok MX, SPF and DMARC of sub\.ours\.example/m],
	['two DMARC records', { own_domains => "twodmarc.example\n" },
	 qr/^fault the DMARC record of twodmarc\.example is not valid/m],
	['DMARC without p', { own_domains => "baddmarc.example\n" },
	 qr/^fault the DMARC record of baddmarc\.example is not valid/m],
	['MTA-STS and TLS-RPT', { own_domains => "sts.example\n" },
	 qr/^ok the MTA-STS and TLS-RPT records of sts\.example are in order$/m],
	['neither', {}, qr/^advice ours\.example has no MTA-STS and no TLS-RPT record/m],
	['two MTA-STS records', { own_domains => "twosts.example\n" },
	 qr/^fault twosts\.example has 2 MTA-STS records/m],
	['MTA-STS with an id that is none', { own_domains => "badsts.example\n" },
	 qr/^fault the MTA-STS record of badsts\.example, at _mta-sts, is not valid/m],
	['MTA-STS alone', { own_domains => "stsonly.example\n" },
	 qr/^advice stsonly\.example has an MTA-STS record, but no TLS-RPT record/m],
	['TLS-RPT alone', { own_domains => "rptonly.example\n" },
	 qr/^ok the TLS-RPT record of rptonly\.example is in order; it has no MTA-STS record$/m],
	['TLS-RPT without a scheme', { own_domains => "badrpt.example\n" },
	 qr/^fault the TLS-RPT record of badrpt\.example, at _smtp\._tls, is not valid/m],
	['two TLS-RPT records', { own_domains => "tworpt.example\n" },
	 qr/^fault the TLS-RPT record of tworpt\.example, at _smtp\._tls, is not valid/m],
	['on a list', { own_nets => "198.51.100.8\n" },
	 qr/^fault our address 198\.51\.100\.8 is on the list bl\.watch\.example find out/m],
	['on one of backscatter', { own_nets => "198.51.100.8\n" },
	 qr/^fault our address \S+ is on the list backscatter\.watch\.example bounces from here/m],
	['the same, with callouts', { own_nets => "198.51.100.8\n", modes => "sender_callout: warn\n" },
	 qr/is on the list backscatter\.watch\.example sender callouts are in use/],
	['... with the way off it', { own_nets => "198.51.100.8\n" },
	 qr/is on the list bl\.watch\.example find out .*; then ask the list's operators to remove the address; do not pay for it/],
	(map { my ($zone, $way) = @$_;
		["the way off $zone", { own_nets => "198.51.100.8\n", watch_zones => "$zone=127.0.0.2\n" },
		 qr/is on the list \Q$zone\E [^\n]*; then see https:$way[^\n]*\. Do not pay for removal/] }
		['pbl.spamhaus.org', qr{//check\.spamhaus\.org/: the list removes addresses}],
		['psbl.surriel.com', qr{//psbl\.org/remove: }],
		['dnsbl-1.uceprotect.net', qr{//www\.uceprotect\.net/[^ ]+: the list lets an entry expire seven days after}],
		['dnsbl-2.uceprotect.net', qr{//www\.uceprotect\.net/[^ ]+: the list lists your provider's whole network}],
		['b.barracudacentral.org', qr{//www\.barracudacentral\.org/}],
		['backscatter.spameatingmonkey.net', qr{//spameatingmonkey\.com/}]),
	['another code is none', { own_nets => "198.51.100.10\n" }, qr/\A(?!.*is on the list)/s],
	['a list without a test entry', { own_nets => "198.51.100.10\n",
	 watch_zones => "deaf.example=127.0.0.2\n" },
	 qr/\A(?!.*is on the list).*^advice could not check whether we are listed on: deaf\.example/ms],
	['a list of everybody', { watch_zones => "everybody.example=127.0.0.2\n" },
	 qr/\A(?!.*is on the list).*could not check whether we are listed on: everybody\.example/s],
	['a list that refuses', { watch_zones => "refused.example=127.0.0.2\n" },
	 qr/\A(?!.*is on the list).*could not check whether we are listed on: refused\.example/s],
	['built-in lists', { watch_zones => "# none\n" },
	 qr/could not check whether we are listed on: ips\.backscatterer\.org, bl\.spamcop\.net, zen\.spamhaus\.org/],
	['a resolver that lies', {}, qr/^fault this machine's resolver gives addresses to names that do/m, 'liar'],
	['... lists nobody', {}, qr/\A(?!.*is on the list)/s, 'liar'],
	['a resolver that is dead', {}, qr/^fault this machine's resolver does not answer/m, 'dead'],
	['... says nothing of us', {}, qr/\A(?!.*(?:PTR|SPF|is on))/s, 'dead'],
	['a resolver that is silent', {}, qr/^fault this machine's resolver does not answer/m, 'silent'],
	['a resolver far away', {}, qr/^advice the resolver takes \d+ ms for an answer that it has given/m,
	 "nameserver 192.0.2.25\n"],
	['a public resolver', {}, qr/^advice \S+resolv\.conf: 8\.8\.8\.8 is the public resolver of Google/m,
	 "nameserver 127.0.0.99\nnameserver 8.8.8.8\n"],
	['... by IPv6', {}, qr/^advice \S+resolv\.conf: 2620:fe::fe is the public resolver of Quad9/m,
	 "nameserver 127.0.0.99\nnameserver 2620:fe::fe\n"],
	['... and lists', { dnsbl_zones => "good.example=127.0.0.2\n" },
	 qr/^fault \S+resolv\.conf: 1\.1\.1\.1 is the public resolver of Cloudflare.*'sudo apt install unbound'/m,
	 "nameserver 127.0.0.99\nnameserver 1.1.1.1\n"],
	['a public resolver in settings', { settings => "dns_servers: 127.0.0.99,8.8.4.4\n" },
	 qr/^advice settings, dns_servers: 8\.8\.4\.4 is the public resolver of Google/m],
	['dns: off', { settings => "dns: off\n", dnsbl_zones => "everybody.example=127.0.0.2\n" },
	 qr/\A(?!.*(?:PTR|SPF|machine's resolver does)).*^fault everybody\.example: it lists everybody/ms],
	['no key for tags', { keys => "batv0: longenough\n" }, qr/^advice there is no key for tags.* key new tag/m],
	['an old key', { keys => 'tag-abcd: ' . 'x' x 32 . " since=1600000000\n" },
	 qr/^advice the key for tags, abcd, is \d{4} days old .*key roll tag/m],
	['a fresh database', { settings => "country_file: $fresh\n" }, qr/^ok \Q$fresh\E is up to date$/m],
	['an old database', { settings => "network_file: $old\n" }, qr/^advice \Q$old\E is 41 days old/m],
	['a database that is not there', { settings => "country_file: $old.not\n" },
	 qr/^fault \Q$old\E\.not: there is no such database of countries/m],
	['a watched list without codes', { watch_zones => "bl.watch.example\n" },
	 qr/^fault \S+watch_zones:1: this is not a DNS list with its codes/m],
	['silent by want of a list', { modes => "null_never: deny\n" },
	 qr/^advice null_never is in deny, but cannot fire: never_send is empty/m],
	['silent by want of a key', { modes => "bounce_untagged: warn\n", keys => "# none\n" },
	 qr/^advice bounce_untagged is in warn, but cannot fire: there is no key for tags .*key new tag/m],
	['silent by want of the store', { modes => "trap: deny\n", trap_rcpts => "a\@ours.example\n",
	 settings => "store: off\n" }, qr/^advice trap is in deny, but cannot fire: nothing is remembered/m],
	['silent by want of the memory', { modes => "bounce_unsent: deny\n", settings => "store: off\n" },
	 qr/^advice bounce_unsent is in deny, but cannot fire: nothing is remembered/m],
	['silent, and off', { modes => "null_never: off\n" }, qr/\A(?!.*null_never)/s],
	['silent, as built in', {}, qr/^ok checks in their built-in mode that cannot fire: .*null_never: never_send is/m],
	['not silent', { never_send => "a\@ours.example\n" }, qr/\A(?!.*null_never)/s],
	['a line of modes', { modes => "\nhelo_own: maybe\n" }, qr/^fault \S+modes:2: there is no such mode/m],
);
for my $row (@rows) {
	my ($name, $files, $want, $resolver, $host) = @$row;
	resolv_conf($resolver // 'dnsmasq');
	Backstop::Net::name_host($host // 'mx.ours.example');
	my $said = said(scalar doctor(policy(%$files)));
	like $said, $want, $name;
}
resolv_conf('dnsmasq');
Backstop::Net::name_host('mx.ours.example');

# --- what Exim signs ------------------------------------------------------------

my $CONF = '/var/lib/exim4/config.autogenerated';
my $KEYS = abs_path("$FindBin::Bin/../proof");
my %DKIM = (DKIM_DOMAIN => 'ours.example', DKIM_SELECTOR => 'rsa', DKIM_PRIVATE_KEY => "$KEYS/rsa.pem");
my $BY_SELECTOR = $KEYS . '/${dkim_selector}.pem';
my $AT = qr/rsa\._domainkey\.ours\.example/;
my $garbage = file('garbage.pem', "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
SKIP: {
	my $lacks = Backstop::Stock::missing() || (-e $CONF ? '' : "there is no $CONF");
	my $other = file('other.pem', scalar `openssl genrsa 1024 2>/dev/null`);
	my $ses = 'email-smtp.eu-west-1.amazonaws.com::587';
	skip $lacks, 20 if $lacks;
	for (['nothing', {}, qr/\A(?!.*(?:DKIM|Amazon))/s],
		['not our tags', \%DKIM, qr/^advice Exim's DKIM signatures do not cover our tags.* DKIM_SIGN_HEADERS/m],
		['our tags', { %DKIM, DKIM_SIGN_HEADERS => '_DKIM_SIGN_HEADERS:X-Backstop-Tag' },
			qr/\A(?!.*signatures do not cover)/s],
		['with the key in the DNS', \%DKIM, qr/^ok the DKIM key at $AT is the one with which Exim signs$/m],
		['... which lacks the version', { %DKIM, DKIM_SELECTOR => 'bare' },
			qr/^ok the DKIM key at bare\._domainkey\.ours\.example is the one/m],
		['with another key than that in the DNS', { %DKIM, DKIM_SELECTOR => 'changed', DKIM_PRIVATE_KEY => $other },
			qr/^fault the DKIM key at changed\._domainkey\.ours\.example is not the one with which Exim signs, \Q$other\E publish/m],
		['with a key of another kind', { %DKIM, DKIM_PRIVATE_KEY => "$KEYS/ed25519.pem" },
			qr/^fault the DKIM key at $AT is not the one/m],
		['with a key that the DNS lacks', { %DKIM, DKIM_SELECTOR => 'none' },
			qr/^fault Exim signs with DKIM, but there is no key at none\._domainkey\.ours\.example publish/m],
		['... but has another record', { %DKIM, DKIM_SELECTOR => 'spf' },
			qr/^fault Exim signs with DKIM, but there is no key at spf\._domainkey/m],
		['with a key that is revoked', { %DKIM, DKIM_DOMAIN => 'other.example' },
			qr/^fault Exim signs with DKIM, but the key at rsa\._domainkey\.other\.example is revoked/m],
		['with two keys', { %DKIM, DKIM_SELECTOR => 'rsa : ed25519', DKIM_PRIVATE_KEY => $BY_SELECTOR },
			qr/^ok the DKIM key at $AT is .*^ok the DKIM key at ed25519\._domainkey\.ours\.example is/ms],
		['for the domain in From', { %DKIM, DKIM_DOMAIN => '${lc:${domain:$h_from:}}' },
			qr/^ok the DKIM key at $AT is/m],
		['for the sender, by a name for each domain', { %DKIM, DKIM_DOMAIN => '$sender_address_domain',
			DKIM_PRIVATE_KEY => '${if eq{$dkim_domain}{ours.example}{' . $BY_SELECTOR . '}{0}}' },
			qr/^ok the DKIM key at $AT is/m],
		['for some domains only', { %DKIM, DKIM_DOMAIN => '$sender_address_domain',
			DKIM_PRIVATE_KEY => '${if eq{$dkim_domain}{away.example}{/x}{0}}' },
			qr/^advice Exim signs with DKIM, but does not sign mail of ours\.example/m],
		['with a file that is missing', { %DKIM, DKIM_PRIVATE_KEY => '/no/such' },
			qr{^fault Exim signs mail of ours\.example with a key that is missing: /no/such put}m],
		['with a file that is not a key', { %DKIM, DKIM_PRIVATE_KEY => $garbage },
			qr/^advice it is not known whether the DKIM key at $AT .*\Q$garbage\E cannot be read as a key/m],
		['by a word that only mail has', { %DKIM, DKIM_SELECTOR => '${extract{1}{:}{$acl_m_dkim}}' },
			qr/^advice it is not known which DKIM key Exim uses to sign mail of ours\.example: dkim_selector/m],
		['by what Exim cannot expand', { %DKIM, DKIM_DOMAIN => '${lookup{x}lsearch{/no/such}}' },
			qr/^advice it is not known which DKIM key Exim uses to sign mail of ours\.example: dkim_domain/m],
		['nothing, but sends by Amazon SES', {},
			qr/^advice Exim sends through Amazon SES, which replaces the Message-ID of mail .*bounce_unsent/m, $ses]) {
		my ($what, $macros, $want, $smarthost) = @$_;
		my $stock = Backstop::Stock->prepare(split => 1, macros => $macros, smarthost => $smarthost,
			type => $smarthost ? 'smarthost' : 'internet');
		system('mount', '--bind', $stock->conf, $CONF) == 0 or die "mount: $?";
		like said(scalar doctor(policy())), $want, "Exim signs $what";
		system('umount', $CONF) == 0 or die "umount: $?";
	}
}

# --- scanners of outgoing mail ------------------------------------------------------

my $BOTH = "spam_out: on\nmalware_out: on\n";
my $socket = file('clamd.ctl', '');
my $strange = file('strange.ctl', '');
chown scalar getpwnam('nobody'), -1, $strange;
SKIP: {
	my $lacks = Backstop::Stock::missing() || (-e $CONF ? '' : "there is no $CONF")
		|| (Backstop::Stock->prepare->has('_HAVE_CONTENT_SCANNING') ? '' : 'this Exim has no content scanning');
	skip $lacks, 11 if $lacks;
	my $unset = qr/^fault malware_out is on, but Exim's av_scanner is not set: .*'av_scanner = clamd:/m;
	for (['nothing', '', '', qr/\A(?!.*(?:spam_out is on|malware_out is on|is scanned))/s],
		['malware, by nothing', "malware_out: on\n", '', $unset],
		['malware, by a list that is empty', "malware_out: on\n", "av_scanner =\n", $unset],
		['malware, by a socket that is missing', "malware_out: on\n", "av_scanner = clamd:/no/such.ctl\n",
			qr{^fault malware_out is on, but there is no /no/such\.ctl, which Exim's av_scanner names start the scanner}m],
		['malware, by a socket', "malware_out: on\n", "av_scanner = clamd:$socket\n", qr/^ok outgoing mail is scanned for malware$/m],
		['malware, by one that may not read the spool', "malware_out: on\n", "av_scanner = clamd:$strange\n",
			qr{^fault malware_out is on, but the scanner's user nobody cannot read the files in \S+ that Exim gives it: outgoing mail passes unscanned 'sudo adduser nobody \S+', then restart the scanner}m],
		['malware, by TCP', "malware_out: on\n", "av_scanner = clamd:127.0.0.1 3310\n", qr/^ok outgoing mail is scanned for malware$/m],
		['malware, by an expansion', "malware_out: on\n", "av_scanner = \${if eq{1}{1}{clamd:/x}}\n", qr/^ok outgoing mail is scanned for malware$/m],
		['both', $BOTH, "av_scanner = clamd:127.0.0.1 3310\n", qr/^ok outgoing mail is scanned for spam and malware$/m],
		['spam, by nothing', "spam_out: on\n", '', qr/^advice spam_out is on, but Exim's spamd_address is not set write 'spamd_address = /m,
			{ BACKSTOP_WITHOUT_SPAMD => 'yes' }],
		['spam, by another', "spam_out: on\n", "spamd_address = 127.0.0.1 11333 variant=rspamd\n", qr/^ok outgoing mail is scanned for spam$/m,
			{ BACKSTOP_WITHOUT_SPAMD => 'yes' }]) {
		my ($what, $settings, $main, $want, $macros) = @$_;
		my $stock = Backstop::Stock->prepare(split => 1, main => $main, macros => $macros);
		chmod 0750, "$stock->{dir}/spool";    # as Debian has it
		system('mount', '--bind', $stock->conf, $CONF) == 0 or die "mount: $?";
		like said(scalar doctor(policy(settings => $settings))), $want, "scans $what";
		system('umount', $CONF) == 0 or die "umount: $?";
	}
}

# An Exim without content scanning: each says so in one line.
SKIP: {
	my ($light) = Backstop::Pool::program($BUILD, 'exim4-daemon-light', dir('light'));
	skip 'exim4-daemon-light could not be fetched', 4 if !$light || !-e '/usr/sbin/exim4';
	system('mount', '--bind', $light, '/usr/sbin/exim4') == 0 or die "mount: $?";
	my $dir = policy(settings => $BOTH);
	my $said = said(scalar doctor($dir, '--offline'));
	is scalar(() = $said =~ /^(?:advice|fault) .*(?:spam_out|malware_out)/mg), 1, 'without content scanning: one line';
	like $said, qr/^advice Exim was built without content scanning the settings spam, spam_out and malware_out have no effect/m, '… which';
	my ($status) = backstop('status', '--policy', $dir, '--log', file('none-of-it', ''), '--format', 'json');
	my %silent = map { $_->{check} => $_->{silent} // '' } @{ decode_json($status)->{checks} };
	is $silent{$_}, 'this Exim has no content scanning; exim4-daemon-heavy has it', "status: $_" for qw(out_spam out_malware);
	system('umount', '/usr/sbin/exim4') == 0 or die "umount: $?";
}

# --- the command alone, without the lookups beside it ---------------------------------

SKIP: {
	my $installed = '/usr/lib/exim4/local_scan/backstop-lookup.so';
	skip "there is $installed", 1 if -e $installed;
	my $from = $ENV{BACKSTOP} // ($ENV{BACKSTOP_BUILD} // "$FindBin::Bin/../../build") . '/backstop';
	my $alone = dir('alone') . '/backstop';
	system('cp', $from, $alone) == 0 or die "cp: $?";
	my $said = `$alone doctor --offline --policy @{[policy()]} 2>&1`;
	like said($said), qr/^ok checks in their built-in mode that cannot fire:.* bounce_foreign: the lookups cannot be loaded/m, 'no lookups';
}

# --- a list that was there ----------------------------------------------------------

SKIP: {
	skip 'there is no /etc/exim4', 3 if !-d '/etc/exim4';
	system('mount', '-t', 'tmpfs', 'tmpfs', $_) == 0 or die "mount: $?" for qw(/etc/exim4 /var/lib);
	mkdir $_ or die "$_: $!" for '/etc/exim4/backstop', '/var/lib/backstop', '/var/lib/backstop/lists';
	write_to('/etc/exim4/backstop/modes', '');
	write_to('/var/lib/backstop/lists/exempt_hosts', '');
	my $gone = sub { said(scalar doctor('/etc/exim4/backstop', '--offline')) };
	like $gone->(), qr/^fault \S+exempt_hosts has disappeared: .* make an empty file/m,
		'a list that the plugin has seen, and that is not there';
	unlike $gone->(), qr/own_hosts has disappeared/, '… and one that never was';
	write_to('/etc/exim4/backstop/exempt_hosts', '');
	unlike $gone->(), qr/has disappeared/, '… and one that is empty';
	system('umount', $_) == 0 or die "umount: $?" for qw(/etc/exim4 /var/lib);
}

# --- postmaster and abuse --------------------------------------------------------

my %ROLES = ('conf.d/router/150_test' => "roles:\n  driver = redirect\n  allow_fail\n  domains = ours.example\n"
	. '  data = ${if match{$local_part}{GOOD}{:blackhole:}{:fail: no}}' . "\n");
SKIP: {
	my $lacks = Backstop::Stock::missing() || (-e $CONF ? '' : "there is no $CONF");
	skip $lacks, 3 if $lacks;
	for (['both', 'postmaster|abuse', qr/^ok postmaster and abuse get their mail$/m],
		['no abuse', 'postmaster', qr/^advice mail for abuse\@ours\.example is not delivered to anybody add "abuse: root"/m],
		['no postmaster', 'abuse', qr/^fault mail for postmaster\@ours\.example is not delivered to anybody/m]) {
		my ($what, $good, $want) = @$_;
		my $stock = Backstop::Stock->prepare(split => 1, files => { map { s/GOOD/$good/r } %ROLES });
		system('mount', '--bind', $stock->conf, $CONF) == 0 or die "mount: $?";
		like said(scalar doctor(policy())), $want, "roles: $what";
		system('umount', $CONF) == 0 or die "umount: $?";
	}
}

# --- for machines ---------------------------------------------------------------

my $broken = policy(own_nets => "198.51.100.8\n");
my ($text, $status) = doctor($broken);
is $status, 2, 'with a fault: 2';
is join("\n", grep { length > 80 && /\A.{8}\S+ / } split /\n/, $text), '', '80 columns';
my ($json, $same) = doctor($broken, '--json');
is $same, 2, 'in JSON, too';
my @objects = map { decode_json($_) } split /\n/, $json;
is_deeply [map { $_->{note} } @objects], [said($text) =~ /^(\w+) /mg], 'JSON has the same lines';
is_deeply [sort keys %{ $objects[0] }], [qw(about note remedy text)], 'and these members';
is scalar(grep { $_->{note} ne 'ok' && $_->{remedy} eq '' } @objects), 0, 'none is without a remedy';
is scalar(doctor($broken, qw(--format json))), $json, '--format json is the same';

# --- what has changed -------------------------------------------------------------

my $state = dir('state') . '/doctor';
my $dir = policy(own_nets => "198.51.100.8\n");
my $first = doctor($dir, '--changed', $state);
like $first, qr/\ANew faults:\n\n.*^198\.51\.100\.8 has no PTR.*\n  have your provider set one/ms, 'the first time all are new';
($text, $status) = doctor($dir, '--changed', $state);
is $text, '', 'the next day: not a word';
is $status, 2, 'but by the status';
write_to("$dir/modes", "nonsense: deny\n");
like scalar doctor($dir, '--changed', $state), qr/\ANew faults:\n\n\S+modes:1: there is no such check\n  .*\n\z/,
	'one more';
write_to("$dir/modes", '');
write_to("$dir/own_nets", "198.51.100.9\n");
like scalar doctor($dir, '--changed', $state),
	qr/\ANew faults:\n\nthe PTR.*\n  .*\n\nGone:\n\n.*^198\.51\.100\.8 has no PTR/ms, 'another one, and gone ones';
resolv_conf('dead');
my $dead = doctor($dir, '--changed', $state);
like $dead, qr/^this machine's resolver does not answer/m, 'the resolver is away: said';
unlike $dead, qr/Gone/, '… and nothing is gone by that';
resolv_conf('dnsmasq');
is scalar(doctor($dir, '--changed', $state)), "Gone:\n\nthis machine's resolver does not answer\n",
	'it is back';
write_to("$dir/own_nets", "198.51.100.7\n");
like scalar doctor($dir, '--changed', $state), qr/\AGone:\n\n\S/, 'gone';
my ($out, $bad, $err) = doctor($dir, '--changed', "$state/no/such");
is $bad, 2, 'a file that cannot be written: status';
like $err, qr{^backstop: \Q$state\E/no/such: }, '… and words';
($out, $bad, $err) = doctor($dir, '--mail');
is $bad, 2, '--mail without --changed';
like $err, qr/give --changed FILE/, '… is explained';
SKIP: {
	my $no = no_mailbox();
	skip $no, 3 if $no;
	my $mailbox = mailbox('postmaster'); # it also replaces Exim, if sendmail is a link to that
	my @call = ({ mailbox => $mailbox }, 'doctor', '--policy', policy(own_nets => "198.51.100.8\n"),
		'--changed', "$state.mail", '--mail');
	my $mail = sub { write_to($mailbox->{box}, ''); backstop(@call); local (@ARGV, $/) = $mailbox->{box}; <> };
	my $first = $mail->();
	like $first, qr/^args -odq -t -oi\nTo: postmaster\nSubject: Backstop on \S+: what doctor finds has changed\n/m,
		'--mail: to postmaster';
	like $first, qr/\n\nNew faults:\n\n.*^198\.51\.100\.8 has no PTR/ms, '… what has changed';
	unlike $mail->(), qr/^Subject:/m, '… and the next day nothing';
}

done_testing();
