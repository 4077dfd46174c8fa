package registration

import (
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// ConflictMinutes is by how much two sources that give minutes may differ before a person is asked which
// is right: platforms and people round, and let others in and out at the edges.
const ConflictMinutes = 10

// Reading is what one source says about one registration in one window.
type Reading struct {
	How How
	// Form is which report it is, where a platform's speaks: each is a source of its own.
	Form    Form
	Present bool
	// Minutes is how long. Exact says that the source itself gives them; otherwise it says only that
	// somebody was there, and Minutes is the whole window.
	Minutes int
	Exact   bool
	// Total is what the source says of several windows together, of which Minutes is this one's share; 0 where it
	// speaks of the window itself. Open says that the total leaves open whether they were there in this one.
	Total int
	Open  bool
	// Says is what the source wrote beside it, Chosen the Key of the source that a choice follows.
	Says   string
	Chosen string
	// At is when it came in last and By who brought it, Name the file it stands in.
	At     time.Time
	By     id.ID
	FileID id.ID
	// SaidAt is when the source says it was, ClockOff by how many seconds its clock was ahead.
	SaidAt   time.Time
	ClockOff int
	// timed says that a report has times within the window.
	timed bool
	// inAll is what the source says of all windows together, and whole that it speaks of each; told only beside a total.
	inAll int
	whole bool
}

// Key names the source among those that speak of one registration in one window: "door", "file:zoom-meeting".
func (r Reading) Key() string {
	if r.How == HowFile && r.Form != "" {
		return string(r.How) + ":" + string(r.Form)
	}
	return string(r.How)
}

// Readings returns what each source says about the window, the heaviest first. Each platform is a source of
// its own, and the exports of one are united; a source that was asked twice is heard as it spoke last.
func Readings(windows []Window, w Window, facts []Fact) []Reading {
	out := readingsOf(windows, w, facts)
	if !slices.ContainsFunc(out, func(r Reading) bool { return r.Total > 0 }) {
		return out
	}
	// Beside a total stands what the others say of all windows.
	minutes, spoken := map[string]int{}, map[string]int{}
	for _, each := range windows {
		for _, r := range readingsOf(windows, each, facts) {
			if r.Exact || !r.Present {
				minutes[r.Key()] += r.Minutes
				spoken[r.Key()]++
			}
		}
	}
	for i := range out {
		r := &out[i]
		r.inAll, r.whole = minutes[r.Key()], spoken[r.Key()] == len(windows)
	}
	return out
}

func readingsOf(windows []Window, w Window, facts []Fact) []Reading {
	var out []Reading
	for _, how := range []How{HowHand, HowChoice, HowFile, HowPresenter, HowDoor, HowCodeWord, HowSelf} {
		if how == HowFile {
			out = append(out, reports(windows, w, facts)...)
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

// reports is what each platform's reports say about the window: what gives times before what gives only a
// duration, and of these the longer.
func reports(windows []Window, w Window, facts []Fact) []Reading {
	byForm := map[Form][]Fact{}
	for _, f := range facts {
		if f.How == HowFile && (f.Present && f.DayID == "" || f.about(w)) {
			byForm[f.Form] = append(byForm[f.Form], f)
		}
	}
	var out []Reading
	for _, form := range slices.Sorted(maps.Keys(byForm)) {
		if r, ok := report(windows, w, byForm[form]); ok {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Reading) int {
		switch {
		case a.timed == b.timed:
			return b.Minutes - a.Minutes
		case a.timed:
			return -1
		}
		return 1
	})
	return out
}

// report is what the exports of one platform say together. Visits are a union; durations count where no visit
// is within any window: summed within a file, the largest of several files, and over several windows by their length.
func report(windows []Window, w Window, facts []Fact) (Reading, bool) {
	r := Reading{How: HowFile, Form: facts[0].Form}
	var visits []span
	durations, total, length := map[id.ID]int{}, 0, Length(windows)
	more := make([]bool, len(facts)) // which durations bring more than those before them
	for i, f := range facts {
		if !f.JoinedAt.IsZero() {
			visits = append(visits, span{f.JoinedAt, f.LeftAt})
			continue
		}
		durations[f.FileID] += f.Minutes
		sum := min(durations[f.FileID], length)
		more[i] = sum > total
		total = max(total, sum)
	}
	if slices.ContainsFunc(windows, func(w Window) bool { return union(visits, w) > 0 }) {
		total = 0
	}
	there := union(visits, w)
	r.timed = there > 0
	spoken := false
	for i, f := range facts {
		switch {
		case !f.JoinedAt.IsZero() && union([]span{{f.JoinedAt, f.LeftAt}}, w) == 0:
			continue // it speaks of another window
		case f.JoinedAt.IsZero() && f.Present && total == 0 && len(visits) > 0:
			continue // the platform's own sum of what it gives in times
		case spoken && f.JoinedAt.IsZero() && f.Present && !more[i]:
			continue // a later export that says nothing more
		}
		spoken = true
		r.At, r.By, r.FileID = f.RecordedAt, f.RecordedBy, f.FileID
		if f.Reason != "" {
			r.Says = f.Reason
		}
	}
	r.Minutes = wholeMinutes(there)
	if total > 0 {
		r.Minutes = share(windows, w, total)
		if len(windows) > 1 {
			r.Total, r.Open = total, total <= length-w.Minutes()
		}
	}
	r.Present = r.Minutes > 0
	r.Exact = r.Present
	return r, spoken
}

// share is the window's part of minutes that are given for all windows together.
func share(windows []Window, w Window, total int) int {
	before, length := 0, Length(windows)
	for _, each := range windows {
		if each == w {
			break
		}
		before += each.Minutes()
	}
	if length == 0 {
		return 0
	}
	return total*(before+w.Minutes())/length - total*before/length
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
		if slices.ContainsFunc(open[i+1:], a.differs) {
			return true
		}
	}
	return false
}

// differs reports whether two readings cannot both be right. A total over several windows says of one of them
// only what no other window leaves room for, and is compared with what another source says of all of them.
func (r Reading) differs(o Reading) bool {
	apart := func(a, b int) bool { return max(a-b, b-a) > ConflictMinutes }
	switch {
	case r.Total > 0 && o.Total > 0:
		return apart(r.Total, o.Total)
	case r.Present != o.Present && !r.Open && !o.Open:
		return true
	case r.Total > 0 || o.Total > 0:
		return r.whole && o.whole && apart(r.inAll, o.inAll)
	}
	return r.Exact && o.Exact && apart(r.Minutes, o.Minutes)
}

// openConflicts returns the windows in which the readings of one registration conflict.
func openConflicts(windows []Window, facts []Fact) []Window {
	return slices.DeleteFunc(slices.Clone(windows), func(w Window) bool { return !Conflicting(Readings(windows, w, facts)) })
}
