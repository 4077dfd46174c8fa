package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Shown is what a guest is let read.
type Shown struct {
	Received
	// May is what can be read now.
	May Sees
	// Map is set with May.Map; of May.Answers alone only its rows are.
	Map         Map
	Reflections []Reflection
	LookedAt    time.Time
}

// reading is what a guest asks to read: which parts, and of the map which rows.
type reading struct {
	parts       Sees
	after, rows int
}

// everything is a page of all parts.
func everything(after int) reading { return reading{Sees{true, true, true}, after, mapRows} }

// Look returns what a guest may read now. The look is written down first, for the person to read. The standing that is shown rests on the person, their
// record and this guest: what other voices say stays with the person. Errors: NotFound, Gone; Forbidden where there is nothing to read, or not yet.
func (s *Service) Look(ctx context.Context, actor authz.Actor, g Guest, after int) (Shown, error) {
	return s.look(ctx, actor, g, everything(after))
}

// LookAtMap is Look at all rows of the map and at nothing else.
func (s *Service) LookAtMap(ctx context.Context, actor authz.Actor, g Guest) (Shown, error) {
	return s.look(ctx, actor, g, reading{parts: Sees{Map: true}, rows: maxItems})
}

func (s *Service) look(ctx context.Context, actor authz.Actor, g Guest, what reading) (Shown, error) {
	r, err := s.admit(ctx, s.db, actor, g)
	if err != nil {
		return Shown{}, err
	}
	ids, err := s.people.IDs(ctx, r.Invitation.PersonID)
	if err != nil {
		return Shown{}, err
	}
	var out Shown
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err = s.lookTx(ctx, tx, actor, r, ids, what)
		return err
	})
	return out, err
}

// lookTx writes a look down and reads, under the lock of the invitation, by what it lets be read now: whoever takes access back is told that it is
// done when nobody reads by it any more.
func (s *Service) lookTx(ctx context.Context, tx *db.Tx, actor authz.Actor, r Received, ids []id.ID, what reading) (Shown, error) {
	if err := lockInvitation(ctx, tx, r.Invitation.ID); err != nil {
		return Shown{}, err
	}
	i, err := invitationByID(ctx, tx, r.Invitation.ID)
	if err != nil {
		return Shown{}, err
	}
	now := s.clock.Now()
	if !i.Open(now) {
		return Shown{}, ended()
	}
	if err := boundGuest(ctx, tx, i.ID, now); err != nil {
		return Shown{}, err
	}
	r.Invitation = i
	out := Shown{Received: r, May: i.Readable().and(what.parts), LookedAt: now}
	if !out.May.Any() {
		return out, errs.New(errs.Forbidden, "There is nothing that you may read here now.")
	}
	if err := insertLooks(ctx, tx, now, i, out.May); err != nil {
		return Shown{}, err
	}
	if out.May.Map || out.May.Answers {
		if out.Map, err = s.shownMap(ctx, tx, i, ids, out.May, what); err != nil {
			return Shown{}, err
		}
	}
	if out.May.Reflection {
		if out.Reflections, err = reflectionsOf(ctx, tx, ids); err != nil {
			return Shown{}, err
		}
	}
	return out, nil
}

// shownMap is the map as a guest may see it.
func (s *Service) shownMap(ctx context.Context, q db.Q, i Invitation, ids []id.ID, may Sees, what reading) (Map, error) {
	t, err := targetByID(ctx, q, i.TargetID)
	if err != nil {
		return Map{}, err
	}
	w, err := s.readFor(ctx, q, t, ids, func(a Answer) bool { return a.Voice == BySelf || a.InvitationID == i.ID })
	if err != nil {
		return Map{}, err
	}
	m, err := s.mapOf(ctx, q, w, what.after, what.rows)
	if err != nil {
		return m, err
	}
	for k := range m.Rows {
		m.Rows[k] = m.Rows[k].shown(may)
	}
	m.Ended, m.Snapshots, m.Progress, m.More = nil, nil, Progress{}, false
	if !may.Map {
		m.Counts = Counts{}
	}
	return m, nil
}

// shown takes out of a row what was not let to be read: without the answers, the side by side; without the map, where the person stands. What the
// record lists is never part of it: of a standing that rests on the record the level is told, not what was completed and when.
func (r Row) shown(may Sees) Row {
	if !may.Answers {
		r.All = nil
	}
	r.All = slices.DeleteFunc(slices.Clone(r.All), func(x Statement) bool { return x.Basis == ByRecord })
	if r.Best.Basis == ByRecord {
		r.Best = Statement{Basis: ByRecord, Said: r.Best.Said, Level: r.Best.Level, Rank: r.Best.Rank}
	}
	if !may.Map {
		r.Best, r.State, r.Because = Statement{}, "", nil
	}
	return r
}
