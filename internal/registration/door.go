package registration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Scan is one ticket that was read at the door, now or while the phone had no connection.
type Scan struct {
	// ID is what the phone calls it; the same scan sent again counts once.
	ID   string
	Code string
	// DayID is the day it is for, empty for an occurrence of one sitting.
	DayID id.ID
	// At is the moment of the scan and SentAt that of sending, both by the phone's clock. Zero means now.
	At, SentAt time.Time
}

// ScanResult is what became of a scan.
type ScanResult struct {
	ID      string
	Outcome ScanOutcome
	// Name is whose ticket it is, where it is known.
	Name string
	// Since is when the person was let in first, where it was before.
	Since time.Time
	// Err is why it was refused, in words for people.
	Err error
	// ClockOff is by how much the phone's clock is ahead, where it is off by more than ClockTolerance.
	ClockOff time.Duration
}

// ScanOutcome is recorded, again for somebody who is in already, or refused.
type ScanOutcome string

// The outcomes.
const (
	ScanRecorded ScanOutcome = "recorded"
	ScanAgain    ScanOutcome = "again"
	ScanRefused  ScanOutcome = "refused"
)

// MaxScans is how many scans are taken at once, ClockTolerance by how much a phone's clock may be off
// before it is noted.
const (
	MaxScans       = 200
	ClockTolerance = 3 * time.Minute
	maxScanID      = 64
)

// Door is what a phone at the door needs to know to work without a connection.
type Door struct {
	Occurrence catalogue.Occurrence
	Offer      catalogue.Offer
	Version    catalogue.Version
	// Windows are the sittings whose doors have been opened.
	Windows []Window
	Tickets []DoorTicket
}

// Until is when the last of its doors closes on the day, where it takes place, of the sitting whose doors were opened last, so that a phone
// knows everybody from one sitting of a day to the next; zero before any has been opened.
func (d Door) Until() (at time.Time) {
	if len(d.Windows) == 0 {
		return at
	}
	loc, err := time.LoadLocation(d.Occurrence.Zone)
	if err != nil {
		loc = time.UTC
	}
	day := func(w Window) string { return w.Start.In(loc).Format(time.DateOnly) }
	today := day(d.Windows[len(d.Windows)-1])
	for _, w := range Windows(d.Occurrence) {
		if closes := w.End.Add(doorsOpen); day(w) == today && closes.After(at) {
			at = closes
		}
	}
	return at
}

// DoorTicket is one code and whose it is.
type DoorTicket struct {
	Code, Name string
	In         bool
}

// Door returns whose tickets open the door. Those who may RecordAttendance.
func (s *Service) Door(ctx context.Context, actor authz.Actor, occurrence id.ID) (Door, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return Door{}, err
	}
	d := Door{Occurrence: o, Offer: offer, Windows: Begun(o, s.clock.Now())}
	if d.Version, err = s.catalogue.VersionByID(ctx, s.db, offer.PublishedID); err != nil {
		return Door{}, err
	}
	var c rosterCursor
	for {
		list, err := rosterPage(ctx, s.db, occurrence, []State{StateRegistered, StateAttended, StateNoShow}, c.Name, c.ID, 500)
		if err != nil {
			return Door{}, err
		}
		for _, r := range list {
			d.Tickets = append(d.Tickets, DoorTicket{Code: TicketCode(r.ID), Name: r.PersonName, In: r.State == StateAttended})
		}
		if len(list) == 0 {
			return d, nil
		}
		c = rosterCursor{list[len(list)-1].SortName, list[len(list)-1].ID}
	}
}

// CheckIn takes scans of tickets in, each on its own: the result says of every one what became of it.
// Those who may RecordAttendance, never for their own ticket. A scan counts for the sitting whose doors were open at its own
// moment; its moment is kept as the phone says it, beside when it came in. The same scan sent again is
// recorded once. At the door of a session the ticket of its conference opens too: who has no registration for the session
// gets one, with a seat where seats are counted, if the session costs them nothing.
func (s *Service) CheckIn(ctx context.Context, actor authz.Actor, occurrence id.ID, scans []Scan) ([]ScanResult, error) {
	if _, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence); err != nil {
		return nil, err
	}
	if len(scans) > MaxScans {
		return nil, errs.Bad("scans", "Send at most %d scans at once.", MaxScans)
	}
	var own []id.ID
	if actor.SignedIn() {
		var err error
		if own, err = s.people.IDs(ctx, actor.PersonID); err != nil {
			return nil, err
		}
	}
	o, err := s.catalogue.Occurrence(ctx, s.db, occurrence)
	if err != nil {
		return nil, err
	}
	d, err := s.doorman(ctx, o, scans)
	if err != nil {
		return nil, err
	}
	d.own = own
	var results []ScanResult
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		results = nil
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), occurrence)
		if err != nil {
			return err
		}
		for _, scan := range scans {
			result, err := t.scan(ctx, scan, d)
			if err != nil {
				return err
			}
			results = append(results, result)
		}
		if !slices.ContainsFunc(results, func(r ScanResult) bool { return r.Outcome == ScanRecorded }) {
			return errNothingRecorded
		}
		return nil
	})
	if err != nil && !errors.Is(err, errNothingRecorded) {
		return nil, fmt.Errorf("registration: check in: %w", err)
	}
	return results, nil
}

// errNothingRecorded ends a turn that changes nothing, so that it leaves no trace.
var errNothingRecorded = errors.New("no scan was recorded")

// scan takes one scan in. An error is a fault of ours; what is wrong with the scan stands in the result.
func (t *turn) scan(ctx context.Context, scan Scan, d doorman) (ScanResult, error) {
	result := ScanResult{ID: scan.ID, Outcome: ScanRefused}
	off := time.Duration(0)
	if !scan.SentAt.IsZero() {
		off = scan.SentAt.Sub(t.now).Round(time.Second)
	}
	if off.Abs() > ClockTolerance {
		result.ClockOff = off
	} else {
		off = 0
	}
	if scan.At.IsZero() {
		scan.At = t.now.Add(off)
	}
	refuse := func(message string, args ...any) (ScanResult, error) {
		result.Err = errs.Bad("code", message, args...)
		return result, nil
	}
	if !scan.SentAt.IsZero() && scan.At.After(scan.SentAt) {
		scan.At = scan.SentAt // the phone's clock was put back in between
	}
	code, ok := ReadTicket(scan.Code)
	guest, invited := d.guests[code]
	windows := Windows(t.occurrence)
	i := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == scan.DayID })
	switch {
	case !ok:
		return refuse("This is no ticket's code. Look for a wrong letter: it has eight.")
	case len(scan.ID) > maxScanID:
		return refuse("The phone's name for this scan is too long.")
	case len(d.here[code]) == 0 && !invited:
		return refuse("Nobody with this ticket is registered here.")
	case len(d.here[code]) > 1:
		return refuse("Two tickets have this code. Record the person by name on the roster.")
	case i < 0:
		return refuse("Choose one of the days.")
	}
	w := windows[i]
	if at := scan.At.Add(-off); !w.begun(at) || at.After(w.End.Add(doorsOpen)) {
		return refuse("The doors were not open at the time of this scan.")
	}
	r, known, err := t.ofTicket(ctx, d.here[code], guest)
	if err != nil {
		return result, err
	}
	result.Name = r.PersonName
	if slices.Contains(d.own, r.PersonID) {
		return refuse("This is your own ticket, and nobody records their own attendance. Ask somebody else of your unit.")
	}
	if !known {
		if err := t.letIn(ctx, &r, guest, scan.At.Add(-off)); errs.Is(err, errs.Conflict) {
			result.Err = err
			return result, nil
		} else if err != nil {
			return result, err
		}
	}
	facts, err := factsOf(ctx, t.tx, Windows(t.occurrence), []id.ID{r.ID})
	if err != nil {
		return result, err
	}
	for _, f := range facts[r.ID] {
		if f.How == HowDoor && f.FileID == "" && f.Present && f.DayID == w.DayID { // what a list says of the door may be set aside
			result.Outcome, result.Since = ScanAgain, f.RecordedAt
			if !f.SaidAt.IsZero() {
				result.Since = f.SaidAt
			}
			if f.ScanID != "" && f.ScanID == scan.ID {
				result.Outcome = ScanRecorded
			}
			return result, nil
		}
	}
	switch r.State {
	case StateRegistered, StateAttended, StateNoShow, StateNotCompleted, StateCompleted:
	case StateWaitlisted, StateHeld:
		return refuse("This person has no confirmed seat.")
	default:
		return refuse("This registration was cancelled.")
	}
	fact := Fact{RegistrationID: r.ID, How: HowDoor, DayID: w.DayID, Present: true, RecordedBy: t.actor.PersonID, RecordedAt: t.now,
		SaidAt: scan.At, ClockOff: int(off / time.Second), ScanID: scan.ID}
	result.Outcome = ScanRecorded
	return result, t.attend(ctx, []Registration{r}, []Fact{fact}, ReasonAtDoor, "")
}
