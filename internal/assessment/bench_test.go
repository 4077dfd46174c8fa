package assessment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// BenchmarkAThousandCompetencies reads a question, and the map, of a target that asks for a framework of 1,000 competencies with three levels and three
// statements each, of which 60 were answered.
func BenchmarkAThousandCompetencies(b *testing.B) {
	d := dbtest.SQLite(b)
	w, me, target := thousand(b, d)
	b.Run("question", func(b *testing.B) {
		for b.Loop() {
			if q, err := w.Question(b.Context(), me, target.ID, ""); err != nil || q.Done {
				b.Fatal(q, err)
			}
		}
	})
	b.Run("map", func(b *testing.B) {
		for b.Loop() {
			if m, err := w.Map(b.Context(), me, target.ID, 0); err != nil || len(m.Rows) != 100 {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkHomeOfFiveTargets reads the home, and what a search puts first, of somebody with five targets that ask for 1,000 competencies each.
func BenchmarkHomeOfFiveTargets(b *testing.B) {
	w, me, _ := thousand(b, dbtest.SQLite(b))
	for _, title := range []string{"Second", "Third", "Fourth", "Fifth"} {
		another(b, w, me, title)
	}
	b.Run("home", func(b *testing.B) {
		for b.Loop() {
			if h, err := w.Home(b.Context(), me); err != nil || len(h.Targets) != 5 {
				b.Fatal(len(h.Targets), err)
			}
		}
	})
	b.Run("wants", func(b *testing.B) {
		for b.Loop() {
			if list, err := w.Wants(b.Context(), me); err != nil || len(list) == 0 {
				b.Fatal(len(list), err)
			}
		}
	})
}

// thousand makes a framework of 1,000 competencies and somebody who answered 60 of them.
func thousand(t testing.TB, d *db.DB) (*at.World, authz.Actor, assessment.Target) {
	w := at.New(t, d)
	me := w.C.Learner
	return w, me, another(t, w, me, "A thousand")
}

// another makes a framework of 1,000 competencies, of which somebody answers 60.
func another(t testing.TB, w *at.World, me authz.Actor, title string) assessment.Target {
	var csv strings.Builder
	csv.WriteString("code,title,parent,Can do: Foundational,Can do: Practitioner,Can do: Expert\n")
	for i := range 1000 {
		fmt.Fprintf(&csv, "C%d,Competency %d,,Does %d with guidance.,Does %d alone.,Shapes how %d is done.\n", i, i, i, i, i)
	}
	if _, err := w.C.Standards.Import(t.Context(), w.C.Curriculum, strings.NewReader(csv.String()), standards.ImportOptions{Source: title + ".csv", Title: title}); err != nil {
		t.Fatal(err)
	}
	var v standards.Version
	list, err := w.C.Standards.List(t.Context(), w.C.Curriculum, standards.ListRequest{Drafts: true, Request: page.Request{Limit: page.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list.Items {
		if x.Title == title {
			v = x
		}
	}
	if v, err = w.C.Standards.Publish(t.Context(), w.C.Curriculum, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	target, err := w.BeginFramework(t.Context(), me, v.Key, "expert")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		w.Answer(t, me, target.ID, at.Lowest)
		w.C.Clock.Advance(time.Minute)
		if err := w.AskMore(t.Context(), me, target.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.C.Clock.Advance(time.Hour)
	return target
}
