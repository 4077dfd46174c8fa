package registration

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// The resolutions of an unmatched row.
const (
	resolvedMatched = "matched"
	resolvedIgnored = "ignored"
)

func compareNames(a, b string, x, y id.ID) int { return cmp.Or(cmp.Compare(a, b), cmp.Compare(x, y)) }

// Unresolved lists what files say about people who fit no registration of the occurrence. Those
// who may RecordAttendance.
func (s *Service) Unresolved(ctx context.Context, actor authz.Actor, occurrence id.ID, p page.Request) (page.Page[Unmatched], error) {
	if _, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence); err != nil {
		return page.Page[Unmatched]{}, err
	}
	var after id.ID
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return page.Page[Unmatched]{}, err
	}
	list, err := unresolvedOf(ctx, s.db, occurrence, after, p.Size()+1)
	if err != nil {
		return page.Page[Unmatched]{}, err
	}
	if err := s.propose(ctx, occurrence, list); err != nil {
		return page.Page[Unmatched]{}, err
	}
	return page.Cut(list, p.Size(), func(u Unmatched) any { return u.ID }), err
}

// ResolveUnmatched says to whom an unmatched row belongs, or with an empty registration that it
// belongs to nobody here. What was said of its name or address is remembered for the next file of the unit. Those who may RecordAttendance. What was resolved stays so: a Conflict.
func (s *Service) ResolveUnmatched(ctx context.Context, actor authz.Actor, unmatched, registration id.ID) error {
	u, err := unmatchedByID(ctx, s.db, unmatched)
	if err != nil {
		return err
	}
	_, offer, err := s.requireIn(ctx, actor, RecordAttendance, u.OccurrenceID)
	if err != nil {
		return err
	}
	if registration != "" && actor.SignedIn() {
		r, err := registrationByID(ctx, s.db, registration)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		owner, err := s.people.Surviving(ctx, s.db, r.PersonID)
		if err != nil {
			return err
		}
		if owner == actor.PersonID {
			return errs.Bad("who", "Nobody records their own attendance. Ask somebody else of your unit.")
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), u.OccurrenceID)
		if err != nil {
			return err
		}
		rows, err := t.repeatsOf(ctx, u)
		if err != nil {
			return err
		}
		resolution := resolvedIgnored
		if registration != "" {
			resolution = resolvedMatched
			person, err := t.matchRows(ctx, rows, registration)
			if err != nil {
				return err
			}
			if err := rememberName(ctx, tx, offer.UnitID, calledAs(u.Name, u.Address), person, actor.PersonID, t.now); err != nil {
				return err
			}
		}
		for _, row := range rows {
			ok, err := resolveUnmatched(ctx, tx, row.ID, resolution, registration, actor.PersonID, t.now)
			if err != nil {
				return err
			}
			if !ok && row.ID == unmatched {
				return errs.New(errs.Conflict, "Somebody has resolved this already.")
			}
		}
		return audit.Record(ctx, tx, t.now, actor, audit.Event{Action: "attendance." + resolution, Kind: "occurrence", ID: u.OccurrenceID, Unit: offer.UnitID,
			Detail: map[string]any{"registration": registration}})
	})
	if err != nil {
		return fmt.Errorf("registration: resolve: %w", err)
	}
	return nil
}

// repeatsOf returns a row, and behind it those of other files that say nothing else.
func (t *turn) repeatsOf(ctx context.Context, u Unmatched) ([]Unmatched, error) {
	all, err := unmatchedIn(ctx, t.tx, t.occurrence.ID)
	if err != nil {
		return nil, err
	}
	said, out := visitsSeen{}, []Unmatched{u}
	said.add(u)
	for _, row := range all {
		if row.ID != u.ID && row.Known && row.Resolution == "" && said.all(row) {
			out = append(out, row)
		}
	}
	return out, nil
}

// matchRows adds what rows of files say to a registration, and returns whose it is.
func (t *turn) matchRows(ctx context.Context, rows []Unmatched, registration id.ID) (id.ID, error) {
	list, err := t.seated(ctx, []id.ID{registration})
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", errs.Bad("who", "Choose somebody who has a confirmed seat here.")
	}
	var (
		facts []Fact
		first SourceFile
	)
	for i, u := range rows {
		file, err := fileByID(ctx, t.tx, u.FileID)
		if err != nil {
			return "", err
		}
		if i == 0 {
			first = file
		}
		var w Window
		if windows := Windows(t.occurrence); file.Source != HowFile {
			n := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == file.DayID })
			if n < 0 {
				return "", errs.New(errs.Conflict, "The day that this list speaks of is no part of the occurrence any more.")
			}
			w = windows[n]
		}
		facts = append(facts, file.facts(registration, u.Visits, w, t.actor.PersonID, t.now)...)
	}
	return list[0].PersonID, t.attend(ctx, list, facts, reasonOf(first.Source), first.Name)
}

// askAgain has those rows asked about that only a file brought before which counts no more.
func (t *turn) askAgain(ctx context.Context) error {
	all, err := unmatchedIn(ctx, t.tx, t.occurrence.ID)
	if err != nil {
		return err
	}
	seen := visitsSeen{}
	for _, u := range all {
		if u.Known && !seen.all(u) {
			if err := askAbout(ctx, t.tx, u.ID); err != nil {
				return err
			}
		}
		seen.add(u)
	}
	return nil
}

// visitsSeen are visits of people who fit no registration, by what they are recognised by in another file. Without times there is nothing.
type visitsSeen map[string]bool

func visitKey(u Unmatched, v Visit) string {
	who, ok := addressKey(u.Address)
	if !ok {
		who = u.Name + " " + u.Address
	}
	return who + " " + v.Joined.String() + " " + v.Left.String()
}

func (s visitsSeen) has(u Unmatched, v Visit) bool { return !v.Joined.IsZero() && s[visitKey(u, v)] }

func (s visitsSeen) add(u Unmatched) {
	for _, v := range u.Visits {
		s[visitKey(u, v)] = true
	}
}

func (s visitsSeen) all(u Unmatched) bool {
	return !slices.ContainsFunc(u.Visits, func(v Visit) bool { return !s.has(u, v) })
}
