package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

const entryColumns = `id, person_id, kind, activity, title, provider, unit_id, offer_id, version_id, occurrence_id, registration_id,
	began_on, ended_on, minutes, ceu_tenths, claimed_amount, claimed_unit, areas, level, format, assurance, provenance, source_ref,
	why, toward, note, link, corrects_id, withdrawn, reason, recorded_by, recorded_at`

// scanner is a row, or rows at one of them.
type scanner interface{ Scan(dest ...any) error }

func scanEntry(r scanner) (Entry, error) {
	var e Entry
	err := r.Scan(&e.ID, &e.PersonID, &e.Kind, &e.Activity, &e.Title, &e.Provider, &e.UnitID, &e.OfferID, &e.VersionID, &e.OccurrenceID, &e.RegistrationID,
		&e.BeganOn, &e.EndedOn, &e.Minutes, &e.CEUTenths, &e.Claimed.Amount, &e.Claimed.Unit, db.JSON(&e.Areas), &e.Level, &e.Format, &e.Assurance, &e.Provenance, &e.SourceRef,
		&e.Why, &e.Toward, &e.Note, &e.Link, &e.CorrectsID, &e.Withdrawn, &e.Reason, &e.RecordedBy, db.Time(&e.RecordedAt))
	return e, err
}

// insertEntry reports false when the source has an entry already.
func insertEntry(ctx context.Context, q db.Q, e Entry) (bool, error) {
	if e.Areas == nil {
		e.Areas = []string{}
	}
	res, err := q.Exec(ctx, `INSERT INTO entries (`+entryColumns+`) VALUES (`+db.List(1, 32)+`) ON CONFLICT (source_ref) DO NOTHING`,
		e.ID, e.PersonID, e.Kind, e.Activity, e.Title, e.Provider, e.UnitID, e.OfferID, e.VersionID, e.OccurrenceID, e.RegistrationID,
		e.BeganOn, e.EndedOn, e.Minutes, e.CEUTenths, e.Claimed.Amount, e.Claimed.Unit, db.JSON(e.Areas), e.Level, e.Format, e.Assurance, e.Provenance, e.SourceRef,
		e.Why, e.Toward, e.Note, e.Link, e.CorrectsID, e.Withdrawn, e.Reason, e.RecordedBy, e.RecordedAt)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func entryBySource(ctx context.Context, q db.Q, source string) (Entry, error) {
	return found(scanEntry(q.QueryRow(ctx, `SELECT `+entryColumns+` FROM entries WHERE source_ref = $1`, source)))
}

func entryByID(ctx context.Context, q db.Q, entry id.ID) (Entry, error) {
	return found(scanEntry(q.QueryRow(ctx, `SELECT `+entryColumns+` FROM entries WHERE id = $1`, entry)))
}

// isCorrected reports whether a correction follows the entry.
func isCorrected(ctx context.Context, q db.Q, entry id.ID) (bool, error) {
	n, err := count(ctx, q, `SELECT COUNT(*) FROM entries WHERE corrects_id = $1`, entry)
	return n > 0, err
}

// entriesWhere returns the entries whose column, "id" or "source_ref", has one of the values.
func entriesWhere(ctx context.Context, q db.Q, column string, values []any) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT `+entryColumns+` FROM entries WHERE `+column+` IN (`+db.List(1, len(values))+`)`, values...)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

// found turns "no row" into the sentence for people.
func found[T any](v T, err error) (T, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return v, errNoEntry()
	}
	return v, err
}

// listKey is where a page of entries ended.
type listKey struct {
	EndedOn string `json:"d"`
	ID      id.ID  `json:"i"`
}

// effective is the condition that nobody corrects an entry e and that it is not withdrawn.
const effective = ` AND NOT e.withdrawn AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.corrects_id = e.id)`

// listEffective returns the effective entries, the most recent first.
func listEffective(ctx context.Context, q db.Q, persons []id.ID, f Filter, after listKey, limit int) ([]Entry, error) {
	from, to := f.Period.bounds()
	args := append(db.Args(persons), from, to, limit)
	n := len(persons)
	query := fmt.Sprintf(`SELECT `+entryColumns+` FROM entries e WHERE e.person_id IN (`+db.List(1, n)+`)
		AND e.ended_on >= $%d AND e.ended_on <= $%d`+effective, n+1, n+2)
	if f.Assurance != "" {
		args = append(args, f.Assurance)
		query += fmt.Sprintf(` AND e.assurance = $%d`, len(args))
	}
	if after.ID != "" {
		args = append(args, after.EndedOn, after.ID)
		query += fmt.Sprintf(` AND (e.ended_on, e.id) < ($%d, $%d)`, len(args)-1, len(args))
	}
	query += fmt.Sprintf(` ORDER BY e.ended_on DESC, e.id DESC LIMIT $%d`, n+3)
	rows, err := q.Query(ctx, query, args...)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

// effectiveAfter returns effective entries in the order of their ids, of the persons or, when there are none, of everybody.
func effectiveAfter(ctx context.Context, q db.Q, persons []id.ID, after id.ID, limit int) ([]Entry, error) {
	args := append(db.Args(persons), string(after), limit)
	n := len(persons)
	query := fmt.Sprintf(`SELECT `+entryColumns+` FROM entries e WHERE e.id > $%d`, n+1)
	if n > 0 {
		query += ` AND e.person_id IN (` + db.List(1, n) + `)`
	}
	rows, err := q.Query(ctx, query+effective+fmt.Sprintf(` ORDER BY e.id LIMIT $%d`, n+2), args...)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

// completionsAfter returns effective entries that came of completing an offer, in the order of their ids.
func completionsAfter(ctx context.Context, q db.Q, offer, after id.ID, limit int) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.offer_id = $1 AND e.id > $2 AND e.provenance = 'completion'`+effective+` ORDER BY e.id LIMIT $3`, offer, string(after), limit)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

func countEffective(ctx context.Context, q db.Q, persons []id.ID) (int, error) {
	return count(ctx, q, `SELECT COUNT(*) FROM entries e WHERE e.person_id IN (`+db.List(1, len(persons))+`)`+effective, db.Args(persons)...)
}

// listAsOf returns the entries of a period that were effective at a moment, the oldest first.
func listAsOf(ctx context.Context, q db.Q, persons []id.ID, p Period, asOf time.Time) ([]Entry, error) {
	from, to := p.bounds()
	n := len(persons)
	rows, err := q.Query(ctx, fmt.Sprintf(`SELECT `+entryColumns+` FROM entries e WHERE e.person_id IN (`+db.List(1, n)+`)
		AND e.ended_on >= $%[1]d AND e.ended_on <= $%[2]d AND e.recorded_at <= $%[3]d AND NOT e.withdrawn
		AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.corrects_id = e.id AND c.recorded_at <= $%[3]d)
		ORDER BY e.ended_on, e.began_on, e.id`, n+1, n+2, n+3), append(db.Args(persons), from, to, asOf)...)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

// chainOf returns the entry with all that it corrects and all that corrects it, the oldest first.
func chainOf(ctx context.Context, q db.Q, entry id.ID) (Chain, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE
		back (id, corrects_id, n) AS (
			SELECT id, corrects_id, 0 FROM entries WHERE id = $1
			UNION ALL SELECT p.id, p.corrects_id, back.n - 1 FROM entries p JOIN back ON p.id = back.corrects_id),
		forth (id, n) AS (
			SELECT id, 1 FROM entries WHERE corrects_id = $1
			UNION ALL SELECT c.id, forth.n + 1 FROM entries c JOIN forth ON c.corrects_id = forth.id),
		whole (cid, n) AS (SELECT id, n FROM back UNION ALL SELECT id, n FROM forth)
		SELECT `+entryColumns+` FROM entries JOIN whole ON whole.cid = entries.id ORDER BY whole.n`, entry)
	return db.Collect(rows, err, func(r *sql.Rows) (Entry, error) { return scanEntry(r) })
}

// completionsOf adds to out, by registration, the effective entry of each completion.
func completionsOf(ctx context.Context, q db.Q, registrations []id.ID, out map[id.ID]Entry) error {
	sources := make([]string, len(registrations))
	for i, r := range registrations {
		sources[i] = CompletionSource(r)
	}
	return newestWhere(ctx, q, `SELECT registration_id, id FROM entries WHERE source_ref IN (`+db.List(1, len(sources))+`)`, ` AND NOT entries.withdrawn`, db.Args(sources), out)
}

// chainsOf adds to out, by registration, the ids of all entries of each completion.
func chainsOf(ctx context.Context, q db.Q, registrations []id.ID, out map[id.ID][]id.ID) error {
	sources := make([]string, len(registrations))
	for i, r := range registrations {
		sources[i] = CompletionSource(r)
	}
	rows, err := q.Query(ctx, `WITH RECURSIVE forth (root, tip) AS (
			SELECT registration_id, id FROM entries WHERE source_ref IN (`+db.List(1, len(sources))+`)
			UNION ALL SELECT forth.root, c.id FROM entries c JOIN forth ON c.corrects_id = forth.tip)
		SELECT root, tip FROM forth ORDER BY tip`, db.Args(sources)...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var root, tip id.ID
		err := rows.Scan(&root, &tip)
		out[root] = append(out[root], tip)
		return struct{}{}, err
	})
	return err
}

// newestOf adds to out the last entry of the chain of each of the entries.
func newestOf(ctx context.Context, q db.Q, entries []id.ID, out map[id.ID]Entry) error {
	return newestWhere(ctx, q, `SELECT id, id FROM entries WHERE id IN (`+db.List(1, len(entries))+`)`, "", db.Args(entries), out)
}

// newestWhere adds to out the last entry of each chain; first selects a name for the chain and an entry of it.
func newestWhere(ctx context.Context, q db.Q, first, and string, args []any, out map[id.ID]Entry) error {
	rows, err := q.Query(ctx, `WITH RECURSIVE forth (root, tip) AS (
			`+first+`
			UNION ALL SELECT forth.root, c.id FROM entries c JOIN forth ON c.corrects_id = forth.tip)
		SELECT root, `+entryColumns+` FROM forth JOIN entries ON entries.id = forth.tip
		WHERE NOT EXISTS (SELECT 1 FROM entries n WHERE n.corrects_id = forth.tip)`+and, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var root id.ID
		e, err := scanEntry(prefixed{rows, &root})
		if err != nil {
			return err
		}
		out[root] = e
	}
	return rows.Err()
}

// prefixed scans a first column before those of the entry.
type prefixed struct {
	rows  *sql.Rows
	first *id.ID
}

// Scan implements scanner.
func (p prefixed) Scan(dest ...any) error { return p.rows.Scan(append([]any{p.first}, dest...)...) }

// entryChecks count the entries that break an invariant.
var entryChecks = []struct{ query, says string }{
	{`SELECT COUNT(*) FROM entries c JOIN entries e ON e.id = c.corrects_id WHERE c.person_id <> e.person_id`,
		"%d corrections stand in another person's record than what they correct"},
	{`SELECT COUNT(*) FROM entries c JOIN entries e ON e.id = c.corrects_id WHERE c.assurance <> e.assurance`,
		"%d corrections changed who vouches for the entry"},
	{`SELECT COUNT(*) FROM entries c JOIN entries e ON e.id = c.corrects_id WHERE c.recorded_at < e.recorded_at`,
		"%d corrections were recorded before what they correct"},
	{`SELECT COUNT(*) FROM entries WHERE provenance = 'completion' AND (registration_id IS NULL OR offer_id IS NULL OR assurance <> 'association')`,
		"%d entries of completions do not say what was completed here"},
	{`SELECT COUNT(*) FROM entries WHERE provenance = 'outside' AND assurance = 'association'`,
		"%d entries of outside learning say that the association verified them"},
	{`SELECT COUNT(*) FROM entries WHERE ceu_tenths > 0 AND minutes = 0`,
		"%d entries have CEU without contact time"},
	{`SELECT COUNT(*) FROM entries WHERE provenance = 'completion' AND corrects_id IS NULL AND source_ref <> 'completion:' || registration_id`,
		"%d entries of completions came from another registration than they name"},
	{`SELECT COUNT(*) FROM record_views v JOIN record_shares s ON s.id = v.share_id WHERE v.person_id <> s.person_id`,
		"%d looks at a record came through somebody else's link"},
	{`SELECT COUNT(*) FROM record_shares WHERE ended_at < created_at`,
		"%d links to a transcript ended before they were made"},
}

func completedHere(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT registration_id FROM entries WHERE provenance = 'completion' AND registration_id > $1 ORDER BY registration_id LIMIT $2`, string(after), limit)
	return db.Collect(rows, err, func(r *sql.Rows) (i id.ID, err error) { return i, r.Scan(&i) })
}
