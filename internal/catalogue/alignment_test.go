package catalogue_test

import (
	"context"
	"fmt"
	"slices"
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

// taught returns what an offer teaches, as competency@level in order.
func taught(t *testing.T, w *ct.World, offer id.ID, byCode map[string]id.ID) string {
	t.Helper()
	all, err := w.AlignmentsOf(t.Context(), w.DB, []id.ID{offer})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for code, c := range byCode {
		for _, a := range all[offer] {
			if a.CompetencyID == c {
				out = append(out, code+"@"+a.Level)
			}
		}
	}
	slices.Sort(out)
	return fmt.Sprint(out)
}

func sound(t *testing.T, w *ct.World) {
	t.Helper()
	broken, err := w.Check(t.Context())
	if err != nil || len(broken) > 0 {
		t.Errorf("%v %v", broken, err)
	}
}

func TestAligning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		framework, c := ct.Framework(t, w, "Story time", "A", "B")
		o := ct.Offer(t, w)
		if err := w.Align(ctx, w.Editor, o.ID, []catalogue.Aligning{{CompetencyID: c["A"], Level: "foundational"}, {CompetencyID: c["B"], Level: "practitioner"}}, "none"); err != nil {
			t.Fatal(err)
		}
		if got := taught(t, w, o.ID, c); got != "[A@foundational B@practitioner]" {
			t.Errorf("it teaches %s", got)
		}
		all, err := w.AlignmentsOf(ctx, d, []id.ID{o.ID})
		if err != nil {
			t.Fatal(err)
		}
		a := all[o.ID][0]
		if a.By != w.Editor.PersonID || !a.At.Equal(w.Clock.Now()) || a.Framework != framework || a.OfferID != o.ID || a.Basis != catalogue.ByTyping || a.Version == "" {
			t.Errorf("who and when: %+v", a)
		}
		// What was seen is out of date by now; a further level takes the place of the first.
		if err := w.Withdraw(ctx, w.Editor, o.ID, []id.ID{c["A"]}, "none"); !errs.Is(err, errs.Stale) {
			t.Errorf("a stale change went through: %v", err)
		}
		w.Clock.Advance(time.Minute)
		if err := w.Align(ctx, w.Curriculum, o.ID, []catalogue.Aligning{{CompetencyID: c["A"], Level: "expert"}}, ""); err != nil {
			t.Fatal(err)
		}
		if err := w.Withdraw(ctx, w.Editor, o.ID, []id.ID{c["B"], id.New()}, ""); err != nil {
			t.Fatal(err)
		}
		if got := taught(t, w, o.ID, c); got != "[A@expert]" {
			t.Errorf("it teaches %s", got)
		}
		sound(t, w)
	})
}

func TestWhoMayAlign(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	_, c := ct.Framework(t, w, "Story time", "A")
	published := ct.Offer(t, w)
	draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Another")))
	if err != nil {
		t.Fatal(err)
	}
	want := []catalogue.Aligning{{CompetencyID: c["A"], Level: "expert"}}
	for _, x := range []struct {
		name             string
		actor            authz.Actor
		published, draft errs.Kind
	}{
		{"an editor of the unit", w.Editor, 0, 0}, {"an administrator", w.Admin, 0, 0}, {"curriculum staff", w.Curriculum, 0, errs.NotFound},
		{"a manager of another unit", w.Stranger, errs.Forbidden, errs.NotFound}, {"a learner", w.Learner, errs.Forbidden, errs.NotFound},
		{"a visitor", w.Visitor, errs.Unauthenticated, errs.NotFound}, {"an auditor", w.Auditor, errs.Forbidden, errs.Forbidden},
	} {
		for offer, kind := range map[id.ID]errs.Kind{published.ID: x.published, draft.ID: x.draft} {
			for what, err := range map[string]error{"align": w.Align(ctx, x.actor, offer, want, ""), "withdraw": w.Withdraw(ctx, x.actor, offer, []id.ID{c["A"]}, "")} {
				if kind == 0 && err != nil || kind != 0 && !errs.Is(err, kind) {
					t.Errorf("%s may %s: %v", x.name, what, err)
				}
			}
		}
	}
}

func TestACompetencyIsListedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		_, c := ct.Framework(t, w, "Story time", "A", "B")
		o := ct.Offer(t, w)
		err := w.Align(t.Context(), w.Editor, o.ID, []catalogue.Aligning{{CompetencyID: c["A"], Level: "expert"}, {CompetencyID: c["B"], Level: "expert"}, {CompetencyID: c["A"], Level: "foundational"}}, "")
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != "alignments[2].competency" {
			t.Fatalf("%+v", err)
		}
		if got := taught(t, w, o.ID, c); got != "[]" {
			t.Errorf("it teaches %s", got)
		}
	})
}

func TestWhatCannotBeAligned(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	_, c := ct.Framework(t, w, "Story time", "A", "B")
	o := ct.Offer(t, w)
	err := w.Align(ctx, w.Editor, o.ID, []catalogue.Aligning{{CompetencyID: c["A"]}, {CompetencyID: c["B"], Level: "wizard"}, {CompetencyID: id.New(), Level: "expert"}}, "")
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 3 || e.Fields[0].Name != "alignments[0].level" || e.Fields[1].Name != "alignments[1].level" || e.Fields[2].Name != "alignments[2].competency" {
		t.Fatalf("%+v", err)
	}
	if got := taught(t, w, o.ID, c); got != "[]" {
		t.Errorf("something was kept: %s", got)
	}
}

func TestClosers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		_, c := ct.Framework(t, w, "Story time", "A", "B", "C")
		// One is over, two can be begun at any time, two are to come, one is full, one is a draft and one teaches another level.
		over := ct.Offer(t, w, ct.Titled("Over"))
		ct.Occurrence(t, w, over.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
		late := ct.Offer(t, w, ct.Titled("Late"))
		ct.Occurrence(t, w, late.ID, ct.At(w.Clock.Now().Add(96*time.Hour), time.Hour))
		full := ct.Offer(t, w, ct.Titled("Full"))
		seat := ct.Occurrence(t, w, full.ID, ct.At(w.Clock.Now().Add(36*time.Hour), time.Hour), ct.Seats(1))
		if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := w.TakeSeatTx(ctx, tx, seat.ID); return err }); err != nil {
			t.Fatal(err)
		}
		soon := ct.Offer(t, w, ct.Titled("Soon"))
		ct.Occurrence(t, w, soon.ID, ct.At(w.Clock.Now().Add(48*time.Hour), time.Hour), ct.Seats(7))
		any := ct.Offer(t, w, ct.Titled("Any time"), ct.SelfPaced)
		// A recording of a date that is over can be begun at any time.
		recorded := ct.Offer(t, w, ct.Titled("Recorded"), ct.SelfPaced)
		ct.Occurrence(t, w, recorded.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
		high := ct.Offer(t, w, ct.Titled("High"))
		draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Draft")))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []id.ID{over.ID, late.ID, full.ID, soon.ID, any.ID, recorded.ID, draft.ID} {
			ct.Align(t, w, o, c["A"], "foundational")
		}
		ct.Align(t, w, high.ID, c["A"], "expert")
		ct.Align(t, w, soon.ID, c["B"], "practitioner")
		w.Clock.Advance(24 * time.Hour)

		titles := func(wants []catalogue.Want, per int) map[string]string {
			t.Helper()
			found, err := w.Closers(ctx, w.Visitor, wants, per)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]string{}
			for code, competency := range c {
				s := ""
				for _, card := range found[competency] {
					s += card.Title + ";"
				}
				out[code] = s
			}
			return out
		}
		got := titles([]catalogue.Want{{Competency: c["A"], Levels: []string{"foundational", "practitioner"}}, {Competency: c["B"], Levels: []string{"practitioner"}}, {Competency: c["C"]}}, 9)
		if got["A"] != "Soon;Late;Any time;Recorded;Full;" || got["B"] != "Soon;" || got["C"] != "" {
			t.Errorf("%q", got)
		}
		if got = titles([]catalogue.Want{{Competency: c["A"]}, {Competency: c["B"], Levels: []string{"expert"}}}, 2); got["A"] != "Soon;Late;" || got["B"] != "" {
			t.Errorf("%q", got)
		}
		// The index follows what is said from now on.
		if err := w.Withdraw(ctx, w.Editor, soon.ID, []id.ID{c["A"]}, ""); err != nil {
			t.Fatal(err)
		}
		if got = titles([]catalogue.Want{{Competency: c["A"]}}, 9); got["A"] != "Late;Any time;Recorded;Full;High;" {
			t.Errorf("%q", got)
		}
		cards, err := w.Cards(ctx, []id.ID{soon.ID})
		if err != nil || len(cards[soon.ID].Teaches) != 1 || cards[soon.ID].Teaches[0] != (catalogue.Taught{CompetencyID: c["B"], Level: "practitioner"}) {
			t.Errorf("the card says %+v: %v", cards[soon.ID].Teaches, err)
		}
		sound(t, w)
	})
}

func TestSearchByGapsAndByCompetency(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	_, c := ct.Framework(t, w, "Story time", "A", "B", "C")
	for title, teaches := range map[string]map[string]string{
		"Both": {"A": "foundational", "B": "practitioner"}, "One": {"A": "foundational"}, "Heavy": {"C": "expert"}, "Elsewhere": {"A": "expert"}, "Nothing": {},
	} {
		o := ct.Offer(t, w, ct.Titled(title))
		for code, level := range teaches {
			ct.Align(t, w, o.ID, c[code], level)
		}
	}
	// What is over closes nothing, however much it teaches.
	over := ct.Offer(t, w, ct.Titled("Over"))
	ct.Occurrence(t, w, over.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
	for code := range c {
		ct.Align(t, w, over.ID, c[code], "practitioner")
	}
	w.Clock.Advance(24 * time.Hour)
	wants := []catalogue.Want{{Competency: c["A"], Levels: []string{"foundational", "practitioner"}}, {Competency: c["B"]}, {Competency: c["C"], Weight: 3}}
	titles := func(r catalogue.SearchRequest) string {
		t.Helper()
		out := ""
		for {
			found, err := w.Search(ctx, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, card := range found.Items {
				out += fmt.Sprint(card.Title, " ", card.Closes(wants), ";")
			}
			if r.Cursor = found.Next; r.Cursor == "" {
				return out
			}
		}
	}
	if got := titles(catalogue.SearchRequest{Sort: catalogue.SortGaps, Wants: wants, Limit: 2}); got != "Heavy [2];Both [0 1];One [0];Elsewhere [];Nothing [];Over [0 1 2];" {
		t.Errorf("by gaps: %s", got)
	}
	if got := titles(catalogue.SearchRequest{Filter: map[string][]string{catalogue.FilterCompetency: {string(c["A"])}}, Sort: catalogue.SortByTitle}); got != "Both [0 1];Elsewhere [];One [0];Over [0 1 2];" {
		t.Errorf("by competency: %s", got)
	}
	// A page of another reader's wants is no next page of this one's.
	first, err := w.Search(ctx, catalogue.SearchRequest{Sort: catalogue.SortGaps, Wants: wants, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Search(ctx, catalogue.SearchRequest{Sort: catalogue.SortGaps, Wants: wants[:1], Limit: 2, Cursor: first.Next}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a cursor of other wants: %v", err)
	}
}
