package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// offersByKeys returns the ids of offers by key or by id, whatever their status.
func offersByKeys(ctx context.Context, q db.Q, keys []string) (map[string]id.ID, error) {
	out := make(map[string]id.ID, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT key, id FROM offers WHERE key IN (`+db.List(1, len(keys))+`) OR id IN (`+db.List(1, len(keys))+`)`, db.Args(keys)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var key string
		var offer id.ID
		err := r.Scan(&key, &offer)
		out[key], out[string(offer)] = offer, offer
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: offers by key: %w", err)
	}
	return out, nil
}

// comingOf returns the next scheduled dates of each offer that have not ended, at most so many of each, without their days.
func comingOf(ctx context.Context, q db.Q, offers []id.ID, now time.Time, most int) (map[id.ID][]Occurrence, error) {
	rows, err := q.Query(ctx, `SELECT `+occurrenceColumns+` FROM (
			SELECT o.*, ROW_NUMBER() OVER (PARTITION BY o.offer_id ORDER BY o.starts_at, o.id) AS nth FROM occurrences o
			WHERE o.status = 'scheduled' AND o.ends_at > $1 AND o.offer_id IN (`+db.List(3, len(offers))+`)) c
		WHERE c.nth <= $2 ORDER BY c.starts_at, c.id`, append([]any{now, most}, db.Args(offers)...)...)
	found, err := db.Collect(rows, err, scanOccurrence)
	if err != nil {
		return nil, fmt.Errorf("catalogue: dates to come: %w", err)
	}
	out := map[id.ID][]Occurrence{}
	for _, o := range found {
		out[o.OfferID] = append(out[o.OfferID], o)
	}
	return out, nil
}
