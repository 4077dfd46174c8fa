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
			"title>'books'":               "Children Zines", // Ä stands with A
			"title>='books'":              "Books Children Zines",
			"title<'children'":            "Ärzte Books",
			"title<='children'":           "Ärzte Books Children",
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
			"v.title='x'": "v.title", "caseVersions='1.1'": "caseVersions", strings.Repeat("title='a' AND ", 30) + "title='a'": "at most", "title~'" + strings.Repeat("x", 3000) + "'": "characters",
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
		// A field that is none leaves the order and the fields as they are, says the standard; so does one that only the other version has.
		if got, err := titles(t, w, standards.DocumentQuery{Limit: 100, Sort: "colour"}); err != nil || got != "Ärzte Books Children Zines" {
			t.Errorf("in the order of no field: %q %v", got, err)
		}
		for version, name := range map[casefile.Version]string{casefile.V1p1: "colour", casefile.V1p0: "caseVersion"} {
			list, _, err := w.Documents(t.Context(), form(version), standards.DocumentQuery{Limit: 1, Fields: []string{"title", name}})
			if err != nil || list[0].(map[string]any)["uri"] == nil || list[0].(map[string]any)["creator"] == nil {
				t.Errorf("%s: %v %v", version, list, err)
			}
		}
	})
}

func TestDocumentsAreFoundByAllTheirFields(t *testing.T) {
	w := listed(t, dbtest.SQLite(t))
	const file = `{"CFDocument":{"identifier":"d0000000-0000-4000-8000-00000000000a","title":"Maps","creator":"A press","publisher":"Fern Press","frameworkType":"Course codes","subject":["Rivers","Hills, low"],
		"statusStartDate":"2025-07-01","licenseURI":{"title":"CC BY","identifier":"b0000000-0000-4000-8000-00000000000b","uri":"https://cc.example/by"},
		"subjectURI":[{"title":"Rivers","identifier":"b0000000-0000-4000-8000-00000000000c","uri":"https://s.example/1"}],"extensions":{"acme":{"colour":"Red"}},"caseVersion":"1.1"},
		"CFItems":[{"identifier":"c0000000-0000-4000-8000-00000000000a","fullStatement":"Reads a map"}]}`
	got, err := w.Import(t.Context(), w.Editor, strings.NewReader(file), standards.ImportOptions{Source: "maps.json"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	const all = "Ärzte Books Children Maps Zines"
	for filter, want := range map[string]string{
		"publisher='fern press'": "Maps", "frameworkType~'course'": "Maps", "caseVersion='1.1'": all, "uri~'d0000000-0000-4000-8000-00000000000a'": "Maps",
		"subject='Rivers'": "", "subject='rivers,hills, low'": "Maps", "subject~'Hills'": "Maps", "subject~'Rivers,Hills'": "Maps", "subject!='Rivers'": all,
		"statusStartDate='2025-07-01'": "Maps", "statusStartDate>'2025-07-01'": "", "statusStartDate!='2025-07-02' AND publisher~'press'": "Maps",
		"licenseURI.title='cc by'": "Maps", "licenseURI.identifier='b0000000-0000-4000-8000-00000000000b'": "Maps", "subjectURI.title~'river'": "Maps", "extensions.acme.colour='red'": "Maps",
		"licenseURI.colour='red'": "", "title.colour~'x'": "", "CFPackageURI.title='Zines'": "Zines",
	} {
		if got, err := titles(t, w, standards.DocumentQuery{Limit: 100, Filter: filter}); err != nil || got != want {
			t.Errorf("%s: %q, want %q: %v", filter, got, want, err)
		}
	}
	if _, err := titles(t, w, standards.DocumentQuery{Limit: 100, Filter: "frameworkType='x' OR houseColour='x'"}); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
	if _, _, err := w.Documents(t.Context(), form(casefile.V1p0), standards.DocumentQuery{Limit: 1, Filter: "frameworkType='x'"}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a field of 1.1 under 1.0: %v", err)
	}
	for sort, want := range map[string]string{"subject": "Maps", "publisher": "Maps", "statusStartDate": "Maps", "creator": "Zines"} {
		if got, err := titles(t, w, standards.DocumentQuery{Limit: 1, Sort: sort, Descending: true}); err != nil || got != want {
			t.Errorf("last by %s: %q, want %q: %v", sort, got, want, err)
		}
	}
	if got, err := titles(t, w, standards.DocumentQuery{Limit: 2, Offset: 4, Sort: "subject"}); err != nil || got != "Maps" {
		t.Errorf("the last page: %q %v", got, err)
	}
}
