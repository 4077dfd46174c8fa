package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// alignmentsWith returns up to limit alignments with a framework behind one, by competency and offer, as far as carrying asks for them.
func alignmentsWith(ctx context.Context, q db.Q, framework, competency, offer id.ID, limit int) ([]Alignment, error) {
	rows, err := q.Query(ctx, `SELECT offer_id, competency_id FROM alignments WHERE framework_id = $1 AND (competency_id > $2 OR competency_id = $2 AND offer_id > $3) ORDER BY competency_id, offer_id LIMIT $4`,
		framework, string(competency), string(offer), limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (a Alignment, err error) {
		err = r.Scan(&a.OfferID, &a.CompetencyID)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: alignments with a framework: %w", err)
	}
	return list, nil
}

// lockOffers loads at most 500 offers that this transaction is going to change, in one order for all.
func lockOffers(ctx context.Context, tx *db.Tx, offers []id.ID) (map[id.ID]Offer, error) {
	rows, err := tx.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE o.id IN (`+db.List(1, len(offers))+`) ORDER BY o.id`+tx.Dialect().ForUpdate(), db.Args(offers)...)
	list, err := db.Collect(rows, err, scanOffer)
	if err != nil {
		return nil, fmt.Errorf("catalogue: lock offers: %w", err)
	}
	out := make(map[id.ID]Offer, len(list))
	for _, o := range list {
		out[o.ID] = o
	}
	return out, nil
}

// openDecisions opens decisions, but for those that wait already.
func openDecisions(ctx context.Context, tx *db.Tx, list []openDecision) error {
	_, err := db.BulkInsert(ctx, tx, "alignment_decisions", []string{"id", "offer_id", "competency_id", "framework_id", "level", "became", "version_id", "opened_at"}, "ON CONFLICT DO NOTHING", func(yield func([]any) bool) {
		for _, d := range list {
			if !yield([]any{d.id, d.OfferID, d.CompetencyID, d.Framework, d.Level, d.became, d.version, d.at}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("catalogue: open decisions: %w", err)
	}
	return nil
}

// waitingAlignment is a decision that waits, with what the offer teaches now: nothing where competency is empty.
type waitingAlignment struct {
	decision, competency id.ID
	level                string
}

// waitingOf returns the decisions of at most 500 offers that wait.
func waitingOf(ctx context.Context, tx *db.Tx, offers []id.ID) ([]waitingAlignment, error) {
	rows, err := tx.Query(ctx, `SELECT d.id, a.competency_id, COALESCE(a.level, '') FROM alignment_decisions d LEFT JOIN alignments a ON a.offer_id = d.offer_id AND a.competency_id = d.competency_id
		WHERE d.outcome IS NULL AND d.offer_id IN (`+db.List(1, len(offers))+`) ORDER BY d.id`, db.Args(offers)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (w waitingAlignment, err error) {
		err = r.Scan(&w.decision, &w.competency, &w.level)
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: decisions that wait: %w", err)
	}
	return list, nil
}

// markSettled closes decisions that have nothing to decide any more.
func markSettled(ctx context.Context, tx *db.Tx, decisions []id.ID, now time.Time) error {
	for chunk := range slices.Chunk(decisions, 500) {
		_, err := tx.Exec(ctx, `UPDATE alignment_decisions SET outcome = 'settled', decided_at = $1 WHERE outcome IS NULL AND id IN (`+db.List(2, len(chunk))+`)`, append([]any{now}, db.Args(chunk)...)...)
		if err != nil {
			return fmt.Errorf("catalogue: settle decisions: %w", err)
		}
	}
	return nil
}

// fromDecisions are the decisions that wait, of offers that are not archived and still have the alignment.
func fromDecisions(units scope, publicOnly bool, from int) (string, []any) {
	in, args := units.where("o.unit_id", from)
	status := "o.status <> 'archived'"
	if publicOnly {
		status = "o.status = 'published'"
	}
	return ` FROM alignment_decisions d JOIN offers o ON o.id = d.offer_id JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id) WHERE d.outcome IS NULL
		AND EXISTS (SELECT 1 FROM alignments a WHERE a.offer_id = d.offer_id AND a.competency_id = d.competency_id) AND ` + status + ` AND ` + in, args
}

func countDecisions(ctx context.Context, q db.Q, units scope, publicOnly bool) (n int, err error) {
	from, args := fromDecisions(units, publicOnly, 1)
	if err = q.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("catalogue: count decisions: %w", err)
	}
	return n, nil
}

const decisionColumns = `d.id, d.competency_id, d.framework_id, d.level, d.became, d.opened_at, v.title, ` + offerColumns

func scanDecision(r *sql.Rows) (d AlignmentDecision, err error) {
	err = r.Scan(append([]any{&d.ID, &d.competencyID, &d.frameworkID, &d.Level, &d.Became, db.Time(&d.OpenedAt), &d.Title}, d.Offer.targets()...)...)
	return d, err
}

// waitingDecisions returns a page of decisions that wait, the oldest first.
func waitingDecisions(ctx context.Context, q db.Q, r DecisionsRequest, units scope, publicOnly bool) (page.Page[AlignmentDecision], error) {
	var after id.ID
	if _, err := page.Decode(r.Cursor, &after); err != nil {
		return page.Page[AlignmentDecision]{}, err
	}
	from, args := fromDecisions(units, publicOnly, 3)
	rows, err := q.Query(ctx, `SELECT `+decisionColumns+from+` AND d.id > $1 ORDER BY d.id LIMIT $2`, append([]any{string(after), r.Size() + 1}, args...)...)
	list, err := db.Collect(rows, err, scanDecision)
	if err != nil {
		return page.Page[AlignmentDecision]{}, fmt.Errorf("catalogue: decisions: %w", err)
	}
	return page.Cut(list, r.Size(), func(d AlignmentDecision) any { return d.ID }), nil
}

// errNoDecision is what is heard of a decision that is not there.
var errNoDecision = errs.New(errs.NotFound, "There is no such decision.")

// decisionOffer returns the offer of a decision, decided or not.
func decisionOffer(ctx context.Context, q db.Q, decision id.ID) (offer id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT offer_id FROM alignment_decisions WHERE id = $1`, decision).Scan(&offer)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errNoDecision
	}
	return offer, err
}

// openDecisionByID returns a decision that waits, of an offer that is locked; Conflict where it waits no more.
func openDecisionByID(ctx context.Context, tx *db.Tx, decision id.ID) (AlignmentDecision, error) {
	rows, err := tx.Query(ctx, `SELECT `+decisionColumns+` FROM alignment_decisions d JOIN offers o ON o.id = d.offer_id JOIN offer_versions v ON v.id = COALESCE(o.published_id, o.draft_id)
		WHERE d.outcome IS NULL AND d.id = $1`, decision)
	list, err := db.Collect(rows, err, scanDecision)
	if err != nil {
		return AlignmentDecision{}, fmt.Errorf("catalogue: decision: %w", err)
	}
	if len(list) == 0 {
		return AlignmentDecision{}, errs.New(errs.Conflict, "Somebody else has decided this already.")
	}
	return list[0], nil
}

func closeDecision(ctx context.Context, tx *db.Tx, decision id.ID, outcome string, by id.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE alignment_decisions SET outcome = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND outcome IS NULL`, decision, outcome, by, now)
	if err != nil {
		return fmt.Errorf("catalogue: close decision: %w", err)
	}
	return nil
}
