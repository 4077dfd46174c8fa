package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/id"
)

// maxGone is how many dates a report names that a file holds no more.
const maxGone = 50

// noteGone says which dates to come a file (or calendar) holds no more. They are not cancelled by that, since people have registered
// and a file may be cut short: a person decides.
func (run *importRun) noteGone(ctx context.Context, what string) error {
	if run.o.part {
		return nil
	}
	dates, keys, err := datesToCome(ctx, run.s.db, run.src.id, run.s.clock.Now())
	if err != nil {
		return err
	}
	n := 0
	for _, c := range dates {
		key := keys[c.OfferID]
		title, _, _ := strings.Cut(key, "|")
		if run.held[c.ID] || run.unread[key] || strings.HasPrefix(key, "title:") && run.unread[title+"|"] {
			continue
		}
		if n++; n <= maxGone {
			run.report.Note(fmt.Sprintf("/work/occurrences/%s, on %s (%s), is in the %s no more. It was left as it is: cancel it there if it does not take place.", c.ID, c.words(), shownKey(key), what))
		}
	}
	if err := run.noteUndated(ctx, what); err != nil {
		return err
	}
	run.known, run.gone = len(dates), n
	if n > maxGone {
		run.report.Note(fmt.Sprintf("%d more dates are in the %s no more.", n-maxGone, what))
	}
	return nil
}

// noteUndated says which published offers without dates a file holds no more. A feed of news lets the old go when new come, and says nothing by that.
func (run *importRun) noteUndated(ctx context.Context, what string) error {
	if run.feed != nil && run.feed.News {
		return nil
	}
	offers, err := undatedOffers(ctx, run.s.db, run.src.id)
	if err != nil {
		return err
	}
	n := 0
	for _, o := range offers {
		title, _, _ := strings.Cut(o.key, "|")
		if run.seen[o.key] || run.unread[o.key] || strings.HasPrefix(o.key, "title:") && run.unread[title+"|"] {
			continue
		}
		if n++; n <= maxGone {
			run.report.Note(fmt.Sprintf("/work/offers/%s, “%s”, is in the %s no more. It was left as it is: archive it there if it is not offered any more.", o.id, o.title, what))
		}
	}
	if n > maxGone {
		run.report.Note(fmt.Sprintf("%d more offers without dates are in the %s no more.", n-maxGone, what))
	}
	return nil
}

// movedDates finds the dates that a calendar has moved with their whole series: the keys that they had, by the key of the
// offer and the one that they have now.
func (run *importRun) movedDates(ctx context.Context, feed calendar.Feed) (map[string]map[string]string, error) {
	events := map[string][]calendar.Found{}
	for _, e := range feed.Events {
		events["uid:"+e.UID] = append(events["uid:"+e.UID], e)
	}
	offers, err := offersBySource(ctx, run.s.db, run.src.id, slices.Sorted(maps.Keys(events)))
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, 0, len(offers))
	for _, o := range offers {
		ids = append(ids, o.ID)
	}
	slices.Sort(ids)
	known := map[id.ID][]Occurrence{}
	for chunk := range slices.Chunk(ids, 500) {
		dates, err := importedOccurrences(ctx, run.s.db, chunk)
		if err != nil {
			return nil, err
		}
		for _, c := range dates {
			known[c.OfferID] = append(known[c.OfferID], c)
		}
	}
	moved := map[string]map[string]string{}
	for key, o := range offers {
		moved[key] = movedInstances(known[o.ID], events[key], run.s.clock.Now())
	}
	return moved, nil
}

// movedInstances pairs the dates to come of an event with its instances, where the calendar holds none of the former under its
// name any more: in their order when there are as many, else by the one distance that leads from all of the fewer to the others.
// Where some have stayed, or there is no such distance, it cannot be told which became which.
func movedInstances(known []Occurrence, events []calendar.Found, now time.Time) map[string]string {
	have, held := map[string]bool{}, map[string]bool{}
	for _, c := range known {
		have[c.SourceKey] = true
	}
	var fresh []calendar.Found
	zone := time.UTC
	for _, e := range events {
		key := dateKey(e)
		held[key] = true
		if !have[key] && e.Status != calendar.Cancelled && e.Start.After(now) {
			fresh = append(fresh, e)
			if loc, err := loadZone(e.Zone); err == nil {
				zone = loc
			}
		}
	}
	var gone []Occurrence
	for _, c := range known {
		if c.Status != Scheduled || !c.StartsAt.After(now) {
			continue
		}
		if held[c.SourceKey] {
			return nil
		}
		gone = append(gone, c)
	}
	slices.SortStableFunc(gone, func(a, b Occurrence) int { return instanceOf(a).Compare(instanceOf(b)) })
	slices.SortStableFunc(fresh, func(a, b calendar.Found) int { return instant(a).Compare(instant(b)) })
	was, is := make([]time.Time, len(gone)), make([]time.Time, len(fresh))
	for i, c := range gone {
		was[i] = clocks(instanceOf(c), zone)
	}
	for i, e := range fresh {
		is[i] = clocks(instant(e), zone)
	}
	out := map[string]string{}
	for i, j := range pairs(was, is) {
		out[dateKey(fresh[j])] = gone[i].SourceKey
	}
	return out
}

// pairs returns which of is each of was has become, by index.
func pairs(was, is []time.Time) map[int]int {
	out := map[int]int{}
	if len(was) == len(is) {
		for i := range was {
			out[i] = i
		}
		return out
	}
	few, many := was, is
	if len(is) < len(was) {
		few, many = is, was
	}
	if len(few) == 0 {
		return out
	}
	at := map[time.Time]int{}
	for i, t := range many {
		at[t] = i
	}
	var by time.Duration
	found := false
	for _, t := range many {
		d := t.Sub(few[0])
		if (!found || d.Abs() < by.Abs()) && !slices.ContainsFunc(few, func(f time.Time) bool { _, ok := at[f.Add(d)]; return !ok }) {
			by, found = d, true
		}
	}
	if !found {
		return out
	}
	for i, f := range few {
		if j := at[f.Add(by)]; len(is) < len(was) {
			out[j] = i
		} else {
			out[i] = j
		}
	}
	return out
}

// clocks is what clocks in a zone show, so that a series keeps its distance when they change.
func clocks(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// instanceKey is how the key of an instance of a series is written.
const instanceKey = "event:20060102T150405Z"

// instanceOf is when an imported date was to begin by its series, or begins when it is of none.
func instanceOf(o Occurrence) time.Time {
	if t, err := time.Parse(instanceKey, o.SourceKey); err == nil {
		return t
	}
	return o.StartsAt
}

func instant(e calendar.Found) time.Time {
	if e.RecurrenceID.IsZero() {
		return e.Start
	}
	return e.RecurrenceID
}
