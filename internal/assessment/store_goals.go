package assessment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const goalColumns = `id, person_id, COALESCE(competency_id, ''), says, reason, term, review_on, state, made_at, updated_at`

func (g *Goal) targets() []any {
	return []any{&g.ID, &g.PersonID, &g.Competency, &g.Says, &g.Reason, &g.Term, &g.ReviewOn, &g.State, db.Time(&g.MadeAt), db.Time(&g.UpdatedAt)}
}

func goalByID(ctx context.Context, q db.Q, goal id.ID) (g Goal, err error) {
	err = q.QueryRow(ctx, `SELECT `+goalColumns+` FROM goals WHERE id = $1`, goal).Scan(g.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return g, noGoal()
	}
	if err != nil {
		return g, fmt.Errorf("assessment: goal: %w", err)
	}
	return g, nil
}

// goalsOf returns the last 500 goals of a person, those that are open first.
func goalsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Goal, error) {
	rows, err := q.Query(ctx, `SELECT `+goalColumns+` FROM goals WHERE person_id IN (`+db.List(1, len(persons))+`)
		ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, review_on, id LIMIT 500`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (g Goal, err error) { err = r.Scan(g.targets()...); return g, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: goals: %w", err)
	}
	return list, nil
}

func countGoals(ctx context.Context, q db.Q, persons []id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM goals WHERE state = 'open' AND person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)...).Scan(&n)
	return n, err
}

func insertGoal(ctx context.Context, tx *db.Tx, g Goal) error {
	_, err := tx.Exec(ctx, `INSERT INTO goals (id, person_id, competency_id, says, reason, term, review_on, state, made_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		g.ID, g.PersonID, g.Competency, g.Says, g.Reason, g.Term, g.ReviewOn, g.State, g.MadeAt, g.UpdatedAt)
	if err != nil {
		return fmt.Errorf("assessment: add goal: %w", err)
	}
	return nil
}

func lockGoal(ctx context.Context, tx *db.Tx, goal id.ID) error {
	var locked id.ID
	err := tx.QueryRow(ctx, `SELECT id FROM goals WHERE id = $1`+tx.Dialect().ForUpdate(), goal).Scan(&locked)
	if errors.Is(err, sql.ErrNoRows) {
		return noGoal()
	}
	return err
}

func updateGoal(ctx context.Context, tx *db.Tx, g Goal) error {
	_, err := tx.Exec(ctx, `UPDATE goals SET competency_id = $2, says = $3, reason = $4, term = $5, review_on = $6, state = $7, updated_at = $8 WHERE id = $1`,
		g.ID, g.Competency, g.Says, g.Reason, g.Term, g.ReviewOn, g.State, g.UpdatedAt)
	if err != nil {
		return fmt.Errorf("assessment: change goal: %w", err)
	}
	return nil
}

// claimReviews takes open goals whose review date has come and of which no letter was sent for that date.
func claimReviews(ctx context.Context, tx *db.Tx, today string, limit int) ([]reviewed, error) {
	rows, err := tx.Query(ctx, `SELECT id, review_on FROM goals WHERE state = 'open' AND review_on <= $1 AND reminded_on <> review_on ORDER BY review_on, id LIMIT $2`+tx.Dialect().Claim(), today, limit)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x reviewed, err error) { err = r.Scan(&x.GoalID, &x.On); return x, err })
	if err != nil {
		return nil, fmt.Errorf("assessment: reviews: %w", err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]id.ID, len(list))
	for i, x := range list {
		ids[i] = x.GoalID
	}
	_, err = tx.Exec(ctx, `UPDATE goals SET reminded_on = review_on WHERE id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	if err != nil {
		return nil, fmt.Errorf("assessment: reviews: %w", err)
	}
	return list, nil
}
