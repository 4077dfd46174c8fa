package standards

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Fate is what became of a competency by today, whatever versions lie between.
type Fate struct {
	// Became sums up the steps: BecameSame where the framework of today still holds it; BecameRetired where nothing is left of it; BecameSplit where it,
	// or what it had become, was split; else BecameMerged where it went into another one on the way, and BecameReplaced.
	Became Became
	// To are competencies of the version of today, in the order of its tree; of BecameSame the competency itself.
	To []id.ID
	// Steps are what happened, the first first. There is none of what stayed.
	Steps []FateStep
	// VersionID is the version of today: the published one or, of a framework that is retired, the last that was.
	FrameworkID, VersionID id.ID
}

// FateStep is what became of one competency in one version.
type FateStep struct {
	VersionID id.ID
	Number    int
	From      id.ID
	Became    Became
	To        []id.ID
}

// Decided reports whether it says by itself what takes the place of the competency: it stayed, or one other took its place. What was split or
// ended is for a person to decide.
func (f Fate) Decided() bool {
	return f.Became == BecameSame || f.Became == BecameReplaced || f.Became == BecameMerged
}

// Successor is what takes the place of the competency by itself: one of today, or empty where a person is to decide.
func (f Fate) Successor() id.ID {
	if !f.Decided() {
		return ""
	}
	return f.To[0]
}

// fateRounds bounds how many versions are followed. A step leads to a later version, so that there is no circle.
const fateRounds = 200

// Became follows competencies to the versions of today, by id; what no version holds that was ever published is left out. Everybody may. It asks
// two queries for any 500 competencies, and two more for each version in which they became something else.
func (s *Service) Became(ctx context.Context, q db.Q, competencies []id.ID) (map[id.ID]Fate, error) {
	ids := slices.Clone(competencies)
	slices.Sort(ids)
	out := make(map[id.ID]Fate, len(ids))
	for chunk := range slices.Chunk(slices.Compact(ids), 500) {
		t, err := trace(ctx, q, chunk)
		if err != nil {
			return nil, err
		}
		for _, c := range chunk {
			if f, ok := t.fate(c); ok {
				out[c] = f
			}
		}
	}
	return out, nil
}

// standing is where a competency stands today.
type standing struct {
	framework, version id.ID
	position           int
}

// tracing is all that is known of some competencies and of what they became.
type tracing struct {
	// now are those that the versions of today hold; homes are the frameworks of all, with their versions of today.
	now   map[id.ID]standing
	homes map[id.ID]standing
	// steps are by competency, the latest version last.
	steps map[id.ID][]FateStep
}

// trace reads what became of competencies until nothing new is met.
func trace(ctx context.Context, q db.Q, ids []id.ID) (tracing, error) {
	t := tracing{now: map[id.ID]standing{}, homes: map[id.ID]standing{}, steps: map[id.ID][]FateStep{}}
	for range fateRounds {
		if len(ids) == 0 {
			break
		}
		if err := standingOf(ctx, q, ids, &t); err != nil {
			return t, err
		}
		var gone []id.ID
		for _, c := range ids {
			if _, here := t.now[c]; !here {
				gone = append(gone, c)
			}
		}
		steps, err := stepsOf(ctx, q, gone)
		if err != nil {
			return t, err
		}
		ids = nil
		for _, step := range steps {
			t.steps[step.From] = append(t.steps[step.From], step)
			for _, to := range step.To {
				_, known := t.homes[to]
				if !known && !slices.Contains(ids, to) {
					ids = append(ids, to)
				}
			}
		}
	}
	return t, nil
}

// fate sums up what became of one competency.
func (t tracing) fate(c id.ID) (Fate, bool) {
	home, ok := t.homes[c]
	if !ok {
		return Fate{}, false
	}
	f := Fate{FrameworkID: home.framework, VersionID: home.version}
	if _, here := t.now[c]; here {
		f.Became, f.To = BecameSame, []id.ID{c}
		return f, true
	}
	t.follow(c, 0, &f, map[id.ID]bool{})
	slices.SortStableFunc(f.Steps, func(a, b FateStep) int { return cmp.Compare(a.Number, b.Number) })
	slices.SortFunc(f.To, func(a, b id.ID) int { return cmp.Compare(t.now[a].position, t.now[b].position) })
	f.To = slices.Compact(f.To)
	f.Became = BecameReplaced
	for _, s := range f.Steps {
		switch {
		case s.Became == BecameSplit:
			f.Became = BecameSplit
		case s.Became == BecameMerged && f.Became != BecameSplit:
			f.Became = BecameMerged
		}
	}
	if len(f.To) == 0 {
		f.Became = BecameRetired
	}
	return f, true
}

// follow adds what became of a competency in versions after one: the last thing that did, since one that was taken up again counts as new. What was met before
// is not followed again, however many ways lead there.
func (t tracing) follow(c id.ID, after int, f *Fate, met map[id.ID]bool) {
	if _, here := t.now[c]; here {
		if !met[c] {
			met[c], f.To = true, append(f.To, c)
		}
		return
	}
	list := t.steps[c]
	if met[c] || len(list) == 0 || list[len(list)-1].Number <= after || len(f.Steps) >= fateRounds {
		return
	}
	met[c] = true
	last := list[len(list)-1]
	f.Steps = append(f.Steps, last)
	for _, to := range last.To {
		t.follow(to, last.Number, f, met)
	}
}
