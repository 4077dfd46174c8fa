package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Install puts the closed embedded database of one directory in the place of another directory's, of
// the same file system, as one step: whenever it is interrupted, the old one is there or the new one.
// The caller holds the server's lock of dir.
func Install(ctx context.Context, from, dir string) error {
	source, target := filepath.Join(from, File), filepath.Join(dir, File)
	if err := errors.Join(settle(ctx, source), settle(ctx, target)); err != nil {
		return err
	}
	if err := syncPath(source); err != nil {
		return err
	}
	if err := os.Rename(source, target); err != nil {
		return err
	}
	return syncPath(dir)
}

// settle brings all that stands in the log of a database into its file, so that no log is left that
// would be taken for another file's. A file that is no database any more cannot have one that counts.
func settle(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		d, err := sql.Open("sqlite", "file:"+escapePath(path)+"?_pragma=busy_timeout(2000)")
		if err != nil {
			return err
		}
		d.SetMaxOpenConns(1)
		var mode string
		err = d.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
		err = errors.Join(err, d.Close())
		if IsUnavailable(err) || err == nil && mode != "delete" {
			return fmt.Errorf("%s is in use: stop the server and other commands first", path)
		}
		if err != nil && !hasCode(err, "", corrupt...) {
			return err
		}
	}
	for _, log := range []string{path + "-wal", path + "-shm"} {
		if err := os.Remove(log); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// syncPath makes what was written to a file, or into a directory, survive the loss of power.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// WriteFile makes a file as one step: write goes to a temporary file beside it, which takes the name
// once it is whole and will survive the loss of power. Only the owner may read it.
func WriteFile(path string, write func(f *os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.partial")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}
