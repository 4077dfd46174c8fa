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

// openPerson returns the surviving id of a person who exists and is not closed. NotFound otherwise.
func openPerson(ctx context.Context, q db.Q, person id.ID) (id.ID, error) {
	var out id.ID
	err := q.QueryRow(ctx, `SELECT id FROM persons WHERE closed_at IS NULL
		AND id = COALESCE((SELECT person_id FROM person_aliases WHERE alias_id = $1), $1)`, string(person)).Scan(&out)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errNoPerson
	}
	if err != nil {
		return "", fmt.Errorf("people: person: %w", err)
	}
	return out, nil
}

// insertRole reports false when the person has the role already.
func insertRole(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, b authz.Binding) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO role_bindings (id, person_id, role, unit_id, organisation_id, granted_by, granted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`, id.New(), person, string(b.Role), b.UnitID, b.OrganisationID, actor.PersonID, now)
	if err != nil {
		return false, fmt.Errorf("people: give a role: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func endRole(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, ids []id.ID, b authz.Binding) (bool, error) {
	args := append([]any{now, actor.PersonID, string(b.Role), string(b.UnitID), string(b.OrganisationID)}, db.Args(ids)...)
	res, err := tx.Exec(ctx, `UPDATE role_bindings SET ended_at = $1, ended_by = $2 WHERE role = $3 AND COALESCE(unit_id, '') = $4
		AND COALESCE(organisation_id, '') = $5 AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > $1) AND person_id IN (`+db.List(6, len(ids))+`)`, args...)
	if err != nil {
		return false, fmt.Errorf("people: end a role: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// administrators returns who is an administrator and can sign in, once for each role, also those given to an alias.
func administrators(ctx context.Context, tx *db.Tx, now time.Time, lock string) ([]id.ID, error) {
	rows, err := tx.Query(ctx, `SELECT p.id FROM role_bindings r JOIN persons p
			ON p.id = COALESCE((SELECT a.person_id FROM person_aliases a WHERE a.alias_id = r.person_id), r.person_id) AND p.closed_at IS NULL
		WHERE r.role = $1 AND r.ended_at IS NULL AND (r.ends_at IS NULL OR r.ends_at > $2) ORDER BY r.id`+lock, string(authz.Admin), now)
	ids, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return nil, fmt.Errorf("people: administrators: %w", err)
	}
	return ids, nil
}

func rolesOf(ctx context.Context, q db.Q, ids []id.ID, now time.Time) ([]RoleHeld, error) {
	rows, err := q.Query(ctx, `SELECT role, unit_id, organisation_id, granted_by, provider, granted_at, ends_at, ended_at FROM role_bindings
		WHERE person_id IN (`+db.List(1, len(ids))+`) ORDER BY granted_at DESC, id DESC`, db.Args(ids)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (RoleHeld, error) {
		var h RoleHeld
		err := r.Scan(&h.Role, &h.UnitID, &h.OrganisationID, &h.GrantedBy, &h.Provider, db.Time(&h.GrantedAt), db.Time(&h.EndsAt), db.Time(&h.EndedAt))
		if h.EndedAt.IsZero() && !h.EndsAt.IsZero() && !now.Before(h.EndsAt) {
			h.EndedAt = h.EndsAt
		}
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("people: roles: %w", err)
	}
	return out, nil
}

// roleHolders returns everybody who has a role now, as who survives.
func roleHolders(ctx context.Context, q db.Q, now time.Time) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT COALESCE(a.person_id, r.person_id) FROM role_bindings r LEFT JOIN person_aliases a ON a.alias_id = r.person_id
		WHERE r.ended_at IS NULL AND (r.ends_at IS NULL OR r.ends_at > $1)`, now)
	ids, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return nil, fmt.Errorf("people: roles: %w", err)
	}
	return ids, nil
}

// holdersAmong returns those of the ids to which one of the roles was given that holds now.
func holdersAmong(ctx context.Context, q db.Q, ids []id.ID, roles []authz.Role, now time.Time) ([]id.ID, error) {
	args := append(append([]any{now}, db.Args(ids)...), db.Args(roles)...)
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM role_bindings WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > $1)
		AND person_id IN (`+db.List(2, len(ids))+`) AND role IN (`+db.List(2+len(ids), len(roles))+`)`, args...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	if err != nil {
		return nil, fmt.Errorf("people: roles: %w", err)
	}
	return out, nil
}

// managersOf returns who has the role of a manager now in a unit or in one in which it lives on, as who survives.
func managersOf(ctx context.Context, q db.Q, unit id.ID, now time.Time, today string) ([]id.ID, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE line AS (SELECT CAST($1 AS TEXT) AS id
			UNION SELECT s.successor_id FROM line JOIN unit_successions s ON s.unit_id = line.id AND s.on_date <= $2)
		SELECT DISTINCT COALESCE(a.person_id, r.person_id) FROM line JOIN role_bindings r ON r.unit_id = line.id LEFT JOIN person_aliases a ON a.alias_id = r.person_id
		WHERE r.role = $3 AND r.ended_at IS NULL AND (r.ends_at IS NULL OR r.ends_at > $4)`, unit, today, string(authz.UnitManager), now)
	ids, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return nil, fmt.Errorf("people: managers: %w", err)
	}
	return ids, nil
}
