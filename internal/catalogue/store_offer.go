package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const offerColumns = `o.id, o.key, o.kind, o.status, o.unit_id, o.unit_name, o.published_id, o.draft_id, o.owner_id, o.review_by, o.expires_on,
	o.earns, o.earns_set_by, o.earns_set_at, o.source_id, o.source_key, o.created_by, o.created_at, o.updated_at, o.published_at, o.archived_at`

func (o *Offer) targets() []any {
	return []any{&o.ID, &o.Key, &o.Kind, &o.Status, &o.UnitID, &o.UnitName, &o.PublishedID, &o.DraftID, &o.OwnerID, &o.ReviewBy, &o.ExpiresOn,
		db.JSON(&o.Earns), &o.EarnsSetBy, db.Time(&o.EarnsSetAt), &o.SourceID, &o.SourceKey, &o.CreatedBy,
		db.Time(&o.CreatedAt), db.Time(&o.UpdatedAt), db.Time(&o.PublishedAt), db.Time(&o.ArchivedAt)}
}

func scanOffer(r *sql.Rows) (o Offer, err error) {
	err = r.Scan(o.targets()...)
	return o, err
}

// loadOffer returns an offer by a column that names one; suffix may lock the row.
func loadOffer(ctx context.Context, q db.Q, where, suffix string, args ...any) (Offer, error) {
	var o Offer
	err := q.QueryRow(ctx, `SELECT `+offerColumns+` FROM offers o WHERE `+where+suffix, args...).Scan(o.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Offer{}, notYours()
	}
	if err != nil {
		return Offer{}, fmt.Errorf("catalogue: load offer: %w", err)
	}
	return o, nil
}

func offerByID(ctx context.Context, q db.Q, offer id.ID) (Offer, error) {
	return loadOffer(ctx, q, "o.id = $1", "", offer)
}

// offerByKey finds an offer by its key in any case, or by its id, which programs have at hand.
func offerByKey(ctx context.Context, q db.Q, key string) (Offer, error) {
	if i, ok := id.Parse(key); ok {
		return offerByID(ctx, q, i)
	}
	key = strings.ToLower(key)
	return loadOffer(ctx, q, "o.key = $1", "", key)
}

// lockOffer loads an offer that this transaction is going to change.
func lockOffer(ctx context.Context, tx *db.Tx, offer id.ID) (Offer, error) {
	return loadOffer(ctx, tx, "o.id = $1", tx.Dialect().ForUpdate(), offer)
}

// offersIn returns the offers of which a column, id or key, is among the values.
func offersIn(ctx context.Context, q db.Q, column string, values []any) ([]Offer, error) {
	var out []Offer
	for chunk := range slices.Chunk(values, 400) {
		rows, err := q.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE o.`+column+` IN (`+db.List(1, len(chunk))+`)`, chunk...)
		found, err := db.Collect(rows, err, scanOffer)
		if err != nil {
			return nil, fmt.Errorf("catalogue: load offers: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// namesOfOffers returns the key of each offer with the title that the public sees, or that of the draft when there is none.
func namesOfOffers(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]OfferName, error) {
	out := make(map[id.ID]OfferName, len(offers))
	for chunk := range slices.Chunk(offers, 400) {
		rows, err := q.Query(ctx, `SELECT o.id, o.key, v.title`+partFrom+` WHERE o.id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (n OfferName, err error) {
			var offer id.ID
			if err = r.Scan(&offer, &n.Key, &n.Title); err == nil {
				out[offer] = n
			}
			return n, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: names of offers: %w", err)
		}
	}
	return out, nil
}

// offersBySource returns the offers that came from a source, by their keys there.
func offersBySource(ctx context.Context, q db.Q, source id.ID, keys []string) (map[string]Offer, error) {
	out := make(map[string]Offer, len(keys))
	for chunk := range slices.Chunk(keys, 400) {
		rows, err := q.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE o.source_id = $1 AND o.source_key IN (`+db.List(2, len(chunk))+`)`,
			append([]any{source}, db.Args(chunk)...)...)
		found, err := db.Collect(rows, err, scanOffer)
		if err != nil {
			return nil, fmt.Errorf("catalogue: offers of a source: %w", err)
		}
		for _, o := range found {
			out[o.SourceKey] = o
		}
	}
	return out, nil
}

// offersOfDates returns the keys of a source's offers by the keys of their dates.
func offersOfDates(ctx context.Context, q db.Q, source id.ID, keys []string) (map[string]string, error) {
	out := map[string]string{}
	for chunk := range slices.Chunk(keys, 400) {
		rows, err := q.Query(ctx, `SELECT c.source_key, o.source_key FROM offers o JOIN occurrences c ON c.offer_id = o.id WHERE o.source_id = $1 AND c.source_key IN (`+db.List(2, len(chunk))+`)`,
			append([]any{source}, db.Args(chunk)...)...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) (pair [2]string, err error) {
			err = r.Scan(&pair[0], &pair[1])
			return pair, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: offers of dates: %w", err)
		}
		for _, pair := range found {
			out[pair[0]] = pair[1]
		}
	}
	return out, nil
}

func insertOffer(ctx context.Context, tx *db.Tx, o Offer) error {
	_, err := tx.Exec(ctx, `INSERT INTO offers (id, key, kind, status, unit_id, unit_name, published_id, draft_id, owner_id, review_by, expires_on,
		earns, source_id, source_key, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '[]', $12, $13, $14, $15, $16)`,
		o.ID, o.Key, o.Kind, o.Status, o.UnitID, o.UnitName, o.PublishedID, o.DraftID, o.OwnerID, o.ReviewBy, o.ExpiresOn,
		o.SourceID, o.SourceKey, o.CreatedBy, o.CreatedAt, o.UpdatedAt)
	if err != nil {
		return fmt.Errorf("catalogue: insert offer: %w", err)
	}
	return nil
}

// updateOffer writes what use cases may change; earns has a statement of its own.
func updateOffer(ctx context.Context, tx *db.Tx, o Offer) error {
	_, err := tx.Exec(ctx, `UPDATE offers SET kind = $2, status = $3, published_id = $4, draft_id = $5, owner_id = $6, review_by = $7, expires_on = $8,
		updated_at = $9, published_at = $10, archived_at = $11 WHERE id = $1`,
		o.ID, o.Kind, o.Status, o.PublishedID, o.DraftID, o.OwnerID, o.ReviewBy, o.ExpiresOn, o.UpdatedAt, o.PublishedAt, o.ArchivedAt)
	if err != nil {
		return fmt.Errorf("catalogue: update offer: %w", err)
	}
	return nil
}

func updateEarns(ctx context.Context, tx *db.Tx, offer id.ID, earns []Recognition, by id.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE offers SET earns = $2, earns_set_by = $3, earns_set_at = $4 WHERE id = $1`, offer, db.JSON(earns), by, at)
	if err != nil {
		return fmt.Errorf("catalogue: set what an offer earns: %w", err)
	}
	return nil
}

// keyTaken reports whether an offer has the key already.
func keyTaken(ctx context.Context, q db.Q, key string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM offers WHERE key = $1`, key).Scan(&n)
	return n > 0, err
}

// unitsOf returns the unit of each offer that exists.
func unitsOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]id.ID, error) {
	offers = slices.DeleteFunc(slices.Clone(offers), func(i id.ID) bool { return i == "" })
	slices.Sort(offers)
	out := map[id.ID]id.ID{}
	for chunk := range slices.Chunk(slices.Compact(offers), 400) {
		rows, err := q.Query(ctx, `SELECT id, unit_id FROM offers WHERE id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var offer, unit id.ID
			err := rows.Scan(&offer, &unit)
			out[offer] = unit
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: units of offers: %w", err)
		}
	}
	return out, nil
}
