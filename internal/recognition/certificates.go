package recognition

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// Certificates returns the actor's own certificates that stand today, by the entry that they were
// given for; scope record:read. What is not in it has none. It takes a fixed number of queries for
// up to 500 entries, and none for no entries.
func (s *Service) Certificates(ctx context.Context, actor authz.Actor, entries []id.ID) (map[id.ID]Held, error) {
	out := map[id.ID]Held{}
	if len(entries) == 0 {
		return out, nil
	}
	if _, err := actor.RequirePerson(authz.ScopeRecordRead); err != nil {
		return nil, err
	}
	persons, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(entries, 500) {
		list, err := awardsFor(ctx, s.db, chunk)
		if err != nil {
			return nil, fmt.Errorf("recognition: certificates: %w", err)
		}
		list = slices.DeleteFunc(list, func(a stored) bool {
			return a.Kind != AttendanceCertificate || !slices.Contains(persons, a.PersonID)
		})
		held, err := s.hold(ctx, list)
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			if h.Status == Valid {
				out[h.EntryID] = h
			}
		}
	}
	return out, nil
}
