package assessment_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

func sound(t *testing.T, w *at.World) {
	t.Helper()
	broken, err := w.Check(t.Context())
	if err != nil || len(broken) > 0 {
		t.Errorf("%v %v", broken, err)
	}
}

// asksFor reports whether a draft asks for the competency with a code.
func asksFor(d assessment.ProfileDraft, code string) bool {
	return slices.ContainsFunc(d.Asks, func(a assessment.DraftAsk) bool { return a.Code == code })
}

func TestAFrameworkGetsANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me, editor := t.Context(), w.C.Learner, w.C.Curriculum
		v, err := w.C.Standards.Create(ctx, editor, standards.About{Title: "Story time"})
		if err != nil {
			t.Fatal(err)
		}
		c := map[string]id.ID{}
		for _, code := range []string{"SPLIT", "GONE", "OLD", "SAME"} {
			x, err := w.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: "Can " + code, Statements: map[string][]string{"foundational": {"Does " + code}}})
			if err != nil {
				t.Fatal(err)
			}
			c[code] = x.ID
		}
		if v, err = w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		p, err := w.SaveProfile(ctx, editor, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: "Story teller"}, Asks: at.Asks(v.Key+";SPLIT;foundational;first", v.Key+";GONE;foundational;", v.Key+";OLD;foundational;x", v.Key+";SAME;foundational;y")}, 0)
		if err != nil {
			t.Fatal(err)
		}
		target := w.Target(t, me, p.Key)
		w.Answer(t, me, target.ID, at.Lowest)
		// Version 2 splits one, drops one, replaces one.
		if _, err := w.C.Standards.BeginDraft(ctx, editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"LEFT", "RIGHT", "NEW"} {
			if _, err := w.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: "Can " + code, Statements: map[string][]string{"foundational": {"Does " + code}}}); err != nil {
				t.Fatal(err)
			}
		}
		for _, code := range []string{"SPLIT", "GONE", "OLD"} {
			if err := w.C.Standards.RemoveCompetency(ctx, editor, v.FrameworkID, c[code]); err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range []struct {
			code   string
			became standards.Became
			to     string
		}{{"SPLIT", standards.BecameSplit, "LEFT, RIGHT"}, {"GONE", standards.BecameRetired, ""}, {"OLD", standards.BecameReplaced, "NEW"}} {
			if err := w.C.Standards.Decide(ctx, editor, v.FrameworkID, []standards.Decision{{Competency: c[x.code], Became: x.became, Targets: x.to}}, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		h, err := w.Home(ctx, me)
		if err != nil || len(h.Again) != 2 || h.Targets[0].Counts.Met != 2 || h.Targets[0].Counts.Again != 2 {
			t.Fatalf("%+v, %v", h, err)
		}
		m, err := w.Map(ctx, me, target.ID, 0)
		if err != nil || len(m.Ended) != 1 || m.Ended[0].Text.Code != "GONE" || len(m.Rows) != 4 {
			t.Errorf("%+v, %v", m, err)
		}
		// What was said under the old name is part of the history of the new one.
		for _, r := range m.Rows {
			if r.Text.Code != "NEW" {
				continue
			}
			if shown, err := w.ShowCompetency(ctx, me, target.ID, r.Competency); err != nil || len(shown.History) != 1 {
				t.Errorf("%+v, %v", shown.History, err)
			}
		}
		// The editor sees what is to be decided of the profile, and saving settles it.
		work, err := w.WorkProfiles(ctx, editor)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range work {
			if want := map[string]int{p.Key: 2}[x.Key]; x.ToDecide != want {
				t.Errorf("%s: %d to decide, want %d", x.Key, x.ToDecide, want)
			}
		}
		was, draft, decisions, err := w.EditProfile(ctx, editor, p.Key)
		if err != nil || len(decisions) != 2 || len(decisions[0].Parts) != 2 || !asksFor(draft, "NEW") || asksFor(draft, "GONE") {
			t.Fatalf("%+v, %+v, %v", draft.Asks, decisions, err)
		}
		if _, err := w.SaveProfile(ctx, editor, draft, was.Number+1); !errs.Is(err, errs.Stale) {
			t.Errorf("a stale save: %v", err)
		}
		right := len(draft.Asks)
		draft.Asks = append(draft.Asks, assessment.DraftAsk{Framework: "no-such", Code: "X", Level: "y", Weight: 2}, assessment.DraftAsk{Framework: "lc-technology", Code: "TEC-01", Level: "expert", Weight: 9}, assessment.DraftAsk{}, draft.Asks[0])
		if _, err := w.SaveProfile(ctx, editor, draft, was.Number); len(errs.As(err).Fields) != 4 || errs.As(err).Fields[1].Name != fmt.Sprintf("asks[%d]", right+1) {
			t.Errorf("the last four are wrong: %v", err)
		}
		_, draft, _, _ = w.EditProfile(ctx, editor, p.Key)
		if p, err = w.SaveProfile(ctx, editor, draft, was.Number); err != nil || p.Number != 2 {
			t.Fatal(err)
		}
		if _, _, decisions, err := w.EditProfile(ctx, editor, p.Key); err != nil || len(decisions) != 0 {
			t.Errorf("%+v, %v", decisions, err)
		}
		if m, err := w.Map(ctx, me, target.ID, 0); err != nil || len(m.Ended) != 1 {
			t.Errorf("the target keeps the version it was made from: %+v, %v", m, err)
		}
		if err := w.RetireProfile(ctx, editor, p.Key, true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.BeginProfile(ctx, w.C.Stranger, p.Key); !errs.Is(err, errs.Conflict) {
			t.Errorf("a retired profile was chosen: %v", err)
		}
		for _, actor := range []authz.Actor{me, w.C.Manager, w.C.Auditor} {
			if _, err := w.SaveProfile(ctx, actor, draft, 2); !errs.Is(err, errs.Forbidden) {
				t.Errorf("saved by %s: %v", actor.Name, err)
			}
		}
		sound(t, w)
	})
}

func TestACohortCountsInFives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		var people []authz.Actor
		var addresses []string
		for i := range 7 {
			a := w.C.Actor(t, fmt.Sprint("Member ", i))
			p, err := w.C.People.Person(ctx, a.PersonID)
			if err != nil {
				t.Fatal(err)
			}
			people, addresses = append(people, a), append(addresses, p.Email)
		}
		if _, _, err := w.MakeCohort(ctx, w.C.Curriculum, assessment.NewCohort{Title: "", Profile: "no-such", People: "one@example.org"}); len(errs.As(err).Fields) != 3 {
			t.Errorf("%v", err)
		}
		c, unknown, err := w.MakeCohort(ctx, w.C.Curriculum, assessment.NewCohort{Title: "Institute", Profile: "student", People: strings.Join(append(addresses, "nobody@example.org"), "\n")})
		if err != nil || len(unknown) != 1 || c.Asked != 7 {
			t.Fatalf("%+v %v %v", c, unknown, err)
		}
		if _, err := w.ShowCohort(ctx, w.C.Manager, c.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a unit's manager: %v", err)
		}
		if _, err := w.Join(ctx, w.C.Learner, c.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("joined without being asked: %v", err)
		}
		targets := make([]assessment.Target, len(people))
		finish := func(i int, pick func(assessment.Question) assessment.Saying) {
			t.Helper()
			w.Answer(t, people[i], targets[i].ID, pick)
			w.Work(t)
			w.C.Clock.Advance(time.Minute)
		}
		counted := func() int {
			t.Helper()
			v, err := w.ShowCohort(ctx, w.C.Curriculum, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range v.Lines {
				if l.Before.To > v.Counted || l.After.To > v.Counted {
					t.Errorf("%+v of %d", l, v.Counted)
				}
			}
			return v.Counted
		}
		highest := func(q assessment.Question) assessment.Saying {
			return assessment.Saying{Level: q.Choices[len(q.Choices)-1].Code}
		}
		for i, a := range people {
			if targets[i], err = w.Join(ctx, a, c.ID); err != nil {
				t.Fatal(err)
			}
			finish(i, at.None)
		}
		if n := counted(); n != 0 {
			t.Errorf("%d count before anybody has an after", n)
		}
		w.C.Clock.Advance(100 * 24 * time.Hour)
		for i, a := range people {
			if err := w.Again(ctx, a, targets[i].ID); err != nil {
				t.Fatal(err)
			}
			finish(i, highest)
			if want := map[bool]int{false: 0, true: 5}[i >= 4]; counted() != want {
				t.Errorf("after %d: %d count, want %d", i+1, counted(), want)
			}
		}
		v, err := w.ShowCohort(ctx, w.C.Curriculum, c.ID)
		if err != nil || len(v.Lines) == 0 {
			t.Fatalf("%+v, %v", v, err)
		}
		better := 0
		for _, l := range v.Lines {
			if l.After.From == 4 && l.Before.To == 1 {
				better++
			}
		}
		if better == 0 {
			t.Error("nobody learned anything")
		}
		// Who leaves takes their five along, so that no difference is about one.
		if err := w.Leave(ctx, people[0], c.ID); err != nil {
			t.Fatal(err)
		}
		if n := counted(); n != 0 {
			t.Errorf("%d count after one of the five left", n)
		}
		sound(t, w)
	})
}
