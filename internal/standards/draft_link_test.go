package standards_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestLinksAreWrittenAndTakenAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		w.Seed(t)
		ctx, m := t.Context(), first(t, w)
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		// In frameworks that are published, and in the draft itself; not in what nobody looked up.
		found, more, err := w.Ends(ctx, w.Editor, m.framework, m.a, "VOICE")
		if err != nil || more || len(found) == 0 || found[len(found)-1].ID != m.a1 || found[len(found)-1].Under != "Tell a story" {
			t.Fatalf("%+v %v", found, err)
		}
		elsewhere, _, err := w.Ends(ctx, w.Editor, m.framework, m.a, "ADV-01")
		if err != nil || len(elsewhere) != 1 || elsewhere[0].Key != "lc-advocacy" {
			t.Fatalf("%+v %v", elsewhere, err)
		}
		for field, l := range map[string]standards.LinkDraft{
			"kind":   {Kind: "isChildOf", Target: m.b},
			"target": {Kind: "exactMatchOf", Target: m.a},
			"uri":    {Kind: "exactMatchOf", URI: "javascript:alert(1)", Title: "x"},
			"title":  {Kind: "exactMatchOf", URI: "https://example.org/x"},
			"note":   {Kind: "exactMatchOf", Target: m.b, Note: strings.Repeat("x", 20_001)},
		} {
			err := w.AddLink(ctx, w.Editor, m.framework, m.a, l)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if err := w.AddLink(ctx, w.Editor, m.framework, m.a, standards.LinkDraft{Kind: "exactMatchOf", Target: id.New()}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a link to nothing: %v", err)
		}
		here := standards.LinkDraft{Kind: "exactMatchOf", Target: elsewhere[0].ID, Note: " In part. "}
		if err := w.AddLink(ctx, w.Editor, m.framework, m.a, here); err != nil {
			t.Fatal(err)
		}
		if err := w.AddLink(ctx, w.Editor, m.framework, m.a, here); !errs.Is(err, errs.Invalid) {
			t.Errorf("the same link twice: %v", err)
		}
		if err := w.AddLink(ctx, w.Editor, m.framework, m.a, standards.LinkDraft{Kind: "isPartOf", URI: "https://example.org/skills/7", Title: "A skill"}); err != nil {
			t.Fatal(err)
		}
		c, err := w.Competency(ctx, w.Editor, m.key, 2, m.a)
		if err != nil || len(c.Links) != 2 || c.Links[0].Here == nil || c.Links[0].Here.Key != "lc-advocacy" || c.Links[0].Note != "In part." || c.Links[1].Here != nil || c.Links[1].TargetURI != "https://example.org/skills/7" || len(c.Indicators) != 2 {
			t.Fatalf("%+v %v", c.Links, err)
		}
		w.Clock.Advance(time.Second)
		if err := w.SaveLink(ctx, w.Editor, m.framework, m.a, c.Links[1].ID, standards.LinkDraft{Kind: "precedes", Seen: c.UpdatedAt}); err != nil {
			t.Fatal(err)
		}
		if err := w.SaveLink(ctx, w.Editor, m.framework, m.a, c.Links[1].ID, standards.LinkDraft{Kind: "isPartOf", Seen: c.UpdatedAt}); !errs.Is(err, errs.Stale) {
			t.Errorf("saved over what was not seen: %v", err)
		}
		if err := w.RemoveLink(ctx, w.Editor, m.framework, m.a, c.Links[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := w.RemoveLink(ctx, w.Editor, m.framework, m.a, c.Links[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("taken away twice: %v", err)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		if c, err = w.Competency(ctx, authz.Actor{}, m.key, 0, m.a); err != nil || len(c.Links) != 1 || c.Links[0].Kind != "precedes" {
			t.Errorf("%+v %v", c.Links, err)
		}
		w.Sound(t)
	})
}

func TestTranslationsFollowWhatTheyAreOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), rich(t, w)
		read := func() standards.CompetencyView {
			t.Helper()
			c, err := w.Competency(ctx, w.Editor, m.key, 3, m.a)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := read()
		if title, description := c.In("es"); title != "Contar un cuento" || description != "Contar." || c.StatementIn("es", c.Indicators[0]) != "Lee en voz alta." {
			t.Errorf("%+v", c.Translations)
		}
		for field, try := range map[string]struct {
			code string
			t    standards.TranslationDraft
		}{
			"language":                    {"Spanish", standards.TranslationDraft{Title: "x"}},
			"title":                       {"es", standards.TranslationDraft{Description: "x"}},
			standards.StatementField(m.b): {"es", standards.TranslationDraft{Statements: map[id.ID]string{m.b: "x"}}},
			standards.StatementField(c.Indicators[0].ID): {"es", standards.TranslationDraft{Statements: map[id.ID]string{c.Indicators[0].ID: strings.Repeat("x", 20_001)}}},
		} {
			err := w.SaveTranslation(ctx, w.Editor, m.framework, m.a, try.code, try.t)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if err := w.SaveTranslation(ctx, w.Editor, m.framework, m.a, "EN", standards.TranslationDraft{Title: "x"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("translated into its own language: %v", err)
		}
		if err := w.SaveTranslation(ctx, w.Editor, m.framework, m.a, "pt_br", standards.TranslationDraft{Title: "Contar", Seen: c.UpdatedAt}); err != nil {
			t.Fatal(err)
		}
		if list, err := w.Languages(ctx, c.Version); err != nil || strings.Join(list, " ") != "es pt-BR" {
			t.Errorf("%q %v", list, err)
		}
		w.Clock.Advance(time.Second)
		// A statement that is worded a little differently keeps its translation; one that is another loses it.
		save := func(texts ...string) {
			t.Helper()
			if err := w.SaveCompetency(ctx, w.Editor, m.framework, m.a, standards.CompetencyDraft{Code: "A", Title: "Tell a story", Statements: statements("foundational", texts...)}); err != nil {
				t.Fatal(err)
			}
		}
		save("Reads it aloud.", "Shows the pictures.")
		if c = read(); c.StatementIn("es", c.Indicators[0]) != "Lee en voz alta." {
			t.Errorf("%+v", c.Translations)
		}
		if err := w.SaveTranslation(ctx, w.Editor, m.framework, m.a, "es", standards.TranslationDraft{Title: "x", Seen: c.UpdatedAt.Add(-time.Second)}); !errs.Is(err, errs.Stale) {
			t.Errorf("translated what was not seen: %v", err)
		}
		save("Whispers.", "Shows the pictures.")
		if c = read(); len(c.Translations) != 2 { // the title in two languages
			t.Errorf("%+v", c.Translations)
		}
		w.Sound(t)
	})
}

func TestALinkIsChangedWithinBounds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := begin(t, d, "A", "B")
		ctx := t.Context()
		_, err := h.BeginDraft(ctx, h.Editor, h.framework)
		h.must(err)
		for _, kind := range []string{"exactMatchOf", "precedes"} {
			h.must(h.AddLink(ctx, h.Editor, h.framework, h.code["A"], standards.LinkDraft{Kind: kind, Target: h.code["B"]}))
		}
		c, err := h.Competency(ctx, h.Editor, h.key, 2, h.code["A"])
		h.must(err)
		var precedes id.ID
		for _, l := range c.Links {
			if l.Kind == "precedes" {
				precedes = l.ID
			}
		}
		if err := h.SaveLink(ctx, h.Editor, h.framework, h.code["A"], precedes, standards.LinkDraft{Kind: "exactMatchOf"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("it maps twice in the same way: %v", err)
		}
		if err := h.SaveLink(ctx, h.Editor, h.framework, h.code["A"], precedes, standards.LinkDraft{Kind: "precedes", Note: strings.Repeat("long ", 20000)}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a note without bound: %v", err)
		}
	})
}
