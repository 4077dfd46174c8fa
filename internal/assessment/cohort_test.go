package assessment_test

import (
	"fmt"
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

// group makes five people, and their addresses one a line.
func group(t *testing.T, w *at.World) (people []authz.Actor, addresses string) {
	t.Helper()
	for i := range 5 {
		a := w.C.Actor(t, fmt.Sprint("Member ", i))
		p, err := w.C.People.Person(t.Context(), a.PersonID)
		if err != nil {
			t.Fatal(err)
		}
		people, addresses = append(people, a), addresses+p.Email+"\n"
	}
	return people, addresses
}

func cohort(t *testing.T, w *at.World, title, profile, addresses string) assessment.Cohort {
	t.Helper()
	c, unknown, err := w.MakeCohort(t.Context(), w.C.Curriculum, assessment.NewCohort{Title: title, Profile: profile, People: addresses})
	if err != nil || len(unknown) > 0 {
		t.Fatal(unknown, err)
	}
	return c
}

func TestNobodyCountsInTwoCohortsOfTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		first, second := cohort(t, w, "Institute", "student", addresses), cohort(t, w, "All but one", "student", addresses)
		target, err := w.Join(ctx, people[0], first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Join(ctx, people[0], second.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("counts in two cohorts: %v", err)
		}
		if again, err := w.Join(ctx, people[0], first.ID); err != nil || again.ID != target.ID {
			t.Errorf("joining twice: %v, %v", again, err)
		}
		if err := w.Leave(ctx, people[0], first.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Join(ctx, people[0], second.ID); err != nil {
			t.Errorf("after the first was left: %v", err)
		}
	})
}

func TestAddressesAreFoldedAndPeopleCountOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		_, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", strings.ToUpper(addresses))
		if c.Asked != 5 {
			t.Errorf("%d are asked", c.Asked)
		}
		first, _, _ := strings.Cut(addresses, "\n")
		if _, _, err := w.MakeCohort(t.Context(), w.C.Curriculum, assessment.NewCohort{Title: "One", Profile: "student", People: strings.Repeat(first+"\n", 5)}); !errs.Is(err, errs.Invalid) {
			t.Errorf("one person, five times: %v", err)
		}
		if _, _, err := w.MakeCohort(t.Context(), w.C.Curriculum, assessment.NewCohort{Title: "Nobody", Profile: "student", People: "a@x.example b\nc@x.example\nd@x.example\ne@x.example\nf@x.example"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("nobody here, five times: %v", err)
		}
	})
}

func TestNoneAndAllAreNotTold(t *testing.T) {
	for n, want := range map[int]assessment.Share{0: {To: 1}, 1: {To: 1}, 2: {From: 2, To: 2}, 3: {From: 3, To: 3}, 4: {From: 4, To: 5}, 5: {From: 4, To: 5}} {
		if got := assessment.ShareOf(n); got != want {
			t.Errorf("%d of 5: %+v", n, got)
		}
	}
}

func TestBeforeAndAfterFollowTheTimeAndNotTheJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses)
		best := func(q assessment.Question) assessment.Saying {
			return assessment.Saying{Level: q.Choices[len(q.Choices)-1].Code}
		}
		for _, a := range people {
			target, err := w.Join(ctx, a, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, target.ID, at.None)
			w.C.Clock.Advance(100 * 24 * time.Hour)
			if err := w.Again(ctx, a, target.ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, target.ID, best)
			list, err := w.Snapshots(ctx, a, target.ID)
			if err != nil || len(list) != 2 {
				t.Fatalf("%+v, %v", list, err)
			}
			// The job of the later round runs first.
			for _, n := range []int{1, 0} {
				if err := w.Count(ctx, assessment.Finished{TargetID: target.ID, SnapshotID: list[n].ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
		v, err := w.ShowCohort(ctx, w.C.Curriculum, c.ID)
		if err != nil || v.Counted != 5 {
			t.Fatalf("%+v, %v", v, err)
		}
		better := 0
		for _, l := range v.Lines {
			if l.Before.To > 1 {
				t.Errorf("%s: all were there before", l.Text.Text.Code)
			}
			if l.After.From == 4 {
				better++
			}
		}
		if better == 0 {
			t.Error("nobody learned anything")
		}
	})
}

func TestACohortFollowsItsFramework(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, editor := t.Context(), w.C.Curriculum
		v, err := w.C.Standards.Create(ctx, editor, standards.About{Title: "Story time"})
		if err != nil {
			t.Fatal(err)
		}
		c := map[string]id.ID{}
		add := func(codes ...string) {
			t.Helper()
			for _, code := range codes {
				x, err := w.C.Standards.AddCompetency(ctx, editor, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: "Can " + code, Statements: map[string][]string{"foundational": {"Does " + code}}})
				if err != nil {
					t.Fatal(err)
				}
				c[code] = x.ID
			}
		}
		add("SPLIT", "OLD")
		if v, err = w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		p, err := w.SaveProfile(ctx, editor, assessment.ProfileDraft{ProfileText: assessment.ProfileText{Title: "Story teller"}, Asks: at.Asks(v.Key+";SPLIT;foundational;first", v.Key+";OLD;foundational;x")}, 0)
		if err != nil {
			t.Fatal(err)
		}
		people, addresses := group(t, w)
		co := cohort(t, w, "Institute", p.Key, strings.ReplaceAll(addresses, "\n", ", "))
		targets := make([]assessment.Target, len(people))
		for i, a := range people {
			if targets[i], err = w.Join(ctx, a, co.ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, targets[i].ID, at.None)
		}
		if _, err := w.C.Standards.BeginDraft(ctx, editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		add("LEFT", "RIGHT", "NEW")
		for _, x := range []struct {
			code   string
			became standards.Became
			to     string
		}{{"SPLIT", standards.BecameSplit, "LEFT, RIGHT"}, {"OLD", standards.BecameReplaced, "NEW"}} {
			if err := w.C.Standards.RemoveCompetency(ctx, editor, v.FrameworkID, c[x.code]); err != nil {
				t.Fatal(err)
			}
			if err := w.C.Standards.Decide(ctx, editor, v.FrameworkID, []standards.Decision{{Competency: c[x.code], Became: x.became, Targets: x.to}}, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.C.Standards.Publish(ctx, editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		w.C.Clock.Advance(100 * 24 * time.Hour)
		for i, a := range people {
			if err := w.Again(ctx, a, targets[i].ID); err != nil {
				t.Fatal(err)
			}
			w.Answer(t, a, targets[i].ID, at.Lowest)
		}
		w.Work(t)
		got, err := w.ShowCohort(ctx, editor, co.ID)
		if err != nil || got.Counted != 5 || len(got.Lines) != 1 || got.Lines[0].Text.Text.Code != "NEW" || got.Lines[0].Before.To != 1 || got.Lines[0].After.From != 4 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
