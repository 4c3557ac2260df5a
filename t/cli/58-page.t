#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The page of `backstop report --html` in a browser: nothing is wider than the
# screen, on a phone and on a desk, in light and dark, with hardly any mail, with
# a year, and with names as long as they can be. t/cli/56-report.t checks that it
# loads nothing from elsewhere. Pictures of it go into the build directory, under
# pages/.

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Backstop::Command;
use Backstop::Logs;
use Backstop::Rig;
use Cwd qw(abs_path);
use Test::More;

my ($BROWSER) = grep { -x } map { ("$_/chromium", "$_/chromium-browser") } split /:/, $ENV{PATH};
plan skip_all => 'chromium is missing' if !$BROWSER;

my $OUT = abs_path($ENV{BACKSTOP_BUILD} || "$FindBin::Bin/../../build") . '/pages';
mkdir $OUT;
my $calls = 0;

sub browse {
	my (@args) = @_;
	my $home = dir('home' . $calls++);
	my @quiet = qw(--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
		--disable-background-networking --disable-component-update --disable-sync --hide-scrollbars);
	open my $from, '-|', 'sh', '-c', 'exec timeout 300 "$@" 2>/dev/null', 'sh', $BROWSER, @quiet,
		"--user-data-dir=$home", @args or die;
	local $/;
	return scalar(<$from>) // '';
}

# The page in a frame of that width, because a window has a width of its own at
# least: how wide what is in it would like to be, its widest element, and the words in tables
# that are broken.
sub widths {
	my ($page, $width) = @_;
	my $html = Backstop::Rig::slurp($page) =~ s/&/&amp;/gr =~ s/"/&quot;/gr;
	my $frame = file('frame.html', <<"END");
<!DOCTYPE html><body><iframe id=f style="width:${width}px;height:900px;border:0" srcdoc="$html">
</iframe><pre id=result></pre><script>
onload = () => {
	const d = document.getElementById('f').contentDocument;
	d.querySelectorAll('details').forEach(e => e.open = true);
	const right = [...d.body.querySelectorAll('*')].filter(e => !e.closest('thead'))
		.map(e => e.getBoundingClientRect().right);
	const lines = e => {
		const range = d.createRange();
		range.selectNodeContents(e);
		return new Set([...range.getClientRects()].map(r => r.top)).size;
	};
	const broken = [...d.querySelectorAll('th, td')].map(e => [e, e.textContent.trim()])
		.filter(([e, text]) => text && !/\\s/.test(text) && lines(e) > 1).map(([e, text]) => text);
	document.getElementById('result').textContent = 'scroll ' + d.documentElement.scrollWidth
		+ ' right ' + Math.max(...right) + ' broken ' + broken.join(',') + '.';
};
</script>
END
	my ($scroll, $right, $broken) = browse('--dump-dom', "file://$frame")
		=~ /scroll (\d+) right ([\d.]+) broken (.*?)\./;
	return ($scroll // 'nothing', $right // 'nothing', $broken // 'nothing');
}

sub month {
	my $log = Backstop::Logs->new(start => '2026-01-01 06:00:00');
	srand 42;
	for my $n (1 .. 4000) {
		$log->pass(int rand 1200);
		my $ip = '192.0.2.' . int rand 250;
		$log->rejected(at => (qw(connect helo rcpt rcpt rcpt data local_scan))[rand 7], ip => $ip,
			to => "u$n\@ours.example", temporarily => rand() < .15), next if rand() < .5;
		my $mode = rand;
		$log->hit(check => (qw(helo_own dnsbl bounce_foreign ptr_missing header_encoded_word))[rand 5],
			host => $ip, from => rand() < .6 ? '' : "s$n\@far.example",
			$mode < .3 ? (mode => 'deny', did => 'deny') : $mode < .4 ? (more => 'exempt=x') : ())
			if rand() < .5;
		my $id = $log->received(from => "s$n\@far.example", ip => $ip, size => int rand 99999);
		$log->delivered($id, to => 'joe@ours.example');
		$log->completed($id);
		$log->line('backstop v=1 event=scanned did=pass score=' . int rand 9);
	}
	return $log->text;
}

sub year {
	my $log = Backstop::Logs->new(start => '2026-01-01 06:00:00');
	for (1 .. 366) {
		$log->hit(check => 'dnsbl', host => '192.0.2.1');
		$log->received(from => 'a@b.example', ip => '192.0.2.1', size => 999_999_999_999) for 1 .. 3;
		$log->pass(86400);
	}
	return $log->text;
}

sub long_names {
	my $log = Backstop::Logs->new;
	$log->hit(check => 'dnsbl', host => '2001:db8:' . 'ffff:' x 5 . 'ffff',
		from => 'x' x 240 . '@b.example', rcpt => 'y' x 250) for 1 .. 1_234;
	return $log->text;
}

my %page = (month => month(), year => year(), nothing => '', long => long_names());
for my $name (sort keys %page) {
	my $page = "$OUT/$name.html";
	my $log = file($name, $page{$name});
	my @of = $name eq 'month' ? ('--policy', dir('policy'), '--log', $log) : ($log);
	my (undef, $err, $status) = backstop('report', '--html', $page, @of);
	is "$err$status", '0', "$name: the page is written";
	for my $width (360, 390, 768, 1200) {
		my ($scroll, $right, $broken) = widths($page, $width);
		is $scroll, $width, "$name, $width wide: no scrolling to the side";
		cmp_ok $right, '<=', $width, "$name, $width wide: nothing sticks out";
		is $broken, '', "$name, $width wide: no word in a table is broken" if $name ne 'long';
	}
}
for my $row (['wide', 1200], ['narrow', 500], ['dark', 1200, '--force-dark-mode',
		'--blink-settings=preferredColorScheme=0']) {
	my ($name, $width, @args) = @$row;
	unlink "$OUT/month-$name.png";
	browse("--window-size=$width,2600", "--screenshot=$OUT/month-$name.png", @args,
		"file://$OUT/month.html");
	ok -s "$OUT/month-$name.png", "a picture: pages/month-$name.png";
}
my $phone = file('phone.html', '<!DOCTYPE html><body style="margin:0"><iframe '
	. "style=\"width:360px;height:3600px;border:0\" src=\"file://$OUT/month.html\"></iframe>");
browse('--window-size=500,3600', "--screenshot=$OUT/month-phone.png", "file://$phone");
ok -s "$OUT/month-phone.png", 'a picture: pages/month-phone.png';

done_testing();
