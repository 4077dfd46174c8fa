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

// datesSince returns the dates of offers that were not over at a time, the cancelled ones among them. Sessions of conferences
// that are offers of their own are among theirs.
func datesSince(ctx context.Context, q db.Q, offers []id.ID, since time.Time) ([]Occurrence, error) {
	var out []Occurrence
	for part := range slices.Chunk(offers, indexChunk) {
		found, err := occurrencesWhere(ctx, q, "c.ends_at >= $1 AND c.offer_id IN ("+db.List(2, len(part))+")", append([]any{since}, db.Args(part)...)...)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// everyNthPublished returns every nth published offer but the last of all, by id.
func everyNthPublished(ctx context.Context, q db.Q, n int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS no, COUNT(*) OVER () AS total FROM offers WHERE status = 'published') AS numbered
		WHERE no % $1 = 0 AND no < total ORDER BY id`, n)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	return out, wrapIndex(err)
}

// conferencesOf returns the published offers of dates of conferences, by date.
func conferencesOf(ctx context.Context, q db.Q, dates []id.ID) (map[id.ID]Part, error) {
	if len(dates) == 0 {
		return nil, nil
	}
	out := map[id.ID]Part{}
	for part := range slices.Chunk(dates, indexChunk) {
		rows, err := q.Query(ctx, `SELECT c.id, o.id, o.key, v.title FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN offer_versions v ON v.id = o.published_id
			WHERE o.status = 'published' AND c.id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
			var date id.ID
			var p Part
			err := r.Scan(&date, &p.OfferID, &p.Key, &p.Title)
			out[date] = p
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: load conferences: %w", err)
		}
	}
	return out, nil
}

// publishedProgrammes returns the dates of published conferences that have sessions, of the offers after one and up to another by id.
func publishedProgrammes(ctx context.Context, q db.Q, after, upto id.ID) ([]listedOffer, error) {
	rows, err := q.Query(ctx, `SELECT c.id, o.updated_at FROM offers o JOIN occurrences c ON c.offer_id = o.id
		WHERE o.status = 'published' AND o.kind = 'conference' AND o.id > $1 AND o.id <= $2 AND c.status = 'scheduled'
		AND EXISTS (SELECT 1 FROM occurrences x WHERE x.parent_id = c.id) ORDER BY o.id, c.id`, string(after), string(upto))
	out, err := db.Collect(rows, err, func(r *sql.Rows) (listedOffer, error) {
		var p listedOffer
		return p, r.Scan(&p.key, db.Time(&p.at))
	})
	return out, wrapIndex(err)
}

// publishedKeys returns the next published offers by id.
func publishedKeys(ctx context.Context, q db.Q, after id.ID, limit int) ([]listedOffer, error) {
	rows, err := q.Query(ctx, `SELECT key, updated_at, id FROM offers WHERE status = 'published' AND id > $1 ORDER BY id LIMIT $2`, string(after), limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (listedOffer, error) {
		var p listedOffer
		return p, r.Scan(&p.key, db.Time(&p.at), &p.id)
	})
	return out, wrapIndex(err)
}
