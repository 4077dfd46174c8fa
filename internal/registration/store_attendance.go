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
			if !yield([]any{id.New(), f.RegistrationID, occurrence, f.DayID, string(f.How), f.FileID, f.JoinedAt, f.LeftAt, f.Minutes, f.Present, f.Reason, f.RecordedBy, f.RecordedAt, f.Chosen, f.SaidAt, f.ClockOff, f.ScanID}) {
				return
			}
		}
	})
	return err
}

const factSelect = `SELECT a.registration_id, a.day_id, a.how, a.file_id, COALESCE(f.form, ''), a.joined_at, a.left_at, a.minutes, a.present, a.reason, a.recorded_by, a.recorded_at, a.chosen, a.said_at, a.clock_off, a.scan_id, x.set_at
	FROM attendance a LEFT JOIN attendance_files f ON f.id = a.file_id LEFT JOIN attendance_files_aside x ON x.file_id = a.file_id`

func scanFact(row scanner) (Fact, error) {
	var f Fact
	return f, row.Scan(&f.RegistrationID, &f.DayID, &f.How, &f.FileID, &f.Form, db.Time(&f.JoinedAt), db.Time(&f.LeftAt), &f.Minutes, &f.Present, &f.Reason, &f.RecordedBy, db.Time(&f.RecordedAt),
		&f.Chosen, db.Time(&f.SaidAt), &f.ClockOff, &f.ScanID, db.Time(&f.setAside))
}

// factsKept returns all facts of these registrations, oldest first, those of files that were set aside among them.
func factsKept(ctx context.Context, q db.Q, registrations []id.ID) (map[id.ID][]Fact, error) {
	out := map[id.ID][]Fact{}
	for chunk := range slices.Chunk(registrations, 500) {
		rows, err := q.Query(ctx, factSelect+` WHERE a.registration_id IN (`+db.List(1, len(chunk))+`) ORDER BY a.recorded_at, a.id`, db.Args(chunk)...)
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

// notAside is true of rows whose file was not set aside.
const notAside = `NOT EXISTS (SELECT 1 FROM attendance_files_aside x WHERE x.file_id = attendance_unmatched.file_id)`

// waits is true of rows that somebody is asked about.
const waits = `resolution = '' AND NOT known AND ` + notAside

const unmatchedColumns = `id, file_id, occurrence_id, name, address, visits, why, known, resolution, registration_id, resolved_by, resolved_at`

func scanUnmatched(row scanner) (Unmatched, error) {
	var u Unmatched
	return u, row.Scan(&u.ID, &u.FileID, &u.OccurrenceID, &u.Name, &u.Address, db.JSON(&u.Visits), &u.Why, &u.Known, &u.Resolution, &u.RegistrationID, &u.ResolvedBy, db.Time(&u.ResolvedAt))
}

func insertUnmatched(ctx context.Context, q db.Q, list []Unmatched) error {
	_, err := db.BulkInsert(ctx, q, "attendance_unmatched", []string{"id", "file_id", "occurrence_id", "name", "address", "visits", "why", "known"}, "", func(yield func([]any) bool) {
		for _, u := range list {
			if !yield([]any{u.ID, u.FileID, u.OccurrenceID, u.Name, u.Address, db.JSON(u.Visits), string(u.Why), u.Known}) {
				return
			}
		}
	})
	return err
}

// unresolvedOf returns what of an occurrence's files is still to be resolved, the oldest first.
func unresolvedOf(ctx context.Context, q db.Q, occurrence, after id.ID, limit int) ([]Unmatched, error) {
	rows, err := q.Query(ctx, `SELECT `+unmatchedColumns+` FROM attendance_unmatched WHERE occurrence_id = $1 AND `+waits+` AND id > $2 ORDER BY id LIMIT $3`, occurrence, string(after), limit)
	return db.Collect(rows, err, func(rows *sql.Rows) (Unmatched, error) { return scanUnmatched(rows) })
}

// unmatchedIn returns what the files of an occurrence that count say about people who fit no registration, resolved or not, the oldest first.
func unmatchedIn(ctx context.Context, q db.Q, occurrence id.ID) ([]Unmatched, error) {
	rows, err := q.Query(ctx, `SELECT `+unmatchedColumns+` FROM attendance_unmatched WHERE occurrence_id = $1 AND `+notAside+` ORDER BY id`, occurrence)
	return db.Collect(rows, err, func(rows *sql.Rows) (Unmatched, error) { return scanUnmatched(rows) })
}

// askAbout has a row asked about that an earlier file brought.
func askAbout(ctx context.Context, q db.Q, unmatched id.ID) error {
	_, err := q.Exec(ctx, `UPDATE attendance_unmatched SET known = FALSE WHERE id = $1`, unmatched)
	return err
}

func countUnresolved(ctx context.Context, q db.Q, occurrence id.ID) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM attendance_unmatched WHERE occurrence_id = $1 AND `+waits, occurrence).Scan(&n)
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
		WHERE id = $5 AND resolution = '' AND `+notAside, resolution, registration, by, now, unmatched)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
