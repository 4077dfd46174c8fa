package duties

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const consentColumns = `a.id, a.person_id, a.organisation_id, a.role, a.since, a.agreed_at, a.confirmed_at, COALESCE(a.confirmed_by, ''), a.ended_at, COALESCE(a.ended_by, '')`

func (c *Consent) targets() []any {
	return []any{&c.ID, &c.PersonID, &c.OrganisationID, &c.Role, &c.Since, db.Time(&c.AgreedAt), db.Time(&c.ConfirmedAt), &c.ConfirmedBy, db.Time(&c.EndedAt), &c.EndedBy}
}

func scanConsent(r *sql.Rows) (c Consent, err error) {
	err = r.Scan(c.targets()...)
	return c, err
}

// insertConsent adds an agreement with the organisations whose coordinators may see by it.
func insertConsent(ctx context.Context, tx *db.Tx, c Consent, sight []people.Organisation) error {
	_, err := tx.Exec(ctx, `INSERT INTO duty_agreements (id, person_id, organisation_id, role, since, agreed_at, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.PersonID, c.OrganisationID, c.Role, c.Since, c.AgreedAt, c.ConfirmedAt, c.ConfirmedBy)
	if db.IsUnique(err) {
		return errs.Bad("organisation", "You have agreed for this one already.")
	}
	if err != nil {
		return fmt.Errorf("duties: agree: %w", err)
	}
	_, err = db.BulkInsert(ctx, tx, "duty_agreement_sights", []string{"agreement_id", "organisation_id"}, "", func(yield func([]any) bool) {
		for _, o := range sight {
			if !yield([]any{c.ID, o.ID}) {
				return
			}
		}
	})
	return err
}

// consentByID returns the zero Consent when there is none.
func consentByID(ctx context.Context, q db.Q, consent id.ID) (Consent, error) {
	rows, err := q.Query(ctx, `SELECT `+consentColumns+` FROM duty_agreements a WHERE a.id = $1`, consent)
	list, err := db.Collect(rows, err, scanConsent)
	if err != nil || len(list) == 0 {
		return Consent{}, err
	}
	return list[0], nil
}

// confirmConsent reports whether it waited until now.
func confirmConsent(ctx context.Context, tx *db.Tx, consent, by id.ID, now time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE duty_agreements SET confirmed_at = $1, confirmed_by = $2 WHERE id = $3 AND ended_at IS NULL AND confirmed_at IS NULL`, now, by, consent)
	if err != nil {
		return false, fmt.Errorf("duties: confirm agreement: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// sees reports whether coordinators of any of the organisations see by an agreement.
func sees(ctx context.Context, q db.Q, consent id.ID, organisations []id.ID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM duty_agreement_sights WHERE organisation_id IN (`+db.List(1, len(organisations))+`) AND agreement_id = $%d`, len(organisations)+1), append(db.Args(organisations), consent)...).Scan(&n)
	return n > 0, err
}

// consentsOf returns the agreements of a person, given by all their ids, the latest first.
func consentsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Consent, error) {
	rows, err := q.Query(ctx, `SELECT `+consentColumns+` FROM duty_agreements a WHERE a.person_id IN (`+db.List(1, len(persons))+`) ORDER BY a.id DESC LIMIT 200`, db.Args(persons)...)
	out, err := db.Collect(rows, err, scanConsent)
	if err != nil {
		return nil, fmt.Errorf("duties: agreements: %w", err)
	}
	return out, nil
}

// endConsent reports whether it held until now.
func endConsent(ctx context.Context, tx *db.Tx, consent, by id.ID, now time.Time) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE duty_agreements SET ended_at = $1, ended_by = $2 WHERE id = $3 AND ended_at IS NULL`, now, by, consent)
	if err != nil {
		return false, fmt.Errorf("duties: end agreement: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// open says which agreements are wanted: those that count or, with waiting too, all that are open; with by only those by which
// coordinators of one of these organisations see or, with unseen too, all and which these are.
type open struct {
	waiting, unseen bool
	by              []id.ID
}

// openConsents returns the agreements that are open for organisations, by their ids after one, at most so many.
func openConsents(ctx context.Context, q db.Q, organisations []id.ID, which open, after id.ID, limit int) ([]Consent, error) {
	var out []Consent
	where := ` AND a.ended_at IS NULL`
	if !which.waiting {
		where += ` AND a.confirmed_at IS NOT NULL`
	}
	for part := range slices.Chunk(organisations, 500) {
		n, where, seen := len(part), where, `TRUE`
		args := append(db.Args(part), string(after), limit)
		if len(which.by) > 0 {
			seen = `EXISTS (SELECT 1 FROM duty_agreement_sights g WHERE g.agreement_id = a.id AND g.organisation_id IN (` + db.List(n+3, len(which.by)) + `))`
			args = append(args, db.Args(which.by)...)
		}
		if !which.unseen {
			where, seen = where+` AND `+seen, `TRUE`
		}
		rows, err := q.Query(ctx, fmt.Sprintf(`SELECT `+consentColumns+`, `+seen+` FROM duty_agreements a WHERE a.organisation_id IN (`+db.List(1, n)+`) AND a.id > $%d`+where+` ORDER BY a.id LIMIT $%d`, n+1, n+2), args...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) (c Consent, err error) {
			err = r.Scan(append(c.targets(), &c.seen)...)
			return c, err
		})
		if err != nil {
			return nil, fmt.Errorf("duties: agreements: %w", err)
		}
		out = append(out, found...)
	}
	sortBy(out, func(c Consent) string { return string(c.ID) })
	return out[:min(len(out), limit)], nil
}

// lookedAt returns which of the persons the viewer has looked at for the organisation since a moment.
func lookedAt(ctx context.Context, q db.Q, viewer, organisation id.ID, persons []id.ID, since time.Time) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for part := range slices.Chunk(persons, 500) {
		args := append(db.Args(part), viewer, organisation, since)
		rows, err := q.Query(ctx, fmt.Sprintf(`SELECT DISTINCT person_id FROM duty_looks WHERE person_id IN (`+db.List(1, len(part))+`) AND viewer_id = $%d AND organisation_id = $%d AND at > $%d`, len(part)+1, len(part)+2, len(part)+3), args...)
		err = db.Each(rows, err, func(r *sql.Rows) error {
			var p id.ID
			err := r.Scan(&p)
			out[p] = true
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("duties: looks: %w", err)
		}
	}
	return out, nil
}

func insertLooks(ctx context.Context, tx *db.Tx, viewer, organisation id.ID, persons []id.ID, at time.Time) error {
	_, err := db.BulkInsert(ctx, tx, "duty_looks", []string{"id", "person_id", "organisation_id", "viewer_id", "at"}, "", func(yield func([]any) bool) {
		for _, p := range persons {
			if !yield([]any{id.New(), p, organisation, viewer, at}) {
				return
			}
		}
	})
	return err
}

// lookKey is where a page of looks ended.
type lookKey struct {
	At time.Time
	ID id.ID
}

// looksAt returns looks at a person, the latest first.
func looksAt(ctx context.Context, q db.Q, persons []id.ID, after lookKey, limit int) ([]Look, error) {
	n := len(persons)
	where, args := "", append(db.Args(persons), limit)
	if after.ID != "" {
		args = append(args, after.At, after.ID)
		where = fmt.Sprintf(` AND (at, id) < ($%d, $%d)`, n+2, n+3)
	}
	rows, err := q.Query(ctx, `SELECT id, organisation_id, viewer_id, at FROM duty_looks WHERE person_id IN (`+db.List(1, n)+`)`+where+fmt.Sprintf(` ORDER BY at DESC, id DESC LIMIT $%d`, n+1), args...)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (l Look, err error) {
		return l, r.Scan(&l.ID, &l.OrganisationID, &l.ViewerID, db.Time(&l.At))
	})
	if err != nil {
		return nil, fmt.Errorf("duties: looks: %w", err)
	}
	return out, nil
}

// endConsentAt ends an agreement at the moment at which the log says that it was ended.
func endConsentAt(e audit.Entry) func(context.Context, *db.Tx, id.ID) (bool, error) {
	return func(ctx context.Context, tx *db.Tx, consent id.ID) (bool, error) {
		return endConsent(ctx, tx, consent, e.Actor, e.At)
	}
}
