# What Backstop need not remember any more is deleted each day; by a timer where
# systemd runs.
23 4 * * * root test -d /run/systemd/system || ! test -x /usr/bin/backstop || backstop store purge --quiet
