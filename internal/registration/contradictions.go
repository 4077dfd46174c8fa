package registration

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// FirstCompleted is the cursor of Conflicts behind which those stand who have completed it.
func FirstCompleted() string { return page.Encode(conflictCursor{Completed: true}) }

// Contradicted is how many people Conflicts lists who have completed an occurrence. Those who may RecordAttendance.
func (s *Service) Contradicted(ctx context.Context, actor authz.Actor, occurrence id.ID) (int, error) {
	o, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return 0, err
	}
	n := 0
	err = s.contradictionsIn(ctx, o, rosterCursor{}, func([]Conflict) bool { n++; return true })
	return n, err
}

// contradictionsIn calls f for each person by name, after one of them, who had completed an occurrence before facts came in, or were set
// aside, so that sources differ or the rule would not be met, until it returns false. Whose entry was withdrawn since, or corrected
// after all that, is left out. Nobody is named yet.
func (s *Service) contradictionsIn(ctx context.Context, o catalogue.Occurrence, after rosterCursor, f func([]Conflict) bool) error {
	windows, rules := Windows(o), map[id.ID]catalogue.Completion{}
	some := func(after rosterCursor, limit int) ([]Registration, error) {
		return spokenOfAfter(ctx, s.db, o.ID, after, limit)
	}
	return inChunks(after, some, func(list []Registration, ids []id.ID) (bool, error) {
		entries, err := s.record.OfRegistrations(ctx, s.db, ids)
		if err != nil {
			return false, err
		}
		facts, err := factsKept(ctx, s.db, ids)
		if err != nil {
			return false, err
		}
		for _, r := range list {
			if e := entries[r.ID]; e.ID == "" || e.CorrectsID != "" && e.RecordedAt.After(lastSaid(facts[r.ID])) {
				continue
			}
			rule, known := rules[r.VersionID]
			if !known {
				v, err := s.catalogue.VersionByID(ctx, s.db, r.VersionID)
				if err != nil {
					return false, err
				}
				rule = v.Completion
				rules[r.VersionID] = rule
			}
			if about := contradicting(r, rule, windows, facts[r.ID]); len(about) > 0 && !f(about) {
				return false, nil
			}
		}
		return true, nil
	})
}

// lastSaid is when something was said of somebody, or set aside, last.
func lastSaid(facts []Fact) time.Time {
	var last time.Time
	for _, f := range facts {
		last = later(last, later(f.RecordedAt, f.setAside))
	}
	return last
}

// contradicting are the windows in which what is known now speaks against a completion.
func contradicting(r Registration, rule catalogue.Completion, windows []Window, all []Fact) []Conflict {
	var out []Conflict
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
	return out
}
