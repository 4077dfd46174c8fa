package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// partColumns reads an offer with the version that the public sees, or the draft when there is none.
const partColumns = `o.id, o.key, v.title, o.kind, v.minutes, o.status`

const partFrom = ` FROM offers o JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id)`

func scanPart(r *sql.Rows) (p Part, err error) {
	err = r.Scan(&p.OfferID, &p.Key, &p.Title, &p.Kind, &p.Minutes, &p.Status, &p.Required)
	return p, err
}

func partsOf(ctx context.Context, q db.Q, offer id.ID) ([]Part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+`, p.required`+partFrom+` JOIN offer_parts p ON p.part_id = o.id
		WHERE p.offer_id = $1 ORDER BY p.position, o.id`, offer)
	found, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load parts: %w", err)
	}
	return found, nil
}

// wholesOf returns the published offers that have this one as a part.
func wholesOf(ctx context.Context, q db.Q, part id.ID) ([]Part, error) {
	rows, err := q.Query(ctx, `SELECT `+partColumns+`, p.required`+partFrom+` JOIN offer_parts p ON p.offer_id = o.id
		WHERE p.part_id = $1 AND o.status = 'published' ORDER BY o.id`, part)
	found, err := db.Collect(rows, err, scanPart)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load what an offer is part of: %w", err)
	}
	return found, nil
}

// publishedParts returns those of the offers that are published, in the order asked for.
func publishedParts(ctx context.Context, q db.Q, offers []id.ID) ([]Part, error) {
	var out []Part
	for chunk := range slices.Chunk(offers, 500) {
		rows, err := q.Query(ctx, `SELECT `+partColumns+`, TRUE`+partFrom+` WHERE o.status = 'published' AND o.id IN (`+db.List(1, len(chunk))+`)`,
			db.Args(chunk)...)
		found, err := db.Collect(rows, err, scanPart)
		if err != nil {
			return nil, fmt.Errorf("catalogue: load offers: %w", err)
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(a, b Part) int { return slices.Index(offers, a.OfferID) - slices.Index(offers, b.OfferID) })
	return out, nil
}

func replaceParts(ctx context.Context, tx *db.Tx, offer id.ID, parts []Part) error {
	if _, err := tx.Exec(ctx, `DELETE FROM offer_parts WHERE offer_id = $1`, offer); err != nil {
		return fmt.Errorf("catalogue: set parts: %w", err)
	}
	for i, p := range parts {
		_, err := tx.Exec(ctx, `INSERT INTO offer_parts (offer_id, part_id, position, required) VALUES ($1, $2, $3, $4)`, offer, p.OfferID, i, p.Required)
		if err != nil {
			return fmt.Errorf("catalogue: set parts: %w", err)
		}
	}
	return nil
}

// partsBelow returns all edges of the tree of parts, for finding circles. Parts are few.
func partsBelow(ctx context.Context, q db.Q, offers []id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT part_id FROM offer_parts WHERE offer_id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) {
		err = r.Scan(&p)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: load parts: %w", err)
	}
	return found, nil
}
