package registration

import (
	"bytes"
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

// uidDomain makes the UIDs of calendar events unique in the world. It is part of every invitation
// that was ever sent, so it does not change with the address of the site.
const uidDomain = "@learningcommons.dev"

// uid names a sitting for one registration, so that a later letter changes or removes the same event.
func uid(r Registration, w Window) string {
	if w.DayID == "" {
		return string(r.ID) + uidDomain
	}
	return string(r.ID) + "-" + string(w.DayID) + uidDomain
}

// reminder is how long before the start a calendar should remind.
const reminder = 15 * time.Minute

// calendarFile is the calendar of a registration: one event for each of the sittings. Its sequence rises
// with every change of the registration and of the occurrence, so the latest letter wins.
func (s *Service) calendarFile(ctx context.Context, r Registration, o catalogue.Occurrence, windows []Window, no int, method calendar.Method, to calendar.Person) ([]byte, error) {
	if s.organiser.Email == "" && method == calendar.Request {
		method = calendar.Publish
	}
	c := calendar.Calendar{Method: method}
	status := eventStatus(r, o)
	if method == calendar.Cancel {
		status = calendar.Cancelled
	}
	c.Events = s.events(ctx, r, o, windows, no, status)
	for i := range c.Events {
		c.Events[i].Attendee = to
		if method != calendar.Cancel {
			c.Events[i].Alarms = []time.Duration{reminder}
		}
	}
	var b bytes.Buffer
	err := calendar.Write(&b, c)
	return b.Bytes(), err
}

// eventStatus is how an event of a registration stands.
func eventStatus(r Registration, o catalogue.Occurrence) calendar.Status {
	switch {
	case r.State == StateCancelled || o.Status == catalogue.Cancelled:
		return calendar.Cancelled
	case r.State == StateHeld || r.State == StateWaitlisted:
		return calendar.Tentative
	}
	return calendar.Confirmed
}

// events are the sittings of a registration.
func (s *Service) events(ctx context.Context, r Registration, o catalogue.Occurrence, windows []Window, no int, status calendar.Status) []calendar.Event {
	seat := r.State.HoldsSeat() && r.State != StateHeld
	titles := map[id.ID]string{}
	for _, d := range o.Days {
		titles[d.ID] = d.Title
	}
	modified := r.UpdatedAt
	if o.UpdatedAt.After(modified) {
		modified = o.UpdatedAt
	}
	out := make([]calendar.Event, len(windows))
	for i, w := range windows {
		out[i] = calendar.Event{
			UID: uid(r, w), Sequence: o.Sequence + no, Summary: r.OfferTitle, Location: where(ctx, o, seat),
			Description: i18n.T(ctx, "Your registration: %s", s.registrationURL(r.ID)), URL: s.registrationURL(r.ID),
			Start: w.Start, End: w.End, Zone: o.Zone, Status: status, Organizer: s.organiser, LastModified: modified,
		}
		if t := titles[w.DayID]; t != "" {
			out[i].Summary += ": " + t
		}
	}
	return out
}

// CalendarFile returns the calendar file of one's own registration, for a download.
func (s *Service) CalendarFile(ctx context.Context, actor authz.Actor, registration id.ID) ([]byte, error) {
	r, err := s.own(ctx, actor, authz.ScopeRegistrationsRead, registration)
	if err != nil {
		return nil, err
	}
	if r.OccurrenceID == "" {
		return nil, errNoRegistration
	}
	o, err := s.catalogue.Occurrence(ctx, s.db, r.OccurrenceID)
	if err != nil {
		return nil, err
	}
	no, err := lastNo(ctx, s.db, r.ID)
	if err != nil {
		return nil, err
	}
	return s.calendarFile(ctx, r, o, Windows(o), no, calendar.Publish, calendar.Person{})
}

func (s *Service) registrationURL(registration id.ID) string {
	return s.baseURL + "/my/registrations/" + string(registration)
}

// where says in one line where an occurrence takes place. The link is for those who have a seat.
func where(ctx context.Context, o catalogue.Occurrence, seat bool) string {
	var parts []string
	for _, p := range []string{o.Room, o.Place} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if o.Platform != "" || o.PlatformLink != "" {
		online := i18n.T(ctx, "Online")
		if o.Platform != "" {
			online = i18n.T(ctx, "Online, on %s", o.Platform)
		}
		parts = append(parts, online)
	}
	text := strings.Join(parts, ", ")
	if seat && o.PlatformLink != "" {
		text += ": " + o.PlatformLink
	}
	return text
}
