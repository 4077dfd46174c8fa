package registration

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// rememberName keeps whom somebody of the unit said a name or an address to be; what was said last holds.
func rememberName(ctx context.Context, q db.Q, unit id.ID, called string, person, by id.ID, now time.Time) error {
	if called == "name:" {
		return nil
	}
	_, err := q.Exec(ctx, `INSERT INTO attendance_names (unit_id, called, person_id, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (unit_id, called) DO UPDATE SET person_id = excluded.person_id, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at`, unit, called, person, by, now)
	return err
}

// namesKnown returns who these names and addresses were said to be in the unit.
func namesKnown(ctx context.Context, q db.Q, unit id.ID, called []string) (map[string]id.ID, error) {
	out := map[string]id.ID{}
	for chunk := range slices.Chunk(called, 500) {
		rows, err := q.Query(ctx, `SELECT called, person_id FROM attendance_names WHERE unit_id = $1 AND called IN (`+db.List(2, len(chunk))+`)`, append([]any{unit}, db.Args(chunk)...)...)
		_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var key string
			var person id.ID
			err := rows.Scan(&key, &person)
			out[key] = person
			return struct{}{}, err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// spokenOfTwice returns up to limit registrations of an occurrence whose attendance still decides something and of which more than
// one source speaks, or which their own person speaks for, by name after one of them.
func spokenOfTwice(ctx context.Context, q db.Q, occurrence id.ID, after rosterCursor, limit int) ([]Registration, error) {
	rows, err := q.Query(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE occurrence_id = $1 AND (sort_name > $2 OR sort_name = $2 AND id > COALESCE($3, '')) AND state IN (`+db.List(5, len(settleable))+`)
		AND id IN (SELECT a.registration_id`+twice+`a.occurrence_id = $1 AND x.file_id IS NULL GROUP BY a.registration_id`+speakTwice+`)
		ORDER BY sort_name, id LIMIT $4`, append([]any{occurrence, after.Name, after.ID, limit}, stateArgs(settleable)...)...)
	return db.Collect(rows, err, scanRegistrations)
}

// What spokenOfTwice asks: each platform is a source of its own, and what was set aside is none.
const (
	twice = ` FROM attendance a LEFT JOIN attendance_files f ON f.id = a.file_id LEFT JOIN attendance_files_aside x ON x.file_id = a.file_id WHERE `

	speakTwice = ` HAVING COUNT(DISTINCT CASE WHEN a.how = 'file' THEN 'file:' || COALESCE(f.form, '') ELSE a.how END) > 1 OR MAX(CASE WHEN a.how = 'self' THEN 1 ELSE 0 END) = 1`
)

// spokenOfAfter returns up to limit completed registrations of an occurrence about which facts came in, or were set aside, after the
// completion, by name after one of them.
func spokenOfAfter(ctx context.Context, q db.Q, occurrence id.ID, after rosterCursor, limit int) ([]Registration, error) {
	rows, err := q.Query(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE occurrence_id = $1 AND (sort_name > $2 OR sort_name = $2 AND id > COALESCE($3, '')) AND state = 'completed'
		AND EXISTS (SELECT 1 FROM attendance a LEFT JOIN attendance_files_aside x ON x.file_id = a.file_id
			WHERE a.registration_id = registrations.id AND (a.recorded_at > registrations.completed_at AND x.file_id IS NULL OR x.set_at > registrations.completed_at))
		ORDER BY sort_name, id LIMIT $4`, occurrence, after.Name, after.ID, limit)
	return db.Collect(rows, err, scanRegistrations)
}
