package db

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
)

// LockServer makes this process the only server on an embedded database, until Close or the
// end of the process. Commands beside the server need no lock. On PostgreSQL several servers
// may run, and LockServer does nothing.
//
// The lock is an exclusive SQLite transaction on a file of its own, because the operating
// system drops it when a process dies and it works the same on every platform.
func (d *DB) LockServer(ctx context.Context) error {
	if d.dialect == Postgres {
		return nil
	}
	var err error
	d.lock, err = lockDir(ctx, d.dir)
	return err
}

// LockDir keeps servers from an embedded database's directory, made when missing, until release is called.
func LockDir(ctx context.Context, dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory cannot be made: %w", err)
	}
	l, err := lockDir(ctx, dir)
	if err != nil {
		return nil, err
	}
	return l.Close, nil
}

func lockDir(ctx context.Context, dir string) (*sql.DB, error) {
	path := filepath.Join(dir, "serve.lock")
	l, err := sql.Open("sqlite", "file:"+escapePath(path)+"?_pragma=busy_timeout(0)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return nil, err
	}
	l.SetMaxOpenConns(1)
	l.SetMaxIdleConns(1)
	if _, err := l.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS held (at INTEGER); BEGIN EXCLUSIVE"); err != nil {
		l.Close()
		if IsUnavailable(err) {
			return nil, fmt.Errorf("another server is already running on the data directory %s: stop it first, or give this one its own --data", dir)
		}
		return nil, fmt.Errorf("db: lock %s: %w", path, err)
	}
	return l, nil
}

// schemaLock is the number of our advisory lock in PostgreSQL. goose has one too, but makes its own
// table before it takes it.
const schemaLock = 0x636f6d6d6f6e73

// lockSchema keeps others from migrating the same PostgreSQL until release is called. On SQLite
// migrations are kept apart by its one writer.
func (d *DB) lockSchema(ctx context.Context) (release func(), err error) {
	if d.dialect != Postgres {
		return func() {}, nil
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(schemaLock)); err != nil {
		conn.Close()
		return nil, err
	}
	return func() {
		conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(schemaLock))
		conn.Close()
	}, nil
}
