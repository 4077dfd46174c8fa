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
	// Changed, Gone and Added are lists of at most shownDifferences; the counts are of all.
	Changed                 []Pair
	Gone                    []Gone
	Added                   []Competency
	NChanged, NGone, NAdded int
	Versions                []Version
}

// Pair is a competency that says different things in the two versions.
type Pair struct{ Old, New Competency }

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
	changes, err := changesOf(ctx, s.db, a, b, shownChanges)
	if err != nil {
		return err
	}
	became := map[id.ID]Change{}
	for _, h := range changes {
		became[h.From.ID] = h
	}
	for _, i := range changed {
		c.Changed = append(c.Changed, Pair{old[i], now[i]})
	}
	for _, i := range gone {
		c.Gone = append(c.Gone, Gone{old[i], became[i].Became, became[i].To})
	}
	for _, i := range added {
		c.Added = append(c.Added, now[i])
	}
	return nil
}
