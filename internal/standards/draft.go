package standards

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// usualLevels are those of a new framework, to be changed as needed.
var usualLevels = []string{"Foundational", "Practitioner", "Expert"}

// record writes what was done to a framework into the audit log.
func record(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, action string, framework id.ID, detail map[string]any) error {
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "framework", ID: framework, Detail: detail})
}

// Create begins a framework with a draft of its first version and three levels. Curriculum editors and administrators may.
// Errors: Invalid.
func (s *Service) Create(ctx context.Context, actor authz.Actor, a About) (Version, error) {
	if err := actor.Require(EditFrameworks, ""); err != nil {
		return Version{}, err
	}
	a.clean()
	var f errs.Fields
	a.check(&f)
	if err := f.Err(); err != nil {
		return Version{}, err
	}
	now := s.clock.Now()
	v := Version{ID: newID(), FrameworkID: newID(), Number: 1, About: a, Status: Draft}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if v.Key, err = freeKey(ctx, tx, a.Title); err != nil {
			return err
		}
		if err := insertFramework(ctx, tx, now, v.FrameworkID, v.Key); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, now, actor, v); err != nil {
			return err
		}
		var c content
		for i, title := range usualLevels {
			c.Levels = append(c.Levels, Level{Code: levelCode(title, c.Levels), Rank: i + 1, Title: title})
		}
		if err := insertContent(ctx, tx, now, v, c); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "framework.created", v.FrameworkID, map[string]any{"title": a.Title})
	})
	return v, err
}

// reservedKeys are words that stand in addresses for something else.
var reservedKeys = []string{"new", "import", "compare"}

// freeKey makes a key of a title that no framework has yet.
func freeKey(ctx context.Context, q db.Q, title string) (string, error) {
	key := id.Slug(title, 60)
	if key == "" {
		key = "framework"
	}
	taken, err := frameworkByKey(ctx, q, key)
	if err != nil {
		return "", err
	}
	if taken != "" || slices.Contains(reservedKeys, key) {
		key += "-" + id.Tail(5)
	}
	return key, nil
}

// BeginDraft returns the draft of a framework, begun as a copy of its published version, or of the last that was, where there is none.
// Needs EditFrameworks. NotFound where there is no such framework.
func (s *Service) BeginDraft(ctx context.Context, actor authz.Actor, framework id.ID) (Version, error) {
	var v Version
	err := s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) (err error) {
		v, err = s.draftTx(ctx, tx, now, actor, all, true)
		return err
	})
	return v, err
}

// Named returns the id of the framework with this key, for whoever may do a thing with it, such as EditFrameworks. Errors: NotFound.
func (s *Service) Named(ctx context.Context, actor authz.Actor, may authz.Permission, key string) (id.ID, error) {
	if err := actor.Require(may, ""); err != nil {
		return "", err
	}
	framework, err := frameworkByKey(ctx, s.db, key)
	if err == nil && framework == "" {
		err = nothing()
	}
	return framework, err
}

// change runs f with the versions of a framework, which nobody else changes meanwhile.
func (s *Service) change(ctx context.Context, actor authz.Actor, framework id.ID, f func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error) error {
	if err := actor.Require(EditFrameworks, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockFramework(ctx, tx, framework); err != nil {
			return err
		}
		all, err := versionsOf(ctx, tx, framework)
		if err != nil {
			return err
		}
		return f(ctx, tx, now, all)
	})
}

// draftTx returns the draft among the versions, or makes one, with the content of the version before or empty.
func (s *Service) draftTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, all []Version, copied bool) (Version, error) {
	if d, ok := draftOf(all); ok {
		return d, nil
	}
	before, err := withKept(ctx, tx, all[0])
	if err != nil {
		return before, err
	}
	d := before
	d.ID, d.Number, d.Status, d.CreatedAt, d.UpdatedAt, d.PublishedAt, d.RetiredAt, d.Competencies = newID(), before.Number+1, Draft, now, now, time.Time{}, time.Time{}, 0
	d.Label = ""
	if err := insertVersion(ctx, tx, now, actor, d); err != nil {
		return d, err
	}
	if copied {
		if err := copyContent(ctx, tx, before.ID, d.ID); err != nil {
			return d, err
		}
	}
	return d, record(ctx, tx, now, actor, "framework.draft-begun", d.FrameworkID, map[string]any{"version": d.Number})
}

func draftOf(all []Version) (Version, bool) {
	if len(all) > 0 && all[0].Status == Draft {
		return all[0], true
	}
	return Version{}, false
}

// noDraft is what an editor hears who came too late.
func noDraft() error {
	return errs.New(errs.Conflict, "This framework has no draft now: it was published or discarded meanwhile.")
}

// inDraft is change for what is done to the draft.
func (s *Service) inDraft(ctx context.Context, actor authz.Actor, framework id.ID, f func(ctx context.Context, tx *db.Tx, now time.Time, draft Version) error) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		d, ok := draftOf(all)
		if !ok {
			return noDraft()
		}
		if err := f(ctx, tx, now, d); err != nil {
			return err
		}
		return touchVersion(ctx, tx, now, d.ID)
	})
}

// Discard throws the draft away; a framework that was never published goes with it, and seeding does not bring it back. Errors: NotFound,
// Conflict; Stale when the draft was changed since seen.
func (s *Service) Discard(ctx context.Context, actor authz.Actor, framework id.ID, seen Seen) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		d, ok := draftOf(all)
		if !ok {
			return noDraft()
		}
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		if err := deleteDraft(ctx, tx, d); err != nil {
			return err
		}
		if len(all) == 1 {
			if err := noteDiscard(ctx, tx, now, actor, d); err != nil {
				return err
			}
		}
		return record(ctx, tx, now, actor, "framework.draft-discarded", framework, map[string]any{"version": d.Number, "title": d.Title})
	})
}

// SaveAbout changes what the draft says of itself; no language leaves it as it is, unknown too. verified takes the mark from it that nobody looked it up. Errors: Invalid, Conflict; Stale when
// the draft was changed since seen.
func (s *Service) SaveAbout(ctx context.Context, actor authz.Actor, framework id.ID, a About, verified bool, seen Seen) error {
	unsaid := a.Language == ""
	a.clean()
	var f errs.Fields
	a.check(&f)
	if err := actor.Require(EditFrameworks, ""); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		marked := d.Unverified && verified
		if unsaid {
			a.Language = d.Language
		}
		d.About = a
		if verified {
			d.Unverified = false
		}
		if err := updateVersion(ctx, tx, now, d); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "framework.changed", framework, map[string]any{"version": d.Number, "verified": marked})
	})
}

// Frame returns the draft of a framework with its levels, with what is said of them in other languages, and without its competencies, for forms. Whoever may see drafts. Errors: NotFound, Conflict
// without a draft.
func (s *Service) Frame(ctx context.Context, actor authz.Actor, framework id.ID) (View, error) {
	if err := requireDrafts(actor); err != nil {
		return View{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return View{}, err
	}
	v := View{Versions: all, MayEdit: actor.May(EditFrameworks, "")}
	var ok bool
	if v.Version, ok = draftOf(all); !ok {
		return v, noDraft()
	}
	if v.Levels, err = levelsOf(ctx, s.db, v.ID); err != nil {
		return v, err
	}
	v.Translations, err = translationsOfObjects(ctx, s.db, v.ID, frameObjects(v.Levels))
	return v, err
}

// Draft returns the draft of a framework as its editor shows it, or NotFound. Whoever may see drafts.
func (s *Service) Draft(ctx context.Context, actor authz.Actor, framework id.ID, after int) (View, error) {
	if err := requireDrafts(actor); err != nil {
		return View{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return View{}, err
	}
	v, err := s.show(ctx, actor, framework, all[0].Number, after)
	if err != nil || v.Status != Draft || len(all) < 2 {
		return v, err
	}
	if v.TakenOut, err = countGone(ctx, s.db, all[1].ID, v.ID); err != nil {
		return v, err
	}
	ids := make([]id.ID, len(v.Competencies))
	for i, c := range v.Competencies {
		ids[i] = c.ID
	}
	v.Known, err = heldIn(ctx, s.db, all[1].ID, ids)
	return v, err
}
