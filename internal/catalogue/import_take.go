package catalogue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// errDry undoes the transaction of a dry run.
var errDry = errors.New("catalogue: a dry run saves nothing")

// taking is the state of one transaction that takes rows. A transaction that is run again begins with a new one.
type taking struct {
	offers   map[string]Offer // by key in the source
	versions map[id.ID]Version
	dates    map[id.ID][]Occurrence
	persons  map[string]id.ID
	said     map[id.ID]map[string]said // what was said so far of the offers and, by key, of their dates
	told     map[id.ID]map[string]said // what of it is new
	touched  []id.ID
	drafted  map[id.ID]bool // published offers that had a draft before the rows were taken
	first    map[string]int // lines of the rows that are the first to say what their offer is, by key
	order    []string       // keys of the offers in the order of their rows
	rows     []tabular.RowReport
	last     map[string]int // the last row of each key
}

// take saves rows in one transaction. When something goes wrong with it, each row gets a
// transaction of its own, so that only the one that is to blame is refused.
func (run *importRun) take(ctx context.Context, rows []importRow) error {
	if len(rows) == 0 {
		return nil
	}
	persons, keys, err := run.lookUp(ctx, rows)
	if err != nil {
		return err
	}
	done, err := run.takeTx(ctx, rows, keys, persons)
	switch {
	case err == nil:
	case errs.Is(err, errs.Unavailable) || ctx.Err() != nil || errors.Is(err, errSourceChanged):
		return err
	case len(rows) == 1:
		if errs.KindOf(err) == errs.Internal {
			run.s.log.Error("a row of an import could not be taken", "source", run.o.Source, "line", rows[0].line, "error", err)
		}
		run.report.Add(tabular.RowReport{Line: rows[0].line, Key: shownKey(rows[0].key), Title: rows[0].title, Outcome: tabular.Refused,
			Problems: tabular.ProblemsOf(err), Notes: rows[0].notes})
		return nil
	default:
		for _, r := range rows {
			if err := run.take(ctx, []importRow{r}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, row := range done.rows {
		run.report.Add(row)
	}
	maps.Copy(run.first, done.first)
	return nil
}

// lookUp asks outside the transaction for what is not the catalogue's: the persons behind
// addresses, and the actor's rights in the units of known offers.
func (run *importRun) lookUp(ctx context.Context, rows []importRow) (map[string]id.ID, []string, error) {
	var keys, emails []string
	for _, r := range rows {
		if r.err == nil {
			keys = append(keys, r.key)
			emails = append(emails, r.emails...)
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	known, err := offersBySource(ctx, run.s.db, run.src.id, keys)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range known {
		if _, err := run.rightsIn(ctx, o.UnitID); err != nil {
			return nil, nil, err
		}
	}
	persons := map[string]id.ID{}
	if len(emails) > 0 {
		if persons, err = run.s.people.IDsByEmail(ctx, emails); err != nil {
			return nil, nil, err
		}
	}
	return persons, keys, nil
}

func (run *importRun) takeTx(ctx context.Context, rows []importRow, keys []string, persons map[string]id.ID) (*taking, error) {
	var st *taking
	err := run.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := run.stillHolds(ctx, tx); err != nil {
			return err
		}
		var err error
		if st, err = run.begin(ctx, tx, keys); err != nil {
			return err
		}
		st.persons = maps.Clone(persons)
		for _, r := range rows {
			report, err := run.row(ctx, tx, st, r)
			if err != nil {
				return err
			}
			report.Line, report.Key, report.Title = r.line, shownKey(r.key), r.title
			st.rows = append(st.rows, report)
			if r.err == nil {
				if _, had := st.last[r.key]; !had {
					st.order = append(st.order, r.key)
				}
				st.last[r.key] = len(st.rows) - 1
			}
		}
		if run.o.Publish {
			if err := run.publish(ctx, tx, st); err != nil {
				return err
			}
		}
		if !run.pasted {
			if err := keepSaid(ctx, tx, st.told); err != nil {
				return err
			}
		}
		if run.o.DryRun {
			return errDry
		}
		return run.s.touchTx(ctx, tx, st.touched...)
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return st, nil
}

// begin loads what the rows may be about: four queries for a chunk.
func (run *importRun) begin(ctx context.Context, tx *db.Tx, keys []string) (*taking, error) {
	st := &taking{dates: map[id.ID][]Occurrence{}, drafted: map[id.ID]bool{}, first: map[string]int{}, last: map[string]int{},
		said: map[id.ID]map[string]said{}, told: map[id.ID]map[string]said{}}
	var err error
	if st.offers, err = offersBySource(ctx, tx, run.src.id, keys); err != nil {
		return nil, err
	}
	var ids, versions []id.ID
	for _, o := range st.offers {
		ids = append(ids, o.ID)
		versions = append(versions, cmp.Or(o.DraftID, o.PublishedID))
		st.drafted[o.ID] = o.PublishedID != "" && o.DraftID != ""
	}
	if !run.pasted {
		if st.said, err = loadSaid(ctx, tx, ids); err != nil {
			return nil, err
		}
	}
	byID, err := versionsByID(ctx, tx, versions)
	if err != nil {
		return nil, err
	}
	st.versions = make(map[id.ID]Version, len(byID))
	for _, v := range byID {
		st.versions[v.OfferID] = v
	}
	for chunk := range slices.Chunk(ids, 500) {
		dates, err := importedOccurrences(ctx, tx, chunk)
		if err != nil {
			return nil, err
		}
		for _, c := range dates {
			st.dates[c.OfferID] = append(st.dates[c.OfferID], c)
		}
	}
	return st, nil
}

// row takes one row. What is wrong with it is in the report; an error undoes the transaction.
func (run *importRun) row(ctx context.Context, tx *db.Tx, st *taking, r importRow) (tabular.RowReport, error) {
	report := tabular.RowReport{Outcome: tabular.Unchanged, Notes: slices.Clone(r.notes)}
	refuse := func(err error) (tabular.RowReport, error) {
		report.Outcome, report.Problems, report.Changes = tabular.Refused, tabular.ProblemsOf(err), nil
		return report, nil
	}
	run.seen[r.key] = true
	if r.err != nil {
		run.unread[r.key], run.unread[titleKey(r.title)] = true, true
		return refuse(r.err)
	}
	again, ok := st.first[r.key]
	if !ok {
		again = run.first[r.key]
	}
	if again > 0 {
		report.Notes = append(report.Notes, fmt.Sprintf("This is the offer of line %d; what the row adds was put there.", again))
	}
	o, known := st.offers[r.key]
	switch {
	case !known && again > 0 && run.o.DryRun:
		report.Outcome = tabular.Changed // line again has made it, and was undone
		return report, nil
	case !known && r.when != nil && r.when.cancelled:
		report.Notes = append(report.Notes, "It is cancelled where it comes from, and was not taken.")
		return report, nil
	case known && o.Status == StatusArchived:
		report.Notes = append(report.Notes, "It is archived here, and was left alone.")
		return report, nil
	}
	if known && run.rights[o.UnitID] == nil {
		return report, fmt.Errorf("catalogue: offer %s was made while its rows were being read", o.ID)
	}
	if known && !run.rights[o.UnitID].edit {
		return refuse(run.actor.Require(EditOffers, o.UnitID))
	}
	if known && r.unitNamed && r.unit != o.UnitID {
		report.Notes = append(report.Notes, fmt.Sprintf("It is offered by %s here, and stays so.", run.rights[o.UnitID].unit.Acronym))
	}
	if again > 0 && known {
		if left := st.leftOut(o, r); len(left) > 0 {
			report.Notes = append(report.Notes, fmt.Sprintf("Left out, because line %d says otherwise: %s.", again, strings.Join(left, "; ")))
		}
	}
	date, err := run.dateOf(st, o, known, r)
	if err != nil {
		return refuse(err)
	}
	after := Draft{Kind: r.kind}
	var before Draft
	if known {
		before = DraftOf(o, st.versions[o.ID])
		after = before
	}
	now, left := run.merge(&after, r, st.saidOf(o.ID, ""), !known, again == 0 && (r.when == nil || !r.when.cancelled))
	report.Notes = append(report.Notes, byHand(left)...)
	if !known {
		run.fill(&after)
	}
	after.Seen = before.Seen
	after = after.clean()
	report.Changes = changes(before.clean(), after)
	if !known || len(report.Changes) > 0 {
		if err := after.check(run.areas).Err(); err != nil {
			return refuse(err)
		}
	}
	may := run.rights[r.unit]
	if !known {
		report.Outcome, report.Changes = tabular.Created, nil
		p := prepared{Draft: after, unit: may.unit, unitName: may.nameToday, source: run.src.id, key: r.key, persons: st.persons}
		made, v, err := run.s.createTx(ctx, tx, run.actor, p)
		if err != nil {
			return report, err
		}
		o, st.offers[r.key], st.versions[made.ID] = made, made, v
	} else if len(report.Changes) > 0 {
		report.Outcome = tabular.Changed
		saved, v, err := run.s.saveTx(ctx, tx, run.actor, o.ID, after, st.persons, run.rights[o.UnitID].publish)
		if err != nil {
			return report, err
		}
		o = saved
		st.offers[r.key], st.versions[o.ID] = o, v
	}
	st.tell(o.ID, "", now)
	if again == 0 && (r.when == nil || !r.when.cancelled) {
		st.first[r.key] = r.line
	}
	return report, run.date(ctx, tx, st, o, date, &report)
}

// shownKey is a key as people know it.
func shownKey(key string) string {
	kind, rest, _ := strings.Cut(key, ":")
	if kind == "title" {
		return strings.TrimSuffix(strings.ReplaceAll(rest, "|", " | "), " | ")
	}
	return rest
}
