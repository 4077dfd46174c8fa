package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// What a membership period says.
const (
	Joined  = "join"  // a first membership, or one after a gap
	Renewed = "renew" // one that follows another, or prolongs it
	Lapsed  = "lapse" // one that ended before its time
)

// Forever is the last day of a membership that has none.
const Forever = "9999-12-31"

// Period is one membership period. StartsOn and EndsOn are its first and last day. Replaced says
// that a later row stands in its place, so that it is history and no longer counts.
type Period struct {
	ID               id.ID
	PersonID         id.ID
	Class            string
	Event            string
	StartsOn, EndsOn string
	ReplacesID       id.ID
	Replaced         bool
	Source           string
	RecordedAt       time.Time
}

// Covers reports whether the civil date lies in the period.
func (p Period) Covers(date string) bool { return p.StartsOn <= date && date <= p.EndsOn }

// ClassOn returns the person's class of membership on a civil date, "" for somebody who was not a
// member then. Where merged records overlap, the period that began last counts.
func (s *Service) ClassOn(ctx context.Context, q db.Q, person id.ID, date string) (string, error) {
	return classOn(ctx, q, person, date)
}

// Memberships returns every period of a person, replaced ones too, the latest first. The person
// themselves and those who may look people up.
func (s *Service) Memberships(ctx context.Context, actor authz.Actor, person id.ID) ([]Period, error) {
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	if ids[0] != actor.PersonID || !actor.HasScope(authz.ScopePeopleRead) {
		if err := actor.Require(maySeePeople, ""); err != nil {
			return nil, errNoPerson
		}
	}
	return periodsOf(ctx, s.db, ids)
}

// AddMembership records a membership by hand. Those who may import memberships; errors as for AddMembershipTx.
func (s *Service) AddMembership(ctx context.Context, actor authz.Actor, person id.ID, class, startsOn, endsOn, source string) (Period, error) {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return Period{}, err
	}
	var p Period
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = s.AddMembershipTx(ctx, tx, s.clock.Now(), actor, person, class, startsOn, endsOn, source)
		return err
	})
	return p, err
}

// AddMembershipTx records a membership in the caller's transaction: it is for seeds and for later
// areas that sell memberships. A period that overlaps another one is a Conflict.
func (s *Service) AddMembershipTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, class, startsOn, endsOn, source string) (Period, error) {
	row := wanted{class: class, start: startsOn, end: endsOn}
	if err := row.check(); err != nil {
		return Period{}, err
	}
	if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
		return Period{}, err
	}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return Period{}, err
	}
	have, err := periodsOf(ctx, tx, ids)
	if err != nil {
		return Period{}, err
	}
	step, err := settle(effective(have), row)
	if err != nil {
		return Period{}, err
	}
	if step.same {
		return step.old, nil
	}
	p := step.period(now, ids[0], source)
	if err := insertPeriod(ctx, tx, actor, p); err != nil {
		return Period{}, err
	}
	return p, audit.Record(ctx, tx, now, actor, membershipEvent(p))
}

func membershipEvent(p Period) audit.Event {
	return audit.Event{Action: "membership.recorded", Kind: "person", ID: p.PersonID,
		Detail: map[string]any{"event": p.Event, "class": p.Class, "starts_on": p.StartsOn, "ends_on": p.EndsOn}}
}

// wanted is a period as somebody says it should be.
type wanted struct{ class, start, end string }

func (w wanted) check() error {
	var f errs.Fields
	f.Check(Classes.Has(w.class), "class", "There is no class of membership “%s”.", w.class)
	f.Check(civil(w.start), "start", "The first day of membership is missing.")
	f.Check(civil(w.end), "end", "The last day of membership is missing.")
	if len(f) == 0 {
		f.Check(w.start <= w.end, "end", "The last day %s is before the first day %s.", w.end, w.start)
	}
	return f.Err()
}

// settlement is what has to be written so that a wanted period is true.
type settlement struct {
	wanted
	event string
	// old is the period that is the same already, or that the new one replaces.
	old      Period
	same     bool
	replaces bool
}

func (st settlement) period(now time.Time, person id.ID, source string) Period {
	p := Period{ID: id.New(), PersonID: person, Class: st.class, Event: st.event, StartsOn: st.start, EndsOn: st.end, Source: source, RecordedAt: now}
	if st.replaces {
		p.ReplacesID = st.old.ID
	}
	return p
}

// settle compares a wanted period with those that count. A period with the same first day is the
// one that is meant: it is prolonged, shortened (lapsed) or corrected by a row that replaces it.
// Any other overlap is refused, because which of the two is right cannot be known.
func settle(have []Period, w wanted) (settlement, error) {
	st := settlement{wanted: w, event: Joined}
	for _, p := range have {
		if p.StartsOn == w.start && !st.replaces {
			st.old, st.replaces = p, true
		} else if p.StartsOn <= w.end && w.start <= p.EndsOn {
			return st, errs.New(errs.Conflict, "It overlaps the membership from %s to %s (%s). Correct the dates, or end that one first by a row with its first day and an earlier last day.", p.StartsOn, p.EndsOn, p.Class)
		}
		if follows(p.EndsOn, w.start) {
			st.event = Renewed
		}
	}
	if !st.replaces {
		return st, nil
	}
	switch {
	case st.old.EndsOn == w.end && st.old.Class == w.class:
		st.same = true
	case w.end < st.old.EndsOn:
		st.event = Lapsed
	case w.end > st.old.EndsOn:
		st.event = Renewed
	default:
		st.event = st.old.Event
	}
	return st, nil
}

// follows reports whether start is the day after end.
func follows(end, start string) bool {
	t, err := time.Parse(time.DateOnly, end)
	return err == nil && t.AddDate(0, 0, 1).Format(time.DateOnly) == start
}

// effective returns the periods that count.
func effective(all []Period) []Period {
	out := make([]Period, 0, len(all))
	for _, p := range all {
		if !p.Replaced {
			out = append(out, p)
		}
	}
	return out
}
