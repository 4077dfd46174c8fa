package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// shortlistOf returns the offers on the shortlist of a person, given by all their ids, each once.
func shortlistOf(ctx context.Context, q db.Q, person []id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT offer_id FROM shortlist_items WHERE person_id IN (`+db.List(1, len(person))+`) ORDER BY added_at, offer_id`, db.Args(person)...)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (o id.ID, err error) {
		err = r.Scan(&o)
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: load shortlist: %w", err)
	}
	var out []id.ID
	for _, o := range found {
		if !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out, nil
}

// insertShortlist adds offers in their order, a microsecond apart.
func insertShortlist(ctx context.Context, tx *db.Tx, person id.ID, offers []id.ID, now time.Time) error {
	_, err := db.BulkInsert(ctx, tx, "shortlist_items", []string{"person_id", "offer_id", "added_at"}, "ON CONFLICT DO NOTHING", func(yield func([]any) bool) {
		for i, o := range offers {
			if !yield([]any{person, o, now.Add(time.Duration(i) * time.Microsecond)}) {
				return
			}
		}
	})
	return err
}

func deleteShortlist(ctx context.Context, tx *db.Tx, person []id.ID, offer id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM shortlist_items WHERE offer_id = $1 AND person_id IN (`+db.List(2, len(person))+`)`, append([]any{offer}, db.Args(person)...)...)
	if err != nil {
		return fmt.Errorf("catalogue: take from shortlist: %w", err)
	}
	return nil
}
