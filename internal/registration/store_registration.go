package registration

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const registrationColumns = `id, person_id, offer_id, version_id, occurrence_id, state, queue_no, held_until,
	person_name, sort_name, offer_key, offer_title, library_id, library_name, role_title, membership_class, unit_id, unit_name,
	price_minor, currency, payer, channel, reason, toward, ask_later, minutes_attended, decided_by, decided_reason,
	completed_at, created_at, updated_at`

const registrationWidth = 31

type scanner interface{ Scan(dest ...any) error }

func scanRegistration(row scanner) (Registration, error) {
	var r Registration
	err := row.Scan(&r.ID, &r.PersonID, &r.OfferID, &r.VersionID, &r.OccurrenceID, &r.State, &r.QueueNo, db.Time(&r.HeldUntil),
		&r.PersonName, &r.SortName, &r.OfferKey, &r.OfferTitle, &r.LibraryID, &r.LibraryName, &r.RoleTitle, &r.Class, &r.UnitID, &r.UnitName,
		&r.Price.Minor, &r.Price.Currency, &r.Payer, &r.Channel, &r.Reason, &r.Toward, &r.AskLater, &r.Minutes, &r.DecidedBy, &r.DecidedReason,
		db.Time(&r.CompletedAt), db.Time(&r.CreatedAt), db.Time(&r.UpdatedAt))
	return r, err
}

func scanRegistrations(rows *sql.Rows) (Registration, error) { return scanRegistration(rows) }

func registrationValues(r Registration) []any {
	return []any{r.ID, r.PersonID, r.OfferID, r.VersionID, r.OccurrenceID, string(r.State), r.QueueNo, r.HeldUntil,
		r.PersonName, r.SortName, r.OfferKey, r.OfferTitle, r.LibraryID, r.LibraryName, r.RoleTitle, r.Class, string(r.UnitID), r.UnitName,
		r.Price.Minor, r.Price.Currency, r.Payer, r.Channel, r.Reason, r.Toward, r.AskLater, r.Minutes, r.DecidedBy, r.DecidedReason,
		r.CompletedAt, r.CreatedAt, r.UpdatedAt}
}

// errNoRegistration is what a stranger hears of somebody else's registration, too.
var errNoRegistration = errs.New(errs.NotFound, "There is no such registration.")

// insertRegistration reports false when the person has one already.
func insertRegistration(ctx context.Context, q db.Q, r Registration) (bool, error) {
	res, err := q.Exec(ctx, `INSERT INTO registrations (`+registrationColumns+`) VALUES (`+db.List(1, registrationWidth)+`) ON CONFLICT DO NOTHING`,
		registrationValues(r)...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func registrationByID(ctx context.Context, q db.Q, registration id.ID) (Registration, error) {
	r, err := scanRegistration(q.QueryRow(ctx, `SELECT `+registrationColumns+` FROM registrations WHERE id = $1`, registration))
	if errors.Is(err, sql.ErrNoRows) {
		return r, errNoRegistration
	}
	return r, err
}

// lockRegistration is registrationByID for a registration that has no occurrence to lock instead.
func lockRegistration(ctx context.Context, tx *db.Tx, registration id.ID) (Registration, error) {
	r, err := scanRegistration(tx.QueryRow(ctx, `SELECT `+registrationColumns+` FROM registrations WHERE id = $1`+tx.Dialect().ForUpdate(), registration))
	if errors.Is(err, sql.ErrNoRows) {
		return r, errNoRegistration
	}
	return r, err
}

// activeInOccurrence returns the registration of a person (by any of their ids) that is not cancelled.
func activeInOccurrence(ctx context.Context, q db.Q, occurrence id.ID, persons []id.ID) (Registration, bool, error) {
	r, err := scanRegistration(q.QueryRow(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE occurrence_id = $1 AND state <> 'cancelled' AND person_id IN (`+db.List(2, len(persons))+`) ORDER BY created_at LIMIT 1`,
		append([]any{occurrence}, db.Args(persons)...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// activeInOffer is activeInOccurrence for a self-paced offer.
func activeInOffer(ctx context.Context, q db.Q, offer id.ID, persons []id.ID) (Registration, bool, error) {
	r, err := scanRegistration(q.QueryRow(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE offer_id = $1 AND occurrence_id IS NULL AND state NOT IN ('cancelled', 'not-completed') AND person_id IN (`+db.List(2, len(persons))+`)
		ORDER BY created_at LIMIT 1`, append([]any{offer}, db.Args(persons)...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// nextWaiting returns who is first in the queue.
func nextWaiting(ctx context.Context, q db.Q, occurrence id.ID) (Registration, bool, error) {
	r, err := scanRegistration(q.QueryRow(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE occurrence_id = $1 AND state = 'waitlisted' ORDER BY queue_no LIMIT 1`, occurrence))
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func anyWaiting(ctx context.Context, q db.Q, occurrence id.ID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM registrations WHERE occurrence_id = $1 AND state = 'waitlisted' LIMIT 1) AS w`, occurrence).Scan(&n)
	return n > 0, err
}

// updateState writes what a change of state changes. It fails unless the registration still is in the state it was read in.
func updateState(ctx context.Context, q db.Q, r Registration, was State) error {
	res, err := q.Exec(ctx, `UPDATE registrations SET state = $1, queue_no = $2, held_until = $3, minutes_attended = $4,
		decided_by = $5, decided_reason = $6, completed_at = $7, updated_at = $8 WHERE id = $9 AND state = $10`,
		string(r.State), r.QueueNo, r.HeldUntil, r.Minutes, r.DecidedBy, r.DecidedReason, r.CompletedAt, r.UpdatedAt, r.ID, string(was))
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errs.New(errs.Conflict, "Somebody changed this registration at the same moment. Look at it again before you go on.")
}

func updateMinutes(ctx context.Context, q db.Q, registration id.ID, minutes int, now time.Time) error {
	_, err := q.Exec(ctx, `UPDATE registrations SET minutes_attended = $1, updated_at = $2 WHERE id = $3 AND minutes_attended <> $1`, minutes, now, registration)
	return err
}

// byPersons returns a person's registrations, the newest first; before is the last seen, or zero.
func byPersons(ctx context.Context, q db.Q, persons []id.ID, states []State, before time.Time, beforeID id.ID, limit int) ([]Registration, error) {
	args := append(db.Args(persons), stateArgs(states)...)
	query := `SELECT ` + registrationColumns + ` FROM registrations WHERE person_id IN (` + db.List(1, len(persons)) + `)
		AND state IN (` + db.List(len(persons)+1, len(states)) + `)`
	if !before.IsZero() {
		n := len(args)
		query += ` AND (created_at < ` + db.List(n+1, 1) + ` OR created_at = ` + db.List(n+1, 1) + ` AND id < ` + db.List(n+2, 1) + `)`
		args = append(args, before, beforeID)
	}
	args = append(args, limit)
	rows, err := q.Query(ctx, query+` ORDER BY created_at DESC, id DESC LIMIT `+db.List(len(args), 1), args...)
	return db.Collect(rows, err, scanRegistrations)
}

func stateArgs(states []State) []any {
	out := make([]any, len(states))
	for i, s := range states {
		out[i] = string(s)
	}
	return out
}

// rosterPage returns registrations of an occurrence in the order of names, after the row (name, last).
func rosterPage(ctx context.Context, q db.Q, occurrence id.ID, states []State, name string, last id.ID, limit int) ([]Registration, error) {
	return rosterFound(ctx, q, occurrence, states, rosterSearch{}, name, last, limit)
}

// rosterSearch is who is looked for: a name that holds the text, or one of the persons whose address it is.
type rosterSearch struct {
	text    string
	persons []id.ID
}

// rosterFound is rosterPage for those who are looked for; an empty text finds everybody.
func rosterFound(ctx context.Context, q db.Q, occurrence id.ID, states []State, s rosterSearch, name string, last id.ID, limit int) ([]Registration, error) {
	args := append([]any{occurrence, name, last, limit}, stateArgs(states)...)
	found := ""
	if s.text != "" {
		args = append(args, db.Holding(s.text))
		found = ` AND (lower(person_name) LIKE lower(` + db.List(len(args), 1) + `) ESCAPE '!'`
		if len(s.persons) > 0 {
			found += ` OR person_id IN (` + db.List(len(args)+1, len(s.persons)) + `)`
			args = append(args, db.Args(s.persons)...)
		}
		found += `)`
	}
	rows, err := q.Query(ctx, `SELECT `+registrationColumns+` FROM registrations
		WHERE occurrence_id = $1 AND (sort_name > $2 OR sort_name = $2 AND id > COALESCE($3, '')) AND state IN (`+db.List(5, len(states))+`)`+found+`
		ORDER BY sort_name, id LIMIT $4`, args...)
	return db.Collect(rows, err, scanRegistrations)
}

func countsByState(ctx context.Context, q db.Q, occurrence id.ID) (map[State]int, error) {
	out := map[State]int{}
	rows, err := q.Query(ctx, `SELECT state, COUNT(*) FROM registrations WHERE occurrence_id = $1 GROUP BY state`, occurrence)
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var s State
		var n int
		err := rows.Scan(&s, &n)
		out[s] = n
		return struct{}{}, err
	})
	return out, err
}

func countOf(ctx context.Context, q db.Q, persons []id.ID) (int, error) {
	var n int
	return n, q.QueryRow(ctx, `SELECT COUNT(*) FROM registrations WHERE person_id IN (`+db.List(1, len(persons))+`)`, db.Args(persons)...).Scan(&n)
}

// idsInStates returns up to limit registrations of an occurrence in these states, by id after last.
func idsInStates(ctx context.Context, q db.Q, occurrence id.ID, states []State, last id.ID, limit int) ([]id.ID, error) {
	args := append([]any{occurrence, string(last), limit}, stateArgs(states)...)
	rows, err := q.Query(ctx, `SELECT id FROM registrations WHERE occurrence_id = $1 AND id > $2 AND state IN (`+db.List(4, len(states))+`)
		ORDER BY id LIMIT $3`, args...)
	return db.Collect(rows, err, scanID)
}

func scanID(rows *sql.Rows) (id.ID, error) {
	var v id.ID
	return v, rows.Scan(&v)
}

func registrationsByIDs(ctx context.Context, q db.Q, ids []id.ID) ([]Registration, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+registrationColumns+` FROM registrations WHERE id IN (`+db.List(1, len(ids))+`) ORDER BY id`, db.Args(ids)...)
	return db.Collect(rows, err, scanRegistrations)
}

// completedAfter returns up to limit completed registrations by id, with what an entry says of them.
func completedAfter(ctx context.Context, q db.Q, last id.ID, limit int) ([]Registration, error) {
	rows, err := q.Query(ctx, `SELECT id, offer_id, occurrence_id FROM registrations WHERE state = 'completed' AND id > $1 ORDER BY id LIMIT $2`, string(last), limit)
	return db.Collect(rows, err, func(rows *sql.Rows) (Registration, error) {
		var r Registration
		return r, rows.Scan(&r.ID, &r.OfferID, &r.OccurrenceID)
	})
}

// personsInOccurrence returns who is in an occurrence and not cancelled: a registration for each person id.
func personsInOccurrence(ctx context.Context, q db.Q, occurrence id.ID) (map[id.ID]Registration, error) {
	rows, err := q.Query(ctx, `SELECT id, person_id, person_name, state FROM registrations WHERE occurrence_id = $1 AND state <> 'cancelled'`, occurrence)
	out := map[id.ID]Registration{}
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var r Registration
		err := rows.Scan(&r.ID, &r.PersonID, &r.PersonName, &r.State)
		out[r.PersonID] = r
		return struct{}{}, err
	})
	return out, err
}

// overdueHolds returns promised seats whose time is over.
func overdueHolds(ctx context.Context, q db.Q, now time.Time, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM registrations WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT $2`, now, limit)
	return db.Collect(rows, err, scanID)
}

// occurrencesWaitedFor returns occurrences with a waiting list.
func occurrencesWaitedFor(ctx context.Context, q db.Q) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT occurrence_id FROM registrations WHERE state = 'waitlisted'`)
	return db.Collect(rows, err, scanID)
}

// completedOffers returns which of the offers a person (by any of their ids) has completed.
func completedOffers(ctx context.Context, q db.Q, persons, offers []id.ID) (map[id.ID]bool, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	args := append(db.Args(persons), db.Args(offers)...)
	rows, err := q.Query(ctx, `SELECT DISTINCT offer_id FROM registrations WHERE state = 'completed'
		AND person_id IN (`+db.List(1, len(persons))+`) AND offer_id IN (`+db.List(len(persons)+1, len(offers))+`)`, args...)
	out := map[id.ID]bool{}
	ids, err := db.Collect(rows, err, scanID)
	for _, o := range ids {
		out[o] = true
	}
	return out, err
}

// amongThem reports whether a registration of one of the persons for the occurrence is in one of the states.
func amongThem(ctx context.Context, q db.Q, occurrence id.ID, persons []id.ID, states ...State) (bool, error) {
	if occurrence == "" || len(persons) == 0 {
		return false, nil
	}
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM registrations WHERE occurrence_id = $1 AND person_id IN (`+db.List(2, len(persons))+`)
		AND state IN (`+db.List(2+len(persons), len(states))+`)`, slices.Concat([]any{occurrence}, db.Args(persons), db.Args(states))...).Scan(&n)
	return n > 0, err
}

// openInOffers returns a person's registrations in any of the offers that could still be completed.
func openInOffers(ctx context.Context, q db.Q, persons, offers []id.ID) ([]Registration, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	args := append(db.Args(persons), db.Args(offers)...)
	rows, err := q.Query(ctx, `SELECT `+registrationColumns+` FROM registrations WHERE state IN ('registered', 'attended', 'not-completed')
		AND person_id IN (`+db.List(1, len(persons))+`) AND offer_id IN (`+db.List(len(persons)+1, len(offers))+`)`, args...)
	return db.Collect(rows, err, scanRegistrations)
}

// places returns how many go before each of these waiting registrations.
func places(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]int, error) {
	out := map[id.ID]int{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT r.id, (SELECT COUNT(*) FROM registrations a WHERE a.occurrence_id = r.occurrence_id
		AND a.state = 'waitlisted' AND a.queue_no < r.queue_no) FROM registrations r WHERE r.id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var r id.ID
		var n int
		err := rows.Scan(&r, &n)
		out[r] = n
		return struct{}{}, err
	})
	return out, err
}

// waitingNow returns the waiting list as the registrations themselves tell it.
func waitingNow(ctx context.Context, q db.Q, occurrence id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id FROM registrations WHERE occurrence_id = $1 AND state = 'waitlisted' ORDER BY queue_no`, occurrence)
	return db.Collect(rows, err, scanID)
}

// personsEver returns the names of everybody who was ever registered for an occurrence.
func personsEver(ctx context.Context, q db.Q, occurrence id.ID) ([]Registration, error) {
	rows, err := q.Query(ctx, `SELECT id, person_id, person_name FROM registrations WHERE occurrence_id = $1`, occurrence)
	return db.Collect(rows, err, func(rows *sql.Rows) (Registration, error) {
		var r Registration
		return r, rows.Scan(&r.ID, &r.PersonID, &r.PersonName)
	})
}

// anyOfOffer reports whether anybody has ever registered for an offer, or for one of its dates.
func anyOfOffer(ctx context.Context, q db.Q, offer id.ID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM registrations WHERE offer_id = $1 LIMIT 1) x`, offer).Scan(&n)
	return n > 0, err
}

// participantsOf returns who has a seat in an offer and has not completed it yet.
func participantsOf(ctx context.Context, q db.Q, offer, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM registrations WHERE offer_id = $1 AND person_id > $2 AND state IN ('registered', 'attended') ORDER BY person_id LIMIT $3`, offer, after, limit)
	return db.Collect(rows, err, func(r *sql.Rows) (p id.ID, err error) { err = r.Scan(&p); return p, err })
}
