package registration

import (
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// letterKind is a letter this area writes.
type letterKind string

const (
	letterRegistered letterKind = "registered"
	letterWaitlisted letterKind = "waitlisted"
	letterPromoted   letterKind = "promoted"
	letterCancelled  letterKind = "cancelled"
	letterChanged    letterKind = "changed"
	letterGone       letterKind = "gone" // takes sittings out of a calendar, which a change cannot
	letterQuestion   letterKind = "question"
)

// letter is one letter being written, in the language and zone of its reader.
type letter struct {
	kind       letterKind
	r          Registration
	person     people.Person
	occurrence catalogue.Occurrence // zero for self-paced offers
	was        State
	reason     Reason
	question   Kind
	gone       []Window
	note       string
	ahead      int
	url        string
}

// write writes and sends a letter, unless what it would say is no longer true: the state is read
// again now, since the job may come late.
func (s *Service) write(ctx context.Context, key string, kind letterKind, registration id.ID, was State, reason Reason) error {
	return s.send(ctx, key, letter{kind: kind, was: was, reason: reason}, registration)
}

func (s *Service) writeChanged(ctx context.Context, _ string, c change) error {
	key := fmt.Sprintf("changed.%s.%d", c.RegistrationID, c.Sequence)
	if err := s.send(ctx, key, letter{kind: letterChanged}, c.RegistrationID); err != nil || len(c.Gone) == 0 {
		return err
	}
	return s.send(ctx, key+".gone", letter{kind: letterGone, gone: c.Gone}, c.RegistrationID)
}

func (s *Service) writeQuestion(ctx context.Context, key string, q question) error {
	_, answered, err := requestState(ctx, s.db, q.RegistrationID, q.Kind)
	if err != nil || answered {
		return err
	}
	r, err := registrationByID(ctx, s.db, q.RegistrationID)
	if err != nil {
		return err
	}
	if !r.State.wasThere() { // not any more; who was there after all is asked then
		return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return putBackUnsent(ctx, tx, q.RegistrationID, q.Kind) })
	}
	return s.send(ctx, key, letter{kind: letterQuestion, question: q.Kind}, q.RegistrationID)
}

func (s *Service) send(ctx context.Context, key string, l letter, registration id.ID) error {
	var err error
	if l.r, err = registrationByID(ctx, s.db, registration); err != nil {
		return err
	}
	if !l.stillTrue(s.clock.Now()) {
		return nil
	}
	if l.person, err = s.people.Person(ctx, l.r.PersonID); err != nil {
		return err
	}
	if l.person.Closed || l.person.Email == "" {
		return nil
	}
	if l.r.OccurrenceID != "" {
		if l.occurrence, err = s.catalogue.Occurrence(ctx, s.db, l.r.OccurrenceID); err != nil {
			return err
		}
	}
	if l.reason == ReasonNeverPromoted && s.clock.Now().After(l.occurrence.EndsAt.Add(newsFor)) {
		return nil
	}
	log, err := logOfRegistration(ctx, s.db, registration)
	if err != nil || len(log) == 0 {
		return err
	}
	latest := log[len(log)-1]
	l.note, l.url = latest.Note, s.registrationURL(registration)
	if l.kind == letterWaitlisted {
		ahead, err := places(ctx, s.db, []id.ID{registration})
		if err != nil {
			return err
		}
		l.ahead = ahead[registration]
	}
	if l.kind == letterQuestion {
		l.url += "/evaluation?kind=" + string(l.question)
	}
	ctx = i18n.With(ctx, l.locale())
	m := mail.Message{To: l.person.Email, ToName: l.person.Name, Key: key}
	m.Subject, m.Text = l.text(ctx)
	if l.ticket() {
		if m.Picture, err = ticketPicture(ctx, l.r.ID); err != nil {
			return err
		}
	}
	if method := l.method(); method != "" {
		if s.organiser.Email == "" && method == calendar.Request {
			method = calendar.Publish
		}
		if s.organiser.Email != "" || method == calendar.Publish {
			m.CalendarMethod = string(method)
			to := calendar.Person{Name: l.person.Name, Email: l.person.Email}
			windows := Windows(l.occurrence)
			if l.kind == letterGone {
				windows = l.gone
			}
			if m.Calendar, err = s.calendarFile(ctx, l.r, l.occurrence, windows, latest.No, method, to); err != nil {
				return err
			}
		}
	}
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("registration: letter: %w", err)
	}
	return nil
}

// ticket reports whether the letter brings the ticket.
func (l letter) ticket() bool {
	return l.kind == letterRegistered && HasTicket(l.r, l.occurrence)
}

// ticketPicture is the ticket's code for the door to read.
func ticketPicture(ctx context.Context, registration id.ID) (*mail.Picture, error) {
	code := TicketCode(registration)
	png, err := document.QRPNG(code)
	if err != nil {
		return nil, fmt.Errorf("registration: ticket: %w", err)
	}
	return &mail.Picture{Name: "ticket.png", PNG: png, Alt: i18n.T(ctx, "Your ticket's code as a QR code: %s", TicketInFours(code))}, nil
}

// newsFor is how long after the end it is worth a letter that no seat became free.
const newsFor = 7 * 24 * time.Hour

func (l letter) stillTrue(now time.Time) bool {
	switch l.kind {
	case letterRegistered:
		return l.r.State == StateRegistered
	case letterWaitlisted:
		return l.r.State == StateWaitlisted
	case letterPromoted:
		return l.r.State == StateHeld && now.Before(l.r.HeldUntil)
	case letterCancelled:
		return l.r.State == StateCancelled
	case letterChanged:
		return l.r.State.Open()
	case letterGone:
		return l.r.State == StateRegistered
	case letterQuestion:
		return l.r.State.wasThere()
	}
	return true
}

// method says what the letter does to the reader's calendar, if anything.
func (l letter) method() calendar.Method {
	switch {
	case l.r.OccurrenceID == "":
		return ""
	case (l.kind == letterRegistered || l.kind == letterChanged) && l.r.State == StateRegistered:
		return calendar.Request
	case l.kind == letterPromoted:
		return calendar.Publish // tentative, until it is confirmed
	case l.kind == letterGone, l.kind == letterCancelled && l.was.HoldsSeat():
		return calendar.Cancel
	}
	return ""
}

// locale is the reader's: their language, and their zone or else that of the occurrence.
func (l letter) locale() i18n.Locale {
	out := i18n.Locale{Lang: l.person.Language}
	if zone, err := time.LoadLocation(l.person.Zone); err == nil && l.person.Zone != "" {
		out.Zone = zone
	} else if l.r.OccurrenceID != "" {
		out.Zone = l.occurrence.Location()
	}
	return out
}

// text writes the letter.
func (l letter) text(ctx context.Context) (subject, text string) {
	title := l.r.OfferTitle
	var b paragraphs
	b.add(i18n.T(ctx, "Hello %s,", l.person.Name))
	switch l.kind {
	case letterRegistered:
		if l.r.OccurrenceID == "" {
			subject = i18n.T(ctx, "You have begun: %s", title)
			b.add(i18n.T(ctx, "You have begun “%s”. It is there whenever you have time.", title))
			break
		}
		subject = i18n.T(ctx, "Your seat: %s", title)
		b.add(i18n.T(ctx, "You have a seat in “%s”.", title))
		b.add(l.facts(ctx)...)
		if l.ticket() {
			b.add(i18n.T(ctx, "Your ticket has the code %s. Show it at the door, on your phone or on paper:", TicketInFours(TicketCode(l.r.ID))) + "\n" + l.url + "/ticket")
		}
		if before := CancelBefore(l.occurrence); !before.IsZero() {
			b.add(i18n.T(ctx, "If you cannot come, please cancel before %s, so that somebody else can have the seat.", i18n.DateTime(ctx, before)))
		}
	case letterWaitlisted:
		subject = i18n.T(ctx, "Waiting list: %s", title)
		b.add(i18n.T(ctx, "All seats in “%s” are taken, so you are on the waiting list.", title), l.placeInQueue(ctx))
		b.add(l.facts(ctx)...)
		b.add(i18n.T(ctx, "When a seat becomes free and it is your turn, we hold it for you and write to you. You then confirm it within the time that the letter names."))
	case letterPromoted:
		subject = i18n.T(ctx, "A seat is held for you: %s", title)
		b.add(i18n.T(ctx, "A seat in “%s” has become free, and it is your turn.", title),
			i18n.T(ctx, "We hold it for you until %s. Please confirm it before then, or it goes to the next person waiting:", i18n.DateTime(ctx, l.r.HeldUntil)))
		b.add(l.url)
		b.add(l.facts(ctx)...)
	case letterCancelled:
		subject = i18n.T(ctx, "Cancelled: %s", title)
		l.ending(ctx, &b)
	case letterChanged:
		subject = i18n.T(ctx, "Changed: %s", title)
		b.add(i18n.T(ctx, "Something about “%s” has changed. This is how it is now.", title))
		b.add(l.facts(ctx)...)
	case letterGone:
		subject = i18n.T(ctx, "No longer at this time: %s", title)
		b.add(i18n.T(ctx, "“%s” no longer takes place at these times. Your registration stands.", title))
		for _, w := range l.gone {
			b.add(i18n.TimeRange(ctx, w.Start, w.End))
		}
	case letterQuestion:
		subject = l.ask(ctx, &b)
	}
	if l.kind != letterPromoted {
		b.add(l.url)
	}
	return subject, b.String()
}

func (l letter) placeInQueue(ctx context.Context) string {
	if l.ahead == 0 {
		return i18n.T(ctx, "You are next.")
	}
	return i18n.N(ctx, l.ahead, "%d person is before you.", "%d people are before you.")
}

// ending says why the registration ended.
func (l letter) ending(ctx context.Context, b *paragraphs) {
	title := l.r.OfferTitle
	switch l.reason {
	case ReasonPromiseExpired:
		b.add(i18n.T(ctx, "The seat in “%s” that we held for you was not confirmed in time, so it was given back.", title),
			i18n.T(ctx, "If you still want to come, register again. You then join the end of the waiting list."))
	case ReasonOccurrenceCancelled:
		b.add(i18n.T(ctx, "We are sorry: “%s” does not take place as planned.", title))
	case ReasonNeverPromoted:
		b.add(i18n.T(ctx, "“%s” is over, and no seat became free for you. We are sorry.", title))
	case ReasonByStaff:
		b.add(i18n.T(ctx, "Your registration for “%s” was cancelled by the people who offer it.", title))
	default:
		b.add(i18n.T(ctx, "Your registration for “%s” is cancelled, as you asked.", title))
	}
	if l.note != "" && l.reason != ReasonByLearner {
		b.add(i18n.T(ctx, "They wrote: %s", l.note))
	}
	if when := l.when(ctx); when != "" {
		b.add(when)
	}
}

// ask asks what has fallen due.
func (l letter) ask(ctx context.Context, b *paragraphs) (subject string) {
	title := l.r.OfferTitle
	switch l.question {
	case After90Days:
		subject = i18n.T(ctx, "One question about %s", title)
		b.add(i18n.T(ctx, "About three months ago you completed “%s”. Have you been able to use what you learned?", title))
	case RecognitionLater:
		subject = i18n.T(ctx, "One question about %s", title)
		b.add(i18n.T(ctx, "A year ago you completed “%s” and said that we may ask: has the recognition you earned been of use to you?", title))
	default:
		if l.r.State == StateCompleted {
			subject = i18n.T(ctx, "You have completed %s", title)
			b.add(i18n.T(ctx, "You have completed “%s”, and it stands in your record.", title))
		} else {
			subject = i18n.T(ctx, "What did you think of %s?", title)
			b.add(i18n.T(ctx, "You attended “%s”.", title))
		}
		b.add(i18n.T(ctx, "A few short questions help us to make it better. Your answers are kept apart from your name."))
	}
	return subject
}

// facts says when and where, and what it costs.
func (l letter) facts(ctx context.Context) []string {
	out := []string{}
	if when := l.when(ctx); when != "" {
		out = append(out, when)
	}
	if place := where(ctx, l.occurrence, l.r.State == StateRegistered); place != "" {
		out = append(out, i18n.T(ctx, "Where: %s", place))
	}
	if !l.r.Price.IsZero() {
		out = append(out, i18n.T(ctx, "Price: %s", i18n.Money(ctx, l.r.Price)))
	}
	return out
}

// when says the time in the reader's zone, and in that of the place where it is another one.
func (l letter) when(ctx context.Context) string {
	o := l.occurrence
	if l.r.OccurrenceID == "" {
		return ""
	}
	text := i18n.T(ctx, "When: %s", i18n.TimeRange(ctx, o.StartsAt, o.EndsAt))
	if there := o.Location(); ElsewhereThan(there, i18n.From(ctx).Zone, o.StartsAt) {
		text += "\n" + i18n.T(ctx, "There: %s", i18n.TimeRangeIn(ctx, o.StartsAt, o.EndsAt, there))
	}
	return text
}

// ElsewhereThan reports whether clocks in the two zones differ at the time.
func ElsewhereThan(a, b *time.Location, at time.Time) bool {
	_, x := at.In(a).Zone()
	_, y := at.In(b).Zone()
	return x != y
}

// paragraphs is a text of paragraphs.
type paragraphs struct{ list []string }

func (p *paragraphs) add(texts ...string) { p.list = append(p.list, texts...) }

// String joins them with empty lines between.
func (p *paragraphs) String() string { return strings.Join(p.list, "\n\n") + "\n" }
