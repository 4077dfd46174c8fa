package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// ImportOptions say where a file comes from and how it is read. What a source was read with is
// remembered under its unit and name, and holds until it is given anew; the report says what was remembered.
type ImportOptions struct {
	// Source names where the file comes from. Its rows are recognised by this name when they come again for the same unit.
	Source string
	// Unit offers whatever names no unit of its own.
	Unit id.ID
	// Format is one of ImportFormats, or empty as "auto", which looks at the file.
	Format string
	// DateOrder reads dates whose order is in doubt; Zone (IANA) times that name no zone.
	DateOrder tabular.DateOrder
	Zone      string
	// OrderFromFile takes the order of dates from the file alone, whatever is remembered.
	OrderFromFile bool
	// Mapping says which header holds which field. What it does not name is as it was the last time, or guessed.
	Mapping tabular.Mapping
	// Areas says which content area a category stands for. A category that is called like an area stands for it anyway.
	Areas map[string]string
	// DryRun does everything and saves nothing.
	DryRun bool
	// Publish publishes what the gate lets through; the rest stays a draft, and the report says what is missing.
	Publish bool
	// Kind is what rows are that name no kind; empty means what the format implies: Outside for the items of RSS and Atom, what
	// schema.org says of form and place, else Webinar.
	Kind Kind
	// Defaults fill what the rows of new offers leave empty.
	Defaults Defaults

	// of is the source whose run this is: it is found by this and not by name, and nothing is taken once it is not as it says.
	of *Source
	// further are the pages of a feed behind the first; part says that there are more.
	further [][]byte
	part    bool
	// fetched says that the file was fetched from where others announce what they plan.
	fetched bool
}

// ImportFormats are the formats that can be asked for. Those of other people's feeds are told from the content however they are called.
var ImportFormats = []string{"auto", "csv", "tsv", "xlsx", "ics", "json", "jsonld", "rss", "atom", "html"}

// importChunk is how many rows are saved in one transaction.
const importChunk = 500

// A file is read twice, once to learn how its dates are written. maxImport bounds what is held in
// memory for it, maxImportFile a table that can be read from its beginning again.
const (
	maxImport     = 64 << 20
	maxImportFile = 1 << 30
)

// ImportOffers takes offers with their dates from a table or a calendar file and reports row by
// row what became of them. Editors of the unit may; dates of published offers and publishing need its managers. One
// bad row never stops the others. A row is recognised when it comes again: by its id, a calendar's UID, or its
// folded title with its date; taking the same file twice changes nothing, also after the first time was cut off
// half-way. Empty cells change nothing, and categories are only ever added. It fails as a whole, with Invalid, when the file cannot be
// read or the options contradict it; rows that were saved before that are in the report beside the error.
func (s *Service) ImportOffers(ctx context.Context, actor authz.Actor, r io.Reader, o ImportOptions) (tabular.Report, error) {
	return s.importOffers(ctx, actor, r, o, false)
}

func (s *Service) importOffers(ctx context.Context, actor authz.Actor, r io.Reader, o ImportOptions, pasted bool) (tabular.Report, error) {
	_, report, err := s.takeOffers(ctx, actor, r, o, pasted)
	return report, err
}

// takeOffers is ImportOffers, with the run as it has ended.
func (s *Service) takeOffers(ctx context.Context, actor authz.Actor, r io.Reader, o ImportOptions, pasted bool) (*importRun, tabular.Report, error) {
	report := tabular.NewReport("offers", o.Source, o.DryRun)
	run := &importRun{s: s, actor: actor, o: o, pasted: pasted, report: report, rights: map[id.ID]*rights{}, starts: map[string][]int64{}, first: map[string]int{},
		held: map[id.ID]bool{}, uncancelled: map[id.ID]bool{}, seen: map[string]bool{}, unread: map[string]bool{}}
	err := run.all(ctx, r)
	if err != nil && errs.As(err) == nil {
		err = fmt.Errorf("catalogue: import offers: %w", err)
	}
	return run, *report, err
}

// PasteRows takes rows that an editor has pasted from a spreadsheet, with the names of the columns
// in the first one, and makes drafts of a unit's offers. Pasting the same rows twice changes nothing. How they are read is not remembered.
func (s *Service) PasteRows(ctx context.Context, actor authz.Actor, unit id.ID, text string, kind Kind, zone string, order tabular.DateOrder, dryRun bool) (tabular.Report, error) {
	u, err := s.people.Unit(ctx, unit)
	if err != nil {
		return tabular.Report{}, err
	}
	return s.importOffers(ctx, actor, strings.NewReader(text), ImportOptions{
		Source: "Rows pasted by " + u.Acronym, Unit: unit, Format: "auto", Kind: kind, Zone: zone, DateOrder: order, DryRun: dryRun,
	}, true)
}

// importRun is one import under way.
type importRun struct {
	s      *Service
	actor  authz.Actor
	o      ImportOptions
	pasted bool // rows that somebody pasted, each time others
	src    source
	report *tabular.Report
	areas  []Area
	// feed is what a file of other people's programs was found to say, or nil for tables and calendars.
	feed *offerfile.Table
	// opens says that descriptions begin with what is a summary here: in calendars and feeds.
	opens bool
	// kind is the one that was asked for, if any.
	kind Kind
	// columns is the mapping that was given for this file, and order the one that its dates had before.
	columns  tabular.Mapping
	order    tabular.DateOrder
	register register
	// rights are the actor's by unit.
	rights map[id.ID]*rights
	// starts are those of the rows of each key so far; first is the line that was taken first of each.
	starts map[string][]int64
	first  map[string]int
	// held are the dates of which the file speaks, seen the keys of its rows, and unread those of which it cannot be told.
	held         map[id.ID]bool
	seen, unread map[string]bool
	// uncancelled are the dates that are cancelled where they come from and that the actor may not cancel.
	uncancelled map[id.ID]bool
	// known is how many dates to come the source had, gone how many of them it names no more.
	known, gone int
}

type rights struct {
	edit, seats, publish bool
	unit                 people.Unit
	nameToday            string
}

// all takes a whole file.
func (run *importRun) all(ctx context.Context, r io.Reader) error {
	o := run.o
	if err := run.prepare(ctx); err != nil {
		return err
	}
	file, limit, err := seekable(r)
	if err != nil {
		return err
	}
	head, err := io.ReadAll(io.LimitReader(file, 512))
	if err != nil {
		return err
	}
	if o.Format == "ics" || o.Format != "csv" && o.Format != "tsv" && calendar.Looks(head) {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return run.calendar(ctx, file)
	}
	if o.Format != "csv" && o.Format != "tsv" && offerfile.Looks(head) {
		if err := run.readFeed(file); err != nil {
			return err
		}
	}
	if bytes.HasPrefix(head, []byte("PK")) {
		limit = maxImport // a workbook is unpacked in memory
	}
	return run.table(ctx, file, limit)
}

// seekable returns what can be read twice, and how much of it may be read: the file itself, or
// what comes by a pipe, in memory.
func seekable(r io.Reader) (io.ReadSeeker, int64, error) {
	if file, ok := r.(io.ReadSeeker); ok {
		if _, err := file.Seek(0, io.SeekStart); err == nil {
			return file, maxImportFile, nil
		}
	}
	data, err := io.ReadAll(io.LimitReader(r, maxImport+1))
	return bytes.NewReader(data), maxImport, err
}

// prepare checks the options and fills them from what is remembered of the source.
func (run *importRun) prepare(ctx context.Context) (err error) {
	o := &run.o
	o.Source = line(o.Source)
	var f errs.Fields
	f.Check(o.Source != "" && len(o.Source) <= maxTitle, "source", "Say where the file comes from.")
	f.Check(o.Format == "" || slices.Contains(ImportFormats, o.Format), "format", "The format is one of: %s.", strings.Join(ImportFormats, ", "))
	for field := range o.Mapping {
		f.Check(importField(field), "columns", "“%s” is nothing that a column can hold.", field)
	}
	f.Check(o.Kind == "" || o.Kind.Valid(), "kind", "“%s” is not a kind of offer.", string(o.Kind))
	if o.Zone != "" {
		_, err := loadZone(o.Zone)
		tabular.NameField(&f, "zone", err)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if run.areas, err = run.s.Areas(ctx); err != nil {
		return err
	}
	o.Defaults = o.Defaults.clean()
	if err := o.Defaults.check(run.areas).Err(); err != nil {
		return err
	}
	if o.of != nil {
		run.src = source{o.of.ID, o.of.Name, o.of.UnitID, o.of.DateOrder, o.of.Zone, habits{o.of.Columns, o.of.Categories}}
	} else if err := run.findSource(ctx); err != nil {
		return err
	}
	if o.Unit != "" {
		r, err := run.rightsIn(ctx, o.Unit)
		if err != nil {
			return err
		}
		if !r.edit {
			return run.actor.Require(EditOffers, o.Unit)
		}
	} else if !run.actor.MaySomewhere(EditOffers) {
		return run.actor.Require(EditOffers, "")
	}
	if err := run.recall(); err != nil {
		return err
	}
	run.kind = o.Kind
	if o.Kind == "" {
		o.Kind = Webinar
	}
	return nil
}

// readFeed takes apart what another program publishes.
func (run *importRun) readFeed(file io.ReadSeeker) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxImport+1))
	if err != nil {
		return err
	}
	if len(data) > maxImport {
		return errs.New(errs.Invalid, "The file is larger than %d MB.", maxImport>>20)
	}
	now := run.s.clock.Now()
	bounds := offerfile.Options{EndlessFrom: now.AddDate(0, 0, -endlessBack), EndlessTo: now.AddDate(0, 0, endlessAhead)}
	t, err := offerfile.Read(data, bounds)
	if err != nil {
		return err
	}
	for _, page := range run.o.further {
		more, err := offerfile.Read(page, bounds)
		if err == nil {
			err = t.Add(more)
		}
		if err != nil && !errors.Is(err, offerfile.ErrNothing) {
			run.o.part = true
			run.report.Note("A further page was not taken: " + tabular.ProblemsOf(err)[0].Message)
		}
	}
	if run.kind == "" && (t.Format == offerfile.RSS || t.Format == offerfile.Atom) {
		run.o.Kind = Outside
	}
	if run.kind != "" && t.Format != offerfile.JSON {
		for _, r := range t.Rows {
			delete(r.Cells, "kind") // it was only inferred
		}
	}
	run.report.Note(t.Notes...)
	run.feed, run.opens = &t, true
	return nil
}

// rightsIn says what the actor may do in a unit.
func (run *importRun) rightsIn(ctx context.Context, unit id.ID) (*rights, error) {
	if r := run.rights[unit]; r != nil {
		return r, nil
	}
	u, err := run.s.people.Unit(ctx, unit)
	if err != nil {
		return nil, err
	}
	r := &rights{unit: u, nameToday: run.s.people.NameOn(u, run.s.people.Today())}
	r.edit, r.seats, r.publish = run.actor.May(EditOffers, unit), run.actor.May(SetSeats, unit), run.actor.May(PublishOffers, unit)
	run.rights[unit] = r
	return r, nil
}

// table reads a table in two passes: one to learn its dates, one to take its rows.
func (run *importRun) table(ctx context.Context, file io.ReadSeeker, limit int64) error {
	open := func() (*tabular.Reader, error) {
		if run.feed != nil {
			t := run.feed.Reader()
			mapping, _ := guess(run.o.Mapping, t.Headers())
			if err := run.fits(t.Headers(), mapping); err != nil {
				return nil, err
			}
			return t, t.Use(mapping)
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		opts := tabular.Options{MaxBytes: limit, IsHeader: hasTitle}
		if run.o.Format == "tsv" {
			opts.Delimiter = '\t'
		}
		t, err := tabular.Open(file, opts)
		if err != nil {
			return nil, err
		}
		mapping, _ := guess(run.o.Mapping, t.Headers())
		if err := run.fits(t.Headers(), mapping); err != nil {
			return nil, err
		}
		return t, t.Use(mapping)
	}
	first, err := open()
	if err != nil {
		return err
	}
	mapping, unused := guess(run.o.Mapping, first.Headers())
	if len(unused) > 0 {
		run.report.Note("Columns that were not used: " + strings.Join(unused, ", ") + ".")
	}
	run.src.habits.Columns = mapping
	rd := &rowReader{run: run, zones: zonesOfColumns(mapping), dates: learnDates(run.o.DateOrder, first).Usual(run.order), other: tabular.NewDateReader(run.o.DateOrder).Usual(run.order)}
	if err := run.remember(ctx); err != nil {
		return err
	}
	var names []naming
	if run.feed != nil || mapping["series_id"] != "" {
		again, err := open()
		if err != nil {
			return err
		}
		if names, err = run.names(ctx, again); err != nil {
			return err
		}
	}
	t, err := open()
	if err != nil {
		return err
	}
	chunk := make([]importRow, 0, importChunk)
	for row, rowErr := range t.Rows() {
		name := namingOf(row)
		if len(names) > 0 { // each row has one, also those that are refused
			name, names = names[0], names[1:]
		}
		if rowErr != nil {
			chunk = append(chunk, importRow{line: row.Line, title: plain(row.Get("title")), err: rowErr})
		} else {
			chunk = append(chunk, rd.read(ctx, row, name))
		}
		if len(chunk) == importChunk {
			if err := run.take(ctx, chunk); err != nil {
				return err
			}
			chunk = chunk[:0]
		}
	}
	if err := run.take(ctx, chunk); err != nil {
		return err
	}
	if note := rd.assumedNote(); note != "" && run.o.Defaults.Minutes == 0 {
		run.report.Note(note)
	}
	if note := rd.leftOutNote(); note != "" {
		run.report.Note(note)
	}
	run.report.Note(t.Notes()...)
	run.report.Note(rd.dates.Notes()...)
	if err := t.Err(); err != nil || run.pasted {
		return err
	}
	return run.noteGone(ctx, "file")
}
