package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const periodColumns = `m.id, m.person_id, m.class, m.event, m.starts_on, m.ends_on, m.replaces_id, m.source, m.recorded_at,
	EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = m.id)`

func scanPeriod(r *sql.Rows) (Period, error) {
	var p Period
	return p, r.Scan(&p.ID, &p.PersonID, &p.Class, &p.Event, &p.StartsOn, &p.EndsOn, &p.ReplacesID, &p.Source, db.Time(&p.RecordedAt), &p.Replaced)
}

// CROSS JOIN keeps SQLite from reading all periods and looking each one's person up.
func classOn(ctx context.Context, q db.Q, person id.ID, date string) (string, error) {
	var class string
	err := q.QueryRow(ctx, `WITH me AS (SELECT COALESCE((SELECT person_id FROM person_aliases WHERE alias_id = $1), $1) AS id),
		ids AS (SELECT id FROM me UNION ALL SELECT a.alias_id FROM person_aliases a JOIN me ON a.person_id = me.id)
		SELECT m.class FROM ids CROSS JOIN membership_periods m
		WHERE m.person_id = ids.id AND m.starts_on <= $2 AND m.ends_on >= $2 AND NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = m.id)
		ORDER BY m.starts_on DESC, m.id DESC LIMIT 1`, string(person), date).Scan(&class)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("people: class of membership: %w", err)
	}
	return class, nil
}

// periodsOf returns the periods of persons, the latest first.
func periodsOf(ctx context.Context, q db.Q, ids []id.ID) ([]Period, error) {
	var out []Period
	for part := range slices.Chunk(ids, chunk) {
		rows, err := q.Query(ctx, `SELECT `+periodColumns+` FROM membership_periods m WHERE m.person_id IN (`+db.List(1, len(part))+`)
			ORDER BY m.starts_on DESC, m.id DESC`, db.Args(part)...)
		found, err := db.Collect(rows, err, scanPeriod)
		if err != nil {
			return nil, fmt.Errorf("people: memberships: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

func insertPeriod(ctx context.Context, tx *db.Tx, actor authz.Actor, p Period) error {
	_, err := tx.Exec(ctx, `INSERT INTO membership_periods (id, person_id, class, event, starts_on, ends_on, replaces_id, source, recorded_by, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.ID, p.PersonID, p.Class, p.Event, p.StartsOn, p.EndsOn, p.ReplacesID, p.Source, actor.PersonID, p.RecordedAt)
	if err != nil {
		return fmt.Errorf("people: record a membership: %w", err)
	}
	return nil
}
