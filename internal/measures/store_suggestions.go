package measures

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

const suggestionColumns = `s.id, s.person_id, s.said_at, s.text, s.words, s.came_from, s.area, s.competency_id, s.level, s.format, s.audience, s.unit_id, s.state, s.joined_id, s.changed_at`

// withJoins counts what was joined with each.
const withJoins = suggestionColumns + `, (SELECT COUNT(*) FROM suggestions j WHERE j.joined_id = s.id)`

func (v *Suggestion) targets() []any {
	return []any{&v.ID, &v.PersonID, db.Time(&v.SaidAt), &v.Text, &v.Words, &v.From, &v.Area, &v.Competency, &v.Level, &v.Format, &v.Audience, &v.Unit, &v.State, &v.JoinedID, db.Time(&v.ChangedAt), &v.Joins}
}

func scanSuggestion(r *sql.Rows) (v Suggestion, err error) {
	err = r.Scan(v.targets()...)
	return v, err
}

func insertSuggestion(ctx context.Context, tx *db.Tx, v Suggestion) error {
	_, err := tx.Exec(ctx, `INSERT INTO suggestions (id, person_id, said_at, text, words, came_from, area, competency_id, level, format, audience, unit_id, state, changed_at, folded)
		VALUES (`+db.List(1, 15)+`)`, v.ID, v.PersonID, v.SaidAt, v.Text, v.Words, v.From, v.Area, v.Competency, v.Level, v.Format, v.Audience, v.Unit, v.State, v.ChangedAt, plain(v.Text))
	if err != nil {
		return fmt.Errorf("measures: keep suggestion: %w", err)
	}
	return nil
}

// countOpen counts what waits of a person, given by all their ids.
func countOpen(ctx context.Context, q db.Q, person []id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM suggestions WHERE state = 'open' AND person_id IN (`+db.List(1, len(person))+`)`, db.Args(person)...).Scan(&n)
	return n, err
}

func suggestionByID(ctx context.Context, q db.Q, suggestion id.ID) (v Suggestion, err error) {
	err = q.QueryRow(ctx, `SELECT `+withJoins+` FROM suggestions s WHERE s.id = $1`, suggestion).Scan(v.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return v, noSuggestion()
	}
	if err != nil {
		return v, fmt.Errorf("measures: load suggestion: %w", err)
	}
	return v, nil
}

// lockSuggestions returns those that are there, in the order of their ids, without counting what was joined with them.
func lockSuggestions(ctx context.Context, tx *db.Tx, ids []id.ID) ([]Suggestion, error) {
	rows, err := tx.Query(ctx, `SELECT `+suggestionColumns+`, 0 FROM suggestions s WHERE s.id IN (`+db.List(1, len(ids))+`) ORDER BY s.id`+tx.Dialect().ForUpdate(), db.Args(ids)...)
	list, err := db.Collect(rows, err, scanSuggestion)
	if err != nil {
		return nil, fmt.Errorf("measures: lock suggestions: %w", err)
	}
	return list, nil
}

// suggestionsByID returns suggestions in the order of the ids, which are few.
func suggestionsByID(ctx context.Context, q db.Q, ids []id.ID) ([]Suggestion, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+withJoins+` FROM suggestions s WHERE s.id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	list, err := db.Collect(rows, err, scanSuggestion)
	if err != nil {
		return nil, fmt.Errorf("measures: load suggestions: %w", err)
	}
	of := make(map[id.ID]Suggestion, len(list))
	for _, v := range list {
		of[v.ID] = v
	}
	list = list[:0]
	for _, i := range ids {
		if v, ok := of[i]; ok {
			list = append(list, v)
		}
	}
	return list, nil
}

// statesOf returns where suggestions stand.
func statesOf(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]State, error) {
	list, err := suggestionsByID(ctx, q, ids)
	out := make(map[id.ID]State, len(list))
	for _, v := range list {
		out[v.ID] = v.State
	}
	return out, err
}

// saidKey is the place of a suggestion in a list.
type saidKey struct {
	At int64
	ID id.ID
}

// suggestionsOf returns a page of a person's own, the newest first.
func suggestionsOf(ctx context.Context, q db.Q, person []id.ID, r page.Request) (page.Page[Suggestion], error) {
	args := db.Args(person)
	return pageOf(ctx, q, `s.person_id IN (`+db.List(1, len(person))+`)`, args, "said_at", true, r)
}

// queued returns a page of what may be read: what is open by how long it waits, other states by their last decision.
func queued(ctx context.Context, q db.Q, sc scope, r QueueRequest) (page.Page[Suggestion], error) {
	where, args := sc.where()
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	add("s.state = $%d", r.State)
	if r.Area != "" {
		add("s.area = $%d", r.Area)
	}
	if r.Unit != "" {
		add("s.unit_id = $%d", r.Unit)
	}
	if r.Competency != "" {
		add("s.competency_id = $%d", r.Competency)
	}
	if words := strings.TrimSpace(r.Words); words != "" {
		args = append(args, db.Holding(plain(words)), db.Holding(words))
		where += fmt.Sprintf(" AND (s.folded LIKE $%d ESCAPE '!' OR s.folded = '' AND lower(s.text) LIKE lower($%d) ESCAPE '!')", len(args)-1, len(args))
	}
	if r.State == Open {
		return pageOf(ctx, q, where, args, "said_at", false, r.Request)
	}
	return pageOf(ctx, q, where, args, "changed_at", true, r.Request)
}

// pageOf reads a page of suggestions by a moment of theirs.
func pageOf(ctx context.Context, q db.Q, where string, args []any, by string, newest bool, r page.Request) (page.Page[Suggestion], error) {
	var after saidKey
	later, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[Suggestion]{}, err
	}
	than, order := ">", ""
	if newest {
		than, order = "<", " DESC"
	}
	if later {
		where += fmt.Sprintf(" AND (s.%s, s.id) %s ($%d, $%d)", by, than, len(args)+1, len(args)+2)
		args = append(args, after.At, after.ID)
	}
	args = append(args, r.Size()+1)
	rows, err := q.Query(ctx, `SELECT `+withJoins+` FROM suggestions s WHERE `+where+fmt.Sprintf(" ORDER BY s.%s%s, s.id%[2]s LIMIT $%[3]d", by, order, len(args)), args...)
	list, err := db.Collect(rows, err, scanSuggestion)
	if err != nil {
		return page.Page[Suggestion]{}, fmt.Errorf("measures: list suggestions: %w", err)
	}
	return page.Cut(list, r.Size(), func(v Suggestion) any {
		if by == "changed_at" {
			return saidKey{v.ChangedAt.UnixMicro(), v.ID}
		}
		return saidKey{v.SaidAt.UnixMicro(), v.ID}
	}), nil
}

// where is the condition of what may be read, with its arguments.
func (sc scope) where() (string, []any) {
	switch {
	case sc.all:
		return "1 = 1", nil
	case len(sc.units) == 0:
		return "1 = 0", nil
	}
	return `s.unit_id IN (` + db.List(1, len(sc.units)) + `)`, db.Args(sc.units)
}

// countQueued counts what waits, at most so many.
func countQueued(ctx context.Context, q db.Q, sc scope, most int) (n int, err error) {
	where, args := sc.where()
	err = q.QueryRow(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM suggestions s WHERE s.state = 'open' AND %s LIMIT $%d) x`, where, len(args)+1), append(args, most)...).Scan(&n)
	return n, err
}

// openTexts returns the words of what waits, the newest first.
func openTexts(ctx context.Context, q db.Q, sc scope, most int) ([]likeness, error) {
	where, args := sc.where()
	rows, err := q.Query(ctx, fmt.Sprintf(`SELECT s.id, s.competency_id, s.text FROM suggestions s WHERE s.state = 'open' AND %s ORDER BY s.said_at DESC, s.id DESC LIMIT $%d`, where, len(args)+1), append(args, most)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (l likeness, err error) {
		var text string
		if err = r.Scan(&l.ID, &l.Competency, &text); err == nil {
			l.words = wordsOf(text)
		}
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: what is open: %w", err)
	}
	return list, nil
}

func joinedWith(ctx context.Context, q db.Q, lead id.ID, most int) ([]Suggestion, error) {
	rows, err := q.Query(ctx, `SELECT `+suggestionColumns+`, 0 FROM suggestions s WHERE s.joined_id = $1 ORDER BY s.said_at, s.id LIMIT $2`, lead, most)
	return db.Collect(rows, err, scanSuggestion)
}

// idsAround returns the ids of suggestions, of what they were joined with, and of all that was joined with either, in their order.
func idsAround(ctx context.Context, tx *db.Tx, ids []id.ID) ([]id.ID, error) {
	in := db.List(1, len(ids))
	rows, err := tx.Query(ctx, `SELECT id FROM suggestions WHERE id IN (`+in+`) OR joined_id IN (`+in+`)
		OR id IN (SELECT joined_id FROM suggestions WHERE id IN (`+in+`)) OR joined_id IN (SELECT joined_id FROM suggestions WHERE id IN (`+in+`)) ORDER BY id`, db.Args(ids)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) {
		err = r.Scan(&i)
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: what belongs together: %w", err)
	}
	return list, nil
}

// lockGroup locks suggestions with all that they were joined with or that was joined with them, in the order of their ids, so that two acts on the
// same never wait for each other. Who holds a group knows that nothing joins or leaves it. When something did while this waited, it is a conflict.
func lockGroup(ctx context.Context, tx *db.Tx, ids []id.ID) (map[id.ID]Suggestion, error) {
	before, err := idsAround(ctx, tx, ids)
	if err != nil || len(before) == 0 {
		return nil, err
	}
	list, err := lockSuggestions(ctx, tx, before)
	if err != nil {
		return nil, err
	}
	now, err := idsAround(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(before, now) {
		return nil, errs.New(errs.Conflict, "Somebody else has just decided on this too. Look at what it says now, and do it again.")
	}
	out := make(map[id.ID]Suggestion, len(list))
	for _, v := range list {
		out[v.ID] = v
	}
	return out, nil
}

// setState brings suggestions to a state.
func setState(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, state State, joined id.ID) error {
	return updateMany(ctx, tx, `state = $1, joined_id = $2, changed_at = $3`, ids, state, joined, now)
}

func passTo(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, unit id.ID) error {
	return updateMany(ctx, tx, `unit_id = $1, changed_at = $2`, ids, unit, now)
}

func touch(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error {
	return updateMany(ctx, tx, `changed_at = $1`, ids, now)
}

func updateMany(ctx context.Context, tx *db.Tx, set string, ids []id.ID, args ...any) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE suggestions SET `+set+` WHERE id IN (`+db.List(len(args)+1, len(ids))+`)`, append(args, db.Args(ids)...)...)
	if err != nil {
		return fmt.Errorf("measures: change suggestions: %w", err)
	}
	return nil
}

// firstJoined returns the oldest of what was joined with one, empty for none.
func firstJoined(ctx context.Context, q db.Q, lead id.ID) (id.ID, error) {
	list, err := joinedWith(ctx, q, lead, 1)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].ID, nil
}

// inherit puts one of what was joined with a suggestion into its place.
func inherit(ctx context.Context, tx *db.Tx, now time.Time, lead Suggestion, heir id.ID) error {
	state, joined := lead.State, lead.JoinedID
	if err := setState(ctx, tx, now, []id.ID{heir}, state, joined); err != nil {
		return err
	}
	if lead.Unit != "" {
		if err := passTo(ctx, tx, now, []id.ID{heir}, lead.Unit); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE suggestions SET joined_id = $2, changed_at = $3 WHERE joined_id = $1`, lead.ID, heir, now)
	return err
}
