package catalogue

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

const occurrenceColumns = `c.id, c.offer_id, c.parent_id, c.label, c.status, c.zone, c.starts_at, c.ends_at, c.place, c.room, c.slot, c.platform,
	c.platform_link, c.capacity, c.taken, c.opens_at, c.closes_at, c.cancel_until, c.promise_hours, c.code_word, c.sequence, c.source_key,
	c.created_by, c.created_at, c.updated_at`

func (o *Occurrence) targets() []any {
	return []any{&o.ID, &o.OfferID, &o.ParentID, &o.Label, &o.Status, &o.Zone, db.Time(&o.StartsAt), db.Time(&o.EndsAt), &o.Place, &o.Room, &o.Slot,
		&o.Platform, &o.PlatformLink, &o.Capacity, &o.Taken, db.Time(&o.OpensAt), db.Time(&o.ClosesAt), db.Time(&o.CancelUntil), &o.PromiseHours,
		&o.CodeWord, &o.Sequence, &o.SourceKey, &o.CreatedBy, db.Time(&o.CreatedAt), db.Time(&o.UpdatedAt)}
}

func scanOccurrence(r *sql.Rows) (o Occurrence, err error) {
	err = r.Scan(o.targets()...)
	return o, err
}

var errNoOccurrence = errs.New(errs.NotFound, "There is no such date.")

// loadOccurrence returns an occurrence with its days; suffix may lock the row.
func loadOccurrence(ctx context.Context, q db.Q, suffix string, occurrence id.ID) (Occurrence, error) {
	var o Occurrence
	err := q.QueryRow(ctx, `SELECT `+occurrenceColumns+` FROM occurrences c WHERE c.id = $1`+suffix, occurrence).Scan(o.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Occurrence{}, errNoOccurrence
	}
	if err != nil {
		return Occurrence{}, fmt.Errorf("catalogue: load occurrence: %w", err)
	}
	one := []Occurrence{o}
	if err := fillDays(ctx, q, one); err != nil {
		return Occurrence{}, err
	}
	return one[0], nil
}

// occurrencesWhere returns occurrences with their days, by start.
func occurrencesWhere(ctx context.Context, q db.Q, where string, args ...any) ([]Occurrence, error) {
	rows, err := q.Query(ctx, `SELECT `+occurrenceColumns+` FROM occurrences c WHERE `+where+` ORDER BY c.starts_at, c.id`, args...)
	found, err := db.Collect(rows, err, scanOccurrence)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load occurrences: %w", err)
	}
	return found, fillDays(ctx, q, found)
}

func occurrencesOf(ctx context.Context, q db.Q, offer id.ID) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, "c.offer_id = $1", offer)
}

func occurrencesByID(ctx context.Context, q db.Q, ids []id.ID) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, "c.id IN ("+db.List(1, len(ids))+")", db.Args(ids)...)
}

// importedOccurrences returns those of the offers' dates that an import has made.
func importedOccurrences(ctx context.Context, q db.Q, offers []id.ID) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, "c.source_key <> '' AND c.offer_id IN ("+db.List(1, len(offers))+")", db.Args(offers)...)
}

// sessionsOfOffer returns all sessions of all occurrences of a conference offer.
func sessionsOfOffer(ctx context.Context, q db.Q, offer id.ID) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, "c.parent_id IN (SELECT id FROM occurrences WHERE offer_id = $1)", offer)
}

// sessionsOutside returns the sessions of a conference that its times leave out.
func sessionsOutside(ctx context.Context, q db.Q, conference Occurrence) ([]Occurrence, error) {
	return occurrencesWhere(ctx, q, "c.parent_id = $1 AND c.status = 'scheduled' AND (c.starts_at < $2 OR c.ends_at > $3)",
		conference.ID, conference.StartsAt, conference.EndsAt)
}

func fillDays(ctx context.Context, q db.Q, list []Occurrence) error {
	at := make(map[id.ID]int, len(list))
	ids := make([]id.ID, len(list))
	for i, o := range list {
		at[o.ID], ids[i] = i, o.ID
	}
	for chunk := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT occurrence_id, id, position, title, starts_at, ends_at FROM occurrence_days
			WHERE occurrence_id IN (`+db.List(1, len(chunk))+`) ORDER BY occurrence_id, position`, db.Args(chunk)...)
		if err != nil {
			return fmt.Errorf("catalogue: load days: %w", err)
		}
		for rows.Next() {
			var of id.ID
			var d Day
			if err := rows.Scan(&of, &d.ID, &d.Position, &d.Title, db.Time(&d.StartsAt), db.Time(&d.EndsAt)); err != nil {
				rows.Close()
				return fmt.Errorf("catalogue: load days: %w", err)
			}
			list[at[of]].Days = append(list[at[of]].Days, d)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("catalogue: load days: %w", err)
		}
	}
	return nil
}

func insertOccurrence(ctx context.Context, tx *db.Tx, o Occurrence) error {
	_, err := tx.Exec(ctx, `INSERT INTO occurrences (id, offer_id, parent_id, label, status, zone, starts_at, ends_at, place, room, slot, platform,
		platform_link, capacity, opens_at, closes_at, cancel_until, promise_hours, code_word, sequence, source_key, created_by, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		o.ID, o.OfferID, o.ParentID, o.Label, o.Status, o.Zone, o.StartsAt, o.EndsAt, o.Place, o.Room, o.Slot, o.Platform,
		o.PlatformLink, o.Capacity, o.OpensAt, o.ClosesAt, o.CancelUntil, o.PromiseHours, o.CodeWord, o.Sequence, o.SourceKey,
		o.CreatedBy, o.CreatedAt, o.UpdatedAt)
	if err != nil {
		return fmt.Errorf("catalogue: insert occurrence: %w", err)
	}
	return insertDays(ctx, tx, o)
}

// updateOccurrence writes everything but the seats that are taken and the days. It returns false when the
// capacity would fall below them.
func updateOccurrence(ctx context.Context, tx *db.Tx, o Occurrence) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE occurrences SET parent_id = $2, label = $3, status = $4, zone = $5, starts_at = $6, ends_at = $7, place = $8,
		room = $9, slot = $10, platform = $11, platform_link = $12, capacity = $13, opens_at = $14, closes_at = $15, cancel_until = $16,
		promise_hours = $17, code_word = $18, sequence = $19, updated_at = $20
		WHERE id = $1 AND ($13 = 0 OR taken <= $13)`,
		o.ID, o.ParentID, o.Label, o.Status, o.Zone, o.StartsAt, o.EndsAt, o.Place,
		o.Room, o.Slot, o.Platform, o.PlatformLink, o.Capacity, o.OpensAt, o.ClosesAt, o.CancelUntil,
		o.PromiseHours, o.CodeWord, o.Sequence, o.UpdatedAt)
	if err != nil {
		return false, fmt.Errorf("catalogue: update occurrence: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// cancelledOne is an occurrence that was cancelled, with whose it is.
type cancelledOne struct {
	id, offer, unit id.ID
	sequence        int
}

// cancelWithSessions cancels an occurrence and the sessions in it that have not ended, whatever else of them is being changed.
func cancelWithSessions(ctx context.Context, tx *db.Tx, occurrence id.ID, now time.Time) ([]cancelledOne, error) {
	rows, err := tx.Query(ctx, `UPDATE occurrences SET status = 'cancelled', sequence = sequence + 1, updated_at = $2
		WHERE status = 'scheduled' AND (id = $1 OR parent_id = $1 AND ends_at > $2)
		RETURNING id, offer_id, (SELECT unit_id FROM offers o WHERE o.id = offer_id), sequence`, occurrence, now)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (c cancelledOne, err error) {
		err = r.Scan(&c.id, &c.offer, &c.unit, &c.sequence)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: cancel occurrence: %w", err)
	}
	return list, nil
}

// replaceDays writes the days of an occurrence. Days that stay keep their rows, because attendance
// refers to them; one that is taken away although it has attendance is a broken reference (db.IsForeignKey).
func replaceDays(ctx context.Context, tx *db.Tx, o Occurrence) error {
	// Out of the way first: a position is taken once.
	if _, err := tx.Exec(ctx, `UPDATE occurrence_days SET position = -1 - position WHERE occurrence_id = $1`, o.ID); err != nil {
		return fmt.Errorf("catalogue: update days: %w", err)
	}
	keep := []any{o.ID}
	for _, d := range o.Days {
		keep = append(keep, d.ID)
	}
	query := `DELETE FROM occurrence_days WHERE occurrence_id = $1`
	if len(o.Days) > 0 {
		query += ` AND id NOT IN (` + db.List(2, len(o.Days)) + `)`
	}
	if _, err := tx.Exec(ctx, query, keep...); err != nil {
		return fmt.Errorf("catalogue: update days: %w", err)
	}
	return insertDays(ctx, tx, o)
}

func insertDays(ctx context.Context, tx *db.Tx, o Occurrence) error {
	if len(o.Days) == 0 {
		return nil
	}
	_, err := db.BulkInsert(ctx, tx, "occurrence_days", []string{"id", "occurrence_id", "position", "title", "starts_at", "ends_at"},
		"ON CONFLICT (id) DO UPDATE SET position = EXCLUDED.position, title = EXCLUDED.title, starts_at = EXCLUDED.starts_at, ends_at = EXCLUDED.ends_at WHERE occurrence_days.occurrence_id = EXCLUDED.occurrence_id",
		func(yield func([]any) bool) {
			for _, d := range o.Days {
				if !yield([]any{d.ID, o.ID, d.Position, d.Title, d.StartsAt, d.EndsAt}) {
					return
				}
			}
		})
	return err
}

// laterOccurrence reports whether an offer has an occurrence that has not ended.
func laterOccurrence(ctx context.Context, q db.Q, offer id.ID, now time.Time) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM occurrences WHERE offer_id = $1 AND status = 'scheduled' AND ends_at > $2`, offer, now).Scan(&n)
	return n > 0, err
}
