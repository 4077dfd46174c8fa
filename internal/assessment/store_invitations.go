package assessment

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// endInvitations takes back every access to a target.
func endInvitations(ctx context.Context, tx *db.Tx, now time.Time, target id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET ended_at = $2 WHERE target_id = $1 AND ended_at IS NULL`, target, now)
	if err != nil {
		return fmt.Errorf("assessment: end invitations: %w", err)
	}
	return nil
}

// invitationNames returns the names by which a person knows those whom they invited.
func invitationNames(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]string, error) {
	out := map[id.ID]string{}
	rows, err := q.Query(ctx, `SELECT id, name FROM invitations WHERE person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (name string, err error) {
		var i id.ID
		if err = r.Scan(&i, &name); err == nil {
			out[i] = name
		}
		return name, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: names: %w", err)
	}
	return out, nil
}
