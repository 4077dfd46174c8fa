package standards

import (
	"context"

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
	// Moved are those that stand in another order among those under the same, by their names in the newer version.
	Moved  []Named
	NMoved int
	// Changed, Gone and Added are lists of at most shownDifferences; the counts are of all.
	Changed                 []Pair
	Gone                    []Gone
	Added                   []Competency
	NChanged, NGone, NAdded int
	Versions                []Version
}

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

// shownDifferences bounds each list of a comparison.
const shownDifferences = 200

// Compare returns what differs between two versions of a framework.
func (s *Service) Compare(ctx context.Context, actor authz.Actor, key string, from, to int) (Comparison, error) {
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
	return c, s.compare(ctx, &c)
}

// compare fills a comparison of the two versions that it names.
func (s *Service) compare(ctx context.Context, c *Comparison) (err error) {
	a, b := c.From.ID, c.To.ID
	if c.FromLevels, err = levelsOf(ctx, s.db, a); err != nil {
		return err
	}
	if c.Levels, err = levelsOf(ctx, s.db, b); err != nil {
		return err
	}
	c.LevelChanges, c.About = differing(levelChanges(c.FromLevels, c.Levels)), aboutChanges(c.From.About, c.To.About)
	changed, gone, added, counts, err := difference(ctx, s.db, a, b, shownDifferences)
	if err != nil {
		return err
	}
	c.NChanged, c.NGone, c.NAdded = counts[0], counts[1], counts[2]
	old, err := textsOf(ctx, s.db, a, append(append([]id.ID{}, changed...), gone...))
	if err != nil {
		return err
	}
	now, err := textsOf(ctx, s.db, b, append(append([]id.ID{}, changed...), added...))
	if err != nil {
		return err
	}
	oldUnder, newUnder, err := s.above(ctx, a, b, changed, old, now)
	if err != nil {
		return err
	}
	moved, err := movedBetween(ctx, s.db, a, b)
	if err != nil {
		return err
	}
	c.NMoved = len(moved)
	moved = moved[:min(len(moved), shownDifferences)]
	names, err := namesOf(ctx, s.db, b, moved)
	if err != nil {
		return err
	}
	for _, i := range moved {
		c.Moved = append(c.Moved, names[i])
	}
	changes, err := changesOf(ctx, s.db, a, b, shownChanges)
	if err != nil {
		return err
	}
	became := map[id.ID]Change{}
	for _, h := range changes {
		became[h.From.ID] = h
	}
	for _, i := range changed {
		c.Changed = append(c.Changed, Pair{old[i], now[i], oldUnder[old[i].ParentID], newUnder[now[i].ParentID]})
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
