# What backstop-doctor.timer does, where there is no systemd; only where
# Backstop is enabled.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
17 5 * * * root [ -d /run/systemd/system ] || ! exim4 -bP local_scan_path 2>/dev/null | grep -q /backstop || backstop doctor --save --changed /var/lib/backstop/doctor --mail
