package duties

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

var standingColumns = []string{"person_id", "rule_key", "status", "as_of", "due", "opens", "grace_until", "unit", "scale", "needed", "counted", "missing", "next_day", "computed_at", "letter_day", "letter_about", "runs_out", "own_word", "shown", "changed_at"}

// keepStandings writes standings over older ones; what was worked out later stays.
func keepStandings(ctx context.Context, tx *db.Tx, list []Standing) error {
	slices.SortFunc(list, func(a, b Standing) int { // one order, so that two transactions do not lock each other out
		if a.PersonID != b.PersonID {
			return cmp.Compare(a.PersonID, b.PersonID)
		}
		return cmp.Compare(a.Rule, b.Rule)
	})
	list = slices.CompactFunc(list, func(a, b Standing) bool { return a.PersonID == b.PersonID && a.Rule == b.Rule })
	_, err := db.BulkInsert(ctx, tx, "duty_standings", standingColumns, `ON CONFLICT (person_id, rule_key) DO UPDATE SET status = excluded.status, as_of = excluded.as_of, due = excluded.due,
		opens = excluded.opens, grace_until = excluded.grace_until, unit = excluded.unit, scale = excluded.scale, needed = excluded.needed, counted = excluded.counted, missing = excluded.missing,
		next_day = excluded.next_day, computed_at = excluded.computed_at, letter_day = excluded.letter_day, letter_about = excluded.letter_about, runs_out = excluded.runs_out,
		own_word = excluded.own_word, shown = excluded.shown,
		changed_at = CASE WHEN duty_standings.shown = excluded.shown AND duty_standings.own_word = excluded.own_word THEN duty_standings.changed_at ELSE excluded.changed_at END WHERE duty_standings.computed_at <= excluded.computed_at`, func(yield func([]any) bool) {
		for _, s := range list {
			if !yield([]any{s.PersonID, s.Rule, s.Status, s.AsOf.String(), s.Due.String(), s.Opens.String(), s.GraceUntil.String(), s.Unit, s.Scale, s.Needed, s.Counted, s.Missing, s.Next.String(), s.ComputedAt, s.LetterDay.String(), s.LetterAbout, s.RunsOut, s.OwnWord, s.Shown, s.ComputedAt}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("duties: keep: %w", err)
	}
	return nil
}

const standingSelect = `SELECT person_id, rule_key, status, as_of, due, opens, grace_until, unit, scale, needed, counted, missing, next_day, computed_at, letter_day, letter_about, runs_out, own_word, shown, changed_at FROM duty_standings `

func scanStanding(r *sql.Rows) (s Standing, err error) {
	var asOf, due, opens, grace, next, letter string
	err = r.Scan(&s.PersonID, &s.Rule, &s.Status, &asOf, &due, &opens, &grace, &s.Unit, &s.Scale, &s.Needed, &s.Counted, &s.Missing, &next, db.Time(&s.ComputedAt), &letter, &s.LetterAbout, &s.RunsOut, &s.OwnWord, &s.Shown, db.Time(&s.ChangedAt))
	s.AsOf, s.Due, s.Opens, s.GraceUntil, s.Next, s.LetterDay = civil(asOf), civil(due), civil(opens), civil(grace), civil(next), civil(letter)
	return s, err
}

func civil(s string) rules.Day {
	d, _ := rules.ParseDay(s)
	return d
}

// standingsOf returns what is kept of persons, without what was ended.
func standingsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Standing, error) {
	var out []Standing
	for part := range slices.Chunk(persons, 500) {
		rows, err := q.Query(ctx, standingSelect+`WHERE status <> 'ended' AND person_id IN (`+db.List(1, len(part))+`) ORDER BY person_id, rule_key`, db.Args(part)...)
		found, err := db.Collect(rows, err, scanStanding)
		if err != nil {
			return nil, fmt.Errorf("duties: standings: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// dueToLook returns persons with a standing whose day has come, in the order of their ids.
func dueToLook(ctx context.Context, q db.Q, today string, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM duty_standings WHERE status <> 'ended' AND next_day <= $1 AND person_id > $2 ORDER BY person_id LIMIT $3`, today, string(after), limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	if err != nil {
		return nil, fmt.Errorf("duties: due: %w", err)
	}
	return out, nil
}
