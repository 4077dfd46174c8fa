package people

import (
	"context"
	"fmt"
	"io"
	"maps"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// OrganisationImport says how a file of organisations is read.
type OrganisationImport struct {
	// Source names the file for the report.
	Source string
	// DryRun reports what would change and changes nothing.
	DryRun bool
	// Format is FormatTable or FormatPLS; empty means that the headings tell.
	Format string
	// Scheme names the list that the codes of a table are from, such as ISIL, where no column does.
	Scheme string
	Table  tabular.Options
}

// The formats: a table with our own columns, and the outlet file of the Public Libraries Survey
// (Institute of Museum and Library Services), one row for each building, known by FSCS id and number.
const (
	FormatTable = "table"
	FormatPLS   = "imls-pls"
)

// organisationLine is one row of the file and what becomes of it.
type organisationLine struct {
	Organisation
	// parentKey is the code of what it is part of; empty where the file does not say.
	parentKey string
	// family is the library system of an outlet: it is made when a second outlet of it is known.
	family *Organisation
	report tabular.RowReport
}

// organisationImport is one import under way.
type organisationImport struct {
	OrganisationImport
	s     *Service
	actor authz.Actor
	// lines says where each code stands; first is the first outlet of each system. Both are of this file.
	lines map[organisationCode]int
	first map[organisationCode]organisationCode
	made  map[organisationCode]bool
}

// ImportOrganisations takes in a file of organisations, row by row as it arrives. An organisation is
// known again by scheme and code. Of a known one that is put in which the file says anew; what it
// repeats stays as people have changed it here. Nothing is removed for not being in the file, and
// taking in the same file twice changes nothing. What something is part of must stand above it
// in the file, or be known.
//
// Of the Public Libraries Survey each outlet becomes a library with the code FSCS id and outlet number; outlets that have an
// FSCS id in common are parts of a system with that id.
//
// Rows are committed in chunks: an import that was stopped half-way is simply repeated. Admins only.
// Errors are about the file as a whole: Invalid.
func (s *Service) ImportOrganisations(ctx context.Context, actor authz.Actor, r io.Reader, o OrganisationImport) (tabular.Report, error) {
	if err := actor.Require(mayManageOrgs, ""); err != nil {
		return tabular.Report{}, err
	}
	report := tabular.NewReport("organisations", o.Source, o.DryRun)
	t, err := tabular.Open(r, o.Table)
	if err != nil {
		return *report, err
	}
	read, err := organisationReader(t, &o, report)
	if err != nil {
		return *report, err
	}
	in := organisationImport{OrganisationImport: o, s: s, actor: actor, lines: map[organisationCode]int{},
		first: map[organisationCode]organisationCode{}, made: map[organisationCode]bool{}}
	var chunk []*organisationLine
	flush := func() error {
		if err := in.take(ctx, chunk); err != nil {
			return fmt.Errorf("people: import: %w", err)
		}
		for _, l := range chunk {
			report.Add(l.report)
		}
		chunk = chunk[:0]
		return nil
	}
	for row, err := range t.Rows() {
		l := &organisationLine{report: tabular.RowReport{Line: row.Line, Notes: row.Notes}}
		if err == nil {
			err = read(row, l)
		}
		l.report.Key, l.report.Title = l.SchemeKey, l.Name
		if err == nil {
			err = l.clean()
		}
		if err == nil {
			err = in.once(l)
		}
		if err != nil {
			l.refuse(err)
		}
		if chunk = append(chunk, l); len(chunk) == importChunk {
			if err := flush(); err != nil {
				return *report, err
			}
		}
	}
	if err := flush(); err != nil {
		return *report, err
	}
	report.Note(t.Notes()...)
	if n := len(in.made); n > 0 {
		report.Note(fmt.Sprintf("Library systems with several outlets that were not known yet: %d. Their outlets are parts of them.", n))
	}
	if report.Counts.Total == 0 {
		report.Note("No rows: the file has headings and nothing below them.")
	}
	return *report, t.Err()
}

func (l *organisationLine) refuse(err error) {
	l.report.Outcome, l.report.Changes, l.report.Problems = tabular.Refused, nil, tabular.ProblemsOf(err)
}

// once refuses a code that stands in the file twice.
func (in *organisationImport) once(l *organisationLine) error {
	key := l.code()
	if line, ok := in.lines[key]; ok {
		return errs.Bad("key", "The code %s stands in line %d already.", l.SchemeKey, line)
	}
	in.lines[key] = l.report.Line
	return nil
}

// organisationCode is the code of an organisation in somebody's list.
type organisationCode struct{ scheme, key string }

func (o Organisation) code() organisationCode { return organisationCode{o.Scheme, o.SchemeKey} }

func (c organisationCode) String() string { return c.scheme + " " + c.key }

// take plans what some rows change and, unless it is a dry run, does it.
func (in *organisationImport) take(ctx context.Context, lines []*organisationLine) error {
	first := map[organisationCode]organisationCode{}
	var err error
	if in.DryRun {
		err = in.apply(ctx, in.s.db, nil, lines, first)
	} else {
		err = in.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			clear(first) // the closure may run again
			return in.apply(ctx, tx, tx, lines, first)
		})
	}
	maps.Copy(in.first, first)
	return err
}

// apply works through the rows; tx is nil in a dry run.
func (in *organisationImport) apply(ctx context.Context, q db.Q, tx *db.Tx, lines []*organisationLine, first map[organisationCode]organisationCode) error {
	known, err := organisationsKnown(ctx, q, lines)
	if err != nil {
		return err
	}
	now := in.s.clock.Now()
	var added []*organisationLine
	for _, l := range lines {
		if l.report.Outcome == tabular.Refused {
			continue
		}
		was, ok := known.by[l.code()]
		if err := in.place(l, known, first); err != nil {
			l.refuse(err)
			continue
		}
		if !ok {
			l.report.Outcome, l.ID = tabular.Created, id.New()
			known.by[l.code()] = knownOrganisation{Organisation: l.Organisation}
			added = append(added, l)
			continue
		}
		if err := in.change(ctx, tx, was, l); errs.Is(err, errs.Invalid) {
			l.refuse(err)
		} else if err != nil {
			return err
		}
	}
	if tx == nil {
		return nil
	}
	for _, l := range added { // the first outlet of a system that was made at the second
		if l.family != nil {
			l.ParentID = known.by[l.family.code()].ID
		}
	}
	if err := insertOrganisations(ctx, tx, now, known.systems, added); err != nil {
		return err
	}
	for _, system := range known.systems {
		if in.first[system.code()] != (organisationCode{}) || known.outlet[system.code().String()] != (organisationCode{}) {
			if err := adoptOutlets(ctx, tx, system); err != nil {
				return err
			}
		}
		added = append(added, &organisationLine{Organisation: system})
	}
	events := make([]audit.Event, len(added))
	for i, l := range added {
		events[i] = audit.Event{Action: "organisation.added", Kind: "organisation", ID: l.ID, Detail: map[string]any{"source": in.Source}}
	}
	return audit.RecordAll(ctx, tx, now, in.actor, events)
}

// place finds what a row is part of. A system is made at its second outlet.
func (in *organisationImport) place(l *organisationLine, known *organisationsByCode, first map[organisationCode]organisationCode) error {
	if l.family != nil {
		family, code := l.family.code(), l.code()
		system, ok := known.by[family]
		before, seen := known.outlet[family.String()]
		if !seen {
			before, seen = first[family]
		}
		if !seen {
			before, seen = in.first[family]
		}
		if !ok && seen && before != code {
			system.Organisation = *l.family
			system.ID = id.New()
			known.by[family], known.systems = system, append(known.systems, system.Organisation)
			in.made[family], ok = true, true
		}
		if !seen {
			first[family] = code
		}
		if ok {
			l.ParentID = system.ID
		}
		return nil
	}
	if l.parentKey == "" {
		return nil
	}
	code := organisationCode{l.Scheme, l.parentKey}
	parent, ok := known.by[code]
	_, above := in.lines[code]
	if !ok && !(in.DryRun && above) {
		return errs.Bad("part_of", "No organisation has the code %s. What something is part of must stand above it.", l.parentKey)
	}
	l.ParentID = parent.ID
	return nil
}

// change puts into a known organisation what the file says anew.
func (in *organisationImport) change(ctx context.Context, tx *db.Tx, was knownOrganisation, l *organisationLine) error {
	l.ID, l.report.Changes = was.ID, nil
	next, said := was.Organisation, l.said()
	for _, f := range organisationSaid {
		if says := said[f.name]; says != "" && says != was.said[f.name] && says != *f.of(&next) {
			l.report.Changes = append(l.report.Changes, tabular.Change{Field: f.name, From: *f.of(&next), To: says})
			*f.of(&next) = says
		}
	}
	if l.parentKey != "" && l.parentKey != was.said[saidPartOf] && l.ParentID != was.ParentID {
		l.report.Changes = append(l.report.Changes, tabular.Change{Field: saidPartOf, To: l.parentKey})
		next.ParentID = l.ParentID
	}
	l.report.Outcome = tabular.Unchanged
	if len(l.report.Changes) > 0 {
		l.report.Outcome = tabular.Changed
	}
	if tx == nil {
		return nil
	}
	if len(l.report.Changes) > 0 {
		if next.ParentID != was.ParentID {
			if err := lockOrganisationPaths(ctx, tx, next.ID, next.ParentID); err != nil {
				return err
			}
			if err := mayBePartOf(ctx, tx, next.ID, next.ParentID); err != nil {
				return err
			}
		}
		if _, err := updateOrganisation(ctx, tx, next); err != nil {
			return err
		}
		detail := organisationChanges(was.Organisation, next)
		detail["source"] = in.Source
		if err := audit.Record(ctx, tx, in.s.clock.Now(), in.actor, audit.Event{Action: "organisation.changed", Kind: "organisation", ID: l.ID, Detail: detail}); err != nil {
			return err
		}
	}
	if maps.Equal(was.said, said) {
		return nil
	}
	return keepSaid(ctx, tx, l)
}
