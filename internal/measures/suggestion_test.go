package measures_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

func decide(t *testing.T, w *measurestest.World, actor authz.Actor, of id.ID, v measures.Verdict) {
	t.Helper()
	if err := w.Decide(t.Context(), actor, []id.ID{of}, v); err != nil {
		t.Fatal(err)
	}
}

func mine(t *testing.T, w *measurestest.World, actor authz.Actor) []measures.Told {
	t.Helper()
	p, err := w.Mine(t.Context(), actor, page.Request{})
	if err != nil {
		t.Fatal(err)
	}
	return p.Items
}

func queue(t *testing.T, w *measurestest.World, actor authz.Actor, r measures.QueueRequest) []measures.Waiting {
	t.Helper()
	p, err := w.Queue(t.Context(), actor, r)
	if err != nil {
		t.Fatal(err)
	}
	return p.Items
}

func TestASuggestionGetsADecisionAndAReply(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		offer := cataloguetest.Offer(t, w.World, cataloguetest.Titled("Mending books"))
		v := w.Suggest(t, w.Learner, "Repairing torn bindings", func(x *measures.Wish) { x.Area = "collections"; x.Level = "expert" })
		list := queue(t, w, w.Curriculum, measures.QueueRequest{})
		if len(list) != 1 || list[0].ID != v.ID || list[0].Area != "collections" || list[0].State != measures.Open {
			t.Fatalf("%+v", list)
		}
		decide(t, w, w.Curriculum, v.ID, measures.Verdict{Decision: measures.DecidePlanned, Reply: "In spring, by two of us.", Seen: v.Seen()})
		w.Clock.Advance(time.Hour)
		decide(t, w, w.Curriculum, v.ID, measures.Verdict{Decision: measures.DecideThere, Offer: "https://commons.example/offers/" + offer.Key + "?x=1", Reply: "Here it is."})
		told := mine(t, w, w.Learner)
		if len(told) != 1 || told[0].Answer != measures.There || len(told[0].Replies) != 2 || told[0].Replies[0].OfferID != offer.ID || told[0].Replies[1].Reply != "In spring, by two of us." {
			t.Errorf("%+v", told)
		}
		if err := w.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		letters := w.Box.Letters("")
		if len(letters) != 2 || !strings.Contains(letters[1].Text, "Mending books") || !strings.Contains(letters[0].Text, "In spring") {
			t.Errorf("%+v", letters)
		}
		if len(queue(t, w, w.Curriculum, measures.QueueRequest{})) != 0 || len(queue(t, w, w.Curriculum, measures.QueueRequest{State: measures.There})) != 1 {
			t.Error("the queue does not follow the decision")
		}
	})
}

func TestOnlyItsOwnerAndThoseWhoDecideReadASuggestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		other := w.Actor(t, "Olu Sand")
		v := w.Suggest(t, w.Learner, "Repairing torn bindings")
		ours := w.Suggest(t, w.Learner, "Maps of the county", func(x *measures.Wish) { x.Unit = w.Unit.ID })
		for name, c := range map[string]struct {
			actor       authz.Actor
			first, ours errs.Kind
		}{
			"visitor":    {w.Visitor, errs.Unauthenticated, errs.Unauthenticated},
			"owner":      {w.Learner, errs.NotFound, errs.NotFound},
			"learner":    {other, errs.NotFound, errs.NotFound},
			"auditor":    {w.Auditor, errs.NotFound, errs.NotFound},
			"reviewer":   {w.Reviewer, errs.NotFound, errs.NotFound},
			"editor":     {w.Editor, errs.NotFound, 0},
			"stranger":   {w.Stranger, errs.NotFound, errs.NotFound},
			"curriculum": {w.Curriculum, 0, 0},
			"admin":      {w.Admin, 0, 0},
		} {
			for _, one := range []struct {
				of   id.ID
				want errs.Kind
			}{{v.ID, c.first}, {ours.ID, c.ours}} {
				_, err := w.Suggestion(t.Context(), c.actor, one.of)
				if (err == nil) != (one.want == 0) || err != nil && !errs.Is(err, one.want) {
					t.Errorf("%s: %v, want %v", name, err, one.want)
				}
			}
		}
		if got := queue(t, w, w.Editor, measures.QueueRequest{}); len(got) != 1 || got[0].ID != ours.ID {
			t.Errorf("the unit's queue: %+v", got)
		}
		if got := queue(t, w, w.Stranger, measures.QueueRequest{}); len(got) != 0 {
			t.Errorf("another unit's queue: %+v", got)
		}
		for _, a := range []authz.Actor{w.Visitor, w.Learner, w.Auditor} {
			if _, err := w.Queue(t.Context(), a, measures.QueueRequest{}); err == nil {
				t.Errorf("%s reads the queue", a.Name)
			}
		}
		err := w.Decide(t.Context(), w.Stranger, []id.ID{ours.ID}, measures.Verdict{Decision: measures.DecideNotNow, Reply: "No."})
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger decides: %v", err)
		}
		if len(mine(t, w, other)) != 0 {
			t.Error("somebody reads another's suggestions")
		}
		if err := w.Withdraw(t.Context(), other, v.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody takes back another's: %v", err)
		}
		// It is passed to a unit, whose staff read it then.
		decide(t, w, w.Curriculum, v.ID, measures.Verdict{Decision: measures.DecidePassed, Unit: w.Other.ID})
		if got := queue(t, w, w.Stranger, measures.QueueRequest{}); len(got) != 1 || len(mine(t, w, w.Learner)[1].Replies) != 0 {
			t.Errorf("passed: %+v", got)
		}
		// What is taken back is nobody's to read.
		if err := w.Withdraw(t.Context(), w.Learner, v.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Suggestion(t.Context(), w.Admin, v.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("read after it was taken back: %v", err)
		}
	})
}

func TestWhatOthersSaidAlikeIsJoined(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		one := w.Suggest(t, w.Learner, "How do I write a grant proposal for a rural branch?")
		w.Clock.Advance(time.Minute)
		second := w.Actor(t, "Bo Lind")
		two := w.Suggest(t, second, "Grant proposals, for beginners")
		w.Suggest(t, second, "Mending torn bindings")
		if err := w.Missed(t.Context(), "grants", "writing grant proposals"); err != nil {
			t.Fatal(err)
		}
		c, err := w.Suggestion(t.Context(), w.Curriculum, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Alike) != 2 {
			t.Fatalf("alike: %+v", c.Alike)
		}
		list := queue(t, w, w.Curriculum, measures.QueueRequest{})
		if list[0].Alike != 2 || list[1].Alike != 2 || list[2].Alike != 0 {
			t.Errorf("the queue counts %d, %d and %d alike", list[0].Alike, list[1].Alike, list[2].Alike)
		}
		err = w.Decide(t.Context(), w.Curriculum, []id.ID{c.Alike[0].ID, c.Alike[1].ID}, measures.Verdict{Decision: measures.DecideJoined, Into: one.ID})
		if err != nil {
			t.Fatal(err)
		}
		decide(t, w, w.Curriculum, one.ID, measures.Verdict{Decision: measures.DecidePlanned, Reply: "In May."})
		told := mine(t, w, second)
		if told[1].ID != two.ID || told[1].Answer != measures.Planned || len(told[1].Replies) != 2 || told[1].Replies[0].Reply != "In May." {
			t.Errorf("%+v", told[1])
		}
		if err := w.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(w.Box.Letters("")); n != 3 {
			t.Errorf("%d letters: want two to Bo, one to Lena, none for what was said without a name", n)
		}
		err = w.Decide(t.Context(), w.Curriculum, []id.ID{one.ID}, measures.Verdict{Decision: measures.DecideJoined, Into: two.ID})
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("joined with what is joined with it: %v", err)
		}
		// The first is taken back: the oldest of the others stands for the rest.
		if err := w.Withdraw(t.Context(), w.Learner, one.ID); err != nil {
			t.Fatal(err)
		}
		if told = mine(t, w, second); told[1].Answer != measures.Planned {
			t.Errorf("%+v", told[1])
		}
		if got := queue(t, w, w.Curriculum, measures.QueueRequest{State: measures.Joined}); len(got) != 1 {
			t.Errorf("still joined: %+v", got)
		}
	})
}

func TestDecisionsAreChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		v := w.Suggest(t, w.Learner, "Repairing torn bindings")
		for name, c := range map[string]struct {
			verdict measures.Verdict
			kind    errs.Kind
			field   string
		}{
			"no decision":   {measures.Verdict{Reply: "x"}, errs.Invalid, "decision"},
			"no reply":      {measures.Verdict{Decision: measures.DecideNotNow, Reply: " "}, errs.Invalid, "reply"},
			"no offer":      {measures.Verdict{Decision: measures.DecideThere, Reply: "x", Offer: "nothing-here"}, errs.Invalid, "offer"},
			"no lead":       {measures.Verdict{Decision: measures.DecideJoined}, errs.Invalid, "into"},
			"no unit":       {measures.Verdict{Decision: measures.DecidePassed, Unit: id.New()}, errs.Invalid, "unit"},
			"owner's alone": {measures.Verdict{Decision: measures.DecideWithdrawn}, errs.Invalid, "decision"},
			"seen another":  {measures.Verdict{Decision: measures.DecideNotNow, Reply: "x", Seen: "open 1"}, errs.Stale, ""},
		} {
			err := w.Decide(t.Context(), w.Curriculum, []id.ID{v.ID}, c.verdict)
			if !errs.Is(err, c.kind) || c.field != "" && errs.As(err).Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, wish := range map[string]measures.Wish{
			"text": {}, "area": {Text: "x", Area: "nowhere"}, "level": {Text: "x", Level: "high"}, "format": {Text: "x", Format: "paper"}, "audience": {Text: "x", Audience: "cats"}, "unit": {Text: "x", Unit: id.New()},
		} {
			_, err := w.Service.Suggest(t.Context(), w.Learner, wish)
			if !errs.Is(err, errs.Invalid) || errs.As(err).Fields[0].Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 29 {
			w.Suggest(t, w.Learner, "another")
		}
		if _, err := w.Service.Suggest(t.Context(), w.Learner, measures.Wish{Text: "one too many"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("31 wait: %v", err)
		}
		// Keyset: every one once.
		seen := map[id.ID]bool{}
		r := measures.QueueRequest{Request: page.Request{Limit: 7}}
		for {
			p, err := w.Queue(t.Context(), w.Curriculum, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range p.Items {
				seen[x.ID] = true
			}
			if r.Cursor = p.Next; r.Cursor == "" {
				break
			}
		}
		if len(seen) != 30 {
			t.Errorf("%d of 30 are in the queue", len(seen))
		}
	})
}
