-- The tables of the memory of sent mail, for SQLite and PostgreSQL alike.
-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- "backstop store init" runs this; running it again changes nothing.

-- Keyed digests of sent mail (core/evidence/digest.h), each with the last day on which
-- it was sent, in days since 1970. There is no index by day, because it would cost time
-- for each message: a purge goes through the table by its key. (For SQLite, "store
-- init" has already made this table WITHOUT ROWID: half as many pages are written.)
CREATE TABLE IF NOT EXISTS sent (digest TEXT PRIMARY KEY, day BIGINT NOT NULL);

-- A row for each host, by a digest of its name: according to its log, all mail that left
-- it between since and until (seconds since 1970) is recorded. That counts only if mark
-- is the expected one: a digest, with the same secret, of the kinds of digests that are
-- kept, and of the time at which the machine started (SQLite only: PostgreSQL does not
-- lose rows).
CREATE TABLE IF NOT EXISTS memory (
	host TEXT PRIMARY KEY, mark TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL);

SELECT count(*) FROM memory;
