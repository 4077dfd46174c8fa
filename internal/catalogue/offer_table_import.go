package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// maxOfferTable is how many offers one table may hold.
const maxOfferTable = 5000

// tableFields are the columns by their own names alone: the table is ours.
var tableFields = func() []tabular.FieldSpec {
	var out []tabular.FieldSpec
	for _, name := range OfferColumns {
		out = append(out, tabular.FieldSpec{Name: name})
	}
	return out
}()

// ImportOfferTable takes a table of offers that EachOffer has written and that was changed elsewhere. Offers are known by their keys. A cell that says what is there changes nothing, whatever it
// would be read as; any other is taken, an empty one too. What changes becomes a draft, as SaveDraft makes it, and is not published. One bad row stops no other, and a dry run does everything and
// saves nothing. Those who may EditOffers somewhere, each row in its offer's unit. Invalid when the file is no such table.
func (s *Service) ImportOfferTable(ctx context.Context, actor authz.Actor, r io.Reader, name string, dryRun bool) (tabular.Report, error) {
	if !actor.MaySomewhere(EditOffers) {
		return tabular.Report{}, actor.Require(EditOffers, "")
	}
	t, err := tabular.Open(r, tabular.Options{MaxBytes: maxImport})
	if err != nil {
		return tabular.Report{}, err
	}
	mapping, unused := tabular.Mapping{}.Guess(t.Headers(), tableFields)
	if mapping[tableKey] == "" {
		return tabular.Report{}, errs.Bad("file", "The file has no column “key”. Download the table of offers and change that; a plan of new offers goes by Import.")
	}
	if err := t.Use(mapping); err != nil {
		return tabular.Report{}, err
	}
	report := tabular.NewReport("offers", name, dryRun)
	for _, header := range unused {
		report.Note(fmt.Sprintf("The column “%s” was not used.", header))
	}
	var rows []tabular.Row
	var keys []any
	for row, err := range t.Rows() {
		if err != nil {
			report.Refuse(row.Line, row.Get(tableKey), row.Get("title"), err)
			continue
		}
		if rows = append(rows, row); len(rows) > maxOfferTable {
			return tabular.Report{}, errs.Bad("file", "The file has more than %d rows.", maxOfferTable)
		}
		keys = append(keys, strings.ToLower(row.Get(tableKey)))
	}
	if err := t.Err(); err != nil {
		return tabular.Report{}, err
	}
	run, err := s.offerTableRun(ctx, actor, keys, mapping, dryRun)
	if err != nil {
		return tabular.Report{}, fmt.Errorf("catalogue: import a table of offers: %w", err)
	}
	for _, row := range rows {
		rep := tabular.RowReport{Line: row.Line, Key: row.Get(tableKey), Title: row.Get("title"), Outcome: tabular.Unchanged, Notes: row.Notes}
		if err := run.take(ctx, row, &rep); err != nil {
			if e := errs.As(err); e == nil || e.Kind == errs.Internal || e.Kind == errs.Unavailable {
				return *report, fmt.Errorf("catalogue: import a table of offers: %w", err)
			}
			rep.Outcome, rep.Problems = tabular.Refused, tabular.ProblemsOf(err)
		}
		report.Add(rep)
	}
	report.Note(t.Notes()...)
	if report.Counts.Changed > 0 {
		report.Note("What changes is a draft until it is published.")
	}
	return *report, nil
}

// offerTableRun is one table being taken.
type offerTableRun struct {
	s      *Service
	actor  authz.Actor
	has    tabular.Mapping
	dryRun bool
	offers map[string]Offer
	drafts map[id.ID]Draft
	names  *tableNames
	lines  map[id.ID]int
}

// offerTableRun reads the offers of a table, what they say, and what they call other things by: a few queries, however many there are.
func (s *Service) offerTableRun(ctx context.Context, actor authz.Actor, keys []any, mapping tabular.Mapping, dryRun bool) (*offerTableRun, error) {
	run := &offerTableRun{s: s, actor: actor, has: mapping, dryRun: dryRun, offers: map[string]Offer{}, drafts: map[id.ID]Draft{}, lines: map[id.ID]int{}}
	found, err := offersIn(ctx, s.db, "key", keys)
	if err != nil {
		return nil, err
	}
	var versions []id.ID
	var named []Offer // those that a row may name: what is not the actor's and was never published is not there for them
	for _, o := range found {
		mine := actor.May(EditOffers, o.UnitID)
		if mine {
			run.offers[o.Key] = o
			versions = append(versions, workingVersion(o))
		}
		if mine || o.PublishedID != "" {
			named = append(named, o)
		}
	}
	said, err := versionsByID(ctx, s.db, versions)
	if err != nil {
		return nil, err
	}
	var drafts []Draft
	for _, o := range run.offers {
		d := DraftOf(o, said[workingVersion(o)]).clean()
		run.drafts[o.ID] = d
		drafts = append(drafts, d)
	}
	run.names, err = s.tableNames(ctx, s.db, drafts, named)
	return run, err
}

// take does what one row says and tells it in its report.
func (run *offerTableRun) take(ctx context.Context, row tabular.Row, rep *tabular.RowReport) error {
	o, ok := run.offers[strings.ToLower(row.Get(tableKey))]
	if !ok {
		return errs.Bad(tableKey, "You edit no offer with this key.")
	}
	if first := run.lines[o.ID]; first > 0 {
		return errs.Bad(tableKey, "This offer stands in line %d already.", first)
	}
	run.lines[o.ID] = row.Line
	d := run.drafts[o.ID]
	rep.Title = d.Title
	var f errs.Fields
	for _, c := range tableColumns {
		if run.has[c.name] == "" {
			continue
		}
		was, cell := c.get(d, run.names), row.Get(c.name)
		if sameCell(was, cell) {
			continue
		}
		if err := c.set(&d, cell, run.names); err != nil {
			tabular.NameField(&f, c.name, err)
			continue
		}
		rep.Changes = append(rep.Changes, tabular.Change{Field: c.name, From: was, To: cell})
	}
	if err := f.Err(); err != nil {
		return err
	}
	if len(rep.Changes) == 0 {
		return nil
	}
	d.Seen = o.UpdatedAt
	if cell := row.Get(tableChanged); cell != "" {
		seen, err := time.Parse(time.RFC3339Nano, cell)
		if err != nil || !seen.Equal(o.UpdatedAt) {
			return errs.Bad(tableChanged, "Somebody has changed this offer since the table was downloaded. Download it again and bring over what you changed.")
		}
	}
	save, err := run.s.saving(ctx, run.actor, o, d)
	if err != nil {
		return err
	}
	err = run.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, _, err := save(ctx, tx); err != nil {
			return err
		}
		if run.dryRun {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	if err == nil {
		rep.Outcome = tabular.Changed
	}
	return err
}
