package registration

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// When attendance can be recorded: from the opening of the doors by hand, and by code word from
// the start until shortly after the end, when somebody may still be typing. As long as the doors are
// open before the start, they are after the end.
const (
	doorsOpen     = 2 * time.Hour
	codeWordAfter = 30 * time.Minute
)

// Windows returns when attendance at an occurrence counts: its days, or the whole.
func Windows(o catalogue.Occurrence) []Window {
	if len(o.Days) == 0 {
		return []Window{{Start: o.StartsAt, End: o.EndsAt}}
	}
	out := make([]Window, len(o.Days))
	for i, d := range o.Days {
		out[i] = Window{DayID: d.ID, Start: d.StartsAt, End: d.EndsAt}
	}
	return out
}

// begun reports whether the doors of the window were open at the time.
func (w Window) begun(at time.Time) bool { return !at.Before(w.Start.Add(-doorsOpen)) }

// Begun returns the windows whose attendance can be recorded now.
func Begun(o catalogue.Occurrence, now time.Time) []Window {
	return slices.DeleteFunc(Windows(o), func(w Window) bool { return !w.begun(now) })
}

func errNotBegun() error {
	return errs.New(errs.Conflict, "This has not begun yet, so there is no attendance to record.")
}

// Attendance is what a person of the unit saw, for several registrations at once.
type Attendance struct {
	Registrations []id.ID
	// DayID limits it to one day; empty means all of them, once all have begun.
	DayID   id.ID
	Present bool
	// Minutes is how long; 0 means the whole day.
	Minutes int
	Reason  string
	// Whole records it for all of them or for nobody: each that is none of the occurrence's with a confirmed
	// seat, or the actor's own, is a field of an Invalid error, "registrations[2]". Without it these are left alone.
	Whole bool
}

// maxBulk is how many registrations one request may change.
const maxBulk = 500

// RecordAttendance writes down who was there or was not. It overrules what files and the code word
// say. Those who may RecordAttendance, with a reason. It returns how many registrations it was
// recorded for: those without a confirmed seat, of another occurrence or the actor's own are left alone. Of
// whoever has completed it the fact is kept beside that, and changes nothing else.
func (s *Service) RecordAttendance(ctx context.Context, actor authz.Actor, occurrence id.ID, a Attendance) (int, error) {
	o, _, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return 0, err
	}
	windows, err := a.check(o, s.clock.Now())
	if err != nil {
		return 0, err
	}
	var own []id.ID
	if actor.SignedIn() {
		if own, err = s.people.IDs(ctx, actor.PersonID); err != nil {
			return 0, err
		}
	}
	n := 0
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), occurrence)
		if err != nil {
			return err
		}
		list, err := t.seated(ctx, a.Registrations)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(r Registration) bool { return slices.Contains(own, r.PersonID) })
		if a.Whole {
			if err := a.unknown(list); err != nil {
				return err
			}
		}
		var facts []Fact
		for _, r := range list {
			for _, w := range windows {
				f := Fact{RegistrationID: r.ID, How: HowHand, DayID: w.DayID, Present: a.Present, Reason: a.Reason, RecordedBy: actor.PersonID, RecordedAt: t.now}
				if a.Present {
					f.Minutes = w.Minutes()
					if a.Minutes > 0 {
						f.Minutes = min(a.Minutes, w.Minutes())
					}
				}
				facts = append(facts, f)
			}
		}
		n = len(list)
		return t.attend(ctx, list, facts, ReasonByHand, a.Reason)
	})
	if err != nil {
		return 0, fmt.Errorf("registration: attendance: %w", err)
	}
	return n, nil
}

// unknown names those of the registrations that attendance cannot be recorded for; known are the others. It
// is the same answer for what there is not and for what belongs to somebody else.
func (a Attendance) unknown(known []Registration) error {
	there := map[id.ID]bool{}
	for _, r := range known {
		there[r.ID] = true
	}
	var f errs.Fields
	for i, r := range a.Registrations {
		f.Check(there[r], fmt.Sprintf("registrations[%d]", i), "Nobody with a confirmed seat here who is not you has this registration.")
	}
	return f.Err()
}

func staffOr(actor authz.Actor) Who {
	if actor.IsSystem() {
		return Program
	}
	return Staff
}

// check returns the windows that the attendance is about.
func (a Attendance) check(o catalogue.Occurrence, now time.Time) ([]Window, error) {
	windows := Windows(o)
	if a.DayID != "" {
		windows = slices.DeleteFunc(windows, func(w Window) bool { return w.DayID != a.DayID })
	}
	var f errs.Fields
	f.Check(len(a.Registrations) > 0, "registration", "Choose at least one person.")
	f.Check(len(a.Registrations) <= maxBulk, "registration", "Choose at most %d people at once.", maxBulk)
	f.Check(len(windows) > 0, "day", "Choose one of the days.")
	f.Check(a.Reason != "" && len(a.Reason) <= maxNote, "reason", "Say in a few words how you know.")
	f.Check(a.Minutes >= 0, "minutes", "Enter whole minutes.")
	if err := f.Err(); err != nil {
		return nil, err
	}
	switch later := slices.ContainsFunc(windows, func(w Window) bool { return !w.begun(now) }); {
	case later && len(Begun(o, now)) == 0:
		return nil, errNotBegun()
	case later:
		return nil, errs.Bad("day", "Choose a day that has begun.")
	}
	return windows, nil
}

// seated returns those of the registrations that are in this turn's occurrence and hold a confirmed seat.
func (t *turn) seated(ctx context.Context, ids []id.ID) ([]Registration, error) {
	list, err := registrationsByIDs(ctx, t.tx, ids)
	return slices.DeleteFunc(list, func(r Registration) bool {
		return r.OccurrenceID != t.occurrence.ID || !r.State.HoldsSeat() || r.State == StateHeld
	}), err
}

// attend adds facts and brings the registrations up to what all facts then come to: the minutes,
// and whether the person attended. What is completed stays as it is, beside its facts.
func (t *turn) attend(ctx context.Context, list []Registration, facts []Fact, reason Reason, note string) error {
	if err := insertFacts(ctx, t.tx, t.occurrence.ID, facts); err != nil {
		return err
	}
	ids := make([]id.ID, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	windows := Windows(t.occurrence)
	all, err := factsOf(ctx, t.tx, windows, ids)
	if err != nil {
		return err
	}
	var (
		asked []evaluationRequest
		came  map[id.ID]Reason
	)
	if reason == ReasonSetAside {
		if came, err = lastReasons(ctx, t.tx, ids); err != nil {
			return err
		}
	}
	for i := range list {
		r := &list[i]
		if r.State == StateCompleted {
			continue
		}
		p := Merge(windows, all[r.ID])
		to := r.State
		switch {
		case p.Present && (r.State == StateRegistered || r.State == StateNoShow):
			to = StateAttended
		case reason == ReasonSetAside && p.Present && r.judgedOtherwise(p):
			to = StateAttended
		case reason == ReasonSetAside && !p.Present && (r.State == StateAttended || r.State == StateNoShow && came[r.ID] == ReasonByChoice || r.judgedOtherwise(p)):
			if to = StateRegistered; absentThroughout(p) {
				to = StateNoShow
			}
		case !p.Present && (reason == ReasonByHand || reason == ReasonByChoice) && (r.State == StateAttended || r.State == StateRegistered && absentThroughout(p)):
			to = StateNoShow
		}
		changed := r.Minutes != p.Minutes
		r.Minutes = p.Minutes
		if to == StateAttended && r.State != to {
			asked = append(asked, evaluationRequest{r.ID, AtCompletion, later(t.now, t.occurrence.EndsAt)})
		}
		if to != r.State {
			err = t.move(ctx, r, to, reason, note)
		} else if changed {
			err = updateMinutes(ctx, t.tx, r.ID, p.Minutes, t.now)
		}
		if err != nil {
			return err
		}
	}
	return insertRequests(ctx, t.tx, asked)
}

// judgedOtherwise reports whether a closing found that the rule was not met, by other minutes than these.
func (r Registration) judgedOtherwise(p Presence) bool {
	return r.State == StateNotCompleted && r.DecidedReason == "" && r.Minutes != p.Minutes
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// absentThroughout reports whether somebody said of every day that the person was not there.
func absentThroughout(p Presence) bool {
	return !slices.ContainsFunc(p.Days, func(d DayPresence) bool { return !d.How.decides() || d.Present })
}

// CodeWord records that the person heard the word that was said in the session. Only the person
// themselves, while it lasts and shortly after. Case and spaces do not count. A second call changes
// nothing. The caller limits how often it is tried.
func (s *Service) CodeWord(ctx context.Context, actor authz.Actor, registration id.ID, word string) (Registration, error) {
	known, err := s.own(ctx, actor, authz.ScopeRegistrationsWrite, registration)
	if err != nil {
		return Registration{}, err
	}
	if known.OccurrenceID == "" {
		return Registration{}, errs.New(errs.Conflict, "This has no code word.")
	}
	o, err := s.catalogue.Occurrence(ctx, s.db, known.OccurrenceID)
	if err != nil {
		return Registration{}, err
	}
	w, err := codeWordWindow(o, s.clock.Now())
	if err != nil {
		return Registration{}, err
	}
	if subtle.ConstantTimeCompare([]byte(foldWord(word)), []byte(foldWord(o.CodeWord))) != 1 {
		return Registration{}, errs.Bad("word", "This is not the word that was said. Listen again, or ask the host.")
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, Learner, known)
		if err != nil {
			return err
		}
		r = now
		if r.State != StateRegistered && r.State != StateAttended {
			return errState(r.State, StateAttended)
		}
		before, err := factsOf(ctx, tx, Windows(t.occurrence), []id.ID{r.ID})
		if err != nil {
			return err
		}
		if _, given := latest(before[r.ID], HowCodeWord, w); given {
			return nil
		}
		list := []Registration{r}
		f := Fact{RegistrationID: r.ID, How: HowCodeWord, DayID: w.DayID, Present: true, Minutes: w.Minutes(), RecordedBy: actor.PersonID, RecordedAt: t.now}
		err = t.attend(ctx, list, []Fact{f}, ReasonByCodeWord, "")
		r = list[0]
		return err
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: code word: %w", err)
	}
	return r, nil
}

// codeWordAsked reports whether somebody with these facts can give a code word at the moment: one
// is taken, and they have not given it for the sitting that is under way.
func codeWordAsked(o catalogue.Occurrence, facts []Fact, now time.Time) bool {
	w, err := codeWordWindow(o, now)
	if err != nil {
		return false
	}
	_, given := latest(facts, HowCodeWord, w)
	return !given
}

// codeWordWindow returns the window in which a code word given now counts: the one that is under
// way or, between two, the one that ended last.
func codeWordWindow(o catalogue.Occurrence, now time.Time) (Window, error) {
	if foldWord(o.CodeWord) == "" || o.Status != catalogue.Scheduled {
		return Window{}, errs.New(errs.Conflict, "This has no code word.")
	}
	var found Window
	for _, w := range Windows(o) {
		if !now.Before(w.Start) && now.Before(w.End.Add(codeWordAfter)) && w.End.After(found.End) {
			found = w
		}
	}
	if !found.End.IsZero() {
		return found, nil
	}
	return Window{}, errs.New(errs.Conflict, "The code word is taken only during the session and for half an hour after it.")
}

// foldWord brings a word to the form in which it is compared: no spaces, no difference of case or
// of how a character was typed.
func foldWord(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s)))
}
