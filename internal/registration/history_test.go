package registration_test

import (
	"context"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// How many people fight for how many seats in a history, and how often each asks.
const (
	callers    = 6
	seatsThere = 2
	callsEach  = 25
)

// histories is how many there are for each database: a few in ./check, 200 in ./check --long.
func histories() int {
	if os.Getenv("COMMONS_LONG") != "" {
		return 200
	}
	return 8
}

// caller is a person who asks one thing after the other, and now and then does not wait for the answer.
type caller struct {
	who   int
	actor authz.Actor
	r     *rand.Rand
	last  id.ID // their latest registration
}

// ask makes one call. late ends promises.
func (c *caller) ask(ctx context.Context, h *registrationtest.History, s *registration.Service, late lateService, occurrence id.ID) {
	do := registrationtest.Register
	if c.last != "" {
		do = []string{registrationtest.Register, registrationtest.Cancel, registrationtest.Cancel, registrationtest.Confirm, registrationtest.Expire}[c.r.IntN(5)]
	}
	h.Call(c.who, registrationtest.Ask{Do: do, Person: c.who}, func() string {
		if c.r.IntN(30) == 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, time.Duration(c.r.Int64N(int64(3*time.Millisecond))))
			defer cancel()
		}
		var (
			got registration.Registration
			err error
		)
		switch do {
		case registrationtest.Register:
			got, err = s.Register(ctx, c.actor, registration.Request{Occurrence: occurrence})
		case registrationtest.Cancel:
			got, err = s.Cancel(ctx, c.actor, c.last, "")
		case registrationtest.Confirm:
			got, err = s.Confirm(ctx, c.actor, c.last)
		case registrationtest.Expire:
			late.clock.Advance(2 * time.Hour)
			err = late.Expire(ctx, c.last)
		}
		switch {
		case err == nil && do == registrationtest.Expire:
			return "ended"
		case err == nil:
			c.last = got.ID
			return string(got.State)
		case errs.Is(err, errs.Gone), errs.Is(err, errs.Conflict):
			return registrationtest.Refused
		}
		// No answer that can be relied on: learn by registering which registration it is now.
		c.last = ""
		return registrationtest.Unknown
	})
}

// fight lets everybody at one occurrence at once.
func fight(t *testing.T, w *registrationtest.World, late lateService, people []authz.Actor, seed uint64) *registrationtest.History {
	t.Helper()
	occurrence := contested(t, w, 1, seatsThere)[0]
	h := registrationtest.NewHistory()
	var wg sync.WaitGroup
	for i := range callers {
		c := &caller{who: i, actor: people[i], r: rand.New(rand.NewPCG(seed, uint64(i)))}
		wg.Go(func() {
			for range callsEach {
				c.ask(context.Background(), h, w.Registrations, late, occurrence)
			}
		})
	}
	wg.Wait()
	return h
}

// TestHistoriesAreLinearizable looks at races for seats from outside: what every caller was told must
// fit some order of the calls in which each is one step of the rules. What two servers on one
// PostgreSQL and servers that are killed make of it, cmd/commons tries.
func TestHistoriesAreLinearizable(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		people := w.Persons(t, callers)
		for range histories() {
			seed := rand.Uint64()
			// Its clock goes on by hours: a new one each time, or it comes to the day of the date, from when on nobody is promoted.
			h := fight(t, w, lateOn(w), people, seed)
			h.Linearizable(t, callers, seatsThere, seed)
			if h.Len() != callers*callsEach {
				t.Errorf("%d calls were noted", h.Len())
			}
		}
	})
}

// TestWithoutTheGuardNoHistoryFits takes the lock and the cap away: the look from outside must notice.
func TestWithoutTheGuardNoHistoryFits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		withoutChecks(t, d)
		people := w.Persons(t, callers)
		late := lateOn(w)
		for _, s := range []*registration.Service{w.Registrations, late.Service} {
			s.WithSeats(uncapped{w.Service})
		}
		for range 20 {
			if fight(t, w, late, people, rand.Uint64()).Broken(callers, seatsThere) {
				return
			}
		}
		t.Error("nobody noticed that more seats were given away than there are")
	})
}

// lateService is the same service at a clock that has gone beyond the promises made so far.
type lateService struct {
	*registration.Service
	clock *clock.Fake
}

func lateOn(w *registrationtest.World) lateService {
	c := clock.NewFake(w.Clock.Now().AddDate(0, 1, 0))
	return lateService{registration.New(registration.Deps{DB: w.DB, Clock: c, People: w.People, Catalogue: w.Service, Record: w.Record, Mail: w.Box, BaseURL: "https://commons.example"}), c}
}
