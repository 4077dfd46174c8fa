package standards_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// object reads an answer that is to be one.
func object(t testing.TB) func(v any, err error) map[string]any {
	return func(v any, err error) map[string]any {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// associationsOf reads the types and targets of the associations of an item.
func associationsOf(t testing.TB, w *standardstest.World, item id.ID) (ids []string, said string) {
	t.Helper()
	var b strings.Builder
	if err := w.ItemAssociations(t.Context(), form(casefile.V1p1), item, func(string) io.Writer { return &b }); err != nil {
		t.Fatal(err)
	}
	var set struct {
		CFItem         map[string]any
		CFAssociations []struct {
			Identifier, AssociationType string
			DestinationNodeURI          struct{ Identifier, Title, URI string }
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &set); err != nil {
		t.Fatal(err)
	}
	if set.CFItem["identifier"] != string(item) {
		t.Errorf("the set is of %v", set.CFItem)
	}
	var words []string
	for _, a := range set.CFAssociations {
		ids = append(ids, a.Identifier)
		words = append(words, a.AssociationType+" "+a.DestinationNodeURI.Title)
	}
	return ids, strings.Join(words, ", ")
}

func TestWhatEndedSaysSoAndWhatItBecame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m, read := t.Context(), first(t, w), object(t)
		if got := read(w.Item(ctx, form(casefile.V1p1), m.a1)); got["statusEndDate"] != nil {
			t.Errorf("an item that lasts: %v", got)
		}
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		for _, c := range []id.ID{m.a1, m.a2, m.b} {
			if err := w.RemoveCompetency(ctx, w.Editor, m.framework, c); err != nil {
				t.Fatal(err)
			}
		}
		add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "N1", Title: "Loud"})
		n2 := add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "N2", Title: "Soft"})
		for c, became := range map[id.ID][2]string{m.a1: {"split", "N1, N2"}, m.a2: {"replaced", "N2"}, m.b: {"retired", ""}} {
			if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: c, Became: standards.Became(became[0]), Targets: became[1]}}, ""); err != nil {
				t.Fatal(err)
			}
		}
		// What is decided in a draft is not told.
		if _, said := associationsOf(t, w, m.a1); said != "isChildOf Tell a story" {
			t.Errorf("while it is a draft: %s", said)
		}
		w.Clock.Advance(24 * time.Hour)
		ended := w.Clock.Now().Format(time.DateOnly)
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(24 * time.Hour)
		for c, want := range map[id.ID]string{m.a1: "isChildOf Tell a story, replacedBy Loud, replacedBy Soft", m.a2: "isChildOf Tell a story, replacedBy Soft", m.b: "isChildOf Story time"} {
			if got := read(w.Item(ctx, form(casefile.V1p0), c)); got["statusEndDate"] != ended {
				t.Errorf("an ended item: %v, want %s", got, ended)
			}
			ids, said := associationsOf(t, w, c)
			if said != want {
				t.Errorf("%s, want %s", said, want)
			}
			for i, a := range ids {
				got := read(w.Association(ctx, form(casefile.V1p0), id.ID(a)))
				if got["associationType"] != strings.Fields(strings.Split(want, ", ")[i])[0] || got["originNodeURI"].(map[string]any)["identifier"] != string(c) {
					t.Errorf("by itself it is %v", got)
				}
			}
		}
		if got := read(w.Item(ctx, form(casefile.V1p1), m.a)); got["statusEndDate"] != nil {
			t.Errorf("an item that stayed: %v", got)
		}
		// What ended is no item of the package any more; the package says what became of it.
		for _, version := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
			file := string(export(t, w, version, m.framework))
			if strings.Contains(file, string(m.b)) || strings.Count(file, `"associationType":"replacedBy"`) != 3 || strings.Contains(file[:strings.Index(file, `"CFAssociations"`)], string(m.a1)) {
				t.Errorf("the package says %s", file)
			}
			// It comes in again as what is here.
			if again := take(t, w, file, standards.ImportOptions{Source: "again.json"}); again.Draft || !strings.Contains(strings.Join(again.Report.Notes, " "), "nothing changes") {
				t.Errorf("again: %+v", again.Report)
			}
		}
		// Whoever looks at the new one finds what led to it.
		if _, said := associationsOf(t, w, n2); strings.Count(said, "replacedBy Soft") != 2 {
			t.Errorf("the new one: %s", said)
		}
		last, err := w.Show(ctx, w.Editor, m.key, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		var back strings.Builder
		if err := w.Package(ctx, form(casefile.V1p1), last.ID, func(string) io.Writer { return &back }); err != nil || strings.Contains(back.String(), "replacedBy") {
			t.Errorf("the first version says what became of it later: %v", err)
		}
		w.Sound(t)
	})
}

func TestRetiredFrameworksStayInTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m, read := t.Context(), first(t, w), object(t)
		draft, err := w.Create(ctx, w.Editor, standards.About{Title: "A draft"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Retire(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		list, total, err := w.Documents(ctx, form(casefile.V1p1), standards.DocumentQuery{Limit: 10})
		if err != nil || total != 1 || len(list) != 1 {
			t.Fatalf("%d of %d: %v", len(list), total, err)
		}
		got := read(list[0], nil)
		if got["identifier"] != string(m.framework) || got["adoptionStatus"] != "Deprecated" || got["statusEndDate"] != w.Clock.Now().Format(time.DateOnly) {
			t.Errorf("%v", got)
		}
		if alone := read(w.Document(ctx, form(casefile.V1p1), m.framework)); alone["statusEndDate"] != got["statusEndDate"] {
			t.Errorf("by itself: %v", alone)
		}
		// A draft of the next version changes nothing; it is published and takes the place.
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		if list, _, err = w.Documents(ctx, form(casefile.V1p1), standards.DocumentQuery{Limit: 10}); err != nil || read(list[0], nil)["adoptionStatus"] != "Deprecated" {
			t.Errorf("beside a draft: %v %v", list, err)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		list, total, err = w.Documents(ctx, form(casefile.V1p1), standards.DocumentQuery{Limit: 10})
		if err != nil || total != 1 || read(list[0], nil)["adoptionStatus"] != "Adopted" || read(list[0], nil)["statusEndDate"] != nil {
			t.Errorf("published anew: %v %v", list, err)
		}
		for _, err := range []error{
			func() error { _, err := w.Document(ctx, form(casefile.V1p1), draft.FrameworkID); return err }(),
			w.Rubric(ctx, form(casefile.V1p1), id.Named(string(draft.FrameworkID), "rubric"), func(string) io.Writer { t.Error("a rubric of a draft was begun"); return io.Discard }),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("of a draft: %v", err)
			}
		}
	})
}

// TestTheSetOfAnItemHasWhatBeginsElsewhere: an association that a file brought and that begins at something foreign is in the set of what it leads to, and
// one that begins at what is gone in the set of that.
func TestTheSetOfAnItemHasWhatBeginsElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		const one, two = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
		framework := published(t, w, packageOf([]string{item(1, ""), item(2, "")}, []string{child(1, 0, ""), child(2, 0, ""), association(7, "exactMatchOf", 99, one, "")}))
		if _, said := associationsOf(t, w, one); said != "isChildOf Order, exactMatchOf To" {
			t.Errorf("%s", said)
		}
		if _, said := associationsOf(t, w, two); said != "isChildOf Order" {
			t.Errorf("%s", said)
		}
		got := take(t, w, packageOf([]string{item(2, "")}, []string{child(2, 0, ""), association(8, "replacedBy", 1, two, "")}), standards.ImportOptions{Source: "two.json"})
		if err := w.Decide(t.Context(), w.Editor, framework, []standards.Decision{{Competency: one, Became: standards.BecameRetired}}, ""); err != nil {
			t.Fatal(err, got.Report)
		}
		if _, err := w.Publish(t.Context(), w.Editor, framework, ""); err != nil {
			t.Fatal(err)
		}
		for _, c := range []id.ID{one, two} {
			if _, said := associationsOf(t, w, c); !strings.Contains(said, "replacedBy To") {
				t.Errorf("%s: %s", c, said)
			}
		}
	})
}
