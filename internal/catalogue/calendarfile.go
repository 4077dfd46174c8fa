package catalogue

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/calendar"
)

// CalendarEvents returns an occurrence as events of a calendar: one, or one for each of its days.
// Their UIDs are the same wherever the occurrence is written down, so that a calendar knows it again. The
// platform's link is not in them: add it for those who registered. baseURL has no slash at its end.
func CalendarEvents(title, summary, key string, o Occurrence, baseURL string) []calendar.Event {
	host := "commons"
	if u, err := url.Parse(baseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	status := calendar.Confirmed
	if o.Status == Cancelled {
		status = calendar.Cancelled
	}
	event := calendar.Event{
		UID: string(o.ID) + "@" + host, Sequence: o.Sequence, Summary: title, Description: summary, Location: o.whereabouts(),
		URL: baseURL + "/offers/" + key, Start: o.StartsAt, End: o.EndsAt, Zone: o.Zone, Status: status, LastModified: o.UpdatedAt,
	}
	if len(o.Days) == 0 {
		return []calendar.Event{event}
	}
	out := make([]calendar.Event, len(o.Days))
	for i, d := range o.Days {
		e := event
		e.UID, e.Start, e.End = string(d.ID)+"@"+host, d.StartsAt, d.EndsAt
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

// CalendarFile returns occurrences of an offer as a public iCalendar file.
func (s *Service) CalendarFile(v View, occurrences ...Occurrence) ([]byte, error) {
	c := calendar.Calendar{Name: v.Version.Title, Method: calendar.Publish}
	for _, o := range occurrences {
		c.Events = append(c.Events, CalendarEvents(v.Version.Title, v.Version.Summary, v.Key, o, s.baseURL)...)
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("catalogue: calendar file: %w", err)
	}
	return b.Bytes(), nil
}
