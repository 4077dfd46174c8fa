package standards

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// Comparison is two versions of a framework side by side, the older one first: only what differs.
type Comparison struct {
	From, To           Version
	FromLevels, Levels []Level
	// LevelChanges are the levels that are not what they were; About is what the versions say differently of themselves.
	LevelChanges []LevelChange
	About        []AboutChange
	// Changed and Gone stand in the order of the older version; Moved, which stand in another order among those under the same, and Added in that
	// of the newer one, by their names there. Each is a page; its count is of all, and its next the place to go on behind, 0 at the end.
	Changed                                     []Pair
	Moved                                       []Named
	Gone                                        []Gone
	Added                                       []Competency
	NChanged, NMoved, NGone, NAdded             int
	NextChanged, NextMoved, NextGone, NextAdded int
	Versions                                    []Version
}

// DifferencePage is how many competencies a comparison lists in each of its parts.
const DifferencePage = 100

// ComparePlace says where the parts of a comparison begin: behind these places.
type ComparePlace struct{ Changed, Moved, Gone, Added int }

// Pair is a competency that says different things in the two versions, or stands in another place.
type Pair struct {
	Old, New Competency
	// OldUnder and NewUnder are what it stands under; without an id at the top.
	OldUnder, NewUnder Named
}

// Moved reports whether it stands under something else.
func (p Pair) Moved() bool { return p.Old.ParentID != p.New.ParentID }

// Gone is a competency of the older version that the newer one does not hold. Became is empty where nobody decided yet, or where the two do
// not follow each other.
type Gone struct {
	Competency
	Became Became
	To     []Named
}

// Compare returns what differs between two versions of a framework. Everybody may, drafts with ReadDrafts. NotFound for a framework or a version that is not there
// for the actor. It reads both versions as a whole, in six queries, and a bounded number for a page of them.
func (s *Service) Compare(ctx context.Context, actor authz.Actor, key string, from, to int, place ComparePlace) (Comparison, error) {
	framework, err := frameworkByKey(ctx, s.db, key)
	if err != nil {
		return Comparison{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return Comparison{}, err
	}
	if from > to {
		from, to = to, from
	}
	var c Comparison
	c.Versions = all
	if c.From, err = choose(all, from); err != nil {
		return c, err
	}
	if c.To, err = choose(all, to); err != nil {
		return c, err
	}
	return c, s.compare(ctx, &c, place)
}

// compare fills a comparison of the two versions that it names.
func (s *Service) compare(ctx context.Context, c *Comparison, place ComparePlace) (err error) {
	a, b := c.From.ID, c.To.ID
	if c.FromLevels, err = levelsOf(ctx, s.db, a); err != nil {
		return err
	}
	if c.Levels, err = levelsOf(ctx, s.db, b); err != nil {
		return err
	}
	c.LevelChanges, c.About = differing(levelChanges(c.FromLevels, c.Levels)), aboutChanges(c.From.About, c.To.About)
	older, err := outlineOf(ctx, s.db, a)
	if err != nil {
		return err
	}
	newer, err := outlineOf(ctx, s.db, b)
	if err != nil {
		return err
	}
	d := apartOf(older, newer)
	c.NChanged, c.NMoved, c.NGone, c.NAdded = len(d.changed), len(d.moved), len(d.gone), len(d.added)
	var changed, moved, gone, added []id.ID
	changed, c.NextChanged = d.changed.ids(place.Changed, DifferencePage)
	moved, c.NextMoved = d.moved.ids(place.Moved, DifferencePage)
	gone, c.NextGone = d.gone.ids(place.Gone, DifferencePage)
	added, c.NextAdded = d.added.ids(place.Added, DifferencePage)
	old, err := textsOf(ctx, s.db, a, slices.Concat(changed, gone))
	if err != nil {
		return err
	}
	now, err := textsOf(ctx, s.db, b, slices.Concat(changed, added))
	if err != nil {
		return err
	}
	oldUnder, newUnder, err := s.above(ctx, a, b, changed, old, now)
	if err != nil {
		return err
	}
	names, err := namesOf(ctx, s.db, b, moved)
	if err != nil {
		return err
	}
	became, err := becameIn(ctx, s.db, b, gone)
	if err != nil {
		return err
	}
	for _, i := range changed {
		c.Changed = append(c.Changed, Pair{old[i], now[i], oldUnder[old[i].ParentID], newUnder[now[i].ParentID]})
	}
	for _, i := range moved {
		c.Moved = append(c.Moved, names[i])
	}
	for _, i := range gone {
		c.Gone = append(c.Gone, Gone{old[i], became[i].Became, became[i].To})
	}
	for _, i := range added {
		c.Added = append(c.Added, now[i])
	}
	return nil
}

// above names what moved competencies stood under in one version and stand under in another.
func (s *Service) above(ctx context.Context, a, b id.ID, changed []id.ID, old, now map[id.ID]Competency) (was, is map[id.ID]Named, err error) {
	var before, after []id.ID
	for _, i := range changed {
		if old[i].ParentID != now[i].ParentID {
			before, after = append(before, old[i].ParentID), append(after, now[i].ParentID)
		}
	}
	if was, err = namesOf(ctx, s.db, a, before); err != nil {
		return nil, nil, err
	}
	is, err = namesOf(ctx, s.db, b, after)
	return was, is, err
}
