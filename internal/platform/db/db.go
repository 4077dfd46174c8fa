package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the embedded database driver
)

// Q is what a query needs: the database itself for reading, or a transaction.
type Q interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	Dialect() Dialect
}

// Config says where the database is: a PostgreSQL address or a data directory.
type Config struct {
	// Dir is the data directory of the embedded database, made when missing.
	Dir string
	// URL, when set, is a postgres:// address and wins over Dir.
	URL string
	// Existing refuses a directory without a database, where Open would make one.
	Existing bool
	// MaxConns bounds the connections to PostgreSQL, where 0 means 16, or the readers of SQLite, where 0 means 10, or two for each processor:
	// more do not read faster, and each takes four megabytes.
	MaxConns int
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	// read serves queries outside transactions; write runs transactions. On PostgreSQL they are one pool.
	read, write *sql.DB
	batch       *batcher
	lock        *sql.DB
	dir         string
}

// File is the name of the embedded database inside the data directory.
const File = "commons.db"

// Open opens the database but does not migrate it.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.MaxConns == 0 {
		c.MaxConns = 16
		if c.URL == "" {
			c.MaxConns = max(10, 2*runtime.GOMAXPROCS(0))
		}
	}
	if c.URL != "" {
		return openPostgres(ctx, c)
	}
	return openSQLite(ctx, c)
}

func openPostgres(ctx context.Context, c Config) (*DB, error) {
	if !strings.HasPrefix(c.URL, "postgres://") && !strings.HasPrefix(c.URL, "postgresql://") {
		return nil, errors.New("the address of a PostgreSQL database begins with postgres://")
	}
	cc, err := pgx.ParseConfig(c.URL)
	if err != nil {
		// What the driver says may hold the address, and that a password.
		return nil, errors.New("the address of the PostgreSQL database cannot be read: it looks like postgres://USER:PASSWORD@HOST:PORT/DATABASE")
	}
	if cc.RuntimeParams["timezone"] == "" {
		cc.RuntimeParams["timezone"] = "UTC"
	}
	pool := stdlib.OpenDB(*cc)
	pool.SetMaxOpenConns(c.MaxConns)
	pool.SetMaxIdleConns(c.MaxConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("PostgreSQL at %s does not let us in: %w", cc.Host, rootCause(err))
	}
	return &DB{dialect: Postgres, read: pool, write: pool}, nil
}

// sqliteDSN sets what every connection must have: a durable log, foreign keys, triggers that fire for
// the rows that REPLACE removes (they guard the facts), and a wait for a writer in another process
// instead of an error.
func sqliteDSN(path string, write bool) string {
	v := []string{
		"_pragma=busy_timeout(15000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(ON)", "_pragma=recursive_triggers(ON)", "_pragma=temp_store(MEMORY)",
	}
	if write {
		v = append(v, "_txlock=immediate", "_pragma=wal_autocheckpoint(4000)", "_pragma=cache_size(-16000)")
	} else {
		// A reader's cache is emptied by every commit of the writer, so that more than this is only memory: three times as
		// much, since the allocator gives a page of four kilobytes, with what is known of it, eight.
		v = append(v, "_pragma=query_only(ON)", "_pragma=cache_size(-1000)")
	}
	return "file:" + escapePath(path) + "?" + strings.Join(v, "&")
}

func openSQLite(ctx context.Context, c Config) (*DB, error) {
	if c.Dir == "" {
		return nil, errors.New("db: neither a data directory nor a PostgreSQL address was given")
	}
	path := filepath.Join(c.Dir, File)
	if c.Existing {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("there is no database in %s: name its directory by --data, or make one by commons seed", c.Dir)
		}
	} else if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory cannot be made: %w", err)
	}
	write, err := openKeeping(sqliteDSN(path, true))
	if err != nil {
		return nil, fmt.Errorf("db: open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, unopened(path, err)
	}
	read, err := openKeeping(sqliteDSN(path, false))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("db: open %s: %w", path, err)
	}
	read.SetMaxOpenConns(c.MaxConns)
	read.SetMaxIdleConns(c.MaxConns)
	d := &DB{dialect: SQLite, read: read, write: write, dir: c.Dir}
	d.batch = newBatcher(d)
	return d, nil
}

// unopened says in words of an operator why the file cannot be used.
func unopened(path string, err error) error {
	switch {
	case hasCode(err, "", corrupt...):
		return fmt.Errorf("%s is damaged or no database: put a copy from a backup in its place", path)
	case IsUnavailable(err):
		return fmt.Errorf("%s cannot be opened for writing; look at the directory's owner, rights and free space: %w", path, err)
	}
	return fmt.Errorf("db: open %s: %w", path, err)
}

// rootCause leaves out what the driver wraps around a failed connection: every address that it tried.
func rootCause(err error) error {
	for {
		var next error
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			next = e.Unwrap()
		case interface{ Unwrap() []error }:
			if all := e.Unwrap(); len(all) > 0 {
				next = all[0]
			}
		}
		if next == nil {
			return err
		}
		err = next
	}
}

// Close waits for the transactions under way and closes the database.
func (d *DB) Close() error {
	if d.batch != nil {
		d.batch.stop()
	}
	var errAll error
	if d.read != d.write {
		errAll = errors.Join(errAll, d.read.Close())
	}
	errAll = errors.Join(errAll, d.write.Close())
	if d.lock != nil {
		errAll = errors.Join(errAll, d.lock.Close())
	}
	return errAll
}

// Dialect says which database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Writer is the pool that writes. It is for the job queue, the migrations and the
// session store's maintenance only; everything else goes through InTx.
func (d *DB) Writer() *sql.DB { return d.write }

// Pools are the pools of connections by name, for the metrics.
func (d *DB) Pools() map[string]*sql.DB {
	if d.read == d.write {
		return map[string]*sql.DB{"all": d.write}
	}
	return map[string]*sql.DB{"read": d.read, "write": d.write}
}

// Commits returns how often SQLite's writer committed, and how many transactions were in those commits.
// On PostgreSQL, where each commits by itself, both are 0.
func (d *DB) Commits() (commits, transactions int64) {
	if d.batch == nil {
		return 0, 0
	}
	return d.batch.commits.Load(), d.batch.transactions.Load()
}

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Exec implements Q for PostgreSQL maintenance; on SQLite the readers refuse writes.
func (d *DB) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return d.read.ExecContext(ctx, query, bind(args)...)
}

// Query implements Q outside a transaction.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	countQuery(ctx, query)
	return d.read.QueryContext(ctx, query, bind(args)...)
}

// QueryRow implements Q outside a transaction.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	countQuery(ctx, query)
	return d.read.QueryRowContext(ctx, query, bind(args)...)
}

// escapePath makes a file path safe inside a SQLite URI.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23", " ", "%20").Replace(filepath.ToSlash(path))
}
