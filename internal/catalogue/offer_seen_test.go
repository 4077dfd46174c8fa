package catalogue_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Nothing is published, discarded or replaced that the one who does it has not seen.
func TestActsAskWhatWasSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		_, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("As the manager read it")))
		must(t, err)
		look := func() time.Time {
			t.Helper()
			w.Clock.Advance(time.Second)
			now, err := w.OfferByID(ctx, d, o.ID)
			must(t, err)
			return now.UpdatedAt
		}
		seen := look()
		proposal := catalogue.WorksheetProposal{Counted: []catalogue.Stretch{{What: "Talk", Minutes: 50}}, Method: "By the agenda.", Seen: seen}
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("As somebody wrote since")))
		must(t, err)
		_, err = w.Publish(ctx, w.Manager, o.ID, seen)
		wantKind(t, err, errs.Conflict, "publish what was not seen")
		wantKind(t, w.DiscardDraft(ctx, w.Editor, o.ID, seen), errs.Conflict, "discard what was not seen")
		wantKind(t, w.SetParts(ctx, w.Manager, o.ID, nil, seen), errs.Conflict, "set the parts of what was not seen")
		_, err = w.ProposeWorksheet(ctx, w.Editor, o.ID, proposal)
		wantKind(t, err, errs.Conflict, "count what was not seen")
		proposal.Seen = look()
		first, err := w.ProposeWorksheet(ctx, w.Editor, o.ID, proposal)
		must(t, err)
		_, err = w.ProposeWorksheet(ctx, w.Manager, o.ID, proposal)
		wantKind(t, err, errs.Conflict, "replace a proposal that was not seen")
		proposal.Replaces = first.ID
		_, err = w.ProposeWorksheet(ctx, w.Manager, o.ID, proposal)
		must(t, err)
		seen = look()
		_, err = w.Publish(ctx, w.Manager, o.ID, seen)
		must(t, err)
		// Publishing has set the day of the next review, which an older form would wipe.
		old := ct.Draft(ct.Titled("From an older form"))
		old.Seen = seen
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, old)
		wantKind(t, err, errs.Conflict, "save over what was published since")
	})
}

func TestSaveAndPublish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o, _, err := w.Create(ctx, w.Editor, w.Unit.ID, catalogue.Draft{Kind: catalogue.Webinar, Content: catalogue.Content{Title: "Bare"}})
		must(t, err)
		_, err = w.SaveAndPublish(ctx, w.Editor, o.ID, ct.Draft())
		wantKind(t, err, errs.Forbidden, "an editor publishes")
		v, err := w.SaveAndPublish(ctx, w.Manager, o.ID, catalogue.Draft{Kind: catalogue.Webinar, Content: catalogue.Content{Title: "Barely"}})
		wantKind(t, err, errs.Invalid, "publish what says nothing")
		if v.Title != "Barely" {
			t.Error("what cannot be published was not saved")
		}
		v, err = w.SaveAndPublish(ctx, w.Manager, o.ID, ct.Draft(ct.Titled("Whole")))
		must(t, err)
		shown, err := w.Show(ctx, w.Visitor, o.Key)
		must(t, err)
		if shown.Version.ID != v.ID || v.PublishedAt.IsZero() || shown.DraftID != "" {
			t.Errorf("everybody sees %+v", shown.Version)
		}
	})
}

// A save that says what is there already makes no version, and takes no CEU away.
func TestSavingTheSameMakesNoVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w, func(d *catalogue.Draft) { d.Presenters = []catalogue.Presenter{{Name: "Pia Lund"}} })
		ct.Earns(t, w, o.ID, catalogue.CEU)
		o, v, err := w.Edit(ctx, w.Manager, o.ID)
		must(t, err)
		draft := catalogue.DraftOf(o, v)
		draft.ExpiresOn = "2027-01-31"
		for i := range draft.Presenters {
			draft.Presenters[i].PersonID = "" // as a form has it
		}
		draft.Title = "  " + draft.Title
		w.Clock.Advance(time.Minute)
		saved, err := w.SaveAndPublish(ctx, w.Manager, o.ID, draft)
		must(t, err)
		now, err := w.Show(ctx, w.Editor, o.Key)
		must(t, err)
		if saved.ID != v.ID || now.DraftID != "" || now.ExpiresOn != "2027-01-31" || now.CEU != 1 {
			t.Errorf("it is version %d, its draft %q, until %q, %d tenths", saved.Number, now.DraftID, now.ExpiresOn, now.CEU)
		}
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, catalogue.DraftOf(now.Offer, saved))
		must(t, err)
		again, err := w.OfferByID(ctx, d, o.ID)
		must(t, err)
		if !again.UpdatedAt.Equal(now.UpdatedAt) {
			t.Error("a save of nothing was a change")
		}
		draft = catalogue.DraftOf(again, saved)
		draft.Title = "Another title"
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, draft)
		must(t, err)
		preview, err := w.Preview(ctx, w.Editor, o.Key)
		must(t, err)
		if !preview.LosesCEU || now.LosesCEU {
			t.Error("nobody is told that publishing takes the CEU away")
		}
	})
}

// Presenting is an entry in somebody's record: a name that is mended stays the same person, and another name is another one.
func TestPresentersStayWhoTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w, func(d *catalogue.Draft) {
			d.Presenters = []catalogue.Presenter{{Name: "Pia Lund", Email: "pia@example.org"}, {Name: "Jo Smith"}, {Name: "Jo Smith", Part: "moderator"}}
		})
		_, before, err := w.ByID(ctx, d, o.ID)
		must(t, err)
		for name, c := range map[string]struct {
			to   []string
			want []int
		}{
			"as they are":     {[]string{"Pia Lund", "Jo Smith", "Jo Smith"}, []int{0, 1, 2}},
			"mended":          {[]string{"Pia Lunde", "Joe Smith", "Jo Smith"}, []int{0, 2, 1}},
			"with her title":  {[]string{"Dr Pia Lund", "Jo Smith"}, []int{0, 1}},
			"another order":   {[]string{"Jo Smith", "Pia Lund"}, []int{1, 0}},
			"another person":  {[]string{"Ann Lund", "Jo Smith", "Jo Smith"}, []int{-1, 1, 2}},
			"a stranger more": {[]string{"Omar Vale", "Pia Lund"}, []int{-1, 0}},
		} {
			_, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("Reset "+name), func(d *catalogue.Draft) { d.Presenters = before.Presenters }))
			must(t, err)
			v, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled(name), func(d *catalogue.Draft) {
				for _, n := range c.to {
					d.Presenters = append(d.Presenters, catalogue.Presenter{Name: n})
				}
			}))
			must(t, err)
			used := map[id.ID]bool{}
			for i, p := range v.Presenters {
				got := -1
				for k, b := range before.Presenters {
					if b.PersonID == p.PersonID {
						got = k
					}
				}
				if name == "mended" && i > 0 {
					// Either of two who are called alike may be the one that was mended.
					if got < 1 {
						t.Errorf("%s: %s became somebody new", name, p.Name)
					}
				} else if got != c.want[i] {
					t.Errorf("%s: %s is presenter %d, want %d", name, p.Name, got, c.want[i])
				}
				if used[p.PersonID] {
					t.Errorf("%s: two presenters became one", name)
				}
				used[p.PersonID] = true
			}
		}
	})
}

// The gate looks at what the rule of completion was written for.
func TestCompletionFitsTheKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		for _, c := range []struct {
			kind catalogue.Kind
			sync bool
			rule catalogue.Completion
			ok   bool
		}{
			{catalogue.Webinar, true, catalogue.Completion{Rule: catalogue.BySelf}, false}, {catalogue.Course, true, catalogue.Completion{Rule: catalogue.BySelf}, true},
			{catalogue.Course, false, catalogue.Completion{Rule: catalogue.ByShare, Percent: 80}, false}, {catalogue.Toolkit, false, catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: 5}, false},
			{catalogue.Course, false, catalogue.Completion{Rule: catalogue.ByParts}, false}, {catalogue.Course, false, catalogue.Completion{Rule: catalogue.ByHand}, true},
		} {
			o, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(func(d *catalogue.Draft) { d.Kind, d.Synchronous, d.Completion = c.kind, c.sync, c.rule }))
			must(t, err)
			_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
			if (err == nil) != c.ok || err != nil && !fieldsOf(err)["completion"] {
				t.Errorf("a %s completed by %s: %v", c.kind, c.rule.Rule, err)
			}
		}
		part := ct.Offer(t, w, ct.SelfPaced)
		whole := ct.Whole(t, w, []catalogue.Offer{part}, ct.SelfPaced)
		wantKind(t, w.SetParts(ctx, w.Manager, whole.ID, []catalogue.Part{{OfferID: part.ID}}, time.Time{}), errs.Invalid, "take the required part away")

		conference, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(func(d *catalogue.Draft) { d.Kind = catalogue.Conference }))
		must(t, err)
		day := ct.Occurrence(t, w, conference.ID)
		ct.Occurrence(t, w, ct.Offer(t, w).ID, func(c *catalogue.Occurrence) { c.ParentID = day.ID })
		_, err = w.SaveDraft(ctx, w.Editor, conference.ID, ct.Draft())
		if !fieldsOf(err)["kind"] {
			t.Errorf("a conference with sessions became a webinar: %v", err)
		}
	})
}

func TestOwnerIsChosenByManagers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		colleague := w.Actor(t, "Cora Venn")
		to := ct.Draft()
		to.OwnerID = colleague.PersonID
		_, err := w.SaveDraft(ctx, w.Manager, o.ID, to)
		if !fieldsOf(err)["owner"] {
			t.Errorf("somebody without a role looks after it: %v", err)
		}
		must(t, w.People.GrantRole(ctx, w.Admin, colleague.PersonID, authz.Binding{Role: authz.UnitEditor, UnitID: w.Unit.ID}))
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, to)
		if !fieldsOf(err)["owner"] {
			t.Errorf("an editor hands it on: %v", err)
		}
		_, err = w.SaveDraft(ctx, w.Manager, o.ID, to)
		must(t, err)
		if now, err := w.OfferByID(ctx, d, o.ID); err != nil || now.OwnerID != colleague.PersonID {
			t.Errorf("it is looked after by %s (%v)", now.OwnerID, err)
		}
	})
}

// Many who write the same title at once all get an offer.
func TestSameTitleAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, _, err := w.Create(context.Background(), w.Editor, w.Unit.ID, ct.Draft()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, text := range []string{"ÉCOLE", "école", "ecole"} {
			ct.Offer(t, w, ct.Titled("L’École "+text))
			if p, err := w.List(ctx, w.Editor, catalogue.ListRequest{Text: text}); err != nil || len(p.Items) == 0 {
				t.Errorf("%s lists nothing (%v)", text, err)
			}
		}
	})
}

// What is not published is not told by what it is a part of.
func TestDraftPartsAreHidden(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	whole := ct.Offer(t, w, ct.Titled("Whole"))
	part, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Not yet told")))
	must(t, err)
	must(t, w.SetParts(ctx, w.Manager, whole.ID, []catalogue.Part{{OfferID: part.ID, Required: true}}, time.Time{}))
	for _, c := range []struct {
		who  authz.Actor
		want int
	}{{w.Visitor, 0}, {w.Stranger, 0}, {w.Editor, 1}} {
		if v, err := w.Show(ctx, c.who, whole.Key); err != nil || len(v.Parts) != c.want {
			t.Errorf("%s sees %+v (%v)", c.who.Name, v.Parts, err)
		}
	}
}
