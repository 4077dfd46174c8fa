package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// endlessBack and endlessAhead are how many days of an event that repeats without an end are taken. The next run takes what has come nearer.
const (
	endlessBack  = 30
	endlessAhead = 366
)

// calendar takes the events of an iCalendar file: an offer for each UID, with a date for each instance.
func (run *importRun) calendar(ctx context.Context, file io.Reader) error {
	now := run.s.clock.Now()
	feed, err := calendar.Read(file, calendar.Options{Zone: run.o.Zone, MaxBytes: maxImport,
		EndlessFrom: now.AddDate(0, 0, -endlessBack), EndlessTo: now.AddDate(0, 0, endlessAhead)})
	if err != nil {
		return err
	}
	run.opens = true
	if err := run.remember(ctx); err != nil {
		return err
	}
	if !isUTC(feed.Zone) || run.o.Zone == "" {
		// UTC is how programs write, and no zone that would overrule the one that a person chose.
		run.o.Zone = cmp.Or(feed.Zone, run.o.Zone)
	}
	run.withoutPrivate(&feed)
	if len(feed.Events)+len(feed.Problems) == 0 {
		run.report.Note("The calendar holds no events.")
	}
	for _, p := range feed.Problems {
		run.unread["uid:"+p.UID] = true
		run.report.Add(tabular.RowReport{Line: p.Line, Key: p.UID, Title: p.Summary, Outcome: tabular.Refused,
			Problems: []tabular.Problem{{Message: p.String()}}})
	}
	moved, err := run.movedDates(ctx, feed)
	if err != nil {
		return err
	}
	names, err := run.namesOfEvents(ctx, feed.Events)
	if err != nil {
		return err
	}
	var rows []importRow
	for i, e := range feed.Events {
		row := run.event(e)
		if names[i].date != "" && row.when != nil {
			row.key, row.when.key = names[i].offer, names[i].date
		}
		if row.when != nil {
			row.when.formerly = moved[row.key][row.when.key]
		}
		rows = append(rows, row)
		// The dates of one event are taken together: those of a moved one as a whole, or not at all.
		if next := i + 1; next == len(feed.Events) || len(rows) >= importChunk && feed.Events[next].UID != e.UID {
			if err := run.take(ctx, rows); err != nil {
				return err
			}
			rows = nil
		}
	}
	return run.noteGone(ctx, "calendar")
}

// withoutPrivate leaves out the events that their calendar does not mean for everybody. Who subscribes with a secret address gets them too.
func (run *importRun) withoutPrivate(feed *calendar.Feed) {
	private := map[string]bool{}
	feed.Events = slices.DeleteFunc(feed.Events, func(e calendar.Found) bool {
		private[e.UID] = private[e.UID] || e.Private
		return e.Private
	})
	feed.Problems = slices.DeleteFunc(feed.Problems, func(p calendar.Problem) bool {
		private[p.UID] = private[p.UID] || p.Private
		return p.Private
	})
	n := 0
	for _, is := range private {
		if is {
			n++
		}
	}
	if n > 0 {
		run.report.Note(fmt.Sprintf("Events that the calendar calls private or confidential, which were not taken: %d.", n))
	}
}

func isUTC(zone string) bool {
	return slices.Contains([]string{"UTC", "Etc/UTC", "GMT", "Etc/GMT"}, zone)
}

// dateKey is what an instance of an event is called among the dates of its offer.
func dateKey(e calendar.Found) string {
	if e.RecurrenceID.IsZero() {
		return "event"
	}
	return e.RecurrenceID.UTC().Format(instanceKey)
}

// event turns an event into a row.
func (run *importRun) event(e calendar.Found) importRow {
	title, off := calledOff(plain(e.Summary))
	r := importRow{line: e.Line, key: "uid:" + e.UID, title: title, unit: run.o.Unit, kind: run.o.Kind}
	for _, n := range e.Notes {
		r.notes = append(r.notes, n.String())
	}
	when := &importDate{starts: e.Start, ends: e.End, zone: e.Zone, cancelled: off || e.Status == calendar.Cancelled, key: dateKey(e), lengthIsKnown: true, sequence: e.Sequence, numbered: true}
	if off && e.Status != calendar.Cancelled {
		when.sequence-- // only the title says so, and may cease to with the same number
	}
	var f errs.Fields
	f.Check(e.UID != "", "uid", "The event has no UID by which it could be known again.")
	f.Check(r.title != "" || when.cancelled, "title", "The title is missing.")
	f.Check(!tabular.LooksLikeFormula(r.title), "title", "“%s” is a formula, not a text.", cutWords(r.title, 60))
	f.Check(r.unit != "", "unit", "Nothing says which unit offers it. Name the unit of the whole file.")
	if !when.cancelled {
		run.eventTimes(e, when, &r, &f)
	}
	if r.err = f.Err(); r.err != nil {
		return r
	}
	d := &r.says
	d.Title, d.Description = r.title, strings.TrimSpace(e.Description)
	if webAddress(e.URL) {
		d.Link = e.URL
	}
	if location := line(e.Location); webAddress(location) {
		when.link = location
	} else {
		when.place = location
	}
	if n := when.ends.Sub(when.starts); when.lengthIsKnown && !e.AllDay && n <= longestSitting {
		d.Minutes = int(n / time.Minute)
	}
	r.when, r.categories = when, list(e.Categories)
	return r
}

// eventTimes checks the times of an event. A day without times goes from midnight to midnight in the file's zone.
func (run *importRun) eventTimes(e calendar.Found, when *importDate, r *importRow, f *errs.Fields) {
	if e.AllDay {
		loc, err := loadZone(run.o.Zone)
		if err != nil {
			f.Add("zone", "The event is for whole days; give the time zone in which they are meant.")
			return
		}
		when.zone = run.o.Zone
		midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc).UTC() }
		when.starts, when.ends = midnight(e.Start), midnight(e.End)
		r.notes = append(r.notes, "It is for whole days, from midnight to midnight.")
	}
	if when.zone == "" || isUTC(when.zone) {
		// UTC is how programs write when it is, and not for whom.
		when.zone = cmp.Or(run.o.Zone, "UTC")
	}
	f.Check(!when.starts.IsZero(), "date", "The event does not say when it begins.")
	if !when.ends.After(when.starts) {
		when.ends, when.lengthIsKnown = when.starts.Add(assumedMinutes*time.Minute), false
		r.notes = append(r.notes, "It does not say when it ends. An hour was kept free in the calendar, and the offer's own length was left empty.")
	}
}
