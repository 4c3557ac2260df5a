# The jobs of systemd's timers, for machines without systemd.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# Write the copy of the policy that Exim reads, if a file was changed by hand.
*/5 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop compile --quiet
# Set checks that are wrong back to warn (step_back: on).
23 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop status --step-back >/dev/null
# Remove bounces that own_bounce holds, before Exim delivers them.
33 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop bounces --due --mail >/dev/null
# Read from Exim's log which mail left, for the memory of sent mail.
43 * * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop store learn --new --quiet
# Delete expired entries from the store.
23 4 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop store purge --quiet
# Check the installation, if Backstop is enabled, and report changes to postmaster by mail.
17 5 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || ! { grep -qs '^[.]include_if_exists /usr/share/backstop/' /etc/exim4/conf.d/main/*backstop /etc/exim4/exim4.conf.localmacros || exim4 -bP macros 2>/dev/null | grep -q ^BACKSTOP_SHARE=; } || backstop doctor --save --changed /var/lib/backstop/doctor --mail
# Send postmaster a mail about the last seven days, once a week (digest: weekly).
47 5 * * * root [ -d /run/systemd/system ] || [ ! -x /usr/bin/backstop ] || backstop digest --mail
