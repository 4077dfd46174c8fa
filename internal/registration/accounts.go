package registration

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// registrationsIn returns the registration of each person in the occurrence. Of several accounts that
// were merged since, the one that has come furthest counts, and of these the oldest.
func (s *Service) registrationsIn(ctx context.Context, occurrence id.ID) (map[id.ID]Registration, error) {
	in, err := personsInOccurrence(ctx, s.db, occurrence)
	if err != nil {
		return nil, err
	}
	persons, err := s.people.Persons(ctx, slices.Collect(maps.Keys(in)))
	if err != nil {
		return nil, err
	}
	furthest := func(r Registration) int {
		return slices.Index([]State{StateCompleted, StateAttended, StateNotCompleted, StateRegistered, StateNoShow, StateHeld, StateWaitlisted}, r.State)
	}
	out := make(map[id.ID]Registration, len(in))
	for known, r := range in {
		person := persons[known].ID
		other, twice := out[person]
		if !twice || cmp.Or(cmp.Compare(furthest(r), furthest(other)), cmp.Compare(r.ID, other.ID)) < 0 {
			out[person] = r
		}
	}
	return out, nil
}

// accountsIn returns, for each person id in the occurrence whose person is in it under another id as
// well, all of that person's ids there: accounts that were merged after both had registered.
func (s *Service) accountsIn(ctx context.Context, occurrence id.ID) (map[id.ID][]id.ID, error) {
	in, err := personsInOccurrence(ctx, s.db, occurrence)
	if err != nil {
		return nil, err
	}
	persons, err := s.people.Persons(ctx, slices.Collect(maps.Keys(in)))
	if err != nil {
		return nil, err
	}
	ids := map[id.ID][]id.ID{}
	for known := range in {
		ids[persons[known].ID] = append(ids[persons[known].ID], known)
	}
	out := map[id.ID][]id.ID{}
	for _, list := range ids {
		for _, known := range list {
			if len(list) > 1 {
				out[known] = list
			}
		}
	}
	return out, nil
}
