package recognition

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

func TestCertificateStatesTheEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner, catalogue.CEU)
		e, err := f.Record.ByID(t.Context(), d, h.EntryID)
		f.must(err)
		if h.Kind != AttendanceCertificate || h.RecipientName != "Lena Ortiz" || h.Title != e.Title || h.Issuer != "Rural Libraries Division" ||
			h.EndedOn != e.EndedOn || h.Minutes != 60 || h.CEUTenths != 1 || h.Status != Valid || !h.Since.IsZero() || id.CleanCode(h.Code) != h.Code {
			t.Errorf("the certificate says %+v", h)
		}
		if n := f.number(`SELECT COUNT(*) FROM audit_log WHERE action = 'award.issued' AND object_id = $1`, h.ID); n != 1 {
			t.Errorf("%d lines in the audit log", n)
		}
		f.sound()
	})
}

func TestNoCertificateWhereNoneIsEarned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.complete(f.Learner)
		f.complete(f.Learner, catalogue.CEU)
		f.complete(f.Learner, catalogue.Badge)
		if list := f.mine(f.Learner); len(list) != 0 {
			t.Errorf("there are %d awards for offers that earn no certificate", len(list))
		}
	})
}

func TestCertificateIsIssuedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		r := f.Completed(t, f.Learner, catalogue.Certificate)
		entry, err := f.Record.BySource(t.Context(), d, "completion:"+string(r.ID))
		f.must(err)
		var wg sync.WaitGroup
		failed := make(chan error, 32)
		for range 32 {
			wg.Go(func() { failed <- f.issueFor(t.Context(), r.OfferID, entry.ID) })
		}
		wg.Wait()
		close(failed)
		for err := range failed {
			f.must(err)
		}
		f.Work(t)
		f.publish(registration.Completed{RegistrationID: r.ID, EntryID: entry.ID, PersonID: r.PersonID, OfferID: r.OfferID})
		f.Work(t)
		if n := f.number(`SELECT COUNT(*) FROM awards`); n != 1 {
			t.Errorf("%d awards for one entry", n)
		}
		if n := f.number(`SELECT COUNT(*) FROM audit_log WHERE action = 'award.issued'`); n != 1 {
			t.Errorf("%d lines in the audit log for one award", n)
		}
	})
}

func TestCorrectionGetsACertificateOfItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		old := f.award(f.Learner, catalogue.CEU)
		f.Clock.Advance(time.Hour)
		e := f.correct(old.EntryID, func(c *record.Correction) { c.Minutes = 45 })
		f.publish(record.EntryCorrected{EntryID: e.ID, CorrectsID: old.EntryID, PersonID: e.PersonID})
		f.Work(t)
		list := f.mine(f.Learner)
		if len(list) != 2 {
			t.Fatalf("%d awards, want the old and the new", len(list))
		}
		if n := list[0]; n.EntryID != e.ID || n.Minutes != 45 || n.Status != Valid || n.Code == old.Code {
			t.Errorf("the new certificate is %+v", n)
		}
		if o := list[1]; o.ID != old.ID || o.Minutes != 60 || o.Status != Corrected || !o.Since.Equal(e.RecordedAt) || o.Reason == "" {
			t.Errorf("the old certificate is %+v", o)
		}
		v, err := f.Verify(t.Context(), old.Code)
		f.must(err)
		if v.Status != Corrected || v.Minutes != 60 {
			t.Errorf("verifying the old one says %+v", v)
		}
		f.sound()
	})
}

// The job of a completion may run after the entry was corrected, when the job of the correction
// has found nothing to replace.
func TestCorrectedBeforeItWasIssued(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		r := f.Completed(t, f.Learner, catalogue.Certificate)
		entry, err := f.Record.BySource(t.Context(), d, "completion:"+string(r.ID))
		f.must(err)
		e := f.correctLater(entry.ID, func(c *record.Correction) { c.Minutes = 30 })
		f.must(f.reissue(t.Context(), e.ID))
		f.Work(t)
		if list := f.mine(f.Learner); len(list) != 1 || list[0].EntryID != e.ID || list[0].Status != Valid {
			t.Errorf("the awards are %+v, want one for the correction", list)
		}
	})
}

func TestWithdrawnEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		w := f.correct(h.EntryID, func(c *record.Correction) { c.Withdraw = true })
		list := f.mine(f.Learner)
		if len(list) != 1 || list[0].Status != Withdrawn || !list[0].Since.Equal(w.RecordedAt) {
			t.Fatalf("the awards are %+v", list)
		}
		// An entry that is put back has a certificate again.
		f.correct(w.ID, func(c *record.Correction) { c.Minutes = 50 })
		list = f.mine(f.Learner)
		if len(list) != 2 || list[0].Status != Valid || list[1].Status != Corrected {
			t.Errorf("after it was put back the awards are %+v", list)
		}
	})
}

func TestForeignAwardsAreNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx := t.Context()
		if got, err := f.Award(ctx, f.Learner, h.ID); err != nil || got.Award != h.Award {
			t.Errorf("the owner sees %+v, %v", got, err)
		}
		for name, a := range map[string]authz.Actor{"another learner": f.Both, "the manager": f.Manager, "accreditation": f.Accreditation, "an administrator": f.Admin, "an auditor": f.Auditor} {
			_, err := f.Award(ctx, a, h.ID)
			f.wantKind(err, errs.NotFound, name)
			if list := f.mine(a); len(list) != 0 {
				t.Errorf("%s has %d awards", name, len(list))
			}
		}
		_, err := f.Award(ctx, f.Learner, id.New())
		f.wantKind(err, errs.NotFound, "no award")
		_, err = f.Award(ctx, f.Visitor, h.ID)
		f.wantKind(err, errs.Unauthenticated, "a visitor")
		token := f.Learner
		token.Token, token.Scopes = true, []string{authz.ScopeCatalogueRead}
		_, err = f.Award(ctx, token, h.ID)
		f.wantKind(err, errs.Forbidden, "a token without the scope")
		_, err = f.Mine(ctx, token, page.Request{})
		f.wantKind(err, errs.Forbidden, "a list for a token without the scope")
	})
}

func TestMergedPersonKeepsTheirAwards(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		other := f.Actor(t, "Lena Ortiz-Vale")
		f.must(f.People.Merge(t.Context(), authz.System("test"), f.Learner.PersonID, other.PersonID))
		list := f.mine(other)
		if len(list) != 1 || list[0].Award != h.Award || list[0].Status != Valid {
			t.Errorf("the survivor has %+v", list)
		}
		if _, err := f.Award(t.Context(), other, h.ID); err != nil {
			t.Errorf("the survivor cannot open it: %v", err)
		}
	})
}

func TestMineGoesOnAfterTheLastRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for range 5 {
			f.complete(f.Learner, catalogue.Certificate)
		}
		var seen []id.ID
		for p := (page.Request{Limit: 2}); ; {
			got, err := f.Mine(t.Context(), f.Learner, p)
			f.must(err)
			for _, h := range got.Items {
				seen = append(seen, h.ID)
			}
			if p.Cursor = got.Next; p.Cursor == "" {
				break
			}
		}
		want := f.mine(f.Learner)
		if len(seen) != 5 || len(want) != 5 {
			t.Fatalf("the pages hold %d awards, the list %d", len(seen), len(want))
		}
		for i := range want {
			if seen[i] != want[i].ID || i > 0 && want[i].IssuedAt.After(want[i-1].IssuedAt) {
				t.Errorf("row %d is out of order", i)
			}
		}
		for _, cursor := range []string{"x", page.Encode(listKey{f.Clock.Now(), "\x00"}), page.Encode("text")} {
			_, err := f.Mine(t.Context(), f.Learner, page.Request{Cursor: cursor})
			f.wantKind(err, errs.Invalid, "a cursor that was edited")
		}
		ctx, n := db.WithCounter(t.Context())
		_, err := f.Mine(ctx, f.Learner, page.Request{})
		f.must(err)
		if n.Load() > 4 {
			t.Errorf("a list takes %d queries", n.Load())
		}
	})
}

// between is a clock that lets something happen the first time it is asked, which is after issue
// has read the record and before it writes.
type between struct {
	clock.Clock
	done atomic.Bool
	do   func()
}

// Now implements clock.Clock.
func (b *between) Now() time.Time {
	if b.done.CompareAndSwap(false, true) {
		b.do() // which may ask for the time itself
	}
	return b.Clock.Now()
}

func TestCorrectedWhileItIsIssued(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		r := f.Completed(t, f.Learner, catalogue.Certificate)
		entry, err := f.Record.BySource(t.Context(), d, "completion:"+string(r.ID))
		f.must(err)
		var e record.Entry
		f.Service.clock = &between{Clock: f.Clock, do: func() {
			e = f.correctLater(entry.ID, func(c *record.Correction) { c.Minutes = 30 })
			f.must(f.reissue(t.Context(), e.ID))
		}}
		f.must(f.issueFor(t.Context(), r.OfferID, entry.ID))
		list := f.mine(f.Learner)
		standing := map[id.ID]Status{}
		for _, h := range list {
			standing[h.EntryID] = h.Status
		}
		if len(list) != 2 || standing[e.ID] != Valid || standing[entry.ID] != Corrected {
			t.Errorf("the awards are %+v", list)
		}
	})
}
