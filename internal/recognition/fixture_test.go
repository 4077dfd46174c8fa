package recognition

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// fixture is everything up to recognition, on one database.
type fixture struct {
	*registrationtest.World
	*Service
	t *testing.T
	// Both decides on everything: a reviewer who is accreditation staff as well.
	Both authz.Actor
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	w := registrationtest.New(t, d)
	f := &fixture{World: w, t: t}
	f.Service = New(Deps{DB: d, Clock: w.Clock, People: w.People, Catalogue: w.World.Service, Record: w.Record,
		Association: "Example Library Association", BaseURL: "https://commons.example"})
	f.Service.Register(w.Queue)
	f.Both = w.Actor(t, "Bea Lindqvist", authz.Binding{Role: authz.Reviewer}, authz.Binding{Role: authz.AccreditationStaff})
	return f
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) wantKind(err error, kind errs.Kind, what string) {
	f.t.Helper()
	if !errs.Is(err, kind) {
		f.t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

// complete takes the person through an occurrence and lets the jobs run.
func (f *fixture) complete(a authz.Actor, earns ...catalogue.Recognition) registration.Registration {
	f.t.Helper()
	r := f.Completed(f.t, a, earns...)
	f.Work(f.t)
	return r
}

func (f *fixture) mine(a authz.Actor) []Held {
	f.t.Helper()
	p, err := f.Mine(f.t.Context(), a, page.Request{})
	f.must(err)
	return p.Items
}

// award returns the only award of a person who has just completed something that earns one.
func (f *fixture) award(a authz.Actor, earns ...catalogue.Recognition) Held {
	f.t.Helper()
	f.complete(a, append(earns, catalogue.Certificate)...)
	list := f.mine(a)
	if len(list) != 1 {
		f.t.Fatalf("%d awards, want 1", len(list))
	}
	return list[0]
}

// correct corrects an entry as two members of staff would, and lets the jobs run.
func (f *fixture) correct(entry id.ID, change func(*record.Correction)) record.Entry {
	f.t.Helper()
	e := f.correctLater(entry, change)
	f.Work(f.t)
	return e
}

func (f *fixture) correctLater(entry id.ID, change func(*record.Correction)) record.Entry {
	f.t.Helper()
	e, err := f.Record.ByID(f.t.Context(), f.db, entry)
	f.must(err)
	c := record.CorrectionOf(e)
	c.Reason = "The date on the roster was wrong"
	change(&c)
	p, err := f.ProposeCorrection(f.t.Context(), f.Both, entry, c)
	f.must(err)
	_, err = f.ConfirmProposal(f.t.Context(), f.Accreditation, p.ID)
	f.must(err)
	newest, err := f.Record.Newest(f.t.Context(), f.db, []id.ID{entry})
	f.must(err)
	return newest[entry]
}

func (f *fixture) publish(e events.Event) {
	f.t.Helper()
	f.must(f.db.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return events.Publish(ctx, tx, f.Clock.Now(), e)
	}))
}

func (f *fixture) number(query string, args ...any) (n int) {
	f.t.Helper()
	f.must(f.db.QueryRow(context.Background(), query, args...).Scan(&n))
	return n
}

// proposed adds an offer with a worksheet that waits for approval.
func (f *fixture) proposed(author authz.Actor) catalogue.Offer {
	f.t.Helper()
	o := cataloguetest.Offer(f.t, f.World.World, registrationtest.Free)
	f.propose(author, o.ID)
	return o
}

func (f *fixture) propose(author authz.Actor, offer id.ID) {
	f.t.Helper()
	_, err := f.ProposeWorksheet(f.t.Context(), author, offer, catalogue.WorksheetProposal{
		Counted:  []catalogue.Stretch{{What: "Live session", Minutes: 55}},
		Excluded: []catalogue.Stretch{{What: "Welcome", Minutes: 5}}, Method: "Minutes of the agenda.",
	})
	f.must(err)
}

func (f *fixture) ask(a authz.Actor, offer id.ID, what ...catalogue.Recognition) Review {
	f.t.Helper()
	r, err := f.Ask(f.t.Context(), a, offer, what)
	f.must(err)
	return r
}

func (f *fixture) sound() {
	f.t.Helper()
	broken, err := f.Check(f.t.Context())
	f.must(err)
	if len(broken) > 0 {
		f.t.Errorf("the check found %q", broken)
	}
}
