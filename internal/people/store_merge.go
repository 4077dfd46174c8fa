package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// insertAlias makes from, and everybody merged into it before, an alias of to. Both are survivors.
func insertAlias(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, from, to id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE person_aliases SET person_id = $1 WHERE person_id = $2`, to, from)
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO person_aliases (alias_id, person_id, merged_into, created_by, created_at) VALUES ($1, $2, $2, $3, $4)`,
			from, to, actor.PersonID, now)
	}
	if err != nil {
		return fmt.Errorf("people: merge: %w", err)
	}
	return nil
}

// deleteAlias makes alias a survivor again, together with those who had been merged into it.
func deleteAlias(ctx context.Context, tx *db.Tx, alias id.ID) (survivor id.ID, ok bool, err error) {
	err = tx.QueryRow(ctx, `DELETE FROM person_aliases WHERE alias_id = $1 RETURNING person_id`, alias).Scan(&survivor)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err == nil {
		_, err = tx.Exec(ctx, `WITH RECURSIVE down (id) AS (SELECT alias_id FROM person_aliases WHERE merged_into = $1 UNION
				SELECT a.alias_id FROM person_aliases a JOIN down ON a.merged_into = down.id)
			UPDATE person_aliases SET person_id = $1 WHERE alias_id IN (SELECT id FROM down)`, string(alias))
	}
	if err != nil {
		return "", false, fmt.Errorf("people: undo a merge: %w", err)
	}
	return survivor, true, nil
}

// Alias is a person that was merged into another one.
type Alias struct {
	ID   id.ID
	Name string
	At   time.Time
}

func aliasesOf(ctx context.Context, q db.Q, person id.ID) ([]Alias, error) {
	rows, err := q.Query(ctx, `SELECT a.alias_id, p.name, a.created_at FROM person_aliases a JOIN persons p ON p.id = a.alias_id
		WHERE a.person_id = $1 ORDER BY a.created_at`, person)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Alias, error) {
		var a Alias
		return a, r.Scan(&a.ID, &a.Name, db.Time(&a.At))
	})
	if err != nil {
		return nil, fmt.Errorf("people: aliases: %w", err)
	}
	return out, nil
}
