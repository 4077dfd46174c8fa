package assessment

import (
	"context"
	"iter"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// Latest is one competency of somebody's latest snapshot, or one that they have skipped.
type Latest struct {
	PersonID id.ID
	// ProfileKey is that of the role which the person wants; empty where the target was made from something else.
	ProfileKey string
	Competency id.ID
	// State is StateOpen for what was skipped.
	State State
	// Wanted is the level that the target asks for, Has where the person stands: codes of the framework's levels, empty where there is none.
	Wanted, Has string
}

// latestChunk is how many people are read at a time.
const latestChunk = 500

// EachLatest streams everybody's latest snapshots of the targets that are of use, in the order of the persons' ids, the latest target of each first.
// Estimates are left out: nobody has said them. So are closed accounts, and persons who were merged into others. It is for counting by the program itself;
// no page, file or operation may show what it yields.
//
// Competencies are those of today. What replaced another, or took it in, stands for it; where a target named several that are one now, it is yielded once, as
// the most demanding of them was asked for and as the highest of them stands. What was split is left out until its parts are answered, since nobody has spoken
// of them; what ended is left out for good. Four queries for any 500 people, and those of standards.Became for what was not met before.
func (s *Service) EachLatest(ctx context.Context) iter.Seq2[Latest, error] {
	return func(yield func(Latest, error) bool) {
		fates, met := Fates{}, map[id.ID]bool{}
		for after := id.ID(" "); ; {
			persons, err := assessedAfter(ctx, s.db, after, latestChunk)
			if err != nil {
				yield(Latest{}, err)
				return
			}
			if len(persons) == 0 {
				return
			}
			known, err := s.people.Persons(ctx, persons)
			if err != nil {
				yield(Latest{}, err)
				return
			}
			list, err := latestBetween(ctx, s.db, after, persons[len(persons)-1])
			if err == nil {
				err = s.meet(ctx, fates, met, list)
			}
			if err != nil {
				yield(Latest{}, err)
				return
			}
			for _, l := range fates.followLatest(list) {
				p, ok := known[l.PersonID]
				if ok && p.ID == l.PersonID && !p.Closed && !yield(l, nil) {
					return
				}
			}
			after = persons[len(persons)-1]
		}
	}
}

// meet learns what became of the competencies that were not met before.
func (s *Service) meet(ctx context.Context, fates Fates, met map[id.ID]bool, list []latestLine) error {
	var items []Item
	for _, l := range list {
		if !met[l.Competency] {
			met[l.Competency] = true
			items = append(items, Item{Competency: l.Competency})
		}
	}
	if len(items) == 0 {
		return nil
	}
	became, err := s.fates(ctx, s.db, items, nil, nil)
	maps.Copy(fates, became)
	return err
}

// latestLine is a Latest with what is needed to put two of one target together.
type latestLine struct {
	Latest
	target               id.ID
	wantedRank, hereRank int
}

// followLatest brings lines, target by target, to the competencies of today.
func (f Fates) followLatest(list []latestLine) []Latest {
	out := make([]Latest, 0, len(list))
	for len(list) > 0 {
		end := slices.IndexFunc(list, func(l latestLine) bool { return l.target != list[0].target })
		if end < 0 {
			end = len(list)
		}
		out = f.followTarget(out, list[:end])
		list = list[end:]
	}
	return out
}

// followTarget adds the lines of one target to out.
func (f Fates) followTarget(out []Latest, list []latestLine) []Latest {
	type key struct {
		competency id.ID
		skipped    bool
	}
	at, joined := map[key]int{}, []latestLine{}
	for _, l := range list {
		was := l.Competency
		if l.Competency = f.now(was); l.Competency == "" {
			continue
		}
		k := key{l.Competency, l.State == StateOpen}
		if i, ok := at[k]; ok {
			joined[i] = joined[i].with(l)
			continue
		}
		at[k] = len(joined)
		joined = append(joined, l)
	}
	for _, l := range joined {
		// What was skipped under an older name and is known under the one of today was answered since.
		_, known := at[key{l.Competency, false}]
		if l.State == StateOpen && known && slices.ContainsFunc(list, func(x latestLine) bool {
			return x.State == StateOpen && x.Competency != l.Competency && f.now(x.Competency) == l.Competency
		}) {
			continue
		}
		out = append(out, l.Latest)
	}
	return out
}

// with is a line together with another one of the same competency of today. What is no part of the work says nothing beside what is.
func (l latestLine) with(o latestLine) latestLine {
	switch {
	case o.State == StateOutside || l.State == StateOpen:
		return l
	case l.State == StateOutside:
		return o
	}
	if o.wantedRank > l.wantedRank {
		l.Wanted, l.wantedRank = o.Wanted, o.wantedRank
	}
	if o.hereRank > l.hereRank {
		l.Has, l.hereRank = o.Has, o.hereRank
	}
	if l.State = StateGap; l.hereRank >= l.wantedRank {
		l.State = StateMet
	}
	return l
}
