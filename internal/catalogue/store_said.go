package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// loadSaid returns what the sources of the offers have said of them, by offer and by the key of the date.
func loadSaid(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]map[string]said, error) {
	out := make(map[id.ID]map[string]said, len(offers))
	for chunk := range slices.Chunk(offers, 500) {
		rows, err := q.Query(ctx, `SELECT offer_id, date_key, said FROM source_rows WHERE offer_id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var offer id.ID
			var date string
			var s said
			if err := r.Scan(&offer, &date, db.JSON(&s)); err != nil {
				return struct{}{}, err
			}
			if out[offer] == nil {
				out[offer] = map[string]said{}
			}
			out[offer][date] = s
			return struct{}{}, nil
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: load what sources said: %w", err)
		}
	}
	return out, nil
}

// keepSaid remembers what a source says of offers and dates.
func keepSaid(ctx context.Context, tx *db.Tx, told map[id.ID]map[string]said) error {
	_, err := db.BulkInsert(ctx, tx, "source_rows", []string{"offer_id", "date_key", "said"},
		"ON CONFLICT (offer_id, date_key) DO UPDATE SET said = EXCLUDED.said", func(yield func([]any) bool) {
			for _, offer := range slices.Sorted(maps.Keys(told)) {
				for _, date := range slices.Sorted(maps.Keys(told[offer])) {
					if !yield([]any{offer, date, db.JSON(told[offer][date])}) {
						return
					}
				}
			}
		})
	return err
}

// renameDate gives a date another key in its source, and forgets what was said of it under the former one.
func renameDate(ctx context.Context, tx *db.Tx, o Occurrence, former string) error {
	if _, err := tx.Exec(ctx, `UPDATE occurrences SET source_key = $2 WHERE id = $1`, o.ID, o.SourceKey); err != nil {
		return fmt.Errorf("catalogue: rename date: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM source_rows WHERE offer_id = $1 AND date_key = $2`, o.OfferID, former); err != nil {
		return fmt.Errorf("catalogue: rename date: %w", err)
	}
	return nil
}

// datesToCome returns the dates that a source has announced and that have not begun, with the keys of their offers.
func datesToCome(ctx context.Context, q db.Q, source id.ID, now time.Time) ([]Occurrence, map[id.ID]string, error) {
	rows, err := q.Query(ctx, `SELECT id, source_key FROM offers WHERE source_id = $1 AND source_key <> '' AND status <> 'archived'`, source)
	keys := map[id.ID]string{}
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var offer id.ID
		var key string
		err := r.Scan(&offer, &key)
		keys[offer] = key
		return struct{}{}, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("catalogue: offers of a source: %w", err)
	}
	dates, err := occurrencesWhere(ctx, q, `c.source_key <> '' AND c.status = 'scheduled' AND c.starts_at > $2
		AND c.offer_id IN (SELECT id FROM offers WHERE source_id = $1 AND status <> 'archived')`, source, now)
	return dates, keys, err
}

// undated is a published offer without any date.
type undated struct {
	id         id.ID
	key, title string
}

// undatedOffers returns the published offers of a source that never had a date.
func undatedOffers(ctx context.Context, q db.Q, source id.ID) ([]undated, error) {
	rows, err := q.Query(ctx, `SELECT o.id, o.source_key, v.title FROM offers o JOIN offer_versions v ON v.id = o.published_id
		WHERE o.source_id = $1 AND o.source_key <> '' AND o.status = 'published' AND NOT EXISTS (SELECT 1 FROM occurrences c WHERE c.offer_id = o.id) ORDER BY o.id`, source)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (o undated, err error) { return o, r.Scan(&o.id, &o.key, &o.title) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: offers of a source without dates: %w", err)
	}
	return list, nil
}
