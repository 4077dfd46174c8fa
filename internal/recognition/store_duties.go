package recognition

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// statementOf returns the statement about an offer, an empty one where none was written.
func statementOf(ctx context.Context, q db.Q, offer id.ID) (Statement, error) {
	return oneStatement(ctx, q, offer, "")
}

// lockStatement is statementOf for a transaction that writes it: nobody else does meanwhile, also where none was written before.
func lockStatement(ctx context.Context, tx *db.Tx, offer id.ID, now time.Time) (Statement, error) {
	_, err := tx.Exec(ctx, `INSERT INTO provider_statements (offer_id, updated_at) VALUES ($1, $2) ON CONFLICT (offer_id) DO NOTHING`, offer, now)
	if err != nil {
		return Statement{}, err
	}
	return oneStatement(ctx, tx, offer, tx.Dialect().ForUpdate())
}

func oneStatement(ctx context.Context, q db.Q, offer id.ID, suffix string) (Statement, error) {
	st := Statement{OfferID: offer}
	err := q.QueryRow(ctx, `SELECT need, qualifications, follow_up, updated_by, updated_at FROM provider_statements WHERE offer_id = $1`+suffix, offer).
		Scan(&st.Need, db.JSON(&st.Qualifications), &st.FollowUp, &st.UpdatedBy, db.Time(&st.UpdatedAt))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return st, err
}

// statementsOf returns what is said about offers; about one of which nothing is said there is none.
func statementsOf(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID]Statement, error) {
	out := make(map[id.ID]Statement, len(offers))
	if len(offers) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT offer_id, need, qualifications FROM provider_statements WHERE offer_id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (st Statement, err error) {
		err = rows.Scan(&st.OfferID, &st.Need, db.JSON(&st.Qualifications))
		out[st.OfferID] = st
		return st, err
	})
	return out, err
}

func saveStatement(ctx context.Context, q db.Q, st Statement) error {
	_, err := q.Exec(ctx, `INSERT INTO provider_statements (offer_id, need, qualifications, follow_up, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (offer_id) DO UPDATE SET need = excluded.need, qualifications = excluded.qualifications, follow_up = excluded.follow_up, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		st.OfferID, st.Need, db.JSON(st.Qualifications), st.FollowUp, st.UpdatedBy, st.UpdatedAt)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `INSERT INTO provider_statement_texts (id, offer_id, need, qualifications, follow_up, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(), st.OfferID, st.Need, db.JSON(st.Qualifications), st.FollowUp, st.UpdatedBy, st.UpdatedAt)
	return err
}

// statementAt returns what was said of an offer at a time: the last text until then or, where there was none, the first
// one after it; an empty one where none was written.
func statementAt(ctx context.Context, q db.Q, offer id.ID, at time.Time) (Statement, error) {
	st := Statement{OfferID: offer}
	err := q.QueryRow(ctx, `SELECT need, qualifications, follow_up, updated_by, updated_at FROM provider_statement_texts WHERE offer_id = $1
		ORDER BY CASE WHEN updated_at <= $2 THEN 0 ELSE 1 END, CASE WHEN updated_at <= $2 THEN -updated_at ELSE updated_at END, CASE WHEN updated_at <= $2 THEN id END DESC, id LIMIT 1`, offer, at).
		Scan(&st.Need, db.JSON(&st.Qualifications), &st.FollowUp, &st.UpdatedBy, db.Time(&st.UpdatedAt))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return st, err
}
