// Package db is the seam to the two databases: SQLite, embedded, and
// PostgreSQL, to scale out. Everything above it writes one SQL text for both.
//
// What to remember:
//
//   - A transaction is a visible parameter. Stores take a Q; use cases call
//     InTx, which owns the commit. Callers never see a batch, but on SQLite the
//     closures that are waiting are committed together, each inside its own
//     savepoint, and no caller gets its answer before the commit is durable.
//   - A closure must do nothing but database work: no network, no River client,
//     no second InTx (it panics). It may be run again after a serialization
//     failure on PostgreSQL, so it must not change anything outside.
//   - Placeholders are $1, $2 and bind by number on both databases.
//   - Times are BIGINT microseconds since 1970, UTC. Pass a time.Time as an
//     argument (the zero time becomes NULL) and scan with Time(&t).
//   - Civil dates are TEXT "2006-01-02"; money and CEU are integers; JSON is
//     TEXT through JSON(&v); ids are TEXT and empty ids are NULL.
//   - No CAST by "::", no ILIKE (lower(x) LIKE lower($n)), no "try insert, then
//     update": write an upsert.
package db
