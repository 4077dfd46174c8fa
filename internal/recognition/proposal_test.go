package recognition

import (
	"context"
	"sync"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
)

func TestProposingARevocation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		own := f.award(f.Accreditation)
		h := f.award(f.Learner)
		ctx := t.Context()
		for name, a := range map[string]authz.Actor{"a visitor": f.Visitor, "the learner": f.Learner, "the manager": f.Manager, "a reviewer": f.Reviewer, "an administrator": f.Admin, "an auditor": f.Auditor} {
			want := errs.Forbidden
			if !a.SignedIn() {
				want = errs.Unauthenticated
			}
			_, err := f.ProposeRevocation(ctx, a, h.Code, "Because")
			f.wantKind(err, want, name+" proposes")
		}
		token := f.Accreditation
		token.Token, token.Scopes = true, authz.Scopes
		for what, c := range map[string]struct {
			actor        authz.Actor
			code, reason string
			want         errs.Kind
		}{
			"by a token":        {token, h.Code, "Because", errs.Forbidden},
			"without a reason":  {f.Accreditation, h.Code, "  ", errs.Invalid},
			"a code of nothing": {f.Accreditation, id.Code(), "Because", errs.NotFound},
			"no code":           {f.Accreditation, "\x00", "Because", errs.NotFound},
			"one's own":         {f.Accreditation, own.Code, "Because", errs.Forbidden},
		} {
			_, err := f.ProposeRevocation(ctx, c.actor, c.code, c.reason)
			f.wantKind(err, c.want, what)
		}
		p, err := f.ProposeRevocation(ctx, f.Accreditation, h.Code, "The roster named somebody else")
		f.must(err)
		_, err = f.ProposeRevocation(ctx, f.Both, h.Code, "The same again")
		f.wantKind(err, errs.Conflict, "while another is open")

		// Nothing has changed, for its owner or for the public.
		if got := f.mine(f.Learner)[0]; got.Status != Valid || got.Reason != "" {
			t.Errorf("after a mere proposal its standing is %+v", got.Standing)
		}
		v, err := f.Verify(ctx, h.Code)
		f.must(err)
		if v.Status != Valid || !v.Since.IsZero() {
			t.Errorf("after a mere proposal verifying says %+v", v)
		}
		list, err := f.Proposals(ctx, f.Auditor, page.Request{})
		f.must(err)
		if len(list.Items) != 1 || list.Items[0].ID != p.ID || list.Items[0].ProposedByName != f.Accreditation.Name || list.Items[0].Reason != "The roster named somebody else" || list.Items[0].PersonName != f.Learner.Name {
			t.Errorf("the list is %+v", list.Items)
		}
		f.sound()
	})
}

func TestConfirmingARevocation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx := t.Context()
		p, err := f.ProposeRevocation(ctx, f.Both, h.Code, "The roster named somebody else")
		f.must(err)
		learner := f.Learner
		learner.Roles = f.Accreditation.Roles
		token := f.Accreditation
		token.Token, token.Scopes = true, authz.Scopes
		for name, a := range map[string]authz.Actor{"who proposed it": f.Both, "whose it is": learner, "a reviewer": f.Reviewer, "an auditor": f.Auditor, "an administrator": f.Admin, "a learner": f.Learner, "a token": token, "the program": authz.System("job")} {
			_, err := f.ConfirmProposal(ctx, a, p.ID)
			f.wantKind(err, errs.Forbidden, name+" confirms")
			_, err = f.DeclineProposal(ctx, a, p.ID, "No")
			f.wantKind(err, errs.Forbidden, name+" declines")
		}
		_, err = f.TakeBackProposal(ctx, f.Accreditation, p.ID)
		f.wantKind(err, errs.Forbidden, "another takes it back")
		_, err = f.ConfirmProposal(ctx, f.Accreditation, id.New())
		f.wantKind(err, errs.NotFound, "no proposal")

		third := f.Actor(t, "Cato Brandvold", authz.Binding{Role: authz.AccreditationStaff})
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for i := range 8 {
			a := f.Accreditation
			if i%2 == 0 {
				a = third
			}
			wg.Go(func() { _, err := f.ConfirmProposal(ctx, a, p.ID); results <- err })
		}
		wg.Wait()
		close(results)
		done := 0
		for err := range results {
			if err == nil {
				done++
			} else {
				f.wantKind(err, errs.Conflict, "confirming again")
			}
		}
		if done != 1 {
			t.Errorf("it was confirmed %d times", done)
		}
		got := f.mine(f.Learner)[0]
		if got.Status != Revoked || got.Reason != "The roster named somebody else" || !got.Since.Equal(f.Clock.Now()) {
			t.Errorf("its standing is %+v", got.Standing)
		}
		_, err = f.ProposeRevocation(ctx, f.Both, h.Code, "Again")
		f.wantKind(err, errs.Conflict, "what is revoked is revoked again")
		if n := f.number(`SELECT COUNT(*) FROM audit_log WHERE action IN ('proposal.made', 'proposal.confirmed', 'award.revoked') AND object_id IN ($1, $2)`, p.ID, h.ID); n != 3 {
			t.Errorf("%d audit rows, want 3", n)
		}
		// What was revoked does not come back with a correction.
		f.correct(h.EntryID, func(c *record.Correction) { c.Minutes = 40 })
		if list := f.mine(f.Learner); len(list) != 1 || list[0].Status != Revoked {
			t.Errorf("after a correction the awards are %+v", list)
		}
		f.sound()
	})
}

func TestDecliningAndTakingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx := t.Context()
		for range 2 {
			p, err := f.ProposeRevocation(ctx, f.Both, h.Code, "The roster named somebody else")
			f.must(err)
			_, err = f.DeclineProposal(ctx, f.Accreditation, p.ID, " ")
			f.wantKind(err, errs.Invalid, "declining without saying why")
			p, err = f.DeclineProposal(ctx, f.Accreditation, p.ID, "The roster was right")
			f.must(err)
			_, err = f.ConfirmProposal(ctx, f.Accreditation, p.ID)
			f.wantKind(err, errs.Conflict, "confirming what was declined")
			c, err := f.Proposal(ctx, f.Both, p.ID)
			f.must(err)
			if c.Open() || c.Decision != Declined || c.Answer != "The roster was right" || c.DecidedByName != f.Accreditation.Name {
				t.Errorf("the proposal is %+v", c.Proposal)
			}
			p, err = f.ProposeRevocation(ctx, f.Both, h.Code, "On second thoughts")
			f.must(err)
			_, err = f.TakeBackProposal(ctx, f.Both, p.ID)
			f.must(err)
			_, err = f.TakeBackProposal(ctx, f.Both, p.ID)
			f.wantKind(err, errs.Conflict, "taking it back twice")
		}
		if got := f.mine(f.Learner)[0]; got.Status != Valid {
			t.Errorf("its standing is %+v", got.Standing)
		}
		decided, err := f.DecidedProposals(ctx, f.Accreditation)
		f.must(err)
		if len(decided) != 4 {
			t.Errorf("%d were decided, want 4", len(decided))
		}
	})
}

func TestCorrectionByProposal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx := t.Context()
		e, err := f.Record.ByID(ctx, d, h.EntryID)
		f.must(err)
		c := record.CorrectionOf(e)
		c.Minutes, c.Reason = 40, "The second half was not attended"
		for name, a := range map[string]authz.Actor{"the learner": f.Learner, "a reviewer": f.Reviewer, "an administrator": f.Admin, "an auditor": f.Auditor} {
			_, err := f.ProposeCorrection(ctx, a, e.ID, c)
			f.wantKind(err, errs.Forbidden, name+" proposes")
		}
		_, err = f.ProposeCorrection(ctx, f.Both, e.ID, record.CorrectionOf(e))
		f.wantKind(err, errs.Invalid, "what changes nothing and says no reason")
		p, err := f.ProposeCorrection(ctx, f.Both, e.ID, c)
		f.must(err)
		if newest, err := f.Record.Newest(ctx, d, []id.ID{e.ID}); err != nil || newest[e.ID].ID != e.ID {
			t.Errorf("a mere proposal changed the record: %+v, %v", newest, err)
		}

		// Whoever is to decide reads the entry, and its owner can see that, once.
		for range 2 {
			pc, err := f.Proposal(ctx, f.Accreditation, p.ID)
			f.must(err)
			if pc.Entry.ID != e.ID || pc.Moved || pc.Bar != nil || pc.Change.Minutes != 40 || pc.Change.Title != e.Title {
				t.Errorf("the case is %+v", pc)
			}
		}
		looks, err := f.Record.Views(ctx, f.Learner, page.Request{})
		f.must(err)
		if len(looks.Items) != 1 || looks.Items[0].ViewerName != f.Accreditation.Name || looks.Items[0].What != record.LookedAtProposal {
			t.Errorf("the looks are %+v", looks.Items)
		}
		_, err = f.Proposal(ctx, f.Admin, p.ID)
		f.wantKind(err, errs.Forbidden, "an administrator reads it")

		_, err = f.ConfirmProposal(ctx, f.Accreditation, p.ID)
		f.must(err)
		f.Work(t)
		newest, err := f.Record.Newest(ctx, d, []id.ID{e.ID})
		f.must(err)
		if n := newest[e.ID]; n.Minutes != 40 || n.Reason != c.Reason || n.Title != e.Title || n.RecordedBy != f.Accreditation.PersonID {
			t.Errorf("the entry says %+v", n)
		}
		if list := f.mine(f.Learner); len(list) != 2 || list[0].Minutes != 40 || list[1].Status != Corrected {
			t.Errorf("the awards are %+v", list)
		}
		f.sound()
	})
}

// When the entry has gone on, the proposal can only be declined, and a confirmation changes nothing.
func TestAProposalThatTheRecordOvertook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		h := f.award(f.Learner)
		ctx := t.Context()
		p, err := f.ProposeCorrection(ctx, f.Both, h.EntryID, record.Correction{Withdraw: true, Reason: "Entered twice"})
		f.must(err)
		e, err := f.Record.ByID(ctx, d, h.EntryID)
		f.must(err)
		c := record.CorrectionOf(e)
		c.Minutes, c.Reason = 45, "The attendance was corrected"
		f.must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := f.Record.CorrectTx(ctx, tx, f.Clock.Now(), authz.System("job"), h.EntryID, c)
			return err
		}))
		_, err = f.ConfirmProposal(ctx, f.Accreditation, p.ID)
		f.wantKind(err, errs.Conflict, "confirming what the record overtook")
		pc, err := f.Proposal(ctx, f.Accreditation, p.ID)
		f.must(err)
		if !pc.Open() || !pc.Moved {
			t.Errorf("the case is %+v", pc)
		}
		_, err = f.DeclineProposal(ctx, f.Accreditation, p.ID, "It was corrected by itself")
		f.must(err)
	})
}

// TestAwardsAreTold publishes one event for an award, in its transaction, however often it is settled, and one when it is revoked.
func TestAwardsAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		told := map[string]int{}
		jobs.On(f.World.Queue, "test.issued", func(_ context.Context, _ string, e AwardIssued) error {
			if e.OfferID == "" || e.PersonID != f.Learner.PersonID || e.EntryID == "" {
				t.Errorf("issued: %+v", e)
			}
			told["issued "+string(e.AwardID)]++
			return nil
		})
		jobs.On(f.World.Queue, "test.revoked", func(_ context.Context, _ string, e AwardRevoked) error {
			if e.OfferID == "" {
				t.Errorf("revoked: %+v", e)
			}
			told["revoked "+string(e.AwardID)]++
			return nil
		})
		h := f.award(f.Learner)
		f.Work(t)
		p, err := f.ProposeRevocation(t.Context(), f.Both, h.Code, "Issued by mistake")
		if err != nil {
			t.Fatal(err)
		}
		f.Work(t)
		if told["revoked "+string(h.ID)] != 0 {
			t.Error("a proposal was told as a revocation")
		}
		if _, err := f.ConfirmProposal(t.Context(), f.Accreditation, p.ID); err != nil {
			t.Fatal(err)
		}
		f.Work(t)
		if told["issued "+string(h.ID)] != 1 || told["revoked "+string(h.ID)] != 1 || len(told) != 2 {
			t.Errorf("told: %v", told)
		}
	})
}
