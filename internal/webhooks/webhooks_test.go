package webhooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/webhooks"
)

// world is a catalogue with webhooks beside it, and receivers to send to.
type world struct {
	*cataloguetest.World
	hooks *webhooks.Service
	queue *jobs.Queue
	admin authz.Actor
	offer catalogue.Offer
	// letters counts what unrelated work was done.
	letters int
}

// receiver is another program: it keeps what it was sent.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer func(w http.ResponseWriter, r *http.Request)
	got    []call
}

type call struct {
	id, at, signature, body string
	status                  int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		answer := r.answer
		r.mu.Unlock()
		rec := httptest.NewRecorder()
		if answer != nil {
			answer(rec, q)
		}
		r.mu.Lock()
		r.got = append(r.got, call{q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp"), q.Header.Get("webhook-signature"), string(body), rec.Code})
		r.mu.Unlock()
		if rec.Code == cut {
			panic(http.ErrAbortHandler)
		}
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	}))
	t.Cleanup(r.Close)
	return r
}

// cut is the status that a receiver notes when it gave no answer.
const cut = 999

// says has the receiver answer with a status from now on.
func (r *receiver) says(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, strings.Repeat("é", 400))
	}
}

// cutsOff has the receiver end each call without an answer from now on.
func (r *receiver) cutsOff() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(cut) }
}

func (r *receiver) calls() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]call(nil), r.got...)
}

func newWorld(t *testing.T, d *db.DB, open ...*receiver) *world {
	t.Helper()
	w := &world{World: cataloguetest.New(t, d)}
	var allow []netip.AddrPort
	for _, r := range open {
		allow = append(allow, netip.MustParseAddrPort(r.Listener.Addr().String()))
	}
	w.queue = jobs.New(d, w.Clock, nil)
	w.hooks = webhooks.New(webhooks.Deps{DB: d, Clock: w.Clock, People: w.People, Catalogue: w.Service, Calls: outbound.New(outbound.Options{Product: "test", Allow: allow})})
	w.hooks.Register(w.queue)
	w.Service.Register(w.queue)
	jobs.Unheard[catalogue.OfferPublished](w.queue)
	jobs.Unheard[catalogue.OccurrenceCancelled](w.queue)
	jobs.Unheard[record.EntryAppended](w.queue)
	jobs.Unheard[registration.Cancelled](w.queue)
	jobs.Unheard[registration.Completed](w.queue)
	jobs.On(w.queue, "test.letter", func(context.Context, string, registration.Registered) error { w.letters++; return nil })
	p := peopletest.Person(t, w.People, peopletest.Named("Ola Keeper"), peopletest.Role(authz.Binding{Role: authz.Admin}))
	w.admin = peopletest.Actor(t, w.People, p)
	w.offer = cataloguetest.Offer(t, w.World)
	w.drain(t)
	t.Cleanup(func() { // whatever happened, the doctor finds nothing
		if found, err := w.hooks.Check(context.Background()); err != nil || len(found) > 0 {
			t.Errorf("doctor: %q, %v", found, err)
		}
	})
	return w
}

func (w *world) publish(t *testing.T, all ...events.Event) {
	t.Helper()
	err := w.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, e := range all {
			if err := events.Publish(ctx, tx, w.Clock.Now(), e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) drain(t *testing.T) {
	t.Helper()
	if err := w.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// pass lets time go by in steps in which all due work is done.
func (w *world) pass(t *testing.T, step, whole time.Duration) {
	t.Helper()
	for gone := time.Duration(0); gone < whole; gone += step {
		w.Clock.Advance(step)
		w.drain(t)
	}
}

func (w *world) hook(t *testing.T, r *receiver, names ...string) (webhooks.Webhook, string) {
	t.Helper()
	h, secret, err := w.hooks.Create(t.Context(), w.admin, webhooks.Settings{Name: "Another program", Address: r.URL + "/hook", Events: names})
	if err != nil {
		t.Fatal(err)
	}
	return h, secret
}

func (w *world) registered(n int) registration.Registered {
	return registration.Registered{Subject: registration.Subject{RegistrationID: id.Named("registration", fmt.Sprint(n)), PersonID: id.Named("person", fmt.Sprint(n)), OfferID: w.offer.ID}}
}

func (w *world) states(t *testing.T, h webhooks.Webhook) map[webhooks.State]int {
	t.Helper()
	_, n, err := w.hooks.Webhook(t.Context(), w.admin, h.ID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestATargetThatIsDownForTenMinutes: unrelated work goes on meanwhile, everything is there within two minutes
// after, nothing twice to effect, and of each object in order.
func TestATargetThatIsDownForTenMinutes(t *testing.T) {
	t.Run("refuses", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) { downForTenMinutes(t, d, func(r *receiver) { r.says(503) }) })
	})
	t.Run("says nothing", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) { downForTenMinutes(t, d, (*receiver).cutsOff) })
	})
}

func downForTenMinutes(t *testing.T, d *db.DB, down func(r *receiver)) {
	r := newReceiver(t)
	w := newWorld(t, d, r)
	h, _ := w.hook(t, r, "registration.registered", "registration.cancelled", "registration.completed")
	down(r)
	const people = 40
	for i := range people {
		e := w.registered(i)
		w.publish(t, e, registration.Cancelled{Subject: e.Subject, Was: "registered", Reason: registration.ReasonByLearner})
		before := w.letters
		w.pass(t, 15*time.Second, 15*time.Second)
		if w.letters != before+1 {
			t.Fatalf("unrelated work waits for the target: %d letters", w.letters)
		}
	}
	if n := w.states(t, h); n[webhooks.Waiting] != 2*people || n[webhooks.Delivered] != 0 {
		t.Fatalf("while the target is down: %v", n)
	}
	if q, err := w.hooks.Queue(t.Context()); err != nil || q.Waiting != 2*people || q.Down != 1 || q.Oldest < 9*time.Minute || q.Oldest > 10*time.Minute {
		t.Errorf("the operator is told %+v, %v", q, err)
	}
	tries := len(r.calls())
	if tries > 60 {
		t.Errorf("a target that is down was called %d times in ten minutes", tries)
	}
	r.says(204)
	back := w.Clock.Now()
	for w.states(t, h)[webhooks.Waiting] > 0 && w.Clock.Now().Sub(back) < time.Hour {
		w.pass(t, 5*time.Second, 5*time.Second)
	}
	if took := w.Clock.Now().Sub(back); took > 2*time.Minute {
		t.Errorf("everything was there %s after the target was back", took)
	}
	w.pass(t, time.Minute, 10*time.Minute)
	effects, last := map[string]bool{}, map[string]string{}
	for _, c := range r.calls()[tries:] {
		var m struct {
			Type string
			Data struct{ Registration string }
		}
		if err := json.Unmarshal([]byte(c.body), &m); err != nil {
			t.Fatal(err)
		}
		if effects[c.id] {
			t.Errorf("%s came twice", c.id)
		}
		effects[c.id] = true
		if m.Type == "registration.cancelled" && last[m.Data.Registration] != "registration.registered" {
			t.Errorf("%s came before what it cancels", m.Data.Registration)
		}
		last[m.Data.Registration] = m.Type
	}
	if len(effects) != 2*people {
		t.Errorf("%d of %d arrived", len(effects), 2*people)
	}
	if q, err := w.hooks.Queue(t.Context()); err != nil || q != (webhooks.Queue{}) {
		t.Errorf("when all is there the operator is told %+v, %v", q, err)
	}
	if got := w.hooks.Tally(); got.Delivered != 2*people || got.Failed != int64(tries) || got.Dead+got.Withheld != 0 {
		t.Errorf("%d attempts failed, and the operator is told %+v", tries, got)
	}
}

// TestOneObjectWaitsOthersGoOn: a delivery that is always refused keeps the later ones of its object back, and no
// others; after three days it is dead and they go out. By hand it is sent again under its id.
func TestOneObjectWaitsOthersGoOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newReceiver(t)
		w := newWorld(t, d, r)
		h, _ := w.hook(t, r, "registration.registered", "registration.completed")
		bad := w.registered(0)
		poison := string(bad.RegistrationID)
		r.Server.Config.Handler = refusing(r, "registration.registered", poison)
		w.publish(t, bad, registration.Completed{RegistrationID: bad.RegistrationID, OfferID: w.offer.ID}, w.registered(1), w.registered(2))
		w.drain(t)
		if n := w.states(t, h); n[webhooks.Delivered] != 2 || n[webhooks.Waiting] != 2 {
			t.Fatalf("beside a refused one: %v", n)
		}
		w.pass(t, time.Hour, 71*time.Hour)
		if n := w.states(t, h); n[webhooks.Waiting] != 2 {
			t.Fatalf("before three days are over: %v", n)
		}
		if n := len(r.calls()); n > 150 {
			t.Errorf("called %d times in three days", n)
		}
		w.pass(t, time.Hour, 8*time.Hour)
		n := w.states(t, h)
		if n[webhooks.Dead] != 1 || n[webhooks.Delivered] != 3 {
			t.Fatalf("after three days: %v", n)
		}
		list, err := w.hooks.Deliveries(t.Context(), w.admin, h.ID, webhooks.Dead, page.Request{})
		if err != nil || len(list.Items) == 0 {
			t.Fatal(list, err)
		}
		dead := list.Items[0]
		if len(dead.Answer) == 0 || len(dead.Answer) > 510 || dead.Status != 500 {
			t.Errorf("kept of the answer: %d %q", dead.Status, dead.Answer)
		}
		r.says(200)
		r.Server.Config.Handler = refusing(r, "nothing", "nothing")
		if _, err := w.hooks.SendAgain(t.Context(), w.admin, h.ID, dead.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.hooks.SendAgain(t.Context(), w.admin, h.ID, dead.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("sent again while it waits: %v", err)
		}
		w.pass(t, time.Minute, 5*time.Minute)
		if got, err := w.hooks.Delivery(t.Context(), w.admin, h.ID, dead.ID); err != nil || got.State != webhooks.Delivered {
			t.Errorf("sent again by hand: %+v %v", got, err)
		}
		before := len(r.calls())
		many, err := w.hooks.SendAgainSince(t.Context(), w.admin, h.ID, w.Clock.Now().Add(-6*24*time.Hour))
		if err != nil || many != 4 {
			t.Errorf("all since a moment: %d %v", many, err)
		}
		w.pass(t, time.Minute, time.Minute)
		again := map[string]bool{}
		for _, c := range r.calls()[before:] {
			again[c.id] = true
		}
		if len(again) != 4 || !again[string(dead.ID)] {
			t.Errorf("sent again: %v", again)
		}
	})
}

// refusing is a receiver that fails for one registration.
func refusing(r *receiver, event, object string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, _ := io.ReadAll(q.Body)
		status := 200
		if strings.Contains(string(b), event) && strings.Contains(string(b), object) {
			status = 500
		}
		r.mu.Lock()
		r.got = append(r.got, call{id: q.Header.Get("webhook-id"), body: string(b), status: status})
		r.mu.Unlock()
		w.WriteHeader(status)
		io.WriteString(w, strings.Repeat("é", 400))
	})
}

// TestNoRedirectLeadsInside: an address that answers with another is not followed, whichever that is.
func TestNoRedirectLeadsInside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, inside := newReceiver(t), newReceiver(t)
		w := newWorld(t, d, r)
		h, _ := w.hook(t, r, "registration.registered")
		for _, status := range []int{301, 302, 303, 307, 308} {
			r.mu.Lock()
			r.answer = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", inside.URL)
				w.WriteHeader(status)
			}
			r.mu.Unlock()
			w.publish(t, w.registered(status))
			w.pass(t, time.Minute, 2*time.Minute)
		}
		if n := len(inside.calls()); n != 0 {
			t.Errorf("what is inside was called %d times", n)
		}
		if n := w.states(t, h); n[webhooks.Waiting] != 5 {
			t.Errorf("answered with redirects: %v", n)
		}
		for _, address := range []string{inside.URL, "http://169.254.169.254/", "ftp://example.org", "https://user:secret@example.org/", "", "http://[::1]/", "http://2130706433/"} {
			if _, _, err := w.hooks.Create(t.Context(), w.admin, webhooks.Settings{Name: "x", Address: address, Events: []string{"registration.registered"}}); !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}

// TestASlowTargetHoldsNobodyUp has one receiver that does not answer while another gets everything.
func TestASlowTargetHoldsNobodyUp(t *testing.T) {
	d := dbtest.SQLite(t)
	slow, fast := newReceiver(t), newReceiver(t)
	w := newWorld(t, d, slow, fast)
	hold, arrived := make(chan struct{}), make(chan struct{}, 1)
	release := sync.OnceFunc(func() { close(hold) })
	t.Cleanup(release)
	slow.answer = func(http.ResponseWriter, *http.Request) {
		select {
		case arrived <- struct{}{}:
		default:
		}
		<-hold
	}
	w.hook(t, slow, "registration.registered")
	for i := range 3 {
		w.publish(t, w.registered(i))
	}
	done := make(chan error)
	go func() { done <- w.queue.Drain(t.Context()) }()
	<-arrived
	h, _ := w.hook(t, fast, "registration.registered")
	for i := range 50 {
		w.publish(t, w.registered(100+i))
	}
	w.drain(t)
	if n := w.states(t, h); n[webhooks.Delivered] != 50 {
		t.Errorf("beside a slow target: %v", n)
	}
	release()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestWhoMayKnow: units, lost roles, pauses, and what is sent.
func TestWhoMayKnow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		r := newReceiver(t)
		w := newWorld(t, d, r)
		if _, _, err := w.hooks.Create(ctx, w.Manager, webhooks.Settings{Name: "x", Address: r.URL, Events: []string{"registration.registered"}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a manager makes a webhook: %v", err)
		}
		token := w.admin
		token.Token, token.Scopes = true, authz.Scopes
		if _, _, err := w.hooks.Create(ctx, token, webhooks.Settings{Name: "x", Address: r.URL, Events: []string{"registration.registered"}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token makes a webhook: %v", err)
		}
		all, _ := w.hook(t, r, "registration.registered", "record.entry-appended")
		ofOther, _, err := w.hooks.Create(ctx, w.admin, webhooks.Settings{Name: "Maps", Address: r.URL, Events: []string{"registration.registered", "record.entry-appended"}, UnitID: w.Other.ID})
		if err != nil {
			t.Fatal(err)
		}
		w.publish(t, w.registered(1), record.EntryAppended{EntryID: "e", PersonID: "p", SourceRef: "secret", Provenance: "own"})
		w.drain(t)
		if a, b := w.states(t, all), w.states(t, ofOther); a[webhooks.Delivered] != 2 || len(b) != 0 {
			t.Errorf("all units: %v, another unit: %v", a, b)
		}
		for _, c := range r.calls() {
			if strings.Contains(c.body, "secret") || !strings.Contains(c.body, `"version":1`) || len(c.body) > 500 {
				t.Errorf("sent: %s", c.body)
			}
		}
		if _, err := w.hooks.Pause(ctx, w.admin, all.ID, true); err != nil {
			t.Fatal(err)
		}
		w.publish(t, w.registered(2))
		w.pass(t, time.Minute, 5*time.Minute)
		if n := w.states(t, all); n[webhooks.Waiting] != 1 {
			t.Errorf("paused: %v", n)
		}
		if _, err := w.hooks.Pause(ctx, w.admin, all.ID, false); err != nil {
			t.Fatal(err)
		}
		w.drain(t)
		if n := w.states(t, all); n[webhooks.Waiting] != 0 || n[webhooks.Delivered] != 3 {
			t.Errorf("went on: %v", n)
		}
		peopletest.Person(t, w.People, peopletest.Named("Ina Second"), peopletest.Role(authz.Binding{Role: authz.Admin}))
		if err := w.People.EndRole(ctx, authz.System("test"), w.admin.PersonID, authz.Binding{Role: authz.Admin}); err != nil {
			t.Fatal(err)
		}
		before := len(r.calls())
		w.publish(t, w.registered(3))
		w.drain(t)
		if n := w.states(t, all); n[webhooks.Withheld] != 1 || len(r.calls()) != before {
			t.Errorf("the owner lost the role: %v", n)
		}
		r.says(410)
		if _, err := w.hooks.SendAgainSince(ctx, w.admin, all.ID, w.Clock.Now().Add(time.Hour)); !errs.Is(err, errs.Invalid) {
			t.Errorf("since a moment to come: %v", err)
		}
	})
}

// TestGoneAndRemoved: a target that says 410 gets nothing more, and what is removed is gone with its deliveries.
func TestGoneAndRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		r := newReceiver(t)
		w := newWorld(t, d, r)
		h, _ := w.hook(t, r, "registration.registered")
		r.says(410)
		w.publish(t, w.registered(1))
		w.pass(t, time.Hour, 5*time.Hour)
		if got, _, err := w.hooks.Webhook(ctx, w.admin, h.ID); err != nil || !got.Paused || len(r.calls()) != 1 {
			t.Errorf("gone: %+v %v, %d calls", got, err, len(r.calls()))
		}
		if _, err := w.hooks.Change(ctx, w.admin, h.ID, h.Settings, h.CreatedAt.Add(time.Second)); !errs.Is(err, errs.Conflict) {
			t.Errorf("changed as it was not: %v", err)
		}
		if err := w.hooks.Remove(ctx, w.admin, h.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.hooks.Webhook(ctx, w.admin, h.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("removed: %v", err)
		}
		w.publish(t, w.registered(2))
		w.drain(t)
		if err := w.queue.RunPeriodic(ctx); err != nil {
			t.Fatal(err)
		}
	})
}
