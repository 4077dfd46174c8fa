package duties

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// wish is what somebody said of when they want to be written to.
type wish struct {
	person id.ID
	before []int
}

func insertWish(ctx context.Context, tx *db.Tx, person id.ID, before []int, now time.Time) error {
	list := make([]string, len(before))
	for i, n := range before {
		list[i] = strconv.Itoa(n)
	}
	_, err := tx.Exec(ctx, `INSERT INTO duty_letter_wishes (id, person_id, before, said_at) VALUES ($1, $2, $3, $4)`, id.New(), person, strings.Join(list, ","), now)
	if err != nil {
		return fmt.Errorf("duties: wish: %w", err)
	}
	return nil
}

// wishesOf returns the last wish of each account, the latest last.
func wishesOf(ctx context.Context, q db.Q, accounts []id.ID) (out []wish, err error) {
	for part := range slices.Chunk(accounts, 500) {
		rows, err := q.Query(ctx, `SELECT w.person_id, w.before FROM duty_letter_wishes w WHERE w.person_id IN (`+db.List(1, len(part))+`)
			AND NOT EXISTS (SELECT 1 FROM duty_letter_wishes l WHERE l.person_id = w.person_id AND l.id > w.id) ORDER BY w.id`, db.Args(part)...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) (w wish, err error) {
			var before string
			err = r.Scan(&w.person, &before)
			for f := range strings.SplitSeq(before, ",") {
				if n, err := strconv.Atoi(f); err == nil {
					w.before = append(w.before, n)
				}
			}
			return w, err
		})
		if err != nil {
			return nil, fmt.Errorf("duties: wishes: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// dueSoon is what people are written to about before a day that lies between two.
const dueSoon = `letter_day BETWEEN $1 AND $2`

// personsDueSoon returns persons of whom something falls due, in the order of their ids.
func personsDueSoon(ctx context.Context, q db.Q, from, to rules.Day, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT person_id FROM duty_standings WHERE `+dueSoon+` AND person_id > $3 ORDER BY person_id LIMIT $4`, from.String(), to.String(), string(after), limit)
	out, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
	if err != nil {
		return nil, fmt.Errorf("duties: due soon: %w", err)
	}
	return out, nil
}

// lockDueSoon returns what of persons falls due, and keeps others that ask for it waiting.
func lockDueSoon(ctx context.Context, tx *db.Tx, from, to rules.Day, persons []id.ID) ([]Standing, error) {
	rows, err := tx.Query(ctx, standingSelect+`WHERE `+dueSoon+` AND person_id IN (`+db.List(3, len(persons))+`) ORDER BY person_id, rule_key`+tx.Dialect().ForUpdate(),
		append([]any{from.String(), to.String()}, db.Args(persons)...)...)
	out, err := db.Collect(rows, err, scanStanding)
	if err != nil {
		return nil, fmt.Errorf("duties: due soon: %w", err)
	}
	return out, nil
}

// letter is that a person was written to about a duty that falls due on a day, so many days before; or need not be, because a later letter says it.
type letter struct {
	person id.ID
	rule   string
	due    rules.Day
	before int
	// about is what falls due on the day, as letterOf says it; empty of those that were written before it was kept.
	about string
}

// says reports whether a letter that was written says what another one would: about the same day, or about the same that falls due on a day that has
// moved, unless it has become earlier by more than the smallest step.
func (w letter) says(l letter) bool {
	same := w.due == l.due || w.about != "" && w.about == l.about && w.due-l.due <= rules.Day(LetterSteps[len(LetterSteps)-1])
	return same && w.person == l.person && w.rule == l.rule && w.before == l.before
}

func insertLetters(ctx context.Context, tx *db.Tx, list []letter, now time.Time) error {
	_, err := db.BulkInsert(ctx, tx, "duty_letters", []string{"person_id", "rule_key", "due_day", "days_before", "about", "at"}, ``, func(yield func([]any) bool) {
		for _, l := range list {
			if !yield([]any{l.person, l.rule, l.due.String(), l.before, l.about, now}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("duties: letters: %w", err)
	}
	return nil
}

// lettersOf returns the letters of accounts.
func lettersOf(ctx context.Context, q db.Q, accounts []id.ID) (out []letter, err error) {
	for part := range slices.Chunk(accounts, 500) {
		rows, err := q.Query(ctx, `SELECT person_id, rule_key, due_day, days_before, about FROM duty_letters WHERE person_id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		found, err := db.Collect(rows, err, func(r *sql.Rows) (l letter, err error) {
			var due string
			err = r.Scan(&l.person, &l.rule, &due, &l.before, &l.about)
			l.due = civil(due)
			return l, err
		})
		if err != nil {
			return nil, fmt.Errorf("duties: letters: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}
