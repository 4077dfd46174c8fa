package recognition

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

var certificate = []catalogue.Recognition{catalogue.Certificate}

func (f *fixture) earns(offer id.ID) []catalogue.Recognition {
	f.t.Helper()
	o, err := f.OfferByID(context.Background(), f.db, offer)
	f.must(err)
	return o.Earns
}

func TestWhoMayAsk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		o := cataloguetest.Offer(t, f.World.World)
		for name, a := range map[string]authz.Actor{"a manager elsewhere": f.Stranger, "a learner": f.Learner, "a reviewer": f.Reviewer, "an auditor": f.Auditor} {
			_, err := f.Ask(ctx, a, o.ID, certificate)
			f.wantKind(err, errs.Forbidden, name+" asks")
			_, err = f.Overview(ctx, a, o.ID)
			f.wantKind(err, errs.Forbidden, name+" looks")
		}
		_, err := f.Ask(ctx, f.Visitor, o.ID, certificate)
		f.wantKind(err, errs.Unauthenticated, "a visitor asks")
		token := f.Editor
		token.Token, token.Scopes = true, authz.Scopes
		_, err = f.Ask(ctx, token, o.ID, certificate)
		f.wantKind(err, errs.Forbidden, "a token asks")
		_, err = f.Ask(ctx, f.Editor, id.New(), certificate)
		f.wantKind(err, errs.NotFound, "about no offer")
		for _, wrong := range [][]catalogue.Recognition{nil, {"gold star"}, {catalogue.Certificate, "gold star"}} {
			_, err = f.Ask(ctx, f.Editor, o.ID, wrong)
			f.wantKind(err, errs.Invalid, "asking for what there is not")
		}
		_, err = f.Ask(ctx, f.Editor, o.ID, []catalogue.Recognition{catalogue.CEU})
		f.wantKind(err, errs.Invalid, "CEU without a worksheet")

		r := f.ask(f.Editor, o.ID, catalogue.Badge, catalogue.Certificate, catalogue.Certificate)
		if !slices.Equal(r.Asked, []catalogue.Recognition{catalogue.Certificate, catalogue.Badge}) || !r.Open() {
			t.Errorf("the review is %+v", r)
		}
		_, err = f.Ask(ctx, f.Manager, o.ID, certificate)
		f.wantKind(err, errs.Conflict, "asking twice")
		v, err := f.Overview(ctx, f.Manager, o.ID)
		f.must(err)
		if !v.Waiting() || len(v.Reviews) != 1 || v.Reviews[0].AskedByName != "Edith Marlow" || len(v.Earns) != 0 {
			t.Errorf("the overview is %+v", v)
		}
		if len(f.earns(o.ID)) != 0 {
			t.Error("asking alone changed what the offer earns")
		}
	})
}

// Asking at the same moment opens one review.
func TestAskRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		o := cataloguetest.Offer(t, f.World.World)
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for range 8 {
			wg.Go(func() {
				_, err := f.Ask(context.Background(), f.Editor, o.ID, certificate)
				results <- err
			})
		}
		wg.Wait()
		close(results)
		opened := 0
		for err := range results {
			if err == nil {
				opened++
			} else {
				f.wantKind(err, errs.Conflict, "asking again")
			}
		}
		if opened != 1 {
			t.Errorf("%d reviews were opened", opened)
		}
	})
}

func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		editing := f.Actor(t, "Ines Varga", authz.Binding{Role: authz.UnitEditor, UnitID: f.Unit.ID}, authz.Binding{Role: authz.Reviewer}, authz.Binding{Role: authz.AccreditationStaff})

		asked := f.ask(editing, cataloguetest.Offer(t, f.World.World).ID, catalogue.Certificate)
		_, err := f.Decide(ctx, editing, asked.ID, Decision{Granted: certificate})
		f.wantKind(err, errs.Forbidden, "the asker decides")
		_, err = f.Decide(ctx, editing, asked.ID, Decision{Return: true, Reason: "No"})
		f.wantKind(err, errs.Forbidden, "the asker returns")
		c, err := f.Case(ctx, editing, asked.ID)
		f.must(err)
		f.wantKind(c.Bar, errs.Forbidden, "the asker looks")

		written := f.ask(f.Manager, f.proposed(editing).ID, catalogue.Certificate, catalogue.CEU)
		_, err = f.Decide(ctx, editing, written.ID, Decision{Granted: certificate})
		f.wantKind(err, errs.Forbidden, "the worksheet's author decides")

		// Somebody who was merged into another person is that person.
		twin := f.Actor(t, "I. Varga", authz.Binding{Role: authz.Reviewer}, authz.Binding{Role: authz.AccreditationStaff})
		f.must(f.People.Merge(ctx, authz.System("test"), editing.PersonID, twin.PersonID))
		for _, r := range []Review{asked, written} {
			_, err = f.Decide(ctx, twin, r.ID, Decision{Granted: certificate})
			f.wantKind(err, errs.Forbidden, "the asker or author decides under another account")
		}
		_, err = f.Decide(ctx, authz.System("cli"), asked.ID, Decision{Granted: certificate})
		f.wantKind(err, errs.Forbidden, "the program decides")
		_, err = f.Decide(ctx, f.Both, asked.ID, Decision{Granted: certificate})
		f.must(err)
		f.sound()
	})
}

func TestWhoMayDecide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		r := f.ask(f.Editor, cataloguetest.Offer(t, f.World.World).ID, catalogue.Certificate)
		for name, a := range map[string]authz.Actor{"the manager": f.Manager, "accreditation staff": f.Accreditation, "an administrator": f.Admin, "an auditor": f.Auditor, "a learner": f.Learner} {
			_, err := f.Decide(ctx, a, r.ID, Decision{Granted: certificate})
			f.wantKind(err, errs.Forbidden, name+" decides")
		}
		for name, a := range map[string]authz.Actor{"the manager": f.Manager, "a learner": f.Learner} {
			_, err := f.Case(ctx, a, r.ID)
			f.wantKind(err, errs.Forbidden, name+" looks")
			_, err = f.Service.Queue(ctx, a, page.Request{})
			f.wantKind(err, errs.Forbidden, name+" lists")
		}
		for name, a := range map[string]authz.Actor{"an administrator": f.Admin, "an auditor": f.Auditor} {
			c, err := f.Case(ctx, a, r.ID)
			f.must(err)
			f.wantKind(c.Bar, errs.Forbidden, name)
		}
		_, err := f.Decide(ctx, f.Reviewer, id.New(), Decision{Granted: certificate})
		f.wantKind(err, errs.NotFound, "no review")
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{})
		f.wantKind(err, errs.Invalid, "granting nothing")
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Return: true, Reason: " "})
		f.wantKind(err, errs.Invalid, "returning without a reason")
		if len(f.earns(r.OfferID)) != 0 {
			t.Error("a refused decision changed what the offer earns")
		}
	})
}

func TestDecideOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		r := f.ask(f.Editor, cataloguetest.Offer(t, f.World.World).ID, catalogue.Certificate)
		var wg sync.WaitGroup
		results := make(chan error, 16)
		for i := range 16 {
			d := Decision{Granted: certificate}
			if i%2 == 1 {
				d = Decision{Return: true, Reason: "Say what people will be able to do"}
			}
			wg.Go(func() {
				_, err := f.Decide(context.Background(), f.Reviewer, r.ID, d)
				results <- err
			})
		}
		wg.Wait()
		close(results)
		done := 0
		for err := range results {
			if err == nil {
				done++
			} else {
				f.wantKind(err, errs.Conflict, "deciding again")
			}
		}
		if done != 1 {
			t.Fatalf("%d decisions were taken", done)
		}
		// The statement itself refuses a second decision, whatever was read before it.
		f.must(d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			again, err := decideReview(ctx, tx, Review{ID: r.ID, Decision: Returned, DecidedBy: f.Both.PersonID, DecidedAt: f.Clock.Now()})
			if again {
				t.Error("a decision was written over another")
			}
			return err
		}))
		c, err := f.Case(t.Context(), f.Auditor, r.ID)
		f.must(err)
		if granted := len(f.earns(r.OfferID)) == 1; c.Open() || (c.Decision == Granted) != granted {
			t.Errorf("the decision is %q, the offer earns %v", c.Decision, f.earns(r.OfferID))
		}
		if n := f.number(`SELECT COUNT(*) FROM audit_log WHERE object_id = $1 AND action IN ('review.granted', 'review.returned')`, r.ID); n != 1 {
			t.Errorf("%d lines in the audit log", n)
		}
	})
}

func TestCEUApprovesTheWorksheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		both := []catalogue.Recognition{catalogue.Certificate, catalogue.CEU}
		o := f.proposed(f.Editor)
		r := f.ask(f.Editor, o.ID, both...)

		_, err := f.Decide(ctx, f.Reviewer, r.ID, Decision{Granted: both})
		f.wantKind(err, errs.Forbidden, "a reviewer who is not accreditation staff grants CEU")
		c, err := f.Case(ctx, f.Reviewer, r.ID)
		f.must(err)
		if !c.Open() || c.Worksheet.Status != catalogue.WorksheetProposed || c.MayGrantCEU || c.WorksheetAuthor != "Edith Marlow" || len(f.earns(o.ID)) != 0 {
			t.Errorf("a refused decision left its traces: %+v", c)
		}
		got, err := f.Decide(ctx, f.Both, r.ID, Decision{Granted: both, Reason: " As counted "})
		f.must(err)
		if got.Decision != Granted || got.Reason != "As counted" {
			t.Errorf("the decision is %+v", got)
		}
		w, ok, err := f.ApprovedWorksheet(ctx, d, r.VersionID)
		f.must(err)
		if !ok || w.DecidedBy != f.Both.PersonID || !slices.Equal(f.earns(o.ID), both) {
			t.Errorf("the worksheet is %+v, the offer earns %v", w, f.earns(o.ID))
		}
		v, err := f.Overview(ctx, f.Editor, o.ID)
		f.must(err)
		if v.CEUTenths != 1 || len(v.Earns) != 2 || v.Waiting() || v.Reviews[0].DecidedByName != "Bea Lindqvist" {
			t.Errorf("the overview is %+v", v)
		}
		// An approved worksheet serves another review of the same wording.
		again := f.ask(f.Editor, o.ID, catalogue.CEU)
		_, err = f.Decide(ctx, f.Both, again.ID, Decision{Granted: []catalogue.Recognition{catalogue.CEU}})
		f.must(err)
		if !slices.Equal(f.earns(o.ID), []catalogue.Recognition{catalogue.CEU}) {
			t.Errorf("the offer earns %v", f.earns(o.ID))
		}
		f.sound()
	})
}

func TestCEUThatWasNotAskedForNeedsAWorksheetToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		r := f.ask(f.Editor, cataloguetest.Offer(t, f.World.World).ID, catalogue.Certificate)
		_, err := f.Decide(t.Context(), f.Both, r.ID, Decision{Granted: []catalogue.Recognition{catalogue.Certificate, catalogue.CEU}})
		f.wantKind(err, errs.Invalid, "CEU without a worksheet")
		if len(f.earns(r.OfferID)) != 0 {
			t.Error("the certificate was granted by a decision that failed")
		}
	})
}

func TestReturnedReviewChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		o := f.proposed(f.Editor)
		cataloguetest.Earns(t, f.World.World, o.ID, catalogue.Certificate)
		r := f.ask(f.Editor, o.ID, catalogue.CEU)
		_, err := f.Decide(ctx, f.Reviewer, r.ID, Decision{Return: true, Reason: "The break was counted", Granted: certificate})
		f.must(err)
		if !slices.Equal(f.earns(o.ID), certificate) {
			t.Errorf("the offer earns %v", f.earns(o.ID))
		}
		v, err := f.Overview(ctx, f.Editor, o.ID)
		f.must(err)
		if got := v.Reviews[0]; got.Decision != Returned || got.Reason != "The break was counted" || len(got.Granted) != 0 || v.Worksheet.Status != catalogue.WorksheetProposed {
			t.Errorf("the review is %+v", got)
		}
		f.ask(f.Editor, o.ID, catalogue.CEU)
	})
}

func TestGrantForAWordingThatIsGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		o := cataloguetest.Offer(t, f.World.World)
		r := f.ask(f.Editor, o.ID, catalogue.Certificate)
		_, err := f.SaveDraft(ctx, f.Editor, o.ID, cataloguetest.Draft(cataloguetest.Titled("Half as long")))
		f.must(err)
		_, err = f.Publish(ctx, f.Manager, o.ID, time.Time{})
		f.must(err)
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Granted: certificate})
		f.wantKind(err, errs.Conflict, "granting for a wording that is gone")
		c, err := f.Case(ctx, f.Reviewer, r.ID)
		f.must(err)
		if !c.Moved || c.Bar != nil {
			t.Errorf("the case is %+v", c)
		}
		_, err = f.Decide(ctx, f.Reviewer, r.ID, Decision{Return: true, Reason: "Ask again for the new wording"})
		f.must(err)
	})
}

func TestQueueGoesOnAfterTheLastRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		ctx := t.Context()
		var want []id.ID
		for i := range 5 {
			// Two of them are asked at the same moment.
			if i != 2 {
				f.Clock.Advance(time.Minute)
			}
			want = append(want, f.ask(f.Editor, cataloguetest.Offer(t, f.World.World).ID, catalogue.Certificate).ID)
		}
		var seen []id.ID
		p := page.Request{Limit: 2}
		for round := 0; ; round++ {
			got, err := f.Service.Queue(ctx, f.Auditor, p)
			f.must(err)
			for _, r := range got.Items {
				seen = append(seen, r.ID)
				if r.AskedByName != "Edith Marlow" {
					t.Errorf("asked by %q", r.AskedByName)
				}
			}
			if round == 0 {
				// What is decided meanwhile shifts nothing.
				_, err = f.Decide(ctx, f.Reviewer, want[0], Decision{Granted: certificate})
				f.must(err)
			}
			if p.Cursor = got.Next; p.Cursor == "" {
				break
			}
		}
		if !slices.Equal(seen, want) {
			t.Errorf("the pages hold %v, want %v", seen, want)
		}
		cctx, n := db.WithCounter(ctx)
		_, err := f.Service.Queue(cctx, f.Reviewer, page.Request{})
		f.must(err)
		if n.Load() > 2 {
			t.Errorf("the queue takes %d queries", n.Load())
		}
		cctx, n = db.WithCounter(ctx)
		_, err = f.Case(cctx, f.Reviewer, want[1])
		f.must(err)
		if n.Load() > 8 {
			t.Errorf("a case takes %d queries", n.Load())
		}
		_, err = f.Service.Queue(ctx, f.Reviewer, page.Request{Cursor: "x"})
		f.wantKind(err, errs.Invalid, "a cursor that was edited")
	})
}
