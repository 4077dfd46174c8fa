package registration

import (
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// sourceFacts is what the file says about one registration.
func (in *intake) sourceFacts(registration id.ID, now time.Time) []Fact {
	f := SourceFile{ID: in.fileID, Source: in.opts.Source, Form: in.file.Form, DayID: in.opts.DayID}
	if slices.Contains(in.missing, registration) || slices.Contains(in.absent, registration) {
		var facts []Fact
		for _, day := range in.daysCovered() {
			facts = append(facts, Fact{RegistrationID: registration, How: f.Source, DayID: day, FileID: f.ID, Form: f.Form, RecordedBy: in.actor.PersonID, RecordedAt: now})
		}
		return facts
	}
	return f.facts(registration, in.matched[registration], in.window, in.actor.PersonID, now)
}

// daysCovered are the days of which a file says who was not there: a list's own, a report's those with visits and,
// where it gives no times, the whole, of which it is heard as far as it had begun.
func (in *intake) daysCovered() []id.ID {
	if in.opts.Source != HowFile {
		return []id.ID{in.opts.DayID}
	}
	var visits []span
	for _, v := range in.file.Visits {
		if !v.Joined.IsZero() {
			visits = append(visits, span{v.Joined, v.Left})
		}
	}
	var days []id.ID
	for _, w := range Windows(in.occurrence) {
		if union(visits, w) > 0 {
			days = append(days, w.DayID)
		}
	}
	if len(visits) == 0 {
		days = []id.ID{""}
	}
	return days
}

// facts turns the visits of a file into facts: a platform's report into visits, a list into one statement
// about its window. A visit of no length is kept as such: it says that somebody looked in.
func (f SourceFile) facts(registration id.ID, visits []Visit, w Window, by id.ID, now time.Time) []Fact {
	if f.Source == HowFile {
		facts := visitFacts(registration, f.ID, visits, by, now)
		for i := range facts {
			facts[i].Form = f.Form
		}
		return facts
	}
	fact := Fact{RegistrationID: registration, How: f.Source, FileID: f.ID, Form: f.Form, DayID: f.DayID, Present: true, RecordedBy: by, RecordedAt: now}
	for _, v := range visits {
		if !v.There {
			fact.Minutes = Merge([]Window{w}, visitFacts(registration, f.ID, visits, by, now)).Minutes
			fact.Present = fact.Minutes > 0
			break
		}
	}
	return []Fact{fact}
}

func visitFacts(registration, file id.ID, visits []Visit, by id.ID, now time.Time) []Fact {
	facts := make([]Fact, len(visits))
	for i, v := range visits {
		facts[i] = Fact{RegistrationID: registration, How: HowFile, FileID: file, JoinedAt: v.Joined, LeftAt: v.Left, Minutes: v.Minutes, Present: true, Reason: v.Says, RecordedBy: by, RecordedAt: now}
	}
	return facts
}

// reasonOf is why a registration changes its state by a fact of the source.
func reasonOf(source How) Reason {
	switch source {
	case HowPresenter:
		return ReasonByPresenter
	case HowDoor:
		return ReasonAtDoor
	}
	return ReasonByFile
}

func (in *intake) report() AttendanceReport {
	rep := tabular.NewReport("attendance", in.opts.Name, in.opts.DryRun)
	rep.Note(in.file.Notes...)
	if in.remembered > 0 {
		rep.Note(fmt.Sprintf("%d rows were matched by what somebody of your unit said of an earlier file.", in.remembered))
	}
	if n := len(in.absent) + len(in.missing); n > 0 {
		rep.Note(fmt.Sprintf("The file says of %d people registered here that they were not there.", n))
	}
	if in.late > 0 {
		rep.Note(fmt.Sprintf("%d of these people have completed it already. What the file says of them is kept beside it, and changes neither their completion nor their record.", in.late))
	}
	if in.opts.Complete && len(in.unmatched) > 0 {
		rep.Note("Some rows fit nobody yet, so nobody is said to be missing from it. Resolve them, set the file aside and take it in again.")
	} else if in.opts.Complete && len(in.file.Refused) > 0 {
		rep.Note("Some rows cannot be read, so nobody is said to be missing from it. Put them right and send it again.")
	}
	if in.repeated {
		rep.Note("This file was taken in before, so nothing was changed.")
		in.fresh = nil
	}
	why := map[int]Why{}
	for _, u := range in.fresh {
		for _, v := range u.Visits {
			why[v.Line] = u.Why
		}
	}
	rows := make([]tabular.RowReport, 0, len(in.file.Visits)+len(in.file.Refused))
	for _, v := range in.file.Visits {
		row := tabular.RowReport{Line: v.Line, Key: v.Address, Title: v.Name, Outcome: tabular.Created}
		if in.repeated || in.known[v.Line] {
			row.Outcome = tabular.Unchanged
		}
		if w := why[v.Line]; w != "" {
			row.Notes = []string{w.Label() + " It is kept to be resolved by hand."}
		}
		rows = append(rows, row)
	}
	for _, f := range in.file.Refused {
		rows = append(rows, tabular.RowReport{Line: f.Line, Title: f.Name, Outcome: tabular.Refused, Problems: tabular.ProblemsOf(f.Err)})
	}
	slices.SortFunc(rows, func(a, b tabular.RowReport) int { return a.Line - b.Line })
	for _, row := range rows {
		rep.Add(row)
	}
	return AttendanceReport{Report: *rep, Form: in.file.Form, People: in.people, Unmatched: in.fresh}
}
