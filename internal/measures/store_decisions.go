package measures

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const decisionColumns = `id, suggestion_id, decision, offer_id, joined_id, unit_id, reply, decided_by, decided_at`

func (d *Decided) targets() []any {
	return []any{&d.ID, &d.SuggestionID, &d.Decision, &d.OfferID, &d.JoinedID, &d.UnitID, &d.Reply, &d.By, db.Time(&d.At)}
}

func insertDecisions(ctx context.Context, tx *db.Tx, list []Decided) error {
	_, err := db.BulkInsert(ctx, tx, "suggestion_decisions", []string{"id", "suggestion_id", "decision", "offer_id", "joined_id", "unit_id", "reply", "decided_by", "decided_at"}, "", func(yield func([]any) bool) {
		for _, d := range list {
			if !yield([]any{d.ID, d.SuggestionID, d.Decision, d.OfferID, d.JoinedID, d.UnitID, d.Reply, d.By, d.At}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("measures: keep decisions: %w", err)
	}
	return nil
}

// decisionsOf returns the decisions on suggestions, the latest first.
func decisionsOf(ctx context.Context, q db.Q, suggestions []id.ID) (map[id.ID][]Decided, error) {
	out := make(map[id.ID][]Decided, len(suggestions))
	if len(suggestions) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT `+decisionColumns+` FROM suggestion_decisions WHERE suggestion_id IN (`+db.List(1, len(suggestions))+`) ORDER BY decided_at DESC, id DESC`, db.Args(suggestions)...)
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var d Decided
		if err = r.Scan(d.targets()...); err == nil {
			out[d.SuggestionID] = append(out[d.SuggestionID], d)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: load decisions: %w", err)
	}
	return out, nil
}

func decisionByID(ctx context.Context, q db.Q, decision id.ID) (d Decided, err error) {
	err = q.QueryRow(ctx, `SELECT `+decisionColumns+` FROM suggestion_decisions WHERE id = $1`, decision).Scan(d.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return d, noSuggestion()
	}
	return d, err
}
