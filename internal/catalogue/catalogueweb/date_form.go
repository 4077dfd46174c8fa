package catalogueweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
)

// localLayout is how browsers write the value of a datetime-local field.
const localLayout = "2006-01-02T15:04"

// local writes a moment as clocks in a zone have it, for a field; nothing for none.
func local(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(loc).Format(localLayout)
}

// dateFormOf fills the form of a date.
func dateFormOf(o catalogue.Occurrence) draftForm {
	loc := o.Location()
	f := draftForm{url.Values{}}
	for name, value := range map[string]string{
		"zone": o.Zone, "starts_at": local(o.StartsAt, loc), "ends_at": local(o.EndsAt, loc), "opens_at": local(o.OpensAt, loc), "closes_at": local(o.ClosesAt, loc),
		"cancel_until": local(o.CancelUntil, loc), "label": o.Label, "place": o.Place, "room": o.Room, "slot": o.Slot, "platform": o.Platform,
		"platform_link": o.PlatformLink, "capacity": count(o.Capacity), "promise_hours": count(o.PromiseHours), "code_word": o.CodeWord, "parent": string(o.ParentID),
		"sequence": strconv.Itoa(o.Sequence), "days": dayLines(o.Days, loc),
	} {
		f.Set(name, value)
	}
	return f
}

// dayLines writes sittings as readDay reads them.
func dayLines(days []catalogue.Day, loc *time.Location) string {
	lines := make([]string, len(days))
	for i, d := range days {
		from, to := d.StartsAt.In(loc), d.EndsAt.In(loc)
		lines[i] = strings.TrimSpace(from.Format("2006-01-02 15:04-") + to.Format("15:04") + " " + d.Title)
	}
	return strings.Join(lines, "\n")
}

// occurrence reads the form of a date. Times are those of clocks in its zone.
func (f draftForm) occurrence() (catalogue.Occurrence, errs.Fields) {
	var bad errs.Fields
	zone := f.Get("zone")
	o := catalogue.Occurrence{
		Zone: zone, Label: f.Get("label"), Place: f.Get("place"), Room: f.Get("room"), Slot: f.Get("slot"), Platform: f.Get("platform"),
		PlatformLink: f.Get("platform_link"), CodeWord: f.Get("code_word"), Capacity: f.number("capacity", &bad), PromiseHours: f.number("promise_hours", &bad),
		Sequence: f.number("sequence", &bad),
	}
	// Empty is no limit. Who writes 0 means that nobody is to come, which is another thing.
	n, err := strconv.Atoi(strings.TrimSpace(f.Get("capacity")))
	bad.Check(err != nil || n != 0, "capacity",
		"0 seats is not a limit. Leave it empty for no limit; to take no more people, close registration or cancel the date.")
	if l := strings.TrimSpace(f.Get("parent")); l != "" {
		parent, ok := id.Parse(offerKey(l))
		bad.Check(ok, "parent", "Enter the address of the conference's programme.")
		o.ParentID = parent
	}
	for _, m := range []struct {
		name string
		to   *time.Time
	}{{"starts_at", &o.StartsAt}, {"ends_at", &o.EndsAt}, {"opens_at", &o.OpensAt}, {"closes_at", &o.ClosesAt}, {"cancel_until", &o.CancelUntil}} {
		if text := f.Get(m.name); text != "" {
			date, clock, _ := strings.Cut(text, "T")
			*m.to = readMoment(m.name, date, clock, zone, &bad)
		}
	}
	for _, l := range f.lines("days") {
		o.Days = append(o.Days, readDay(l, zone, &bad))
	}
	return o, bad
}

// readMoment reads a date and a time in a zone; what is wrong with them is a complaint about the field.
func readMoment(field, date, clock, zone string, bad *errs.Fields) time.Time {
	at, err := catalogue.At(date, clock, zone)
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			name := field
			if f.Name == "zone" {
				name = "zone"
			}
			if !slices.ContainsFunc(*bad, func(x errs.Field) bool { return x.Name == name && x.Message == f.Message }) {
				*bad = append(*bad, errs.Field{Name: name, Message: f.Message, Args: f.Args})
			}
		}
	}
	return at
}

// readDay reads one sitting: 2026-03-31 14:00-15:30 Title.
func readDay(l, zone string, bad *errs.Fields) catalogue.Day {
	date, rest, _ := strings.Cut(l, " ")
	hours, title, _ := strings.Cut(strings.TrimSpace(rest), " ")
	from, to, ok := strings.Cut(hours, "-")
	if !ok {
		bad.Add("days", "“%s” is no sitting. Write one on each line: 2026-03-31 14:00-15:30 Title", l)
		return catalogue.Day{}
	}
	d := catalogue.Day{Title: strings.TrimSpace(title), StartsAt: readMoment("days", date, from, zone, bad), EndsAt: readMoment("days", date, to, zone, bad)}
	if d.EndsAt.Before(d.StartsAt) && !d.EndsAt.IsZero() {
		// It ends after midnight: at that time of the next day, which may be 23 or 25 hours later.
		y, m, day := d.StartsAt.In(catalogue.Occurrence{Zone: zone}.Location()).Date()
		d.EndsAt = readMoment("days", time.Date(y, m, day+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), to, zone, bad)
	}
	return d
}

// zoneNames are the zones on offer; another one that a date has already is added.
var zoneNames = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
	"America/Puerto_Rico", "Pacific/Guam", "America/Toronto", "America/Vancouver", "America/Mexico_City", "America/Bogota", "America/Sao_Paulo",
	"Europe/London", "Europe/Paris", "Europe/Berlin", "Africa/Lagos", "Africa/Nairobi", "Africa/Johannesburg", "Asia/Kolkata", "Asia/Manila",
	"Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "UTC",
}

func zoneOptions(ctx context.Context, current string) []ui.Option {
	names := zoneNames
	if current != "" && !slices.Contains(names, current) {
		names = append([]string{current}, names...)
	}
	var out []ui.Option
	for _, name := range names {
		if loc, err := time.LoadLocation(name); err == nil {
			out = append(out, ui.Option{Value: name, Label: i18n.ZoneTitle(ctx, loc)})
		}
	}
	return out
}

// usualZone is the zone that a new date begins with: the reader's, when it is one of a place.
func usualZone(ctx context.Context) string {
	if loc := i18n.From(ctx).Zone; loc != nil && slices.Contains(zoneNames, loc.String()) && loc != time.UTC {
		return loc.String()
	}
	return "America/Chicago"
}
