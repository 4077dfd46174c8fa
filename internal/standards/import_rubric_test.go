package standards_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

const (
	firstRubric, secondRubric = "b1000000-0000-4000-8000-000000000001", "b2000000-0000-4000-8000-000000000001"
	firstItem, secondItem     = "c0000000-0000-4000-8000-000000000001", "c0000000-0000-4000-8000-000000000002"
)

// rubricFile is a package with two rubrics as other programs write them: with weights, feedback and criteria that are of no item.
func rubricFile() string {
	level := func(n int, quality, text string) string {
		return fmt.Sprintf(`{"identifier":"e0000000-0000-4000-8000-00000000000%d","uri":"https://x.example/l","quality":%q,"description":%q,"score":%[1]d.5,"position":%[1]d,"feedback":"Go on","lastChangeDateTime":"2024-03-02T10:11:12Z","extensions":[{"n":%[1]d}]}`, n, quality, text, n)
	}
	criterion := func(n int, item string, levels ...string) string {
		if item != "" {
			item = fmt.Sprintf(`"CFItemURI":{"title":"Item","identifier":%q,"uri":"https://x.example/i"},`, item)
		}
		return fmt.Sprintf(`{"identifier":"a9000000-0000-4000-8000-00000000000%d","uri":"https://x.example/c",%s"category":"Area %[1]d","description":"How","weight":0.25,"position":%[1]d,"lastChangeDateTime":"2024-03-02T10:11:12Z","extensions":{"c":%[1]d},"CFRubricCriterionLevels":[%[3]s]}`, n, item, strings.Join(levels, ","))
	}
	rubric := func(identifier string, criteria ...string) string {
		return fmt.Sprintf(`{"identifier":%q,"uri":"https://x.example/r","title":"Rubric","description":"Of a school","lastChangeDateTime":"2024-03-02T10:11:12Z","extensions":{"r":true},"CFRubricCriteria":[%s]}`, identifier, strings.Join(criteria, ","))
	}
	return strings.Replace(numbered("1", "2"), `"CFAssociations"`, `"CFRubrics":[`+rubric(firstRubric, criterion(1, firstItem, level(1, "Novice", "Tries."), level(2, "Expert", "Does.")), criterion(2, "", level(3, "Novice", "Of no item.")))+","+
		rubric(secondRubric, criterion(3, secondItem, level(4, "Expert", "Helps."), level(5, "Novice", "")), criterion(4, "f0000000-0000-4000-8000-000000000009", level(6, "Expert", "Elsewhere.")))+`],"CFAssociations"`, 1)
}

// rubricsOf reads the rubrics of a package by their identifiers, without what is said of this site, and of the framework's own the statements.
func rubricsOf(t testing.TB, body []byte) (brought map[string]any, own []string) {
	t.Helper()
	var p struct{ CFRubrics []map[string]any }
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	var plain func(v any)
	plain = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, e := range x {
				plain(e)
			}
		case map[string]any:
			for name, e := range x {
				if name == "uri" || name == "rubricId" || name == "rubricCriterionId" || e == "" {
					delete(x, name)
				}
			}
			for _, e := range x {
				plain(e)
			}
			if item, ok := x["CFItemURI"].(map[string]any); ok {
				delete(item, "title")
			}
		}
	}
	brought = map[string]any{}
	for _, r := range p.CFRubrics {
		if r["title"] == "Rubric" {
			plain(r)
			delete(r, "lastChangeDateTime") // the framework was published
			brought[r["identifier"].(string)] = r
			continue
		}
		for _, c := range r["CFRubricCriteria"].([]any) {
			for _, l := range c.(map[string]any)["CFRubricCriterionLevels"].([]any) {
				if text, ok := l.(map[string]any)["description"]; ok {
					own = append(own, text.(string))
				}
			}
		}
	}
	return brought, own
}

func TestRubricsOfOtherProgramsComeBackWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		framework := published(t, w, rubricFile())
		want, _ := rubricsOf(t, []byte(rubricFile()))
		out := export(t, w, casefile.V1p1, framework)
		got, own := rubricsOf(t, out)
		if diff := gocmp.Diff(want, got); diff != "" || own != nil {
			t.Errorf("%s, and the framework's own says %q", diff, own)
		}
		old := export(t, w, casefile.V1p0, framework)
		if strings.Contains(string(old), "extensions") || !strings.Contains(string(old), `"feedback":"Go on"`) {
			t.Errorf("under 1.0: %s", old)
		}
		for _, again := range [][]byte{[]byte(rubricFile()), out, old} {
			if got, err := w.Import(t.Context(), w.Editor, strings.NewReader(string(again)), standards.ImportOptions{}); err != nil || got.Draft {
				t.Errorf("again: %v %+v", err, got.Report)
			}
		}
		for _, rubric := range []id.ID{firstRubric, secondRubric} {
			var b strings.Builder
			if err := w.Rubric(t.Context(), form(casefile.V1p1), rubric, func(string) io.Writer { return &b }); err != nil {
				t.Fatal(err)
			}
			alone, _ := rubricsOf(t, []byte(`{"CFRubrics":[`+b.String()+`]}`))
			if diff := gocmp.Diff(want[string(rubric)], alone[string(rubric)]); diff != "" {
				t.Error(diff)
			}
		}
		w.Sound(t)
	})
}

func TestStatementsThatPeopleEditChangeTheRubricTheyCameFrom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, framework := t.Context(), published(t, w, rubricFile())
		if _, err := w.BeginDraft(ctx, w.Editor, framework); err != nil {
			t.Fatal(err)
		}
		if err := w.SaveCompetency(ctx, w.Editor, framework, firstItem, standards.CompetencyDraft{Title: "Item 1", Statements: map[string][]string{"novice": {"Tries it."}, "expert": {"Does.", "Teaches."}}}); err != nil {
			t.Fatal(err)
		}
		if err := w.SaveCompetency(ctx, w.Editor, framework, secondItem, standards.CompetencyDraft{Title: "Item 2", Statements: map[string][]string{}}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(ctx, w.Editor, framework, ""); err != nil {
			t.Fatal(err)
		}
		out := export(t, w, casefile.V1p1, framework)
		brought, own := rubricsOf(t, out)
		texts := func(rubric string) string {
			var all []string
			for _, c := range brought[rubric].(map[string]any)["CFRubricCriteria"].([]any) {
				for _, l := range c.(map[string]any)["CFRubricCriterionLevels"].([]any) {
					text, _ := l.(map[string]any)["description"].(string)
					all = append(all, text)
				}
			}
			return strings.Join(all, "|")
		}
		if got := texts(firstRubric); got != "Tries it.|Does.|Of no item." {
			t.Errorf("the first says %s", got)
		}
		if got := texts(secondRubric); got != "|Elsewhere." {
			t.Errorf("the second says %s", got)
		}
		if got := strings.Join(own, "|"); got != "Teaches." {
			t.Errorf("the framework's own says %s", got)
		}
		if again, err := w.Import(ctx, w.Editor, strings.NewReader(string(out)), standards.ImportOptions{}); err != nil || again.Draft {
			t.Errorf("again: %v %+v", err, again.Report)
		}
		if d.Dialect() != db.SQLite {
			return
		}
		// At another site the file says the same, and the next export too.
		other := standardstest.New(t, dbtest.SQLite(t))
		there, own2 := rubricsOf(t, export(t, other, casefile.V1p1, published(t, other, string(out))))
		if diff := gocmp.Diff(brought, there); diff != "" || strings.Join(own2, "|") != "Teaches." {
			t.Errorf("at another site: %s %q", diff, own2)
		}
		if err := other.Rubric(ctx, form(casefile.V1p1), "a9000000-0000-4000-8000-000000000001", func(string) io.Writer { return io.Discard }); !errs.Is(err, errs.NotFound) {
			t.Errorf("a criterion is no rubric: %v", err)
		}
	})
}
