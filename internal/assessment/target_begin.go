package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// maxTargets bounds how many targets a person can have before them.
const maxTargets = 20

// BeginProfile makes a target of the profile's version of today and begins its first round; scope assessment:write. Where the person has that one before
// them already, it is returned as it is. Errors: NotFound; Conflict for a profile that nobody can choose any more, and for too many targets.
func (s *Service) BeginProfile(ctx context.Context, actor authz.Actor, key string) (Target, error) {
	if _, err := actor.RequirePerson(authz.ScopeAssessmentWrite); err != nil {
		return Target{}, err
	}
	p, err := profileByKey(ctx, s.db, key, 0)
	if err != nil {
		return Target{}, err
	}
	if !p.RetiredAt.IsZero() {
		return Target{}, errs.New(errs.Conflict, "This profile cannot be chosen any more.")
	}
	items, err := profileItems(ctx, s.db, p.VersionID)
	if err != nil {
		return Target{}, err
	}
	return s.begin(ctx, actor, Target{Kind: FromProfile, Title: p.Title, ProfileVersion: p.VersionID, ProfileKey: p.Key}, items)
}

// BeginFramework makes a target of everything that the published version of a framework holds, at a level, which a framework without levels does not
// have; scope assessment:write. Errors: NotFound, Invalid on "level", Conflict for too many targets and for a framework of more than 2,000
// competencies.
func (s *Service) BeginFramework(ctx context.Context, actor authz.Actor, key, level string) (Target, error) {
	if _, err := actor.RequirePerson(authz.ScopeAssessmentWrite); err != nil {
		return Target{}, err
	}
	v, levels, leaves, err := s.standards.Outline(ctx, s.db, key)
	if err != nil {
		return Target{}, err
	}
	var wanted standards.Level
	for _, l := range levelsOrOne(levels) {
		if l.Code == level || len(levels) == 0 {
			wanted = l
		}
	}
	if wanted.Code == "" {
		return Target{}, errs.Bad("level", "Choose one of the levels of this framework.")
	}
	if err := bearable(len(leaves)); err != nil {
		return Target{}, err
	}
	items := make([]Item, len(leaves))
	for i, c := range leaves {
		items[i] = Item{Competency: c.ID, Framework: v.FrameworkID, Version: v.ID, Level: wanted.Code, Rank: wanted.Rank, Weight: 2}
	}
	title := v.Title
	if len(levels) > 0 {
		title += ", " + wanted.Title
	}
	return s.begin(ctx, actor, Target{Kind: FromFramework, Title: title, FrameworkVersion: v.ID}, items)
}

// maxItems bounds what a target asks for: every page about it reads all of that.
const maxItems = 2000

// bearable is Conflict for more competencies than a target can ask for.
func bearable(n int) error {
	if n > maxItems {
		return errs.New(errs.Conflict, "This framework has more than %d competencies. Choose a part of it: a role that asks for some of them.", maxItems)
	}
	return nil
}

// begin adds the target with its first round.
func (s *Service) begin(ctx context.Context, actor authz.Actor, t Target, items []Item) (Target, error) {
	person, err := actor.RequirePerson(authz.ScopeAssessmentWrite)
	if err != nil {
		return Target{}, err
	}
	var out Target
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		out, err = s.beginTx(ctx, tx, actor, ids, t, items)
		return err
	})
	return out, err
}

// beginTx is begin in the caller's transaction, for a person who is locked and given by all their ids: so of two requests at once the second one
// finds the target of the first. What the record proves is read first, so that it is filled in from the first question on; where that leaves nothing to ask, the
// round is finished at once.
func (s *Service) beginTx(ctx context.Context, tx *db.Tx, actor authz.Actor, ids []id.ID, t Target, items []Item) (Target, error) {
	if len(items) == 0 {
		return Target{}, errs.New(errs.Conflict, "There is no competency in it, so nothing can be asked.")
	}
	open, err := targetsOf(ctx, tx, ids, maxTargets)
	if err != nil {
		return Target{}, err
	}
	for _, o := range open {
		if o.Kind == t.Kind && o.ProfileVersion == t.ProfileVersion && o.FrameworkVersion == t.FrameworkVersion && o.Title == t.Title && t.Kind != FromAdvert {
			return o, nil
		}
	}
	if n := len(open); n >= maxTargets {
		return Target{}, errs.New(errs.Conflict, "You have %d targets. Put one away that you no longer need first.", n)
	}
	if err := s.proveRecordTx(ctx, tx, ids); err != nil {
		return Target{}, err
	}
	now := s.clock.Now()
	t.ID, t.PersonID, t.MadeAt = id.New(), ids[0], now
	if err := insertTarget(ctx, tx, t, items); err != nil {
		return Target{}, err
	}
	if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "target.made", Kind: "target", ID: t.ID}); err != nil {
		return Target{}, err
	}
	w, err := s.readOne(ctx, tx, t, ids)
	if err != nil {
		return Target{}, err
	}
	return t, s.beginRoundTx(ctx, tx, now, actor, w)
}

// EndTarget puts a target of the actor's own away; answers stay, since they are about the person and not about the target. Doing it again changes nothing;
// scope assessment:write. Conflict while a cohort waits for what is answered for it.
func (s *Service) EndTarget(ctx context.Context, actor authz.Actor, target id.ID) error {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentWrite, target)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.people.LockTx(ctx, tx, ids[0]); err != nil {
			return err
		}
		waits, err := waitsFor(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		if waits != "" && t.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "It is what you are counted by in the cohort “%s”. Leave that first.", waits)
		}
		ended, err := endTarget(ctx, tx, now, t.ID)
		if err != nil || !ended {
			return err
		}
		if err := endInvitations(ctx, tx, now, t.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "target.ended", Kind: "target", ID: t.ID})
	})
}
