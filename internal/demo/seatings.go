package demo

import (
	"context"
	"slices"
	"time"
)

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
		s.fill(&seatings[i], start)
		start += seatings[i].completed + seatings[i].other
		if s.w.full() {
			if err := s.w.flush(ctx); err != nil {
				return err
			}
		}
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
		all += t.open()
		if t.past {
			past += t.weight
		}
	}
	spread := func(total, weights int, weigh func(seating) int, give func(*seating, int)) {
		left, weight := total, weights
		for i := range seatings {
			t := &seatings[i]
			w := weigh(*t)
			if w == 0 {
				continue
			}
			n := left * w / weight
			give(t, n)
			left -= n
			weight -= w
		}
	}
	spread(s.size.Completions, past, func(t seating) int {
		if t.past {
			return t.weight
		}
		return 0
	}, func(t *seating, n int) { t.completed = n })
	spread(s.size.Registrations-s.size.Completions, all, seating.open, func(t *seating, n int) { t.other = n })
}

// open weighs where registrations go that are not completed: most of them to what is still to come.
func (t seating) open() int {
	if t.past {
		return t.weight
	}
	return 4 * t.weight
}

// fill makes the registrations of one seating, beginning with the person at start. Taking people
// one after the other keeps everybody to one registration for each occurrence. Who comes first
// gets the seats; what became of everybody follows once it is over.
func (s *seeder) fill(t *seating, start int) {
	n := min(t.completed+t.other, len(s.people)-len(s.words.Personas))
	capacity := 0
	if t.occurrence != nil {
		capacity = t.occurrence.capacity
	}
	rows := make([]registrationRow, n)
	times := s.times(t, n)
	fates := make([]fate, n)
	for k := range fates {
		fates[k] = s.fateOf(t, k < t.completed, k)
	}
	s.rand.Shuffle(n, func(i, j int) { fates[i], fates[j] = fates[j], fates[i] })
	taken, waiting, numbers := 0, 0, 0
	for k := range rows {
		p, persona := s.registrant(t, start, k)
		if done := slices.Index(fates, fateCompleted); persona && done >= 0 {
			fates[k], fates[done] = fates[done], fates[k] // personas finish what they begin
		}
		r := s.registration(t, p, times[k])
		full := capacity > 0 && taken >= capacity
		r.fate = fates[k]
		switch {
		case full && r.fate == fateCancelled:
			r.queue = "full"
		case full && t.past:
			r.fate, r.queue = fateNeverPromoted, "full"
		case full:
			r.fate, r.queue = fateWaiting, "full"
		case r.fate != fateCancelled:
			taken++
		}
		if r.queue != "" && waiting > 0 {
			r.queue = "others-wait"
		}
		if r.fate == fateWaiting || r.fate == fateNeverPromoted {
			waiting++
		}
		r.number(&numbers, r.opening())
		rows[k] = r
	}
	for k := range rows {
		rows[k].number(&numbers, rows[k].closing())
	}
	if t.occurrence != nil {
		s.addOccurrence(t.offer, t.occurrence, taken, numbers)
	}
	for _, r := range rows {
		s.addRegistration(r)
	}
	if t.occurrence != nil && t.past {
		s.addClosing(t)
	}
	s.summary.Registrations += n
}

// times are the moments at which n people registered, in their order.
func (s *seeder) times(t *seating, n int) []time.Time {
	from, to := s.now.AddDate(0, 0, -300), s.now.AddDate(0, 0, -3)
	if t.occurrence != nil {
		from, to = t.occurrence.opens.Add(time.Hour), t.occurrence.starts.Add(-time.Hour)
		if !to.Before(s.now) {
			to = s.now.Add(-time.Hour)
		}
	} else if !t.offer.expires.IsZero() && t.offer.expires.Before(to) {
		to = t.offer.expires
	}
	minutes := int(to.Sub(from) / time.Minute)
	out := make([]time.Time, n)
	for k := range out {
		// Most people register when it comes near.
		ago := min(s.rand.IntN(minutes), s.rand.IntN(minutes))
		if t.occurrence == nil {
			ago = s.rand.IntN(minutes)
		}
		out[k] = to.Add(-time.Duration(ago) * time.Minute)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// registrant returns who the k-th of n people from start on is. The first place goes to a persona
// whom it would interest and whose year still has room for it; otherwise they are left out.
func (s *seeder) registrant(t *seating, start, k int) (p *person, persona bool) {
	crowd := s.people
	if s.size.Personas {
		crowd = s.people[len(s.words.Personas):]
		if k == 0 {
			if i := s.interested(t); i >= 0 {
				return &s.people[i], true
			}
		}
	}
	return &crowd[(start+k)%len(crowd)], false
}

// interested returns the persona who takes a place here, or -1.
func (s *seeder) interested(t *seating) int {
	o := t.offer
	if o.kind == "conference-session" || o.language != "en" || o.minutes > 900 || t.occurrence != nil && !t.past {
		return -1
	}
	for i := range s.words.Personas {
		p := &s.words.Personas[i]
		if s.took[i] < p.Takes && slices.Contains(p.Areas, o.areas[0]) && s.rand.IntN(3) == 0 {
			s.took[i]++
			return i
		}
	}
	return -1
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
