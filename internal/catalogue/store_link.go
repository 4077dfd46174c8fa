package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// linksDue returns links of published outside items that were never asked, are others than the ones that were asked, or are due again.
func linksDue(ctx context.Context, q db.Q, now time.Time, limit int) ([]LinkCheck, error) {
	rows, err := q.Query(ctx, `SELECT o.id, v.link, CASE WHEN k.link = v.link THEN k.state ELSE '' END, COALESCE(k.since, 0), CASE WHEN k.link = v.link THEN k.failures ELSE 0 END
		FROM offers o JOIN offer_versions v ON v.id = o.published_id LEFT JOIN link_checks k ON k.offer_id = o.id
		WHERE o.kind = 'outside' AND o.status = 'published' AND v.link <> '' AND (k.offer_id IS NULL OR k.link <> v.link OR k.next_check <= $1)
		ORDER BY COALESCE(k.next_check, 0), o.id LIMIT $2`, now, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c LinkCheck, err error) {
		return c, r.Scan(&c.OfferID, &c.Link, &c.State, db.Time(&c.Since), &c.failures)
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: links that are due: %w", err)
	}
	return list, nil
}

// claimLink takes a link for this round, and says whether no other server has it.
func claimLink(ctx context.Context, tx *db.Tx, c LinkCheck, now, next time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO link_checks (offer_id, link, state, since, checked_at, next_check) VALUES ($1, $2, '', $3, $3, $4)
		ON CONFLICT (offer_id) DO UPDATE SET next_check = EXCLUDED.next_check WHERE link_checks.next_check <= $3 OR link_checks.link <> $2`, c.OfferID, c.Link, now, next)
	if err != nil {
		return false, fmt.Errorf("catalogue: claim link: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func keepLink(ctx context.Context, tx *db.Tx, c LinkCheck, now, next time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE link_checks SET link = $2, state = $3, since = $4, checked_at = $5, next_check = $6, failures = $7, moved_to = $8, trouble = $9 WHERE offer_id = $1`,
		c.OfferID, c.Link, c.State, c.Since, now, next, c.failures, c.MovedTo, c.Trouble)
	if err != nil {
		return fmt.Errorf("catalogue: keep link: %w", err)
	}
	return nil
}

func linkTroubles(ctx context.Context, q db.Q, units scope) ([]LinkCheck, error) {
	where, args := units.where("o.unit_id", 1)
	rows, err := q.Query(ctx, `SELECT o.id, v.title, k.link, k.state, k.moved_to, k.trouble, k.since, k.checked_at
		FROM link_checks k JOIN offers o ON o.id = k.offer_id JOIN offer_versions v ON v.id = o.published_id AND v.link = k.link
		WHERE k.state IN ('moved', 'broken') AND o.status = 'published' AND `+where+` ORDER BY k.since, o.id LIMIT 500`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c LinkCheck, err error) {
		return c, r.Scan(&c.OfferID, &c.Title, &c.Link, &c.State, &c.MovedTo, &c.Trouble, db.Time(&c.Since), db.Time(&c.CheckedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: links in trouble: %w", err)
	}
	return list, nil
}
