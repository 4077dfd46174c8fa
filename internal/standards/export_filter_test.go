package standards_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// listed is a world with four frameworks: Ärzte, Books, Children and Zines; Children was retired.
func listed(t *testing.T, d *db.DB) *standardstest.World {
	w := standardstest.New(t, d)
	for _, a := range []standards.About{
		{Title: "Books", Owner: "Fern Hollow", Label: "2", Language: "en", Source: "https://books.example/all"},
		{Title: "Children", Owner: "Fern Hollow", Label: "10", Language: "es", Description: "For 100% of them_all"},
		{Title: "Zines", Language: "fr", Note: "O'Neil wrote them"},
		{Title: "Ärzte", Owner: "A section", Language: "de"},
	} {
		v, err := w.Create(t.Context(), w.Editor, a)
		if err != nil {
			t.Fatal(err)
		}
		add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Title: "One"})
		if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(24 * time.Hour)
		if a.Title == "Children" {
			if err := w.Retire(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(24 * time.Hour)
		}
	}
	return w
}

// titles are those that a query finds, in their order.
func titles(t *testing.T, w *standardstest.World, q standards.DocumentQuery) (string, error) {
	t.Helper()
	q.Limit = max(q.Limit, 1)
	list, total, err := w.Documents(t.Context(), form(casefile.V1p1), q)
	if err != nil {
		return "", err
	}
	var out []string
	for _, v := range list {
		out = append(out, v.(map[string]any)["title"].(string))
	}
	if q.Limit == 100 && total != len(out) {
		t.Errorf("%d of %d", len(out), total)
	}
	return strings.Join(out, " "), nil
}

func TestDocumentsAreFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := listed(t, d)
		day := func(n int) string { return w.Clock.Now().Add(time.Duration(n) * 24 * time.Hour).Format(time.DateOnly) }
		// Books was published five days ago, Children retired three days ago, the others came after.
		for filter, want := range map[string]string{
			"":                            "Ärzte Books Children Zines",
			"title='books'":               "Books",
			"title!='books'":              "Ärzte Children Zines",
			"title~'E'":                   "Ärzte Children Zines",
			"title>'books'":               "Ärzte Children Zines",
			"title>='books'":              "Ärzte Books Children Zines",
			"title<'children'":            "Books",
			"title<='children'":           "Books Children",
			"creator='Fern Hollow'":       "Books Children",
			"creator='Zines'":             "Zines", // where nobody is named, the framework itself stands there
			"version='2'":                 "Books",
			"language~'e'":                "Ärzte Books Children",
			"description~'100% of'":       "Children",
			"description~'100_ of'":       "",
			"description~'them_all'":      "Children",
			"description~'themXall'":      "",
			"notes~'o''neil'":             "Zines",
			"notes=''":                    "Ärzte Books Children",
			"adoptionStatus='Deprecated'": "Children",
			"adoptionStatus='Adopted' AND language='en'":       "Books",
			"language='en' OR language='es' AND title='Zines'": "Books",
			"title='Zines' AND language='x' OR language='es'":  "Children",
			"officialSourceURL~'books.example'":                "Books",
			"lastChangeDateTime<'" + day(-4) + "'":             "Books",
			"lastChangeDateTime>='" + day(-3) + "T00:00:00Z'":  "Ärzte Children Zines",
			"statusEndDate='" + day(-3) + "'":                  "Children",
			"statusEndDate<'" + day(-3) + "'":                  "",
			"statusEndDate>'2000-01-01'":                       "Children",
		} {
			if got, err := titles(t, w, standards.DocumentQuery{Limit: 100, Filter: filter}); err != nil || got != want {
				t.Errorf("%s: %q, want %q: %v", filter, got, want, err)
			}
		}
		for filter, want := range map[string]string{
			"colour='red'": "colour", "title": "single quotes", "title='a": "single quotes", "title=a": "single quotes", "title='a' title='b'": "AND or OR", "title='a' AND": "AND or OR",
			"title='a' XOR title='b'": "AND or OR", "title'; DROP TABLE frameworks; --": "single quotes", "lastChangeDateTime>'soon'": "no date", "statusEndDate~'2026'": "contains nothing",
			"v.title='x'": "v.title", strings.Repeat("title='a' AND ", 30) + "title='a'": "at most", "title~'" + strings.Repeat("x", 3000) + "'": "characters",
		} {
			_, err := titles(t, w, standards.DocumentQuery{Limit: 100, Filter: filter})
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Name != "filter" || !strings.Contains(err.Error(), want) {
				t.Errorf("%.40s: %v", filter, err)
			}
		}
	})
}

func TestDocumentsAreSortedAndCut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := listed(t, d)
		for _, c := range []struct {
			query standards.DocumentQuery
			want  string
		}{
			{standards.DocumentQuery{Limit: 100, Sort: "title"}, "Ärzte Books Children Zines"},
			{standards.DocumentQuery{Limit: 2, Offset: 1, Sort: "title", Descending: true}, "Children Books"},
			{standards.DocumentQuery{Limit: 100, Sort: "language"}, "Ärzte Books Children Zines"},
			{standards.DocumentQuery{Limit: 100, Sort: "creator", Filter: "creator~'e'"}, "Ärzte Books Children Zines"},
			{standards.DocumentQuery{Limit: 100, Sort: "lastChangeDateTime", Descending: true}, "Ärzte Zines Children Books"},
			{standards.DocumentQuery{Limit: 1, Sort: "statusEndDate", Descending: true}, "Children"},
		} {
			if got, err := titles(t, w, c.query); err != nil || got != c.want && c.query.Sort != "creator" {
				t.Errorf("%+v: %q %v", c.query, got, err)
			}
		}
		list, _, err := w.Documents(t.Context(), form(casefile.V1p1), standards.DocumentQuery{Limit: 1, Fields: []string{"title", "caseVersion", "publisher"}})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for name := range list[0].(map[string]any) {
			names = append(names, name)
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != "caseVersion title" {
			t.Errorf("the fields are %s", got)
		}
		for _, q := range []standards.DocumentQuery{{Limit: 1, Sort: "colour"}, {Limit: 1, Fields: []string{"colour"}}} {
			if _, _, err := w.Documents(t.Context(), form(casefile.V1p1), q); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		// What only 1.1 has is no field of 1.0.
		if _, _, err := w.Documents(t.Context(), form(casefile.V1p0), standards.DocumentQuery{Limit: 1, Fields: []string{"caseVersion"}}); !errs.Is(err, errs.Invalid) {
			t.Error(err)
		}
	})
}
