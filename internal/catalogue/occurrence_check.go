package catalogue

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Limits of an occurrence.
const (
	maxSeats        = 1_000_000
	maxDays         = 200
	maxPromiseHours = 24 * 14
	defaultPromise  = 24
	maxSpan         = 366 * 24 * time.Hour
)

// At returns the moment, in UTC, at which clocks in the zone show a civil date ("2026-03-31") and a
// time ("14:00"). Invalid on field "date", "time" or "zone"; a time that the clocks jump over is Invalid too, and of
// one that they show twice the first is taken.
func At(date, clock, zone string) (time.Time, error) {
	loc, err := loadZone(zone)
	if err != nil {
		return time.Time{}, err
	}
	var f errs.Fields
	d, _, err := tabular.NewDateReader(tabular.UnknownOrder).Date(date)
	tabular.NameField(&f, "date", err)
	t, _, err := tabular.ParseTime(clock)
	tabular.NameField(&f, "time", err)
	if err := f.Err(); err != nil {
		return time.Time{}, err
	}
	at, _, err := tabular.Local(d, t, loc)
	tabular.NameField(&f, "time", err)
	return at, f.Err()
}

// clean returns the occurrence as it is kept: the days in order, and the whole from the first to the last of them.
func (o Occurrence) clean() Occurrence {
	o.Label, o.Place, o.Room, o.Slot = line(o.Label), line(o.Place), line(o.Room), slotType(line(o.Slot))
	o.Platform, o.PlatformLink, o.CodeWord = line(o.Platform), line(o.PlatformLink), line(o.CodeWord)
	o.StartsAt, o.EndsAt = o.StartsAt.UTC().Truncate(time.Microsecond), o.EndsAt.UTC().Truncate(time.Microsecond)
	if o.PromiseHours == 0 {
		o.PromiseHours = defaultPromise
	}
	o.Days = slices.Clone(o.Days)
	slices.SortStableFunc(o.Days, func(a, b Day) int { return a.StartsAt.Compare(b.StartsAt) })
	for i := range o.Days {
		d := &o.Days[i]
		d.Position, d.Title = i, line(d.Title)
		d.StartsAt, d.EndsAt = d.StartsAt.UTC().Truncate(time.Microsecond), d.EndsAt.UTC().Truncate(time.Microsecond)
		if d.ID == "" {
			d.ID = id.New()
		}
	}
	if n := len(o.Days); n > 0 {
		o.StartsAt, o.EndsAt = o.Days[0].StartsAt, o.Days[n-1].EndsAt
	}
	return o
}

// check says what makes a cleaned occurrence impossible.
func (o Occurrence) check() errs.Fields {
	var f errs.Fields
	_, err := loadZone(o.Zone)
	tabular.NameField(&f, "zone", err)
	f.Check(!o.StartsAt.IsZero() && o.StartsAt.Year() >= 1950 && o.StartsAt.Year() < 2200, "starts_at", "Say when it begins.")
	f.Check(o.EndsAt.After(o.StartsAt), "ends_at", "It must end after it begins.")
	f.Check(o.EndsAt.Sub(o.StartsAt) <= maxSpan, "ends_at", "It can be a year long at most.")
	f.Check(len(o.Days) <= maxDays, "days", "List at most %d.", maxDays)
	for i, d := range o.Days {
		f.Check(d.EndsAt.After(d.StartsAt), "days", "Each day must end after it begins.")
		f.Check(i == 0 || !d.StartsAt.Before(o.Days[i-1].EndsAt), "days", "The days must not overlap.")
	}
	f.Check(o.Capacity >= 0 && o.Capacity <= maxSeats, "capacity", "Give a number of seats from 1 to %d, or leave it empty for no limit.", maxSeats)
	f.Check(o.PromiseHours > 0 && o.PromiseHours <= maxPromiseHours, "promise_hours", "Give 1 to %d hours.", maxPromiseHours)
	f.Check(o.OpensAt.IsZero() || o.ClosesAt.IsZero() || o.OpensAt.Before(o.ClosesAt), "closes_at", "Registration must close after it opens.")
	f.Check(!o.OpensAt.After(o.EndsAt), "opens_at", "Registration must open before it ends.")
	f.Check(o.PlatformLink == "" || webAddress(o.PlatformLink), "platform_link", "Enter a whole web address that begins with https://.")
	for _, t := range []struct{ name, text string }{{"label", o.Label}, {"place", o.Place}, {"room", o.Room}, {"slot", o.Slot}, {"platform", o.Platform}, {"code_word", o.CodeWord}} {
		f.Check(len([]rune(t.text)) <= maxLine, t.name, "Use at most %d characters.", maxLine)
	}
	return f
}

// checkInside says what keeps an occurrence from being a session of another one.
func (o Occurrence) checkInside(parent Occurrence, kind Kind) errs.Fields {
	var f errs.Fields
	f.Check(kind == Conference && parent.ParentID == "" && parent.ID != o.ID, "parent", "A session belongs to a date of a conference.")
	f.Check(parent.Status == Scheduled, "parent", "That conference is cancelled.")
	f.Check(!o.StartsAt.Before(parent.StartsAt) && !o.EndsAt.After(parent.EndsAt), "starts_at", "A session takes place during its conference.")
	return f
}

// differences names what is new in b, as OccurrenceChanged.Changed does.
func differences(a, b Occurrence) []string {
	var out []string
	for _, d := range []struct {
		name string
		same bool
	}{
		{"time", a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && a.Zone == b.Zone},
		{"place", a.Place == b.Place && a.Room == b.Room && a.Slot == b.Slot},
		{"online", a.Platform == b.Platform && a.PlatformLink == b.PlatformLink},
		{"capacity", a.Capacity == b.Capacity},
		{"registration", a.OpensAt.Equal(b.OpensAt) && a.ClosesAt.Equal(b.ClosesAt) && a.CancelUntil.Equal(b.CancelUntil) && a.PromiseHours == b.PromiseHours},
		{"days", slices.EqualFunc(a.Days, b.Days, sameDay)},
		{"label", a.Label == b.Label && a.ParentID == b.ParentID},
		{"code word", a.CodeWord == b.CodeWord},
	} {
		if !d.same {
			out = append(out, d.name)
		}
	}
	return out
}

func sameDay(a, b Day) bool {
	return a.Title == b.Title && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt)
}
