package registration_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

const buyers = 64

// contested publishes one offer with n occurrences a year ahead, whose promises last an hour.
func contested(t testing.TB, w *registrationtest.World, n, seats int) []id.ID {
	t.Helper()
	offer := cataloguetest.Offer(t, w.World, registrationtest.Free)
	out := make([]id.ID, n)
	for i := range out {
		out[i] = cataloguetest.Occurrence(t, w.World, offer.ID, cataloguetest.Seats(seats), func(o *catalogue.Occurrence) {
			o.PromiseHours = 1
			o.StartsAt, o.EndsAt = o.StartsAt.AddDate(1, 0, 0), o.EndsAt.AddDate(1, 0, 0)
		}).ID
	}
	return out
}

// buy is one buyer in one round: registers, and then confirms, cancels, comes back or does nothing.
func buy(ctx context.Context, s *registration.Service, a authz.Actor, occurrence id.ID) error {
	r, err := s.Register(ctx, a, registration.Request{Occurrence: occurrence})
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	switch rand.IntN(6) {
	case 0:
		if _, err := s.Cancel(ctx, a, r.ID, ""); err != nil {
			return fmt.Errorf("cancel: %w", err)
		}
	case 1:
		if _, err := s.Cancel(ctx, a, r.ID, ""); err != nil {
			return fmt.Errorf("cancel: %w", err)
		}
		if _, err := s.Register(ctx, a, registration.Request{Occurrence: occurrence}); err != nil {
			return fmt.Errorf("register again: %w", err)
		}
	case 2, 3:
		// Who still waits, or whose promise has ended meanwhile, is told so; nothing else may go wrong.
		if _, err := s.Confirm(ctx, a, r.ID); err != nil && !errs.Is(err, errs.Gone) && !errs.Is(err, errs.Conflict) {
			return fmt.Errorf("confirm: %w", err)
		}
	}
	return nil
}

// round lets all buyers at one occurrence at once, while the sweep ends promises. Everybody stands
// at the barrier before anybody goes; ready is called there.
func round(ctx context.Context, s *registration.Service, q *jobs.Queue, c *clock.Fake, actors []authz.Actor, occurrence id.ID, ready func()) []error {
	var (
		standing, start = sync.WaitGroup{}, make(chan struct{})
		wg              sync.WaitGroup
		mu              sync.Mutex
		errs            []error
	)
	fail := func(err error) {
		if err != nil {
			mu.Lock()
			errs = append(errs, err)
			mu.Unlock()
		}
	}
	standing.Add(len(actors) + 1)
	wait := func() {
		standing.Done()
		<-start
	}
	for _, a := range actors {
		wg.Go(func() {
			wait()
			fail(buy(ctx, s, a, occurrence))
		})
	}
	wg.Go(func() {
		wait()
		for range 3 {
			if rand.IntN(2) == 0 {
				c.Advance(61 * time.Minute)
			}
			fail(q.RunPeriodic(ctx))
		}
	})
	standing.Wait()
	ready()
	close(start)
	wg.Wait()
	return errs
}

// broken looks at an occurrence in the database itself, and recomputes its waiting list from the
// log, and says what is wrong.
func broken(ctx context.Context, s *registration.Service, d *db.DB, occurrence id.ID) (faults []string, err error) {
	var capacity, taken, seats, waiting, people int
	err = d.QueryRow(ctx, `SELECT o.capacity, o.taken,
		(SELECT COUNT(*) FROM registrations r WHERE r.occurrence_id = o.id AND r.state NOT IN ('waitlisted', 'cancelled')),
		(SELECT COUNT(*) FROM registrations r WHERE r.occurrence_id = o.id AND r.state = 'waitlisted'),
		(SELECT COUNT(DISTINCT r.person_id) FROM registrations r WHERE r.occurrence_id = o.id)
		FROM occurrences o WHERE o.id = $1`, occurrence).Scan(&capacity, &taken, &seats, &waiting, &people)
	if err != nil {
		return nil, err
	}
	if seats > capacity {
		faults = append(faults, fmt.Sprintf("%d seats were given away of %d", seats, capacity))
	}
	if taken != seats {
		faults = append(faults, fmt.Sprintf("%d seats are counted as taken, %d are", taken, seats))
	}
	if seats < capacity && waiting > 0 {
		faults = append(faults, fmt.Sprintf("%d of %d seats are taken while %d wait", seats, capacity, waiting))
	}
	if people != buyers {
		faults = append(faults, fmt.Sprintf("%d of %d got an answer", people, buyers))
	}
	unfair, err := s.CheckOccurrence(ctx, occurrence)
	return append(faults, unfair...), err
}

// lay puts a round that was looked at to rest, so that the sweeps of later rounds have no work with it.
func lay(ctx context.Context, d *db.DB, occurrence id.ID) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE registrations SET state = 'cancelled' WHERE occurrence_id = $1 AND state IN ('held', 'waitlisted')`, occurrence)
		return err
	})
}

// race runs the rounds and returns what went wrong.
func race(t testing.TB, w *registrationtest.World, actors []authz.Actor, occurrences []id.ID) (faults []string) {
	t.Helper()
	ctx := context.Background()
	for _, o := range occurrences {
		for _, err := range round(ctx, w.Registrations, w.Queue, w.Clock, actors, o, func() {}) {
			faults = append(faults, err.Error())
		}
		found, err := broken(ctx, w.Registrations, w.DB, o)
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, found...)
		if err := lay(ctx, w.DB, o); err != nil {
			t.Fatal(err)
		}
	}
	return faults
}

// TestSeatsUnderContention is the race on SQLite, which belongs to one process. For PostgreSQL see
// TestSeatsWithTwoProcesses.
func TestSeatsUnderContention(t *testing.T) {
	d := dbtest.SQLite(t)
	// As with openURL, the order of commits stays the same when they do not wait for the disk.
	if _, err := d.Writer().Exec("PRAGMA synchronous = OFF"); err != nil {
		t.Fatal(err)
	}
	w := registrationtest.New(t, d)
	actors := w.Persons(t, buyers)
	for _, seats := range []int{1, 5, 20} {
		began := time.Now()
		for _, f := range race(t, w, actors, contested(t, w, rounds, seats)) {
			t.Errorf("%d seats: %s", seats, f)
		}
		t.Logf("%d seats, %d rounds of %d buyers: %v", seats, rounds, buyers, time.Since(began).Round(time.Millisecond))
	}
}

// openURL opens a database whose commits do not wait for the disk: they stay in the same order under
// the same locks, and the rounds take half the time.
func openURL(t testing.TB, address string) *db.DB {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	params := u.Query()
	params.Set("synchronous_commit", "off")
	u.RawQuery = params.Encode()
	d, err := db.Open(context.Background(), db.Config{URL: u.String(), MaxConns: 24})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// uncapped takes a seat whether there is one or not: the cap is not in its WHERE.
type uncapped struct{ registration.Seats }

// TakeSeatTx implements registration.Seats.
func (uncapped) TakeSeatTx(ctx context.Context, tx *db.Tx, occurrence id.ID) (bool, error) {
	_, err := tx.Exec(ctx, `UPDATE occurrences SET taken = taken + 1 WHERE id = $1`, occurrence)
	return err == nil, err
}

// TestWithoutTheCapTheTestFails takes both guards out, the cap in the WHERE and the CHECK of the
// table, and expects the race above to notice.
func TestWithoutTheCapTheTestFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		withoutChecks(t, d)
		w.Registrations.WithSeats(uncapped{w.Service})
		faults := race(t, w, w.Persons(t, buyers), contested(t, w, 2, 5))
		if !strings.Contains(strings.Join(faults, "\n"), "seats were given away of 5") {
			t.Errorf("nobody noticed that more seats were given away than there are: %q", faults)
		}
	})
}

// withoutChecks takes the checks off the table of occurrences.
func withoutChecks(t *testing.T, d *db.DB) {
	t.Helper()
	drop := "PRAGMA ignore_check_constraints = ON"
	if d.Dialect() == db.Postgres {
		drop = `DO $$ DECLARE c TEXT; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'occurrences'::regclass AND contype = 'c'
			LOOP EXECUTE 'ALTER TABLE occurrences DROP CONSTRAINT ' || quote_ident(c); END LOOP; END $$`
	}
	if _, err := d.Writer().Exec(drop); err != nil {
		t.Fatal(err)
	}
}

// raceEnv tells a child process which database to buy in.
const raceEnv = "COMMONS_RACE_URL"

// TestSeatsWithTwoProcesses runs the race from two server processes on one PostgreSQL. Each has
// half of the buyers and a clock of its own, one of them two hours ahead, so that it ends the
// other's promises at once. Both stand at the barrier before either goes.
func TestSeatsWithTwoProcesses(t *testing.T) {
	if os.Getenv(raceEnv) != "" {
		child(t)
		return
	}
	address := dbtest.PostgresURL(t)
	d := openURL(t, address)
	w := registrationtest.New(t, d)
	actors := w.Persons(t, buyers)
	var procs []*process
	for i := range 2 {
		procs = append(procs, start(t, address, i))
	}
	half := buyers / 2
	for _, seats := range []int{1, 5, 20} {
		began := time.Now()
		for _, o := range contested(t, w, rounds, seats) {
			for i, p := range procs {
				p.send(t, o, actors[i*half:(i+1)*half])
			}
			for _, p := range procs {
				p.hears(t, "ready")
			}
			for _, p := range procs {
				p.say(t, "go")
			}
			for _, p := range procs {
				p.hears(t, "done")
			}
			faults, err := broken(t.Context(), w.Registrations, d, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faults {
				t.Errorf("%d seats: %s", seats, f)
			}
			if err := lay(t.Context(), d, o); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d seats, %d rounds of %d buyers in two processes: %v", seats, rounds, buyers, time.Since(began).Round(time.Millisecond))
	}
	for _, p := range procs {
		p.stop(t)
	}
	// Connections that have ended have told the statistics all they know.
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openURL(t, address)
	defer d.Close()
	var deadlocks int
	if err := d.QueryRow(t.Context(), `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).Scan(&deadlocks); err != nil || deadlocks != 0 {
		t.Errorf("%d deadlocks, %v", deadlocks, err)
	}
}

type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func start(t *testing.T, address string, number int) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSeatsWithTwoProcesses$")
	cmd.Env = append(os.Environ(), raceEnv+"="+address, fmt.Sprintf("COMMONS_RACE_AHEAD=%dh", 2*number))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return &process{cmd, in, bufio.NewScanner(out)}
}

func (p *process) say(t *testing.T, line string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		t.Fatal(err)
	}
}

func (p *process) send(t *testing.T, occurrence id.ID, actors []authz.Actor) {
	t.Helper()
	words := []string{string(occurrence)}
	for _, a := range actors {
		words = append(words, string(a.PersonID))
	}
	p.say(t, strings.Join(words, " "))
}

// hears waits for a line; another one is what went wrong.
func (p *process) hears(t *testing.T, want string) {
	t.Helper()
	if !p.out.Scan() {
		t.Fatal("a process ended in the middle of the race")
	}
	if line := p.out.Text(); line != want {
		t.Error(line)
	}
}

func (p *process) stop(t *testing.T) {
	t.Helper()
	p.in.Close()
	for p.out.Scan() { // what the test binary says at its end
	}
	if err := p.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// child is one server process: it runs a round for every line it is sent, and goes when it is told.
func child(t *testing.T) {
	d := openURL(t, os.Getenv(raceEnv))
	defer d.Close()
	ahead, err := time.ParseDuration(os.Getenv("COMMONS_RACE_AHEAD"))
	if err != nil {
		t.Fatal(err)
	}
	c := clock.NewFake(cataloguetest.Start.Add(ahead))
	p := people.New(people.Deps{DB: d, Clock: c})
	s := registration.New(registration.Deps{DB: d, Clock: c, People: p, Catalogue: catalogue.New(catalogue.Deps{DB: d, Clock: c, People: p}), Record: record.New(record.Deps{DB: d, Clock: c})})
	q := jobs.New(d, c, nil)
	s.RegisterJobs(q)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	barrier := func() {
		fmt.Println("ready")
		lines.Scan()
	}
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		var actors []authz.Actor
		for _, person := range words[1:] {
			actors = append(actors, authz.Actor{PersonID: id.ID(person), Via: "web"})
		}
		answer := "done"
		if errs := round(t.Context(), s, q, c, actors, id.ID(words[0]), barrier); len(errs) > 0 {
			answer = errs[0].Error()
		}
		fmt.Println(answer)
	}
}
