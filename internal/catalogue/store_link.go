package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// linksToKnow returns links of published outside items that are not known yet, or are others than those that are.
func linksToKnow(ctx context.Context, q db.Q, limit int) ([]LinkCheck, error) {
	rows, err := q.Query(ctx, `SELECT o.id, v.link FROM offers o JOIN offer_versions v ON v.id = o.published_id LEFT JOIN link_checks k ON k.offer_id = o.id
		WHERE o.kind = 'outside' AND o.status = 'published' AND v.link <> '' AND (k.offer_id IS NULL OR k.link <> v.link OR k.host = '') ORDER BY o.id LIMIT $1`, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c LinkCheck, err error) { return c, r.Scan(&c.OfferID, &c.Link) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: links to know: %w", err)
	}
	return list, nil
}

// knowLinks keeps links, to be asked from now on where they were not known as they are.
func knowLinks(ctx context.Context, tx *db.Tx, links []LinkCheck, now time.Time) error {
	_, err := db.BulkInsert(ctx, tx, "link_checks", []string{"offer_id", "link", "host", "state", "since", "checked_at", "next_check"},
		`ON CONFLICT (offer_id) DO UPDATE SET host = EXCLUDED.host, link = EXCLUDED.link,
			state = CASE WHEN link_checks.link = EXCLUDED.link THEN link_checks.state ELSE '' END, failures = CASE WHEN link_checks.link = EXCLUDED.link THEN link_checks.failures ELSE 0 END,
			next_check = CASE WHEN link_checks.link = EXCLUDED.link THEN link_checks.next_check ELSE EXCLUDED.next_check END`,
		func(yield func([]any) bool) {
			for _, c := range links {
				if !yield([]any{c.OfferID, c.Link, cmp.Or(hostOf(c.Link), "-"), "", now, now, now}) {
					return
				}
			}
		})
	if err != nil {
		return fmt.Errorf("catalogue: keep links: %w", err)
	}
	return nil
}

// linksDue returns links of published outside items that are due, at most so many of one host: first one of each, then the second of each, and so on.
func linksDue(ctx context.Context, q db.Q, now time.Time, ofHost, limit int) ([]LinkCheck, error) {
	rows, err := q.Query(ctx, `SELECT offer_id, link, state, since, failures, turn FROM (
			SELECT k.offer_id, k.link, k.state, k.since, k.failures, k.next_check, ROW_NUMBER() OVER (PARTITION BY k.host ORDER BY k.next_check, k.offer_id) AS turn
			FROM link_checks k JOIN offers o ON o.id = k.offer_id JOIN offer_versions v ON v.id = o.published_id AND v.link = k.link
			WHERE k.next_check <= $1 AND o.kind = 'outside' AND o.status = 'published') due
		WHERE turn <= $2 ORDER BY turn, next_check, offer_id LIMIT $3`, now, ofHost, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c LinkCheck, err error) {
		return c, r.Scan(&c.OfferID, &c.Link, &c.State, db.Time(&c.Since), &c.failures, &c.turn)
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: links that are due: %w", err)
	}
	return list, nil
}

// claimLink takes a link for this round, and says whether no other server has it.
func claimLink(ctx context.Context, tx *db.Tx, c LinkCheck, now, next time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE link_checks SET next_check = $4 WHERE offer_id = $1 AND link = $2 AND next_check <= $3`, c.OfferID, c.Link, now, next)
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
