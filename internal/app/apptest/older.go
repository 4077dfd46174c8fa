// Package apptest makes what a whole program is tried on.
package apptest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/jobs"
)

// unfinished is the part of a backup with the work that waited.
const unfinished = "unfinished_work"

// Older makes an empty database what an older program had: the schema of a kept backup, and its rows. It returns what the backup says of itself.
func Older(ctx context.Context, kept string, c db.Config) (m backup.Manifest, err error) {
	b, err := backup.Open(kept)
	if err != nil {
		return m, err
	}
	defer b.Close()
	d, err := db.Open(ctx, c)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.MigrateTo(ctx, b.Manifest.Schema); err != nil {
		return m, err
	}
	return b.Manifest, d.Replace(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range b.Manifest.Parts {
			var broken error
			rows := b.Rows(p, &broken)
			var err error
			if p.Name == unfinished {
				err = jobs.New(d, clock.System{}, slog.New(slog.DiscardHandler)).TakeUp(ctx, tx, rows)
			} else {
				_, err = tx.Fill(ctx, db.Table{Name: p.Name, Columns: p.Columns}, rows)
			}
			if err := errors.Join(broken, err); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
		return nil
	})
}
