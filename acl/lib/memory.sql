-- The tables of the memory of sent mail, for SQLite and PostgreSQL alike.
-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- "backstop store init" runs this; run again, it changes nothing.

-- Keyed digests of what left (core/evidence/digest.h), with the last day on which
-- it did, in days since 1970. No index by day, for each message would pay for
-- it: a purge goes through the table by its key. (For SQLite it is made
-- WITHOUT ROWID before: half as many pages are written.)
CREATE TABLE IF NOT EXISTS sent (digest TEXT PRIMARY KEY, day BIGINT NOT NULL);

-- A row for each host, by a digest of its name: all that left it between since and
-- until (seconds since 1970) is there, as its log has it. That counts only while
-- mark is the same: a digest, so of the same secret, of the time at which the
-- machine started (SQLite) or of nothing (PostgreSQL, which loses no rows).
CREATE TABLE IF NOT EXISTS memory (
	host TEXT PRIMARY KEY, mark TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL);

SELECT count(*) FROM memory;
