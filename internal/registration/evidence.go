package registration

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// ConflictMinutes is by how much two sources that give minutes may differ before a person is asked which
// is right: platforms and people round, and let others in and out at the edges.
const ConflictMinutes = 10

// Reading is what one source says about one registration in one window.
type Reading struct {
	How     How
	Present bool
	// Minutes is how long. Exact says that the source itself gives them; otherwise it says only that
	// somebody was there, and Minutes is the whole window.
	Minutes int
	Exact   bool
	// Says is what the source wrote beside it, Chosen the source that a choice follows.
	Says   string
	Chosen How
	// At is when it came in last and By who brought it, Name the file it stands in.
	At     time.Time
	By     id.ID
	FileID id.ID
	// SaidAt is when the source says it was, ClockOff by how many seconds its clock was ahead.
	SaidAt   time.Time
	ClockOff int
}

// Readings returns what each source says about the window, the heaviest first. Several exports of one
// meeting are one source and united; a source that was asked twice is heard as it spoke last. A report
// that gives only durations speaks of the whole, and so of a window only where there is one.
func Readings(windows []Window, w Window, facts []Fact) []Reading {
	var out []Reading
	for _, how := range []How{HowHand, HowChoice, HowFile, HowPresenter, HowDoor, HowCodeWord, HowSelf} {
		if how == HowFile {
			if r, ok := fileReading(windows, w, facts); ok {
				out = append(out, r)
			}
			continue
		}
		f, ok := latest(facts, how, w)
		if !ok {
			continue
		}
		out = append(out, Reading{How: how, Present: f.Present, Minutes: f.minutesIn(w), Says: f.Reason, Chosen: f.Chosen, At: f.RecordedAt, By: f.RecordedBy, FileID: f.FileID, SaidAt: f.SaidAt, ClockOff: f.ClockOff,
			Exact: f.Present && (how.decides() || how != HowCodeWord && f.Minutes > 0)})
	}
	return out
}

// fileReading is what the platform's reports say together.
func fileReading(windows []Window, w Window, facts []Fact) (Reading, bool) {
	r := Reading{How: HowFile}
	var (
		visits    []span
		durations = map[id.ID]int{}
		spoken    bool
	)
	for _, f := range facts {
		if f.How != HowFile || f.DayID != "" && f.DayID != w.DayID {
			continue
		}
		timed := !f.JoinedAt.IsZero()
		switch {
		case !f.Present:
		case timed:
			visits = append(visits, span{f.JoinedAt, f.LeftAt})
			if union(visits[len(visits)-1:], w) == 0 {
				continue // it speaks of another window
			}
		case len(windows) != 1:
			continue
		default:
			durations[f.FileID] += f.Minutes
		}
		spoken = true
		if !f.RecordedAt.Before(r.At) {
			r.At, r.By, r.FileID = f.RecordedAt, f.RecordedBy, f.FileID
		}
		if f.Reason != "" {
			r.Says = f.Reason
		}
	}
	if !spoken {
		return r, false
	}
	r.Minutes = wholeMinutes(union(visits, w))
	if r.Minutes == 0 {
		for _, n := range durations {
			r.Minutes = max(r.Minutes, min(n, w.Minutes()))
		}
	}
	r.Present = r.Minutes > 0
	r.Exact = r.Present
	return r, true
}

// Conflicting reports whether a person has to say which reading is right: sources say there and not there,
// or minutes that differ by more than ConflictMinutes, or nothing but the person's own word speaks for
// them. What somebody of the unit decided settles all that had come in by then; what comes in later and
// says otherwise is a conflict again.
func Conflicting(readings []Reading) bool {
	var settled Reading
	for _, r := range readings {
		if r.How.decides() && !r.At.Before(settled.At) {
			settled = r
		}
	}
	open := slices.DeleteFunc(slices.Clone(readings), func(r Reading) bool {
		return settled.How != "" && (r.How != settled.How && !r.At.After(settled.At))
	})
	if len(open) == 1 {
		return open[0].How == HowSelf && open[0].Present
	}
	for i, a := range open {
		for _, b := range open[i+1:] {
			if a.Present != b.Present || a.Exact && b.Exact && max(a.Minutes-b.Minutes, b.Minutes-a.Minutes) > ConflictMinutes {
				return true
			}
		}
	}
	return false
}

// openConflicts returns the windows in which the readings of one registration conflict.
func openConflicts(windows []Window, facts []Fact) []Window {
	return slices.DeleteFunc(slices.Clone(windows), func(w Window) bool { return !Conflicting(Readings(windows, w, facts)) })
}
