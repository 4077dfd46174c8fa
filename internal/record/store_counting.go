package record

import (
	"context"
	"database/sql"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// eachOf hands over the effective entries of the persons, a row at a time.
func eachOf(ctx context.Context, q db.Q, persons []id.ID, f func(Entry)) error {
	first, err := firstVersions(ctx, q, `e.person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons))
	if err != nil {
		return err
	}
	rows, err := q.Query(ctx, `SELECT id, person_id, kind, activity, title, provider, offer_id, began_on, ended_on, minutes, ceu_tenths, claimed_amount, claimed_unit,
		areas, level, format, assurance, provenance, corrects_id, recorded_at
		FROM entries e WHERE e.person_id IN (`+db.List(1, len(persons))+`)`+effective, db.Args(persons)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		err := rows.Scan(&e.ID, &e.PersonID, &e.Kind, &e.Activity, &e.Title, &e.Provider, &e.OfferID, &e.BeganOn, &e.EndedOn, &e.Minutes, &e.CEUTenths, &e.Claimed.Amount, &e.Claimed.Unit,
			db.JSON(&e.Areas), &e.Level, &e.Format, &e.Assurance, &e.Provenance, &e.CorrectsID, db.Time(&e.RecordedAt))
		if err != nil {
			return err
		}
		e.handedIn(first)
		f(e)
	}
	return rows.Err()
}

// firstVersions returns when corrected entries were handed in, by the entry that stands today: with the first version that said of them what is
// so today or a later day of ending. What only the entry itself says is left out.
func firstVersions(ctx context.Context, q db.Q, where string, args []any) (map[id.ID]time.Time, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE back (tip, ended, older) AS (
			SELECT e.id, e.ended_on, e.corrects_id FROM entries e WHERE `+where+` AND e.corrects_id IS NOT NULL`+effective+`
			UNION ALL SELECT back.tip, back.ended, o.corrects_id FROM back JOIN entries o ON o.id = back.older WHERE o.corrects_id IS NOT NULL)
		SELECT back.tip, MIN(o.recorded_at) FROM back JOIN entries o ON o.id = back.older WHERE o.ended_on >= back.ended GROUP BY back.tip`, args...)
	out := map[id.ID]time.Time{}
	_, err = db.Collect(rows, err, func(r *sql.Rows) (at time.Time, err error) {
		var tip id.ID
		if err = r.Scan(&tip, db.Time(&at)); err == nil {
			out[tip] = at
		}
		return at, err
	})
	return out, err
}

// handedIn fills in when it was handed in: when it was recorded, where no earlier version says so.
func (e *Entry) handedIn(first map[id.ID]time.Time) {
	if e.HandedInAt = e.RecordedAt; !first[e.ID].IsZero() {
		e.HandedInAt = first[e.ID]
	}
}
