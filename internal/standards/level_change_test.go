package standards_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// graded publishes a framework whose one competency has a statement at each of the usual levels.
func graded(t *testing.T, w *standardstest.World) standards.Version {
	t.Helper()
	v, err := w.Create(t.Context(), w.Editor, standards.About{Title: "Graded"})
	if err != nil {
		t.Fatal(err)
	}
	add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Code: "A", Title: "Tell a story", Statements: map[string][]string{"foundational": {"Reads."}, "practitioner": {"Tells."}, "expert": {"Trains."}}})
	if v, err = w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	return v
}

func levelWords(list []standards.LevelChange) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %s>%s %v", c.Became, c.From.Code, c.To.Code, c.Moved()))
	}
	return strings.Join(out, "; ")
}

func TestAComparisonTellsOfLevelsLinksPlacesAndAbout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		draft, err := w.BeginDraft(ctx, w.Editor, m.framework)
		if err != nil {
			t.Fatal(err)
		}
		about := draft.About
		about.Note, about.Owner = "Read this first.", ""
		if err := w.SaveAbout(ctx, w.Editor, m.framework, about, false, ""); err != nil {
			t.Fatal(err)
		}
		levels := []standards.Level{{Title: "Beginner"}, {Code: "foundational", Title: "Starting out"}, {Code: "expert", Title: "Expert", Description: "Leads others."}}
		if err := w.SaveLevels(ctx, w.Editor, m.framework, levels, ""); err != nil {
			t.Fatal(err)
		}
		// A2 goes to the top: only its place is another one. B goes before A.
		if _, err := w.Import(ctx, w.Editor, strings.NewReader("code,parent,title\nB,,Choose a book\nA,,Tell a story\nA1,A,Voice\nA2,,Pace\n"), standards.ImportOptions{Source: "t.csv", Framework: m.key}); err != nil {
			t.Fatal(err)
		}
		c, err := w.Compare(ctx, w.Auditor, m.key, 1, 2, standards.ComparePlace{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := levelWords(c.LevelChanges), "renamed foundational>foundational true; gone practitioner> false; reworded expert>expert false; new >beginner false"; got != want {
			t.Errorf("levels: %s", got)
		}
		if len(c.About) != 2 || c.About[0] != (standards.AboutChange{Field: "owner", From: "A section"}) || c.About[1].To != "Read this first." {
			t.Errorf("about: %+v", c.About)
		}
		if len(c.Changed) != 1 || c.Changed[0].New.Code != "A2" || !c.Changed[0].Moved() || c.Changed[0].OldUnder.Code != "A" || c.Changed[0].NewUnder.ID != "" {
			t.Errorf("places: %+v", c.Changed)
		}
		if c.NMoved != 1 || c.Moved[0].Code != "A" && c.Moved[0].Code != "B" {
			t.Errorf("order: %+v", c.Moved)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		v, err := w.Show(ctx, authz.Actor{}, m.key, 0, 0)
		if err != nil || len(v.LevelChanges) != 4 {
			t.Errorf("%+v %v", v.LevelChanges, err)
		}
	})
}

func TestARenamedLevelStaysTheSameThroughAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := standardstest.New(t, d), standardstest.New(t, dbtest.SQLite(t))
		ctx := t.Context()
		v := graded(t, here)
		take(t, there, string(export(t, here, casefile.V1p1, v.FrameworkID)), standards.ImportOptions{Source: "first.json"})
		if _, err := there.Publish(ctx, there.Editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := here.BeginDraft(ctx, here.Editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		// What was the second is called as the first was, and the first has a new name.
		if err := here.SaveLevels(ctx, here.Editor, v.FrameworkID, []standards.Level{{Code: "foundational", Title: "Newcomer"}, {Code: "practitioner", Title: "Foundational"}, {Code: "expert", Title: "Expert"}}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := here.Publish(ctx, here.Editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		got := take(t, there, string(export(t, here, casefile.V1p1, v.FrameworkID)), standards.ImportOptions{Source: "second.json"})
		if !got.Draft {
			t.Fatalf("%+v", got.Report)
		}
		view, err := there.Draft(ctx, there.Editor, v.FrameworkID, 0)
		if err != nil {
			t.Fatal(err)
		}
		var codes, at []string
		for _, l := range view.Levels {
			codes = append(codes, l.Code+"="+l.Title)
		}
		for _, i := range view.Competencies[0].Indicators {
			at = append(at, i.Level+":"+i.Text)
		}
		if !slices.Equal(codes, []string{"foundational=Newcomer", "practitioner=Foundational", "expert=Expert"}) || !slices.Equal(at, []string{"foundational:Reads.", "practitioner:Tells.", "expert:Trains."}) {
			t.Errorf("%v %v", codes, at)
		}
		there.Sound(t)
	})
}

func TestATableKnowsARenamedLevelByItsTitle(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	v := graded(t, w)
	if _, err := w.BeginDraft(ctx, w.Editor, v.FrameworkID); err != nil {
		t.Fatal(err)
	}
	if err := w.SaveLevels(ctx, w.Editor, v.FrameworkID, []standards.Level{{Code: "foundational", Title: "Newcomer"}, {Code: "practitioner", Title: "Practitioner"}, {Code: "expert", Title: "Expert"}}, ""); err != nil {
		t.Fatal(err)
	}
	table := "code,title,Can do: Newcomer\nA,Tell a story,Listens.\n"
	if _, err := w.Import(ctx, w.Editor, bytes.NewReader([]byte(table)), standards.ImportOptions{Source: "t.csv", Framework: v.Key}); err != nil {
		t.Fatal(err)
	}
	view, err := w.Draft(ctx, w.Editor, v.FrameworkID, 0)
	if err != nil || len(view.Levels) != 3 || view.Levels[0].Code != "foundational" || view.Levels[0].Title != "Newcomer" || view.Competencies[0].Indicators[0].Level != "foundational" || view.Competencies[0].Indicators[0].Text != "Listens." {
		t.Errorf("%+v %+v %v", view.Levels, view.Competencies[0].Indicators, err)
	}
}
