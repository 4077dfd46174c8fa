package registration

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

// contradictions are those who had completed an occurrence before facts came in, or were set aside, so that sources differ or the
// rule would not be met. Whose entry was withdrawn since is left out.
func (s *Service) contradictions(ctx context.Context, o catalogue.Occurrence) ([]Conflict, error) {
	ids, err := spokenOfAfter(ctx, s.db, o.ID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	entries, err := s.record.OfRegistrations(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var (
		out     []Conflict
		windows = Windows(o)
		rules   = map[id.ID]catalogue.Completion{}
	)
	err = s.eachSpokenOf(ctx, ids, func(r Registration, all []Fact) error {
		rule, known := rules[r.VersionID]
		if !known {
			v, err := s.catalogue.VersionByID(ctx, s.db, r.VersionID)
			if err != nil {
				return err
			}
			rule = v.Completion
			rules[r.VersionID] = rule
		}
		if entries[r.ID].ID == "" {
			return nil
		}
		before, facts := counting(windows, all, r.CompletedAt), counting(windows, all, time.Time{})
		then, now := Merge(windows, before), Merge(windows, facts)
		met := func(p Presence) bool { return Judge(rule, Length(windows), p, true) == Met }
		fails := met(then) && !met(now)
		for i, w := range windows {
			c := conflictIn(r, windows, w, facts)
			since := slices.ContainsFunc(c.Sources, func(s Source) bool { return s.At.After(r.CompletedAt) }) || !Conflicting(Readings(windows, w, before))
			if c.Settleable() && since || fails && (len(c.Sources) > 0 || then.Days[i].Present) {
				out = append(out, c)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Conflict) int { return compareNames(a.SortName, b.SortName, a.ID, b.ID) })
	return out, err
}
