package assessment

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

// Latest is one competency of somebody's latest snapshot, or one that they have skipped.
type Latest struct {
	PersonID id.ID
	// Audience is that of the role which the person wants by their latest target, the same of all that is theirs; empty for none in particular, and where the target was made from something else.
	Audience   catalogue.Audience
	Competency id.ID
	// State is StateOpen for what was skipped.
	State State
	// Wanted is the level that the target asks for, Has where the person stands: codes of the framework's levels, empty where there is none.
	Wanted, Has string
}

// latestChunk is how many people are read at a time.
const latestChunk = 500

// EachLatest streams everybody's latest snapshots of the targets that are of use, in the order of the persons' ids, the latest target of each first. A question
// that was skipped is told where nothing is known of its competency, under whatever account and target. What stands under an account that was joined to another one is yielded under the survivor. Estimates are
// left out: nobody has said them. So are closed accounts. It is for counting by the program itself; no page, file or operation may show what it yields.
//
// Whoever counts in a cohort is left out for what that cohort asks for, whichever target says it: of the same few people two different counts would tell by
// their difference what the spans of a cohort leave open.
//
// Competencies are those of today. What replaced another, or took it in, stands for it; where a target named several that are one now, it is yielded once, as
// the most demanding of them was asked for and as the highest of them stands. What was split is left out until its parts are answered, since nobody has spoken
// of them; what ended is left out for good. Six queries for any 500 people, and those of standards.Became for what was not met before.
func (s *Service) EachLatest(ctx context.Context) iter.Seq2[Latest, error] {
	return func(yield func(Latest, error) bool) {
		e := everybody{s, Fates{}, map[id.ID]bool{}}
		for after := id.ID(""); ; {
			persons, err := s.people.Everybody(ctx, s.db, after, latestChunk)
			if err != nil {
				yield(Latest{}, err)
				return
			}
			if len(persons) == 0 {
				return
			}
			list, err := e.latest(ctx, persons)
			if err != nil {
				yield(Latest{}, err)
				return
			}
			for _, l := range list {
				if !yield(l, nil) {
					return
				}
			}
			after = persons[len(persons)-1]
		}
	}
}

// everybody reads what everybody says last, and remembers what became of the competencies that it met.
type everybody struct {
	*Service
	fates Fates
	met   map[id.ID]bool
}

// latest returns what survivors say, those who have not closed their accounts.
func (e everybody) latest(ctx context.Context, persons []id.ID) ([]Latest, error) {
	survivors, err := e.people.ManyIDs(ctx, e.db, persons)
	if err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(survivors))
	list, err := latestOf(ctx, e.db, ids)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	counted, err := countedItems(ctx, e.db, ids)
	if err != nil {
		return nil, err
	}
	known, err := e.people.Persons(ctx, persons)
	if err != nil {
		return nil, err
	}
	items := make([]Item, 0, len(list)+len(counted))
	for i, l := range list {
		list[i].PersonID = survivors[l.PersonID]
		items = append(items, Item{Competency: l.Competency})
	}
	for _, c := range counted {
		items = append(items, c.Item)
	}
	if err := e.meet(ctx, items); err != nil {
		return nil, err
	}
	// An account that was joined brings its targets to those of the survivor: the latest of all is the first.
	slices.SortStableFunc(list, func(a, b latestLine) int { return cmp.Compare(a.PersonID, b.PersonID) })
	left := e.countedElsewhere(counted, survivors)
	for i, l := range list { // whatever is left out below
		if i > 0 && list[i-1].PersonID == l.PersonID {
			list[i].Audience = list[i-1].Audience
		}
	}
	out := e.fates.followLatest(list)
	said := map[personal]bool{}
	for _, l := range out {
		said[personal{l.PersonID, l.Competency}] = said[personal{l.PersonID, l.Competency}] || l.State != StateOpen
	}
	return slices.DeleteFunc(out, func(l Latest) bool {
		about := personal{l.PersonID, l.Competency}
		return known[l.PersonID].Closed || left[about] || l.State == StateOpen && said[about]
	}), nil
}

// personal is one competency of one person.
type personal struct{ person, competency id.ID }

// countedElsewhere says of which competencies of today cohorts count somebody.
func (e everybody) countedElsewhere(counted []countedItem, survivors map[id.ID]id.ID) map[personal]bool {
	out := map[personal]bool{}
	for _, c := range counted {
		for _, today := range e.fates.about(c.Item) {
			out[personal{survivors[c.person], today}] = true
		}
	}
	return out
}

// meet learns what became of the competencies that were not met before.
func (e everybody) meet(ctx context.Context, items []Item) error {
	items = slices.DeleteFunc(items, func(i Item) bool {
		known := e.met[i.Competency]
		e.met[i.Competency] = true
		return known
	})
	if len(items) == 0 {
		return nil
	}
	became, err := e.Service.fates(ctx, e.db, items, nil, nil)
	maps.Copy(e.fates, became)
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
