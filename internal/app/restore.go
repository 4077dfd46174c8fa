package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/db"
)

// RestoreOptions says what restoring may do.
type RestoreOptions struct {
	// Replace lets it put the backup in the place of a database that was used.
	Replace bool
	// Reapply is a file of endings; what it says was ended after the backup is ended again.
	Reapply string
	// Anyway lets an embedded database take its place although the doctor finds something broken in it.
	Anyway bool
}

// ErrSick says that the doctor finds something broken in what would be restored, and that the old database stays.
var ErrSick = errors.New("the doctor finds something broken in the backup, and the database stays as it was; --anyway puts it in place all the same")

// Restored is what restoring did.
type Restored struct {
	backup.Manifest
	// Reapplied is how much was ended again, and EndingsUntil until when the file of endings tells.
	Reapplied    int
	EndingsUntil time.Time
	// Findings are what the doctor says is broken in the restored database, and Attention what is sound and yet waits for somebody: it keeps nothing from being restored.
	Findings, Attention []string
}

// restoring is the directory beside the embedded database in which a backup is unpacked.
const restoring = "restoring"

// Restore puts a backup into the database of c, which is made when missing. The backup is read to its
// end and checked before anything is touched; then the database is replaced in one step: at every
// moment it is the old one or the new one. It refuses a backup of another schema, one that is not
// whole, one in which the doctor finds something broken (ErrSick, with the findings; on PostgreSQL it looks when all is done), and a database that was used unless Replace is set. Servers must be stopped; on the embedded
// database that is seen to. On PostgreSQL the user must own the tables.
func Restore(ctx context.Context, c Config, path string, o RestoreOptions) (Restored, error) {
	b, err := backup.Open(path)
	if err != nil {
		return Restored{}, err
	}
	defer b.Close()
	out := Restored{Manifest: b.Manifest}
	if schema, err := db.Schema(); err != nil || schema != b.Manifest.Schema {
		return out, errors.Join(err, fmt.Errorf("the backup has schema version %d and was made by version %s, and this program has schema version %d: restore it with the version that made it, and upgrade then", b.Manifest.Schema, b.Manifest.Program, schema))
	}
	if err := b.Verify(ctx); err != nil {
		return out, err
	}
	if o.Reapply != "" {
		if _, err := os.Stat(o.Reapply); err != nil {
			return out, err
		}
	}
	c.Existing = false
	if c.DatabaseURL != "" {
		err = restorePostgres(ctx, c, b, o, &out)
		return out, err
	}
	err = restoreEmbedded(ctx, c, b, o, &out)
	return out, err
}

// restoreEmbedded fills a new file and lets it take the old one's name.
func restoreEmbedded(ctx context.Context, c Config, b *backup.Archive, o RestoreOptions, out *Restored) (err error) {
	release, err := db.LockDir(ctx, c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if _, err := os.Stat(filepath.Join(c.Data, db.File)); err == nil && !o.Replace {
		if err := refuseUsed(ctx, c); err != nil {
			return err
		}
	}
	staged := c
	staged.Data = filepath.Join(c.Data, restoring)
	if err := os.RemoveAll(staged.Data); err != nil { // of a restore that was interrupted
		return err
	}
	defer os.RemoveAll(staged.Data)
	a, err := New(ctx, staged)
	if err != nil {
		return err
	}
	if err := errors.Join(a.fill(ctx, b, o, out), a.Close()); err != nil {
		return err
	}
	if len(out.Findings) > 0 && !o.Anyway {
		return ErrSick
	}
	return db.Install(ctx, staged.Data, c.Data)
}

func refuseUsed(ctx context.Context, c Config) error {
	d, err := db.Open(ctx, db.Config{Dir: c.Data, URL: c.DatabaseURL})
	if err != nil {
		return err
	}
	defer d.Close()
	used, err := d.Used(ctx)
	if err == nil && used {
		return errUsed
	}
	return err
}

var errUsed = errors.New("there is a database already, and it was used: restore into an empty one, or say --replace to give it up")

// restorePostgres does all in one transaction.
func restorePostgres(ctx context.Context, c Config, b *backup.Archive, o RestoreOptions, out *Restored) error {
	a, err := New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	used, err := a.DB.Used(ctx)
	if err != nil {
		return err
	}
	if used && !o.Replace {
		return errUsed
	}
	return a.fill(ctx, b, o, out)
}

// fill replaces the rows of the database by those of the backup, ends again what must be, and has
// the doctor look at it.
func (a *App) fill(ctx context.Context, b *backup.Archive, o RestoreOptions, out *Restored) error {
	err := a.DB.Replace(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range b.Manifest.Parts {
			var broken error
			rows := b.Rows(p, &broken)
			if p.Name == workPart {
				err := a.Jobs.TakeUp(ctx, tx, rows)
				if err := errors.Join(broken, err); err != nil {
					return err
				}
				continue
			}
			n, err := tx.Fill(ctx, db.Table{Name: p.Name, Columns: p.Columns}, rows)
			if err := errors.Join(broken, err); err != nil {
				return err
			}
			if n != p.Rows {
				return fmt.Errorf("app: restore %s: %d rows went in, and the backup has %d", p.Name, n, p.Rows)
			}
		}
		// An account that was asked back cannot be stopped by letters any more, so it is not given.
		if _, err := a.People.RestoredTx(ctx, tx); err != nil {
			return err
		}
		if o.Reapply == "" {
			return nil
		}
		var err error
		out.Reapplied, out.EndingsUntil, err = a.reapply(ctx, tx, o.Reapply, b.Manifest.At)
		return err
	})
	if err != nil {
		return err
	}
	out.Findings, out.Attention, err = a.Check(ctx)
	return err
}
