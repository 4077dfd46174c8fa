package duties

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const statementColumns = `id, person_id, organisation_id, kind, rule_key, name, day, until, minutes, amount, unit, corrects_id, withdrawn, said_by, said_at`

func scanStatement(r interface{ Scan(...any) error }) (x Statement, err error) {
	err = r.Scan(&x.ID, &x.PersonID, &x.OrganisationID, &x.Kind, &x.Rule, &x.Name, &x.Day, &x.Until, &x.Minutes, &x.Amount, &x.Unit, &x.CorrectsID, &x.Withdrawn, &x.SaidBy, db.Time(&x.SaidAt))
	return x, err
}

func manyStatements(ctx context.Context, q db.Q, where string, args ...any) ([]Statement, error) {
	rows, err := q.Query(ctx, `SELECT `+statementColumns+` FROM duty_statements WHERE `+where, args...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Statement, error) { return scanStatement(r) })
	if err != nil {
		return nil, fmt.Errorf("duties: statements: %w", err)
	}
	return out, nil
}

// statementsOf returns all statements about persons, given by every id of theirs, the oldest first.
func statementsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Statement, error) {
	var out []Statement
	for part := range slices.Chunk(persons, 500) {
		found, err := manyStatements(ctx, q, `person_id IN (`+db.List(1, len(part))+`) ORDER BY id`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// statementsOfOrganisation returns all statements about an organisation, the oldest first.
func statementsOfOrganisation(ctx context.Context, q db.Q, organisation id.ID) ([]Statement, error) {
	return manyStatements(ctx, q, `organisation_id = $1 ORDER BY id`, organisation)
}

// insertStatement is a Conflict when something stands in the place of what it corrects already.
func insertStatement(ctx context.Context, tx *db.Tx, x Statement) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_statements (`+statementColumns+`) VALUES (`+db.List(1, 15)+`)`,
		x.ID, x.PersonID, x.OrganisationID, x.Kind, x.Rule, x.Name, x.Day, x.Until, x.Minutes, x.Amount, x.Unit, x.CorrectsID, x.Withdrawn, x.SaidBy, x.SaidAt)
	if db.IsUnique(err) {
		return errs.New(errs.Conflict, "This was changed meanwhile. Look at what it says now, and do it again.")
	}
	if err != nil {
		return fmt.Errorf("duties: say: %w", err)
	}
	return nil
}

// boundAfter returns persons who ever said that the rule binds them, in the order of the ids under which they said it.
func boundAfter(ctx context.Context, q db.Q, rule, after string, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM duty_statements WHERE kind = 'bound' AND rule_key = $1 AND person_id IS NOT NULL AND person_id > $2 ORDER BY person_id LIMIT $3`, rule, after, limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	if err != nil {
		return nil, fmt.Errorf("duties: bound: %w", err)
	}
	return out, nil
}

// countBound counts those whom boundAfter returns.
func countBound(ctx context.Context, q db.Q, rule string) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(DISTINCT person_id) FROM duty_statements WHERE kind = 'bound' AND rule_key = $1 AND person_id IS NOT NULL`, rule).Scan(&n)
	return n, err
}
