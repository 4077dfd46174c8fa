package record

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Transcript is a person's effective entries of a period, as they stood at a moment.
type Transcript struct {
	// PersonName is the name the person has today.
	PersonName string
	Period     Period
	// AsOf is the moment for which it was drawn up. What was recorded later is not in it.
	AsOf time.Time
	// Entries are in the order of the days on which they ended.
	Entries []Entry
	// Totals has one row for each assurance that occurs, the strongest first. They are never added together.
	Totals []Total
}

// Total adds up the entries of one assurance. Presenting is counted apart from learning.
type Total struct {
	Assurance         Assurance
	Entries           int // of learning
	Minutes           int // of contact as a learner
	CEUTenths         int
	Presentations     int
	PresentingMinutes int
}

// totals adds up entries by assurance.
func totals(entries []Entry) []Total {
	by := map[Assurance]*Total{}
	for _, e := range entries {
		t := by[e.Assurance]
		if t == nil {
			t = &Total{Assurance: e.Assurance}
			by[e.Assurance] = t
		}
		if e.Kind == KindPresenting {
			t.Presentations++
			t.PresentingMinutes += e.Minutes
		} else {
			t.Entries++
			t.Minutes += e.Minutes
		}
		t.CEUTenths += e.CEUTenths
	}
	var out []Total
	for _, a := range Assurances {
		if t := by[a]; t != nil {
			out = append(out, *t)
		}
	}
	return out
}

// Transcript draws up the actor's own transcript as it stands now; scope record:read. Somebody
// else's is NotFound.
func (s *Service) Transcript(ctx context.Context, actor authz.Actor, person id.ID, p Period) (Transcript, error) {
	return s.TranscriptAsOf(ctx, actor, person, p, s.clock.Now())
}

// TranscriptAsOf draws up the actor's own transcript as it stood at a moment, which must not be
// in the future. For one moment it is always the same, however often the record was corrected since.
func (s *Service) TranscriptAsOf(ctx context.Context, actor authz.Actor, person id.ID, p Period, asOf time.Time) (Transcript, error) {
	ids, err := s.own(ctx, actor, authz.ScopeRecordRead, person)
	if err != nil {
		return Transcript{}, err
	}
	if asOf.After(s.clock.Now()) {
		return Transcript{}, errs.Bad("asof", "A transcript can only say what is known today.")
	}
	return s.draw(ctx, ids, p, asOf)
}

// draw makes the transcript of the person with these ids. Its callers have decided who may see it.
func (s *Service) draw(ctx context.Context, ids []id.ID, p Period, asOf time.Time) (Transcript, error) {
	if err := p.Check(); err != nil {
		return Transcript{}, err
	}
	person, err := s.people.Person(ctx, ids[0])
	if err != nil {
		return Transcript{}, err
	}
	entries, err := listAsOf(ctx, s.db, ids, p, asOf)
	if err != nil {
		return Transcript{}, fmt.Errorf("record: transcript: %w", err)
	}
	return Transcript{PersonName: person.Name, Period: p, AsOf: asOf, Entries: entries, Totals: totals(entries)}, nil
}
