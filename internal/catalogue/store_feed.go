package catalogue

import (
	"context"
	"database/sql"
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

// publishedKeys returns the next published offers by id.
func publishedKeys(ctx context.Context, q db.Q, after id.ID, limit int) ([]listedOffer, error) {
	rows, err := q.Query(ctx, `SELECT key, updated_at FROM offers WHERE status = 'published' AND id > $1 ORDER BY id LIMIT $2`, string(after), limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (listedOffer, error) {
		var p listedOffer
		return p, r.Scan(&p.key, db.Time(&p.at))
	})
	return out, wrapIndex(err)
}
