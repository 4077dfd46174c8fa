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

func deleteShortlist(ctx context.Context, tx *db.Tx, person []id.ID, offers ...id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM shortlist_items WHERE person_id IN (`+db.List(1, len(person))+`) AND offer_id IN (`+db.List(len(person)+1, len(offers))+`)`,
		append(db.Args(person), db.Args(offers)...)...)
	if err != nil {
		return fmt.Errorf("catalogue: take from shortlist: %w", err)
	}
	return nil
}

// moveShortlists puts what stands in for an offer on every shortlist that the offer is on: in its place, or where it is already.
func moveShortlists(ctx context.Context, tx *db.Tx, from, to id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO shortlist_items (person_id, offer_id, added_at) SELECT person_id, $2, added_at FROM shortlist_items WHERE offer_id = $1 ON CONFLICT DO NOTHING`, from, to)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM shortlist_items WHERE offer_id = $1`, from)
	}
	if err != nil {
		return fmt.Errorf("catalogue: move shortlists: %w", err)
	}
	return nil
}

// shortlistsWith counts the people who have an offer on their shortlist.
func shortlistsWith(ctx context.Context, q db.Q, offer id.ID) (n int, err error) {
	if err = q.QueryRow(ctx, `SELECT COUNT(*) FROM shortlist_items WHERE offer_id = $1`, offer).Scan(&n); err != nil {
		err = fmt.Errorf("catalogue: count shortlists: %w", err)
	}
	return n, err
}

// goneOffers says what offers are that have left the catalogue, in their order.
func goneOffers(ctx context.Context, q db.Q, offers []id.ID) ([]GoneOffer, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT o.id, o.key, v.title FROM offers o JOIN offer_versions v ON v.id = o.published_id WHERE o.id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (g GoneOffer, err error) { return g, r.Scan(&g.ID, &g.Key, &g.Title) })
	if err != nil {
		return nil, fmt.Errorf("catalogue: offers that are gone: %w", err)
	}
	out := make([]GoneOffer, len(offers))
	for i, o := range offers {
		out[i].ID = o
		if at := slices.IndexFunc(list, func(g GoneOffer) bool { return g.ID == o }); at >= 0 {
			out[i] = list[at]
		}
	}
	return out, nil
}
