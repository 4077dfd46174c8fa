package db

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Dialect names a database and holds the few fragments of SQL that differ.
type Dialect uint8

// The two databases.
const (
	SQLite Dialect = iota
	Postgres
)

// String returns the name used in migration files and metrics.
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Claim is the suffix of a SELECT that takes rows for this transaction and passes over rows
// that another one has taken. SQLite has one writer, so there is nothing to pass over.
func (d Dialect) Claim() string {
	if d == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// ForShare is the suffix of a SELECT whose rows must stay as they are until the transaction ends. SQLite has one writer at a time and needs none.
func (d Dialect) ForShare() string {
	if d == Postgres {
		return " FOR SHARE"
	}
	return ""
}

// ForUpdate is the suffix of a SELECT whose rows the transaction will change.
func (d Dialect) ForUpdate() string {
	if d == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// inOrder writes n placeholders for arguments that are bound in their order. SQLite looks up each
// numbered one by its name, which made a statement of 3,000 take four times as long.
func (d Dialect) inOrder(from, n int) string {
	if d == Postgres {
		return List(from, n)
	}
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// MaxArgs is the number of arguments that one statement may carry on either database.
const MaxArgs = 30000

// IsUnique reports whether err is a broken unique constraint or primary key.
func IsUnique(err error) bool {
	return hasCode(err, "23505", sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// IsForeignKey reports whether err is a broken reference.
func IsForeignKey(err error) bool { return hasCode(err, "23503", sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY) }

// IsCheck reports whether err is a broken CHECK constraint or a refusal by a trigger.
func IsCheck(err error) bool {
	return hasCode(err, "23514", sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_TRIGGER) || hasCode(err, "P0001")
}

// isRetryable reports whether PostgreSQL asks for the transaction to be run again.
func isRetryable(err error) bool { return hasCode(err, "40001") || hasCode(err, "40P01") }

// corrupt are SQLite's codes for a file that is no whole database.
var corrupt = []int{sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}

// IsNoText reports whether PostgreSQL refused a text with a NUL or broken UTF-8 in it. SQLite keeps any.
func IsNoText(err error) bool { return hasCode(err, "22021") || hasCode(err, "22P05") }

// IsUnavailable reports whether the database cannot work now: disk full, I/O error, connection lost, too many connections.
func IsUnavailable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57P"), pg.Code == "55P03":
			return true
		}
		return false
	}
	var (
		ce *pgconn.ConnectError
		oe *net.OpError
	)
	if errors.As(err, &ce) || errors.As(err, &oe) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) {
		return true
	}
	var le *sqlite.Error
	if errors.As(err, &le) {
		switch le.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
			return true
		}
	}
	return false
}

func hasCode(err error, pgCode string, liteCodes ...int) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == pgCode
	}
	var le *sqlite.Error
	if errors.As(err, &le) {
		for _, c := range liteCodes {
			if le.Code() == c {
				return true
			}
		}
	}
	return false
}
