package assessment_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// edits gives somebody the role of those who keep cohorts.
func edits(t *testing.T, w *at.World, a authz.Actor) {
	t.Helper()
	if err := w.C.People.GrantRole(t.Context(), authz.System("test"), a.PersonID, authz.Binding{Role: authz.CurriculumEditor}); err != nil {
		t.Fatal(err)
	}
}

func TestWhoReadsNumbersOfCohortsIsNotAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		people, addresses := group(t, w)
		reader := w.C.Actor(t, "Olu Sand")
		edits(t, w, reader)
		theirs := addressOf(t, w, reader)
		refused := func(err error) {
			t.Helper()
			if f := errs.As(err).Fields; !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Name != "people" || !strings.Contains(fmt.Sprint(f[0].Args...), theirs) {
				t.Errorf("somebody is named who reads the numbers: %v", err)
			}
		}
		_, _, err := w.MakeCohort(ctx, editor, assessment.NewCohort{Title: "Institute", Profile: "student", People: addresses + theirs})
		refused(err)
		c := cohort(t, w, "Institute", "student", addresses)
		_, _, err = w.AddToCohort(ctx, editor, c.ID, theirs)
		refused(err)
		// Nor are they asked as participants of a course.
		offer, course := cohortOfOffer(t, w, append(people, reader)...)
		if err := w.Registered(ctx, reader.PersonID, offer); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		v, err := w.ShowCohort(ctx, editor, course.ID)
		if err != nil || v.Asked != 5 || letters(t, w, reader, asksToJoin) != 0 {
			t.Errorf("%d were asked, %v", v.Asked, err)
		}
	})
}

func TestWhoComesToReadNumbersOfCohortsDoesNotCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		asked := w.C.Actor(t, "Olu Sand")
		c := cohort(t, w, "Institute", "student", addresses+addressOf(t, w, asked))
		edits(t, w, asked)
		w.Work(t)
		if n := letters(t, w, asked, asksToJoin); n != 0 {
			t.Errorf("%d letters ask them", n)
		}
		if _, err := w.Join(ctx, asked, c.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("joined: %v", err)
		}
		for i, a := range people {
			target := joins(t, w, a, c)
			w.Answer(t, a, target.ID, at.None)
			if i == 4 {
				edits(t, w, a)
			}
			answersAgain(t, w, a, target.ID, at.Highest)
		}
		if n := counted(t, w, c); n != 0 {
			t.Errorf("%d count, one of whom reads the number", n)
		}
		sound(t, w)
	})
}
