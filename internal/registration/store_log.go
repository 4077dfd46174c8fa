package registration

import (
	"context"
	"database/sql"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func insertLog(ctx context.Context, q db.Q, e LogEntry) error {
	_, err := q.Exec(ctx, `INSERT INTO registration_log (id, registration_id, occurrence_id, no, from_state, to_state, reason, note, actor_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id.New(), e.RegistrationID, e.OccurrenceID, e.No, string(e.From), string(e.To), string(e.Reason), e.Note, e.ActorID, e.At)
	return err
}

const logFields = `registration_id, occurrence_id, no, from_state, to_state, reason, note, actor_id, at`

func scanLog(rows *sql.Rows) (LogEntry, error) {
	var e LogEntry
	return e, rows.Scan(&e.RegistrationID, &e.OccurrenceID, &e.No, &e.From, &e.To, &e.Reason, &e.Note, &e.ActorID, db.Time(&e.At))
}

// logOfOccurrence returns every change in an occurrence in the order in which it happened.
func logOfOccurrence(ctx context.Context, q db.Q, occurrence id.ID) ([]LogEntry, error) {
	rows, err := q.Query(ctx, `SELECT `+logFields+` FROM registration_log WHERE occurrence_id = $1 ORDER BY no`, occurrence)
	return db.Collect(rows, err, scanLog)
}

// logOfRegistration returns every change of one registration, the first one first.
func logOfRegistration(ctx context.Context, q db.Q, registration id.ID) ([]LogEntry, error) {
	rows, err := q.Query(ctx, `SELECT `+logFields+` FROM registration_log WHERE registration_id = $1 ORDER BY no`, registration)
	return db.Collect(rows, err, scanLog)
}

// lastReasons returns why each of these registrations is in the state in which it is.
func lastReasons(ctx context.Context, q db.Q, registrations []id.ID) (map[id.ID]Reason, error) {
	out := map[id.ID]Reason{}
	for chunk := range slices.Chunk(registrations, 500) {
		rows, err := q.Query(ctx, `SELECT l.registration_id, l.reason FROM registration_log l
			WHERE l.registration_id IN (`+db.List(1, len(chunk))+`) AND l.no = (SELECT MAX(no) FROM registration_log WHERE registration_id = l.registration_id)`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var (
				of     id.ID
				reason Reason
			)
			err := rows.Scan(&of, &reason)
			out[of] = reason
			return struct{}{}, err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lastNo returns the number of a registration's latest change, 0 when there is none.
func lastNo(ctx context.Context, q db.Q, registration id.ID) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(no), 0) FROM registration_log WHERE registration_id = $1`, registration).Scan(&n)
	return n, err
}

// logOccurrences returns the occurrences that anybody ever registered for, after the given one.
func logOccurrences(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT occurrence_id FROM registration_log WHERE occurrence_id IS NOT NULL AND occurrence_id > $1
		ORDER BY occurrence_id LIMIT $2`, string(after), limit)
	return db.Collect(rows, err, scanID)
}
