package standards

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// ImportOptions say how a file of a framework is read.
type ImportOptions struct {
	// Source names the file for the report, and the framework where nothing else does.
	Source string
	// DryRun reports what would change and changes nothing.
	DryRun bool
	// Framework is the key of the one that the file is of. Empty means the one that a package names; for a table a new one called Title, or
	// the one that came under that title before.
	Framework, Title string
	// Seen is Imported.Seen of the dry run that somebody looked at.
	Seen Seen
}

// Imported is what an import made.
type Imported struct {
	Report tabular.Report
	// FrameworkID is the framework, whose draft holds what the file says; empty where the file was refused.
	FrameworkID id.ID
	// Draft says that there is a draft now.
	Draft bool
	// Held says that the file cannot be taken in, because rows were refused whose competencies are here: they would go out of the draft.
	Held bool
	// Seen is the state of the framework that the file was held against.
	Seen Seen
}

// incoming is a file that was read, before anybody looked at what is here.
type incoming struct {
	framework id.ID
	// seen is the state of the framework that a table was read with.
	seen    Seen
	content content
	// rows are what the report tells of, in the file's order.
	rows []incomingRow
	// Whether the file says anything of levels and of links; what it does not say stays.
	saysLevels, saysLinks bool
	// levelIDs are the identifiers of the levels, as far as the file says them.
	levelIDs []string
	notes    []string
}

// incomingRow is one competency of the file, or what is wrong with it.
type incomingRow struct {
	line       int
	key, title string
	// id and code are those of the competency, as far as they can be read.
	id   id.ID
	code string
	err  error
}

// Import takes in a framework: a CASE package (JSON), or a table (CSV, TSV, XLSX) with a row for each competency. What the file says becomes the
// draft, whole: what it does not hold is taken out of the draft, and somebody decides before publishing what became of it. A file that says what
// is here already changes nothing. Curriculum editors and administrators may. Errors: Invalid where the file as a whole cannot be
// taken; Stale when the framework was changed since o.Seen.
func (s *Service) Import(ctx context.Context, actor authz.Actor, r io.Reader, o ImportOptions) (Imported, error) {
	if err := actor.Require(EditFrameworks, ""); err != nil {
		return Imported{}, err
	}
	report := tabular.NewReport("frameworks", o.Source, o.DryRun)
	in, err := s.read(ctx, r, o)
	if err != nil {
		return Imported{Report: *report}, err
	}
	report.Note(in.notes...)
	out := Imported{FrameworkID: in.framework}
	if o.DryRun {
		out.Seen, err = s.plan(ctx, s.db, &in, o.Seen, report, func(p planned) error {
			if out.Held = len(p.held) > 0; out.Held {
				report.Note(said(heldMessage, heldNames(p.held)))
			}
			return nil
		})
		out.Report = *report
		return out, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// What is planned must still be so when it is written. A framework that is not here yet has nothing to lock.
		if err := lockFramework(ctx, tx, in.framework); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		again := *report // a transaction may be run twice
		again.Notes, again.Rows = slices.Clone(report.Notes), nil
		out.Seen, err = s.plan(ctx, tx, &in, o.Seen, &again, func(p planned) error {
			if out.Held = len(p.held) > 0; out.Held {
				return errs.New(errs.Invalid, heldMessage, heldNames(p.held))
			}
			out.Draft = true
			return s.apply(ctx, tx, now, actor, in, p)
		})
		out.Report = again
		return err
	})
	return out, err
}

// read tells a package from a table and reads it.
func (s *Service) read(ctx context.Context, r io.Reader, o ImportOptions) (incoming, error) {
	head := bufio.NewReader(r)
	start, err := head.Peek(64)
	if len(start) == 0 && err != nil {
		if errors.Is(err, io.EOF) {
			return incoming{}, errs.New(errs.Invalid, "The file is empty.")
		}
		return incoming{}, errs.Wrap(err, errs.Invalid, "The file cannot be read.")
	}
	var in incoming
	if bytes.HasPrefix(bytes.TrimLeft(start, "\xEF\xBB\xBF \t\r\n"), []byte("{")) {
		in, err = s.readCASE(head)
	} else {
		in, err = s.readTable(ctx, head, o)
	}
	if err != nil || o.Framework == "" {
		return in, err
	}
	return in, s.isOf(ctx, in, o.Framework)
}

// isOf refuses a file that says itself that it is of another framework than the one with this key.
func (s *Service) isOf(ctx context.Context, in incoming, key string) error {
	framework, err := frameworkByKey(ctx, s.db, key)
	switch {
	case err != nil:
		return err
	case framework == "":
		return errs.Bad("framework", "There is no framework %s.", key)
	case framework != in.framework:
		return errs.Bad("framework", "The file is of another framework, “%s”. Leave this empty to take it in as that one.", in.content.Title)
	}
	return nil
}

// planned is what an import would write.
type planned struct {
	all     []Version // of the framework, the latest first; none for a new one
	content content
	// held names competencies that would go because their rows were refused.
	held []string
}

// plan holds a file against what is here, tells the report, and calls do when there is something to do. It returns what it was held against.
func (s *Service) plan(ctx context.Context, q db.Q, in *incoming, seen Seen, report *tabular.Report, do func(planned) error) (Seen, error) {
	all, err := versionsOf(ctx, q, in.framework)
	if err != nil {
		return "", err
	}
	here := seenOf(all)
	for _, s := range []Seen{seen, in.seen} {
		if err := s.unseen(here); err != nil {
			return here, err
		}
	}
	var base content
	if len(all) > 0 {
		if base, err = loadContent(ctx, q, all[0]); err != nil {
			return here, err
		}
	} else if v, err := oneVersion(ctx, q, "WHERE v.id = $1", in.framework); err == nil {
		return here, errs.New(errs.Invalid, "The file holds version %d of “%s”, as it stands here and cannot change.", v.Number, v.Title)
	} else if !errs.Is(err, errs.NotFound) {
		return here, err
	}
	c, rows, err := settle(ctx, q, *in, base)
	if err != nil {
		return here, err
	}
	was := make(map[id.ID]*Competency, len(base.Competencies))
	for i := range base.Competencies {
		was[base.Competencies[i].ID] = &base.Competencies[i]
	}
	now := make(map[id.ID]*Competency, len(c.Competencies))
	for i := range c.Competencies {
		now[c.Competencies[i].ID] = &c.Competencies[i]
	}
	for _, row := range rows {
		if row.err != nil {
			report.Refuse(row.line, row.key, row.title, row.err)
			continue
		}
		r := tabular.RowReport{Line: row.line, Key: row.key, Title: row.title, Outcome: tabular.Created}
		if old := was[row.id]; old != nil {
			r.Changes = fieldChanges(*old, *now[row.id])
			r.Outcome = tabular.Changed
			if len(r.Changes) == 0 {
				r.Outcome = tabular.Unchanged
			}
		}
		report.Add(r)
	}
	gone := 0
	for i := range was {
		if now[i] == nil {
			gone++
		}
	}
	if gone > 0 && all[0].Status != Draft {
		report.Note(said("Competencies of the published version that are not in the file: %d. Before the draft can be published, somebody decides what became of each.", gone))
	} else if gone > 0 {
		report.Note(said("Competencies of the draft that are not in the file, and are taken out of it: %d.", gone))
	}
	switch {
	case len(c.Competencies) == 0:
	case len(all) == 0:
		report.Note(said("It becomes the first draft of a new framework, “%s”.", c.Title))
	default:
		report.Note(said("It becomes the draft of “%s” (%s).", all[0].Title, all[0].Key))
	}
	if len(c.Competencies) == 0 {
		report.Note("The file holds no competency that can be taken.")
		return here, nil
	}
	if len(all) > 0 && gone == 0 && report.Counts.Created+report.Counts.Changed == 0 && sameFrame(base, c) {
		report.Notes[len(report.Notes)-1] = said("It says what “%s” (%s) says here already; nothing changes.", all[0].Title, all[0].Key)
		return here, nil
	}
	return here, do(planned{all, c, heldOf(base, now, rows)})
}

// apply writes the draft.
func (s *Service) apply(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, in incoming, p planned) error {
	var d Version
	if len(p.all) == 0 {
		key, err := freeKey(ctx, tx, p.content.Title)
		if err != nil {
			return err
		}
		d = Version{ID: id.New(), FrameworkID: in.framework, Key: key, Number: 1, About: p.content.About, Kept: p.content.Kept}
		if err := insertFramework(ctx, tx, now, d.FrameworkID, key); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, now, actor, d); err != nil {
			return err
		}
	} else {
		var err error
		if d, err = s.draftTx(ctx, tx, now, actor, p.all, false); err != nil {
			return err
		}
		d.About, d.Kept = p.content.About, p.content.Kept
		if err := updateVersion(ctx, tx, now, d); err != nil {
			return err
		}
		if err := emptyDraft(ctx, tx, d.ID); err != nil {
			return err
		}
	}
	if err := insertContent(ctx, tx, now, d, p.content); err != nil {
		return err
	}
	if err := dropStale(ctx, tx, d.ID); err != nil {
		return err
	}
	return record(ctx, tx, now, actor, "framework.imported", in.framework, map[string]any{"version": d.Number, "competencies": len(p.content.Competencies)})
}
