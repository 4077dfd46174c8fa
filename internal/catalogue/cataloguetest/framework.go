package cataloguetest

import (
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Framework publishes a framework with the usual three levels (foundational, practitioner, expert) and a competency for each code, titled by it,
// and returns its id and the competencies by code.
func Framework(t testing.TB, w *World, title string, codes ...string) (framework id.ID, byCode map[string]id.ID) {
	t.Helper()
	v, err := w.Standards.Create(t.Context(), w.Curriculum, standards.About{Title: title})
	if err != nil {
		t.Fatal(err)
	}
	byCode = map[string]id.ID{}
	for _, code := range codes {
		byCode[code] = Competency(t, w, v.FrameworkID, code)
	}
	Publish(t, w, v.FrameworkID)
	return v.FrameworkID, byCode
}

// Competency adds a competency to the draft of a framework.
func Competency(t testing.TB, w *World, framework id.ID, code string) id.ID {
	t.Helper()
	c, err := w.Standards.AddCompetency(t.Context(), w.Curriculum, framework, "", standards.CompetencyDraft{Code: code, Title: "Can do " + code})
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// Publish publishes the draft of a framework.
func Publish(t testing.TB, w *World, framework id.ID) standards.Version {
	t.Helper()
	v, err := w.Standards.Publish(t.Context(), w.Curriculum, framework, "")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Align says that an offer of w.Unit teaches a competency up to a level.
func Align(t testing.TB, w *World, offer, competency id.ID, level string) {
	t.Helper()
	if err := w.Align(t.Context(), w.Editor, offer, []catalogue.Aligning{{CompetencyID: competency, Level: level}}, ""); err != nil {
		t.Fatal(err)
	}
}
