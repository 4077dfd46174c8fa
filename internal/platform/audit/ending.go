package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Entry is one row of the log as it is told outside of the database, a line of JSON.
type Entry struct {
	No     int64           `json:"no"`
	At     time.Time       `json:"at"`
	Actor  id.ID           `json:"actor,omitempty"`
	Action string          `json:"action"`
	Kind   string          `json:"kind"`
	ID     id.ID           `json:"id"`
	Unit   id.ID           `json:"unit,omitempty"`
	Detail json.RawMessage `json:"detail"`
	Seal   string          `json:"seal"`
}

// Told returns the sealed rows of these actions after a number, in the chain's order, at most 500.
func Told(ctx context.Context, q db.Q, after int64, actions []string) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT seal_no, at, COALESCE(actor_id, ''), action, object_kind, object_id, COALESCE(unit_id, ''), detail, seal
		FROM audit_log WHERE seal_no > $1 AND action IN (`+db.List(2, len(actions))+`) ORDER BY seal_no LIMIT 500`, append([]any{after}, db.Args(actions)...)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Entry, error) {
		var (
			e      Entry
			detail string
		)
		err := r.Scan(&e.No, db.Time(&e.At), &e.Actor, &e.Action, &e.Kind, &e.ID, &e.Unit, &detail, &e.Seal)
		e.Detail = json.RawMessage(detail)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("audit: tell: %w", err)
	}
	return out, nil
}

// Since reports whether one of these actions was done to a thing after a moment.
func Since(ctx context.Context, q db.Q, kind string, object id.ID, since time.Time, actions ...string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM audit_log WHERE object_kind = $1 AND object_id = $2 AND at > $3 AND action IN (`+db.List(4, len(actions))+`)`,
		append([]any{kind, object, since}, db.Args(actions)...)...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("audit: since: %w", err)
	}
	return n > 0, nil
}
