package people

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// knownOrganisation is one with what a file said of it last; nil where none has.
type knownOrganisation struct {
	Organisation
	said map[string]string
}

// organisationsByCode is what is known of the codes of some rows.
type organisationsByCode struct {
	by map[organisationCode]knownOrganisation
	// outlet is the code of some outlet of each system, by the code of that in words.
	outlet map[string]organisationCode
	// systems are those that the rows make.
	systems []Organisation
}

// organisationsKnown looks up the organisations that the rows name, and outlets of their systems.
func organisationsKnown(ctx context.Context, q db.Q, lines []*organisationLine) (*organisationsByCode, error) {
	out := &organisationsByCode{by: map[organisationCode]knownOrganisation{}, outlet: map[string]organisationCode{}}
	schemes := map[string]map[string]bool{} // the codes of each
	families := map[string]bool{}
	want := func(scheme, key string) {
		if schemes[scheme] == nil {
			schemes[scheme] = map[string]bool{}
		}
		if key != "" {
			schemes[scheme][key] = true
		}
	}
	for _, l := range lines {
		want(l.Scheme, l.SchemeKey)
		want(l.Scheme, l.parentKey)
		if l.family != nil {
			want(l.Scheme, l.family.SchemeKey)
			families[l.family.code().String()] = true
		}
	}
	for scheme, keys := range schemes {
		if len(keys) == 0 {
			continue
		}
		args := []any{scheme}
		for key := range keys {
			args = append(args, key)
		}
		rows, err := q.Query(ctx, `SELECT `+organisationColumns+`, COALESCE(r.said, 'null') FROM organisations o LEFT JOIN organisation_rows r ON r.organisation_id = o.id
			WHERE o.scheme <> '' AND o.scheme = $1 AND o.scheme_key IN (`+db.List(2, len(keys))+`)`, args...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) (knownOrganisation, error) {
			var o knownOrganisation
			return o, r.Scan(append(organisationTargets(&o.Organisation), db.JSON(&o.said))...)
		})
		if err != nil {
			return nil, fmt.Errorf("people: organisations: %w", err)
		}
		for _, o := range found {
			out.by[o.code()] = o
		}
	}
	if len(families) == 0 {
		return out, nil
	}
	var args []any
	for f := range families {
		args = append(args, f)
	}
	rows, err := q.Query(ctx, `SELECT r.family, MIN(o.scheme), MIN(o.scheme_key) FROM organisation_rows r JOIN organisations o ON o.id = r.organisation_id
		WHERE r.family <> '' AND r.family IN (`+db.List(1, len(args))+`) GROUP BY r.family`, args...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var family string
		var o Organisation
		err := r.Scan(&family, &o.Scheme, &o.SchemeKey)
		out.outlet[family] = o.code()
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("people: outlets: %w", err)
	}
	return out, nil
}

// insertOrganisations adds systems and then what may be part of them, which comes after what it is part of.
func insertOrganisations(ctx context.Context, tx *db.Tx, now time.Time, systems []Organisation, added []*organisationLine) error {
	_, err := db.BulkInsert(ctx, tx, "organisations", []string{"id", "kind", "name", "sort_name", "parent_id", "scheme", "scheme_key", "place", "region", "country", "created_at"}, "", func(yield func([]any) bool) {
		row := func(o Organisation) bool {
			return yield([]any{o.ID, o.Kind, o.Name, organisationSortName(o), o.ParentID, o.Scheme, o.SchemeKey, o.Place, o.Region, o.Country, now})
		}
		for _, o := range systems {
			if !row(o) {
				return
			}
		}
		for _, l := range added {
			if !row(l.Organisation) {
				return
			}
		}
	})
	if err == nil {
		_, err = db.BulkInsert(ctx, tx, "organisation_rows", []string{"organisation_id", "family", "said"}, "", func(yield func([]any) bool) {
			for _, l := range added {
				if !yield([]any{l.ID, l.familyMark(), db.JSON(l.said())}) {
					return
				}
			}
		})
	}
	if err != nil {
		return fmt.Errorf("people: add organisations: %w", err)
	}
	return nil
}

func (l *organisationLine) familyMark() string {
	if l.family == nil {
		return ""
	}
	return l.family.code().String()
}

// adoptOutlets makes outlets that came before their system parts of it, where nobody has placed them.
func adoptOutlets(ctx context.Context, tx *db.Tx, system Organisation) error {
	_, err := tx.Exec(ctx, `UPDATE organisations SET parent_id = $1 WHERE parent_id IS NULL
		AND id IN (SELECT organisation_id FROM organisation_rows WHERE family <> '' AND family = $2)`, system.ID, system.code().String())
	if err != nil {
		return fmt.Errorf("people: outlets: %w", err)
	}
	return nil
}

func keepSaid(ctx context.Context, tx *db.Tx, l *organisationLine) error {
	_, err := tx.Exec(ctx, `INSERT INTO organisation_rows (organisation_id, family, said) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id) DO UPDATE SET family = excluded.family, said = excluded.said`, l.ID, l.familyMark(), db.JSON(l.said()))
	if err != nil {
		return fmt.Errorf("people: remember a row: %w", err)
	}
	return nil
}
