-- The tables of the store, for SQLite and PostgreSQL alike.
-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- "backstop store init" runs this; running it again changes nothing. Times are
-- seconds since 1970. A change needs a new version number, here and in acl/store.

CREATE TABLE IF NOT EXISTS store (version BIGINT PRIMARY KEY);
INSERT INTO store (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM store);

-- Attempts to send mail: first and last are the times of the first and the last one,
-- passed is how many came after the wait (0: none yet).
CREATE TABLE IF NOT EXISTS greylist (
	pool TEXT NOT NULL, sender TEXT NOT NULL, rcpt TEXT NOT NULL,
	first BIGINT NOT NULL, last BIGINT NOT NULL, passed BIGINT NOT NULL,
	PRIMARY KEY (pool, sender, rcpt));
CREATE INDEX IF NOT EXISTS greylist_waiting ON greylist (last) WHERE passed = 0;
CREATE INDEX IF NOT EXISTS greylist_passed ON greylist (last) WHERE passed > 0;

-- Senders whose mail a check lets pass: a pool, or an address that our users wrote to.
-- "what" begins with the kind: pool:198.51.100.0/24, address:joe@example.net.
CREATE TABLE IF NOT EXISTS known (
	what TEXT PRIMARY KEY, why TEXT NOT NULL, until BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS known_until ON known (until);

-- Hosts that contacted a trap.
CREATE TABLE IF NOT EXISTS trap (
	host TEXT PRIMARY KEY, why TEXT NOT NULL, until BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS trap_until ON trap (until);

SELECT version FROM store;
