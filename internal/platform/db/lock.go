package db

import (
	"context"
	"database/sql"
	"fmt"
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
	path := filepath.Join(d.dir, "serve.lock")
	l, err := sql.Open("sqlite", "file:"+escapePath(path)+"?_pragma=busy_timeout(0)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	l.SetMaxOpenConns(1)
	l.SetMaxIdleConns(1)
	if _, err := l.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS held (at INTEGER); BEGIN EXCLUSIVE"); err != nil {
		l.Close()
		if isUnavailable(err) {
			return fmt.Errorf("another server is already running on the data directory %s: stop it first, or give this one its own --data", d.dir)
		}
		return fmt.Errorf("db: lock %s: %w", path, err)
	}
	d.lock = l
	return nil
}
