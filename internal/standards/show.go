package standards

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// PageSize is how many competencies of a tree are shown at a time.
const PageSize = 200

// View is a version of a framework as its page shows it.
type View struct {
	Version
	Levels []Level
	// Translations are those of the framework and its levels.
	Translations []Translation
	// Versions are those that the actor may see, the latest first.
	Versions []Version
	// Before is the version before this one, Changes what became of its competencies, but for those that stayed, up to shownChanges of them, and
	// LevelChanges what became of its levels, as far as they are not what they were.
	Before       Version
	Changes      []Change
	LevelChanges []LevelChange
	// Competencies are a page of the tree; Next is the place to go on after, 0 at the end.
	Competencies []Competency
	Next         int
	// MayEdit says that the actor may draft.
	MayEdit bool
	// TakenOut counts, for a draft, what it does not hold any more of the version before; Known are those of Competencies that were in it.
	TakenOut int
	Known    map[id.ID]bool
}

// shownChanges bounds how many changes a page lists.
const shownChanges = 500

// Show returns a version of the framework with this key: of this number, or, for 0, the published one, else the last that was,
// else, for whoever may see it, the draft. after is a place in the tree to go on behind. Drafts are NotFound for strangers.
func (s *Service) Show(ctx context.Context, actor authz.Actor, key string, number, after int) (View, error) {
	framework, err := frameworkByKey(ctx, s.db, key)
	if err != nil {
		return View{}, err
	}
	return s.show(ctx, actor, framework, number, after)
}

func (s *Service) show(ctx context.Context, actor authz.Actor, framework id.ID, number, after int) (View, error) {
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return View{}, err
	}
	chosen, err := choose(all, number)
	if err != nil {
		return View{}, err
	}
	v := View{Version: chosen, Versions: all, MayEdit: actor.May(EditFrameworks, "")}
	if v.Levels, err = levelsOf(ctx, s.db, v.ID); err != nil {
		return v, err
	}
	if v.Translations, err = translationsOfObjects(ctx, s.db, v.ID, frameObjects(v.Levels)); err != nil {
		return v, err
	}
	if v.Competencies, err = competenciesOf(ctx, s.db, v.ID, after, PageSize+1); err != nil {
		return v, err
	}
	if len(v.Competencies) > PageSize {
		v.Competencies = v.Competencies[:PageSize]
		v.Next = v.Competencies[PageSize-1].Position
	}
	var ok bool
	if v.Before, ok = versionBefore(all, v.Version); !ok {
		return v, nil
	}
	if v.Changes, err = changesOf(ctx, s.db, v.Before.ID, v.ID, shownChanges); err != nil {
		return v, err
	}
	levels, err := levelsOfAll(ctx, s.db, []id.ID{v.Before.ID, v.ID})
	v.LevelChanges = differing(levelChanges(levels[v.Before.ID], levels[v.ID]))
	return v, err
}

// readable returns the versions of a framework that the actor may see, the latest first; none is NotFound.
func (s *Service) readable(ctx context.Context, actor authz.Actor, framework id.ID) ([]Version, error) {
	if framework == "" {
		return nil, nothing()
	}
	all, err := versionsOf(ctx, s.db, framework)
	if err != nil {
		return nil, err
	}
	if !maySeeDrafts(actor) {
		all = slices.DeleteFunc(all, func(v Version) bool { return v.Status == Draft })
	}
	if len(all) == 0 {
		return nil, nothing()
	}
	return all, nil
}

// choose returns the version of the number, or the one that stands for the framework.
func choose(all []Version, number int) (Version, error) {
	if number != 0 {
		for _, v := range all {
			if v.Number == number {
				return v, nil
			}
		}
		return Version{}, errs.New(errs.NotFound, "This framework has no version %d.", number)
	}
	for _, status := range []Status{Published, Retired, Draft} {
		for _, v := range all {
			if v.Status == status {
				return v, nil
			}
		}
	}
	return Version{}, nothing()
}

// CompetencyView is a competency as its page shows it.
type CompetencyView struct {
	Version Version
	// Versions are all that the actor may see.
	Versions []Version
	Levels   []Level
	Competency
	// Above is what it stands under, from the top; Below what stands directly under it, at most PageSize.
	Above, Below []Competency
	// Became is what became of it in later versions, Came what it came from.
	Became, Came []Change
	// Translations are its own, and those of its indicators and of the levels.
	Translations []Translation
	MayEdit      bool
}

// Competency returns a competency in a version: of this number or, for 0, in the one that stands for the framework, else in the last that
// held it, so that the address of a retired one stays good. Everybody may, drafts with ReadDrafts. NotFound for what is not there for the actor.
func (s *Service) Competency(ctx context.Context, actor authz.Actor, key string, number int, competency id.ID) (CompetencyView, error) {
	framework, err := frameworkByKey(ctx, s.db, key)
	if err != nil {
		return CompetencyView{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return CompetencyView{}, err
	}
	v := CompetencyView{Versions: all, MayEdit: actor.May(EditFrameworks, "")}
	if v.Version, err = choose(all, number); err != nil {
		return v, err
	}
	v.Competency, err = oneCompetency(ctx, s.db, v.Version.ID, competency)
	if errs.Is(err, errs.NotFound) && number == 0 {
		var held id.ID
		if held, err = lastHolding(ctx, s.db, competency, framework, maySeeDrafts(actor)); err != nil {
			return v, err
		}
		i := slices.IndexFunc(all, func(w Version) bool { return w.ID == held })
		if i < 0 {
			return v, errs.New(errs.NotFound, "There is no such competency in this version.")
		}
		v.Version = all[i]
		v.Competency, err = oneCompetency(ctx, s.db, held, competency)
	}
	if err != nil {
		return v, err
	}
	if v.Levels, err = levelsOf(ctx, s.db, v.Version.ID); err != nil {
		return v, err
	}
	if v.Above, err = above(ctx, s.db, v.Version.ID, v.Competency); err != nil {
		return v, err
	}
	if v.Below, err = below(ctx, s.db, v.Version.ID, competency, PageSize); err != nil {
		return v, err
	}
	if v.Became, v.Came, err = becameOf(ctx, s.db, competency); err != nil {
		return v, err
	}
	if err := s.link(ctx, &v.Competency); err != nil {
		return v, err
	}
	v.Translations, err = translationsOf(ctx, s.db, v.Version.ID, v.Competency, v.Levels)
	return v, err
}

// link finds the ends of a competency's links that are here.
func (s *Service) link(ctx context.Context, c *Competency) error {
	one := []Competency{*c}
	err := findEnds(ctx, s.db, one)
	*c = one[0]
	return err
}

// findEnds finds the ends of links that are here.
func findEnds(ctx context.Context, q db.Q, list []Competency) error {
	var ids []string
	for _, c := range list {
		for _, l := range c.Links {
			if l.TargetID != "" {
				ids = append(ids, l.TargetID)
			}
		}
	}
	places, err := placesOf(ctx, q, ids)
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(i string) bool { _, ok := places[i]; return ok })
	documents, err := documentsAmong(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, c := range list {
		for i, l := range c.Links {
			if p, ok := places[l.TargetID]; ok {
				c.Links[i].Here = &p
			}
			c.Links[i].document = documents[l.TargetID]
		}
	}
	return nil
}

// In returns its title and description in a language, as far as they are translated.
func (v CompetencyView) In(language string) (title, description string) {
	return in(v.Translations, string(v.ID), language, v.Title, v.Description)
}

// LevelIn returns what a level is called in a language, as far as that is translated.
func (v CompetencyView) LevelIn(language string, l Level) string {
	title, _ := in(v.Translations, l.Code, language, l.Title, "")
	return title
}

// StatementIn returns an indicator in a language, as far as it is translated.
func (v CompetencyView) StatementIn(language string, i Indicator) string {
	for _, t := range v.Translations {
		if t.Object == string(i.ID) && t.Language == language {
			return t.Title
		}
	}
	return i.Text
}
