package app

import (
	"context"
	"io"
	"slices"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/jobs"
)

// leftOut are the tables whose rows no backup holds, because a restored one would be worse than none:
// a session that was ended, a link and a challenge that were used would open again, and the secret of a day's
// visits would outlive the day. The answers kept for an Idempotency-Key go along: they rest sealed, and what was done
// before the backup is not done twice by who repeats it after the restore.
var leftOut = []string{"web_sessions", "mail_links", "recovery_links", "passkey_challenges", "sign_in_attempts", "visit_salts"}

// workPart is the part with the queue's unfinished work.
const workPart = "unfinished_work"

// Backup writes all that is in the database, as it is at this moment, as a backup to w. Servers go on
// writing meanwhile. It is for the operator, who must keep the file as secret as the database.
func (a *App) Backup(ctx context.Context, w io.Writer) (backup.Manifest, error) {
	m := backup.Manifest{Program: BuildVersion(), Database: a.DB.Dialect().String(), At: a.Clock.Now().UTC()}
	schema, _, err := a.DB.SchemaVersion(ctx)
	if err != nil {
		return m, err
	}
	m.Schema = schema
	err = a.DB.Snapshot(ctx, func(ctx context.Context, s *db.Snapshot) error {
		tables, err := db.Tables(ctx, s)
		if err != nil {
			return err
		}
		if m.LogHead, err = audit.Head(ctx, s); err != nil {
			return err
		}
		b := backup.NewWriter(w, m)
		for _, t := range tables {
			rows := func(row func([]any) error) error { return s.Rows(ctx, t, row) }
			if slices.Contains(leftOut, t.Name) {
				rows = func(func([]any) error) error { return nil }
			}
			if err := b.Part(ctx, t.Name, t.Columns, rows); err != nil {
				return err
			}
		}
		err = b.Part(ctx, workPart, jobs.CarryColumns, func(row func([]any) error) error { return a.Jobs.Unfinished(ctx, s, row) })
		if err != nil {
			return err
		}
		m, err = b.Close()
		return err
	})
	return m, err
}
