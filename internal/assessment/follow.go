package assessment

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// Fate is what became of a competency up to the published version of its framework.
type Fate struct {
	// Now is the competency that stands for it: itself, what replaced it, or what it was merged into.
	Now id.ID
	// Parts are what it was split into; Now is then empty.
	Parts []id.ID
	// Ended says that nothing stands for it any more.
	Ended bool
}

// Fates holds what became of competencies that are not what they were; what is not in it is the same.
type Fates map[id.ID]Fate

// now returns the competency that stands for c, or "" where there is none or more than one.
func (f Fates) now(c id.ID) id.ID {
	if x, ok := f[c]; ok {
		return x.Now
	}
	return c
}

// under returns the competency under which facts about c stand today: the one that stands for it, or c itself where it was split or ended.
func (f Fates) under(c id.ID) id.ID {
	if now := f.now(c); now != "" {
		return now
	}
	return c
}

// followItems brings a target to the frameworks of today. What was replaced or merged is asked for under its new name, once. What was split is asked
// for in each of its parts. What ended is returned apart.
func (f Fates) followItems(items []Item) (now, ended []Item) {
	at := map[id.ID]int{}
	add := func(i Item) {
		k, ok := at[i.Competency]
		if !ok {
			at[i.Competency] = len(now)
			now = append(now, i)
			return
		}
		// Two became one: it is asked for as the more demanding of them was.
		x := &now[k]
		if i.Rank > x.Rank {
			x.Rank, x.Level = i.Rank, i.Level
		}
		x.Weight = max(x.Weight, i.Weight)
		if x.SplitFrom != "" && i.SplitFrom == "" {
			x.SplitFrom = ""
		}
	}
	for _, i := range items {
		x, changed := f[i.Competency]
		switch {
		case !changed:
			add(i)
		case x.Ended:
			ended = append(ended, i)
		case len(x.Parts) > 0:
			for _, p := range x.Parts {
				part := i
				part.Competency, part.SplitFrom = p, i.Competency
				add(part)
			}
		default:
			i.Competency = x.Now
			add(i)
		}
	}
	for i := range now {
		now[i].Position = i + 1
	}
	return now, ended
}

// about returns the competencies of today that items are about: the parts of what was split, and what ended under its own name.
func (f Fates) about(items ...Item) []id.ID {
	now, ended := f.followItems(items)
	var out []id.ID
	for _, i := range append(now, ended...) {
		out = append(out, i.Competency)
	}
	return out
}

// followFacts puts answers and proofs under the competencies that stand for theirs today. They stay as they were said. Those of what was split or ended
// stay where they were, as history.
func (f Fates) followFacts(answers []Answer, proofs []Proof) Facts {
	out := Facts{Answers: map[id.ID][]Answer{}, Proofs: map[id.ID][]Proof{}}
	for _, a := range answers {
		c := f.under(a.Competency)
		out.Answers[c] = append(out.Answers[c], a)
	}
	for _, p := range proofs {
		c := f.under(p.Competency)
		out.Proofs[c] = append(out.Proofs[c], p)
	}
	return out
}

// named returns every competency that items and facts name, each once.
func named(items []Item, answers []Answer, proofs []Proof) []id.ID {
	var out []id.ID
	for _, i := range items {
		out = append(out, i.Competency)
	}
	for _, a := range answers {
		out = append(out, a.Competency)
	}
	for _, p := range proofs {
		out = append(out, p.Competency)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
