package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// duplicatePairs finds pairs of offers that may be the same, the newest first.
func duplicatePairs(ctx context.Context, q db.Q, units scope, near time.Duration, limit int) ([][2]id.ID, error) {
	args := []any{near.Microseconds(), limit}
	inA, more := units.where("a.unit_id", 3)
	args = append(args, more...)
	inB, more := units.where("b.unit_id", len(args)+1)
	args = append(args, more...)
	const from = ` FROM offers a JOIN offer_versions va ON va.offer_id = a.id AND va.id = COALESCE(a.published_id, a.draft_id)`
	// Whichever of the two is looked at first, the other is found by its key from its version. COALESCE keeps the order of the two from being taken for a way to find it, which would look
	// through half of all offers for each.
	const both = ` JOIN offers b ON b.id = vb.offer_id AND COALESCE(b.id, '') > a.id AND COALESCE(b.published_id, b.draft_id) = vb.id`
	const said = ` AND a.status <> 'archived' AND b.status <> 'archived' AND COALESCE(a.source_id, '') <> COALESCE(b.source_id, '')
		AND NOT EXISTS (SELECT 1 FROM distinct_offers d WHERE d.offer_id = a.id AND d.other_id = b.id)`
	rows, err := q.Query(ctx, `SELECT x.a, x.b FROM (
		SELECT a.id AS a, b.id AS b`+from+` JOIN offer_versions vb ON vb.sort_title = va.sort_title`+both+`
		WHERE (EXISTS (SELECT 1 FROM occurrences ca JOIN occurrences cb ON cb.offer_id = b.id AND cb.starts_at BETWEEN ca.starts_at - $1 AND ca.starts_at + $1 WHERE ca.offer_id = a.id)
			OR NOT EXISTS (SELECT 1 FROM occurrences c WHERE c.offer_id = a.id) OR NOT EXISTS (SELECT 1 FROM occurrences c WHERE c.offer_id = b.id))`+said+` AND `+inA+` AND `+inB+`
		UNION SELECT a.id AS a, b.id AS b`+from+` JOIN offer_versions vb ON vb.link = va.link AND va.link <> ''`+both+`
		WHERE (a.kind = 'outside' OR b.kind = 'outside')`+said+` AND `+inA+` AND `+inB+`) x ORDER BY x.b DESC, x.a LIMIT $2`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (p [2]id.ID, err error) { return p, r.Scan(&p[0], &p[1]) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: duplicates: %w", err)
	}
	return list, nil
}

// twinsByID returns what is shown of offers side by side.
func twinsByID(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]Twin, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rows, err := q.Query(ctx, `SELECT o.id, o.key, o.kind, o.status, o.unit_id, o.unit_name, v.title, v.link, COALESCE(s.name, ''),
			(SELECT MIN(c.starts_at) FROM occurrences c WHERE c.offer_id = o.id), (SELECT COUNT(*) FROM occurrences c WHERE c.offer_id = o.id)
		FROM offers o JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id) LEFT JOIN sources s ON s.id = o.source_id
		WHERE o.id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (t Twin, err error) {
		err = r.Scan(&t.ID, &t.Key, &t.Kind, &t.Status, &t.UnitID, &t.UnitName, &t.Title, &t.Link, &t.Source, db.Time(&t.Starts), &t.Dates)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: duplicates: %w", err)
	}
	out := make(map[id.ID]Twin, len(list))
	for _, t := range list {
		out[t.ID] = t
	}
	return out, nil
}

func setMergedInto(ctx context.Context, tx *db.Tx, drop, keep id.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE offers SET merged_into = $2 WHERE id = $1`, drop, keep); err != nil {
		return fmt.Errorf("catalogue: merge offers: %w", err)
	}
	return nil
}

func keepDistinct(ctx context.Context, tx *db.Tx, a, b, by id.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO distinct_offers (offer_id, other_id, decided_by, decided_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, a, b, by, now)
	if err != nil {
		return fmt.Errorf("catalogue: keep offers apart: %w", err)
	}
	return nil
}

// mergedInto follows an offer to the one that it was merged into, a few steps at most.
func mergedInto(ctx context.Context, q db.Q, key string) (string, error) {
	found := ""
	for range mergeSteps {
		var next string
		var status Status
		err := q.QueryRow(ctx, `SELECT b.key, b.status FROM offers a JOIN offers b ON b.id = a.merged_into WHERE (a.key = $1 OR a.id = $1) AND a.status = 'archived'`, key).Scan(&next, &status)
		if errors.Is(err, sql.ErrNoRows) {
			return found, nil
		}
		if err != nil {
			return "", fmt.Errorf("catalogue: merged offer: %w", err)
		}
		if key = next; status == StatusPublished {
			return next, nil
		}
	}
	return found, nil
}

// mergedOffers returns what those of the offers that were merged were merged into.
func mergedOffers(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]id.ID, error) {
	out := map[id.ID]id.ID{}
	if len(offers) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT id, merged_into FROM offers WHERE merged_into IS NOT NULL AND status = 'archived' AND id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var from, to id.ID
		err := r.Scan(&from, &to)
		out[from] = to
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: merged offers: %w", err)
	}
	return out, nil
}

// lostDates returns the scheduled dates to come of an offer at whose time another one has none.
func lostDates(ctx context.Context, q db.Q, drop, keep id.ID, now time.Time) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, `c.offer_id = $1 AND c.status = 'scheduled' AND c.ends_at > $3
		AND NOT EXISTS (SELECT 1 FROM occurrences k WHERE k.offer_id = $2 AND k.status = 'scheduled' AND k.starts_at = c.starts_at)`, drop, keep, now)
}
