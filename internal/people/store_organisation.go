package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const organisationColumns = `o.id, o.kind, o.name, o.parent_id, o.scheme, o.scheme_key, o.place, o.region, o.country`

func organisationTargets(o *Organisation) []any {
	return []any{&o.ID, &o.Kind, &o.Name, &o.ParentID, &o.Scheme, &o.SchemeKey, &o.Place, &o.Region, &o.Country}
}

func organisationByID(ctx context.Context, q db.Q, organisation id.ID) (Organisation, bool, error) {
	var o Organisation
	err := q.QueryRow(ctx, `SELECT `+organisationColumns+`, COALESCE(u.name, '') FROM organisations o LEFT JOIN organisations u ON u.id = o.parent_id
		WHERE o.id = $1`, organisation).Scan(append(organisationTargets(&o), &o.ParentName)...)
	if errors.Is(err, sql.ErrNoRows) {
		return o, false, nil
	}
	if err != nil {
		return o, false, fmt.Errorf("people: organisation: %w", err)
	}
	return o, true, nil
}

func organisationPath(ctx context.Context, q db.Q, organisation id.ID) ([]Organisation, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE up (id, depth) AS (SELECT $1, 0 UNION ALL
			SELECT o.parent_id, up.depth + 1 FROM organisations o JOIN up ON o.id = up.id WHERE o.parent_id IS NOT NULL AND up.depth < 20)
		SELECT `+organisationColumns+` FROM up JOIN organisations o ON o.id = up.id ORDER BY up.depth DESC`, string(organisation))
	out, err := db.Collect(rows, err, func(r *sql.Rows) (Organisation, error) {
		var o Organisation
		return o, r.Scan(organisationTargets(&o)...)
	})
	if err != nil {
		return nil, fmt.Errorf("people: organisation: %w", err)
	}
	return out, nil
}

func organisationsWithin(ctx context.Context, q db.Q, organisation id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE down (id) AS (SELECT id FROM organisations WHERE id = $1 UNION
			SELECT o.id FROM organisations o JOIN down ON o.parent_id = down.id)
		SELECT id FROM down`, string(organisation))
	out, err := db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return nil, fmt.Errorf("people: organisations: %w", err)
	}
	return out, nil
}

// idsAbove returns the organisation and all that it is part of, at any height; nothing when there is none.
func idsAbove(ctx context.Context, q db.Q, organisation id.ID) (map[id.ID]bool, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE up (id) AS (SELECT id FROM organisations WHERE id = $1 UNION
			SELECT o.parent_id FROM organisations o JOIN up ON o.id = up.id WHERE o.parent_id IS NOT NULL)
		SELECT id FROM up`, string(organisation))
	out := map[id.ID]bool{}
	_, err = db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		err := r.Scan(&i)
		out[i] = true
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("people: organisations: %w", err)
	}
	return out, nil
}

func lockOrganisations(ctx context.Context, tx *db.Tx, ids map[id.ID]bool) error {
	sorted := slices.Sorted(maps.Keys(ids))
	rows, err := tx.Query(ctx, `SELECT id FROM organisations WHERE id IN (`+db.List(1, len(sorted))+`) ORDER BY id`+tx.Dialect().ForUpdate(), db.Args(sorted)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (id.ID, error) {
		var i id.ID
		return i, r.Scan(&i)
	})
	if err != nil {
		return fmt.Errorf("people: lock: %w", err)
	}
	return nil
}

// updateOrganisation reports false when another organisation has the scheme and key.
func updateOrganisation(ctx context.Context, tx *db.Tx, o Organisation) (bool, error) {
	_, err := tx.Exec(ctx, `UPDATE organisations SET kind = $1, name = $2, sort_name = $3, parent_id = $4, scheme = $5, scheme_key = $6,
			place = $7, region = $8, country = $9 WHERE id = $10`,
		o.Kind, o.Name, organisationSortName(o), o.ParentID, o.Scheme, o.SchemeKey, o.Place, o.Region, o.Country, o.ID)
	if db.IsUnique(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("people: change an organisation: %w", err)
	}
	return true, nil
}

func organisationSortName(o Organisation) string { return Fold(o.Name + " " + o.Place) }

type organisationKey struct {
	Sort string
	ID   id.ID
}

// searchOrganisations lists by name.
func searchOrganisations(ctx context.Context, q db.Q, ask OrganisationQuestion, r page.Request) (page.Page[Organisation], error) {
	var (
		none page.Page[Organisation]
		key  organisationKey
		args []any
	)
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	where := []string{"TRUE"}
	for i, word := range strings.Fields(Fold(ask.Text)) {
		if i == maxSearchWords {
			break
		}
		where = append(where, `o.sort_name LIKE `+arg(db.Holding(word))+` ESCAPE '!'`)
	}
	if ask.Parent != nil {
		where = append(where, `COALESCE(o.parent_id, '') = `+arg(string(*ask.Parent)))
	}
	if ask.Scheme != "" {
		where = append(where, `o.scheme <> '' AND o.scheme = `+arg(ask.Scheme))
	}
	if ask.SchemeKey != "" {
		where = append(where, `o.scheme <> '' AND o.scheme_key = `+arg(ask.SchemeKey))
	}
	if ok, err := page.Decode(r.Cursor, &key); err != nil {
		return none, err
	} else if ok {
		s := arg(key.Sort)
		where = append(where, `(o.sort_name > `+s+` OR o.sort_name = `+s+` AND o.id > `+arg(string(key.ID))+`)`)
	}
	size := r.Size()
	rows, err := q.Query(ctx, `SELECT `+organisationColumns+`, COALESCE(u.name, ''), o.sort_name, (SELECT COUNT(*) FROM organisations c WHERE c.parent_id = o.id)
		FROM organisations o LEFT JOIN organisations u ON u.id = o.parent_id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY o.sort_name, o.id LIMIT `+arg(size+1), args...)
	type sorted struct {
		Organisation
		sort string
	}
	found, err := db.Collect(rows, err, func(r *sql.Rows) (sorted, error) {
		var o sorted
		return o, r.Scan(append(organisationTargets(&o.Organisation), &o.ParentName, &o.sort, &o.Children)...)
	})
	if err != nil {
		return none, fmt.Errorf("people: organisations: %w", err)
	}
	cut := page.Cut(found, size, func(o sorted) any { return organisationKey{o.sort, o.ID} })
	out := page.Page[Organisation]{Next: cut.Next}
	for o := range slices.Values(cut.Items) {
		out.Items = append(out.Items, o.Organisation)
	}
	return out, nil
}

// insertOrganisation adds o, or returns the one that has its scheme and key already.
func insertOrganisation(ctx context.Context, tx *db.Tx, now time.Time, o Organisation) (Organisation, error) {
	res, err := tx.Exec(ctx, `INSERT INTO organisations (id, kind, name, sort_name, parent_id, scheme, scheme_key, place, region, country, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		o.ID, o.Kind, o.Name, organisationSortName(o), o.ParentID, o.Scheme, o.SchemeKey, o.Place, o.Region, o.Country, now)
	if err != nil {
		return o, fmt.Errorf("people: add an organisation: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return o, err
	}
	var kept Organisation
	err = tx.QueryRow(ctx, `SELECT `+organisationColumns+` FROM organisations o WHERE o.id = $1 OR o.scheme <> '' AND o.scheme = $2 AND o.scheme_key = $3`,
		o.ID, o.Scheme, o.SchemeKey).Scan(organisationTargets(&kept)...)
	if err != nil {
		return o, fmt.Errorf("people: add an organisation: %w", err)
	}
	return kept, nil
}
