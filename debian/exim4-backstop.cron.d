# What the timers do, where there is no systemd.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
23 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop status --step-back >/dev/null
# What Backstop need not remember any more is deleted each day; by a timer where
# systemd runs.
23 4 * * * root test -d /run/systemd/system || ! test -x /usr/bin/backstop || backstop store purge --quiet
# What backstop-doctor.timer does, where there is no systemd; only where
# Backstop is enabled.
17 5 * * * root [ -d /run/systemd/system ] || ! exim4 -bP local_scan_path 2>/dev/null | grep -q /backstop || backstop doctor --save --changed /var/lib/backstop/doctor --mail
