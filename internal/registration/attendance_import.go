package registration

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// AttendanceReport is what became of a file of joins and leaves.
type AttendanceReport struct {
	tabular.Report
	// People are those whom the file speaks of and who are registered, with their minutes as they then are.
	People []MergedPerson `json:"people"`
	// Form is the report that the file was recognised as.
	Form Form `json:"form"`
	// Unmatched are the rows that fit no registration. They are kept to be resolved by hand.
	Unmatched []Unmatched `json:"unmatched"`
}

// MergedPerson is one registration with all rows that speak of it.
type MergedPerson struct {
	RegistrationID id.ID  `json:"registration"`
	Name           string `json:"name"`
	Rows           int    `json:"rows"`
	Before         int    `json:"minutes_before"`
	Minutes        int    `json:"minutes"`
}

// Why says why a row of a file fits no registration.
type Why string

// The reasons.
const (
	NoAddress     Why = "no-address"
	NotRegistered Why = "not-registered"
	NoSeat        Why = "no-seat"
	OwnAttendance Why = "own"
)

// Label is the reason as a sentence, a translation key. It is the same whether or not somebody has
// an account with the address: a file of addresses finds out nothing about strangers.
func (w Why) Label() string {
	switch w {
	case NoAddress:
		return "The file gives no address, and a name alone is matched by a person."
	case NotRegistered, "unknown-address": // what earlier files were told
		return "Nobody with this address is registered here."
	case NoSeat:
		return "This person is on the waiting list or has not confirmed the seat."
	case OwnAttendance:
		return "This is you, and nobody records their own attendance. Somebody else of your unit resolves it."
	}
	return string(w)
}

// Unmatched is what a file says about somebody who fits no registration.
type Unmatched struct {
	ID           id.ID   `json:"id"`
	FileID       id.ID   `json:"-"`
	OccurrenceID id.ID   `json:"-"`
	Name         string  `json:"name"`
	Address      string  `json:"address"`
	Visits       []Visit `json:"visits"`
	Why          Why     `json:"why"`
	// Known says that an earlier file brought it already, so that nobody is asked twice.
	Known bool `json:"-"`
	// Resolution is "", "matched" or "ignored".
	Resolution     string    `json:"resolution"`
	RegistrationID id.ID     `json:"registration,omitempty"`
	ResolvedBy     id.ID     `json:"-"`
	ResolvedAt     time.Time `json:"-"`
	// Proposed is the registration of the only person on the roster with this name, for a person to confirm.
	Proposed     id.ID  `json:"proposed,omitempty"`
	ProposedName string `json:"proposed_name,omitempty"`
}

// Minutes is the time of the visits together, each moment counted once.
func (u Unmatched) Minutes(o catalogue.Occurrence) int {
	return Merge(Windows(o), visitFacts("", u.FileID, u.Visits, "", time.Time{})).Minutes
}

// ImportAttendance takes in a file of joins and leaves. Rows are matched by any of a person's
// addresses and by nothing else; what fits no registration is kept to be resolved. Taking the same
// file in again changes nothing, and a visit that another file brought already is not counted
// twice. The actor's own rows are kept for somebody else to resolve. Those who may RecordAttendance. A
// file that is no such table is Invalid, and one before the beginning a Conflict.
func (s *Service) ImportAttendance(ctx context.Context, actor authz.Actor, occurrence id.ID, r io.Reader, opts AttendanceOptions) (AttendanceReport, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return AttendanceReport{}, err
	}
	if len(Begun(o, s.clock.Now())) == 0 {
		return AttendanceReport{}, errNotBegun()
	}
	window, err := opts.check(Windows(o))
	if err != nil {
		return AttendanceReport{}, err
	}
	content, err := io.ReadAll(io.LimitReader(r, MaxAttendanceBytes+1))
	if err != nil {
		return AttendanceReport{}, fmt.Errorf("registration: attendance file: %w", err)
	}
	zone := o.Location()
	if opts.Zone != "" {
		if zone, err = tabular.LoadZone(opts.Zone); err != nil {
			return AttendanceReport{}, errs.Bad("zone", "This is not a time zone.")
		}
	}
	file, err := ReadAttendance(bytes.NewReader(content), ReadOptions{Zone: zone, Order: opts.Order, Windows: Windows(o), List: opts.Source != HowFile})
	if err != nil {
		return AttendanceReport{}, err
	}
	in := &intake{s: s, actor: actor, occurrence: o, unit: offer.UnitID, opts: opts, fileID: id.New(), file: file, window: window}
	sum := sha256.Sum256(content)
	in.sha256 = hex.EncodeToString(sum[:])
	if err := in.match(ctx); err != nil {
		return AttendanceReport{}, err
	}
	if err := in.take(ctx); err != nil {
		return AttendanceReport{}, fmt.Errorf("registration: attendance file: %w", err)
	}
	return in.report(), nil
}

// intake is one file on its way in.
type intake struct {
	s          *Service
	actor      authz.Actor
	occurrence catalogue.Occurrence
	unit       id.ID
	opts       AttendanceOptions
	fileID     id.ID
	sha256     string
	file       AttendanceFile
	// window is the one that a list speaks of.
	window Window
	// absent are the registrations of whom the file says that they were not there, missing those who are not in a complete one.
	absent, missing []id.ID
	// late is of how many the file says something new who have completed it already.
	late int
	// remembered is how many rows were matched by what somebody said of an earlier file.
	remembered int
	// matched are the visits by registration, unmatched the others by address.
	matched   map[id.ID][]Visit
	unmatched []Unmatched
	// fresh is what of unmatched no earlier file said, heard the rest.
	fresh, heard []Unmatched
	// known are the lines that brought nothing new, repeated says that the whole file was taken before.
	known    map[int]bool
	repeated bool
	people   []MergedPerson
}

// match finds a registration for each row by the address, and sorts out the others.
func (in *intake) match(ctx context.Context) error {
	var addresses []string
	for _, v := range slices.Concat(in.file.Visits, in.file.Absent) {
		addresses = append(addresses, v.Address)
	}
	persons, err := in.s.people.IDsByEmail(ctx, addresses)
	if err != nil {
		return err
	}
	byPerson, err := in.s.registrationsIn(ctx, in.occurrence.ID)
	if err != nil {
		return err
	}
	known, err := in.remember(ctx)
	if err != nil {
		return err
	}
	in.matched = map[id.ID][]Visit{}
	places := map[string]int{}
	for _, v := range in.file.Visits {
		key, ok := addressKey(v.Address)
		person := persons[key]
		r := byPerson[person]
		if r.ID == "" {
			if as, confirmed := known[calledAs(v.Name, v.Address)]; confirmed && byPerson[as].ID != "" {
				person, r = as, byPerson[as]
				in.remembered++
			}
		}
		var why Why
		switch {
		case !ok && r.ID == "":
			why = NoAddress
		case r.ID == "":
			why = NotRegistered
		case in.actor.SignedIn() && person == in.actor.PersonID:
			why = OwnAttendance
		case r.State == StateWaitlisted || r.State == StateHeld:
			why = NoSeat
		default:
			in.matched[r.ID] = append(in.matched[r.ID], v)
			continue
		}
		if i, seen := places[key]; seen && ok {
			in.unmatched[i].Visits = append(in.unmatched[i].Visits, v)
			continue
		}
		places[key] = len(in.unmatched)
		in.unmatched = append(in.unmatched, Unmatched{ID: id.New(), FileID: in.fileID, OccurrenceID: in.occurrence.ID, Name: v.Name, Address: v.Address, Visits: []Visit{v}, Why: why})
	}
	for _, v := range in.file.Absent {
		key, _ := addressKey(v.Address)
		person := persons[key]
		if byPerson[person].ID == "" {
			person = known[calledAs(v.Name, v.Address)]
		}
		if r := byPerson[person]; in.mayBeAbsent(r) {
			in.absent = append(in.absent, r.ID)
		}
	}
	if in.opts.Complete && len(in.unmatched) == 0 && len(in.file.Refused) == 0 {
		for _, r := range byPerson {
			if in.mayBeAbsent(r) {
				in.missing = append(in.missing, r.ID)
			}
		}
	}
	return nil
}

// mayBeAbsent reports whether the file can say of a registration that the person was not there: none of its rows says otherwise.
func (in *intake) mayBeAbsent(r Registration) bool {
	own := in.actor.SignedIn() && r.PersonID == in.actor.PersonID
	return r.ID != "" && !own && r.State.HoldsSeat() && r.State != StateHeld && in.matched[r.ID] == nil && !slices.Contains(in.absent, r.ID)
}

// spokenOf are the registrations that the file says anything of.
func (in *intake) spokenOf() []id.ID {
	return slices.Sorted(slices.Values(slices.AppendSeq(slices.Concat(in.absent, in.missing), maps.Keys(in.matched))))
}

// take writes the file down, the whole in one transaction, or only finds out what it would change.
func (in *intake) take(ctx context.Context) error {
	if in.opts.DryRun {
		repeated, err := fileTaken(ctx, in.s.db, in.occurrence.ID, in.sha256)
		if err != nil {
			return err
		}
		in.repeated = repeated
		if err := in.partKnown(ctx, in.s.db); err != nil {
			return err
		}
		list, err := registrationsByIDs(ctx, in.s.db, in.spokenOf())
		if err != nil {
			return err
		}
		_, err = in.compare(ctx, in.s.db, list, time.Time{})
		return err
	}
	return in.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := in.s.openTurn(ctx, tx, in.actor, staffOr(in.actor), in.occurrence.ID)
		if err != nil {
			return err
		}
		fresh, err := insertFile(ctx, tx, SourceFile{ID: in.fileID, OccurrenceID: in.occurrence.ID, Name: in.opts.Name, Source: in.opts.Source, Form: in.file.Form, DayID: in.opts.DayID,
			RecordedBy: in.actor.PersonID, RecordedAt: t.now}, in.sha256)
		if err != nil {
			return err
		}
		in.repeated = !fresh
		if err := in.partKnown(ctx, tx); err != nil {
			return err
		}
		list, err := registrationsByIDs(ctx, tx, in.spokenOf())
		if err != nil {
			return err
		}
		facts, err := in.compare(ctx, tx, list, t.now)
		if err != nil || in.repeated {
			return err
		}
		list = slices.DeleteFunc(list, func(r Registration) bool { return r.State == StateCancelled })
		if err := t.attend(ctx, list, facts, reasonOf(in.opts.Source), in.opts.Name); err != nil {
			return err
		}
		if err := insertUnmatched(ctx, tx, slices.Concat(in.fresh, in.heard)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, t.now, in.actor, audit.Event{Action: "attendance.imported", Kind: "occurrence", ID: in.occurrence.ID, Unit: in.unit,
			Detail: map[string]any{"file": in.opts.Name, "source": string(in.opts.Source), "form": string(in.file.Form), "rows": len(in.file.Visits), "people": len(in.people), "unmatched": len(in.fresh)}})
	})
}

// partKnown parts from the unmatched visits what an earlier file brought already, whether it
// was resolved or not: a longer export of one meeting asks nobody the same thing twice. A list's row is one statement
// about its day and stays whole.
func (in *intake) partKnown(ctx context.Context, q db.Q) error {
	in.known, in.fresh, in.heard = map[int]bool{}, nil, nil
	before, err := unmatchedIn(ctx, q, in.occurrence.ID)
	if err != nil {
		return err
	}
	seen := visitsSeen{}
	for _, u := range before {
		seen.add(u)
	}
	for _, u := range in.unmatched {
		old := Unmatched{ID: id.New(), FileID: u.FileID, OccurrenceID: u.OccurrenceID, Name: u.Name, Address: u.Address, Why: u.Why, Known: true}
		whole, all := in.opts.Source != HowFile, seen.all(u)
		u.Visits = slices.DeleteFunc(slices.Clone(u.Visits), func(v Visit) bool {
			known := seen.has(u, v) && (all || !whole)
			if known {
				in.known[v.Line], old.Visits = true, append(old.Visits, v)
			}
			return known
		})
		if len(u.Visits) > 0 {
			in.fresh = append(in.fresh, u)
		}
		if len(old.Visits) > 0 {
			in.heard = append(in.heard, old)
		}
	}
	return nil
}

// compare returns what the file says, and notes for the report what is new of it and what the whole comes to.
func (in *intake) compare(ctx context.Context, q db.Q, list []Registration, now time.Time) ([]Fact, error) {
	ids := make([]id.ID, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	windows := Windows(in.occurrence)
	before, err := factsOf(ctx, q, windows, ids)
	if err != nil {
		return nil, err
	}
	var says []Fact
	in.people, in.late = nil, 0
	for _, r := range list {
		seen, said := before[r.ID], hearing{}
		for _, f := range seen {
			said.again(f)
		}
		facts := in.sourceFacts(r.ID, now)
		var added []Fact
		for i, f := range facts {
			if again := said.again(f); !in.repeated && !again {
				added = append(added, f)
			} else if i < len(in.matched[r.ID]) {
				in.known[in.matched[r.ID][i].Line] = true
			}
		}
		if r.State == StateCompleted && len(added) > 0 {
			in.late++
		}
		in.people = append(in.people, MergedPerson{RegistrationID: r.ID, Name: r.PersonName, Rows: len(in.matched[r.ID]),
			Before: Merge(windows, seen).Minutes, Minutes: Merge(windows, slices.Concat(seen, added)).Minutes})
		says = append(says, facts...)
	}
	slices.SortFunc(in.people, func(a, b MergedPerson) int { return compareNames(a.Name, b.Name, a.RegistrationID, b.RegistrationID) })
	return says, nil
}
