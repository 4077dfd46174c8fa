package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// heldByRule is a role that a rule gave, with its row.
type heldByRule struct {
	authz.Binding
	id id.ID
	// endsAt is when it ends, or ended, by time.
	endsAt time.Time
}

func rolesByRule(ctx context.Context, q db.Q, ids []id.ID, provider string) ([]heldByRule, error) {
	rows, err := q.Query(ctx, `SELECT id, role, unit_id, organisation_id, ends_at FROM role_bindings
		WHERE provider = $1 AND ended_at IS NULL AND person_id IN (`+db.List(2, len(ids))+`)`, append([]any{provider}, db.Args(ids)...)...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (heldByRule, error) {
		var h heldByRule
		return h, r.Scan(&h.id, &h.Role, &h.UnitID, &h.OrganisationID, db.Time(&h.endsAt))
	})
	if err != nil {
		return nil, fmt.Errorf("people: roles by rule: %w", err)
	}
	return out, nil
}

// endRolesByID ends roles now, or when they ended by time.
func endRolesByID(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE role_bindings SET ended_at = CASE WHEN ends_at < $1 THEN ends_at ELSE $1 END WHERE ended_at IS NULL AND id IN (`+db.List(2, len(ids))+`)`, append([]any{now}, db.Args(ids)...)...)
	if err != nil {
		return fmt.Errorf("people: end roles: %w", err)
	}
	return nil
}

// renewRoles lets roles by rule last until then.
func renewRoles(ctx context.Context, tx *db.Tx, until time.Time, ids []id.ID) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE role_bindings SET ends_at = $1 WHERE id IN (`+db.List(2, len(ids))+`)`, append([]any{until}, db.Args(ids)...)...); err != nil {
		return fmt.Errorf("people: renew roles: %w", err)
	}
	return nil
}

func insertRolesByRule(ctx context.Context, tx *db.Tx, now, until time.Time, person id.ID, provider string, all []authz.Binding) error {
	if len(all) == 0 {
		return nil
	}
	_, err := db.BulkInsert(ctx, tx, "role_bindings", []string{"id", "person_id", "role", "unit_id", "organisation_id", "granted_at", "ends_at", "provider"}, "ON CONFLICT DO NOTHING", func(yield func([]any) bool) {
		for _, b := range all {
			if !yield([]any{id.New(), person, string(b.Role), b.UnitID, b.OrganisationID, now, until, provider}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("people: give roles: %w", err)
	}
	return nil
}

// kindByRule is a role that some rule gave to somebody.
type kindByRule struct {
	authz.Binding
	provider string
}

func kindsByRule(ctx context.Context, q db.Q) ([]kindByRule, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT provider, role, unit_id, organisation_id FROM role_bindings WHERE provider <> '' AND ended_at IS NULL`)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (kindByRule, error) {
		var k kindByRule
		return k, r.Scan(&k.provider, &k.Role, &k.UnitID, &k.OrganisationID)
	})
	if err != nil {
		return nil, fmt.Errorf("people: roles by rule: %w", err)
	}
	return out, nil
}

// endKind ends a role for everybody to whom a rule gave it, and returns who they are.
func endKind(ctx context.Context, tx *db.Tx, now time.Time, k kindByRule) ([]id.ID, error) {
	rows, err := tx.Query(ctx, `UPDATE role_bindings SET ended_at = CASE WHEN ends_at < $1 THEN ends_at ELSE $1 END WHERE provider = $2 AND ended_at IS NULL AND role = $3 AND COALESCE(unit_id, '') = $4 AND COALESCE(organisation_id, '') = $5 RETURNING person_id`,
		now, k.provider, string(k.Role), string(k.UnitID), string(k.OrganisationID))
	out, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return nil, fmt.Errorf("people: end roles: %w", err)
	}
	return out, nil
}

// endRoleByRule ends a role that a provider's rule gave to a person, and reports whether there was one.
func endRoleByRule(ctx context.Context, tx *db.Tx, at time.Time, ids []id.ID, b authz.Binding, provider string) (bool, error) {
	have, err := rolesByRule(ctx, tx, ids, provider)
	if err != nil {
		return false, err
	}
	for _, h := range have {
		if h.Binding == b {
			return true, endRolesByID(ctx, tx, at, []id.ID{h.id})
		}
	}
	return false, nil
}
