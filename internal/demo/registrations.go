package demo

import (
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
)

// fate is what became of a registration.
type fate uint8

const (
	fateRegistered fate = iota
	fateCompleted
	fateNotCompleted
	fateNoShow
	fateCancelled
	fateWaiting
	fateNeverPromoted
	fateUnderWay
)

var fateState = [...]string{"registered", "completed", "not-completed", "no-show", "cancelled", "waitlisted", "cancelled", "registered"}

// registrationRow is one registration before it is written.
type registrationRow struct {
	id   id.ID
	t    *seating
	p    *person
	fate fate
	// queue is why it began in the waiting list: "full" or "others-wait"; empty where it did not.
	queue string
	// queueNo is the number it drew there.
	queueNo int
	// reason and toward are what the learner said on registering, askLater that they may be asked again.
	reason, toward string
	askLater       bool
	// registered is when; outcome when it came to its end.
	registered, outcome time.Time
	log                 []change
}

// change is one change of state with its reason, as the state machine of registration has it.
type change struct {
	to, reason string
	no         int
	at         time.Time
	by         id.ID
}

// registration makes a registration of somebody at a moment.
func (s *seeder) registration(t *seating, p *person, at time.Time) registrationRow {
	r := registrationRow{id: id.New(), t: t, p: p, registered: at}
	if s.rand.IntN(3) == 0 {
		r.reason = pick(s.rand, s.words.Reasons)
	}
	if s.rand.IntN(6) == 0 {
		r.toward = pick(s.rand, s.words.Goals)
	}
	r.askLater = t.offer.recognised && s.rand.IntN(4) == 0
	switch {
	case t.occurrence == nil:
		r.outcome = at.Add(time.Duration(1+s.rand.IntN(20*24)) * time.Hour)
		if latest := s.now.Add(-time.Hour); r.outcome.After(latest) {
			r.outcome = latest
		}
	case t.past:
		r.outcome = s.closedAt(t.occurrence)
	}
	return r
}

// closedAt is when the rule was applied to everybody: the day after.
func (s *seeder) closedAt(oc *occurrence) time.Time {
	if next := oc.ends.Add(20 * time.Hour); next.Before(s.now) {
		return next
	}
	return s.now
}

// number gives changes the next numbers of the occurrence, or of the registration without one.
func (r *registrationRow) number(numbers *int, changes []change) {
	if r.t.occurrence == nil {
		own := len(r.log)
		numbers = &own
	}
	for _, c := range changes {
		*numbers++
		c.no = *numbers
		if c.to == "waitlisted" {
			r.queueNo = c.no
		}
		r.log = append(r.log, c)
	}
}

// opening returns what happened before it took place.
func (r *registrationRow) opening() []change {
	begun := change{to: "registered", reason: "seat-free", at: r.registered, by: r.p.id}
	switch {
	case r.t.occurrence == nil:
		begun.reason = "begun"
	case r.queue != "":
		begun.to, begun.reason = "waitlisted", r.queue
	}
	if r.fate == fateCancelled {
		return []change{begun, {to: "cancelled", reason: "by-learner", at: r.registered, by: r.p.id}}
	}
	return []change{begun}
}

// closing returns what happened when it was over.
func (r *registrationRow) closing() []change {
	staff, at := r.t.offer.staff, r.outcome
	attended := change{to: "attended", reason: "by-hand", at: at, by: staff}
	switch r.fate {
	case fateCompleted:
		if r.t.occurrence == nil {
			return []change{{to: "completed", reason: "self-declared", at: at, by: r.p.id}}
		}
		return []change{attended, {to: "completed", reason: "rule-met", at: at, by: staff}}
	case fateNotCompleted:
		return []change{attended, {to: "not-completed", reason: "rule-not-met", at: at, by: staff}}
	case fateNoShow:
		return []change{{to: "no-show", reason: "closed", at: at, by: staff}}
	case fateNeverPromoted:
		return []change{{to: "cancelled", reason: "never-promoted", at: at, by: staff}}
	}
	return nil
}

// addRegistration holds the rows of one registration: itself, its log, and what completion brings.
func (s *seeder) addRegistration(r registrationRow) {
	regs := s.w.to("registrations", "id", "person_id", "offer_id", "version_id", "occurrence_id", "state", "queue_no", "person_name", "sort_name", "offer_key", "offer_title", "library_id", "library_name", "role_title",
		"membership_class", "unit_id", "unit_name", "price_minor", "currency", "payer", "channel", "reason", "toward", "ask_later", "minutes_attended", "completed_at", "created_at", "updated_at")
	log := s.w.to("registration_log", "id", "registration_id", "occurrence_id", "no", "from_state", "to_state", "reason", "actor_id", "at")
	o, p := r.t.offer, r.p
	var occurrence id.ID
	if r.t.occurrence != nil {
		occurrence = r.t.occurrence.id
	}
	facts, minutes := s.attendance(r)
	var completed time.Time
	if r.fate == fateCompleted {
		completed = r.outcome
	}
	class := p.classOn(r.registered)
	s.w.add(regs, r.id, p.id, o.id, o.version, occurrence, fateState[r.fate], r.queueNo, p.name, people.SortName(p.name), o.key, o.title, p.library.id, p.libraryName, p.role,
		class, o.unit.ID, o.unit.Name, o.priceFor(class), "USD", "self", "web", r.reason, r.toward, r.askLater, minutes, completed, r.registered, r.log[len(r.log)-1].at)
	from := ""
	for _, c := range r.log {
		s.w.add(log, id.New(), r.id, occurrence, c.no, from, c.to, c.reason, c.by, c.at)
		from = c.to
	}
	s.addFacts(r, facts)
	if r.fate == fateCompleted {
		s.addCompletion(r, occurrence, minutes)
	}
}
