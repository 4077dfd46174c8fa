package demo

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
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
	fateUnderWay
)

var fateState = [...]string{"registered", "completed", "not-completed", "no-show", "cancelled", "waitlisted", "registered"}

// seating is where registrations go: an occurrence, or a self-paced offer itself.
type seating struct {
	offer      *offer
	occurrence *occurrence
	past       bool
	completed  int
	other      int
	weight     int
}

// seedRegistrations spreads the registrations over the year: three completions in five, the
// rest under way, still to come, waiting, not completed or cancelled.
func (s *seeder) seedRegistrations(ctx context.Context) error {
	seatings := s.seatings()
	s.share(seatings)
	start := 0
	for i := range seatings {
		if err := s.fill(ctx, &seatings[i], start); err != nil {
			return err
		}
		start += seatings[i].completed + seatings[i].other
	}
	return s.w.flush(ctx)
}

func (s *seeder) seatings() []seating {
	var out []seating
	for i := range s.offers {
		o := &s.offers[i]
		if !o.registrable {
			continue
		}
		if len(o.occurrences) == 0 {
			out = append(out, seating{offer: o, past: true, weight: 2 + s.rand.IntN(8)})
		}
		for j := range o.occurrences {
			oc := &o.occurrences[j]
			out = append(out, seating{offer: o, occurrence: oc, past: oc.ends.Before(s.now), weight: 2 + s.rand.IntN(8)})
		}
	}
	return out
}

// share decides how many registrations each seating gets, exactly as many as were asked for in all.
func (s *seeder) share(seatings []seating) {
	past, all := 0, 0
	for _, t := range seatings {
		all += t.weight
		if t.past {
			past += t.weight
		}
	}
	spread := func(total, weights int, eligible func(seating) bool, give func(*seating, int)) {
		left, weight := total, weights
		for i := range seatings {
			t := &seatings[i]
			if !eligible(*t) || weight == 0 {
				continue
			}
			n := left * t.weight / weight
			give(t, n)
			left -= n
			weight -= t.weight
		}
	}
	spread(s.size.Completions, past, func(t seating) bool { return t.past }, func(t *seating, n int) { t.completed = n })
	spread(s.size.Registrations-s.size.Completions, all, func(seating) bool { return true }, func(t *seating, n int) { t.other = n })
}

// fill makes the registrations of one seating, beginning with the person at start. Taking people
// one after the other keeps everybody to one registration for each occurrence.
func (s *seeder) fill(ctx context.Context, t *seating, start int) error {
	n := min(t.completed+t.other, len(s.people))
	capacity := 0
	if t.occurrence != nil {
		capacity = t.occurrence.capacity
	}
	logNo, taken := 0, 0
	lastCompleted := min(t.completed, n)
	for k := range n {
		p := s.registrant(start, k, n)
		f := s.fateOf(t, k < lastCompleted, k)
		full := capacity > 0 && taken >= capacity
		if full && f != fateCancelled {
			f = fateWaiting
			if t.past {
				f = fateCancelled
			}
		}
		if f != fateCancelled && f != fateWaiting {
			taken++
		}
		reg := registrationRow{id: id.New(), t: t, p: p, fate: f, full: full}
		logNo = s.addRegistration(reg, logNo)
		if s.w.full() {
			if err := s.w.flush(ctx); err != nil {
				return err
			}
		}
	}
	s.summary.Registrations += n
	if t.occurrence != nil {
		occ := t.occurrence
		// The occurrence was written before its registrations; its counters follow them.
		if err := s.w.flush(ctx); err != nil {
			return err
		}
		return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE occurrences SET taken = $1, queue_no = $2 WHERE id = $3`, taken, logNo, occ.id)
			return err
		})
	}
	return nil
}

// registrant returns who the k-th of n people from start on is. Now and then a persona of the
// demonstration takes the first place, so that their records have grown over the year.
func (s *seeder) registrant(start, k, n int) *person {
	i := (start + k) % len(s.people)
	if k == 0 && s.size.Personas {
		persona := s.rand.IntN(5 * len(s.words.Personas))
		if persona < len(s.words.Personas) && (persona-i+len(s.people))%len(s.people) >= n {
			i = persona
		} else if persona < 2*len(s.words.Personas) && (len(s.people)-i)%len(s.people) >= n {
			i = 0 // the learner learns most
		}
	}
	return &s.people[i]
}

func (s *seeder) fateOf(t *seating, completed bool, k int) fate {
	switch {
	case completed:
		return fateCompleted
	case t.occurrence == nil:
		return fateUnderWay
	case k%11 == 10:
		return fateCancelled
	case !t.past:
		return fateRegistered
	case k%3 == 0:
		return fateNoShow
	}
	return fateNotCompleted
}

type registrationRow struct {
	id   id.ID
	t    *seating
	p    *person
	fate fate
	// full says that no seat was free, so it began in the waiting list.
	full bool
}

// change is one change of state with its reason, as the state machine of registration has it.
type change struct{ to, reason string }

// history returns how a registration came to its fate.
func (r registrationRow) history() []change {
	begun := change{"registered", "seat-free"}
	switch {
	case r.t.occurrence == nil:
		begun.reason = "begun"
	case r.full:
		begun = change{"waitlisted", "full"}
	}
	attended := change{"attended", "by-hand"}
	switch r.fate {
	case fateCompleted:
		if r.t.occurrence == nil {
			return []change{begun, {"completed", "self-declared"}}
		}
		return []change{begun, attended, {"completed", "rule-met"}}
	case fateNotCompleted:
		return []change{begun, attended, {"not-completed", "rule-not-met"}}
	case fateNoShow:
		return []change{begun, {"no-show", "closed"}}
	case fateCancelled:
		if r.full && r.t.past {
			return []change{begun, {"cancelled", "never-promoted"}}
		}
		return []change{begun, {"cancelled", "by-learner"}}
	}
	return []change{begun}
}

// when returns the moment of registering and the day of finishing.
func (s *seeder) when(r registrationRow) (registered, finished time.Time) {
	if r.t.occurrence == nil {
		finished = s.now.AddDate(0, 0, -1-s.rand.IntN(300))
		return finished.AddDate(0, 0, -1-s.rand.IntN(20)), finished
	}
	finished = r.t.occurrence.ends
	registered = r.t.occurrence.starts.AddDate(0, 0, -1-s.rand.IntN(40))
	if registered.After(s.now) {
		registered = s.now.Add(-time.Duration(1+s.rand.IntN(400)) * time.Hour)
	}
	return registered, finished
}

// addRegistration holds the rows of one registration: itself, its log, and what completion brings.
func (s *seeder) addRegistration(r registrationRow, logNo int) int {
	regs := s.w.to("registrations", "id", "person_id", "offer_id", "version_id", "occurrence_id", "state", "queue_no", "person_name", "sort_name", "offer_key", "offer_title", "library_id", "library_name", "role_title",
		"membership_class", "unit_id", "unit_name", "price_minor", "currency", "payer", "channel", "reason", "toward", "ask_later", "minutes_attended", "completed_at", "created_at", "updated_at")
	o, p := r.t.offer, r.p
	registered, finished := s.when(r)
	var occurrence id.ID
	if r.t.occurrence != nil {
		occurrence = r.t.occurrence.id
	}
	state := fateState[r.fate]
	minutes, completed, updated := 0, time.Time{}, registered
	switch r.fate {
	case fateCompleted:
		minutes, completed, updated = o.minutes, finished, finished
	case fateNotCompleted:
		minutes, updated = o.minutes/4, finished
	case fateNoShow:
		updated = finished
	}
	reason, toward := "", ""
	if s.rand.IntN(3) == 0 {
		reason = pick(s.rand, s.words.Reasons)
	}
	if s.rand.IntN(6) == 0 {
		toward = pick(s.rand, s.words.Goals)
	}
	if r.t.occurrence == nil {
		logNo = 0 // without an occurrence the numbers count within the registration
	}
	queueNo := 0
	if r.full {
		queueNo = logNo + 1
	}
	s.w.add(regs, r.id, p.id, o.id, o.version, occurrence, state, queueNo, p.name, people.SortName(p.name), o.key, o.title, p.library.id, p.libraryName, p.role,
		p.class, o.unit.ID, o.unitName, o.priceFor(p.class), "USD", "self", "web", reason, toward, o.recognised && s.rand.IntN(4) == 0, minutes, completed, registered, updated)
	log := s.w.to("registration_log", "id", "registration_id", "occurrence_id", "no", "from_state", "to_state", "reason", "actor_id", "at")
	from := ""
	for k, c := range r.history() {
		logNo++
		at, actor := updated, id.ID("")
		if k == 0 {
			at, actor = registered, p.id
		}
		s.w.add(log, id.New(), r.id, occurrence, logNo, from, c.to, c.reason, actor, at)
		from = c.to
	}
	if r.fate == fateCompleted {
		s.addCompletion(r, occurrence, minutes, registered, finished)
	}
	return logNo
}

// addCompletion holds the attendance, the entry and the certificate of one completion.
func (s *seeder) addCompletion(r registrationRow, occurrence id.ID, minutes int, began, finished time.Time) {
	o, p := r.t.offer, r.p
	if r.t.occurrence != nil {
		att := s.w.to("attendance", "id", "registration_id", "occurrence_id", "how", "minutes", "present", "recorded_at")
		s.w.add(att, id.New(), r.id, occurrence, "hand", minutes, true, finished)
		began = r.t.occurrence.starts
	}
	tenths := 0
	if o.ceu {
		tenths = o.tenths
	}
	entries := s.w.to("entries", "id", "person_id", "kind", "title", "provider", "unit_id", "offer_id", "version_id", "occurrence_id", "registration_id", "began_on", "ended_on",
		"minutes", "ceu_tenths", "areas", "level", "format", "assurance", "provenance", "source_ref", "recorded_at")
	entry := id.New()
	s.w.add(entries, entry, p.id, "learning", o.title, o.unitName, o.unit.ID, o.id, o.version, occurrence, r.id, day(began), day(finished),
		minutes, tenths, db.JSON(o.areas), o.level, o.format, "association", "completion", fmt.Sprintf("completion:%s", r.id), finished)
	s.summary.Entries++
	if o.certificate {
		awards := s.w.to("awards", "id", "kind", "person_id", "entry_id", "code", "recipient_name", "title", "issuer", "began_on", "ended_on", "minutes", "ceu_tenths", "issued_at")
		s.w.add(awards, id.New(), "attendance-certificate", p.id, entry, id.Code(), p.name, o.title, o.unitName, day(began), day(finished), minutes, tenths, finished)
		s.summary.Awards++
	}
}
