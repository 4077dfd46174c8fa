package assessment

import (
	"context"
	"iter"

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
// no page, file or operation may show what it yields. Three queries for any 500 people.
func (s *Service) EachLatest(ctx context.Context) iter.Seq2[Latest, error] {
	return func(yield func(Latest, error) bool) {
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
			if err != nil {
				yield(Latest{}, err)
				return
			}
			for _, l := range list {
				p, ok := known[l.PersonID]
				if ok && p.ID == l.PersonID && !p.Closed && !yield(l, nil) {
					return
				}
			}
			after = persons[len(persons)-1]
		}
	}
}
