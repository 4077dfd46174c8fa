package registration_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// inbox is a calendar that does what the letters to one person tell it, as RFC 5546 has it: an event is
// known by its UID, and what has a lower sequence than what is known is passed over.
type inbox struct {
	t      *testing.T
	events map[string]*ics.VEvent
	last   map[string]int
}

func (c *inbox) take(m mail.Letter) {
	c.t.Helper()
	cal, err := ics.ParseCalendar(bytes.NewReader(m.Calendar))
	if err != nil {
		c.t.Fatalf("%s: %v", m.Subject, err)
	}
	method := ""
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == "METHOD" {
			method = p.Value
		}
	}
	if method != m.CalendarMethod {
		c.t.Errorf("%s: the file says %s, the letter %s", m.Subject, method, m.CalendarMethod)
	}
	for _, e := range cal.Events() {
		seq, err := strconv.Atoi(e.GetProperty(ics.ComponentPropertySequence).Value)
		if err != nil {
			c.t.Fatal(err)
		}
		if last, seen := c.last[e.Id()]; seen && seq <= last {
			c.t.Errorf("%s: the sequence of %s goes from %d to %d", m.Subject, e.Id(), last, seq)
		}
		c.last[e.Id()] = seq
		switch method {
		case "REQUEST":
			c.events[e.Id()] = e
			if got := e.GetProperty(ics.ComponentPropertyStatus).Value; got != "CONFIRMED" {
				c.t.Errorf("%s: the status is %s", m.Subject, got)
			}
		case "CANCEL":
			if c.events[e.Id()] == nil {
				c.t.Errorf("%s: takes out %s, which the calendar does not hold", m.Subject, e.Id())
			}
			delete(c.events, e.Id())
		default:
			c.t.Errorf("%s: method %q", m.Subject, method)
		}
	}
}

// starts are the beginnings of what the calendar holds.
func (c *inbox) starts() map[int64]bool {
	out := map[int64]bool{}
	for _, e := range c.events {
		at, err := e.GetStartAt()
		if err != nil {
			c.t.Fatal(err)
		}
		out[at.Unix()] = true
	}
	return out
}

// TestTheCalendarFollows has a registrant's calendar show after each letter exactly the sittings there are:
// after registering, when the time moves, when days are added and taken away, and when it is over.
func TestTheCalendarFollows(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		o := w.Seats(t, 1)
		p := w.Persons(t, 2)
		r := w.Register(t, p[0], o.ID)
		waits := w.Register(t, p[1], o.ID)
		c := &inbox{t: t, events: map[string]*ics.VEvent{}, last: map[string]int{}}
		read := 0
		follow := func(what string, want ...time.Time) {
			t.Helper()
			w.Clock.Advance(time.Minute)
			w.Work(t)
			letters := w.Box.Letters(emailOf(t, w, p[0]))
			for _, l := range letters[read:] {
				if len(l.Calendar) > 0 {
					c.take(l)
				}
			}
			read = len(letters)
			got := c.starts()
			for _, at := range want {
				if !got[at.Unix()] {
					t.Errorf("%s: the calendar lacks %v", what, at)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s: the calendar holds %d events, want %d", what, len(got), len(want))
			}
		}
		change := func(f func(*catalogue.Occurrence)) catalogue.Occurrence {
			t.Helper()
			now, err := w.Occurrence(ctx, w.DB, o.ID)
			must(t, now, err)
			f(&now)
			now, err = w.ChangeOccurrence(ctx, w.Manager, now)
			return must(t, now, err)
		}
		follow("registered", o.StartsAt)
		moved := change(func(o *catalogue.Occurrence) {
			o.StartsAt, o.EndsAt = o.StartsAt.Add(time.Hour), o.EndsAt.Add(time.Hour)
		})
		follow("moved", moved.StartsAt)
		three := change(days(0, 1, 2))
		follow("three days", three.Days[0].StartsAt, three.Days[1].StartsAt, three.Days[2].StartsAt)
		two := change(func(o *catalogue.Occurrence) { o.Days, o.EndsAt = o.Days[:2], o.Days[1].EndsAt })
		follow("two days", two.Days[0].StartsAt, two.Days[1].StartsAt)
		one := change(func(o *catalogue.Occurrence) { o.Days, o.EndsAt = nil, o.StartsAt.Add(time.Hour) })
		follow("one sitting again", one.StartsAt)
		must(t, r, errOf(w.Registrations.Cancel(ctx, p[0], r.ID, "")))
		follow("cancelled")
		is(t, w, p[1], waits.ID, registration.StateHeld)
		again := w.Register(t, p[0], o.ID)
		must(t, again, errOf(w.Registrations.Confirm(ctx, p[1], waits.ID)))
		follow("waiting again")
		must(t, again, errOf(w.Registrations.Cancel(ctx, p[1], waits.ID, "")))
		must(t, again, errOf(w.Registrations.Confirm(ctx, p[0], again.ID)))
		follow("confirmed", one.StartsAt)
		if err := w.CancelOccurrence(ctx, w.Manager, o.ID, "The speaker is ill."); err != nil {
			t.Fatal(err)
		}
		follow("it does not take place")
	})
}

func emailOf(t testing.TB, w *registrationtest.World, a authz.Actor) string {
	t.Helper()
	p, err := w.People.Person(context.Background(), a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Email
}

// The letter that confirms a seat brings the ticket, unless there is no door to show it at.
func TestLetterBringsTheTicket(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	p := w.Persons(t, 1)[0]
	hall := func(o *catalogue.Occurrence) { o.Place, o.Platform, o.PlatformLink = "Oak Hall, Springfield", "", "" }
	for place, change := range map[string][]func(*catalogue.Occurrence){"the hall": {hall}, "online": nil} {
		o := w.Seats(t, 0, change...)
		r := w.Register(t, p, o.ID)
		if _, err := w.Registrations.Ticket(t.Context(), p, r.ID); errs.Is(err, errs.Conflict) == (change != nil) {
			t.Errorf("%s: the ticket: %v", place, err)
		}
		w.Work(t)
		letters := w.Box.Letters("")
		l := letters[len(letters)-1]
		code := registration.TicketInFours(registration.TicketCode(r.ID))
		link := "https://commons.example/my/registrations/" + string(r.ID) + "/ticket"
		if has := strings.Contains(l.Text, code) && strings.Contains(l.Text, "\n"+link+"\n"); has != (change != nil) {
			t.Errorf("%s: the letter says %q", place, l.Text)
		}
		if change == nil {
			if l.Picture != nil || strings.Contains(l.Text, "ticket") {
				t.Error("a letter for an online date brings a ticket")
			}
			continue
		}
		if l.Picture == nil || !strings.Contains(l.Picture.Alt, code) {
			t.Fatalf("%s: the picture is %+v", place, l.Picture)
		}
		want, err := document.QRPNG(registration.TicketCode(r.ID))
		if err != nil || !bytes.Equal(l.Picture.PNG, want) {
			t.Errorf("the picture is not the ticket's code (%v)", err)
		}
	}
}
