package people

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// personsByNumbers maps member numbers to surviving persons.
func personsByNumbers(ctx context.Context, q db.Q, numbers []string) (map[string]id.ID, error) {
	out := make(map[string]id.ID, len(numbers))
	for part := range slices.Chunk(numbers, chunk) {
		rows, err := q.Query(ctx, `SELECT p.member_number, COALESCE(a.person_id, p.id) FROM persons p LEFT JOIN person_aliases a ON a.alias_id = p.id
			WHERE p.member_number IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		type pair struct {
			number string
			person id.ID
		}
		found, err := db.Collect(rows, err, func(r *sql.Rows) (pair, error) {
			var p pair
			return p, r.Scan(&p.number, &p.person)
		})
		if err != nil {
			return nil, fmt.Errorf("people: member numbers: %w", err)
		}
		for _, p := range found {
			out[p.number] = p.person
		}
	}
	return out, nil
}

// periodsByPerson returns the periods of surviving persons, those of their aliases included.
func periodsByPerson(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID][]Period, error) {
	survivor := map[id.ID]id.ID{}
	ids := slices.Clone(persons)
	for _, p := range persons {
		survivor[p] = p
	}
	for part := range slices.Chunk(persons, chunk) {
		rows, err := q.Query(ctx, `SELECT alias_id, person_id FROM person_aliases WHERE person_id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) ([2]id.ID, error) {
			var p [2]id.ID
			return p, r.Scan(&p[0], &p[1])
		})
		if err != nil {
			return nil, fmt.Errorf("people: aliases: %w", err)
		}
		for _, p := range found {
			survivor[p[0]] = p[1]
			ids = append(ids, p[0])
		}
	}
	all, err := periodsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := map[id.ID][]Period{}
	for _, p := range all {
		out[survivor[p.PersonID]] = append(out[survivor[p.PersonID]], p)
	}
	return out, nil
}

func setMemberNumber(ctx context.Context, tx *db.Tx, person id.ID, number string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE persons SET member_number = $1, updated_at = $2 WHERE id = $3`, number, now, person)
	if db.IsUnique(err) {
		return errs.New(errs.Conflict, "The member number %s belongs to somebody else.", number)
	}
	if err != nil {
		return fmt.Errorf("people: member number: %w", err)
	}
	return nil
}
