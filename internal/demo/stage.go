package demo

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// stage is where the scenes are played: what the personas find was done by people through the
// areas' own Services, at moments of the past, so that every rule of theirs holds for it. The
// first error ends the play, and everything after it does nothing.
type stage struct {
	*seeder
	ctx          context.Context
	clock        *clock.Fake
	people       *people.Service
	catalogue    *catalogue.Service
	record       *record.Service
	registration *registration.Service
	recognition  *recognition.Service
	assessment   *assessment.Service
	duties       *duties.Service
	queue        *jobs.Queue
	texts        map[string]offerText
	err          error
}

// seedScenes plays every scene, the earliest first.
func (s *seeder) seedScenes(ctx context.Context) error {
	if !s.size.Personas {
		return nil
	}
	st, err := s.newStage(ctx)
	if err != nil {
		return err
	}
	for _, scene := range []func(){st.yearsOfLearning, st.deskOfAUnit, st.firstYearCourse, st.queueOfReviews, st.recordOfTheLearner, st.everybodyElse, st.calendarOfNeighbours, st.whereTheLearnerStands, st.whatBinds, st.sinceYesterday} {
		if scene(); st.err != nil {
			return st.err
		}
	}
	return nil
}

// quiet sends no letters: those of the past have long been read.
type quiet struct{}

// Send implements mail.Sender.
func (quiet) Send(context.Context, mail.Message) error { return nil }

func (s *seeder) newStage(ctx context.Context) (*stage, error) {
	zone := location("America/Chicago")
	c := clock.NewFake(s.now)
	st := &stage{seeder: s, ctx: ctx, clock: c, texts: map[string]offerText{}}
	st.people = people.New(people.Deps{DB: s.DB, Clock: c, Mail: quiet{}, Zone: zone})
	st.catalogue = catalogue.New(catalogue.Deps{DB: s.DB, Clock: c, People: st.people, Standards: s.Standards})
	st.record = record.New(record.Deps{DB: s.DB, Clock: c, People: st.people})
	st.registration = registration.New(registration.Deps{DB: s.DB, Clock: c, People: st.people, Catalogue: st.catalogue, Record: st.record, Mail: quiet{}})
	st.recognition = recognition.New(recognition.Deps{DB: s.DB, Clock: c, People: st.people, Catalogue: st.catalogue, Record: st.record})
	st.assessment = assessment.New(assessment.Deps{DB: s.DB, Clock: c, People: st.people, Standards: s.Standards, Catalogue: st.catalogue, Record: st.record, Mail: quiet{}})
	st.duties = duties.New(duties.Deps{DB: s.DB, Clock: c, People: st.people, Catalogue: st.catalogue, Record: st.record, Registration: st.registration, Recognition: st.recognition, Standards: s.Standards, Assessment: st.assessment, Mail: quiet{}})
	st.queue = jobs.New(s.DB, c, slog.New(slog.DiscardHandler))
	st.registration.RegisterJobs(st.queue)
	st.recognition.Register(st.queue)
	st.duties.Register(st.queue)
	texts, err := sceneTexts()
	for _, t := range texts {
		st.texts[t.Key] = t
	}
	return st, err
}

// keep keeps the first error, with what was being done.
func (st *stage) keep(what string, err error) {
	if err != nil && st.err == nil {
		st.err = fmt.Errorf("%s on %s: %w", what, st.clock.Now().Format(time.DateOnly), err)
	}
}

// on turns the clock to an hour of a day so many days from today, never beyond this moment.
func (st *stage) on(days, hour int) {
	if t := st.moment(days, hour); t.Before(st.now) {
		st.clock.Set(t)
	} else {
		st.clock.Set(st.now)
	}
}

// moment is an hour of the association's day so many days from today.
func (st *stage) moment(days, hour int) time.Time {
	d := st.now.In(location("America/Chicago")).AddDate(0, 0, days)
	return time.Date(d.Year(), d.Month(), d.Day(), hour, 0, 0, 0, d.Location()).UTC()
}

// daysTo is how many days from today a day of an earlier year is.
func (st *stage) daysTo(yearsAgo int, month time.Month, dayOfMonth int) int {
	return int(time.Date(st.now.Year()-yearsAgo, month, dayOfMonth, 12, 0, 0, 0, time.UTC).Sub(st.now).Hours() / 24)
}

// weekday is the working day that is so many days from today, or the nearest one further away.
func (st *stage) weekday(days int) int {
	step := 1
	if days < 0 {
		step = -1
	}
	for !working(st.moment(days, 12).In(location("America/Chicago"))) {
		days += step
	}
	return days
}

// as returns a person as they act at this moment; who is a persona's key.
func (st *stage) as(who string) authz.Actor { return st.actor(st.persona(who).id) }

func (st *stage) actor(person id.ID) authz.Actor {
	if st.err != nil {
		return authz.Actor{}
	}
	a, err := st.people.Actor(st.ctx, person, "web")
	st.keep("who is it", err)
	return a
}

// oldHands are how many people beside personas and staff have been here for long.
const oldHands = 80

// others are some of the people who are nobody's persona and work for no unit, from the n-th on.
func (st *stage) others(from, n int) []id.ID {
	out := make([]id.ID, n)
	for i := range out {
		out[i] = st.seeder.people[(st.stays-oldHands+from+i)%len(st.seeder.people)].id
	}
	return out
}

// work does what waits to be done after an event: certificates, above all.
func (st *stage) work() {
	if st.err == nil {
		st.keep("work", st.queue.Drain(st.ctx))
	}
}

// manager is who publishes the offers of a unit.
func (st *stage) manager(acronym string) authz.Actor {
	if acronym == "PLA" {
		return st.as("unit-manager")
	}
	return st.actor(st.staff[st.units[acronym].ID])
}

// editor is who writes them.
func (st *stage) editor(acronym string) authz.Actor {
	if acronym == "PLA" {
		return st.as("unit-editor")
	}
	return st.manager(acronym)
}
