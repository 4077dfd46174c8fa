package registration

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// insertFile reports false when the same content was taken in before and was not set aside since. Content that
// was set aside comes in under the digest with how often it had been.
func insertFile(ctx context.Context, q db.Q, f SourceFile, sha256 string) (bool, error) {
	aside, err := asideOf(ctx, q, f.OccurrenceID, sha256)
	if err != nil {
		return false, err
	}
	if aside > 0 {
		sha256 += "." + strconv.Itoa(aside)
	}
	res, err := q.Exec(ctx, `INSERT INTO attendance_files (id, occurrence_id, name, sha256, recorded_by, recorded_at, source, form, day_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (occurrence_id, sha256) DO NOTHING`, f.ID, f.OccurrenceID, f.Name, sha256, f.RecordedBy, f.RecordedAt, string(f.Source), string(f.Form), string(f.DayID))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// sameContent is true of a file with a digest, however often it was taken in.
const sameContent = `f.occurrence_id = $1 AND (f.sha256 = $2 OR f.sha256 LIKE $3)`

// asideOf is how often the content was set aside.
func asideOf(ctx context.Context, q db.Q, occurrence id.ID, sha256 string) (n int, err error) {
	return n, q.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_files f JOIN attendance_files_aside x ON x.file_id = f.id WHERE `+sameContent, occurrence, sha256, sha256+".%").Scan(&n)
}

// fileTaken reports whether the content was taken in and counts.
func fileTaken(ctx context.Context, q db.Q, occurrence id.ID, sha256 string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_files f LEFT JOIN attendance_files_aside x ON x.file_id = f.id WHERE x.file_id IS NULL AND `+sameContent, occurrence, sha256, sha256+".%").Scan(&n)
	return n > 0, err
}

const fileSelect = `SELECT f.id, f.occurrence_id, f.name, f.source, f.form, f.day_id, f.recorded_by, f.recorded_at, x.set_by, x.set_at, COALESCE(x.reason, ''),
	(SELECT COUNT(DISTINCT a.registration_id) FROM attendance a WHERE a.file_id = f.id) FROM attendance_files f LEFT JOIN attendance_files_aside x ON x.file_id = f.id `

func scanFile(row scanner) (SourceFile, error) {
	var f SourceFile
	var day string
	err := row.Scan(&f.ID, &f.OccurrenceID, &f.Name, &f.Source, &f.Form, &day, &f.RecordedBy, db.Time(&f.RecordedAt), &f.asideBy, db.Time(&f.Aside), &f.AsideReason, &f.People)
	f.DayID = id.ID(day)
	return f, err
}

// filesIn returns the files taken in for an occurrence, the latest first.
func filesIn(ctx context.Context, q db.Q, occurrence id.ID) ([]SourceFile, error) {
	rows, err := q.Query(ctx, fileSelect+`WHERE f.occurrence_id = $1 ORDER BY f.recorded_at DESC, f.id DESC`, occurrence)
	return db.Collect(rows, err, func(rows *sql.Rows) (SourceFile, error) { return scanFile(rows) })
}

func fileByID(ctx context.Context, q db.Q, file id.ID) (SourceFile, error) {
	f, err := scanFile(q.QueryRow(ctx, fileSelect+`WHERE f.id = $1`, file))
	if errors.Is(err, sql.ErrNoRows) {
		return f, errs.New(errs.NotFound, "There is no such file.")
	}
	return f, err
}

// fileNames are the names and forms of the files taken in for an occurrence.
func fileNames(ctx context.Context, q db.Q, occurrence id.ID) (map[id.ID]SourceFile, error) {
	rows, err := q.Query(ctx, `SELECT id, name, form FROM attendance_files WHERE occurrence_id = $1`, occurrence)
	out := map[id.ID]SourceFile{}
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (f SourceFile, err error) {
		err = rows.Scan(&f.ID, &f.Name, &f.Form)
		out[f.ID] = f
		return f, err
	})
	return out, err
}

// insertAside reports false when the file was set aside before.
func insertAside(ctx context.Context, q db.Q, f SourceFile) (bool, error) {
	res, err := q.Exec(ctx, `INSERT INTO attendance_files_aside (file_id, occurrence_id, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		f.ID, f.OccurrenceID, f.AsideReason, f.asideBy, f.Aside)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// spokenOfIn returns up to limit registrations that a file says something of, by id after last.
func spokenOfIn(ctx context.Context, q db.Q, file, last id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT registration_id FROM attendance WHERE file_id = $1 AND registration_id > $2 ORDER BY registration_id LIMIT $3`, file, string(last), limit)
	return db.Collect(rows, err, scanID)
}
