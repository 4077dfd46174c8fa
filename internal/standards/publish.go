package standards

import (
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Preview is what publishing a draft would change. Before the first version is published only To is filled.
type Preview struct {
	Comparison
	// Undecided are competencies of the version before of which nobody said what became of them, at most shownDifferences.
	Undecided []Competency
	// Suggested is what the file that the draft was made of says became of some of them.
	Suggested map[id.ID]Suggestion
	// First says that no version was published yet.
	First   bool
	MayEdit bool
}

// Ready reports whether the draft can be published.
func (p Preview) Ready() bool {
	return p.To.Status == Draft && !p.To.Unverified && len(p.Undecided) == 0 && p.To.Competencies > 0
}

// Preview compares the draft of a framework with what it would replace. Whoever may see drafts. Errors: NotFound, Conflict without a draft.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, framework id.ID) (Preview, error) {
	if err := actor.Require(ReadDrafts, ""); err != nil {
		return Preview{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return Preview{}, err
	}
	d, ok := draftOf(all)
	if !ok {
		return Preview{}, noDraft()
	}
	p := Preview{Comparison: Comparison{To: d, Versions: all}, First: len(all) == 1, MayEdit: actor.May(EditFrameworks, "")}
	if p.To.Competencies, err = countCompetencies(ctx, s.db, d.ID); err != nil || p.First {
		return p, err
	}
	p.From = all[1]
	if err := s.compare(ctx, &p.Comparison); err != nil {
		return p, err
	}
	if p.Undecided, err = undecidedIn(ctx, s.db, p.From.ID, d.ID, shownDifferences); err != nil {
		return p, err
	}
	p.Suggested, err = suggestions(ctx, s.db, d.ID, p.Undecided)
	return p, err
}

// Decide says what became of a competency that the draft does not hold any more: which others of the draft, named by code or id with
// commas between. Errors: Invalid on "became" and "targets"; NotFound, Conflict.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, framework, competency id.ID, became Became, targets string) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		d, ok := draftOf(all)
		if !ok || len(all) < 2 {
			return noDraft()
		}
		if _, err := oneCompetency(ctx, tx, all[1].ID, competency); err != nil {
			return err
		}
		if _, err := oneCompetency(ctx, tx, d.ID, competency); err == nil {
			return errs.New(errs.Conflict, "The draft holds this competency again, so it is the same one.")
		} else if !errs.Is(err, errs.NotFound) {
			return err
		}
		to, err := resolve(ctx, tx, d.ID, targets)
		if err != nil {
			return err
		}
		switch became {
		case BecameSplit, BecameMerged, BecameReplaced, BecameRetired:
		default:
			return errs.Bad("became", "Choose what became of it.")
		}
		if wrong := wrongTargets(became, len(to)); wrong != "" {
			return errs.Bad("targets", wrong)
		}
		if err := setChange(ctx, tx, now, actor, d.ID, competency, became, to); err != nil {
			return err
		}
		if err := touchVersion(ctx, tx, now, d.ID); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.mapped", framework, map[string]any{"competency": competency, "became": became, "to": to})
	})
}

// resolve finds the competencies of a draft that a person named.
func resolve(ctx context.Context, tx *db.Tx, draft id.ID, words string) ([]id.ID, error) {
	var f errs.Fields
	var out []id.ID
	seen := map[id.ID]bool{}
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		if len(out) >= maxStatements {
			f.Add("targets", "At most %d competencies can be named.", maxStatements)
			break
		}
		found, err := findCompetencies(ctx, tx, draft, word)
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0:
			f.Add("targets", "No competency of the draft has the code “%s”.", word)
		case len(found) > 1:
			f.Add("targets", "More than one competency of the draft has the code “%s”.", word)
		case !seen[found[0].ID]:
			seen[found[0].ID] = true
			out = append(out, found[0].ID)
		}
	}
	return out, f.Err()
}

// Publish puts the draft before everybody; the version that was published is retired and stays readable. What became of each competency is
// written down for good. Emits FrameworkPublished. Errors: Stale when the draft was changed
// since seen; Conflict while something is undecided, unverified or empty.
func (s *Service) Publish(ctx context.Context, actor authz.Actor, framework id.ID, seen Seen) (Version, error) {
	var d Version
	err := s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) (err error) {
		var ok bool
		if d, ok = draftOf(all); !ok {
			return noDraft()
		}
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		d, err = s.publishTx(ctx, tx, now, actor, d, all[1:])
		return err
	})
	return d, err
}

// publishTx publishes a draft; older are the versions before it, the latest first.
func (s *Service) publishTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, d Version, older []Version) (Version, error) {
	if d.Unverified {
		return d, errs.New(errs.Conflict, "Nobody looked up what stands here. Look it up, and say so, before you publish it.")
	}
	n, err := countCompetencies(ctx, tx, d.ID)
	if err != nil {
		return d, err
	}
	if n == 0 {
		return d, errs.New(errs.Conflict, "There is no competency in the draft yet.")
	}
	e := FrameworkPublished{FrameworkID: d.FrameworkID, VersionID: d.ID, Number: d.Number}
	if len(older) > 0 {
		before := older[0]
		e.BeforeID = before.ID
		if err := dropStale(ctx, tx, d.ID); err != nil {
			return d, err
		}
		open, err := undecidedIn(ctx, tx, before.ID, d.ID, 1)
		if err != nil {
			return d, err
		}
		if len(open) > 0 {
			return d, errs.New(errs.Conflict, "Nobody has decided yet what became of “%s”.", open[0].Title)
		}
		if err := keepSame(ctx, tx, now, actor, before.ID, d.ID); err != nil {
			return d, err
		}
		if err := retireVersion(ctx, tx, now, before.ID); err != nil {
			return d, err
		}
	}
	if err := publishVersion(ctx, tx, now, actor, d.ID); err != nil {
		return d, err
	}
	if err := record(ctx, tx, now, actor, "framework.published", d.FrameworkID, map[string]any{"version": d.Number, "title": d.Title, "competencies": n}); err != nil {
		return d, err
	}
	d.Status, d.PublishedAt, d.UpdatedAt, d.Competencies = Published, now, now, n
	return d, events.Publish(ctx, tx, now, e)
}

// Retire ends a framework: it stays readable and nobody can choose it any more. Emits FrameworkRetired. Errors: Conflict where nothing is published or a draft is under way.
func (s *Service) Retire(ctx context.Context, actor authz.Actor, framework id.ID) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		if len(all) == 0 || all[0].Status != Published {
			return errs.New(errs.Conflict, "Only a framework that is published, and has no draft, can be retired.")
		}
		if err := retireVersion(ctx, tx, now, all[0].ID); err != nil {
			return err
		}
		if err := record(ctx, tx, now, actor, "framework.retired", framework, map[string]any{"version": all[0].Number, "title": all[0].Title}); err != nil {
			return err
		}
		return events.Publish(ctx, tx, now, FrameworkRetired{FrameworkID: framework, VersionID: all[0].ID})
	})
}
