package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// personColumns reads a person with the address for letters: the primary one of the surviving
// id, or else of an alias, or else any (undoing a merge may leave a person without a primary one).
const personColumns = `p.id, p.name, p.sort_name, ` + personNumber + `, p.zone, p.language, p.library_type, p.work_kind,
	p.role_title, p.organisation_id, p.library_name, p.password_hash <> '', p.created_at, p.closed_at IS NOT NULL,
	COALESCE(e.address, ''), e.verified_at IS NOT NULL`

// personNumber is the member number of the surviving id, or else that of an alias.
const personNumber = `COALESCE(p.member_number,
	(SELECT MIN(x.member_number) FROM persons x JOIN person_aliases y ON y.alias_id = x.id WHERE y.person_id = p.id), '')`

const personEmail = ` LEFT JOIN emails e ON e.address_key = COALESCE(
	(SELECT x.address_key FROM emails x WHERE x.person_id = p.id AND x.is_primary),
	(SELECT MIN(x.address_key) FROM emails x JOIN person_aliases y ON y.alias_id = x.person_id WHERE y.person_id = p.id AND x.is_primary),
	(SELECT MIN(x.address_key) FROM emails x WHERE x.person_id = p.id))`

func personTargets(p *Person) []any {
	return []any{&p.ID, &p.Name, &p.SortName, &p.MemberNumber, &p.Zone, &p.Language, &p.LibraryType, &p.WorkKind,
		&p.RoleTitle, &p.OrganisationID, &p.LibraryName, &p.HasPassword, db.Time(&p.CreatedAt), &p.Closed, &p.Email, &p.EmailVerified}
}

// chunk is how many ids one query asks for.
const chunk = 500

// maxSearchWords bounds how many words of a search are looked at.
const maxSearchWords = 8

func personsByID(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]Person, error) {
	out := make(map[id.ID]Person, len(ids))
	for part := range slices.Chunk(ids, chunk) {
		rows, err := q.Query(ctx, `SELECT a.id, `+personColumns+`
			FROM (SELECT w.id, COALESCE(x.person_id, w.id) AS person_id FROM persons w LEFT JOIN person_aliases x ON x.alias_id = w.id
				WHERE w.id IN (`+db.List(1, len(part))+`)) a
			JOIN persons p ON p.id = a.person_id`+personEmail, db.Args(part)...)
		type keyed struct {
			asked id.ID
			p     Person
		}
		found, err := db.Collect(rows, err, func(r *sql.Rows) (keyed, error) {
			var k keyed
			return k, r.Scan(append([]any{&k.asked}, personTargets(&k.p)...)...)
		})
		if err != nil {
			return nil, fmt.Errorf("people: persons: %w", err)
		}
		for _, k := range found {
			out[k.asked] = k.p
		}
	}
	return out, nil
}

func surviving(ctx context.Context, q db.Q, person id.ID) (id.ID, error) {
	var out id.ID
	err := q.QueryRow(ctx, `SELECT COALESCE((SELECT person_id FROM person_aliases WHERE alias_id = $1), $1)`, string(person)).Scan(&out)
	if err != nil {
		return "", fmt.Errorf("people: surviving: %w", err)
	}
	return out, nil
}

func allIDs(ctx context.Context, q db.Q, person id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `WITH me AS (SELECT COALESCE((SELECT person_id FROM person_aliases WHERE alias_id = $1), $1) AS id)
		SELECT id, 0 AS alias FROM me UNION ALL SELECT a.alias_id, 1 FROM me JOIN person_aliases a ON a.person_id = me.id ORDER BY 2, 1`, person)
	ids, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) {
		var alias int
		err = r.Scan(&i, &alias)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("people: ids: %w", err)
	}
	return ids, nil
}

// personsByKeys maps folded addresses to surviving persons.
func personsByKeys(ctx context.Context, q db.Q, keys []string) (map[string]id.ID, error) {
	out := make(map[string]id.ID, len(keys))
	for part := range slices.Chunk(keys, chunk) {
		rows, err := q.Query(ctx, `SELECT e.address_key, COALESCE(a.person_id, e.person_id) FROM emails e
			LEFT JOIN person_aliases a ON a.alias_id = e.person_id WHERE e.address_key IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		type pair struct {
			key    string
			person id.ID
		}
		found, err := db.Collect(rows, err, func(r *sql.Rows) (pair, error) {
			var p pair
			return p, r.Scan(&p.key, &p.person)
		})
		if err != nil {
			return nil, fmt.Errorf("people: addresses: %w", err)
		}
		for _, p := range found {
			out[p.key] = p.person
		}
	}
	return out, nil
}

func insertPerson(ctx context.Context, tx *db.Tx, p Person, passwordHash string) error {
	var number any
	if p.MemberNumber != "" {
		number = p.MemberNumber
	}
	res, err := tx.Exec(ctx, `INSERT INTO persons (id, name, sort_name, member_number, password_hash, zone, language, library_type,
			work_kind, role_title, organisation_id, library_name, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) ON CONFLICT DO NOTHING`,
		p.ID, p.Name, p.SortName, number, passwordHash, p.Zone, p.Language, p.LibraryType,
		p.WorkKind, p.RoleTitle, p.OrganisationID, p.LibraryName, p.CreatedAt)
	if err != nil {
		return fmt.Errorf("people: add a person: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errs.New(errs.Conflict, "The member number %s belongs to somebody else.", p.MemberNumber))
	}
	return nil
}

func insertEmail(ctx context.Context, tx *db.Tx, now time.Time, a Address) error {
	res, err := tx.Exec(ctx, `INSERT INTO emails (id, address_key, address, person_id, is_primary, verified_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (address_key) DO NOTHING`,
		id.New(), a.Key, a.Address, a.PersonID, a.Primary, a.VerifiedAt, now)
	if err != nil {
		return fmt.Errorf("people: add an address: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errs.New(errs.Conflict, "The address %s belongs to somebody else.", a.Address))
	}
	return nil
}
