package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"modernc.org/sqlite"
)

// statementsMost is how many prepared statements a connection to SQLite keeps, the last used. One takes some ten kilobytes.
const statementsMost = 200

// openKeeping opens a pool of connections to SQLite that keep their statements prepared, whoever asks and by whatever call:
// parsing costs more than most of our queries, and the job queue's. pgx does the same by itself.
func openKeeping(dsn string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeping{c}), nil
}

type keeping struct{ driver.Connector }

// Connect implements driver.Connector.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(errors.New("db: SQLite's driver is not what we know"), c.Close())
	}
	kept, err := simplelru.NewLRU(statementsMost, func(_ string, s *statement) { s.drop() })
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &conn{sqliteConn: inner, kept: kept}, nil
}

// sqliteConn is what a connection of SQLite's driver can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is one connection. As database/sql promises, it is used by one goroutine at a time.
type conn struct {
	sqliteConn
	kept *simplelru.LRU[string, *statement]
}

// statement is a prepared statement, run by one caller at a time: while its rows are read, another one is asked as text.
type statement struct {
	driver.Stmt
	busy, dropped bool
}

// take returns the statement of a text, prepared, or nil when it is in use, or is a pragma: those may work while they are prepared.
func (c *conn) take(ctx context.Context, query string) (*statement, error) {
	if strings.HasPrefix(query, "PRAGMA") {
		return nil, nil
	}
	s, ok := c.kept.Get(query)
	if !ok {
		prepared, err := c.sqliteConn.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		s = &statement{Stmt: prepared}
		c.kept.Add(query, s)
	}
	if s.busy {
		return nil, nil
	}
	s.busy = true
	return s, nil
}

// done gives a statement back.
func (s *statement) done() {
	s.busy = false
	if s.dropped {
		s.Close()
	}
}

// drop closes a statement that is kept no longer, once it has been given back.
func (s *statement) drop() {
	s.dropped = true
	if !s.busy {
		s.Close()
	}
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	defer s.done()
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		s.done()
		return nil, err
	}
	return &statementRows{rows, s}, nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	c.kept.Purge()
	return c.sqliteConn.Close()
}

// statementRows gives their statement back when they are closed.
type statementRows struct {
	driver.Rows
	of *statement
}

// Close implements driver.Rows. database/sql calls it once.
func (r *statementRows) Close() error {
	defer r.of.done()
	return r.Rows.Close()
}
