package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// alignmentsOf returns what offers teach now, by offer.
func alignmentsOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID][]Alignment, error) {
	out := make(map[id.ID][]Alignment, len(offers))
	for chunk := range slices.Chunk(offers, 500) {
		rows, err := q.Query(ctx, `SELECT a.offer_id, a.competency_id, a.framework_id, a.level, f.version_id, f.by_id, f.at, f.basis, f.from_id, f.became
			FROM alignments a JOIN alignment_facts f ON f.id = a.fact_id WHERE a.offer_id IN (`+db.List(1, len(chunk))+`) ORDER BY a.offer_id, a.framework_id, a.competency_id`, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(r *sql.Rows) (a Alignment, err error) {
			if err = r.Scan(&a.OfferID, &a.CompetencyID, &a.Framework, &a.Level, &a.Version, &a.By, db.Time(&a.At), &a.Basis, &a.From, &a.Became); err == nil {
				out[a.OfferID] = append(out[a.OfferID], a)
			}
			return a, err
		})
		if err != nil {
			return nil, fmt.Errorf("catalogue: alignments: %w", err)
		}
	}
	return out, nil
}

// taughtBy returns what at most 500 offers teach, for the index.
func taughtBy(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID][]Taught, error) {
	out := map[id.ID][]Taught{}
	rows, err := q.Query(ctx, `SELECT offer_id, competency_id, level FROM alignments WHERE offer_id IN (`+db.List(1, len(offers))+`) ORDER BY offer_id, competency_id`, db.Args(offers)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (t Taught, err error) {
		var of id.ID
		if err = r.Scan(&of, &t.CompetencyID, &t.Level); err == nil {
			out[of] = append(out[of], t)
		}
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: what offers teach: %w", err)
	}
	return out, nil
}

// seenAlignments is what whoever reads the offer's alignments now has seen.
func seenAlignments(ctx context.Context, q db.Q, offer id.ID) (SeenAlignments, error) {
	var last string
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(id), '') FROM alignment_facts WHERE offer_id = $1`, offer).Scan(&last)
	if err != nil {
		return "", fmt.Errorf("catalogue: last alignment: %w", err)
	}
	if last == "" {
		return seenNoAlignments, nil
	}
	return SeenAlignments(last), nil
}

func insertAlignmentFacts(ctx context.Context, tx *db.Tx, facts []alignmentFact) error {
	columns := []string{"id", "offer_id", "framework_id", "competency_id", "what", "level", "basis", "version_id", "from_id", "became", "by_id", "at"}
	_, err := db.BulkInsert(ctx, tx, "alignment_facts", columns, "", func(yield func([]any) bool) {
		for _, f := range facts {
			if !yield([]any{f.id, f.OfferID, f.Framework, f.CompetencyID, f.what, f.Level, string(f.Basis), f.Version, f.From, f.Became, f.By, f.At}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("catalogue: write alignments: %w", err)
	}
	return nil
}

// setAlignments brings what holds up to new facts. Of several about one offer and competency the last holds: one statement must not set a row twice.
func setAlignments(ctx context.Context, tx *db.Tx, facts []alignmentFact) error {
	last := map[[2]id.ID]id.ID{}
	for _, f := range facts {
		last[[2]id.ID{f.OfferID, f.CompetencyID}] = f.id
	}
	var gone []alignmentFact
	_, err := db.BulkInsert(ctx, tx, "alignments", []string{"offer_id", "competency_id", "framework_id", "level", "fact_id"},
		"ON CONFLICT (offer_id, competency_id) DO UPDATE SET level = EXCLUDED.level, fact_id = EXCLUDED.fact_id", func(yield func([]any) bool) {
			for _, f := range facts {
				if last[[2]id.ID{f.OfferID, f.CompetencyID}] != f.id {
					continue
				}
				if f.what != factAligned {
					gone = append(gone, f)
				} else if !yield([]any{f.OfferID, f.CompetencyID, f.Framework, f.Level, f.id}) {
					return
				}
			}
		})
	if err != nil {
		return fmt.Errorf("catalogue: set alignments: %w", err)
	}
	for chunk := range slices.Chunk(gone, 200) {
		var args []any
		where := ""
		for i, f := range chunk {
			if i > 0 {
				where += " OR "
			}
			where += "offer_id = $" + strconv.Itoa(len(args)+1) + " AND competency_id = $" + strconv.Itoa(len(args)+2)
			args = append(args, f.OfferID, f.CompetencyID)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM alignments WHERE `+where, args...); err != nil {
			return fmt.Errorf("catalogue: set alignments: %w", err)
		}
	}
	return nil
}

// saidOf returns the competencies of which anything was ever said, by offer; at most 500 offers.
func saidOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID][]id.ID, error) {
	out := map[id.ID][]id.ID{}
	if len(offers) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT DISTINCT offer_id, competency_id FROM alignment_facts WHERE offer_id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (c id.ID, err error) {
		var of id.ID
		if err = r.Scan(&of, &c); err == nil {
			out[of] = append(out[of], c)
		}
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: what was said of offers: %w", err)
	}
	return out, nil
}

// countAligned counts the published offers of units, and those of which somebody has said what they teach.
func countAligned(ctx context.Context, q db.Q, units scope) (n AlignmentCount, err error) {
	in, args := units.where("o.unit_id", 1)
	err = q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM alignments a WHERE a.offer_id = o.id) THEN 1 ELSE 0 END), 0)
		FROM offers o WHERE o.status = 'published' AND `+in, args...).Scan(&n.Offers, &n.Aligned)
	if err != nil {
		return n, fmt.Errorf("catalogue: count aligned offers: %w", err)
	}
	return n, nil
}

// unalignedOffers returns a page of published offers that nothing aligns, the last made first.
func unalignedOffers(ctx context.Context, q db.Q, r UnalignedRequest, units scope) (page.Page[Unaligned], error) {
	var after id.ID
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[Unaligned]{}, err
	}
	in, args := units.where("o.unit_id", 1)
	where := "o.status = 'published' AND " + in + " AND NOT EXISTS (SELECT 1 FROM alignments a WHERE a.offer_id = o.id)"
	if r.Area != "" {
		args = append(args, db.Holding(`"`+r.Area+`"`))
		where += " AND EXISTS (SELECT 1 FROM offer_versions v WHERE v.id = o.published_id AND v.areas LIKE $" + strconv.Itoa(len(args)) + " ESCAPE '!')"
	}
	if further {
		args = append(args, string(after))
		where += " AND o.id < $" + strconv.Itoa(len(args))
	}
	args = append(args, r.Size()+1)
	rows, err := q.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE `+where+` ORDER BY o.id DESC LIMIT $`+strconv.Itoa(len(args)), args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (u Unaligned, err error) {
		err = r.Scan(u.Offer.targets()...)
		return u, err
	})
	if err != nil {
		return page.Page[Unaligned]{}, fmt.Errorf("catalogue: offers without alignment: %w", err)
	}
	return page.Cut(list, r.Size(), func(u Unaligned) any { return u.ID }), nil
}

// alignmentRows returns up to limit alignments behind one, by offer and competency, of offers of the units.
func alignmentRows(ctx context.Context, q db.Q, units scope, publicOnly bool, offer, competency id.ID, limit int) ([]alignmentRow, error) {
	in, args := units.where("o.unit_id", 4)
	if publicOnly {
		in += " AND o.status = 'published'"
	}
	rows, err := q.Query(ctx, `SELECT a.offer_id, a.competency_id, a.framework_id, a.level, f.at, f.basis, o.key, v.title
		FROM alignments a JOIN alignment_facts f ON f.id = a.fact_id JOIN offers o ON o.id = a.offer_id JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id)
		WHERE (a.offer_id > $1 OR a.offer_id = $1 AND a.competency_id > $2) AND `+in+` ORDER BY a.offer_id, a.competency_id LIMIT $3`, append([]any{string(offer), string(competency), limit}, args...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a alignmentRow, err error) {
		err = r.Scan(&a.OfferID, &a.CompetencyID, &a.Framework, &a.Level, db.Time(&a.At), &a.Basis, &a.key, &a.title)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: table of alignments: %w", err)
	}
	return list, nil
}
