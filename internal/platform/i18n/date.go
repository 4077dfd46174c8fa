package i18n

import (
	"context"
	"strings"
	"time"
)

// Date writes the day of t in the reader's zone: "12 March 2026".
func Date(ctx context.Context, t time.Time) string {
	return DateIn(ctx, t, From(ctx).Zone)
}

// DateIn is Date in another zone than the reader's, such as that of a place.
func DateIn(ctx context.Context, t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if From(ctx).Lang == English {
		return t.Format("2 January 2006")
	}
	month := T(ctx, t.Month().String())
	if t.Day() == 1 {
		// French has its own word for the first of a month.
		return T(ctx, "1 %[1]s %[2]d", month, t.Year())
	}
	return T(ctx, "%[1]d %[2]s %[3]d", t.Day(), month, t.Year())
}

// Month writes the month of t, in UTC: "March 2026".
func Month(ctx context.Context, t time.Time) string {
	t = t.UTC()
	if From(ctx).Lang == English {
		return t.Format("January 2006")
	}
	return T(ctx, "%[1]s %[2]d", T(ctx, t.Month().String()), t.Year())
}

// Weekday writes the day of the week of t in the reader's zone: "Thursday".
func Weekday(ctx context.Context, t time.Time) string {
	return T(ctx, t.In(From(ctx).Zone).Weekday().String())
}

// DateTime writes t in the reader's zone and names the zone: "12 March 2026, 14:00 EST".
func DateTime(ctx context.Context, t time.Time) string {
	return DateTimeIn(ctx, t, From(ctx).Zone)
}

// DateTimeIn is DateTime in another zone than the reader's.
func DateTimeIn(ctx context.Context, t time.Time, zone *time.Location) string {
	return DateIn(ctx, t, zone) + ", " + TimeIn(ctx, t, zone)
}

// Time writes the time of day of t in the reader's zone and names the zone: "14:00 EST".
func Time(ctx context.Context, t time.Time) string {
	return TimeIn(ctx, t, From(ctx).Zone)
}

// TimeIn is Time in another zone than the reader's.
func TimeIn(ctx context.Context, t time.Time, zone *time.Location) string {
	return t.In(zone).Format("15:04") + " " + ZoneName(ctx, t, zone)
}

// TimeRange writes a span in the reader's zone. On one day it is
// "12 March 2026, 14:00 to 15:30 EST"; over several, both ends are written in full.
func TimeRange(ctx context.Context, start, end time.Time) string {
	return TimeRangeIn(ctx, start, end, From(ctx).Zone)
}

// TimeRangeIn is TimeRange in another zone than the reader's.
func TimeRangeIn(ctx context.Context, start, end time.Time, zone *time.Location) string {
	s, e := start.In(zone), end.In(zone)
	if !sameDay(s, e) {
		// The numbers make this another key than that of two times of a day, which some languages join otherwise.
		return T(ctx, "%[1]s to %[2]s", DateTimeIn(ctx, start, zone), DateTimeIn(ctx, end, zone))
	}
	from := s.Format("15:04")
	if s.Format("MST") != e.Format("MST") {
		// The clocks change in between: the two times are in different zones.
		from = TimeIn(ctx, start, zone)
	}
	return DateIn(ctx, start, zone) + ", " + T(ctx, "%s to %s", from, TimeIn(ctx, end, zone))
}

// DateRange writes the days from start to end in the reader's zone:
// "12 March 2026", or "12 March 2026 to 14 March 2026".
func DateRange(ctx context.Context, start, end time.Time) string {
	zone := From(ctx).Zone
	if sameDay(start.In(zone), end.In(zone)) {
		return Date(ctx, start)
	}
	return T(ctx, "%[1]s to %[2]s", Date(ctx, start), Date(ctx, end))
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// CivilDate writes a date that has no time and so no zone, given as "2026-03-12".
// Anything else comes back as it was given.
func CivilDate(ctx context.Context, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return DateIn(ctx, t, time.UTC)
}

// ZoneName names a zone as people there do at the time t: "EST". A zone that has
// no letters of its own goes by its title, because "Sao Paulo time" reads better than "-03".
func ZoneName(ctx context.Context, t time.Time, zone *time.Location) string {
	abbreviation := t.In(zone).Format("MST")
	switch {
	case abbreviation[0] != '+' && abbreviation[0] != '-':
		return abbreviation
	case strings.Contains(zone.String(), "/"):
		return ZoneTitle(ctx, zone)
	default:
		return "UTC" + abbreviation
	}
}

// ZoneTitle names a zone by its city, whatever the time of year: "New York time".
// A zone that has no city goes by its own name: "UTC".
func ZoneTitle(ctx context.Context, zone *time.Location) string {
	name := zone.String()
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return name
	}
	return T(ctx, "%s time", strings.ReplaceAll(name[i+1:], "_", " "))
}
