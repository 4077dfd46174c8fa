package people

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

type directoryKey struct {
	Sort string
	ID   id.ID
}

// findPeople lists surviving persons by name, in one query; those who meet the conditions too, which arg gives their arguments.
func findPeople(ctx context.Context, q db.Q, now time.Time, text, today string, r page.Request, conditions ...func(now time.Time, arg func(any) string) string) (page.Page[Listed], error) {
	var (
		none page.Page[Listed]
		key  directoryKey
		args = []any{today}
	)
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	where := []string{`NOT EXISTS (SELECT 1 FROM person_aliases a WHERE a.alias_id = p.id)`}
	if text = strings.TrimSpace(text); text != "" {
		where = append(where, matchPerson(text, arg))
	}
	for _, condition := range conditions {
		where = append(where, condition(now, arg))
	}
	if ok, err := page.Decode(r.Cursor, &key); err != nil {
		return none, err
	} else if ok {
		s := arg(key.Sort)
		where = append(where, `(p.sort_name > `+s+` OR p.sort_name = `+s+` AND p.id > `+arg(string(key.ID))+`)`)
	}
	size := r.Size()
	rows, err := q.Query(ctx, `SELECT p.id, p.name, p.sort_name, COALESCE(e.address, ''), `+personNumber+`, p.library_name, p.closed_at IS NOT NULL,
			COALESCE((SELECT m.class FROM membership_periods m WHERE (m.person_id = p.id OR m.person_id IN (SELECT a.alias_id FROM person_aliases a WHERE a.person_id = p.id))
				AND m.starts_on <= $1 AND m.ends_on >= $1 AND NOT EXISTS (SELECT 1 FROM membership_periods n WHERE n.replaces_id = m.id)
				ORDER BY m.starts_on DESC, m.id DESC LIMIT 1), ''),
			(SELECT COUNT(*) FROM role_bindings b WHERE b.ended_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > `+arg(now)+`) AND (b.person_id = p.id OR b.person_id IN (SELECT a.alias_id FROM person_aliases a WHERE a.person_id = p.id)))
		FROM persons p`+personEmail+`
		WHERE `+strings.Join(where, " AND ")+` ORDER BY p.sort_name, p.id LIMIT `+arg(size+1), args...)
	type sorted struct {
		Listed
		sort string
	}
	found, err := db.Collect(rows, err, func(r *sql.Rows) (sorted, error) {
		var l sorted
		return l, r.Scan(&l.ID, &l.Name, &l.sort, &l.Email, &l.MemberNumber, &l.LibraryName, &l.Closed, &l.Class, &l.Roles)
	})
	if err != nil {
		return none, fmt.Errorf("people: directory: %w", err)
	}
	cut := page.Cut(found, size, func(l sorted) any { return directoryKey{l.sort, l.ID} })
	out := page.Page[Listed]{Next: cut.Next}
	for _, l := range cut.Items {
		out.Items = append(out.Items, l.Listed)
	}
	return out, nil
}

// staffWithoutFactor is the condition that an open account has a role today, and no second factor that works.
func staffWithoutFactor(now time.Time, arg func(any) string) string {
	of := func(table, where string) string {
		return `p.id IN (SELECT COALESCE(y.person_id, x.person_id) FROM ` + table + ` x LEFT JOIN person_aliases y ON y.alias_id = x.person_id WHERE ` + where + `)`
	}
	return `p.closed_at IS NULL AND ` + of(`role_bindings`, `x.ended_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > `+arg(now)+`)`) +
		` AND NOT ` + of(`code_apps`, `x.confirmed_at IS NOT NULL`) + ` AND NOT ` + of(`passkeys`, `x.flagged_at IS NULL`)
}

// matchPerson is the condition that a search text sets: every word in the name, or the text in an
// address, or the member number.
func matchPerson(text string, arg func(any) string) string {
	var words []string
	for i, w := range strings.Fields(Fold(text)) {
		if i == maxSearchWords {
			break
		}
		words = append(words, `p.sort_name LIKE `+arg(db.Holding(w))+` ESCAPE '!'`)
	}
	alternatives := []string{`p.id IN (SELECT COALESCE(y.person_id, x.id) FROM persons x LEFT JOIN person_aliases y ON y.alias_id = x.id WHERE x.member_number = ` + arg(text) + `)`}
	if len(words) > 0 {
		alternatives = append(alternatives, `(`+strings.Join(words, " AND ")+`)`)
	}
	if !strings.ContainsAny(text, " ") {
		alternatives = append(alternatives, `EXISTS (SELECT 1 FROM emails x LEFT JOIN person_aliases y ON y.alias_id = x.person_id
			WHERE COALESCE(y.person_id, x.person_id) = p.id AND x.address_key LIKE `+arg(db.Holding(strings.ToLower(text)))+` ESCAPE '!')`)
	}
	return `(` + strings.Join(alternatives, " OR ") + `)`
}

func updateProfile(ctx context.Context, tx *db.Tx, person id.ID, n Profile, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE persons SET name = $1, sort_name = $2, zone = $3, language = $4, library_type = $5, work_kind = $6, role_title = $7,
		organisation_id = $8, library_name = $9, updated_at = $10 WHERE id = $11`,
		n.Name, SortName(n.Name), n.Zone, n.Language, n.LibraryType, n.WorkKind, n.RoleTitle, n.OrganisationID, n.LibraryName, now, person)
	if err != nil {
		return fmt.Errorf("people: profile: %w", err)
	}
	return nil
}

// setClosed reports whether that changed anything.
func setClosed(ctx context.Context, tx *db.Tx, person id.ID, closed bool, now time.Time) (bool, error) {
	query := `UPDATE persons SET closed_at = $1, updated_at = $1 WHERE id = $2 AND closed_at IS NULL`
	if !closed {
		query = `UPDATE persons SET closed_at = NULL, updated_at = $1 WHERE id = $2 AND closed_at IS NOT NULL`
	}
	res, err := tx.Exec(ctx, query, now, person)
	if err != nil {
		return false, fmt.Errorf("people: close: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
