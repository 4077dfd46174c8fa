package recognition

import (
	"context"
	"database/sql"
	"errors"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const selectReview = `SELECT id, offer_id, version_id, title, offer_key, unit_id, unit_name, asked, asked_by, asked_at, decision, granted, reason, decided_by, decided_at FROM offer_reviews `

func scanReview(row interface{ Scan(...any) error }) (Review, error) {
	var r Review
	err := row.Scan(&r.ID, &r.OfferID, &r.VersionID, &r.Title, &r.Key, &r.UnitID, &r.UnitName, db.JSON(&r.Asked), &r.AskedBy, db.Time(&r.AskedAt),
		&r.Decision, db.JSON(&r.Granted), &r.Reason, &r.DecidedBy, db.Time(&r.DecidedAt))
	return r, err
}

func reviewByID(ctx context.Context, q db.Q, review id.ID) (Review, error) {
	r, err := scanReview(q.QueryRow(ctx, selectReview+`WHERE id = $1`, review))
	if errors.Is(err, sql.ErrNoRows) {
		return r, errs.New(errs.NotFound, "There is no such review.")
	}
	return r, err
}

func manyReviews(ctx context.Context, q db.Q, rest string, args ...any) ([]Review, error) {
	rows, err := q.Query(ctx, selectReview+rest, args...)
	return db.Collect(rows, err, func(r *sql.Rows) (Review, error) { return scanReview(r) })
}

// maxReviews is how many reviews of one offer are shown.
const maxReviews = 100

func reviewsOf(ctx context.Context, q db.Q, offer id.ID) ([]Review, error) {
	return manyReviews(ctx, q, `WHERE offer_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2`, offer, maxReviews)
}

// openReviews returns n open reviews after the key, the one that waits longest first.
func openReviews(ctx context.Context, q db.Q, after listKey, n int) ([]Review, error) {
	where, args := `WHERE decision = ''`, []any{n}
	if after != (listKey{}) {
		where += ` AND (asked_at, id) > ($2, $3)`
		args = append(args, after.At, after.ID)
	}
	return manyReviews(ctx, q, where+` ORDER BY asked_at, id LIMIT $1`, args...)
}

// insertReview reports false when a review of the offer is open already.
func insertReview(ctx context.Context, tx *db.Tx, r Review) (added bool, err error) {
	return oneRow(tx.Exec(ctx, `INSERT INTO offer_reviews (id, offer_id, version_id, title, offer_key, unit_id, unit_name, asked, asked_by, asked_at)
		VALUES (`+db.List(1, 10)+`) ON CONFLICT DO NOTHING`,
		r.ID, r.OfferID, r.VersionID, r.Title, r.Key, r.UnitID, r.UnitName, db.JSON(r.Asked), r.AskedBy, r.AskedAt))
}

// decideReview writes the decision; it reports false when there is one.
func decideReview(ctx context.Context, tx *db.Tx, r Review) (done bool, err error) {
	return oneRow(tx.Exec(ctx, `UPDATE offer_reviews SET decision = $1, granted = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = $6 AND decision = ''`,
		r.Decision, db.JSON(r.Granted), r.Reason, r.DecidedBy, r.DecidedAt, r.ID))
}
