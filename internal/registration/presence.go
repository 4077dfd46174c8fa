package registration

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// How says how attendance became known.
type How string

// The ways. They stand in the order of their weight, the heaviest first. What is written by hand and what
// was chosen where sources conflict weigh the same: the later one counts. A person's own word is kept as
// evidence and makes nobody attended by itself.
const (
	HowHand      How = "hand"
	HowChoice    How = "choice"
	HowFile      How = "file"
	HowPresenter How = "presenter"
	HowDoor      How = "door"
	HowCodeWord  How = "code-word"
	HowSelf      How = "self"
)

// decides reports whether somebody of the unit decided this, knowing what had come in until then.
func (h How) decides() bool { return h == HowHand || h == HowChoice }

// Fact is one fact of attendance. Facts are never changed; a later one by hand overrules.
type Fact struct {
	RegistrationID id.ID
	How            How
	// DayID is the day a fact by hand or by code word speaks of. Empty where the occurrence was one sitting then.
	DayID  id.ID
	FileID id.ID
	// Form is the report that the file was recognised as.
	Form Form
	// JoinedAt and LeftAt are a visit in a file. Both are zero where the file gives only Minutes.
	JoinedAt, LeftAt time.Time
	Minutes          int
	Present          bool
	Reason           string
	RecordedBy       id.ID
	RecordedAt       time.Time
	// Chosen is the Key of the reading that a choice follows, "" where somebody wrote down their own.
	Chosen string
	// SaidAt is when the source itself says it was, and ClockOff by how many seconds its clock was ahead.
	SaidAt   time.Time
	ClockOff int
	// ScanID is what a phone calls its scan.
	ScanID string
	// setAside is when its file was set aside, zero where it counts.
	setAside time.Time
}

// Window is a span in which attendance counts: a day of an occurrence, or the whole of one that
// is a single sitting (then DayID is empty).
type Window struct {
	DayID      id.ID
	Start, End time.Time
}

// Minutes is the window's length in whole minutes.
func (w Window) Minutes() int { return wholeMinutes(w.End.Sub(w.Start)) }

// Length is the minutes of all windows together.
func Length(windows []Window) int {
	n := 0
	for _, w := range windows {
		n += w.Minutes()
	}
	return n
}

// Presence is what the facts of one registration come to.
type Presence struct {
	Present bool
	// Minutes is the time attended inside the windows, never more than their length.
	Minutes int
	// Days says it window by window, in the order of the windows.
	Days []DayPresence
}

// DayPresence is the presence in one window.
type DayPresence struct {
	DayID   id.ID
	Present bool
	Minutes int
	How     How
}

// Merge brings the facts of one registration to minutes. In each window a fact by hand weighs
// most (the latest), then the platforms' reports, then the presenter's list, the door and the code word, which
// count as the whole window where they give no minutes. Sources that say otherwise are a conflict, see
// Conflicting; until it is settled the heavier one counts.
// Visits in the exports of one platform are a union of spans, clipped to the windows, so a person who joins with
// two devices, leaves and comes back, or stands in two exports of one meeting is counted once. Durations
// without times count only where no platform gives times: each window has its share of them. Of several platforms one counts.
//
// A fact about the whole of one sitting that was divided into days since speaks of every day whose doors
// were open when it was recorded; its minutes fill these days in their order.
func Merge(windows []Window, facts []Fact) Presence {
	var (
		p     Presence
		spent int
	)
	for _, w := range windows {
		d := DayPresence{DayID: w.DayID}
		if hand, ok := decision(facts, w); ok {
			d.Present, d.How = hand.Present, hand.How
			switch {
			case hand.Present && hand.DayID != w.DayID:
				d.Minutes = min(max(hand.Minutes-spent, 0), w.Minutes())
				d.Present = d.Minutes > 0
				spent += d.Minutes
			case hand.Present:
				d.Minutes = min(hand.Minutes, w.Minutes())
			}
		} else if list := reports(windows, w, facts); len(list) > 0 && (list[0].timed || list[0].Present) {
			d.Present, d.Minutes, d.How = true, list[0].Minutes, HowFile
		} else {
			for _, how := range []How{HowPresenter, HowDoor, HowCodeWord} {
				if f, ok := latest(facts, how, w); ok && f.Present {
					d.Present, d.Minutes, d.How = true, f.minutesIn(w), how
					break
				}
			}
		}
		p.Present = p.Present || d.Present
		p.Minutes += d.Minutes
		p.Days = append(p.Days, d)
	}
	return p
}

// decision returns the newest fact about the window that somebody of the unit decided.
func decision(facts []Fact, w Window) (Fact, bool) {
	hand, byHand := latest(facts, HowHand, w)
	choice, chosen := latest(facts, HowChoice, w)
	if chosen && (!byHand || !choice.RecordedAt.Before(hand.RecordedAt)) {
		return choice, true
	}
	return hand, byHand
}

// minutesIn is how long the person was in the window by this fact alone: all of it where it gives no minutes.
func (f Fact) minutesIn(w Window) int {
	switch {
	case !f.Present:
		return 0
	case f.Minutes == 0:
		return w.Minutes()
	}
	return min(f.Minutes, w.Minutes())
}

// latest returns the newest fact of that sort about the window.
func latest(facts []Fact, how How, w Window) (Fact, bool) {
	var found Fact
	ok := false
	for _, f := range facts {
		if f.How == how && f.about(w) && (!ok || !f.RecordedAt.Before(found.RecordedAt)) {
			found, ok = f, true
		}
	}
	return found, ok
}

// about reports whether a fact by hand or by code word speaks of the window.
func (f Fact) about(w Window) bool {
	return f.DayID == w.DayID || f.DayID == "" && w.begun(f.RecordedAt)
}

type span struct{ from, to time.Time }

// union returns how much of the window the spans cover together.
func union(spans []span, w Window) time.Duration {
	var clipped []span
	for _, s := range spans {
		if s.from.Before(w.Start) {
			s.from = w.Start
		}
		if s.to.After(w.End) {
			s.to = w.End
		}
		if s.to.After(s.from) {
			clipped = append(clipped, s)
		}
	}
	slices.SortFunc(clipped, func(a, b span) int { return a.from.Compare(b.from) })
	var total time.Duration
	var reached time.Time
	for _, s := range clipped {
		if s.from.Before(reached) {
			s.from = reached
		}
		if s.to.After(s.from) {
			total += s.to.Sub(s.from)
			reached = s.to
		}
	}
	return total
}

// wholeMinutes rounds to the nearest minute: somebody who was there for all but the twenty
// seconds it took to let everybody in was there for the hour.
func wholeMinutes(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) }
