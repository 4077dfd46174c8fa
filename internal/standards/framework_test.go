package standards_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestSeedBringsWhatIsKnownAndMarksTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		if n := w.Seed(t); n != 23 {
			t.Errorf("%d frameworks were made, want 23", n)
		}
		if n := w.Seed(t); n != 0 {
			t.Errorf("%d frameworks were made a second time", n)
		}
		w.Sound(t)
		list, err := w.List(t.Context(), authz.Actor{}, standards.ListRequest{Request: page.Request{Limit: 100}})
		if err != nil || len(list.Items) != 19 || list.Next != "" {
			t.Fatalf("%d published: %v", len(list.Items), err)
		}
		for _, v := range list.Items {
			if !v.Selectable() || v.Competencies == 0 {
				t.Errorf("%s: %+v", v.Key, v)
			}
		}
		statements, competencies := 0, 0
		for _, v := range list.Items {
			if !strings.HasPrefix(v.Key, "lc-") {
				continue
			}
			view, err := w.Show(t.Context(), authz.Actor{}, v.Key, 0, 0)
			if err != nil || len(view.Levels) != 3 || view.Levels[0].Code != "foundational" {
				t.Fatalf("%s: %v %v", v.Key, view.Levels, err)
			}
			for _, c := range view.Competencies {
				competencies++
				statements += len(c.Indicators)
			}
		}
		if competencies != 85 || statements != 510 {
			t.Errorf("%d competencies with %d statements, want 85 and 510", competencies, statements)
		}
		if _, err := w.Show(t.Context(), authz.Actor{}, "webjunction", 0, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger sees what nobody looked up: %v", err)
		}
		v, err := w.Show(t.Context(), w.Auditor, "webjunction", 0, 0)
		if err != nil || !v.Unverified || v.Selectable() || v.Status != standards.Draft {
			t.Errorf("an auditor sees %+v: %v", v.Version, err)
		}
		if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("what nobody looked up was published: %v", err)
		}
		if err := w.SaveAbout(t.Context(), w.Editor, v.FrameworkID, v.About, true, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
			t.Errorf("after it was looked up: %v", err)
		}
		if w.Seed(t) != 0 {
			t.Error("seeding touched what people have published")
		}
		w.Sound(t)
	})
}

// paged walks the list in small pages.
func TestListGoesOnWhereItStopped(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	w.Seed(t)
	seen := map[id.ID]bool{}
	for cursor := ""; ; {
		p, err := w.List(t.Context(), w.Auditor, standards.ListRequest{Drafts: true, Request: page.Request{Cursor: cursor, Limit: 4}})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range p.Items {
			if seen[v.ID] {
				t.Errorf("%s twice", v.Title)
			}
			seen[v.ID] = true
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 23 {
		t.Errorf("%d in all", len(seen))
	}
}

// made is a published framework: A with A1 and A2 under it, and B.
type made struct {
	framework    id.ID
	key          string
	a, a1, a2, b id.ID
}

func statements(level string, texts ...string) map[string][]string {
	return map[string][]string{level: texts}
}

func add(t *testing.T, w *standardstest.World, framework, parent id.ID, c standards.CompetencyDraft) id.ID {
	t.Helper()
	out, err := w.AddCompetency(t.Context(), w.Editor, framework, parent, c)
	if err != nil {
		t.Fatal(err)
	}
	return out.ID
}

func first(t *testing.T, w *standardstest.World) made {
	t.Helper()
	v, err := w.Create(t.Context(), w.Editor, standards.About{Title: "Story time", Owner: "A section"})
	if err != nil {
		t.Fatal(err)
	}
	m := made{framework: v.FrameworkID, key: v.Key}
	m.a = add(t, w, m.framework, "", standards.CompetencyDraft{Code: "A", Title: "Tell a story", Statements: statements("foundational", "Reads aloud.", "Shows the pictures.")})
	m.b = add(t, w, m.framework, "", standards.CompetencyDraft{Code: "B", Title: "Choose a book"})
	m.a1 = add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "A1", Title: "Voice"})
	m.a2 = add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "A2", Title: "Pace"})
	if _, err := w.Publish(t.Context(), w.Editor, m.framework, ""); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	return m
}

func codes(list []standards.Competency) string {
	var out []string
	for _, c := range list {
		out = append(out, strings.Repeat(">", c.Depth-1)+c.Code)
	}
	return strings.Join(out, " ")
}

func TestSecondVersionWithASplitAndARetiredCompetency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		v1, err := w.Show(ctx, authz.Actor{}, m.key, 0, 0)
		if err != nil || codes(v1.Competencies) != "A >A1 >A2 B" || v1.Number != 1 {
			t.Fatalf("%q %v", codes(v1.Competencies), err)
		}
		if _, err := w.AddCompetency(ctx, w.Editor, m.framework, "", standards.CompetencyDraft{Title: "x"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a published version was added to: %v", err)
		}
		draft, err := w.BeginDraft(ctx, w.Editor, m.framework)
		if err != nil || draft.Number != 2 {
			t.Fatal(draft, err)
		}
		if again, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil || again.ID != draft.ID {
			t.Errorf("a second draft: %v %v", again, err)
		}
		// B is split, A2 retired, A changed.
		b1 := add(t, w, m.framework, "", standards.CompetencyDraft{Code: "B1", Title: "Choose for babies"})
		add(t, w, m.framework, "", standards.CompetencyDraft{Code: "B2", Title: "Choose for schools"})
		for _, c := range []id.ID{m.b, m.a2} {
			if err := w.RemoveCompetency(ctx, w.Editor, m.framework, c); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.RemoveCompetency(ctx, w.Editor, m.framework, m.a); !errs.Is(err, errs.Conflict) {
			t.Errorf("something with others under it was taken out: %v", err)
		}
		if err := w.SaveCompetency(ctx, w.Editor, m.framework, m.a, standards.CompetencyDraft{Code: "A", Title: "Tell a story", Statements: statements("foundational", "Reads aloud.", "Waits.")}); err != nil {
			t.Fatal(err)
		}
		p, err := w.Preview(ctx, w.Auditor, m.framework)
		if err != nil || p.Ready() || len(p.Undecided) != 2 || p.NChanged != 1 || p.NAdded != 2 || p.NGone != 2 {
			t.Fatalf("%+v %v", p, err)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "Pace") {
			t.Errorf("published while something is undecided: %v", err)
		}
		for _, c := range []struct {
			became  standards.Became
			targets string
			field   string
		}{
			{"", "", "became"}, {"same", "B1", "became"}, {standards.BecameSplit, "B1", "targets"}, {standards.BecameSplit, "B1, B1", "targets"}, {standards.BecameReplaced, "B1, B2", "targets"},
			{standards.BecameSplit, "B1, ZZ", "targets"}, {standards.BecameRetired, "B1", "targets"}, {standards.BecameMerged, "", "targets"}, {standards.BecameReplaced, string(m.b), "targets"},
		} {
			err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.b, Became: c.became, Targets: c.targets}}, "")
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Name != standards.DecisionField(c.field, m.b) {
				t.Errorf("%s %q: %v", c.became, c.targets, err)
			}
		}
		if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.a1, Became: standards.BecameRetired, Targets: ""}}, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("decided on what is still there: %v", err)
		}
		if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.b, Became: standards.BecameSplit, Targets: "B1, B2"}}, ""); err != nil {
			t.Fatal(err)
		}
		if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.a2, Became: standards.BecameRetired, Targets: ""}}, ""); err != nil {
			t.Fatal(err)
		}
		v2, err := w.Publish(ctx, w.Editor, m.framework, "")
		if err != nil || v2.Number != 2 {
			t.Fatal(v2, err)
		}
		w.Sound(t)
		now, err := w.Show(ctx, authz.Actor{}, m.key, 0, 0)
		if err != nil || codes(now.Competencies) != "A >A1 B1 B2" || len(now.Changes) != 2 || now.Before.Number != 1 {
			t.Fatalf("%q %+v %v", codes(now.Competencies), now.Changes, err)
		}
		if c := now.Changes[1]; c.Became != standards.BecameSplit || len(c.To) != 2 || c.From.Code != "B" || c.To[0].Code != "B1" {
			t.Errorf("the split is told as %+v", c)
		}
		// The older version stays as it was, and so do the addresses of what is gone.
		old, err := w.Show(ctx, authz.Actor{}, m.key, 1, 0)
		if err != nil || codes(old.Competencies) != "A >A1 >A2 B" || old.Status != standards.Retired || old.Competencies[0].Indicators[1].Text != "Shows the pictures." {
			t.Errorf("%q %+v %v", codes(old.Competencies), old.Version, err)
		}
		gone, err := w.Competency(ctx, authz.Actor{}, m.key, 0, m.b)
		if err != nil || gone.Version.Number != 1 || len(gone.Became) != 2 {
			t.Errorf("%+v %v", gone, err)
		}
		came, err := w.Competency(ctx, authz.Actor{}, m.key, 0, b1)
		if err != nil || len(came.Came) != 1 || came.Came[0].From.Title != "Choose a book" {
			t.Errorf("%+v %v", came.Came, err)
		}
		kept, err := w.Competency(ctx, authz.Actor{}, m.key, 0, m.a1)
		if err != nil || len(kept.Above) != 1 || kept.Above[0].ID != m.a {
			t.Errorf("%+v %v", kept.Above, err)
		}
		cmp, err := w.Compare(ctx, authz.Actor{}, m.key, 2, 1, standards.ComparePlace{})
		if err != nil || cmp.From.Number != 1 || len(cmp.Changed) != 1 || len(cmp.Gone) != 2 || cmp.Gone[1].Became != standards.BecameSplit || len(cmp.Added) != 2 {
			t.Errorf("%+v %v", cmp, err)
		}
		if i := cmp.Changed[0]; i.Old.Indicators[0].ID != i.New.Indicators[0].ID || i.Old.Indicators[1].ID == i.New.Indicators[1].ID {
			t.Error("a statement that stayed has another id, or one that changed has the same")
		}
	})
}

func TestDecisionsFollowTheDraft(t *testing.T) {
	dbtest.Each(t, decisionsFollowTheDraft)
}

func decisionsFollowTheDraft(t *testing.T, d *db.DB) {
	w := standardstest.New(t, d)
	ctx, m := t.Context(), first(t, w)
	if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
		t.Fatal(err)
	}
	b1 := add(t, w, m.framework, "", standards.CompetencyDraft{Code: "B1", Title: "One"})
	add(t, w, m.framework, "", standards.CompetencyDraft{Code: "B2", Title: "Two"})
	if err := w.RemoveCompetency(ctx, w.Editor, m.framework, m.b); err != nil {
		t.Fatal(err)
	}
	if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.b, Became: standards.BecameSplit, Targets: "B1,B2"}}, ""); err != nil {
		t.Fatal(err)
	}
	// One part of the split is taken out again.
	if err := w.RemoveCompetency(ctx, w.Editor, m.framework, b1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Editor, m.framework, ""); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "Choose a book") {
		t.Errorf("a split with one part was published: %v", err)
	}
	if p, err := w.Preview(ctx, w.Editor, m.framework); err != nil || p.Ready() || len(p.Undecided) != 1 || p.Undecided[0].ID != m.b {
		t.Errorf("a split with one part counts as decided: %+v %v", p.Undecided, err)
	}
	if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.b, Became: standards.BecameReplaced, Targets: "B2"}}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
		t.Error(err)
	}
	w.Sound(t)
}

func TestDraftsAreTheEditorsOwn(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	ctx, m := t.Context(), first(t, w)
	if _, err := w.BeginDraft(ctx, w.Admin, m.framework); err != nil {
		t.Fatal(err)
	}
	token := w.Editor
	token.Token, token.Scopes = true, slices.DeleteFunc(slices.Clone(authz.Scopes), func(s string) bool { return s == authz.ScopeStandardsWrite })
	for name, a := range map[string]authz.Actor{"visitor": {}, "auditor": w.Auditor, "stranger": w.Stranger, "token": token} {
		for what, err := range map[string]error{
			"create":  second(w.Create(ctx, a, standards.About{Title: "x"})),
			"add":     second(w.AddCompetency(ctx, a, m.framework, "", standards.CompetencyDraft{Title: "x"})),
			"save":    w.SaveCompetency(ctx, a, m.framework, m.a, standards.CompetencyDraft{Title: "x"}),
			"about":   w.SaveAbout(ctx, a, m.framework, standards.About{Title: "x"}, false, ""),
			"levels":  w.SaveLevels(ctx, a, m.framework, nil, ""),
			"move":    w.MoveCompetency(ctx, a, m.framework, m.a, false),
			"under":   w.PutUnder(ctx, a, m.framework, m.a, m.b),
			"indent":  w.Indent(ctx, a, m.framework, m.b),
			"outdent": w.Outdent(ctx, a, m.framework, m.a1),
			"back":    second(w.PutBack(ctx, a, m.framework, m.a, true, "")),
			"spots":   second(w.Spots(ctx, a, m.framework, m.a, "")),
			"ends":    third(w.Ends(ctx, a, m.framework, m.a, "a")),
			"link":    w.AddLink(ctx, a, m.framework, m.a, standards.LinkDraft{Kind: "exactMatchOf", Target: m.b}),
			"relink":  w.SaveLink(ctx, a, m.framework, m.a, m.b, standards.LinkDraft{Kind: "exactMatchOf"}),
			"unlink":  w.RemoveLink(ctx, a, m.framework, m.a, m.b),
			"tongue":  w.SaveTranslation(ctx, a, m.framework, m.a, "es", standards.TranslationDraft{Title: "x"}),
			"remove":  w.RemoveCompetency(ctx, a, m.framework, m.b),
			"decide":  w.Decide(ctx, a, m.framework, []standards.Decision{{Competency: m.b, Became: standards.BecameRetired, Targets: ""}}, ""),
			"publish": second(w.Publish(ctx, a, m.framework, "")),
			"retire":  w.Retire(ctx, a, m.framework, ""),
			"discard": w.Discard(ctx, a, m.framework, ""),
			"import":  second(w.Import(ctx, a, strings.NewReader("title\nx\n"), standards.ImportOptions{Source: "x.csv"})),
		} {
			if !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("%s may %s: %v", name, what, err)
			}
		}
	}
	for name, a := range map[string]authz.Actor{"visitor": {}, "stranger": w.Stranger} {
		if v, err := w.Show(ctx, a, m.key, 0, 0); err != nil || len(v.Versions) != 1 {
			t.Errorf("%s: %d versions, %v", name, len(v.Versions), err)
		}
		if _, err := w.Show(ctx, a, m.key, 2, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s sees the draft: %v", name, err)
		}
		if _, err := w.Compare(ctx, a, m.key, 1, 2, standards.ComparePlace{}); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s compares with the draft: %v", name, err)
		}
		if _, err := w.Preview(ctx, a, m.framework); err == nil {
			t.Errorf("%s previews the draft", name)
		}
	}
	if v, err := w.Draft(ctx, token, m.framework, 0); err != nil || v.Number != 2 || v.MayEdit {
		t.Errorf("a token with the scope reads %+v: %v", v.Version, err)
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func TestLevelsAreKnownAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx := t.Context()
		v, err := w.Create(ctx, w.Editor, standards.About{Title: "Levels"})
		if err != nil {
			t.Fatal(err)
		}
		add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Title: "x", Statements: statements("expert", "Leads.")})
		save := func(levels ...standards.Level) error { return w.SaveLevels(ctx, w.Editor, v.FrameworkID, levels, "") }
		if err := save(standards.Level{Code: "foundational", Title: "Foundational"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a level with statements went: %v", err)
		}
		if err := save(standards.Level{Title: "One"}, standards.Level{Title: "one"}, standards.Level{Code: "expert", Title: "Expert"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("two of one title: %v", err)
		}
		if err := save(standards.Level{Code: "expert", Title: "Master"}, standards.Level{Title: "Above all"}, standards.Level{Code: "foundational"}); err != nil {
			t.Fatal(err)
		}
		view, err := w.Draft(ctx, w.Editor, v.FrameworkID, 0)
		if err != nil || len(view.Levels) != 2 || view.Levels[0].Code != "expert" || view.Levels[0].Title != "Master" || view.Levels[1].Code != "above-all" {
			t.Errorf("%+v %v", view.Levels, err)
		}
		w.Sound(t)
	})
}
