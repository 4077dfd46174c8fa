package record

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// eachOf hands over the effective entries of the persons, a row at a time.
func eachOf(ctx context.Context, q db.Q, persons []id.ID, f func(Entry)) error {
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
		f(e)
	}
	return rows.Err()
}
