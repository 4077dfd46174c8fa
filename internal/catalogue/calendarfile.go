package catalogue

import (
	"bytes"
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/platform/calendar"
)

// uidDomain makes the UIDs of events unique in the world. Calendars have them, so it never changes.
const uidDomain = "@learningcommons.dev"

// CalendarEvents returns an occurrence as events of a calendar: one, or one for each of its days.
// Their UIDs stay the same whatever changes, the address of the site too, so that a calendar that has them knows them again. An
// invitation to a registration is an event of its own with another UID, as it changes and ends by itself. The
// platform's link is not in them. baseURL has no slash at its end.
func CalendarEvents(title, summary, key string, o Occurrence, baseURL string) []calendar.Event {
	status := calendar.Confirmed
	if o.Status == Cancelled {
		status = calendar.Cancelled
	}
	event := calendar.Event{
		UID: string(o.ID) + uidDomain, Sequence: o.Sequence, Summary: title, Description: summary, Location: o.whereabouts(),
		URL: baseURL + "/offers/" + key, Start: o.StartsAt, End: o.EndsAt, Zone: o.Zone, Status: status, LastModified: o.UpdatedAt,
	}
	if len(o.Days) == 0 {
		return []calendar.Event{event}
	}
	out := make([]calendar.Event, len(o.Days))
	for i, d := range o.Days {
		e := event
		e.UID, e.Start, e.End = string(d.ID)+uidDomain, d.StartsAt, d.EndsAt
		if d.Title != "" {
			e.Summary += ": " + d.Title
		}
		out[i] = e
	}
	return out
}

// whereabouts is where an occurrence takes place, on one line.
func (o Occurrence) whereabouts() string {
	var where []string
	for _, s := range []string{o.Room, o.Place, o.Platform} {
		if s != "" {
			where = append(where, s)
		}
	}
	return strings.Join(where, ", ")
}

// CalendarFile returns occurrences of an offer as a public iCalendar file. It has no METHOD, which would be a message from an organiser.
func (s *Service) CalendarFile(v View, occurrences ...Occurrence) ([]byte, error) {
	c := calendar.Calendar{Name: v.Version.Title, Refresh: feedRefresh}
	for _, o := range occurrences {
		c.Events = append(c.Events, CalendarEvents(v.Version.Title, v.Version.Summary, v.Key, o, s.baseURL)...)
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("catalogue: calendar file: %w", err)
	}
	return b.Bytes(), nil
}
