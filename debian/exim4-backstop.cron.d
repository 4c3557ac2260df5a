# What the timers do, where there is no systemd.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# Exim reads policy files that were changed by hand.
*/5 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop compile --quiet
# Checks that are wrong go back to warn (step_back: on).
23 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop status --step-back >/dev/null
# Bounces of ours that own_bounce holds are removed before Exim delivers them.
33 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop bounces --due --mail >/dev/null
# What has left is learned from Exim's log.
43 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop store learn --new --quiet
# What Backstop need not remember any more is deleted.
23 4 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop store purge --quiet
# The daily look, only where Backstop is enabled.
17 5 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || ! exim4 -bP local_scan_path 2>/dev/null | grep -q /backstop || backstop doctor --save --changed /var/lib/backstop/doctor --mail
# A mail a week about the last seven days (digest: weekly).
47 5 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop digest --mail
