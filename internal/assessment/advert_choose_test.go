package assessment_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestAnAdvertBecomesATarget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		if _, err := w.ReadAdvert(ctx, me, "", "Too short"); len(errs.As(err).Fields) != 2 {
			t.Errorf("%v", err)
		}
		v, err := w.ReadAdvert(ctx, me, "Circulation Assistant", "You check books in and out and shelve them.\nYou lead storytime for toddlers on Fridays.\nWe are an equal opportunity employer with interlibrary loan benefits.")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range v.Matches {
			got = append(got, m.Text.Code)
			if m.Text.Code == "LIT-01" && (m.LevelTitle() != "Foundational" || m.Phrase != "You lead storytime for toddlers on Fridays") {
				t.Errorf("%s at %s by %q", m.Text.Code, m.LevelTitle(), m.Phrase)
			}
		}
		if !strings.Contains(strings.Join(got, " "), "USR-04") || !strings.Contains(strings.Join(got, " "), "LIT-01") || strings.Contains(strings.Join(got, " "), "COL-07") {
			t.Errorf("found %v", got)
		}
		if len(v.Others) != 85 {
			t.Errorf("%d competencies can be added", len(v.Others))
		}
		if _, err := w.BeginAdvert(ctx, me, "Circulation Assistant", []assessment.Pick{{Competency: id.New()}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a competency that is none: %v", err)
		}
		m := v.Matches[0]
		target, err := w.BeginAdvert(ctx, me, "Circulation Assistant", []assessment.Pick{{Competency: m.Competency, Level: "expert", Why: m.Phrase}, {Competency: m.Competency}})
		if err != nil {
			t.Fatal(err)
		}
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil || q.Line.Item.Level != "expert" || q.Line.Why != m.Phrase || q.Progress.Left != 1 {
			t.Errorf("%+v, %v", q, err)
		}
	})
}
