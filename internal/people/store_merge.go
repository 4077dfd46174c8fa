package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
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

// mergeOf returns into whom, and when, a person was merged; false for a survivor.
func mergeOf(ctx context.Context, q db.Q, person id.ID) (into id.ID, at time.Time, merged bool, err error) {
	err = q.QueryRow(ctx, `SELECT merged_into, created_at FROM person_aliases WHERE alias_id = $1`, person).Scan(&into, db.Time(&at))
	if errors.Is(err, sql.ErrNoRows) {
		return "", at, false, nil
	}
	if err != nil {
		return "", at, false, fmt.Errorf("people: merge: %w", err)
	}
	return into, at, true, nil
}

// endAddedSince ends the ways in that were added to an account after a moment. It returns how many there were, and the confirmed
// addresses among them, which are to be told. Recovery codes go with their app, and when they were renewed.
func endAddedSince(ctx context.Context, tx *db.Tx, person id.ID, since time.Time) (n int, addresses []string, err error) {
	rows, err := tx.Query(ctx, `DELETE FROM emails WHERE person_id = $1 AND created_at > $2 RETURNING address, verified_at IS NOT NULL`, person, since)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var address string
		var verified bool
		err := r.Scan(&address, &verified)
		if n++; verified {
			addresses = append(addresses, address)
		}
		return struct{}{}, err
	})
	if err != nil {
		return 0, nil, fmt.Errorf("people: undo a merge: %w", err)
	}
	for _, query := range []string{
		`DELETE FROM passkeys WHERE person_id = $1 AND created_at > $2`,
		`DELETE FROM linked_sign_ins WHERE person_id = $1 AND linked_at > $2`,
		`DELETE FROM code_apps WHERE person_id = $1 AND COALESCE(confirmed_at, created_at) > $2`,
	} {
		res, err := tx.Exec(ctx, query, person, since)
		if err != nil {
			return 0, nil, fmt.Errorf("people: undo a merge: %w", err)
		}
		gone, err := res.RowsAffected()
		if err != nil {
			return 0, nil, err
		}
		n += int(gone)
	}
	renewed, err := audit.Since(ctx, tx, "person", person, since, "factor.added", "factor.codes-renewed")
	if err == nil && renewed {
		err = deleteCodes(ctx, tx, []id.ID{person})
	}
	if err != nil {
		return 0, nil, err
	}
	changed, err := audit.Since(ctx, tx, "person", person, since, "password.changed")
	if err == nil && changed {
		if changed, err = forgetPassword(ctx, tx, person); changed {
			n++
		}
	}
	return n, addresses, err
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
