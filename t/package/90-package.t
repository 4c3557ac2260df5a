#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Debian package: what is in it, what it depends on, what lintian says, and
# that it comes out the same when it is built again.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $ROOT = "$FindBin::Bin/../..";
my $SHARE = 'usr/share/backstop';

sub output {
	my (@command) = @_;
	open my $from, '-|', @command or die "@command: $!";
	local $/;
	my $text = <$from> // '';
	close $from;
	return $text;
}

# As in the repository: [path in the package, mode].
sub installed {
	my ($to, $mode, @pattern) = @_;
	return map { [ $to . '/' . (s{^\Q$ROOT\E/(acl/)?(?(1)[^/]+/)}{$1//''}er), $mode ] }
		map { glob "$ROOT/$_" } @pattern;
}

sub page {
	my ($name, $section) = $_[0] =~ m{([^/]+)\.(\d)$};
	return [ "usr/share/man/man$section/$name.$section.gz", '-rw-r--r--' ];
}

chomp(my $build = output("$ROOT/t/build", 'deb', 'deb'));
plan skip_all => 'the package could not be built; see above'
	if !$build && !$ENV{CI};
my ($deb) = glob "$build/deb/exim4-backstop_*.deb";
ok $deb, 'built';

my @want = (
	[ 'usr/bin/backstop', '-rwxr-xr-x' ],
	(map { [ "usr/lib/exim4/local_scan/$_.so", '-rw-r--r--' ] } qw(backstop backstop-lookup)),
	(map { [ "$SHARE/$_", '-rw-r--r--' ] } qw(keys store_servers)),
	[ 'etc/cron.d/exim4-backstop', '-rw-r--r--' ],
	(map { [ "lib/systemd/system/backstop-learn.$_", '-rw-r--r--' ] } qw(service timer)),
	(map { [ "lib/systemd/system/backstop-purge.$_", '-rw-r--r--' ] } qw(service timer)),
	installed($SHARE, '-rw-r--r--', 'acl/*/*', 'exim.conf.d/*/*'),
	[ 'usr/share/bash-completion/completions/backstop', '-rw-r--r--' ],
	(map { [ 'usr/share/doc/exim4-backstop/examples/' . s{.*/}{}r, '-rw-r--r--' ] }
		glob "$ROOT/docs/examples/*"),
	(map { [ 'etc/exim4/backstop/' . s{.*/}{}r, '-rw-r--r--' ] }
		grep { !m{/(?:keys|store_servers)$} } glob "$ROOT/docs/sample/*"),
	(map { page($_) } glob "$ROOT/docs/*.[157]"),
	(map { [ "usr/share/doc/exim4-backstop/$_", '-rw-r--r--' ] }
		'changelog.gz', 'copyright', qw(NEWS.gz promised schema.json),
		map { s{^\Q$ROOT\E/docs/}{}r } glob "$ROOT/docs/*.md $ROOT/docs/checks/*"),
	(map { [ "lib/systemd/system/backstop-doctor.$_", '-rw-r--r--' ] } qw(service timer)),
	[ 'lib/systemd/system/backstop-.service.d/confined.conf', '-rw-r--r--' ],
	(map { [ "lib/systemd/system/backstop-policy.$_", '-rw-r--r--' ] } qw(path service)),
	[ 'lib/systemd/system/backstop-bounces.service', '-rw-r--r--' ],
	[ 'usr/share/lintian/overrides/exim4-backstop', '-rw-r--r--' ],
	(map { [ "lib/systemd/system/backstop-step-back.$_", '-rw-r--r--' ] } qw(service timer)),
);
my @have = map { m{^(-\S+) root/root .* \./(?:usr/(?=lib/systemd))?(\S+)$} ? [ $2, $1 ] : () }
	split /\n/, output('dpkg-deb', '-c', $deb);
is_deeply [ sort map { "@$_" } @have ], [ sort map { "@$_" } @want ],
	'contents';

sub field {
	my ($name) = @_;
	return output('dpkg-deb', '-f', $deb, $name) =~ s/\n\z//r;
}

my @apis = map { "exim4-localscanapi-$_" } output('readelf', '-p', '.note.backstop',
	"$build/backstop.so") =~ /(\d+\.\d+) \w+\\n/g;
my ($version) = output('cat', "$ROOT/Makefile") =~ /^VERSION *:= (\S+)/m;
is field('Version'), $version, 'the version of the Makefile';
like field('Depends'), qr/(?:\A|, )$_(?:, | \(|\z)/, "depends on $_"
	for join(' \\| ', map { quotemeta } @apis), qw(exim4-base libc6 libc-?ares2 libgnutls30\w*
		libmaxminddb0 libpsl5\w*);

my $control = tempdir(CLEANUP => 1);
output('dpkg-deb', '-e', $deb, $control);
is output('sh', '-c', "cat $control/conffiles 2>/dev/null"),
	join('', map { "/$_\n" } grep { m{^etc/} } sort map { $_->[0] } @want),
	'conffiles are the policy, and the table for cron';

# An override may name a tag that only the lintian of another release has.
SKIP: {
	skip 'lintian is missing', 1 if system 'command -v lintian >/dev/null';
	my $said = output('sh', '-c',
		"lintian --allow-root -EvIL +pedantic --suppress-tags alien-tag $build/deb/backstop_*.changes 2>&1");
	is $said =~ s/^(?:N|O): .*\n//gmr, '', 'lintian';
}

# Elsewhere and later: neither may show.
my $again = tempdir(CLEANUP => 1);
is system("cp -a $build/deb/backstop $again/elsewhere && cd $again/elsewhere && "
		. 'env -u MAKEFLAGS -u MAKELEVEL DEB_BUILD_OPTIONS=nocheck '
		. "dpkg-buildpackage -us -uc -b >$again/log 2>&1"), 0, 'built again';
is output('sha256sum', glob "$again/exim4-backstop_*.deb") =~ s/ .*//sr,
	output('sha256sum', $deb) =~ s/ .*//sr, 'the same package';

# What `make install` does when called by hand, where only what names a path is to be built
# anew; what the compiler makes of it is of no interest here.
my $dest = tempdir(CLEANUP => 1);
my @make = ('env', '-u', 'MAKEFLAGS', 'make', '-s', '-C', "$again/elsewhere", "DESTDIR=$dest",
	'prefix=/opt/x', 'sysconfdir=/srv/etc', 'localstatedir=/srv/var', 'CFLAGS=-O0');
is system(@make, 'install'), 0, 'make install';
my $written = output('grep', '-rl', '/usr/', "$dest/opt");
unlike $written, qr{/share/backstop/}, 'its files name the prefix';
is output('grep', '-rE', '/(etc/exim4|var/lib)/backstop', "$dest/opt/x/share/backstop/acl") =~ s{^.*/srv/.*\n}{}gmr, '',
	'… and where the policy and the state are';
is output('grep', '-rlE', '^ *#($|[^#])', "$dest/opt/x/share/backstop/acl"), "$dest/opt/x/share/backstop/acl/main\n",
	'… without comments, apart from main, which documents macros';
output('sh', '-c', "echo '# mine' >$dest/srv/etc/exim4/backstop/modes");
is system(@make, 'install'), 0, 'make install again';
is output('cat', "$dest/srv/etc/exim4/backstop/modes"), "# mine\n", 'policy is kept';
is system(@make, 'uninstall'), 0, 'make uninstall';
is output('find', "$dest/opt", '!', '-type', 'd'), '', 'nothing is left';

# What the timers run as root is confined (systemd's own measure, 0 to 100).
SKIP: {
	my $unpacked = tempdir(CLEANUP => 1);
	system('dpkg', '-x', $deb, $unpacked);
	my @units = map { glob "$unpacked/$_/backstop-*.service" } qw(lib/systemd/system usr/lib/systemd/system);
	is @units, 6, 'services';
	skip 'systemd-analyze is missing', 6 if system('systemd-analyze --version >/dev/null 2>&1');
	is system("systemd-analyze security --offline=true --threshold=30 --no-pager $_ >/dev/null 2>&1"), 0,
		s{.*/}{}r . ': exposed 3.0 at most' for @units;
}

# Exim delivers a bounce that was held for too long as soon as it starts: systemd, asked in its
# test mode (which root may not use), has what is due removed before.
SKIP: {
	my $systemd = '/lib/systemd/systemd';
	skip 'systemd is missing', 2 if !-x $systemd || system('systemctl --version >/dev/null 2>&1');
	my $root = tempdir(CLEANUP => 1);
	my $units = "$root/usr/lib/systemd/system";    # systemd of trixie looks nowhere else
	system('mkdir', '-p', $units, "$root/etc/systemd/system") == 0 or die "mkdir: $?";
	system('cp', "$ROOT/debian/exim4-backstop.backstop-bounces.service", "$units/backstop-bounces.service") == 0 or die "cp: $?";
	output('sh', '-c', "printf '[Service]\\nExecStart=/bin/true\\n' >$units/exim4.service && cp /lib/systemd/system/*.target $units/");
	is system("systemctl --root=$root enable backstop-bounces.service >/dev/null 2>&1"), 0, 'what precedes Exim can be enabled';
	system('chmod', '-R', 'a+rX', $root) == 0 or die "chmod: $?";
	my $plan = `SYSTEMD_UNIT_PATH=$root/etc/systemd/system:$units setpriv --reuid nobody --clear-groups $systemd --test --system --unit=exim4.service 2>&1`;
	# That of sid does not run at all where the kernel has version 1 of cgroups.
	skip 'systemd cannot run here: ' . ($plan =~ s/\n.*//sr), 1 if $plan !~ /Unit /;
	my ($exim) = $plan =~ /(?:->|→) Unit exim4\.service:\n(.*?)(?=(?:->|→) Unit |\z)/s;    # of trixie: an arrow
	is_deeply [($exim // '') =~ /(?:Wants|After): (backstop-\S+)/g], [('backstop-bounces.service') x 2],
		'… and starts with Exim, before it';
}

done_testing;
