package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// calendar takes the events of an iCalendar file: an offer for each UID, with a date for each instance.
func (run *importRun) calendar(ctx context.Context, file io.Reader) error {
	feed, err := calendar.Read(file, calendar.Options{Zone: run.o.Zone, MaxBytes: maxImport})
	if err != nil {
		return err
	}
	if err := run.remember(ctx); err != nil {
		return err
	}
	if run.o.Zone == "" {
		run.o.Zone = feed.Zone
	}
	for _, p := range feed.Problems {
		run.report.Add(tabular.RowReport{Line: p.Line, Key: p.UID, Title: p.Summary, Outcome: tabular.Refused,
			Problems: []tabular.Problem{{Message: p.String()}}})
	}
	for chunk := range slices.Chunk(feed.Events, importChunk) {
		rows := make([]importRow, 0, len(chunk))
		for _, e := range chunk {
			rows = append(rows, run.event(e))
		}
		if err := run.take(ctx, rows); err != nil {
			return err
		}
	}
	return run.noteGone(ctx, feed)
}

// noteGone says which dates to come of the events in a feed it holds no more: a repetition that was moved has new instances beside the
// old ones, and one that was left out is simply not there. They are not cancelled by that, since people have registered and a file may be cut short: a person decides.
func (run *importRun) noteGone(ctx context.Context, feed calendar.Feed) error {
	held := map[string]map[string]bool{} // the keys of the dates, by that of the offer
	for _, e := range feed.Events {
		key := "uid:" + e.UID
		if held[key] == nil {
			held[key] = map[string]bool{}
		}
		held[key][dateKey(e)] = true
	}
	for _, p := range feed.Problems {
		delete(held, "uid:"+p.UID)
	}
	offers, err := offersBySource(ctx, run.s.db, run.src.id, slices.Sorted(maps.Keys(held)))
	if err != nil {
		return err
	}
	of := make(map[id.ID]Offer, len(offers))
	for _, o := range offers {
		if o.Status != StatusArchived {
			of[o.ID] = o
		}
	}
	now := run.s.clock.Now()
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(of)), 500) {
		dates, err := importedOccurrences(ctx, run.s.db, chunk)
		if err != nil {
			return err
		}
		for _, c := range dates {
			if o := of[c.OfferID]; c.Status == Scheduled && c.StartsAt.After(now) && strings.HasPrefix(c.SourceKey, "event") && !held[o.SourceKey][c.SourceKey] {
				run.report.Note(fmt.Sprintf("/work/occurrences/%s, on %s, is in the calendar no more. It was left as it is: cancel it there if it does not take place.", c.ID, c.words()))
			}
		}
	}
	return nil
}

// dateKey is what an instance of an event is called among the dates of its offer.
func dateKey(e calendar.Found) string {
	if e.RecurrenceID.IsZero() {
		return "event"
	}
	return "event:" + e.RecurrenceID.UTC().Format("20060102T150405Z")
}

// event turns an event into a row.
func (run *importRun) event(e calendar.Found) importRow {
	r := importRow{line: e.Line, key: "uid:" + e.UID, title: plain(e.Summary), unit: run.o.Unit, kind: run.o.Kind}
	for _, n := range e.Notes {
		r.notes = append(r.notes, n.String())
	}
	when := &importDate{starts: e.Start, ends: e.End, zone: e.Zone, cancelled: e.Status == calendar.Cancelled, key: dateKey(e), lengthIsKnown: true}
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
	var d Draft
	d.Title, d.Description = r.title, strings.TrimSpace(e.Description)
	if webAddress(e.URL) {
		d.Link = e.URL
	}
	if location := line(e.Location); webAddress(location) {
		when.link = location
	} else {
		when.place = location
	}
	if n := when.ends.Sub(when.starts); !e.AllDay && n <= longestSitting {
		d.Minutes = int(n / time.Minute)
	}
	r.when = when
	categories := list(e.Categories)
	r.set = func(to *Draft, made, first bool) {
		first = first && !when.cancelled
		run.merge(to, d, categories, made, first, first)
	}
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
	if when.zone == "" {
		when.zone = cmp.Or(run.o.Zone, "UTC")
	}
	f.Check(!when.starts.IsZero(), "date", "The event does not say when it begins.")
	if !when.ends.After(when.starts) {
		when.ends, when.lengthIsKnown = when.starts.Add(assumedMinutes*time.Minute), false
		r.notes = append(r.notes, "It does not say when it ends; an hour was kept free.")
	}
}
