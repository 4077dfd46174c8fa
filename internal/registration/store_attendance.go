package registration

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var factColumns = []string{"id", "registration_id", "occurrence_id", "day_id", "how", "file_id", "joined_at", "left_at", "minutes", "present", "reason", "recorded_by", "recorded_at", "chosen", "said_at", "clock_off", "scan_id"}

func insertFacts(ctx context.Context, q db.Q, occurrence id.ID, facts []Fact) error {
	_, err := db.BulkInsert(ctx, q, "attendance", factColumns, "", func(yield func([]any) bool) {
		for _, f := range facts {
			if !yield([]any{id.New(), f.RegistrationID, occurrence, f.DayID, string(f.How), f.FileID, f.JoinedAt, f.LeftAt, f.Minutes, f.Present, f.Reason, f.RecordedBy, f.RecordedAt, string(f.Chosen), f.SaidAt, f.ClockOff, f.ScanID}) {
				return
			}
		}
	})
	return err
}

const factSelect = `registration_id, day_id, how, file_id, joined_at, left_at, minutes, present, reason, recorded_by, recorded_at, chosen, said_at, clock_off, scan_id`

func scanFact(row scanner) (Fact, error) {
	var f Fact
	return f, row.Scan(&f.RegistrationID, &f.DayID, &f.How, &f.FileID, db.Time(&f.JoinedAt), db.Time(&f.LeftAt), &f.Minutes, &f.Present, &f.Reason, &f.RecordedBy, db.Time(&f.RecordedAt),
		&f.Chosen, db.Time(&f.SaidAt), &f.ClockOff, &f.ScanID)
}

// factsOf returns the facts of these registrations, oldest first.
func factsOf(ctx context.Context, q db.Q, registrations []id.ID) (map[id.ID][]Fact, error) {
	out := map[id.ID][]Fact{}
	for chunk := range slices.Chunk(registrations, 500) {
		rows, err := q.Query(ctx, `SELECT `+factSelect+` FROM attendance WHERE registration_id IN (`+db.List(1, len(chunk))+`) ORDER BY recorded_at, id`, db.Args(chunk)...)
		facts, err := db.Collect(rows, err, func(rows *sql.Rows) (Fact, error) { return scanFact(rows) })
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			out[f.RegistrationID] = append(out[f.RegistrationID], f)
		}
	}
	return out, nil
}

// insertFile reports false when the same content was taken in before.
func insertFile(ctx context.Context, q db.Q, f sourceFile, sha256 string) (bool, error) {
	res, err := q.Exec(ctx, `INSERT INTO attendance_files (id, occurrence_id, name, sha256, recorded_by, recorded_at, source, form, day_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (occurrence_id, sha256) DO NOTHING`, f.ID, f.OccurrenceID, f.Name, sha256, f.RecordedBy, f.RecordedAt, string(f.Source), string(f.Form), string(f.DayID))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// sourceFile is a file of attendance that was taken in.
type sourceFile struct {
	ID, OccurrenceID id.ID
	Name             string
	Source           How
	Form             Form
	// DayID is the day that a list speaks of, empty for reports and where there is one sitting.
	DayID      id.ID
	RecordedBy id.ID
	RecordedAt time.Time
}

// filesOf returns the files taken in for an occurrence.
func filesOf(ctx context.Context, q db.Q, occurrence id.ID) (map[id.ID]sourceFile, error) {
	rows, err := q.Query(ctx, `SELECT id, occurrence_id, name, source, form, day_id, recorded_by, recorded_at FROM attendance_files WHERE occurrence_id = $1`, occurrence)
	out := map[id.ID]sourceFile{}
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var f sourceFile
		var day string
		err := rows.Scan(&f.ID, &f.OccurrenceID, &f.Name, &f.Source, &f.Form, &day, &f.RecordedBy, db.Time(&f.RecordedAt))
		f.DayID = id.ID(day)
		out[f.ID] = f
		return struct{}{}, err
	})
	return out, err
}

func fileTaken(ctx context.Context, q db.Q, occurrence id.ID, sha256 string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_files WHERE occurrence_id = $1 AND sha256 = $2`, occurrence, sha256).Scan(&n)
	return n > 0, err
}

const unmatchedColumns = `id, file_id, occurrence_id, name, address, visits, why, resolution, registration_id, resolved_by, resolved_at`

func scanUnmatched(row scanner) (Unmatched, error) {
	var u Unmatched
	return u, row.Scan(&u.ID, &u.FileID, &u.OccurrenceID, &u.Name, &u.Address, db.JSON(&u.Visits), &u.Why, &u.Resolution, &u.RegistrationID, &u.ResolvedBy, db.Time(&u.ResolvedAt))
}

func insertUnmatched(ctx context.Context, q db.Q, list []Unmatched) error {
	_, err := db.BulkInsert(ctx, q, "attendance_unmatched", []string{"id", "file_id", "occurrence_id", "name", "address", "visits", "why"}, "", func(yield func([]any) bool) {
		for _, u := range list {
			if !yield([]any{u.ID, u.FileID, u.OccurrenceID, u.Name, u.Address, db.JSON(u.Visits), string(u.Why)}) {
				return
			}
		}
	})
	return err
}

// unresolvedOf returns what of an occurrence's files is still to be resolved, the oldest first.
func unresolvedOf(ctx context.Context, q db.Q, occurrence, after id.ID, limit int) ([]Unmatched, error) {
	rows, err := q.Query(ctx, `SELECT `+unmatchedColumns+` FROM attendance_unmatched WHERE occurrence_id = $1 AND resolution = '' AND id > $2
		ORDER BY id LIMIT $3`, occurrence, string(after), limit)
	return db.Collect(rows, err, func(rows *sql.Rows) (Unmatched, error) { return scanUnmatched(rows) })
}

// unmatchedVisits returns what earlier files said about people who fit no registration, resolved or not.
func unmatchedVisits(ctx context.Context, q db.Q, occurrence id.ID) ([]Unmatched, error) {
	rows, err := q.Query(ctx, `SELECT name, address, visits FROM attendance_unmatched WHERE occurrence_id = $1`, occurrence)
	return db.Collect(rows, err, func(rows *sql.Rows) (Unmatched, error) {
		var u Unmatched
		return u, rows.Scan(&u.Name, &u.Address, db.JSON(&u.Visits))
	})
}

func countUnresolved(ctx context.Context, q db.Q, occurrence id.ID) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_unmatched WHERE occurrence_id = $1 AND resolution = ''`, occurrence).Scan(&n)
	return n, err
}

func unmatchedByID(ctx context.Context, q db.Q, unmatched id.ID) (Unmatched, error) {
	u, err := scanUnmatched(q.QueryRow(ctx, `SELECT `+unmatchedColumns+` FROM attendance_unmatched WHERE id = $1`, unmatched))
	if errors.Is(err, sql.ErrNoRows) {
		return u, errs.New(errs.NotFound, "There is no such row.")
	}
	return u, err
}

// resolveUnmatched reports false when somebody else has resolved it already.
func resolveUnmatched(ctx context.Context, q db.Q, unmatched id.ID, resolution string, registration, by id.ID, now time.Time) (bool, error) {
	res, err := q.Exec(ctx, `UPDATE attendance_unmatched SET resolution = $1, registration_id = $2, resolved_by = $3, resolved_at = $4
		WHERE id = $5 AND resolution = ''`, resolution, registration, by, now, unmatched)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
