package recognition

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Check returns what breaks the area's rules, as sentences. It is for the operator's commands.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range awardChecks {
		n, err := count(ctx, s.db, c.query)
		if err != nil {
			return nil, fmt.Errorf("recognition: check: %w", err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(c.says, n))
		}
	}
	wrong, err := s.checkAwards(ctx)
	if err != nil {
		return nil, fmt.Errorf("recognition: check: %w", err)
	}
	return append(out, wrong...), nil
}

// checkAwards compares every award with the entry that it was given for.
func (s *Service) checkAwards(ctx context.Context) (faults []string, err error) {
	var after id.ID
	for {
		list, err := manyAwards(ctx, s.db, `WHERE a.id > $1 ORDER BY a.id LIMIT 500`, string(after))
		if err != nil || len(list) == 0 {
			return faults, err
		}
		after = list[len(list)-1].ID
		ids := make([]id.ID, len(list))
		for i, a := range list {
			ids[i] = a.EntryID
		}
		entries, err := s.record.Many(ctx, s.db, ids)
		if err != nil {
			return faults, err
		}
		for _, a := range list {
			e := entries[a.EntryID]
			switch {
			case e.Provenance != record.FromCompletion || e.Withdrawn:
				faults = append(faults, fmt.Sprintf("The award %s was given for an entry that is no completion", a.ID))
			case a.Title != e.Title || a.Minutes != e.Minutes || a.CEUTenths != e.CEUTenths || a.BeganOn != e.BeganOn || a.EndedOn != e.EndedOn:
				faults = append(faults, fmt.Sprintf("The award %s does not say what its entry says", a.ID))
			case a.PersonID != e.PersonID:
				same, err := s.samePerson(ctx, a.PersonID, e.PersonID)
				if err != nil {
					return faults, err
				}
				if !same {
					faults = append(faults, fmt.Sprintf("The award %s was given to somebody else than its entry belongs to", a.ID))
				}
			case a.IssuedAt.Before(e.RecordedAt):
				faults = append(faults, fmt.Sprintf("The award %s was issued before its entry was recorded", a.ID))
			}
		}
	}
}

// samePerson reports whether two ids are one person's after all merges.
func (s *Service) samePerson(ctx context.Context, a, b id.ID) (bool, error) {
	x, err := s.people.Surviving(ctx, s.db, a)
	if err != nil {
		return false, err
	}
	y, err := s.people.Surviving(ctx, s.db, b)
	return x == y, err
}
