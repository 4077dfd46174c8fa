package recognition

import (
	"context"
	"database/sql"
	"errors"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const selectProposal = `SELECT id, kind, object_id, person_id, title, change, reason, proposed_by, proposed_at, decision, answer, decided_by, decided_at FROM proposals `

func scanProposal(row interface{ Scan(...any) error }) (Proposal, error) {
	var p Proposal
	err := row.Scan(&p.ID, &p.Kind, &p.ObjectID, &p.PersonID, &p.Title, db.JSON(&p.Change), &p.Reason, &p.ProposedBy, db.Time(&p.ProposedAt),
		&p.Decision, &p.Answer, &p.DecidedBy, db.Time(&p.DecidedAt))
	return p, err
}

func proposalByID(ctx context.Context, q db.Q, proposal id.ID) (Proposal, error) {
	p, err := scanProposal(q.QueryRow(ctx, selectProposal+`WHERE id = $1`, proposal))
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.New(errs.NotFound, "There is no such proposal.")
	}
	return p, err
}

func manyProposals(ctx context.Context, q db.Q, rest string, args ...any) ([]Proposal, error) {
	rows, err := q.Query(ctx, selectProposal+rest, args...)
	return db.Collect(rows, err, func(r *sql.Rows) (Proposal, error) { return scanProposal(r) })
}

// openProposals returns n open proposals after the key, the one that waits longest first.
func openProposals(ctx context.Context, q db.Q, after listKey, n int) ([]Proposal, error) {
	where, args := `WHERE decision = ''`, []any{n}
	if after != (listKey{}) {
		where += ` AND (proposed_at, id) > ($2, $3)`
		args = append(args, after.At, after.ID)
	}
	return manyProposals(ctx, q, where+` ORDER BY proposed_at, id LIMIT $1`, args...)
}

func decidedProposals(ctx context.Context, q db.Q, n int) ([]Proposal, error) {
	return manyProposals(ctx, q, `WHERE decision <> '' ORDER BY decided_at DESC, id DESC LIMIT $1`, n)
}

// openProposalOf returns the open proposal about an object, empty when there is none.
func openProposalOf(ctx context.Context, q db.Q, kind ProposalKind, object id.ID) (id.ID, error) {
	var proposal id.ID
	err := q.QueryRow(ctx, `SELECT id FROM proposals WHERE kind = $1 AND object_id = $2 AND decision = ''`, kind, object).Scan(&proposal)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return proposal, err
}

// insertProposal reports false when a proposal about the same is open already.
func insertProposal(ctx context.Context, tx *db.Tx, p Proposal) (added bool, err error) {
	return oneRow(tx.Exec(ctx, `INSERT INTO proposals (id, kind, object_id, person_id, title, change, reason, proposed_by, proposed_at)
		VALUES (`+db.List(1, 9)+`) ON CONFLICT DO NOTHING`,
		p.ID, p.Kind, p.ObjectID, p.PersonID, p.Title, db.JSON(p.Change), p.Reason, p.ProposedBy, p.ProposedAt))
}

// decideProposal writes the decision; it reports false when there is one.
func decideProposal(ctx context.Context, tx *db.Tx, p Proposal) (done bool, err error) {
	return oneRow(tx.Exec(ctx, `UPDATE proposals SET decision = $1, answer = $2, decided_by = $3, decided_at = $4 WHERE id = $5 AND decision = ''`,
		p.Decision, p.Answer, p.DecidedBy, p.DecidedAt, p.ID))
}
