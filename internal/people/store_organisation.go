package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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

type organisationKey struct {
	Sort string
	ID   id.ID
}

// searchOrganisations lists by name; parent nil means anywhere in the tree.
func searchOrganisations(ctx context.Context, q db.Q, text string, parent *id.ID, r page.Request) (page.Page[Organisation], error) {
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
	for i, word := range strings.Fields(Fold(text)) {
		if i == maxSearchWords {
			break
		}
		n := arg("%" + word + "%")
		where = append(where, `o.sort_name LIKE `+n)
	}
	if parent != nil {
		where = append(where, `COALESCE(o.parent_id, '') = `+arg(string(*parent)))
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
		o.ID, o.Kind, o.Name, Fold(o.Name+" "+o.Place), o.ParentID, o.Scheme, o.SchemeKey, o.Place, o.Region, o.Country, now)
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
