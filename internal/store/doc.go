// Package store keeps everything that must survive: what was observed, what is known, what was decided, and what is to be
// told. It is the durable side of the ledger and of the outbox, and where pages and the API read.
//
//	ledger ──Update──► observations, monitors, verdicts, incidents, deliveries    one transaction
//	deliver ─Claim───► threads (lease) ─► deliveries (first waiting one) ─Conclude─► sent | skipped | dead
//	API ─────Resend──► deliveries (dead ──► pending, behind what waits in their threads)
//	pages, API ──────► typed reads
//
// There are two databases and one SQL text. SQLite (WAL, synchronous=FULL, one writing connection and a few reading ones) is
// the default; PostgreSQL serves several processes. Only dialect.go, sqlite.go and postgres.go know which one it is.
//
// Invariants:
//   - nothing is half stored: every exported write is one transaction;
//   - instants are BIGINT microseconds since 1970, UTC, 0 for none; deadlines are rounded up, so that what the database calls
//     due is due; documents (JSON) keep nanoseconds;
//   - the SQL never asks for the time: callers, or this package with package time, say what it is;
//   - text from outside never makes a write fail: bytes that a database refuses (NUL, invalid UTF-8) are escaped reversibly in
//     columns (see text), and are U+FFFD or a JSON escape in documents;
//   - an error is wrapped with what was tried; contention is ledger.ErrConflict, which says that nothing has happened.
//
// A Store is safe for concurrent use. With SQLite, a function that runs inside Update must not call other writing methods of
// the same Store: there is one writer, and it is busy.
package store
