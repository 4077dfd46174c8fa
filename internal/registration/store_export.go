package registration

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// listedAfter returns the registrations that follow one, of some units or, without any, of all: by id, which is the order in which they were made, or, where it is asked
// what has changed, by when that was, so that what has stayed as it was is not read.
func listedAfter(ctx context.Context, q db.Q, after Listed, units []id.ID, c Period, limit int) ([]Listed, error) {
	by, where, args := "id", `id > $1`, []any{string(after.ID)}
	if !c.ChangedSince.IsZero() {
		from := c.ChangedSince
		if after.UpdatedAt.After(from) {
			from = after.UpdatedAt
		}
		by, where, args = "updated_at, id", `(updated_at, id) > ($1, $2)`, []any{from, string(after.ID)}
	}
	if !c.From.IsZero() {
		args = append(args, c.From)
		where += fmt.Sprintf(` AND created_at >= $%d`, len(args))
	}
	if !c.To.IsZero() {
		args = append(args, c.To)
		where += fmt.Sprintf(` AND created_at < $%d`, len(args))
	}
	if len(units) > 0 {
		where += ` AND unit_id IN (` + db.List(len(args)+1, len(units)) + `)`
		args = append(args, db.Args(units)...)
	}
	args = append(args, limit)
	rows, err := q.Query(ctx, `SELECT id, person_id, offer_id, COALESCE(occurrence_id, ''), state, person_name, offer_key, offer_title, library_name, role_title,
		membership_class, unit_name, price_minor, currency, payer, channel, minutes_attended, created_at, completed_at, updated_at
		FROM registrations WHERE `+where+fmt.Sprintf(` ORDER BY %s LIMIT $%d`, by, len(args)), args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l Listed, err error) {
		err = r.Scan(&l.ID, &l.PersonID, &l.OfferID, &l.OccurrenceID, &l.State, &l.PersonName, &l.OfferKey, &l.OfferTitle, &l.LibraryName, &l.RoleTitle,
			&l.Class, &l.UnitName, &l.Price.Minor, &l.Price.Currency, &l.Payer, &l.Channel, &l.Minutes, db.Time(&l.CreatedAt), db.Time(&l.CompletedAt), db.Time(&l.UpdatedAt))
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("registration: read the list: %w", err)
	}
	return list, nil
}
