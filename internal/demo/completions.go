package demo

import (
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// attendance returns the minutes that somebody was there, sitting by sitting, and their sum. Who completed was
// there for nearly all of it, who did not left early.
func (s *seeder) attendance(r registrationRow) (facts []int, sum int) {
	if r.t.occurrence == nil || r.fate != fateCompleted && r.fate != fateNotCompleted {
		return nil, 0
	}
	for k, w := range r.t.occurrence.sittings() {
		n := w.minutes()
		switch {
		case r.fate == fateCompleted:
			n -= s.rand.IntN(n/10 + 1)
		case k > 0:
			n = 0
		default:
			n /= 3
		}
		facts = append(facts, n)
		sum += n
	}
	return facts, sum
}

// addFacts holds the facts of attendance, as they were entered by hand.
func (s *seeder) addFacts(r registrationRow, facts []int) {
	if len(facts) == 0 {
		return
	}
	t := s.w.to("attendance", "id", "registration_id", "occurrence_id", "day_id", "how", "minutes", "present", "reason", "recorded_by", "recorded_at")
	how := "On the platform's list of participants."
	if r.t.offer.format == "in-person" {
		how = "Signed the list at the door."
	}
	for k, w := range r.t.occurrence.sittings() {
		s.w.add(t, id.New(), r.id, r.t.occurrence.id, w.id, "hand", facts[k], facts[k] > 0, how, r.t.offer.staff, r.outcome)
	}
}

// addCompletion holds the entry, the questions and the certificate of one completion.
func (s *seeder) addCompletion(r registrationRow, occurrence id.ID, attended int) {
	entries := s.entries()
	o, p := r.t.offer, r.p
	began, ended := day(r.registered), day(r.outcome)
	note, by := "", o.staff
	if oc := r.t.occurrence; oc != nil {
		began, ended = oc.civil()
	} else {
		note, by = "Completed at one's own pace, by the learner's own declaration.", p.id
	}
	minutes := o.counted
	if attended > 0 {
		minutes = min(attended, minutes)
	}
	entry := id.New()
	s.w.add(entries, entry, p.id, "learning", o.kind, o.title, o.unit.Name, o.unit.ID, o.id, o.version, occurrence, r.id, began, ended,
		minutes, o.tenths, db.JSON(o.areas), o.level, o.format, "association", "completion", "completion:"+string(r.id), r.reason, r.toward, note, by, r.outcome)
	s.summary.Entries++
	if o.certificate {
		awards := s.w.to("awards", "id", "kind", "person_id", "entry_id", "code", "recipient_name", "title", "issuer", "began_on", "ended_on", "minutes", "ceu_tenths", "issued_at")
		s.w.add(awards, id.New(), "attendance-certificate", p.id, entry, id.Code(), p.name, o.title, o.unit.Name, began, ended, minutes, o.tenths, r.outcome)
		s.summary.Awards++
	}
	s.addQuestions(r, occurrence)
}

// civil is the days on which an occurrence began and ended where it took place.
func (oc *occurrence) civil() (began, ended string) {
	loc := location(oc.zone)
	return oc.starts.In(loc).Format(time.DateOnly), oc.ends.In(loc).Format(time.DateOnly)
}

// addQuestions holds what was asked after a completion, and apart from the name what two in five answered.
func (s *seeder) addQuestions(r registrationRow, occurrence id.ID) {
	asked := s.w.to("evaluation_requests", "registration_id", "kind", "due_at", "sent_at", "answered_in")
	answers := s.w.to("evaluation_answers", "id", "kind", "offer_id", "occurrence_id", "month", "answers")
	ask := func(kind registration.Kind, due time.Time, answer func() registration.Answers) {
		var sent time.Time
		month := ""
		if !due.After(s.now) {
			sent = due
			if s.rand.IntN(5) < 2 {
				month = due.Format("2006-01")
				s.w.add(answers, id.Random(), kind, r.t.offer.id, occurrence, month, db.JSON(answer()))
			}
		}
		s.w.add(asked, r.id, kind, due, sent, month)
	}
	ask(registration.AtCompletion, r.outcome, s.answer)
	ask(registration.After90Days, r.outcome.AddDate(0, 0, 90), func() registration.Answers {
		return registration.Answers{Used: pick(s.rand, []string{"yes", "yes", "partly", "partly", "not-yet", "no"})}
	})
	if r.askLater {
		ask(registration.RecognitionLater, r.outcome.AddDate(0, 0, 365), func() registration.Answers { return registration.Answers{Helped: "yes"} })
	}
}

// answer is what somebody thought of it on the day after.
func (s *seeder) answer() registration.Answers {
	a := registration.Answers{Useful: pick(s.rand, []int{2, 3, 3, 4, 4, 4, 5, 5}), Level: pick(s.rand, []string{"right", "right", "right", "right", "too-easy", "too-hard"})}
	if s.rand.IntN(3) == 0 {
		a.Text = pick(s.rand, s.words.Intended)
	}
	return a
}

// addClosing holds that an occurrence was closed, and the entries of those who presented.
func (s *seeder) addClosing(t *seating) {
	closings := s.w.to("occurrence_closings", "occurrence_id", "closed_by", "closed_at")
	o, oc := t.offer, t.occurrence
	at := s.closedAt(oc)
	s.w.add(closings, oc.id, o.staff, at)
	entries := s.entries()
	began, ended := oc.civil()
	minutes := 0
	for _, w := range oc.sittings() {
		minutes += w.minutes()
	}
	for _, p := range o.presenters {
		s.w.add(entries, id.New(), p, "presenting", o.kind, o.title, o.unit.Name, o.unit.ID, o.id, o.version, oc.id, id.ID(""), began, ended,
			minutes, 0, db.JSON(o.areas), o.level, o.format, "association", "presenting", "presenting:"+string(oc.id)+":"+string(p), "", "", "presenter", o.staff, at)
		s.summary.Entries++
	}
}

func (s *seeder) entries() *table {
	return s.w.to("entries", "id", "person_id", "kind", "activity", "title", "provider", "unit_id", "offer_id", "version_id", "occurrence_id", "registration_id", "began_on", "ended_on",
		"minutes", "ceu_tenths", "areas", "level", "format", "assurance", "provenance", "source_ref", "why", "toward", "note", "recorded_by", "recorded_at")
}
