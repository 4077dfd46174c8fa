package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
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

// setAlignments brings what holds up to new facts.
func setAlignments(ctx context.Context, tx *db.Tx, facts []alignmentFact) error {
	var gone []alignmentFact
	_, err := db.BulkInsert(ctx, tx, "alignments", []string{"offer_id", "competency_id", "framework_id", "level", "fact_id"},
		"ON CONFLICT (offer_id, competency_id) DO UPDATE SET level = EXCLUDED.level, fact_id = EXCLUDED.fact_id", func(yield func([]any) bool) {
			for _, f := range facts {
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
