package standards

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/standards/casefile"
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
	// Whether the file says anything of levels, of links, of parts, of a language, and of what our own extension is for; what it does not say stays.
	saysLevels, saysLinks, saysParts, saysRubrics, saysLanguage, saysOwn bool
	// says tells what the file has words for, where that is not all that the standard knows; rubric names its rubric.
	says   casefile.Says
	rubric id.ID
	notes  []string
	// levelIDs are the identifiers of the levels, as far as the file says them.
	levelIDs []string
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
	in, err := s.read(ctx, r, o)
	if err != nil {
		return Imported{Report: *tabular.NewReport("frameworks", o.Source, o.DryRun)}, err
	}
	for try := 0; ; try++ {
		out, err := s.importOnce(ctx, actor, in, o)
		if !errors.Is(err, errMeanwhile) {
			return out, err
		}
		if try == 3 {
			return out, errs.New(errs.Stale, "Somebody else has changed this draft since you opened it. Look at what it says now, and do it again.")
		}
	}
}

// errMeanwhile says that what an import was planned for has been changed by somebody before it could be written.
var errMeanwhile = errors.New("standards: changed meanwhile")

// importOnce holds a file against what is here and writes the draft. All is settled before the transaction begins, which only looks whether
// it still is so: others who want to write wait for as long as the rows take and no longer.
func (s *Service) importOnce(ctx context.Context, actor authz.Actor, in incoming, o ImportOptions) (Imported, error) {
	report := tabular.NewReport("frameworks", o.Source, o.DryRun)
	report.Note(in.notes...)
	p, err := s.plan(ctx, s.db, in, o.Seen, report)
	out := Imported{FrameworkID: in.framework, Seen: p.seen, Held: len(p.held) > 0}
	if err == nil && out.Held {
		if !o.DryRun {
			err = errs.New(errs.Invalid, heldMessage, heldNames(p.held))
		} else {
			report.Note(said(heldMessage, heldNames(p.held)))
		}
	}
	out.Report = *report
	if err != nil || o.DryRun || !p.differs {
		return out, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// What was planned must still be so when it is written. A framework that is not here yet has nothing to lock.
		if err := lockFramework(ctx, tx, in.framework); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		all, err := versionsOf(ctx, tx, in.framework)
		if err != nil {
			return err
		}
		elsewhere, err := foreign(ctx, tx, in.framework, idsOf(p.content.Competencies))
		if err != nil {
			return err
		}
		if seenOf(all) != p.seen || len(elsewhere) > 0 {
			return errMeanwhile
		}
		return s.apply(ctx, tx, now, actor, in, planned{all: all, content: p.content})
	})
	out.Draft = err == nil
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
	if casefile.Looks(start) || strings.EqualFold(filepath.Ext(o.Source), ".json") {
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

// apply writes the draft.
func (s *Service) apply(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, in incoming, p planned) error {
	var d Version
	if len(p.all) == 0 {
		key, err := freeKey(ctx, tx, p.content.Title)
		if err != nil {
			return err
		}
		d = Version{ID: newID(), FrameworkID: in.framework, Key: key, Number: 1, About: p.content.About, Kept: p.content.Kept}
		if err := insertFramework(ctx, tx, now, d.FrameworkID, key); err != nil {
			return err
		}
		if in.rubric != "" {
			if err := nameRubric(ctx, tx, d.FrameworkID, in.rubric); err != nil {
				return err
			}
		}
		if err := insertVersion(ctx, tx, now, actor, d); err != nil {
			return err
		}
	} else {
		var err error
		if d, err = s.draftTx(ctx, tx, now, actor, p.all, false); err != nil {
			return err
		}
		d.About = p.content.About
		if err := updateVersion(ctx, tx, now, d); err != nil {
			return err
		}
		if err := setKept(ctx, tx, d.ID, p.content.Kept); err != nil {
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
