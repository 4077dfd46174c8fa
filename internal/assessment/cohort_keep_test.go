package assessment_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// letters counts those to a person whose subject begins so.
func letters(t *testing.T, w *at.World, a authz.Actor, subject string) (n int) {
	t.Helper()
	p, err := w.C.People.Person(t.Context(), a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range w.Box.Letters(p.Email) {
		if strings.HasPrefix(l.Subject, subject) {
			n++
		}
	}
	return n
}

const asksToJoin, asksAgain = "You are asked to join", "See what has changed"

func TestPeopleOfACohortAreAskedByLetterOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses)
		// The mail server is down: the letter waits, and goes once when it is up again, whatever runs twice.
		w.MailDown = true
		if err := w.SendCohortLetter(ctx, "one", c.ID, people[0].PersonID); err == nil {
			t.Fatal("a letter left though the mail server is down")
		}
		w.MailDown = false
		w.Work(t)
		if err := w.Ask(ctx, c.ID); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		for _, a := range people {
			if n := letters(t, w, a, asksToJoin); n != 1 {
				t.Errorf("%d letters went to %s", n, a.Name)
			}
		}
		// One more is added, one who was asked is named again, and one address is nobody's.
		first, _, _ := strings.Cut(addresses, "\n")
		added, unknown, err := w.AddToCohort(ctx, editor, c.ID, first+"\nnobody@example.org\n"+addressOf(t, w, w.C.Learner))
		if err != nil || added != 1 || len(unknown) != 1 {
			t.Errorf("%d added, %v, %v", added, unknown, err)
		}
		w.Work(t)
		if n := letters(t, w, w.C.Learner, asksToJoin); n != 1 {
			t.Errorf("%d letters to who was added", n)
		}
		if n := letters(t, w, people[0], asksToJoin); n != 1 {
			t.Errorf("%d letters to who was named again", n)
		}
		if _, _, err := w.AddToCohort(ctx, w.C.Manager, c.ID, first); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a unit's manager adds people: %v", err)
		}
		if err := w.EndCohort(ctx, w.C.Auditor, c.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an auditor ends a cohort: %v", err)
		}
		if _, _, err := w.AddToCohort(ctx, editor, c.ID, " "); !errs.Is(err, errs.Invalid) {
			t.Errorf("nobody is added: %v", err)
		}
		// Who says no is not asked again, and does not count.
		if err := w.Leave(ctx, people[1], c.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Join(ctx, people[1], c.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("joined after a no: %v", err)
		}
	})
}

func addressOf(t *testing.T, w *at.World, a authz.Actor) string {
	t.Helper()
	p, err := w.C.People.Person(t.Context(), a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Email
}

func TestACohortThatEndedCountsNobodyNew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses+addressOf(t, w, w.C.Learner)+"\n")
		again := func(a authz.Actor, target assessment.Target) {
			t.Helper()
			w.C.Clock.Advance(100 * 24 * time.Hour)
			if err := w.Again(ctx, a, target.ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, target.ID, at.Lowest)
		}
		targets := make([]assessment.Target, len(people))
		for i, a := range people {
			var err error
			if targets[i], err = w.Join(ctx, a, c.ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, targets[i].ID, at.None)
		}
		for i, a := range people[:4] {
			again(a, targets[i])
		}
		w.Work(t)
		if err := w.EndCohort(ctx, editor, c.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.EndCohort(ctx, editor, c.ID); err != nil {
			t.Errorf("ended twice: %v", err)
		}
		again(people[4], targets[4])
		w.Work(t)
		v, err := w.ShowCohort(ctx, editor, c.ID)
		if err != nil || v.Counted != 0 || v.EndedAt.IsZero() {
			t.Errorf("the fifth answered after the end: %+v, %v", v, err)
		}
		if _, err := w.Join(ctx, w.C.Learner, c.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("joined after the end: %v", err)
		}
		if _, _, err := w.AddToCohort(ctx, editor, c.ID, addresses); !errs.Is(err, errs.Conflict) {
			t.Errorf("added after the end: %v", err)
		}
		if list, err := w.AskedToJoin(ctx, people[0]); err != nil || len(list) != 1 || list[0].AfterDue() {
			t.Errorf("%+v, %v", list, err)
		}
		if err := w.Leave(ctx, people[0], c.ID); err != nil {
			t.Errorf("left after the end: %v", err)
		}
		sound(t, w)
	})
}

func TestTheParticipantsOfAnOfferAreACohort(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		people, _ := group(t, w)
		offer := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		w.Seats = map[id.ID][]id.ID{offer.ID: {people[0].PersonID, people[1].PersonID}}
		if _, _, err := w.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Course", Profile: "student", Offer: "no-such-offer"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("of no offer: %v", err)
		}
		if _, _, err := w.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Course", Profile: "student", Offer: offer.Key, People: "a@example.org"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("of an offer and of people: %v", err)
		}
		c, _, err := w.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Course", Profile: "student", Offer: offer.Key})
		if err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		// Who has a seat is asked, and whoever registers later, once.
		for _, a := range people[2:] {
			for range 2 {
				if err := w.Registered(ctx, a.PersonID, offer.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.Work(t)
		targets := make([]assessment.Target, len(people))
		for i, a := range people {
			if n := letters(t, w, a, asksToJoin); n != 1 {
				t.Errorf("%d letters to %s", n, a.Name)
			}
			list, err := w.AskedToJoin(ctx, a)
			if err != nil || len(list) != 1 || !list[0].MaySay() || list[0].Offer == "" {
				t.Fatalf("%+v, %v", list, err)
			}
			if targets[i], err = w.Join(ctx, a, c.ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, targets[i].ID, at.None)
		}
		w.Work(t)
		if list, err := w.AskedToJoin(ctx, people[0]); err != nil || list[0].AfterDue() {
			t.Errorf("the after is due before the course is completed: %+v, %v", list, err)
		}
		// Who completes it is asked for the after, once; who does not choose to is in no number.
		w.C.Clock.Advance(100 * 24 * time.Hour)
		for i, a := range people {
			for range 2 {
				if err := w.Service.Completed(ctx, a.PersonID, offer.ID); err != nil {
					t.Fatal(err)
				}
			}
			w.Work(t)
			if list, err := w.AskedToJoin(ctx, a); err != nil || !list[0].AfterDue() {
				t.Errorf("%+v, %v", list, err)
			}
			if n := letters(t, w, a, asksAgain); n != 1 {
				t.Errorf("%d letters ask %s for the after", n, a.Name)
			}
			if err := w.Again(ctx, a, targets[i].ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, targets[i].ID, at.Lowest)
			w.Work(t)
			v, err := w.ShowCohort(ctx, editor, c.ID)
			if want := map[bool]int{true: 5}[i == 4]; err != nil || v.Counted != want || v.Offer == "" {
				t.Errorf("after %d: %d count, want %d, %v", i+1, v.Counted, want, err)
			}
		}
		// A stranger who completes the course has nothing to do with it.
		if err := w.Service.Completed(ctx, w.C.Stranger.PersonID, offer.ID); err != nil {
			t.Fatal(err)
		}
		if n := letters(t, w, w.C.Stranger, ""); n != 0 {
			t.Errorf("%d letters to a stranger", n)
		}
		sound(t, w)
	})
}
